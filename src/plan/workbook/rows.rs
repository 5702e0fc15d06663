//! The entries of a plan's text that become the rows of a sheet, and where these begin.

use crate::plan::schema::PlanTable;
use toml::Value;

/// Row of the headings, from 0; title and purpose are above it.
pub(super) const HEAD: u32 = 2;

/// Returns the value of a dotted key.
pub(crate) fn field_value<'a>(table: &'a toml::Table, key: &str) -> Option<&'a Value> {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let value = table.get(first)?;
    match rest {
        None => Some(value),
        Some(rest) => field_value(value.as_table()?, rest),
    }
}

/// Returns the rows of a table. A row of roster columns begins with the code of its roster.
pub(crate) fn table_rows(root: &toml::Table, table: &PlanTable) -> Vec<toml::Table> {
    let list = |value: Option<&Value>| -> Vec<toml::Table> {
        let all = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        all.iter().filter_map(Value::as_table).cloned().collect()
    };
    match table.path {
        "severity" => {
            let entries = root.get("severity").and_then(Value::as_table);
            let row = |(rule, severity): (&String, &Value)| {
                [("rule".to_string(), Value::String(rule.clone())), ("severity".to_string(), severity.clone())]
                    .into_iter()
                    .collect()
            };
            entries.map(|t| t.iter().map(row).collect()).unwrap_or_default()
        }
        "rosters.columns" => {
            let with_code = |roster: toml::Table| {
                let code = roster.get("code").cloned().unwrap_or_else(|| Value::String(String::new()));
                let mut columns = list(roster.get("columns"));
                columns.iter_mut().for_each(|c| drop(c.insert("roster".into(), code.clone())));
                columns
            };
            list(root.get("rosters")).into_iter().flat_map(with_code).collect()
        }
        path => list(field_value(root, path)),
    }
}
