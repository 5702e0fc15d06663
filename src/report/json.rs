//! Values and effects as JSON for other programs, independent of the language of the screen.

use crate::model::amount::Value;
use crate::model::ledger::PublishedChange;
use crate::pipeline::{PeriodChange, PlanEffects, StatusChange};
use serde_json::{Value as Json, json};

/// Returns a cell's value: a number, a text, true or false, or null.
pub(crate) fn value(value: &Value) -> Json {
    match value {
        Value::Blank => Json::Null,
        Value::Number(number) => json!(number),
        Value::Text(text) | Value::Error(text) => json!(text),
        Value::Bool(truth) => json!(truth),
    }
}

/// Returns what another plan would do.
pub(crate) fn effects(effects: &PlanEffects) -> Json {
    let status = |change: &StatusChange| json!({ "unit": change.unit, "period": change.period, "file": change.file, "causes": change.causes });
    let period = |change: &PeriodChange| json!({ "period": change.period, "returns": change.returns, "published": change.is_published });
    let statuses = |changes: &[StatusChange]| changes.iter().map(status).collect::<Vec<_>>();
    json!({
        "period": effects.report,
        "returns": effects.returns,
        "held": statuses(&effects.held),
        "counted": statuses(&effects.counted),
        "other_findings": effects.others,
        "noted": statuses(&effects.noted),
        "dropped_periods": effects.dropped.iter().map(period).collect::<Vec<_>>(),
        "added_periods": effects.added.iter().map(period).collect::<Vec<_>>(),
        "periods": effects.periods,
        "lost_columns": effects.lost_columns,
        "lost_indicators": effects.lost_indicators,
        "lost_units": effects.lost_units,
        "figures": effects.figures.iter().map(change).collect::<Vec<_>>(),
    })
}

/// Returns a figure that would differ.
fn change(change: &PublishedChange) -> Json {
    json!({
        "period": change.period,
        "unit": change.unit,
        "heading": change.heading,
        "cell": change.cell,
        "old": value(&change.old),
        "new": value(&change.new),
    })
}
