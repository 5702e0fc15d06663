//! Defines one difference between the audited workbook and the expected one, with its text in both languages.

use crate::model::text::BilingualText;
use crate::workbook::address;
use serde::Serialize;

/// The kind of a difference between two workbooks.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// A sheet of the expected workbook is missing.
    SheetMissing,
    /// A sheet that the expected workbook does not have.
    SheetAdded,
    /// A sheet is hidden.
    SheetHidden,
    /// A defined name is missing.
    NameMissing,
    /// A defined name refers to another range.
    NameMoved,
    /// A defined name that the expected workbook does not have.
    NameAdded,
    /// Rows were inserted.
    RowsInserted,
    /// Rows were deleted.
    RowsDeleted,
    /// A constant is in a cell that should hold a formula.
    FormulaOverwritten,
    /// The formula differs from the expected one.
    FormulaChanged,
    /// A formula is in a cell that should hold none.
    FormulaAdded,
    /// The cached value of a formula differs from its computed value.
    Value,
    /// A figure or text differs from its source.
    #[default]
    Figure,
    /// A cell has content that should be empty.
    Added,
    /// A cell is empty that should have content.
    Removed,
    /// Cells were merged.
    Merged,
    /// A row is hidden.
    RowHidden,
    /// A column is hidden.
    ColumnHidden,
    /// The style of a cell makes its content invisible.
    CellHidden,
}

impl DifferenceKind {
    /// Returns the description of this kind in both languages.
    pub fn text(self) -> BilingualText {
        let (vi, en) = match self {
            DifferenceKind::SheetMissing => ("Mất trang", "A sheet is gone"),
            DifferenceKind::SheetAdded => ("Trang được thêm vào", "A sheet was added"),
            DifferenceKind::SheetHidden => ("Trang bị ẩn", "A sheet is hidden"),
            DifferenceKind::NameMissing => ("Mất tên vùng", "A defined name is gone"),
            DifferenceKind::NameMoved => ("Tên vùng trỏ sang chỗ khác", "A defined name points elsewhere"),
            DifferenceKind::NameAdded => ("Tên vùng được thêm vào", "A defined name was added"),
            DifferenceKind::RowsInserted => ("Dòng được chèn thêm", "Rows were inserted"),
            DifferenceKind::RowsDeleted => ("Dòng bị xóa", "Rows were deleted"),
            DifferenceKind::FormulaOverwritten => ("Công thức bị ghi đè bằng số hoặc chữ", "A formula was overwritten"),
            DifferenceKind::FormulaChanged => ("Công thức bị sửa", "A formula was changed"),
            DifferenceKind::FormulaAdded => ("Công thức được thêm vào", "A formula was added"),
            DifferenceKind::Value => {
                ("Giá trị không phải kết quả của công thức", "The value is not what the formula gives")
            }
            DifferenceKind::Figure => ("Khác với nguồn", "Differs from its source"),
            DifferenceKind::Added => ("Nội dung được thêm vào", "Something was added"),
            DifferenceKind::Removed => ("Nội dung bị xóa", "Something was removed"),
            DifferenceKind::Merged => ("Ô bị gộp", "Cells were merged"),
            DifferenceKind::RowHidden => ("Dòng bị ẩn", "A row is hidden"),
            DifferenceKind::ColumnHidden => ("Cột bị ẩn", "A column is hidden"),
            DifferenceKind::CellHidden => ("Số bị che bằng định dạng", "A style hides the cell"),
        };
        BilingualText::new(vi, en)
    }
}

/// What a difference comes from.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferencePart {
    /// The cell itself was touched.
    #[default]
    Touched,
    /// The value follows from touched cells.
    Follows,
    /// The board wrote a number, date or remark where there is room for it.
    Remark,
    /// Returns were changed or are gone since the workbook was made.
    Returns,
    /// The plan was changed since, and no copy of the earlier one is kept.
    Plan,
}

/// A difference, with its position in the audited workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The sheet; for differences of defined names, the name.
    pub sheet: String,
    /// The cell in A1 notation; empty if the difference concerns the whole sheet or name.
    pub cell: String,
    /// The kind of difference.
    pub kind: DifferenceKind,
    /// What it comes from.
    pub part: DifferencePart,
    /// The expected content.
    pub expected: String,
    /// The content found in the audited workbook.
    pub found: String,
    /// What the cell is about; empty for a cell that belongs to no figure.
    #[serde(flatten)]
    pub subject: DifferenceSubject,
    /// The cell of the expected workbook, (row, column) from 0. `None` if it has none.
    #[serde(skip)]
    pub origin: Option<(u32, u32)>,
    /// Expected and found content as the sheet shows them; empty if they are as stored.
    #[serde(skip)]
    pub shown: [BilingualText; 2],
}

/// The figure that a difference is about. Each text may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DifferenceSubject {
    /// Name of the unit.
    pub unit: String,
    /// Period.
    pub period: String,
    /// Indicator or column.
    pub figure: String,
    /// File, sheet and cell of the return: `2021-Q3/TP.xlsx!BM01!E30`.
    pub source: String,
}

impl Difference {
    /// Creates a difference that concerns a whole sheet or defined name.
    pub fn of_sheet(sheet: &str, kind: DifferenceKind) -> Self {
        Difference { sheet: sheet.to_string(), kind, ..Difference::default() }
    }

    /// Creates a difference at a cell (row, column), both from 0.
    pub fn at_cell(sheet: &str, place: (u32, u32), kind: DifferenceKind, expected: String, found: String) -> Self {
        let (sheet, cell) = (sheet.to_string(), address::cell(place.0, place.1));
        Difference { sheet, cell, kind, expected, found, ..Difference::default() }
    }

    /// Returns true if the difference shows that something is not as it should be, or cannot be checked.
    pub fn is_fault(&self) -> bool {
        self.part != DifferencePart::Remark
    }
}
