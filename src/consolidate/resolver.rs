//! Name resolvers of the consolidated workbook: they give each name of the plan its cell. The plan's formulas are
//! written through them.

use super::in_force;
use super::layout::{
    AnnexLayout, ColumnGrid, DataColumnKey, GridColumn, IndicatorLayout, RosterLayout, WorkbookLayout,
};
use super::unit_rows::{block, states};
use crate::formula::{NameResolver, PeriodAggregate, UnknownName, expand, over_units};
use crate::model::text::Lang;
use crate::plan::binding::{Binding, FigureTime, resolve};
use crate::plan::header::SENT;
use crate::plan::{Column, Plan, Rule};

/// Resolves names for a computed column, in the row of a unit or in the total row.
pub(super) struct ColumnResolver<'a> {
    pub plan: &'a Plan,
    pub layout: &'a WorkbookLayout<'a>,
    /// The index of the unit; `None` for the total row.
    pub unit: Option<usize>,
}

impl ColumnResolver<'_> {
    /// Returns the cell of an entry in this row, on the first sheet that shows it.
    pub(super) fn home(&self, entry: GridColumn) -> Option<String> {
        let sheets = match entry {
            GridColumn::Annex(i) => &self.plan.annex.columns.get(i)?.sheets,
            GridColumn::Column(i) => &self.plan.columns.get(i)?.sheets,
        };
        let grid = self.layout.grids.iter().find(|g| Some(&g.name) == sheets.first())?;
        grid.cell(entry, self.unit.map_or(grid.total(), |u| grid.row(u)))
    }

    /// Returns a unit's annex figure in the report period, `"x"` (does not apply) if there is none; in the total row the sum over units.
    pub(super) fn annex(&self, column: usize) -> Option<String> {
        match self.unit {
            None if self.plan.amendments.is_empty() && !self.plan.has_changing_units() => {
                Some(format!("SUM({})", self.layout.annex.range(AnnexLayout::FIRST + column as u32)))
            }
            None => {
                let (figures, ordinals) = (
                    self.layout.data.whole_column(&DataColumnKey::Annex(column))?,
                    self.layout.data.whole_column(&DataColumnKey::Ordinal)?,
                );
                Some(format!("SUMIFS({figures},{ordinals},{})", self.layout.ordinal()))
            }
            Some(unit) => {
                let now = self.layout.now(unit, &DataColumnKey::Annex(column))?;
                Some(while_reporting(
                    self.plan,
                    unit,
                    &self.layout.ordinal(),
                    format!("IF(ISNUMBER({now}),{now},\"x\")"),
                ))
            }
        }
    }

    /// Returns a computed column with the sheet that holds its formulas.
    fn grid_of(&self, name: &str) -> Option<(&ColumnGrid, GridColumn)> {
        let index = self.plan.columns.iter().position(|c| c.name == name)?;
        let first = self.plan.columns.get(index)?.sheets.first()?;
        Some((self.layout.grids.iter().find(|g| g.name == *first)?, GridColumn::Column(index)))
    }

    /// Returns the sum of a column over everything that a total of it adds up, or the total of an indicator.
    pub(super) fn whole_sum(&self, name: &str) -> Option<String> {
        match self.grid_of(name) {
            Some((grid, entry)) => Some(over_units::sum(&[grid.summed_range(entry)?])),
            None => {
                let index = self.plan.indicators.iter().position(|i| i.name == name)?;
                Some(format!("N({})", IndicatorLayout::new(self.plan).total_address(index)?))
            }
        }
    }

    /// Returns the sum of a column or an indicator over the units of the same kind.
    fn kind_sum(&self, name: &str) -> Option<String> {
        let Some(unit) = self.unit else { return Some("\"\"".to_string()) };
        let column = self.grid_of(name);
        let range = |first: usize, count: usize| match column {
            Some((grid, entry)) => grid.range_of(entry, first, count),
            None => {
                let index = self.plan.indicators.iter().position(|i| i.name == name)?;
                IndicatorLayout::new(self.plan).figures_address(index, first, count)
            }
        };
        let units = ranked_units(self.plan, unit);
        let runs = units.chunk_by(|a, b| a + 1 == *b).filter_map(|run| range(*run.first()?, run.len()));
        let runs: Vec<String> = runs.collect();
        match column {
            Some((grid, entry)) if runs.len() > MOST_RUNS => {
                let (kind, kinds) = self.kinds(unit);
                Some(over_units::sum_of_kind(&grid.range(entry)?, &kind, &kinds))
            }
            // The sheet of the indicators has no column of kinds; a formula has room for some hundred runs.
            _ => Some(over_units::sum(&runs)),
        }
    }

    /// Returns the cell with the kind of a unit, and the range with those of all units.
    fn kinds(&self, unit: usize) -> (String, String) {
        let name = super::layout::sheet::ANNEX.in_lang(self.plan.language);
        let kind = crate::workbook::address::on(name, self.layout.annex.row(unit), AnnexLayout::KIND);
        (kind, self.layout.annex.range(AnnexLayout::KIND))
    }

    fn overall_rank(&self, name: &str) -> Option<String> {
        let Some(unit) = self.unit else { return Some("\"\"".to_string()) };
        let (grid, entry) = self.grid_of(name)?;
        Some(expand::rank(&grid.cell(entry, grid.row(unit))?, &grid.range(entry)?, None))
    }

    fn rank(&self, name: &str) -> Option<String> {
        let Some(unit) = self.unit else { return Some("\"\"".to_string()) };
        let (grid, entry) = self.grid_of(name)?;
        let value = grid.cell(entry, grid.row(unit))?;
        // Units of one kind are usually adjacent. Then the range covers only them.
        let ranked = ranked_units(self.plan, unit);
        let (first, last) = (*ranked.first()?, *ranked.last()?);
        if last - first + 1 == ranked.len() {
            return Some(expand::rank(&value, &grid.range_of(entry, first, ranked.len())?, None));
        }
        let (kind, kinds) = self.kinds(unit);
        Some(expand::rank(&value, &grid.range(entry)?, Some((&kind, &kinds))))
    }
}

