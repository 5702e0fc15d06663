//! The return for the level above of rows that begin or end while the plan runs.

use crate::unit_life::{TestCampaign, rows};
use std::fs;

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
