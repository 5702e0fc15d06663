#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::layout::{CHECK_HEADING, CHECK_VALUE, FIGURE, VERDICT};
use super::*;
use crate::engine;
use crate::model::amount::Value;
use crate::model::text::BilingualText;
use crate::plan::{BlankMeaning, Rule, Scope as RuleScope, load, template};
use crate::workbook::{CellContent, CellFormula, CellRange, Sheet, address};
use std::collections::BTreeSet;

mod verdicts;

fn plan() -> Plan {
    let template = template::get("277-kh-ldld").unwrap();
    load::text(template.plan, template.annex.as_bytes(), ("plan.toml", "phu-luc.tsv")).unwrap()
}

fn unit<'a>(plan: &'a Plan, code: &str) -> &'a Unit {
    &plan.units[plan.unit_index(code).unwrap()]
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn form(plan: &Plan, code: &str, when: &str, previous: &Previous) -> Workbook {
    blank(plan, unit(plan, code), period(when), previous).unwrap()
}

/// Returns a formula cell's text in the file and its value.
fn formula(sheet: &Sheet, at: (u32, u32)) -> (&str, &Option<Value>) {
    let formula = sheet.cells.formula(at).unwrap_or_else(|| panic!("{at:?} holds no formula"));
    (&formula.file, &formula.value)
}

fn shown(book: &Workbook, sheet: &str, at: (u32, u32)) -> String {
    match formula(book.sheet(sheet).unwrap(), at).1 {
        Some(Value::Text(text)) => text.clone(),
        Some(Value::Number(n)) => n.to_string(),
        other => panic!("{sheet} {at:?}: {other:?}"),
    }
}

/// Returns the sheet, row and column of a defined name.
fn at(book: &Workbook, name: &str) -> (String, u32, u32) {
    let (_, target) = book.names.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no name {name}"));
    let (sheet, cell) = target.rsplit_once('!').unwrap();
    let (row, column) = address::parse(cell).unwrap();
    (sheet.trim_matches('\'').to_string(), row, column)
}

/// Enters a value into the cell of a name.
fn fill(book: &mut Workbook, name: &str, value: Value) {
    let (sheet, row, column) = at(book, name);
    type_in(book, &sheet, (row, column), value);
}

fn type_in(book: &mut Workbook, sheet: &str, at: (u32, u32), value: Value) {
    let cells = &mut book.sheets.iter_mut().find(|s| s.name == sheet).unwrap().cells;
    assert!(cells.get(&at).unwrap().style.unlocked, "{sheet} {at:?} is locked");
    let content = match value {
        Value::Number(n) => CellContent::Number(n),
        Value::Text(t) => CellContent::Text(t.into()),
        Value::Blank => CellContent::Blank,
        other => panic!("{other:?}"),
    };
    cells.change(at, |cell| cell.content = content).unwrap();
}

fn verdict(book: &Workbook, indicator: &str) -> String {
    let (sheet, row, _) = at(book, indicator);
    shown(book, &sheet, (row, VERDICT))
}

