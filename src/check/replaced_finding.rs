//! The warning for a return that repeats figures of a replaced submission of the previous period: both figures with file
//! and cell, and what to do. It judges nothing.

use super::builtin_findings::{REPLACED, on};
use super::format_value::{NumberKind, capital, value};
use super::nil::is_filled_in;
use super::versions::PreviousVersion;
use crate::model::finding::{Finding, Severity};
use crate::model::period::Period;
use crate::model::submission::{RECORDED, Submission};
use crate::model::text::{BilingualText, Lang, in_both_languages};
use crate::plan::labels::figure_label;
use crate::plan::{Plan, binding};

/// The submissions that the warning compares.
pub(super) struct ReplacedFigures<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The return.
    pub submission: &'a Submission,
    /// The counted return for the previous period.
    pub counted: Option<&'a Submission>,
    /// The submission for the previous period that the return agrees with.
    pub version: &'a PreviousVersion<'a>,
    /// The indicators of the previous period that differ between the two.
    pub names: &'a [String],
}

/// Creates the warning. `explained` are the findings that it takes the place of.
pub(super) fn replaced(figures: &ReplacedFigures, explained: Vec<Finding>) -> Finding {
    let mut rules: Vec<String> = Vec::new();
    for finding in &explained {
        if !rules.contains(&finding.code) {
            rules.push(finding.code.clone());
        }
    }
    let mut finding = on(figures.submission, REPLACED, Severity::Warning, figures.message(&rules.join(", ")));
    if let Some(first) = explained.first() {
        (finding.sheet, finding.cell) = (first.sheet.clone(), first.cell.clone());
    }
    let version = figures.version;
    let continued = version.continued.as_deref();
    finding.found = in_both_languages(|lang| {
        let own = explained.iter().map(|finding| lang.text_in(&finding.found).to_string()).filter(|t| !t.is_empty());
        let mut parts: Vec<String> = own.collect();
        parts.dedup();
        parts.push(figures.listed((&version.submission, continued), lang));
        parts.join("; ")
    });
    finding.expected = in_both_languages(|lang| match figures.counted {
        Some(counted) => figures.listed((counted, None), lang),
        None => lang.pick("báo cáo kỳ trước đã tổng hợp", "a counted return for the period before").to_string(),
    });
    finding.mend = match figures.counted {
        Some(_) => BilingualText::new(
            "Không phải gửi lại các kỳ sau. Hỏi đơn vị: nếu chỉ số chuyển từ kỳ trước lệch thì để nguyên; nếu số cuối kỳ của báo cáo này cũng sai theo thì gửi lại báo cáo này với lần gửi cao hơn. Trang Kiểm tra vẫn ghi ✗ vì so với lần đang được tổng hợp.",
            "No later return has to be sent again. Ask the unit: if only the figures carried from the period before differ, leave it; if the closing figures of this return are wrong as well, send this return again with a higher submission number. The sheet \"Kiểm tra\" keeps ✗, because it compares with the submission that counts.",
        ),
        None => BilingualText::new(
            "Yêu cầu đơn vị sửa và gửi lại báo cáo kỳ trước; báo cáo này không phải gửi lại nếu các số trên không đổi.",
            "Ask the unit to correct the return for the period before; this one need not be sent again unless these figures change.",
        ),
    };
    finding.rules = rules;
    finding
}

