//! The stages of `merge`, with their names for `--timings`.

use crate::model::text::StaticText;

/// A stage of `merge`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Loading the plan and its annex.
    Plan,
    /// Reading the returns.
    Read,
    /// Selecting and checking the returns, and comparing earlier workbooks with them.
    Check,
    /// Drawing the sheets.
    Fill,
    /// Evaluating the formulas.
    Evaluate,
    /// Making the bytes of the workbook.
    Write,
    /// Saving the file.
    Save,
}

impl Stage {
    /// Returns the name of the stage.
    pub(crate) fn text(self) -> StaticText {
        match self {
            Stage::Plan => StaticText::new("đọc kế hoạch", "plan"),
            Stage::Read => StaticText::new("đọc báo cáo", "returns"),
            Stage::Check => StaticText::new("kiểm tra", "checks"),
            Stage::Fill => StaticText::new("lập các trang", "sheets"),
            Stage::Evaluate => StaticText::new("tính công thức", "formulas"),
            Stage::Write => StaticText::new("tạo tệp Excel", "workbook"),
            Stage::Save => StaticText::new("ghi đĩa", "disk"),
        }
    }
}
