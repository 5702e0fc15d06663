//! Cells of a roster that cannot be meant as they are: marks that repeat the cell above, several entries in one cell, and
//! days whose month and day a spreadsheet program has swapped.

use super::cell_value::ReturnBuilder;
use super::codes::CodeKind;
use super::listing::{list_within, shortened};
use super::reading_findings::ReadingFinding;
use super::text::key;
use super::value::ExpectedType;
use crate::grid::{GridCell, RawValue, SheetGrid};
use crate::model::amount::Amount;
use crate::model::day::Day;
use crate::model::text::{BilingualText, Lang};
use crate::number::FigureUnit;
use crate::plan::{Roster, RosterColumn, RosterKind, UniqueScope};
use crate::workbook::address;

/// Returns what the cells of a column contain.
pub(super) fn expected(column: &RosterColumn, code: Option<CodeKind>, lang: Lang) -> ExpectedType<'_> {
    match column.kind {
        RosterKind::Text if code.is_some() => ExpectedType::Code,
        RosterKind::Text => ExpectedType::Text,
        RosterKind::Number => ExpectedType::Number(FigureUnit { unit: "", label: &column.heading, lang }, false),
        RosterKind::Date => ExpectedType::Date,
        RosterKind::Choice => ExpectedType::Choice(&column.choices),
    }
}

/// Reports a mark that repeats the cell above.
pub(super) fn ditto(taken: &mut ReturnBuilder, column: &RosterColumn, place: (u32, u32), amount: &Amount) {
    if let Amount::Text(text) = amount
        && is_ditto(text)
    {
        taken.report_once(ReadingFinding::Ditto, &column.name, place, text);
    }
}

fn is_ditto(text: &str) -> bool {
    let text = text.trim().trim_matches('-').trim().to_lowercase();
    let is_mark = !text.is_empty() && text.chars().all(|c| matches!(c, '"' | '″' | '”' | '“' | '〃' | '\''));
    is_mark || matches!(text.as_str(), "nt" | "như trên" | "nhu tren")
}

/// Reports a cell with several entries in a column whose values must be unique: names of persons separated by any sign, other
/// texts separated by line breaks or semicolons. Names of enterprises have commas.
pub(super) fn several_entries(
    taken: &mut ReturnBuilder,
    roster: &Roster,
    column: &RosterColumn,
    place: (u32, u32),
    cell: Option<&GridCell>,
) {
    let Some(RawValue::Text(text)) = cell.map(|cell| &cell.value) else { return };
    // Nearly all texts are one line without any of these signs.
    if column.kind != RosterKind::Text || !text.contains(['\n', ';', ',', '/', '+', '&']) && !text.contains(" và ") {
        return;
    }
    let is_key = column.unique != UniqueScope::No || roster.unique.contains(&column.name);
    let heading = key(&column.heading);
    let is_person = column.personal || roster.personal || heading.contains("ho ten") || heading.contains("ho va ten");
    let entries = if is_key && is_person {
        entries(&text.replace(" và ", ";"), &['\n', ';', ',', '/', '+', '&'])
    } else if is_key {
        entries(text, &['\n', ';'])
    } else {
        return;
    };
    if entries > 1 {
        let found = BilingualText::same(shortened(text));
        let expected = BilingualText::new("mỗi dòng một người, một đơn vị", "one entry in each row");
        taken.report(ReadingFinding::SeveralEntries, place, found, expected);
    }
}

/// Counts the names in a text: parts of at least two words, the first two with a capital letter. One if a part is no name.
fn entries(text: &str, separators: &[char]) -> usize {
    let parts = text.split(separators).map(|part| part.trim_start_matches(|c: char| !c.is_alphabetic()).trim());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let is_name = |part: &&str| {
        let mut words = part.split_whitespace();
        let is_capital = |word: Option<&str>| word.is_some_and(|word| word.starts_with(char::is_uppercase));
        is_capital(words.next()) && is_capital(words.next()) && !part.contains(|c: char| c.is_ascii_digit())
    };
    if parts.iter().all(is_name) { parts.len() } else { 1 }
}

/// Number of dates with a day up to 12, beside texts with a later day, from which on they are probably swapped.
const SWAPPED: usize = 2;

/// Reports dates that a computer with month before day has swapped. Such a computer makes a date of 05/06/2021 (6 May)
/// and leaves 25/06/2021 a text: then every stored date has a day up to 12, and every text a later one.
pub(super) fn swapped_days(
    sheet: &SheetGrid,
    roster: &Roster,
    columns: &[Option<u32>],
    rows: &[u32],
    taken: &mut ReturnBuilder,
) {
    let (mut stored, mut texts) = (Vec::new(), 0);
    let dated = roster.columns.iter().zip(columns).filter(|(column, _)| column.kind == RosterKind::Date);
    for at in dated.filter_map(|(_, at)| *at) {
        for row in rows {
            match sheet.cell(*row, at).map(|cell| &cell.value) {
                Some(RawValue::Date(serial)) => {
                    let (_, _, day) = Day::from_serial(*serial as i32).ymd();
                    if day > 12 {
                        return;
                    }
                    stored.push((*row, at));
                }
                Some(RawValue::Text(text)) => {
                    let Some(day) = typed_day(text) else { continue };
                    if day <= 12 {
                        return;
                    }
                    texts += 1;
                }
                _ => {}
            }
        }
    }
    if let Some(first) = stored.first().filter(|_| stored.len() >= SWAPPED && texts > 0) {
        let cells: Vec<String> = stored.iter().map(|(row, column)| address::cell(*row, *column)).collect();
        let found = list_within(&cells, str::to_string);
        let expected = BilingualText::new("ngày/tháng/năm", "day/month/year");
        taken.report(ReadingFinding::SwappedDays, *first, found, expected);
    }
}

/// Returns the day of a text such as 25/06/2021.
fn typed_day(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.trim().split('/').collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let (day, month): (u32, u32) = (day.trim().parse().ok()?, month.trim().parse().ok()?);
    (year.trim().parse::<u32>().is_ok() && (1..=31).contains(&day) && (1..=12).contains(&month)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_one_cell_are_counted() {
        const ANY: [char; 6] = ['\n', ';', ',', '/', '+', '&'];
        for (text, count) in [
            ("Lò Văn Páo, Vàng Thị Mỷ", 2),
            ("1. Lò Văn Páo\n2. Vàng Thị Mỷ\n3. Giàng A Sử", 3),
            ("Lò Văn Páo; ", 1),
            ("Lò Văn Páo\nLai Châu xã A", 2),
            ("Nguyễn Thị Hồng\nHạnh", 1),
            ("Lò Văn Páo, sinh năm 1990", 1),
            ("Lò Văn Páo", 1),
            ("", 0),
        ] {
            assert_eq!(entries(text, &ANY), count, "{text}");
        }
    }

    #[test]
    fn marks_of_repetition_are_known() {
        for text in ["nt", "NT", "-nt-", "\"", "″", "\"\"", "''", "như trên", "- Như trên -", "”"] {
            assert!(is_ditto(text), "{text}");
        }
        for text in ["", "-", "--", "nt1", "Nguyễn T", "\"A\"", "Trên"] {
            assert!(!is_ditto(text), "{text}");
        }
        assert_eq!(
            [typed_day("25/06/2021"), typed_day(" 5 / 6 / 2021"), typed_day("25.06.2021")],
            [Some(25), Some(5), None]
        );
    }
}
