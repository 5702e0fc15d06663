//! The causes why figures of an earlier workbook differ today: returns, events, or the plan.

use super::AuditedWorkbook;
use crate::consolidate::changes;
use crate::model::ledger::{Ledger, SubmissionStatus};
use crate::model::period::Period;
use crate::model::text::{BilingualText, Lang};
use crate::plan::unit_names::UnitNames;
use crate::plan::unit_time::UnitTime;
use crate::plan::{Amendment, Dates, Plan, Remark, ReportDocument, Unit, Waiver};
use std::collections::{BTreeMap, BTreeSet};

/// Number of entries that a cause names; more are only counted.
const NAMED: usize = 3;

/// A change that concerns a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
struct UnitChange {
    /// Code of the unit.
    unit: String,
    /// What changed.
    text: BilingualText,
    /// True if something is no longer there.
    is_removed: bool,
}

/// What changed between an earlier workbook and today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Returns came later, changed or are gone.
    Returns(ChangeList),
    /// Waivers were added, changed or removed.
    Waivers(ChangeList),
    /// Amendments of annex figures were added, changed or removed.
    Amendments(ChangeList),
    /// Units or annex figures were changed.
    Units(ChangeList),
    /// Documents or remarks of the board were recorded or changed.
    Board(ChangeList),
    /// Dates of single periods were set, changed or removed.
    Calendar(ChangeList),
    /// Something else in the plan was changed.
    Plan(BilingualText),
}

/// Changes by unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChangeList(Vec<UnitChange>);

impl ChangeList {
    fn add(&mut self, unit: &str, vi: String, en: String) {
        self.0.push(UnitChange { unit: unit.to_string(), text: BilingualText::new(vi, en), is_removed: false });
    }

    /// Adds an event that only one of two plans has. `kind` is what it is, in both languages.
    fn add_event(&mut self, unit: &str, is_added: bool, kind: (&str, &str), what: (String, String)) {
        let (vi, en) = if is_added { ("thêm", "added") } else { ("bỏ", "removed") };
        let text =
            BilingualText::new(format!("{} ({vi}): {}", kind.0, what.0), format!("{} ({en}): {}", kind.1, what.1));
        self.0.push(UnitChange { unit: unit.to_string(), text, is_removed: !is_added });
    }

    /// Describes the changes of a unit; without a unit, or if it has none, all changes.
    fn text(&self, unit: Option<&str>) -> BilingualText {
        let of: Vec<&UnitChange> = self.0.iter().filter(|change| Some(change.unit.as_str()) == unit).collect();
        let all = if of.is_empty() { self.0.iter().collect() } else { of };
        let more = all.len().saturating_sub(NAMED);
        let joined = |pick: fn(&BilingualText) -> &str| {
            let mut texts: Vec<&str> = all.iter().take(NAMED).map(|change| pick(&change.text)).collect();
            texts.dedup();
            texts.join("; ")
        };
        let (mut vi, mut en) = (joined(|t| &t.vi), joined(|t| &t.en));
        if more > 0 {
            vi.push_str(&format!("; … và {more} thay đổi nữa"));
            en.push_str(&format!("; … and {more} more"));
        }
        BilingualText::new(vi, en)
    }
}

