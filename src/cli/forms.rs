//! `forms`: writes the blank forms of a period, one workbook for each unit.

use super::command::{CODE, CliCommand, CommandArguments, campaign_argument, flag, period_argument, valued};
use super::output::{CommandOutput, fit};
use crate::error::Error;
use crate::model::period::Period;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::pipeline::{self, ReplacePolicy};
use crate::plan::{Plan, Unit};
use crate::report::text::ReportLines;
use crate::system::System;
use clap::Arg;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "forms",
    aliases: &["bieu-mau"],
    about: StaticText::new(
        "Làm biểu mẫu của một kỳ, mỗi đơn vị một tệp, vào bieu-mau/ (tên khác: bieu-mau)",
        "Write the forms of a period, one per unit, into bieu-mau/ (alias: bieu-mau)",
    ),
    usage: StaticText::new(
        "tonghop forms [THƯ-MỤC] [--period KỲ] [--unit MÃ] [--force]",
        "tonghop forms [DIR] [--period PERIOD] [--unit CODE] [--force]",
    ),
    arguments,
    replaces: ReplacePolicy::Nothing,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    vec![
        campaign_argument(lang),
        period_argument(lang).help(lang.pick(
            "Kỳ, ví dụ 2022-Q1; mặc định: kỳ sau kỳ mới nhất có từ hai đơn vị gửi",
            "Period such as 2022-Q1; default: the one after the latest of several units",
        )),
        valued(lang, "unit", CODE).help(lang.pick("Chỉ làm cho đơn vị có mã này", "Only for the unit with this code")),
        flag("force")
            .help(lang.pick("Ghi đè cả biểu mẫu đã có người điền", "Overwrite even forms that a person filled in")),
    ]
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (lang, folder, selected) = (given.flags.lang, given.campaign_folder(), given.period()?);
    let plan = pipeline::campaign(world, &folder)?;
    pipeline::ensure_annex_valid(&plan)?;
    let period = match selected {
        Some(period) => period,
        None => pipeline::next_period(world, &folder, &plan)?,
    };
    if !(plan.first..=plan.last).contains(&period) {
        return Err(Error::UnknownPeriod { period, first: plan.first, last: plan.last });
    }
    let unit = given.text("unit").map(|code| pipeline::known_unit(&plan, &code)).transpose()?;
    let target = folder.join("bieu-mau").join(period.to_string());
    let (mut count, mut kept, mut remarks) = (0, ReportLines::new(), ReportLines::new());
    let before = pipeline::load_previous(world, &folder, &plan, period)?;
    let reported = before.as_ref().is_some_and(pipeline::PreviousState::has_counted);
    for (index, of) in due(&plan, period, unit, lang, &mut remarks) {
        let bytes = pipeline::form(&plan, index, period, before.as_ref())?;
        let path = target.join(format!("{}_{period}_{}.xlsx", plan.form.sheet, of.code));
        // A file that differs from the new form may contain figures that a person has entered.
        if world.is_file(&path) && !given.is_set("force") && pipeline::read(world, &path)? != bytes {
            let path = path.display();
            kept.push(match lang {
                Lang::Vi => format!("Giữ nguyên, đã có người điền: {path} (thêm --force để ghi đè)"),
                Lang::En => format!("Kept, someone has filled it in: {path} (--force overwrites)"),
            });
            continue;
        }
        world.save(&path, &bytes).map_err(Error::Write)?;
        count += 1;
        for (code, rows) in pipeline::carried_overflow(&plan, index, period, before.as_ref())? {
            let unit = &of.name;
            remarks.push(match lang {
                Lang::Vi => format!("Lưu ý: {unit}, {code}: {rows} dòng của kỳ trước không đủ chỗ trong biểu mẫu"),
                Lang::En => format!("Note: {unit}, {code}: the form has no room for {rows} rows of the last return"),
            });
        }
    }
    let heading = period.heading();
    let mut texts = vec![BilingualText::new(
        format!("{heading} ({period}): đã làm {count} biểu mẫu"),
        format!("{period} ({heading}): {count} forms written"),
    )];
    if period > plan.first && !reported {
        let previous = period.plus(-1);
        texts.push(BilingualText::new(
            format!(
                "Lưu ý: chưa có phiếu nào được tính đến hết kỳ {previous}; số đầu kỳ chỉ điền sẵn được theo phụ lục."
            ),
            format!("Note: no return up to {previous} counts yet; openings are prefilled from the annex only."),
        ));
    }
    let mut lines: ReportLines = texts.iter().map(|text| lang.text_in(text).to_string()).collect();
    lines.append(&mut remarks);
    lines.append(&mut kept);
    lines.push(format!("{}: {}", lang.pick("Đã ghi", "Written"), target.display()));
    Ok(fit(lines).into())
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
    others.into_iter().for_each(|(index, _)| remarks.push(without_form(plan, index, period, lang)));
    due
}

/// Says why a unit that does not report in a period has no form.
fn without_form(plan: &Plan, index: usize, period: Period, lang: Lang) -> String {
    let unit = plan.units.get(index);
    let is_over = unit.is_some_and(|unit| unit.time.until.is_some_and(|until| until < period));
    let why = if is_over { plan.end_note(index) } else { plan.start_note(index) }.unwrap_or_default();
    let name = unit.map_or("", |unit| unit.name.as_str());
    match lang {
        Lang::Vi => format!("Không làm biểu cho {name}: {why}"),
        Lang::En => format!("No form for {name}, which does not report in {period}: {why}"),
    }
}
