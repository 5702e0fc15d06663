//! Checks codes of rosters for what spreadsheet programs do to them: a number loses its leading zeros, a long one is shown
//! and saved as 6.29903E+09.

use super::cell_value::ReturnBuilder;
use super::reading_findings::ReadingFinding;
use super::text::key;
use crate::grid::{GridCell, RawValue};
use crate::model::amount::Amount;
use crate::model::submission::Trace;
use crate::model::text::BilingualText;
use crate::plan::{RosterColumn, RosterKind};
use crate::workbook::address;

/// A kind of code, known by the heading of its column.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum CodeKind {
    /// Tax code: 10 digits, 13 with a branch, 12 for a person.
    Tax,
    /// Number of an identity card: 12 digits.
    Citizen,
    /// Telephone number: 10 digits.
    Phone,
}

/// Returns the kind of code that a column contains.
pub(super) fn code_kind(column: &RosterColumn) -> Option<CodeKind> {
    if column.kind != RosterKind::Text {
        return None;
    }
    let heading = key(&column.heading);
    let has = |words: &str| {
        let is_end = |c: Option<char>| c.is_none_or(|c| c == ' ');
        heading.match_indices(words).any(|(at, _)| {
            is_end(heading[..at].chars().next_back()) && is_end(heading[at + words.len()..].chars().next())
        })
    };
    if matches!(&*heading, "mst" | "ma so thue") {
        Some(CodeKind::Tax)
    } else if ["cccd", "can cuoc", "dinh danh"].into_iter().any(has) {
        Some(CodeKind::Citizen)
    } else if ["dien thoai", "sdt", "so dt"].into_iter().any(has) {
        Some(CodeKind::Phone)
    } else {
        None
    }
}

/// Checks the text of a roster cell. Zeros that Excel removed from a number are put back where their number is certain; a
/// text is kept as typed.
pub(super) fn check(
    taken: &mut ReturnBuilder,
    (column, kind): (&RosterColumn, Option<CodeKind>),
    place: (u32, u32),
    cell: Option<&GridCell>,
    amount: Amount,
) -> Amount {
    let Amount::Text(code) = &amount else { return amount };
    let number = cell.and_then(|c| if let RawValue::Number(n) = c.value { Some(n) } else { None });
    if is_exponent(code) || number.is_some_and(|n| n.abs() >= 1e15) {
        let expected = BilingualText::new("đủ các chữ số của mã", "all digits of the code");
        taken.report(ReadingFinding::LostDigits, place, BilingualText::same(code.to_string()), expected);
        let why = BilingualText::new("mã đã mất chữ số", "a code that has lost digits");
        return Amount::Unreadable { raw: code.clone(), why: why.into() };
    }
    let Some(kind) = kind else { return amount };
    if is_odd(kind, code) {
        let expected = match kind {
            CodeKind::Tax => BilingualText::new("10, 12 hoặc 13 chữ số", "10, 12 or 13 digits"),
            CodeKind::Citizen => BilingualText::new("12 chữ số (CMND cũ: 9)", "12 digits (9 on old cards)"),
            CodeKind::Phone => BilingualText::new("10 chữ số", "10 digits"),
        };
        taken.report(ReadingFinding::OddCode, place, BilingualText::same(code.to_string()), expected);
    }
    if !code.bytes().all(|b| b.is_ascii_digit()) {
        return amount;
    }
    let padded = |digits: usize| Some(format!("{code:0>digits$}"));
    let whole = match (kind, code.len()) {
        (CodeKind::Tax, 9) => padded(10),
        (CodeKind::Citizen, 10 | 11) => padded(12),
        (CodeKind::Phone, 9) if !code.starts_with('0') => padded(10),
        // Twelve of thirteen digits, or eleven of twelve or of thirteen.
        (CodeKind::Tax, 11) => None,
        (CodeKind::Tax, 12) if number.is_some() => None,
        _ => return amount,
    };
    lost_zero(taken, &column.name, place, code, whole, number.is_some())
}

/// Returns true for a code with a digit that is none of its kind: a letter in it, two codes in one cell, too many or few
/// digits. Spaces, points and hyphens group the digits. Codes that may have lost zeros are left to [`lost_zero`].
fn is_odd(kind: CodeKind, code: &str) -> bool {
    let plain: String = code.chars().filter(|c| !c.is_whitespace() && !['.', '-', '\''].contains(c)).collect();
    if !plain.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let sizes: &[usize] = match kind {
        CodeKind::Tax => &[9, 10, 11, 12, 13],
        CodeKind::Citizen => &[9, 10, 11, 12],
        CodeKind::Phone => return false,
    };
    !plain.bytes().all(|b| b.is_ascii_digit()) || !sizes.contains(&plain.len())
}

/// Returns true for a number that a spreadsheet program has shortened: `6.29903E+09`.
fn is_exponent(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, decimals) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    whole.len() == 1 && digits(whole) && digits(decimals) && exponent.strip_prefix('+').is_some_and(digits)
}

/// Reports a code that has lost zeros. `whole` is the code with them; it is used if the cell contains a number.
fn lost_zero(
    taken: &mut ReturnBuilder,
    name: &str,
    place: (u32, u32),
    code: &str,
    whole: Option<String>,
    is_number: bool,
) -> Amount {
    let expected = whole.clone().map_or_else(
        || BilingualText::new("mã có 10, 12 hoặc 13 chữ số", "a code of 10, 12 or 13 digits"),
        BilingualText::same,
    );
    taken.report(ReadingFinding::LostZero, place, BilingualText::same(code.to_string()), expected);
    let Some(whole) = whole.filter(|_| is_number) else { return Amount::Text(code.into()) };
    let amount = Amount::Text(whole.as_str().into());
    taken.traces.push(Trace {
        name: name.to_string(),
        sheet: taken.sheet.to_string(),
        cell: address::cell(place.0, place.1),
        raw: code.to_string(),
        taken: amount.clone(),
        why: BilingualText::new("thêm lại số 0 ở đầu mã", "the zeros in front of the code put back"),
    });
    amount
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_other_signs_or_length_is_odd() {
        for text in
            ["62990300O1", "6299030001; 6299030002", "629903", "62990300012345", "6299030001 (cũ)", "62990/30001"]
        {
            assert!(is_odd(CodeKind::Tax, text), "{text}");
        }
        for text in ["6299030001", "6299030001-001", "629 903 0001", "6299.030.001", "chưa có", "-", "'6299030001"] {
            assert!(!is_odd(CodeKind::Tax, text), "{text}");
        }
        assert!(is_odd(CodeKind::Citizen, "01234567890A") && !is_odd(CodeKind::Citizen, "012 345 678 901"));
    }

    #[test]
    fn a_shortened_number_is_recognised() {
        for text in ["6.29903E+09", "6,29903E+09", "1E+11", "3.01234567001e+11"] {
            assert!(is_exponent(text), "{text}");
        }
        for text in ["6299030000", "E+09", "TE+1", "12.5E+3", "5E-3", "3E5", "1.E+5"] {
            assert!(!is_exponent(text), "{text}");
        }
    }
}
