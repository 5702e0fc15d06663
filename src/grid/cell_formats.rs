//! What the format of a cell does to its content: a number is shown as a percentage or as another figure, or nobody can see
//! the content. The reader crate drops formats, so the few workbooks with such formats are read a second time. Parts that
//! cannot be read are ignored.

use super::archive::PackageInventory;
use super::cell_colour::CellColour;
use super::number_format::{FormatCode, FormatOutcome};
use super::relationships::{Relationship, attribute, tags};
use super::rich::RichParts;
use super::{Grid, RawValue, SheetGrid};
use crate::limits::Limits;
use crate::workbook::address;
use memchr::memmem;
use quick_xml::events::BytesStart;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What a person sees of a cell that shows something else than it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CellDisplay {
    /// Another figure or text, because of the number format.
    Other(String),
    /// Nothing, because of the number format.
    Nothing,
    /// Nothing: the text has the colour of its background.
    Faint,
    /// Nothing: the font is too small to read.
    Tiny,
}

/// A cell format, as far as it changes what is seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct CellFormat {
    /// True if a number is shown as a percentage.
    pub is_percent: bool,
    /// The number format, if it may show a value as something else.
    pub code: Option<FormatCode>,
    /// The reason why a text of this format cannot be seen.
    pub hiding: Option<CellDisplay>,
    /// True if white text cannot be seen on the fill.
    pub has_white_fill: bool,
}

/// Font sizes below this, in points, are too small to read.
const TINY: f64 = 3.0;

/// A font: its colour and size in points.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FontLook {
    pub colour: Option<CellColour>,
    pub size: f64,
}

impl Default for FontLook {
    fn default() -> Self {
        FontLook { colour: Some(CellColour::BLACK), size: 11.0 }
    }
}

impl CellFormat {
    /// Combines number format, font and fill. `None` is a colour that is not known.
    pub(super) fn new(code: Option<&str>, font: &FontLook, fill: Option<&CellColour>) -> Self {
        let code = code.map(FormatCode::parse).unwrap_or_default();
        let is_faint = font.colour.as_ref().zip(fill).is_some_and(|(text, fill)| text.is_lost_on(fill));
        let hiding = match (is_faint, font.size < TINY) {
            (true, _) => Some(CellDisplay::Faint),
            (false, true) => Some(CellDisplay::Tiny),
            (false, false) => None,
        };
        CellFormat {
            is_percent: code.is_percent(),
            hiding,
            has_white_fill: fill.is_some_and(|fill| CellColour::WHITE.is_lost_on(fill)),
            code: Some(code).filter(|code| !code.is_usual()),
        }
    }

    /// Returns true if a cell of this format may show something else than it holds.
    pub(super) fn is_odd(&self) -> bool {
        self.code.is_some() || self.hiding.is_some()
    }

    /// Returns what is seen of a value, if that is something else.
    pub(super) fn display(&self, value: &RawValue) -> Option<CellDisplay> {
        let outcome = match (&self.code, value) {
            (Some(code), RawValue::Number(n)) if self.has_white_fill && code.is_white(*n) => {
                return Some(CellDisplay::Faint);
            }
            (Some(code), RawValue::Number(n)) => code.of_number(*n),
            (Some(code), RawValue::Text(text)) => code.of_text(text),
            (Some(code), RawValue::Date(_) | RawValue::Bool(_)) if code.is_empty() => FormatOutcome::Nothing,
            _ => FormatOutcome::Same,
        };
        match outcome {
            FormatOutcome::Nothing => Some(CellDisplay::Nothing),
            FormatOutcome::Other(text) if self.hiding.is_none() => Some(CellDisplay::Other(text)),
            FormatOutcome::Other(_) | FormatOutcome::Same => self.hiding.clone().filter(|_| !value.is_blank()),
        }
    }
}

/// Returns true for the built-in number formats `0%` and `0.00%`.
pub(super) fn is_built_in_percent(id: u32) -> bool {
    matches!(id, 9 | 10)
}

/// Stores what the format does to a cell.
pub(super) fn mark(sheet: &mut SheetGrid, at: (u32, u32), format: &CellFormat) {
    let Some(cell) = sheet.cells.get(&at) else { return };
    if format.is_percent && matches!(cell.value, RawValue::Number(_)) {
        sheet.percents.insert(at);
    }
    if let Some(display) = format.display(&cell.value) {
        sheet.displays.insert(at, display);
    }
}

