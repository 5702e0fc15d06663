//! Checks of the units in time: the periods in which they report, their heirs, and names of several units.

use super::references::{missing, outside};
use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::plan::Unit;
use crate::plan::load::draft::PlanDraft;
use crate::plan::load::walk::PlanDocument;
use crate::plan::unit_names::names_of;
use crate::plan::unit_names::unit_key;
use crate::plan::unit_time::UnitTime;
use std::collections::BTreeMap;

/// The most units that one unit takes over in one period: the formula that adds them up must fit into a cell.
const MOST_TAKEN_OVER: usize = 60;

/// Checks that no name means two units at the same time.
pub(super) fn names(draft: &PlanDraft, walk: &PlanDocument) {
    let mut seen: BTreeMap<String, Vec<(usize, UnitTime, bool)>> = BTreeMap::new();
    for (i, unit) in draft.units.iter().enumerate() {
        for (n, (text, time)) in names_of(unit).into_iter().enumerate().filter(|(_, (t, _))| !t.trim().is_empty()) {
            // The code comes first. It means one unit at all times.
            let (is_code, uses) = (n == 0, seen.entry(unit_key(text)).or_default());
            let clash =
                uses.iter().find(|(other, known, code)| *other != i && (is_code || *code || known.overlaps(&time)));
            if let Some((other, ..)) = clash {
                let name = &draft.units[*other].name;
                let path = match n.checked_sub(2) {
                    None => format!("units[{i}].{}", if is_code { "code" } else { "name" }),
                    Some(alias) if alias < unit.aliases.len() => format!("units[{i}].aliases[{alias}]"),
                    Some(_) => format!("units[{i}].before"),
                };
                walk.error_at(
                    &path,
                    BilingualText::new(
                        format!("'{text}' cũng chỉ đơn vị '{name}'"),
                        format!("'{text}' also means unit '{name}'"),
                    ),
                    BilingualText::new(
                        "mỗi cách gọi chỉ thuộc một đơn vị; hai đơn vị trùng tên phải không cùng kỳ nào (Từ kỳ, Đến kỳ)",
                        "a name belongs to one unit; two units of one name have no period in common (from, until)",
                    ),
                );
                continue;
            }
            uses.push((i, time, is_code));
        }
    }
}

/// Checks the times of all units.
pub(super) fn check(draft: &PlanDraft, walk: &PlanDocument) {
    for (i, unit) in draft.units.iter().enumerate().filter(|(_, unit)| unit.time.is_changing()) {
        periods(draft, walk, i, unit);
        heir(draft, walk, i, unit);
        origin(draft, walk, i, unit);
    }
    circles(draft, walk);
    amounts(draft, walk);
    events(draft, walk);
}

fn periods(draft: &PlanDraft, walk: &PlanDocument, i: usize, unit: &Unit) {
    let UnitTime { from, until, before, .. } = &unit.time;
    for (key, period) in [("from", from), ("until", until)] {
        if let Some(period) = period {
            outside(walk, draft, &format!("units[{i}].{key}"), *period);
        }
    }
    if let Some((from, until)) = from.zip(*until).filter(|(from, until)| from > until) {
        walk.error_at(
            &format!("units[{i}].from"),
            BilingualText::new(
                format!("kỳ đầu {from} của '{}' sau kỳ cuối {until}", unit.name),
                format!("the first period {from} of '{}' is after its last, {until}", unit.name),
            ),
            BilingualText::new("sửa một trong hai kỳ", "correct one of the two"),
        );
    }
    let late = |former: Period| {
        until.is_some_and(|until| former >= until)
            || from.is_some_and(|from| former < from)
            || draft.term.is_some_and(|(first, last)| former >= last || former < first)
    };
    for former in before.iter().filter(|former| late(former.until)) {
        walk.error_at(
            &format!("units[{i}].before"),
            BilingualText::new(
                format!("tên trước đây '{}' đến kỳ {} nằm ngoài thời gian của đơn vị", former.name, former.until),
                format!("the earlier name '{}' until {} is outside the time of the unit", former.name, former.until),
            ),
            BilingualText::new(
                "ghi kỳ cuối còn mang tên đó, trước kỳ cuối của đơn vị",
                "give the last period with that name, before the last of the unit",
            ),
        );
    }
}

/// Checks the unit that takes over. It may be of another kind, as a city that takes over a province.
fn heir(draft: &PlanDraft, walk: &PlanDocument, i: usize, unit: &Unit) {
    let Some(into) = &unit.time.into else { return };
    let path = format!("units[{i}].into");
    let Some(end) = unit.time.end() else {
        walk.error_at(
            &path,
            BilingualText::new(
                format!("'{}' có đơn vị nhận nhưng chưa ghi kỳ cuối", unit.name),
                format!("'{}' has an heir but no last period", unit.name),
            ),
            walk.either(
                BilingualText::new("thêm until, ví dụ until = \"2025-Q2\"", "add until, such as until = \"2025-Q2\""),
                BilingualText::new("ghi 'Đến kỳ', ví dụ 2025-Q2", "fill in 'Đến kỳ', such as 2025-Q2"),
            ),
        );
        return;
    };
    let Some(heir) = draft.units.iter().find(|other| other.code == *into) else {
        return unknown(draft, walk, &path, into);
    };
    if heir.code == unit.code {
        walk.error_at(
            &path,
            BilingualText::new(
                format!("'{}' không thể nhập vào chính mình", unit.name),
                format!("'{}' cannot be its own heir", unit.name),
            ),
            BilingualText::new("ghi mã đơn vị nhận", "give the code of the unit that takes over"),
        );
    } else if !heir.reports_in(end) && draft.term.is_none_or(|(_, last)| end <= last) {
        walk.error_at(
            &path,
            BilingualText::new(
                format!("'{}' không báo cáo trong kỳ {end}, kỳ đầu sau khi nhận '{}'", heir.name, unit.name),
                format!(
                    "'{}' does not report in {end}, the first period after it takes over '{}'",
                    heir.name, unit.name
                ),
            ),
            BilingualText::new(
                "đơn vị nhận phải báo cáo từ kỳ ngay sau kỳ cuối; kiểm tra Từ kỳ, Đến kỳ của hai đơn vị",
                "an heir reports from the period after the last one; check from and until of both units",
            ),
        );
    }
}

