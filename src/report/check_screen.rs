//! The screen of a check of many files: one verdict for each, with its causes, and the numbers at the end.

use super::CheckedFile;
use super::campaign_counts::FindingCounts;
use super::campaign_screen::{cause, numbers};
use super::finding_group::FindingGroup;
use super::line::{ReportLine, ReportLines, Tone, wrap};
use super::text::Detail;
use crate::check::format_value;
use crate::model::finding::{Severity, counts};
use crate::model::text::Lang;
use crate::plan::Plan;

/// Maximum length of a remedy, in characters.
const LONGEST: usize = 300;

/// Number of files by verdict.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct VerdictCounts {
    /// Without an error or warning.
    pub good: usize,
    /// With warnings only.
    pub warned: usize,
    /// With errors.
    pub faulty: usize,
    /// Not a return.
    pub other: usize,
}

impl VerdictCounts {
    /// Adds the verdict of a file, and returns its mark and tone.
    fn add(&mut self, file: &CheckedFile) -> (&'static str, Tone) {
        match counts(file.findings.iter()) {
            (0, 0, _) if file.unit.is_none() => {
                self.other += 1;
                ("–", Tone::Good)
            }
            (0, 0, _) => {
                self.good += 1;
                ("✓", Tone::Good)
            }
            (0, ..) => {
                self.warned += 1;
                (Severity::Warning.mark(), Tone::Warning)
            }
            _ => {
                self.faulty += 1;
                (Severity::Error.mark(), Tone::Error)
            }
        }
    }

    /// Formats the numbers in one line.
    pub(crate) fn line(self, lang: Lang) -> ReportLine {
        let VerdictCounts { good, warned, faulty, other } = self;
        let all = good + warned + faulty + other;
        let mut text = lang.pick(
            format!("Đã kiểm tra {all} tệp: {good} không có lỗi, {warned} có cảnh báo, {faulty} có lỗi"),
            format!("{all} files checked: {good} without errors, {warned} with warnings, {faulty} with errors"),
        );
        if other > 0 {
            text += &lang.pick(format!(", {other} không phải báo cáo"), format!(", {other} not returns"));
        }
        ReportLine::from(text)
    }
}

/// Adds the verdict of a file: one line, and below it the causes of errors and warnings; with `-v` also the notes.
pub(crate) fn verdict(
    lang: Lang,
    plan: &Plan,
    file: &CheckedFile,
    detail: Detail,
    all: &mut VerdictCounts,
    lines: &mut ReportLines,
) {
    let (mark, tone) = all.add(file);
    let is_other = file.unit.is_none() && tone == Tone::Good;
    let (errors, warnings, _) = counts(file.findings.iter());
    let of = match (&file.unit, file.period) {
        (Some(unit), Some(period)) => format!(": {}, {}", plan.unit_name(unit), period.in_text()),
        _ => String::new(),
    };
    let found = match errors + warnings {
        0 if is_other => lang.pick("không phải báo cáo, không đọc", "not a return, not read").to_string(),
        0 => lang.pick("không có lỗi", "no errors").to_string(),
        _ => numbers(lang, FindingCounts { errors, warnings, notes: 0 }),
    };
    lines.push(ReportLine::from(format!("{mark} {}{of}: {found}", file.file)).with_tone(tone));
    let least = if detail == Detail::Full { Severity::Trial } else { Severity::Warning };
    let findings = file.findings.iter().filter(|finding| finding.waived.is_none() && finding.severity <= least);
    for group in FindingGroup::all(plan, findings) {
        wrap(&format!("    {} {}", group.severity.mark(), cause(lang, &group)), "      ", lines);
        let mend = format_value::clip(lang.text_in(&group.mend), LONGEST);
        if group.severity == Severity::Error && !mend.is_empty() {
            lines.push(ReportLine::new(format!("      → {mend}"), 8).with_tone(Tone::Faint));
        }
    }
}
