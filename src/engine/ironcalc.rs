//! Adapter of IronCalc; nothing else imports that crate. It receives only formulas that the program writes, with
//! functions from the whitelist and with cell addresses: in IronCalc a formula over a defined name becomes a dynamic
//! array.

mod apart;
mod count_index;
mod copies;
mod counts;
mod nodes;
mod parsed;
mod visits;

pub(crate) use copies::FormulaTemplate;
pub use parsed::ParsedFormula;
pub(crate) use visits::FormulaPlace;

use crate::model::amount::Value;
use crate::workbook::excel_limits::{FORMULA_DEPTH, FORMULA_LENGTH, nesting};
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use ironcalc_base::Model;
use ironcalc_base::expressions::token::get_error_by_english_name;
use ironcalc_base::types::{ArrayKind, Cell, FormulaValue, SpillValue};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The engine rejects an input: an error of the program or the plan, not of a return.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sheet}!{cell}: {reason}")]
pub struct EngineError {
    /// Sheet.
    pub sheet: String,
    /// Cell, such as `E14`; empty if the error concerns the sheet.
    pub cell: String,
    /// The reason.
    pub reason: String,
}

/// A model that is used several times: formulas are parsed once, inputs are replaced, then everything is evaluated.
pub struct Engine {
    model: Model<'static>,
    /// The index of each text among the model's strings, found by its hash.
    texts: HashTable<i32>,
    hasher: RandomState,
    /// The formulas that are filled down.
    filled: Vec<counts::FilledFormula>,
    /// The formulas on which the last evaluation failed: sheet, row and column from 0.
    failed: BTreeSet<(usize, u32, u32)>,
    /// The formulas that the last evaluation left out because they read too many cells, and how many.
    costly: BTreeMap<FormulaPlace, u64>,
}

impl Engine {
    /// Creates a model with these sheets, which are addressed by their index.
    ///
    /// # Errors
    /// A sheet name is illegal or occurs twice.
    pub fn new(sheets: &[&str]) -> Result<Self, EngineError> {
        let error = |name: &str, reason: String| EngineError { sheet: name.to_string(), cell: String::new(), reason };
        let mut model = Model::new_empty("tonghop", "en", "UTC", "en").map_err(|e| error("", e))?;
        for (index, name) in sheets.iter().enumerate() {
            let made = if index == 0 { model.rename_sheet_by_index(0, name) } else { model.add_sheet(name) };
            made.map_err(|e| error(name, e))?;
        }
        Ok(Engine {
            model,
            texts: HashTable::new(),
            hasher: RandomState::default(),
            filled: Vec::new(),
            failed: BTreeSet::new(),
            costly: BTreeMap::new(),
        })
    }

    /// Creates an error at a cell.
    pub(crate) fn error(&self, sheet: usize, row: u32, column: u32, reason: impl Into<String>) -> EngineError {
        let name = self.model.workbook.worksheets.get(sheet).map_or_else(String::new, |s| s.get_name());
        EngineError { sheet: name, cell: crate::workbook::address::cell(row, column), reason: reason.into() }
    }

    /// Writes a value into a cell; `Value::Blank` clears it. Rows and columns count from 0.
    ///
    /// # Errors
    /// There is no such sheet, or the number is not finite.
    pub fn set(&mut self, sheet: usize, row: u32, column: u32, value: &Value) -> Result<(), EngineError> {
        let (r, c) = (row as i32 + 1, column as i32 + 1);
        let cell = match value {
            Value::Blank => None,
            Value::Number(v) if v.is_finite() => Some(Cell::NumberCell { v: *v, s: 0 }),
            Value::Number(_) => return Err(self.error(sheet, row, column, "not a finite number")),
            Value::Bool(v) => Some(Cell::BooleanCell { v: *v, s: 0 }),
            Value::Text(text) | Value::Error(text) => return self.text(sheet, row, column, text),
        };
        let Some(data) = self.model.workbook.worksheets.get_mut(sheet).map(|s| &mut s.sheet_data) else {
            return Err(self.error(sheet, row, column, "no such sheet"));
        };
        match cell {
            Some(cell) => drop(data.set_cell(r, c, cell)),
            None => drop(data.remove_cell(r, c)),
        }
        Ok(())
    }

