//! The text of a plan with the events that a consolidated workbook lists: waivers, amendments, documents, remarks, dates of
//! single periods and changes of units as they were when it was made. The hash of the right text is the one that the
//! workbook shows.

use super::hashes::UNIT_EVENTS;
use super::load::document;
use super::unit_time::UnitTime;
use super::{Amendment, Plan, Remark, ReportDocument, Waiver};
use crate::model::day::Day;
use crate::model::period::Period;
use toml::{Table, Value};

/// How an event may be written in a plan; another way gives another hash.
#[derive(Copy, Clone)]
struct EventSpelling {
    /// Periods as people read them, `Quý I/2022`, and not as codes.
    has_period_words: bool,
    day: DaySpelling,
}

#[derive(Copy, Clone)]
enum DaySpelling {
    Date,
    Iso,
    Shown,
}

/// Returns the texts of a plan with the events of `then` instead of its own; those that both have stay as they are written.
/// More than one if events of `then` may have been written in several ways. `now` is the plan of the text.
pub(crate) fn with_events(toml: &str, now: &Plan, then: &Plan) -> Vec<String> {
    let Some(document) = document(toml) else { return Vec::new() };
    let mut out: Vec<String> = Vec::new();
    for has_period_words in [false, true] {
        for day in [DaySpelling::Date, DaySpelling::Iso, DaySpelling::Shown] {
            let spelling = EventSpelling { has_period_words, day };
            let text = toml::to_string(&restored(&document, (now, then), spelling)).unwrap_or_default();
            if !text.is_empty() && !out.contains(&text) {
                out.push(text);
            }
        }
    }
    out
}

fn restored(document: &Table, (now, then): (&Plan, &Plan), spelling: EventSpelling) -> Table {
    let mut out = document.clone();
    let of_waiver = |waiver: &Waiver| spelling.waiver(now, waiver);
    replace(&mut out, "waivers", (&now.waivers, &then.waivers), is_same_waiver, of_waiver);
    let is_same = |a: &Amendment, b: &Amendment| {
        (&a.unit, &a.column, a.from, a.value, &a.basis) == (&b.unit, &b.column, b.from, b.value, &b.basis)
    };
    let of_amendment = |amendment: &Amendment| spelling.amendment(now, amendment);
    replace(&mut out, "amendments", (&now.amendments, &then.amendments), is_same, of_amendment);
    let of_document = |document: &ReportDocument| spelling.document(now, document);
    replace(&mut out, "documents", (&now.documents, &then.documents), PartialEq::eq, of_document);
    let of_remark = |remark: &Remark| spelling.remark(now, remark);
    replace(&mut out, "remarks", (&now.remarks, &then.remarks), PartialEq::eq, of_remark);
    replace_dates(&mut out, (now, then), spelling);
    replace_units(&mut out, (now, then), spelling);
    out
}

/// Replaces the dates of single periods. A row of today that gives the dates of then stays as it is written.
fn replace_dates(document: &mut Table, (now, then): (&Plan, &Plan), spelling: EventSpelling) {
    let old: Vec<Value> = document.get("calendar").and_then(Value::as_array).cloned().unwrap_or_default();
    let row = |period: Period| {
        let is_same = then.calendar.get(&period) == now.calendar.get(&period);
        let is_it =
            |row: &&Value| row.get("period").and_then(Value::as_str).and_then(|text| text.parse().ok()) == Some(period);
        let kept = old.iter().find(is_it).filter(|_| is_same).cloned();
        kept.unwrap_or_else(|| Value::Table(spelling.dates(then, period)))
    };
    let rows: Vec<Value> = then.calendar.keys().map(|period| row(*period)).collect();
    if rows.is_empty() {
        document.remove("calendar");
    } else {
        document.insert("calendar".to_string(), Value::Array(rows));
    }
}

/// Replaces what becomes of the units that changed otherwise.
fn replace_units(document: &mut Table, (now, then): (&Plan, &Plan), spelling: EventSpelling) {
    let units = document.get_mut("units").and_then(Value::as_array_mut).into_iter().flatten();
    for unit in units.filter_map(Value::as_table_mut) {
        let code = unit.get("code").and_then(Value::as_str).unwrap_or_default().to_string();
        let of = |plan: &Plan| plan.units.iter().find(|own| own.code == code).map(|own| own.time.clone());
        let (Some(time), Some(today)) = (of(then), of(now)) else { continue };
        if time != today {
            UNIT_EVENTS.iter().for_each(|key| drop(unit.remove(*key)));
            unit.extend(spelling.unit_time(then, &time));
        }
    }
}

fn is_same_waiver(a: &Waiver, b: &Waiver) -> bool {
    let own = |w: &Waiver| {
        (w.unit.clone(), w.period, w.rule.clone(), w.file.clone(), w.nil, w.reason.clone(), w.by.clone(), w.date)
    };
    own(a) == own(b)
}

