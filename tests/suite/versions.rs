//! A plan that changes in mid-term: rows, lists, rules and columns with a first and a last period, a form with versions.
//! Returns sent before the change stay what they are; every figure equals a sum made here from the raw figures.

use crate::libreoffice;
use crate::merge::{said, tonghop};
use crate::own_plan::{campaign, replaced};
use crate::room::chosen;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PERIODS: [&str; 4] = ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"];
const UNITS: [&str; 2] = ["AN", "BINH"];
/// Trees planted by unit and period.
const PLANTED: [[f64; 4]; 2] = [[100.0, 200.0, 300.0, 400.0], [10.0, 20.0, 30.0, 40.0]];
/// Living trees, a row until 2024-Q2.
const LIVING: [[f64; 2]; 2] = [[50.0, 60.0], [5.0, 6.0]];
/// Dead trees, a row from 2024-Q2 until 2024-Q3.
const DEAD: [[f64; 2]; 2] = [[7.0, 8.0], [1.0, 2.0]];

/// A row of the form.
fn row(code: &str, label: &str, name: &str, kind: &str, more: &str) -> String {
    format!(
        "\n[[indicators]]\nsection = \"A. CÂY\"\nordinal = \"{code}\"\ncode = \"{code}\"\nlabel = \"{label}\"\n\
         name = \"{name}\"\nkind = \"{kind}\"\nblank = \"missing\"\n{more}\n"
    )
}

fn rule(code: &str, test: &str) -> String {
    format!(
        "\n[[rules]]\ncode = \"{code}\"\nseverity = \"error\"\ntest = '{test}'\nmessage = \"Sai.\"\nmend = \"Sửa.\"\n"
    )
}

fn column(name: &str, formula: &str, total: &str, more: &str) -> String {
    format!(
        "\n[[columns]]\nname = \"{name}\"\nsheets = [\"Kết quả\"]\nheading = \"Cột {name}\"\nformula = '{formula}'\n\
         total = \"{total}\"\nnumber = \"integer\"\nexplain = \"Thử.\"\n{more}\n"
    )
}

/// The plan after the change of 2024-Q2 and 2024-Q3.
fn changed(text: String) -> String {
    let text = replaced(
        text,
        &[
            (
                "narrative_sheet = \"Lời\"\n",
                "narrative_sheet = \"Lời\"\n\n[[form.versions]]\nfrom = \"2024-Q3\"\nversion = \"3\"\n".to_string(),
            ),
            ("name = \"cay_song\"\n", "name = \"cay_song\"\nuntil = \"2024-Q2\"\n".to_string()),
            (
                "kind = \"text\", required = true }]",
                "kind = \"text\", required = true }, { heading = \"Diện tích\", name = \"ds_dt\", kind = \"number\", required = true, from = \"2024-Q3\" }]"
                    .to_string(),
            ),
        ],
    );
    let dead = row("03", "Cây chết", "cay_chet", "flow", "from = \"2024-Q2\"\nuntil = \"2024-Q3\"");
    let living = row("04", "Cây sống tốt", "song_tot", "stock", "opening = \"cay_song\"\nfrom = \"2024-Q3\"");
    let rules = [
        rule("R02", "cay_chet<=cay_moi"),
        rule("R03", "cay_chet>=cay_chet_kt"),
        rule("R04", "phien_ban=phien_ban_ky"),
        rule("R05", "song_tot=cay_song_kt"),
    ];
    let columns = [
        column("lk_chet", "LUY_KE(cay_chet)", "sum", ""),
        column("nam_chet", "TU_DAU_NAM(cay_chet)", "sum", ""),
        column("ky_chet", "TRONG_KY(cay_chet)", "sum", ""),
        column("cuoi_song", "CUOI_KY(cay_song)", "sum", ""),
        column("doi", "lk_cay*2", "sum", "from = \"2024-Q2\"\nuntil = \"2024-Q3\""),
        column("sau_doi", "doi+1", "formula", ""),
        column("tat_ca", "lk_cay+lk_chet", "sum", ""),
        column("thu_tu", "HANG(doi)", "blank", ""),
        column("co_khong", "IF(ISNUMBER(TRONG_KY(cay_chet)),TRONG_KY(cay_chet),-1)", "blank", ""),
    ];
    format!("{text}{dead}{living}{}{}", rules.concat(), columns.concat())
}

