//! The lines of the sheet "Đối chiếu": all figures that the checks compare with. Data only; `reference` draws them.

use super::Previous;
use crate::model::amount::Value;
use crate::model::day::Day;
use crate::model::period::Period;
use crate::model::previous::{CoursePoint, UnitCourse};
use crate::model::span::SpanName;
use crate::model::text::{Lang, StaticText, text_in};
use crate::plan::binding::FORM_VERSION;
use crate::plan::header;
use crate::plan::unit_time::QuotaTerm;
use crate::plan::{Indicator, IndicatorKind, Plan, Rule, Unit};

/// The lines above the figures of the previous period where they are left blank: in the plan's first period, and later.
pub(crate) const NO_PREVIOUS: [StaticText; 3] = [
    StaticText::new(
        "Đây là kỳ đầu tiên của kế hoạch: chưa có kỳ trước.",
        "This is the first period of the plan: there is no previous one.",
    ),
    StaticText::new(
        "Báo cáo kỳ trước chưa được tổng hợp: các ô dưới đây để trống, quy tắc so với kỳ trước không áp dụng.",
        "The return of the previous period is not counted: the cells below are blank, rules against the previous period do not apply.",
    ),
    // Of forms that an earlier version of the program wrote.
    StaticText::new(
        "Báo cáo kỳ trước chưa được tổng hợp: các ô dưới đây để trống, quy tắc so với kỳ trước không áp dụng.",
        "The return of the previous period is not counted: the cells below are blank, rules against the previous period do not apply.",
    ),
];

/// A line of the sheet.
#[derive(Clone, Debug)]
pub(super) enum ReferenceLine {
    /// The heading of a section.
    Section(String),
    /// A remark in place of figures.
    Remark(String),
    /// A chart of blocks of figures.
    Chart {
        /// The heading of each block, and the index of its first line.
        blocks: Vec<(String, usize)>,
        /// Lines of a block.
        points: usize,
    },
    /// The sum of a figure of the form and those of earlier returns.
    ToDate {
        /// The label.
        label: String,
        /// The name in formulas.
        name: String,
        /// The name of the figure of the form.
        own: String,
        /// The figures of earlier returns; `None` if one of these returns is not counted.
        earlier: Option<Vec<f64>>,
        /// The source.
        source: String,
    },
    /// A figure.
    Figure {
        /// The label.
        label: String,
        /// The figure.
        value: Value,
        /// True if the figure is a date.
        date: bool,
        /// The name in formulas; empty if no formula uses it.
        name: String,
        /// The source of the figure.
        source: String,
    },
}

impl ReferenceLine {
    /// Returns the name in formulas, and whether the figure is a date; `None` for a line without a name.
    pub(super) fn name(&self) -> Option<(&str, bool)> {
        match self {
            ReferenceLine::Figure { name, date, .. } if !name.is_empty() => Some((name, *date)),
            ReferenceLine::ToDate { name, .. } => Some((name, false)),
            _ => None,
        }
    }
}

/// Returns all lines of the sheet.
pub(super) fn lines(plan: &Plan, unit: &Unit, period: Period, previous: &Previous) -> Vec<ReferenceLine> {
    let mut lines = Vec::new();
    days(&mut lines, plan, period);
    quota(&mut lines, plan, unit, period, previous);
    progress(&mut lines, plan, previous);
    if let Some(course) = &previous.course {
        self::course(&mut lines, plan, course);
    }
    settings(&mut lines, plan);
    to_date(&mut lines, plan, previous);
    year_before(&mut lines, plan, period, previous);
    // Last: below its remark that there is no previous period, reading expects no values.
    before(&mut lines, plan, period, previous);
    lines
}

fn figure(label: &str, value: Value, name: &str, source: &str) -> ReferenceLine {
    let (label, name, source) = (label.to_string(), name.to_string(), source.to_string());
    ReferenceLine::Figure { label, value, date: false, name, source }
}

fn date(label: &str, day: Day, name: &str) -> ReferenceLine {
    let (label, value, name) = (label.to_string(), Value::Number(f64::from(day.serial())), name.to_string());
    ReferenceLine::Figure { label, value, date: true, name, source: String::new() }
}