/// Marks the cells of an .xlsx workbook that the reader crate has read. The archive must already be checked against the
/// limits.
pub(super) fn note(bytes: &[u8], grid: &mut Grid, seen: &PackageInventory, limits: &Limits) {
    note_where(bytes, grid, seen, limits, |format| format.is_percent || format.is_odd());
}

/// Marks the cells of an .xlsx workbook whose percentages are known.
pub(super) fn note_displays(bytes: &[u8], grid: &mut Grid, seen: &PackageInventory, limits: &Limits) {
    if may_be_odd(seen.part("xl/styles.xml")) {
        note_where(bytes, grid, seen, limits, CellFormat::is_odd);
    }
}

/// Returns false if no cell format of a styles part can change what is seen, from its number formats, fonts and fills alone: nearly all
/// workbooks, without reading each cell format.
fn may_be_odd(xml: &[u8]) -> bool {
    let list = |name: &str| {
        let start = memmem::find(xml, format!("<{name}").as_bytes())?;
        let length = memmem::find(xml.get(start..)?, format!("</{name}>").as_bytes())?;
        xml.get(start..start + length)
    };
    let (Some(fonts), Some(fills)) = (list("fonts"), list("fills")) else { return true };
    let (mut is_odd, mut texts, mut grounds) = (false, Vec::new(), vec![CellColour::WHITE]);
    // A workbook without number formats of its own has no such list.
    tags(list("numFmts").unwrap_or_default(), |name, tag| {
        let code = attribute(tag, "formatCode").filter(|_| name == "numFmt");
        is_odd |= code.is_some_and(|code| !FormatCode::parse(&code).is_usual());
    });
    tags(fonts, |name, tag| match name {
        "color" => texts.extend(colour(tag)),
        "sz" => is_odd |= attribute(tag, "val").and_then(|v| v.parse().ok()).is_some_and(|size: f64| size < TINY),
        _ => {}
    });
    tags(fills, |name, tag| {
        if name == "fgColor" {
            grounds.extend(colour(tag));
        }
    });
    // The colour of a font that names none.
    texts.push(CellColour::BLACK);
    is_odd || texts.iter().any(|text| grounds.iter().any(|ground| text.is_lost_on(ground)))
}

fn note_where(
    bytes: &[u8],
    grid: &mut Grid,
    seen: &PackageInventory,
    limits: &Limits,
    is_wanted: impl Fn(&CellFormat) -> bool,
) {
    let formats = of_styles(seen.part("xl/styles.xml"));
    if !formats.iter().any(&is_wanted) {
        return;
    }
    let mut parts = RichParts::new(bytes, seen, limits);
    for (name, id, _) in seen.listed() {
        let Some(path) = seen.links().iter().find(|link| link.id == *id).map(Relationship::path) else { continue };
        let Some(sheet) = grid.sheets.iter_mut().find(|s| s.name == *name) else { continue };
        let Some(part) = parts.get(&path) else { continue };
        tags(&part, |name, tag| {
            if name != "c" {
                return;
            }
            let style = attribute(tag, "s").and_then(|s| s.parse::<usize>().ok()).unwrap_or(0);
            if let Some(format) = formats.get(style).filter(|format| is_wanted(format))
                && let Some(at) = attribute(tag, "r").and_then(|r| address::parse(&r))
            {
                mark(sheet, at, format);
            }
        });
    }
}

