//! Provinces whose consolidated workbooks are the returns of the level above: figures, provenance at both levels, no
//! personal data.

use crate::corrections::code;
use crate::merge::{campaign, said, sample, tonghop};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use tonghop::grid::{self, Grid};
use tonghop::limits::Limits;

/// The provinces, and parts of the file names of their units.
const PROVINCES: [(&str, &str, &[&str]); 3] = [
    ("LAICHAU", "LĐLĐ tỉnh Lai Châu", &["SINHO", "Sìn Hồ", "THANUYEN", "PHONGTHO", "Phong Tho"]),
    ("DIENBIEN", "LĐLĐ tỉnh Điện Biên", &["TAMDUONG", "NAMNHUN", "MUONGTE", "Mường Tè"]),
    ("SONLA", "LĐLĐ tỉnh Sơn La", &["TANUYEN", "CDVC"]),
];
const PERIOD: &str = "2022-Q1";

fn open(path: &Path) -> Grid {
    grid::open(&fs::read(path).unwrap(), &Limits::default()).unwrap()
}

/// Returns all parts of a workbook as text.
fn parts(path: &Path) -> String {
    let mut zip = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut out = String::new();
    for index in 0..zip.len() {
        let mut bytes = Vec::new();
        zip.by_index(index).unwrap().read_to_end(&mut bytes).unwrap();
        out.push_str(&String::from_utf8_lossy(&bytes));
    }
    out
}

/// Creates the campaign of a province: the sample's plan with its name, the same annex, the returns of some units.
fn province(root: &Path, code: &str, name: &str, units: &[&str]) -> PathBuf {
    let folder = root.join(code);
    for period in ["2021-Q3", "2021-Q4", PERIOD] {
        let to = folder.join("tra-loi").join(period);
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(sample().join("tra-loi").join(period)).unwrap() {
            let entry = entry.unwrap();
            let file = entry.file_name().into_string().unwrap();
            if units.iter().any(|u| file.contains(u)) {
                fs::copy(entry.path(), to.join(file)).unwrap();
            }
        }
    }
    let plan = fs::read_to_string(sample().join("ke-hoach.toml")).unwrap();
    assert!(plan.contains("issuer_short = \"LĐLĐ tỉnh Lai Châu\""));
    fs::write(folder.join("ke-hoach.toml"), plan.replace("LĐLĐ tỉnh Lai Châu", name)).unwrap();
    fs::copy(sample().join("phu-luc.tsv"), folder.join("phu-luc.tsv")).unwrap();
    folder
}

/// Creates the plan of the level above as docs/rollup.md describes: the same indicators and narratives, provinces as
/// units, no rosters and no rules about them.
fn nation(root: &Path) -> PathBuf {
    let folder = root.join("toan-quoc");
    fs::create_dir_all(folder.join("tra-loi").join(PERIOD)).unwrap();
    let plan = fs::read_to_string(sample().join("ke-hoach.toml")).unwrap();
    let mut blocks: Vec<&str> = Vec::new();
    let mut starts: Vec<usize> = plan.match_indices("\n[").map(|(i, _)| i + 1).collect();
    starts.push(plan.len());
    blocks.push(&plan[..starts[0]]);
    blocks.extend(starts.windows(2).map(|w| &plan[w[0]..w[1]]));
    let mut out = String::new();
    let mut units = false;
    for block in blocks {
        if block.starts_with("[[units]]") {
            if !units {
                for (code, name, _) in PROVINCES {
                    out.push_str(&format!(
                        "[[units]]\ncode = \"{code}\"\nname = \"{name}\"\nkind = \"dia_phuong\"\n\n"
                    ));
                }
            }
            units = true;
        } else {
            let of_rosters = ["[[rosters", "[[follow_ups"].iter().any(|table| block.starts_with(table));
            let is_left_out = of_rosters || block.starts_with("[[rules]]") && names_a_roster(block);
            if !is_left_out {
                out.push_str(block);
            }
        }
    }
    fs::write(
        folder.join("ke-hoach.toml"),
        out.replace("LĐLĐ tỉnh Lai Châu", "Tổng LĐLĐ Việt Nam")
            .replace("name = \"Tổng LĐLĐ Việt Nam\"", "name = \"LĐLĐ tỉnh Lai Châu\""),
    )
    .unwrap();
    let annex = fs::read_to_string(sample().join("phu-luc.tsv")).unwrap();
    let mut lines: Vec<String> = annex.lines().take(2).map(String::from).collect();
    for (index, (_, name, _)) in PROVINCES.iter().enumerate() {
        lines.push(format!("{}\t{name}\t100\t100\t10\t100\t10\t", index + 1));
    }
    lines.push("\tTổng cộng:\t300\t300\t30\t300\t30\t".to_string());
    fs::write(folder.join("phu-luc.tsv"), lines.join("\n") + "\n").unwrap();
    folder
}

