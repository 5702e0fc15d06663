//! Replaces counts in formulas that are filled down, or are copies of one template: `COUNTIF(column,cell)`, `COUNTIFS` and
//! `SUMPRODUCT(--(column=cell))`. The engine goes through the whole column for each row, so its time grows with the
//! square of the rows. Here the count of each row is looked up in a [`CountIndex`] and put into the formula as a
//! number. Where the index cannot decide, the engine counts.

use super::Engine;
use super::count_index::{CellMatch, CountIndex, joined_text};
use super::nodes::{children, visit_children};
use crate::model::amount::Value;
use foldhash::HashMap;
use ironcalc_base::expressions::parser::Node;
use ironcalc_base::expressions::parser::static_analysis::StaticResult;
use ironcalc_base::expressions::token::{OpCompare, OpProduct, OpSum, OpUnary};
use ironcalc_base::types::Cell;
use std::ops::Range;
use std::sync::Arc;

/// A formula that is filled down in one column of a sheet.
pub(super) struct FilledFormula {
    sheet: usize,
    rows: Range<u32>,
    column: u32,
    /// Index of the formula in the sheet's list of formulas.
    place: i32,
    /// Indexes of the formulas in which numbers replace the counts.
    replaced: Vec<i32>,
}

impl FilledFormula {
    /// Creates the entry for the formula with this index, filled down into these rows.
    pub(super) fn new(sheet: usize, rows: Range<u32>, column: u32, place: i32) -> Self {
        FilledFormula { sheet, rows, column, place, replaced: Vec::new() }
    }

    /// Adds a cell if it is directly below the last one and has the same formula; returns true if it was added.
    pub(super) fn extend(&mut self, row: u32, column: u32, place: i32) -> bool {
        let follows = (self.column, self.place, self.rows.end) == (column, place, row);
        self.rows.end += u32::from(follows);
        follows
    }
}

/// The number of cells that the rows of a formula read in all, from which on an index is faster: it is for a list of 25
/// rows, and makes no difference for one of 5.
const WORTH: usize = 400;

/// One column of a sheet: sheet index, first row, last row, column. Rows and columns count from 1.
type ColumnArea = (u32, i32, i32, i32);

/// A value that is known without the engine.
#[derive(Clone, Debug)]
enum ScalarValue {
    Constant(Value),
    /// Sheet, row, column; `true` for a row or column that is relative to the formula's own cell.
    Cell(u32, (i32, bool), (i32, bool)),
    Joined(Box<ScalarValue>, Box<ScalarValue>),
}

/// A condition of a count.
#[derive(Clone, Debug)]
struct CountCondition {
    area: ColumnArea,
    matching: CellMatch,
    criterion: ScalarValue,
}

/// A count of the rows that match all conditions.
type ColumnCount = Vec<CountCondition>;

impl Engine {
    /// Replaces the counts in the filled formulas by their values. It runs before each evaluation, because inputs
    /// change.
    pub(super) fn replace_counts(&mut self) {
        let mut indexes: HashMap<Vec<(ColumnArea, CellMatch)>, Option<CountIndex>> = HashMap::default();
        let mut all = std::mem::take(&mut self.filled);
        for filled in &mut all {
            if let Some((node, counts)) = self.counts_of(filled) {
                for count in &counts {
                    let columns: Vec<_> = count.iter().map(|condition| (condition.area, condition.matching)).collect();
                    indexes.entry(columns).or_insert_with_key(|columns| self.index_of(columns));
                }
                self.replace_in(filled, &node, &counts, &indexes);
            }
        }
        self.filled = all;
    }

    /// Returns the formula with its counts, if it reads enough cells for an index.
    fn counts_of(&self, filled: &FilledFormula) -> Option<(Arc<Node>, Vec<ColumnCount>)> {
        let node = &self.model.parsed_formulas.get(filled.sheet)?.get(usize::try_from(filled.place).ok()?)?.0;
        let mut counts = Vec::new();
        collect(node, filled.column as i32 + 1, &mut counts);
        let cells: usize = counts.iter().flatten().map(|c| (c.area.2 - c.area.1 + 1).unsigned_abs() as usize).sum();
        (cells.saturating_mul(filled.rows.len()) >= WORTH).then(|| (Arc::clone(node), counts))
    }

    fn index_of(&self, columns: &[(ColumnArea, CellMatch)]) -> Option<CountIndex> {
        let column = |((sheet, top, bottom, column), matching): &(ColumnArea, CellMatch)| {
            let cells: Option<Vec<Value>> = (*top..=*bottom).map(|row| self.input(*sheet, row, *column)).collect();
            Some((*matching, cells?))
        };
        CountIndex::new(&columns.iter().map(column).collect::<Option<Vec<_>>>()?)
    }

