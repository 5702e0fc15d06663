//! Generates the rules that follow from the rows of the form: numbers, required cells, decimals, bounds, choices and
//! days. They are formulas like those of the plan, and are written into the form and evaluated at intake on the same
//! paths. A rule of the plan with the same meaning takes the place of the generated one.

use super::names::PlanNames;
use crate::formula::guard;
use crate::formula::literal::literal;
use crate::formula::{Formula, NameResolver};
use crate::model::finding::Severity;
use crate::model::text::{BilingualText, Lang};
use crate::model::validity::Validity;
use crate::number::{number_text, spelled};
use crate::plan::field_rules::RuleOrigin;
use crate::plan::load::draft::PlanDraft;
use crate::plan::{BlankMeaning, Indicator, IndicatorKind, Rule, Scope};

/// A figure that is no number.
const NUMBER: &str = "K20";
/// A required cell that is empty.
const REQUIRED: &str = "K21";
/// A figure with too many decimals.
const DECIMALS: &str = "K22";
/// A figure below the smallest.
const LEAST: &str = "K23";
/// A figure above the largest.
const MOST: &str = "K24";
/// A word that is none of the choices.
const CHOICE: &str = "K25";
/// A cell for a day without one.
const DATE: &str = "K26";

/// The codes of the generated rules, for the severities that a plan may change.
pub(crate) const CODES: [&str; 7] = [NUMBER, REQUIRED, DECIMALS, LEAST, MOST, CHOICE, DATE];

/// Returns the generated rules. `own` are the rules of the plan.
pub(crate) fn rules(draft: &PlanDraft, names: &PlanNames, own: &[Rule]) -> Vec<Rule> {
    let builder = CellRuleBuilder { draft, names };
    let is_unconditional = |rule: &Rule| rule.when.as_ref().is_none_or(|when| when.source() == NOT_NIL);
    let says = |scope: Scope, forms: &[&str]| {
        own.iter().any(|rule| rule.scope == scope && is_unconditional(rule) && forms.contains(&&*compact(&rule.test)))
    };
    let mut out = Vec::new();
    let is_any = |test: fn(&Indicator) -> bool| draft.indicators.iter().any(test);
    if is_any(|i| i.kind.is_number()) && !says(Scope::NumericCells, &NUMBER_FORMS) {
        out.extend(builder.number());
    }
    if is_any(|i| i.blank.contains(&BlankMeaning::Missing)) && !says(Scope::RequiredCells, &REQUIRED_FORMS) {
        out.extend(builder.required());
    }
    let is_whole = says(Scope::NumericCells, &WHOLE_FORMS);
    for (decimals, cells) in builder.groups(|i| i.figure.decimals.map(|d| (i.kind == IndicatorKind::Percent, d))) {
        if !(is_whole && decimals == (false, 0)) {
            out.extend(builder.decimals(decimals, cells));
        }
    }
    let is_not_negative = says(Scope::NumericCells, &NOT_NEGATIVE_FORMS);
    for (bound, cells) in builder.groups(|i| Some((i.kind == IndicatorKind::Percent, i.figure.min?))) {
        if !(is_not_negative && bound.1 == 0.0) {
            out.extend(builder.bound(LEAST, bound, cells));
        }
    }
    for (bound, cells) in builder.groups(|i| Some((i.kind == IndicatorKind::Percent, i.figure.max?))) {
        out.extend(builder.bound(MOST, bound, cells));
    }
    for (words, cells) in builder.groups(|i| (i.kind == IndicatorKind::Choice).then(|| i.choices.clone())) {
        out.extend(builder.choice(&words, cells));
    }
    for (_, cells) in builder.groups(|i| (i.kind == IndicatorKind::Date).then_some(())) {
        out.extend(builder.date(cells));
    }
    out
}

