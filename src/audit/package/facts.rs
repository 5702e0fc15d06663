//! Compares the facts of two packages one by one.

use super::super::difference::{Difference, DifferenceKind};
use super::{PackagePair, SavedAgain};
use crate::grid::facts::{FactTopic, PackageFact};
use std::collections::BTreeMap;

/// Name of the property with the hash of the file.
const SEAL: &str = "tonghop-sha256";

/// What a fact is about: two facts with one key are compared by their values.
type FactKey<'a> = (FactTopic, &'a str, &'a str, &'a str);

fn key(fact: &PackageFact) -> FactKey<'_> {
    (fact.topic, &fact.sheet, &fact.cell, &fact.name)
}

/// Adds the differences of all facts.
pub(super) fn compare(pair: &PackagePair<'_>, mut saved: Option<&mut SavedAgain>, out: &mut Vec<Difference>) {
    let is_saved = saved.is_some();
    let is_compared = |fact: &&PackageFact| {
        let is_here = fact.sheet.is_empty()
            || pair.rows_of(&fact.sheet).is_some_and(|rows| {
                // References of a sheet with inserted or deleted rows are shifted, which is reported once.
                !rows.moved() || !has_reference(fact)
            });
        is_here && !(is_saved && is_of_the_window(fact)) && !is_seal(fact)
    };
    let map = |facts: &'_ [PackageFact]| -> BTreeMap<(FactTopic, String, String, String), Vec<PackageFact>> {
        let mut out: BTreeMap<_, Vec<PackageFact>> = BTreeMap::new();
        for fact in facts.iter().filter(is_compared) {
            let (topic, sheet, cell, name) = key(fact);
            out.entry((topic, sheet.to_string(), cell.to_string(), name.to_string())).or_default().push(fact.clone());
        }
        out
    };
    let (expected, actual) = (map(&pair.expected.facts), map(&pair.actual.facts));
    for (key, wanted) in &expected {
        let found = actual.get(key).map(Vec::as_slice).unwrap_or_default();
        if is_same(wanted, found) || (key.0 == FactTopic::Sheets && is_same_order(wanted, found)) {
            continue;
        }
        let Some(first) = wanted.first() else { continue };
        if (found.is_empty() && is_stored(first))
            || saved.as_mut().is_some_and(|saved| is_of_saving(saved, first, found))
        {
            continue;
        }
        let text = joined(found);
        let found_text = (!found.is_empty()).then_some(text.as_str());
        out.push(difference(found.first().unwrap_or(first), Some(&joined(wanted)), found_text));
    }
    for (key, found) in &actual {
        let Some(first) = found.first().filter(|_| !expected.contains_key(key)) else { continue };
        let is_of_saving = saved.as_mut().is_some_and(|saved| saved.takes(first, false));
        if !(is_stored(first) || first.topic == FactTopic::Merge || is_of_saving) {
            out.push(difference(first, None, Some(&joined(found))));
        }
    }
}

/// Returns true if a fact differs because of the program that saved the file.
fn is_of_saving(saved: &mut SavedAgain, wanted: &PackageFact, found: &[PackageFact]) -> bool {
    match (wanted.topic, found) {
        (FactTopic::Link, [found]) => saved.is_same_link(&wanted.value, &found.value),
        (FactTopic::Link, []) if saved.drops_link(&wanted.value) => true,
        _ => saved.takes(wanted, found.is_empty()),
    }
}

/// Returns true for values that a chart stores: a program may write them or leave them out.
fn is_stored(fact: &PackageFact) -> bool {
    fact.topic == FactTopic::Chart && fact.name.ends_with(" stored")
}

/// Returns true for what changes when people open a file, and for the order of its sheets: not compared in a file that
/// a program saved again.
fn is_of_the_window(fact: &PackageFact) -> bool {
    matches!(fact.topic, FactTopic::Window | FactTopic::Sheets)
}

/// Returns true for the hash that the program writes into the file. It shows that nobody saved the file, and is compared
/// with the pieces of the file.
fn is_seal(fact: &PackageFact) -> bool {
    fact.topic == FactTopic::Property && fact.name == SEAL
}

