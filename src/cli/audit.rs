//! `audit`: compares a consolidated workbook with one built again.

use super::Done;
use super::args::{Flags, Format};
use crate::error::Error;
use crate::lang::Message;
use crate::pipeline;
use crate::report::audit as report;
use crate::report::text::{Lines, joined, wrap};
use crate::world::World;
use crate::write;
use std::path::Path;

/// Arguments of `audit`.
pub(super) struct Asked<'a> {
    /// Workbook to audit.
    pub(super) file: &'a Path,
    /// Folder with the returns.
    pub(super) returns: Option<&'a Path>,
    /// Output format.
    pub(super) format: Format,
    /// Output file. `None`: the screen.
    pub(super) output: Option<&'a Path>,
}

pub(super) fn run(flags: &Flags, world: &dyn World, asked: &Asked) -> Result<Done, Error> {
    let audited = pipeline::audit(world, asked.file, flags.folder.as_deref(), asked.returns)?;
    let errors = !audited.audit.differences.is_empty();
    let path = asked.file.display().to_string();
    let internal = Error::internal("report");
    let (lines, bytes) = match asked.format {
        Format::Text => {
            let lines = report::text(flags.lang, &path, &audited, flags.verbose);
            let bytes = joined(&lines).into_bytes();
            (lines, bytes)
        }
        Format::Json => {
            let text = report::json(&path, &audited).map_err(internal)?;
            (super::lines_of(&text), text.into_bytes())
        }
        Format::Xlsx => {
            let book = report::book(&path, &audited, audited.created);
            (Lines::new(), write::workbook(&book).map_err(|e| internal(e.to_string()))?)
        }
    };
    let Some(output) = asked.output else { return Ok(Done { lines, errors }) };
    world.save(output, &bytes).map_err(Error::Write)?;
    let mut lines = Lines::new();
    let count = audited.audit.differences.len();
    let summary = if errors { Message::AuditDifferences { count } } else { Message::AuditClean };
    wrap(flags.lang.say(&summary).trim_end_matches(':'), "  ", &mut lines);
    wrap(&flags.lang.say(&Message::Written { path: &output.display().to_string() }), "  ", &mut lines);
    Ok(Done { lines, errors })
}
