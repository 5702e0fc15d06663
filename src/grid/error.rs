//! Why a file's cells could not be had, in words for the sender.

use super::sniff::Kind;
use crate::model::text::Text;

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
pub enum GridError {
    /// It is something else than an .xlsx workbook.
    #[error("not an .xlsx workbook: {}", .0.name().en)]
    NotXlsx(Kind),
    /// The workbook is damaged: the technical reason, English.
    #[error("damaged workbook: {0}")]
    Damaged(String),
    /// It exceeds a limit.
    #[error("beyond the limit of {limit}: {}", what.en)]
    Limit {
        /// What was counted.
        what: Text,
        /// The limit.
        limit: u64,
    },
    /// No visible sheet has content.
    #[error("no visible sheet has content")]
    NoContent,
}

impl GridError {
    pub(super) fn limit(vi: &str, en: &str, limit: u64) -> Self {
        GridError::Limit { what: Text::new(vi, en), limit }
    }

    /// What is wrong, one sentence.
    pub fn message(&self) -> Text {
        match self {
            GridError::NotXlsx(kind) => {
                let name = kind.name();
                Text::new(format!("Tệp là {}", name.vi), format!("The file is {}", name.en))
            }
            GridError::Damaged(_) => Text::new("Tệp Excel bị hỏng, không đọc được", "The workbook is damaged"),
            GridError::Limit { what, limit } => Text::new(
                format!("Tệp vượt giới hạn an toàn: {} quá {limit}", what.vi),
                format!("The file exceeds a safety limit: {} above {limit}", what.en),
            ),
            GridError::NoContent => {
                Text::new("Tệp không có trang tính nào có nội dung", "No visible sheet has any content")
            }
        }
    }

    /// What was found.
    pub fn found(&self) -> Text {
        match self {
            GridError::NotXlsx(kind) => kind.name(),
            GridError::Damaged(why) => Text::same(why.clone()),
            GridError::Limit { .. } | GridError::NoContent => Text::default(),
        }
    }

    /// What to ask the sender for.
    pub fn mend(&self) -> Text {
        match self {
            GridError::NotXlsx(kind) => kind.mend(),
            GridError::Damaged(_) => Text::new(
                "Đề nghị mở tệp bằng Excel, lưu lại thành .xlsx rồi gửi lại; nếu không mở được thì lập lại từ biểu mẫu",
                "Open it in Excel, save it as .xlsx and send it again; if it does not open, fill in the form anew",
            ),
            GridError::Limit { .. } => Text::new(
                "Đề nghị chép số liệu sang biểu mẫu trống rồi gửi lại",
                "Copy the figures into a blank form and send that",
            ),
            GridError::NoContent => {
                Text::new("Đề nghị gửi lại tệp đã điền số liệu", "Send the file with the figures filled in")
            }
        }
    }
}
