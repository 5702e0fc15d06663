//! A published copy under odd conditions: edited by hand, incomplete, in the way of something else, of an empty period.

use crate::merge::{campaign, said, tonghop};
use crate::publish::files;
use std::fs;
use std::path::{Path, PathBuf};

const COPY: &str = "ket-qua/da-chot/2021-Q3";

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn publish(folder: &Path, more: &[&str]) -> (i32, String) {
    let (code, out, error) = said(&tonghop(&[&["publish", folder.to_str().unwrap()], more].concat()));
    (code, flat(&(out + &error)))
}

/// Returns the published copy of a campaign, in which everything may be written.
fn writable_copy() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let (keep, folder) = campaign(&["2021-Q3"]);
    assert!(publish(&folder, &[]).0 < 2);
    let copy = folder.join(COPY);
    for name in files(&copy).into_keys() {
        let path = copy.join(name);
        let bytes = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        fs::write(&path, bytes).unwrap();
    }
    (keep, folder, copy)
}

fn audited(copy: &Path) -> (i32, String) {
    let (code, out, error) = said(&tonghop(&["audit", copy.join("Tong-hop-2021-Q3.xlsx").to_str().unwrap()]));
    (code, flat(&(out + &error)))
}

/// The manifest is part of what an audit checks: a file without its line, a line without its file, and no lines at all.
#[test]
fn what_the_manifest_does_not_list_is_reported() {
    let (_keep, _folder, copy) = writable_copy();
    assert_eq!(audited(&copy).0, 0);
    let manifest = copy.join("SHA256SUMS");
    let lines = fs::read_to_string(&manifest).unwrap();
    let named = |name: &str| format!("✗ da-chot/2021-Q3/{name}: bản đã chốt bị sửa hoặc mất");
    let cdvc = "tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx";
    // A return is edited and its line taken out.
    let own = fs::read(copy.join(cdvc)).unwrap();
    fs::write(copy.join(cdvc), [own.as_slice(), b"x"].concat()).unwrap();
    let without =
        |word: &str| lines.lines().filter(|l| !l.contains(word)).map(|l| format!("{l}\n")).collect::<String>();
    fs::write(&manifest, without("CDVC")).unwrap();
    let (code, out) = audited(&copy);
    assert!(code == 1 && out.contains("Có 1 chỗ bị sửa") && out.contains(&named(cdvc)), "{out}");
    fs::write(copy.join(cdvc), own).unwrap();
    // The plan goes with its line; then the lines of everything.
    fs::write(&manifest, without("ke-hoach")).unwrap();
    let plan = fs::read(copy.join("ke-hoach.toml")).unwrap();
    fs::remove_file(copy.join("ke-hoach.toml")).unwrap();
    let (code, out) = audited(&copy);
    assert!(code == 1 && out.contains(&named("ke-hoach.toml")), "{out}");
    fs::write(copy.join("ke-hoach.toml"), plan).unwrap();
    fs::write(&manifest, "").unwrap();
    let (code, out) = audited(&copy);
    assert!(code == 1 && out.contains("Có 13 chỗ bị sửa"), "{out}");
    // A file that was added; what a system leaves is none.
    fs::write(&manifest, &lines).unwrap();
    fs::write(copy.join("tra-loi/desktop.ini"), "").unwrap();
    assert_eq!(audited(&copy).0, 0);
    fs::write(copy.join("tra-loi/2021-Q3/thêm.xlsx"), "x").unwrap();
    let (code, out) = audited(&copy);
    assert!(code == 1 && out.contains(&named("tra-loi/2021-Q3/thêm.xlsx")), "{out}");
}

/// Names with a line end or a backslash are escaped in the manifest; they are checked like any other.
#[cfg(unix)]
#[test]
fn a_file_with_an_odd_name_is_checked_by_its_hash() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let name = "tra-loi/2021-Q3/ghi\nchu\\x.txt";
    fs::write(folder.join(name), "a").unwrap();
    assert!(publish(&folder, &[]).0 < 2);
    let copy = folder.join(COPY);
    assert_eq!(audited(&copy).0, 0);
    fs::remove_file(copy.join(name)).unwrap();
    let (code, out) = audited(&copy);
    assert!(code == 1 && out.contains("Có 1 chỗ bị sửa") && out.contains("x.txt: bản đã chốt bị sửa"), "{out}");
}

