//! A plan's workbook as text, with the cell that each line of the text came from.

use super::schema::{BLANKS, Field, Kind, SINGLE, SINGLES, TABLES, Table};
use crate::book::address;
use crate::grid::{Cell, Grid, Pieces, RawValue, SheetGrid};
use crate::model::day::Day;
use crate::model::fold::fold;
use crate::model::text;
use crate::number;
use crate::plan::problem::{Place, Problem};
use std::collections::BTreeMap;

/// The text of a plan, and where each of its lines stood.
pub struct Text {
    /// The plan as TOML.
    pub toml: String,
    /// Where each line came from.
    places: Vec<Origin>,
    /// Faults of the workbook itself: sheets or headings that are missing.
    pub problems: Vec<Problem>,
}

/// Where a line came from.
struct Origin {
    sheet: String,
    at: (u32, u32),
    /// What the cell shows.
    shown: String,
    /// Why it is not what it should be, where that is known better here than from the text.
    why: Option<text::Text>,
}

impl Text {
    /// A fault of the text as one of the workbook.
    pub fn placed(&self, problem: Problem) -> Problem {
        let Place::Line { line, .. } = problem.place else { return problem };
        let Some(origin) = line.checked_sub(1).and_then(|l| self.places.get(l)) else { return problem };
        let cell = address::cell(origin.at.0, origin.at.1);
        let hint = origin.why.clone().unwrap_or(problem.hint);
        Problem {
            place: Place::Cell { sheet: origin.sheet.clone(), cell, text: origin.shown.clone() },
            hint,
            ..problem
        }
    }

    fn line(&mut self, line: &str, sheet: &str, at: (u32, u32), shown: &str) {
        self.toml.push_str(line);
        self.toml.push('\n');
        self.places.push(Origin { sheet: sheet.to_string(), at, shown: shown.to_string(), why: None });
    }

    /// A line with a cell's value.
    fn entry(&mut self, key: &str, sheet: &str, at: (u32, u32), content: PlanCell, kind: Kind, file: &str) {
        let (value, why) = match value(content, kind) {
            Ok(value) => (value, None),
            Err(why) => (escaped(&shown(content)), Some(why)),
        };
        self.line(&format!("{key} = {value}"), sheet, at, &shown(content));
        if let Some(origin) = self.places.last_mut() {
            origin.why = why;
        }
        if let Some(pieces) = content.pieces.filter(|p| !is_clear(p, kind)) {
            let text::Text { vi, en } = pieces.description();
            self.problems.push(Problem {
                file: file.to_string(),
                place: Place::Cell {
                    sheet: sheet.to_string(),
                    cell: address::cell(at.0, at.1),
                    text: content.cell.value.display().into_owned(),
                },
                message: text::Text::new(
                    format!("ô có phần gạch bỏ, ẩn hoặc viết nâng lên, hạ xuống: {vi}"),
                    format!("the cell has parts struck out, hidden, raised or lowered: {en}"),
                ),
                hint: text::Text::new(
                    "xóa phần thừa, bỏ định dạng đó rồi gõ lại",
                    "delete what does not belong there, clear that format and type it again",
                ),
            });
        }
    }
}

/// A cell with the pieces of its text.
#[derive(Copy, Clone)]
struct PlanCell<'a> {
    cell: &'a Cell,
    pieces: Option<&'a Pieces>,
}

impl<'a> PlanCell<'a> {
    /// A cell that shows something.
    fn of(sheet: &'a SheetGrid, at: (u32, u32)) -> Option<Self> {
        let content = PlanCell { cell: sheet.cell(at.0, at.1)?, pieces: sheet.pieces.get(&at) };
        (!shown(content).is_empty() || content.pieces.is_some()).then_some(content)
    }
}

/// Whether a text in pieces can be taken: a free text with raised or lowered signs, such as `m²`.
fn is_clear(pieces: &Pieces, kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::List) && !pieces.has_unread()
}

/// Turns a workbook into the text of a plan; `file` is its name in faults.
pub fn read(grid: &Grid, file: &str) -> Text {
    let mut out = Text { toml: String::new(), places: Vec::new(), problems: Vec::new() };
    let sheet = |name: &str| grid.sheets.iter().find(|s| fold(&s.name) == fold(name));
    match sheet(SINGLE) {
        Some(sheet) => singles(sheet, file, &mut out),
        None => out.problems.push(missing_sheet(file, SINGLE)),
    }
    for table in TABLES.iter().filter(|t| t.path != "rosters.columns") {
        let Some(found) = sheet(table.sheet) else {
            out.problems.push(missing_sheet(file, table.sheet));
            continue;
        };
        if let Some(rows) = rows(found, table, file, &mut out) {
            let columns = TABLES.iter().find(|t| t.path == "rosters.columns").filter(|_| table.path == "rosters");
            let nested = columns.and_then(|t| Some((t, rows_of(sheet(t.sheet), t, file, &mut out)?)));
            entries(&rows, table, nested.as_ref(), file, &mut out);
        }
    }
    out
}

