//! Recognises a file that a program saved again, and what each program is known to lose then.

use super::PackagePair;
use crate::grid::facts::{FactTopic, PackageFact, PackageFacts};
use crate::model::text::BilingualText;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a program loses or rewrites when it saves.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LossKind {
    /// Stored values of formulas.
    Values,
    /// Formats of cells.
    Looks,
    /// Colours of tabs.
    Tabs,
    /// Gridlines, frozen rows.
    Views,
    /// Charts within cells.
    Sparklines,
    /// Charts and drawings.
    Charts,
    /// Conditional formats.
    Conditions,
    /// Rules for input.
    Validations,
    /// Print set-up, headers, repeated rows.
    Printing,
    /// Protection.
    Protection,
    /// Filters.
    Filters,
    /// Notes.
    Notes,
    /// Links.
    Links,
    /// Document properties.
    Properties,
}

impl LossKind {
    /// Returns the kind of a topic.
    fn of(topic: FactTopic) -> Option<Self> {
        Some(match topic {
            FactTopic::Tab => LossKind::Tabs,
            FactTopic::View => LossKind::Views,
            FactTopic::Sparkline => LossKind::Sparklines,
            FactTopic::Chart => LossKind::Charts,
            FactTopic::Condition => LossKind::Conditions,
            FactTopic::Validation => LossKind::Validations,
            FactTopic::Page | FactTopic::Header | FactTopic::PrintArea => LossKind::Printing,
            FactTopic::Protection => LossKind::Protection,
            FactTopic::Filter => LossKind::Filters,
            FactTopic::Note => LossKind::Notes,
            FactTopic::Link => LossKind::Links,
            FactTopic::Property => LossKind::Properties,
            _ => return None,
        })
    }

    /// Describes what was lost.
    pub(crate) fn text(self) -> BilingualText {
        let (vi, en) = match self {
            LossKind::Values => ("kết quả của công thức", "values of formulas"),
            LossKind::Looks => ("định dạng ô", "formats of cells"),
            LossKind::Tabs => ("màu thẻ trang", "colours of tabs"),
            LossKind::Views => ("đường lưới, dòng cố định", "gridlines, frozen rows"),
            LossKind::Sparklines => ("biểu đồ trong ô", "charts within cells"),
            LossKind::Charts => ("biểu đồ", "charts"),
            LossKind::Conditions => ("định dạng có điều kiện", "conditional formats"),
            LossKind::Validations => ("quy tắc nhập liệu", "rules for input"),
            LossKind::Printing => ("thiết lập trang in", "print set-up"),
            LossKind::Protection => ("khóa trang", "protection"),
            LossKind::Filters => ("bộ lọc", "filters"),
            LossKind::Notes => ("ghi chú ô", "notes"),
            LossKind::Links => ("liên kết", "links"),
            LossKind::Properties => ("thuộc tính tệp", "document properties"),
        };
        BilingualText::new(vi, en)
    }
}

/// What was lost of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SavingLoss {
    /// The kind.
    pub kind: LossKind,
    /// Number of places.
    pub count: usize,
}

/// A file that a program saved again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SavedAgain {
    /// The program, as the file names it.
    pub program: String,
    /// What it lost, by kind.
    pub losses: Vec<SavingLoss>,
    /// Kinds that this program loses whole.
    #[serde(skip)]
    whole: Vec<LossKind>,
    /// Facts that it loses one by one.
    #[serde(skip)]
    single: Vec<(FactTopic, String)>,
    /// Facts of each kind that the expected and the audited file have.
    #[serde(skip)]
    counts: BTreeMap<LossKind, (usize, usize)>,
}

/// What a program is known to do when it saves.
struct SavingProgram {
    /// How it names itself.
    name: &'static str,
    /// Kinds that it loses whole: if anything of the kind is left, what is missing is a difference.
    whole: &'static [LossKind],
    /// Facts that it loses or rewrites one by one: topic, and what is in their names.
    single: &'static [(FactTopic, &'static str)],
}

/// The programs, the first that fits. docs/audit.md lists the same.
const PROGRAMS: [SavingProgram; 4] = {
    use LossKind::*;
    [
        SavingProgram {
            name: "LibreOffice",
            whole: &[Views, Sparklines],
            // It loses the colours of tabs of protected sheets.
            single: &[(FactTopic::Tab, "")],
        },
        SavingProgram { name: "Microsoft Excel 3.", whole: &[Values, Sparklines, Properties], single: &[] },
        SavingProgram {
            name: "SheetJS",
            whole: &[Looks, Tabs, Views, Sparklines, Charts, Conditions, Validations, Protection],
            single: &[(FactTopic::Page, ""), (FactTopic::Header, ""), (FactTopic::Note, "always visible")],
        },
        // ExcelJS names itself Excel, with this build.
        SavingProgram {
            name: "Microsoft Excel 16.0300, calcId 171027",
            whole: &[Sparklines, Charts, Properties],
            single: &[(FactTopic::Page, "rowBreaks")],
        },
    ]
};

