//! Reads .fods: an OpenDocument spreadsheet as one XML file.

use super::format::{AttachmentRule, FileEvidence, TableFormat};
use super::ods;
use crate::model::text::StaticText;

/// The format.
pub const FORMAT: TableFormat = TableFormat {
    name: StaticText::new("bảng tính OpenDocument một tệp XML (.fods)", "a flat OpenDocument spreadsheet (.fods)"),
    extensions: &["fods"],
    attachments: AttachmentRule::Returns,
    is_shown_by: |evidence| match evidence {
        FileEvidence::TextHead(head) => {
            head.contains("<office:document") && head.contains("application/vnd.oasis.opendocument.spreadsheet")
        }
        _ => false,
    },
    read: ods::flat,
};