impl Cause {
    /// Lists the returns up to `period` that differ between a workbook and a ledger.
    pub(crate) fn returns(old: &AuditedWorkbook, ledger: &Ledger, plan: &Plan, period: Period) -> Cause {
        let listed = old.listed();
        let hashes: BTreeSet<&str> = listed.iter().map(|l| l.sha256.as_str()).collect();
        let here: BTreeSet<&str> = ledger.arrivals.iter().map(|a| a.sha256.as_str()).collect();
        let by_file = ledger.by_file();
        let mut out = ChangeList::default();
        for arrival in ledger.arrivals.iter().filter(|a| !hashes.contains(a.sha256.as_str())) {
            let of = by_file.get(arrival.file.as_str()).map(Vec::as_slice).unwrap_or_default();
            let submissions = of.iter().filter_map(|i| Some((ledger.submissions.get(*i)?, ledger.fates.get(*i))));
            for (s, fate) in submissions.filter(|(s, _)| s.period <= period) {
                let (unit, number, file) = (plan.unit_name(&s.unit), s.number, &s.file);
                let [vi, en] = [Lang::Vi, Lang::En].map(|lang| s.period.in_sentence(lang));
                let is_held = matches!(fate, Some(SubmissionStatus::Held(_)));
                let state =
                    if is_held { [", còn lỗi nên chưa được tổng hợp", ", on hold"] } else { [""; 2] };
                out.add(
                    &s.unit,
                    format!("báo cáo gửi sau: {unit}, {vi}, lần {number} ({file}){}", state[0]),
                    format!("later submission: {unit}, {en}, no. {number} ({file}){}", state[1]),
                );
            }
        }
        let lost = listed.iter().filter(|l| l.is_used() && !here.contains(l.sha256.as_str()));
        for line in lost.filter(|l| l.period.is_some_and(|p| p <= period)) {
            let (name, number, file) = (&line.unit, line.number, &line.file);
            let [vi, en] =
                [Lang::Vi, Lang::En].map(|lang| line.period.map_or_else(String::new, |p| p.in_sentence(lang)));
            let unit =
                plan.names.find_exact(name, line.period).and_then(|u| plan.units.get(u)).map_or(name, |u| &u.code);
            out.add(
                unit,
                format!("báo cáo không còn: {name}, {vi}, lần {number} ({file})"),
                format!("return gone: {name}, {en}, no. {number} ({file})"),
            );
        }
        Cause::Returns(out)
    }

    /// Returns the cause of differences that a plan without a published copy makes. The hashes that the workbook shows say
    /// which part of it has changed.
    pub(crate) fn plan_without_copy(old: &AuditedWorkbook, now: &Plan) -> Cause {
        let [plan, annex] = [&now.hashes.plan, &now.hashes.annex].map(|hash| !old.shows_hash(hash));
        let (vi, en) = match (plan, annex) {
            (true, false) => ("kế hoạch đã đổi", "the plan has changed"),
            (false, true) => ("phụ lục đã đổi", "the annex has changed"),
            (true, true) => ("kế hoạch hoặc phụ lục đã đổi", "the plan or annex has changed"),
            (false, false) => ("lịch riêng hoặc đơn vị đã đổi", "dates of single periods or units have changed"),
        };
        Cause::Plan(BilingualText::new(
            format!("{vi} (kỳ này chưa chốt nên không còn bản kế hoạch khi lập)"),
            format!("{en} (the period was not published, so the plan of then is not kept)"),
        ))
    }

    /// Returns the cause of figures that an earlier workbook shows and that its own returns and plan do not give.
    pub(crate) fn changed_figure() -> Cause {
        Cause::Plan(BilingualText::new(
            "số trong tệp đã lập bị sửa: báo cáo và kế hoạch khi đó cho số khác",
            "the figure in the earlier workbook was changed: its returns and plan give another one",
        ))
    }

    /// Lists the kinds of events that differ between two plans: waivers, then amendments, then units.
    pub(crate) fn events(then: &Plan, now: &Plan) -> Vec<Cause> {
        let mut out = vec![
            Cause::Waivers(waivers(then, now)),
            Cause::Amendments(amendments(then, now)),
            Cause::Board(board(then, now)),
            Cause::Calendar(calendar(then, now)),
        ];
        if then.units.len() == now.units.len() && then.units.iter().zip(&now.units).all(|(a, b)| a.code == b.code) {
            out.push(Cause::Units(units(then, now)));
        }
        out.retain(|cause| match cause {
            Cause::Waivers(list)
            | Cause::Amendments(list)
            | Cause::Board(list)
            | Cause::Calendar(list)
            | Cause::Units(list) => !list.0.is_empty(),
            Cause::Returns(_) | Cause::Plan(_) => false,
        });
        out
    }

    /// Returns true if a plan has all events of an earlier one that figures follow from. What the board adds to the signed
    /// sheet, such as the number of the report, changes none.
    pub(crate) fn adds_only(then: &Plan, now: &Plan) -> bool {
        let removed = |list: ChangeList| list.0.iter().any(|change| change.is_removed);
        let lists = [waivers(then, now), amendments(then, now), calendar(then, now), units(then, now)];
        !lists.into_iter().any(removed)
    }

