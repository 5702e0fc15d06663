//! Writes the cached values of formulas with their cell type.

use super::error::WriteFault;
use super::text;
use super::xml;
use crate::model::amount::Value;
use std::borrow::Cow;

/// The error values of Excel.
const ERRORS: [&str; 8] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"];

/// Checks that a file can store the value. A formula cannot be blank: Excel would show 0.
///
/// # Errors
///
/// The value cannot be stored.
pub(super) fn ensure_writable(value: Option<&Value>) -> Result<(), WriteFault> {
    match value {
        None | Some(Value::Blank) => Err(WriteFault::NoValue),
        Some(Value::Number(n)) => number(*n).map(drop),
        Some(Value::Error(e)) if !ERRORS.contains(&e.as_str()) => Err(WriteFault::UnknownError(e.clone())),
        Some(Value::Bool(_) | Value::Error(_) | Value::Text(_)) => Ok(()),
    }
}

/// Returns the attribute for the type of the value.
pub(super) fn kind(value: Option<&Value>) -> &'static str {
    match value {
        None | Some(Value::Blank | Value::Number(_)) => "",
        Some(Value::Bool(_)) => " t=\"b\"",
        Some(Value::Error(_)) => " t=\"e\"",
        Some(Value::Text(_)) => " t=\"str\"",
    }
}

/// Writes `<v>` and the value, without the end tag. The value must pass [`sound`].
pub(super) fn write(out: &mut Vec<u8>, value: Option<&Value>) {
    let value = value.unwrap_or(&Value::Blank);
    if let Value::Text(words) = value {
        let words = text::cell(words);
        let outer = words.starts_with(char::is_whitespace) || words.ends_with(char::is_whitespace);
        out.extend_from_slice(if outer { b"<v xml:space=\"preserve\">" } else { b"<v>" });
        return xml::text(out, &escape(&words));
    }
    out.extend_from_slice(b"<v>");
    match value {
        Value::Number(n) => xml::number(out, n + 0.0),
        Value::Bool(truth) => out.push(if *truth { b'1' } else { b'0' }),
        Value::Error(e) => xml::text(out, e),
        Value::Text(_) | Value::Blank => {}
    }
}

/// Returns a number that a file can store; `-0` becomes 0.
pub(super) fn number(n: f64) -> Result<f64, WriteFault> {
    if n.is_finite() { Ok(n + 0.0) } else { Err(WriteFault::NotFinite(n)) }
}

/// Escapes a text for Excel, which reads `_x0041_` as `A`: the underscore of such a text is itself escaped.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.as_bytes().get(2..7);
        let is_code = code.is_some_and(|c| c[4] == b'_' && c[..4].iter().all(u8::is_ascii_hexdigit));
        out.push_str(if is_code { "_x005F_" } else { "_" });
        rest = &from[1..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn cached_attributes(value: Value) -> (&'static str, String) {
        let mut out = Vec::new();
        ensure_writable(Some(&value)).unwrap();
        write(&mut out, Some(&value));
        (kind(Some(&value)), String::from_utf8(out).unwrap())
    }

    #[test]
    fn texts_that_resemble_other_types_stay_texts() {
        for t in ["012", "1e5", "NaN", "inf", "TRUE", "#N/A", "", "-", "12 người"] {
            assert_eq!(cached_attributes(Value::Text(t.to_owned())), (" t=\"str\"", format!("<v>{t}")), "{t}");
        }
        for t in [" a", "a\n", "\u{a0}b"] {
            assert_eq!(cached_attributes(Value::Text(t.to_owned())).1, format!("<v xml:space=\"preserve\">{t}"), "{t}");
        }
    }

    #[test]
    fn escapes_only_what_excel_would_decode() {
        assert_eq!(escape("a_x0041_b"), "a_x005F_x0041_b");
        assert_eq!(escape("_xFFFF_1"), "_x005F_xFFFF_1");
        assert_eq!(escape("_x00_ _x_x0041 dv_xa_ĩ_x004ĩ_"), "_x00_ _x_x0041 dv_xa_ĩ_x004ĩ_");
        assert_eq!(escape("_x0041_x0042_"), "_x005F_x0041_x005F_x0042_");
    }

    #[test]
    fn values_that_no_file_can_store_are_rejected() {
        assert!(matches!(ensure_writable(None), Err(WriteFault::NoValue)));
        assert!(matches!(ensure_writable(Some(&Value::Blank)), Err(WriteFault::NoValue)));
        assert!(matches!(ensure_writable(Some(&Value::Number(f64::NAN))), Err(WriteFault::NotFinite(_))));
        assert!(matches!(ensure_writable(Some(&Value::Error("#N/IMPL!".into()))), Err(WriteFault::UnknownError(_))));
        assert_eq!(cached_attributes(Value::Number(-0.0)), ("", "<v>0".to_string()));
        assert_eq!(cached_attributes(Value::Number(0.1 + 0.2)), ("", "<v>0.30000000000000004".to_string()));
        assert_eq!(cached_attributes(Value::Bool(true)), (" t=\"b\"", "<v>1".to_string()));
        assert_eq!(cached_attributes(Value::Error("#N/A".into())), (" t=\"e\"", "<v>#N/A".to_string()));
    }
}