/// Consistent figures of Phong Thổ: 2655 + 5 + 3 − 7 = 2656; 71 unions; quota 90 = 20 + 35 + 35.
const FIGURES: [(&str, f64); 38] = [
    ("ld_tong", 2668.0),
    ("ld_nu", 1402.0),
    ("ld_nn", 2112.0),
    ("ld_nnn", 556.0),
    ("ld_chua_dv", 12.0),
    ("dv_dau_ky", 2655.0),
    ("dv_ket_nap", 5.0),
    ("dv_kn_nu", 3.0),
    ("dv_kn_cdcs_moi", 0.0),
    ("dv_kn_nn", 2.0),
    ("dv_kn_nnn", 3.0),
    ("dv_chuyen_den", 3.0),
    ("dv_giam", 7.0),
    ("dv_g_chuyen_di", 2.0),
    ("dv_g_nghi_huu", 3.0),
    ("dv_g_thoi_viec", 1.0),
    ("dv_g_ra_khoi", 1.0),
    ("dv_g_giai_the", 0.0),
    ("dv_cuoi_ky", 2656.0),
    ("dv_ck_nu", 1395.0),
    ("dv_ck_nn", 2107.0),
    ("dv_ck_nnn", 549.0),
    ("dv_luy_ke", 5.0),
    ("dv_phan_mem", 2600.0),
    ("cdcs_dau_ky", 71.0),
    ("cdcs_tl", 0.0),
    ("cdcs_tl_nnn", 0.0),
    ("cdcs_luy_ke", 0.0),
    ("cdcs_giam", 0.0),
    ("cdcs_cuoi_ky", 71.0),
    ("dn6_chua", 1.0),
    ("dn10_tong", 8.0),
    ("dn10_co", 7.0),
    ("ct_2021", 20.0),
    ("ct_2022", 35.0),
    ("ct_2023", 35.0),
    ("kp_du_toan", 12_000_000.0),
    ("kp_chi", 9_450_000.0),
];

/// Returns a form of the plan's first period, filled in without errors and not yet computed.
fn filled(plan: &Plan) -> Workbook {
    let mut book = form(plan, "PHONGTHO", "2021-Q3", &Previous::default());
    for (name, value) in FIGURES {
        fill(&mut book, name, Value::Number(value));
    }
    fill(&mut book, "ban_chi_dao", Value::Text("Có".into()));
    fill(&mut book, "ngay_nop", Value::Number(44_475.0)); // 6 October 2021
    fill(&mut book, "nguoi_lap", Value::Text("Trần Thị Bình".into()));
    fill(&mut book, "chu_tich", Value::Text("Lê Văn Cường".into()));
    fill(&mut book, "tm_kho_khan", Value::Text("Dịch bệnh kéo dài.".into()));
    for n in 0..5 {
        let row = layout::ROSTER_HEADING + 1 + n;
        for (column, text) in [(1, format!("Đoàn viên {n}")), (4, "CĐCS xã".into()), (5, format!("{n}/QĐ"))] {
            type_in(&mut book, "DS_2", (row, column), Value::Text(text));
        }
        type_in(&mut book, "DS_2", (row, 3), Value::Text(if n < 3 { "Nữ" } else { "Nam" }.into()));
        type_in(&mut book, "DS_2", (row, 2), Value::Number(33_000.0));
        type_in(&mut book, "DS_2", (row, 6), Value::Number(44_440.0));
    }
    let row = layout::ROSTER_HEADING + 1;
    type_in(&mut book, "DS_3", (row, 1), Value::Text("Công ty A".into()));
    type_in(&mut book, "DS_3", (row, 2), Value::Text("0100112437".into()));
    book
}

fn evaluated(mut book: Workbook) -> Workbook {
    engine::fill(&mut book).unwrap();
    book
}

/// Returns all check cells of the form with their texts.
fn verdicts(book: &Workbook) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for sheet in &book.sheets {
        for ((row, column), cell) in sheet.cells.iter() {
            let Some(CellFormula { value: Some(Value::Text(text)), .. }) = cell.content.formula() else { continue };
            if !CHECK_SHEET.is(&sheet.name) && row > 0 {
                out.push((format!("{}!{}", sheet.name, address::cell(row, column)), text.clone()));
            }
        }
    }
    out
}

#[test]
fn every_indicator_has_one_row_with_its_code() {
    let plan = plan();
    let book = form(&plan, "PHONGTHO", "2021-Q4", &Previous::default());
    let table = book.sheet("BM01").unwrap();
    let codes: Vec<_> = table
        .cells
        .iter()
        .filter(|((_, column), _)| *column == 2)
        .filter_map(|((row, _), cell)| match &cell.content {
            CellContent::Text(text) if text.len() == 2 => Some((text.clone(), row)),
            _ => None,
        })
        .collect();
    assert_eq!(codes.len(), 51);
    for ((code, row), indicator) in codes.iter().zip(&plan.indicators) {
        assert_eq!(*code, indicator.code);
        assert_eq!(at(&book, &indicator.name), ("BM01".to_string(), *row, FIGURE));
        assert_eq!(table.cells.cell_at(&(*row, 1)).content, CellContent::Text(indicator.shown().into()));
        let cell = &table.cells.cell_at(&(*row, FIGURE));
        assert!(cell.style.unlocked && cell.content == CellContent::Blank);
    }
}

