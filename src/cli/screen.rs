//! The screen: the only writer to standard output and standard error. Whatever was forgotten on the way here, nothing in a line
//! acts on the terminal: no control character but the line end behind each line, no character that turns the direction of
//! writing or is not seen. The program uses no colours. Must not know what a line says.

use crate::model::visible;
use crate::report::text::joined;
use std::io::{self, IsTerminal, Write, stderr, stdout};

/// Writes lines to standard output.
///
/// # Errors
/// It is closed or full.
pub(super) fn print(lines: &[String]) -> io::Result<()> {
    let mut out = stdout().lock();
    out.write_all(joined(lines).as_bytes()).and_then(|()| out.flush())
}

/// Writes lines to standard error. Nothing is left to tell it to when that is closed too.
pub(super) fn complain(lines: &[String]) {
    let _ = stderr().write_all(joined(lines).as_bytes());
}

/// Replaces the line on which the cursor stands by a text, filled with spaces up to `width`.
pub(super) fn replace(text: &str, width: usize) {
    let text = visible::line(text);
    // A line that cannot be shown is no reason to stop.
    let _ = write!(stderr(), "\r{text:<width$}");
}

/// Clears the line on which the cursor stands, `width` wide.
pub(super) fn clear(width: usize) {
    let _ = write!(stderr(), "\r{:width$}\r", "");
}

/// Asks on a new line; the cursor stays behind the text.
pub(super) fn ask(text: &str) {
    let _ = write!(stderr(), "\n{}", visible::line(text));
}

/// Whether a person sees standard output, and standard error.
pub(super) fn watched() -> (bool, bool) {
    (stdout().is_terminal(), stderr().is_terminal())
}

/// Standard output as the pipe of a process that reads files.
pub(super) fn pipe() -> impl Write {
    stdout().lock()
}
