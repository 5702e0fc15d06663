//! Words the findings of the rules that the loader generates from roster fields: one finding for all gaps of a column,
//! and for each row with a repeated value the other rows that have it. The rules decide; this module gives the places.

use super::builtin_findings::{OtherPlaces, on};
use super::failure::{FailureContext, RuleFailure};
use super::format_value::{list, list_of};
use super::inputs::{RuleSubject, RuleTarget};
use super::roster_checks::joined_key;
use crate::model::finding::Finding;
use crate::model::submission::{RosterRows, Submission};
use crate::model::text::BilingualText;
use crate::model::text::in_both_languages;
use crate::plan::Rule;
use crate::plan::field_rules::RuleOrigin;
use foldhash::HashMap;

/// The finding of reading about a column under another heading.
const UNKNOWN_COLUMN: &str = "D54";

/// Returns the findings for the failures of one generated rule in a return; none for a rule of the plan.
pub(super) fn findings(subject: &RuleSubject, rule: &Rule, failures: &[&RuleFailure]) -> Vec<Finding> {
    let Some((roster, columns)) = subject.plan.roster_columns(rule.origin) else { return Vec::new() };
    let Some(submission) = subject.submission else { return Vec::new() };
    let Some(rows) = submission.rosters.get(roster) else { return Vec::new() };
    let failed = FailedColumn { subject, rule, submission, rows, columns };
    match rule.origin {
        RuleOrigin::Unique(..) | RuleOrigin::UniqueTogether(_) => failed.repeated(failures),
        _ => failed.gaps(failures).into_iter().collect(),
    }
}

/// A roster column, or columns that must be unique together, of a return that fails their rule.
struct FailedColumn<'a> {
    subject: &'a RuleSubject<'a>,
    rule: &'a Rule,
    submission: &'a Submission,
    rows: &'a RosterRows,
    columns: Vec<usize>,
}

impl FailedColumn<'_> {
    /// Returns the index of the row of a failure.
    fn index(&self, failure: &RuleFailure) -> Option<usize> {
        match failure.target {
            RuleTarget::Row(_, index) if index < self.rows.rows.len() => Some(index),
            _ => None,
        }
    }

    /// Returns the row in the file, from 1.
    fn row(&self, index: usize) -> u32 {
        self.rows.rows.get(index).map_or(0, |row| row.row)
    }

    /// Returns a row in words, with its sheet if the roster is on several.
    fn named_row(&self, index: usize) -> String {
        let row = self.row(index);
        match self.rows.further.is_empty() {
            true => row.to_string(),
            false => format!("{row} ({})", self.rows.place(index).0),
        }
    }

    /// Returns a finding at the cell of a row (index), with the message and the fix of the rule.
    fn finding(&self, failure: &RuleFailure, index: usize) -> Finding {
        let context = FailureContext { subject: self.subject, target: failure.target };
        let mut finding = on(self.submission, &self.rule.code, self.rule.severity, context.message(&self.rule.message));
        finding.mend = context.message(&self.rule.mend);
        let (row, letters) = (self.row(index), self.columns.first().and_then(|c| self.rows.letters(index, *c)));
        finding.sheet = Some(self.rows.place(index).0.to_string());
        finding.cell = Some(letters.map_or_else(|| format!("A{row}"), |letters| format!("{letters}{row}")));
        finding
    }

    /// Returns true if reading reports a column under another heading instead of this one: its cells are not blank.
    fn is_unread(&self) -> bool {
        let is_reported =
            |f: &Finding| f.code == UNKNOWN_COLUMN && f.sheet.as_deref().is_some_and(|sheet| self.rows.is_on(sheet));
        let is_absent = |c: &usize| self.rows.columns.get(*c).is_none_or(|letters| letters.is_empty());
        self.columns.iter().any(is_absent) && self.submission.findings.iter().any(is_reported)
    }

    fn gaps(&self, failures: &[&RuleFailure]) -> Option<Finding> {
        if self.is_unread() {
            return None;
        }
        let rows: Vec<usize> = failures.iter().filter_map(|f| self.index(f)).collect();
        let mut finding = self.finding(failures.first()?, *rows.first()?);
        let rows: Vec<String> = rows.iter().map(|index| self.named_row(*index)).collect();
        finding.found =
            in_both_languages(|t| format!("{} {}", t.pick("trống ở dòng", "blank in row"), list(&rows, 20, t)));
        finding.expected =
            BilingualText::new("mỗi dòng đã ghi phải đủ các cột bắt buộc", "each filled row has all required columns");
        Some(finding)
    }

    /// Time is linear in the number of failures, because one value may fill a column.
    fn repeated(&self, failures: &[&RuleFailure]) -> Vec<Finding> {
        let value = |index: usize| {
            let row = self.rows.rows.get(index);
            row.and_then(|row| joined_key(row, &self.columns)).unwrap_or_default()
        };
        let mut places: HashMap<String, Vec<usize>> = HashMap::default();
        for index in failures.iter().filter_map(|f| self.index(f)) {
            places.entry(value(index)).or_default().push(index);
        }
        let one = |failure: &&RuleFailure| {
            let index = self.index(failure)?;
            let mut finding = self.finding(failure, index);
            let all = places.get(&value(index)).map_or(&[][..], Vec::as_slice);
            let others: Vec<usize> =
                all.iter().copied().filter(|other| *other != index).take(OtherPlaces::SHOWN).collect();
            finding.found = in_both_languages(|t| {
                let place = |other: &usize| {
                    let (row, sheet) = (self.row(*other), self.rows.place(*other).0);
                    format!("{} {row}, {sheet}", t.pick("cũng ở dòng", "also in row"))
                };
                let first: Vec<String> = others.iter().map(place).collect();
                list_of(&first, all.len().saturating_sub(1), OtherPlaces::SHOWN, t)
            });
            let heading = self.subject.plan.heading(self.rule.origin).unwrap_or_default();
            finding.expected = BilingualText::new(
                format!("mỗi {heading} chỉ ghi một lần"),
                format!("each {heading} stands once only"),
            );
            Some(finding)
        };
        failures.iter().filter_map(one).collect()
    }
}
