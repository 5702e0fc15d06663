//! The one filter for personal data, for every output that leaves the body: the file for the level above, exported tables,
//! replies. It takes a ledger and returns one in which nothing names a person: rows of personal rosters, personal columns
//! and narratives, the persons of the header, senders, file and sheet names, words typed into the cell of a figure, and what
//! findings quote of any of these. Codes, figures, places and hashes stay.
//!
//! Data protection law 91/2025/QH15 (Luật Bảo vệ dữ liệu cá nhân): pass on no more than the purpose needs.

mod file_names;
mod left_out;
mod quoted;

pub(crate) use self::left_out::LeftOutItem;

use self::file_names::FileNames;
use self::left_out::FindingTexts;
use self::quoted::PersonalTexts;
use crate::model::amount::{Amount, Figure};
use crate::model::finding::Finding;
use crate::model::ledger::{Ledger, SubmissionStatus};
use crate::model::received_file::{LeftEntry, ReadingOutcome, ReceivedFile};
use crate::model::shared_str::SharedStr;
use crate::model::submission::Submission;
use crate::model::text::{BilingualText, StaticText, text_in};
use crate::plan::field_rules::RuleOrigin;
use crate::plan::{Plan, Rule, Scope, header, sheet_names};
use std::collections::BTreeSet;

/// What takes the place of a text about a person.
pub(crate) const REMOVED: StaticText = StaticText::new("(lược bỏ)", "(removed)");

fn removed(plan: &Plan) -> &'static str {
    REMOVED.in_lang(plan.language)
}

/// Returns a ledger for the level above, and what was removed from it besides the rows of rosters: no personal data, no
/// notes beside figures. The plan loses what the board writes about waivers. `remarks`: number of remarks of the board, of
/// which the plan has none any more.
pub(crate) fn for_level_above(plan: &mut Plan, ledger: Ledger, remarks: usize) -> (Ledger, Vec<LeftOutItem>) {
    let texts = FindingTexts::new(&ledger.findings);
    let mut items = left_out::left_out(plan, &ledger, remarks);
    let mut ledger = without_persons(plan, ledger);
    items.extend(texts.changed(&ledger.findings));
    ledger.submissions.iter_mut().for_each(|submission| submission.notes.clear());
    clear_waivers(plan);
    (ledger, items)
}

/// Returns the ledger without personal data.
pub(crate) fn without_persons(plan: &Plan, mut ledger: Ledger) -> Ledger {
    let filter = PersonFilter::new(plan, &ledger);
    ledger.findings.iter_mut().for_each(|finding| filter.finding(finding));
    ledger.submissions.iter_mut().for_each(|submission| filter.submission(submission));
    ledger.arrivals.iter_mut().for_each(|arrival| filter.arrival(arrival));
    ledger.unchecked.iter_mut().for_each(|rule| filter.names.change(&mut rule.file));
    ledger.gone.iter_mut().for_each(|missing| filter.names.change(&mut missing.file));
    for words in ledger.republished.iter_mut().flat_map(|change| [&mut change.reason.vi, &mut change.reason.en]) {
        filter.names.replace(words);
        filter.texts.remove(words, removed(plan));
    }
    for fate in &mut ledger.fates {
        if let SubmissionStatus::LeftOut(reason) = fate {
            *reason = removed(plan).to_string();
        }
    }
    ledger
}

/// Removes what the board writes about waivers: reasons, names of persons and files. Call it after the findings are
/// settled, since a waiver finds its file by name.
fn clear_waivers(plan: &mut Plan) {
    let removed = removed(plan);
    for waiver in &mut plan.waivers {
        waiver.reason = removed.to_string();
        waiver.by = removed.to_string();
        if let Some(file) = &mut waiver.file {
            *file = removed.to_string();
        }
    }
}

