//! The sample campaign, merged by the program and compared with `su-that.tsv`, which was computed independently.

use crate::corrections::code;
use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

const SHEETS: [&str; 4] = ["Tổng hợp", "Biểu 02", "Tiến độ", "CĐCS - DN"];
const PERIODS: [&str; 3] = ["2021-Q3", "2021-Q4", "2022-Q1"];
/// Key of the total row in the truth, and its name on the sheets.
const TOTAL: (&str, &str) = ("TOTAL", "Tổng cộng");

/// One row of the truth.
#[derive(Clone, Debug)]
struct Fact {
    kind: String,
    period: String,
    unit: String,
    name: String,
    value: String,
    note: String,
}

/// A column on a sheet: name, heading, and whether it is a column of the annex.
struct Column {
    name: String,
    heading: String,
    sheets: Vec<String>,
    annex: bool,
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/277-lai-chau")
}

fn truth(kind: &str) -> Vec<Fact> {
    let text = fs::read_to_string(sample().join("su-that.tsv")).unwrap();
    let mut facts = Vec::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [k, period, unit, name, value, note] = cells[..] else { panic!("six columns: {line}") };
        if k == kind {
            let [kind, period, unit, name, value, note] = [k, period, unit, name, value, note].map(str::to_string);
            facts.push(Fact { kind, period, unit, name, value, note });
        }
    }
    assert!(!facts.is_empty(), "no '{kind}' in the truth");
    facts
}

fn plan() -> toml::Table {
    fs::read_to_string(sample().join("ke-hoach.toml")).unwrap().parse().unwrap()
}

fn text(table: &toml::Value, key: &str) -> String {
    table[key].as_str().unwrap().to_string()
}

fn columns() -> Vec<Column> {
    let plan = plan();
    let read = |list: &toml::Value, annex: bool| -> Vec<Column> {
        let one = |c: &toml::Value| Column {
            name: text(c, "name"),
            heading: c.get("short").map_or_else(|| text(c, "heading"), |short| short.as_str().unwrap().to_string()),
            sheets: c["sheets"].as_array().unwrap().iter().map(|s| s.as_str().unwrap().to_string()).collect(),
            annex,
        };
        list.as_array().unwrap().iter().map(one).collect()
    };
    let mut all = read(&plan["annex"]["columns"], true);
    all.extend(read(&plan["columns"], false));
    all
}

/// Names of the units in the annex by code, with the total row.
fn units() -> BTreeMap<String, String> {
    let plan = plan();
    let list = plan["units"].as_array().unwrap();
    let mut units: BTreeMap<_, _> = list.iter().map(|u| (text(u, "code"), text(u, "name"))).collect();
    units.insert(TOTAL.0.into(), TOTAL.1.into());
    units
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The three consolidated workbooks, built once for all tests of this file.
struct Merged {
    folder: tempfile::TempDir,
    outputs: Vec<Output>,
}

static MERGED: LazyLock<Merged> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    for file in ["ke-hoach.toml", "phu-luc.tsv"] {
        fs::copy(sample().join(file), folder.path().join(file)).unwrap();
    }
    copy(&sample().join("tra-loi"), &folder.path().join("tra-loi"));
    let run = |period: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tonghop"));
        command.arg("merge").arg(folder.path()).args(["--period", period]).output().unwrap()
    };
    let outputs = PERIODS.map(run).to_vec();
    Merged { folder, outputs }
});

fn workbook(period: &str) -> Xlsx<BufReader<File>> {
    let path = MERGED.folder.path().join(format!("ket-qua/Tong-hop-{period}.xlsx"));
    let said = |o: &Output| String::from_utf8_lossy(&o.stderr).into_owned();
    let at = PERIODS.iter().position(|q| *q == period).unwrap();
    open_workbook(&path).unwrap_or_else(|e| panic!("{}: {e}\n{}", path.display(), said(&MERGED.outputs[at])))
}

/// Cells of a sheet by absolute row and column.
struct Sheet {
    name: String,
    range: Range<Data>,
}

impl Sheet {
    fn read(book: &mut Xlsx<BufReader<File>>, name: &str) -> Self {
        let range = book.worksheet_range(name).unwrap_or_else(|e| panic!("sheet {name}: {e}"));
        Sheet { name: name.to_string(), range }
    }

    fn rows(&self) -> Vec<Vec<Data>> {
        self.range.rows().map(<[Data]>::to_vec).collect()
    }

    /// Returns the first row that has all these headings.
    fn heading_row(&self, headings: &[&str]) -> usize {
        let holds = |row: &[Data]| headings.iter().all(|h| row.iter().any(|c| plain(c) == *h));
        self.range.rows().position(holds).unwrap_or_else(|| panic!("{}: no row with {headings:?}", self.name))
    }

