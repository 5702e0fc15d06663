//! Changes among the files after a workbook was built: an unchanged older workbook has no differences in an audit, and
//! a missing return is reported in every later merge.

use crate::merge::{campaign, said, sample, tonghop};
use std::fs;
use std::path::{Path, PathBuf};

fn copy(period: &str, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(sample().join("tra-loi").join(period)).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

fn merged(folder: &Path, period: &str) -> (String, PathBuf) {
    let (code, out, error) = said(&tonghop(&["merge", folder.to_str().unwrap(), "--period", period]));
    assert!(code < 2, "{out}{error}");
    (flat(&out), folder.join(format!("ket-qua/Tong-hop-{period}.xlsx")))
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn audited(file: &Path, more: &[&str]) -> (i32, String) {
    let words = [&["audit", file.to_str().unwrap()], more].concat();
    let (code, out, _) = said(&tonghop(&words));
    (code, if more.contains(&"json") { out } else { flat(&out) })
}

#[test]
fn later_returns_give_no_audit_difference() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi");
    let (_, first) = merged(&folder, "2021-Q3");
    copy("2021-Q4", &inbox.join("2021-Q4"));
    // Not a return and not readable, and still for a later period.
    fs::write(inbox.join("2021-Q4/công văn.docx"), b"%PDF-1.4").unwrap();
    let (code, out) = audited(&first, &[]);
    assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}");
    assert!(out.contains("13 tệp của kỳ sau đã đến sau khi lập: không xét") && !out.contains("BM01_2021-Q4"), "{out}");
    let (code, out) = audited(&first, &["-v"]);
    assert!(code == 0 && out.contains("2021-Q4/BM01_2021-Q4_CDVC.xlsx"), "{out}");
    let (code, out) = audited(&first, &["--lang", "en"]);
    assert!(code == 0 && out.contains("13 files of later periods came after this workbook was made"), "{out}");
    let (code, out) = audited(&first, &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, json["result"]["since"]["later"].as_array().unwrap().len()), (0, 13), "{out}");
    fs::remove_file(inbox.join("2021-Q4/công văn.docx")).unwrap();

    // The second workbook lists returns of a third period: present, missing, changed, moved, and further ones.
    let later = inbox.join("2022-Q1");
    copy("2022-Q1", &later);
    let (_, second) = merged(&folder, "2021-Q4");
    let (code, out) = audited(&second, &[]);
    assert!(code == 0 && !out.contains("kỳ sau"), "{out}");
    fs::remove_file(later.join("BM01_2022-Q1_CDVC.xlsx")).unwrap();
    fs::rename(later.join("BM01_2022-Q1_CDGD.xlsx"), later.join("giao duc.xlsx")).unwrap();
    fs::copy(later.join("BC quy 1 nganh Y te.xlsx"), later.join("BM01_2022-Q1_TANUYEN.xlsx")).unwrap();
    let (code, out) = audited(&second, &[]);
    assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}");
    assert!(out.contains("1 tệp của kỳ sau đã đến sau khi lập"), "{out}");
    assert!(out.contains("2 tệp của kỳ sau ghi ở trang Nguồn nay không còn hoặc đã đổi"), "{out}");
    assert!(out.contains("2022-Q1/BM01_2022-Q1_CDGD.xlsx → 2022-Q1/giao duc.xlsx"), "{out}");
    assert!(out.contains("2022-Q1/BM01_2022-Q1_CDVC.xlsx"), "{out}");
    let (code, out) = audited(&second, &["--lang", "en"]);
    assert!(code == 0 && out.contains("2 files of later periods listed on \"Nguồn\" gone since"), "{out}");

    // A new return for the report period is set apart and named.
    fs::copy(inbox.join("2021-Q3/BM01_2021-Q3_TP.xlsx"), inbox.join("2021-Q3/BM01_2021-Q3_TP moi.xlsx")).unwrap();
    let (code, out) = audited(&first, &[]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("1 tệp đến sau khi lập, như báo cáo gửi lần sau; trang Nguồn không ghi, không xét"), "{out}");
    assert!(out.contains("2021-Q3/BM01_2021-Q3_TP moi.xlsx"), "{out}");
}

