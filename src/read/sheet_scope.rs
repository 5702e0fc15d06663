//! The sheets of a workbook that belong to one of its forms.

use std::collections::BTreeSet;

/// The sheets whose lists and answers belong to a form.
#[derive(Clone, Debug, Default)]
pub(super) struct SheetScope {
    /// Indexes of the sheets that do not belong to it.
    others: BTreeSet<usize>,
}

impl SheetScope {
    /// Returns true if what is on the sheet with this index belongs to the form.
    pub(super) fn has(&self, sheet: usize) -> bool {
        !self.others.contains(&sheet)
    }

    /// Creates the scope of all sheets but these.
    pub(super) fn without(others: impl Iterator<Item = usize>) -> Self {
        SheetScope { others: others.collect() }
    }
}
