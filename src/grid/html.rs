//! HTML tables, as many programs export under the name .xls: every table that is not within another is a sheet. Nothing
//! is fetched, no script is run, and tags need not match.

use super::collect::{Collector, Written, number};
use super::error::GridError;
use super::xml::{attribute, count, unescaped};
use super::{Grid, RawValue};
use crate::limits::Limits;
use std::collections::BTreeSet;

/// Reads the tables of a page.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    let text = decoded(bytes);
    let mut page = Page {
        out: Collector::new(limits),
        sheets: BTreeSet::new(),
        heading: None,
        title: String::new(),
        depth: 0,
        next: (0, 0),
        taken: BTreeSet::new(),
        cell: None,
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
            rest = find(rest, &end).map_or("", |at| rest.get(at..).unwrap_or_default());
            continue;
        }
        if closing { page.close(&name)? } else { page.open(&name, &attributes(tag))? }
    }
    page.text(rest);
    page.end_cell()?;
    Ok(page.out.done())
}

/// The text of a file by its mark, the charset that it names, else UTF-8, else windows-1258.
pub fn decoded(bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(bytes.get(..2048.min(bytes.len())).unwrap_or_default()).to_ascii_lowercase();
    let named = ["charset=", "encoding="].iter().find_map(|key| {
        let value = head.split_once(key)?.1.trim_start_matches(['"', '\'']);
        let label: String = value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
        encoding_rs::Encoding::for_label(label.as_bytes())
    });
    let marked = encoding_rs::Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let guess = if std::str::from_utf8(bytes).is_ok() { encoding_rs::UTF_8 } else { encoding_rs::WINDOWS_1258 };
    // A page that says UTF-16 in letters of one byte is wrong about itself.
    let named = named.filter(|e| *e != encoding_rs::UTF_16LE && *e != encoding_rs::UTF_16BE);
    marked.or(named).unwrap_or(guess).decode(bytes).0.into_owned()
}

/// Where a text stands, whatever the case of its letters.
fn find(text: &str, wanted: &str) -> Option<usize> {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    text.windows(wanted.len()).position(|w| w.eq_ignore_ascii_case(wanted))
}

/// A tag without its brackets, and what follows; `>` within quotes does not end it.
fn cut(after: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, byte) in after.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return (after.get(..at).unwrap_or_default(), after.get(at + 1..).unwrap_or_default()),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
        // A quote that never ends is a stray one.
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

struct Page<'l> {
    out: Collector<'l>,
    sheets: BTreeSet<String>,
    /// Text of a heading being read, and of the last one: it names the next table.
    heading: Option<String>,
    title: String,
    /// Depth of tables.
    depth: u32,
    next: (u32, u32),
    /// Cells of later rows that a rowspan takes.
    taken: BTreeSet<(u32, u32)>,
    cell: Option<Cell>,
}

struct Cell {
    at: (u32, u32),
    number: Option<RawValue>,
    formula: Written,
    text: String,
}

/// A page has no numbers of its own: digits alone are one, as Excel takes them. A zero in front makes a code.
fn digits(text: &str) -> Option<RawValue> {
    let plain = text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| number(text)).flatten()
}

/// No honest cell spans more.
const SPAN: u32 = 1_000;

impl Page<'_> {
    fn text(&mut self, text: &str) {
        let into = self.heading.as_mut().or_else(|| self.cell.as_mut().map(|c| &mut c.text));
        if let Some(into) = into {
            // A line break of the source is a space.
            into.push_str(&unescaped(text).replace(['\n', '\r', '\t'], " "));
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
                    (self.next, self.title) = ((0, 0), String::new());
                    self.taken.clear();
                }
            }
            "tr" if self.depth == 1 => {
                self.end_cell()?;
                if self.next.1 > 0 {
                    self.next = (self.next.0 + 1, 0);
                }
                let row = self.next.0;
                self.taken.retain(|(r, _)| *r >= row);
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
                    // Overlapping spans of a hostile page.
                    if self.taken.len() > 100_000 {
                        return Err(GridError::Damaged("its cells span too many others".into()));
                    }
                }
                let stored = ["x:num", "sdval"].iter().find_map(|key| attribute(attributes, key));
                self.cell = Some(Cell {
                    at: self.next,
                    number: stored.filter(|v| !v.is_empty()).and_then(number),
                    formula: Written::of(attribute(attributes, "x:fmla")),
                    text: String::new(),
                });
                self.next.1 = column + columns;
            }
            "br" | "p" | "div" => {
                if let Some(cell) = self.cell.as_mut().filter(|c| !c.text.trim().is_empty()) {
                    cell.text.push('\n');
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), GridError> {
        match name {
            "h1" | "h2" | "h3" | "caption" => {
                if let Some(heading) = self.heading.take() {
                    self.title = heading;
                }
            }
            "td" | "th" if self.depth == 1 => self.end_cell()?,
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
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), GridError> {
        let Some(cell) = self.cell.take() else { return Ok(()) };
        let lines: Vec<String> =
            cell.text.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let text = lines.join("\n").trim().to_string();
        let value =
            cell.number.or_else(|| digits(&text)).or_else(|| (!text.is_empty()).then_some(RawValue::Text(text.into())));
        self.out.put(cell.at, value, cell.formula)
    }
}
