//! `report`: writes the report in words as a Word document.

use super::command::{CliCommand, CommandArguments, FILE, campaign_argument, output_argument, report_period_argument};
use super::output::{CommandOutput, kept_edited, written};
use crate::error::Error;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::pipeline::{self, ReplacePolicy};
use crate::report::line::{ReportLines, wrap};
use crate::system::System;
use clap::Arg;
use serde_json::json;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "report",
    aliases: &["bao-cao"],
    about: StaticText::new(
        "Viết báo cáo bằng lời ra tệp Word, đúng số của tệp tổng hợp (tên khác: bao-cao)",
        "Write the report in words as a Word file, with the figures of the consolidated workbook (also: bao-cao)",
    ),
    usage: StaticText::new(
        "tonghop report [THƯ-MỤC] [--period KỲ] [--output TỆP]",
        "tonghop report [DIR] [--period PERIOD] [--output FILE]",
    ),
    arguments,
    replaces: ReplacePolicy::Results,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    let output = output_argument(lang, FILE).help(
        lang.pick("Tệp để ghi; mặc định ket-qua/Bao-cao-KỲ.docx", "The file; default ket-qua/Bao-cao-PERIOD.docx"),
    );
    vec![campaign_argument(lang), report_period_argument(lang), output]
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (lang, period) = (given.flags.lang, given.span()?);
    let made = pipeline::written_report(world, &given.campaign_folder(), period, given.path("output").as_deref())?;
    let heading = made.report.heading();
    let ((due, counted), (texts, tables)) = (made.returns, made.blocks);
    let mut lines = ReportLines::new();
    let mut say = |text: BilingualText| wrap(lang.text_in(&text), "  ", &mut lines);
    say(BilingualText::new(
        format!("Báo cáo {heading}: {counted}/{due} báo cáo đã tổng hợp; {texts} đoạn, {tables} bảng."),
        format!("Report, {heading}: {counted} of {due} returns counted; {texts} paragraphs, {tables} tables."),
    ));
    if !made.uncounted.is_empty() {
        let names = made.uncounted.join(", ");
        say(BilingualText::new(
            format!("Số trong kỳ chưa gồm báo cáo chưa gửi hoặc còn lỗi của: {names}."),
            format!("The figures of the period lack the missing returns and those on hold of: {names}."),
        ));
    }
    say(BilingualText::new(
        "Đọc lại, bổ sung số văn bản, ngày và nhận xét trong Word rồi trình ký. Câu mẫu ở bảng Báo cáo của kế hoạch.",
        "Read it, add number, date and remarks in Word, then submit it. Its sentences are in the table “Báo cáo” of the plan.",
    ));
    kept_edited(lang, made.kept.as_deref(), &mut lines);
    written(lang, &made.path, &mut lines);
    given.output(lines, false, || {
        let kept = made.kept.as_ref().map(|path| path.display().to_string());
        let file = made.path.display().to_string();
        json!({
            "period": made.report.name, "file": file, "kept": kept, "due": due, "counted": counted,
            "uncounted": made.uncounted, "paragraphs": texts, "tables": tables,
        })
    })
}
