//! Formats all tables as one JSON object: table name to array of row objects.

use super::ExportTable;
use crate::model::amount::Value;
use crate::model::visible;
use serde_json::{Map, Number, Value as Json};

/// Returns the content of a JSON file.
///
/// # Errors
///
/// The message of the serialiser; it does not fail for these types.
pub(crate) fn json(tables: &[ExportTable]) -> Result<String, String> {
    let mut all = Map::new();
    for table in tables {
        let row = |row: &Vec<Value>| {
            let pairs = table.columns.iter().zip(row).map(|(name, value)| (name.to_string(), field(value)));
            Json::Object(pairs.collect())
        };
        all.insert(table.name.to_string(), Json::Array(table.rows.iter().map(row).collect()));
    }
    serde_json::to_string_pretty(&all).map(|text| visible::json(text) + "\n").map_err(|e| e.to_string())
}

fn field(value: &Value) -> Json {
    match value {
        Value::Blank => Json::Null,
        Value::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => Json::Number(Number::from(*n as i64)),
        Value::Number(n) => Number::from_f64(*n).map_or(Json::Null, Json::Number),
        Value::Bool(b) => Json::Bool(*b),
        Value::Text(text) | Value::Error(text) => Json::String(text.clone()),
    }
}
