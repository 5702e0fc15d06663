//! A rule's message: text with names between braces.

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text as written.
    Text(&'a str),
    /// The name between braces.
    Name(&'a str),
}

/// The parts of a message. A brace that closes nothing, or is never closed, is text.
pub fn parts(message: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let mut rest = message;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open + 1..].find('}') else { break };
        if open > 0 {
            out.push(Part::Text(&rest[..open]));
        }
        out.push(Part::Name(&rest[open + 1..open + 1 + length]));
        rest = &rest[open + length + 2..];
    }
    if !rest.is_empty() {
        out.push(Part::Text(rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_are_parts() {
        assert_eq!(
            parts("Giảm {dv_giam} khác {x}"),
            [Part::Text("Giảm "), Part::Name("dv_giam"), Part::Text(" khác "), Part::Name("x")]
        );
        assert_eq!(parts("a {b"), [Part::Text("a {b")]);
        assert_eq!(parts(""), []);
    }
}
