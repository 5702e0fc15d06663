//! Reads rich text and struck-out cells of .xlsx: texts in differently formatted pieces. Both cell readers join the
//! text runs; the few workbooks with such runs are read a second time here. Parts that cannot be read are ignored.

use super::archive::PackageInventory;
use super::pieces::{Elevation, Fragments, PieceMark, TextDrawing};
use super::relationships::{Relationship, attribute, tags};
use super::xml::{XmlEvent, stream};
use super::{CellPieces, Grid, RawValue, SheetGrid, xml};
use crate::limits::Limits;
use crate::workbook::address;
use memchr::memmem;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read};

/// The text to read, and its pieces.
pub(super) type RichText = (String, CellPieces);

const STRINGS: &str = "xl/sharedStrings.xml";

/// Stores the pieces of every cell that has some. `may_have_runs` is false if no text of the workbook has a run with
/// properties. The archive must already be checked against the limits.
pub(super) fn note(bytes: &[u8], grid: &mut Grid, seen: &PackageInventory, may_have_runs: bool, limits: &Limits) {
    let styles = style_drawings(seen.part("xl/styles.xml"));
    let has_drawn_style = styles.iter().any(|style| style.mark() != PieceMark::Plain);
    if !may_have_runs && !has_drawn_style {
        return;
    }
    let mut parts = RichParts::new(bytes, seen, limits);
    // A run without properties has the font of its cell.
    let has_runs = |part: &[u8]| is_marked(part) || has_drawn_style && memmem::find(part, b"rPr").is_some();
    let strings =
        parts.get(STRINGS).filter(|part| has_runs(part)).map(|part| shared(&part, limits)).unwrap_or_default();
    let known = !strings.is_empty() || has_drawn_style;
    for (name, id, _) in seen.listed() {
        let Some(path) = seen.links().iter().find(|link| link.id == *id).map(Relationship::path) else { continue };
        let Some(sheet) = grid.sheets.iter_mut().find(|s| s.name == *name) else { continue };
        let Some(part) = parts.get(&path).filter(|part| known || is_marked(part)) else { continue };
        let mut walk = RunWalk { sheet, strings: &strings, styles: &styles, state: RunState::default() };
        // For a sheet part that ends early, the pieces read so far are kept.
        let _ = stream(&*part, limits, |piece| {
            walk.piece(piece);
            Ok(())
        });
    }
}

/// Parts of the workbook: from the inventory, else from the archive.
pub(super) struct RichParts<'b> {
    bytes: &'b [u8],
    seen: &'b PackageInventory,
    limits: &'b Limits,
    archive: Option<zip::ZipArchive<Cursor<&'b [u8]>>>,
}

impl<'b> RichParts<'b> {
    pub(super) fn new(bytes: &'b [u8], seen: &'b PackageInventory, limits: &'b Limits) -> Self {
        RichParts { bytes, seen, limits, archive: None }
    }

    /// Returns the content of a part.
    pub(super) fn get(&mut self, name: &str) -> Option<Cow<'b, [u8]>> {
        let seen: &'b PackageInventory = self.seen;
        let lower = name.to_ascii_lowercase();
        if let Some(kept) = seen.cells(name).or_else(|| seen.parts.get(&lower).map(Vec::as_slice))
            && !seen.odd.contains(&lower)
        {
            return Some(Cow::Borrowed(kept));
        }
        if self.archive.is_none() {
            self.archive = zip::ZipArchive::new(Cursor::new(self.bytes)).ok();
        }
        let mut out = Vec::new();
        let archive = self.archive.as_mut()?;
        let place = archive.file_names_raw().position(|n| n.eq_ignore_ascii_case(name.as_bytes()))?;
        archive.by_index(place).ok()?.take(self.limits.part_bytes).read_to_end(&mut out).ok()?;
        Some(Cow::Owned(out))
    }
}

/// Returns true if a part may have runs that are raised, lowered or struck out.
fn is_marked(part: &[u8]) -> bool {
    memmem::find(part, b"vertAlign").is_some() || memmem::find(part, b"strike").is_some()
}

