//! Explains a figure: its formula by name, in Excel and in words, and its value followed down to file, sheet, cell and
//! hash of the returns. Values are read from the workbook, not computed here.

mod accepted;
mod builtin;
mod comparison;
mod example;
mod in_force;
mod lineage;
mod over_units;
mod precedents;

pub use example::examples;

use crate::check::format_value::{NumberKind, value};
use crate::consolidate::reader::{CellMeaning, ConsolidatedReader, OtherCell};
use crate::model::amount::Value;
use crate::model::finding::Finding;
use crate::model::fold::fold;
use crate::model::ledger::Ledger;
use crate::model::text::{BilingualText, Lang, in_both_languages};
use crate::plan::field_rules::RuleOrigin;
use crate::plan::labels::{self, label};
use crate::plan::message::{MessagePart, parts};
use crate::plan::{Column, Indicator, Plan, Rule, Waiver};
use std::collections::BTreeSet;

/// A line of an explanation, indented by its depth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExplanationLine {
    /// The depth below the explained figure, from 0.
    pub depth: usize,
    /// The text.
    pub text: BilingualText,
}

/// The subject of an explanation: a name of the plan or a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExplainTarget {
    /// A computed column.
    Column(String),
    /// An annex column.
    Annex(String),
    /// An indicator, header field or narrative.
    Figure(String),
    /// A setting or parameter.
    Setting(String),
    /// The rules with a code.
    Rule(String),
    /// The built-in finding with a code.
    Builtin(String),
}

/// Resolves an argument: a name, a rule code, or a heading or label that occurs once. Returns `None` if it is unknown
/// or ambiguous.
pub fn target(plan: &Plan, given: &str) -> Option<ExplainTarget> {
    let name = given.to_string();
    if plan.column(given).is_some() {
        return Some(ExplainTarget::Column(name));
    }
    if plan.annex_column(given).is_some() {
        return Some(ExplainTarget::Annex(name));
    }
    if plan.indicator(given).is_some() || plan.narrative(given).is_some() {
        return Some(ExplainTarget::Figure(name));
    }
    if plan.setting(given).is_some() {
        return Some(ExplainTarget::Setting(name));
    }
    if let Some(rule) = plan.rules.iter().find(|r| r.code.eq_ignore_ascii_case(given)) {
        return Some(ExplainTarget::Rule(rule.code.clone()));
    }
    if let Some(code) = builtin::builtin_code(given.trim()) {
        return Some(ExplainTarget::Builtin(code));
    }
    if let Some(indicator) = printed_code(plan, given) {
        return Some(ExplainTarget::Figure(indicator.name.clone()));
    }
    let mut found = called(plan, given).into_iter();
    found.next().filter(|_| found.next().is_none()).map(|(target, _)| target)
}

/// Returns the columns and rows of a plan that have a heading, label or title, each with its title and name.
pub(crate) fn called(plan: &Plan, given: &str) -> Vec<(ExplainTarget, String)> {
    let wanted = fold(given);
    let is_called = |c: &Column| fold(&c.heading) == wanted || fold(&plan.column_title(c)) == wanted;
    let named = |title: String, name: &str| format!("{title} ({name})");
    let columns = plan.columns.iter().filter(|c| is_called(c));
    let columns = columns.map(|c| (ExplainTarget::Column(c.name.clone()), named(plan.column_title(c), &c.name)));
    let annex = plan.annex.columns.iter().filter(|c| fold(&c.heading) == wanted);
    let annex = annex.map(|c| (ExplainTarget::Annex(c.name.clone()), named(c.heading.clone(), &c.name)));
    let indicators = plan.indicators.iter().filter(|i| fold(&i.label) == wanted);
    let indicators = indicators.map(|i| (ExplainTarget::Figure(i.name.clone()), named(i.title(), &i.name)));
    columns.chain(annex).chain(indicators).collect()
}

/// Returns the row of the form with a printed code: `mã 07`, `07`, `7`.
fn printed_code<'p>(plan: &'p Plan, given: &str) -> Option<&'p Indicator> {
    let wanted = fold(given);
    let code = ["ma so ", "ma ", "code "].iter().find_map(|word| wanted.strip_prefix(word)).unwrap_or(&wanted);
    let digits = |code: &str| code.trim_start_matches('0').to_string();
    let mut found = plan.indicators.iter().filter(|indicator| digits(&fold(&indicator.code)) == digits(code));
    found.next().filter(|_| !code.is_empty() && found.next().is_none())
}

