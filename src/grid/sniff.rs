//! Detects the file format from the content. The file name is not used.

use crate::model::text::Text;
use serde::{Deserialize, Serialize};
use std::io::{Cursor, Read};

/// The kind of a file, detected from its content.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
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

/// Detects the kind of a file from its bytes.
pub fn sniff(bytes: &[u8]) -> Kind {
    if bytes.is_empty() {
        return Kind::Empty;
    }
    const MAGIC: [(&[u8], Kind); 13] = [
        (b"%PDF-", Kind::Pdf),
        (b"Rar!\x1A\x07", Kind::Rar),
        (b"7z\xBC\xAF\x27\x1C", Kind::SevenZip),
        (b"MZ", Kind::Program),
        (b"\x7FELF", Kind::Program),
        (b"\x89PNG\r\n\x1A\n", Kind::Image),
        (b"\xFF\xD8\xFF", Kind::Image),
        (b"GIF8", Kind::Image),
        (b"BM", Kind::Image),
        (b"II*\0", Kind::Image),
        (b"MM\0*", Kind::Image),
        (b"{\\rtf", Kind::Rtf),
        (b"PK\x05\x06", Kind::Zip),
    ];
    if bytes.starts_with(b"PK\x03\x04") {
        return zipped(bytes);
    }
    if bytes.starts_with(super::compound::MAGIC) {
        return compound(bytes);
    }
    if let Some(kind) = bare(bytes) {
        return kind;
    }
    let text = looks_like_text(bytes);
    for (magic, kind) in MAGIC {
        // A signature of two characters is not enough to exclude a text.
        if bytes.starts_with(magic) && !(text && magic.len() == 2) {
            return kind;
        }
    }
    if text { textual(bytes) } else { Kind::Unknown }
}

fn zipped(bytes: &[u8]) -> Kind {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Kind::BrokenZip;
    };
    let names: Vec<String> = archive
        .file_names_raw()
        .take(10_000)
        .map(|n| String::from_utf8_lossy(n).replace('\\', "/").to_ascii_lowercase())
        .collect();
    let has = |name: &str| names.iter().any(|n| n == name);
    let under = |folder: &str| names.iter().any(|n| n.starts_with(folder));
    if has("xl/workbook.bin") {
        Kind::Xlsb
    } else if under("xl/") {
        Kind::Xlsx
    } else if under("word/") {
        Kind::Word
    } else if under("ppt/") {
        Kind::Presentation
    } else if has("mimetype") && has("content.xml") {
        // The first entry of an OpenDocument file is stored uncompressed, so its text is near the start.
        let head = bytes.get(..200.min(bytes.len())).unwrap_or_default();
        if contains(head, b"opendocument.text") {
            Kind::Word
        } else if contains(head, b"opendocument.presentation") {
            Kind::Presentation
        } else {
            Kind::Ods
        }
    } else {
        let types = names.iter().position(|n| n == "[content_types].xml");
        types.and_then(|at| declared(&mut archive, at)).unwrap_or(Kind::Zip)
    }
}

/// Detects the kind of a package from its content types, for any part names.
fn declared(archive: &mut zip::ZipArchive<Cursor<&[u8]>>, at: usize) -> Option<Kind> {
    let mut types = Vec::new();
    archive.by_index(at).ok()?.take(LARGEST_TYPES).read_to_end(&mut types).ok()?;
    // In UTF-16 every other byte is zero.
    types.retain(|b| *b != 0);
    let types = types.to_ascii_lowercase();
    let says = |words: &[&[u8]]| words.iter().any(|word| contains(&types, word));
    if says(&[b"ms-excel.sheet.binary"]) {
        Some(Kind::Xlsb)
    } else if says(&[
        b"spreadsheetml.sheet.main",
        b"spreadsheetml.template.main",
        b"ms-excel.sheet.macro",
        b"ms-excel.template",
    ]) {
        Some(Kind::Xlsx)
    } else if says(&[b"wordprocessingml.document.main"]) {
        Some(Kind::Word)
    } else if says(&[b"presentationml.presentation.main"]) {
        Some(Kind::Presentation)
    } else {
        None
    }
}

/// The number of bytes of the content types that are examined.
const LARGEST_TYPES: u64 = 1 << 20;

