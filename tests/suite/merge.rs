//! `merge` and the further outputs of `check`, as users run them on the sample campaign.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) fn tonghop(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tonghop")).args(words).env_remove("TONGHOP_LANG").output().unwrap()
}

pub(crate) fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

pub(crate) fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/277-lai-chau")
}

/// Creates a campaign with the plan, the annex and the returns of these periods.
pub(crate) fn campaign(periods: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("đợt 1");
    for period in periods {
        let target = folder.join("tra-loi").join(period);
        fs::create_dir_all(&target).unwrap();
        for entry in fs::read_dir(sample().join("tra-loi").join(period)).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), target.join(entry.file_name())).unwrap();
        }
    }
    fs::create_dir_all(&folder).unwrap();
    for file in ["ke-hoach.toml", "phu-luc.tsv"] {
        fs::copy(sample().join(file), folder.join(file)).unwrap();
    }
    (keep, folder)
}

/// One processor and all of them give the same bytes and the same output.
#[cfg(target_os = "linux")]
#[test]
fn output_is_independent_of_processor_count() {
    let periods = ["2021-Q3", "2021-Q4", "2022-Q1"];
    let merged = |words: &[&str]| {
        let (_keep, folder) = campaign(&periods);
        let program = [words, &[env!("CARGO_BIN_EXE_tonghop"), "merge", "."]].concat();
        let mut command = Command::new(program[0]);
        let output = command.args(&program[1..]).current_dir(&folder).env_remove("TONGHOP_LANG").output().unwrap();
        let results: Vec<_> = fs::read_dir(folder.join("ket-qua")).unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(results.len(), 1);
        (said(&output), fs::read(&results[0]).unwrap())
    };
    let alone = merged(&["taskset", "-c", "0"]);
    let all = merged(&[]);
    assert_eq!(alone.0, all.0);
    assert!(alone.1 == all.1);
}

fn narrow(text: &str) {
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{} columns: {line}", line.chars().count());
    }
}

#[test]
fn summary_lists_missing_returns_and_returns_on_hold() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    // A folder as the first argument is merged. The default period is the latest that several units have reported.
    let (code, out, error) = said(&tonghop(&[folder.to_str().unwrap()]));
    assert_eq!((code, error.as_str()), (1, ""), "{out}");
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].starts_with("Quý IV/2021: "), "{out}");
    assert!(out.contains("11/11 đơn vị đã gửi, 9 đã tổng hợp"), "{out}");
    assert!(out.contains("Còn lỗi, chưa tổng hợp (2): LĐLĐ huyện Than Uyên, LĐLĐ huyện Sìn Hồ"), "{out}");
    assert!(out.contains("Kết quả kiểm tra: 3 lỗi"), "{out}");
    // Unit, file and cell of an error; -v shows all findings in full.
    assert!(out.contains("✗ LĐLĐ huyện Than Uyên · 2021-Q4/") && out.contains("R09, trang BM01, ô E48"), "{out}");
    let (_, full, _) = said(&tonghop(&["merge", "-v", folder.to_str().unwrap()]));
    assert!(full.contains("✗ Lỗi R09 · LĐLĐ huyện Than Uyên · quý IV/2021") && full.contains("ô E48"), "{full}");
    assert!(lines.last().unwrap().ends_with("Tong-hop-2021-Q4.xlsx"), "{out}");
    narrow(&out);
    assert!(folder.join("ket-qua/Tong-hop-2021-Q4.xlsx").is_file());
    let (code, out, _) = said(&tonghop(&["gop", folder.to_str().unwrap(), "--period", "2021-Q3"]));
    assert!(code == 0 && out.contains("Chưa gửi (1): CĐN Giáo dục"), "{out}");
    assert!(out.starts_with("Quý III/2021: "), "{out}");
    let (code, _, _) = said(&tonghop(&["gop", folder.to_str().unwrap(), "--period", "2021-Q3", "--strict"]));
    assert_eq!(code, 1, "a warning counts as an error");
    let (code, out, _) = said(&tonghop(&["--lang", "en", "merge", folder.to_str().unwrap()]));
    assert!(code == 1 && out.starts_with("Quarter 4 of 2021: 11/11 units"), "{out}");
    narrow(&out);
    let (code, out, _) = said(&tonghop(&["merge", "--quiet", folder.to_str().unwrap()]));
    assert_eq!((code, out.as_str()), (1, ""));
}

