//! The units that a consolidated workbook shows by name. Two units may have one name, each in its own time: an heir has the name
//! of an old unit. A workbook has a row for both.

use super::shown_figures::ShownFigure;
use crate::model::period::Period;
use crate::plan::Plan;
use std::collections::BTreeMap;

/// Returns the codes of the units of some figures, as the first of the plans that knows the name has them; `None` for a
/// total. A name that no plan knows stays as it is. `until` is the last period of the workbook.
pub(crate) fn unit_codes(plans: &[Option<&Plan>], figures: &[ShownFigure], until: Period) -> Vec<Option<String>> {
    let mut rows: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (index, figure) in figures.iter().enumerate() {
        if let Some(unit) = &figure.unit {
            rows.entry((&figure.name, unit)).or_default().push(index);
        }
    }
    let mut out: Vec<Option<String>> = figures.iter().map(|figure| figure.unit.clone()).collect();
    for ((_, name), mut rows) in rows {
        let known = plans.iter().flatten().map(|plan| named(plan, name, until)).find(|codes| !codes.is_empty());
        let Some(codes) = known else { continue };
        // Only one of several units of a name reports in a period: the row of any other is blank.
        rows.sort_by_key(|row| figures.get(*row).is_none_or(|figure| figure.value.is_empty()));
        for (place, row) in rows.into_iter().enumerate() {
            let code = codes.get(place).or(codes.first()).cloned();
            if let (Some(out), Some(code)) = (out.get_mut(row), code) {
                *out = Some(code);
            }
        }
    }
    out
}

/// Returns the codes of the units that a workbook of a period shows under a name, first that which reports in it.
fn named(plan: &Plan, name: &str, until: Period) -> Vec<String> {
    let mut units: Vec<usize> = (0..plan.units.len())
        .filter(|unit| plan.units.get(*unit).is_some_and(|unit| unit.name_in(until) == name))
        .collect();
    units.sort_by_key(|unit| !plan.reports(*unit, until));
    if units.is_empty() {
        let other = plan.units.iter().position(|unit| unit.name == name);
        units.extend(other.or_else(|| plan.names.find_exact(name, Some(until))));
    }
    units.into_iter().filter_map(|unit| Some(plan.units.get(unit)?.code.clone())).collect()
}
