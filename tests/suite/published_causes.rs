//! The cause of each published figure that differs: the table that changed, computed step by step. The truth is what the test
//! itself changed.

use crate::life::{Change, all_changes, changes, publish, resubmit};
use crate::merge::{campaign, said, tonghop};
use std::fs;
use std::path::{Path, PathBuf};

const CITY: &str = "LĐLĐ Thành Phố";
const TOTAL: &str = "Tổng cộng";
const MORE: &str = "Còn thiếu để đạt mục tiêu";
const TEN: &str = "Tổng số";

/// A campaign with the first quarter published.
fn published() -> (tempfile::TempDir, PathBuf) {
    let (keep, folder) = campaign(&["2021-Q3"]);
    publish(&folder, "2021-Q3");
    (keep, folder)
}

fn replace(file: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(old), "{old}");
    fs::write(file, text.replacen(old, new, 1)).unwrap();
}

/// Audits the published workbook, which has no difference. Returns what the screen says changed since.
fn changed_since(folder: &Path) -> String {
    let file = folder.join("ket-qua/da-chot/2021-Q3/Tong-hop-2021-Q3.xlsx");
    let (code, out, error) = said(&tonghop(&["audit", file.to_str().unwrap()]));
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}{error}");
    out.split_once("đã đổi từ khi lập").map(|(_, rest)| rest.to_string()).unwrap_or_default()
}

fn of<'a>(changed: &'a [Change], unit: &str, what: &str) -> &'a Change {
    changed.iter().find(|c| c.1 == unit && c.2 == what).unwrap_or_else(|| panic!("{unit} {what}: {changed:?}"))
}

#[test]
fn renamed_unit_and_changed_address_are_no_change_of_the_plan() {
    let (_keep, folder) = published();
    let plan = folder.join("ke-hoach.toml");
    replace(&plan, "name = \"LĐLĐ huyện Sìn Hồ\"", "name = \"LĐLĐ khu vực Sìn Hồ\"");
    // The annex still has the name that it was issued with.
    replace(&plan, "\"Huyện Sìn Hồ\"", "\"LĐLĐ huyện Sìn Hồ\", \"Huyện Sìn Hồ\"");
    let since = changed_since(&folder);
    assert!(since.contains("đơn vị đã đổi: đổi SINHO") && since.contains("LĐLĐ khu vực Sìn Hồ"), "{since}");
    assert!(!since.contains("kế hoạch đã đổi") && !since.contains("phụ lục đã đổi"), "{since}");
    let (_, changed) = changes(&folder, "2021-Q3");
    assert!(changed.is_empty(), "{changed:?}");

    let (_keep, folder) = published();
    replace(&folder.join("ke-hoach.toml"), "code = \"SINHO\"\n", "code = \"SINHO\"\nemail = \"sinho@ldld.vn\"\n");
    let since = changed_since(&folder);
    assert!(since.contains("đơn vị đã đổi: địa chỉ e-mail của đơn vị"), "{since}");
    assert!(!since.contains("kế hoạch đã đổi") && !since.contains("sinho@ldld.vn"), "{since}");
    assert!(changes(&folder, "2021-Q3").1.is_empty());
}

/// A row or column under another name shows the same figures: none of them is listed as gone.
#[test]
fn renamed_rows_and_columns_keep_their_published_figures() {
    let (_keep, folder) = published();
    let plan = folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let renamed = text.replace("dv_ket_nap", "dv_moi").replace("dn10_tong", "dn_muoi").replace("kn_du_bao", "kn_uoc");
    fs::write(&plan, renamed).unwrap();
    let since = changed_since(&folder);
    assert!(since.contains("đổi tên 07 dv_moi “(+) Kết nạp mới”: dv_ket_nap → dv_moi"), "{since}");
    assert!(!since.contains("bỏ 07") && !since.contains("{ en ="), "{since}");
    let (_, [changed, indicators]) = all_changes(&folder, "2021-Q3");
    assert!(changed.is_empty() && indicators.is_empty(), "{changed:?} {indicators:?}");
    // A real change of such a row is listed once, with its cause.
    let inbox = folder.join("tra-loi/2021-Q3");
    resubmit(&inbox.join("BM01_2021-Q3_TP.xlsx"), &inbox.join("TP lần 2.xlsx"), 2, &[("33", 41)]);
    let (_, [_, indicators]) = all_changes(&folder, "2021-Q3");
    let of_city: Vec<&Change> = indicators.iter().filter(|c| c.1 == CITY).collect();
    assert_eq!(of_city.len(), 1, "{indicators:?}");
    assert_eq!((of_city[0].3.as_str(), of_city[0].4.as_str()), ("40", "41"));
    assert!(of_city[0].5.contains("báo cáo gửi sau") && !of_city[0].5.contains("kế hoạch"), "{indicators:?}");
}

