//! Half-years, years and the whole plan: a campaign of ten quarters with a missing return and one on hold. The truth is
//! added up here, in plain loops over the figures that the units send.

use crate::corrections::{Figures, JOINED, LEFT, campaign, open, period, rows, run, send};
use crate::libreoffice;
use crate::merge::{said, tonghop};
use std::fs;
use std::path::Path;
use std::thread;
use tonghop::model::amount::Value;
use tonghop::model::span::PeriodSpan;
use tonghop::plan::Plan;
use tonghop::workbook::{CellContent, Workbook};
use tonghop::{consolidate, engine, pipeline, system, write};

pub(crate) const UNITS: [(&str, &str); 3] = [("AN", "Xã An"), ("BINH", "Xã Bình"), ("CHAU", "Xã Châu")];
/// Return that is missing, and return on hold: index of the unit and of the quarter.
const MISSING: (usize, usize) = (1, 3);
const HELD: (usize, usize) = (2, 4);

/// The columns of the sheet "Kết quả", after the annex and the sum to date of the plan `noi-ky`.
const COLUMNS: [(&str, &str); 9] = [
    ("t_vao", "TRONG_KY(vao)"),
    ("t_dau", "TRONG_KY(dau)"),
    ("t_cuoi", "TRONG_KY(cuoi)"),
    ("c_cuoi", "CUOI_KY(cuoi)"),
    ("n_vao", "TU_DAU_NAM(vao)"),
    ("kt_vao", "KY_TRUOC(vao)"),
    ("ck_vao", "CUNG_KY(vao)"),
    ("ck_cuoi", "CUNG_KY(cuoi)"),
    ("tang", "IF(AND(ISNUMBER(t_vao),ISNUMBER(CUNG_KY(vao))),t_vao-CUNG_KY(vao),\"\")"),
];

pub(crate) fn with_columns(text: &str) -> String {
    let one = |(name, formula): &(&str, &str)| {
        format!(
            "  {{ name = \"{name}\", sheets = [\"Kết quả\"], heading = \"{name}\", formula = '{formula}', \
             total = \"sum\", number = \"integer\", explain = \"Thử.\" }},\n"
        )
    };
    let more: String = COLUMNS.iter().map(one).collect();
    text.replace("explain = \"Cộng các kỳ.\" },\n", &format!("explain = \"Cộng các kỳ.\" }},\n{more}"))
}

/// The figures of a unit in all quarters.
pub(crate) fn chain(unit: usize) -> Vec<Figures> {
    let (mut opening, mut to_date) = (100 * (unit as i32 + 1), 0);
    let one = |quarter: usize| {
        let (joined, left) = (JOINED[(quarter + unit) % 10], LEFT[(quarter + 2 * unit) % 10]);
        to_date += joined;
        let figures = Figures { opening, joined, left, closing: opening + joined - left, to_date };
        opening = figures.closing;
        figures
    };
    (0..10).map(one).collect()
}

/// Sends the returns of some quarters.
pub(crate) fn send_all(folder: &Path, plan: &Plan, quarters: std::ops::Range<usize>) {
    for (unit, (code, _)) in UNITS.iter().enumerate() {
        for quarter in quarters.clone().filter(|quarter| (unit, *quarter) != MISSING) {
            let own = chain(unit)[quarter];
            let closing = own.closing + i32::from((unit, quarter) == HELD);
            let when = period(quarter);
            send(folder, plan, code, &when, &format!("{when}/{code}.xlsx"), 1, Figures { closing, ..own });
        }
    }
}

