//! A plan in English: no Vietnamese letter in its forms, its consolidated workbook and the file for the level above, and
//! everything that reads them back knows the English words.

use crate::merge::{said, tonghop};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Copies the plan of wells, which has no Vietnamese letter itself.
fn campaign(folder: &Path) {
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/wells");
    fs::create_dir_all(folder.join("tra-loi/2026-Q1")).unwrap();
    for file in ["ke-hoach.toml", "phu-luc.tsv"] {
        fs::copy(plan.join(file), folder.join(file)).unwrap();
    }
}

/// Fills a form: the figures of codes 01 to 03, one of them as text, a remark, an answer, a row of the roster.
fn fill(folder: &Path, unit: &str, [open, new, close]: [&str; 3]) {
    let script = format!(
        "import openpyxl,datetime\nb=openpyxl.load_workbook({form:?})\ns=b['WL']\n\
         row={{s.cell(r,3).value:r for r in range(1,s.max_row+1)}}\n\
         for code,value in (('01',{open}),('02',{new}),('03',{close}),('04','45.5'),('06','Yes')):\n\
         \x20s.cell(row[code],5).value=value\n\
         s.cell(row['02'],7).value='Two in the north'\n\
         for r in range(1,25):\n\
         \x20for c in range(1,8):\n\
         \x20 if s.cell(r,c).value=='Sent on':\n\
         \x20  for k in range(c+1,9):\n\
         \x20   m=s.cell(r,k)\n\
         \x20   if type(m).__name__!='MergedCell': m.value=datetime.date(2026,4,15); break\n\
         b['Narratives'].cell(4,3).value='Rain and mud'\n\
         b['LIST'].cell(5,2).value='Well of {unit}'\nb['LIST'].cell(5,3).value='Ann Lee'\n\
         b.save({to:?})\n",
        form = folder.join(format!("bieu-mau/2026-Q1/WL_2026-Q1_{unit}.xlsx")).display().to_string(),
        to = folder.join(format!("tra-loi/2026-Q1/{unit}.xlsx")).display().to_string(),
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
}

/// Returns true for a letter with an accent of Vietnamese.
fn is_accented(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{1ea0}'..='\u{1ef9}') && c != '×' && c != '÷'
}

/// Returns the texts of all parts of a package, each with the name of its part.
fn parts(file: &Path) -> Vec<String> {
    let mut package = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut out = Vec::new();
    for index in 0..package.len() {
        let mut part = package.by_index(index).unwrap();
        let (name, mut bytes) = (part.name().unwrap().to_string(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let texts = text.split(['<', '>', '"']).filter(|text| !text.is_empty());
        out.extend(texts.map(|text| format!("{name}: {text}")));
    }
    out
}

fn workbooks(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "xlsx"));
    files.sort();
    files
}

/// Returns the e-mails and chat messages, which have no Vietnamese letter and no name of a template.
fn messages(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let text = match path.extension().and_then(|ending| ending.to_str()) {
            Some("eml") => {
                let mail = mail_parser::MessageParser::default().parse(&bytes).unwrap();
                format!("{}\n{}", mail.subject().unwrap(), mail.body_text(0).unwrap())
            }
            Some("txt") => String::from_utf8(bytes).unwrap(),
            _ => continue,
        };
        assert!(!text.contains(is_accented) && !text.contains(['{', '}']), "{}: {text}", path.display());
        all.push_str(&text.replace('\r', ""));
    }
    all
}

