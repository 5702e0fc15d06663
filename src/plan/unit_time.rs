//! Units in time: the periods in which a unit reports, the unit that takes over from it, and its earlier names.
//!
//! It knows which units and periods belong together and adds nothing up: sums over units are formulas, see
//! `formula::expand`.

use super::figure::FigureTotal;
use super::{Indicator, IndicatorKind, Plan, Unit};
use crate::formula::expand::{JoinedBy, SpanFigure};
use crate::model::period::Period;
use crate::model::text::text_in;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The time of a unit. Without any entry it reports in all periods of the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitTime {
    /// First period in which it reports; `None` for the plan's first.
    pub from: Option<Period>,
    /// Last period in which it reports; `None` for the plan's last.
    pub until: Option<Period>,
    /// Code of its heir: the unit that takes over from the period after `until` on.
    pub into: Option<String>,
    /// Code of the unit that it was split from.
    pub out_of: Option<String>,
    /// Earlier names, in the order of time.
    pub before: Vec<FormerName>,
}

/// An earlier name of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerName {
    /// Last period with this name.
    pub until: Period,
    /// The name.
    pub name: String,
}

impl UnitTime {
    /// Returns true if a unit of this time reports in a period.
    pub(crate) fn contains(&self, period: Period) -> bool {
        self.from.is_none_or(|from| from <= period) && self.until.is_none_or(|until| period <= until)
    }

    /// Returns true if both mean the same in a plan from `first` to `last`: its bounds may be written or left out.
    pub(crate) fn is_like(&self, other: &UnitTime, first: Period, last: Period) -> bool {
        let bounds = |time: &UnitTime| (time.from.unwrap_or(first), time.until.unwrap_or(last));
        let rest = |time: &UnitTime| (time.into.clone(), time.out_of.clone(), time.before.clone());
        bounds(self) == bounds(other) && rest(self) == rest(other)
    }

    /// Returns true if there is a period in which both report.
    pub(crate) fn overlaps(&self, other: &UnitTime) -> bool {
        let begins_in_time = |a: &UnitTime, b: &UnitTime| match (a.from, b.until) {
            (Some(from), Some(until)) => from <= until,
            _ => true,
        };
        begins_in_time(self, other) && begins_in_time(other, self)
    }

    /// Returns true if the unit changes at all during a plan.
    pub(crate) fn is_changing(&self) -> bool {
        *self != UnitTime::default()
    }

    /// Returns the period in which the heir takes over: the one after the last.
    pub(crate) fn end(&self) -> Option<Period> {
        self.until.map(|until| until.plus(1))
    }
}

impl Unit {
    /// Returns the name of the unit in a period.
    pub(crate) fn name_in(&self, period: Period) -> &str {
        self.time.before.iter().find(|former| period <= former.until).map_or(&self.name, |former| &former.name)
    }

    /// Returns true if the unit reports in a period.
    pub(crate) fn reports_in(&self, period: Period) -> bool {
        self.time.contains(period)
    }
}

impl Indicator {
    /// Returns how the figure of a span follows from those of its periods: a flow adds up, an opening balance is that of
    /// the first period. What is filled in from its own last figure is no balance.
    pub(crate) fn over_span(&self) -> SpanFigure {
        let is_opening = self.opening.as_ref().is_some_and(|name| *name != self.name);
        match (self.kind, &self.figure.add) {
            (IndicatorKind::Flow, FigureTotal::Sum | FigureTotal::Last) => SpanFigure::Sum,
            (IndicatorKind::Stock, _) if is_opening => SpanFigure::First,
            _ => SpanFigure::Last,
        }
    }

    /// Returns how the figure of an heir follows from those of the units that it takes over; `None` if it does not.
    pub(crate) fn joined_by(&self) -> Option<JoinedBy> {
        match self.figure.add {
            FigureTotal::Sum | FigureTotal::Last if self.kind.is_number() => Some(JoinedBy::Sum),
            FigureTotal::Max if self.kind.is_number() => Some(JoinedBy::Max),
            _ => None,
        }
    }
}