#[test]
fn annex_alone_is_named_as_the_annex() {
    let (_keep, folder) = published();
    let annex = folder.join("phu-luc.tsv");
    replace(&annex, "1\tLĐLĐ Thành Phố\t2.136\t371\t25\t100\t10", "1\tLĐLĐ Thành Phố\t2.136\t371\t25\t110\t10");
    replace(&annex, "\t540\t23", "\t550\t23");
    let since = changed_since(&folder);
    assert!(since.contains("phụ lục đã đổi: LĐLĐ Thành Phố, pl_ct_dv: 100 → 110"), "{since}");
    assert!(!since.contains("kế hoạch đã đổi") && !since.contains("đơn vị đã đổi"), "{since}");
    let (_, [changed, indicators]) = all_changes(&folder, "2021-Q3");
    let quota = of(&changed, CITY, "Còn phải kết nạp");
    assert_eq!((quota.3.as_str(), quota.4.as_str()), ("88", "98"));
    assert!(changed.iter().all(|c| c.5 == "chỉ tiêu giao trong phụ lục đã đổi: LĐLĐ Thành Phố"), "{changed:?}");
    // The annex column on the signed sheet is a published figure as well; no indicator of a return has changed.
    let issued: Vec<[&str; 2]> =
        changed.iter().filter(|c| c.3 == "100" || c.3 == "540").map(|c| [c.3.as_str(), c.4.as_str()]).collect();
    assert!(issued.contains(&["100", "110"]) && issued.contains(&["540", "550"]), "{changed:?}");
    assert!(indicators.is_empty(), "{indicators:?}");
}

/// A unit is added, a setting is changed, a return is sent again and a waiver recorded, all at once: each figure has its own
/// causes. 80 % instead of 85 % of ten enterprises more.
#[test]
fn each_of_several_changes_has_its_own_effect() {
    let (_keep, folder) = published();
    let inbox = folder.join("tra-loi/2021-Q3");
    resubmit(&inbox.join("BM01_2021-Q3_TP.xlsx"), &inbox.join("TP lần 2.xlsx"), 2, &[("33", 41)]);
    let plan = folder.join("ke-hoach.toml");
    replace(&plan, "value = 85", "value = 80");
    let unit =
        "[[units]]\ncode = \"MOI\"\nname = \"LĐLĐ khu vực Mới\"\nkind = \"dia_phuong\"\n\n[[units]]\ncode = \"TP\"\n";
    replace(&plan, "[[units]]\ncode = \"TP\"\n", unit);
    let annex = folder.join("phu-luc.tsv");
    replace(&annex, "\tTổng cộng:\t23.320", "12\tLĐLĐ khu vực Mới\t100\t\t\t7\t\n\tTổng cộng:\t23.420");
    replace(&annex, "\t540\t23", "\t547\t23");
    let since = changed_since(&folder);
    assert!(since.contains("đơn vị đã đổi: thêm MOI") && since.contains("số đặt sẵn: đổi"), "{since}");
    let (_, changed) = changes(&folder, "2021-Q3");
    let causes = |unit: &str, what: &str| {
        let why = &of(&changed, unit, what).5;
        ["báo cáo gửi sau: LĐLĐ Thành Phố", "đơn vị đã đổi: thêm MOI", "số đặt sẵn"].map(|text| why.contains(text))
    };
    assert_eq!(causes(CITY, TEN), [true, false, false]);
    assert_eq!(causes(CITY, MORE), [true, false, true]);
    assert_eq!(causes("LĐLĐ huyện Mường Tè", MORE), [false, false, true]);
    assert_eq!(causes(TOTAL, "Còn phải kết nạp"), [false, true, false]);
}

/// A later submission with an error takes the unit out of the totals, and is named with that.
#[test]
fn later_submission_on_hold_is_named() {
    let (_keep, folder) = published();
    let inbox = folder.join("tra-loi/2021-Q3");
    resubmit(&inbox.join("BM01_2021-Q3_TP.xlsx"), &inbox.join("TP lần 2.xlsx"), 2, &[("33", 1)]);
    let (_, [changed, indicators]) = all_changes(&folder, "2021-Q3");
    let why =
        "báo cáo gửi sau: LĐLĐ Thành Phố, quý III/2021, lần 2 (2021-Q3/TP lần 2.xlsx), còn lỗi nên chưa được tổng hợp";
    let row = of(&changed, CITY, TEN);
    assert_eq!((row.3.as_str(), row.4.as_str(), row.5.as_str()), ("40", "", why));
    assert_eq!(of(&changed, TOTAL, TEN).5, why);
    // Every figure of the return on "Chỉ tiêu" is gone with it.
    let own = indicators.iter().find(|c| c.1 == CITY && c.2.starts_with("33 ")).unwrap();
    assert_eq!((own.3.as_str(), own.4.as_str(), own.5.as_str()), ("40", "", why));
    assert!(indicators.iter().all(|c| [CITY, TOTAL].contains(&c.1.as_str())), "{indicators:?}");
}
