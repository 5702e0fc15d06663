//! `publish`: freezes the workbook of a period with everything it was made from.

use super::command::{CliCommand, CommandArguments, campaign_argument, flag, report_period_argument};
use super::output::{CommandOutput, kept_edited, written};
use crate::error::Error;
use crate::model::finding::counts;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::pipeline::{self, MANIFEST, PublishResult, ReplacePolicy};
use crate::plan::sheet_names::FINDINGS;
use crate::report::line::{ReportLines, wrap};
use crate::report::{since, text};
use crate::system::System;
use clap::Arg;
use serde_json::json;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "publish",
    aliases: &["chot"],
    about: StaticText::new(
        "Chốt một kỳ: giữ nguyên tệp tổng hợp, kế hoạch và báo cáo trong ket-qua/da-chot/KỲ/ (tên khác: chot)",
        "Publish a period: freeze workbook, plan and returns in ket-qua/da-chot/PERIOD/ (alias: chot)",
    ),
    usage: StaticText::new(
        "tonghop publish [THƯ-MỤC] [--period KỲ] [--no-returns]",
        "tonghop publish [DIR] [--period PERIOD] [--no-returns]",
    ),
    arguments,
    replaces: ReplacePolicy::Results,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    let without = flag("no-returns").help(lang.pick(
        "Không chép báo cáo, chỉ ghi mã SHA-256 của chúng",
        "Do not copy the returns, only record their SHA-256",
    ));
    vec![campaign_argument(lang), report_period_argument(lang), without]
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (flags, lang, detail) = (&given.flags, given.flags.lang, given.flags.detail);
    let period = given.span()?;
    let done = pipeline::publish(world, &given.campaign_folder(), period, !given.is_set("no-returns"))?;
    let (merged, mut lines) = (&done.merged, ReportLines::new());
    let (errors, warnings, _) = counts(merged.ledger.findings.iter());
    for text in [published(&done), found(errors, warnings, FINDINGS.in_lang(done.merged.plan.language))] {
        wrap(lang.text_in(&text), "  ", &mut lines);
    }
    since::gone(lang, &merged.ledger.gone, detail, &mut lines);
    text::changes(lang, &merged.ledger.republished, detail, &mut lines);
    kept_edited(lang, merged.kept.as_deref(), &mut lines);
    written(lang, &done.folder, &mut lines);
    let has_errors = errors > 0 || (flags.strict && warnings > 0);
    given.output(lines, has_errors, || {
        let kept = merged.kept.as_ref().map(|path| path.display().to_string());
        json!({
            "period": merged.ledger.span.name, "folder": done.folder.display().to_string(), "copied": done.copied,
            "hashed": done.hashed, "errors": errors, "warnings": warnings, "kept": kept,
            "published_figures_changed": merged.ledger.republished.len(),
            "published_returns_gone": merged.ledger.gone.len(),
        })
    })
}

fn published(done: &PublishResult) -> BilingualText {
    let (span, copied, hashed) = (done.merged.ledger.span, done.copied, done.hashed);
    let report = span.name.words();
    let mut text = BilingualText::new(
        format!("Đã chốt {}: tệp tổng hợp, kế hoạch, phụ lục, {copied} tệp báo cáo; {MANIFEST} ghi mã băm", report.vi),
        format!("Published {}: workbook, plan, annex, {copied} files of returns; {MANIFEST} has the hashes", report.en),
    );
    if hashed > 0 {
        text.vi.push_str(&format!("; {hashed} tệp báo cáo không chép, chỉ ghi mã băm"));
        text.en.push_str(&format!("; {hashed} files of returns not copied, only their hashes"));
    }
    text.vi.push('.');
    text.en.push('.');
    text
}

fn found(errors: usize, warnings: usize, sheet: &str) -> BilingualText {
    BilingualText::new(
        format!("Kết quả kiểm tra của tệp đã chốt: {errors} lỗi, {warnings} cảnh báo (xem trang \"{sheet}\")."),
        format!("Findings in the published workbook: {errors} errors, {warnings} warnings (sheet \"{sheet}\")."),
    )
}
