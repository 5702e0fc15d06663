//! `forms`: writes the blank forms of a period, one workbook for each unit.

use super::command::{
    CODE, CliCommand, CommandArguments, campaign_argument, flag, period_argument, today_argument, valued,
};
use super::output::{CommandOutput, written};
use crate::error::Error;
use crate::model::period::Period;
use crate::model::text::{BilingualText, Lang, StaticText, in_both_languages, text_in};
use crate::pipeline::{self, FormPeriod, PreviousReturn, PreviousState, ReplacePolicy};
use crate::plan::{Plan, Unit};
use crate::report::line::{ReportLine, ReportLines};
use crate::system::System;
use clap::Arg;
use serde_json::json;
use std::path::{Path, PathBuf};

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "forms",
    aliases: &["bieu-mau"],
    about: StaticText::new(
        "Làm biểu mẫu của một kỳ, mỗi đơn vị một tệp, vào bieu-mau/ (tên khác: bieu-mau)",
        "Write the forms of a period, one per unit, into bieu-mau/ (alias: bieu-mau)",
    ),
    usage: StaticText::new(
        "tonghop forms [THƯ-MỤC] [--period KỲ] [--unit MÃ] [--mail] [--zip] [--force]",
        "tonghop forms [DIR] [--period PERIOD] [--unit CODE] [--mail] [--zip] [--force]",
    ),
    arguments,
    replaces: ReplacePolicy::Nothing,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    vec![
        campaign_argument(lang),
        period_argument(lang).help(lang.pick(
            "Kỳ, ví dụ 2022-Q1; mặc định: kỳ sau kỳ mới nhất có từ hai đơn vị gửi (chưa có kỳ như thế: sau kỳ mới nhất có báo cáo)",
            "Period such as 2022-Q1; default: after the latest that several units reported (if none: that any unit reported)",
        )),
        valued(lang, "unit", CODE).help(lang.pick("Chỉ làm cho đơn vị có mã này", "Only for the unit with this code")),
        flag("mail").alias("thu").help(lang.pick(
            "Kèm thư nháp và tin nhắn để gửi biểu cho từng đơn vị",
            "With drafts of e-mails and chat messages to send the forms with",
        )),
        flag("zip").help(lang.pick("Gói thêm tất cả vào một tệp .zip", "Pack everything into one .zip besides")),
        today_argument(lang),
        flag("force")
            .help(lang.pick("Ghi đè cả biểu mẫu đã có người điền", "Overwrite even forms that a person filled in")),
    ]
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (lang, folder, selected) = (given.flags.lang, given.campaign_folder(), given.period()?);
    pipeline::ensure_no_copy(world, &folder)?;
    let plan = pipeline::campaign(world, &folder)?;
    pipeline::ensure_annex_valid(&plan)?;
    let (period, why) = match selected {
        Some(period) => (period, FormPeriod::Selected),
        None => pipeline::next_period(world, &folder, &plan)?,
    };
    if !(plan.first..=plan.last).contains(&period) {
        return Err(Error::NoFormsOf { period, first: plan.first, last: plan.last });
    }
    let unit = given.text("unit").map(|code| pipeline::known_unit(&plan, &code)).transpose()?;
    let target = folder.join("bieu-mau").join(period.to_string());
    let (mut kept, mut remarks) = (ReportLines::new(), ReportLines::new());
    let before = pipeline::load_previous(world, &folder, &plan, period)?;
    let units = due(&plan, period, unit, lang, &mut remarks);
    let of_units: Vec<usize> = units.iter().map(|(index, _)| *index).collect();
    let mut out = FormFolder { given, world, target: &target, files: Vec::new(), kept: Vec::new(), sent: Vec::new() };
    for (index, of) in units {
        let bytes = pipeline::form(&plan, index, period, before.as_ref())?;
        if !out.save(&plan, of, period, bytes)? {
            kept.extend(out.kept.last().map(|path| kept_form(lang, path)));
            continue;
        }
        for (code, rows) in pipeline::carried_overflow(&plan, index, period, before.as_ref())? {
            remarks.push(without_room(lang, &of.name, &code, rows));
        }
    }
    let archive = out.archive(period)?;
    let (files, kept_files) = (out.files, out.kept);
    let count = files.len();
    let mut texts = vec![in_both_languages(|t| {
        text_in!(t, "{}: đã làm {count} biểu mẫu", "{}: {count} forms written", period.text_in(t))
    })];
    texts.extend(period_text(why));
    texts.extend(before.as_ref().map(|before| unconfirmed(&plan, before, period, &of_units)).unwrap_or_default());
    let mut lines: ReportLines = texts.iter().map(|text| ReportLine::from(lang.text_in(text))).collect();
    lines.append(&mut remarks);
    lines.append(&mut kept);
    written(lang, archive.as_deref().unwrap_or(&target), &mut lines);
    let folder = target.display().to_string();
    given.output(lines, false, || {
        let archive = archive.as_ref().map(|path| path.display().to_string());
        json!({ "period": period, "folder": folder, "written": files, "kept": kept_files, "archive": archive })
    })
}

