//! Checks how figures add up: the weight of a mean, and the columns that add figures which do not add up.

use super::names::{NameRole, PlanNames};
use crate::formula::{Formula, PeriodAggregate};
use crate::model::text::BilingualText;
use crate::plan::diagnostic::nearest;
use crate::plan::figure::{FigureTotal, sole_aggregate};
use crate::plan::load::draft::PlanDraft;
use crate::plan::load::walk::PlanDocument;
use crate::plan::{Indicator, IndicatorKind};

/// Checks the weights of all means: each is another figure whose sum has a meaning.
pub(super) fn check(draft: &PlanDraft, walk: &PlanDocument) {
    let weighs = |name: &str| {
        let of = draft.indicators.iter().find(|i| i.name == name);
        of.is_some_and(|i| i.kind.is_number() && matches!(i.figure.add, FigureTotal::Sum | FigureTotal::Last))
    };
    for (index, indicator) in draft.indicators.iter().enumerate() {
        let FigureTotal::MeanBy(weight) = &indicator.figure.add else { continue };
        if *weight != indicator.name && weighs(weight) {
            continue;
        }
        let known: Vec<&str> =
            draft.indicators.iter().map(|i| i.name.as_str()).filter(|n| *n != indicator.name && weighs(n)).collect();
        let near = nearest(weight, known.iter().copied());
        let list = if near.is_empty() { known } else { near }.join(", ");
        walk.error_at(
            &format!("indicators[{index}].add"),
            BilingualText::new(
                format!("'{weight}' không làm quyền số được: cần một chỉ tiêu số khác, cộng được"),
                format!("'{weight}' cannot weigh: another indicator whose figures add up is needed"),
            ),
            BilingualText::new(format!("có: {list}"), format!("known: {list}")),
        );
    }
}

/// Returns the reason why a column's figures are not summed in its total; `None` if they are, or are joined as the
/// indicator defines.
pub(super) fn not_summed(formula: &Formula, draft: &PlanDraft, names: &PlanNames) -> Option<BilingualText> {
    let (aggregate, name) = sole_aggregate(formula)?;
    let add = total_of(name, draft, names)?;
    let fault = match (add, aggregate) {
        (FigureTotal::None, _) => BilingualText::new(
            format!("{name} không cộng được; dùng total = \"blank\""),
            format!("{name} does not add up; use total = \"blank\""),
        ),
        (FigureTotal::MeanBy(_), PeriodAggregate::Latest) => BilingualText::new(
            format!("trung bình của {name} chỉ tính trong kỳ; dùng TRONG_KY({name}), hoặc total = \"blank\""),
            format!("the mean of {name} is that of the period; use TRONG_KY({name}), or total = \"blank\""),
        ),
        _ => return None,
    };
    Some(fault)
}

/// Returns true if the total of such a column is a mean or the largest figure, which a share or text column may have.
pub(super) fn is_joined(formula: &Formula, draft: &PlanDraft, names: &PlanNames) -> bool {
    let total = sole_aggregate(formula).and_then(|(_, name)| total_of(name, draft, names));
    matches!(total, Some(FigureTotal::MeanBy(_) | FigureTotal::Max))
}

/// Returns true if the figures of an indicator add up over periods.
pub(super) fn adds_over_periods(name: &str, draft: &PlanDraft, names: &PlanNames) -> bool {
    !matches!(total_of(name, draft, names), Some(FigureTotal::None | FigureTotal::Max | FigureTotal::MeanBy(_)))
}

/// Returns true if an indicator is a flow whose figures add up over periods.
pub(super) fn is_summed(indicator: &Indicator) -> bool {
    indicator.kind == IndicatorKind::Flow && matches!(indicator.figure.add, FigureTotal::Sum | FigureTotal::Last)
}

/// Returns true if the figures of an indicator add up over units.
pub(super) fn adds_over_units(name: &str, draft: &PlanDraft, names: &PlanNames) -> bool {
    matches!(total_of(name, draft, names), Some(FigureTotal::Sum | FigureTotal::Last))
}

fn total_of<'d>(name: &str, draft: &'d PlanDraft, names: &PlanNames) -> Option<&'d FigureTotal> {
    let Some(NameRole::Indicator(index)) = names.get(name) else { return None };
    draft.indicators.get(index).filter(|i| i.kind.is_number()).map(|i| &i.figure.add)
}
