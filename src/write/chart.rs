//! Builds native charts: subtle axes, light gridlines, the legend above.

use super::error::WriteFault;
use super::page::columns;
use super::style::FONT;
use crate::workbook::excel_limits::LITERAL_LENGTH;
use crate::workbook::{self, CellRange, ChartKind, address, style};
use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartAxisTickType, ChartDataLabel, ChartDataLabelPosition, ChartEmptyCells, ChartFont,
    ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartSolidFill,
    Color,
};
use std::borrow::Cow;

/// Colour of gridlines and axes.
const GRID: u32 = 0xE3_E3E3;

/// How a series is drawn.
#[derive(Copy, Clone, PartialEq, Eq)]
enum SeriesShape {
    /// Bars or columns; overlapping ones are drawn over those of the series before.
    Filled { is_over: bool },
    /// A line with markers.
    Line,
    /// A dashed line without markers.
    Dashed,
}

/// Converts a chart of the sheet model to one of the writer crate.
pub(super) fn chart(model: &workbook::SheetChart) -> Result<Chart, WriteFault> {
    let mut chart = match model.kind {
        ChartKind::Bar => Chart::new_bar(),
        ChartKind::Column | ChartKind::Course => Chart::new_column(),
        ChartKind::Line => Chart::new_line(),
    };
    chart.set_width(model.size.0).set_height(model.size.1).set_alt_text(alternative(&model.about));
    let shape = match model.kind {
        ChartKind::Bar => SeriesShape::Filled { is_over: true },
        ChartKind::Column | ChartKind::Course => SeriesShape::Filled { is_over: false },
        ChartKind::Line => SeriesShape::Line,
    };
    // One series with labels is readable; labels of several would overlap. The one in front has them.
    let labelled = if model.kind == ChartKind::Bar { model.series.len().saturating_sub(1) } else { 0 };
    let own = if model.kind == ChartKind::Course { 1 } else { model.series.len() };
    for (index, one) in model.series.iter().take(own).enumerate() {
        series(&mut chart, shape, index == labelled, one)?;
    }
    if model.series.len() > own {
        let mut lines = Chart::new_line();
        for one in model.series.iter().skip(own) {
            series(&mut lines, SeriesShape::Dashed, false, one)?;
        }
        chart.combine(&lines);
    }
    axes(&mut chart, model.kind);
    let mut none = ChartFormat::new();
    none.set_no_border().set_no_fill();
    chart.chart_area().set_format(&mut none);
    chart.plot_area().set_format(&mut none);
    chart.title().set_hidden();
    if model.series.len() > 1 {
        chart.legend().set_position(ChartLegendPosition::Top).set_font(&font(9, style::INK));
    } else {
        chart.legend().set_hidden();
    }
    chart.show_empty_cells_as(ChartEmptyCells::Gaps);
    chart.validate()?;
    Ok(chart)
}

fn series(
    chart: &mut Chart,
    shape: SeriesShape,
    is_labelled: bool,
    model: &workbook::ChartSeries,
) -> Result<(), WriteFault> {
    let color = Color::RGB(model.color);
    let made = chart.add_series();
    let ((on, categories), (sheet, values)) = (parts(&model.categories)?, parts(&model.values)?);
    let ((left, right), (first, last)) = (columns(categories)?, columns(values)?);
    made.set_name(name(&model.name).as_ref());
    made.set_categories((on.as_str(), categories.top, left, categories.bottom, right));
    made.set_values((sheet.as_str(), values.top, first, values.bottom, last));
    let mut format = ChartFormat::new();
    let place = match shape {
        SeriesShape::Line => {
            format.set_line(ChartLine::new().set_color(color).set_width(2.25));
            let mut point = ChartFormat::new();
            point.set_solid_fill(ChartSolidFill::new().set_color(color));
            point.set_border(ChartLine::new().set_color(color));
            made.set_marker(ChartMarker::new().set_type(ChartMarkerType::Circle).set_size(6).set_format(&mut point));
            ChartDataLabelPosition::Above
        }
        SeriesShape::Dashed => {
            let mut line = ChartLine::new();
            format.set_line(line.set_color(color).set_width(1.75).set_dash_type(ChartLineDashType::Dash));
            made.set_marker(ChartMarker::new().set_none());
            ChartDataLabelPosition::Above
        }
        SeriesShape::Filled { is_over } => {
            format.set_solid_fill(ChartSolidFill::new().set_color(color));
            format.set_no_border();
            made.set_gap(45).set_overlap(if is_over { 100 } else { 0 });
            ChartDataLabelPosition::OutsideEnd
        }
    };
    made.set_format(&mut format);
    if is_labelled {
        let mut bold = font(9, style::INK);
        bold.set_bold();
        made.set_data_label(
            ChartDataLabel::new().show_value().set_num_format("#,##0;-#,##0;").set_position(place).set_font(&bold),
        );
    }
    Ok(())
}

/// Returns an alternative text within Excel's limit.
fn alternative(text: &str) -> String {
    if text.encode_utf16().count() <= LITERAL_LENGTH {
        text.to_string()
    } else {
        text.chars().take(LITERAL_LENGTH / 2).collect()
    }
}

/// Splits a range into sheet and cells. They are passed separately, because the writer crate keeps the doubled quotes
/// of a quoted sheet name.
pub(super) fn parts(range: &str) -> Result<(String, CellRange), WriteFault> {
    address::parse_range(range).ok_or_else(|| WriteFault::Formula(range.to_owned()))
}

/// Returns the name of a series. The writer crate would treat a name that starts with `=` or contains `!` as a formula
/// or range.
fn name(name: &str) -> Cow<'_, str> {
    if name.starts_with('=') || name.contains('!') { format!("“{name}”").into() } else { name.into() }
}

fn axes(chart: &mut Chart, kind: ChartKind) {
    let mut line = ChartFormat::new();
    line.set_line(ChartLine::new().set_color(Color::RGB(GRID)));
    let mut none = ChartFormat::new();
    none.set_no_line();
    let grid = ChartLine::new().set_color(Color::RGB(GRID)).set_width(0.75).clone();
    // The writer crate names the axes by position: the categories of a bar chart are on the vertical axis.
    let bar = kind == ChartKind::Bar;
    let categories = if bar { chart.y_axis() } else { chart.x_axis() };
    categories.set_font(&font(9, style::INK)).set_format(&mut line).set_major_tick_type(ChartAxisTickType::None);
    categories.set_major_gridlines(false);
    if bar {
        // The first row is on top, and the value axis stays at the bottom.
        categories.set_reverse();
        categories.set_crossing(ChartAxisCrossing::Max);
    }
    let values = if bar { chart.x_axis() } else { chart.y_axis() };
    values.set_font(&font(9, style::GREY)).set_format(&mut none).set_major_tick_type(ChartAxisTickType::None);
    values.set_major_gridlines(true).set_major_gridlines_line(&grid).set_num_format("#,##0");
}

fn font(size: u32, color: u32) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(FONT).set_size(size).set_color(Color::RGB(color));
    font
}
