//! Errors of writing a workbook. Nearly all are faults of the program, not of a return.

use crate::formula::written::FormulaFault;
use crate::model::text::BilingualText;

/// A workbook that cannot be written, with the location.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text().en)]
pub struct WriteError {
    /// Sheet; empty for the whole workbook.
    pub sheet: String,
    /// Cell such as `E14`; empty for the whole sheet.
    pub cell: String,
    /// Reason.
    #[source]
    pub fault: WriteFault,
}

/// Reason why a workbook cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteFault {
    /// The formula was not evaluated.
    #[error("the formula has no computed value")]
    NoValue,
    /// A number that a workbook cannot store.
    #[error("{0} is not a finite number")]
    NotFinite(f64),
    /// The engine returned an error that Excel does not have.
    #[error("{0} is not an error value of Excel")]
    UnknownError(String),
    /// The formula is empty or ends in a brace, which the writer crate removes.
    #[error("this formula cannot be written: {0}")]
    Formula(String),
    /// Excel would reject the formula.
    #[error("{0}")]
    Broken(#[from] FormulaFault),
    /// A typed list in a data validation is too long (255 characters in all), or a word has a comma.
    #[error("the list of allowed words cannot be written: {0}")]
    Words(String),
    /// The address is outside Excel's grid.
    #[error("the cell lies outside the sheet")]
    OutsideGrid,
    /// Two defined names are equal except for case.
    #[error("the name {0} is defined twice")]
    NameTwice(String),
    /// The creation date is not valid.
    #[error("{0}-{1}-{2} is not a date")]
    Date(i32, u32, u32),
    /// The workbook has no sheet, or the active sheet does not exist.
    #[error("the book has no sheet number {0}")]
    NoSheet(usize),
    /// The file of the writer crate has no place for the rows of a sheet.
    #[error("the rows of a sheet could not be written")]
    Rows,
    /// The file of the writer crate has no place for a print area formula.
    #[error("a print area could not be written")]
    PrintArea,
    /// The writer crate returned an error.
    #[error("{0}")]
    Writer(#[from] rust_xlsxwriter::XlsxError),
    /// The archive could not be written.
    #[error("{0}")]
    Archive(#[from] zip::result::ZipError),
    /// An input or output error.
    #[error("{0}")]
    Bytes(#[from] std::io::Error),
}

impl WriteError {
    /// Creates an error for the whole workbook.
    pub(super) fn book(fault: impl Into<WriteFault>) -> Self {
        WriteError { sheet: String::new(), cell: String::new(), fault: fault.into() }
    }

    /// Returns the message in both languages.
    pub(crate) fn text(&self) -> BilingualText {
        let place = match (self.sheet.as_str(), self.cell.as_str()) {
            ("", _) => String::new(),
            (sheet, "") => format!(" ({sheet})"),
            (sheet, cell) => format!(" ({sheet}, {cell})"),
        };
        BilingualText::new(
            format!("Không ghi được tệp Excel{place}. Đây là lỗi của chương trình, số liệu vẫn nguyên: {}", self.fault),
            format!(
                "cannot write the workbook{place}; this is a fault of the program, no data is lost: {}",
                self.fault
            ),
        )
    }
}

/// A cell that cannot be written: its address and the reason.
pub(super) type UnwritableCell = (String, WriteFault);
