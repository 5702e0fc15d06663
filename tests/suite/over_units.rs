//! Functions over units: TONG, TONG_NHOM, HANG_CHUNG, and totals that are the smallest, largest or mean figure. The truth
//! is computed here, in plain loops over the figures that the units send.

use crate::corrections::{campaign, open, rows, run};
use crate::libreoffice;
use crate::own_plan;
use crate::spans::{UNITS, chain, clean, send_all};
use std::fs;

/// Columns of the sheet "Kết quả": name, formula, total, number.
const COLUMNS: [(&str, &str, &str, &str); 10] = [
    ("t_vao", "TRONG_KY(vao)", "sum", "integer"),
    ("ty_trong", "IF(AND(ISNUMBER(t_vao),TONG(t_vao)>0),t_vao/TONG(t_vao),\"\")", "formula", "percent"),
    ("toan_vao", "TONG(vao)", "max", "integer"),
    ("nhom_vao", "TONG_NHOM(t_vao)", "blank", "integer"),
    ("nhom_cuoi", "TONG_NHOM(cuoi)", "blank", "integer"),
    ("hang_chung", "HANG_CHUNG(t_vao)", "blank", "integer"),
    ("hang_loai", "HANG(t_vao)", "blank", "integer"),
    ("nho", "t_vao", "min", "integer"),
    ("lon", "t_vao", "max", "integer"),
    ("binh_quan", "ty_trong", "mean", "percent"),
];

fn with_columns(text: &str) -> String {
    let one = |(name, formula, total, number): &(&str, &str, &str, &str)| {
        format!(
            "  {{ name = \"{name}\", sheets = [\"Kết quả\"], heading = \"{name}\", formula = '{formula}', \
             total = \"{total}\", number = \"{number}\", explain = \"Thử.\" }},\n"
        )
    };
    let more: String = COLUMNS.iter().map(one).collect();
    let text = text.replace("explain = \"Cộng các kỳ.\" },\n", &format!("explain = \"Cộng các kỳ.\" }},\n{more}"));
    // The units of the first kind are not adjacent.
    let text = text.replace("label = \"Xã\" }]", "label = \"Xã\" }, { code = \"tt\", label = \"Thị trấn\" }]");
    text.replace("name = \"Xã Bình\", kind = \"xa\"", "name = \"Xã Bình\", kind = \"tt\"")
}

/// What a unit reports in some quarters: those that join, the closing figure.
type Reported = (Option<f64>, Option<f64>);

/// Returns what a unit reports in some quarters: the sum of those that join, and its closing figure in the last of them.
/// `None` without a counted return: Bình is missing in the fourth quarter, Châu on hold in the fifth.
fn reported(unit: usize, first: usize, last: usize) -> Reported {
    let is_counted = |quarter: &usize| ![(1, 3), (2, 4)].contains(&(unit, *quarter));
    let all = chain(unit);
    let counted: Vec<f64> = (first..=last).filter(is_counted).map(|quarter| f64::from(all[quarter].joined)).collect();
    let joined = (!counted.is_empty()).then(|| counted.iter().sum());
    (joined, is_counted(&last).then(|| f64::from(all[last].closing)))
}

/// The rows of the units, then the totals. `None` is blank.
fn expected(first: usize, last: usize) -> Vec<Vec<Option<f64>>> {
    let all: Vec<_> = (0..UNITS.len()).map(|unit| reported(unit, first, last)).collect();
    let whole: f64 = all.iter().filter_map(|(joined, _)| *joined).sum();
    let share = |joined: Option<f64>| joined.filter(|_| whole > 0.0).map(|joined| joined / whole);
    let kind = |unit: usize| if unit == 1 { vec![1] } else { vec![0, 2] };
    let rank = |unit: usize, among: &[usize]| {
        let own = all[unit].0?;
        Some(1.0 + among.iter().filter(|other| all[**other].0.is_some_and(|joined| joined > own)).count() as f64)
    };
    let row = |unit: usize| {
        let joined = all[unit].0;
        let of_kind = |figure: fn(&Reported) -> Option<f64>| {
            Some(kind(unit).iter().filter_map(|other| figure(&all[*other])).sum())
        };
        vec![
            joined,
            share(joined),
            Some(whole),
            of_kind(|own| own.0),
            of_kind(|own| own.1),
            rank(unit, &[0, 1, 2]),
            rank(unit, &kind(unit)),
            joined,
            joined,
            share(joined),
        ]
    };
    let figures: Vec<f64> = all.iter().filter_map(|(joined, _)| *joined).collect();
    let total = vec![
        Some(whole),
        Some(1.0),
        Some(whole),
        None,
        None,
        None,
        None,
        figures.iter().copied().reduce(f64::min),
        figures.iter().copied().reduce(f64::max),
        Some(1.0 / figures.len() as f64),
    ];
    (0..UNITS.len()).map(row).chain([total]).collect()
}