fn days(lines: &mut Vec<ReferenceLine>, plan: &Plan, period: Period) {
    let t = plan.language;
    let dates = plan.dates(period);
    let count = |n: i32| Value::Number(f64::from(n));
    let span = format!("{} – {}", plan.first.heading_in(t), plan.last.heading_in(t));
    lines.push(ReferenceLine::Section(text_in!(t, "KỲ BÁO CÁO: {}", "REPORT PERIOD: {}", period.heading_in(t))));
    let counters = header::counters(plan.cycle());
    let word = plan
        .header_field(plan.cycle().period_field())
        .map_or(t.pick("Kỳ", "Period"), |field| plan.header_label(field));
    let (ordinal, all) = (
        text_in!(t, "{word} thứ mấy của kế hoạch", "Ordinal of the period in the plan"),
        text_in!(t, "Tổng số {} của kế hoạch", "Number of {}s of the plan", word.to_lowercase()),
    );
    lines.push(figure(&ordinal, count(period.ordinal(plan.first)), counters.ordinal, ""));
    lines.push(figure(&all, count(plan.periods()), counters.count, &span));
    lines.push(date(t.pick("Ngày đầu kỳ", "First day of the period"), period.first_day(), "ngay_dau"));
    lines.push(date(t.pick("Ngày cuối kỳ", "Last day of the period"), period.last_day(), "ngay_cuoi"));
    lines.push(date(t.pick("Ngày chốt số liệu theo quy định", "Cut-off of the plan"), dates.cut_off, "chot_th"));
    lines.push(date(t.pick("Hạn gửi báo cáo", "Deadline of the return"), dates.deadline, "han_nop"));
    let is_named = |rule: &Rule| rule.check.names().iter().any(|name| name == FORM_VERSION);
    if !plan.form.versions.is_empty() || plan.rules.iter().any(is_named) {
        let version = Value::Text(plan.form_version(period).to_string());
        lines.push(figure(
            t.pick("Phiên bản biểu mẫu của kỳ", "Form version of the period"),
            version,
            FORM_VERSION,
            "",
        ));
    }
}

fn quota(lines: &mut Vec<ReferenceLine>, plan: &Plan, unit: &Unit, period: Period, previous: &Previous) {
    let t = plan.language;
    lines.push(ReferenceLine::Section(
        t.pick("SỐ LIỆU CỦA ĐƠN VỊ TRONG PHỤ LỤC", "FIGURES OF THE UNIT IN THE ANNEX").into(),
    ));
    let source = text_in!(t, "Phụ lục Kế hoạch số {}", "Annex of plan {}", plan.info.number);
    for (index, column) in plan.annex.columns.iter().enumerate() {
        let own = plan.annex_figure(unit, &column.name, period);
        let joined = plan.unit_index(&unit.code).map(|unit| plan.quota_terms(unit, index, period)).unwrap_or_default();
        let (value, parts) = match joined.as_slice() {
            [_, _, ..] => (previous.quotas.get(&column.name).copied(), quota_parts(plan, unit, &joined)),
            [one] if plan.units.get(one.unit).is_some_and(|of| of.code != unit.code) => {
                (Some(one.value), quota_parts(plan, unit, &joined))
            }
            _ => (own, None),
        };
        let value = value.map_or(Value::Blank, Value::Number);
        let amended = plan
            .amended(unit, &column.name, period)
            .map(|a| text_in!(t, "Điều chỉnh từ {}: {}", "Amended from {}: {}", a.from.in_sentence(t), a.basis));
        let source = match parts.as_ref().or(amended.as_ref()) {
            Some(source) => source,
            None if value == Value::Blank => t.pick("Phụ lục để trống: không giao", "Blank in the annex: no quota"),
            None => &source,
        };
        lines.push(figure(&column.heading, value.clone(), &column.name, source));
    }
}

/// Names the units whose quotas are in the quota of a unit.
fn quota_parts(plan: &Plan, unit: &Unit, terms: &[QuotaTerm]) -> Option<String> {
    let t = plan.language;
    let others = terms.iter().filter_map(|term| plan.units.get(term.unit)).filter(|of| of.code != unit.code);
    let names: Vec<&str> = others.map(|of| of.name.as_str()).collect();
    (!names.is_empty())
        .then(|| text_in!(t, "Phụ lục, gồm cả số giao của {}", "Annex, with the quotas of {}", names.join(", ")))
}

fn progress(lines: &mut Vec<ReferenceLine>, plan: &Plan, previous: &Previous) {
    let t = plan.language;
    lines.push(ReferenceLine::Section(
        t.pick("TIẾN ĐỘ ĐẾN HẾT KỲ TRƯỚC", "PROGRESS TO THE END OF THE PREVIOUS PERIOD").into(),
    ));
    if previous.progress.is_empty() {
        lines.push(ReferenceLine::Remark(
            t.pick("Chưa có báo cáo nào được tổng hợp.", "No return is counted yet.").into(),
        ));
    }
    for (label, value) in &previous.progress {
        let is_quota = plan.annex.columns.iter().any(|column| column.heading == *label);
        let source = if is_quota {
            t.pick("Phụ lục", "Annex")
        } else {
            t.pick("Các báo cáo đã tổng hợp", "Counted returns")
        };
        lines.push(figure(label, value.clone(), "", source));
    }
}

/// Rounds what ought to be reached to one decimal: the figures beside it are whole numbers.
fn rounded(value: &Value) -> Value {
    value.number().map_or(Value::Blank, |number| Value::Number((number * 10.0).round() / 10.0))
}

