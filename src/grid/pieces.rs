//! Text of a cell in differently formatted pieces: raised, lowered, struck out, hidden. Joined to one text, as files
//! store it, a footnote mark becomes a digit of the figure before it. This module keeps the pieces apart; callers
//! decide how to use them.

use crate::model::shared_str::SharedStr;
use crate::model::text::BilingualText;
use serde::{Deserialize, Serialize};

/// Formatting of a piece of text, as far as it affects the meaning.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PieceMark {
    /// Ordinary text.
    #[default]
    Plain,
    /// Raised.
    Superscript,
    /// Lowered.
    Subscript,
    /// Struck out.
    StruckOut,
    /// Not visible.
    Hidden,
}

/// A piece of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TextRun {
    /// Formatting.
    pub mark: PieceMark,
    /// Text. Empty for a number, which is one piece.
    pub text: SharedStr,
}

/// Pieces of a text in order, adjacent ones with different marks; or a single piece if the whole cell is struck out or
/// hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellPieces(Vec<TextRun>);

/// Formatting of text at a position of a document. Nested elements inherit it.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextDrawing {
    /// Raised or lowered.
    pub elevation: Elevation,
    /// Struck out.
    pub struck: bool,
    /// Not visible.
    pub hidden: bool,
}

/// Vertical position of text on the line.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Elevation {
    /// On the line.
    #[default]
    Level,
    /// Raised.
    Raised,
    /// Lowered.
    Lowered,
}

impl TextDrawing {
    /// Returns the mark that decides how the text is read: hidden before struck out before raised or lowered.
    pub(crate) fn mark(self) -> PieceMark {
        match self {
            TextDrawing { hidden: true, .. } => PieceMark::Hidden,
            TextDrawing { struck: true, .. } => PieceMark::StruckOut,
            TextDrawing { elevation: Elevation::Raised, .. } => PieceMark::Superscript,
            TextDrawing { elevation: Elevation::Lowered, .. } => PieceMark::Subscript,
            TextDrawing { elevation: Elevation::Level, .. } => PieceMark::Plain,
        }
    }
}

/// Formatting that a style sets. `None` where the style does not set it.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StyleChange {
    /// Raised or lowered.
    pub elevation: Option<Elevation>,
    /// Struck out.
    pub struck: Option<bool>,
    /// Not visible.
    pub hidden: Option<bool>,
}

impl StyleChange {
    /// Returns the formatting of text with this style inside other formatting. Hidden and struck out are inherited
    /// unless the style unsets them.
    pub(crate) fn over(self, around: TextDrawing) -> TextDrawing {
        TextDrawing {
            elevation: self.elevation.unwrap_or(around.elevation),
            struck: self.struck.unwrap_or(around.struck),
            hidden: self.hidden.unwrap_or(around.hidden),
        }
    }

    /// Returns this style, completed by another where this one sets nothing.
    pub(crate) fn or(self, other: StyleChange) -> StyleChange {
        StyleChange {
            elevation: self.elevation.or(other.elevation),
            struck: self.struck.or(other.struck),
            hidden: self.hidden.or(other.hidden),
        }
    }
}

/// A text being assembled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fragments {
    all: Vec<(PieceMark, String)>,
    /// Spaces added last. Their formatting is not known until text follows.
    blanks: String,
}

impl Fragments {
    /// Appends a text.
    pub(crate) fn push(&mut self, mark: PieceMark, text: &str) {
        if text.trim().is_empty() {
            self.blanks.push_str(text);
            return;
        }
        let blanks = std::mem::take(&mut self.blanks);
        match self.all.last_mut() {
            Some((known, last)) if *known == mark => {
                last.push_str(&blanks);
                last.push_str(text);
            }
            Some((_, last)) if mark != PieceMark::Plain => {
                last.push_str(&blanks);
                self.all.push((mark, text.to_string()));
            }
            _ => self.all.push((mark, blanks + text)),
        }
    }

    /// Returns true if only spaces were added.
    pub(crate) fn is_blank(&self) -> bool {
        self.all.is_empty()
    }

    /// Appends a line break.
    pub(crate) fn end_line(&mut self) {
        self.blanks.push('\n');
    }

    /// Returns the fragments with the text of each one changed.
    pub(crate) fn map(mut self, mut change: impl FnMut(&str) -> String) -> Self {
        self.all.iter_mut().for_each(|(_, text)| *text = change(text));
        self
    }

