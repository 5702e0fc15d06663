//! The differences between two submissions of one unit and period, as text for findings.

use super::format_value::{NumberKind, capital, value};
use crate::model::amount::Amount;
use crate::model::changes::{Changes, ValueChange};
use crate::model::submission::{RosterRow, RosterRows, Submission};
use crate::model::text::{BilingualText, Lang, in_both_languages};
use crate::plan::header::{HeaderKind, NUMBER, SENT};
use crate::plan::labels::figure_label;
use crate::plan::{IndicatorKind, Plan, RosterKind};

/// A cell that differs between two submissions.
#[derive(Clone, Debug)]
pub(crate) struct FigureChange {
    /// The change as text: "Mã 20: 2.140 → 2.138".
    pub text: BilingualText,
    /// The sheet in the newer submission.
    pub sheet: String,
    /// The cell in the newer submission; empty if it has no such cell.
    pub cell: String,
}

/// Returns the indicators, narratives and roster cells that differ, in the order of the form. Header fields are left
/// out: a submission sent again with another date or person is the same return.
pub(crate) fn changes(plan: &Plan, old: &Submission, new: &Submission) -> Vec<FigureChange> {
    let changes = Changes::new(old, new);
    let indicators = plan.indicators.iter().map(|i| (&i.name, NumberKind::of(i.kind == IndicatorKind::Date)));
    let narratives = plan.narratives.iter().map(|n| (&n.name, NumberKind::Figure));
    let mut out = Vec::new();
    for (name, kind) in indicators.chain(narratives) {
        let Some(change) = changes.figure(name) else { continue };
        let place = changes.place(name);
        let (sheet, cell) = place.map_or_else(Default::default, |f| (f.sheet.to_string(), f.cell.to_string()));
        let text =
            in_both_languages(|t| format!("{}: {}", capital(&figure_label(plan, name, t)), arrow(&change, kind, t)));
        out.push(FigureChange { text, sheet, cell });
    }
    for roster in 0..plan.rosters.len() {
        rows(plan, roster, &changes, &mut out);
    }
    out
}

/// Returns true if a submission repeats an earlier one: a returned form that was sent back as it was. Content that could
/// not be read is blank in it; submission number and day of sending are new.
pub(crate) fn is_unchanged(plan: &Plan, old: &Submission, new: &Submission) -> bool {
    let is_same = |old: &Amount, new: &Amount| {
        old.value() == new.value() || (matches!(old, Amount::Unreadable { .. }) && new.is_blank())
    };
    let is_new = |name: &str| name == NUMBER || (name == SENT && old.amount(SENT).value().number().is_some());
    let header = plan.header().iter().filter(|field| field.input && !is_new(field.name)).map(|field| field.name);
    let figures = plan.indicators.iter().map(|indicator| indicator.name.as_str());
    let narratives = plan.narratives.iter().map(|narrative| narrative.name.as_str());
    let is_row =
        |row: &&RosterRow| row.cells.iter().any(|cell| !cell.is_blank() && !matches!(cell, Amount::Unreadable { .. }));
    let is_same_list = |(old, new): (&RosterRows, &RosterRows)| {
        let (old, new) = (old.rows.iter().filter(is_row), new.rows.iter().filter(is_row));
        old.clone().count() == new.clone().count()
            && old.zip(new).all(|(old, new)| old.cells.iter().zip(&new.cells).all(|(old, new)| is_same(old, new)))
    };
    let notes = |submission: &Submission| -> Vec<(String, String)> {
        let own = submission.notes.iter().map(|note| (note.name.to_string(), note.text.trim().to_string()));
        own.collect()
    };
    header.chain(figures).chain(narratives).all(|name| is_same(old.amount(name), new.amount(name)))
        && old.rosters.len() == new.rosters.len()
        && old.rosters.iter().zip(&new.rosters).all(is_same_list)
        && notes(old) == notes(new)
}

/// Formats a change as "2.140 → 2.138".
fn arrow(change: &ValueChange, kind: NumberKind, lang: Lang) -> String {
    format!("{} → {}", value(&change.old, kind, lang), value(&change.new, kind, lang))
}

fn rows(plan: &Plan, index: usize, changes: &Changes, out: &mut Vec<FigureChange>) {
    let Some(roster) = plan.rosters.get(index) else { return };
    let rows = changes.roster(index);
    if let Some((old, new)) = changes.row_count(index) {
        let sheet = rows.map_or_else(|| roster.code.clone(), |r| r.sheet.clone());
        let text = in_both_languages(|t| format!("{}: {old} → {new} {}", roster.code, t.pick("dòng", "rows")));
        out.push(FigureChange { text, sheet, cell: String::new() });
    }
    for change in changes.roster_cells(index, roster.columns.len()) {
        let Some(column) = roster.columns.get(change.column) else { continue };
        let letters = rows.and_then(|r| r.letters(change.index, change.column));
        let sheet = rows.map_or_else(|| roster.code.clone(), |r| r.place(change.index).0.to_string());
        let kind = NumberKind::of(column.kind == RosterKind::Date);
        let text = in_both_languages(|t| {
            let (row_word, code, heading) = (t.pick("dòng", "row"), &roster.code, &column.heading);
            format!("{code} {row_word} {} {heading}: {}", change.row, arrow(&change.values, kind, t))
        });
        let cell = letters.map(|l| format!("{l}{}", change.row)).unwrap_or_default();
        out.push(FigureChange { text, sheet, cell });
    }
}

/// Returns the header fields that differ, as "Ngày gửi: 05/01/2022 → 08/01/2022".
pub(crate) fn header_changes(plan: &Plan, old: &Submission, new: &Submission) -> Vec<BilingualText> {
    let changes = Changes::new(old, new);
    let differing = plan.header().iter().filter_map(|field| Some((field, changes.figure(field.name)?)));
    let line = |field: &str, change: &ValueChange, kind: NumberKind| {
        in_both_languages(|t| format!("{field}: {}", arrow(change, kind, t)))
    };
    differing
        .map(|(field, change)| line(plan.header_label(field), &change, NumberKind::of(field.kind == HeaderKind::Date)))
        .collect()
}