/// The third period of the sample: all returns counted, and two of the previous period still on hold.
#[test]
fn earlier_returns_on_hold_exit_with_1() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4", "2022-Q1"]);
    let (code, out, error) = said(&tonghop(&["merge", folder.to_str().unwrap(), "--timings"]));
    assert_eq!((code, error.as_str()), (1, ""), "{out}");
    assert!(out.contains("11/11 đơn vị đã gửi, 11 đã tổng hợp"), "{out}");
    assert!(out.contains("Các quý trước: 2 báo cáo còn lỗi"), "{out}");
    // Three errors (R09, R10, R15), then the warnings, then three notes: a duplicate file, texts added to two returns.
    let (_, full, _) = said(&tonghop(&["merge", "-v", folder.to_str().unwrap()]));
    let findings =
        full.lines().filter(|line| ["✗ Lỗi", "▲ Cảnh báo", "• Thông tin"].iter().any(|w| line.starts_with(w)));
    let marks: String = findings.filter_map(|l| l.chars().next()).collect();
    assert_eq!(marks, "✗✗✗▲▲▲▲▲▲▲•••", "{full}");
    // Each stage has its time; the last line has the path of the workbook.
    let times = out.lines().filter(|l| l.ends_with(" ms")).count();
    assert_eq!(times, 7, "{out}");
    assert!(out.lines().last().unwrap().ends_with("Tong-hop-2022-Q1.xlsx"), "{out}");
    narrow(&out);
}

#[test]
fn without_arguments_merges_in_a_campaign_and_prints_help_elsewhere() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let bare = |at: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tonghop"));
        said(&command.env_remove("TONGHOP_LANG").current_dir(at).output().unwrap())
    };
    let (code, out, _) = bare(&folder);
    assert!(code == 0 && out.contains("Tong-hop-2021-Q3.xlsx"), "{out}");
    let empty = tempfile::tempdir().unwrap();
    let (code, out, _) = bare(empty.path());
    assert!(code == 0 && out.contains("Cách dùng: tonghop"), "{out}");
}

#[test]
fn file_without_a_return_affects_no_other() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    fs::write(inbox.join("Bao cao.xlsx"), b"%PDF-1.7\n%\xe2\xe3").unwrap();
    let good = fs::read(inbox.join("BM01_2021-Q3_TP.xlsx")).unwrap();
    fs::write(inbox.join("bi cat.xlsx"), &good[..good.len() / 2]).unwrap();
    fs::write(inbox.join("~$BM01_2021-Q3_TP.xlsx"), b"lock").unwrap();
    let (code, out, _) = said(&tonghop(&["merge", folder.to_str().unwrap()]));
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("Tệp không đọc được hoặc không phải báo cáo: 2"), "{out}");
    assert!(out.contains("PDF") && out.contains("Bao cao.xlsx") && out.contains("bi cat.xlsx"), "{out}");
    assert!(out.contains("10/11 đơn vị đã gửi, 10 đã tổng hợp"), "{out}");
    assert!(out.contains("Bỏ qua 1 tệp"), "{out}");
    let (_, out, _) = said(&tonghop(&["merge", "-v", folder.to_str().unwrap()]));
    assert!(out.contains("Bỏ qua 2021-Q3/~$BM01_2021-Q3_TP.xlsx"), "{out}");
    // The lock file is not a return: it is not listed among the sources.
    assert!(folder.join("ket-qua/Tong-hop-2021-Q3.xlsx").is_file());
}

#[test]
fn same_number_with_different_figures_puts_both_on_hold() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    // A second file of Nậm Nhùn's corrected "lần 2" with another figure.
    let inbox = folder.join("tra-loi/2021-Q4");
    let script = format!(
        "import openpyxl\nb=openpyxl.load_workbook({0:?})\ns=b['BM01']\nr=[r for r in range(1,s.max_row+1) if s.cell(r,3).value=='25'][0]\ns.cell(r,5).value=7\nb.save({1:?})\n",
        inbox.join("BM01_2021-Q4_NAMNHUN_L2.xlsx").display().to_string(),
        inbox.join("BM01_2021-Q4_NAMNHUN_L2 (1).xlsx").display().to_string(),
    );
    let python = Command::new("/usr/bin/python3").args(["-c", &script]).output().expect("python3 with openpyxl");
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let (code, out, _) = said(&tonghop(&["merge", folder.to_str().unwrap()]));
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("K03") && out.contains("NAMNHUN_L2 (1).xlsx"), "{out}");
    assert!(out.contains("8 đã tổng hợp"), "{out}");
}

#[test]
fn nothing_to_merge_or_wrong_period_exits_with_2() {
    let (_keep, folder) = campaign(&[]);
    let path = folder.to_str().unwrap().to_string();
    let (code, _, error) = said(&tonghop(&["merge", &path]));
    assert!(code == 2 && error.contains("Chưa có báo cáo nào"), "{error}");
    // The files that are there instead are reported.
    fs::create_dir_all(folder.join("tra-loi")).unwrap();
    fs::write(folder.join("tra-loi/anh.xlsx"), b"\x89PNG\r\n\x1a\n").unwrap();
    let (code, _, error) = said(&tonghop(&["merge", &path]));
    assert!(code == 2 && error.contains("anh.xlsx"), "{error}");
    let (code, _, error) = said(&tonghop(&["merge", &path, "--period", "2024-Q1"]));
    assert!(code == 2 && error.contains("quý IV/2023"), "{error}");
    assert!(!folder.join("ket-qua").exists());
}

