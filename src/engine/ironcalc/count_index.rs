//! Counts the cells of a column that match a criterion, from one table instead of cell by cell. A count equals that of
//! IronCalc, or there is none and the engine counts itself.

use crate::model::amount::Value;
use foldhash::HashMap;
use ironcalc_base::number_format::to_excel_precision;

/// How a cell is compared with a criterion.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum CellMatch {
    /// As in COUNTIF: a number equals the same number as text, case is ignored, a criterion can be a pattern.
    Criterion,
    /// `cell=criterion`.
    Equal,
    /// `cell&""=criterion`.
    EqualText,
}

/// Numbers that differ by less are equal in IronCalc.
const NEAR: f64 = f64::EPSILON;

/// Class of the blank cells.
const BLANK: u32 = 0;
/// Class of FALSE; the next one is that of TRUE.
const BOOLS: u32 = 1;
/// Number of these fixed classes.
const FIXED: u32 = 3;

/// The cells of a column in classes: a criterion matches all cells of a class or none.
struct CellClasses {
    matching: CellMatch,
    /// The distinct numbers, ascending. Each has two classes: cells with the number, and cells with the number as text.
    numbers: Vec<f64>,
    /// Class of each text.
    texts: HashMap<String, u32>,
}

/// Returns the number that COUNTIF reads in a text, or `None`.
fn number_of(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Returns the text that the operator `&` makes of a value; `None` for an error.
pub(super) fn joined_text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Blank => String::new(),
        Value::Number(n) => format!("{n}"),
        Value::Text(text) => text.clone(),
        Value::Bool(true) => "TRUE".to_string(),
        Value::Bool(false) => "FALSE".to_string(),
        Value::Error(_) => return None,
    })
}

/// Returns true if the engine may read a text as a date: day, month and year with one separator.
fn may_be_date(text: &str) -> bool {
    let separator = ['/', '-', '.'].into_iter().find(|c| text.contains(*c));
    separator.is_some_and(|separator| text.split(separator).count() == 3)
}

impl CellClasses {
    /// Returns the classes of a column's cells, and the class of each cell; `None` if two numbers are too close to be
    /// distinguished.
    fn new(matching: CellMatch, cells: &[Value]) -> Option<(Self, Vec<u32>)> {
        let mut classes = CellClasses { matching, numbers: Vec::new(), texts: HashMap::default() };
        let numbers = cells.iter().filter_map(|cell| classes.number_in(cell).map(|(number, _)| number));
        let mut numbers: Vec<f64> = numbers.collect();
        numbers.sort_by(f64::total_cmp);
        numbers.dedup_by(|a, b| a == b);
        if numbers.iter().zip(numbers.iter().skip(1)).any(|(a, b)| b - a < 2.0 * NEAR) {
            return None;
        }
        classes.numbers = numbers;
        let own = cells.iter().map(|cell| classes.class(cell)).collect::<Option<_>>()?;
        Some((classes, own))
    }

    /// Returns the number that a cell counts as, and true if the cell is a text; `None` if it does not count as a
    /// number.
    fn number_in(&self, cell: &Value) -> Option<(f64, bool)> {
        match (self.matching, cell) {
            (CellMatch::Criterion, Value::Number(n)) => Some((*n, false)),
            (CellMatch::Criterion, Value::Text(text)) => number_of(text).map(|n| (n, true)),
            (CellMatch::Equal, Value::Number(n)) => Some((to_excel_precision(*n, 15), false)),
            _ => None,
        }
    }

    fn class(&mut self, cell: &Value) -> Option<u32> {
        if let Some((number, is_text)) = self.number_in(cell) {
            let place = self.place_of(number)?;
            return Some(self.number_class(place) + u32::from(is_text));
        }
        let text = match (self.matching, cell) {
            (_, Value::Error(_)) => return None,
            (CellMatch::EqualText, cell) => self.folded(&joined_text(cell)?),
            (_, Value::Text(text)) => self.folded(text),
            (_, Value::Bool(b)) => return Some(BOOLS + u32::from(*b)),
            (_, Value::Blank | Value::Number(_)) => return Some(BLANK),
        };
        let next = FIXED + 2 * self.numbers.len() as u32 + self.texts.len() as u32;
        Some(*self.texts.entry(text).or_insert(next))
    }

