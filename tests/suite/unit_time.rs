//! Units in time, on a plan with 63 units of which 34 remain: every computed column and total of several chosen periods
//! against the truth, LibreOffice, and the ledger.

use crate::libreoffice;
use crate::reform::{PERIODS, REPORTED, Reform, Row, period};
use std::thread;
use tonghop::model::amount::Value;
use tonghop::model::ledger::{Ledger, ReturnStatus};
use tonghop::plan::Plan;
use tonghop::workbook::{CellContent, Sheet, Workbook};
use tonghop::{check, consolidate, engine, write};

/// Runs with the stack size of the program.
fn deep<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap()
}

fn ledger(reform: &Reform) -> (Plan, Ledger) {
    let plan = reform.plan();
    let ledger = check::settle_and_check(&plan, reform.received(), Some(period(REPORTED - 1))).unwrap();
    (plan, ledger)
}

/// Returns the workbook with a chosen period and all values.
fn chosen(plan: &Plan, ledger: &Ledger, q: usize) -> Workbook {
    let mut book = consolidate::book(plan, ledger).unwrap();
    consolidate::choose(&mut book, period(q));
    engine::fill(&mut book).unwrap();
    book
}

fn value(sheet: &Sheet, row: u32, column: u32) -> Value {
    let Some(cell) = sheet.cells.get(&(row, column)) else { return Value::Blank };
    match cell.content {
        CellContent::Formula(formula) => formula.value.clone().unwrap(),
        CellContent::Number(number) => Value::Number(number),
        CellContent::Text(text) => Value::Text(text.to_string()),
        _ => Value::Blank,
    }
}

fn shown(sheet: &Sheet, row: u32) -> Row {
    let at = |column: u32| value(sheet, row, column).number();
    let [quota, now, to_date, year, stock, share, rest, rank, missing] = std::array::from_fn(|c| at(c as u32 + 2));
    Row { now, to_date, year, stock, quota, share, rest, rank, missing }
}

/// The first row of the units on the sheet of computed columns.
const TOP: u32 = 6;

#[test]
fn every_column_of_every_chosen_period_is_the_truth() {
    deep(|| {
        let reform = Reform::new();
        let (plan, ledger) = ledger(&reform);
        for (u, unit) in reform.units.iter().enumerate() {
            for q in 0..PERIODS {
                let expected = match reform.returns.get(&(u, q)) {
                    _ if q < unit.from || q > unit.until => ReturnStatus::NotDue,
                    None => ReturnStatus::Missing,
                    Some(own) if own.is_held => ReturnStatus::Held,
                    Some(_) => ReturnStatus::Counted,
                };
                let findings: Vec<_> = ledger
                    .findings
                    .iter()
                    .filter(|f| f.unit.as_ref() == Some(&unit.code) && f.period == Some(period(q)))
                    .map(|f| (&f.code, &f.message.vi))
                    .collect();
                assert_eq!(ledger.slots[u][q].state, expected, "{} {}: {findings:?}", unit.code, period(q));
            }
        }
        for q in [0, 1, 2, 3, 4, 5, 6, 7, 9] {
            let book = chosen(&plan, &ledger, q);
            let sheet = book.sheets.iter().find(|s| s.name == "Kết quả").unwrap();
            let (rows, total) = reform.truth(q);
            for (u, row) in rows.iter().enumerate() {
                assert_eq!(shown(sheet, TOP + u as u32), *row, "{} in {}", reform.units[u].code, period(q));
            }
            // The row of the units that ended without an heir is between.
            assert_eq!(shown(sheet, TOP + rows.len() as u32 + 1), total, "total in {}", period(q));
            series(&reform, &book, q);
            rules(&reform, &book, q);
            counts(&reform, &book, q);
        }
    });
}

/// The sheet "Theo quý": each figure in its period as reported, sums to date with the heirs; nothing after the chosen
/// period.
fn series(reform: &Reform, book: &Workbook, q: usize) {
    let sheet = book.sheets.iter().find(|s| s.name == "Theo quý").unwrap();
    let units = reform.units.len() as u32;
    let table = 3 + 3 + units + 3;
    for u in 0..reform.units.len() {
        for p in 0..=q {
            let (rows, _) = reform.truth(p);
            let is_dissolved = reform.owner(u, p).is_none();
            let at = value(sheet, table + 3 + u as u32, 2 + p as u32).number();
            if !is_dissolved {
                assert_eq!(at, rows[u].to_date, "{} to date in {}", reform.units[u].code, period(p));
            }
        }
    }
    for p in 0..PERIODS {
        let total = value(sheet, table + 3 + units, 2 + p as u32).number();
        let expected = (p <= q).then(|| reform.truth(p).1.to_date.unwrap());
        assert_eq!(total, expected, "all to date in {}, chosen {}", period(p), period(q));
    }
}

