//! Runs the stages in order. It knows no file format, rule or sheet.

mod queries;
mod campaign;
mod forms;
mod guard;
mod ingest;
mod worker_client;
mod inbox;
mod plan_effects;
mod plan_files;
mod opened;
mod serve;
mod sheets;
mod stage;
mod rollup;
mod worker_protocol;

pub use campaign::*;
pub use forms::*;
pub use guard::{GuardedSystem, ReplacePolicy, is_among_returns};
pub use inbox::*;
pub use ingest::{hash, received_files, unavailable};
pub use plan_effects::{PlanEffects, StatusChange, plan_effects};
pub use plan_files::{LoadedPlan, convert_plan, is_plan_workbook, load_plan};
pub use queries::*;
pub use rollup::{RollupFile, upward};
pub use serve::serve;
pub use stage::Stage;
pub use worker_client::WorkerClient;
pub use worker_protocol::WORKER;

use crate::audit;
use crate::check;
use crate::consolidate;
use crate::engine;
use crate::error::Error;
use crate::model::ledger::Ledger;
use crate::model::ledger::{MissingFile, PublishedChange};
use crate::model::period::Period;
use crate::plan::Plan;
use crate::system::System;
use crate::workbook::address::{self, MAX_ROW};
use crate::workbook::{Sheet, Workbook};
use crate::write;
use opened::{AnnexPolicy, OpenCampaign, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;
use worker_protocol::HiddenParts;

/// Folder of the results, inside the campaign folder.
pub const RESULTS: &str = "ket-qua";

/// Reason why the figures of a published workbook were not compared with those of today.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Uncompared {
    /// The plan has changed since then.
    Plan,
    /// Another period is selected in it.
    Chosen,
    /// It cannot be read, or is not the workbook of its period.
    Unread,
}

/// Result of a merge.
pub struct MergeResult {
    /// The plan.
    pub plan: Plan,
    /// All that was read and found.
    pub ledger: Ledger,
    /// Path of the workbook that was written.
    pub path: PathBuf,
    /// Workbooks of earlier periods that were not compared with the returns of today, with the reason.
    pub uncompared: Vec<(Period, Uncompared)>,
    /// Its cells that could not be computed, such as `'Tổng hợp'!I17`.
    pub uncomputed: Vec<String>,
    /// Number of its cells without a link because the link exceeds Excel's length limit.
    pub unlinked: usize,
    /// Stages in order, with their end times since the program started.
    pub stages: Vec<(Stage, Duration)>,
}

/// Reads, selects and checks all returns of a campaign folder and writes the consolidated workbook of the report period
/// (default: the latest that more than one unit has reported). Nothing is written unless all stages succeed.
///
/// # Errors
///
/// Errors in plan or annex, no return at all, a period outside the plan, a file that cannot be written.
pub fn merge(system: &dyn System, folder: &Path, period: Option<Period>) -> Result<MergeResult, Error> {
    let mut stages = Vec::new();
    let mut ended = |stage| stages.push((stage, system.elapsed()));
    let options = OpenOptions { period, annex: AnnexPolicy::Checked, returns: None };
    let opened = OpenCampaign::open(system, folder, options)?;
    ended(Stage::Plan);
    let (plan, arrivals) = opened.read_returns()?;
    ended(Stage::Read);
    let mut ledger = check::settle_and_check(&plan, arrivals, period)?;
    ended(Stage::Check);
    let published = published(system, folder, &plan, &ledger);
    let mut book = if published.is_empty() {
        consolidate::build_consuming(&plan, &mut ledger)?
    } else {
        // The workbook may have to be built a second time.
        consolidate::book(&plan, &ledger)?
    };
    fits(&book)?;
    ended(Stage::Fill);
    let mut uncomputed = engine::fill(&mut book)?;
    let published = compared(system, published, &plan, &ledger, &book)?;
    (ledger.republished, ledger.gone) = (published.changes, published.gone);
    if !ledger.republished.is_empty() || !ledger.gone.is_empty() {
        // "Nguồn" lists them, so the workbook is built again.
        book = consolidate::book(&plan, &ledger)?;
        uncomputed = engine::fill(&mut book)?;
    }
    let uncomputed = uncomputed.iter().map(|c| address::sheet(&c.sheet) + &c.cell).collect();
    ended(Stage::Evaluate);
    let unlinked = write::unlinked(&book);
    let bytes = write::into_bytes(book).map_err(Error::Workbook)?;
    ended(Stage::Write);
    let path = folder.join(RESULTS).join(format!("Tong-hop-{}.xlsx", ledger.report));
    system.save(&path, &bytes).map_err(Error::Write)?;
    ended(Stage::Save);
    Ok(MergeResult { plan, ledger, path, uncompared: published.uncompared, uncomputed, unlinked, stages })
}

