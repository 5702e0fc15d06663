//! Reads SpreadsheetML 2003 as a stream: the XML that Excel 2003 and many exports save with the extension .xls.

use super::cell_formats::CellFormat;
use super::collect::{SheetCollector, WrittenValue, iso_day, number};
use super::error::GridError;
use super::format::{AttachmentRule, FileEvidence, TableFormat};
use super::pieces::{Fragments, PieceMark, TextDrawing};
use super::spreadsheetml_styles::{SpreadsheetMlStyles, restyle};
use super::xml::{XmlEvent, attribute, stream};
use super::{CellPieces, Grid, RawValue};
use crate::limits::Limits;
use crate::model::text::StaticText;
use std::rc::Rc;

/// The format.
pub(super) const FORMAT: TableFormat = TableFormat {
    name: StaticText::new("Excel 2003 dạng XML", "Excel 2003 XML"),
    extensions: &["xml"],
    attachments: AttachmentRule::Returns,
    is_shown_by: |evidence| match evidence {
        FileEvidence::TextHead(head) => {
            head.contains("urn:schemas-microsoft-com:office:spreadsheet") && !head.contains("<html")
        }
        _ => false,
    },
    read: open,
};

/// Reads a workbook.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    let text = super::html::decoded(bytes);
    let mut book = SpreadsheetMlReader {
        out: SheetCollector::new(limits),
        at: (0, 0),
        merge: (0, 0),
        formula: WrittenValue::No,
        kind: None,
        text: String::new(),
        fragments: Fragments::default(),
        drawn: Vec::new(),
        styles: SpreadsheetMlStyles::default(),
        format: Rc::default(),
        row_style: None,
        inside: false,
        visible: false,
        comment: None,
        column: 0,
        span: 0,
    };
    stream(text.as_bytes(), limits, |piece| book.piece(piece))?;
    Ok(book.out.done())
}

struct SpreadsheetMlReader<'l> {
    out: SheetCollector<'l>,
    /// Next cell, from 0.
    at: (u32, u32),
    /// Further columns and rows that the cell covers.
    merge: (u32, u32),
    formula: WrittenValue,
    /// Type of the data.
    kind: Option<String>,
    /// Text outside the data.
    text: String,
    /// Text of the data.
    fragments: Fragments,
    /// Formatting of the open elements of the data, starting with the cell's style.
    drawn: Vec<(String, TextDrawing)>,
    styles: SpreadsheetMlStyles,
    /// What the cell's style does to its content.
    format: Rc<CellFormat>,
    /// Style of the row, for cells without a style.
    row_style: Option<String>,
    inside: bool,
    visible: bool,
    /// Text of an open note, which is not part of the cell's text.
    comment: Option<String>,
    /// Next column element, from 0.
    column: u32,
    /// Further rows that an empty row stands for.
    span: u32,
}

/// Returns true for a size of zero.
fn is_zero(size: Option<&str>) -> bool {
    size.and_then(|size| size.trim().parse::<f64>().ok()) == Some(0.0)
}

