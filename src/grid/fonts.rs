//! Finds cells of an .xlsx workbook with a pre-Unicode font (TCVN3, VNI). It does not decode their text.

use super::Grid;
use super::archive::PackageInventory;
use super::relationships::{attribute, relations, sheets, tags};
use crate::limits::Limits;
use crate::workbook::address;
use memchr::memmem;
use std::io::{Cursor, Read};

/// Returns true for a TCVN3 (`.VnTime`) or VNI (`VNI-Times`) font.
fn is_old(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    name.starts_with(".vn") || name.starts_with("vni-") || name.starts_with("vni ")
}

/// Records the legacy font of each cell that has one. The archive is already within the limits. Unreadable parts are
/// ignored, because fonts only improve the result.
pub(super) fn note(bytes: &[u8], grid: &mut Grid, seen: &PackageInventory, limits: &Limits) {
    let names_none = |xml: &Vec<u8>| {
        let xml = xml.to_ascii_lowercase();
        // A character reference may encode any character of a font name.
        [&b".vn"[..], b"vni", b"&#"].iter().all(|mark| memmem::find(&xml, mark).is_none())
    };
    if seen.parts.get("xl/styles.xml").is_some_and(names_none) {
        return;
    }
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return };
    let mut part = |name: &str| -> Option<Vec<u8>> {
        let mut entry = archive.by_name(name).ok()?;
        let mut out = Vec::new();
        entry.by_ref().take(limits.part_bytes).read_to_end(&mut out).ok()?;
        Some(out)
    };
    let formats = part("xl/styles.xml").map(|xml| styles(&xml)).unwrap_or_default();
    if formats.iter().all(Option::is_none) {
        return;
    }
    let targets = part("xl/_rels/workbook.xml.rels").map(|xml| relations(&xml)).unwrap_or_default();
    for (name, id, _) in part("xl/workbook.xml").map(|xml| sheets(&xml)).unwrap_or_default() {
        let target = targets.get(&id).map(|t| t.trim_start_matches("/xl/").to_string());
        let Some(sheet) = grid.sheets.iter_mut().find(|s| s.name == name) else { continue };
        let Some(xml) = target.and_then(|t| part(&format!("xl/{t}"))) else { continue };
        tags(&xml, |name, tag| {
            if name != "c" {
                return;
            }
            let style = attribute(tag, "s").and_then(|s| s.parse::<usize>().ok()).unwrap_or(0);
            let font = formats.get(style).and_then(Option::as_ref);
            if let (Some(font), Some(place)) = (font, attribute(tag, "r").and_then(|r| address::parse(&r)))
                && sheet.cells.contains_key(&place)
            {
                sheet.fonts.insert(place, font.clone());
            }
        });
    }
}

/// Returns for each cell format the name of its font, if it is a legacy font.
fn styles(xml: &[u8]) -> Vec<Option<String>> {
    let mut fonts: Vec<Option<String>> = Vec::new();
    let mut out = Vec::new();
    let mut part = String::new();
    tags(xml, |name, tag| match name {
        "fonts" | "fills" | "cellXfs" | "cellStyleXfs" | "dxfs" | "borders" => part = name.to_string(),
        "font" if part == "fonts" => fonts.push(None),
        "name" if part == "fonts" => {
            if let Some(last) = fonts.last_mut() {
                *last = attribute(tag, "val").filter(|n| is_old(n));
            }
        }
        "xf" if part == "cellXfs" => {
            let font = attribute(tag, "fontId").and_then(|v| v.parse::<usize>().ok()).unwrap_or(0);
            out.push(fonts.get(font).cloned().flatten());
        }
        _ => {}
    });
    out
}
