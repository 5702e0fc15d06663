//! What a row is: hectares, shares, negative figures, money of 14 digits and means are typed into the form with
//! LibreOffice as a person types them, merged, and add up as the plan says. The truth is computed by hand.

use crate::libreoffice;
use crate::merge::{said, tonghop};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The cells of the rows 01 to 10 in the form.
const CELLS: [&str; 10] = ["E23", "E24", "E25", "E26", "E27", "E29", "E30", "E31", "E32", "E33"];

fn plan() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/rung")
}

/// A campaign with the plan, and LibreOffice to type into its forms.
struct Typist {
    keep: tempfile::TempDir,
}

impl Typist {
    fn new() -> Self {
        let typist = Typist { keep: tempfile::tempdir().unwrap() };
        for file in ["ke-hoach.toml", "phu-luc.tsv"] {
            fs::copy(plan().join(file), typist.folder().join(file)).unwrap();
        }
        fs::create_dir_all(typist.folder().join("tra-loi")).unwrap();
        let user = typist.folder().join("profile/user");
        fs::create_dir_all(&user).unwrap();
        // Numbers are typed and shown as in Vietnam.
        let settings = r#"<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item></oor:items>"#;
        fs::write(user.join("registrymodifications.xcu"), settings).unwrap();
        // The first start makes the library that the macro is then added to.
        typist.office(&["--terminate_after_init"]);
        let library = user.join("basic/Standard");
        fs::create_dir_all(&library).unwrap();
        fs::copy(plan().join("Typing.xba"), library.join("Typing.xba")).unwrap();
        let list = r#"<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd"><library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false"><library:element library:name="Typing"/></library:library>"#;
        fs::write(library.join("script.xlb"), list).unwrap();
        let lists = r#"<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd"><library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard" library:link="false"/></library:libraries>"#;
        fs::write(user.join("basic/script.xlc"), lists).unwrap();
        fs::write(user.join("basic/dialog.xlc"), lists).unwrap();
        let dialogs = list.replace(r#"<library:element library:name="Typing"/>"#, "");
        fs::write(library.join("dialog.xlb"), dialogs).unwrap();
        typist
    }

    fn folder(&self) -> &Path {
        self.keep.path()
    }

    fn office(&self, arguments: &[&str]) {
        let done = Command::new("timeout")
            .args(["-k", "5", "600", "soffice"])
            .arg(format!("-env:UserInstallation=file://{}/profile", self.folder().display()))
            .args(["--headless", "--norestore", "--nologo", "--nofirststartwizard"])
            .args(arguments)
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .output()
            .expect("the tests need LibreOffice (soffice) and timeout: run .ci/test, which installs them");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    fn run(&self, words: &[&str]) -> String {
        let (code, out, error) = said(&tonghop(words));
        assert!(code <= 1, "{out}{error}");
        out
    }

    /// Types figures into the form of a unit for a period and saves it among the returns. Returns what LibreOffice
    /// shows: for each cell address, value, text and the bounds of its validation; then the verdicts of the rows.
    fn fill(&self, period: &str, unit: &str, figures: [&str; 10]) -> Vec<Vec<String>> {
        let form = self.folder().join(format!("bieu-mau/{period}/LN02_{period}_{unit}.xlsx"));
        let mut orders = format!("open\t{}\n", form.display());
        for (cell, figure) in CELLS.iter().zip(figures).filter(|(_, figure)| !figure.is_empty()) {
            let _ = writeln!(orders, "type\t{cell}\t{figure}");
        }
        for cell in CELLS {
            let _ = writeln!(orders, "show\t{}", cell.replace('E', "H"));
        }
        let _ = writeln!(orders, "show\tA1");
        let saved = self.folder().join(format!("tra-loi/{period}-{unit}.xlsx"));
        let _ = writeln!(orders, "save\t{}", saved.display());
        let list = self.folder().join("orders.txt");
        fs::write(&list, orders).unwrap();
        self.office(&[&format!("macro:///Standard.Typing.Fill(\"{}\")", list.display())]);
        assert!(saved.is_file());
        let shown = fs::read_to_string(self.folder().join("orders.txt.out")).unwrap();
        shown.lines().map(|line| line.split('\t').map(str::to_string).collect()).collect()
    }
}

/// Reads values of a sheet with openpyxl: cached values by address.
fn values(file: &Path, sheet: &str, cells: &[&str]) -> Vec<String> {
    let script = format!(
        "import openpyxl\ns=openpyxl.load_workbook({:?},data_only=True)[{sheet:?}]\nfor c in {cells:?}:\n print(repr(s[c].value))",
        file.display().to_string(),
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    String::from_utf8(python.stdout).unwrap().lines().map(str::to_string).collect()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("{text} is no number"))
}

const MUONGTE: [&str; 10] =
    ["125,75", "-60,5", "92,5%", "105%", "1,5", "12345678901234", "-98765432109876", "9876543210987", "1250", "Có"];
const NAMNHUN: [&str; 10] = ["80,5", "12,3", "80%", "", "2,5", "45678901234567", "5", "12345678901234", "640", "Không"];
const SINHO: [&str; 10] = ["0", "0", "0%", "250%", "", "0", "", "", "75", "Có"];

#[test]
fn figures_of_every_kind_are_typed_merged_and_added_up() {
    let typist = Typist::new();
    let folder = typist.folder().to_str().unwrap().to_string();
    typist.run(&["forms", &folder, "--period", "2024-Q1"]);
    let shown = typist.fill("2024-Q1", "MUONGTE", MUONGTE);
    let text = |cell: &str| shown.iter().find(|line| line[0] == cell).unwrap();
    // As typed: the format of the cell has the decimals of the row.
    for (cell, expected) in [
        ("E23", "125,75"),
        ("E24", "-60,5"),
        ("E25", "92,5%"),
        ("E26", "105,0%"),
        ("E27", "1,5"),
        ("E29", "12.345.678.901.234"),
        ("E30", "-98.765.432.109.876"),
        ("E31", "9.876.543.210.987"),
        ("E32", "1.250"),
    ] {
        let line = text(cell);
        assert_eq!(line[2].trim(), expected, "{cell}");
        // The validation of the form accepts what was typed: at least, or between.
        let typed = number(&line[1].replace(',', "."));
        assert!(typed >= number(&line[5]), "{line:?}");
        assert!(line[4] == "4" || typed <= number(&line[6]), "{line:?}");
    }
    for cell in CELLS {
        assert_eq!(text(&cell.replace('E', "H"))[1], "✓", "{cell}");
    }
    typist.fill("2024-Q1", "NAMNHUN", NAMNHUN);
    typist.fill("2024-Q1", "SINHO", SINHO);
    let out = typist.run(&["merge", "-v", &folder]);
    assert!(out.contains("3/3 đơn vị đã gửi, 3 đã tổng hợp") && out.contains("Kết quả kiểm tra: "), "{out}");
    let book = typist.folder().join("ket-qua/Tong-hop-2024-Q1.xlsx");
    let totals = values(&book, "Chỉ tiêu", &["G7", "G8", "G9", "G10", "G11", "G13", "G14", "G15", "G16", "G17"]);
    let near = |text: &str, expected: f64| {
        let taken = number(text);
        assert!((taken - expected).abs() <= expected.abs() * 1e-12, "{taken} is not {expected}");
    };
    near(&totals[0], 206.25);
    near(&totals[1], -48.2);
    // (0,925 × 125,75 + 0,8 × 80,5 + 0 × 0) / 206,25 = 180,71875 / 206,25
    near(&totals[2], 180.718_75 / 206.25);
    assert_eq!(totals[3], "None");
    // Sìn Hồ has no height: (1,5 × 125,75 + 2,5 × 80,5) / (125,75 + 80,5) = 389,875 / 206,25
    near(&totals[4], 389.875 / 206.25);
    near(&totals[5], 58_024_580_135_801.0);
    near(&totals[6], -98_765_432_109_871.0);
    near(&totals[7], 12_345_678_901_234.0);
    near(&totals[8], 1965.0);
    assert_eq!(totals[9], "None");
    // The totals of columns that are nothing but such an indicator.
    let columns = values(&book, "Kết quả", &["F15", "G15", "I15"]);
    near(&columns[0], 180.718_75 / 206.25);
    near(&columns[1], 12_345_678_901_234.0);
    near(&columns[2], -48.2);
    let (compared, differences) = libreoffice::compare(&book);
    assert!(compared > 200 && differences.is_empty(), "{compared}: {differences:?}");
    let (code, out, _) = said(&tonghop(&["audit", book.to_str().unwrap()]));
    assert_eq!(code, 0, "{out}");
}

/// `last` takes the latest figure of each unit; the file for the level above has the same totals as formulas.
#[test]
fn the_latest_figure_of_each_unit_counts_and_goes_up() {
    let typist = Typist::new();
    let folder = typist.folder().to_str().unwrap().to_string();
    typist.run(&["forms", &folder, "--period", "2024-Q1"]);
    typist.fill("2024-Q1", "MUONGTE", MUONGTE);
    typist.fill("2024-Q1", "NAMNHUN", NAMNHUN);
    typist.run(&["forms", &folder, "--period", "2024-Q2"]);
    let later = ["10", "0", "50%", "", "3", "1", "", "7", "700", "Có"];
    typist.fill("2024-Q2", "NAMNHUN", later);
    typist.run(&["up", &folder, "--period", "2024-Q2"]);
    let book = typist.folder().join("ket-qua/Gui-cap-tren-2024-Q2.xlsx");
    // Households: Mường Tè's of the first quarter and Nậm Nhùn's of the second.
    let totals = values(&book, "Chỉ tiêu", &["G16", "G9", "G15"]);
    assert_eq!(totals, ["1950", "0.5", "7"]);
    let script = format!(
        "import openpyxl\nf=openpyxl.load_workbook({0:?})['LN02']\nv=openpyxl.load_workbook({0:?},data_only=True)['LN02']\n\
         rows={{f.cell(r,3).value:r for r in range(1,f.max_row+1)}}\n\
         for code in ('03','04','08','09'):\n r=rows[code]\n print(f.cell(r,5).value,v.cell(r,5).value,f.cell(r,6).value,sep='|')",
        book.display().to_string()
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    let lines = String::from_utf8(python.stdout).unwrap();
    assert_eq!(
        lines.lines().collect::<Vec<_>>(),
        [
            "='Chỉ tiêu'!$G$9|0.5|trung bình theo mã 01",
            "None|None|Không cộng được; cơ quan tổng hợp ghi",
            "='Chỉ tiêu'!$G$15|7|số lớn nhất của các đơn vị",
            "='Chỉ tiêu'!$G$16|1950|cộng số mới nhất của từng đơn vị",
        ]
    );
}

/// What a row forbids is an error in the form and, by the same formula, at intake, though the plan has no such rule.
#[test]
fn bounds_decimals_and_words_are_enforced_without_a_rule_of_the_plan() {
    let typist = Typist::new();
    let folder = typist.folder().to_str().unwrap().to_string();
    typist.run(&["forms", &folder, "--period", "2024-Q1"]);
    let wrong = ["125,755", "abc", "101%", "950%", "60,5", "-1", "0", "9,5", "1250", "Rồi"];
    let shown = typist.fill("2024-Q1", "MUONGTE", wrong);
    let verdict = |cell: &str| shown.iter().find(|line| line[0] == cell).unwrap()[1].clone();
    for (cell, expected) in [
        ("H23", "✗ Quá 2 chữ số lẻ. Đang ghi 125,755."),
        ("H24", "✗ Không phải số (chữ hoặc lỗi công thức). Chỉ nhập số."),
        ("H25", "✗ Lớn hơn 100%. Đang ghi 1,01."),
        ("H26", "✗ Lớn hơn 900%. Đang ghi 9,5."),
        ("H27", "✗ Lớn hơn 60. Đang ghi 60,5."),
        ("H29", "✗ Có số âm. Đang ghi -1."),
        ("H30", "✓"),
        ("H31", "✗ Phải là số nguyên. Đang ghi 9,5."),
        ("H32", "✓"),
        ("H33", "✗ Không phải một trong các từ: Có, Không."),
    ] {
        assert_eq!(verdict(cell), expected, "{cell}");
    }
    let (_, out, _) =
        said(&tonghop(&["check", typist.folder().join("tra-loi/2024-Q1-MUONGTE.xlsx").to_str().unwrap()]));
    for (code, cell) in [
        ("K22", "E23"),
        ("K20", "E24"),
        ("K24", "E25"),
        ("K24", "E26"),
        ("K24", "E27"),
        ("K23", "E29"),
        ("K22", "E31"),
        // Reading reports it before the rule is asked.
        ("D85", "E33"),
    ] {
        assert!(out.contains(&format!("Lỗi {code} · trang LN02, ô {cell}:")), "{code} at {cell}: {out}");
    }
    assert!(out.contains("8 lỗi"), "{out}");
    // An empty form is no return; one with a single figure lacks what is required.
    let empty = typist.folder().join("bieu-mau/2024-Q1/LN02_2024-Q1_SINHO.xlsx");
    let (_, out, _) = said(&tonghop(&["check", empty.to_str().unwrap()]));
    assert!(out.contains("Lỗi K12 · trang LN02"), "{out}");
    typist.fill("2024-Q1", "SINHO", ["", "", "", "", "1", "", "", "", "", ""]);
    let filled = typist.folder().join("tra-loi/2024-Q1-SINHO.xlsx");
    let (_, out, _) = said(&tonghop(&["check", filled.to_str().unwrap()]));
    for cell in ["E23", "E24", "E25", "E29", "E33"] {
        assert!(out.contains(&format!("Lỗi K21 · trang LN02, ô {cell}:")), "{cell}: {out}");
    }
}

/// The same plan as a workbook, and a workbook without the new columns, which keeps its meaning.
#[test]
fn a_plan_in_excel_has_the_columns_and_does_not_need_them() {
    let typist = Typist::new();
    let plan = fs::read_to_string(plan().join("ke-hoach.toml")).unwrap();
    let book = tonghop::plan::workbook::book(&plan).unwrap();
    let path = typist.folder().join("ke-hoach.xlsx");
    fs::write(&path, tonghop::write::workbook(&book).unwrap()).unwrap();
    fs::remove_file(typist.folder().join("ke-hoach.toml")).unwrap();
    let folder = typist.folder().to_str().unwrap().to_string();
    let heads = values(&path, "Biểu mẫu", &["N3", "O3", "P3", "Q3"]);
    assert_eq!(heads, ["'Số lẻ'", "'Nhỏ nhất'", "'Lớn nhất'", "'Cộng thế nào'"]);
    let cells = values(&path, "Biểu mẫu", &["N4", "O5", "P4", "Q6", "Q11", "O10"]);
    assert_eq!(cells, ["2", "'không giới hạn'", "100000", "'trung bình theo ha_moi'", "'lớn nhất'", "-99999999999999"]);
    let out = typist.run(&["forms", &folder, "--period", "2024-Q1"]);
    assert!(out.contains("đã làm 3 biểu mẫu"), "{out}");
    let drop = format!(
        "import openpyxl\nb=openpyxl.load_workbook({0:?})\ns=b['Biểu mẫu']\ns.delete_cols(14,4)\nb.save({0:?})",
        path.display().to_string()
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &drop]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let (code, out, error) = said(&tonghop(&["forms", &folder, "--period", "2024-Q2"]));
    // A share does not add up any more, so its column has no total; no column of the sheet is missed.
    let is_refused = error.contains("tl_song không cộng được") && !error.contains("thiếu cột");
    assert!(code == 2 && is_refused, "{out}{error}");
}