#[test]
fn every_name_of_the_plan_is_a_defined_name_of_one_cell() {
    let plan = plan();
    let book = form(&plan, "PHONGTHO", "2021-Q4", &Previous::default());
    let defined: BTreeSet<_> = book.names.iter().map(|(n, _)| n.as_str()).collect();
    assert_eq!(defined.len(), book.names.len());
    let places: BTreeSet<_> = book.names.iter().map(|(_, t)| t.as_str()).collect();
    assert_eq!(places.len(), book.names.len(), "two names share a place");
    let mut wanted: Vec<String> =
        ["so_quy", "tong_quy", "ngay_dau", "ngay_cuoi", "chot_th", "han_nop"].map(String::from).into();
    wanted.extend(plan.header().iter().map(|f| f.name.to_string()));
    for indicator in &plan.indicators {
        wanted.extend([indicator.name.clone(), format!("{}_kt", indicator.name)]);
    }
    wanted.extend(plan.narratives.iter().map(|n| n.name.clone()));
    wanted.extend(plan.settings.iter().map(|s| s.name.clone()));
    wanted.extend(plan.annex.columns.iter().map(|c| c.name.clone()));
    for roster in &plan.rosters {
        wanted.push(roster.rows_name());
        wanted.extend(roster.columns.iter().map(|c| format!("{}_cot", c.name)));
    }
    for name in wanted {
        assert!(defined.contains(name.as_str()), "{name}");
    }
}

#[test]
fn checks_have_the_formulas_of_the_plan() {
    let plan = plan();
    let book = form(&plan, "PHONGTHO", "2021-Q4", &Previous::default());
    let sheet = book.sheet(CHECK_SHEET.vi).unwrap();
    let mut seen = Vec::new();
    for row in CHECK_HEADING + 1.. {
        let Some(cell) = sheet.cells.get(&(row, 0)) else { break };
        let CellContent::Text(code) = cell.content else { panic!("{cell:?}") };
        let rule = plan.rule(&code).unwrap();
        let in_rows = matches!(rule.scope, RuleScope::NumericCells | RuleScope::RequiredCells)
            || matches!(rule.scope, RuleScope::RosterRow(_));
        if !in_rows {
            assert_eq!(formula(sheet, (row, CHECK_VALUE)).0, rule.check.source(), "{code}");
        }
        seen.push(code);
    }
    let missing: Vec<_> = plan.rules.iter().map(|r| r.code.as_str()).filter(|c| !seen.iter().any(|s| s == c)).collect();
    assert_eq!(missing, ["R02", "R45"], "the annex as a whole is not in the form");
}

#[test]
fn sheets_are_protected_and_name_no_other_unit() {
    let plan = plan();
    let book = form(&plan, "PHONGTHO", "2021-Q4", &Previous::default());
    let names: Vec<_> = book.sheets.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["BM01", "DS_1", "DS_2", "DS_3", "DS_4", "TM", "Đối chiếu", "Kiểm tra"]);
    let others: Vec<_> = plan.units.iter().filter(|u| u.code != "PHONGTHO").collect();
    for sheet in &book.sheets {
        assert!(sheet.protected, "{}", sheet.name);
        for cell in sheet.cells.values() {
            match &cell.content {
                CellContent::Text(text) => {
                    let folded = text.to_uppercase();
                    assert!(
                        others.iter().all(|u| !folded.contains(&u.name.to_uppercase()) && *text != u.code),
                        "{text}"
                    );
                }
                CellContent::Formula(formula) => {
                    let CellFormula { file, engine, .. } = formula.as_ref();
                    assert!(!cell.style.unlocked, "an open formula: {file}");
                    assert!(!file.replace("ISTEXT(", "").contains("TEXT("), "{file}");
                    assert!(file.encode_utf16().count() < 8_192);
                    assert!(engine.as_ref().is_none_or(|e| e.len() < 30_000));
                }
                _ => {}
            }
        }
    }
    assert_eq!(book.sheets[1].cells.iter().filter(|((_, c), cell)| *c == 1 && cell.style.unlocked).count(), 200);
}

