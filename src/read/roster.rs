//! Reads rosters: separate sheets, found by name or by headings.

use super::cell_value::ReturnBuilder;
use super::claims::{Claim, index_of};
use super::codes;
use super::figure_table::heading_key;
use super::measure;
use super::merged_rows::MergedRows;
use super::reading_findings::ReadingFinding;
use super::sheet_scope::SheetScope;
use super::text::{PlacedTexts, RowKeys, code_key, key};
use super::{finding_at, roster_cells, roster_nil, roster_remarks, swapped_columns};
use crate::grid::{Grid, SheetGrid};
use crate::limits::Limits;
use crate::model::amount::Amount;
use crate::model::day::Day;
use crate::model::finding::Finding;
use crate::model::period::Period;
use crate::model::shared_str::SharedStr;
use crate::model::submission::{COUNTED, RosterRow, RosterRows, RosterSheet};
use crate::model::text::{BilingualText, Lang};
use crate::plan::{Plan, Roster, RosterColumn, RosterKind};
use crate::workbook::address;
use std::collections::HashSet;
use std::rc::Rc;

/// The position of a roster in the file.
#[derive(Clone, Debug)]
pub(super) struct RosterPlace {
    /// Index of the sheet in the grid.
    pub sheet: usize,
    /// Row of the headings.
    pub heading: u32,
    /// Column of each of the plan's columns.
    pub columns: Vec<Option<u32>>,
}

/// What is needed to read the rosters of a file.
pub(super) struct RosterReader<'r, 'g> {
    pub grid: &'r Grid,
    pub keys: &'r RowKeys<'g>,
    pub plan: &'r Plan,
    pub limits: &'r Limits,
    /// The period of the return.
    pub period: Period,
    /// True for a consolidated workbook: its lists have the rows of all periods.
    pub is_consolidated: bool,
    /// The sheets whose lists belong to the return.
    pub scope: &'r SheetScope,
}

/// The filled rows of a roster with the places that they were read from.
pub(super) type ReadRoster = (RosterRows, Vec<RosterPlace>);

/// A sheet with the headings of a roster.
type HeadedSheet<'r> = (&'r SheetGrid, RosterHeadings);

