//! The second template: another organisation (UBND of Lâm Đồng), trees instead of members, half-years instead of
//! quarters, twelve other units. Forms, returns (invented figures), merge, audit, explain; and a plan of months.

use crate::merge::{said, tonghop};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Units and their planted trees: forest, interplanted, urban, rural in the first and in the second half of 2021.
const PLANTED: [(&str, [u32; 4], [u32; 4]); 4] = [
    ("DALAT", [90_000, 10_000, 40_000, 20_000], [100_000, 0, 50_000, 10_000]),
    ("DONDUONG", [200_000, 50_000, 5_000, 45_000], [250_000, 100_000, 10_000, 40_000]),
    ("BAOLAM", [300_000, 150_000, 0, 50_000], [320_000, 180_000, 0, 60_000]),
    ("CATTIEN", [0, 30_000, 2_000, 8_000], [60_000, 30_000, 0, 0]),
];

/// Fills a unit's form by its printed codes, as a user would. `slip` is added to the total of code 01.
pub(crate) fn fill(folder: &Path, period: &str, unit: &str, planted: [u32; 4], to_date: u32, slip: u32) {
    let total: u32 = planted.iter().sum();
    let forest = planted[0];
    let half = if period.ends_with("H1") { "5, 19" } else { "9, 2" };
    let script = format!(
        "import openpyxl,datetime\nb=openpyxl.load_workbook({form:?})\ns=b['TCX']\n\
         row={{s.cell(r,3).value:r for r in range(1,s.max_row+1)}}\n\
         def put(code,value): s.cell(row[code],5).value=value\n\
         for code,value in zip(['02','03','04','05'],{planted:?}): put(code,value)\n\
         put('01',{total}+{slip}); put('06',{to_date}); put('07',{to_date}*9//10); put('08',{forest}//2000); put('13','Có')\n\
         for r in range(1,20):\n\
         \x20for c in range(1,8):\n\
         \x20 if s.cell(r,c).value=='Ngày gửi':\n\
         \x20  for k in range(c+1,9):\n\
         \x20   m=s.cell(r,k)\n\
         \x20   if type(m).__name__!='MergedCell': m.value=datetime.date(2021,{month},5); break\n\
         t=b['Thuyết minh']\n\
         for r in range(1,t.max_row+1):\n\
         \x20if t.cell(r,1).value=='TM2': t.cell(r,3).value='Thiếu cây giống'\n\
         k=b['KHU']\n\
         head=next(r for r in range(1,30) if 'Khu vực' in [k.cell(r,c).value for c in range(1,5)])\n\
         if {forest}:\n\
         \x20for c,v in enumerate(['Tiểu khu 12','Ban QLRPH','Thông ba lá',datetime.date(2021, {half}),{forest}//2000,{forest}]): k.cell(head+1,2+c).value=v\n\
         b.save({to:?})\n",
        form = folder.join(format!("bieu-mau/{period}/TCX_{period}_{unit}.xlsx")).display().to_string(),
        to = folder.join(format!("tra-loi/{period}/{unit}.xlsx")).display().to_string(),
        planted = planted,
        month = if period.ends_with("H1") { 7 } else { 12 },
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
}

#[test]
fn half_year_plan_works_from_form_to_audit() {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("trồng cây");
    let path = folder.to_str().unwrap();
    assert_eq!(said(&tonghop(&["init", path, "--template", "2209-kh-ubnd"])).0, 0);
    let (code, out, error) = said(&tonghop(&["forms", path]));
    assert!(code == 0 && out.contains("6 tháng đầu năm 2021: đã làm 12 biểu mẫu"), "{out}{error}");
    fs::create_dir_all(folder.join("tra-loi/2021-H1")).unwrap();
    fs::create_dir_all(folder.join("tra-loi/2021-H2")).unwrap();
    for (unit, first, _) in PLANTED {
        fill(&folder, "2021-H1", unit, first, first.iter().sum(), 0);
    }
    let (code, out, error) = said(&tonghop(&["merge", "-v", path]));
    assert!(code == 0 && out.contains("4/12 đơn vị đã gửi, 4 đã tổng hợp"), "{out}{error}");
    let (code, out, error) = said(&tonghop(&["forms", path]));
    assert!(code == 0 && out.contains("6 tháng cuối năm 2021: đã làm"), "{out}{error}");
    for (unit, first, second) in PLANTED {
        // Cát Tiên's total is one too high: its second return is on hold.
        let slip = u32::from(unit == "CATTIEN");
        let to_date: u32 = first.iter().chain(&second).sum();
        fill(&folder, "2021-H2", unit, second, to_date, slip);
    }
    let (code, out, error) = said(&tonghop(&["merge", "-v", path]));
    assert!(code == 1 && out.contains("4/12 đơn vị đã gửi, 3 đã tổng hợp"), "{out}{error}");
    assert!(out.contains("R07") && out.contains("CATTIEN"), "{out}");
    let result = folder.join("ket-qua/Tong-hop-2021-H2.xlsx");
    let (compared, differences) = crate::libreoffice::compare(&result);
    assert!(compared > 500 && differences.is_empty(), "{compared}: {differences:?}");
    assert_eq!(
        said(&tonghop(&["audit", result.to_str().unwrap(), "--returns", folder.join("tra-loi").to_str().unwrap()])).0,
        0
    );
    // By hand: counted returns only; Cát Tiên's 40.000 of the first half remain.
    // Đà Lạt 160.000 + 160.000, Đơn Dương 300.000 + 400.000, Bảo Lâm 500.000 + 560.000.
    let (_, out, _) = said(&tonghop(&["-C", path, "explain", "cay_lk", "--period", "2021-H2"]));
    for told in
        ["Tổng cộng = 2.120.000", "Thành phố Đà Lạt: 320.000", "Huyện Đơn Dương: 700.000", "Huyện Cát Tiên: 40.000"]
    {
        assert!(out.contains(told), "{told}: {out}");
    }
    // 4.800.000 × 2/10 = 960.000 by the second of ten half-years; 700.000 − 960.000.
    let (_, out, _) = said(&tonghop(&["-C", path, "explain", "chenh", "--unit", "DONDUONG", "--period", "2021-H2"]));
    assert!(out.contains("-260.000") || out.contains("−260.000"), "{out}");
    let (_, out, _) = said(&tonghop(&["-C", path, "explain", "thieu", "--unit", "CATTIEN", "--period", "2021-H2"]));
    assert!(out.contains("= 1"), "{out}");
}

/// The small plan of `tests/plans` with months instead of quarters.
#[test]
fn monthly_plan_works_from_form_to_audit() {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("tháng");
    let path = folder.to_str().unwrap();
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/trong-cay");
    fs::create_dir_all(folder.join("tra-loi")).unwrap();
    let text = fs::read_to_string(plan.join("plan.toml")).unwrap();
    let text = text.replace("\"2024-Q1\"", "\"2024-T11\"").replace("\"2024-Q4\"", "\"2025-T10\"");
    fs::write(folder.join("ke-hoach.toml"), text).unwrap();
    fs::copy(plan.join("phu-luc.csv"), folder.join("phu-luc.csv")).unwrap();
    for (period, month, year) in [("2024-T11", 11, 2024), ("2024-T12", 12, 2024), ("2025-T01", 1, 2025)] {
        assert_eq!(said(&tonghop(&["forms", path, "--period", period])).0, 0);
        let script = format!(
            "import openpyxl\nb=openpyxl.load_workbook({:?})\ns=b['TC']\n\
             cells={{s.cell(r,c).value:(r,c) for r in range(1,14) for c in range(1,7) if s.cell(r,c).value}}\n\
             r,c=cells['Tháng']; assert s.cell(r,c+1).value=={month}\n\
             r,c=cells['Năm']; assert s.cell(r,c+1).value=={year}\n\
             assert any(str(t).startswith('Tháng {month} năm {year}') for t in cells)\n\
             row={{s.cell(r,3).value:r for r in range(1,s.max_row+1)}}\n\
             s.cell(row['01'],5).value=100*{month}\ns.cell(row['02'],5).value=10\nb.save({:?})\n",
            folder.join(format!("bieu-mau/{period}/TC_{period}_AN.xlsx")).display().to_string(),
            folder.join(format!("tra-loi/AN thang {month} nam {year}.xlsx")).display().to_string(),
        );
        let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
        assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    }
    let (_, out, error) = said(&tonghop(&["merge", "-v", path, "--period", "2025-T01"]));
    assert!(out.contains("Tháng 1/2025: 1/2 đơn vị đã gửi"), "{out}{error}");
    let result = folder.join("ket-qua/Tong-hop-2025-T01.xlsx");
    let (compared, differences) = crate::libreoffice::compare(&result);
    assert!(compared > 50 && differences.is_empty(), "{compared}: {differences:?}");
    assert_eq!(said(&tonghop(&["audit", result.to_str().unwrap()])).0, 0);
    // 1.100 + 1.200 + 100 over the three months.
    let (_, out, _) = said(&tonghop(&["-C", path, "explain", "lk_cay", "--unit", "AN", "--period", "2025-T01"]));
    assert!(out.contains("2.400"), "{out}");
}
