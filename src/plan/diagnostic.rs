//! A problem in the plan's files, with its place: file, line and column (or sheet and cell), the text found there, and
//! what would be correct. Loading collects all problems.

use crate::model::text::{BilingualText, Lang};
use crate::model::visible;
use std::ops::Range;

/// The place of a problem.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlanLocation {
    /// The file as a whole.
    File,
    /// A place in a text file.
    Line {
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// The whole line; empty if it is very long.
        text: String,
        /// Number of characters that the problem concerns.
        width: usize,
        /// The key that is missing in the table that starts here; empty for none.
        absent: &'static str,
    },
    /// A cell of a workbook.
    Cell {
        /// Sheet.
        sheet: String,
        /// Address, such as `C4`.
        cell: String,
        /// The text in the cell.
        text: String,
    },
}

/// A problem in the plan or its annex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanDiagnostic {
    /// File name as the user knows it.
    pub file: String,
    /// Place.
    pub place: PlanLocation,
    /// Message.
    pub message: BilingualText,
    /// Hint on what would be correct; may be empty.
    pub hint: BilingualText,
}

impl PlanDiagnostic {
    /// Formats the problem for people: place and message, the line with a caret, the hint.
    pub fn show(&self, lang: Lang) -> String {
        let word = |text: &BilingualText| visible::line(lang.text_in(text)).into_owned();
        let (file, message) = (visible::line(&self.file), word(&self.message));
        let mut out = match &self.place {
            PlanLocation::File => format!("{file}: {message}"),
            PlanLocation::Line { line, column, .. } => format!("{file}:{line}:{column}: {message}"),
            PlanLocation::Cell { sheet, cell, .. } => format!("{file} [{}!{cell}]: {message}", visible::line(sheet)),
        };
        match &self.place {
            PlanLocation::Line { column, text, width, .. } if !text.trim().is_empty() => {
                let (shown, before) = window(text, *column);
                out += &format!("\n  | {shown}\n  | {}{}", " ".repeat(before), "^".repeat((*width).clamp(1, 40)));
            }
            PlanLocation::Cell { text, .. } if !text.is_empty() => out += &format!("\n  | {}", window(text, 1).0),
            _ => {}
        }
        if !self.hint.is_empty() {
            out += &format!("\n  → {}", word(&self.hint));
        }
        out
    }

    /// Returns the text at the place; empty if the place is the whole file.
    pub fn found(&self) -> String {
        match &self.place {
            PlanLocation::File => String::new(),
            PlanLocation::Line { column, text, width, .. } => text.chars().skip(column - 1).take(*width).collect(),
            PlanLocation::Cell { text, .. } => text.clone(),
        }
    }
}

/// Returns the part of a long line around a column, and the number of characters before the column in that part.
fn window(text: &str, column: usize) -> (String, usize) {
    const WIDTH: usize = 110;
    // Each character is replaced by exactly one, so that the caret stays below its column.
    let clean = |c: char| match c {
        '\t' => ' ',
        c if visible::acts(c) => '·',
        c => c,
    };
    let count = text.chars().count();
    let at = column.saturating_sub(1).min(count);
    let start = if count <= WIDTH { 0 } else { at.saturating_sub(WIDTH / 2).min(count - WIDTH) };
    let mut shown: String = text.chars().skip(start).take(WIDTH).map(clean).collect();
    let mut before = at - start;
    if start > 0 {
        shown.insert(0, '…');
        before += 1;
    }
    if start + WIDTH < count {
        shown.push('…');
    }
    (shown, before)
}

/// Longest line, in bytes, that a problem stores: a thousand problems on one line would store a thousand copies.
const LONG_LINE: usize = 10_000;
/// The most problems of one file; further ones are not collected.
pub(crate) const MOST: usize = 1_000;

