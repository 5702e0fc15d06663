//! The state of reading a plan's document: all problems with their places, the place of each value, and the wording of
//! messages: keys of the text, or headings of the workbook that the text was made from.

use super::alias::Resolved;
use crate::model::text::BilingualText;
use crate::plan::problem::{MOST, PlanDiagnostic, PlanLocation, PlanSource};
use crate::plan::schema::{self, Kind};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

/// A byte range of the text.
pub type Span = Range<usize>;

/// The terms that messages use for the keys of a plan.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Wording {
    /// Keys of the text.
    Keys,
    /// Headings of the workbook.
    Headings,
}

/// The document that is being read, with the problems found and the place of each value.
pub struct Walk<'a> {
    /// The text.
    pub source: PlanSource<'a>,
    /// True if the text does not parse as TOML: a key that seems to be missing may only be unreadable.
    pub broken: bool,
    problems: RefCell<Vec<(usize, PlanDiagnostic)>>,
    spots: RefCell<BTreeMap<String, Span>>,
    wording: Wording,
    /// Paths whose key the text writes with an alias.
    written: BTreeMap<String, &'static str>,
    /// All paths that were looked up, without row numbers.
    #[cfg(test)]
    pub read: RefCell<std::collections::BTreeSet<String>>,
}

impl<'a> Walk<'a> {
    /// Creates a walk over a text whose aliases are replaced, and adds the problems found while replacing them.
    pub fn new(source: PlanSource<'a>, wording: Wording, resolved: Resolved) -> Self {
        let walk = Walk {
            source,
            broken: false,
            problems: RefCell::default(),
            spots: RefCell::default(),
            wording,
            written: resolved.written,
            #[cfg(test)]
            read: RefCell::default(),
        };
        for (span, message, hint) in resolved.faults {
            walk.fault(&span, message, hint);
        }
        walk
    }

    /// Adds a problem at a byte range, unless there are already very many.
    pub fn fault(&self, span: &Span, message: BilingualText, hint: BilingualText) {
        self.fault_of_absent(span, "", message, hint);
    }

    /// Adds a problem for a key that is missing in the table at a byte range; an empty `key` means no particular key.
    pub fn fault_of_absent(&self, span: &Span, key: &'static str, message: BilingualText, hint: BilingualText) {
        if self.problems.borrow().len() >= MOST {
            return;
        }
        let mut problem = self.source.problem(span, self.worded(message), self.worded(hint));
        if let PlanLocation::Line { absent, .. } = &mut problem.place {
            *absent = key;
        }
        self.problems.borrow_mut().push((span.start, problem));
    }

    /// Returns a text in the wording of the plan.
    fn worded(&self, text: BilingualText) -> BilingualText {
        match self.wording {
            Wording::Keys => text,
            Wording::Headings => {
                BilingualText { vi: schema::in_headings(&text.vi, "là"), en: schema::in_headings(&text.en, "is") }
            }
        }
    }

    /// Returns one of two texts: for a plan in text, or for one in a workbook.
    pub fn either(&self, keys: BilingualText, headings: BilingualText) -> BilingualText {
        if self.wording == Wording::Keys { keys } else { headings }
    }