fn names_a_roster(block: &str) -> bool {
    ["ds1_", "ds2_", "ds3_", "ds4_", "roster_row"].iter().any(|n| block.contains(n))
}

/// Returns a unit's figures of the period by code, from the truth of the sample, which lists the counted files.
fn sums(folder: &Path, codes: &[&str]) -> BTreeMap<String, f64> {
    let book = open(&folder.join(format!("ket-qua/Tong-hop-{PERIOD}.xlsx")));
    let data = book.sheets.iter().find(|s| s.name == "Số liệu").unwrap();
    let heads: BTreeMap<String, u32> =
        data.row_from(3, 0).map(|(c, cell)| (cell.value.display().into_owned(), c)).collect();
    let shown =
        |row: u32, column: u32| data.cell(row, column).map(|c| c.value.display().into_owned()).unwrap_or_default();
    let mut out = BTreeMap::new();
    let rows: BTreeSet<u32> = data.cells.keys().map(|k| k.0).filter(|r| *r > 3).collect();
    for row in rows {
        if code(&shown(row, heads["Kỳ"])) != PERIOD || shown(row, heads["Trạng thái"]) != "Đã tổng hợp" {
            continue;
        }
        for (head, column) in &heads {
            let Some(code) = codes.iter().find(|c| head.starts_with(&format!("{c} "))) else { continue };
            *out.entry((*code).to_string()).or_default() += shown(row, *column).parse::<f64>().unwrap_or(0.0);
        }
    }
    out
}

/// Names of persons on the sheets DS_2 of the sample's returns.
fn persons() -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for period in ["2021-Q3", "2021-Q4", PERIOD] {
        for entry in fs::read_dir(sample().join("tra-loi").join(period)).unwrap() {
            let Ok(book) = grid::open(&fs::read(entry.unwrap().path()).unwrap(), &Limits::default()) else { continue };
            let Some(sheet) = book.sheets.iter().find(|s| s.name == "DS_2") else { continue };
            let head =
                sheet.cells.iter().find(|(_, c)| c.value.display().into_owned() == "Họ tên").map(|(place, _)| *place);
            let Some((head, column)) = head else { continue };
            let named = sheet.cells.iter().filter(|((r, c), _)| *r > head && *c == column);
            out.extend(named.map(|(_, c)| c.value.display().into_owned()).filter(|n| n.split(' ').count() > 1));
        }
    }
    assert!(out.contains("Vàng Thị Mai Mẫu"), "she also chairs a union on DS_1");
    out
}

