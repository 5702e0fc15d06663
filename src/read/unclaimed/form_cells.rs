//! The cells that the form prints, by their text or by their place.

use super::{FileBalance, is_sheet_of, previous_figures};
use crate::form::{CHECK_SHEET, NO_PREVIOUS, REFERENCE_SHEET, ROSTER_ROWS};
use crate::grid::{GridCell, RawValue, SheetGrid};
use crate::model::amount::Amount;
use crate::model::finding::Severity;
use crate::model::submission::Submission;
use crate::plan::header::PERSONS;
use crate::read::figure_table::{FigureTable, TableHeading};
use crate::read::known_texts::ReturnWords;
use crate::read::roster::headings;
use crate::read::text::key;
use std::collections::{BTreeMap, HashSet};

/// The column of figures and the last column on the sheet of reference figures.
const REFERENCE_VALUE: u32 = 1;
const REFERENCE_LAST: u32 = 3;
/// The column of results and the last column on the list of checks.
const CHECK_RESULT: u32 = 3;
const CHECK_LAST: u32 = 7;

/// Rows without a number that may be between two numbered rows of the table.
const SECTIONS: u32 = 3;
/// The column of the status line.
const STATUS: u32 = 0;

/// A row of the sheets that the form computes.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum ComputedRow {
    /// Its label is printed by the plan's form.
    Own,
    /// It is built like a row of the form, with other texts: the form is older than the plan.
    Older,
    /// Any other row.
    Other,
}

/// Returns the names of persons in the headers: the form repeats them below the table.
pub(super) fn persons(returns: &[Submission]) -> Vec<String> {
    let name = |submission: &Submission, name: &str| match submission.amount(name) {
        Amount::Text(text) => Some(key(text).to_string()),
        _ => None,
    };
    returns.iter().flat_map(|r| PERSONS.iter().filter_map(|field| name(r, field))).collect()
}

/// What a sheet of the file is, and the columns in which the form numbers and judges its rows.
pub(super) struct SheetRole<'a> {
    file: &'a FileBalance<'a>,
    sheet: &'a SheetGrid,
    words: &'a [ReturnWords],
    persons: &'a [String],
    is_reference: bool,
    is_checks: bool,
    /// The row from which on the form shows no reference figure: there is none of the previous period.
    blank_from: Option<u32>,
    /// Columns in which the form prints the figures of the previous period; none if it has none to print.
    previous: HashSet<u32>,
    /// Those figures by row, as far as the sheet of reference figures has them.
    printed: BTreeMap<u32, f64>,
    /// The row below the last one that may have the status line: the headings of the table.
    below_status: u32,
    /// Columns with the heading "TT", with the row of the heading.
    numbered: Vec<(u32, u32)>,
    /// Columns with the heading "Kiểm tra".
    verdicts: HashSet<u32>,
    /// Rows of the lists that were read from the sheet.
    entries: HashSet<u32>,
    /// The last number in the column of ordinals.
    last: u32,
    /// True for the sheet of a table, whose rows have the ordinals of the plan.
    is_table: bool,
    /// The last row that was classified.
    row: Option<(u32, ComputedRow)>,
}

impl<'a> SheetRole<'a> {
    pub(super) fn new(
        file: &'a FileBalance<'a>,
        index: usize,
        words: &'a [ReturnWords],
        persons: &'a [String],
        returns: &[Submission],
    ) -> Self {
        let sheet = &file.grid.sheets[index];
        let mut role = SheetRole {
            file,
            sheet,
            words,
            persons,
            is_reference: is_sheet_of(&sheet.name, REFERENCE_SHEET),
            is_checks: is_sheet_of(&sheet.name, CHECK_SHEET),
            blank_from: None,
            previous: HashSet::new(),
            printed: BTreeMap::new(),
            below_status: 1,
            numbered: Vec::new(),
            verdicts: HashSet::new(),
            entries: entries(sheet, returns),
            last: 0,
            is_table: false,
            row: None,
        };
        if role.is_reference {
            role.blank_from = no_previous(file, sheet);
        }
        if let Some(table) = file.tables.iter().find(|t| std::ptr::eq(t.sheet, sheet)) {
            role.below_status = table.heading;
            role.numbered.extend(table.columns(TableHeading::Ordinal).map(|column| (table.heading, column)));
            role.verdicts.extend(table.columns(TableHeading::Verdict));
            let references = previous_figures::references(file, table);
            if references.into_iter().all(|reference| no_previous(file, reference).is_none()) {
                role.previous.extend(table.columns(TableHeading::Previous));
                role.printed = previous_figures::by_row(file, table, returns);
            }
            role.is_table = true;
        }
        for row in role.list_headings(index) {
            for (column, cell) in sheet.row_from(row, 0) {
                match &*key(&cell.value.display()) {
                    "tt" | "stt" | "so tt" | "no" => role.numbered.push((row, column)),
                    "kiem tra" | "check" => drop(role.verdicts.insert(column)),
                    _ => {}
                }
            }
        }
        role
    }

