//! Checks the sentences of the overview: they refer only to what the total row has.

use super::faults::{fault_at_name, place, unknown};
use super::messages::placeholders;
use super::names::{NameRole, PlanNames, belongs, in_column};
use super::rules::in_own;
use crate::formula::Formula;
use crate::model::text::BilingualText;
use crate::plan::load::draft::{PlanDraft, StatementDraft};
use crate::plan::load::walk::PlanDocument;
use crate::plan::message::{MessagePart, parts};
use crate::plan::{ColumnTotal, Statement};
use crate::workbook::excel_limits::LITERAL_LENGTH;

/// Returns the checked sentences. Those with problems are left out.
pub(super) fn statements(draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) -> Vec<Statement> {
    draft.statements.iter().filter_map(|one| statement(one, draft, names, walk)).collect()
}

fn statement(one: &StatementDraft, draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) -> Option<Statement> {
    let is_good = text(one, draft, names, walk);
    let when = match &one.when {
        Some(when) => {
            let path = format!("{}.when", one.path);
            if !condition(when, &path, draft, names, walk) {
                return None;
            }
            Some(in_own(when, &path, names, walk)?)
        }
        // A condition that does not parse is already reported.
        None if one.conditional => return None,
        None => None,
    };
    let own = |part: MessagePart| match part {
        MessagePart::Text(text) => text.to_string(),
        MessagePart::Name(name) => format!("{{{}}}", names.own(name)),
    };
    is_good.then(|| Statement { when, text: parts(&one.text).into_iter().map(own).collect() })
}

/// Returns true if the total row has a figure of this name.
pub(super) fn is_total(name: &str, draft: &PlanDraft, names: &PlanNames) -> bool {
    match names.get(name) {
        Some(NameRole::Column(i)) => draft.columns.get(i).is_some_and(|c| c.total != Some(ColumnTotal::Blank)),
        Some(NameRole::Gaps) => crate::plan::header::counters(names.cycle()).gaps == names.own(name),
        Some(role) => in_column(role),
        None => false,
    }
}

/// Returns message and hint for a name that the total row does not have.
pub(super) fn fault(name: &str, names: &PlanNames) -> (BilingualText, BilingualText) {
    match names.get(name) {
        None => unknown(name, names.usable(in_column)),
        Some(role) if in_column(role) => (
            BilingualText::new(format!("dòng tổng cộng không có '{name}'"), format!("the total row has no '{name}'")),
            BilingualText::new(
                "gọi cột có dòng tổng, cột phụ lục hoặc số đặt sẵn",
                "name a column with a total, an annex column or a setting",
            ),
        ),
        Some(role) => (
            BilingualText::new(
                format!("tên '{name}' không dùng được trong câu của Tổng quan"),
                format!("name '{name}' is not for a sentence of the overview"),
            ),
            belongs(role),
        ),
    }
}

fn condition(formula: &Formula, path: &str, draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) -> bool {
    let mut is_good = true;
    for (aggregate, name) in formula.aggregates() {
        let call = super::word(*aggregate);
        let message = BilingualText::new(
            format!("dòng tổng cộng không có {call}({name})"),
            format!("the total row has no {call}({name})"),
        );
        let hint = BilingualText::new(
            format!("viết {call}({name}) thành một cột rồi gọi tên cột đó"),
            format!("make {call}({name}) a column and name that"),
        );
        fault_at_name(walk, path, formula.source(), call, message, hint);
        is_good = false;
    }
    for name in formula.names().iter().filter(|name| !is_total(name, draft, names)) {
        let (message, hint) = fault(name, names);
        fault_at_name(walk, path, formula.source(), name, message, hint);
        is_good = false;
    }
    is_good
}

fn text(one: &StatementDraft, draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) -> bool {
    let path = format!("{}.text", one.path);
    let (pieces, holders) = match placeholders(&one.text) {
        Ok(parts) => parts,
        Err(at) => {
            let message = BilingualText::new("ngoặc { } trong câu không đủ cặp", "brackets { } do not pair");
            let hint = BilingualText::new("viết {tên}, ví dụ {so_quy}", "write {name}, such as {so_quy}");
            place(walk, &path, at, 1, message, hint);
            return false;
        }
    };
    let mut is_good = true;
    for (at, length) in pieces.into_iter().filter(|(_, length)| *length > LITERAL_LENGTH) {
        let message = BilingualText::new(
            format!("đoạn chữ dài {length} ký tự, quá {LITERAL_LENGTH}"),
            format!("a piece of {length} characters, more than {LITERAL_LENGTH}"),
        );
        let hint = BilingualText::new("tách thành hai câu", "make two sentences of it");
        place(walk, &path, at, length, message, hint);
        is_good = false;
    }
    for (at, name) in holders.iter().filter(|(_, name)| !is_total(name, draft, names)) {
        let (message, hint) = fault(name, names);
        place(walk, &path, *at, name.chars().count(), message, hint);
        is_good = false;
    }
    is_good
}
