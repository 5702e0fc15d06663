//! Reports values of a roster that are in each other's columns: a name under "MST" and its tax code under "Tên DN". A pair is
//! reported only if each of the two values is no value of its own column and one of the other, so that a slip of one cell
//! is left to the findings about that cell.

use super::cell_value::ReturnBuilder;
use super::codes::{self, CodeKind};
use super::listing::{LISTED, ListedKind, shortened, with_further};
use super::reading_findings::ReadingFinding;
use super::roster_cells;
use super::value;
use crate::grid::{RawValue, SheetGrid};
use crate::model::amount::Amount;
use crate::model::text::{BilingualText, Lang};
use crate::plan::{Roster, RosterColumn, RosterKind};
use crate::workbook::address;
use std::collections::BTreeMap;

/// How a value fits a column.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum ValueFit {
    /// It is a value of this kind of column and of no free text: a number, a day, a code, a choice.
    Own,
    /// The column contains free text, or the value may belong to it.
    Possible,
    /// It cannot be a value of the column.
    None,
}

/// Reports the pairs of columns whose values are swapped, each with its rows.
pub(super) fn report(
    sheet: &SheetGrid,
    (roster, lang): (&Roster, Lang),
    columns: &[Option<u32>],
    rows: &[u32],
    taken: &mut ReturnBuilder,
) {
    let present: Vec<ListColumn> = roster
        .columns
        .iter()
        .zip(columns)
        .filter_map(|(column, at)| Some(ListColumn { column, at: (*at)?, code: codes::code_kind(column), lang }))
        .collect();
    let mut pairs: BTreeMap<(usize, usize), Vec<u32>> = BTreeMap::new();
    for &row in rows {
        let values: Vec<Option<&RawValue>> = present.iter().map(|own| own.value(sheet, row)).collect();
        let fits = present.iter().zip(&values).map(|(own, value)| value.map(|value| own.fit(value)));
        let fits: Vec<Option<ValueFit>> = fits.collect();
        for (a, first) in present.iter().enumerate() {
            for (b, second) in present.iter().enumerate().skip(a + 1) {
                // Nearly all values are in their column.
                if fits[a] != Some(ValueFit::None) && fits[b] != Some(ValueFit::None) {
                    continue;
                }
                let (Some(in_first), Some(in_second)) = (values[a], values[b]) else { continue };
                if is_swapped((first, in_first), (second, in_second)) {
                    pairs.entry((a, b)).or_default().push(row);
                }
            }
        }
    }
    for ((a, b), rows) in pairs {
        let (Some(first), Some(second), Some(row)) = (present.get(a), present.get(b), rows.first()) else { continue };
        let cell = |own: &ListColumn| {
            let text = own.value(sheet, *row).map(|value| shortened(&value.display())).unwrap_or_default();
            format!("{} “{text}”", address::cell(*row, own.at))
        };
        let cells = format!("{}, {}", cell(first), cell(second));
        let numbers: Vec<String> = rows.iter().take(LISTED).map(|row| (row + 1).to_string()).collect();
        let numbers = numbers.join(", ");
        let found = BilingualText::new(format!("dòng {numbers}: {cells}"), format!("rows {numbers}: {cells}"));
        let found = with_further(found, rows.len().saturating_sub(LISTED), ListedKind::Rows);
        let headings = [&first.column.heading, &second.column.heading];
        let expected = BilingualText::new(
            format!("“{}” ở cột {}, “{}” ở cột {}", headings[0], first.letters(), headings[1], second.letters()),
            format!(
                "“{}” in column {}, “{}” in column {}",
                headings[0],
                first.letters(),
                headings[1],
                second.letters()
            ),
        );
        taken.report(ReadingFinding::OtherColumn, (*row, first.at), found, expected);
    }
}

/// A column of a roster in the sheet.
struct ListColumn<'r> {
    column: &'r RosterColumn,
    at: u32,
    code: Option<CodeKind>,
    /// The language of the plan.
    lang: Lang,
}

impl ListColumn<'_> {
    fn value<'s>(&self, sheet: &'s SheetGrid, row: u32) -> Option<&'s RawValue> {
        sheet.cell(row, self.at).map(|cell| &cell.value).filter(|value| !value.is_blank())
    }

    fn letters(&self) -> String {
        address::letters(self.at)
    }

    fn fit(&self, value: &RawValue) -> ValueFit {
        let want = roster_cells::expected(self.column, self.code, self.lang);
        let is_read = || !matches!(value::read(value, want, false).amount, Amount::Unreadable { .. });
        match (self.column.kind, value) {
            (_, RawValue::Error(_) | RawValue::Uncached) => ValueFit::Possible,
            // A small number with a date format is a count, and a number without one may be a day.
            (RosterKind::Number, RawValue::Date(_)) => ValueFit::None,
            (RosterKind::Date, RawValue::Number(_)) => {
                if is_read() {
                    ValueFit::Possible
                } else {
                    ValueFit::None
                }
            }
            (RosterKind::Number, RawValue::Text(text)) if !text.contains(|c: char| c.is_ascii_digit()) => {
                if text.chars().filter(|c| c.is_alphabetic()).count() > 1 { ValueFit::None } else { ValueFit::Possible }
            }
            (RosterKind::Number | RosterKind::Date | RosterKind::Choice, _) => {
                if is_read() {
                    ValueFit::Own
                } else {
                    ValueFit::None
                }
            }
            (RosterKind::Text, value) if self.code.is_some() => of_code(&value.display()),
            (RosterKind::Text, _) => ValueFit::Possible,
        }
    }
}

