//! The file of a return that a row of the workbook is about: rows of "Số liệu" by unit and period, rows of lists by their
//! link.

use super::super::layout::{DataLayout, sheet};
use super::super::return_link::TO_RETURNS;
use super::ConsolidatedReader;
use crate::model::received_file::WITHIN;

impl ConsolidatedReader<'_> {
    /// Returns the file that a row is about, relative to the folder of the returns; empty if there is none.
    pub(crate) fn row_file(&self, name: &str, row: u32) -> String {
        let file = if sheet::DATA.is(name) { self.data_file(row) } else { self.linked_file(name, row) };
        file.unwrap_or_default()
    }

    fn data_file(&self, row: u32) -> Option<String> {
        let data = &self.context.layout.data;
        let row = row.checked_sub(DataLayout::TOP).filter(|_| row < data.units_end())?;
        let submission =
            self.context.ledger.selected((row / data.periods()) as usize, (row % data.periods()) as usize)?;
        Some(submission.file.clone())
    }

    /// Returns the file that a link of a row leads to. A name may hold the sign that begins the cell of a link.
    fn linked_file(&self, name: &str, row: u32) -> Option<String> {
        let cells = &self.book.sheets.iter().find(|sheet| sheet.name == name)?.cells;
        let target = cells.links_of(row).find_map(|link| link.strip_prefix(TO_RETURNS))?;
        let is_target = |file: &str| {
            let outer = file.split(WITHIN).next().unwrap_or(file);
            target.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('#'))
        };
        self.context.ledger.arrivals.iter().map(|arrival| &arrival.file).find(|file| is_target(file)).cloned()
    }
}
