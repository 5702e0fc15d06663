//! Compares how cells, rows and columns look. Each pair of looks is compared once; cells that differ alike on a sheet
//! are one difference with all their places.

use super::super::difference::{Difference, DifferenceEffect, DifferenceKind};
use super::super::rows::RowAlignment;
use super::{LossKind, PackagePair, SavedAgain};
use crate::grid::facts::{CellLook, LookRun, RowLook, SheetLooks};
use crate::model::text::BilingualText;
use crate::workbook::{address, references};
use std::collections::{BTreeMap, BTreeSet};

/// Cells of one row beside each other: row, first and last column.
type CellSpan = (u32, u32, u32);

/// Ranges of a difference that are listed.
const RANGES: usize = 40;
/// Rounding of column widths, in characters: programs store them with two decimals.
const WIDTH: f64 = 0.1;
/// Width of a column that has none, in characters.
const DEFAULT_WIDTH: f64 = 9.14;
/// Rounding of row heights, in points.
const HEIGHT: f64 = 0.6;
/// Height of a row in a sheet that has no default, in points.
const DEFAULT_HEIGHT: f64 = 15.0;

/// Least height in points of a line of text: a row whose height a program computed is not below.
const LINE: f64 = 9.0;

/// Adds the differences of the looks of all sheets that both packages have.
pub(super) fn compare(pair: &PackagePair<'_>, mut saved: Option<&mut SavedAgain>, out: &mut Vec<Difference>) {
    // A program without formats writes one or two for everything.
    let is_plain = pair.actual.looks.len() * 10 < pair.expected.looks.len();
    if let Some(saved) = saved.as_mut().filter(|saved| is_plain && saved.loses(LossKind::Looks)) {
        saved.record(LossKind::Looks, pair.expected.looks.len());
        return;
    }
    if pair.expected.default_size != pair.actual.default_size {
        let text = |size: Option<f64>| size.map(|size| format!("default font {size} pt")).unwrap_or_default();
        out.push(Difference {
            package_part: "xl/styles.xml".to_string(),
            expected: text(pair.expected.default_size),
            found: text(pair.actual.default_size),
            ..Difference::of_sheet("", DifferenceKind::Size)
        });
    }
    for expected in &pair.expected.sheets {
        let Some(actual) = pair.actual.sheets.iter().find(|s| s.name == expected.name) else { continue };
        let Some(rows) = pair.rows_of(&expected.name) else { continue };
        let (is_saved, covered) = (saved.is_some(), BTreeSet::new());
        let inherits_formats = saved.as_ref().is_some_and(|saved| saved.program.starts_with("LibreOffice"));
        let mut sheet = SheetPair { pair, expected, actual, rows, is_saved, inherits_formats, covered };
        if sheet.is_saved {
            sheet.covered = self::covered(pair, &expected.name);
        }
        sheet.cells(out);
        sheet.rows(out);
        sheet.empty_rows(out);
        sheet.columns(out);
        sheet.default_height(out);
    }
}

/// Returns the cells that a merged range covers, without its first.
fn covered(pair: &PackagePair<'_>, sheet: &str) -> BTreeSet<(u32, u32)> {
    use crate::grid::facts::FactTopic;
    let merges = pair.expected.facts.iter().filter(|f| f.topic == FactTopic::Merge && f.sheet == sheet);
    let mut out = BTreeSet::new();
    for (from, to) in merges.filter_map(|f| f.cell.split_once(':')) {
        let (Some(from), Some(to)) = (address::parse(from), address::parse(to)) else { continue };
        for row in from.0..=to.0.min(from.0 + 2_000) {
            out.extend((from.1..=to.1).map(|column| (row, column)));
        }
        out.remove(&from);
    }
    out
}

/// A sheet of both packages.
struct SheetPair<'a> {
    pair: &'a PackagePair<'a>,
    expected: &'a SheetLooks,
    actual: &'a SheetLooks,
    rows: &'a RowAlignment,
    is_saved: bool,
    /// True if the program that saved the file changes the number formats of formulas.
    inherits_formats: bool,
    covered: BTreeSet<(u32, u32)>,
}

/// Returns the runs of each row.
fn by_row(sheet: &SheetLooks) -> BTreeMap<u32, &[LookRun]> {
    sheet.cells.chunk_by(|a, b| a.row == b.row).filter_map(|runs| Some((runs.first()?.row, runs))).collect()
}

/// Returns the look of a cell: its own, else that of its row or column.
fn look_at(sheet: &SheetLooks, runs: &[LookRun], row: u32, column: u32) -> u32 {
    let own = runs.iter().find(|run| (run.first..=run.last).contains(&column)).map(|run| run.look);
    let of_row = || sheet.rows.get(&row).and_then(|look| look.look);
    let of_column = || sheet.columns.iter().find(|c| (c.first..=c.last).contains(&column)).map(|c| c.look);
    own.or_else(of_row).or_else(of_column).unwrap_or(0)
}

