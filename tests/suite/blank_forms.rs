//! Forms that are no returns: untouched ones, those of another quarter, those of units that are taken over.

use crate::corrections::*;
use crate::merge::{said, sample, tonghop};
use std::fs;
use std::path::Path;
use tonghop::form::{Previous, blank};
use tonghop::{engine, write};

#[test]
fn untouched_form_is_no_return() {
    let (_keep, folder) = crate::merge::campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let inbox = folder.join("tra-loi");
    assert_eq!(said(&tonghop(&["forms", path, "--period", "2021-Q3"])).0, 0);
    let blank = |unit: &str, quarter: &str| folder.join(format!("bieu-mau/{quarter}/BM01_{quarter}_{unit}.xlsx"));
    // CDGD has sent nothing else. TP has sent its return: the form replaces nothing and ties with nothing.
    fs::copy(blank("CDGD", "2021-Q3"), inbox.join("2021-Q3/gui lai.xlsx")).unwrap();
    fs::copy(blank("TP", "2021-Q3"), inbox.join("2021-Q3/bieu trong TP.xlsx")).unwrap();
    let (code, out, book) = merge(&folder, "2021-Q3");
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("10/11 đơn vị đã gửi, 10 đã tổng hợp") && out.contains("2 biểu chưa điền"), "{out}");
    assert!(out.contains("Trong đó đã có tệp nhưng biểu chưa điền (1): CĐN Giáo dục"), "{out}");
    let all = findings(&book);
    let empty: Vec<_> = all.iter().filter(|f| f[2] == "K12").collect();
    assert_eq!(empty.len(), 2, "{all:?}");
    assert!(all.iter().all(|f| f[2] != "R07" && f[2] != "K03" && f[2] != "K02"), "{all:?}");
    // CDGD has no quota of unions and no enterprises: 36 required cells less the prefilled one and the inapplicable ones.
    assert!(empty.iter().all(|f| f[4].starts_with("Biểu chưa điền (còn trống ")), "{empty:?}");
    let missing: Vec<_> = all.iter().filter(|f| f[2] == "K04").collect();
    assert!(missing.len() == 1 && missing[0][4] == "Chưa có báo cáo: đã có tệp nhưng biểu chưa điền", "{missing:?}");
    assert_eq!(missing[0][5], "tệp 2021-Q3/gui lai.xlsx: biểu chưa điền");
    let files = rows(&book, "Nguồn");
    let state = |file: &str| files.iter().find(|row| row[2] == file).unwrap()[10].clone();
    assert_eq!(state("2021-Q3/gui lai.xlsx"), "▲ Biểu chưa điền: không tính là đã gửi");
    assert_eq!(state("2021-Q3/BM01_2021-Q3_TP.xlsx"), "✓ Đã tổng hợp");
    let (code, out) = run(&folder, &["audit", folder.join("ket-qua/Tong-hop-2021-Q3.xlsx").to_str().unwrap()]);
    assert_eq!(code, 0, "{out}");
    // A file that the user names should be a return.
    let (code, out) = run(&folder, &["check", inbox.join("2021-Q3/gui lai.xlsx").to_str().unwrap()]);
    assert!(code == 1 && out.contains("1 lỗi") && out.contains("K12") && !out.contains("R07"), "{out}");

    // The next quarter's forms are prefilled: as made, saved by LibreOffice, and with the header filled in.
    assert_eq!(said(&tonghop(&["forms", path])).0, 0);
    let later = inbox.join("2021-Q4");
    fs::create_dir_all(&later).unwrap();
    fs::copy(blank("TP", "2021-Q4"), later.join("TP.xlsx")).unwrap();
    let (_saved, again) = crate::libreoffice::recalculate(&blank("CDVC", "2021-Q4"));
    fs::copy(again, later.join("CDVC.xlsx")).unwrap();
    fill_header(&blank("PHONGTHO", "2021-Q4"), &later.join("PHONGTHO.xlsx"), None);
    // A figure makes it a return, held for all the others.
    fill_header(&blank("SINHO", "2021-Q4"), &later.join("SINHO.xlsx"), Some(5));
    // Blank forms are no reason for another report period.
    let (code, out, error) = said(&tonghop(&["merge", "-v", path]));
    assert!(code == 0 && out.starts_with("Quý III/2021: "), "{out}{error}");
    let (_, out, book) = merge(&folder, "2021-Q4");
    assert!(out.contains("1/11 đơn vị đã gửi, 0 đã tổng hợp"), "{out}");
    let mut blanks: Vec<String> =
        findings(&book).into_iter().filter(|f| f[2] == "K12" && f[1] == "2021-Q4").map(|f| f[0].clone()).collect();
    blanks.sort();
    assert_eq!(blanks, ["CĐ Viên chức", "LĐLĐ Thành Phố", "LĐLĐ huyện Phong Thổ"], "{out}");
}

