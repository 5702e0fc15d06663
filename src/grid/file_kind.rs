//! The kinds of files whose cells are not read, with their names and what to request from the sender.

use crate::model::text::BilingualText;
use serde::{Deserialize, Serialize};

/// The kind of a file whose cells are not read.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OtherFileKind {
    /// Excel 4 or earlier (.xls).
    Excel4,
    /// A workbook of a test version of Excel 2007.
    ExcelBeta,
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

impl OtherFileKind {
    /// Returns true for documents, pictures and films: what people send along with a return.
    pub(crate) fn is_document(self) -> bool {
        matches!(
            self,
            OtherFileKind::Word
                | OtherFileKind::Presentation
                | OtherFileKind::Pdf
                | OtherFileKind::Image
                | OtherFileKind::Rtf
                | OtherFileKind::Text
                | OtherFileKind::Media
                | OtherFileKind::Signature
        )
    }

    /// Returns the name of the kind, to follow "Tệp là".
    pub(crate) fn name(self) -> BilingualText {
        let (vi, en) = match self {
            OtherFileKind::Excel4 => ("Excel 4.0 trở về trước (.xls)", "a workbook of Excel 4.0 or earlier (.xls)"),
            OtherFileKind::ExcelBeta => (
                "sổ tính của bản dùng thử Excel 2007 (năm 2006), khác định dạng chính thức",
                "a workbook of a test version of Excel 2007 (of 2006), whose format differs from the final one",
            ),
            OtherFileKind::Encrypted => ("tệp Office có mật khẩu", "an Office file with a password"),
            OtherFileKind::Word => ("văn bản Word", "a Word document"),
            OtherFileKind::Presentation => ("bản trình chiếu", "a presentation"),
            OtherFileKind::Compound => ("tệp Office cũ", "an old Office file"),
            OtherFileKind::Msg => ("thư Outlook (.msg)", "an Outlook mail (.msg)"),
            OtherFileKind::Mail => ("thư điện tử (.eml)", "a mail (.eml)"),
            OtherFileKind::Pkcs7 => ("thư hoặc tệp ký số (.p7m)", "a signed mail or file (.p7m)"),
            OtherFileKind::EncryptedMail => ("thư mã hóa", "an encrypted mail"),
            OtherFileKind::Signature => ("chữ ký số", "a digital signature"),
            OtherFileKind::Tnef => ("tệp winmail.dat của Outlook", "Outlook's winmail.dat"),
            OtherFileKind::WebFrame => (
                "khung của trang web nhiều tệp; số liệu nằm trong thư mục đi kèm",
                "the frame of a web page of several files; the figures are in the folder beside it",
            ),
            OtherFileKind::GoogleDocument => (
                "lối tắt tới bảng tính Google, không có số liệu bên trong",
                "a shortcut to a Google document, without the figures",
            ),
            OtherFileKind::Shortcut => {
                ("lối tắt tới tệp hoặc trang web, không phải chính tệp", "a shortcut to a file or page, not the file")
            }
            OtherFileKind::ICloud => {
                ("tệp còn ở iCloud, chưa tải về máy", "the placeholder of a file that is still in iCloud")
            }
            OtherFileKind::Numbers => {
                ("tệp Numbers (hoặc Pages, Keynote) của Apple", "a document of Apple's Numbers (or Pages, Keynote)")
            }
            OtherFileKind::AppleDouble => {
                ("tệp phụ của máy Mac, không có số liệu", "a by-product of a Mac, without figures")
            }
            OtherFileKind::Zip => ("tệp nén .zip", "a .zip archive"),
            OtherFileKind::BrokenZip => ("tệp .xlsx (hoặc .zip) bị cắt cụt", "an .xlsx (or .zip) whose end is missing"),
            OtherFileKind::Pdf => ("tệp PDF", "a PDF"),
            OtherFileKind::Xml => ("tệp XML", "an XML file"),
            OtherFileKind::Image => ("ảnh", "a picture"),
            OtherFileKind::Rar => ("tệp nén .rar", "a .rar archive"),
            OtherFileKind::SevenZip => ("tệp nén .7z", "a .7z archive"),
            OtherFileKind::OtherArchive => ("tệp nén (.gz, .tar, .cab …)", "an archive (.gz, .tar, .cab …)"),
            OtherFileKind::Media => ("tệp âm thanh hoặc phim", "sound or film"),
            OtherFileKind::Program => ("chương trình", "a program"),
            OtherFileKind::Rtf => ("văn bản .rtf", "a rich text document"),
            OtherFileKind::Text => ("văn bản thường hoặc CSV", "plain text or CSV"),
            OtherFileKind::Empty => ("tệp rỗng (0 byte)", "an empty file (0 bytes)"),
            OtherFileKind::Unknown => ("tệp không rõ loại", "of an unknown kind"),
        };
        BilingualText::new(vi, en)
    }

    /// Returns the request to the sender.
    pub(crate) fn mend(self) -> BilingualText {
        let (vi, en) = match self {
            OtherFileKind::Encrypted => (
                "Đề nghị bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc) rồi gửi lại",
                "Ask for the file without its password (File > Info > Protect Workbook)",
            ),
            OtherFileKind::Text | OtherFileKind::Excel4 => (
                "Đề nghị mở bằng Excel, chọn Lưu thành (Save As) kiểu .xlsx rồi gửi lại",
                "Ask to open it in Excel, choose Save As .xlsx and send it again",
            ),
            OtherFileKind::Tnef => (
                "Đề nghị gửi lại dưới dạng HTML hoặc văn bản thường (không phải Rich Text)",
                "Ask for it again as an HTML or plain text mail, not Rich Text",
            ),
            OtherFileKind::Pkcs7 | OtherFileKind::EncryptedMail => (
                "Đề nghị gửi lại thư không mã hóa, kèm chính tệp Excel (.xlsx)",
                "Ask for it again as a mail without encryption, with the Excel file (.xlsx) itself",
            ),
            OtherFileKind::WebFrame => (
                "Đề nghị mở bằng Excel, chọn Lưu thành (Save As) kiểu .xlsx rồi gửi lại",
                "Ask to open it in Excel, choose Save As .xlsx and send it again",
            ),
            OtherFileKind::GoogleDocument => (
                "Đề nghị mở bảng tính, chọn Tệp > Tải xuống > Microsoft Excel (.xlsx), rồi gửi tệp tải về",
                "Ask to open it, choose File > Download > Microsoft Excel (.xlsx), and to send that file",
            ),
            OtherFileKind::Shortcut => (
                "Đề nghị gửi chính tệp Excel (.xlsx), không gửi lối tắt",
                "Ask for the Excel file (.xlsx) itself, not the shortcut",
            ),
            OtherFileKind::ICloud => (
                "Mở tệp trên máy Mac đó để tải về rồi chép lại, hoặc đề nghị gửi chính tệp .xlsx",
                "Open it on that Mac, so that it is downloaded, and copy it again; or ask for the .xlsx itself",
            ),
            OtherFileKind::Numbers => (
                "Đề nghị mở bằng Numbers, chọn Tệp > Xuất sang > Excel, rồi gửi tệp .xlsx",
                "Ask to open it in Numbers, choose File > Export To > Excel, and to send the .xlsx",
            ),
            OtherFileKind::Zip | OtherFileKind::Rar | OtherFileKind::SevenZip | OtherFileKind::OtherArchive => (
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