/// Result of comparing two looks.
enum LookMatch {
    Same,
    /// Only the number format differs, and it may be that of a figure that the cell refers to.
    Inherited(String),
    Different,
}

/// References that are followed to the figure whose format a formula inherits.
const REFERENCES: usize = 4;

/// A number format that LibreOffice gives to formulas without one: that of the figures they refer to.
struct InheritedFormat<'a> {
    pair: &'a PackagePair<'a>,
    format: &'a str,
}

impl InheritedFormat<'_> {
    /// Returns true if a cell is a formula that refers to a figure with the format, over some references at most.
    fn is_at(&self, sheet: &str, at: (u32, u32), references: usize) -> bool {
        let grid = self.pair.grid.sheets.iter().find(|s| s.name == sheet);
        let Some(formula) = grid.and_then(|s| s.cell(at.0, at.1)).and_then(|cell| cell.formula.as_ref()) else {
            return false;
        };
        references > 0
            && references::areas(formula).iter().any(|one| {
                let (sheet, cell) = (one.sheet.as_deref().unwrap_or(sheet), (one.area.top, one.area.left));
                let number = self.number_at(sheet, cell);
                number == self.format || (number == "General" && self.is_at(sheet, cell, references - 1))
            })
    }

    /// Returns the number format of a cell of the expected workbook.
    fn number_at(&self, sheet: &str, (row, column): (u32, u32)) -> &str {
        let Some(sheet) = self.pair.expected.sheets.iter().find(|s| s.name == sheet) else { return "" };
        let first = sheet.cells.partition_point(|run| run.row < row);
        let end = sheet.cells.partition_point(|run| run.row <= row);
        let runs = sheet.cells.get(first..end).unwrap_or_default();
        let look = self.pair.expected.looks.get(look_at(sheet, runs, row, column) as usize);
        look.map_or("", |look| look.number.as_str())
    }
}

