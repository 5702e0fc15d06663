//! The quick way of an audit: a workbook with the very bytes that `merge` writes today has no difference, so its cells need
//! not be read. This holds for a workbook of any size. It never finds a difference: anything else goes the long way.

use super::super::copied_returns::copied_names;
use super::AuditTarget;
use crate::audit::{Audit, SetApart};
use crate::check;
use crate::consolidate;
use crate::engine;
use crate::error::Error;
use crate::workbook::{StoredValue, Workbook};
use crate::write;

impl AuditTarget<'_> {
    /// Builds the workbook from the returns and compares bytes. `None` if they differ, or if returns, plan or earlier
    /// workbooks are not as they were.
    ///
    /// # Errors
    ///
    /// A fault of plan or program.
    pub(super) fn compare_bytes(&self, files: &SetApart, bytes: &[u8]) -> Result<Option<Audit>, Error> {
        if !files.lost.is_empty() || self.found.since.is_unknown() || self.chosen != self.span {
            return Ok(None);
        }
        let plan = &self.found.plan;
        let mut ledger = check::settle_span(plan, files.kept.clone(), Some(self.report()))?;
        if !self.compare_earlier(&mut ledger)?.is_empty() {
            return Ok(None);
        }
        let mut book = consolidate::build_consuming(plan, &mut ledger)?;
        let copied = copied_names(plan, &ledger);
        self.actual.place(&book, &copied).set_links(&mut book, &copied);
        engine::fill(&mut book)?;
        consolidate::fit_rows(plan, &mut book);
        book.sealed = true;
        let audit = counted(&book);
        let is_same = write::into_bytes(book).map_err(Error::Workbook)? == bytes;
        Ok(is_same.then_some(audit))
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
