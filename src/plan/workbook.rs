//! The plan as a workbook that an Excel user can edit: one sheet for each table, headings in Vietnamese. A workbook is
//! converted to the text form and loaded by the same loader, and its problems are reported by sheet and cell.

mod annex;
mod guide;
mod lists;
mod read;
mod rows;
mod value;
mod write;

pub(crate) use annex::annex;
pub use read::{PlanText, read};
pub(crate) use rows::{field_value, table_rows};
pub use write::book;

#[cfg(test)]
mod tests;
