//! Identifies unit and period of a return: from the header cells, else from hints such as the file name. A unit must
//! match exactly after folding, never by similar spelling.

use super::cell_value::{ExpectedType, ReturnBuilder};
use super::claims::Claim;
use super::figure_table::FigureTable;
use super::finding_at;
use super::reading_findings::ReadingFinding;
use super::text::{RowKeys, clean, key, words};
use crate::grid::Grid;
use crate::model::amount::Amount;
use crate::model::finding::Finding;
use crate::model::period::{Period, ReportingCycle};
use crate::model::text::BilingualText;
use crate::plan::Plan;
use crate::plan::header::{self, HeaderField, HeaderKind};
use crate::workbook::address;
use std::collections::BTreeMap;

/// Header fields with their text and cell.
pub type HeaderFields = BTreeMap<&'static str, (String, (u32, u32))>;

/// Names around a return: compared with its content, which takes precedence.
#[derive(Copy, Clone)]
pub struct IdentityHints<'a> {
    /// Path of the file, through folders, e-mails and archives.
    pub file: &'a str,
    /// Subject of the e-mail; empty if there is none.
    pub subject: &'a str,
}

impl<'a> IdentityHints<'a> {
    /// Returns the file name, the subject, then the enclosing folders, e-mails and archives from the inside out.
    fn parts(self) -> impl Iterator<Item = &'a str> {
        let mut path = self.file.rsplit(['/', '›']);
        path.next().into_iter().chain([self.subject]).chain(path)
    }

    /// Returns the period in the file name, completed from the other hints.
    pub fn period(self, cycle: ReportingCycle) -> Option<Period> {
        let year = self.parts().find_map(|part| period_in(cycle, part).1);
        let index = self.parts().find_map(|part| period_in(cycle, part).0);
        index.zip(year).and_then(|(index, year)| Period::new(cycle, year, index))
    }

    /// Returns a period in a hint that differs from `period`. The subject often belongs to an earlier e-mail that was
    /// answered, so it is ignored if the file name has a period.
    fn other_than(self, period: Period) -> Option<Period> {
        let mut path = self.file.rsplit(['/', '›']);
        let name = path.next().unwrap_or_default();
        let subject = period_in(period.cycle(), name).0.is_none().then_some(self.subject);
        [name].into_iter().chain(subject).chain(path).find_map(|part| other_period(period, part))
    }
}

/// Unit, period and submission number of a return, with findings.
pub struct ReturnIdentity {
    pub unit: usize,
    pub period: Period,
    pub number: u32,
    pub findings: Vec<Finding>,
}

/// Finds the header fields above the table: a label with the value in the next cell, else by defined name. Two labels
/// with different values are an error.
pub fn header(
    cycle: ReportingCycle,
    grid: &Grid,
    keys: &RowKeys,
    table: &FigureTable,
    taken: &mut ReturnBuilder,
) -> HeaderFields {
    let mut out = HeaderFields::new();
    let sheet = table.sheet;
    for field in header::fields(cycle) {
        let named = || {
            let (on, cell) = grid.defined_names.get(field.name)?.rsplit_once('!')?;
            (on.trim_matches('\'') == sheet.name).then(|| address::parse(cell)).flatten()
        };
        let Some(place) = labelled(field, keys, table, taken).or_else(named) else { continue };
        let cell = sheet.cell(place.0, place.1);
        let want = match field.kind {
            HeaderKind::Text => ExpectedType::Code,
            HeaderKind::Date => ExpectedType::Date,
            // identity() parses period, year and number, because it also accepts "Quý I".
            HeaderKind::Number => ExpectedType::Code,
        };
        taken.figure(field.name, place, cell, want);
        out.insert(field.name, (cell.map(|c| c.value.display().into_owned()).unwrap_or_default(), place));
    }
    for field in header::fields(cycle).iter().filter(|f| f.kind == HeaderKind::Number) {
        if let Some(figure) = taken.figures.get_mut(field.name)
            && let Amount::Text(text) = &figure.amount
            && let Ok(number) = text.parse::<f64>()
        {
            figure.amount = Amount::Number(number);
        }
    }
    out
}

