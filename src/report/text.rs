//! Formats results for the screen in lines of at most 80 columns.

use super::{CheckedFile, progress};
use crate::check::format_value;
use crate::model::amount::Value;
use crate::model::finding::{Finding, counts};
use crate::model::ledger::Ledger;
use crate::model::ledger::PublishedChange;
use crate::model::period::Period;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::model::visible;
use crate::plan::Plan;

/// Width of a terminal in columns.
pub const WIDTH: usize = 80;
/// Number of findings shown that are not errors; more are only counted.
const SHOWN: usize = 10;
/// Maximum length of a cell's text on the screen, in characters. Workbooks and JSON have the full text.
const LONGEST: usize = 500;

/// How much of a long list is shown.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// The first entries, and the number of the others.
    #[default]
    Brief,
    /// All entries.
    Full,
}

impl Detail {
    /// Returns how many of `count` entries are shown; `most` in brief.
    pub fn shown(self, count: usize, most: usize) -> usize {
        match self {
            Detail::Brief => count.min(most),
            Detail::Full => count,
        }
    }
}

/// Lines for standard output.
pub type ReportLines = Vec<String>;

/// Wraps a text at spaces into lines of at most 80 characters; longer words are split. Unsafe characters and line ends
/// are made visible: no text can start a line of its own.
pub fn wrap(text: &str, indent: &str, lines: &mut ReportLines) {
    let text = visible::line(text);
    let mut line: String = text.chars().take_while(|c| *c == ' ').collect();
    let mut empty = true;
    for word in text.split_whitespace() {
        let mut word = word.to_string();
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::replace(&mut line, indent.to_string()));
            empty = true;
        }
        while line.chars().count() + word.chars().count() > WIDTH {
            let room = WIDTH - line.chars().count();
            let rest: String = word.chars().skip(room).collect();
            line.extend(word.chars().take(room));
            lines.push(std::mem::replace(&mut line, indent.to_string()));
            word = rest;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(&word);
        empty = false;
    }
    lines.push(line);
}

/// Joins lines to the text of a file or terminal, each with a line end.
pub fn joined(lines: &[String]) -> String {
    lines.iter().fold(String::new(), |out, line| out + &visible::line(line) + "\n")
}

/// Formats a finding: place, what is there, what is expected, how to fix it.
pub fn finding(lang: Lang, finding: &Finding, head: &str, lines: &mut ReportLines) {
    let severity = finding.severity;
    let word = if lang == Lang::Vi { severity.vi() } else { severity.en() };
    let (sheet, cell) = (finding.sheet.as_deref().unwrap_or_default(), finding.cell.as_deref().unwrap_or_default());
    lines.push(String::new());
    let clip = |text: &str| format_value::clip(text, LONGEST);
    let (sheet, head) = (clip(sheet), clip(head));
    let place = if sheet.is_empty() && cell.is_empty() {
        String::new()
    } else {
        format!(" · {}", lang.text_in(&cell_place(&sheet, cell)))
    };
    let message = clip(lang.text_in(&finding.message));
    wrap(&format!("{} {word} {}{head}{place}: {message}", severity.mark(), finding.code), "  ", lines);
    let [found, expected, mend] =
        [&finding.found, &finding.expected, &finding.mend].map(|text| clip(lang.text_in(text)));
    let reason = finding.waived.as_deref().map(clip);
    let texts = [(FOUND, found), (EXPECTED, expected), (REMEDY, mend)];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    for (label, text) in texts.chain(reason.map(|text| (WAIVED, text))) {
        wrap(&format!("    {}: {text}", label.in_lang(lang)), "      ", lines);
    }
}

/// Label of the content that a finding or difference is about.
pub const FOUND: StaticText = StaticText::new("Đang ghi", "Found");
/// Label of the content that is expected instead.
pub const EXPECTED: StaticText = StaticText::new("Phải là", "Expected");
const REMEDY: StaticText = StaticText::new("Cách sửa", "How to fix");
const WAIVED: StaticText = StaticText::new("Chấp nhận", "Waived");

