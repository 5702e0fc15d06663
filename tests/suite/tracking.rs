//! The sheet that is in the order of its figures, movements by cause, and cases to work on next. The expected figures are
//! computed from the figures of the returns, apart from the formulas.

use crate::consolidated::book;
use std::collections::BTreeMap;
use std::path::Path;
use tonghop::model::amount::{Amount, Value};
use tonghop::model::ledger::{Ledger, ReturnStatus};
use tonghop::model::submission::Submission;
use tonghop::plan::Plan;
use tonghop::workbook::{CellContent, Sheet, Workbook};
use tonghop::{pipeline, system};

const SAMPLE: &str = "samples/277-lai-chau";

/// Returns the cached value of a cell.
fn value(sheet: &Sheet, at: (u32, u32)) -> Value {
    let Some((_, cell)) = sheet.cells.iter().find(|(own, _)| *own == at) else { return Value::Blank };
    match &cell.content {
        CellContent::Blank => Value::Blank,
        CellContent::Number(number) => Value::Number(*number),
        CellContent::Text(text) => Value::Text(text.to_string()),
        CellContent::Bool(is_true) => Value::Bool(*is_true),
        CellContent::Formula(formula) => formula.value.clone().unwrap(),
    }
}

fn text(sheet: &Sheet, at: (u32, u32)) -> String {
    match value(sheet, at) {
        Value::Text(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Blank => String::new(),
        other => panic!("{}: {at:?} is {other:?}", sheet.name),
    }
}

/// Returns the row of the cell in a column that begins with a text.
fn row_of(sheet: &Sheet, column: u32, begin: &str) -> u32 {
    (0..400).find(|row| text(sheet, (*row, column)).starts_with(begin)).unwrap_or_else(|| panic!("{begin}"))
}

fn sample() -> (Plan, Ledger) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE);
    let disk = system::OsSystem::start();
    let plan = pipeline::campaign(&disk, &folder).unwrap();
    let ledger = pipeline::select_ledger(&disk, &folder, &plan, "2022-Q1".parse().unwrap()).unwrap().unwrap();
    (plan, ledger)
}

/// Returns the counted return of a unit for a period (0 = the plan's first).
fn counted(ledger: &Ledger, unit: usize, period: usize) -> Option<&Submission> {
    let slot = ledger.slots[unit].get(period).filter(|slot| slot.state == ReturnStatus::Counted)?;
    Some(&ledger.submissions[slot.submission?])
}

fn figure(submission: &Submission, name: &str) -> f64 {
    match submission.figures.get(name).map(|figure| &figure.amount) {
        Some(Amount::Number(number)) => *number,
        _ => 0.0,
    }
}

/// The units of each kind are in the order of the column `kh_ky`, the largest first; those that lack a return come last, in
/// the order of the annex. Everything in a row is what the row of the same unit in the lower table says.
#[test]
fn ranked_sheet_lists_the_units_of_each_kind_in_the_order_of_their_figures() {
    let (plan, _) = sample();
    for chosen in ["2022-Q1", "2021-Q4", "2021-Q3"] {
        let book = book(SAMPLE, "2022-Q1", chosen);
        let sheet = book.sheet("Xếp hạng").unwrap();
        let lower = row_of(sheet, 0, "Công thức, theo thứ tự phụ lục") + 4;
        let rows: BTreeMap<String, Vec<Value>> = (lower..lower + plan.units.len() as u32)
            .map(|row| (text(sheet, (row, 1)), (2..=12).map(|column| value(sheet, (row, column))).collect()))
            .collect();
        let by = (2..12).find(|column| text(sheet, (4, *column)).starts_with("% thực hiện (đủ")).unwrap();
        let mut seen = 0;
        for (kind, title) in [("dia_phuong", "I. Địa phương"), ("nganh", "II. Ngành")] {
            let annex: Vec<&String> = plan.units.iter().filter(|u| u.kind == kind).map(|u| &u.name).collect();
            let top = row_of(sheet, 0, title) + 1;
            let listed: Vec<String> = (top..top + annex.len() as u32).map(|row| text(sheet, (row, 1))).collect();
            let measure = |name: &String| rows[name][by as usize - 2].number();
            let mut expected = annex.clone();
            // A stable sort: equal figures, and units without one, keep the order of the annex.
            expected.sort_by(|a, b| {
                let key = |name| measure(name).map_or(f64::INFINITY, |share| -share);
                key(a).total_cmp(&key(b))
            });
            assert_eq!(listed.iter().collect::<Vec<_>>(), expected, "{chosen} {kind}");
            for (row, name) in (top..).zip(&listed) {
                let own: Vec<Value> = (2..=12).map(|column| value(sheet, (row, column))).collect();
                assert_eq!(own, rows[name], "{chosen} {name}");
                assert_eq!(value(sheet, (row, 0)), Value::Number(f64::from(row - top + 1)));
                seen += 1;
            }
        }
        assert_eq!(seen, plan.units.len());
    }
}