fn has_reference(fact: &PackageFact) -> bool {
    !fact.cell.is_empty() || matches!(fact.topic, FactTopic::PrintArea | FactTopic::Page | FactTopic::View)
}

fn joined(facts: &[PackageFact]) -> String {
    facts.iter().map(|fact| fact.value.as_str()).collect::<Vec<_>>().join("; ")
}

fn is_same(wanted: &[PackageFact], found: &[PackageFact]) -> bool {
    let normal = |facts: &[PackageFact]| {
        let mut values: Vec<String> = facts.iter().map(normal_value).collect();
        values.sort();
        values
    };
    wanted.len() == found.len() && normal(wanted) == normal(found)
}

/// Returns true if the sheets that both files have are in the same order. Others are reported by their names.
fn is_same_order(wanted: &[PackageFact], found: &[PackageFact]) -> bool {
    let names = |facts: &[PackageFact]| -> Vec<String> {
        facts.iter().flat_map(|fact| fact.value.split(" | ").map(str::to_string)).collect()
    };
    let (wanted, found) = (names(wanted), names(found));
    let both = |of: &[String], other: &[String]| -> Vec<String> {
        of.iter().filter(|name| other.contains(name)).cloned().collect()
    };
    both(&wanted, &found) == both(&found, &wanted)
}

/// Returns the value of a fact without what programs write differently.
fn normal_value(fact: &PackageFact) -> String {
    match fact.topic {
        FactTopic::Name | FactTopic::PrintArea => {
            let bare: String = fact.value.chars().filter(|c| !matches!(c, '\'' | '$' | ' ')).collect();
            bare.to_uppercase()
        }
        FactTopic::Note => fact.value.split_whitespace().collect::<Vec<_>>().join(" "),
        _ => fact.value.clone(),
    }
}

fn difference(fact: &PackageFact, expected: Option<&str>, found: Option<&str>) -> Difference {
    let cell = fact.cell.split([':', ' ']).next().unwrap_or_default();
    let cells = if cell == fact.cell { String::new() } else { fact.cell.clone() };
    let shown = |value: Option<&str>| match value {
        None => String::new(),
        Some("") => fact.name.clone(),
        Some(value) => format!("{}: {value}", fact.name),
    };
    Difference {
        sheet: fact.sheet.clone(),
        cell: cell.to_string(),
        cells,
        package_part: fact.part.clone(),
        expected: shown(expected),
        found: shown(found),
        ..Difference::of_sheet("", kind(fact.topic))
    }
}

fn kind(topic: FactTopic) -> DifferenceKind {
    match topic {
        FactTopic::Strange => DifferenceKind::Ambiguous,
        FactTopic::Active => DifferenceKind::Active,
        FactTopic::Part => DifferenceKind::PackagePart,
        FactTopic::Array => DifferenceKind::ArrayFormula,
        FactTopic::Calculation => DifferenceKind::Calculation,
        FactTopic::Name => DifferenceKind::OtherName,
        FactTopic::PrintArea | FactTopic::Page | FactTopic::Header => DifferenceKind::Printing,
        FactTopic::Validation => DifferenceKind::Validation,
        FactTopic::Condition => DifferenceKind::ConditionalFormat,
        FactTopic::Filter => DifferenceKind::Filter,
        FactTopic::Merge => DifferenceKind::Unmerged,
        FactTopic::Link => DifferenceKind::Link,
        FactTopic::Note => DifferenceKind::Note,
        FactTopic::Drawing => DifferenceKind::Drawing,
        FactTopic::Chart | FactTopic::Sparkline => DifferenceKind::Chart,
        FactTopic::View | FactTopic::Window => DifferenceKind::View,
        FactTopic::Protection => DifferenceKind::Protection,
        FactTopic::Tab | FactTopic::Property => DifferenceKind::Property,
        FactTopic::Sheets => DifferenceKind::SheetOrder,
        FactTopic::RichText => DifferenceKind::RichText,
        FactTopic::Sizes => DifferenceKind::Size,
        FactTopic::Element => DifferenceKind::Element,
    }
}