#[test]
fn missing_return_is_reported_by_merge_and_audit() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let (_, first) = merged(&folder, "2021-Q3");
    copy("2021-Q4", &folder.join("tra-loi/2021-Q4"));
    let (out, second) = merged(&folder, "2021-Q4");
    assert!(!out.contains("nay không còn"), "{out}");
    let gone = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx");
    let moved = folder.join("tra-loi/BM01_2021-Q3_CDVC cat giu.xlsx");
    fs::rename(folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx"), &moved).unwrap();
    let bytes = fs::read(&gone).unwrap();
    fs::remove_file(&gone).unwrap();

    let (out, _) = merged(&folder, "2021-Q4");
    assert!(out.contains("1 báo cáo đã dùng ở tệp tổng hợp kỳ trước nay không còn"), "{out}");
    assert!(out.contains("2021-Q3/BM01_2021-Q3_TP.xlsx (LĐLĐ Thành Phố, quý III/2021, lần 1, ✓ Đã tổng hợp)"), "{out}");
    assert!(
        out.contains("nay khác") && out.contains("báo cáo không còn: LĐLĐ Thành Phố, quý III/2021, lần 1"),
        "{out}"
    );
    // "Nguồn" shows it too, the audit of that workbook agrees, and another merge gives the same bytes.
    let made = fs::read(&second).unwrap();
    let (code, out) = audited(&second, &[]);
    assert!(code == 0, "{out}");
    let (out, _) = merged(&folder, "2021-Q4");
    assert!(fs::read(&second).unwrap() == made, "{out}");
    let book = tonghop::grid::open(&made, &tonghop::limits::Limits::default()).unwrap();
    let texts: Vec<String> = book
        .sheets
        .iter()
        .filter(|s| s.name == "Nguồn")
        .flat_map(|s| s.cells.values())
        .map(|c| c.value.display().into_owned())
        .collect();
    assert!(texts.iter().any(|t| t == "BÁO CÁO ĐÃ DÙNG Ở TỆP TỔNG HỢP KỲ TRƯỚC, NAY KHÔNG CÒN"));
    assert!(texts.iter().any(|t| t == "2021-Q3/BM01_2021-Q3_TP.xlsx"));

    let (code, out) = audited(&first, &[]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("1 tệp ghi ở trang Nguồn nay không còn: 2021-Q3/BM01_2021-Q3_TP.xlsx"), "{out}");
    assert!(out.contains("1 tệp ghi ở trang Nguồn đã đổi tên hoặc chuyển chỗ"), "{out}");

    // After the file is restored, nothing is reported.
    fs::write(&gone, bytes).unwrap();
    let (out, _) = merged(&folder, "2021-Q4");
    assert!(!out.contains("nay không còn"), "{out}");

    // A plan that changed without an effect on the figures is compared like any other.
    let plan = folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    fs::write(&plan, format!("{}\n", text.replace("value = 150", "value = 151"))).unwrap();
    let (out, _) = merged(&folder, "2021-Q4");
    assert!(!out.contains("Chưa so được") && !out.contains("nay khác"), "{out}");
    // If a comparison is not possible, the workbook and the reason are reported.
    fs::write(&plan, text).unwrap();
    fs::write(&first, b"x").unwrap();
    let (out, _) = merged(&folder, "2021-Q4");
    assert!(out.contains("Tong-hop-2021-Q3.xlsx: không đọc được"), "{out}");
}

