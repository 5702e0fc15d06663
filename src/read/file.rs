//! Reads one file: finds its tables, reads each as a return, and balances its cells.

use super::cell_value::ReturnBuilder;
use super::claims::{Claim, ClaimList, index_of};
use super::figure_table::{self, FigureTable};
use super::form_code::PrintedCode;
use super::identify::{self, IdentityHints};
use super::locate::PlanOfPeriod;
use super::printed::TablesWith;
use super::reading_findings::ReadingFinding;
use super::reply::ReplyMarks;
use super::roster::{self, RosterPlace, RosterReader};
use super::several_forms::{FormPlace, SharedSheets};
use super::sheet_scope::SheetScope;
use super::unclaimed::FileBalance;
use super::{
    NamedFile, ReadingContext, file_findings, finding_at, legacy_fonts, locate, narratives, outside_cells, printed,
    sources, text, titles,
};
use crate::grid::{self, FileKind, Grid, SheetGrid};
use crate::model::finding::Finding;
use crate::model::submission::{Submission, Trace};
use crate::model::text::BilingualText;
use crate::plan::{IndicatorKind, Plan, Roster};
use std::borrow::Cow;

/// Why a file gives no return.
pub(super) enum NoReturn {
    /// It could not be opened.
    Unreadable(Box<Finding>),
    /// It is not a return of the plan.
    Other(Box<Finding>),
}

impl From<Box<Finding>> for NoReturn {
    fn from(finding: Box<Finding>) -> Self {
        NoReturn::Other(finding)
    }
}

/// Reads one file.
pub(super) struct FileReader<'c> {
    pub context: &'c ReadingContext<'c>,
    pub file: NamedFile<'c>,
}

/// The tables of a file: of this plan's form on visible and hidden sheets with their printed codes, and of other forms with their findings.
struct FileTables<'g> {
    visible: TablesWith<'g, PrintedCode>,
    hidden: TablesWith<'g, PrintedCode>,
    foreign: TablesWith<'g, Finding>,
}

/// A table read as a return.
struct TableReading<'c> {
    submission: Submission,
    claims: ClaimList,
    rosters: Vec<(&'c Roster, RosterPlace)>,
}

impl<'c> FileReader<'c> {
    /// Reads the returns of the file.
    pub(super) fn read(&self) -> Result<Vec<Submission>, NoReturn> {
        let (kind, bytes) = self.workbook();
        let opened = grid::open_as(kind, &bytes, self.context.limits);
        let mut grid = opened.map_err(|error| NoReturn::Unreadable(file_findings::unreadable(&error).into()))?;
        let old = legacy_fonts::decode_legacy_fonts(&mut grid);
        let marks = ReplyMarks::take_out(&mut grid);
        let keys = text::RowKeys::new(&grid);
        let tables = self.tables(&grid, &keys)?;
        let mut claims = ClaimList::default();
        let (mut read, shared) = self.visible_tables(&grid, &keys, &tables)?;
        let mut beside = self.other_periods(&grid, &keys, &tables, &shared, &mut read, &mut claims)?;
        if !sources::is_consolidated(&grid) {
            beside.extend(outside_cells::findings(&grid, &marks));
        }
        for (table, finding) in &tables.foreign {
            beside.push(printed::beside(finding));
            claims.add_sheet(index_of(&grid, table.sheet), table.sheet, Claim::Reported);
        }
        one_each(&read)?;
        let mut returns = Vec::new();
        let mut rosters = Vec::new();
        for one in read {
            claims.append(one.claims);
            rosters.extend(one.rosters);
            returns.push(one.submission);
        }
        shared.report(&grid, &mut returns, &mut claims);
        for submission in &mut returns {
            submission.add_findings(beside.iter().cloned());
            if !kind.is_named(self.file.name) {
                let (sheet, cell) = (Some(submission.sheet.clone()), Some("A1".to_string()));
                submission.add_findings([Finding { sheet, cell, ..file_findings::other_kind(kind) }]);
            }
            old_font(submission, &old);
        }
        let period = returns.last().map_or(self.context.plan.first, |last| last.period);
        let balance = FileBalance {
            grid: &grid,
            keys: &keys,
            plan: self.context.editions.at(period),
            known: self.context.known(),
            tables: tables.visible.iter().chain(&tables.hidden).map(|(table, _)| table).collect(),
            rosters,
            objects: outside_cells::objects(&grid),
            is_consolidated: sources::is_consolidated(&grid),
        };
        balance.settle(claims, &mut returns);
        marks.settle(&mut returns);
        Ok(returns)
    }