/// The folder that forms are written to.
struct FormFolder<'a> {
    given: &'a CommandArguments,
    world: &'a dyn System,
    target: &'a Path,
    /// Paths of the forms that were written, and of those that a person has filled in.
    files: Vec<String>,
    kept: Vec<String>,
    /// Names and contents of what goes to the units.
    sent: Vec<(String, Vec<u8>)>,
}

impl FormFolder<'_> {
    /// Writes the form of a unit and, if they are requested, its e-mail and chat message. Returns false if a person has
    /// filled in the form that is there: nothing is written then.
    fn save(&mut self, plan: &Plan, unit: &Unit, period: Period, bytes: Vec<u8>) -> Result<bool, Error> {
        let name = format!("{}_{period}_{}.xlsx", plan.form.sheet, unit.code);
        let path = self.target.join(&name);
        // A file that differs from the new form may contain figures that a person has entered.
        let is_kept = self.world.is_file(&path) && !self.given.is_set("force");
        if is_kept && pipeline::read(self.world, &path)? != bytes {
            self.kept.push(path.display().to_string());
            return Ok(false);
        }
        self.world.save(&path, &bytes).map_err(Error::Write)?;
        self.files.push(path.display().to_string());
        if self.given.is_set("mail") {
            let today = self.given.today(self.world)?;
            for (name, bytes) in pipeline::form_mail(plan, unit, period, today, (&name, &bytes)) {
                self.world.save(&self.target.join(&name), &bytes).map_err(Error::Write)?;
                self.sent.push((name, bytes));
            }
        }
        self.sent.push((name, bytes));
        Ok(true)
    }

    /// Writes the archive of all that was written, if it is requested.
    fn archive(&mut self, period: Period) -> Result<Option<PathBuf>, Error> {
        if !self.given.is_set("zip") {
            return Ok(None);
        }
        let path = self.target.join(format!("bieu-mau-{period}.zip"));
        self.world.save(&path, &pipeline::packed(std::mem::take(&mut self.sent))?).map_err(Error::Write)?;
        Ok(Some(path))
    }
}

/// Reports that a form was not overwritten.
fn kept_form(lang: Lang, path: &str) -> ReportLine {
    ReportLine::from(match lang {
        Lang::Vi => format!("Giữ nguyên, đã có người điền: {path} (thêm --force để ghi đè)"),
        Lang::En => format!("Kept, someone has filled it in: {path} (--force overwrites)"),
    })
}

/// Reports that a roster has more rows than the form.
fn without_room(lang: Lang, unit: &str, code: &str, rows: usize) -> ReportLine {
    ReportLine::from(match lang {
        Lang::Vi => format!("Lưu ý: {unit}, {code}: {rows} dòng của kỳ trước không đủ chỗ trong biểu mẫu"),
        Lang::En => format!("Note: {unit}, {code}: the form has no room for {rows} rows of the last return"),
    })
}

