//! `audit` in parts: what was touched with its cause, what follows from it, remarks of the board, returns, plan.

use crate::libreoffice;
use crate::merge::{campaign, said, tonghop};
use crate::publish::tampered;
use std::fs;
use std::path::Path;
use std::process::Command;

const RESULT: &str = "ket-qua/Tong-hop-2021-Q3.xlsx";

fn audited(file: &Path) -> (i32, String) {
    let (code, out, _) = said(&tonghop(&["audit", file.to_str().unwrap()]));
    (code, out.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn json(file: &Path) -> serde_json::Value {
    let (_, out, error) = said(&tonghop(&["audit", file.to_str().unwrap(), "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{error}"));
    json["result"].clone()
}

/// Three figures changed and recalculated by LibreOffice: three causes with place, unit, figure and the cell of the
/// return; everything else is one line.
#[test]
fn causes_come_first_and_consequences_are_one_line() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    assert!(said(&tonghop(&["merge", folder.to_str().unwrap()])).0 < 2);
    let change = "b['Tổng hợp']['E12']=40\nb['Số liệu']['AG15']=99\nb['Phụ lục']['F9']=5";
    let edited = tampered(&folder.join(RESULT), "sua.xlsx", change);
    let (_recalculated, file) = libreoffice::recalculate(&edited);
    let target = folder.join("ket-qua/tinh-lai.xlsx");
    fs::copy(file, &target).unwrap();
    let (code, out) = audited(&target);
    assert_eq!(code, 1, "{out}");
    // The library and LibreOffice together also show more in the labels of two charts, and smooth a line of one.
    assert!(out.contains("Có 6 chỗ bị sửa") && out.contains("Đổi con số hoặc chữ (3)"), "{out}");
    assert!(
        out.contains(
            "trang Tổng hợp, ô E12: Công thức bị ghi đè bằng số hoặc chữ LĐLĐ Thành Phố · Quý III/2021 · Lũy kế kết nạp"
        ),
        "{out}"
    );
    assert!(out.contains("trang Số liệu, ô AG15") && out.contains("LĐLĐ huyện Tam Đường · Quý III/2021 · 07"), "{out}");
    assert!(
        out.contains("Đang ghi: 99 Phải là: 5 Báo cáo: 2021-Q3/BC PTDV quy 3 LDLD Tam Duong.xlsx!BM01!E30"),
        "{out}"
    );
    assert!(out.contains("Những chỗ đó làm đổi") && !out.contains("Giá trị không phải kết quả"), "{out}");
    let report = json(&target);
    let part = |name: &str| {
        report["differences"].as_array().unwrap().iter().filter(|d| d["part"] == name).cloned().collect::<Vec<_>>()
    };
    assert_eq!(part("touched").iter().filter(|d| d["effect"] == "figure").count(), 3);
    assert!(part("follows").len() > 50 && report["follows"].as_u64() == Some(part("follows").len() as u64));
    assert!(part("follows").iter().all(|d| d["kind"] == "value"));
}

/// A forged cached value does not hide behind a touched figure that it depends on; a percentage is shown as on the sheet.
#[test]
fn forged_value_is_touched_and_what_refers_to_it_follows() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    assert!(said(&tonghop(&["merge", folder.to_str().unwrap()])).0 < 2);
    let source = folder.join(RESULT);
    let target = folder.join("ket-qua/gia.xlsx");
    // Only the stored value of the total share, in the XML.
    let script = format!(
        "import zipfile,re\nz=zipfile.ZipFile({:?})\no=zipfile.ZipFile({:?},'w',zipfile.ZIP_DEFLATED)\nn=0\n\
         for i in z.namelist():\n d=z.read(i).decode('utf8') if i.endswith('.xml') else z.read(i)\n\
         \x20if i.startswith('xl/worksheets/sheet2.xml'):\n\
         \x20 d,n=re.subn(r'(<c r=\"F23\"[^>]*><f>.*?</f><v>)[^<]*',r'\\g<1>0.5',d)\n\
         \x20o.writestr(i,d)\no.close()\nassert n==1,n\n",
        source.display().to_string(),
        target.display().to_string()
    );
    let output = Command::new("/usr/bin/python3").args(["-c", &script]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (code, out) = audited(&target);
    assert!(code == 1 && out.contains("Có 1 chỗ bị sửa"), "{out}");
    assert!(
        out.contains("ô F23: Giá trị không phải kết quả của công thức Tổng cộng · Quý III/2021 · % thực hiện"),
        "{out}"
    );
    assert!(out.contains("Đang ghi: 50 % Phải là: 11,1 %"), "{out}");
}

/// What the board writes where there is room for it is a remark; the same cell with other content is not.
#[test]
fn number_date_and_note_by_hand_are_remarks() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    assert!(said(&tonghop(&["merge", folder.to_str().unwrap()])).0 < 2);
    let source = folder.join(RESULT);
    let date = "[c for c in b['Tổng hợp'][4] if c.value and 'ngày' in str(c.value)][0]";
    let change = format!(
        "s=b['Tổng hợp']\ns['A4']='Số: 45/BC-LĐLĐ'\n{date}.value='Lai Châu, ngày 08 tháng 10 năm 2021'\ns['R13']='Đã nhắc'"
    );
    let (code, out) = audited(&tampered(&source, "ky.xlsx", &change));
    assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}");
    assert!(out.contains("Ghi thêm bằng tay ở chỗ dành sẵn (không phải sai lệch): 3 ô"), "{out}");
    assert!(out.contains("ô A4: Số: 45/BC-LĐLĐ") && out.contains("ô R13: Đã nhắc"), "{out}");
    // A dotted date filled in within the formula is one too.
    let dots = format!("c={date}\nc.value=c.value.replace('……','08')");
    let (code, out) = audited(&tampered(&source, "ngay.xlsx", &dots));
    assert!(code == 0 && out.contains("(không phải sai lệch): 1 ô"), "{out}");
    for (name, change) in [
        ("so.xlsx", "b['Tổng hợp']['A4']='Số: 45/QĐ-UBND'".to_string()),
        ("kt.xlsx", "b['Tổng hợp']['A4']='ĐÃ KIỂM TOÁN'".to_string()),
        ("noi.xlsx", format!("{date}.value='Hà Nội, ngày 08 tháng 10 năm 2021'")),
        // The missing quarter of a unit, hushed up.
        ("gc.xlsx", "s=b['Tổng hợp']\nr=[r for r in range(12,23) if 'Giáo dục' in str(s.cell(r,2).value)][0]\ns.cell(r,18).value='Đủ báo cáo'".to_string()),
    ] {
        let (code, out) = audited(&tampered(&source, name, &change));
        assert!(code == 1 && out.contains("Có 1 chỗ bị sửa"), "{name}: {out}");
    }
}

