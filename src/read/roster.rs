//! Reads rosters and narratives: separate sheets, found by name or by headings.

use super::cell_value::{ExpectedType, ReturnBuilder};
use super::merged_rows::MergedRows;
use super::reading_findings::ReadingFinding;
use super::sources::is_consolidated;
use super::text::{PlacedText, PlacedTexts, RowKeys, code_key, key};
use super::{codes, finding_at, roster_remarks};
use crate::grid::{Grid, RawValue, SheetGrid};
use crate::limits::Limits;
use crate::model::amount::Amount;
use crate::model::day::Day;
use crate::model::period::Period;
use crate::model::submission::{COUNTED, RosterRow, RosterRows};
use crate::model::text::BilingualText;
use crate::number::FigureUnit;
use crate::plan::{Plan, Roster, RosterColumn, RosterKind};
use crate::workbook::address;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Reads the filled rows of every roster, in the plan's order.
pub fn rosters(
    grid: &Grid,
    keys: &RowKeys,
    plan: &Plan,
    limits: &Limits,
    period: Period,
    taken: &mut ReturnBuilder,
) -> Vec<RosterRows> {
    let consolidated = is_consolidated(grid);
    plan.rosters
        .iter()
        .map(|roster| {
            let named = grid.sheets.iter().filter(|s| code_key(&s.name) == code_key(&roster.code));
            let found =
                named.chain(&grid.sheets).find_map(|sheet| Some((sheet, headings(keys.texts_of(sheet), roster)?)));
            let Some((sheet, (row, columns))) = found else { return RosterRows::default() };
            let mut filled = filled(sheet, row, &columns);
            if consolidated {
                counted(sheet, keys, row, period, &mut filled);
            }
            let merged = MergedRows::new(sheet, row, &columns);
            roster_remarks::set_apart(sheet, roster, &columns, &merged, &mut filled, taken);
            let rows_read = usize::try_from(limits.roster_rows).unwrap_or(usize::MAX);
            if let Some(first) = filled.get(rows_read) {
                let mut finding = finding_at(
                    ReadingFinding::TooManyRows,
                    &sheet.name,
                    (*first, columns.iter().flatten().min().map_or(0, |c| *c)),
                );
                let (here, most) = (filled.len(), limits.roster_rows);
                finding.found = BilingualText::new(format!("{here} dòng"), format!("{here} rows"));
                finding.expected =
                    BilingualText::new(format!("nhiều nhất {most} dòng"), format!("at most {most} rows"));
                taken.findings.push(finding);
                filled.truncate(rows_read);
            }
            let mut rows = rows(sheet, &filled, &columns, roster, period, taken);
            merged.fill(sheet, roster, &mut rows.rows, taken);
            rows
        })
        .collect()
}

/// Returns the row of the headings and the column of each heading. All but two headings must be present.
fn headings(keys: &PlacedTexts<'_>, roster: &Roster) -> Option<(u32, Vec<Option<u32>>)> {
    let wanted: Vec<Rc<str>> = roster.columns.iter().map(|column| key(&column.heading)).collect();
    let longest = wanted.iter().map(|heading| heading.len()).max().unwrap_or(0);
    let least = wanted.len().max(4);
    let is_headed = |columns: &[Option<u32>]| columns.iter().flatten().count() + 2 >= least;
    let (mut last, mut columns) = (0, vec![None; wanted.len()]);
    for text in keys {
        let (row, column) = text.at;
        if row != last {
            if is_headed(&columns) {
                break;
            }
            last = row;
            columns.fill(None);
        }
        let Some(words) = text.key_before(longest).filter(|words| !words.is_empty()) else { continue };
        for (slot, _) in columns.iter_mut().zip(&wanted).filter(|(slot, wanted)| slot.is_none() && ***wanted == *words)
        {
            *slot = Some(column);
        }
    }
    is_headed(&columns).then_some((last, columns))
}

/// Returns the rows below the headings that have content in one of their columns.
fn filled(sheet: &SheetGrid, heading: u32, columns: &[Option<u32>]) -> Vec<u32> {
    let mut rows: Vec<u32> = sheet
        .cells
        .iter()
        .filter(|((row, column), cell)| *row > heading && columns.contains(&Some(*column)) && !cell.value.is_blank())
        .map(|((row, _), _)| *row)
        .collect();
    rows.dedup();
    rows
}

/// Keeps only the rows of counted returns of the period: a consolidated workbook lists the rows of all periods.
fn counted(sheet: &SheetGrid, keys: &RowKeys, heading: u32, period: Period, rows: &mut Vec<u32>) {
    let of = |wanted: &str| {
        keys.texts_of(sheet).iter().find(|text| text.at.0 == heading && text.key() == wanted).map(|text| text.at.1)
    };
    let (Some(when), Some(state)) = (of("ky"), of("trang thai")) else { return };
    let shown = |row: u32, column: u32| sheet.cell(row, column).map(|c| c.value.display()).unwrap_or_default();
    rows.retain(|row| shown(*row, when).parse() == Ok(period) && shown(*row, state) == COUNTED);
}

