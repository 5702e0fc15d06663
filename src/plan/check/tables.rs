//! Checks of codes, names, labels and references between the tables.

use super::names::{NameRole, PlanNames, RESERVED};
use super::references::missing;
use super::{cell_rules, field_rules, rosters, unit_times};
use crate::formula::name;
use crate::model::fold::fold;
use crate::model::text::{BilingualText, StaticText};
use crate::model::validity::Validity;
use crate::plan::figure::FigureTotal;
use crate::plan::header;
use crate::plan::load::draft::PlanDraft;
use crate::plan::load::walk::PlanDocument;
use crate::plan::{ColumnNumberFormat, ColumnTotal, Indicator, IndicatorKind, sheet_names};
use std::collections::BTreeMap;

/// Checks all tables.
pub(super) fn check(draft: &PlanDraft, walk: &PlanDocument, reserved: &[StaticText]) {
    all_names(draft, walk);
    codes_and_labels(draft, walk);
    units(draft, walk);
    sheets(draft, walk, reserved);
    openings(draft, walk);
    rosters::check(draft, walk);
    references(draft, walk);
}

/// Reports every value that occurs a second time. Two values are equal if `key` returns the same for both.
fn unique(
    walk: &PlanDocument,
    values: impl Iterator<Item = (String, String)>,
    what: (&str, &str),
    key: impl Fn(&str) -> String,
) {
    unique_in_time(walk, values.map(|(path, value)| (path, value, Validity::default())), what, key);
}

/// Reports every value that occurs a second time in the same period.
fn unique_in_time(
    walk: &PlanDocument,
    values: impl Iterator<Item = (String, String, Validity)>,
    what: (&str, &str),
    key: impl Fn(&str) -> String,
) {
    let mut seen: BTreeMap<String, Vec<(String, Validity)>> = BTreeMap::new();
    for (path, value, validity) in values {
        let folded = key(&value);
        if value.trim().is_empty() {
            continue;
        }
        let known = seen.entry(folded).or_default();
        match known.iter().find(|(_, other)| other.overlaps(validity)) {
            Some((first, _)) => {
                let (vi, en) = what;
                let alike = if *first == value { String::new() } else { format!(" ('{first}')") };
                walk.error_at(
                    &path,
                    BilingualText::new(
                        format!("{vi} '{value}' đã có ở trên{alike}"),
                        format!("{en} '{value}' stands above already{alike}"),
                    ),
                    BilingualText::new("đổi một trong hai", "change one of the two"),
                );
            }
            None => known.push((value, validity)),
        }
    }
}

fn rows<'d, T>(
    table: &'d str,
    key: &'d str,
    list: &'d [T],
    get: impl Fn(&T) -> &str + 'd,
) -> impl Iterator<Item = (String, String)> + 'd {
    list.iter().enumerate().map(move |(i, row)| (format!("{table}[{i}].{key}"), get(row).to_string()))
}

/// Adds to each value the periods in which its row is in force.
fn in_time(
    rows: impl Iterator<Item = (String, String)>,
    limits: impl Iterator<Item = Validity>,
) -> impl Iterator<Item = (String, String, Validity)> {
    rows.zip(limits).map(|((path, value), validity)| (path, value, validity))
}

/// Checks names: they are legal, have their prefix, are not reserved and are unique.
fn all_names(draft: &PlanDraft, walk: &PlanDocument) {
    let mut own: Vec<(String, String, &str)> = Vec::new();
    let mut add = |list: &mut dyn Iterator<Item = (String, String)>, family: &'static str| {
        own.extend(list.map(|(path, name)| (path, name, family)));
    };
    add(&mut rows("settings", "name", &draft.settings, |s| &s.name), "cd_");
    add(&mut rows("annex.columns", "name", &draft.annex.columns, |c| &c.name), "pl_");
    add(&mut rows("indicators", "name", &draft.indicators, |i| &i.name), "");
    add(&mut rows("narratives", "name", &draft.narratives, |n| &n.name), "");
    add(&mut rows("columns", "name", &draft.columns, |c| &c.name), "");
    let prefixes: Vec<String> = draft.rosters.iter().map(|r| format!("{}_", r.prefix)).collect();
    for (r, roster) in draft.rosters.iter().enumerate() {
        for (c, column) in roster.columns.iter().enumerate() {
            own.push((format!("rosters[{r}].columns[{c}].name"), column.name.clone(), &prefixes[r]));
        }
    }
    for (path, own_name, family) in own.iter().filter(|(_, n, _)| !n.is_empty()) {
        if let Some(problem) = name::problem(own_name) {
            walk.error_at(path, problem, BilingualText::new("ví dụ: dv_moi", "such as dv_moi"));
        } else if let Some((message, hint)) = family_problem(draft, own_name, family, &prefixes) {
            walk.error_at(path, message, hint);
        }
    }
    unique(walk, own.into_iter().map(|(path, name, _)| (path, name)), ("tên", "name"), str::to_string);
    unique(walk, rows("rosters", "prefix", &draft.rosters, |r| &r.prefix), ("phần đầu", "prefix"), str::to_string);
    for (r, roster) in draft.rosters.iter().enumerate() {
        let legal = roster.prefix.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        if !legal || matches!(roster.prefix.as_str(), "pl" | "cd") {
            walk.error_at(
                &format!("rosters[{r}].prefix"),
                BilingualText::new(
                    format!("phần đầu '{}' không dùng được", roster.prefix),
                    format!("'{}' is no prefix", roster.prefix),
                ),
                BilingualText::new(
                    "chữ thường không dấu và số, khác pl và cd, ví dụ ds1",
                    "lower-case letters and digits, not pl or cd, such as ds1",
                ),
            );
        }
    }
}