/// Without a published copy: later events are undone from what the workbook lists; another plan is named with what it
/// explains, and a touched figure of a return is still found; a lost return is named and is no forgery.
#[test]
fn plan_and_returns_that_changed_are_named_as_causes() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    assert!(said(&tonghop(&["merge", folder.to_str().unwrap()])).0 < 2);
    let source = folder.join(RESULT);
    let forged = tampered(&source, "sua.xlsx", "b['Số liệu']['AG15']=99");
    let plan = folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let event = "\n[[waivers]]\nunit = \"TP\"\nperiod = \"2022-Q1\"\nrule = \"R04\"\nreason = \"Mưa lũ\"\nby = \"Ban\"\ndate = 2022-04-20\n";
    fs::write(&plan, format!("{text}{event}")).unwrap();
    let (code, out) = audited(&source);
    assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}");
    assert!(out.contains("ngoại lệ (thêm): LĐLĐ Thành Phố, quý I/2022, R04"), "{out}");

    fs::write(&plan, text.replace("value = 85", "value = 80")).unwrap();
    let (code, out) = audited(&source);
    assert!(code == 1 && !out.contains("chỗ bị sửa"), "{out}");
    assert!(out.contains("Kế hoạch khi lập không còn bản nào"), "{out}");
    let (code, out) = audited(&forged);
    assert!(code == 1 && out.contains("Có 1 chỗ bị sửa: ✗ trang Số liệu, ô AG15"), "{out}");
    assert!(out.contains("Kế hoạch khi lập không còn bản nào"), "{out}");
    fs::write(&plan, &text).unwrap();

    let lost = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx");
    fs::remove_file(&lost).unwrap();
    let (code, out) = audited(&source);
    assert!(code == 1 && !out.contains("chỗ bị sửa"), "{out}");
    assert!(
        out.contains(
            "1 tệp ghi ở trang Nguồn nay không còn: 2021-Q3/BM01_2021-Q3_CDVC.xlsx (CĐ Viên chức, quý III/2021, lần 1)"
        ),
        "{out}"
    );
    let (code, out) = audited(&forged);
    assert!(code == 1 && out.contains("Có 1 chỗ bị sửa: ✗ trang Số liệu, ô AG15"), "{out}");
}

