//! The window that Windows opens for a double click, or for a folder dropped on the program: it would close with the program,
//! before anybody has read what stands in it.

use super::screen;
use crate::lang::{Lang, Message};
use crate::world::process;
use std::io::{IsTerminal, stdin};

/// Waits for the Enter key when the window is the program's own.
pub(super) fn hold(lang: Lang) {
    if stdin().is_terminal() && screen::watched().0 && process::from_desktop() {
        // Nothing can be done about a window that neither shows nor hears.
        screen::ask(&lang.say(&Message::PressEnter));
        let _ = stdin().read_line(&mut String::new());
    }
}