#[test]
fn sums_ranks_and_totals_over_units_equal_their_definition() {
    let (_keep, folder, plan) = campaign(|text| with_columns(&text));
    send_all(&folder, &plan, 0..6);
    for (name, first, last) in [("2022-Q2", 3, 3), ("2022-Q3", 4, 4), ("2022", 2, 5)] {
        let (code, out) = run(&folder, &["merge", "--period", name]);
        assert!(code < 2, "{out}");
        let file = folder.join(format!("ket-qua/Tong-hop-{name}.xlsx"));
        let shown = rows(&open(&file), "Kết quả");
        for (row, wanted) in expected(first, last).iter().enumerate() {
            for (column, wanted) in wanted.iter().enumerate() {
                let cell = &shown[6 + row][4 + column];
                let found = cell.parse::<f64>().ok();
                let is_equal = match (found, wanted) {
                    (Some(found), Some(wanted)) => (found - wanted).abs() < 1e-9,
                    (None, None) => cell.is_empty(),
                    _ => false,
                };
                assert!(is_equal, "{name}, row {row}, {}: '{cell}', not {wanted:?}", COLUMNS[column].0);
            }
        }
        let (compared, differences) = libreoffice::compare(&file);
        assert!(compared > 250 && differences.is_empty(), "{compared}: {}", differences.join("\n"));
        clean(&file);
    }

    let (code, out) = run(&folder, &["explain", "ty_trong", "--unit", "AN", "--period", "2022-Q3"]);
    assert_eq!(code, 0, "{out}");
    for text in ["(t_vao): cộng tất cả đơn vị", "Xã An: 2", "Xã Bình: 7"] {
        assert!(out.contains(text), "{text}: {out}");
    }
    let (_, out) = run(&folder, &["explain", "nhom_cuoi", "--unit", "CHAU", "--period", "2022-Q2"]);
    assert!(out.contains("(cuoi): cộng các đơn vị cùng loại") && !out.contains("Xã Bình:"), "{out}");
    let (_, out) = run(&folder, &["explain", "hang_chung", "--unit", "CHAU", "--period", "2022-Q2"]);
    assert!(out.contains("xếp hạng trong tất cả đơn vị") && out.contains("Xã Bình:"), "{out}");
}

#[test]
fn misuse_of_functions_over_units_is_reported() {
    let faults = [
        ("TONG(ty)", "sum", "TONG cộng các đơn vị, nhưng ty là tỷ lệ hoặc chữ"),
        ("TONG_NHOM(y_kien)", "blank", "TONG_NHOM cộng các đơn vị, nhưng y_kien không cộng được"),
        ("TONG(pl_dau)", "sum", "viết thành một cột rồi gọi tên cột đó"),
        ("HANG_CHUNG(vao)", "blank", "HANG_CHUNG cần một cột tính, 'vao' thì không phải"),
        ("TONG(tong_va)", "sum", "tong_vao"),
        ("TONG(vao)", "sum", "cộng lại thì mỗi đơn vị tính một lần"),
        ("TONG_NHOM(tong_vao)", "formula", "ở đó không có TONG_NHOM(tong_vao)"),
        ("TONG(moi)", "sum", "gọi vòng: moi → moi"),
        ("IF(so_quy>1,\"a\",\"b\")", "min", "chữ không có nhỏ nhất, lớn nhất, bình quân"),
        ("AVERAGE(tong_vao)", "sum", "total = \"mean\""),
    ];
    for (formula, total, wanted) in faults {
        let column = |name: &str, formula: &str, total: &str, number: &str| {
            format!(
                "  {{ name = \"{name}\", sheets = [\"Kết quả\"], heading = \"{name}\", formula = '{formula}', \
                 total = \"{total}\", number = \"{number}\", explain = \"Thử.\" }},\n"
            )
        };
        let number = if total == "min" { "text" } else { "integer" };
        let more = column("ty", "1", "formula", "percent") + &column("moi", formula, total, number);
        let (_keep, folder, _) = campaign(|text| text);
        let path = folder.join("ke-hoach.toml");
        let text = fs::read_to_string(&path).unwrap();
        let place = "explain = \"Cộng các kỳ.\" },\n";
        let text = own_plan::replaced(text, &[(place, format!("{place}{more}"))]);
        fs::write(&path, text).unwrap();
        let (code, out) = run(&folder, &["plan", "check"]);
        assert!(code != 0 && out.contains(wanted), "{formula}: {out}");
    }
}
