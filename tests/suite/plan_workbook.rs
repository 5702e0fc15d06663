//! The plan as a workbook: it equals the text, and an edit in Excel has its effect.

use crate::cli::{flat, said, tonghop};
use crate::libreoffice;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The plan as a workbook gives the same campaign.
#[test]
fn plan_workbook_equals_plan_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("đợt 1");
    assert_eq!(said(&tonghop(&["init", path.to_str().unwrap()])).0, 0);
    assert!(path.join("ke-hoach.xlsx").is_file() && path.join("phu-luc.xlsx").is_file());
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/277-lai-chau");
    let inbox = path.join("tra-loi/2021-Q3");
    for entry in fs::read_dir(sample.join("tra-loi/2021-Q3")).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), inbox.join(entry.file_name())).unwrap();
    }
    assert_eq!(said(&tonghop(&["merge", path.to_str().unwrap()])).0, 0);
    // The result of the plan as text has the same bytes, including the hash of the plan.
    let other = folder.path().join("bằng chữ");
    assert_eq!(said(&tonghop(&["init", "--text", other.to_str().unwrap()])).0, 0);
    for entry in fs::read_dir(&inbox).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), other.join("tra-loi/2021-Q3").join(entry.file_name())).unwrap();
    }
    assert_eq!(said(&tonghop(&["merge", other.to_str().unwrap()])).0, 0);
    let result = |p: &Path| fs::read(p.join("ket-qua/Tong-hop-2021-Q3.xlsx")).unwrap();
    assert!(result(&path) == result(&other));
    // A plan saved again by another program is still the same plan.
    let (_keep, again) = libreoffice::recalculate(&path.join("ke-hoach.xlsx"));
    fs::copy(again, path.join("ke-hoach.xlsx")).unwrap();
    assert_eq!(said(&tonghop(&["merge", path.to_str().unwrap()])).0, 0);
    assert!(result(&path) == result(&other));
    // With both kinds of plan it is not clear which one counts.
    fs::copy(other.join("ke-hoach.toml"), path.join("ke-hoach.toml")).unwrap();
    let (code, _, error) = said(&tonghop(&["merge", path.to_str().unwrap()]));
    assert!(code == 2 && flat(&error).contains("ke-hoach.toml và ke-hoach.xlsx"), "{error}");
}

/// A column added in Excel appears with its total, in the dictionary and in the audit, without other changes. An error
/// in it is reported with sheet and cell.
#[test]
fn column_added_in_excel_appears_in_the_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("d");
    assert_eq!(said(&tonghop(&["init", path.to_str().unwrap()])).0, 0);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/277-lai-chau/tra-loi/2021-Q3");
    for entry in fs::read_dir(sample).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), path.join("tra-loi/2021-Q3").join(entry.file_name())).unwrap();
    }
    let plan = path.join("ke-hoach.xlsx").display().to_string();
    let edit = |formula: &str| {
        let script = format!(
            "import openpyxl\nb=openpyxl.load_workbook({plan:?})\ns=b['Cột tính']\n\
             r=[r for r in range(1,s.max_row+2) if s.cell(r,1).value in (None,'kn_nu')][-1]\n\
             for c,v in enumerate(['kn_nu','Tổng hợp','Kết nạp đoàn viên','Kết nạp nữ lũy kế',{formula:?},'cộng','số nguyên',None,None,'Cộng mã 08.'],1): s.cell(r,c).value=v\n\
             b.save({plan:?})\n"
        );
        let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
        assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    };
    edit("LUY_KE(dv_kn_nu)");
    assert_eq!(said(&tonghop(&["merge", path.to_str().unwrap()])).0, 0);
    let result = path.join("ket-qua/Tong-hop-2021-Q3.xlsx");
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&result).unwrap();
    let sheet = book.worksheet_range("Tổng hợp").unwrap();
    let rows: Vec<_> = sheet.rows().map(<[calamine::Data]>::to_vec).collect();
    let is = |c: &calamine::Data, text: &str| *c == calamine::Data::String(text.into());
    let column = rows.iter().find_map(|r| r.iter().position(|c| is(c, "Kết nạp nữ lũy kế"))).unwrap();
    let units: f64 = rows
        .iter()
        .filter(|r| matches!(&r[1], calamine::Data::String(s) if s.starts_with("LĐLĐ ") || s.starts_with("CĐ")))
        .filter_map(|r| if let calamine::Data::Float(n) = r[column] { Some(n) } else { None })
        .sum();
    let total = rows.iter().find(|r| r.iter().any(|c| is(c, "Tổng cộng"))).unwrap();
    assert!(units > 0.0 && total[column] == calamine::Data::Float(units), "{units} {:?}", total[column]);
    let words = book.worksheet_range("Công thức").unwrap();
    assert!(words.used_cells().any(|(_, _, c)| c.to_string().contains("kn_nu")));
    assert_eq!(said(&tonghop(&["audit", result.to_str().unwrap()])).0, 0);
    edit("LUY_KE(dv_kn_nuu)");
    let (code, _, error) = said(&tonghop(&["merge", path.to_str().unwrap()]));
    assert!(code == 2 && error.contains("Cột tính!E") && error.contains("dv_kn_nuu"), "{error}");
}
