//! `publish`: the frozen copy of a period, and results that a person edited. The truth is the files themselves and
//! `sha256sum`.

use crate::faults::on_small_disk;
use crate::merge::{campaign, said, sample, tonghop};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const COPY: &str = "ket-qua/da-chot/2021-Q3";
const RESULT: &str = "ket-qua/Tong-hop-2021-Q3.xlsx";

/// Returns every file below a folder with its content, by relative path. A missing folder has none.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, out: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).into_iter().flatten().map(|e| e.unwrap().path()) {
            if entry.is_dir() {
                walk(root, &entry, out);
            } else {
                let name = entry.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                out.insert(name, fs::read(&entry).unwrap());
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(folder, folder, &mut out);
    out
}

/// Runs `sha256sum -c` in a published copy. Returns whether all files are as listed, and their number.
fn is_whole(copy: &Path) -> (bool, usize) {
    let output = Command::new("sha256sum").args(["-c", "SHA256SUMS"]).current_dir(copy).output().unwrap();
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), out.lines().filter(|l| l.ends_with(": OK")).count())
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn python(script: &str) {
    let output = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", script]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn published_period_is_a_whole_copy_that_never_changes() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    // A document that came with a return, and a return of a later period.
    fs::write(folder.join("tra-loi/2021-Q3/công văn.docx"), b"PK\x03\x04x").unwrap();
    fs::create_dir_all(folder.join("tra-loi/2021-Q4")).unwrap();
    let later = "tra-loi/2021-Q4/BM01_2021-Q4_CDVC.xlsx";
    fs::copy(sample().join(later), folder.join(later)).unwrap();
    let path = folder.to_str().unwrap();
    let (code, out, error) = said(&tonghop(&["publish", path, "--period", "2021-Q3"]));
    assert!(code < 2, "{out}{error}");
    assert!(flat(&out).contains("Đã chốt quý III/2021") && out.trim_end().ends_with(COPY), "{out}");
    let copy = folder.join(COPY);
    let made = files(&copy);
    // Everything is as it stands in the campaign, but for the manifest and the return of the later period.
    let campaign_files = files(&folder);
    let mut expected: BTreeMap<String, Vec<u8>> = campaign_files
        .iter()
        .filter(|(name, _)| name.starts_with("tra-loi/2021-Q3/") || !name.contains('/'))
        .map(|(name, bytes)| (name.clone(), bytes.clone()))
        .collect();
    // The workbook has the same cells; its links lead to the returns beside it, see `published_copy`.
    expected.insert("Tong-hop-2021-Q3.xlsx".into(), made["Tong-hop-2021-Q3.xlsx"].clone());
    let cells = |bytes: &[u8]| tonghop::grid::open(bytes, &tonghop::limits::Limits::default()).unwrap().sheets;
    assert!(cells(&made["Tong-hop-2021-Q3.xlsx"]) == cells(&campaign_files[RESULT]));
    let without: BTreeMap<String, Vec<u8>> = made.clone().into_iter().filter(|(n, _)| n != "SHA256SUMS").collect();
    assert_eq!(without.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    assert!(without == expected);
    assert_eq!(is_whole(&copy), (true, expected.len()));
    for name in made.keys() {
        assert!(fs::metadata(copy.join(name)).unwrap().permissions().readonly(), "{name}");
    }

    // It is never overwritten, whatever changed; the error says what to do.
    fs::remove_file(folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx")).unwrap();
    for words in
        [vec!["chot", path, "--period", "2021-Q3"], vec!["publish", path, "--period", "2021-Q3", "--no-returns"]]
    {
        let (code, out, error) = said(&tonghop(&words));
        assert_eq!((code, out.as_str()), (2, ""), "{error}");
        assert!(flat(&error).contains("không bao giờ bị ghi đè") && error.contains("tonghop merge"), "{error}");
        assert!(files(&copy) == made);
    }
    // A merge writes beside it, and no output may be written into it.
    assert!(said(&tonghop(&["merge", path, "--period", "2021-Q3"])).0 < 2);
    let target = copy.join("Tong-hop-2021-Q3.xlsx");
    let result = folder.join(RESULT);
    for output in [target.clone(), copy.join("moi.xlsx")] {
        let words = ["audit", result.to_str().unwrap(), "--format", "xlsx", "--output", output.to_str().unwrap()];
        assert_eq!(said(&tonghop(&words)).0, 2);
    }
    assert!(files(&copy) == made && fs::read(&result).unwrap() != made["Tong-hop-2021-Q3.xlsx"]);
}

#[test]
fn same_input_gives_the_same_copy_but_for_its_date() {
    let made = [0, 1].map(|turn| {
        let (_keep, folder) = campaign(&["2021-Q3"]);
        let path = folder.to_str().unwrap();
        if turn == 1 {
            // A result that is there already, and one that is stale, make no difference.
            fs::create_dir_all(folder.join("ket-qua")).unwrap();
            fs::write(folder.join(RESULT), b"").unwrap();
        }
        assert_eq!(said(&tonghop(&["publish", path, "--quiet"])).0, 0);
        let mut made = files(&folder.join(COPY));
        let manifest = String::from_utf8(made.remove("SHA256SUMS").unwrap()).unwrap();
        let (head, lines): (Vec<&str>, Vec<&str>) = manifest.lines().partition(|l| l.contains("đã chốt ngày "));
        assert_eq!(head.len(), 1, "{manifest}");
        let date = head[0].rsplit(' ').next().unwrap();
        assert!(date.len() == 10 && date.split('-').all(|n| n.parse::<u32>().is_ok()), "{manifest}");
        (made, lines.join("\n"))
    });
    assert!(made[0] == made[1]);
}

#[test]
fn without_returns_their_hashes_are_kept() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let (code, out, _) = said(&tonghop(&["publish", path, "--no-returns"]));
    assert!(code == 0 && flat(&out).contains("10 tệp báo cáo không chép, chỉ ghi mã băm"), "{out}");
    let copy = folder.join(COPY);
    assert!(!copy.join("tra-loi").exists());
    assert_eq!(is_whole(&copy), (true, 3));
    let manifest = fs::read_to_string(copy.join("SHA256SUMS")).unwrap();
    let listed: Vec<&str> = manifest.lines().filter_map(|l| l.strip_prefix("# không chép: ")).collect();
    assert_eq!(listed.len(), 10);
    // The lines are those of sha256sum.
    let mut names: Vec<String> = files(&folder.join("tra-loi")).keys().map(|n| format!("tra-loi/{n}")).collect();
    names.sort();
    let sums = Command::new("sha256sum").args(&names).current_dir(&folder).output().unwrap();
    assert_eq!(listed, String::from_utf8(sums.stdout).unwrap().lines().collect::<Vec<_>>());
    // The audit takes plan and returns from where they are.
    let (code, out, _) = said(&tonghop(&["audit", copy.join("Tong-hop-2021-Q3.xlsx").to_str().unwrap()]));
    assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}");
}

