//! Reads the annex as issued: finds its heading row, matches columns and units by folded text, distinguishes a blank
//! from 0, and reads the printed totals unchanged. It does not check that they add up: that is a rule of the plan.

mod cell;
mod origin;
mod delimited;

use super::diagnostic::{PlanDiagnostic, PlanLocation, PlanSource};
use super::unit_names::{names_of, unit_key};
use super::{AnnexColumn, Unit};
use crate::grid::SheetGrid;
use crate::model::fold::fold;
use crate::model::text::{BilingualText, Lang};
use crate::workbook::address;
use cell::{AnnexCell, figure};
use delimited::{decode, delimiter, field};
pub(crate) use origin::{AnnexOrigin, AnnexOrigins};
use std::collections::BTreeMap;

/// The content of the annex.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct AnnexReading {
    /// Indexes of the units, in the annex's order.
    pub order: Vec<usize>,
    /// Figures by unit (in the order of the plan's units), one for each column; empty for a unit that is not in the
    /// annex.
    pub figures: Vec<Vec<Option<f64>>>,
    /// Printed totals, one for each column.
    pub totals: Vec<f64>,
    /// Where the figures and totals are.
    pub origins: AnnexOrigins,
    /// Problems found in the annex.
    pub problems: Vec<PlanDiagnostic>,
}

impl AnnexReading {
    /// Returns the indexes of the units that are not in the annex.
    pub(crate) fn absent(&self) -> impl Iterator<Item = usize> {
        self.figures.iter().enumerate().filter(|(_, f)| f.is_empty()).map(|(i, _)| i)
    }
}

/// Reads an annex from delimited text (tabs, semicolons or commas).
pub(crate) fn read(bytes: &[u8], file: &str, (columns, units): (&[AnnexColumn], &[Unit]), lang: Lang) -> AnnexReading {
    let whole = |vi: &str, en: &str, hint: BilingualText| AnnexReading {
        figures: vec![Vec::new(); units.len()],
        problems: vec![PlanDiagnostic {
            file: file.to_string(),
            place: PlanLocation::File,
            message: BilingualText::new(vi, en),
            hint,
        }],
        ..AnnexReading::default()
    };
    let save = BilingualText::new(
        "lưu lại dạng văn bản Unicode, UTF-8, cách nhau bằng tab",
        "save it as UTF-8 text with tabs",
    );
    if bytes.starts_with(b"PK\x03\x04") {
        return whole("đây là tệp Excel, không phải văn bản", "this is an Excel file, not text", save);
    }
    let Some(text) = decode(bytes) else {
        return whole("không đọc được chữ: tệp không phải UTF-8", "the text is not UTF-8", save);
    };
    let delimiter = delimiter(&text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let (mut rows, mut starts) = (Vec::new(), Vec::new());
    // The text is valid UTF-8, so no record can fail to decode.
    for record in reader.records().flatten() {
        starts.push(record.position().map_or(0, |p| p.byte() as usize));
        rows.push(record.iter().map(AnnexCell::typed).collect());
    }
    let source = PlanSource::new(file, &text);
    let place = |row: usize, column: usize| {
        let start = starts.get(row).copied().unwrap_or(0);
        let end = starts.get(row + 1).copied().unwrap_or(text.len());
        source.place(&field(&text, start..end, delimiter, column))
    };
    let bytes = text.as_bytes();
    let is_end = |at: &usize| bytes[*at] == b'\n' || bytes[*at] == b'\r' && bytes.get(*at + 1) != Some(&b'\n');
    let ends: Vec<usize> = (0..bytes.len()).filter(is_end).collect();
    let origin = |row: usize, column: usize| {
        // A record may begin with the line end before it, and with empty lines.
        let mut start = starts.get(row).copied().unwrap_or(0);
        start += bytes.iter().skip(start).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let line = ends.partition_point(|end| *end < start) + 1;
        AnnexOrigin::Field { line, field: column + 1 }
    };
    AnnexTable { rows: &rows, place: &place, origin: &origin, file, columns, units, lang }.read()
}

/// Reads an annex from a sheet. A number in a cell is read as that number, not from its text.
pub(crate) fn from_sheet(
    sheet: &SheetGrid,
    file: &str,
    (columns, units): (&[AnnexColumn], &[Unit]),
    lang: Lang,
) -> AnnexReading {
    let rows = sheet.cells.keys().map(|k| k.0 as usize + 1).max().unwrap_or(0);
    let mut entries: Vec<Vec<AnnexCell>> = vec![Vec::new(); rows];
    for (at, cell) in &sheet.cells {
        if let Some(row) = entries.get_mut(at.0 as usize) {
            row.resize(row.len().max(at.1 as usize + 1), AnnexCell::default());
            row[at.1 as usize] = AnnexCell::of(cell, sheet.pieces.get(at), sheet.displays.get(at));
        }
    }
    let place = |row: usize, column: usize| PlanLocation::Cell {
        sheet: sheet.name.clone(),
        cell: address::cell(row as u32, column as u32),
        text: entries.get(row).and_then(|r| r.get(column)).map(|e| e.text.clone()).unwrap_or_default(),
    };
    let origin = |row: usize, column: usize| {
        AnnexOrigin::Cell(format!("{}{}", address::sheet(&sheet.name), address::cell(row as u32, column as u32)))
    };
    AnnexTable { rows: &entries, place: &place, origin: &origin, file, columns, units, lang }.read()
}

/// The most repeated headings that are reported.
const MOST_TWICE: usize = 100;

struct AnnexTable<'a> {
    rows: &'a [Vec<AnnexCell>],
    place: &'a dyn Fn(usize, usize) -> PlanLocation,
    origin: &'a dyn Fn(usize, usize) -> AnnexOrigin,
    file: &'a str,
    columns: &'a [AnnexColumn],
    units: &'a [Unit],
    /// The language by whose rules numbers are written.
    lang: Lang,
}

