//! Converts a plan's text to a workbook for editing in Excel.

use crate::model::day::Day;
use crate::number;
use crate::plan::load;
use crate::plan::schema::{ADDITIONS, BLANKS, BOUNDS, FieldKind, MEAN, PlanField, PlanTable, SINGLE, SINGLES, TABLES};
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{
    CellRange, DataValidation, PageSetup, Sheet, SheetCell, Style, ValidationRule, Workbook, measure,
};
use toml::Value;

/// Row of the headings, from 0; title and purpose are above it.
const HEAD: u32 = 2;
/// Number of blank rows below a table that have the same data validation.
const SPARE: u32 = 200;

/// Returns the workbook of a plan's text, or `None` if the text is not TOML. Keys outside the plan's tables are left
/// out.
pub fn book(text: &str) -> Option<Workbook> {
    let root = load::document(text)?;
    let mut book = Workbook::new("Kế hoạch");
    book.created = date(field_value(&root, "plan.date")).map_or((2021, 1, 1), Day::ymd);
    book.add(singles(&root));
    for table in &TABLES {
        book.add(sheet(&root, table));
    }
    Some(book)
}

/// Returns the value of a dotted key.
pub fn field_value<'a>(table: &'a toml::Table, key: &str) -> Option<&'a Value> {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let value = table.get(first)?;
    match rest {
        None => Some(value),
        Some(rest) => field_value(value.as_table()?, rest),
    }
}

fn date(value: Option<&Value>) -> Option<Day> {
    let date = value?.as_datetime()?.date?;
    Day::from_ymd(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

fn head(sheet: &mut Sheet, title: &str, about: &str, last: u32) {
    sheet.merge(CellRange::new(0, 0, 0, last), SheetCell::text(title, &Style::title()));
    sheet.merge(CellRange::new(1, 0, 1, last), SheetCell::text(about, &Style::note()));
    sheet.heights.extend([(0, 28.0), (1, 18.0), (HEAD, 28.0)]);
    sheet.freeze = Some((HEAD + 1, 0));
    sheet.page = PageSetup { landscape: true, repeat: Some((HEAD, HEAD)), ..PageSetup::default() };
}

fn singles(root: &toml::Table) -> Sheet {
    let mut sheet = Sheet::new(SINGLE);
    sheet.set_widths(&[30.0, 80.0, 46.0]);
    head(&mut sheet, "KẾ HOẠCH", "Sửa ở cột Giá trị; tên ở cột đầu giữ nguyên.", 2);
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
    sheet
}

/// Returns the rows of a table. A row of roster columns begins with the code of its roster.
pub fn table_rows(root: &toml::Table, table: &PlanTable) -> Vec<toml::Table> {
    let list = |value: Option<&Value>| -> Vec<toml::Table> {
        let all = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        all.iter().filter_map(Value::as_table).cloned().collect()
    };
    match table.path {
        "severity" => {
            let entries = root.get("severity").and_then(Value::as_table);
            let row = |(rule, severity): (&String, &Value)| {
                [("rule".to_string(), Value::String(rule.clone())), ("severity".to_string(), severity.clone())]
                    .into_iter()
                    .collect()
            };
            entries.map(|t| t.iter().map(row).collect()).unwrap_or_default()
        }
        "rosters.columns" => {
            let with_code = |roster: toml::Table| {
                let code = roster.get("code").cloned().unwrap_or_else(|| Value::String(String::new()));
                let mut columns = list(roster.get("columns"));
                columns.iter_mut().for_each(|c| drop(c.insert("roster".into(), code.clone())));
                columns
            };
            list(root.get("rosters")).into_iter().flat_map(with_code).collect()
        }
        path => list(field_value(root, path)),
    }
}

fn sheet(root: &toml::Table, table: &PlanTable) -> Sheet {
    let mut sheet = Sheet::new(table.sheet);
    let last = table.fields.len() as u32 - 1;
    head(&mut sheet, &table.sheet.to_uppercase(), table.about, last);
    for (column, field) in (0..).zip(table.fields) {
        let heading = SheetCell::text(field.heading, &Style::list_head());
        sheet.set(HEAD, column, if field.note.is_empty() { heading } else { heading.with_note(field.note) });
        sheet.widths.insert(column, field.width);
    }
    let rows = table_rows(root, table);
    for (row, entry) in (HEAD + 1..).zip(&rows) {
        let cells: Vec<SheetCell> =
            table.fields.iter().map(|field| cell(field_value(entry, field.key), field.kind)).collect();
        let wide: Vec<(&SheetCell, f64)> = cells.iter().zip(table.fields).map(|(c, f)| (c, f.width)).collect();
        fit(&mut sheet, row, &wide);
        for (column, cell) in (0..).zip(cells) {
            sheet.set(row, column, cell);
        }
    }
    let bottom = HEAD + rows.len() as u32 + SPARE;
    for (column, field) in (0..).zip(table.fields) {
        sheet.validations.extend(dropdown(field, CellRange::new(HEAD + 1, column, bottom, column)));
    }
    sheet
}

fn dropdown(field: &PlanField, area: CellRange) -> Option<DataValidation> {
    let words: Vec<String> = match field.kind {
        FieldKind::Word(words) => words.iter().map(|(_, vi)| vi.to_string()).collect(),
        FieldKind::Flag => vec!["Có".into(), "Không".into()],
        _ => return None,
    };
    let error = (field.heading.to_string(), "Chọn một từ trong danh sách.".to_string());
    // The list of a data validation is separated by commas: words that contain one cannot be offered.
    if words.iter().any(|w| w.contains(',')) {
        return None;
    }
    Some(DataValidation {
        area,
        input: ValidationRule::Words(words),
        prompt: (String::new(), String::new()),
        error,
        stop: false,
    })
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

/// Returns the annex's delimited text as a workbook, each cell in its place. Figures with thousands separators become
/// numbers with a format that shows them in the same way.
pub fn annex(text: &str) -> Workbook {
    let mut sheet = Sheet::new("Phụ lục");
    sheet.set_widths(&[6.0, 30.0, 18.0, 18.0, 18.0, 18.0, 18.0]);
    // A code keeps its leading zero.
    let is_code = |text: &str| text.len() > 1 && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    let figure = |text: &str| number::planned(text).ok().flatten().filter(|_| !is_code(text));
    for (row, line) in (0..).zip(text.trim_start_matches('\u{FEFF}').lines()) {
        for (column, text) in (0..).zip(line.split('\t')) {
            let text = text.trim();
            match figure(text) {
                Some(number) if number.fract() == 0.0 => sheet.number(row, column, number, &Style::figure()),
                Some(number) => sheet.number(row, column, number, &Style::figure().number(NumberFormat::General)),
                None if row < 2 && !text.is_empty() => sheet.text(row, column, text, &Style::head()),
                None if !text.is_empty() => sheet.text(row, column, text, &Style::cell()),
                None => {}
            }
        }
    }
    sheet.heights.insert(1, 66.0);
    sheet.page = PageSetup { landscape: true, ..PageSetup::default() };
    let mut book = Workbook::new("Phụ lục");
    book.created = (2021, 1, 1);
    book.add(sheet);
    book
}
