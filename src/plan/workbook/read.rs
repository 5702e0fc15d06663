//! Converts a plan's workbook to text, and keeps the cell from which each line of the text comes.

use crate::grid::{Grid, SheetGrid};
use crate::model::fold::fold;
use crate::model::text;
use crate::plan::diagnostic::{PlanDiagnostic, PlanLocation};
use crate::plan::schema::{self, FieldKind, FieldNeed, PlanField, PlanTable, SINGLE, SINGLES, TABLES, english};
use crate::workbook::address;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::value::{PlanCell, escaped, is_clear, shown, value};

/// Sheet and cell.
type SheetSpot = (String, (u32, u32));

/// The text of a plan, with the place in the workbook of each line.
pub struct PlanText {
    /// The plan as TOML.
    pub toml: String,
    /// Place of each line.
    places: Vec<LineOrigin>,
    /// The cell for a key that is missing in the table starting at a line.
    absent: BTreeMap<(usize, &'static str), SheetSpot>,
    /// Problems of the workbook itself: missing sheets or headings.
    pub problems: Vec<PlanDiagnostic>,
}

/// The place from which a line comes.
struct LineOrigin {
    sheet: String,
    at: (u32, u32),
    /// The displayed text of the cell.
    cell_text: String,
    /// The reason why the value is wrong, if the cell shows it better than the text does.
    why: Option<text::BilingualText>,
}

impl PlanText {
    /// Converts a problem of the text to one of the workbook.
    pub fn placed(&self, problem: PlanDiagnostic) -> PlanDiagnostic {
        let PlanLocation::Line { line, absent, .. } = problem.place else { return problem };
        let line = line.saturating_sub(1);
        if let Some((sheet, at)) = self.absent.get(&(line, absent)) {
            let place =
                PlanLocation::Cell { sheet: sheet.clone(), cell: address::cell(at.0, at.1), text: String::new() };
            return PlanDiagnostic { place, ..problem };
        }
        let Some(origin) = self.places.get(line) else { return problem };
        let cell = address::cell(origin.at.0, origin.at.1);
        let hint = origin.why.clone().unwrap_or(problem.hint);
        PlanDiagnostic {
            place: PlanLocation::Cell { sheet: origin.sheet.clone(), cell, text: origin.cell_text.clone() },
            hint,
            ..problem
        }
    }

    fn line(&mut self, line: &str, sheet: &str, at: (u32, u32), shown: &str) {
        self.toml.push_str(line);
        self.toml.push('\n');
        self.places.push(LineOrigin { sheet: sheet.to_string(), at, cell_text: shown.to_string(), why: None });
    }

