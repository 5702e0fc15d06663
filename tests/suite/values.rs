//! One grammar for one thing: days, codes, choices, units and periods in the cells of a return, whatever the spelling,
//! the cell format and the file format. The returns are those of the sample with single cells changed by openpyxl; the
//! expected values are written here by hand.

use crate::formats::{converted, one, plan};
use crate::merge::{said, sample, tonghop};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tonghop::check::check_one;
use tonghop::limits::Limits;
use tonghop::model::amount::Amount;
use tonghop::model::received_file::ReadingOutcome;
use tonghop::model::submission::Submission;
use tonghop::plan::Plan;
use tonghop::read::read;

const BASE: &str = "tra-loi/2021-Q3/BM01_2021-Q3_TANUYEN.xlsx";

/// Changes a workbook by lines of Python (`s` is its first sheet, `b` the workbook, `D` a datetime) for each case.
/// Returns the folder with `0.xlsx`, `1.xlsx`, …
pub(crate) fn changed(base: &Path, cases: &[&str]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let keep = tempfile::tempdir().unwrap();
    let mut script = String::from("import openpyxl\nfrom datetime import datetime as D\n");
    let mut files = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let file = keep.path().join(format!("{index}.xlsx"));
        script += &format!("b=openpyxl.load_workbook({:?})\ns=b.worksheets[0]\n", base.display().to_string());
        script += &format!("{case}\nb.save({:?})\n", file.display().to_string());
        files.push(file);
    }
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    (keep, files)
}

fn returns(cases: &[&str], plan: &Plan) -> (tempfile::TempDir, Vec<Submission>) {
    let (keep, files) = changed(&sample().join(BASE), cases);
    let all = files.iter().map(|file| one(file, plan)).collect();
    (keep, all)
}

/// Codes of the findings at a cell, from reading and from the rules.
fn codes(submission: &Submission, plan: &Plan, sheet: &str, cell: &str) -> Vec<String> {
    let found = check_one(plan, submission, None).unwrap();
    let at =
        |f: &&tonghop::model::finding::Finding| f.sheet.as_deref() == Some(sheet) && f.cell.as_deref() == Some(cell);
    found.findings.iter().filter(at).map(|f| f.code.clone()).collect()
}

fn roster_cell(submission: &Submission, sheet: &str, row: u32, column: usize) -> Amount {
    let roster = submission.rosters.iter().find(|r| r.sheet == sheet).unwrap();
    roster.rows.iter().find(|r| r.row == row).unwrap().cells[column].clone()
}

/// F8: a year, a number that is no day and a day of birth after the period are reported; none is taken in silence.
#[test]
fn a_year_is_not_a_day() {
    let plan = plan();
    let general = |value: &str| format!("c=b['DS_2']['C5']\nc.value={value}\nc.number_format='General'");
    let dated = |value: &str| format!("c=b['DS_2']['C5']\nc.value={value}\nc.number_format='dd/mm/yyyy'");
    let cases = [
        (general("1984"), "D08", None),
        (general("'1984'"), "D08", None),
        (general("6101984"), "D08", None),
        (dated("6101984"), "D08", None),
        (general("612"), "D08", None),
        (general("'06/10/84'"), "D08", None),
        // 6 June 1905, which is what a date cell shows for 1984.
        (dated("1984"), "D81", Some(1984.0)),
        // 1 February 2030.
        (dated("D(2030,2,1)"), "D82", Some(47_515.0)),
        // 1 January 1984, as a plain number.
        (general("30682"), "", Some(30_682.0)),
        (general("'01/01/1984 08:30'"), "", Some(30_682.0)),
    ];
    let edits: Vec<&str> = cases.iter().map(|c| c.0.as_str()).collect();
    let (_keep, all) = returns(&edits, &plan);
    for ((edit, code, day), submission) in cases.iter().zip(&all) {
        let expected: Vec<&str> = Some(*code).into_iter().filter(|c| !c.is_empty()).collect();
        assert_eq!(codes(submission, &plan, "DS_2", "C5"), expected, "{edit}");
        match (roster_cell(submission, "DS_2", 5, 1), day) {
            (Amount::Number(n), Some(day)) => assert_eq!(n, *day, "{edit}"),
            (Amount::Unreadable { .. }, None) => {}
            (other, _) => panic!("{edit}: {other:?}"),
        }
    }
}

