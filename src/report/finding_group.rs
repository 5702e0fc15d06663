//! Groups findings by unit, file and cause, so that a cause is shown once however many cells it concerns.

use crate::model::finding::{Finding, Severity};
use crate::model::period::Period;
use crate::model::text::{BilingualText, Lang, in_both_languages};
use crate::plan::Plan;
use crate::workbook::address;
use serde::Serialize;
use std::collections::HashMap;

/// Findings of one file with the same cause.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct FindingGroup {
    /// Code.
    pub code: String,
    /// Severity.
    pub severity: Severity,
    /// Code of the unit, if known.
    pub unit: Option<String>,
    /// Name of the unit, if known.
    pub name: Option<String>,
    /// Period, if known.
    pub period: Option<Period>,
    /// File within the folder of the returns.
    pub file: Option<String>,
    /// Number of findings.
    pub count: usize,
    /// The cells by sheet, such as `E23–E27, E30`.
    pub places: Vec<GroupPlace>,
    /// The problem; of several findings what their messages have in common.
    pub message: BilingualText,
    /// How to fix it.
    pub mend: BilingualText,
}

/// Cells of one sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct GroupPlace {
    /// Sheet; empty if unknown.
    pub sheet: String,
    /// Cells, neighbours in a column joined: `E23–E27, E30`. Empty if unknown.
    pub cells: String,
}

impl FindingGroup {
    /// Groups findings. Groups of a unit and file follow each other; those with the gravest finding are first, otherwise
    /// they keep their order.
    pub(crate) fn all<'a>(plan: &Plan, findings: impl Iterator<Item = &'a Finding>) -> Vec<Self> {
        let mut places: HashMap<(Owner, &str, Severity), usize> = HashMap::new();
        let mut groups: Vec<(Owner, Vec<&Finding>)> = Vec::new();
        let mut worst: HashMap<Owner, (Severity, usize)> = HashMap::new();
        for finding in findings {
            let owner = (finding.unit.as_deref(), finding.file.as_deref());
            let place = *places.entry((owner, &finding.code, finding.severity)).or_insert_with(|| {
                groups.push((owner, Vec::new()));
                groups.len() - 1
            });
            groups.get_mut(place).into_iter().for_each(|(_, own)| own.push(finding));
            let order = worst.len();
            let known = worst.entry(owner).or_insert((finding.severity, order));
            known.0 = known.0.min(finding.severity);
        }
        groups.sort_by_key(|(owner, own)| (worst.get(owner).copied(), own.first().map(|finding| finding.severity)));
        groups.into_iter().filter_map(|(_, own)| FindingGroup::of(plan, &own)).collect()
    }

    fn of(plan: &Plan, own: &[&Finding]) -> Option<Self> {
        let first = own.first()?;
        let common = |texts: fn(&Finding) -> &BilingualText| {
            in_both_languages(|t| common(&own.iter().map(|finding| t.text_in(texts(finding))).collect::<Vec<_>>(), t))
        };
        Some(FindingGroup {
            code: first.code.clone(),
            severity: first.severity,
            unit: first.unit.clone(),
            name: first.unit.as_deref().map(|unit| plan.unit_name(unit).to_string()),
            period: first.period,
            file: first.file.clone(),
            count: own.len(),
            places: places(own),
            message: common(|finding| &finding.message),
            mend: common(|finding| &finding.mend),
        })
    }
}

/// Unit and file of a finding.
type Owner<'a> = (Option<&'a str>, Option<&'a str>);

/// Returns what several texts have in common: their first sentences; else the first text, marked as one of several.
fn common(texts: &[&str], lang: Lang) -> String {
    let Some((first, others)) = texts.split_first() else { return String::new() };
    if others.iter().all(|other| other == first) {
        return (*first).to_string();
    }
    let shared = others.iter().fold(first.len(), |most, other| {
        let same = first.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
        most.min(same)
    });
    let ends = first.match_indices(". ").map(|(at, _)| at + 1).filter(|end| *end <= shared);
    match ends.last().and_then(|end| first.get(..end)) {
        Some(sentences) => sentences.to_string(),
        None => format!("{first} {}", lang.pick("(và các ô khác)", "(and other cells)")),
    }
}

