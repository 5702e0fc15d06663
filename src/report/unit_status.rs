//! A unit in a period: the state of its return, and whether it came in time.

use crate::model::period::Period;
use serde::Serialize;

/// Whether a return came in time, by the date on it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Timeliness {
    /// Up to the deadline.
    OnTime,
    /// After it.
    Late,
    /// It has no date.
    Undated,
}

/// A unit in a period; of a longer span there is one for each of its periods.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct UnitStatus {
    /// Code.
    pub unit: String,
    /// Name.
    pub name: String,
    /// Period of the return.
    pub period: Period,
    /// `counted`, `held` or `missing`.
    pub state: UnitState,
    /// File of the selected return.
    pub file: Option<String>,
    /// Its submission number.
    pub submission: Option<u32>,
    /// Date on it, as 2021-10-10.
    pub sent: Option<String>,
    /// `None` without a return.
    pub timeliness: Option<Timeliness>,
    /// Files of a unit without a return that may be meant: forms that nobody filled in, forms of another period.
    pub present: Vec<PresentForm>,
}

/// State of a unit's return.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UnitState {
    /// In the totals.
    Counted,
    /// Kept out of the totals by an error.
    Held,
    /// There is none.
    Missing,
}

/// A file of a unit without a return.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PresentForm {
    /// Path within the folder of the returns.
    pub file: String,
    /// The other period that the form gives; `None` for a form that nobody filled in.
    pub says: Option<Period>,
}