impl ReplacedFigures<'_> {
    /// Returns true if the figures of the previous period are those of several units.
    fn is_joined(&self) -> bool {
        let unit = self.plan.unit_index(&self.submission.unit);
        unit.is_some_and(|unit| self.plan.predecessors(unit, self.submission.period).len() > 1)
    }

    fn message(&self, rules: &str) -> BilingualText {
        let version = &*self.version.submission;
        let (period, number) = (version.period.words(), version.number);
        let (on, of) = (&period.vi, &period.en);
        if self.is_joined() {
            let files = &version.file;
            let (vi, en) = match self.counted {
                Some(_) => ("nay báo cáo khác được tổng hợp", "where other returns count now"),
                None => ("trong đó có báo cáo chưa được tổng hợp", "some of which do not count"),
            };
            return BilingualText::new(
                format!(
                    "Số chuyển từ {on} lấy theo các báo cáo {files}, {vi}; riêng việc này không tính là lỗi (quy tắc {rules})"
                ),
                format!("Figures carried from {of} follow {files}, {en}; this alone is no error (rule {rules})"),
            );
        }
        if let Some(late) = self.version.followed_by.map(Period::words) {
            return BilingualText::new(
                format!(
                    "Số chuyển từ {on} (không phát sinh) lấy như khi chưa có báo cáo {}; riêng việc này không tính là lỗi (quy tắc {rules})",
                    late.vi
                ),
                format!(
                    "Figures carried from {of} (nil) are those without the return for {}; this alone is no error (rule {rules})",
                    late.en
                ),
            );
        }
        if let Some(continued) = &self.version.continued {
            let (earlier, number) = (continued.period.words(), continued.number);
            let (before, earlier) = (&earlier.vi, &earlier.en);
            return BilingualText::new(
                format!(
                    "Số chuyển từ {on} (không phát sinh, giữ số {before}) lấy theo lần gửi {number} của {before}, nay lần gửi đó không còn được tổng hợp; riêng việc này không tính là lỗi (quy tắc {rules})"
                ),
                format!(
                    "Figures carried from {of} (nil, as in {earlier}) follow submission {number} for {earlier}, which no longer counts; this alone is no error (rule {rules})"
                ),
            );
        }
        let (vi, en) = match self.counted {
            Some(counted) if counted.number != number => (
                format!("nay lần {} đã thay", counted.number),
                format!("which submission {} has replaced", counted.number),
            ),
            Some(_) => ("nay tệp khác được tổng hợp".to_string(), "where another file counts now".to_string()),
            None => ("báo cáo đó chưa được tổng hợp".to_string(), "which does not count".to_string()),
        };
        BilingualText::new(
            format!(
                "Số chuyển từ {on} lấy theo lần gửi {number}, {vi}; riêng việc này không tính là lỗi (quy tắc {rules})"
            ),
            format!(
                "Figures carried from {of} follow submission {number}, {en}; this alone is no error (rule {rules})"
            ),
        )
    }

    /// Lists the figures of a submission with their cells; of a nil return also the submission that it continues.
    fn listed(&self, (of, continued): (&Submission, Option<&Submission>), lang: Lang) -> String {
        let one = |name: &String| {
            let kind = NumberKind::of(binding::is_date_name(self.plan, name));
            let shown = value(&of.amount(name).value(), kind, lang);
            // A figure that several units have together is in no cell; the cell of one that was filled in is blank.
            let figure = of.figures.get(name.as_str());
            let figure = figure.filter(|figure| !figure.cell.is_empty() && !is_filled_in(of, name));
            let place = figure.map_or_else(String::new, |figure| {
                let (sheet, cell) = (&figure.sheet, &figure.cell);
                match lang {
                    Lang::Vi => format!(" (trang {sheet}, ô {cell})"),
                    Lang::En => format!(" (sheet {sheet}, cell {cell})"),
                }
            });
            format!("{} = {shown}{place}", figure_label(self.plan, name, lang))
        };
        let figures = self.names.iter().map(one).collect::<Vec<_>>().join(", ");
        let period = of.period.in_sentence(lang);
        let source = match (of.is_recorded(), self.is_joined()) {
            (true, _) => format!(" {}", RECORDED.in_lang(lang)),
            // Returns of several units have no number in common.
            (false, true) => format!(", {} {}", lang.pick("tệp", "file"), of.file),
            (false, false) => numbered(of, lang),
        };
        let earlier = continued.map_or_else(String::new, |earlier| {
            let (is, source) = (lang.pick("giữ số", "as in"), numbered(earlier, lang));
            format!(", {is} {}{source}", earlier.period.in_sentence(lang))
        });
        capital(&format!("{period}{source}{earlier}: {figures}"))
    }
}

/// Names a submission by its number and file.
fn numbered(submission: &Submission, lang: Lang) -> String {
    let (number, file) = (submission.number, &submission.file);
    match lang {
        Lang::Vi => format!(" lần {number}, tệp {file}"),
        Lang::En => format!(", submission {number}, file {file}"),
    }
}