/// A copy alone, away from its campaign, is audited with the plan and the returns in it.
#[test]
fn copy_is_audited_away_from_its_campaign_and_a_changed_copy_is_found() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    assert_eq!(said(&tonghop(&["publish", folder.to_str().unwrap(), "--quiet"])).0, 0);
    let away = tempfile::tempdir().unwrap();
    for (name, bytes) in files(&folder.join(COPY)) {
        let path = away.path().join("ban sao").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let (code, out, _) =
        said(&tonghop(&["audit", away.path().join("ban sao/Tong-hop-2021-Q3.xlsx").to_str().unwrap()]));
    assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}");

    let copied = folder.join(COPY).join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx");
    let mut bytes = fs::read(&copied).unwrap();
    bytes.push(0);
    fs::remove_file(&copied).unwrap();
    fs::write(&copied, bytes).unwrap();
    let (code, out, _) = said(&tonghop(&["audit", folder.join(RESULT).to_str().unwrap()]));
    assert_eq!(code, 1, "{out}");
    let out = flat(&out);
    assert!(out.contains("Có 1 chỗ bị sửa") && out.contains("BM01_2021-Q3_CDVC.xlsx: bản đã chốt bị sửa"), "{out}");
}

/// What a person wrote into a result is kept beside the next one, once for each version, and told.
#[test]
fn edited_result_is_kept_beside_the_new_one() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap().to_string();
    let result = folder.join(RESULT);
    let merge = || {
        let (code, out, error) = said(&tonghop(&["merge", "-v", &path]));
        assert!(code < 2, "{error}");
        flat(&out)
    };
    let names = || files(&folder.join("ket-qua")).into_keys().collect::<Vec<_>>();
    merge();
    let own = fs::read(&result).unwrap();
    assert!(!merge().contains("đã có người sửa") && fs::read(&result).unwrap() == own);
    // A result of the program with other returns is no edit.
    let gone = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx");
    let bytes = fs::read(&gone).unwrap();
    fs::remove_file(&gone).unwrap();
    assert!(!merge().contains("đã có người sửa"));
    fs::write(&gone, bytes).unwrap();
    assert_eq!(names(), ["Tong-hop-2021-Q3.xlsx"]);

    let mut kept = Vec::new();
    for number in ["45", "46"] {
        let at = result.display();
        python(&format!(
            "import openpyxl\nb=openpyxl.load_workbook({:?})\nb['Tổng hợp']['A4']='Số: {number}/BC-LĐLĐ'\nb.save({:?})",
            at.to_string(),
            at.to_string()
        ));
        kept.push(fs::read(&result).unwrap());
        let out = merge();
        assert!(out.contains("đã có người sửa") && out.contains("(da sua "), "{out}");
        assert!(fs::read(&result).unwrap() != *kept.last().unwrap());
        assert!(!merge().contains("đã có người sửa"));
    }
    let all = files(&folder.join("ket-qua"));
    let edited: Vec<&String> = all.keys().filter(|n| n.starts_with("Tong-hop-2021-Q3 (da sua 20")).collect();
    assert_eq!((edited.len(), all.len()), (2, 3), "{all:?}", all = all.keys());
    assert!(kept.iter().all(|bytes| all.values().any(|other| other == bytes)), "nothing is lost");
    // The roll-up, in which the board fills in yellow cells, is kept alike.
    assert!(said(&tonghop(&["up", &path])).0 < 2);
    let up = folder.join("ket-qua/Gui-cap-tren-2021-Q3.xlsx");
    let mut edited = fs::read(&up).unwrap();
    edited[40] ^= 1;
    fs::write(&up, &edited).unwrap();
    let (_, out, _) = said(&tonghop(&["up", &path]));
    assert!(flat(&out).contains("Gui-cap-tren-2021-Q3 (da sua "), "{out}");
    assert!(files(&folder.join("ket-qua")).values().any(|bytes| *bytes == edited));
    // Under a name of the user's own as well.
    let own = folder.join("gửi tỉnh.xlsx");
    let words = ["up", &path, "--output", own.to_str().unwrap()];
    assert!(said(&tonghop(&words)).0 < 2);
    let mut edited = fs::read(&own).unwrap();
    edited[40] ^= 1;
    fs::write(&own, &edited).unwrap();
    let (code, out, error) = said(&tonghop(&words));
    assert!(code < 2 && flat(&out).contains("gửi tỉnh (da sua "), "{out}{error}");
    assert!(fs::read(&own).unwrap() != edited && files(&folder).values().any(|bytes| *bytes == edited));
}

