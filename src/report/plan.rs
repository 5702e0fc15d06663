//! What a plan defines on one page, the rules that are never evaluated, and the differences between two plans, as text.

use super::line::{ReportLines, WIDTH, wrap};
use super::text::Detail;
use crate::check::NeverAskedRule;
use crate::check::format_value;
use crate::model::finding::Severity;
use crate::model::period::Period;
use crate::model::text::{BilingualText, Lang, in_both_languages, text_in};
use crate::plan::difference::PlanDifference;
use crate::plan::field_rules::RuleOrigin;
use crate::plan::{BlankMeaning, IndicatorKind, Plan, Unit};
use std::collections::BTreeMap;

/// Number of entries of a long list that are shown in brief.
const SHOWN: usize = 8;

/// Formats what each table of a plan defines.
pub(crate) fn summary(lang: Lang, plan: &Plan, detail: Detail) -> ReportLines {
    let mut lines = ReportLines::new();
    let info = &plan.info;
    let (first, last) = (plan.first.heading(), plan.last.heading());
    let [start, end] = [plan.first, plan.last].map(|period| period.in_sentence(Lang::En));
    let noun = plan.cycle().noun();
    let days = plan.days.deadline;
    let texts = [
        BilingualText::new(
            format!("Kế hoạch {} ngày {}: {}", info.number, info.date, info.title),
            format!("Plan {} of {}: {}", info.number, info.date, info.title),
        ),
        BilingualText::new(
            format!("Kỳ: {} {}, {first} ({}) – {last} ({})", plan.periods(), noun.vi, plan.first, plan.last),
            format!("Periods: {} ({}), {start} ({}) to {end} ({})", plan.periods(), noun.en, plan.first, plan.last),
        ),
        BilingualText::new(
            format!("Hạn gửi: {days} ngày sau ngày cuối kỳ; {}", deadlines(plan, detail, Lang::Vi)),
            format!("Deadline: {days} days after the last day of the period; {}", deadlines(plan, detail, Lang::En)),
        ),
        units(plan),
        annex(plan, detail),
        rows(plan),
        rules(plan),
        sheets(plan),
        events(plan),
    ];
    for text in &texts {
        wrap(lang.text_in(text), "  ", &mut lines);
    }
    for text in units_in_time(plan).into_iter().chain(in_time(plan)) {
        wrap(&format!("  {}", lang.text_in(&text)), "    ", &mut lines);
    }
    lines
}

fn deadlines(plan: &Plan, detail: Detail, lang: Lang) -> String {
    let all: Vec<String> = plan
        .first
        .through(plan.last)
        .map(|period| format!("{} {}", period.in_sentence(lang), plan.dates(period).deadline))
        .collect();
    let shown = detail.shown(all.len(), 4);
    let rest = if shown < all.len() { ", …" } else { "" };
    format!("{}{rest}", all.get(..shown).unwrap_or_default().join(", "))
}

fn units(plan: &Plan) -> BilingualText {
    let count = |code: &str| plan.units.iter().filter(|unit| unit.kind == code).count();
    let kinds: Vec<String> = plan.kinds.iter().map(|kind| format!("{} {}", count(&kind.code), kind.label)).collect();
    let (all, kinds) = (plan.units.len(), kinds.join(", "));
    BilingualText::new(format!("Đơn vị: {all} ({kinds})"), format!("Units: {all} ({kinds})"))
}

fn annex(plan: &Plan, detail: Detail) -> BilingualText {
    let columns = &plan.annex.columns;
    let shown = detail.shown(columns.len(), SHOWN);
    in_both_languages(|t| {
        let one = |column: &crate::plan::AnnexColumn| {
            format!("{} {}", column.name, format_value::number(column.printed_total, t))
        };
        let list = columns.iter().take(shown).map(one).collect::<Vec<_>>().join(", ");
        let rest = if shown < columns.len() { ", …" } else { "" };
        let head = t.pick("Phụ lục, tổng in sẵn", "Annex, printed totals");
        format!("{head}: {list}{rest}")
    })
}

