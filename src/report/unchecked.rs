//! Formats for the screen what is not known: the rules that were not checked because a name has no value or because they
//! would read too many cells, one entry for each rule, and the cells that could not be computed.

use super::line::{ReportLines, wrap};
use super::text::Detail;
use crate::model::period::Period;
use crate::model::text::Lang;
use crate::model::unchecked_rule::UncheckedRule;
use crate::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};

/// Number of returns named for a rule and its missing names; more are only counted.
const SHOWN: usize = 3;
/// Number of cells that the engine reads in a second, roughly.
const CELLS_A_SECOND: u64 = 20_000_000;
/// Number of cells named that could not be computed.
const CELLS: usize = 10;

/// Lists the rules that were not checked for some of the returns of a campaign. The period of a return is given unless
/// it is the report period.
pub(crate) fn of_campaign(
    lang: Lang,
    plan: &Plan,
    unchecked: &[UncheckedRule],
    report: Period,
    detail: Detail,
    lines: &mut ReportLines,
) {
    let rules = by_rule(unchecked.iter().filter(|one| !is_costly(one)));
    head(lang, rules.len(), lines);
    for (rule, of_rule) in rules {
        let returns: BTreeSet<_> = of_rule.iter().map(|one| (one.period, &one.unit)).collect();
        let mut groups: Vec<(&[String], Vec<&UncheckedRule>)> = Vec::new();
        for one in of_rule {
            match groups.iter_mut().find(|(names, _)| *names == one.names) {
                Some((_, of_names)) => of_names.push(one),
                None => groups.push((&one.names, vec![one])),
            }
        }
        let group = |(_, of_names): &(&[String], Vec<&UncheckedRule>)| {
            let most = detail.shown(of_names.len(), SHOWN);
            let mut returns: Vec<String> =
                of_names.iter().take(most).map(|one| place(lang, plan, one, Some(report))).collect();
            if of_names.len() > most {
                let count = of_names.len() - most;
                returns.push(lang.pick(format!("và {count} báo cáo khác"), format!("and {count} more")));
            }
            let names = of_names.first().map(|one| names(lang, one)).unwrap_or_default();
            let returns = returns.join(", ");
            lang.pick(format!("thiếu {names} ({returns})"), format!("missing {names} ({returns})"))
        };
        let missing = groups.iter().map(group).collect::<Vec<_>>().join("; ");
        let count = returns.len();
        let plural = if count == 1 { "return" } else { "returns" };
        let text = lang
            .pick(format!("  {rule} — {count} báo cáo: {missing}"), format!("  {rule} — {count} {plural}: {missing}"));
        wrap(&text, "      ", lines);
    }
}

/// Lists the rules that were not checked for one return.
pub(crate) fn of_return(lang: Lang, unchecked: &[UncheckedRule], lines: &mut ReportLines) {
    let rules = by_rule(unchecked.iter().filter(|one| !is_costly(one)));
    head(lang, rules.len(), lines);
    for (rule, of_rule) in rules {
        let mut missing: Vec<String> = Vec::new();
        for one in of_rule {
            let names = format!("{} {}", lang.pick("thiếu", "missing"), names(lang, one));
            if !missing.contains(&names) {
                missing.push(names);
            }
        }
        wrap(&format!("  {rule} — {}", missing.join("; ")), "      ", lines);
    }
}

/// Lists the rules that were not checked because they would read too many cells, with the returns and what to do.
pub(crate) fn costly<'u>(
    lang: Lang,
    plan: &Plan,
    unchecked: impl Iterator<Item = &'u UncheckedRule>,
    report: Option<Period>,
    lines: &mut ReportLines,
) {
    for (rule, of_rule) in by_rule(unchecked.filter(|one| is_costly(one))) {
        let mut returns: Vec<String> = of_rule.iter().map(|one| place(lang, plan, one, report)).take(SHOWN).collect();
        if of_rule.len() > SHOWN {
            let count = of_rule.len() - SHOWN;
            returns.push(lang.pick(format!("và {count} báo cáo khác"), format!("and {count} more")));
        }
        let most = of_rule.iter().map(|one| one.cells_read).max().unwrap_or(0);
        let (millions, seconds) = (most / 1_000_000, most.div_ceil(CELLS_A_SECOND));
        let returns = returns.join(", ");
        lines.push("".into());
        let text = lang.pick(
            format!(
                "Quy tắc {rule} chưa kiểm tra được ở {returns}: danh sách quá dài, phải đọc {millions} triệu lượt ô                  (khoảng {seconds} giây). Báo cáo vẫn được tính; kiểm tra tay chỗ này, hoặc viết lại công thức để mỗi                  dòng không phải đọc cả danh sách."
            ),
            format!(
                "Rule {rule} was not checked for {returns}: the list is too long, it would read {millions} million                  cells (about {seconds} s). The return counts; check this by hand, or write the formula so that a row                  does not read the whole list."
            ),
        );
        wrap(&text, "  ", lines);
    }
}

fn is_costly(one: &UncheckedRule) -> bool {
    one.cells_read > 0
}

/// Lists the cells of the workbook that could not be computed.
pub(crate) fn uncomputed(lang: Lang, cells: &[String], detail: Detail, lines: &mut ReportLines) {
    if cells.is_empty() {
        return;
    }
    let most = detail.shown(cells.len(), CELLS);
    let mut shown: Vec<String> = cells.iter().take(most).cloned().collect();
    shown.extend((cells.len() > most).then(|| "…".to_string()));
    lines.push("".into());
    let (count, shown) = (cells.len(), shown.join(", "));
    let text = lang.pick(
        format!("Không tính được {count} ô; trong sổ những ô này hiện lỗi, các ô khác vẫn đúng: {shown}"),
        format!("Cells that could not be computed: {count}; they show an error, all others are right: {shown}"),
    );
    wrap(&text, "  ", lines);
}

fn head(lang: Lang, rules: usize, lines: &mut ReportLines) {
    if rules > 0 {
        lines.push("".into());
        let text = lang.pick(
            format!("Quy tắc chưa kiểm tra được vì thiếu số liệu: {rules}"),
            format!("Rules not checked because a figure is missing: {rules}"),
        );
        wrap(&text, "  ", lines);
    }
}

/// Groups by rule, in the order of first appearance.
fn by_rule<'u>(unchecked: impl Iterator<Item = &'u UncheckedRule>) -> Vec<(&'u str, Vec<&'u UncheckedRule>)> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out: Vec<(&str, Vec<&UncheckedRule>)> = Vec::new();
    for one in unchecked {
        let place = *places.entry(&one.rule).or_insert_with(|| {
            out.push((&one.rule, Vec::new()));
            out.len() - 1
        });
        out.get_mut(place).into_iter().for_each(|(_, of_rule)| of_rule.push(one));
    }
    out
}

/// Formats what is missing: `mã 33, phụ lục “Dự toán 2025”`.
fn names(lang: Lang, one: &UncheckedRule) -> String {
    one.labels.iter().map(|label| lang.text_in(label)).collect::<Vec<_>>().join(", ")
}

fn place(lang: Lang, plan: &Plan, one: &UncheckedRule, report: Option<Period>) -> String {
    let unit = plan.unit_name(&one.unit);
    if Some(one.period) == report { unit.to_string() } else { format!("{unit} {}", one.period.in_sentence(lang)) }
}