/// Returns how a text fits a column of codes: a code has nine digits or more, and a text with fewer is none.
fn of_code(text: &str) -> ValueFit {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    match (digits, letters) {
        (9.., 0) => ValueFit::Own,
        (..9, 4..) => ValueFit::None,
        _ => ValueFit::Possible,
    }
}

/// Returns true if both values fit the other's column only.
fn is_swapped((a, in_a): (&ListColumn, &RawValue), (b, in_b): (&ListColumn, &RawValue)) -> bool {
    let (own_a, own_b) = (a.fit(in_a), b.fit(in_b));
    let (a_in_b, b_in_a) = (b.fit(in_a), a.fit(in_b));
    let is_free = |own: &ListColumn| own.column.kind == RosterKind::Text && own.code.is_none();
    match (is_free(a), is_free(b)) {
        (true, true) => false,
        // Of a free text and another column: the latter's value is in the text, and a text with letters in it.
        (true, false) => own_b == ValueFit::None && b.is_clear(in_a) && has_letters(in_b),
        (false, true) => own_a == ValueFit::None && a.is_clear(in_b) && has_letters(in_a),
        (false, false) => {
            own_a == ValueFit::None && own_b == ValueFit::None && a_in_b == ValueFit::Own && b_in_a == ValueFit::Own
        }
    }
}

impl ListColumn<'_> {
    /// Returns true for a value that only a column of this kind has.
    fn is_clear(&self, value: &RawValue) -> bool {
        self.fit(value) == ValueFit::Own
    }
}

fn has_letters(value: &RawValue) -> bool {
    matches!(value, RawValue::Text(text) if text.chars().filter(|c| c.is_alphabetic()).count() > 1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::validity::Validity;
    use crate::plan::UniqueScope;

    fn column(heading: &str, kind: RosterKind, choices: &[&str]) -> RosterColumn {
        RosterColumn {
            heading: heading.into(),
            name: "x".into(),
            kind,
            required: false,
            unique: UniqueScope::No,
            personal: false,
            choices: choices.iter().map(|c| c.to_string()).collect(),
            validity: Validity::default(),
        }
    }

    fn text(text: &str) -> RawValue {
        RawValue::Text(text.into())
    }

    #[test]
    fn only_values_of_each_other_are_swapped() {
        let name = column("Tên DN", RosterKind::Text, &[]);
        let code = column("MST", RosterKind::Text, &[]);
        let year = column("Năm hoạt động", RosterKind::Number, &[]);
        let day = column("Ngày QĐ", RosterKind::Date, &[]);
        let sex = column("Giới tính", RosterKind::Choice, &["Nam", "Nữ"]);
        let swapped = |a: &RosterColumn, in_a: RawValue, b: &RosterColumn, in_b: RawValue| {
            let of = |column| ListColumn { column, at: 0, code: codes::code_kind(column), lang: Lang::Vi };
            let (a, b) = (of(a), of(b));
            let one = is_swapped((&a, &in_a), (&b, &in_b));
            assert_eq!(one, is_swapped((&b, &in_b), (&a, &in_a)));
            one
        };
        let number = RawValue::Number;
        for is_swapped in [
            swapped(&name, text("6200012345"), &code, text("Công ty Hoa Ban")),
            swapped(&name, text("6200.012.345"), &code, text("Công ty Thử Nghiệm 01")),
            swapped(&name, number(6_200_012_345.0), &code, text("Công ty Hoa Ban")),
            swapped(&name, number(2015.0), &year, text("Công ty Hoa Ban")),
            swapped(&name, text("2015"), &year, text("Công ty 36")),
            swapped(&name, RawValue::Date(44_000.0), &day, text("15/QĐ-LĐLĐ")),
            swapped(&name, text("05/10/2021"), &day, text("Lò Văn Páo")),
            swapped(&name, text("Nữ"), &sex, text("Lò Văn Páo")),
            swapped(&day, number(35.0), &year, RawValue::Date(44_000.0)),
            swapped(&year, text("Nam"), &sex, number(2015.0)),
        ] {
            assert!(is_swapped);
        }
        for is_swapped in [
            swapped(&name, text("Công ty 36"), &code, text("chưa có")),
            swapped(&name, text("Công ty Hoa Ban"), &code, text("6200012345")),
            swapped(&name, text("36"), &year, number(2015.0)),
            swapped(&name, number(36.0), &year, text("-")),
            swapped(&name, text("15"), &day, text("…/…/…")),
            swapped(&name, text("Lò Văn Páo"), &sex, text("F")),
            swapped(&day, RawValue::Date(44_000.0), &year, number(35.0)),
            swapped(&name, text("6200012345"), &code, text("6200012346")),
        ] {
            assert!(!is_swapped);
        }
    }
}