/// Returns all names and codes that [`target`] accepts, for suggestions.
pub(crate) fn known(plan: &Plan) -> Vec<&str> {
    let columns = plan.columns.iter().map(|c| c.name.as_str());
    let annex = plan.annex.columns.iter().map(|c| c.name.as_str());
    let indicators = plan.indicators.iter().map(|i| i.name.as_str());
    let settings = plan.settings.iter().map(|s| s.name.as_str());
    let is_first = |(i, rule): &(usize, &Rule)| plan.rules.iter().take(*i).all(|other| other.code != rule.code);
    let codes = plan.rules.iter().enumerate().filter(is_first).map(|(_, rule)| rule.code.as_str());
    columns.chain(annex).chain(indicators).chain(settings).chain(codes).collect()
}

/// The data that an explanation is made from.
pub(crate) struct FigureExplainer<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The ledger up to the report period.
    pub ledger: &'a Ledger,
    /// A reader over the consolidated workbook with computed values.
    pub reader: &'a ConsolidatedReader<'a>,
}

/// Adds what a cell without a meaning of its own is: its row and column, and what it shows.
fn other_cell(cell: &OtherCell, out: &mut Vec<ExplanationLine>) {
    let mut say = |vi: String, en: String| out.push(ExplanationLine { depth: 0, text: BilingualText::new(vi, en) });
    let (row, column) = (&cell.row, &cell.column);
    match (row.is_empty(), column.is_empty()) {
        (true, true) => {}
        (false, true) => say(format!("Dòng “{row}”"), format!("Row “{row}”")),
        (true, false) => say(format!("Cột “{column}”"), format!("Column “{column}”")),
        (false, false) => say(format!("Dòng “{row}”, cột “{column}”"), format!("Row “{row}”, column “{column}”")),
    }
    match (&cell.formula, &cell.value) {
        (None, Value::Blank) => say("Ô trống".to_string(), "The cell is empty".to_string()),
        (None, Value::Text(text)) => say(format!("Chữ in sẵn: {text}"), format!("Printed text: {text}")),
        (formula, found) => {
            let shown = |t: Lang| value(found, NumberKind::Figure, t);
            say(format!("Giá trị: {}", shown(Lang::Vi)), format!("Value: {}", shown(Lang::En)));
            if let Some(formula) = formula {
                say(format!("Công thức: ={formula}"), format!("Formula: ={formula}"));
            }
        }
    }
}

