//! What became of the cells of a file, and the notes beside its figures.

use super::shared_str::SharedStr;
use serde::{Deserialize, Serialize};

/// The number of cells with content in a file, and what became of them: the parts add up to the whole.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellBalance {
    /// Read as a figure, header value, roster cell, narrative or note.
    pub taken: u32,
    /// Printed by the form.
    pub printed: u32,
    /// Named by a finding.
    pub reported: u32,
}

impl CellBalance {
    /// Returns the number of cells with content.
    pub fn cells(&self) -> u32 {
        self.taken + self.printed + self.reported
    }
}

/// A note beside a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureNote {
    /// The name of the indicator.
    pub name: SharedStr,
    /// The sheet of the return.
    pub sheet: SharedStr,
    /// The cell, such as `F14`.
    pub cell: SharedStr,
    /// The text.
    pub text: SharedStr,
}
