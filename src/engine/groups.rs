//! Which sheets of a book are computed by which engine: one does one thing after another, and what an engine is asked for it
//! computes with all that this looks at, be it in other sheets. Wherever a formula is computed, its value is the same.

use super::pattern::{Piece, pattern};
use crate::book::{Book, Held, Sheet};
use crate::share;
use foldhash::HashMap;

/// One of so many formulas is looked at: enough to tell how much work a sheet is.
const SAMPLE: usize = 16;
/// Fewer calls than these are done by one engine.
const LEAST: usize = 8_000;
/// More engines repeat more than they share.
const MOST: usize = 4;

/// Index of each sheet by its name as it stands before `!`.
pub fn places(book: &Book) -> HashMap<String, usize> {
    book.sheets.iter().enumerate().map(|(index, s)| (s.name.replace('\'', "''"), index)).collect()
}

/// How much work the formulas of each sheet of a book are.
pub fn works(book: &Book, places: &HashMap<String, usize>) -> Vec<Work> {
    share::map(&book.sheets, |sheet| Work::of(sheet, places))
}

/// The sheets of a book that have formulas, shared out among so many engines at most.
pub fn groups(works: &[Work], most: usize) -> Vec<Vec<usize>> {
    let mut sheets: Vec<usize> = (0..works.len()).filter(|at| works.get(*at).is_some_and(|w| w.calls > 0)).collect();
    let engines = if works.iter().map(|w| w.calls).sum::<usize>() < LEAST { 1 } else { most.clamp(1, MOST) };
    sheets.sort_by_key(|at| std::cmp::Reverse(works.get(*at).map(|w| w.calls)));
    let mut made: Vec<Vec<usize>> = vec![Vec::new(); engines];
    // The largest sheets first, each to the engine that has least to do then; after that, what is better elsewhere goes there.
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

/// The most that an engine has to do, and all of them together, when one of them gets a sheet more.
fn cost(made: &[Vec<usize>], engine: usize, sheet: usize, works: &[Work]) -> (usize, usize) {
    let costs = made.iter().enumerate().map(|(at, own)| {
        let mut own = own.clone();
        own.extend((at == engine).then_some(sheet));
        let mut named: Vec<usize> =
            own.iter().filter_map(|at| works.get(*at)).flat_map(|w| &w.named).copied().collect();
        named.sort_unstable();
        named.dedup();
        let calls = |at: &usize| works.get(*at).map_or(0, |w| w.calls);
        // Of a sheet that is only looked at, not all is computed.
        let others = named.iter().filter(|at| !own.contains(at)).map(|at| calls(at) / 2).sum::<usize>();
        own.iter().map(calls).sum::<usize>() + others
    });
    costs.fold((0, 0), |(most, all), cost| (most.max(cost), all + cost))
}

/// How much work the formulas of a sheet are.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Formulas and calls of functions, and cells of ranges, of which some dozens take as long.
    calls: usize,
    /// How many formulas there are.
    pub formulas: usize,
    /// How many of them call a function, as far as a sample tells: others are mostly references, which an engine hardly has.
    pub calling: usize,
    /// Sheets that they look at, as far as a sample tells.
    pub named: Vec<usize>,
}

impl Work {
    fn of(sheet: &Sheet, places: &HashMap<String, usize>) -> Self {
        let (mut calls, mut calling, mut cells, mut named) = (0, 0, 0u64, Vec::new());
        let (mut key, mut pieces) = (String::new(), Vec::new());
        let held = sheet.cells.slots().filter_map(|(_, slot)| match &slot.held {
            Held::Formula(formula) => Some(formula.computed()),
            _ => None,
        });
        let mut formulas = 0;
        for formula in held.inspect(|_| formulas += 1).step_by(SAMPLE) {
            let brackets = memchr::memchr_iter(b'(', formula.as_bytes()).count();
            calls += 1 + brackets;
            calling += usize::from(brackets > 0);
            pieces.clear();
            if !pattern(formula, &mut key, &mut pieces) {
                continue;
            }
            for piece in &pieces {
                if let Piece::Range(_, first, last) = piece {
                    let side = |first: i32, last: i32| u64::from(last.abs_diff(first)) + 1;
                    cells += side(first.row, last.row).saturating_mul(side(first.column, last.column)).min(1 << 20);
                }
                if let Piece::Cell(Some(name), _) | Piece::Range(Some(name), ..) = piece
                    && let Some(at) = places.get(*name)
                    && !named.contains(at)
                {
                    named.push(*at);
                }
            }
        }
        let cells = usize::try_from(cells / 32).unwrap_or(usize::MAX);
        let calls = calls.saturating_add(cells).saturating_mul(SAMPLE);
        Work { calls, formulas, calling: calling * SAMPLE, named }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Style;

    fn book(sheets: &[(&str, u32, &str)]) -> Book {
        let mut book = Book::new("");
        for (name, count, formula) in sheets {
            let mut sheet = Sheet::new(*name);
            for row in 0..*count {
                sheet.formula(row, 30, *formula, &Style::default());
            }
            book.add(sheet);
        }
        book
    }

    fn of(book: &Book, most: usize) -> Vec<Vec<usize>> {
        groups(&works(book, &places(book)), most)
    }

    #[test]
    fn the_work_is_shared_out() {
        let book = book(&[
            ("a", 3_200, "A1+1"),
            ("b", 4_800, "SUM(A1,B1)"),
            ("c", 1_600, "A1"),
            ("d", 9_600, "A1"),
            ("không", 0, ""),
        ]);
        assert_eq!(of(&book, 2), [[0, 1], [2, 3]]);
        assert_eq!(of(&book, 1), [vec![0, 1, 2, 3]]);
        // A fourth engine would not be done sooner.
        assert_eq!(of(&book, 99), [vec![1], vec![3], vec![0, 2]]);
    }

    #[test]
    fn a_sheet_goes_with_the_one_that_looks_at_it() {
        let book = book(&[("xem", 8_000, "SUM('nguồn'!A1:D8)"), ("khác", 24_000, "A1+1"), ("nguồn", 4_000, "A1*2")]);
        assert_eq!(of(&book, 2), [vec![0, 2], vec![1]]);
    }

    #[test]
    fn little_work_is_not_shared_and_none_is_none() {
        assert_eq!(of(&book(&[("a", 100, "A1"), ("b", 100, "A1")]), 2), [vec![0, 1]]);
        assert_eq!(of(&book(&[("a", 0, "")]), 2), [[0; 0]; 0]);
    }
}
