//! Content of a return that no cell of the form asks for: it is read, or reported with its place, never lost. The files
//! are made by `tests/unclaimed/unclaimed.py`; what each must give is here.

use crate::formats::plan;
use crate::merge::{campaign, said, sample, tonghop};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use tonghop::grid;
use tonghop::limits::Limits;
use tonghop::model::amount::Amount;
use tonghop::model::finding::{Finding, Severity};
use tonghop::model::received_file::ReadingOutcome;
use tonghop::model::submission::Submission;
use tonghop::read::read;

static MADE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/unclaimed/unclaimed.py");
    let python = Command::new("/usr/bin/python3")
        .args(["-W", "ignore"])
        .arg(script)
        .arg(sample().join("tra-loi"))
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    folder
});

pub(crate) fn made(name: &str) -> PathBuf {
    MADE.path().join(format!("{name}.xlsx"))
}

pub(crate) fn outcome(file: &Path) -> ReadingOutcome {
    read(&fs::read(file).unwrap(), "phieu.xlsx", &plan(), &Limits::default())
}

fn returned(file: &Path) -> Submission {
    match outcome(file) {
        ReadingOutcome::Returns(mut all) if all.len() == 1 => all.remove(0),
        other => panic!("{}: {other:?}", file.display()),
    }
}

/// A finding: code, severity, sheet, cell, and a part of what was found.
pub(crate) type Found = (&'static str, Severity, &'static str, &'static str, &'static str);
pub(crate) const L: Severity = Severity::Error;
pub(crate) const C: Severity = Severity::Warning;
pub(crate) const I: Severity = Severity::Info;

/// Compares all findings of reading with the expected ones, and the balance with the number of cells in the file.
pub(crate) fn gives(name: &str, expected: &[Found]) -> Submission {
    let file = made(name);
    let got = returned(&file);
    let mut found: Vec<_> = got.findings.iter().map(|f| (f.code.as_str(), f.severity, place(f))).collect();
    let mut wanted: Vec<_> =
        expected.iter().map(|(code, severity, sheet, cell, _)| (*code, *severity, format!("{sheet}!{cell}"))).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted, "{name}: {:#?}", got.findings);
    for (code, _, _, _, part) in expected {
        let told = got.findings.iter().filter(|f| f.code == *code).any(|f| f.found.vi.contains(part));
        assert!(told, "{name}: nobody says {part}: {:?}", got.findings);
    }
    // Without the values of formulas, which the script drops.
    let grid = grid::open(&fs::read(&file).unwrap(), &Limits::default()).unwrap();
    let cells = grid.sheets.iter().flat_map(|s| s.cells.values());
    let content = cells.filter(|c| !c.value.is_blank() && c.value != grid::RawValue::Uncached).count();
    assert_eq!(got.balance.cells() as usize, content, "{name}");
    let reported = expected.iter().any(|(code, ..)| *code >= "D50" && !["D52", "D61"].contains(code));
    assert!(!reported || got.balance.reported > 0, "{name}: {:?}", got.balance);
    got
}

fn place(finding: &Finding) -> String {
    format!("{}!{}", finding.sheet.as_deref().unwrap_or(""), finding.cell.as_deref().unwrap_or(""))
}

#[test]
fn figure_in_an_unknown_row_is_an_error() {
    let got = gives(
        "unknown_row",
        &[("D50", L, "BM01", "E71", "E71 “29000000” (Kinh phí đã chi trong quý)"), ("D07", C, "BM01", "E21", "")],
    );
    let gone = got.findings.iter().find(|f| f.code == "D07").unwrap();
    assert!(gone.expected.vi.contains("mã 44 Kinh phí – đã chi"), "{gone:?}");
    gives("figure_alone", &[("D50", L, "BM01", "E90", "29")]);
}

#[test]
fn sums_and_remarks_of_people_are_counted_and_told() {
    gives("total_line", &[("D56", C, "BM01", "E90", "E90 “12345” (Tổng cộng)")]);
    gives("sum_beside", &[("D56", C, "BM01", "I43", "I43 “777”; I44 “778”")]);
    gives("remark", &[("D57", I, "BM01", "I5", "B90 “Số liệu đã đối chiếu với kho bạc”")]);
    gives("number_over_ordinal", &[("D56", C, "BM01", "A69", "A69 “35”")]);
    gives("hidden_sheet", &[("D56", C, "Nháp", "B2", "42"), ("D57", I, "Nháp", "A1", "Nháp")]);
}

