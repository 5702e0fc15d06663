//! The kinds of files whose cells are not read, with their names and what to request from the sender.

use crate::model::text::BilingualText;
use serde::{Deserialize, Serialize};

/// The kind of a file whose cells are not read.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OtherFileKind {
    /// Excel 4 or earlier (.xls).
    Excel4,
    /// Password-protected Office file.
    Encrypted,
    /// Word document, old or new.
    Word,
    /// Presentation, old or new.
    Presentation,
    /// Another file in Microsoft's compound file format.
    Compound,
    /// An e-mail saved by Outlook (.msg).
    Msg,
    /// An e-mail (.eml).
    Mail,
    /// A zip archive of other files.
    Zip,
    /// A ZIP archive, possibly an .xlsx, without its end.
    BrokenZip,
    /// PDF.
    Pdf,
    /// Other XML.
    Xml,
    /// Picture.
    Image,
    /// RAR archive.
    Rar,
    /// 7-Zip archive.
    SevenZip,
    /// Program.
    Program,
    /// Rich text.
    Rtf,
    /// Text or CSV.
    Text,
    /// An empty file.
    Empty,
    /// An unknown format.
    Unknown,
}

impl OtherFileKind {
    /// Returns the name of the kind, to follow "Tệp là".
    pub fn name(self) -> BilingualText {
        let (vi, en) = match self {
            OtherFileKind::Excel4 => ("Excel 4.0 trở về trước (.xls)", "a workbook of Excel 4.0 or earlier (.xls)"),
            OtherFileKind::Encrypted => ("tệp Office có mật khẩu", "an Office file with a password"),
            OtherFileKind::Word => ("văn bản Word", "a Word document"),
            OtherFileKind::Presentation => ("bản trình chiếu", "a presentation"),
            OtherFileKind::Compound => ("tệp Office cũ", "an old Office file"),
            OtherFileKind::Msg => ("thư Outlook (.msg)", "an Outlook mail (.msg)"),
            OtherFileKind::Mail => ("thư điện tử (.eml)", "a mail (.eml)"),
            OtherFileKind::Zip => ("tệp nén .zip", "a .zip archive"),
            OtherFileKind::BrokenZip => ("tệp .xlsx (hoặc .zip) bị cắt cụt", "an .xlsx (or .zip) whose end is missing"),
            OtherFileKind::Pdf => ("tệp PDF", "a PDF"),
            OtherFileKind::Xml => ("tệp XML", "an XML file"),
            OtherFileKind::Image => ("ảnh", "a picture"),
            OtherFileKind::Rar => ("tệp nén .rar", "a .rar archive"),
            OtherFileKind::SevenZip => ("tệp nén .7z", "a .7z archive"),
            OtherFileKind::Program => ("chương trình", "a program"),
            OtherFileKind::Rtf => ("văn bản .rtf", "a rich text document"),
            OtherFileKind::Text => ("văn bản thường hoặc CSV", "plain text or CSV"),
            OtherFileKind::Empty => ("tệp rỗng (0 byte)", "an empty file (0 bytes)"),
            OtherFileKind::Unknown => ("tệp không rõ loại", "of an unknown kind"),
        };
        BilingualText::new(vi, en)
    }

    /// Returns the request to the sender.
    pub fn mend(self) -> BilingualText {
        let (vi, en) = match self {
            OtherFileKind::Encrypted => (
                "Đề nghị bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc) rồi gửi lại",
                "Ask for the file without its password (File > Info > Protect Workbook)",
            ),
            OtherFileKind::Text | OtherFileKind::Excel4 => (
                "Đề nghị mở bằng Excel, chọn Lưu thành (Save As) kiểu .xlsx rồi gửi lại",
                "Ask to open it in Excel, choose Save As .xlsx and send it again",
            ),
            OtherFileKind::Zip | OtherFileKind::Rar | OtherFileKind::SevenZip => (
                "Giải nén rồi để tệp .xlsx bên trong vào thư mục",
                "Unpack it and put the .xlsx inside into the folder",
            ),
            OtherFileKind::BrokenZip | OtherFileKind::Empty => {
                ("Tệp chưa gửi trọn vẹn; đề nghị gửi lại", "It did not arrive whole; ask for it again")
            }
            OtherFileKind::Program => {
                ("Không mở tệp này; đề nghị gửi lại biểu mẫu .xlsx", "Do not open it; ask for the .xlsx form")
            }
            OtherFileKind::Pdf | OtherFileKind::Image => (
                "Đề nghị gửi chính tệp Excel (.xlsx), không gửi bản chụp, bản quét",
                "Ask for the Excel file (.xlsx) itself, not a scan or print",
            ),
            _ => ("Đề nghị gửi lại biểu mẫu Excel (.xlsx)", "Ask for the Excel form (.xlsx)"),
        };
        BilingualText::new(vi, en)
    }
}
