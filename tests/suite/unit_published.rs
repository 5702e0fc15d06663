//! Published periods of a plan whose units end: without an heir, or in one of the same name.

use crate::corrections::{self, Figures};
use crate::merge::{said, tonghop};
use crate::unit_life::{TestCampaign, rows};
use std::collections::BTreeSet;
use std::fs;

/// The figures of a unit without an heir stay in the totals, so a correction of it changes published totals. The list of
/// changes names no person, and a cell of "Tổng quan" is explained as it is below the rows that the list adds.
#[test]
fn correction_of_a_dissolved_unit_changes_published_totals() {
    let campaign = TestCampaign::new("");
    let plan = campaign.folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    fs::write(&plan, text.replace("code = \"DUC\"", "code = \"DUC\"\nuntil = \"2024-Q2\"")).unwrap();
    campaign.begin();
    assert_eq!(campaign.run("publish", "2024-Q2").0, 0);
    let form = campaign.form("2024-Q2", "DUC");
    campaign.send_as(&form, "2024-Q2", "Nguyễn Văn Tèo gửi lại", &["LAN=2", "02=9", "03=53", "04=Có"]);
    assert_eq!(campaign.run("merge", "2024-Q2").0, 0);
    let (code, out) = campaign.run("export", "2024-Q2");
    assert_eq!(code, 0, "{out}");
    let table = fs::read_to_string(campaign.folder.join("ket-qua/du-lieu-2024-Q2/da-chot.csv")).unwrap();
    let lines: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    // Sum to date 12 → 13 of the unit, and 36 → 37 of all units.
    let has = |unit: &str, old: &str, new: &str| {
        lines.iter().any(|line| line[1] == unit && line.windows(3).any(|cells| cells == [old, "", new]))
    };
    assert!(has("Xã Đức", "12", "13"), "{table}");
    assert!(
        lines.iter().any(|line| line[3].starts_with("'Kết quả'") && line.windows(3).any(|c| c == ["36", "", "37"])),
        "{table}"
    );
    assert!(table.contains("Xã Đức") && !table.contains("Tèo"), "{table}");

    let overview = rows(&campaign.result("2024-Q2"), "Tổng quan");
    let row = overview.iter().position(|row| row[1] == "Xã Bình").unwrap();
    let column = overview[row].iter().position(|cell| cell == "8").unwrap();
    let cell = format!("'Tổng quan'!{}{}", (b'A' + column as u8) as char, row + 1);
    let folder = campaign.folder.to_str().unwrap();
    let (code, out, error) = said(&tonghop(&["explain", "-C", folder, &cell, "--period", "2024-Q2"]));
    assert!(code == 0 && out.contains("Xã Bình") && !out.contains("Phường Châu"), "{cell}: {out}{error}");
}

/// An heir with a new code has the name of the unit that it took over: a workbook has a row for both. Only figures of the unit
/// that sent a correction, and totals, differ.
#[test]
fn two_units_of_one_name_are_told_apart_in_published_figures() {
    let (_keep, folder, plan) = corrections::campaign(|text| {
        let heir = "name = \"Xã Bình\", kind = \"xa\", until = \"2021-Q4\", into = \"MOI\" },\n  { code = \"MOI\", name = \"Xã Bình\", \
                    kind = \"xa\", from = \"2022-Q1\" },\n";
        text.replace("name = \"Xã Bình\", kind = \"xa\" },\n", heir)
    });
    let returns = [("AN", 100, 0..3), ("BINH", 200, 0..2), ("MOI", 200, 2..3), ("CHAU", 300, 0..3)];
    for (code, opening, quarters) in returns {
        for quarter in quarters {
            let (when, figures) = (corrections::period(quarter), corrections::chain(opening)[quarter]);
            corrections::send(&folder, &plan, code, &when, &format!("{when}/{code}.xlsx"), 1, figures);
        }
    }
    let (code, out) = corrections::run(&folder, &["publish", "--period", "2021-Q4"]);
    assert!(code < 2, "{out}");
    let changed_units = |period: &str| {
        let (_, _, book) = corrections::merge(&folder, period);
        let all = corrections::rows(&book, "Nguồn");
        let first = all.iter().position(|row| row.contains(&"SỐ ĐÃ CHỐT HOẶC ĐÃ LẬP, NAY KHÁC".to_string()));
        let listed = all.into_iter().skip(first.map_or(usize::MAX, |first| first + 2));
        listed.map_while(|row| Some(row[1].clone()).filter(|unit| !unit.is_empty())).collect::<BTreeSet<String>>()
    };
    assert!(changed_units("2022-Q1").is_empty());
    let figures = corrections::chain(300)[1];
    let Figures { joined, closing, to_date, .. } = figures;
    let corrected = Figures { joined: joined + 1, closing: closing + 1, to_date: to_date + 1, ..figures };
    corrections::send(&folder, &plan, "CHAU", "2021-Q4", "2021-Q4/CHAU lần 2.xlsx", 2, corrected);
    assert_eq!(changed_units("2022-Q1"), BTreeSet::from(["Tổng cộng", "Xã Châu"].map(String::from)));
}