impl SavedAgain {
    /// Recognises a file of which no sheet, style or workbook part is as `merge` wrote it: a program that saves writes
    /// all of them again.
    pub(crate) fn detect(pair: &PackagePair<'_>) -> Option<Self> {
        if pair.is_as_written {
            return None;
        }
        let is_main =
            |name: &str| name.starts_with("xl/worksheets/sheet") || matches!(name, "xl/workbook.xml" | "xl/styles.xml");
        let mut mains = pair.expected.parts.iter().filter(|(name, _)| is_main(name));
        if mains.any(|(name, part)| pair.actual.parts.get(name).is_some_and(|a| a.chunks == part.chunks)) {
            return None;
        }
        let program = pair.actual.program.trim().to_string();
        let known = PROGRAMS.iter().find(|known| program.starts_with(known.name));
        let mut counts: BTreeMap<LossKind, (usize, usize)> = BTreeMap::new();
        let mut count = |facts: &PackageFacts, is_expected: bool| {
            for kind in facts.facts.iter().filter_map(|fact| LossKind::of(fact.topic)) {
                let both = counts.entry(kind).or_default();
                if is_expected { both.0 += 1 } else { both.1 += 1 }
            }
        };
        count(pair.expected, true);
        count(pair.actual, false);
        let whole = known.map(|known| known.whole.to_vec()).unwrap_or_default();
        let single = known.map(|known| known.single).unwrap_or_default();
        let single = single.iter().map(|(topic, name)| (*topic, (*name).to_string())).collect();
        Some(SavedAgain { program, losses: Vec::new(), whole, single, counts })
    }

    /// Returns true if the program is known to lose a kind.
    pub(crate) fn loses(&self, kind: LossKind) -> bool {
        self.whole.contains(&kind)
    }

    /// Records a fact that differs, if the program is known for it: it loses such facts one by one, or the fact is
    /// missing and nothing of its kind is left.
    pub(crate) fn takes(&mut self, fact: &PackageFact, is_missing: bool) -> bool {
        let Some(kind) = LossKind::of(fact.topic) else { return false };
        // A colour of a tab gets lost. Another colour was set by somebody.
        let is_lost = is_missing || fact.topic != FactTopic::Tab;
        let is_single = is_lost
            && self.single.iter().any(|(topic, name)| *topic == fact.topic && fact.name.contains(name.as_str()));
        let is_left = self.counts.get(&kind).is_some_and(|(_, actual)| *actual > 0);
        if is_single || (is_missing && self.loses(kind) && !is_left) {
            self.record(kind, 1);
            return true;
        }
        false
    }

    /// Records a missing link to a place within the workbook, if the program is known to drop such links.
    pub(crate) fn drops_link(&mut self, expected: &str) -> bool {
        let is_dropped = self.program.contains("calcId 171027") && expected.starts_with('#');
        if is_dropped {
            self.record(LossKind::Links, 1);
        }
        is_dropped
    }

    /// Returns true if the target of a link is the same but for what the program does to links: LibreOffice rewrites
    /// relative paths for the folder of the file, ExcelJS drops the place within the file, SheetJS damages letters
    /// that are not ASCII.
    pub(crate) fn is_same_link(&mut self, expected: &str, found: &str) -> bool {
        let own = expected.trim_start_matches("../");
        let is_relative = found.starts_with("../") || found.starts_with("file:") || found.starts_with("./");
        if self.program.starts_with("LibreOffice") {
            return is_relative && found.ends_with(&format!("/{own}"));
        }
        let path = expected.split('#').next().unwrap_or_default();
        let is_lost = match self.program.as_str() {
            program if program.starts_with("SheetJS") => !expected.is_ascii() && found.starts_with("../"),
            program if program.contains("calcId 171027") => path == found,
            _ => false,
        };
        if is_lost {
            self.record(LossKind::Links, 1);
        }
        is_lost
    }

    /// Records losses.
    pub(crate) fn record(&mut self, kind: LossKind, count: usize) {
        match self.losses.iter_mut().find(|loss| loss.kind == kind) {
            Some(loss) => loss.count += count,
            None => self.losses.push(SavingLoss { kind, count }),
        }
    }
}