/// The sheet "Kiểm tra": the formulas of the plan agree with what was found at intake, with the joined previous figures
/// and quotas of heirs.
fn rules(reform: &Reform, book: &Workbook, q: usize) {
    let sheet = book.sheets.iter().find(|s| s.name == "Kiểm tra").unwrap();
    let units = reform.units.len() as u32;
    let row = |code: &str| (5..40).find(|row| value(sheet, *row, 0) == Value::Text(code.into())).unwrap();
    let [stock, before, quota] = ["R01", "R02", "R03"].map(row);
    for u in 0..reform.units.len() {
        let result = |row: u32| value(sheet, row, 3 + units + 2 + u as u32);
        let Some(own) = reform.returns.get(&(u, q)) else {
            assert_eq!([stock, before, quota].map(result), [const { Value::Text(String::new()) }; 3]);
            continue;
        };
        assert_eq!(result(stock), Value::Bool(!own.is_held), "{} {}", reform.units[u].code, period(q));
        // The figures of the period before are those of all units that are one now; after a split there are none.
        let is_split = reform.units.iter().any(|other| other.out_of == Some(u) && other.from == q);
        let parts: Vec<usize> = (0..reform.units.len())
            .filter(|o| q > 0 && reform.owner(*o, q - 1) == Some(*o) && reform.owner(*o, q) == Some(u))
            .filter(|o| reform.units[*o].from < q)
            .collect();
        let counted = |o: &usize| reform.returns.get(&(*o, q - 1)).is_some_and(|own| !own.is_held);
        let is_known = !is_split && !parts.is_empty() && parts.iter().all(counted);
        let checked = result(before);
        assert_eq!(checked == Value::Bool(true), is_known, "{} {}: {checked:?}", reform.units[u].code, period(q));
        assert!(is_known || matches!(checked, Value::Text(_)), "{checked:?}");
        assert!(matches!(result(quota), Value::Bool(true) | Value::Text(_)), "{:?}", result(quota));
    }
}

/// The number of counted units among those that report, below the notes; and what the notes say of the others.
fn counts(reform: &Reform, book: &Workbook, q: usize) {
    let sheet = book.sheets.iter().find(|s| s.name == "Kết quả").unwrap();
    let units = &reform.units;
    let due = units.iter().filter(|unit| unit.from <= q && q <= unit.until).count();
    let counted = (0..units.len()).filter(|u| reform.returns.get(&(*u, q)).is_some_and(|own| !own.is_held)).count();
    let text = |row: u32| match value(sheet, row, 12) {
        Value::Text(text) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(text(TOP + units.len() as u32 + 1), format!("{counted}/{due} đơn vị"));
    for (u, unit) in units.iter().enumerate() {
        let note = text(TOP + u as u32);
        if let Some(heir) = unit.into.filter(|_| q > unit.until) {
            let heir = &units[heir].name;
            assert_eq!(note, format!("đã nhập vào {heir} từ {}", period(unit.until + 1).in_text()));
        } else if q > unit.until {
            assert_eq!(note, format!("đã kết thúc, không báo cáo từ {}", period(unit.until + 1).in_text()));
        } else if q < unit.from {
            assert!(note.ends_with(&format!("báo cáo từ {}", period(unit.from).in_text())), "{note}");
        } else {
            assert!(!note.contains("báo cáo từ") && !note.contains("nhập vào"), "{note}");
        }
        let Value::Text(name) = value(sheet, TOP + u as u32, 1) else { panic!() };
        let former = unit.before.as_ref().filter(|(until, _)| q <= *until).map(|(_, name)| name);
        assert_eq!(&name, former.unwrap_or(&unit.name));
    }
}

/// An heir that reports more than its own quota allows, or that opens without the other units, is told so.
#[test]
fn heirs_are_checked_against_what_they_took_over() {
    deep(|| {
        let (heir, q) = (20, 6);
        let held = |change: fn(&mut Reform)| {
            let mut reform = Reform::new();
            change(&mut reform);
            let (_, ledger) = ledger(&reform);
            let own =
                ledger.findings.iter().filter(|f| f.unit.as_deref() == Some("T20X") && f.period == Some(period(q)));
            let codes: Vec<String> = own.filter(|f| f.is_blocking()).map(|f| f.code.clone()).collect();
            (ledger.slots[heir][q].state, codes.join(" "))
        };
        assert_eq!(held(|_| ()), (ReturnStatus::Counted, String::new()));
        let opens_alone = held(|reform| {
            let before = reform.returns[&(20, 5)].closing;
            let own = reform.returns.get_mut(&(20, 6)).unwrap();
            (own.opening, own.closing) = (before, before + own.new);
        });
        assert_eq!(opens_alone, (ReturnStatus::Held, "R02".to_string()));
        // 20 has 2,740, 61 has 4,257; 60, which ended in 61, has none.
        let most = (2_740 + 4_257) / 8;
        assert!(most > 2_740 / 8);
        let reports = |new: i64| {
            move |reform: &mut Reform| {
                let own = reform.returns.get_mut(&(20, 6)).unwrap();
                own.closing += new - own.new;
                own.new = new;
            }
        };
        let with = |new: i64| {
            let mut reform = Reform::new();
            reports(new)(&mut reform);
            let (_, ledger) = ledger(&reform);
            ledger.slots[heir][q].state
        };
        assert_eq!([with(most), with(most + 1)], [ReturnStatus::Counted, ReturnStatus::Held]);
    });
}

#[test]
fn libreoffice_agrees_in_several_chosen_periods() {
    deep(|| {
        let reform = Reform::new();
        let (plan, ledger) = ledger(&reform);
        for q in [1, 6, 9] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("tong-hop.xlsx");
            std::fs::write(&path, write::workbook(&chosen(&plan, &ledger, q)).unwrap()).unwrap();
            let (compared, differences) = libreoffice::compare(&path);
            assert!(compared > 5_000, "only {compared} formula cells");
            assert!(differences.is_empty(), "{}: {differences:#?}", differences.len());
        }
    });
}
