//! Why a workbook could not be written. Nearly all are faults of the program, not of a return.

use crate::formula::written::Broken;
use crate::model::text::Text;

/// A book that cannot be written, with the place.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text().en)]
pub struct WriteError {
    /// Sheet; empty for the book as a whole.
    pub sheet: String,
    /// Cell such as `E14`; empty for the sheet as a whole.
    pub cell: String,
    /// What is wrong.
    #[source]
    pub fault: Fault,
}

/// What is wrong.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The formula was never given its value.
    #[error("the formula has no computed value")]
    NoValue,
    /// A number that no workbook can hold.
    #[error("{0} is not a finite number")]
    NotFinite(f64),
    /// The engine gave an error that Excel does not have.
    #[error("{0} is not an error value of Excel")]
    UnknownError(String),
    /// The formula is empty or ends in a brace, which the writer would drop.
    #[error("this formula cannot be written: {0}")]
    Formula(String),
    /// Excel would refuse the formula.
    #[error("{0}")]
    Broken(#[from] Broken),
    /// A list typed into an input rule: 255 characters in all, no commas within a word.
    #[error("the list of allowed words cannot be written: {0}")]
    Words(String),
    /// The address lies outside Excel's grid.
    #[error("the cell lies outside the sheet")]
    OutsideGrid,
    /// Two defined names differ in case at most.
    #[error("the name {0} is defined twice")]
    NameTwice(String),
    /// The creation date is no date.
    #[error("{0}-{1}-{2} is not a date")]
    Date(i32, u32, u32),
    /// A book needs a sheet, and the sheet shown first must exist.
    #[error("the book has no sheet number {0}")]
    NoSheet(usize),
    /// The writer left no place for the rows of a sheet.
    #[error("the rows of a sheet could not be written")]
    Rows,
    /// A print area that is a formula finds no place in the written file.
    #[error("a print area could not be written")]
    PrintArea,
    /// The writer refused it.
    #[error("{0}")]
    Writer(#[from] rust_xlsxwriter::XlsxError),
    /// The archive could not be made.
    #[error("{0}")]
    Archive(#[from] zip::result::ZipError),
    /// Bytes could not be moved.
    #[error("{0}")]
    Bytes(#[from] std::io::Error),
}

impl WriteError {
    /// A fault of the book as a whole.
    pub(super) fn book(fault: impl Into<Fault>) -> Self {
        WriteError { sheet: String::new(), cell: String::new(), fault: fault.into() }
    }

    /// The message in both languages.
    pub fn text(&self) -> Text {
        let place = match (self.sheet.as_str(), self.cell.as_str()) {
            ("", _) => String::new(),
            (sheet, "") => format!(" ({sheet})"),
            (sheet, cell) => format!(" ({sheet}, {cell})"),
        };
        Text::new(
            format!("Không ghi được tệp Excel{place}. Đây là lỗi của chương trình, số liệu vẫn nguyên: {}", self.fault),
            format!(
                "cannot write the workbook{place}; this is a fault of the program, no data is lost: {}",
                self.fault
            ),
        )
    }
}