    /// Returns the rows with the headings of a roster: those that were read, on other sheets those of a copy.
    fn list_headings(&self, index: usize) -> Vec<u32> {
        let places = self.file.rosters.iter().filter(|(_, place)| place.sheet == index);
        let rows: Vec<u32> = places.map(|(_, place)| place.heading).collect();
        if !rows.is_empty() || !self.file.has_no_role(index, self.sheet) {
            return rows;
        }
        let texts = self.file.keys.texts_of(self.sheet);
        let copies = self.file.plan.rosters.iter().filter_map(|roster| headings(texts, roster));
        copies.map(|found| found.row).take(1).collect()
    }

    /// Returns true if the form prints the cell.
    pub(super) fn prints(&mut self, at: (u32, u32), cell: &GridCell) -> bool {
        if self.file.is_consolidated {
            return true;
        }
        if let RawValue::Text(text) = &cell.value
            && (self.knows(text) || self.is_person(text))
        {
            return true;
        }
        self.numbers(at, cell)
            || self.judges(at, cell)
            || self.counts(at, cell)
            || self.computes(at, cell)
            || self.repeats(at, cell)
    }

    fn is_person(&self, text: &str) -> bool {
        let key = key(text);
        self.persons.iter().any(|person| **person == *key)
    }

    fn knows(&self, text: &str) -> bool {
        self.words.iter().any(|words| self.file.known.has(text, words))
    }

    /// Returns true for the next number in a column of ordinals, or an ordinal of the plan.
    fn numbers(&mut self, at: (u32, u32), cell: &GridCell) -> bool {
        if !self.numbered.iter().any(|(heading, column)| *column == at.1 && *heading < at.0) {
            return false;
        }
        let number = match &cell.value {
            RawValue::Number(number) => Some(*number as u32).filter(|whole| f64::from(*whole) == *number),
            RawValue::Text(text) if self.is_ordinal(text.trim()) => return true,
            RawValue::Text(text) => number_of(text),
            _ => None,
        };
        let Some(number) = number.filter(|n| *n > 0) else { return false };
        if self.is_table {
            // A table that a person numbered: the number above is one less.
            let above = (1..=SECTIONS).find_map(|up| self.sheet.cell(at.0.checked_sub(up)?, at.1));
            let above = above.and_then(|cell| number_of(&cell.value.display()));
            return number == above.map_or(1, |above| above + 1);
        }
        // A list may begin again at 1 for each commune, and go on below the rows of the form.
        let heading = self.numbered.iter().filter(|(_, column)| *column == at.1).map(|(row, _)| *row).max();
        let rows = at.0.saturating_sub(heading.unwrap_or(0)).max(ROSTER_ROWS);
        // An entry that was moved keeps its number.
        let is_own = self.entries.contains(&at.0) && number <= rows;
        let is_next = number == 1 || number == self.last + 1 || (number > self.last && number <= rows) || is_own;
        if is_next {
            self.last = number;
        }
        is_next
    }

    fn is_ordinal(&self, text: &str) -> bool {
        self.is_table && self.file.plan.indicators.iter().any(|indicator| indicator.ordinal.trim() == text)
    }

    /// Returns true for a verdict: in the column of verdicts, or as the result of a formula. A program that does not know
    /// the form's names shows an error there, and one that has not computed a formula stores a zero. The copies of a
    /// formula in an .xls are not known as formulas.
    fn judges(&self, at: (u32, u32), cell: &GridCell) -> bool {
        let is_verdicts = self.verdicts.contains(&at.1) || self.is_checks;
        match &cell.value {
            RawValue::Text(text) => (is_verdicts || cell.formula.is_some()) && is_verdict(text),
            RawValue::Number(0.0) if is_verdicts => true,
            RawValue::Number(0.0) if self.is_outside_rows(at.0) => cell.formula.is_some(),
            RawValue::Error(_) => {
                cell.formula.is_some() && (is_verdicts || (at.1 == STATUS && at.0 < self.below_status))
            }
            _ => false,
        }
    }

    /// Returns true for a row of the table's sheet without code, label and figure: the form has the status line and the
    /// names of persons there.
    fn is_outside_rows(&self, row: u32) -> bool {
        let is_blank = |column: u32| self.sheet.cell(row, column).is_none_or(|cell| cell.value.is_blank());
        let of_sheet = |table: &&&FigureTable| std::ptr::eq(table.sheet, self.sheet);
        self.file.tables.iter().find(of_sheet).is_some_and(|table| {
            table.code.is_none_or(is_blank) && table.label.is_none_or(is_blank) && is_blank(table.figure)
        })
    }

