//! Rosters and narratives: sheets of their own, found by name or by their headings.

use super::take::{Taken, Want};
use super::text::{code_key, key};
use crate::book::address;
use crate::grid::{Grid, SheetGrid};
use crate::model::amount::Amount;
use crate::model::submission::{RosterRow, RosterRows};
use crate::plan::{Plan, Roster, RosterKind};

/// The filled rows of every roster, in the plan's order.
pub fn rosters(grid: &Grid, plan: &Plan, taken: &mut Taken) -> Vec<RosterRows> {
    plan.rosters
        .iter()
        .map(|roster| {
            let named = grid.sheets.iter().filter(|s| code_key(&s.name) == code_key(&roster.code));
            let found = named.chain(&grid.sheets).find_map(|sheet| Some((sheet, headings(sheet, roster)?)));
            found.map(|(sheet, (row, columns))| rows(sheet, row, &columns, roster, taken)).unwrap_or_default()
        })
        .collect()
}

/// Row of the headings and the column of each heading; all but two of the headings must be there.
fn headings(sheet: &SheetGrid, roster: &Roster) -> Option<(u32, Vec<Option<u32>>)> {
    let mut row = None;
    for &(at, _) in sheet.cells.keys() {
        if row == Some(at) {
            continue;
        }
        row = Some(at);
        let columns: Vec<Option<u32>> = roster
            .columns
            .iter()
            .map(|column| {
                let wanted = key(&column.heading);
                sheet.row_from(at, 0).find(|(_, cell)| key(&cell.value.display()) == wanted).map(|(c, _)| c)
            })
            .collect();
        if columns.iter().flatten().count() + 2 >= roster.columns.len().max(4) {
            return Some((at, columns));
        }
    }
    None
}

fn rows(sheet: &SheetGrid, heading: u32, columns: &[Option<u32>], roster: &Roster, taken: &mut Taken) -> RosterRows {
    taken.on(&sheet.name);
    let mut out = RosterRows {
        sheet: sheet.name.clone(),
        columns: columns.iter().map(|c| c.map(address::letters).unwrap_or_default()).collect(),
        rows: Vec::new(),
    };
    let mut numbers: Vec<u32> = sheet.cells.keys().map(|k| k.0).filter(|r| *r > heading).collect();
    numbers.dedup();
    for row in numbers {
        let filled = columns.iter().flatten().any(|c| sheet.cell(row, *c).is_some_and(|cell| !cell.value.is_blank()));
        if !filled {
            continue;
        }
        let cells: Vec<Amount> = roster
            .columns
            .iter()
            .zip(columns)
            .map(|(column, at)| {
                let Some(at) = *at else { return Amount::Blank };
                let want = match column.kind {
                    RosterKind::Text => Want::Text,
                    RosterKind::Number => Want::Number("", false),
                    RosterKind::Date => Want::Date,
                    RosterKind::Choice => Want::Choice(&column.choices),
                };
                taken.amount(&column.name, (row, at), sheet.cell(row, at), want)
            })
            .collect();
        if cells.iter().any(|c| !c.is_blank()) {
            out.rows.push(RosterRow { row: row + 1, cells });
        }
    }
    out
}

/// The answers: a row whose cell holds the question's code; the answer stands in the column headed so, else two to the right.
pub fn narratives(grid: &Grid, plan: &Plan, taken: &mut Taken) {
    for sheet in &grid.sheets {
        let head = sheet
            .cells
            .iter()
            .find(|(_, c)| matches!(key(&c.value.display()).as_str(), "tra loi" | "noi dung tra loi"));
        let answer = head.map(|((_, column), _)| *column);
        for narrative in &plan.narratives {
            let wanted = code_key(&narrative.code);
            let found =
                sheet.cells.iter().find(|(_, c)| code_key(&c.value.display()) == wanted).map(|(place, _)| *place);
            if let Some((row, column)) = found {
                taken.on(&sheet.name);
                let place = (row, answer.unwrap_or(column + 2));
                taken.figure(&narrative.name, place, sheet.cell(place.0, place.1), Want::Text);
            }
        }
    }
}