#[test]
fn province_roll_ups_add_up_at_the_national_level() {
    let keep = tempfile::tempdir().unwrap();
    let national = nation(keep.path());
    let codes = ["01", "07", "20", "27", "31"];
    let mut truth: BTreeMap<String, f64> = BTreeMap::new();
    let persons = persons();
    assert!(persons.len() > 50, "{}", persons.len());
    for (code, name, units) in PROVINCES {
        let folder = province(keep.path(), code, name, units);
        let at = folder.to_str().unwrap();
        let (exit, _, error) = said(&tonghop(&["merge", at, "--period", PERIOD]));
        assert!(exit < 2, "{error}");
        for (indicator, sum) in sums(&folder, &codes) {
            *truth.entry(indicator).or_default() += sum;
        }
        let (exit, out, error) = said(&tonghop(&["up", at, "--period", PERIOD]));
        assert_eq!((exit, error.as_str()), (0, ""), "{out}");
        assert!(out.contains("Đã lược bỏ thông tin cá nhân: ") && out.contains("Gui-cap-tren-2022-Q1.xlsx"), "{out}");
        for kind in ["dòng danh sách", "tên người lập, người ký (", "tên tệp và mục đính kèm ("] {
            assert!(out.split_whitespace().collect::<Vec<_>>().join(" ").contains(kind), "{kind}: {out}");
        }
        let made = folder.join("ket-qua/Gui-cap-tren-2022-Q1.xlsx");
        // The consolidated workbook for internal use has names of persons; the roll-up does not, and states this.
        let inside = parts(&folder.join(format!("ket-qua/Tong-hop-{PERIOD}.xlsx")));
        let going = parts(&made);
        assert!(persons.iter().any(|p| inside.contains(p.as_str())));
        let leaked: Vec<&String> = persons.iter().filter(|p| going.contains(p.as_str())).collect();
        assert!(leaked.is_empty(), "{leaked:?}");
        assert!(going.contains("ĐÃ LƯỢC BỎ THÔNG TIN CÁ NHÂN: nội dung danh sách DS_2"));
        fs::copy(&made, national.join("tra-loi").join(PERIOD).join(format!("{code}.xlsx"))).unwrap();
    }
    let at = national.to_str().unwrap();
    let (exit, out, error) = said(&tonghop(&["merge", at, "--period", PERIOD]));
    assert!(exit < 2, "{out}{error}");
    assert!(out.contains("3/3 đơn vị đã gửi"), "{out}");
    let book = open(&national.join(format!("ket-qua/Tong-hop-{PERIOD}.xlsx")));
    let sheet = book.sheets.iter().find(|s| s.name == "Số liệu").unwrap();
    let heads: BTreeMap<String, u32> =
        sheet.row_from(3, 0).map(|(c, cell)| (cell.value.display().into_owned(), c)).collect();
    let rows: Vec<u32> = sheet
        .cells
        .iter()
        .filter(|((_, c), v)| *c == heads["Kỳ"] && code(&v.value.display()) == PERIOD)
        .map(|(k, _)| k.0)
        .collect();
    assert_eq!(rows.len(), 3);
    for code in codes {
        let column = *heads.iter().find(|(h, _)| h.starts_with(&format!("{code} "))).unwrap().1;
        let sum: f64 = rows.iter().filter_map(|r| sheet.cell(*r, column)?.value.display().parse::<f64>().ok()).sum();
        assert_eq!(sum, truth[code], "code {code}");
    }
    assert!(truth["07"] > 0.0 && truth["20"] > 1_000.0, "{truth:?}");
    // Both levels are shown in "Nguồn" and by `explain`.
    let sources = book.sheets.iter().find(|s| s.name == "Nguồn").unwrap();
    let listed: Vec<String> = sources.cells.values().map(|c| c.value.display().into_owned()).collect();
    assert!(listed.iter().any(|t| t.starts_with("↳ ") && t.contains("NAMNHUN")), "{listed:?}");
    let (_, out, error) =
        said(&tonghop(&["-C", at, "explain", "dv_ket_nap", "--unit", "DIENBIEN", "--period", PERIOD]));
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(out.contains("2022-Q1/DIENBIEN.xlsx · BM01!E"), "{out}{error}");
    assert!(out.contains("gộp từ LĐLĐ huyện Nậm Nhùn: 2022-Q1/"), "{out}");
    let whole = parts(&national.join(format!("ket-qua/Tong-hop-{PERIOD}.xlsx")));
    assert!(persons.iter().all(|p| !whole.contains(p.as_str())));
}

/// Sums to date go up as the program computes them: 169 members and 8 unions. The units report 183 and 9, because three
/// returns are missing or on hold (the truth of the sample); a note beside the figure says so, and the level above reads it.
#[test]
fn sums_to_date_go_up_as_computed_and_are_reconciled() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4", PERIOD]);
    let at = folder.to_str().unwrap();
    for command in ["merge", "up"] {
        let (exit, out, error) = said(&tonghop(&[command, at, "--period", PERIOD]));
        assert!(exit < 2, "{out}{error}");
    }
    let book = open(&folder.join("ket-qua/Gui-cap-tren-2022-Q1.xlsx"));
    let sheet = book.sheets.iter().find(|s| s.name == "BM01").unwrap();
    let shown =
        |row: u32, column: u32| sheet.cell(row, column).map_or(String::new(), |c| c.value.display().into_owned());
    let rows: BTreeSet<u32> = sheet.cells.keys().map(|at| at.0).collect();
    for (code, computed, note) in [
        ("24", "169", "Đơn vị tự báo 183; đã tổng hợp 169; chênh lệch 14:"),
        ("29", "8", "Đơn vị tự báo 9; đã tổng hợp 8; chênh lệch 1:"),
    ] {
        let row = *rows.iter().find(|row| shown(**row, 2) == code).unwrap();
        assert_eq!(shown(row, 4), computed, "code {code}");
        assert!(shown(row, 5).starts_with(note), "code {code}: {}", shown(row, 5));
    }
}

/// A consolidated workbook for internal use that is sent up by mistake is rejected with what to do. Nothing of it is
/// used.
#[test]
fn workbook_with_personal_data_is_rejected() {
    let keep = tempfile::tempdir().unwrap();
    let national = nation(keep.path());
    let (code, name, units) = PROVINCES[1];
    let folder = province(keep.path(), code, name, units);
    said(&tonghop(&["merge", folder.to_str().unwrap(), "--period", PERIOD]));
    let target = national.join("tra-loi").join(PERIOD).join("tong-hop.xlsx");
    fs::copy(folder.join(format!("ket-qua/Tong-hop-{PERIOD}.xlsx")), target).unwrap();
    let (exit, out, error) = said(&tonghop(&["merge", national.to_str().unwrap(), "--period", PERIOD]));
    let told = format!("{out}{error}").split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(exit, 2, "{told}");
    assert!(told.contains("còn thông tin cá nhân") && told.contains("tonghop up"), "{told}");
}
