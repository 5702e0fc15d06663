//! Converts a plan's text to a workbook for editing in Excel.

use super::rows::{HEAD, field_value, table_rows};
use super::{guide, lists};
use crate::model::day::Day;
use crate::model::text::{Lang, text_in};
use crate::number;
use crate::plan::load;
use crate::plan::schema::{
    ADDITIONS, BLANKS, BOUNDS, FieldKind, FieldNeed, MEAN, PlanField, PlanTable, SINGLE, SINGLES, TABLES, english,
};
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, Workbook, measure};
use toml::Value;

/// Number of blank rows below a table that have the same data validation.
const SPARE: u32 = 200;

/// Returns the workbook of a plan's text, or `None` if the text is not TOML. Keys outside the plan's tables are left
/// out.
pub fn book(text: &str) -> Option<Workbook> {
    let root = load::document(text)?;
    let t = match field_value(&root, "plan.language").and_then(Value::as_str) {
        Some("en") => Lang::En,
        _ => Lang::Vi,
    };
    let mut book = Workbook::new(t.pick(SINGLE, english::SINGLE));
    book.created = date(field_value(&root, "plan.date")).map_or((2021, 1, 1), Day::ymd);
    book.add(guide::sheet(t));
    book.add(singles(&root, t));
    let mut lists = lists::WordLists::new(t);
    for table in &TABLES {
        book.add(sheet(&root, table, &mut lists, t));
    }
    book.add(lists.sheet());
    Some(book)
}

