//! The program as users run it: commands, messages, exit codes, files.

use crate::libreoffice;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

pub(crate) fn tonghop(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tonghop"));
    command.args(words).env_remove("TONGHOP_LANG").output().unwrap()
}

pub(crate) fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn campaign() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("đợt 1").display().to_string();
    assert_eq!(said(&tonghop(&["tao", &path, "--text"])).0, 0);
    (folder, path)
}

/// The documents list every command of the help, and its alias.
#[test]
fn every_command_is_documented() {
    let (_, help, _) = said(&tonghop(&["--help", "--lang", "en"]));
    let list = help.split("Commands:").nth(1).unwrap().split("Common options:").next().unwrap();
    let names: Vec<&str> = list.lines().filter_map(|l| l.strip_prefix("  ")?.split(' ').next()).collect();
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
    assert!(names.len() >= 8 && names.contains(&"merge"), "{names:?}");
    for name in names {
        let (_, usage, _) = said(&tonghop(&[name, "--help"]));
        let usage = usage.split_whitespace().collect::<Vec<_>>().join(" ");
        let alias = usage.split("(tên khác: ").nth(1).and_then(|rest| rest.split(')').next()).unwrap().to_string();
        for document in ["docs/commands.md", "README.md", "README.vi.md"] {
            let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
            let lines = text.lines().filter(|l| l.starts_with("## ") || l.starts_with("| `"));
            let listed = lines.into_iter().any(|l| {
                let word = |wanted: &str| l.split(|c: char| !c.is_alphanumeric() && c != '-').any(|w| w == wanted);
                word(name) && word(&alias)
            });
            assert!(listed, "{document} does not list {name} ({alias})");
        }
    }
}

#[test]
fn init_creates_a_campaign_and_keeps_edited_files() {
    let (_keep, path) = campaign();
    let root = Path::new(&path);
    for file in ["ke-hoach.toml", "phu-luc.tsv", "HUONG-DAN.txt"] {
        assert!(root.join(file).is_file(), "{file}");
    }
    assert_eq!(fs::read_dir(root.join("tra-loi")).unwrap().count(), 10);
    // A second run on the same folder has nothing to overwrite.
    assert_eq!(said(&tonghop(&["init", "--text", &path])).0, 0);
    let mine = fs::read_to_string(root.join("ke-hoach.toml")).unwrap() + "\n# sửa tay\n";
    fs::write(root.join("ke-hoach.toml"), &mine).unwrap();
    let (code, _, error) = said(&tonghop(&["init", "--text", &path]));
    assert!(code == 2 && flat(&error).contains("không ghi đè"), "{error}");
    assert_eq!(fs::read_to_string(root.join("ke-hoach.toml")).unwrap(), mine);
}

#[test]
fn init_accepts_another_annex_and_rejects_an_invalid_one() {
    let folder = tempfile::tempdir().unwrap();
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/277-kh-ldld/phu-luc.tsv");
    let text = fs::read_to_string(template).unwrap();
    let annex = folder.path().join("phụ lục.tsv");
    let target = folder.path().join("d").display().to_string();
    fs::write(&annex, text.replace("2.655", "2,655")).unwrap();
    let (code, _, error) = said(&tonghop(&["init", "--text", &target, "--annex", annex.to_str().unwrap()]));
    assert!(code == 2 && error.contains("phu-luc.tsv:") && error.contains("2,655"), "{error}");
    assert!(!Path::new(&target).exists());
    fs::write(&annex, &text).unwrap();
    assert_eq!(said(&tonghop(&["init", "--text", &target, "--annex", annex.to_str().unwrap()])).0, 0);
}

#[test]
fn plan_errors_are_all_reported() {
    let (_keep, path) = campaign();
    let plan = Path::new(&path).join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let broken =
        text.replace("'LUY_KE(dv_ket_nap)'", "'LUY_KE(dv_ket_nop)'").replace("'CUOI_KY(dv_cuoi_ky)'", "'VLOOKUP(1)'");
    assert_ne!(text, broken);
    fs::write(&plan, broken).unwrap();
    let (code, _, error) = said(&tonghop(&["forms", &path]));
    assert!(code == 2 && error.contains("dv_ket_nop") && error.contains("VLOOKUP"), "{error}");
    assert!(error.contains("ke-hoach.toml:"), "{error}");
    assert!(!Path::new(&path).join("bieu-mau").exists());
}