#[test]
fn wrong_annex_total_stops_merge_and_forms() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let annex = folder.join("phu-luc.tsv");
    let text = fs::read_to_string(&annex).unwrap();
    // The printed total of the quota is 541; the units add up to 540.
    fs::write(&annex, text.replace("\t540\t", "\t541\t")).unwrap();
    for command in ["merge", "forms"] {
        let (code, _, error) = said(&tonghop(&[command, folder.to_str().unwrap()]));
        assert_eq!(code, 2, "{command}: {error}");
        assert!(error.contains("R45") && error.contains("541") && error.contains("540"), "{command}: {error}");
    }
    assert!(!folder.join("ket-qua").exists() && !folder.join("bieu-mau").exists());
}

#[test]
fn failed_merge_keeps_the_last_workbook() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    assert_eq!(said(&tonghop(&["merge", path])).0, 0);
    let result = folder.join("ket-qua/Tong-hop-2021-Q3.xlsx");
    let good = fs::read(&result).unwrap();
    // A folder has the name of the next period's file.
    fs::create_dir_all(folder.join("ket-qua/Tong-hop-2021-Q4.xlsx")).unwrap();
    let inbox = folder.join("tra-loi/2021-Q4");
    fs::create_dir_all(&inbox).unwrap();
    for file in ["BM01_2021-Q4_CDVC.xlsx", "BM01_2021-Q4_CDGD.xlsx"] {
        fs::copy(sample().join("tra-loi/2021-Q4").join(file), inbox.join(file)).unwrap();
    }
    let (code, _, error) = said(&tonghop(&["merge", path]));
    assert!(code == 2 && error.contains("Không ghi được") && error.contains("Tong-hop-2021-Q4.xlsx"), "{error}");
    assert_eq!(fs::read(&result).unwrap(), good);
    let left: Vec<_> = fs::read_dir(folder.join("ket-qua")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "no half file is left: {left:?}");
}

/// A file has the name of the results folder.
#[test]
fn file_named_ket_qua_is_kept_and_reported() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    fs::write(folder.join("ket-qua"), b"mine").unwrap();
    let (code, out, error) = said(&tonghop(&["merge", folder.to_str().unwrap()]));
    assert_eq!((code, out.as_str()), (2, ""), "{error}");
    narrow(&error);
    // Lines may break anywhere.
    let error = error.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(error.contains("Không ghi được") && error.contains("cùng tên"), "{error}");
    assert_eq!(fs::read(folder.join("ket-qua")).unwrap(), b"mine");
}

/// Returns are never changed, moved or renamed.
#[test]
fn merge_changes_no_return_and_is_reproducible() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    let look = || {
        let mut files: Vec<_> = fs::read_dir(&inbox).unwrap().map(|e| e.unwrap().path()).collect();
        files.sort();
        files
            .iter()
            .map(|f| (f.clone(), fs::read(f).unwrap(), fs::metadata(f).unwrap().modified().unwrap()))
            .collect::<Vec<_>>()
    };
    let before = look();
    let merge = || {
        assert_eq!(said(&tonghop(&["merge", folder.to_str().unwrap()])).0, 0);
        fs::read(folder.join("ket-qua/Tong-hop-2021-Q3.xlsx")).unwrap()
    };
    assert!(merge() == merge());
    assert!(before == look());
}

#[test]
fn check_writes_json_and_a_workbook() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let file = folder.join("tra-loi/2021-Q4/Sin Ho - BC quy IV 2021.xlsx");
    let (code, out, _) = said(&tonghop(&["check", file.to_str().unwrap(), "--format", "json"]));
    assert_eq!(code, 1);
    let files: serde_json::Value = serde_json::from_str(&out).unwrap();
    let found = files["result"]["files"][0]["findings"].as_array().unwrap();
    let mut codes: Vec<_> = found.iter().map(|f| f["code"].as_str().unwrap()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["R10", "R15", "R20"]);
    assert_eq!(
        (&files["result"]["files"][0]["unit"], &files["result"]["files"][0]["period"]),
        (&"SINHO".into(), &"2021-Q4".into())
    );
    assert_eq!(found[0]["cell"], "E43");
    let result = folder.join("kq.xlsx");
    let words = ["check", file.to_str().unwrap(), "--format", "xlsx", "--output", result.to_str().unwrap()];
    let (code, out, _) = said(&tonghop(&words));
    assert!(code == 1 && out.contains("kq.xlsx"), "{out}");
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&result).unwrap();
    let sheet = book.worksheet_range("Lỗi, cảnh báo").unwrap();
    let cells: Vec<String> = sheet.used_cells().map(|(_, _, c)| c.to_string()).collect();
    assert!(["R10", "R15", "R20", "E43"].iter().all(|w| cells.iter().any(|c| c == w)), "{cells:?}");
    let headings =
        "TT, Mức, Đơn vị, Kỳ, Quy tắc, Trang, Ô, Nội dung, Đang ghi, Phải là, Cách sửa, Ngoại lệ được duyệt, Tệp";
    let head = cells.iter().position(|c| c == "TT").unwrap();
    assert_eq!(cells[head..head + 13].join(", "), headings);
    // The output never replaces a return, the plan, or anything in the returns folder, with any letter case (Windows
    // names are case-insensitive).
    let targets = ["ke-hoach.toml", "Ke-Hoach.xlsx", "phu-luc.tsv", "tra-loi/moi.xlsx", "TRA-LOI/2021-q4/moi.xlsx"];
    for target in targets.map(|t| folder.join(t)).into_iter().chain([file.clone()]) {
        let before = fs::read(&target).ok();
        let words = ["check", file.to_str().unwrap(), "--format", "xlsx", "--output", target.to_str().unwrap()];
        let (code, _, error) = said(&tonghop(&words));
        assert!(code == 2 && error.contains("Không ghi kết quả vào"), "{error}");
        assert_eq!(fs::read(&target).ok(), before);
    }
}

