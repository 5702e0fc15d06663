//! `check`: reads returns and lists the findings, each with its place and how to fix it.

use super::CommandOutput;
use super::args::{GlobalFlags, ReportFormat};
use crate::check;
use crate::error::Error;
use crate::lang::{UserMessage, message_in_both};
use crate::model::finding::{Finding, Severity, counts};
use crate::model::ledger::{Ledger, ReturnStatus};
use crate::model::period::Period;
use crate::model::received_file::{ReadingOutcome, ReceivedFile};
use crate::model::submission::Submission;
use crate::model::text::BilingualText;
use crate::pipeline;
use crate::plan::Plan;
use crate::report::text::{ReportLines, wrap};
use crate::report::{self, CheckedFile};
use crate::system::System;
use crate::write;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

/// Arguments of `check`.
pub(super) struct CheckOptions<'a> {
    /// Files to check.
    pub(super) files: &'a [PathBuf],
    /// Period that the returns must be for.
    pub(super) period: Option<Period>,
    /// Output format.
    pub(super) format: ReportFormat,
    /// Output file. `None`: the screen.
    pub(super) output: Option<&'a Path>,
}

/// The campaign that some of the files belong to: its plan, and the ledgers computed so far by period.
struct CheckCampaign<'a> {
    plan: Plan,
    reader: pipeline::WorkerClient<'a>,
    settled: BTreeMap<Period, Option<Ledger>>,
}

pub(super) fn run(flags: &GlobalFlags, world: &dyn System, asked: &CheckOptions) -> Result<CommandOutput, Error> {
    let mut campaigns: BTreeMap<PathBuf, CheckCampaign> = BTreeMap::new();
    let mut all: Vec<(PathBuf, CheckedFile)> = Vec::new();
    for file in asked.files {
        let folder = flags.folder.clone().unwrap_or_else(|| pipeline::find_campaign_dir(world, file));
        let campaign = match campaigns.entry(folder.clone()) {
            Entry::Occupied(kept) => kept.into_mut(),
            Entry::Vacant(open) => {
                let reader = pipeline::WorkerClient::new(world, &folder);
                let plan = pipeline::campaign(world, &folder)?;
                open.insert(CheckCampaign { plan, reader, settled: BTreeMap::new() })
            }
        };
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let arrivals = campaign.reader.read(&campaign.plan, pipeline::read_to_bound(world, file)?, &name)?;
        for arrival in arrivals {
            for checked in check_file(world, &folder, campaign, &arrival, asked.period)? {
                all.push((folder.clone(), checked));
            }
        }
    }
    let (errors, warnings, _) = counts(all.iter().flat_map(|(_, c)| &c.findings));
    let lines = print_findings(flags, world, asked, &campaigns, all)?;
    Ok(CommandOutput { lines, errors: errors > 0 || (flags.strict && warnings > 0) })
}

/// Checks every return of a file. For a file without a return, the result has the finding with the reason.
fn check_file(
    world: &dyn System,
    folder: &Path,
    campaign: &mut CheckCampaign,
    arrival: &ReceivedFile,
    period: Option<Period>,
) -> Result<Vec<CheckedFile>, Error> {
    let empty = CheckedFile {
        file: arrival.file.clone(),
        sha256: arrival.sha256.clone(),
        unit: None,
        period: None,
        submission: None,
        findings: Vec::new(),
    };
    let returns = match &arrival.outcome {
        ReadingOutcome::Returns(returns) => returns,
        ReadingOutcome::NotAReturn(_) | ReadingOutcome::Unreadable(_) | ReadingOutcome::Accompanying(_) => {
            let Some(finding) = arrival.outcome.fault() else { return Ok(Vec::new()) };
            // In a folder many files are not returns. A file that the user names should be one, so this is an error.
            let mut finding = finding.clone();
            finding.severity = Severity::Error;
            finding.file.get_or_insert_with(|| arrival.file.clone());
            return Ok(vec![CheckedFile { findings: vec![finding], ..empty }]);
        }
    };
    let mut out = Vec::new();
    for submission in returns {
        let before = submission.period.plus(-1);
        let ledger = match campaign.settled.entry(before) {
            Entry::Occupied(kept) => kept.into_mut(),
            Entry::Vacant(open) => open.insert(pipeline::select_ledger(world, folder, &campaign.plan, before)?),
        };
        let previous = ledger.as_ref().and_then(|ledger| counted(&campaign.plan, ledger, submission));
        let mut findings = check::check_one(&campaign.plan, submission, previous)
            .map_err(|e| Error::internal("check")(e.to_string()))?;
        findings.extend(period.filter(|q| *q != submission.period).map(|q| other_period(submission, q)));
        out.push(CheckedFile {
            unit: Some(submission.unit.clone()),
            period: Some(submission.period),
            submission: Some(submission.number),
            findings,
            ..empty.clone()
        });
    }
    Ok(out)
}