    /// Adds a line with a cell's value.
    fn entry(&mut self, key: &str, sheet: &str, at: (u32, u32), content: PlanCell, kind: FieldKind, file: &str) {
        let (value, why) = match value(content, kind) {
            Ok(value) => (value, None),
            Err(why) => (escaped(&shown(content)), Some(why)),
        };
        self.line(&format!("{key} = {value}"), sheet, at, &shown(content));
        if let Some(origin) = self.places.last_mut() {
            origin.why = why;
        }
        if let Some(pieces) = content.pieces.filter(|p| !is_clear(p, kind)) {
            let text::BilingualText { vi, en } = pieces.description();
            self.problems.push(PlanDiagnostic {
                file: file.to_string(),
                place: PlanLocation::Cell {
                    sheet: sheet.to_string(),
                    cell: address::cell(at.0, at.1),
                    text: content.cell.value.display().into_owned(),
                },
                message: text::BilingualText::new(
                    format!("ô có phần gạch bỏ, ẩn hoặc viết nâng lên, hạ xuống: {vi}"),
                    format!("the cell has parts struck out, hidden, raised or lowered: {en}"),
                ),
                hint: text::BilingualText::new(
                    "xóa phần thừa, bỏ định dạng đó rồi gõ lại",
                    "delete what does not belong there, clear that format and type it again",
                ),
            });
        }
    }
}

/// Converts a workbook to the text of a plan. `file` is its name in messages.
pub fn read(grid: &Grid, file: &str) -> PlanText {
    let mut out = PlanText { toml: String::new(), places: Vec::new(), absent: BTreeMap::new(), problems: Vec::new() };
    let named = |name: &str| grid.sheets.iter().find(|s| fold(&s.name) == fold(name));
    let sheet = |name: &str, english: &str| {
        named(name).or_else(|| named(schema::earlier_word(name)?)).or_else(|| named(english))
    };
    match sheet(SINGLE, english::SINGLE) {
        Some(sheet) => singles(sheet, file, &mut out),
        None => out.problems.push(missing_sheet(file, SINGLE)),
    }
    for table in TABLES.iter().filter(|t| t.path != "rosters.columns") {
        let found = sheet(table.sheet, &table.english_sheet());
        if table.is_newer() && found.is_none_or(|sheet| !has_headings(sheet, table)) {
            continue;
        }
        let Some(found) = found else {
            out.problems.push(missing_sheet(file, table.sheet));
            continue;
        };
        out.absent.insert((0, schema::head(table.path)), (found.name.clone(), (0, 0)));
        if let Some(rows) = rows(found, table, file, &mut out) {
            let columns = TABLES.iter().find(|t| t.path == "rosters.columns").filter(|_| table.path == "rosters");
            let nested =
                columns.and_then(|t| Some((t, table_rows(sheet(t.sheet, &t.english_sheet()), t, file, &mut out)?)));
            entries(&rows, table, nested.as_ref(), file, &mut out);
        }
    }
    out
}

/// Returns true if a sheet has the required headings of a table. Another sheet of that name is the author's own.
fn has_headings(sheet: &SheetGrid, table: &PlanTable) -> bool {
    let is_there = |field: &PlanField| sheet.cells.values().any(|cell| is_called(field, &fold(&cell.value.display())));
    let mut required = table.fields.iter().filter(|field| matches!(field.need, FieldNeed::Required));
    required.all(is_there)
}

fn missing_sheet(file: &str, sheet: &str) -> PlanDiagnostic {
    PlanDiagnostic {
        file: file.to_string(),
        place: PlanLocation::File,
        message: text::BilingualText::new(format!("không có trang '{sheet}'"), format!("there is no sheet '{sheet}'")),
        hint: text::BilingualText::new(
            "trang trống cũng phải có, với hàng tiêu đề",
            "even an empty one is needed, with its headings",
        ),
    }
}

fn singles(sheet: &SheetGrid, file: &str, out: &mut PlanText) {
    let mut table = String::new();
    let mut heads = vec![(0, "")];
    let mut cells = Vec::new();
    for field in &SINGLES {
        let row = sheet.cells.iter().find(|((_, c), cell)| *c == 0 && is_called(field, &fold(&cell.value.display())));
        let Some(((row, _), _)) = row else { continue };
        cells.push((field.key, *row));
        let Some(content) = PlanCell::of(sheet, (*row, 1)) else { continue };
        let (head, key) = field.key.rsplit_once('.').unwrap_or(("", field.key));
        if table != head {
            table = head.to_string();
            heads.push((out.places.len(), head));
            out.line(&format!("[{head}]"), &sheet.name, (*row, 1), "");
        }
        out.entry(key, &sheet.name, (*row, 1), content, field.kind, file);
    }
    for (line, table) in heads {
        for (key, row) in &cells {
            let within =
                if table.is_empty() { Some(*key) } else { key.strip_prefix(table).and_then(|k| k.strip_prefix('.')) };
            let Some(key) = within.map(schema::head) else { continue };
            out.absent.entry((line, key)).or_insert_with(|| (sheet.name.clone(), (*row, 1)));
        }
    }
}

/// A row of a table: its place and its cells by field.
struct PlanSheetRow<'a> {
    sheet: &'a str,
    at: (u32, u32),
    cells: BTreeMap<&'static str, (u32, PlanCell<'a>)>,
    /// Column of each field.
    columns: Rc<BTreeMap<&'static str, u32>>,
}

impl PlanSheetRow<'_> {
    /// Returns sheet and cell of a field, even if the cell is blank.
    fn place(&self, key: &str) -> SheetSpot {
        (self.sheet.to_string(), (self.at.0, self.columns.get(key).copied().unwrap_or(self.at.1)))
    }
}

fn table_rows<'a>(
    sheet: Option<&'a SheetGrid>,
    table: &PlanTable,
    file: &str,
    out: &mut PlanText,
) -> Option<Vec<PlanSheetRow<'a>>> {
    match sheet {
        Some(sheet) => rows(sheet, table, file, out),
        None => {
            out.problems.push(missing_sheet(file, table.sheet));
            None
        }
    }
}

/// Returns true if a normalised text is the heading of a field, in either language, or the one that earlier workbooks have
/// in its place.
fn is_called(field: &PlanField, words: &str) -> bool {
    let is_earlier = || schema::earlier_word(field.heading).is_some_and(|earlier| fold(earlier) == words);
    fold(field.heading) == words || is_earlier() || fold(&field.english_heading()) == words
}

