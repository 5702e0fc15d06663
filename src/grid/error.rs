//! The reasons why a file cannot be read, with messages for its sender.

use super::file_kind::OtherFileKind;
use crate::model::text::BilingualText;

/// The reason why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
pub enum GridError {
    /// The file is not an .xlsx workbook.
    #[error("not an .xlsx workbook: {}", .0.name().en)]
    NotXlsx(OtherFileKind),
    /// The workbook is damaged. Holds the technical reason in English.
    #[error("damaged workbook: {0}")]
    Damaged(String),
    /// The file exceeds a limit.
    #[error("beyond the limit of {limit}: {}", what.en)]
    Limit {
        /// The counted quantity.
        what: BilingualText,
        /// The limit.
        limit: u64,
    },
    /// A cell is stored in a way that is not known: its content would be lost. Holds the kind of its record.
    #[error("a cell in a record of an unknown kind: {0}")]
    UnknownCell(String),
    /// No visible sheet has content.
    #[error("no visible sheet has content")]
    NoContent,
}

impl GridError {
    pub(super) fn limit(vi: &str, en: &str, limit: u64) -> Self {
        GridError::Limit { what: BilingualText::new(vi, en), limit }
    }

    /// Returns the problem as one sentence.
    pub(crate) fn message(&self) -> BilingualText {
        match self {
            GridError::NotXlsx(kind) => {
                let name = kind.name();
                BilingualText::new(format!("Tệp là {}", name.vi), format!("The file is {}", name.en))
            }
            GridError::Damaged(_) => BilingualText::new("Tệp Excel bị hỏng, không đọc được", "The workbook is damaged"),
            GridError::Limit { what, limit } => BilingualText::new(
                format!("Tệp vượt giới hạn an toàn: {} quá {limit}", what.vi),
                format!("The file exceeds a safety limit: {} above {limit}", what.en),
            ),
            GridError::UnknownCell(_) => BilingualText::new(
                "Tệp ghi một số ô theo cách chưa biết; không đọc để khỏi mất số",
                "Some cells are stored in a way that is not known; the file is not read, so that no figure is lost",
            ),
            GridError::NoContent => {
                BilingualText::new("Tệp không có trang tính nào có nội dung", "No visible sheet has any content")
            }
        }
    }

    /// Returns the details found in the file; empty if there are none.
    pub(crate) fn found(&self) -> BilingualText {
        match self {
            GridError::NotXlsx(kind) => kind.name(),
            GridError::Damaged(why) | GridError::UnknownCell(why) => BilingualText::same(why.clone()),
            GridError::Limit { .. } | GridError::NoContent => BilingualText::default(),
        }
    }

    /// Returns the request to the sender.
    pub(crate) fn remedy(&self) -> BilingualText {
        match self {
            GridError::NotXlsx(kind) => kind.mend(),
            GridError::Damaged(_) | GridError::UnknownCell(_) => BilingualText::new(
                "Đề nghị mở tệp bằng Excel, lưu lại thành .xlsx rồi gửi lại; nếu không mở được thì lập lại từ biểu mẫu",
                "Open it in Excel, save it as .xlsx and send it again; if it does not open, fill in the form anew",
            ),
            GridError::Limit { .. } => BilingualText::new(
                "Đề nghị chép số liệu sang biểu mẫu trống rồi gửi lại",
                "Copy the figures into a blank form and send that",
            ),
            GridError::NoContent => {
                BilingualText::new("Đề nghị gửi lại tệp đã điền số liệu", "Send the file with the figures filled in")
            }
        }
    }
}
