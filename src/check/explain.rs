//! Turns a failed rule into a finding in words: its place, what is there, what is expected.

use super::builtin_findings;
use super::field_findings;
use super::format_value::{self, NumberKind};
use super::inputs::{RuleSubject, RuleTarget};
use super::phrasing::{Comparison, arguments, counts, expected_text, whole_number};
use crate::formula::{Formula, NameResolver};
use crate::model::amount::{Amount, Value};
use crate::model::finding::Finding;
use crate::model::submission::Submission;
use crate::model::text::{BilingualText, Lang, in_both_languages};
use crate::plan::binding::{self, Binding};
use crate::plan::field_rules::RuleOrigin;
use crate::plan::{Plan, Rule, labels};
use crate::workbook::address;
use std::sync::Arc;

/// A rule that a return fails.
#[derive(Clone, Debug)]
pub struct RuleFailure {
    /// Index of the rule in the plan.
    pub rule: usize,
    /// The part of the return or annex that the rule judges.
    pub target: RuleTarget,
    /// True if the formula gives an error or no truth value, instead of FALSE.
    pub broken: bool,
}

/// For each failure: the comparison that the rule consists of, with the values of its left and right side; `None` if
/// the rule is not a comparison.
pub type ComparisonOperands = Vec<Option<(Arc<Comparison>, Value, Value)>>;

