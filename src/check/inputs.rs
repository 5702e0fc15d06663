//! The values that the names of the rules have for one return (or one annex column). Each distinct value and list is
//! stored once and referred to by its number, so two targets whose inputs have the same numbers have the same verdict.

use super::earlier_figures::EarlierFigures;
use super::input_value::InputValue;
use super::joined::JoinedQuotas;
use crate::model::amount::Value;
use crate::model::submission::Submission;
use crate::plan::binding::{self, Binding, FigureTime};
use crate::plan::{Plan, Rule};
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// The part of a return or of the annex that a rule judges.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum RuleTarget {
    /// The whole return.
    Return,
    /// The figure of the indicator with this index.
    Cell(usize),
    /// A roster (index) and a row of it (index).
    Row(usize, usize),
    /// The annex column with this index.
    Annex(usize),
}

/// A return, or the annex, with everything that the names of a rule can refer to.
#[derive(Copy, Clone)]
pub(super) struct RuleSubject<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The return; `None` for the annex.
    pub submission: Option<&'a Submission>,
    /// Index of its unit in the plan.
    pub unit: Option<usize>,
    /// The return for the previous period; `None` if that return is not counted.
    pub previous: Option<&'a Submission>,
    /// What else the rules need of the unit's earlier returns; `None` if that is nothing.
    pub earlier: Option<&'a EarlierFigures<'a>>,
    /// The quotas of units that have taken over others.
    pub quotas: &'a JoinedQuotas,
}

impl<'a> RuleSubject<'a> {
    /// Creates a subject from a return and the counted return for the previous period.
    pub(super) fn new(
        plan: &'a Plan,
        submission: &'a Submission,
        previous: Option<&'a Submission>,
        quotas: &'a JoinedQuotas,
    ) -> Self {
        let unit = plan.unit_index(&submission.unit);
        RuleSubject { plan, submission: Some(submission), unit, previous, earlier: None, quotas }
    }

    /// Creates the subject for the annex.
    pub(super) fn annex(plan: &'a Plan, quotas: &'a JoinedQuotas) -> Self {
        RuleSubject { plan, submission: None, unit: None, previous: None, earlier: None, quotas }
    }