/// F10: a day carries hours, or is seconds off midnight, and is the same day in every format.
#[test]
fn hours_of_a_day_do_not_count() {
    let plan = plan();
    let edits = [
        "s['F13']=D(2021,10,10,15,30)",
        "s['C13']=D(2021,9,30,0,0,43)",
        "s['C13']=D(2021,9,29,23,59,17)",
        "s['C13']=D(2021,9,29,23,58,30)",
        "s['F13']='10/10/2021 15:30'",
    ];
    let (keep, files) = changed(&sample().join(BASE), &edits);
    // 10 October 2021 is serial number 44479, 30 September 44469.
    let expected = [
        ("ngay_nop", 44_479.0),
        ("ngay_chot", 44_469.0),
        ("ngay_chot", 44_469.0),
        ("ngay_chot", 44_468.0),
        ("ngay_nop", 44_479.0),
    ];
    for (file, (name, day)) in files.iter().zip(expected) {
        for file in [file.clone(), converted(file, "ods", keep.path())] {
            let submission = one(&file, &plan);
            assert_eq!(submission.amount(name), &Amount::Number(day), "{}", file.display());
            let is_traced = submission.traces.iter().any(|t| t.name == name);
            // LibreOffice writes the hours too.
            assert!(is_traced, "{}: {:?}", file.display(), submission.traces);
        }
    }
    let rounded = one(&files[2], &plan);
    assert_eq!(codes(&rounded, &plan, "BM01", "C13"), ["D80"]);
    // In time, and with the cut-off of the plan: no rule is broken.
    for file in &files[..2] {
        let found = check_one(&plan, &one(file, &plan), None).unwrap();
        assert!(found.findings.iter().all(|f| f.code != "R04" && f.code != "R05"), "{found:?}");
    }
}

/// Excel keeps 15 digits of a number: a longer one is not the number that was typed. 15 digits are read, as number and text.
#[test]
fn a_figure_of_more_digits_than_excel_keeps_is_an_error() {
    let plan = plan();
    // Each with its number of digits.
    let cases = [
        ("s['E71']=2900000000000001", 16),
        ("s['E71']='2900000000000001'", 16),
        ("s['E71']='2.900.000.000.000.001'", 16),
        ("s['E71']=290000000000001", 15),
        ("s['E71']='290.000.000.000.001'", 15),
    ];
    let (keep, files) = changed(&sample().join(BASE), &cases.map(|(edit, _)| edit));
    for (file, (edit, digits)) in files.iter().zip(cases) {
        for file in [file.clone(), converted(file, "ods", keep.path())] {
            let submission = one(&file, &plan);
            match submission.amount("kp_chi") {
                Amount::Unreadable { why, .. } => {
                    assert!(digits == 16 && why.vi.contains("quá nhiều chữ số"), "{edit}: {}", why.vi);
                    assert_eq!(codes(&submission, &plan, "BM01", "E71"), ["R06"], "{edit}");
                }
                other => assert_eq!((other, digits), (&Amount::Number(290_000_000_000_001.0), 15), "{edit}"),
            }
        }
    }
}

