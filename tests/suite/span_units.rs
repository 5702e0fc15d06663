//! Half-years of units that end or take over within them, and a half-year as a return for the level above.

use crate::corrections::{Figures, campaign, open, period, rows, run, send};
use crate::libreoffice;
use crate::spans::{UNITS, chain, clean, send_all, with_columns};
use std::fs;
use std::path::Path;

/// The plan in which Bình is taken over by An, and Châu ends without an heir, both after the first quarter of 2022.
fn reformed(text: &str) -> String {
    let end = |text: String, code: &str, more: &str| {
        let unit = format!("{{ code = \"{code}\",");
        assert!(text.contains(&unit));
        text.replace(&unit, &format!("{{ until = \"2022-Q1\",{more} code = \"{code}\","))
    };
    end(end(with_columns(text), "BINH", " into = \"AN\","), "CHAU", "")
}

#[test]
fn units_that_end_within_a_span_stay_in_it() {
    let (_keep, folder, plan) = campaign(|text| reformed(&text));
    let mut all: Vec<Vec<Figures>> = (0..3).map(chain).collect();
    // From the second quarter on, An is both.
    let other = all[1].clone();
    let (mut opening, mut to_date) = (0, 0);
    for (quarter, own) in all[0].iter_mut().enumerate().take(4) {
        if quarter == 3 {
            let joined = own.joined + other[quarter].joined;
            *own = Figures {
                opening,
                joined,
                left: own.left,
                closing: opening + joined - own.left,
                to_date: to_date + joined,
            };
        }
        (opening, to_date) = (own.closing + other[quarter].closing, own.to_date + other[quarter].to_date);
    }
    for (unit, (code, _)) in UNITS.iter().enumerate() {
        let quarters = if unit == 0 { 4 } else { 3 };
        for (quarter, figures) in all[unit].iter().enumerate().take(quarters) {
            let when = period(quarter);
            send(&folder, &plan, code, &when, &format!("{when}/{code}.xlsx"), 1, *figures);
        }
    }
    let (code, out) = run(&folder, &["merge", "-v", "--period", "2022-H1"]);
    assert_eq!(code, 0, "{out}");
    let file = folder.join("ket-qua/Tong-hop-2022-H1.xlsx");
    clean(&file);
    let all_rows = rows(&open(&file), "Kết quả");
    let row = |name: &str| {
        let row = all_rows.iter().find(|row| row[0].starts_with(name) || row[1] == name).unwrap();
        let figure = |column: usize| row[column].parse::<i32>().ok();
        // In the span: joined, opening, closing.
        [figure(4), figure(5), figure(6)]
    };
    let [an, binh, chau] = [&all[0], &all[1], &all[2]];
    let heir = [an[2].joined + an[3].joined + binh[2].joined, an[2].opening + binh[2].opening, an[3].closing];
    assert_eq!(row("Xã An"), heir.map(Some));
    // The half-year before is that of both.
    let before = an[0].joined + an[1].joined + binh[0].joined + binh[1].joined;
    assert_eq!(all_rows.iter().find(|row| row[1] == "Xã An").unwrap()[9], before.to_string());
    // What joined and left in the half-year leads from the opening to the closing balance.
    let left = an[2].left + an[3].left + binh[2].left;
    assert_eq!(heir[1] + heir[0] - left, heir[2]);
    assert_eq!([row("Xã Bình"), row("Xã Châu")], [[None; 3]; 2]);
    assert_eq!(row("Đơn vị đã kết thúc"), [Some(chau[2].joined), None, None]);
    assert_eq!(row("Tổng cộng"), [heir[0] + chau[2].joined, heir[1], heir[2]].map(Some));
    let (compared, differences) = libreoffice::compare(&file);
    assert!(compared > 300 && differences.is_empty(), "{}", differences.join("\n"));
}

/// Sends the quarters up to the last of a span, makes the return for the level above, and merges it there in a plan whose
/// periods are as long as the span. The quarters of the span (indexes) are all counted.
fn goes_up(span: &str, title: &str, quarters: std::ops::Range<usize>, term: (&str, &str)) {
    let (_keep, folder, plan) = campaign(|text| text);
    send_all(&folder, &plan, 0..quarters.end);
    let (code, out) = run(&folder, &["up", "--period", span]);
    let returns = 3 * quarters.len();
    assert!(code < 2 && out.contains(&format!("{title}: {returns}/{returns} báo cáo đã tổng hợp")), "{out}");
    let above = |text: String| {
        let start = text.find("units = [").unwrap();
        let end = start + text[start..].find("\n]").unwrap() + 2;
        let unit = "units = [{ code = \"MAU\", name = \"Hội Nông dân huyện Mẫu\", kind = \"xa\" }]";
        let text = text.replace(&text[start..end], unit).replace("so_quy", "so_ky");
        text.replace("2021-Q3", term.0).replace("2023-Q4", term.1).replace("huyện Mẫu\"\nplace", "tỉnh\"\nplace")
    };
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/noi-ky/ke-hoach.toml");
    let upper = folder.join("cấp trên");
    fs::create_dir_all(upper.join("tra-loi").join(span)).unwrap();
    fs::write(upper.join("ke-hoach.toml"), above(fs::read_to_string(from).unwrap())).unwrap();
    let annex = "Đơn vị,Hội viên\nHội Nông dân huyện Mẫu,600\nTổng cộng,600\n";
    fs::write(upper.join("phu-luc.csv"), annex).unwrap();
    let sent = upper.join(format!("tra-loi/{span}/Mau.xlsx"));
    fs::copy(folder.join(format!("ket-qua/Gui-cap-tren-{span}.xlsx")), &sent).unwrap();
    let (code, out) = run(&upper, &["merge", "-v", "--period", span]);
    assert!(code < 2 && out.contains(&format!("{title}: 1/1 đơn vị đã gửi")), "{out}");
    let all: Vec<Vec<Figures>> = (0..3).map(chain).collect();
    let sum = |figure: &dyn Fn(&[Figures]) -> i32| {
        all.iter().map(|unit| figure(&unit[quarters.clone()])).sum::<i32>().to_string()
    };
    let expected = [
        sum(&|own| own[0].opening),
        sum(&|own| own.iter().map(|quarter| quarter.joined).sum()),
        sum(&|own| own.iter().map(|quarter| quarter.left).sum()),
        sum(&|own| own[own.len() - 1].closing),
    ];
    let shown = rows(&open(&upper.join(format!("ket-qua/Tong-hop-{span}.xlsx"))), "Chỉ tiêu");
    let figure = |code: &str| shown.iter().find(|row| row[0] == code).unwrap()[3].clone();
    assert_eq!(["01", "02", "03", "04"].map(figure), expected);
}

#[test]
fn a_half_year_is_a_return_for_a_plan_by_half_years() {
    goes_up("2021-H2", "6 tháng cuối năm 2021", 0..2, ("2021-H2", "2023-H2"));
}

#[test]
fn a_year_is_a_return_for_a_plan_by_years() {
    goes_up("2023", "Năm 2023", 6..10, ("2021", "2023"));
}
