//! Generates returns from the program's own forms that pass every rule of plan 277/KH-LĐLĐ. The bytes are the same each
//! time.

use std::collections::BTreeMap;
use std::path::Path;
use tonghop::form::{self, Previous};
use tonghop::model::amount::Value;
use tonghop::model::period::Period;
use tonghop::model::shared_str::SharedStr;
use tonghop::plan::{Plan, Unit};
use tonghop::workbook::{CellContent, SheetCell, Workbook, address};
use tonghop::{engine, write};

/// Writes the returns of all units for the plan's first periods to a folder: `tra-loi/<period>/<unit>.xlsx`.
pub(crate) fn write_all(plan: &Plan, folder: &Path, periods: i32) {
    for (index, unit) in plan.units.iter().enumerate() {
        let mut before: Option<BTreeMap<String, Value>> = None;
        for period in plan.first.through(plan.first.plus(periods - 1)) {
            let figures = figures(plan, unit, index as f64, before.as_ref());
            let bytes = filled(plan, unit, period, &figures);
            let path = folder.join(format!("tra-loi/{period}/BM01_{period}_{}.xlsx", unit.code));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
            before = Some(figures);
        }
    }
}

/// Returns consistent figures: 3 admitted and 1 left in each period.
fn figures(plan: &Plan, unit: &Unit, index: f64, before: Option<&BTreeMap<String, Value>>) -> BTreeMap<String, Value> {
    let kept = |name: &str| before.and_then(|b| b.get(name)).and_then(Value::number);
    let opening = kept("dv_cuoi_ky").or(plan.annex_figure(unit, "pl_dv_hien_co", plan.first)).unwrap();
    let closing = opening + 2.0;
    let unions = kept("cdcs_cuoi_ky").unwrap_or(40.0 + index);
    let quota = plan.annex_figure(unit, "pl_ct_dv", plan.first).unwrap();
    let mut out = BTreeMap::new();
    for indicator in &plan.indicators {
        let value = match indicator.name.as_str() {
            "ld_tong" => closing + 60.0,
            "ld_nn" => closing - 100.0,
            "ld_nnn" => 160.0,
            "ld_nu" | "dv_ck_nu" => closing / 2.0 - (closing / 2.0).fract(),
            "ld_chua_dv" => 60.0,
            "dv_dau_ky" => opening,
            "dv_ket_nap" | "dv_kn_nn" => 3.0,
            "dv_giam" | "dv_g_nghi_huu" => 1.0,
            "dv_cuoi_ky" => closing,
            "dv_ck_nn" => closing - 100.0,
            "dv_ck_nnn" => 100.0,
            "dv_luy_ke" => kept("dv_luy_ke").unwrap_or(0.0) + 3.0,
            "dv_phan_mem" => closing - 10.0,
            "cdcs_dau_ky" | "cdcs_cuoi_ky" => unions,
            "dn6_chua" => 4.0,
            "dn10_tong" => 9.0,
            "dn10_co" => 6.0,
            "dn25_tong" => 2.0,
            "ct_2021" => 0.0,
            "ct_2022" => quota,
            "ct_2023" => 0.0,
            _ => 0.0,
        };
        let value =
            if indicator.choices.is_empty() { Value::Number(value) } else { Value::Text(indicator.choices[0].clone()) };
        out.insert(indicator.name.clone(), value);
    }
    out
}

fn filled(plan: &Plan, unit: &Unit, period: Period, figures: &BTreeMap<String, Value>) -> Vec<u8> {
    let mut book = form::blank(plan, unit, period, &Previous::default()).unwrap();
    let places: BTreeMap<String, String> = book.names.iter().cloned().collect();
    for (name, value) in figures {
        let content = match value {
            Value::Number(n) => CellContent::Number(*n),
            other => CellContent::Text(if let Value::Text(t) = other { t.into() } else { SharedStr::default() }),
        };
        set(&mut book, &places[name], content);
    }
    let sent = f64::from(period.last_day().plus(5).serial());
    set(&mut book, &places["ngay_nop"], CellContent::Number(sent));
    set(&mut book, &places["tm_kho_khan"], CellContent::Text("Địa bàn rộng, ít doanh nghiệp.".into()));
    // As many enterprises without a union as code 32, and as many members admitted as code 07.
    let texts = [("ds2_ho_ten_cot", 3), ("ds2_cdcs_cot", 3), ("ds3_ten_cot", 4), ("ds3_mst_cot", 4)];
    for (name, rows) in texts {
        let (sheet, range) = places[name].split_once('!').unwrap();
        let (top, column) = address::parse(range.split(':').next().unwrap()).unwrap();
        for row in 0..rows {
            let text = if name.contains("mst") { format!("62900{:05}", row + 1) } else { format!("Dòng {}", row + 1) };
            set(&mut book, &format!("{sheet}!{}", address::fixed(top + row, column)), CellContent::Text(text.into()));
        }
    }
    engine::fill(&mut book).unwrap();
    write::workbook(&book).unwrap()
}

fn set(book: &mut Workbook, target: &str, content: CellContent) {
    let (sheet, cell) = target.split_once('!').unwrap();
    let at = address::parse(cell).unwrap();
    let sheet = book.sheets.iter_mut().find(|s| format!("'{}'", s.name) == sheet).unwrap();
    let look = sheet.cells.cell_at(&at);
    sheet.set(at.0, at.1, SheetCell { content, ..look });
}
