//! `merge`: consolidates all returns of a campaign into one workbook and prints a summary.

use super::CommandOutput;
use super::args::GlobalFlags;
use crate::error::Error;
use crate::lang::UserMessage;
use crate::model::finding::counts;
use crate::model::period::Period;
use crate::pipeline;
use crate::report::{since, text};
use crate::system::System;
use std::path::Path;
use std::time::Duration;

pub(super) fn run(
    flags: &GlobalFlags,
    world: &dyn System,
    folder: &Path,
    period: Option<Period>,
) -> Result<CommandOutput, Error> {
    let merged = pipeline::merge(world, folder, period)?;
    let mut lines = text::merged(flags.lang, &merged.plan, &merged.ledger, period.is_some(), flags.verbose);
    since::gone(flags.lang, &merged.ledger.gone, flags.verbose, &mut lines);
    text::changes(flags.lang, &merged.ledger.republished, flags.verbose, &mut lines);
    since::uncompared(flags.lang, &merged.uncompared, &mut lines);
    super::skipped(flags, world, folder, &merged.ledger.arrivals, &mut lines)?;
    if flags.timings {
        lines.push(String::new());
        let mut before = Duration::ZERO;
        for (stage, end) in merged.stages {
            let milliseconds = end.saturating_sub(before).as_millis();
            lines.push(flags.lang.message(&UserMessage::Timing { stage, milliseconds }));
            before = end;
        }
    }
    lines.push(String::new());
    if merged.unlinked > 0 {
        text::wrap(&flags.lang.message(&UserMessage::LinksLeftOut { count: merged.unlinked }), "  ", &mut lines);
    }
    text::wrap(
        &flags.lang.message(&UserMessage::Written { path: &merged.path.display().to_string() }),
        "  ",
        &mut lines,
    );
    let (errors, warnings, _) = counts(merged.ledger.findings.iter());
    // The program ends here, and the system frees all memory at once: dropping these would only take time.
    std::mem::forget((merged.plan, merged.ledger));
    Ok(CommandOutput { lines, errors: errors > 0 || (flags.strict && warnings > 0) })
}
