//! Cached values of formulas. The writer guesses the type of a value from its text: `012` and `NaN` become numbers,
//! `TRUE` a boolean, `#N/A` an error. A text that it would mistake gets a mark in front, which is taken out of the
//! finished file again.

use super::error::Fault;
use super::text;
use crate::model::amount::Value;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The mark: no character of any text, for `text::harmless` takes it out.
const MARK: char = '\u{FFFF}';
/// How it stands in the XML of a sheet, as the first thing of a value. A text that spells this out itself is escaped.
const WRITTEN: &str = "<v>_xFFFF_";
/// Error values that Excel has and the writer knows.
const ERRORS: [&str; 8] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"];

/// The value as the writer takes it, and whether it bears the mark. A formula cannot be blank: Excel shows 0 then.
pub fn result(value: Option<&Value>) -> Result<(String, bool), Fault> {
    match value {
        None | Some(Value::Blank) => Err(Fault::NoValue),
        Some(Value::Number(n)) => Ok((number(*n)?.to_string(), false)),
        Some(Value::Bool(true)) => Ok(("TRUE".to_owned(), false)),
        Some(Value::Bool(false)) => Ok(("FALSE".to_owned(), false)),
        Some(Value::Error(e)) if ERRORS.contains(&e.as_str()) => Ok((e.clone(), false)),
        Some(Value::Error(e)) => Err(Fault::UnknownError(e.clone())),
        Some(Value::Text(t)) => {
            let text = escape(&text::cell(t));
            let mistaken = text.parse::<f64>().is_ok() || text == "TRUE" || text == "FALSE" || text.starts_with('#');
            let outer = text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
            let marked = mistaken || outer;
            Ok(if marked { (format!("{MARK}{text}"), true) } else { (text, false) })
        }
    }
}

/// A number that a file can hold; `-0` is 0.
pub fn number(n: f64) -> Result<f64, Fault> {
    if n.is_finite() { Ok(n + 0.0) } else { Err(Fault::NotFinite(n)) }
}

/// Excel reads `_x0041_` in a value as `A`, so the underscore of such a text is itself written that way.
fn escape(text: &str) -> String {
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
    out
}

/// Takes the marks out of the sheets of a finished file.
pub fn unmark(file: Vec<u8>) -> Result<Vec<u8>, Fault> {
    let mut from = ZipArchive::new(Cursor::new(file))?;
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for index in 0..from.len() {
        let mut entry = from.by_index(index)?;
        let name = entry.name()?.into_owned();
        if !name.starts_with("xl/worksheets/sheet") {
            to.raw_copy_file(entry)?;
            continue;
        }
        let mut xml = String::new();
        entry.read_to_string(&mut xml)?;
        to.start_file(name, options)?;
        to.write_all(without_marks(&xml).as_bytes())?;
    }
    Ok(to.finish()?.into_inner())
}

/// The sheet's XML without marks; outer spaces are declared as meant.
fn without_marks(xml: &str) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut parts = xml.split(WRITTEN);
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let value = part.split("</v>").next().unwrap_or_default();
        let outer = value.starts_with(char::is_whitespace) || value.ends_with(char::is_whitespace);
        out.push_str(if outer { "<v xml:space=\"preserve\">" } else { "<v>" });
        out.push_str(part);
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn text(t: &str) -> (String, bool) {
        result(Some(&Value::Text(t.to_owned()))).unwrap()
    }

    #[test]
    fn texts_that_look_like_something_else_are_marked() {
        for t in ["012", "1e5", "+5", ".5", "NaN", "inf", "-Infinity", "TRUE", "FALSE", "#N/A", "#", " a", "a\n"] {
            assert_eq!(text(t), (format!("\u{FFFF}{t}"), true), "{t}");
        }
        for t in ["", "-", "12 người", "1,5", "True", "✗ 3", "a b"] {
            assert_eq!(text(t), (t.to_owned(), false), "{t}");
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
    fn marks_go_and_outer_spaces_stay() {
        let xml = "<c><v>_xFFFF_012</v></c><c><v>_xFFFF_ a</v></c><c><v>_x005F_xFFFF_</v></c>";
        assert_eq!(
            without_marks(xml),
            "<c><v>012</v></c><c><v xml:space=\"preserve\"> a</v></c><c><v>_x005F_xFFFF_</v></c>"
        );
    }

    #[test]
    fn refuses_what_no_file_can_hold() {
        assert!(matches!(result(None), Err(Fault::NoValue)));
        assert!(matches!(result(Some(&Value::Blank)), Err(Fault::NoValue)));
        assert!(matches!(result(Some(&Value::Number(f64::NAN))), Err(Fault::NotFinite(_))));
        assert!(matches!(result(Some(&Value::Error("#N/IMPL!".into()))), Err(Fault::UnknownError(_))));
        assert_eq!(result(Some(&Value::Number(-0.0))).unwrap().0, "0");
        assert_eq!(result(Some(&Value::Number(0.1 + 0.2))).unwrap().0, "0.30000000000000004");
    }

    proptest::proptest! {
        #[test]
        fn no_unmarked_text_is_a_number(t in ".*") {
            let (written, marked) = text(&t);
            proptest::prop_assert!(marked || written.parse::<f64>().is_err());
        }
    }
}
