//! Reads .ods: streams content.xml. Repeated cells are stored only if they have content.

use super::archive;
use super::cell_formats::CellFormat;
use super::collect::{SheetCollector, WrittenValue, iso_day, number};
use super::error::GridError;
use super::format::{AttachmentRule, FileEvidence, TableFormat, contains};
use super::odf::{self, ASIDE, OdfStyles, address, is_cache};
use super::pieces::{Fragments, PieceMark, TextDrawing};
use super::xml::{XmlEvent, attribute, count, stream};
use super::{CellDisplay, CellPieces, Grid, OtherFileKind, RawValue, RemarkKind};
use crate::limits::Limits;
use crate::model::text::StaticText;
use std::collections::BTreeSet;
use std::io::{BufReader, Cursor, Read};
use std::rc::Rc;

/// The format.
pub(super) const FORMAT: TableFormat = TableFormat {
    name: StaticText::new("bảng tính OpenDocument (.ods)", "an OpenDocument spreadsheet (.ods)"),
    extensions: &["ods", "ots"],
    attachments: AttachmentRule::Returns,
    is_shown_by: |evidence| match evidence {
        FileEvidence::PackageParts { names, head } => {
            let has = |part: &str| names.iter().any(|name| name == part);
            let is_other = names.iter().any(|name| name.starts_with("word/") || name.starts_with("ppt/"))
                || contains(head, b"opendocument.text")
                || contains(head, b"opendocument.presentation");
            has("mimetype") && has("content.xml") && !is_other
        }
        _ => false,
    },
    read: |bytes, limits| {
        archive::preflight(bytes, limits)?;
        open(bytes, limits)
    },
};

/// Reads an OpenDocument spreadsheet. The archive must already be checked against the limits.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    let damaged = |e: zip::result::ZipError| GridError::Damaged(e.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if let Ok(mut manifest) = archive.by_name("META-INF/manifest.xml") {
        let mut list = Vec::new();
        // The size is bounded by the limits on parts.
        let _ = manifest.read_to_end(&mut list);
        if odf::is_encrypted(&list) {
            return Err(GridError::NotXlsx(OtherFileKind::Encrypted));
        }
    }
    let mut table = OdsTables::new(limits);
    if let Ok(named) = archive.by_name("styles.xml") {
        // A file with unreadable styles is read without them.
        let _ = stream(BufReader::new(named), limits, |piece| {
            table.styles.piece(&piece);
            Ok(())
        });
    }
    let content = archive.by_name("content.xml").map_err(damaged)?;
    stream(BufReader::new(content), limits, |piece| table.piece(piece))?;
    Ok(table.out.done())
}

/// Reads a spreadsheet that is one XML document. Its styles are before its cells.
pub(super) fn flat(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    let mut table = OdsTables::new(limits);
    stream(bytes, limits, |piece| table.piece(piece))?;
    Ok(table.out.done())
}

/// State of the stream.
struct OdsTables<'l> {
    out: SheetCollector<'l>,
    /// Automatic styles that hide a table, and the style being read.
    hiding: BTreeSet<String>,
    style: String,
    styles: OdfStyles,
    /// Formatting of the cell's text, its open paragraph and spans.
    drawn: Vec<TextDrawing>,
    row: u32,
    column: u32,
    /// Number of times that the row repeats.
    rows: u32,
    /// Cells of the row with content. They are stored again for each repetition of the row.
    kept: Vec<(u32, FilledCell)>,
    cell: Option<OpenTable>,
    /// Nesting depth of notes and other elements in a cell that are not its text, and of paragraphs in them.
    aside: u32,
    aside_paragraphs: u32,
    /// True once the open frame has a picture or an object.
    has_object: bool,
    /// The text of the outermost of them.
    remark: String,
    /// Next column element, from 0.
    column_style: u32,
    /// True in a hidden row.
    is_row_hidden: bool,
    table_depth: u32,
    /// True within a table that no user sees: LibreOffice's copy of another file or of a DDE source.
    is_cache: bool,
    /// True within the list of DDE sources.
    is_dde: bool,
}

/// A cell that was read completely.
#[derive(Clone)]
struct FilledCell {
    value: Option<RawValue>,
    formula: WrittenValue,
    pieces: Option<CellPieces>,
    is_percent: bool,
    display: Option<CellDisplay>,
}

/// A cell being read.
struct OpenTable {
    columns: u32,
    value: Option<RawValue>,
    formula: WrittenValue,
    kind: String,
    text: Fragments,
    /// True if the cell's own style is struck out.
    struck: bool,
    format: Rc<CellFormat>,
    paragraphs: u32,
}

