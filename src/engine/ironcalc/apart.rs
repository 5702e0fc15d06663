//! Evaluates formulas after a panic of IronCalc: in groups that are halved until only the formulas that panic are left.
//! Those get #NUM!, all others the value that they have without the panic. A panic is rare and costs a few evaluations;
//! without one, nothing in this module runs.

use super::Engine;
use super::nodes::{collect_operand_nodes, visit_children};
use crate::model::amount::Value;
use ironcalc_base::Model;
use ironcalc_base::expressions::parser::Node;
use ironcalc_base::expressions::token::{Error, OpCompare, OpProduct, OpSum, get_error_by_english_name};
use ironcalc_base::types::{Cell, ErrorDetails, FormulaValue};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// DATE gives #NUM! for a month or a day beyond these bounds, in any year.
const MONTHS: f64 = 120_000.0;
const DAYS: f64 = 4_000_000.0;

/// The value of a formula that cannot be evaluated.
const NONE: &str = "#NUM!";

/// A formula cell that is removed from its sheet while others are evaluated.
struct FormulaSite {
    /// Sheet from 0, row and column from 1.
    at: (usize, i32, i32),
    cell: Cell,
    /// Index in the sheet's list of formulas.
    formula: usize,
    value: Value,
}

/// Evaluates all formulas of a model; returns `false` if one of them panics. Each evaluation starts from a fresh state,
/// so an interrupted one leaves nothing but the values that it has already written.
pub(super) fn evaluated(model: &mut Model) -> bool {
    catch_unwind(AssertUnwindSafe(|| model.evaluate())).is_ok()
}

impl Engine {
    /// Evaluates every formula. One that makes IronCalc panic gets #NUM!.
    pub fn evaluate(&mut self) {
        self.replace_counts();
        self.evaluate_replaced();
    }

    /// Evaluates every formula, after counts were replaced.
    pub(super) fn evaluate_replaced(&mut self) {
        self.failed.clear();
        if !evaluated(&mut self.model) {
            self.evaluate_apart();
        }
    }

    fn evaluate_apart(&mut self) {
        let mut sites = self.lift();
        let (order, knotted) = self.order(&sites);
        self.settle(&mut sites, &order);
        if !self.try_out(&mut sites, &knotted) {
            knotted.iter().filter_map(|at| sites.get(*at)).for_each(|site| self.fail(site));
        }
        self.clear_spills();
        for FormulaSite { at: (sheet, row, column), mut cell, value, .. } in sites {
            if let Cell::CellFormula { v, .. } | Cell::ArrayFormula { v, .. } = &mut cell {
                *v = formula_value(value);
            }
            self.put(sheet, row, column, cell);
        }
    }

    /// Removes all formulas from the sheets and returns them.
    fn lift(&mut self) -> Vec<FormulaSite> {
        self.clear_spills();
        let mut sites = Vec::new();
        for (sheet, own) in self.model.workbook.worksheets.iter().enumerate() {
            for (row, column, cell) in own.sheet_data.cells() {
                if let Cell::CellFormula { f, .. } | Cell::ArrayFormula { f, .. } = cell.as_ref() {
                    let formula = usize::try_from(*f).unwrap_or(usize::MAX);
                    let value = Value::Error(NONE.to_string());
                    sites.push(FormulaSite { at: (sheet, row, column), cell: cell.into_owned(), formula, value });
                }
            }
        }
        sites.iter().for_each(|site| self.remove(site.at));
        sites
    }

    /// Removes the values that array formulas have spilled into other cells.
    fn clear_spills(&mut self) {
        for own in &mut self.model.workbook.worksheets {
            let spilled: Vec<(i32, i32)> = own
                .sheet_data
                .cells()
                .filter(|(_, _, cell)| matches!(cell.as_ref(), Cell::SpillCell { .. }))
                .map(|(row, column, _)| (row, column))
                .collect();
            for (row, column) in spilled {
                drop(own.sheet_data.remove_cell(row, column));
            }
        }
    }

    fn put(&mut self, sheet: usize, row: i32, column: i32, cell: Cell) {
        if let Some(own) = self.model.workbook.worksheets.get_mut(sheet) {
            drop(own.sheet_data.set_cell(row, column, cell));
        }
    }

    fn remove(&mut self, (sheet, row, column): (usize, i32, i32)) {
        if let Some(own) = self.model.workbook.worksheets.get_mut(sheet) {
            drop(own.sheet_data.remove_cell(row, column));
        }
    }

    /// Writes the value of a formula into its cell, for the formulas that refer to it.
    fn show(&mut self, site: &FormulaSite) {
        let (sheet, row, column) = site.at;
        let cell = match &site.value {
            Value::Blank => return self.remove(site.at),
            Value::Number(v) => Cell::NumberCell { v: *v, s: 0 },
            Value::Bool(v) => Cell::BooleanCell { v: *v, s: 0 },
            Value::Text(text) => Cell::SharedString { si: self.place(text), s: 0 },
            Value::Error(error) => Cell::ErrorCell { ei: error_of(error), s: 0 },
        };
        self.put(sheet, row, column, cell);
    }