#[test]
fn header_and_openings_are_prefilled() {
    let plan = plan();
    let previous = Previous {
        figures: Some([("dv_cuoi_ky".to_string(), Value::Number(2661.0))].into()),
        openings: [("dv_dau_ky".to_string(), 2661.0)].into(),
        progress: vec![("Kết nạp lũy kế".into(), Value::Number(6.0))],
        ..Previous::default()
    };
    let book = form(&plan, "PHONGTHO", "2021-Q4", &previous);
    let content = |name: &str| {
        let (sheet, row, column) = at(&book, name);
        book.sheet(&sheet).unwrap().cells.cell_at(&(row, column)).content.clone()
    };
    assert_eq!(content("ma_don_vi"), CellContent::Text("PHONGTHO".into()));
    assert_eq!(content("don_vi"), CellContent::Text("LĐLĐ huyện Phong Thổ".into()));
    assert_eq!((content("quy"), content("nam")), (CellContent::Number(4.0), CellContent::Number(2021.0)));
    assert_eq!(content("ngay_chot"), CellContent::Number(44_561.0)); // 31 December 2021
    assert_eq!(content("han_nop"), CellContent::Number(44_571.0)); // ten days later
    assert_eq!((content("so_quy"), content("tong_quy")), (CellContent::Number(2.0), CellContent::Number(10.0)));
    assert_eq!(content("dv_dau_ky"), CellContent::Number(2661.0));
    assert_eq!(content("dv_cuoi_ky_kt"), CellContent::Number(2661.0));
    assert_eq!(content("pl_ct_dv"), CellContent::Number(90.0));
    assert_eq!(content("lan_nop"), CellContent::Number(1.0));
    // The label is in the cell left of each value.
    for field in plan.header() {
        let (sheet, row, column) = at(&book, field.name);
        let label = &book.sheet(&sheet).unwrap().cells.cell_at(&(row, column - 1)).content;
        assert_eq!(*label, CellContent::Text(plan.header_label(field).into()));
    }
    // The annex has no quota of unions for the sector unions: the cell is blank, not 0.
    let branch = form(&plan, "CDYT", "2021-Q4", &Previous::default());
    let (sheet, row, column) = at(&branch, "pl_ct_cdcs");
    assert_eq!(branch.sheet(&sheet).unwrap().cells.cell_at(&(row, column)).content, CellContent::Blank);
}

#[test]
fn page_break_is_always_before_a_section() {
    let plan = plan();
    let book = form(&plan, "PHONGTHO", "2021-Q4", &Previous::default());
    let table = book.sheet("BM01").unwrap();
    assert!(!table.page.breaks.is_empty());
    for row in &table.page.breaks {
        let whole = CellRange::new(*row, 0, *row, layout::NOTE);
        assert!(table.merges.contains(&whole), "row {row} is no section");
    }
}

