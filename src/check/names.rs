//! Labels for the names in a formula, as shown to users.

use super::show::Tongue;
use crate::plan::Plan;
use crate::plan::named::{Named, resolve};

/// Returns the label of a figure of the return: "mã 20", "Ngày nộp", "TM2".
pub fn figure_label(plan: &Plan, name: &str, tongue: Tongue) -> String {
    if let Some(indicator) = plan.indicator(name) {
        return format!("{} {}", tongue.pick("mã", "code"), indicator.code);
    }
    if let Some(field) = plan.header_field(name) {
        return field.label.to_string();
    }
    plan.narratives.iter().find(|n| n.name == name).map_or_else(|| name.to_string(), |n| n.code.clone())
}

/// Returns the label of a name in a formula. `this` is the figure that `gia_tri` refers to.
pub fn label(plan: &Plan, name: &str, this: Option<&str>, tongue: Tongue) -> String {
    let Some(named) = resolve(plan, name) else { return name.to_string() };
    let column = |r: &usize, c: &usize| {
        let roster = plan.rosters.get(*r)?;
        Some((roster.code.clone(), roster.columns.get(*c)?.heading.clone()))
    };
    match &named {
        Named::This => this.map_or_else(|| name.to_string(), |n| figure_label(plan, n, tongue)),
        Named::Figure { name, before: false } => figure_label(plan, name, tongue),
        Named::Figure { name, before: true } => {
            format!("{} {}", figure_label(plan, name, tongue), tongue.pick("kỳ trước", "of the period before"))
        }
        Named::Annex(i) => {
            let heading = plan.annex.columns.get(*i).map_or(name, |c| c.heading.as_str());
            format!("{} «{heading}»", tongue.pick("phụ lục", "annex"))
        }
        Named::Setting(i) => plan.settings.get(*i).map_or_else(|| name.to_string(), |s| format!("«{}»", s.label)),
        Named::Ordinal => tongue.pick("số thứ tự kỳ", "ordinal of the period").to_string(),
        Named::Periods => tongue.pick("số kỳ của kế hoạch", "periods of the plan").to_string(),
        Named::FirstDay => tongue.pick("ngày đầu kỳ", "first day of the period").to_string(),
        Named::LastDay => tongue.pick("ngày cuối kỳ", "last day of the period").to_string(),
        Named::Deadline => tongue.pick("hạn nộp", "deadline").to_string(),
        Named::CutOff => tongue.pick("ngày chốt quy định", "cut-off of the plan").to_string(),
        Named::Rows(r) => {
            let code = plan.rosters.get(*r).map_or(name, |r| r.code.as_str());
            format!("{} {code}", tongue.pick("số dòng", "rows of"))
        }
        Named::Cell(r, c) => column(r, c).map_or_else(|| name.to_string(), |(_, heading)| heading),
        Named::Column(r, c) => column(r, c).map_or_else(
            || name.to_string(),
            |(code, heading)| format!("{} «{heading}» {code}", tongue.pick("cột", "column")),
        ),
        Named::UnitCodes => tongue.pick("mã đơn vị trong phụ lục", "unit codes of the annex").to_string(),
        Named::AnnexColumn => tongue.pick("cột phụ lục", "annex column").to_string(),
        Named::AnnexTotal => tongue.pick("tổng in trong phụ lục", "printed total of the annex").to_string(),
    }
}
