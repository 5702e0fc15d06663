//! Creates formulas with the same template: the first one is parsed, the others are copies with other cells, ranges and
//! numbers.

use super::counts::{FilledFormula, has_counts};
use super::{Engine, EngineError};
use crate::engine::template::{CellRef, Operand};
use ironcalc_base::expressions::parser::Node;
use ironcalc_base::expressions::parser::static_analysis::StaticResult;
use ironcalc_base::types::{ArrayKind, Cell, FormulaValue};
use std::sync::Arc;

impl Engine {
    /// Returns the formula in a cell as a template for others with the same structure; `None` if its operands are not
    /// those of the text, or if it may give more than one value.
    pub fn mould(&self, sheet: usize, row: u32, column: u32, pieces: &[Operand]) -> Option<FormulaTemplate> {
        let cell = self.model.workbook.worksheets.get(sheet)?.sheet_data.cell(row as i32 + 1, column as i32 + 1)?;
        let (place, dynamic) = match cell.as_ref() {
            Cell::CellFormula { f, .. } => (*f, false),
            Cell::ArrayFormula { f, kind: ArrayKind::Dynamic, .. } => (*f, true),
            _ => return None,
        };
        let (node, result) = self.model.parsed_formulas.get(sheet)?.get(usize::try_from(place).ok()?)?;
        let known = matches!((result, dynamic), (StaticResult::Scalar, false) | (StaticResult::Unknown, true));
        let mut node = known.then(|| Node::clone(node))?;
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
    pub fn instantiate(
        &mut self,
        mould: &mut FormulaTemplate,
        row: u32,
        column: u32,
        pieces: &[Operand],
    ) -> Result<(), EngineError> {
        let sheet = mould.sheet;
        let (r, c) = (row as i32 + 1, column as i32 + 1);
        let (Some(parsed), Some(own)) =
            (self.model.parsed_formulas.get_mut(sheet), self.model.workbook.worksheets.get_mut(sheet))
        else {
            return Err(self.error(sheet, row, column, "no such sheet"));
        };
        let same = |(kept, piece): (&RelativeOperand, &Operand)| *kept == RelativeOperand::from_operand(piece, (r, c));
        let f = match mould.last {
            // In a filled column most formulas are equal in relative terms and can share one entry.
            Some(place) if mould.kept.iter().zip(pieces).all(same) => place,
            _ => {
                mould.kept.clear();
                mould.kept.extend(pieces.iter().map(|piece| RelativeOperand::from_operand(piece, (r, c))));
                let mut node = mould.node.clone();
                let mut parts = Vec::with_capacity(pieces.len());
                collect_operand_nodes(&mut node, &mut parts);
                for (part, kept) in parts.into_iter().zip(&mould.kept) {
                    set_piece(part, *kept);
                }
                let result = if mould.dynamic { StaticResult::Unknown } else { StaticResult::Scalar };
                parsed.push((Arc::new(node), result));
                own.shared_formulas.push(String::new());
                parsed.len() - 1
            }
        };
        mould.last = Some(f);
        let (f, v) = (f as i32, FormulaValue::Unevaluated);
        let cell = if mould.dynamic {
            Cell::ArrayFormula { f, s: 0, r: (1, 1), kind: ArrayKind::Dynamic, v }
        } else {
            Cell::CellFormula { f, s: 0, v }
        };
        drop(own.sheet_data.set_cell(r, c, cell));
        if mould.has_counts {
            let run = mould.filled.and_then(|run| self.filled.get_mut(run));
            if !run.is_some_and(|run| run.extend(row, column, f)) {
                mould.filled = Some(self.filled.len());
                self.filled.push(FilledFormula::new(sheet, row..row + 1, column, f));
            }
        }
        Ok(())
    }
}

/// A parsed formula whose operands are replaced; see [`Engine::mould`].
pub struct FormulaTemplate {
    sheet: usize,
    node: Node,
    dynamic: bool,
    /// True if it counts the rows of a column.
    has_counts: bool,
    /// Index, in the sheet's list of formulas, of the last copy.
    last: Option<usize>,
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

/// Collects the cells, ranges and numbers of a parsed formula, in the order of its text. Returns `false` if the formula
/// contains anything else than these and operators, functions, texts and logical values.
pub(super) fn collect_operand_nodes<'n>(node: &'n mut Node, out: &mut Vec<&'n mut Node>) -> bool {
    match node {
        Node::ReferenceKind { .. } | Node::RangeKind { .. } | Node::NumberKind(_) => {
            out.push(node);
            true
        }
        Node::BooleanKind(_) | Node::StringKind(_) | Node::EmptyArgKind => true,
        Node::OpConcatenateKind { left, right }
        | Node::OpSumKind { left, right, .. }
        | Node::OpProductKind { left, right, .. }
        | Node::OpPowerKind { left, right }
        | Node::CompareKind { left, right, .. } => {
            collect_operand_nodes(left, out) && collect_operand_nodes(right, out)
        }
        Node::UnaryKind { right, .. } => collect_operand_nodes(right, out),
        Node::ImplicitIntersection { child, .. } => collect_operand_nodes(child, out),
        Node::FunctionKind { args, .. } => args.iter_mut().all(|arg| collect_operand_nodes(arg, out)),
        _ => false,
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
