//! Keeps the console window open that Windows creates for a double click or for a folder dropped on the program.
//! Otherwise it closes with the program before anyone can read it.

use super::screen;
use crate::model::text::Lang;
use crate::system::process;
use std::io::{IsTerminal, stdin};

/// Waits for the Enter key if the window belongs to the program alone.
pub(super) fn keep_window_open(lang: Lang) {
    if stdin().is_terminal() && screen::watched().0 && process::from_desktop() {
        // If prompt or input fails, nothing can be done: continue and exit.
        screen::ask(lang.pick("Nhấn phím Enter để đóng cửa sổ này. ", "Press Enter to close this window. "));
        let _ = stdin().read_line(&mut String::new());
    }
}
