//! `feedback`: writes what goes back to the units: forms with the places to correct, reminders, receipts.

use super::command::{CliCommand, CommandArguments, campaign_argument, flag, report_period_argument, today_argument};
use super::output::{CommandOutput, written};
use crate::error::Error;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::model::visible;
use crate::pipeline::{
    self, FeedbackKind, FeedbackOptions, FeedbackResult, RecipientArchive, ReplacePolicy, UnitFiles,
};
use crate::report::line::{ReportLines, wrap};
use crate::system::System;
use clap::Arg;
use serde_json::{Value, json};

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "feedback",
    aliases: &["phan-hoi"],
    about: StaticText::new(
        "Làm phản hồi cho từng đơn vị vào phan-hoi/: biểu cần sửa, nhắc gửi, báo đã nhận, kèm thư nháp (tên khác: phan-hoi)",
        "Write what goes back to each unit into phan-hoi/: forms to correct, reminders, receipts, with drafts of e-mails \
         (alias: phan-hoi)",
    ),
    usage: StaticText::new(
        "tonghop feedback [THƯ-MỤC] [--period KỲ] [--today NGÀY] [--zip] [--split]",
        "tonghop feedback [DIR] [--period PERIOD] [--today DAY] [--zip] [--split]",
    ),
    arguments,
    replaces: ReplacePolicy::Feedback,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    let zip = flag("zip").help(lang.pick("Gói thêm tất cả vào một tệp .zip", "Pack everything into one .zip besides"));
    let split = flag("split").help(lang.pick(
        "Gói thêm cho mỗi nơi nhận một tệp .zip: biểu và tin nhắn của các đơn vị có cùng địa chỉ",
        "Pack one .zip for each recipient besides: forms and messages of the units with one address",
    ));
    vec![campaign_argument(lang), report_period_argument(lang), today_argument(lang), zip, split]
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let lang = given.flags.lang;
    let options = FeedbackOptions {
        period: given.period()?,
        today: given.today(world)?,
        is_zipped: given.is_set("zip"),
        is_split: given.is_set("split"),
    };
    let done = pipeline::feedback(world, &given.campaign_folder(), options)?;
    let mut lines = ReportLines::new();
    for text in texts(&done) {
        wrap(lang.text_in(&text), "  ", &mut lines);
    }
    for kept in &done.kept {
        let path = kept.display();
        let text = BilingualText::new(
            format!("Tệp đã có người sửa, giữ lại: {path}"),
            format!("A file that somebody changed is kept: {path}"),
        );
        wrap(lang.text_in(&text), "  ", &mut lines);
    }
    written(lang, done.archive.as_deref().unwrap_or(&done.folder), &mut lines);
    given.output(lines, false, || result(&done))
}

/// Returns what was made, and what the board still has to do.
fn texts(done: &FeedbackResult) -> Vec<BilingualText> {
    let of = |kind: FeedbackKind| done.units.iter().filter(move |unit| unit.kind == kind);
    let period = done.report.words();
    let mut out = vec![BilingualText::new(
        format!("Phản hồi {}: {} đơn vị, tóm tắt ở Tom-tat.xlsx.", period.vi, done.units.len()),
        format!("Feedback for {}: {} units, summary in Tom-tat.xlsx.", period.en, done.units.len()),
    )];
    let held = |unit: &&UnitFiles| unit.counts.0 > 0;
    let groups = [
        ("Trả lại biểu để sửa", "Forms to correct", names(of(FeedbackKind::Correction).filter(held))),
        ("Trả lại biểu để xem lại", "Forms to look at again", names(of(FeedbackKind::Correction).filter(|u| !held(u)))),
        ("Nhắc gửi", "Reminders", names(of(FeedbackKind::Reminder))),
        ("Báo đã nhận", "Receipts", names(of(FeedbackKind::Receipt))),
    ];
    for (vi, en, names) in groups {
        if let Some((count, names)) = names {
            out.push(BilingualText::new(format!("{vi}: {count} – {names}"), format!("{en}: {count} – {names}")));
        }
    }
    let without: Vec<&UnitFiles> = done.units.iter().filter(|unit| unit.to.is_empty()).collect();
    if without.len() == done.units.len() && !without.is_empty() {
        out.push(BilingualText::new(
            "Lưu ý: trang “Đơn vị” của kế hoạch chưa có e-mail nào, thư nháp chưa có người nhận.",
            "Note: the plan's sheet “Đơn vị” has no e-mail; the drafts have no recipient.",
        ));
    } else if let Some((count, names)) = names(without.into_iter()) {
        out.push(BilingualText::new(
            format!("Lưu ý: {count} đơn vị chưa có e-mail ở trang “Đơn vị” của kế hoạch, thư nháp chưa có người nhận: {names}"),
            format!("Note: {count} units have no e-mail on the plan's sheet “Đơn vị”; their drafts have no recipient: {names}"),
        ));
    }
    if let Some((count, names)) = names(done.units.iter().filter(|unit| unit.has_bad_address)) {
        out.push(BilingualText::new(
            format!("Lưu ý: e-mail của {count} đơn vị không đúng dạng, hãy sửa ở trang “Đơn vị”: {names}"),
            format!("Note: the e-mail of {count} units is no address; correct it on the sheet “Đơn vị”: {names}"),
        ));
    }
    if !done.split.is_empty() {
        let count = done.split.len();
        out.push(BilingualText::new(
            format!("Đã gói {count} tệp .zip, mỗi nơi nhận một tệp."),
            format!("Packed {count} .zip files, one for each recipient."),
        ));
    }
    if !done.unassigned.is_empty() {
        let files: Vec<_> = done.unassigned.iter().map(|file| visible::line(file)).collect();
        out.push(BilingualText::new(
            format!("Lưu ý: {} tệp chưa biết của đơn vị nào, Ban tự xem: {}", files.len(), files.join("; ")),
            format!("Note: {} files of unknown units are left to the board: {}", files.len(), files.join("; ")),
        ));
    }
    out
}

/// Returns the number of units and their names; `None` if there are none.
fn names<'u>(units: impl Iterator<Item = &'u UnitFiles>) -> Option<(usize, String)> {
    const SHOWN: usize = 12;
    let all: Vec<&str> = units.map(|unit| unit.name.as_str()).collect();
    let rest = all.len().saturating_sub(SHOWN);
    let shown = all.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    (!all.is_empty()).then(|| (all.len(), if rest > 0 { format!("{shown}, … (+{rest})") } else { shown }))
}

/// Returns the result for programs.
fn result(done: &FeedbackResult) -> Value {
    let unit = |unit: &UnitFiles| {
        let kind = match unit.kind {
            FeedbackKind::Correction => "correction",
            FeedbackKind::Reminder => "reminder",
            FeedbackKind::Receipt => "receipt",
        };
        json!({
            "unit": unit.unit, "name": unit.name, "kind": kind, "errors": unit.counts.0, "warnings": unit.counts.1,
            "files": unit.files, "to": unit.to,
        })
    };
    let archive = |one: &RecipientArchive| json!({ "file": one.name, "to": one.to, "units": one.units });
    json!({
        "period": done.report,
        "folder": done.folder.display().to_string(),
        "units": done.units.iter().map(unit).collect::<Vec<_>>(),
        "kept": done.kept.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
        "archive": done.archive.as_ref().map(|path| path.display().to_string()),
        "split": done.split.iter().map(archive).collect::<Vec<_>>(),
        "unassigned": done.unassigned,
    })
}
