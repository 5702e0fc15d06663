//! The report in words: the sheet "Báo cáo" and the Word file of `report`. Both are read by other means (openpyxl, the XML
//! of the package), and the figures are those of the sample's truth, by hand.

use crate::libreoffice;
use crate::merge::{campaign, said, sample, tonghop};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tonghop::plan::{Plan, load, template};

const PERIODS: [&str; 3] = ["2021-Q3", "2021-Q4", "2022-Q1"];

/// Prints the report in the workbook and the one in the Word file, one line for each paragraph, one for each row of a
/// table. Figures of the workbook are formatted here, from number and number format.
const READER: &str = r#"
import sys, zipfile, openpyxl, xml.etree.ElementTree as E
book, docx = sys.argv[1:3]
sheet = openpyxl.load_workbook(book, data_only=True)["Báo cáo"]
def grouped(text):
    return text.replace(",", "_").replace(".", ",").replace("_", ".")
def shown(cell):
    value = cell.value
    if value is None: return ""
    if isinstance(value, str): return value
    if "%" in cell.number_format: return grouped(f"{abs(value)*100:,.1f}%") if value >= 0 else "−" + grouped(f"{abs(value)*100:,.1f}%")
    return ("−" if value < 0 else "") + grouped(f"{abs(value):,.0f}")
merged = {str(r).split(":")[0]: r for r in sheet.merged_cells.ranges}
def cells(row):
    out = []
    for column in range(1, 15):
        cell = sheet.cell(row, column)
        if type(cell).__name__ != "MergedCell": out.append(shown(cell))
    return out
lines = []
for row in range(10, sheet.max_row + 1):
    if shown(sheet.cell(row, 1)).startswith("Nơi nhận"): break
    whole = merged.get(f"A{row}")
    if whole is not None and whole.max_col == 14:
        if shown(sheet.cell(row, 1)).strip(): lines.append(shown(sheet.cell(row, 1)))
    else:
        lines.append("|".join(text for text in cells(row) if text))
lines = [line for line in lines if line]
print("\n".join(["TITLE " + shown(sheet.cell(7, 1))] + lines))
print("=====")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
body = E.fromstring(zipfile.ZipFile(docx).read("word/document.xml")).find(W + "body")
def said(node): return "".join(t.text or "" for t in node.iter(W + "t"))
children = [c for c in body if c.tag in (W + "p", W + "tbl")]
out = []
for child in children[1:-1]:
    if child.tag == W + "p":
        if said(child).strip() and not said(child).startswith("—"): out.append(said(child))
    else:
        for row in child.iter(W + "tr"):
            out.append("|".join(t for t in (said(c) for c in row.iter(W + "tc")) if t))
assert out[0] == "BÁO CÁO", out[0]
print("\n".join(["TITLE " + out[1]] + out[2:]))
"#;

/// Returns the report as the workbook and as the Word file have it, title first.
fn reports(book: &Path, docx: &Path) -> [Vec<String>; 2] {
    let read =
        Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", READER]).arg(book).arg(docx).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let text = String::from_utf8(read.stdout).unwrap();
    let (one, other) = text.split_once("=====\n").unwrap();
    [one, other].map(|part| part.lines().map(String::from).collect())
}

fn made(folder: &Path, period: &str) -> (PathBuf, PathBuf) {
    let path = folder.to_str().unwrap();
    for command in ["merge", "report"] {
        let (code, out, error) = said(&tonghop(&[command, path, "--period", period]));
        assert!(code < 2, "{out}{error}");
    }
    let results = folder.join("ket-qua");
    (results.join(format!("Tong-hop-{period}.xlsx")), results.join(format!("Bao-cao-{period}.docx")))
}

fn has(lines: &[String], text: &str) -> bool {
    lines.iter().any(|line| line.contains(text))
}

