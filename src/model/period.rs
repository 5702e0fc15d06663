//! The period of a return: a month, quarter, half-year or year. All returns of a plan have the same cycle.

use super::day::Day;
use super::text::{BilingualText, Lang, in_both_languages};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The header field of the year, in formulas too.
pub(crate) const YEAR: &str = "nam";

/// The reporting cycle of a plan.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportingCycle {
    /// Twelve periods a year.
    Month,
    /// Four periods a year.
    #[default]
    Quarter,
    /// Two periods a year.
    Half,
    /// One period a year, which begins with this month (1 to 12). A year is named by the calendar year in which it begins.
    Year(u8),
}

impl ReportingCycle {
    /// Returns the number of periods in a year.
    pub(crate) fn per_year(self) -> u8 {
        match self {
            ReportingCycle::Month => 12,
            ReportingCycle::Quarter => 4,
            ReportingCycle::Half => 2,
            ReportingCycle::Year(_) => 1,
        }
    }

    /// Returns the number of months in a period.
    pub(crate) fn months(self) -> u32 {
        12 / u32::from(self.per_year())
    }

    /// Returns the character of the cycle in `2022-Q1`, `2022-T03`, `2022-H1`, `2022-N10`.
    pub(crate) fn letter(self) -> char {
        match self {
            ReportingCycle::Month => 'T',
            ReportingCycle::Quarter => 'Q',
            ReportingCycle::Half => 'H',
            ReportingCycle::Year(_) => 'N',
        }
    }

    /// Returns the noun for a period: "quý", "quarter".
    pub(crate) fn noun(self) -> BilingualText {
        BilingualText::new(self.noun_in(Lang::Vi), self.noun_in(Lang::En))
    }

    /// Returns the noun for a period in a language.
    pub(crate) fn noun_in(self, lang: Lang) -> &'static str {
        match self {
            ReportingCycle::Month => lang.pick("tháng", "month"),
            ReportingCycle::Quarter => lang.pick("quý", "quarter"),
            ReportingCycle::Half => lang.pick("kỳ 6 tháng", "half-year"),
            ReportingCycle::Year(_) => lang.pick("năm", "year"),
        }
    }

    /// Returns the noun for a span that is as long as a period: "6 tháng" in place of "kỳ 6 tháng".
    pub(crate) fn span_noun_in(self, lang: Lang) -> &'static str {
        match self {
            ReportingCycle::Half => lang.pick("6 tháng", "half-year"),
            cycle => cycle.noun_in(lang),
        }
    }

    /// Returns the part of formula names that depends on the cycle: `so_quy`, `tong_thang`, `ky_thieu`.
    pub(crate) const fn stem(self) -> &'static str {
        match self {
            ReportingCycle::Month => "thang",
            ReportingCycle::Quarter => "quy",
            // Of a plan by years "nam" is the year itself.
            ReportingCycle::Half | ReportingCycle::Year(_) => "ky",
        }
    }

    /// Returns the name of the header field that shows the period in its year: `quy`, `thang`, `ky`; in plans by years that
    /// of the year.
    pub(crate) const fn period_field(self) -> &'static str {
        match self {
            ReportingCycle::Year(_) => YEAR,
            cycle => cycle.stem(),
        }
    }

    /// Returns an example of a period: `2022-Q1`.
    pub(crate) fn example(self) -> String {
        Period { cycle: self, year: 2022, index: 1 }.to_string()
    }
}

/// A period, written `2022-Q1`, `2022-T03` (month), `2022-H1` (half-year), `2022` (calendar year) or `2022-2023` (year that
/// begins in another month than January). The stored code of the last is `2022-N10`, with the month.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Period {
    cycle: ReportingCycle,
    year: i32,
    index: u8,
}

impl Period {
    /// Creates the period `index` (from 1) of a year from 1990 to 2199; `None` outside of these ranges.
    pub(crate) fn new(cycle: ReportingCycle, year: i32, index: u8) -> Option<Self> {
        let known = (1990..2200).contains(&year) && (1..=cycle.per_year()).contains(&index);
        known.then_some(Period { cycle, year, index })
    }

    /// Returns the cycle.
    pub(crate) fn cycle(self) -> ReportingCycle {
        self.cycle
    }