    /// Returns true for a figure of the previous period in a row of the table. A word in that column is not the form's, nor
    /// is another figure than the printed one.
    fn repeats(&self, at: (u32, u32), cell: &GridCell) -> bool {
        if let (Some(printed), RawValue::Number(number)) = (self.printed.get(&at.0), &cell.value)
            && printed != number
        {
            return false;
        }
        self.previous.contains(&at.1)
            && at.0 >= self.below_status
            && !self.is_outside_rows(at.0)
            && !cell.value.display().chars().any(char::is_alphabetic)
    }

    /// Returns true for the number of rows, beside its label.
    fn counts(&self, at: (u32, u32), cell: &GridCell) -> bool {
        let label = at.1.checked_sub(1).and_then(|column| self.sheet.cell(at.0, column));
        matches!(cell.value, RawValue::Number(_))
            && label.is_some_and(|label| &*key(&label.value.display()) == "so dong")
    }

    /// Returns true for a cell of the sheets that the form computes: a result in a row with a printed label, or any cell
    /// of a row of an older form.
    fn computes(&mut self, at: (u32, u32), cell: &GridCell) -> bool {
        if !(self.is_reference || self.is_checks) {
            return false;
        }
        let kind = match self.row {
            Some((row, kind)) if row == at.0 => kind,
            _ => self.computed_row(at.0),
        };
        self.row = Some((at.0, kind));
        match kind {
            ComputedRow::Own if self.is_reference => {
                at.1 == REFERENCE_VALUE && self.blank_from.is_none_or(|from| at.0 < from)
            }
            ComputedRow::Own => {
                let is_result = match &cell.value {
                    RawValue::Text(text) => matches!(text.as_str(), "TRUE" | "FALSE"),
                    RawValue::Number(number) => cell.formula.is_some() || self.is_count(*number),
                    _ => true,
                };
                at.1 == CHECK_RESULT && is_result
            }
            ComputedRow::Older => at.1 <= if self.is_reference { REFERENCE_LAST } else { CHECK_LAST },
            ComputedRow::Other => false,
        }
    }

    /// Returns true for a number that can be the count of failing cells or rows: some formats do not keep the formula.
    fn is_count(&self, number: f64) -> bool {
        let most = ROSTER_ROWS.max(self.file.plan.indicators.len() as u32);
        number.fract() == 0.0 && (0.0..=f64::from(most)).contains(&number)
    }

    /// Classifies a row of those sheets.
    fn computed_row(&self, row: u32) -> ComputedRow {
        let text = |column: u32| match self.sheet.cell(row, column).map(|cell| &cell.value) {
            Some(RawValue::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        let Some(label) = text(0) else { return ComputedRow::Other };
        let is_code = label.starts_with(|c: char| c.is_ascii_uppercase())
            && label.ends_with(|c: char| c.is_ascii_digit())
            && label.chars().all(|c| c.is_ascii_alphanumeric());
        if self.is_checks && is_code {
            // The texts of a rule may have changed since; its level is a word of the form.
            let is_level = text(1).is_some_and(|level| self.knows(level));
            let is_older = is_level && text(2).is_some_and(|text| !self.knows(text));
            return if is_older || !self.knows(label) { ComputedRow::Older } else { ComputedRow::Own };
        }
        if self.knows(label) {
            return ComputedRow::Own;
        }
        let is_name = |text: &str| {
            text.contains('_') && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        let band = self.sheet.merged(row, 0).is_some_and(|m| m.right == REFERENCE_LAST);
        if self.is_reference && (band || text(2).is_some_and(is_name)) {
            return ComputedRow::Older;
        }
        ComputedRow::Other
    }
}

/// Returns the row of the line by which the form shows that it has no figures of the previous period.
fn no_previous(file: &FileBalance, reference: &SheetGrid) -> Option<u32> {
    let mut texts = file.keys.texts_of(reference).iter();
    texts.find(|text| NO_PREVIOUS.iter().any(|own| own.is(text.text()))).map(|text| text.at.0)
}

/// Returns the rows of the lists that were read from a sheet.
fn entries(sheet: &SheetGrid, returns: &[Submission]) -> HashSet<u32> {
    let lists = returns.iter().flat_map(|one| &one.rosters).filter(|list| list.is_on(&sheet.name));
    let rows = lists.flat_map(|list| list.rows.iter().enumerate().map(move |(at, row)| (list.place(at).0, row.row)));
    rows.filter(|(name, _)| *name == sheet.name).map(|(_, row)| row.saturating_sub(1)).collect()
}

/// Returns the number of a row.
fn number_of(text: &str) -> Option<u32> {
    text.trim().trim_end_matches(['.', ')']).parse().ok()
}

/// Returns true if a text begins with the mark of a verdict.
fn is_verdict(text: &str) -> bool {
    let marks = [Severity::Error, Severity::Warning, Severity::Info, Severity::Trial].map(Severity::mark);
    let text = text.trim();
    ["✓", "–", "?", "○"].iter().chain(&marks).any(|mark| {
        text.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || (rest.starts_with(' ') && *mark != "–"))
    })
}