/// The list prints on A4 landscape with its heading on every page, and has a filter. All lines of a finding's text are
/// visible (each "Cách sửa" here is wider than its column: at least two lines of 10 points).
#[test]
fn check_workbook_is_readable_and_printable() {
    let (keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let file = folder.join("tra-loi/2021-Q4/Sin Ho - BC quy IV 2021.xlsx");
    let result = keep.path().join("kq.xlsx");
    let words = ["check", file.to_str().unwrap(), "--format", "xlsx", "--output", result.to_str().unwrap()];
    assert_eq!(said(&tonghop(&words)).0, 1);
    let script = format!(
        "import openpyxl\ns=openpyxl.load_workbook({:?})['Lỗi, cảnh báo']\n\
         head=[r for r in range(1,9) if s.cell(r,1).value=='TT'][0]\nc=s.cell(head+1,8)\n\
         print(s.page_setup.orientation, s.page_setup.paperSize, s.print_title_cols, \
         s.print_title_rows=='$%d:$%d'%(head,head), s.freeze_panes=='A%d'%(head+1), \
         s.auto_filter.ref=='A%d:N%d'%(head,head+3), c.alignment.wrap_text, \
         all(s.row_dimensions[r].height>=25 for r in range(head+1,head+4)))",
        result.display().to_string()
    );
    let python = Command::new("/usr/bin/python3").args(["-c", &script]).output().expect("python3 with openpyxl");
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    assert_eq!(String::from_utf8_lossy(&python.stdout).trim(), "landscape 9 None True True True True True");
}

#[test]
fn check_writes_to_a_file_or_the_screen() {
    let (keep, folder) = campaign(&["2021-Q3"]);
    let file = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx");
    let file = file.to_str().unwrap();
    let (code, screen, _) = said(&tonghop(&["check", file]));
    assert!(code == 0 && screen.contains("▲ Cảnh báo D01") && screen.contains("ô E29"), "{screen}");
    // One warning, a figure typed as text, is enough with --strict.
    assert_eq!(said(&tonghop(&["check", file, "--strict"])).0, 1);
    let target = keep.path().join("kq.txt");
    let (code, out, _) = said(&tonghop(&["check", file, "--output", target.to_str().unwrap()]));
    assert!(code == 0 && out.contains("kq.txt"), "{out}");
    assert_eq!(fs::read_to_string(&target).unwrap(), screen);
    let mut command = Command::new(env!("CARGO_BIN_EXE_tonghop"));
    command.args(["check", file, "--output", "-"]).env_remove("TONGHOP_LANG").current_dir(keep.path());
    assert_eq!(said(&command.output().unwrap()).1, screen);
    assert!(!keep.path().join("-").exists());
    // If a folder is in the way, nothing is written and nothing is left beside it.
    fs::create_dir(keep.path().join("ton")).unwrap();
    let taken = keep.path().join("ton");
    let (code, _, error) = said(&tonghop(&["check", file, "--format", "json", "--output", taken.to_str().unwrap()]));
    assert!(code == 2 && error.contains("Không ghi được"), "{error}");
    assert_eq!(fs::read_dir(keep.path()).unwrap().count(), 3, "the campaign, kq.txt, ton");
}

/// A file without a return has an object too, with its hash (of "%PDF-1.4", by sha256sum) and the reason.
#[test]
fn json_has_an_object_for_a_file_without_a_return() {
    let (keep, folder) = campaign(&[]);
    let file = keep.path().join("anh chup.xlsx");
    fs::write(&file, b"%PDF-1.4").unwrap();
    let words = ["check", "-C", folder.to_str().unwrap(), file.to_str().unwrap(), "--format", "json"];
    let (code, out, error) = said(&tonghop(&words));
    assert_eq!((code, error.as_str()), (1, ""));
    let files: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(files["result"]["files"].as_array().unwrap().len(), 1);
    assert_eq!(files["result"]["files"][0]["file"], "anh chup.xlsx");
    assert_eq!(
        files["result"]["files"][0]["sha256"],
        "e16fa5d9b51928755db85b917f0297babaf22c7a47e97d9212adab56e61ba04e"
    );
    assert!(
        files["result"]["files"][0]["unit"].is_null()
            && files["result"]["files"][0]["period"].is_null()
            && files["result"]["files"][0]["submission"].is_null()
    );
    let finding = &files["result"]["files"][0]["findings"][0];
    assert_eq!((&finding["severity"], &finding["file"]), (&"error".into(), &"anh chup.xlsx".into()));
    let vi = finding["message"]["vi"].as_str().unwrap();
    assert!(vi.contains("PDF") && finding["message"]["en"].as_str().unwrap().contains("PDF"), "{vi}");
    for key in ["code", "unit", "period", "sheet", "cell", "found", "expected", "mend", "waived"] {
        assert!(finding.get(key).is_some(), "{key}");
    }
}

#[test]
fn check_reports_another_period() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let file = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx");
    assert_eq!(said(&tonghop(&["check", file.to_str().unwrap(), "--period", "2021-Q3"])).0, 0);
    let (code, out, _) = said(&tonghop(&["check", file.to_str().unwrap(), "--period", "2021-Q4"]));
    assert!(code == 1 && out.contains("Báo cáo ghi quý III/2021, không phải quý IV/2021"), "{out}");
    assert!(!out.contains("đủ điều kiện gửi"), "{out}");
    narrow(&out);
}