/// Applies a property of a text run.
fn drawn(drawing: &mut TextDrawing, name: &str, value: Option<&str>) {
    match name {
        "strike" => drawing.struck = !matches!(value, Some("0" | "false")),
        "vertAlign" => {
            drawing.elevation = match value {
                Some("superscript") => Elevation::Raised,
                Some("subscript") => Elevation::Lowered,
                _ => Elevation::Level,
            }
        }
        _ => {}
    }
}

/// Returns the drawing of each cell format's font; empty if no font is raised, lowered or struck out.
fn style_drawings(xml: &[u8]) -> Vec<TextDrawing> {
    if !is_marked(xml) {
        return Vec::new();
    }
    let (mut fonts, mut out, mut part) = (Vec::new(), Vec::new(), String::new());
    tags(xml, |name, tag| match name {
        "fonts" | "fills" | "cellXfs" | "cellStyleXfs" | "dxfs" | "borders" => part = name.to_string(),
        "font" if part == "fonts" => fonts.push(TextDrawing::default()),
        "strike" | "vertAlign" if part == "fonts" => {
            if let Some(last) = fonts.last_mut() {
                drawn(last, name, attribute(tag, "val").as_deref());
            }
        }
        "xf" if part == "cellXfs" => {
            let font = attribute(tag, "fontId").and_then(|v| v.parse::<usize>().ok()).unwrap_or(0);
            out.push(fonts.get(font).copied().unwrap_or_default());
        }
        _ => {}
    });
    out
}

/// Reads the shared strings that have runs with properties, by index.
fn shared(part: &[u8], limits: &Limits) -> HashMap<usize, Vec<DrawnRun>> {
    let (mut out, mut at, mut runs) = (HashMap::new(), 0, StyledRuns::default());
    let _ = stream(part, limits, |piece| {
        match &piece {
            XmlEvent::Open(name, _) if name == "si" => runs = StyledRuns::default(),
            XmlEvent::Close(name) if name == "si" => {
                let runs = std::mem::take(&mut runs).runs;
                if runs.iter().any(|(drawing, _)| drawing.is_some()) {
                    out.insert(at, runs);
                }
                at += 1;
            }
            _ => runs.piece(&piece),
        }
        Ok(())
    });
    out
}

/// A run: its drawing, `None` for that of the cell's font, and its text.
type DrawnRun = (Option<TextDrawing>, String);

/// Returns the pieces of a cell whose font has this drawing; `None` if the text is in one piece.
fn resolve(runs: &[DrawnRun], cell: TextDrawing) -> Option<RichText> {
    // Without properties of its own, no run differs from the cell.
    let inherited = if runs.iter().any(|(drawing, _)| drawing.is_some()) { cell } else { TextDrawing::default() };
    let mut fragments = Fragments::default();
    for (drawing, text) in runs {
        fragments.push(drawing.unwrap_or(inherited).mark(), text);
    }
    let (text, pieces) = fragments.done();
    Some((text, pieces?))
}

/// The runs of the text being read.
#[derive(Default)]
struct StyledRuns {
    runs: Vec<DrawnRun>,
    drawing: Option<TextDrawing>,
    /// Text of an open `t` element, and whether spaces around it are kept.
    open: Option<(String, bool)>,
    /// Nesting depth of phonetic text, which is not part of the text.
    aside: u32,
}

impl StyledRuns {
    fn piece(&mut self, piece: &XmlEvent) {
        match piece {
            XmlEvent::Open(name, attributes) => match name.as_str() {
                "rPh" => self.aside += 1,
                "r" => self.drawing = None,
                "rPr" => self.drawing = Some(TextDrawing::default()),
                "t" if self.aside == 0 => {
                    self.open = Some((String::new(), xml::attribute(attributes, "space") == Some("preserve")));
                }
                name => {
                    if let Some(drawing) = &mut self.drawing {
                        drawn(drawing, name, xml::attribute(attributes, "val"));
                    }
                }
            },
            XmlEvent::Close(name) => match name.as_str() {
                "rPh" => self.aside = self.aside.saturating_sub(1),
                "t" => {
                    if let Some((text, keep)) = self.open.take() {
                        let text = if keep { text.as_str() } else { text.trim_matches([' ', '\t', '\r', '\n']) };
                        self.runs.push((self.drawing, without_escapes(text).into_owned()));
                    }
                }
                _ => {}
            },
            XmlEvent::Text(text) => {
                if let Some((open, _)) = &mut self.open {
                    open.push_str(text);
                }
            }
        }
    }
}

