//! The parts of a plan that change on their own: what differs in each, in words, and a document in which some parts are
//! those of another plan. Events of the campaign are no part of the plan.

use super::difference::PlanDifference;
use super::hashes::{ADDRESS, EVENT_TABLES, strip_contacts};
use crate::model::text::{BilingualText, Lang, StaticText, in_both_languages};
use toml::{Table, Value};

/// The wording of what goes back to the units, on which nothing depends.
const FEEDBACK: &str = "feedback";
/// Number of differences that a text names; more are only counted.
const NAMED: usize = 3;
/// Number of characters of one difference.
const LONGEST: usize = 140;

/// A part of a plan.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum PlanPart {
    /// Units and their kinds.
    Units,
    /// The annex.
    Annex,
    /// Settings.
    Settings,
    /// Rules.
    Rules,
    /// Computed columns, their sheets, and the report in words.
    Columns,
    /// Rows of the form, questions, lists, and everything else.
    Rows,
}

impl PlanPart {
    /// All parts. What others refer to comes last, so that a plan with some parts replaced is often a whole one.
    pub(crate) const ALL: [PlanPart; 6] =
        [PlanPart::Units, PlanPart::Annex, PlanPart::Settings, PlanPart::Rules, PlanPart::Columns, PlanPart::Rows];

    /// Returns the part of a table, given by its path or its first key; `None` for events.
    fn of(table: &str) -> Option<PlanPart> {
        let root = table.split('.').next().unwrap_or_default();
        match root {
            FEEDBACK => None,
            root if EVENT_TABLES.contains(&root) => None,
            "units" | "kinds" => Some(PlanPart::Units),
            "annex" => Some(PlanPart::Annex),
            "settings" => Some(PlanPart::Settings),
            "rules" | "severity" => Some(PlanPart::Rules),
            "sheets" | "columns" | "series" | "movements" | "follow_ups" | "headlines" | "statements" | "report" => {
                Some(PlanPart::Columns)
            }
            _ => Some(PlanPart::Rows),
        }
    }

    /// Returns true if returns may be read differently when this part changes.
    pub(crate) fn is_of_reading(self) -> bool {
        matches!(self, PlanPart::Units | PlanPart::Rows)
    }

    fn title(self) -> StaticText {
        match self {
            PlanPart::Units => StaticText::new("đơn vị đã đổi", "the units have changed"),
            PlanPart::Annex => StaticText::new("phụ lục đã đổi", "the annex has changed"),
            PlanPart::Settings => StaticText::new("kế hoạch đã đổi, số đặt sẵn", "the plan has changed, settings"),
            PlanPart::Rules => StaticText::new("kế hoạch đã đổi, quy tắc", "the plan has changed, rules"),
            PlanPart::Columns => {
                StaticText::new("kế hoạch đã đổi, cột tính và trang", "the plan has changed, columns and sheets")
            }
            PlanPart::Rows => StaticText::new(
                "kế hoạch đã đổi, dòng của biểu và phần chung",
                "the plan has changed, rows of the form and general part",
            ),
        }
    }

    /// Puts this part of another plan into a document.
    pub(crate) fn replace(self, document: &mut Table, other: &Table) {
        document.retain(|key, _| PlanPart::of(key) != Some(self));
        let own = other.iter().filter(|(key, _)| PlanPart::of(key) == Some(self));
        document.extend(own.map(|(key, value)| (key.clone(), value.clone())));
    }

    /// Describes the differences of this part; `None` if there is none.
    pub(crate) fn describe(self, differences: &[PlanDifference]) -> Option<BilingualText> {
        let own: Vec<&PlanDifference> =
            differences.iter().filter(|one| PlanPart::of(&one.table.en) == Some(self)).collect();
        let more = own.len().saturating_sub(NAMED);
        let text = |t: Lang| {
            let named: Vec<String> = own.iter().take(NAMED).map(|one| shortened(t.text_in(&one.text))).collect();
            let rest = match (more, t) {
                (0, _) => String::new(),
                (more, Lang::Vi) => format!("; … và {more} chỗ nữa"),
                (more, Lang::En) => format!("; … and {more} more"),
            };
            format!("{}: {}{rest}", self.title().in_lang(t), named.join("; "))
        };
        (!own.is_empty()).then(|| in_both_languages(text))
    }
}

/// Returns a plan's document without its events.
pub(crate) fn without_event_tables(document: &Table) -> Table {
    let of_plan = document.iter().filter(|(key, _)| PlanPart::of(key).is_some());
    of_plan.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Returns a plan's document without telephone numbers and addresses, which are nobody else's business.
pub(crate) fn without_addresses(document: &Table) -> Table {
    let mut out = document.clone();
    strip_contacts(&mut out);
    for unit in out.get_mut("units").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(unit) = unit.as_table_mut() {
            unit.remove(ADDRESS);
        }
    }
    out
}

/// Returns true if the e-mail addresses of the units differ.
pub(crate) fn has_other_addresses(then: &Table, now: &Table) -> bool {
    let addresses = |document: &Table| -> Vec<Option<Value>> {
        let units = document.get("units").and_then(Value::as_array).into_iter().flatten();
        units.filter_map(Value::as_table).map(|unit| unit.get(ADDRESS).cloned()).collect()
    };
    addresses(then) != addresses(now)
}

/// Shortens a long text.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_string(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::plan::difference;

    fn document(text: &str) -> Table {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn differences_are_told_part_by_part() {
        let then = document("[[units]]\ncode = \"A\"\nname = \"Xã An\"\n[[settings]]\nname = \"cd_x\"\nvalue = 85\n");
        let now = document(
            "[[units]]\ncode = \"A\"\nname = \"Phường An\"\n[[units]]\ncode = \"B\"\nname = \"Xã Bình\"\n\
             [[settings]]\nname = \"cd_x\"\nvalue = 80\n[[waivers]]\nunit = \"A\"\n",
        );
        let differences = difference::documents(&then, &now);
        let texts: Vec<String> =
            PlanPart::ALL.iter().filter_map(|part| part.describe(&differences)).map(|text| text.vi).collect();
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert!(texts[0].starts_with("đơn vị đã đổi: ") && texts[0].contains("Xã Bình"), "{texts:?}");
        assert!(texts[0].contains("Xã An → Phường An"), "{texts:?}");
        assert!(texts[1].starts_with("kế hoạch đã đổi, số đặt sẵn: ") && texts[1].contains("85 → 80"), "{texts:?}");
    }

    #[test]
    fn parts_are_replaced_one_by_one() {
        let then = document("[plan]\nnumber = \"1\"\n[[units]]\ncode = \"A\"\n[[rules]]\ncode = \"R1\"\n");
        let now = document("[plan]\nnumber = \"2\"\n[[units]]\ncode = \"B\"\n[[kinds]]\ncode = \"k\"\n");
        let mut mixed = then.clone();
        PlanPart::Units.replace(&mut mixed, &now);
        assert_eq!((&mixed["units"], &mixed["plan"], &mixed["rules"]), (&now["units"], &then["plan"], &then["rules"]));
        PlanPart::ALL.iter().for_each(|part| part.replace(&mut mixed, &now));
        assert_eq!(mixed, now);
    }

    /// What is shown on sheets changes no return.
    #[test]
    fn tables_of_sheets_are_not_of_reading() {
        for table in ["sheets", "columns", "series", "movements", "follow_ups", "headlines", "statements", "report"] {
            assert_eq!(PlanPart::of(table), Some(PlanPart::Columns), "{table}");
        }
    }
}