    /// Returns the file with its kind; of one with Excel's default password, the workbook in it.
    fn workbook(&self) -> (FileKind, Cow<'c, [u8]>) {
        match grid::decrypted(self.file.kind, self.file.bytes, self.context.limits) {
            Some((kind, bytes)) => (kind, Cow::Owned(bytes)),
            None => (self.file.kind, Cow::Borrowed(self.file.bytes)),
        }
    }

    fn hints(&self) -> IdentityHints<'c> {
        IdentityHints { file: self.file.name, subject: self.file.subject }
    }

    /// Finds the tables of the file.
    fn tables<'g>(&self, grid: &'g Grid, keys: &text::RowKeys<'g>) -> Result<FileTables<'g>, NoReturn> {
        let plan = self.context.plan;
        let all = grid.sheets.iter().filter_map(|s| figure_table::table(s, keys.texts_of(s)));
        let (hidden, visible): (Vec<_>, Vec<_>) = all.partition(|t| t.sheet.hidden);
        if visible.is_empty() {
            let none = || {
                if sources::is_consolidated(grid) { file_findings::consolidated() } else { self.no_table(grid, keys) }
            };
            let finding = hidden.first().map_or_else(none, |t| file_findings::hidden(&t.sheet.name));
            return Err(Box::new(finding).into());
        }
        let (visible, mut foreign) = printed::set_apart(visible, keys, plan);
        if let Some((table, finding)) = foreign.first().filter(|_| visible.is_empty()) {
            let unit = self.owner(grid, keys, table);
            return Err(Box::new(Finding { unit, ..finding.clone() }).into());
        }
        let (hidden, hidden_foreign) = printed::set_apart(hidden, keys, plan);
        foreign.extend(hidden_foreign);
        Ok(FileTables { visible, hidden, foreign })
    }

    /// Creates the finding for a file without a table, with the row that is closest to one.
    fn no_table(&self, grid: &Grid, keys: &text::RowKeys) -> Finding {
        let near = grid.sheets.iter().filter(|s| !s.hidden).filter_map(|sheet| {
            let (row, headings) = figure_table::near_table(keys.texts_of(sheet))?;
            Some((sheet, row, headings.len()))
        });
        // Of equals the first sheet.
        let near = near.fold(None, |best: Option<(&SheetGrid, u32, usize)>, one| match best {
            Some(best) if best.2 >= one.2 => Some(best),
            _ => Some(one),
        });
        match near {
            Some((sheet, row, _)) => file_findings::near_table(&self.context.plan.form.code, sheet, row),
            None => file_findings::no_table(&self.context.plan.form.code),
        }
    }

    /// Reads the visible tables. In a workbook with several forms each has the lists and answers that belong to it.
    fn visible_tables<'g>(
        &self,
        grid: &'g Grid,
        keys: &text::RowKeys<'g>,
        tables: &FileTables<'g>,
    ) -> Result<(Vec<TableReading<'c>>, SharedSheets), Box<Finding>> {
        let plan = self.context.plan;
        let read = |scope: &dyn Fn(&FigureTable) -> SheetScope| -> Result<Vec<TableReading<'c>>, Box<Finding>> {
            let of = |(table, code): &(FigureTable<'g>, PrintedCode)| {
                self.read_table(grid, keys, table, code, &scope(table))
            };
            tables.visible.iter().map(of).collect()
        };
        let all = read(&|_| SheetScope::default())?;
        let unread = tables.hidden.iter().map(|(t, _)| t).chain(tables.foreign.iter().map(|(t, _)| t));
        let place =
            |sheet: &SheetGrid, period, is_counted| FormPlace { sheet: index_of(grid, sheet), period, is_counted };
        let unread = unread.map(|table| place(table.sheet, None, false));
        let has_begun = all.iter().any(|one| is_begun(plan, &one.submission));
        let counted = all.iter().zip(&tables.visible).map(|(one, (table, _))| {
            let is_counted = !has_begun || is_begun(plan, &one.submission);
            place(table.sheet, Some(one.submission.period), is_counted)
        });
        let mut forms: Vec<FormPlace> = counted.chain(unread).collect();
        if forms.len() < 2 {
            return Ok((all, SharedSheets::default()));
        }
        forms.sort_by_key(|form| form.sheet);
        let shared = SharedSheets::new(grid, keys, plan, forms);
        Ok((read(&|table| shared.scope(index_of(grid, table.sheet)))?, shared))
    }

    /// Leaves out the sheets of other periods: those without figures of their period, and hidden ones. Returns the
    /// findings about what is left out.
    fn other_periods<'g>(
        &self,
        grid: &'g Grid,
        keys: &text::RowKeys<'g>,
        tables: &FileTables<'g>,
        shared: &SharedSheets,
        read: &mut Vec<TableReading<'c>>,
        claims: &mut ClaimList,
    ) -> Result<Vec<Finding>, NoReturn> {
        let plan = self.context.plan;
        let mut out = Vec::new();
        // A sheet for a future period has no figures yet.
        let is_begun = |one: &TableReading| is_begun(plan, &one.submission);
        let (begun, blank): (Vec<_>, Vec<_>) = std::mem::take(read).into_iter().partition(is_begun);
        let (begun, blank) = if begun.is_empty() { (blank, begun) } else { (begun, blank) };
        *read = begun;
        for one in blank {
            left_out(plan, grid, one, claims, &mut out);
        }
        for (table, code) in &tables.hidden {
            let scope = shared.scope(index_of(grid, table.sheet));
            let Ok(unseen) = self.read_table(grid, keys, table, code, &scope) else {
                let finding = file_findings::later_sheet(&table.sheet.name, (table.heading, table.figure), None);
                out.push(finding);
                claims.add_sheet(index_of(grid, table.sheet), table.sheet, Claim::Reported);
                continue;
            };
            let (unit, period) = (&unseen.submission.unit, unseen.submission.period);
            let is_same = |r: &TableReading| r.submission.unit == *unit && r.submission.period == period;
            if is_begun(&unseen) {
                if let Some(first) = read.iter().find(|r| is_same(r)) {
                    let sheets = [&*first.submission.sheet, &*table.sheet.name];
                    return Err(Box::new(file_findings::two_tables(unit, sheets, true)).into());
                }
                if self.hints().period(plan.cycle()) == Some(period) {
                    return Err(Box::new(file_findings::hidden(&table.sheet.name)).into());
                }
            }
            left_out(plan, grid, unseen, claims, &mut out);
        }
        Ok(out)
    }

    /// Returns the code of the unit that a table belongs to. `None` if it cannot be identified.
    fn owner(&self, grid: &Grid, keys: &text::RowKeys, table: &FigureTable) -> Option<String> {
        let plan = self.context.plan;
        let mut taken = ReturnBuilder::new(grid, table.sheet);
        let header = identify::header(plan, grid, keys, table, &mut taken);
        let identity = identify::identity(&header, self.hints(), plan, table).ok()?;
        Some(plan.units.get(identity.unit)?.code.clone())
    }

    /// Reads one table as a return, or returns a finding if unit or period cannot be identified.
    fn read_table<'g>(
        &self,
        grid: &'g Grid,
        keys: &text::RowKeys<'g>,
        table: &FigureTable<'g>,
        code: &PrintedCode,
        scope: &SheetScope,
    ) -> Result<TableReading<'c>, Box<Finding>> {
        let plan = self.context.plan;
        let mut taken = ReturnBuilder::new(grid, table.sheet);
        let header = identify::header(plan, grid, keys, table, &mut taken);
        let identity = identify::identity(&header, self.hints(), plan, table)?;
        identify::settle_header(&identity, plan, &mut taken);
        let Some(unit) = plan.units.get(identity.unit) else {
            return Err(Box::new(finding_at(ReadingFinding::UnknownUnit, &table.sheet.name, (table.heading, 0))));
        };
        // The rows, questions and lists of a return are those of its period.
        let edition = self.context.editions.at(identity.period);
        titles::other_period(table, keys, identity.period, &mut taken);
        let rows =
            locate::figures(table, keys, PlanOfPeriod { plan, edition, period: identity.period }, unit, &mut taken);
        let judged = printed::judge(table, code, &rows, edition).map_err(|mut finding| {
            finding.unit = Some(unit.code.clone());
            finding
        })?;
        narratives::narratives(grid, keys, edition, scope, &mut taken);
        let reader = RosterReader {
            grid,
            keys,
            plan: edition,
            limits: self.context.limits,
            period: identity.period,
            is_consolidated: sources::is_consolidated(grid),
            scope,
        };
        let (rosters, places): (Vec<_>, Vec<_>) = reader.read(&mut taken).into_iter().unzip();
        let rosters = roster::in_full(plan, identity.period, rosters);
        let mut submission = Submission {
            file: self.file.name.to_string(),
            sheet: table.sheet.name.clone(),
            unit: unit.code.clone(),
            period: identity.period,
            number: identity.number,
            figures: taken.figures,
            rosters,
            traces: taken.traces,
            findings: Vec::new(),
            sources: sources::sources(grid, keys, identity.period),
            notes: taken.notes,
            balance: Default::default(),
        };
        submission.add_findings(taken.findings.into_iter().chain(identity.findings).chain(judged));
        submission.add_findings(defects(grid, &submission));
        let of_roster =
            |(roster, places): (&'c Roster, Vec<RosterPlace>)| places.into_iter().map(move |at| (roster, at));
        let rosters = edition.rosters.iter().zip(places).flat_map(of_roster).collect();
        Ok(TableReading { submission, claims: taken.claims, rosters })
    }
}

