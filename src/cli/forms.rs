//! `forms`: writes the blank forms of a quarter, one workbook a unit.

use super::Lines;
use super::args::Flags;
use crate::error::Error;
use crate::lang::Message;
use crate::model::quarter::Quarter;
use crate::pipeline;
use crate::world::World;
use std::path::Path;

pub(super) fn run(
    flags: &Flags,
    world: &dyn World,
    folder: &Path,
    quarter: Option<Quarter>,
    unit: Option<String>,
    force: bool,
) -> Result<Lines, Error> {
    let plan = pipeline::campaign(world, folder)?;
    pipeline::sound(&plan)?;
    let quarter = match quarter {
        Some(quarter) => quarter,
        None => pipeline::next_quarter(world, folder, &plan)?,
    };
    if !(plan.first..=plan.last).contains(&quarter) {
        return Err(Error::UnknownQuarter { quarter, first: plan.first, last: plan.last });
    }
    let unit = unit.map(|code| pipeline::known_unit(&plan, &code)).transpose()?;
    let target = folder.join("bieu-mau").join(quarter.to_string());
    let (mut written, mut kept) = (0, Lines::new());
    let before = pipeline::before(world, folder, &plan, quarter)?;
    let reported = before.as_ref().is_some_and(pipeline::Before::has_counted);
    for (index, of) in plan.units.iter().enumerate().filter(|(u, _)| unit.is_none_or(|unit| unit == *u)) {
        let bytes = pipeline::form(&plan, index, quarter, before.as_ref())?;
        let path = target.join(format!("{}_{quarter}_{}.xlsx", plan.form.sheet, of.code));
        // Whatever differs from what would be written may hold somebody's figures.
        if world.is_file(&path) && !force && pipeline::read(world, &path)? != bytes {
            kept.push(flags.lang.say(&Message::FormKept { path: &path.display().to_string() }));
            continue;
        }
        world.save(&path, &bytes).map_err(Error::Write)?;
        written += 1;
    }
    let heading = quarter.heading();
    let mut lines = vec![flags.lang.say(&Message::FormsFor { heading: &heading, quarter, written })];
    if quarter > plan.first && !reported {
        lines.push(flags.lang.say(&Message::FormsWithoutBefore { quarter: quarter.plus(-1) }));
    }
    lines.append(&mut kept);
    lines.push(flags.lang.say(&Message::Written { path: &target.display().to_string() }));
    Ok(lines)
}