impl<'r> RosterReader<'r, '_> {
    /// Reads the filled rows of every roster, in the plan's order.
    pub(super) fn read(&self, taken: &mut ReturnBuilder) -> Vec<ReadRoster> {
        let first: Vec<Option<HeadedSheet>> = self.plan.rosters.iter().map(|roster| self.first_sheet(roster)).collect();
        let used: Vec<&SheetGrid> = first.iter().flatten().map(|(sheet, _)| *sheet).collect();
        let mut out = Vec::new();
        for (roster, first) in self.plan.rosters.iter().zip(&first) {
            let Some(first) = first else {
                out.push(ReadRoster::default());
                continue;
            };
            let (mut rows, place) = self.read_sheet(roster, first, 0, taken);
            let mut places = vec![place];
            for further in self.further_sheets(roster, first, &used) {
                let (more, place) = self.read_sheet(roster, &further, rows.rows.len(), taken);
                let mut finding = finding_at(ReadingFinding::GoesOn, &more.sheet, (further.1.row, 0));
                let (sheet, count) = (&rows.sheet, more.rows.len());
                finding.found = BilingualText::new(
                    format!("trang {sheet}, tiếp ở trang {}: {count} dòng", more.sheet),
                    format!("sheet {sheet}, then sheet {}: {count} rows", more.sheet),
                );
                taken.findings.push(finding);
                rows.append(more);
                places.push(place);
            }
            out.push((rows, places));
        }
        out
    }

    /// Returns the sheets whose lists belong to the return.
    fn sheets(&self) -> impl Iterator<Item = &'r SheetGrid> {
        let sheets = self.grid.sheets.iter().enumerate();
        sheets.filter(|(index, _)| self.scope.has(*index)).map(|(_, sheet)| sheet)
    }

    /// Finds the sheet of a roster: by its name, else by the headings.
    fn first_sheet(&self, roster: &Roster) -> Option<HeadedSheet<'r>> {
        let named = self.sheets().filter(|s| code_key(&s.name) == code_key(&roster.code));
        let named = named.chain(self.sheets().filter(|s| !s.hidden && is_named_after(&s.name, &roster.code)));
        // A list of one column is known by its heading only on the sheet of its name.
        let named = named.map(|sheet| (sheet, least_headings(roster).min(lasting_columns(roster))));
        let others = self.sheets().map(|sheet| (sheet, least_headings(roster)));
        let mut sheets = named.chain(others).filter(|(_, least)| *least > 0);
        sheets.find_map(|(sheet, least)| Some((sheet, best_headings(self.keys.texts_of(sheet), roster, least)?)))
    }

    /// Finds the sheets on which a roster goes on: visible, named after it, with its headings. A sheet that repeats a row
    /// of the first one is a copy, and left to the balance of the file.
    fn further_sheets(&self, roster: &Roster, first: &HeadedSheet<'r>, used: &[&SheetGrid]) -> Vec<HeadedSheet<'r>> {
        if self.is_consolidated {
            return Vec::new();
        }
        let is_further = |sheet: &&SheetGrid| {
            !sheet.hidden
                && !used.iter().any(|own| std::ptr::eq(*own, *sheet))
                && is_named_after(&sheet.name, &roster.code)
        };
        let headed = self.sheets().filter(is_further).filter_map(|sheet| {
            Some((sheet, best_headings(self.keys.texts_of(sheet), roster, least_headings(roster))?))
        });
        let mut known: Option<HashSet<Vec<String>>> = None;
        let mut out = Vec::new();
        for further in headed {
            // Few returns have such a sheet: the rows of the first one are collected only for these.
            let known = known.get_or_insert_with(|| row_texts(first));
            let texts = row_texts(&further);
            if !texts.is_empty() && texts.is_disjoint(known) {
                known.extend(texts);
                out.push(further);
            }
        }
        out
    }

    /// Reads the rows of one sheet. `before` is the number of rows that were read from other sheets.
    fn read_sheet(
        &self,
        roster: &Roster,
        (sheet, found): &HeadedSheet,
        before: usize,
        taken: &mut ReturnBuilder,
    ) -> (RosterRows, RosterPlace) {
        let RosterHeadings { row, columns, .. } = found;
        let mut filled = filled(sheet, *row, columns);
        if self.is_consolidated {
            counted(sheet, self.keys, *row, self.period, &mut filled);
        }
        taken.on(sheet);
        claim_headings(sheet, roster, found, taken);
        let merged = MergedRows::new(sheet, *row, columns);
        roster_nil::set_apart(sheet, roster, columns, &mut filled, taken);
        roster_remarks::set_apart(sheet, roster, columns, &merged, &mut filled, taken);
        too_many(sheet, (&mut filled, before), columns, self.limits, taken);
        roster_cells::swapped_days(sheet, roster, columns, &filled, taken);
        swapped_columns::report(sheet, (roster, self.plan.language), columns, &filled, taken);
        let mut rows = rows(sheet, &filled, columns, (roster, self.plan.language), self.period, taken);
        merged.fill(sheet, roster, &mut rows.rows, taken);
        let place = RosterPlace { sheet: index_of(self.grid, sheet), heading: *row, columns: columns.clone() };
        (rows, place)
    }
}

/// Returns true for the name of a further sheet of a list: `DS_1 (2)`, not `DS_1` itself.
pub(super) fn is_named_after(sheet: &str, code: &str) -> bool {
    let rest = code_key(sheet).strip_prefix(&*code_key(code)).map(str::to_string);
    // `DS_12` is not a further sheet of `DS_1`.
    rest.is_some_and(|rest| !rest.is_empty() && !sheet.trim().starts_with(&format!("{code}{rest}")))
}

/// Returns the texts of each filled row below the headings.
fn row_texts((sheet, found): &HeadedSheet) -> HashSet<Vec<String>> {
    let text = |row: u32, column: Option<u32>| {
        let cell = column.and_then(|column| sheet.cell(row, column));
        cell.map(|cell| key(&cell.value.display()).to_string()).unwrap_or_default()
    };
    let rows = filled(sheet, found.row, &found.columns).into_iter();
    rows.map(|row| found.columns.iter().map(|column| text(row, *column)).collect()).collect()
}

/// Returns the rosters of a return by the indexes of the whole plan, from those that are in force in its period. What is
/// not in force is empty.
pub(super) fn in_full(plan: &Plan, period: Period, rosters: Vec<RosterRows>) -> Vec<RosterRows> {
    let mut out: Vec<RosterRows> = plan.rosters.iter().map(|_| RosterRows::default()).collect();
    for ((index, columns), rows) in plan.rosters_in(period).into_iter().zip(rosters) {
        let Some((slot, roster)) = out.get_mut(index).zip(plan.rosters.get(index)) else { continue };
        *slot = if columns.len() == roster.columns.len() { rows } else { with_columns(rows, &columns, roster) };
    }
    out
}