/// Fills the form of a unit by its printed codes and sends it.
fn send(folder: &Path, period: &str, unit: &str, figures: &[(&str, f64)]) {
    let to = folder.join(format!("tra-loi/{period}-{unit}.xlsx"));
    fill(&folder.join(format!("bieu-mau/{period}/TC_{period}_{unit}.xlsx")), &to, figures);
}

fn fill(form: &Path, to: &Path, figures: &[(&str, f64)]) {
    let cells: Vec<String> = figures.iter().map(|(code, figure)| format!("'{code}': {figure}")).collect();
    let script = format!(
        "import openpyxl\nb=openpyxl.load_workbook({form:?})\ns=b.worksheets[0]\n\
         row={{s.cell(r,3).value:r for r in range(1,s.max_row+1)}}\n\
         for code,value in {{{}}}.items(): s.cell(row[code],5).value=value\n\
         t=b['DS']\nt.cell(5,2).value='Khu'\nb.save({to:?})\n",
        cells.join(","),
        form = form.display().to_string(),
        to = to.display().to_string(),
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
}

/// Returns the printed codes of a form, and its version.
fn printed(form: &Path) -> (Vec<String>, String) {
    let script = format!(
        "import openpyxl\ns=openpyxl.load_workbook({:?}).worksheets[0]\n\
         print(' '.join(str(s.cell(r,3).value) for r in range(1,s.max_row+1) if s.cell(r,3).value and len(str(s.cell(r,3).value))==2 and str(s.cell(r,3).value)[0]=='0'))\n\
         print([s.cell(r,c+1).value for r in range(1,30) for c in range(1,7) if s.cell(r,c).value=='Phiên bản'][0])\n",
        form.display().to_string()
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    let out = String::from_utf8(python.stdout).unwrap();
    let (codes, version) =
        out.trim().split_once('\n').unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&python.stderr)));
    (codes.split_whitespace().map(String::from).collect(), version.to_string())
}

fn forms(folder: &Path, period: &str) {
    let (code, out, error) = said(&tonghop(&["forms", folder.to_str().unwrap(), "--period", period, "--force"]));
    assert_eq!(code, 0, "{out}{error}");
}

fn merged(folder: &Path, period: &str) -> (i32, String, PathBuf) {
    let (code, out, error) = said(&tonghop(&["merge", folder.to_str().unwrap(), "--period", period, "-v"]));
    assert!(code < 2, "{out}{error}");
    (code, out, folder.join(format!("ket-qua/Tong-hop-{period}.xlsx")))
}

/// The figures that a unit reports in a period: what its form has.
fn reported(unit: usize, period: usize) -> Vec<(&'static str, f64)> {
    let mut out = vec![("01", PLANTED[unit][period])];
    out.extend(LIVING[unit].get(period).map(|figure| ("02", *figure)));
    out.extend(period.checked_sub(1).and_then(|p| DEAD[unit].get(p)).map(|figure| ("03", *figure)));
    // The living trees of the row before, then one more.
    out.extend((period >= 2).then(|| ("04", LIVING[unit][1] + (period - 2) as f64)));
    out
}

/// A campaign of four quarters whose plan changes after the first.
fn in_mid_term() -> (tempfile::TempDir, PathBuf) {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("giữa chừng");
    campaign(&folder, |plan| plan, |annex| annex);
    forms(&folder, PERIODS[0]);
    for (unit, code) in UNITS.iter().enumerate() {
        send(&folder, PERIODS[0], code, &reported(unit, 0));
    }
    let (code, out, _) = merged(&folder, PERIODS[0]);
    assert!(code == 0 && out.contains("2/2 đơn vị đã gửi, 2 đã tổng hợp"), "{out}");
    let plan = fs::read_to_string(folder.join("ke-hoach.toml")).unwrap();
    fs::write(folder.join("ke-hoach.toml"), changed(plan)).unwrap();
    (keep, folder)
}

