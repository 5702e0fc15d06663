//! Compares texts of cells: headings, row labels, printed codes.

use crate::grid::{Grid, RawValue, SheetGrid};
use crate::model::bounded_cache::BoundedCache;
pub(super) use crate::model::spelling::{clean, is_clean, key, words};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

thread_local! {
    static LABELS: RefCell<BoundedCache<Rc<str>>> = RefCell::default();
    static CODES: RefCell<BoundedCache<Rc<str>>> = RefCell::default();
}

/// Maximum length of a heading or label, in bytes.
const LABEL: usize = 2000;

/// A text with its row and column.
pub(super) struct PlacedText<'g> {
    /// Row and column.
    pub at: (u32, u32),
    text: &'g str,
    key: OnceCell<Rc<str>>,
}

impl PlacedText<'_> {
    /// Returns the original text.
    pub(super) fn text(&self) -> &str {
        self.text
    }

    /// Returns the normalised text.
    pub(super) fn key(&self) -> &str {
        self.key.get_or_init(|| key(self.text))
    }

    /// Returns the normalised text if it can be a heading of at most this many letters. Longer texts are skipped
    /// without normalising them.
    pub(super) fn key_before(&self, letters: usize) -> Option<&str> {
        // Normalising keeps ASCII letters and digits, so their number is a lower bound.
        let is_longer = || self.text.bytes().filter(u8::is_ascii_alphanumeric).nth(letters).is_some();
        (self.text.len() <= letters || !is_longer()).then(|| self.key())
    }
}

/// Texts in the order of rows, then columns.
pub(super) type PlacedTexts<'g> = [PlacedText<'g>];

/// The normalised forms of all text cells, each computed once on first use: headings are searched many times, and lists
/// are long.
pub(super) struct RowKeys<'g> {
    by_sheet: HashMap<&'g str, Vec<PlacedText<'g>>>,
}

impl<'g> RowKeys<'g> {
    /// Collects the texts of a workbook.
    pub(super) fn new(grid: &'g Grid) -> Self {
        let of = |sheet: &'g SheetGrid| {
            let texts = sheet.cells.iter().filter_map(|(place, cell)| match &cell.value {
                RawValue::Text(text) if !text.is_empty() && text.len() <= LABEL => {
                    Some(PlacedText { at: *place, text, key: OnceCell::new() })
                }
                _ => None,
            });
            texts.collect()
        };
        RowKeys { by_sheet: grid.sheets.iter().map(|sheet| (sheet.name.as_str(), of(sheet))).collect() }
    }

    /// Returns the texts of a sheet.
    pub(super) fn texts_of(&self, sheet: &SheetGrid) -> &PlacedTexts<'g> {
        self.by_sheet.get(sheet.name.as_str()).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Returns a row label for comparison, without leading signs, an ordinal such as `1.` or `a)`, and "Trong đó".
pub(super) fn label_key(text: &str) -> Rc<str> {
    LABELS.with_borrow_mut(|known| known.get(text, |text| label(text).into()))
}

fn label(text: &str) -> String {
    let text = clean(text);
    let text = text.trim_end_matches(is_raised).trim_end();
    let mut rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    // `1.`, `2.1.`, `a)`, `I.`: short, followed by a dot or bracket.
    if let Some((head, tail)) = rest.split_once(|c: char| c.is_whitespace() || c == ')')
        && !tail.trim().is_empty()
    {
        let dotted = head.ends_with('.') || rest.as_bytes().get(head.len()) == Some(&b')');
        let short = head.chars().all(|c| c.is_ascii_digit() || c == '.')
            || head.trim_end_matches('.').chars().count() == 1
            || head.trim_end_matches('.').chars().all(|c| "IVX".contains(c));
        if dotted && short {
            rest = tail;
        }
    }
    let key = key(rest);
    key.strip_prefix("trong do ").unwrap_or(&key).to_string()
}

/// Returns true for a superscript or subscript digit, such as a footnote mark. Folding would append it to the digits
/// before it.
fn is_raised(c: char) -> bool {
    matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '₀'..='₉')
}

/// Returns a printed code for comparison: `07`, `7` and `7.0` are equal, as are `TM1` and `tm 1`.
pub(super) fn code_key(text: &str) -> Rc<str> {
    CODES.with_borrow_mut(|known| known.get(text, |text| code(text).into()))
}

fn code(text: &str) -> String {
    let text = clean(text);
    let text = text.trim_end_matches(is_raised).trim_end();
    let digits = text.strip_suffix(".0").unwrap_or(text);
    if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
        let short = digits.trim_start_matches('0');
        return if short.is_empty() { "0".into() } else { short.into() };
    }
    words(text).concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_keys_ignore_ordinals_and_signs() {
        for (typed, bare) in [
            ("(+) Kết nạp mới", "Kết nạp mới"),
            ("– tại CĐCS mới", "tại CĐCS mới"),
            ("Trong đó: nữ", "nữ"),
            ("1. Tổng số CNVCLĐ", "Tổng số CNVCLĐ"),
            ("2.1. Khu vực nhà nước", "Khu vực nhà nước"),
            ("a) Chuyển đi", "Chuyển đi"),
        ] {
            assert_eq!(label_key(typed), key(bare), "{typed}");
        }
        assert_ne!(label_key("Kết nạp mới – nữ"), label_key("Kết nạp mới"));
        assert_eq!(label_key("DN từ 10 LĐ"), key("DN từ 10 LĐ"));
    }

    #[test]
    fn codes_match_by_numeric_value() {
        for code in ["07", "7", "7.0", " 07 "] {
            assert_eq!(&*code_key(code), "7");
        }
        assert_eq!(code_key("TM 1"), code_key("tm1"));
        assert_ne!(code_key("70"), code_key("7"));
        assert_eq!(code_key("4²"), code_key("4"));
        assert_eq!(label_key("Số đoàn viên¹"), key("Số đoàn viên"));
    }
}
