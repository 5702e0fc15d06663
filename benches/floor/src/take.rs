//! Extracts the data of a return: identity, figures by code, roster rows, narratives.

use crate::Any;
use calamine::{Data, DataRef, Reader, Xlsx};
use std::collections::HashMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

type Book = Xlsx<Cursor<Vec<u8>>>;

/// Description of the workload, written by `make.py`.
pub(crate) struct Told {
    /// Names by code.
    pub indicators: HashMap<String, String>,
    /// Sheet name, and its number of columns without the ordinal.
    pub rosters: Vec<(String, usize)>,
    /// Code, name, and the five figures of the annex.
    pub units: Vec<(String, String, Vec<f64>)>,
}

impl Told {
    pub(crate) fn read(folder: &Path) -> Result<Self, Any> {
        let told: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("told.json"))?)?;
        let list = |key: &str| told[key].as_array().cloned().unwrap_or_default();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let units = told["units"].as_object().ok_or("told.json has no units")?;
        Ok(Told {
            indicators: list("indicators").iter().map(|i| (text(&i[0]), text(&i[1]))).collect(),
            rosters: list("rosters").iter().map(|r| (text(&r[0]), r[1].as_u64().unwrap_or(0) as usize)).collect(),
            units: units
                .iter()
                .map(|(code, u)| {
                    let figures = (1..6).map(|i| u[i].as_f64().unwrap_or(0.0)).collect();
                    (code.clone(), text(&u[0]), figures)
                })
                .collect(),
        })
    }
}

#[derive(Clone)]
pub(crate) struct Figure {
    pub code: String,
    pub value: Data,
    pub row: u32,
}

#[derive(Clone)]
pub(crate) struct Taken {
    pub file: String,
    pub unit: String,
    pub period: String,
    pub figures: Vec<Figure>,
    pub lists: Vec<Vec<Vec<Data>>>,
    pub answers: Vec<(String, String)>,
}

/// Converts a figure to a number, also the text "2.136".
pub(crate) fn number(data: &Data) -> Option<f64> {
    match data {
        Data::Float(n) => Some(*n),
        Data::Int(n) => Some(*n as f64),
        Data::String(s) => s.replace('.', "").parse().ok(),
        _ => None,
    }
}

fn open(file: &Path) -> Result<Book, Any> {
    Ok(Xlsx::new(Cursor::new(fs::read(file)?))?)
}

pub(crate) fn every_cell(file: &Path) -> Result<u64, Any> {
    let mut book = open(file)?;
    let mut count = 0;
    for name in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&name)?;
        while let Some(cell) = cells.next_cell()? {
            count += u64::from(!matches!(cell.get_value(), DataRef::Empty));
        }
    }
    Ok(count)
}

/// Streams the rows of a sheet; `row` is counted from 1.
fn each_row(book: &mut Book, sheet: &str, mut take: impl FnMut(u32, &[Data])) -> Result<(), Any> {
    let mut reader = book.worksheet_cells_reader(sheet)?;
    let (mut at, mut cells) = (0, Vec::new());
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        if row != at {
            take(at + 1, &cells);
            cells.clear();
            at = row;
        }
        if *cell.get_value() == DataRef::Empty {
            continue;
        }
        cells.resize(column as usize + 1, Data::Empty);
        cells[column as usize] = cell.get_value().clone().into();
    }
    take(at + 1, &cells);
    Ok(())
}

fn text(cell: Option<&Data>) -> &str {
    match cell {
        Some(Data::String(s)) => s,
        _ => "",
    }
}

pub(crate) fn from_file(file: &Path, told: &Told) -> Result<Taken, Any> {
    let mut book = open(file)?;
    let name = file.file_name().ok_or("a file without a name")?.to_string_lossy().into_owned();
    let mut out = Taken {
        file: name,
        unit: String::new(),
        period: String::new(),
        figures: Vec::new(),
        lists: Vec::new(),
        answers: Vec::new(),
    };
    let (mut table, mut quarter, mut year) = (false, 0.0, 0.0);
    each_row(&mut book, "BM01", |row, cells| {
        let code = text(cells.get(2));
        if table {
            if told.indicators.contains_key(code) {
                let value = cells.get(4).cloned().unwrap_or(Data::Empty);
                out.figures.push(Figure { code: code.to_owned(), value, row });
            }
        } else if code == "Mã số" {
            table = true;
        } else {
            match text(cells.get(1)) {
                "Mã đơn vị" => out.unit = code.to_owned(),
                "Quý" => {
                    quarter = cells.get(2).and_then(number).unwrap_or(0.0);
                    year = cells.get(5).and_then(number).unwrap_or(0.0);
                }
                _ => {}
            }
        }
    })?;
    out.period = format!("{year}-Q{quarter}");
    for (sheet, _) in &told.rosters {
        let mut rows = Vec::new();
        each_row(&mut book, sheet, |row, cells| {
            if row > 4 && !text(cells.get(1)).is_empty() {
                rows.push(cells.to_vec());
            }
        })?;
        out.lists.push(rows);
    }
    each_row(&mut book, "TM", |row, cells| {
        if row > 3 && !text(cells.get(2)).is_empty() {
            out.answers.push((text(cells.first()).to_owned(), text(cells.get(2)).to_owned()));
        }
    })?;
    drop(book);
    // The data lies between short-lived buffers of the reader. A copy lets the allocator free those pages.
    Ok(out.clone())
}
