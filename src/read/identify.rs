//! Whose return it is and for when: from the header cells, else from the file's name as a hint. A unit is matched exactly
//! once folded, never by nearest spelling.

use super::at;
use super::code::Code;
use super::locate::Table;
use super::take::{Taken, Want};
use super::text::{Keys, clean, key, words};
use crate::book::address;
use crate::grid::Grid;
use crate::model::amount::Amount;
use crate::model::finding::Finding;
use crate::model::quarter::Quarter;
use crate::model::text::Text;
use crate::plan::annex::unit_key;
use crate::plan::header::{self, FIELDS, HeaderKind};
use crate::plan::{Plan, Unit};
use std::collections::BTreeMap;

/// Header fields: what stands there and where.
pub type Header = BTreeMap<&'static str, (String, (u32, u32))>;

/// Whose, when, which submission.
pub struct Identity {
    pub unit: usize,
    pub quarter: Quarter,
    pub number: u32,
    pub findings: Vec<Finding>,
}

/// Finds the header fields above the table: a label cell and its value in the next cell, else by defined name.
pub fn header(grid: &Grid, keys: &Keys, table: &Table, taken: &mut Taken) -> Header {
    let mut out = Header::new();
    let sheet = table.sheet;
    for field in &FIELDS {
        let label = key(field.label);
        let labelled = keys.of(sheet).iter().take_while(|((row, _), _)| *row < table.heading).find_map(
            |(&(row, column), words)| {
                (*words == label).then(|| {
                    let right = sheet.merged(row, column).map_or(column, |m| m.right);
                    (row, right + 1)
                })
            },
        );
        let named = || {
            let (on, cell) = grid.defined_names.get(field.name)?.rsplit_once('!')?;
            (on.trim_matches('\'') == sheet.name).then(|| address::parse(cell)).flatten()
        };
        let Some(place) = labelled.or_else(named) else { continue };
        let cell = sheet.cell(place.0, place.1);
        let want = match field.kind {
            HeaderKind::Text => Want::Text,
            HeaderKind::Date => Want::Date,
            // Quarter, year and number are read by identity(), which takes "Quý I" too.
            HeaderKind::Number => Want::Text,
        };
        taken.figure(field.name, place, cell, want);
        out.insert(field.name, (cell.map(|c| c.value.display()).unwrap_or_default(), place));
    }
    for field in FIELDS.iter().filter(|f| f.kind == HeaderKind::Number) {
        if let Some(figure) = taken.figures.get_mut(field.name)
            && let Amount::Text(text) = &figure.amount
            && let Ok(number) = text.parse::<f64>()
        {
            figure.amount = Amount::Number(number);
        }
    }
    out
}

/// Whose return, for which quarter, which submission.
pub fn identity(header: &Header, file: &str, plan: &Plan, table: &Table) -> Result<Identity, Box<Finding>> {
    let said = |name: &str| header.get(name).map(|(text, _)| text.as_str()).unwrap_or_default();
    let place = |name: &str| header.get(name).map_or((table.heading, 0), |(_, place)| *place);
    let sheet = &table.sheet.name;
    let mut findings = Vec::new();

    let (code, name) = (said(header::UNIT), said(header::UNIT_NAME));
    let unit = unit_of(plan, code)
        .or_else(|| unit_of(plan, name))
        .or_else(|| (clean(code).is_empty() && clean(name).is_empty()).then(|| unit_in_name(plan, file)).flatten());
    let Some(unit) = unit else {
        let mut finding =
            at(Code::UnknownUnit, sheet, place(if code.is_empty() { header::UNIT_NAME } else { header::UNIT }));
        finding.found = Text::same(clean(if code.is_empty() { name } else { code }));
        let known: Vec<_> = plan.units.iter().map(|u| u.code.as_str()).collect();
        finding.expected = Text::same(known.join(", "));
        return Err(Box::new(finding));
    };

    let hint = quarter_in(file);
    let (quarter_text, year_text) = (said(header::QUARTER), said(header::YEAR));
    let body = number_in(quarter_text).zip(year_in(year_text).or_else(|| year_in(quarter_text)));
    let body = body.and_then(|(index, year)| Quarter::new(year, index));
    let empty = clean(quarter_text).is_empty() && clean(year_text).is_empty();
    let Some(quarter) = body.or(hint.filter(|_| empty)) else {
        let mut finding = at(Code::UnknownQuarter, sheet, place(header::QUARTER));
        finding.unit = Some(plan.units[unit].code.clone());
        finding.found = Text::same(clean(&format!("{quarter_text} {year_text}")));
        return Err(Box::new(finding));
    };
    if let Some(hint) = hint.filter(|h| *h != quarter) {
        let mut finding = at(Code::OtherHint, sheet, place(header::QUARTER));
        finding.found = Text::same(hint.to_string());
        finding.expected = Text::same(quarter.to_string());
        findings.push(finding);
    }

    let given = clean(said(header::NUMBER));
    let number = if given.is_empty() { Some(1) } else { given.parse::<u32>().ok().filter(|n| *n >= 1) };
    if number.is_none() {
        let mut finding = at(Code::BadNumber, sheet, place(header::NUMBER));
        finding.found = Text::same(given);
        findings.push(finding);
    }
    Ok(Identity { unit, quarter, number: number.unwrap_or(1), findings })
}

fn keys(unit: &Unit) -> impl Iterator<Item = String> {
    let names = std::iter::once(&unit.name).chain(&unit.aliases).map(|n| unit_key(n));
    std::iter::once(unit_key(&unit.code)).chain(names)
}

/// The unit of exactly this code, name or alias.
fn unit_of(plan: &Plan, text: &str) -> Option<usize> {
    let wanted = unit_key(&clean(text));
    plan.units.iter().position(|u| !wanted.is_empty() && keys(u).any(|k| k == wanted))
}

/// The one unit whose code or name stands as whole words in a file's name.
fn unit_in_name(plan: &Plan, file: &str) -> Option<usize> {
    let name = format!(" {} ", unit_key(&words(file).join(" ")));
    let mut found = plan.units.iter().enumerate().filter(|(_, u)| keys(u).any(|k| name.contains(&format!(" {k} "))));
    let first = found.next()?.0;
    found.next().is_none().then_some(first)
}

/// 1 to 4 in "1", "Quý I", "I/2022".
fn number_in(text: &str) -> Option<u8> {
    words(text).iter().find_map(|w| match w.as_str() {
        "1" | "i" => Some(1),
        "2" | "ii" => Some(2),
        "3" | "iii" => Some(3),
        "4" | "iv" => Some(4),
        _ => None,
    })
}

fn year_in(text: &str) -> Option<i32> {
    words(text).iter().find_map(|w| w.parse().ok().filter(|y| (1990..2200).contains(y)))
}

/// A quarter in a file's name: `2022-Q1`, `Q1 2022`, `quy 1 nam 2022`, `2022Q1`.
fn quarter_in(file: &str) -> Option<Quarter> {
    let all = words(file);
    let spelled = all.iter().find_map(|w| w.parse::<Quarter>().ok());
    let year = all.iter().find_map(|w| w.parse::<i32>().ok().filter(|y| (1990..2200).contains(y)));
    let index = all.iter().zip(all.iter().skip(1).map(Some).chain([None])).find_map(|(word, next)| {
        let digit = word.strip_prefix('q').filter(|d| d.len() == 1).and_then(number_in);
        digit.or_else(|| (word == "quy").then(|| next.and_then(|n| number_in(n))).flatten())
    });
    spelled.or_else(|| index.zip(year).and_then(|(index, year)| Quarter::new(year, index)))
}