    /// Returns the calendar year; of a year the one in which it begins.
    pub(crate) fn year(self) -> i32 {
        self.year
    }

    /// Returns the index in the year, from 1.
    pub(crate) fn index(self) -> u8 {
        self.index
    }

    /// Returns the number of periods since year 0. Differences are counts of periods.
    fn number(self) -> i32 {
        self.year * i32::from(self.cycle.per_year()) + i32::from(self.index) - 1
    }

    /// Returns the period `n` periods later (earlier if negative).
    pub fn plus(self, n: i32) -> Self {
        let (number, year) = (self.number() + n, i32::from(self.cycle.per_year()));
        Period { cycle: self.cycle, year: number.div_euclid(year), index: number.rem_euclid(year) as u8 + 1 }
    }

    /// Returns the ordinal in a plan that begins with `first`: 1 for `first`, 0 or less before the plan.
    pub fn ordinal(self, first: Period) -> i32 {
        self.number() - first.number() + 1
    }

    /// Returns all periods from `self` to `last`, inclusive.
    pub fn through(self, last: Period) -> impl Iterator<Item = Period> {
        (0..=last.number() - self.number()).map(move |n| self.plus(n))
    }

    /// Returns the first day of the period.
    pub(crate) fn first_day(self) -> Day {
        let month = match self.cycle {
            ReportingCycle::Year(month) => u32::from(month),
            cycle => (u32::from(self.index) - 1) * cycle.months() + 1,
        };
        Day::from_ymd(self.year, month, 1).unwrap_or(Day::from_serial(0))
    }

    /// Returns the period of a longer cycle that it is in; itself for a shorter one.
    pub(crate) fn within(self, longer: ReportingCycle) -> Period {
        if let ReportingCycle::Year(month) = longer {
            let is_before = self.first_day().ymd().1 < u32::from(month);
            return Period { cycle: longer, year: self.year - i32::from(is_before), index: 1 };
        }
        let shorter = self.cycle.per_year() / longer.per_year();
        let index = self.index.saturating_sub(1).checked_div(shorter).map_or(self.index, |index| index + 1);
        Period::new(longer, self.year, index).unwrap_or(self)
    }

    /// Returns a year that begins with another month, 1 to 12; a shorter period unchanged.
    pub(crate) fn beginning_in(self, month: u8) -> Period {
        match self.cycle {
            ReportingCycle::Year(_) => Period { cycle: ReportingCycle::Year(month), ..self },
            _ => self,
        }
    }

    /// Returns the values of the header fields that name the period: its index in the year, if it has one, and the year.
    pub(crate) fn header_values(self) -> impl Iterator<Item = (&'static str, i32)> {
        let index = (self.cycle.period_field() != YEAR).then(|| (self.cycle.period_field(), i32::from(self.index)));
        index.into_iter().chain([(YEAR, self.year)])
    }

    /// Formats the calendar years of a year: `2022`, `2022–2023`.
    fn years(self) -> String {
        match self.cycle {
            ReportingCycle::Year(month) if month != 1 => format!("{}–{}", self.year, self.year + 1),
            _ => self.year.to_string(),
        }
    }

    /// Returns the last day of the period.
    pub fn last_day(self) -> Day {
        self.plus(1).first_day().plus(-1)
    }

