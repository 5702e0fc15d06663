//! The lines of a report before they are laid out. A line is one logical text with its indentation and its tone; it is
//! wrapped once, to the width of the screen or file that it goes to, and only the screen gives its tone a colour.

use crate::model::visible;

/// Width of a file, and of a screen whose width is unknown, in columns.
pub(crate) const WIDTH: usize = 80;
/// The narrowest width that lines are laid out for, in columns.
pub(crate) const LEAST_WIDTH: usize = 20;

/// How a line is shown on a screen with colours.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Ordinary text.
    #[default]
    Plain,
    /// The head of a part.
    Heading,
    /// Something is as it should be.
    Good,
    /// A warning.
    Warning,
    /// An error.
    Error,
    /// Of less weight, such as a remedy.
    Faint,
}

/// A logical line of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportLine {
    text: String,
    /// Indentation of the second and further lines on the screen, in columns. `None` for a line that is never wrapped.
    hanging: Option<usize>,
    tone: Tone,
}

/// Lines for standard output.
pub(crate) type ReportLines = Vec<ReportLine>;

impl ReportLine {
    /// Creates a line that is wrapped. Leading spaces are its first indentation, `hanging` the others, in columns.
    pub(crate) fn new(text: impl Into<String>, hanging: usize) -> Self {
        ReportLine { text: text.into(), hanging: Some(hanging), tone: Tone::Plain }
    }

    /// Creates a line that is shown as it is, however wide.
    pub(crate) fn verbatim(text: impl Into<String>) -> Self {
        ReportLine { text: text.into(), hanging: None, tone: Tone::Plain }
    }

    /// Sets the tone.
    #[must_use]
    pub(crate) fn with_tone(self, tone: Tone) -> Self {
        ReportLine { tone, ..self }
    }

    /// Returns the tone.
    pub(crate) fn tone(&self) -> Tone {
        self.tone
    }

    /// Wraps the line at spaces into lines of at most `width` characters; longer words are split. Unsafe characters and
    /// line ends are made visible: no text can start a line of its own.
    pub(crate) fn layout(&self, width: usize) -> Vec<String> {
        let text = visible::line(&self.text);
        let Some(hanging) = self.hanging else { return vec![text.into_owned()] };
        let width = width.max(LEAST_WIDTH);
        // On a narrow screen an indentation leaves most of the line to the text.
        let most = width / 4;
        let first = text.chars().take_while(|c| *c == ' ').count().min(most);
        let (mut line, next) = (" ".repeat(first), " ".repeat(hanging.min(most)));
        let (mut lines, mut is_empty) = (Vec::new(), true);
        for word in text.split_whitespace() {
            let mut word = word.to_string();
            if !is_empty && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::replace(&mut line, next.clone()));
                is_empty = true;
            }
            while line.chars().count() + word.chars().count() > width {
                let room = width - line.chars().count();
                let rest: String = word.chars().skip(room).collect();
                line.extend(word.chars().take(room));
                lines.push(std::mem::replace(&mut line, next.clone()));
                word = rest;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(&word);
            is_empty = false;
        }
        lines.push(line.trim_end().to_string());
        lines
    }
}

impl From<String> for ReportLine {
    /// Creates a line that is wrapped two columns deeper than it begins.
    fn from(text: String) -> Self {
        let first = text.chars().take_while(|c| *c == ' ').count();
        ReportLine::new(text, first + 2)
    }
}

impl From<&str> for ReportLine {
    fn from(text: &str) -> Self {
        ReportLine::from(text.to_string())
    }
}

/// Adds a text that is wrapped; `indent` is the indentation of its second and further lines.
pub(crate) fn wrap(text: &str, indent: &str, lines: &mut ReportLines) {
    lines.push(ReportLine::new(text, indent.len()));
}

/// Lays out lines as the text of a file, each with a line end.
pub(crate) fn joined(lines: &[ReportLine]) -> String {
    lines.iter().flat_map(|line| line.layout(WIDTH)).fold(String::new(), |out, line| out + &line + "\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_fit_the_width() {
        let line = ReportLine::new(format!("  {} {}", "từ ".repeat(60), "x".repeat(200)), 4);
        for width in [20, 40, 80, 120] {
            let lines = line.layout(width);
            assert!(lines.iter().all(|l| l.chars().count() <= width), "{lines:?}");
            assert!(lines[0].starts_with("  từ") && lines[1].starts_with("    từ"));
            let letters: usize = lines.iter().map(|l| l.matches('x').count()).sum();
            assert_eq!(letters, 200);
        }
    }

    proptest::proptest! {
        /// At every width the lines fit and hold the same words; none is empty but that of an empty text.
        #[test]
        fn layout_keeps_every_character(text in "[ a-zộạ·]{0,200}", hanging in 0usize..12, width in 1usize..130) {
            let lines = ReportLine::new(text.as_str(), hanging).layout(width);
            let squeezed = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            proptest::prop_assert_eq!(squeezed(&lines.concat()), squeezed(&text));
            proptest::prop_assert!(lines.iter().all(|l| l.chars().count() <= width.max(LEAST_WIDTH)));
            proptest::prop_assert!(lines.len() == 1 || lines.iter().all(|l| !l.trim().is_empty()));
        }
    }

    #[test]
    fn text_never_starts_a_line_of_its_own() {
        let lines = ReportLine::new("tệp\n✗ GIẢ\u{1b}[2J", 2).layout(80);
        assert_eq!(lines.len(), 1);
        assert!(!lines[0].contains('\u{1b}'), "{lines:?}");
        assert_eq!(ReportLine::verbatim("a\nb").layout(80).len(), 1);
    }
}
