//! Holds a consolidated workbook against one that is built anew: every formula, value, source figure, name and sheet,
//! and what is hidden from the eye. No formula of the audited file is ever evaluated.

mod difference;
mod formula;
pub mod listed;
pub mod published;
mod rows;

pub use difference::{Difference, Kind};

use crate::book::address;
use crate::grid::looks::{Look, looks};
use crate::grid::{self, Cell, Grid, GridError, RawValue, SheetGrid};
use crate::limits::Limits;
use crate::model::amount::Value;
use crate::model::period::Period;
use crate::plan::fixed;
use formula::Moves;
use rows::Rows;
use std::collections::BTreeSet;

/// A workbook to be audited.
pub struct Audited {
    grid: Grid,
    looks: Vec<Look>,
}

/// What came of the comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    /// Every difference, by sheet in the order of the expected workbook, row and column.
    pub differences: Vec<Difference>,
    /// Formula cells compared.
    pub formulas: usize,
    /// Other cells compared.
    pub figures: usize,
    /// Formula cells without a stored value: the program that saved the file kept none.
    pub uncached: usize,
}

impl Audited {
    /// Reads a workbook.
    ///
    /// # Errors
    /// It is no sound .xlsx workbook, or exceeds a limit.
    pub fn open(bytes: &[u8], limits: &Limits) -> Result<Self, GridError> {
        Ok(Audited::new(grid::open(bytes, limits)?, looks(bytes, limits)?))
    }

    /// Of cells that were read, and what they hide.
    pub fn new(grid: Grid, looks: Vec<Look>) -> Self {
        Audited { grid, looks }
    }

    /// The period that it was merged for; `None` when it does not say so.
    pub fn merged(&self) -> Option<Period> {
        let words = self.grid.sheets.iter().find(|s| s.name == fixed::WORDS)?;
        let row = words.cells.iter().find(|(_, c)| c.value.display() == fixed::MERGED).map(|((row, _), _)| *row)?;
        words.row_from(row, 1).find_map(|(_, cell)| cell.value.display().parse().ok())
    }

    /// The value at a sheet, row and column.
    pub fn value(&self, sheet: &str, row: u32, column: u32) -> Value {
        let sheet = self.grid.sheets.iter().find(|s| s.name == sheet);
        match sheet.and_then(|s| s.cell(row, column)).map(|c| &c.value) {
            None | Some(RawValue::Uncached) => Value::Blank,
            Some(RawValue::Number(n) | RawValue::Date(n)) => Value::Number(*n),
            Some(RawValue::Text(t)) => Value::Text(t.to_string()),
            Some(RawValue::Bool(b)) => Value::Bool(*b),
            Some(RawValue::Error(e)) => Value::Error(e.clone()),
        }
    }

    /// The period that is chosen in it, read where the name `ky_bao_cao` points.
    pub fn chosen(&self) -> Option<Period> {
        let (sheet, cell) = self.grid.defined_names.get("ky_bao_cao")?.rsplit_once('!')?;
        let sheet = self.grid.sheets.iter().find(|s| s.name == sheet.trim_matches('\''))?;
        let (row, column) = address::parse(cell)?;
        sheet.cell(row, column)?.value.display().parse().ok()
    }
}

/// Compares an audited workbook with the expected one.
pub fn compare(expected: &Audited, actual: &Audited) -> Audit {
    let mut audit = Audit::default();
    let pairs: Vec<(&SheetGrid, &SheetGrid)> = expected
        .grid
        .sheets
        .iter()
        .filter_map(|e| actual.grid.sheets.iter().find(|a| a.name == e.name).map(|a| (e, a)))
        .collect();
    let rows: Vec<Rows> = pairs.iter().map(|(e, a)| Rows::new(e, a)).collect();
    let mut moves = Moves::default();
    for ((sheet, _), rows) in pairs.iter().zip(&rows) {
        moves.add(&sheet.name, rows);
    }
    sheets(expected, actual, &mut audit);
    names(&expected.grid, &actual.grid, &moves, &mut audit);
    for ((expected_sheet, actual_sheet), rows) in pairs.iter().zip(&rows) {
        rows.differences(actual_sheet, &mut audit.differences);
        cells(expected_sheet, actual_sheet, rows, &moves, &mut audit);
        let look = |all: &[Look]| all.iter().find(|l| l.name == expected_sheet.name).cloned().unwrap_or_default();
        hidden(&look(&expected.looks), &look(&actual.looks), actual_sheet, &mut audit.differences);
    }
    audit
}

