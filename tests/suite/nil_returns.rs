//! Nil returns between corrected, late and missing returns, as users see them.

use crate::merge::{said, tonghop};
use crate::unit_life::{TestCampaign, row_of, rows};
use std::fs;

/// The board records a nil return of Xã Đức for the third quarter.
const RECORDED_NIL: &str = "[[waivers]]\nunit = \"DUC\"\nperiod = \"2024-Q3\"\nnil = true\nreason = \"Báo qua điện thoại\"\n\
                            by = \"Ban\"\ndate = 2024-10-05\n";

/// Returns for a period are corrected after units have sent a nil return for the next one, one of them an heir, and after
/// the board has recorded one: each later return stays as it was made and is counted, with one warning.
#[test]
fn correction_before_a_nil_return_starts_no_chain() {
    let campaign = TestCampaign::new(RECORDED_NIL);
    campaign.begin();
    assert_eq!(campaign.run("forms", "2024-Q3").0, 0);
    campaign.send("2024-Q3", "BINH", &["X=X"]);
    campaign.send("2024-Q3", "CHAU", &["X=X"]);
    assert_eq!(campaign.run("merge", "2024-Q3").0, 0);
    assert_eq!(campaign.run("forms", "2024-Q4").0, 0);
    campaign.send("2024-Q4", "DUC", &["02=3", "03=55", "04=Có"]);
    // Closing 15 instead of 16, 41 instead of 40, 51 instead of 52.
    for (unit, first, second) in [
        ("AN", ["02=5", "03=16"], ["02=4", "03=15"]),
        ("CHAU", ["02=7", "03=40"], ["02=8", "03=41"]),
        ("DUC", ["02=8", "03=52"], ["02=7", "03=51"]),
    ] {
        let file = campaign.folder.join(format!("tra-loi/2024-Q2/{unit}.xlsx"));
        campaign.send("2024-Q2", unit, &["LAN=2", second[0], second[1], "04=Có"]);
        fs::rename(&file, file.with_file_name(format!("{unit}-2.xlsx"))).unwrap();
        campaign.send("2024-Q2", unit, &[first[0], first[1], "04=Có"]);
    }
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert!(code == 0 && out.contains("3/3 đơn vị đã gửi, 3 đã tổng hợp"), "{out}");
    for unit in ["Xã Bình", "Phường Châu"] {
        assert_eq!(out.matches(&format!("Cảnh báo K11 · {unit} · quý III/2024")).count(), 1, "{out}");
    }
    assert!(!out.contains("R01") && !out.contains("Lỗi R02"), "{out}");
    // What the units have: 16 + 28, 40; what was recorded follows the correction.
    let table = rows(&campaign.result("2024-Q3"), "Kết quả");
    assert_eq!(["Xã Bình", "Phường Châu", "Xã Đức"].map(|unit| row_of(&table, unit)[5].clone()), ["44", "40", "51"]);
    campaign.audits("2024-Q3");
    let (code, out) = campaign.run("merge", "2024-Q4");
    assert!(code == 0 && out.contains("1/3 đơn vị đã gửi, 1 đã tổng hợp"), "{out}");
    assert_eq!(out.matches("Cảnh báo K11 · Xã Đức · quý IV/2024").count(), 1, "{out}");
    assert!(out.contains("lấy theo lần gửi 1 của quý II/2024, nay lần gửi đó không còn được tổng hợp"), "{out}");
    assert!(out.contains("giữ số quý II/2024 lần 1, tệp 2024-Q2/DUC.xlsx: mã 03 = 52"), "{out}");
    assert_eq!(row_of(&rows(&campaign.result("2024-Q4"), "Kết quả"), "Xã Đức")[5], "55");
    campaign.audits("2024-Q4");
    let file = campaign.folder.join("tra-loi/2024-Q4/DUC.xlsx");
    let (code, out, error) =
        said(&tonghop(&["check", "-C", campaign.folder.to_str().unwrap(), file.to_str().unwrap()]));
    assert!(code == 0 && out.contains("Cảnh báo K11"), "{out}{error}");
}

