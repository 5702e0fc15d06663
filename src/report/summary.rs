//! The state of a campaign in a period: units, files, findings of the period and of earlier ones. Screen and JSON are made
//! from this one summary, so that their numbers agree. It only counts what the ledger has.

use super::campaign_counts::{FileCounts, FindingCounts, FindingTotals, ReturnCounts, UnitCounts};
use super::finding_group::FindingGroup;
use super::unit_status::{PresentForm, Timeliness, UnitState, UnitStatus};
use crate::check::PresentFiles;
use crate::model::day::Day;
use crate::model::finding::Finding;
use crate::model::ledger::{Ledger, ReturnStatus, SubmissionStatus};
use crate::model::period::Period;
use crate::model::received_file::ReadingOutcome;
use crate::model::span::{PeriodSpan, SpanName};
use crate::model::text::{BilingualText, in_both_languages};
use crate::plan::sheet_names::FINDINGS;
use crate::plan::{Plan, header};
use serde::Serialize;

/// The state of a campaign in a period.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CampaignSummary {
    /// The span that is reported.
    pub period: SpanName,
    /// The same as people read it.
    pub period_name: BilingualText,
    /// The same with its periods.
    #[serde(skip)]
    pub span: PeriodSpan,
    /// The last period that is considered: of a span that is not over, the last one that is reported.
    pub until: Period,
    /// The name of the sheet of findings.
    #[serde(skip)]
    pub findings_sheet: &'static str,
    /// Why it is this one.
    pub chosen: PeriodChoice,
    /// Deadline, as 2021-10-10.
    pub deadline: String,
    /// Today; `None` if the summary does not depend on it.
    pub today: Option<String>,
    /// Days from today to the deadline; negative after it.
    pub days_left: Option<i32>,
    /// Published periods and longer spans of the plan.
    pub published: Vec<SpanName>,
    /// Numbers of units in the period; of a longer span, numbers of returns: one for each unit and period.
    pub units: UnitCounts,
    /// The units that report in the period, in the order of the plan; of a longer span period by period.
    pub unit_list: Vec<UnitStatus>,
    /// Numbers of files.
    pub files: FileCounts,
    /// Files that cannot be read, or are no returns, of this period or without a known one.
    pub unusable: Vec<String>,
    /// Numbers of returns of all periods.
    pub returns: ReturnCounts,
    /// Numbers of findings.
    pub findings: FindingTotals,
    /// Findings of this period without a waiver, by unit, file and cause; errors first.
    pub groups: Vec<FindingGroup>,
    /// What is left of earlier periods.
    pub earlier: EarlierPeriods,
    /// Periods after this one that have returns, with the number of units.
    pub later: Vec<LaterPeriod>,
    /// Number of rules that could not be checked for some return because a figure is missing.
    pub unchecked_rules: usize,
}

/// Why a summary is of its period.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PeriodChoice {
    /// The user selected it.
    Selected,
    /// It is the latest that several units have reported.
    LatestOfSeveral,
    /// It is the latest that any unit has reported.
    LatestOfOne,
    /// It is the plan's first: there is no return.
    First,
}

/// A unit in an earlier period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct UnitAndPeriod {
    /// Code.
    pub unit: String,
    /// Name.
    pub name: String,
    /// Period.
    pub period: Period,
}

/// What is left of earlier periods.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct EarlierPeriods {
    /// Returns that errors keep out of the totals.
    pub held: Vec<UnitAndPeriod>,
    /// Missing returns.
    pub missing: Vec<UnitAndPeriod>,
}

/// A later period with returns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LaterPeriod {
    /// Period.
    pub period: Period,
    /// Number of units that have reported it.
    pub units: usize,
}

/// What a summary depends on besides plan and ledger.
#[derive(Clone, Debug, Default)]
pub(crate) struct SummaryContext {
    /// The span that the user selected.
    pub selected: Option<SpanName>,
    /// Today; `None` leaves the days to the deadline out.
    pub today: Option<Day>,
    /// Published periods and longer spans.
    pub published: Vec<SpanName>,
}

