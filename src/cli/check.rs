//! `check`: reads returns and lists the findings, each with its place and how to fix it.

use super::command::{CliCommand, CommandArguments, ReportFormat, period_argument, positional, report_arguments};
use super::json;
use super::output::{CommandOutput, written};
use crate::check;
use crate::error::Error;
use crate::model::finding::{Finding, Severity, counts};
use crate::model::ledger::Ledger;
use crate::model::period::Period;
use crate::model::received_file::{ReadingOutcome, ReceivedFile};
use crate::model::submission::Submission;
use crate::model::text::{BilingualText, Lang, StaticText, in_both_languages};
use crate::pipeline::{self, CheckTarget, ReplacePolicy};
use crate::plan::Plan;
use crate::report::check_screen::{self, VerdictCounts};
use crate::report::checked_figure;
use crate::report::line::{ReportLines, joined};
use crate::report::text::Detail;
use crate::report::{self, CheckedFile};
use crate::system::System;
use crate::write;
use clap::{Arg, ArgAction, value_parser};
use serde_json::json;
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
        "tonghop check TỆP|THƯ-MỤC… [--period KỲ] [--format DẠNG] [--output TỆP]",
        "tonghop check FILE|DIR… [--period PERIOD] [--format KIND] [--output FILE]",
    ),
    arguments,
    replaces: ReplacePolicy::Nothing,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    let files = positional(lang, "files", StaticText::new("TỆP|THƯ-MỤC", "FILE|DIR"))
        .value_parser(value_parser!(PathBuf))
        .help(lang.pick(
            "Báo cáo cần kiểm tra: tệp, thư mục, hoặc mẫu như *.xlsx",
            "Returns to check: files, folders, or a pattern such as *.xlsx",
        ))
        .required(true)
        .num_args(1..)
        .action(ArgAction::Append);
    let period = period_argument(lang).help(lang.pick(
        "Kỳ mà báo cáo phải ghi; mặc định là kỳ ghi trong báo cáo",
        "Period that the returns must report; default: the one written in them",
    ));
    [files, period].into_iter().chain(report_arguments(lang)).collect()
}

/// What is wanted of every file.
#[derive(Copy, Clone)]
struct CheckRequest {
    /// The period that the returns must report.
    period: Option<Period>,
    /// True if the result has the figures too: only programs show them.
    with_figures: bool,
}

/// The campaign that some of the files belong to: its plan, and the ledgers computed so far by period.
struct CheckCampaign<'a> {
    plan: Plan,
    reader: pipeline::WorkerClient<'a>,
    settled: BTreeMap<Period, Option<Ledger>>,
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (format, output) = given.report_output()?;
    let flags = &given.flags;
    let request = CheckRequest { period: given.period()?, with_figures: given.is_json() };
    let mut campaigns: BTreeMap<PathBuf, CheckCampaign> = BTreeMap::new();
    let mut all: Vec<(PathBuf, CheckedFile)> = Vec::new();
    let mut has_folder = false;
    for argument in given.paths("files") {
        for target in pipeline::named_files(world, &argument)? {
            let folder = flags.folder.clone().unwrap_or_else(|| pipeline::find_campaign_dir(world, &target.path));
            has_folder |= target.is_of_folder;
            let checked = check_target(world, &folder, &mut campaigns, &target, request)?;
            all.extend(checked.into_iter().map(|checked| (folder.clone(), checked)));
        }
    }
    let (errors, warnings, notes) = counts(all.iter().flat_map(|(_, c)| &c.findings));
    let has_errors = errors > 0 || (flags.strict && warnings > 0);
    let lines = if has_folder || all.is_empty() {
        verdict_lines(flags.lang, flags.detail, &campaigns, &all)
    } else {
        file_lines(flags.lang, &campaigns, &all)
    };
    let done = given.output(lines, has_errors, || {
        let files: Vec<&CheckedFile> = all.iter().map(|(_, checked)| checked).collect();
        json!({ "files": files, "errors": errors, "warnings": warnings, "notes": notes })
    })?;
    let Some(output) = output else { return Ok(done) };
    let bytes = match (format, &done.json) {
        (ReportFormat::Xlsx, _) => workbook(&campaigns, all)?,
        (_, Some(result)) => Some(json::document(given.command.name, has_errors, result)?.into_bytes()),
        (_, None) => Some(joined(&done.lines).into_bytes()),
    };
    let mut lines = ReportLines::new();
    if let Some(bytes) = bytes {
        world.save(&output, &bytes).map_err(Error::Write)?;
        written(flags.lang, &output, &mut lines);
    }
    Ok(CommandOutput { lines, errors: has_errors, json: None })
}

/// Reads a file with the plan of its campaign, and checks its returns.
fn check_target<'a>(
    world: &'a dyn System,
    folder: &Path,
    campaigns: &mut BTreeMap<PathBuf, CheckCampaign<'a>>,
    target: &CheckTarget,
    request: CheckRequest,
) -> Result<Vec<CheckedFile>, Error> {
    let campaign = match campaigns.entry(folder.to_path_buf()) {
        Entry::Occupied(kept) => kept.into_mut(),
        Entry::Vacant(open) => {
            // The file is what the user named: it is missing rather than a campaign around it.
            let bytes = pipeline::read_to_bound(world, &target.path);
            if let Err(error @ Error::Read(_)) = bytes {
                return Err(error);
            }
            let reader = pipeline::WorkerClient::new(world, folder);
            let plan = pipeline::campaign(world, folder)?;
            open.insert(CheckCampaign { plan, reader, settled: BTreeMap::new() })
        }
    };
    let bytes = pipeline::read_to_bound(world, &target.path)?;
    let mut out = Vec::new();
    for arrival in campaign.reader.read(&campaign.plan, bytes, &target.name)? {
        out.extend(check_file(world, folder, campaign, &arrival, (request, target.is_of_folder))?);
    }
    Ok(out)
}