/// Fills in the names and the date of a form, and a figure of code 07 if there is one.
fn fill_header(form: &Path, to: &Path, admitted: Option<u32>) {
    let figure = admitted.map_or_else(|| "None".to_string(), |n| n.to_string());
    let script = format!(
        "import openpyxl,datetime\nb=openpyxl.load_workbook({:?})\ns=b['BM01']\n\
         for r in range(1,25):\n\
         \x20for c in range(1,8):\n\
         \x20 v=s.cell(r,c).value\n\
         \x20 if v=='Ngày gửi': s.cell(r,c+1).value=datetime.date(2022,1,5)\n\
         \x20 if v in('Người lập','Chủ tịch'): s.cell(r,c+1).value='Lò Văn A'\n\
         for r in range(1,s.max_row+1):\n\
         \x20if s.cell(r,3).value=='07': s.cell(r,5).value={figure}\n\
         b.save({:?})\n",
        form.display().to_string(),
        to.display().to_string(),
    );
    let python = std::process::Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
}

#[test]
fn return_of_another_quarter_in_the_folder_is_named() {
    let (_keep, folder) = crate::merge::campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    let own = inbox.join("BC PTDV quy 3 LDLD Phong Tho.xlsx");
    fs::remove_file(own).unwrap();
    let later = sample().join("tra-loi/2021-Q4/BC PTDV quy 4 LDLD Phong Tho.xlsx");
    fs::copy(later, inbox.join("Phong Tho.xlsx")).unwrap();
    let (code, out, book) = merge(&folder, "2021-Q3");
    assert_eq!(code, 0, "{out}");
    let all = findings(&book);
    let missing = all.iter().find(|f| f[2] == "K04" && f[0] == "LĐLĐ huyện Phong Thổ").unwrap();
    assert_eq!(missing[4], "Chưa có báo cáo: đã có tệp nhưng trong biểu ghi kỳ khác");
    assert_eq!(missing[5], "tệp 2021-Q3/Phong Tho.xlsx: trong biểu ghi quý IV/2021");
    assert!(all.iter().any(|f| f[2] == "D60" && f[0] == "LĐLĐ huyện Phong Thổ"), "{all:?}");
    assert!(out.contains("Trong đó đã có tệp nhưng trong biểu ghi kỳ khác (1): LĐLĐ huyện Phong Thổ"), "{out}");
    // A unit of which there is nothing is reminded as before.
    let other = all.iter().find(|f| f[2] == "K04" && f[0] == "CĐN Giáo dục").unwrap();
    assert_eq!(
        (other[4].as_str(), other[5].as_str()),
        ("Chưa có báo cáo", "không có báo cáo nào của đơn vị ghi kỳ này")
    );
    // A return of the quarter before among those of the next one is named as well.
    let next = folder.join("tra-loi/2021-Q4");
    fs::create_dir_all(&next).unwrap();
    fs::copy(sample().join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx"), next.join("BC vien chuc.xlsx")).unwrap();
    let (_, out, book) = merge(&folder, "2021-Q4");
    let missing = findings(&book).into_iter().find(|f| f[2] == "K04" && f[0] == "CĐ Viên chức" && f[1] == "2021-Q4");
    assert_eq!(missing.unwrap()[5], "tệp 2021-Q4/BC vien chuc.xlsx: trong biểu ghi quý III/2021", "{out}");
}

#[test]
fn correction_before_a_merger_of_units_breaks_nothing() {
    let ended = "name = \"Xã Bình\", kind = \"xa\", until = \"2021-Q4\", into = \"AN\"";
    let (_keep, folder, plan) = campaign(|text| text.replace("name = \"Xã Bình\", kind = \"xa\"", ended));
    for (unit, opening) in [("AN", 100), ("BINH", 200)] {
        for (index, figures) in chain(opening).into_iter().take(2).enumerate() {
            let when = period(index);
            send(&folder, &plan, unit, &when, &format!("{when}/{unit}.xlsx"), 1, figures);
        }
    }
    // An untouched form of the heir, prefilled with the joined closings, is blank.
    let (code, out) = run(&folder, &["forms", folder.to_str().unwrap(), "--period", "2022-Q1", "--unit", "AN"]);
    assert!(code == 0 && !out.contains("Lưu ý"), "{out}");
    let form = folder.join("bieu-mau/2022-Q1/BM-09_2022-Q1_AN.xlsx");
    assert_eq!(form_row(&form, "01")[4], "314");
    fs::create_dir_all(folder.join("tra-loi/2022-Q1")).unwrap();
    fs::copy(form, folder.join("tra-loi/2022-Q1/AN trong.xlsx")).unwrap();
    let (_, out, book) = merge(&folder, "2022-Q1");
    assert_eq!(periods_with(&book, "Xã An", "K12"), ["2022-Q1"], "{out}");
    // 107 + 207, and 8 + 8 to date, before four more.
    let heir = Figures { opening: 314, joined: 4, left: 2, closing: 316, to_date: 20 };
    send(&folder, &plan, "AN", "2022-Q1", "2022-Q1/AN.xlsx", 1, heir);
    let (code, out, book) = merge(&folder, "2022-Q1");
    assert_eq!((code, periods_with(&book, "Xã An", "K11")), (0, Vec::new()), "{out}");
    // The unit that has ended corrects its last return: the heir's was right when it was made.
    let corrected = Figures { joined: 1, closing: 205, to_date: 6, ..chain(200)[1] };
    send(&folder, &plan, "BINH", "2021-Q4", "2021-Q4/BINH 2.xlsx", 2, corrected);
    let (code, out, book) = merge(&folder, "2022-Q1");
    assert_eq!((code, periods_with(&book, "Xã An", "K11")), (0, vec!["2022-Q1".to_string()]), "{out}");
    let broken = findings(&book).into_iter().find(|f| f[2] == "K11").unwrap();
    assert!(broken[5].contains("mã 04 = 314") && broken[6].contains("mã 04 = 312"), "{broken:?}");
    let (code, out) = run(&folder, &["check", folder.join("tra-loi/2022-Q1/AN.xlsx").to_str().unwrap()]);
    assert!(code == 0 && out.contains("K11"), "{out}");
    // An heir that goes on from its own return alone is wrong.
    let alone = Figures { opening: 107, joined: 4, left: 2, closing: 109, to_date: 12 };
    send(&folder, &plan, "AN", "2022-Q1", "2022-Q1/AN 2.xlsx", 2, alone);
    let (code, out, book) = merge(&folder, "2022-Q1");
    assert_eq!((code, periods_with(&book, "Xã An", "R73")), (1, vec!["2022-Q1".to_string()]), "{out}");
    assert_eq!(periods_with(&book, "Xã An", "K11"), [""; 0], "{out}");
}

#[test]
fn nil_return_is_no_blank_form() {
    let record = "\n[[waivers]]\nunit = \"BINH\"\nperiod = \"2021-Q4\"\nnil = true\nreason = \"Báo qua điện thoại\"\nby = \"Ban\"\n\
                  date = 2022-01-05\n";
    let (_keep, folder, plan) = campaign(|text| text + record);
    for (unit, opening) in [("AN", 100), ("BINH", 200)] {
        send(&folder, &plan, unit, "2021-Q3", &format!("2021-Q3/{unit}.xlsx"), 1, chain(opening)[0]);
    }
    let untouched = |unit: &str, file: &str, marks: &[&str]| {
        let of = &plan.units[plan.unit_index(unit).unwrap()];
        let mut book = blank(&plan, of, "2021-Q4".parse().unwrap(), &Previous::default()).unwrap();
        marks.iter().for_each(|name| fill(&mut book, name, 1.0));
        engine::fill(&mut book).unwrap();
        let target = folder.join("tra-loi/2021-Q4").join(file);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, write::workbook(&book).unwrap()).unwrap();
    };
    untouched("AN", "AN.xlsx", &["khong_phat_sinh"]);
    untouched("BINH", "BINH.xlsx", &[]);
    let (_, out, book) = merge(&folder, "2021-Q4");
    assert_eq!(periods_with(&book, "Xã An", "K12"), [""; 0], "{out}");
    assert_eq!(periods_with(&book, "Xã An", "K16"), ["2021-Q4"], "{out}");
    // What the board has recorded counts beside the empty form.
    assert_eq!(periods_with(&book, "Xã Bình", "K12"), ["2021-Q4"], "{out}");
    assert_eq!(periods_with(&book, "Xã Bình", "K04"), [""; 0], "{out}");
    assert!(out.contains("2/3 đơn vị đã gửi, 2 đã tổng hợp"), "{out}");
}
