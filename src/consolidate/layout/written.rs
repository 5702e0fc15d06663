//! Positions on the sheet "Báo cáo": letterhead, title, then the lines of the report in words, in the order of the plan.
//! What the sentences are made of is to the right of the printed columns.

use crate::plan::Plan;
use crate::plan::report_part::ReportPartKind;

/// What a line of the report shows; parts, units and questions by their index.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum WrittenLineKind {
    /// A text: the first part, and the number of parts that are joined.
    Text(usize, usize),
    /// The caption of a table.
    Caption(usize),
    /// The group headings of a table.
    Groups(usize),
    /// The column headings of a table.
    Headings(usize),
    /// The row of a unit in a table: part, unit.
    UnitRow(usize, usize),
    /// The row of totals of a table.
    TotalRow(usize),
    /// The text if no unit has answered.
    NoAnswer(usize),
    /// The answer of a unit: part, question within the part, unit.
    Answer(usize, usize, usize),
}

/// A line of the report.
#[derive(Copy, Clone, Debug)]
pub(crate) struct WrittenLine {
    /// Its row on the sheet.
    pub row: u32,
    /// What it shows.
    pub kind: WrittenLineKind,
}

/// The positions on the sheet.
pub(crate) struct WrittenLayout {
    /// The lines in order.
    pub lines: Vec<WrittenLine>,
}

impl WrittenLayout {
    /// The last printed column.
    pub(crate) const LAST: u32 = 13;
    /// The first column of the right half of letterhead and signature.
    pub(crate) const RIGHT: u32 = 3;
    /// The first of the twelve columns that the figures of a table share.
    pub(crate) const FIGURES: u32 = 2;
    /// The row of the title; the word "BÁO CÁO" is above it.
    pub(crate) const TITLE: u32 = 6;
    /// The first row of the text.
    pub(crate) const BODY: u32 = 9;
    /// The first column of the sentences that are joined in a line.
    pub(crate) const SENTENCES: u32 = Self::LAST + 3;

    /// Computes the positions.
    pub(crate) fn new(plan: &Plan) -> Self {
        let (units, mut kinds) = (plan.units.len(), Vec::new());
        for (index, part) in plan.report.iter().enumerate() {
            match part.kind {
                ReportPartKind::Title | ReportPartKind::Sentence => {}
                ReportPartKind::Table => {
                    kinds.extend((!part.text.is_empty()).then_some(WrittenLineKind::Caption(index)));
                    kinds.extend([WrittenLineKind::Groups(index), WrittenLineKind::Headings(index)]);
                    kinds.extend((0..units).map(|unit| WrittenLineKind::UnitRow(index, unit)));
                    kinds.push(WrittenLineKind::TotalRow(index));
                }
                ReportPartKind::Answers => {
                    kinds.extend((!part.text.is_empty()).then_some(WrittenLineKind::NoAnswer(index)));
                    for question in 0..part.questions.len() {
                        kinds.extend((0..units).map(|unit| WrittenLineKind::Answer(index, question, unit)));
                    }
                }
                _ => {
                    let rest = plan.report.get(index + 1..).unwrap_or_default();
                    let joined = rest.iter().take_while(|next| next.kind == ReportPartKind::Sentence).count();
                    kinds.push(WrittenLineKind::Text(index, joined + 1));
                }
            }
        }
        let lines = (Self::BODY..).zip(kinds).map(|(row, kind)| WrittenLine { row, kind }).collect();
        WrittenLayout { lines }
    }

    /// Returns the first row below the text.
    pub(crate) fn end(&self) -> u32 {
        self.lines.last().map_or(Self::BODY, |line| line.row + 1)
    }

    /// Returns the column of the plan that a cell of a table shows, and its unit, which the totals have not; `None` for any
    /// other cell.
    pub(crate) fn figure(&self, plan: &Plan, at: (u32, u32)) -> Option<(String, Option<usize>)> {
        let line = self.lines.iter().find(|line| line.row == at.0)?;
        let (part, unit) = match line.kind {
            WrittenLineKind::UnitRow(part, unit) => (part, Some(unit)),
            WrittenLineKind::TotalRow(part) => (part, None),
            _ => return None,
        };
        let columns = &plan.report.get(part)?.columns;
        let is_at = |index: &usize| {
            let (left, right) = Self::figure_columns(*index, columns.len());
            (left..=right).contains(&at.1)
        };
        let index = (0..columns.len()).find(is_at)?;
        Some((columns.get(index)?.clone(), unit))
    }

    /// Returns the first and the last column of a figure of a table with `count` figures.
    pub(crate) fn figure_columns(index: usize, count: usize) -> (u32, u32) {
        let width = (Self::LAST + 1 - Self::FIGURES) as usize;
        let start = |index: usize| Self::FIGURES + (index * width / count.max(1)) as u32;
        (start(index), start(index + 1) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_table_share_the_twelve_columns() {
        for count in 1..=6 {
            let spans: Vec<(u32, u32)> = (0..count).map(|index| WrittenLayout::figure_columns(index, count)).collect();
            assert_eq!((spans[0].0, spans[count - 1].1), (WrittenLayout::FIGURES, WrittenLayout::LAST), "{count}");
            assert!(spans.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0), "{spans:?}");
        }
    }
}
