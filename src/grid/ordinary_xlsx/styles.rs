//! Finds the cell formats that show a number as a date, a time or a percentage.

use super::super::number_format::FormatCode;
use super::tags::{TagKind, UnsupportedXml, XmlTags, digits, text};
use std::collections::HashMap;

/// What a cell format shows a number as.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum ShownNumber {
    /// A number.
    Plain,
    /// A date or time.
    Date,
    /// A percentage.
    Percent,
}

/// Returns what each cell format shows a number as.
pub(super) fn formats(mut tags: XmlTags<'_>) -> Result<Vec<ShownNumber>, UnsupportedXml> {
    let (mut own, mut out) = (HashMap::new(), Vec::new());
    while let Some(tag) = tags.next()? {
        match tag.local() {
            "numFmt" if tag.kind != TagKind::Close && tags.parent(&tag) == "numFmts" => {
                let [id, code] = tag.attributes(["numFmtId", "formatCode"])?;
                own.insert(id.ok_or(UnsupportedXml)?, shown(&text(code.ok_or(UnsupportedXml)?)?)?);
            }
            "xf" if tag.kind != TagKind::Close && tags.parent(&tag) == "cellXfs" => {
                let [id] = tag.attributes(["numFmtId"])?;
                let known = |id| own.get(id).copied().unwrap_or_else(|| built_in(id));
                out.push(id.map_or(ShownNumber::Plain, known));
            }
            // Another prefix, or number formats after the cell formats.
            "numFmts" | "cellXfs" | "styleSheet" if tag.name != tag.local() => return Err(UnsupportedXml),
            "numFmts" if !out.is_empty() => return Err(UnsupportedXml),
            _ => {}
        }
    }
    Ok(out)
}

/// Returns what a built-in number format shows (ECMA-376 part 1, 18.8.30), including those of East Asia.
fn built_in(id: &str) -> ShownNumber {
    match digits(id) {
        Some(14..=22 | 27..=36 | 45..=47 | 50..=58) => ShownNumber::Date,
        Some(9 | 10) => ShownNumber::Percent,
        _ => ShownNumber::Plain,
    }
}

fn shown(code: &str) -> Result<ShownNumber, UnsupportedXml> {
    Ok(match is_date(code)? {
        true => ShownNumber::Date,
        false if FormatCode::parse(code).is_percent() => ShownNumber::Percent,
        false => ShownNumber::Plain,
    })
}

/// Returns true if the first section of a number format has a date or time code outside quotes and brackets.
fn is_date(code: &str) -> Result<bool, UnsupportedXml> {
    if code.eq_ignore_ascii_case("General") {
        return Ok(false);
    }
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter.to_ascii_lowercase() {
            ';' => break,
            '\\' | '_' | '*' => {
                letters.next();
            }
            '"' => {
                let (inside, rest) = letters.as_str().split_once('"').ok_or(UnsupportedXml)?;
                letters = rest.chars();
                // The reader crate interprets these characters even in quotes.
                if inside.contains(['\\', '_', '*']) {
                    return Err(UnsupportedXml);
                }
            }
            '[' => {
                let (inside, rest) = letters.as_str().split_once(']').ok_or(UnsupportedXml)?;
                letters = rest.chars();
                if inside.contains(['[', '"', '\\', '_', '*', ';']) {
                    return Err(UnsupportedXml);
                }
                let inside = inside.to_ascii_lowercase();
                if ["h", "m", "s"].iter().any(|unit| !inside.is_empty() && inside.replace(unit, "").is_empty()) {
                    return Ok(true);
                }
            }
            'd' | 'm' | 'y' | 'h' | 's' => return Ok(true),
            // AM/PM, or a word.
            'a' => return Err(UnsupportedXml),
            _ => {}
        }
    }
    Ok(false)
}
