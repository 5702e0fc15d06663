//! Queries on a consolidated workbook: audit, explanation, export of tables.

use super::sheets::sheets;
use super::worker_protocol::HiddenParts;
use crate::audit::listed::{FilesSince, set_apart};
use crate::audit::{self, Audit};
use crate::check;
use crate::consolidate::{self, reader::ConsolidatedReader};
use crate::engine;
use crate::error::Error;
use crate::explain::{self, ExplanationLine, FigureExplainer};
use crate::export;
use crate::limits::Limits;
use crate::model::ledger::Ledger;
use crate::model::period::Period;
use crate::model::received_file::ReceivedFile;
use crate::model::text::BilingualText;
use crate::plan::Plan;
use crate::plan::diagnostic::nearest;
use crate::read as reading;
use crate::system::System;
use crate::workbook::{Workbook, address};
use crate::write;
use std::path::{Path, PathBuf};

use super::campaign::*;
use super::opened::{OpenCampaign, OpenOptions, computed_workbook, has_returns};

/// Result of an audit, with the data that it is based on.
pub struct AuditReport {
    /// The comparison.
    pub audit: Audit,
    /// Period that the workbook was merged for.
    pub merged: Period,
    /// Period that is selected in it.
    pub chosen: Period,
    /// Date of the plan, for the document properties of a report.
    pub created: (i32, u32, u32),
    /// Folder of the returns. `None` if the workbook was compared with its own data.
    pub returns: Option<PathBuf>,
    /// Changes among the files since the workbook was built.
    pub since: FilesSince,
}

/// Builds a consolidated workbook again from the campaign's plan and returns, and compares. If the campaign has no
/// returns, it uses the workbook's own data sheet instead.
///
/// # Errors
///
/// No plan, a folder of returns without returns, a file that is not a consolidated workbook, a fault of plan or
/// program.
pub fn audit(
    system: &dyn System,
    file: &Path,
    campaign_folder: Option<&Path>,
    returns: Option<&Path>,
) -> Result<AuditReport, Error> {
    // The campaign above the audited file; a copy outside of every campaign is audited with that above the returns.
    let above = [Some(file), returns].into_iter().flatten().map(|path| find_campaign_dir(system, path));
    let found = above.clone().find(|folder| is_campaign(system, folder));
    let folder = campaign_folder.map(Path::to_path_buf).or(found).or_else(|| above.last()).unwrap_or_default();
    let from = returns.map_or_else(|| folder.join(RETURNS), Path::to_path_buf);
    let opened = OpenCampaign::open(system, &folder, OpenOptions { returns: Some(&from), ..OpenOptions::default() })?;
    let unread = |why: BilingualText| Error::NotAWorkbook { path: file.to_path_buf(), why };
    let (grid, hidden) = sheets(system, read(system, file)?, HiddenParts::Find).map_err(unread)?;
    let actual = audit::AuditedWorkbook::new(grid, hidden);
    let periods = opened.plan.first..=opened.plan.last;
    let Some(merged) = actual.merged().filter(|q| periods.contains(q)) else {
        return Err(Error::NotConsolidated { path: file.to_path_buf() });
    };
    let (plan, arrivals) = opened.read()?;
    let from_returns = has_returns(&arrivals);
    if returns.is_some() && !from_returns {
        // A user who names a returns folder wants a comparison with these returns, not with the workbook itself.
        return Err(Error::NoReturns { folder: from, findings: Vec::new() });
    }
    let mut since = FilesSince::default();
    let mut ledger = if from_returns {
        let named = |arrival: &ReceivedFile| {
            let subject = arrival.letter.as_ref().map_or("", |l| l.subject.as_str());
            reading::named_period(&arrival.file, subject, plan.cycle())
        };
        let (arrivals, found) = set_apart(&plan, merged, &actual.listed(), arrivals, &named);
        since = found;
        check::settle_and_check(&plan, arrivals, Some(merged))?
    } else {
        consolidate::ledger_from_workbook::restore(&plan, merged, &|sheet, row, column| {
            actual.value(sheet, row, column)
        })
    };
    // Its published changes cannot be recomputed: the earlier workbooks may have been built again since then.
    ledger.republished = actual.republished();
    ledger.compared = actual.listed_compared();
    ledger.gone = actual.listed_gone();
    let chosen = actual.chosen().filter(|q| (plan.first..=merged).contains(q)).unwrap_or(merged);
    let expected = expected_workbook(&plan, &ledger, chosen, &system.limits())?;
    let mut audit = audit::compare(&expected, &actual);
    if !from_returns {
        audit.differences.retain(|d| consolidate::is_recomputable(&d.sheet) || d.cell.is_empty());
    }
    Ok(AuditReport {
        audit,
        merged,
        chosen,
        created: plan.info.date.ymd(),
        returns: from_returns.then_some(from),
        since,
    })
}

