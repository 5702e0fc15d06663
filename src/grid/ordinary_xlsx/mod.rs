//! Reads an ordinary .xlsx workbook in one pass over the bytes of each part. Unusual content is left to the reader
//! crate and the validation that it needs. For content that this pass accepts, the result equals that of the crate.

pub(super) mod lists;
mod sheet;
mod strings;
mod styles;
mod tags;

use super::archive::PackageInventory;
use super::part_encoding::PartEncoding;
use super::xlsx::EPOCH_1904;
use super::{Grid, SheetGrid};
use crate::limits::Limits;
use lists::sheets;
use sheet::WorkbookContext;
use std::collections::BTreeMap;
use tags::{TagKind, UnsupportedXml, XmlTags, text};

/// Reads a workbook whose parts have Excel's names, and whether one of its texts has a run with properties; `None` if
/// it is unusual or exceeds a limit.
pub(super) fn read(seen: &PackageInventory, limits: &Limits) -> Option<(Grid, bool)> {
    workbook(seen, limits).ok()
}

fn workbook(seen: &PackageInventory, limits: &Limits) -> Result<(Grid, bool), UnsupportedXml> {
    // Not `seen.listed()`, which falls back to the parser: a part that needs it is unsupported here.
    let listed = sheets(seen.part("xl/workbook.xml")).ok_or(UnsupportedXml)?;
    // Empty if the list was too large to be stored.
    if listed.is_empty() || !seen.is_ordinary(PartEncoding::Xml) || listed.len() as u64 > limits.sheets {
        return Err(UnsupportedXml);
    }
    let (defined_names, from_1904) = names(seen.part("xl/workbook.xml"), limits)?;
    let (strings, has_run_properties) = match seen.cells("xl/sharedstrings.xml") {
        Some(part) => strings::list(XmlTags::new(part, limits)?, limits)?,
        None if seen.names.contains("xl/sharedstrings.xml") => return Err(UnsupportedXml),
        None => (Vec::new(), false),
    };
    let formats = styles::formats(XmlTags::new(seen.part("xl/styles.xml"), limits)?)?;
    let shift = if from_1904 { EPOCH_1904 } else { 0.0 };
    let mut told =
        WorkbookContext { strings, formats, shift, limits, text_left: limits.text_bytes, has_run_properties };
    let mut grids: Vec<SheetGrid> = Vec::with_capacity(listed.len());
    for (name, id, hidden) in listed {
        let mut links = seen.links().iter().filter(|link| link.id == id);
        let (Some(link), None) = (links.next(), links.next()) else { return Err(UnsupportedXml) };
        match link.kind() {
            "worksheet" => {}
            "chartsheet" | "dialogsheet" => continue,
            _ => return Err(UnsupportedXml),
        }
        if grids.iter().any(|sheet| sheet.name == name) {
            return Err(UnsupportedXml);
        }
        let part = seen.cells(&link.path()).ok_or(UnsupportedXml)?;
        let sheet = told.sheet(XmlTags::new(part, limits)?)?;
        grids.push(SheetGrid { name, hidden, ..sheet });
    }
    Ok((Grid { sheets: grids, defined_names, remarks: Vec::new() }, told.has_run_properties))
}

/// Returns the defined names of a workbook, and whether it uses the 1904 date system.
fn names(part: &[u8], limits: &Limits) -> Result<(BTreeMap<String, String>, bool), UnsupportedXml> {
    let mut tags = XmlTags::new(part, limits)?;
    let (mut names, mut count, mut from_1904) = (BTreeMap::new(), 0, false);
    while let Some(tag) = tags.next()? {
        match tag.local() {
            "definedName" if tag.kind == TagKind::Open => {
                let [Some(name)] = tag.attributes(["name"])? else { return Err(UnsupportedXml) };
                let name = text(name)?.into_owned();
                let target = tags.content(&tag)?;
                names.entry(name).or_insert(text(target)?.into_owned());
                count += 1;
            }
            "workbookPr" if tag.kind != TagKind::Close => {
                if let [Some(told)] = tag.attributes(["date1904"])? {
                    from_1904 = matches!(told, "1" | "true");
                }
            }
            _ => {}
        }
    }
    if count > limits.names { Err(UnsupportedXml) } else { Ok((names, from_1904)) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
