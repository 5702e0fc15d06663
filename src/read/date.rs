//! Reads the day of a cell: a date with or without hours, a number without a date format, or a text such as 05/10/2021,
//! 5-10-2021, 5.10.2021, "ngày 5 tháng 10 năm 2021", 2021-10-05.

use super::text::words;
use crate::model::day::{Day, DayHours};
use crate::model::text::BilingualText;

/// A day, and what a reader should know about it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct DayReading {
    /// The day.
    pub day: Day,
    /// What became of its hours.
    pub hours: DayHours,
    /// The year that was probably typed into a cell with a date format: 1984 shows as 06/06/1905 there.
    pub year: Option<i32>,
}

/// Serial numbers that are a year where a day is wanted.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;
/// Numbers that are a day even without a date format: from 1927 to 2199.
const UNDATED: std::ops::RangeInclusive<i32> = 10_000..=109_574;

fn year_alone(year: i32) -> BilingualText {
    BilingualText::new(format!("{year} là năm, không phải ngày"), format!("{year} is a year, not a day"))
}

fn no_day() -> BilingualText {
    BilingualText::new("không phải ngày", "not a date")
}

/// Reads a number. `is_dated` is true if its cell shows it as a date.
///
/// # Errors
///
/// The reason why it is no day.
pub(super) fn of_number(number: f64, is_dated: bool) -> Result<DayReading, BilingualText> {
    let is_year = |n: f64| n.fract() == 0.0 && YEARS.contains(&(n as i32));
    if is_year(number) && !is_dated {
        return Err(year_alone(number as i32));
    }
    let Some((day, hours)) = Day::from_date(number) else {
        return Err(BilingualText::new(
            "ngoài khoảng từ 01/03/1900 đến 31/12/9999",
            "outside of 1 March 1900 to 31 December 9999",
        ));
    };
    if !is_dated && !UNDATED.contains(&day.serial()) {
        return Err(BilingualText::new("là một số, không phải ngày", "a number, not a day"));
    }
    Ok(DayReading { day, hours, year: is_year(number).then_some(number as i32) })
}

/// Reads a text: day before month, or year first; the year has four digits. `None` for a placeholder without a digit,
/// such as `…/…/…`.
///
/// # Errors
///
/// The reason why it is no day.
pub(super) fn of_text(text: &str) -> Result<Option<DayReading>, BilingualText> {
    let all = words(text);
    // One of these words alone is no placeholder: "Nam" is a sex.
    if all.len() != 1 && all.iter().all(|word| matches!(word.as_str(), "ngay" | "thang" | "nam")) {
        return Ok(None);
    }
    if let [year] = all.iter().filter(|w| *w != "nam").collect::<Vec<_>>().as_slice()
        && let Some(year) = year.parse().ok().filter(|y| YEARS.contains(y))
    {
        return Err(year_alone(year));
    }
    if let Some(day) = Day::from_text(text) {
        return Ok(Some(DayReading { day, hours: DayHours::None, year: None }));
    }
    let day = without_hours(text).and_then(Day::from_text).ok_or_else(no_day)?;
    Ok(Some(DayReading { day, hours: DayHours::Cut, year: None }))
}

/// Returns the text before a time of day such as `15:30`, `T15:30:00`, `15h30`, `lúc 8g`.
fn without_hours(text: &str) -> Option<&str> {
    let text = text.trim();
    if let Some((date, time)) = text.rsplit_once(char::is_whitespace)
        && is_spoken_time(time)
    {
        return Some(date.trim_end_matches("lúc").trim_end_matches([' ', ',', '-']));
    }
    let at = text.rfind(|c: char| c.is_whitespace() || c == 'T')?;
    let (date, time) = (text.get(..at)?, text.get(at..)?.trim_start_matches(|c: char| c.is_whitespace() || c == 'T'));
    let parts: Vec<&str> = time.trim_end_matches('Z').split(':').collect();
    let is_part = |part: &&str| {
        let whole = part.split('.').next().unwrap_or_default();
        (1..=2).contains(&whole.len()) && whole.bytes().all(|b| b.is_ascii_digit())
    };
    ((2..=3).contains(&parts.len()) && parts.iter().all(is_part)).then_some(date)
}

/// Returns true for a time as it is written in Vietnam: `15h30`, `15h`, `8g05`.
fn is_spoken_time(text: &str) -> bool {
    let Some((hours, minutes)) = text.split_once(['h', 'H', 'g', 'G']) else { return false };
    let is_number = |text: &str| text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    !hours.is_empty() && is_number(hours) && is_number(minutes.trim_end_matches(['\'', '’']))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn day_is_before_month() {
        // 2021-10-05 is serial number 44474: 44562 (1 January 2022) less 31 + 30 + 27 days.
        for text in
            ["05/10/2021", "5-10-2021", "5.10.2021", "ngày 5 tháng 10 năm 2021", "2021-10-05", " 05 / 10 / 2021 "]
        {
            assert_eq!(Day::from_text(text).map(Day::serial), Some(44_474), "{text}");
        }
        for text in ["10/2021", "31/02/2022", "5/10/21", "5/13/2021", "5/10/2021 lúc 8", "", "05102021"] {
            assert_eq!(Day::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_may_have_a_time_or_be_a_placeholder() {
        let serial = |text: &str| of_text(text).unwrap().map(|r| (r.day.serial(), r.hours));
        for text in [
            "05/10/2021 15:30",
            "5/10/2021 8:05:00",
            "2021-10-05T15:30:00",
            "2021-10-05 00:00:00.000",
            "05/10/2021 15h30",
            "5/10/2021, lúc 8g",
            "ngày 5/10/2021 15H05",
        ] {
            assert_eq!(serial(text), Some((44_474, DayHours::Cut)), "{text}");
        }
        assert_eq!(serial("05/10/2021"), Some((44_474, DayHours::None)));
        for text in ["…/…/…", "ngày … tháng … năm …", "  "] {
            assert_eq!(serial(text), None, "{text}");
        }
        for text in ["Nam", "hôm qua", "5/10/2021 lúc 8", "10/2021", "31/02/2022", "6101984", "5/10/2021 15"] {
            assert!(of_text(text).is_err(), "{text}");
        }
        assert_eq!(of_text("năm 1984").unwrap_err().vi, "1984 là năm, không phải ngày");
    }

    #[test]
    fn a_number_without_a_date_format_is_a_day_only_in_our_time() {
        // 1 January 1984 is serial number 30682.
        assert_eq!(of_number(30_682.0, false).unwrap().day.to_string(), "01/01/1984");
        for number in [1984.0, 2021.0, 1900.0, 2100.0, 984.0, 6_101_984.0, 101_984_000.0, -5.0, 0.0, 12.0] {
            assert!(of_number(number, false).is_err(), "{number}");
        }
        for number in [6_101_984.0, 0.0, 1.5, -5.0] {
            assert!(of_number(number, true).is_err(), "{number}");
        }
        let typed = of_number(1984.0, true).unwrap();
        assert_eq!((typed.day.to_string().as_str(), typed.year), ("06/06/1905", Some(1984)));
        assert_eq!(of_number(2500.0, true).unwrap().year, None);
    }
}