/// Builds the workbook that an audit expects, and reads it as the audited one was read.
fn expected_workbook(
    plan: &Plan,
    ledger: &Ledger,
    chosen: Period,
    limits: &Limits,
) -> Result<audit::AuditedWorkbook, Error> {
    let mut book = consolidate::book(plan, ledger)?;
    consolidate::choose(&mut book, chosen);
    engine::fill(&mut book)?;
    let bytes = write::workbook(&book).map_err(Error::Workbook)?;
    audit::AuditedWorkbook::open(&bytes, limits).map_err(|e| Error::internal("audit")(e.to_string()))
}

/// File format of an export.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// One file for each table.
    Csv,
    /// One file with all tables.
    Json,
}

/// Exported tables as files.
pub struct ExportOutput {
    /// Report period.
    pub report: Period,
    /// Names and contents of the files, in order.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Exports a campaign's figures, computed columns, findings and sources as tables: one CSV file for each table, or one
/// JSON file.
///
/// # Errors
///
/// See [`merge`].
pub fn export(
    system: &dyn System,
    folder: &Path,
    period: Option<Period>,
    format: ExportFormat,
) -> Result<ExportOutput, Error> {
    let opened = OpenCampaign::open(system, folder, OpenOptions { period, ..OpenOptions::default() })?;
    let (plan, ledger, book) = consolidated(opened, period)?;
    let tables = export::tables(&plan, &ledger, &ConsolidatedReader::new(&plan, &ledger, &book));
    let internal = Error::internal("export");
    let files = match format {
        ExportFormat::Json => vec![("du-lieu.json".to_string(), export::json(&tables).map_err(internal)?.into_bytes())],
        ExportFormat::Csv => {
            let file = |t: &export::ExportTable| Ok((format!("{}.csv", t.name), export::csv(t).map_err(&internal)?));
            tables.iter().map(file).collect::<Result<_, Error>>()?
        }
    };
    Ok(ExportOutput { report: ledger.report, files })
}

/// Returns the plan and the ledger of a campaign, and its workbook with values.
fn consolidated(opened: OpenCampaign, period: Option<Period>) -> Result<(Plan, Ledger, Workbook), Error> {
    let (plan, arrivals) = opened.read()?;
    let ledger = check::settle_and_check(&plan, arrivals, period)?;
    let book = computed_workbook(&plan, &ledger)?;
    Ok((plan, ledger, book))
}

/// Explains a name, a rule or a cell (`'Tổng hợp'!G12`) of a campaign in a period (default: the report period).
///
/// # Errors
///
/// Something that the plan or the workbook does not have; see [`merge`].
pub fn explain(
    system: &dyn System,
    folder: &Path,
    given: &str,
    unit: Option<&str>,
    period: Option<Period>,
) -> Result<Vec<ExplanationLine>, Error> {
    let opened = OpenCampaign::open(system, folder, OpenOptions { period, ..OpenOptions::default() })?;
    let unit = unit.map(|code| known_unit(&opened.plan, code)).transpose()?;
    let (plan, ledger, book) = consolidated(opened, period)?;
    let reader = ConsolidatedReader::new(&plan, &ledger, &book);
    let explainer = FigureExplainer { plan: &plan, ledger: &ledger, reader: &reader };
    if let Some((sheet, cell)) = given.rsplit_once('!') {
        let at =
            address::parse(cell).ok_or_else(|| Error::UnknownTarget { given: given.to_string(), like: Vec::new() })?;
        let sheet = sheet.trim_matches('\'');
        let meaning = reader.meaning(sheet, at);
        let meaning = meaning.ok_or_else(|| Error::EmptyCell { sheet: sheet.to_string(), cell: cell.to_string() })?;
        return Ok(explainer.meaning(&meaning));
    }
    let target = explain::target(&plan, given).ok_or_else(|| {
        let like = nearest(given, explain::known(&plan)).into_iter().map(str::to_string).collect();
        Error::UnknownTarget { given: given.to_string(), like }
    })?;
    Ok(explainer.target(&target, unit))
}