/// What the row of a unit shows: the sum to date, then the columns. `None` is blank. The second year of the plan begins with the
/// quarter `new_year`.
fn truth(unit: usize, first: usize, last: usize, new_year: usize) -> Vec<Option<i32>> {
    let all = chain(unit);
    let is_counted = |quarter: usize| (unit, quarter) != MISSING && (unit, quarter) != HELD;
    let counted = |from: usize, to: usize| (from..=to).filter(|quarter| is_counted(*quarter)).collect::<Vec<_>>();
    let sum = |quarters: &[usize]| quarters.iter().map(|quarter| all[*quarter].joined).sum::<i32>();
    let in_span = counted(first, last);
    let year_start = if last < new_year { 0 } else { (last - new_year) / 4 * 4 + new_year };
    // A whole earlier span, moved by some quarters.
    let earlier = |by: usize| {
        let (from, to) = (first.checked_sub(by)?, last.checked_sub(by)?);
        let found = counted(from, to);
        (found.len() == to - from + 1).then(|| sum(&found))
    };
    let in_quarter = |quarter: usize| is_counted(quarter).then(|| all[quarter]);
    let total = (!in_span.is_empty()).then(|| sum(&in_span));
    let year_before = earlier(4);
    vec![
        Some(sum(&counted(0, last))),
        total,
        in_quarter(first).map(|own| own.opening),
        in_quarter(last).map(|own| own.closing),
        counted(0, last).last().map(|quarter| all[*quarter].closing),
        Some(sum(&counted(year_start, last))),
        earlier(last - first + 1),
        year_before,
        last.checked_sub(4).and_then(in_quarter).map(|own| own.closing),
        total.zip(year_before).map(|(now, before)| now - before),
    ]
}

/// The total of each column: the sum of the units that have a figure; of a comparison that none has, blank.
fn totals(units: &[Vec<Option<i32>>]) -> Vec<Option<i32>> {
    let columns = 0..units[0].len();
    let total = |column: usize| {
        let figures: Vec<i32> = units.iter().filter_map(|unit| unit[column]).collect();
        (!figures.is_empty() || column < 6).then(|| figures.iter().sum())
    };
    columns.map(total).collect()
}

/// The rows of a sheet of a workbook with values: the units, then the total; the annex column is left out.
pub(crate) fn shown(book: &Workbook) -> Vec<Vec<Option<i32>>> {
    let sheet = book.sheets.iter().find(|sheet| sheet.name == "Kết quả").unwrap();
    let value = |row: u32, column: u32| match sheet.cells.get(&(row, column)).map(|cell| cell.content) {
        Some(CellContent::Formula(formula)) => match formula.value {
            Some(Value::Number(n)) => Some(n as i32),
            Some(Value::Text(text)) if text.is_empty() => None,
            other => panic!("row {row}, column {column}: {other:?}"),
        },
        other => panic!("row {row}, column {column}: {other:?}"),
    };
    (6..10).map(|row| (3..13).map(|column| value(row, column)).collect()).collect()
}

pub(crate) fn ordinals(plan: &Plan, span: PeriodSpan) -> (usize, usize) {
    let at = |period: tonghop::model::period::Period| usize::try_from(period.ordinal(plan.first)).unwrap() - 1;
    (at(span.first), at(span.last))
}

fn expected(first: usize, last: usize) -> Vec<Vec<Option<i32>>> {
    // 2021 has two quarters.
    expected_with(2, first, last)
}

pub(crate) fn expected_with(new_year: usize, first: usize, last: usize) -> Vec<Vec<Option<i32>>> {
    let mut all: Vec<_> = (0..UNITS.len()).map(|unit| truth(unit, first, last, new_year)).collect();
    all.push(totals(&all));
    all
}

/// Builds the workbook of a campaign up to a quarter, and shows each span of the plan in it. Returns those to save.
pub(crate) fn in_every_span(
    folder: &Path,
    saved: &'static [&str],
    check: impl Fn(&Plan, PeriodSpan, &Workbook) + Send + 'static,
) -> Vec<Workbook> {
    let folder = folder.to_path_buf();
    let work = move || {
        let disk = system::OsSystem::start();
        let plan = pipeline::campaign(&disk, &folder).unwrap();
        let ledger = pipeline::select_ledger(&disk, &folder, &plan, plan.last).unwrap().unwrap();
        let empty = consolidate::book(&plan, &ledger).unwrap();
        let mut kept = Vec::new();
        for span in plan.spans() {
            let mut book = empty.clone();
            consolidate::choose(&mut book, span);
            engine::fill(&mut book).unwrap();
            check(&plan, span, &book);
            if saved.contains(&span.name.to_string().as_str()) {
                kept.push(book);
            }
        }
        kept
    };
    thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap()
}

