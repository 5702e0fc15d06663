//! Recognises what the board wrote by hand where the workbook leaves room for it: number, date, remarks. Such a cell is a
//! remark, not a touched figure.

use super::{Difference, DifferenceKind, DifferencePart};
use crate::consolidate::{BoardEntry, board_entry};
use crate::plan::Plan;

/// Longest number or date that is filled in, in characters.
const LONGEST: usize = 24;
/// Placeholder in a date for what is filled in by hand.
const DOTS: &str = "……";

/// Marks the differences that are remarks of the board. `value` returns the computed text of an expected cell.
pub(crate) fn mark_remarks(plan: &Plan, differences: &mut [Difference], value: &dyn Fn(&str, (u32, u32)) -> String) {
    for difference in differences {
        let Some(origin) = difference.origin else { continue };
        let Some(entry) = board_entry(plan, &difference.sheet, origin) else { continue };
        let expected = value(&difference.sheet, origin);
        let found = difference.found.as_str();
        let is_remark = match (entry, difference.kind) {
            (BoardEntry::Number, DifferenceKind::Figure | DifferenceKind::FormulaOverwritten) => {
                is_filled(&expected, found, "          ")
            }
            (BoardEntry::Date, DifferenceKind::FormulaChanged) => is_filled(&difference.expected, found, DOTS),
            (BoardEntry::Date, DifferenceKind::FormulaOverwritten | DifferenceKind::Figure) => {
                is_date(&expected, found)
            }
            (BoardEntry::Note, DifferenceKind::FormulaOverwritten | DifferenceKind::Figure | DifferenceKind::Added) => {
                !found.trim().is_empty() && found.contains(expected.trim())
            }
            _ => false,
        };
        if is_remark {
            difference.part = DifferencePart::Remark;
        }
    }
}

/// Returns true if `found` is `expected` with its blank replaced by a short text, spaces aside.
fn is_filled(expected: &str, found: &str, blank: &str) -> bool {
    let Some((before, after)) = expected.split_once(blank) else { return false };
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let (before, after, found) = (squeezed(before), squeezed(after), squeezed(found));
    let filled = found.strip_prefix(before.as_str()).and_then(|rest| rest.strip_suffix(after.as_str()));
    filled.is_some_and(|filled| {
        (1..=LONGEST).contains(&filled.chars().count())
            && filled.chars().all(|c| c.is_alphanumeric() || "-./".contains(c))
    })
}

/// Returns true if `found` is a place and a date in the form of `expected`: "Lai Châu, ngày …… tháng 01 năm 2022".
fn is_date(expected: &str, found: &str) -> bool {
    const WORDS: [&str; 3] = ["ngày", "tháng", "năm"];
    let place = |text: &str| text.split_once(", ngày").map(|(place, _)| place.trim().to_string());
    let mut rest = found;
    let mut numbers = Vec::new();
    for word in WORDS {
        let Some((_, after)) = rest.split_once(word) else { return false };
        numbers.push(after.trim_start().chars().take_while(char::is_ascii_digit).collect::<String>());
        rest = after;
    }
    let number = |at: usize| numbers.get(at).and_then(|n| n.parse::<u32>().ok()).unwrap_or(0);
    place(expected) == place(found)
        && (1..=31).contains(&number(0))
        && (1..=12).contains(&number(1))
        && (2000..=9999).contains(&number(2))
        && found.chars().count() <= expected.chars().count() + LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_blank_may_be_filled_in() {
        let number = "Số:          /BC-LĐLĐ";
        for (found, is) in [
            ("Số: 45/BC-LĐLĐ", true),
            ("Số:  45 /BC-LĐLĐ", true),
            ("Số:          /BC-LĐLĐ", false),
            ("Số: 45/QĐ-LĐLĐ", false),
            ("ĐÃ KIỂM TOÁN", false),
            ("Số: 45 (đã kiểm toán, không có sai sót gì)/BC-LĐLĐ", false),
        ] {
            assert_eq!(is_filled(number, found, "          "), is, "{found}");
        }
        let date = "Lai Châu, ngày …… tháng 01 năm 2022";
        for (found, is) in [
            ("Lai Châu, ngày 05 tháng 01 năm 2022", true),
            ("Lai Châu, ngày 5 tháng 1 năm 2022", true),
            ("Lai Châu, ngày …… tháng 01 năm 2022", false),
            ("Hà Nội, ngày 05 tháng 01 năm 2022", false),
            ("Lai Châu, ngày 45 tháng 01 năm 2022", false),
            ("Lai Châu, ngày 05 tháng 01 năm 2022. Số liệu đã được kiểm toán nhà nước xác nhận", false),
        ] {
            assert_eq!(is_date(date, found), is, "{found}");
        }
    }
}