    /// Replaces in `plan` what this cause is about by that of `now`.
    pub(crate) fn apply(&self, plan: &mut Plan, now: &Plan) {
        match self {
            Cause::Waivers(_) => plan.waivers.clone_from(&now.waivers),
            Cause::Amendments(_) => plan.amendments.clone_from(&now.amendments),
            Cause::Board(_) => {
                plan.documents.clone_from(&now.documents);
                plan.remarks.clone_from(&now.remarks);
            }
            Cause::Calendar(_) => plan.calendar.clone_from(&now.calendar),
            Cause::Units(_) if plan.annex.columns.len() == now.annex.columns.len() => plan.units.clone_from(&now.units),
            Cause::Units(_) | Cause::Returns(_) | Cause::Plan(_) => {}
        }
    }

    /// Describes the cause for a figure of a unit (code); without a unit, for a total.
    pub(crate) fn text(&self, unit: Option<&str>) -> BilingualText {
        match self {
            Cause::Returns(list) if list.0.is_empty() => BilingualText::new(
                "số trong tệp không phải số chương trình đã tính; hãy kiểm tra lại tệp đó",
                "not the figure that the program computed; audit that file",
            ),
            Cause::Returns(list)
            | Cause::Waivers(list)
            | Cause::Amendments(list)
            | Cause::Board(list)
            | Cause::Calendar(list)
            | Cause::Units(list) => list.text(unit),
            Cause::Plan(text) => text.clone(),
        }
    }

    /// Describes everything that changed.
    pub(crate) fn whole_text(&self) -> BilingualText {
        self.text(None)
    }
}

/// Lists the entries that only one of two lists has: with false those of the first, with true those of the second.
fn difference<'a, T>(then: &'a [T], now: &'a [T], same: impl Fn(&T, &T) -> bool) -> Vec<(bool, &'a T)> {
    let removed = then.iter().filter(|a| !now.iter().any(|b| same(a, b))).map(|a| (false, a));
    let added = now.iter().filter(|b| !then.iter().any(|a| same(a, b))).map(|b| (true, b));
    removed.chain(added).collect()
}

fn waivers(then: &Plan, now: &Plan) -> ChangeList {
    let same = |a: &Waiver, b: &Waiver| {
        let own = |w: &Waiver| (w.unit.clone(), w.period, w.rule.clone(), w.file.clone(), w.nil, w.reason.clone());
        own(a) == own(b)
    };
    let mut out = ChangeList::default();
    for (added, waiver) in difference(&then.waivers, &now.waivers, same) {
        let nil = waiver.nil.then(|| changes::NIL.in_lang(now.language).to_string());
        let what = waiver.rule.iter().chain(&waiver.file).cloned().chain(nil).collect::<Vec<_>>().join(", ");
        let (unit, when) = (now.unit_name(&waiver.unit), waiver.period.words());
        let texts = (format!("{unit}, {}, {what}", when.vi), format!("{unit}, {}, {what}", when.en));
        out.add_event(&waiver.unit, added, ("ngoại lệ", "waiver"), texts);
    }
    out
}

fn amendments(then: &Plan, now: &Plan) -> ChangeList {
    let same =
        |a: &Amendment, b: &Amendment| (&a.unit, &a.column, a.from, a.value) == (&b.unit, &b.column, b.from, b.value);
    let mut out = ChangeList::default();
    for (added, amendment) in difference(&then.amendments, &now.amendments, same) {
        let (unit, value, from) = (now.unit_name(&amendment.unit), amendment.value, amendment.from.words());
        let of_annex = now.annex_column(&amendment.column).and_then(|column| now.annex.columns.get(column));
        let titles = of_annex.into_iter().flat_map(|column| [&column.short, &column.heading]);
        let column = titles.chain([&amendment.column]).find(|title| !title.is_empty()).map_or("", String::as_str);
        let texts = (
            format!("{unit}, {column} từ {}: {value}", from.vi),
            format!("{unit}, {column} from {}: {value}", from.en),
        );
        out.add_event(&amendment.unit, added, ("điều chỉnh chỉ tiêu", "amendment"), texts);
    }
    out
}

fn board(then: &Plan, now: &Plan) -> ChangeList {
    let mut out = ChangeList::default();
    for (added, document) in difference(&then.documents, &now.documents, PartialEq::eq) {
        let (period, number) = (document.period.words(), &document.number);
        let texts = (format!("{}, số {number}", period.vi), format!("{}, no. {number}", period.en));
        out.add_event("", added, ("văn bản", "document"), texts);
    }
    for (added, remark) in difference(&then.remarks, &now.remarks, PartialEq::eq) {
        let (unit, period) = (now.unit_name(&remark.unit), remark.period.words());
        let texts = (format!("{unit}, {}", period.vi), format!("{unit}, {}", period.en));
        out.add_event(&remark.unit, added, ("ghi chú", "remark"), texts);
    }
    out
}

