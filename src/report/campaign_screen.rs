//! The screen of a campaign: its state, its findings by unit and cause, what is left of earlier periods, and what to
//! do next. All numbers come from the summary.

use super::campaign_counts::{FindingCounts, UnitCounts};
use super::finding_group::FindingGroup;
use super::line::{ReportLine, ReportLines, Tone, wrap};
use super::next_step::{CommandHints, NextStep, by_period, day, names};
use super::summary::{CampaignSummary, LaterPeriod, PeriodChoice};
use super::text::{Detail, cell_place};
use super::unit_status::{Timeliness, UnitState, UnitStatus};
use crate::check::builtin_findings::MISSING;
use crate::check::format_value;
use crate::model::finding::Severity;
use crate::model::received_file::RETURNS;
use crate::model::text::{BilingualText, Lang, StaticText, in_both_languages};

/// Number of units named in brief.
const NAMES: usize = 12;
/// Number of units of earlier periods named in brief, for each period.
const EARLIER_NAMES: usize = 3;
/// Number of blocks of units up to which all are shown.
const ALL_BLOCKS: usize = 7;
/// Number of blocks of units shown of more.
const BLOCKS: usize = 4;
/// Maximum length of a text on the screen, in characters.
const LONGEST: usize = 300;

/// Adds the state of the campaign: period, units, files.
pub(crate) fn standing(lang: Lang, summary: &CampaignSummary, detail: Detail, lines: &mut ReportLines) {
    lines.push(ReportLine::from(heading(lang, summary)).with_tone(Tone::Heading));
    lines.extend(deadline(lang, summary).map(ReportLine::from));
    let most = detail.shown(summary.unit_list.len(), NAMES);
    let parts = [
        (UnitState::Missing, StaticText::new("Chưa gửi", "Not reported"), Tone::Warning),
        (
            UnitState::Held,
            StaticText::new("Còn lỗi, chưa tổng hợp", "On hold for errors, not in the totals"),
            Tone::Error,
        ),
    ];
    for (state, head, tone) in parts {
        let units: Vec<&UnitStatus> = summary.in_state(state).collect();
        named(lang, head, &labels(lang, summary, &units), most, tone, lines);
    }
    let is_late = |unit: &&UnitStatus| unit.timeliness == Some(Timeliness::Late);
    let late: Vec<&UnitStatus> = summary.unit_list.iter().filter(is_late).collect();
    let late = labels(lang, summary, &late);
    named(lang, StaticText::new("Gửi muộn", "Late"), &late, most, Tone::Warning, lines);
    let with = |is_blank: bool| -> Vec<String> {
        let is_it = |unit: &&UnitStatus| unit.present.first().is_some_and(|form| form.says.is_none() == is_blank);
        labels(lang, summary, &summary.unit_list.iter().filter(is_it).collect::<Vec<_>>())
    };
    let blank = StaticText::new(
        "Trong đó đã có tệp nhưng biểu chưa điền",
        "Of these the file is there, but the form is not filled in",
    );
    let other = StaticText::new(
        "Trong đó đã có tệp nhưng trong biểu ghi kỳ khác",
        "Of these the file is there, but its form says another period",
    );
    named(lang, blank, &with(true), most, Tone::Plain, lines);
    named(lang, other, &with(false), most, Tone::Plain, lines);
    if !summary.unusable.is_empty() {
        let files = names(summary.unusable.iter().map(String::as_str), detail.shown(summary.unusable.len(), 5), lang);
        let count = summary.unusable.len();
        let text = lang.pick(
            format!("Tệp không đọc được hoặc không phải báo cáo: {count} ({files})"),
            format!("Files that cannot be read or are no returns: {count} ({files})"),
        );
        lines.push(ReportLine::from(text).with_tone(Tone::Error));
    }
    if !summary.later.is_empty() {
        lines.push(ReportLine::from(later(lang, &summary.later)));
    }
    if detail == Detail::Full {
        lines.extend(totals(summary).iter().map(|text| ReportLine::from(lang.text_in(text))));
    }
}

/// Returns the names of units, in a span each with its period.
fn labels(lang: Lang, summary: &CampaignSummary, units: &[&UnitStatus]) -> Vec<String> {
    let label = |unit: &&UnitStatus| match summary.is_span() {
        true => format!("{} {}", unit.name, unit.period.in_sentence(lang)),
        false => unit.name.clone(),
    };
    units.iter().map(label).collect()
}

fn named(lang: Lang, head: StaticText, units: &[String], most: usize, tone: Tone, lines: &mut ReportLines) {
    if !units.is_empty() {
        let list = names(units.iter().map(String::as_str), most, lang);
        lines.push(ReportLine::from(format!("{} ({}): {list}", head.in_lang(lang), units.len())).with_tone(tone));
    }
}

