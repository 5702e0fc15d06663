//! Counts what the filter for personal data removes, for the notice on the file and on the screen.

use super::{has_letters, is_personal};
use crate::model::amount::{Amount, Figure};
use crate::model::finding::Finding;
use crate::model::ledger::Ledger;
use crate::model::shared_str::SharedStr;
use crate::model::text::BilingualText;
use crate::plan::{Plan, header};

/// One kind of data that stays behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LeftOutItem {
    /// What it is, in words.
    pub what: BilingualText,
    /// Number of places.
    pub count: usize,
}

/// Counts what is removed besides the rows of rosters; kinds of which there are none are not listed. `remarks`: number of
/// remarks of the board.
pub(super) fn left_out(plan: &Plan, ledger: &Ledger, remarks: usize) -> Vec<LeftOutItem> {
    let figures = || ledger.submissions.iter().flat_map(|submission| submission.figures.iter());
    let is_filled = |name: &str, own: &SharedStr, figure: &Figure| *own.as_str() == *name && !figure.amount.is_blank();
    let filled = |name: &str| figures().filter(|(own, figure)| is_filled(name, own, figure)).count();
    let mut out = Vec::new();
    let mut add = |vi: String, en: String, count: usize| {
        if count > 0 {
            out.push(LeftOutItem { what: BilingualText::new(vi, en), count });
        }
    };
    let is_person = |own: &SharedStr, figure: &Figure| header::PERSONS.iter().any(|name| is_filled(name, own, figure));
    let persons = figures().filter(|(own, figure)| is_person(own, figure)).count();
    add("tên người lập, người ký".into(), "names of those who filled in and signed".into(), persons);
    for narrative in plan.narratives.iter().filter(|narrative| narrative.personal) {
        let (vi, en) = (format!("thuyết minh {}", narrative.code), format!("narrative {}", narrative.code));
        add(vi, en, filled(&narrative.name));
    }
    let senders = ledger.arrivals.iter().filter(|arrival| arrival.letter.is_some()).count();
    add("người gửi thư".into(), "senders of e-mails".into(), senders);
    let attachments = ledger.arrivals.iter().flat_map(|arrival| arrival.left.iter()).count();
    let files = ledger.arrivals.len() + attachments;
    add("tên tệp và mục đính kèm".into(), "names of files and attachments".into(), files);
    let notes = ledger.submissions.iter().flat_map(|submission| submission.notes.iter()).count();
    add("ghi chú cạnh số liệu".into(), "notes beside figures".into(), notes);
    let words = figures().filter(|(name, figure)| has_words(plan, name, figure)).count();
    add("chữ trong ô số liệu".into(), "words in the cells of figures".into(), words);
    let waivers = plan.waivers.len();
    add("lý do và người duyệt ngoại lệ".into(), "reasons and names in waivers".into(), waivers);
    add("ghi chú của Ban".into(), "remarks of the board".into(), remarks);
    out
}

/// Returns true if somebody typed words into the cell of a figure that is not about a person itself.
fn has_words(plan: &Plan, name: &SharedStr, figure: &Figure) -> bool {
    let is_unreadable = matches!(&figure.amount, Amount::Unreadable { raw, .. } if has_letters(raw.as_str()));
    !is_personal(plan, name.as_str()) && (is_unreadable || has_letters(figure.raw.as_str()))
}

/// The texts of findings, to count those that the filter changes.
pub(super) struct FindingTexts(Vec<[BilingualText; 4]>);

impl FindingTexts {
    /// Records the texts of findings.
    pub(super) fn new(findings: &[Finding]) -> Self {
        FindingTexts(findings.iter().map(texts).collect())
    }

    /// Counts the findings whose texts differ now. `None` if there are none.
    pub(super) fn changed(&self, findings: &[Finding]) -> Option<LeftOutItem> {
        let count = self.0.iter().zip(findings).filter(|(before, now)| **before != texts(now)).count();
        let what = BilingualText::new("chữ mà lỗi, cảnh báo trích lại", "words that findings quote");
        (count > 0).then_some(LeftOutItem { what, count })
    }
}

fn texts(finding: &Finding) -> [BilingualText; 4] {
    [&finding.message, &finding.found, &finding.expected, &finding.mend].map(BilingualText::clone)
}
