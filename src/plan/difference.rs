//! The differences between two plans in words: rows that were added, removed or changed, table by table, and figures of
//! the annex.

use super::Plan;
use super::schema::{ADDITIONS, BLANKS, BOUNDS, FieldKind, MEAN, PlanField, PlanTable, SINGLE, SINGLES, TABLES};
use super::workbook::{field_value, table_rows};
use crate::model::day::Day;
use crate::model::period::Period;
use crate::model::text::{BilingualText, Lang, in_both_languages};
use crate::number::spelled;
use std::collections::BTreeMap;
use toml::{Table, Value};

/// A difference between two plans.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlanDifference {
    /// The table: the sheet of the workbook, and the key in the text.
    pub table: BilingualText,
    /// What differs.
    pub text: BilingualText,
}

/// Returns the differences between the documents of two plans, in the order of the schema.
pub(crate) fn documents(old: &Table, new: &Table) -> Vec<PlanDifference> {
    let mut out = Vec::new();
    let single = BilingualText::new(SINGLE, "plan");
    let singles: Vec<&PlanField> = SINGLES.iter().collect();
    for text in changed_fields(&singles, old, new) {
        out.push(PlanDifference { table: single.clone(), text });
    }
    for table in &TABLES {
        let name = BilingualText::new(table.sheet, table.path);
        for text in rows(table, &table_rows(old, table), &table_rows(new, table)) {
            out.push(PlanDifference { table: name.clone(), text });
        }
    }
    out
}

/// Returns the differences between the figures of two annexes.
pub(crate) fn annexes(old: &Plan, new: &Plan) -> Vec<PlanDifference> {
    let table = BilingualText::new("Phụ lục", "annex");
    let mut out = Vec::new();
    let mut add = |what: BilingualText| out.push(PlanDifference { table: table.clone(), text: what });
    for (after, column) in new.annex.columns.iter().enumerate() {
        let Some(before) = old.annex_column(&column.name) else { continue };
        for unit in &new.units {
            let Some(known) = old.units.iter().find(|u| u.code == unit.code) else { continue };
            let figure = |figures: &[Option<f64>], at: usize| figures.get(at).copied().flatten();
            let (was, is) = (figure(&known.figures, before), figure(&unit.figures, after));
            if was != is {
                let name = format!("{}, {}", unit.name, column.name);
                add(in_both_languages(|t| format!("{name}: {} → {}", quota(was, t), quota(is, t))));
            }
        }
        let was = old.annex.columns.get(before).map(|c| c.printed_total);
        if was != Some(column.printed_total) {
            let is = Some(column.printed_total);
            let total = BilingualText::new("tổng in sẵn", "printed total");
            let name = &column.name;
            add(in_both_languages(|t| format!("{}, {name}: {} → {}", t.text_in(&total), quota(was, t), quota(is, t))));
        }
    }
    out
}

fn quota(figure: Option<f64>, lang: Lang) -> String {
    figure.map_or_else(|| lang.pick("không giao", "none").to_string(), spelled)
}

/// Returns the keys that distinguish the rows of a table.
fn identity(table: &PlanTable) -> &'static [&'static str] {
    match table.path {
        "calendar" => &["period"],
        "form.versions" => &["from"],
        "kinds" | "units" | "rosters" | "rules" => &["code"],
        "rosters.columns" => &["roster", "name"],
        "severity" => &["rule"],
        "series" => &["indicator"],
        "headlines" | "movements" => &["heading"],
        "follow_ups" => &["roster", "title"],
        "amendments" => &["from", "unit", "column"],
        "waivers" => &["unit", "period", "rule", "file"],
        "settings" | "annex.columns" | "indicators" | "narratives" | "sheets" | "columns" => &["name"],
        _ => &[],
    }
}

/// Returns what distinguishes a row from the others of its table: of a table without such keys the whole row.
fn key(table: &PlanTable, row: &Table) -> String {
    match identity(table) {
        [] => row.to_string(),
        keys => keys.iter().filter_map(|key| row.get(*key)).map(plain).collect::<Vec<_>>().join(" "),
    }
}