/// Sheets that are gone, new or hidden.
fn sheets(expected: &Audited, actual: &Audited, audit: &mut Audit) {
    let has = |looks: &[Look], name: &str| looks.iter().any(|l| l.name == name);
    for look in expected.looks.iter().filter(|l| !has(&actual.looks, &l.name)) {
        audit.differences.push(Difference::of_sheet(&look.name, Kind::SheetMissing));
    }
    for look in &actual.looks {
        if !has(&expected.looks, &look.name) {
            audit.differences.push(Difference::of_sheet(&look.name, Kind::SheetAdded));
        }
        if look.hidden {
            audit.differences.push(Difference::of_sheet(&look.name, Kind::SheetHidden));
        }
    }
}

/// Defined names that are gone, new, or point elsewhere. Excel's own (`_xlnm.…`) belong to print set-up and filters.
fn names(expected: &Grid, actual: &Grid, moves: &Moves, audit: &mut Audit) {
    let mut push = |name: &str, kind, expected: &str, found: &str| {
        let mut difference = Difference::of_sheet(name, kind);
        (difference.expected, difference.found) = (expected.to_string(), found.to_string());
        audit.differences.push(difference);
    };
    let own = |name: &str| name.starts_with("_xlnm");
    for (name, target) in expected.defined_names.iter().filter(|(n, _)| !own(n)) {
        match actual.defined_names.get(name) {
            None => push(name, Kind::NameMissing, target, ""),
            Some(found) if moves.normal("", found) != moves.expected("", target) => {
                push(name, Kind::NameMoved, target, found);
            }
            Some(_) => {}
        }
    }
    for (name, target) in actual.defined_names.iter().filter(|(n, _)| !own(n)) {
        if !expected.defined_names.contains_key(name) {
            push(name, Kind::NameAdded, "", target);
        }
    }
}

/// Every cell of a sheet, each at its place in the audited workbook.
fn cells(expected: &SheetGrid, actual: &SheetGrid, rows: &Rows, moves: &Moves, audit: &mut Audit) {
    let mut seen = BTreeSet::new();
    for (&(row, column), cell) in &expected.cells {
        let Some(row) = rows.actual(row) else { continue };
        seen.insert((row, column));
        if cell.formula.is_some() {
            audit.formulas += 1;
        } else {
            audit.figures += 1;
        }
        let found = actual.cell(row, column);
        if let Some(difference) = one(cell, found, &actual.name, (row, column), moves, &mut audit.uncached) {
            audit.differences.push(difference);
        }
    }
    for (&place, cell) in &actual.cells {
        let nothing = cell.formula.is_none() && cell.value.is_blank();
        if !(nothing || seen.contains(&place) || rows.is_inserted(place.0)) {
            let kind = if cell.formula.is_some() { Kind::FormulaAdded } else { Kind::Added };
            audit.differences.push(Difference::at(&actual.name, place, kind, String::new(), shown(cell)));
        }
    }
    for merge in actual.merges.iter().filter(|m| rows.expected_merge(expected, m)) {
        let found = format!("{}:{}", address::cell(merge.top, merge.left), address::cell(merge.bottom, merge.right));
        audit.differences.push(Difference::at(
            &actual.name,
            (merge.top, merge.left),
            Kind::Merged,
            String::new(),
            found,
        ));
    }
}

