//! The kinds of files, with their names and what to request from the sender.

use crate::model::text::BilingualText;
use serde::{Deserialize, Serialize};

/// The kind of a file, detected from its content.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileKind {
    /// Excel workbook (.xlsx, .xlsm).
    Xlsx,
    /// Binary workbook (.xlsb).
    Xlsb,
    /// OpenDocument spreadsheet (.ods).
    Ods,
    /// Excel 97-2003 (.xls).
    Xls,
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
    /// Web page.
    Html,
    /// Excel 2003 XML.
    SpreadsheetXml,
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

impl FileKind {
    /// Returns true if the file name has an extension of this kind.
    pub fn is_named(self, file: &str) -> bool {
        let endings: &[&str] = match self {
            FileKind::Xlsx => &["xlsx", "xlsm", "xltx", "xltm"],
            FileKind::Xlsb => &["xlsb"],
            FileKind::Ods => &["ods", "ots"],
            FileKind::Xls => &["xls", "xlt"],
            FileKind::SpreadsheetXml => &["xml"],
            FileKind::Html => &["html", "htm", "mht"],
            _ => &[],
        };
        file.rsplit_once('.').is_some_and(|(_, ending)| endings.iter().any(|e| ending.eq_ignore_ascii_case(e)))
    }

    /// Returns the name of the kind, to follow "Tệp là".
    pub fn name(self) -> BilingualText {
        let (vi, en) = match self {
            FileKind::Xlsx => ("sổ tính Excel (.xlsx)", "an Excel workbook (.xlsx)"),
            FileKind::Xlsb => ("sổ tính Excel nhị phân (.xlsb)", "a binary Excel workbook (.xlsb)"),
            FileKind::Ods => ("bảng tính OpenDocument (.ods)", "an OpenDocument spreadsheet (.ods)"),
            FileKind::Xls => ("Excel 97-2003 (.xls)", "an Excel 97-2003 workbook (.xls)"),
            FileKind::Excel4 => ("Excel 4.0 trở về trước (.xls)", "a workbook of Excel 4.0 or earlier (.xls)"),
            FileKind::Encrypted => ("tệp Office có mật khẩu", "an Office file with a password"),
            FileKind::Word => ("văn bản Word", "a Word document"),
            FileKind::Presentation => ("bản trình chiếu", "a presentation"),
            FileKind::Compound => ("tệp Office cũ", "an old Office file"),
            FileKind::Msg => ("thư Outlook (.msg)", "an Outlook mail (.msg)"),
            FileKind::Mail => ("thư điện tử (.eml)", "a mail (.eml)"),
            FileKind::Zip => ("tệp nén .zip", "a .zip archive"),
            FileKind::BrokenZip => ("tệp .xlsx (hoặc .zip) bị cắt cụt", "an .xlsx (or .zip) whose end is missing"),
            FileKind::Pdf => ("tệp PDF", "a PDF"),
            FileKind::Html => ("trang web (HTML)", "a web page (HTML)"),
            FileKind::SpreadsheetXml => ("Excel 2003 dạng XML", "Excel 2003 XML"),
            FileKind::Xml => ("tệp XML", "an XML file"),
            FileKind::Image => ("ảnh", "a picture"),
            FileKind::Rar => ("tệp nén .rar", "a .rar archive"),
            FileKind::SevenZip => ("tệp nén .7z", "a .7z archive"),
            FileKind::Program => ("chương trình", "a program"),
            FileKind::Rtf => ("văn bản .rtf", "a rich text document"),
            FileKind::Text => ("văn bản thường hoặc CSV", "plain text or CSV"),
            FileKind::Empty => ("tệp rỗng (0 byte)", "an empty file (0 bytes)"),
            FileKind::Unknown => ("tệp không rõ loại", "of an unknown kind"),
        };
        BilingualText::new(vi, en)
    }

    /// Returns the request to the sender.
    pub fn mend(self) -> BilingualText {
        let (vi, en) = match self {
            FileKind::Encrypted => (
                "Đề nghị bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc) rồi gửi lại",
                "Ask for the file without its password (File > Info > Protect Workbook)",
            ),
            FileKind::Text | FileKind::Excel4 => (
                "Đề nghị mở bằng Excel, chọn Lưu thành (Save As) kiểu .xlsx rồi gửi lại",
                "Ask to open it in Excel, choose Save As .xlsx and send it again",
            ),
            FileKind::Zip | FileKind::Rar | FileKind::SevenZip => (
                "Giải nén rồi để tệp .xlsx bên trong vào thư mục",
                "Unpack it and put the .xlsx inside into the folder",
            ),
            FileKind::BrokenZip | FileKind::Empty => {
                ("Tệp chưa gửi trọn vẹn; đề nghị gửi lại", "It did not arrive whole; ask for it again")
            }
            FileKind::Program => {
                ("Không mở tệp này; đề nghị gửi lại biểu mẫu .xlsx", "Do not open it; ask for the .xlsx form")
            }
            FileKind::Pdf | FileKind::Image => (
                "Đề nghị gửi chính tệp Excel (.xlsx), không gửi bản chụp, bản quét",
                "Ask for the Excel file (.xlsx) itself, not a scan or print",
            ),
            _ => ("Đề nghị gửi lại biểu mẫu Excel (.xlsx)", "Ask for the Excel form (.xlsx)"),
        };
        BilingualText::new(vi, en)
    }
}
