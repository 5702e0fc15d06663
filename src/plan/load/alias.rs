//! Replaces aliases, the other names of a plan's keys in the schema, by the keys, so that loader, hash and workbook
//! know one name of each. It handles names only; the loader checks the values.

use crate::model::text::BilingualText;
use crate::plan::schema::{self, AliasValue, KeyAlias, PlanField};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The result of replacing the aliases.
#[derive(Debug, Default)]
pub(crate) struct ResolvedPlan {
    /// Path of a value, such as `rules[3].mend`, and the alias that the text uses for it.
    pub written: BTreeMap<String, &'static str>,
    /// Problems: byte range, message and hint.
    pub faults: Vec<(Range<usize>, BilingualText, BilingualText)>,
}

/// Replaces every alias in a document by its key.
pub(crate) fn resolve(root: &mut DeTable) -> ResolvedPlan {
    let mut out = ResolvedPlan::default();
    for table in &schema::TABLES {
        rows(root, table.path, String::new(), &mut |row, path| one(row, path, table.fields, &mut out));
    }
    out
}

/// Calls `each` with every row of a list such as `rosters.columns` and the path of the row.
fn rows<'d>(table: &mut DeTable<'d>, rest: &str, at: String, each: &mut dyn FnMut(&mut DeTable<'d>, &str)) {
    let (key, rest) = rest.split_once('.').unwrap_or((rest, ""));
    let path = if at.is_empty() { key.to_string() } else { format!("{at}.{key}") };
    match table.get_mut(key).map(Spanned::get_mut) {
        Some(DeValue::Table(inner)) if !rest.is_empty() => rows(inner, rest, path, each),
        Some(DeValue::Array(list)) => {
            for (index, item) in list.iter_mut().enumerate() {
                let path = format!("{path}[{index}]");
                match item.get_mut() {
                    DeValue::Table(row) if rest.is_empty() => each(row, &path),
                    DeValue::Table(inner) => rows(inner, rest, path, each),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// Replaces the aliases in one row.
fn one<'d>(row: &mut DeTable<'d>, path: &str, fields: &'static [PlanField], out: &mut ResolvedPlan) {
    let mut met = BTreeSet::new();
    for field in fields {
        let key = schema::head(field.key);
        for alias in field.aliases {
            let name = schema::head(alias.key);
            let fresh = met.insert((name, key));
            let Some((span, value)) = row.get_key_value(name).map(|(k, v)| (k.span(), v.clone())).filter(|_| fresh)
            else {
                continue;
            };
            let own = row.get(key);
            let place = format!("{path}.{key}");
            let value = match taken(alias, value, own) {
                Ok(None) => continue,
                Ok(Some(_)) if own.is_some() => {
                    out.faults.push((span, both(name, out.written.get(&place).copied().unwrap_or(key)), one_line()));
                    continue;
                }
                Ok(Some(value)) => value,
                Err((at, message)) => {
                    out.faults.push((at.clone(), message, BilingualText::default()));
                    match alias.takes {
                        // Set a value, so that the key is not also reported as missing.
                        AliasValue::Flag { yes, .. } if own.is_none() => word(yes, at),
                        _ => continue,
                    }
                }
            };
            row.insert(Spanned::new(span, Cow::Borrowed(key)), value);
            out.written.insert(place, name);
        }
        // A text in two languages may be in Vietnamese alone.
        let text = row.get_mut(key).filter(|v| field.key.ends_with(".vi") && v.get_ref().is_str());
        if let Some(value) = text {
            let mut both = DeTable::new();
            both.insert(Spanned::new(value.span(), Cow::Borrowed("vi")), value.clone());
            *value.get_mut() = DeValue::Table(both);
        }
    }
    for (name, _) in met {
        row.remove(name);
    }
}

fn both(name: &str, key: &str) -> BilingualText {
    BilingualText::new(
        format!("'{name}' và '{key}' nói cùng một điều"),
        format!("'{name}' and '{key}' say the same thing"),
    )
}

fn one_line() -> BilingualText {
    BilingualText::new("giữ một dòng", "keep one of the two")
}

type Value<'d> = Spanned<DeValue<'d>>;

/// Returns the value that an alias gives to its key; `None` if it does not concern this key.
fn taken<'d>(
    alias: &KeyAlias,
    value: Value<'d>,
    own: Option<&Value<'d>>,
) -> Result<Option<Value<'d>>, (Range<usize>, BilingualText)> {
    match alias.takes {
        AliasValue::Value => Ok(Some(value)),
        AliasValue::Flag { yes, no } => match value.get_ref() {
            DeValue::Boolean(true) => Ok(Some(word(yes, value.span()))),
            // With `false`, the key itself may state a more exact value, but not the opposite one.
            DeValue::Boolean(false) => match own {
                None => Ok(Some(word(no, value.span()))),
                Some(own) if says(own.get_ref(), yes) => Err((
                    value.span(),
                    BilingualText::new(
                        format!("'{} = false' trái với \"{yes}\"", alias.key),
                        format!("'{} = false' contradicts \"{yes}\"", alias.key),
                    ),
                )),
                Some(_) => Ok(None),
            },
            _ => Err((
                value.span(),
                BilingualText::new(
                    format!("'{}' phải là true hoặc false", alias.key),
                    format!("'{}' must be true or false", alias.key),
                ),
            )),
        },
        AliasValue::Names { annex } => names(alias, value, annex),
    }
}

fn word<'d>(word: &'static str, span: Range<usize>) -> Value<'d> {
    Spanned::new(span, DeValue::String(Cow::Borrowed(word)))
}

/// Returns true if a value is this word, or a table that contains it.
fn says(value: &DeValue, word: &str) -> bool {
    match value {
        DeValue::String(text) => text == word,
        DeValue::Table(table) => table.values().any(|v| says(v.get_ref(), word)),
        _ => false,
    }
}

/// Returns the one name in a text or list of texts that is a name of the annex (`annex`), or that is not.
fn names<'d>(
    alias: &KeyAlias,
    value: Value<'d>,
    annex: bool,
) -> Result<Option<Value<'d>>, (Range<usize>, BilingualText)> {
    let span = value.span();
    let all = match value.into_inner() {
        DeValue::Array(list) => list.into_iter().collect(),
        other => vec![Spanned::new(span.clone(), other)],
    };
    let mut mine = Vec::new();
    for item in all {
        let DeValue::String(name) = item.get_ref() else {
            // The alias serves two keys: report the problem only at the first of them.
            let message = BilingualText::new(
                format!("'{}' phải là tên trong dấu nháy", alias.key),
                format!("'{}' must be a name in quotes", alias.key),
            );
            return if annex { Ok(None) } else { Err((item.span(), message)) };
        };
        if name.starts_with("pl_") == annex {
            mine.push(item);
        }
    }
    match mine.len() {
        0 | 1 => Ok(mine.pop()),
        _ => Err((
            span,
            BilingualText::new(
                format!("'{}' nhận một chỉ tiêu và một cột phụ lục (pl_…)", alias.key),
                format!("'{}' takes one indicator and one annex column (pl_…)", alias.key),
            ),
        )),
    }
}
