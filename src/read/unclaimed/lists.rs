//! What is left around the rosters, and rosters on other sheets.

use super::{FileBalance, Rest, RestCell, drain, is_sheet_of, of_cells};
use crate::form::{CHECK_SHEET, REFERENCE_SHEET};
use crate::grid::{RawValue, SheetGrid};
use crate::model::finding::Finding;
use crate::model::text::BilingualText;
use crate::plan::Roster;
use crate::read::finding_at;
use crate::read::listing::{LISTED, ListedKind, list, shortened};
use crate::read::reading_findings::ReadingFinding;
use crate::read::roster::{RosterPlace, best_headings};
use crate::read::text::code_key;
use crate::workbook::address;
use std::collections::{BTreeMap, BTreeSet};

impl FileBalance<'_> {
    /// Makes findings of the cells that are left around a roster.
    pub(super) fn of_roster(
        &self,
        roster: &Roster,
        place: &RosterPlace,
        sheet: &SheetGrid,
        rest: &mut Rest,
        out: &mut Vec<Finding>,
    ) {
        unknown_columns(roster, place, sheet, rest, out);
        records(roster, place, sheet, rest, out);
    }

    /// Returns true if a sheet holds neither table nor roster nor what the form prints about checks.
    pub(super) fn has_no_role(&self, index: usize, sheet: &SheetGrid) -> bool {
        !self.rosters.iter().any(|(_, place)| place.sheet == index)
            && !self.tables.iter().any(|table| std::ptr::eq(table.sheet, sheet))
            && ![REFERENCE_SHEET, CHECK_SHEET].into_iter().any(|own| is_sheet_of(&sheet.name, own))
    }

    /// Reports a sheet that looks like a roster: by its name, or by half of the headings. A roster that a person has
    /// written below the table of figures has its headings there.
    pub(super) fn of_other_sheet(&self, sheet: &SheetGrid, rest: &mut Rest, out: &mut Vec<Finding>) {
        let table = self.tables.iter().find(|table| std::ptr::eq(table.sheet, sheet));
        let is_of_table = table.is_some();
        let texts = self.keys.texts_of(sheet);
        let above = table.map_or(0, |table| texts.partition_point(|text| text.at.0 <= table.heading));
        let texts = texts.get(above..).unwrap_or_default();
        // Lists share headings such as a number and a day: first those that were found nowhere else.
        let is_read = |index: &usize| {
            let code = self.plan.rosters.get(*index).map(|roster| &roster.code);
            self.rosters.iter().any(|(roster, _)| Some(&roster.code) == code)
        };
        let (read, missing): (Vec<usize>, Vec<usize>) = (0..self.plan.rosters.len()).partition(is_read);
        for (index, least) in
            missing.into_iter().map(|index| (index, 3)).chain(read.into_iter().map(|index| (index, 2)))
        {
            let Some(roster) = self.plan.rosters.get(index) else { continue };
            let least = (roster.columns.len() / least).max(2);
            let headed = best_headings(texts, roster, least);
            let is_named = code_key(&sheet.name).starts_with(&*code_key(&roster.code));
            if headed.is_none() && (is_of_table || !is_named) {
                continue;
            }
            let first = headed.as_ref().map_or(0, |found| found.row + 1);
            if !rest.iter().any(|cell| cell.at.0 >= first) {
                continue;
            }
            let row = headed.as_ref().map(|found| found.row).or_else(|| heading_row(sheet));
            let headings = row.map(|row| headings(sheet, row)).unwrap_or_default();
            // Below the headings of a list; on a sheet of a table the rest above them is the table's.
            let all = if is_of_table { drain(rest, |cell| cell.at.0 >= first) } else { std::mem::take(rest) };
            let at = all.first().map(|cell| cell.at);
            let below: Rest = all.into_iter().filter(|cell| row.is_none_or(|row| cell.at.0 > row)).collect();
            out.extend(of_cells(ReadingFinding::UnreadList, sheet, &below).map(|finding| {
                let at = at.map_or(finding.cell.clone(), |(row, column)| Some(address::cell(row, column)));
                let name = &sheet.name;
                let BilingualText { vi, en } = &finding.found;
                let found = BilingualText::new(
                    format!("trang {name}: {headings}: {vi}"),
                    format!("sheet {name}: {headings}: {en}"),
                );
                Finding { found, expected: expected(roster), cell: at, ..finding }
            }));
            return;
        }
    }
}

