//! The edition of a plan for a period: the same plan with only what is in force then. Forms and returns of the period
//! follow it.

use super::field_rules::RuleOrigin;
use super::{Plan, Roster, Rule, Scope};
use crate::model::period::Period;
use crate::model::validity::Validity;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The editions of a plan, one for each run of periods in which the same is in force.
#[derive(Debug)]
pub(crate) struct PlanEditions<'p> {
    whole: &'p Plan,
    /// First period and edition, in order. Empty if everything is in force in all periods.
    parts: Vec<(Period, Plan)>,
}

impl<'p> PlanEditions<'p> {
    /// Builds the editions of a plan.
    pub(crate) fn new(plan: &'p Plan) -> Self {
        let starts = plan.edition_starts();
        if starts.len() < 2 && plan.is_whole(plan.first) {
            return PlanEditions { whole: plan, parts: Vec::new() };
        }
        let parts = starts.into_iter().map(|period| (period, plan.edition(period).into_owned())).collect();
        PlanEditions { whole: plan, parts }
    }

    /// Returns the edition for a period; for one outside the plan that of the nearest period.
    pub(crate) fn at(&self, period: Period) -> &Plan {
        let begun = self.parts.iter().rev().find(|(start, _)| *start <= period);
        begun.or(self.parts.first()).map_or(self.whole, |(_, plan)| plan)
    }

    /// Returns all editions, in order.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Plan> {
        let whole = self.parts.is_empty().then_some(self.whole);
        whole.into_iter().chain(self.parts.iter().map(|(_, plan)| plan))
    }
}

impl Plan {
    /// Returns the version of the form for a period.
    pub(crate) fn form_version(&self, period: Period) -> &str {
        let later = self.form.versions.iter().rev().find(|(from, _)| *from <= period);
        later.map_or(self.form.version.as_str(), |(_, version)| version.as_str())
    }

    /// Returns the periods in which something begins or ends, the plan's first included, in order.
    pub(crate) fn edition_starts(&self) -> BTreeSet<Period> {
        let mut starts = BTreeSet::from([self.first]);
        let columns = self.rosters.iter().flat_map(|r| &r.columns).map(|c| c.validity);
        let parts = self.indicators.iter().map(|i| i.validity);
        let parts = parts.chain(self.narratives.iter().map(|n| n.validity)).chain(columns);
        let parts = parts.chain(self.rosters.iter().map(|r| r.validity));
        // Figures of the period before begin and end one period later.
        let before = self.indicators.iter().map(|i| i.validity.next());
        // So do those of a year before, if a rule reads them.
        let per_year = i32::from(self.cycle().per_year());
        let years = match self.earlier_names().year_before.is_empty() {
            true => &[][..],
            false => &self.indicators,
        };
        let before = before.chain(years.iter().map(|i| i.validity.after(per_year)));
        for validity in parts.chain(before).chain(self.rules.iter().map(|r| r.validity)) {
            starts.extend(validity.from);
            starts.extend(validity.until.map(|until| until.plus(1)));
        }
        starts.extend(self.form.versions.iter().map(|(from, _)| *from));
        starts.into_iter().filter(|period| (self.first..=self.last).contains(period)).collect()
    }

    /// Returns true if everything is in force in a period, and was in the one before.
    fn is_whole(&self, period: Period) -> bool {
        let holds = |validity: Validity| validity.contains(period);
        self.indicators.iter().all(|i| holds(i.validity) && holds(i.validity.next()))
            && self.narratives.iter().all(|n| holds(n.validity))
            && self.rosters.iter().all(|r| holds(r.validity) && r.columns.iter().all(|c| holds(c.validity)))
            && self.rules.iter().all(|rule| holds(rule.validity))
            && self.form_version(period) == self.form.version
    }

