//! Helper cells of the overview, to the right of its print area: figures as text, and columns with a row for each unit,
//! from which lists and charts are made. They are part of no list that a person reads.

use super::LAST;
use crate::model::text::Lang;
use crate::workbook::style::{self, CellBorder, NumberFormat};
use crate::workbook::{CellRange, Sheet, Style, address};

/// The first helper column. It is beyond the right edge of a wide screen.
const FIRST: u32 = LAST + 15;
/// The columns of a single figure: label, scaled figure, digits, text.
const SINGLES: u32 = 4;

/// The free places among the helper cells.
pub(super) struct HelperCells {
    /// The next row of single figures.
    row: u32,
    /// The next column of figures by unit.
    column: u32,
    /// The row of the first unit.
    top: u32,
    /// The number of units.
    units: u32,
    /// The language of the workbook.
    lang: Lang,
}

/// A helper column with a row for each unit.
#[derive(Copy, Clone)]
pub(super) struct HelperColumn {
    column: u32,
    top: u32,
    units: u32,
}

/// A figure as text.
pub(super) struct FigureText {
    /// The cell with the text: `1.234`, `−12`, `31,3%`; a figure that is text stays as it is.
    pub text: String,
    /// The cell with the rounded figure, scaled to an integer; `""` if there is no figure.
    pub scaled: String,
}

impl HelperColumn {
    /// Returns the cell of a unit.
    pub(super) fn cell(&self, unit: u32) -> String {
        address::cell(self.top + unit, self.column)
    }

    /// Returns the cells of the units before this one, or `None` for the first.
    pub(super) fn above(&self, unit: u32) -> Option<String> {
        Some(format!("{}:{}", self.cell(0), self.cell(unit.checked_sub(1)?)))
    }

    /// Returns the cells of all units.
    pub(super) fn range(&self) -> String {
        let last = self.top + self.units.saturating_sub(1);
        format!("{}:{}", address::fixed(self.top, self.column), address::fixed(last, self.column))
    }

    /// Returns the cells of the first `count` units, with the sheet.
    pub(super) fn on(&self, sheet: &str, count: u32) -> String {
        let last = self.top + count.min(self.units).saturating_sub(1);
        address::range(sheet, CellRange::new(self.top, self.column, last, self.column))
    }

    /// Returns the cell of the last unit.
    pub(super) fn last(&self) -> String {
        self.cell(self.units.saturating_sub(1))
    }
}

impl HelperCells {
    /// Returns the helper cells of a sheet whose first unit is in row `top`.
    pub(super) fn new(sheet: &mut Sheet, t: Lang, top: u32, units: usize) -> Self {
        sheet.text(
            0,
            FIRST,
            t.pick("Cột phụ để tính và sắp xếp – không in", "Helper columns for calculation and order – not printed"),
            &look(),
        );
        sheet.widths.insert(FIRST, 30.0);
        HelperCells { row: 1, column: FIRST + SINGLES + 1, top, units: units as u32, lang: t }
    }

    /// Writes a single value with its label and returns its cell.
    pub(super) fn single(&mut self, sheet: &mut Sheet, label: &str, formula: String) -> String {
        let row = self.row;
        self.row += 1;
        sheet.text(row, FIRST, label, &look());
        sheet.formula(row, FIRST + 1, formula, &look());
        address::fixed(row, FIRST + 1)
    }

    /// Writes a figure as text, with its label.
    pub(super) fn figure(&mut self, sheet: &mut Sheet, label: &str, value: &str, number: NumberFormat) -> FigureText {
        let row = self.row;
        self.row += 1;
        sheet.text(row, FIRST, label, &look());
        figure_text(sheet, (row, FIRST + 1), value, number, self.lang)
    }

