//! Finds units by code, name or alias. The map is built once, so that the work for a return does not grow with the
//! number of units.

use super::Unit;
use super::unit_time::UnitTime;
use crate::model::fold::fold;
use crate::model::period::Period;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Codes, names and aliases as [`unit_key`] normalises them, with the units that they mean. A name means several units
/// if their times do not overlap.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UnitNames {
    of: BTreeMap<String, Vec<NameUse>>,
    /// The number of words of the longest key.
    longest: usize,
}

/// The use of a name for a unit, and the time in which it is the unit's name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NameUse {
    /// Index of the unit.
    pub unit: usize,
    /// The time of the name.
    pub time: UnitTime,
}

/// Returns all names of a unit with their times: its code, its name, its aliases and its earlier names.
pub(crate) fn names_of(unit: &Unit) -> Vec<(&str, UnitTime)> {
    let time = |from: Option<Period>, until: Option<Period>| UnitTime { from, until, ..UnitTime::default() };
    let (mut from, until) = (unit.time.from, unit.time.until);
    let always = time(from, until);
    let mut former = Vec::new();
    for name in &unit.time.before {
        former.push((name.name.as_str(), time(from, Some(name.until))));
        from = Some(name.until.plus(1));
    }
    let mut out = vec![(unit.code.as_str(), always.clone()), (unit.name.as_str(), time(from, until))];
    out.extend(unit.aliases.iter().map(|alias| (alias.as_str(), always.clone())));
    out.extend(former);
    out
}

impl UnitNames {
    /// Builds the map for the units of a plan.
    pub(crate) fn new(units: &[Unit]) -> Self {
        let mut names = UnitNames::default();
        for (index, unit) in units.iter().enumerate() {
            for (text, time) in names_of(unit) {
                let key = unit_key(text);
                if !key.is_empty() {
                    names.longest = names.longest.max(key.split(' ').count());
                    let uses = names.of.entry(key).or_default();
                    if uses.iter().all(|known| known.unit != index) {
                        uses.push(NameUse { unit: index, time });
                    }
                }
            }
        }
        names
    }

    /// Returns the unit that a key means in a period. Of several units none of which has the name in that period, it is
    /// the last.
    fn unit(&self, key: &str, period: Option<Period>) -> Option<usize> {
        let uses = self.of.get(key)?;
        let is_current = |name: &&NameUse| period.is_none_or(|period| name.time.contains(period));
        uses.iter().find(is_current).or(uses.last()).map(|name| name.unit)
    }

    /// Returns the unit whose code, name or alias equals the text. The period matters for a name that means several
    /// units.
    pub(crate) fn find_exact(&self, text: &str, period: Option<Period>) -> Option<usize> {
        self.unit(&unit_key(text), period)
    }

    /// Returns the unit whose code or name occurs as whole words in a text; `None` if there is none or more than one.
    pub(crate) fn find_in_words(&self, words: &[String], period: Option<Period>) -> Option<usize> {
        let found = self.all_in_words(words, period);
        found.first().copied().filter(|_| found.len() == 1)
    }

    /// Returns the units whose codes or names occur as whole words in a text.
    pub(crate) fn all_in_words(&self, words: &[String], period: Option<Period>) -> BTreeSet<usize> {
        let key = unit_key(&words.join(" "));
        let words: Vec<&str> = key.split(' ').collect();
        let spans = (0..words.len()).flat_map(|from| (1..=self.longest).map(move |count| (from, from + count)));
        spans
            .filter_map(|(from, to)| words.get(from..to))
            .filter_map(|span| self.unit(&span.join(" "), period))
            .collect()
    }
}

/// Returns a unit's name in the form in which names are compared: folded, with the abbreviations of union bodies
/// unified (`Liên đoàn Lao động` = `LĐLĐ`, `Công đoàn ngành` = `CĐN`, `huyện` = `H.`). The comparison is exact
/// otherwise: a similar spelling is no match.
pub(crate) fn unit_key(name: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in fold(name).split([' ', ',', ':', ';']).filter(|w| !w.is_empty()) {
        let (long, rest) = match word {
            "h" => ("huyen", ""),
            "tp" => ("thanh pho", ""),
            _ => match (word.strip_prefix("h."), word.strip_prefix("tp.")) {
                (Some(rest), _) => ("huyen", rest),
                (None, Some(rest)) => ("thanh pho", rest),
                (None, None) => ("", word),
            },
        };
        words.extend([long, rest].into_iter().filter(|w| !w.is_empty()).map(str::to_string));
    }
    let mut key = format!(" {} ", words.join(" "));
    for (long, short) in [
        (" lien doan lao dong ", " ldld "),
        (" cong doan nganh ", " cdn "),
        (" cong doan co so ", " cdcs "),
        (" cong doan ", " cd "),
        (" cd nganh ", " cdn "),
    ] {
        key = key.replace(long, short);
    }
    key.trim().trim_end_matches('.').to_string()
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
            assert_eq!(names.find_exact(text, None), Some(0), "{text}");
        }
        assert_eq!(names.find_exact("t.uyên", None), Some(1));
        for text in ["", "huyện", "Sìn", "Sìn Hồ 2"] {
            assert_eq!(names.find_exact(text, None), None, "{text}");
        }
    }

    #[test]
    fn whole_words_of_a_single_unit_are_found_in_a_text() {
        let within = |text: &str| names().find_in_words(&text.split(' ').map(str::to_string).collect::<Vec<_>>(), None);
        assert_eq!(within("bm01 sinho 2022"), Some(0));
        assert_eq!(within("bao cao ldld huyen sin ho quy 1"), Some(0));
        assert_eq!(within("bao cao lien doan lao dong huyen than uyen"), Some(2));
        assert_eq!(within("sinho thanuyen"), None);
        assert_eq!(within("sinho2 tuyen"), None);
        assert_eq!(within(""), None);
    }

    #[test]
    fn a_name_of_two_units_means_the_one_that_reports_then() {
        let period = |text: &str| text.parse::<Period>().ok();
        let unit = |code: &str, from: &str, until: &str| Unit {
            code: code.into(),
            name: "Tỉnh An".into(),
            time: UnitTime { from: period(from), until: period(until), ..UnitTime::default() },
            ..Unit::default()
        };
        let names = UnitNames::new(&[unit("T01", "", "2025-Q2"), unit("T02", "2025-Q3", "")]);
        for (when, expected) in [("2024-Q1", 0), ("2025-Q2", 0), ("2025-Q3", 1), ("", 0)] {
            assert_eq!(names.find_exact("tỉnh an", period(when)), Some(expected), "{when}");
            assert_eq!(names.find_in_words(&["tinh".into(), "an".into()], period(when)), Some(expected), "{when}");
        }
        assert_eq!(names.find_exact("T02", period("2024-Q1")), Some(1));
    }
}