#[test]
fn default_form_period_follows_the_last_returns() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let (code, out, _) = said(&tonghop(&["forms", folder.to_str().unwrap(), "--unit", "CDVC"]));
    assert!(code == 0 && out.contains("2021-Q4"), "{out}");
    assert!(folder.join("bieu-mau/2021-Q4/BM01_2021-Q4_CDVC.xlsx").is_file());
}

/// Two returns for the plan's last period: there is no next form, unless the user names a period.
#[test]
fn last_period_has_no_next_form() {
    let (_keep, folder) = campaign(&[]);
    let inbox = folder.join("tra-loi/2023-Q4");
    fs::create_dir_all(&inbox).unwrap();
    for unit in ["CDVC", "TP"] {
        let from = sample().join(format!("tra-loi/2021-Q3/BM01_2021-Q3_{unit}.xlsx"));
        let script = format!(
            "import openpyxl\nb=openpyxl.load_workbook({:?})\ns=b['BM01']\n\
             assert (s['B12'].value,s['E12'].value)==('Quý','Năm')\ns['C12'].value=4\ns['F12'].value=2023\nb.save({:?})\n",
            from.display().to_string(),
            inbox.join(format!("BM01_2023-Q4_{unit}.xlsx")).display().to_string(),
        );
        let python = Command::new("/usr/bin/python3").args(["-c", &script]).output().expect("python3 with openpyxl");
        assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    }
    let path = folder.to_str().unwrap();
    let (code, out, error) = said(&tonghop(&["forms", path, "--unit", "CDVC"]));
    assert_eq!((code, out.as_str()), (2, ""), "{error}");
    assert!(error.contains("hết ở quý IV/2023") && error.contains("--period"), "{error}");
    assert!(!folder.join("bieu-mau").exists());
    assert_eq!(said(&tonghop(&["forms", path, "--unit", "CDVC", "--period", "2021-Q3"])).0, 0);
}

