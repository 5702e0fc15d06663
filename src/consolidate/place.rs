//! Name resolvers of the consolidated workbook: they give each name of the plan its cell. The plan's formulas are
//! written through them.

use super::layout::{Annex, Entry, Key, Layout};
use crate::formula::expand::{self, Block};
use crate::formula::{Aggregate, Place};
use crate::plan::named::{Named, resolve};
use crate::plan::{Plan, Unit};

/// Resolves names for a computed column, in the row of a unit or in the total row.
pub struct ColumnPlace<'a> {
    pub plan: &'a Plan,
    pub layout: &'a Layout<'a>,
    /// The index of the unit; `None` for the total row.
    pub unit: Option<usize>,
}

impl ColumnPlace<'_> {
    /// Returns the cell of an entry in this row, on the first sheet that shows it.
    pub fn home(&self, entry: Entry) -> Option<String> {
        let sheets = match entry {
            Entry::Annex(i) => &self.plan.annex.columns.get(i)?.sheets,
            Entry::Column(i) => &self.plan.columns.get(i)?.sheets,
        };
        let grid = self.layout.grids.iter().find(|g| Some(&g.name) == sheets.first())?;
        grid.cell(entry, self.unit.map_or(grid.total(), |u| grid.row(u)))
    }

    /// Returns a unit's annex figure in the report period, `"-"` if there is none; in the total row the sum over units.
    pub fn annex(&self, column: usize) -> Option<String> {
        match self.unit {
            None if self.plan.amendments.is_empty() => {
                Some(format!("SUM({})", self.layout.annex.range(Annex::FIRST + column as u32)))
            }
            None => {
                let (figures, periods) =
                    (self.layout.data.whole(&Key::Annex(column))?, self.layout.data.whole(&Key::Period)?);
                Some(format!("SUMIFS({figures},{periods},{})", self.layout.report()))
            }
            Some(unit) => {
                let now = self.layout.now(unit, &Key::Annex(column))?;
                Some(format!("IF(ISNUMBER({now}),{now},\"-\")"))
            }
        }
    }

    fn rank(&self, name: &str) -> Option<String> {
        let Some(unit) = self.unit else { return Some("\"\"".to_string()) };
        let index = self.plan.columns.iter().position(|c| c.name == name)?;
        let first = self.plan.columns.get(index)?.sheets.first()?;
        let grid = self.layout.grids.iter().find(|g| g.name == *first)?;
        let entry = Entry::Column(index);
        let value = grid.cell(entry, grid.row(unit))?;
        // Units of one kind are usually adjacent. Then the range covers only them.
        let alike = |u: &Unit| self.plan.units.get(unit).is_some_and(|own| own.kind == u.kind);
        let first = self.plan.units.iter().position(alike)?;
        let count = self.plan.units.iter().filter(|u| alike(u)).count();
        if self.plan.units.iter().skip(first).take(count).all(alike) {
            return Some(expand::rank(&value, &grid.range_of(entry, first, count)?, None));
        }
        let kinds = self.layout.annex.range(Annex::KIND);
        let kind = crate::book::address::on(super::layout::sheet::ANNEX, self.layout.annex.row(unit), Annex::KIND);
        Some(expand::rank(&value, &grid.range(entry)?, Some((&kind, &kinds))))
    }
}

impl Place for ColumnPlace<'_> {
    fn name(&self, name: &str) -> Option<String> {
        if let Some(index) = self.plan.columns.iter().position(|c| c.name == name) {
            return self.home(Entry::Column(index));
        }
        if let Some(index) = self.plan.annex_column(name) {
            return self.home(Entry::Annex(index)).or_else(|| self.annex(index));
        }
        let counters = self.layout.counters;
        if let (true, Some(unit)) = ([counters.gaps, counters.gaps_of_year].contains(&name), self.unit) {
            return Some(expand::uncounted(&states(self.layout, unit)?, name == counters.gaps_of_year));
        }
        self.layout.word(name)
    }

    fn aggregate(&self, aggregate: Aggregate, name: &str) -> Option<String> {
        if aggregate == Aggregate::Rank {
            return self.rank(name);
        }
        expand::over_block(aggregate, &block(self.layout, self.unit?, name)?)
    }
}

