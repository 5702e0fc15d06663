//! One table for each rule: a row (a case) for each distinct set of inputs and a column for each formula, filled down
//! as in Excel and evaluated by the engine. The tables of all rules are evaluated together and distributed over the
//! processors.

use super::CheckError;
use super::inputs::{InputPool, InputSource, RuleTarget, SubjectInputs};
use crate::engine::{Engine, ParsedFormula};
use crate::formula::{Formula, NameResolver};
use crate::model::amount::Value;
use crate::parallel;
use crate::workbook::CellRange;
use crate::workbook::address;
use crate::workbook::excel_limits::CELL_LENGTH;
use foldhash::HashMap;
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::borrow::Cow;
use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::OnceLock;

/// Sheet of the single values: a row for each case, a column for each input.
const VALUES: usize = 0;
/// Sheet of the formulas, in the rows of their cases. They are apart from the values because the engine goes through
/// every row of a sheet that has a formula.
const FORMULAS: usize = 1;
/// Sheet of the lists, one below the other. Row 0 stays empty: it represents the empty list.
const LISTS: usize = 2;
/// Names of these sheets.
const SHEETS: [&str; 3] = ["values", "formulas", "lists"];

/// Below this number of cases one engine evaluates all of them.
const FEW: usize = 200;
/// The most cases for one engine. It bounds memory and rows.
const MOST: usize = 20_000;
/// The most cells that a rule may read in one list with all rows of the list. The engine takes some seconds for them; a
/// list of 5,000 rows, of which each row looks at all others three times, reads 75 million.
const MOST_VISITS: u64 = 200_000_000;
/// Rows used on the sheet of lists before the next column begins.
const LIST_ROWS: u32 = 1_000_000;

/// The result of a formula for a case.
pub(super) trait CaseResult: From<Value> + Send + Sync {
    /// The result of a formula that is not evaluated because it would read too many cells.
    fn costly(visits: u64) -> Self;
}

impl CaseResult for Value {
    fn costly(_: u64) -> Self {
        Value::Error("#NUM!".to_string())
    }
}

/// Formulas over the same names, with the distinct sets of inputs for which they are evaluated.
pub(super) struct RuleTable<T> {
    formulas: Vec<Formula>,
    /// Each formula as an engine has parsed it; not of a table with lists, whose places differ.
    parsed: Vec<OnceLock<ParsedFormula>>,
    names: Vec<(String, InputSource)>,
    /// Numbers of the inputs in the pool, case by case, in the order of `names`.
    inputs: Vec<u32>,
    count: usize,
    by_inputs: HashTable<u32>,
    hasher: RandomState,
    /// The results of the formulas, case by case.
    results: Vec<T>,
    key: Vec<u32>,
}

impl<T> RuleTable<T> {
    /// Creates a table without cases. `source` returns the source of a name's value.
    pub(super) fn new(formulas: Vec<Formula>, source: impl Fn(&str) -> Option<InputSource>) -> Self {
        let mut names: Vec<(String, InputSource)> = Vec::new();
        for name in formulas.iter().flat_map(Formula::names) {
            if let Some(source) = source(name)
                && !names.iter().any(|(known, _)| known == name)
            {
                // Rows that differ only in a text that is tested for blank share a case.
                let is_presence = formulas.iter().all(|formula| formula.only_counts_blank(name));
                let source = match source {
                    InputSource::Cell(roster, column) if is_presence => InputSource::Presence(roster, column),
                    other => other,
                };
                names.push((name.clone(), source));
            }
        }
        RuleTable {
            parsed: formulas.iter().map(|_| OnceLock::new()).collect(),
            formulas,
            names,
            inputs: Vec::new(),
            count: 0,
            by_inputs: HashTable::new(),
            hasher: RandomState::default(),
            results: Vec::new(),
            key: Vec::new(),
        }
    }