#[test]
fn rows_added_in_mid_term_hold_no_earlier_return() {
    let (_keep, folder) = in_mid_term();
    // The earlier quarter is merged again with the new plan.
    let (code, out, _) = merged(&folder, PERIODS[0]);
    assert!(code == 0 && out.contains("2/2 đơn vị đã gửi, 2 đã tổng hợp") && !out.contains("Thiếu dòng"), "{out}");
    let expected = [("01 02", "2"), ("01 02 03", "2"), ("01 03 04", "3"), ("01 04", "3")];
    for (index, (period, (codes, version))) in PERIODS.into_iter().zip(expected).enumerate() {
        forms(&folder, period);
        let form = folder.join(format!("bieu-mau/{period}/TC_{period}_AN.xlsx"));
        let (own, printed_version) = printed(&form);
        assert_eq!((own.join(" ").as_str(), printed_version.as_str()), (codes, version), "{period}");
        let (compared, differences) = libreoffice::compare(&form);
        assert!(compared > 20 && differences.is_empty(), "{period}: {differences:?}");
        for (unit, code) in UNITS.iter().enumerate().filter(|_| index > 0) {
            send(&folder, period, code, &reported(unit, index));
        }
        let (code, out, result) = merged(&folder, period);
        assert!(code == 0 && out.contains("2/2 đơn vị đã gửi, 2 đã tổng hợp"), "{period}: {out}");
        assert!(!out.contains("D63") && !out.contains("D50") && !out.contains("D62"), "{period}: {out}");
        let (code, out, error) = said(&tonghop(&["audit", result.to_str().unwrap()]));
        assert_eq!(code, 0, "{period}: {out}{error}");
    }
    // A correction of the quarter before the change is read by the form of that quarter.
    let corrected = folder.join("tra-loi/2024-Q1-AN lan 2.xlsx");
    let form = folder.join("bieu-mau/2024-Q1/TC_2024-Q1_AN.xlsx");
    fill(&form, &corrected, &reported(0, 0));
    let (_, out, _) = merged(&folder, PERIODS[3]);
    assert!(!out.contains("D07") && !out.contains("Thiếu dòng"), "{out}");
}

/// Returns what a column is for a unit in a chosen period; `None` if it is not shown.
fn truth(name: &str, unit: usize, period: usize) -> Option<f64> {
    let planted: f64 = PLANTED[unit][..=period].iter().sum();
    let dead_of = |p: usize| p.checked_sub(1).and_then(|p| DEAD[unit].get(p)).copied();
    let dead: f64 = (0..=period).filter_map(dead_of).sum();
    let doubled = [1, 2].contains(&period).then_some(planted * 2.0);
    match name {
        "lk_cay" => Some(planted),
        "lk_chet" | "nam_chet" => Some(dead),
        "ky_chet" => dead_of(period),
        "cuoi_song" => Some(LIVING[unit][period.min(1)]),
        "doi" => doubled,
        "sau_doi" => doubled.map(|d| d + 1.0),
        "tat_ca" => Some(planted + dead),
        "thu_tu" => doubled.map(|_| (unit + 1) as f64),
        "co_khong" => Some(dead_of(period).unwrap_or(-1.0)),
        other => panic!("{other}"),
    }
}

