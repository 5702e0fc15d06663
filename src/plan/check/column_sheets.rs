//! Checks what a sheet of computed columns names: the columns of its order, and the totals and settings in its notes.

use super::faults::unknown;
use super::names::{NameRole, PlanNames};
use super::references::missing;
use crate::model::text::BilingualText;
use crate::plan::load::draft::PlanDraft;
use crate::plan::load::walk::PlanDocument;
use crate::plan::message::{MessagePart, parts};

/// Checks all sheets.
pub(super) fn check(draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) {
    for (index, sheet) in draft.sheets.iter().enumerate() {
        let here = |sheets: &[String]| sheets.contains(&sheet.name);
        let annex = draft.annex.columns.iter().filter(|c| here(&c.sheets)).map(|c| c.name.as_str());
        let columns = draft.columns.iter().filter(|c| here(&c.sheets)).map(|c| c.name.as_str());
        let shown: Vec<&str> = annex.chain(columns).collect();
        for (at, name) in sheet.order.iter().enumerate().filter(|(_, name)| !shown.contains(&name.as_str())) {
            let path = format!("sheets[{index}].order[{at}]");
            missing(walk, &path, ("cột của trang", "column of the sheet"), name, &shown);
        }
        if let Some(name) = &sheet.ranked_by {
            let path = format!("sheets[{index}].ranked_by");
            if !shown.contains(&name.as_str()) {
                missing(walk, &path, ("cột của trang", "column of the sheet"), name, &shown);
            } else if sheet.signed {
                walk.error_at(&path, signed_is_ranked(), BilingualText::default());
            }
        }
        for (at, note) in sheet.notes.iter().enumerate() {
            for part in parts(note) {
                let MessagePart::Name(name) = part else { continue };
                if !names.get(name).is_some_and(has_total) {
                    let (message, hint) = unknown(name, names.usable(has_total));
                    walk.error_at(&format!("sheets[{index}].notes[{at}]"), message, hint);
                }
            }
        }
    }
}

fn signed_is_ranked() -> BilingualText {
    BilingualText::new(
        "Trang có phần ký in theo thứ tự phụ lục, không xếp theo số liệu. Bỏ ranked_by hoặc signed.",
        "The sheet that is signed is in the order of the annex and is not ranked. Leave out ranked_by or signed.",
    )
}

/// Returns true for names that have one value on the row of totals.
fn has_total(role: NameRole) -> bool {
    matches!(
        role,
        NameRole::Column(_) | NameRole::AnnexFigure | NameRole::Setting | NameRole::Ordinal | NameRole::Periods
    )
}
