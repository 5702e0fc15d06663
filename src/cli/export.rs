//! `export`: writes tidy tables for other programs.

use super::Done;
use super::args::{Flags, Tidy};
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
    tidy: Tidy,
    output: Option<&Path>,
) -> Result<Done, Error> {
    let exported = pipeline::export(world, folder, period, tidy == Tidy::Json)?;
    let usual = folder.join(pipeline::RESULTS).join(format!("du-lieu-{}", exported.report));
    let target = output.map_or(usual, Path::to_path_buf);
    let mut lines = Lines::new();
    for (name, bytes) in &exported.files {
        let path = target.join(name);
        world.save(&path, bytes).map_err(Error::Write)?;
        wrap(&flags.lang.say(&Message::Written { path: &path.display().to_string() }), "  ", &mut lines);
    }
    Ok(lines.into())
}
