//! Checks that the rules of one row fit into a formula of Excel: in the form one formula holds all of them.

use crate::model::text::BilingualText;
use crate::plan::load::draft::RuleDraft;
use crate::plan::load::walk::PlanDocument;
use crate::plan::{Rule, Scope};
use crate::workbook::excel_limits::FORMULA_SIZE;

/// Reports rules whose formulas and messages are too large together: in the form one formula holds all rules of a row.
pub(super) fn check(rules: &[(&RuleDraft, Rule)], walk: &PlanDocument) {
    let mut sums: Vec<(Scope, usize)> = Vec::new();
    for (draft, rule) in rules {
        let scope = match rule.scope {
            Scope::RosterRow(_) => rule.scope,
            Scope::NumericCells | Scope::RequiredCells => Scope::NumericCells,
            _ => continue,
        };
        if !sums.iter().any(|(of, _)| *of == scope) {
            sums.push((scope, 0));
        }
        let Some((_, sum)) = sums.iter_mut().find(|(of, _)| *of == scope) else { continue };
        let before = *sum;
        *sum += size(rule);
        if before <= FORMULA_SIZE && *sum > FORMULA_SIZE {
            let message = BilingualText::new(
                "các quy tắc của cùng một dòng có công thức và thông báo quá dài: Excel không chứa được trong một ô",
                "the rules of one row have formulas and messages that are too long for a cell of Excel",
            );
            let hint = BilingualText::new(
                "rút ngắn thông báo, hoặc bớt quy tắc của danh sách này",
                "shorten the messages, or have fewer rules over this roster",
            );
            walk.error_at(&format!("{}.message.vi", draft.path), message, hint);
        }
    }
}

/// Estimates the bytes that a rule takes in a formula of the form: two for each character of a text.
fn size(rule: &Rule) -> usize {
    let length = |text: &str| text.encode_utf16().count();
    let message = &rule.message.vi;
    let title = length(message.split_once(". ").map_or(message.as_str(), |(first, _)| first));
    let titles = if message.contains('{') { 2 } else { 1 };
    2 * length(rule.check.source()) + 2 * (length(message) + titles * (title + 30)) + 50
}
