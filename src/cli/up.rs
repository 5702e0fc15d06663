//! `up`: writes the file for the level above.

use super::Done;
use super::args::Flags;
use crate::error::Error;
use crate::lang::Message;
use crate::model::period::Period;
use crate::pipeline;
use crate::report::text::{Lines, wrap};
use crate::world::World;
use std::path::Path;

pub(super) fn run(
    flags: &Flags,
    world: &dyn World,
    folder: &Path,
    period: Option<Period>,
    output: Option<&Path>,
) -> Result<Done, Error> {
    let made = pipeline::upward(world, folder, period, output)?;
    let heading = made.report.heading();
    let (all, counted) = made.units;
    let mut lines = Lines::new();
    for message in [
        Message::Upward { heading: &heading, all, counted },
        Message::LeftOut { rows: made.left_out },
        Message::UpwardOpen,
        Message::Written { path: &made.path.display().to_string() },
    ] {
        wrap(&flags.lang.say(&message), "  ", &mut lines);
    }
    Ok(lines.into())
}