/// Sheets for several periods or units are separate returns. Two tables of a unit for one period are ambiguous.
fn one_each(read: &[TableReading]) -> Result<(), NoReturn> {
    for (at, TableReading { submission: later, .. }) in read.iter().enumerate() {
        let is_same = |r: &&TableReading| r.submission.unit == later.unit && r.submission.period == later.period;
        if let Some(TableReading { submission: first, .. }) = read.iter().take(at).find(is_same) {
            let sheets = [&*first.sheet, &*later.sheet];
            return Err(Box::new(file_findings::two_tables(&later.unit, sheets, false)).into());
        }
    }
    Ok(())
}

/// Reports text that was converted from a legacy font.
fn old_font(submission: &mut Submission, old: &[Trace]) {
    if let Some(first) = old.iter().find(|t| t.sheet == submission.sheet).or(old.first()) {
        submission.add_findings([file_findings::old_font(first)]);
        submission.traces.extend(old.iter().cloned());
    }
}

/// Leaves out a return of another period. Figures that the form prefills do not count; others are reported.
fn left_out(plan: &Plan, grid: &Grid, one: TableReading, claims: &mut ClaimList, out: &mut Vec<Finding>) {
    let submission = one.submission;
    let prefilled = |name: &str| plan.indicator(name).is_none_or(|i| i.opening.is_some() || i.opening_annex.is_some());
    let figure = submission.figures.iter().find(|(name, figure)| !figure.amount.is_blank() && !prefilled(name));
    let Some((_, figure)) = figure else {
        claims.append(one.claims);
        return;
    };
    let at = crate::workbook::address::parse(&figure.cell).unwrap_or_default();
    out.push(file_findings::later_sheet(&submission.sheet, at, Some(submission.period)));
    if let Some((index, sheet)) = grid.sheets.iter().enumerate().find(|(_, s)| s.name == submission.sheet) {
        claims.add_sheet(index, sheet, Claim::Reported);
    }
}

/// Returns true if a flow of the period has a figure. Opening balances may be prefilled.
fn is_begun(plan: &Plan, submission: &Submission) -> bool {
    let mut flows = plan.indicators.iter().filter(|i| i.kind == IndicatorKind::Flow);
    flows.any(|i| !submission.amount(&i.name).is_blank())
}

/// Returns the findings about cells that the file stores damaged, on the sheets that were read.
fn defects(grid: &Grid, submission: &Submission) -> Vec<Finding> {
    let is_read =
        |sheet: &&SheetGrid| sheet.name == submission.sheet || submission.rosters.iter().any(|r| r.is_on(&sheet.name));
    let of_sheet = |sheet: &SheetGrid| {
        let bad = |d: &grid::ReadWarning| Finding {
            found: BilingualText::same(d.what.clone()),
            ..finding_at(ReadingFinding::BadCell, &sheet.name, d.near)
        };
        sheet.defects.iter().map(bad).collect::<Vec<_>>()
    };
    grid.sheets.iter().filter(is_read).flat_map(of_sheet).collect()
}