/// Returns the name of a row for a reader: its key, and its label.
fn title(table: &PlanTable, row: &Table, lang: Lang) -> String {
    let shown = |key: &&str| row.get(*key).map(|value| period_text(key, value, lang).unwrap_or_else(|| plain(value)));
    let first = match table.path {
        "indicators" | "narratives" => {
            ["code", "name"].iter().filter_map(|k| row.get(*k)).map(plain).collect::<Vec<_>>().join(" ")
        }
        _ if identity(table).is_empty() => {
            let values = table.fields.iter().filter_map(|field| Some((field.key, field_value(row, field.key)?)));
            let shown = |(key, value): (&str, &Value)| period_text(key, value, lang).unwrap_or_else(|| plain(value));
            return values.take(3).map(shown).collect::<Vec<_>>().join(", ");
        }
        _ => identity(table).iter().filter_map(shown).collect::<Vec<_>>().join(" "),
    };
    let label = ["label", "heading", "question", "title", "message.vi", "reason", "basis"];
    let label = label.iter().find_map(|k| field_value(row, k)).map(plain);
    let named = || row.get("name").filter(|_| table.path == "units").map(plain);
    match label.or_else(named).filter(|label| *label != first && !label.is_empty()) {
        Some(label) => format!("{first} “{label}”"),
        None => first,
    }
}

fn rows(table: &PlanTable, old: &[Table], new: &[Table]) -> Vec<BilingualText> {
    let mut before: BTreeMap<String, Vec<&Table>> = BTreeMap::new();
    old.iter().rev().for_each(|row| before.entry(key(table, row)).or_default().push(row));
    let fields: Vec<&PlanField> = table.fields.iter().collect();
    let mut out = Vec::new();
    for row in new {
        match before.get_mut(&key(table, row)).and_then(Vec::pop) {
            None => match renamed(table, row, (old, new)) {
                Some(known) => {
                    before.get_mut(&key(table, known)).and_then(Vec::pop);
                    out.push(renaming(table, (known, row), &fields));
                }
                None => {
                    let title = |lang: Lang| title(table, row, lang);
                    out.push(in_both_languages(|t| format!("{} {}", t.pick("thêm", "added"), title(t))));
                }
            },
            Some(known) => {
                let changes = changed_fields(&fields, known, row);
                if !changes.is_empty() {
                    let title = |lang: Lang| title(table, row, lang);
                    let all = |t: Lang| changes.iter().map(|c| t.text_in(c)).collect::<Vec<_>>().join("; ");
                    out.push(in_both_languages(|t| format!("{} {}: {}", t.pick("đổi", "changed"), title(t), all(t))));
                }
            }
        }
    }
    for row in old {
        let left = before.get_mut(&key(table, row));
        if left.is_some_and(|rows| rows.iter().any(|r| std::ptr::eq(*r, row))) {
            let title = |lang: Lang| title(table, row, lang);
            out.push(in_both_languages(|t| format!("{} {}", t.pick("bỏ", "removed"), title(t))));
        }
    }
    if out.is_empty() && order(table, old) != order(table, new) {
        out.push(BilingualText::new("đổi thứ tự các dòng", "the rows are in another order"));
    }
    out
}

/// Finds the row of an earlier plan that has another name now: neither plan has the other's name, and it is the same but for
/// the name, or has the same printed code.
fn renamed<'r>(table: &PlanTable, row: &Table, (old, new): (&'r [Table], &[Table])) -> Option<&'r Table> {
    let keys = identity(table);
    let rest = |row: &Table| {
        row.iter()
            .filter(|(key, _)| !keys.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect::<Table>()
    };
    let has_code = matches!(table.path, "indicators" | "narratives");
    let is_same = |known: &Table| (has_code && known.get("code") == row.get("code")) || rest(known) == rest(row);
    let is_unknown = |row: &Table, rows: &[Table]| rows.iter().all(|other| key(table, other) != key(table, row));
    let is_list = !matches!(table.path, "calendar" | "severity" | "amendments" | "waivers" | "form.versions");
    if keys.is_empty() || !is_list || !is_unknown(row, old) {
        return None;
    }
    let mut found = old.iter().filter(|known| is_unknown(known, new) && is_same(known));
    found.next().filter(|_| found.next().is_none())
}

/// Describes a row with another name: "đổi tên 07 dv_moi “Kết nạp mới”: dv_ket_nap → dv_moi".
fn renaming(table: &PlanTable, (known, row): (&Table, &Table), fields: &[&PlanField]) -> BilingualText {
    let (was, is) = (key(table, known), key(table, row));
    let others: Vec<&PlanField> = fields.iter().copied().filter(|f| !identity(table).contains(&f.key)).collect();
    let changes = changed_fields(&others, known, row);
    in_both_languages(|t| {
        let more: String = changes.iter().map(|change| format!("; {}", t.text_in(change))).collect();
        format!("{} {}: {was} → {is}{more}", t.pick("đổi tên", "renamed"), title(table, row, t))
    })
}

