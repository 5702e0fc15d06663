//! The campaign folder: finds and loads plan and annex, each as text or workbook.

use super::sheets::sheets;
use crate::check;
use crate::consolidate;
use crate::error::Error;
use crate::grid;
use crate::model::finding::Finding;
use crate::model::text::BilingualText;
use crate::plan::diagnostic::PlanDiagnostic;
use crate::plan::load::AnnexSource;
use crate::plan::workbook::PlanText;
use crate::plan::{Plan, load, workbook};
use crate::system::System;
use crate::workbook::Workbook;
use crate::write;
use std::path::{Path, PathBuf};

/// File name of a plan as a workbook.
pub(crate) const PLAN_WORKBOOK: &str = "ke-hoach.xlsx";
/// File name of a plan as text.
pub(crate) const PLAN_FILE: &str = "ke-hoach.toml";
/// File names of an annex, one for each file kind.
pub(crate) const ANNEXES: [&str; 3] = ["phu-luc.tsv", "phu-luc.csv", "phu-luc.xlsx"];
pub(crate) use crate::model::received_file::RETURNS;

/// Reads a file up to the size limit of a return.
///
/// # Errors
///
/// The file cannot be read, or exceeds the limit.
pub(crate) fn read(system: &dyn System, path: &Path) -> Result<Vec<u8>, Error> {
    read_up_to(system, path, system.limits().file_bytes)
}

/// Reads a consolidated workbook up to the size limit of one.
///
/// # Errors
///
/// As [`read`].
pub(crate) fn read_consolidated(system: &dyn System, path: &Path) -> Result<Vec<u8>, Error> {
    read_up_to(system, path, system.limits().of_results().file_bytes)
}

fn read_up_to(system: &dyn System, path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    // Read one byte more to distinguish a file at the limit from a larger one.
    let bytes = system.read(path, most.saturating_add(1)).map_err(Error::Read)?;
    if bytes.len() as u64 > most { Err(Error::FileTooLarge { path: path.to_path_buf(), most }) } else { Ok(bytes) }
}

/// Reads a file up to one byte more than the size limit of a return, so that the reader detects a larger file.
///
/// # Errors
///
/// The file cannot be read.
pub(crate) fn read_to_bound(system: &dyn System, path: &Path) -> Result<Vec<u8>, Error> {
    system.read(path, system.limits().file_bytes.saturating_add(1)).map_err(Error::Read)
}

/// Loads the plan of a campaign folder.
///
/// # Errors
///
/// No plan, two annexes, or all errors in plan and annex.
pub fn campaign(system: &dyn System, folder: &Path) -> Result<Plan, Error> {
    let folder = folder.to_path_buf();
    let (plan, workbook) = (folder.join(PLAN_FILE), folder.join(PLAN_WORKBOOK));
    let in_excel = match (system.is_file(&plan), system.is_file(&workbook)) {
        (true, true) => return Err(Error::TwoPlans { folder }),
        (false, false) => return Err(Error::NoCampaign { folder }),
        (_, in_excel) => in_excel,
    };
    let annexes: Vec<&str> = ANNEXES.into_iter().filter(|name| system.is_file(&folder.join(name))).collect();
    let annex = match annexes.as_slice() {
        [] => return Err(Error::NoAnnex { folder }),
        [one] => *one,
        [one, other, ..] => return Err(Error::TwoAnnexes { one: one.to_string(), other: other.to_string() }),
    };
    let annex_bytes = read(system, &folder.join(annex))?;
    if in_excel {
        let unread = |why: BilingualText| Error::AnnexWorkbook { file: PLAN_WORKBOOK.to_string(), why };
        let cells = sheets(system, read(system, &workbook)?).map_err(unread)?;
        let text = workbook::read(&cells, PLAN_WORKBOOK);
        return load_workbook(system, &text, annex_bytes, (PLAN_WORKBOOK, annex));
    }
    let text = String::from_utf8(read(system, &plan)?).map_err(|_| Error::NotText { path: plan })?;
    load_named(system, &text, annex_bytes, (PLAN_FILE, annex))
}