/// Returns the names that a finding on a rule reports: those of the test, then those of the condition, each once.
pub(super) fn reported_names(rule: &Rule) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for name in rule.test.names().iter().chain(rule.when.iter().flat_map(|w| w.names())) {
        if !out.contains(&name.as_str()) {
            out.push(name);
        }
    }
    out
}

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
    fn plan(&self) -> &Plan {
        self.subject.plan
    }

    fn this(&self) -> Option<&str> {
        match self.target {
            RuleTarget::Cell(i) => self.plan().indicators.get(i).map(|i| i.name.as_str()),
            _ => None,
        }
    }

    /// Returns the value of a name; `None` for lists.
    fn value(&self, name: &str) -> Option<Value> {
        match (binding::resolve(self.plan(), name)?, self.target) {
            (Binding::Column(..) | Binding::UnitCodes | Binding::AnnexColumn, _) => None,
            (Binding::This, RuleTarget::Return | RuleTarget::Row(..) | RuleTarget::Annex(_)) => None,
            (Binding::Cell(r, _), target) if !matches!(target, RuleTarget::Row(roster, _) if roster == r) => None,
            (named, target) => Some(self.subject.value(&named, target).to_value()),
        }
    }

    fn number_kind(&self, name: &str) -> NumberKind {
        NumberKind::of(binding::is_date_name(self.plan(), name))
    }

    fn label(&self, name: &str, lang: Lang) -> String {
        labels::label(self.plan(), name, self.this(), lang)
    }

    /// Formats names with their values: "mã 33 = 4; mã 34 = 6".
    fn values(&self, of: &[&str], lang: Lang) -> String {
        let line = |name: &&str| {
            let value = self.value(name)?;
            Some(format!("{} = {}", self.label(name, lang), format_value::value(&value, self.number_kind(name), lang)))
        };
        format_value::list(&of.iter().filter_map(line).collect::<Vec<_>>(), 12, lang)
    }

    fn written(&self, formula: &Formula, lang: Lang) -> String {
        let labels = FindingLabels { plan: self.plan(), this: self.this(), lang };
        formula.write(&labels).unwrap_or_else(|_| formula.source().to_string())
    }

    /// Formats a condition in words: the parts of OR and AND are joined, simple tests are spelt out.
    fn condition(&self, formula: &Formula, lang: Lang) -> String {
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

/// Returns the findings for the rules that a return, or the annex, fails. Findings on the annex have no place.
pub(super) fn findings(
    plan: &Plan,
    subject: &RuleSubject,
    failures: &[RuleFailure],
    operands: &ComparisonOperands,
) -> Vec<Finding> {
    let mut out = Vec::with_capacity(failures.len());
    let all: Vec<_> = failures.iter().zip(operands).collect();
    for run in all.chunk_by(|(a, _), (b, _)| a.rule == b.rule) {
        let Some(rule) = run.first().and_then(|(failure, _)| plan.rules.get(failure.rule)) else { continue };
        let is_generated = rule.origin != RuleOrigin::Plan;
        let (of_field, others): (Vec<_>, Vec<_>) = run.iter().partition(|(f, _)| is_generated && !f.broken);
        let of_field: Vec<&RuleFailure> = of_field.into_iter().map(|(failure, _)| failure).collect();
        out.extend(field_findings::findings(subject, rule, &of_field));
        for (failure, operands) in others {
            let mut finding =
                finding(&FailureContext { subject, target: failure.target }, rule, failure, operands.as_ref());
            if let Some(submission) = subject.submission {
                let place = builtin_findings::on(submission, &rule.code, rule.severity, BilingualText::default());
                (finding.unit, finding.period, finding.file) = (place.unit, place.period, place.file);
                (finding.sheet, finding.cell) = failure_location(plan, submission, rule, failure.target);
            }
            out.push(finding);
        }
    }
    out
}

/// Completes the finding for a rule that could not be evaluated: its cause are the names without a number.
fn broken_finding(view: &FailureContext, names: &[&str], finding: Finding) -> Finding {
    let message = in_both_languages(|t| {
        format!("{}: {}", t.pick("Không kiểm tra được", "Could not be checked"), t.text_in(&finding.message))
    });
    let no_number = |n: &&&str| !matches!(view.value(n), Some(Value::Number(_)) | None);
    let cause: Vec<&str> = names.iter().filter(no_number).copied().collect();
    let cause = if cause.is_empty() { names } else { &cause };
    let found = in_both_languages(|t| format_value::capital(&view.values(cause, t)));
    let expected = BilingualText::new("số liệu tính được theo quy tắc", "figures that the rule can be computed with");
    Finding { message, found, expected, ..finding }
}

/// Returns the finding for a failure, without its place.
fn finding(
    view: &FailureContext,
    rule: &Rule,
    failure: &RuleFailure,
    operands: Option<&(Arc<Comparison>, Value, Value)>,
) -> Finding {
    let mut finding = Finding::new(&rule.code, rule.severity, view.message(&rule.message));
    finding.mend = view.message(&rule.mend);
    let names = reported_names(rule);
    if failure.broken {
        return broken_finding(view, &names, finding);
    }
    if let Some(Amount::Unreadable { raw, why }) = unreadable(view) {
        finding.found = BilingualText::same(format!("“{}”", format_value::clip(raw, 200)));
        finding.expected = BilingualText::clone(why);
        return finding;
    }
    if let Some((compared, found, wants)) = operands {
        let Comparison { left, operator, right } = &**compared;
        let sided: Vec<&String> = left.names().iter().chain(right.names()).collect();
        let is_date = |name: &&String| view.number_kind(name) == NumberKind::Date;
        let kind = NumberKind::of(!sided.is_empty() && sided.iter().all(is_date));
        finding.found = in_both_languages(|t| {
            let value = format_value::value(found, kind, t);
            if counts(left) {
                let of: Vec<&str> = left.names().iter().map(String::as_str).collect();
                let times = t.pick("lần", "times");
                return format_value::capital(&format!("{}: {value} {times}", view.values(&of, t)));
            }
            match (left.names(), left.source().trim()) {
                ([one], source) if one == source => format_value::capital(&format!("{} = {value}", view.label(one, t))),
                (of, _) => {
                    let of: Vec<&str> = of.iter().map(String::as_str).collect();
                    let inner = view.values(&of, t);
                    if inner.is_empty() { value } else { format!("{value} ({inner})") }
                }
            }
        });
        finding.expected = in_both_languages(|t| {
            let value = format_value::value(wants, kind, t);
            if counts(left) {
                let times = format!("{value} {}", t.pick("lần", "times"));
                return if operator == "=" { times } else { expected_text(operator, &times, NumberKind::Figure, t) };
            }
            let wanted = expected_text(operator, &value, kind, t);
            // Show how the right side is calculated, unless it is a constant or too complex to read in a sentence.
            let plain = !right.names().is_empty() && !right.source().contains('(');
            if plain { format!("{wanted} ({})", view.written(right, t)) } else { wanted }
        });
    } else {
        finding.found = in_both_languages(|t| format_value::capital(&view.values(&names, t)));
        finding.expected = in_both_languages(|t| view.condition(&rule.test, t));
    }
    if let RuleTarget::Annex(i) = failure.target {
        let heading = view.plan().annex.columns.get(i).map_or("", |c| c.heading.as_str());
        let found = finding.found.clone();
        finding.found = in_both_languages(|t| format!("{heading}: {}", t.text_in(&found)));
    }
    finding
}

/// Returns the whole number that 2.136 would be if its dot separated thousands. It is only a hint in a message: no
/// figure is changed.
fn thousands(value: &Value) -> Option<i64> {
    let Value::Number(n) = value else { return None };
    let whole = (n * 1000.0).round();
    let fits = (1.0..1000.0).contains(&n.abs()) && (n * 1000.0 - whole).abs() < 1e-6;
    fits.then_some(whole as i64)
}

/// Returns the amount under test if it could not be read.
fn unreadable<'a>(view: &'a FailureContext) -> Option<&'a Amount> {
    let amount = view.subject.submission?.amount(view.this()?);
    matches!(amount, Amount::Unreadable { .. }).then_some(amount)
}

