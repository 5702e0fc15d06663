//! `explain`: shows where a figure comes from or what a rule requires.

use super::Done;
use super::args::Flags;
use crate::error::Error;
use crate::model::period::Period;
use crate::pipeline;
use crate::report::text::{Lines, wrap};
use crate::world::World;
use std::path::Path;

pub(super) fn run(
    flags: &Flags,
    world: &dyn World,
    what: &str,
    unit: Option<&str>,
    period: Option<Period>,
) -> Result<Done, Error> {
    let folder = match &flags.folder {
        Some(folder) => folder.clone(),
        None => pipeline::above(world, Path::new(pipeline::PLAN_FILE)),
    };
    let explained = pipeline::explain(world, &folder, what, unit, period)?;
    let mut lines = Lines::new();
    for line in explained {
        let indent = "  ".repeat(line.depth);
        wrap(&format!("{indent}{}", flags.lang.of(&line.text)), &format!("{indent}    "), &mut lines);
    }
    Ok(lines.into())
}
