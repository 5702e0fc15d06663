//! Reads from OpenDocument styles which text is raised, lowered, struck out or hidden, and what a cell style does to the
//! content; from the list of parts whether the cells are encrypted.

use super::cell_colour::CellColour;
use super::cell_formats::{CellFormat, FontLook};
use super::odf_numbers::OdfNumbers;
use super::pieces::{Elevation, StyleChange};
use super::relationships;
use super::xml::{XmlEvent, attribute};
use std::collections::HashMap;
use std::rc::Rc;

/// Styles by family and name.
#[derive(Debug, Default)]
pub(super) struct OdfStyles {
    all: HashMap<(String, String), OdfStyle>,
    /// Key of the style being read.
    open: (String, String),
    numbers: OdfNumbers,
    /// Formats of cell styles that were used.
    formats: HashMap<String, Rc<CellFormat>>,
    /// First and last column with the default style of their cells.
    columns: Vec<(u32, u32, String)>,
}

/// A style, without its ancestors.
#[derive(Debug, Default)]
struct OdfStyle {
    parent: String,
    change: StyleChange,
    colour: Option<CellColour>,
    size: Option<f64>,
    fill: Option<CellColour>,
    /// Name of the number format.
    number: Option<String>,
}

/// Limit on the ranges of columns. A sheet has at most 16,384 columns.
const COLUMNS: usize = 16_384;
/// Limit on the ancestors of a style. Real styles have fewer.
const ANCESTORS: usize = 20;

impl OdfStyles {
    /// Handles an event before the cells. Elements that are not part of a style are ignored.
    pub(super) fn piece(&mut self, piece: &XmlEvent) {
        self.numbers.piece(piece);
        if let XmlEvent::Open(name, attributes) = piece
            && !self.numbers.is_open()
        {
            self.begin(name, attributes);
        }
    }

    fn begin(&mut self, name: &str, attributes: &[(String, String)]) {
        let of = |name: &str| attribute(attributes, name);
        let text = |name: &str| of(name).unwrap_or_default().to_string();
        if name == "style" {
            self.open = (text("family"), text("name"));
            let (parent, number) = (text("parent-style-name"), of("data-style-name").map(str::to_string));
            self.all.insert(self.open.clone(), OdfStyle { parent, number, ..OdfStyle::default() });
            return;
        }
        let Some(style) = self.all.get_mut(&self.open) else { return };
        match name {
            "text-properties" => {
                style.change = restyle(attributes).or(style.change);
                style.colour = of("color").and_then(CellColour::from_hex).or(style.colour.take());
                let size = of("font-size").and_then(|size| size.trim_end_matches("pt").parse().ok());
                style.size = size.or(style.size);
            }
            "table-cell-properties" => {
                style.fill = of("background-color").and_then(CellColour::from_hex).or(style.fill.take());
            }
            _ => {}
        }
    }

    /// Starts the columns of a table.
    pub(super) fn clear_columns(&mut self) {
        self.columns.clear();
    }

    /// Stores the default cell style of columns.
    pub(super) fn add_columns(&mut self, first: u32, last: u32, style: Option<&str>) {
        if let Some(style) = style.filter(|_| self.columns.len() < COLUMNS) {
            self.columns.push((first, last, style.to_string()));
        }
    }

    /// Returns the cell style of a column.
    pub(super) fn of_column(&self, column: u32) -> Option<String> {
        let found = self.columns.iter().find(|(first, last, _)| (*first..=*last).contains(&column));
        found.map(|(_, _, style)| style.clone())
    }