/// Checks that no sheet exceeds Excel's row limit: lists grow with the returns.
fn fits(book: &Workbook) -> Result<(), Error> {
    let rows = |sheet: &Sheet| sheet.cells.last_row().map_or(0, |row| row as usize + 1);
    match book.sheets.iter().find(|s| rows(s) > MAX_ROW as usize + 1) {
        Some(sheet) => Err(Error::TooManyRows { sheet: sheet.name.clone(), rows: rows(sheet) }),
        None => Ok(()),
    }
}

/// Returns the workbooks in the results folder for periods before the report period.
fn published(system: &dyn System, folder: &Path, plan: &Plan, ledger: &Ledger) -> Vec<(Period, PathBuf)> {
    let path = |period: Period| folder.join(RESULTS).join(format!("Tong-hop-{period}.xlsx"));
    let all = plan.first.through(ledger.report.plus(-1)).map(|period| (period, path(period)));
    all.filter(|(_, path)| system.is_file(path)).collect()
}

/// Result of comparing published workbooks with the returns of today.
#[derive(Default)]
struct Published {
    /// Figures that differ today.
    changes: Vec<PublishedChange>,
    /// Returns that are in no file now, each as the first workbook lists it.
    gone: Vec<MissingFile>,
    /// Workbooks that were not compared.
    uncompared: Vec<(Period, Uncompared)>,
}

/// Compares published workbooks with the returns of today.
fn compared(
    system: &dyn System,
    published: Vec<(Period, PathBuf)>,
    plan: &Plan,
    ledger: &Ledger,
    book: &Workbook,
) -> Result<Published, Error> {
    let mut out = Published::default();
    for (period, path) in published {
        let cells = read(system, &path).ok().and_then(|bytes| sheets::sheets(system, bytes, HiddenParts::Skip).ok());
        let old = cells.map(|(grid, hidden)| audit::AuditedWorkbook::new(grid, hidden));
        let Some(old) = old.filter(|old| old.merged() == Some(period)) else {
            out.uncompared.push((period, Uncompared::Unread));
            continue;
        };
        let (same_plan, same_returns) = old.is_of(plan, ledger, period);
        for lost in old.gone(ledger, period) {
            let known = |g: &MissingFile| {
                (&g.file, &g.unit, g.period, g.number) == (&lost.file, &lost.unit, lost.period, lost.number)
            };
            if !out.gone.iter().any(known) {
                out.gone.push(lost);
            }
        }
        match (same_plan, same_returns, old.chosen() == Some(period)) {
            (false, _, _) => out.uncompared.push((period, Uncompared::Plan)),
            (true, true, _) => {}
            (true, false, false) => out.uncompared.push((period, Uncompared::Chosen)),
            (true, false, true) => {
                let mut now = book.clone();
                consolidate::choose(&mut now, period);
                engine::fill(&mut now)?;
                out.changes.extend(audit::published::compare(plan, ledger, &now, &old, period));
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::workbook::Style;

    #[test]
    fn sheet_beyond_excels_row_limit_is_named() {
        let mut sheet = Sheet::new("DS_3");
        sheet.text(MAX_ROW, 0, "dòng cuối", &Style::default());
        let mut book = Workbook::new("");
        book.add(sheet.clone());
        assert!(fits(&book).is_ok());
        sheet.text(MAX_ROW + 1, 0, "dòng thừa", &Style::default());
        book.add(sheet);
        let text = fits(&book).unwrap_err().text();
        assert!(text.vi.contains("“DS_3” sẽ có 1.048.577 dòng, Excel chỉ nhận tối đa 1.048.576"), "{}", text.vi);
        assert!(text.en.contains("'DS_3' would have 1,048,577 rows"), "{}", text.en);
    }
}