/// Adds the unit's course, period by period, and its chart.
fn course(lines: &mut Vec<ReferenceLine>, plan: &Plan, course: &UnitCourse) {
    let t = plan.language;
    let heading = text_in!(t, "{}, lũy kế", "{}, cumulative", course.heading);
    let mut block = |heading: &str, source: &str, value: &dyn Fn(&CoursePoint) -> Value| {
        let first = lines.len() + 1;
        lines.push(ReferenceLine::Section(heading.to_uppercase()));
        for point in &course.points {
            lines.push(figure(&SpanName::from(point.period).label(t), value(point), "", source));
        }
        (heading.to_string(), first)
    };
    let mut blocks =
        vec![block(&heading, t.pick("Các báo cáo đã tổng hợp", "Counted returns"), &|p| p.reached.clone())];
    if let Some(pace) = &course.pace {
        blocks.push(block(pace, t.pick("Theo kế hoạch", "By the plan"), &|p| rounded(&p.expected)));
    }
    lines.push(ReferenceLine::Chart { blocks, points: course.points.len() });
}

fn settings(lines: &mut Vec<ReferenceLine>, plan: &Plan) {
    let t = plan.language;
    if plan.settings.is_empty() {
        return;
    }
    lines.push(ReferenceLine::Section(t.pick("MỨC QUY ĐỊNH ĐỂ KIỂM TRA", "SETTINGS OF THE CHECKS").into()));
    for setting in &plan.settings {
        lines.push(figure(&setting.label, Value::Number(setting.value), &setting.name, &setting.basis));
    }
}

fn before(lines: &mut Vec<ReferenceLine>, plan: &Plan, period: Period, previous: &Previous) {
    let t = plan.language;
    let heading = period.plus(-1).heading_in(t);
    lines.push(ReferenceLine::Section(text_in!(
        t,
        "SỐ LIỆU KỲ TRƯỚC: {heading}",
        "FIGURES OF THE PREVIOUS PERIOD: {heading}"
    )));
    if previous.figures.is_none() {
        let why = if period == plan.first { NO_PREVIOUS[0] } else { NO_PREVIOUS[1] };
        lines.push(ReferenceLine::Remark(why.in_lang(t).into()));
    }
    for indicator in plan.indicators_before() {
        let found = previous.figures.as_ref().and_then(|f| f.get(&indicator.name));
        lines.push(earlier_figure(indicator, found, "_kt", t));
    }
}

/// Returns the line of an indicator's figure of an earlier return, under its name with the suffix of that return.
fn earlier_figure(indicator: &Indicator, found: Option<&Value>, suffix: &str, t: Lang) -> ReferenceLine {
    ReferenceLine::Figure {
        label: indicator.label.clone(),
        value: found.cloned().unwrap_or_default(),
        date: indicator.kind == IndicatorKind::Date,
        name: format!("{}{suffix}", indicator.name),
        source: text_in!(t, "Mã {}", "Code {}", indicator.code),
    }
}

/// Adds the figures of the same period a year before that rules compare with.
fn year_before(lines: &mut Vec<ReferenceLine>, plan: &Plan, period: Period, previous: &Previous) {
    let (t, names) = (plan.language, plan.earlier_names().year_before);
    if names.is_empty() {
        return;
    }
    let heading = period.plus(-i32::from(plan.cycle().per_year())).heading_in(t);
    lines.push(ReferenceLine::Section(text_in!(
        t,
        "SỐ LIỆU CÙNG KỲ NĂM TRƯỚC: {heading}",
        "FIGURES OF THE SAME PERIOD A YEAR BEFORE: {heading}"
    )));
    if previous.year_before.is_none() {
        lines.push(ReferenceLine::Remark(
            t.pick(
                "Chưa có báo cáo cùng kỳ năm trước được tổng hợp: các ô dưới đây để trống, quy tắc so với cùng kỳ không áp dụng.",
                "No return of that period is counted: the cells below are blank, rules against it do not apply.",
            )
            .into(),
        ));
    }
    for indicator in plan.indicators_year_before().iter().filter(|i| names.contains(&i.name)) {
        let found = previous.year_before.as_ref().and_then(|figures| figures.get(&indicator.name));
        lines.push(earlier_figure(indicator, found, "_ck", t));
    }
}

/// Adds the sums to date that rules compare with.
fn to_date(lines: &mut Vec<ReferenceLine>, plan: &Plan, previous: &Previous) {
    let (t, names) = (plan.language, plan.earlier_names().to_date);
    if names.is_empty() {
        return;
    }
    lines.push(ReferenceLine::Section(
        t.pick("LŨY KẾ TỪ ĐẦU KẾ HOẠCH, CẢ KỲ NÀY", "TO DATE SINCE THE START OF THE PLAN, THIS PERIOD INCLUDED").into(),
    ));
    let summed = plan.indicators.iter().filter(|i| names.contains(&i.name));
    if summed.clone().any(|indicator| !previous.summed.contains_key(&indicator.name)) {
        lines.push(ReferenceLine::Remark(
            t.pick(
                "Còn kỳ trước chưa được tổng hợp: ô lũy kế để trống, quy tắc dùng lũy kế không áp dụng.",
                "An earlier period is not counted: sums to date are blank, rules on them do not apply.",
            )
            .into(),
        ));
    }
    for indicator in summed {
        lines.push(ReferenceLine::ToDate {
            label: indicator.label.clone(),
            name: format!("{}_lk", indicator.name),
            own: indicator.name.clone(),
            earlier: previous.summed.get(&indicator.name).cloned(),
            source: text_in!(t, "Mã {}", "Code {}", indicator.code),
        });
    }
}
