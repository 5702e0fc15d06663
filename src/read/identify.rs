//! Identifies unit and period of a return: from the header cells, else from hints such as the file name. A unit must
//! match exactly after folding, never by similar spelling.

use super::cell_value::ReturnBuilder;
use super::claims::Claim;
use super::figure_table::FigureTable;
use super::finding_at;
use super::reading_findings::ReadingFinding;
use super::text::{RowKeys, clean, key, words};
use super::value::ExpectedType;
use crate::grid::{Grid, GridCell, RawValue};
use crate::model::amount::{Amount, Figure};
use crate::model::finding::Finding;
use crate::model::period::{Period, ReportingCycle};
use crate::model::period_text;
use crate::model::text::BilingualText;
use crate::plan::Plan;
use crate::plan::header::{self, HeaderField, HeaderKind};
use crate::workbook::address;
use std::collections::BTreeMap;

/// Header fields with their text and cell.
pub(super) type HeaderFields = BTreeMap<&'static str, (String, (u32, u32))>;

/// Names around a return: compared with its content, which takes precedence.
#[derive(Copy, Clone)]
pub(super) struct IdentityHints<'a> {
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

    /// Returns the unit in the first hint that names one.
    pub(super) fn unit(self, plan: &Plan, period: Option<Period>) -> Option<usize> {
        self.parts().find_map(|part| plan.names.find_in_words(&words(part), period))
    }

    /// Returns the period in the file name, completed from the other hints.
    pub(super) fn period(self, cycle: ReportingCycle) -> Option<Period> {
        let year = self.parts().find_map(|part| period_text::in_name(cycle, part).year);
        let index = self.parts().find_map(|part| period_text::in_name(cycle, part).index);
        index.zip(year).and_then(|(index, year)| Period::new(cycle, year, index))
    }

    /// Returns a period in a hint that differs from `period`. The subject often belongs to an earlier e-mail that was
    /// answered, so it is ignored if the file name has a period.
    fn other_than(self, period: Period) -> Option<Period> {
        let mut path = self.file.rsplit(['/', '›']);
        let name = path.next().unwrap_or_default();
        let subject = period_text::in_name(period.cycle(), name).index.is_none().then_some(self.subject);
        [name].into_iter().chain(subject).chain(path).find_map(|part| other_period(period, part))
    }
}

/// Unit, period and submission number of a return, with findings.
pub(super) struct ReturnIdentity {
    pub unit: usize,
    pub period: Period,
    pub number: u32,
    /// False if the cell of the submission number cannot be read.
    pub has_number: bool,
    pub findings: Vec<Finding>,
}

/// Finds the header fields above the table: a label with the value in the next cell, else by defined name. Two labels
/// with different values are an error.
pub(super) fn header(
    plan: &Plan,
    grid: &Grid,
    keys: &RowKeys,
    table: &FigureTable,
    taken: &mut ReturnBuilder,
) -> HeaderFields {
    let mut out = HeaderFields::new();
    let sheet = table.sheet;
    for field in plan.header() {
        let named = || {
            let (on, cell) = grid.defined_names.get(field.name)?.rsplit_once('!')?;
            (on.trim_matches('\'') == sheet.name).then(|| address::parse(cell)).flatten()
        };
        let beside = labelled(plan, field, keys, (table, taken)).or_else(named);
        let beside = beside.map(|place| (place, sheet.cell(place.0, place.1).cloned()));
        let is_filled =
            beside.as_ref().is_some_and(|(_, cell)| cell.as_ref().is_some_and(|cell| !cell.value.is_blank()));
        let found = if is_filled { beside } else { in_label(plan, field, keys, table).or(beside) };
        let Some((place, cell)) = found else { continue };
        let cell = cell.as_ref();
        let want = match field.kind {
            HeaderKind::Text => ExpectedType::Code,
            HeaderKind::Date => ExpectedType::Date,
            // identity() reads period, year and number, and settle_header() stores them.
            HeaderKind::Number => ExpectedType::Code,
        };
        taken.figure(field.name, place, cell, want);
        out.insert(field.name, (cell.map(|c| c.value.display().into_owned()).unwrap_or_default(), place));
    }
    out
}