/// Describes a place in a workbook; sheet or cell may be empty.
pub fn cell_place(sheet: &str, cell: &str) -> BilingualText {
    match (sheet, cell) {
        (sheet, "") => BilingualText::new(format!("trang {sheet}"), format!("sheet {sheet}")),
        ("", cell) => BilingualText::new(format!("ô {cell}"), format!("cell {cell}")),
        _ => BilingualText::new(format!("trang {sheet}, ô {cell}"), format!("sheet {sheet}, cell {cell}")),
    }
}

/// Formats the result of `check` for a file.
pub fn checked(lang: Lang, plan: &Plan, file: &CheckedFile) -> ReportLines {
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
        _ => BilingualText::new(format!("{path}: không dùng được"), format!("{path}: cannot be used")),
    };
    wrap(lang.text_in(&head), "  ", &mut lines);
    let (errors, warnings, infos) = counts(file.findings.iter());
    lines.push(lang.text_in(&findings_head(errors, warnings, infos)).to_string());
    for one in &file.findings {
        finding(lang, one, "", &mut lines);
    }
    if errors == 0 && file.unit.is_some() {
        lines.push(lang.pick("Không có lỗi: được gửi.", "No errors: may be sent.").to_string());
    }
    lines
}

/// Formats the result of `merge`: the report period, completeness, returns on hold, and the findings, those of the
/// report period first. `selected` is the report period if the user selected it.
pub fn merged(lang: Lang, plan: &Plan, ledger: &Ledger, selected: Option<Period>, detail: Detail) -> ReportLines {
    let mut lines = ReportLines::new();
    for text in progress::texts(plan, ledger, selected) {
        wrap(lang.text_in(&text), "  ", &mut lines);
    }
    let all = ledger.findings.iter();
    let (errors, warnings, infos) = counts(all.clone());
    if ledger.findings.is_empty() {
        lines.push(lang.pick("Không có lỗi, không có cảnh báo.", "No errors, no warnings.").to_string());
        return lines;
    }
    lines.push(lang.text_in(&findings_head(errors, warnings, infos)).to_string());
    let waived = all.clone().filter(|f| f.waived.is_some()).count();
    if waived > 0 {
        lines.push(match lang {
            Lang::Vi => format!("Được chấp nhận: {waived} (thêm -v để xem, kèm lý do)"),
            Lang::En => format!("Accepted: {waived} (-v shows them with their reasons)"),
        });
    }
    let mut ordered: Vec<&Finding> = all.filter(|f| detail == Detail::Full || f.waived.is_none()).collect();
    // Sorted by severity, then the report period first; otherwise in their order.
    ordered.sort_by_key(|f| (f.waived.is_some(), f.severity, f.period != Some(ledger.report)));
    let shown = detail.shown(ordered.len(), errors + SHOWN);
    for one in ordered.iter().take(shown) {
        let unit = one.unit.as_deref().map_or_else(String::new, |u| format!(" · {}", plan.unit_name(u)));
        let period = one.period.map_or_else(String::new, |q| format!(" {q}"));
        let file = one.file.as_deref().map_or_else(String::new, |f| format!(" · {f}"));
        finding(lang, one, &format!("{unit}{period}{file}"), &mut lines);
    }
    if ordered.len() > shown {
        lines.push(String::new());
        let more = ordered.len() - shown;
        lines.push(match lang {
            Lang::Vi => format!("… và {more} lỗi, cảnh báo nữa: xem trang \"Lỗi, cảnh báo\", hoặc thêm -v"),
            Lang::En => format!("… and {more} more: see sheet \"Lỗi, cảnh báo\", or add -v"),
        });
    }
    lines
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
pub fn changes(lang: Lang, changes: &[PublishedChange], detail: Detail, lines: &mut ReportLines) {
    if changes.is_empty() {
        return;
    }
    lines.push(String::new());
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
        lines.push(match lang {
            Lang::Vi => format!("  … và {more} số nữa; thêm -v để xem hết"),
            Lang::En => format!("  … and {more} more; -v shows all"),
        });
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
    use crate::model::finding::Severity;
    use crate::pipeline;
    use crate::plan::template;

    /// All errors and the first ten other findings are shown: by severity, the report period before other periods.
    #[test]
    fn errors_are_first_then_ten_other_findings() {
        let template = template::get("277-kh-ldld").unwrap();
        let plan = pipeline::load(
            &crate::system::InMemorySystem::new(),
            template.plan,
            template.annex.as_bytes(),
            "phu-luc.tsv",
        )
        .unwrap();
        let one = |code: &str, severity, period: &str| {
            let mut finding = Finding::new(code, severity, BilingualText::same("x"));
            finding.period = Some(period.parse().unwrap());
            finding
        };
        let mut findings = vec![one("I1", Severity::Info, "2021-Q4"), one("E1", Severity::Error, "2021-Q3")];
        findings.extend((1..=9).map(|n| one(&format!("W{n}"), Severity::Warning, "2021-Q3")));
        findings.extend(["W10", "W11"].map(|code| one(code, Severity::Warning, "2021-Q4")));
        findings.push(one("E2", Severity::Error, "2021-Q4"));
        let mut waived = one("E3", Severity::Error, "2021-Q4");
        waived.waived = Some("đã duyệt".into());
        findings.push(waived);
        let ledger = Ledger {
            report: "2021-Q4".parse().unwrap(),
            arrivals: Vec::new(),
            submissions: Vec::new(),
            fates: Vec::new(),
            slots: Vec::new(),
            findings,
            unchecked: Vec::new(),
            republished: Vec::new(),
            gone: Vec::new(),
            compared: Vec::new(),
        };
        let codes = |lines: &ReportLines| -> Vec<String> {
            let heads = lines.iter().filter(|l| l.starts_with(['✗', '▲', '•']));
            heads
                .filter_map(|l| l.split_whitespace().find(|w| w.ends_with(|c: char| c.is_ascii_digit())))
                .map(Into::into)
                .collect()
        };
        let lines = merged(Lang::Vi, &plan, &ledger, None, Detail::Brief);
        let expected = ["E2", "E1", "W10", "W11", "W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8"];
        assert_eq!(codes(&lines), expected, "{lines:#?}");
        assert!(lines.iter().any(|l| l == "Kết quả kiểm tra: 2 lỗi, 11 cảnh báo, 1 thông tin"), "{lines:#?}");
        // The findings not shown: W9 and the note.
        assert!(lines.last().unwrap().starts_with("… và 2 lỗi, cảnh báo nữa"), "{lines:#?}");
        let all = codes(&merged(Lang::Vi, &plan, &ledger, None, Detail::Full));
        assert_eq!((all.len(), &all[12..]), (15, &["W9", "I1", "E3"].map(String::from)[..]));
        assert!(lines[0].contains("kỳ đầu của kế hoạch"), "{}", lines[0]);
        assert!(
            merged(Lang::En, &plan, &ledger, Some(ledger.report), Detail::Brief)[0].ends_with("as asked with --period")
        );
    }

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
        assert_eq!(lines.iter().filter(|l| l.trim_start().starts_with('✗')).count(), 1, "{text}");
    }

    #[test]
    fn wrapped_lines_fit_the_terminal() {
        let mut lines = ReportLines::new();
        wrap(&format!("  {} {}", "từ ".repeat(60), "x".repeat(200)), "    ", &mut lines);
        assert!(lines.iter().all(|l| l.chars().count() <= WIDTH), "{lines:?}");
        assert!(lines[0].starts_with("  từ") && lines[1].starts_with("    từ"));
        let letters: usize = lines.iter().map(|l| l.matches('x').count()).sum();
        assert_eq!(letters, 200);
    }
}