impl NameResolver for ColumnResolver<'_> {
    fn language(&self) -> Lang {
        self.plan.language
    }

    fn name(&self, name: &str) -> Option<String> {
        if let Some(index) = self.plan.columns.iter().position(|c| c.name == name) {
            return self.home(GridColumn::Column(index));
        }
        if let Some(index) = self.plan.annex_column(name) {
            return self.home(GridColumn::Annex(index)).or_else(|| self.annex(index));
        }
        let counters = self.layout.counters;
        if let (true, Some(unit)) = ([counters.gaps, counters.gaps_of_year].contains(&name), self.unit) {
            return Some(expand::uncounted(&states(self.plan, self.layout, unit)?, name == counters.gaps_of_year));
        }
        if let (true, Some(unit)) = (counters.late == name, self.unit) {
            let block = |key: DataColumnKey| self.layout.data.block(unit, &key);
            let (sent, deadlines) = (block(DataColumnKey::Figure(SENT.to_string()))?, block(DataColumnKey::Deadline)?);
            return Some(expand::late(&states(self.plan, self.layout, unit)?, &sent, &deadlines));
        }
        self.layout.word(name)
    }

    fn aggregate(&self, aggregate: PeriodAggregate, name: &str) -> Option<String> {
        match aggregate {
            PeriodAggregate::Rank => return self.rank(name),
            PeriodAggregate::OverallRank => return self.overall_rank(name),
            PeriodAggregate::WholeSum => return self.whole_sum(name),
            PeriodAggregate::KindSum => return self.kind_sum(name),
            _ => {}
        }
        expand::over_block(aggregate, &block(self.plan, self.layout, self.unit?, name)?)
    }
}

impl ColumnResolver<'_> {
    /// Writes the formula of a column; `""` in the periods in which it is not in force.
    ///
    /// # Errors
    /// A name has no cell.
    pub(super) fn column(&self, column: &Column) -> Result<String, UnknownName> {
        let formula = column.formula.write(self)?;
        Ok(in_force::limited(self.plan, column.shown_in(), &self.layout.ordinal(), formula))
    }
}

/// The most runs of adjacent units of a kind that a sum lists one by one.
const MOST_RUNS: usize = 12;

/// Returns the units that HANG compares a unit with, itself included: those of its kind.
pub(super) fn ranked_units(plan: &Plan, unit: usize) -> Vec<usize> {
    let kind = plan.units.get(unit).map(|own| &own.kind);
    (0..plan.units.len()).filter(|other| plan.units.get(*other).map(|other| &other.kind) == kind).collect()
}

/// Limits a formula of a unit to the periods in which it reports. `at` is the cell with the ordinal of the period.
pub(super) fn while_reporting(plan: &Plan, unit: usize, at: &str, formula: String) -> String {
    let (first, last) = plan.reporting_bounds(unit);
    expand::while_reporting(formula, at, first, last)
}

/// Resolves names for a rule over a return, either for the report period or for a fixed period.
pub(super) struct RuleResolver<'a> {
    pub plan: &'a Plan,
    pub layout: &'a WorkbookLayout<'a>,
    /// The index of the unit.
    pub unit: usize,
    /// The period (0 = the plan's first); `None` follows the report period.
    pub period: Option<u32>,
    /// The roster whose rows are evaluated; see [`RosterLayout::OWN_ROW`].
    pub roster: Option<usize>,
}