    /// Writes a text into a cell.
    ///
    /// # Errors
    /// There is no such sheet.
    pub(crate) fn text(&mut self, sheet: usize, row: u32, column: u32, text: &str) -> Result<(), EngineError> {
        let cell = Cell::SharedString { si: self.place(text), s: 0 };
        let Some(own) = self.model.workbook.worksheets.get_mut(sheet) else {
            return Err(self.error(sheet, row, column, "no such sheet"));
        };
        drop(own.sheet_data.set_cell(row as i32 + 1, column as i32 + 1, cell));
        Ok(())
    }

    /// Writes the result of a formula as a value, for other formulas to refer to. An error value is allowed.
    ///
    /// # Errors
    /// See [`Engine::set`].
    pub(crate) fn result(&mut self, sheet: usize, row: u32, column: u32, value: &Value) -> Result<(), EngineError> {
        let Value::Error(error) = value else { return self.set(sheet, row, column, value) };
        let (Some(ei), Some(own)) = (get_error_by_english_name(error), self.model.workbook.worksheets.get_mut(sheet))
        else {
            return Err(self.error(sheet, row, column, format!("no such error: {error}")));
        };
        drop(own.sheet_data.set_cell(row as i32 + 1, column as i32 + 1, Cell::ErrorCell { ei, s: 0 }));
        Ok(())
    }

    /// Returns the index of a text among the model's strings; adds the text if it is new.
    fn place(&mut self, text: &str) -> i32 {
        let Engine { texts, hasher, model, .. } = self;
        let strings = &mut model.workbook.shared_strings;
        let hash = hasher.hash_one(text);
        if let Some(&place) = texts.find(hash, |place| shared_text(strings, *place) == Some(text)) {
            return place;
        }
        let place = strings.len() as i32;
        strings.push(text.to_string());
        texts.insert_unique(hash, place, |place| hasher.hash_one(shared_text(strings, *place).unwrap_or_default()));
        place
    }

    /// Writes a formula without `=` into a cell. It has addresses only, no defined names.
    ///
    /// # Errors
    /// The formula is longer or nested deeper than Excel accepts, or it does not parse.
    pub fn formula(&mut self, sheet: usize, row: u32, column: u32, formula: &str) -> Result<(), EngineError> {
        self.fits(sheet, row, column, formula)?;
        let model = &mut self.model;
        let put =
            || model.update_cell_with_formula(sheet as u32, row as i32 + 1, column as i32 + 1, format!("={formula}"));
        catch_unwind(AssertUnwindSafe(put))
            .unwrap_or_else(|_| Err("the engine panics on it".to_string()))
            .map_err(|e| self.error(sheet, row, column, e))
    }

