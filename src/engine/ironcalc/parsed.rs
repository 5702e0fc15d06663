//! Parsed formulas that engines with the same sheets share, so that a formula is parsed once and not once for each
//! engine.

use super::{Engine, EngineError};
use ironcalc_base::expressions::parser::Node;
use ironcalc_base::expressions::parser::static_analysis::StaticResult;
use ironcalc_base::types::{ArrayKind, Cell, FormulaValue};
use std::ops::Range;
use std::sync::Arc;

/// A parsed formula that gives one value. References without `$` are relative to its cell.
pub struct ParsedFormula {
    pub(super) node: Arc<Node>,
    /// True if the engine learns only from the evaluation that it is one value.
    pub(super) dynamic: bool,
}

impl Engine {
    /// Returns the formula in a cell; `None` if it may give more than one value.
    pub(crate) fn parsed(&self, sheet: usize, row: u32, column: u32) -> Option<ParsedFormula> {
        let cell = self.model.workbook.worksheets.get(sheet)?.sheet_data.cell(row as i32 + 1, column as i32 + 1)?;
        let (place, dynamic) = match cell.as_ref() {
            Cell::CellFormula { f, .. } => (*f, false),
            Cell::ArrayFormula { f, kind: ArrayKind::Dynamic, .. } => (*f, true),
            _ => return None,
        };
        let (node, result) = self.model.parsed_formulas.get(sheet)?.get(usize::try_from(place).ok()?)?;
        let known = matches!((result, dynamic), (StaticResult::Scalar, false) | (StaticResult::Unknown, true));
        known.then(|| ParsedFormula { node: Arc::clone(node), dynamic })
    }

    /// Like [`Engine::formula_down`], for a parsed formula of an engine with the same sheets. Write all formulas that
    /// have to be parsed first: the engine looks up their texts, and this one has none.
    ///
    /// # Errors
    /// There is no such sheet.
    pub(crate) fn parsed_down(
        &mut self,
        sheet: usize,
        rows: Range<u32>,
        column: u32,
        formula: &ParsedFormula,
    ) -> Result<(), EngineError> {
        let Some(place) = self.add_parsed(sheet, Arc::clone(&formula.node), formula.dynamic) else {
            return Err(self.error(sheet, rows.start, column, "no such sheet"));
        };
        self.copy_down(sheet, rows, column, &formula_cell(place, formula.dynamic));
        Ok(())
    }

    /// Adds a formula without text to the list of a sheet; returns its index.
    pub(super) fn add_parsed(&mut self, sheet: usize, node: Arc<Node>, dynamic: bool) -> Option<i32> {
        let own = self.model.workbook.worksheets.get_mut(sheet)?;
        let parsed = self.model.parsed_formulas.get_mut(sheet)?;
        parsed.push((node, if dynamic { StaticResult::Unknown } else { StaticResult::Scalar }));
        own.shared_formulas.push(String::new());
        i32::try_from(parsed.len() - 1).ok()
    }
}

/// Returns a cell with the formula of this index.
pub(super) fn formula_cell(place: i32, dynamic: bool) -> Cell {
    let (f, v) = (place, FormulaValue::Unevaluated);
    if dynamic {
        Cell::ArrayFormula { f, s: 0, r: (1, 1), kind: ArrayKind::Dynamic, v }
    } else {
        Cell::CellFormula { f, s: 0, v }
    }
}
