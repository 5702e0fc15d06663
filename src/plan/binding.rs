//! Resolves the names in a rule to their meaning, independent of the workbook that the rule is written for.

use super::header::{self, HeaderKind};
use super::message::{MessagePart, parts};
use super::{IndicatorKind, Plan, RosterKind, Rule};
use crate::model::amount::Value;
use crate::model::day::Day;
use crate::model::period::Period;

/// The name of the cell that a cell rule is evaluated for.
pub(crate) const THIS: &str = "gia_tri";
/// The name of the form's version that is in force in the period.
pub(crate) const FORM_VERSION: &str = "phien_ban_ky";
/// The suffix for a figure of the previous period.
const BEFORE: &str = "_kt";
/// The suffix for a roster column over all rows of the return.
const COLUMN: &str = "_cot";

/// The suffix for a figure of the same period a year before.
const YEAR_BEFORE: &str = "_ck";
/// The suffix for a sum over the returns to date.
const TO_DATE: &str = "_lk";

/// The suffixes of names that follow from an indicator, unless the plan has such a name itself.
pub(crate) const EARLIER: [(&str, FigureTime); 2] =
    [(YEAR_BEFORE, FigureTime::YearBefore), (TO_DATE, FigureTime::ToDate)];

/// The return of the unit that a figure is read from.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum FigureTime {
    /// The return itself.
    Own,
    /// The return of the period before, `x_kt`.
    Before,
    /// The return of the same period a year before, `x_ck`.
    YearBefore,
    /// The sum over all returns to this one, `x_lk`.
    ToDate,
}

/// The meaning of a name in a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// A header field, indicator or narrative of the return or of an earlier one.
    Figure {
        /// The name without the suffix of the time.
        name: String,
        /// The return or returns that it is read from.
        time: FigureTime,
    },
    /// The unit's figure in an annex column (index).
    Annex(usize),
    /// A setting (index).
    Setting(usize),
    /// The ordinal of the period, `so_quy`.
    Ordinal,
    /// The number of periods of the plan, `tong_quy`.
    Periods,
    /// The first day of the period, `ngay_dau`.
    FirstDay,
    /// The last day of the period, `ngay_cuoi`.
    LastDay,
    /// The deadline, `han_nop`.
    Deadline,
    /// The cut-off, `chot_th`.
    CutOff,
    /// The version of the form, `phien_ban_ky`.
    FormVersion,
    /// The number of filled rows of a roster (index).
    Rows(usize),
    /// Roster and column: the cell in the row that the rule is evaluated for.
    Cell(usize, usize),
    /// Roster and column: the column over the filled rows of the return.
    Column(usize, usize),
    /// The cell that a cell rule is evaluated for, `gia_tri`.
    This,
    /// The unit codes of the annex, `pl_ma`.
    UnitCodes,
    /// An annex column over all units, `pl_cot`.
    AnnexColumn,
    /// The printed total of that column, `pl_tong`.
    AnnexTotal,
}

/// Returns true if the return has a cell of this name.
fn is_figure(plan: &Plan, name: &str) -> bool {
    plan.header_field(name).is_some() || plan.indicator(name).is_some() || plan.narrative(name).is_some()
}

/// Returns true if the return of the period before has a cell of this name.
fn is_earlier_figure(plan: &Plan, name: &str) -> bool {
    let is_indicator = || plan.indicators_before().iter().any(|i| i.name == name);
    plan.header_field(name).is_some() || plan.narrative(name).is_some() || is_indicator()
}

/// Returns the meaning of a name, or `None` if the plan has no such name.
pub(crate) fn resolve(plan: &Plan, name: &str) -> Option<Binding> {
    let counters = header::counters(plan.cycle());
    let fixed = match name {
        THIS => Some(Binding::This),
        _ if name == counters.ordinal => Some(Binding::Ordinal),
        _ if name == counters.count => Some(Binding::Periods),
        "ngay_dau" => Some(Binding::FirstDay),
        "ngay_cuoi" => Some(Binding::LastDay),
        "han_nop" => Some(Binding::Deadline),
        "chot_th" => Some(Binding::CutOff),
        FORM_VERSION => Some(Binding::FormVersion),
        "pl_ma" => Some(Binding::UnitCodes),
        "pl_cot" => Some(Binding::AnnexColumn),
        "pl_tong" => Some(Binding::AnnexTotal),
        _ => None,
    };
    if fixed.is_some() {
        return fixed;
    }
    if is_figure(plan, name) {
        return Some(Binding::Figure { name: name.to_string(), time: FigureTime::Own });
    }
    if let Some(i) = plan.annex_column(name) {
        return Some(Binding::Annex(i));
    }
    if let Some(i) = plan.settings.iter().position(|s| s.name == name) {
        return Some(Binding::Setting(i));
    }
    if let Some(r) = plan.rosters.iter().position(|r| r.rows_name() == name) {
        return Some(Binding::Rows(r));
    }
    if let Some((r, c)) = plan.roster_column(name) {
        return Some(Binding::Cell(r, c));
    }
    if let Some((r, c)) = name.strip_suffix(COLUMN).and_then(|n| plan.roster_column(n)) {
        return Some(Binding::Column(r, c));
    }
    if let Some(base) = name.strip_suffix(BEFORE).filter(|n| is_earlier_figure(plan, n)) {
        return Some(Binding::Figure { name: base.to_string(), time: FigureTime::Before });
    }
    let base = |(suffix, time): &(&str, FigureTime)| Some((name.strip_suffix(suffix)?, *time));
    let (name, time) = EARLIER.iter().find_map(base).filter(|(base, time)| match time {
        FigureTime::YearBefore => plan.indicators_year_before().iter().any(|i| i.name == *base),
        _ => plan.indicator(base).is_some(),
    })?;
    Some(Binding::Figure { name: name.to_string(), time })
}

