//! Parses the message of a rule: text with names in braces.

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MessagePart<'a> {
    /// Text as written.
    Text(&'a str),
    /// A name in braces.
    Name(&'a str),
}

/// Splits a message into its parts. An unmatched brace is text.
pub(crate) fn parts(message: &str) -> Vec<MessagePart<'_>> {
    let mut out = Vec::new();
    let mut rest = message;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open + 1..].find('}') else { break };
        if open > 0 {
            out.push(MessagePart::Text(&rest[..open]));
        }
        out.push(MessagePart::Name(&rest[open + 1..open + 1 + length]));
        rest = &rest[open + length + 2..];
    }
    if !rest.is_empty() {
        out.push(MessagePart::Text(rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_separate_parts() {
        assert_eq!(
            parts("Giảm {dv_giam} khác {x}"),
            [
                MessagePart::Text("Giảm "),
                MessagePart::Name("dv_giam"),
                MessagePart::Text(" khác "),
                MessagePart::Name("x")
            ]
        );
        assert_eq!(parts("a {b"), [MessagePart::Text("a {b")]);
        assert_eq!(parts(""), []);
    }
}