/// Describes where the rows of a roster belong.
fn expected(roster: &Roster) -> BilingualText {
    let headings: Vec<&str> = roster.columns.iter().map(|column| column.heading.as_str()).collect();
    let headings = headings.join(", ");
    BilingualText::new(format!("danh sách {} ({headings})", roster.code), format!("list {} ({headings})", roster.code))
}

/// Returns the row with the most texts: where the headings of a list are expected.
fn heading_row(sheet: &SheetGrid) -> Option<u32> {
    let mut rows: BTreeMap<u32, usize> = BTreeMap::new();
    for ((row, _), cell) in &sheet.cells {
        if matches!(&cell.value, RawValue::Text(text) if !text.trim().is_empty()) {
            *rows.entry(*row).or_default() += 1;
        }
    }
    // Of equals the first row.
    let most = rows.values().max().copied()?;
    rows.into_iter().find(|(_, texts)| *texts == most).map(|(row, _)| row)
}

/// Lists the texts of a row with their cells.
fn headings(sheet: &SheetGrid, row: u32) -> String {
    let texts = sheet.row_from(row, 0).filter(|(_, cell)| !cell.value.is_blank());
    let texts =
        texts.map(|(column, cell)| format!("{} “{}”", address::cell(row, column), shortened(&cell.value.display())));
    texts.take(2 * LISTED).collect::<Vec<_>>().join(", ")
}

/// Reports the columns under other headings where columns of the plan are missing.
fn unknown_columns(roster: &Roster, place: &RosterPlace, sheet: &SheetGrid, rest: &mut Rest, out: &mut Vec<Finding>) {
    let missing: Vec<&str> = roster
        .columns
        .iter()
        .zip(&place.columns)
        .filter(|(_, at)| at.is_none())
        .map(|(column, _)| column.heading.as_str())
        .collect();
    let is_heading = |cell: &RestCell| cell.at.0 == place.heading && !cell.is_number();
    let columns: BTreeSet<u32> = rest.iter().filter(|cell| is_heading(cell)).map(|cell| cell.at.1).collect();
    let has_content = |column: &u32| rest.iter().any(|cell| cell.at.1 == *column && cell.at.0 > place.heading);
    let filled: BTreeSet<u32> = columns.into_iter().filter(has_content).collect();
    if missing.is_empty() || filled.is_empty() {
        return;
    }
    let cells = drain(rest, |cell| cell.at.0 >= place.heading && filled.contains(&cell.at.1));
    let headings: Vec<&RestCell> = cells.iter().filter(|cell| is_heading(cell)).collect();
    let Some(first) = headings.first() else { return };
    let found = list(&headings, ListedKind::Cells, |c| format!("{} “{}”", c.address(), c.text()));
    let finding = finding_at(ReadingFinding::UnknownColumn, &sheet.name, first.at);
    out.push(Finding { found, expected: BilingualText::same(missing.join(", ")), ..finding });
}

/// Reports rows beside a roster or below it: two or more cells of a row without headings.
fn records(roster: &Roster, place: &RosterPlace, sheet: &SheetGrid, rest: &mut Rest, out: &mut Vec<Finding>) {
    let is_headed = |column: u32| sheet.cell(place.heading, column).is_some_and(|cell| !cell.value.is_blank());
    let mut rows: BTreeMap<u32, usize> = BTreeMap::new();
    for cell in rest.iter().filter(|cell| cell.at.0 > place.heading && !is_headed(cell.at.1)) {
        *rows.entry(cell.at.0).or_default() += 1;
    }
    let is_record = |cell: &RestCell| rows.get(&cell.at.0).is_some_and(|cells| *cells > 1) && !is_headed(cell.at.1);
    let cells = drain(rest, is_record);
    out.extend(
        of_cells(ReadingFinding::UnreadList, sheet, &cells)
            .map(|finding| Finding { expected: expected(roster), ..finding }),
    );
}
