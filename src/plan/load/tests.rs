use super::*;
use crate::model::day::Day;
use crate::model::finding::Severity;
use crate::plan::template::{self, PlanTemplate};
use crate::plan::{BlankMeaning, ColumnEmphasis, ColumnTotal, Scope, UniqueScope};

const NAMES: (&str, &str) = ("ke-hoach.toml", "phu-luc.tsv");

fn template() -> &'static PlanTemplate {
    template::get(template::names().next().unwrap()).unwrap()
}

fn shown(problems: &[PlanDiagnostic], lang_vi: bool) -> String {
    problems.iter().map(|p| p.show(lang_vi)).collect::<Vec<_>>().join("\n")
}

fn plan() -> Plan {
    text(template().plan, template().annex.as_bytes(), NAMES).unwrap_or_else(|p| panic!("{}", shown(&p, true)))
}

/// Loads the template with texts replaced. Each text must occur exactly once.
fn changed(edits: &[(&str, &str)]) -> Result<Plan, Vec<PlanDiagnostic>> {
    let mut toml = template().plan.to_string();
    for (from, to) in edits {
        assert_eq!(toml.matches(from).count(), 1, "{from}");
        toml = toml.replace(from, to);
    }
    text(&toml, template().annex.as_bytes(), NAMES)
}

fn faults(edits: &[(&str, &str)]) -> Vec<PlanDiagnostic> {
    changed(edits).unwrap_err()
}

/// Returns the only diagnostic after an edit: the text it points to and its English message.
fn fault(from: &str, to: &str) -> (String, String) {
    let problems = faults(&[(from, to)]);
    assert_eq!(problems.len(), 1, "{}", shown(&problems, false));
    (problems[0].found(), problems[0].message.en.clone())
}

fn rule_in(plan: &Plan, code: &str) -> crate::plan::Rule {
    plan.rule(code).unwrap().clone()
}

#[test]
fn template_loads_completely() {
    let plan = plan();
    let own = plan.rules.iter().filter(|rule| rule.code.starts_with('R')).count();
    let counts = (plan.indicators.len(), plan.rosters.len(), plan.narratives.len(), own, plan.units.len());
    assert_eq!(counts, (51, 4, 8, 50, 11));
    let totals: Vec<f64> = plan.annex.columns.iter().map(|c| c.printed_total).collect();
    assert_eq!(totals, [23_320.0, 848.0, 58.0, 540.0, 23.0]);
    assert_eq!((plan.periods(), plan.first.to_string().as_str()), (10, "2021-Q3"));
    assert_eq!(plan.info.number, "277/KH-LĐLĐ");
    assert_eq!(plan.info.date, Day::from_ymd(2021, 10, 15).unwrap());
    let dates = plan.dates("2021-Q4".parse().unwrap());
    assert_eq!((dates.cut_off.to_string(), dates.deadline.to_string()), ("31/12/2021".into(), "10/01/2022".into()));
    assert_eq!(["cd_vuot", "cd_bien_dong", "cd_muc_dn"].map(|n| plan.setting(n).unwrap().value), [150.0, 20.0, 85.0]);
}

#[test]
fn units_have_the_figures_of_the_annex() {
    let plan = plan();
    let figures = |code: &str| plan.units[plan.unit_index(code).unwrap()].figures.clone();
    assert_eq!(figures("TP"), [2136.0, 371.0, 25.0, 100.0, 10.0].map(Some));
    assert_eq!(figures("PHONGTHO"), [2655.0, 13.0, 1.0, 90.0, 1.0].map(Some));
    // A blank in the annex means no quota, not 0.
    assert_eq!(figures("CDGD"), [Some(1012.0), None, None, Some(30.0), None]);
    let codes: Vec<&str> = plan.units.iter().map(|u| u.code.as_str()).collect();
    let issued =
        ["TP", "TAMDUONG", "TANUYEN", "THANUYEN", "PHONGTHO", "SINHO", "NAMNHUN", "MUONGTE", "CDVC", "CDGD", "CDYT"];
    assert_eq!(codes, issued);
}

