//! The texts of the errors about periods and spans that cannot be chosen, in both languages.

use crate::model::period::{Period, ReportingCycle};
use crate::model::span::{PeriodSpan, SpanName};
use crate::model::text::{BilingualText, Lang, in_both_languages, text_in};

pub(super) fn unknown_period(period: SpanName, spans: &[PeriodSpan]) -> BilingualText {
    // The last span of the list need not reach the end of the plan.
    let ends = spans.first().zip(spans.iter().map(|span| span.last).max());
    let Some((first, last)) = ends.map(|(span, last)| (span.first, last)) else { return BilingualText::default() };
    let cycle = first.cycle();
    in_both_languages(|t| {
        let noun = cycle.noun_in(t);
        text_in!(
            t,
            "{} nằm ngoài kế hoạch ({} đến {}), hoặc ngắn hơn một {noun}. Chọn được: một {noun} như {first}, hoặc cộng nhiều \
             {noun} như {}.",
            "{} lies outside the plan ({} to {}), or is shorter than a {noun}. Choose a {noun} such as {first}, or several \
             together such as {}.",
            period.label(t),
            first.in_sentence(t),
            last.in_sentence(t),
            longer_spans(spans, cycle, t)
        )
    })
}

/// Names a span of each kind that is longer than a period: `2022-H1 (6 tháng), 2022 (năm), all (cả giai đoạn)`. The middle one
/// of a kind is a whole one, if there is any.
fn longer_spans(spans: &[PeriodSpan], cycle: ReportingCycle, t: Lang) -> String {
    let kinds = [ReportingCycle::Quarter, ReportingCycle::Half];
    let kind_of = |span: &PeriodSpan| span.cycle().filter(|kind| *kind > cycle);
    let years = spans.iter().filter_map(kind_of).find(|kind| matches!(kind, ReportingCycle::Year(_)));
    let example = |kind: ReportingCycle| {
        let of_kind: Vec<&PeriodSpan> = spans.iter().filter(|span| kind_of(span) == Some(kind)).collect();
        let span = of_kind.get(of_kind.len() / 2)?;
        Some(format!("{} ({})", span.name, kind.span_noun_in(t)))
    };
    let all = t.pick("all (cả giai đoạn)", "all (the whole plan)").to_string();
    kinds.into_iter().chain(years).filter_map(example).chain([all]).collect::<Vec<_>>().join(", ")
}

pub(super) fn no_period_left(last: Period) -> BilingualText {
    BilingualText::new(
        format!("Kế hoạch hết ở {} và kỳ đó đã có báo cáo. Hãy chọn kỳ bằng --period.", last.in_sentence(Lang::Vi)),
        format!(
            "The plan ends with {}, and it has returns. Choose a period with --period.",
            last.in_sentence(Lang::En)
        ),
    )
}

pub(super) fn no_forms_of(period: Period, first: Period, last: Period) -> BilingualText {
    if period.cycle() == first.cycle() {
        return in_both_languages(|t| {
            let (first, last) = (first.in_sentence(t), last.in_sentence(t));
            let period = period.text_in(t);
            text_in!(
                t,
                "{period} nằm ngoài kế hoạch ({first} đến {last}).",
                "{period} lies outside the plan ({first} to {last})."
            )
        });
    }
    let (noun, words) = (first.cycle().noun(), period.words());
    BilingualText::new(
        format!("Biểu mẫu của kế hoạch này làm theo {}, không có biểu {}. Hãy ghi như {first}.", noun.vi, words.vi),
        format!("The forms of this plan are of one {}; there is none of {}. Write it like {first}.", noun.en, words.en),
    )
}

pub(super) fn span_not_over(span: PeriodSpan, reported: Period) -> BilingualText {
    let (vi, en, name) = (span.name.label(Lang::Vi), span.name.label(Lang::En), span.name);
    let (until, last) = (reported.words(), span.last.words());
    BilingualText::new(
        format!(
            "{vi} chưa hết: báo cáo mới có đến {}, chưa đến {}. Hãy xem trước bằng tonghop merge --period \
             {name}; chốt và gửi cấp trên khi đã có báo cáo kỳ cuối.",
            until.vi, last.vi
        ),
        format!(
            "{en} is not over: the returns go up to {}, not yet to {}. Look at it with tonghop merge \
             --period {name}; publish and send it to the level above when the last period is reported.",
            until.en, last.en
        ),
    )
}

pub(super) fn no_form_for_span(span: PeriodSpan, cycle: ReportingCycle) -> BilingualText {
    let (BilingualText { vi, en }, noun) = (span.name.words(), cycle.noun());
    BilingualText::new(
        format!(
            "Biểu gửi cấp trên không ghi được {vi}. Hãy chọn một {}, 6 tháng hoặc một năm, ví dụ --period {}; báo cáo {vi} thì in \
             các trang ký của tệp tổng hợp (tonghop merge --period {}).",
            noun.vi, span.first, span.name
        ),
        format!(
            "The form for the level above has no room for {en}. Choose a {}, a half-year or a year, such as --period {}; for the report \
             of {en}, print the signed sheets of the workbook (tonghop merge --period {}).",
            noun.en, span.first, span.name
        ),
    )
}
