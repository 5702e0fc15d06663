//! Progress line on the terminal while many files are read. Shows nothing if standard error is not a terminal.

use super::screen;
use crate::model::text::Lang;
use std::sync::atomic::{AtomicBool, Ordering};

/// With fewer files, reading ends before a line is useful.
const MANY: usize = 200;
/// Width of the line in characters. It is cleared with spaces, because the old Windows console prints escape codes as
/// characters.
const WIDTH: usize = 60;

/// A progress line on standard error.
#[derive(Debug)]
pub(super) struct ProgressLine {
    lang: Lang,
    watched: bool,
    shown: AtomicBool,
}

impl ProgressLine {
    /// Creates a progress line in a language.
    pub(super) fn new(lang: Lang) -> Self {
        ProgressLine { lang, watched: screen::watched().1, shown: AtomicBool::new(false) }
    }

    /// Shows how many of `all` files are read; updates about a hundred times in total. Of no files, clears the line.
    pub(super) fn show_progress(&self, done: usize, all: usize) {
        if all == 0 {
            return self.end();
        }
        if self.watched
            && let Some(line) = line(self.lang, done, all)
        {
            self.shown.store(true, Ordering::Relaxed);
            screen::replace(&line, WIDTH);
        }
    }

    /// Clears the line.
    pub(super) fn end(&self) {
        if self.shown.swap(false, Ordering::Relaxed) {
            screen::clear(WIDTH);
        }
    }
}

/// Returns the text of the line if an update is due.
fn line(lang: Lang, done: usize, all: usize) -> Option<String> {
    if all < MANY || (done < all && !done.is_multiple_of(all / 100)) {
        return None;
    }
    let [read, total] = [done, all].map(|count| lang.group(&count.to_string()));
    Some(match (lang, done < all) {
        (Lang::Vi, true) => format!("Đang đọc báo cáo: {read}/{total}"),
        (Lang::En, true) => format!("Reading returns: {read}/{total}"),
        (Lang::Vi, false) => format!("Đã đọc {total} tệp; đang kiểm tra, tính và ghi kết quả…"),
        (Lang::En, false) => format!("{total} files read; checking, computing and writing…"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_updates_a_hundred_times_and_never_for_few_files() {
        assert_eq!((1..MANY).filter_map(|n| line(Lang::Vi, n, MANY - 1)).count(), 0);
        let lines: Vec<String> = (1..=8_000).filter_map(|n| line(Lang::Vi, n, 8_000)).collect();
        assert_eq!(lines.len(), 100);
        assert_eq!(lines[0], "Đang đọc báo cáo: 80/8.000");
        assert_eq!(lines[99], "Đã đọc 8.000 tệp; đang kiểm tra, tính và ghi kết quả…");
        assert!(lines.iter().all(|l| l.chars().count() <= WIDTH));
        assert_eq!(line(Lang::En, 40, 4_000).as_deref(), Some("Reading returns: 40/4,000"));
    }
}