/// F9: a word that is none of the choices is an error at its cell, and no rule takes it for another word.
#[test]
fn a_word_outside_the_choices_is_an_error() {
    let plan = plan();
    let cases = [
        ("s['E67']=True", Some("Có"), vec![]),
        ("s['E67']='x'", Some("Có"), vec![]),
        ("s['E67']='✓'", Some("Có"), vec![]),
        ("s['E67']='có '", Some("Có"), vec![]),
        ("s['E67']=False", Some("Không"), vec!["R43"]),
        ("s['E67']='Đã có'", None, vec!["D85"]),
        ("s['E67']=1", None, vec!["D85"]),
        ("s['E67']='Rồi'", None, vec!["D85"]),
    ];
    let edits: Vec<&str> = cases.iter().map(|c| c.0).collect();
    let (_keep, all) = returns(&edits, &plan);
    for ((edit, word, expected), submission) in cases.iter().zip(&all) {
        match (submission.amount("ban_chi_dao"), word) {
            (Amount::Text(taken), Some(word)) => assert_eq!(taken.as_str(), *word, "{edit}"),
            (Amount::Unreadable { .. }, None) => {}
            (other, _) => panic!("{edit}: {other:?}"),
        }
        assert_eq!(codes(submission, &plan, "BM01", "E67"), *expected, "{edit}");
        let is_typed = submission.traces.iter().any(|t| t.name == "ban_chi_dao");
        assert_eq!(is_typed, word.is_some(), "{edit}");
    }
    let (_keep, all) = returns(&["b['DS_2']['D5']='F'\nb['DS_2']['D6']='Gái'"], &plan);
    for cell in ["D5", "D6"] {
        assert_eq!(codes(&all[0], &plan, "DS_2", cell), ["D85"]);
    }
}

/// F11: a known name of the unit in the header is its code.
#[test]
fn a_unit_may_be_called_by_any_known_name() {
    let plan = plan();
    let edits = ["s['C10']='Tân Uyên'", "s['C10']='TAN UYEN'", "s['C10']='LĐLĐ H. Tân Uyên'", "s['C10']='tanuyen'"];
    let (_keep, all) = returns(&edits, &plan);
    for (edit, submission) in edits.iter().zip(&all) {
        assert_eq!(submission.amount("ma_don_vi"), &Amount::Text("TANUYEN".into()), "{edit}");
        assert!(submission.traces.iter().any(|t| t.name == "ma_don_vi" && t.cell == "C10"), "{edit}");
        let found = check_one(&plan, submission, None).unwrap();
        assert!(found.findings.iter().all(|f| f.code != "R02"), "{edit}: {found:?}");
    }
}

/// F11: periods in every spelling in the header; two years, another cycle and a contradiction are refused.
#[test]
fn a_period_may_be_written_in_any_spelling() {
    let plan = plan();
    let edits = [
        "s['C12']='Q3'",
        "s['C12']='2021-Q3'",
        "s['C12']='2021-Q3'\ns['F12']=None",
        "s['C12']='Quý III/2021'\ns['F12']=None",
        "s['C12']='III'",
        "s['C12']='03'\ns['F12']='Năm 2021'",
        "s['C14']='Lần 2'",
    ];
    let (_keep, all) = returns(&edits, &plan);
    for (edit, submission) in edits.iter().zip(&all) {
        assert_eq!(submission.period.to_string(), "2021-Q3", "{edit}");
        assert_eq!(submission.amount("quy"), &Amount::Number(3.0), "{edit}");
        assert!(!matches!(submission.amount("nam"), Amount::Text(_)), "{edit}");
    }
    assert_eq!((all[6].number, all[6].amount("lan_nop")), (2, &Amount::Number(2.0)));
    let refused = ["s['F12']='2021-2022'", "s['C12']='2021-Q3'\ns['F12']=2022", "s['C12']='Tháng 9'", "s['C12']='3,5'"];
    let (_keep, files) = changed(&sample().join(BASE), &refused);
    for (edit, file) in refused.iter().zip(&files) {
        let outcome = read(&fs::read(file).unwrap(), "BM01_2021-Q3_TANUYEN.xlsx", &plan, &Limits::default());
        let ReadingOutcome::NotAReturn(finding) = outcome else { panic!("{edit}: {outcome:?}") };
        assert_eq!(finding.code, "D10", "{edit}");
    }
}