#[test]
fn forms_are_written_once_and_kept_if_edited() {
    let (_keep, path) = campaign();
    let (code, out, _) = said(&tonghop(&["bieu-mau", &path]));
    assert!(code == 0 && out.contains("Quý III/2021: đã làm 11 biểu mẫu"), "{out}");
    let form = Path::new(&path).join("bieu-mau/2021-Q3/BM01_2021-Q3_PHONGTHO.xlsx");
    let first = fs::read(&form).unwrap();
    fs::remove_file(&form).unwrap();
    assert_eq!(said(&tonghop(&["forms", &path, "--unit", "PHONGTHO"])).0, 0);
    assert!(fs::read(&form).unwrap() == first, "the same plan gives the same bytes");
    fs::write(&form, b"filled in").unwrap();
    let (code, out, _) = said(&tonghop(&["forms", &path, "--unit", "PHONGTHO"]));
    assert!(code == 0 && out.contains("Giữ nguyên"), "{out}");
    assert_eq!(fs::read(&form).unwrap(), b"filled in");
    assert_eq!(said(&tonghop(&["forms", &path, "--unit", "PHONGTHO", "--force"])).0, 0);
    assert!(fs::read(&form).unwrap() == first);
}

/// The cached values equal those that LibreOffice computes.
#[test]
fn cached_values_of_a_blank_form_equal_libreoffice() {
    let (_keep, path) = campaign();
    for unit in ["PHONGTHO", "CDYT"] {
        assert_eq!(said(&tonghop(&["forms", &path, "--period", "2022-Q1", "--unit", unit])).0, 0);
        let form = Path::new(&path).join(format!("bieu-mau/2022-Q1/BM01_2022-Q1_{unit}.xlsx"));
        let (compared, differences) = libreoffice::compare(&form);
        assert!(compared > 100, "{compared}");
        assert!(differences.is_empty(), "{}", differences.join("\n"));
    }
}

#[test]
fn usage_errors_exit_with_2_in_the_selected_language() {
    let (code, _, error) = said(&tonghop(&["fomrs"]));
    assert!(code == 2 && error.contains("Có phải"), "{error}");
    let (code, _, error) = said(&tonghop(&["--lang", "en", "fomrs"]));
    assert!(code == 2 && error.contains("Did you mean"), "{error}");
    let empty = tempfile::tempdir().unwrap();
    let (code, _, error) = said(&tonghop(&["forms", empty.path().to_str().unwrap()]));
    assert!(code == 2 && error.contains("tonghop init"), "{error}");
    let (_keep, path) = campaign();
    let (code, _, error) = said(&tonghop(&["forms", &path, "--unit", "PHONG"]));
    assert!(code == 2 && error.contains("PHONGTHO"), "{error}");
    let (code, _, error) = said(&tonghop(&["forms", &path, "--period", "2024-Q1"]));
    assert!(code == 2 && error.contains("quý IV/2023"), "{error}");
}

/// A folder is in the way of the file: no partial file, a message, exit code 2.
#[test]
fn unwritable_output_is_reported() {
    let (_keep, path) = campaign();
    fs::write(Path::new(&path).join("bieu-mau"), b"a file, not a folder").unwrap();
    let (code, _, error) = said(&tonghop(&["forms", &path]));
    assert!(code == 2 && error.contains("Không ghi được"), "{error}");
}