/// Returns the counted return of the same unit for the previous period. `None` if there is none.
fn counted<'a>(plan: &Plan, ledger: &'a Ledger, submission: &Submission) -> Option<&'a Submission> {
    let unit = plan.unit_index(&submission.unit)?;
    let period = usize::try_from(submission.period.ordinal(plan.first) - 2).ok()?;
    (ledger.slots.get(unit)?.get(period)?.state == ReturnStatus::Counted)
        .then(|| ledger.selected(unit, period))
        .flatten()
}

fn other_period(submission: &Submission, asked: Period) -> Finding {
    let message = message_in_both(&UserMessage::OtherPeriod { found: submission.period, asked });
    let mut finding = Finding::new(check::builtin_findings::OTHER_PERIOD, Severity::Error, message);
    finding.unit = Some(submission.unit.clone());
    finding.period = Some(submission.period);
    finding.file = Some(submission.file.clone());
    let place = submission.figures.get(asked.cycle().stem());
    finding.sheet = place.map(|f| f.sheet.to_string());
    finding.cell = place.map(|f| f.cell.to_string());
    finding.found = BilingualText::same(submission.period.to_string());
    finding.expected = BilingualText::same(asked.to_string());
    finding.mend = message_in_both(&UserMessage::OtherPeriodMend { asked });
    finding
}

/// Writes the result to the output file, if one is set. Returns the lines for the screen.
fn print_findings(
    flags: &GlobalFlags,
    world: &dyn System,
    asked: &CheckOptions,
    campaigns: &BTreeMap<PathBuf, CheckCampaign>,
    all: Vec<(PathBuf, CheckedFile)>,
) -> Result<ReportLines, Error> {
    let internal = Error::internal("report");
    let bytes = match asked.format {
        ReportFormat::Text => {
            let mut lines = ReportLines::new();
            for (folder, checked) in &all {
                let Some(campaign) = campaigns.get(folder) else { continue };
                if !lines.is_empty() {
                    lines.push(String::new());
                }
                lines.extend(report::text::checked(flags.lang, &campaign.plan, checked));
            }
            if asked.output.is_none() {
                return Ok(lines);
            }
            report::text::joined(&lines).into_bytes()
        }
        ReportFormat::Json => {
            let files: Vec<CheckedFile> = all.into_iter().map(|(_, checked)| checked).collect();
            let text = report::json::checked(&files).map_err(internal)?;
            if asked.output.is_none() {
                return Ok(super::lines_of(&text));
            }
            text.into_bytes()
        }
        ReportFormat::Xlsx => {
            let files: Vec<CheckedFile> = all.into_iter().map(|(_, checked)| checked).collect();
            let Some(campaign) = campaigns.values().next() else { return Ok(ReportLines::new()) };
            write::workbook(&report::sheet::checked(&campaign.plan, &files)).map_err(|e| internal(e.to_string()))?
        }
    };
    let mut lines = ReportLines::new();
    if let Some(output) = asked.output {
        world.save(output, &bytes).map_err(Error::Write)?;
        wrap(&flags.lang.message(&UserMessage::Written { path: &output.display().to_string() }), "  ", &mut lines);
    }
    Ok(lines)
}
