//! Reads HTML tables, which many programs export with the extension .xls. Every table that is not nested is a sheet. It
//! loads nothing, runs no script, and accepts unbalanced tags.

use super::collect::{SheetCollector, WrittenValue, number};
use super::css::{self, CssStyleSheet};
use super::error::GridError;
use super::format::{AttachmentRule, FileEvidence, TableFormat};
use super::pieces::{Elevation, Fragments, PieceMark, StyleChange, TextDrawing};
use super::shown_number::is_shown;
use super::xml::{attribute, count, unescaped};
use super::{CellDisplay, CellPieces, Grid, RawValue};
use crate::limits::Limits;
use crate::model::text::StaticText;
use std::collections::BTreeSet;

/// The format.
pub(super) const FORMAT: TableFormat = TableFormat {
    name: StaticText::new("trang web (HTML)", "a web page (HTML)"),
    extensions: &["html", "htm"],
    attachments: AttachmentRule::RenamedReturns,
    is_shown_by: |evidence| match evidence {
        FileEvidence::TextHead(head) => {
            !is_frame(head) && ["<html", "<!doctype html", "<table"].iter().any(|start| head.contains(start))
        }
        _ => false,
    },
    read: open,
};

/// Returns true for the frame of a web page that Excel saved: the cells are in files beside it. `head` is in lower case.
pub(super) fn is_frame(head: &str) -> bool {
    head.contains("<x:worksheetsource") || head.contains("<frameset") && head.contains("excel")
}

/// Reads the tables of a page.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    let text = decoded(bytes);
    let mut page = HtmlPage {
        out: SheetCollector::new(limits),
        sheets: BTreeSet::new(),
        heading: None,
        title: String::new(),
        depth: 0,
        next: (0, 0),
        column: 0,
        taken: BTreeSet::new(),
        cell: None,
        styles: CssStyleSheet::default(),
        row: StyleChange::default(),
        is_group_hidden: false,
        group: 0,
    };
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('<') {
        page.text(before);
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, tail)| tail);
            continue;
        }
        let (tag, tail) = cut(after);
        rest = tail;
        let closing = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == ':')
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if !closing && (name == "script" || name == "style") {
            let end = format!("</{name}");
            let (content, after) = rest.split_at(find(rest, &end).unwrap_or(rest.len()));
            if name == "style" {
                page.styles.add(content);
            }
            rest = after;
            continue;
        }
        if closing { page.close(&name)? } else { page.open(&name, &attributes(tag))? }
    }
    page.text(rest);
    page.end_cell()?;
    Ok(page.out.done())
}

/// Decodes a file by its byte order mark, else the charset that it declares, else UTF-8, else windows-1258.
pub(super) fn decoded(bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(bytes.get(..2048.min(bytes.len())).unwrap_or_default()).to_ascii_lowercase();
    let named = ["charset=", "encoding="].iter().find_map(|key| {
        let value = head.split_once(key)?.1.trim_start_matches(['"', '\'']);
        let label: String = value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
        encoding_rs::Encoding::for_label(label.as_bytes())
    });
    let marked = encoding_rs::Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let guess = if std::str::from_utf8(bytes).is_ok() { encoding_rs::UTF_8 } else { encoding_rs::WINDOWS_1258 };
    // A page that declares UTF-16 in single-byte characters is wrong.
    let named = named.filter(|e| *e != encoding_rs::UTF_16LE && *e != encoding_rs::UTF_16BE);
    marked.or(named).unwrap_or(guess).decode(bytes).0.into_owned()
}

/// Finds a text, ignoring ASCII case.
fn find(text: &str, wanted: &str) -> Option<usize> {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    text.windows(wanted.len()).position(|w| w.eq_ignore_ascii_case(wanted))
}

/// Splits off a tag without its brackets and returns the rest. A `>` inside quotes does not end the tag.
fn cut(after: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, byte) in after.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return (after.get(..at).unwrap_or_default(), after.get(at + 1..).unwrap_or_default()),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
        // A quote that does not end soon is a stray character.
        if at > 16_384 {
            break;
        }
    }
    after.split_once('>').unwrap_or((after, ""))
}

fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut rest = tag.split_once(|c: char| c.is_ascii_whitespace()).map_or("", |(_, rest)| rest);
    while out.len() < 100 {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, tail) = rest.split_at(end);
        if name.is_empty() && !tail.starts_with('=') {
            break;
        }
        let name = name.to_ascii_lowercase();
        let Some(value) = tail.trim_start().strip_prefix('=') else {
            out.push((name, String::new()));
            rest = tail;
            continue;
        };
        let value = value.trim_start();
        let (value, tail) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inner = value.get(1..).unwrap_or_default();
                inner.split_once(quote).unwrap_or((inner, ""))
            }
            _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        out.push((name, unescaped(value)));
        rest = tail;
    }
    out
}

