//! One difference between the audited workbook and the expected one, in words for both languages.

use crate::book::address;
use crate::model::text::Text;
use serde::Serialize;

/// What kind of difference.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A sheet is gone.
    SheetMissing,
    /// A sheet that was not there.
    SheetAdded,
    /// A sheet is hidden.
    SheetHidden,
    /// A defined name is gone.
    NameMissing,
    /// A defined name points elsewhere.
    NameMoved,
    /// A defined name that was not there.
    NameAdded,
    /// Rows were put in.
    RowsInserted,
    /// Rows were taken out.
    RowsDeleted,
    /// A constant stands where a formula belongs.
    FormulaOverwritten,
    /// The formula is another one.
    FormulaChanged,
    /// A formula stands where none belongs.
    FormulaAdded,
    /// The stored value of a formula is not what it gives.
    Value,
    /// A figure or text differs from its source.
    Figure,
    /// A cell holds something where nothing belongs.
    Added,
    /// A cell was emptied.
    Removed,
    /// Cells were merged.
    Merged,
    /// A row is hidden.
    RowHidden,
    /// A column is hidden.
    ColumnHidden,
    /// A cell's style shows nothing.
    CellHidden,
}

impl Kind {
    /// What happened.
    pub fn text(self) -> Text {
        let (vi, en) = match self {
            Kind::SheetMissing => ("Mất trang", "A sheet is gone"),
            Kind::SheetAdded => ("Trang được thêm vào", "A sheet was added"),
            Kind::SheetHidden => ("Trang bị ẩn", "A sheet is hidden"),
            Kind::NameMissing => ("Mất tên vùng", "A defined name is gone"),
            Kind::NameMoved => ("Tên vùng trỏ sang chỗ khác", "A defined name points elsewhere"),
            Kind::NameAdded => ("Tên vùng được thêm vào", "A defined name was added"),
            Kind::RowsInserted => ("Dòng được chèn thêm", "Rows were inserted"),
            Kind::RowsDeleted => ("Dòng bị xóa", "Rows were deleted"),
            Kind::FormulaOverwritten => ("Công thức bị ghi đè bằng số hoặc chữ", "A formula was overwritten"),
            Kind::FormulaChanged => ("Công thức bị sửa", "A formula was changed"),
            Kind::FormulaAdded => ("Công thức được thêm vào", "A formula was added"),
            Kind::Value => ("Giá trị không phải kết quả của công thức", "The value is not what the formula gives"),
            Kind::Figure => ("Khác với nguồn", "Differs from its source"),
            Kind::Added => ("Nội dung được thêm vào", "Something was added"),
            Kind::Removed => ("Nội dung bị xóa", "Something was removed"),
            Kind::Merged => ("Ô bị gộp", "Cells were merged"),
            Kind::RowHidden => ("Dòng bị ẩn", "A row is hidden"),
            Kind::ColumnHidden => ("Cột bị ẩn", "A column is hidden"),
            Kind::CellHidden => ("Số bị che bằng định dạng", "A style hides the cell"),
        };
        Text::new(vi, en)
    }
}

/// A difference, at its place in the audited workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Sheet; the defined name for differences of names.
    pub sheet: String,
    /// Cell; empty when it concerns the sheet or name as a whole.
    pub cell: String,
    /// What kind.
    pub kind: Kind,
    /// What belongs there.
    pub expected: String,
    /// What stands there.
    pub found: String,
}

impl Difference {
    /// Of a sheet or name as a whole.
    pub fn of_sheet(sheet: &str, kind: Kind) -> Self {
        let (sheet, cell) = (sheet.to_string(), String::new());
        Difference { sheet, cell, kind, expected: String::new(), found: String::new() }
    }

    /// Of a cell.
    pub fn at(sheet: &str, place: (u32, u32), kind: Kind, expected: String, found: String) -> Self {
        Difference { sheet: sheet.to_string(), cell: address::cell(place.0, place.1), kind, expected, found }
    }
}
