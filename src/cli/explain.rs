//! `explain`: shows where a figure comes from or what a rule requires.

use super::CommandOutput;
use super::args::GlobalFlags;
use crate::error::Error;
use crate::model::period::Period;
use crate::pipeline;
use crate::report::text::{ReportLines, wrap};
use crate::system::System;
use std::path::Path;

pub(super) fn run(
    flags: &GlobalFlags,
    world: &dyn System,
    what: &str,
    unit: Option<&str>,
    period: Option<Period>,
) -> Result<CommandOutput, Error> {
    let folder = match &flags.folder {
        Some(folder) => folder.clone(),
        None => pipeline::find_campaign_dir(world, Path::new(pipeline::PLAN_FILE)),
    };
    let explained = pipeline::explain(world, &folder, what, unit, period)?;
    let mut lines = ReportLines::new();
    for line in explained {
        let indent = "  ".repeat(line.depth);
        wrap(&format!("{indent}{}", flags.lang.text_in(&line.text)), &format!("{indent}    "), &mut lines);
    }
    Ok(lines.into())
}
