//! Checks of what happens during a campaign: amendments of annex figures, waivers, documents and remarks.

use super::references::{missing, outside};
use super::tables::is_program_code;
use crate::model::text::BilingualText;
use crate::plan::Amendment;
use crate::plan::load::draft::PlanDraft;
use crate::plan::load::walk::PlanDocument;

/// Checks all events.
pub(super) fn check(draft: &PlanDraft, walk: &PlanDocument) {
    amendments(draft, walk);
    waivers(draft, walk);
    board(draft, walk);
}

/// Checks the amendments of annex figures.
fn amendments(draft: &PlanDraft, walk: &PlanDocument) {
    let units: Vec<&str> = draft.units.iter().map(|u| u.code.as_str()).collect();
    let annex: Vec<&str> = draft.annex.columns.iter().map(|c| c.name.as_str()).collect();
    for (at, (path, amendment)) in draft.amendments.iter().enumerate() {
        if !units.contains(&amendment.unit.as_str()) {
            missing(walk, &format!("{path}.unit"), ("đơn vị", "unit"), &amendment.unit, &units);
        }
        if !annex.contains(&amendment.column.as_str()) {
            missing(walk, &format!("{path}.column"), ("cột phụ lục", "annex column"), &amendment.column, &annex);
        }
        if amendment.value < 0.0 {
            walk.error_at(
                &format!("{path}.value"),
                BilingualText::new("số giao không được âm", "a quota is not negative"),
                BilingualText::new(
                    "ghi số giao mới, không ghi phần tăng giảm",
                    "give the new quota, not the difference",
                ),
            );
        }
        outside(walk, draft, &format!("{path}.from"), amendment.from);
        let same = |(_, a): &&(String, Amendment)| {
            (&a.unit, &a.column, a.from) == (&amendment.unit, &amendment.column, amendment.from)
        };
        if draft.amendments.iter().take(at).any(|a| same(&a)) {
            walk.error_at(
                path,
                BilingualText::new(
                    "số này đã được điều chỉnh từ cùng kỳ ở dòng trên",
                    "amended from the same period above",
                ),
                BilingualText::new("giữ một dòng", "keep one of the two"),
            );
        }
    }
}

/// Checks the waivers.
fn waivers(draft: &PlanDraft, walk: &PlanDocument) {
    let rules: Vec<&str> = draft.rules.iter().map(|r| r.code.as_str()).collect();
    let units: Vec<&str> = draft.units.iter().map(|u| u.code.as_str()).collect();
    for (path, waiver) in &draft.waivers {
        if !units.contains(&waiver.unit.as_str()) {
            missing(walk, &format!("{path}.unit"), ("đơn vị", "unit"), &waiver.unit, &units);
        }
        if let Some(rule) = waiver.rule.as_deref().filter(|r| !rules.contains(r) && !is_program_code(r)) {
            missing(walk, &format!("{path}.rule"), ("quy tắc", "rule"), rule, &rules);
        }
        outside(walk, draft, &format!("{path}.period"), waiver.period);
    }
}

/// Checks the board's documents and remarks.
fn board(draft: &PlanDraft, walk: &PlanDocument) {
    let units: Vec<&str> = draft.units.iter().map(|u| u.code.as_str()).collect();
    for (at, (path, document)) in draft.documents.iter().enumerate() {
        outside(walk, draft, &format!("{path}.period"), document.period);
        if draft.documents.iter().take(at).any(|(_, other)| other.period == document.period) {
            walk.error_at(
                path,
                BilingualText::new("kỳ này đã có văn bản ở dòng trên", "the period has a document above"),
                BilingualText::new("giữ một dòng", "keep one of the two"),
            );
        }
    }
    for (path, remark) in &draft.remarks {
        if !units.contains(&remark.unit.as_str()) {
            missing(walk, &format!("{path}.unit"), ("đơn vị", "unit"), &remark.unit, &units);
        }
        outside(walk, draft, &format!("{path}.period"), remark.period);
    }
}
