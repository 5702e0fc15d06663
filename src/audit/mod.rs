//! Compares a consolidated workbook with one built again from plan and returns: formulas, values, source figures,
//! defined names, sheets and hidden content. It never evaluates a formula of the audited file.

pub(crate) mod cause;
pub(crate) mod data;
mod difference;
mod events;
mod formula;
pub(crate) mod listed;
mod package;
pub(crate) mod published;
pub(crate) mod remark;
mod rows;
mod set_apart;
pub(crate) mod shown_figures;
pub(crate) mod shown_units;
mod value;

pub use difference::{Difference, DifferenceEffect, DifferenceKind, DifferencePart, DifferenceSubject};
pub use package::{LossKind, SavedAgain, SavingLoss};
pub(crate) use set_apart::{FileSince, FilesSince, SetApart, set_apart, shown, sort};

use crate::consolidate::WorkbookPlace;
use crate::grid::facts::{FactTopic, PackageFacts, find_facts};
use crate::grid::hidden::{HiddenContent, find_hidden};
use crate::grid::{self, Grid, GridCell, GridError, RawValue, SheetGrid};
use crate::limits::Limits;
use crate::model::amount::Value;
use crate::model::period::Period;
use crate::model::span::SpanName;
use crate::model::text::{Lang, StaticText};
use crate::plan::sheet_names;
use crate::workbook::{Workbook, address};
use formula::RowMoves;
use rows::RowAlignment;
use std::collections::BTreeSet;
use std::sync::OnceLock;
use value::{is_empty, is_same, is_same_result};

/// A workbook to be audited.
pub struct AuditedWorkbook {
    grid: Grid,
    hidden_content: Vec<HiddenContent>,
    facts: PackageFacts,
    /// True if the file is as the program wrote it, by its own hash: no other program saved it.
    is_as_written: bool,
    /// The rows of its list of files, read once: several steps compare with them.
    listed: OnceLock<Vec<listed::ListedFiles>>,
}

/// Result of the comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// All differences, in the order of the expected workbook's sheets, then by row and column.
    pub differences: Vec<Difference>,
    /// The figures of the returns that differ, found by name. Only filled for a workbook whose plan is not known.
    pub raw_figures: Vec<Difference>,
    /// Formula cells compared.
    pub formulas: usize,
    /// Other cells compared.
    pub figures: usize,
    /// Formula cells without a cached value: the program that saved the file did not store one.
    pub uncached: usize,
    /// The program that saved the file again and what it lost. `None` if no program did.
    pub saved: Option<SavedAgain>,
}

impl AuditedWorkbook {
    /// Reads a workbook.
    ///
    /// # Errors
    /// The file is not a valid .xlsx workbook, or exceeds a limit.
    pub fn open(bytes: &[u8], limits: &Limits) -> Result<Self, GridError> {
        let (grid, hidden) = (grid::open(bytes, limits)?, find_hidden(bytes, limits)?);
        Ok(AuditedWorkbook::new(grid, hidden, find_facts(bytes, limits)?))
    }

    /// Creates an audit input from cells that are already read, their hidden content and the facts of the package.
    pub(crate) fn new(grid: Grid, hidden_content: Vec<HiddenContent>, facts: PackageFacts) -> Self {
        AuditedWorkbook { grid, hidden_content, facts, is_as_written: false, listed: OnceLock::new() }
    }

    /// Returns true if the file is as the program wrote it.
    pub(crate) fn is_as_written(&self) -> bool {
        self.is_as_written
    }

    /// Sets whether the file is as the program wrote it.
    pub(crate) fn with_seal(self, is_as_written: bool) -> Self {
        AuditedWorkbook { is_as_written, ..self }
    }

    /// Returns the language of the workbook, which its sheets show.
    pub(crate) fn language(&self) -> Lang {
        let is_english = self.grid.sheets.iter().any(|sheet| sheet.name == sheet_names::WORDS.en);
        if is_english { Lang::En } else { Lang::Vi }
    }

    /// Returns the place that the links of the workbook lead from: the results folder, or a published copy. `book` is the
    /// expected workbook, with the links of the results folder; `copied` are the names of the files of a copy.
    pub(crate) fn place(&self, book: &Workbook, copied: &BTreeSet<String>) -> WorkbookPlace {
        let links = self.facts.facts.iter().filter(|fact| fact.topic == FactTopic::Link);
        WorkbookPlace::of_links(links.map(|fact| fact.value.as_str()), book, copied)
    }