/// A quota of a unit that is part of its own quota or of that of its heir.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(crate) struct QuotaTerm {
    /// Index of the unit that it was issued to.
    pub unit: usize,
    /// The figure.
    pub value: f64,
}

/// A unit that leaves another one.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnitSplit {
    /// Index of the unit that it leaves.
    pub origin: usize,
    /// Index of the new unit.
    pub part: usize,
    /// The first period of the new unit.
    pub since: Period,
}

impl Plan {
    /// Returns true if any unit begins, ends, takes over or changes its name during the plan.
    pub(crate) fn has_changing_units(&self) -> bool {
        self.units.iter().any(|unit| unit.time.is_changing())
    }

    /// Returns true if a unit (index) reports in a period.
    pub(crate) fn reports(&self, unit: usize, period: Period) -> bool {
        self.units.get(unit).is_none_or(|unit| unit.reports_in(period))
    }

    /// Returns the ordinals of the first and the last period in which a unit reports; `None` for those of the plan.
    pub(crate) fn reporting_bounds(&self, unit: usize) -> (Option<u32>, Option<u32>) {
        let Some(time) = self.units.get(unit).map(|unit| &unit.time) else { return (None, None) };
        let ordinal = |period: Period| u32::try_from(period.ordinal(self.first)).ok();
        let first = time.from.filter(|from| *from > self.first).and_then(ordinal);
        (first, time.until.filter(|until| *until < self.last).and_then(ordinal))
    }

    /// Returns true if a unit takes over another one during the plan.
    pub(crate) fn has_heirs(&self) -> bool {
        let ends = |unit: &Unit| unit.time.into.is_some() && unit.time.end().is_some_and(|end| end <= self.last);
        self.units.iter().any(ends)
    }

    /// Returns the units that a unit takes over, with the period in which it does, in the order of the plan.
    pub(crate) fn taken_over(&self, unit: usize) -> impl Iterator<Item = (usize, Period)> {
        let code = self.units.get(unit).map(|unit| unit.code.as_str());
        self.units.iter().enumerate().filter_map(move |(index, other)| {
            let is_heir = other.time.into.is_some() && other.time.into.as_deref() == code;
            Some((index, other.time.end().filter(|end| is_heir && *end <= self.last)?))
        })
    }

    /// Returns the units that a unit takes over, directly or through others, with the period from which on they are part
    /// of it.
    pub(crate) fn all_taken_over(&self, unit: usize) -> Vec<(usize, Period)> {
        let mut out: Vec<(usize, Period)> = self.taken_over(unit).collect();
        let mut next = 0;
        while let Some((other, at)) = out.get(next).copied() {
            let known: BTreeSet<usize> = out.iter().map(|(index, _)| *index).chain([unit]).collect();
            let more = self.taken_over(other).filter(|(index, _)| !known.contains(index));
            out.extend(more.map(|(index, own)| (index, own.max(at))));
            next += 1;
        }
        out
    }

    fn splits(&self, unit: usize) -> Vec<Period> {
        self.first.through(self.last).filter(|period| self.is_split_in(unit, *period)).collect()
    }

    /// Returns the periods before which a unit with those that it has taken over is not comparable with itself: one of them
    /// is split. Each with the period from which on that is so.
    pub(crate) fn splits_within(&self, unit: usize) -> Vec<(Period, Period)> {
        let parts = self.all_taken_over(unit).into_iter().chain([(unit, self.first)]);
        parts.flat_map(|(part, at)| self.splits(part).into_iter().map(move |since| (since, since.max(at)))).collect()
    }