impl<'l> OdsTables<'l> {
    fn new(limits: &'l Limits) -> Self {
        OdsTables {
            out: SheetCollector::new(limits),
            hiding: BTreeSet::new(),
            style: String::new(),
            styles: OdfStyles::default(),
            drawn: Vec::new(),
            row: 0,
            column: 0,
            rows: 1,
            kept: Vec::new(),
            cell: None,
            aside: 0,
            aside_paragraphs: 0,
            has_object: false,
            remark: String::new(),
            column_style: 0,
            is_row_hidden: false,
            table_depth: 0,
            is_cache: false,
            is_dde: false,
        }
    }

    fn piece(&mut self, piece: XmlEvent) -> Result<(), GridError> {
        if self.table_depth == 0 {
            self.styles.piece(&piece);
        }
        match piece {
            XmlEvent::Open(name, attributes) => self.begin(&name, &attributes),
            XmlEvent::Close(name) => self.end(&name),
            XmlEvent::Text(text) => {
                self.text(&text);
                Ok(())
            }
        }
    }

    /// Adds text to the cell in the formatting of the enclosing element.
    fn text(&mut self, text: &str) {
        if self.aside_paragraphs > 0 {
            self.remark.push_str(text);
        }
        if self.aside == 0
            && let Some(cell) = &mut self.cell
            && self.drawn.len() > 1
        {
            cell.text.push(self.drawn.last().map_or(PieceMark::Plain, |d| d.mark()), text);
        }
    }

    /// Opens a paragraph or span with a style.
    fn draw(&mut self, family: &str, style: Option<&str>) {
        let around = self.drawn.last().copied().unwrap_or_default();
        self.drawn.push(self.styles.of(family, style).over(around));
    }