/// A workbook lists dates of single periods and changes of units. An honest one has no difference after such
/// an event, and the audit says what has changed since; a touched one is not cleared by it.
#[test]
fn calendar_and_units_that_changed_since_are_named() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let plan = folder.join("ke-hoach.toml");
    let day = |period: &str, deadline: &str| format!("\n[[calendar]]\nperiod = \"{period}\"\ndeadline = {deadline}\n");
    let text = fs::read_to_string(&plan).unwrap() + &day("2021-Q3", "2021-10-12");
    fs::write(&plan, &text).unwrap();
    let (_, first) = merged(&folder, "2021-Q3");
    assert_eq!(audited(&first, &[]).0, 0);
    let calendar = "lịch riêng (thêm): quý IV/2021";
    let units = "thời gian báo cáo, đơn vị nhận hoặc tên trước đây đã đổi: CĐN Y tế";
    let ends = |until: &str| {
        let ended = format!("code = \"CDYT\"\nuntil = \"{until}\"\ninto = \"CDGD\"\n");
        text.replace("code = \"CDYT\"\n", &ended)
    };
    for (now, said, unsaid) in [
        (text.clone() + &day("2021-Q4", "2022-01-05"), vec![calendar], vec![units]),
        (ends("2021-Q4"), vec![units], vec![calendar]),
        (ends("2021-Q3") + &day("2021-Q4", "2022-01-05"), vec![units, calendar], vec![]),
        (text.clone() + &day("2023-Q4", "2024-01-05"), vec!["quý IV/2023"], vec![units]),
    ] {
        fs::write(&plan, now).unwrap();
        let (code, out) = audited(&first, &[]);
        assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}");
        assert!(said.iter().all(|text| out.contains(text)), "{said:?}: {out}");
        assert!(unsaid.iter().all(|text| !out.contains(text)), "{unsaid:?}: {out}");
        assert!(!out.contains("không kết luận được"), "{out}");
    }
    // A date that was another one then, or was taken back: the workbook lists it, also after another program saved it.
    let saved = crate::publish::tampered(&first, "luu.xlsx", "pass");
    for (now, said) in [
        (text.replace("2021-10-12", "2021-10-20"), "lịch riêng (đổi): quý III/2021"),
        (text.replace(&day("2021-Q3", "2021-10-12"), ""), "lịch riêng (bỏ): quý III/2021"),
    ] {
        fs::write(&plan, now).unwrap();
        for file in [&first, &saved] {
            let (code, out) = audited(file, &[]);
            assert!(code == 0 && out.contains("Không có chỗ nào khác") && out.contains(said), "{out}");
        }
    }
    // A person who saves the file with another date in the list: nothing shows who did it.
    let change = "for s in (b['Công thức'],):\n\
        \x20for r in s.iter_rows():\n\
        \x20 for c in r:\n\
        \x20  if c.value=='12/10/2021': c.value='13/10/2021'";
    let touched = crate::publish::tampered(&first, "ngay.xlsx", change);
    let (code, out) = audited(&touched, &[]);
    assert!(code == 1 && out.contains("không kết luận được"), "{out}");
    // A touched figure of a return stays one after an honest event.
    fs::write(&plan, text.clone() + &day("2021-Q4", "2022-01-05")).unwrap();
    let change = "s=b['Số liệu']\nc=[c for r in s.iter_rows() for c in r if c.value==2136][0]\nc.value=2137";
    let touched = crate::publish::tampered(&first, "sua.xlsx", change);
    let (code, out) = audited(&touched, &[]);
    assert!(code == 1 && out.contains("Đang ghi: 2.137 Phải là: 2.136"), "{out}");
}

/// What "Nguồn" says of a published period is built from the published copy: somebody who removes it from the workbook is
/// found at "Nguồn", and no other cell is blamed for a figure. If the copy is gone, the audit says what it did not check.
#[test]
fn removed_list_of_published_changes_is_found() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let (code, out, error) = said(&tonghop(&["publish", path, "--period", "2021-Q3"]));
    assert!(code < 2, "{out}{error}");
    let corrected = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx");
    let change = "s=b['BM01']\nr=[r for r in range(1,s.max_row+1) if s.cell(r,3).value=='07'][0]\ns.cell(r,5).value=(s.cell(r,5).value or 0)+3";
    fs::rename(crate::publish::tampered(&corrected, "corrected.xlsx", change), &corrected).unwrap();
    copy("2021-Q4", &folder.join("tra-loi/2021-Q4"));
    let (_, second) = merged(&folder, "2021-Q4");
    assert_eq!(audited(&second, &[]).0, 0);
    let remove = "s=b['Nguồn']\n\
        first=[r for r in range(1,s.max_row+1) if s.cell(r,1).value=='SỐ ĐÃ CHỐT HOẶC ĐÃ LẬP, NAY KHÁC'][0]\n\
        [s.unmerge_cells(str(m)) for m in list(s.merged_cells.ranges) if m.min_row>=first]\n\
        for row in s.iter_rows(min_row=first):\n\
        \x20for c in row: c.value=None; c.style='Normal'";
    let touched = crate::publish::tampered(&second, "removed.xlsx", remove);
    let (code, out) = audited(&touched, &[]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("trang Nguồn, ô A33: Nội dung bị xóa Phải là: SỐ ĐÃ CHỐT HOẶC ĐÃ LẬP, NAY KHÁC"), "{out}");
    let (_, out) = audited(&touched, &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let figures = json["result"]["differences"].as_array().unwrap().iter();
    let blamed: Vec<&serde_json::Value> =
        figures.filter(|d| d["sheet"] == "Tổng hợp" && d["effect"] == "figure").collect();
    assert!(blamed.is_empty(), "{blamed:?}");

    let published = folder.join("ket-qua/da-chot");
    fs::rename(&published, folder.join("moved")).unwrap();
    // The same workbook may be among the results as well.
    let _ = fs::remove_file(folder.join("ket-qua/Tong-hop-2021-Q3.xlsx"));
    let (_, out) = audited(&second, &[]);
    let why = "Không kiểm được phần \"nay khác\" ở trang Nguồn về da-chot/2021-Q3/Tong-hop-2021-Q3.xlsx: tệp đó nay không còn";
    assert!(out.contains(why), "{out}");
}