impl FigureExplainer<'_> {
    /// Explains a target for a unit (index) or, with `None`, for the total and every unit.
    pub(crate) fn target(&self, target: &ExplainTarget, unit: Option<usize>) -> Vec<ExplanationLine> {
        let mut out = Vec::new();
        match target {
            ExplainTarget::Column(name) => self.column(name, unit, &mut out),
            ExplainTarget::Annex(name) => {
                for unit in self.units(unit) {
                    self.name(name, Some(unit), 0, &mut Vec::new(), &mut out);
                }
            }
            ExplainTarget::Figure(name) => {
                self.about_figure(name, &mut out);
                for unit in self.units(unit) {
                    self.unit_line(unit, 0, &mut out);
                    self.periods(name, unit, 1, &mut out);
                }
            }
            ExplainTarget::Setting(name) => self.name(name, None, 0, &mut Vec::new(), &mut out),
            ExplainTarget::Rule(code) => {
                self.plan.rules_of(code).for_each(|rule| self.rule(rule, unit, &mut out));
            }
            ExplainTarget::Builtin(code) => self.builtin(code, unit, &mut out),
        }
        out
    }

    /// Explains a cell by its meaning.
    pub(crate) fn meaning(&self, meaning: &CellMeaning) -> Vec<ExplanationLine> {
        let mut out = Vec::new();
        match meaning {
            CellMeaning::Column(name, unit) if self.plan.column(name).is_some() => {
                self.about_column(name, &mut out);
                self.name(name, *unit, 0, &mut Vec::new(), &mut out);
            }
            CellMeaning::Column(name, unit) => self.name(name, *unit, 0, &mut Vec::new(), &mut out),
            CellMeaning::Figure(unit, period, name) => {
                self.about_figure(name, &mut out);
                self.unit_line(*unit, 0, &mut out);
                self.figure(name, *unit, *period, 1, &mut out);
            }
            CellMeaning::Setting(name) => self.name(name, None, 0, &mut Vec::new(), &mut out),
            CellMeaning::Rule(line, unit) => {
                line.rules(self.plan).iter().for_each(|rule| self.rule(rule, Some(*unit), &mut out));
            }
            CellMeaning::RosterRow(place) => self.roster_row(place, 0, &mut out),
            CellMeaning::Other(cell) => {
                other_cell(cell, &mut out);
                self.row_file(cell, &mut out);
                self.precedents(cell, 1, &mut BTreeSet::new(), &mut out);
            }
        }
        out
    }

    fn units(&self, unit: Option<usize>) -> Vec<usize> {
        unit.map_or_else(|| (0..self.plan.units.len()).collect(), |u| vec![u])
    }

    fn unit_name(&self, unit: usize) -> &str {
        self.plan.units.get(unit).map_or("", |u| u.name.as_str())
    }

    fn unit_line(&self, unit: usize, depth: usize, out: &mut Vec<ExplanationLine>) {
        out.push(ExplanationLine { depth, text: BilingualText::same(self.unit_name(unit)) });
    }

    fn column(&self, name: &str, unit: Option<usize>, out: &mut Vec<ExplanationLine>) {
        self.about_column(name, out);
        if unit.is_some() {
            self.name(name, unit, 0, &mut Vec::new(), out);
            return;
        }
        // Only the total, followed down to the values of the units. `--unit` explains one unit.
        self.name(name, None, 0, &mut Vec::new(), out);
    }

    /// Adds heading, explanation, formula and basis of a column.
    fn about_column(&self, name: &str, out: &mut Vec<ExplanationLine>) {
        let Some(column) = self.plan.column(name) else { return };
        let mut say = |vi: String, en: String| out.push(ExplanationLine { depth: 0, text: BilingualText::new(vi, en) });
        let (title, sheets) = (self.plan.column_title(column), column.sheets.join(", "));
        say(format!("{title} ({name}), trang {sheets}"), format!("{title} ({name}), sheet {sheets}"));
        if !column.explain.is_empty() {
            say(column.explain.clone(), column.explain.clone());
        }
        let source = column.formula.source();
        say(format!("Công thức: {source}"), format!("Formula: {source}"));
        if !column.basis.is_empty() {
            say(format!("Căn cứ: {}", column.basis), format!("Basis: {}", column.basis));
        }
        out.extend(self.validity_line(column.shown_in()));
    }

    fn about_figure(&self, name: &str, out: &mut Vec<ExplanationLine>) {
        let text = match self.plan.indicator(name) {
            Some(i) => BilingualText::new(
                format!("Mã {} {} ({name}), {}", i.code, i.label, i.unit),
                format!("Code {} {} ({name}), {}", i.code, i.label, i.unit),
            ),
            None => in_both_languages(|t| format!("{} ({name})", label(self.plan, name, None, t))),
        };
        out.push(ExplanationLine { depth: 0, text });
        let note = self.plan.indicator(name).map(|i| i.note.clone()).filter(|n| !n.is_empty());
        out.extend(note.map(|note| ExplanationLine { depth: 0, text: BilingualText::same(note) }));
        out.extend(self.validity_line(self.validity_of(name)));
    }

    /// Returns true if a finding with the code of a rule is of this rule: rules generated from fields share a code.
    fn is_of(&self, finding: &Finding, rule: &Rule, unit: usize) -> bool {
        let Some((roster, columns)) = self.plan.roster_columns(rule.origin) else { return true };
        let period = usize::try_from(self.ledger.report.ordinal(self.plan.first) - 1).unwrap_or(0);
        let submission = self.ledger.selected(unit, period);
        let Some(rows) = submission.and_then(|s| s.rosters.get(roster)) else { return false };
        let is_in_column = |letters: &str| {
            let parts = rows.further.iter().map(|part| &part.columns).chain([&rows.columns]);
            let mut own = parts.filter_map(|all| all.get(*columns.first()?)).filter(|own| !own.is_empty()).peekable();
            if own.peek().is_none() { letters == "A" } else { own.any(|own| own.as_str() == letters) }
        };
        let cell = finding.cell.as_deref().map(|cell| cell.trim_end_matches(|c: char| c.is_ascii_digit()));
        // A message about repeated values begins with the headings.
        let start = rule.message.vi.split('{').next().unwrap_or_default();
        let is_said = match rule.origin {
            RuleOrigin::Unique(..) | RuleOrigin::UniqueTogether(_) => finding.message.vi.starts_with(start),
            _ => finding.message.vi == rule.message.vi,
        };
        finding.sheet.as_ref().is_some_and(|sheet| rows.is_on(sheet)) && cell.is_some_and(is_in_column) && is_said
    }

    /// Adds a rule's message, condition, scope, basis, fix and examples; with a unit, also its findings for the report
    /// period.
    fn rule(&self, rule: &Rule, unit: Option<usize>, out: &mut Vec<ExplanationLine>) {
        let mut say = |depth: usize, vi: String, en: String| {
            out.push(ExplanationLine { depth, text: BilingualText::new(vi, en) })
        };
        let (severity, code) = (rule.severity, &rule.code);
        say(
            0,
            format!("{code} · {} {}", severity.mark(), severity.vi()),
            format!("{code} · {} {}", severity.mark(), severity.en()),
        );
        let message = |t: Lang| self.plain_message(t.text_in(&rule.message), t);
        say(0, message(Lang::Vi), message(Lang::En));
        let test = rule.test.source();
        say(0, format!("Đạt khi: {test}"), format!("Holds when: {test}"));
        if let Some(when) = &rule.when {
            say(0, format!("Chỉ xét khi: {}", when.source()), format!("Asked only when: {}", when.source()));
        }
        let scope = labels::scope(self.plan, rule.scope).phrase;
        say(0, format!("Phạm vi: {}", scope.vi), format!("Looks at: {}", scope.en));
        if !rule.basis.is_empty() {
            say(0, format!("Căn cứ: {}", rule.basis), format!("Basis: {}", rule.basis));
        }
        say(0, format!("Cách sửa: {}", rule.mend.vi), format!("To mend it: {}", rule.mend.en));
        for (example, vi, en) in examples(self.plan, rule).into_iter().flatten().map(|e| {
            let (vi, en) = if e.passes {
                ("Ví dụ đạt", "Example that passes")
            } else {
                ("Ví dụ không đạt", "Example that fails")
            };
            (e, vi, en)
        }) {
            let list = |t: Lang| example.describe_row(self.plan, t);
            say(0, format!("{vi}: {}", list(Lang::Vi)), format!("{en}: {}", list(Lang::En)));
        }
        if let Ok(Some(formula)) = self.reader.rule(rule, unit.unwrap_or(0)) {
            let name = self.unit_name(unit.unwrap_or(0));
            say(0, format!("Trong Excel, {name}: ={formula}"), format!("In Excel, {name}: ={formula}"));
        }
        out.extend(self.validity_line(rule.validity));
        self.waivers(rule, unit, out);
        if let Some(text) = self.out_of_force(rule.validity, self.ledger.report) {
            let text = in_both_languages(|t| format!("{} {}", rule.code, t.text_in(&text)));
            out.push(ExplanationLine { depth: 0, text });
        } else if let Some(unit) = unit {
            self.findings(rule, unit, out);
        }
    }

    /// Replaces the names in a rule's message by what they mean: `{dv_cuoi_ky}` by “mã 20”.
    fn plain_message(&self, message: &str, lang: Lang) -> String {
        let text = |part: MessagePart| match part {
            MessagePart::Text(text) => text.to_string(),
            MessagePart::Name(name) => format!("“{}”", label(self.plan, name, None, lang)),
        };
        parts(message).into_iter().map(text).collect()
    }

    /// Lists the waivers of a rule, of all units or of one.
    fn waivers(&self, rule: &Rule, unit: Option<usize>, out: &mut Vec<ExplanationLine>) {
        let code = unit.and_then(|unit| self.plan.units.get(unit)).map(|unit| &unit.code);
        let is_meant =
            |waiver: &&Waiver| waiver.rule.as_ref() == Some(&rule.code) && code.is_none_or(|code| *code == waiver.unit);
        for waiver in self.plan.waivers.iter().filter(is_meant) {
            let Waiver { period, reason, by, date, .. } = waiver;
            let name = self.plan.unit_name(&waiver.unit);
            let when = period.words();
            let text = BilingualText::new(
                format!("Ngoại lệ được duyệt: {name}, {}: {reason} ({by}, {date})", when.vi),
                format!("Waived: {name}, {}: {reason} ({by}, {date})", when.en),
            );
            out.push(ExplanationLine { depth: 0, text });
        }
    }

    /// Adds the findings of a rule for a unit in the report period, and the names of the rule with their values.
    fn findings(&self, rule: &Rule, unit: usize, out: &mut Vec<ExplanationLine>) {
        let mut say = |vi: String, en: String| out.push(ExplanationLine { depth: 0, text: BilingualText::new(vi, en) });
        let found = self.ledger.findings.iter().filter(|f| {
            let mine = self.plan.units.get(unit).is_some_and(|u| f.unit.as_ref() == Some(&u.code));
            let is_of = f.code == rule.code && self.is_of(f, rule, unit) || f.rules.contains(&rule.code);
            f.period == Some(self.ledger.report) && mine && is_of
        });
        let mut any = false;
        for finding in found {
            any = true;
            let place =
                [&finding.file, &finding.sheet, &finding.cell].into_iter().flatten().cloned().collect::<Vec<_>>();
            let place = place.join(" · ");
            say(
                format!("{}: {} ({place})", self.unit_name(unit), finding.message.vi),
                format!("{}: {} ({place})", self.unit_name(unit), finding.message.en),
            );
        }
        let name = self.unit_name(unit);
        if let Some(note) = self.unit_note(unit, self.ledger.report) {
            say(format!("{name}: {}", note.vi), format!("{name}: {}", note.en));
        } else if !any {
            say(
                format!("{name}: không có lỗi, cảnh báo này trong kỳ"),
                format!("{name}: no such finding in the period"),
            );
        }
        for name in rule.test.names() {
            self.name(name, Some(unit), 1, &mut Vec::new(), out);
        }
    }
}