fn date(value: Option<&Value>) -> Option<Day> {
    let date = value?.as_datetime()?.date?;
    Day::from_ymd(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

fn head(sheet: &mut Sheet, title: &str, about: &str, widths: &[f64]) {
    // The texts need a width that a narrow table does not have.
    let last = (widths.len() as u32 - 1).max(5);
    let width: f64 = (0..=last as usize).map(|column| widths.get(column).copied().unwrap_or(9.0)).sum();
    let note = Style { wrap: true, top: true, ..Style::note() };
    sheet.merge(CellRange::new(0, 0, 0, last), SheetCell::text(title, &Style::title()));
    sheet.merge(CellRange::new(1, 0, 1, last), SheetCell::text(about, &note));
    let lines = measure::lines(about, width.min(110.0), 10);
    sheet.heights.extend([(0, 28.0), (1, measure::height(lines, 10, 18.0)), (HEAD, 30.0)]);
    sheet.freeze = Some((HEAD + 1, 1));
    sheet.page = PageSetup { landscape: true, repeat: Some((HEAD, HEAD)), ..PageSetup::default() };
}

fn singles(root: &toml::Table, t: Lang) -> Sheet {
    let mut sheet = Sheet::new(t.pick(SINGLE, english::SINGLE));
    let widths = [30.0, 80.0, 46.0];
    sheet.set_widths(&widths);
    let about = t.pick(
        "Sửa ở cột Giá trị; tên ở cột đầu giữ nguyên.",
        "Edit the column Value; leave the names in the first column as they are.",
    );
    head(&mut sheet, t.pick("KẾ HOẠCH", "PLAN"), about, &widths);
    let headings = t.pick(["Nội dung", "Giá trị", "Ghi chú"], ["Item", "Value", "Note"]);
    for (column, heading) in (0..).zip(headings) {
        sheet.text(HEAD, column, heading, &Style::list_head());
    }
    let look = Style { indent: 1, top: true, ..Style::cell().size(10) };
    for (row, field) in (HEAD + 1..).zip(&SINGLES) {
        sheet.text(row, 0, field.heading_in(t), &look.bold());
        let cell = cell(field_value(root, field.key), field.kind, t);
        let note = SheetCell::text(t.pick(field.note, field.means), &look);
        fit(&mut sheet, row, &[(&cell, 80.0), (&note, 46.0)]);
        sheet.set(row, 1, cell);
        sheet.set(row, 2, note);
    }
    sheet.spread_over_pages(1, 10);
    sheet
}

/// Returns the note on a heading: the field's explanation, whether it is required, and an example.
fn note(field: &PlanField, t: Lang) -> String {
    let required = if field.need == FieldNeed::Required { t.pick("Bắt buộc.", "Required.") } else { "" };
    let example = match (field.kind, field.example.trim_matches(['"', '\'']).trim()) {
        (FieldKind::Text | FieldKind::Formula | FieldKind::Number | FieldKind::Numbers, example)
            if !example.is_empty() && !field.heading.ends_with(ENGLISH) =>
        {
            text_in!(t, "Ví dụ: {example}", "Example: {example}")
        }
        _ => String::new(),
    };
    let lines = [t.pick(field.note, field.means), required, &example];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The end of the headings of English texts. They come last and are not printed.
const ENGLISH: &str = "(tiếng Anh)";

fn sheet(root: &toml::Table, table: &PlanTable, lists: &mut lists::WordLists, t: Lang) -> Sheet {
    let name = table.sheet_in(t);
    let mut sheet = Sheet::new(&name);
    // Texts in the other language come last.
    let (other, own): (Vec<&PlanField>, Vec<&PlanField>) = table.fields.iter().partition(|field| match t {
        Lang::Vi => field.heading.ends_with(ENGLISH),
        Lang::En => field.is_vietnamese(),
    });
    let printed = own.len() as u32;
    let fields: Vec<&PlanField> = own.into_iter().chain(other).collect();
    let widths: Vec<f64> = fields.iter().map(|field| field.width).collect();
    head(&mut sheet, &name.to_uppercase(), t.pick(table.about, table.means), &widths);
    for (column, field) in (0..).zip(&fields) {
        let heading = SheetCell::text(field.heading_in(t), &Style::list_head());
        let note = note(field, t);
        sheet.set(HEAD, column, if note.is_empty() { heading } else { heading.with_note(note) });
        sheet.widths.insert(column, field.width);
    }
    let rows = table_rows(root, table);
    sheet.page.area = Some(CellRange::new(0, 0, HEAD + (rows.len() as u32).max(1), printed - 1));
    for (row, entry) in (HEAD + 1..).zip(&rows) {
        let cells: Vec<SheetCell> =
            fields.iter().map(|field| cell(field_value(entry, field.key), field.kind, t)).collect();
        let wide: Vec<(&SheetCell, f64)> = cells.iter().zip(&fields).map(|(c, f)| (c, f.width)).collect();
        fit(&mut sheet, row, &wide);
        for (column, cell) in (0..).zip(cells) {
            sheet.set(row, column, cell);
        }
    }
    let bottom = HEAD + rows.len() as u32 + SPARE;
    for (column, field) in (0..).zip(&fields) {
        let area = CellRange::new(HEAD + 1, column, bottom, column);
        sheet.validations.extend(lists::dropdown(root, table, field, area, lists));
    }
    sheet.spread_over_pages(2, 10);
    sheet
}

/// Returns the Vietnamese word for a word of the text; in an English workbook the word itself.
fn word(words: &[(&str, &str)], text: &str, t: Lang) -> String {
    if t == Lang::En {
        return text.to_string();
    }
    words.iter().find(|(toml, _)| *toml == text).map_or(text, |(_, vi)| vi).to_string()
}

fn cell(value: Option<&Value>, kind: FieldKind, t: Lang) -> SheetCell {
    let look = Style { indent: 1, top: true, ..Style::cell().size(10).number(NumberFormat::Text) };
    let Some(value) = value else { return SheetCell { style: look, ..SheetCell::default() } };
    let texts = |value: &Value| -> String {
        let one = |v: &Value| match v {
            Value::String(text) => text.clone(),
            Value::Float(number) => number.to_string(),
            other => other.to_string(),
        };
        value.as_array().map_or_else(|| one(value), |all| all.iter().map(one).collect::<Vec<_>>().join("\n"))
    };
    match (kind, value) {
        (FieldKind::Numbers, Value::Array(all)) => {
            let one = |v: &Value| match v {
                Value::Float(n) => number::spelled(*n),
                other => other.to_string(),
            };
            SheetCell::text(all.iter().map(one).collect::<Vec<_>>().join("\n"), &look)
        }
        (FieldKind::Date, _) => {
            let style = look.number(NumberFormat::Date).align(Align::Center);
            date(Some(value)).map_or(SheetCell { style: style.clone(), ..SheetCell::default() }, |day| {
                SheetCell::number(f64::from(day.serial()), &style)
            })
        }
        (FieldKind::Number | FieldKind::Bound, Value::Integer(n)) => {
            SheetCell::number(*n as f64, &look.number(NumberFormat::General).align(Align::Center))
        }
        (FieldKind::Number | FieldKind::Bound, Value::Float(n)) => {
            SheetCell::number(*n, &look.number(NumberFormat::General).align(Align::Center))
        }
        (FieldKind::Bound, Value::String(text)) => SheetCell::text(word(&BOUNDS, text, t), &look),
        (FieldKind::Addition, Value::String(text)) => {
            let mean = text.strip_prefix(MEAN.0).map(|name| format!("{}{name}", t.pick(MEAN.1, MEAN.0)));
            SheetCell::text(mean.unwrap_or_else(|| word(&ADDITIONS, text, t)), &look)
        }
        (FieldKind::Flag, Value::Boolean(yes)) => {
            SheetCell::text(if *yes { t.pick("Có", "Yes") } else { t.pick("Không", "No") }, &look)
        }
        (FieldKind::Word(words), Value::String(text)) => SheetCell::text(word(words, text, t), &look),
        (FieldKind::Blank, Value::String(text)) => SheetCell::text(word(&BLANKS, text, t), &look),
        (FieldKind::Blank, Value::Table(each)) => {
            let line = |(kind, meaning): (&String, &Value)| {
                format!("{kind}: {}", word(&BLANKS, meaning.as_str().unwrap_or_default(), t))
            };
            SheetCell::text(each.iter().map(line).collect::<Vec<_>>().join("\n"), &look)
        }
        (FieldKind::FormerNames, Value::Array(all)) => {
            let part =
                |former: &Value, key: &str| former.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
            let line = |former: &Value| format!("{}: {}", part(former, "until"), part(former, "name"));
            SheetCell::text(all.iter().map(line).collect::<Vec<_>>().join("\n"), &look)
        }
        _ => SheetCell::text(texts(value), &look),
    }
}

fn fit(sheet: &mut Sheet, row: u32, cells: &[(&SheetCell, f64)]) {
    let lines = cells.iter().map(|(cell, width)| match &cell.content {
        crate::workbook::CellContent::Text(text) => measure::lines(text, width - 2.0, 10),
        _ => 1,
    });
    sheet.heights.insert(row, measure::height(lines.max().unwrap_or(1), 10, 18.0));
}
