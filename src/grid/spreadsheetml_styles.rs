//! The styles of SpreadsheetML 2003: fonts, fills and number formats, each style on top of the one that it is based on.

use super::cell_colour::CellColour;
use super::cell_formats::{CellFormat, FontLook};
use super::pieces::{Elevation, StyleChange};
use super::xml::attribute;
use std::collections::HashMap;
use std::rc::Rc;

/// Reads the formatting of a rich-text element or a font.
pub(super) fn restyle(name: &str, attributes: &[(String, String)]) -> StyleChange {
    let of = |name: &str| attribute(attributes, name);
    let is_set = |value: &str| matches!(value, "1" | "true" | "True");
    let font = StyleChange {
        struck: of("StrikeThrough").map(is_set),
        elevation: of("VerticalAlign").map(|align| match align {
            "Superscript" => Elevation::Raised,
            "Subscript" => Elevation::Lowered,
            _ => Elevation::Level,
        }),
        hidden: None,
    };
    match name {
        "Sup" => StyleChange { elevation: Some(Elevation::Raised), ..StyleChange::default() },
        "Sub" => StyleChange { elevation: Some(Elevation::Lowered), ..StyleChange::default() },
        "S" | "Strike" | "Del" => StyleChange { struck: Some(true), ..StyleChange::default() },
        "Font" | "Span" => font,
        _ => StyleChange::default(),
    }
}

/// Styles by name.
#[derive(Debug, Default)]
pub(super) struct SpreadsheetMlStyles {
    all: HashMap<String, SpreadsheetMlStyle>,
    /// Style being read.
    open: String,
    /// Formats of styles that were used.
    formats: HashMap<String, Rc<CellFormat>>,
}

/// A style, without its ancestors.
#[derive(Debug, Default)]
struct SpreadsheetMlStyle {
    parent: String,
    change: StyleChange,
    code: Option<String>,
    colour: Option<CellColour>,
    size: Option<f64>,
    fill: Option<CellColour>,
}

/// Limit on the ancestors of a style. Real styles have fewer.
const ANCESTORS: usize = 20;

/// Number formats that have a name.
const NAMED: [(&str, &str); 12] = [
    ("Standard", "#,##0.00"),
    ("Fixed", "0.00"),
    ("Currency", "#,##0.00"),
    ("Euro Currency", "#,##0.00"),
    ("Percent", "0.00%"),
    ("Scientific", "0.00E+00"),
    ("General Number", "General"),
    ("Yes/No", "\"Yes\";\"Yes\";\"No\""),
    ("True/False", "\"True\";\"True\";\"False\""),
    ("On/Off", "\"On\";\"On\";\"Off\""),
    ("General", "General"),
    ("@", "@"),
];

/// The end of the names of formats of dates and times.
const DAYS: [&str; 2] = ["Date", "Time"];

impl SpreadsheetMlStyles {
    /// Handles the start of a style or of a part of it.
    pub(super) fn begin(&mut self, name: &str, attributes: &[(String, String)]) {
        let of = |name: &str| attribute(attributes, name);
        if name == "Style" {
            self.open = of("ID").unwrap_or_default().to_string();
            let parent = of("Parent").unwrap_or_default().to_string();
            self.all.insert(self.open.clone(), SpreadsheetMlStyle { parent, ..SpreadsheetMlStyle::default() });
            return;
        }
        let Some(style) = self.all.get_mut(&self.open) else { return };
        match name {
            "NumberFormat" => style.code = Some(of("Format").map(code).unwrap_or_default()),
            "Font" => {
                style.change = restyle("Font", attributes);
                style.colour = of("Color").and_then(CellColour::from_hex);
                style.size = of("Size").and_then(|size| size.parse().ok());
            }
            "Interior" if of("Pattern").is_none_or(|pattern| pattern == "Solid") => {
                style.fill = of("Color").and_then(CellColour::from_hex);
            }
            "Interior" => {
                // A pattern of two colours, or none.
                let colour = (of("Pattern") != Some("None")).then(|| CellColour::Named("pattern".to_string()));
                style.fill = colour.or(Some(CellColour::WHITE));
            }
            _ => {}
        }
    }

    /// Iterates over a style and those that it is based on.
    fn ancestors<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s SpreadsheetMlStyle> {
        std::iter::successors(self.all.get(name), |style| self.all.get(&style.parent)).take(ANCESTORS)
    }

    /// Returns the font formatting of a style.
    pub(super) fn font(&self, name: &str) -> StyleChange {
        self.ancestors(name).fold(StyleChange::default(), |out, style| out.or(style.change))
    }

    /// Returns what a style does to the content.
    pub(super) fn format(&mut self, name: &str) -> Rc<CellFormat> {
        if let Some(known) = self.formats.get(name) {
            return known.clone();
        }
        let usual = FontLook::default();
        let font = FontLook {
            colour: self.ancestors(name).find_map(|style| style.colour.clone()).or(usual.colour),
            size: self.ancestors(name).find_map(|style| style.size).unwrap_or(usual.size),
        };
        let fill = self.ancestors(name).find_map(|style| style.fill.clone()).unwrap_or(CellColour::WHITE);
        let code = self.ancestors(name).find_map(|style| style.code.as_deref());
        let format = Rc::new(CellFormat::new(code, &font, Some(&fill)));
        self.formats.insert(name.to_string(), format.clone());
        format
    }
}

/// Returns the code of a format, which may be a name.
fn code(format: &str) -> String {
    let named = NAMED.iter().find(|(name, _)| *name == format).map(|(_, code)| (*code).to_string());
    let is_day = format.contains(' ') && DAYS.iter().any(|end| format.ends_with(end));
    named.unwrap_or_else(|| if is_day { "d".to_string() } else { format.to_string() })
}