/// Decodes the escapes that Excel writes for characters, such as `_x000D_`.
fn without_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("_x") {
        out.push_str(before);
        let code = after.get(..4).filter(|_| after.as_bytes().get(4) == Some(&b'_'));
        match code.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32) {
            Some(letter) => {
                out.push(letter);
                rest = after.get(5..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out.into()
}

/// Visitor of the cells of a sheet.
struct RunWalk<'w> {
    sheet: &'w mut SheetGrid,
    strings: &'w HashMap<usize, Vec<DrawnRun>>,
    /// The drawing of each cell format's font.
    styles: &'w [TextDrawing],
    state: RunState,
}

/// State of the visit.
#[derive(Default)]
struct RunState {
    /// Next cell, from 0.
    at: (u32, u32),
    /// Inside a cell: the drawing of its font, and true if its value is the index of a shared string.
    cell: Option<(TextDrawing, bool)>,
    value: Option<String>,
    inline: Option<StyledRuns>,
}

impl RunWalk<'_> {
    fn piece(&mut self, piece: XmlEvent) {
        if let Some(runs) = &mut self.state.inline {
            match &piece {
                XmlEvent::Close(name) if name == "is" => self.end_inline(),
                _ => runs.piece(&piece),
            }
            return;
        }
        match piece {
            XmlEvent::Open(name, attributes) => self.open(&name, &attributes),
            XmlEvent::Text(text) => {
                if let Some(value) = &mut self.state.value {
                    value.push_str(&text);
                }
            }
            XmlEvent::Close(name) => match name.as_str() {
                "v" => self.end_value(),
                "c" => {
                    if let Some((TextDrawing { struck: true, .. }, _)) = self.state.cell.take()
                        && self.sheet.cells.contains_key(&self.state.at)
                    {
                        self.sheet.pieces.entry(self.state.at).or_insert_with(CellPieces::struck_out);
                    }
                    self.state.at.1 = self.state.at.1.saturating_add(1);
                }
                "row" => self.state.at = (self.state.at.0.saturating_add(1), 0),
                _ => {}
            },
        }
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)]) {
        let of = |name: &str| xml::attribute(attributes, name);
        match name {
            "row" => {
                let row = of("r").and_then(|r| r.parse::<u32>().ok()).and_then(|r| r.checked_sub(1));
                self.state.at = (row.unwrap_or(self.state.at.0), 0);
            }
            "c" => {
                self.state.at = of("r").and_then(address::parse).unwrap_or(self.state.at);
                let style = of("s").and_then(|s| s.parse::<usize>().ok()).unwrap_or(0);
                self.state.cell = Some((self.styles.get(style).copied().unwrap_or_default(), of("t") == Some("s")));
            }
            "v" if self.state.cell.is_some_and(|(_, is_shared)| is_shared) => self.state.value = Some(String::new()),
            "is" if self.state.cell.is_some() => self.state.inline = Some(StyledRuns::default()),
            _ => {}
        }
    }

    fn end_value(&mut self) {
        let place = self.state.value.take().and_then(|value| value.trim().parse::<usize>().ok());
        let runs = place.and_then(|place| self.strings.get(&place));
        if let Some(rich) = runs.and_then(|runs| resolve(runs, self.cell_drawing())) {
            put(self.sheet, self.state.at, rich);
        }
    }

    fn end_inline(&mut self) {
        let runs = self.state.inline.take().map(|inline| inline.runs).unwrap_or_default();
        if let Some(rich) = resolve(&runs, self.cell_drawing()) {
            put(self.sheet, self.state.at, rich);
        }
    }

    fn cell_drawing(&self) -> TextDrawing {
        self.state.cell.map(|(drawing, _)| drawing).unwrap_or_default()
    }
}

/// Stores the pieces of a cell; its value becomes the text to read.
pub(super) fn put(sheet: &mut SheetGrid, at: (u32, u32), (text, pieces): RichText) {
    if let Some(cell) = sheet.cells.get_mut(&at)
        && let RawValue::Text(value) = &mut cell.value
    {
        *value = text.as_str().into();
        sheet.pieces.insert(at, pieces);
    }
}
