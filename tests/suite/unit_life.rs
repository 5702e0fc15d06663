//! Units that end, take over, are renamed or report nothing, as users see it: forms, intake, workbook, audit, explanation.

use crate::merge::{said, tonghop};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the test plan: Xã An ends with 2024-Q2 in Xã Bình, Phường Châu was Xã Châu until then.
fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/units").join(name)
}

pub(crate) struct TestCampaign {
    _keep: tempfile::TempDir,
    pub(crate) folder: PathBuf,
}

impl TestCampaign {
    /// Creates the campaign; `more` is added to the plan.
    pub(crate) fn new(more: &str) -> Self {
        let keep = tempfile::tempdir().unwrap();
        let folder = keep.path().join("đợt");
        fs::create_dir_all(folder.join("tra-loi")).unwrap();
        fs::copy(source("phu-luc.tsv"), folder.join("phu-luc.tsv")).unwrap();
        let text = fs::read_to_string(source("ke-hoach.toml")).unwrap();
        fs::write(folder.join("ke-hoach.toml"), format!("{text}\n{more}")).unwrap();
        TestCampaign { _keep: keep, folder }
    }

    pub(crate) fn run(&self, command: &str, period: &str) -> (i32, String) {
        let (code, out, error) = said(&tonghop(&[command, "-v", self.folder.to_str().unwrap(), "--period", period]));
        (code, (out + &error).split_whitespace().collect::<Vec<_>>().join(" "))
    }

    pub(crate) fn form(&self, period: &str, unit: &str) -> PathBuf {
        self.folder.join(format!("bieu-mau/{period}/BM_{period}_{unit}.xlsx"))
    }

    /// Fills in the form of a unit and puts it among the returns.
    pub(crate) fn send(&self, period: &str, unit: &str, pairs: &[&str]) {
        self.send_as(&self.form(period, unit), period, unit, pairs);
    }