    fn number_class(&self, place: usize) -> u32 {
        FIXED + 2 * place as u32
    }

    /// Returns the index of the number that the engine treats as equal; there is at most one.
    fn place_of(&self, number: f64) -> Option<usize> {
        let after = self.numbers.partition_point(|n| *n < number);
        let near = |place: &usize| self.numbers.get(*place).is_some_and(|n| (n - number).abs() < NEAR);
        [Some(after), after.checked_sub(1)].into_iter().flatten().find(near)
    }

    /// Returns a text with its case removed.
    fn folded(&self, text: &str) -> String {
        match self.matching {
            CellMatch::Criterion => text.to_lowercase(),
            CellMatch::Equal | CellMatch::EqualText => text.to_uppercase(),
        }
    }

    /// Returns the classes whose cells match a criterion; `None` if only the engine can decide.
    fn taken_by(&self, criterion: &Value) -> Option<Vec<u32>> {
        let text = |text: &str| self.texts.get(&self.folded(text)).copied();
        let number = |number: f64| self.place_of(number).map(|place| self.number_class(place));
        let mut out = Vec::new();
        match (self.matching, criterion) {
            (_, Value::Error(_)) => return None,
            (CellMatch::Criterion, Value::Text(criterion)) => return self.taken_by_text(criterion),
            (CellMatch::Criterion, Value::Number(n)) => out.extend(number(*n).into_iter().flat_map(|c| [c, c + 1])),
            (CellMatch::Criterion, Value::Blank) => out.extend(number(0.0)),
            (CellMatch::Criterion, Value::Bool(b)) => out.push(BOOLS + u32::from(*b)),
            (CellMatch::EqualText, Value::Text(criterion)) => out.extend(text(criterion)),
            (CellMatch::EqualText, Value::Blank) => out.extend(text("")),
            (CellMatch::EqualText, Value::Number(_) | Value::Bool(_)) => {}
            (CellMatch::Equal, Value::Number(n)) => {
                let n = to_excel_precision(*n, 15);
                out.extend(number(n));
                out.extend((n.abs() < NEAR).then_some(BLANK));
            }
            (CellMatch::Equal, Value::Text(criterion)) => {
                out.extend(text(criterion));
                out.extend(criterion.is_empty().then_some(BLANK));
            }
            (CellMatch::Equal, Value::Bool(b)) => {
                out.push(BOOLS + u32::from(*b));
                out.extend((!b).then_some(BLANK));
            }
            (CellMatch::Equal, Value::Blank) => {
                out.extend([BLANK, BOOLS]);
                out.extend(text(""));
                out.extend(number(0.0));
            }
        }
        Some(out)
    }

    /// Returns the classes whose cells match a text as the criterion of COUNTIF; `None` if only the engine can decide.
    fn taken_by_text(&self, criterion: &str) -> Option<Vec<u32>> {
        let bare = criterion.strip_prefix('=').unwrap_or(criterion);
        let is_other = criterion.starts_with(['<', '>']) || bare.contains(['*', '?']) || bare.starts_with('#');
        if is_other {
            return None;
        }
        if let Some(number) = number_of(bare) {
            let class = self.place_of(number).map(|place| self.number_class(place));
            return Some(class.into_iter().flat_map(|class| [class, class + 1]).collect());
        }
        if may_be_date(bare) {
            return None;
        }
        let folded = self.folded(bare);
        if let Ok(b) = folded.parse::<bool>() {
            return Some(vec![BOOLS + u32::from(b)]);
        }
        let mut out: Vec<u32> = self.texts.get(&folded).copied().into_iter().collect();
        out.extend(folded.is_empty().then_some(BLANK));
        Some(out)
    }
}