    /// Returns the splits after a period, up to the period `report`, of a unit (index) or of one that it has taken over by
    /// then.
    pub(crate) fn splits_after(&self, unit: usize, before: Period, report: Period) -> Vec<UnitSplit> {
        let taken_over = self.all_taken_over(unit).into_iter().filter(|(_, at)| *at <= report);
        let own: Vec<usize> = taken_over.map(|(part, _)| part).chain([unit]).collect();
        let split = |(part, new): (usize, &Unit)| {
            let origin = self.unit_index(new.time.out_of.as_deref()?)?;
            let since = new.time.from.filter(|since| before < *since && *since <= report)?;
            (own.contains(&part) || own.contains(&origin)).then_some(UnitSplit { origin, part, since })
        };
        self.units.iter().enumerate().filter_map(split).collect()
    }

    /// Returns the period a year before, and the units that reported in it and are one with a unit (index) now; `None` if there
    /// are none, or one of them was split since.
    pub(crate) fn year_before(&self, unit: usize, period: Period) -> Option<(Period, Vec<usize>)> {
        let before = period.plus(-i32::from(self.cycle().per_year()));
        let is_split = || self.splits_within(unit).into_iter().any(|(since, at)| before < since && at <= period);
        if before < self.first || is_split() {
            return None;
        }
        let others = self.all_taken_over(unit).into_iter().filter(|(_, at)| *at <= period).map(|(other, _)| other);
        let there: Vec<usize> = [unit].into_iter().chain(others).filter(|part| self.reports(*part, before)).collect();
        (!there.is_empty()).then_some((before, there))
    }

    /// Returns the units whose sums of an indicator to the period before a unit (index) continues in a period: itself, and those
    /// that it takes over; none where it begins. `None` if the unit or the row of the form is not there in the period, or the
    /// unit is split in it.
    pub(crate) fn summed_before(&self, unit: usize, indicator: &Indicator, period: Period) -> Option<Vec<usize>> {
        if !self.reports(unit, period) || !indicator.validity.contains(period) {
            return None;
        }
        let before = period.plus(-1);
        if before < self.first || !indicator.validity.contains(before) {
            return Some(Vec::new());
        }
        let is_begun = self.reports(unit, before);
        (!is_begun || !self.is_split_in(unit, period)).then(|| self.predecessors(unit, period))
    }

    /// Returns the units that a unit takes over in a period.
    pub(crate) fn taken_over_in(&self, unit: usize, period: Period) -> Vec<usize> {
        self.taken_over(unit).filter(|(_, at)| *at == period).map(|(index, _)| index).collect()
    }

    /// Returns true if a part of the unit leaves it in a period, or the unit itself leaves another one. Then it opens
    /// with what it reports: the period before is not comparable.
    pub(crate) fn is_split_in(&self, unit: usize, period: Period) -> bool {
        let Some(own) = self.units.get(unit) else { return false };
        let begins = |time: &UnitTime| time.out_of.is_some() && time.from == Some(period);
        begins(&own.time)
            || self.units.iter().any(|other| begins(&other.time) && other.time.out_of.as_ref() == Some(&own.code))
    }

    /// Returns the units whose figures of the period before are the previous figures of a unit: itself, or with it
    /// those that it takes over; none after a split.
    pub(crate) fn predecessors(&self, unit: usize, period: Period) -> Vec<usize> {
        if self.is_split_in(unit, period) {
            return Vec::new();
        }
        let own = Some(unit).filter(|unit| self.reports(*unit, period.plus(-1)));
        own.into_iter().chain(self.taken_over_in(unit, period)).collect()
    }

    /// Returns the units that end before the plan does and have no heir.
    pub(crate) fn dissolved(&self) -> Vec<usize> {
        let ends = |unit: &Unit| unit.time.into.is_none() && unit.time.until.is_some_and(|until| until < self.last);
        self.units.iter().enumerate().filter(|(_, unit)| ends(unit)).map(|(index, _)| index).collect()
    }

