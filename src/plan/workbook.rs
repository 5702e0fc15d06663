//! The plan as a workbook that an Excel user can edit: one sheet a table, headings in Vietnamese. It is the same document
//! as the text: a workbook is turned into text and loaded by the one loader, and its faults are told by sheet and cell.

mod read;
mod value;
mod write;

pub use read::{Text, read};
pub use write::{annex, book};

#[cfg(test)]
mod tests;