fn heading(lang: Lang, summary: &CampaignSummary) -> String {
    let UnitCounts { due, reported, counted, .. } = summary.units;
    let why = match summary.chosen {
        PeriodChoice::Selected | PeriodChoice::LatestOfSeveral => StaticText::new("", ""),
        PeriodChoice::LatestOfOne => {
            StaticText::new(" (kỳ mới nhất có báo cáo)", " (the latest that any unit has reported)")
        }
        PeriodChoice::First => StaticText::new(" (kỳ đầu của kế hoạch)", " (the plan's first)"),
    };
    let time = timeliness(&summary.units);
    if summary.is_span() {
        let whole = summary.span.heading_until(lang, summary.until);
        return lang.pick(
            format!("{whole}: {reported}/{due} báo cáo đã gửi, {counted} đã tổng hợp{}", time.vi),
            format!("{whole}: {reported}/{due} returns are in, {counted} counted{}", time.en),
        );
    }
    let name = summary.period.label(lang);
    lang.pick(
        format!("{name}: {reported}/{due} đơn vị đã gửi, {counted} đã tổng hợp{}{}", time.vi, why.vi),
        format!("{name}: {reported}/{due} units have reported, {counted} counted{}{}", time.en, why.en),
    )
}

/// Gives how many days are left, if the summary depends on today.
fn deadline(lang: Lang, summary: &CampaignSummary) -> Option<String> {
    let (left, today) = (summary.days_left?, summary.today.as_deref()?);
    let (deadline, today) = (day(&summary.deadline, lang), day(today, lang));
    let days = left.abs();
    let noun = if days == 1 { "day" } else { "days" };
    let text = match left {
        0 => BilingualText::new("là hôm nay".to_string(), "which is today".to_string()),
        1.. => BilingualText::new(
            format!("còn {days} ngày (hôm nay {today})"),
            format!("{days} {noun} left (today {today})"),
        ),
        _ => BilingualText::new(
            format!("đã quá {days} ngày (hôm nay {today})"),
            format!("{days} {noun} ago (today {today})"),
        ),
    };
    Some(lang.pick(format!("Hạn gửi {deadline}, {}", text.vi), format!("Due {deadline}, {}", text.en)))
}

/// Formats how many returns are on time, late or without a date: `; đúng hạn 10, gửi muộn 1`.
fn timeliness(units: &UnitCounts) -> BilingualText {
    let UnitCounts { on_time, late, undated, .. } = *units;
    let kinds = [
        (on_time, "đúng hạn", "on time"),
        (late, "gửi muộn", "late"),
        (undated, "không ghi ngày gửi", "without a date"),
    ];
    let list = |t: Lang| {
        let known = kinds.iter().filter(|(count, ..)| *count > 0);
        let texts = known.map(|(count, vi, en)| t.pick(format!("{vi} {count}"), format!("{count} {en}")));
        let texts = texts.collect::<Vec<_>>().join(", ");
        if texts.is_empty() { texts } else { format!("; {texts}") }
    };
    in_both_languages(list)
}

/// Formats the periods after this one that have returns.
fn later(lang: Lang, later: &[LaterPeriod]) -> String {
    let one = |one: &LaterPeriod| {
        let (period, units) = (one.period.in_sentence(lang), one.units);
        lang.pick(format!("{period} ({units} đơn vị)"), format!("{period} ({units} units)"))
    };
    let list = later.iter().map(one).collect::<Vec<_>>().join(", ");
    lang.pick(format!("Đã có báo cáo của kỳ sau: {list}"), format!("Returns of later periods are in: {list}"))
}

/// Formats the numbers of files and returns since the plan began.
fn totals(summary: &CampaignSummary) -> [BilingualText; 2] {
    let (files, returns) = (&summary.files, &summary.returns);
    let mut text = BilingualText::new(
        format!(
            "Báo cáo từ đầu kế hoạch: {} đã tổng hợp, {} còn lỗi chưa tổng hợp, {} được thay bằng lần gửi sau",
            returns.counted, returns.held, returns.superseded
        ),
        format!(
            "Returns since the plan began: {} counted, {} on hold, {} superseded",
            returns.counted, returns.held, returns.superseded
        ),
    );
    let rare = [
        (returns.duplicate, "trùng tệp khác", "the same as another file"),
        (returns.left_out, "bỏ ra theo ngoại lệ được duyệt", "left out by a waiver"),
        (returns.blank, "biểu chưa điền", "forms that are not filled in"),
        (returns.later, "của kỳ sau", "of later periods"),
    ];
    for (count, vi, en) in rare.into_iter().filter(|(count, _, _)| *count > 0) {
        text.vi.push_str(&format!(", {count} {vi}"));
        text.en.push_str(&format!(", {count} {en}"));
    }
    let (all, unreadable, other) = (files.all, files.unreadable, files.not_a_return);
    let files = BilingualText::new(
        format!("Tệp trong {RETURNS}: {all}; không đọc được: {unreadable}; không phải báo cáo: {other}"),
        format!("Files in {RETURNS}: {all}; unreadable: {unreadable}; not a return: {other}"),
    );
    [files, text]
}

