//! Loads a plan from a campaign folder or from a single file, with its text; converts it between text and workbook.

use super::campaign::{ANNEXES, PLAN_FILE, PLAN_WORKBOOK, load_named, load_workbook, read};
use super::sheets::sheets;
use crate::error::Error;
use crate::model::text::BilingualText;
use crate::plan::{Plan, workbook};
use crate::system::System;
use crate::write;
use std::path::{Path, PathBuf};

/// A plan with its text.
pub(crate) struct LoadedPlan {
    /// The plan.
    pub plan: Plan,
    /// Its text as TOML; of a workbook the text made from it.
    pub text: String,
    /// The file.
    pub path: PathBuf,
}

/// Returns true for the path of a plan as a workbook.
pub(crate) fn is_plan_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"))
}

/// Loads the plan of a folder, or of a file. The annex is beside it, else in the folder `campaign`.
///
/// # Errors
///
/// No plan, no annex, or all errors in both.
pub(crate) fn load_plan(system: &dyn System, given: &Path, campaign: Option<&Path>) -> Result<LoadedPlan, Error> {
    let path = if system.is_file(given) { given.to_path_buf() } else { plan_in(system, given)? };
    let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
    let annex = annex_in(system, &folder)?;
    let annex = match (annex, campaign) {
        (None, Some(campaign)) => annex_in(system, campaign)?,
        (annex, _) => annex,
    };
    let Some(annex) = annex else { return Err(Error::NoAnnex { folder }) };
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (plan_name, annex_name) = (name(&path), name(&annex));
    let annex = read(system, &annex)?;
    if is_plan_workbook(&path) {
        let unread = |why: BilingualText| Error::AnnexWorkbook { file: plan_name.clone(), why };
        let cells = sheets(system, read(system, &path)?).map_err(unread)?;
        let text = workbook::read(&cells, &plan_name);
        let plan = load_workbook(system, &text, annex, (&plan_name, &annex_name))?;
        return Ok(LoadedPlan { plan, text: text.toml, path });
    }
    let text = String::from_utf8(read(system, &path)?).map_err(|_| Error::NotText { path: path.clone() })?;
    let plan = load_named(system, &text, annex, (&plan_name, &annex_name))?;
    Ok(LoadedPlan { plan, text, path })
}

/// Returns the plan of a campaign folder.
fn plan_in(system: &dyn System, folder: &Path) -> Result<PathBuf, Error> {
    let (text, workbook) = (folder.join(PLAN_FILE), folder.join(PLAN_WORKBOOK));
    match (system.is_file(&text), system.is_file(&workbook)) {
        (true, true) => Err(Error::TwoPlans { folder: folder.to_path_buf() }),
        (true, false) => Ok(text),
        (false, true) => Ok(workbook),
        (false, false) => Err(Error::NoCampaign { folder: folder.to_path_buf() }),
    }
}

/// Returns the annex of a folder; `None` if there is none.
pub(super) fn annex_in(system: &dyn System, folder: &Path) -> Result<Option<PathBuf>, Error> {
    let annexes: Vec<&str> = ANNEXES.into_iter().filter(|name| system.is_file(&folder.join(name))).collect();
    match annexes.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(folder.join(one))),
        [one, other, ..] => Err(Error::TwoAnnexes { one: one.to_string(), other: other.to_string() }),
    }
}

/// Converts a plan to the other format: the name of its file and its content.
///
/// # Errors
///
/// A fault of the program.
pub(crate) fn convert_plan(loaded: &LoadedPlan) -> Result<(&'static str, Vec<u8>), Error> {
    if is_plan_workbook(&loaded.path) {
        return Ok((PLAN_FILE, spaced(&loaded.text).into_bytes()));
    }
    let internal = Error::internal("write");
    let book = workbook::book(&loaded.text).ok_or_else(|| internal("plan".to_string()))?;
    let bytes = write::workbook(&book).map_err(|e| internal(e.to_string()))?;
    Ok((PLAN_WORKBOOK, bytes))
}

/// Returns a plan's text with an empty line before each table.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        if line.starts_with('[') && !out.is_empty() {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}
