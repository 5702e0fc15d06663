//! What heirs show over a quarter, a half-year, a year and the whole plan: a heir with its old code, a chain of two mergers
//! into a unit with a new code, a missing return of a unit that ends. The truth is added up here, in plain loops over the
//! figures that the units send.

use crate::corrections::{Figures, JOINED, LEFT, findings, merge, period, run, send};
use crate::libreoffice;
use crate::own_plan::replaced;
use crate::spans::{clean, in_every_span, libreoffice_agrees, ordinals};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tonghop::model::amount::Value;
use tonghop::plan::{Plan, load};
use tonghop::workbook::{CellContent, Workbook};

/// A unit: code, name, first and last quarter, heir.
type TestUnit = (&'static str, &'static str, usize, usize, Option<usize>);

const UNITS: [TestUnit; 12] = [
    ("AN", "Xã An", 0, 9, None),
    ("BINH", "Xã Bình", 0, 4, Some(4)),
    ("CHAU", "Xã Châu", 0, 2, Some(0)),
    ("DINH", "Xã Định", 0, 1, Some(1)),
    ("MOI", "Xã Mới", 5, 9, None),
    ("GIANG", "Xã Giang", 0, 4, Some(4)),
    ("HAI", "Xã Hải", 1, 4, Some(4)),
    ("KHE", "Xã Khê", 0, 6, Some(4)),
    ("LAM", "Xã Lâm", 0, 2, Some(7)),
    ("MINH", "Xã Minh", 3, 6, Some(4)),
    ("NAM", "Xã Nam", 0, 7, Some(4)),
    ("OANH", "Xã Oanh", 0, 2, Some(0)),
];
/// The return that is missing: unit and quarter.
const MISSING: (usize, usize) = (2, 1);

/// The columns after the sum to date of the plan, by the truth that they have. The last one is a sum over all units.
const COLUMNS: [(&str, &str); 17] = [
    ("t_vao", "TRONG_KY(vao)"),
    ("t_dau", "TRONG_KY(dau)"),
    ("t_cuoi", "TRONG_KY(cuoi)"),
    ("c_cuoi", "CUOI_KY(cuoi)"),
    ("n_vao", "TU_DAU_NAM(vao)"),
    ("kt_vao", "KY_TRUOC(vao)"),
    ("kt_dau", "KY_TRUOC(dau)"),
    ("kt_cuoi", "KY_TRUOC(cuoi)"),
    ("ck_vao", "CUNG_KY(vao)"),
    ("ck_dau", "CUNG_KY(dau)"),
    ("ck_cuoi", "CUNG_KY(cuoi)"),
    ("t_quen", "TRONG_KY(quen)"),
    ("kt_quen", "KY_TRUOC(quen)"),
    ("ck_quen", "CUNG_KY(quen)"),
    ("kt_nhat", "KY_TRUOC(tu_dat)"),
    ("ck_nhat", "CUNG_KY(tu_dat)"),
    ("tong", "TONG(tong_vao)"),
];
/// The row after which `quen` is: nobody fills it in. Of `tu_dat` an heir has the largest; all units send 7.
const CARRIED: &str = "opening = \"tu_dat\" },\n";
const FORGOTTEN: &str = "opening = \"tu_dat\", add = \"max\" },\n  { section = \"B. KHÁC\", ordinal = \"8\", code = \"08\", \
     label = \"Bỏ quên\", name = \"quen\", kind = \"flow\", unit = \"người\", required = false },\n";

fn with_units(text: &str) -> String {
    let (start, end) = (text.find("units = [").unwrap(), text.find("\nindicators").unwrap());
    let time = |(_, _, first, last, into): &TestUnit| {
        let from = if *first > 0 { format!(", from = \"{}\"", period(*first)) } else { String::new() };
        let until = into
            .map_or_else(String::new, |heir| format!(", until = \"{}\", into = \"{}\"", period(*last), UNITS[heir].0));
        from + &until
    };
    let unit = |unit: &TestUnit| {
        format!("  {{ code = \"{}\", name = \"{}\", kind = \"xa\"{} }},\n", unit.0, unit.1, time(unit))
    };
    let units: String = UNITS.iter().map(unit).collect();
    let column = |(name, formula): &(&str, &str)| {
        let total = if *name == "tong" { "blank" } else { "sum" };
        format!(
            "  {{ name = \"{name}\", sheets = [\"Kết quả\"], heading = \"{name}\", formula = '{formula}', \
             total = \"{total}\", number = \"integer\", explain = \"Thử.\" }},\n"
        )
    };
    let columns: String = COLUMNS.iter().map(column).collect();
    let text = format!("{}units = [\n{units}]{}", &text[..start], &text[end..]);
    let text = text.replace(CARRIED, FORGOTTEN);
    text.replace("explain = \"Cộng các kỳ.\" },\n", &format!("explain = \"Cộng các kỳ.\" }},\n{columns}"))
}