/// Item 42: the row's own unit may follow its figure, in any spelling; another magnitude may not.
#[test]
fn the_unit_of_the_row_may_follow_a_figure() {
    let plan = plan();
    let money = ["58.000.000đ", "58.000.000 ₫", "58.000.000 VNĐ", "₫58.000.000", "VND 58.000.000", "58.000.000 đồng"];
    let other = ["58 triệu", "58 triệu đồng", "58.000.000 người", "58.000.000 $"];
    let edits: Vec<String> = money.iter().chain(&other).map(|text| format!("s['E70']='{text}'")).collect();
    let (_keep, all) = returns(&edits.iter().map(String::as_str).collect::<Vec<_>>(), &plan);
    let name = &plan.indicators.iter().find(|i| i.code == "43").unwrap().name;
    for (text, submission) in money.iter().chain(&other).zip(&all) {
        match submission.amount(name) {
            Amount::Number(n) if money.contains(text) => assert_eq!(*n, 58_000_000.0, "{text}"),
            Amount::Unreadable { .. } if other.contains(text) => {}
            taken => panic!("{text}: {taken:?}"),
        }
    }
}

/// F8: codes that lost digits or zeros, and a date in a text column.
#[test]
fn codes_that_lost_digits_are_reported() {
    let plan = plan();
    let cases = [
        ("b['DS_3']['C5']='6.29903E+09'", vec!["D84"], None),
        ("b['DS_3']['C5']='6,29903E+09'", vec!["D84"], None),
        ("b['DS_3']['C5']=301234567001", vec!["D22"], Some("301234567001")),
        ("b['DS_3']['C5']=12085001234", vec!["D22"], Some("12085001234")),
        ("b['DS_3']['C5']=629903000", vec!["D22"], Some("0629903000")),
        ("b['DS_3']['C5']='012085001234'", vec![], Some("012085001234")),
    ];
    let edits: Vec<&str> = cases.iter().map(|c| c.0).collect();
    let (_keep, all) = returns(&edits, &plan);
    for ((edit, expected, code), submission) in cases.iter().zip(&all) {
        let found = codes(submission, &plan, "DS_3", "C5");
        let found: Vec<&String> = found.iter().filter(|c| c.starts_with('D')).collect();
        assert_eq!(found, expected.iter().collect::<Vec<_>>(), "{edit}");
        match (roster_cell(submission, "DS_3", 5, 1), code) {
            (Amount::Text(text), Some(code)) => assert_eq!(text.as_str(), *code, "{edit}"),
            (Amount::Unreadable { .. }, None) => {}
            (other, _) => panic!("{edit}: {other:?}"),
        }
    }
    // A decision number that became a date, in two rows: one finding.
    let dates = "for r in (5,6):\n c=b['DS_2']['B%d'%r]\n c.value=D(2021,9,11)\n c.number_format='dd/mm/yyyy'";
    let (_keep, all) = returns(&[dates], &plan);
    let found: Vec<_> = all[0].findings.iter().filter(|f| f.code == "D83").collect();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].cell.as_deref(), found[0].expected.vi.as_str()), (Some("B5"), "và 1 ô nữa trong cột này"));
}