/// Returns true for a name of a sheet that says what is on it: one of the form, or one that a program gives.
fn is_neutral_sheet(plan: &Plan, sheet: &str) -> bool {
    let of_form = [plan.form.sheet.as_str(), plan.form.narrative_sheet.as_str()];
    let rosters = plan.rosters.iter().map(|roster| roster.code.as_str());
    let mut known = of_form.into_iter().chain(rosters).chain(sheet_names::FORM.map(|name| name.in_lang(plan.language)));
    let numbered = ["Sheet", "Trang tính", "Trang", "Bảng", "Table"].iter().any(|word| {
        sheet.strip_prefix(word).is_some_and(|rest| rest.trim_start().bytes().all(|byte| byte.is_ascii_digit()))
    });
    numbered || sheet.is_empty() || known.any(|name| name.eq_ignore_ascii_case(sheet))
}

/// What the filter knows of a ledger before it changes it.
struct PersonFilter<'a> {
    plan: &'a Plan,
    /// For each roster, the indexes of its personal columns.
    columns: Vec<Vec<usize>>,
    /// Sheets of returns that hold a roster with a personal column.
    sheets: BTreeSet<String>,
    names: FileNames,
    texts: PersonalTexts,
}

impl<'a> PersonFilter<'a> {
    fn new(plan: &'a Plan, ledger: &Ledger) -> Self {
        let columns: Vec<Vec<usize>> = plan.rosters.iter().map(|roster| roster.personal_columns()).collect();
        let personal = || (0..columns.len()).filter(|roster| !columns[*roster].is_empty());
        let mut sheets: BTreeSet<String> = personal().map(|r| plan.rosters[r].code.clone()).collect();
        for submission in &ledger.submissions {
            for rows in personal().filter_map(|r| submission.rosters.get(r)) {
                sheets.extend(rows.further.iter().map(|part| &part.sheet).chain([&rows.sheet]).cloned());
            }
        }
        sheets.remove("");
        let texts = PersonalTexts::new(ledger.submissions.iter().flat_map(|submission| texts_of(plan, submission)));
        PersonFilter { plan, columns, sheets, names: FileNames::new(plan, ledger), texts }
    }

    fn is_about_roster(&self, finding: &Finding) -> bool {
        // A finding of a generated rule is known by its sheet.
        let own = |rule: &&Rule| rule.origin == RuleOrigin::Plan;
        let rule = self.plan.rule(&finding.code).filter(own).map(|rule| rule.scope);
        matches!(rule, Some(Scope::RosterRow(roster)) if self.columns.get(roster).is_some_and(|c| !c.is_empty()))
            || finding.sheet.as_ref().is_some_and(|sheet| self.sheets.contains(sheet))
    }

    fn finding(&self, finding: &mut Finding) {
        if self.is_about_roster(finding) {
            finding.message =
                BilingualText::new("(thông tin cá nhân: xem tại nơi gửi)", "(personal: see at the sender)");
            (finding.found, finding.expected) = (BilingualText::default(), BilingualText::default());
        }
        let is_of_reading = finding.code.starts_with('D');
        let texts = [&mut finding.message, &mut finding.found, &mut finding.expected, &mut finding.mend];
        for (text, is_found) in texts.into_iter().zip([false, true, false, false]) {
            for words in [&mut text.vi, &mut text.en] {
                self.names.replace(words);
                self.texts.remove(words, removed(self.plan));
                if is_of_reading {
                    quoted::clear(words, is_found.then_some(removed(self.plan)));
                }
            }
        }
        if let Some(file) = &mut finding.file {
            self.names.change(file);
        }
        if let Some(sheet) = &mut finding.sheet {
            self.sheet(sheet);
        }
        // The words of the board may be about persons.
        if let Some(reason) = &mut finding.waived {
            *reason = removed(self.plan).to_string();
        }
    }

    fn sheet(&self, sheet: &mut String) {
        let t = self.plan.language;
        if !is_neutral_sheet(self.plan, sheet) {
            *sheet = t.pick("(trang khác)", "(other sheet)").to_string();
        }
    }

    fn shared_sheet(&self, sheet: &mut SharedStr) {
        let t = self.plan.language;
        if !is_neutral_sheet(self.plan, sheet.as_str()) {
            *sheet = t.pick("(trang khác)", "(other sheet)").into();
        }
    }