/// A text file with its name. It converts byte ranges to places.
#[derive(Clone, Debug)]
pub(crate) struct PlanSource<'a> {
    file: &'a str,
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> PlanSource<'a> {
    /// Creates the source of a file's text.
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        PlanSource { file, text, starts }
    }

    /// Returns the text of a byte range; empty if there is no such range.
    pub(crate) fn slice(&self, span: &Range<usize>) -> &'a str {
        self.text.get(span.clone()).unwrap_or("")
    }

    /// Returns the place of a byte range.
    pub(crate) fn place(&self, span: &Range<usize>) -> PlanLocation {
        let mut start = span.start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let index = self.starts.partition_point(|s| *s <= start).saturating_sub(1);
        let begin = self.starts.get(index).copied().unwrap_or(0);
        let rest = self.text.get(begin..).unwrap_or("");
        let bare = rest.split('\n').next().unwrap_or("").trim_end_matches('\r');
        let text = bare.trim_start_matches('\u{FEFF}');
        let begin = begin + (bare.len() - text.len());
        let head = self.text.get(begin..start).unwrap_or("");
        let line_end = begin + text.len();
        let meant = self.text.get(start..span.end.min(line_end).max(start)).unwrap_or("");
        PlanLocation::Line {
            line: index + 1,
            column: head.chars().count() + 1,
            text: if text.len() > LONG_LINE { String::new() } else { text.to_string() },
            width: meant.chars().count().max(1),
            absent: "",
        }
    }

    /// Creates a problem at a byte range.
    pub(crate) fn problem(&self, span: &Range<usize>, message: BilingualText, hint: BilingualText) -> PlanDiagnostic {
        PlanDiagnostic { file: self.file.to_string(), place: self.place(span), message, hint }
    }
}

/// Returns at most three known words that are similar to an unknown one, the most similar first.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    const LONGEST: usize = 40;
    let length = word.chars().count();
    if length > LONGEST {
        return Vec::new();
    }
    let bound = (length / 3).clamp(1, 4);
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .map(|k| (strsim::levenshtein(word, &k.chars().take(LONGEST).collect::<String>()), k))
        .filter(|(d, _)| *d <= bound)
        .collect();
    near.sort();
    near.dedup();
    near.into_iter().take(3).map(|(_, k)| k).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters() {
        let text = "\u{FEFF}một = 1\r\nhai ba = 2\r\n";
        let source = PlanSource::new("x.toml", text);
        let at = text.find("ba").unwrap_or_default();
        let place = source.place(&(at..at + 2));
        assert_eq!(
            place,
            PlanLocation::Line { line: 2, column: 5, text: "hai ba = 2".to_string(), width: 2, absent: "" }
        );
        let PlanLocation::Line { line, column, .. } = source.place(&(3..6)) else { unreachable!() };
        assert_eq!((line, column), (1, 1));
        let PlanLocation::Line { line, text, .. } = source.place(&(900..901)) else { unreachable!() };
        assert_eq!((line, text.as_str()), (3, ""));
    }

    #[test]
    fn shown_with_line_caret_and_remedy() {
        let source = PlanSource::new("ke-hoach.toml", "a\nformula = 'XLOOKUP(a)'");
        let problem = source.problem(
            &(13..20),
            BilingualText::new("hàm lạ", "odd function"),
            BilingualText::new("dùng IF", "use IF"),
        );
        insta::assert_snapshot!(problem.show(Lang::Vi), @r"
        ke-hoach.toml:2:12: hàm lạ
          | formula = 'XLOOKUP(a)'
          |            ^^^^^^^
          → dùng IF
        ");
        assert_eq!(problem.found(), "XLOOKUP");
        assert!(problem.show(Lang::En).ends_with("→ use IF"));
    }

    #[test]
    fn a_very_long_line_is_not_held() {
        let text = format!("ngắn\n{}", "a, ".repeat(5_000));
        let place = PlanSource::new("x.toml", &text).place(&(106..107));
        assert_eq!(place, PlanLocation::Line { line: 2, column: 100, text: String::new(), width: 1, absent: "" });
        let problem = PlanDiagnostic {
            file: "x".into(),
            place,
            message: BilingualText::new("sai", "wrong"),
            hint: BilingualText::default(),
        };
        assert_eq!((problem.show(Lang::En).as_str(), problem.found().as_str()), ("x:2:100: wrong", ""));
    }

    #[test]
    fn near_words_are_named_and_far_ones_are_not() {
        assert_eq!(nearest("headin", ["heading", "code", "reading"]), ["heading", "reading"]);
        assert_eq!(nearest("xyz", ["heading", "code"]), [""; 0]);
    }

    proptest::proptest! {
        #[test]
        fn any_range_has_a_place(text in "\\PC{0,30}(\r?\n\\PC{0,9}){0,3}", start in 0usize..60, len in 0usize..20) {
            let source = PlanSource::new("x", &text);
            let _ = source.problem(&(start..start + len), BilingualText::default(), BilingualText::default()).show(Lang::Vi);
        }
    }
}
