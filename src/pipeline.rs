//! Calls the stages in their order. Knows no format, rule or sheet.

use crate::check;
use crate::engine;
use crate::error::Error;
use crate::form::{self, Previous};
use crate::grid;
use crate::limits::Limits;
use crate::model::arrival::Arrival;
use crate::model::ledger::Ledger;
use crate::model::quarter::Quarter;
use crate::plan::load::AnnexSource;
use crate::plan::{Indicator, Plan, Unit, load};
use crate::read as reading;
use crate::world::{EntryKind, World};
use crate::write;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// The plan in a campaign folder.
pub const PLAN_FILE: &str = "ke-hoach.toml";
/// The annex in a campaign folder, of one of these kinds.
pub const ANNEXES: [&str; 3] = ["phu-luc.tsv", "phu-luc.csv", "phu-luc.xlsx"];
pub use crate::model::arrival::RETURNS;

/// A file's bytes, up to the bound of a return.
///
/// # Errors
/// The file cannot be read, or is larger.
pub fn read(world: &dyn World, path: &Path) -> Result<Vec<u8>, Error> {
    world.read(path, Limits::default().file_bytes).map_err(Error::Read)
}

/// The plan of a campaign folder.
///
/// # Errors
/// No plan, two annexes, or every fault of plan and annex.
pub fn campaign(world: &dyn World, folder: &Path) -> Result<Plan, Error> {
    let folder = folder.to_path_buf();
    let plan = folder.join(PLAN_FILE);
    let workbook = world.is_file(&folder.join("ke-hoach.xlsx"));
    match (world.is_file(&plan), workbook) {
        (true, true) => return Err(Error::TwoPlans { folder }),
        (false, true) => return Err(Error::PlanWorkbook { folder }),
        (false, false) => return Err(Error::NoCampaign { folder }),
        (true, false) => {}
    }
    let annexes: Vec<&str> = ANNEXES.into_iter().filter(|name| world.is_file(&folder.join(name))).collect();
    let annex = match annexes.as_slice() {
        [] => return Err(Error::NoAnnex { folder }),
        [one] => *one,
        [one, other, ..] => return Err(Error::TwoAnnexes { one: one.to_string(), other: other.to_string() }),
    };
    let text = String::from_utf8(read(world, &plan)?).map_err(|_| Error::NotText { path: plan })?;
    load(&text, &read(world, &folder.join(annex))?, annex)
}

/// A plan from its text and its annex.
///
/// # Errors
/// Every fault of both.
pub fn load(plan: &str, annex: &[u8], annex_name: &str) -> Result<Plan, Error> {
    let names = (PLAN_FILE, annex_name);
    if !annex_name.ends_with(".xlsx") {
        return load::text(plan, annex, names).map_err(Error::Plan);
    }
    let rows = grid::rows_of_text(annex, &Limits::default())
        .map_err(|e| Error::Internal { stage: "annex", said: e.to_string() })?;
    load::load(plan, AnnexSource::Rows { bytes: annex, sheet: "", rows: &rows }, names).map_err(Error::Plan)
}

/// Every file of the returns folder, read.
///
/// # Errors
/// The folder or a file cannot be opened.
pub fn arrivals(world: &dyn World, folder: &Path, plan: &Plan) -> Result<Vec<Arrival>, Error> {
    let entries = world.list(&folder.join(RETURNS)).map_err(Error::Read)?;
    let files = entries.into_iter().filter(|e| e.kind == EntryKind::File && !is_litter(&e.name));
    files.map(|entry| Ok(arrival(&read(world, &entry.path)?, &entry.name, plan))).collect()
}

/// A file's bytes as an arrival.
pub fn arrival(bytes: &[u8], name: &str, plan: &Plan) -> Arrival {
    let sha256 = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    let outcome = reading::read(bytes, name, plan, &Limits::default());
    Arrival { file: name.to_string(), size: bytes.len() as u64, sha256, outcome }
}

/// What Excel and the systems leave beside files.
fn is_litter(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    last.starts_with("~$") || last.starts_with('.') || matches!(last, "Thumbs.db" | "desktop.ini")
}

/// The campaign settled and checked through a quarter; `None` before the plan's first quarter.
///
/// # Errors
/// See [`arrivals`]; faults of the plan or the program.
pub fn settled(world: &dyn World, folder: &Path, plan: &Plan, through: Quarter) -> Result<Option<Ledger>, Error> {
    if through < plan.first || through > plan.last {
        return Ok(None);
    }
    let arrivals = arrivals(world, folder, plan)?;
    check::settle_and_check(plan, arrivals, Some(through))
        .map(Some)
        .map_err(|e| Error::internal("check")(e.to_string()))
}

/// The blank form of a unit (index in the plan) for a quarter, as an .xlsx file; `before` is the campaign settled through
/// the quarter before.
///
/// # Errors
/// Faults of the plan or the program; never of a return.
pub fn form(plan: &Plan, unit: usize, quarter: Quarter, before: Option<&Ledger>) -> Result<Vec<u8>, Error> {
    let Some(of) = plan.units.get(unit) else {
        return Err(Error::Internal { stage: "form", said: format!("unit {unit}") });
    };
    let mut previous = Previous { openings: openings(plan, of), ..Previous::default() };
    if let Some(ledger) = before {
        let carried = check::previous_for(plan, ledger, unit, quarter);
        previous = Previous { figures: carried.figures, openings: carried.openings, progress: Vec::new() };
    }
    let internal = Error::internal;
    let mut book = form::blank(plan, of, quarter, &previous).map_err(|e| internal("form")(e.to_string()))?;
    engine::fill(&mut book)?;
    write::workbook(&book).map_err(|e| internal("write")(e.to_string()))
}

/// Opening balances while no earlier return counts: the annex's figures, as the plan says for each indicator.
fn openings(plan: &Plan, unit: &Unit) -> BTreeMap<String, f64> {
    let figure = |annex: &String| plan.annex_figure(unit, annex);
    let opening = |i: &Indicator| Some((i.name.clone(), i.opening_annex.as_ref().and_then(figure)?));
    plan.indicators.iter().filter_map(opening).collect()
}
