//! A text of the plan as it stands in a formula of Excel.

/// Excel's limit for one text literal, in UTF-16 units.
pub const LIMIT: usize = 255;

/// A text as one or more literals joined by `&`, each of at most 255 UTF-16 units with its doubled quotes: an operand of `=` and `&`, or an
/// argument. Control characters, which no file can hold, are blanks.
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut length = 0;
    for c in text.chars() {
        let is_foreign = (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{FFFE}' | '\u{FFFF}');
        let c = if is_foreign { ' ' } else { c };
        let size = if c == '"' { 2 } else { c.len_utf16() };
        if length + size > LIMIT {
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
    use crate::formula::written::{Known, check};

    #[test]
    fn literals_are_cut_before_excels_limit() {
        assert_eq!(literal("a\"b"), "\"a\"\"b\"");
        let long = "ế".repeat(255) + "x";
        let pieces = literal(&long);
        assert_eq!(pieces, format!("\"{}\"&\"x\"", "ế".repeat(255)));
        // A doubled quote is never cut in two.
        let quotes = literal(&format!("{}\"z", "a".repeat(254)));
        assert_eq!(quotes, format!("\"{}\"&\"\"\"z\"", "a".repeat(254)));
        assert_eq!(literal(""), "\"\"");
        assert_eq!(literal("a\u{1}\nb"), "\"a \nb\"");
    }

    proptest::proptest! {
        /// Joined again, the pieces are the text; Excel takes each of them.
        #[test]
        fn no_letter_is_lost(text in "[a\"&'<>{đ😀\n]{0,700}") {
            let formula = literal(&text);
            proptest::prop_assert_eq!(check(&formula, &Known::default()), Ok(()));
            let inner = formula.strip_prefix('"').and_then(|f| f.strip_suffix('"')).unwrap_or_default();
            // Outside a text only `&` stands between two quotes that are no pair.
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
