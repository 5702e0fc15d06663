//! Spreads a wide sheet over pages side by side, so that its texts keep a size that can be read on paper. The leading
//! columns are repeated on every page.

use super::measure::{self, LANDSCAPE, LEAST_PRINTED};
use super::{PageSetup, Sheet};

/// The printed width of A4 portrait in pixels.
const PORTRAIT: f64 = 660.0;
/// LibreOffice draws columns up to this much wider than Excel, and would end a page before a break.
const WIDER: f64 = 1.09;

impl Sheet {
    /// Prints the sheet on pages side by side if on one page texts of `size` points would be smaller than nine. `lead` is
    /// the number of leading columns, which every page repeats. Call it when widths and page setup are complete.
    pub(crate) fn spread_over_pages(&mut self, lead: u32, size: u16) {
        let page = if self.page.landscape { LANDSCAPE } else { PORTRAIT };
        let last = self.page.area.map(|area| area.right).or_else(|| self.widths.keys().next_back().copied());
        let Some(last) = last else { return };
        let pixels = |column: u32| measure::span(self.widths.get(&column).copied().into_iter());
        let whole: f64 = (0..=last).map(pixels).sum();
        if f64::from(size) * page >= LEAST_PRINTED * whole {
            return;
        }
        let percent = (LEAST_PRINTED * 100.0 / f64::from(size)).ceil().clamp(10.0, 100.0);
        let leading: f64 = (0..lead).map(pixels).sum();
        let room = (page * 100.0 / percent / WIDER - leading).max(page / 4.0);
        // Pages of about equal width.
        let pages = ((whole - leading) / room).ceil().max(1.0);
        let share = (whole - leading) / pages;
        let (mut breaks, mut used) = (Vec::new(), 0.0);
        for column in lead..=last {
            let own = pixels(column);
            let is_last = breaks.len() as f64 + 1.0 >= pages;
            if used > 0.0 && (used + own > room || (!is_last && used + own / 2.0 > share)) {
                breaks.push(column);
                used = 0.0;
            }
            used += own;
        }
        let repeat_columns = lead.checked_sub(1).map(|last| (0, last));
        let page = std::mem::take(&mut self.page);
        self.page = PageSetup { repeat_columns, column_breaks: breaks, percent: Some(percent as u16), ..page };
    }

    /// Returns the number of leading columns that are repeated on pages side by side; `None` for one page.
    pub(crate) fn repeated_columns(&self) -> Option<u32> {
        let repeated = self.page.repeat_columns.filter(|_| !self.page.column_breaks.is_empty());
        repeated.map(|(_, last)| last + 1)
    }

    /// Returns the last column up to `last` that is printed on the first page.
    pub(crate) fn last_of_first_page(&self, last: u32) -> u32 {
        let end = self.page.column_breaks.first().map_or(last, |next| next.saturating_sub(1));
        last.min(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(columns: usize, width: f64) -> Sheet {
        let mut sheet = Sheet::new("x");
        sheet.set_widths(&vec![width; columns]);
        sheet.page.landscape = true;
        sheet
    }

    #[test]
    fn a_wide_sheet_is_split_into_equal_pages_and_a_narrow_one_is_not() {
        // A column of 10 characters is 75 pixels wide: 14 of them need 1,050 and are printed at 94 %.
        let mut narrow = sheet(14, 10.0);
        narrow.spread_over_pages(1, 10);
        assert_eq!(narrow.page.percent, None);
        // At 90 % a page has 1,009 pixels: 30 columns are three pages of the first column and ten others at most.
        let mut wide = sheet(30, 10.0);
        wide.spread_over_pages(1, 10);
        assert_eq!((wide.page.percent, wide.page.repeat_columns), (Some(90), Some((0, 0))));
        assert_eq!(wide.page.column_breaks, [11, 21]);
        assert_eq!(
            [narrow.last_of_first_page(13), wide.last_of_first_page(29), wide.last_of_first_page(4)],
            [13, 10, 4]
        );
    }
}
