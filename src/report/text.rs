//! Formats findings for the screen: one by one, of a file, and the published changes.

use super::CheckedFile;
use super::line::{ReportLine, ReportLines, Tone, wrap};
use crate::check::format_value;
use crate::model::amount::Value;
use crate::model::finding::{Finding, Severity, counts};
use crate::model::ledger::Ledger;
use crate::model::ledger::PublishedChange;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::plan::Plan;

/// Number of findings shown that are not errors; more are only counted.
const SHOWN: usize = 10;
/// Maximum length of a cell's text on the screen, in characters. Workbooks and JSON have the full text.
const LONGEST: usize = 500;

/// How much of a long list is shown.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Detail {
    /// The first entries, and the number of the others.
    #[default]
    Brief,
    /// All entries.
    Full,
}

impl Detail {
    /// Returns how many of `count` entries are shown; `most` in brief.
    pub(crate) fn shown(self, count: usize, most: usize) -> usize {
        match self {
            Detail::Brief => count.min(most),
            Detail::Full => count,
        }
    }
}

/// Formats a finding: place, what is there, what is expected, how to fix it.
pub(crate) fn finding(lang: Lang, finding: &Finding, head: &str, lines: &mut ReportLines) {
    let severity = finding.severity;
    let word = if lang == Lang::Vi { severity.vi() } else { severity.en() };
    let (sheet, cell) = (finding.sheet.as_deref().unwrap_or_default(), finding.cell.as_deref().unwrap_or_default());
    lines.push("".into());
    let clip = |text: &str| format_value::clip(text, LONGEST);
    let (sheet, head) = (clip(sheet), clip(head));
    let place = if sheet.is_empty() && cell.is_empty() {
        String::new()
    } else {
        format!(" · {}", lang.text_in(&cell_place(&sheet, cell)))
    };
    let message = clip(lang.text_in(&finding.message));
    let head = format!("{} {word} {}{head}{place}: {message}", severity.mark(), finding.code);
    lines.push(ReportLine::from(head).with_tone(severity_tone(severity)));
    let [found, expected, mend] =
        [&finding.found, &finding.expected, &finding.mend].map(|text| clip(lang.text_in(text)));
    let reason = finding.waived.as_deref().map(clip);
    let texts = [(FOUND, found), (EXPECTED, expected), (REMEDY, mend)];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    for (label, text) in texts.chain(reason.map(|text| (WAIVED, text))) {
        wrap(&format!("    {}: {text}", label.in_lang(lang)), "      ", lines);
    }
}

/// Returns the tone of a severity.
pub(crate) fn severity_tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Error,
        Severity::Warning => Tone::Warning,
        Severity::Info | Severity::Trial => Tone::Plain,
    }
}

/// Label of the content that a finding or difference is about.
pub(crate) const FOUND: StaticText = StaticText::new("Đang ghi", "Found");
/// Label of the content that is expected instead.
pub(crate) const EXPECTED: StaticText = StaticText::new("Phải là", "Expected");
const REMEDY: StaticText = StaticText::new("Cách sửa", "How to fix");
const WAIVED: StaticText = StaticText::new("Ngoại lệ được duyệt", "Waived");

/// Describes a place in a workbook; sheet or cell may be empty.
pub(crate) fn cell_place(sheet: &str, cell: &str) -> BilingualText {
    match (sheet, cell) {
        (sheet, "") => BilingualText::new(format!("trang {sheet}"), format!("sheet {sheet}")),
        ("", cell) => BilingualText::new(format!("ô {cell}"), format!("cell {cell}")),
        _ => BilingualText::new(format!("trang {sheet}, ô {cell}"), format!("sheet {sheet}, cell {cell}")),
    }
}

/// Formats the result of `check` for a file.
pub(crate) fn checked(lang: Lang, plan: &Plan, file: &CheckedFile) -> ReportLines {
    let mut lines = ReportLines::new();
    let path = &file.file;
    let head = match (&file.unit, file.period) {
        (Some(unit), Some(period)) => {
            let (unit, heading, number) = (plan.unit_name(unit), period.heading(), file.submission.unwrap_or(1));
            BilingualText::new(
                format!("{path}: báo cáo của {unit}, {heading}, lần gửi {number}"),
                format!("{path}: return of {unit}, {heading}, submission {number}"),
            )
        }
        _ => BilingualText::new(
            format!("{path}: không đọc được, hoặc không phải báo cáo"),
            format!("{path}: cannot be used"),
        ),
    };
    wrap(lang.text_in(&head), "  ", &mut lines);
    let (errors, warnings, infos) = counts(file.findings.iter());
    lines.push(lang.text_in(&findings_head(errors, warnings, infos)).into());
    for one in &file.findings {
        finding(lang, one, "", &mut lines);
    }
    if errors == 0 && file.unit.is_some() {
        let text = lang.pick("Không có lỗi, đủ điều kiện gửi.", "No errors: may be sent.");
        lines.push(ReportLine::from(text).with_tone(Tone::Good));
    }
    lines
}