fn missing_sheet(file: &str, sheet: &str) -> Problem {
    Problem {
        file: file.to_string(),
        place: Place::File,
        message: text::Text::new(format!("không có trang '{sheet}'"), format!("there is no sheet '{sheet}'")),
        hint: text::Text::new(
            "trang trống cũng phải có, với hàng tiêu đề",
            "even an empty one is needed, with its headings",
        ),
    }
}

/// What a cell shows; a formula that Excel has made of a text is that text.
fn shown(content: PlanCell) -> String {
    let seen = || content.pieces.map_or_else(|| content.cell.value.display().into_owned(), Pieces::visible);
    content.cell.formula.clone().unwrap_or_else(seen).trim().to_string()
}

fn singles(sheet: &SheetGrid, file: &str, out: &mut Text) {
    let mut table = String::new();
    for field in &SINGLES {
        let row =
            sheet.cells.iter().find(|((_, c), cell)| *c == 0 && fold(&cell.value.display()) == fold(field.heading));
        let Some(((row, _), _)) = row else { continue };
        let Some(content) = PlanCell::of(sheet, (*row, 1)) else { continue };
        let (head, key) = field.key.rsplit_once('.').unwrap_or(("", field.key));
        if table != head {
            table = head.to_string();
            out.line(&format!("[{head}]"), &sheet.name, (*row, 1), "");
        }
        out.entry(key, &sheet.name, (*row, 1), content, field.kind, file);
    }
}

/// One row of a table: its place and its cells by field.
struct Row<'a> {
    sheet: &'a str,
    at: (u32, u32),
    cells: BTreeMap<&'static str, (u32, PlanCell<'a>)>,
}

fn rows_of<'a>(sheet: Option<&'a SheetGrid>, table: &Table, file: &str, out: &mut Text) -> Option<Vec<Row<'a>>> {
    match sheet {
        Some(sheet) => rows(sheet, table, file, out),
        None => {
            out.problems.push(missing_sheet(file, table.sheet));
            None
        }
    }
}

/// The rows below the headings; the headings are found by their words, wherever they stand.
fn rows<'a>(sheet: &'a SheetGrid, table: &Table, file: &str, out: &mut Text) -> Option<Vec<Row<'a>>> {
    let mut by_row: BTreeMap<u32, BTreeMap<&'static str, u32>> = BTreeMap::new();
    for (&(row, column), cell) in &sheet.cells {
        let words = fold(&cell.value.display());
        if let Some(field) = table.fields.iter().find(|f| fold(f.heading) == words) {
            by_row.entry(row).or_default().entry(field.key).or_insert(column);
        }
    }
    let (head, columns) =
        by_row.into_iter().max_by_key(|(row, found)| (found.len(), u32::MAX - row)).unwrap_or_default();
    let absent: Vec<&Field> = table.fields.iter().filter(|f| !columns.contains_key(f.key)).collect();
    for field in &absent {
        out.problems.push(Problem {
            file: file.to_string(),
            place: Place::Cell { sheet: sheet.name.clone(), cell: address::cell(head, 0), text: String::new() },
            message: text::Text::new(
                format!("thiếu cột '{}'", field.heading),
                format!("column '{}' is missing", field.heading),
            ),
            hint: text::Text::new("ghi lại tiêu đề cột như cũ", "write the heading as it was"),
        });
    }
    if !absent.is_empty() {
        return None;
    }
    let mut numbers: Vec<u32> = sheet.cells.keys().map(|k| k.0).filter(|r| *r > head).collect();
    numbers.dedup();
    let row = |row: u32| {
        let cells: BTreeMap<&'static str, (u32, PlanCell)> = columns
            .iter()
            .filter_map(|(key, column)| Some((*key, (*column, PlanCell::of(sheet, (row, *column))?))))
            .collect();
        let first = columns.values().min().copied().unwrap_or(0);
        (!cells.is_empty()).then_some(Row { sheet: &sheet.name, at: (row, first), cells })
    };
    Some(numbers.into_iter().filter_map(row).collect())
}

fn entries(rows: &[Row], table: &Table, nested: Option<&(&Table, Vec<Row>)>, file: &str, out: &mut Text) {
    if table.path == "severity" && !rows.is_empty() {
        out.line("[severity]", table.sheet, (0, 0), "");
        for row in rows {
            let rule = row.cells.get("rule").map(|(_, c)| shown(*c)).unwrap_or_default();
            if let Some((column, cell)) = row.cells.get("severity") {
                let place = (row.at.0, *column);
                out.entry(&escaped(&rule), row.sheet, place, *cell, field(table, "severity"), file);
            }
        }
        return;
    }
    if table.path == "severity" {
        return;
    }
    for row in rows {
        out.line(&format!("[[{}]]", table.path), row.sheet, row.at, "");
        fields(row, table, file, out);
        let Some((columns, all)) = nested else { continue };
        let code = row.cells.get("code").map(|(_, c)| fold(&shown(*c))).unwrap_or_default();
        let mine = |r: &&Row| r.cells.get("roster").is_some_and(|(_, c)| fold(&shown(*c)) == code);
        for column in all.iter().filter(mine) {
            out.line("[[rosters.columns]]", column.sheet, column.at, "");
            fields(column, columns, file, out);
        }
    }
}