    /// Formats the period for a note with little room, at the end of a row: `IV/2022`, `Q4 2022`; others as in a
    /// sentence.
    pub(crate) fn short(self, lang: Lang) -> String {
        const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];
        match (self.cycle, ROMAN.get(usize::from(self.index).saturating_sub(1)), lang) {
            (ReportingCycle::Quarter, Some(index), Lang::Vi) => format!("{index}/{}", self.year),
            (ReportingCycle::Quarter, _, Lang::En) => format!("Q{} {}", self.index, self.year),
            (ReportingCycle::Year(_), ..) => self.years(),
            _ => self.in_sentence(lang),
        }
    }

    /// Formats the period for running text in a language; see [`Period::in_text`].
    pub(crate) fn text_in(self, lang: Lang) -> String {
        match lang {
            Lang::Vi => self.in_text(),
            Lang::En => self.heading_in(lang),
        }
    }

    /// Formats the period for headings in a language: `Quý I năm 2022`, `Quarter 1 of 2022`.
    pub(crate) fn heading_in(self, lang: Lang) -> String {
        let year = self.year;
        match (lang, self.cycle) {
            (Lang::Vi, _) => self.heading(),
            (Lang::En, ReportingCycle::Month) => {
                let name = MONTHS.get(usize::from(self.index) - 1).unwrap_or(&"");
                format!("{name} {year}")
            }
            (Lang::En, ReportingCycle::Quarter) => format!("Quarter {} of {year}", self.index),
            (Lang::En, ReportingCycle::Half) if self.index == 1 => format!("First half of {year}"),
            (Lang::En, ReportingCycle::Half) => format!("Second half of {year}"),
            (Lang::En, ReportingCycle::Year(_)) => format!("Year {}", self.years()),
        }
    }

    /// Formats the period within a sentence: `quý I/2022`, `quarter 1 of 2022`, `March 2022`.
    pub(crate) fn in_sentence(self, lang: Lang) -> String {
        self.uncapitalized(lang, self.text_in(lang))
    }

    /// Formats the period within a sentence, in both languages.
    pub(crate) fn words(self) -> BilingualText {
        in_both_languages(|lang| self.in_sentence(lang))
    }

    /// Formats its heading within a sentence: `quý I năm 2022`, `quarter 1 of 2022`, `March 2022`.
    pub(crate) fn heading_in_sentence(self, lang: Lang) -> String {
        self.uncapitalized(lang, self.heading_in(lang))
    }

    /// Begins a text for the period with a small letter, unless it is the English name of a month.
    fn uncapitalized(self, lang: Lang, text: String) -> String {
        if lang == Lang::En && self.cycle == ReportingCycle::Month {
            return text;
        }
        let mut letters = text.chars();
        letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    }

    /// Formats the period for running text: `Quý III/2025`, `Tháng 3/2022`, `6 tháng đầu năm 2022`.
    pub fn in_text(self) -> String {
        match self.cycle {
            ReportingCycle::Half | ReportingCycle::Year(_) => self.heading(),
            _ => self.heading().replace(" năm ", "/"),
        }
    }

    /// Formats the period for headings: `Quý I năm 2022`, `Tháng 3 năm 2022`, `6 tháng đầu năm 2022`.
    pub(crate) fn heading(self) -> String {
        let year = self.year;
        match (self.cycle, self.index) {
            (ReportingCycle::Month, month) => format!("Tháng {month} năm {year}"),
            (ReportingCycle::Quarter, quarter) => {
                let roman = ["I", "II", "III", "IV"].get(usize::from(quarter) - 1).unwrap_or(&"");
                format!("Quý {roman} năm {year}")
            }
            (ReportingCycle::Half, 1) => format!("6 tháng đầu năm {year}"),
            (ReportingCycle::Half, _) => format!("6 tháng cuối năm {year}"),
            (ReportingCycle::Year(_), _) => format!("Năm {}", self.years()),
        }
    }
}

/// The English names of the months.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Period { cycle, year, index } = *self;
        match cycle {
            ReportingCycle::Year(1) => write!(f, "{year}"),
            ReportingCycle::Year(_) => write!(f, "{year}-{}", year + 1),
            ReportingCycle::Month => write!(f, "{year}-{}{index:02}", cycle.letter()),
            ReportingCycle::Quarter | ReportingCycle::Half => write!(f, "{year}-{}{index}", cycle.letter()),
        }
    }
}

/// The text is not a period like `2022-Q1`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a period such as 2022-Q1, 2022-T03, 2022-H1 or 2022")]
pub struct ParsePeriodError(pub String);

impl From<Period> for String {
    fn from(period: Period) -> String {
        match period.cycle {
            ReportingCycle::Year(month) if month != 1 => format!("{}-{}{month:02}", period.year, period.cycle.letter()),
            _ => period.to_string(),
        }
    }
}

impl TryFrom<String> for Period {
    type Error = ParsePeriodError;
    fn try_from(text: String) -> Result<Self, ParsePeriodError> {
        text.parse()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