/// Returns the rows below the headings. The headings are found by their text, in any position.
fn rows<'a>(sheet: &'a SheetGrid, table: &PlanTable, file: &str, out: &mut PlanText) -> Option<Vec<PlanSheetRow<'a>>> {
    let mut by_row: BTreeMap<u32, BTreeMap<&'static str, u32>> = BTreeMap::new();
    for (&(row, column), cell) in &sheet.cells {
        let words = fold(&cell.value.display());
        if let Some(field) = table.fields.iter().find(|f| is_called(f, &words)) {
            by_row.entry(row).or_default().entry(field.key).or_insert(column);
        }
    }
    let (head, columns) =
        by_row.into_iter().max_by_key(|(row, found)| (found.len(), u32::MAX - row)).unwrap_or_default();
    let absent: Vec<&PlanField> = table.fields.iter().filter(|f| !f.is_new && !columns.contains_key(f.key)).collect();
    for field in &absent {
        out.problems.push(PlanDiagnostic {
            file: file.to_string(),
            place: PlanLocation::Cell { sheet: sheet.name.clone(), cell: address::cell(head, 0), text: String::new() },
            message: text::BilingualText::new(
                format!("thiếu cột '{}'", field.heading),
                format!("column '{}' is missing", field.heading),
            ),
            hint: text::BilingualText::new("ghi lại tiêu đề cột như cũ", "write the heading as it was"),
        });
    }
    if !absent.is_empty() {
        return None;
    }
    let columns = Rc::new(columns);
    let mut numbers: Vec<u32> = sheet.cells.keys().map(|k| k.0).filter(|r| *r > head).collect();
    numbers.dedup();
    let row = |row: u32| {
        let cells: BTreeMap<&'static str, (u32, PlanCell)> = columns
            .iter()
            .filter_map(|(key, column)| Some((*key, (*column, PlanCell::of(sheet, (row, *column))?))))
            .collect();
        let first = columns.values().min().copied().unwrap_or(0);
        (!cells.is_empty()).then_some(PlanSheetRow {
            sheet: &sheet.name,
            at: (row, first),
            cells,
            columns: Rc::clone(&columns),
        })
    };
    Some(numbers.into_iter().filter_map(row).collect())
}

fn entries(
    rows: &[PlanSheetRow],
    table: &PlanTable,
    nested: Option<&(&PlanTable, Vec<PlanSheetRow>)>,
    file: &str,
    out: &mut PlanText,
) {
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
        begin(row, table, out);
        fields(row, table, file, out);
        let Some((columns, all)) = nested else { continue };
        let code = row.cells.get("code").map(|(_, c)| fold(&shown(*c))).unwrap_or_default();
        let mine = |r: &&PlanSheetRow| r.cells.get("roster").is_some_and(|(_, c)| fold(&shown(*c)) == code);
        for column in all.iter().filter(mine) {
            begin(column, columns, out);
            fields(column, columns, file, out);
        }
    }
}

fn field(table: &PlanTable, key: &str) -> FieldKind {
    table.fields.iter().find(|f| f.key == key).map_or(FieldKind::Text, |f| f.kind)
}

/// Adds the line that begins a row's table, and stores the cell of each of its keys.
fn begin(row: &PlanSheetRow, table: &PlanTable, out: &mut PlanText) {
    let line = out.places.len();
    for field in table.fields {
        let place = row.place(field.key);
        out.absent.entry((line, schema::head(field.key))).or_insert(place);
    }
    out.line(&format!("[[{}]]", table.path), row.sheet, row.at, "");
}

fn fields(row: &PlanSheetRow, table: &PlanTable, file: &str, out: &mut PlanText) {
    // A column of a roster is within its roster in the text.
    let is_within = |field: &&PlanField| table.path == "rosters.columns" && field.key == "roster";
    for field in table.fields.iter().filter(|field| !is_within(field)) {
        let Some((column, cell)) = row.cells.get(field.key) else { continue };
        if let Some((head, _)) = field.key.split_once('.') {
            // For a text in two languages, also store the cell of the other language, which may be missing.
            let line = out.places.len();
            let both =
                table.fields.iter().filter_map(|f| Some((f, f.key.split_once('.').filter(|(h, _)| *h == head)?.1)));
            out.absent.extend(both.map(|(other, key)| ((line, key), row.place(other.key))));
        }
        out.entry(field.key, row.sheet, (row.at.0, *column), *cell, field.kind, file);
    }
}