/// Figures of one return by hand: a district admitted 7 and lost 3; the closing balance is 2 too high.
#[test]
fn check_reports_the_cell_and_the_fix() {
    let (_keep, path) = campaign();
    assert_eq!(said(&tonghop(&["forms", &path, "--unit", "CDYT"])).0, 0);
    let form = Path::new(&path).join("bieu-mau/2021-Q3/BM01_2021-Q3_CDYT.xlsx");
    let filled = Path::new(&path).join("tra-loi/2021-Q3/BC quy 3 CDYT.xlsx");
    let figures = [
        (1, 3000),
        (2, 1500),
        (3, 2900),
        (4, 100),
        (6, 2855),
        (7, 7),
        (8, 4),
        (9, 0),
        (10, 7),
        (11, 0),
        (12, 0),
        (13, 3),
        (14, 1),
        (15, 2),
        (16, 0),
        (17, 0),
        (18, 0),
        (20, 2861),
        (21, 1400),
        (22, 2761),
        (23, 100),
        (24, 7),
        (25, 2000),
        (26, 20),
        (27, 0),
        (28, 0),
        (29, 0),
        (30, 0),
        (31, 20),
        (37, 7),
        (38, 7),
        (39, 6),
    ];
    let script = format!(
        "import openpyxl\nb=openpyxl.load_workbook({:?})\ns=b['BM01']\nfigures=dict({figures:?})\n\
         rows={{s.cell(r,3).value:r for r in range(1,s.max_row+1)}}\n\
         for code,value in figures.items(): s.cell(rows['%02d'%code],5).value=value\n\
         s.cell(rows['40'],5).value='Có'\nb.save({:?})\n",
        form.display().to_string(),
        filled.display().to_string()
    );
    let python =
        Command::new("/usr/bin/python3").args(["-c", &script]).output().expect("python3 with openpyxl: run .ci/test");
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let (code, out, error) = said(&tonghop(&["kiem-tra", filled.to_str().unwrap()]));
    assert_eq!((code, error.as_str()), (1, ""), "{out}");
    assert!(out.contains("CĐN Y tế") && out.contains("Quý III năm 2021"), "{out}");
    // One error. DS_2 is empty, so code 07 = 7 differs from it: one warning.
    assert!(out.contains("Kết quả kiểm tra: 1 lỗi, 1 cảnh báo"), "{out}");
    assert!(out.contains("✗ Lỗi R10 · trang BM01, ô E") && out.contains("2.861") && out.contains("2.859"), "{out}");
    assert!(out.contains("▲ Cảnh báo R36"), "{out}");
    assert!(out.lines().all(|l| l.chars().count() <= 80), "{out}");
    // The next period's form has no figures of a return on hold; a file that is not a workbook is reported as such.
    let other = Path::new(&path).join("tra-loi/2021-Q3/thu.xlsx");
    fs::write(&other, b"%PDF-1.4").unwrap();
    let (code, out, _) = said(&tonghop(&["check", other.to_str().unwrap()]));
    assert!(code == 1 && out.contains("thu.xlsx") && out.contains("PDF"), "{out}");
    assert_eq!(said(&tonghop(&["forms", &path, "--period", "2021-Q4"])).0, 0);
}

/// Exactly the errors that were put into the sample (samples/277-lai-chau/README.md) are found.
#[test]
fn check_finds_exactly_the_seeded_errors() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/277-lai-chau/tra-loi");
    for (period, expected) in [
        ("2021-Q3", &["D01"][..]),
        // Than Uyên R09; Sìn Hồ R10, R15, R20; Mường Tè R04; Y tế R36; Nậm Nhùn's first submission R10, R11.
        ("2021-Q4", &["R04", "R09", "R10", "R10", "R11", "R15", "R20", "R36"]),
        ("2022-Q1", &["R22"]),
    ] {
        let mut files: Vec<String> =
            fs::read_dir(sample.join(period)).unwrap().map(|e| e.unwrap().path().display().to_string()).collect();
        files.sort();
        let words: Vec<&str> = ["check"].into_iter().chain(files.iter().map(String::as_str)).collect();
        let (code, out, error) = said(&tonghop(&words));
        let found = out.lines().filter(|l| l.starts_with('✗') || l.starts_with('▲'));
        let is_code =
            |w: &&str| w.len() == 3 && w.starts_with(['R', 'D', 'K']) && w.ends_with(|c: char| c.is_ascii_digit());
        let mut codes: Vec<&str> = found.filter_map(|l| l.split_whitespace().find(is_code)).collect();
        codes.sort();
        assert_eq!((codes.as_slice(), error.as_str()), (expected, ""), "{period}\n{out}");
        assert_eq!(code, i32::from(period == "2021-Q4"));
    }
}