fn rows(plan: &Plan) -> BilingualText {
    let of = |kinds: &[IndicatorKind]| plan.indicators.iter().filter(|i| kinds.contains(&i.kind)).count();
    let flows = of(&[IndicatorKind::Flow]);
    let stocks = of(&[IndicatorKind::Stock]);
    let all = plan.indicators.len();
    let required = plan.indicators.iter().filter(|i| i.blank.contains(&BlankMeaning::Missing)).count();
    let columns: usize = plan.rosters.iter().map(|roster| roster.columns.len()).sum();
    let (lists, questions) = (plan.rosters.len(), plan.narratives.len());
    let (code, version) = (&plan.form.code, &plan.form.version);
    BilingualText::new(
        format!(
            "Biểu {code} phiên bản {version}: {all} dòng ({flows} phát sinh, {stocks} có đến cuối kỳ, {} loại khác; {required} bắt buộc), {lists} danh sách ({columns} cột), {questions} câu hỏi",
            all - flows - stocks
        ),
        format!(
            "Form {code} version {version}: {all} rows ({flows} flows, {stocks} stocks, {} others; {required} required), {lists} lists ({columns} columns), {questions} questions",
            all - flows - stocks
        ),
    )
}

fn rules(plan: &Plan) -> BilingualText {
    let own = plan.rules.iter().filter(|rule| rule.origin == RuleOrigin::Plan);
    let mut counts: BTreeMap<Severity, usize> = BTreeMap::new();
    own.clone().for_each(|rule| *counts.entry(rule.severity).or_default() += 1);
    let (count, generated) = (own.count(), plan.rules.len());
    in_both_languages(|t| {
        let word = |severity: &Severity| t.pick(severity.vi().to_lowercase(), severity.en().to_string());
        let list: Vec<String> = counts.iter().map(|(severity, count)| format!("{count} {}", word(severity))).collect();
        let (head, made) = t.pick(
            ("Quy tắc", "quy tắc chương trình lập từ biểu và danh sách"),
            ("Rules", "rules that the program makes of the form and its lists"),
        );
        format!("{head}: {count} ({}), {} {made}", list.join(", "), generated - count)
    })
}

fn sheets(plan: &Plan) -> BilingualText {
    let one = |sheet: &crate::plan::ColumnSheet| {
        let columns = plan.columns.iter().filter(|column| column.sheets.contains(&sheet.name)).count();
        format!("{} ({columns})", sheet.name)
    };
    let list = plan.sheets.iter().map(one).collect::<Vec<_>>().join(", ");
    let all = plan.columns.len();
    BilingualText::new(
        format!("Cột tính: {all}; trang (số cột): {list}"),
        format!("Computed columns: {all}; sheets (columns): {list}"),
    )
}

fn events(plan: &Plan) -> BilingualText {
    let (waivers, calendar, amendments) = (plan.waivers.len(), plan.calendar.len(), plan.amendments.len());
    let (documents, remarks) = (plan.documents.len(), plan.remarks.len());
    let what = BilingualText::new(
        format!("{waivers} ngoại lệ, {calendar} kỳ có lịch riêng, {amendments} điều chỉnh phụ lục"),
        format!("{waivers} waivers, {calendar} periods with own dates, {amendments} amendments of the annex"),
    );
    BilingualText::new(
        format!("Sự kiện của đợt: {}, {documents} văn bản, {remarks} ghi chú", what.vi),
        format!("Events: {}, {documents} documents, {remarks} remarks", what.en),
    )
}

/// Lists what is not in force in all periods.
/// Lists the units that begin, end, are merged, split or renamed while the plan runs.
fn units_in_time(plan: &Plan) -> Vec<BilingualText> {
    let changing = plan.units.iter().filter(|unit| unit.time.is_changing());
    changing.map(|unit| in_both_languages(|t| format!("{}: {}", unit.name, unit_time(plan, unit, t)))).collect()
}

fn unit_time(plan: &Plan, unit: &Unit, t: Lang) -> String {
    let time = &unit.time;
    let mut out: Vec<String> = Vec::new();
    if let Some(from) = time.from {
        out.push(text_in!(t, "báo cáo từ {}", "reports from {}", from.text_in(t)));
    }
    if let Some(other) = &time.out_of {
        out.push(text_in!(t, "tách từ {}", "split from {}", plan.unit_name(other)));
    }
    if let Some(until) = time.until {
        out.push(text_in!(t, "báo cáo đến hết {}", "reports up to {}", until.text_in(t)));
    }
    match (&time.into, time.until) {
        (Some(heir), _) => out.push(text_in!(t, "nhập vào {}", "merged into {}", plan.unit_name(heir))),
        (None, Some(_)) => out.push(t.pick("không có đơn vị nhận", "without an heir").to_string()),
        (None, None) => {}
    }
    for former in &time.before {
        let until = former.until.text_in(t);
        out.push(text_in!(t, "đến hết {until} tên là {}", "up to {until} named {}", former.name));
    }
    out.join(", ")
}

