//! Failures while the program writes: a full disk, a limit on file size, a read-only folder, a kill at any moment, no
//! descriptors, closed output. Returns do not change, and the previous result stays until the new one is complete.
#![cfg(unix)]

use crate::merge::{campaign, said, sample, tonghop};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const RESULT: &str = "ket-qua/Tong-hop-2021-Q3.xlsx";

/// Returns every file below a folder with its content.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            all.extend(files(&entry))
        } else {
            drop(all.insert(entry.clone(), fs::read(entry).unwrap()))
        }
    }
    all
}

/// A campaign with an earlier result and a return that came in since: the next merge writes other bytes.
fn stage() -> (tempfile::TempDir, PathBuf, Vec<u8>, Vec<u8>) {
    let (keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let late = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx");
    fs::remove_file(&late).unwrap();
    said(&tonghop(&["merge", path]));
    let old = fs::read(folder.join(RESULT)).unwrap();
    fs::copy(sample().join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx"), &late).unwrap();
    said(&tonghop(&["merge", path]));
    let new = fs::read(folder.join(RESULT)).unwrap();
    assert!(old != new);
    fs::write(folder.join(RESULT), &old).unwrap();
    (keep, folder, old, new)
}

/// Runs a shell command with the program as $1 and the campaign as $2.
fn shell(script: &str, folder: &Path) -> Output {
    Command::new("/bin/bash").args(["-c", script, "bash", env!("CARGO_BIN_EXE_tonghop")]).arg(folder).output().unwrap()
}

#[test]
fn failed_write_keeps_the_last_result() {
    let (_keep, folder, old, new) = stage();
    let before = files(&folder);
    // A limit on file size, in KiB: the write fails at the first byte, in the middle, near the end.
    let size = new.len() / 1024;
    for blocks in [0, 1, 8, size / 2, size - 1] {
        let output = shell(&format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$1\" merge \"$2\""), &folder);
        let (code, out, error) = said(&output);
        assert_eq!((code, out.as_str()), (2, ""), "{blocks}: {error}");
        assert!(error.contains("Tong-hop-2021-Q3.xlsx") && error.contains("chạy lại"), "{blocks}: {error}");
        assert!(files(&folder) == before, "{blocks}");
    }
    assert!(before[&folder.join(RESULT)] == old);
    let enough = format!("trap '' XFSZ; ulimit -f {}; exec \"$1\" merge \"$2\"", size + 2);
    assert_eq!(said(&shell(&enough, &folder)).2, "");
    assert!(fs::read(folder.join(RESULT)).unwrap() == new);
}

/// The commands other than `merge` that write: each with existing files, and with a limit on file size in KiB.
#[test]
fn failed_command_keeps_existing_files() {
    let (_keep, folder, ..) = stage();
    let commands = [
        "init new --force",
        "forms . --force",
        "check tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx --output out",
        "check tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx --format xlsx --output out",
        "audit ket-qua/Tong-hop-2021-Q3.xlsx --output out",
        "audit ket-qua/Tong-hop-2021-Q3.xlsx --format xlsx --output out",
        "export .",
        "export . --format json",
        "report .",
        "up .",
        "feedback . --today 2021-10-15",
    ];
    for command in commands {
        let (code, _, error) = said(&shell(&format!("cd \"$2\"; exec \"$1\" {command}"), &folder));
        assert!(code < 2, "{command}: {error}");
    }
    // Existing files differ from what would be written.
    let mut before = files(&folder);
    let inputs = ["tra-loi", "ke-hoach.toml", "phu-luc.tsv", RESULT].map(|name| folder.join(name));
    for (path, bytes) in before.iter_mut().filter(|(path, _)| !inputs.iter().any(|kept| path.starts_with(kept))) {
        bytes.push(b' ');
        fs::write(path, bytes).unwrap();
    }
    for command in commands {
        for blocks in [0, 8] {
            let script = format!("cd \"$2\"; trap '' XFSZ; ulimit -f {blocks}; exec \"$1\" {command}");
            let (code, out, error) = said(&shell(&script, &folder));
            let mut after = files(&folder);
            // The second name of an edited result is no file of its own: it is there before the new result is written.
            after.retain(|path, bytes| {
                let is_kept = path.to_string_lossy().contains(" (da sua ") && before.values().any(|old| old == bytes);
                if is_kept {
                    fs::remove_file(path).unwrap();
                }
                !is_kept
            });
            if blocks > 0 && code < 2 {
                // The files are smaller than the limit. Restore the earlier ones.
                before.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
                continue;
            }
            // With --format json the reason is on the standard output as well.
            let is_json = command.contains("--format json");
            let failure = out.contains("\"failure\": {") && out.contains("Không ghi được");
            assert!(
                code == 2 && (failure == is_json) && (is_json || out.is_empty()),
                "{command}, {blocks}: {out}{error}"
            );
            assert!(error.contains("Không ghi được") && error.contains("chạy lại"), "{command}, {blocks}: {error}");
            let changed: Vec<&PathBuf> = before.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
            assert!(before.len() == after.len(), "{command}, {blocks}: a file was left or lost");
            // If a command writes several files, those before the failure are new.
            let has_several = command == "export ." || command.starts_with("feedback");
            assert!(changed.is_empty() || blocks > 0 && has_several, "{command}, {blocks}: {changed:?}");
            changed.into_iter().for_each(|path| fs::write(path, &before[path]).unwrap());
        }
    }
}

/// Runs a command on a campaign while a folder in it is a disk of this size that only the command sees. Returns its code,
/// what it prints with the files on that disk, and its error; `None` if the machine lets a test mount no disk.
pub(crate) fn on_small_disk(campaign: &Path, command: &str, folder: &str, size: &str) -> Option<(i32, String, String)> {
    let script = format!(
        "mount -t tmpfs -o size={size} tonghop \"$2/{folder}\" || exit 77\n\
         \"$1\" {command} \"$2\"; code=$?; ls -A \"$2/{folder}\"; exit $code"
    );
    let output = Command::new("unshare")
        .args(["--mount", "--map-root-user", "/bin/bash", "-c", &script, "bash", env!("CARGO_BIN_EXE_tonghop")])
        .arg(campaign)
        .output()
        .unwrap();
    let (code, out, error) = said(&output);
    if code == 77 || error.contains("unshare failed") {
        eprintln!("not run: this machine lets a test mount no disk: {error}");
        return None;
    }
    Some((code, out, error))
}

#[test]
fn full_disk_is_reported_and_loses_nothing() {
    let (_keep, folder, ..) = stage();
    let before = files(&folder);
    let Some((code, out, error)) = on_small_disk(&folder, "merge", "ket-qua", "24k") else { return };
    assert_eq!((code, out.as_str()), (2, ""), "{error}");
    assert!(error.split_whitespace().collect::<Vec<_>>().join(" ").contains("ổ đĩa đã đầy"), "{error}");
    assert!(files(&folder) == before);
}

#[test]
fn read_only_folder_is_reported() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let (keep, folder, ..) = stage();
    let before = files(&folder);
    let results = folder.join("ket-qua");
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(keep.path(), 0o755);
    mode(&results, 0o555);
    // Root may write everywhere, so the program runs as user nobody, from a folder that this user can reach.
    let root = fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0);
    let program = keep.path().join("tonghop");
    fs::copy(env!("CARGO_BIN_EXE_tonghop"), &program).unwrap();
    let mut command = Command::new(if root { "setpriv" } else { "env" });
    if root {
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    }
    let output = command.arg(&program).arg("merge").arg(&folder).output().unwrap();
    mode(&results, 0o755);
    let (code, out, error) = said(&output);
    assert_eq!((code, out.as_str()), (2, ""), "{error}");
    assert!(error.split_whitespace().collect::<Vec<_>>().join(" ").contains("không có quyền"), "{error}");
    assert!(files(&folder) == before);
}