/// Returns the cell of a field's value by its label. Of several labels the first one with a value counts; another value
/// beside another label is reported.
fn labelled(field: &HeaderField, keys: &RowKeys, table: &FigureTable, taken: &mut ReturnBuilder) -> Option<(u32, u32)> {
    let (sheet, label) = (table.sheet, key(field.label));
    let above = keys.texts_of(sheet).iter().take_while(|text| text.at.0 < table.heading);
    let labels: Vec<(u32, u32)> = above.filter(|text| text.key() == &*label).map(|text| text.at).collect();
    labels.iter().for_each(|at| taken.claim(*at, Claim::Printed));
    let value = |(row, column): (u32, u32)| (row, sheet.merged(row, column).map_or(column, |m| m.right) + 1);
    let shown = |(row, column): (u32, u32)| {
        sheet.cell(row, column).map(|c| clean(&c.value.display())).filter(|text| !text.is_empty())
    };
    let places: Vec<(u32, u32)> = labels.into_iter().map(value).collect();
    let first = places.iter().copied().find(|at| shown(*at).is_some()).or(places.first().copied())?;
    let wanted = shown(first).unwrap_or_default();
    for other in places.into_iter().filter(|at| *at != first) {
        let Some(text) = shown(other) else { continue };
        if key(&text) == key(&wanted) {
            taken.claim(other, Claim::Printed);
            continue;
        }
        taken.claim(other, Claim::Reported);
        let cell = |at: (u32, u32)| address::cell(at.0, at.1);
        let mut finding = finding_at(ReadingFinding::TwoMatches, &sheet.name, other);
        finding.found =
            BilingualText::same(format!("“{}”: {} “{wanted}”, {} “{text}”", field.label, cell(first), cell(other)));
        taken.findings.push(finding);
    }
    Some(first)
}

/// Determines unit, period and submission number of a return.
pub fn identity(
    header: &HeaderFields,
    hints: IdentityHints,
    plan: &Plan,
    table: &FigureTable,
) -> Result<ReturnIdentity, Box<Finding>> {
    let said = |name: &str| header.get(name).map(|(text, _)| text.as_str()).unwrap_or_default();
    let place = |name: &str| header.get(name).map_or((table.heading, 0), |(_, place)| *place);
    let sheet = &table.sheet.name;
    let mut findings = Vec::new();

    let (code, name) = (said(header::UNIT), said(header::UNIT_NAME));
    let unit = plan.names.find_exact(&clean(code)).or_else(|| plan.names.find_exact(&clean(name))).or_else(|| {
        (clean(code).is_empty() && clean(name).is_empty())
            .then(|| hints.parts().find_map(|part| plan.names.find_in_words(&words(part))))
            .flatten()
    });
    let Some(unit) = unit else {
        let mut finding = finding_at(
            ReadingFinding::UnknownUnit,
            sheet,
            place(if code.is_empty() { header::UNIT_NAME } else { header::UNIT }),
        );
        finding.found = BilingualText::same(clean(if code.is_empty() { name } else { code }));
        let known: Vec<_> = plan.units.iter().map(|u| u.code.as_str()).collect();
        finding.expected = BilingualText::same(known.join(", "));
        return Err(Box::new(finding));
    };

    let cycle = plan.cycle();
    let hint = hints.period(cycle);
    let (period_text, year_text) = (said(cycle.stem()), said(header::YEAR));
    let body = number_in(cycle, period_text).zip(year_in(year_text).or_else(|| year_in(period_text)));
    let body = body.and_then(|(index, year)| Period::new(cycle, year, index));
    let empty = clean(period_text).is_empty() && clean(year_text).is_empty();
    let Some(period) = body.or(hint.filter(|_| empty)) else {
        let mut finding = finding_at(ReadingFinding::UnknownPeriod, sheet, place(cycle.stem()));
        finding.unit = Some(plan.units[unit].code.clone());
        finding.found = BilingualText::same(clean(&format!("{period_text} {year_text}")));
        return Err(Box::new(finding));
    };
    if let Some(hint) = hints.other_than(period) {
        let mut finding = finding_at(ReadingFinding::OtherHint, sheet, place(cycle.stem()));
        finding.found = BilingualText::same(hint.to_string());
        finding.expected = BilingualText::same(period.to_string());
        findings.push(finding);
    }
    if let Some(hint) =
        hints.parts().find_map(|part| plan.names.find_in_words(&words(part))).filter(|hint| *hint != unit)
    {
        let mut finding = finding_at(
            ReadingFinding::OtherUnit,
            sheet,
            place(if clean(code).is_empty() { header::UNIT_NAME } else { header::UNIT }),
        );
        finding.found = BilingualText::same(plan.units[hint].name.clone());
        finding.expected = BilingualText::same(plan.units[unit].name.clone());
        findings.push(finding);
    }

    let given = clean(said(header::NUMBER));
    let number = if given.is_empty() { Some(1) } else { given.parse::<u32>().ok().filter(|n| *n >= 1) };
    if number.is_none() {
        let mut finding = finding_at(ReadingFinding::BadNumber, sheet, place(header::NUMBER));
        finding.found = BilingualText::same(given);
        findings.push(finding);
    }
    Ok(ReturnIdentity { unit, period, number: number.unwrap_or(1), findings })
}

