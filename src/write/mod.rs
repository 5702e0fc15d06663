//! Writes a workbook file from the sheet model. The only module that imports the .xlsx writer crate, so that its
//! problems are handled in one place: every formula has its cached value with the right type, nothing depends on the
//! clock, and no text of a return can make the file unreadable. Rows of cells and texts are written here (`rows`,
//! `strings`): they are nearly all of a workbook, and the writer crate would store each cell a second time.

mod cached;
mod chart;
mod error;
mod assemble;
mod formulas;
mod links;
mod package;
mod page;
mod rows;
mod seal;
mod sheet;
mod strings;
mod style;
mod prepare;
mod text;
mod workbook;
mod xml;

pub(crate) use error::WriteError;
pub(crate) use links::unlinked;
pub(crate) use package::{SEAL, sealed_package};
pub(crate) use seal::is_as_written;
pub use workbook::{into_bytes, workbook};

#[cfg(test)]
mod tests;