/// Returns the value of a field that is in the cell of its label: `Tên đơn vị: LĐLĐ huyện Tân Uyên`.
fn in_label(
    plan: &Plan,
    field: &HeaderField,
    keys: &RowKeys,
    table: &FigureTable,
) -> Option<((u32, u32), Option<GridCell>)> {
    let names: Vec<_> = plan.header_labels(field).map(key).collect();
    let mut above = keys.texts_of(table.sheet).iter().take_while(|text| text.at.0 < table.heading);
    above.find_map(|text| {
        let (label, value) = text.text().split_once(':')?;
        let value = value.trim();
        // "Đơn vị: nghìn đồng" is a unit of measure.
        let is_value = || field.name != header::UNIT_NAME || plan.names.find_exact(&clean(value), None).is_some();
        let is_label = !value.is_empty() && names.contains(&key(label)) && is_value();
        let cell = || GridCell { value: RawValue::Text(value.into()), formula: None, external: false };
        is_label.then(|| (text.at, Some(cell())))
    })
}

/// Returns the cell of a field's value by its label. Of several labels the first one with a value counts; another value
/// beside another label is reported.
fn labelled(
    plan: &Plan,
    field: &HeaderField,
    keys: &RowKeys,
    (table, taken): (&FigureTable, &mut ReturnBuilder),
) -> Option<(u32, u32)> {
    let sheet = table.sheet;
    let names: Vec<_> = plan.header_labels(field).map(key).collect();
    let above = keys.texts_of(sheet).iter().take_while(|text| text.at.0 < table.heading);
    let labels: Vec<(u32, u32)> =
        above.filter(|text| names.iter().any(|name| text.key() == &**name)).map(|text| text.at).collect();
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
        finding.found = BilingualText::same(format!(
            "“{}”: {} “{wanted}”, {} “{text}”",
            plan.header_label(field),
            cell(first),
            cell(other)
        ));
        taken.findings.push(finding);
    }
    Some(first)
}

