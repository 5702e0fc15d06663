//! Finds the cell formats that show a number as a date or time.

use super::sheet::digits;
use super::tags::{TagKind, UnsupportedXml, XmlTags, text};
use std::collections::HashMap;

/// Returns for each cell format true if it shows a date or time.
pub fn dates(mut tags: XmlTags<'_>) -> Result<Vec<bool>, UnsupportedXml> {
    let (mut own, mut out) = (HashMap::new(), Vec::new());
    while let Some(tag) = tags.next()? {
        match tag.local() {
            "numFmt" if tag.kind != TagKind::Close && tags.parent(&tag) == "numFmts" => {
                let [id, code] = tag.attributes(["numFmtId", "formatCode"])?;
                own.insert(id.ok_or(UnsupportedXml)?, is_date(&text(code.ok_or(UnsupportedXml)?)?)?);
            }
            "xf" if tag.kind != TagKind::Close && tags.parent(&tag) == "cellXfs" => {
                let [id] = tag.attributes(["numFmtId"])?;
                let known = |id| own.get(id).copied().unwrap_or_else(|| is_built_in_date(id));
                out.push(id.is_some_and(known));
            }
            // Another prefix, or number formats after the cell formats.
            "numFmts" | "cellXfs" | "styleSheet" if tag.name != tag.local() => return Err(UnsupportedXml),
            "numFmts" if !out.is_empty() => return Err(UnsupportedXml),
            _ => {}
        }
    }
    Ok(out)
}

/// Returns true for the built-in number formats of dates and times (ECMA-376 part 1, 18.8.30), including those of East
/// Asia.
fn is_built_in_date(id: &str) -> bool {
    matches!(digits(id), Some(14..=22 | 27..=36 | 45..=47 | 50..=58))
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