    /// Returns a sheet of the program.
    pub(crate) fn own_sheet(&self, name: StaticText) -> Option<&SheetGrid> {
        self.grid.sheets.iter().find(|sheet| sheet.name == name.in_lang(self.language()))
    }

    /// Returns the span that the workbook was merged for. `None` if the sheet "Công thức" does not show it.
    pub(crate) fn merged(&self) -> Option<ListedSpan> {
        let words = self.own_sheet(sheet_names::WORDS)?;
        let row =
            words.cells.iter().find(|(_, c)| sheet_names::MERGED.is(&c.value.display())).map(|((row, _), _)| *row)?;
        words.row_from(row, 1).find_map(|(_, cell)| ListedSpan::read(&cell.value.display()))
    }

    /// Returns the value at a sheet, row and column (from 0). Blank for a missing sheet or cell and for a formula
    /// without a cached value.
    pub(crate) fn value(&self, sheet: &str, row: u32, column: u32) -> Value {
        let sheet = self.grid.sheets.iter().find(|s| s.name == sheet);
        match sheet.and_then(|s| s.cell(row, column)).map(|c| &c.value) {
            None | Some(RawValue::Uncached) => Value::Blank,
            Some(RawValue::Number(n) | RawValue::Date(n)) => Value::Number(*n),
            Some(RawValue::Text(t)) => Value::Text(t.to_string()),
            Some(RawValue::Bool(b)) => Value::Bool(*b),
            Some(RawValue::Error(e)) => Value::Error(e.clone()),
        }
    }

    /// Returns the span selected in the workbook: the value of the cell that the name `ky_bao_cao` refers to.
    pub(crate) fn chosen(&self) -> Option<SpanName> {
        let (sheet, cell) = self.grid.defined_names.get("ky_bao_cao")?.rsplit_once('!')?;
        let sheet = self.grid.sheets.iter().find(|s| s.name == sheet.trim_matches('\''))?;
        let (row, column) = address::parse(cell)?;
        sheet.cell(row, column)?.value.display().parse().ok()
    }
}

/// The span that a workbook was merged for, as "Công thức" shows it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListedSpan {
    /// Name of the span.
    pub name: SpanName,
    /// The last period that was considered; `None` for the last one of the span.
    pub until: Option<Period>,
}

impl ListedSpan {
    fn read(text: &str) -> Option<Self> {
        let until = [sheet_names::MERGED_UNTIL.vi, sheet_names::MERGED_UNTIL.en];
        let parts = until.into_iter().find_map(|until| text.split_once(until));
        let (name, rest) = parts.map_or((text, None), |(name, rest)| (name, Some(rest)));
        let until = rest.map(|rest| rest.trim_end_matches(')').parse().ok());
        Some(ListedSpan { name: name.trim().parse().ok()?, until: until.unwrap_or(None) })
    }
}

/// Compares an audited workbook with the expected one.
pub fn compare(expected: &AuditedWorkbook, actual: &AuditedWorkbook) -> Audit {
    let mut audit = Audit::default();
    let pairs: Vec<(&SheetGrid, &SheetGrid)> = expected
        .grid
        .sheets
        .iter()
        .filter_map(|e| actual.grid.sheets.iter().find(|a| a.name == e.name).map(|a| (e, a)))
        .collect();
    let rows: Vec<RowAlignment> = pairs.iter().map(|(e, a)| RowAlignment::new(e, a)).collect();
    let mut moves = RowMoves::default();
    for ((sheet, _), rows) in pairs.iter().zip(&rows) {
        moves.add(&sheet.name, rows);
    }
    sheets(expected, actual, &mut audit);
    names(&expected.grid, &actual.grid, &moves, &mut audit);
    for ((expected_sheet, actual_sheet), rows) in pairs.iter().zip(&rows) {
        rows.differences(actual_sheet, &mut audit.differences);
        cells(expected_sheet, actual_sheet, rows, &moves, &mut audit);
        let look =
            |all: &[HiddenContent]| all.iter().find(|l| l.name == expected_sheet.name).cloned().unwrap_or_default();
        hidden(&look(&expected.hidden_content), &look(&actual.hidden_content), actual_sheet, &mut audit.differences);
    }
    let names = pairs.iter().map(|(sheet, _)| sheet.name.as_str());
    let pair = package::PackagePair {
        expected: &expected.facts,
        actual: &actual.facts,
        is_as_written: actual.is_as_written,
        grid: &expected.grid,
        rows: names.zip(&rows).collect(),
    };
    let mut more = Vec::new();
    audit.saved = package::compare(&pair, &mut more);
    let known: BTreeSet<(String, String)> =
        audit.differences.iter().filter(|d| d.kind.hides()).map(|d| (d.sheet.clone(), d.cell.clone())).collect();
    more.retain(|d| !(d.kind.is_about_showing() && known.contains(&(d.sheet.clone(), d.cell.clone()))));
    audit.differences.extend(more);
    missing_values(&mut audit);
    audit
}

