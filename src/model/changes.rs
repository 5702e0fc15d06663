//! What differs between two submissions of one unit and period. The plan gives names and columns their order and their
//! text; this module knows neither.

use super::amount::{Amount, Figure, Value};
use super::submission::{RosterRow, RosterRows, Submission};

/// The differences between two submissions. Two amounts are equal if they have the same value.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Changes<'a> {
    old: &'a Submission,
    new: &'a Submission,
}

/// A value that differs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ValueChange {
    /// The value in the older submission.
    pub old: Value,
    /// The value in the newer submission.
    pub new: Value,
}

impl ValueChange {
    fn between(old: &Amount, new: &Amount) -> Option<Self> {
        let change = ValueChange { old: old.value(), new: new.value() };
        (change.old != change.new).then_some(change)
    }
}

/// A cell of a roster that differs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RosterCellChange {
    /// The index of the row among the rows of the roster.
    pub index: usize,
    /// The row number in the newer file, or in the older file if the newer one has no such row.
    pub row: u32,
    /// The index of the column in the plan.
    pub column: usize,
    /// Both values.
    pub values: ValueChange,
}

impl<'a> Changes<'a> {
    /// Compares an older submission with a newer one.
    pub(crate) fn new(old: &'a Submission, new: &'a Submission) -> Self {
        Changes { old, new }
    }

    /// Returns the change of a header field, indicator or narrative; `None` if it has the same value in both.
    pub(crate) fn figure(&self, name: &str) -> Option<ValueChange> {
        ValueChange::between(self.old.amount(name), self.new.amount(name))
    }

    /// Returns the figure in the newer submission; in the older one if the newer one has no such cell.
    pub(crate) fn place(&self, name: &str) -> Option<&'a Figure> {
        self.new.figures.get(name).or_else(|| self.old.figures.get(name))
    }

    /// Returns all figures that differ, by name: first those of the newer submission, then those that only the older
    /// one has.
    pub(crate) fn figures(&self) -> impl Iterator<Item = (&'a str, ValueChange)> {
        let Changes { old, new } = *self;
        let dropped = old.figures.keys().filter(|name| !new.figures.contains_key(*name));
        let differing = move |name: &str| ValueChange::between(old.amount(name), new.amount(name));
        new.figures.keys().chain(dropped).filter_map(move |name| Some((name.as_str(), differing(name)?)))
    }

    /// Returns the numbers of rows of a roster (index in the plan) in both submissions, if they differ.
    pub(crate) fn row_count(&self, roster: usize) -> Option<(usize, usize)> {
        let (old, new) = (self.rows(self.old, roster).len(), self.rows(self.new, roster).len());
        (old != new).then_some((old, new))
    }

    /// Returns the cells of a roster that differ, row by row, over its first `columns` columns. Rows are compared by
    /// their order.
    pub(crate) fn roster_cells(&self, roster: usize, columns: usize) -> Vec<RosterCellChange> {
        let (old, new) = (self.rows(self.old, roster), self.rows(self.new, roster));
        let mut out = Vec::new();
        for index in 0..old.len().max(new.len()) {
            let (before, after) = (old.get(index), new.get(index));
            let row = after.or(before).map_or(0, |r| r.row);
            for column in 0..columns {
                let amount =
                    |row: Option<&'a RosterRow>| row.and_then(|r| r.cells.get(column)).unwrap_or(&Amount::Blank);
                let values = ValueChange::between(amount(before), amount(after));
                out.extend(values.map(|values| RosterCellChange { index, row, column, values }));
            }
        }
        out
    }

    /// Returns a roster of the newer submission.
    pub(crate) fn roster(&self, roster: usize) -> Option<&'a RosterRows> {
        self.new.rosters.get(roster)
    }

    fn rows(&self, submission: &'a Submission, roster: usize) -> &'a [RosterRow] {
        submission.rosters.get(roster).map_or(&[], |r| &r.rows)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::balance::CellBalance;
    use crate::model::period::{Period, ReportingCycle};
    use std::collections::BTreeMap;

    fn submission(figures: &[(&str, Amount)], rows: &[&[f64]]) -> Submission {
        let figure = |amount: &Amount| Figure {
            amount: amount.clone(),
            sheet: "BM01".into(),
            cell: "E14".into(),
            raw: "".into(),
        };
        let row = |(index, cells): (usize, &&[f64])| RosterRow {
            row: 5 + index as u32,
            cells: cells.iter().map(|n| Amount::Number(*n)).collect(),
        };
        let rows = rows.iter().enumerate().map(row).collect();
        Submission {
            file: String::new(),
            sheet: String::new(),
            unit: String::new(),
            period: Period::new(ReportingCycle::Quarter, 2022, 1).unwrap(),
            number: 1,
            figures: figures.iter().map(|(name, amount)| ((*name).into(), figure(amount))).collect::<BTreeMap<_, _>>(),
            rosters: vec![RosterRows { rows, ..RosterRows::default() }],
            traces: Vec::new(),
            findings: Vec::new(),
            sources: Vec::new(),
            notes: Vec::new(),
            balance: CellBalance::default(),
        }
    }

    #[test]
    fn equal_values_are_no_change() {
        let unreadable = Amount::Unreadable { raw: "mười".into(), why: Box::default() };
        let old = submission(&[("a", Amount::Number(1.0)), ("b", unreadable), ("c", Amount::Blank)], &[&[1.0, 2.0]]);
        let new = submission(&[("a", Amount::Number(1.0)), ("b", Amount::Text("mười".into()))], &[&[1.0, 2.0]]);
        let changes = Changes::new(&old, &new);
        assert_eq!(changes.figures().count(), 0);
        assert_eq!((changes.row_count(0), changes.roster_cells(0, 2)), (None, Vec::new()));
    }

    #[test]
    fn figures_of_either_submission_and_roster_cells_are_compared() {
        let old = submission(&[("a", Amount::Number(1.0)), ("z", Amount::Number(2.0))], &[&[1.0, 2.0], &[3.0, 4.0]]);
        let new = submission(&[("b", Amount::Number(3.0)), ("a", Amount::Number(5.0))], &[&[1.0, 9.0]]);
        let changes = Changes::new(&old, &new);
        let names: Vec<&str> = changes.figures().map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "b", "z"]);
        let number = Value::Number;
        assert_eq!(changes.figure("z"), Some(ValueChange { old: number(2.0), new: Value::Blank }));
        assert_eq!(changes.figure("none"), None);
        assert_eq!(changes.row_count(0), Some((2, 1)));
        let cells: Vec<(u32, usize, Value)> =
            changes.roster_cells(0, 2).into_iter().map(|c| (c.row, c.column, c.values.new)).collect();
        assert_eq!(cells, [(5, 1, number(9.0)), (6, 0, Value::Blank), (6, 1, Value::Blank)]);
        assert_eq!(changes.roster_cells(0, 1).len(), 1);
        assert_eq!((changes.row_count(1), changes.roster_cells(1, 2)), (None, Vec::new()));
    }
}