/// True for a nil return; it needs no figure.
const IS_NIL: &str = "IF(COUNTBLANK(khong_phat_sinh)=1,FALSE,khong_phat_sinh=\"X\")";
/// The condition of the plan's own rules over required cells, on forms with the mark of a nil return.
pub(crate) const NOT_NIL: &str = "IF(COUNTBLANK(khong_phat_sinh)=1,TRUE,khong_phat_sinh<>\"X\")";

const NUMBER_FORMS: [&str; 3] =
    ["OR(COUNTBLANK(gia_tri)=1,ISNUMBER(gia_tri))", "OR(ISNUMBER(gia_tri),COUNTBLANK(gia_tri)=1)", "ISNUMBER(gia_tri)"];
const REQUIRED_FORMS: [&str; 3] = ["COUNTBLANK(gia_tri)=0", "LEN(gia_tri)>0", "NOT(ISBLANK(gia_tri))"];
const WHOLE_FORMS: [&str; 5] = [
    "gia_tri=INT(gia_tri)",
    "INT(gia_tri)=gia_tri",
    "MOD(gia_tri,1)=0",
    "gia_tri=ROUND(gia_tri,0)",
    "ROUND(gia_tri,0)=gia_tri",
];
const NOT_NEGATIVE_FORMS: [&str; 3] = ["gia_tri>=0", "0<=gia_tri", "NOT(gia_tri<0)"];

/// Returns a formula without spaces, with functions in capitals.
fn compact(formula: &Formula) -> String {
    struct AsWritten;
    impl NameResolver for AsWritten {
        fn name(&self, name: &str) -> Option<String> {
            Some(name.to_string())
        }
    }
    let text = formula.write(&AsWritten).unwrap_or_else(|_| formula.source().to_string());
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

struct CellRuleBuilder<'d> {
    draft: &'d PlanDraft,
    names: &'d PlanNames<'d>,
}

/// Scope and cells of a rule, and its test.
struct CellTest {
    scope: Scope,
    cells: Option<Vec<usize>>,
    test: String,
    /// What holds when the rule passes.
    title: BilingualText,
}

