//! The figures of a return that was checked, as the form prints them: for programs that show them beside the findings.

use crate::model::amount::Amount;
use crate::model::submission::Submission;
use crate::plan::{Indicator, IndicatorKind, Plan};

/// A row of the form, with what the return has in it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub(crate) struct CheckedFigure {
    /// Section heading of the row.
    pub section: String,
    /// Printed code; may be empty.
    pub code: String,
    /// Printed text of the row.
    pub label: String,
    /// Unit of measure.
    pub measure: String,
    /// `number`, `share`, `date` or `text`.
    pub kind: &'static str,
    /// Sheet of the return; `None` if the row is not in the file.
    pub sheet: Option<String>,
    /// Cell, such as `E14`.
    pub cell: Option<String>,
    /// The number; a date as serial number, a share as a fraction.
    pub number: Option<f64>,
    /// The text of a cell that holds a text, or that cannot be read.
    pub text: Option<String>,
    /// False if the cell has content that cannot be read as one figure.
    pub is_readable: bool,
}

/// Returns the rows of the form of the return's period, in the order of the form.
pub(crate) fn of_return(plan: &Plan, submission: &Submission) -> Vec<CheckedFigure> {
    let edition = plan.edition(submission.period);
    let one = |indicator: &Indicator| {
        let figure = submission.figures.get(indicator.name.as_str());
        let (number, text, is_readable) = match figure.map(|figure| &figure.amount) {
            None | Some(Amount::Blank) => (None, None, true),
            Some(Amount::Number(number)) => (Some(*number), None, true),
            Some(Amount::Text(text)) => (None, Some(text.to_string()), true),
            Some(Amount::Unreadable { raw, .. }) => (None, Some(raw.to_string()), false),
        };
        CheckedFigure {
            section: indicator.section.clone(),
            code: indicator.code.clone(),
            label: indicator.display.as_ref().unwrap_or(&indicator.label).clone(),
            measure: indicator.unit.clone(),
            kind: match indicator.kind {
                IndicatorKind::Flow | IndicatorKind::Stock => "number",
                IndicatorKind::Percent => "share",
                IndicatorKind::Date => "date",
                IndicatorKind::Choice | IndicatorKind::Text => "text",
            },
            sheet: figure.map(|figure| figure.sheet.to_string()),
            cell: figure.map(|figure| figure.cell.to_string()),
            number,
            text,
            is_readable,
        }
    };
    edition.indicators.iter().map(one).collect()
}