/// A copy whose workbook is gone is no published period, and its figures are not compared silently.
#[test]
fn a_copy_without_its_workbook_is_named_by_merge() {
    let (_keep, folder, copy) = writable_copy();
    fs::remove_file(copy.join("Tong-hop-2021-Q3.xlsx")).unwrap();
    let (code, out, _) = said(&tonghop(&["merge", folder.to_str().unwrap()]));
    assert!(code < 2 && flat(&out).contains("Chưa so được số đã lập với số nay ở Tong-hop-2021-Q3.xlsx"), "{out}");
}

/// A published copy cannot be taken back by the program, so that a period without any return is none.
#[test]
fn a_period_without_returns_is_not_published() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let (code, out) = publish(&folder, &["--period", "2023-Q4"]);
    assert!(code == 2 && out.contains("Quý IV/2023 chưa có đơn vị nào báo cáo"), "{out}");
    assert!(!folder.join("ket-qua/da-chot").exists());
    // What the board records counts as reported.
    let plan = folder.join("ke-hoach.toml");
    let nil = "\n[[waivers]]\nunit = \"CDVC\"\nperiod = \"2021-Q4\"\nnil = true\nreason = \"Báo qua điện thoại\"\nby = \"Ban\"\n\
               date = 2022-01-05\n";
    fs::write(&plan, fs::read_to_string(&plan).unwrap() + nil).unwrap();
    let (code, out) = publish(&folder, &["--period", "2021-Q4"]);
    assert!(code < 2 && out.contains("Đã chốt quý IV/2021"), "{out}");
}

/// Something else in the place of the copy, or of the folder of copies, is no published period.
#[cfg(unix)]
#[test]
fn what_is_in_the_way_is_left_and_named() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let copies = folder.join("ket-qua/da-chot");
    fs::create_dir_all(folder.join("ket-qua")).unwrap();
    fs::write(&copies, "x").unwrap();
    let (code, out) = publish(&folder, &[]);
    assert!(code == 2 && !out.contains("đã chốt ở") && out.contains("da-chot"), "{out}");
    assert_eq!(fs::read(&copies).unwrap(), b"x");
    fs::remove_file(&copies).unwrap();
    fs::create_dir_all(&copies).unwrap();
    fs::write(copies.join("2021-Q3"), "y").unwrap();
    let (code, out) = publish(&folder, &[]);
    assert!(code == 2 && !out.contains("đã chốt ở") && out.contains("2021-Q3"), "{out}");
    assert_eq!(files(&copies).into_values().collect::<Vec<_>>(), [b"y"]);
    // A link to another folder is not followed for what is not a copy of this campaign.
    fs::remove_file(copies.join("2021-Q3")).unwrap();
    let other = folder.join("khác");
    fs::create_dir_all(&other).unwrap();
    std::os::unix::fs::symlink(&other, copies.join("2021-Q3")).unwrap();
    assert_eq!(publish(&folder, &[]).0, 2);
    assert_eq!(fs::read_dir(&other).unwrap().count(), 0);
}

/// Nothing is written into a copy, wherever it is, and the message says what is in the way.
#[test]
fn a_copy_is_no_campaign_to_work_in() {
    let (keep, _folder, copy) = writable_copy();
    let carried = carried_copy(&copy, keep.path());
    for copy in [copy, carried] {
        let before = files(&copy);
        for command in ["publish", "merge", "forms", "feedback", "up", "report", "export"] {
            let (code, out, error) = said(&tonghop(&[command, copy.to_str().unwrap()]));
            assert!(code == 2 && flat(&error).contains("bản đã chốt"), "{command}: {out}{error}");
        }
        assert!(files(&copy) == before);
    }
}