fn family_problem(
    draft: &PlanDraft,
    own: &str,
    family: &str,
    prefixes: &[String],
) -> Option<(BilingualText, BilingualText)> {
    let taken = RESERVED.iter().any(|(n, _)| *n == own)
        || header::is_reserved(own)
        || (own == header::NIL && draft.form.as_ref().is_some_and(|form| form.nil))
        || prefixes.iter().any(|p| own.strip_prefix(p.as_str()) == Some("so_dong"));
    let suffix = ["_kt", "_cot"].into_iter().find(|s| own.ends_with(s));
    let other = ["pl_", "cd_"].into_iter().chain(prefixes.iter().map(String::as_str));
    let foreign = other.into_iter().find(|p| family != *p && p.len() > 1 && own.starts_with(p));
    if taken {
        let message =
            BilingualText::new(format!("tên '{own}' là của chương trình"), format!("name '{own}' is the program's"));
        Some((message, BilingualText::new("chọn tên khác", "choose another")))
    } else if let Some(suffix) = suffix {
        let message = BilingualText::new(
            format!("tên '{own}' có đuôi {suffix} là của chương trình"),
            format!("name '{own}' ends in {suffix}, which is the program's"),
        );
        Some((message, BilingualText::new("chọn tên khác", "choose another")))
    } else if !family.is_empty() && !own.starts_with(family) {
        let message = BilingualText::new(
            format!("tên '{own}' phải bắt đầu bằng {family}"),
            format!("name '{own}' must begin with {family}"),
        );
        Some((message, BilingualText::new(format!("ví dụ: {family}{own}"), format!("such as {family}{own}"))))
    } else {
        foreign.map(|prefix| {
            let message = BilingualText::new(
                format!("tên '{own}': phần đầu {prefix} dành cho bảng khác"),
                format!("name '{own}': {prefix} is kept for another table"),
            );
            (message, BilingualText::new("chọn tên khác", "choose another"))
        })
    }
}

fn codes_and_labels(draft: &PlanDraft, walk: &PlanDocument) {
    unique(walk, rows("kinds", "code", &draft.kinds, |k| &k.code), ("mã loại", "code"), str::to_string);
    let limits = draft.indicators.iter().map(|i| i.validity);
    let codes = in_time(rows("indicators", "code", &draft.indicators, |i| &i.code), limits.clone());
    let narratives = rows("narratives", "code", &draft.narratives, |n| &n.code);
    let codes = codes.chain(in_time(narratives, draft.narratives.iter().map(|n| n.validity)));
    // The sheet of a roster is in the workbook of every period.
    let rosters = rows("rosters", "code", &draft.rosters, |r| &r.code);
    let codes = codes.chain(in_time(rosters, std::iter::repeat(Validity::default())));
    unique_in_time(walk, codes, ("mã số", "code"), fold);
    let labels = in_time(rows("indicators", "label", &draft.indicators, |i| &i.label), limits);
    unique_in_time(walk, labels, ("nhãn", "label"), fold);
    unique(walk, rows("rules", "code", &draft.rules, |r| &r.code), ("mã quy tắc", "rule code"), str::to_string);
    unique(walk, rows("annex.columns", "heading", &draft.annex.columns, |c| &c.heading), ("tiêu đề", "heading"), fold);
    for (r, roster) in draft.rosters.iter().enumerate() {
        let table = format!("rosters[{r}].columns");
        let headings = rows(&table, "heading", &roster.columns, |c| &c.heading);
        let headings = in_time(headings, roster.columns.iter().map(|c| c.validity));
        unique_in_time(walk, headings, ("tiêu đề", "heading"), fold);
    }
    for (i, rule) in draft.rules.iter().enumerate().filter(|(_, r)| !r.code.is_empty()) {
        let digits = rule.code.strip_prefix('R').unwrap_or("");
        if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
            walk.error_at(
                &format!("rules[{i}].code"),
                BilingualText::new(
                    format!("mã quy tắc '{}' không đúng dạng", rule.code),
                    format!("'{}' is no rule code", rule.code),
                ),
                BilingualText::new(
                    "chữ R và số, ví dụ R51; mã đã dùng không dùng lại",
                    "R and digits, such as R51; codes are not used again",
                ),
            );
        }
    }
}