    fn begin(&mut self, name: &str, attributes: &[(String, String)]) -> Result<(), GridError> {
        let of = |n: &str| attribute(attributes, n);
        match name {
            "style" => self.style = of("name").unwrap_or_default().to_string(),
            "table-properties" if of("display") == Some("false") => {
                self.hiding.insert(self.style.clone());
            }
            "table" => {
                self.table_depth += 1;
                if self.table_depth == 1 && (self.is_dde || is_cache(of("name"), of("style-name"))) {
                    // Its cells are deeper than those of a sheet.
                    (self.is_cache, self.table_depth) = (true, 2);
                }
                if self.table_depth == 1 {
                    let hidden = of("style-name").is_some_and(|s| self.hiding.contains(s));
                    self.out.sheet(of("name").unwrap_or_default(), hidden)?;
                    (self.row, self.column, self.column_style) = (0, 0, 0);
                    self.styles.clear_columns();
                }
            }
            "table-column" if self.table_depth == 1 => {
                let last = self.column_style.saturating_add(count(attributes, "number-columns-repeated") - 1);
                if is_hidden(of("visibility")) {
                    self.out.hide_columns(self.column_style, last);
                }
                self.styles.add_columns(self.column_style, last, of("default-cell-style-name"));
                self.column_style = last.saturating_add(1);
            }
            "table-row" if self.table_depth == 1 => {
                (self.column, self.rows) = (0, count(attributes, "number-rows-repeated"));
                self.is_row_hidden = is_hidden(of("visibility"));
                self.kept.clear();
            }
            "table-cell" | "covered-table-cell" if self.table_depth == 1 => {
                if name == "table-cell" {
                    let (rows, columns) =
                        (count(attributes, "number-rows-spanned"), count(attributes, "number-columns-spanned"));
                    self.out.merge(self.row, self.column, rows, columns)?;
                }
                let kind = of("value-type").unwrap_or_default().to_string();
                let value = match kind.as_str() {
                    "float" | "percentage" | "currency" => of("value").and_then(number),
                    "date" => of("date-value").and_then(iso_day),
                    "boolean" => of("boolean-value").map(|b| RawValue::Bool(b == "true")),
                    "string" => of("string-value").map(|t| RawValue::Text(t.into())),
                    _ => None,
                };
                let style = of("style-name").map(str::to_string).or_else(|| self.styles.of_column(self.column));
                let drawing = self.styles.of("table-cell", style.as_deref()).over(TextDrawing::default());
                self.drawn = vec![drawing];
                self.cell = Some(OpenTable {
                    struck: drawing.struck,
                    format: self.styles.format(style.as_deref()),
                    columns: count(attributes, "number-columns-repeated"),
                    value,
                    formula: WrittenValue::from_text(of("formula")),
                    kind,
                    text: Fragments::default(),
                    paragraphs: 0,
                });
            }
            "dde-links" => self.is_dde = true,
            // An object has a picture beside it, for programs that cannot show it.
            "image" | "object" | "object-ole" if self.aside > 0 && self.table_depth == 1 && !self.has_object => {
                self.has_object = true;
                let kind = if name == "image" { RemarkKind::Picture } else { RemarkKind::Object };
                self.out.object((self.row, self.column), kind);
            }
            name if ASIDE.contains(&name) => {
                self.aside += 1;
                self.has_object &= name != "frame";
            }
            "p" if self.aside > 0 => self.aside_paragraphs += 1,
            "p" => {
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.text.end_line();
                    }
                    cell.paragraphs += 1;
                }
                self.draw("paragraph", of("style-name"));
            }
            "span" if self.aside == 0 => self.draw("text", of("style-name")),
            "s" => self.text(&" ".repeat(count(attributes, "c").min(100) as usize)),
            "line-break" => self.text("\n"),
            "tab" => self.text("\t"),
            "named-range" => {
                if let (Some(name), Some(target)) = (of("name"), of("cell-range-address")) {
                    self.out.name(name, &address(target))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn put(&mut self, at: (u32, u32), filled: FilledCell) -> Result<(), GridError> {
        if self.is_row_hidden {
            self.out.hide_row(at.0);
        }
        self.out.add_cell(at, filled.value, filled.formula)?;
        self.out.pieces(at, filled.pieces);
        if filled.is_percent {
            self.out.percent(at);
        }
        self.out.display(at, filled.display);
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), GridError> {
        match name {
            name if ASIDE.contains(&name) => {
                self.aside = self.aside.saturating_sub(1);
                if self.aside == 0 {
                    self.aside_paragraphs = 0;
                    let text = std::mem::take(&mut self.remark);
                    if self.table_depth == 1 && name != "ruby-text" {
                        self.out.remark((self.row, self.column), &text);
                    }
                }
            }
            "p" if self.aside > 0 => {
                self.aside_paragraphs = self.aside_paragraphs.saturating_sub(1);
                self.remark.push(' ');
            }
            "table" => {
                self.table_depth = self.table_depth.saturating_sub(1);
                if self.is_cache && self.table_depth == 1 {
                    (self.is_cache, self.table_depth) = (false, 0);
                }
            }
            "dde-links" => self.is_dde = false,
            "table-cell" | "covered-table-cell" if self.table_depth == 1 => {
                let Some(cell) = self.cell.take() else { return Ok(()) };
                let columns = cell.columns;
                let filled = cell.filled();
                if filled.value.is_some() || filled.formula != WrittenValue::No {
                    for column in self.column..self.column.saturating_add(columns) {
                        self.put((self.row, column), filled.clone())?;
                        if self.rows > 1 {
                            self.kept.push((column, filled.clone()));
                        }
                    }
                }
                self.column = self.column.saturating_add(columns);
            }
            "p" | "span" if self.aside == 0 && self.drawn.len() > 1 => {
                self.drawn.pop();
            }
            "table-row" if self.table_depth == 1 => {
                if !self.kept.is_empty() {
                    for row in self.row + 1..self.row.saturating_add(self.rows) {
                        for (column, filled) in std::mem::take(&mut self.kept) {
                            self.put((row, column), filled.clone())?;
                            self.kept.push((column, filled));
                        }
                    }
                }
                self.row = self.row.saturating_add(self.rows);
            }
            _ => {}
        }
        Ok(())
    }
}

impl OpenTable {
    /// Returns the cell's content. For a text with pieces, the value is the text read from them, whatever value the
    /// cell declares.
    fn filled(self) -> FilledCell {
        let is_text = matches!(self.value, None | Some(RawValue::Text(_)));
        let (text, pieces) = self.text.done();
        let value = self.value.filter(|_| !is_text || pieces.is_none()).or_else(|| match self.kind.as_str() {
            "" | "void" if text.is_empty() && pieces.is_none() => None,
            _ if text.starts_with('#') && self.formula != WrittenValue::No => Some(RawValue::Error(text)),
            _ => Some(RawValue::Text(text.into())),
        });
        let pieces = pieces.filter(|_| is_text).or_else(|| (self.struck && !is_text).then(CellPieces::struck_out));
        let is_percent = self.kind == "percentage" && matches!(value, Some(RawValue::Number(_)));
        let display = value.as_ref().and_then(|value| self.format.display(value));
        FilledCell { value, formula: self.formula, pieces, is_percent, display }
    }
}

/// Returns true for a row or column that is hidden or filtered out.
fn is_hidden(visibility: Option<&str>) -> bool {
    matches!(visibility, Some("collapse" | "filter"))
}