#[test]
fn kill_at_any_moment_leaves_one_complete_result() {
    let (_keep, folder, old, new) = stage();
    let inputs = files(&folder.join("tra-loi"));
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tonghop"));
        command.arg("merge").arg(&folder).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let whole = Instant::now();
    assert!(start().wait().unwrap().code().is_some_and(|c| c < 2));
    let whole = whole.elapsed();
    let half = || {
        let names =
            fs::read_dir(folder.join("ket-qua")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(".tonghop-")).count()
    };
    // TONGHOP_KILLS sets the number of kills; the last of them come after the end. Every fourth is during the write,
    // also on a busy machine: a few milliseconds after the temporary file appears.
    let kills: u32 = std::env::var("TONGHOP_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(24).max(24);
    let (mut killed, mut replaced) = (0, 0);
    for step in 0..kills {
        fs::write(folder.join(RESULT), &old).unwrap();
        let mut child = start();
        if step % 4 == 3 {
            let before = half();
            while half() == before && child.try_wait().unwrap().is_none() {}
            sleep(Duration::from_micros(u64::from(step / 4 * 397 % 10_000)));
        } else {
            sleep(whole * (step * 6 / 5) / kills);
        }
        child.kill().unwrap();
        killed += usize::from(child.wait().unwrap().signal() == Some(9));
        let now = fs::read(folder.join(RESULT)).unwrap();
        assert!(now == old || now == new, "step {step}: a torn result");
        replaced += usize::from(now == new);
        // The temporary file that a kill leaves is hidden and does not look like a workbook.
        for left in fs::read_dir(folder.join("ket-qua")).unwrap() {
            let name = left.unwrap().file_name().into_string().unwrap();
            assert!(
                name == "Tong-hop-2021-Q3.xlsx" || name.starts_with(".tonghop-") && name.ends_with(".tmp"),
                "{name}"
            );
        }
    }
    let half = half();
    println!("{kills} moments within {whole:?}: {killed} killed, {half} half-way, {replaced} with the new result");
    assert!(half > 0, "none while the file was written");
    assert!(killed >= kills as usize / 4, "{killed} were killed");
    assert!(replaced < kills as usize);
    assert!(files(&folder.join("tra-loi")) == inputs);
}

#[test]
fn old_temporary_files_are_removed() {
    let (_keep, folder, _, new) = stage();
    let results = folder.join("ket-qua");
    let touch = |name: &str, when: &str| {
        fs::write(results.join(name), b"half").unwrap();
        assert!(Command::new("touch").args(["-d", when]).arg(results.join(name)).status().unwrap().success());
    };
    touch(".tonghop-old.tmp", "2 days ago");
    touch(".tonghop-now.tmp", "now");
    touch("ghi chú.tmp", "2 days ago");
    said(&tonghop(&["merge", folder.to_str().unwrap()]));
    let names: Vec<String> = files(&results).keys().map(|p| p.file_name().unwrap().to_string_lossy().into()).collect();
    assert_eq!(names, [".tonghop-now.tmp", "Tong-hop-2021-Q3.xlsx", "ghi chú.tmp"]);
    assert!(fs::read(folder.join(RESULT)).unwrap() == new);
}

#[test]
fn few_descriptors_give_a_complete_result_or_none() {
    let (_keep, folder, old, new) = stage();
    let inputs = files(&folder.join("tra-loi"));
    let mut fine = 0;
    for most in [3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 32] {
        fs::write(folder.join(RESULT), &old).unwrap();
        let output = shell(&format!("ulimit -n {most}; exec \"$1\" merge \"$2\""), &folder);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!error.contains("panicked"), "{most}: {error}");
        let now = fs::read(folder.join(RESULT)).unwrap();
        let code = output.status.code();
        assert!(now == old && code != Some(0) || now == new && code.is_some_and(|c| c < 2), "{most}: {code:?} {error}");
        fine += usize::from(now == new);
        assert!(files(&folder.join("tra-loi")) == inputs);
    }
    assert!(fine >= 1);
}