#[test]
fn columns_skip_periods_in_which_a_name_is_not_in_force() {
    let (_keep, folder) = in_mid_term();
    for (index, period) in PERIODS.into_iter().enumerate().skip(1) {
        forms(&folder, period);
        UNITS.iter().enumerate().for_each(|(unit, code)| send(&folder, period, code, &reported(unit, index)));
    }
    merged(&folder, PERIODS[3]);
    let columns = BTreeMap::from([
        ("D", "lk_cay"),
        ("F", "lk_chet"),
        ("G", "nam_chet"),
        ("H", "ky_chet"),
        ("I", "cuoi_song"),
        ("J", "doi"),
        ("K", "sau_doi"),
        ("L", "tat_ca"),
        ("M", "thu_tu"),
        ("N", "co_khong"),
    ]);
    for (index, period) in PERIODS.into_iter().enumerate() {
        let path = folder.join(format!("ket-qua/chon-{period}.xlsx"));
        fs::write(&path, chosen(&folder, PERIODS[3], period)).unwrap();
        // LibreOffice computes the workbook again and agrees with every stored value.
        let (compared, differences) = libreoffice::compare(&path);
        assert!(compared > 100 && differences.is_empty(), "{period}: {differences:?}");
        let results = libreoffice::results(&path, None);
        let value = |cell: String| {
            let text = results.get(&("Kết quả".to_string(), cell.clone())).unwrap_or_else(|| panic!("{cell}"));
            if text.is_empty() {
                None
            } else {
                Some(text.parse::<f64>().unwrap_or_else(|_| panic!("{period} {cell}: {text}")))
            }
        };
        for (letter, name) in &columns {
            for unit in 0..UNITS.len() {
                let row = 7 + unit;
                assert_eq!(value(format!("{letter}{row}")), truth(name, unit, index), "{period} {name} {unit}");
            }
            let parts: Vec<f64> = (0..UNITS.len()).filter_map(|unit| truth(name, unit, index)).collect();
            let total = match *name {
                "thu_tu" | "co_khong" => continue,
                "sau_doi" => (!parts.is_empty()).then(|| parts.iter().sum::<f64>() - 1.0),
                _ => (!parts.is_empty()).then(|| parts.iter().sum()),
            };
            assert_eq!(value(format!("{letter}9")), total, "{period} {name} total");
        }
        // The overview and every other sheet show no error.
        let errors: Vec<_> = results.iter().filter(|(_, text)| text.starts_with('#')).collect();
        assert!(errors.is_empty(), "{period}: {errors:?}");
    }
}

/// "Kiểm tra" asks a rule only in the periods in which all its names are in force, and so does the check at intake.
#[test]
fn rules_are_asked_only_where_their_names_are_in_force() {
    let (_keep, folder) = in_mid_term();
    for (index, period) in PERIODS.into_iter().enumerate().skip(1) {
        forms(&folder, period);
        UNITS.iter().enumerate().for_each(|(unit, code)| send(&folder, period, code, &reported(unit, index)));
    }
    merged(&folder, PERIODS[3]);
    // R03 compares with the quarter before, R05 with a row that has ended.
    let asked = [("R02", [1, 2].as_slice()), ("R03", &[2]), ("R04", &[0, 1, 2, 3]), ("R05", &[2])];
    for (index, period) in PERIODS.into_iter().enumerate() {
        let path = folder.join(format!("ket-qua/chon-{period}.xlsx"));
        fs::write(&path, chosen(&folder, PERIODS[3], period)).unwrap();
        let results = libreoffice::results(&path, None);
        for (row, (rule, periods)) in (7..).zip(asked) {
            let expected = if periods.contains(&index) { "✓" } else { "–" };
            let mark = &results[&("Kiểm tra".to_string(), format!("D{row}"))];
            assert_eq!(mark, expected, "{period} {rule}");
        }
    }
    // Wrong figures are found in the periods of the rule and nowhere else.
    send(&folder, PERIODS[2], "AN", &[("01", 300.0), ("03", 301.0), ("04", 61.0)]);
    let (code, out, _) = merged(&folder, PERIODS[2]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("Lỗi R02") && out.contains("Lỗi R05") && !out.contains("R03 ·"), "{out}");
}

/// A figure in a row that is no longer in force is reported and not counted; a row that is missing then is not asked.
#[test]
fn figure_in_a_row_not_in_force_is_reported() {
    let (_keep, folder) = in_mid_term();
    let old = folder.join("bieu-mau/2024-Q1/TC_2024-Q1_AN.xlsx");
    // The form of the first quarter, with the second one written into it by hand.
    forms(&folder, PERIODS[2]);
    let script = "import openpyxl,sys\nb=openpyxl.load_workbook(sys.argv[1])\ns=b.worksheets[0]\n\
                  [setattr(s.cell(r,c+1),'value',3) for r in range(1,30) for c in range(1,7) if s.cell(r,c).value=='Quý']\n\
                  row={s.cell(r,3).value:r for r in range(1,s.max_row+1)}\n\
                  s.cell(row['01'],5).value=300\ns.cell(row['02'],5).value=77\nb.save(sys.argv[2])\n";
    let to = folder.join("tra-loi/2024-Q3-AN.xlsx");
    let words = ["-W", "ignore", "-c", script, old.to_str().unwrap(), to.to_str().unwrap()];
    assert!(Command::new("/usr/bin/python3").args(words).status().unwrap().success());
    let (code, out, _) = merged(&folder, PERIODS[2]);
    let flat = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(code, 1, "{out}");
    assert!(flat.contains("D63") && flat.contains("02 Cây sống: 77") && flat.contains("đến hết quý II/2024"), "{out}");
    assert!(flat.contains("mã 03 Cây chết") && flat.contains("mã 04 Cây sống tốt"), "{out}");
    assert!(flat.contains("Dòng này có trong biểu từ quý III/2024"), "{out}");
    assert!(!flat.contains("Phải là: mã 02 Cây sống"), "{out}");
}