/// Formats numbers of findings: `3 lỗi, 7 cảnh báo`; those that are 0 are left out.
pub(crate) fn numbers(lang: Lang, counts: FindingCounts) -> String {
    let FindingCounts { errors, warnings, notes } = counts;
    let many = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let kinds = [(errors, "lỗi", "error"), (warnings, "cảnh báo", "warning"), (notes, "thông tin", "note")];
    let known = kinds.into_iter().filter(|(count, ..)| *count > 0);
    let texts: Vec<String> = known.map(|(n, vi, en)| lang.pick(format!("{n} {vi}"), many(n, en))).collect();
    match texts.is_empty() {
        true => lang.pick("không có lỗi, không có cảnh báo", "no errors, no warnings").to_string(),
        false => texts.join(", "),
    }
}

/// Adds the numbers of findings of the period.
pub(crate) fn counts(lang: Lang, summary: &CampaignSummary, lines: &mut ReportLines) {
    counts_and_rules(lang, summary, 0, lines);
}

/// Adds the number of findings, and that of the rules that could not be checked because a figure is missing.
fn counts_and_rules(lang: Lang, summary: &CampaignSummary, unchecked: usize, lines: &mut ReportLines) {
    let totals = summary.findings;
    let waived = match totals.waived {
        0 => String::new(),
        count => lang.pick(format!("; ngoại lệ được duyệt: {count}"), format!("; waived: {count}")),
    };
    let rules = match unchecked {
        0 => String::new(),
        count => lang.pick(
            format!("; {count} quy tắc chưa kiểm tra được (xem -v)"),
            format!("; {count} rules not checked (-v lists them)"),
        ),
    };
    let text = format!("{}: {}{waived}{rules}", CHECKED.in_lang(lang), numbers(lang, totals.current));
    let is_clean = totals.current == FindingCounts::default();
    lines.push(ReportLine::from(text).with_tone(if is_clean { Tone::Good } else { Tone::Plain }));
}

/// Adds the findings of the period: their numbers, then a block for each unit and file.
pub(crate) fn findings(lang: Lang, summary: &CampaignSummary, detail: Detail, lines: &mut ReportLines) {
    // With all details the rules have a list of their own.
    let unchecked = if detail == Detail::Full { 0 } else { summary.unchecked_rules };
    counts_and_rules(lang, summary, unchecked, lines);
    // A note needs no action: the workbook and -v show it. Units without a return are named above.
    let is_shown = |group: &&FindingGroup| group.severity <= Severity::Warning && group.code != MISSING;
    let shown: Vec<&FindingGroup> = summary.groups.iter().filter(is_shown).collect();
    let blocks: Vec<&[&FindingGroup]> = shown.chunk_by(|a, b| a.unit == b.unit && a.file == b.file).collect();
    let most = if blocks.len() <= ALL_BLOCKS { blocks.len() } else { BLOCKS };
    for block in blocks.iter().take(most) {
        block_lines(lang, block, lines);
    }
    let rest: Vec<&FindingGroup> = blocks.iter().skip(most).flat_map(|block| block.iter().copied()).collect();
    if !rest.is_empty() {
        lines.push("".into());
        lines.push(ReportLine::from(others(lang, summary.findings_sheet, &rest, blocks.len() - most)));
    }
}

const CHECKED: StaticText = StaticText::new("Kết quả kiểm tra", "Findings");

/// Adds the block of a unit and file: a head, then each cause with its remedy.
fn block_lines(lang: Lang, block: &[&FindingGroup], lines: &mut ReportLines) {
    let Some(first) = block.first() else { return };
    let tone = |severity| if severity == Severity::Error { Tone::Error } else { Tone::Warning };
    let parts = [first.name.as_deref(), first.file.as_deref()];
    let head = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    lines.push("".into());
    let head = ReportLine::from(format!("{} {}", first.severity.mark(), format_value::clip(&head, LONGEST)));
    lines.push(head.with_tone(tone(first.severity)));
    for group in block {
        wrap(&format!("    {}", cause(lang, group)), "      ", lines);
        let mend = format_value::clip(lang.text_in(&group.mend), LONGEST);
        if !mend.is_empty() {
            lines.push(ReportLine::new(format!("    → {mend}"), 6).with_tone(Tone::Faint));
        }
    }
}

