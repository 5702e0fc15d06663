//! Compares the version that a return prints with that of the plan in its period.

use super::builtin_findings;
use crate::model::amount::Amount;
use crate::model::finding::Finding;
use crate::model::fold::fold;
use crate::model::submission::Submission;
use crate::plan::{Plan, header};

/// Returns a warning for a form of another version if no rule of the plan compares the version.
pub(super) fn other_version(plan: &Plan, submission: &Submission) -> Option<Finding> {
    let figure = submission.figures.get(header::VERSION)?;
    let Amount::Text(found) = &figure.amount else { return None };
    let expected = plan.form_version(submission.period);
    let is_compared = plan.rules.iter().any(|rule| rule.check.names().iter().any(|name| name == header::VERSION));
    (!is_compared && !expected.is_empty() && fold(found) != fold(expected))
        .then(|| builtin_findings::other_version(submission, figure.cell.to_string(), found, expected))
}