/// Checks every return of a file. For a file without a return, the result has the finding with the reason.
fn check_file(
    world: &dyn System,
    folder: &Path,
    campaign: &mut CheckCampaign,
    arrival: &ReceivedFile,
    (request, is_of_folder): (CheckRequest, bool),
) -> Result<Vec<CheckedFile>, Error> {
    let empty = unchecked_file(arrival);
    let ReadingOutcome::Returns(returns) = &arrival.outcome else {
        let finding = without_return(arrival, is_of_folder);
        return Ok(finding.map(|finding| CheckedFile { findings: vec![finding], ..empty }).into_iter().collect());
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
            check::check_among(plan, submission, previous, versions, ledger.as_ref())?
        };
        findings.extend(request.period.filter(|q| *q != submission.period).map(|q| other_period(submission, q)));
        out.push(CheckedFile {
            unit: Some(submission.unit.clone()),
            unit_name: plan.unit_index(&submission.unit).map(|unit| plan.units[unit].name.clone()),
            period: Some(submission.period),
            period_name: Some(in_both_languages(|lang| submission.period.heading_in(lang))),
            submission: Some(submission.number),
            figures: if request.with_figures { checked_figure::of_return(plan, submission) } else { Vec::new() },
            findings,
            unchecked,
            ..empty.clone()
        });
    }
    Ok(out)
}

/// Returns a file without findings yet.
fn unchecked_file(arrival: &ReceivedFile) -> CheckedFile {
    CheckedFile {
        file: arrival.file.clone(),
        sha256: arrival.sha256.clone(),
        unit: None,
        unit_name: None,
        period: None,
        period_name: None,
        submission: None,
        figures: Vec::new(),
        findings: Vec::new(),
        unchecked: Vec::new(),
    }
}

/// Returns the finding of a file without a return. In a folder many files are none; a file that the user names should be
/// one, so this is an error.
fn without_return(arrival: &ReceivedFile, is_of_folder: bool) -> Option<Finding> {
    let fault = arrival.outcome.fault()?;
    let mut finding = match &arrival.outcome {
        ReadingOutcome::Accompanying(file) if is_of_folder => file.beside.clone(),
        _ if is_of_folder => fault.clone(),
        _ => Finding { severity: Severity::Error, ..fault.clone() },
    };
    finding.file.get_or_insert_with(|| arrival.file.clone());
    Some(finding)
}

fn other_period(submission: &Submission, wanted: Period) -> Finding {
    let found = submission.period;
    let message = BilingualText::new(
        format!("Báo cáo ghi {}, không phải {}", found.in_sentence(Lang::Vi), wanted.in_sentence(Lang::Vi)),
        format!("The return reports {}, not {}", found.in_sentence(Lang::En), wanted.in_sentence(Lang::En)),
    );
    let mut finding = Finding::new(check::builtin_findings::OTHER_PERIOD, Severity::Error, message);
    finding.unit = Some(submission.unit.clone());
    finding.period = Some(found);
    finding.file = Some(submission.file.clone());
    let place = submission.figures.get(wanted.cycle().period_field());
    finding.sheet = place.map(|f| f.sheet.to_string());
    finding.cell = place.map(|f| f.cell.to_string());
    let name = |period: Period| in_both_languages(|lang| period.text_in(lang));
    (finding.found, finding.expected) = (name(found), name(wanted));
    finding.mend = BilingualText::new(
        format!("Kiểm tra lại kỳ ghi ở đầu báo cáo, hoặc gửi đúng báo cáo của {}.", wanted.in_sentence(Lang::Vi)),
        format!("Check the period at the top of the return, or send the return of {}.", wanted.in_sentence(Lang::En)),
    );
    finding
}

/// Formats every file with all of its findings.
fn file_lines(lang: Lang, campaigns: &BTreeMap<PathBuf, CheckCampaign>, all: &[(PathBuf, CheckedFile)]) -> ReportLines {
    let mut lines = ReportLines::new();
    for (folder, checked) in all {
        let Some(campaign) = campaigns.get(folder) else { continue };
        if !lines.is_empty() {
            lines.push("".into());
        }
        lines.extend(report::text::checked(lang, &campaign.plan, checked));
        report::unchecked::of_return(lang, &checked.unchecked, &mut lines);
        report::unchecked::costly(lang, &campaign.plan, checked.unchecked.iter(), None, &mut lines);
    }
    lines
}

/// Formats one verdict for each file of a folder.
fn verdict_lines(
    lang: Lang,
    detail: Detail,
    campaigns: &BTreeMap<PathBuf, CheckCampaign>,
    all: &[(PathBuf, CheckedFile)],
) -> ReportLines {
    let (mut lines, mut counts) = (ReportLines::new(), VerdictCounts::default());
    for (folder, checked) in all {
        let Some(campaign) = campaigns.get(folder) else { continue };
        check_screen::verdict(lang, &campaign.plan, checked, detail, &mut counts, &mut lines);
    }
    lines.push(counts.line(lang));
    lines
}

/// Makes a workbook of the findings; `None` if no file was checked.
fn workbook(
    campaigns: &BTreeMap<PathBuf, CheckCampaign>,
    all: Vec<(PathBuf, CheckedFile)>,
) -> Result<Option<Vec<u8>>, Error> {
    let files: Vec<CheckedFile> = all.into_iter().map(|(_, checked)| checked).collect();
    let book = campaigns.values().next().map(|campaign| report::sheet::checked(&campaign.plan, &files));
    let bytes = |book| write::workbook(&book).map_err(|e| Error::internal("report")(e.to_string()));
    book.map(bytes).transpose()
}
