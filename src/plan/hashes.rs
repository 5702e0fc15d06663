//! Hashes of the parts of a plan: the content of the plan, the annex that it was issued with, and what happened in the
//! campaign since. They depend on the content alone, not on comments, the order of keys or the kind of file.

use super::annex::AnnexReading;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use toml::{Table, Value};

/// SHA-256 of each part of a plan, lower-case hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanHashes {
    /// The plan: rows, rules, columns, sheets, settings, units as issued.
    pub plan: String,
    /// The figures of the annex with its printed totals.
    pub annex: String,
    /// The events of the campaign: waivers, dates of single periods, amendments, documents, remarks, changes of units.
    /// The order of the rows does not matter.
    pub events: String,
}

/// The tables of a plan's text that hold events of the campaign.
pub(crate) const EVENT_TABLES: [&str; 5] = ["amendments", "calendar", "documents", "remarks", "waivers"];
/// The keys of a unit that say what became of it during the campaign.
pub(crate) const UNIT_EVENTS: [&str; 5] = ["before", "from", "into", "out_of", "until"];

/// Labels of the hashes on the sheet "Công thức", each with what the hash is of.
pub(crate) mod label {
    use crate::model::text::StaticText;

    /// A label and what the hash is of.
    pub(crate) struct HashLabel {
        /// The label.
        pub label: StaticText,
        /// What the hash is of.
        pub about: StaticText,
    }

    /// The hash of the plan alone.
    pub(crate) const PLAN: HashLabel = HashLabel {
        label: StaticText::new("Mã kế hoạch", "Hash of the plan"),
        about: StaticText::new(
            "chỉ tiêu, quy tắc, cột tính, trang, số đặt sẵn, đơn vị",
            "indicators, rules, columns, sheets, settings, units",
        ),
    };
    /// The hash of the annex.
    pub(crate) const ANNEX: HashLabel = HashLabel {
        label: StaticText::new("Mã phụ lục", "Hash of the annex"),
        about: StaticText::new("bảng giao như đã ban hành", "quotas as issued"),
    };
    /// The hash of the events.
    pub(crate) const EVENTS: HashLabel = HashLabel {
        label: StaticText::new("Mã sự kiện", "Hash of the events"),
        about: StaticText::new(
            "ngoại lệ, lịch riêng, điều chỉnh và việc khác ghi trong đợt",
            "waivers, dates of single periods, amendments and other records",
        ),
    };
    /// The hash over all parts.
    pub(crate) const ALL: HashLabel = HashLabel {
        label: StaticText::new("Mã chung", "Hash of all"),
        about: StaticText::new("cả ba phần trên", "the three parts above"),
    };
}

impl PlanHashes {
    /// Computes the hashes from a plan's document, without empty values, and its annex.
    pub(crate) fn new(document: &Table, annex: &AnnexReading) -> Self {
        let (mut plan, mut events) = (document.clone(), Table::new());
        for table in EVENT_TABLES {
            if let Some(rows) = plan.remove(table) {
                events.insert(table.to_string(), in_any_order(rows));
            }
        }
        let units = plan.get_mut("units").and_then(Value::as_array_mut).into_iter().flatten();
        let changes: Vec<Value> = units.filter_map(|unit| unit_events(unit.as_table_mut()?)).collect();
        if !changes.is_empty() {
            events.insert("units".to_string(), in_any_order(Value::Array(changes)));
        }
        PlanHashes { plan: of_text(&text(&plan)), annex: of_text(&annex_text(annex)), events: of_text(&text(&events)) }
    }
}

/// The keys of a unit that say whom to telephone.
pub(crate) const CONTACTS: [&str; 2] = ["contact", "phone"];
/// The key of a unit that says where to write to.
pub(crate) const ADDRESS: &str = "email";

/// Removes what no figure and no check depends on: whom to telephone in the units, and the wording of what goes back to
/// them. A plan with another telephone number is the same plan.
pub(crate) fn strip_contacts(document: &mut Table) {
    document.remove("feedback");
    for unit in document.get_mut("units").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(unit) = unit.as_table_mut() {
            CONTACTS.iter().for_each(|key| drop(unit.remove(*key)));
        }
    }
}

/// Moves the events of a unit out of its table. `None` if there is none.
fn unit_events(unit: &mut Table) -> Option<Value> {
    let mut moved: Table = UNIT_EVENTS.iter().filter_map(|key| Some((key.to_string(), unit.remove(*key)?))).collect();
    if moved.is_empty() {
        return None;
    }
    moved.insert("code".to_string(), unit.get("code")?.clone());
    Some(Value::Table(moved))
}

/// Sorts the rows of a table by their text.
fn in_any_order(rows: Value) -> Value {
    match rows {
        Value::Array(mut rows) => {
            rows.sort_by_cached_key(Value::to_string);
            Value::Array(rows)
        }
        other => other,
    }
}

/// Returns the text of a document, with its keys in alphabetical order.
pub(crate) fn text(document: &Table) -> String {
    toml::to_string(document).unwrap_or_default()
}

/// Returns the figures and totals of an annex as text.
pub(crate) fn annex_text(annex: &AnnexReading) -> String {
    let figures = annex.order.iter().filter_map(|unit| Some((unit, annex.figures.get(*unit)?)));
    let lines = figures.map(|(unit, figures)| format!("{unit}: {figures:?}\n"));
    format!("{}{:?}", lines.collect::<String>(), annex.totals)
}

/// Returns the SHA-256 of a text, lower-case hexadecimal.
pub(crate) fn of_text(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
