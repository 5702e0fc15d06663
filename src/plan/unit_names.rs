//! Finds units by code, name or alias. The map is built once, so that the work for a return does not grow with the
//! number of units.

use super::Unit;
use super::annex::unit_key;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Codes, names and aliases as [`unit_key`] normalises them, with the index of their unit.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UnitNames {
    of: BTreeMap<String, usize>,
    /// The number of words of the longest key.
    longest: usize,
}

impl UnitNames {
    /// Builds the map for the units of a plan. If two units share a key, the first one keeps it.
    pub fn new(units: &[Unit]) -> Self {
        let mut names = UnitNames::default();
        for (index, unit) in units.iter().enumerate() {
            for text in [&unit.code, &unit.name].into_iter().chain(&unit.aliases) {
                let key = unit_key(text);
                if !key.is_empty() {
                    names.longest = names.longest.max(key.split(' ').count());
                    names.of.entry(key).or_insert(index);
                }
            }
        }
        names
    }

    /// Returns the unit whose code, name or alias equals the text.
    pub fn find_exact(&self, text: &str) -> Option<usize> {
        self.of.get(&unit_key(text)).copied()
    }

    /// Returns the unit whose code or name occurs as whole words in a text; `None` if there is none or more than one.
    pub fn find_in_words(&self, words: &[String]) -> Option<usize> {
        let key = unit_key(&words.join(" "));
        let words: Vec<&str> = key.split(' ').collect();
        let spans = (0..words.len()).flat_map(|from| (1..=self.longest).map(move |count| (from, from + count)));
        let found: BTreeSet<usize> = spans
            .filter_map(|(from, to)| words.get(from..to))
            .filter_map(|span| self.of.get(&span.join(" ")).copied())
            .collect();
        found.first().copied().filter(|_| found.len() == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> UnitNames {
        let unit = |code: &str, name: &str, aliases: &[&str]| Unit {
            code: code.into(),
            name: name.into(),
            aliases: aliases.iter().map(|a| (*a).to_string()).collect(),
            ..Unit::default()
        };
        UnitNames::new(&[
            unit("SINHO", "LĐLĐ huyện Sìn Hồ", &["Sìn Hồ"]),
            unit("CDVC", "Công đoàn Viên chức tỉnh", &["T.Uyên"]),
            unit("THANUYEN", "LĐLĐ huyện Than Uyên", &[""]),
        ])
    }

    #[test]
    fn unit_is_found_by_code_name_or_alias_only() {
        let names = names();
        for text in ["sinho", "LIÊN ĐOÀN LAO ĐỘNG H. SÌN HỒ", "sìn hồ"] {
            assert_eq!(names.find_exact(text), Some(0), "{text}");
        }
        assert_eq!(names.find_exact("t.uyên"), Some(1));
        for text in ["", "huyện", "Sìn", "Sìn Hồ 2"] {
            assert_eq!(names.find_exact(text), None, "{text}");
        }
    }

    #[test]
    fn whole_words_of_a_single_unit_are_found_in_a_text() {
        let within = |text: &str| names().find_in_words(&text.split(' ').map(str::to_string).collect::<Vec<_>>());
        assert_eq!(within("bm01 sinho 2022"), Some(0));
        assert_eq!(within("bao cao ldld huyen sin ho quy 1"), Some(0));
        assert_eq!(within("bao cao lien doan lao dong huyen than uyen"), Some(2));
        assert_eq!(within("sinho thanuyen"), None);
        assert_eq!(within("sinho2 tuyen"), None);
        assert_eq!(within(""), None);
    }
}
