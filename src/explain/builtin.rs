//! Explains the codes of built-in findings: what they mean, what to do, where they come from, and where they are found.

use super::{ExplanationLine, FigureExplainer};
use crate::check::builtin_text;
use crate::check::format_value::list_of;
use crate::model::finding::{Finding, Severity};
use crate::model::text::{BilingualText, Lang, in_both_languages, text_in};
use crate::read::reading_findings::finding_of_code;

/// Number of places that are listed.
const SHOWN: usize = 10;

/// A built-in finding in general.
struct BuiltinMeaning {
    code: String,
    severity: Severity,
    message: BilingualText,
    mend: BilingualText,
    origin: BilingualText,
}

/// Returns the code of a built-in finding as it is written: in upper case. `None` for another text.
pub(super) fn builtin_code(given: &str) -> Option<String> {
    meaning(given).map(|meaning| meaning.code)
}

fn meaning(code: &str) -> Option<BuiltinMeaning> {
    if let Some(finding) = finding_of_code(code) {
        return Some(BuiltinMeaning {
            code: finding.code,
            severity: finding.severity,
            message: finding.message,
            mend: finding.mend,
            origin: BilingualText::new(
                "chương trình đặt khi đọc tệp; không phải quy tắc của kế hoạch",
                "made by the program while it reads a file; no rule of the plan",
            ),
        });
    }
    builtin_text(code).map(|text| BuiltinMeaning {
        code: text.code.to_string(),
        severity: text.severity,
        message: text.message.into(),
        mend: text.mend.into(),
        origin: text.origin.into(),
    })
}

impl FigureExplainer<'_> {
    /// Adds what a built-in code means, and its findings up to the report period, of all units or of one.
    pub(super) fn builtin(&self, code: &str, unit: Option<usize>, out: &mut Vec<ExplanationLine>) {
        let Some(BuiltinMeaning { code, severity, message, mend, origin }) = meaning(code) else { return };
        let mut say = |text: BilingualText| out.push(ExplanationLine { depth: 0, text });
        say(BilingualText::new(
            format!("{code} · {} {}", severity.mark(), severity.vi()),
            format!("{code} · {} {}", severity.mark(), severity.en()),
        ));
        say(message);
        say(in_both_languages(|t| format!("{}: {}", t.pick("Cách sửa", "How to fix"), t.text_in(&mend))));
        say(in_both_languages(|t| format!("{}: {}", t.pick("Nguồn gốc", "Origin"), t.text_in(&origin))));
        let own = unit.and_then(|unit| self.plan.units.get(unit)).map(|unit| unit.code.as_str());
        let is_meant =
            |finding: &&Finding| finding.code == code && own.is_none_or(|own| finding.unit.as_deref() == Some(own));
        let found: Vec<&Finding> = self.ledger.findings.iter().filter(is_meant).collect();
        say(in_both_languages(|t| {
            let places: Vec<String> = found.iter().take(SHOWN).map(|finding| self.place(finding, t)).collect();
            let report = self.ledger.report;
            let report = report.in_sentence(t);
            match found.is_empty() {
                true => text_in!(t, "Đến {report}: không có", "Up to {report}: none"),
                false => {
                    let list = list_of(&places, found.len(), SHOWN, t);
                    text_in!(t, "Đến {report}: {} chỗ: {list}", "Up to {report}: {} places: {list}", found.len())
                }
            }
        }));
    }

    /// Formats unit, period, file and cell of a finding.
    fn place(&self, finding: &Finding, lang: Lang) -> String {
        let unit = finding.unit.as_deref().map(|unit| self.plan.unit_name(unit).to_string());
        let period = finding.period.map(|period| period.text_in(lang));
        let parts = [unit, period, finding.file.clone(), finding.sheet.clone(), finding.cell.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}