    /// Returns the case of a target; adds a new one if no earlier target has the same inputs.
    pub(super) fn case(&mut self, subject: &mut SubjectInputs, target: RuleTarget, pool: &mut InputPool) -> usize {
        self.key.clear();
        self.key.extend(self.names.iter().map(|(_, source)| subject.number(*source, target, pool)));
        let width = self.names.len();
        let RuleTable { inputs, by_inputs, hasher, key, count, .. } = self;
        let at = |case: &u32| inputs.get(*case as usize * width..(*case as usize + 1) * width).unwrap_or_default();
        let hash = hasher.hash_one(key.as_slice());
        if let Some(case) = by_inputs.find(hash, |case| at(case) == key.as_slice()) {
            return *case as usize;
        }
        let case = *count;
        inputs.extend_from_slice(key);
        *count += 1;
        let at = |case: &u32| inputs.get(*case as usize * width..(*case as usize + 1) * width).unwrap_or_default();
        by_inputs.insert_unique(hash, case as u32, |case| hasher.hash_one(at(case)));
        case
    }

    /// Returns the results of a case, formula by formula; empty before the case is evaluated.
    pub(super) fn results(&self, case: usize) -> &[T] {
        let width = self.formulas.len();
        self.results.get(case * width..(case + 1) * width).unwrap_or_default()
    }

    /// Returns the position of a name among the inputs of a case.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|(known, _)| known == name)
    }

    /// Returns the number of an input of a case in the pool.
    pub(super) fn input(&self, case: usize, position: usize) -> Option<u32> {
        self.inputs(case).get(position).copied()
    }

    /// Returns true if a formula refers to a list.
    pub(super) fn has_lists(&self) -> bool {
        self.names.iter().any(|(_, source)| matches!(source, InputSource::List(_)))
    }

    /// Removes all cases.
    pub(super) fn clear(&mut self) {
        self.inputs.clear();
        self.count = 0;
        self.by_inputs.clear();
        self.results.clear();
    }

    fn inputs(&self, case: usize) -> &[u32] {
        let width = self.names.len();
        self.inputs.get(case * width..(case + 1) * width).unwrap_or_default()
    }

    /// Returns the numbers of the lists of a case.
    fn lists(&self, case: usize) -> Vec<u32> {
        let sources = self.names.iter().zip(self.inputs(case));
        sources.filter(|((_, source), _)| matches!(source, InputSource::List(_))).map(|(_, number)| *number).collect()
    }

    /// Counts the cases without a result by their lists; nothing for a table without lists.
    fn list_counts(&self) -> ListCounts {
        let mut counts = ListCounts::default();
        for case in self.pending().filter(|_| self.has_lists()) {
            *counts.entry(self.lists(case)).or_default() += 1;
        }
        counts
    }

    /// Returns how many cases have the lists of a case.
    fn alike(&self, counts: &ListCounts, case: usize) -> u64 {
        if counts.is_empty() { 1 } else { counts.get(&self.lists(case)).copied().unwrap_or(1) }
    }

    /// Returns the cases that have no result yet.
    fn pending(&self) -> Range<usize> {
        self.results.len() / self.formulas.len().max(1)..self.count
    }
}

/// The number of cases by their lists.
type ListCounts = HashMap<Vec<u32>, u64>;

/// Evaluates the cases of several tables that have no result yet.
///
/// # Errors
/// Fails on an error of the plan or of the program.
pub(super) fn evaluate<T: CaseResult>(pool: &InputPool, tables: &mut [&mut RuleTable<T>]) -> Result<(), CheckError> {
    let shared: Vec<&RuleTable<T>> = tables.iter().map(|table| &**table).collect();
    let count: usize = shared.iter().map(|table| table.pending().len()).sum();
    let parts = if count < FEW { 1 } else { parallel::threads().max(count.div_ceil(MOST)) };
    // Each part has a share of the cases of each table.
    let part = |index: usize| -> Vec<Range<usize>> {
        let of = |table: &&RuleTable<T>| {
            let Range { start, end } = table.pending();
            let size = (end - start).div_ceil(parts).max(1);
            (start + size * index).min(end)..(start + size * (index + 1)).min(end)
        };
        shared.iter().map(of).collect()
    };
    let indexes: Vec<usize> = (0..if count == 0 { 0 } else { parts }).collect();
    let evaluated = parallel::map(&indexes, |index| evaluate_part(pool, &shared, &part(*index)));
    let evaluated = evaluated.into_iter().collect::<Result<Vec<_>, CheckError>>()?;
    for part in evaluated {
        for (table, results) in tables.iter_mut().zip(part) {
            table.results.extend(results);
        }
    }
    Ok(())
}

