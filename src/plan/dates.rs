//! The cut-off and the deadline of a period: the usual ones, or its own.

use super::{Dates, Plan};
use crate::model::period::Period;

impl Plan {
    /// Returns cut-off and deadline of a period.
    pub(crate) fn dates(&self, period: Period) -> Dates {
        self.calendar.get(&period).copied().unwrap_or_else(|| self.usual_dates(period))
    }

    /// Returns cut-off and deadline of a period without dates of its own.
    pub(crate) fn usual_dates(&self, period: Period) -> Dates {
        let end = period.last_day();
        Dates { cut_off: end.plus(self.days.cut_off), deadline: end.plus(self.days.deadline) }
    }
}
