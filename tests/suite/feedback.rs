//! `feedback`: forms that go back with the places to correct, reminders, receipts, drafts of e-mails.

use crate::formats::converted;
use crate::merge::{campaign, said, sample, tonghop};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PERIOD: &str = "2022-Q1";
/// Five days after the deadline of the period.
const TODAY: &str = "2022-04-15";

fn python(script: &str, arguments: &[&str]) -> String {
    let done = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", script]).args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/feedback").join(name)
}

fn run_script(name: &str, arguments: &[&str]) -> String {
    let done = Command::new("/usr/bin/python3").arg(script(name)).args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// A campaign as `tests/feedback/send.py` makes it.
fn sent() -> (tempfile::TempDir, PathBuf) {
    let (keep, folder) = campaign(&[PERIOD]);
    let of = folder.to_str().unwrap();
    assert_eq!(said(&tonghop(&["forms", of, "--period", PERIOD, "--unit", "CDGD"])).0, 0);
    run_script("send.py", &[of, folder.join("bieu-mau/2022-Q1/BM01_2022-Q1_CDGD.xlsx").to_str().unwrap()]);
    (keep, folder)
}

fn json(words: &[&str]) -> serde_json::Value {
    let (code, out, error) = said(&tonghop(words));
    assert!(code < 2, "{error}");
    serde_json::from_str::<serde_json::Value>(&out).unwrap()["result"].clone()
}

fn feedback_of(folder: &Path, more: &[&str]) -> serde_json::Value {
    let words = ["feedback", folder.to_str().unwrap(), "--period", PERIOD, "--today", TODAY, "--format", "json"];
    json(&[&words, more].concat())
}

/// What goes back to each unit: kind, errors, warnings. Counted by hand from `send.py`.
const EXPECTED: [(&str, &str, u64, u64); 11] = [
    ("TP", "receipt", 0, 0),
    // R10 and R15 of the figure that is five too many; R20 and the person in two returns.
    ("TAMDUONG", "correction", 2, 2),
    // The day of sending, the day of birth, the word; the person in two returns.
    ("TANUYEN", "correction", 3, 1),
    // R07, R08, R27, two cells without a number; a number in words, a number outside the form.
    ("THANUYEN", "correction", 5, 2),
    ("PHONGTHO", "correction", 0, 1),
    ("SINHO", "receipt", 0, 0),
    ("NAMNHUN", "reminder", 0, 0),
    ("MUONGTE", "receipt", 0, 0),
    ("CDVC", "correction", 1, 0),
    ("CDGD", "reminder", 0, 1),
    ("CDYT", "receipt", 0, 0),
];

/// The forms that go back, corrected by a script that reads only the sheet "Cần sửa", are counted without errors or
/// warnings; two of them are saved by LibreOffice in between. One that is sent back as it was is named.
#[test]
fn corrected_forms_are_counted_and_unchanged_ones_named() {
    let (keep, folder) = sent();
    let done = feedback_of(&folder, &[]);
    let units = done["units"].as_array().unwrap();
    let got: Vec<_> = units
        .iter()
        .map(|u| {
            (
                u["unit"].as_str().unwrap(),
                u["kind"].as_str().unwrap(),
                u["errors"].as_u64().unwrap(),
                u["warnings"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(got, EXPECTED);
    assert_eq!(done["unassigned"], serde_json::json!(["2022-Q1/hong.xlsx"]));
    let replies = folder.join("phan-hoi").join(PERIOD);
    let returns = folder.join("tra-loi").join(PERIOD);
    let books = sample().join("tra-loi").join(PERIOD);
    let mut by_books = 0;
    for unit in ["TAMDUONG", "TANUYEN", "THANUYEN", "CDVC"] {
        let form = replies.join(format!("BM01_2022-Q1_{unit}_lan-2.xlsx"));
        let original = books.join(format!("BM01_2022-Q1_{unit}.xlsx"));
        let corrected = keep.path().join(format!("{unit}.xlsx"));
        let words = ["books", form.to_str().unwrap(), original.to_str().unwrap(), corrected.to_str().unwrap()];
        by_books += run_script("correct.py", &words).trim().parse::<usize>().unwrap();
        let back = returns.join(format!("Sua {unit}.xlsx"));
        if ["TAMDUONG", "THANUYEN"].contains(&unit) {
            let saved = keep.path().join("LibreOffice");
            fs::create_dir_all(&saved).unwrap();
            let saved = converted(&corrected, "xlsx", &saved);
            let by_figure = run_script("correct.py", &["figures", saved.to_str().unwrap(), back.to_str().unwrap()]);
            // The missing figure of Than Uyên is in the books; its sums are then right.
            assert_eq!(by_figure.trim(), if unit == "TAMDUONG" { "2" } else { "0" }, "{unit}");
        } else {
            fs::rename(&corrected, &back).unwrap();
        }
    }
    // The person in two returns twice, five cells of Than Uyên, three more of Tân Uyên, one of CĐ Viên chức.
    assert_eq!(by_books, 11);
    fs::copy(replies.join("BM01_2022-Q1_PHONGTHO_lan-2.xlsx"), returns.join("Nguyen PHONGTHO.xlsx")).unwrap();
    let status = json(&["status", folder.to_str().unwrap(), "--period", PERIOD, "--today", TODAY, "--format", "json"]);
    let found = |unit: &str| -> Vec<String> {
        let groups = status["groups"].as_array().unwrap().iter().filter(|group| group["unit"] == unit);
        groups.map(|group| group["code"].as_str().unwrap().to_string()).collect()
    };
    for unit in ["TAMDUONG", "TANUYEN", "THANUYEN", "CDVC", "PHONGTHO"] {
        let state = status["unit_list"].as_array().unwrap().iter().find(|one| one["unit"] == unit).unwrap();
        assert_eq!((&state["state"], &state["submission"]), (&"counted".into(), &2.into()), "{unit} {:?}", found(unit));
    }
    // The board sees that the returns were replaced, and by one that is as it was.
    for unit in ["TAMDUONG", "TANUYEN", "THANUYEN"] {
        assert_eq!(found(unit), ["K02"], "{unit}");
    }
    assert_eq!(found("CDVC"), ["K02"]);
    assert_eq!(found("PHONGTHO"), ["K17", "R22"]);
    // The units now get receipts; Phong Thổ gets the finding that nothing was corrected.
    let done = feedback_of(&folder, &[]);
    let kinds: BTreeMap<&str, &str> = done["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|u| (u["unit"].as_str().unwrap(), u["kind"].as_str().unwrap()))
        .collect();
    assert_eq!([kinds["TANUYEN"], kinds["CDVC"], kinds["PHONGTHO"]], ["receipt", "receipt", "correction"]);
}

fn look(folder: &Path) -> serde_json::Value {
    serde_json::from_str(&run_script("look.py", &[folder.to_str().unwrap()])).unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The drafts are read by two parsers; their attachments are the files. Names of persons, narratives, notes, senders and
/// file names of a unit are in no byte of what goes to another unit.
#[test]
fn drafts_are_whole_and_nothing_of_a_unit_goes_to_another() {
    let (_keep, folder) = sent();
    let done = feedback_of(&folder, &["--zip"]);
    let target = folder.join("phan-hoi").join(PERIOD);
    let seen = look(&target);
    for unit in done["units"].as_array().unwrap() {
        let code = unit["unit"].as_str().unwrap();
        let draft = &seen["drafts"][format!("thu_{code}.eml")];
        assert_eq!((&draft["unsent"], &draft["date"]), (&"1".into(), &serde_json::Value::Null), "{code}");
        assert_eq!(draft["defects"], serde_json::json!([]), "{code}");
        let forms: Vec<&str> = unit["files"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|f| f.as_str())
            .filter(|f| f.ends_with(".xlsx"))
            .collect();
        let attached = draft["attachments"].as_object().unwrap();
        assert_eq!(attached.keys().collect::<Vec<_>>(), forms, "{code}");
        for form in forms {
            assert_eq!(attached[form], sha256(&fs::read(target.join(form)).unwrap()), "{form}");
        }
        // The second parser.
        let bytes = fs::read(target.join(format!("thu_{code}.eml"))).unwrap();
        let mail = mail_parser::MessageParser::new().parse(&bytes).unwrap();
        assert_eq!(mail.subject().unwrap(), draft["subject"].as_str().unwrap(), "{code}");
        let body = mail.body_text(0).unwrap().replace("\r\n", "\n");
        assert_eq!(body.trim_end(), draft["body"].as_str().unwrap().replace("\r\n", "\n").trim_end(), "{code}");
        assert!(body.contains("Ban Tổ chức - Kiểm tra LĐLĐ tỉnh Lai Châu") && !body.contains('{'), "{body}");
        let chat = fs::read_to_string(target.join(format!("tin-nhan_{code}.txt"))).unwrap();
        assert!(chat.trim().chars().count() <= 300 && chat.lines().count() == 1 && !chat.contains('{'), "{chat}");
    }
    let draft = |code: &str| &seen["drafts"][format!("thu_{code}.eml")];
    assert_eq!(draft("TANUYEN")["to"], "Bà Lò Thị Ún 2 <tanuyen@laichau.example.vn>");
    assert_eq!((&draft("SINHO")["to"], &draft("CDYT")["to"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    let body = |code: &str| draft(code)["body"].as_str().unwrap();
    assert!(body("TAMDUONG").contains("còn 2 lỗi") && body("TAMDUONG").contains("= 1.893"), "{}", body("TAMDUONG"));
    assert!(body("THANUYEN").contains("… và 4 điểm nữa"), "{}", body("THANUYEN"));
    assert!(body("NAMNHUN").contains("10/04/2022, đã qua 5 ngày"), "{}", body("NAMNHUN"));
    assert!(body("CDGD").contains("Biểu chưa điền"), "{}", body("CDGD"));
    // The receipt: hash of the file that came in the e-mail, and a figure of the truth beside the sample.
    let sent = fs::read(sample().join("tra-loi/2022-Q1/LĐLĐ Mường Tè gửi BC quý I.xlsx")).unwrap();
    assert!(body("MUONGTE").contains(&sha256(&sent)), "{}", body("MUONGTE"));
    // Marks: each is in the unit's own files only.
    for code in ["TAMDUONG", "THANUYEN", "TANUYEN", "MUONGTE", "CDVC"] {
        let mark = format!("DAU{code}");
        let holding: Vec<&str> = seen["contents"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, text)| text.as_str().unwrap().to_lowercase().contains(&mark.to_lowercase()))
            .map(|(name, _)| name.as_str())
            .filter(|name| !name.ends_with(".zip"))
            .collect();
        let is_own = |name: &&str| name.contains(&format!("_{code}.")) || name.contains(&format!("_{code}_"));
        assert!(!holding.is_empty() && holding.iter().all(is_own), "{mark}: {holding:?}");
    }
    // The archive has all files as they are.
    let archive = fs::File::open(target.join("phan-hoi-2022-Q1.zip")).unwrap();
    let mut archive = zip::ZipArchive::new(archive).unwrap();
    assert_eq!(archive.len() + 2, fs::read_dir(&target).unwrap().count(), "the archive and SHA256SUMS are not in it");
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
        assert!(bytes == fs::read(target.join(&*entry.name().unwrap())).unwrap());
    }
}

/// Each recipient has one archive with the forms and messages of its own units, as they are in the folder.
#[test]
fn recipients_get_an_archive_of_their_own_units() {
    let (_keep, folder) = sent();
    // Two units get one address, in other letters.
    let path = folder.join("ke-hoach.toml");
    let plan = fs::read_to_string(&path).unwrap();
    let shared = plan.replace("code = \"CDYT\"", "code = \"CDYT\"\nemail = \"TanUyen@laichau.example.vn\"");
    assert_ne!(plan, shared);
    fs::write(&path, shared).unwrap();
    let done = feedback_of(&folder, &["--split"]);
    let target = folder.join("phan-hoi").join(PERIOD);
    let split = done["split"].as_array().unwrap();
    let mut units = Vec::new();
    for one in split {
        let file = fs::File::open(target.join(one["file"].as_str().unwrap())).unwrap();
        let mut archive = zip::ZipArchive::new(file).unwrap();
        let own: Vec<&str> = one["units"].as_array().unwrap().iter().map(|unit| unit.as_str().unwrap()).collect();
        let mut held = Vec::new();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).unwrap();
            let (name, mut bytes) = (entry.name().unwrap().to_string(), Vec::new());
            std::io::Read::read_to_end(&mut entry, &mut bytes).unwrap();
            assert!(bytes == fs::read(target.join(&name)).unwrap(), "{name}");
            held.push(name);
        }
        let made =
            done["units"].as_array().unwrap().iter().filter(|unit| own.contains(&unit["unit"].as_str().unwrap()));
        let files = made.flat_map(|unit| unit["files"].as_array().unwrap()).map(|name| name.as_str().unwrap());
        let mut expected: Vec<&str> = files.filter(|name| !name.ends_with(".eml")).collect();
        expected.sort_unstable();
        assert_eq!(held, expected, "{own:?}");
        units.push(own.join(" "));
    }
    assert_eq!(units.len(), EXPECTED.len() - 1, "{units:?}");
    assert!(units.contains(&"TANUYEN CDYT".to_string()), "{units:?}");
    let (code, out, _) = said(&tonghop(&["phan-hoi", folder.to_str().unwrap(), "--period", PERIOD, "--split"]));
    assert!(code == 0 && out.contains("Đã gói 10 tệp .zip"), "{out}");
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())).collect()
}

/// A second run gives the same bytes. A file that a person changed is kept beside the new one, and the returns are not
/// read from this folder. Reminders follow the day; a form of an earlier run is listed.
#[test]
fn second_run_gives_the_same_files_and_keeps_changed_ones() {
    let (_keep, folder) = campaign(&[PERIOD]);
    fs::remove_file(folder.join("tra-loi/2022-Q1/BM01_2022-Q1_NAMNHUN.xlsx")).unwrap();
    let of = folder.to_str().unwrap();
    let run = |today: &str| {
        let (code, out, error) = said(&tonghop(&["phan-hoi", of, "--period", PERIOD, "--date", today]));
        assert_eq!((code, error.as_str()), (0, ""), "{out}");
        assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
        out
    };
    let target = folder.join("phan-hoi").join(PERIOD);
    let out = run(TODAY);
    assert!(out.contains("Nhắc gửi: 1 – LĐLĐ huyện Nậm Nhùn") && out.contains("chưa có e-mail nào"), "{out}");
    let first = files(&target);
    // Somebody changes a text and a form.
    let (text, form) = (target.join("tin-nhan_TP.txt"), target.join("BM01_2022-Q1_PHONGTHO_lan-2.xlsx"));
    fs::write(&text, "Lời của Ban").unwrap();
    fs::write(&form, b"changed").unwrap();
    let out = run(TODAY);
    assert_eq!(out.matches("Tệp đã có người sửa, giữ lại").count(), 2, "{out}");
    let now = files(&target);
    let kept =
        |stem: &str| now.iter().find(|(name, _)| name.starts_with(&format!("{stem} (da sua "))).unwrap().1.clone();
    assert_eq!(kept("tin-nhan_TP"), "Lời của Ban".as_bytes());
    assert_eq!(kept("BM01_2022-Q1_PHONGTHO_lan-2"), b"changed");
    assert!(first.iter().all(|(name, bytes)| now[name] == *bytes));
    // The unit sends again: the next form has another number, and the summary names the one before.
    fs::copy(&form, folder.join("tra-loi/2022-Q1/Phong Tho lan 2.xlsx")).unwrap();
    run("2022-04-03");
    let chat = fs::read_to_string(target.join("tin-nhan_NAMNHUN.txt")).unwrap();
    assert!(chat.contains("Hạn gửi: 10/04/2022, còn 7 ngày"), "{chat}");
    let summary = python(
        "import sys,openpyxl\nfor row in openpyxl.load_workbook(sys.argv[1]).worksheets[0].iter_rows(values_only=True): print(row)",
        &[target.join("Tom-tat.xlsx").to_str().unwrap()],
    );
    let line = summary.lines().find(|line| line.contains("Phong Thổ")).unwrap();
    assert!(line.contains("PHONGTHO_lan-3.xlsx") && line.contains("'BM01_2022-Q1_PHONGTHO_lan-2.xlsx'"), "{line}");
    // The folder is no folder of returns.
    let status = json(&["status", of, "--period", PERIOD, "--format", "json"]);
    assert_eq!(status["files"]["all"], 12);
}

/// A plan's own wording takes the place of the program's; a name that nothing replaces is reported.
#[test]
fn plan_has_its_own_wording() {
    let (_keep, folder) = campaign(&[PERIOD]);
    let path = folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&path).unwrap();
    let own = "\n[[feedback]]\nmessage = \"receipt\"\nmail = \"Thanks {don_vi}\\n\\n{ket_qua}\"\nchat = \"Thanks {don_vi}\"\n";
    fs::write(&path, format!("{text}{own}")).unwrap();
    let of = folder.to_str().unwrap();
    let words = ["feedback", of, "--period", PERIOD, "--today", TODAY];
    assert_eq!(said(&tonghop(&words)).0, 0);
    let target = folder.join("phan-hoi").join(PERIOD);
    assert_eq!(fs::read_to_string(target.join("tin-nhan_CDYT.txt")).unwrap(), "Thanks CĐN Y tế\n");
    let seen = look(&target);
    assert_eq!(seen["drafts"]["thu_CDYT.eml"]["subject"], "Thanks CĐN Y tế");
    fs::write(&path, format!("{text}{}", own.replace("{ket_qua}", "{so_dien_thoai}"))).unwrap();
    let (code, _, error) = said(&tonghop(&words));
    assert!(code == 2 && error.contains("{so_dien_thoai} không thay được bằng gì"), "{error}");
}

/// Prints the figures of code 07 in the returns of a unit, the lines of the course in its form, and what its chart shows.
const COURSE: &str = r##"
import json, re, sys, zipfile, openpyxl
form, *returns = sys.argv[1:]
def row_of(sheet, code):
    return next(row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, 3).value) == code)
joined = []
for path in returns:
    sheet = openpyxl.load_workbook(path, data_only=True)["BM01"]
    joined.append(sheet.cell(row_of(sheet, "07"), 5).value)
sheet = openpyxl.load_workbook(form, data_only=True)["Đối chiếu"]
lines = [[cell.value for cell in row[:2]] for row in sheet.iter_rows() if re.fullmatch(r"Quý [IV]+/\d{4}", str(row[0].value))]
chart = zipfile.ZipFile(form).read("xl/charts/chart1.xml").decode()
drawing = zipfile.ZipFile(form).read("xl/drawings/drawing1.xml").decode()
shown = []
for area in re.findall(r"<c:val>.*?<c:f>'Đối chiếu'!\$B\$(\d+):\$B\$(\d+)</c:f>", chart, re.S):
    shown.append([sheet.cell(row, 2).value for row in range(int(area[0]), int(area[1]) + 1)])
print(json.dumps([joined, lines, shown, "Tân Uyên" in re.search(r'descr="([^"]*)"', drawing)[1]]))
"##;

/// The form shows the unit's own course: sums that this test adds up from the returns, and the quota of 40 spread over ten quarters.
/// A filled form with it has no finding about these cells.
#[test]
fn form_shows_the_course_of_its_unit() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4", PERIOD]);
    let at = folder.to_str().unwrap();
    assert_eq!(said(&tonghop(&["forms", at, "--period", "2022-Q2", "--unit", "TANUYEN"])).0, 0);
    let form = folder.join("bieu-mau/2022-Q2/BM01_2022-Q2_TANUYEN.xlsx");
    let inbox = folder.join("tra-loi");
    let returns = ["2021-Q3", "2021-Q4", PERIOD].map(|period| {
        let files = fs::read_dir(inbox.join(period)).unwrap().map(|entry| entry.unwrap().path());
        let own = files.filter(|path| path.to_string_lossy().ends_with("_TANUYEN.xlsx")).collect::<Vec<_>>();
        own.first().unwrap_or_else(|| panic!("{period}")).display().to_string()
    });
    let words: Vec<&str> = [form.to_str().unwrap()].into_iter().chain(returns.iter().map(String::as_str)).collect();
    let seen: serde_json::Value = serde_json::from_str(&python(COURSE, &words)).unwrap();
    let joined: Vec<i64> = seen[0].as_array().unwrap().iter().map(|number| number.as_i64().unwrap()).collect();
    let sums: Vec<i64> = joined
        .iter()
        .scan(0, |sum, number| {
            Some({
                *sum += number;
                *sum
            })
        })
        .collect();
    let names = ["Quý III/2021", "Quý IV/2021", "Quý I/2022"];
    let reached = names.iter().zip(&sums).map(|(name, sum)| serde_json::json!([name, sum]));
    let expected = names.iter().zip([4, 8, 12]).map(|(name, sum)| serde_json::json!([name, sum]));
    let lines: Vec<serde_json::Value> = reached.chain(expected).collect();
    assert_eq!(seen[1], serde_json::Value::Array(lines));
    assert_eq!((&seen[2], &seen[3]), (&serde_json::json!([sums, [4, 8, 12]]), &true.into()));
    // The blank form is read as one: nothing in it is strange.
    let target = inbox.join("2022-Q2/BM01_2022-Q2_TANUYEN.xlsx");
    fs::create_dir_all(target.parent().unwrap()).unwrap();
    fs::copy(&form, &target).unwrap();
    let checked = json(&["check", target.to_str().unwrap(), "--format", "json"]);
    let text = checked.to_string();
    assert!(!text.contains("Đối chiếu") && !text.contains("D51"), "{text}");
}