/// Evaluates a range of cases of each table with a separate engine.
fn evaluate_part<T: CaseResult>(
    pool: &InputPool,
    tables: &[&RuleTable<T>],
    cases: &[Range<usize>],
) -> Result<Vec<Vec<T>>, CheckError> {
    let mut sheets = CaseSheets { engine: Engine::new(&SHEETS)?, next: (1, 0), lists: HashMap::default() };
    let (mut top, mut parsed) = (0, Vec::new());
    for (table, cases) in tables.iter().zip(cases) {
        if table.parsed.iter().all(|formula| formula.get().is_some()) {
            parsed.push((table, cases.clone(), top));
        } else {
            sheets.put(pool, table, cases.clone(), top)?;
        }
        top += cases.len() as u32;
    }
    for (table, cases, top) in parsed {
        sheets.put(pool, table, cases, top)?;
    }
    let places: Vec<(usize, usize)> =
        (0..).zip(cases).flat_map(|(table, cases)| cases.clone().map(move |case| (table, case))).collect();
    let alike: Vec<ListCounts> = tables.iter().map(|table| table.list_counts()).collect();
    sheets.engine.evaluate_within(MOST_VISITS, |(_, row, _)| {
        let Some((table, case)) = places.get(row as usize) else { return 1 };
        let (Some(table), Some(counts)) = (tables.get(*table), alike.get(*table)) else { return 1 };
        table.alike(counts, *case)
    });
    let mut row = 0;
    let mut out = Vec::with_capacity(tables.len());
    for (table, cases) in tables.iter().zip(cases) {
        let mut results = Vec::with_capacity(cases.len() * table.formulas.len());
        for row in row..row + cases.len() as u32 {
            let engine = &sheets.engine;
            let value = |column| match engine.visits((FORMULAS, row, column)) {
                Some(visits) => T::costly(visits),
                None => T::from(engine.value(FORMULAS, row, column)),
            };
            results.extend((0..table.formulas.len() as u32).map(value));
        }
        row += cases.len() as u32;
        out.push(results);
    }
    Ok(out)
}

/// The sheets of an engine while they are filled.
struct CaseSheets {
    engine: Engine,
    /// Row and column of the next list.
    next: (u32, u32),
    /// The cells of each list that is already written, by list number.
    lists: HashMap<u32, CellRange>,
}

impl CaseSheets {
    /// Writes cases of a table into the rows from `top` on.
    fn put<T>(
        &mut self,
        pool: &InputPool,
        table: &RuleTable<T>,
        cases: Range<usize>,
        top: u32,
    ) -> Result<(), CheckError> {
        let lists: Vec<usize> = positions(table, |source| matches!(source, InputSource::List(_)));
        let values: Vec<usize> = positions(table, |source| !matches!(source, InputSource::List(_)));
        let same_lists = |a: usize, b: usize| {
            let (a, b) = (table.inputs(a), table.inputs(b));
            lists.iter().all(|i| a.get(*i) == b.get(*i))
        };
        let mut first = cases.start;
        for (case, row) in cases.clone().zip(top..) {
            for i in &values {
                if let Some(number) = table.inputs(case).get(*i) {
                    self.engine.set(VALUES, row, *i as u32, &fitting(pool.value(*number)))?;
                }
            }
            // A formula is filled down over consecutive cases that have the same lists.
            let is_last = case + 1 == cases.end || !same_lists(case, case + 1);
            if is_last {
                let rows = top + (first - cases.start) as u32..row + 1;
                self.put_formulas(pool, table, first, rows)?;
                first = case + 1;
            }
        }
        Ok(())
    }

