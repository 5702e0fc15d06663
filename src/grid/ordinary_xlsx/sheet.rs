//! Reads the cells and merged ranges of a sheet.

use super::strings;
use super::styles::ShownNumber;
use super::tags::{TagKind, UnsupportedXml, XmlTag, XmlTags, digits, text};
use crate::grid::cells::CellBuilder;
use crate::grid::line_visibility::{HiddenLines, is_hidden};
use crate::grid::{GridCell, MergedSpan, RawValue, SheetGrid};
use crate::limits::Limits;
use crate::model::shared_str::SharedStr;
use crate::workbook::address;
use crate::workbook::references::{self, SharedFormulas};
use std::collections::BTreeSet;

/// The data of a workbook that reading its sheets needs.
pub(super) struct WorkbookContext<'a> {
    /// The shared strings.
    pub strings: Vec<SharedStr>,
    /// What each cell format shows a number as.
    pub formats: Vec<ShownNumber>,
    /// The days to add to a date value: 1462 in the 1904 date system, else 0.
    pub shift: f64,
    pub limits: &'a Limits,
    /// The number of bytes of text that the rest of the workbook may have.
    pub text_left: u64,
    /// True if a text has a run with properties.
    pub has_run_properties: bool,
}

/// Stores a row that is hidden.
fn hide_row(tag: &XmlTag, hidden: &mut HiddenLines) -> Result<(), UnsupportedXml> {
    let [row, flag, height] = tag.attributes(["r", "hidden", "ht"])?;
    let row = index(row)?;
    if is_hidden(flag, height) {
        hidden.add_row(row);
    }
    Ok(())
}

/// Stores columns that are hidden.
fn hide_columns(tag: &XmlTag, hidden: &mut HiddenLines) -> Result<(), UnsupportedXml> {
    if tag.name != "col" {
        return Err(UnsupportedXml);
    }
    let [first, last, flag, width] = tag.attributes(["min", "max", "hidden", "width"])?;
    let (first, last) = (index(first)?, index(last)?);
    if is_hidden(flag, width) {
        hidden.add_columns(first, last);
    }
    Ok(())
}

/// Reads the number of a row or column, from 1, as an index from 0.
fn index(number: Option<&str>) -> Result<u32, UnsupportedXml> {
    let number = number.and_then(digits).and_then(|number| u32::try_from(number).ok());
    number.and_then(|number| number.checked_sub(1)).ok_or(UnsupportedXml)
}

/// The errors that a cell may contain.
const ERRORS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];

