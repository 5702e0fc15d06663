//! Labels for the names in a formula, as shown to users.

use crate::model::text::Lang;
use crate::plan::Plan;
use crate::plan::binding::{Binding, resolve};

/// Returns the label of a figure of the return: "mã 20", "Ngày nộp", "TM2".
pub fn figure_label(plan: &Plan, name: &str, lang: Lang) -> String {
    if let Some(indicator) = plan.indicator(name) {
        return format!("{} {}", lang.pick("mã", "code"), indicator.code);
    }
    if let Some(field) = plan.header_field(name) {
        return field.label.to_string();
    }
    plan.narratives.iter().find(|n| n.name == name).map_or_else(|| name.to_string(), |n| n.code.clone())
}

/// Returns the label of a name in a formula. `this` is the figure that `gia_tri` refers to.
pub fn label(plan: &Plan, name: &str, this: Option<&str>, lang: Lang) -> String {
    let Some(named) = resolve(plan, name) else { return name.to_string() };
    let column = |r: &usize, c: &usize| {
        let roster = plan.rosters.get(*r)?;
        Some((roster.code.clone(), roster.columns.get(*c)?.heading.clone()))
    };
    match &named {
        Binding::This => this.map_or_else(|| name.to_string(), |n| figure_label(plan, n, lang)),
        Binding::Figure { name, before: false } => figure_label(plan, name, lang),
        Binding::Figure { name, before: true } => {
            format!("{} {}", figure_label(plan, name, lang), lang.pick("kỳ trước", "of the period before"))
        }
        Binding::Annex(i) => {
            let heading = plan.annex.columns.get(*i).map_or(name, |c| c.heading.as_str());
            format!("{} «{heading}»", lang.pick("phụ lục", "annex"))
        }
        Binding::Setting(i) => plan.settings.get(*i).map_or_else(|| name.to_string(), |s| format!("«{}»", s.label)),
        Binding::Ordinal => lang.pick("số thứ tự kỳ", "ordinal of the period").to_string(),
        Binding::Periods => lang.pick("số kỳ của kế hoạch", "periods of the plan").to_string(),
        Binding::FirstDay => lang.pick("ngày đầu kỳ", "first day of the period").to_string(),
        Binding::LastDay => lang.pick("ngày cuối kỳ", "last day of the period").to_string(),
        Binding::Deadline => lang.pick("hạn nộp", "deadline").to_string(),
        Binding::CutOff => lang.pick("ngày chốt quy định", "cut-off of the plan").to_string(),
        Binding::Rows(r) => {
            let code = plan.rosters.get(*r).map_or(name, |r| r.code.as_str());
            format!("{} {code}", lang.pick("số dòng", "rows of"))
        }
        Binding::Cell(r, c) => column(r, c).map_or_else(|| name.to_string(), |(_, heading)| heading),
        Binding::Column(r, c) => column(r, c).map_or_else(
            || name.to_string(),
            |(code, heading)| format!("{} «{heading}» {code}", lang.pick("cột", "column")),
        ),
        Binding::UnitCodes => lang.pick("mã đơn vị trong phụ lục", "unit codes of the annex").to_string(),
        Binding::AnnexColumn => lang.pick("cột phụ lục", "annex column").to_string(),
        Binding::AnnexTotal => lang.pick("tổng in trong phụ lục", "printed total of the annex").to_string(),
    }
}