impl CellRuleBuilder<'_> {
    /// Returns the indicators by what they have in common, in the order of their first.
    fn groups<T: PartialEq>(&self, of: impl Fn(&Indicator) -> Option<T>) -> Vec<(T, Vec<usize>)> {
        let mut out: Vec<(T, Vec<usize>)> = Vec::new();
        for (index, indicator) in self.draft.indicators.iter().enumerate() {
            let Some(value) = of(indicator) else { continue };
            match out.iter_mut().find(|(known, _)| *known == value) {
                Some((_, cells)) => cells.push(index),
                None => out.push((value, vec![index])),
            }
        }
        out
    }

    fn rule(&self, code: &str, of: CellTest, message: BilingualText, mend: BilingualText) -> Option<Rule> {
        let test = Formula::parse(&of.test).ok()?;
        let severity = self.draft.severity.iter().find(|(own, _)| own == code).map(|(_, severity)| *severity);
        Some(Rule {
            code: code.to_string(),
            origin: RuleOrigin::Row,
            severity: severity.unwrap_or(Severity::Error),
            scope: of.scope,
            when: None,
            check: guard::wrap(&test, None, self.names).ok()?.check,
            missing: None,
            test,
            title: of.title,
            message,
            mend,
            basis: self.draft.language.pick("Biểu mẫu", "The form").to_string(),
            cells: of.cells,
            validity: Validity::default(),
        })
    }

    fn number(&self) -> Option<Rule> {
        let title = BilingualText::new("Ô số liệu chỉ có số", "Cells of figures hold numbers only");
        let of = CellTest { scope: Scope::NumericCells, cells: None, test: NUMBER_FORMS[0].to_string(), title };
        let message = BilingualText::new(
            "Không phải số (chữ hoặc lỗi công thức). Chỉ nhập số.",
            "Not a number (text or error). Only numbers may be entered.",
        );
        let mend = BilingualText::new(
            "Gõ lại bằng chữ số, không kèm chữ; nếu ô hiện lỗi như #REF! thì xóa công thức và nhập số.",
            "Type digits without words; if the cell shows an error such as #REF!, replace the formula by the number.",
        );
        self.rule(NUMBER, of, message, mend)
    }

    fn required(&self) -> Option<Rule> {
        let filled = REQUIRED_FORMS[0];
        let test = match self.draft.form.as_ref().is_some_and(|form| form.nil) {
            true => format!("OR({filled},{IS_NIL})"),
            false => filled.to_string(),
        };
        let title = BilingualText::new("Đã nhập đủ chỉ tiêu bắt buộc", "Required cells are filled in");
        let of = CellTest { scope: Scope::RequiredCells, cells: None, test, title };
        let message = BilingualText::new(
            "Thiếu chỉ tiêu bắt buộc. Ô này không được để trống.",
            "Required value missing. This cell must not be empty.",
        );
        let mend = BilingualText::new(
            "Nhập số liệu; nếu không phát sinh thì ghi 0.",
            "Enter the figure; write 0 if there was none.",
        );
        self.rule(REQUIRED, of, message, mend)
    }

    fn decimals(&self, (is_share, decimals): (bool, u8), cells: Vec<usize>) -> Option<Rule> {
        let places = if is_share { decimals + 2 } else { decimals };
        let test = match places {
            0 => WHOLE_FORMS[0].to_string(),
            // A computed figure may be off in its last bit.
            _ => format!("ABS(gia_tri-ROUND(gia_tri,{places}))<0.00000001"),
        };
        let share = if is_share { (" của phần trăm", " of the percentage") } else { ("", "") };
        let title = match places {
            0 => BilingualText::new("Là số nguyên", "Whole number"),
            _ => BilingualText::new(
                format!("Không quá {decimals} chữ số lẻ{}", share.0),
                format!("At most {decimals} decimals{}", share.1),
            ),
        };
        let of = CellTest { scope: Scope::NumericCells, cells: Some(cells), test, title };
        let message = match places {
            0 => BilingualText::new("Phải là số nguyên. Đang ghi {gia_tri}.", "Not an integer. It says {gia_tri}."),
            _ => BilingualText::new(
                format!("Quá {decimals} chữ số lẻ{}. Đang ghi {{gia_tri}}.", share.0),
                format!("More than {decimals} decimals{}. It says {{gia_tri}}.", share.1),
            ),
        };
        let mend = match places {
            0 => BilingualText::new(
                "Nếu muốn ghi hàng nghìn thì gõ liền, không có dấu chấm hay dấu phẩy (2136, không gõ 2.136).",
                "Type thousands without separators (2136, not 2.136).",
            ),
            _ => BilingualText::new(
                format!("Làm tròn đến {decimals} chữ số sau dấu phẩy{}.", share.0),
                format!("Round to {decimals} decimals{}.", share.1),
            ),
        };
        self.rule(DECIMALS, of, message, mend)
    }

    fn bound(&self, code: &str, (is_share, bound): (bool, f64), cells: Vec<usize>) -> Option<Rule> {
        let is_least = code == LEAST;
        let sign = if is_least { ">=" } else { "<=" };
        let [vi, en] = [Lang::Vi, Lang::En].map(|lang| shown_bound(bound, is_share, lang));
        let title = match (is_least, bound == 0.0) {
            (true, true) => BilingualText::new("Không có số âm", "No negative figure"),
            (true, false) => BilingualText::new(format!("Từ {vi} trở lên"), format!("At least {en}")),
            (false, _) => BilingualText::new(format!("Không quá {vi}"), format!("At most {en}")),
        };
        let of = CellTest {
            scope: Scope::NumericCells,
            cells: Some(cells),
            test: format!("gia_tri{sign}{}", number_text(bound)),
            title,
        };
        let message = match (is_least, bound == 0.0) {
            (true, true) => BilingualText::new("Có số âm. Đang ghi {gia_tri}.", "Negative value. It says {gia_tri}."),
            (true, false) => BilingualText::new(
                format!("Nhỏ hơn {vi}. Đang ghi {{gia_tri}}."),
                format!("Below {en}. It says {{gia_tri}}."),
            ),
            (false, _) => BilingualText::new(
                format!("Lớn hơn {vi}. Đang ghi {{gia_tri}}."),
                format!("Above {en}. It says {{gia_tri}}."),
            ),
        };
        let mend = BilingualText::new(
            "Kiểm tra lại số, dấu âm, dấu phẩy và đơn vị tính của dòng này.",
            "Check the figure, its sign, its decimal comma and the row's unit of measure.",
        );
        self.rule(code, of, message, mend)
    }

    fn choice(&self, words: &[String], cells: Vec<usize>) -> Option<Rule> {
        let each = words.iter().map(|word| format!("gia_tri={}", literal(word)));
        let tests: Vec<String> = std::iter::once("COUNTBLANK(gia_tri)=1".to_string()).chain(each).collect();
        let title = BilingualText::new("Chọn đúng từ trong danh sách của ô", "A word from the list of the cell");
        let of = CellTest {
            scope: Scope::NumericCells,
            cells: Some(cells),
            test: format!("OR({})", tests.join(",")),
            title,
        };
        let list = words.join(", ").replace('{', "(").replace('}', ")");
        // A message has pieces of at most 255 characters.
        let list: String =
            if list.chars().count() > 150 { list.chars().take(150).chain(['…']).collect() } else { list };
        let message =
            BilingualText::new(format!("Không phải một trong các từ: {list}."), format!("None of the words: {list}."));
        let mend = BilingualText::new("Chọn một từ trong danh sách của ô.", "Choose a word from the list of the cell.");
        self.rule(CHOICE, of, message, mend)
    }

    fn date(&self, cells: Vec<usize>) -> Option<Rule> {
        let title = BilingualText::new("Ô ngày chỉ có ngày", "Cells of dates hold dates only");
        let of = CellTest { scope: Scope::NumericCells, cells: Some(cells), test: NUMBER_FORMS[0].to_string(), title };
        let message = BilingualText::new("Không phải ngày. Chỉ nhập ngày.", "Not a date. Only a date may be entered.");
        let mend = BilingualText::new(
            "Gõ đủ ngày, tháng, năm theo dạng 31/12/2021.",
            "Type day, month and year as 31/12/2021.",
        );
        self.rule(DATE, of, message, mend)
    }
}