#[test]
fn word_file_says_what_the_workbook_says() {
    let (_keep, folder) = campaign(&PERIODS);
    for period in ["2022-Q1", "2021-Q4"] {
        let (book, docx) = made(&folder, period);
        let [sheet, document] = reports(&book, &docx);
        assert!(sheet.len() > 60, "{sheet:#?}");
        assert_eq!(sheet, document, "{period}");
        let truths: &[&str] = match period {
            "2022-Q1" => &[
                "TITLE Kết quả phát triển đoàn viên, thành lập công đoàn cơ sở quý I năm 2022",
                "11/11 báo cáo",
                "kết nạp 56 đoàn viên (nữ 30; khu vực ngoài nhà nước 24)",
                "169/540 đoàn viên, đạt 31,3%",
                "phải đạt 162 đoàn viên, vượt 7",
                "thành lập 2 CĐCS",
                "lũy kế 8/23 CĐCS",
                "54/97 doanh nghiệp từ 10 lao động trở lên thành lập CĐCS, đạt 55,7% (mục tiêu 85%)",
                "ở 29 doanh nghiệp",
                "giảm 72",
                "Tổng cộng|540|56|169|31,3%|162|7",
                "chưa gồm 3 báo cáo",
                // Units with the same answer share a line; other answers have their own.
                "LĐLĐ huyện Mường Tè, CĐ Viên chức, CĐN Giáo dục, CĐN Y tế: Tiếp tục rà soát doanh nghiệp",
                "- LĐLĐ huyện Tân Uyên, LĐLĐ huyện Phong Thổ, LĐLĐ huyện Nậm Nhùn: Đề nghị LĐLĐ tỉnh hỗ trợ tài liệu",
                "- LĐLĐ huyện Nậm Nhùn: Số lao động chưa là đoàn viên ít hơn",
            ],
            _ => &[
                "TITLE Kết quả phát triển đoàn viên, thành lập công đoàn cơ sở quý IV năm 2021",
                "9/11 báo cáo",
                "Báo cáo còn lỗi, chưa tổng hợp: LĐLĐ huyện Than Uyên, LĐLĐ huyện Sìn Hồ.",
            ],
        };
        for truth in truths {
            assert!(has(&sheet, truth), "{period}: {truth}\n{sheet:#?}");
        }
        // Nothing is left open: no brace, no error value.
        assert!(!sheet.iter().any(|line| line.contains(['{', '}', '#'])), "{sheet:#?}");
    }
}