    /// Returns the figure of the indicator with this index.
    pub(super) fn figure(&self, indicator: usize) -> InputValue<'a> {
        let name = self.plan.indicators.get(indicator).map(|i| i.name.as_str());
        let amount = name.zip(self.submission).map(|(name, submission)| submission.amount(name));
        amount.map_or(InputValue::Blank, InputValue::of)
    }

    /// Returns a figure of the return, or one from the unit's earlier returns.
    fn figure_at(&self, name: &str, time: FigureTime) -> InputValue<'a> {
        let of = |submission: &'a Submission| InputValue::of(submission.amount(name));
        match time {
            FigureTime::Own => self.submission.map_or(InputValue::Blank, of),
            FigureTime::Before => self.previous.map_or(InputValue::Blank, of),
            FigureTime::YearBefore => self.earlier.and_then(|e| e.year_before.as_deref()).map_or(InputValue::Blank, of),
            FigureTime::ToDate => InputValue::optional(self.earlier.and_then(|e| e.to_date(name))),
        }
    }

    /// Returns a cell of a roster row.
    pub(super) fn cell(&self, roster: usize, column: usize, row: usize) -> InputValue<'a> {
        let rows = self.submission.and_then(|s| s.rosters.get(roster)).map(|r| &r.rows);
        let cell = rows.and_then(|rows| rows.get(row)).and_then(|row| row.cells.get(column));
        cell.map_or(InputValue::Blank, InputValue::of)
    }

    /// Returns the single value that a name has for a target; blank for lists.
    pub(super) fn value(&self, named: &Binding, target: RuleTarget) -> InputValue<'a> {
        match named {
            Binding::This => match target {
                RuleTarget::Cell(i) => self.figure(i),
                _ => InputValue::Blank,
            },
            Binding::Cell(r, c) => match target {
                RuleTarget::Row(roster, row) if roster == *r => self.cell(*r, *c, row),
                _ => InputValue::Blank,
            },
            Binding::Figure { name, time } => self.figure_at(name, *time),
            Binding::Rows(r) => {
                InputValue::optional(self.submission.map(|s| s.rosters.get(*r).map_or(0, |r| r.rows.len()) as f64))
            }
            Binding::AnnexTotal => match target {
                RuleTarget::Annex(i) => InputValue::optional(self.plan.annex.columns.get(i).map(|c| c.printed_total)),
                _ => InputValue::Blank,
            },
            Binding::FormVersion => {
                let period = self.submission.map_or(self.plan.first, |s| s.period);
                InputValue::Text(self.plan.form_version(period))
            }
            other => {
                let period = self.submission.map_or(self.plan.first, |s| s.period);
                if let (Binding::Annex(column), Some(unit)) = (other, self.unit)
                    && let Some(joined) = self.quotas.value(unit, *column, period)
                {
                    return InputValue::optional(joined);
                }
                InputValue::optional(binding::of_plan(self.plan, other, self.unit, period).and_then(|v| v.number()))
            }
        }
    }

    /// Calls `each` with every value of a roster column.
    fn each_of_column(&self, roster: usize, column: usize, mut each: impl FnMut(InputValue<'a>)) {
        let rows = self.submission.and_then(|s| s.rosters.get(roster)).map_or(&[][..], |r| &r.rows);
        rows.iter().for_each(|row| each(row.cells.get(column).map_or(InputValue::Blank, InputValue::of)));
    }

    /// Calls `each` with every value of a list: the unit codes or an annex column.
    fn each_of_list(&self, named: &Binding, target: RuleTarget, mut each: impl FnMut(InputValue<'a>)) {
        match (named, target) {
            (Binding::UnitCodes, _) => self.plan.units.iter().for_each(|unit| each(InputValue::Text(&unit.code))),
            (Binding::AnnexColumn, RuleTarget::Annex(i)) => {
                let figure = |figures: &[Option<f64>]| figures.get(i).copied().flatten();
                self.plan.units.iter().for_each(|unit| each(InputValue::optional(figure(&unit.figures))));
            }
            _ => {}
        }
    }
}

/// Returns every name in a rule.
pub(super) fn rule_names(rule: &Rule) -> impl Iterator<Item = &str> {
    let when = rule.when.iter().flat_map(|w| w.names());
    let missing = rule.missing.iter().flat_map(|missing| missing.formula.names());
    rule.check.names().iter().chain(rule.test.names()).chain(when).chain(missing).map(String::as_str)
}

/// The distinct values and lists, addressed by number.
#[derive(Default)]
pub(super) struct InputPool {
    values: Vec<Value>,
    by_value: HashTable<u32>,
    lists: Vec<Box<[u32]>>,
    by_list: HashTable<u32>,
    /// The number of the list of unit codes, which is the same for every subject.
    unit_codes: Option<u32>,
    hasher: RandomState,
}

impl InputPool {
    /// Returns the number of a value, and adds the value if it is new.
    pub(super) fn number(&mut self, value: InputValue) -> u32 {
        let InputPool { values, by_value, hasher, .. } = self;
        let at = |number: &u32| values.get(*number as usize);
        let hash = hasher.hash_one(value);
        if let Some(&number) = by_value.find(hash, |number| at(number).is_some_and(|known| value.is(known))) {
            return number;
        }
        let number = values.len() as u32;
        values.push(value.to_value());
        by_value.insert_unique(hash, number, |number| {
            hasher.hash_one(match values.get(*number as usize) {
                Some(Value::Number(n)) => InputValue::Number(*n),
                Some(Value::Text(text)) => InputValue::Text(text),
                _ => InputValue::Blank,
            })
        });
        number
    }

    fn list_number(&mut self, list: Vec<u32>) -> u32 {
        let InputPool { lists, by_list, hasher, .. } = self;
        let hash = hasher.hash_one(list.as_slice());
        let at = |number: &u32| lists.get(*number as usize).map_or(&[][..], |l| l);
        if let Some(&number) = by_list.find(hash, |number| at(number) == list.as_slice()) {
            return number;
        }
        let number = lists.len() as u32;
        lists.push(list.into_boxed_slice());
        let at = |number: &u32| lists.get(*number as usize).map_or(&[][..], |l| l);
        by_list.insert_unique(hash, number, |number| hasher.hash_one(at(number)));
        number
    }

    /// Returns the value with this number.
    pub(super) fn value(&self, number: u32) -> &Value {
        self.values.get(number as usize).unwrap_or(&Value::Blank)
    }

    /// Returns the numbers of the values in the list with this number.
    pub(super) fn list(&self, number: u32) -> &[u32] {
        self.lists.get(number as usize).map_or(&[], |list| list)
    }

    /// Returns the number of distinct values.
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }
}

/// The source of an input of a rule.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum InputSource {
    /// The scalar of the return with this index among [`InputNames`].
    Scalar(usize),
    /// The figure under test.
    This,
    /// A cell of the row under test: roster and column.
    Cell(usize, usize),
    /// A cell of the row under test, roster and column, of which only matters whether it is blank.
    Presence(usize, usize),
    /// The list with this index among [`InputNames`].
    List(usize),
}

/// The distinct names that the rules of a plan use, except those whose value differs between targets.
#[derive(Default)]
pub(super) struct InputNames {
    scalars: Vec<Binding>,
    lists: Vec<Binding>,
    /// For each indicator, its index among the scalars.
    indicators: Vec<usize>,
}

