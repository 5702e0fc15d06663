//! The two charts: the first headline inside its target by unit, the latest first, and its course over the periods
//! against the pace.

use super::super::super::context::SheetContext;
use super::super::super::layout::sheet;
use super::super::series;
use super::helpers::{HelperCells, HelperColumn};
use super::returns::ReturnCountCells;
use super::{LAST, figure, heading, reports, section, width};
use crate::formula::literal::literal;
use crate::model::text::{Lang, text_in};
use crate::plan::Headline;
use crate::workbook::{ChartKind, ChartSeries, Sheet, SheetCell, SheetChart, Style, address, measure, style};

/// The colour of a target.
const TARGET: u32 = 0xC9_D3DE;
/// The number of units that the chart shows at most.
const SHOWN: usize = 20;
/// The height of a row under a chart, in points, and the rows that a chart covers at least.
const ROW: f64 = 18.0;
const ROWS: u32 = 9;
/// The last column of the left chart; a gap column follows.
const MIDDLE: u32 = 7;

/// Returns the number of rows that the charts need with their heading; 0 if there is none.
pub(super) fn rows(context: &SheetContext) -> u32 {
    if context.plan.headlines.is_empty() { 0 } else { covered(context) + 2 }
}

/// Returns the number of rows that a chart covers.
fn covered(context: &SheetContext) -> u32 {
    // A bar and its label need 12 points, legend and axis as much as four.
    ((context.plan.units.len().min(SHOWN) as u32 + 4) * 12).div_ceil(ROW as u32).max(ROWS)
}

/// Draws the charts from row `row` on. `table` is the first row of the table of returns.
pub(super) fn draw(
    sheet: &mut Sheet,
    context: &SheetContext,
    helpers: &mut HelperCells,
    counts: &ReturnCountCells,
    (row, table): (u32, u32),
) {
    let t = context.plan.language;
    let Some(headline) = context.plan.headlines.first() else { return };
    let course = course(context);
    let columns = (1, if course.is_some() { MIDDLE } else { LAST });
    if let Some(chart) = bars(sheet, context, helpers, counts, (headline, table)) {
        section(sheet, row, columns, SheetCell::text(title(context, headline), &Style::default()));
        sheet.charts.push(SheetChart { at: (row + 1, columns.0), size: size(context, columns), ..chart });
    }
    if let Some((name, chart)) = course {
        let words = literal(&text_in!(t, "{}, LŨY KẾ", "{}, CUMULATIVE", name.to_uppercase()));
        let lacking = text_in!(
            t,
            "IF({all}=0,\"\",\" (CHƯA GỒM \"&{all}&\" BÁO CÁO)\")",
            "IF({all}=0,\"\",\" (WITHOUT \"&{all}&\" RETURNS)\")",
            all = counts.all
        );
        let columns = (MIDDLE + 2, LAST);
        section(sheet, row, columns, SheetCell::formula(format!("{words}&{lacking}"), &Style::default()));
        sheet.charts.push(SheetChart { at: (row + 1, columns.0), size: size(context, columns), ..chart });
    }
    for line in row + 1..=row + covered(context) {
        sheet.heights.insert(line, ROW);
    }
    sheet.heights.insert(row + covered(context) + 1, 8.0);
}

/// Returns the title of the bars, which gives their order.
fn title(context: &SheetContext, headline: &Headline) -> String {
    let t = context.plan.language;
    let order = match (&headline.ahead, &headline.gap) {
        (Some(_), _) => t.pick(", CHẬM NHẤT TRƯỚC", ", FURTHEST BEHIND FIRST"),
        (None, Some(_)) => t.pick(", THIẾU NHIỀU NHẤT TRƯỚC", ", LARGEST GAP FIRST"),
        (None, None) => t.pick(", THEO ĐƠN VỊ", ", BY UNIT"),
    };
    let part = if context.plan.units.len() > SHOWN {
        text_in!(t, " ({SHOWN} ĐƠN VỊ)", " ({SHOWN} UNITS)")
    } else {
        String::new()
    };
    format!("{}{order}{part}", headline.heading.to_uppercase())
}

/// Returns the size in pixels of a chart over a range of columns.
fn size(context: &SheetContext, (left, right): (u32, u32)) -> (u32, u32) {
    let pixels = measure::span((left..=right).map(width));
    (pixels as u32 - 6, (f64::from(covered(context)) * ROW * 96.0 / 72.0) as u32 - 4)
}

/// Returns the chart of a headline by unit. The units are in the order of their delay, or of their gap, by helper
/// columns, so that the order follows the report period.
fn bars(
    sheet: &mut Sheet,
    context: &SheetContext,
    helpers: &mut HelperCells,
    counts: &ReturnCountCells,
    (headline, table): (&Headline, u32),
) -> Option<SheetChart> {
    let t = context.plan.language;
    figure(context, &headline.column, Some(0))?;
    let by_unit = |name: &str, unit: u32| figure(context, name, Some(unit as usize));
    let reached = helpers.column(sheet, heading(context, &headline.column), |_, u| by_unit(&headline.column, u));
    let target = headline.of.as_deref().map(|of| helpers.column(sheet, heading(context, of), |_, u| by_unit(of, u)));
    let sorted_by = headline.ahead.as_deref().or(headline.gap.as_deref());
    let place = match sorted_by {
        Some(name) => {
            let values = helpers.column(sheet, heading(context, name), |_, u| by_unit(name, u));
            sorted(sheet, t, helpers, (&values, target.as_ref()), headline.ahead.is_some())
        }
        None => helpers.column(sheet, t.pick("Thứ tự", "Order"), |_, u| Some((u + 1).to_string())),
    };
    let labels = labels(sheet, context, helpers, counts, (headline, table, &place));
    let shown = context.plan.units.len().min(SHOWN) as u32;
    let categories = labels.on(sheet::OVERVIEW.in_lang(context.plan.language), shown);
    let mut series = Vec::new();
    let names =
        [(headline.of.as_deref(), target.as_ref(), TARGET), (Some(&headline.column), Some(&reached), style::ACCENT)];
    for (name, column, color) in names {
        let (Some(name), Some(column)) = (name, column) else { continue };
        let picked = helpers.column(sheet, heading(context, name), |_, u| {
            Some(format!("IF({at}=\"\",\"\",INDEX({},{at}))", column.range(), at = place.cell(u)))
        });
        let values = picked.on(sheet::OVERVIEW.in_lang(context.plan.language), shown);
        series.push(ChartSeries { name: heading(context, name).into(), categories: categories.clone(), values, color });
    }
    let about = text_in!(
        t,
        "Biểu đồ thanh theo đơn vị: {}. Số liệu ở bảng báo cáo của các đơn vị bên dưới.",
        "Bar chart by unit: {}. The figures are in the table of returns below.",
        headline.heading
    );
    Some(SheetChart { kind: ChartKind::Bar, at: (0, 0), size: (0, 0), series, about })
}

