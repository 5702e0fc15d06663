//! The only writer to standard output and standard error. It lays lines out for the width of the terminal, makes every
//! one safe, whatever its source (no control character except the line end, no bidirectional override, no invisible
//! character), and gives tones their colours. It must not depend on the content of a line.

use crate::model::text::Lang;
use crate::model::visible;
use crate::report::line::{LEAST_WIDTH, ReportLine, Tone, WIDTH};
use anstream::{AutoStream, ColorChoice};
use clap::builder::styling::{AnsiColor, Style};
use std::io::{self, IsTerminal, Write, stderr, stdout};

/// The widest lines on a terminal, in columns: longer ones are hard to read.
const MOST_WIDTH: usize = 120;

/// What texts for the terminal depend on.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Terminal {
    /// Language.
    pub(super) lang: Lang,
    /// Width in columns.
    pub(super) width: usize,
    /// Whether colours are wanted; `Auto` shows them on a terminal that has them.
    pub(super) color: ColorChoice,
}

impl From<Lang> for Terminal {
    /// Returns a terminal of the usual width, without colours.
    fn from(lang: Lang) -> Self {
        Terminal { lang, width: WIDTH, color: ColorChoice::Never }
    }
}

/// Returns the width of the terminal: `COLUMNS`, else that of the terminal on standard output, else 80.
pub(super) fn width() -> usize {
    let set = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    let found = || stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    let width = set.or_else(|| found().map(|(width, _)| usize::from(width.0))).unwrap_or(WIDTH);
    width.clamp(LEAST_WIDTH, MOST_WIDTH)
}

/// Writes lines to standard output.
///
/// # Errors
///
/// Standard output is closed or full.
pub(super) fn print(terminal: Terminal, lines: &[ReportLine]) -> io::Result<()> {
    let text = in_console_signs(painted(terminal.width, lines), stdout().is_terminal());
    let mut out = AutoStream::new(stdout().lock(), choice(terminal, &stdout()));
    out.write_all(text.as_bytes()).and_then(|()| out.flush())
}

/// Writes lines to standard error. If that fails too, there is nowhere left to report it.
pub(super) fn complain(terminal: Terminal, lines: &[ReportLine]) {
    let text = in_console_signs(painted(terminal.width, lines), stderr().is_terminal());
    let _ = AutoStream::new(stderr().lock(), choice(terminal, &stderr())).write_all(text.as_bytes());
}

/// Returns whether a stream gets colours. With `Auto`: if it is a terminal that has them, and `NO_COLOR` is not set.
fn choice(terminal: Terminal, stream: &impl anstream::stream::RawStream) -> ColorChoice {
    match terminal.color {
        ColorChoice::Auto => AutoStream::choice(stream),
        other => other,
    }
}

/// Lays lines out, each with the colour of its tone.
fn painted(width: usize, lines: &[ReportLine]) -> String {
    let mut out = String::new();
    for line in lines {
        let style = style(line.tone());
        for text in line.layout(width) {
            let (text, blank) = (text.trim_start_matches(' '), text.len() - text.trim_start_matches(' ').len());
            out.push_str(&" ".repeat(blank));
            match text.is_empty() {
                true => {}
                false => out.push_str(&format!("{style}{}{style:#}", visible::line(text))),
            }
            out.push('\n');
        }
    }
    out
}

/// Replaces signs that the usual font of a Windows console (Consolas) does not have by such as it has.
fn in_console_signs(text: String, is_terminal: bool) -> String {
    if cfg!(windows) && is_terminal { text.replace('✗', "×").replace('✓', "√") } else { text }
}

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Plain => Style::new(),
        Tone::Heading => Style::new().bold(),
        Tone::Good => AnsiColor::Green.on_default(),
        Tone::Warning => AnsiColor::Yellow.on_default(),
        Tone::Error => AnsiColor::Red.on_default().bold(),
        Tone::Faint => Style::new().dimmed(),
    }
}

/// Replaces the current line with a text, padded with spaces to `width` characters.
pub(super) fn replace(text: &str, width: usize) {
    let text = visible::line(text);
    // A failure to show progress must not stop the program.
    let _ = write!(stderr(), "\r{text:<width$}");
}

/// Clears the current line, `width` characters wide.
pub(super) fn clear(width: usize) {
    let _ = write!(stderr(), "\r{:width$}\r", "");
}

/// Shows a prompt on a new line. The cursor stays after the text.
pub(super) fn ask(text: &str) {
    let _ = write!(stderr(), "\n{}", visible::line(text));
}

/// Shows the answer to a prompt, which ends its line.
pub(super) fn answer(text: &str) {
    let _ = writeln!(stderr(), "{}", visible::line(text));
}

/// Returns true for standard output, and for standard error, if it is a terminal.
pub(super) fn watched() -> (bool, bool) {
    (stdout().is_terminal(), stderr().is_terminal())
}

/// Returns standard output as the pipe of a worker process.
pub(super) fn pipe() -> impl Write {
    stdout().lock()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Colours surround the text of a line, never its indentation or its end, and no text brings its own.
    #[test]
    fn every_line_has_the_colour_of_its_tone() {
        let lines = [
            ReportLine::from("✗ một hai ba bốn năm sáu").with_tone(Tone::Error),
            ReportLine::from("  \u{1b}[31mđỏ"),
            ReportLine::from("").with_tone(Tone::Heading),
        ];
        let text = painted(20, &lines);
        assert_eq!(
            text,
            "\u{1b}[1m\u{1b}[31m✗ một hai ba bốn năm\u{1b}[0m\n  \u{1b}[1m\u{1b}[31msáu\u{1b}[0m\n  <U+001B>[31mđỏ\n\n"
                .replace("<U+001B>", &visible::line("\u{1b}"))
        );
    }
}
