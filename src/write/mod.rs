//! Makes the bytes of a workbook from the sheet model. The only importer of the .xlsx writer, so that its traps are
//! met in one place: every formula carries its cached value with the right type, nothing depends on the clock, and
//! no text of a return can make the file unreadable. The rows of cells and the texts are written here (`rows`, `strings`):
//! they are nearly all of a workbook, and the writer would hold each cell a second time.

mod cached;
mod chart;
mod error;
mod finish;
mod formulas;
mod links;
mod page;
mod rows;
mod sheet;
mod strings;
mod style;
mod take;
mod text;
mod workbook;
mod xml;

pub use error::{Fault, WriteError};
pub use workbook::{last_of, workbook};

#[cfg(test)]
mod tests;
