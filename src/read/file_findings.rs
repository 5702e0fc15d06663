//! Findings about a whole file or table, with what the reader found in it.

use super::finding_at;
use super::reading_findings::ReadingFinding;
use crate::grid::{FileKind, GridError, SheetGrid};
use crate::model::amount::Amount;
use crate::model::finding::Finding;
use crate::model::period::Period;
use crate::model::submission::{Submission, Trace};
use crate::model::text::BilingualText;
use crate::workbook::address;

/// Creates the finding for an unreadable file: the problem, and what to request.
pub(crate) fn unreadable(error: &GridError) -> Finding {
    Finding {
        message: error.message(),
        found: error.found(),
        mend: error.remedy(),
        ..ReadingFinding::Unreadable.finding()
    }
}

/// Creates the finding for a file kind that does not match the name.
pub(crate) fn other_kind(kind: FileKind) -> Finding {
    Finding { found: kind.name(), ..ReadingFinding::OtherKind.finding() }
}

/// Creates the finding for converted legacy text; `first` is the first such cell.
pub(crate) fn old_font(first: &Trace) -> Finding {
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
pub(crate) fn unavailable(message: BilingualText, mend: BilingualText) -> Finding {
    Finding { message, mend, ..ReadingFinding::Unreadable.finding() }
}

/// Creates the finding for a file without the table of the form.
pub(crate) fn no_table(form: &str) -> Finding {
    Finding {
        expected: BilingualText::new(format!("biểu {form}"), format!("form {form}")),
        ..ReadingFinding::NoTable.finding()
    }
}

/// Creates the finding for a file without the table of the form, with the row that is closest to its headings.
pub(crate) fn near_table(form: &str, sheet: &SheetGrid, row: u32) -> Finding {
    let texts = sheet.row_from(row, 0).filter(|(_, cell)| !cell.value.is_blank()).take(12);
    let texts = texts.map(|(column, cell)| format!("{} “{}”", address::cell(row, column), cell.value.display().trim()));
    let first = sheet.row_from(row, 0).next().map_or(0, |(column, _)| column);
    Finding {
        found: BilingualText::same(texts.collect::<Vec<_>>().join(", ")),
        expected: BilingualText::new(
            format!("biểu {form}: một dòng có các tiêu đề Chỉ tiêu, Mã số, Số lượng"),
            format!("form {form}: a row with the headings Chỉ tiêu, Mã số, Số lượng"),
        ),
        ..finding_at(ReadingFinding::NoTable, &sheet.name, (row, first))
    }
}

/// Creates the finding for a sheet with a return that is left out; its period is `None` if it is not known.
pub(crate) fn later_sheet(sheet: &str, at: (u32, u32), period: Option<Period>) -> Finding {
    let found = period.map(|period| period.words()).unwrap_or_default();
    Finding { found, ..finding_at(ReadingFinding::LaterSheet, sheet, at) }
}

/// Creates the finding for a consolidated workbook that is not a roll-up.
pub(crate) fn consolidated() -> Finding {
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
pub(crate) fn hidden(sheet: &str) -> Finding {
    Finding {
        sheet: Some(sheet.to_string()),
        found: BilingualText::same(sheet.to_string()),
        ..ReadingFinding::Hidden.finding()
    }
}

/// Names the form of a return: its sheet, unit and period.
pub(crate) fn form_title(submission: &Submission) -> BilingualText {
    let (sheet, unit, period) = (&submission.sheet, &submission.unit, submission.period.words());
    BilingualText::new(format!("“{sheet}” ({unit}, {})", period.vi), format!("'{sheet}' ({unit}, {})", period.en))
}

/// Creates the finding for two tables for one period, on these sheets. The second may be hidden.
pub(crate) fn two_tables(unit: &str, [first, second]: [&str; 2], is_hidden: bool) -> Finding {
    let [vi, en] = if is_hidden { [" (trang ẩn)", " (hidden)"] } else { ["", ""] };
    Finding {
        unit: Some(unit.to_string()),
        sheet: Some(second.to_string()),
        found: BilingualText::new(
            format!("trang “{first}” và trang “{second}”{vi}"),
            format!("the sheets '{first}' and '{second}'{en}"),
        ),
        ..ReadingFinding::TwoTables.finding()
    }
}
