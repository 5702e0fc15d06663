//! `init`: creates a campaign folder from a template.

use super::ReportLines;
use super::args::GlobalFlags;
use crate::error::Error;
use crate::lang::{self, UserMessage};
use crate::pipeline::{self, ANNEXES, PLAN_FILE, PLAN_WORKBOOK, RETURNS};
use crate::plan::template;
use crate::system::System;
use std::path::{Path, PathBuf};

pub(super) fn run(
    flags: &GlobalFlags,
    world: &dyn System,
    folder: &Path,
    name: &str,
    annex: Option<PathBuf>,
    force: bool,
    as_text: bool,
) -> Result<ReportLines, Error> {
    if pipeline::is_among_returns(world, folder) {
        return Err(Error::InsideReturns { folder: folder.to_path_buf() });
    }
    let known = || template::names().collect::<Vec<_>>().join(", ");
    let template =
        template::get(name).ok_or_else(|| Error::UnknownTemplate { name: name.to_string(), known: known() })?;
    let [plan_workbook, annex_workbook] = pipeline::workbooks(template.plan, template.annex)?;
    let (annex_name, annex_bytes) = match annex {
        None if as_text => (ANNEXES[0].to_string(), template.annex.as_bytes().to_vec()),
        None => (ANNEXES[2].to_string(), annex_workbook),
        Some(path) => {
            let kind = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).unwrap_or_default();
            let name = format!("phu-luc.{kind}");
            if !ANNEXES.contains(&name.as_str()) {
                return Err(Error::UnknownAnnexKind { path });
            }
            (name, pipeline::read(world, &path)?)
        }
    };
    // A campaign starts with a plan and an annex that are consistent with each other.
    let (plan_name, plan_bytes, other) = if as_text {
        (PLAN_FILE, template.plan.as_bytes().to_vec(), PLAN_WORKBOOK)
    } else {
        (PLAN_WORKBOOK, plan_workbook, PLAN_FILE)
    };
    // A plan of the other format, or another annex, must not end up beside the new one.
    let others = ANNEXES.iter().filter(|name| **name != annex_name).chain([&other]);
    if let Some(name) = others.into_iter().find(|name| world.is_file(&folder.join(name))) {
        return Err(Error::WouldOverwrite { path: folder.join(name) });
    }
    let plan = pipeline::load(world, template.plan, &annex_bytes, &annex_name)?;
    let instructions = lang::instructions(&plan.info.number, plan.first, plan.last);
    let files = [
        (plan_name.to_string(), plan_bytes),
        (annex_name, annex_bytes),
        ("HUONG-DAN.txt".to_string(), instructions.into_bytes()),
    ];
    for (name, bytes) in &files {
        let path = folder.join(name);
        if world.is_file(&path) && !force && pipeline::read(world, &path)? != *bytes {
            return Err(Error::WouldOverwrite { path });
        }
    }
    for period in plan.first.through(plan.last) {
        world.make_folder(&folder.join(RETURNS).join(period.to_string())).map_err(Error::Write)?;
    }
    for (name, bytes) in &files {
        world.save(&folder.join(name), bytes).map_err(Error::Write)?;
    }
    let shown = folder.display().to_string();
    Ok(vec![
        flags.lang.message(&UserMessage::Ready { folder: &shown }),
        flags.lang.message(&UserMessage::NextSteps { folder: &shown }),
    ])
}