/// The indicators whose earlier figures the rules of a plan read, besides those of the period before.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct EarlierNames {
    /// Those of the same period a year before.
    pub year_before: Vec<String>,
    /// Those that are summed to date.
    pub to_date: Vec<String>,
}

impl EarlierNames {
    /// Returns true if there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.year_before.is_empty() && self.to_date.is_empty()
    }
}

impl Plan {
    /// Returns the indicators whose earlier figures the rules and their messages read, in the order of the rules.
    pub(crate) fn earlier_names(&self) -> EarlierNames {
        let mut out = EarlierNames::default();
        let mut add = |name: &str| {
            if !EARLIER.iter().any(|(suffix, _)| name.ends_with(suffix)) {
                return;
            }
            let list = match resolve(self, name) {
                Some(Binding::Figure { name, time: FigureTime::YearBefore }) => (&mut out.year_before, name),
                Some(Binding::Figure { name, time: FigureTime::ToDate }) => (&mut out.to_date, name),
                _ => return,
            };
            if !list.0.contains(&list.1) {
                list.0.push(list.1);
            }
        };
        for rule in &self.rules {
            let when = rule.when.iter().flat_map(|when| when.names());
            rule.check.names().iter().chain(rule.test.names()).chain(when).for_each(|name| add(name));
            for text in [&rule.message.vi, &rule.message.en, &rule.mend.vi, &rule.mend.en] {
                for part in parts(text) {
                    if let MessagePart::Name(name) = part {
                        add(name);
                    }
                }
            }
        }
        out
    }
}

/// Returns the title of a rule, which states what holds when it passes: that of the plan, else the first sentence of its
/// message.
pub(crate) fn title(plan: &Plan, rule: &Rule) -> String {
    let title = plan.language.text_in(&rule.title);
    if title.is_empty() { failure(plan, rule) } else { sentence(plan, title) }
}

/// Returns the first sentence of a rule's message, which states what is wrong when it fails, without figures of the
/// return.
pub(crate) fn failure(plan: &Plan, rule: &Rule) -> String {
    sentence(plan, plan.language.text_in(&rule.message))
}

/// Returns the first sentence of a text, with settings filled in and other figures left out.
fn sentence(plan: &Plan, text: &str) -> String {
    let pieces = parts(text);
    let mut text = String::new();
    for part in pieces {
        match part {
            MessagePart::Text(piece) => text.push_str(piece),
            MessagePart::Name(name) => text.extend(plan.setting(name).map(|s| s.value.to_string())),
        }
    }
    let sentence = text.split_once(". ").map_or(text.as_str(), |(first, _)| first);
    let words: Vec<_> = sentence.split_whitespace().filter(|w| !matches!(*w, "()" | "\"\"" | "\"\".")).collect();
    words.join(" ").trim_end_matches(['.', ':', ',', ';', ' ']).to_string()
}

/// Returns true if the numbers of this name in a formula are dates.
pub(crate) fn is_date_name(plan: &Plan, name: &str) -> bool {
    resolve(plan, name).is_some_and(|binding| is_date(plan, &binding))
}

/// Returns true if the numbers of this binding are dates.
pub(crate) fn is_date(plan: &Plan, named: &Binding) -> bool {
    match named {
        Binding::FirstDay | Binding::LastDay | Binding::Deadline | Binding::CutOff => true,
        Binding::Figure { name, .. } => {
            plan.header_field(name).is_some_and(|f| f.kind == HeaderKind::Date)
                || plan.indicator(name).is_some_and(|i| i.kind == IndicatorKind::Date)
        }
        Binding::Cell(r, c) | Binding::Column(r, c) => {
            plan.rosters.get(*r).and_then(|r| r.columns.get(*c)).is_some_and(|c| c.kind == RosterKind::Date)
        }
        _ => false,
    }
}

/// Returns the value of a name that depends only on plan, unit and period; `None` for figures, rosters and ranges.
pub(crate) fn of_plan(plan: &Plan, named: &Binding, unit: Option<usize>, period: Period) -> Option<Value> {
    let day = |day: Day| Value::Number(f64::from(day.serial()));
    Some(match named {
        Binding::Annex(i) => {
            let column = plan.annex.columns.get(*i);
            let figure = unit
                .and_then(|u| plan.units.get(u))
                .zip(column)
                .and_then(|(u, column)| plan.annex_figure(u, &column.name, period));
            figure.map_or(Value::Blank, Value::Number)
        }
        Binding::Setting(i) => plan.settings.get(*i).map_or(Value::Blank, |s| Value::Number(s.value)),
        Binding::Ordinal => Value::Number(f64::from(period.ordinal(plan.first))),
        Binding::Periods => Value::Number(f64::from(plan.periods())),
        Binding::FirstDay => day(period.first_day()),
        Binding::LastDay => day(period.last_day()),
        Binding::Deadline => day(plan.dates(period).deadline),
        Binding::CutOff => day(plan.dates(period).cut_off),
        Binding::FormVersion => Value::Text(plan.form_version(period).to_string()),
        _ => return None,
    })
}
