//! Converts a plan's text to a workbook for editing in Excel.

use super::rows::{HEAD, field_value, table_rows};
use super::{guide, lists};
use crate::model::day::Day;
use crate::number;
use crate::plan::load;
use crate::plan::schema::{
    ADDITIONS, BLANKS, BOUNDS, FieldKind, FieldNeed, MEAN, PlanField, PlanTable, SINGLE, SINGLES, TABLES,
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
    let mut book = Workbook::new("Kế hoạch");
    book.created = date(field_value(&root, "plan.date")).map_or((2021, 1, 1), Day::ymd);
    book.add(guide::sheet());
    book.add(singles(&root));
    let mut lists = lists::WordLists::default();
    for table in &TABLES {
        book.add(sheet(&root, table, &mut lists));
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

fn singles(root: &toml::Table) -> Sheet {
    let mut sheet = Sheet::new(SINGLE);
    let widths = [30.0, 80.0, 46.0];
    sheet.set_widths(&widths);
    head(&mut sheet, "KẾ HOẠCH", "Sửa ở cột Giá trị; tên ở cột đầu giữ nguyên.", &widths);
    for (column, heading) in (0..).zip(["Nội dung", "Giá trị", "Ghi chú"]) {
        sheet.text(HEAD, column, heading, &Style::list_head());
    }
    let look = Style { indent: 1, top: true, ..Style::cell().size(10) };
    for (row, field) in (HEAD + 1..).zip(&SINGLES) {
        sheet.text(row, 0, field.heading, &look.bold());
        let cell = cell(field_value(root, field.key), field.kind);
        fit(&mut sheet, row, &[(&cell, 80.0)]);
        sheet.set(row, 1, cell);
        sheet.text(row, 2, field.note, &look);
    }
    sheet.spread_over_pages(1, 10);
    sheet
}

/// Returns the note on a heading: the field's explanation, whether it is required, and an example.
fn note(field: &PlanField) -> String {
    let required = if field.need == FieldNeed::Required { "Bắt buộc." } else { "" };
    let example = match (field.kind, field.example.trim_matches(['"', '\'']).trim()) {
        (FieldKind::Text | FieldKind::Formula | FieldKind::Number | FieldKind::Numbers, example)
            if !example.is_empty() && !field.heading.ends_with(ENGLISH) =>
        {
            format!("Ví dụ: {example}")
        }
        _ => String::new(),
    };
    let lines = [field.note, required, &example];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The end of the headings of English texts. They come last and are not printed.
const ENGLISH: &str = "(tiếng Anh)";

fn sheet(root: &toml::Table, table: &PlanTable, lists: &mut lists::WordLists) -> Sheet {
    let mut sheet = Sheet::new(table.sheet);
    let (english, vietnamese): (Vec<&PlanField>, Vec<&PlanField>) =
        table.fields.iter().partition(|field| field.heading.ends_with(ENGLISH));
    let printed = vietnamese.len() as u32;
    let fields: Vec<&PlanField> = vietnamese.into_iter().chain(english).collect();
    let widths: Vec<f64> = fields.iter().map(|field| field.width).collect();
    head(&mut sheet, &table.sheet.to_uppercase(), table.about, &widths);
    for (column, field) in (0..).zip(&fields) {
        let heading = SheetCell::text(field.heading, &Style::list_head());
        let note = note(field);
        sheet.set(HEAD, column, if note.is_empty() { heading } else { heading.with_note(note) });
        sheet.widths.insert(column, field.width);
    }
    let rows = table_rows(root, table);
    sheet.page.area = Some(CellRange::new(0, 0, HEAD + (rows.len() as u32).max(1), printed - 1));
    for (row, entry) in (HEAD + 1..).zip(&rows) {
        let cells: Vec<SheetCell> =
            fields.iter().map(|field| cell(field_value(entry, field.key), field.kind)).collect();
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

/// Returns the Vietnamese word for a word of the text.
fn word(words: &[(&str, &str)], text: &str) -> String {
    words.iter().find(|(toml, _)| *toml == text).map_or(text, |(_, vi)| vi).to_string()
}

fn cell(value: Option<&Value>, kind: FieldKind) -> SheetCell {
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
        (FieldKind::Bound, Value::String(text)) => SheetCell::text(word(&BOUNDS, text), &look),
        (FieldKind::Addition, Value::String(text)) => {
            let mean = text.strip_prefix(MEAN.0).map(|name| format!("{}{name}", MEAN.1));
            SheetCell::text(mean.unwrap_or_else(|| word(&ADDITIONS, text)), &look)
        }
        (FieldKind::Flag, Value::Boolean(yes)) => SheetCell::text(if *yes { "Có" } else { "Không" }, &look),
        (FieldKind::Word(words), Value::String(text)) => SheetCell::text(word(words, text), &look),
        (FieldKind::Blank, Value::String(text)) => SheetCell::text(word(&BLANKS, text), &look),
        (FieldKind::Blank, Value::Table(each)) => {
            let line = |(kind, meaning): (&String, &Value)| {
                format!("{kind}: {}", word(&BLANKS, meaning.as_str().unwrap_or_default()))
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