/// The end of a unit and its heir that were recorded when a workbook was made, and are recorded otherwise or not at all today.
#[test]
fn changes_of_units_that_were_taken_back_are_named() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let plan = folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let ends = |until: &str, heir: &str| {
        text.replace("code = \"CDYT\"\n", &format!("code = \"CDYT\"\nuntil = \"{until}\"\ninto = \"{heir}\"\n"))
    };
    fs::write(&plan, ends("2021-Q3", "CDGD")).unwrap();
    let (_, made) = merged(&folder, "2021-Q4");
    let saved = crate::publish::tampered(&made, "luu.xlsx", "pass");
    let named = "thời gian báo cáo, đơn vị nhận hoặc tên trước đây đã đổi: CĐN Y tế";
    for now in [text.clone(), ends("2021-Q4", "CDGD"), ends("2021-Q3", "CDVC")] {
        fs::write(&plan, now).unwrap();
        for file in [&made, &saved] {
            let (code, out) = audited(file, &[]);
            assert!(code == 0 && out.contains("Không có chỗ nào khác") && out.contains(named), "{out}");
        }
    }
}

/// A waiver or an amendment that was taken back after a workbook was made is named, and an honest workbook has no
/// difference: the result as well as the published copy. Somebody who writes one into the list is not cleared by that.
#[test]
fn events_taken_back_since_are_named() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let plan = folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let waiver = "\n[[waivers]]\nunit = \"TP\"\nperiod = \"2021-Q3\"\nrule = \"R22\"\nreason = \"Đã gọi điện\"\nby = \"Ban\"\n\
                  date = 2021-10-08\n";
    let amendment =
        "\n[[amendments]]\nfrom = \"2021-Q3\"\nunit = \"TP\"\ncolumn = \"pl_ct_dv\"\nvalue = 110\nbasis = \"CV 1\"\n";
    fs::write(&plan, format!("{text}{waiver}{amendment}")).unwrap();
    let (_, first) = merged(&folder, "2021-Q3");
    let (code, out, error) = said(&tonghop(&["publish", path, "--period", "2021-Q3"]));
    assert!(code < 2, "{out}{error}");
    let copy = folder.join("ket-qua/da-chot/2021-Q3/Tong-hop-2021-Q3.xlsx");
    fs::write(&plan, &text).unwrap();
    let is_named = |file: &Path| {
        let (code, out) = audited(file, &[]);
        assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}");
        assert!(out.contains("ngoại lệ (bỏ): LĐLĐ Thành Phố") && out.contains("điều chỉnh chỉ tiêu (bỏ)"), "{out}");
    };
    is_named(&copy);
    is_named(&first);
    fs::rename(folder.join("ket-qua/da-chot"), folder.join("moved")).unwrap();
    is_named(&first);
    // Another program saved it: the hash that it shows is that of today's plan with the events that it lists.
    is_named(&crate::publish::tampered(&first, "luu.xlsx", "pass"));
    // A person who saves the file with another reason in the list: nothing shows who did it.
    let change =
        "s=b['Công thức']\nc=[c for r in s.iter_rows() for c in r if c.value=='Đã gọi điện'][0]\nc.value='Đã xác minh'";
    let touched = crate::publish::tampered(&first, "sua.xlsx", change);
    let (code, out) = audited(&touched, &[]);
    assert!(code == 1 && out.contains("không kết luận được"), "{out}");
}