fn origin(draft: &PlanDraft, walk: &PlanDocument, i: usize, unit: &Unit) {
    let Some(out_of) = &unit.time.out_of else { return };
    let path = format!("units[{i}].out_of");
    let Some(from) = unit.time.from else {
        walk.error_at(
            &path,
            BilingualText::new(
                format!("'{}' tách ra nhưng chưa ghi kỳ đầu", unit.name),
                format!("'{}' is split off but has no first period", unit.name),
            ),
            walk.either(
                BilingualText::new("thêm from, ví dụ from = \"2025-Q3\"", "add from, such as from = \"2025-Q3\""),
                BilingualText::new("ghi 'Từ kỳ', ví dụ 2025-Q3", "fill in 'Từ kỳ', such as 2025-Q3"),
            ),
        );
        return;
    };
    let Some(origin) = draft.units.iter().find(|other| other.code == *out_of) else {
        return unknown(draft, walk, &path, out_of);
    };
    if origin.code == unit.code || !origin.reports_in(from.plus(-1)) {
        walk.error_at(
            &path,
            BilingualText::new(
                format!("'{}' không báo cáo trong kỳ {}, kỳ trước khi tách", origin.name, from.plus(-1)),
                format!("'{}' does not report in {}, the period before the split", origin.name, from.plus(-1)),
            ),
            BilingualText::new(
                "đơn vị bị tách phải báo cáo đến kỳ ngay trước đó",
                "the unit that is split reports until the period before",
            ),
        );
    }
}

fn unknown(draft: &PlanDraft, walk: &PlanDocument, path: &str, code: &str) {
    let codes: Vec<&str> = draft.units.iter().map(|u| u.code.as_str()).collect();
    missing(walk, path, ("đơn vị", "unit"), code, &codes);
}

/// Reports units that take over from each other in a circle.
fn circles(draft: &PlanDraft, walk: &PlanDocument) {
    let next = |code: &str| draft.units.iter().find(|u| u.code == code).and_then(|u| u.time.into.as_deref());
    for (i, unit) in draft.units.iter().enumerate() {
        let mut chain = vec![unit.code.as_str()];
        while let Some(heir) = chain.last().and_then(|code| next(code)) {
            if heir == unit.code {
                // The unit that is its own heir is reported as such.
                if chain.len() > 1 {
                    let list = chain.join(" → ");
                    walk.error_at(
                        &format!("units[{i}].into"),
                        BilingualText::new(
                            format!("các đơn vị nhập vào nhau thành vòng: {list} → {heir}"),
                            format!("units take over from each other in a circle: {list} → {heir}"),
                        ),
                        BilingualText::new("bỏ trống một 'into' (Nhập vào)", "leave out one 'into'"),
                    );
                }
                break;
            }
            if chain.contains(&heir) {
                break;
            }
            chain.push(heir);
        }
    }
}

fn amounts(draft: &PlanDraft, walk: &PlanDocument) {
    let mut counts: BTreeMap<(&str, Period), usize> = BTreeMap::new();
    for (i, unit) in draft.units.iter().enumerate() {
        let Some((into, end)) = unit.time.into.as_deref().zip(unit.time.end()) else { continue };
        let count = counts.entry((into, end)).or_default();
        *count += 1;
        if *count == MOST_TAKEN_OVER + 1 {
            walk.error_at(
                &format!("units[{i}].into"),
                BilingualText::new(
                    format!("quá {MOST_TAKEN_OVER} đơn vị nhập vào '{into}' trong một kỳ"),
                    format!("more than {MOST_TAKEN_OVER} units end in '{into}' in one period"),
                ),
                BilingualText::new(
                    "công thức cộng chúng không vừa một ô Excel; chia thành hai đơn vị nhận nối nhau",
                    "the formula that adds them up does not fit into a cell; use two heirs, one after the other",
                ),
            );
        }
    }
}

/// Checks that no quota is amended, and no nil return recorded, for a period in which the unit does not report.
fn events(draft: &PlanDraft, walk: &PlanDocument) {
    let nil = draft.waivers.iter().filter(|(_, w)| w.nil).map(|(path, w)| (path, "period", &w.unit, w.period));
    let amended = draft.amendments.iter().map(|(path, a)| (path, "from", &a.unit, a.from));
    for (path, key, code, period) in amended.chain(nil) {
        let unit = draft.units.iter().find(|unit| unit.code == *code);
        let Some(unit) = unit.filter(|unit| unit.time.until.is_some_and(|until| period > until)) else { continue };
        walk.error_at(
            &format!("{path}.{key}"),
            BilingualText::new(
                format!("'{}' không báo cáo trong kỳ {period}", unit.name),
                format!("'{}' does not report in {period}", unit.name),
            ),
            BilingualText::new(
                "ghi cho đơn vị nhận, hoặc sửa kỳ",
                "write it for the unit that took over, or correct the period",
            ),
        );
    }
}
