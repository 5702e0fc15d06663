//! Finds hidden content of an .xlsx workbook: sheets, rows, columns, and cells whose style makes them invisible.

use super::cell_formats::{self, CellDisplay, CellFormat};
use super::error::GridError;
use super::number_format::FormatCode;
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

/// Returns for each cell format the reason why its cells are invisible.
fn styles(xml: &[u8]) -> StyleHiding {
    let reason = |format: &CellFormat| match &format.hiding {
        _ if format.code.as_ref().is_some_and(FormatCode::is_empty) => Some(FORMAT),
        Some(CellDisplay::Faint) => Some(COLOUR),
        Some(CellDisplay::Tiny) => Some(SIZE),
        _ => None,
    };
    cell_formats::of_styles(xml).iter().map(reason).collect()
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
}