    /// Returns the formulas in an order in which each comes after those that it refers to. Returned separately:
    /// formulas in a circle, those whose references are unknown, and those that refer to one of these.
    fn order(&self, sites: &[FormulaSite]) -> (Vec<usize>, Vec<usize>) {
        let mut places = BTreeMap::new();
        for (index, FormulaSite { at: (sheet, row, column), .. }) in sites.iter().enumerate() {
            places.insert((*sheet, *column, *row), index);
        }
        let mut states: Vec<VisitState> = vec![VisitState::New; sites.len()];
        let (mut order, mut knotted) = (Vec::new(), Vec::new());
        for start in 0..sites.len() {
            let mut path = vec![(start, None::<std::vec::IntoIter<usize>>)];
            while let Some((at, rest)) = path.last_mut() {
                let at = *at;
                if rest.is_none() {
                    if states.get(at) != Some(&VisitState::New) {
                        path.pop();
                        continue;
                    }
                    let read = sites.get(at).and_then(|site| self.read(site, &places));
                    set(&mut states, at, if read.is_some() { VisitState::Open } else { VisitState::OpenKnot });
                    *rest = Some(read.unwrap_or_default().into_iter());
                }
                match rest.as_mut().and_then(Iterator::next) {
                    Some(read) => match states.get(read) {
                        Some(VisitState::New) => path.push((read, None)),
                        Some(VisitState::Done) | None => {}
                        Some(VisitState::Open | VisitState::OpenKnot | VisitState::Knot) => {
                            set(&mut states, at, VisitState::OpenKnot)
                        }
                    },
                    None => {
                        path.pop();
                        let is_knot = states.get(at) == Some(&VisitState::OpenKnot);
                        set(&mut states, at, if is_knot { VisitState::Knot } else { VisitState::Done });
                        if is_knot {
                            knotted.push(at)
                        } else {
                            order.push(at)
                        }
                        if let (true, Some((reader, _))) = (is_knot, path.last()) {
                            set(&mut states, *reader, VisitState::OpenKnot);
                        }
                    }
                }
            }
        }
        (order, knotted)
    }

    /// Returns the formulas that a formula refers to; `None` if they are not known.
    fn read(&self, site: &FormulaSite, places: &BTreeMap<(usize, i32, i32), usize>) -> Option<Vec<usize>> {
        let (own, row, column) = site.at;
        let mut node = Node::clone(&self.model.parsed_formulas.get(own)?.get(site.formula)?.0);
        let (mut parts, mut out) = (Vec::new(), Vec::new());
        if !collect_operand_nodes(&mut node, &mut parts) {
            return None;
        }
        let of = |n: i32, fixed: bool, from: i32| if fixed { n } else { n.saturating_add(from) };
        for part in parts {
            let (sheet, (top, bottom), (left, right)) = match &*part {
                Node::ReferenceKind { sheet_index, absolute_row, absolute_column, row: r, column: c, .. } => {
                    let (r, c) = (of(*r, *absolute_row, row), of(*c, *absolute_column, column));
                    (*sheet_index, (r, r), (c, c))
                }
                Node::RangeKind {
                    sheet_index,
                    absolute_row1,
                    absolute_column1,
                    row1,
                    column1,
                    absolute_row2,
                    absolute_column2,
                    row2,
                    column2,
                    ..
                } => (
                    *sheet_index,
                    (of(*row1, *absolute_row1, row), of(*row2, *absolute_row2, row)),
                    (of(*column1, *absolute_column1, column), of(*column2, *absolute_column2, column)),
                ),
                _ => continue,
            };
            let sheet = sheet as usize;
            let (top, bottom) = (top.min(bottom), bottom.max(top));
            for column in left.min(right)..=right.max(left) {
                out.extend(places.range((sheet, column, top)..=(sheet, column, bottom)).map(|(_, at)| *at));
            }
        }
        Some(out)
    }

    /// Evaluates formulas that are in dependency order; halves the group if it panics.
    fn settle(&mut self, sites: &mut [FormulaSite], group: &[usize]) {
        if group.is_empty() || self.try_out(sites, group) {
            return;
        }
        if let [one] = group {
            return self.settle_one(sites, *one);
        }
        let (first, second) = group.split_at(group.len() / 2);
        self.settle(sites, first);
        self.settle(sites, second);
    }