/// Another period in the yellow cell, recalculated by LibreOffice: the sentences are those of the report of that period.
#[test]
fn sentences_follow_the_chosen_period() {
    let (keep, folder) = campaign(&PERIODS);
    let (book, _) = made(&folder, "2022-Q1");
    let (_, earlier) = made(&folder, "2021-Q4");
    let chosen = keep.path().join("chosen.xlsx");
    let script = format!(
        "import openpyxl\nb=openpyxl.load_workbook({:?})\nb['Tổng quan']['O1']='2021-Q4'\nb.save({:?})\n",
        book.to_str().unwrap(),
        chosen.to_str().unwrap()
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let (_folder, recalculated) = libreoffice::recalculate(&chosen);
    let [sheet, document] = reports(&recalculated, &earlier);
    assert_eq!(sheet, document);
}

/// The sum of a figure over the returns of the sample that are counted, and the units whose returns are not, by state.
fn counted_sum(periods: &[&str], name: &str) -> (i64, Vec<(String, String)>) {
    let truth = fs::read_to_string(sample().join("su-that.tsv")).unwrap();
    let rows: Vec<Vec<&str>> = truth.lines().map(|line| line.split('\t').collect()).collect();
    let states = rows.iter().filter(|row| row[0] == "trang_thai" && periods.contains(&row[1]));
    let (counted, others): (Vec<_>, Vec<_>) = states.partition(|row| row[4] == "Tính");
    let is_counted = |row: &&Vec<&str>| counted.iter().any(|state| state[1..3] == row[1..3]);
    let figures = rows.iter().filter(|row| row[0] == "so_lieu" && row[3] == name).filter(is_counted);
    let sum = figures.map(|row| row[4].parse::<i64>().unwrap()).sum();
    (sum, others.iter().map(|row| (row[2].to_string(), row[4].to_string())).collect())
}

/// The report of a half-year: the flows are sums over the counted returns of both quarters, and the returns that are
/// missing or on hold are named from both.
#[test]
fn report_of_a_half_year_adds_up_and_names_what_is_missing() {
    let (_keep, folder) = campaign(&PERIODS);
    let (book, docx) = made(&folder, "2021-H2");
    let [in_book, in_word] = reports(&book, &docx);
    assert_eq!(in_book, in_word);
    assert!(in_word[0].ends_with("6 tháng cuối năm 2021"), "{}", in_word[0]);
    let halves = ["2021-Q3", "2021-Q4"];
    let (admitted, others) = counted_sum(&halves, "kn_trong_ky");
    assert!(has(&in_word, &format!("Trong 6 tháng cuối năm 2021 kết nạp {admitted} đoàn viên")), "{in_word:#?}");
    let (founded, _) = counted_sum(&halves, "tl_trong_ky");
    assert!(has(&in_word, &format!("Trong 6 tháng cuối năm 2021 thành lập {founded} CĐCS")), "{in_word:#?}");
    assert!(admitted > 100 && founded > 5, "{admitted} {founded}");
    let units =
        |codes: &[&str], state: &str| others.iter().filter(|o| o.1 == state && codes.contains(&o.0.as_str())).count();
    assert_eq!((units(&["CDGD"], "Chưa gửi"), units(&["THANUYEN", "SINHO"], "Giữ lại"), others.len()), (1, 2, 3));
    assert!(has(&in_word, "đã tổng hợp 19/22 báo cáo"), "{in_word:#?}");
    assert!(has(&in_word, "Chưa gửi báo cáo: CĐN Giáo dục."), "{in_word:#?}");
    assert!(has(&in_word, "Báo cáo còn lỗi, chưa tổng hợp: LĐLĐ huyện Than Uyên, LĐLĐ huyện Sìn Hồ."), "{in_word:#?}");
    assert!(in_word.iter().any(|line| line.contains("|Trong kỳ|")), "{in_word:#?}");
}

#[test]
fn report_that_somebody_edited_is_kept() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let file = folder.join("ket-qua/Bao-cao-2021-Q3.docx");
    let run = || said(&tonghop(&["report", path]));
    assert_eq!(run().0, 0);
    let first = fs::read(&file).unwrap();
    assert_eq!(run().0, 0);
    assert!(fs::read(&file).unwrap() == first && fs::read_dir(folder.join("ket-qua")).unwrap().count() == 1);
    let script = "import sys,zipfile\np=sys.argv[1]\nz=zipfile.ZipFile(p)\nparts=[(n,z.read(n)) for n in z.namelist()]\n\
        o=zipfile.ZipFile(p,'w',zipfile.ZIP_DEFLATED)\n\
        [o.writestr(n,b.replace('BÁO CÁO'.encode(),'BÁO CÁO QUÝ'.encode())) for n,b in parts]\no.close()\n";
    let python = Command::new("/usr/bin/python3").args(["-c", script]).arg(&file).output().unwrap();
    assert!(python.status.success());
    let edited = fs::read(&file).unwrap();
    let (code, out, error) = run();
    assert!(code == 0 && out.contains("da sua"), "{out}{error}");
    assert!(fs::read(&file).unwrap() == first);
    let kept = fs::read_dir(folder.join("ket-qua")).unwrap().map(|e| e.unwrap().path());
    let kept: Vec<_> = kept.filter(|p| p.to_string_lossy().contains("da sua")).collect();
    assert!(kept.len() == 1 && kept[0].extension().unwrap() == "docx" && fs::read(&kept[0]).unwrap() == edited);
}

#[test]
fn plan_without_a_report_is_told() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let plan = folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let (before, after) = text.split_once("[[report]]").unwrap();
    let rest = after.split_once("# ĐIỀU CHỈNH").unwrap().1;
    fs::write(&plan, format!("{before}\n# ĐIỀU CHỈNH{rest}")).unwrap();
    let path = folder.to_str().unwrap();
    let (code, out, error) = said(&tonghop(&["report", path]));
    assert!(code == 2 && error.contains("chưa có bảng Báo cáo"), "{out}{error}");
    assert!(said(&tonghop(&["merge", path])).0 < 2);
    let read = Command::new("/usr/bin/python3")
        .args(["-W", "ignore", "-c", "import sys,openpyxl;print(openpyxl.load_workbook(sys.argv[1]).sheetnames)"])
        .arg(folder.join("ket-qua/Tong-hop-2021-Q3.xlsx"))
        .output()
        .unwrap();
    let names = String::from_utf8(read.stdout).unwrap();
    assert!(names.contains("Tổng quan") && !names.contains("'Báo cáo'"), "{names}");
}

