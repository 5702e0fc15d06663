//! `check`: reads returns and lists the findings, each with its place and how to fix it.

use super::command::{CliCommand, CommandArguments, FILE, ReportFormat, period_argument, positional, report_arguments};
use super::output::{CommandOutput, lines_of, written};
use crate::check;
use crate::error::Error;
use crate::model::finding::{Finding, Severity, counts};
use crate::model::ledger::Ledger;
use crate::model::period::Period;
use crate::model::received_file::{ReadingOutcome, ReceivedFile};
use crate::model::submission::Submission;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::pipeline::{self, ReplacePolicy};
use crate::plan::Plan;
use crate::report::text::ReportLines;
use crate::report::{self, CheckedFile};
use crate::system::System;
use crate::write;
use clap::{Arg, ArgAction, value_parser};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "check",
    aliases: &["kiem-tra"],
    about: StaticText::new(
        "Kiểm tra báo cáo và nêu từng lỗi: tệp, ô, cách sửa (tên khác: kiem-tra)",
        "Check returns and list each fault: file, cell, how to mend it (alias: kiem-tra)",
    ),
    usage: StaticText::new(
        "tonghop check TỆP… [--period KỲ] [--format DẠNG] [--output TỆP]",
        "tonghop check FILE… [--period PERIOD] [--format KIND] [--output FILE]",
    ),
    arguments,
    replaces: ReplacePolicy::Nothing,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    let files = positional(lang, "files", FILE)
        .value_parser(value_parser!(PathBuf))
        .help(lang.pick("Báo cáo cần kiểm tra", "Returns to check"))
        .required(true)
        .num_args(1..)
        .action(ArgAction::Append);
    let period = period_argument(lang).help(lang.pick(
        "Kỳ mà báo cáo phải ghi; mặc định là kỳ ghi trong báo cáo",
        "Period that the returns must report; default: the one written in them",
    ));
    [files, period].into_iter().chain(report_arguments(lang)).collect()
}

/// The campaign that some of the files belong to: its plan, and the ledgers computed so far by period.
struct CheckCampaign<'a> {
    plan: Plan,
    reader: pipeline::WorkerClient<'a>,
    settled: BTreeMap<Period, Option<Ledger>>,
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (format, output) = given.report_output()?;
    let (flags, period) = (&given.flags, given.period()?);
    let mut campaigns: BTreeMap<PathBuf, CheckCampaign> = BTreeMap::new();
    let mut all: Vec<(PathBuf, CheckedFile)> = Vec::new();
    for file in given.paths("files") {
        let folder = flags.folder.clone().unwrap_or_else(|| pipeline::find_campaign_dir(world, &file));
        let campaign = match campaigns.entry(folder.clone()) {
            Entry::Occupied(kept) => kept.into_mut(),
            Entry::Vacant(open) => {
                let reader = pipeline::WorkerClient::new(world, &folder);
                let plan = pipeline::campaign(world, &folder)?;
                open.insert(CheckCampaign { plan, reader, settled: BTreeMap::new() })
            }
        };
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let arrivals = campaign.reader.read(&campaign.plan, pipeline::read_to_bound(world, &file)?, &name)?;
        for arrival in arrivals {
            for checked in check_file(world, &folder, campaign, &arrival, period)? {
                all.push((folder.clone(), checked));
            }
        }
    }
    let (errors, warnings, _) = counts(all.iter().flat_map(|(_, c)| &c.findings));
    let formatted = format_findings(flags.lang, format, &campaigns, all)?;
    let lines = match (formatted.bytes, output) {
        (Some(bytes), Some(output)) => {
            let mut lines = ReportLines::new();
            world.save(&output, &bytes).map_err(Error::Write)?;
            written(flags.lang, &output, &mut lines);
            lines
        }
        _ => formatted.lines,
    };
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
        unchecked: Vec::new(),
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
        let plan = &campaign.plan;
        let known = ledger.as_ref().zip(plan.unit_index(&submission.unit));
        let previous = known.map(|(ledger, unit)| check::previous_return(plan, ledger, unit, submission.period));
        let previous = previous.transpose()?.flatten();
        let previous = previous.as_ref();
        let earlier = check::UnitSubmissions::new(ledger.iter().flat_map(|ledger| &ledger.submissions));
        let check::ReturnCheck { mut findings, unchecked } = if check::is_blank(plan, submission, &earlier) {
            let finding = Finding { severity: Severity::Error, ..check::blank_form(plan, submission) };
            check::ReturnCheck { findings: vec![finding], ..Default::default() }
        } else {
            let versions = known.map(|(ledger, unit)| check::previous_versions(plan, ledger, unit, submission.period));
            let versions = versions.transpose()?.unwrap_or_default();
            check::check_among(plan, submission, previous, versions.iter().map(|version| &**version).collect())?
        };
        findings.extend(period.filter(|q| *q != submission.period).map(|q| other_period(submission, q)));
        out.push(CheckedFile {
            unit: Some(submission.unit.clone()),
            period: Some(submission.period),
            submission: Some(submission.number),
            findings,
            unchecked,
            ..empty.clone()
        });
    }
    Ok(out)
}