/// Reads the cell formats of a styles part.
pub(super) fn of_styles(xml: &[u8]) -> Vec<CellFormat> {
    let mut codes: HashMap<u32, String> = HashMap::new();
    let (mut fonts, mut fills): (Vec<FontLook>, Vec<Option<CellColour>>) = (Vec::new(), Vec::new());
    let (mut out, mut part, mut is_solid) = (Vec::new(), String::new(), false);
    tags(xml, |name, tag| {
        let number = |name: &str| attribute(tag, name).and_then(|v| v.trim().parse::<u32>().ok());
        match name {
            "numFmts" | "fonts" | "fills" | "cellXfs" | "cellStyleXfs" | "dxfs" | "borders" => part = name.to_string(),
            "numFmt" if part == "numFmts" => {
                if let (Some(id), Some(code)) = (number("numFmtId"), attribute(tag, "formatCode")) {
                    codes.insert(id, code);
                }
            }
            "font" if part == "fonts" => fonts.push(FontLook::default()),
            "color" if part == "fonts" => {
                if let Some(last) = fonts.last_mut() {
                    last.colour = colour(tag);
                }
            }
            "sz" if part == "fonts" => {
                if let Some(last) = fonts.last_mut() {
                    last.size = attribute(tag, "val").and_then(|v| v.parse().ok()).unwrap_or(11.0);
                }
            }
            "fill" if part == "fills" => fills.push(Some(CellColour::WHITE)),
            "patternFill" if part == "fills" => {
                is_solid = attribute(tag, "patternType").as_deref() == Some("solid");
            }
            "fgColor" if part == "fills" && is_solid => {
                if let Some(last) = fills.last_mut() {
                    *last = colour(tag);
                }
            }
            "xf" if part == "cellXfs" => {
                let index = |name: &str| number(name).unwrap_or(0) as usize;
                let id = number("numFmtId").unwrap_or(0);
                let font = fonts.get(index("fontId")).cloned().unwrap_or_default();
                let fill = fills.get(index("fillId")).cloned().unwrap_or(Some(CellColour::WHITE));
                let code = codes.get(&id).map(String::as_str);
                let format = CellFormat::new(code, &font, fill.as_ref());
                let is_percent = code.map_or(is_built_in_percent(id), |_| format.is_percent);
                out.push(CellFormat { is_percent, ..format });
            }
            _ => {}
        }
    });
    out
}

/// Returns a colour; `None` if it is automatic or not known.
fn colour(tag: &BytesStart<'_>) -> Option<CellColour> {
    if let Some(rgb) = attribute(tag, "rgb") {
        return CellColour::from_hex(&rgb);
    }
    let number = |name: &str| attribute(tag, name).and_then(|v| v.parse::<u32>().ok());
    let tint = attribute(tag, "tint").and_then(|t| t.parse().ok()).unwrap_or(0.0);
    let theme = number("theme").map(|index| CellColour::of_theme(index, tint));
    theme.or_else(|| number("indexed").map(CellColour::of_index))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(code: &str, font: &str, fill: &str) -> String {
        let code = quick_xml::escape::escape(code);
        format!(
            r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts><fonts><font><sz val="11"/></font><font>{font}</font></fonts>
<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="solid"><fgColor {fill}/></patternFill></fill></fills>
<cellXfs><xf/><xf numFmtId="164" fontId="1" fillId="1"/><xf numFmtId="164" fontId="1"/></cellXfs></styleSheet>"#
        )
    }

    /// The reason of the second and third format: on the fill, and without one.
    #[test]
    fn formats_that_change_what_is_seen_are_found() {
        let (dark, light) = (r#"rgb="FF1F4E79""#, r#"rgb="FFFFF8DC""#);
        let (white, black) = (r#"<color rgb="FFFFFFFF"/>"#, r#"<color theme="1"/>"#);
        for (code, font, fill, expected) in [
            ("#,##0_)", black, light, [false, false]),
            ("#,##0_)", white, dark, [false, true]),
            ("#,##0_)", r#"<color rgb="FFFFF8DC"/>"#, light, [true, false]),
            ("#,##0_)", r#"<color theme="0"/>"#, dark, [false, true]),
            ("#,##0_)", r#"<color rgb="FF1F4E79"/>"#, dark, [true, false]),
            ("#,##0_)", r#"<sz val="1"/>"#, light, [true, true]),
            ("0\"000\"", black, light, [true, true]),
            ("0;;;", black, light, [true, true]),
            ("dd/mm/yyyy", black, r#"theme="4" tint="0.8""#, [false, false]),
        ] {
            let xml = styles(code, font, fill);
            let formats = of_styles(xml.as_bytes());
            assert_eq!(formats.len(), 3);
            assert!(!formats[0].is_odd());
            assert_eq!([formats[1].is_odd(), formats[2].is_odd()], expected, "{code} {font} {fill}");
            assert!(may_be_odd(xml.as_bytes()) || expected == [false, false], "{code} {font} {fill}");
        }
        assert!(!may_be_odd(styles("#,##0_)", black, light).as_bytes()));
    }
}
