//! Lists what the board accepted about a figure of a return: waivers of rules that read it, a file that is left out, a
//! recorded nil return.

use super::{ExplanationLine, FigureExplainer};
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::model::text::BilingualText;
use crate::plan::Waiver;
use crate::plan::binding::{self, Binding, FigureTime};

impl FigureExplainer<'_> {
    /// Adds the waivers that concern a figure of the return of a unit for a period.
    pub(super) fn accepted(
        &self,
        name: &str,
        submission: &Submission,
        when: Period,
        depth: usize,
        out: &mut Vec<ExplanationLine>,
    ) {
        let own = self.plan.waivers.iter().filter(|w| w.unit == submission.unit && w.period == when);
        for waiver in own.filter(|waiver| self.is_about(waiver, name, submission)) {
            let Waiver { reason, by, date, .. } = waiver;
            let (vi, en) = match (&waiver.rule, &waiver.file) {
                (Some(rule), _) => (format!("ngoại lệ {rule}"), format!("{rule} waived")),
                (None, Some(file)) => (format!("không lấy tệp {file}"), format!("{file} left out")),
                (None, None) => ("ghi nhận không phát sinh".to_string(), "recorded as a nil return".to_string()),
            };
            let text =
                BilingualText::new(format!("{vi}: {reason} ({by}, {date})"), format!("{en}: {reason} ({by}, {date})"));
            out.push(ExplanationLine { depth, text });
        }
    }

    /// Returns true if a waiver concerns a figure: its rule reads the figure, its finding is at the cell of the figure or
    /// about the whole return, or it is about no single finding.
    fn is_about(&self, waiver: &Waiver, name: &str, submission: &Submission) -> bool {
        let Some(code) = &waiver.rule else { return true };
        let reads = |read: &str| match binding::resolve(self.plan, read) {
            Some(Binding::Figure { name: figure, time: FigureTime::Own | FigureTime::ToDate }) => figure == name,
            _ => false,
        };
        let rules = self.plan.rules.iter().filter(|rule| rule.code == *code);
        let mut formulas = rules.flat_map(|rule| rule.when.iter().chain([&rule.test]));
        if formulas.any(|formula| {
            formula.names().iter().any(|n| reads(n)) || formula.aggregates().iter().any(|(_, n)| reads(n))
        }) {
            return true;
        }
        let place = submission.figures.get(name).map(|figure| (figure.sheet.to_string(), figure.cell.to_string()));
        self.ledger.findings.iter().any(|finding| {
            let is_of = finding.code == *code
                && finding.unit.as_ref() == Some(&waiver.unit)
                && finding.period == Some(waiver.period)
                && finding.waived.is_some();
            let at = finding.sheet.clone().zip(finding.cell.clone());
            is_of && (at.is_none() || at == place)
        })
    }
}
