//! Collects cells into sheets and enforces the limits.

use super::cells::CellBuilder;
use super::error::GridError;
use super::{CellDisplay, CellPieces, Grid, GridCell, MergedSpan, RawValue, RemarkKind, SheetGrid, remarks};
use crate::limits::Limits;
use crate::model::day::Day;
use crate::workbook::references;

/// Last row and column of a sheet, from 0 (Excel 2007 and later).
const LAST: (u32, u32) = (1_048_575, 16_383);

/// Presence of a formula in a cell, and whether it refers to another file.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum WrittenValue {
    /// No formula.
    No,
    /// A formula over this workbook, as far as the file shows.
    Own,
    /// A formula that refers to another file.
    Outside,
}

impl WrittenValue {
    /// Classifies the text of a formula, if there is one.
    pub(super) fn from_text(text: Option<&str>) -> Self {
        match text {
            None => WrittenValue::No,
            Some(text) if references::is_external(text) => WrittenValue::Outside,
            Some(_) => WrittenValue::Own,
        }
    }
}

/// A grid being built.
pub(super) struct SheetCollector<'l> {
    grid: Grid,
    limits: &'l Limits,
    text_left: u64,
    seen: u64,
    /// Cells of the current sheet.
    cells: CellBuilder,
}

impl<'l> SheetCollector<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        SheetCollector {
            grid: Grid::default(),
            limits,
            text_left: limits.text_bytes,
            seen: 0,
            cells: CellBuilder::default(),
        }
    }

    /// Starts a sheet.
    pub(super) fn sheet(&mut self, name: &str, hidden: bool) -> Result<(), GridError> {
        if self.grid.sheets.len() as u64 >= self.limits.sheets {
            return Err(GridError::limit("số trang tính", "sheets", self.limits.sheets));
        }
        if self.grid.sheets.iter().any(|s| s.name == name) {
            return Err(GridError::Damaged(format!("two sheets are named '{name}'")));
        }
        self.seen = 0;
        self.finish();
        self.grid.sheets.push(SheetGrid { name: name.to_string(), hidden, ..SheetGrid::default() });
        Ok(())
    }

    /// Marks the current sheet as hidden.
    pub(super) fn hide(&mut self) {
        if let Some(sheet) = self.grid.sheets.last_mut() {
            sheet.hidden = true;
        }
    }

    /// Adds a cell to the current sheet. A blank cell without a formula is only counted for the limits.
    pub(super) fn add_cell(
        &mut self,
        at: (u32, u32),
        value: Option<RawValue>,
        formula: WrittenValue,
    ) -> Result<(), GridError> {
        self.seen += 1;
        if self.seen > self.limits.cells_seen {
            return Err(GridError::limit("số ô của trang tính", "cells of a sheet", self.limits.cells_seen));
        }
        let value = match (value, formula != WrittenValue::No) {
            (Some(value), _) => value,
            (None, true) => RawValue::Uncached,
            (None, false) => return Ok(()),
        };
        if at.0 > LAST.0 || at.1 > LAST.1 {
            return Err(GridError::Damaged("a cell lies outside the sheet".into()));
        }
        if let RawValue::Text(text) = &value {
            self.text_left = self.text_left.checked_sub(text.len() as u64).ok_or_else(|| {
                GridError::limit("chữ trong các ô (byte)", "text of all cells", self.limits.text_bytes)
            })?;
        }
        if self.grid.sheets.is_empty() {
            return Ok(());
        }
        // Outside .xlsx the text of a formula is not reliable: store only that there is one and whether it refers to
        // another file.
        let outside = formula == WrittenValue::Outside;
        let formula = (formula != WrittenValue::No).then(String::new);
        self.cells.add(at, GridCell { value, formula, external: outside });
        if self.cells.len() as u64 > self.limits.cells {
            return Err(GridError::limit("số ô có nội dung", "cells with content", self.limits.cells));
        }
        Ok(())
    }

    /// Stores the formatted pieces of a cell of the current sheet, if there are any.
    pub(super) fn pieces(&mut self, at: (u32, u32), pieces: Option<CellPieces>) {
        if let (Some(pieces), Some(sheet)) = (pieces, self.grid.sheets.last_mut())
            && (sheet.pieces.len() as u64) < self.limits.cells
        {
            sheet.pieces.insert(at, pieces);
        }
    }

    /// Marks a cell of the current sheet as a number that is shown as a percentage.
    pub(super) fn percent(&mut self, at: (u32, u32)) {
        if let Some(sheet) = self.grid.sheets.last_mut()
            && (sheet.percents.len() as u64) < self.limits.cells
        {
            sheet.percents.insert(at);
        }
    }

    /// Stores what a cell of the current sheet shows, if that is something else than it holds.
    pub(super) fn display(&mut self, at: (u32, u32), display: Option<CellDisplay>) {
        if let (Some(display), Some(sheet)) = (display, self.grid.sheets.last_mut())
            && (sheet.displays.len() as u64) < self.limits.cells
        {
            sheet.displays.insert(at, display);
        }
    }

    /// Marks a row of the current sheet as hidden.
    pub(super) fn hide_row(&mut self, row: u32) {
        if let Some(sheet) = self.grid.sheets.last_mut().filter(|_| row <= LAST.0) {
            sheet.hidden_lines.add_row(row);
        }
    }

    /// Marks columns of the current sheet as hidden.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32) {
        if let Some(sheet) = self.grid.sheets.last_mut() {
            sheet.hidden_lines.add_columns(first, last);
        }
    }

    /// Adds a text of the current sheet that is in no cell.
    pub(super) fn remark(&mut self, at: (u32, u32), text: &str) {
        if let Some(sheet) = self.grid.sheets.last() {
            remarks::add(&mut self.grid.remarks, &sheet.name, at, text);
        }
    }

    /// Adds a picture or an object of the current sheet.
    pub(super) fn object(&mut self, at: (u32, u32), kind: RemarkKind) {
        if let Some(sheet) = self.grid.sheets.last() {
            remarks::add_object(&mut self.grid.remarks, &sheet.name, at, kind);
        }
    }

    /// Adds a merged range to the current sheet. Single cells and ranges that start outside Excel's grid are ignored.
    pub(super) fn merge(&mut self, top: u32, left: u32, rows: u32, columns: u32) -> Result<(), GridError> {
        if (rows <= 1 && columns <= 1) || top > LAST.0 || left > LAST.1 {
            return Ok(());
        }
        let Some(sheet) = self.grid.sheets.last_mut() else { return Ok(()) };
        let bottom = top.saturating_add(rows.max(1) - 1).min(LAST.0);
        let right = left.saturating_add(columns.max(1) - 1).min(LAST.1);
        sheet.merges.push(MergedSpan { top, left, bottom, right });
        if sheet.merges.len() as u64 > self.limits.merges {
            return Err(GridError::limit("số ô gộp", "merged ranges", self.limits.merges));
        }
        Ok(())
    }

    /// Adds a defined name. The first of equal names is kept.
    pub(super) fn name(&mut self, name: &str, target: &str) -> Result<(), GridError> {
        if self.grid.defined_names.len() as u64 >= self.limits.names {
            return Err(GridError::limit("số tên vùng", "defined names", self.limits.names));
        }
        self.grid.defined_names.entry(name.to_string()).or_insert_with(|| target.trim_start_matches('=').to_string());
        Ok(())
    }

    /// Moves the collected cells into the current sheet.
    fn finish(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        if let Some(sheet) = self.grid.sheets.last_mut() {
            sheet.cells = cells.sorted().0;
        }
    }

    pub(super) fn done(mut self) -> Grid {
        self.finish();
        self.grid
    }
}

