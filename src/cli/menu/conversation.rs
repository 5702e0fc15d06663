//! What the menu shows, and the questions that it asks.

use crate::cli::command::CommandArguments;
use crate::cli::screen::{self, Terminal};
use crate::cli::{explained, keyboard};
use crate::error::Error;
use crate::model::text::{Lang, StaticText};
use crate::model::visible;
use crate::report::line::{ReportLine, ReportLines, Tone};

/// Key that leaves a question without doing anything.
pub(super) const BACK: char = '0';

/// The person at the terminal.
pub(super) struct Conversation {
    terminal: Terminal,
    /// True if standard output is for the result alone.
    is_json: bool,
}

/// A key and what it does.
pub(super) struct KeyLine {
    pub(super) key: char,
    pub(super) text: String,
}

impl KeyLine {
    /// Creates the line of a key.
    pub(super) fn new(key: char, text: impl Into<String>) -> Self {
        KeyLine { key, text: text.into() }
    }
}

impl Conversation {
    /// Creates the conversation of a session.
    pub(super) fn new(given: &CommandArguments) -> Self {
        Conversation { terminal: given.flags.terminal(), is_json: given.is_json() }
    }

    /// Returns the language of the terminal.
    pub(super) fn lang(&self) -> Lang {
        self.terminal.lang
    }

    /// Shows lines.
    ///
    /// # Errors
    ///
    /// The terminal is closed.
    pub(super) fn show(&self, lines: &ReportLines) -> Result<(), Error> {
        if self.is_json {
            screen::complain(self.terminal, lines);
            return Ok(());
        }
        screen::print(self.terminal, lines).map_err(Error::Print)
    }

    /// Shows one text.
    ///
    /// # Errors
    ///
    /// The terminal is closed.
    pub(super) fn tell(&self, text: StaticText) -> Result<(), Error> {
        self.show(&vec![text.in_lang(self.lang()).into()])
    }

    /// Shows why a command could not be done.
    pub(super) fn complain(&self, error: &Error) {
        screen::complain(self.terminal, &explained(self.lang(), error));
    }

    /// Shows keys below a heading, and returns the one that is pressed. `None` at the end of the input.
    ///
    /// # Errors
    ///
    /// The terminal is closed.
    pub(super) fn choose(&self, heading: ReportLines, keys: &[KeyLine]) -> Result<Option<char>, Error> {
        let mut lines = vec!["".into()];
        lines.extend(heading);
        lines.push("".into());
        lines.extend(keys.iter().map(|line| ReportLine::new(format!("  [{}] {}", line.key, line.text), 6)));
        self.show(&lines)?;
        loop {
            screen::ask(self.lang().pick("Bấm một phím số: ", "Press a key: "));
            let Some(key) = keyboard::key() else { return Ok(None) };
            if keys.iter().any(|line| line.key == key) {
                screen::answer(&key.to_string());
                return Ok(Some(key));
            }
            let known: Vec<String> = keys.iter().map(|line| line.key.to_string()).collect();
            let known = known.join(", ");
            // The Enter key of a person who is used to it needs no remark.
            if key != '\n' {
                let key = visible::line(key.encode_utf8(&mut [0; 4])).into_owned();
                screen::answer(&match self.lang() {
                    Lang::Vi => format!("{key} – phím này không dùng; các phím: {known}"),
                    Lang::En => format!("{key} – no such key; the keys are {known}"),
                });
            }
        }
    }

    /// Asks for a text. `None` at the end of the input.
    pub(super) fn ask(&self, question: &str) -> Option<String> {
        screen::ask(question);
        keyboard::line()
    }
}

/// Returns a line of a heading.
pub(super) fn heading(text: impl Into<String>) -> ReportLine {
    ReportLine::new(text, 0).with_tone(Tone::Heading)
}