/// Returns the number of the period in its year: 1 to 4 in "1", "Quý I", "I/2022"; 1 to 12 in "Tháng 3", "03/2024"; 1
/// or 2 in "6 tháng đầu năm".
fn number_in(cycle: ReportingCycle, text: &str) -> Option<u8> {
    // 3.5 is not a quarter, although 3 and 5 would be two words.
    if text.trim().replace(',', ".").parse::<f64>().is_ok_and(|n| n.fract() != 0.0) {
        return None;
    }
    let all = words(text);
    let part = |word: &String| match word.as_str() {
        "dau" | "i" => Some(1),
        "cuoi" | "ii" => Some(2),
        _ => None,
    };
    match cycle {
        ReportingCycle::Half if all.len() > 1 && all.iter().any(|w| part(w).is_some()) => all.iter().find_map(part),
        _ => all.iter().find_map(|word| place_in_year(cycle, word)),
    }
}

/// Parses a number of a period in its year from one word.
fn place_in_year(cycle: ReportingCycle, word: &str) -> Option<u8> {
    let roman = ["i", "ii", "iii", "iv"].iter().position(|r| *r == word).map(|i| i as u8 + 1);
    let number = roman.filter(|_| cycle != ReportingCycle::Month).or_else(|| word.parse().ok())?;
    (1..=cycle.per_year()).contains(&number).then_some(number)
}

fn year_in(text: &str) -> Option<i32> {
    words(text).iter().find_map(|w| w.parse().ok().filter(|y| (1990..2200).contains(y)))
}

/// Returns the period in a name if it differs from this one. A name without a year matches any year.
fn other_period(period: Period, name: &str) -> Option<Period> {
    let (index, year) = period_in(period.cycle(), name);
    let hint = Period::new(period.cycle(), year.unwrap_or(period.year()), index?)?;
    (hint != period).then_some(hint)
}

/// Returns number in the year and year from a name: `2022-Q1`, `Q1 2022`, `quy 1 nam 2022`, `2022Q1`; `thang 3 2024`,
/// `6 thang dau nam 2024`.
fn period_in(cycle: ReportingCycle, name: &str) -> (Option<u8>, Option<i32>) {
    let all = words(name);
    let spelled = all.iter().find_map(|w| w.parse::<Period>().ok().filter(|p| p.cycle() == cycle));
    let year = all.iter().find_map(|w| w.parse::<i32>().ok().filter(|y| (1990..2200).contains(y)));
    let (letters, noun): (&[char], &str) = match cycle {
        ReportingCycle::Month => (&['t', 'm'], "thang"),
        ReportingCycle::Quarter => (&['q'], "quy"),
        ReportingCycle::Half => (&['h'], "ky"),
    };
    let next = all.iter().skip(1).map(Some).chain([None]);
    let index = all.iter().zip(next).find_map(|(word, next)| {
        let short = word.strip_prefix(letters).filter(|d| d.len() <= 2 && d.parse::<u8>().is_ok());
        let after = || (word == noun).then(|| next.and_then(|n| place_in_year(cycle, n))).flatten();
        let half = || match (cycle, word.as_str(), next.map(String::as_str)) {
            (ReportingCycle::Half, "thang", Some("dau")) => Some(1),
            (ReportingCycle::Half, "thang", Some("cuoi")) => Some(2),
            _ => None,
        };
        short.and_then(|d| place_in_year(cycle, d)).or_else(after).or_else(half)
    });
    spelled.map_or((index, year), |period| (Some(period.index()), Some(period.year())))
}