    /// Returns the value of a cell; `None` if it holds a formula or an error. Row and column count from 1.
    fn input(&self, sheet: u32, row: i32, column: i32) -> Option<Value> {
        let data = &self.model.workbook.worksheets.get(sheet as usize)?.sheet_data;
        Some(match data.cell(row, column).as_deref() {
            None | Some(Cell::EmptyCell { .. }) => Value::Blank,
            Some(Cell::NumberCell { v, .. }) => Value::Number(*v),
            Some(Cell::BooleanCell { v, .. }) => Value::Bool(*v),
            Some(Cell::SharedString { si, .. }) => {
                Value::Text(self.model.workbook.shared_strings.get(usize::try_from(*si).ok()?)?.clone())
            }
            _ => return None,
        })
    }

    fn scalar(&self, scalar: &ScalarValue, (row, column): (i32, i32)) -> Option<Value> {
        match scalar {
            ScalarValue::Constant(value) => Some(value.clone()),
            ScalarValue::Cell(sheet, (r, moves_row), (c, moves_column)) => {
                let (r, c) = (if *moves_row { r + row } else { *r }, if *moves_column { c + column } else { *c });
                self.input(*sheet, r, c)
            }
            ScalarValue::Joined(left, right) => {
                let (left, right) = (self.scalar(left, (row, column))?, self.scalar(right, (row, column))?);
                Some(Value::Text(joined_text(&left)? + &joined_text(&right)?))
            }
        }
    }

    /// Gives each row the formula with its own counts. Rows with the same counts share one formula.
    fn replace_in(
        &mut self,
        filled: &mut FilledFormula,
        node: &Node,
        counts: &[ColumnCount],
        indexes: &HashMap<Vec<(ColumnArea, CellMatch)>, Option<CountIndex>>,
    ) {
        let column = filled.column as i32 + 1;
        let indexes: Vec<Option<&CountIndex>> = counts
            .iter()
            .map(|count| indexes.get(&count.iter().map(|c| (c.area, c.matching)).collect::<Vec<_>>())?.as_ref())
            .collect();
        let mut places: HashMap<Vec<Option<u32>>, i32> = HashMap::default();
        let mut replaced = Vec::new();
        for row in filled.rows.clone() {
            let at = (row as i32 + 1, column);
            let value = |(count, index): (&ColumnCount, &Option<&CountIndex>)| {
                let criteria = count.iter().map(|c| self.scalar(&c.criterion, at)).collect::<Option<Vec<_>>>()?;
                (*index)?.count(&criteria)
            };
            let values: Vec<Option<u32>> = counts.iter().zip(&indexes).map(value).collect();
            let is_known = values.iter().any(Option::is_some);
            let place = match places.get(&values) {
                Some(place) => *place,
                None => {
                    let made = if is_known { self.with_counts(filled, node, &values) } else { None };
                    let made = made.unwrap_or(filled.place);
                    places.insert(values, made);
                    replaced.push(made);
                    made
                }
            };
            self.set_place(filled, at, place);
        }
        filled.replaced = replaced;
    }

    /// Adds the formula with these values in place of its counts; returns its index.
    fn with_counts(&mut self, filled: &FilledFormula, node: &Node, values: &[Option<u32>]) -> Option<i32> {
        let mut node = node.clone();
        replace(&mut node, filled.column as i32 + 1, &mut values.iter());
        let parsed = self.model.parsed_formulas.get_mut(filled.sheet)?;
        let own = self.model.workbook.worksheets.get_mut(filled.sheet)?;
        let result = match parsed.get(usize::try_from(filled.place).ok()?)?.1 {
            StaticResult::Scalar => StaticResult::Scalar,
            StaticResult::Unknown => StaticResult::Unknown,
            // The formula gives several values: the engine counts.
            StaticResult::Array(..) | StaticResult::Range(..) => return None,
        };
        parsed.push((Arc::new(node), result));
        own.shared_formulas.push(String::new());
        i32::try_from(parsed.len() - 1).ok()
    }

    /// Assigns the formula with this index to a cell, unless the cell has been changed meanwhile.
    fn set_place(&mut self, filled: &FilledFormula, (row, column): (i32, i32), place: i32) {
        let Some(own) = self.model.workbook.worksheets.get_mut(filled.sheet) else { return };
        let Some(mut cell) = own.sheet_data.cell(row, column).map(|cell| cell.into_owned()) else { return };
        if let Cell::CellFormula { f, .. } | Cell::ArrayFormula { f, .. } = &mut cell
            && *f != place
            && (*f == filled.place || filled.replaced.contains(f))
        {
            *f = place;
            drop(own.sheet_data.set_cell(row, column, cell));
        }
    }
}

/// Returns true if a formula has a count that an index may give.
pub(super) fn has_counts(node: &Node, column: u32) -> bool {
    let mut counts = Vec::new();
    collect(node, column as i32 + 1, &mut counts);
    !counts.is_empty()
}

