//! A book as bytes: sheets, cells, names.

use super::cached;
use super::chart;
use super::error::{Fault, WriteError};
use super::finish::finish;
use super::page::{self, columns};
use super::style::{self, Formats, Kind};
use super::text;
use crate::book::style::{self as colour, Number};
use crate::book::{Area, Book, Cell, Content, Sheet, Style, address};
use crate::share;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, Formula, IgnoreError, Note, ProtectionOptions, Sparkline,
    SparklineType, Url, Workbook, Worksheet,
};
use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};

/// Links that Excel takes on one sheet; the text of further ones is still written.
const LINKS: usize = 65_530;
/// Compression: what Excel itself uses. Against the usual 6 a file is a tenth larger and done in half the time.
pub(super) const LEVEL: u8 = 3;
/// Characters of a formula.
const FORMULA: usize = 8_192;
/// Height of a row without its own, and width of a column, in pixels.
const DEFAULT_SIZE: (u32, u32) = (20, 64);

/// A sheet of more cells is written row by row to a file without a name in the system's temporary folder: in memory one cell
/// takes some 100 bytes more.
const LARGE: usize = 200_000;

/// The book as an .xlsx file. The same book always gives the same bytes.
pub fn workbook(book: &Book) -> Result<Vec<u8>, WriteError> {
    last_of(book.clone())
}

/// The book as an .xlsx file, and nothing else of it: each sheet is let go once it is written, for a large book takes as much
/// memory as the file in the making.
pub fn last_of(book: Book) -> Result<Vec<u8>, WriteError> {
    file(book, LARGE)
}

/// A sheet in the making and what it is made of.
type Pair<'f> = (usize, &'f mut Worksheet, Sheet);

/// [`last_of`], with the number of cells from which on a sheet is written row by row.
pub(super) fn file(mut book: Book, large: usize) -> Result<Vec<u8>, WriteError> {
    if book.active >= book.sheets.len() {
        return Err(WriteError::book(Fault::NoSheet(book.active)));
    }
    let mut file = Workbook::new();
    file.set_zip_compression_level(LEVEL);
    file.set_default_format(&style::default(), DEFAULT_SIZE.0, DEFAULT_SIZE.1).map_err(WriteError::book)?;
    file.set_properties(&properties(&book).map_err(WriteError::book)?);
    let is_large = |sheet: &Sheet| sheet.cells.len() > large;
    let any_large = book.sheets.iter().any(is_large);
    for (index, sheet) in book.sheets.iter().enumerate() {
        let at = |fault| WriteError { sheet: sheet.name.clone(), cell: String::new(), fault };
        let made = if is_large(sheet) { file.add_worksheet_with_low_memory() } else { Ok(file.add_worksheet()) };
        let made = made.map_err(|e| at(Fault::Temporary(e.to_string())))?;
        made.set_name(&sheet.name).map_err(|e| at(e.into()))?;
        made.set_active(index == book.active);
    }
    let areas: Vec<_> = book.sheets.iter().map(|sheet| sheet.page.area_formula.clone()).collect();
    let sheets = std::mem::take(&mut book.sheets);
    let pairs =
        file.worksheets_mut().iter_mut().zip(sheets).enumerate().map(|(index, (made, sheet))| (index, made, sheet));
    let (rowwise, whole): (Vec<Pair>, Vec<Pair>) = pairs.partition(|(_, _, sheet)| is_large(sheet));
    // Sheets that are written row by row share their strings: one after another, so that the file is always the same.
    let shares = std::iter::once(rowwise).chain(whole.into_iter().map(|pair| vec![pair]));
    let shares: Vec<_> = shares.map(Mutex::new).collect();
    let write = |share: &Mutex<Vec<Pair>>| {
        // Each is taken once.
        let pairs = std::mem::take(&mut *share.lock().unwrap_or_else(PoisonError::into_inner));
        let each = |(index, made, sheet): Pair| {
            let mut writer = Writer { rowwise: is_large(&sheet), ..Writer::default() };
            writer.sheet(made, sheet).map(|()| (index, writer.marked))
        };
        pairs.into_iter().map(each).collect::<Result<Vec<_>, _>>()
    };
    let written = told_when_full(any_large, || share::map(&shares, write))?;
    drop(shares);
    let mut marked: Vec<(usize, bool)> =
        written.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    marked.sort_unstable();
    let marked: Vec<bool> = marked.into_iter().map(|(_, marked)| marked).collect();
    let mut names = HashSet::new();
    for (name, target) in &book.names {
        if !names.insert(name.to_lowercase()) {
            return Err(WriteError::book(Fault::NameTwice(name.clone())));
        }
        file.define_name(name, &format!("={target}")).map_err(WriteError::book)?;
    }
    let bytes = told_when_full(any_large, || file.save_to_buffer())?.map_err(WriteError::book)?;
    let areas: Vec<_> = areas.iter().map(Option::as_deref).collect();
    finish(bytes, &marked, &areas).map_err(WriteError::book)
}

