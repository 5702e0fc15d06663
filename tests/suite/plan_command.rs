//! `plan check`, `plan diff` and `plan convert`, run on real files.

use crate::merge::{campaign, said, sample, tonghop};
use crate::own_plan;
use std::fs;
use std::path::Path;
use tonghop::plan::{Plan, load};

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plan(words: &[&str]) -> (i32, String, String) {
    let (code, out, error) = said(&tonghop(&[&["plan"], words].concat()));
    (code, flat(&out), flat(&error))
}

fn loaded(text: &Path, annex: &Path) -> Plan {
    let name = annex.file_name().unwrap().to_str().unwrap();
    load::text(&fs::read_to_string(text).unwrap(), &fs::read(annex).unwrap(), ("ke-hoach.toml", name)).unwrap()
}

/// From text to a workbook and back: the same plan, with the same hashes, for the templates, the sample and a small plan.
#[test]
fn converted_plan_is_the_same_plan() {
    let keep = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = [
        (root.join("templates/277-kh-ldld"), "plan.toml", "phu-luc.tsv"),
        (root.join("templates/2209-kh-ubnd"), "plan.toml", "phu-luc.tsv"),
        (root.join("templates/toi-thieu"), "plan.toml", "phu-luc.tsv"),
        (sample(), "ke-hoach.toml", "phu-luc.tsv"),
        (root.join("tests/plans/trong-cay"), "plan.toml", "phu-luc.csv"),
    ];
    for (index, (source, text, annex)) in sources.into_iter().enumerate() {
        let folder = keep.path().join(index.to_string());
        fs::create_dir_all(&folder).unwrap();
        fs::copy(source.join(text), folder.join("ke-hoach.toml")).unwrap();
        fs::copy(source.join(annex), folder.join(annex)).unwrap();
        let path = folder.to_str().unwrap();
        let (code, out, error) = plan(&["convert", path]);
        assert!(code == 0 && out.contains("doi/ke-hoach.xlsx"), "{out}{error}");
        let workbook = folder.join("doi/ke-hoach.xlsx");
        let back = folder.join("lai.toml");
        let words = ["convert", workbook.to_str().unwrap(), "-C", path, "--output", back.to_str().unwrap()];
        let (code, out, error) = plan(&words);
        assert_eq!(code, 0, "{out}{error}");
        let (first, second) =
            (loaded(&folder.join("ke-hoach.toml"), &folder.join(annex)), loaded(&back, &folder.join(annex)));
        assert_eq!(format!("{second:#?}"), format!("{first:#?}"), "{}", source.display());
        let (code, out, _) = plan(&["diff", path, back.to_str().unwrap()]);
        assert!(code == 0 && out.contains("Hai kế hoạch nói như nhau"), "{out}");
        // A file that is there and differs is not overwritten.
        fs::write(&back, "# của tôi\n").unwrap();
        assert_eq!(plan(&words).0, 2);
        assert_eq!(fs::read_to_string(&back).unwrap(), "# của tôi\n");
        let (code, _, error) = plan(&["convert", path, "--output", "x.toml"]);
        assert!(code == 2 && error.contains(".xlsx"), "{error}");
    }
}