/// F13: 1.05 in a cell with a percent format is 105 %, in every format; in another cell it may be 1,05 % too.
#[test]
fn a_percent_format_says_what_a_share_is() {
    let keep = tempfile::tempdir().unwrap();
    let rung = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/rung");
    for file in ["ke-hoach.toml", "phu-luc.tsv"] {
        fs::copy(rung.join(file), keep.path().join(file)).unwrap();
    }
    fs::create_dir(keep.path().join("tra-loi")).unwrap();
    let (code, _, error) = said(&tonghop(&["forms", keep.path().to_str().unwrap(), "--period", "quý I/2024"]));
    assert_eq!(code, 0, "{error}");
    let toml = fs::read_to_string(rung.join("ke-hoach.toml")).unwrap();
    let annex = fs::read(rung.join("phu-luc.tsv")).unwrap();
    let plan = tonghop::plan::load::text(&toml, &annex, ("ke-hoach.toml", "phu-luc.tsv")).unwrap();
    let form = keep.path().join("bieu-mau/2024-Q1/LN02_2024-Q1_SINHO.xlsx");
    let edits = [
        "s['E26']=1.05",
        "s['E26']=2.5\ns['E26'].number_format='0%'",
        "s['E26']=1.05\ns['E26'].number_format='General'",
        "s['E26']=12.5",
        "s['E26']=85.5\ns['E26'].number_format='General'",
        "s['E26']='105%'",
        "s['E26']='1,05'",
    ];
    let expected = [Some(1.05), Some(2.5), None, None, Some(0.855), Some(1.05), None];
    let (folder, files) = changed(&form, &edits);
    let taken = |submission: &Submission| match submission.amount("tl_dat") {
        Amount::Number(n) => Some((n * 1e9).round() / 1e9),
        Amount::Unreadable { .. } => None,
        other => panic!("{other:?}"),
    };
    for ((edit, file), expected) in edits.iter().zip(&files).zip(expected) {
        assert_eq!(taken(&one(file, &plan)), expected, "{edit}");
        let bytes = fs::read(file).unwrap();
        let ordinary = tonghop::grid::open_ordinary(&bytes, &Limits::default()).unwrap();
        let by_crate = tonghop::grid::open_by_crate(&bytes, &Limits::default()).unwrap();
        assert!(ordinary.is_none_or(|grid| grid == by_crate), "{edit}");
    }
    for to in ["ods", "xls", "html"] {
        assert_eq!(taken(&one(&converted(&files[0], to, folder.path()), &plan)), Some(1.05), "{to}");
    }
}

/// A unit by any known name in amendments, waivers, the annex and on the command line; a period in any spelling in the
/// plan.
#[test]
fn names_and_periods_of_a_plan_have_the_same_grammar() {
    let keep = tempfile::tempdir().unwrap();
    let rung = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/rung");
    let plan = fs::read_to_string(rung.join("ke-hoach.toml")).unwrap();
    let plan = plan
        .replace("first = \"2024-Q1\"", "first = \"Quý I năm 2024\"")
        .replace("last = \"2024-Q4\"", "last = \"Q4/2024\"")
        + "\n[[amendments]]\nfrom = \"quý II/2024\"\nunit = \"Nậm Nhùn\"\ncolumn = \"pl_ha\"\nvalue = 1000\nbasis = \"Quyết định 5\"\n\
           \n[[waivers]]\nunit = \"huyện Sìn Hồ\"\nperiod = \"2024 quý 1\"\nrule = \"R02\"\nreason = \"Chưa đến hạn\"\nby = \"Chi cục\"\ndate = 2024-04-08\n";
    let annex = fs::read(rung.join("phu-luc.tsv")).unwrap();
    let loaded = tonghop::plan::load::text(&plan, &annex, ("ke-hoach.toml", "phu-luc.tsv")).unwrap();
    assert_eq!((loaded.first.to_string().as_str(), loaded.last.to_string().as_str()), ("2024-Q1", "2024-Q4"));
    assert_eq!(
        (loaded.amendments[0].unit.as_str(), loaded.amendments[0].from.to_string().as_str()),
        ("NAMNHUN", "2024-Q2")
    );
    assert_eq!((loaded.waivers[0].unit.as_str(), loaded.waivers[0].period.to_string().as_str()), ("SINHO", "2024-Q1"));
    // The annex calls SINHO by its code.
    assert_eq!(loaded.units[2].figures, [Some(769.25)]);
    fs::write(keep.path().join("ke-hoach.toml"), &plan).unwrap();
    fs::write(keep.path().join("phu-luc.tsv"), &annex).unwrap();
    fs::create_dir(keep.path().join("tra-loi")).unwrap();
    let folder = keep.path().to_str().unwrap();
    let (code, out, error) =
        said(&tonghop(&["forms", folder, "--unit", "huyen nam nhun", "--period", "Quý 2 năm 2024"]));
    assert_eq!(code, 0, "{out}{error}");
    assert!(keep.path().join("bieu-mau/2024-Q2/LN02_2024-Q2_NAMNHUN.xlsx").is_file(), "{out}");
}