/// The writer gives up, it does not tell, when the temporary folder takes no more; it has something there only for a large
/// sheet. Any other panic is a fault of the program and goes on.
pub(super) fn told_when_full<T>(any_large: bool, work: impl FnOnce() -> T) -> Result<T, WriteError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|fault| {
        if !any_large {
            resume_unwind(fault);
        }
        WriteError::book(Fault::Temporary("its disk is full".to_string()))
    })
}

/// Title, author and a fixed date; nothing from the clock.
fn properties(book: &Book) -> Result<DocProperties, Fault> {
    let (year, month, day) = book.created;
    let bad = || Fault::Date(year, month, day);
    let date = ExcelDateTime::from_ymd(
        u16::try_from(year).map_err(|_| bad())?,
        u8::try_from(month).map_err(|_| bad())?,
        u8::try_from(day).map_err(|_| bad())?,
    )
    .map_err(|_| bad())?;
    let title = text::harmless(&book.title).into_owned();
    let author = text::harmless(&book.author).into_owned();
    Ok(DocProperties::new().set_title(title).set_author(author).set_creation_datetime(&date))
}

/// What is kept from cell to cell.
#[derive(Default)]
struct Writer {
    formats: Formats,
    /// A cached text bears the mark.
    marked: bool,
    /// Rows are written for good as soon as the next begins.
    rowwise: bool,
}

impl Writer {
    fn sheet(&mut self, made: &mut Worksheet, mut sheet: Sheet) -> Result<(), WriteError> {
        let title = std::mem::take(&mut sheet.name);
        let at = |cell: String, fault| WriteError { sheet: title.clone(), cell, fault };
        made.set_formula_result_default("");
        made.set_default_note_author("tonghop");
        Self::layout(made, &sheet).map_err(|fault| at(String::new(), fault))?;
        let (mut links, mut numbers) = (0, TextNumbers::default());
        let mut merges = std::mem::take(&mut sheet.merges);
        merges.sort_by_key(|area| (area.top, area.left));
        let looks: Vec<Style> = merges.iter().map(|a| sheet.cells[&(a.top, a.left)].style.clone()).collect();
        let mut merges = merges.into_iter().zip(looks).peekable();
        // A row is let go once it is written.
        for (row, cells) in std::mem::take(&mut sheet.cells).into_rows() {
            // A merge writes into its cells, and before they are written.
            while let Some((area, look)) = merges.next_if(|(area, _)| area.top <= row || !self.rowwise) {
                self.merge(made, area, &look).map_err(|fault| at(address::cell(area.top, area.left), fault))?;
            }
            for (column, cell) in &cells {
                let name = || address::cell(row, *column);
                let width = u16::try_from(*column).map_err(|_| at(name(), Fault::OutsideGrid))?;
                links += usize::from(cell.link().is_some());
                self.cell(made, (row, width), cell, links <= LINKS).map_err(|fault| at(name(), fault))?;
                numbers.see((row, *column), cell);
            }
        }
        for (area, fault) in sheet.validations.iter().map(|v| (v.area, page::validation(made, v))) {
            fault.map_err(|fault| at(address::cell(area.top, area.left), fault))?;
        }
        for (area, fault) in sheet.conditions.iter().map(|c| (c.area, page::condition(made, c))) {
            fault.map_err(|fault| at(address::cell(area.top, area.left), fault))?;
        }
        for model in &sheet.charts {
            let (row, column) = model.at;
            insert_chart(made, model).map_err(|fault| at(address::cell(row, column), fault))?;
        }
        for ((row, column), range) in &sheet.sparklines {
            insert_sparkline(made, (*row, *column), range).map_err(|fault| at(address::cell(*row, *column), fault))?;
        }
        numbers.ignore(made).map_err(|fault| at(String::new(), fault))?;
        page::page(made, &sheet.page).map_err(|fault| at(String::new(), fault))
    }