pub(crate) fn libreoffice_agrees(book: &Workbook) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kỳ.xlsx");
    fs::write(&path, write::workbook(book).unwrap()).unwrap();
    let (compared, differences) = libreoffice::compare(&path);
    assert!(compared > 300, "{compared}");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_span_shows_what_its_quarters_add_up_to() {
    let (_keep, folder, plan) = campaign(|text| with_columns(&text));
    send_all(&folder, &plan, 0..10);
    let names: Vec<String> = plan.spans().iter().map(|span| span.name.to_string()).collect();
    let longer = ["2021-H2", "2022-H1", "2022-H2", "2023-H1", "2023-H2", "2022", "2023", "2021-2023"];
    assert_eq!(names[10..], longer);
    let kept = in_every_span(&folder, &["2022-H2", "2021-2023"], |plan, span, book| {
        let (first, last) = ordinals(plan, span);
        assert_eq!(shown(book), expected(first, last), "{}", span.name);
    });
    assert_eq!(kept.len(), 2);
    kept.iter().for_each(libreoffice_agrees);
    // The workbook of the last quarter, in which a half-year is chosen, audits clean.
    let mut chosen = kept.into_iter().next().unwrap();
    chosen.sealed = true;
    let file = folder.join("ket-qua/chọn 6 tháng.xlsx");
    fs::create_dir_all(folder.join("ket-qua")).unwrap();
    fs::write(&file, write::workbook(&chosen).unwrap()).unwrap();
    clean(&file);
    let (_, out) = run(&folder, &["audit", file.to_str().unwrap()]);
    assert!(out.contains("tổng hợp quý IV/2023, đang chọn xem 6 tháng cuối năm 2022"), "{out}");
}

/// Returns the figures of a merged workbook, as [`shown`].
pub(crate) fn in_file(path: &Path) -> Vec<Vec<Option<i32>>> {
    let all = rows(&open(path), "Kết quả");
    let row = |index: usize| all[index][3..13].iter().map(|text| text.parse().ok()).collect();
    (6..10).map(row).collect()
}

pub(crate) fn clean(file: &Path) {
    let (code, out, error) = said(&tonghop(&["audit", file.to_str().unwrap()]));
    assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}{error}");
}

fn texts(file: &Path, sheet: &str) -> String {
    rows(&open(file), sheet).concat().join("\n")
}