impl SpreadsheetMlReader<'_> {
    fn piece(&mut self, piece: XmlEvent) -> Result<(), GridError> {
        match piece {
            XmlEvent::Text(text) if self.inside => {
                let mark = self.drawn.last().map(|(_, drawing)| drawing.mark()).unwrap_or_default();
                self.fragments.push(mark, &text);
            }
            XmlEvent::Text(text) if self.visible => self.text.push_str(&text),
            XmlEvent::Text(text) => {
                if let Some(comment) = &mut self.comment {
                    comment.push_str(&text);
                }
            }
            // The note of a cell has its own data.
            XmlEvent::Open(name, _) if name == "Comment" => self.comment = Some(String::new()),
            XmlEvent::Close(name) if name == "Comment" => {
                let text = self.comment.take().unwrap_or_default();
                self.out.remark(self.at, &text);
            }
            XmlEvent::Open(_, _) | XmlEvent::Close(_) if self.comment.is_some() => {}
            XmlEvent::Open(name, attributes) => {
                let of = |n: &str| attribute(&attributes, n);
                let number = |n: &str| of(n).and_then(|v| v.parse::<u32>().ok());
                match name.as_str() {
                    name if self.inside => {
                        let around = self.drawn.last().map(|(_, drawing)| *drawing).unwrap_or_default();
                        self.drawn.push((name.to_string(), restyle(name, &attributes).over(around)));
                    }
                    "Style" | "NumberFormat" | "Font" | "Interior" => self.styles.begin(&name, &attributes),
                    "Worksheet" => {
                        self.out.sheet(of("Name").unwrap_or_default(), false)?;
                        self.at = (0, 0);
                        self.column = 0;
                    }
                    "Column" => {
                        let first = number("Index").map_or(self.column, |i| i.saturating_sub(1));
                        let last = first.saturating_add(number("Span").unwrap_or(0));
                        self.column = last.saturating_add(1);
                        if of("Hidden") == Some("1") || is_zero(of("Width")) {
                            self.out.hide_columns(first, last);
                        }
                    }
                    "Row" => {
                        self.at = (number("Index").map_or(self.at.0, |i| i.saturating_sub(1)), 0);
                        self.span = number("Span").unwrap_or(0);
                        if of("Hidden") == Some("1") || is_zero(of("Height")) {
                            self.out.hide_row(self.at.0);
                        }
                        self.row_style = of("StyleID").map(str::to_string);
                    }
                    "Cell" => {
                        if let Some(index) = number("Index") {
                            self.at.1 = index.saturating_sub(1);
                        }
                        self.merge = (number("MergeAcross").unwrap_or(0), number("MergeDown").unwrap_or(0));
                        self.formula = WrittenValue::from_text(of("Formula"));
                        self.kind = None;
                        self.text.clear();
                        self.fragments = Fragments::default();
                        let style = of("StyleID").map(str::to_string).or_else(|| self.row_style.clone());
                        let style = style.unwrap_or_else(|| "Default".to_string());
                        self.format = self.styles.format(&style);
                        let drawing = self.styles.font(&style).over(TextDrawing::default());
                        self.drawn = vec![(String::new(), drawing)];
                    }
                    "Data" => {
                        self.kind = Some(of("Type").unwrap_or("String").to_string());
                        self.inside = true;
                    }
                    "NamedRange" => {
                        if let (Some(name), Some(target)) = (of("Name"), of("RefersTo")) {
                            self.out.name(name, &absolute(target))?;
                        }
                    }
                    "Visible" => {
                        self.text.clear();
                        self.visible = true;
                    }
                    _ => {}
                }
            }
            XmlEvent::Close(name) => match name.as_str() {
                "Data" => self.inside = false,
                name if self.inside
                    && self.drawn.len() > 1
                    && self.drawn.last().is_some_and(|(open, _)| open == name) =>
                {
                    self.drawn.pop();
                }
                _ if self.inside => {}
                "Visible" => {
                    self.visible = false;
                    if self.text.starts_with("SheetHidden") || self.text.starts_with("SheetVeryHidden") {
                        self.out.hide();
                    }
                }
                "Cell" => self.cell()?,
                "Row" => self.at.0 = self.at.0.saturating_add(1).saturating_add(self.span),
                _ => {}
            },
        }
        Ok(())
    }

    fn cell(&mut self) -> Result<(), GridError> {
        let (text, pieces) = std::mem::take(&mut self.fragments).done();
        let struck = self.drawn.first().is_some_and(|(_, drawing)| drawing.struck);
        let kind = self.kind.take();
        let is_text = matches!(kind.as_deref(), Some("String"))
            || pieces.as_ref().is_some_and(|p| !p.is_whole(PieceMark::StruckOut));
        let value = kind.and_then(|kind| match kind.as_str() {
            _ if is_text && pieces.is_some() => Some(RawValue::Text(text.into())),
            "Number" => number(&text).or(Some(RawValue::Text(text.into()))),
            "DateTime" => iso_day(&text).or(Some(RawValue::Text(text.into()))),
            "Boolean" => Some(RawValue::Bool(text.trim() == "1")),
            "Error" => Some(RawValue::Error(text)),
            _ if text.is_empty() => None,
            _ => Some(RawValue::Text(text.into())),
        });
        if self.format.is_percent && matches!(value, Some(RawValue::Number(_))) {
            self.out.percent(self.at);
        }
        self.out.display(self.at, value.as_ref().and_then(|value| self.format.display(value)));
        if value.is_some() {
            let whole = || struck.then(CellPieces::struck_out);
            self.out.pieces(self.at, if is_text { pieces.or_else(whole) } else { whole() });
        }
        self.out.add_cell(self.at, value, self.formula)?;
        let (across, down) = self.merge;
        self.out.merge(self.at.0, self.at.1, down.saturating_add(1), across.saturating_add(1))?;
        self.at.1 = self.at.1.saturating_add(1).saturating_add(across);
        Ok(())
    }
}

/// Converts `=BM01!R5C3` to `BM01!$C$5`.
fn absolute(target: &str) -> String {
    let plain = target.trim_start_matches('=');
    let placed = || {
        let (sheet, cell) = plain.rsplit_once('!')?;
        let (row, column) = cell.strip_prefix('R')?.split_once('C')?;
        let (row, column): (u32, u32) = (row.parse().ok()?, column.parse().ok()?);
        let letters = crate::workbook::address::letters(column.checked_sub(1)?);
        Some(format!("{}!${letters}${row}", sheet.trim_matches('\'')))
    };
    placed().unwrap_or_else(|| plain.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_style_or_its_parent_shows_a_percentage() {
        let book = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="a"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="b" ss:Parent="a"><Font/></Style>
<Style ss:ID="c" ss:Parent="a"><NumberFormat ss:Format="0.00"/></Style><Style ss:ID="d"><NumberFormat ss:Format="0.0%"/></Style></Styles>
<Worksheet ss:Name="T"><Table><Row><Cell ss:StyleID="a"><Data ss:Type="Number">1.05</Data></Cell><Cell ss:StyleID="b"><Data ss:Type="Number">1.05</Data></Cell>
<Cell ss:StyleID="c"><Data ss:Type="Number">1.05</Data></Cell><Cell ss:StyleID="d"><Data ss:Type="Number">1.05</Data></Cell>
<Cell ss:StyleID="d"><Data ss:Type="String">x</Data></Cell><Cell><Data ss:Type="Number">1.05</Data></Cell></Row></Table></Worksheet></Workbook>"#;
        let grid = open(book.as_bytes(), &Limits::default()).unwrap();
        let shown: Vec<u32> = grid.sheets[0].percents.iter().map(|(_, column)| *column).collect();
        assert_eq!(shown, [0, 1, 3]);
    }
}