/// Joins wrapped output into one line.
pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn narrow(text: &str) {
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{} columns: {line}", line.chars().count());
    }
}

/// A folder whose path fills most of a line.
fn deep() -> (tempfile::TempDir, String) {
    let keep = tempfile::tempdir().unwrap();
    let path = keep.path().join("Kế hoạch 277 giai đoạn 2021-2023").join("đợt báo cáo quý III năm 2021");
    let path = path.display().to_string();
    (keep, path)
}

#[test]
fn output_fits_the_terminal() {
    let (_keep, path) = deep();
    let (code, _, error) = said(&tonghop(&["forms", &path]));
    assert!(code == 2 && flat(&error).contains("tạo mới bằng: tonghop init THƯ-MỤC"), "{error}");
    narrow(&error);
    for words in [&["init", &path][..], &["forms", &path, "--unit", "CDYT"], &["--lang", "en", "init", &path]] {
        let (code, out, _) = said(&tonghop(words));
        assert!(code == 0 && !out.is_empty(), "{out}");
        narrow(&out);
    }
    let form = Path::new(&path).join("bieu-mau/2021-Q3/BM01_2021-Q3_CDYT.xlsx");
    fs::write(&form, b"filled in").unwrap();
    let (code, out, _) = said(&tonghop(&["forms", &path, "--unit", "CDYT"]));
    assert!(code == 0 && flat(&out).contains("thêm --force để ghi đè"), "{out}");
    narrow(&out);
    let (code, _, error) = said(&tonghop(&["merge", &path]));
    assert!(code == 2 && flat(&error).contains("Chưa có báo cáo nào của kế hoạch này"), "{error}");
    narrow(&error);
}

#[test]
fn language_flag_alone_requests_nothing() {
    let empty = tempfile::tempdir().unwrap();
    let at = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tonghop"));
        said(&command.args(words).env_remove("TONGHOP_LANG").current_dir(empty.path()).output().unwrap())
    };
    let (code, out, _) = at(&["--lang", "en"]);
    assert!(code == 0 && out.contains("Usage: tonghop"), "{out}");
    let (code, _, error) = at(&["--lang=fr"]);
    assert!(code == 2 && error.contains("chỉ được dùng: vi, en"), "{error}");
    let (code, _, error) = at(&["--strict"]);
    assert!(code == 2 && flat(&error).contains("không phải thư mục kế hoạch"), "{error}");
}

/// An annex that is not a workbook is reported with what to do, and nothing is created from it.
#[test]
fn unreadable_annex_workbook_is_reported() {
    let (_keep, path) = campaign();
    let root = Path::new(&path);
    fs::remove_file(root.join("phu-luc.tsv")).unwrap();
    fs::write(root.join("phu-luc.xlsx"), b"%PDF-1.7\n").unwrap();
    for command in ["merge", "forms"] {
        let (code, out, error) = said(&tonghop(&[command, &path]));
        assert_eq!((code, out.as_str()), (2, ""), "{error}");
        let error = flat(&error);
        assert!(error.contains("Không đọc được phu-luc.xlsx: Tệp là tệp PDF."), "{error}");
        assert!(error.contains("lưu lại thành .xlsx"), "{error}");
    }
    let (_, _, error) = said(&tonghop(&["--lang", "en", "merge", &path]));
    assert!(flat(&error).contains("Cannot read phu-luc.xlsx: The file is a PDF"), "{error}");
    assert!(!root.join("ket-qua").exists() && !root.join("bieu-mau").exists());
}

#[test]
fn folder_instead_of_a_file_is_reported() {
    let (_keep, path) = campaign();
    let inbox = Path::new(&path).join("tra-loi/2021-Q3");
    let (code, _, error) = said(&tonghop(&["audit", inbox.to_str().unwrap()]));
    assert!(code == 2 && flat(&error).contains("đó không phải là tệp"), "{error}");
}
