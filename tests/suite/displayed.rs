//! Cells that show something else than they hold, by their number format or font. The files are made by
//! `tests/concealed/displayed.py`; what each must give is here, and the same in every format that has formats of cells.

use crate::concealed::{found, python, returned};
use crate::formats::converted;
use crate::merge::sample;

/// The two files, each in all formats: what is found, and in which file.
fn findings() -> Vec<(String, Vec<(String, String, String)>)> {
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
                    "E37 holds “3”, shows nothing (number format); E69 holds “35”, shows “35000” (number format); \
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
