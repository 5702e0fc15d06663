//! A point to correct with its place in the returned form.

use super::refill::ReturnedCell;
use crate::form::corrections::CorrectionTexts;
use crate::model::finding::Severity;

/// A point with its cell in the returned form.
pub(super) struct PlacedPoint {
    pub(super) texts: CorrectionTexts,
    pub(super) severity: Severity,
    /// `None` if it is about no cell of the form.
    pub(super) target: Option<ReturnedCell>,
    /// The cell of the form's own verdict about it.
    pub(super) verdict: Option<ReturnedCell>,
}
