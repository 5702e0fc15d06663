//! Links from the consolidated workbook to files of the returns folder. A link is written only to a file that opens as a
//! document and lies in that folder: one click must not run a program or a script, nor leave the folder. The name of the
//! file is shown in any case.

use crate::model::received_file::WITHIN;
use crate::workbook::address;

/// The path from the results folder to the returns, which the links of a workbook begin with; see
/// [`WorkbookPlace`](super::WorkbookPlace).
pub(super) const TO_RETURNS: &str = "../tra-loi/";

/// Endings of files that open as a document: spreadsheets, tables, e-mails, archives, and what accompanies a return.
/// Web pages are not among them, because a browser runs their scripts.
const DOCUMENTS: [&str; 27] = [
    "xlsx", "xlsm", "xltx", "xltm", "xlsb", "xls", "xlt", "ods", "fods", "csv", "tsv", "tab", "xml", "eml", "msg",
    "mbox", "zip", "p7m", "pdf", "doc", "docx", "odt", "rtf", "txt", "jpg", "jpeg", "png",
];

/// Returns the target of a link to a file of the returns folder; `None` if it must not be opened by a click. For an
/// attachment or an archive entry, the target is the e-mail or archive itself.
pub(super) fn to_file(file: &str) -> Option<String> {
    let outer = file.split(WITHIN).next().unwrap_or(file);
    let is_inside = outer.split('/').all(is_plain_name);
    (is_inside && is_document(outer)).then(|| format!("{TO_RETURNS}{outer}"))
}

/// Returns the target of a link to a cell of a return, or to the file if sheet or cell is `None`.
pub(super) fn to_cell(file: &str, sheet: Option<&str>, cell: Option<&str>) -> Option<String> {
    let target = to_file(file)?;
    Some(match (sheet, cell) {
        (Some(sheet), Some(cell)) => format!("{target}#{}{cell}", address::sheet(sheet)),
        _ => target,
    })
}

/// Returns true if a part of a path names one file or folder on every system. Windows reads `\` as a separator and `:`
/// as a drive or a stream, and drops dots and spaces at the end.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(['\\', ':']) && !name.ends_with(['.', ' '])
}

fn is_document(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| DOCUMENTS.iter().any(|known| end.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests {
    use super::{to_cell, to_file};

    #[test]
    fn documents_are_linked() {
        assert_eq!(to_file("2022-Q1/BM01.XLSX").as_deref(), Some("../tra-loi/2022-Q1/BM01.XLSX"));
        assert_eq!(to_file("thư.eml › BM01.exe").as_deref(), Some("../tra-loi/thư.eml"));
        assert_eq!(to_cell("a.xls", Some("BM 01"), Some("$E$7")).as_deref(), Some("../tra-loi/a.xls#'BM 01'!$E$7"));
        assert_eq!(to_cell("a.xls", None, Some("E7")).as_deref(), Some("../tra-loi/a.xls"));
    }

    #[test]
    fn what_runs_or_leaves_the_folder_is_not_linked() {
        for file in [
            "BM01.exe",
            "BM01.xlsx.lnk",
            "BM01.xlsx .bat",
            "BM01",
            "BM01.xlsx.",
            "BM01.exe.xlsx ",
            "a.html",
            "a.mht",
            "a.url",
            "a.js",
            "a.scr",
            "a.hta",
            "a.ps1",
            "a.iqy",
            "a.slk",
            "../BM01.xlsx",
            "a/../../BM01.xlsx",
            "..\\..\\x.xlsx",
            "C:x.xlsx",
            "\\\\host\\share\\x.xlsx",
            "/BM01.xlsx",
            "a//b.xlsx",
            "BM01.xlsx:x.exe",
            "x.exe › BM01.xlsx",
        ] {
            assert_eq!(to_file(file), None, "{file}");
        }
    }
}
