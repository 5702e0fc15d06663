//! Writes the report in words as a Word document. Its texts are the values of the sheet "Báo cáo" of the same workbook
//! that `merge` writes.

use super::RESULTS;
use super::opened::{OpenCampaign, OpenOptions, computed_workbook};
use super::results::save_result;
use crate::check;
use crate::consolidate::{self, ReportBlock};
use crate::document::{self, DocumentInfo};
use crate::error::Error;
use crate::model::ledger::{Ledger, ReturnStatus};
use crate::model::period::Period;
use crate::plan::Plan;
use crate::system::System;
use std::path::{Path, PathBuf};

/// The result of writing the report.
pub struct ReportFile {
    /// The report period.
    pub report: Period,
    /// The file.
    pub path: PathBuf,
    /// Path under which the last file is kept. `None` unless somebody edited it.
    pub kept: Option<PathBuf>,
    /// The number of paragraphs and items, and of tables.
    pub blocks: (usize, usize),
    /// The number of units that report in the period, and how many of them are counted.
    pub units: (usize, usize),
    /// The units whose return is missing or on hold.
    pub uncounted: Vec<String>,
}

/// Writes the report in words of a period as `ket-qua/Bao-cao-<period>.docx`, or as `output`.
///
/// # Errors
///
/// See [`super::merge`]; the plan has no report.
pub fn written_report(
    system: &dyn System,
    folder: &Path,
    period: Option<Period>,
    output: Option<&Path>,
) -> Result<ReportFile, Error> {
    let (plan, arrivals) = OpenCampaign::open(system, folder, OpenOptions::of_results(period))?.read_returns()?;
    if plan.report.is_empty() {
        return Err(Error::NoReportInPlan);
    }
    let ledger = check::settle_and_check(&plan, arrivals, period)?;
    let book = computed_workbook(&plan, &ledger)?;
    let report = consolidate::written_report(&plan, &ledger, &book).ok_or(Error::NoReportInPlan)?;
    let info = DocumentInfo { author: &plan.info.issuer_short, created: plan.info.date };
    let bytes = document::docx(&report, &info).map_err(Error::Workbook)?;
    let usual = folder.join(RESULTS).join(format!("Bao-cao-{}.docx", ledger.report));
    let (path, kept) = match output {
        // The user names the file to be written.
        Some(output) => {
            system.save(output, &bytes).map_err(Error::Write)?;
            (output.to_path_buf(), None)
        }
        None => {
            let kept = save_result(system, &usual, &bytes)?;
            (usual, kept)
        }
    };
    let tables = report.blocks.iter().filter(|block| matches!(block, ReportBlock::Table(_))).count();
    let (due, uncounted) = units(&plan, &ledger);
    Ok(ReportFile {
        report: ledger.report,
        path,
        kept,
        blocks: (report.blocks.len() - tables, tables),
        units: (due, due - uncounted.len()),
        uncounted,
    })
}

/// Returns the number of units that are due in the report period, and the names of those whose return is not counted.
fn units(plan: &Plan, ledger: &Ledger) -> (usize, Vec<String>) {
    let last = usize::try_from(ledger.report.ordinal(plan.first) - 1).unwrap_or(0);
    let (mut due, mut uncounted) = (0, Vec::new());
    for (unit, slots) in plan.units.iter().zip(&ledger.slots) {
        match slots.get(last).map(|slot| slot.state) {
            Some(ReturnStatus::Counted) => due += 1,
            Some(ReturnStatus::Held | ReturnStatus::Missing) => {
                due += 1;
                uncounted.push(unit.name.clone());
            }
            _ => {}
        }
    }
    (due, uncounted)
}