/// Several at once: one copy, whole; an edited result is kept once.
#[cfg(unix)]
#[test]
fn several_at_once_lose_and_tear_nothing() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    said(&tonghop(&["merge", path]));
    let result = folder.join(RESULT);
    let mut edited = fs::read(&result).unwrap();
    edited.extend_from_slice(b"x");
    fs::write(&result, &edited).unwrap();
    let start = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tonghop"));
        command.args(words).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
    };
    let publish = ["publish", path, "--quiet"];
    let mut running = [start(&publish), start(&["merge", path]), start(&publish), start(&["merge", path])];
    let codes = running.each_mut().map(|child| child.wait().unwrap().code().unwrap());
    assert_eq!(i32::from(codes[0] == 0) + i32::from(codes[2] == 0), 1, "{codes:?}");
    assert_eq!(codes.iter().filter(|code| **code == 2).count(), 1, "{codes:?}");
    assert_eq!(is_whole(&folder.join(COPY)), (true, 13));
    let all = files(&folder.join("ket-qua"));
    assert_eq!(all.values().filter(|bytes| **bytes == edited).count(), 1, "{:?}", all.keys());
    assert!(all.keys().all(|name| !name.contains(".tmp")), "{:?}", all.keys());
}

/// A kill or a full disk leaves the whole copy or none.
#[cfg(unix)]
#[test]
fn kill_or_full_disk_leaves_the_whole_copy_or_none() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let copy = folder.join(COPY);
    let copies = folder.join("ket-qua/da-chot");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tonghop"));
    let start = |command: &mut Command| {
        command
            .args(["publish", path])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let begun = std::time::Instant::now();
    start(&mut command).wait().unwrap();
    let whole = begun.elapsed();
    let remove = || fs::remove_dir_all(&copies).unwrap_or_default();
    let (mut torn, mut done) = (0, 0);
    for step in 0..16 {
        remove();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tonghop"));
        let mut child = start(&mut command);
        if step % 2 == 0 {
            // While the copy is written: soon after its hidden folder appears.
            let is_begun = || fs::read_dir(&copies).into_iter().flatten().count() > 0;
            while !is_begun() && child.try_wait().unwrap().is_none() {}
            std::thread::sleep(std::time::Duration::from_micros(step * 300));
        } else {
            std::thread::sleep(whole * (step as u32) / 14);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        for entry in fs::read_dir(&copies).into_iter().flatten().map(|e| e.unwrap()) {
            let name = entry.file_name().into_string().unwrap();
            if name == "2021-Q3" {
                assert_eq!(is_whole(&copy), (true, 13), "step {step}");
                done += 1;
            } else {
                assert!(name.starts_with(".tonghop-") && name.ends_with(".tmp"), "{name}");
                torn += 1;
            }
        }
    }
    println!("killed while writing: {torn}; complete: {done}");
    assert!(torn > 0);
    remove();
    // A limit on the size of a file, in KiB: the workbook, which is read back, fits; some return or none does not.
    let before = files(&folder);
    let script = "trap '' XFSZ; ulimit -f 60; exec \"$1\" publish \"$2\"";
    let mut shell = Command::new("/bin/bash");
    let output = shell.args(["-c", script, "bash", env!("CARGO_BIN_EXE_tonghop")]).arg(&folder).output().unwrap();
    let (code, _, error) = said(&output);
    assert_eq!(code, 2, "{error}");
    assert!(!copy.exists() && files(&folder) == before, "{:?}", files(&folder).keys());
}

/// The copy is on a disk of its own that is full: nothing of it stays.
#[cfg(unix)]
#[test]
fn full_disk_is_told_and_no_copy_stays() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    said(&tonghop(&["merge", folder.to_str().unwrap()]));
    let before = files(&folder);
    fs::create_dir_all(folder.join("ket-qua/da-chot")).unwrap();
    let Some((code, out, error)) = on_small_disk(&folder, "publish", "ket-qua/da-chot", "400k") else { return };
    assert_eq!((code, out.as_str()), (2, ""), "{error}");
    assert!(flat(&error).contains("ổ đĩa đã đầy"), "{error}");
    assert!(files(&folder) == before);
}