/// Loads the plan of a campaign folder from a changed text. `None` if `change` returns none, or the text has faults.
pub(super) fn changed_campaign(
    system: &dyn System,
    folder: &Path,
    change: &mut dyn FnMut(&str) -> Option<String>,
) -> Option<Plan> {
    let book = folder.join(PLAN_WORKBOOK);
    let text = if system.is_file(&book) {
        let cells = sheets(system, read(system, &book).ok()?).ok()?;
        workbook::read(&cells, PLAN_WORKBOOK).toml
    } else {
        String::from_utf8(read(system, &folder.join(PLAN_FILE)).ok()?).ok()?
    };
    let annex = ANNEXES.into_iter().find(|name| system.is_file(&folder.join(name)))?;
    load_named(system, &change(&text)?, read(system, &folder.join(annex)).ok()?, (PLAN_FILE, annex)).ok()
}

/// Returns true if a folder has a plan.
pub(crate) fn is_campaign(system: &dyn System, folder: &Path) -> bool {
    [PLAN_FILE, PLAN_WORKBOOK].iter().any(|name| system.is_file(&folder.join(name)))
}

/// Loads a plan from the text of its workbook, and its annex. `names` are the file names of both. Errors have sheet and
/// cell.
pub(super) fn load_workbook(
    system: &dyn System,
    text: &PlanText,
    annex: Vec<u8>,
    names: (&str, &str),
) -> Result<Plan, Error> {
    if !text.problems.is_empty() {
        return Err(Error::Plan(text.problems.clone()));
    }
    match load_named(system, &text.toml, annex, names) {
        Err(Error::Plan(problems)) => {
            let placed = |p: PlanDiagnostic| if p.file == names.0 { text.placed(p) } else { p };
            Err(Error::Plan(problems.into_iter().map(placed).collect()))
        }
        other => other,
    }
}

/// Converts the plan and annex of a template to workbooks.
///
/// # Errors
///
/// A fault of the program.
pub fn workbooks(plan: &str, annex: &str) -> Result<[Vec<u8>; 2], Error> {
    let internal = Error::internal("write");
    let book = workbook::book(plan).ok_or_else(|| internal("plan".to_string()))?;
    let bytes = |book: &Workbook| write::workbook(book).map_err(|e| internal(e.to_string()));
    Ok([bytes(&book)?, bytes(&workbook::annex(plan, annex))?])
}

/// Loads a plan from its text and annex.
///
/// # Errors
///
/// All errors in both.
pub fn load(system: &dyn System, plan: &str, annex: &[u8], annex_name: &str) -> Result<Plan, Error> {
    load_named(system, plan, annex.to_vec(), (PLAN_FILE, annex_name))
}

pub(super) fn load_named(system: &dyn System, plan: &str, annex: Vec<u8>, names: (&str, &str)) -> Result<Plan, Error> {
    let (annex_name, reserved) = (names.1, consolidate::sheet_names());
    if !annex_name.ends_with(".xlsx") {
        return load::load(plan, AnnexSource::Text(&annex), names, &reserved).map_err(Error::Plan);
    }
    let unread = |why: BilingualText| Error::AnnexWorkbook { file: annex_name.to_string(), why };
    let cells = sheets(system, annex).map_err(unread)?;
    let sheet = grid::table(&cells, &system.limits()).map_err(|e| unread(e.message()))?;
    load::load(plan, AnnexSource::Sheet(sheet), names, &reserved).map_err(Error::Plan)
}

/// Returns the index of the unit with this code, name or alias.
///
/// # Errors
///
/// The annex has no such unit.
pub(crate) fn known_unit(plan: &Plan, code: &str) -> Result<usize, Error> {
    plan.unit_index(code).or_else(|| plan.names.find_exact(code, None)).ok_or_else(|| {
        let known = plan.units.iter().map(|u| u.code.as_str()).collect::<Vec<_>>().join(", ");
        Error::UnknownUnit { code: code.to_string(), known }
    })
}

/// Returns the campaign folder of a file or folder: the nearest parent folder with a plan, else the current folder.
pub(crate) fn find_campaign_dir(system: &dyn System, path: &Path) -> PathBuf {
    let whole = system.absolute(path);
    let found = whole.ancestors().skip(1).find(|f| is_campaign(system, f));
    found.map(Path::to_path_buf).unwrap_or_default()
}

/// Checks the annex against the rules of the plan.
///
/// # Errors
///
/// The findings, if one of them is an error.
pub(crate) fn ensure_annex_valid(plan: &Plan) -> Result<(), Error> {
    let findings = check::annex(plan)?;
    if findings.iter().any(Finding::is_blocking) { Err(Error::Annex(findings)) } else { Ok(()) }
}