struct HtmlPage<'l> {
    out: SheetCollector<'l>,
    sheets: BTreeSet<String>,
    /// Text of the current heading, and of the last one, which names the next table.
    heading: Option<String>,
    title: String,
    /// Nesting depth of tables.
    depth: u32,
    next: (u32, u32),
    /// Next column element.
    column: u32,
    /// Cells of later rows that are covered by a rowspan.
    taken: BTreeSet<(u32, u32)>,
    cell: Option<HtmlCell>,
    styles: CssStyleSheet,
    /// Formatting of the row.
    row: StyleChange,
    /// True in a group of rows or columns that is hidden.
    is_group_hidden: bool,
    /// Column at which the group begins.
    group: u32,
}

struct HtmlCell {
    at: (u32, u32),
    number: Option<RawValue>,
    formula: WrittenValue,
    text: Fragments,
    /// Formatting of the cell itself and of its open elements.
    whole: TextDrawing,
    drawn: Vec<(String, TextDrawing)>,
}

impl HtmlCell {
    fn drawing(&self) -> TextDrawing {
        self.drawn.last().map_or(TextDrawing { hidden: false, ..self.whole }, |(_, drawing)| *drawing)
    }
}

/// Elements without content.
const VOID: [&str; 8] = ["br", "img", "hr", "input", "col", "meta", "link", "wbr"];
/// Limit on nested elements in a cell. Real cells have fewer.
const DEPTH: usize = 200;

/// Parses digits as a number, as Excel does: HTML has no number type. A leading zero makes it a code.
fn digits(text: &str) -> Option<RawValue> {
    let plain = text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| number(text)).flatten()
}

/// Limit on the rows or columns that a cell spans. Real cells span fewer.
const SPAN: u32 = 1_000;