/// Adds all findings of a campaign one by one: those without a waiver first, then by severity, those of the report period
/// before others.
pub(crate) fn all_findings(lang: Lang, plan: &Plan, ledger: &Ledger, lines: &mut ReportLines) {
    let mut ordered: Vec<&Finding> = ledger.findings.iter().collect();
    ordered.sort_by_key(|f| {
        (f.waived.is_some(), f.severity, !f.period.is_some_and(|period| ledger.span.contains(period)))
    });
    for one in ordered {
        let unit = one.unit.as_deref().map_or_else(String::new, |u| format!(" · {}", plan.unit_name(u)));
        let period = one.period.map_or_else(String::new, |q| format!(" · {}", q.in_sentence(lang)));
        let file = one.file.as_deref().map_or_else(String::new, |f| format!(" · {f}"));
        finding(lang, one, &format!("{unit}{period}{file}"), lines);
    }
}

/// Formats the numbers of findings.
fn findings_head(errors: usize, warnings: usize, infos: usize) -> BilingualText {
    let many = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    BilingualText::new(
        format!("Kết quả kiểm tra: {errors} lỗi, {warnings} cảnh báo, {infos} thông tin"),
        format!("Findings: {}, {}, {}", many(errors, "error"), many(warnings, "warning"), many(infos, "note")),
    )
}

/// Lists the published changes: figures in workbooks of earlier periods that people may already have used.
pub(crate) fn changes(lang: Lang, changes: &[PublishedChange], detail: Detail, lines: &mut ReportLines) {
    if changes.is_empty() {
        return;
    }
    lines.push("".into());
    let count = changes.len();
    let head = BilingualText::new(
        format!(
            "{count} số ở các tệp tổng hợp đã chốt hoặc đã lập nay khác (tệp cũ giữ nguyên; kỳ chưa chốt muốn cập nhật \
             thì tổng hợp lại kỳ đó):"
        ),
        format!(
            "{count} figures of workbooks published or made earlier differ now (those files stay as they are; merge a \
             period that is not published again to bring it up to date):"
        ),
    );
    wrap(lang.text_in(&head), "  ", lines);
    let shown = detail.shown(count, SHOWN);
    let mut before = None;
    for change in in_groups(changes).take(shown) {
        let group = (&change.file, &change.reason);
        if before != Some(group) {
            wrap(&format!("  {}: {}", change.file, lang.text_in(&change.reason)), "    ", lines);
            before = Some(group);
        }
        let value = |v: &Value| {
            if v.is_empty() { "–".to_string() } else { format_value::shown(v, change.is_percent, lang) }
        };
        let unit = change.unit.as_deref().unwrap_or(lang.pick("Tổng cộng", "Total"));
        let (old, new, heading, cell) = (value(&change.old), value(&change.new), &change.heading, &change.cell);
        wrap(&format!("    {unit}, {heading}: {old} → {new} [{cell}]"), "      ", lines);
    }
    if count > shown {
        let more = count - shown;
        lines.push(
            match lang {
                Lang::Vi => format!("  … và {more} số nữa; thêm -v để xem hết"),
                Lang::En => format!("  … and {more} more; -v shows all"),
            }
            .into(),
        );
    }
}

/// Orders changes so that those of one workbook with one reason follow each other.
fn in_groups(changes: &[PublishedChange]) -> impl Iterator<Item = &PublishedChange> {
    let same = |a: &PublishedChange, b: &PublishedChange| (&a.file, &a.reason) == (&b.file, &b.reason);
    let mut groups: Vec<Vec<&PublishedChange>> = Vec::new();
    for change in changes {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| same(first, change))) {
            Some(group) => group.push(change),
            None => groups.push(vec![change]),
        }
    }
    groups.into_iter().flatten()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::visible;
    use crate::report::line::joined;

    /// Every text of a finding is clipped on the screen, stays in its line and has no unsafe characters.
    #[test]
    fn shown_finding_is_clipped_and_safe() {
        let hostile = format!("\u{1b}[2J\n✗ GIẢ\u{202e}{}", "x".repeat(48_000));
        let mut one = Finding::new("D01", Severity::Error, BilingualText::same(hostile.as_str()));
        (one.found, one.expected, one.mend) = (one.message.clone(), one.message.clone(), one.message.clone());
        (one.sheet, one.cell, one.waived) = (Some(hostile.clone()), Some("E5".into()), Some(hostile.clone()));
        let mut lines = ReportLines::new();
        finding(Lang::Vi, &one, &format!(" · {hostile}"), &mut lines);
        let text = joined(&lines);
        assert!(text.chars().count() < 8 * LONGEST, "{}", text.chars().count());
        assert!(!text.contains(|c| visible::acts(c) && c != '\n'), "{text}");
        assert_eq!(text.lines().filter(|l| l.trim_start().starts_with('✗')).count(), 1, "{text}");
    }
}