    /// Returns the text to read, and the pieces if there are any. The text consists of the ordinary pieces. If all
    /// pieces have the same mark, it is the whole text, unless it is hidden.
    pub(crate) fn done(mut self) -> (String, Option<CellPieces>) {
        match self.all.last_mut() {
            Some((_, last)) => last.push_str(&self.blanks),
            None => return (self.blanks, None),
        }
        let first = self.all.first().map_or(PieceMark::Plain, |(mark, _)| *mark);
        let is_uniform = self.all.len() <= 1;
        match (is_uniform, first) {
            (true, PieceMark::Plain | PieceMark::Superscript | PieceMark::Subscript) => (self.joined(|_| true), None),
            (true, PieceMark::StruckOut) => (self.joined(|_| true), Some(self.pieces())),
            _ => (self.joined(|mark| mark == PieceMark::Plain), Some(self.pieces())),
        }
    }

    fn joined(&self, is_part: impl Fn(PieceMark) -> bool) -> String {
        self.all.iter().filter(|(mark, _)| is_part(*mark)).map(|(_, text)| text.as_str()).collect()
    }

    fn pieces(self) -> CellPieces {
        CellPieces(self.all.into_iter().map(|(mark, text)| TextRun { mark, text: text.into() }).collect())
    }
}

impl CellPieces {
    /// Creates the pieces of a cell that is struck out as a whole.
    pub(crate) fn struck_out() -> Self {
        CellPieces(vec![TextRun { mark: PieceMark::StruckOut, text: SharedStr::default() }])
    }

    /// Creates the pieces of a cell that is hidden as a whole.
    pub(crate) fn hidden() -> Self {
        CellPieces(vec![TextRun { mark: PieceMark::Hidden, text: SharedStr::default() }])
    }

    /// Returns true if the mark applies to the whole cell, whose value is still read.
    pub fn is_whole(&self, mark: PieceMark) -> bool {
        let [piece] = self.0.as_slice() else { return false };
        piece.mark == mark && (mark == PieceMark::StruckOut || piece.text.is_empty())
    }

    /// Returns true if a piece is struck out or hidden.
    pub(crate) fn has_unread(&self) -> bool {
        self.0.iter().any(|p| matches!(p.mark, PieceMark::StruckOut | PieceMark::Hidden))
    }

    /// Returns true if the ordinary text is one piece and any raised or lowered text after it can be a footnote mark.
    /// Then the ordinary text is the intended value. Struck-out and hidden text may be anywhere.
    pub(crate) fn is_clear(&self) -> bool {
        let read: Vec<&TextRun> = self.0.iter().filter(|p| !p.text.trim().is_empty()).collect();
        let mut plain = read.iter().enumerate().filter(|(_, p)| p.mark == PieceMark::Plain);
        let (Some((place, _)), None) = (plain.next(), plain.next()) else { return false };
        let is_note = |text: &str| {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            digits <= 2 && text.chars().count() <= 4 && !text.contains(['.', ',', '%', '-', '−', '+'])
        };
        read.iter().enumerate().all(|(at, p)| match p.mark {
            PieceMark::Superscript | PieceMark::Subscript => at > place && is_note(p.text.trim()),
            _ => true,
        })
    }

    /// Returns the text that is visible and not struck out. Raised and lowered digits become Unicode superscripts and
    /// subscripts: `m²`.
    pub(crate) fn visible(&self) -> String {
        let mut out = String::new();
        for piece in &self.0 {
            match piece.mark {
                PieceMark::Plain => out.push_str(&piece.text),
                PieceMark::Superscript => out.extend(piece.text.chars().map(|c| scripted(c, SUPERSCRIPTS))),
                PieceMark::Subscript => out.extend(piece.text.chars().map(|c| scripted(c, SUBSCRIPTS))),
                PieceMark::StruckOut | PieceMark::Hidden => {}
            }
        }
        out
    }

    /// Describes the pieces for people: `“35” + “1” (viết nâng lên)`.
    pub fn description(&self) -> BilingualText {
        let read = self.0.iter().filter(|p| !p.text.trim().is_empty());
        let one = |p: &TextRun| {
            let (vi, en) = match p.mark {
                PieceMark::Plain => ("", ""),
                PieceMark::Superscript => (" (viết nâng lên)", " (superscript)"),
                PieceMark::Subscript => (" (viết hạ xuống)", " (subscript)"),
                PieceMark::StruckOut => (" (bị gạch bỏ)", " (struck out)"),
                PieceMark::Hidden => (" (bị ẩn)", " (hidden)"),
            };
            let text = p.text.trim();
            (format!("“{text}”{vi}"), format!("'{text}'{en}"))
        };
        let (vi, en): (Vec<String>, Vec<String>) = read.map(one).unzip();
        BilingualText::new(vi.join(" + "), en.join(" + "))
    }

