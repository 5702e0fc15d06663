//! Creates formulas with the same template: the first one is parsed, the others are copies with other cells, ranges and
//! numbers.

use super::counts::{FilledFormula, has_counts};
use super::nodes::collect_operand_nodes;
use super::parsed::{ParsedFormula, formula_cell};
use super::{Engine, EngineError};
use crate::engine::template::{CellRef, Operand};
use ironcalc_base::expressions::parser::Node;
use std::sync::Arc;

impl Engine {
    /// Returns the formula in a cell as a template for others with the same structure; `None` if its operands are not
    /// those of the text, or if it may give more than one value.
    pub(crate) fn template(&self, sheet: usize, row: u32, column: u32, pieces: &[Operand]) -> Option<FormulaTemplate> {
        let ParsedFormula { node, dynamic } = self.parsed(sheet, row, column)?;
        let mut node = Node::clone(&node);
        let mut parts = Vec::new();
        let all = collect_operand_nodes(&mut node, &mut parts);
        let at = (row as i32 + 1, column as i32 + 1);
        let same =
            all && parts.len() == pieces.len() && parts.iter().zip(pieces).all(|(n, p)| matches_operand(n, p, at));
        if !same {
            return None;
        }
        // The engine uses the sheet's index; the sheet name is only for messages.
        parts.into_iter().for_each(nameless);
        let has_counts = has_counts(&node, column);
        Some(FormulaTemplate { sheet, node, dynamic, has_counts, last: None, kept: Vec::new(), filled: None })
    }

    /// Writes a copy of the template with other operands into the template's sheet. After the first copy no other
    /// formula may be written there, because the engine's own list of formulas has no text for the copies.
    ///
    /// # Errors
    /// There is no such sheet.
    pub(crate) fn instantiate(
        &mut self,
        template: &mut FormulaTemplate,
        row: u32,
        column: u32,
        pieces: &[Operand],
    ) -> Result<(), EngineError> {
        let sheet = template.sheet;
        let (r, c) = (row as i32 + 1, column as i32 + 1);
        let same = |(kept, piece): (&RelativeOperand, &Operand)| *kept == RelativeOperand::from_operand(piece, (r, c));
        let f = match template.last {
            // In a filled column most formulas are equal in relative terms and can share one entry.
            Some(place) if template.kept.iter().zip(pieces).all(same) => Some(place),
            _ => {
                template.kept.clear();
                template.kept.extend(pieces.iter().map(|piece| RelativeOperand::from_operand(piece, (r, c))));
                let mut node = template.node.clone();
                let mut parts = Vec::with_capacity(pieces.len());
                collect_operand_nodes(&mut node, &mut parts);
                for (part, kept) in parts.into_iter().zip(&template.kept) {
                    set_piece(part, *kept);
                }
                self.add_parsed(sheet, Arc::new(node), template.dynamic)
            }
        };
        template.last = f;
        let (Some(f), Some(own)) = (f, self.model.workbook.worksheets.get_mut(sheet)) else {
            return Err(self.error(sheet, row, column, "no such sheet"));
        };
        drop(own.sheet_data.set_cell(r, c, formula_cell(f, template.dynamic)));
        if template.has_counts {
            let run = template.filled.and_then(|run| self.filled.get_mut(run));
            if !run.is_some_and(|run| run.extend(row, column, f)) {
                template.filled = Some(self.filled.len());
                self.filled.push(FilledFormula::new(sheet, row..row + 1, column, f));
            }
        }
        Ok(())
    }
}

/// A parsed formula whose operands are replaced; see [`Engine::template`].
pub(crate) struct FormulaTemplate {
    sheet: usize,
    node: Node,
    dynamic: bool,
    /// True if it counts the rows of a column.
    has_counts: bool,
    /// Index, in the sheet's list of formulas, of the last copy.
    last: Option<i32>,
    /// The operands of that copy.
    kept: Vec<RelativeOperand>,
    /// Index of the last run of copies with counts among the filled formulas of the engine.
    filled: Option<usize>,
}

/// An operand as the engine stores it: rows and columns are relative to the formula's own cell unless they are
/// absolute.
#[derive(Copy, Clone, Debug, PartialEq)]
enum RelativeOperand {
    Cell((i32, i32)),
    Range((i32, i32), (i32, i32)),
    Number(f64),
}

impl RelativeOperand {
    fn from_operand(piece: &Operand, at: (i32, i32)) -> Self {
        match piece {
            Operand::Cell(_, corner) => RelativeOperand::Cell(relative_offset(corner, at)),
            Operand::Range(_, first, last) => {
                RelativeOperand::Range(relative_offset(first, at), relative_offset(last, at))
            }
            Operand::Number(number) => RelativeOperand::Number(*number),
        }
    }
}

/// Returns row and column as the engine stores them: relative to the formula's own cell unless they are absolute.
fn relative_offset(corner: &CellRef, (row, column): (i32, i32)) -> (i32, i32) {
    let of = |n, fixed, from| if fixed { n } else { n - from };
    (of(corner.row, corner.fixed_row, row), of(corner.column, corner.fixed_column, column))
}

/// Returns true if a leaf of the parsed formula equals an operand of the text.
fn matches_operand(leaf: &Node, piece: &Operand, at: (i32, i32)) -> bool {
    match (leaf, piece) {
        (Node::NumberKind(n), Operand::Number(m)) => n == m,
        (Node::ReferenceKind { absolute_row, absolute_column, row, column, .. }, Operand::Cell(_, corner)) => {
            (*absolute_row, *absolute_column) == (corner.fixed_row, corner.fixed_column)
                && (*row, *column) == relative_offset(corner, at)
        }
        (
            Node::RangeKind {
                absolute_row1,
                absolute_column1,
                row1,
                column1,
                absolute_row2,
                absolute_column2,
                row2,
                column2,
                ..
            },
            Operand::Range(_, first, last),
        ) => {
            (*absolute_row1, *absolute_column1) == (first.fixed_row, first.fixed_column)
                && (*absolute_row2, *absolute_column2) == (last.fixed_row, last.fixed_column)
                && (*row1, *column1) == relative_offset(first, at)
                && (*row2, *column2) == relative_offset(last, at)
        }
        _ => false,
    }
}

fn nameless(leaf: &mut Node) {
    if let Node::ReferenceKind { sheet_name, .. } | Node::RangeKind { sheet_name, .. } = leaf {
        *sheet_name = None;
    }
}

fn set_piece(leaf: &mut Node, kept: RelativeOperand) {
    match (leaf, kept) {
        (Node::NumberKind(n), RelativeOperand::Number(m)) => *n = m,
        (Node::ReferenceKind { row, column, .. }, RelativeOperand::Cell(at)) => (*row, *column) = at,
        (Node::RangeKind { row1, column1, row2, column2, .. }, RelativeOperand::Range(first, last)) => {
            (*row1, *column1) = first;
            (*row2, *column2) = last;
        }
        _ => {}
    }
}
