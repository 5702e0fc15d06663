//! A rule that a return fails, with the values that it refers to, as words and labels for a finding. It writes no
//! finding.

use super::format_value::{self, NumberKind};
use super::inputs::{RuleSubject, RuleTarget};
use super::phrasing::{Comparison, arguments, whole_number};
use crate::formula::{Formula, NameResolver};
use crate::model::amount::Value;
use crate::model::text::{BilingualText, Lang, in_both_languages};
use crate::plan::binding::{self, Binding};
use crate::plan::{Plan, labels};
use std::sync::Arc;

/// A rule that a return fails.
#[derive(Clone, Debug)]
pub(super) struct RuleFailure {
    /// Index of the rule in the plan.
    pub rule: usize,
    /// The part of the return or annex that the rule judges.
    pub target: RuleTarget,
    /// True if the formula gives an error or no truth value, instead of FALSE.
    pub broken: bool,
}

/// For each failure: the comparison that the rule consists of, with the values of its left and right side; `None` if
/// the rule is not a comparison.
pub(super) type ComparisonOperands = Vec<Option<(Arc<Comparison>, Value, Value)>>;

/// The labels of names for users, in one language.
struct FindingLabels<'a> {
    plan: &'a Plan,
    this: Option<&'a str>,
    lang: Lang,
}

impl NameResolver for FindingLabels<'_> {
    fn name(&self, name: &str) -> Option<String> {
        Some(labels::label(self.plan, name, self.this, self.lang))
    }
}

/// The values that a failed rule refers to.
pub(super) struct FailureContext<'a> {
    pub(super) subject: &'a RuleSubject<'a>,
    pub(super) target: RuleTarget,
}

impl FailureContext<'_> {
    pub(super) fn plan(&self) -> &Plan {
        self.subject.plan
    }

    pub(super) fn this(&self) -> Option<&str> {
        match self.target {
            RuleTarget::Cell(i) => self.plan().indicators.get(i).map(|i| i.name.as_str()),
            _ => None,
        }
    }

    /// Returns the value of a name; `None` for lists.
    pub(super) fn value(&self, name: &str) -> Option<Value> {
        match (binding::resolve(self.plan(), name)?, self.target) {
            (Binding::Column(..) | Binding::UnitCodes | Binding::AnnexColumn, _) => None,
            (Binding::This, RuleTarget::Return | RuleTarget::Row(..) | RuleTarget::Annex(_)) => None,
            (Binding::Cell(r, _), target) if !matches!(target, RuleTarget::Row(roster, _) if roster == r) => None,
            (named, target) => Some(self.subject.value(&named, target).to_value()),
        }
    }

    pub(super) fn number_kind(&self, name: &str) -> NumberKind {
        NumberKind::of_name(self.plan(), name)
    }

    pub(super) fn label(&self, name: &str, lang: Lang) -> String {
        labels::label(self.plan(), name, self.this(), lang)
    }

    /// Formats names with their values: "mã 33 = 4; mã 34 = 6".
    pub(super) fn values(&self, of: &[&str], lang: Lang) -> String {
        let line = |name: &&str| {
            let value = self.value(name)?;
            Some(format!("{} = {}", self.label(name, lang), format_value::value(&value, self.number_kind(name), lang)))
        };
        format_value::list(&of.iter().filter_map(line).collect::<Vec<_>>(), 12, lang)
    }

    pub(super) fn written(&self, formula: &Formula, lang: Lang) -> String {
        let labels = FindingLabels { plan: self.plan(), this: self.this(), lang };
        formula.write(&labels).unwrap_or_else(|_| formula.source().to_string())
    }

    /// Formats a condition in words: the parts of OR and AND are joined, simple tests are spelt out.
    pub(super) fn condition(&self, formula: &Formula, lang: Lang) -> String {
        let source = formula.source().trim();
        for (head, vi, en) in [("OR(", " hoặc ", " or "), ("AND(", " và ", " and ")] {
            let Some(parts) = arguments(source, head) else { continue };
            let words = parts
                .iter()
                .map(|p| Formula::parse(p.trim()).map_or_else(|_| p.to_string(), |f| self.condition(&f, lang)));
            return words.collect::<Vec<_>>().join(lang.pick(vi, en));
        }
        let compact: String = source.chars().filter(|c| !c.is_whitespace()).collect();
        let name = |head: &str, tail: &str| compact.strip_prefix(head).and_then(|s| s.strip_suffix(tail));
        let tests = [
            ("ISNUMBER(", ")", "{x} là số", "{x} is a number"),
            ("COUNTBLANK(", ")=0", "{x} phải được điền", "{x} must be filled in"),
            ("COUNTBLANK(", ")=1", "{x} để trống", "{x} is blank"),
            ("LEN(", ")>0", "{x} có nội dung", "{x} has text"),
        ];
        for (head, tail, vi, en) in tests {
            if let Some(x) = name(head, tail).filter(|x| binding::resolve(self.plan(), x).is_some()) {
                return lang.pick(vi, en).replace("{x}", &self.label(x, lang));
            }
        }
        if let Some(x) = whole_number(formula) {
            let whole = lang.pick("{x} là số nguyên", "{x} is a whole number").replace("{x}", &self.label(x, lang));
            let meant = self.value(x).as_ref().and_then(thousands);
            let hint = lang.pick("nếu là hàng nghìn thì ghi", "if thousands are meant, write");
            return meant.map_or(whole.clone(), |n| format!("{whole}; {hint} {n}"));
        }
        self.written(formula, lang)
    }

    /// Returns a message with each `{name}` replaced by its value.
    pub(super) fn message(&self, text: &BilingualText) -> BilingualText {
        in_both_languages(|lang| {
            let (mut out, mut rest) = (String::new(), lang.text_in(text));
            while let Some((before, after)) = rest.split_once('{') {
                out.push_str(before);
                let value = after.split_once('}').and_then(|(name, tail)| Some((name, self.value(name)?, tail)));
                match value {
                    Some((name, value, tail)) => {
                        out.push_str(&format_value::inline(&value, self.number_kind(name), lang));
                        rest = tail;
                    }
                    None => {
                        out.push('{');
                        rest = after;
                    }
                }
            }
            out + rest
        })
    }
}

/// Returns the whole number that 2.136 would be if its dot separated thousands. It is only a hint in a message: no
/// figure is changed.
fn thousands(value: &Value) -> Option<i64> {
    let Value::Number(n) = value else { return None };
    let whole = (n * 1000.0).round();
    let fits = (1.0..1000.0).contains(&n.abs()) && (n * 1000.0 - whole).abs() < 1e-6;
    fits.then_some(whole as i64)
}
