//! The plan as a workbook that an Excel user can edit: one sheet for each table, headings in Vietnamese. A workbook is
//! converted to the text form and loaded by the same loader, and its problems are reported by sheet and cell.

mod read;
mod value;
mod write;

pub use read::{PlanText, read};
pub use write::{annex, book, field_value, table_rows};

#[cfg(test)]
mod tests;
