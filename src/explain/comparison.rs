//! Explains earlier figures of a unit, and why one is blank although its period is in the plan: a unit was split since, or it
//! took over units whose figures do not add up.

use super::{ExplanationLine, FigureExplainer};
use crate::formula::PeriodAggregate;
use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::plan::binding::FigureTime;
use crate::plan::unit_time::UnitSplit;

impl FigureExplainer<'_> {
    /// Adds the figures that a name of a rule has: of the report period, of an earlier one with the units taken over, or to date.
    pub(super) fn timed_figure(
        &self,
        figure: &str,
        time: FigureTime,
        unit: usize,
        depth: usize,
        out: &mut Vec<ExplanationLine>,
    ) {
        let ordinal = self.ledger.report.ordinal(self.plan.first);
        let report = self.ledger.report;
        let before = match time {
            FigureTime::Own | FigureTime::ToDate => report,
            FigureTime::Before => report.plus(-1),
            FigureTime::YearBefore => report.plus(-i32::from(self.plan.cycle().per_year())),
        };
        let notes = match time {
            FigureTime::ToDate => self.sum_notes(unit, depth),
            _ if before < self.plan.first => Vec::new(),
            _ => self.split_notes(unit, before, depth),
        };
        if !notes.is_empty() {
            out.extend(notes);
            return;
        }
        let (parts, at) = match time {
            FigureTime::Own => (vec![unit], ordinal),
            FigureTime::Before => (self.plan.predecessors(unit, self.ledger.report), ordinal - 1),
            FigureTime::YearBefore => match self.plan.year_before(unit, self.ledger.report) {
                Some((before, parts)) => (parts, before.ordinal(self.plan.first)),
                None => return,
            },
            FigureTime::ToDate => {
                let last = u32::try_from(ordinal).unwrap_or(0);
                return self.span(PeriodAggregate::ToDate, figure, (unit, last), (1, last), depth, out);
            }
        };
        if let Ok(period) = u32::try_from(at - 1) {
            parts.into_iter().for_each(|part| self.figure(figure, part, period, depth, out));
        }
    }

    /// Returns why figures of a unit in a period are not comparable with the report period: one line for each split since.
    pub(super) fn split_notes(&self, unit: usize, before: Period, depth: usize) -> Vec<ExplanationLine> {
        let splits = self.plan.splits_after(unit, before, self.ledger.report);
        splits.iter().map(|split| ExplanationLine { depth, text: self.split_text(split) }).collect()
    }

    /// Returns why a sum to date of a unit is blank: a part has left it, or a unit that it took over.
    pub(super) fn sum_notes(&self, unit: usize, depth: usize) -> Vec<ExplanationLine> {
        let splits = self.plan.splits_after(unit, self.plan.first, self.ledger.report);
        let parts: Vec<usize> =
            self.plan.all_taken_over(unit).into_iter().map(|(part, _)| part).chain([unit]).collect();
        let is_left = |split: &&UnitSplit| parts.contains(&split.origin) && !parts.contains(&split.part);
        let left = splits.iter().filter(is_left);
        left.map(|split| ExplanationLine { depth, text: self.split_text(split) }).collect()
    }

    /// Returns why a figure that does not add up is blank for an heir: it took over units after a period.
    pub(super) fn heir_notes(&self, name: &str, unit: usize, before: Period, depth: usize) -> Vec<ExplanationLine> {
        if self.plan.indicator(name).is_none_or(|indicator| indicator.joined_by().is_some()) {
            return Vec::new();
        }
        let taken_over = self.plan.all_taken_over(unit).into_iter();
        let since = taken_over.filter(|(_, at)| before < *at && *at <= self.ledger.report);
        let text = |(part, at): (usize, Period)| {
            let (heir, part, at) = (self.unit_name(unit), self.unit_name(part), at.words());
            BilingualText::new(
                format!(
                    "không so được: {heir} nhận {part} từ {}, mà mục này không cộng giữa các đơn vị: để trống",
                    at.vi
                ),
                format!("not comparable: {heir} took over {part} in {}, and this does not add up: blank", at.en),
            )
        };
        since.map(|one| ExplanationLine { depth, text: text(one) }).collect()
    }

    fn split_text(&self, split: &UnitSplit) -> BilingualText {
        let (part, origin, since) = (self.unit_name(split.part), self.unit_name(split.origin), split.since.words());
        BilingualText::new(
            format!(
                "không so được: {part} tách từ {origin} từ {}, số trước đó là của đơn vị chưa tách: để trống",
                since.vi
            ),
            format!(
                "not comparable: {part} was split from {origin} in {}; figures before are of both: blank",
                since.en
            ),
        )
    }
}
