//! The sole importer of IronCalc. It is given only formulas that the program wrote from the whitelist, with cell
//! addresses (a formula over a defined name becomes a dynamic array there).

use crate::book::{Book, Content, Sheet};
use crate::model::amount::Value;
use ironcalc_base::Model;
use ironcalc_base::types::{Cell, FormulaValue, SpillValue};
use memchr::memmem::Finder;
use std::collections::{BTreeSet, HashMap};

/// Longest formula Excel stores, in characters.
const MAX_FORMULA: usize = 8_192;
/// Deepest nesting Excel takes.
const MAX_DEPTH: usize = 64;

/// The engine refused something that the program gave it: a fault of the program or the plan, not of a return.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sheet}!{cell}: {reason}")]
pub struct EngineError {
    /// Sheet.
    pub sheet: String,
    /// Cell, such as `E14`; empty when it concerns the sheet.
    pub cell: String,
    /// Why.
    pub reason: String,
}

/// A kept model: formulas are parsed once, inputs are replaced, then everything is evaluated.
pub struct Engine {
    model: Model<'static>,
    /// Where each text stands among the model's strings.
    texts: HashMap<String, i32>,
}

impl Engine {
    /// A model with these sheets; they are addressed by their index.
    ///
    /// # Errors
    /// A sheet name that is illegal or comes twice.
    pub fn new(sheets: &[&str]) -> Result<Self, EngineError> {
        let error = |name: &str, reason: String| EngineError { sheet: name.to_string(), cell: String::new(), reason };
        let mut model = Model::new_empty("tonghop", "en", "UTC", "en").map_err(|e| error("", e))?;
        for (index, name) in sheets.iter().enumerate() {
            let made = if index == 0 { model.rename_sheet_by_index(0, name) } else { model.add_sheet(name) };
            made.map_err(|e| error(name, e))?;
        }
        Ok(Engine { model, texts: HashMap::new() })
    }

    fn error(&self, sheet: usize, row: u32, column: u32, reason: impl Into<String>) -> EngineError {
        let name = self.model.workbook.worksheets.get(sheet).map_or_else(String::new, |s| s.get_name());
        EngineError { sheet: name, cell: crate::book::address::cell(row, column), reason: reason.into() }
    }

