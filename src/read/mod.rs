//! Reads returns from the content of a file. A pure function that depends on no other file and no rule. Figures keep
//! sheet, cell and raw text. An ambiguous figure is never guessed.

mod cell_texts;
mod cell_value;
mod claims;
mod codes;
mod column_numbers;
mod content_texts;
mod date;
pub(crate) mod file_findings;
mod figure_table;
mod file;
mod finding_kind;
mod form_code;
mod identify;
mod known_texts;
mod label_figure;
pub mod legacy_fonts;
mod listing;
mod locate;
mod measure;
mod merged_rows;
mod narratives;
mod other_rows;
mod outside_cells;
mod place_texts;
mod printed;
pub mod reading_findings;
mod repeated_rows;
mod reply;
mod roster;
mod roster_cells;
mod roster_headings;
mod roster_nil;
mod roster_remarks;
mod several_forms;
mod sheet_scope;
mod sources;
mod swapped_columns;
mod text;
mod titles;
mod unclaimed;
mod value;
mod value_texts;

use crate::grid::{self, FileKind};
use crate::limits::Limits;
use crate::model::finding::Finding;
use crate::model::period::{Period, ReportingCycle};
use crate::model::received_file::{ReadingOutcome, ReceivedFile};
use crate::plan::Plan;
use crate::plan::edition::PlanEditions;
use file::{FileReader, NoReturn};
use known_texts::KnownTexts;
use reading_findings::ReadingFinding;
use std::sync::OnceLock;

/// What reading needs besides the file. A worker makes it once.
pub struct ReadingContext<'p> {
    plan: &'p Plan,
    limits: &'p Limits,
    editions: PlanEditions<'p>,
    texts: Option<Vec<String>>,
    known: OnceLock<KnownTexts>,
}

impl<'p> ReadingContext<'p> {
    /// Creates the context. `texts` are those of [`crate::form::printed_texts`] for the whole plan; without them they are
    /// made from this plan, which must be whole then.
    pub fn new(plan: &'p Plan, limits: &'p Limits, texts: Option<Vec<String>>) -> Self {
        ReadingContext { plan, limits, editions: PlanEditions::new(plan), texts, known: OnceLock::new() }
    }

    /// Returns the code of the unit and the period in the name of a file, of its folders or archives, or in the subject
    /// of its e-mail.
    pub(crate) fn named_owner(&self, file: NamedFile) -> (Option<String>, Option<Period>) {
        let hints = identify::IdentityHints { file: file.name, subject: file.subject };
        let unit = hints.unit(self.plan, None).and_then(|unit| self.plan.units.get(unit)).map(|unit| unit.code.clone());
        (unit, hints.period(self.plan.cycle()))
    }

    /// Returns the texts that the form prints.
    fn known(&self) -> &KnownTexts {
        self.known.get_or_init(|| match &self.texts {
            Some(texts) => KnownTexts::new(texts, self.plan),
            None => KnownTexts::new(&crate::form::printed_texts(self.plan), self.plan),
        })
    }
}

/// A file with its name and the mail that it came in.
#[derive(Copy, Clone, Debug)]
pub struct NamedFile<'f> {
    /// The kind by the content.
    pub kind: FileKind,
    /// The content.
    pub bytes: &'f [u8],
    /// Path relative to the returns folder. It is used in findings and only as a hint.
    pub name: &'f str,
    /// Subject of the e-mail; empty if there is none. A hint like the name.
    pub subject: &'f str,
}

/// Reads a file. `file` is its path relative to the returns folder. It is used in findings and only as a hint.
pub fn read(bytes: &[u8], file: &str, plan: &Plan, limits: &Limits) -> ReadingOutcome {
    read_mailed(grid::sniff(bytes), bytes, file, "", plan, limits)
}

/// Reads a file of a known kind that came in an e-mail with this subject. The subject is a hint like the file name.
pub fn read_mailed(
    kind: FileKind,
    bytes: &[u8],
    file: &str,
    subject: &str,
    plan: &Plan,
    limits: &Limits,
) -> ReadingOutcome {
    let context = ReadingContext::new(plan, limits, None);
    read_file(&context, NamedFile { kind, bytes, name: file, subject })
}

/// Reads a file.
pub fn read_file(context: &ReadingContext, file: NamedFile) -> ReadingOutcome {
    let outcome = FileReader { context, file }.read();
    let placed = |finding: Finding| Finding { file: Some(file.name.to_string()), ..finding };
    match outcome {
        Ok(returns) => ReadingOutcome::Returns(returns),
        Err(NoReturn::Unreadable(finding)) => ReadingOutcome::Unreadable(placed(*finding)),
        Err(NoReturn::Other(finding)) => ReadingOutcome::NotAReturn(placed(*finding)),
    }
}

/// Returns the period in the name of a file, of its folders or archives, or in the subject of its e-mail.
pub(crate) fn named_period(file: &ReceivedFile, cycle: ReportingCycle) -> Option<Period> {
    let subject = file.letter.as_ref().map_or("", |letter| letter.subject.as_str());
    identify::IdentityHints { file: &file.file, subject }.period(cycle)
}

/// Creates a finding of reading at a cell.
fn finding_at(code: ReadingFinding, sheet: &str, cell: (u32, u32)) -> Finding {
    let mut finding = code.finding();
    finding.sheet = Some(sheet.to_string());
    finding.cell = Some(crate::workbook::address::cell(cell.0, cell.1));
    finding
}

#[cfg(test)]
mod misplaced_tests;
#[cfg(test)]
mod tests;
