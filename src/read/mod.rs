//! Reads returns from the content of a file. A pure function that depends on no other file and no rule. Figures keep
//! sheet, cell and raw text. An ambiguous figure is never guessed.

pub mod reading_findings;
mod date;
pub(crate) mod file_findings;
mod figure_table;
mod identify;
pub mod legacy_fonts;
mod locate;
mod merged_rows;
mod printed;
mod roster;
mod roster_remarks;
mod sources;
mod cell_value;
mod codes;
mod value;
mod text;

use crate::grid::{self, FileKind, Grid};
use crate::limits::Limits;
use crate::model::finding::Finding;
use crate::model::period::{Period, ReportingCycle};
use crate::model::received_file::ReadingOutcome;
use crate::model::submission::Submission;
use crate::model::text::BilingualText;
use crate::plan::{IndicatorKind, Plan};
use reading_findings::ReadingFinding;

/// Reads a file. `file` is its path relative to the returns folder. It is used in findings and only as a hint.
pub fn read(bytes: &[u8], file: &str, plan: &Plan, limits: &Limits) -> ReadingOutcome {
    read_mailed(grid::sniff(bytes), bytes, file, "", plan, limits)
}

/// Reads a file of a known kind that came in an e-mail with this subject. The subject is a hint like the file name.
pub fn read_mailed(
    kind: FileKind,
    bytes: &[u8],
    file: &str,
    subject: &str,
    plan: &Plan,
    limits: &Limits,
) -> ReadingOutcome {
    let hints = identify::IdentityHints { file, subject };
    let placed = |mut finding: Finding| {
        finding.file = Some(file.to_string());
        finding
    };
    let mut grid = match grid::open_as(kind, bytes, limits) {
        Ok(grid) => grid,
        Err(error) => return ReadingOutcome::Unreadable(placed(file_findings::unreadable(&error))),
    };
    let old = legacy_fonts::decode_legacy_fonts(&mut grid);
    let keys = text::RowKeys::new(&grid);
    let all = grid.sheets.iter().filter_map(|s| locate::table(s, keys.texts_of(s)));
    let (hidden, tables): (Vec<_>, Vec<_>) = all.partition(|t| t.sheet.hidden);
    if tables.is_empty() {
        let none = || {
            if sources::is_consolidated(&grid) {
                file_findings::consolidated()
            } else {
                file_findings::no_table(&plan.form.code)
            }
        };
        return ReadingOutcome::NotAReturn(placed(
            hidden.first().map_or_else(none, |t| file_findings::hidden(&t.sheet.name)),
        ));
    }
    let (tables, foreign) = printed::set_apart(tables, &keys, plan);
    let (hidden, _) = printed::set_apart(hidden, &keys, plan);
    if let Some((table, finding)) = foreign.first().filter(|_| tables.is_empty()) {
        let unit = owner(&grid, &keys, table, hints, plan);
        return ReadingOutcome::NotAReturn(placed(Finding { unit, ..finding.clone() }));
    }
    let mut returns: Vec<Submission> = Vec::new();
    for (table, code) in &tables {
        match read_table(&grid, &keys, (table, code), hints, plan, limits) {
            Ok(submission) => returns.push(submission),
            Err(finding) => return ReadingOutcome::NotAReturn(placed(*finding)),
        }
    }
    // A sheet for a future period has no figures yet.
    if returns.iter().any(|r| is_begun(plan, r)) {
        returns.retain(|r| is_begun(plan, r));
    }
    for (table, code) in &hidden {
        let Ok(unseen) = read_table(&grid, &keys, (table, code), hints, plan, limits) else { continue };
        let alike = |r: &Submission| r.unit == unseen.unit && r.period == unseen.period;
        if !is_begun(plan, &unseen) {
            continue;
        }
        if returns.iter().any(alike) {
            return ReadingOutcome::NotAReturn(placed(file_findings::two_tables(&unseen.sheet)));
        }
        if hints.period(plan.cycle()) == Some(unseen.period) {
            return ReadingOutcome::NotAReturn(placed(file_findings::hidden(&unseen.sheet)));
        }
    }
    if !kind.is_named(file) {
        for submission in &mut returns {
            let mut finding = placed(file_findings::other_kind(kind));
            finding.sheet = Some(submission.sheet.clone());
            finding.cell = Some("A1".to_string());
            finding.unit = Some(submission.unit.clone());
            finding.period = Some(submission.period);
            submission.findings.push(finding);
        }
    }
    for submission in &mut returns {
        for (_, finding) in &foreign {
            let (unit, period) = (Some(submission.unit.clone()), Some(submission.period));
            submission.findings.push(placed(Finding { unit, period, ..printed::beside(finding) }));
        }
        if let Some(first) = old.iter().find(|t| t.sheet == submission.sheet).or(old.first()) {
            let mut finding = placed(file_findings::old_font(first));
            finding.unit = Some(submission.unit.clone());
            finding.period = Some(submission.period);
            submission.findings.push(finding);
            submission.traces.extend(old.iter().cloned());
        }
    }
    // Sheets for several periods are separate returns. Two tables for one period are ambiguous.
    for (at, later) in returns.iter().enumerate() {
        if returns[..at].iter().any(|r| r.unit == later.unit && r.period == later.period) {
            return ReadingOutcome::NotAReturn(placed(file_findings::two_tables(&later.sheet)));
        }
    }
    ReadingOutcome::Returns(returns)
}