#[test]
fn blank_cells_have_the_meaning_of_the_plan() {
    let plan = plan();
    let blanks = |name: &str| plan.indicator(name).unwrap().blank.clone();
    assert_eq!(blanks("dv_cuoi_ky"), [BlankMeaning::Missing; 2]);
    assert_eq!(blanks("ld_chua_dv"), [BlankMeaning::Missing, BlankMeaning::NotApplicable]);
    assert_eq!(blanks("kp_chi"), [BlankMeaning::NotApplicable; 2]);
    // Required for all units: 51 codes less 4 for the districts only (05, 32-34) less 14 optional ones (19, 35, 36,
    // 41-51).
    let all = plan.indicators.iter().filter(|i| i.blank == [BlankMeaning::Missing; 2]).count();
    let some = plan.indicators.iter().filter(|i| i.blank[0] != i.blank[1]).count();
    assert_eq!((all, some), (33, 4));
    let codes: Vec<String> = (1..=51).map(|n| format!("{n:02}")).collect();
    assert_eq!(plan.indicators.iter().map(|i| i.code.clone()).collect::<Vec<_>>(), codes);
    let mst = plan.roster_column("ds1_mst").unwrap();
    assert_eq!(plan.rosters[mst.0].columns[mst.1].unique, UniqueScope::Campaign);
}

