//! Schedules a large workbook in stages to bound memory. Later stages see the results of earlier stages as constants.
//! The partition does not change any value: if a part needs a cell of a later stage, its engine computes that cell as
//! well.

use super::groups::{SheetCost, groups};
use super::template::{CellRef, Operand, pattern};
use crate::model::amount::Value;
use crate::workbook::cells::{SheetCells, StoredCell};
use crate::workbook::{CellFormula, StoredValue, Workbook};
use foldhash::HashMap;

/// Rows of a sheet whose formulas are computed together.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ComputationPart {
    /// The index of the sheet.
    pub sheet: usize,
    /// The rows in ascending order; `None` for all rows.
    rows: Option<Vec<u32>>,
}

impl ComputationPart {
    fn whole_sheet(sheet: usize) -> Self {
        ComputationPart { sheet, rows: None }
    }

    /// Returns true if this is the whole of sheet `sheet`.
    pub(super) fn is_whole_sheet(&self, sheet: usize) -> bool {
        self.sheet == sheet && self.rows.is_none()
    }

    /// Returns true if row `row` belongs to this part.
    pub(super) fn has(&self, row: u32) -> bool {
        self.rows.as_ref().is_none_or(|rows| rows.binary_search(&row).is_ok())
    }

    /// Returns the rows of this part that have cells.
    pub(super) fn rows<'b>(&'b self, cells: &'b SheetCells) -> impl Iterator<Item = (u32, &'b [StoredCell])> {
        let whole = self.rows.is_none().then(|| cells.rows(0..=u32::MAX)).into_iter().flatten();
        whole.chain(self.rows.iter().flatten().flat_map(|row| cells.rows(*row..=*row)))
    }

    /// Stores the values in the formulas of this part, in order.
    pub(super) fn store_values(&self, cells: &mut SheetCells, values: Vec<Value>) {
        let mut values = values.into_iter();
        let mut put = |formula: &mut CellFormula| formula.value = values.next();
        match &self.rows {
            None => cells.formulas_mut().for_each(|(_, formula)| put(formula)),
            Some(rows) => rows.iter().for_each(|row| cells.formulas_of(*row).for_each(&mut put)),
        }
    }
}

/// Limits for the partition of a workbook.
#[derive(Copy, Clone, Debug)]
pub(super) struct PartitionLimits {
    /// The number of engines that run in parallel.
    pub engines: usize,
    /// A workbook with more formulas that call functions is computed in parts.
    pub large: usize,
    /// The number of formulas that call functions in one part.
    pub part: usize,
}

/// Returns the stages, which run one after another. A stage lists the parts of each engine; its engines run in
/// parallel.
pub(super) fn build_stages(
    book: &Workbook,
    works: &[SheetCost],
    places: &HashMap<String, usize>,
    cut: PartitionLimits,
) -> Vec<Vec<Vec<ComputationPart>>> {
    if works.iter().map(|work| work.calling).sum::<usize>() <= cut.large {
        let whole = |own: Vec<usize>| own.into_iter().map(ComputationPart::whole_sheet).collect();
        return vec![groups(works, cut.engines).into_iter().map(whole).collect()];
    }
    let reach = reach(works);
    let reaches = |from: usize, to: usize| reach.get(from).is_some_and(|from| from.get(to) == Some(&true));
    let mut order: Vec<usize> =
        (0..works.len()).filter(|at| works.get(*at).is_some_and(|work| work.formulas > 0)).collect();
    // Sheets that refer to more sheets come later.
    order.sort_by_key(|at| reach.get(*at).map_or(0, |reached| reached.iter().filter(|r| **r).count()));
    let mut waves: Vec<Vec<Vec<ComputationPart>>> = Vec::new();
    let mut levels: HashMap<usize, usize> = HashMap::default();
    for &at in &order {
        let knot: Vec<usize> =
            order.iter().copied().filter(|to| *to == at || reaches(at, *to) && reaches(*to, at)).collect();
        let below = order.iter().filter(|to| reaches(at, **to) && !knot.contains(to));
        let level = below.filter_map(|to| levels.get(to)).map(|level| level + 1).max().unwrap_or(0);
        levels.insert(at, level);
        if waves.len() < 2 * level + 2 {
            waves.resize_with(2 * level + 2, Vec::new);
        }
        // Sheets that refer to each other form one part. It is added once, at the smallest index.
        if knot.len() > 1 {
            if knot.iter().min() == Some(&at) {
                waves[2 * level].push(knot.into_iter().map(ComputationPart::whole_sheet).collect());
            }
            continue;
        }
        let (parts, late) = sliced(book, at, works.get(at).map_or(0, |work| work.calling), places, cut.part);
        waves[2 * level].extend(parts.into_iter().map(|part| vec![part]));
        waves[2 * level + 1].extend(late.map(|part| vec![part]));
    }
    waves.retain(|wave| !wave.is_empty());
    waves
}

fn calls_any(formula: &str) -> bool {
    memchr::memchr(b'(', formula.as_bytes()).is_some()
}

/// Returns for each sheet which sheets with formulas it refers to, directly or through others.
fn reach(works: &[SheetCost]) -> Vec<Vec<bool>> {
    let has_formulas = |at: usize| works.get(at).is_some_and(|work| work.formulas > 0);
    let named = |work: &SheetCost| (0..works.len()).map(|at| has_formulas(at) && work.named.contains(&at)).collect();
    let mut reach: Vec<Vec<bool>> = works.iter().map(named).collect();
    for by in 0..reach.len() {
        let reached = reach.get(by).cloned().unwrap_or_default();
        for own in reach.iter_mut().filter(|own| own.get(by) == Some(&true)) {
            own.iter_mut().zip(&reached).for_each(|(own, by_way)| *own |= by_way);
        }
    }
    reach
}

