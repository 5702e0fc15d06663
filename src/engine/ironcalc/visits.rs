//! Bounds the work of an evaluation. A formula over lists may read each cell once for each row, or for each pair of rows:
//! a list of 100,000 rows then takes hours. How many cells a formula reads is known before it is evaluated, and is the
//! same on every machine, unlike its time. A formula above the bound gets #NUM! and is named; all others are evaluated.

use super::Engine;
use super::nodes::children;
use crate::model::amount::Value;
use crate::workbook::excel_limits::MAX_ROW;
use foldhash::HashMap;
use ironcalc_base::expressions::parser::Node;
use ironcalc_base::types::Cell;

/// The name of an error value, for a formula that is not evaluated.
const NONE: &str = "#NUM!";

/// A cell: sheet, row and column from 0.
pub(crate) type FormulaPlace = (usize, u32, u32);

impl Engine {
    /// Evaluates every formula like [`Engine::evaluate`], except those that would read more than `most` cells together
    /// with their copies. `copies` returns how many formulas like the one of a cell there are, also in other engines: what is
    /// left out must not depend on how formulas are distributed.
    pub(crate) fn evaluate_within(&mut self, most: u64, copies: impl Fn(FormulaPlace) -> u64) {
        self.replace_counts();
        self.set_costly_apart(most, copies);
        self.evaluate_replaced();
    }

    /// Returns the number of cells that a formula would read with all its copies, if it was not evaluated for that.
    pub(crate) fn visits(&self, place: FormulaPlace) -> Option<u64> {
        self.costly.get(&place).copied()
    }

    /// Replaces the formulas that read too much by an error value.
    fn set_costly_apart(&mut self, most: u64, copies: impl Fn(FormulaPlace) -> u64) {
        self.costly.clear();
        for (sheet, own) in self.model.workbook.worksheets.iter().enumerate() {
            let Some(parsed) = self.model.parsed_formulas.get(sheet) else { continue };
            let mut known: HashMap<i32, u64> = HashMap::default();
            for (row, column, cell) in own.sheet_data.cells() {
                let (Cell::CellFormula { f, .. } | Cell::ArrayFormula { f, .. }) = cell.as_ref() else { continue };
                let each = *known.entry(*f).or_insert_with(|| {
                    let node = usize::try_from(*f).ok().and_then(|index| parsed.get(index));
                    node.map_or(0, |(node, _)| visits(node))
                });
                // It stays below the bound even if a whole column has it.
                if each.saturating_mul(u64::from(MAX_ROW) + 1) <= most {
                    continue;
                }
                let place = (sheet, row as u32 - 1, column as u32 - 1);
                let all = each.saturating_mul(copies(place));
                if all > most {
                    self.costly.insert(place, all);
                }
            }
        }
        for (sheet, row, column) in self.costly.keys().copied().collect::<Vec<_>>() {
            // The sheet is there, and so is the error.
            let _ = self.result(sheet, row, column, &Value::Error(NONE.to_string()));
        }
    }
}

/// Returns how many cells one evaluation of a formula reads, with one for each operator and function. A function that searches or counts in a range does
/// so for each cell of a range that it gets as criterion.
fn visits(node: &Node) -> u64 {
    if let Node::RangeKind { row1, row2, column1, column2, .. } = node {
        let length = |a: i32, b: i32| u64::from(a.abs_diff(b)) + 1;
        return length(*row1, *row2).saturating_mul(length(*column1, *column2));
    }
    let parts = children(node);
    let is_read = !parts.is_empty() || matches!(node, Node::ReferenceKind { .. });
    let own: u64 = parts.into_iter().map(visits).fold(u64::from(is_read), u64::saturating_add);
    let Node::FunctionKind { kind, args } = node else { return own };
    let criteria: Vec<&Node> = match kind.to_xlsx_string().as_str() {
        "COUNTIF" | "COUNTIFS" => args.iter().skip(1).step_by(2).collect(),
        "SUMIF" | "AVERAGEIF" => args.iter().skip(1).take(1).collect(),
        "SUMIFS" | "AVERAGEIFS" | "MAXIFS" | "MINIFS" | "_xlfn.MAXIFS" | "_xlfn.MINIFS" => {
            args.iter().skip(2).step_by(2).collect()
        }
        "MATCH" | "VLOOKUP" | "HLOOKUP" | "LOOKUP" | "RANK" | "RANK.EQ" | "_xlfn.RANK.EQ" => {
            args.iter().take(1).collect()
        }
        "LARGE" | "SMALL" => args.iter().skip(1).collect(),
        _ => return own,
    };
    criteria.into_iter().map(widest_range).fold(own, u64::saturating_mul)
}