#[test]
fn closed_output_is_reported() {
    let (_keep, folder, _, new) = stage();
    for script in ["\"$1\" merge \"$2\" > /dev/full", "(trap '' PIPE; \"$1\" merge \"$2\"; echo $? >&2) | exec true"] {
        fs::remove_file(folder.join(RESULT)).unwrap();
        let output = shell(script, &folder);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        let code = output.status.code().filter(|c| *c > 0).or_else(|| error.lines().last()?.trim().parse().ok());
        assert_eq!(code, Some(2), "{script}: {error}");
        assert!(!error.contains("panicked"), "{error}");
        assert!(fs::read(folder.join(RESULT)).unwrap() == new, "the result was written before");
    }
    let commands =
        ["--help", "explain R10", "check tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx", &format!("audit {RESULT}"), "up ."];
    for command in commands {
        let output = shell(&format!("cd \"$2\"; exec \"$1\" {command} > /dev/full"), &folder);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command}: {error}");
        assert!(error.contains("Không in được") && !error.contains("panicked"), "{command}: {error}");
        // With all output closed, the exit code still reports the failure.
        let output = shell(&format!("cd \"$2\"; exec \"$1\" {command} > /dev/full 2> /dev/full < /dev/null"), &folder);
        assert_eq!(output.status.code(), Some(2), "{command}");
    }
}