/// Adds the pieces of the file that are not as `merge` writes them, for a workbook compared with the very one that
/// `merge` writes.
pub fn compare_pieces(expected: &AuditedWorkbook, actual: &AuditedWorkbook, audit: &mut Audit) {
    if audit.saved.is_none() {
        package::compare_pieces(&expected.facts, &actual.facts, &mut audit.differences);
    }
}

/// Reports missing values once, if all are missing: at each cell only if some are.
fn missing_values(audit: &mut Audit) {
    let is_missing = |d: &Difference| d.kind == DifferenceKind::ValueMissing;
    let count = audit.differences.iter().filter(|d| is_missing(d)).count();
    if count < audit.formulas / 2 || count < 20 {
        return;
    }
    audit.differences.retain(|d| !is_missing(d));
    match audit.saved.as_mut().filter(|saved| saved.loses(LossKind::Values)) {
        Some(saved) => saved.record(LossKind::Values, count),
        None => {
            let found = format!("{count} / {}", audit.formulas);
            audit.differences.push(Difference { found, ..Difference::of_sheet("", DifferenceKind::ValueMissing) });
        }
    }
}

/// Adds differences for sheets that are missing, extra or hidden.
fn sheets(expected: &AuditedWorkbook, actual: &AuditedWorkbook, audit: &mut Audit) {
    let has = |hidden_content: &[HiddenContent], name: &str| hidden_content.iter().any(|l| l.name == name);
    for look in expected.hidden_content.iter().filter(|l| !has(&actual.hidden_content, &l.name)) {
        audit.differences.push(Difference::of_sheet(&look.name, DifferenceKind::SheetMissing));
    }
    for look in &actual.hidden_content {
        if !has(&expected.hidden_content, &look.name) {
            audit.differences.push(Difference::of_sheet(&look.name, DifferenceKind::SheetAdded));
        }
        if look.hidden {
            audit.differences.push(Difference::of_sheet(&look.name, DifferenceKind::SheetHidden));
        }
    }
}

/// Adds differences for defined names that are missing, extra or refer to other cells. Excel's built-in names
/// (`_xlnm.…`) are ignored: they belong to print setup and filters.
fn names(expected: &Grid, actual: &Grid, moves: &RowMoves, audit: &mut Audit) {
    let mut push = |name: &str, kind, expected: &str, found: &str| {
        let mut difference = Difference::of_sheet(name, kind);
        (difference.expected, difference.found) = (expected.to_string(), found.to_string());
        audit.differences.push(difference);
    };
    let own = |name: &str| name.starts_with("_xlnm");
    for (name, target) in expected.defined_names.iter().filter(|(n, _)| !own(n)) {
        match actual.defined_names.get(name) {
            None => push(name, DifferenceKind::NameMissing, target, ""),
            Some(found) if RowMoves::normal(found) != moves.expected("", target) => {
                push(name, DifferenceKind::NameMoved, target, found);
            }
            Some(_) => {}
        }
    }
    for (name, target) in actual.defined_names.iter().filter(|(n, _)| !own(n)) {
        if !expected.defined_names.contains_key(name) {
            push(name, DifferenceKind::NameAdded, "", target);
        }
    }
}

/// Compares every cell of a sheet with the corresponding cell of the audited workbook.
fn cells(expected: &SheetGrid, actual: &SheetGrid, rows: &RowAlignment, moves: &RowMoves, audit: &mut Audit) {
    let mut seen = BTreeSet::new();
    for (&origin, cell) in &expected.cells {
        let Some((row, column)) = rows.actual(origin.0).map(|row| (row, origin.1)) else { continue };
        seen.insert((row, column));
        if cell.formula.is_some() {
            audit.formulas += 1;
        } else {
            audit.figures += 1;
        }
        let found = actual.cell(row, column);
        if let Some(difference) = compare_sheet(cell, found, &actual.name, (row, column), moves, &mut audit.uncached) {
            audit.differences.push(Difference { origin: Some(origin), ..difference });
        }
    }
    for (&place, cell) in &actual.cells {
        let nothing = cell.formula.is_none() && cell.value.is_blank();
        if !(nothing || seen.contains(&place) || rows.is_inserted(place.0)) {
            let kind = if cell.formula.is_some() { DifferenceKind::FormulaAdded } else { DifferenceKind::Added };
            audit.differences.push(Difference::at_cell(
                &actual.name,
                place,
                kind,
                String::new(),
                display_content(cell),
            ));
        }
    }
    for merge in actual.merges.iter().filter(|m| rows.expected_merge(expected, m)) {
        let found = format!("{}:{}", address::cell(merge.top, merge.left), address::cell(merge.bottom, merge.right));
        audit.differences.push(Difference::at_cell(
            &actual.name,
            (merge.top, merge.left),
            DifferenceKind::Merged,
            String::new(),
            found,
        ));
    }
}