    fn put_formulas<T>(
        &mut self,
        pool: &InputPool,
        table: &RuleTable<T>,
        case: usize,
        rows: Range<u32>,
    ) -> Result<(), CheckError> {
        let mut lists = Vec::with_capacity(table.names.len());
        for ((_, source), number) in table.names.iter().zip(table.inputs(case)) {
            let is_list = matches!(source, InputSource::List(_));
            lists.push(if is_list { Some(self.put_list(pool, *number)?) } else { None });
        }
        let place = CasePlace { names: &table.names, row: rows.start, lists: &lists };
        for ((formula, parsed), column) in table.formulas.iter().zip(&table.parsed).zip(0..) {
            if let Some(formula) = parsed.get() {
                self.engine.parsed_down(FORMULAS, rows.clone(), column, formula)?;
                continue;
            }
            // A formula that the engine refuses cannot be checked; all others can.
            if self.engine.formula_down(FORMULAS, rows.clone(), column, &formula.write(&place)?).is_err() {
                for row in rows.clone() {
                    self.engine.result(FORMULAS, row, column, &Value::Error("#VALUE!".to_string()))?;
                }
                continue;
            }
            if !table.has_lists()
                && let Some(formula) = self.engine.parsed(FORMULAS, rows.start, column)
            {
                // Another part may have been first; both formulas are equal.
                let _ = parsed.set(formula);
            }
        }
        Ok(())
    }

    /// Writes a list unless it is already there; returns its cells.
    fn put_list(&mut self, pool: &InputPool, number: u32) -> Result<CellRange, CheckError> {
        if let Some(area) = self.lists.get(&number) {
            return Ok(*area);
        }
        let list = pool.list(number);
        let (mut top, mut column) = self.next;
        if top + list.len() as u32 > LIST_ROWS {
            (top, column) = (1, column + 1);
        }
        for (number, row) in list.iter().zip(top..) {
            self.engine.set(LISTS, row, column, &fitting(pool.value(*number)))?;
        }
        let bottom = top + list.len() as u32;
        self.next = (bottom, column);
        let area =
            if list.is_empty() { CellRange::new(0, 0, 0, 0) } else { CellRange::new(top, column, bottom - 1, column) };
        self.lists.insert(number, area);
        Ok(area)
    }
}

/// Returns the positions of the names of a table whose source satisfies `is_such`.
fn positions<T>(table: &RuleTable<T>, is_such: impl Fn(&InputSource) -> bool) -> Vec<usize> {
    let numbered = table.names.iter().enumerate();
    numbered.filter(|(_, (_, source))| is_such(source)).map(|(index, _)| index).collect()
}

/// The cells of a case: relative addresses for its values, absolute ones for its lists.
struct CasePlace<'a> {
    names: &'a [(String, InputSource)],
    row: u32,
    lists: &'a [Option<CellRange>],
}

impl NameResolver for CasePlace<'_> {
    fn name(&self, name: &str) -> Option<String> {
        let column = self.names.iter().position(|(known, _)| known == name)?;
        Some(match self.lists.get(column).copied().flatten() {
            Some(area) => address::range(SHEETS[LISTS], area),
            None => address::sheet(SHEETS[VALUES]) + &address::cell(self.row, column as u32),
        })
    }
}

/// Returns a value that a cell can hold: an over-long text is cut, a number that is not finite becomes the error that
/// Excel shows.
fn fitting(value: &Value) -> Cow<'_, Value> {
    match value {
        Value::Text(t) if t.len() > CELL_LENGTH => match t.char_indices().nth(CELL_LENGTH) {
            Some((end, _)) => Cow::Owned(Value::Text(t[..end].to_string())),
            None => Cow::Borrowed(value),
        },
        Value::Number(n) if !n.is_finite() => Cow::Owned(Value::Text("#NUM!".to_string())),
        _ => Cow::Borrowed(value),
    }
}
