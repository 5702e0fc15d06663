//! A plan made of the examples of all keys, and properties of the schema itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use std::collections::BTreeSet;

/// The annex of the example plan.
pub(crate) const ANNEX: &str = "TT\tĐơn vị\tSố cây giao\n1\tXã An\t1.000\n2\tXã Bình\t\n\tTổng cộng\t1.000\n";

/// Keys whose example does not go with the examples of the other keys in the row; MORE has rows for them.
const APART: [&str; 8] = [
    "indicators.choices",
    "rosters.columns.choices",
    "units.out_of",
    "sheets.ranked_by",
    "waivers.file",
    "waivers.nil",
    "report.columns",
    "report.questions",
];

/// Further rows that the examples refer to.
const MORE: [(&str, &str); 8] = [
    (
        "units",
        r#"{ code = "BINH", name = "Xã Bình", kind = "xa" },
        { code = "CHAU", name = "Xã Châu", kind = "xa", from = "2024-Q3", out_of = "BINH" },"#,
    ),
    (
        "indicators",
        r#"{ section = "A. CÂY", ordinal = "2", code = "02", label = "Cây sống", name = "cay_song", kind = "stock", blank = "missing" },
        { section = "A. CÂY", ordinal = "4", code = "04", label = "Cây sống đầu kỳ", name = "cay_dau", kind = "stock", blank = "missing" },
        { section = "A. CÂY", ordinal = "5", code = "05", label = "Cây chết", name = "cay_chet", kind = "flow", blank = "missing" },
        { section = "A. CÂY", ordinal = "3", code = "03", label = "Có họp", name = "co_hop", kind = "choice", blank = "missing", choices = ["Có", "Không"] },"#,
    ),
    (
        "rosters",
        r#"{ code = "VUON", prefix = "vuon", title = "DANH SÁCH VƯỜN", columns = [
            { heading = "Tên vườn", name = "vuon_ten", kind = "text" },
            { heading = "Số cây", name = "vuon_cay", kind = "number" },
            { heading = "Năm trồng", name = "vuon_nam", kind = "number" },
        ] },"#,
    ),
    ("sheets", r#"{ name = "Thứ tự", title = "THỨ TỰ CÁC XÃ", ranked_by = "con_lai" },"#),
    ("rosters.columns", r#"{ heading = "Loài", name = "khu_loai", kind = "choice", choices = ["Keo", "Thông"] },"#),
    (
        "columns",
        r#"{ name = "lk_cay", sheets = ["Kết quả"], heading = "Lũy kế", formula = "LUY_KE(cay_moi)", total = "sum", number = "integer", explain = "Cộng." },
        { name = "con_lai", sheets = ["Kết quả", "Thứ tự"], heading = "Còn lại", formula = "MAX(0,pl_cay-lk_cay)", total = "sum", number = "integer", explain = "Trừ." },
        { name = "phai_dat", sheets = ["Kết quả"], heading = "Phải đạt", formula = "pl_cay*so_ky/tong_ky", total = "sum", number = "integer", explain = "Chia đều." },
        { name = "chenh", sheets = ["Kết quả"], heading = "Chênh", formula = "lk_cay-phai_dat", total = "sum", number = "integer", explain = "Trừ." },"#,
    ),
    (
        "report",
        r#"{ kind = "table", columns = ["pl_cay", "lk_cay"] },
        { kind = "answers", questions = ["tm_vuong_mac"] },"#,
    ),
    (
        "waivers",
        r#"{ unit = "AN", period = "2024-Q1", file = "2024-Q1/xa-an-cu.xlsx", reason = "Gửi nhầm", by = "Trưởng ban", date = 2024-04-18 },
        { unit = "BINH", period = "2024-Q1", nil = true, reason = "Không có đợt trồng", by = "Trưởng ban", date = 2024-04-18 },"#,
    ),
];

/// Returns a row of a table, made of the examples of its keys.
fn row(table: &PlanTable) -> String {
    let field = |f: &PlanField| {
        let path = format!("{}.{}", table.path, f.key);
        let said = !f.example.is_empty() && !APART.contains(&path.as_str());
        said.then(|| format!("{} = {}", f.key, f.example))
    };
    let mut all: Vec<String> = table.fields.iter().filter_map(field).collect();
    if table.path == "rosters" {
        all.push(format!("columns = {}", rows("rosters.columns")));
    }
    format!("{{ {} }},", all.join(", "))
}

fn rows(path: &str) -> String {
    let table = TABLES.iter().find(|t| t.path == path).unwrap();
    let more = MORE.iter().find(|(p, _)| *p == path).map_or("", |(_, rows)| rows);
    format!("[{} {more}]", row(table))
}

/// Returns a plan that uses every key.
pub(crate) fn examples() -> String {
    let mut out = String::new();
    for field in &SINGLES {
        out += &format!("{} = {}\n", field.key, field.example);
    }
    for table in TABLES.iter().filter(|t| t.path != "rosters.columns") {
        if table.path == "severity" {
            out += "severity = { R01 = \"info\" }\n";
        } else {
            out += &format!("{} = {}\n", table.path, rows(table.path));
        }
    }
    out
}

#[test]
fn no_alias_is_another_key_of_its_table() {
    for table in &TABLES {
        let keys: BTreeSet<&str> = table.fields.iter().map(|f| head(f.key)).collect();
        for alias in table.fields.iter().flat_map(|f| f.aliases) {
            assert!(!keys.contains(head(alias.key)), "{}.{}", table.path, alias.key);
        }
        let headings: BTreeSet<&str> = table.fields.iter().map(|f| f.heading).collect();
        assert_eq!(headings.len(), table.fields.len(), "{}", table.path);
    }
}

#[test]
fn a_path_leads_to_its_field() {
    assert_eq!(field("rules[12].message.vi").unwrap().heading, "Thông báo");
    assert_eq!(field("rosters[0].columns[3].unique").unwrap().heading, "Trùng nhau");
    assert_eq!(field("plan.days.cut_off").unwrap().heading, "Ngày chốt số liệu");
    assert_eq!(field("severity.R01").unwrap().heading, "Mức");
    assert!(field("rules[1].strange").is_none() && field("plan").is_none());
    assert_eq!(places("plan.days"), ["Ngày chốt số liệu", "Hạn gửi"]);
    assert_eq!(
        in_headings("dùng total = \"formula\" hoặc \"blank\"", "là"),
        "dùng 'Dòng tổng' là 'theo công thức' hoặc 'để trống'"
    );
}
