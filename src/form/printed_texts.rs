//! The texts that the form prints: the reader knows them by this list and reports every other text of a return.

use super::layout::FormLayout;
use super::reference_lines::{self, ReferenceLine};
use super::{FormBuilder, FormError, Previous, checks, head, narrative, reference, roster, table};
use crate::model::amount::Value;
use crate::model::period::Period;
use crate::model::previous::{CoursePoint, UnitCourse};
use crate::plan::edition::PlanEditions;
use crate::plan::{IndicatorKind, Plan, Series, Unit};
use crate::workbook::Sheet;

/// Returns every text of the forms of a plan. Texts that name the unit or the period are those of the plan's first unit
/// and first period. A run of dots or "…" is replaced by what a person fills in. Empty for a plan whose form cannot be
/// built: the loader reports such a plan.
pub fn printed_texts(plan: &Plan) -> Vec<String> {
    let Some(unit) = plan.units.first() else { return Vec::new() };
    let unit = &Unit { name: unit.name_in(plan.first).to_string(), ..unit.clone() };
    let mut out: Vec<String> =
        head::STATUS.iter().map(|text| text.in_lang(plan.language)).chain(head::EARLIER).map(str::to_string).collect();
    let [carried, more] = roster::CARRIED.map(|text| text.in_lang(plan.language));
    out.extend([carried.to_string(), format!("{carried}{more}")]);
    for edition in PlanEditions::new(plan).all() {
        out.extend(sheets(edition, unit).unwrap_or_default().iter().flat_map(texts));
    }
    // The remarks of a later period, and the figures of the annex that are amended.
    reference_texts(plan, unit, plan.first.plus(1), &mut out);
    for column in &plan.annex.columns {
        let without = |unit: &&Unit| plan.annex_figure(unit, &column.name, plan.first).is_none();
        if let Some(unit) = plan.units.iter().find(without) {
            reference_texts(plan, unit, plan.first, &mut out);
        }
    }
    for amendment in &plan.amendments {
        if let Some(unit) = plan.units.iter().find(|u| u.code == amendment.unit) {
            reference_texts(plan, unit, amendment.from, &mut out);
        }
    }
    for (index, unit) in plan.units.iter().enumerate() {
        for (_, at) in plan.taken_over(index) {
            reference_texts(plan, unit, at, &mut out);
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Builds the sheets of a form, of each roster only what is above its rows.
fn sheets(plan: &Plan, unit: &Unit) -> Result<Vec<Sheet>, FormError> {
    let columns = plan.columns.iter().map(|c| &c.heading).chain(plan.annex.columns.iter().map(|c| &c.heading));
    let progress = columns.map(|heading| (heading.clone(), Value::Blank)).collect();
    let previous = Previous { progress, course: course(plan), ..Previous::default() };
    let layout = FormLayout::new(plan, unit, plan.first, &previous);
    let form = FormBuilder { plan, unit, period: plan.first, previous: &previous, layout };
    let mut all = vec![table::sheet(&form)?, narrative::sheet(&form), reference::sheet(&form), checks::sheet(&form)?];
    all.extend(plan.rosters.iter().map(|list| roster::frame(&form, list)));
    Ok(all)
}

/// Returns a course over all periods of the plan. Which flow of the plan is followed only its headings say.
fn course(plan: &Plan) -> Option<UnitCourse> {
    let periods = (0..plan.periods()).map(|period| plan.first.plus(period));
    let point = |period| CoursePoint { period, reached: Value::Blank, expected: Value::Blank };
    let flow = |one: &&Series| plan.indicator(&one.indicator).is_some_and(|i| i.kind == IndicatorKind::Flow);
    let first = plan.series.iter().find(flow)?;
    let pace = first.pace.as_deref().and_then(|name| plan.column(name)).map(|column| column.heading.clone());
    Some(UnitCourse { heading: first.heading.clone(), pace, points: periods.map(point).collect() })
}

fn texts(sheet: &Sheet) -> impl Iterator<Item = String> {
    sheet.cells.texts().iter().map(|text| text.as_str().to_string())
}

fn reference_texts(plan: &Plan, unit: &Unit, period: Period, out: &mut Vec<String>) {
    for line in reference_lines::lines(plan, unit, period, &Previous::default()) {
        match line {
            ReferenceLine::Chart { .. } => {}
            ReferenceLine::Section(text) | ReferenceLine::Remark(text) => out.push(text),
            ReferenceLine::Figure { label, source, .. } | ReferenceLine::ToDate { label, source, .. } => {
                out.extend([label, source]);
            }
        }
    }
}
