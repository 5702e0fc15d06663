//! The offline page of a campaign. What is in it is read by Python. That the page gives what the command line gives is tried in a
//! browser (page/tests/run.mjs), because it needs the program as WebAssembly.

use crate::merge::{campaign, said, tonghop};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The page as its sources have it.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/page/src/page.html");

/// Writes the files of a page into a folder and prints its names.
const READER: &str = r##"
import base64, html.parser, json, os, sys
class Reader(html.parser.HTMLParser):
    kind = None
    texts = {}
    def handle_starttag(self, tag, attributes):
        self.kind = dict(attributes).get("id") if tag == "script" else None
    def handle_data(self, data):
        if self.kind: self.texts[self.kind] = self.texts.get(self.kind, "") + data
    def handle_endtag(self, tag):
        self.kind = None
reader = Reader()
reader.feed(open(sys.argv[1], encoding="utf-8").read())
campaign = json.loads(reader.texts["campaign"])
for name, text in campaign["files"].items():
    open(os.path.join(sys.argv[2], name), "wb").write(base64.b64decode(text))
print(json.dumps(campaign["names"], ensure_ascii=False))
"##;

fn read_page(page: &Path, folder: &Path) -> String {
    let out = Command::new("/usr/bin/python3").args(["-c", READER]).arg(page).arg(folder).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn page_has_plan_and_annex_but_no_contacts_and_no_returns() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.join("ke-hoach.toml");
    let plan = fs::read_to_string(&path).unwrap();
    let contacts = "code = \"TP\"\nemail = \"lienhe@example.vn\"\ncontact = \"Bà Liên Hệ\"\nphone = \"0900 111 222\"";
    let plan = plan.replacen("code = \"TP\"", contacts, 1);
    // A title that would end an element of the page.
    let title = "title = \"</script><b>Đậm</b>\"";
    let start = plan.find("title = ").unwrap();
    let end = start + plan[start..].find('\n').unwrap();
    let plan = format!("{}{title}{}", &plan[..start], &plan[end..]);
    fs::write(&path, &plan).unwrap();
    let (code, out, error) = said(&tonghop(&["page", folder.to_str().unwrap(), "--template", SOURCE]));
    assert_eq!(code, 0, "{out}{error}");
    assert!(out.contains("Đã ghi") && out.contains("kiem-tra.html"), "{out}");

    let page = folder.join("kiem-tra.html");
    let read = tempfile::tempdir().unwrap();
    let names = read_page(&page, read.path());
    assert!(names.contains("Kiểm tra biểu BM01-PTĐV/Q – Kế hoạch 277/KH-LĐLĐ"), "{names}");
    assert!(names.contains("</script><b>Đậm</b>"), "{names}");
    let mut files: Vec<_> =
        fs::read_dir(read.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    assert_eq!(files, ["ke-hoach.toml", "phu-luc.tsv"]);
    assert_eq!(fs::read(read.path().join("phu-luc.tsv")).unwrap(), fs::read(folder.join("phu-luc.tsv")).unwrap());
    let inside = fs::read_to_string(read.path().join("ke-hoach.toml")).unwrap();
    let bare = "code = \"TP\"\nemail = \"\"\ncontact = \"\"\nphone = \"\"";
    assert_eq!(inside, plan.replacen(contacts, bare, 1));

    // The plan of the page is the same plan: a return has the same findings.
    let inbox = read.path().join("tra-loi");
    fs::create_dir(&inbox).unwrap();
    let name = "BM01_2021-Q3_TP.xlsx";
    fs::copy(folder.join("tra-loi/2021-Q3").join(name), inbox.join(name)).unwrap();
    let (_, in_page, _) = said(&tonghop(&["check", inbox.join(name).to_str().unwrap()]));
    let (_, own, _) = said(&tonghop(&["check", folder.join("tra-loi/2021-Q3").join(name).to_str().unwrap()]));
    let from_unit =
        |text: &str| text[text.find("Phát hiện").or_else(|| text.find("Kết quả")).unwrap_or(0)..].to_string();
    assert_eq!(from_unit(&in_page), from_unit(&own));
}

#[test]
fn plan_workbook_is_in_the_page_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("đợt");
    let path = path.to_str().unwrap();
    assert_eq!(said(&tonghop(&["init", path])).0, 0);
    let (code, out, error) = said(&tonghop(&["trang", path, "--template", SOURCE]));
    assert_eq!(code, 0, "{out}{error}");
    let read = tempfile::tempdir().unwrap();
    read_page(&Path::new(path).join("kiem-tra.html"), read.path());
    let (code, out, error) = said(&tonghop(&["plan", "check", read.path().to_str().unwrap()]));
    assert_eq!(code, 0, "{out}{error}");
}

#[test]
fn missing_or_wrong_template_is_named() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let (code, _, error) = said(&tonghop(&["page", path]));
    assert_eq!(code, 2);
    assert!(error.contains("Không tìm thấy trang-kiem-tra.html cạnh chương trình"), "{error}");
    let annex = folder.join("phu-luc.tsv");
    let (code, _, error) = said(&tonghop(&["page", path, "--template", annex.to_str().unwrap(), "--lang", "en"]));
    assert_eq!(code, 2);
    assert!(error.contains("not the program's page without a plan"), "{error}");
    assert!(!folder.join("kiem-tra.html").exists());
}