    /// Writes a formula without `=` into a cell and fills it down as Excel does: references without `$` move along.
    ///
    /// # Errors
    /// See [`Engine::formula`].
    pub(crate) fn formula_down(
        &mut self,
        sheet: usize,
        rows: Range<u32>,
        column: u32,
        formula: &str,
    ) -> Result<(), EngineError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.formula(sheet, rows.start, column, formula)?;
        let data = self.model.workbook.worksheets.get(sheet).map(|own| &own.sheet_data);
        let cell = data.and_then(|data| data.cell(rows.start as i32 + 1, column as i32 + 1));
        let Some(cell) = cell.map(|cell| cell.into_owned()) else {
            return Err(self.error(sheet, rows.start, column, "no such cell"));
        };
        // An array formula with several values stores the cell of its first value, so a copy of it would be wrong.
        if !matches!(cell, Cell::CellFormula { .. } | Cell::ArrayFormula { r: (1, 1), kind: ArrayKind::Dynamic, .. }) {
            return Err(self.error(sheet, rows.start, column, "cannot be filled down"));
        }
        self.copy_down(sheet, rows, column, &cell);
        Ok(())
    }

    /// Writes the cell of a formula into some rows of a column.
    fn copy_down(&mut self, sheet: usize, rows: Range<u32>, column: u32, cell: &Cell) {
        let Some(own) = self.model.workbook.worksheets.get_mut(sheet) else { return };
        for row in rows.clone() {
            drop(own.sheet_data.set_cell(row as i32 + 1, column as i32 + 1, cell.clone()));
        }
        if let Cell::CellFormula { f, .. } | Cell::ArrayFormula { f, .. } = cell
            && rows.len() > 1
        {
            self.filled.push(counts::FilledFormula::new(sheet, rows, column, *f));
        }
    }

    /// Checks that Excel accepts a formula of this length and depth.
    ///
    /// # Errors
    /// The formula is too long or nested too deeply.
    pub(crate) fn fits(&self, sheet: usize, row: u32, column: u32, formula: &str) -> Result<(), EngineError> {
        // A character takes at least one byte, and the depth is at most the number of brackets: count only if needed.
        let length = if formula.len() < FORMULA_LENGTH { 0 } else { formula.chars().count() };
        if length >= FORMULA_LENGTH {
            return Err(self.error(sheet, row, column, format!("formula of {length} characters; Excel takes 8,192")));
        }
        let brackets = memchr::memchr_iter(b'(', formula.as_bytes()).count();
        let depth = if brackets > FORMULA_DEPTH { nesting(formula) } else { 0 };
        if depth > FORMULA_DEPTH {
            return Err(self.error(sheet, row, column, format!("formula nested {depth} deep; Excel takes 64")));
        }
        Ok(())
    }

    /// Returns true if the last evaluation failed on the formula of a cell. Its value is #NUM!.
    pub(crate) fn is_failed(&self, sheet: usize, row: u32, column: u32) -> bool {
        self.failed.contains(&(sheet, row, column))
    }

    /// Returns the value of a cell. The kind of the cell distinguishes an error from a text such as "#N/A".
    pub fn value(&self, sheet: usize, row: u32, column: u32) -> Value {
        let Some(sheet) = self.model.workbook.worksheets.get(sheet) else { return Value::Blank };
        let cell = sheet.sheet_data.cell(row as i32 + 1, column as i32 + 1);
        match cell.as_deref() {
            None | Some(Cell::EmptyCell { .. }) => Value::Blank,
            Some(Cell::BooleanCell { v, .. }) => Value::Bool(*v),
            Some(Cell::NumberCell { v, .. }) => number(*v),
            Some(Cell::ErrorCell { ei, .. }) => Value::Error(ei.to_string()),
            Some(Cell::SharedString { si, .. }) => {
                let text = self.model.workbook.shared_strings.get(*si as usize);
                Value::Text(text.cloned().unwrap_or_default())
            }
            Some(Cell::CellFormula { v, .. } | Cell::ArrayFormula { v, .. }) => match v {
                FormulaValue::Unevaluated => Value::Error("#CALC!".to_string()),
                FormulaValue::Boolean(b) => Value::Bool(*b),
                FormulaValue::Number(n) => number(*n),
                FormulaValue::Text(t) => Value::Text(t.clone()),
                FormulaValue::Error { ei, .. } => Value::Error(ei.to_string()),
            },
            Some(Cell::SpillCell { v, .. }) => match v {
                SpillValue::Boolean(b) => Value::Bool(*b),
                SpillValue::Number(n) => number(*n),
                SpillValue::Text(t) => Value::Text(t.clone()),
                SpillValue::Error(e) => Value::Error(e.to_string()),
            },
        }
    }
}

/// Returns the text with this index.
fn shared_text(strings: &[String], place: i32) -> Option<&str> {
    strings.get(usize::try_from(place).ok()?).map(String::as_str)
}

/// Converts a number; one that is not finite becomes Excel's #NUM!.
fn number(n: f64) -> Value {
    // -0.0 would be shown, and stored as a cached value, as "-0".
    if n.is_finite() { Value::Number(if n == 0.0 { 0.0 } else { n }) } else { Value::Error("#NUM!".to_string()) }
}

#[cfg(test)]
mod tests;
