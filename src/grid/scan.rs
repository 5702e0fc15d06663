//! A quick look over a part of .xlsx without a parser: most parts have nothing odd, and then one pass over their bytes
//! shows it. What is in any way unusual is left to the parser.

use super::{Span, package};
use crate::book::address;
use memchr::{memchr, memmem};

/// What a sheet's part is known to be: its cells have one whole value each, and these are its merged ranges.
/// `None` where only a parser can tell.
pub fn sheet(part: &[u8]) -> Option<Vec<Span>> {
    let mut merges = Vec::new();
    let mut open: Vec<&[u8]> = Vec::new();
    let (mut values, mut number) = (0, true);
    let mut rest = part;
    while let Some(at) = memchr(b'<', rest) {
        let from = rest.get(at + 1..)?;
        let end = memchr(b'>', from)?;
        let (tag, after) = (from.get(..end)?, from.get(end + 1..)?);
        rest = after;
        if let Some(name) = tag.strip_prefix(b"/") {
            if open.pop()? != name {
                return None;
            }
            continue;
        }
        if tag.first() == Some(&b'?') && open.is_empty() && merges.is_empty() {
            continue;
        }
        let (body, empty) = tag.strip_suffix(b"/").map_or((tag, false), |body| (body, true));
        let (name, told) = body.split_at(body.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(body.len()));
        // A prefix, a comment, CDATA.
        if name.is_empty() || !matches!(told.first(), None | Some(b' ' | b'\t' | b'\r' | b'\n')) {
            return None;
        }
        if !empty {
            open.push(name);
        }
        match name {
            b"c" => {
                let [_, _, kind, ..] = attributes(told, [&b"r"[..], b"s", b"t", b"cm", b"vm", b"ph"])?;
                number = !matches!(kind, Some(b"str" | b"d" | b"inlineStr"));
                values = 0;
            }
            b"v" => {
                values += 1;
                let (text, next) = rest.split_at(memchr(b'<', rest)?);
                let odd = number && (memchr(b'&', text).is_some() || package::is_padded_bytes(text));
                if values > 1 || tag != b"v" || !next.starts_with(b"</v>") || odd {
                    return None;
                }
            }
            b"mergeCell" => {
                let [range] = attributes(told, [b"ref"])?;
                let range = std::str::from_utf8(range?).ok()?;
                let (first, last) = range.split_once(':').unwrap_or((range, range));
                let ((top, left), (bottom, right)) = (address::parse(first)?, address::parse(last)?);
                if top > bottom || left > right {
                    return None;
                }
                merges.push(Span { top, left, bottom, right });
            }
            // A quoted `>`, or quotes of the other kind.
            _ if told.iter().fold((false, false), |(odd, other), b| (odd ^ (*b == b'"'), other | (*b == b'\'')))
                != (false, false) =>
            {
                return None;
            }
            _ => {}
        }
    }
    open.is_empty().then_some(merges)
}

/// Values of the attributes with these names; `None` when there are others, one comes twice, or something else stands there.
fn attributes<'a, const N: usize>(mut rest: &'a [u8], names: [&[u8]; N]) -> Option<[Option<&'a [u8]>; N]> {
    let mut found = [None; N];
    loop {
        rest = rest.trim_ascii_start();
        if rest.is_empty() {
            return Some(found);
        }
        let (name, value) = rest.split_at(rest.iter().position(|b| *b == b'=')?);
        let value = value.strip_prefix(b"=\"")?;
        let (value, after) = value.split_at(value.iter().position(|b| *b == b'"')?);
        if memchr(b'\'', value).is_some() {
            return None;
        }
        let slot = found.get_mut(names.iter().position(|n| *n == name)?)?;
        if slot.replace(value).is_some() {
            return None;
        }
        rest = after.get(1..)?;
    }
}

/// Whether every element that is opened is closed, and none lies deep.
fn is_closed(part: &[u8]) -> bool {
    let (mut rest, mut depth) = (part, 0u32);
    while let Some(at) = memchr(b'<', rest) {
        let Some(end) = memchr(b'>', rest.get(at..).unwrap_or_default()) else { return false };
        let (tag, after) = (rest.get(at..at + end).unwrap_or_default(), rest.get(at + end..).unwrap_or_default());
        rest = after;
        match tag.get(1) {
            Some(b'/') if depth == 0 => return false,
            Some(b'/') => depth -= 1,
            Some(b'?') if depth == 0 => {}
            Some(_) if tag.ends_with(b"/") => {}
            Some(_) if depth < DEEP => depth += 1,
            _ => return false,
        }
    }
    depth == 0
}

/// Deeper than any text with its runs and help for reading.
const DEEP: u32 = 8;