/// A link in the returns folder is not followed, so that nothing outside it is read. It is reported.
#[cfg(unix)]
#[test]
fn link_in_the_returns_folder_is_skipped_and_reported() {
    let (keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    let outside = keep.path().join("BM01_2021-Q3_TP.xlsx");
    fs::rename(inbox.join("BM01_2021-Q3_TP.xlsx"), &outside).unwrap();
    std::os::unix::fs::symlink(&outside, inbox.join("TP.xlsx")).unwrap();
    let (code, out, error) = said(&tonghop(&["merge", folder.to_str().unwrap()]));
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    // Thành phố is missing, and so is Giáo dục in the sample.
    assert!(out.contains("9/11 đơn vị đã gửi") && out.contains("Bỏ qua 1 tệp"), "{out}");
    let (_, out, _) = said(&tonghop(&["merge", "-v", folder.to_str().unwrap()]));
    assert!(out.contains("Bỏ qua 2021-Q3/TP.xlsx: liên kết, không đi theo"), "{out}");
    narrow(&out);
}

/// The next form of Sìn Hồ shows its progress at 2021-Q4 (that return is on hold, so only the earlier one counts).
#[test]
fn next_form_shows_the_progress() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let truth = fs::read_to_string(sample().join("su-that.tsv")).unwrap();
    let figure = |name: &str| -> f64 {
        let line = truth.lines().find(|l| l.starts_with(&format!("so_lieu\t2021-Q4\tSINHO\t{name}\t"))).unwrap();
        line.split('\t').nth(4).unwrap().parse().unwrap()
    };
    assert_eq!(said(&tonghop(&["forms", folder.to_str().unwrap(), "--unit", "SINHO"])).0, 0);
    use calamine::Reader;
    let form = folder.join("bieu-mau/2022-Q1/BM01_2022-Q1_SINHO.xlsx");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&form).unwrap();
    let sheet = book.worksheet_range("Đối chiếu").unwrap();
    let shown = |heading: &str| -> Vec<f64> {
        let rows = sheet.rows().filter(|r| r[0] == calamine::Data::String(heading.into()));
        rows.filter_map(|r| if let calamine::Data::Float(n) = r[1] { Some(n) } else { None }).collect()
    };
    assert_eq!(shown("Lũy kế kết nạp"), [figure("kn_luy_ke")]);
    assert_eq!(shown("Còn phải kết nạp"), [figure("kn_con_lai")]);
    assert_eq!(shown("Còn phải thành lập"), [figure("tl_con_lai")]);
}

/// A waiver lets the return count, and is shown with reason, person and date beside the finding.
#[test]
fn waiver_lets_the_return_count_and_is_shown() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let plan = folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let waiver = "\n[[waivers]]\nunit = \"THANUYEN\"\nperiod = \"2021-Q4\"\nrule = \"R09\"\n\
                  reason = \"Đơn vị đã xác nhận qua điện thoại\"\nby = \"Ban Tổ chức\"\ndate = 2022-01-20\n";
    fs::write(&plan, text + waiver).unwrap();
    let (code, out, _) = said(&tonghop(&["merge", folder.to_str().unwrap()]));
    assert_eq!(code, 1, "Sìn Hồ stays held: {out}");
    assert!(out.contains("11/11 đơn vị đã gửi, 10 đã tổng hợp") && out.contains("ngoại lệ được duyệt: 1"), "{out}");
    assert!(!out.contains("R09"), "{out}");
    let (_, out, _) = said(&tonghop(&["merge", "-v", folder.to_str().unwrap()]));
    let flat = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("Ngoại lệ được duyệt: Đơn vị đã xác nhận qua điện thoại (Ban Tổ chức, 20/01/2022)"), "{out}");
    // The waiver is named where the figure leads to its cell, and at no other figure.
    for (figure, is_waived) in [("dv_phan_mem", true), ("dv_cuoi_ky", false)] {
        let words = ["-C", folder.to_str().unwrap(), "explain", figure, "--unit", "THANUYEN", "--period", "2021-Q4"];
        let (_, out, _) = said(&tonghop(&words));
        let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
        let waiver = "ngoại lệ R09: Đơn vị đã xác nhận qua điện thoại (Ban Tổ chức, 20/01/2022)";
        assert_eq!(out.contains(waiver), is_waived, "{figure}: {out}");
    }
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(folder.join("ket-qua/Tong-hop-2021-Q4.xlsx")).unwrap();
    for (sheet, part) in [
        ("Lỗi, cảnh báo", "Đơn vị đã xác nhận qua điện thoại (Ban Tổ chức, 20/01/2022)"),
        ("Tổng quan", " · 1 ngoại lệ"),
        ("Công thức", "Đơn vị đã xác nhận qua điện thoại"),
    ] {
        let range = book.worksheet_range(sheet).unwrap();
        assert!(range.used_cells().any(|(_, _, c)| c.to_string().contains(part)), "{sheet}: {part}");
    }
}

/// The tables add up to the truth, read with another reader.
#[test]
fn exported_tables_add_up_to_the_truth() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    assert_eq!(said(&tonghop(&["export", folder.to_str().unwrap(), "--internal"])).0, 0);
    let read = |name: &str| -> Vec<Vec<String>> {
        let bytes = fs::read(folder.join("ket-qua/du-lieu-2021-Q4").join(name)).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
        reader.records().map(|r| r.unwrap().iter().map(str::to_string).collect()).collect()
    };
    let values = read("so-lieu.csv");
    assert_eq!(values[0][..5], ["unit_code", "unit", "period", "state", "name"]);
    // Admissions to date: the counted ones add up to 113, as in the truth.
    let counted =
        values.iter().filter(|r| r[3] == "Đã tổng hợp" && r[4] == "dv_ket_nap").map(|r| r[8].parse::<f64>().unwrap());
    assert_eq!(counted.sum::<f64>(), 113.0);
    let columns = read("cot-tinh.csv");
    let total = columns.iter().find(|r| r[0].is_empty() && r[3] == "kn_luy_ke").unwrap();
    assert_eq!((total[1].as_str(), total[5].as_str()), ("Tổng cộng", "113"));
    assert_eq!(read("nguon.csv").len() - 1, 10 + 12);
    assert!(read("phat-hien.csv").iter().any(|r| r[1] == "R10" && r[6] == "E43" && r[12] == "true"));
    let out = folder.join("json");
    let words = ["xuat", folder.to_str().unwrap(), "--format", "json", "--output", out.to_str().unwrap()];
    assert_eq!(said(&tonghop(&words)).0, 0);
    let json: serde_json::Value = serde_json::from_slice(&fs::read(out.join("du-lieu.json")).unwrap()).unwrap();
    assert_eq!(json["so-lieu"].as_array().unwrap().len(), values.len() - 1);
}

