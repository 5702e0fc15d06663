//! Formats a table as CSV: UTF-8 with a byte order mark, commas, numbers with a decimal point. A text that a
//! spreadsheet would read as a formula gets a leading apostrophe. Of the control characters only line ends are kept.

use super::ExportTable;
use crate::model::amount::Value;
use crate::model::visible;

/// Byte order mark. Excel needs it to detect UTF-8; other programs skip it.
const MARK: &[u8] = "\u{FEFF}".as_bytes();

/// Returns the content of a CSV file.
///
/// # Errors
///
/// The message of the CSV writer; it does not fail when writing to memory.
pub(crate) fn csv(table: &ExportTable) -> Result<Vec<u8>, String> {
    let mut writer = csv::Writer::from_writer(MARK.to_vec());
    writer.write_record(table.columns).map_err(|e| e.to_string())?;
    for row in &table.rows {
        writer.write_record(row.iter().map(field)).map_err(|e| e.to_string())?;
    }
    writer.into_inner().map_err(|e| e.to_string())
}

fn field(value: &Value) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Number(n) => n.to_string(),
        Value::Bool(b) => b.to_string(),
        Value::Text(text) | Value::Error(text) => inert(&visible::lines(text)),
    }
}

/// Makes a text safe from being read as a formula, also if the reader splits at semicolons, as Excel does where the
/// decimal sign is a comma. Such a reader ignores quotes around a text with a comma, and starts a new cell after a
/// semicolon or line end inside the text.
fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        let ends = matches!(c, ';' | '\t' | '\r' | '\n');
        let active = matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
        if begins && active || out.is_empty() && ends && c != ';' {
            out.push('\'');
        }
        out.push(c);
        begins = ends || begins && matches!(c, ' ' | '"' | '\u{A0}');
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn no_csv_cell_starts_a_formula_for_any_separator() {
        for (text, expected) in [
            ("=1", "'=1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@a", "'@a"),
            ("＝1", "'＝1"),
            ("\ta", "'\ta"),
            ("\r=1", "'\r'=1"),
            ("\na", "'\na"),
            (" =1", " '=1"),
            ("a;=1", "a;'=1"),
            ("a; \"=1", "a; \"'=1"),
            ("a\n@b", "a\n'@b"),
            ("a\t+b", "a\t'+b"),
            ("a-b = c; d", "a-b = c; d"),
            ("", ""),
        ] {
            assert_eq!(inert(text), expected);
        }
    }

    #[test]
    fn formula_like_texts_are_quoted_and_numbers_are_not() {
        let rows = vec![
            vec![Value::Text("=HYPERLINK(\"http://x\")".into()), Value::Number(-2.5)],
            vec![Value::Text("a, \"b\"\nc".into()), Value::Blank],
            vec![Value::Text("@x".into()), Value::Bool(true)],
        ];
        let bytes = csv(&ExportTable { name: "t", columns: &["a", "b"], rows }).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let expected = "\u{FEFF}a,b\n\"'=HYPERLINK(\"\"http://x\"\")\",-2.5\n\"a, \"\"b\"\"\nc\",\n'@x,true\n";
        assert_eq!(text, expected);
    }
}