fn in_time(plan: &Plan) -> Vec<BilingualText> {
    let indicators = plan.indicators.iter().map(|i| (format!("mã {} {}", i.code, i.label), i.validity));
    let narratives = plan.narratives.iter().map(|n| (n.title(), n.validity));
    let rosters = plan.rosters.iter().map(|r| (r.code.clone(), r.validity));
    let columns = plan
        .rosters
        .iter()
        .flat_map(|r| r.columns.iter().map(move |c| (format!("{} “{}”", r.code, c.heading), c.validity)));
    let rules = plan.rules.iter().filter(|rule| rule.origin == RuleOrigin::Plan);
    let rules = rules.map(|rule| (rule.code.clone(), rule.validity));
    let computed = plan.columns.iter().map(|c| (format!("{} “{}”", c.name, c.heading), c.shown_in()));
    let all = indicators.chain(narratives).chain(rosters).chain(columns).chain(rules).chain(computed);
    let limited = all.filter_map(|(name, validity)| {
        let validity = validity.within(plan.first, plan.last);
        let periods = validity.describe();
        (!validity.is_unlimited())
            .then(|| BilingualText::new(format!("{name}: {}", periods.vi), format!("{name}: {}", periods.en)))
    });
    let versions = plan.form.versions.iter().map(|(from, version)| {
        let from = from.words();
        BilingualText::new(format!("phiên bản {version} từ {}", from.vi), format!("version {version} from {}", from.en))
    });
    limited.chain(versions).collect()
}

/// Formats the rules that are never evaluated.
pub(crate) fn never_asked(lang: Lang, rules: &[NeverAskedRule], lines: &mut ReportLines) {
    if rules.is_empty() {
        return;
    }
    let head = lang.pick("Quy tắc không bao giờ được xét", "Rules that are never asked");
    lines.push("".into());
    lines.push(format!("{head}: {}", rules.len()).into());
    for rule in rules {
        wrap(&format!("  ▲ {}: {}", rule.rule, lang.text_in(&rule.why)), "      ", lines);
    }
}

/// Formats the differences between two plans, table by table.
pub(crate) fn differences(lang: Lang, differences: &[PlanDifference], detail: Detail, lines: &mut ReportLines) {
    if differences.is_empty() {
        lines.push(lang.pick("Hai kế hoạch nói như nhau.", "The two plans say the same.").into());
        return;
    }
    for part in differences.chunk_by(|a, b| a.table == b.table) {
        let Some(first) = part.first() else { continue };
        let head = match lang {
            Lang::Vi => format!("Trang {}:", first.table.vi),
            Lang::En => format!("[{}]:", first.table.en),
        };
        lines.push(head.into());
        let shown = detail.shown(part.len(), 3 * SHOWN);
        for one in part.iter().take(shown) {
            wrap(&format!("  {}", format_value::clip(lang.text_in(&one.text), 6 * WIDTH)), "    ", lines);
        }
        more(lang, part.len() - shown, lines);
    }
}

/// Adds the number of entries that are not shown.
pub(super) fn more(lang: Lang, rest: usize, lines: &mut ReportLines) {
    if rest > 0 {
        lines.push(
            match lang {
                Lang::Vi => format!("  … và {rest} chỗ nữa (thêm -v để xem hết)"),
                Lang::En => format!("  … and {rest} more (-v shows all)"),
            }
            .into(),
        );
    }
}

/// Joins units and periods: "Xã An quý I/2024, quý II/2024; Xã Bình quý I/2024".
pub(super) fn by_unit(lang: Lang, list: &[(&str, Period)]) -> String {
    let mut units: Vec<(&str, Vec<String>)> = Vec::new();
    for (unit, period) in list {
        match units.iter_mut().find(|(known, _)| known == unit) {
            Some((_, periods)) => periods.push(period.in_sentence(lang)),
            None => units.push((unit, vec![period.in_sentence(lang)])),
        }
    }
    units.iter().map(|(unit, periods)| format!("{unit} {}", periods.join(", "))).collect::<Vec<_>>().join("; ")
}
