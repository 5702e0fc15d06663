//! Cells that show something else than they hold, by their number format or font. The files are made by
//! `tests/concealed/displayed.py`; what each must give is here, and the same in every format that has formats of cells.

use crate::concealed::{found, python, returned};
use crate::formats::converted;
use crate::merge::sample;
use std::fs;
use std::path::Path;

/// A finding: code, sheet, and what was found.
type FoundCells = (String, String, String);

/// The two files, each in all formats: what is found, and in which file.
fn findings() -> Vec<(String, Vec<FoundCells>)> {
    let keep = tempfile::tempdir().unwrap();
    python("tests/concealed/displayed.py", &[&sample().join("tra-loi"), keep.path()]);
    let mut out = Vec::new();
    for name in ["other", "usual"] {
        let file = keep.path().join(format!("{name}.xlsx"));
        python("tests/formats/write.py", &[keep.path(), &file]);
        let mut files = vec![file.clone()];
        files.extend(["xlsb", "xml"].map(|ending| file.with_extension(ending)));
        files.extend(["ods", "fods", "xls"].map(|ending| converted(&file, ending, keep.path())));
        for file in files {
            let submission = returned(&file);
            let named = file.file_name().unwrap().to_string_lossy().into_owned();
            out.push((named, found(&submission, &["D38"])));
        }
    }
    out
}

#[test]
fn cell_that_shows_another_figure_is_reported_in_every_format() {
    for (file, found) in findings() {
        let expected: &[(&str, &str)] = match file.starts_with("other") {
            true => &[
                (
                    "BM01",
                    "E30 holds “3”, shows nothing (number format); E69 holds “35”, shows “35000” (number format); \
                     E70 holds “58000000”, shows “58” (number format); \
                     E71 holds “29000000”, text in the colour of its background",
                ),
                ("DS_2", "B6 holds “Lý A Sồi Mẫu”, text in the colour of its background"),
            ],
            false => &[],
        };
        let expected: Vec<_> =
            expected.iter().map(|(sheet, text)| ("D38".to_string(), sheet.to_string(), text.to_string())).collect();
        assert_eq!(found, expected, "{file}");
    }
}

/// A page of LibreOffice: each cell has its number and the text that is shown.
#[test]
fn web_page_shows_its_texts_beside_the_numbers() {
    let keep = tempfile::tempdir().unwrap();
    python("tests/concealed/displayed.py", &[&sample().join("tra-loi"), keep.path()]);
    let html = |name: &str| converted(&keep.path().join(name), "html", keep.path());
    let other = found(&returned(&html("other.xlsx")), &["D38"]);
    let text = "E30 holds “3”, shows nothing (number format); E69 holds “35”, shows “35000” (number format); \
                E70 holds “58000000”, shows “58” (number format)";
    assert_eq!(other, [("D38".to_string(), "BM01".to_string(), text.to_string())]);
    let usual = html("usual.xlsx");
    assert_eq!(found(&returned(&usual), &["D38", "D89"]), []);
    hidden_rows_and_columns_of_a_page_are_reported(&usual, keep.path());
}

/// Rows and columns that a page hides, in the ways that HTML has.
fn hidden_rows_and_columns_of_a_page_are_reported(page: &Path, folder: &Path) {
    let text = fs::read_to_string(page).unwrap();
    let cell = text.find("sdval=\"35\"").unwrap();
    let row = text[..cell].rfind("<tr").unwrap();
    let end = row + text[row..].find("</tr>").unwrap() + "</tr>".len();
    let column = text.match_indices("<colgroup").nth(4).unwrap().0;
    let put = |at: usize, attribute: &str| {
        let name = at + text[at..].find([' ', '>']).unwrap();
        format!("{} {attribute}{}", &text[..name], &text[name..])
    };
    let grouped = format!("{}</tbody><tbody hidden>{}</tbody>{}", &text[..row], &text[row..end], &text[end..]);
    let in_row = "row 69: E69 “35”";
    for (name, page, expected) in [
        ("none", put(row, "style='display: none'"), in_row),
        ("collapse", put(row, "style=\"visibility:collapse\""), in_row),
        ("height", put(row, "height=0"), in_row),
        ("length", put(row, "style='height:0pt'"), in_row),
        ("group", grouped, in_row),
        ("column", put(column, "style='display:none'"), "column E: "),
        ("width", put(column, "style='width:0'"), "column E: "),
    ] {
        let file = folder.join(format!("{name}.html"));
        fs::write(&file, page).unwrap();
        let told = found(&returned(&file), &["D89"]);
        assert!(told.len() == 1 && told[0].2.starts_with(expected), "{name}: {told:?}");
    }
}
