//! Why the workbook cannot be built.

use crate::formula::UnknownName;

/// Error while building the workbook. It is always a fault of the plan or the program, never of a return.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConsolidateError {
    /// A formula refers to a name that has no cell in the workbook.
    #[error(transparent)]
    UnknownName(#[from] UnknownName),
}