/// Returns the cells by sheet, in the order of the findings.
fn places(own: &[&Finding]) -> Vec<GroupPlace> {
    let mut sheets: Vec<(&str, Vec<&str>)> = Vec::new();
    for finding in own {
        let (sheet, cell) = (finding.sheet.as_deref().unwrap_or_default(), finding.cell.as_deref());
        let at = sheets.iter().position(|(known, _)| *known == sheet).unwrap_or_else(|| {
            sheets.push((sheet, Vec::new()));
            sheets.len() - 1
        });
        sheets.get_mut(at).into_iter().for_each(|(_, cells)| cells.extend(cell));
    }
    sheets
        .into_iter()
        .map(|(sheet, cells)| GroupPlace { sheet: sheet.to_string(), cells: ranges(&cells) })
        .filter(|place| !(place.sheet.is_empty() && place.cells.is_empty()))
        .collect()
}

/// Joins cells: neighbours in a column become `E23–E27`. What is no single cell stays as it is.
pub(crate) fn ranges(cells: &[&str]) -> String {
    let mut known: Vec<(u32, u32)> = cells.iter().filter_map(|cell| address::parse(cell)).collect();
    known.sort_unstable_by_key(|(row, column)| (*column, *row));
    known.dedup();
    let runs = known.chunk_by(|a, b| a.1 == b.1 && a.0 + 1 == b.0);
    let name = |at: &(u32, u32)| address::cell(at.0, at.1);
    let run = |run: &[(u32, u32)]| match run {
        [first, .., last] => format!("{}–{}", name(first), name(last)),
        [only] => name(only),
        [] => String::new(),
    };
    let mut out: Vec<String> = runs.map(run).collect();
    for cell in cells.iter().filter(|cell| address::parse(cell).is_none()) {
        if !out.iter().any(|known| known == cell) {
            out.push((*cell).to_string());
        }
    }
    out.join(", ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn neighbours_of_a_column_are_joined() {
        assert_eq!(ranges(&["E24", "E23", "E25", "E30", "F25", "E23"]), "E23–E25, E30, F25");
        assert_eq!(ranges(&["B2:C4", "A1", "A2", "B2:C4"]), "A1–A2, B2:C4");
        assert_eq!(ranges(&[]), "");
    }

    #[test]
    fn messages_are_cut_to_what_they_share() {
        let texts = ["Phải là số nguyên. Đang ghi 2,1.", "Phải là số nguyên. Đang ghi 3,5."];
        assert_eq!(common(&texts, Lang::Vi), "Phải là số nguyên.");
        assert_eq!(common(&["Một", "Hai"], Lang::Vi), "Một (và các ô khác)");
        assert_eq!(common(&["Một", "Một"], Lang::En), "Một");
    }

    proptest::proptest! {
        /// Ranges name exactly the cells that went in.
        #[test]
        fn ranges_hold_every_cell(cells in proptest::collection::vec((0u32..30, 0u32..4), 0..40)) {
            let names: Vec<String> = cells.iter().map(|(row, column)| address::cell(*row, *column)).collect();
            let text = ranges(&names.iter().map(String::as_str).collect::<Vec<_>>());
            let mut named = BTreeSet::new();
            for part in text.split(", ").filter(|part| !part.is_empty()) {
                let ends: Vec<(u32, u32)> = part.split('–').map(|end| address::parse(end).unwrap()).collect();
                let (first, last) = (ends[0], ends[ends.len() - 1]);
                proptest::prop_assert_eq!(first.1, last.1);
                named.extend((first.0..=last.0).map(|row| (row, first.1)));
            }
            proptest::prop_assert_eq!(named, cells.into_iter().collect::<BTreeSet<_>>());
        }
    }
}