/// Parses a number that the file stores as text.
pub(super) fn number(text: &str) -> Option<RawValue> {
    let number: f64 = text.trim().parse().ok()?;
    Some(if number.is_finite() { RawValue::Number(number) } else { RawValue::Error("#NUM!".into()) })
}

/// Parses `2022-01-05` or `2022-01-05T15:30:00`, with its hours as a fraction.
pub(super) fn iso_day(text: &str) -> Option<RawValue> {
    let mut parts = text.get(..10)?.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    let serial = f64::from(Day::from_ymd(year, month, day)?.serial());
    let hours = text.get(10..).and_then(|rest| rest.strip_prefix(['T', ' '])).and_then(hours).unwrap_or(0.0);
    Some(RawValue::Date(serial + hours))
}

/// Parses `15:30:00` or `15:30:00.5` as a fraction of a day.
fn hours(text: &str) -> Option<f64> {
    let mut parts = text.trim_end_matches('Z').split(':').map(|part| part.parse::<f64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().flatten().unwrap_or(0.0));
    let day = (hour * 3600.0 + minute * 60.0 + second) / 86_400.0;
    (0.0..1.0).contains(&day).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_keeps_its_hours() {
        // 10 October 2021 is serial number 44479.
        for (text, serial) in [
            ("2021-10-10", Some(44_479.0)),
            ("2021-10-10T00:00:00", Some(44_479.0)),
            ("2021-10-10T15:30:00", Some(44_479.0 + 15.5 / 24.0)),
            ("2021-10-10T12:00:00.000Z", Some(44_479.5)),
            ("2021-10-10Tlạ", Some(44_479.0)),
            ("2021-10-10T25:00:00", Some(44_479.0)),
            ("2021-13-10", None),
            ("10/10/2021", None),
        ] {
            assert_eq!(iso_day(text), serial.map(RawValue::Date), "{text}");
        }
    }
}