fn compound(bytes: &[u8]) -> Kind {
    let root = super::compound::root(bytes);
    let has = |name: &str| match &root {
        // An object embedded in a sheet or text has its own streams; those at the root belong to the file.
        Some(names) => names.iter().any(|n| n.eq_ignore_ascii_case(name)),
        None => {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            contains(bytes, &wide)
        }
    };
    // First, because an e-mail contains whole workbooks, whose streams would be found as well.
    if has("__properties_version1.0") && (root.is_some() || has("__nameid_version1.0")) {
        Kind::Msg
    } else if has("EncryptedPackage") || has("EncryptionInfo") {
        Kind::Encrypted
    } else if has("WordDocument") {
        Kind::Word
    } else if has("PowerPoint Document") {
        Kind::Presentation
    } else if has("Workbook") || has("Book") {
        Kind::Xls
    } else {
        Kind::Compound
    }
}

/// Detects an old workbook without a compound file around it. Its first record states the begin, the version, and
/// whether it is a sheet or a workbook.
fn bare(bytes: &[u8]) -> Option<Kind> {
    let (kind, size) = (bytes.get(..2)?, usize::from(*bytes.get(2)?));
    let is_begin = bytes.get(3) == Some(&0) && (4..=16).contains(&size) && bytes.len() > 4 + size;
    let known = matches!(bytes.get(6..8)?, [0x05 | 0x10 | 0x20 | 0x40, 0] | [0, 1]);
    match (kind, bytes.get(5)?) {
        ([0x09, 0x00 | 0x02 | 0x04], _) if is_begin && known => Some(Kind::Excel4),
        ([0x09, 0x08], 5 | 6) if is_begin && known => Some(Kind::Xls),
        _ => None,
    }
}

fn contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|w| w == needle)
}

/// Returns true for UTF-16 with a byte order mark, or if the first bytes have no control characters except white space.
fn looks_like_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return true;
    }
    bytes.iter().take(4096).all(|b| *b >= 0x20 || matches!(b, b'\t' | b'\n' | b'\r' | 0x0C))
}

fn textual(bytes: &[u8]) -> Kind {
    let head: Vec<u8> = bytes.iter().take(4096).filter(|b| **b != 0).map(u8::to_ascii_lowercase).collect();
    let head = String::from_utf8_lossy(&head).into_owned();
    let start = head.trim_start_matches(|c: char| !c.is_ascii() || c.is_whitespace());
    if is_mail(&head) {
        return Kind::Mail;
    }
    // Before HTML, because Excel 2003 XML also has an element Table.
    if head.contains("urn:schemas-microsoft-com:office:spreadsheet") && !head.contains("<html") {
        Kind::SpreadsheetXml
    } else if head.contains("<html") || head.contains("<!doctype html") || head.contains("<table") {
        Kind::Html
    } else if start.starts_with("<?xml") {
        Kind::Xml
    } else {
        Kind::Text
    }
}

/// Returns true if a text begins with e-mail headers that include the sender. `head` is in lower case.
fn is_mail(head: &str) -> bool {
    const FIRST: [&str; 12] = [
        "return-path:",
        "received:",
        "from:",
        "to:",
        "date:",
        "subject:",
        "mime-version:",
        "message-id:",
        "delivered-to:",
        "dkim-signature:",
        "x-",
        "content-type:",
    ];
    let headers = head.split("\n\n").next().and_then(|h| h.split("\r\n\r\n").next()).unwrap_or_default();
    let has = |name: &str| headers.lines().any(|l| l.starts_with(name));
    FIRST.iter().any(|name| head.starts_with(name))
        && has("from:")
        && (has("date:") || has("subject:") || has("received:"))
}

impl Kind {
    /// Returns true if the file name has an extension of this kind.
    pub fn is_named(self, file: &str) -> bool {
        let endings: &[&str] = match self {
            Kind::Xlsx => &["xlsx", "xlsm", "xltx", "xltm"],
            Kind::Xlsb => &["xlsb"],
            Kind::Ods => &["ods", "ots"],
            Kind::Xls => &["xls", "xlt"],
            Kind::SpreadsheetXml => &["xml"],
            Kind::Html => &["html", "htm", "mht"],
            _ => &[],
        };
        file.rsplit_once('.').is_some_and(|(_, ending)| endings.iter().any(|e| ending.eq_ignore_ascii_case(e)))
    }

