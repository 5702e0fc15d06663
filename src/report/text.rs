//! Formats results for the screen in lines of at most 80 columns.

use super::CheckedFile;
use crate::check::format_value::{self, MessageLanguage};
use crate::lang::{Lang, PeriodChoice, UserMessage};
use crate::model::amount::Value;
use crate::model::finding::{Finding, counts};
use crate::model::ledger::PublishedChange;
use crate::model::ledger::{Ledger, ReturnStatus, SubmissionStatus};
use crate::model::received_file::{RETURNS, ReadingOutcome};
use crate::model::visible;
use crate::plan::Plan;
use std::collections::BTreeSet;

/// Width of a terminal in columns.
pub const WIDTH: usize = 80;
/// Number of findings shown that are not errors; more are only counted.
const SHOWN: usize = 10;
/// Maximum length of a cell's text on the screen, in characters. Workbooks and JSON have the full text.
const LONGEST: usize = 500;

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
        format!(" · {}", lang.message(&UserMessage::Place { sheet: &sheet, cell }))
    };
    let message = clip(lang.text_in(&finding.message));
    wrap(&format!("{} {word} {}{head}{place}: {message}", severity.mark(), finding.code), "  ", lines);
    let [found, expected, mend] =
        [&finding.found, &finding.expected, &finding.mend].map(|text| clip(lang.text_in(text)));
    let reason = finding.waived.as_deref().map(clip);
    let texts = [
        (&found, UserMessage::Found { text: &found }),
        (&expected, UserMessage::Expected { text: &expected }),
        (&mend, UserMessage::Mend { text: &mend }),
    ];
    let texts = texts.into_iter().filter(|(text, _)| !text.is_empty()).map(|(_, message)| message);
    for message in texts.chain(reason.as_deref().map(|text| UserMessage::Waived { text })) {
        wrap(&format!("    {}", lang.message(&message)), "      ", lines);
    }
}

/// Returns a unit's name in the annex.
fn name<'a>(plan: &'a Plan, code: &'a str) -> &'a str {
    plan.unit_index(code).and_then(|u| plan.units.get(u)).map_or(code, |u| u.name.as_str())
}

/// Formats the result of `check` for a file.
pub fn checked(lang: Lang, plan: &Plan, file: &CheckedFile) -> ReportLines {
    let mut lines = ReportLines::new();
    match (&file.unit, file.period) {
        (Some(unit), Some(period)) => {
            let (heading, number) = (period.heading(), file.submission.unwrap_or(1));
            let message =
                UserMessage::CheckedReturn { file: &file.file, unit: name(plan, unit), heading: &heading, number };
            wrap(&lang.message(&message), "  ", &mut lines);
        }
        _ => wrap(&lang.message(&UserMessage::CheckedOther { file: &file.file }), "  ", &mut lines),
    }
    let (errors, warnings, infos) = counts(file.findings.iter());
    lines.push(lang.message(&UserMessage::FindingsHead { errors, warnings, infos }));
    for one in &file.findings {
        finding(lang, one, "", &mut lines);
    }
    if errors == 0 && file.unit.is_some() {
        lines.push(lang.message(&UserMessage::MayBeSent));
    }
    lines
}

/// Formats the result of `merge`: the report period, completeness, returns on hold, and the findings, those of the
/// report period first. The first flag is true if the user selected the report period.
pub fn merged(lang: Lang, plan: &Plan, ledger: &Ledger, asked: bool, verbose: bool) -> ReportLines {
    let mut lines = ReportLines::new();
    let heading = ledger.report.heading();
    let chosen = if asked { PeriodChoice::Asked } else { chosen(ledger) };
    let told = UserMessage::ReportPeriod { heading: &heading, period: ledger.report, chosen };
    wrap(&lang.message(&told), "  ", &mut lines);
    let outcome = |test: fn(&ReadingOutcome) -> bool| ledger.arrivals.iter().filter(|a| test(&a.outcome)).count();
    let unreadable = outcome(|o| matches!(o, ReadingOutcome::Unreadable(_)));
    let no_return = outcome(|o| matches!(o, ReadingOutcome::NotAReturn(_)));
    let files = ledger.arrivals.len();
    wrap(&lang.message(&UserMessage::Files { folder: RETURNS, files, unreadable, no_return }), "  ", &mut lines);
    wrap(&lang.message(&fates(ledger)), "  ", &mut lines);
    completeness(lang, plan, ledger, &mut lines);
    let all = ledger.findings.iter();
    let (errors, warnings, infos) = counts(all.clone());
    if ledger.findings.is_empty() {
        lines.push(lang.message(&UserMessage::NothingFound));
        return lines;
    }
    lines.push(lang.message(&UserMessage::FindingsHead { errors, warnings, infos }));
    let waived = all.clone().filter(|f| f.waived.is_some()).count();
    if waived > 0 {
        lines.push(lang.message(&UserMessage::WaivedFindings { count: waived }));
    }
    let mut ordered: Vec<&Finding> = all.filter(|f| verbose || f.waived.is_none()).collect();
    // Sorted by severity, then the report period first; otherwise in their order.
    ordered.sort_by_key(|f| (f.waived.is_some(), f.severity, f.period != Some(ledger.report)));
    let shown = if verbose { ordered.len() } else { ordered.len().min(errors + SHOWN) };
    for one in ordered.iter().take(shown) {
        let unit = one.unit.as_deref().map_or_else(String::new, |u| format!(" · {}", name(plan, u)));
        let period = one.period.map_or_else(String::new, |q| format!(" {q}"));
        let file = one.file.as_deref().map_or_else(String::new, |f| format!(" · {f}"));
        finding(lang, one, &format!("{unit}{period}{file}"), &mut lines);
    }
    if ordered.len() > shown {
        lines.push(String::new());
        lines.push(lang.message(&UserMessage::MoreFindings { count: ordered.len() - shown }));
    }
    lines
}

