//! Describes names and units that are not in force in a period: since or until when they are.

use super::{ExplanationLine, FigureExplainer};
use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::model::validity::Validity;
use crate::plan::Column;

impl FigureExplainer<'_> {
    /// Returns the line about in which periods of the plan something is in force; `None` if it is in all of them.
    pub(super) fn validity_line(&self, validity: Validity) -> Option<ExplanationLine> {
        let limits = validity.within(self.plan.first, self.plan.last).describe();
        let text = BilingualText::new(format!("Áp dụng {}", limits.vi), format!("In force {}", limits.en));
        (!limits.vi.is_empty()).then_some(ExplanationLine { depth: 0, text })
    }

    /// Returns what to say of something that is not in force in a period: "chưa áp dụng trong kỳ 2021-Q4 (áp dụng từ
    /// 2022-Q1)". `None` if it is.
    pub(super) fn out_of_force(&self, validity: Validity, when: Period) -> Option<BilingualText> {
        if validity.contains(when) {
            return None;
        }
        let is_over = validity.until.is_some_and(|until| until < when);
        let (vi, en) = if is_over {
            ("không còn áp dụng", "no longer in force")
        } else {
            ("chưa áp dụng", "not yet in force")
        };
        let (limits, when) = (validity.describe(), when.words());
        Some(BilingualText::new(
            format!("{vi} trong {} (áp dụng {})", when.vi, limits.vi),
            format!("{en} in {} (in force {})", when.en, limits.en),
        ))
    }

    /// Returns why a column has no value in the report period: the unit does not report, or it is not in force.
    pub(super) fn column_notes(&self, column: &Column, unit: Option<usize>) -> impl Iterator<Item = BilingualText> {
        let report = self.ledger.report;
        let note = unit.and_then(|unit| self.unit_note(unit, report));
        note.into_iter().chain(self.out_of_force(column.shown_in(), report))
    }

    /// Returns the periods in which an indicator or question is in force; no limits for other names.
    pub(super) fn validity_of(&self, name: &str) -> Validity {
        let indicator = self.plan.indicator(name).map(|indicator| indicator.validity);
        indicator.or_else(|| Some(self.plan.narrative(name)?.validity)).unwrap_or_default()
    }

    /// Returns what became of a unit that does not report in a period, or since when it does; `None` if it reports.
    pub(super) fn unit_note(&self, unit: usize, when: Period) -> Option<BilingualText> {
        if self.plan.reports(unit, when) {
            return None;
        }
        let is_begun = self.plan.units.get(unit)?.time.from.is_none_or(|from| from <= when);
        let note = if is_begun { self.plan.end_note(unit) } else { self.plan.start_note(unit) };
        note.map(BilingualText::same)
    }
}
