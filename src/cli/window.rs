//! The window that Windows opens for a double click, or for a folder dropped on the program: it would close with the program,
//! before anybody has read what stands in it.

use crate::lang::{Lang, Message};
use crate::world::process;
use std::io::{IsTerminal, Write, stderr, stdin, stdout};

/// Waits for the Enter key when the window is the program's own.
pub(super) fn hold(lang: Lang) {
    if stdin().is_terminal() && stdout().is_terminal() && process::from_desktop() {
        // Nothing can be done about a window that neither shows nor hears.
        let _ = write!(stderr(), "\n{}", lang.say(&Message::PressEnter));
        let _ = stdin().read_line(&mut String::new());
    }
}