#[test]
fn plan_check_says_what_a_plan_says() {
    let (code, out, error) = plan(&["check", sample().to_str().unwrap()]);
    assert_eq!(code, 0, "{error}");
    for part in [
        "10 quý",
        "Đơn vị: 11 (8 Địa phương, 3 Ngành)",
        "51 dòng",
        "pl_dv_hien_co 23.320",
        "quý III/2021 10/10/2021",
        "không có chỗ sai",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let english = said(&tonghop(&["plan", "check", sample().to_str().unwrap(), "--lang", "en"]));
    assert!(english.0 == 0 && flat(&english.1).contains("Units: 11") && english.1.contains("no faults"), "{english:?}");
}

/// A faulty plan is reported with its places and exit code 1; rules that are never asked are named with the reason.
#[test]
fn plan_check_reports_faults_and_rules_never_asked() {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path();
    let rule = |code: &str, more: &str| {
        format!("\n[[rules]]\ncode = \"{code}\"\nseverity = \"error\"\nmessage = \"Sai.\"\nmend = \"Sửa.\"\n{more}\n")
    };
    let text = |plan: String| {
        own_plan::replaced(
            plan,
            &[
                ("name = \"cay_moi\"\n", "name = \"cay_moi\"\nuntil = \"2024-Q1\"\n".to_string()),
                ("name = \"cay_song\"\n", "name = \"cay_song\"\nfrom = \"2024-Q2\"\n".to_string()),
            ],
        ) + &rule("R10", "test = 'cay_song<=cay_moi'")
            + &rule("R11", "when = 'nam=2023'\ntest = 'cay_moi>0'")
            + &rule("R12", "when = 'AND(cay_moi>5,ma_don_vi=\"XA\")'\ntest = 'cay_moi>0'")
            + &rule("R13", "when = 'AND(cay_moi>5,ma_don_vi=\"AN\")'\ntest = 'cay_moi>0'")
            + &rule("R14", "when = 'pl_cay>5000'\ntest = 'cay_moi>0'\nscope = \"annex\"")
            + &rule("R15", "when = 'so_ky=1'\ntest = 'cay_song>0'")
            + &rule("R16", "test = 'cay_song>=cay_moi_kt'")
    };
    own_plan::campaign(folder, text, |annex| annex);
    let path = folder.to_str().unwrap();
    let (code, out, error) = plan(&["check", path]);
    assert_eq!(code, 0, "{out}{error}");
    let (_, never) = out.split_once("không bao giờ được xét: ").unwrap_or_else(|| panic!("{out}"));
    for code in ["R10", "R11", "R12", "R14", "R15"] {
        assert!(never.contains(&format!("▲ {code}: ")), "{code}: {never}");
    }
    for code in ["R01", "R13", "R16"] {
        assert!(!never.contains(&format!("▲ {code}: ")), "{code}: {never}");
    }
    assert!(never.contains("cay_moi đến hết quý I/2024") && never.contains("nam=2023"), "{never}");
    assert_eq!(plan(&["check", path, "--strict"]).0, 1);
    // Faults of time, and others, each with its line.
    let file = folder.join("ke-hoach.toml");
    let faulty = fs::read_to_string(&file).unwrap();
    let faulty = own_plan::replaced(
        faulty,
        &[
            ("until = \"2024-Q1\"", "from = \"2024-Q3\"\nuntil = \"2024-Q1\"".into()),
            ("from = \"2024-Q2\"", "from = \"2023-Q2\"".into()),
            ("value = 200", "value = \"a\"".into()),
        ],
    );
    fs::write(&file, faulty).unwrap();
    let (code, out, _) = plan(&["check", path]);
    assert_eq!(code, 1, "{out}");
    for part in [
        "kỳ cuối 2024-Q1 trước kỳ đầu 2024-Q3",
        "kỳ 2023-Q2 nằm ngoài kế hoạch",
        "'value' phải là một số",
        "ke-hoach.toml:24:9",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
}

/// A code may be used again by another row once the first one has ended.
#[test]
fn code_of_an_ended_row_is_free() {
    let keep = tempfile::tempdir().unwrap();
    let more = |from: &'static str| {
        move |plan: String| {
            let text = own_plan::replaced(
                plan,
                &[("name = \"cay_song\"\n", "name = \"cay_song\"\nuntil = \"2024-Q2\"\n".to_string())],
            );
            format!(
                "{text}\n[[indicators]]\nsection = \"A. CÂY\"\nordinal = \"2\"\ncode = \"02\"\nlabel = \"Cây sống\"\n\
                 name = \"song_moi\"\nkind = \"stock\"\nblank = \"missing\"\nfrom = \"{from}\"\n"
            )
        }
    };
    own_plan::campaign(keep.path(), more("2024-Q3"), |annex| annex);
    assert_eq!(plan(&["check", keep.path().to_str().unwrap()]).0, 0);
    own_plan::campaign(keep.path(), more("2024-Q2"), |annex| annex);
    let (code, out, _) = plan(&["check", keep.path().to_str().unwrap()]);
    assert!(code == 1 && out.contains("mã số '02' đã có ở trên"), "{out}");
}

/// What a new required row and a stricter rule would do to the returns received, against a count made by hand.
#[test]
fn plan_diff_says_what_a_plan_would_do() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let path = folder.to_str().unwrap();
    let (code, out, _) = said(&tonghop(&["merge", path, "--period", "2021-Q4"]));
    assert!(code < 2, "{out}");
    let old = fs::read_to_string(folder.join("ke-hoach.toml")).unwrap();
    let row = "[[indicators]]\nsection = \"Z\"\nordinal = \"99\"\ncode = \"99\"\nlabel = \"Dòng thêm\"\nname = \"dong_them\"\n\
               kind = \"flow\"\nblank = \"missing\"\n";
    let new = folder.join("moi.toml");
    fs::write(&new, old.replacen("[[indicators]]", &format!("{row}\n[[indicators]]"), 1)).unwrap();
    let (code, out, error) = plan(&["diff", path, new.to_str().unwrap(), "--period", "2021-Q4"]);
    assert_eq!(code, 0, "{error}");
    assert!(out.contains("Trang Biểu mẫu: thêm 99 dong_them “Dòng thêm”"), "{out}");
    // All returns that count now would lack the row.
    let json = said(&tonghop(&["export", path, "--internal", "--period", "2021-Q4", "--format", "json"]));
    assert!(json.0 < 2, "{json:?}");
    let exported = fs::read_to_string(folder.join("ket-qua/du-lieu-2021-Q4/du-lieu.json")).unwrap_or(json.1);
    let data: serde_json::Value = serde_json::from_str(&exported).unwrap();
    let counted = data["nguon"].as_array().unwrap().iter().filter(|row| row["fate"] == "counted").count();
    assert!(counted > 15, "{counted}");
    assert!(out.contains(&format!("{counted} báo cáo sẽ có lỗi, không được tổng hợp")), "{counted}: {out}");
    assert!(out.contains(&format!("mã 99 Dòng thêm: {counted} báo cáo")), "{out}");
    assert!(out.contains("số đã lập sẽ khác (quý IV/2021)"), "{out}");

    // With a first period after the returns nothing happens to them.
    let later = row.replace("blank = \"missing\"\n", "blank = \"missing\"\nfrom = \"2022-Q1\"\n");
    fs::write(&new, old.replacen("[[indicators]]", &format!("{later}\n[[indicators]]"), 1)).unwrap();
    let (code, out, _) = plan(&["diff", path, new.to_str().unwrap(), "--period", "2021-Q4"]);
    assert!(code == 0 && out.contains("không báo cáo nào thêm lỗi"), "{out}");
    assert!(out.contains("không đổi số nào đã lập (quý IV/2021)"), "{out}");

    // A changed threshold, a quota and a waiver are told from … to …; back again they are told the other way round.
    let other = folder.join("khac");
    fs::create_dir_all(&other).unwrap();
    let waiver = "\n[[waivers]]\nunit = \"TP\"\nperiod = \"2021-Q4\"\nrule = \"R22\"\nreason = \"Đã xác nhận\"\nby = \"Trưởng ban\"\ndate = 2022-01-20\n";
    assert!(old.contains("value = 150"));
    fs::write(other.join("ke-hoach.toml"), old.replace("value = 150", "value = 160") + waiver).unwrap();
    let annex = fs::read_to_string(folder.join("phu-luc.tsv")).unwrap();
    let changed = annex.replacen("\t90\t1\t", "\t91\t1\t", 1).replacen("\t540\t", "\t541\t", 1);
    assert_ne!(annex, changed);
    fs::write(other.join("phu-luc.tsv"), changed).unwrap();
    let (code, out, error) = plan(&["diff", path, other.to_str().unwrap()]);
    assert_eq!(code, 0, "{error}");
    for part in [
        "Giá trị: 150 → 160",
        "Trang Ngoại lệ: thêm TP quý IV/2021 R22",
        "pl_ct_dv: 90 → 91",
        "tổng in sẵn, pl_ct_dv: 540 → 541",
        "chỉ so hai kế hoạch",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    let (_, out, _) = plan(&["diff", other.to_str().unwrap(), path]);
    assert!(out.contains("Giá trị: 160 → 150") && out.contains("bỏ TP quý IV/2021 R22"), "{out}");
}

/// A plan that lies elsewhere is compared with that of the campaign, whose annex and returns it uses; no `-C` is needed.
#[test]
fn plan_diff_of_a_file_elsewhere_uses_the_campaign() {
    let (keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let old = fs::read_to_string(folder.join("ke-hoach.toml")).unwrap();
    let elsewhere = keep.path().join("moi.toml");
    fs::write(&elsewhere, old.replace("value = 150", "value = 160")).unwrap();
    let new = elsewhere.to_str().unwrap();
    let beside = folder.join("moi.toml");
    fs::copy(&elsewhere, &beside).unwrap();
    for words in [vec![path, new], vec![new, "-C", path], vec![beside.to_str().unwrap()]] {
        let (code, out, error) = plan(&[&["diff"], words.as_slice()].concat());
        assert!(code == 0 && out.contains("Giá trị: 150 → 160"), "{words:?}: {out}{error}");
        assert!(out.contains("không báo cáo nào thêm lỗi"), "{words:?}: {out}");
    }
    // Without a campaign the message says what to add.
    let (code, _, error) = plan(&["diff", new, new]);
    assert!(code == 2 && error.contains("-C THƯ-MỤC"), "{error}");
}

/// The output names a dropped column as dropped, and knows a unit under another code; nothing else differs.
#[test]
fn plan_diff_names_dropped_columns_and_knows_units_by_name() {
    let (keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    assert!(said(&tonghop(&["merge", path])).0 < 2);
    let old = fs::read_to_string(folder.join("ke-hoach.toml")).unwrap();
    let other = keep.path().join("khac.toml");
    let renamed = old.replace("\"SINHO\"", "\"SH\"");
    assert_ne!(renamed, old);
    fs::write(&other, &renamed).unwrap();
    let (code, out, error) = plan(&["diff", path, other.to_str().unwrap()]);
    assert_eq!(code, 0, "{error}");
    assert!(!out.contains("bỏ hẳn") && out.contains("không đổi số nào đã lập"), "{out}");
    // A column that nothing else refers to goes.
    let is_dropped = |table: &&str| table.starts_with("columns]]") && table.contains("name = \"kn_du_bao\"");
    let tables: Vec<&str> = old.split("\n[[").collect();
    let kept: Vec<&str> = tables.iter().copied().filter(|table| !is_dropped(table)).collect();
    assert_eq!(kept.len() + 1, tables.len());
    fs::write(&other, kept.join("\n[[")).unwrap();
    let (code, out, error) = plan(&["diff", path, other.to_str().unwrap()]);
    assert!(
        code == 0 && out.contains("bỏ hẳn 1 cột tính, kể cả ở các kỳ đã lập: Ước đến hết kế hoạch"),
        "{out}{error}"
    );
}

/// A row under another name is the same row: nothing differs but its name. Another printed code is told by every return that
/// has the old one.
#[test]
fn plan_diff_knows_renamed_rows() {
    let (keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    assert!(said(&tonghop(&["merge", path])).0 < 2);
    let old = fs::read_to_string(folder.join("ke-hoach.toml")).unwrap();
    let other = keep.path().join("khac.toml");
    let diff = |text: &str| {
        fs::write(&other, text).unwrap();
        let (code, out, error) = plan(&["diff", path, other.to_str().unwrap()]);
        assert_eq!(code, 0, "{out}{error}");
        out
    };
    let out = diff(&old.replace("dv_ket_nap", "dv_moi"));
    assert!(out.contains("đổi tên 07 dv_moi “(+) Kết nạp mới”: dv_ket_nap → dv_moi"), "{out}");
    assert!(!out.contains("thêm 07 dv_moi") && !out.contains("bỏ hẳn"), "{out}");
    assert!(out.contains("không báo cáo nào thêm lỗi") && out.contains("không đổi số nào đã lập"), "{out}");
    let out = diff(&old.replace("\"kn_du_bao\"", "\"kn_uoc\""));
    assert!(out.contains("đổi tên kn_uoc “Ước đến hết kế hoạch”: kn_du_bao → kn_uoc"), "{out}");
    assert!(!out.contains("bỏ hẳn") && out.contains("không đổi số nào đã lập"), "{out}");
    // Ten units have sent the form of the third quarter of 2021.
    let out = diff(&old.replacen("\ncode = \"07\"\n", "\ncode = \"07a\"\n", 1));
    assert!(out.contains("Mã số: 07 → 07a") && out.contains("10 báo cáo có thêm cảnh báo hoặc thông tin"), "{out}");
    // A row that the new plan does not have.
    let row = "[[indicators]]\nsection = \"Z\"\nordinal = \"99\"\ncode = \"99\"\nlabel = \"Dòng thêm\"\nname = \"dong_them\"\n\
               kind = \"flow\"\nblank = \"not_applicable\"\n";
    fs::write(&other, old.replacen("[[indicators]]", &format!("{row}\n[[indicators]]"), 1)).unwrap();
    let (code, out, error) = plan(&["diff", other.to_str().unwrap(), path]);
    assert!(code == 0 && out.contains("bỏ hẳn 1 dòng của biểu, kể cả số đã báo cáo: 99 Dòng thêm"), "{out}{error}");
}

/// A moved first period drops the returns of the periods before it, or asks every unit for earlier ones.
#[test]
fn plan_diff_says_what_a_moved_first_period_does() {
    let (keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let path = folder.to_str().unwrap();
    let (code, out, error) = said(&tonghop(&["publish", path, "--period", "2021-Q3"]));
    assert!(code < 2, "{out}{error}");
    let old = fs::read_to_string(folder.join("ke-hoach.toml")).unwrap();
    let other = keep.path().join("khac.toml");
    let diff = |first: &str| {
        fs::write(&other, old.replacen("first = \"2021-Q3\"", &format!("first = \"{first}\""), 1)).unwrap();
        let (code, out, error) = plan(&["diff", path, other.to_str().unwrap()]);
        assert_eq!(code, 0, "{out}{error}");
        out
    };
    let out = diff("2021-Q4");
    let dropped =
        "không còn 1 kỳ, báo cáo của kỳ đó không được tổng hợp nữa: quý III/2021 (10 báo cáo đã nhận, đã chốt)";
    assert!(out.contains("Kỳ đầu: quý III/2021 → quý IV/2021") && out.contains(dropped), "{out}");
    assert!(!out.contains("quý III/2021;") && !out.contains("2021-Q3)"), "{out}");
    let out = diff("2021-Q1");
    let added = "thêm 2 kỳ mà mọi đơn vị phải báo cáo: quý I/2021 (chưa có báo cáo), quý II/2021 (chưa có báo cáo)";
    assert!(out.contains(added), "{out}");
}

/// Units that begin, end, are split or renamed are on the page that `plan check` shows.
#[test]
fn plan_check_names_units_that_change() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let file = folder.join("ke-hoach.toml");
    let old = fs::read_to_string(&file).unwrap();
    let new = old
        .replace("code = \"CDYT\"\n", "code = \"CDYT\"\nuntil = \"2021-Q4\"\ninto = \"CDGD\"\n")
        .replace(
            "code = \"SINHO\"\n",
            "code = \"SINHO\"\nbefore = [{ until = \"2021-Q4\", name = \"LĐLĐ Sìn Hồ cũ\" }]\n",
        )
        .replace("code = \"NAMNHUN\"\n", "code = \"NAMNHUN\"\nfrom = \"2022-Q1\"\nout_of = \"SINHO\"\n");
    fs::write(&file, new).unwrap();
    let (code, out, error) = plan(&["check", folder.to_str().unwrap()]);
    assert_eq!(code, 0, "{out}{error}");
    for part in [
        "CĐN Y tế: báo cáo đến hết Quý IV/2021, nhập vào CĐN Giáo dục",
        "LĐLĐ huyện Sìn Hồ: đến hết Quý IV/2021 tên là LĐLĐ Sìn Hồ cũ",
        "LĐLĐ huyện Nậm Nhùn: báo cáo từ Quý I/2022, tách từ LĐLĐ huyện Sìn Hồ",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
}
