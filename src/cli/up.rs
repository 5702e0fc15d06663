//! `up`: writes the file for the level above.

use super::CommandOutput;
use super::args::GlobalFlags;
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
    output: Option<&Path>,
) -> Result<CommandOutput, Error> {
    let made = pipeline::upward(world, folder, period, output)?;
    let heading = made.report.heading();
    let (all, counted) = made.units;
    let mut lines = ReportLines::new();
    for message in [
        UserMessage::Upward { heading: &heading, all, counted },
        UserMessage::LeftOut { rows: made.left_out },
        UserMessage::UpwardOpen,
        UserMessage::Written { path: &made.path.display().to_string() },
    ] {
        wrap(&flags.lang.message(&message), "  ", &mut lines);
    }
    Ok(lines.into())
}
