//! `init`: makes a campaign folder from a template.

use super::Lines;
use super::args::Flags;
use crate::error::Error;
use crate::lang::{self, Message};
use crate::pipeline::{self, ANNEXES, PLAN_FILE, RETURNS};
use crate::plan::template;
use crate::world::World;
use std::path::{Path, PathBuf};

pub(super) fn run(
    flags: &Flags,
    world: &dyn World,
    folder: &Path,
    name: &str,
    annex: Option<PathBuf>,
    force: bool,
) -> Result<Lines, Error> {
    let known = || template::names().collect::<Vec<_>>().join(", ");
    let template =
        template::get(name).ok_or_else(|| Error::UnknownTemplate { name: name.to_string(), known: known() })?;
    let (annex_name, annex_bytes) = match annex {
        None => (ANNEXES[0].to_string(), template.annex.as_bytes().to_vec()),
        Some(path) => {
            let kind = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).unwrap_or_default();
            let name = format!("phu-luc.{kind}");
            if !ANNEXES.contains(&name.as_str()) {
                return Err(Error::UnknownAnnexKind { path });
            }
            (name, pipeline::read(world, &path)?)
        }
    };
    // A campaign begins with a plan and an annex that fit each other.
    let plan = pipeline::load(template.plan, &annex_bytes, &annex_name)?;
    let instructions = lang::instructions(&plan.info.number, plan.first, plan.last);
    let files = [
        (PLAN_FILE.to_string(), template.plan.as_bytes().to_vec()),
        (annex_name, annex_bytes),
        ("HUONG-DAN.txt".to_string(), instructions.into_bytes()),
    ];
    for (name, bytes) in &files {
        let path = folder.join(name);
        if world.is_file(&path) && !force && pipeline::read(world, &path)? != *bytes {
            return Err(Error::WouldOverwrite { path });
        }
    }
    for quarter in plan.first.through(plan.last) {
        world.make_folder(&folder.join(RETURNS).join(quarter.to_string())).map_err(Error::Write)?;
    }
    for (name, bytes) in &files {
        world.save(&folder.join(name), bytes).map_err(Error::Write)?;
    }
    let shown = folder.display().to_string();
    Ok(vec![flags.lang.say(&Message::Ready { folder: &shown }), flags.lang.say(&Message::NextSteps { folder: &shown })])
}