    /// Sizes, panes, filter, protection.
    fn layout(made: &mut Worksheet, sheet: &Sheet) -> Result<(), Fault> {
        made.set_screen_gridlines(false);
        for (&column, &width) in &sheet.widths {
            let column = u16::try_from(column).map_err(|_| Fault::OutsideGrid)?;
            made.set_column_width(column, cached::number(width)?.clamp(0.0, 255.0))?;
        }
        for (&row, &height) in &sheet.heights {
            made.set_row_height(row, cached::number(height)?.clamp(0.0, 409.0))?;
        }
        if let Some((rows, left)) = sheet.freeze {
            made.set_freeze_panes(rows, u16::try_from(left).map_err(|_| Fault::OutsideGrid)?)?;
        }
        if let Some(area) = sheet.filter {
            let (left, right) = columns(area)?;
            made.autofilter(area.top, left, area.bottom, right)?;
        }
        if let Some(color) = sheet.tab {
            made.set_tab_color(Color::RGB(color));
        }
        if sheet.protected {
            made.protect_with_options(&ProtectionOptions {
                use_autofilter: true,
                format_columns: true,
                format_rows: true,
                ..ProtectionOptions::default()
            });
        }
        Ok(())
    }

    fn merge(&mut self, made: &mut Worksheet, area: Area, look: &Style) -> Result<(), Fault> {
        let (left, right) = columns(area)?;
        if area.top != area.bottom || left != right {
            made.merge_range(area.top, left, area.bottom, right, "", self.formats.of(look, Kind::Plain))?;
        }
        Ok(())
    }

    fn cell(&mut self, made: &mut Worksheet, at: (u32, u16), cell: &Cell, linked: bool) -> Result<(), Fault> {
        let (row, column) = at;
        if let Some(target) = cell.link().filter(|_| linked) {
            // The content is written below over this; the same text takes no second place among the strings.
            let words = if let Content::Text(words) = &cell.content { text::cell(words) } else { " ".to_owned() };
            let format = self.formats.of(&cell.style, Kind::Plain);
            made.write_url_with_options(row, column, link(target), words, "", Some(format))?;
        }
        match &cell.content {
            Content::Blank => {
                made.write_blank(row, column, self.formats.of(&cell.style, Kind::Plain))?;
            }
            Content::Number(number) => {
                let format = self.formats.of(&cell.style, Kind::Plain);
                made.write_number_with_format(row, column, cached::number(*number)?, format)?;
            }
            Content::Text(words) => {
                let words = text::cell(words);
                let quoted = words.starts_with(['=', '+', '-', '@']) && words.len() > 1;
                let kind = if quoted { Kind::Quoted } else { Kind::Plain };
                made.write_string_with_format(row, column, words, self.formats.of(&cell.style, kind))?;
            }
            Content::Bool(truth) => {
                let format = self.formats.of(&cell.style, Kind::Plain);
                made.write_boolean_with_format(row, column, *truth, format)?;
            }
            Content::Formula(held) => {
                let (result, marked) = cached::result(held.value.as_ref())?;
                self.marked |= marked;
                let format = self.formats.of(&cell.style, Kind::Formula);
                made.write_formula_with_format(row, column, formula(&held.file)?.set_result(result), format)?;
            }
        }
        if let Some(words) = cell.note() {
            made.insert_note(row, column, &note(words))?;
        }
        Ok(())
    }
}