fn units(draft: &PlanDraft, walk: &PlanDocument) {
    for (i, unit) in draft.units.iter().enumerate() {
        if !unit.code.is_empty() && !unit.code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
            walk.error_at(
                &format!("units[{i}].code"),
                BilingualText::new(
                    format!("mã đơn vị '{}' không dùng được", unit.code),
                    format!("'{}' is no unit code", unit.code),
                ),
                BilingualText::new(
                    "chữ in hoa không dấu và số, ví dụ HUYENA",
                    "capital ASCII letters and digits, such as HUYENA",
                ),
            );
        }
        if !unit.kind.is_empty() && !draft.kinds.iter().any(|k| k.code == unit.kind) {
            let list = draft.kinds.iter().map(|k| k.code.as_str()).collect::<Vec<_>>().join(", ");
            walk.error_at(
                &format!("units[{i}].kind"),
                BilingualText::new(
                    format!("không có loại đơn vị '{}'", unit.kind),
                    format!("there is no kind '{}'", unit.kind),
                ),
                BilingualText::new(format!("các loại: {list}"), format!("kinds: {list}")),
            );
        }
    }
    unit_times::names(draft, walk);
    unit_times::check(draft, walk);
}

/// Checks Excel's rules for sheet names; all sheet names must differ.
fn sheets(draft: &PlanDraft, walk: &PlanDocument, reserved: &[StaticText]) {
    let mut all: Vec<(String, String)> = rows("sheets", "name", &draft.sheets, |s| &s.name).collect();
    all.extend(rows("rosters", "code", &draft.rosters, |r| &r.code));
    if let Some(form) = &draft.form {
        all.push(("form.sheet".to_string(), form.sheet.clone()));
        all.push(("form.narrative_sheet".to_string(), form.narrative_sheet.clone()));
    }
    for (path, sheet) in &all {
        let bad = sheet.contains(|c: char| "[]:*?/\\".contains(c) || c.is_control());
        if bad || sheet.encode_utf16().count() > 31 || sheet.starts_with('\'') || sheet.ends_with('\'') {
            walk.error_at(
                path,
                BilingualText::new(
                    format!("Excel không nhận tên trang '{sheet}'"),
                    format!("Excel takes no sheet named '{sheet}'"),
                ),
                BilingualText::new(
                    "nhiều nhất 31 ký tự, không có [ ] : * ? / \\",
                    "at most 31 characters, none of [ ] : * ? / \\",
                ),
            );
        }
    }
    let in_form = |path: &str| path.starts_with("form.") || path.starts_with("rosters");
    for (path, sheet) in &all {
        // A roster is a sheet of both workbooks.
        let form = if in_form(path) { &sheet_names::FORM[..] } else { &[] };
        let form = form.iter().map(|own| own.in_lang(draft.language));
        let whole = if path.starts_with("form.") { &[][..] } else { reserved };
        let own = form
            .chain(whole.iter().map(|own| own.in_lang(draft.language)))
            .find(|own| own.to_lowercase() == sheet.to_lowercase());
        if let Some(own) = own {
            walk.error_at(
                path,
                BilingualText::new(
                    format!("trang '{own}' là của chương trình, kế hoạch không dùng tên đó được"),
                    format!("sheet '{own}' is the program's own; a plan cannot use its name"),
                ),
                BilingualText::new("đặt tên khác cho trang này", "give this sheet another name"),
            );
        }
    }
    unique(walk, all.into_iter(), ("tên trang", "sheet name"), str::to_lowercase);
    let known: Vec<&str> = draft.sheets.iter().map(|s| s.name.as_str()).collect();
    let annex = draft.annex.columns.iter().enumerate().map(|(i, c)| (format!("annex.columns[{i}]"), &c.sheets));
    for (path, sheets) in draft.columns.iter().map(|c| (c.path.clone(), &c.sheets)).chain(annex) {
        for (s, sheet) in sheets.iter().enumerate().filter(|(_, s)| !known.contains(&s.as_str())) {
            missing(walk, &format!("{path}.sheets[{s}]"), ("trang", "sheet"), sheet, &known);
        }
    }
}