#[test]
fn forms_and_workbooks_of_an_english_plan_are_english_and_read_back() {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("wells");
    let path = folder.to_str().unwrap();
    campaign(&folder);
    let (code, out, error) = said(&tonghop(&["--lang", "en", "-C", path, "forms", "--period", "2026-Q1"]));
    assert_eq!(code, 0, "{out}{error}");
    let forms = workbooks(&folder.join("bieu-mau/2026-Q1"));
    assert_eq!(forms.len(), 4);
    // 1,234 is a thousand here, and 45.5 has a decimal; both are typed as text.
    fill(&folder, "AA", ["10", "3", "13"]);
    fill(&folder, "BB", ["7", "1", "9"]);
    fill(&folder, "CC", ["5", "'1,234'", "1239"]);
    let (code, out, error) = said(&tonghop(&["--lang", "en", "-C", path, "merge"]));
    // Birch does not add up; nothing of a form is reported as added by hand.
    assert!(code == 1 && out.contains("R01") && !out.contains("K20") && !out.contains("D9"), "{out}{error}");
    let result = folder.join("ket-qua/Tong-hop-2026-Q1.xlsx");
    let (compared, differences) = crate::libreoffice::compare(&result);
    assert!(compared > 300 && differences.is_empty(), "{compared}: {differences:?}");
    let (code, out, error) = said(&tonghop(&["--lang", "en", "audit", result.to_str().unwrap()]));
    assert!(code == 0 && out.contains("No difference"), "{out}{error}");
    let (code, out, error) = said(&tonghop(&["--lang", "en", "-C", path, "explain", "w_sum", "--unit", "CC"]));
    assert!(code == 0 && out.contains("1,234") && out.contains("CC.xlsx"), "{out}{error}");
    let (code, out, error) = said(&tonghop(&["--lang", "en", "-C", path, "up"]));
    assert_eq!(code, 0, "{out}{error}");
    let (code, out, error) = said(&tonghop(&["--lang", "en", "-C", path, "report"]));
    assert_eq!(code, 0, "{out}{error}");
    // A corrected return with another mistake, one that is counted, one that was never sent.
    let (code, out, error) = said(&tonghop(&["--lang", "en", "-C", path, "feedback", "--today", "2026-05-01"]));
    assert_eq!(code, 0, "{out}{error}");
    let feedback = folder.join("phan-hoi/2026-Q1");
    let all = messages(&feedback);
    for words in [
        "please correct",
        "has received and counted the return of",
        "First point: ",
        "quarter 1 of 2026",
        "Thank you.\nStatistics unit",
    ] {
        assert!(all.contains(words), "{words}: {all}");
    }
    let (code, out, error) =
        said(&tonghop(&["--lang", "en", "-C", path, "feedback", "--period", "2026-Q2", "--today", "2026-07-20"]));
    assert_eq!(code, 0, "{out}{error}");
    let all = messages(&folder.join("phan-hoi/2026-Q2"));
    assert!(all.contains("10 day(s) overdue") && all.contains("quarter 2 of 2026"), "{all}");
    let returned = workbooks(&feedback);
    assert!(returned.len() > 2, "{returned:?}");
    let written = forms.into_iter().chain(workbooks(&folder.join("ket-qua"))).chain(returned);
    for file in written.chain([folder.join("ket-qua/Bao-cao-2026-Q1.docx")]) {
        let texts = parts(&file);
        let accented: Vec<&String> = texts.iter().filter(|text| text.contains(is_accented)).collect();
        assert!(accented.is_empty(), "{}: {accented:?}", file.display());
        // Words without accents.
        let words = ["Trang", "Trong", "Nay", "TT", "Noi", "Quy"];
        let others: Vec<&String> = texts
            .iter()
            .filter(|text| words.iter().any(|word| text.split(|c: char| !c.is_alphanumeric()).any(|own| own == *word)))
            .collect();
        assert!(others.is_empty(), "{}: {others:?}", file.display());
    }
    let cells = crate::libreoffice::cells(&result);
    let all: Vec<&str> = cells.values().map(|((_, text), _)| text.as_str()).collect();
    for shown in [
        "OVERVIEW SAFE WELLS 2026",
        "1,237 of 1,060 wells",
        "By circular 12/2026 of 05/01/2026",
        "1,234,000 buckets",
        "Counted",
        "On hold",
    ] {
        assert!(all.iter().any(|text| text.contains(shown)), "{shown}");
    }
}

/// `·` is ã in an old Vietnamese font. Signs between English words are what they are, however many there are.
#[test]
fn signs_between_words_are_no_letters_of_an_old_font() {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("wells");
    let path = folder.to_str().unwrap();
    campaign(&folder);
    let (code, out, error) = said(&tonghop(&["--lang", "en", "-C", path, "forms", "--period", "2026-Q1"]));
    assert_eq!(code, 0, "{out}{error}");
    fill(&folder, "AA", ["10", "3", "13"]);
    let file = folder.join("tra-loi/2026-Q1/AA.xlsx");
    let notes = ["2 × 3 · north", "· south · west ·", "± 1 §", "5 ÷ 2 · 1°"];
    let script = format!(
        "import openpyxl,sys\nb=openpyxl.load_workbook({file:?})\ns=b['WL']\n\
         row={{s.cell(r,3).value:r for r in range(1,s.max_row+1)}}\n\
         for code,text in zip(('01','02','03','04'),sys.argv[1:]):\n\
         \x20s.cell(row[code],7).value=text\nb.save({file:?})\n",
        file = file.display().to_string(),
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).args(notes).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let to = folder.join("tables");
    let export = ["--lang", "en", "export", path, "--internal", "--format", "json", "--output", to.to_str().unwrap()];
    let (code, out, error) = said(&tonghop(&export));
    assert!(code < 2, "{out}{error}");
    let tables: serde_json::Value = serde_json::from_slice(&fs::read(to.join("du-lieu.json")).unwrap()).unwrap();
    let found = tables["phat-hien"].as_array().unwrap();
    assert!(!found.iter().any(|f| f["code"] == "D19"), "{found:?}");
    let texts: Vec<&str> = tables["ghi-chu"].as_array().unwrap().iter().map(|n| n["text"].as_str().unwrap()).collect();
    assert_eq!(texts, notes);
}