/// Writes the columns that sort the units and returns the one with the unit (from 1) at each place. Delays are sorted
/// upwards, gaps downwards; equal ones keep the order of the annex. Units without a target are left out.
fn sorted(
    sheet: &mut Sheet,
    t: Lang,
    helpers: &mut HelperCells,
    (values, target): (&HelperColumn, Option<&HelperColumn>),
    is_delay: bool,
) -> HelperColumn {
    let keys = helpers.column(sheet, t.pick("Để xếp", "Sort key"), |_, unit| {
        let own = values.cell(unit);
        let has_target = target.map_or_else(String::new, |target| format!(",N({})>0", target.cell(unit)));
        Some(format!("IF(AND(ISNUMBER({own}){has_target}),{own},\"\")"))
    });
    let ranks = helpers.column(sheet, t.pick("Hạng", "Rank"), |_, unit| {
        let own = keys.cell(unit);
        let equals = keys.above(unit).map_or_else(String::new, |above| format!("+COUNTIF({above},{own})"));
        Some(format!("IF(ISNUMBER({own}),RANK({own},{},{}){equals},\"\")", keys.range(), u8::from(is_delay)))
    });
    helpers.column(sheet, t.pick("Thứ tự", "Order"), |_, unit| {
        Some(format!("IFERROR(MATCH({},{},0),\"\")", unit + 1, ranks.range()))
    })
}

/// Writes the labels of the bars: the unit and its delay. A unit that lacks a return is not called late.
fn labels(
    sheet: &mut Sheet,
    context: &SheetContext,
    helpers: &mut HelperCells,
    counts: &ReturnCountCells,
    (headline, table, place): (&Headline, u32, &HelperColumn),
) -> HelperColumn {
    let t = context.plan.language;
    let last = context.plan.units.len().saturating_sub(1);
    let names = format!(
        "{}:{}",
        address::fixed(reports::row(table, 0), reports::NAME),
        address::fixed(reports::row(table, last), reports::NAME)
    );
    let ahead = headline.ahead.as_deref().map(|name| {
        let values = helpers.column(sheet, heading(context, name), |_, u| figure(context, name, Some(u as usize)));
        let number = context.plan.column_format(name);
        let at = |unit: u32| place.cell(unit);
        helpers.texts(sheet, heading(context, name), number, |u| {
            format!("IFERROR(INDEX({},{}),\"\")", values.range(), at(u))
        })
    });
    helpers.column(sheet, t.pick("Nhãn", "Label"), |_, unit| {
        let at = place.cell(unit);
        let complete = ahead.map_or_else(
            || "\"\"".to_string(),
            |texts| {
                let text = texts.cell(unit);
                format!("IF({text}=\"\",\"\",IF(OR({text}=\"0\",LEFT({text},1)=\"−\"),\" (\",\" (+\")&{text}&\")\")")
            },
        );
        let note = text_in!(
            t,
            "IF(INDEX({},{at})>0,\" (thiếu báo cáo)\",{complete})",
            "IF(INDEX({},{at})>0,\" (returns missing)\",{complete})",
            counts.to_date.range()
        );
        Some(format!("IF({at}=\"\",\"\",INDEX({names},{at})&{note})"))
    })
}

/// Returns the first cumulative series of the plan, period by period, with its pace.
fn course(context: &SheetContext) -> Option<(String, SheetChart)> {
    let t = context.plan.language;
    let (index, first) = series::flows(context.plan).next()?;
    let (categories, values) = series::to_date_ranges(context, index)?;
    let name = text_in!(t, "{}, lũy kế", "{}, cumulative", first.heading);
    let mut lines = vec![ChartSeries { name, categories: categories.clone(), values, color: style::ACCENT }];
    if let Some(values) = series::pace_range(context, index) {
        let pace = first.pace.as_deref().map_or("", |name| heading(context, name));
        lines.push(ChartSeries { name: pace.to_string(), categories, values, color: style::GREY });
    }
    let about = text_in!(
        t,
        "Biểu đồ {}, lũy kế từng kỳ so với tiến độ phải đạt. Số liệu ở bảng lũy kế bên dưới.",
        "Chart of {}, cumulative by period against the pace. The figures are in the cumulative table below.",
        first.heading
    );
    // Columns for what was reached: as a line, the empty text of a period to come would be drawn as a fall to zero.
    let kind = ChartKind::Course;
    Some((first.heading.clone(), SheetChart { kind, at: (0, 0), size: (0, 0), series: lines, about }))
}