/// A worker that is blocked, here because nobody reads its reply, ends soon after its parent process is gone.
#[test]
fn no_worker_outlives_the_program() {
    use tonghop::limits::Limits;
    use tonghop::system::process::{HEAPS, write_frame};
    let limits = Limits::default();
    let mut child = Command::new(env!("CARGO_BIN_EXE_tonghop"))
        .args([tonghop::pipeline::WORKER, &limits.worker_bytes.to_string()])
        .envs(HEAPS)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let setup = serde_json::json!({ "Sheets": { "limits": limits, "detail": "All" } }).to_string();
    let book = fs::read(sample().join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx")).unwrap();
    let mut input = child.stdin.take().unwrap();
    for frame in [setup.as_bytes(), &book] {
        write_frame(&mut input, frame).unwrap();
    }
    sleep(Duration::from_secs(2));
    assert!(child.try_wait().unwrap().is_none(), "the answer is larger than the pipe");
    drop(input);
    // It ends after ten seconds; on a busy machine nobody knows when that is seen.
    let gone = (0..6_000).any(|_| {
        sleep(Duration::from_millis(100));
        child.try_wait().unwrap().is_some()
    });
    child.kill().unwrap();
    assert!(gone, "it is still there");
}

/// Fills DS_3 of a return with 16,000 enterprises.
pub(crate) const LONG_LIST: &str = r#"
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
rows = book["DS_3"]
for i in range(16000):
    for column, value in enumerate([i + 1, f"Công ty {i}", f"62{i:08}", "xã Bản", "Xây dựng", 2015, 20, 3, "Quý 4/2023"], 1):
        rows.cell(5 + i, column).value = value
book.save(sys.argv[1])
"#;

#[test]
fn large_workbook_needs_no_temporary_folder() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    said(&tonghop(&["merge", folder.to_str().unwrap()]));
    let file = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx");
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", LONG_LIST]).arg(&file).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let before = files(&folder);
    let merge = "export TMPDIR=/nowhere; exec \"$1\" merge \"$2\" --limit roster_rows=20000 --limit file_seconds=100";
    let (code, _, error) = said(&shell(merge, &folder));
    assert_eq!((code, error.as_str()), (0, ""));
    assert!(files(&folder) != before);
}