fn order(table: &PlanTable, rows: &[Table]) -> Vec<String> {
    // The order of events and of severities does not matter.
    let is_list = !matches!(table.path, "severity" | "calendar" | "amendments" | "waivers");
    rows.iter().filter(|_| is_list).map(|row| key(table, row)).collect()
}

/// Returns the changes of single values: "Ô trống là: là số 0 → bắt buộc".
fn changed_fields(fields: &[&PlanField], old: &Table, new: &Table) -> Vec<BilingualText> {
    let mut out = Vec::new();
    for field in fields {
        let (was, is) = (field_value(old, field.key), field_value(new, field.key));
        if was == is {
            continue;
        }
        let shown = |value: Option<&Value>, lang: Lang| match value {
            None if field.kind == FieldKind::Flag => lang.pick("Không", "no").to_string(),
            None => lang.pick("(trống)", "(empty)").to_string(),
            Some(value) => period_text(field.key, value, lang).unwrap_or_else(|| display(value, field.kind, lang)),
        };
        out.push(in_both_languages(|t| {
            let name = t.pick(field.heading, field.key);
            format!("{name}: {} → {}", shown(was, t), shown(is, t))
        }));
    }
    out
}

/// Returns the value of a key that holds a period as people read it; `None` for any other value.
fn period_text(key: &str, value: &Value, lang: Lang) -> Option<String> {
    let is_period = matches!(key, "from" | "until" | "period" | "plan.first" | "plan.last");
    let period: Period = value.as_str().filter(|_| is_period)?.parse().ok()?;
    Some(period.in_sentence(lang))
}

/// Formats a value: for Vietnamese readers as in the workbook, otherwise as in the text.
fn display(value: &Value, kind: FieldKind, lang: Lang) -> String {
    let word = |words: &[(&str, &str)], text: &str| match lang {
        Lang::Vi => words.iter().find(|(toml, _)| *toml == text).map_or(text, |(_, vi)| vi).to_string(),
        Lang::En => text.to_string(),
    };
    match (kind, value) {
        (FieldKind::Flag, Value::Boolean(yes)) => {
            lang.pick(["Không", "Có"], ["no", "yes"])[usize::from(*yes)].to_string()
        }
        (FieldKind::Word(words), Value::String(text)) => word(words, text),
        (FieldKind::Bound, Value::String(text)) => word(&BOUNDS, text),
        (FieldKind::Blank, Value::String(text)) => word(&BLANKS, text),
        (FieldKind::Blank, Value::Table(each)) => {
            let one = |(kind, text): (&String, &Value)| {
                format!("{kind}: {}", word(&BLANKS, text.as_str().unwrap_or_default()))
            };
            each.iter().map(one).collect::<Vec<_>>().join(", ")
        }
        (FieldKind::FormerNames, Value::Array(all)) => {
            let text = |former: &Value, key: &str| {
                let value = former.get(key)?;
                Some(period_text(key, value, lang).unwrap_or_else(|| plain(value)))
            };
            let one = |former: &Value| {
                let (name, until) = (text(former, "name"), text(former, "until"));
                format!("{} ({} {})", name.unwrap_or_default(), lang.pick("đến", "until"), until.unwrap_or_default())
            };
            all.iter().map(one).collect::<Vec<_>>().join(", ")
        }
        (FieldKind::Addition, Value::String(text)) => match (text.strip_prefix(MEAN.0), lang) {
            (Some(name), Lang::Vi) => format!("{}{name}", MEAN.1),
            _ => word(&ADDITIONS, text),
        },
        _ => plain(value),
    }
}

/// Formats a value without its quotes: numbers with a decimal comma, days as 31/12/2021, lists with commas.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Float(number) => spelled(*number),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Datetime(at) => {
            let day = at.date.and_then(|d| Day::from_ymd(i32::from(d.year), u32::from(d.month), u32::from(d.day)));
            day.map_or_else(|| at.to_string(), |day| day.to_string())
        }
        // A text in both languages.
        Value::Table(both) if both.contains_key("vi") => both.get("vi").map(plain).unwrap_or_default(),
        other => other.to_string(),
    }
}