#[test]
fn rules_are_guarded_once() {
    let plan = plan();
    let check = |code: &str| rule_in(&plan, code).check.source().to_string();
    assert_eq!(check("R13"), r#"IF(AND(ISNUMBER(dv_kn_nu),ISNUMBER(dv_ket_nap)),dv_kn_nu<=dv_ket_nap,"")"#);
    assert_eq!(check("R43"), r#"IF(COUNTBLANK(ban_chi_dao)=0,ban_chi_dao="Có","")"#);
    assert_eq!(check("R06"), "OR(COUNTBLANK(gia_tri)=1,ISNUMBER(gia_tri))");
    assert_eq!(check("R45"), "SUM(pl_cot)=pl_tong");
    assert_eq!(check("R25"), r#"IF(AND(ISNUMBER(dv_luy_ke),ISNUMBER(pl_ct_dv)),dv_luy_ke<=cd_vuot/100*pl_ct_dv,"")"#);
    assert_eq!(check("R35"), r#"IF(COUNTBLANK(ds1_mst)=0,SUMPRODUCT(--(ds1_mst_cot&""=ds1_mst&""))=1,"")"#);
    let scopes = ["R06", "R07", "R10", "R21", "R22", "R33", "R45"].map(|c| rule_in(&plan, c).scope);
    let expected = [
        Scope::NumericCells,
        Scope::RequiredCells,
        Scope::Return,
        Scope::Previous,
        Scope::Annex,
        Scope::RosterRow(0),
        Scope::Campaign,
    ];
    assert_eq!(scopes, expected);
    // Counted in the rule table of the design.
    let own: Vec<_> = plan.rules.iter().filter(|r| r.code.starts_with('R')).collect();
    let errors = own.iter().filter(|r| r.severity == Severity::Error).count();
    assert_eq!((errors, own.len() - errors), (35, 15));
    // R06 to R09 take the place of the generated rules; the choice of code 40 has none of its own.
    let generated: Vec<&str> = plan.rules.iter().map(|r| r.code.as_str()).filter(|c| !c.starts_with('R')).collect();
    assert_eq!(generated, ["K25"]);
    assert_eq!(check("K25"), r#"OR(COUNTBLANK(gia_tri)=1,gia_tri="Có",gia_tri="Không")"#);
}

#[test]
fn columns_can_refer_to_each_other() {
    let plan = plan();
    let share = plan.column("dn10_ty_le").unwrap();
    assert_eq!((share.emphasis, share.total), (ColumnEmphasis::Light(0.85, 0.7), ColumnTotal::Formula));
    assert_eq!(plan.column("kn_luy_ke").unwrap().formula.source(), "LUY_KE(dv_ket_nap)");
    assert_eq!(plan.sheets.iter().filter(|s| s.signed).map(|s| s.name.as_str()).collect::<Vec<_>>(), ["Tổng hợp"]);
}

/// Loads another, small plan with edits that make it invalid.
fn small(edits: &[(&str, &str)]) -> Result<Plan, Vec<PlanDiagnostic>> {
    let mut toml = include_str!("../../../tests/plans/trong-cay/plan.toml").to_string();
    for (from, to) in edits {
        assert_eq!(toml.matches(from).count(), 1, "{from}");
        toml = toml.replace(from, to);
    }
    text(&toml, include_bytes!("../../../tests/plans/trong-cay/phu-luc.csv"), NAMES)
}

#[test]
fn plan_of_another_kind_loads() {
    let plan = small(&[]).unwrap_or_else(|p| panic!("{}", shown(&p, true)));
    let figures: Vec<_> = plan.units.iter().map(|u| (u.code.as_str(), u.figures[0])).collect();
    assert_eq!(figures, [("AN", Some(1200.0)), ("BINH", None)]);
    assert_eq!(plan.annex.columns[0].printed_total, 1200.0);
    assert_eq!(plan.columns[1].formula.source(), r#"IF(ISNUMBER(pl_cay),lk_cay/pl_cay,"-")"#);
}

#[test]
fn reserved_sheet_names_are_rejected() {
    let problems = small(&[
        ("name = \"Kết quả\"\ntitle", "name = \"số liệu\"\ntitle"),
        ("sheet = \"TC\"", "sheet = \"Đối chiếu\""),
    ]);
    let told = shown(&problems.unwrap_err(), true);
    assert!(
        told.contains("trang 'Số liệu' là của chương trình") && told.contains("trang 'Đối chiếu' là của"),
        "{told}"
    );
    // The consolidated workbook has a sheet of this name, but the form does not, so there is no clash.
    assert!(small(&[("sheet = \"TC\"", "sheet = \"Nguồn\"")]).is_ok());
}

#[test]
fn formula_error_points_into_the_string() {
    let problems = small(&[("lk_cay/pl_cay,\\\"-\\\")", "\\\"-\\\",XLOOKUP(pl_cay))")]).unwrap_err();
    insta::assert_snapshot!(shown(&problems, true), @r#"
    ke-hoach.toml:101:38: hàm XLOOKUP không dùng được: gọi thẳng tên chỉ tiêu, hoặc TRONG_KY, LUY_KE, CUOI_KY
      | formula = "IF(ISNUMBER(pl_cay),\"-\",XLOOKUP(pl_cay))"
      |                                      ^^^^^^^
    "#);
    insta::assert_snapshot!(shown(&problems, false), @r#"
    ke-hoach.toml:101:38: function XLOOKUP is not allowed: name the indicator itself, or use TRONG_KY, LUY_KE, CUOI_KY
      | formula = "IF(ISNUMBER(pl_cay),\"-\",XLOOKUP(pl_cay))"
      |                                      ^^^^^^^
    "#);
}

#[test]
fn all_errors_are_reported_in_the_order_of_the_text() {
    let problems = small(&[
        ("issuer_short =", "issuer_shor ="),
        ("value = 200", "value = \"200\""),
        ("name = \"cay_song\"", "name = \"cay10\""),
        ("kind = \"stock\"", "kind = \"stok\""),
        ("cd_tran/100", "cd_trang/100"),
        ("explain = \"Cộng các quý.\"", "sum = true"),
    ])
    .unwrap_err();
    insta::assert_snapshot!(shown(&problems, true), @r#"
    ke-hoach.toml:2:1: thiếu 'issuer_short'
      | [plan]
      | ^^^^^^
      → thêm một dòng: issuer_short = …
    ke-hoach.toml:7:1: không có khóa 'issuer_shor' ở đây
      | issuer_shor = "Tỉnh đoàn"
      | ^^^^^^^^^^^
      → dùng được: issuer_short
    ke-hoach.toml:24:9: 'value' phải là một số, đang là chữ
      | value = "200"
      |         ^^^^^
    ke-hoach.toml:63:8: tên 'cay10' đọc được như một ô của Excel (CAY10); thêm _ vào giữa
      | name = "cay10"
      |        ^^^^^^^
      → ví dụ: dv_moi
    ke-hoach.toml:64:8: không có giá trị 'stok'
      | kind = "stok"
      |        ^^^^^^
      → chọn một trong: flow, stock, percent, choice, text, date
    ke-hoach.toml:78:18: không có tên 'cd_trang'
      | test = 'cay_moi<=cd_trang/100*pl_cay'
      |                  ^^^^^^^^
      → có phải: cd_tran?
    ke-hoach.toml:88:1: thiếu 'explain'
      | [[columns]]
      | ^^^^^^^^^^^
      → thêm một dòng: explain = …
    ke-hoach.toml:95:1: không có khóa 'sum' ở đây
      | sum = true
      | ^^^
      → dùng được: basis, emphasis, explain, formula, group, heading, name, number, sheets, thresholds, total
    "#);
}

#[test]
fn invalid_toml_is_located_without_follow_up_errors() {
    let problems = faults(&[("code = \"R34\"", "code = R34"), ("title = \"Phát triển", "title = Phát triển")]);
    assert!(problems.len() >= 2);
    let expected: Vec<usize> =
        ["title = \"Phát triển", "code = \"R34\""].iter().map(|t| line_of(template().plan, t)).collect();
    let mut lines: Vec<usize> = problems.iter().map(line).collect();
    lines.dedup();
    assert_eq!(lines, expected, "{}", shown(&problems, true));
}

/// Found by fuzzing: after one broken line the parser reports thousands of errors, each with a copy of the line.
#[test]
fn number_of_reported_errors_is_bounded() {
    let broken = format!("a = [{}\n", "b = \"c\" ".repeat(2_000));
    let problems = text(&broken, b"", ("p.toml", "a.tsv")).unwrap_err();
    // The extra ones are missing keys in the readable part.
    assert!((1..=SYNTAX_FAULTS + 10).contains(&problems.len()), "{}", problems.len());
    let strange = (0..2_000).map(|n| format!("k{n} = 1\n")).collect::<String>();
    let problems = text(&strange, b"", ("p.toml", "a.tsv")).unwrap_err();
    assert!((900..=crate::plan::diagnostic::MOST).contains(&problems.len()), "{}", problems.len());
}

fn line(problem: &PlanDiagnostic) -> usize {
    match problem.place {
        PlanLocation::Line { line, .. } => line,
        _ => 0,
    }
}

fn line_of(text: &str, part: &str) -> usize {
    text.lines().position(|l| l.contains(part)).unwrap() + 1
}

#[test]
fn every_kind_of_error_has_its_location_and_message() {
    // (replaced text, replacement, text that the error points to, part of its message)
    let cases = [
        // Keys, types, words.
        ("\nissuer_short = \"LĐLĐ tỉnh Lai Châu\"", "", "[plan]", "'issuer_short' is missing"),
        ("signed = true\n", "signed = \"yes\"\n", "\"yes\"", "must be true or false"),
        ("date = 2021-10-15", "date = \"15/10/2021\"", "\"15/10/2021\"", "must be a day"),
        ("first = \"2021-Q3\"", "first = \"Q5/2021\"", "\"Q5/2021\"", "no period"),
        ("last = \"2023-Q4\"", "last = \"2021-Q1\"", "\"2021-Q1\"", "must follow the first"),
        ("deadline = 10", "deadline = 10.5", "10.5", "number of days"),
        ("thresholds = [0.85, 0.7]", "thresholds = [0.7, 0.85]", "[0.7, 0.85]", "two thresholds"),
        ("choices = [\"Nam\", \"Nữ\"]", "choices = [\"Nam\"]", "[\"Nam\"]", "at least two words"),
        // Names, codes, labels.
        ("name = \"ctv\"", "name = \"ctv1\"", "\"ctv1\"", "reads as the cell"),
        ("name = \"tu_van\"", "name = \"doi_thoai\"", "\"doi_thoai\"", "stands above already"),
        ("name = \"tm_covid\"", "name = \"han_nop\"", "\"han_nop\"", "the program's"),
        ("name = \"tm_covid\"", "name = \"tm_covid_kt\"", "\"tm_covid_kt\"", "ends in _kt"),
        ("name = \"ds4_ly_do\"", "name = \"ly_do\"", "\"ly_do\"", "must begin with ds4_"),
        ("name = \"cdcs_ck\"", "name = \"pl_ck\"", "\"pl_ck\"", "kept for another table"),
        ("label = \"Lượt tư vấn pháp luật\"", "label = \"CUOC ĐỐI  thoại\"", "\"CUOC ĐỐI  thoại\"", "Cuộc đối thoại"),
        ("code = \"49\"", "code = \"48\"", "\"48\"", "stands above already"),
        ("code = \"R50\"", "code = \"Q50\"", "\"Q50\"", "no rule code"),
        // References.
        (
            "sheets = [\"Tổng hợp\", \"Tiến độ\"]\ngroup = \"Kết nạp đoàn viên\"\nheading = \"Lũy",
            "sheets = [\"Tổng hợp\", \"Tiến bộ\"]\ngroup = \"Kết nạp đoàn viên\"\nheading = \"Lũy",
            "\"Tiến bộ\"",
            "no sheet 'Tiến bộ'",
        ),
        ("pace = \"kn_tien_do\"", "pace = \"kn_luy_ke\"", "\"kn_luy_ke\"", "no column of annex figures"),
        (
            "\n[[series]]\nindicator = \"dv_ket_nap\"",
            "\n[[amendments]]\nfrom = \"2022-Q3\"\nunit = \"PHONGTO\"\ncolumn = \"pl_ct_dv\"\nvalue = 60\nbasis = \"CV\"\n\n[[series]]\nindicator = \"dv_ket_nap\"",
            "\"PHONGTO\"",
            "no unit 'PHONGTO'",
        ),
        (
            "\n[[series]]\nindicator = \"dv_ket_nap\"",
            "\n[[amendments]]\nfrom = \"2024-Q3\"\nunit = \"TP\"\ncolumn = \"pl_ct_dv\"\nvalue = 60\nbasis = \"CV\"\n\n[[series]]\nindicator = \"dv_ket_nap\"",
            "\"2024-Q3\"",
            "lies outside the plan",
        ),
        ("last = \"2023-Q4\"", "last = \"2023-H2\"", "\"2023-H2\"", "must both be months"),
        ("opening = \"cdcs_cuoi_ky\"", "opening = \"cdcs_cuoi\"", "\"cdcs_cuoi\"", "no numeric indicator"),
        ("opening_annex = \"pl_dv_hien_co\"", "opening_annex = \"pl_dv\"", "\"pl_dv\"", "no annex column"),
        ("gap = \"tl_con_lai\"", "gap = \"tl_con\"", "\"tl_con\"", "column with a total"),
        ("indicator = \"cdcs_tl\"", "indicator = \"cdcs_cuoi_ky\"", "\"cdcs_cuoi_ky\"", "no flow indicator"),
        ("[severity]", "[severity]\nR99 = \"info\"", "\"info\"", "no rule 'R99'"),
        (
            "kind = \"nganh\"\n\n[[units]]\ncode = \"CDGD\"",
            "kind = \"so\"\n\n[[units]]\ncode = \"CDGD\"",
            "\"so\"",
            "no kind 'so'",
        ),
        ("aliases = [\"CĐ Y tế\"", "aliases = [\"CĐ Giáo dục\"", "\"CĐ Giáo dục\"", "also means unit 'CĐN Giáo dục'"),
        // Formulas.
        ("'kn_tinh-kn_tien_do'", "'dv_ket_nap-kn_tien_do'", "dv_ket_nap", "not for a column"),
        ("'LUY_KE(cdcs_tl)'", "'LUY_KE(cdcs_cuoi_ky)'", "cdcs_cuoi_ky", "LUY_KE adds flows"),
        ("'HANG(kn_ty_le)'", "'HANG(dv_ket_nap)'", "dv_ket_nap", "HANG takes a computed column"),
        ("'TU_DAU_NAM(dv_ket_nap)'", "'TU_DAU_NAM(kn_trong_ky)'", "kn_trong_ky", "takes an indicator"),
        (
            "test = 'dv_phan_mem<=dv_cuoi_ky'",
            "test = 'dv_phan_mem<=LUY_KE(dv_cuoi_ky)'",
            "LUY_KE",
            "computed columns only",
        ),
        ("test = 'SUM(pl_cot)=pl_tong'", "test = 'SUM(pl_cot)=pl_tong+quy'", "quy", "not for this place"),
        ("test = 'gia_tri>=0'", "test = 'AND(gia_tri>=0,quy>0)'", "quy", "not for this place"),
        ("test = 'dn10_co<=dn10_tong'", "test = 'dn10_co<=dn10_tong+gia_tri'", "gia_tri", "not for this place"),
        ("test = 'dv_g_covid<=dv_giam'", "test = 'dv_g_covid<=dv_giam+dv_giam_kt'", "dv_giam_kt", "not for this place"),
        (
            "test = 'cdcs_tl_nnn<=cdcs_tl'",
            "test = 'AND(cdcs_tl_nnn<=cdcs_tl,ds1_so_dv>0)'",
            "ds1_so_dv",
            "not for this place",
        ),
        (
            "test = 'ds1_so_dv>=5'",
            "test = 'AND(ds1_so_dv>=5,ds4_so_dv>0)'",
            "'AND(ds1_so_dv>=5,ds4_so_dv>0)'",
            "rows of two rosters",
        ),
        // Messages.
        (
            "Đang ghi {gia_tri}.\"\nmessage.en = \"Negative",
            "Đang ghi {gia_tr}.\"\nmessage.en = \"Negative",
            "gia_tr",
            "no name 'gia_tr'",
        ),
        ("message.en = \"Late.", "message.en = \"Late {ngay_nop}.", "ngay_nop", "is a date"),
        ("message.en = \"Required value missing.", "message.en = \"Missing {gia_tri}.", "gia_tri", "may be empty"),
        ("message.en = \"Late.", "message.en = \"Late {.", "{", "do not pair"),
        // Totals and cycles.
        (
            "'TRONG_KY(cdcs_tl)'\ntotal = \"sum\"",
            "'TRONG_KY(cdcs_tl)'\ntotal = \"formula\"",
            "TRONG_KY",
            "works on the totals",
        ),
        ("name = \"trang_thai\"", "name = \"trang_thai\"\nbreit = 1", "breit", "no key 'breit'"),
    ];
    for (from, to, at, part) in cases {
        let (found, message) = fault(from, to);
        assert!(found == at && message.contains(part), "{to}\nfound {found}: {message}");
    }
}

#[test]
fn circular_columns_are_listed() {
    let problems = faults(&[("'LUY_KE(dv_ket_nap)'", "'kn_chenh_lech+kn_tien_do'")]);
    assert_eq!(problems.len(), 1, "{}", shown(&problems, false));
    assert_eq!(
        problems[0].message.en,
        "columns name each other in a circle: kn_luy_ke → kn_chenh_lech → kn_tinh → kn_luy_ke"
    );
    assert_eq!(problems[0].found(), "'kn_chenh_lech+kn_tien_do'");
    let itself = faults(&[("'HANG(kn_ty_le)'", "'HANG(kn_hang)'")]);
    assert_eq!(itself[0].message.en, "columns name each other in a circle: kn_hang → kn_hang");
}

#[test]
fn zero_cannot_be_combined_with_other_meanings() {
    let one = "name = \"ctv\"\nkind = \"stock\"\nunit = \"người\"\nblank = ";
    let from = format!("{one}\"not_applicable\"");
    let with = |blank: &str| changed(&[(&from, &format!("{one}{blank}"))]);
    let problems = with("{ dia_phuong = \"zero\", nganh = \"missing\" }").unwrap_err();
    assert!(problems[0].message.en.contains("\"zero\" does not go with"), "{}", shown(&problems, false));
    let problems = with("{ dia_phuong = \"missing\" }").unwrap_err();
    assert!(problems[0].message.en.contains("for nganh is missing"), "{}", shown(&problems, false));
    let problems = with("{ dia_phuong = \"missing\", nghanh = \"missing\" }").unwrap_err();
    assert_eq!(problems[0].found(), "nghanh");
    // If a blank means zero for all units, rules need no guard for the name.
    let plan = changed(&[
        (&from, &format!("{one}\"zero\"")),
        ("test = 'dv_phan_mem<=dv_cuoi_ky'", "test = 'dv_phan_mem<=dv_cuoi_ky+ctv'"),
    ]);
    assert_eq!(
        rule_in(&plan.unwrap(), "R50").check.source(),
        r#"IF(AND(ISNUMBER(dv_phan_mem),ISNUMBER(dv_cuoi_ky)),dv_phan_mem<=dv_cuoi_ky+ctv,"")"#
    );
}

#[test]
fn waivers_calendar_and_severity_are_read() {
    let extra = r#"
[[waivers]]
unit = "PHONGTHO"
period = "2022-Q1"
rule = "R22"
reason = "Có danh sách kèm theo"
by = "Ban Tổ chức"
date = 2022-04-18

[[calendar]]
period = "2022-Q3"
deadline = 2022-09-20
"#;
    let base = template().plan.replace("[severity]", "[severity]\nR37 = \"info\"");
    let toml = format!("{base}{extra}");
    let plan = text(&toml, template().annex.as_bytes(), NAMES).unwrap_or_else(|p| panic!("{}", shown(&p, true)));
    assert_eq!(rule_in(&plan, "R37").severity, Severity::Info);
    assert_eq!(plan.waivers[0].rule.as_deref(), Some("R22"));
    let dates = plan.dates("2022-Q3".parse().unwrap());
    assert_eq!((dates.cut_off.to_string(), dates.deadline.to_string()), ("30/09/2022".into(), "20/09/2022".into()));
    let wrong = extra
        .replace("unit = \"PHONGTHO\"", "unit = \"PHONGTO\"")
        .replace("rule = \"R22\"", "rule = \"R22\"\nfile = \"a.xlsx\"")
        .replace("period = \"2022-Q3\"", "period = \"2020-Q3\"");
    let problems = text(&format!("{base}{wrong}"), template().annex.as_bytes(), NAMES).unwrap_err();
    let messages: Vec<&str> = problems.iter().map(|p| p.message.en.as_str()).collect();
    assert_eq!(messages, ["give either rule or file", "there is no unit 'PHONGTO'", "2020-Q3 lies outside the plan"]);
    assert_eq!(problems[1].hint.en, "known: PHONGTHO");
}

#[test]
fn unit_in_only_one_file_is_reported_in_both() {
    let problems = faults(&[("name = \"LĐLĐ huyện Tân Uyên\"", "name = \"LĐLĐ huyện Tân An\"")]);
    assert_eq!(problems.len(), 2, "{}", shown(&problems, false));
    assert_eq!((problems[0].found().as_str(), problems[0].file.as_str()), ("\"LĐLĐ huyện Tân An\"", NAMES.0));
    // Than Uyên differs by one character only, and is still not a match.
    assert_eq!((problems[1].found().as_str(), problems[1].file.as_str()), ("LĐLĐ huyện Tân Uyên", NAMES.1));
    assert_eq!(line(&problems[1]), 5);
}

#[test]
fn hash_depends_on_the_content_of_both_files() {
    let hash = |toml: &str, annex: &str| text(toml, annex.as_bytes(), NAMES).unwrap().hash;
    let (toml, annex) = (template().plan, template().annex);
    // A comment, an empty text and another spelling of a figure do not change the content.
    let same = format!("# ghi chú\n{toml}").replace("place = \"Lai Châu\"", "place = 'Lai Châu'");
    assert_eq!(hash(&same, &annex.replace("2.136", "2136")), hash(toml, annex));
    // A threshold, a formula, a unit's figure do.
    for (from, to) in [("value = 150", "value = 151"), ("'LUY_KE(cdcs_tl)'", "'LUY_KE(cdcs_giam)'")] {
        assert_ne!(hash(&toml.replace(from, to), annex), hash(toml, annex), "{from}");
    }
    let other = annex.replace("\t90\t1\t", "\t89\t1\t").replace("\t540\t", "\t539\t");
    assert_ne!(other, annex);
    assert_ne!(hash(toml, &other), hash(toml, annex));
}

/// A plan in Vietnamese alone, a rule whose scope follows from its names, and names that are valid in plans of every
/// cycle.
#[test]
fn optional_parts_may_be_left_out() {
    let plan = small(&[
        ("scope = \"annex\"\n", ""),
        ("message.en = \"Planted {cay_moi}, over {cd_tran}% of the quota.\"\n", ""),
        ("mend.en = \"Check.\"\n", "mend.en = \"\"\n"),
        ("test = 'cay_moi<=cd_tran/100*pl_cay'", "test = 'cay_moi<=so_ky/tong_ky*cd_tran/100*pl_cay'"),
        ("quá {cd_tran}% chỉ tiêu.", "quá {cd_tran}% chỉ tiêu, kỳ thứ {so_ky}."),
        ("\"LUY_KE(cay_moi)\"", "\"LUY_KE(cay_moi)*so_ky-ky_thieu\""),
    ]);
    let plan = plan.unwrap_or_else(|p| panic!("{}", shown(&p, true)));
    let rule = rule_in(&plan, "R01");
    assert_eq!(rule.scope, Scope::Annex);
    assert_eq!(rule.message.en, rule.message.vi);
    assert_eq!(rule.message.vi, "Trồng {cay_moi}, quá {cd_tran}% chỉ tiêu, kỳ thứ {so_quy}.");
    assert_eq!((rule.mend.en.as_str(), rule.basis.as_str()), ("Kiểm tra lại.", ""));
    assert_eq!(rule.test.source(), "cay_moi<=so_quy/tong_quy*cd_tran/100*pl_cay");
    assert_eq!(plan.columns[0].formula.source(), "LUY_KE(cay_moi)*so_quy-quy_thieu");
}

#[test]
fn the_scope_follows_from_the_names() {
    let test = "scope = \"annex\"\ntest = 'cay_moi<=cd_tran/100*pl_cay'\nmessage.vi = \"Trồng {cay_moi}, quá {cd_tran}% chỉ tiêu.\"\nmessage.en = \"Planted {cay_moi}, over {cd_tran}% of the quota.\"";
    let of = |formula: &str| small(&[(test, &format!("test = '{formula}'\nmessage = \"Sai.\""))]);
    for (formula, scope) in [
        ("cay_moi>=0", Scope::Return),
        ("1<2", Scope::Return),
        ("COUNTA(ds_ten_cot)>0", Scope::Return),
        ("cay_moi<=pl_cay", Scope::Annex),
        ("COUNTIF(pl_ma,ma_don_vi)=1", Scope::Annex),
        ("cay_moi>=cay_moi_kt", Scope::Previous),
        ("cay_moi>=cay_moi_kt+pl_cay", Scope::Previous),
        ("LEN(ds_ten)>1", Scope::RosterRow(0)),
        ("SUM(pl_cot)=pl_tong", Scope::Campaign),
    ] {
        let plan = of(formula).unwrap_or_else(|p| panic!("{formula}: {}", shown(&p, true)));
        assert_eq!(rule_in(&plan, "R01").scope, scope, "{formula}");
    }
    for (formula, hint) in [("gia_tri>=0", "numeric_cells"), ("cay_moi>=pl_tong", "two rules")] {
        let problems = of(formula).unwrap_err();
        assert_eq!(problems.len(), 1, "{}", shown(&problems, false));
        assert_eq!(problems[0].found(), format!("'{formula}'"));
        assert!(problems[0].hint.en.contains(hint), "{}", shown(&problems, false));
    }
}

mod schema;

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    #[test]
    fn load_plan_never_panics(toml in "(\\PC|\n){0,80}", annex in proptest::collection::vec(0u8.., 0..60)) {
        proptest::prop_assert!(text(&toml, &annex, NAMES).is_err());
    }

    #[test]
    fn load_changed_template_never_panics(at in 0usize..90_000, len in 0usize..40, new in "[\\[\\]={}\"'a-z0-9\n,.đ]{0,6}") {
        let mut toml: Vec<char> = template().plan.chars().collect();
        let at = at.min(toml.len());
        let end = (at + len).min(toml.len());
        toml.splice(at..end, new.chars());
        let toml: String = toml.into_iter().collect();
        if let Err(problems) = text(&toml, template().annex.as_bytes(), NAMES) {
            proptest::prop_assert!(!problems.is_empty());
            for problem in problems {
                proptest::prop_assert!(!problem.show(true).is_empty() && !problem.message.is_empty());
            }
        }
    }

    #[test]
    fn load_changed_annex_never_panics(at in 0usize..2_000, len in 0usize..40, new in "[\t\n\";,.0-9a-zđ-]{0,6}") {
        let mut annex: Vec<char> = template().annex.chars().collect();
        let at = at.min(annex.len());
        let end = (at + len).min(annex.len());
        annex.splice(at..end, new.chars());
        let annex: String = annex.into_iter().collect();
        let _ = text(template().plan, annex.as_bytes(), NAMES);
    }
}
