//! The form of another plan among the returns: the same units, periods and row codes, other figures. It is never
//! counted. A return whose header or labels a person changed is counted.

use crate::formats::converted;
use crate::merge::{said, tonghop};
use crate::second::fill;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tonghop::limits::Limits;
use tonghop::model::finding::{Finding, Severity};
use tonghop::model::received_file::ReadingOutcome;
use tonghop::plan::{Plan, load};
use tonghop::read::read;

const LABELS: [&str; 13] = [
    "Giếng khoan",
    "Giếng đào",
    "Bể chứa nước mưa",
    "Trạm cấp nước tập trung",
    "Hố xí hợp vệ sinh",
    "Tổng số công trình từ đầu kế hoạch",
    "Công trình đang hoạt động",
    "Diện tích được tưới",
    "Tỷ lệ hộ dùng nước sạch",
    "Bể lọc do nhà nước cấp",
    "Tiền dân đóng góp",
    "Hộ được hưởng lợi",
    "Đã tổ chức Tuần lễ nước sạch",
];

/// Converts the tree plan to one of another programme: another form, other rows, the same units and periods.
fn other_plan(text: &str) -> String {
    let mut labels = LABELS.iter();
    let mut within = false;
    let mut out = Vec::new();
    for line in text.lines() {
        if line.starts_with("[[") {
            within = line == "[[indicators]]";
        }
        match line {
            "code = \"BM-TCX/6T\"" => out.push("code = \"VS-77\"".to_string()),
            _ if within && line.starts_with("label = ") => {
                out.push(format!("label = \"{}\"", labels.next().unwrap()));
            }
            _ => out.push(line.to_string()),
        }
    }
    assert!(labels.next().is_none());
    out.join("\n") + "\n"
}

struct Stage {
    _keep: tempfile::TempDir,
    trees: PathBuf,
    water: PathBuf,
    plan: Plan,
}

/// Two campaigns with a return of Đà Lạt in each; Đơn Dương's tree return is in its campaign too.
fn stage() -> Stage {
    let keep = tempfile::tempdir().unwrap();
    let template = tonghop::plan::template::get("2209-kh-ubnd").unwrap();
    let (trees, water) = (keep.path().join("cay"), keep.path().join("nuoc"));
    for (folder, text) in [(&trees, template.plan.to_string()), (&water, other_plan(template.plan))] {
        fs::create_dir_all(folder.join("tra-loi/2021-H1")).unwrap();
        fs::write(folder.join("ke-hoach.toml"), text).unwrap();
        fs::write(folder.join("phu-luc.tsv"), template.annex).unwrap();
        let (code, out, error) = said(&tonghop(&["forms", folder.to_str().unwrap(), "--period", "2021-H1"]));
        assert_eq!(code, 0, "{out}{error}");
        fill(folder, "2021-H1", "DALAT", [300, 11, 7, 3], 321, 0);
    }
    fill(&trees, "2021-H1", "DONDUONG", [1000, 0, 0, 0], 1000, 0);
    let plan = load::text(template.plan, template.annex.as_bytes(), ("ke-hoach.toml", "phu-luc.tsv")).unwrap();
    Stage { _keep: keep, trees, water, plan }
}