/// Determines unit, period and submission number of a return.
pub(super) fn identity(
    header: &HeaderFields,
    hints: IdentityHints,
    plan: &Plan,
    table: &FigureTable,
) -> Result<ReturnIdentity, Box<Finding>> {
    let said = |name: &str| header.get(name).map(|(text, _)| text.as_str()).unwrap_or_default();
    let place = |name: &str| header.get(name).map_or((table.heading, 0), |(_, place)| *place);
    let sheet = &table.sheet.name;
    let mut findings = Vec::new();

    let cycle = plan.cycle();
    let (period_text, year_text) = (said(cycle.period_field()), said(header::YEAR));
    let body = period_in_header(cycle, period_text, year_text);
    let empty = clean(period_text).is_empty() && clean(year_text).is_empty();
    let period = body.or(hints.period(cycle).filter(|_| empty));
    let (code, name) = (said(header::UNIT), said(header::UNIT_NAME));
    let unit = plan
        .names
        .find_exact(&clean(code), period)
        .or_else(|| plan.names.find_exact(&clean(name), period))
        .or_else(|| (clean(code).is_empty() && clean(name).is_empty()).then(|| hints.unit(plan, period)).flatten());
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

    let Some(period) = period else {
        let mut finding = finding_at(ReadingFinding::UnknownPeriod, sheet, place(cycle.period_field()));
        finding.unit = Some(plan.units[unit].code.clone());
        finding.found = BilingualText::same(clean(&format!("{period_text} {year_text}")));
        return Err(Box::new(finding));
    };
    findings.extend(two_units(plan, (code, unit), (name, place(header::UNIT_NAME)), period, sheet));
    if let Some(hint) = hints.other_than(period) {
        let mut finding = finding_at(ReadingFinding::OtherHint, sheet, place(cycle.period_field()));
        finding.found = hint.words();
        finding.expected = period.words();
        findings.push(finding);
    }
    if let Some(hint) = hints.unit(plan, Some(period)).filter(|hint| *hint != unit) {
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
    let number = if given.is_empty() { Some(1) } else { submission_number(&given) };
    if number.is_none() {
        let mut finding = finding_at(ReadingFinding::BadNumber, sheet, place(header::NUMBER));
        finding.found = BilingualText::same(given);
        findings.push(finding);
    }
    Ok(ReturnIdentity { unit, period, number: number.unwrap_or(1), has_number: number.is_some(), findings })
}

/// Reports a name in the header that is that of another unit than the code.
fn two_units(
    plan: &Plan,
    (code, unit): (&str, usize),
    (name, at): (&str, (u32, u32)),
    period: Period,
    sheet: &str,
) -> Option<Finding> {
    let other = match plan.names.find_exact(&clean(name), Some(period)) {
        Some(one) => Some(one).filter(|other| *other != unit)?,
        // "LĐLĐ huyện Tân Uyên và Than Uyên"; without the "và" the second name may be that of the province.
        None => {
            let words = words(name);
            let is_joined = words.iter().any(|word| word == "va" || word == "and") || name.contains(['&', '+']);
            let all = plan.names.all_in_words(&words, Some(period));
            all.iter().copied().find(|other| is_joined && *other != unit && all.contains(&unit))?
        }
    };
    let title = |unit: usize| plan.units.get(unit).map(|u| format!("{} ({})", u.code, u.name)).unwrap_or_default();
    Some(Finding {
        unit: plan.units.get(unit).map(|u| u.code.clone()),
        found: BilingualText::same(format!("“{}”, “{}” = {}", clean(code), clean(name), title(other))),
        expected: BilingualText::same(title(unit)),
        ..finding_at(ReadingFinding::TwoUnits, sheet, at)
    })
}

/// Returns the period of the two header cells. `None` if they leave it open or contradict each other.
fn period_in_header(cycle: ReportingCycle, period_text: &str, year_text: &str) -> Option<Period> {
    let (period, year) = (period_text::in_field(cycle, period_text)?, period_text::in_field(cycle, year_text)?);
    let is_same = |a: Option<i32>, b: Option<i32>| a.is_none() || b.is_none() || a == b;
    // In the cell of the year a bare number is no period.
    let beside = year.index.filter(|_| year.year.is_some());
    let index = period.index.or(beside).filter(|index| beside.is_none_or(|other| other == *index))?;
    let years = is_same(period.year, year.year).then(|| year.year.or(period.year)).flatten()?;
    Period::new(cycle, years, index)
}

/// Returns the submission number of `2`, `02`, `Lần 2`.
fn submission_number(text: &str) -> Option<u32> {
    // A sign or a fraction is not part of a word, so that -1 and 1,5 would be read as numbers.
    if text.trim_end_matches('.').contains(['-', '−', '–', '+', '.', ',', '/']) {
        return None;
    }
    let words: Vec<String> = words(text).into_iter().filter(|w| !matches!(w.as_str(), "lan" | "nop" | "thu")).collect();
    match words.as_slice() {
        [number] if number.bytes().all(|b| b.is_ascii_digit()) => number.parse().ok().filter(|n| *n >= 1),
        _ => None,
    }
}

/// Stores unit code, period and submission number as the rules know them, whatever spelling the header has. A field
/// that is empty stays so.
pub(super) fn settle_header(identity: &ReturnIdentity, plan: &Plan, taken: &mut ReturnBuilder) {
    let number = |n: i32| Amount::Number(f64::from(n));
    let code = plan.units.get(identity.unit).map(|unit| Amount::Text(unit.code.as_str().into()));
    let period = identity.period.header_values().map(|(name, value)| (name, number(value)));
    let fields = [(header::UNIT, code.unwrap_or_default())].into_iter().chain(period);
    let fields = fields.chain([(header::NUMBER, Amount::Number(f64::from(identity.number)))]);
    // A program that makes a number of it drops the zeros: 1.0 becomes 1.
    let version = plan.form_version(identity.period);
    let is_shortened = |figure: &Figure| matches!(&figure.amount, Amount::Text(text) if version.strip_suffix(".0") == Some(text.trim()));
    let version = taken.figures.get(header::VERSION).is_some_and(is_shortened).then(|| Amount::Text(version.into()));
    let fields = fields.chain(version.map(|version| (header::VERSION, version)));
    for (name, amount) in fields.filter(|(name, _)| *name != header::NUMBER || identity.has_number) {
        let shown = match &amount {
            Amount::Text(text) => text.to_string(),
            other => other.value().number().map(|n| n.to_string()).unwrap_or_default(),
        };
        let why = BilingualText::new(format!("được hiểu là {shown}"), format!("taken as {shown}"));
        taken.replace(name, amount, why);
    }
}

/// Returns the period in a name if it differs from this one. A name without a year matches any year.
fn other_period(period: Period, name: &str) -> Option<Period> {
    let parts = period_text::in_name(period.cycle(), name);
    let hint = Period::new(period.cycle(), parts.year.unwrap_or(period.year()), parts.index?)?;
    (hint != period).then_some(hint)
}

#[cfg(test)]
mod submission_number_tests {
    use super::submission_number;

    #[test]
    fn only_whole_numbers_from_one_are_submission_numbers() {
        let read = ["2", "02", "Lần 2", "lần nộp thứ 2", "Lần 2."].map(submission_number);
        assert_eq!(read, [Some(2); 5]);
        let refused = ["-1", "−2", "0", "1,5", "1.5", "1/2", "+-1", "hai", "2 3"].map(submission_number);
        assert_eq!(refused, [None; 9]);
    }
}