#[test]
fn filled_form_reads_back_as_entered() {
    let plan = plan();
    let bytes = crate::write::workbook(&evaluated(filled(&plan))).unwrap();
    let limits = crate::limits::Limits::default();
    let read = match crate::read::read(&bytes, "2021-Q3/PHONGTHO.xlsx", &plan, &limits) {
        crate::model::received_file::ReadingOutcome::Returns(returns) => returns,
        other => panic!("{other:?}"),
    };
    let [submission] = read.as_slice() else { panic!("{} returns", read.len()) };
    assert_eq!((submission.unit.as_str(), submission.period, submission.number), ("PHONGTHO", period("2021-Q3"), 1));
    assert_eq!(submission.findings, []);
    assert_eq!(submission.traces, []);
    let number = |name: &str| submission.amount(name).value();
    for (name, figure) in FIGURES {
        assert_eq!(number(name), Value::Number(figure), "{name}");
    }
    assert_eq!(number("ngay_chot"), Value::Number(44_469.0)); // 30 September 2021
    assert_eq!(number("ngay_nop"), Value::Number(44_475.0));
    assert_eq!(number("dn25_tong"), Value::Blank);
    for (name, text) in [
        ("phien_ban", "1.0"),
        ("nguoi_lap", "Trần Thị Bình"),
        ("chu_tich", "Lê Văn Cường"),
        ("ban_chi_dao", "Có"),
        ("tm_kho_khan", "Dịch bệnh kéo dài."),
    ] {
        assert_eq!(number(name), Value::Text(text.into()), "{name}");
    }
    let rows: Vec<_> = submission.rosters.iter().map(|r| r.rows.len()).collect();
    assert_eq!(rows, [0, 5, 1, 0]);
}

#[test]
fn blank_form_reads_as_blank() {
    let plan = plan();
    let bytes = crate::write::workbook(&evaluated(form(&plan, "CDYT", "2022-Q1", &Previous::default()))).unwrap();
    let limits = crate::limits::Limits::default();
    let crate::model::received_file::ReadingOutcome::Returns(read) =
        crate::read::read(&bytes, "form.xlsx", &plan, &limits)
    else {
        panic!("not a return")
    };
    assert_eq!(read.len(), 1);
    assert!(plan.indicators.iter().all(|i| read[0].amount(&i.name).is_blank()));
    assert!(read[0].amount("chu_tich").is_blank() && read[0].amount("ngay_nop").is_blank());
    assert!(read[0].rosters.iter().all(|r| r.rows.is_empty()));
    assert_eq!(read[0].findings, []);
}

#[test]
fn rule_title_has_no_figures() {
    let plan = plan();
    let title = |text| {
        let (message, title) = (BilingualText::new(text, ""), BilingualText::default());
        let rule = Rule { title, message, ..plan.rules[0].clone() };
        crate::plan::binding::title(&plan, &rule)
    };
    assert_eq!(title("Vượt {cd_vuot}% chỉ tiêu. Lũy kế {dv_luy_ke}."), "Vượt 150% chỉ tiêu");
    assert_eq!(title("Nữ {ld_nu} vượt tổng số."), "Nữ vượt tổng số");
    // The title of the plan states what holds; the message alone states what is wrong.
    let rule = plan.rule("R25").unwrap();
    assert_eq!(crate::plan::binding::title(&plan, rule), "Lũy kế không quá 150% chỉ tiêu");
    assert_eq!(crate::plan::binding::failure(&plan, rule), "Vượt 150% chỉ tiêu");
    let english = |rule: &&Rule| rule.title.vi.is_empty() || rule.title.en == rule.title.vi;
    let own = plan.rules.iter().find(english).map(|rule| &rule.code);
    assert_eq!(own, None, "every rule has a title in both languages");
}

#[test]
fn long_message_gets_enough_row_height() {
    let mut plan = plan();
    for (code, characters) in [("R05", 200), ("R34", 200), ("R11", 60)] {
        let rule = plan.rules.iter_mut().find(|r| r.code == code).unwrap();
        rule.message.vi = "a ".repeat(characters / 2);
    }
    let book = form(&plan, "SINHO", "2021-Q4", &Previous::default());
    let height = |sheet: &str, row: u32| book.sheet(sheet).unwrap().heights[&row];
    // 50 columns fit about 58 characters of 10 points, 42 columns about 48: four and five lines of 12.5 points.
    assert_eq!(height("BM01", at(&book, "ngay_chot").1), 50.0);
    assert_eq!(height("DS_1", 4), 62.5);
    // Two lines fit in every row of the table.
    assert_eq!(height("BM01", at(&book, "dv_giam").1), 25.0);
}