fn is_reporting(unit: usize, quarter: usize) -> bool {
    UNITS[unit].2 <= quarter && quarter <= UNITS[unit].3
}

/// A unit and those that are part of it by a quarter, at any remove.
fn parts(unit: usize, quarter: usize) -> Vec<usize> {
    let own = (0..UNITS.len()).filter(|other| UNITS[*other].4 == Some(unit) && UNITS[*other].3 < quarter);
    [unit].into_iter().chain(own.flat_map(|other| parts(other, quarter))).collect()
}

/// All returns, each continuing those before it.
fn returns() -> BTreeMap<(usize, usize), Figures> {
    let mut all: BTreeMap<(usize, usize), Figures> = BTreeMap::new();
    for quarter in 0..10 {
        for unit in (0..UNITS.len()).filter(|unit| is_reporting(*unit, quarter)) {
            let before = parts(unit, quarter).into_iter().filter_map(|part| all.get(&(part, quarter.checked_sub(1)?)));
            let (opening, to_date) = match quarter {
                0 => (100 * (unit as i32 + 1), 0),
                _ => before.fold((0, 0), |(opening, to_date), one| (opening + one.closing, to_date + one.to_date)),
            };
            let (joined, left) = (JOINED[(quarter + unit) % 10], LEFT[(quarter + 2 * unit) % 10]);
            let closing = opening + joined - left;
            all.insert((unit, quarter), Figures { opening, joined, left, closing, to_date: to_date + joined });
        }
    }
    all
}

struct Truth {
    counted: BTreeMap<(usize, usize), Figures>,
}

impl Truth {
    /// A figure of some units in a quarter; `None` without one of their returns, or if none of them was there.
    fn stock(&self, units: &[usize], quarter: Option<usize>, figure: fn(&Figures) -> i32) -> Option<i32> {
        let quarter = quarter?;
        let there: Vec<usize> = units.iter().copied().filter(|unit| is_reporting(*unit, quarter)).collect();
        let figures: Option<Vec<i32>> =
            there.iter().map(|unit| self.counted.get(&(*unit, quarter)).map(figure)).collect();
        figures.filter(|figures| !figures.is_empty()).map(|figures| figures.iter().sum())
    }

    /// What joined some units in all quarters of a span; `None` if that is not known of one of them.
    fn whole(&self, units: &[usize], span: Option<(usize, usize)>) -> Option<i32> {
        let (first, last) = span?;
        (first..=last).map(|quarter| self.stock(units, Some(quarter), |one| one.joined)).sum()
    }

    /// What joined some units in a span, as far as it is known.
    fn known(&self, units: &[usize], first: usize, last: usize) -> Vec<i32> {
        let inside = |(unit, quarter): &(usize, usize)| units.contains(unit) && (first..=last).contains(quarter);
        self.counted.iter().filter(|(key, _)| inside(key)).map(|(_, one)| one.joined).collect()
    }

    /// The row of a unit, without the sum over all units.
    fn row(&self, unit: usize, first: usize, last: usize) -> Vec<Option<i32>> {
        if !is_reporting(unit, last) {
            return vec![None; COLUMNS.len()];
        }
        let own = [unit];
        let all = parts(unit, last);
        let sum = |figures: Vec<i32>| Some(figures.iter().sum::<i32>());
        let in_span = self.known(&all, first, last);
        let latest = (0..=last).rev().find_map(|quarter| self.counted.get(&(unit, quarter)));
        // 2021 has two quarters.
        let year_start = if last < 2 { 0 } else { (last - 2) / 4 * 4 + 2 };
        let moved = |by: usize| Some((first.checked_sub(by)?, last.checked_sub(by)?));
        let (before, year_before) = (moved(last + 1 - first), moved(4));
        let opening: fn(&Figures) -> i32 = |one| one.opening;
        let closing: fn(&Figures) -> i32 = |one| one.closing;
        vec![
            sum(self.known(&all, 0, last)),
            (!in_span.is_empty()).then(|| in_span.iter().sum()),
            self.stock(&all, Some(first), opening),
            self.stock(&own, Some(last), closing),
            latest.map(closing),
            sum(self.known(&all, year_start, last)),
            self.whole(&all, before),
            self.stock(&all, before.map(|(first, _)| first), opening),
            self.stock(&all, first.checked_sub(1), closing),
            self.whole(&all, year_before),
            self.stock(&all, year_before.map(|(first, _)| first), opening),
            self.stock(&all, last.checked_sub(4), closing),
            None,
            None,
            None,
            self.stock(&all, first.checked_sub(1), |_| 0).map(|_| 7),
            self.stock(&all, last.checked_sub(4), |_| 0).map(|_| 7),
        ]
    }
}

