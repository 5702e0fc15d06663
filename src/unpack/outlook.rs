//! What Outlook's two containers of attachments have in common: numbers of properties, sender and date, and faults of
//! attachments.

use super::UnpackFault;
use mail_parser::DateTime;

/// Numbers of properties, [MS-OXPROPS].
pub(super) const SUBJECT: u16 = 0x0037;
pub(super) const SENT: u16 = 0x0039;
pub(super) const SENDER_NAME: u16 = 0x0C1A;
pub(super) const SENDER_ADDRESS: u16 = 0x0C1F;
pub(super) const SENDER_SMTP: u16 = 0x5D01;
pub(super) const DELIVERED: u16 = 0x0E06;
pub(super) const CONTENT: u16 = 0x3701;
pub(super) const DISPLAY_NAME: u16 = 0x3001;
pub(super) const SHORT_NAME: u16 = 0x3704;
pub(super) const LONG_NAME: u16 = 0x3707;
/// The name by which the text of the e-mail shows a picture.
pub(super) const CONTENT_ID: u16 = 0x3712;
/// The text of an e-mail as plain text, and as a page.
pub(super) const BODY: u16 = 0x1000;
pub(super) const PAGE: u16 = 0x1013;
/// The texts of an e-mail: as plain text, in rich text, as a page.
pub(super) const BODIES: [u16; 3] = [BODY, 0x1009, PAGE];

/// The streams of a workbook, or of one within an object, in a compound file.
pub(super) const WORKBOOK_STREAMS: [&str; 3] = ["Workbook", "Book", "Package"];

/// Seconds from 1601, the epoch of the times, to 1970.
const EPOCH: i64 = 11_644_473_600;

/// Returns a sender by name and address.
pub(super) fn sender(name: String, address: String) -> String {
    // Within an organisation the address is a directory path, which is useless outside.
    match address.contains('@') {
        true if name.is_empty() || name == address => address,
        true => format!("{name} <{address}>"),
        false => name,
    }
}

/// Converts ticks of 100 ns since 1601. `None` outside the years 1970 to 9999.
pub(super) fn date(ticks: i64) -> Option<String> {
    let seconds = ticks / 10_000_000 - EPOCH;
    (0..253_402_300_800).contains(&seconds).then(|| DateTime::from_timestamp(seconds).to_rfc3339())
}

/// The fault of a workbook that is an object in the text.
pub(super) fn embedded() -> UnpackFault {
    UnpackFault::new(
        "Sổ tính được nhúng trong lời thư, không phải tệp gửi kèm",
        "The workbook is embedded in the text of the mail and is no attachment",
        ("Đề nghị gửi lại, kèm chính tệp .xlsx", "Ask for it again with the .xlsx attached as a file"),
    )
}

/// The fault of a file that is on the sender's machine or in a cloud.
pub(super) fn only_linked(called: &str) -> UnpackFault {
    UnpackFault::new(
        format!("Thư chỉ có liên kết tới tệp {called}, không có chính tệp"),
        format!("The mail holds a link to {called}, not the file"),
        ("Đề nghị gửi lại kèm chính tệp", "Ask for the file itself"),
    )
}