/// Copies a workbook and changes it with lines of Python: `s` is the sheet of the table, `row` its rows by code.
fn changed(file: &Path, name: &str, script: &str) -> PathBuf {
    let to = file.with_file_name(name);
    let script = format!(
        "import openpyxl\nb=openpyxl.load_workbook({:?})\ns=b['TCX']\n\
         row={{s.cell(r,3).value:r for r in range(1,s.max_row+1)}}\n{script}\nb.save({:?})\n",
        file.display().to_string(),
        to.display().to_string()
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    to
}

/// Returns true if a file gives a return that can be counted, and its findings about the form.
fn told(file: &Path, plan: &Plan) -> (bool, Vec<Finding>) {
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let own = |f: &Finding| ["D31", "D32", "D33", "D34"].contains(&f.code.as_str());
    match read(&fs::read(file).unwrap(), &name, plan, &Limits::default()) {
        ReadingOutcome::Returns(all) => {
            let findings = all.into_iter().flat_map(|r| r.findings).filter(own).collect::<Vec<_>>();
            (!findings.iter().any(Finding::is_blocking), findings)
        }
        ReadingOutcome::NotAReturn(finding) => (false, vec![finding]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn form_of_another_plan_is_never_counted() {
    let stage = stage();
    let foreign = stage.water.join("tra-loi/2021-H1/DALAT.xlsx");
    let inbox = stage.trees.join("tra-loi/2021-H1");
    fs::remove_file(inbox.join("DALAT.xlsx")).unwrap();
    fs::copy(&foreign, inbox.join("bao cao.xlsx")).unwrap();
    let (code, out, error) = said(&tonghop(&["merge", "-v", stage.trees.to_str().unwrap()]));
    let flat = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(code == 1 && flat.contains("1/12 đơn vị đã gửi, 1 đã tổng hợp"), "{out}{error}");
    assert!(flat.contains("D31 · Thành phố Đà Lạt · 2021-H1/bao cao.xlsx · trang TCX, ô G1"), "{out}");
    assert!(flat.contains("Đang ghi: biểu VS-77") && flat.contains("Phải là: biểu BM-TCX/6T"), "{out}");
    let (_, out, _) =
        said(&tonghop(&["-C", stage.trees.to_str().unwrap(), "explain", "cay_lk", "--period", "2021-H1"]));
    assert!(out.contains("Tổng cộng = 1.000"), "{out}");

    // The code in every file format, in another place, beside its label, missing, or this plan's code over other rows.
    let moved = "s['G1'].value=None\ns['B2'].value='Biểu số: VS-77'";
    let below = "s['G1'].value=None\ns.cell(s.max_row+3,2).value='Biểu VS-77'";
    let apart = "s['G1'].value='Mã biểu:'\ns['H1'].value='VS-77'";
    let none = "s['G1'].value=None";
    let own = "s['G1'].value='Biểu BM-TCX/6T'";
    let mut files = vec![foreign.clone()];
    for (name, script) in [("m.xlsx", moved), ("b.xlsx", below), ("a.xlsx", apart), ("n.xlsx", none), ("o.xlsx", own)] {
        files.push(changed(&foreign, name, script));
    }
    let office = stage.water.join("office");
    fs::create_dir(&office).unwrap();
    for kind in ["ods", "xls", "html"] {
        files.push(converted(&foreign, kind, &office));
    }
    for file in files {
        let (counted, findings) = told(&file, &stage.plan);
        assert!(!counted, "{}", file.display());
        assert!(findings.iter().any(|f| f.code == "D31" && f.severity == Severity::Error), "{findings:?}");
        assert!(findings.iter().all(|f| f.unit.as_deref() == Some("DALAT") && f.cell.is_some()), "{findings:?}");
    }
    // The same rows under the code of another form, as in next year's campaign.
    let same = changed(&inbox.join("DONDUONG.xlsx"), "khac.xlsx", "s['G1'].value='Biểu BM-TCX/N'");
    assert!(!told(&same, &stage.plan).0);
}

#[test]
fn return_with_changed_header_or_labels_is_counted() {
    let stage = stage();
    let file = stage.trees.join("tra-loi/2021-H1/DALAT.xlsx");
    assert_eq!(told(&file, &stage.plan), (true, Vec::new()));
    for (name, script) in [
        ("khong ma.xlsx", "s['G1'].value=None"),
        ("viet lai.xlsx", "s['G1'].value='BIỂU MẪU SỐ: BM - TCX / 6T (kèm theo công văn)'"),
        ("tieu de.xlsx", "s['G1'].value='BIỂU TỔNG HỢP'"),
        ("ky.xlsx", "s['G1'].value='Biểu 6 tháng đầu năm 2021'"),
        ("don vi.xlsx", "s.cell(row['01'],2).value='TỔNG SỐ CÂY TRỒNG TRONG KỲ (cây)'"),
        ("khong ten.xlsx", "for c,r in row.items():\n if c and str(c).isdigit(): s.cell(r,2).value=None"),
    ] {
        assert_eq!(told(&changed(&file, name, script), &stage.plan), (true, Vec::new()), "{name}");
    }
    let one = |name: &str, script: &str, code: &str, found: &str, expected: &str| {
        let (counted, findings) = told(&changed(&file, name, script), &stage.plan);
        assert!(counted && findings.len() == 1, "{name}: {findings:?}");
        let finding = &findings[0];
        assert_eq!((finding.code.as_str(), finding.severity), (code, Severity::Warning), "{name}");
        assert!(finding.found.vi.contains(found) && finding.expected.vi.contains(expected), "{name}: {finding:?}");
    };
    let reworded = "s.cell(row['01'],2).value='Giếng khoan'";
    one("mot ten.xlsx", reworded, "D32", "01: Giếng khoan", "01: Tổng số cây trồng trong kỳ");
    let reworded = "s['G1'].value=None\ns.cell(row['03'],2).value='Trồng xen ở nương rẫy'";
    one("mot ten nua.xlsx", reworded, "D32", "03: Trồng xen ở nương rẫy", "03: Trồng xen trên đất");
    one("so.xlsx", "s['G1'].value='Biểu số 01'", "D33", "biểu 01", "biểu BM-TCX/6T");
    one("tat.xlsx", "s['G1'].value='Biểu BM-TCX'", "D33", "biểu BM-TCX", "biểu BM-TCX/6T");
    one("mau.xlsx", "s['G1'].value='Mẫu số 02-KH/UB'", "D33", "02-KH/UB", "biểu BM-TCX/6T");
    // All labels reworded under the plan's own code: reported, not on hold.
    let all =
        "for c,r in row.items():\n if c and str(c).isdigit(): s.cell(r,2).value='Chỉ tiêu '+str(s.cell(r,2).value)";
    one("moi ten.xlsx", all, "D32", "và 7 dòng nữa", "01: Tổng số");
    // Both forms in one file: that of the plan is read.
    let both = "t=b.copy_worksheet(s)\nt.title='VS'\nt['G1'].value='Biểu VS-77'";
    one("hai bieu.xlsx", both, "D34", "biểu VS-77", "");
}