/// A nil return without a counted one before it closes with its own opening balance: in the first period that of the annex.
#[test]
fn nil_return_without_one_before_it_closes_with_its_opening_balance() {
    let campaign = TestCampaign::new(RECORDED_NIL);
    assert_eq!(campaign.run("forms", "2024-Q1").0, 0);
    campaign.send("2024-Q1", "AN", &["X=X"]);
    campaign.send("2024-Q1", "BINH", &["02=2", "03=22", "04=Có"]);
    assert_eq!(campaign.run("merge", "2024-Q1").0, 0);
    let table = rows(&campaign.result("2024-Q1"), "Kết quả");
    assert_eq!((row_of(&table, "Xã An")[5].as_str(), row_of(&table, "Xã Bình")[5].as_str()), ("10", "22"));
    assert_eq!(table.iter().find(|row| row[0] == "Tổng cộng").unwrap()[5], "32");
    campaign.audits("2024-Q1");
    // The unit has sent nothing for the first quarter and types its opening balance.
    assert_eq!(campaign.run("forms", "2024-Q2").0, 0);
    campaign.send("2024-Q2", "CHAU", &["X=X", "01=33"]);
    campaign.run("merge", "2024-Q2");
    assert_eq!(row_of(&rows(&campaign.result("2024-Q2"), "Kết quả"), "Xã Châu")[5], "33");
    campaign.audits("2024-Q2");
}

/// Returns the closing balance of a unit in a result.
fn closing(campaign: &TestCampaign, period: &str, unit: &str) -> String {
    row_of(&rows(&campaign.result(period), "Kết quả"), unit)[5].clone()
}

/// The return before a nil period arrives after units have gone on from the nil returns: those stay as they were made and
/// are counted, with one warning. A figure of no return is an error as before.
#[test]
fn late_return_before_a_nil_period_starts_no_chain() {
    let campaign = TestCampaign::new(RECORDED_NIL);
    campaign.begin();
    let path = |unit: &str| campaign.folder.join(format!("tra-loi/2024-Q2/{unit}.xlsx"));
    let aside = |unit: &str| campaign.folder.join(format!("{unit}.xlsx"));
    for unit in ["CHAU", "DUC"] {
        fs::rename(path(unit), aside(unit)).unwrap();
    }
    assert_eq!(campaign.run("forms", "2024-Q3").0, 0);
    campaign.send("2024-Q3", "CHAU", &["X=X"]);
    assert_eq!(campaign.run("merge", "2024-Q3").0, 0);
    // The nil returns continue the first quarter: 33 and 44. The next forms open with that.
    assert_eq!(["Phường Châu", "Xã Đức"].map(|unit| closing(&campaign, "2024-Q3", unit)), ["33", "44"]);
    assert_eq!(campaign.run("forms", "2024-Q4").0, 0);
    campaign.send("2024-Q4", "CHAU", &["02=1", "03=34", "04=Có"]);
    campaign.send("2024-Q4", "DUC", &["02=3", "03=47", "04=Có"]);
    let (code, out) = campaign.run("merge", "2024-Q4");
    assert!(code == 0 && out.contains("2/3 đơn vị đã gửi, 2 đã tổng hợp") && !out.contains("K11"), "{out}");
    // The second quarter arrives, and closes with 40 and 52.
    for unit in ["CHAU", "DUC"] {
        fs::rename(aside(unit), path(unit)).unwrap();
    }
    let (code, out) = campaign.run("merge", "2024-Q4");
    assert!(code == 0 && out.contains("2/3 đơn vị đã gửi, 2 đã tổng hợp") && !out.contains("Lỗi R"), "{out}");
    for (unit, then, now) in [("Phường Châu", "33", "40"), ("Xã Đức", "44", "52")] {
        assert_eq!(out.matches(&format!("Cảnh báo K11 · {unit} · quý IV/2024")).count(), 1, "{out}");
        assert!(out.contains(&format!("mã 03 = {then}")) && out.contains(&format!("mã 03 = {now}")), "{out}");
    }
    let why = "lấy như khi chưa có báo cáo quý II/2024; riêng việc này không tính là lỗi (quy tắc R02)";
    assert!(out.matches(why).count() > 1 && out.contains("giữ số quý I/2024 lần 1, tệp 2024-Q1/DUC.xlsx"), "{out}");
    assert_eq!(["Phường Châu", "Xã Đức"].map(|unit| closing(&campaign, "2024-Q4", unit)), ["34", "47"]);
    campaign.audits("2024-Q4");
    let file = campaign.folder.join("tra-loi/2024-Q4/DUC.xlsx");
    let (code, out, error) =
        said(&tonghop(&["check", "-C", campaign.folder.to_str().unwrap(), file.to_str().unwrap()]));
    assert!(code == 0 && out.contains("Cảnh báo K11"), "{out}{error}");
    campaign.send("2024-Q4", "DUC", &["01=43", "02=3", "03=46", "04=Có"]);
    let (code, out) = campaign.run("merge", "2024-Q4");
    assert!(code == 1 && out.contains("Lỗi R02 · Xã Đức · quý IV/2024"), "{out}");
}