impl RuleResolver<'_> {
    /// Writes the check of a rule; `""` in the periods in which it is not in force.
    ///
    /// # Errors
    /// A name has no cell.
    pub(super) fn check(&self, rule: &Rule) -> Result<String, UnknownName> {
        self.limited(rule, || rule.check.write(self))
    }

    /// Returns a formula of a rule, limited to the periods in which the rule is in force. For a fixed period the
    /// formula itself or `""`.
    pub(super) fn limited<E>(&self, rule: &Rule, formula: impl FnOnce() -> Result<String, E>) -> Result<String, E> {
        match self.period {
            Some(period) if !rule.validity.contains(self.plan.first.plus(period as i32)) => Ok("\"\"".to_string()),
            Some(_) => formula(),
            None => Ok(in_force::limited(self.plan, rule.validity, &self.layout.ordinal(), formula()?)),
        }
    }

    fn value(&self, key: &DataColumnKey) -> Option<String> {
        match self.period {
            None => self.layout.now(self.unit, key),
            Some(period) => self.layout.data.cell(self.unit, period, key),
        }
    }
}

impl NameResolver for RuleResolver<'_> {
    fn name(&self, name: &str) -> Option<String> {
        match resolve(self.plan, name)? {
            Binding::Figure { name, time } => {
                let row = match time {
                    FigureTime::Own => return self.value(&DataColumnKey::Figure(name)),
                    FigureTime::ToDate => return self.value(&DataColumnKey::ToDate(name)),
                    FigureTime::Before => DataColumnKey::Before,
                    FigureTime::YearBefore => DataColumnKey::YearBefore,
                };
                let column = self.layout.data.whole_column(&DataColumnKey::Figure(name))?;
                Some(format!("INDEX({column},{})", self.value(&row)?))
            }
            Binding::Annex(i) => self.value(&DataColumnKey::Annex(i)),
            Binding::Ordinal => match self.period {
                None => Some(self.layout.ordinal()),
                Some(_) => self.value(&DataColumnKey::Ordinal),
            },
            Binding::FirstDay => self.value(&DataColumnKey::FirstDay),
            Binding::LastDay => self.value(&DataColumnKey::LastDay),
            Binding::Deadline => self.value(&DataColumnKey::Deadline),
            Binding::CutOff => self.value(&DataColumnKey::CutOff),
            Binding::FormVersion => {
                let ordinal = match self.period {
                    None => self.layout.ordinal(),
                    Some(_) => self.value(&DataColumnKey::Ordinal)?,
                };
                Some(in_force::form_version(self.plan, &ordinal))
            }
            Binding::Rows(r) => self.value(&DataColumnKey::Rows(r)),
            Binding::Cell(r, c) => {
                self.roster.filter(|roster| *roster == r)?;
                Some(RosterLayout::own_cell(c))
            }
            Binding::Column(r, c) => Some(self.layout.rosters.get(r)?.of_return(self.unit, self.period?, c)),
            Binding::Setting(_) | Binding::Periods => self.layout.word(name),
            Binding::UnitCodes => Some(self.layout.annex.range(AnnexLayout::CODE)),
            Binding::This | Binding::AnnexColumn | Binding::AnnexTotal => None,
        }
    }
}

/// Resolves names for a pace column in a fixed period: annex figures in force in that period, and its ordinal.
pub(super) struct PaceResolver<'a> {
    pub plan: &'a Plan,
    pub layout: &'a WorkbookLayout<'a>,
    /// The index of the unit.
    pub unit: usize,
    /// The period (0 = the plan's first).
    pub period: u32,
    /// The cell with the ordinal of the period.
    pub ordinal: String,
}

impl PaceResolver<'_> {
    /// Writes the formula of a pace column; `""` in a period in which it is not in force.
    ///
    /// # Errors
    /// A name has no cell.
    pub(super) fn column(&self, column: &Column) -> Result<String, UnknownName> {
        match column.shown_in().contains(self.plan.first.plus(self.period as i32)) {
            true => column.formula.write(self),
            false => Ok("\"\"".to_string()),
        }
    }
}

impl NameResolver for PaceResolver<'_> {
    fn language(&self) -> Lang {
        self.plan.language
    }

    fn name(&self, name: &str) -> Option<String> {
        if name == self.layout.counters.ordinal {
            return Some(self.ordinal.clone());
        }
        match self.plan.annex_column(name) {
            Some(column) => self.layout.data.cell(self.unit, self.period, &DataColumnKey::Annex(column)),
            None => self.layout.word(name),
        }
    }
}

/// Resolves names for a rule over a column of the annex.
pub(super) struct AnnexResolver<'a> {
    pub plan: &'a Plan,
    pub layout: &'a WorkbookLayout<'a>,
    /// The index of the annex column.
    pub column: usize,
}

impl NameResolver for AnnexResolver<'_> {
    fn name(&self, name: &str) -> Option<String> {
        match resolve(self.plan, name)? {
            Binding::AnnexColumn => Some(self.layout.annex.range(AnnexLayout::FIRST + self.column as u32)),
            Binding::AnnexTotal => Some(self.layout.annex.printed_cell(self.column)),
            Binding::UnitCodes => Some(self.layout.annex.range(AnnexLayout::CODE)),
            Binding::Setting(_) | Binding::Periods => self.layout.word(name),
            _ => None,
        }
    }
}
