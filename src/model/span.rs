//! The span of a report: one period, or the periods of a quarter, a half-year, a year or the whole plan together. The name
//! of a span is read in every spelling of a period, and of the whole plan besides.

use super::period::{Period, ReportingCycle};
use super::spelling::words;
use super::text::{BilingualText, Lang, in_both_languages};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The name of a span: `2022-Q1`, `2022-H1`, `2022`, `2021-2023`, `all`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum SpanName {
    /// A month, quarter, half-year or year; it may be longer than the periods of the plan.
    Period(Period),
    /// The whole plan, by its first and its last year; of two years that follow each other also a year that begins in another
    /// month than January.
    Years(i32, i32),
    /// The whole plan.
    Term,
}

/// The text is not the name of a span.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a period such as 2022-Q1, 2022-H1, 2022 or all")]
pub struct ParseSpanError(pub String);

impl fmt::Display for SpanName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpanName::Period(period) => period.fmt(f),
            SpanName::Years(first, last) => write!(f, "{first}-{last}"),
            SpanName::Term => f.write_str("all"),
        }
    }
}

impl From<SpanName> for String {
    fn from(name: SpanName) -> String {
        match name {
            SpanName::Period(period) => period.into(),
            _ => name.to_string(),
        }
    }
}

impl TryFrom<String> for SpanName {
    type Error = ParseSpanError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Period> for SpanName {
    fn from(period: Period) -> Self {
        SpanName::Period(period)
    }
}

impl FromStr for SpanName {
    type Err = ParseSpanError;

    /// Parses a period in every spelling, `2022`, `năm 2022`, `2021-2023`, `giai đoạn 2021–2023`, `cả giai đoạn`, `all`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(period) = text.parse() {
            return Ok(SpanName::Period(period));
        }
        let words = words(text);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        named(&words).ok_or_else(|| ParseSpanError(text.to_string()))
    }
}

impl SpanName {
    /// Formats it for headings: `Quý I năm 2022`, `6 tháng đầu năm 2022`, `Năm 2022`, `Giai đoạn 2021–2023`.
    pub(crate) fn heading(self) -> String {
        match self {
            SpanName::Period(period) => period.heading(),
            SpanName::Years(first, last) => format!("Giai đoạn {first}–{last}"),
            SpanName::Term => "Cả giai đoạn".to_string(),
        }
    }

    /// Formats it for headings in a language: `Năm 2022`, `Year 2022`.
    pub(crate) fn heading_in(self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::Vi, _) => self.heading(),
            (Lang::En, SpanName::Period(period)) => period.heading_in(lang),
            (Lang::En, SpanName::Years(first, last)) => format!("Term {first}–{last}"),
            (Lang::En, SpanName::Term) => "Whole term".to_string(),
        }
    }

    /// Formats it as people read it in lists: `Quý I/2022`, `Năm 2022`; `Quarter 1 of 2022`, `Year 2022`. It parses back.
    pub(crate) fn label(self, lang: Lang) -> String {
        match self {
            SpanName::Period(period) => period.text_in(lang),
            _ => self.heading_in(lang),
        }
    }

    /// Formats it within a sentence: `quý I/2022`, `năm 2022`; `quarter 1 of 2022`, `year 2022`.
    pub(crate) fn in_sentence(self, lang: Lang) -> String {
        match self {
            SpanName::Period(period) => period.in_sentence(lang),
            _ => lower(&self.label(lang)),
        }
    }

    /// Formats it within a sentence, in both languages.
    pub(crate) fn words(self) -> BilingualText {
        in_both_languages(|lang| self.in_sentence(lang))
    }
}

/// Reads two years or the whole plan from words without accents.
fn named(words: &[&str]) -> Option<SpanName> {
    match words {
        ["all" | "term"]
        | ["giai", "doan"]
        | ["ca" | "toan" | "het", "ky"]
        | ["ca" | "toan" | "het", "giai", "doan"]
        | ["ca" | "toan", "ke", "hoach"]
        | ["whole", "plan" | "term"] => Some(SpanName::Term),
        [first, last]
        | ["term" | "nam" | "year", first, last]
        | ["giai", "doan", first, last]
        | ["ca", "nam", first, last]
        | ["nam", "hoc", first, last]
        | ["nam", "tai", "khoa" | "chinh", first, last]
        | ["ca", "giai", "doan", first, last] => {
            let years = year_of(first).zip(year_of(last)).filter(|(first, last)| first < last);
            years.map(|(first, last)| SpanName::Years(first, last))
        }
        _ => None,
    }
}

fn year_of(text: &str) -> Option<i32> {
    let is_year = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    is_year.then(|| text.parse().ok()).flatten().filter(|year| (1990..2200).contains(year))
}

