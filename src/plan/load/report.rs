//! Reads the parts of the report in words.

use super::draft::ReportPartDraft;
use super::formulas::parse;
use super::node::KeyNeed::{Optional, Required};
use super::node::TableReader;
use crate::plan::report_part::ReportPartKind;

const KINDS: [(&str, ReportPartKind); 8] = [
    ("title", ReportPartKind::Title),
    ("heading", ReportPartKind::Heading),
    ("subheading", ReportPartKind::Subheading),
    ("paragraph", ReportPartKind::Paragraph),
    ("sentence", ReportPartKind::Sentence),
    ("item", ReportPartKind::Item),
    ("table", ReportPartKind::Table),
    ("answers", ReportPartKind::Answers),
];

/// Reads a row of `[[report]]`.
pub(super) fn part(node: &TableReader) -> ReportPartDraft {
    let (when, units) = (node.optional_text("when"), node.optional_text("units"));
    ReportPartDraft {
        path: node.path.clone(),
        kind: node.word("kind", &KINDS, Required),
        is_conditional: when.is_some(),
        when: when.and_then(|text| parse(node, "when", &text)),
        text: node.optional_text("text").unwrap_or_default(),
        has_units: units.is_some(),
        units: units.and_then(|text| parse(node, "units", &text)),
        each: node.optional_text("each").filter(|text| !text.trim().is_empty()),
        columns: node.texts("columns", Optional),
        questions: node.texts("questions", Optional),
    }
}