/// Copies a published copy to a folder outside of every campaign, as to another machine.
fn carried_copy(copy: &Path, to: &Path) -> PathBuf {
    let carried = to.join("USB/quý 3");
    for (name, bytes) in files(copy) {
        let path = carried.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    carried
}

/// A copy that was carried elsewhere is compared with its manifest, too.
#[test]
fn a_carried_copy_is_audited_with_its_manifest() {
    let (keep, _folder, copy) = writable_copy();
    let carried = carried_copy(&copy, keep.path());
    let (code, out) = audited(&carried);
    assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}");
    // No figure depends on the file, so that only the manifest shows the change.
    let note = carried.join("tra-loi/2021-Q3/ghi chú.txt");
    fs::write(&note, "x").unwrap();
    let (code, out) = audited(&carried);
    assert!(code == 1 && out.contains("✗ tra-loi/2021-Q3/ghi chú.txt: bản đã chốt bị sửa hoặc mất"), "{out}");
    fs::remove_file(note).unwrap();
    fs::remove_file(carried.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx")).unwrap();
    let (code, out) = audited(&carried);
    assert!(
        code == 1 && out.contains("✗ tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx: bản đã chốt bị sửa hoặc mất"),
        "{out}"
    );
}

/// An empty folder, or a part of a copy, is no published period: `merge` and `status` say so, and `publish` names what is in
/// the way, or publishes if nothing is.
#[test]
fn a_part_of_a_copy_is_no_published_period() {
    let (_keep, folder, copy) = writable_copy();
    let path = folder.to_str().unwrap();
    let all = files(&copy);
    let is_published = || {
        let json: serde_json::Value =
            serde_json::from_str(&said(&tonghop(&["status", path, "--format", "json"])).1).unwrap();
        json["result"]["published"] == serde_json::json!(["2021-Q3"])
    };
    let is_told =
        |command: &str| flat(&said(&tonghop(&[command, path])).1).contains("không đầy đủ nên chưa tính là đã chốt");
    assert!(is_published() && !is_told("merge") && !is_told("status"));
    for missing in ["SHA256SUMS", "Tong-hop-2021-Q3.xlsx", "tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx"] {
        fs::remove_file(copy.join(missing)).unwrap();
        assert!(!is_published() && is_told("merge") && is_told("status"), "{missing}");
        let (code, out) = publish(&folder, &["--period", "2021-Q3"]);
        assert!(code == 2 && out.contains("chưa phải một bản đã chốt đầy đủ"), "{missing}: {out}");
        fs::write(copy.join(missing), &all[missing]).unwrap();
        assert!(is_published(), "{missing}");
    }
    fs::remove_dir_all(&copy).unwrap();
    fs::create_dir(&copy).unwrap();
    assert!(!is_published() && !is_told("merge"));
    let (code, out) = publish(&folder, &["--period", "2021-Q3"]);
    assert!(code == 0 && out.contains("Đã chốt quý III/2021"), "{out}");
    assert!(is_published());
}

/// Every link of a published workbook leads to a file that is there: beside it or, for what the copy does not have, in the
/// campaign. That is every return of a copy without returns, and those for later periods that came before the period was
/// published.
#[test]
fn links_of_a_published_workbook_lead_to_files() {
    for (more, is_late) in [(&[][..], false), (&["--no-returns"], false), (&[], true), (&["--no-returns"], true)] {
        let (_keep, folder) = campaign(&["2021-Q3"]);
        if is_late {
            crate::life::add_returns(&folder, "2021-Q4");
            crate::life::add_returns(&folder, "2022-Q1");
        }
        assert!(publish(&folder, &[&["--period", "2021-Q3"], more].concat()).0 < 2);
        if !is_late {
            crate::life::add_returns(&folder, "2021-Q4");
        }
        assert!(publish(&folder, &[&["--period", "2021-Q4"], more].concat()).0 < 2);
        for period in ["2021-Q3", "2021-Q4"] {
            let name = format!("Tong-hop-{period}.xlsx");
            let copy = folder.join("ket-qua/da-chot").join(period);
            for file in [copy.join(&name), folder.join("ket-qua").join(&name)] {
                let targets = external_links(&file);
                let leads = |target: &&String| file.parent().unwrap().join(target).is_file();
                let astray: Vec<&String> = targets.iter().filter(|target| !leads(target)).collect();
                assert!(targets.len() > 20 && astray.is_empty(), "{}: {astray:?}", file.display());
                let has_returns = more.is_empty() && file.starts_with(&copy);
                let begin = |start: &str| targets.iter().filter(|target| target.starts_with(start)).count();
                let of_later = targets.iter().filter(|target| target.contains("tra-loi/2022-Q1/")).count();
                assert_eq!(begin("tra-loi/") > 0, has_returns, "{}", file.display());
                assert_eq!(begin("tra-loi/2022-Q1/"), 0, "{}", file.display());
                assert_eq!(of_later > 0, is_late, "{}", file.display());
                let (code, out, _) = said(&tonghop(&["audit", file.to_str().unwrap()]));
                assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}");
            }
        }
        // A single link that leads elsewhere is a difference, whatever place the file is made for.
        let file = folder.join("ket-qua/da-chot/2021-Q3/Tong-hop-2021-Q3.xlsx");
        let touched = folder.join("ket-qua/x.xlsx");
        let script = format!(
            "import zipfile\nz=zipfile.ZipFile({:?})\no=zipfile.ZipFile({:?},'w',zipfile.ZIP_DEFLATED)\ndone=False\n\
             for n in z.namelist():\n b=z.read(n)\n if not done and b'_CDVC.xlsx' in b and n.endswith('.rels'):\n  \
             b=b.replace(b'_CDVC.xlsx',b'_CDYT.xlsx',1); done=True\n o.writestr(n,b)\no.close()\nassert done",
            file.display().to_string(),
            touched.display().to_string()
        );
        crate::publish::python(&script);
        let (code, out, _) = said(&tonghop(&["audit", touched.to_str().unwrap()]));
        assert!(code == 1 && out.contains("Liên kết khác đi"), "{out}");
    }
}

