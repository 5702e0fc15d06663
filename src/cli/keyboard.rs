//! Reads the answers of a person: single keys where standard input is a terminal, and lines. From a pipe or a file an
//! answer is a line, so that the same conversation can be written down. What is typed while the program works is dropped.

use std::io::{self, BufRead, IsTerminal, stdin};

/// End of the input as a key: Ctrl+D, and Ctrl+Z of Windows.
const ENDS: [char; 2] = ['\u{4}', '\u{1a}'];
/// First character of the keys that are no characters, such as the arrows.
const ESCAPE: char = '\u{1b}';

/// Returns the next key; a line end for the Enter key. `None` at the end of the input, or if it cannot be read.
pub(super) fn key() -> Option<char> {
    let input = stdin();
    let single = input.is_terminal().then(single_keys::begin).flatten();
    let typed = if single.is_some() { pressed(&mut input.lock()).ok() } else { line().map(|line| line + "\n") }?;
    let first = typed.trim_start_matches([' ', '\t']).chars().next()?;
    match first {
        key if ENDS.contains(&key) => None,
        '\r' => Some('\n'),
        key => Some(key),
    }
}

/// Returns the next line without its end and outer spaces. `None` at the end of the input, or if it cannot be read.
pub(super) fn line() -> Option<String> {
    let mut bytes = Vec::new();
    match stdin().lock().read_until(b'\n', &mut bytes) {
        Ok(length) if length > 0 => Some(String::from_utf8_lossy(&bytes).trim().to_string()),
        _ => None,
    }
}

/// Returns what one press of a key gives; several characters for some keys. Empty at the end of the input.
fn pressed(input: &mut impl BufRead) -> io::Result<String> {
    let bytes = input.fill_buf()?;
    let text = String::from_utf8_lossy(bytes).into_owned();
    let length = bytes.len();
    input.consume(length);
    // Arrows and other keys that are no characters send several bytes. All of them count as the escape character, which is
    // no answer to any question.
    Ok(if text.starts_with(ESCAPE) { ESCAPE.to_string() } else { text })
}

/// A terminal that gives each key at once, without showing it, until the value is dropped.
#[cfg(unix)]
mod single_keys {
    use rustix::stdio::stdin;
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

    pub(super) struct SingleKeys(Termios);

    /// Drops what was typed before. `None` if the terminal cannot do it.
    pub(super) fn begin() -> Option<SingleKeys> {
        let usual = tcgetattr(stdin()).ok()?;
        let mut single = usual.clone();
        single.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
        tcsetattr(stdin(), OptionalActions::Flush, &single).ok()?;
        Some(SingleKeys(usual))
    }

    impl Drop for SingleKeys {
        fn drop(&mut self) {
            let _ = tcsetattr(stdin(), OptionalActions::Now, &self.0);
        }
    }
}

/// A console that gives each key at once, without showing it, until the value is dropped.
#[cfg(windows)]
mod single_keys {
    use winsafe::HSTD;
    use winsafe::co::{CONSOLE, STD_HANDLE};

    pub(super) struct SingleKeys {
        console: HSTD,
        usual: CONSOLE,
    }

    /// Drops what was typed before. `None` if the console cannot do it.
    pub(super) fn begin() -> Option<SingleKeys> {
        // The handle belongs to the process: it must not be closed here.
        let console = HSTD::GetStdHandle(STD_HANDLE::INPUT).ok()?.leak();
        let usual = console.GetConsoleMode().ok()?;
        console.SetConsoleMode(CONSOLE::ENABLE_PROCESSED_INPUT).ok()?;
        let single = SingleKeys { console, usual };
        single.console.FlushConsoleInputBuffer().ok()?;
        Some(single)
    }

    impl Drop for SingleKeys {
        fn drop(&mut self) {
            let _ = self.console.SetConsoleMode(self.usual);
        }
    }
}

#[cfg(not(any(unix, windows)))]
mod single_keys {
    pub(super) struct SingleKeys;

    pub(super) fn begin() -> Option<SingleKeys> {
        None
    }
}