/// How many shared strings the part has at most, and how many it declares (0 = it does not say); `None` where only a parser
/// can tell.
pub fn strings(part: &[u8]) -> Option<(u64, u64)> {
    if !is_closed(part) {
        return None;
    }
    let mut roots = memmem::find_iter(part, b"<sst");
    let at = roots.next()?;
    if roots.next().is_some() || memmem::find(part.get(..at)?, b"<!").is_some() {
        return None;
    }
    let body = part.get(at + 1..at + memchr(b'>', part.get(at..)?)?)?;
    let declared = match memmem::find(body, b"uniqueCount=\"") {
        Some(from) if memmem::find_iter(body, b"uniqueCount").count() == 1 => {
            let value = body.get(from + 13..)?;
            std::str::from_utf8(value.get(..memchr(b'"', value)?)?).ok()?.parse().ok()?
        }
        Some(_) => return None,
        None if memmem::find(body, b"uniqueCount").is_some() => return None,
        None => 0,
    };
    Some((memmem::find_iter(part, b"<si").count() as u64, declared))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn with(cells: &str) -> Option<Vec<Span>> {
        let head = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
        sheet(
            format!(r#"{head}<worksheet xmlns="a"><sheetData><row r="1">{cells}</row></sheetData></worksheet>"#)
                .as_bytes(),
        )
    }

    #[test]
    fn ordinary_cells_are_known() {
        for cells in [
            r#"<c r="A1"><v>12</v></c><c r="B1" s="3"/><c r="C1" t="s"><v>0</v></c>"#,
            r#"<c r="A1" t="str"><f>"a"&amp;"b"</f><v>a &amp; b</v></c>"#,
            r#"<c r="A1" t="inlineStr"><is><t xml:space="preserve"> x &lt;</t></is></c><c r="B1"><f>A1&gt;1</f><v>1</v></c>"#,
        ] {
            assert_eq!(with(cells), Some(vec![]), "{cells}");
        }
    }

    #[test]
    fn what_is_odd_is_left_to_the_parser() {
        for cells in [
            r#"<c r="A1"><v>12<!-- -->34</v></c>"#,
            r#"<c r="A1"><v>12<![CDATA[34]]></v></c>"#,
            r#"<c r="A1"><v>12&#51;4</v></c>"#,
            r#"<c r="A1"><v> 12</v></c>"#,
            r#"<c r="A1"><v>+12</v></c>"#,
            r#"<c r="A1"><v>1</v><v>2</v></c>"#,
            r#"<c r="A1" r="B1"><v>1</v></c>"#,
            r#"<c r='A1'><v>1</v></c>"#,
            r#"<x:c r="A1"><x:v>1</x:v></x:c>"#,
            r#"<c r="A1"><v>1</c></v>"#,
            r#"<c r="A1"><v xml:space="preserve">1</v></c>"#,
            r#"<c r="A1"><v>1<?x?>2</v></c>"#,
            r#"<c r="A1"><v>1</v>"#,
            r#"<c r="A>1"><v>1</v></c>"#,
            r#"<c r="A1" odd="1"><v>1</v></c>"#,
            r#"<mergeCell ref="B2:A1"/>"#,
            r#"<mergeCell ref="tất cả"/>"#,
            r#"<mergeCell/>"#,
        ] {
            assert_eq!(with(cells), None, "{cells}");
        }
    }

    #[test]
    fn merged_ranges_are_read() {
        let span = |top, left, bottom, right| Span { top, left, bottom, right };
        let found = with(
            r#"<c r="A1"/></row></sheetData><mergeCells count="2"><mergeCell ref="A1:C2"/><mergeCell ref="$E$5"></mergeCell></mergeCells><sheetData><row>"#,
        );
        assert_eq!(found, Some(vec![span(0, 0, 1, 2), span(4, 4, 4, 4)]));
    }

    #[test]
    fn declared_strings() {
        assert_eq!(
            strings(br#"<?xml?><sst xmlns="a" count="9" uniqueCount="2"><si><t>a</t></si><si/></sst>"#),
            Some((2, 2))
        );
        assert_eq!(strings(b"<sst><si/></sst>"), Some((1, 0)));
        for odd in [
            r#"<x:sst uniqueCount="1"/>"#,
            r#"<sst uniqueCount = "1"/>"#,
            r#"<sst uniqueCount="x"/>"#,
            r#"<sst uniqueCount="1" uniqueCount="2"/>"#,
            r#"<!-- <sst --><sst/>"#,
            "<sst><si><t></si></sst>",
            "<sst><si><r><r><r><r><r><r><r><t/></r></r></r></r></r></r></r></si></sst>",
            "",
        ] {
            assert_eq!(strings(odd.as_bytes()), None, "{odd}");
        }
    }
}