/// The rows of the units and of the total; `None` is blank.
fn shown(book: &Workbook) -> Vec<Vec<Option<i32>>> {
    let sheet = book.sheets.iter().find(|sheet| sheet.name == "Kết quả").unwrap();
    let value = |row: u32, column: u32| match sheet.cells.get(&(row, column)).map(|cell| cell.content) {
        Some(CellContent::Formula(formula)) => match formula.value {
            Some(Value::Number(n)) => Some(n as i32),
            Some(Value::Text(text)) if text.is_empty() => None,
            other => panic!("row {row}, column {column}: {other:?}"),
        },
        Some(CellContent::Blank) => None,
        other => panic!("row {row}, column {column}: {other:?}"),
    };
    let (rows, columns) = (6..7 + UNITS.len() as u32, 3..4 + COLUMNS.len() as u32);
    rows.map(|row| columns.clone().map(|column| value(row, column)).collect()).collect()
}

fn campaign_of_heirs(change: impl Fn(String) -> String) -> (tempfile::TempDir, PathBuf, Plan) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/noi-ky/ke-hoach.toml");
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("đợt");
    fs::create_dir_all(folder.join("tra-loi")).unwrap();
    let text = change(with_units(&fs::read_to_string(from).unwrap()));
    let rows: String = UNITS.iter().map(|(_, name, ..)| format!("{name},100\n")).collect();
    let annex = format!("Đơn vị,Hội viên\n{rows}Tổng cộng,1200\n");
    fs::write(folder.join("ke-hoach.toml"), &text).unwrap();
    fs::write(folder.join("phu-luc.csv"), &annex).unwrap();
    let plan = load::text(&text, annex.as_bytes(), ("ke-hoach.toml", "phu-luc.csv")).unwrap();
    (keep, folder, plan)
}

fn send_all(folder: &Path, plan: &Plan) -> Truth {
    let mut counted = returns();
    counted.remove(&MISSING);
    for ((unit, quarter), figures) in &counted {
        let (when, code) = (period(*quarter), UNITS[*unit].0);
        send(folder, plan, code, &when, &format!("{when}/{code}.xlsx"), 1, *figures);
    }
    Truth { counted }
}

#[test]
fn earlier_figures_of_heirs_are_those_of_all_that_are_one_now() {
    let (_keep, folder, plan) = campaign_of_heirs(|text| text);
    let truth = send_all(&folder, &plan);
    let kept = in_every_span(&folder, &["2022-Q4", "2022-H2", "2023"], move |plan, span, book| {
        let (first, last) = ordinals(plan, span);
        let mut found = shown(book);
        let totals = found.pop().unwrap();
        let expected: Vec<Vec<Option<i32>>> = (0..UNITS.len()).map(|unit| truth.row(unit, first, last)).collect();
        let whole: i32 = expected.iter().filter_map(|row| row[0]).sum();
        for (unit, (mut found, expected)) in found.into_iter().zip(&expected).enumerate() {
            let over_units = found.pop().unwrap();
            assert_eq!(&found, expected, "{} {}", span.name, UNITS[unit].1);
            assert_eq!(over_units, is_reporting(unit, last).then_some(whole), "{} {}", span.name, UNITS[unit].1);
        }
        for (column, total) in totals.iter().enumerate().take(COLUMNS.len()) {
            let figures: Vec<i32> = expected.iter().filter_map(|row| row[column]).collect();
            // Of a row whose largest figure counts the total is the largest, too.
            let is_largest = COLUMNS[column.saturating_sub(1)].1.contains("tu_dat");
            let joined = || if is_largest { 7 } else { figures.iter().sum::<i32>() };
            let sum = (!figures.is_empty()).then(joined);
            assert!(*total == sum || (sum.is_none() && *total == Some(0)), "{} {column}: {total:?} {sum:?}", span.name);
        }
    });
    assert_eq!(kept.len(), 3);
    kept.iter().for_each(libreoffice_agrees);
}