#[test]
fn second_column_or_table_of_figures_is_an_error() {
    gives("two_columns", &[("D51", L, "BM01", "E21", "“Số lượng”: E21, F21")]);
    gives("second_column", &[("D55", L, "BM01", "I21", "I69 “142”")]);
    gives("second_table", &[("D55", L, "BM01", "J31", "L31 “9”")]);
}

#[test]
fn other_unit_of_measure_is_an_error() {
    let got = gives("unit_in_row", &[("D52", L, "BM01", "D70", "D70, D71: tr.đ")]);
    assert_eq!(got.findings[0].expected.vi, "đồng");
    gives("unit_in_heading", &[("D52", L, "BM01", "E21", "nghìn người")]);
    gives("unit_in_label", &[("D52", L, "BM01", "B71", "triệu đồng")]);
    gives("unit_above", &[("D52", L, "BM01", "B20", "triệu đồng")]);
    gives("unit_synonym", &[]);
}

#[test]
fn heading_that_nearly_fits_is_read_or_named() {
    let got = gives("heading_in_brackets", &[]);
    assert_eq!(got.amount("tap_huan"), &Amount::Number(35.0));
    let ReadingOutcome::NotAReturn(finding) = outcome(&made("heading_other")) else { panic!() };
    assert_eq!((finding.code.as_str(), place(&finding)), ("D13", "BM01!A21".to_string()));
    assert!(finding.found.vi.contains("E21 “Kết quả”") && finding.expected.vi.contains("Số lượng"), "{finding:?}");
}

#[test]
fn code_and_label_of_two_rows_are_an_error() {
    let got = gives("code_of_another", &[("D05", L, "BM01", "C69", "42: Cộng tác viên")]);
    assert!(got.findings[0].is_blocking());
    gives("code_of_repeated_label", &[("D05", L, "BM01", "C72", "45: CỘNG TÁC VIÊN")]);
}

#[test]
fn two_places_with_one_name_are_an_error() {
    gives("two_labels", &[("D51", L, "BM01", "C14", "“Lần gửi”: J10 “2”, C14 “1”")]);
    gives("same_label_twice", &[]);
    gives("two_answers", &[("D51", L, "TM", "C20", "TM!C4, TM!C20")]);
    gives("list_heading_twice", &[("D51", L, "DS_2", "J4", "“CĐCS”: E4, J4")]);
}

#[test]
fn label_close_to_a_header_field_is_an_error() {
    gives("near_label", &[("D58", L, "BM01", "B14", "B14 “Lần nộp thứ:”; C14 “1”")]);
}

#[test]
fn rows_of_a_list_elsewhere_are_an_error() {
    gives("list_copied", &[("D53", L, "DS_2 (2)", "B5", "Người 5")]);
    gives("list_copy_blank", &[]);
    gives("list_headings", &[("D53", L, "DS_2", "B4", "B4 “Họ và tên”, C4 “Năm sinh”, D4 “Nam/Nữ”")]);
    gives("list_other_name", &[("D54", L, "Danh sach ket nap", "B4", "B4 “Họ và tên”; C4 “Năm sinh”")]);
    gives("list_beside", &[("D53", L, "DS_2", "J5", "J5 “Người thứ 5”; K5")]);
    gives("list_remark", &[("D57", I, "DS_2", "J5", "chuyển từ huyện khác")]);
    gives("list_extra_column", &[("D57", I, "DS_2", "J4", "Điện thoại")]);
}

/// The base lists three persons for 2021-Q3; two more are on a second sheet. A finding about a row names its own sheet.
#[test]
fn list_that_goes_on_in_another_sheet_is_read() {
    let base = plan().rosters.iter().position(|roster| roster.code == "DS_2").unwrap();
    let before = returned(&made("list_copy_blank")).rosters[base].rows.len();
    let got = gives("list_continued", &[("D61", C, "DS_2 (2)", "A4", "DS_2 (2): 2 dòng")]);
    let rows = &got.rosters[base];
    assert_eq!(rows.rows.len(), before + 2);
    assert_eq!(rows.rows.last().unwrap().cells[0], Amount::Text("Người tiếp 6".into()));
    assert_eq!((rows.place(before - 1).0, rows.place(before).0), ("DS_2", "DS_2 (2)"));
    let all = tonghop::check::check_one(&plan(), &got, None).unwrap().findings;
    let gaps: Vec<_> = all.iter().filter(|f| f.code == "K07" && f.sheet.as_deref() == Some("DS_2 (2)")).collect();
    assert!(gaps.iter().all(|f| f.found.vi.contains("5 (DS_2 (2)); 6 (DS_2 (2))")) && !gaps.is_empty(), "{all:?}");
}