/// Returns sheet and cell of the first figure of the return that a rule names.
fn failure_location(
    plan: &Plan,
    submission: &Submission,
    rule: &Rule,
    target: RuleTarget,
) -> (Option<String>, Option<String>) {
    let figure =
        |name: &str| submission.figures.get(name).map(|f| (Some(f.sheet.to_string()), Some(f.cell.to_string())));
    if let RuleTarget::Cell(i) = target
        && let Some(place) = plan.indicators.get(i).and_then(|i| figure(&i.name))
    {
        return place;
    }
    let names = reported_names(rule);
    let named = || names.iter().filter_map(|n| binding::resolve(plan, n));
    if let RuleTarget::Row(r, i) = target
        && let Some(rows) = submission.rosters.get(r)
    {
        let row = rows.rows.get(i).map_or(0, |r| r.row);
        let column = named().find_map(|n| match n {
            Binding::Cell(_, c) => rows.columns.get(c).filter(|l| !l.is_empty()),
            _ => None,
        });
        let letters = column.or_else(|| rows.columns.iter().find(|l| !l.is_empty()));
        return (Some(rows.sheet.clone()), Some(letters.map_or_else(|| format!("A{row}"), |l| format!("{l}{row}"))));
    }
    let first = named().find_map(|n| match n {
        Binding::Figure { name, before: false } => figure(&name),
        _ => None,
    });
    let roster = || {
        named().find_map(|n| match n {
            Binding::Rows(r) | Binding::Column(r, _) => submission.rosters.get(r).and_then(heading),
            _ => None,
        })
    };
    let header = || [plan.cycle().stem(), crate::plan::header::YEAR].iter().find_map(|n| figure(n));
    first.or_else(roster).or_else(header).unwrap_or_else(|| (Some(submission.sheet.clone()), Some("A1".to_string())))
}

/// Returns the first heading cell of a roster.
fn heading(rows: &crate::model::submission::RosterRows) -> Option<(Option<String>, Option<String>)> {
    let letters = rows.columns.iter().find(|l| !l.is_empty())?;
    let above = rows.rows.first().map_or(1, |r| r.row.saturating_sub(1).max(1));
    let cell = format!("{letters}{above}");
    address::parse(&cell)?;
    Some((Some(rows.sheet.clone()), Some(cell)))
}
