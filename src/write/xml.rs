//! Writes pieces of XML as bytes.

use std::io::{self, Write};

/// The number of bytes after which the buffer is written out.
pub(super) const PORTION: usize = 64 * 1024;

/// Writes an escaped text between tags.
pub(super) fn text(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while let Some(at) = memchr::memchr3(b'&', b'<', b'>', rest) {
        let (before, from) = rest.split_at(at);
        out.extend_from_slice(before);
        out.extend_from_slice(match from.first() {
            Some(b'&') => b"&amp;",
            Some(b'<') => b"&lt;",
            _ => b"&gt;",
        });
        rest = from.get(1..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}

/// Writes an escaped text within the quotes of an attribute.
pub(super) fn attribute(out: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'"' => out.extend_from_slice(b"&quot;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            b'\n' => out.extend_from_slice(b"&#xA;"),
            byte => out.push(byte),
        }
    }
}

/// Writes a whole number.
pub(super) fn write_whole_number(out: &mut Vec<u8>, mut number: u32) {
    let mut digits = [0u8; 10];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[start..]);
}

/// Writes a number with the fewest digits that read back as the same number.
pub(super) fn number(out: &mut Vec<u8>, number: f64) {
    match number as u32 {
        // -0 must not be written as 0 here.
        small if f64::from(small).to_bits() == number.to_bits() => write_whole_number(out, small),
        // Writing to memory cannot fail.
        _ => drop(write!(out, "{number}")),
    }
}

/// Writes out the buffer if it has at least [`PORTION`] bytes.
pub(super) fn pass_on(out: &mut impl Write, part: &mut Vec<u8>) -> io::Result<()> {
    if part.len() >= PORTION {
        out.write_all(part)?;
        part.clear();
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn to_xml_string(write: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn xml_special_characters_are_escaped() {
        assert_eq!(to_xml_string(|out| text(out, "a<b>&\"'đ&&")), "a&lt;b&gt;&amp;\"'đ&amp;&amp;");
        assert_eq!(to_xml_string(|out| text(out, "")), "");
        assert_eq!(to_xml_string(|out| attribute(out, "a<b>&\"'đ\n")), "a&lt;b&gt;&amp;&quot;'đ&#xA;");
    }

    proptest::proptest! {
        #[test]
        fn numbers_are_written_like_their_display(n: f64, m: u32) {
            proptest::prop_assert_eq!(to_xml_string(|out| number(out, n)), n.to_string());
            proptest::prop_assert_eq!(to_xml_string(|out| number(out, f64::from(m))), m.to_string());
            proptest::prop_assert_eq!(to_xml_string(|out| number(out, -f64::from(m))), (-f64::from(m)).to_string());
            proptest::prop_assert_eq!(to_xml_string(|out| write_whole_number(out, m)), m.to_string());
        }
    }
}