fn openings(draft: &PlanDraft, walk: &PlanDocument) {
    let figures: Vec<&str> = draft.indicators.iter().filter(|i| i.kind.is_number()).map(|i| i.name.as_str()).collect();
    let annex: Vec<&str> = draft.annex.columns.iter().map(|c| c.name.as_str()).collect();
    for (i, indicator) in draft.indicators.iter().enumerate() {
        if let Some(from) = indicator.opening.as_deref().filter(|f| !figures.contains(f)) {
            missing(walk, &format!("indicators[{i}].opening"), ("chỉ tiêu số", "numeric indicator"), from, &figures);
        }
        if let Some(from) = indicator.opening_annex.as_deref().filter(|f| !annex.contains(f)) {
            missing(walk, &format!("indicators[{i}].opening_annex"), ("cột phụ lục", "annex column"), from, &annex);
        }
    }
}

/// Checks what is followed period by period: flows, and stocks that add up over units; a pace is that of a flow.
fn series(draft: &PlanDraft, walk: &PlanDocument) {
    let is_flow = |i: &&Indicator| i.kind == IndicatorKind::Flow;
    let is_stock =
        |i: &&Indicator| i.kind == IndicatorKind::Stock && matches!(i.figure.add, FigureTotal::Sum | FigureTotal::Last);
    let all = draft.indicators.iter().filter(|i| is_flow(i) || is_stock(i)).map(|i| i.name.as_str());
    let all: Vec<&str> = all.collect();
    for (i, series) in draft.series.iter().enumerate() {
        let of = draft.indicators.iter().find(|indicator| indicator.name == series.indicator);
        if !all.contains(&series.indicator.as_str()) {
            let what = ("chỉ tiêu số cộng được", "indicator whose figures add up");
            missing(walk, &format!("series[{i}].indicator"), what, &series.indicator, &all);
        } else if series.pace.is_some() && !of.as_ref().is_some_and(is_flow) {
            walk.error_at(
                &format!("series[{i}].pace"),
                BilingualText::new(
                    format!("tiến độ là của số phát sinh, {} là số cuối kỳ", series.indicator),
                    format!("a pace is that of a flow, {} is a stock", series.indicator),
                ),
                BilingualText::new("bỏ pace", "leave out pace"),
            );
        }
    }
}

fn references(draft: &PlanDraft, walk: &PlanDocument) {
    let names = PlanNames::new(draft);
    series(draft, walk);
    let columns: Vec<&str> = draft.columns.iter().map(|c| c.name.as_str()).collect();
    let totalled: Vec<&str> =
        draft.columns.iter().filter(|c| c.total != Some(ColumnTotal::Blank)).map(|c| c.name.as_str()).collect();
    for (i, indicator) in draft.indicators.iter().enumerate() {
        if let Some(column) = indicator.rolled_up_by.as_deref().filter(|name| !totalled.contains(name)) {
            let what = ("cột có dòng tổng", "column with a total");
            missing(walk, &format!("indicators[{i}].rolled_up_by"), what, column, &totalled);
        }
    }
    for (i, headline) in draft.headlines.iter().enumerate() {
        let look = |key: &str, name: Option<&str>, known: &[&str]| {
            if let Some(name) = name.filter(|n| !known.contains(n)) {
                missing(
                    walk,
                    &format!("headlines[{i}].{key}"),
                    ("cột có dòng tổng", "column with a total"),
                    name,
                    known,
                );
            }
        };
        look("column", Some(&headline.column), &totalled);
        look("share", headline.share.as_deref(), &totalled);
        look("gap", headline.gap.as_deref(), &columns);
        look("pace", headline.pace.as_deref(), &totalled);
        look("ahead", headline.ahead.as_deref(), &totalled);
        let column = draft.columns.iter().find(|c| c.name == headline.column);
        let is_share = column.is_some_and(|c| c.number == Some(ColumnNumberFormat::Percent));
        let is_known = |name: &&str| match names.get(name) {
            Some(NameRole::AnnexFigure) => true,
            Some(NameRole::Setting) => is_share,
            _ => false,
        };
        look("of", headline.of.as_deref().filter(|name| !is_known(name)), &totalled);
    }
    let rules: Vec<&str> = draft.rules.iter().map(|r| r.code.as_str()).collect();
    let all: Vec<&str> = rules.iter().copied().chain(cell_rules::CODES).chain(field_rules::codes(draft)).collect();
    for (code, _) in draft.severity.iter().filter(|(c, _)| !all.contains(&c.as_str())) {
        missing(walk, &format!("severity.{code}"), ("quy tắc", "rule"), code, &all);
    }
}

/// Returns true for codes of the program's own findings: `D..` and `K..`.
pub(super) fn is_program_code(code: &str) -> bool {
    let digits = code.strip_prefix(['D', 'K']).unwrap_or("");
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}