/// The column is named once, with its heading; that its cells are blank is not said.
#[test]
fn renamed_column_of_a_list_is_named_once() {
    let got = gives("list_column", &[("D54", L, "DS_2", "B4", "B4 “Họ và tên”")]);
    assert_eq!(got.findings[0].expected.vi, "Họ tên");
    let all = tonghop::check::check_one(&plan(), &got, None).unwrap().findings;
    assert!(!all.iter().any(|f| f.code == "K07"), "{all:?}");
}

#[test]
fn form_with_a_bare_code_of_another_is_not_counted() {
    let ReadingOutcome::NotAReturn(finding) = outcome(&made("bare_code")) else { panic!() };
    assert_eq!((finding.code.as_str(), finding.severity), ("D31", L));
    assert!(finding.found.vi.contains("BM02-TCX/Q"), "{finding:?}");
}

/// Notes beside figures are kept: on "Khó khăn", in `explain` of the figure and in `export`, also beside a blank figure.
#[test]
fn notes_beside_figures_are_kept() {
    let got = gives("notes", &[]);
    let notes: Vec<_> = got.notes.iter().map(|n| (n.name.as_str(), n.cell.as_str(), n.text.as_str())).collect();
    let expected = [
        ("tap_huan", "F69", "Gồm 5 người của huyện bên"),
        ("kp_du_toan", "F70", "2021"),
        ("kiem_tra", "F72", "chưa có số"),
    ];
    let short: Vec<_> = notes.iter().map(|(_, cell, text)| (*cell, *text)).collect();
    assert_eq!(short, expected.map(|(_, cell, text)| (cell, text)), "{notes:?}");

    let (_keep, folder) = campaign(&["2021-Q3"]);
    fs::copy(made("notes"), folder.join("tra-loi/2021-Q3/BM01_2021-Q3_TANUYEN.xlsx")).unwrap();
    let path = folder.to_str().unwrap();
    assert!(said(&tonghop(&["merge", path])).0 < 2);
    let result = folder.join("ket-qua/Tong-hop-2021-Q3.xlsx");
    let grid = grid::open(&fs::read(&result).unwrap(), &Limits::default()).unwrap();
    let sheet = grid.sheets.iter().find(|s| s.name == "Khó khăn").unwrap();
    let texts: Vec<String> = sheet.cells.values().map(|c| c.value.display().into_owned()).collect();
    assert!(texts.iter().any(|t| t == "Ghi chú mã 42: Người được tập huấn"), "{texts:?}");
    assert!(texts.iter().any(|t| t == "Gồm 5 người của huyện bên") && texts.iter().any(|t| t == "F69"), "{texts:?}");
    let (code, out, error) = said(&tonghop(&["-C", path, "explain", notes[0].0, "--unit", "TANUYEN"]));
    assert!(code == 0 && out.contains("ghi chú BM01!F69: “Gồm 5 người của huyện bên”"), "{out}{error}");
    let tables = exported(&folder);
    let rows = tables["ghi-chu"].as_array().unwrap();
    let mine: Vec<_> = rows.iter().map(|r| [&r["unit_code"], &r["code"], &r["text"], &r["cell"]]).collect();
    assert!(mine.iter().any(|r| *r == ["TANUYEN", "42", "Gồm 5 người của huyện bên", "F69"]), "{mine:?}");
}

fn exported(folder: &Path) -> serde_json::Value {
    let out = folder.join("bang");
    let (path, to) = (folder.to_str().unwrap(), out.to_str().unwrap());
    let (code, _, error) = said(&tonghop(&["export", path, "--internal", "--format", "json", "--output", to]));
    assert!(code < 2, "{error}");
    serde_json::from_slice(&fs::read(out.join("du-lieu.json")).unwrap()).unwrap()
}

