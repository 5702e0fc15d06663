//! A book's formulas and their values. Formulas of one pattern are parsed once, and the engine is told only the values that
//! formulas look at: a book has some hundred formulas a unit, and lists that no formula reads.

use super::ironcalc::{Engine, EngineError, Mould};
use super::pattern::{Corner, Piece, pattern};
use crate::book::{Area, Book, Held};
use crate::model::amount::Value;
use foldhash::HashMap;

/// Gives every formula of the book its value.
///
/// # Errors
/// See [`Engine::formula`]; also a formula that refers to itself.
pub fn fill(book: &mut Book) -> Result<(), EngineError> {
    let names: Vec<&str> = book.sheets.iter().map(|s| s.name.as_str()).collect();
    let mut engine = Engine::new(&names)?;
    let seen = formulas(book, &mut engine)?;
    for (index, sheet) in book.sheets.iter().enumerate() {
        let texts = sheet.cells.texts();
        for ((row, column), slot) in sheet.cells.slots() {
            match &slot.held {
                Held::Blank | Held::Formula(_) => {}
                _ if !seen.looks_at(index, row, column) => {}
                Held::Number(n) => engine.set(index, row, column, &Value::Number(*n))?,
                Held::Text(t) => engine.text(index, row, column, texts.get(*t as usize).map_or("", |t| t))?,
                Held::Bool(b) => engine.set(index, row, column, &Value::Bool(*b))?,
            }
        }
    }
    engine.evaluate();
    for (index, sheet) in book.sheets.iter_mut().enumerate() {
        for ((row, column), formula) in sheet.cells.formulas_mut() {
            let got = engine.value(index, row, column);
            if let Value::Error(error) = &got
                && matches!(error.as_str(), "#CIRC!" | "#N/IMPL!" | "#ERROR!" | "#SPILL!" | "#CALC!" | "#NAME?")
            {
                return Err(engine.error(index, row, column, format!("the engine answers {error}")));
            }
            formula.value = Some(got);
        }
    }
    Ok(())
}

/// Puts every formula: the first of each pattern is parsed, the others are made after it.
fn formulas(book: &Book, engine: &mut Engine) -> Result<Seen, EngineError> {
    let mut seen = Seen::of(book);
    let mut key = String::new();
    for (index, sheet) in book.sheets.iter().enumerate() {
        let mut moulds: Vec<Mould> = Vec::new();
        // `None` where the first of a pattern gave no mould.
        let mut known: HashMap<String, Option<usize>> = HashMap::default();
        // What is cast, when all others of the sheet have been put: its mould, its place, where its pieces end among those of all.
        let (mut later, mut pieces) = (Vec::new(), Vec::new());
        for ((row, column), slot) in sheet.cells.slots() {
            let Held::Formula(formula) = &slot.held else { continue };
            let formula = formula.computed();
            let before = pieces.len();
            if !pattern(formula, &mut key, &mut pieces) {
                pieces.truncate(before);
                seen.everything = true;
                engine.formula(index, row, column, formula)?;
                continue;
            }
            let own = pieces.get(before..).unwrap_or_default();
            seen.add(index, own);
            match known.get(key.as_str()) {
                Some(Some(mould)) => {
                    engine.fits(index, row, column, formula)?;
                    later.push((*mould, (row, column), pieces.len()));
                    continue;
                }
                Some(None) => engine.formula(index, row, column, formula)?,
                None => {
                    engine.formula(index, row, column, formula)?;
                    let mould = engine.mould(index, row, column, own);
                    known.insert(key.clone(), mould.is_some().then_some(moulds.len()));
                    moulds.extend(mould);
                }
            }
            pieces.truncate(before);
        }
        let mut start = 0;
        for (mould, (row, column), end) in later {
            if let (Some(mould), Some(own)) = (moulds.get_mut(mould), pieces.get(start..end)) {
                engine.cast(mould, row, column, own)?;
            }
            start = end;
        }
    }
    Ok(seen)
}

/// What formulas look at.
struct Seen {
    /// Index of each sheet by its name as it stands before `!`.
    sheets: HashMap<String, usize>,
    /// First and last row that a formula looks at, by sheet and column.
    rows: Vec<Vec<Option<(u32, u32)>>>,
    /// Some formula could not be taken apart.
    everything: bool,
}

impl Seen {
    fn of(book: &Book) -> Self {
        let sheets = book.sheets.iter().enumerate().map(|(index, s)| (s.name.replace('\'', "''"), index)).collect();
        Seen { sheets, rows: vec![Vec::new(); book.sheets.len()], everything: false }
    }