/// The counts of the rows of columns of equal height, by the classes of their cells.
pub(super) struct CountIndex {
    columns: Vec<CellClasses>,
    counts: HashMap<Box<[u32]>, u32>,
    /// Number of rows.
    height: u32,
    /// For a single column: at each index, how many cells hold a number before the one with that index; last, how many
    /// hold a number.
    below: Vec<u32>,
}

impl CountIndex {
    /// Creates the index of columns; `None` if only the engine can count there.
    pub(super) fn new(columns: &[(CellMatch, Vec<Value>)]) -> Option<Self> {
        let height = columns.first().map_or(0, |(_, cells)| cells.len());
        let (mut classes, mut own) = (Vec::with_capacity(columns.len()), Vec::with_capacity(columns.len()));
        for (matching, cells) in columns {
            let (column, of) = CellClasses::new(*matching, cells)?;
            (cells.len() == height).then_some(())?;
            classes.push(column);
            own.push(of);
        }
        let mut counts: HashMap<Box<[u32]>, u32> = HashMap::default();
        let mut key = Vec::with_capacity(columns.len());
        for row in 0..height {
            key.clear();
            key.extend(own.iter().filter_map(|column| column.get(row)));
            match counts.get_mut(key.as_slice()) {
                Some(count) => *count += 1,
                None => drop(counts.insert(key.as_slice().into(), 1)),
            }
        }
        let mut below = vec![0];
        if let [column] = classes.as_slice() {
            let mut sum = 0;
            for place in 0..column.numbers.len() {
                sum += counts.get([column.number_class(place)].as_slice()).copied().unwrap_or_default();
                below.push(sum);
            }
        }
        Some(CountIndex { columns: classes, counts, height: u32::try_from(height).ok()?, below })
    }

    /// Returns the number of rows that match all criteria, one for each column; `None` if only the engine can count.
    pub(super) fn count(&self, criteria: &[Value]) -> Option<u32> {
        if let ([column], [Value::Text(criterion)]) = (self.columns.as_slice(), criteria)
            && column.matching == CellMatch::Criterion
            && criterion.starts_with(['<', '>'])
        {
            return self.count_by_order(column, criterion);
        }
        let taken: Vec<Vec<u32>> =
            self.columns.iter().zip(criteria).map(|(column, c)| column.taken_by(c)).collect::<Option<_>>()?;
        let mut keys: Vec<Vec<u32>> = vec![Vec::with_capacity(taken.len())];
        for classes in &taken {
            let with = |key: &Vec<u32>, class: u32| key.iter().copied().chain([class]).collect();
            keys = keys.iter().flat_map(|key| classes.iter().map(move |class| with(key, *class))).collect();
        }
        Some(keys.iter().filter_map(|key| self.counts.get(key.as_slice())).sum())
    }
    /// Returns the number of cells of the single column that match a criterion such as `>=5`; `None` if it does not
    /// compare with a number.
    fn count_by_order(&self, column: &CellClasses, criterion: &str) -> Option<u32> {
        let rest = criterion.trim_start_matches(['<', '>', '=']);
        let sign = criterion.strip_suffix(rest)?;
        let number = number_of(rest)?;
        let before = |is_before: &dyn Fn(f64) -> bool| {
            self.below.get(column.numbers.partition_point(|n| is_before(*n))).copied().unwrap_or_default()
        };
        let all = self.below.last().copied().unwrap_or_default();
        Some(match sign {
            "<" => before(&|n| n < number),
            "<=" => before(&|n| n <= number),
            ">" => all - before(&|n| n <= number),
            ">=" => all - before(&|n| n < number),
            "<>" => self.height - (before(&|n| n - number <= NEAR) - before(&|n| n - number < -NEAR)),
            _ => return None,
        })
    }
}
