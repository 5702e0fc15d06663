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
    /// A signed or encrypted message or file (.p7m, .p7s).
    Pkcs7,
    /// A message encrypted with PGP.
    EncryptedMail,
    /// A detached signature.
    Signature,
    /// Outlook's winmail.dat.
    Tnef,
    /// A web page saved as a single file (.mht).
    WebArchive,
    /// The frame of a web page that Excel saved; the cells are in files beside it.
    WebFrame,
    /// A pointer to an online document of Google.
    GoogleDocument,
    /// A shortcut to a file or page (.url, .webloc, .lnk, .desktop).
    Shortcut,
    /// The placeholder of a file that is still in Apple's iCloud.
    ICloud,
    /// A document of Apple's Numbers, Pages or Keynote.
    Numbers,
    /// What a Mac keeps about a file, beside it.
    AppleDouble,
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
    /// An archive of another kind (.gz, .tar, .bz2, .xz, .cab).
    OtherArchive,
    /// Sound or film.
    Media,
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
            FileKind::Html => &["html", "htm"],
            FileKind::WebArchive => &["mht", "mhtml"],
            _ => &[],
        };
        file.rsplit_once('.').is_some_and(|(_, ending)| endings.iter().any(|e| ending.eq_ignore_ascii_case(e)))
    }

    /// Returns true if the file name is that of a spreadsheet or a table, whatever the content is.
    pub fn names_a_table(file: &str) -> bool {
        const TABLES: [&str; 8] = ["csv", "tsv", "tab", "xls", "xlsx", "xlsm", "xlsb", "ods"];
        file.rsplit_once('.').is_some_and(|(_, ending)| TABLES.iter().any(|e| ending.eq_ignore_ascii_case(e)))
    }

    /// Returns true for documents, pictures and films: what people send along with a return.
    pub fn is_document(self) -> bool {
        matches!(
            self,
            FileKind::Word
                | FileKind::Presentation
                | FileKind::Pdf
                | FileKind::Image
                | FileKind::Rtf
                | FileKind::Text
                | FileKind::Media
                | FileKind::Signature
        )
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
            FileKind::Pkcs7 => ("thư hoặc tệp ký số (.p7m)", "a signed mail or file (.p7m)"),
            FileKind::EncryptedMail => ("thư mã hóa", "an encrypted mail"),
            FileKind::Signature => ("chữ ký số", "a digital signature"),
            FileKind::Tnef => ("tệp winmail.dat của Outlook", "Outlook's winmail.dat"),
            FileKind::WebArchive => ("trang web gói trong một tệp (.mht)", "a single file web page (.mht)"),
            FileKind::WebFrame => (
                "khung của trang web nhiều tệp; số liệu nằm trong thư mục đi kèm",
                "the frame of a web page of several files; the figures are in the folder beside it",
            ),
            FileKind::GoogleDocument => (
                "lối tắt tới bảng tính Google, không có số liệu bên trong",
                "a shortcut to a Google document, without the figures",
            ),
            FileKind::Shortcut => {
                ("lối tắt tới tệp hoặc trang web, không phải chính tệp", "a shortcut to a file or page, not the file")
            }
            FileKind::ICloud => {
                ("tệp còn ở iCloud, chưa tải về máy", "the placeholder of a file that is still in iCloud")
            }
            FileKind::Numbers => {
                ("tệp Numbers (hoặc Pages, Keynote) của Apple", "a document of Apple's Numbers (or Pages, Keynote)")
            }
            FileKind::AppleDouble => {
                ("tệp phụ của máy Mac, không có số liệu", "a by-product of a Mac, without figures")
            }
            FileKind::Zip => ("tệp nén .zip", "a .zip archive"),
            FileKind::BrokenZip => ("tệp .xlsx (hoặc .zip) bị cắt cụt", "an .xlsx (or .zip) whose end is missing"),
            FileKind::Pdf => ("tệp PDF", "a PDF"),
            FileKind::Html => ("trang web (HTML)", "a web page (HTML)"),
            FileKind::SpreadsheetXml => ("Excel 2003 dạng XML", "Excel 2003 XML"),
            FileKind::Xml => ("tệp XML", "an XML file"),
            FileKind::Image => ("ảnh", "a picture"),
            FileKind::Rar => ("tệp nén .rar", "a .rar archive"),
            FileKind::SevenZip => ("tệp nén .7z", "a .7z archive"),
            FileKind::OtherArchive => ("tệp nén (.gz, .tar, .cab …)", "an archive (.gz, .tar, .cab …)"),
            FileKind::Media => ("tệp âm thanh hoặc phim", "sound or film"),
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
            FileKind::Tnef => (
                "Đề nghị gửi lại dưới dạng HTML hoặc văn bản thường (không phải Rich Text)",
                "Ask for it again as an HTML or plain text mail, not Rich Text",
            ),
            FileKind::Pkcs7 | FileKind::EncryptedMail => (
                "Đề nghị gửi lại thư không mã hóa, kèm chính tệp Excel (.xlsx)",
                "Ask for it again as a mail without encryption, with the Excel file (.xlsx) itself",
            ),
            FileKind::WebArchive | FileKind::WebFrame => (
                "Đề nghị mở bằng Excel, chọn Lưu thành (Save As) kiểu .xlsx rồi gửi lại",
                "Ask to open it in Excel, choose Save As .xlsx and send it again",
            ),
            FileKind::GoogleDocument => (
                "Đề nghị mở bảng tính, chọn Tệp > Tải xuống > Microsoft Excel (.xlsx), rồi gửi tệp tải về",
                "Ask to open it, choose File > Download > Microsoft Excel (.xlsx), and to send that file",
            ),
            FileKind::Shortcut => (
                "Đề nghị gửi chính tệp Excel (.xlsx), không gửi lối tắt",
                "Ask for the Excel file (.xlsx) itself, not the shortcut",
            ),
            FileKind::ICloud => (
                "Mở tệp trên máy Mac đó để tải về rồi chép lại, hoặc đề nghị gửi chính tệp .xlsx",
                "Open it on that Mac, so that it is downloaded, and copy it again; or ask for the .xlsx itself",
            ),
            FileKind::Numbers => (
                "Đề nghị mở bằng Numbers, chọn Tệp > Xuất sang > Excel, rồi gửi tệp .xlsx",
                "Ask to open it in Numbers, choose File > Export To > Excel, and to send the .xlsx",
            ),
            FileKind::Zip | FileKind::Rar | FileKind::SevenZip | FileKind::OtherArchive => (
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
