//! The data of earlier returns that a form is prefilled with.

use super::amount::Value;
use super::period::Period;
use std::collections::BTreeMap;

/// The data that a unit's form for a period is prefilled with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Previous {
    /// The figures of the return for the previous period; `None` if that return is not counted.
    pub figures: Option<BTreeMap<String, Value>>,
    /// The figures of the counted return for the same period a year before; `None` if there is none.
    pub year_before: Option<BTreeMap<String, Value>>,
    /// The figures of the counted returns before this one by the name of an indicator that a rule sums to date; no entry
    /// if one of them is not counted.
    pub summed: BTreeMap<String, Vec<f64>>,
    /// Opening balances by indicator name: from the return for the previous period, in the plan's first period from the
    /// annex.
    pub openings: BTreeMap<String, f64>,
    /// The indicators whose opening balance is not confirmed by a counted return for the previous period, with the
    /// reason.
    pub unconfirmed: BTreeMap<String, UnconfirmedOpening>,
    /// The quotas in force by the name of the annex column; no entry without a quota.
    pub quotas: BTreeMap<String, f64>,
    /// The rows of the carried rosters by code: from the last counted return; no entry without rows.
    pub rosters: BTreeMap<String, CarriedRows>,
    /// The earlier periods of the plan for which the unit's return is missing or on hold, the first one first.
    pub gaps: Vec<Period>,
    /// The headlines of the plan with the unit's values by the previous period; empty if no return is counted.
    pub progress: Vec<(String, Value)>,
    /// What the unit has reached period by period; `None` unless two of its returns are counted.
    pub course: Option<UnitCourse>,
}

/// The first flow of the plan that is followed over the periods, for one unit, as sums to date.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitCourse {
    /// Its heading.
    pub heading: String,
    /// Heading of what ought to be reached; `None` if the plan sets no pace.
    pub pace: Option<String>,
    /// The periods, the first one first.
    pub points: Vec<CoursePoint>,
}

/// A period of a course.
#[derive(Clone, Debug, PartialEq)]
pub struct CoursePoint {
    /// The period.
    pub period: Period,
    /// The sum to its end; blank if a return up to then is not counted.
    pub reached: Value,
    /// What ought to be reached by its end; blank without a pace.
    pub expected: Value,
}

/// The rows of a roster that are carried over into the next form, with the place that they come from.
#[derive(Clone, Debug, PartialEq)]
pub struct CarriedRows {
    /// The values by the plan's columns, in the order of the return.
    pub rows: Vec<Vec<Value>>,
    /// The period of the return.
    pub period: Period,
    /// The path of its file within the folder of the returns.
    pub file: String,
    /// Its sheet.
    pub sheet: String,
}

/// Why an opening balance is not confirmed by a counted return for the previous period.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct UnconfirmedOpening {
    /// Index in the plan of the unit whose return it is: the unit itself, or one that it has taken over.
    pub unit: usize,
    /// The previous period.
    pub period: Period,
    /// The state of the unit's return for it.
    pub reason: OpeningReason,
}

/// The state of the return that an opening balance should come from.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum OpeningReason {
    /// The return is on hold; the opening balance is the figure that it reports, if it has one.
    Held,
    /// Several different returns are on hold and report different figures; the opening balance is left empty.
    Tied,
    /// There is no return. The opening balance is empty, or a figure that the unit carries from its last counted return,
    /// for this period.
    Missing(Option<Period>),
    /// The return is counted and has no such figure; the opening balance is left empty.
    NoFigure,
    /// The unit was split from another one and begins in this period; its part of the figures is in no return.
    Split,
}