fn calendar(then: &Plan, now: &Plan) -> ChangeList {
    let mut out = ChangeList::default();
    let all: BTreeSet<Period> = then.calendar.keys().chain(now.calendar.keys()).copied().collect();
    for period in all {
        let known = |plan: &Plan| plan.calendar.contains_key(&period);
        let texts = (period.in_sentence(Lang::Vi), period.in_sentence(Lang::En));
        let kind = ("lịch riêng", "dates of single periods");
        if known(then) != known(now) {
            out.add_event("", known(now), kind, texts);
        } else if then.dates(period) != now.dates(period) {
            let text = BilingualText::new(
                format!("{} (đổi): {}", kind.0, texts.0),
                format!("{} (changed): {}", kind.1, texts.1),
            );
            out.0.push(UnitChange { unit: String::new(), text, is_removed: true });
        }
    }
    out
}

fn units(then: &Plan, now: &Plan) -> ChangeList {
    let mut out = ChangeList::default();
    for (a, b) in then.units.iter().zip(&now.units) {
        let own = |u: &Unit| (u.name.clone(), u.kind.clone(), format!("{:?}", u.figures));
        let ((name_a, kind_a, annex_a), (name_b, kind_b, annex_b)) = (own(a), own(b));
        if (&name_a, &kind_a) != (&name_b, &kind_b) {
            out.add(
                &b.code,
                format!("đơn vị đã đổi: {name_a} ({kind_a}) → {name_b} ({kind_b})"),
                format!("unit changed: {name_a} ({kind_a}) → {name_b} ({kind_b})"),
            );
        } else if a.time != b.time {
            let text = BilingualText::new(
                format!("thời gian báo cáo, đơn vị nhận hoặc tên trước đây đã đổi: {name_b}"),
                format!("periods, heir or earlier names changed: {name_b}"),
            );
            out.0.push(UnitChange { unit: b.code.clone(), text, is_removed: a.time != UnitTime::default() });
        } else if annex_a != annex_b {
            out.add(
                &b.code,
                format!("chỉ tiêu giao trong phụ lục đã đổi: {name_b}"),
                format!("quota in the annex changed: {name_b}"),
            );
        }
    }
    out
}

/// The events that a workbook lists, as they were when it was made.
pub(crate) struct EventsThen {
    calendar: BTreeMap<Period, Dates>,
    /// What becomes of units, by code; `None` if the list cannot be read, or is of another plan.
    units: Option<BTreeMap<String, UnitTime>>,
    waivers: Vec<Waiver>,
    amendments: Vec<Amendment>,
    documents: Vec<ReportDocument>,
    remarks: Vec<Remark>,
}

impl EventsThen {
    /// Reads the events. A waiver or amendment of an unknown unit is left out.
    pub(crate) fn new(old: &AuditedWorkbook, plan: &Plan) -> Self {
        let code =
            |name: &str| plan.names.find_exact(name, None).and_then(|u| plan.units.get(u)).map(|u| u.code.clone());
        EventsThen {
            calendar: old.listed_dates(),
            // With another plan the workbook may have other units.
            units: if old.shows_hash(&plan.hashes.plan) { old.listed_units(plan, &code) } else { None },
            waivers: old.listed_waivers(&code),
            amendments: old.listed_amendments(plan, &code),
            documents: old.listed_documents(),
            remarks: old.listed_remarks(),
        }
    }

    /// Returns a plan with these events instead of its own.
    pub(crate) fn restored(&self, plan: &Plan) -> Plan {
        let mut units = plan.units.clone();
        for unit in &mut units {
            if let Some(times) = &self.units {
                let then = times.get(&unit.code).cloned().unwrap_or_default();
                unit.time = if unit.time.is_like(&then, plan.first, plan.last) { unit.time.clone() } else { then };
            }
        }
        Plan {
            calendar: self.calendar.clone(),
            names: UnitNames::new(&units),
            units,
            waivers: self.waivers.clone(),
            amendments: self.amendments.clone(),
            documents: self.documents.clone(),
            remarks: self.remarks.clone(),
            ..plan.clone()
        }
    }
}