    /// Changes the text of every piece in the same way as the text of its cell.
    pub(crate) fn change(&mut self, mut change: impl FnMut(&str) -> String) {
        self.0.iter_mut().for_each(|p| p.text = change(&p.text).into());
    }
}

const SUPERSCRIPTS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const SUBSCRIPTS: &str = "₀₁₂₃₄₅₆₇₈₉";

fn scripted(letter: char, digits: &str) -> char {
    letter.to_digit(10).and_then(|digit| digits.chars().nth(digit as usize)).unwrap_or(letter)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::PieceMark::*;
    use super::*;

    fn made(pieces: &[(PieceMark, &str)]) -> (String, Option<CellPieces>) {
        let mut draft = Fragments::default();
        pieces.iter().for_each(|(mark, text)| draft.push(*mark, text));
        draft.done()
    }

    #[test]
    fn ordinary_pieces_join_to_one_text() {
        assert_eq!(made(&[(Plain, "3"), (Plain, "5")]), ("35".into(), None));
        assert_eq!(made(&[(Superscript, "35"), (Plain, " ")]), ("35 ".into(), None));
        assert_eq!(made(&[]), (String::new(), None));
        let (text, pieces) = made(&[(StruckOut, "35")]);
        assert!(text == "35" && pieces.unwrap().is_whole(StruckOut));
        let (text, pieces) = made(&[(Hidden, "35")]);
        let pieces = pieces.unwrap();
        assert!(text.is_empty() && !pieces.is_whole(Hidden) && !pieces.is_clear());
    }

    #[test]
    fn footnote_marks_are_clear_and_other_pieces_are_not() {
        for (pieces, text, is_clear) in [
            (&[(Plain, "35"), (Superscript, "1")][..], "35", true),
            (&[(Plain, "35 "), (Superscript, "(1)")], "35 ", true),
            (&[(StruckOut, "18"), (Plain, "35")], "35", true),
            (&[(Hidden, "9"), (Plain, "35"), (StruckOut, "1")], "35", true),
            (&[(Plain, "3"), (StruckOut, "9"), (Plain, "5")], "35", false),
            (&[(Superscript, "3"), (Plain, "5")], "5", false),
            (&[(Plain, "58"), (Superscript, "000")], "58", false),
            (&[(Plain, "58"), (Superscript, ",5")], "58", false),
            (&[(Superscript, "1"), (StruckOut, "5")], "", false),
        ] {
            let (read, found) = made(pieces);
            assert_eq!((read.as_str(), found.unwrap().is_clear()), (text, is_clear), "{pieces:?}");
        }
    }

    #[test]
    fn free_text_keeps_visible_pieces() {
        let (_, pieces) =
            made(&[(Plain, "đạt 35"), (Superscript, "1"), (StruckOut, " 18"), (Plain, " m"), (Superscript, "2")]);
        let pieces = pieces.unwrap();
        assert_eq!(pieces.visible(), "đạt 35¹ m²");
        assert_eq!(
            pieces.description().en,
            "'đạt 35' + '1' (superscript) + '18' (struck out) + 'm' + '2' (superscript)"
        );
    }

    proptest::proptest! {
        /// For any split of a text: a value is read only from one piece of ordinary text, or is reported as unclear.
        #[test]
        fn clear_text_is_one_ordinary_piece(cuts in proptest::collection::vec((0usize..5, "[0-9]{1,3}"), 1..6)) {
            let marks = [Plain, Superscript, Subscript, StruckOut, Hidden];
            let pieces: Vec<(PieceMark, &str)> = cuts.iter().map(|(mark, text)| (marks[*mark], text.as_str())).collect();
            // Runs of adjacent pieces with the same mark.
            let mut runs: Vec<(PieceMark, String)> = Vec::new();
            for (mark, text) in &pieces {
                match runs.last_mut() {
                    Some((last, run)) if last == mark => run.push_str(text),
                    _ => runs.push((*mark, text.to_string())),
                }
            }
            let (read, found) = made(&pieces);
            if found.as_ref().is_none_or(|p| p.is_clear() || p.is_whole(StruckOut)) {
                proptest::prop_assert!(runs.iter().any(|(_, run)| *run == read), "{:?}: {}", pieces, read);
            }
        }
    }
}