/// Collects the counts of a formula in a column, in the order of [`replace`].
fn collect(node: &Node, column: i32, out: &mut Vec<ColumnCount>) {
    match count(node, column) {
        Some(count) => out.push(count),
        None => children(node).into_iter().for_each(|child| collect(child, column, out)),
    }
}

/// Replaces the counts in a formula by values; `None` leaves a count as it is.
fn replace(node: &mut Node, column: i32, values: &mut dyn Iterator<Item = &'_ Option<u32>>) {
    if count(node, column).is_some() {
        if let Some(Some(value)) = values.next() {
            *node = Node::NumberKind(f64::from(*value));
        }
        return;
    }
    let _ = visit_children(node, &mut |part| {
        replace(part, column, &mut *values);
        true
    });
}

/// Returns the count that a node consists of, or `None`.
fn count(node: &Node, column: i32) -> Option<ColumnCount> {
    let Node::FunctionKind { kind, args } = node else { return None };
    let mut out = Vec::new();
    match kind.to_xlsx_string().as_str() {
        "COUNTIF" | "COUNTIFS" => {
            for pair in args.chunks(2) {
                let [range, criterion] = pair else { return None };
                let (area, criterion) = (area(range, column)?, scalar(criterion)?);
                out.push(CountCondition { area, matching: CellMatch::Criterion, criterion });
            }
        }
        "SUMPRODUCT" => args.iter().try_for_each(|arg| numeric(arg, column, &mut out))?,
        _ => return None,
    }
    // Columns of different heights are an error or not, as the engine decides.
    let height = |c: &CountCondition| c.area.2 - c.area.1;
    let first = out.first().map(height)?;
    out.iter().all(|c| height(c) == first).then_some(out)
}

/// Adds the conditions of an argument of SUMPRODUCT that is a product of conditions, each as 1 or 0.
fn numeric(node: &Node, column: i32, out: &mut ColumnCount) -> Option<()> {
    match node {
        Node::UnaryKind { kind: OpUnary::Minus, right } => match &**right {
            Node::UnaryKind { kind: OpUnary::Minus, right } => factor(right, column, out),
            _ => None,
        },
        Node::OpProductKind { kind: OpProduct::Times, left, right } => {
            factor(left, column, out)?;
            factor(right, column, out)
        }
        Node::OpSumKind { kind: OpSum::Add, left, right } if matches!(**right, Node::NumberKind(0.0)) => {
            factor(left, column, out)
        }
        _ => None,
    }
}

fn factor(node: &Node, column: i32, out: &mut ColumnCount) -> Option<()> {
    match node {
        Node::NumberKind(1.0) => Some(()),
        Node::CompareKind { kind: OpCompare::Equal, left, right } => {
            let condition = equality(left, right, column).or_else(|| equality(right, left, column));
            out.push(condition?);
            Some(())
        }
        other => numeric(other, column, out),
    }
}

/// Returns the condition of `column=criterion` or `column&""=criterion`.
fn equality(cells: &Node, criterion: &Node, column: i32) -> Option<CountCondition> {
    let criterion = scalar(criterion)?;
    let is_empty = |node: &Node| matches!(node, Node::StringKind(text) if text.is_empty());
    let (range, matching) = match cells {
        Node::OpConcatenateKind { left, right } if is_empty(right) => (&**left, CellMatch::EqualText),
        Node::OpConcatenateKind { left, right } if is_empty(left) => (&**right, CellMatch::EqualText),
        other => (other, CellMatch::Equal),
    };
    Some(CountCondition { area: area(range, column)?, matching, criterion })
}

/// Returns the cells of a range of one column and several rows that is the same for every row of a formula in `column`.
fn area(node: &Node, column: i32) -> Option<ColumnArea> {
    let Node::RangeKind { sheet_index, absolute_row1: true, absolute_row2: true, row1, row2, .. } = node else {
        return None;
    };
    let Node::RangeKind { absolute_column1, absolute_column2, column1, column2, .. } = node else { return None };
    let left = if *absolute_column1 { *column1 } else { column1 + column };
    let right = if *absolute_column2 { *column2 } else { column2 + column };
    (left == right && row1 < row2).then_some((*sheet_index, *row1, *row2, left))
}

fn scalar(node: &Node) -> Option<ScalarValue> {
    Some(match node {
        Node::NumberKind(n) => ScalarValue::Constant(Value::Number(*n)),
        Node::StringKind(text) => ScalarValue::Constant(Value::Text(text.clone())),
        Node::BooleanKind(b) => ScalarValue::Constant(Value::Bool(*b)),
        Node::ReferenceKind { sheet_index, absolute_row, absolute_column, row, column, .. } => {
            ScalarValue::Cell(*sheet_index, (*row, !absolute_row), (*column, !absolute_column))
        }
        Node::OpConcatenateKind { left, right } => {
            ScalarValue::Joined(Box::new(scalar(left)?), Box::new(scalar(right)?))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
