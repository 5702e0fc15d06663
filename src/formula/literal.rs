//! Converts a text to a text literal of an Excel formula.

use crate::workbook::excel_limits::LITERAL_LENGTH;

/// Returns a text as one or more literals joined by `&`. Each has at most 255 UTF-16 units, with its doubled quotes.
/// The result is an operand of `=` or `&`, or an argument. Control characters, which XML cannot contain, become spaces.
pub(crate) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut length = 0;
    for c in text.chars() {
        let is_foreign = (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{FFFE}' | '\u{FFFF}');
        let c = if is_foreign { ' ' } else { c };
        let size = if c == '"' { 2 } else { c.len_utf16() };
        if length + size > LITERAL_LENGTH {
            out.push_str("\"&\"");
            length = 0;
        }
        length += size;
        out.push(c);
        if c == '"' {
            out.push(c);
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::written::{KnownNames, check};

    #[test]
    fn long_literals_are_split_at_excels_limit() {
        assert_eq!(literal("a\"b"), "\"a\"\"b\"");
        let long = "ế".repeat(255) + "x";
        let pieces = literal(&long);
        assert_eq!(pieces, format!("\"{}\"&\"x\"", "ế".repeat(255)));
        // A doubled quote is never split.
        let quotes = literal(&format!("{}\"z", "a".repeat(254)));
        assert_eq!(quotes, format!("\"{}\"&\"\"\"z\"", "a".repeat(254)));
        assert_eq!(literal(""), "\"\"");
        assert_eq!(literal("a\u{1}\nb"), "\"a \nb\"");
    }

    proptest::proptest! {
        /// The joined pieces equal the text, and Excel accepts each of them.
        #[test]
        fn joined_literals_equal_the_text(text in "[a\"&'<>{đ😀\n]{0,700}") {
            let formula = literal(&text);
            proptest::prop_assert_eq!(check(&formula, &KnownNames::default()), Ok(()));
            let inner = formula.strip_prefix('"').and_then(|f| f.strip_suffix('"')).unwrap_or_default();
            // Outside a literal, only `&` is between two quotes that are not a doubled quote.
            let (mut joined, mut rest) = (String::new(), inner);
            while let Some(at) = rest.find('"') {
                joined.push_str(&rest[..at]);
                rest = match rest[at..].strip_prefix("\"\"") {
                    Some(after) => { joined.push('"'); after }
                    None => rest[at..].strip_prefix("\"&\"").unwrap_or("broken"),
                };
            }
            joined.push_str(rest);
            proptest::prop_assert_eq!(joined, text);
        }
    }
}