#[test]
fn explanation_of_an_earlier_figure_lists_the_units_taken_over() {
    let (_keep, folder, plan) = campaign_of_heirs(|text| text);
    let truth = send_all(&folder, &plan);
    let (code, out) = run(&folder, &["explain", "ck_vao", "--unit", "MOI", "--period", "2022-Q4"]);
    assert_eq!(code, 0, "{out}");
    // The quarter a year before is the second: of Bình, and of Định, which Bình had taken over, and of three others.
    let parts = [1, 3, 5, 6, 7, 8, 10].into_iter().filter(|unit| parts(4, 5).contains(unit));
    let figures: Vec<(usize, i32)> = parts.map(|unit| (unit, truth.counted[&(unit, 1)].joined)).collect();
    let sum: i32 = figures.iter().map(|(_, figure)| figure).sum();
    assert!(figures.len() == 4 && out.contains(&format!("ck_vao (ck_vao), Xã Mới = {sum}")), "{out}");
    for (unit, figure) in figures {
        let (code, name, ..) = UNITS[unit];
        assert!(out.contains(&format!("nhận của {name}")), "{out}");
        assert!(
            out.contains(&format!("2021-Q4/{code}.xlsx")) && out.contains(&format!("= {figure} (đã tổng hợp)")),
            "{out}"
        );
    }
}

/// Rules compare the return of an heir with the same quarter a year before and with sums to date of all that are one now. A rule
/// that always warns shows the figures.
#[test]
fn rules_see_last_year_and_sums_to_date_of_all_that_are_one_now() {
    let more = "rules = [\n  { code = \"R81\", severity = \"warning\", test = \"vao_ck<0\", message = \"Năm trước {vao_ck}.\", \
                fix = \"Xem.\" },\n  { code = \"R82\", severity = \"warning\", test = \"ra_lk<0\", message = \"Lũy kế {ra_lk}.\", \
                fix = \"Xem.\" },\n";
    let (_keep, folder, plan) = campaign_of_heirs(|text| replaced(text, &[("rules = [\n", more.to_string())]));
    let truth = send_all(&folder, &plan);
    let (_, _, book) = merge(&folder, "2023-Q2");
    let found: BTreeMap<(String, String, String), String> =
        findings(&book).into_iter().map(|[unit, when, code, _, message, ..]| ((unit, when, code), message)).collect();
    for (unit, quarter) in truth.counted.keys().copied().filter(|(_, quarter)| *quarter < 8) {
        let all = parts(unit, quarter);
        let year_before = truth.stock(&all, quarter.checked_sub(4), |one| one.joined);
        let through = |(part, at): &(usize, usize)| all.contains(part) && *at <= quarter;
        let due = (0..UNITS.len()).flat_map(|part| (0..=quarter).map(move |at| (part, at)));
        let due: Vec<(usize, usize)> = due.filter(|(part, at)| is_reporting(*part, *at)).filter(through).collect();
        let left: Option<Vec<i32>> = due.iter().map(|key| truth.counted.get(key).map(|one| one.left)).collect();
        let to_date = left.map(|left| left.iter().sum::<i32>());
        for (code, words, value) in [("R81", "Năm trước", year_before), ("R82", "Lũy kế", to_date)] {
            let message = found.get(&(UNITS[unit].1.to_string(), period(quarter), code.to_string()));
            let expected = value.map(|value| format!("{words} {value}."));
            let is_same = match (message, &expected) {
                (Some(message), Some(expected)) => message.contains(expected.as_str()),
                (None, None) => true,
                _ => false,
            };
            assert!(is_same, "{} {} {code}: {message:?}, not {expected:?}", UNITS[unit].1, period(quarter));
        }
    }
    let file = folder.join("ket-qua/Tong-hop-2023-Q2.xlsx");
    clean(&file);
    let (compared, differences) = libreoffice::compare(&file);
    assert!(compared > 300 && differences.is_empty(), "{compared}: {}", differences.join("\n"));
}
