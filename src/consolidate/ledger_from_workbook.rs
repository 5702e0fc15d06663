//! Rebuilds a ledger from the cells of a consolidated workbook, for an audit when the returns are missing. The ledger
//! has no received files and no exact source cells of figures.

use super::layout::{DataColumnKey, DataLayout, FindingsLayout, RosterLayout, sheet};
use crate::check;
use crate::model::amount::{Amount, Figure, Value};
use crate::model::finding::{Finding, Severity};
use crate::model::ledger::{Ledger, ReturnStatus, SubmissionStatus, UnitPeriod};
use crate::model::period::Period;
use crate::model::shared_str::SharedStr;
use crate::model::span::PeriodSpan;
use crate::model::submission::{RosterRow, RosterRows, Submission};
use crate::model::text::{BilingualText, StaticText};
use crate::plan::Plan;

/// Cells of a workbook: returns the value at a sheet, row and column.
pub(crate) type CellLookup<'a> = &'a dyn Fn(&str, u32, u32) -> Value;

/// Rebuilds the ledger from the sheets of a workbook of a span that is reported up to a period.
pub(crate) fn restore(plan: &Plan, (span, report): (PeriodSpan, Period), cells: CellLookup) -> Ledger {
    let mut ledger = check::empty_ledger(plan, span, report, Vec::new());
    let reported = u32::try_from(report.ordinal(plan.first)).unwrap_or(0);
    let mut rosters = rosters(plan, cells);
    for unit in 0..plan.units.len() {
        for period in 0..reported {
            let state = state(plan, &ledger, unit, period, cells);
            if !matches!(state, ReturnStatus::Counted | ReturnStatus::Held) {
                continue;
            }
            let index = ledger.submissions.len();
            let submission = submission(plan, &ledger, unit, period, cells, &mut rosters);
            ledger.submissions.push(submission);
            ledger.fates.push(if state == ReturnStatus::Counted {
                SubmissionStatus::Counted
            } else {
                SubmissionStatus::Held(BilingualText::default())
            });
            if let Some(slot) = ledger.slots.get_mut(unit).and_then(|s| s.get_mut(period as usize)) {
                *slot = UnitPeriod { submission: Some(index), state };
            }
        }
    }
    ledger.findings = findings(plan, cells);
    ledger
}

/// Returns the value of a key on "Số liệu".
fn data(plan: &Plan, ledger: &Ledger, unit: usize, period: u32, key: &DataColumnKey, cells: CellLookup) -> Value {
    let data = DataLayout::new(plan, ledger);
    data.column(key)
        .map_or(Value::Blank, |column| cells(sheet::DATA.in_lang(plan.language), data.row(unit, period), column))
}

fn words(value: &Value) -> String {
    if let Value::Text(text) = value { text.clone() } else { String::new() }
}

fn state(plan: &Plan, ledger: &Ledger, unit: usize, period: u32, cells: CellLookup) -> ReturnStatus {
    let word = words(&data(plan, ledger, unit, period, &DataColumnKey::State, cells));
    [ReturnStatus::Counted, ReturnStatus::Held].into_iter().find(|s| s.words().is(&word)).unwrap_or_default()
}

fn submission(
    plan: &Plan,
    ledger: &Ledger,
    unit: usize,
    period: u32,
    cells: CellLookup,
    rosters: &mut [Vec<ListedReturn>],
) -> Submission {
    let read = |key: &DataColumnKey| data(plan, ledger, unit, period, key, cells);
    let keys = DataLayout::new(plan, ledger);
    let figures = keys.keys().iter().filter_map(|key| {
        let DataColumnKey::Figure(name) = key else { return None };
        let figure = Figure {
            amount: Amount::from_value(read(key)),
            sheet: SharedStr::default(),
            cell: SharedStr::default(),
            raw: SharedStr::default(),
        };
        Some((SharedStr::from(name), figure))
    });
    let when = plan.first.plus(period as i32);
    let lists = rosters.iter_mut().map(|list| {
        let mine = |l: &ListedReturn| l.unit == unit && l.period == when;
        let rows = list.iter().filter(|l| mine(l)).map(|l| l.row.clone()).collect();
        RosterRows { rows, ..RosterRows::default() }
    });
    let code = plan.units.get(unit).map_or("", |u| u.code.as_str());
    let number = read(&DataColumnKey::Number).as_whole_number().unwrap_or(1);
    Submission {
        file: words(&read(&DataColumnKey::File)),
        figures: figures.collect(),
        rosters: lists.collect(),
        ..Submission::new(code, when, number)
    }
}