/// The formula, unless the writer would change it.
fn formula(text: &str) -> Result<Formula, Fault> {
    let length = text::length(text);
    if length > FORMULA {
        return Err(Fault::FormulaTooLong(length));
    }
    let altered = text.is_empty() || text.starts_with(['=', '{']) || text.ends_with('}');
    if altered || text::harmless(text) != text {
        return Err(Fault::Formula(text.to_owned()));
    }
    Ok(Formula::new(format!("={text}")))
}

/// A note as large as its text needs.
fn note(words: &str) -> Note {
    const LETTERS: usize = 42;
    let words = text::fit(&text::harmless(words), text::NOTE).into_owned();
    let lines: usize = words.lines().map(|line| line.chars().count().div_ceil(LETTERS).max(1)).sum();
    let widest = words.lines().map(|line| line.chars().count()).max().unwrap_or(0).clamp(12, LETTERS);
    let height = u32::try_from(lines).unwrap_or(u32::MAX).saturating_mul(17).saturating_add(14).min(620);
    let width = u32::try_from(widest).unwrap_or(42) * 7 + 20;
    Note::new(words)
        .set_author("tonghop")
        .add_author_prefix(false)
        .set_format(Format::new().set_font_name(style::FONT).set_font_family(style::ROMAN).set_font_size(10))
        .set_width(width)
        .set_height(height)
}

/// A link within the book, to the web, or to a file by its relative path.
fn link(target: &str) -> Url {
    if target.starts_with("internal:") || target.starts_with("mailto:") || target.contains("://") {
        return Url::new(target);
    }
    // Behind `#'` a sheet and a cell of that file.
    match target.rsplit_once("#'") {
        Some((path, place)) => Url::new(format!("file:///{}#'{place}", path_as_uri(path))),
        None => Url::new(format!("file:///{}", path_as_uri(target))),
    }
}

/// Signs that a URI gives a meaning are escaped; letters of any language stay as they are, as Excel itself has it.
fn path_as_uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.replace('\\', "/").chars() {
        match c {
            ' ' | '"' | '#' | '%' | '<' | '>' | '?' | '[' | ']' | '^' | '`' | '{' | '|' | '}' | '\0'..='\x1F' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

fn insert_chart(made: &mut Worksheet, model: &crate::book::Chart) -> Result<(), Fault> {
    let (row, column) = model.at;
    let column = u16::try_from(column).map_err(|_| Fault::OutsideGrid)?;
    made.insert_chart_with_offset(row, column, &chart::chart(model)?, 2, 2)?;
    Ok(())
}

/// Columns from zero: the height is the figure.
fn insert_sparkline(made: &mut Worksheet, (row, column): (u32, u32), range: &str) -> Result<(), Fault> {
    let column = u16::try_from(column).map_err(|_| Fault::OutsideGrid)?;
    let look = Sparkline::new()
        .set_range(range)
        .set_type(SparklineType::Column)
        .set_sparkline_color(Color::RGB(colour::ACCENT))
        .set_custom_min(0.0);
    made.add_sparkline(row, column, &look)?;
    Ok(())
}

/// Codes such as 01 are meant as text: no green corner on them. One range a column, however many codes.
#[derive(Default)]
struct TextNumbers(BTreeMap<u32, Area>);

impl TextNumbers {
    fn see(&mut self, (row, column): (u32, u32), cell: &Cell) {
        let typed = cell.style.unlocked && cell.style.number == Number::Text;
        let holds = matches!(&cell.content, Content::Text(t) if cell.style.number == Number::Text && t.trim().parse::<f64>().is_ok());
        if typed || holds {
            let area = self.0.entry(column).or_insert(Area::cell(row, column));
            area.bottom = row;
        }
    }

    fn ignore(&self, made: &mut Worksheet) -> Result<(), Fault> {
        for area in self.0.values() {
            let (left, right) = columns(*area)?;
            made.ignore_error_range(area.top, left, area.bottom, right, IgnoreError::NumberStoredAsText)?;
        }
        Ok(())
    }
}
