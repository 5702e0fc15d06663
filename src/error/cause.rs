//! Why a file operation failed, in both languages.

use crate::model::text::BilingualText;
use crate::system::SystemError;
use std::io::ErrorKind;

/// Returns the reason why a file operation failed, and what to do about it.
pub(crate) fn cause(error: &SystemError) -> BilingualText {
    let kind = error.source.kind();
    if error.is_in_use() {
        return BilingualText::new(
            "tệp đang mở ở chương trình khác. Hãy đóng tệp đang mở trong Excel rồi chạy lại.",
            "another program has it open. Close the file in Excel and run again.",
        );
    }
    if let Some(elsewhere) = elsewhere(error) {
        return elsewhere;
    }
    if error.is_denied() {
        return BilingualText::new(
            "không có quyền. Hãy kiểm tra quyền của thư mục, bỏ thuộc tính chỉ đọc, rồi chạy lại.",
            "permission denied. Check the folder's permissions or its read-only mark, then run again.",
        );
    }
    if error.is_full() {
        return BilingualText::new(
            "ổ đĩa đã đầy. Hãy xóa bớt tệp rồi chạy lại.",
            "the disk is full. Delete something and run again.",
        );
    }
    if error.is_exhausted() {
        return BilingualText::new(
            "máy đã hết bộ nhớ hoặc hết số tệp được mở. Hãy đóng bớt chương trình rồi chạy lại.",
            "the machine is out of memory or open files. Close some programs and run again.",
        );
    }
    if error.is_missing() {
        return BilingualText::new("không tìm thấy.", "it is not there.");
    }
    if matches!(kind, ErrorKind::AlreadyExists | ErrorKind::NotADirectory | ErrorKind::IsADirectory) {
        return BilingualText::new(
            "ở đó đã có tệp hoặc thư mục cùng tên. Hãy đổi tên hoặc chuyển nó đi nơi khác rồi chạy lại.",
            "a file or folder of that name is in the way. Rename or move it and run again.",
        );
    }
    if kind == ErrorKind::InvalidInput {
        return BilingualText::new(
            "đó không phải là tệp. Nếu là thư mục, hãy ghi tên các tệp trong đó; nếu là đường liên kết đến tệp khác, \
             hãy chép tệp ấy vào chỗ này.",
            "it is not a file. If it is a folder, name the files in it; if it is a link to another file, copy that \
             file here.",
        );
    }
    let code = error.source.raw_os_error().unwrap_or(0);
    BilingualText::new(
        format!("hệ điều hành báo lỗi số {code}."),
        format!("the system reports error {code}: {}.", error.source),
    )
}

/// Returns the reason if the content of the file is not on this machine, or its drive is away.
fn elsewhere(error: &SystemError) -> Option<BilingualText> {
    if error.is_not_downloaded() {
        return Some(BilingualText::new(
            "tệp chưa được tải về máy này (OneDrive). Hãy bấm chuột phải vào tệp hoặc thư mục, chọn “Luôn giữ trên thiết bị \
             này”, đợi tải xong rồi chạy lại.",
            "it is not on this machine yet (OneDrive). Right-click the file or folder, choose “Always keep on this \
             device”, wait for the download and run again.",
        ));
    }
    if error.is_unreachable() {
        return Some(BilingualText::new(
            "ổ đĩa mạng hoặc thiết bị không trả lời. Hãy kiểm tra kết nối, mở thử ổ đĩa ấy rồi chạy lại.",
            "the network drive or device does not answer. Check the connection, open the drive, and run again.",
        ));
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io;
    use std::path::{Path, PathBuf};

    #[test]
    fn file_that_is_not_downloaded_and_silent_drive_say_what_to_do() {
        let missing = cause(&SystemError::not_downloaded(Path::new("a.xlsx")));
        assert!(missing.vi.contains("Luôn giữ trên thiết bị này") && missing.en.contains("Always keep"), "{missing:?}");
        let silent = SystemError { path: PathBuf::from("a.xlsx"), source: io::Error::from(ErrorKind::TimedOut) };
        assert!(cause(&silent).vi.contains("ổ đĩa mạng"), "{:?}", cause(&silent));
        let missing = SystemError { path: PathBuf::from("a.xlsx"), source: io::Error::from(ErrorKind::NotFound) };
        assert_eq!(cause(&missing).vi, "không tìm thấy.");
    }
}