    /// Returns the name of the kind, to follow "Tệp là".
    pub fn name(self) -> Text {
        let (vi, en) = match self {
            Kind::Xlsx => ("sổ tính Excel (.xlsx)", "an Excel workbook (.xlsx)"),
            Kind::Xlsb => ("sổ tính Excel nhị phân (.xlsb)", "a binary Excel workbook (.xlsb)"),
            Kind::Ods => ("bảng tính OpenDocument (.ods)", "an OpenDocument spreadsheet (.ods)"),
            Kind::Xls => ("Excel 97-2003 (.xls)", "an Excel 97-2003 workbook (.xls)"),
            Kind::Excel4 => ("Excel 4.0 trở về trước (.xls)", "a workbook of Excel 4.0 or earlier (.xls)"),
            Kind::Encrypted => ("tệp Office có mật khẩu", "an Office file with a password"),
            Kind::Word => ("văn bản Word", "a Word document"),
            Kind::Presentation => ("bản trình chiếu", "a presentation"),
            Kind::Compound => ("tệp Office cũ", "an old Office file"),
            Kind::Msg => ("thư Outlook (.msg)", "an Outlook mail (.msg)"),
            Kind::Mail => ("thư điện tử (.eml)", "a mail (.eml)"),
            Kind::Zip => ("tệp nén .zip", "a .zip archive"),
            Kind::BrokenZip => ("tệp .xlsx (hoặc .zip) bị cắt cụt", "an .xlsx (or .zip) whose end is missing"),
            Kind::Pdf => ("tệp PDF", "a PDF"),
            Kind::Html => ("trang web (HTML)", "a web page (HTML)"),
            Kind::SpreadsheetXml => ("Excel 2003 dạng XML", "Excel 2003 XML"),
            Kind::Xml => ("tệp XML", "an XML file"),
            Kind::Image => ("ảnh", "a picture"),
            Kind::Rar => ("tệp nén .rar", "a .rar archive"),
            Kind::SevenZip => ("tệp nén .7z", "a .7z archive"),
            Kind::Program => ("chương trình", "a program"),
            Kind::Rtf => ("văn bản .rtf", "a rich text document"),
            Kind::Text => ("văn bản thường hoặc CSV", "plain text or CSV"),
            Kind::Empty => ("tệp rỗng (0 byte)", "an empty file (0 bytes)"),
            Kind::Unknown => ("tệp không rõ loại", "of an unknown kind"),
        };
        Text::new(vi, en)
    }

    /// Returns the request to the sender.
    pub fn mend(self) -> Text {
        let (vi, en) = match self {
            Kind::Encrypted => (
                "Đề nghị bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc) rồi gửi lại",
                "Ask for the file without its password (File > Info > Protect Workbook)",
            ),
            Kind::Text | Kind::Excel4 => (
                "Đề nghị mở bằng Excel, chọn Lưu thành (Save As) kiểu .xlsx rồi gửi lại",
                "Ask to open it in Excel, choose Save As .xlsx and send it again",
            ),
            Kind::Zip | Kind::Rar | Kind::SevenZip => (
                "Giải nén rồi để tệp .xlsx bên trong vào thư mục",
                "Unpack it and put the .xlsx inside into the folder",
            ),
            Kind::BrokenZip | Kind::Empty => {
                ("Tệp chưa gửi trọn vẹn; đề nghị gửi lại", "It did not arrive whole; ask for it again")
            }
            Kind::Program => {
                ("Không mở tệp này; đề nghị gửi lại biểu mẫu .xlsx", "Do not open it; ask for the .xlsx form")
            }
            Kind::Pdf | Kind::Image => (
                "Đề nghị gửi chính tệp Excel (.xlsx), không gửi bản chụp, bản quét",
                "Ask for the Excel file (.xlsx) itself, not a scan or print",
            ),
            _ => ("Đề nghị gửi lại biểu mẫu Excel (.xlsx)", "Ask for the Excel form (.xlsx)"),
        };
        Text::new(vi, en)
    }
}
