//! Distributes sheets over engines. An engine is single-threaded, and it also computes all cells that its sheets refer
//! to, in other sheets as well. The value of a formula does not depend on the engine that computes it.

use super::template::{Operand, pattern};
use crate::parallel;
use crate::workbook::{Sheet, StoredValue, Workbook};
use foldhash::HashMap;

/// One in this many formulas is examined. This suffices to estimate the cost of a sheet.
const SAMPLE: usize = 16;
/// Fewer calls than these are left to one engine.
const LEAST: usize = 8_000;
/// With more engines, the work that they repeat outweighs the work that they divide.
const MOST: usize = 4;

/// Returns the index of each sheet by its name as written before `!`.
pub(super) fn places(book: &Workbook) -> HashMap<String, usize> {
    book.sheets.iter().enumerate().map(|(index, s)| (s.name.replace('\'', "''"), index)).collect()
}

/// Estimates the cost of the formulas of each sheet.
pub(super) fn estimate_costs(book: &Workbook, places: &HashMap<String, usize>) -> Vec<SheetCost> {
    parallel::map(&book.sheets, |sheet| SheetCost::of(sheet, places))
}

/// Distributes the sheets that have formulas over at most `most` engines. Returns the sheets of each engine.
pub(super) fn groups(works: &[SheetCost], most: usize) -> Vec<Vec<usize>> {
    let mut sheets: Vec<usize> = (0..works.len()).filter(|at| works.get(*at).is_some_and(|w| w.calls > 0)).collect();
    let engines = if works.iter().map(|w| w.calls).sum::<usize>() < LEAST { 1 } else { most.clamp(1, MOST) };
    sheets.sort_by_key(|at| std::cmp::Reverse(works.get(*at).map(|w| w.calls)));
    let mut made: Vec<Vec<usize>> = vec![Vec::new(); engines];
    // Largest sheets first, each to the engine with the least work. Further rounds move sheets where that is better.
    for _ in 0..ROUNDS {
        for &sheet in &sheets {
            made.iter_mut().for_each(|own| own.retain(|at| *at != sheet));
            let best = (0..engines).min_by_key(|engine| cost(&made, *engine, sheet, works));
            if let Some(own) = best.and_then(|engine| made.get_mut(engine)) {
                own.push(sheet);
            }
        }
    }
    made.iter_mut().for_each(|own| own.sort_unstable());
    made.retain(|own| !own.is_empty());
    made
}

const ROUNDS: usize = 4;

/// Returns the work of the busiest engine and the work of all engines, if `engine` also gets `sheet`.
fn cost(made: &[Vec<usize>], engine: usize, sheet: usize, works: &[SheetCost]) -> (usize, usize) {
    let costs = made.iter().enumerate().map(|(at, own)| {
        let mut own = own.clone();
        own.extend((at == engine).then_some(sheet));
        let mut named: Vec<usize> =
            own.iter().filter_map(|at| works.get(*at)).flat_map(|w| &w.named).copied().collect();
        named.sort_unstable();
        named.dedup();
        let calls = |at: &usize| works.get(*at).map_or(0, |w| w.calls);
        // Assume that half of a sheet is computed if other sheets refer to it.
        let others = named.iter().filter(|at| !own.contains(at)).map(|at| calls(at) / 2).sum::<usize>();
        own.iter().map(calls).sum::<usize>() + others
    });
    costs.fold((0, 0), |(most, all), cost| (most.max(cost), all + cost))
}

/// The estimated cost of the formulas of a sheet.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SheetCost {
    /// The number of formulas and function calls, plus one for 32 cells in ranges, which take about as long as a call.
    calls: usize,
    /// The number of formulas.
    pub formulas: usize,
    /// The number of formulas that call a function, estimated from a sample. The others are mostly references, which
    /// cost an engine little.
    pub calling: usize,
    /// The sheets that they refer to, found in a sample.
    pub named: Vec<usize>,
}

impl SheetCost {
    fn of(sheet: &Sheet, places: &HashMap<String, usize>) -> Self {
        let (mut calls, mut calling, mut cells, mut named) = (0, 0, 0u64, Vec::new());
        let (mut key, mut pieces) = (String::new(), Vec::new());
        let stored = sheet.cells.slots().filter_map(|(_, slot)| match &slot.value {
            StoredValue::Formula(formula) => Some(formula.computed()),
            _ => None,
        });
        let mut formulas = 0;
        for formula in stored.inspect(|_| formulas += 1).step_by(SAMPLE) {
            let brackets = memchr::memchr_iter(b'(', formula.as_bytes()).count();
            calls += 1 + brackets;
            calling += usize::from(brackets > 0);
            pieces.clear();
            if !pattern(formula, &mut key, &mut pieces) {
                continue;
            }
            for piece in &pieces {
                if let Operand::Range(_, first, last) = piece {
                    let side = |first: i32, last: i32| u64::from(last.abs_diff(first)) + 1;
                    cells += side(first.row, last.row).saturating_mul(side(first.column, last.column)).min(1 << 20);
                }
                if let Operand::Cell(Some(name), _) | Operand::Range(Some(name), ..) = piece
                    && let Some(at) = places.get(*name)
                    && !named.contains(at)
                {
                    named.push(*at);
                }
            }
        }
        let cells = usize::try_from(cells / 32).unwrap_or(usize::MAX);
        let calls = calls.saturating_add(cells).saturating_mul(SAMPLE);
        SheetCost { calls, formulas, calling: calling * SAMPLE, named }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::Style;

    fn book(sheets: &[(&str, u32, &str)]) -> Workbook {
        let mut book = Workbook::new("");
        for (name, count, formula) in sheets {
            let mut sheet = Sheet::new(*name);
            for row in 0..*count {
                sheet.formula(row, 30, *formula, &Style::default());
            }
            book.add(sheet);
        }
        book
    }

    fn of(book: &Workbook, most: usize) -> Vec<Vec<usize>> {
        groups(&estimate_costs(book, &places(book)), most)
    }

    #[test]
    fn sheets_are_distributed_by_cost() {
        let book = book(&[
            ("a", 3_200, "A1+1"),
            ("b", 4_800, "SUM(A1,B1)"),
            ("c", 1_600, "A1"),
            ("d", 9_600, "A1"),
            ("không", 0, ""),
        ]);
        assert_eq!(of(&book, 2), [[0, 1], [2, 3]]);
        assert_eq!(of(&book, 1), [vec![0, 1, 2, 3]]);
        // A fourth engine would not finish sooner.
        assert_eq!(of(&book, 99), [vec![1], vec![3], vec![0, 2]]);
    }

    #[test]
    fn sheet_is_grouped_with_the_one_that_refers_to_it() {
        let book = book(&[("xem", 8_000, "SUM('nguồn'!A1:D8)"), ("khác", 24_000, "A1+1"), ("nguồn", 4_000, "A1*2")]);
        assert_eq!(of(&book, 2), [vec![0, 2], vec![1]]);
    }

    #[test]
    fn little_work_stays_with_one_engine_and_no_work_has_none() {
        assert_eq!(of(&book(&[("a", 100, "A1"), ("b", 100, "A1")]), 2), [vec![0, 1]]);
        assert_eq!(of(&book(&[("a", 0, "")]), 2), [[0; 0]; 0]);
    }
}