/// Returns the rows of a roster with all its columns, from those that are in force.
fn with_columns(rows: RosterRows, in_force: &[usize], roster: &Roster) -> RosterRows {
    let place = |column: usize| in_force.iter().position(|c| *c == column);
    let letters = |of: &[SharedStr]| -> Vec<SharedStr> {
        let letter = |c: usize| place(c).and_then(|at| of.get(at).cloned()).unwrap_or_default();
        (0..roster.columns.len()).map(letter).collect()
    };
    let (columns, further) = (letters(&rows.columns), rows.further.iter());
    let further = further.map(|part| RosterSheet { columns: letters(&part.columns), ..part.clone() }).collect();
    let cells = |row: RosterRow| {
        let cell = |c| place(c).and_then(|at| row.cells.get(at).cloned()).unwrap_or(Amount::Blank);
        RosterRow { row: row.row, cells: (0..roster.columns.len()).map(cell).collect() }
    };
    RosterRows { columns, rows: rows.rows.into_iter().map(cells).collect(), further, sheet: rows.sheet }
}

/// Claims the headings of a roster, and reports those that occur twice.
fn claim_headings(sheet: &SheetGrid, roster: &Roster, found: &RosterHeadings, taken: &mut ReturnBuilder) {
    found.columns.iter().flatten().for_each(|column| taken.claim((found.row, *column), Claim::Printed));
    scaled_headings(sheet, roster, found, taken);
    let mut all: Option<Finding> = None;
    for (index, rival) in &found.rivals {
        let Some((column, first)) = roster.columns.get(*index).zip(found.columns.get(*index).copied().flatten()) else {
            continue;
        };
        let at = (found.row, *rival);
        taken.claim(at, Claim::Reported);
        sheet.cells.range((found.row + 1, 0)..=(u32::MAX, u32::MAX)).for_each(|(at, _)| {
            if at.1 == *rival {
                taken.claim(*at, Claim::Reported);
            }
        });
        let cell = |column| address::cell(found.row, column);
        // A second list beside the first one is one cause.
        let text = format!("“{}”: {}, {}", column.heading, cell(first), cell(*rival));
        let finding = all.get_or_insert_with(|| finding_at(ReadingFinding::TwoMatches, &sheet.name, at));
        let before = if finding.found.vi.is_empty() { String::new() } else { format!("{}; ", finding.found.vi) };
        finding.found = BilingualText::same(before + &text);
    }
    taken.findings.extend(all);
}

/// Reports the heading of a column of numbers that goes on with a power of ten: "Số LĐ (nghìn người)".
fn scaled_headings(sheet: &SheetGrid, roster: &Roster, found: &RosterHeadings, taken: &mut ReturnBuilder) {
    for (column, at) in roster.columns.iter().zip(&found.columns) {
        let at = (found.row, at.unwrap_or_default());
        let Some(cell) = sheet.cell(at.0, at.1).filter(|_| column.kind == RosterKind::Number) else { continue };
        let shown = cell.value.display();
        let Some((_, bracket)) = shown.split_once(['(', '[']) else { continue };
        let bracket = bracket.trim_end_matches([')', ']', ' ']);
        if measure::is_scaled(bracket) && !column.heading.contains(bracket) {
            let text = BilingualText::same(format!("{}: {bracket}", address::cell(at.0, at.1)));
            taken.report(ReadingFinding::OtherMeasure, at, text, BilingualText::same(format!("“{}”", column.heading)));
        }
    }
}

/// Reports the rows beyond the limit and leaves them out.
fn too_many(
    sheet: &SheetGrid,
    (filled, before): (&mut Vec<u32>, usize),
    columns: &[Option<u32>],
    limits: &Limits,
    taken: &mut ReturnBuilder,
) {
    let rows_read = usize::try_from(limits.roster_rows).unwrap_or(usize::MAX).saturating_sub(before);
    let Some(first) = filled.get(rows_read) else { return };
    let at = (*first, columns.iter().flatten().min().map_or(0, |c| *c));
    let mut finding = finding_at(ReadingFinding::TooManyRows, &sheet.name, at);
    let (here, most) = (before + filled.len(), limits.roster_rows);
    finding.found = BilingualText::new(format!("{here} dòng"), format!("{here} rows"));
    finding.expected = BilingualText::new(format!("nhiều nhất {most} dòng"), format!("at most {most} rows"));
    taken.findings.push(finding);
    sheet.cells.range((*first, 0)..=(u32::MAX, u32::MAX)).for_each(|(at, _)| taken.claim(*at, Claim::Reported));
    filled.truncate(rows_read);
}