#[test]
fn spans_are_merged_published_and_explained() {
    let (_keep, folder, plan) = campaign(|text| with_columns(&text));
    send_all(&folder, &plan, 0..6);
    let merged = |name: &str| folder.join(format!("ket-qua/Tong-hop-{name}.xlsx"));

    let (code, out) = run(&folder, &["merge", "--period", "6 tháng đầu năm 2022"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("6 tháng đầu năm 2022: 5/6 báo cáo đã gửi, 5 đã tổng hợp"), "{out}");
    assert!(out.contains("Chưa gửi (1): Xã Bình quý II/2022"), "{out}");
    let half = merged("2022-H1");
    assert_eq!(in_file(&half), expected(2, 3));
    clean(&half);
    let overview = texts(&half, "Tổng quan");
    for words in ["6 tháng đầu năm 2022 (từ 01/01/2022 đến 30/06/2022)", "✗ Chưa gửi 1/2", "✓ Đủ 2/2", "✓✓✓○"]
    {
        assert!(overview.contains(words), "{words}: {overview}");
    }
    let result = rows(&open(&half), "Kết quả");
    assert_eq!([&result[7][13], &result[9][13]], ["Chưa có II/2022", "5/6 báo cáo"]);
    assert!(texts(&half, "Chỉ tiêu").contains("✗ 1/2"));
    assert!(texts(&half, "Kiểm tra").contains("Chỉ quý cuối của kỳ đang chọn: Quý II năm 2022"));
    let findings = texts(&half, "Lỗi, cảnh báo");
    assert!(findings.contains("6 tháng đầu năm 2022: 0 lỗi, 1 cảnh báo"), "{findings}");

    // The whole plan up to the last quarter that is reported.
    let (code, out) = run(&folder, &["merge", "--period", "all"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("Giai đoạn 2021–2023 (đến quý IV/2022): 17/18 báo cáo đã gửi, 16 đã tổng hợp"), "{out}");
    let term = merged("2021-2023");
    assert_eq!(in_file(&term), expected(0, 5));
    clean(&term);
    assert!(texts(&term, "Tổng quan").contains("Giai đoạn 2021–2023 (đến quý IV/2022) (từ 01/07/2021 đến 31/12/2022)"));

    let (code, out) = run(&folder, &["publish", "--period", "cả giai đoạn"]);
    assert!(code == 2 && out.contains("chưa hết: báo cáo mới có đến quý IV/2022, chưa đến quý IV/2023"), "{out}");
    let (code, out) = run(&folder, &["up", "--period", "all"]);
    let refused = "Biểu gửi cấp trên không ghi được giai đoạn 2021–2023. Hãy chọn một quý, 6 tháng hoặc một năm";
    assert!(code == 2 && out.contains(refused), "{out}");
    let (code, out) = run(&folder, &["merge", "--period", "2022-T03"]);
    assert!(code == 2 && out.contains("ngắn hơn một quý"), "{out}");

    let (code, out) = run(&folder, &["explain", "t_vao", "--unit", "CHAU", "--period", "2022"]);
    assert_eq!(code, 0, "{out}");
    let own = chain(2);
    let file = |quarter: usize| format!("{}/CHAU.xlsx", period(quarter));
    for (quarter, own) in own.iter().enumerate().take(6).skip(2) {
        let when = period(quarter);
        let (year, index) = when.split_once("-Q").unwrap();
        let index = ["I", "II", "III", "IV"][index.parse::<usize>().unwrap() - 1];
        let figure = format!("Quý {index}/{year}, ");
        let at = out.find(&figure).unwrap_or_else(|| panic!("{figure}: {out}"));
        let line = out[at..].split(" SHA-256").next().unwrap();
        let state = if quarter == HELD.1 { "còn lỗi, chưa cộng" } else { "đã tổng hợp" };
        let parts = [format!("= {} ({state})", own.joined), file(quarter)];
        assert!(parts.iter().all(|part| line.contains(part)), "{line}");
    }
}

#[test]
fn a_published_span_tells_later_corrections_from_then() {
    let (_keep, folder, plan) = campaign(|text| with_columns(&text));
    send_all(&folder, &plan, 0..4);
    let (code, out) = run(&folder, &["publish", "--period", "2022-H1"]);
    assert!(code < 2 && out.contains("Đã chốt 6 tháng đầu năm 2022"), "{out}");
    let copy = folder.join("ket-qua/da-chot/2022-H1/Tong-hop-2022-H1.xlsx");
    clean(&copy);
    let (code, out) = run(&folder, &["publish", "--period", "H1/2022"]);
    assert!(code == 2 && out.contains("6 tháng đầu năm 2022 đã chốt"), "{out}");

    // Two more of Châu join in the first quarter: 2 of 10 figures of it differ in the half-year, and 2 totals.
    let own = chain(2)[2];
    let more = Figures { joined: own.joined + 2, closing: own.closing + 2, to_date: own.to_date + 2, ..own };
    send(&folder, &plan, "CHAU", "2022-Q1", "2022-Q1/CHAU lan 2.xlsx", 2, more);
    send_all(&folder, &plan, 4..6);
    let (code, out) = run(&folder, &["merge", "-v", "--period", "2022"]);
    assert!(code < 2, "{out}");
    let sum: i32 = chain(2)[2].joined + chain(2)[3].joined;
    assert!(out.contains("da-chot/2022-H1/Tong-hop-2022-H1.xlsx"), "{out}");
    assert!(out.contains(&format!("Xã Châu, t_vao: {sum} → {}", sum + 2)), "{out}");
    clean(&folder.join("ket-qua/Tong-hop-2022.xlsx"));
    clean(&copy);

    let (code, out, error) =
        said(&tonghop(&["status", folder.to_str().unwrap(), "--period", "2022", "--format", "json"]));
    assert!(code < 2, "{error}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let result = &json["result"];
    assert_eq!((&result["period"], &result["until"]), (&"2022".into(), &"2022-Q4".into()), "{out}");
    assert_eq!((&result["units"]["due"], &result["units"]["reported"]), (&12.into(), &11.into()));
    assert_eq!(result["published"], serde_json::json!(["2022-H1"]));
}