    /// Returns the plan with only the indicators, narratives, rosters and rules that are in force in a period, and with
    /// the form's version of that period. Indexes are those of the edition.
    pub fn edition(&self, period: Period) -> Cow<'_, Plan> {
        if self.is_whole(period) {
            return Cow::Borrowed(self);
        }
        let mut out = self.clone();
        out.form.version = self.form_version(period).to_string();
        out.indicators.retain(|i| i.validity.contains(period));
        let before = self.indicators.iter().filter(|i| i.validity.contains(period.plus(-1)));
        out.earlier = Some(before.cloned().collect());
        let year_before = period.plus(-i32::from(self.cycle().per_year()));
        let year_earlier = self.indicators.iter().filter(|i| i.validity.contains(year_before));
        out.year_earlier = Some(year_earlier.cloned().collect());
        out.narratives.retain(|n| n.validity.contains(period));
        let rosters = self.rosters_in(period);
        out.rosters = rosters.iter().filter_map(|(r, columns)| self.rosters.get(*r)?.only(columns)).collect();
        let indicators: Vec<usize> =
            (0..self.indicators.len()).filter(|i| self.indicators[*i].validity.contains(period)).collect();
        let map = IndexMap { indicators: &indicators, rosters: &rosters };
        let in_force = self.rules.iter().filter(|rule| rule.validity.contains(period));
        out.rules = in_force.filter_map(|rule| map.rule(rule)).collect();
        Cow::Owned(out)
    }

    /// Returns the rosters (index) that are in force in a period, each with its columns (indexes) that are.
    pub(crate) fn rosters_in(&self, period: Period) -> Vec<(usize, Vec<usize>)> {
        let rosters = self.rosters.iter().enumerate().filter(|(_, roster)| roster.validity.contains(period));
        let columns = |roster: &Roster| {
            let columns = roster.columns.iter().enumerate();
            columns.filter(|(_, column)| column.validity.contains(period)).map(|(c, _)| c).collect::<Vec<_>>()
        };
        rosters.map(|(r, roster)| (r, columns(roster))).filter(|(_, columns)| !columns.is_empty()).collect()
    }

    /// Returns the indicators that are in force in the period before, of an edition; else all.
    pub(crate) fn indicators_before(&self) -> &[super::Indicator] {
        self.earlier.as_ref().unwrap_or(&self.indicators)
    }

    /// Returns the indicators that are in force a year before, of an edition; else all.
    pub(crate) fn indicators_year_before(&self) -> &[super::Indicator] {
        self.year_earlier.as_ref().unwrap_or(&self.indicators)
    }
}

impl Roster {
    /// Returns the roster with only these columns (indexes); `None` without a column.
    fn only(&self, columns: &[usize]) -> Option<Roster> {
        let kept: Vec<_> = columns.iter().filter_map(|c| self.columns.get(*c).cloned()).collect();
        let is_kept = |name: &String| kept.iter().any(|column| column.name == *name);
        let unique = if self.unique.iter().all(is_kept) { self.unique.clone() } else { Vec::new() };
        (!kept.is_empty()).then(|| Roster { unique, columns: kept, ..self.clone() })
    }
}

/// What of a plan an edition keeps, by the indexes of the whole plan.
struct IndexMap<'a> {
    indicators: &'a [usize],
    rosters: &'a [(usize, Vec<usize>)],
}

impl IndexMap<'_> {
    fn roster(&self, roster: usize) -> Option<usize> {
        self.rosters.iter().position(|(r, _)| *r == roster)
    }

    fn column(&self, roster: usize, column: usize) -> Option<(usize, usize)> {
        let at = self.roster(roster)?;
        let (_, columns) = self.rosters.get(at)?;
        Some((at, columns.iter().position(|c| *c == column)?))
    }

    /// Returns a rule with the indexes of the edition; `None` if it judges nothing there.
    fn rule(&self, rule: &Rule) -> Option<Rule> {
        let scope = match rule.scope {
            Scope::RosterRow(roster) => Scope::RosterRow(self.roster(roster)?),
            other => other,
        };
        let origin = match rule.origin {
            RuleOrigin::Required(r, c) => self.column(r, c).map(|(r, c)| RuleOrigin::Required(r, c))?,
            RuleOrigin::Unique(r, c) => self.column(r, c).map(|(r, c)| RuleOrigin::Unique(r, c))?,
            RuleOrigin::UniqueTogether(r) => RuleOrigin::UniqueTogether(self.roster(r)?),
            other => other,
        };
        let cells = match &rule.cells {
            None => None,
            Some(cells) => {
                let kept: Vec<usize> =
                    cells.iter().filter_map(|cell| self.indicators.iter().position(|i| i == cell)).collect();
                Some(kept).filter(|kept| !kept.is_empty())
            }
        };
        if rule.cells.is_some() && cells.is_none() {
            return None;
        }
        Some(Rule { scope, origin, cells, ..rule.clone() })
    }
}
