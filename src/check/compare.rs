//! Compares two submissions of one unit and period.

use super::format_value::{capital, value};
use super::names;
use crate::model::amount::{Amount, Value};
use crate::model::submission::{RosterRow, Submission};
use crate::model::text::{BilingualText, in_both_languages};
use crate::plan::header::{self, HeaderKind};
use crate::plan::{IndicatorKind, Plan, RosterKind};

/// A cell that differs between two submissions.
#[derive(Clone, Debug)]
pub struct FigureChange {
    /// The change as text: "Mã 20: 2.140 → 2.138".
    pub text: BilingualText,
    /// The sheet in the newer submission.
    pub sheet: String,
    /// The cell in the newer submission; empty if it has no such cell.
    pub cell: String,
}

/// Returns the indicators, narratives and roster cells that differ, in the order of the form. Header fields are left
/// out: a submission sent again with another date or person is the same return.
pub fn changes(plan: &Plan, old: &Submission, new: &Submission) -> Vec<FigureChange> {
    let indicators = plan.indicators.iter().map(|i| (&i.name, i.kind == IndicatorKind::Date));
    let narratives = plan.narratives.iter().map(|n| (&n.name, false));
    let mut out = Vec::new();
    for (name, date) in indicators.chain(narratives) {
        let (a, b) = (old.amount(name).value(), new.amount(name).value());
        if a != b {
            let at = new.figures.get(name.as_str()).or_else(|| old.figures.get(name.as_str()));
            let (sheet, cell) = at.map_or_else(Default::default, |f| (f.sheet.to_string(), f.cell.to_string()));
            let text = in_both_languages(|t| {
                let label = capital(&names::figure_label(plan, name, t));
                format!("{label}: {} → {}", value(&a, date, t), value(&b, date, t))
            });
            out.push(FigureChange { text, sheet, cell });
        }
    }
    for roster in 0..plan.rosters.len() {
        rows(plan, roster, old, new, &mut out);
    }
    out
}

fn rows(plan: &Plan, index: usize, old: &Submission, new: &Submission, out: &mut Vec<FigureChange>) {
    let Some(roster) = plan.rosters.get(index) else { return };
    let none: &[RosterRow] = &[];
    let filled = |s: &'_ Submission| s.rosters.get(index).map_or(0, |r| r.rows.len());
    let of = |s: &Submission, i: usize| s.rosters.get(index).map_or(none, |r| &r.rows).get(i).cloned();
    let (a, b) = (filled(old), filled(new));
    let sheet = new.rosters.get(index).map_or_else(|| roster.code.clone(), |r| r.sheet.clone());
    if a != b {
        let text = in_both_languages(|t| format!("{}: {a} → {b} {}", roster.code, t.pick("dòng", "rows")));
        out.push(FigureChange { text, sheet: sheet.clone(), cell: String::new() });
    }
    for i in 0..a.max(b) {
        let (before, after) = (of(old, i), of(new, i));
        for (c, column) in roster.columns.iter().enumerate() {
            let get =
                |row: &Option<RosterRow>| row.as_ref().and_then(|r| r.cells.get(c)).map_or(Value::Blank, Amount::value);
            let (x, y) = (get(&before), get(&after));
            if x == y {
                continue;
            }
            let row = after.as_ref().or(before.as_ref()).map_or(0, |r| r.row);
            let letters = new.rosters.get(index).and_then(|r| r.columns.get(c)).filter(|l| !l.is_empty());
            let date = column.kind == RosterKind::Date;
            let text = in_both_languages(|t| {
                let (row_word, code, heading) = (t.pick("dòng", "row"), &roster.code, &column.heading);
                format!("{code} {row_word} {row} {heading}: {} → {}", value(&x, date, t), value(&y, date, t))
            });
            let cell = letters.map(|l| format!("{l}{row}")).unwrap_or_default();
            out.push(FigureChange { text, sheet: sheet.clone(), cell });
        }
    }
}

/// Returns the header fields that differ, as "Ngày nộp: 05/01/2022 → 08/01/2022".
pub fn header_changes(plan: &Plan, old: &Submission, new: &Submission) -> Vec<BilingualText> {
    let differing = plan.header().iter().filter(|f| old.amount(f.name).value() != new.amount(f.name).value());
    let line = |f: &header::HeaderField| {
        let date = f.kind == HeaderKind::Date;
        in_both_languages(|t| {
            let (a, b) = (old.amount(f.name).value(), new.amount(f.name).value());
            format!("{}: {} → {}", f.label, value(&a, date, t), value(&b, date, t))
        })
    };
    differing.map(line).collect()
}