    /// Returns the user's term for a key: the key as written in the text, or the heading of its column.
    pub fn called<'k>(&self, path: &str, key: &'k str) -> &'k str
    where
        'static: 'k,
    {
        match self.wording {
            Wording::Keys => self.written.get(path).copied().unwrap_or(key),
            Wording::Headings => {
                let within = || schema::places(path).first().copied();
                schema::field(path).map(|f| f.heading).or_else(within).unwrap_or(key)
            }
        }
    }

    /// Returns message and hint for a required key, list or table that is missing.
    pub fn missing(&self, path: &str, key: &str) -> (BilingualText, BilingualText) {
        match self.wording {
            Wording::Keys => self.missing_key(path, key),
            Wording::Headings => self.missing_cell(path, key),
        }
    }

    fn missing_key(&self, path: &str, key: &str) -> (BilingualText, BilingualText) {
        let bare = schema::bare(path);
        let line = if schema::TABLES.iter().any(|t| t.path == bare) {
            format!("[[{bare}]]")
        } else if schema::places(path).is_empty() {
            format!("{key} = …")
        } else {
            format!("[{bare}]")
        };
        (
            BilingualText::new(format!("thiếu '{key}'"), format!("'{key}' is missing")),
            BilingualText::new(format!("thêm một dòng: {line}"), format!("add a line: {line}")),
        )
    }

    fn missing_cell(&self, path: &str, key: &str) -> (BilingualText, BilingualText) {
        let list = schema::places(path).join("', '");
        if schema::TABLES.iter().any(|t| t.path == schema::bare(path)) {
            return (
                BilingualText::new(format!("trang '{list}' chưa có dòng nào"), format!("sheet '{list}' has no row")),
                BilingualText::new("cần ít nhất một dòng", "at least one is needed"),
            );
        }
        let words = schema::field(path).map(|f| f.kind.words()).unwrap_or_default();
        let words = words.iter().map(|(_, shown)| *shown).collect::<Vec<_>>().join(", ");
        let words = if words.is_empty() { words } else { format!(": {words}") };
        let called = if list.is_empty() { self.called(path, key) } else { &list };
        (
            BilingualText::new(format!("chưa điền '{called}'"), format!("'{called}' is not filled in")),
            BilingualText::new(format!("điền ô này{words}"), format!("fill in this cell{words}")),
        )
    }

    /// Returns the expected content of a cell of the workbook; `None` if the description for the text fits as well.
    pub fn expected(&self, path: &str) -> Option<BilingualText> {
        let kind = schema::field(path).filter(|_| self.wording == Wording::Headings)?.kind;
        Some(match kind {
            Kind::Date => BilingualText::new("một ngày như 31/12/2021", "a day such as 31/12/2021"),
            Kind::Flag => BilingualText::new("Có hoặc Không", "Có (yes) or Không (no)"),
            Kind::Text | Kind::Formula => BilingualText::new("chữ", "text"),
            Kind::List => BilingualText::new("chữ, mỗi dòng một mục", "text, one item a line"),
            Kind::Numbers => BilingualText::new("các số, mỗi dòng một số", "numbers, one a line"),
            Kind::Number | Kind::Word(_) | Kind::Blank => return None,
        })
    }

    /// Returns the words to choose from, as the user writes them.
    pub fn words<'w>(&self, path: &str, words: impl Iterator<Item = &'w str>) -> String {
        let known = schema::field(path).map(|f| f.kind.words()).unwrap_or_default();
        let shown = |word: &'w str| match (self.wording, known.iter().find(|(w, _)| *w == word)) {
            (Wording::Headings, Some((_, shown))) => *shown,
            _ => word,
        };
        words.map(shown).collect::<Vec<_>>().join(", ")
    }

    /// Adds a problem at the value with this path, such as `rules[3].test`.
    pub fn fault_at(&self, path: &str, message: BilingualText, hint: BilingualText) {
        self.fault(&self.spot(path), message, hint);
    }

    /// Returns the place of the value with this path, or of the nearest enclosing value if there is none.
    pub fn spot(&self, path: &str) -> Span {
        let spots = self.spots.borrow();
        let mut path = path;
        loop {
            if let Some(span) = spots.get(path) {
                return span.clone();
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return 0..0,
            }
        }
    }

    /// Stores the place of the value with a path.
    pub fn keep(&self, path: String, span: Span) {
        self.spots.borrow_mut().insert(path, span);
    }

    /// Returns all problems in the order of the text.
    pub fn into_problems(self) -> Vec<PlanDiagnostic> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|(at, _)| *at);
        let mut list: Vec<PlanDiagnostic> = problems.into_iter().map(|(_, p)| p).collect();
        list.dedup();
        list
    }
}