/// Explains why the forms are of this period; `None` if the user selected it.
fn period_text(why: FormPeriod) -> Option<BilingualText> {
    let (vi, en) = match why {
        FormPeriod::Selected => return None,
        FormPeriod::First => (
            "Kỳ đầu của kế hoạch: chưa có báo cáo nào.".to_string(),
            "The plan's first period: no return yet.".to_string(),
        ),
        FormPeriod::AfterSeveral(last) => (
            format!("Kỳ sau {}, kỳ mới nhất có từ hai đơn vị gửi.", last.in_sentence(Lang::Vi)),
            format!("The period after {}, the latest that several units have reported.", last.in_sentence(Lang::En)),
        ),
        FormPeriod::AfterOne(last) => (
            format!(
                "Kỳ sau {}, kỳ mới nhất có báo cáo (chưa kỳ nào có từ hai đơn vị gửi).",
                last.in_sentence(Lang::Vi)
            ),
            format!(
                "The period after {}, the latest with a return (no period has those of several units).",
                last.in_sentence(Lang::En)
            ),
        ),
    };
    Some(BilingualText::new(vi, en))
}

/// Names the units whose return for the previous period is missing or on hold: their opening balances are not confirmed.
fn unconfirmed(plan: &Plan, before: &PreviousState, period: Period, units: &[usize]) -> Vec<BilingualText> {
    let previous = period.plus(-1);
    let of = |state: PreviousReturn| -> Vec<&str> {
        let own = units.iter().filter(|unit| before.previous_return(plan, **unit, period) == state);
        own.filter_map(|unit| plan.units.get(*unit)).map(|unit| unit.name.as_str()).collect()
    };
    let (missing, held) = (of(PreviousReturn::Missing), of(PreviousReturn::Held));
    let BilingualText { vi: before, en: previous } = previous.words();
    let mut texts = Vec::new();
    if !missing.is_empty() {
        let (count, names) = (missing.len(), missing.join(", "));
        texts.push(BilingualText::new(
            format!("Lưu ý: {count} đơn vị chưa có báo cáo {before}, số đầu kỳ trong biểu để trống: {names}"),
            format!("Note: {count} units have no return of {previous}; their openings are left empty: {names}"),
        ));
    }
    if !held.is_empty() {
        let (count, names) = (held.len(), held.join(", "));
        texts.push(BilingualText::new(
            format!(
                "Lưu ý: {count} đơn vị có báo cáo {before} còn lỗi, chưa tổng hợp, số đầu kỳ trong biểu theo báo cáo đó và có ghi rõ: {names}"
            ),
            format!("Note: {count} units have a return of {previous} on hold; their openings follow it, marked as such: {names}"),
        ));
    }
    texts
}

/// Returns the units that report in a period, or of them the one with index `unit`. The remarks name the others.
fn due<'p>(
    plan: &'p Plan,
    period: Period,
    unit: Option<usize>,
    lang: Lang,
    remarks: &mut ReportLines,
) -> Vec<(usize, &'p Unit)> {
    let all = plan.units.iter().enumerate().filter(|(index, _)| unit.is_none_or(|unit| unit == *index));
    let (due, others): (Vec<_>, Vec<_>) = all.partition(|(_, unit)| unit.reports_in(period));
    others.into_iter().for_each(|(index, _)| remarks.push(without_form(plan, index, period, lang).into()));
    due
}

/// Explains why a unit that does not report in a period has no form.
fn without_form(plan: &Plan, index: usize, period: Period, lang: Lang) -> String {
    let unit = plan.units.get(index);
    let is_over = unit.is_some_and(|unit| unit.time.until.is_some_and(|until| until < period));
    let why = if is_over { plan.end_note(index) } else { plan.start_note(index) }.unwrap_or_default();
    let name = unit.map_or("", |unit| unit.name.as_str());
    match lang {
        Lang::Vi => format!("Không làm biểu cho {name}: {why}"),
        Lang::En => format!("No form for {name}, which does not report in {}: {why}", period.in_sentence(lang)),
    }
}