/// "Nguồn" and `export` show what became of the cells of each file, and the numbers add up.
#[test]
fn balance_of_each_file_is_shown() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    fs::copy(made("remark"), folder.join("tra-loi/2021-Q3/BM01_2021-Q3_TANUYEN.xlsx")).unwrap();
    let path = folder.to_str().unwrap();
    assert!(said(&tonghop(&["merge", path])).0 < 2);
    let tables = exported(&folder);
    let mut balances = BTreeMap::new();
    for row in tables["nguon"].as_array().unwrap() {
        let count = |key: &str| row[key].as_u64().unwrap();
        let parts = ["cells_taken", "cells_printed", "cells_reported"].map(count);
        assert_eq!(count("cells"), parts.iter().sum::<u64>(), "{row}");
        assert!(parts[0] > 50 && parts[1] > 300, "{row}");
        balances.insert(row["file"].as_str().unwrap().to_string(), (count("cells"), parts));
    }
    assert_eq!(balances.len(), 10);
    assert_eq!(balances["2021-Q3/BM01_2021-Q3_TANUYEN.xlsx"].1[2], 2);
    let result = folder.join("ket-qua/Tong-hop-2021-Q3.xlsx");
    let grid = grid::open(&fs::read(&result).unwrap(), &Limits::default()).unwrap();
    let sheet = grid.sheets.iter().find(|s| s.name == "Nguồn").unwrap();
    let shown = |row, column| sheet.cell(row, column).map(|c| c.value.display().into_owned()).unwrap_or_default();
    let head: Vec<String> = (12..16).map(|column| shown(3, column)).collect();
    assert_eq!(head, ["Ô có nội dung", "Đã lấy", "In sẵn", "Đã báo"]);
    for row in 4..14 {
        let (cells, parts) = balances[&shown(row, 2)];
        let numbers: Vec<String> = [cells, parts[0], parts[1], parts[2]].iter().map(u64::to_string).collect();
        assert_eq!((12..16).map(|column| shown(row, column)).collect::<Vec<_>>(), numbers);
    }
    let (code, out, _) = said(&tonghop(&["audit", result.to_str().unwrap()]));
    assert_eq!(code, 0, "{out}");
}

/// A return for a later period among the returns of this one: the screen names it, with the file.
#[test]
fn return_for_a_later_period_is_told() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    let (from, to) = ("BM01_2021-Q4_TANUYEN.xlsx", "BM01_2021-Q3_TANUYEN.xlsx");
    fs::copy(sample().join("tra-loi/2021-Q4").join(from), inbox.join(to)).unwrap();
    let (code, out, error) = said(&tonghop(&["merge", "-v", folder.to_str().unwrap(), "--period", "2021-Q3"]));
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    let flat = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("D60 · LĐLĐ huyện Tân Uyên · quý III/2021 · 2021-Q3/BM01_2021-Q3_TANUYEN.xlsx"), "{out}");
    assert!(flat.contains("Đang ghi: quý IV/2021") && flat.contains("là kỳ sau"), "{out}");
    assert!(!flat.contains("không có tệp nào"), "{out}");
}

/// Entries of e-mails and archives: mails within an archive are read, what is no workbook is listed.
#[test]
fn entries_of_containers_are_read_or_listed() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    let script = "import sys,zipfile\nfrom email.message import EmailMessage\n\
        folder=sys.argv[1]\nm=EmailMessage(); m['From']='a@example.vn'; m['Subject']='BC'; m.set_content('Kính gửi')\n\
        m['Date']='Mon, 4 Oct 2021 09:12:00 +0700'\nname='BM01_2021-Q3_TANUYEN.xlsx'\n\
        m.add_attachment(open(folder+'/'+name,'rb').read(),maintype='application',subtype='octet-stream',filename=name)\n\
        m.add_attachment(b'%PDF-1.4 x',maintype='application',subtype='pdf',filename='công văn.pdf')\n\
        z=zipfile.ZipFile(folder+'/thu.zip','w'); z.writestr('thư 1.eml',bytes(m)); z.writestr('đọc trước.txt','Xin chào các đồng chí'); z.close()\n\
        import os; os.remove(folder+'/'+name)\n";
    let python = Command::new("/usr/bin/python3").args(["-c", script]).arg(&inbox).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let tables = exported(&folder);
    let rows = tables["nguon"].as_array().unwrap();
    let row = rows.iter().find(|r| r["file"].as_str().unwrap().contains("thu.zip")).unwrap();
    assert_eq!((row["unit_code"].as_str(), row["fate"].as_str()), (Some("TANUYEN"), Some("counted")), "{row}");
    assert_eq!(row["file"], "2021-Q3/thu.zip › thư 1.eml › BM01_2021-Q3_TANUYEN.xlsx");
    assert_eq!(row["left"], "2021-Q3/thu.zip › thư 1.eml › lời thư");
    for name in ["công văn.pdf", "đọc trước.txt"] {
        let row = rows.iter().find(|r| r["file"].as_str().unwrap().ends_with(name)).unwrap();
        assert_eq!(row["fate"], "accompanying", "{row}");
    }
}

