//! The only writer to standard output and standard error. It makes every line safe for the terminal, whatever its
//! source: no control character except the line end, no bidirectional override, no invisible character. The program
//! uses no colours. It must not depend on the content of a line.

use crate::model::visible;
use crate::report::text::joined;
use std::io::{self, IsTerminal, Write, stderr, stdout};

/// Writes lines to standard output.
///
/// # Errors
///
/// Standard output is closed or full.
pub(super) fn print(lines: &[String]) -> io::Result<()> {
    let mut out = stdout().lock();
    out.write_all(joined(lines).as_bytes()).and_then(|()| out.flush())
}

/// Writes lines to standard error. If that fails too, there is nowhere left to report it.
pub(super) fn complain(lines: &[String]) {
    let _ = stderr().write_all(joined(lines).as_bytes());
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

/// Returns true for standard output, and for standard error, if it is a terminal.
pub(super) fn watched() -> (bool, bool) {
    (stdout().is_terminal(), stderr().is_terminal())
}

/// Returns standard output as the pipe of a worker process.
pub(super) fn pipe() -> impl Write {
    stdout().lock()
}
