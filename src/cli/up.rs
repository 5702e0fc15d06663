//! `up`: writes the file for the level above.

use super::command::{CliCommand, CommandArguments, FILE, campaign_argument, output_argument, report_period_argument};
use super::output::{CommandOutput, kept_edited, written};
use crate::error::Error;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::pipeline::{self, ReplacePolicy, RollupFile};
use crate::report::line::{ReportLines, wrap};
use crate::system::System;
use clap::Arg;
use serde_json::json;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "up",
    aliases: &["gui-len"],
    about: StaticText::new(
        "Làm tệp gửi cấp trên: tệp tổng hợp là một báo cáo, bỏ thông tin cá nhân (tên khác: gui-len)",
        "Make the file for the level above: the consolidated workbook as a return, without personal data (also: \
         gui-len)",
    ),
    usage: StaticText::new(
        "tonghop up [THƯ-MỤC] [--period KỲ] [--output TỆP]",
        "tonghop up [DIR] [--period PERIOD] [--output FILE]",
    ),
    arguments,
    replaces: ReplacePolicy::Results,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    let output = output_argument(lang, FILE).help(lang.pick(
        "Tệp để ghi; mặc định ket-qua/Gui-cap-tren-KỲ.xlsx",
        "The file; default ket-qua/Gui-cap-tren-PERIOD.xlsx",
    ));
    vec![campaign_argument(lang), report_period_argument(lang), output]
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (lang, period) = (given.flags.lang, given.span()?);
    let made = pipeline::upward(world, &given.campaign_folder(), period, given.path("output").as_deref())?;
    let (heading, rows) = (made.report.heading(), made.rows);
    let (all, counted) = made.returns;
    let (vi, en) = if made.report.is_single() { ("đơn vị", "units") } else { ("báo cáo", "returns") };
    let mut lines = ReportLines::new();
    for text in [
        BilingualText::new(
            format!("Báo cáo tổng hợp gửi cấp trên, {heading}: {counted}/{all} {vi} đã tổng hợp."),
            format!("Consolidated return for the level above, {heading}: {counted} of {all} {en} counted."),
        ),
        BilingualText::new(
            format!("Đã lược bỏ thông tin cá nhân: {}.", left_out(&made, Lang::Vi)),
            format!("Personal data stays behind: {}.", left_out(&made, Lang::En)),
        ),
        BilingualText::new(
            "Bổ sung các ô nền vàng ở trang đầu (ngày gửi, người lập, chỉ tiêu không cộng được) rồi gửi.",
            "Fill in the yellow cells of the first sheet (date, names, what cannot be added up), then send it.",
        ),
    ] {
        wrap(lang.text_in(&text), "  ", &mut lines);
    }
    kept_edited(lang, made.kept.as_deref(), &mut lines);
    written(lang, &made.path, &mut lines);
    given.output(lines, false, || {
        let kept = made.kept.as_ref().map(|path| path.display().to_string());
        let file = made.path.display().to_string();
        json!({
            "period": made.report.name, "file": file, "kept": kept, "due": all, "counted": counted, "rows_left_out": rows,
            "left_out": made.left_out.iter().map(|i| json!({ "what": lang.text_in(&i.what), "count": i.count })).collect::<Vec<_>>(),
        })
    })
}

/// Lists what was left out, with the number of places of each.
fn left_out(made: &RollupFile, lang: Lang) -> String {
    let rows = (made.rows > 0).then(|| format!("{} {}", made.rows, lang.pick("dòng danh sách", "roster rows")));
    let others = made.left_out.iter().map(|item| format!("{} ({})", lang.text_in(&item.what), item.count));
    let all: Vec<String> = rows.into_iter().chain(others).collect();
    if all.is_empty() { lang.pick("không có", "there are none").to_string() } else { all.join(", ") }
}