/// Formats a bound for a message in a language: 1.000.000, 45,5 or 120%; in English 1,000,000 and 45.5.
pub(crate) fn shown_bound(bound: f64, is_share: bool, lang: Lang) -> String {
    let vi = vietnamese(bound, is_share);
    let swapped = |sign: char| match sign {
        '.' => ',',
        ',' => '.',
        other => other,
    };
    lang.pick(vi.clone(), vi.chars().map(swapped).collect())
}

fn vietnamese(bound: f64, is_share: bool) -> String {
    if is_share {
        // 1.1 × 100 is not exactly 110.
        return format!("{}%", spelled((bound * 1e10).round() / 1e8));
    }
    let text = spelled(bound.abs());
    let (whole, decimals) = text.split_once(',').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut out = if bound < 0.0 { "-".to_string() } else { String::new() };
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            out.push('.');
        }
        out.push(digit);
    }
    decimals.map_or(out.clone(), |decimals| format!("{out},{decimals}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_shown_as_in_the_language() {
        for (bound, is_share, shown) in [
            (0.0, false, "0"),
            (60.0, false, "60"),
            (0.5, false, "0,5"),
            (100_000.0, false, "100.000"),
            (-99_999_999_999_999.0, false, "-99.999.999.999.999"),
            (1_234.25, false, "1.234,25"),
            (1.0, true, "100%"),
            (1.1, true, "110%"),
            (0.005, true, "0,5%"),
        ] {
            assert_eq!(shown_bound(bound, is_share, Lang::Vi), shown);
        }
        assert_eq!(shown_bound(-1_234_567.25, false, Lang::En), "-1,234,567.25");
    }
}
