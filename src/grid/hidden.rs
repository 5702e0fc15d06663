//! Finds hidden content of an .xlsx workbook: sheets, rows, columns, and cells whose style makes them invisible.

use super::error::GridError;
use super::package;
use super::part_encoding::PartEncoding;
use super::relationships::{attribute, relations, sheets, tags};
use crate::limits::Limits;
use crate::workbook::address;
use quick_xml::events::BytesStart;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

/// The hidden content of one sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenContent {
    /// The name of the sheet.
    pub name: String,
    /// True if the sheet itself is hidden.
    pub hidden: bool,
    /// Hidden rows and rows without height, from 0.
    pub rows: BTreeSet<u32>,
    /// Hidden columns and columns without width, from 0.
    pub columns: BTreeSet<u32>,
    /// Invisible cells with the reason: format `;;;`, font colour equal to the fill, or a tiny font.
    pub cells: BTreeMap<(u32, u32), Cow<'static, str>>,
}

/// The reason why a cell format is invisible, by format index.
type StyleHiding = Vec<Option<&'static str>>;

/// The number format that shows nothing.
pub(crate) const FORMAT: &str = ";;;";
/// The font has the colour of the fill.
pub(crate) const COLOUR: &str = "màu chữ trùng màu nền";
/// The font is too small to read.
pub(crate) const SIZE: &str = "cỡ chữ quá nhỏ";

/// Finds the hidden content of each sheet. A part that is missing or unreadable contributes nothing.
///
/// # Errors
///
/// The archive is damaged or exceeds a limit.
pub fn find_hidden(bytes: &[u8], limits: &Limits) -> Result<Vec<HiddenContent>, GridError> {
    let (bytes, _) = package::open(bytes, PartEncoding::Xml, limits)?;
    let damaged = |e: &dyn std::fmt::Display| GridError::Damaged(e.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(&*bytes)).map_err(|e| damaged(&e))?;
    let mut part = |name: &str| -> Option<Vec<u8>> {
        let mut entry = archive.by_name(name).ok()?;
        let mut out = Vec::new();
        entry.by_ref().take(limits.part_bytes).read_to_end(&mut out).ok()?;
        Some(out)
    };
    let hiding = part("xl/styles.xml").map(|xml| styles(&xml)).unwrap_or_default();
    let targets = part("xl/_rels/workbook.xml.rels").map(|xml| relations(&xml)).unwrap_or_default();
    let mut out = Vec::new();
    for (name, id, hidden) in part("xl/workbook.xml").map(|xml| sheets(&xml)).unwrap_or_default() {
        let mut look = HiddenContent { name, hidden, ..HiddenContent::default() };
        let target = targets.get(&id).map(|t| t.trim_start_matches("/xl/").to_string());
        if let Some(xml) = target.and_then(|t| part(&format!("xl/{t}"))) {
            sheet(&xml, &hiding, &mut look);
        }
        out.push(look);
    }
    Ok(out)
}

fn is_set(tag: &BytesStart<'_>, name: &str) -> bool {
    attribute(tag, name).is_some_and(|v| matches!(v.as_str(), "1" | "true"))
}

/// Returns a colour as `RRGGBB`. Of theme and indexed colours only black and white are known.
fn color(tag: &BytesStart<'_>) -> Option<String> {
    if let Some(rgb) = attribute(tag, "rgb") {
        return Some(
            rgb.chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect::<String>().to_uppercase(),
        );
    }
    match (attribute(tag, "theme").as_deref(), attribute(tag, "indexed").as_deref()) {
        (Some("0"), _) if attribute(tag, "tint").is_none() => Some("FFFFFF".into()),
        (Some("1"), _) => Some("000000".into()),
        (_, Some("1" | "9" | "65")) => Some("FFFFFF".into()),
        (_, Some("0" | "8" | "64")) => Some("000000".into()),
        _ => None,
    }
}

