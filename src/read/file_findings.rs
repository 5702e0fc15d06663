//! Findings about a whole file or table, with what the reader found in it.

use super::reading_findings::ReadingFinding;
use crate::grid::{FileKind, GridError};
use crate::model::amount::Amount;
use crate::model::finding::Finding;
use crate::model::submission::Trace;
use crate::model::text::BilingualText;

/// Creates the finding for an unreadable file: the problem, and what to request.
pub fn unreadable(error: &GridError) -> Finding {
    Finding {
        message: error.message(),
        found: error.found(),
        mend: error.remedy(),
        ..ReadingFinding::Unreadable.finding()
    }
}

/// Creates the finding for a file kind that does not match the name.
pub fn other_kind(kind: FileKind) -> Finding {
    Finding { found: kind.name(), ..ReadingFinding::OtherKind.finding() }
}

/// Creates the finding for converted legacy text; `first` is the first such cell.
pub fn old_font(first: &Trace) -> Finding {
    let taken = if let Amount::Text(text) = &first.taken { text.to_string() } else { String::new() };
    Finding {
        sheet: Some(first.sheet.clone()),
        cell: Some(first.cell.clone()),
        found: BilingualText::same(first.raw.clone()),
        expected: BilingualText::same(taken),
        ..ReadingFinding::OldFont.finding()
    }
}

/// Creates the finding for a file that cannot be opened, or exceeds the size limit.
pub fn unavailable(message: BilingualText, mend: BilingualText) -> Finding {
    Finding { message, mend, ..ReadingFinding::Unreadable.finding() }
}

/// Creates the finding for a file without the table of the form.
pub fn no_table(form: &str) -> Finding {
    Finding {
        expected: BilingualText::new(format!("biểu {form}"), format!("form {form}")),
        ..ReadingFinding::NoTable.finding()
    }
}

/// Creates the finding for a consolidated workbook that is not a roll-up.
pub fn consolidated() -> Finding {
    Finding {
        message: BilingualText::new(
            "Đây là tệp tổng hợp để dùng trong cơ quan, còn thông tin cá nhân; không đọc",
            "This is a consolidated workbook for use within the body, with personal data; it is not read",
        ),
        mend: BilingualText::new(
            "Yêu cầu nơi gửi chạy: tonghop up, rồi gửi tệp Gui-cap-tren-….xlsx",
            "Ask the sender to run: tonghop up, and to send the file Gui-cap-tren-….xlsx",
        ),
        ..ReadingFinding::NoTable.finding()
    }
}

/// Creates the finding for a table on this hidden sheet.
pub fn hidden(sheet: &str) -> Finding {
    Finding {
        sheet: Some(sheet.to_string()),
        found: BilingualText::same(sheet.to_string()),
        ..ReadingFinding::Hidden.finding()
    }
}

/// Creates the finding for two tables for one period; the second is on this sheet.
pub fn two_tables(sheet: &str) -> Finding {
    Finding { sheet: Some(sheet.to_string()), ..ReadingFinding::TwoTables.finding() }
}