    /// Puts a value; `Value::Blank` clears the cell. Rows and columns count from 0.
    ///
    /// # Errors
    /// No such sheet, or a number that is not finite.
    pub fn set(&mut self, sheet: usize, row: u32, column: u32, value: &Value) -> Result<(), EngineError> {
        let (r, c) = (row as i32 + 1, column as i32 + 1);
        let cell = match value {
            Value::Blank => None,
            Value::Number(v) if v.is_finite() => Some(Cell::NumberCell { v: *v, s: 0 }),
            Value::Number(_) => return Err(self.error(sheet, row, column, "not a finite number")),
            Value::Bool(v) => Some(Cell::BooleanCell { v: *v, s: 0 }),
            Value::Text(text) | Value::Error(text) => Some(Cell::SharedString { si: self.text(text), s: 0 }),
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

    /// The place of a text among the model's strings.
    fn text(&mut self, text: &str) -> i32 {
        if let Some(&place) = self.texts.get(text) {
            return place;
        }
        let strings = &mut self.model.workbook.shared_strings;
        let place = strings.len() as i32;
        strings.push(text.to_string());
        self.texts.insert(text.to_string(), place);
        place
    }

    /// Puts a formula without `=`: addresses only, no defined names.
    ///
    /// # Errors
    /// A formula that is longer or nested deeper than Excel takes, or that does not parse.
    pub fn formula(&mut self, sheet: usize, row: u32, column: u32, formula: &str) -> Result<(), EngineError> {
        let length = formula.chars().count();
        if length >= MAX_FORMULA {
            return Err(self.error(sheet, row, column, format!("formula of {length} characters; Excel takes 8,192")));
        }
        let depth = depth(formula);
        if depth > MAX_DEPTH {
            return Err(self.error(sheet, row, column, format!("formula nested {depth} deep; Excel takes 64")));
        }
        self.model
            .update_cell_with_formula(sheet as u32, row as i32 + 1, column as i32 + 1, format!("={formula}"))
            .map_err(|e| self.error(sheet, row, column, e))
    }

    /// Evaluates every formula.
    pub fn evaluate(&mut self) {
        self.model.evaluate();
    }

    /// The value of a cell. Errors are told from texts such as "#N/A" by the kind of the cell.
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

/// A number that is not finite is Excel's #NUM!.
fn number(n: f64) -> Value {
    // -0.0 would be shown, and cached, as "-0".
    if n.is_finite() { Value::Number(if n == 0.0 { 0.0 } else { n }) } else { Value::Error("#NUM!".to_string()) }
}

/// Depth of brackets outside texts and quoted sheet names.
fn depth(formula: &str) -> usize {
    let (mut depth, mut deepest, mut quote) = (0usize, 0, None);
    for c in formula.chars() {
        match (quote, c) {
            (Some(q), _) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    deepest
}

/// The sheets that have formulas or stand in one; the others need not be known to the engine.
fn needed(book: &Book) -> BTreeSet<usize> {
    fn texts(sheet: &Sheet) -> Vec<&[u8]> {
        sheet.cells.values().filter_map(|c| c.content.computed()).map(str::as_bytes).collect()
    }
    let formulas: Vec<Vec<&[u8]>> = book.sheets.iter().map(texts).collect();
    let stands_in_one = |name: &str| {
        // As it is written before `!`.
        let name = name.replace('\'', "''");
        let finder = Finder::new(name.as_bytes());
        formulas.iter().flatten().any(|text| finder.find(text).is_some())
    };
    let sheets = book.sheets.iter().zip(&formulas).enumerate();
    sheets.filter(|(_, (sheet, own))| !own.is_empty() || stands_in_one(&sheet.name)).map(|(index, _)| index).collect()
}

/// Gives every formula of the book its value.
///
/// # Errors
/// See [`Engine::formula`]; also a formula that refers to itself.
pub fn fill(book: &mut Book) -> Result<(), EngineError> {
    let names: Vec<&str> = book.sheets.iter().map(|s| s.name.as_str()).collect();
    let mut engine = Engine::new(&names)?;
    let needed = needed(book);
    for (index, sheet) in book.sheets.iter().enumerate().filter(|(index, _)| needed.contains(index)) {
        for (&(row, column), cell) in &sheet.cells {
            match &cell.content {
                Content::Blank => {}
                Content::Number(n) => engine.set(index, row, column, &Value::Number(*n))?,
                Content::Text(t) => engine.set(index, row, column, &Value::Text(t.clone()))?,
                Content::Bool(b) => engine.set(index, row, column, &Value::Bool(*b))?,
                Content::Formula { .. } => {
                    engine.formula(index, row, column, cell.content.computed().unwrap_or_default())?;
                }
            }
        }
    }
    engine.evaluate();
    for (index, sheet) in book.sheets.iter_mut().enumerate() {
        for (&(row, column), cell) in &mut sheet.cells {
            if let Content::Formula { value, .. } = &mut cell.content {
                let got = engine.value(index, row, column);
                if let Value::Error(error) = &got
                    && matches!(error.as_str(), "#CIRC!" | "#N/IMPL!" | "#ERROR!" | "#SPILL!" | "#CALC!" | "#NAME?")
                {
                    return Err(engine.error(index, row, column, format!("the engine answers {error}")));
                }
                *value = Some(got);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::book::{Sheet, Style};

    fn one(formula: &str) -> Value {
        let mut engine = Engine::new(&["Tổng hợp", "Số liệu"]).unwrap();
        engine.set(1, 0, 0, &Value::Number(3.0)).unwrap();
        engine.set(1, 1, 0, &Value::Text("12".into())).unwrap();
        engine.set(1, 2, 0, &Value::Text("#N/A".into())).unwrap();
        engine.formula(0, 0, 0, formula).unwrap();
        engine.evaluate();
        engine.value(0, 0, 0)
    }

    #[test]
    fn values_have_their_kind() {
        assert_eq!(one("'Số liệu'!A1+1"), Value::Number(4.0));
        assert_eq!(one("ISNUMBER('Số liệu'!A2)"), Value::Bool(false));
        assert_eq!(one("SUM('Số liệu'!A1:A2)"), Value::Number(3.0));
        assert_eq!(one("'Số liệu'!A3&\"\""), Value::Text("#N/A".into()));
        assert_eq!(one("1/0"), Value::Error("#DIV/0!".into()));
        assert_eq!(one("\"\""), Value::Text(String::new()));
        assert_eq!(one("IF(ISBLANK('Số liệu'!B9),\"\",1)"), Value::Text(String::new()));
    }

    #[test]
    fn inputs_are_replaced_and_cleared() {
        let mut engine = Engine::new(&["A"]).unwrap();
        engine.formula(0, 0, 1, "IF(ISNUMBER(A1),A1*2,\"\")").unwrap();
        for (input, output) in [
            (Value::Number(4.0), Value::Number(8.0)),
            (Value::Text("4".into()), Value::Text(String::new())),
            (Value::Blank, Value::Text(String::new())),
            (Value::Number(5.0), Value::Number(10.0)),
        ] {
            engine.set(0, 0, 0, &input).unwrap();
            engine.evaluate();
            assert_eq!(engine.value(0, 0, 1), output);
        }
    }

    #[test]
    fn what_excel_would_not_take_is_refused() {
        let mut engine = Engine::new(&["A"]).unwrap();
        let deep = format!("{}1{}", "ABS(".repeat(65), ")".repeat(65));
        assert!(engine.formula(0, 4, 2, &deep).unwrap_err().to_string().starts_with("A!C5: formula nested 65"));
        assert!(engine.formula(0, 0, 0, &"1+".repeat(5_000)).is_err());
        assert!(engine.set(0, 0, 0, &Value::Number(f64::NAN)).is_err());
        assert!(Engine::new(&["A", "A"]).is_err());
    }

    #[test]
    fn a_circle_is_an_error_of_the_book() {
        let mut sheet = Sheet::new("Vòng");
        sheet.formula(0, 0, "B1+1", &Style::default());
        sheet.formula(0, 1, "A1+1", &Style::default());
        let mut book = Book::new("");
        book.add(sheet);
        assert!(fill(&mut book).unwrap_err().to_string().contains("#CIRC!"));
    }
}