/// Returns for each cell format the reason why its cells are invisible.
fn styles(xml: &[u8]) -> StyleHiding {
    let mut formats: BTreeMap<String, String> = BTreeMap::new();
    let mut fonts: Vec<(Option<String>, f64)> = Vec::new();
    let mut fills: Vec<Option<String>> = Vec::new();
    let mut out = StyleHiding::new();
    let (mut part, mut solid) = (String::new(), false);
    tags(xml, |name, tag| match name {
        "fonts" | "fills" | "cellXfs" | "cellStyleXfs" | "dxfs" | "borders" => part = name.to_string(),
        "numFmt" if part != "dxfs" => {
            let id = attribute(tag, "numFmtId").unwrap_or_default();
            formats.insert(id, attribute(tag, "formatCode").unwrap_or_default());
        }
        "font" if part == "fonts" => fonts.push((Some("000000".into()), 11.0)),
        "color" if part == "fonts" => {
            if let Some(last) = fonts.last_mut() {
                last.0 = color(tag);
            }
        }
        "sz" if part == "fonts" => {
            if let Some(last) = fonts.last_mut() {
                last.1 = attribute(tag, "val").and_then(|v| v.parse().ok()).unwrap_or(11.0);
            }
        }
        "fill" if part == "fills" => fills.push(Some("FFFFFF".into())),
        "patternFill" if part == "fills" => solid = attribute(tag, "patternType").as_deref() == Some("solid"),
        "fgColor" if part == "fills" && solid => {
            if let Some(last) = fills.last_mut() {
                *last = color(tag);
            }
        }
        "xf" if part == "cellXfs" => {
            let index = |name: &str| attribute(tag, name).and_then(|v| v.parse::<usize>().ok()).unwrap_or(0);
            let format = formats.get(&attribute(tag, "numFmtId").unwrap_or_default());
            let font = fonts.get(index("fontId"));
            let fill = fills.get(index("fillId")).cloned().unwrap_or(Some("FFFFFF".into()));
            let same = font.is_some_and(|(color, _)| color.is_some() && *color == fill);
            out.push(if format.is_some_and(|code| shows_nothing(code)) {
                Some(FORMAT)
            } else if same {
                Some(COLOUR)
            } else if font.is_some_and(|(_, size)| *size < 3.0) {
                Some(SIZE)
            } else {
                None
            });
        }
        _ => {}
    });
    out
}

/// Returns true if all sections of a number format are empty.
fn shows_nothing(code: &str) -> bool {
    let bare: String = code.replace("\"\"", "").chars().filter(|c| !c.is_whitespace() && *c != '\\').collect();
    !bare.is_empty() && bare.chars().all(|c| c == ';')
}

fn sheet(xml: &[u8], hiding: &StyleHiding, look: &mut HiddenContent) {
    let number = |tag: &BytesStart<'_>, name: &str| attribute(tag, name).and_then(|v| v.parse::<f64>().ok());
    tags(xml, |name, tag| match name {
        "row" => {
            let flat = number(tag, "ht").is_some_and(|h| h < 2.0);
            if let Some(row) =
                attribute(tag, "r").and_then(|r| r.parse::<u32>().ok()).filter(|_| flat || is_set(tag, "hidden"))
            {
                look.rows.insert(row.saturating_sub(1));
            }
        }
        "col" => {
            let narrow = number(tag, "width").is_some_and(|w| w < 0.3);
            if narrow || is_set(tag, "hidden") {
                let bound = |name| number(tag, name).map_or(1, |n| n as u32);
                // A range up to the last column of the sheet covers its unused rest.
                let (first, last) = (bound("min"), bound("max").min(address::MAX_COLUMN / 8));
                look.columns.extend(first.saturating_sub(1)..last);
            }
        }
        "c" => {
            let style = attribute(tag, "s").and_then(|s| s.parse::<usize>().ok());
            let why = style.and_then(|s| hiding.get(s).copied().flatten());
            if let (Some(why), Some(place)) = (why, attribute(tag, "r").and_then(|r| address::parse(&r))) {
                look.cells.insert(place, Cow::Borrowed(why));
            }
        }
        _ => {}
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    /// Returns a package with one sheet in a part of this name. Its third row is hidden.
    fn package(part: &str) -> Vec<u8> {
        let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let relation = |kind: &str, target: &str| {
            format!(
                r#"<Relationships><Relationship Id="rId1" Type="{types}/{kind}" Target="{target}"/></Relationships>"#
            )
        };
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
            ("xl/workbook.xml", r#"<workbook><sheets><sheet name="Một" r:id="rId1"/></sheets></workbook>"#.to_string()),
            ("xl/_rels/workbook.xml.rels", relation("worksheet", &format!("worksheets/{part}"))),
            (
                &format!("xl/worksheets/{part}"),
                r#"<worksheet><sheetData><row r="3" hidden="1"/></sheetData></worksheet>"#.to_string(),
            ),
        ] {
            out.start_file(name, SimpleFileOptions::default()).unwrap();
            out.write_all(text.as_bytes()).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    #[test]
    fn hidden_rows_are_found_for_any_part_name() {
        for part in ["sheet1.xml", "Sheet1.xml", "TRANG.XML"] {
            let found = find_hidden(&package(part), &Limits::default()).unwrap();
            let rows: Vec<_> = found.iter().map(|look| (look.name.as_str(), look.rows.clone())).collect();
            assert_eq!(rows, [("Một", BTreeSet::from([2]))], "{part}");
        }
    }

    #[test]
    fn empty_number_formats_show_nothing() {
        for code in [";;;", ";;", "\"\";\"\";\"\"", " ; ; ; "] {
            assert!(shows_nothing(code), "{code}");
        }
        for code in ["", "General", "#,##0_);-#,##0_)", "0;;", "@"] {
            assert!(!shows_nothing(code), "{code}");
        }
    }
}
