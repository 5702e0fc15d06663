//! The columns of the matrix of a series: periods, half-years, years and the whole plan.

use super::super::super::context::SheetContext;
use crate::model::text::text_in;

/// A column of the matrix.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SeriesSpan {
    /// A period (0 = the plan's first).
    Period(u32),
    /// A half-year: its heading and its periods.
    Half(String, Vec<u32>),
    /// A year: its heading and its periods.
    Year(String, Vec<u32>),
    /// The whole plan.
    Term(Vec<u32>),
}

impl SeriesSpan {
    /// Returns its periods, in order.
    pub(super) fn periods(&self) -> &[u32] {
        match self {
            SeriesSpan::Period(period) => std::slice::from_ref(period),
            SeriesSpan::Half(_, periods) | SeriesSpan::Year(_, periods) | SeriesSpan::Term(periods) => periods,
        }
    }
}

/// Returns the periods, each half-year and year following its last period.
pub(super) fn spans(context: &SheetContext) -> Vec<SeriesSpan> {
    let t = context.plan.language;
    let periods: Vec<_> = (0..).zip(context.plan.first.through(context.plan.last)).collect();
    let mut spans = Vec::new();
    let (mut half, mut year): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    let per_year = context.plan.cycle().per_year();
    for (index, period) in &periods {
        spans.push(SeriesSpan::Period(*index));
        half.push(*index);
        year.push(*index);
        let last = *period == context.plan.last;
        // A half-yearly plan has its half-years as periods.
        if per_year > 2 && (period.index() % (per_year / 2) == 0 || last) {
            let which =
                if period.index() <= per_year / 2 { t.pick("đầu", "First") } else { t.pick("cuối", "Second") };
            spans.push(SeriesSpan::Half(
                text_in!(t, "6 tháng {which} {}", "{which} half of {}", period.year()),
                std::mem::take(&mut half),
            ));
        }
        let own = period.within(context.plan.years());
        // A plan by years has its years as periods.
        if per_year > 1 && (period.plus(1).within(context.plan.years()) != own || last) {
            spans.push(SeriesSpan::Year(own.heading_in(t), std::mem::take(&mut year)));
        }
    }
    spans.push(SeriesSpan::Term(periods.iter().map(|(i, _)| *i).collect()));
    spans
}
