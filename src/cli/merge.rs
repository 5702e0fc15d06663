//! `merge`: consolidates all returns of a campaign into one workbook and prints a summary.

use super::command::{CliCommand, CommandArguments, campaign_argument, report_period_argument};
use super::output::{CommandOutput, kept_edited, skipped, written};
use crate::error::Error;
use crate::model::finding::counts;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::pipeline::{self, ReplacePolicy, Stage};
use crate::report::text::ReportLines;
use crate::report::{since, text, unchecked};
use crate::system::System;
use clap::Arg;
use std::time::Duration;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "merge",
    aliases: &["gop"],
    about: StaticText::new(
        "Tổng hợp mọi báo cáo trong tra-loi/ thành ket-qua/Tong-hop-KỲ.xlsx (tên khác: gop)",
        "Consolidate all returns in tra-loi/ into ket-qua/Tong-hop-PERIOD.xlsx (alias: gop)",
    ),
    usage: StaticText::new("tonghop merge [THƯ-MỤC] [--period KỲ]", "tonghop merge [DIR] [--period PERIOD]"),
    arguments,
    replaces: ReplacePolicy::Results,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    vec![campaign_argument(lang), report_period_argument(lang)]
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (flags, lang, detail) = (&given.flags, given.flags.lang, given.flags.detail);
    let (folder, period) = (given.campaign_folder(), given.period()?);
    let merged = pipeline::merge(world, &folder, period)?;
    let mut lines = text::merged(lang, &merged.plan, &merged.ledger, period, detail);
    since::gone(lang, &merged.ledger.gone, detail, &mut lines);
    text::changes(lang, &merged.ledger.republished, detail, &mut lines);
    since::uncompared(lang, &merged.uncompared, &mut lines);
    let (plan, ledger) = (&merged.plan, &merged.ledger);
    unchecked::of_campaign(lang, plan, &ledger.unchecked, ledger.report, detail, &mut lines);
    unchecked::uncomputed(lang, &merged.uncomputed, detail, &mut lines);
    skipped(lang, detail, world, &folder, &ledger.arrivals, &mut lines)?;
    if flags.timings {
        timings(lang, &merged.stages, &mut lines);
    }
    lines.push(String::new());
    if merged.unlinked > 0 {
        text::wrap(lang.text_in(&links_left_out(merged.unlinked)), "  ", &mut lines);
    }
    kept_edited(lang, merged.kept.as_deref(), &mut lines);
    written(lang, &merged.path, &mut lines);
    let (errors, warnings, _) = counts(merged.ledger.findings.iter());
    let errors = errors + merged.uncomputed.len();
    // The program ends here, and the system frees all memory at once: dropping these would only take time.
    std::mem::forget((merged.plan, merged.ledger));
    Ok(CommandOutput { lines, errors: errors > 0 || (flags.strict && warnings > 0) })
}

/// Lists the time of each stage.
fn timings(lang: Lang, stages: &[(Stage, Duration)], lines: &mut ReportLines) {
    lines.push(String::new());
    let mut before = Duration::ZERO;
    for (stage, end) in stages {
        let milliseconds = end.saturating_sub(before).as_millis();
        lines.push(format!("{:<20}{milliseconds:>8} ms", stage.text().in_lang(lang)));
        before = *end;
    }
}

fn links_left_out(count: usize) -> BilingualText {
    BilingualText::new(
        format!(
            "{count} ô không có liên kết: đường dẫn đến tệp dài quá mức Excel nhận. Chữ trong ô vẫn đủ; hãy đặt tên \
             tệp, thư mục ngắn hơn."
        ),
        format!(
            "{count} cells have no link: the path to the file is longer than Excel takes. Their text is whole; give \
             files and folders shorter names."
        ),
    )
}
