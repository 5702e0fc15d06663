//! Compares parts piece by piece, for a file that no program saved again: there every byte of meaning is as `merge`
//! writes it, so that a piece that differs was edited, whatever it means.

use super::super::difference::{Difference, DifferenceEffect, DifferenceKind};
use crate::grid::facts::{PackageFacts, PartChunk, PartChunks};
use crate::workbook::address;
use std::collections::{BTreeMap, BTreeSet};

/// Rows of a sheet whose pieces are listed one by one.
const ROWS: usize = 100;

/// Adds the pieces that differ and that no other difference explains.
pub(super) fn compare(expected: &PackageFacts, actual: &PackageFacts, out: &mut Vec<Difference>) {
    let mut more = Vec::new();
    for (name, part) in &expected.parts {
        match actual.parts.get(name) {
            None if !is_explained(name, out) => {
                more.push(of_part(name, DifferenceKind::PackagePart, name.clone(), String::new()));
            }
            None => {}
            Some(found) if found.chunks == part.chunks => {}
            Some(_) if part.sheet.is_empty() && is_explained(name, out) => {}
            Some(found) if part.sheet.is_empty() => {
                let path = first_path(&part.chunks, &found.chunks);
                more.push(of_part(name, DifferenceKind::Piece, String::new(), path));
            }
            Some(found) => sheet(name, part, found, out, &mut more),
        }
    }
    for name in actual.parts.keys().filter(|name| !expected.parts.contains_key(*name)) {
        if !out.iter().chain(&more).any(|d| d.package_part == *name || d.found.contains(name.as_str())) {
            more.push(of_part(name, DifferenceKind::PackagePart, String::new(), name.clone()));
        }
    }
    out.extend(more);
}

fn of_part(name: &str, kind: DifferenceKind, expected: String, found: String) -> Difference {
    let is_minor = name.starts_with("docProps/") || name.contains("printerSettings") || name.contains("calcChain");
    let effect = if is_minor { DifferenceEffect::Minor } else { DifferenceEffect::Seen };
    Difference { package_part: name.to_string(), expected, found, effect, ..Difference::of_sheet("", kind) }
}

/// Returns true if another difference explains that a part other than a sheet differs.
fn is_explained(name: &str, differences: &[Difference]) -> bool {
    use DifferenceKind as Kind;
    let has = |kinds: &[Kind]| differences.iter().any(|d| kinds.contains(&d.kind));
    if differences.iter().any(|d| d.package_part == name) {
        return true;
    }
    if name.ends_with(".rels") || name.starts_with('[') {
        return !differences.is_empty();
    }
    match name.rsplit('/').next().unwrap_or_default() {
        "workbook.xml" => has(&[
            Kind::SheetMissing,
            Kind::SheetAdded,
            Kind::SheetHidden,
            Kind::SheetOrder,
            Kind::NameMissing,
            Kind::NameMoved,
            Kind::NameAdded,
            Kind::OtherName,
            Kind::Calculation,
            Kind::Protection,
            Kind::View,
            Kind::Element,
        ]),
        "styles.xml" => has(&[Kind::CellLook, Kind::CellHidden, Kind::ConditionalFormat]),
        "sharedStrings.xml" => differences
            .iter()
            .any(|d| !d.cell.is_empty() && (d.effect == DifferenceEffect::Figure || d.kind == Kind::RichText)),
        "app.xml" | "core.xml" | "custom.xml" => has(&[Kind::Property, Kind::SheetAdded, Kind::SheetMissing]),
        _ if name.contains("/charts/") => has(&[Kind::Chart]),
        _ if name.contains("comments") || name.contains("vmlDrawing") => has(&[Kind::Note]),
        _ if name.contains("/drawings/") => has(&[Kind::Chart, Kind::Drawing]),
        _ => false,
    }
}

fn by_path(chunks: &[PartChunk]) -> BTreeMap<&str, &PartChunk> {
    chunks.iter().map(|chunk| (chunk.path.as_str(), chunk)).collect()
}

/// Returns the path of the first piece that differs.
fn first_path(expected: &[PartChunk], found: &[PartChunk]) -> String {
    let (e, f) = (by_path(expected), by_path(found));
    let differing = f.iter().find(|(path, chunk)| e.get(*path).is_none_or(|c| c.hash != chunk.hash));
    let missing = || e.keys().find(|path| !f.contains_key(*path));
    differing.map(|(path, _)| *path).or_else(|| missing().copied()).unwrap_or_default().to_string()
}

/// Compares the pieces of a sheet: its rows by their numbers.
fn sheet(name: &str, part: &PartChunks, found: &PartChunks, out: &[Difference], more: &mut Vec<Difference>) {
    let here: Vec<&Difference> = out.iter().filter(|d| d.sheet == part.sheet).collect();
    if here.iter().any(|d| matches!(d.kind, DifferenceKind::RowsInserted | DifferenceKind::RowsDeleted)) {
        return;
    }
    // Values that are missing everywhere are reported once.
    let are_values_missing = out.iter().any(|d| d.kind == DifferenceKind::ValueMissing && d.cell.is_empty());
    let told: BTreeSet<u32> = here.iter().flat_map(|d| rows_of(d)).collect();
    let rows = |chunks: &[PartChunk]| -> BTreeMap<u32, u64> {
        chunks.iter().filter(|c| c.row > 0).map(|c| (c.row, c.hash)).collect()
    };
    let (e, f) = (rows(&part.chunks), rows(&found.chunks));
    let all: BTreeSet<u32> = e.keys().chain(f.keys()).copied().collect();
    let differing = all.into_iter().filter(|row| e.get(row) != f.get(row) && !told.contains(row));
    for row in differing.take(if are_values_missing { 0 } else { ROWS }) {
        let place =
            Difference::at_cell(&part.sheet, (row - 1, 0), DifferenceKind::Piece, String::new(), format!("row {row}"));
        more.push(Difference { package_part: name.to_string(), cell: address::cell(row - 1, 0), ..place });
    }
    let rest = |chunks: &[PartChunk]| -> Vec<PartChunk> { chunks.iter().filter(|c| c.row == 0).cloned().collect() };
    let (e, f) = (rest(&part.chunks), rest(&found.chunks));
    if e != f && !here.iter().any(|d| d.kind.is_of_sheet()) {
        more.push(Difference {
            sheet: part.sheet.clone(),
            ..of_part(name, DifferenceKind::Piece, String::new(), first_path(&e, &f))
        });
    }
}

/// Returns the rows of a difference, from 1.
fn rows_of(difference: &Difference) -> Vec<u32> {
    let cells = std::iter::once(difference.cell.as_str()).chain(difference.cells.split([' ', ':']));
    cells.filter_map(address::parse).map(|(row, _)| row + 1).collect()
}
