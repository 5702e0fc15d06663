//! Reads values from the tables of a TOML document by key and type. Every problem is added to the walk.

use crate::model::day::Day;
use crate::model::text::BilingualText;
use crate::number;
use crate::plan::diagnostic::nearest;
use crate::plan::schema;
use std::cell::RefCell;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::walk::{PlanDocument, TextSpan};

/// Whether a key of the plan may be left out.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyNeed {
    /// It must be given.
    Required,
    /// It may be left out.
    Optional,
}

/// A table that is being read.
pub(crate) struct TableReader<'w, 'd> {
    /// The walk that collects its problems.
    pub walk: &'w PlanDocument<'w>,
    table: &'d DeTable<'d>,
    span: TextSpan,
    /// Path, such as `rules[3]`; empty for the document.
    pub path: String,
    used: RefCell<BTreeSet<&'static str>>,
}

impl<'w, 'd> TableReader<'w, 'd> {
    /// Creates the node of the document itself.
    pub(crate) fn document(walk: &'w PlanDocument<'w>, table: &'d DeTable<'d>) -> Self {
        TableReader { walk, table, span: 0..0, path: String::new(), used: RefCell::default() }
    }

    /// Returns the path of a key in this table.
    pub(crate) fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) }
    }

    /// Returns the value of a key, if it exists.
    pub(super) fn value(&self, key: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        self.used.borrow_mut().insert(key);
        #[cfg(test)]
        self.walk.read.borrow_mut().insert(schema::bare(&self.at(key)));
        let value = self.table.get(key)?;
        self.walk.store_span(self.at(key), value.span());
        Some(value)
    }

    pub(super) fn required(&self, key: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        let value = self.value(key);
        if value.is_none() && !self.walk.broken {
            let place = if self.path.is_empty() { 0..0 } else { self.span.clone() };
            let (message, hint) = self.walk.missing(&self.at(key), key);
            self.walk.fault_of_absent(&place, key, message, hint);
        }
        value
    }

    pub(super) fn mismatch(&self, value: &Spanned<DeValue<'d>>, key: &str, vi: &str, en: &str) {
        let expected = self.walk.expected(&self.at(key)).unwrap_or_else(|| BilingualText::new(vi, en));
        let called = self.walk.called(&self.at(key), key);
        let (what, thing) = match value.get_ref() {
            DeValue::String(_) => ("chữ", "text"),
            DeValue::Integer(_) | DeValue::Float(_) => ("số", "a number"),
            DeValue::Boolean(_) => ("true/false", "true/false"),
            DeValue::Datetime(_) => ("ngày giờ", "a date"),
            DeValue::Array(_) => ("danh sách [ ]", "a list [ ]"),
            DeValue::Table(_) => ("bảng", "a table"),
        };
        self.walk.error(
            &value.span(),
            BilingualText::new(
                format!("'{called}' phải là {}, đang là {what}", expected.vi),
                format!("'{called}' must be {}, not {thing}", expected.en),
            ),
            BilingualText::default(),
        );
    }

    pub(super) fn as_text(&self, value: &Spanned<DeValue<'d>>, key: &str) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                self.mismatch(value, key, "chữ trong dấu nháy", "text in quotes");
                None
            }
        }
    }

    fn needed(&self, key: &'static str, need: KeyNeed) -> Option<&'d Spanned<DeValue<'d>>> {
        match need {
            KeyNeed::Required => self.required(key),
            KeyNeed::Optional => self.value(key),
        }
    }

    /// Reads a required text that is not blank.
    pub(crate) fn text(&self, key: &'static str) -> String {
        let Some(value) = self.required(key) else { return String::new() };
        let text = self.as_text(value, key);
        if text.as_ref().is_some_and(|t| t.trim().is_empty()) {
            let called = self.walk.called(&self.at(key), key);
            let message = BilingualText::new(format!("'{called}' đang để trống"), format!("'{called}' is empty"));
            self.walk.error(&value.span(), message, BilingualText::default());
        }
        text.unwrap_or_default()
    }

    /// Reads an optional text.
    pub(crate) fn optional_text(&self, key: &'static str) -> Option<String> {
        let value = self.value(key)?;
        self.as_text(value, key)
    }

    /// Reads a text in both languages, written `key.vi = …` and `key.en = …`. The Vietnamese one is required, in a plan in
    /// English one of them; it replaces one that is left out.
    pub(crate) fn both(&self, key: &'static str) -> BilingualText {
        match self.required(key) {
            None => BilingualText::default(),
            Some(value) => match value.get_ref() {
                DeValue::Table(table) => {
                    let node = self.child(table, value.span(), self.at(key));
                    let en = node.optional_text("en").filter(|en| !en.trim().is_empty());
                    let vi = match self.walk.is_english.get() && en.is_some() && !node.has("vi") {
                        true => en.clone().unwrap_or_default(),
                        false => node.text("vi"),
                    };
                    let text = BilingualText { en: en.unwrap_or_else(|| vi.clone()), vi };
                    node.done();
                    text
                }
                _ => {
                    self.mismatch(value, key, "chữ, hoặc hai dòng .vi và .en", "text, or two lines .vi and .en");
                    BilingualText::default()
                }
            },
        }
    }

    /// Reads one of a fixed list of words. If an optional key is left out, it is the first word.
    pub(crate) fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)], need: KeyNeed) -> Option<T> {
        let value = self.needed(key, need);
        let Some(value) = value else {
            return if need == KeyNeed::Required { None } else { words.first().map(|(_, t)| *t) };
        };
        let text = self.as_text(value, key)?;
        self.pick(key, &text, &value.span(), words)
    }

    /// Returns true if the table has a key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Returns the meaning of a word, or reports a problem that lists the words.
    pub(crate) fn pick<T: Copy>(&self, key: &str, text: &str, span: &TextSpan, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(w, _)| *w == text).map(|(_, t)| *t);
        if found.is_none() {
            let list = self.walk.words(&self.at(key), words.iter().map(|(w, _)| *w));
            self.walk.error(
                span,
                BilingualText::new(format!("không có giá trị '{text}'"), format!("'{text}' is no value here")),
                BilingualText::new(format!("chọn một trong: {list}"), format!("one of: {list}")),
            );
        }
        found
    }

    /// Reads a required number.
    pub(crate) fn number(&self, key: &'static str) -> f64 {
        self.required(key).and_then(|value| self.as_number(value, key)).unwrap_or_default()
    }

    pub(super) fn as_number(&self, value: &Spanned<DeValue<'d>>, key: &str) -> Option<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(i) => i64::from_str_radix(i.as_str(), i.radix()).ok().map(|i| i as f64),
            DeValue::Float(f) => f.as_str().parse::<f64>().ok(),
            _ => None,
        };
        if !number.is_some_and(f64::is_finite) {
            self.mismatch(value, key, "một số", "a number");
            return None;
        }
        if let DeValue::Float(float) = value.get_ref()
            && let Some(thousands) = number::thousands(float.as_str())
        {
            let called = self.walk.called(&self.at(key), key);
            self.walk.error(
                &value.span(),
                BilingualText::new(
                    format!("'{called}' = {float} đọc được hai cách", float = float.as_str()),
                    format!("'{called}' = {float} could be read two ways", float = float.as_str()),
                ),
                BilingualText::new(
                    format!("hàng nghìn thì ghi {thousands}; số lẻ thì bỏ số 0 ở cuối"),
                    format!("write {thousands} for thousands, or drop the last zero of a decimal"),
                ),
            );
            return None;
        }
        number
    }

    /// Reads a whole number of days.
    pub(crate) fn days(&self, key: &'static str) -> i32 {
        let Some(value) = self.required(key) else { return 0 };
        let days = match value.get_ref() {
            DeValue::Integer(i) => i32::from_str_radix(i.as_str(), i.radix()).ok(),
            _ => None,
        };
        if let Some(days) = days.filter(|d| (-366..=366).contains(d)) {
            return days;
        }
        self.mismatch(value, key, "số ngày, từ -366 đến 366", "a number of days, -366 to 366");
        0
    }

    /// Reads true or false; false if left out.
    pub(crate) fn bool(&self, key: &'static str) -> bool {
        let Some(value) = self.value(key) else { return false };
        if let DeValue::Boolean(flag) = value.get_ref() {
            return *flag;
        }
        self.mismatch(value, key, "true hoặc false", "true or false");
        false
    }

    /// Reads a required date, written 2021-10-15.
    pub(crate) fn day(&self, key: &'static str) -> Option<Day> {
        let value = self.required(key)?;
        self.as_day(value, key)
    }

    /// Reads an optional date.
    pub(crate) fn optional_day(&self, key: &'static str) -> Option<Day> {
        let value = self.value(key)?;
        self.as_day(value, key)
    }

    fn as_day(&self, value: &Spanned<DeValue<'d>>, key: &str) -> Option<Day> {
        let date = match value.get_ref() {
            DeValue::Datetime(at) if at.time.is_none() => at.date,
            _ => None,
        };
        let day = date.and_then(|d| Day::from_ymd(i32::from(d.year), u32::from(d.month), u32::from(d.day)));
        if day.is_none() {
            self.mismatch(
                value,
                key,
                "một ngày viết như 2021-12-31, không có dấu nháy",
                "a day as 2021-12-31, without quotes",
            );
        }
        day
    }

    /// Reads a list of texts; empty if it is left out and not required.
    pub(crate) fn texts(&self, key: &'static str, need: KeyNeed) -> Vec<String> {
        let value = self.needed(key, need);
        let Some(value) = value else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            self.mismatch(value, key, "danh sách [\"…\", \"…\"]", "a list [\"…\", \"…\"]");
            return Vec::new();
        };
        let mut out = Vec::new();
        for (i, item) in list.iter().enumerate() {
            self.walk.store_span(format!("{}[{i}]", self.at(key)), item.span());
            out.extend(self.as_text(item, key));
        }
        if need == KeyNeed::Required && list.is_empty() {
            let called = self.walk.called(&self.at(key), key);
            self.walk.error(
                &value.span(),
                BilingualText::new(
                    format!("'{called}' cần ít nhất một giá trị"),
                    format!("'{called}' takes at least one value"),
                ),
                BilingualText::default(),
            );
        }
        out
    }

    /// Reads an optional list of numbers.
    pub(crate) fn numbers(&self, key: &'static str) -> Option<Vec<f64>> {
        let value = self.value(key)?;
        let DeValue::Array(list) = value.get_ref() else {
            self.mismatch(value, key, "danh sách số [ , ]", "a list of numbers [ , ]");
            return None;
        };
        Some(list.iter().filter_map(|item| self.as_number(item, key)).collect())
    }

    fn child(&self, table: &'d DeTable<'d>, span: TextSpan, path: String) -> TableReader<'w, 'd> {
        self.walk.store_span(path.clone(), span.clone());
        TableReader { walk: self.walk, table, span, path, used: RefCell::default() }
    }

    /// Reads a required table `[key]`.
    pub(crate) fn table(&self, key: &'static str) -> Option<TableReader<'w, 'd>> {
        let value = self.required(key)?;
        self.as_table(value, key)
    }

    /// Reads an optional table.
    pub(crate) fn optional_table(&self, key: &'static str) -> Option<TableReader<'w, 'd>> {
        let value = self.value(key)?;
        self.as_table(value, key)
    }

    fn as_table(&self, value: &'d Spanned<DeValue<'d>>, key: &str) -> Option<TableReader<'w, 'd>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(self.child(table, value.span(), self.at(key))),
            _ => {
                self.mismatch(value, key, &format!("một bảng [{key}]"), &format!("a table [{key}]"));
                None
            }
        }
    }

    /// Reads the rows of `[[key]]`.
    pub(crate) fn rows(&self, key: &'static str, need: KeyNeed) -> Vec<TableReader<'w, 'd>> {
        let value = self.needed(key, need);
        let Some(value) = value else { return Vec::new() };
        let path = self.at(key);
        let DeValue::Array(list) = value.get_ref() else {
            self.mismatch(value, key, &format!("các dòng [[{path}]]"), &format!("rows [[{path}]]"));
            return Vec::new();
        };
        let mut out = Vec::new();
        for (i, item) in list.iter().enumerate() {
            match item.get_ref() {
                DeValue::Table(table) => out.push(self.child(table, item.span(), format!("{path}[{i}]"))),
                _ => self.mismatch(item, key, &format!("một dòng [[{path}]]"), &format!("a row [[{path}]]")),
            }
        }
        out
    }

    /// Reads every key with its text, for tables with free keys.
    pub(crate) fn entries(&self) -> Vec<(String, TextSpan, String, TextSpan)> {
        let mut out = Vec::new();
        for (key, value) in self.table.iter() {
            let name = key.get_ref().to_string();
            self.walk.store_span(self.at(&name), value.span());
            if let Some(text) = self.as_text(value, &name) {
                out.push((name, key.span(), text, value.span()));
            }
        }
        out
    }

    /// Returns true if a key holds a table.
    pub(crate) fn is_table(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(|v| matches!(v.get_ref(), DeValue::Table(_)))
    }

    /// Reports every key that was not read.
    pub(crate) fn done(&self) {
        let used = self.used.borrow();
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref();
            if used.contains(name) {
                continue;
            }
            let near = nearest(name, used.iter().copied().chain(schema::aliases(&self.path)));
            let list = if near.is_empty() { used.iter().copied().collect() } else { near };
            let list = list.join(", ");
            self.walk.error(
                &key.span(),
                BilingualText::new(format!("không có khóa '{name}' ở đây"), format!("there is no key '{name}' here")),
                BilingualText::new(format!("dùng được: {list}"), format!("known: {list}")),
            );
        }
    }
}
