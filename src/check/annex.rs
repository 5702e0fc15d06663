//! Evaluates the rules on the annex itself (scope "đợt"), once for each of its columns.

use super::CheckError;
use super::rules::RuleChecker;
use crate::model::finding::Finding;
use crate::plan::Plan;

/// Returns the findings of the plan's rules in its annex, column by column. The caller stops the run if there is an
/// error among them.
///
/// # Errors
/// Fails on an error of the plan or of the program.
pub(crate) fn annex(plan: &Plan) -> Result<Vec<Finding>, CheckError> {
    RuleChecker::new(plan).check_annex()
}
