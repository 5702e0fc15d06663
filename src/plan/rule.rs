//! The rules.

use super::Indicator;
use super::binding::{self, Binding};
use super::field_rules::RuleOrigin;
use super::{BlankMeaning, Plan, Unit};
use crate::formula::Formula;
use crate::formula::guard::{GuardNeed, MissingNames};
use crate::model::finding::Severity;
use crate::model::text::BilingualText;
use crate::model::validity::Validity;

/// The scope that a rule is evaluated for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Ô số: every numeric cell of the form.
    NumericCells,
    /// Ô bắt buộc: every required cell.
    RequiredCells,
    /// Báo cáo: the return.
    Return,
    /// Dòng: every filled row of the roster (index).
    RosterRow(usize),
    /// Kỳ trước: the return, compared with the previous period.
    Previous,
    /// Phụ lục: the return, compared with the annex.
    Annex,
    /// Đợt: once for each annex column.
    Campaign,
}

/// A rule, of the plan or generated from a field of a roster.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Code, such as `R10`. Rules generated from fields of one kind share a code.
    pub code: String,
    /// Where it comes from.
    pub origin: RuleOrigin,
    /// Severity.
    pub severity: Severity,
    /// Scope.
    pub scope: Scope,
    /// Condition for the rule to apply, as written; `None` if it always applies.
    pub when: Option<Formula>,
    /// Formula that is TRUE for a correct return, as written.
    pub test: Formula,
    /// `IF(guard,IF(when,test,""),"")`, built once by the loader and used everywhere. It gives `""` if the rule does
    /// not apply, TRUE if it passes, FALSE for a finding, and an error if it cannot be evaluated.
    pub check: Formula,
    /// The names without which the rule is not checked; `None` if there are none.
    pub missing: Option<MissingNames>,
    /// What holds when the rule passes: "Đoàn viên cuối kỳ cân đối". Empty if the plan has none.
    pub title: BilingualText,
    /// Message with `{name}` placeholders.
    pub message: BilingualText,
    /// How to fix it.
    pub mend: BilingualText,
    /// Basis in the plan.
    pub basis: String,
    /// For a cell rule that the loader generates: the indicators (indexes) whose cells it judges. `None` if the scope
    /// alone decides.
    pub cells: Option<Vec<usize>>,
    /// The periods in which the rule and all its names are in force.
    pub validity: Validity,
}

impl Rule {
    /// Returns true if a cell rule judges the cell of an indicator (with its index).
    pub(crate) fn judges(&self, index: usize, indicator: &Indicator, is_required: bool) -> bool {
        match (&self.cells, self.scope) {
            (Some(cells), _) => cells.contains(&index),
            (None, Scope::NumericCells) => indicator.kind.is_number(),
            (None, Scope::RequiredCells) => is_required,
            (None, _) => false,
        }
    }
}

impl Rule {
    /// Returns those of the names that the rule needs whose blank means for the unit that they do not apply.
    pub(crate) fn inapplicable_names(&self, plan: &Plan, unit: &Unit) -> Vec<(String, GuardNeed)> {
        let names = self.missing.iter().flat_map(|missing| &missing.names);
        let is_inapplicable = |(name, _): &&(String, GuardNeed)| match binding::resolve(plan, name) {
            Some(Binding::Figure { name, .. }) => {
                plan.indicator(&name).is_some_and(|i| plan.blank(i, unit) == BlankMeaning::NotApplicable)
            }
            _ => false,
        };
        names.filter(is_inapplicable).cloned().collect()
    }
}
