//! `check`: reads returns and lists the findings, each with its place and how to fix it.

use super::Done;
use super::args::{Flags, Format};
use crate::check;
use crate::error::Error;
use crate::lang::{Message, both};
use crate::model::arrival::{Arrival, Outcome};
use crate::model::finding::{Finding, Severity, counts};
use crate::model::ledger::{Ledger, State};
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::model::text::Text;
use crate::pipeline;
use crate::plan::Plan;
use crate::report::text::{Lines, wrap};
use crate::report::{self, Checked};
use crate::world::World;
use crate::write;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

/// Arguments of `check`.
pub(super) struct Asked<'a> {
    /// Files to check.
    pub(super) files: &'a [PathBuf],
    /// Period that the returns must be for.
    pub(super) period: Option<Period>,
    /// Output format.
    pub(super) format: Format,
    /// Output file. `None`: the screen.
    pub(super) output: Option<&'a Path>,
}

/// The campaign that some of the files belong to: its plan, and the ledgers computed so far by period.
struct Campaign<'a> {
    plan: Plan,
    reader: pipeline::Reader<'a>,
    settled: BTreeMap<Period, Option<Ledger>>,
}

pub(super) fn run(flags: &Flags, world: &dyn World, asked: &Asked) -> Result<Done, Error> {
    let mut campaigns: BTreeMap<PathBuf, Campaign> = BTreeMap::new();
    let mut all: Vec<(PathBuf, Checked)> = Vec::new();
    for file in asked.files {
        let folder = flags.folder.clone().unwrap_or_else(|| pipeline::above(world, file));
        let campaign = match campaigns.entry(folder.clone()) {
            Entry::Occupied(kept) => kept.into_mut(),
            Entry::Vacant(open) => {
                let reader = pipeline::Reader::new(world, &folder);
                let plan = pipeline::campaign(world, &folder)?;
                open.insert(Campaign { plan, reader, settled: BTreeMap::new() })
            }
        };
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let arrivals = campaign.reader.read(&campaign.plan, pipeline::read_to_bound(world, file)?, &name)?;
        for arrival in arrivals {
            for checked in one(world, &folder, campaign, &arrival, asked.period)? {
                all.push((folder.clone(), checked));
            }
        }
    }
    let (errors, warnings, _) = counts(all.iter().flat_map(|(_, c)| &c.findings));
    let lines = tell(flags, world, asked, &campaigns, all)?;
    Ok(Done { lines, errors: errors > 0 || (flags.strict && warnings > 0) })
}

/// Checks every return of a file. For a file without a return, the result has the finding with the reason.
fn one(
    world: &dyn World,
    folder: &Path,
    campaign: &mut Campaign,
    arrival: &Arrival,
    period: Option<Period>,
) -> Result<Vec<Checked>, Error> {
    let empty = Checked {
        file: arrival.file.clone(),
        sha256: arrival.sha256.clone(),
        unit: None,
        period: None,
        submission: None,
        findings: Vec::new(),
    };
    let returns = match &arrival.outcome {
        Outcome::Returns(returns) => returns,
        Outcome::NotAReturn(finding) | Outcome::Unreadable(finding) => {
            // In a folder many files are not returns. A file that the user names should be one, so this is an error.
            let mut finding = finding.clone();
            finding.severity = Severity::Error;
            finding.file.get_or_insert_with(|| arrival.file.clone());
            return Ok(vec![Checked { findings: vec![finding], ..empty }]);
        }
    };
    let mut out = Vec::new();
    for submission in returns {
        let before = submission.period.plus(-1);
        let ledger = match campaign.settled.entry(before) {
            Entry::Occupied(kept) => kept.into_mut(),
            Entry::Vacant(open) => open.insert(pipeline::settled(world, folder, &campaign.plan, before)?),
        };
        let previous = ledger.as_ref().and_then(|ledger| counted(&campaign.plan, ledger, submission));
        let mut findings = check::check_one(&campaign.plan, submission, previous)
            .map_err(|e| Error::internal("check")(e.to_string()))?;
        findings.extend(period.filter(|q| *q != submission.period).map(|q| other_period(submission, q)));
        out.push(Checked {
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
    (ledger.slots.get(unit)?.get(period)?.state == State::Counted).then(|| ledger.standing(unit, period)).flatten()
}

fn other_period(submission: &Submission, asked: Period) -> Finding {
    let message = both(&Message::OtherPeriod { found: submission.period, asked });
    let mut finding = Finding::new(check::code::OTHER_PERIOD, Severity::Error, message);
    finding.unit = Some(submission.unit.clone());
    finding.period = Some(submission.period);
    finding.file = Some(submission.file.clone());
    let place = submission.figures.get(asked.cycle().stem());
    finding.sheet = place.map(|f| f.sheet.to_string());
    finding.cell = place.map(|f| f.cell.to_string());
    finding.found = Text::same(submission.period.to_string());
    finding.expected = Text::same(asked.to_string());
    finding.mend = both(&Message::OtherPeriodMend { asked });
    finding
}

/// Writes the result to the output file, if one is set. Returns the lines for the screen.
fn tell(
    flags: &Flags,
    world: &dyn World,
    asked: &Asked,
    campaigns: &BTreeMap<PathBuf, Campaign>,
    all: Vec<(PathBuf, Checked)>,
) -> Result<Lines, Error> {
    let internal = Error::internal("report");
    let bytes = match asked.format {
        Format::Text => {
            let mut lines = Lines::new();
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
        Format::Json => {
            let files: Vec<Checked> = all.into_iter().map(|(_, checked)| checked).collect();
            let text = report::json::checked(&files).map_err(internal)?;
            if asked.output.is_none() {
                return Ok(super::lines_of(&text));
            }
            text.into_bytes()
        }
        Format::Xlsx => {
            let files: Vec<Checked> = all.into_iter().map(|(_, checked)| checked).collect();
            let Some(campaign) = campaigns.values().next() else { return Ok(Lines::new()) };
            write::workbook(&report::sheet::checked(&campaign.plan, &files)).map_err(|e| internal(e.to_string()))?
        }
    };
    let mut lines = Lines::new();
    if let Some(output) = asked.output {
        world.save(output, &bytes).map_err(Error::Write)?;
        wrap(&flags.lang.say(&Message::Written { path: &output.display().to_string() }), "  ", &mut lines);
    }
    Ok(lines)
}