/// Returns the targets of all links to files in a workbook, without escapes.
fn external_links(file: &Path) -> Vec<String> {
    let script = format!(
        "import zipfile,re,urllib.parse as u,html\nz=zipfile.ZipFile({:?})\n\
         for n in z.namelist():\n if n.endswith('.rels'):\n  \
         for t in re.findall(r'Target=\"([^\"]*)\" TargetMode=\"External\"',z.read(n).decode()): print(u.unquote(html.unescape(t)))",
        file.display().to_string()
    );
    let output = std::process::Command::new("/usr/bin/python3").args(["-c", &script]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(String::from).collect()
}

/// A copy that was moved through another system has its names in the other form of accents, with the same content.
#[test]
fn names_in_another_form_of_accents_are_the_same() {
    let (keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    // Composed, as Windows writes it; decomposed, as some systems store it.
    let (composed, decomposed) = ("Sìn Hồ.xlsx", "Si\u{300}n H\u{f4}\u{300}.xlsx".replace('\u{f4}', "o\u{302}"));
    let some = fs::read_dir(&inbox)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("CDVC"))
        .unwrap();
    fs::rename(&some, inbox.join(composed)).unwrap();
    assert!(publish(&folder, &[]).0 < 2);
    let copy = keep.path().join("moved");
    fs::rename(folder.join(COPY), &copy).unwrap();
    fs::create_dir_all(folder.join(COPY).parent().unwrap()).unwrap();
    for name in files(&copy).into_keys() {
        let to = folder.join(COPY).join(Path::new(&name.replace(composed, &decomposed)));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(copy.join(&name), to).unwrap();
    }
    let moved = folder.join(COPY).join("tra-loi/2021-Q3").join(&decomposed);
    assert!(moved.is_file());
    let (code, out) = audited(&folder.join(COPY));
    assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}");
    // Its content counts all the same.
    let bytes = fs::read(&moved).unwrap();
    fs::remove_file(&moved).unwrap();
    fs::write(&moved, [bytes.as_slice(), b"x"].concat()).unwrap();
    let (code, out) = audited(&folder.join(COPY));
    assert!(code == 1 && out.contains("bản đã chốt bị sửa hoặc mất"), "{out}");
}

/// A stored value of the copy is changed, and its manifest with it: the reason is no return.
#[test]
fn a_figure_changed_in_a_copy_is_named_by_merge() {
    let (_keep, folder, copy) = writable_copy();
    let workbook = copy.join("Tong-hop-2021-Q3.xlsx");
    let script = format!(
        "import re,zipfile\np={workbook:?}\nz=zipfile.ZipFile(p)\nparts=[(n,z.read(n)) for n in z.namelist()]\nz.close()\n\
         o=zipfile.ZipFile(p,'w',zipfile.ZIP_DEFLATED)\nfor n,b in parts:\n if n=='xl/worksheets/sheet2.xml':\n  \
         b,k=re.subn(rb'(<c r=\"E12\"[^>]*><f>[^<]*</f><v>)12<',rb'\\g<1>99<',b)\n  assert k==1\n o.writestr(n,b)\no.close()"
    );
    crate::publish::python(&script);
    let sums = copy.join("SHA256SUMS");
    let lines = fs::read_to_string(&sums).unwrap();
    let new = std::process::Command::new("sha256sum").arg("Tong-hop-2021-Q3.xlsx").current_dir(&copy).output().unwrap();
    let new = String::from_utf8(new.stdout).unwrap();
    let changed: String = lines
        .lines()
        .map(|l| if l.ends_with("Tong-hop-2021-Q3.xlsx") { new.clone() } else { format!("{l}\n") })
        .collect();
    fs::write(&sums, changed).unwrap();
    let (_, out, error) = said(&tonghop(&["merge", "-v", folder.to_str().unwrap()]));
    let out = flat(&(out + &error));
    assert!(out.contains("99 → 12") && out.contains("số trong tệp đã lập bị sửa"), "{out}");
}