    /// Returns the quotas whose sum is the quota of a unit in a period: its own, and those of the units that it has
    /// taken over since. An amendment from then on replaces them all. Empty if the unit does not report or has none.
    pub(crate) fn quota_terms(&self, unit: usize, column: usize, period: Period) -> Vec<QuotaTerm> {
        let mut out = Vec::new();
        if self.reports(unit, period) {
            self.add_quota_terms(unit, column, period, &mut BTreeSet::new(), &mut out);
        }
        out
    }

    fn add_quota_terms(
        &self,
        unit: usize,
        column: usize,
        period: Period,
        seen: &mut BTreeSet<usize>,
        out: &mut Vec<QuotaTerm>,
    ) {
        let (Some(own), Some(spec)) = (self.units.get(unit), self.annex.columns.get(column)) else { return };
        if !seen.insert(unit) {
            return;
        }
        let amended = self.amended(own, &spec.name, period);
        let issued = own.figures.get(column).copied().flatten();
        out.extend(amended.map(|a| a.value).or(issued).map(|value| QuotaTerm { unit, value }));
        let is_included = |at: Period| amended.is_some_and(|amended| amended.from >= at);
        for (other, at) in self.taken_over(unit).filter(|(_, at)| *at <= period && !is_included(*at)) {
            self.add_quota_terms(other, column, at.plus(-1), seen, out);
        }
    }

    /// Returns what became of a unit, in words of a sheet: "đã nhập vào Tỉnh Lâm Đồng từ Quý III/2025". `None` for a
    /// unit that reports in all periods.
    pub(crate) fn end_note(&self, unit: usize) -> Option<String> {
        let time = &self.units.get(unit)?.time;
        let end = time.end().filter(|end| *end <= self.last)?.text_in(self.language);
        Some(match &time.into {
            Some(heir) => {
                text_in!(self.language, "đã nhập vào {} từ {end}", "merged into {} from {end}", self.unit_name(heir))
            }
            None => text_in!(self.language, "đã kết thúc, không báo cáo từ {end}", "ended, does not report from {end}"),
        })
    }

    /// Returns since when a unit reports, in words of a sheet; `None` for a unit of the plan's first period.
    pub(crate) fn start_note(&self, unit: usize) -> Option<String> {
        let time = &self.units.get(unit)?.time;
        let start = time.from.filter(|from| *from > self.first)?.text_in(self.language);
        Some(match &time.out_of {
            Some(other) => text_in!(
                self.language,
                "tách từ {}, báo cáo từ {start}",
                "split from {}, reports from {start}",
                self.unit_name(other)
            ),
            None => text_in!(self.language, "báo cáo từ {start}", "reports from {start}"),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn period(text: &str) -> Option<Period> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn times_overlap_if_they_share_a_period() {
        let time = |from: Option<Period>, until: Option<Period>| UnitTime { from, until, ..UnitTime::default() };
        let ended = time(None, period("2025-Q2"));
        assert!(!ended.overlaps(&time(period("2025-Q3"), None)));
        assert!(!time(period("2025-Q3"), None).overlaps(&ended));
        assert!(ended.overlaps(&time(period("2025-Q2"), None)));
        assert!(ended.overlaps(&UnitTime::default()) && UnitTime::default().overlaps(&ended));
    }

    #[test]
    fn a_name_is_that_of_the_period() {
        let former = |until: &str, name: &str| FormerName { until: period(until).unwrap(), name: name.into() };
        let before = vec![former("2023-Q4", "Tỉnh Huế cũ"), former("2024-Q4", "Tỉnh Thừa Thiên Huế")];
        let unit =
            Unit {
                name: "Thành phố Huế".into(), time: UnitTime { before, ..UnitTime::default() }, ..Unit::default()
            };
        let names = ["2023-Q1", "2024-Q1", "2024-Q4", "2025-Q1"].map(|q| unit.name_in(period(q).unwrap()));
        assert_eq!(names, ["Tỉnh Huế cũ", "Tỉnh Thừa Thiên Huế", "Tỉnh Thừa Thiên Huế", "Thành phố Huế"]);
    }
}