/// Formats a cause in one line: code, cells, message.
pub(crate) fn cause(lang: Lang, group: &FindingGroup) -> String {
    let place = |sheet: &str, cells: &str| format!(", {}", lang.text_in(&cell_place(sheet, cells)));
    let places: String = group.places.iter().take(3).map(|at| place(&at.sheet, &at.cells)).collect();
    let count = match group.count {
        1 => String::new(),
        count => lang.pick(format!(" ({count} ô)"), format!(" ({count} cells)")),
    };
    let message = lang.text_in(&group.message);
    format_value::clip(&format!("{}{places}{count}: {message}", group.code), LONGEST)
}

/// Formats the causes that are not shown, by code with the number of units or files.
fn others(lang: Lang, sheet: &str, groups: &[&FindingGroup], blocks: usize) -> String {
    let mut codes: Vec<(Severity, &str, usize)> = Vec::new();
    for group in groups {
        let key = (group.severity, group.code.as_str());
        match codes.iter_mut().find(|(severity, code, _)| (*severity, *code) == key) {
            Some((_, _, count)) => *count += 1,
            None => codes.push((group.severity, &group.code, 1)),
        }
    }
    codes.sort_by_key(|(severity, _, count)| (*severity, std::cmp::Reverse(*count)));
    let shown = 8;
    let list: Vec<String> =
        codes.iter().take(shown).map(|(severity, code, count)| format!("{} {code} {count}", severity.mark())).collect();
    let more = if codes.len() > shown { ", …" } else { "" };
    let list = list.join(", ");
    lang.pick(
        format!("… và {blocks} báo cáo khác, theo mã lỗi: {list}{more}. Xem trang tính “{sheet}”, hoặc thêm -v"),
        format!("… and {blocks} other returns, by code: {list}{more}. See sheet “{sheet}”, or add -v"),
    )
}

/// Adds one line about earlier periods, if anything is left of them.
pub(crate) fn earlier(lang: Lang, summary: &CampaignSummary, detail: Detail, lines: &mut ReportLines) {
    let (held, missing) = (&summary.earlier.held, &summary.earlier.missing);
    // Notes need no action.
    let counts = FindingCounts { notes: 0, ..summary.findings.earlier };
    if held.is_empty() && missing.is_empty() && counts == FindingCounts::default() {
        return;
    }
    let list = |units| by_period(units, detail.shown(usize::MAX - 1, EARLIER_NAMES), lang);
    let mut parts = Vec::new();
    let (on_hold, absent) = (held.len(), missing.len());
    if on_hold > 0 {
        let units = list(held);
        parts.push(lang.pick(format!("{on_hold} báo cáo còn lỗi ({units})"), format!("{on_hold} on hold ({units})")));
    }
    if absent > 0 {
        let units = list(missing);
        parts.push(lang.pick(format!("{absent} chưa gửi ({units})"), format!("{absent} not reported ({units})")));
    }
    if counts != FindingCounts::default() {
        parts.push(numbers(lang, counts));
    }
    lines.push("".into());
    let noun = summary.until.cycle().noun();
    let head = lang.pick(format!("Các {} trước", noun.vi), format!("Earlier {}s", noun.en));
    lines.push(ReportLine::from(format!("{head}: {}", parts.join("; "))));
}

/// Adds the periods that are published.
pub(crate) fn published(lang: Lang, summary: &CampaignSummary, lines: &mut ReportLines) {
    let list = names(
        summary.published.iter().map(|name| name.in_sentence(lang)).collect::<Vec<_>>().iter().map(String::as_str),
        NAMES,
        lang,
    );
    let text = match summary.published.is_empty() {
        true => {
            let noun = summary.until.cycle().noun();
            lang.pick(format!("Chưa chốt {} nào", noun.vi), format!("No {} is published yet", noun.en))
        }
        false => lang.pick(format!("Đã chốt: {list}"), format!("Published: {list}")),
    };
    lines.push(ReportLine::from(text));
}

/// Adds what to do next, with the commands to type.
pub(crate) fn next_steps(lang: Lang, steps: &[NextStep], hints: CommandHints, lines: &mut ReportLines) {
    if steps.is_empty() {
        return;
    }
    lines.push("".into());
    let head = lang.pick("Việc tiếp theo:", "Next:");
    lines.push(ReportLine::from(head).with_tone(Tone::Heading));
    for (number, step) in (1..).zip(steps) {
        let text = lang.text_in(&step.text);
        let command = step.command.as_ref().and_then(|command| command.hint(lang, hints));
        let command = command.map(|hint| format!(": {hint}")).unwrap_or_default();
        wrap(&format!("  {number}. {text}{command}"), "     ", lines);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
