//! Checks what movements and cases to work on next name: indicators with figures, rosters without personal data and their
//! columns.

use super::references::missing;
use crate::model::text::BilingualText;
use crate::plan::load::draft::PlanDraft;
use crate::plan::load::walk::PlanDocument;
use crate::plan::{FollowUp, Roster, RosterKind};

/// Checks both tables.
pub(super) fn check(draft: &PlanDraft, walk: &PlanDocument) {
    movements(draft, walk);
    for (index, follow_up) in draft.follow_ups.iter().enumerate() {
        follow_up_of(draft, walk, index, follow_up);
    }
}

fn movements(draft: &PlanDraft, walk: &PlanDocument) {
    let numbers: Vec<&str> = draft.indicators.iter().filter(|i| i.kind.is_number()).map(|i| i.name.as_str()).collect();
    for (index, movement) in draft.movements.iter().enumerate() {
        let look = |key: &str, name: &str| {
            if !numbers.contains(&name) {
                let what = ("chỉ tiêu số", "indicator of numbers");
                missing(walk, &format!("movements[{index}].{key}"), what, name, &numbers);
            }
        };
        look("opening", &movement.opening);
        look("closing", &movement.closing);
        for (key, causes) in [("increase", &movement.increase), ("decrease", &movement.decrease)] {
            causes.iter().enumerate().for_each(|(at, name)| look(&format!("{key}[{at}]"), name));
        }
    }
}

fn follow_up_of(draft: &PlanDraft, walk: &PlanDocument, index: usize, follow_up: &FollowUp) {
    let at = |key: &str| format!("follow_ups[{index}].{key}");
    let is_open = |roster: &&Roster| !roster.personal;
    let codes: Vec<&str> = draft.rosters.iter().filter(is_open).map(|roster| roster.code.as_str()).collect();
    let Some(roster) = draft.rosters.iter().find(|roster| roster.code == follow_up.roster) else {
        missing(walk, &at("roster"), ("danh sách", "roster"), &follow_up.roster, &codes);
        return;
    };
    if roster.personal {
        walk.error_at(
            &at("roster"),
            BilingualText::new(
                format!("{} có thông tin cá nhân, không dùng ở đây được", roster.code),
                format!("{} holds personal data and cannot be used here", roster.code),
            ),
            BilingualText::new(codes.join(", "), codes.join(", ")),
        );
        return;
    }
    let names = |is_shown: fn(RosterKind) -> bool| -> Vec<&str> {
        let shown = roster.columns.iter().filter(|column| !column.personal && is_shown(column.kind));
        shown.map(|column| column.name.as_str()).collect()
    };
    let numbers = names(|kind| kind == RosterKind::Number);
    for (key, name) in [("largest", Some(&follow_up.largest)), ("earliest", follow_up.earliest.as_ref())] {
        if let Some(name) = name.filter(|name| !numbers.contains(&name.as_str())) {
            missing(walk, &at(key), ("cột số của danh sách", "column of numbers of the list"), name, &numbers);
        }
    }
    let all = names(|_| true);
    for (place, name) in follow_up.columns.iter().enumerate().filter(|(_, name)| !all.contains(&name.as_str())) {
        let what = ("cột không có thông tin cá nhân của danh sách", "column of the list without personal data");
        missing(walk, &at(&format!("columns[{place}]")), what, name, &all);
    }
}