    fn add(&mut self, own: usize, pieces: &[Piece]) {
        for piece in pieces {
            let (name, first, last) = match piece {
                Piece::Cell(name, at) => (name, at, at),
                Piece::Range(name, first, last) => (name, first, last),
                Piece::Number(_) => continue,
            };
            // A name that is no sheet's: the engine says so.
            let Some(sheet) = name.map_or(Some(own), |name| self.sheets.get(name).copied()) else { continue };
            let Some(columns) = self.rows.get_mut(sheet) else { continue };
            let Area { top, left, bottom, right } = area(first, last);
            if columns.len() <= right as usize {
                columns.resize(right as usize + 1, None);
            }
            for rows in columns.iter_mut().take(right as usize + 1).skip(left as usize) {
                let (from, to) = rows.unwrap_or((top, bottom));
                *rows = Some((from.min(top), to.max(bottom)));
            }
        }
    }

    fn looks_at(&self, sheet: usize, row: u32, column: u32) -> bool {
        let rows = self.rows.get(sheet).and_then(|columns| columns.get(column as usize));
        self.everything || rows.is_some_and(|rows| rows.is_some_and(|(from, to)| (from..=to).contains(&row)))
    }
}

/// The cells between two corners, from 0.
fn area(first: &Corner, last: &Corner) -> Area {
    let from_zero = |n: i32| u32::try_from(n - 1).unwrap_or(0);
    Area::new(from_zero(first.row), from_zero(first.column), from_zero(last.row), from_zero(last.column))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::book::{Cell, Content, Sheet, Style};

    fn value(book: &Book, sheet: usize, at: (u32, u32)) -> Value {
        book.sheets[sheet].cells.formula(at).unwrap().value.clone().unwrap()
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

    /// Formulas of one pattern, with fixed and relative addresses, over a block of another sheet: each has the value that is
    /// reckoned here.
    #[test]
    fn formulas_of_one_pattern_have_each_its_own_value() {
        let look = Style::default();
        let mut data = Sheet::new("Số 'liệu'");
        let mut sums = Sheet::new("Tổng");
        for row in 0..20u32 {
            data.number(row, 0, f64::from(row), &look);
            data.number(row, 1, f64::from(row * row), &look);
            data.text(row, 2, format!("{row}"), &look);
        }
        let name = crate::book::address::sheet("Số 'liệu'");
        for block in 0..10u32 {
            let (top, end) = (block * 2 + 1, block * 2 + 2);
            let of = |column: &str| format!("{name}${column}${top}:${column}${end}");
            sums.formula(block, 0, format!("SUM({})", of("B")), &look);
            sums.formula(block, 1, format!("INDEX({},2)", of("A")), &look);
            sums.formula(block, 2, format!("A{0}+B{0}*{0}", block + 1), &look);
            sums.formula(block, 3, format!("IF(INDEX({},1)>9,\"x\",{name}C{top}&\"\")", of("A")), &look);
        }
        let mut book = Book::new("");
        book.add(data);
        book.add(sums);
        fill(&mut book).unwrap();
        for block in 0..10u32 {
            let (one, two) = (f64::from(block * 2), f64::from(block * 2 + 1));
            let sum = one * one + two * two;
            assert_eq!(value(&book, 1, (block, 0)), Value::Number(sum));
            assert_eq!(value(&book, 1, (block, 1)), Value::Number(two));
            assert_eq!(value(&book, 1, (block, 2)), Value::Number(sum + two * f64::from(block + 1)));
            let text = if one > 9.0 { "x".to_string() } else { format!("{one}") };
            assert_eq!(value(&book, 1, (block, 3)), Value::Text(text));
        }
    }

    #[test]
    fn every_value_that_a_formula_looks_at_is_told() {
        let look = Style::default();
        let mut sheet = Sheet::new("A");
        for row in 0..4 {
            sheet.number(row, 0, 1.0, &look);
            sheet.set(row, 1, Cell { content: Content::Bool(true), ..Cell::default() });
            sheet.text(row, 2, "chữ", &look);
        }
        sheet.formula(0, 4, "SUM(A1:A4)+COUNTIF(C1:C4,\"chữ\")*10", &look);
        sheet.formula(1, 4, "IF(B4,A4,0)", &look);
        let mut book = Book::new("");
        book.add(sheet.clone());
        fill(&mut book).unwrap();
        assert_eq!(value(&book, 0, (0, 4)), Value::Number(44.0));
        assert_eq!(value(&book, 0, (1, 4)), Value::Number(1.0));
        // One that cannot be taken apart may look at all.
        sheet.formula(2, 4, "SUM(A:A)", &look);
        let mut book = Book::new("");
        book.add(sheet);
        fill(&mut book).unwrap();
        assert_eq!(value(&book, 0, (2, 4)), Value::Number(4.0));
    }
}