/// Returns the cell's formula with `=`, else its value as text.
fn display_content(cell: &GridCell) -> String {
    cell.formula.as_ref().map_or_else(|| cell.value.display().into_owned(), |f| format!("={f}"))
}

fn compare_sheet(
    expected: &GridCell,
    found: Option<&GridCell>,
    sheet: &str,
    place: (u32, u32),
    moves: &RowMoves,
    uncached: &mut usize,
) -> Option<Difference> {
    let differ = |kind, found: String| Some(Difference::at_cell(sheet, place, kind, display_content(expected), found));
    let nothing = |cell: &GridCell| cell.formula.is_none() && cell.value.is_blank();
    let Some(found) = found.filter(|c| !nothing(c)) else {
        return if nothing(expected) { None } else { differ(DifferenceKind::Removed, String::new()) };
    };
    match (&expected.formula, &found.formula) {
        (Some(wanted), Some(formula)) => {
            if !moves.is_same_formula(sheet, wanted, formula) {
                return differ(DifferenceKind::FormulaChanged, display_content(found));
            }
            if found.value == RawValue::Uncached {
                if is_empty(&expected.value) {
                    return None;
                }
                *uncached += 1;
                return differ(DifferenceKind::ValueMissing, String::new());
            }
            let (wanted, value) = (expected.value.display(), found.value.display());
            (!is_same_result(&expected.value, &found.value) && !is_truth(&expected.value, &found.value)).then(|| {
                Difference::at_cell(sheet, place, DifferenceKind::Value, wanted.into_owned(), value.into_owned())
            })
        }
        (Some(_), None) => differ(DifferenceKind::FormulaOverwritten, display_content(found)),
        (None, Some(_)) => differ(DifferenceKind::FormulaAdded, display_content(found)),
        (None, None) if is_same(&expected.value, &found.value) => None,
        (None, None) => differ(DifferenceKind::Figure, display_content(found)),
    }
}

/// Returns true if a number equals the expected Boolean: LibreOffice stores 1 or 0 if the cell has a number format.
fn is_truth(wanted: &RawValue, found: &RawValue) -> bool {
    matches!((wanted, found), (RawValue::Bool(truth), RawValue::Number(n)) if *n == f64::from(u8::from(*truth)))
}

/// Adds differences for rows, columns and cells that only the audited workbook hides.
fn hidden(expected: &HiddenContent, actual: &HiddenContent, sheet: &SheetGrid, differences: &mut Vec<Difference>) {
    let holds = |row: Option<u32>, column: Option<u32>| {
        sheet.cells.keys().any(|(r, c)| row.is_none_or(|row| row == *r) && column.is_none_or(|column| column == *c))
    };
    for row in actual.rows.difference(&expected.rows).filter(|r| holds(Some(**r), None)) {
        differences.push(Difference::at_cell(
            &sheet.name,
            (*row, 0),
            DifferenceKind::RowHidden,
            String::new(),
            (row + 1).to_string(),
        ));
    }
    for column in actual.columns.difference(&expected.columns).filter(|c| holds(None, Some(**c))) {
        let letters = address::letters(*column);
        differences.push(Difference::at_cell(
            &sheet.name,
            (0, *column),
            DifferenceKind::ColumnHidden,
            String::new(),
            letters,
        ));
    }
    for (place, why) in &actual.cells {
        let shows = sheet.cell(place.0, place.1).is_some_and(|c| c.formula.is_some() || !c.value.is_blank());
        if shows && expected.cells.get(place) != Some(why) {
            differences.push(Difference::at_cell(
                &sheet.name,
                *place,
                DifferenceKind::CellHidden,
                String::new(),
                (*why).to_string(),
            ));
        }
    }
}
