//! The cells of a form's names, so that a form can be filled in: header fields, figures with their notes, narratives and
//! rows of rosters.

use super::FormBuilder;
use super::layout::{FIGURE, NOTE, ROSTER_HEADING, VERDICT};
use super::name_map::NameMap;
use crate::plan::Roster;

/// A cell of a form: its sheet, and row and column from 0.
pub(super) type FormCell<'a> = (&'a str, (u32, u32));

/// The cells of one form.
#[derive(Clone, Debug)]
pub(crate) struct FormPlaces {
    sites: NameMap,
    table: String,
    /// The rosters' sheets, each with its number of columns.
    rosters: Vec<(String, u32)>,
    /// The last row of the table.
    end: u32,
}

impl FormPlaces {
    pub(super) fn new(form: &FormBuilder) -> Self {
        let rosters = form.plan.rosters.iter().map(|roster| (roster.code.clone(), roster.columns.len() as u32));
        FormPlaces {
            sites: form.layout.sites.clone(),
            table: form.plan.form.sheet.clone(),
            rosters: rosters.collect(),
            end: form.layout.end(),
        }
    }

    /// Returns the cell of a header field, figure or narrative.
    pub(crate) fn cell(&self, name: &str) -> Option<FormCell<'_>> {
        self.sites.get(name).map(|site| (site.sheet.as_str(), (site.area.top, site.area.left)))
    }

    /// Returns the cell for the note beside a figure.
    pub(crate) fn note(&self, name: &str) -> Option<FormCell<'_>> {
        let (sheet, (row, column)) = self.cell(name)?;
        (sheet == self.table && column == FIGURE).then_some((sheet, (row, NOTE)))
    }

    /// Returns the cell of a column of a roster in the row with this index.
    pub(crate) fn roster_cell<'r>(roster: &'r Roster, row: usize, column: usize) -> FormCell<'r> {
        (roster.code.as_str(), (ROSTER_HEADING + 1 + row as u32, column as u32 + 1))
    }

    /// Returns the cell with the verdict beside a cell; `None` on a sheet without verdicts.
    pub(crate) fn verdict(&self, sheet: &str, row: u32) -> Option<(u32, u32)> {
        if sheet == self.table {
            return (row <= self.end).then_some((row, VERDICT));
        }
        let (_, columns) = self.rosters.iter().find(|(code, _)| code == sheet)?;
        (ROSTER_HEADING + 1..=ROSTER_HEADING + super::ROSTER_ROWS).contains(&row).then_some((row, columns + 1))
    }
}