    pub(crate) fn send_as(&self, form: &Path, period: &str, unit: &str, pairs: &[&str]) {
        let target = self.folder.join(format!("tra-loi/{period}/{unit}.xlsx"));
        let mut python = Command::new("/usr/bin/python3");
        python.args(["-W", "ignore"]).arg(source("fill.py")).arg(form).arg(target).args(pairs);
        let done = python.output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// Sends what all units report in the first two periods.
    pub(crate) fn begin(&self) {
        for (period, figures) in [
            ("2024-Q1", [("AN", 1, 11), ("BINH", 2, 22), ("CHAU", 3, 33), ("DUC", 4, 44)]),
            ("2024-Q2", [("AN", 5, 16), ("BINH", 6, 28), ("CHAU", 7, 40), ("DUC", 8, 52)]),
        ] {
            assert_eq!(self.run("forms", period).0, 0);
            for (unit, new, closing) in figures {
                self.send(period, unit, &[&format!("02={new}"), &format!("03={closing}"), "04=Có"]);
            }
            let (code, out) = self.run("merge", period);
            assert!(code == 0 && out.contains("4/4 đơn vị đã gửi, 4 đã tổng hợp"), "{out}");
        }
    }

    pub(crate) fn result(&self, period: &str) -> PathBuf {
        self.folder.join(format!("ket-qua/Tong-hop-{period}.xlsx"))
    }

    pub(crate) fn audits(&self, period: &str) {
        let (code, out, error) = said(&tonghop(&["audit", self.result(period).to_str().unwrap()]));
        assert_eq!(code, 0, "{period}: {out}{error}");
    }
}

/// Returns the texts and numbers of a sheet of a workbook, row by row, as they are stored.
pub(crate) fn rows(path: &Path, sheet: &str) -> Vec<Vec<String>> {
    let script = "import openpyxl,sys,json\nb=openpyxl.load_workbook(sys.argv[1],data_only=True)\n\
                  print(json.dumps([['' if c.value is None else str(c.value) for c in r] for r in b[sys.argv[2]].iter_rows()]))";
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", script]).arg(path).arg(sheet).output();
    serde_json::from_slice(&python.unwrap().stdout).unwrap()
}

/// Returns the row of a sheet whose second cell is this text.
pub(crate) fn row_of(rows: &[Vec<String>], name: &str) -> Vec<String> {
    rows.iter().find(|row| row[1] == name).unwrap_or_else(|| panic!("no row {name}")).clone()
}

#[test]
fn heir_goes_on_where_the_other_unit_ended() {
    let campaign = TestCampaign::new("");
    campaign.begin();
    let (code, out) = campaign.run("forms", "2024-Q3");
    assert!(code == 0 && out.contains("đã làm 3 biểu mẫu"), "{out}");
    assert!(out.contains("Không làm biểu cho Xã An: đã nhập vào Xã Bình từ Quý III/2024"), "{out}");
    assert!(!campaign.form("2024-Q3", "AN").exists());
    // Opening 16 + 28, quotas 100 + 200, previous figures of both; the renamed unit has its new name.
    let table = rows(&campaign.form("2024-Q3", "BINH"), "BM");
    assert_eq!(row_of(&table, "Cây đầu kỳ")[4], "44");
    let reference = rows(&campaign.form("2024-Q3", "BINH"), "Đối chiếu");
    let value = |name: &str| reference.iter().find(|row| row[2] == name).unwrap()[1..].to_vec();
    assert_eq!(value("pl_moi")[..3], ["300", "pl_moi", "Phụ lục, gồm cả số giao của Xã An"]);
    assert_eq!([&value("moi_kt")[0], &value("cuoi_kt")[0], &value("dau_kt")[0]], ["11", "44", "33"]);
    assert!(rows(&campaign.form("2024-Q2", "CHAU"), "BM").iter().flatten().any(|text| text == "Xã Châu"));
    assert!(rows(&campaign.form("2024-Q3", "CHAU"), "BM").iter().flatten().any(|text| text == "Phường Châu"));
    campaign.send("2024-Q3", "BINH", &["02=10", "03=54", "04=Có"]);
    campaign.send("2024-Q3", "CHAU", &["02=1", "03=41", "04=Có"]);
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert!(code == 0 && out.contains("2/3 đơn vị đã gửi, 2 đã tổng hợp"), "{out}");
    assert!(out.contains("Chưa gửi (1): Xã Đức") && !out.contains("Xã An · quý III/2024"), "{out}");
    let table = rows(&campaign.result("2024-Q3"), "Kết quả");
    // Quota, sum to date, sum of the year, stock.
    assert_eq!(row_of(&table, "Xã Bình")[2..6], ["300", "24", "24", "54"]);
    assert_eq!(row_of(&table, "Phường Châu")[2..6], ["300", "11", "11", "41"]);
    let ended = row_of(&table, "Xã An");
    assert_eq!(ended[2..8], [""; 6]);
    assert_eq!(ended[8], "đã nhập vào Xã Bình từ Quý III/2024");
    let total = table.iter().find(|row| row[0] == "Tổng cộng").unwrap();
    assert_eq!((&total[2..6], total[8].as_str()), (&["1000", "47", "47", "147"].map(String::from)[..], "2/3 đơn vị"));
    campaign.audits("2024-Q3");
    // The earlier workbook shows the units of then.
    let before = rows(&campaign.result("2024-Q2"), "Kết quả");
    assert_eq!(row_of(&before, "Xã An")[2..6], ["100", "6", "6", "16"]);
    assert_eq!(row_of(&before, "Xã Châu")[3], "10");
    explained(&campaign);
}

/// The sum to date of the heir names the returns of the other unit.
fn explained(campaign: &TestCampaign) {
    let folder = campaign.folder.to_str().unwrap();
    let explain = |what: &str, unit: &str| {
        let words = ["explain", what, "-C", folder, "--unit", unit, "--period", "2024-Q3"];
        let (code, out, error) = said(&tonghop(&words));
        assert_eq!(code, 0, "{out}{error}");
        out
    };
    let heir = explain("lk", "BINH");
    for text in ["2024-Q1/BINH.xlsx", "2024-Q1/AN.xlsx", "2024-Q2/AN.xlsx", "nhận của Xã An, nhập vào từ quý III/2024"]
    {
        assert!(heir.contains(text), "{text}: {heir}");
    }
    assert!(explain("lk", "AN").contains("đã nhập vào Xã Bình từ Quý III/2024"));
    // Nothing of the unit that has ended is said to be missing.
    let note = "đã nhập vào Xã Bình từ Quý III/2024";
    assert!(explain("pl_moi", "AN").contains(&format!("= {note}")));
    let figure = explain("moi", "AN");
    assert!(figure.contains(&format!("mã 02: {note}")) && !figure.contains("chưa gửi"), "{figure}");
    assert!(explain("R02", "AN").contains(&format!("Xã An: {note}")));
    let quota = explain("pl_moi", "BINH");
    assert!(quota.contains("= 300") && quota.contains("Xã An: 100") && quota.contains("Xã Bình: 200"), "{quota}");
    let (code, out, error) = said(&tonghop(&["export", folder, "--period", "2024-Q3"]));
    assert_eq!(code, 0, "{out}{error}");
    let units = fs::read_to_string(campaign.folder.join("ket-qua/du-lieu-2024-Q3/don-vi.csv")).unwrap();
    assert!(units.contains("AN,Xã An,xa,,2024-Q2,BINH,,") && units.contains("2024-Q2: Xã Châu"), "{units}");
}

#[test]
fn heir_that_does_not_go_on_is_held_and_so_is_a_return_of_the_ended_unit() {
    let campaign = TestCampaign::new("");
    campaign.begin();
    assert_eq!(campaign.run("forms", "2024-Q3").0, 0);
    // A form that nobody filled in is none, also that of an heir.
    campaign.send("2024-Q3", "BINH", &[]);
    let (_, out) = campaign.run("merge", "2024-Q3");
    assert!(out.contains("0/3 đơn vị đã gửi") && out.contains("K12 · Xã Bình · quý III/2024"), "{out}");
    // It opens with its own 28 alone.
    campaign.send("2024-Q3", "BINH", &["01=28", "02=10", "03=38", "04=Có"]);
    let form = campaign.form("2024-Q2", "AN");
    campaign.send_as(&form, "2024-Q3", "AN", &["QUY=3", "01=16", "02=1", "03=17", "04=Có"]);
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert_eq!(code, 1);
    assert!(out.contains("Lỗi R02 · Xã Bình · quý III/2024") && out.contains("khác cuối kỳ trước 44"), "{out}");
    assert!(out.contains("Lỗi K15 · Xã An · quý III/2024") && out.contains("do Xã Bình báo cáo"), "{out}");
    assert!(out.contains("1/3 đơn vị đã gửi, 0 đã tổng hợp"), "{out}");
    let table = rows(&campaign.result("2024-Q3"), "Kết quả");
    // What was taken over is in the sum to date although the heir's own return is on hold.
    assert_eq!(row_of(&table, "Xã Bình")[3], "14");
    assert_eq!(table.iter().find(|row| row[0] == "Tổng cộng").unwrap()[3], "36");
    campaign.audits("2024-Q3");
    // The same file by itself.
    let file = campaign.folder.join("tra-loi/2024-Q3/BINH.xlsx");
    let words = ["check", file.to_str().unwrap(), "-C", campaign.folder.to_str().unwrap()];
    let (code, out, error) = said(&tonghop(&words));
    assert!(code == 1 && out.contains("R02"), "{out}{error}");
}

/// The last return of the ended unit is corrected after its heir has gone on from it: the heir is counted with a warning,
/// and the form of an heir of which one part is missing has no opening balance.
#[test]
fn correction_of_the_ended_unit_starts_no_chain() {
    let campaign = TestCampaign::new("");
    campaign.begin();
    assert_eq!(campaign.run("forms", "2024-Q3").0, 0);
    campaign.send("2024-Q3", "BINH", &["02=10", "03=54", "04=Có"]);
    let again = campaign.folder.join("tra-loi/2024-Q2/AN-2.xlsx");
    campaign.send("2024-Q2", "AN", &["LAN=2", "02=4", "03=15", "04=Có"]);
    fs::rename(campaign.folder.join("tra-loi/2024-Q2/AN.xlsx"), &again).unwrap();
    campaign.send("2024-Q2", "AN", &["02=5", "03=16", "04=Có"]);
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert!(code == 0 && out.contains("1/3 đơn vị đã gửi, 1 đã tổng hợp"), "{out}");
    assert!(out.contains("Cảnh báo K11 · Xã Bình · quý III/2024") && out.contains("= 44"), "{out}");
    campaign.audits("2024-Q3");
    // Without the return of one part nothing is prefilled, and the rule is not checked.
    fs::remove_file(&again).unwrap();
    fs::remove_file(campaign.folder.join("tra-loi/2024-Q2/AN.xlsx")).unwrap();
    fs::remove_file(campaign.form("2024-Q3", "BINH")).unwrap();
    assert_eq!(campaign.run("forms", "2024-Q3").0, 0);
    assert_eq!(row_of(&rows(&campaign.form("2024-Q3", "BINH"), "BM"), "Cây đầu kỳ")[4], "");
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert!(code == 0 && !out.contains("R02 · Xã Bình") && out.contains("Quy tắc chưa kiểm tra được"), "{out}");
}

/// The last returns of the ended unit and of its heir are both corrected after the heir has gone on from them.
#[test]
fn corrections_of_both_predecessors_start_no_chain() {
    let campaign = TestCampaign::new("");
    campaign.begin();
    assert_eq!(campaign.run("forms", "2024-Q3").0, 0);
    campaign.send("2024-Q3", "BINH", &["02=10", "03=54", "04=Có"]);
    let correct = |unit: &str, first: [&str; 2], second: [&str; 2]| {
        let file = campaign.folder.join(format!("tra-loi/2024-Q2/{unit}.xlsx"));
        campaign.send("2024-Q2", unit, &["LAN=2", second[0], second[1], "04=Có"]);
        fs::rename(&file, file.with_file_name(format!("{unit}-2.xlsx"))).unwrap();
        campaign.send("2024-Q2", unit, &[first[0], first[1], "04=Có"]);
    };
    // 16 and 28 before, 15 and 30 now: 44 and 45.
    correct("AN", ["02=5", "03=16"], ["02=4", "03=15"]);
    correct("BINH", ["02=6", "03=28"], ["02=8", "03=30"]);
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert!(code == 0 && out.contains("1/3 đơn vị đã gửi, 1 đã tổng hợp"), "{out}");
    assert!(out.contains("Cảnh báo K11 · Xã Bình · quý III/2024"), "{out}");
    let old = ["2024-Q2/AN.xlsx", "2024-Q2/BINH.xlsx"];
    let new = ["2024-Q2/AN-2.xlsx", "2024-Q2/BINH-2.xlsx"];
    let listed = |files: [&str; 2], sum: &str| {
        [[0, 1], [1, 0]].iter().any(|order| {
            let files = format!("Quý II/2024, tệp {} + {}: mã 03 = {sum}", files[order[0]], files[order[1]]);
            out.contains(&files)
        })
    };
    assert!(listed(old, "44") && listed(new, "45"), "{out}");
    assert!(out.contains("nay báo cáo khác được tổng hợp"), "{out}");
    campaign.audits("2024-Q3");
    // One old and one new: 16 and 30.
    campaign.send("2024-Q3", "BINH", &["01=46", "02=10", "03=56", "04=Có"]);
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert!(code == 0 && out.contains("Cảnh báo K11 · Xã Bình · quý III/2024") && out.contains("= 46"), "{out}");
    // A sum of no returns is an error as before.
    campaign.send("2024-Q3", "BINH", &["01=47", "02=10", "03=57", "04=Có"]);
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert!(code == 1 && out.contains("Lỗi R02 · Xã Bình · quý III/2024") && !out.contains("K11"), "{out}");
}

#[test]
fn nil_return_is_sent_by_the_unit_or_recorded_by_the_board() {
    let record = "[[waivers]]\nunit = \"DUC\"\nperiod = \"2024-Q4\"\nnil = true\nreason = \"Báo qua điện thoại\"\n\
                  by = \"Ban\"\ndate = 2025-01-05\n";
    let campaign = TestCampaign::new(record);
    campaign.begin();
    assert_eq!(campaign.run("forms", "2024-Q3").0, 0);
    let form = rows(&campaign.form("2024-Q3", "DUC"), "BM");
    let line = form.iter().find(|row| row.iter().any(|text| text == "Không phát sinh")).unwrap();
    assert!(line.iter().any(|text| text.contains("để trống là 0")), "{line:?}");
    campaign.send("2024-Q3", "DUC", &["X=x"]);
    campaign.send("2024-Q3", "CHAU", &["X=X", "02=2", "03=42", "04=Có"]);
    let (code, out) = campaign.run("merge", "2024-Q3");
    assert!(code == 0 && out.contains("2/3 đơn vị đã gửi, 2 đã tổng hợp"), "{out}");
    assert!(out.contains("Thông tin K16 · Xã Đức · quý III/2024"), "{out}");
    assert!(out.contains("Cảnh báo K16 · Phường Châu · quý III/2024") && out.contains("mã 02"), "{out}");
    let table = rows(&campaign.result("2024-Q3"), "Kết quả");
    assert_eq!(row_of(&table, "Xã Đức")[3..6], ["12", "12", "52"]);
    campaign.audits("2024-Q3");
    // The board records the next period; what was filled in before is continued.
    let (_, out) = campaign.run("merge", "2024-Q4");
    assert!(out.contains("1/3 đơn vị đã gửi, 1 đã tổng hợp") && out.contains("ghi nhận ở bảng Ngoại lệ"), "{out}");
    assert!(out.contains("Chưa gửi (2): Xã Bình, Phường Châu"), "{out}");
    let table = rows(&campaign.result("2024-Q4"), "Kết quả");
    assert_eq!(row_of(&table, "Xã Đức")[3..6], ["12", "12", "52"]);
    let checks = rows(&campaign.result("2024-Q4"), "Kiểm tra");
    let marks = checks.iter().skip(5).flat_map(|row| &row[3..7]);
    assert!(marks.clone().any(|text| text == "✓") && marks.clone().all(|text| !text.starts_with('✗')), "{checks:?}");
    campaign.audits("2024-Q4");
    // A recorded nil return is in no file: the explanation names no cell.
    let folder = campaign.folder.to_str().unwrap();
    let (code, out, error) = said(&tonghop(&["explain", "-C", folder, "moi", "--unit", "DUC", "--period", "2024-Q4"]));
    let said_once = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(code == 0 && said_once.contains("(không có báo cáo: ghi nhận không phát sinh)"), "{out}{error}");
    assert!(!said_once.contains("· !"), "{out}");
    // A return that comes later counts instead.
    assert_eq!(campaign.run("forms", "2024-Q4").0, 0);
    campaign.send("2024-Q4", "DUC", &["02=3", "03=55", "04=Không"]);
    let (_, out) = campaign.run("merge", "2024-Q4");
    assert!(!out.contains("ghi nhận ở bảng Ngoại lệ"), "{out}");
    assert_eq!(row_of(&rows(&campaign.result("2024-Q4"), "Kết quả"), "Xã Đức")[3], "15");
}

#[test]
fn workbooks_with_units_in_time_are_the_same_in_libreoffice() {
    let campaign = TestCampaign::new("");
    campaign.begin();
    assert_eq!(campaign.run("forms", "2024-Q3").0, 0);
    campaign.send("2024-Q3", "BINH", &["02=10", "03=54", "04=Có"]);
    campaign.send("2024-Q3", "DUC", &["X=x"]);
    campaign.run("merge", "2024-Q3");
    campaign.run("up", "2024-Q3");
    let files = [
        campaign.result("2024-Q3"),
        campaign.folder.join("ket-qua/Gui-cap-tren-2024-Q3.xlsx"),
        campaign.form("2024-Q3", "BINH"),
        campaign.folder.join("tra-loi/2024-Q3/DUC.xlsx"),
    ];
    // The filled form has no cached values of its own: LibreOffice's are what the unit sees.
    let (_, status) = crate::libreoffice::compare(&files[3]);
    assert!(status.iter().any(|line| line.contains("✓ ĐỦ ĐIỀU KIỆN GỬI")), "{status:?}");
    for file in &files[..3] {
        let (compared, differences) = crate::libreoffice::compare(file);
        assert!(compared > 10 && differences.is_empty(), "{}: {compared}, {differences:?}", file.display());
    }
}
