//! `status`: shows on one screen the state of a campaign today. Writes nothing.

use super::command::{CliCommand, CommandArguments, campaign_argument, report_period_argument, today_argument};
use super::output::CommandOutput;
use crate::error::Error;
use crate::model::text::{Lang, StaticText};
use crate::pipeline::{self, ReplacePolicy};
use crate::report::line::ReportLines;
use crate::report::next_step::{NextStep, next_steps};
use crate::report::summary::{CampaignSummary, SummaryContext};
use crate::report::{campaign_screen, since};
use crate::system::System;
use clap::Arg;
use serde::Serialize;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "status",
    aliases: &["tinh-hinh"],
    about: StaticText::new(
        "Tình hình một kỳ: hạn gửi, ai đã gửi, chưa gửi, gửi muộn, còn lỗi; không ghi gì (tên khác: tinh-hinh)",
        "How a period stands: deadline, who is on time, late, missing, on hold; writes nothing (alias: tinh-hinh)",
    ),
    usage: StaticText::new(
        "tonghop status [THƯ-MỤC] [--period KỲ] [--today NGÀY]",
        "tonghop status [DIR] [--period PERIOD] [--today DAY]",
    ),
    arguments,
    replaces: ReplacePolicy::Nothing,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    vec![campaign_argument(lang), report_period_argument(lang), today_argument(lang)]
}

/// The result for programs.
#[derive(Serialize)]
struct StatusJson<'a> {
    #[serde(flatten)]
    summary: &'a CampaignSummary,
    next: &'a [NextStep],
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (lang, detail, folder) = (given.flags.lang, given.flags.detail, given.campaign_folder());
    let period = given.span()?;
    let today = given.today(world)?;
    let status = pipeline::status(world, &folder, period)?;
    let context = SummaryContext { selected: period, today: Some(today), published: status.published };
    let summary = CampaignSummary::new(&status.plan, &status.ledger, context);
    let next = next_steps(&summary, &folder, false);
    let mut lines = ReportLines::new();
    campaign_screen::standing(lang, &summary, detail, &mut lines);
    campaign_screen::counts(lang, &summary, &mut lines);
    campaign_screen::published(lang, &summary, &mut lines);
    since::partial_copies(lang, &status.partial_copies, &mut lines);
    campaign_screen::earlier(lang, &summary, detail, &mut lines);
    campaign_screen::next_steps(lang, &next, given.flags.hints, &mut lines);
    let found = summary.findings;
    let (errors, warnings) =
        (found.current.errors + found.earlier.errors, found.current.warnings + found.earlier.warnings);
    let has_errors = errors > 0 || (given.flags.strict && warnings > 0);
    given.output(lines, has_errors, || StatusJson { summary: &summary, next: &next })
}