/// The very first return arrives after a nil period that had its opening balance from the annex, and after the next return.
#[test]
fn late_first_return_starts_no_chain() {
    let campaign = TestCampaign::new(&RECORDED_NIL.replace("2024-Q3", "2024-Q2"));
    assert_eq!(campaign.run("forms", "2024-Q1").0, 0);
    campaign.send("2024-Q1", "BINH", &["02=2", "03=22", "04=Có"]);
    assert_eq!(campaign.run("forms", "2024-Q3").0, 0);
    campaign.send("2024-Q3", "DUC", &["02=1", "03=41", "04=Có"]);
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert!(code == 0 && !out.contains("K11") && closing(&campaign, "2024-Q3", "Xã Đức") == "41", "{out}");
    campaign.send("2024-Q1", "DUC", &["02=4", "03=44", "04=Có"]);
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert!(code == 0 && out.contains("Cảnh báo K11 · Xã Đức · quý III/2024") && !out.contains("Lỗi R"), "{out}");
    assert!(out.contains("lấy như khi chưa có báo cáo quý I/2024") && out.contains("mã 03 = 40"), "{out}");
    campaign.audits("2024-Q3");
}

/// A nil return without an opening balance but with a closing one: that is what it continues.
#[test]
fn nil_return_with_a_closing_balance_alone_opens_with_it() {
    let campaign = TestCampaign::new(RECORDED_NIL);
    campaign.begin();
    assert_eq!(campaign.run("forms", "2024-Q3").0, 0);
    campaign.send("2024-Q3", "CHAU", &["X=X", "01=", "03=40"]);
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert!(code == 0 && !out.contains("K11") && closing(&campaign, "2024-Q3", "Phường Châu") == "40", "{out}");
    // The second quarter is corrected to 41: what the unit has stays, with one warning.
    let second = campaign.folder.join("tra-loi/2024-Q2/CHAU.xlsx");
    let again = second.with_file_name("CHAU-2.xlsx");
    campaign.send("2024-Q2", "CHAU", &["LAN=2", "02=8", "03=41", "04=Có"]);
    fs::rename(&second, &again).unwrap();
    campaign.send("2024-Q2", "CHAU", &["02=7", "03=40", "04=Có"]);
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert!(code == 0 && !out.contains("Lỗi R") && closing(&campaign, "2024-Q3", "Phường Châu") == "40", "{out}");
    assert_eq!(out.matches("Cảnh báo K11 · Phường Châu · quý III/2024").count(), 1, "{out}");
    campaign.audits("2024-Q3");
    // A figure of neither is an error, and so is one that a flow does not explain.
    for wrong in [&["X=X", "01=", "03=39"][..], &["X=X", "01=", "02=2", "03=44"]] {
        campaign.send("2024-Q3", "CHAU", wrong);
        let (code, out) = campaign.run("merge", "2024-Q3");
        assert!(code == 1 && out.contains("Lỗi R01 · Phường Châu · quý III/2024"), "{out}");
    }
    campaign.send("2024-Q3", "CHAU", &["X=X", "01=", "02=2", "03=43"]);
    assert_eq!(campaign.run("merge", "2024-Q3").0, 0);
    // Without the second quarter the closing balance is the best known one, and not that of the first.
    campaign.send("2024-Q3", "CHAU", &["X=X", "01=", "03=40"]);
    fs::remove_file(&again).unwrap();
    fs::remove_file(&second).unwrap();
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert!(code == 0 && !out.contains("Lỗi R") && closing(&campaign, "2024-Q3", "Phường Châu") == "40", "{out}");
    campaign.audits("2024-Q3");
}
