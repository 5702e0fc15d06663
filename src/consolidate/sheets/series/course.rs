//! The course of one unit: the first flow of the plan period by period, read from a workbook with computed values.

use super::super::super::context::SheetContext;
use super::positions::{FIRST, SeriesTable, flows, name, row_of, top};
use crate::model::amount::Value;
use crate::model::previous::{CoursePoint, UnitCourse};
use crate::workbook::Workbook;

/// Returns the course of a unit up to the report period; `None` unless two periods have a figure.
pub(crate) fn unit_course(context: &SheetContext, book: &Workbook, unit: usize) -> Option<UnitCourse> {
    let plan = context.plan;
    let (index, series) = flows(plan).next()?;
    let pace = series.pace.as_deref().and_then(|name| plan.column(name));
    let row = |table| top(context, index, table).map(|top| row_of(context, top, Some(unit)));
    let (reached, expected) = (row(SeriesTable::ToDate)?, pace.and_then(|_| row(SeriesTable::Pace)));
    let sheet = book.sheet(name(plan))?;
    // A period without a return has a word or nothing.
    let figure = |row: Option<u32>, period: u32| -> Value {
        let value = row.and_then(|row| sheet.cells.formula((row, FIRST + period))?.value.clone());
        value.filter(|value| !matches!(value, Value::Text(_) | Value::Error(_))).unwrap_or_default()
    };
    let last = u32::try_from(context.ledger.report.ordinal(plan.first)).ok()?;
    let point = |period: u32| {
        Some(CoursePoint {
            period: plan.first.plus(i32::try_from(period).ok()?),
            reached: figure(Some(reached), period),
            expected: figure(expected, period),
        })
    };
    let points: Vec<CoursePoint> = (0..last).filter_map(point).collect();
    let begin = points.iter().position(|point| point.reached != Value::Blank)?;
    let points = points.get(begin..)?.to_vec();
    let known = points.iter().filter(|point| point.reached != Value::Blank).count();
    let pace = pace.map(|column| column.heading.clone());
    (known > 1).then(|| UnitCourse { heading: series.heading.clone(), pace, points })
}