/// LibreOffice keeps a copy of another file that a formula reads: it is no sheet.
#[test]
fn cached_copy_of_another_file_is_no_sheet() {
    let keep = tempfile::tempdir().unwrap();
    let file = keep.path().join("phieu.xlsx");
    fs::copy(sample().join("tra-loi/2021-Q3/BM01_2021-Q3_TANUYEN.xlsx"), &file).unwrap();
    let ods = crate::formats::converted(&file, "ods", keep.path());
    let expected = crate::formats::said(&returned(&ods));
    let script = "import sys,re,zipfile\nold,new=sys.argv[1:]\nz=zipfile.ZipFile(old); o=zipfile.ZipFile(new,'w')\n\
        for i in z.infolist():\n\
        \x20d=z.read(i.filename)\n\
        \x20if i.filename=='content.xml':\n\
        \x20 t=d.decode(); s=t.index('<table:table '); e=t.index('</table:table>')+len('</table:table>')\n\
        \x20 c=re.sub(r'table:name=\"[^\"]*\"','table:name=\"\\'file:///cu/Q2.ods\\'#BM01\"',t[s:e],count=1)\n\
        \x20 c=re.sub(r'(<table:table [^>]*)table:style-name=\"[^\"]*\"',r'\\1table:style-name=\"ta_extref\"',c,count=1)\n\
        \x20 assert 'ta_extref' in c; d=(t[:e]+c+t[e:]).encode()\n\
        \x20o.writestr(i,d)\no.close()\n";
    let with = keep.path().join("tham chieu.ods");
    let python = Command::new("/usr/bin/python3").args(["-c", script]).arg(&ods).arg(&with).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    assert_eq!(crate::formats::said(&returned(&with)), expected);
}

/// In every format, content that a person adds anywhere is read or reported, and the balance is the number of cells.
#[test]
fn added_content_is_found_in_every_format() {
    let keep = tempfile::tempdir().unwrap();
    let script = "import sys,random,openpyxl\nbase,folder=sys.argv[1:]\nrandom.seed(20211005)\n\
        for n in range(10):\n\
        \x20b=openpyxl.load_workbook(base)\n\
        \x20s=b.worksheets[n%len(b.worksheets)]\n\
        \x20while True:\n\
        \x20 r,c=random.choice([random.randint(1,30),random.randint(20,110)]),random.randint(1,12)\n\
        \x20 m=s.cell(r,c)\n\
        \x20 if type(m).__name__!='MergedCell' and m.value is None: break\n\
        \x20m.value=random.choice([987654,'Ghi thêm 987654'])\n\
        \x20name='%s/%02d.xlsx'%(folder,n); b.save(name); print(s.title,m.coordinate,sep='\\t')\n";
    let base = sample().join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx");
    let python =
        Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", script]).arg(&base).arg(keep.path()).output();
    let python = python.unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let places = String::from_utf8(python.stdout).unwrap();
    let files: Vec<PathBuf> = (0..10).map(|n| keep.path().join(format!("{n:02}.xlsx"))).collect();
    let office = |to: &str| {
        let done = Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}/profile", keep.path().display()))
            .args(["--headless", "--norestore", "--convert-to", to, "--outdir"])
            .arg(keep.path())
            .args(&files)
            .output()
            .expect("LibreOffice (soffice)");
        assert!(done.status.success(), "{to}: {}", String::from_utf8_lossy(&done.stderr));
    };
    ["ods", "xls", "html"].into_iter().for_each(office);
    let writer = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/write.py");
    let python = Command::new("/usr/bin/python3").arg(writer).arg(keep.path()).args(&files).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let mut lost = Vec::new();
    for (file, place) in files.iter().zip(places.lines()) {
        for ending in ["xlsx", "ods", "xls", "html", "xlsb", "xml"] {
            let file = file.with_extension(ending);
            let got = match outcome(&file) {
                ReadingOutcome::Returns(mut all) if all.len() == 1 => all.remove(0),
                other => panic!("{}: {other:?}", file.display()),
            };
            let grid = grid::open(&fs::read(&file).unwrap(), &Limits::default()).unwrap();
            let cells = grid.sheets.iter().flat_map(|s| s.cells.values());
            let content = cells.filter(|c| !c.value.is_blank() && c.value != grid::RawValue::Uncached).count();
            assert_eq!(got.balance.cells() as usize, content, "{}: {:?}", file.display(), got.balance);
            let told = format!("{:?} {:?} {:?} {:?}", got.figures, got.rosters, got.notes, got.findings);
            if !told.contains("987654") {
                lost.push(format!("{ending} {place}: {:?}", got.findings));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}
