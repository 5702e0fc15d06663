//! A calendar day, stored as the serial number that spreadsheets use.

use super::spelling::words;
use super::text::Lang;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A day as Excel's serial number in the 1900 date system: 1 March 1900 is 61, 1 January 2022 is 44,562.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Day(i32);

/// What became of the hours of a date.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum DayHours {
    /// It has none.
    None,
    /// They were left out.
    Cut,
    /// It is within the last minute before midnight and is taken as the next day: programs store midnight some seconds
    /// off.
    Rounded,
}

/// The serial numbers of days that a cell can show: from March 1900 to the year 9999.
const SHOWN: std::ops::RangeInclusive<i32> = 61..=2_958_465;

/// The serial number of 1 January 1970.
const UNIX_EPOCH: i32 = 25_569;

impl Day {
    /// Creates a day from its serial number.
    pub(crate) const fn from_serial(serial: i32) -> Self {
        Day(serial)
    }

    /// Reads a day as people write it, the day before the month or the year first: 05/10/2021, 5-10-2021, "ngày 5 tháng 10 năm
    /// 2021", 2021-10-05. The year has four digits.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let is_noun = |word: &String| matches!(word.as_str(), "ngay" | "thang" | "nam");
        let numbers: Vec<String> = words(text).into_iter().filter(|word| !is_noun(word)).collect();
        let [a, b, c] = numbers.as_slice() else { return None };
        let small = |s: &str| (s.len() <= 2).then(|| s.parse::<u32>().ok()).flatten();
        let year = |s: &str| (s.len() == 4).then(|| s.parse::<i32>().ok()).flatten();
        match (small(a), small(b), year(c)) {
            (Some(day), Some(month), Some(year)) => Day::from_ymd(year, month, day),
            _ => Day::from_ymd(year(a)?, small(b)?, small(c)?),
        }
    }

    /// Creates the day that is `days` days after 1 January 1970.
    pub(crate) const fn from_unix(days: i32) -> Self {
        Day(days.saturating_add(UNIX_EPOCH))
    }

    /// Returns the date line of a document: "Lai Châu, ngày 05 tháng 10 năm 2021". As usual in Vietnam, days below 10 and
    /// the months 1 and 2 have two digits.
    pub(crate) fn long(self, place: &str, lang: Lang) -> String {
        let (year, month, day) = self.ymd();
        if lang == Lang::En {
            return format!("{place}, {self}");
        }
        let zero = if month < 3 { "0" } else { "" };
        format!("{place}, ngày {day:02} tháng {zero}{month} năm {year}")
    }

    /// Returns the date as 2021-12-31, which sorts by time.
    pub(crate) fn iso(self) -> String {
        let (year, month, day) = self.ymd();
        format!("{year}-{month:02}-{day:02}")
    }

    /// Returns the day of a date with hours, as a cell stores it; `None` outside of March 1900 to 9999.
    pub(crate) fn from_date(serial: f64) -> Option<(Self, DayHours)> {
        const MINUTE: f64 = 1.0 / 1440.0;
        let (day, rest) = (serial.floor(), serial - serial.floor());
        let (day, hours) = match rest {
            0.0 => (day, DayHours::None),
            rest if rest > 1.0 - MINUTE => (day + 1.0, DayHours::Rounded),
            _ => (day, DayHours::Cut),
        };
        let is_shown = (f64::from(*SHOWN.start())..=f64::from(*SHOWN.end())).contains(&day);
        is_shown.then_some((Day(day as i32), hours))
    }

    /// Creates a day from a Gregorian date; `None` if the date does not exist or is before March 1900.
    pub(crate) fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1900..=9999).contains(&year) || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
            return None;
        }
        // The algorithm "days from civil": years begin in March.
        let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let day_of_year = (153 * m as i32 + 2) / 5 + day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let serial = era * 146_097 + day_of_era - 719_468 + UNIX_EPOCH;
        (serial >= 61).then_some(Day(serial))
    }

    /// Returns Excel's serial number.
    pub const fn serial(self) -> i32 {
        self.0
    }

    /// Returns (year, month, day). Works for every serial number.
    pub(crate) fn ymd(self) -> (i32, u32, u32) {
        let z = i64::from(self.0) - i64::from(UNIX_EPOCH) + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let m = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * m + 2) / 5 + 1) as u32;
        let month = if m < 10 { m + 3 } else { m - 9 } as u32;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        // At most about six million years, which fits.
        (year as i32, month, day)
    }

    /// Returns the day `days` days later (earlier if negative).
    pub fn plus(self, days: i32) -> Self {
        Day(self.0.saturating_add(days))
    }
}

impl fmt::Display for Day {
    /// Formats the day as usual in Vietnam: 31/12/2021.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{day:02}/{month:02}/{year}")
    }
}

fn days_in(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_equal_those_of_excel() {
        // Values from Excel: 1900-03-01 = 61, 2000-01-01 = 36526, 2022-01-01 = 44562, 2024-02-29 = 45351.
        for (y, m, d, serial) in [(1900, 3, 1, 61), (2000, 1, 1, 36_526), (2022, 1, 1, 44_562), (2024, 2, 29, 45_351)] {
            let day = Day::from_ymd(y, m, d).unwrap();
            assert_eq!(day.serial(), serial);
            assert_eq!(day.ymd(), (y, m, d));
        }
        assert_eq!(Day::from_ymd(2023, 2, 29), None);
        assert_eq!(Day::from_ymd(2021, 12, 31).unwrap().to_string(), "31/12/2021");
        // Computed independently with the calendar of another language, because the year has more than four digits.
        assert!(Day::from_serial(i32::MAX).to_string().ends_with("/5881510"));
        assert!(Day::from_serial(i32::MIN).ymd().0 < -5_800_000);
    }

    #[test]
    fn hours_of_a_date_are_left_out() {
        // 10 October 2021 is serial number 44479, 30 September 44469.
        let day = |serial: i32, hours| Some((Day(serial), hours));
        for (date, read) in [
            (44_479.0, day(44_479, DayHours::None)),
            (44_479.0 + 15.5 / 24.0, day(44_479, DayHours::Cut)),
            (44_469.0 + 43.0 / 86_400.0, day(44_469, DayHours::Cut)),
            (44_468.0 + 86_357.0 / 86_400.0, day(44_469, DayHours::Rounded)),
            (44_468.0 + 86_339.0 / 86_400.0, day(44_468, DayHours::Cut)),
            (2_958_465.0, day(2_958_465, DayHours::None)),
            (6_101_984.0, None),
            (60.0, None),
            (-1.0, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(Day::from_date(date), read, "{date}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_serial_maps_to_a_date(serial in proptest::prelude::any::<i32>()) {
            let (_, month, day) = Day::from_serial(serial).ymd();
            proptest::prop_assert!((1..=12).contains(&month) && (1..=31).contains(&day));
        }

        #[test]
        fn ymd_round_trips(serial in 61..2_000_000i32) {
            let (y, m, d) = Day::from_serial(serial).ymd();
            proptest::prop_assert_eq!(Day::from_ymd(y, m, d), Some(Day::from_serial(serial)));
        }
    }
}