fn loaded(report: &str) -> Result<Plan, String> {
    let template = template::get("277-kh-ldld").unwrap();
    let (before, after) = template.plan.split_once("[[report]]").unwrap();
    let rest = after.split_once("# ĐIỀU CHỈNH").unwrap().1;
    let plan = format!("{before}\n{report}\n# ĐIỀU CHỈNH{rest}");
    load::text(&plan, template.annex.as_bytes(), ("plan.toml", "phu-luc.tsv"))
        .map_err(|problems| problems.iter().map(|p| format!("{:?}\n", p)).collect())
}

#[test]
fn faults_of_a_report_are_told_with_what_to_do() {
    let cases = [
        ("kind = \"paragraph\"\ntext = \"Kết nạp {kn_trong_kỳ}\"", "names are lower-case ASCII"),
        ("kind = \"paragraph\"\ntext = \"{kn_luy_k}\"", "did you mean: kn_luy_ke"),
        ("kind = \"paragraph\"\ntext = \"{kn_hang}\"", "the total row has no 'kn_hang'"),
        ("kind = \"paragraph\"\ntext = \"{ban_chi_dao}\"", "is no number"),
        ("kind = \"paragraph\"\ntext = \"{kn_luy_ke\"", "brackets { } do not pair"),
        ("kind = \"paragraph\"\ntext = \"{kn_luy_ke+}\"", "ends in the middle"),
        ("kind = \"paragraph\"\ntext = \"{LUY_KE(dv_ket_nap)+1}\"", "make LUY_KE(dv_ket_nap) a column"),
        ("kind = \"paragraph\"", "this part has no text"),
        ("kind = \"paragraph\"\ntext = \"{don_vi}\"", "which units does {don_vi} list"),
        ("kind = \"paragraph\"\ntext = \"x\"\nunits = 'kn_cham=1'", "the text has no {don_vi}"),
        ("kind = \"heading\"\ntext = \"{don_vi}\"\nunits = 'kn_cham=1'", "cannot list units"),
        ("kind = \"paragraph\"\ntext = \"x\"\nwhen = 'kn_lu_ke>0'", "did you mean: kn_luy_ke"),
        ("kind = \"sentence\"\ntext = \"x\"", "must follow a paragraph"),
        ("kind = \"table\"", "the table has no columns"),
        ("kind = \"table\"\ncolumns = [\"kn_luyke\"]", "did you mean"),
        ("kind = \"paragraph\"\ntext = \"x\"\ncolumns = [\"kn_luy_ke\"]", "only kind = \\\"table\\\" has columns"),
        (
            "kind = \"table\"\ncolumns = [\"kn_luy_ke\", \"kn_ty_le\", \"kn_cham\", \"dv_ck\", \"cdcs_ck\", \"ld_ck\", \"mat_do\"]",
            "more than 6 on A4",
        ),
        ("kind = \"answers\"", "no question is given"),
        ("kind = \"answers\"\nquestions = [\"tm_khokhan\"]", "did you mean: tm_kho_khan"),
        ("kind = \"paragraph\"\ntext = \"x\"\n[[report]]\nkind = \"title\"\ntext = \"y\"", "comes first and only once"),
    ];
    for (row, fault) in cases {
        let told = loaded(&format!("[[report]]\n{row}")).expect_err(row);
        assert!(told.contains(fault), "{row}: {told}");
    }
    assert_eq!(loaded("").unwrap().report.len(), 0);
    assert_eq!(
        loaded("[[report]]\nkind = \"item\"\ntext = \"{SO_VN(100*kn_luy_ke/pl_ct_dv,1)}%\"").unwrap().report.len(),
        1
    );
}
