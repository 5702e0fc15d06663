//! `explain`: shows where a figure comes from or what a rule requires.

use super::command::{CODE, CliCommand, CommandArguments, positional, report_period_argument, valued};
use super::output::CommandOutput;
use crate::check::format_value;
use crate::error::Error;
use crate::model::text::{Lang, StaticText};
use crate::pipeline::{self, ExplanationLine, ReplacePolicy};
use crate::report::line::{ReportLines, wrap};
use crate::report::text::Detail;
use crate::system::System;
use clap::Arg;
use serde_json::json;
use std::path::Path;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "explain",
    aliases: &["giai-thich"],
    about: StaticText::new(
        "Giải thích một tên, một quy tắc hay một ô: công thức, và từng bước đến ô của báo cáo (tên khác: giai-thich)",
        "Explain a name, a rule or a cell: its formula, and step by step down to the returns (alias: giai-thich)",
    ),
    usage: StaticText::new(
        "tonghop explain TÊN|MÃ|Ô [--unit MÃ] [--period KỲ]",
        "tonghop explain NAME|RULE|CELL [--unit CODE] [--period PERIOD]",
    ),
    arguments,
    replaces: ReplacePolicy::Nothing,
    run,
};

/// Maximum length of a text without `-v`, in characters.
const LONGEST: usize = 400;

fn arguments(lang: Lang) -> Vec<Arg> {
    let what = positional(lang, "what", StaticText::new("TÊN|MÃ|Ô", "NAME|RULE|CELL")).help(lang.pick(
        "Tên cột hay chỉ tiêu (kn_con_lai), mã số của biểu (\"mã 07\"), mã lỗi (R10, D15, K04), tiêu đề cột, hoặc ô (\"'Tổng hợp'!G12\")",
        "Name of a column or indicator (kn_con_lai), code on the form (\"code 07\"), code of a finding (R10, D15, K04), heading, or cell (\"'Tổng hợp'!G12\")",
    ));
    let unit = valued(lang, "unit", CODE).help(
        lang.pick("Đơn vị (mã hoặc tên); không ghi thì dòng tổng cộng", "Unit (code or name); the total without one"),
    );
    vec![what.required(true), unit, report_period_argument(lang)]
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (lang, period) = (given.flags.lang, given.span()?);
    let folder = match &given.flags.folder {
        Some(folder) => folder.clone(),
        None => pipeline::find_campaign_dir(world, Path::new(pipeline::PLAN_FILE)),
    };
    let what = given.text("what").unwrap_or_default();
    let explained = pipeline::explain(world, &folder, &what, given.text("unit").as_deref(), period)?;
    let mut lines = ReportLines::new();
    for line in &explained {
        let (indent, text) = ("  ".repeat(line.depth), lang.text_in(&line.text));
        // A formula with all of its references is for those who look closely.
        let text = match given.flags.detail {
            Detail::Brief if text.chars().count() > LONGEST => {
                let more = lang.pick("(thêm -v để xem hết)", "(-v shows all)");
                format!("{} {more}", format_value::clip(text, LONGEST))
            }
            _ => text.to_string(),
        };
        wrap(&format!("{indent}{text}"), &format!("{indent}    "), &mut lines);
    }
    given.output(lines, false, || {
        let line = |line: &ExplanationLine| json!({ "depth": line.depth, "text": line.text });
        json!({ "what": what, "lines": explained.iter().map(line).collect::<Vec<_>>() })
    })
}