/// A late correction for an earlier period: the published workbook stays, and its changes are reported.
#[test]
fn late_correction_reports_published_changes() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let path = folder.to_str().unwrap();
    assert_eq!(said(&tonghop(&["merge", path, "--period", "2021-Q3"])).0, 0);
    let published = folder.join("ket-qua/Tong-hop-2021-Q3.xlsx");
    let before = fs::read(&published).unwrap();
    let (_, out, _) = said(&tonghop(&["merge", path, "--period", "2021-Q4"]));
    assert!(!out.contains("nay khác"), "{out}");
    // CĐ Viên chức sends 2021-Q3 again with 2 more admitted, in the state sector, and 2 more in the closing balance.
    let inbox = folder.join("tra-loi/2021-Q3");
    let script = format!(
        "import openpyxl\nb=openpyxl.load_workbook({:?})\ns=b['BM01']\n\
         row={{s.cell(r,3).value:r for r in range(1,s.max_row+1)}}\n\
         for code in ('07','10','20','22','24','01','03'): s.cell(row[code],5).value+=2\n\
         [setattr(s.cell(r,c+1) if s.cell(r,c+1).__class__.__name__=='Cell' else s.cell(r,3),'value',2) for r in range(1,25) for c in range(1,7) if s.cell(r,c).value=='Lần nộp']\n\
         b.save({:?})\n",
        inbox.join("BM01_2021-Q3_CDVC.xlsx").display().to_string(),
        inbox.join("BM01_2021-Q3_CDVC_L2.xlsx").display().to_string(),
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let (_, out, _) = said(&tonghop(&["merge", path, "--period", "2021-Q4", "-v"]));
    let whole = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(whole.contains("số ở các tệp tổng hợp đã chốt hoặc đã lập nay khác"), "{out}");
    let reason =
        "Tong-hop-2021-Q3.xlsx: báo cáo gửi sau: CĐ Viên chức, quý III/2021, lần 2 (2021-Q3/BM01_2021-Q3_CDVC_L2.xlsx)";
    assert!(whole.contains(reason), "{out}");
    // In the truth 60 were admitted in the period, 8 of them at CĐ Viên chức.
    assert!(whole.contains("CĐ Viên chức, Lũy kế kết nạp: 8 → 10 ['Tổng hợp'!E20]"), "{out}");
    assert!(whole.contains("Tổng cộng, Lũy kế kết nạp: 60 → 62 ['Tổng hợp'!E23]"), "{out}");
    assert!(fs::read(&published).unwrap() == before);
    // "Nguồn" lists both: the figures that the second submission changed, and the published changes.
    let result = folder.join("ket-qua/Tong-hop-2021-Q4.xlsx");
    let script = format!(
        "import openpyxl\ns=openpyxl.load_workbook({:?},data_only=True)['Nguồn']\n\
         rows=[[c.value for c in r] for r in s.iter_rows()]\n\
         def one(unit,what,file): return [r[5:10] for r in rows if r[1]==unit and r[2] and r[2].startswith(what) and r[3]==file]\n\
         late='2021-Q3/BM01_2021-Q3_CDVC_L2.xlsx'; old='Tong-hop-2021-Q3.xlsx'\n\
         assert one('CĐ Viên chức','07',late)==[[8,10,2,'Quý III/2021','1 → 2']], one('CĐ Viên chức','07',late)\n\
         assert sorted(r[2][:2] for r in rows if r[3]==late and r[9]=='1 → 2')==['01','03','07','10','20','22','24']\n\
         assert [r[:4] for r in one('CĐ Viên chức','Lũy kế kết nạp',old)]==[[8,10,2,'Quý III/2021']]\n\
         assert [r[:4] for r in one('Tổng cộng','Lũy kế kết nạp',old)]==[[60,62,2,'Quý III/2021']]\n",
        result.display().to_string()
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    assert_eq!(said(&tonghop(&["audit", result.to_str().unwrap()])).0, 0);
    narrow(&out);
    // After merging the period again it is up to date and nothing is reported.
    assert_eq!(said(&tonghop(&["merge", path, "--period", "2021-Q3"])).0, 0);
    let (_, out, _) = said(&tonghop(&["merge", path, "--period", "2021-Q4"]));
    assert!(!out.contains("nay khác"), "{out}");
}

/// Another plan of another organisation, with other units, indicators and sheets (invented figures): forms, returns,
/// merge, audit.
#[test]
fn another_plan_runs_end_to_end() {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("trồng cây");
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/trong-cay");
    fs::create_dir_all(folder.join("tra-loi/2024-Q1")).unwrap();
    fs::copy(plan.join("plan.toml"), folder.join("ke-hoach.toml")).unwrap();
    fs::copy(plan.join("phu-luc.csv"), folder.join("phu-luc.csv")).unwrap();
    let path = folder.to_str().unwrap();
    assert_eq!(said(&tonghop(&["forms", path])).0, 0);
    for (unit, planted) in [("AN", 300), ("BINH", 50)] {
        let script = format!(
            "import openpyxl\nb=openpyxl.load_workbook({:?})\ns=b['TC']\n\
             row={{s.cell(r,3).value:r for r in range(1,s.max_row+1)}}\n\
             s.cell(row['01'],5).value={planted}\ns.cell(row['02'],5).value={planted}-10\nb.save({:?})\n",
            folder.join(format!("bieu-mau/2024-Q1/TC_2024-Q1_{unit}.xlsx")).display().to_string(),
            folder.join(format!("tra-loi/2024-Q1/{unit}.xlsx")).display().to_string(),
        );
        let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
        assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    }
    let (code, out, _) = said(&tonghop(&["merge", path]));
    assert!(code == 0 && out.contains("2/2 đơn vị đã gửi, 2 đã tổng hợp"), "{out}");
    let result = folder.join("ket-qua/Tong-hop-2024-Q1.xlsx");
    let (compared, differences) = crate::libreoffice::compare(&result);
    assert!(compared > 50 && differences.is_empty(), "{compared}: {differences:?}");
    assert_eq!(said(&tonghop(&["audit", result.to_str().unwrap()])).0, 0);
    // 300 of a quota of 1.200 trees; the second unit has none.
    let (_, out, _) = said(&tonghop(&["-C", path, "explain", "lk_cay"]));
    assert!(out.contains("Tổng cộng = 350") && out.contains("Xã An: 300") && out.contains("Xã Bình: 50"), "{out}");
}

/// An amended annex: Phong Thổ's quota of 90 becomes 60 from 2021-Q4. The first period keeps the original.
#[test]
fn amendment_applies_from_its_period() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let path = folder.to_str().unwrap();
    let plan = folder.join("ke-hoach.toml");
    let amendment = "\n[[amendments]]\nfrom = \"2021-Q4\"\nunit = \"PHONGTHO\"\ncolumn = \"pl_ct_dv\"\nvalue = 60\n\
                     basis = \"Công văn số 12/LĐLĐ\"\n";
    fs::write(&plan, fs::read_to_string(&plan).unwrap() + amendment).unwrap();
    let total = |period: &str| {
        let (code, _, error) = said(&tonghop(&["merge", path, "--period", period]));
        assert!(code < 2, "{error}");
        let result = folder.join(format!("ket-qua/Tong-hop-{period}.xlsx"));
        let (compared, differences) = crate::libreoffice::compare(&result);
        assert!(compared > 1000 && differences.is_empty(), "{compared}: {differences:?}");
        assert_eq!(said(&tonghop(&["audit", result.to_str().unwrap()])).0, 0);
        said(&tonghop(&["-C", path, "explain", "kn_ty_le", "--period", period])).1
    };
    let (before, after) = (total("2021-Q3"), total("2021-Q4"));
    assert!(before.contains("(pl_ct_dv), Tổng cộng = 540\n"), "{before}");
    assert!(after.contains("(pl_ct_dv), Tổng cộng = 510\n"), "{after}");
    let (_, out, _) = said(&tonghop(&["-C", path, "explain", "kn_con_lai", "--unit", "PHONGTHO"]));
    assert!(out.contains("= 60 (phụ lục, điều chỉnh từ quý IV/2021: Công văn số 12/LĐLĐ)"), "{out}");
    // The form of the next period shows the quota in force and the reason.
    assert_eq!(said(&tonghop(&["forms", path, "--unit", "PHONGTHO"])).0, 0);
    let form = folder.join("bieu-mau/2022-Q1/BM01_2022-Q1_PHONGTHO.xlsx");
    let script = format!(
        "import openpyxl\ns=openpyxl.load_workbook({:?})['Đối chiếu']\n\
         rows=[[c.value for c in r] for r in s.iter_rows()]\n\
         assert any(60 in r and any('Công văn số 12' in str(c) for c in r) for r in rows), rows\n",
        form.display().to_string()
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
}