impl WorkbookContext<'_> {
    /// Reads the cells and merged ranges of a sheet. The name is left empty because it is in the workbook part.
    pub(super) fn sheet(&mut self, mut tags: XmlTags<'_>) -> Result<SheetGrid, UnsupportedXml> {
        let mut out = SheetGrid::default();
        let (mut filled, mut merged) = (false, false);
        tags.next()?.filter(|tag| tag.name == "worksheet" && tag.kind == TagKind::Open).ok_or(UnsupportedXml)?;
        while let Some(tag) = tags.next()? {
            match (tag.local(), tag.kind) {
                ("sheetData" | "mergeCells" | "mergeCell", _) if tag.name != tag.local() => return Err(UnsupportedXml),
                ("sheetData", TagKind::Close) => {}
                ("sheetData", _) if filled || tags.parent(&tag) != "worksheet" => return Err(UnsupportedXml),
                ("sheetData", kind) => {
                    filled = true;
                    if kind == TagKind::Open {
                        let (cells, twice) = self.rows(&mut tags, &mut out)?.sorted();
                        if !twice.is_empty() {
                            return Err(UnsupportedXml);
                        }
                        out.cells = cells;
                    }
                }
                ("mergeCells", TagKind::Open | TagKind::Empty) if merged || tags.parent(&tag) != "worksheet" => {
                    return Err(UnsupportedXml);
                }
                ("mergeCells", TagKind::Open | TagKind::Empty) => merged = true,
                ("mergeCell", TagKind::Open | TagKind::Empty) if tags.parent(&tag) != "mergeCells" => {
                    return Err(UnsupportedXml);
                }
                ("mergeCell", TagKind::Open | TagKind::Empty) => out.merges.push(span(&tag)?),
                ("col", TagKind::Open | TagKind::Empty) if tag.may_hide() => hide_columns(&tag, &mut out.hidden_lines)?,
                _ => {}
            }
        }
        if !filled || out.merges.len() as u64 > self.limits.merges { Err(UnsupportedXml) } else { Ok(out) }
    }

    fn rows(&mut self, tags: &mut XmlTags<'_>, out: &mut SheetGrid) -> Result<CellBuilder, UnsupportedXml> {
        let mut cells = CellBuilder::default();
        let mut formulas = SharedFormulas::new(self.limits.text_bytes);
        let mut seen = 0u64;
        loop {
            let tag = tags.next()?.ok_or(UnsupportedXml)?;
            match (tag.name, tag.kind) {
                ("row", kind) if tags.depth() == 3 - usize::from(kind != TagKind::Open) => {
                    if kind != TagKind::Close && tag.may_hide() {
                        hide_row(&tag, &mut out.hidden_lines)?;
                    }
                }
                ("sheetData", TagKind::Close) => return Ok(cells),
                ("c", TagKind::Open | TagKind::Empty) if tags.parent(&tag) == "row" => {
                    seen += 1;
                    self.cell(tags, &tag, &mut formulas, (&mut cells, &mut out.percents))?;
                }
                _ => return Err(UnsupportedXml),
            }
            if seen > self.limits.cells_seen || cells.len() as u64 > self.limits.cells {
                return Err(UnsupportedXml);
            }
        }
    }

    fn cell<'a>(
        &mut self,
        tags: &mut XmlTags<'a>,
        tag: &XmlTag<'a>,
        formulas: &mut SharedFormulas,
        (cells, percents): (&mut CellBuilder, &mut BTreeSet<(u32, u32)>),
    ) -> Result<(), UnsupportedXml> {
        let [place, style, kind] = tag.attributes(["r", "s", "t"])?;
        let place = place.and_then(address::parse).ok_or(UnsupportedXml)?;
        if tag.kind == TagKind::Empty {
            return Ok(());
        }
        let (mut value, mut formula): (Option<Option<RawValue>>, Option<String>) = (None, None);
        loop {
            let tag = tags.next()?.ok_or(UnsupportedXml)?;
            match (tag.name, tag.kind) {
                (_, TagKind::Close) => break,
                ("f", _) if formula.is_none() => {
                    let [kind, index, range] = tag.attributes(["t", "si", "ref"])?;
                    let raw = text(tags.content(&tag)?)?;
                    formula = Some(match (kind, index, range) {
                        (Some("shared"), index, range) => {
                            let index = index.and_then(digits).ok_or(UnsupportedXml)?;
                            match range {
                                Some(range) => {
                                    corners(range).ok_or(UnsupportedXml)?;
                                    formulas.share(index, &raw, place);
                                    raw.into_owned()
                                }
                                None => formulas.formula_at(index, place).ok_or(UnsupportedXml)?,
                            }
                        }
                        (None | Some("array" | "normal"), ..) => raw.into_owned(),
                        _ => return Err(UnsupportedXml),
                    });
                }
                ("v", _) if value.is_none() && kind != Some("inlineStr") => {
                    value = Some(self.value(tags.content(&tag)?, kind, style)?);
                }
                ("is", _) if value.is_none() && kind == Some("inlineStr") => {
                    let text = strings::whole_text(tags, &tag, &mut self.has_run_properties)?;
                    value = Some(Some(RawValue::Text(SharedStr::from(&*text))));
                }
                _ => return Err(UnsupportedXml),
            }
        }
        let none = formula.is_some().then_some(RawValue::Uncached);
        let Some(value) = value.flatten().or(none) else { return Ok(()) };
        if let RawValue::Text(text) = &value {
            self.text_left = self.text_left.checked_sub(text.len() as u64).ok_or(UnsupportedXml)?;
        }
        let external = formula.as_deref().is_some_and(references::is_external);
        if self.is_share(&value, style)? {
            percents.insert(place);
        }
        cells.add(place, GridCell { value, formula, external });
        Ok(())
    }

    /// Returns true for a number that its format shows as a percentage.
    fn is_share(&self, value: &RawValue, style: Option<&str>) -> Result<bool, UnsupportedXml> {
        Ok(matches!(value, RawValue::Number(_)) && self.shown(style)? == ShownNumber::Percent)
    }

    /// Returns what the format with this index shows a number as.
    fn shown(&self, style: Option<&str>) -> Result<ShownNumber, UnsupportedXml> {
        let Some(style) = style else { return Ok(ShownNumber::Plain) };
        let index = digits(style).ok_or(UnsupportedXml)?;
        Ok(self.formats.get(index).copied().unwrap_or(ShownNumber::Plain))
    }

    /// Converts the raw value of a cell, by the cell type `kind` and the format index `style`.
    fn value(&self, raw: &str, kind: Option<&str>, style: Option<&str>) -> Result<Option<RawValue>, UnsupportedXml> {
        Ok(Some(match kind {
            Some("str") => {
                let text = text(raw)?;
                if strings::is_escaped(&text) {
                    return Err(UnsupportedXml);
                }
                RawValue::Text(SharedStr::from(&*text))
            }
            _ if raw.is_empty() => return if kind == Some("e") { Err(UnsupportedXml) } else { Ok(None) },
            Some("s") => {
                let text = digits(raw).and_then(|at| self.strings.get(at)).ok_or(UnsupportedXml)?;
                RawValue::Text(text.clone())
            }
            None | Some("n") => {
                let number = number(raw).ok_or(UnsupportedXml)?;
                match number {
                    n if !n.is_finite() => RawValue::Error("#NUM!".into()),
                    n if self.shown(style)? == ShownNumber::Date => RawValue::Date(n + self.shift),
                    n => RawValue::Number(n),
                }
            }
            Some("b") if matches!(raw, "0" | "1") => RawValue::Bool(raw == "1"),
            Some("e") => {
                let known = ERRORS.iter().find(|error| ***error == *raw).ok_or(UnsupportedXml)?;
                RawValue::Error(known.to_string())
            }
            _ => return Err(UnsupportedXml),
        }))
    }
}

/// Parses a number as spreadsheet programs write it: `-12.5`, `1E-7`.
fn number(text: &str) -> Option<f64> {
    let bare = text.strip_prefix('-').unwrap_or(text);
    if let Some(whole) = digits(bare) {
        let whole = whole as f64;
        return Some(if bare.len() < text.len() { -whole } else { whole });
    }
    let plain = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-');
    let known = bare.starts_with(|c: char| c.is_ascii_digit()) && bare.bytes().all(plain);
    if known { text.parse().ok() } else { None }
}

fn span(tag: &XmlTag<'_>) -> Result<MergedSpan, UnsupportedXml> {
    let [range] = tag.attributes(["ref"])?;
    range.and_then(corners).ok_or(UnsupportedXml)
}

/// Parses a range or a single cell.
fn corners(range: &str) -> Option<MergedSpan> {
    let mut places = range.splitn(2, ':').map(address::parse);
    let (top, left) = places.next()??;
    let (bottom, right) = places.next().unwrap_or(Some((top, left)))?;
    (top <= bottom && left <= right).then_some(MergedSpan { top, left, bottom, right })
}
