//! `export`: writes tidy tables for other programs.

use super::CommandOutput;
use super::args::{ExportFormat, GlobalFlags};
use crate::error::Error;
use crate::lang::UserMessage;
use crate::model::period::Period;
use crate::pipeline;
use crate::report::text::{ReportLines, wrap};
use crate::system::System;
use std::path::Path;

pub(super) fn run(
    flags: &GlobalFlags,
    world: &dyn System,
    folder: &Path,
    period: Option<Period>,
    tidy: ExportFormat,
    output: Option<&Path>,
) -> Result<CommandOutput, Error> {
    let exported = pipeline::export(world, folder, period, tidy == ExportFormat::Json)?;
    let usual = folder.join(pipeline::RESULTS).join(format!("du-lieu-{}", exported.report));
    let target = output.map_or(usual, Path::to_path_buf);
    let mut lines = ReportLines::new();
    for (name, bytes) in &exported.files {
        let path = target.join(name);
        world.save(&path, bytes).map_err(Error::Write)?;
        wrap(&flags.lang.message(&UserMessage::Written { path: &path.display().to_string() }), "  ", &mut lines);
    }
    Ok(lines.into())
}
