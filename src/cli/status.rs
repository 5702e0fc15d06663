//! `status`: shows on one screen the state of a campaign today. Writes nothing.

use super::command::{CliCommand, CommandArguments, campaign_argument, report_period_argument, valued};
use super::output::CommandOutput;
use super::usage::usage_error;
use crate::error::Error;
use crate::model::day::Day;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::model::visible;
use crate::pipeline::{self, ReplacePolicy};
use crate::report::campaign_screen;
use crate::report::line::ReportLines;
use crate::report::next_step::{NextStep, next_steps};
use crate::report::summary::{CampaignSummary, SummaryContext};
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
    let today = valued(lang, "today", StaticText::new("NGÀY", "DAY")).help(lang.pick(
        "Coi ngày này là hôm nay, ví dụ 2022-04-05 hoặc 05/04/2022; mặc định theo đồng hồ của máy",
        "Take this day for today, such as 2022-04-05 or 05/04/2022; default: the clock",
    ));
    vec![campaign_argument(lang), report_period_argument(lang), today]
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
    let today = match given.text("today") {
        Some(text) => day(&text, given.command.name)?,
        None => Day::from_unix(world.today()),
    };
    let status = pipeline::status(world, &folder, period)?;
    let context = SummaryContext { selected: period, today: Some(today), published: status.published };
    let summary = CampaignSummary::new(&status.plan, &status.ledger, context);
    let next = next_steps(&summary, &folder, false);
    let mut lines = ReportLines::new();
    campaign_screen::standing(lang, &summary, detail, &mut lines);
    campaign_screen::counts(lang, &summary, &mut lines);
    campaign_screen::published(lang, &summary, &mut lines);
    campaign_screen::earlier(lang, &summary, detail, &mut lines);
    campaign_screen::next_steps(lang, &next, &mut lines);
    let found = summary.findings;
    let (errors, warnings) =
        (found.current.errors + found.earlier.errors, found.current.warnings + found.earlier.warnings);
    let has_errors = errors > 0 || (given.flags.strict && warnings > 0);
    given.output(lines, has_errors, || StatusJson { summary: &summary, next: &next })
}

/// Reads a day, `2022-04-05` or `05/04/2022`.
fn day(text: &str, command: &str) -> Result<Day, Error> {
    let numbers = |separator| -> Option<[u32; 3]> {
        let parts: Option<Vec<u32>> = text.trim().split(separator).map(|part| part.parse().ok()).collect();
        parts?.try_into().ok()
    };
    let found = match (numbers('-'), numbers('/')) {
        (Some([year, month, day]), _) | (_, Some([day, month, year])) => Some((year, month, day)),
        _ => None,
    };
    let day = found.and_then(|(year, month, day)| Day::from_ymd(i32::try_from(year).ok()?, month, day));
    day.ok_or_else(|| {
        let text = visible::line(text);
        let text = BilingualText::new(
            format!("Không hiểu \"{text}\" là ngày nào. Ghi theo mẫu 2022-04-05 hoặc 05/04/2022."),
            format!("\"{text}\" is not a day. Write it like 2022-04-05 or 05/04/2022."),
        );
        usage_error(text, Some(command))
    })
}