fn field(table: &Table, key: &str) -> Kind {
    table.fields.iter().find(|f| f.key == key).map_or(Kind::Text, |f| f.kind)
}

fn fields(row: &Row, table: &Table, file: &str, out: &mut Text) {
    for field in table.fields.iter().filter(|f| f.key != "roster") {
        let Some((column, cell)) = row.cells.get(field.key) else { continue };
        out.entry(field.key, row.sheet, (row.at.0, *column), *cell, field.kind, file);
    }
}

/// A string on one line, whatever it holds.
fn escaped(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The word of the text for a Vietnamese word; anything else as it stands, for the loader to judge.
fn word(words: &[(&str, &str)], given: &str) -> String {
    let given_folded = fold(given);
    let found = words.iter().find(|(toml, vi)| fold(vi) == given_folded || *toml == given_folded);
    escaped(found.map_or(given, |(toml, _)| toml))
}

/// Texts of a cell, one a line.
fn list(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_string).collect()
}

/// A number as TOML has it.
fn literal(n: f64) -> String {
    // Beyond that a double holds not every whole number.
    if n.fract() == 0.0 && n.abs() < 9e15 { format!("{}", n as i64) } else { format!("{n:?}") }
}

/// A number of a text, by the grammar that returns are read by.
fn typed(text: &str) -> Result<String, text::Text> {
    let advice = |why: text::Text| {
        text::Text::new(
            format!("{}; gõ số như 1040 hoặc 40,5", why.vi),
            format!("{}; type a number such as 1040 or 40,5", why.en),
        )
    };
    let blank = || text::Text::new(format!("“{text}” không phải số"), format!("'{text}' is no number"));
    number::planned(text).and_then(|n| n.ok_or_else(blank)).map(literal).map_err(advice)
}

/// A number of a list. Workbooks of earlier versions write 0.85, which can only be a decimal: no thousands follow a zero.
fn listed(text: &str) -> Result<String, text::Text> {
    if text.starts_with("0.") { typed(&text.replacen('.', ",", 1)) } else { typed(text) }
}

/// The number of a cell; one that is a number is that, whatever it shows.
fn number(content: PlanCell) -> Result<String, text::Text> {
    match &content.cell.value {
        RawValue::Number(n) => Ok(literal(*n)),
        RawValue::Text(text) => typed(text),
        RawValue::Uncached => Err(text::Text::new(
            "công thức chưa có giá trị; mở tệp bằng Excel, lưu lại, hoặc gõ số",
            "a formula without a stored value; open the file in Excel and save it, or type the number",
        )),
        RawValue::Date(_) => Err(text::Text::new(
            "ô đang là ngày tháng; đổi định dạng ô sang số (General) rồi gõ lại",
            "the cell is a date; format it as General and type the number again",
        )),
        RawValue::Bool(_) | RawValue::Error(_) => Err(text::Text::new("gõ số vào ô", "type the number")),
    }
}

/// A cell's value as TOML, or why it is none of its kind; most kinds are for the loader to judge.
fn value(content: PlanCell, kind: Kind) -> Result<String, text::Text> {
    let text = shown(content);
    Ok(match kind {
        Kind::Text | Kind::Formula => escaped(&text),
        Kind::Number => number(content)?,
        Kind::Flag => match fold(&text).as_str() {
            "co" | "x" | "true" | "1" => "true".to_string(),
            "khong" | "false" | "0" => "false".to_string(),
            _ => escaped(&text),
        },
        Kind::List => format!("[{}]", list(&text).iter().map(|t| escaped(t)).collect::<Vec<_>>().join(", ")),
        Kind::Numbers => match &content.cell.value {
            RawValue::Text(_) => {
                let parts = text.split(['\n', ';']).map(str::trim).filter(|t| !t.is_empty());
                format!("[{}]", parts.map(listed).collect::<Result<Vec<_>, _>>()?.join(", "))
            }
            _ => format!("[{}]", number(content)?),
        },
        Kind::Word(words) => word(words, &text),
        Kind::Blank if text.contains(':') => {
            let pairs = list(&text).into_iter().map(|line| match line.split_once(':') {
                Some((kind, meaning)) => format!("{} = {}", kind.trim(), word(&BLANKS, meaning.trim())),
                None => format!("{} = \"\"", escaped(&line)),
            });
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
        Kind::Blank => word(&BLANKS, &text),
        Kind::Date => match &content.cell.value {
            RawValue::Number(n) | RawValue::Date(n) if n.fract() == 0.0 => {
                let (year, month, day) = Day::from_serial(*n as i32).ymd();
                format!("{year:04}-{month:02}-{day:02}")
            }
            _ => escaped(&text),
        },
    })
}
