//! The command `forms`: writes the blank forms of a period, one workbook for each unit.

use super::ReportLines;
use super::args::GlobalFlags;
use crate::error::Error;
use crate::lang::UserMessage;
use crate::model::period::Period;
use crate::pipeline;
use crate::system::System;
use std::path::Path;

pub(super) fn run(
    flags: &GlobalFlags,
    world: &dyn System,
    folder: &Path,
    period: Option<Period>,
    unit: Option<String>,
    force: bool,
) -> Result<ReportLines, Error> {
    let plan = pipeline::campaign(world, folder)?;
    pipeline::ensure_annex_valid(&plan)?;
    let period = match period {
        Some(period) => period,
        None => pipeline::next_period(world, folder, &plan)?,
    };
    if !(plan.first..=plan.last).contains(&period) {
        return Err(Error::UnknownPeriod { period, first: plan.first, last: plan.last });
    }
    let unit = unit.map(|code| pipeline::known_unit(&plan, &code)).transpose()?;
    let target = folder.join("bieu-mau").join(period.to_string());
    let (mut written, mut kept) = (0, ReportLines::new());
    let before = pipeline::load_previous(world, folder, &plan, period)?;
    let reported = before.as_ref().is_some_and(pipeline::PreviousState::has_counted);
    for (index, of) in plan.units.iter().enumerate().filter(|(u, _)| unit.is_none_or(|unit| unit == *u)) {
        let bytes = pipeline::form(&plan, index, period, before.as_ref())?;
        let path = target.join(format!("{}_{period}_{}.xlsx", plan.form.sheet, of.code));
        // A file that differs from the new form may contain figures that a person has entered.
        if world.is_file(&path) && !force && pipeline::read(world, &path)? != bytes {
            kept.push(flags.lang.message(&UserMessage::FormKept { path: &path.display().to_string() }));
            continue;
        }
        world.save(&path, &bytes).map_err(Error::Write)?;
        written += 1;
    }
    let heading = period.heading();
    let mut lines = vec![flags.lang.message(&UserMessage::FormsFor { heading: &heading, period, written })];
    if period > plan.first && !reported {
        lines.push(flags.lang.message(&UserMessage::FormsWithoutBefore { period: period.plus(-1) }));
    }
    lines.append(&mut kept);
    lines.push(flags.lang.message(&UserMessage::Written { path: &target.display().to_string() }));
    Ok(lines)
}