impl CampaignSummary {
    /// Summarises a ledger.
    pub(crate) fn new(plan: &Plan, ledger: &Ledger, context: SummaryContext) -> Self {
        let deadline = plan.dates(ledger.report).deadline;
        let unit_list = unit_list(plan, ledger);
        let outcome = |test: fn(&ReadingOutcome) -> bool| ledger.arrivals.iter().filter(|a| test(&a.outcome)).count();
        let is_of = |finding: &&Finding, wanted: bool| is_current(finding, ledger.span.first) == wanted;
        let found = |wanted| FindingCounts::of(ledger.findings.iter().filter(move |finding| is_of(finding, wanted)));
        CampaignSummary {
            period: ledger.span.name,
            period_name: in_both_languages(|lang| ledger.span.name.heading_in(lang)),
            span: ledger.span,
            until: ledger.report,
            findings_sheet: FINDINGS.in_lang(plan.language),
            chosen: choice(ledger, context.selected),
            deadline: deadline.iso(),
            today: context.today.map(Day::iso),
            days_left: context.today.map(|today| deadline.serial() - today.serial()),
            published: context.published,
            units: UnitCounts::of(&unit_list),
            unit_list,
            files: FileCounts {
                all: ledger.arrivals.len(),
                unreadable: outcome(|o| matches!(o, ReadingOutcome::Unreadable(_))),
                not_a_return: outcome(|o| matches!(o, ReadingOutcome::NotAReturn(_))),
            },
            unusable: unusable(ledger),
            returns: ReturnCounts::of(ledger),
            findings: FindingTotals {
                current: found(true),
                earlier: found(false),
                waived: ledger.findings.iter().filter(|finding| finding.waived.is_some()).count(),
            },
            groups: FindingGroup::all(
                plan,
                ledger.findings.iter().filter(|f| f.waived.is_none() && is_current(f, ledger.span.first)),
            ),
            earlier: earlier(plan, ledger),
            later: later(ledger),
            unchecked_rules: unchecked_rules(ledger),
        }
    }

    /// Returns the units in a state, in the order of the plan.
    pub(crate) fn in_state(&self, state: UnitState) -> impl Iterator<Item = &UnitStatus> {
        self.unit_list.iter().filter(move |unit| unit.state == state)
    }

    /// Returns true if the report is of a span of several periods.
    pub(crate) fn is_span(&self) -> bool {
        !self.span.is_single()
    }

    /// Returns true if the period is published.
    pub(crate) fn is_published(&self) -> bool {
        self.published.contains(&self.period)
    }
}

/// Returns true for a finding of the report period or a later one, or of none. `report` is the first one of a span. The period of a file without a return is that of its
/// folder.
pub(crate) fn is_current(finding: &Finding, report: Period) -> bool {
    let folder = || finding.file.as_deref()?.split_once('/')?.0.parse().ok();
    finding.period.or_else(folder).is_none_or(|period: Period| period >= report)
}

fn choice(ledger: &Ledger, selected: Option<SpanName>) -> PeriodChoice {
    let returns = ledger.submissions.iter().zip(&ledger.fates);
    let of_period = returns.filter(|(s, fate)| s.period == ledger.report && !matches!(fate, SubmissionStatus::Blank));
    let mut units: Vec<&str> = of_period.map(|(s, _)| s.unit.as_str()).collect();
    units.sort_unstable();
    units.dedup();
    match (selected, units.len()) {
        (Some(_), _) => PeriodChoice::Selected,
        (None, 0) => PeriodChoice::First,
        (None, 1) => PeriodChoice::LatestOfOne,
        (None, _) => PeriodChoice::LatestOfSeveral,
    }
}

fn unit_list(plan: &Plan, ledger: &Ledger) -> Vec<UnitStatus> {
    let files = PresentFiles::of(ledger);
    ledger.span.first.through(ledger.report).flat_map(|period| in_period(plan, ledger, &files, period)).collect()
}

