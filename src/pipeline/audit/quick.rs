//! The quick ways of an audit. A workbook with the very bytes that `merge` writes today has no difference, so its cells need
//! not be read. Of a large one that somebody changed only the rows that differ are read. Anything else goes the long way.

use super::super::copied_returns::copied_names;
use super::super::sheets::consolidated_sheets;
use super::super::worker_protocol::WorkbookDetail;
use super::AuditTarget;
use crate::audit::{Audit, AuditedWorkbook, SetApart};
use crate::check;
use crate::consolidate::reader::ConsolidatedReader;
use crate::consolidate::{self, WorkbookPositions};
use crate::engine;
use crate::error::Error;
use crate::grid::differing_rows::without_equal_rows;
use crate::grid::large_sheets::{LARGE, has_large_sheet};
use crate::model::ledger::Ledger;
use crate::workbook::{StoredValue, Workbook};
use crate::write;

/// The workbook that `merge` writes today, with what it was built from.
struct Expected<'a> {
    ledger: Ledger,
    positions: WorkbookPositions<'a>,
    book: Workbook,
}

impl AuditTarget<'_> {
    /// Builds the workbook from the returns and compares bytes; of a large workbook with other bytes, the rows that differ.
    /// `None` if it has to be read whole, or if returns, plan or earlier workbooks are not as they were.
    ///
    /// # Errors
    ///
    /// A fault of plan or program.
    pub(super) fn compare_written(&self, files: &SetApart, bytes: &[u8]) -> Result<Option<Audit>, Error> {
        if !files.lost.is_empty() || self.found.since.is_unknown() || self.chosen != self.span {
            return Ok(None);
        }
        if self.actual.is_as_written() {
            let Some(Expected { book, .. }) = self.expected(files)? else { return Ok(None) };
            let audit = counted(&book);
            if write::into_bytes(book).map_err(Error::Workbook)? == bytes {
                return Ok(Some(audit));
            }
        }
        if !has_large_sheet(bytes) {
            return Ok(None);
        }
        let Some(expected) = self.expected(files)? else { return Ok(None) };
        self.compare_rows(expected, bytes)
    }

    /// Builds the workbook as `merge` does. `None` if an earlier workbook cannot be compared with it.
    fn expected(&self, files: &SetApart) -> Result<Option<Expected<'_>>, Error> {
        let plan = &self.found.plan;
        let mut ledger = check::settle_span(plan, files.kept.clone(), Some(self.report()))?;
        if !self.compare_earlier(&mut ledger)?.is_empty() {
            return Ok(None);
        }
        let positions = WorkbookPositions::new(plan, &ledger);
        let mut book = consolidate::build_consuming(plan, &mut ledger)?;
        let copied = copied_names(plan, &ledger);
        self.actual.place(&book, &copied).set_links(&mut book, &copied);
        engine::fill(&mut book)?;
        consolidate::fit_rows(plan, &mut book);
        book.sealed = true;
        Ok(Some(Expected { ledger, positions, book }))
    }

    /// Compares the rows of large sheets that are not the same to the byte, and everything else as always.
    fn compare_rows(&self, built: Expected<'_>, bytes: &[u8]) -> Result<Option<Audit>, Error> {
        let Expected { ledger, positions, book } = built;
        let limits = self.system.limits().of_results();
        let written = write::workbook(&book).map_err(Error::Workbook)?;
        // The reader of the whole file reports what is damaged.
        let Ok(Some(rest)) = without_equal_rows(&written, bytes, LARGE, &limits) else { return Ok(None) };
        drop(written);
        let Ok((grid, hidden, facts)) = consolidated_sheets(self.system, &rest.actual, WorkbookDetail::All) else {
            return Ok(None);
        };
        let actual = AuditedWorkbook::new(grid, hidden, facts).with_seal(self.actual.is_as_written());
        let expected =
            AuditedWorkbook::open(&rest.expected, &limits).map_err(|e| Error::internal("audit")(e.to_string()))?;
        drop(rest);
        let reader = ConsolidatedReader::at_positions(&self.found.plan, &ledger, positions, &book);
        let audit = AuditTarget { actual: &actual, ..*self }.judge(&ledger, (&reader, &book), &expected, true)?;
        let Audit { formulas, figures, .. } = counted(&book);
        Ok(Some(Audit { formulas, figures, ..audit }))
    }
}

/// Returns an audit of a workbook without a difference.
fn counted(book: &Workbook) -> Audit {
    let mut audit = Audit::default();
    for sheet in &book.sheets {
        let texts = sheet.cells.texts();
        for (_, slot) in sheet.cells.slots() {
            match slot.value {
                StoredValue::Blank => {}
                StoredValue::Text(text) if texts.get(text as usize).is_none_or(|text| text.is_empty()) => {}
                StoredValue::Formula(_) => audit.formulas += 1,
                _ => audit.figures += 1,
            }
        }
    }
    audit
}