/// Returns the block of a unit without a figure.
fn states(layout: &Layout, unit: usize) -> Option<Block> {
    Some(Block {
        figure: String::new(),
        ordinals: layout.data.block(unit, &Key::Ordinal)?,
        states: layout.data.block(unit, &Key::State)?,
        latest: layout.data.block(unit, &Key::Latest)?,
        report: layout.ordinal(),
        year_start: layout.word(layout.counters.year_start)?,
    })
}

/// Returns the ranges of a unit that an aggregate over an indicator needs.
pub fn block(layout: &Layout, unit: usize, indicator: &str) -> Option<Block> {
    let figure = layout.data.block(unit, &Key::Figure(indicator.to_string()))?;
    Some(Block { figure, ..states(layout, unit)? })
}

/// Resolves names for a rule over a return, either for the report period or for a fixed period.
pub struct RulePlace<'a> {
    pub plan: &'a Plan,
    pub layout: &'a Layout<'a>,
    /// The index of the unit.
    pub unit: usize,
    /// The period (0 = the plan's first); `None` follows the report period.
    pub period: Option<u32>,
    /// The roster, and the row of its sheet, that is evaluated.
    pub row: Option<(usize, u32)>,
}

impl RulePlace<'_> {
    fn value(&self, key: &Key) -> Option<String> {
        match self.period {
            None => self.layout.now(self.unit, key),
            Some(period) => self.layout.data.cell(self.unit, period, key),
        }
    }
}

impl Place for RulePlace<'_> {
    fn name(&self, name: &str) -> Option<String> {
        match resolve(self.plan, name)? {
            Named::Figure { name, before: false } => self.value(&Key::Figure(name)),
            Named::Figure { name, before: true } => {
                let column = self.layout.data.whole(&Key::Figure(name))?;
                Some(format!("INDEX({column},{})", self.value(&Key::Before)?))
            }
            Named::Annex(i) => self.value(&Key::Annex(i)),
            Named::Ordinal => match self.period {
                None => Some(self.layout.ordinal()),
                Some(_) => self.value(&Key::Ordinal),
            },
            Named::FirstDay => self.value(&Key::FirstDay),
            Named::LastDay => self.value(&Key::LastDay),
            Named::Deadline => self.value(&Key::Deadline),
            Named::CutOff => self.value(&Key::CutOff),
            Named::Rows(r) => self.value(&Key::Rows(r)),
            Named::Cell(r, c) => {
                let (_, row) = self.row.filter(|(roster, _)| *roster == r)?;
                Some(self.layout.rosters.get(r)?.cell(row, c))
            }
            Named::Column(r, c) => Some(self.layout.rosters.get(r)?.of_return(self.unit, self.period?, c)),
            Named::Setting(_) | Named::Periods => self.layout.word(name),
            Named::UnitCodes => Some(self.layout.annex.range(Annex::CODE)),
            Named::This | Named::AnnexColumn | Named::AnnexTotal => None,
        }
    }
}

/// Resolves names for a pace column in a fixed period: annex figures in force in that period, and its ordinal.
pub struct PacePlace<'a> {
    pub plan: &'a Plan,
    pub layout: &'a Layout<'a>,
    /// The index of the unit.
    pub unit: usize,
    /// The period (0 = the plan's first).
    pub period: u32,
    /// The cell with the ordinal of the period.
    pub ordinal: String,
}

impl Place for PacePlace<'_> {
    fn name(&self, name: &str) -> Option<String> {
        if name == self.layout.counters.ordinal {
            return Some(self.ordinal.clone());
        }
        match self.plan.annex_column(name) {
            Some(column) => self.layout.data.cell(self.unit, self.period, &Key::Annex(column)),
            None => self.layout.word(name),
        }
    }
}

/// Resolves names for a rule over a column of the annex.
pub struct AnnexPlace<'a> {
    pub plan: &'a Plan,
    pub layout: &'a Layout<'a>,
    /// The index of the annex column.
    pub column: usize,
}

impl Place for AnnexPlace<'_> {
    fn name(&self, name: &str) -> Option<String> {
        match resolve(self.plan, name)? {
            Named::AnnexColumn => Some(self.layout.annex.range(Annex::FIRST + self.column as u32)),
            Named::AnnexTotal => Some(self.layout.annex.printed_cell(self.column)),
            Named::UnitCodes => Some(self.layout.annex.range(Annex::CODE)),
            Named::Setting(_) | Named::Periods => self.layout.word(name),
            _ => None,
        }
    }
}