fn in_period(plan: &Plan, ledger: &Ledger, files: &PresentFiles, period: Period) -> Vec<UnitStatus> {
    let index = usize::try_from(period.ordinal(plan.first) - 1).unwrap_or(0);
    let deadline = plan.dates(period).deadline;
    let one = |(position, unit): (usize, &crate::plan::Unit)| {
        let slot = ledger.slots.get(position)?.get(index)?;
        let state = match slot.state {
            ReturnStatus::Counted => UnitState::Counted,
            ReturnStatus::Held => UnitState::Held,
            ReturnStatus::Missing => UnitState::Missing,
            ReturnStatus::NotDue => return None,
        };
        let own = slot.submission.and_then(|submission| ledger.submissions.get(submission));
        let sent = own.and_then(|s| Day::from_date(s.amount(header::SENT).value().number()?)).map(|(day, _)| day);
        let timeliness = own.map(|_| match sent {
            Some(day) if day <= deadline => Timeliness::OnTime,
            Some(_) => Timeliness::Late,
            None => Timeliness::Undated,
        });
        let present = if state == UnitState::Missing { files.get(&unit.code, period) } else { &[] };
        Some(UnitStatus {
            unit: unit.code.clone(),
            name: unit.name.clone(),
            period,
            state,
            file: own.map(|s| s.file.clone()),
            submission: own.map(|s| s.number),
            sent: sent.map(Day::iso),
            timeliness,
            present: present.iter().map(|p| PresentForm { file: p.file.to_string(), says: p.says }).collect(),
        })
    };
    plan.units.iter().enumerate().filter_map(one).collect()
}

/// Returns the files that cannot be used, of the report period or without a known one.
fn unusable(ledger: &Ledger) -> Vec<String> {
    let is_own = |file: &str, finding: &Finding| {
        let finding = Finding { file: Some(file.to_string()), ..finding.clone() };
        is_current(&finding, ledger.span.first)
    };
    let own = ledger.arrivals.iter().filter(|arrival| match &arrival.outcome {
        ReadingOutcome::Unreadable(finding) | ReadingOutcome::NotAReturn(finding) => is_own(&arrival.file, finding),
        ReadingOutcome::Returns(_) | ReadingOutcome::Accompanying(_) => false,
    });
    own.map(|arrival| arrival.file.clone()).collect()
}

fn earlier(plan: &Plan, ledger: &Ledger) -> EarlierPeriods {
    let index = usize::try_from(ledger.span.first.ordinal(plan.first) - 1).unwrap_or(0);
    let of = |wanted: ReturnStatus| {
        let periods = plan.first.through(ledger.report).take(index).enumerate();
        let pairs =
            periods.flat_map(|(at, period)| plan.units.iter().enumerate().map(move |(u, unit)| (u, unit, at, period)));
        pairs
            .filter(|(u, _, at, _)| ledger.slots.get(*u).and_then(|s| s.get(*at)).is_some_and(|s| s.state == wanted))
            .map(|(_, unit, _, period)| UnitAndPeriod { unit: unit.code.clone(), name: unit.name.clone(), period })
            .collect()
    };
    EarlierPeriods { held: of(ReturnStatus::Held), missing: of(ReturnStatus::Missing) }
}

fn later(ledger: &Ledger) -> Vec<LaterPeriod> {
    let returns = ledger.submissions.iter().zip(&ledger.fates);
    let later = returns.filter(|(_, fate)| matches!(fate, SubmissionStatus::Later));
    let mut pairs: Vec<(Period, &str)> = later.map(|(s, _)| (s.period, s.unit.as_str())).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let periods = pairs.chunk_by(|a, b| a.0 == b.0);
    periods.filter_map(|own| Some(LaterPeriod { period: own.first()?.0, units: own.len() })).collect()
}

fn unchecked_rules(ledger: &Ledger) -> usize {
    let mut rules: Vec<&str> =
        ledger.unchecked.iter().filter(|one| one.cells_read == 0).map(|one| one.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules.len()
}
