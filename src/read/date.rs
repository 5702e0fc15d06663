//! Parses dates typed as text: 05/10/2021, 5-10-2021, 5.10.2021, "ngày 5 tháng 10 năm 2021", 2021-10-05.

use super::text::words;
use crate::model::day::Day;

/// Parses a date: day before month, or year first; the year has four digits. Returns `None` for anything else.
pub fn read(text: &str) -> Option<Day> {
    let numbers: Vec<String> =
        words(text).into_iter().filter(|w| !matches!(w.as_str(), "ngay" | "thang" | "nam")).collect();
    let [a, b, c] = numbers.as_slice() else {
        return None;
    };
    let small = |s: &str| (s.len() <= 2).then(|| s.parse::<u32>().ok()).flatten();
    let year = |s: &str| (s.len() == 4).then(|| s.parse::<i32>().ok()).flatten();
    match (small(a), small(b), year(c)) {
        (Some(day), Some(month), Some(year)) => Day::from_ymd(year, month, day),
        _ => Day::from_ymd(year(a)?, small(b)?, small(c)?),
    }
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
            assert_eq!(read(text).map(Day::serial), Some(44_474), "{text}");
        }
        for text in ["10/2021", "31/02/2022", "5/10/21", "5/13/2021", "5/10/2021 lúc 8", "", "05102021"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