/// Replaces the rows of a table. A row of today that is also one of then stays as it is written.
fn replace<T>(
    document: &mut Table,
    table: &str,
    (now, then): (&[T], &[T]),
    is_same: impl Fn(&T, &T) -> bool,
    written: impl Fn(&T) -> Table,
) {
    let old: Vec<Value> = document.get(table).and_then(Value::as_array).cloned().unwrap_or_default();
    let row = |event: &T| {
        let place = now.iter().position(|own| is_same(own, event)).filter(|_| old.len() == now.len());
        place.and_then(|place| old.get(place)).cloned().unwrap_or_else(|| Value::Table(written(event)))
    };
    let rows: Vec<Value> = then.iter().map(row).collect();
    if rows.is_empty() {
        document.remove(table);
    } else {
        document.insert(table.to_string(), Value::Array(rows));
    }
}

impl EventSpelling {
    fn period(self, plan: &Plan, period: Period) -> Value {
        Value::from(if self.has_period_words { period.text_in(plan.language) } else { period.to_string() })
    }

    fn day(self, day: Day) -> Value {
        let (year, month, number) = day.ymd();
        let iso = format!("{year:04}-{month:02}-{number:02}");
        match self.day {
            DaySpelling::Date => iso.parse().map_or(Value::from(iso.as_str()), Value::Datetime),
            DaySpelling::Iso => Value::from(iso),
            DaySpelling::Shown => Value::from(day.to_string()),
        }
    }

    fn waiver(self, plan: &Plan, waiver: &Waiver) -> Table {
        let what = waiver.rule.as_ref().map(|rule| ("rule", rule)).or(waiver.file.as_ref().map(|file| ("file", file)));
        let what = what.map(|(key, text)| (key, Value::from(text.as_str())));
        let nil = waiver.nil.then_some(("nil", Value::Boolean(true)));
        let texts = [("unit", &waiver.unit), ("reason", &waiver.reason), ("by", &waiver.by)];
        let rest = [("period", self.period(plan, waiver.period)), ("date", self.day(waiver.date))];
        table(&texts, what.into_iter().chain(nil).chain(rest))
    }

    fn amendment(self, plan: &Plan, amendment: &Amendment) -> Table {
        let value = amendment.value;
        let value = match value.fract() == 0.0 && value.abs() < 1e15 {
            true => Value::Integer(value as i64),
            false => Value::Float(value),
        };
        let texts = [("unit", &amendment.unit), ("column", &amendment.column), ("basis", &amendment.basis)];
        table(&texts, [("from", self.period(plan, amendment.from)), ("value", value)].into_iter())
    }

    fn document(self, plan: &Plan, document: &ReportDocument) -> Table {
        let date = document.date.map(|date| ("date", self.day(date)));
        table(&[("number", &document.number)], date.into_iter().chain([("period", self.period(plan, document.period))]))
    }

    /// Returns the row of the dates of a period; the usual ones are left out.
    fn dates(self, plan: &Plan, period: Period) -> Table {
        let (own, usual) = (plan.dates(period), plan.usual_dates(period));
        let days = [("cut_off", own.cut_off, usual.cut_off), ("deadline", own.deadline, usual.deadline)];
        let days = days.into_iter().filter(|(_, own, usual)| own != usual);
        let days = days.map(|(key, own, _)| (key, self.day(own)));
        table(&[], days.chain([("period", self.period(plan, period))]))
    }

    fn unit_time(self, plan: &Plan, time: &UnitTime) -> Table {
        let periods = [("from", time.from), ("until", time.until)].into_iter();
        let periods = periods.filter_map(|(key, period)| Some((key, self.period(plan, period?))));
        let units = [("into", &time.into), ("out_of", &time.out_of)].into_iter();
        let units = units.filter_map(|(key, unit)| Some((key, Value::from(unit.as_deref()?))));
        let former = time.before.iter().map(|former| {
            let until = ("until", self.period(plan, former.until));
            Value::Table(table(&[("name", &former.name)], [until].into_iter()))
        });
        let former: Vec<Value> = former.collect();
        let before = (!former.is_empty()).then_some(("before", Value::Array(former)));
        table(&[], periods.chain(units).chain(before))
    }

    fn remark(self, plan: &Plan, remark: &Remark) -> Table {
        let texts = [("unit", &remark.unit), ("text", &remark.text)];
        table(&texts, [("period", self.period(plan, remark.period))].into_iter())
    }
}

/// Returns a row; an empty text is left out.
fn table(texts: &[(&str, &String)], rest: impl Iterator<Item = (&'static str, Value)>) -> Table {
    let texts = texts.iter().filter(|(_, text)| !text.is_empty());
    let texts = texts.map(|(key, text)| (key.to_string(), Value::from(text.as_str())));
    texts.chain(rest.map(|(key, value)| (key.to_string(), value))).collect()
}