    /// Returns the only column with this heading below the row of groups, or in that row if there is no group.
    fn under(&self, groups: usize, heading: &str) -> usize {
        let below = self.rows().get(groups + 1).is_some_and(|row| row.iter().any(|c| plain(c) == heading));
        let row = if below { groups + 1 } else { groups };
        self.column(row..=row, heading)
    }

    /// Returns the only column with this heading in these rows.
    fn column(&self, rows: std::ops::RangeInclusive<usize>, heading: &str) -> usize {
        let all = self.rows();
        let wide = all.first().map_or(0, Vec::len);
        let here = |c: &usize| rows.clone().any(|r| all.get(r).is_some_and(|row| plain(&row[*c]) == heading));
        let found: Vec<usize> = (0..wide).filter(here).collect();
        assert_eq!(found.len(), 1, "{}: heading '{heading}' stands in columns {found:?}", self.name);
        found[0]
    }
}

/// Returns a cell's text with single spaces; numbers in Rust's format.
fn plain(cell: &Data) -> String {
    let text = match cell {
        Data::String(s) => s.clone(),
        other => other.to_string(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folded(heading: &str) -> String {
    heading.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns true if a cell shows the figure of the truth.
fn agrees(cell: &Data, wanted: &str, blank_too: bool) -> bool {
    let number = match cell {
        Data::Float(n) => Some(*n),
        Data::Int(n) => Some(*n as f64),
        _ => None,
    };
    match (wanted.parse::<f64>(), number) {
        (Ok(w), Some(n)) => (w - n).abs() <= 1e-9 * w.abs().max(1.0),
        (Ok(_), None) | (Err(_), Some(_)) => false,
        (Err(_), None) => plain(cell) == wanted || (blank_too && plain(cell).is_empty()),
    }
}

#[test]
fn truth_contains_the_annex_totals() {
    // Figures printed in the plan's annex.
    let printed = [
        ("pl_dv_hien_co", "23320"),
        ("pl_ld_chua_dv", "848"),
        ("pl_dn6_chua", "58"),
        ("pl_ct_dv", "540"),
        ("pl_ct_cdcs", "23"),
    ];
    let facts = truth("so_lieu");
    for period in PERIODS {
        for (name, total) in printed {
            let found: Vec<_> =
                facts.iter().filter(|f| f.period == period && f.unit == TOTAL.0 && f.name == name).collect();
            assert_eq!(found.len(), 1, "{period} {name}");
            assert_eq!(found[0].value, total, "{period} {name}");
        }
    }
}

#[test]
fn exit_code_reports_returns_on_hold() {
    // In the first period no return is on hold; in the second there are two, still on hold in the third.
    let codes: Vec<_> = MERGED.outputs.iter().map(|o| o.status.code()).collect();
    let said: Vec<_> = MERGED.outputs.iter().map(|o| String::from_utf8_lossy(&o.stderr).into_owned()).collect();
    assert_eq!(codes, [Some(0), Some(1), Some(1)], "{said:#?}");
}

#[test]
fn computed_sheets_equal_the_truth() {
    let (columns, units) = (columns(), units());
    let facts: BTreeMap<_, _> =
        truth("so_lieu").into_iter().map(|f| ((f.period.clone(), f.unit.clone(), f.name.clone()), f.value)).collect();
    let mut wrong = Vec::new();
    let mut compared = BTreeSet::new();
    for period in PERIODS {
        let mut book = workbook(period);
        for name in SHEETS {
            let sheet = Sheet::read(&mut book, name);
            let top = sheet.heading_row(&["Đơn vị"]);
            let unit_column = sheet.column(top..=top, "Đơn vị");
            let rows = sheet.rows();
            for (code, issued) in &units {
                let here = |row: &&Vec<Data>| {
                    plain(&row[unit_column]) == *issued || (code == TOTAL.0 && row.iter().any(|c| plain(c) == *issued))
                };
                let found: Vec<_> = rows.iter().skip(top + 1).filter(here).collect();
                assert_eq!(found.len(), 1, "{name}, {period}: rows of {issued}");
                for column in columns.iter().filter(|c| c.sheets.iter().any(|s| s == name)) {
                    let at = sheet.under(top, &folded(&column.heading));
                    let key = (period.to_string(), code.clone(), column.name.clone());
                    let wanted = facts.get(&key).unwrap_or_else(|| panic!("the truth has no {key:?}"));
                    if !agrees(&found[0][at], wanted, column.annex) {
                        wrong.push(format!(
                            "{name} {period} {code} {}: {:?}, truth '{wanted}'",
                            column.name, found[0][at]
                        ));
                    }
                    compared.insert(key);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} figures differ:\n{}", wrong.len(), wrong.join("\n"));
    let missed: Vec<_> = facts.keys().filter(|k| !compared.contains(*k)).collect();
    assert!(missed.is_empty(), "no sheet shows {missed:?}");
}

#[test]
fn return_statuses_equal_the_truth() {
    let units = units();
    let facts = truth("trang_thai");
    for report in PERIODS {
        let sheet = Sheet::read(&mut workbook(report), "Số liệu");
        let mut states = BTreeMap::new();
        for row in sheet.rows() {
            let cells: Vec<String> = row.iter().map(|cell| code(&plain(cell))).collect();
            let Some(unit) = units.iter().find(|(code, name)| cells.iter().any(|c| c == *code || c == *name)) else {
                continue;
            };
            // The row's own period comes before any other period in the row.
            let Some(period) = cells.iter().find(|c| is_period(c)) else { continue };
            let words: Vec<_> = cells
                .iter()
                .filter(|c| ["Đã tổng hợp", "Còn lỗi", "Chưa gửi", "Chưa đến kỳ"].contains(&c.as_str()))
                .collect();
            assert_eq!(words.len(), 1, "{report}: states of {unit:?} in {period}");
            let old = states.insert((period.clone(), unit.0.clone()), words[0].clone());
            assert_eq!(old, None, "{report}: two rows of {unit:?} in {period}");
        }
        // One row for each of eleven units in each of the plan's ten periods, with or without a return.
        assert_eq!(states.len(), 110, "{report}");
        for fact in &facts {
            // The truth has the words of the first forms.
            let wanted = match fact.value.as_str() {
                _ if fact.period.as_str() > report => "Chưa đến kỳ",
                "Tính" => "Đã tổng hợp",
                "Giữ lại" => "Còn lỗi",
                other => other,
            };
            let found = states.get(&(fact.period.clone(), fact.unit.clone())).map(String::as_str);
            assert_eq!(found, Some(wanted), "{report}: {} in {}", fact.unit, fact.period);
        }
    }
}

fn is_period(text: &str) -> bool {
    matches!(text.as_bytes(), [y @ .., b'-', b'Q', b'1'..=b'4'] if y.len() == 4 && y.iter().all(u8::is_ascii_digit))
}

#[test]
fn rule_findings_equal_the_truth() {
    let units = units();
    for report in PERIODS {
        let sheet = Sheet::read(&mut workbook(report), "Lỗi, cảnh báo");
        let top = sheet.heading_row(&["Mức", "Đơn vị", "Kỳ", "Quy tắc"]);
        let at = |heading: &str| sheet.column(top..=top, heading);
        let [severity, unit, period, rule, file, cell] = ["Mức", "Đơn vị", "Kỳ", "Quy tắc", "Tệp", "Ô"].map(at);
        let mut found = Vec::new();
        for row in sheet.rows().iter().skip(top + 1) {
            let code = plain(&row[rule]);
            let code = code.split([' ', ':']).next().unwrap_or_default();
            if code.len() != 3 || !code.starts_with('R') || !code[1..].bytes().all(|b| b.is_ascii_digit()) {
                continue;
            }
            let who = plain(&row[unit]);
            let who = units.iter().find(|(c, n)| **c == who || **n == who).map_or(who.clone(), |(c, _)| c.clone());
            let weight = plain(&row[severity]);
            let weight = ["Lỗi", "Cảnh báo", "Thông tin", "Thử"]
                .into_iter()
                .find(|w| weight.ends_with(w))
                .unwrap_or(&weight)
                .to_string();
            let file = plain(&row[file]).rsplit('/').next().unwrap_or_default().to_string();
            let cell = plain(&row[cell]).rsplit('!').next().unwrap_or_default().replace('$', "");
            found.push([self::code(&plain(&row[period])), who, code.to_string(), weight, file, cell]);
        }
        let mut wanted: Vec<_> = truth("phat_hien").iter().filter(|f| f.period.as_str() <= report).map(place).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{report}");
    }
}

/// Returns period, unit, rule, severity, file name and cell of a finding in the truth.
fn place(fact: &Fact) -> [String; 6] {
    assert_eq!(fact.kind, "phat_hien");
    let parts: Vec<_> = fact.note.split("; ").collect();
    let [file, _, cell] = parts[..] else { panic!("file, figure and cell: {}", fact.note) };
    let file = file.rsplit('/').next().unwrap_or_default();
    let cell = cell.rsplit('!').next().unwrap_or_default();
    [&fact.period, &fact.unit, &fact.name, &fact.value, file, cell].map(ToString::to_string)
}

#[test]
fn figure_typed_as_text_is_read_and_reported() {
    let sheet = Sheet::read(&mut workbook("2021-Q3"), "Dấu vết");
    let told = |row: &Vec<Data>| {
        let cells: Vec<String> = row.iter().map(plain).collect();
        cells.iter().any(|c| c == "2.136")
            && cells.iter().any(|c| c == "2136")
            && cells.iter().any(|c| c.ends_with("BM01_2021-Q3_TP.xlsx"))
    };
    assert_eq!(sheet.rows().iter().filter(|row| told(row)).count(), 1);
}
