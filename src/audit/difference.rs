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
    /// A formula has no cached value.
    ValueMissing,
    /// A cell looks otherwise: number format, font, fill, borders, alignment, protection.
    CellLook,
    /// Parts of a text look otherwise.
    RichText,
    /// Height of a row, width of a column, or their defaults.
    Size,
    /// A merged range is no longer merged.
    Unmerged,
    /// A formula fills several cells.
    ArrayFormula,
    /// Date system, precision, calculation mode.
    Calculation,
    /// A name of one sheet, a hidden name, or one of Excel's own.
    OtherName,
    /// Something that programs read differently.
    Ambiguous,
    /// Something that acts: a macro, an embedded object, a connection, a link to another file.
    Active,
    /// A part or relationship that `merge` does not write, or one that is missing.
    PackagePart,
    /// A rule for input.
    Validation,
    /// A conditional format.
    ConditionalFormat,
    /// A filter.
    Filter,
    /// A link.
    Link,
    /// A note.
    Note,
    /// A text box, picture or shape.
    Drawing,
    /// A chart, or a chart within a cell.
    Chart,
    /// Print area, paper, scale, headers and footers.
    Printing,
    /// What the window shows of a sheet.
    View,
    /// Protection of sheet or workbook.
    Protection,
    /// Document properties, colours of tabs.
    Property,
    /// Order of the sheets.
    SheetOrder,
    /// An element that `merge` does not write.
    Element,
    /// A piece of a part is not as `merge` writes it.
    Piece,
}