/// Heading of the codes of the units on a roster sheet.
pub(super) const UNIT_CODE: StaticText = StaticText::new("Mã đơn vị", "Unit code");

/// A row of a roster sheet with its unit and period.
struct ListedReturn {
    unit: usize,
    period: Period,
    row: RosterRow,
}

/// Where a roster sheet has unit, period, the roster's first column and the row in the file.
struct RosterColumns {
    unit: u32,
    period: u32,
    first: u32,
    source_row: u32,
}

impl RosterColumns {
    /// Returns the columns of the sheet of a roster (index in the plan). Sheets of earlier versions of the program begin with the
    /// codes of the units.
    fn new(plan: &Plan, roster: usize, heading: impl Fn(u32) -> String) -> Self {
        if UNIT_CODE.is(&heading(0)) {
            return RosterColumns { unit: 1, period: 2, first: 6, source_row: 5 };
        }
        let own = plan.rosters.get(roster).map_or(0, |roster| roster.columns.len());
        let source_row = RosterLayout::FIRST + (own + plan.roster_lines(roster).len()) as u32 + 2;
        RosterColumns { unit: RosterLayout::UNIT, period: RosterLayout::PERIOD, first: RosterLayout::FIRST, source_row }
    }
}

fn rosters(plan: &Plan, cells: CellLookup) -> Vec<Vec<ListedReturn>> {
    let one = |(index, roster): (usize, &crate::plan::Roster)| {
        let at = |row, column| cells(&roster.code, row, column);
        let columns = RosterColumns::new(plan, index, |column| words(&at(RosterLayout::HEAD, column)));
        let mut out = Vec::new();
        for row in RosterLayout::HEAD + 1.. {
            let name = words(&at(row, columns.unit));
            let unit = plan.units.iter().position(|u| u.name == name);
            let period = words(&at(row, columns.period)).parse().ok();
            let Some((unit, period)) = unit.zip(period) else { break };
            let values =
                (0..roster.columns.len()).map(|c| Amount::from_value(at(row, columns.first + c as u32))).collect();
            let origin = at(row, columns.source_row).as_whole_number().unwrap_or(0);
            out.push(ListedReturn { unit, period, row: RosterRow { row: origin, cells: values } });
        }
        out
    };
    plan.rosters.iter().enumerate().map(one).collect()
}

fn findings(plan: &Plan, cells: CellLookup) -> Vec<Finding> {
    let mut out = Vec::new();
    for row in FindingsLayout::HEAD + 1.. {
        let at = |column| words(&cells(sheet::FINDINGS.in_lang(plan.language), row, column));
        let code = at(FindingsLayout::RULE);
        let all = [Severity::Error, Severity::Warning, Severity::Info, Severity::Trial];
        let severity = all.into_iter().find(|s| at(FindingsLayout::SEVERITY).ends_with(s.name(plan.language)));
        let Some(severity) = severity.filter(|_| !code.is_empty()) else { break };
        let text = |column| BilingualText::new(at(column), "");
        let some = |column| Some(at(column)).filter(|t| !t.is_empty());
        let mut finding = Finding::new(&code, severity, text(FindingsLayout::TEXTS));
        let unit = some(FindingsLayout::UNIT);
        finding.unit =
            unit.map(|name| plan.units.iter().find(|u| u.name == name).map_or(name.clone(), |u| u.code.clone()));
        finding.period = at(FindingsLayout::PERIOD).parse().ok();
        finding.file = some(FindingsLayout::FILE);
        (finding.sheet, finding.cell) = (some(FindingsLayout::SHEET), some(FindingsLayout::CELL));
        let [found, expected, mend] = [1, 2, 3].map(|after| text(FindingsLayout::TEXTS + after));
        (finding.found, finding.expected, finding.mend) = (found, expected, mend);
        finding.waived = some(FindingsLayout::WAIVED);
        out.push(finding);
    }
    out
}