/// A workbook of another version of the program: its version is named, and what that may explain is no forgery. A touched
/// figure of a return is found all the same.
#[test]
fn another_version_of_the_program_is_named() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    assert!(said(&tonghop(&["merge", folder.to_str().unwrap()])).0 < 2);
    let source = folder.join(RESULT);
    let version =
        "s=b['Công thức']\nr=[c.row for c in s['A'] if c.value=='Chương trình'][0]\ns.cell(r,2).value='tonghop 0.0.9'";
    let (code, out) = audited(&tampered(&source, "cu.xlsx", version));
    assert!(code == 0 && out.contains("Tệp do tonghop 0.0.9 lập"), "{out}");
    let other = format!("{version}\nb['Kiểm tra']['A1']='KIỂM TRA CŨ'");
    let (code, out) = audited(&tampered(&source, "cu-2.xlsx", &other));
    assert!(code == 1 && !out.contains("chỗ bị sửa") && out.contains("Phiên bản chương trình nay"), "{out}");
    let forged = format!("{other}\nb['Số liệu']['AG15']=99");
    let (code, out) = audited(&tampered(&source, "cu-3.xlsx", &forged));
    assert!(code == 1 && out.contains("Có 1 chỗ bị sửa: ✗ trang Số liệu, ô AG15"), "{out}");
}

/// Other spreadsheet formats are refused with what to do.
#[test]
fn other_formats_are_refused() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    assert!(said(&tonghop(&["merge", folder.to_str().unwrap()])).0 < 2);
    let out = tempfile::tempdir().unwrap();
    for kind in ["ods", "xls"] {
        let status = Command::new("timeout")
            .args(["-k", "5", "180", "soffice", "--headless", "--convert-to", kind, "--outdir"])
            .arg(folder.join("ket-qua"))
            .arg(folder.join(RESULT))
            .arg(format!("-env:UserInstallation=file://{}", out.path().display()))
            .output()
            .unwrap();
        let file = folder.join(RESULT).with_extension(kind);
        assert!(file.is_file(), "{status:?}");
        let (code, _, error) = said(&tonghop(&["audit", file.to_str().unwrap()]));
        let error = error.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(code == 2 && error.contains("lưu lại dạng .xlsx"), "{kind}: {error}");
    }
}

/// The list of published figures that differ is computed again, not believed.
#[test]
fn forged_list_of_published_changes_is_found() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    assert!(said(&tonghop(&["publish", path])).0 < 2);
    fs::remove_file(folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx")).unwrap();
    let inbox = folder.join("tra-loi/2021-Q4");
    fs::create_dir_all(&inbox).unwrap();
    let sample = crate::merge::sample().join("tra-loi/2021-Q4/BM01_2021-Q4_CDVC.xlsx");
    fs::copy(sample, inbox.join("BM01_2021-Q4_CDVC.xlsx")).unwrap();
    assert!(said(&tonghop(&["merge", path, "--period", "2021-Q4"])).0 < 2);
    let source = folder.join("ket-qua/Tong-hop-2021-Q4.xlsx");
    assert_eq!(audited(&source).0, 0, "{}", audited(&source).1);
    let row = "s=b['Nguồn']\nr=[c.row for c in s['A'] if c.value=='SỐ ĐÃ CHỐT HOẶC ĐÃ LẬP, NAY KHÁC'][0]\n";
    for (name, change) in [
        ("mot.xlsx", format!("{row}s.cell(r+2,7).value=12345")),
        ("hai.xlsx", format!("{row}s.cell(r+2,11).value='không đổi'")),
        ("ba.xlsx", format!("{row}s.delete_rows(r+2)")),
    ] {
        let (code, out) = audited(&tampered(&source, name, &change));
        assert!(code == 1 && out.contains("trang Nguồn"), "{name}: {out}");
    }
}
