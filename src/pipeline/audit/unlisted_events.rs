//! The calendar and the units as they may have been when a workbook was made. It lists waivers, amendments, documents and
//! remarks, but not these; the plan of today is tried without those of later periods, then without any.

use crate::audit::cause::Cause;
use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::plan::unit_names::UnitNames;
use crate::plan::unit_time::UnitTime;
use crate::plan::{Plan, Unit};

/// A plan that a workbook may have been made with, and what has changed since if it was.
pub struct EarlierEvents {
    /// The plan.
    pub plan: Plan,
    /// What has changed since, in words.
    pub changes: Vec<BilingualText>,
}

/// What is left of the events of today.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Kept {
    All,
    /// Those that matter up to the period of the workbook.
    UpTo(Period),
    None,
}

/// Lists the plans with earlier calendars or units, those that differ least from `plan` first.
pub fn earlier_events(plan: &Plan, merged: Period) -> Vec<EarlierEvents> {
    let kept = [Kept::All, Kept::UpTo(merged), Kept::None];
    let mut out: Vec<EarlierEvents> = Vec::new();
    let mut known = vec![(plan.calendar.len(), times(plan))];
    for (calendar, units) in kept.into_iter().flat_map(|units| kept.map(|calendar| (calendar, units))) {
        let mut then = plan.clone();
        then.calendar.retain(|period, _| calendar.keeps(*period));
        then.units.iter_mut().for_each(|unit| restrict(unit, units));
        let key = (then.calendar.len(), times(&then));
        if known.contains(&key) {
            continue;
        }
        known.push(key);
        then.names = UnitNames::new(&then.units);
        let mut changes = Vec::new();
        if then.calendar.len() != plan.calendar.len() {
            let periods = plan.calendar.keys().filter(|period| !then.calendar.contains_key(period));
            let periods = periods.map(Period::to_string).collect::<Vec<_>>().join(", ");
            changes.push(BilingualText::new(
                format!("lịch riêng (thêm): kỳ {periods}"),
                format!("dates of single periods (added): {periods}"),
            ));
        }
        if times(&then) != times(plan) {
            changes.extend(
                Cause::events(&then, plan).iter().filter(|c| matches!(c, Cause::Units(_))).map(Cause::whole_text),
            );
        }
        out.push(EarlierEvents { plan: then, changes });
    }
    out
}

fn times(plan: &Plan) -> Vec<UnitTime> {
    plan.units.iter().map(|unit| unit.time.clone()).collect()
}

impl Kept {
    fn keeps(self, period: Period) -> bool {
        match self {
            Kept::All => true,
            Kept::UpTo(merged) => period <= merged,
            Kept::None => false,
        }
    }
}

/// Takes the changes of a unit away that are not kept. A unit without its first period is as issued.
fn restrict(unit: &mut Unit, kept: Kept) {
    let time = &mut unit.time;
    if !time.end().is_none_or(|end| kept.keeps(end)) {
        (time.until, time.into) = (None, None);
    }
    if kept == Kept::None {
        *time = UnitTime::default();
    }
    let last = time.before.iter().position(|former| !kept.keeps(former.until.plus(1)));
    if let Some(first) = last
        && let Some(name) = time.before.get(first).map(|former| former.name.clone())
    {
        unit.name = name;
        time.before.truncate(first);
    }
}
