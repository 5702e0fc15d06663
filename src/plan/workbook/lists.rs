//! Drop-down lists of a plan's workbook: fixed words, words that contain a comma, and the entries of other sheets.

use super::rows::{HEAD, table_rows};
use crate::model::text::{Lang, StaticText};
use crate::plan::schema::{FieldKind, PlanField, PlanTable, TABLES};
use crate::workbook::{CellRange, DataValidation, PageSetup, Sheet, Style, ValidationRule, address};

/// Name of the sheet with the words that contain a comma. No plan is read from it.
const NAME: StaticText = StaticText::new("Danh mục", "Lists");
/// Blank rows below a table that a list takes in, for entries that are added later.
const SPARE: u32 = 20;

/// Fields that name an entry of another sheet: the list and the key, and where the entries are.
const REFERENCES: [(&str, &str, &str, &str); 14] = [
    ("units", "kind", "kinds", "code"),
    ("units", "into", "units", "code"),
    ("units", "out_of", "units", "code"),
    ("severity", "rule", "rules", "code"),
    ("headlines", "column", "columns", "name"),
    ("series", "indicator", "indicators", "name"),
    ("movements", "opening", "indicators", "name"),
    ("movements", "closing", "indicators", "name"),
    ("follow_ups", "roster", "rosters", "code"),
    ("amendments", "unit", "units", "code"),
    ("amendments", "column", "annex.columns", "name"),
    ("waivers", "unit", "units", "code"),
    ("waivers", "rule", "rules", "code"),
    ("remarks", "unit", "units", "code"),
];

/// The lists of words that contain a comma: such words cannot be in the list of a data validation itself.
pub(super) struct WordLists {
    lang: Lang,
    lists: Vec<(String, Vec<String>)>,
}

impl WordLists {
    /// Returns no lists yet.
    pub(super) fn new(lang: Lang) -> Self {
        WordLists { lang, lists: Vec::new() }
    }

    /// Adds a list and returns its range.
    fn add(&mut self, heading: &str, words: Vec<String>) -> String {
        let index = self.lists.iter().position(|(_, own)| *own == words).unwrap_or_else(|| {
            self.lists.push((heading.to_string(), words.clone()));
            self.lists.len() - 1
        });
        let column = index as u32;
        address::range(NAME.in_lang(self.lang), CellRange::new(HEAD + 1, column, HEAD + words.len() as u32, column))
    }

    /// Builds the sheet of the lists.
    pub(super) fn sheet(self) -> Sheet {
        let t = self.lang;
        let mut sheet = Sheet::new(NAME.in_lang(t));
        sheet.text(0, 0, t.pick("DANH MỤC LỰA CHỌN", "LISTS"), &Style::title());
        let about = t.pick(
            "Các từ để chọn ở những trang trước; không sửa.",
            "The words to choose from on the other sheets; not to be edited.",
        );
        sheet.text(1, 0, about, &Style::note());
        sheet.heights.insert(0, 28.0);
        for (column, (heading, words)) in (0..).zip(self.lists) {
            sheet.text(HEAD, column, heading, &Style::list_head());
            sheet.widths.insert(column, 36.0);
            for (row, word) in (HEAD + 1..).zip(words) {
                sheet.text(row, column, word, &Style { indent: 1, ..Style::cell().size(10) });
            }
        }
        sheet.page = PageSetup { landscape: true, ..PageSetup::default() };
        sheet
    }
}

/// Returns the drop-down list of a column, if its values can be listed. Another value only gives a warning.
pub(super) fn dropdown(
    root: &toml::Table,
    table: &PlanTable,
    field: &PlanField,
    area: CellRange,
    lists: &mut WordLists,
) -> Option<DataValidation> {
    let t = lists.lang;
    let title = format!("{}: {}", table.sheet_in(t), field.heading_in(t));
    let input = match field.kind {
        FieldKind::Word(words) => {
            let words: Vec<String> = words.iter().map(|(en, vi)| t.pick(*vi, *en).to_string()).collect();
            match words.iter().any(|word| word.contains(',')) {
                true => ValidationRule::Range(lists.add(&title, words)),
                false => ValidationRule::Words(words),
            }
        }
        FieldKind::Flag => ValidationRule::Words(t.pick(["Có", "Không"], ["Yes", "No"]).map(String::from).to_vec()),
        _ => ValidationRule::Range(entries(root, table, field, t)?),
    };
    let error = (field.heading_in(t), t.pick("Chọn một từ trong danh sách.", "Choose a word of the list.").to_string());
    Some(DataValidation { area, input, prompt: (String::new(), String::new()), error, stop: false })
}

/// Returns the range of the entries that a field may name.
fn entries(root: &toml::Table, table: &PlanTable, field: &PlanField, t: Lang) -> Option<String> {
    let (_, _, path, key) = REFERENCES.iter().find(|(path, key, ..)| *path == table.path && *key == field.key)?;
    let target = TABLES.iter().find(|table| table.path == *path)?;
    let column = target.fields.iter().position(|field| field.key == *key)? as u32;
    let last = HEAD + table_rows(root, target).len() as u32 + SPARE;
    Some(address::range(&target.sheet_in(t), CellRange::new(HEAD + 1, column, last, column)))
}