    /// Writes a column with a formula for each unit. `formula` gets the column and the unit.
    pub(super) fn column(
        &mut self,
        sheet: &mut Sheet,
        heading: &str,
        formula: impl Fn(&HelperColumn, u32) -> Option<String>,
    ) -> HelperColumn {
        let column = HelperColumn { column: self.column, top: self.top, units: self.units };
        self.column += 1;
        sheet.text(self.top.saturating_sub(1), column.column, heading, &look());
        for unit in 0..self.units {
            if let Some(formula) = formula(&column, unit) {
                sheet.formula(self.top + unit, column.column, formula, &look());
            }
        }
        column
    }

    /// Writes the figures of a column as text, in three columns. Returns the column of the texts.
    pub(super) fn texts(
        &mut self,
        sheet: &mut Sheet,
        heading: &str,
        number: NumberFormat,
        value: impl Fn(u32) -> String,
    ) -> HelperColumn {
        let column = self.column;
        self.column += 3;
        sheet.text(self.top.saturating_sub(1), column, heading, &look());
        for unit in 0..self.units {
            figure_text(sheet, (self.top + unit, column), &value(unit), number, self.lang);
        }
        HelperColumn { column: column + 2, top: self.top, units: self.units }
    }
}

fn look() -> Style {
    Style { border: CellBorder::Below, color: style::GREY, ..Style::default().size(9) }
}

/// Writes three cells: the rounded figure as an integer, its digits, and its text. No function depends on the
/// language of the machine.
fn figure_text(
    sheet: &mut Sheet,
    (row, column): (u32, u32),
    value: &str,
    number: NumberFormat,
    lang: Lang,
) -> FigureText {
    let (thousands, point) = lang.pick((".", ","), (",", "."));
    let (decimals, hundred, sign) = match number {
        NumberFormat::Percent => (1, "*100", "%"),
        NumberFormat::FixedPercent(decimals) => (decimals, "*100", "%"),
        NumberFormat::Decimal | NumberFormat::OfFixed(2) => (2, "", ""),
        NumberFormat::Fixed(decimals) | NumberFormat::OfFixed(decimals) => (decimals, "", ""),
        _ => (0, "", ""),
    };
    let (scaled, digits) = (address::cell(row, column), address::cell(row, column + 1));
    sheet.formula(row, column, format!("IF(ISNUMBER({value}),ROUND({value}{hundred}*10^{decimals},0),\"\")"), &look());
    let whole = if decimals == 0 { format!("ABS({scaled})") } else { format!("INT(ABS({scaled})/10^{decimals})") };
    sheet.formula(row, column + 1, format!("IF({scaled}=\"\",\"\",{whole}&\"\")"), &look());
    let after = match decimals {
        0 => String::new(),
        _ => format!("&\"{point}\"&RIGHT(10^{decimals}+ROUND(MOD(ABS({scaled}),10^{decimals}),0),{decimals})"),
    };
    let unit = if sign.is_empty() { String::new() } else { format!("&\"{sign}\"") };
    let text = format!(
        "IF({scaled}=\"\",{value}&\"\",IF({scaled}<0,\"−\",\"\")&{}{after}{unit})",
        grouped(&digits, thousands)
    );
    sheet.formula(row, column + 2, text, &look());
    FigureText { text: address::fixed(row, column + 2), scaled: address::fixed(row, column) }
}

/// Returns an expression of the digits in a cell with a mark before every three.
fn grouped(digits: &str, mark: &str) -> String {
    let part = |from_end: u32| format!("&\"{mark}\"&MID({digits},LEN({digits})-{},3)", from_end - 1);
    let first = |dropped: u32| format!("LEFT({digits},LEN({digits})-{dropped})");
    let (thousands, millions, billions) = (part(6), part(9), part(12));
    format!(
        "IF(LEN({digits})<4,{digits},IF(LEN({digits})<7,{},IF(LEN({digits})<10,{}{thousands},\
         IF(LEN({digits})<13,{}{millions}{thousands},{}{billions}{millions}{thousands})))&\"{mark}\"&RIGHT({digits},3))",
        first(3),
        first(6),
        first(9),
        first(12),
    )
}
