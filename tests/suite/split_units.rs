//! A unit that another one leaves: what `explain` says of figures that cannot be compared any more.

use crate::corrections::{campaign, chain, period, run, send};
use std::fs;
use std::path::Path;
use tonghop::plan::Plan;

const COLUMNS: &str = "explain = \"Cộng các kỳ.\" },\n  { name = \"ck_vao\", sheets = [\"Kết quả\"], heading = \"Vào năm trước\", \
     formula = \"CUNG_KY(vao)\", total = \"sum\", number = \"integer\", explain = \"Thử.\" },\n  { name = \"kt_ykien\", sheets = [\"Kết \
     quả\"], heading = \"Chỉ tiêu kỳ trước\", formula = \"KY_TRUOC(tu_dat)\", total = \"blank\", number = \"integer\", explain = \"Thử.\" },\n";
const RULES: &str = "rules = [\n  { code = \"R81\", severity = \"warning\", test = \"vao_ck>=0\", message = \"Năm trước {vao_ck}.\", \
     fix = \"Xem.\" },\n  { code = \"R82\", severity = \"warning\", test = \"ra_lk>=0\", message = \"Lũy kế {ra_lk}.\", fix = \"Xem.\" },\n";

/// Xã Mới leaves Xã An in the fourth quarter; Xã Châu goes into Xã Bình then.
fn with_split(text: String) -> String {
    let units = "name = \"Xã Châu\", kind = \"xa\", until = \"2022-Q1\", into = \"BINH\" },\n  { code = \"MOI\", name = \"Xã Mới\", \
                 kind = \"xa\", from = \"2022-Q2\", out_of = \"AN\" },\n";
    let text = text.replace("name = \"Xã Châu\", kind = \"xa\" },\n", units);
    let text = text.replace("opening = \"tu_dat\" }", "opening = \"tu_dat\", add = \"none\" }");
    text.replace("rules = [\n", RULES).replace("explain = \"Cộng các kỳ.\" },\n", COLUMNS)
}

fn send_until(folder: &Path, plan: &Plan, last: usize) {
    for (code, opening, first, end) in [("AN", 100, 0, 9), ("BINH", 200, 0, 9), ("CHAU", 300, 0, 2), ("MOI", 40, 3, 9)]
    {
        for quarter in first..=end.min(last) {
            let when = period(quarter);
            send(folder, plan, code, &when, &format!("{when}/{code}.xlsx"), 1, chain(opening)[quarter]);
        }
    }
}

#[test]
fn explanation_of_a_blank_comparison_names_the_split() {
    let (_keep, folder, plan) = campaign(with_split);
    send_until(&folder, &plan, 6);
    let split = "không so được: Xã Mới tách từ Xã An từ quý II/2022, số trước đó là của đơn vị chưa tách: để trống";
    let explained = |what: &str, unit: &str, period: &str| {
        let (code, out) = run(&folder, &["explain", what, "--unit", unit, "--period", period]);
        assert_eq!(code, 0, "{out}");
        out
    };
    // In 2023-Q1 the quarter a year before is the last one of the unit before the split, in 2022-Q4 it is before that.
    for period in ["2022-Q4", "2023-Q1"] {
        for unit in ["AN", "MOI"] {
            for what in ["ck_vao", "R81"] {
                let out = explained(what, unit, period);
                assert!(out.contains(split), "{what} {unit} {period}: {out}");
                assert!(!out.contains("2021-Q4/AN.xlsx") && !out.contains("2022-Q1/AN.xlsx"), "{what}: {out}");
            }
        }
        assert!(!explained("ck_vao", "BINH", period).contains("không so được"), "{period}");
    }
    // A sum to date goes on for the new unit alone.
    assert!(explained("R82", "AN", "2022-Q4").contains(split));
    assert!(!explained("R82", "MOI", "2022-Q4").contains("không so được"));
    // What does not add up is blank where the heir takes over.
    let heir = "không so được: Xã Bình nhận Xã Châu từ quý II/2022, mà mục này không cộng giữa các đơn vị: để trống";
    assert!(explained("kt_ykien", "BINH", "2022-Q2").contains(heir));
    assert!(!explained("kt_ykien", "BINH", "2022-Q3").contains("không so được"));
    fs::remove_dir_all(folder.join("tra-loi/2022-Q2")).unwrap();
    assert!(explained("ck_vao", "AN", "2022-Q3").contains(split));
}