impl InputNames {
    /// Collects the names in a plan's rules, and its indicators.
    pub(super) fn new(plan: &Plan) -> Self {
        let mut names = InputNames::default();
        let figure = |name: &str| Binding::Figure { name: name.to_string(), time: FigureTime::Own };
        names.indicators = (0..plan.indicators.len()).collect();
        names.scalars.extend(plan.indicators.iter().map(|i| figure(&i.name)));
        for named in plan.rules.iter().flat_map(rule_names).filter_map(|name| binding::resolve(plan, name)) {
            match named {
                Binding::This | Binding::Cell(..) => {}
                Binding::Column(..) | Binding::UnitCodes | Binding::AnnexColumn if names.lists.contains(&named) => {}
                Binding::Column(..) | Binding::UnitCodes | Binding::AnnexColumn => names.lists.push(named),
                _ if names.scalars.contains(&named) => {}
                _ => names.scalars.push(named),
            }
        }
        names
    }

    /// Returns the source of the value of a name as the plan writes it; `None` if the name has no value here.
    pub(super) fn source_of(&self, plan: &Plan, name: &str) -> Option<InputSource> {
        self.source(&binding::resolve(plan, name)?)
    }

    /// Returns the source of a name's value; `None` if the name has no value here.
    fn source(&self, named: &Binding) -> Option<InputSource> {
        match named {
            Binding::This => Some(InputSource::This),
            Binding::Cell(r, c) => Some(InputSource::Cell(*r, *c)),
            other => {
                let scalar = self.scalars.iter().position(|n| n == other).map(InputSource::Scalar);
                scalar.or_else(|| self.lists.iter().position(|n| n == other).map(InputSource::List))
            }
        }
    }
}

/// The numbers of the inputs of one subject, filled when they are first needed.
pub(super) struct SubjectInputs<'a> {
    names: &'a InputNames,
    subject: RuleSubject<'a>,
    target: RuleTarget,
    scalars: Vec<u32>,
    /// The numbers of the lists; `None` until a list is first needed.
    lists: Vec<Option<u32>>,
    /// The numbers of the cells of a roster column, by roster and column: several rules use the same cells.
    columns: Vec<((usize, usize), Vec<u32>)>,
}

impl<'a> SubjectInputs<'a> {
    /// Creates the inputs of a subject. `target` matters only for the annex, where each column is a subject.
    pub(super) fn new(
        names: &'a InputNames,
        subject: RuleSubject<'a>,
        target: RuleTarget,
        pool: &mut InputPool,
    ) -> Self {
        let scalars = names.scalars.iter().map(|named| pool.number(subject.value(named, target))).collect();
        SubjectInputs { names, subject, target, scalars, lists: vec![None; names.lists.len()], columns: Vec::new() }
    }

    /// Returns the number of the value, or of the list, that a source has for a target.
    pub(super) fn number(&mut self, source: InputSource, target: RuleTarget, pool: &mut InputPool) -> u32 {
        match (source, target) {
            (InputSource::Scalar(i), _) => self.scalars.get(i).copied().unwrap_or_default(),
            (InputSource::This, RuleTarget::Cell(i)) => {
                let scalar = self.names.indicators.get(i).and_then(|i| self.scalars.get(*i));
                scalar.copied().unwrap_or_default()
            }
            (InputSource::This, _) => pool.number(InputValue::Blank),
            (InputSource::Cell(r, c), RuleTarget::Row(roster, row)) if roster == r => {
                let number = self.column(r, c, pool).get(row).copied();
                number.unwrap_or_else(|| pool.number(InputValue::Blank))
            }
            (InputSource::Presence(r, c), RuleTarget::Row(roster, row)) if roster == r => {
                pool.number(self.subject.cell(r, c, row).presence())
            }
            (InputSource::Cell(..) | InputSource::Presence(..), _) => pool.number(InputValue::Blank),
            (InputSource::List(i), _) => self.list(i, pool),
        }
    }

    fn column(&mut self, roster: usize, column: usize, pool: &mut InputPool) -> &[u32] {
        let place = (roster, column);
        let known = self.columns.iter().position(|(known, _)| *known == place).unwrap_or_else(|| {
            let mut numbers = Vec::new();
            self.subject.each_of_column(roster, column, |value| numbers.push(pool.number(value)));
            self.columns.push((place, numbers));
            self.columns.len() - 1
        });
        self.columns.get(known).map_or(&[], |(_, numbers)| numbers)
    }

    fn list(&mut self, index: usize, pool: &mut InputPool) -> u32 {
        if let Some(number) = self.lists.get(index).copied().flatten() {
            return number;
        }
        let named = self.names.lists.get(index);
        let is_shared = matches!(named, Some(Binding::UnitCodes));
        let number = pool.unit_codes.filter(|_| is_shared).unwrap_or_else(|| {
            let mut list = Vec::new();
            match named {
                Some(Binding::Column(r, c)) => list.extend_from_slice(self.column(*r, *c, pool)),
                Some(named) => self.subject.each_of_list(named, self.target, |value| list.push(pool.number(value))),
                None => {}
            }
            pool.list_number(list)
        });
        if is_shared {
            pool.unit_codes = Some(number);
        }
        if let Some(known) = self.lists.get_mut(index) {
            *known = Some(number);
        }
        number
    }
}