    /// Evaluates a formula that panics alone: with bounded months and days if it has a DATE, else its value is an
    /// error.
    fn settle_one(&mut self, sites: &mut [FormulaSite], at: usize) {
        let Some(site) = sites.get(at) else { return };
        let (sheet, formula) = (site.at.0, site.formula);
        let node = |model: &mut Model, new: Arc<Node>| {
            let parsed = model.parsed_formulas.get_mut(sheet)?.get_mut(formula)?;
            Some(std::mem::replace(&mut parsed.0, new))
        };
        let parsed = self.model.parsed_formulas.get(sheet).and_then(|all| all.get(formula));
        let mut with_bounds = parsed.map(|(node, _)| Node::clone(node));
        if let Some(new) = with_bounds.take_if(bound_dates)
            && let Some(old) = node(&mut self.model, Arc::new(new))
        {
            let done = self.try_out(sites, &[at]);
            drop(node(&mut self.model, old));
            if done {
                return;
            }
        }
        if let Some(site) = sites.get(at) {
            self.fail(site);
        }
    }

    /// Records that a formula cannot be evaluated, and shows its error.
    fn fail(&mut self, site: &FormulaSite) {
        let (sheet, row, column) = site.at;
        self.failed.insert((sheet, (row - 1) as u32, (column - 1) as u32));
        self.show(site);
    }

    /// Evaluates a group of formulas together, with the values of all earlier ones in their cells; returns `false` if
    /// one of them panics.
    fn try_out(&mut self, sites: &mut [FormulaSite], group: &[usize]) -> bool {
        for site in group.iter().filter_map(|at| sites.get(*at)) {
            let (sheet, row, column) = site.at;
            self.put(sheet, row, column, site.cell.clone());
        }
        let done = evaluated(&mut self.model);
        for at in group {
            let Some(site) = sites.get_mut(*at) else { continue };
            let (sheet, row, column) = site.at;
            if done {
                site.value = self.value(sheet, (row - 1) as u32, (column - 1) as u32);
            }
        }
        for site in group.iter().filter_map(|at| sites.get(*at)) {
            if done { self.show(site) } else { self.remove(site.at) }
        }
        self.clear_spills();
        done
    }
}

/// The state of a formula during the ordering. A knot is in a circle, or refers to a formula that is.
#[derive(Copy, Clone, PartialEq)]
enum VisitState {
    New,
    Open,
    OpenKnot,
    Done,
    Knot,
}

fn set(states: &mut [VisitState], at: usize, state: VisitState) {
    if let Some(old) = states.get_mut(at) {
        *old = state;
    }
}

fn error_of(name: &str) -> Error {
    get_error_by_english_name(name).unwrap_or(Error::NUM)
}

/// Converts a value to the form in which a formula cell stores it.
fn formula_value(value: Value) -> FormulaValue {
    match value {
        Value::Blank => FormulaValue::Number(0.0),
        Value::Number(n) => FormulaValue::Number(n),
        Value::Bool(b) => FormulaValue::Boolean(b),
        Value::Text(text) => FormulaValue::Text(text),
        Value::Error(error) => FormulaValue::Error {
            ei: error_of(&error),
            d: Box::new(ErrorDetails { o: String::new(), m: String::new() }),
        },
    }
}

/// Bounds month and day of every DATE, and returns true if there is one. Beyond the bounds DATE gives #NUM! anyway, but
/// IronCalc panics at years in the millions.
fn bound_dates(node: &mut Node) -> bool {
    let mut is_bounded = false;
    let _ = visit_children(&mut *node, &mut |part| {
        is_bounded |= bound_dates(part);
        true
    });
    if let Node::FunctionKind { kind, args } = node
        && kind.to_xlsx_string() == "DATE"
    {
        if let [_, month, day] = args.as_mut_slice() {
            *month = bounded(month, MONTHS);
            *day = bounded(day, DAYS);
        }
        is_bounded = true;
    }
    is_bounded
}

/// Returns a formula for `n`, limited to -`bound` and `bound`. It uses operators only, so that an array, a text or an
/// error stays what it is.
fn bounded(node: &Node, bound: f64) -> Node {
    let boxed = Box::new;
    let sum = |kind, left, right| Node::OpSumKind { kind, left: boxed(left), right: boxed(right) };
    let times = |left, right| Node::OpProductKind { kind: OpProduct::Times, left: boxed(left), right: boxed(right) };
    let is = |kind, bound| Node::CompareKind {
        kind,
        left: boxed(sum(OpSum::Add, node.clone(), Node::NumberKind(0.0))),
        right: boxed(Node::NumberKind(bound)),
    };
    let inside = times(is(OpCompare::GreaterOrEqualThan, -bound), is(OpCompare::LessOrEqualThan, bound));
    let number = sum(OpSum::Add, node.clone(), Node::NumberKind(0.0));
    let above = times(Node::NumberKind(bound), is(OpCompare::GreaterThan, bound));
    let below = times(Node::NumberKind(bound), is(OpCompare::LessThan, -bound));
    sum(OpSum::Minus, sum(OpSum::Add, times(number, inside), above), below)
}