/// Returns the table of a movement: by unit name and for the total, the figures from the opening balance to the difference.
fn movement(book: &Workbook, title: &str, columns: u32, units: usize) -> BTreeMap<String, Vec<Value>> {
    let sheet = book.sheet("Biến động").unwrap();
    let first = row_of(sheet, 0, title) + 3;
    let row = |row: u32| (3..3 + columns).map(|column| value(sheet, (row, column))).collect::<Vec<Value>>();
    let mut out: BTreeMap<String, Vec<Value>> =
        (first..first + units as u32).map(|at| (text(sheet, (at, 1)), row(at))).collect();
    out.insert("TOTAL".to_string(), row(first + units as u32));
    out
}

#[test]
fn movements_add_up_the_causes_of_the_counted_returns() {
    const INCREASE: [&str; 2] = ["dv_ket_nap", "dv_chuyen_den"];
    const DECREASE: [&str; 5] = ["dv_g_chuyen_di", "dv_g_nghi_huu", "dv_g_thoi_viec", "dv_g_ra_khoi", "dv_g_giai_the"];
    let (plan, ledger) = sample();
    for (chosen, periods) in
        [("2022-Q1", 2..=2), ("2021-Q4", 1..=1), ("2021-H2", 0..=1), ("Giai đoạn 2021–2023", 0..=2)]
    {
        let table = movement(&book(SAMPLE, "2022-Q1", chosen), "Đoàn viên (người)", 13, plan.units.len());
        let mut total = [0.0; 12];
        for (index, unit) in plan.units.iter().enumerate() {
            let returns: Vec<&Submission> = periods.clone().filter_map(|p| counted(&ledger, index, p)).collect();
            let sum = |name: &&str| returns.iter().map(|r| figure(r, name)).sum::<f64>();
            let (more, less) = (INCREASE.each_ref().map(sum), DECREASE.each_ref().map(sum));
            let own = &table[&unit.name];
            let number = |column: usize| own[column].number();
            // Without any counted return nothing is shown but blanks.
            let mut expected: Vec<Option<f64>> = vec![
                counted(&ledger, index, *periods.start()).map(|r| figure(r, "dv_dau_ky")),
                Some(more[0]),
                Some(more[1]),
                Some(more.iter().sum()),
            ];
            expected.extend(less.iter().map(|one| Some(*one)));
            expected.push(Some(less.iter().sum()));
            if returns.is_empty() {
                expected.iter_mut().for_each(|one| *one = None);
            }
            let computed = expected[0].map(|opening| opening + more.iter().sum::<f64>() - less.iter().sum::<f64>());
            let closing = counted(&ledger, index, *periods.end()).map(|r| figure(r, "dv_cuoi_ky"));
            expected.extend([computed, closing, computed.zip(closing).map(|(computed, closing)| closing - computed)]);
            let shown: Vec<Option<f64>> = (0..13).map(number).collect();
            assert_eq!(shown, expected, "{chosen} {}", unit.name);
            // The returns of the sample that are counted balance.
            if returns.len() == periods.clone().count() {
                assert_eq!(shown[12], Some(0.0), "{chosen} {}", unit.name);
            }
            for (sum, one) in total.iter_mut().zip(&shown) {
                *sum += one.unwrap_or(0.0);
            }
        }
        let shown: Vec<f64> = table["TOTAL"].iter().take(12).map(|v| v.number().unwrap()).collect();
        assert_eq!(shown, total, "{chosen}");
    }
}

/// The cases of each unit are those of its latest counted return, the most workers first, among equal ones the enterprise
/// that has worked longest.
#[test]
fn cases_to_work_on_are_those_of_the_latest_counted_returns_in_order() {
    let (plan, ledger) = sample();
    let roster = plan.rosters.iter().position(|roster| roster.code == "DS_3").unwrap();
    let column = |name: &str| plan.rosters[roster].columns.iter().position(|c| c.name == name).unwrap();
    let (name, workers, year) = (column("ds3_ten"), column("ds3_so_ld"), column("ds3_nam"));
    for (chosen, last) in [("2022-Q1", 2), ("2021-Q4", 1)] {
        let mut cases = Vec::new();
        for (unit, of) in plan.units.iter().enumerate() {
            let Some(latest) = (0..=last).rev().find_map(|period| counted(&ledger, unit, period)) else { continue };
            for row in &latest.rosters[roster].rows {
                let number = |at: usize| if let Amount::Number(n) = row.cells[at] { Some(n) } else { None };
                let Some(workers) = number(workers) else { continue };
                let title = row.cells[name].value();
                cases.push((workers, number(year).unwrap_or(9999.0), of.name.clone(), title));
            }
        }
        cases.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.total_cmp(&b.1)));
        assert!(cases.len() > 20, "{}", cases.len());
        let book = book(SAMPLE, "2022-Q1", chosen);
        let sheet = book.sheet("Việc tiếp theo").unwrap();
        for (row, (workers, _, unit, title)) in (5..).zip(cases.iter().take(40)) {
            assert_eq!(
                (text(sheet, (row, 1)), value(sheet, (row, 3))),
                (unit.clone(), title.clone()),
                "{chosen} {row}"
            );
            assert_eq!(value(sheet, (row, 7)), Value::Number(*workers), "{chosen} {row}");
        }
        let after = 5 + cases.len().min(40) as u32;
        assert!((after..after + 3).all(|row| text(sheet, (row, 1)).is_empty()), "{chosen}");
    }
}