impl DifferenceKind {
    /// Returns the description of this kind in both languages.
    pub(crate) fn text(self) -> BilingualText {
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
            _ => return self.package_text(),
        };
        BilingualText::new(vi, en)
    }

    /// Returns the description of a kind that is about the package.
    fn package_text(self) -> BilingualText {
        let (vi, en) = match self {
            DifferenceKind::ValueMissing => ("Công thức không có kết quả lưu sẵn", "A formula has no stored value"),
            DifferenceKind::CellLook => ("Ô hiện khác đi", "The cell looks otherwise"),
            DifferenceKind::RichText => ("Định dạng trong chữ của ô khác đi", "Parts of the text look otherwise"),
            DifferenceKind::Size => ("Kích thước dòng, cột khác đi", "The size of a row or column differs"),
            DifferenceKind::Unmerged => ("Ô không còn gộp", "Cells are no longer merged"),
            DifferenceKind::ArrayFormula => ("Công thức mảng, phủ nhiều ô", "A formula fills several cells"),
            DifferenceKind::Calculation => ("Cách tính của tệp bị đổi", "The way of calculation was changed"),
            DifferenceKind::OtherName => ("Tên vùng riêng khác đi", "A name of a sheet differs"),
            DifferenceKind::Ambiguous => {
                ("Chỗ mà mỗi chương trình đọc một cách", "Something that programs read differently")
            }
            DifferenceKind::Active => ("Nội dung tự chạy hoặc lấy từ ngoài", "Something that acts or loads data"),
            DifferenceKind::PackagePart => ("Phần của tệp thừa hoặc thiếu", "A part of the file is extra or missing"),
            DifferenceKind::Validation => ("Quy tắc nhập liệu khác đi", "A rule for input differs"),
            DifferenceKind::ConditionalFormat => ("Định dạng có điều kiện khác đi", "A conditional format differs"),
            DifferenceKind::Filter => ("Bộ lọc khác đi", "A filter differs"),
            DifferenceKind::Link => ("Liên kết khác đi", "A link differs"),
            DifferenceKind::Note => ("Ghi chú của ô khác đi", "A note differs"),
            DifferenceKind::Drawing => ("Hình, hộp chữ khác đi", "A drawing differs"),
            DifferenceKind::Chart => ("Biểu đồ khác đi", "A chart differs"),
            DifferenceKind::Printing => ("Trang in khác đi", "The print set-up differs"),
            DifferenceKind::View => ("Cách xem trang khác đi", "The view of a sheet differs"),
            DifferenceKind::Protection => ("Khóa trang, khóa tệp khác đi", "The protection differs"),
            DifferenceKind::Property => ("Thuộc tính tệp, màu thẻ trang khác đi", "A document property differs"),
            DifferenceKind::SheetOrder => ("Thứ tự trang khác đi", "The order of the sheets differs"),
            DifferenceKind::Element => ("Thành phần mà chương trình không ghi", "An element that merge does not write"),
            _ => ("Đoạn của tệp không như chương trình ghi", "A piece of the file is not as merge writes it"),
        };
        BilingualText::new(vi, en)
    }

    /// Returns what a difference of this kind can do.
    pub(crate) fn effect(self) -> DifferenceEffect {
        use DifferenceKind as Kind;
        match self {
            Kind::Active => DifferenceEffect::Acts,
            Kind::Link => DifferenceEffect::Acts,
            Kind::Protection | Kind::Property => DifferenceEffect::Minor,
            Kind::SheetHidden
            | Kind::Merged
            | Kind::RowHidden
            | Kind::ColumnHidden
            | Kind::CellHidden
            | Kind::CellLook
            | Kind::RichText
            | Kind::Size
            | Kind::Unmerged
            | Kind::PackagePart
            | Kind::Validation
            | Kind::ConditionalFormat
            | Kind::Filter
            | Kind::Note
            | Kind::Drawing
            | Kind::Chart
            | Kind::Printing
            | Kind::View
            | Kind::SheetOrder
            | Kind::Element
            | Kind::Piece => DifferenceEffect::Seen,
            _ => DifferenceEffect::Figure,
        }
    }

    /// Returns true for a kind that hides something.
    pub(super) fn hides(self) -> bool {
        use DifferenceKind as Kind;
        matches!(self, Kind::RowHidden | Kind::ColumnHidden | Kind::CellHidden)
    }

    /// Returns true for a kind that repeats at its cell what a kind that hides reports.
    pub(super) fn is_about_showing(self) -> bool {
        self.hides() || matches!(self, DifferenceKind::CellLook | DifferenceKind::Size)
    }

    /// Returns true for a difference of the package, not of the content of cells.
    pub(crate) fn is_of_package(self) -> bool {
        self >= DifferenceKind::CellLook
    }

    /// Returns true for a difference of a sheet as a whole, found in its settings.
    pub(super) fn is_of_sheet(self) -> bool {
        use DifferenceKind as Kind;
        self.is_of_package() && !matches!(self, Kind::CellLook | Kind::RichText | Kind::ArrayFormula | Kind::Note)
            || matches!(self, Kind::ColumnHidden | Kind::Merged)
    }
}

/// What a difference can do to the person who uses the file.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceEffect {
    /// It changes a figure, a text, or how they are computed.
    #[default]
    Figure,
    /// It changes what is seen or printed.
    Seen,
    /// It acts, or leads out of the file.
    Acts,
    /// An auditor may pass over it.
    Minor,
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
    /// What it can do.
    pub effect: DifferenceEffect,
    /// All cells concerned, as ranges; empty if it is only one.
    pub cells: String,
    /// The part of the package; empty for the content of cells.
    pub package_part: String,
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
    pub(crate) fn of_sheet(sheet: &str, kind: DifferenceKind) -> Self {
        Difference { sheet: sheet.to_string(), kind, effect: kind.effect(), ..Difference::default() }
    }

    /// Creates a difference at a cell (row, column), both from 0.
    pub(crate) fn at_cell(
        sheet: &str,
        place: (u32, u32),
        kind: DifferenceKind,
        expected: String,
        found: String,
    ) -> Self {
        let (sheet, cell) = (sheet.to_string(), address::cell(place.0, place.1));
        Difference { sheet, cell, kind, effect: kind.effect(), expected, found, ..Difference::default() }
    }

    /// Returns true if the difference shows that something is not as it should be, or cannot be checked.
    pub(crate) fn is_fault(&self) -> bool {
        self.part != DifferencePart::Remark
    }
}