/// A span with the periods of the plan in it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct PeriodSpan {
    /// Its name.
    pub name: SpanName,
    /// Its first period that is in the plan.
    pub first: Period,
    /// Its last period that is in the plan.
    pub last: Period,
}

impl From<Period> for PeriodSpan {
    fn from(period: Period) -> Self {
        PeriodSpan { name: period.into(), first: period, last: period }
    }
}

impl PeriodSpan {
    /// Returns true if it is one period of the plan.
    pub(crate) fn is_single(self) -> bool {
        self.first == self.last
    }

    /// Returns true if a period is in it.
    pub(crate) fn contains(self, period: Period) -> bool {
        (self.first..=self.last).contains(&period)
    }

    /// Formats it for headings; see [`SpanName::heading`].
    pub(crate) fn heading(self) -> String {
        self.name.heading()
    }

    /// Formats it for headings in a language; see [`SpanName::heading_in`].
    pub(crate) fn heading_in(self, lang: Lang) -> String {
        self.name.heading_in(lang)
    }

    /// Formats it for headings, with the last period that is reported if that is not its last: `Năm 2022 (đến quý
    /// II/2022)`.
    pub(crate) fn heading_until(self, lang: Lang, reported: Period) -> String {
        let whole = self.heading_in(lang);
        match (lang, reported < self.last) {
            (_, false) => whole,
            (Lang::Vi, true) => format!("{whole} (đến {})", reported.in_sentence(lang)),
            (Lang::En, true) => format!("{whole} (to {})", reported.heading_in(lang)),
        }
    }

    /// Returns the cycle of a plan whose periods are as long as the span; `None` for the whole plan.
    pub(crate) fn cycle(self) -> Option<ReportingCycle> {
        match self.name {
            SpanName::Period(period) => Some(period.cycle()),
            _ => None,
        }
    }
}

/// A span, and the last period that is considered for it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportSpan {
    /// The span.
    pub span: PeriodSpan,
    /// The last period that is considered; `None` for the latest that is reported.
    pub until: Option<Period>,
}

impl ReportSpan {
    /// Returns the span of a workbook that was made with the returns up to a period.
    pub(crate) fn until(span: PeriodSpan, reported: Period) -> Self {
        ReportSpan { span, until: Some(reported) }
    }
}

impl<S: Into<PeriodSpan>> From<S> for ReportSpan {
    fn from(span: S) -> Self {
        ReportSpan { span: span.into(), until: None }
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_read_in_every_spelling() {
        for (name, spellings) in [
            ("2022-Q1", &["2022-Q1", "quý I/2022", "Q1/2022"][..]),
            ("2022-H1", &["2022-H1", "6 tháng đầu năm 2022", "nửa đầu năm 2022", "H1/2022"]),
            ("2022", &["2022", "năm 2022", "Năm 2022", "cả năm 2022", "NAM 2022", "year 2022"]),
            ("2021-2023", &["2021-2023", "giai đoạn 2021–2023", "Giai đoạn 2021 - 2023"]),
            ("all", &["all", "ALL", "toàn kỳ", "cả giai đoạn", "toàn giai đoạn", "Giai đoạn", "cả kỳ"]),
        ] {
            for text in spellings {
                assert_eq!(text.parse::<SpanName>().unwrap().to_string(), name, "{text}");
            }
        }
        for text in ["", "22", "năm", "2023-2021", "2021-2021", "1/2022", "9 tháng đầu năm 2022", "quý", "năm 20222"]
        {
            assert!(text.parse::<SpanName>().is_err(), "{text}");
        }
    }

    #[test]
    fn headings_name_the_span_and_what_is_reported() {
        let period = |text: &str| text.parse::<Period>().unwrap();
        let span = |name: &str, first: &str, last: &str| PeriodSpan {
            name: name.parse().unwrap(),
            first: period(first),
            last: period(last),
        };
        let year = span("2022", "2022-Q1", "2022-Q4");
        assert_eq!(year.heading_until(Lang::Vi, period("2022-Q2")), "Năm 2022 (đến quý II/2022)");
        assert_eq!(year.heading_until(Lang::Vi, period("2022-Q4")), "Năm 2022");
        assert_eq!(span("2021-2023", "2021-Q3", "2023-Q4").heading(), "Giai đoạn 2021–2023");
        assert_eq!(span("2022-H1", "2022-Q1", "2022-Q2").name.in_sentence(Lang::Vi), "6 tháng đầu năm 2022");
        assert_eq!(PeriodSpan::from(period("2022-Q1")).name.in_sentence(Lang::Vi), "quý I/2022");
        assert_eq!((year.is_single(), year.contains(period("2023-Q1"))), (false, false));
    }
}
