//! The spans that a plan reports: its periods, and quarters, half-years, years and the whole plan together; and where its
//! years begin.

use super::Plan;
use crate::model::period::{Period, ReportingCycle};
use crate::model::span::{PeriodSpan, SpanName};

impl Plan {
    /// Returns the number of periods of the plan (`tong_quy`).
    pub(crate) fn periods(&self) -> i32 {
        self.last.ordinal(self.first)
    }

    /// Returns the cycle of the plan's years.
    pub(crate) fn years(&self) -> ReportingCycle {
        ReportingCycle::Year(self.year_start)
    }

    /// Returns the first period of the plan's year that a period is in; it may be before the plan.
    pub(crate) fn first_in_year(&self, period: Period) -> Period {
        let since = (12 + period.first_day().ymd().1 - period.within(self.years()).first_day().ymd().1) % 12;
        period.plus(-((since / self.cycle().months()) as i32))
    }

    /// Returns all spans: the periods first, then quarters, half-years, years, the whole plan, each in the order of time.
    /// Of several with the same periods only the first is there.
    pub fn spans(&self) -> Vec<PeriodSpan> {
        let mut out: Vec<PeriodSpan> = Vec::new();
        let all = self.grouped(SpanName::from).into_iter();
        let longer = [ReportingCycle::Quarter, ReportingCycle::Half, self.years()];
        let longer = longer.into_iter().filter(|longer| *longer > self.cycle());
        let all = all.chain(longer.flat_map(|longer| self.grouped(|period| period.within(longer).into())));
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
            SpanName::Period(period) if period.cycle() >= self.cycle() => {
                // A calendar year is no year of a plan whose years begin in another month.
                let is_known = !matches!(period.cycle(), ReportingCycle::Year(month) if month != self.year_start);
                group(&|one| one.within(period.cycle()).into()).filter(|_| is_known)
            }
            name if is_term(name) => Some(term),
            SpanName::Years(first, last) if self.year_start != 1 && last == first + 1 => {
                let year = Period::new(self.years(), first, 1)?;
                return self.span(year.into());
            }
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
        let of = |period: Period| period.within(self.years()).year();
        let (first, last) = (of(self.first), of(self.last) + i32::from(self.year_start != 1));
        // "2023-2024" is a year of such a plan.
        let is_year = self.year_start != 1 && last == first + 1;
        let name = if is_year { SpanName::Term } else { SpanName::Years(first, last) };
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::plan::load::{AnnexSource, load};
    use crate::plan::template;

    fn names(first: &str, last: &str) -> (Plan, String) {
        names_from(1, first, last)
    }

    /// Returns a plan whose years begin with a month, and the names of its spans.
    fn names_from(month: u8, first: &str, last: &str) -> (Plan, String) {
        let of = template::get("toi-thieu").unwrap();
        let annex = AnnexSource::Text(of.annex.as_bytes());
        let mut plan = load(of.plan, annex, ("ke-hoach.toml", "phu-luc.tsv"), &[]).unwrap();
        let period = |text: &str| text.parse::<Period>().unwrap().beginning_in(month);
        (plan.year_start, plan.first, plan.last) = (month, period(first), period(last));
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

    #[test]
    fn years_of_a_plan_begin_where_it_says() {
        let (plan, all) = names_from(10, "2023-Q4", "2025-Q3");
        let quarters = "2023-Q4 2024-Q1 2024-Q2 2024-Q3 2024-Q4 2025-Q1 2025-Q2 2025-Q3";
        assert_eq!(all, format!("{quarters} 2024-H1 2024-H2 2025-H1 2023-2024 2024-2025 2023-2025"));
        let of =
            |text: &str| plan.span(text.parse().unwrap()).map(|s| format!("{} {} {}", s.heading(), s.first, s.last));
        for year in ["2023-2024", "năm 2023–2024", "năm học 2023-2024", "2023-N10"] {
            assert_eq!(of(year).unwrap(), "Năm 2023–2024 2023-Q4 2024-Q3", "{year}");
        }
        assert_eq!(of("2023-2025").unwrap(), "Giai đoạn 2023–2025 2023-Q4 2025-Q3");
        assert_eq!(of("2024"), None);
        let (plan, one) = names_from(10, "2023-Q4", "2024-Q3");
        assert_eq!(one, "2023-Q4 2024-Q1 2024-Q2 2024-Q3 2024-H1 2023-2024");
        assert_eq!(plan.span(SpanName::Term).unwrap().heading(), "Năm 2023–2024");
        // The term touches two years and is longer than either.
        let (_, uneven) = names_from(10, "2023-Q3", "2024-Q3");
        assert_eq!(uneven, "2023-Q3 2023-Q4 2024-Q1 2024-Q2 2024-Q3 2023-H2 2024-H1 2023-2024 2022-2024");
        let first = |period: &str| plan.first_in_year(period.parse().unwrap()).to_string();
        assert_eq!(
            ["2023-Q4", "2024-Q1", "2024-Q3", "2024-Q4"].map(first),
            ["2023-Q4", "2023-Q4", "2023-Q4", "2024-Q4"]
        );
    }

    #[test]
    fn a_plan_by_years_has_years_and_the_term() {
        let (plan, all) = names("2021", "2023");
        assert_eq!(all, "2021 2022 2023 2021-2023");
        assert_eq!(plan.span("2022-Q1".parse().unwrap()), None);
        let (plan, all) = names_from(9, "2021", "2022");
        assert_eq!(all, "2021-2022 2022-2023 2021-2023");
        assert_eq!(plan.span("năm học 2021-2022".parse().unwrap()).unwrap().first.last_day().to_string(), "31/08/2022");
    }
}
