//! The state of reading a plan's document: all problems with their places, the place of each value, and the wording of
//! messages: keys of the text, or headings of the workbook that the text was made from.

use super::alias::ResolvedPlan;
use crate::model::text::BilingualText;
use crate::plan::diagnostic::{MOST, PlanDiagnostic, PlanLocation, PlanSource};
use crate::plan::schema::{self, FieldKind};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;

/// A byte range of the text.
pub(crate) type TextSpan = Range<usize>;

/// The terms that messages use for the keys of a plan.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeyWording {
    /// Keys of the text.
    Keys,
    /// Headings of the workbook.
    Headings,
}

/// The document that is being read, with the problems found and the place of each value.
pub(crate) struct PlanDocument<'a> {
    /// The text.
    pub source: PlanSource<'a>,
    /// True if the text does not parse as TOML: a key that seems to be missing may only be unreadable.
    pub broken: bool,
    /// True if the plan is in English: its messages may be in English alone.
    pub is_english: Cell<bool>,
    /// The month with which the years of the plan begin.
    pub year_start: Cell<u8>,
    problems: RefCell<Vec<(usize, PlanDiagnostic)>>,
    spots: RefCell<BTreeMap<String, TextSpan>>,
    wording: KeyWording,
    /// Paths whose key the text writes with an alias.
    written: BTreeMap<String, &'static str>,
    /// All paths that were looked up, without row numbers.
    #[cfg(test)]
    pub read: RefCell<std::collections::BTreeSet<String>>,
}

impl<'a> PlanDocument<'a> {
    /// Creates a walk over a text whose aliases are replaced, and adds the problems found while replacing them.
    pub(crate) fn new(source: PlanSource<'a>, wording: KeyWording, resolved: ResolvedPlan) -> Self {
        let walk = PlanDocument {
            source,
            broken: false,
            is_english: Cell::new(false),
            year_start: Cell::new(1),
            problems: RefCell::default(),
            spots: RefCell::default(),
            wording,
            written: resolved.written,
            #[cfg(test)]
            read: RefCell::default(),
        };
        for (span, message, hint) in resolved.faults {
            walk.error(&span, message, hint);
        }
        walk
    }

    /// Returns the number of problems so far.
    pub(crate) fn count(&self) -> usize {
        self.problems.borrow().len()
    }

    /// Adds a problem at a byte range, unless there are already very many.
    pub(crate) fn error(&self, span: &TextSpan, message: BilingualText, hint: BilingualText) {
        self.fault_of_absent(span, "", message, hint);
    }

    /// Adds a problem for a key that is missing in the table at a byte range; an empty `key` means no particular key.
    pub(crate) fn fault_of_absent(
        &self,
        span: &TextSpan,
        key: &'static str,
        message: BilingualText,
        hint: BilingualText,
    ) {
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
            KeyWording::Keys => text,
            KeyWording::Headings => {
                BilingualText { vi: schema::in_headings(&text.vi, "là"), en: schema::in_headings(&text.en, "is") }
            }
        }
    }

    /// Returns one of two texts: for a plan in text, or for one in a workbook.
    pub(crate) fn either(&self, keys: BilingualText, headings: BilingualText) -> BilingualText {
        if self.wording == KeyWording::Keys { keys } else { headings }
    }

    /// Returns the user's term for a key: the key as written in the text, or the heading of its column.
    pub(crate) fn called<'k>(&self, path: &str, key: &'k str) -> &'k str
    where
        'static: 'k,
    {
        match self.wording {
            KeyWording::Keys => self.written.get(path).copied().unwrap_or(key),
            KeyWording::Headings => {
                let within = || schema::places(path).first().copied();
                schema::field(path).map(|f| f.heading).or_else(within).unwrap_or(key)
            }
        }
    }

    /// Returns message and hint for a required key, list or table that is missing.
    pub(crate) fn missing(&self, path: &str, key: &str) -> (BilingualText, BilingualText) {
        match self.wording {
            KeyWording::Keys => self.missing_key(path, key),
            KeyWording::Headings => self.missing_cell(path, key),
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
    pub(crate) fn expected(&self, path: &str) -> Option<BilingualText> {
        let kind = schema::field(path).filter(|_| self.wording == KeyWording::Headings)?.kind;
        Some(match kind {
            FieldKind::Date => BilingualText::new("một ngày như 31/12/2021", "a day such as 31/12/2021"),
            FieldKind::Flag => BilingualText::new("Có hoặc Không", "Có (yes) or Không (no)"),
            FieldKind::Text | FieldKind::Formula => BilingualText::new("chữ", "text"),
            FieldKind::List => BilingualText::new("chữ, mỗi dòng một mục", "text, one item a line"),
            FieldKind::Numbers => BilingualText::new("các số, mỗi dòng một số", "numbers, one a line"),
            FieldKind::Bound => {
                BilingualText::new("một số, hoặc: không giới hạn", "a number, or: không giới hạn (none)")
            }
            FieldKind::Addition => BilingualText::new(
                "cộng, không cộng, kỳ cuối, lớn nhất, hoặc: trung bình theo, rồi tên chỉ tiêu",
                "cộng (sum), không cộng (none), kỳ cuối (last), lớn nhất (max), or: trung bình theo (mean by) and a name",
            ),
            FieldKind::FormerNames => BilingualText::new(
                "mỗi dòng một tên, như 2024-Q4: Tên cũ",
                "one name a line, such as 2024-Q4: Old name",
            ),
            FieldKind::Number | FieldKind::Word(_) | FieldKind::Blank => return None,
        })
    }

    /// Returns the words to choose from, as the user writes them.
    pub(crate) fn words<'w>(&self, path: &str, words: impl Iterator<Item = &'w str>) -> String {
        let known = schema::field(path).map(|f| f.kind.words()).unwrap_or_default();
        let shown = |word: &'w str| match (self.wording, known.iter().find(|(w, _)| *w == word)) {
            (KeyWording::Headings, Some((_, shown))) => *shown,
            _ => word,
        };
        words.map(shown).collect::<Vec<_>>().join(", ")
    }

    /// Adds a problem at the value with this path, such as `rules[3].test`.
    pub(crate) fn error_at(&self, path: &str, message: BilingualText, hint: BilingualText) {
        self.error(&self.span_of(path), message, hint);
    }

    /// Returns the place of the value with this path, or of the nearest enclosing value if there is none.
    pub(crate) fn span_of(&self, path: &str) -> TextSpan {
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
    pub(crate) fn store_span(&self, path: String, span: TextSpan) {
        self.spots.borrow_mut().insert(path, span);
    }

    /// Returns all problems in the order of the text.
    pub(crate) fn into_problems(self) -> Vec<PlanDiagnostic> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|(at, _)| *at);
        let mut list: Vec<PlanDiagnostic> = problems.into_iter().map(|(_, p)| p).collect();
        list.dedup();
        list
    }
}
