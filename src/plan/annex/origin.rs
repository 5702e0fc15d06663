//! Where the figures of the annex are: the file, and in it the cell or the line and field.

use crate::model::text::BilingualText;

/// The place of a figure in the file of the annex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnnexOrigin {
    /// A cell of a workbook, such as `'Phụ lục'!D7`.
    Cell(String),
    /// A field of delimited text.
    Field {
        /// Line, from 1.
        line: usize,
        /// Field in that line, from 1.
        field: usize,
    },
}

/// The places of all figures of an annex.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnnexOrigins {
    /// Name of the file.
    pub file: String,
    /// Places by unit (as the figures), one for each column; empty for a unit that is not in the annex.
    pub units: Vec<Vec<Option<AnnexOrigin>>>,
    /// Places of the printed totals, one for each column; empty without a total row.
    pub totals: Vec<Option<AnnexOrigin>>,
}

impl AnnexOrigins {
    /// Creates the places for a number of units, all unknown.
    pub(crate) fn new(file: &str, units: usize) -> Self {
        AnnexOrigins { file: file.to_string(), units: vec![Vec::new(); units], totals: Vec::new() }
    }

    /// Returns the file and the place of the figure of a unit, or with `None` of the printed total; `None` if the annex has
    /// none.
    pub(crate) fn text(&self, unit: Option<usize>, column: usize) -> Option<BilingualText> {
        let places = match unit {
            Some(unit) => self.units.get(unit)?,
            None => &self.totals,
        };
        let file = &self.file;
        Some(match places.get(column)?.as_ref()? {
            AnnexOrigin::Cell(cell) => BilingualText::same(format!("{file} · {cell}")),
            AnnexOrigin::Field { line, field } => BilingualText::new(
                format!("{file} · dòng {line}, cột {field}"),
                format!("{file} · line {line}, field {field}"),
            ),
        })
    }
}
