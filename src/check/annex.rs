//! Rules over the annex itself (scope đợt), evaluated once for each of its columns.

use super::CheckError;
use super::rules::RuleChecker;
use crate::model::finding::Finding;
use crate::plan::Plan;

/// The findings of the plan's rules in its annex, column by column. The caller stops the run when one of them holds.
///
/// # Errors
/// A fault of the plan or the program.
pub fn annex(plan: &Plan) -> Result<Vec<Finding>, CheckError> {
    RuleChecker::new(plan).check_annex()
}