impl AnnexTable<'_> {
    fn problem(&self, row: usize, column: usize, message: BilingualText, hint: BilingualText) -> PlanDiagnostic {
        PlanDiagnostic { file: self.file.to_string(), place: (self.place)(row, column), message, hint }
    }

    fn file_diagnostic(&self, message: BilingualText, hint: BilingualText) -> PlanDiagnostic {
        PlanDiagnostic { file: self.file.to_string(), place: PlanLocation::File, message, hint }
    }

    fn entry(&self, row: usize, column: usize) -> Option<&AnnexCell> {
        self.rows.get(row).and_then(|r| r.get(column))
    }

    fn cell(&self, row: usize, column: usize) -> &str {
        self.entry(row, column).map_or("", |entry| entry.text.as_str())
    }

    fn figure(&self, row: usize, column: usize) -> Result<Option<f64>, BilingualText> {
        self.entry(row, column).map_or(Ok(None), |entry| figure(entry, self.lang))
    }

    fn read(&self) -> AnnexReading {
        let mut out = AnnexReading {
            figures: vec![Vec::new(); self.units.len()],
            totals: vec![0.0; self.columns.len()],
            origins: AnnexOrigins::new(self.file, self.units.len()),
            ..AnnexReading::default()
        };
        let Some((heads, first)) = self.headings(&mut out.problems) else { return out };
        let keys = self.unit_keys();
        let Some(names) = self.name_column(&heads, first, &keys) else {
            out.problems.push(self.file_diagnostic(
                BilingualText::new("không thấy tên đơn vị nào của kế hoạch", "no unit of the plan is named in it"),
                BilingualText::new(
                    "kiểm tra đây có đúng là phụ lục của kế hoạch này không",
                    "check that it is this plan's annex",
                ),
            ));
            return out;
        };
        let mut total_row = None;
        for row in first..self.rows.len() {
            let name = self.cell(row, names);
            if let Some(units) = keys.get(&unit_key(name)) {
                let is_free = |unit: &&usize| out.figures.get(**unit).is_some_and(Vec::is_empty);
                let Some(unit) = units.iter().find(is_free).or(units.first()).copied() else { continue };
                self.unit_row(row, names, unit, &heads, &mut out);
            } else if self.is_total(row, &heads) {
                if total_row.is_some() {
                    let message = BilingualText::new("có hai dòng tổng cộng", "there are two total rows");
                    out.problems.push(self.problem(
                        row,
                        names,
                        message,
                        BilingualText::new("giữ một dòng", "keep one"),
                    ));
                }
                total_row = Some(row);
            } else if self.holds_figures(row, name, &heads) {
                out.problems.push(self.unknown_unit(row, names, name));
            }
        }
        self.totals(total_row, &heads, names, &mut out);
        out
    }

    /// Returns the units that each name means, in the order of the plan: units whose times do not overlap may share one.
    fn unit_keys(&self) -> BTreeMap<String, Vec<usize>> {
        let mut keys: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, unit) in self.units.iter().enumerate() {
            for (text, _) in names_of(unit).into_iter().filter(|(text, _)| !text.trim().is_empty()) {
                let units = keys.entry(unit_key(text)).or_default();
                if !units.contains(&i) {
                    units.push(i);
                }
            }
        }
        keys
    }

    /// Returns the table's column for each annex column, and the first row below the headings.
    fn headings(&self, problems: &mut Vec<PlanDiagnostic>) -> Option<(Vec<Option<usize>>, usize)> {
        let wanted: BTreeMap<String, usize> =
            self.columns.iter().enumerate().map(|(i, c)| (fold(&c.heading), i)).collect();
        let mut found: Vec<Option<(usize, usize)>> = vec![None; self.columns.len()];
        for (row, cells) in self.rows.iter().enumerate() {
            for (column, cell) in cells.iter().map(|c| c.text.as_str()).enumerate().filter(|(_, c)| !c.is_empty()) {
                let Some(index) = wanted.get(&fold(cell)).copied() else { continue };
                match found[index] {
                    None => found[index] = Some((row, column)),
                    Some(_) if problems.len() >= MOST_TWICE => {}
                    Some(_) => problems.push(self.problem(
                        row,
                        column,
                        BilingualText::new(
                            format!("tiêu đề '{}' có ở hai chỗ", cell.trim()),
                            format!("heading '{}' stands twice", cell.trim()),
                        ),
                        BilingualText::new("giữ một cột", "keep one column"),
                    )),
                }
            }
        }
        let last = found.iter().flatten().map(|(row, _)| *row).max();
        for (column, _) in self.columns.iter().zip(&found).filter(|(_, f)| f.is_none()) {
            let message = BilingualText::new(
                format!("không thấy cột '{}'", column.heading),
                format!("there is no column '{}'", column.heading),
            );
            let hint = BilingualText::new(
                format!("sửa heading của {} trong kế hoạch cho đúng tiêu đề của phụ lục", column.name),
                format!("make the heading of {} in the plan the one of the annex", column.name),
            );
            problems.push(match last {
                Some(row) => self.problem(row, 0, message, hint),
                None => self.file_diagnostic(message, hint),
            });
        }
        Some((found.into_iter().map(|f| f.map(|(_, column)| column)).collect(), last? + 1))
    }

    /// Returns the column that holds the names of the most units.
    fn name_column(&self, heads: &[Option<usize>], first: usize, keys: &BTreeMap<String, Vec<usize>>) -> Option<usize> {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for cells in self.rows.iter().skip(first) {
            for (column, cell) in cells.iter().enumerate().filter(|(c, _)| !heads.contains(&Some(*c))) {
                if keys.contains_key(&unit_key(&cell.text)) {
                    *counts.entry(column).or_default() += 1;
                }
            }
        }
        counts.into_iter().max_by_key(|(column, count)| (*count, std::cmp::Reverse(*column))).map(|(column, _)| column)
    }

    fn is_total(&self, row: usize, heads: &[Option<usize>]) -> bool {
        let cells = self.rows.get(row).into_iter().flatten().enumerate();
        cells.filter(|(c, _)| !heads.contains(&Some(*c))).any(|(_, cell)| {
            let text = fold(&cell.text);
            let text = text.trim_end_matches([':', '.', ' ']);
            matches!(text, "cong" | "tong" | "tong so" | "total" | "grand total") || text.starts_with("tong cong")
        })
    }

    /// Returns true if a row without a known unit may be a unit's row. A note below the table is not.
    fn holds_figures(&self, row: usize, name: &str, heads: &[Option<usize>]) -> bool {
        let mut columns = heads.iter().flatten().copied();
        if name.trim().is_empty() {
            columns.any(|c| matches!(self.figure(row, c), Ok(Some(_))))
        } else {
            columns.any(|c| !self.cell(row, c).trim().is_empty())
        }
    }

    fn figures(&self, row: usize, heads: &[Option<usize>], problems: &mut Vec<PlanDiagnostic>) -> Vec<Option<f64>> {
        let mut out = Vec::with_capacity(heads.len());
        for column in heads {
            let value = column.map_or(Ok(None), |c| self.figure(row, c));
            out.push(value.as_ref().ok().copied().flatten());
            if let (Err(hint), Some(column)) = (value, column) {
                let text = self.cell(row, *column).trim().to_string();
                let message =
                    BilingualText::new(format!("'{text}' không đọc được thành số"), format!("'{text}' is no number"));
                problems.push(self.problem(row, *column, message, hint));
            }
        }
        out
    }

    fn origins(&self, row: usize, heads: &[Option<usize>]) -> Vec<Option<AnnexOrigin>> {
        heads.iter().map(|column| column.map(|column| (self.origin)(row, column))).collect()
    }

    fn unit_row(&self, row: usize, names: usize, unit: usize, heads: &[Option<usize>], out: &mut AnnexReading) {
        if !out.figures[unit].is_empty() {
            let name = self.cell(row, names).trim();
            let message = BilingualText::new(
                format!("đơn vị '{name}' có ở hai dòng"),
                format!("unit '{name}' stands in two rows"),
            );
            out.problems.push(self.problem(row, names, message, BilingualText::new("giữ một dòng", "keep one row")));
            return;
        }
        out.figures[unit] = self.figures(row, heads, &mut out.problems);
        out.origins.units[unit] = self.origins(row, heads);
        out.order.push(unit);
    }

    fn unknown_unit(&self, row: usize, names: usize, name: &str) -> PlanDiagnostic {
        let name = name.trim();
        let message = if name.is_empty() {
            BilingualText::new("dòng có số nhưng không có tên đơn vị", "a row with figures but no unit")
        } else {
            BilingualText::new(
                format!("đơn vị '{name}' không có trong kế hoạch"),
                format!("unit '{name}' is not in the plan"),
            )
        };
        let hint = BilingualText::new(
            "thêm đơn vị vào [[units]] của kế hoạch, hoặc thêm cách gọi này vào aliases",
            "add the unit to [[units]] of the plan, or this name to its aliases",
        );
        self.problem(row, names, message, hint)
    }

    fn totals(&self, row: Option<usize>, heads: &[Option<usize>], names: usize, out: &mut AnnexReading) {
        let Some(row) = row else {
            out.problems.push(self.file_diagnostic(
                BilingualText::new("không có dòng Tổng cộng", "there is no total row (Tổng cộng)"),
                BilingualText::new(
                    "chép cả dòng Tổng cộng của phụ lục đã ban hành",
                    "copy the total row of the annex as issued",
                ),
            ));
            return;
        };
        let before = out.problems.len();
        out.origins.totals = self.origins(row, heads);
        let totals = self.figures(row, heads, &mut out.problems);
        let unreadable = out.problems.len() > before;
        for (i, (total, column)) in totals.into_iter().zip(heads).enumerate() {
            match (total, column) {
                (Some(total), _) => out.totals[i] = total,
                (None, Some(column)) if !unreadable => {
                    let heading = &self.columns[i].heading;
                    let message = BilingualText::new(
                        format!("dòng Tổng cộng thiếu số của cột '{heading}'"),
                        format!("the total row lacks the figure of column '{heading}'"),
                    );
                    let at = if *column < self.rows[row].len() { *column } else { names };
                    let hint =
                        BilingualText::new("chép số tổng in trong phụ lục", "copy the total printed in the annex");
                    out.problems.push(self.problem(row, at, message, hint));
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