impl SheetPair<'_> {
    fn cells(&self, out: &mut Vec<Difference>) {
        let (expected, actual) = (by_row(self.expected), by_row(self.actual));
        let mut pairs: BTreeMap<(u32, u32), LookMatch> = BTreeMap::new();
        let mut groups: BTreeMap<(u32, u32), Vec<CellSpan>> = BTreeMap::new();
        let last = expected.keys().chain(actual.keys()).max().copied();
        let inserted: BTreeSet<u32> = actual.keys().copied().filter(|row| self.rows.is_inserted(*row)).collect();
        for row in 0..=last.unwrap_or(0) {
            let Some(at) = self.rows.actual(row) else { continue };
            let empty: &[LookRun] = &[];
            let (e, a) = (expected.get(&row).copied().unwrap_or(empty), actual.get(&at).copied().unwrap_or(empty));
            if (e.is_empty() && a.is_empty()) || inserted.contains(&at) {
                continue;
            }
            let bounds: BTreeSet<u32> = e.iter().chain(a).flat_map(|run| [run.first, run.last + 1]).collect();
            for (first, end) in bounds.iter().zip(bounds.iter().skip(1)) {
                let has = |runs: &[LookRun]| runs.iter().any(|run| (run.first..=run.last).contains(first));
                if !has(e) && !has(a) {
                    continue;
                }
                let looks = (look_at(self.expected, e, row, *first), look_at(self.actual, a, at, *first));
                match pairs.entry(looks).or_insert_with(|| self.matching(looks)) {
                    LookMatch::Same => {}
                    LookMatch::Different => groups.entry(looks).or_default().push((at, *first, end - 1)),
                    LookMatch::Inherited(format) => {
                        let format = InheritedFormat { pair: self.pair, format };
                        let is_touched = |column: &u32| !format.is_at(&self.expected.name, (row, *column), REFERENCES);
                        let touched = (*first..*end).filter(is_touched).map(|column| (at, column, column));
                        groups.entry(looks).or_default().extend(touched);
                    }
                }
            }
        }
        for (looks, mut spans) in groups.into_iter().filter(|(_, spans)| !spans.is_empty()) {
            if self.is_saved {
                spans.retain(|(row, first, last)| !(*first..=*last).all(|c| self.covered.contains(&(*row, c))));
            }
            out.extend(self.difference(looks, &spans));
        }
    }

    fn look(&self, looks: (u32, u32)) -> (CellLook, CellLook) {
        let of = |all: &[CellLook], index: u32| all.get(index as usize).cloned().unwrap_or_default();
        (of(&self.pair.expected.looks, looks.0), of(&self.pair.actual.looks, looks.1))
    }

    /// Compares two looks.
    fn matching(&self, looks: (u32, u32)) -> LookMatch {
        match self.aspects(looks).as_slice() {
            [] => LookMatch::Same,
            [(name, e, a)] if name.en == "number format" && e == "General" && self.inherits_formats => {
                LookMatch::Inherited(a.clone())
            }
            _ => LookMatch::Different,
        }
    }

    /// Returns the aspects in which two looks differ: name, expected, found.
    fn aspects(&self, looks: (u32, u32)) -> Vec<(BilingualText, String, String)> {
        let (e, a) = self.look(looks);
        let all = [
            (("định dạng số", "number format"), e.number, a.number),
            (("phông chữ", "font"), e.font, a.font),
            (("nền", "fill"), e.fill, a.fill),
            (("viền", "border"), e.border, a.border),
            (("căn lề", "alignment"), e.alignment, a.alignment),
            (("khóa ô", "protection"), e.protection, a.protection),
        ];
        let differing = all.into_iter().filter(|(_, e, a)| e != a);
        differing.map(|((vi, en), e, a)| (BilingualText::new(vi, en), e, a)).collect()
    }

    fn difference(&self, looks: (u32, u32), spans: &[CellSpan]) -> Option<Difference> {
        let (row, column, _) = *spans.first()?;
        let aspects = self.aspects(looks);
        let text = |pick: fn(&(BilingualText, String, String)) -> &String| {
            let one = |name: &str, aspect: &(BilingualText, String, String)| {
                let value = pick(aspect);
                format!("{name}: {}", if value.is_empty() { "–" } else { value })
            };
            BilingualText::new(
                aspects.iter().map(|a| one(&a.0.vi, a)).collect::<Vec<_>>().join("; "),
                aspects.iter().map(|a| one(&a.0.en, a)).collect::<Vec<_>>().join("; "),
            )
        };
        let (expected, found) = (text(|a| &a.1), text(|a| &a.2));
        let range = |(row, first, last): &CellSpan| {
            let cell = address::cell(*row, *first);
            if first == last { cell } else { format!("{cell}:{}", address::cell(*row, *last)) }
        };
        let mut cells: Vec<String> = spans.iter().take(RANGES).map(range).collect();
        if spans.len() > RANGES {
            cells.push("…".to_string());
        }
        let cells = if cells.len() == 1 && !cells[0].contains(':') { String::new() } else { cells.join(" ") };
        let is_number = aspects.iter().any(|(name, _, _)| name.en == "number format");
        let is_protection = aspects.iter().all(|(name, _, _)| name.en == "protection");
        let effect = match (is_number, is_protection) {
            (true, _) => DifferenceEffect::Figure,
            (_, true) => DifferenceEffect::Minor,
            _ => DifferenceEffect::Seen,
        };
        let kind = DifferenceKind::CellLook;
        Some(Difference {
            cells,
            effect,
            expected: expected.en.clone(),
            found: found.en.clone(),
            shown: [expected, found],
            ..Difference::at_cell(&self.actual.name, (row, column), kind, String::new(), String::new())
        })
    }

    fn rows(&self, out: &mut Vec<Difference>) {
        let rows: BTreeSet<u32> = self.expected.rows.keys().copied().collect();
        let back: BTreeSet<u32> = self.actual.rows.keys().copied().collect();
        let all: BTreeSet<u32> = if self.rows.moved() { rows } else { rows.union(&back).copied().collect() };
        let none = RowLook::default();
        for row in all {
            let Some(at) = self.rows.actual(row) else { continue };
            let e = self.expected.rows.get(&row).unwrap_or(&none);
            let a = self.actual.rows.get(&at).unwrap_or(&none);
            let (e_text, a_text) = (row_text(e), row_text(a));
            let is_same = self.is_same_height(e, a) && e.is_hidden == a.is_hidden && e.outline == a.outline;
            if !is_same {
                let kind = if a.is_hidden && !e.is_hidden { DifferenceKind::RowHidden } else { DifferenceKind::Size };
                out.push(Difference::at_cell(&self.actual.name, (at, 0), kind, e_text, a_text));
            }
        }
    }

    /// Compares fill and borders of rows and columns where they have no cells.
    fn empty_rows(&self, out: &mut Vec<Difference>) {
        let shown = |looks: &[CellLook], look: Option<u32>| {
            let look = look.and_then(|look| looks.get(look as usize));
            look.map(|look| format!("{} {}", look.fill, look.border).trim().to_string()).unwrap_or_default()
        };
        let (wanted, found) = (&self.pair.expected.looks, &self.pair.actual.looks);
        let mut push = |at: (u32, u32), cells: String, e: String, a: String| {
            if e != a {
                let kind = DifferenceKind::CellLook;
                out.push(Difference { cells, ..Difference::at_cell(&self.actual.name, at, kind, e, a) });
            }
        };
        if !self.rows.moved() {
            let rows: BTreeSet<u32> = self.expected.rows.keys().chain(self.actual.rows.keys()).copied().collect();
            for row in rows {
                let of = |sheet: &SheetLooks| sheet.rows.get(&row).and_then(|look| look.look);
                let cells = format!("{}:{}", address::cell(row, 0), address::cell(row, address::MAX_COLUMN));
                push((row, 0), cells, shown(wanted, of(self.expected)), shown(found, of(self.actual)));
            }
        }
        let bounds = |sheet: &SheetLooks| sheet.columns.iter().map(|c| c.first).collect::<Vec<u32>>();
        let columns: BTreeSet<u32> = bounds(self.expected).into_iter().chain(bounds(self.actual)).collect();
        for column in columns {
            let of = |sheet: &SheetLooks| {
                sheet.columns.iter().find(|c| (c.first..=c.last).contains(&column)).map(|c| c.look)
            };
            push((0, column), String::new(), shown(wanted, of(self.expected)), shown(found, of(self.actual)));
        }
    }

    /// Compares the height of rows that have none of their own.
    fn default_height(&self, out: &mut Vec<Difference>) {
        let of = |sheet: &SheetLooks| sheet.height.unwrap_or(DEFAULT_HEIGHT);
        let (e, a) = (of(self.expected), of(self.actual));
        if (e - a).abs() > HEIGHT {
            let text = |height: f64| format!("default height {height} pt");
            let place = Difference::of_sheet(&self.actual.name, DifferenceKind::Size);
            out.push(Difference { expected: text(e), found: text(a), ..place });
        }
    }

    fn is_same_height(&self, e: &RowLook, a: &RowLook) -> bool {
        let default = self.actual.height.unwrap_or(DEFAULT_HEIGHT);
        match (e.height, a.height) {
            // A height that is not set any more is computed again when the file is opened.
            (Some(_), Some(_)) if e.is_custom && !a.is_custom => false,
            (Some(e), Some(a)) => (e - a).abs() <= HEIGHT,
            (Some(e), None) => (e - default).abs() <= HEIGHT,
            // A height that a program computed from the content, or the default that it wrote.
            (None, Some(height)) => {
                let own = self.expected.height.unwrap_or(DEFAULT_HEIGHT);
                height >= LINE && (!a.is_custom || (self.is_saved && (height - own).abs() <= HEIGHT))
            }
            (None, None) => default >= LINE,
        }
    }

    fn columns(&self, out: &mut Vec<Difference>) {
        let used = |s: &SheetLooks| s.cells.iter().map(|run| run.last).max().unwrap_or(0);
        let listed = self.expected.columns.iter().map(|c| c.last.min(c.first + 64)).max().unwrap_or(0);
        let last = used(self.expected).max(used(self.actual)).max(listed);
        for column in 0..=last {
            let of = |sheet: &SheetLooks| {
                let own = sheet.columns.iter().find(|c| (c.first..=c.last).contains(&column));
                let width = own.and_then(|c| c.width).or(sheet.width).unwrap_or(DEFAULT_WIDTH);
                (own.is_some(), width, own.is_some_and(|c| c.is_hidden), own.map_or(0, |c| c.outline))
            };
            let (e, a) = (of(self.expected), of(self.actual));
            // Programs have different default widths.
            let room = if e.0 || a.0 { WIDTH } else { 1.0 };
            let room = if self.is_saved && e.0 != a.0 { 0.6 } else { room };
            if (e.1 - a.1).abs() <= room && e.2 == a.2 && e.3 == a.3 {
                continue;
            }
            let text = |of: (bool, f64, bool, u32)| {
                format!("{} {:.2}{}", address::letters(column), of.1, if of.2 { " (ẩn)" } else { "" })
            };
            let kind = if a.2 && !e.2 { DifferenceKind::ColumnHidden } else { DifferenceKind::Size };
            out.push(Difference::at_cell(&self.actual.name, (0, column), kind, text(e), text(a)));
        }
    }
}

fn row_text(row: &RowLook) -> String {
    let computed = if row.is_custom { "" } else { ", auto" };
    let height = row.height.map_or_else(|| "auto".to_string(), |h| format!("{h} pt{computed}"));
    let hidden = if row.is_hidden { " (ẩn)" } else { "" };
    let outline = if row.outline > 0 { format!(", outline {}", row.outline) } else { String::new() };
    format!("{height}{hidden}{outline}")
}