/// Number, date and remarks of the board survive every merge, follow the chosen period, and are no plan.
#[test]
fn documents_and_remarks_are_printed_and_survive() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let path = folder.to_str().unwrap();
    let plan = folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let more = "\n[[documents]]\nperiod = \"2021-Q3\"\nnumber = \"45\"\ndate = 2021-10-08\n\
                [[documents]]\nperiod = \"2021-Q4\"\nnumber = \"7/BC-BTV\"\n\
                [[remarks]]\nunit = \"huyện Sìn Hồ\"\nperiod = \"2021-Q4\"\ntext = \"Đã làm việc trực tiếp\"\n";
    fs::write(&plan, format!("{text}{more}")).unwrap();
    let shown = |period: &str| {
        assert!(said(&tonghop(&["merge", path, "--period", period])).0 < 2);
        let file = folder.join(format!("ket-qua/Tong-hop-{period}.xlsx"));
        let book = tonghop::grid::open(&fs::read(&file).unwrap(), &tonghop::limits::Limits::default()).unwrap();
        let sheet = book.sheets.iter().find(|s| s.name == "Tổng hợp").unwrap().clone();
        let texts: Vec<String> = sheet.cells.values().map(|c| c.value.display().into_owned()).collect();
        let (code, out, _) = said(&tonghop(&["audit", file.to_str().unwrap()]));
        assert!(code == 0, "{out}");
        texts
    };
    let first = shown("2021-Q3");
    assert!(first.iter().any(|t| t == "Số: 45/BC-LĐLĐ"), "{first:?}");
    assert!(first.iter().any(|t| t == "Lai Châu, ngày 08 tháng 10 năm 2021"), "{first:?}");
    assert!(!first.iter().any(|t| t.contains("Đã làm việc")), "{first:?}");
    let second = shown("2021-Q4");
    assert!(second.iter().any(|t| t == "Số: 7/BC-BTV"), "{second:?}");
    assert!(second.iter().any(|t| t == "Lai Châu, ngày …… tháng 01 năm 2022"), "{second:?}");
    // Beside the note that the program itself makes: the return of the unit is on hold.
    assert!(second.iter().any(|t| t.starts_with("Đã làm việc trực tiếp; ") && t.contains("Còn lỗi")), "{second:?}");
    // Remarks stay on this level.
    assert!(said(&tonghop(&["up", path])).0 < 2);
    let up = fs::read(folder.join("ket-qua/Gui-cap-tren-2021-Q4.xlsx")).unwrap();
    let book = tonghop::grid::open(&up, &tonghop::limits::Limits::default()).unwrap();
    let cells = book.sheets.iter().flat_map(|s| s.cells.values());
    assert!(cells.into_iter().all(|c| !c.value.display().contains("Đã làm việc")));
}

/// Returns the published result with changes made by a script: `b` is the workbook.
pub(crate) fn tampered(source: &Path, to: &str, change: &str) -> PathBuf {
    let target = source.with_file_name(to);
    python(&format!(
        "import openpyxl\nb=openpyxl.load_workbook({:?})\n{change}\nb.save({:?})",
        source.display().to_string(),
        target.display().to_string()
    ));
    target
}