/// Returns the period in the name of a file, of its folders or archives, or in the subject of its e-mail.
pub fn named_period(file: &str, subject: &str, cycle: ReportingCycle) -> Option<Period> {
    identify::IdentityHints { file, subject }.period(cycle)
}

/// Returns the code of the unit and the period in the name of a file, of its folders or archives, or in the subject of
/// its e-mail.
pub fn named_owner(file: &str, subject: &str, plan: &Plan) -> (Option<String>, Option<Period>) {
    let hints = identify::IdentityHints { file, subject };
    let unit = hints.unit(plan).and_then(|unit| plan.units.get(unit)).map(|unit| unit.code.clone());
    (unit, hints.period(plan.cycle()))
}

/// Returns true if a flow of the period has a figure. Opening balances may be prefilled.
fn is_begun(plan: &Plan, submission: &Submission) -> bool {
    let flows = plan.indicators.iter().filter(|i| i.kind == IndicatorKind::Flow);
    flows.into_iter().any(|i| !submission.amount(&i.name).is_blank())
}

/// Returns the code of the unit that a table belongs to. `None` if it cannot be identified.
fn owner(
    grid: &Grid,
    keys: &text::RowKeys,
    table: &figure_table::FigureTable,
    hints: identify::IdentityHints,
    plan: &Plan,
) -> Option<String> {
    let header = identify::header(plan.cycle(), grid, keys, table, &mut cell_value::ReturnBuilder::new(table.sheet));
    let identity = identify::identity(&header, hints, plan, table).ok()?;
    Some(plan.units.get(identity.unit)?.code.clone())
}

/// Reads one table as a return, or returns a finding if unit or period cannot be identified.
fn read_table(
    grid: &Grid,
    keys: &text::RowKeys,
    (table, code): (&figure_table::FigureTable, &printed::PrintedCode),
    hints: identify::IdentityHints,
    plan: &Plan,
    limits: &Limits,
) -> Result<Submission, Box<Finding>> {
    let mut taken = cell_value::ReturnBuilder::new(table.sheet);
    let header = identify::header(plan.cycle(), grid, keys, table, &mut taken);
    let identity = identify::identity(&header, hints, plan, table)?;
    identify::settle_header(&identity, plan, &mut taken);
    let unit = &plan.units[identity.unit];
    let rows = locate::figures(table, plan, unit, &mut taken);
    let judged = printed::judge(table, code, &rows, plan).map_err(|mut finding| {
        finding.unit = Some(unit.code.clone());
        finding
    })?;
    roster::narratives(grid, keys, plan, &mut taken);
    let rosters = roster::rosters(grid, keys, plan, limits, identity.period, &mut taken);
    let mut submission = Submission {
        file: hints.file.to_string(),
        sheet: table.sheet.name.clone(),
        unit: unit.code.clone(),
        period: identity.period,
        number: identity.number,
        figures: taken.figures,
        rosters,
        traces: taken.traces,
        findings: taken.findings.into_iter().chain(identity.findings).chain(judged).collect(),
        sources: sources::sources(grid, keys, identity.period),
    };
    let sheets: Vec<&str> = [&submission.sheet]
        .into_iter()
        .chain(submission.rosters.iter().map(|r| &r.sheet))
        .map(String::as_str)
        .collect();
    for sheet in grid.sheets.iter().filter(|s| sheets.contains(&s.name.as_str())) {
        let bad = |d: &grid::ReadWarning| Finding {
            found: BilingualText::same(d.what.clone()),
            ..finding_at(ReadingFinding::BadCell, &sheet.name, d.near)
        };
        submission.findings.extend(sheet.defects.iter().map(bad));
    }
    for finding in &mut submission.findings {
        finding.file = Some(hints.file.to_string());
        finding.unit = Some(unit.code.clone());
        finding.period = Some(identity.period);
    }
    Ok(submission)
}

/// Creates a finding of reading at a cell.
fn finding_at(code: ReadingFinding, sheet: &str, cell: (u32, u32)) -> Finding {
    let mut finding = code.finding();
    finding.sheet = Some(sheet.to_string());
    finding.cell = Some(crate::workbook::address::cell(cell.0, cell.1));
    finding
}

#[cfg(test)]
mod tests;