impl HtmlPage<'_> {
    fn text(&mut self, text: &str) {
        // A line break in the source is a space.
        let text = || unescaped(text).replace(['\n', '\r', '\t'], " ");
        match (&mut self.heading, &mut self.cell) {
            (Some(heading), _) => heading.push_str(&text()),
            (None, Some(cell)) => cell.text.push(cell.drawing().mark(), &text()),
            (None, None) => {}
        }
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)]) -> Result<(), GridError> {
        match name {
            "h1" | "h2" | "h3" | "caption" if self.depth == 0 => self.heading = Some(String::new()),
            "em" => {
                if let Some(heading) = &mut self.heading {
                    heading.clear();
                }
            }
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    let title = self.title.trim().to_string();
                    let fresh = !title.is_empty() && title.chars().count() <= 31 && !self.sheets.contains(&title);
                    let name = if fresh { title } else { format!("Sheet{}", self.sheets.len() + 1) };
                    self.out.sheet(&name, false)?;
                    self.sheets.insert(name);
                    (self.next, self.column, self.title) = ((0, 0), 0, String::new());
                    self.taken.clear();
                    self.is_group_hidden = false;
                }
            }
            "tr" if self.depth == 1 => {
                self.end_cell()?;
                if self.next.1 > 0 {
                    self.next = (self.next.0 + 1, 0);
                }
                self.row = self.styles.of(name, attributes);
                let row = self.next.0;
                if self.is_group_hidden || self.is_hidden(name, attributes, "height") {
                    self.out.hide_row(row);
                }
                self.taken.retain(|(r, _)| *r >= row);
            }
            "tbody" | "thead" | "tfoot" | "colgroup" if self.depth == 1 => {
                self.is_group_hidden = self.is_hidden(name, attributes, "width");
                self.group = self.column;
                if name == "colgroup" && attribute(attributes, "span").is_some() {
                    self.columns(self.is_group_hidden, attributes);
                }
            }
            "col" if self.depth == 1 => {
                self.columns(self.is_group_hidden || self.is_hidden(name, attributes, "width"), attributes);
            }
            "td" | "th" if self.depth == 1 => {
                self.end_cell()?;
                while self.taken.contains(&self.next) {
                    self.next.1 += 1;
                }
                let (rows, columns) = (count(attributes, "rowspan").min(SPAN), count(attributes, "colspan").min(SPAN));
                let (row, column) = self.next;
                self.out.merge(row, column, rows, columns)?;
                for below in row + 1..row + rows {
                    self.taken.extend((column..column + columns).map(|c| (below, c)));
                    // Only a malicious page has this many overlapping spans.
                    if self.taken.len() > 100_000 {
                        return Err(GridError::Damaged("its cells span too many others".into()));
                    }
                }
                let stored = ["x:num", "sdval"].iter().find_map(|key| attribute(attributes, key));
                // The vertical alignment of the cell does not raise or lower its text.
                let around = self.row.over(TextDrawing::default());
                let own = self.styles.of(name, attributes);
                let whole = own.over(TextDrawing { hidden: false, ..around });
                self.cell = Some(HtmlCell {
                    whole: TextDrawing { elevation: Elevation::Level, ..whole },
                    drawn: Vec::new(),
                    at: self.next,
                    number: stored.filter(|v| !v.is_empty()).and_then(number),
                    formula: WrittenValue::from_text(attribute(attributes, "x:fmla")),
                    text: Fragments::default(),
                });
                self.next.1 = column + columns;
            }
            _ => self.draw(name, attributes),
        }
        Ok(())
    }

    /// Returns true if a row, a column or a group of them is hidden, or has no height or width.
    fn is_hidden(&self, name: &str, attributes: &[(String, String)], size: &str) -> bool {
        self.styles.of(name, attributes).hidden == Some(true)
            || attribute(attributes, size).is_some_and(css::is_zero)
            || attribute(attributes, "style").and_then(|style| css::value(style, size)).is_some_and(css::is_zero)
    }

    /// Passes the columns of an element.
    fn columns(&mut self, is_hidden: bool, attributes: &[(String, String)]) {
        let last = self.column.saturating_add(count(attributes, "span").clamp(1, SPAN) - 1);
        if is_hidden {
            self.out.hide_columns(self.column, last);
        }
        self.column = last.saturating_add(1);
    }

    /// Opens an element inside a cell.
    fn draw(&mut self, name: &str, attributes: &[(String, String)]) {
        let Some(cell) = &mut self.cell else { return };
        if matches!(name, "br" | "p" | "div") && !cell.text.is_blank() {
            cell.text.end_line();
        }
        if !VOID.contains(&name) && cell.drawn.len() < DEPTH {
            let drawing = self.styles.of(name, attributes).over(cell.drawing());
            cell.drawn.push((name.to_string(), drawing));
        }
    }

    fn close(&mut self, name: &str) -> Result<(), GridError> {
        match name {
            "h1" | "h2" | "h3" | "caption" => {
                if let Some(heading) = self.heading.take() {
                    self.title = heading;
                }
            }
            "td" | "th" if self.depth == 1 => self.end_cell()?,
            "tbody" | "thead" | "tfoot" | "colgroup" if self.depth == 1 => {
                // A group without columns of its own is one column.
                if name == "colgroup" && self.column == self.group {
                    self.columns(self.is_group_hidden, &[]);
                }
                self.is_group_hidden = false;
            }
            "tr" if self.depth == 1 => {
                self.end_cell()?;
                self.next = (self.next.0 + 1, 0);
            }
            "table" => {
                if self.depth == 1 {
                    self.end_cell()?;
                }
                self.depth = self.depth.saturating_sub(1);
            }
            _ => {
                if let Some(cell) = &mut self.cell
                    && let Some(at) = cell.drawn.iter().rposition(|(open, _)| open == name)
                {
                    cell.drawn.truncate(at);
                }
            }
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), GridError> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let (text, pieces) = cell.text.map(one_spaced).done();
        let lines: Vec<String> = text.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let text = lines.join("\n").trim().to_string();
        // The stored number belongs to the text of all pieces.
        let number = cell.number.filter(|_| pieces.as_ref().is_none_or(|p| p.is_whole(PieceMark::StruckOut)));
        let shown = || (!text.is_empty() || pieces.is_some()).then(|| RawValue::Text(text.as_str().into()));
        let value = number.clone().or_else(|| digits(&text)).or_else(shown);
        if let Some(RawValue::Number(stored)) = &number
            && !is_shown(&text, *stored)
        {
            let shown = if text.is_empty() { CellDisplay::Nothing } else { CellDisplay::Other(text.clone()) };
            self.out.display(cell.at, Some(shown));
        }
        // The stored number of a cell that shows 105%.
        if number.is_some() && text.ends_with('%') {
            self.out.percent(cell.at);
        }
        let whole = match cell.whole {
            TextDrawing { hidden: true, .. } => Some(CellPieces::hidden()),
            TextDrawing { struck: true, .. } => Some(CellPieces::struck_out()),
            _ => None,
        };
        if value.is_some() {
            self.out.pieces(cell.at, pieces.or(whole));
        }
        self.out.add_cell(cell.at, value, cell.formula)
    }
}

/// Collapses repeated spaces.
fn one_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter != ' ' || !out.ends_with(' ') {
            out.push(letter);
        }
    }
    out
}
