//! Reads a unit: its codes and names, when it reports, which unit takes over, and its earlier names.

use super::node::KeyNeed::Optional;
use super::node::TableReader;
use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::plan::Unit;
use crate::plan::unit_time::{FormerName, UnitTime};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a unit, without its figures of the annex.
pub(super) fn unit(node: &TableReader) -> Unit {
    Unit {
        code: node.text("code"),
        name: node.text("name"),
        aliases: node.texts("aliases", Optional),
        kind: node.text("kind"),
        email: node.optional_text("email").unwrap_or_default(),
        contact: node.optional_text("contact").unwrap_or_default(),
        phone: node.optional_text("phone").unwrap_or_default(),
        time: unit_time(node),
        figures: Vec::new(),
    }
}

/// Reads the time of a unit.
pub(super) fn unit_time(node: &TableReader) -> UnitTime {
    UnitTime {
        from: node.optional_period("from"),
        until: node.optional_period("until"),
        into: reference(node, "into"),
        out_of: reference(node, "out_of"),
        before: before(node),
    }
}

fn reference(node: &TableReader, key: &'static str) -> Option<String> {
    node.optional_text(key).filter(|text| !text.trim().is_empty())
}

/// Reads `before = [{ until = "2024-Q4", name = "…" }]`.
fn before(node: &TableReader) -> Vec<FormerName> {
    let Some(value) = node.value("before") else { return Vec::new() };
    let DeValue::Array(list) = value.get_ref() else {
        let example = "[{ until = \"2024-Q4\", name = \"…\" }]";
        node.mismatch(value, "before", &format!("danh sách {example}"), &format!("a list {example}"));
        return Vec::new();
    };
    let mut out: Vec<FormerName> = list.iter().filter_map(|item| former_name(node, item)).collect();
    out.sort_by_key(|former| former.until);
    for pair in out.windows(2) {
        if let [a, b] = pair
            && a.until == b.until
        {
            node.walk.error(
                &value.span(),
                BilingualText::new(
                    format!("hai tên trước đây cùng đến kỳ {}: '{}', '{}'", a.until, a.name, b.name),
                    format!("two earlier names until {}: '{}', '{}'", a.until, a.name, b.name),
                ),
                BilingualText::new("mỗi tên ghi kỳ cuối của nó", "give each name its own last period"),
            );
        }
    }
    out
}

fn former_name(node: &TableReader, item: &Spanned<DeValue>) -> Option<FormerName> {
    let text = |table: &DeTable, key: &str| match table.get(key).map(|value| value.get_ref()) {
        Some(DeValue::String(text)) => Some(text.trim().to_string()).filter(|text| !text.is_empty()),
        _ => None,
    };
    let DeValue::Table(table) = item.get_ref() else {
        wrong(node, item);
        return None;
    };
    let until = text(table, "until").and_then(|text| text.parse::<Period>().ok());
    let former = until.zip(text(table, "name")).map(|(until, name)| FormerName { until, name });
    let known = table.iter().all(|(key, _)| matches!(key.get_ref().as_ref(), "until" | "name"));
    if former.is_none() || !known {
        wrong(node, item);
    }
    former
}

fn wrong(node: &TableReader, item: &Spanned<DeValue>) {
    node.walk.error(
        &item.span(),
        BilingualText::new("tên trước đây không đúng cách ghi", "this is no earlier name"),
        node.walk.either(
            BilingualText::new(
                "viết như { until = \"2024-Q4\", name = \"Tên cũ\" }: kỳ cuối còn mang tên đó, rồi tên",
                "write it as { until = \"2024-Q4\", name = \"Old name\" }: the last period with the name, and the name",
            ),
            BilingualText::new(
                "mỗi dòng một tên, viết như 2024-Q4: Tên cũ (kỳ cuối còn mang tên đó, rồi tên)",
                "one name a line, written as 2024-Q4: Old name (the last period with the name, and the name)",
            ),
        ),
    );
}
