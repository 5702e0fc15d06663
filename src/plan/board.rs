//! What the board records about its reports: number and date, and remarks.

use super::PlanInfo;
use crate::model::day::Day;
use crate::model::period::Period;
use crate::model::text::Lang;

/// Number and date of the board's report for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportDocument {
    /// The period.
    pub period: Period,
    /// The number as recorded: `45` or `45/BC-LĐLĐ`.
    pub number: String,
    /// The date. `None` if it is written by hand.
    pub date: Option<Day>,
}

impl ReportDocument {
    /// Returns the number as printed: `Số: 45/BC-LĐLĐ`.
    pub(crate) fn printed(&self, info: &PlanInfo, lang: Lang) -> String {
        let word = lang.pick("Số:", "No.");
        let number = self.number.trim();
        if number.contains('/') {
            format!("{word} {number}")
        } else {
            format!("{word} {number}{}", info.report_suffix())
        }
    }
}

/// A remark of the board about a unit in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Unit code.
    pub unit: String,
    /// The period.
    pub period: Period,
    /// The remark.
    pub text: String,
}

impl PlanInfo {
    /// Returns the ending of the number of a report: `/BC-LĐLĐ` for a plan 277/KH-LĐLĐ.
    pub(crate) fn report_suffix(&self) -> String {
        format!("/BC-{}", self.number.rsplit('-').next().unwrap_or_default())
    }
}
