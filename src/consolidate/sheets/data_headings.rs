//! Names, headings and widths of the columns of "Số liệu".

use super::super::layout::DataColumnKey;
use crate::model::text::{Lang, text_in};
use crate::plan::header::HeaderKind;
use crate::plan::{Indicator, Narrative, Plan};

/// What is above a column.
pub(super) struct ColumnHead {
    /// Its name in formulas; empty for none.
    pub name: String,
    /// Its heading.
    pub heading: String,
    /// Its width in characters.
    pub width: f64,
}

/// Returns what is above a column.
pub(super) fn of_column(plan: &Plan, key: &DataColumnKey) -> ColumnHead {
    let (name, heading, width) = match fixed(plan.language, key) {
        Some((heading, width)) => (String::new(), heading.to_string(), width),
        None => of_plan(plan, key),
    };
    ColumnHead { name, heading, width }
}

/// Returns heading and width of a column that every plan has.
fn fixed(t: Lang, key: &DataColumnKey) -> Option<(&'static str, f64)> {
    Some(match key {
        DataColumnKey::Code => (t.pick("Mã đơn vị", "Unit code"), 12.0),
        DataColumnKey::Unit => (t.pick("Đơn vị", "Unit"), 24.0),
        DataColumnKey::Period => (t.pick("Kỳ", "Period"), 18.0),
        DataColumnKey::State => (t.pick("Trạng thái", "Status"), 10.0),
        DataColumnKey::Number => (t.pick("Lần gửi được xét", "Submission considered"), 8.0),
        DataColumnKey::File => (t.pick("Tệp", "File"), 42.0),
        DataColumnKey::Heading => (t.pick("Kỳ báo cáo", "Report period"), 38.0),
        DataColumnKey::Ordinal => (t.pick("Kỳ thứ", "Ordinal"), 7.0),
        DataColumnKey::FirstDay => (t.pick("Ngày đầu kỳ", "First day"), 11.0),
        DataColumnKey::LastDay => (t.pick("Ngày cuối kỳ", "Last day"), 11.0),
        DataColumnKey::CutOff => (t.pick("Ngày chốt quy định", "Cut-off of the plan"), 11.0),
        DataColumnKey::Deadline => (t.pick("Hạn gửi", "Deadline"), 11.0),
        DataColumnKey::Latest => (t.pick("Kỳ đã tổng hợp gần nhất", "Latest counted period"), 9.0),
        DataColumnKey::Before => {
            (t.pick("Dòng kỳ trước trong bảng (mờ: không có)", "Row of the previous period (dim: none)"), 11.0)
        }
        DataColumnKey::YearBefore => {
            (t.pick("Dòng cùng kỳ năm trước (mờ: không có)", "Row of the same period a year before (dim: none)"), 11.0)
        }
        DataColumnKey::Missing => (t.pick("Kỳ chưa gửi đến nay", "Periods not received to date"), 18.0),
        DataColumnKey::Held => (t.pick("Kỳ còn lỗi đến nay", "Periods on hold to date"), 18.0),
        DataColumnKey::Owner => {
            (t.pick("Số thứ tự đơn vị nay gồm dòng này", "Number of the unit that has this row now"), 11.0)
        }
        DataColumnKey::Errors => (t.pick("Số lỗi", "Errors"), 9.0),
        _ => return None,
    })
}

/// Returns name, heading and width of a column that follows from the plan.
fn of_plan(plan: &Plan, key: &DataColumnKey) -> (String, String, f64) {
    let t = plan.language;
    let code = |rule: &usize| plan.rules.get(*rule).map_or_else(String::new, |rule| rule.code.clone());
    match key {
        DataColumnKey::Figure(name) => {
            let (label, width) = if let Some(field) = plan.header_field(name) {
                (plan.header_label(field).to_string(), if field.kind == HeaderKind::Text { 16.0 } else { 11.0 })
            } else if let Some(indicator) = plan.indicator(name) {
                (indicator.title(), 13.0)
            } else {
                (plan.narrative(name).map_or_else(String::new, Narrative::title), 30.0)
            };
            (name.clone(), label, width)
        }
        DataColumnKey::Annex(i) => {
            let column = plan.annex.columns.get(*i);
            let (name, heading) = column.map_or(("", ""), |column| (&column.name, &column.heading));
            (name.to_string(), heading.to_string(), 13.0)
        }
        DataColumnKey::Rows(r) => {
            let roster = plan.rosters.get(*r);
            let heading = roster.map_or_else(String::new, |r| text_in!(t, "Số dòng {}", "Rows of {}", r.code));
            (roster.map_or_else(String::new, |r| r.rows_name()), heading, 9.0)
        }
        DataColumnKey::Rule(i) => (String::new(), text_in!(t, "Quy tắc {}", "Rule {}", code(i)), 9.0),
        DataColumnKey::Cells(i) => {
            (String::new(), text_in!(t, "Số ô không đạt {}", "Cells that fail {}", code(i)), 9.0)
        }
        DataColumnKey::ToDate(name) => {
            let what = plan.indicator(name).map_or_else(String::new, Indicator::title);
            (format!("{name}_lk"), text_in!(t, "Lũy kế đến kỳ này: {what}", "To date: {what}"), 14.0)
        }
        DataColumnKey::Received(name, in_year) => {
            let what = plan.indicator(name).map_or_else(String::new, Indicator::title);
            let span =
                if *in_year { t.pick("từ đầu năm", "in the year") } else { t.pick("lũy kế", "cumulative") };
            let heading =
                text_in!(t, "Nhận của đơn vị nhập vào, {span}: {what}", "Received from merged units, {span}: {what}");
            (String::new(), heading, 14.0)
        }
        _ => (String::new(), String::new(), 9.0),
    }
}