/// Lists the published changes: figures in workbooks of earlier periods that people may already have used.
pub fn changes(lang: Lang, changes: &[PublishedChange], verbose: bool, lines: &mut ReportLines) {
    if changes.is_empty() {
        return;
    }
    lines.push(String::new());
    wrap(&lang.message(&UserMessage::PublishedChanges { count: changes.len() }), "  ", lines);
    let tongue = if lang == Lang::Vi { MessageLanguage::Vi } else { MessageLanguage::En };
    let shown = if verbose { changes.len() } else { SHOWN.min(changes.len()) };
    for change in changes.iter().take(shown) {
        let value = |v: &Value| if v.is_empty() { "–".to_string() } else { format_value::inline(v, false, tongue) };
        let unit = change.unit.as_deref().unwrap_or(tongue.pick("Tổng cộng", "Total"));
        let (old, new) = (value(&change.old), value(&change.new));
        let line =
            format!("  Tong-hop-{}.xlsx, {unit}, {}: {old} → {new} [{}]", change.period, change.heading, change.cell);
        wrap(&line, "      ", lines);
    }
    if changes.len() > shown {
        lines.push(lang.message(&UserMessage::MoreChanges { count: changes.len() - shown }));
    }
}

/// Returns the reason for the report period if the user did not select one.
fn chosen(ledger: &Ledger) -> PeriodChoice {
    let of_period = ledger.submissions.iter().filter(|s| s.period == ledger.report);
    let units: BTreeSet<&str> = of_period.map(|s| s.unit.as_str()).collect();
    match units.len() {
        0 => PeriodChoice::First,
        1 => PeriodChoice::One,
        _ => PeriodChoice::Several,
    }
}

fn fates(ledger: &Ledger) -> UserMessage<'static> {
    let count = |test: fn(&SubmissionStatus) -> bool| ledger.fates.iter().filter(|f| test(f)).count();
    UserMessage::Returns {
        counted: count(|f| matches!(f, SubmissionStatus::Counted)),
        held: count(|f| matches!(f, SubmissionStatus::Held(_))),
        superseded: count(|f| matches!(f, SubmissionStatus::Superseded(_))),
        duplicate: count(|f| matches!(f, SubmissionStatus::Duplicate(_))),
        left_out: count(|f| matches!(f, SubmissionStatus::LeftOut(_))),
        later: count(|f| matches!(f, SubmissionStatus::Later)),
    }
}

fn completeness(lang: Lang, plan: &Plan, ledger: &Ledger, lines: &mut ReportLines) {
    let index = usize::try_from(ledger.report.ordinal(plan.first) - 1).unwrap_or(0);
    let state = |u: usize| ledger.slots.get(u).and_then(|s| s.get(index)).copied().unwrap_or_default().state;
    let units = |wanted: ReturnStatus| -> Vec<&str> {
        plan.units.iter().enumerate().filter(|(u, _)| state(*u) == wanted).map(|(_, u)| u.name.as_str()).collect()
    };
    let (counted, held, missing) =
        (units(ReturnStatus::Counted), units(ReturnStatus::Held), units(ReturnStatus::Missing));
    let reported = counted.len() + held.len();
    let told = UserMessage::Reported { reported, units: plan.units.len(), counted: counted.len() };
    wrap(&lang.message(&told), "  ", lines);
    if !missing.is_empty() {
        wrap(&lang.message(&UserMessage::NotReported { names: &missing.join(", ") }), "  ", lines);
    }
    if !held.is_empty() {
        wrap(&lang.message(&UserMessage::HeldUnits { names: &held.join(", ") }), "  ", lines);
    }
    let elsewhere = ledger.slots.iter().flat_map(|s| s.iter().enumerate());
    let elsewhere = elsewhere.filter(|(q, s)| *q < index && s.state == ReturnStatus::Held).count();
    if elsewhere > 0 {
        wrap(&lang.message(&UserMessage::HeldElsewhere { count: elsewhere }), "  ", lines);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::finding::Severity;
    use crate::model::text::BilingualText;
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
        };
        let codes = |lines: &ReportLines| -> Vec<String> {
            let heads = lines.iter().filter(|l| l.starts_with(['✗', '▲', '•']));
            heads
                .filter_map(|l| l.split_whitespace().find(|w| w.ends_with(|c: char| c.is_ascii_digit())))
                .map(Into::into)
                .collect()
        };
        let lines = merged(Lang::Vi, &plan, &ledger, false, false);
        let expected = ["E2", "E1", "W10", "W11", "W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8"];
        assert_eq!(codes(&lines), expected, "{lines:#?}");
        assert!(lines.iter().any(|l| l == "Phát hiện: 2 lỗi, 11 cảnh báo, 1 thông tin"), "{lines:#?}");
        // The findings not shown: W9 and the note.
        assert!(lines.last().unwrap().starts_with("… và 2 phát hiện nữa"), "{lines:#?}");
        let all = codes(&merged(Lang::Vi, &plan, &ledger, false, true));
        assert_eq!((all.len(), &all[12..]), (15, &["W9", "I1", "E3"].map(String::from)[..]));
        assert!(lines[0].contains("kỳ đầu của kế hoạch"), "{}", lines[0]);
        assert!(merged(Lang::En, &plan, &ledger, true, false)[0].ends_with("as asked with --period"));
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