    fn submission(&self, submission: &mut Submission) {
        let plan = self.plan;
        let sheets = &self.sheets;
        submission.traces.retain(|t| !sheets.contains(&t.sheet) && !is_personal(plan, &t.name));
        for trace in &mut submission.traces {
            clear_words(&mut trace.raw, removed(plan));
            clear_amount(&mut trace.taken, removed(plan));
            self.sheet(&mut trace.sheet);
        }
        for (name, figure) in &mut submission.figures {
            self.figure(name, figure);
        }
        for (rows, columns) in submission.rosters.iter_mut().zip(&self.columns) {
            self.sheet(&mut rows.sheet);
            rows.further.iter_mut().for_each(|part| self.sheet(&mut part.sheet));
            for cells in rows.rows.iter_mut().map(|row| &mut row.cells) {
                cells.iter_mut().for_each(|amount| clear_amount(amount, removed(plan)));
                for column in columns {
                    if let Some(cell) = cells.get_mut(*column).filter(|cell| !cell.is_blank()) {
                        *cell = Amount::Text(removed(plan).into());
                    }
                }
            }
        }
        submission.findings.iter_mut().for_each(|finding| self.finding(finding));
        submission
            .sources
            .iter_mut()
            .for_each(|source| source.file = file_names::unknown(&source.sha256, plan.language));
        submission.notes.iter_mut().for_each(|note| self.shared_sheet(&mut note.sheet));
        self.names.change(&mut submission.file);
        self.sheet(&mut submission.sheet);
    }

    fn figure(&self, name: &SharedStr, figure: &mut Figure) {
        // Rules check that a person is named, so the cell must not become blank.
        if is_personal(self.plan, name.as_str()) {
            if !figure.amount.is_blank() {
                figure.amount = Amount::Text(removed(self.plan).into());
            }
            figure.raw = SharedStr::default();
        }
        clear_amount(&mut figure.amount, removed(self.plan));
        if has_letters(figure.raw.as_str()) {
            figure.raw = removed(self.plan).into();
        }
        self.shared_sheet(&mut figure.sheet);
    }

    fn arrival(&self, arrival: &mut ReceivedFile) {
        let t = self.plan.language;
        arrival.letter = None;
        self.names.change(&mut arrival.file);
        for (entry, number) in arrival.left.iter_mut().zip(1..) {
            *entry = LeftEntry { name: text_in!(t, "mục {number}", "item {number}"), ..entry.clone() };
        }
        match &mut arrival.outcome {
            ReadingOutcome::Returns(returns) => returns.iter_mut().for_each(|submission| self.submission(submission)),
            ReadingOutcome::NotAReturn(finding) | ReadingOutcome::Unreadable(finding) => self.finding(finding),
            ReadingOutcome::Accompanying(file) => {
                self.finding(&mut file.alone);
                self.finding(&mut file.beside);
                if let Some(of) = &mut file.of {
                    self.names.change(of);
                }
            }
        }
    }
}

/// Returns true for the name of a header field or narrative that is about a person.
fn is_personal(plan: &Plan, name: &str) -> bool {
    header::PERSONS.contains(&name)
        || plan.narratives.iter().any(|narrative| narrative.personal && narrative.name == name)
}

/// Texts of a return that findings may quote.
fn texts_of<'a>(plan: &'a Plan, submission: &'a Submission) -> impl Iterator<Item = &'a str> {
    let figures = submission.figures.iter().flat_map(|(name, figure)| {
        let typed = match &figure.amount {
            Amount::Unreadable { raw, .. } => Some(raw.as_str()),
            Amount::Text(text) if is_personal(plan, name.as_str()) => Some(text.as_str()),
            _ => None,
        };
        typed.into_iter().chain([figure.raw.as_str()])
    });
    figures.chain(submission.traces.iter().map(|trace| trace.raw.as_str()))
}

fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

fn clear_words(text: &mut String, removed: &str) {
    if has_letters(text) {
        *text = removed.to_string();
    }
}

/// Removes the words typed into the cell of a figure.
fn clear_amount(amount: &mut Amount, removed: &str) {
    if let Amount::Unreadable { raw, why } = amount {
        if has_letters(raw.as_str()) {
            *raw = removed.into();
        }
        quoted::clear(&mut why.vi, None);
        quoted::clear(&mut why.en, None);
    }
}
