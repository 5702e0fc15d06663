//! Forms and the return for the level above of units and rows that begin or end while the plan runs.

use crate::unit_life::{TestCampaign, row_of, rows};
use std::fs;

/// The form of a unit that was split from another one says why its opening balance is empty.
#[test]
fn form_of_a_split_unit_says_why_its_opening_is_empty() {
    let campaign = TestCampaign::new("");
    let plan = campaign.folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let split = text.replace("code = \"DUC\"", "code = \"DUC\"\nfrom = \"2024-Q3\"\nout_of = \"CHAU\"");
    assert_ne!(split, text);
    fs::write(&plan, split).unwrap();
    let (code, out) = campaign.run("forms", "2024-Q3");
    assert_eq!(code, 0, "{out}");
    let opening = |unit: &str| row_of(&rows(&campaign.form("2024-Q3", unit), "BM"), "Cây đầu kỳ");
    let why = "Đơn vị mới tách từ Phường Châu: tự ghi phần số đầu kỳ nhận về.";
    assert!(opening("DUC").iter().any(|text| text.contains(why)), "{:?}", opening("DUC"));
    assert!(!opening("CHAU").iter().any(|text| text.contains("tách từ")), "{:?}", opening("CHAU"));
}

/// The return for the level above has the rows that are in force in its period.
#[test]
fn roll_up_has_the_rows_of_its_period() {
    let campaign = TestCampaign::new("");
    let plan = campaign.folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let next = "  { section = \"B. KHÁC\"";
    let row = "  { section = \"Z. CŨ\", ordinal = \"9\", code = \"09\", label = \"Dòng đã bỏ\", name = \"da_bo\", kind = \"flow\", \
               blank = \"zero\", until = \"2024-Q1\" },\n";
    let longer = text.replacen(next, &format!("{row}{next}"), 1);
    assert_ne!(longer, text);
    fs::write(&plan, longer).unwrap();
    campaign.begin();
    for (period, is_there) in [("2024-Q1", true), ("2024-Q2", false)] {
        let (code, out) = campaign.run("up", period);
        assert_eq!(code, 0, "{out}");
        let form = rows(&campaign.folder.join(format!("ket-qua/Gui-cap-tren-{period}.xlsx")), "BM");
        let has = |text: &str| form.iter().flatten().any(|cell| cell == text);
        assert!(has("Cây đầu kỳ"), "{form:?}");
        assert_eq!((has("Dòng đã bỏ"), has("Z. CŨ")), (is_there, is_there), "{period}: {form:?}");
    }
}
