//! The spans that a plan reports: its periods, and quarters, half-years, years and the whole plan together.

use super::Plan;
use crate::model::period::{Period, ReportingCycle};
use crate::model::span::{PeriodSpan, SpanName};

impl Plan {
    /// Returns all spans: the periods first, then quarters, half-years, years, the whole plan, each in the order of time.
    /// Of several with the same periods only the first is there.
    pub fn spans(&self) -> Vec<PeriodSpan> {
        let mut out: Vec<PeriodSpan> = Vec::new();
        let all = self.grouped(SpanName::from).into_iter();
        let longer =
            [ReportingCycle::Quarter, ReportingCycle::Half].into_iter().filter(|longer| *longer > self.cycle());
        let all = all.chain(longer.flat_map(|longer| self.grouped(|period| within(longer, period))));
        let all = all.chain(self.grouped(|period| SpanName::Year(period.year())));
        for span in all.chain([self.term()]) {
            if !out.iter().any(|other| (other.first, other.last) == (span.first, span.last)) {
                out.push(span);
            }
        }
        out
    }

    /// Returns the span with this name, or the first one with the same periods. `None` if it is outside of the plan, or
    /// shorter than its periods.
    pub(crate) fn span(&self, name: SpanName) -> Option<PeriodSpan> {
        let term = self.term();
        let is_term = |name| name == SpanName::Term || name == term.name;
        let group = |of: &dyn Fn(Period) -> SpanName| self.grouped(of).into_iter().find(|span| span.name == name);
        let found = match name {
            SpanName::Period(period) if period.cycle() >= self.cycle() => group(&|one| within(period.cycle(), one)),
            SpanName::Year(_) => group(&|one| SpanName::Year(one.year())),
            name if is_term(name) => Some(term),
            _ => None,
        }?;
        let is_same = |other: &PeriodSpan| (other.first, other.last) == (found.first, found.last);
        self.spans().into_iter().find(is_same)
    }

    /// Returns the spans that have begun by a period, and so can be shown for what is reported up to it.
    pub(crate) fn spans_until(&self, reported: Period) -> Vec<PeriodSpan> {
        self.spans().into_iter().filter(|span| span.first <= reported).collect()
    }

    fn term(&self) -> PeriodSpan {
        let name = SpanName::Years(self.first.year(), self.last.year());
        PeriodSpan { name, first: self.first, last: self.last }
    }

    /// Joins adjacent periods of the plan with the same name.
    fn grouped(&self, name: impl Fn(Period) -> SpanName) -> Vec<PeriodSpan> {
        let mut out: Vec<PeriodSpan> = Vec::new();
        for period in self.first.through(self.last) {
            let own = name(period);
            match out.last_mut().filter(|last| last.name == own) {
                Some(last) => last.last = period,
                None => out.push(PeriodSpan { name: own, first: period, last: period }),
            }
        }
        out
    }
}

/// Returns the name of the period of a longer cycle that a period is in.
fn within(longer: ReportingCycle, period: Period) -> SpanName {
    let shorter = u32::from(period.cycle().per_year() / longer.per_year()).max(1);
    let index = (u32::from(period.index()) - 1) / shorter + 1;
    let joined = u8::try_from(index).ok().and_then(|index| Period::new(longer, period.year(), index));
    SpanName::Period(joined.unwrap_or(period))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::plan::load::{AnnexSource, load};
    use crate::plan::template;

    fn names(first: &str, last: &str) -> (Plan, String) {
        let of = template::get("toi-thieu").unwrap();
        let annex = AnnexSource::Text(of.annex.as_bytes());
        let mut plan = load(of.plan, annex, ("ke-hoach.toml", "phu-luc.tsv"), &[]).unwrap();
        (plan.first, plan.last) = (first.parse().unwrap(), last.parse().unwrap());
        let names = plan.spans().iter().map(|span| span.name.to_string()).collect::<Vec<_>>().join(" ");
        (plan, names)
    }

    #[test]
    fn a_plan_by_quarters_has_half_years_years_and_the_term() {
        let (plan, all) = names("2021-Q3", "2023-Q1");
        let expected = "2021-Q3 2021-Q4 2022-Q1 2022-Q2 2022-Q3 2022-Q4 2023-Q1 2021-H2 2022-H1 2022-H2 2022 2021-2023";
        assert_eq!(all, expected);
        let of = |text: &str| plan.span(text.parse().unwrap()).map(|s| format!("{} {} {}", s.name, s.first, s.last));
        let found = |text: &str| of(text).unwrap();
        assert_eq!(found("2022-H1"), "2022-H1 2022-Q1 2022-Q2");
        assert_eq!(found("năm 2022"), "2022 2022-Q1 2022-Q4");
        // A year of the plan that is a half-year, and one that is a quarter.
        assert_eq!(found("2021"), "2021-H2 2021-Q3 2021-Q4");
        assert_eq!((found("2023-H1"), found("2023")), (found("2023-Q1"), found("2023-Q1")));
        assert_eq!((found("all"), found("2021-2023")), (found("cả giai đoạn"), "2021-2023 2021-Q3 2023-Q1".into()));
        for outside in ["2024", "2020-H1", "2023-Q2", "2022-T03", "2021-2022"] {
            assert_eq!(of(outside), None, "{outside}");
        }
    }

    #[test]
    fn plans_by_months_and_half_years_have_what_is_longer() {
        let (_, months) = names("2024-T12", "2025-T04");
        assert_eq!(months, "2024-T12 2025-T01 2025-T02 2025-T03 2025-T04 2025-Q1 2025-H1 2024-2025");
        let (_, halves) = names("2024-H1", "2025-H1");
        assert_eq!(halves, "2024-H1 2024-H2 2025-H1 2024 2024-2025");
        let (_, year) = names("2024-Q1", "2024-Q4");
        assert_eq!(year, "2024-Q1 2024-Q2 2024-Q3 2024-Q4 2024-H1 2024-H2 2024");
    }
}