fn rows(
    sheet: &SheetGrid,
    filled: &[u32],
    columns: &[Option<u32>],
    roster: &Roster,
    period: Period,
    taken: &mut ReturnBuilder,
) -> RosterRows {
    taken.on(sheet);
    let mut out = RosterRows {
        sheet: sheet.name.clone(),
        columns: columns.iter().map(|c| c.map(address::letters).unwrap_or_default().into()).collect(),
        rows: Vec::new(),
    };
    // Not again for each row.
    let wanted = roster.columns.iter().zip(columns).map(|(column, at)| (column, *at, expected(column)));
    let wanted: Vec<_> = wanted.collect();
    for &row in filled {
        let cells = wanted.iter().map(|(column, at, want)| {
            let Some(at) = *at else { return Amount::Blank };
            let amount = taken.amount(&column.name, (row, at), sheet.cell(row, at), *want);
            born_later(taken, column, (row, at), &amount, period);
            match column.kind {
                RosterKind::Text => codes::check(taken, column, (row, at), sheet.cell(row, at), amount),
                _ => amount,
            }
        });
        let cells: Vec<Amount> = cells.collect();
        if cells.iter().any(|c| !c.is_blank()) {
            out.rows.push(RosterRow { row: row + 1, cells });
        }
    }
    out
}

/// Returns what the cells of a column contain.
fn expected(column: &RosterColumn) -> ExpectedType<'_> {
    match column.kind {
        RosterKind::Text if codes::code_kind(column).is_some() => ExpectedType::Code,
        RosterKind::Text => ExpectedType::Text,
        RosterKind::Number => ExpectedType::Number(FigureUnit { unit: "", label: &column.heading }, false),
        RosterKind::Date => ExpectedType::Date,
        RosterKind::Choice => ExpectedType::Choice(&column.choices),
    }
}

/// Reports a day of birth after the period.
fn born_later(taken: &mut ReturnBuilder, column: &RosterColumn, place: (u32, u32), amount: &Amount, period: Period) {
    let Amount::Number(serial) = amount else { return };
    let end = period.last_day();
    if column.kind == RosterKind::Date
        && *serial > f64::from(end.serial())
        && format!(" {} ", key(&column.heading)).contains(" sinh ")
    {
        let found = BilingualText::same(Day::from_serial(*serial as i32).to_string());
        let expected = BilingualText::new(format!("không sau {end}"), format!("not after {end}"));
        taken.report(ReadingFinding::BornLater, place, found, expected);
    }
}

/// Length of the longest heading of answers, without accents and spaces.
const ANSWER: usize = "noidungtraloi".len();

/// Reads the answers: a row with the question's code; the answer is in the column with its heading, else two columns to
/// the right.
pub fn narratives(grid: &Grid, keys: &RowKeys, plan: &Plan, taken: &mut ReturnBuilder) {
    let codes: Vec<Rc<str>> = plan.narratives.iter().map(|n| code_key(&n.code)).collect();
    let longest = codes.iter().map(|code| code.len()).max().unwrap_or(0);
    for sheet in &grid.sheets {
        let texts = keys.texts_of(sheet);
        let is_head = |text: &&PlacedText| matches!(text.key_before(ANSWER), Some("tra loi" | "noi dung tra loi"));
        let answer = texts.iter().find(is_head).map(|text| text.at.1);
        let mut places: BTreeMap<usize, (u32, u32)> = BTreeMap::new();
        // A code may be typed with spaces. A longer text, or one that starts differently (ignoring zeros), is not a
        // code.
        let short = texts.iter().filter_map(|text| Some((text.at, text.key_before(2 * longest)?)));
        let short = short.filter(|(_, words)| !words.is_empty() && words.len() <= 2 * longest);
        let first = |words: &str| words.trim_start_matches('0').bytes().next();
        let begins = |words: &str| codes.iter().any(|code| first(code) == first(words));
        for place in short.filter(|(_, words)| begins(words)).map(|(place, _)| place) {
            let Some(RawValue::Text(shown)) = sheet.cell(place.0, place.1).map(|c| &c.value) else { continue };
            let shown = code_key(shown);
            if let Some(index) = codes.iter().position(|code| *code == shown) {
                places.entry(index).or_insert(place);
            }
        }
        for (index, narrative) in plan.narratives.iter().enumerate() {
            if let Some(&(row, column)) = places.get(&index) {
                taken.on(sheet);
                let place = (row, answer.unwrap_or(column + 2));
                taken.figure(&narrative.name, place, sheet.cell(place.0, place.1), ExpectedType::Text);
            }
        }
    }
}
