//! Writes a workbook to bytes: sheets, cells, defined names.

use super::assemble::{self, LEVEL, SheetContent};
use super::error::{WriteError, WriteFault};
use super::formulas;
use super::links::HyperlinkTable;
use super::prepare::{PreparedSheet, prepare_sheet};
use super::rows::{HEIGHT, SheetIds, StringRef};
use super::seal;
use super::sheet;
use super::style::{self, FormatTable, KINDS};
use super::text;
use crate::parallel;
use crate::workbook::texts::StringTable;
use crate::workbook::{Sheet, Workbook, address, measure};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook as XlsxFile};
use std::collections::HashSet;

/// Default column width in pixels.
const WIDTH: u32 = 64;

/// Writes a workbook as an .xlsx file. The same workbook always gives the same bytes.
pub fn workbook(book: &Workbook) -> Result<Vec<u8>, WriteError> {
    into_bytes(book.clone())
}

/// Like [`workbook`], but consumes the workbook: each row is freed once it is prepared, because a large workbook takes
/// more memory than everything else.
pub fn into_bytes(mut book: Workbook) -> Result<Vec<u8>, WriteError> {
    if book.active >= book.sheets.len() {
        return Err(WriteError::book(WriteFault::NoSheet(book.active)));
    }
    let known = formulas::known(&book);
    formulas::names(&book, &known)?;
    let mut file = begun(&book)?;
    let mut sheets: Vec<(Sheet, PreparedSheet)> = Vec::new();
    let size = |sheet: &Sheet| sheet.cells.len();
    for taken in parallel::map_owned_largest_first(std::mem::take(&mut book.sheets), size, |mut sheet| {
        measure::widen(&mut sheet);
        match formulas::beside(&sheet, &known).and_then(|()| prepare_sheet(&mut sheet, &known)) {
            Ok(taken) => Ok((sheet, taken)),
            Err((cell, fault)) => Err(WriteError { sheet: std::mem::take(&mut sheet.name), cell, fault }),
        }
    }) {
        sheets.push(taken?);
    }
    let (mut texts, mut formats) = (StringTable::default(), FormatTable::default());
    let keys = sheets.iter_mut().map(|(sheet, taken)| key(sheet, taken, &mut texts, &mut formats, &mut file));
    let keys: Vec<SheetIds> = keys.collect();
    let pairs: Vec<_> = file.worksheets_mut().iter_mut().zip(&sheets).collect();
    let mut links = Vec::with_capacity(sheets.len());
    for made in parallel::map_owned(pairs, |(made, (sheet, taken))| {
        sheet::sheet(made, sheet, taken)?;
        Ok::<_, WriteError>(HyperlinkTable::of(taken))
    }) {
        links.push(made?);
    }
    charts(&mut file, &sheets)?;
    let mut names = HashSet::new();
    for (name, target) in &book.names {
        if !names.insert(name.to_lowercase()) {
            return Err(WriteError::book(WriteFault::NameTwice(name.clone())));
        }
        file.define_name(name, &format!("={target}")).map_err(WriteError::book)?;
    }
    let (texts, count) = (texts.into_list(), sheets.iter().map(|(_, taken)| taken.with_text).sum());
    // In parallel: neither depends on the other.
    let jobs: [SheetJob; 2] =
        [Box::new(move || Ok(file.save_to_buffer()?)), Box::new(move || assemble::texts(&texts, count))];
    let made: Result<Vec<_>, WriteFault> = parallel::map_owned(jobs.into(), |job| job()).into_iter().collect();
    // Each job returns one result; if one were missing, `finish` would report an invalid archive.
    let [bytes, texts] = made.map_err(WriteError::book)?.try_into().unwrap_or_default();
    let areas: Vec<_> = sheets.iter().map(|(sheet, _)| sheet.page.area_formula.clone()).collect();
    let rows = sheets.into_iter().zip(keys).zip(links);
    let rows = rows.map(|(((_, taken), key), links)| SheetContent { rows: taken.rows, key, links });
    assemble::finish(bytes, rows.collect(), texts, &areas).map_err(WriteError::book)
}

/// A task that creates a file or an archive.
type SheetJob = Box<dyn FnOnce() -> Result<Vec<u8>, WriteFault> + Send>;

/// Assigns styles and texts of a sheet to their indexes in the workbook.
fn key(
    sheet: &mut Sheet,
    taken: &mut PreparedSheet,
    texts: &mut StringTable,
    formats: &mut FormatTable,
    file: &mut XlsxFile,
) -> SheetIds {
    let mut styles = vec![[0; KINDS]; taken.styles.len()];
    for (look, kind) in &taken.first_looks {
        if let (Some(style), Some(kinds)) = (taken.styles.get(*look as usize), styles.get_mut(*look as usize)) {
            kinds[*kind as usize] = formats.place(style, *kind, file);
        }
    }
    let mut said = vec![StringRef::default(); taken.texts.len()];
    for text in &taken.first_texts {
        if let Some(said) = said.get_mut(*text as usize) {
            *said = taken.string_ref(*text, |words| Some(texts.place(words)));
        }
    }
    SheetIds { styles, texts: said, heights: sheet.heights.clone() }
}

/// Creates the writer's workbook with its sheets.
fn begun(book: &Workbook) -> Result<XlsxFile, WriteError> {
    let mut file = XlsxFile::new();
    file.set_zip_compression_level(LEVEL);
    file.set_default_format(&style::default(), HEIGHT, WIDTH).map_err(WriteError::book)?;
    file.set_properties(&properties(book).map_err(WriteError::book)?);
    for (index, sheet) in book.sheets.iter().enumerate() {
        let made = file.add_worksheet();
        let at = |fault| WriteError { sheet: sheet.name.clone(), cell: String::new(), fault };
        made.set_name(&sheet.name).map_err(|e| at(e.into()))?;
        made.set_active(index == book.active);
    }
    Ok(file)
}

/// Passes the values that charts show to the writer crate.
fn charts(file: &mut XlsxFile, sheets: &[(Sheet, PreparedSheet)]) -> Result<(), WriteError> {
    let series = sheets.iter().flat_map(|(sheet, _)| &sheet.charts).flat_map(|chart| &chart.series);
    for range in series.flat_map(|one| [&one.categories, &one.values]) {
        let Some((name, area)) = address::parse_range(range) else { continue };
        let Some((made, (_, taken))) =
            file.worksheets_mut().iter_mut().zip(sheets).find(|(_, (sheet, _))| sheet.name == name)
        else {
            continue;
        };
        sheet::show_area(made, taken, area).map_err(|fault| WriteError { sheet: name, cell: String::new(), fault })?;
    }
    Ok(())
}

/// Returns title, author and a fixed date; nothing depends on the clock.
fn properties(book: &Workbook) -> Result<DocProperties, WriteFault> {
    let (year, month, day) = book.created;
    let bad = || WriteFault::Date(year, month, day);
    let date = ExcelDateTime::from_ymd(
        u16::try_from(year).map_err(|_| bad())?,
        u8::try_from(month).map_err(|_| bad())?,
        u8::try_from(day).map_err(|_| bad())?,
    )
    .map_err(|_| bad())?;
    let title = text::shown(&book.title).into_owned();
    let author = text::shown(&book.author).into_owned();
    let made = DocProperties::new().set_title(title).set_author(author).set_creation_datetime(&date);
    Ok(if book.sealed { made.set_custom_property(seal::PROPERTY, seal::OPEN) } else { made })
}
