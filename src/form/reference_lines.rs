//! The lines of the sheet "Đối chiếu": all figures that the checks compare with. Data only; `reference` draws them.

use super::Previous;
use crate::model::amount::Value;
use crate::model::day::Day;
use crate::model::period::Period;
use crate::plan::binding::FORM_VERSION;
use crate::plan::header;
use crate::plan::unit_time::QuotaTerm;
use crate::plan::{IndicatorKind, Plan, Rule, Unit};

/// The lines above the figures of the previous period where they are left blank: in the plan's first period, and later.
pub const NO_PREVIOUS: [&str; 3] = [
    "Đây là kỳ đầu tiên của kế hoạch: chưa có kỳ trước.",
    "Báo cáo kỳ trước chưa được tổng hợp: các ô dưới đây để trống, quy tắc so với kỳ trước không áp dụng.",
    // Of forms that an earlier version of the program wrote.
    "Báo cáo kỳ trước chưa được tính: các ô dưới đây để trống, quy tắc so với kỳ trước không áp dụng.",
];

/// A line of the sheet.
#[derive(Clone, Debug)]
pub enum ReferenceLine {
    /// The heading of a section.
    Section(String),
    /// A remark in place of figures.
    Remark(String),
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
    pub fn name(&self) -> Option<(&str, bool)> {
        match self {
            ReferenceLine::Figure { name, date, .. } if !name.is_empty() => Some((name, *date)),
            _ => None,
        }
    }
}

/// Returns all lines of the sheet.
pub fn lines(plan: &Plan, unit: &Unit, period: Period, previous: &Previous) -> Vec<ReferenceLine> {
    let mut lines = Vec::new();
    days(&mut lines, plan, period);
    quota(&mut lines, plan, unit, period, previous);
    progress(&mut lines, plan, previous);
    settings(&mut lines, plan);
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
    let dates = plan.dates(period);
    let count = |n: i32| Value::Number(f64::from(n));
    let span = format!("{} – {}", plan.first.heading(), plan.last.heading());
    lines.push(ReferenceLine::Section(format!("KỲ BÁO CÁO: {}", period.heading())));
    let counters = header::counters(plan.cycle());
    let word = plan.header_field(plan.cycle().stem()).map_or("Kỳ", |field| field.label);
    let (ordinal, all) =
        (format!("{word} thứ mấy của kế hoạch"), format!("Tổng số {} của kế hoạch", word.to_lowercase()));
    lines.push(figure(&ordinal, count(period.ordinal(plan.first)), counters.ordinal, ""));
    lines.push(figure(&all, count(plan.periods()), counters.count, &span));
    lines.push(date("Ngày đầu kỳ", period.first_day(), "ngay_dau"));
    lines.push(date("Ngày cuối kỳ", period.last_day(), "ngay_cuoi"));
    lines.push(date("Ngày chốt số liệu theo quy định", dates.cut_off, "chot_th"));
    lines.push(date("Hạn gửi báo cáo", dates.deadline, "han_nop"));
    let is_named = |rule: &Rule| rule.check.names().iter().any(|name| name == FORM_VERSION);
    if !plan.form.versions.is_empty() || plan.rules.iter().any(is_named) {
        let version = Value::Text(plan.form_version(period).to_string());
        lines.push(figure("Phiên bản biểu mẫu của kỳ", version, FORM_VERSION, ""));
    }
}

fn quota(lines: &mut Vec<ReferenceLine>, plan: &Plan, unit: &Unit, period: Period, previous: &Previous) {
    lines.push(ReferenceLine::Section("SỐ LIỆU CỦA ĐƠN VỊ TRONG PHỤ LỤC".into()));
    let source = format!("Phụ lục Kế hoạch số {}", plan.info.number);
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
        let amended =
            plan.amended(unit, &column.name, period).map(|a| format!("Điều chỉnh từ {}: {}", a.from, a.basis));
        let source = match parts.as_ref().or(amended.as_ref()) {
            Some(source) => source,
            None if value == Value::Blank => "Phụ lục để trống: không giao",
            None => &source,
        };
        lines.push(figure(&column.heading, value.clone(), &column.name, source));
    }
}

/// Names the units whose quotas are in the quota of a unit.
fn quota_parts(plan: &Plan, unit: &Unit, terms: &[QuotaTerm]) -> Option<String> {
    let others = terms.iter().filter_map(|term| plan.units.get(term.unit)).filter(|of| of.code != unit.code);
    let names: Vec<&str> = others.map(|of| of.name.as_str()).collect();
    (!names.is_empty()).then(|| format!("Phụ lục, gồm cả số giao của {}", names.join(", ")))
}

fn progress(lines: &mut Vec<ReferenceLine>, plan: &Plan, previous: &Previous) {
    lines.push(ReferenceLine::Section("TIẾN ĐỘ ĐẾN HẾT KỲ TRƯỚC".into()));
    if previous.progress.is_empty() {
        lines.push(ReferenceLine::Remark("Chưa có báo cáo nào được tổng hợp.".into()));
    }
    for (label, value) in &previous.progress {
        let is_quota = plan.annex.columns.iter().any(|column| column.heading == *label);
        let source = if is_quota { "Phụ lục" } else { "Các báo cáo đã tổng hợp" };
        lines.push(figure(label, value.clone(), "", source));
    }
}

fn settings(lines: &mut Vec<ReferenceLine>, plan: &Plan) {
    if plan.settings.is_empty() {
        return;
    }
    lines.push(ReferenceLine::Section("MỨC QUY ĐỊNH ĐỂ KIỂM TRA".into()));
    for setting in &plan.settings {
        lines.push(figure(&setting.label, Value::Number(setting.value), &setting.name, &setting.basis));
    }
}

fn before(lines: &mut Vec<ReferenceLine>, plan: &Plan, period: Period, previous: &Previous) {
    let heading = period.plus(-1).heading();
    lines.push(ReferenceLine::Section(format!("SỐ LIỆU KỲ TRƯỚC: {heading}")));
    if previous.figures.is_none() {
        let why = if period == plan.first { NO_PREVIOUS[0] } else { NO_PREVIOUS[1] };
        lines.push(ReferenceLine::Remark(why.into()));
    }
    for indicator in plan.indicators_before() {
        let found = previous.figures.as_ref().and_then(|f| f.get(&indicator.name));
        lines.push(ReferenceLine::Figure {
            label: indicator.label.clone(),
            value: found.cloned().unwrap_or_default(),
            date: indicator.kind == IndicatorKind::Date,
            name: format!("{}_kt", indicator.name),
            source: format!("Mã {}", indicator.code),
        });
    }
}
