//! A quarter of a year: the period that one return reports.

use super::day::Day;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A quarter, written `2022-Q1`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Quarter {
    year: i32,
    index: u8,
}

impl Quarter {
    /// The quarter `index` (1 to 4) of a year between 1990 and 2199.
    pub fn new(year: i32, index: u8) -> Option<Self> {
        ((1990..2200).contains(&year) && (1..=4).contains(&index)).then_some(Quarter { year, index })
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// 1 to 4.
    pub fn index(self) -> u8 {
        self.index
    }

    /// Quarters since year 0; differences of it are numbers of quarters.
    fn number(self) -> i32 {
        self.year * 4 + i32::from(self.index) - 1
    }

    /// The quarter `n` quarters later (earlier when negative).
    pub fn plus(self, n: i32) -> Self {
        let number = self.number() + n;
        Quarter { year: number.div_euclid(4), index: number.rem_euclid(4) as u8 + 1 }
    }

    /// The ordinal in a plan that begins with `first`: `first` itself is 1; 0 or less lies before the plan.
    pub fn ordinal(self, first: Quarter) -> i32 {
        self.number() - first.number() + 1
    }

    /// All quarters from `self` to `last`, both included.
    pub fn through(self, last: Quarter) -> impl Iterator<Item = Quarter> {
        (0..=last.number() - self.number()).map(move |n| self.plus(n))
    }

    /// First day of the quarter.
    pub fn first_day(self) -> Day {
        Day::from_ymd(self.year, u32::from(self.index) * 3 - 2, 1).unwrap_or(Day::from_serial(0))
    }

    /// Last day of the quarter.
    pub fn last_day(self) -> Day {
        self.plus(1).first_day().plus(-1)
    }

    /// `Q1/2022`, as in notes and chart axes.
    pub fn short(self) -> String {
        format!("Q{}/{}", self.index, self.year)
    }

    /// `Quý I năm 2022`, as in headings.
    pub fn heading(self) -> String {
        let roman = ["I", "II", "III", "IV"][usize::from(self.index) - 1];
        format!("Quý {roman} năm {}", self.year)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.year, self.index)
    }
}

/// The text is not a quarter like `2022-Q1`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a quarter such as 2022-Q1")]
pub struct NotAQuarter(pub String);

impl FromStr for Quarter {
    type Err = NotAQuarter;

    /// Reads `2022-Q1`, `2022Q1`, `2022-q1`, `Q1/2022` and `Q1-2022`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || NotAQuarter(text.to_string());
        let upper = text.trim().to_ascii_uppercase();
        let (a, b) = upper.split_once('Q').ok_or_else(bad)?;
        let (year, index) = if a.is_empty() {
            let (index, year) = b.split_once(['/', '-']).ok_or_else(bad)?;
            (year, index)
        } else {
            (a.trim_end_matches('-'), b)
        };
        let year = year.parse().map_err(|_| bad())?;
        let index = index.parse().map_err(|_| bad())?;
        Quarter::new(year, index).ok_or_else(bad)
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> String {
        quarter.to_string()
    }
}

impl TryFrom<String> for Quarter {
    type Error = NotAQuarter;
    fn try_from(text: String) -> Result<Self, NotAQuarter> {
        text.parse()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn q(text: &str) -> Quarter {
        text.parse().unwrap()
    }

    #[test]
    fn written_and_read() {
        for text in ["2022-Q1", "2022Q1", "2022-q1", " Q1/2022 ", "Q1-2022"] {
            assert_eq!(q(text).to_string(), "2022-Q1");
        }
        for text in ["", "2022", "2022-Q5", "2022-Q0", "Q1", "Q1/", "22-Q1", "quý 1", "2022-Q1x"] {
            assert!(text.parse::<Quarter>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_plan_has_ten_quarters() {
        let all: Vec<_> = q("2021-Q3").through(q("2023-Q4")).collect();
        assert_eq!(all.len(), 10);
        assert_eq!(all[9].ordinal(all[0]), 10);
        assert_eq!(q("2021-Q2").ordinal(all[0]), 0);
        assert_eq!(all[1].plus(1), q("2022-Q1"));
        assert_eq!(q("2022-Q1").plus(-1), q("2021-Q4"));
    }

    #[test]
    fn bounds_are_days() {
        assert_eq!(q("2021-Q4").first_day().to_string(), "01/10/2021");
        assert_eq!(q("2021-Q4").last_day().to_string(), "31/12/2021");
        assert_eq!(q("2024-Q1").last_day().to_string(), "31/03/2024");
        assert_eq!(q("2021-Q4").heading(), "Quý IV năm 2021");
    }
}
