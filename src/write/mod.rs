//! Makes the bytes of a workbook from the sheet model. The only importer of the .xlsx writer, so that its traps are
//! met in one place: every formula carries its cached value with the right type, nothing depends on the clock, and
//! no text of a return can make the file unreadable.

mod cached;
mod chart;
mod error;
mod finish;
mod page;
mod style;
mod text;
mod workbook;

pub use error::{Fault, WriteError};
pub use workbook::{last_of, workbook};

#[cfg(test)]
mod tests;
