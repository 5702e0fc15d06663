//! Artificial plans: whatever characters their texts have, Excel opens every file. A figure that is not a valid date
//! affects only its own rule and cell.

use crate::merge::{said, tonghop};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Creates a campaign from the small plan of `tests/plans`, with changes, and its annex.
pub(crate) fn campaign(folder: &Path, change: impl Fn(String) -> String, annex: impl Fn(String) -> String) {
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/trong-cay");
    fs::create_dir_all(folder.join("tra-loi")).unwrap();
    fs::write(folder.join("ke-hoach.toml"), change(fs::read_to_string(plan.join("plan.toml")).unwrap())).unwrap();
    fs::write(folder.join("phu-luc.csv"), annex(fs::read_to_string(plan.join("phu-luc.csv")).unwrap())).unwrap();
}

/// Fills the form of a unit with the figures of codes 01 and 02 and puts it into the returns folder.
pub(crate) fn fill(folder: &Path, unit: &str, figures: [&str; 2]) {
    let forms = files(folder.join("bieu-mau/2024-Q1"));
    let form = forms.iter().find(|form| form.to_string_lossy().ends_with(&format!("_{unit}.xlsx"))).unwrap();
    let script = format!(
        "import openpyxl\nb=openpyxl.load_workbook({:?})\ns=b.worksheets[0]\n\
         row={{s.cell(r,3).value:r for r in range(1,s.max_row+1)}}\n\
         s.cell(row['01'],5).value={}\ns.cell(row['02'],5).value={}\nb.save({:?})\n",
        form.display().to_string(),
        figures[0],
        figures[1],
        folder.join(format!("tra-loi/{unit}.xlsx")).display().to_string(),
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
}

fn files(folder: PathBuf) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

pub(crate) fn replaced(text: String, pairs: &[(&str, String)]) -> String {
    pairs.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

#[test]
fn plan_texts_never_break_a_formula() {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("chữ lạ");
    let path = folder.to_str().unwrap();
    let odd = |name: &str| format!("{name} \"phải\" 'làm' & <ba> {{bốn");
    let long = |name: &str| format!("{} {}", odd(name), "dài \"quá\" ".repeat(35));
    // Quotes a text as a TOML basic string.
    let toml = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let sheet = "K'quả \"1\" & <2>!{";
    let plan = |text: String| {
        let extra = format!(
            "\n[[series]]\nindicator = \"cay_moi\"\nheading = {}\n\n[[headlines]]\nheading = {}\ncolumn = \"lk_cay\"\n\
             of = \"pl_cay\"\nshare = \"ty_le\"\ngap = \"con_lai\"\n\n[[columns]]\nname = \"con_lai\"\nsheets = [{}]\n\
             heading = {}\nformula = \"IF(ISNUMBER(pl_cay),pl_cay-lk_cay,0)\"\ntotal = \"sum\"\nnumber = \"integer\"\n\
             explain = {}\n",
            toml(&long("=Chuỗi!A1")),
            toml(&long("Tiêu")),
            toml(sheet),
            toml(&long("Còn")),
            toml(&long("Giải")),
        );
        let signed = format!("title = \"KẾT QUẢ\"\nsigned = true\nnotes = [{}]", toml(&long("Ghi")));
        let text = replaced(
            text,
            &[
                ("title = \"KẾT QUẢ\"", signed),
                ("\"Kết quả\"", toml(sheet)),
                ("\"Trồng cây\"", toml(&long("Kế hoạch"))),
                ("\"TỈNH ĐOÀN\"", toml(&odd("TỈNH"))),
                ("\"Tỉnh đoàn\"", toml(&long("Đoàn"))),
                ("\"Lai Châu\"", toml(&long("Nơi"))),
                ("\"BÍ THƯ\"", toml(&odd("BÍ THƯ"))),
                ("\"BÁO CÁO TRỒNG CÂY\"", toml(&long("BIỂU"))),
                ("sheet = \"TC\"", format!("sheet = {}", toml("T'C \"1\" & <2>!{"))),
                ("\"Lời\"", toml("L'ời \"1\" & <2>!{")),
                ("\"Trần\"", toml(&long("Trần"))),
                ("label = \"Xã\"", format!("label = {}", toml(&odd("Xã")))),
                ("\"CHỈ TIÊU\"", toml(&long("CHỈ TIÊU"))),
                ("\"Số cây giao\"", toml(&odd("Giao"))),
                ("\"Xã An\"", toml(&odd("Xã An"))),
                ("\"A. CÂY\"", toml(&odd("A."))),
                ("\"Cây trồng mới\"", toml(&long("Cây"))),
                ("unit = \"cây\"", format!("unit = {}", toml(&odd("cây")))),
                ("\"KHU TRỒNG\"", toml(&long("KHU"))),
                ("\"Tên khu\"", toml(&long("Tên"))),
                ("heading = \"Lũy kế\"", format!("heading = {}", toml(&long("Lũy kế")))),
                ("\"Cộng các quý.\"", toml(&long("Cộng"))),
                // A message has at most 255 characters, and braces only around names.
                (
                    "quá {cd_tran}% chỉ tiêu.",
                    format!("quá {{cd_tran}}% \\\"của\\\" 'làng' & <xã> {}", "\\\"dài\\\" ".repeat(25)),
                ),
                ("\"Kiểm tra lại.\"", toml(&odd("Kiểm").replace('{', ""))),
            ],
        );
        text + &extra
    };
    let csv = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let annex = |text: String| replaced(text, &[("Số cây giao", csv(&odd("Giao"))), ("Xã An", csv(&odd("Xã An")))]);
    campaign(&folder, plan, annex);
    let (code, out, error) = said(&tonghop(&["forms", path, "--period", "2024-Q1"]));
    assert_eq!(code, 0, "{out}{error}");
    fill(&folder, "AN", ["3000", "10"]);
    fill(&folder, "BINH", ["100", "100"]);
    let (code, out, error) = said(&tonghop(&["merge", "-v", path, "--period", "2024-Q1"]));
    assert!(code == 0 && out.contains("2/2 đơn vị đã gửi, 2 đã tổng hợp") && error.is_empty(), "{out}{error}");
    let (code, out, error) = said(&tonghop(&["up", path, "--period", "2024-Q1"]));
    assert_eq!(code, 0, "{out}{error}");
    let mut made = files(folder.join("ket-qua"));
    made.extend(files(folder.join("bieu-mau/2024-Q1")));
    assert!(made.len() >= 4, "{made:?}");
    for file in made {
        let (compared, differences) = crate::libreoffice::compare(&file);
        assert!(compared > 20 && differences.is_empty(), "{}: {compared}: {differences:?}", file.display());
    }
    let result = folder.join("ket-qua/Tong-hop-2024-Q1.xlsx");
    let (code, out, error) = said(&tonghop(&["audit", result.to_str().unwrap()]));
    assert_eq!(code, 0, "{out}{error}");
}

/// Three thousand million trees are not a valid date: the rule and the column that convert them to a date report it.
/// Everything else is the same as with a valid figure.
#[test]
fn figure_that_is_no_date_affects_only_its_rule() {
    let merged = |figure: &str| {
        let keep = tempfile::tempdir().unwrap();
        let folder = keep.path().join("ngày");
        let path = folder.to_str().unwrap();
        let plan = |text: String| {
            text + "\n[[rules]]\ncode = \"R02\"\nseverity = \"warning\"\nscope = \"return\"\n\
                    test = 'DATE(2024,cay_moi,1)>0'\nmessage.vi = \"Tháng {cay_moi}.\"\nmessage.en = \"Month {cay_moi}.\"\n\
                    mend.vi = \"Sửa.\"\nmend.en = \"Mend.\"\n\n[[rules]]\ncode = \"R03\"\nseverity = \"warning\"\n\
                    scope = \"return\"\ntest = 'cay_song<=1'\nmessage.vi = \"Sống.\"\nmessage.en = \"Alive.\"\n\
                    mend.vi = \"Sửa.\"\nmend.en = \"Mend.\"\n\n[[columns]]\nname = \"ngay_cay\"\nsheets = [\"Kết quả\"]\n\
                    heading = \"Ngày\"\nformula = \"DATE(2024,lk_cay,1)\"\ntotal = \"blank\"\nnumber = \"integer\"\n\
                    explain = \"Ngày.\"\n"
        };
        campaign(&folder, plan, |annex| annex);
        assert_eq!(said(&tonghop(&["forms", path, "--period", "2024-Q1"])).0, 0);
        fill(&folder, "AN", [figure, "1"]);
        fill(&folder, "BINH", ["3", "2"]);
        let output = Command::new(env!("CARGO_BIN_EXE_tonghop"))
            .args(["merge", path, "--period", "2024-Q1"])
            .env_remove("TONGHOP_LANG")
            .env_remove("RUST_BACKTRACE")
            .output()
            .unwrap();
        let result = folder.join("ket-qua/Tong-hop-2024-Q1.xlsx");
        let returns = ["AN", "BINH"].map(|unit| folder.join(format!("tra-loi/{unit}.xlsx")).display().to_string());
        let json = said(&tonghop(&["check", &returns[0], &returns[1], "--format", "json"])).1;
        (keep, said(&output), result, json)
    };
    let (_kept, (usual, _, _), _, json) = merged("2500");
    let (_keep, (code, out, error), result, broken) = merged("3000000000");
    assert_eq!((code, error.as_str()), (usual, ""), "{out}");
    assert!(result.is_file());
    let findings = |json: &str| -> Vec<String> {
        let json: serde_json::Value = serde_json::from_str(json).unwrap_or_else(|e| panic!("{e}: {json}"));
        let mut out = Vec::new();
        all(&json, &mut out);
        out
    };
    let (ours, theirs) = (findings(&broken), findings(&json));
    let unchecked: Vec<&String> = ours.iter().filter(|f| f.contains("Không kiểm tra được")).collect();
    assert!(unchecked.len() == 1 && unchecked[0].contains("R02"), "{ours:#?}");
    let of_other = |all: &[String]| all.iter().filter(|f| f.contains("BINH")).cloned().collect::<Vec<_>>();
    assert!(!of_other(&ours).is_empty(), "{ours:#?}");
    assert_eq!(of_other(&ours), of_other(&theirs));
    assert_eq!(ours.len(), theirs.len() + 1);
    // LibreOffice has an error there too, under another name.
    let cells = crate::libreoffice::cells(&result);
    let errors: Vec<_> = cells.iter().filter(|(_, ((kind, _), _))| kind == "e").collect();
    assert!(errors.len() >= 2 && errors.iter().all(|(_, ((_, text), _))| text == "#NUM!"), "{errors:?}");
    let (compared, differences) = crate::libreoffice::compare(&result);
    let differences: Vec<_> = differences.into_iter().filter(|d| !d.contains("\"#NUM!\"")).collect();
    assert!(compared > 50 && differences.is_empty(), "{compared}: {differences:?}");
}

/// Collects all findings of a report as text.
fn all(json: &serde_json::Value, out: &mut Vec<String>) {
    match json {
        serde_json::Value::Object(map) if map.contains_key("severity") => {
            let mut map = map.clone();
            map.retain(|key, _| key != "file");
            out.push(serde_json::Value::Object(map).to_string());
        }
        serde_json::Value::Object(map) => map.values().for_each(|value| all(value, out)),
        serde_json::Value::Array(list) => list.iter().for_each(|value| all(value, out)),
        _ => {}
    }
}
