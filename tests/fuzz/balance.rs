//! The balance of a return: each cell with content is taken, printed by the form, or reported. A filled form is changed
//! cell by cell and stored as SpreadsheetML, which the program reads without calamine.

use super::{change, choose, watch};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;
use tonghop::form::{Previous, blank};
use tonghop::grid::{self, Grid, GridCell, RawValue, SheetGrid};
use tonghop::limits::Limits;
use tonghop::model::received_file::ReadingOutcome;
use tonghop::model::submission::Submission;
use tonghop::plan::{Plan, load, template};
use tonghop::read::{self, NamedFile, ReadingContext};
use tonghop::{engine, write};

/// Panics if the cells of a file are not all in the balance of its returns.
pub(crate) fn holds(bytes: &[u8], returns: &[Submission]) {
    let grid = grid::open(bytes, &Limits::default()).unwrap();
    let cells = grid.sheets.iter().flat_map(|sheet| sheet.cells.values());
    let content = cells.filter(|cell| !cell.value.is_blank() && cell.value != RawValue::Uncached).count();
    // A picture, chart or embedded document on a sheet that is shown counts as a cell that is reported. It has no text. The form
    // has one chart of its own on "Đối chiếu".
    let is_hidden = |sheet: &str| grid.sheets.iter().any(|s| s.hidden && s.name == sheet);
    let objects = grid.remarks.iter().filter(|remark| remark.text.is_empty() && !is_hidden(&remark.sheet));
    let (own, others): (Vec<_>, Vec<_>) = objects.partition(|remark| remark.sheet == "Đối chiếu");
    let objects = others.len() + own.len().saturating_sub(1);
    for submission in returns {
        assert_eq!(submission.balance.cells() as usize, content + objects, "{:?}", submission.balance);
    }
}

static PLAN: LazyLock<Plan> = LazyLock::new(|| {
    let template = template::get("2209-kh-ubnd").unwrap();
    load::text(template.plan, template.annex.as_bytes(), ("ke-hoach.toml", "phu-luc.tsv")).unwrap()
});

/// The form of the first unit with 5 in each cell of the table, and with the results of its formulas.
static FILLED: LazyLock<Grid> = LazyLock::new(|| {
    let unit = PLAN.units.first().unwrap();
    let mut book = blank(&PLAN, unit, PLAN.first, &Previous::default()).unwrap();
    engine::fill(&mut book).unwrap();
    let mut grid = grid::open(&write::workbook(&book).unwrap(), &Limits::default()).unwrap();
    let is_heading = |cell: &GridCell| cell.value.display() == "Số lượng";
    let sheet = grid.sheets.iter_mut().find(|sheet| sheet.cells.values().any(is_heading)).unwrap();
    let heading = *sheet.cells.iter().find(|(_, cell)| is_heading(cell)).unwrap().0;
    let rows: Vec<u32> = sheet.cells.keys().map(|(row, _)| *row).filter(|row| *row > heading.0).collect();
    let mut cells: BTreeMap<_, _> = sheet.cells.iter().map(|(at, cell)| (*at, cell.clone())).collect();
    for row in rows {
        let figure = GridCell { value: RawValue::Number(5.0), formula: None, external: false };
        cells.insert((row, heading.1), figure);
    }
    sheet.cells = cells.into_iter().collect::<Vec<_>>().into();
    grid
});

#[test]
fn changed_return_is_balanced() {
    static LIMITS: LazyLock<Limits> = LazyLock::new(Limits::default);
    static CONTEXT: LazyLock<ReadingContext<'static>> = LazyLock::new(|| ReadingContext::new(&PLAN, &LIMITS, None));
    let named = |bytes: &'static [u8]| NamedFile { kind: grid::sniff(bytes), bytes, name: "x.xml", subject: "" };
    // The form as it is must be a return: else the target would hold nothing.
    let whole: &'static [u8] = Box::leak(spreadsheetml(&FILLED).into_boxed_slice());
    assert!(matches!(read::read_file(&CONTEXT, named(whole)), ReadingOutcome::Returns(_)));
    choose("balance", |_, edits| {
        let mut grid = FILLED.clone();
        edits.iter().for_each(|edit| change(&mut grid, edit));
        let bytes = spreadsheetml(&grid);
        let judged = watch::judge("balance", || {
            let file = NamedFile { kind: grid::sniff(&bytes), bytes: &bytes, name: "x.xml", subject: "" };
            if let ReadingOutcome::Returns(all) = read::read_file(&CONTEXT, file) {
                holds(&bytes, &all);
            }
        });
        judged.map_err(|fault| (fault, bytes))
    });
}

/// Stores the values of a workbook as SpreadsheetML.
fn spreadsheetml(grid: &Grid) -> Vec<u8> {
    let mut out = String::from(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook \
         xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">",
    );
    for sheet in &grid.sheets {
        let _ = write!(out, "<Worksheet ss:Name=\"{}\"><Table>", escaped(&sheet.name));
        rows(sheet, &mut out);
        out.push_str("</Table></Worksheet>");
    }
    out.push_str("</Workbook>");
    out.into_bytes()
}

fn rows(sheet: &SheetGrid, out: &mut String) {
    let mut open = None;
    for ((row, column), cell) in &sheet.cells {
        if open != Some(*row) {
            out.push_str(if open.is_some() { "</Row>" } else { "" });
            let _ = write!(out, "<Row ss:Index=\"{}\">", row + 1);
            open = Some(*row);
        }
        let (kind, text) = match &cell.value {
            RawValue::Number(n) | RawValue::Date(n) if n.is_finite() => ("Number", n.to_string()),
            RawValue::Bool(b) => ("Boolean", u8::from(*b).to_string()),
            RawValue::Error(error) => ("Error", escaped(error)),
            RawValue::Uncached => continue,
            other => ("String", escaped(&other.display())),
        };
        let _ = write!(out, "<Cell ss:Index=\"{}\"><Data ss:Type=\"{kind}\">{text}</Data></Cell>", column + 1);
    }
    out.push_str(if open.is_some() { "</Row>" } else { "" });
}

/// Escapes a text for XML; characters that XML does not allow become a question mark.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => out.push('?'),
            other => out.push(other),
        }
    }
    out
}