/// Cuts a sheet with `calls` formulas that call functions into parts of about `most` of them. The second value holds
/// the rows that refer to other rows of the sheet, usually totals; they are computed last. If there are many such rows,
/// the sheet stays one part.
fn sliced(
    book: &Workbook,
    at: usize,
    calls: usize,
    places: &HashMap<String, usize>,
    most: usize,
) -> (Vec<ComputationPart>, Option<ComputationPart>) {
    let whole = || (vec![ComputationPart::whole_sheet(at)], None);
    let Some(sheet) = book.sheets.get(at).filter(|_| calls > 2 * most) else { return whole() };
    let (mut parts, mut rows, mut size) = (Vec::new(), Vec::new(), 0);
    let (mut late, mut late_size) = (Vec::new(), 0);
    for (row, slots) in sheet.cells.rows(0..=u32::MAX) {
        let Some((calls, looks_around)) = references_other_rows(at, row, slots, places) else { continue };
        if looks_around {
            late.push(row);
            late_size += calls;
            continue;
        }
        rows.push(row);
        size += calls;
        if size >= most {
            parts.push(ComputationPart { sheet: at, rows: Some(std::mem::take(&mut rows)) });
            size = 0;
        }
    }
    if late_size > most {
        return whole();
    }
    parts.extend((!rows.is_empty()).then_some(ComputationPart { sheet: at, rows: Some(rows) }));
    (parts, (!late.is_empty()).then_some(ComputationPart { sheet: at, rows: Some(late) }))
}

/// Returns how many formulas of a row call functions, and whether a formula of the row may refer to another row of its
/// sheet; `None` if the row has no formula.
fn references_other_rows(
    own: usize,
    row: u32,
    slots: &[StoredCell],
    places: &HashMap<String, usize>,
) -> Option<(usize, bool)> {
    let (mut key, mut pieces) = (String::new(), Vec::new());
    let (mut any, mut calls, mut around) = (false, 0, false);
    let elsewhere = |corner: &CellRef| u32::try_from(corner.row - 1) != Ok(row);
    for slot in slots {
        let StoredValue::Formula(formula) = &slot.value else { continue };
        any = true;
        calls += usize::from(calls_any(formula.computed()));
        pieces.clear();
        around |= !pattern(formula.computed(), &mut key, &mut pieces);
        around |= pieces.iter().filter_map(Operand::corners).any(|(name, first, last)| {
            let is_own = name.is_none_or(|name| places.get(name) == Some(&own));
            is_own && (elsewhere(first) || elsewhere(last))
        });
    }
    any.then_some((calls, around))
}

#[cfg(test)]
mod tests {
    use super::super::groups::{estimate_costs, places};
    use super::*;
    use crate::workbook::{Sheet, Style};

    fn book(sheets: &[(&str, &[(u32, &str)])]) -> Workbook {
        let mut book = Workbook::new("");
        for (name, blocks) in sheets {
            let mut sheet = Sheet::new(*name);
            let mut row = 0;
            for (count, formula) in *blocks {
                for _ in 0..*count {
                    sheet.formula(row, 3, formula.replace('#', &(row + 1).to_string()), &Style::default());
                    row += 1;
                }
            }
            book.add(sheet);
        }
        book
    }

    fn stage_ranges(book: &Workbook, cut: PartitionLimits) -> Vec<Vec<Vec<(usize, usize)>>> {
        let places = places(book);
        let rows = |part: &ComputationPart| (part.sheet, part.rows(&book.sheets[part.sheet].cells).count());
        let waves = build_stages(book, &estimate_costs(book, &places), &places, cut);
        waves.iter().map(|wave| wave.iter().map(|own| own.iter().map(rows).collect()).collect()).collect()
    }

    /// The sums refer to all rows above; the last sheet refers to itself everywhere; two sheets refer to each other.
    #[test]
    fn large_workbook_is_scheduled_in_parts() {
        let book = book(&[
            ("xem", &[(100, "ABS('số'!D#)")]),
            ("số", &[(100, "MAX(A#*2)"), (1, "SUM(D1:D100)"), (1, "A102*2")]),
            ("gà", &[(64, "'trứng'!D#"), (1, "'số'!D1")]),
            ("trứng", &[(64, "'gà'!D65")]),
            ("mình", &[(100, "ABS('mình'!$A$1+'xem'!D1)")]),
            ("chỉ", &[(200, "'số'!$D$1")]),
        ]);
        let cut = PartitionLimits { engines: 2, large: 100, part: 40 };
        let first = vec![vec![(1, 40)], vec![(1, 40)], vec![(1, 21)]];
        let then = vec![vec![(0, 40)], vec![(0, 40)], vec![(0, 20)], vec![(5, 200)], vec![(2, 65), (3, 64)]];
        assert_eq!(stage_ranges(&book, cut), [first, vec![vec![(1, 1)]], then, vec![vec![(4, 100)]]]);
        let small = stage_ranges(&book, PartitionLimits { large: 1_000, ..cut });
        assert_eq!(small, [vec![vec![(0, 100), (1, 102), (2, 65), (3, 64), (4, 100), (5, 200)]]]);
    }
}
