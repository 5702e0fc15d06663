//! The text of a plan without events that a consolidated workbook does not list: dates of single periods, what became of
//! units, and nil returns that the board has recorded since.

use super::load::document;
use crate::model::period::Period;
use toml::{Table, Value};

/// What is left of the events of a kind.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeptEvents {
    /// All.
    All,
    /// Those that matter up to a period.
    UpTo(Period),
    /// None.
    Nothing,
}

impl KeptEvents {
    fn keeps(self, period: Option<Period>) -> bool {
        match self {
            KeptEvents::All => true,
            KeptEvents::UpTo(last) => period.is_none_or(|period| period <= last),
            KeptEvents::Nothing => false,
        }
    }
}

/// Returns the text of a plan with fewer dates and changes of units; without `has_nil` also without recorded nil returns.
/// `None` if nothing changes, or the text is not TOML. First periods of units stay: without them a unit would have to be
/// in the annex.
pub(crate) fn without_events(toml: &str, dates: KeptEvents, units: KeptEvents, has_nil: bool) -> Option<String> {
    let before = document(toml)?;
    let mut document = before.clone();
    retain(&mut document, "calendar", |row| dates.keeps(period(row, "period")));
    retain(&mut document, "waivers", |row| has_nil || row.get("nil") != Some(&Value::Boolean(true)));
    let all = document.get_mut("units").and_then(Value::as_array_mut).into_iter().flatten();
    all.filter_map(Value::as_table_mut).for_each(|unit| restrict(unit, units));
    if document == before { None } else { toml::to_string(&document).ok() }
}

fn period(row: &Table, key: &str) -> Option<Period> {
    row.get(key)?.as_str()?.parse().ok()
}

/// Keeps rows of a table; without any the table goes.
fn retain(document: &mut Table, table: &str, keep: impl Fn(&Table) -> bool) {
    let Some(rows) = document.get_mut(table).and_then(Value::as_array_mut) else { return };
    rows.retain(|row| row.as_table().is_none_or(&keep));
    if rows.is_empty() {
        document.remove(table);
    }
}

/// Takes the changes of a unit away that are not kept: its end, and from the first name that it still had on.
fn restrict(unit: &mut Table, kept: KeptEvents) {
    let next = |row: &Table| period(row, "until").map(|until| until.plus(1));
    if unit.contains_key("until") && !kept.keeps(next(unit)) {
        unit.remove("until");
        unit.remove("into");
    }
    let Some(names) = unit.get_mut("before").and_then(Value::as_array_mut) else { return };
    let Some(first) = names.iter().position(|row| row.as_table().is_some_and(|row| !kept.keeps(next(row)))) else {
        return;
    };
    let name = names.get(first).and_then(|row| row.get("name")).cloned();
    names.truncate(first);
    if names.is_empty() {
        unit.remove("before");
    }
    if let Some(name) = name {
        unit.insert("name".to_string(), name);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const PLAN: &str = r#"
        title = "x"
        [[calendar]]
        period = "2025-Q1"
        [[calendar]]
        period = "quý IV/2025"
        [[waivers]]
        nil = true
        [[waivers]]
        rule = "R01"
        [[units]]
        code = "A"
        name = "Mới"
        before = [{ until = "2024-Q4", name = "Cũ nhất" }, { until = "2025-Q2", name = "Cũ" }]
        [[units]]
        code = "B"
        name = "B"
        from = "2024-Q3"
        until = "2025-Q2"
        into = "A"
    "#;

    fn changed(dates: KeptEvents, units: KeptEvents, has_nil: bool) -> Option<Table> {
        document(&without_events(PLAN, dates, units, has_nil)?)
    }

    #[test]
    fn events_of_later_periods_go() {
        use KeptEvents::{All, Nothing, UpTo};
        let last = "2025-Q2".parse().unwrap();
        assert_eq!(changed(All, All, true), None);
        let count = |plan: &Table, table: &str| plan.get(table).and_then(Value::as_array).map_or(0, Vec::len);
        let without_nil = changed(All, All, false).unwrap();
        assert_eq!((count(&without_nil, "waivers"), count(&without_nil, "calendar")), (1, 2));
        assert_eq!(count(&changed(UpTo(last), All, true).unwrap(), "calendar"), 1);
        assert_eq!(count(&changed(Nothing, All, true).unwrap(), "calendar"), 0);
        let unit = |plan: &Table, index: usize| plan["units"][index].as_table().unwrap().clone();
        let kept = changed(All, UpTo(last), true).unwrap();
        assert_eq!(unit(&kept, 0)["name"].as_str(), Some("Cũ"));
        assert_eq!(unit(&kept, 0)["before"].as_array().unwrap().len(), 1);
        assert_eq!(unit(&kept, 1).keys().collect::<Vec<_>>(), ["code", "from", "name"]);
        let none = changed(All, Nothing, true).unwrap();
        assert_eq!(unit(&none, 0).keys().collect::<Vec<_>>(), ["code", "name"]);
        assert_eq!(unit(&none, 0)["name"].as_str(), Some("Cũ nhất"));
    }
}