    /// Returns what a cell style does to the content.
    pub(super) fn format(&mut self, name: Option<&str>) -> Rc<CellFormat> {
        let name = name.unwrap_or_default();
        if let Some(known) = self.formats.get(name) {
            return known.clone();
        }
        let (mut look, mut next) = (OdfStyle::default(), name.to_string());
        for _ in 0..ANCESTORS {
            let Some(style) = self.all.get(&("table-cell".to_string(), next)) else { break };
            look.colour = look.colour.or_else(|| style.colour.clone());
            look.fill = look.fill.or_else(|| style.fill.clone());
            look.number = look.number.or_else(|| style.number.clone());
            look.size = look.size.or(style.size);
            next = style.parent.clone();
        }
        let code = look.number.and_then(|number| self.numbers.code(&number));
        let usual = FontLook::default();
        let font = FontLook { colour: look.colour.or(usual.colour), size: look.size.unwrap_or(usual.size) };
        let fill = look.fill.unwrap_or(CellColour::WHITE);
        let format = Rc::new(CellFormat::new(code.as_deref(), &font, Some(&fill)));
        self.formats.insert(name.to_string(), format.clone());
        format
    }

    /// Returns the formatting of a style with its ancestors.
    pub(super) fn of(&self, family: &str, name: Option<&str>) -> StyleChange {
        let mut out = StyleChange::default();
        let mut name = name.unwrap_or_default().to_string();
        for _ in 0..ANCESTORS {
            let Some(style) = self.all.get(&(family.to_string(), name)) else { break };
            out = out.or(style.change);
            name = style.parent.clone();
        }
        out
    }
}

fn restyle(attributes: &[(String, String)]) -> StyleChange {
    let of = |name: &str| attribute(attributes, name);
    let lines = [of("text-line-through-style"), of("text-line-through-type")];
    let mut known = lines.into_iter().flatten().peekable();
    let position = of("text-position").and_then(|p| p.split_whitespace().next());
    StyleChange {
        elevation: position.map(|p| match (p, p.trim_end_matches('%').parse::<f64>()) {
            ("super", _) => Elevation::Raised,
            ("sub", _) => Elevation::Lowered,
            (_, Ok(percent)) if percent > 0.0 => Elevation::Raised,
            (_, Ok(percent)) if percent < 0.0 => Elevation::Lowered,
            _ => Elevation::Level,
        }),
        struck: known.peek().is_some().then(|| known.all(|line| line != "none")),
        hidden: of("display").map(|display| display == "none"),
    }
}

/// Returns true if the list of parts marks the cells as encrypted. A library of macros may have a password of its own.
pub(super) fn is_encrypted(manifest: &[u8]) -> bool {
    let (mut part, mut found) = (String::new(), false);
    relationships::tags(manifest, |name, tag| match name {
        "file-entry" => part = relationships::attribute(tag, "full-path").unwrap_or_default(),
        "encryption-data" => found |= part == "content.xml",
        _ => {}
    });
    found
}

/// Elements in a cell, or beside the cells, that are not its text: comments and drawings.
pub(super) const ASIDE: [&str; 19] = [
    "annotation",
    "caption",
    "circle",
    "connector",
    "control",
    "custom-shape",
    "ellipse",
    "frame",
    "g",
    "line",
    "measure",
    "path",
    "polygon",
    "polyline",
    "rect",
    "regular-polygon",
    "ruby-text",
    "scene",
    "shape",
];

/// Returns true for a table with LibreOffice's copy of another file: its style, or its name `'file:///x.ods'#Sheet1`.
pub(super) fn is_cache(name: Option<&str>, style: Option<&str>) -> bool {
    let is_reference = |name: &str| name.trim_start_matches('\'').starts_with("file:") && name.contains('#');
    style == Some("ta_extref") || name.is_some_and(is_reference)
}

/// Converts `$BM01.$C$5` to `BM01!$C$5`.
pub(super) fn address(target: &str) -> String {
    let cell = target.split(':').next().unwrap_or(target);
    match cell.rsplit_once('.') {
        Some((sheet, at)) => format!("{}!{at}", sheet.trim_start_matches('$')),
        None => target.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_cells_lock_a_file() {
        let list = |path: &str| {
            format!(
                r#"<m:manifest><m:file-entry m:full-path="/"/><m:file-entry m:full-path="content.xml"/>
<m:file-entry m:full-path="{path}"><m:encryption-data><m:algorithm/></m:encryption-data></m:file-entry></m:manifest>"#
            )
        };
        assert!(!is_encrypted(list("Basic/Standard/Module1.xml").as_bytes()));
        assert!(is_encrypted(list("content.xml").as_bytes()));
    }
}
