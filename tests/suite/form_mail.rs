//! Blank forms with drafts of e-mails and chat messages, and all as one archive. Drafts and archive are read by Python.

use crate::merge::{campaign, said, tonghop};
use std::fs;
use std::process::Command;

/// Prints recipient, subject and text of each draft, and compares attachments and archive with the files of the folder.
const READER: &str = r##"
import email, email.policy, glob, os, sys, zipfile
folder, archive = sys.argv[1:3]
for path in sorted(glob.glob(os.path.join(folder, "thu_*.eml"))):
    draft = email.message_from_binary_file(open(path, "rb"), policy=email.policy.default)
    assert draft["X-Unsent"] == "1" and draft["Date"] is None, path
    parts = list(draft.iter_attachments())
    assert len(parts) == 1, path
    name = parts[0].get_filename()
    assert parts[0].get_content() == open(os.path.join(folder, name), "rb").read(), name
    text = " ".join(draft.get_body().get_content().split())
    print(os.path.basename(path), "|", draft["To"], "|", draft["Subject"], "|", name, "|", text)
names = sorted(n for n in os.listdir(folder) if n != os.path.basename(archive))
with zipfile.ZipFile(archive) as packed:
    assert packed.namelist() == names, (packed.namelist(), names)
    for name in names:
        assert packed.read(name) == open(os.path.join(folder, name), "rb").read(), name
"##;

#[test]
fn forms_go_out_with_drafts_messages_and_an_archive() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let plan = folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let own = "\n[[feedback]]\nmessage = \"form\"\nchat = \"Biểu {ky} của {don_vi}: {tep}\"\n";
    let contact = "code = \"TP\"\nemail = \"tp@example.vn\"\ncontact = \"Bà Thử\"";
    fs::write(&plan, text.replacen("code = \"TP\"", contact, 1) + own).unwrap();
    let path = folder.to_str().unwrap();
    let words = ["forms", path, "--period", "2021-Q4", "--mail", "--zip", "--today", "2022-01-03"];
    let (code, out, error) = said(&tonghop(&words));
    assert_eq!(code, 0, "{out}{error}");
    let forms = folder.join("bieu-mau/2021-Q4");
    let archive = forms.join("bieu-mau-2021-Q4.zip");
    assert!(out.contains("bieu-mau-2021-Q4.zip"), "{out}");
    let python = Command::new("/usr/bin/python3").args(["-c", READER]).arg(&forms).arg(&archive).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let drafts = String::from_utf8(python.stdout).unwrap();
    assert_eq!(drafts.lines().count(), 11, "{drafts}");
    let own = drafts.lines().find(|line| line.starts_with("thu_TP.eml")).unwrap();
    // The deadline of the fourth quarter is 10 January.
    for part in [
        "Bà Thử <tp@example.vn>",
        "| Biểu báo cáo quý IV năm 2021 của LĐLĐ Thành Phố | BM01_2021-Q4_TP.xlsx |",
        "Kính gửi Bà Thử – LĐLĐ Thành Phố,",
        "Hạn gửi: 10/01/2022, còn 7 ngày.",
    ] {
        assert!(own.contains(part), "{part}: {own}");
    }
    let chat = fs::read_to_string(forms.join("tin-nhan_TP.txt")).unwrap();
    assert_eq!(chat, "Biểu quý IV năm 2021 của LĐLĐ Thành Phố: BM01_2021-Q4_TP.xlsx\n");

    // A form that somebody has filled in stays, and is not sent.
    let filled = forms.join("BM01_2021-Q4_TP.xlsx");
    fs::write(&filled, "đã điền").unwrap();
    let before = fs::read(&archive).unwrap();
    let (code, out, _) = said(&tonghop(&words));
    assert!(code == 0 && out.contains("đã có người điền"), "{out}");
    assert_eq!(fs::read_to_string(&filled).unwrap(), "đã điền");
    assert!(fs::read(&archive).unwrap().len() < before.len());
}

#[test]
fn forms_alone_have_no_drafts() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let (code, _, error) = said(&tonghop(&["forms", folder.to_str().unwrap(), "--period", "2021-Q4", "--unit", "TP"]));
    assert_eq!(code, 0, "{error}");
    let names: Vec<_> =
        fs::read_dir(folder.join("bieu-mau/2021-Q4")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["BM01_2021-Q4_TP.xlsx"]);
}