/// The headings of a roster.
pub(super) struct RosterHeadings {
    /// Their row.
    pub row: u32,
    /// Column of each of the plan's columns; the first one if a heading occurs twice.
    pub columns: Vec<Option<u32>>,
    /// Further columns with the heading of a column (index).
    pub rivals: Vec<(usize, u32)>,
}

/// Number of the columns that a roster has had from the start, at least one: a form from before has no others.
pub(super) fn lasting_columns(roster: &Roster) -> usize {
    roster.columns.iter().filter(|column| column.validity.from.is_none()).count().max(1)
}

/// Number of headings by which a roster is known: all but two, at least two.
pub(super) fn least_headings(roster: &Roster) -> usize {
    roster.columns.len().max(4) - 2
}

/// Returns the headings of a roster. All but two must be present.
pub(super) fn headings(keys: &PlacedTexts<'_>, roster: &Roster) -> Option<RosterHeadings> {
    best_headings(keys, roster, least_headings(roster))
}

/// Returns the first row with at least this many headings of a roster.
pub(super) fn best_headings(keys: &PlacedTexts<'_>, roster: &Roster, least: usize) -> Option<RosterHeadings> {
    let wanted: Vec<Rc<str>> = roster.columns.iter().map(|column| key(&column.heading)).collect();
    let longest = wanted.iter().map(|heading| heading.len()).max().unwrap_or(0);
    let rows = keys.chunk_by(|text, next| text.at.0 == next.at.0).filter(|row| row.len() >= least);
    let mut found = rows.map(|row| row_headings(row, &wanted, longest));
    found.find(|found| found.columns.iter().flatten().count() >= least)
}

/// Finds the wanted headings, normalised, in the texts of one row.
fn row_headings(texts: &PlacedTexts<'_>, wanted: &[Rc<str>], longest: usize) -> RosterHeadings {
    let row = texts.first().map_or(0, |text| text.at.0);
    let mut found = RosterHeadings { row, columns: vec![None; wanted.len()], rivals: Vec::new() };
    for text in texts {
        let bracketed = text.text().contains(['(', '[']).then(|| heading_key(text, longest)).flatten();
        let whole = text.key_before(longest);
        let is_wanted =
            |wanted: &str| !wanted.is_empty() && (whole == Some(wanted) || bracketed.as_deref() == Some(wanted));
        for (index, _) in wanted.iter().enumerate().filter(|(_, wanted)| is_wanted(wanted)) {
            match found.columns.get_mut(index) {
                Some(slot @ None) => *slot = Some(text.at.1),
                _ => found.rivals.push((index, text.at.1)),
            }
        }
    }
    found
}

/// Returns the rows below the headings that have content in one of their columns.
pub(super) fn filled(sheet: &SheetGrid, heading: u32, columns: &[Option<u32>]) -> Vec<u32> {
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
    let of = |wanted: [&str; 2]| {
        keys.texts_of(sheet)
            .iter()
            .find(|text| text.at.0 == heading && wanted.contains(&text.key()))
            .map(|text| text.at.1)
    };
    let (Some(when), Some(state)) = (of(["ky", "period"]), of(["trang thai", "status"])) else { return };
    let shown = |row: u32, column: u32| sheet.cell(row, column).map(|c| c.value.display()).unwrap_or_default();
    rows.retain(|row| shown(*row, when).parse() == Ok(period) && COUNTED.is(&shown(*row, state)));
}

fn rows(
    sheet: &SheetGrid,
    filled: &[u32],
    columns: &[Option<u32>],
    (roster, lang): (&Roster, Lang),
    period: Period,
    taken: &mut ReturnBuilder,
) -> RosterRows {
    let mut out = RosterRows {
        sheet: sheet.name.clone(),
        columns: columns.iter().map(|c| c.map(address::letters).unwrap_or_default().into()).collect(),
        rows: Vec::new(),
        further: Vec::new(),
    };
    // Not again for each row.
    let wanted = roster.columns.iter().zip(columns).map(|(column, at)| {
        let code = codes::code_kind(column);
        (column, *at, code, roster_cells::expected(column, code, lang))
    });
    let wanted: Vec<_> = wanted.collect();
    for &row in filled {
        let cells = wanted.iter().map(|(column, at, code, want)| {
            let Some(at) = *at else { return Amount::Blank };
            let cell = sheet.cell(row, at);
            let amount = taken.amount(&column.name, (row, at), cell, *want);
            born_later(taken, column, (row, at), &amount, period);
            roster_cells::ditto(taken, column, (row, at), &amount);
            roster_cells::several_entries(taken, roster, column, (row, at), cell);
            match column.kind {
                RosterKind::Text => codes::check(taken, (column, *code), (row, at), cell, amount),
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