fn other_period(submission: &Submission, wanted: Period) -> Finding {
    let found = submission.period;
    let message = BilingualText::new(
        format!("Báo cáo ghi kỳ {found}, không phải kỳ {wanted}"),
        format!("The return reports {found}, not {wanted}"),
    );
    let mut finding = Finding::new(check::builtin_findings::OTHER_PERIOD, Severity::Error, message);
    finding.unit = Some(submission.unit.clone());
    finding.period = Some(found);
    finding.file = Some(submission.file.clone());
    let place = submission.figures.get(wanted.cycle().stem());
    finding.sheet = place.map(|f| f.sheet.to_string());
    finding.cell = place.map(|f| f.cell.to_string());
    finding.found = BilingualText::same(found.to_string());
    finding.expected = BilingualText::same(wanted.to_string());
    finding.mend = BilingualText::new(
        format!("Kiểm tra lại kỳ ghi ở đầu báo cáo, hoặc gửi đúng báo cáo của kỳ {wanted}."),
        format!("Check the period at the top of the return, or send the return of {wanted}."),
    );
    finding
}

/// The findings in the requested format, for the screen and for a file.
struct FormattedFindings {
    lines: ReportLines,
    /// `None` if no file was checked.
    bytes: Option<Vec<u8>>,
}

fn format_findings(
    lang: Lang,
    format: ReportFormat,
    campaigns: &BTreeMap<PathBuf, CheckCampaign>,
    all: Vec<(PathBuf, CheckedFile)>,
) -> Result<FormattedFindings, Error> {
    let internal = Error::internal("report");
    if format == ReportFormat::Text {
        let mut lines = ReportLines::new();
        for (folder, checked) in &all {
            let Some(campaign) = campaigns.get(folder) else { continue };
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.extend(report::text::checked(lang, &campaign.plan, checked));
            report::unchecked::of_return(lang, &checked.unchecked, &mut lines);
        }
        let bytes = Some(report::text::joined(&lines).into_bytes());
        return Ok(FormattedFindings { lines, bytes });
    }
    let files: Vec<CheckedFile> = all.into_iter().map(|(_, checked)| checked).collect();
    if format == ReportFormat::Json {
        let text = report::json::checked(&files).map_err(internal)?;
        return Ok(FormattedFindings { lines: lines_of(&text), bytes: Some(text.into_bytes()) });
    }
    let book = campaigns.values().next().map(|campaign| report::sheet::checked(&campaign.plan, &files));
    let bytes = book.map(|book| write::workbook(&book).map_err(|e| internal(e.to_string()))).transpose()?;
    Ok(FormattedFindings { lines: ReportLines::new(), bytes })
}
