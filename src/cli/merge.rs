//! `merge`: consolidates all returns of a campaign into one workbook and prints the state of the campaign.

use super::command::{CliCommand, CommandArguments, campaign_argument, report_period_argument};
use super::output::{CommandOutput, kept_edited, skipped, written};
use crate::error::Error;
use crate::model::finding::{Finding, counts};
use crate::model::span::SpanName;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::pipeline::{self, MergeResult, ReplacePolicy, Stage};
use crate::report::line::{ReportLine, ReportLines, wrap};
use crate::report::next_step::{NextStep, next_steps};
use crate::report::summary::{CampaignSummary, SummaryContext};
use crate::report::text::Detail;
use crate::report::{campaign_screen, since, text, unchecked};
use crate::system::System;
use clap::Arg;
use serde::Serialize;
use std::path::Path;
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

/// The result for programs.
#[derive(Serialize)]
struct MergeJson<'a> {
    #[serde(flatten)]
    summary: &'a CampaignSummary,
    findings_list: &'a [Finding],
    next: &'a [NextStep],
    workbook: String,
    kept: Option<String>,
    uncomputed: &'a [String],
    uncompared: &'a [SpanName],
    published_figures_changed: usize,
    published_returns_gone: usize,
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (flags, folder, period) = (&given.flags, given.campaign_folder(), given.span()?);
    let merged = pipeline::merge(world, &folder, period)?;
    let context = SummaryContext { selected: period, today: None, published: merged.published.clone() };
    let summary = CampaignSummary::new(&merged.plan, &merged.ledger, context);
    let next = next_steps(&summary, &folder, true);
    let mut lines = screen(flags.lang, flags.detail, &merged, &summary);
    skipped(flags.lang, flags.detail, world, &folder, &merged.ledger.arrivals, &mut lines)?;
    if flags.timings {
        timings(flags.lang, &merged.stages, &mut lines);
    }
    campaign_screen::next_steps(flags.lang, &next, flags.hints, &mut lines);
    end(flags.lang, &merged, &mut lines);
    let (errors, warnings, _) = counts(merged.ledger.findings.iter());
    let has_errors = errors + merged.uncomputed.len() > 0 || (flags.strict && warnings > 0);
    let name = |path: &Path| path.display().to_string();
    let output = given.output(lines, has_errors, || MergeJson {
        summary: &summary,
        findings_list: &merged.ledger.findings,
        next: &next,
        workbook: name(&merged.path),
        kept: merged.kept.as_deref().map(name),
        uncomputed: &merged.uncomputed,
        uncompared: &merged.uncompared,
        published_figures_changed: merged.ledger.republished.len(),
        published_returns_gone: merged.ledger.gone.len(),
    });
    // Outside the menu the program ends here, and the system frees all memory at once: dropping these would only take time.
    if !flags.is_in_menu() {
        std::mem::forget((merged.plan, merged.ledger));
    }
    output
}

/// Formats the state of the campaign, what was found, and what differs from workbooks made earlier.
fn screen(lang: Lang, detail: Detail, merged: &MergeResult, summary: &CampaignSummary) -> ReportLines {
    let (plan, ledger) = (&merged.plan, &merged.ledger);
    let mut lines = ReportLines::new();
    campaign_screen::standing(lang, summary, detail, &mut lines);
    campaign_screen::findings(lang, summary, detail, &mut lines);
    campaign_screen::earlier(lang, summary, detail, &mut lines);
    if detail == Detail::Full {
        text::all_findings(lang, plan, ledger, &mut lines);
        unchecked::of_campaign(lang, plan, &ledger.unchecked, ledger.report, detail, &mut lines);
    }
    unchecked::costly(lang, plan, ledger.unchecked.iter(), Some(ledger.report), &mut lines);
    since::gone(lang, &ledger.gone, detail, &mut lines);
    text::changes(lang, &ledger.republished, detail, &mut lines);
    since::uncompared(lang, &merged.uncompared, &mut lines);
    since::partial_copies(lang, &merged.partial_copies, &mut lines);
    unchecked::uncomputed(lang, &merged.uncomputed, detail, &mut lines);
    lines
}

/// Adds what was written; the last line is the path of the workbook.
fn end(lang: Lang, merged: &MergeResult, lines: &mut ReportLines) {
    lines.push("".into());
    if merged.unlinked > 0 {
        wrap(lang.text_in(&links_left_out(merged.unlinked)), "  ", lines);
    }
    kept_edited(lang, merged.kept.as_deref(), lines);
    written(lang, &merged.path, lines);
}

/// Lists the time of each stage.
fn timings(lang: Lang, stages: &[(Stage, Duration)], lines: &mut ReportLines) {
    lines.push("".into());
    let mut before = Duration::ZERO;
    for (stage, end) in stages {
        let milliseconds = end.saturating_sub(before).as_millis();
        let line = format!("{:<20}{milliseconds:>8} ms", stage.text().in_lang(lang));
        lines.push(ReportLine::verbatim(line));
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
