//! Workers read files under limits: a file that crashes or blocks one affects no other file.

use crate::merge::{campaign, said, sample, tonghop};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Writes a workbook with 900,000 unused shared strings: 2 MB on disk, about 80 MB in memory.
fn heavy(from: &Path, to: &Path) {
    let script = format!(
        "import zipfile\nz=zipfile.ZipFile({:?})\n\
         with zipfile.ZipFile({:?},'w',zipfile.ZIP_DEFLATED) as o:\n\
         \x20for n in z.namelist():\n\
         \x20 d=z.read(n)\n\
         \x20 if n=='xl/sharedStrings.xml':\n\
         \x20  assert b'</sst>' in d\n\
         \x20  d=d.replace(b'</sst>',b''.join(b'<si><t>%030d</t></si>'%i for i in range(900000))+b'</sst>')\n\
         \x20 o.writestr(n,d)\n",
        from.display().to_string(),
        to.display().to_string()
    );
    let python = Command::new("/usr/bin/python3").args(["-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
}

#[test]
fn file_beyond_the_memory_limit_affects_no_other() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let (_, alone, _) = said(&tonghop(&["merge", path]));
    let before = fs::read(folder.join("ket-qua/Tong-hop-2021-Q3.xlsx")).unwrap();
    let from = sample().join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx");
    heavy(&from, &folder.join("tra-loi/2021-Q3/nặng.xlsx"));
    let (code, out, error) = said(&tonghop(&["merge", path, "--limit", "worker_bytes=64M"]));
    assert_eq!((code, error.as_str()), (1, ""), "{out}");
    let whole = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(whole.contains("✗ 2021-Q3/nặng.xlsx D15: Tệp làm chương trình đọc phải dừng"), "{out}");
    assert!(whole.contains("quá 64 MB bộ nhớ (worker_bytes)"), "{out}");
    let reported = |out: &str| out.lines().find(|l| l.contains("đơn vị đã gửi")).map(str::to_string);
    assert_eq!(reported(&out), reported(&alone));
    // With the default limit it is read, with the same figures as the original.
    let (code, out, _) = said(&tonghop(&["merge", path, "-v", "--limit", "file_seconds=60"]));
    assert!(code == 0 && out.contains("nặng.xlsx") && out.contains("Trùng"), "{out}");
    fs::remove_file(folder.join("tra-loi/2021-Q3/nặng.xlsx")).unwrap();
    said(&tonghop(&["merge", path]));
    assert!(fs::read(folder.join("ket-qua/Tong-hop-2021-Q3.xlsx")).unwrap() == before, "the same bytes");
}

#[test]
fn plan_annex_and_audited_workbook_have_the_same_limits() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    assert_eq!(said(&tonghop(&["merge", path])).2, "");
    let result = folder.join("ket-qua/Tong-hop-2021-Q3.xlsx");
    let large = folder.join("ket-qua/nặng.xlsx");
    heavy(&result, &large);
    let tight = ["--limit", "worker_bytes=64M"];
    let (code, out, error) = said(&tonghop(&["audit", large.to_str().unwrap(), tight[0], tight[1]]));
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(error.contains("nặng.xlsx") && error.contains("(worker_bytes)"), "{error}");
    // With a wider limit it is compared: the strings that no cell uses are one difference, at their part.
    let wide = ["--limit", "worker_bytes=1500M", "--limit", "file_seconds=60"];
    let (code, out, error) = said(&tonghop(&[&["audit", large.to_str().unwrap()][..], &wide].concat()));
    assert_eq!((code, error.as_str()), (1, ""), "{out}");
    assert!(out.contains("Có 1 chỗ bị sửa") && out.contains("phần xl/sharedStrings.xml"), "{out}");
    // Plan and annex as workbooks.
    let keep = tempfile::tempdir().unwrap();
    let own = keep.path().join("đợt");
    let at = own.to_str().unwrap();
    assert_eq!(said(&tonghop(&["init", at])).2, "");
    for name in ["ke-hoach.xlsx", "phu-luc.xlsx"] {
        let good = fs::read(own.join(name)).unwrap();
        heavy(&own.join(name), &keep.path().join("nặng.xlsx"));
        fs::rename(keep.path().join("nặng.xlsx"), own.join(name)).unwrap();
        let (code, out, error) = said(&tonghop(&["forms", at, tight[0], tight[1]]));
        assert_eq!((code, out.as_str()), (2, ""), "{error}");
        assert!(error.contains(name) && error.contains("(worker_bytes)"), "{error}");
        assert!(!own.join("bieu-mau").exists());
        fs::write(own.join(name), good).unwrap();
    }
    assert_eq!(said(&tonghop(&["forms", at])).2, "");
}

#[test]
fn file_beyond_the_time_limit_is_reported() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let file = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx");
    let (code, out, error) = said(&tonghop(&["check", file.to_str().unwrap(), "--limit", "file_seconds=0"]));
    assert_eq!((code, error.as_str()), (1, ""), "{out}");
    assert!(out.contains("đọc quá 0 giây") && out.contains("file_seconds"), "{out}");
}

#[test]
fn every_limit_applies_and_is_named() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let file = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx");
    let file = file.to_str().unwrap();
    for (limit, told) in [
        ("entries=3", "số mục trong tệp nén"),
        ("inflated_bytes=10K", "sau giải nén"),
        ("part_bytes=1K", "phần sau giải nén"),
        ("shared_strings=10", "số chuỗi ký tự"),
        ("sheets=2", "số trang tính"),
        ("cells=20", "số ô có nội dung"),
        ("cells_seen=20", "số ô của trang tính"),
        ("names=5", "số tên vùng"),
        ("merges=3", "số ô gộp"),
        ("text_bytes=100", "chữ trong các ô"),
    ] {
        let (code, out, error) = said(&tonghop(&["check", file, "--limit", limit]));
        assert_eq!((code, error.as_str()), (1, ""), "{limit}: {out}");
        let whole = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(whole.contains(told), "{limit}: {out}");
    }
    // The plan has a limit too: it is never read in part.
    let (code, _, error) = said(&tonghop(&["check", file, "--limit", "file_bytes=1K"]));
    assert!(code == 2 && error.contains("ke-hoach.toml") && error.contains("1024 byte"), "{error}");
    let (code, _, error) = said(&tonghop(&["check", file, "--limit", "cell=3"]));
    assert!(code == 2 && error.contains("cells"), "{error}");
}

/// Processes that keep the machine busy until they are dropped.
struct BusyMachine(Vec<std::process::Child>);

impl Drop for BusyMachine {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(|child| {
            let _ = child.kill();
            let _ = child.wait();
        });
    }
}

/// No honest file is refused beside eight busy processes: what others take of the machine does not count.
#[test]
fn busy_machine_makes_no_file_too_slow() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let busy = |_| Command::new("/bin/sh").args(["-c", "while :; do :; done"]).spawn().unwrap();
    let _busy = BusyMachine((0..8).map(busy).collect());
    let (code, out, error) = said(&tonghop(&["merge", folder.to_str().unwrap(), "--limit", "file_seconds=3"]));
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    assert!(!out.contains("file_seconds") && out.contains("10 đã tổng hợp"), "{out}");
}