/// Functions that give a value for each cell of a range; all others give one value for a range.
const CELL_BY_CELL: [&str; 22] = [
    "LEFT",
    "RIGHT",
    "MID",
    "LEN",
    "TRIM",
    "UPPER",
    "LOWER",
    "SUBSTITUTE",
    "VALUE",
    "TEXT",
    "ABS",
    "INT",
    "ROUND",
    "IF",
    "IFERROR",
    "ISNUMBER",
    "ISTEXT",
    "ISBLANK",
    "ISERROR",
    "YEAR",
    "MONTH",
    "NOT",
];

/// Returns the number of values that an argument has: the cells of the largest range that is not summed up, at least 1.
fn widest_range(node: &Node) -> u64 {
    match node {
        Node::RangeKind { .. } => visits(node),
        Node::FunctionKind { kind, .. } if !CELL_BY_CELL.contains(&kind.to_xlsx_string().as_str()) => 1,
        _ => children(node).into_iter().map(widest_range).max().unwrap_or(1),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Ten rows of numbers in column A, and a formula in B1 that is filled down.
    fn engine(formula: &str, rows: u32) -> Engine {
        let mut engine = Engine::new(&["a"]).unwrap();
        for row in 0..10 {
            engine.set(0, row, 0, &Value::Number(f64::from(row % 3))).unwrap();
        }
        engine.formula_down(0, 0..rows, 1, formula).unwrap();
        engine
    }

    #[test]
    fn cells_read_are_those_of_ranges_times_criteria_times_rows() {
        for (formula, rows, reads) in [
            ("SUM($A$1:$A$10)", 1, 11),
            ("SUM($A$1:$A$10)", 4, 44),
            ("SUMPRODUCT(($A$1:$A$10>0)*($A$1:$A$10<2))", 1, 24),
            // Ten counts over ten cells.
            ("SUMPRODUCT(1/COUNTIF($A$1:$A$10,$A$1:$A$10&\"\"))", 1, 222),
            ("SUMIFS($A$1:$A$10,$A$1:$A$10,1)", 1, 21),
            ("SUMPRODUCT(COUNTIF($A$1:$A$10,LEFT($A$1:$A$10,1)))", 1, 221),
            // The largest is one value.
            ("MATCH(LARGE($A$1:$A$10,1),$A$1:$A$10,0)", 1, 22),
            ("A1+1", 3, 6),
        ] {
            let mut engine = engine(formula, rows);
            engine.evaluate_within(reads - 1, |_| u64::from(rows));
            assert_eq!(engine.visits((0, 0, 1)), Some(reads), "{formula}");
            assert_eq!(engine.value(0, rows - 1, 1), Value::Error("#NUM!".to_string()), "{formula}");
            let mut engine = self::engine(formula, rows);
            engine.evaluate_within(reads, |_| u64::from(rows));
            assert_eq!(engine.visits((0, 0, 1)), None, "{formula}");
            assert_ne!(engine.value(0, 0, 1), Value::Error("#NUM!".to_string()), "{formula}");
        }
    }

    /// Counts that the index answers read nothing, whatever the length of the list.
    #[test]
    fn counts_that_are_looked_up_are_not_costly() {
        let mut engine = Engine::new(&["a"]).unwrap();
        for row in 0..1000 {
            engine.set(0, row, 0, &Value::Number(f64::from(row))).unwrap();
        }
        engine.formula_down(0, 0..1000, 1, "COUNTIF($A$1:$A$1000,A1)").unwrap();
        engine.formula_down(0, 0..1000, 2, "SUMPRODUCT(--(LEFT($A$1:$A$1000,1)=A1&\"\"))").unwrap();
        engine.evaluate_within(20_000, |_| 1000);
        assert_eq!((engine.visits((0, 999, 1)), engine.value(0, 999, 1)), (None, Value::Number(1.0)));
        assert!(engine.visits((0, 0, 2)).unwrap() > 1_000_000);
    }
}