/// `explain` says of a name that is not in force since or until when it is, instead of nothing; `export` has the limits.
#[test]
fn names_out_of_force_are_explained_and_exported() {
    let (_keep, folder) = in_mid_term();
    for (index, period) in PERIODS.into_iter().enumerate().skip(1) {
        forms(&folder, period);
        UNITS.iter().enumerate().for_each(|(unit, code)| send(&folder, period, code, &reported(unit, index)));
    }
    let explain = |what: &str, period: &str| {
        let words = ["-C", folder.to_str().unwrap(), "explain", what, "--unit", "AN", "--period", period];
        let (code, out, error) = said(&tonghop(&words));
        assert_eq!(code, 0, "{out}{error}");
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let limits = "từ quý II/2024 đến hết quý III/2024";
    let dead = explain("cay_chet", "2024-Q4");
    assert!(dead.contains(&format!("Áp dụng {limits}")), "{dead}");
    assert!(dead.contains(&format!("mã 03: chưa áp dụng trong quý I/2024 (áp dụng {limits})")), "{dead}");
    assert!(dead.contains("mã 03 = 7 (đã tổng hợp)") && dead.contains("mã 03 = 8 (đã tổng hợp)"), "{dead}");
    assert!(dead.contains(&format!("mã 03: không còn áp dụng trong quý IV/2024 (áp dụng {limits})")), "{dead}");
    assert!(!dead.contains("để trống"), "{dead}");
    for (name, period, words) in [
        ("doi", "2024-Q1", "chưa áp dụng trong quý I/2024"),
        ("doi", "2024-Q4", "không còn áp dụng trong quý IV/2024"),
        ("sau_doi", "2024-Q4", "không còn áp dụng trong quý IV/2024"),
    ] {
        let column = explain(name, period);
        assert!(column.contains(&format!("{words} (áp dụng {limits})")), "{column}");
    }
    assert!(!explain("doi", "2024-Q3").contains("trong quý III/2024 (áp dụng"));
    let rule = explain("R02", "2024-Q1");
    assert!(rule.contains(&format!("R02 chưa áp dụng trong quý I/2024 (áp dụng {limits})")), "{rule}");
    assert!(!rule.contains("không có lỗi, cảnh báo này"), "{rule}");
    assert!(explain("R02", "2024-Q2").contains("không có lỗi, cảnh báo này"));
    // A name that is always in force has no such line.
    assert!(!explain("lk_cay", "2024-Q1").contains("áp dụng"));

    let [figures, columns] = crate::mail::tables(&folder);
    let limits = |table: &[Vec<String>], name: &str| {
        let rows = table.iter().filter(|row| row.iter().any(|cell| cell == name));
        let limits: Vec<[String; 2]> = rows.map(|row| row.last_chunk().unwrap().clone()).collect();
        assert!(!limits.is_empty() && limits.iter().all(|own| *own == limits[0]), "{name}: {limits:?}");
        limits[0].clone()
    };
    assert_eq!(limits(&figures, "cay_chet"), ["2024-Q2", "2024-Q3"]);
    assert_eq!(limits(&figures, "cay_song"), ["", "2024-Q2"]);
    assert_eq!(limits(&figures, "song_tot"), ["2024-Q3", ""]);
    assert_eq!(limits(&columns, "sau_doi"), ["2024-Q2", "2024-Q3"]);
    assert_eq!(limits(&columns, "lk_cay"), ["", ""]);
}