/// A cell as a person sees it: its formula, else its value.
fn shown(cell: &Cell) -> String {
    cell.formula.as_ref().map_or_else(|| cell.value.display().into_owned(), |f| format!("={f}"))
}

fn one(
    expected: &Cell,
    found: Option<&Cell>,
    sheet: &str,
    place: (u32, u32),
    moves: &Moves,
    uncached: &mut usize,
) -> Option<Difference> {
    let differ = |kind, found: String| Some(Difference::at(sheet, place, kind, shown(expected), found));
    let nothing = |cell: &Cell| cell.formula.is_none() && cell.value.is_blank();
    let Some(found) = found.filter(|c| !nothing(c)) else {
        return if nothing(expected) { None } else { differ(Kind::Removed, String::new()) };
    };
    match (&expected.formula, &found.formula) {
        (Some(wanted), Some(formula)) => {
            if moves.expected(sheet, wanted) != moves.normal(sheet, formula) {
                return differ(Kind::FormulaChanged, shown(found));
            }
            if found.value == RawValue::Uncached {
                *uncached += usize::from(!empty(&expected.value));
                return None;
            }
            let (wanted, value) = (expected.value.display(), found.value.display());
            (!same(&expected.value, &found.value) && !is_truth(&expected.value, &found.value))
                .then(|| Difference::at(sheet, place, Kind::Value, wanted.into_owned(), value.into_owned()))
        }
        (Some(_), None) => differ(Kind::FormulaOverwritten, shown(found)),
        (None, Some(_)) => differ(Kind::FormulaAdded, shown(found)),
        (None, None) if same(&expected.value, &found.value) => None,
        (None, None) => differ(Kind::Figure, shown(found)),
    }
}

/// A formula's empty text is stored by some programs as no value at all.
fn empty(value: &RawValue) -> bool {
    matches!(value, RawValue::Uncached) || value.is_blank()
}

/// Whether a number is the truth value of a formula: LibreOffice stores 1 or 0 where the cell has a number format.
fn is_truth(wanted: &RawValue, found: &RawValue) -> bool {
    matches!((wanted, found), (RawValue::Bool(truth), RawValue::Number(n)) if *n == f64::from(u8::from(*truth)))
}

/// Equal, numbers up to the last digits that programs store differently.
fn same(one: &RawValue, other: &RawValue) -> bool {
    let number = |value: &RawValue| match value {
        RawValue::Number(n) | RawValue::Date(n) => Some(*n),
        _ => None,
    };
    match (number(one), number(other)) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        (None, None) => {
            let text = |value: &RawValue| value.display().replace("\r\n", "\n");
            one == other || (empty(one) && empty(other)) || text(one) == text(other)
        }
        _ => false,
    }
}

/// Rows, columns and cells that the audited workbook hides and the expected one does not.
fn hidden(expected: &Look, actual: &Look, sheet: &SheetGrid, differences: &mut Vec<Difference>) {
    let holds = |row: Option<u32>, column: Option<u32>| {
        sheet.cells.keys().any(|(r, c)| row.is_none_or(|row| row == *r) && column.is_none_or(|column| column == *c))
    };
    for row in actual.rows.difference(&expected.rows).filter(|r| holds(Some(**r), None)) {
        differences.push(Difference::at(&sheet.name, (*row, 0), Kind::RowHidden, String::new(), (row + 1).to_string()));
    }
    for column in actual.columns.difference(&expected.columns).filter(|c| holds(None, Some(**c))) {
        let letters = address::letters(*column);
        differences.push(Difference::at(&sheet.name, (0, *column), Kind::ColumnHidden, String::new(), letters));
    }
    for (place, why) in &actual.cells {
        let shows = sheet.cell(place.0, place.1).is_some_and(|c| c.formula.is_some() || !c.value.is_blank());
        if shows && expected.cells.get(place) != Some(why) {
            differences.push(Difference::at(&sheet.name, *place, Kind::CellHidden, String::new(), (*why).to_string()));
        }
    }
}
