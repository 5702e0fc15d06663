//! `audit`: compares a consolidated workbook with one built again.

use super::CommandOutput;
use super::args::{GlobalFlags, ReportFormat};
use crate::error::Error;
use crate::lang::UserMessage;
use crate::pipeline;
use crate::report::audit as report;
use crate::report::text::{ReportLines, joined, wrap};
use crate::system::System;
use crate::write;
use std::path::Path;

/// Arguments of `audit`.
pub(super) struct AuditOptions<'a> {
    /// Workbook to audit.
    pub(super) file: &'a Path,
    /// Folder with the returns.
    pub(super) returns: Option<&'a Path>,
    /// Output format.
    pub(super) format: ReportFormat,
    /// Output file. `None`: the screen.
    pub(super) output: Option<&'a Path>,
}

pub(super) fn run(flags: &GlobalFlags, world: &dyn System, asked: &AuditOptions) -> Result<CommandOutput, Error> {
    let audited = pipeline::audit(world, asked.file, flags.folder.as_deref(), asked.returns)?;
    let errors = !audited.audit.differences.is_empty();
    let path = asked.file.display().to_string();
    let internal = Error::internal("report");
    let (lines, bytes) = match asked.format {
        ReportFormat::Text => {
            let lines = report::text(flags.lang, &path, &audited, flags.verbose);
            let bytes = joined(&lines).into_bytes();
            (lines, bytes)
        }
        ReportFormat::Json => {
            let text = report::json(&path, &audited).map_err(internal)?;
            (super::lines_of(&text), text.into_bytes())
        }
        ReportFormat::Xlsx => {
            let book = report::book(&path, &audited, audited.created);
            (ReportLines::new(), write::workbook(&book).map_err(|e| internal(e.to_string()))?)
        }
    };
    let Some(output) = asked.output else { return Ok(CommandOutput { lines, errors }) };
    world.save(output, &bytes).map_err(Error::Write)?;
    let mut lines = ReportLines::new();
    let count = audited.audit.differences.len();
    let summary = if errors { UserMessage::AuditDifferences { count } } else { UserMessage::AuditClean };
    wrap(flags.lang.message(&summary).trim_end_matches(':'), "  ", &mut lines);
    wrap(&flags.lang.message(&UserMessage::Written { path: &output.display().to_string() }), "  ", &mut lines);
    Ok(CommandOutput { lines, errors })
}
