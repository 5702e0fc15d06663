use super::*;
use crate::model::day::Day;
use crate::model::finding::Severity;
use crate::model::text::Lang;
use crate::plan::field_rules::RuleOrigin;
use crate::plan::template::{self, PlanTemplate};
use crate::plan::{BlankMeaning, ColumnEmphasis, ColumnTotal, Scope, UniqueScope, sheet_names};

const NAMES: (&str, &str) = ("ke-hoach.toml", "phu-luc.tsv");

fn template() -> &'static PlanTemplate {
    template::get(template::names().next().unwrap()).unwrap()
}

fn shown(problems: &[PlanDiagnostic], lang: Lang) -> String {
    problems.iter().map(|p| p.show(lang)).collect::<Vec<_>>().join("\n")
}

fn plan() -> Plan {
    text(template().plan, template().annex.as_bytes(), NAMES).unwrap_or_else(|p| panic!("{}", shown(&p, Lang::Vi)))
}

/// Returns a plan's text without its report: that names most of what the other tables have, so that one mistake there would
/// be several.
fn without_report(plan: &str) -> String {
    let (before, report) = plan.split_once("[[report]]").unwrap();
    let (_, after) = report.split_once("# ĐIỀU CHỈNH").unwrap();
    format!("{before}# ĐIỀU CHỈNH{after}")
}

/// Loads the template with texts replaced. Each text must occur exactly once.
fn changed(edits: &[(&str, &str)]) -> Result<Plan, Vec<PlanDiagnostic>> {
    let mut toml = without_report(template().plan);
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
    assert_eq!(problems.len(), 1, "{}", shown(&problems, Lang::En));
    (problems[0].found(), problems[0].message.en.clone())
}

fn rule_in(plan: &Plan, code: &str) -> crate::plan::Rule {
    plan.rule(code).unwrap().clone()
}

#[test]
fn template_loads_completely() {
    let plan = plan();
    let own = plan.rules.iter().filter(|rule| rule.origin == RuleOrigin::Plan).count();
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
    let own: Vec<_> = plan.rules.iter().filter(|rule| rule.origin == RuleOrigin::Plan).collect();
    let errors = own.iter().filter(|r| r.severity == Severity::Error).count();
    assert_eq!((errors, own.len() - errors), (35, 15));
    // R06 to R09 take the place of the generated rules; the choice of code 40 has none of its own.
    let cells: Vec<&str> = plan.rules.iter().filter(|r| r.origin == RuleOrigin::Row).map(|r| r.code.as_str()).collect();
    assert_eq!(cells, ["K25"]);
    assert_eq!(check("K25"), r#"OR(COUNTBLANK(gia_tri)=1,gia_tri="Có",gia_tri="Không")"#);
}

#[test]
fn columns_can_refer_to_each_other() {
    let plan = plan();
    let share = plan.column("kn_ty_le").unwrap();
    assert_eq!((share.emphasis, share.total), (ColumnEmphasis::Bar, ColumnTotal::Formula));
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
    let annex = AnnexSource::Text(include_bytes!("../../../tests/plans/trong-cay/phu-luc.csv"));
    load(&toml, annex, NAMES, &[sheet_names::DATA, sheet_names::SOURCES])
}

#[test]
fn plan_of_another_kind_loads() {
    let plan = small(&[]).unwrap_or_else(|p| panic!("{}", shown(&p, Lang::Vi)));
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
    let text = shown(&problems.unwrap_err(), Lang::Vi);
    assert!(
        text.contains("trang 'Số liệu' là của chương trình") && text.contains("trang 'Đối chiếu' là của"),
        "{text}"
    );
    // The consolidated workbook has a sheet of this name, but the form does not, so there is no clash.
    assert!(small(&[("sheet = \"TC\"", "sheet = \"Nguồn\"")]).is_ok());
}

#[test]
fn formula_error_points_into_the_string() {
    let problems = small(&[("lk_cay/pl_cay,\\\"-\\\")", "\\\"-\\\",XLOOKUP(pl_cay))")]).unwrap_err();
    insta::assert_snapshot!(shown(&problems, Lang::Vi), @r#"
    ke-hoach.toml:101:38: hàm XLOOKUP không dùng được: gọi thẳng tên chỉ tiêu, hoặc TRONG_KY, LUY_KE, CUOI_KY
      | formula = "IF(ISNUMBER(pl_cay),\"-\",XLOOKUP(pl_cay))"
      |                                      ^^^^^^^
    "#);
    insta::assert_snapshot!(shown(&problems, Lang::En), @r#"
    ke-hoach.toml:101:38: function XLOOKUP is not allowed: name the indicator itself, or use TRONG_KY, LUY_KE, CUOI_KY
      | formula = "IF(ISNUMBER(pl_cay),\"-\",XLOOKUP(pl_cay))"
      |                                      ^^^^^^^
    "#);
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
fn circular_columns_are_listed() {
    let problems = faults(&[("'LUY_KE(dv_ket_nap)'", "'kn_chenh_lech+kn_tien_do'")]);
    assert_eq!(problems.len(), 1, "{}", shown(&problems, Lang::En));
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
    assert!(problems[0].message.en.contains("\"zero\" does not go with"), "{}", shown(&problems, Lang::En));
    let problems = with("{ dia_phuong = \"missing\" }").unwrap_err();
    assert!(problems[0].message.en.contains("for nganh is missing"), "{}", shown(&problems, Lang::En));
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
    let plan = text(&toml, template().annex.as_bytes(), NAMES).unwrap_or_else(|p| panic!("{}", shown(&p, Lang::Vi)));
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
    assert_eq!(
        messages,
        ["give one of rule, file and nil = true", "there is no unit 'PHONGTO'", "2020-Q3 lies outside the plan"]
    );
    assert_eq!(problems[1].hint.en, "known: PHONGTHO");
}

#[test]
fn unit_in_only_one_file_is_reported_in_both() {
    let problems = faults(&[("name = \"LĐLĐ huyện Tân Uyên\"", "name = \"LĐLĐ huyện Tân An\"")]);
    assert_eq!(problems.len(), 2, "{}", shown(&problems, Lang::En));
    assert_eq!((problems[0].found().as_str(), problems[0].file.as_str()), ("\"LĐLĐ huyện Tân An\"", NAMES.0));
    // Than Uyên differs by one character only, and is still not a match.
    assert_eq!((problems[1].found().as_str(), problems[1].file.as_str()), ("LĐLĐ huyện Tân Uyên", NAMES.1));
    assert_eq!(line(&problems[1]), 5);
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
    let plan = plan.unwrap_or_else(|p| panic!("{}", shown(&p, Lang::Vi)));
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
        let plan = of(formula).unwrap_or_else(|p| panic!("{formula}: {}", shown(&p, Lang::Vi)));
        assert_eq!(rule_in(&plan, "R01").scope, scope, "{formula}");
    }
    for (formula, hint) in [("gia_tri>=0", "numeric_cells"), ("cay_moi>=pl_tong", "two rules")] {
        let problems = of(formula).unwrap_err();
        assert_eq!(problems.len(), 1, "{}", shown(&problems, Lang::En));
        assert_eq!(problems[0].found(), format!("'{formula}'"));
        assert!(problems[0].hint.en.contains(hint), "{}", shown(&problems, Lang::En));
    }
}

mod errors;
mod units;
mod formulas;
mod hashes;
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
                proptest::prop_assert!(!problem.show(Lang::Vi).is_empty() && !problem.message.is_empty());
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
