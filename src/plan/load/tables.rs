//! Reads each table of the plan's file into its type, row by row. Checks across rows follow later, in `check`.

use super::board;
use super::choices::choices;
use super::draft::PlanDraft;
use super::lists::read_list;
use super::node::KeyNeed::{Optional, Required};
use super::node::TableReader;
use super::{feedback, figures, formulas, frame_words, report, rosters, tracking, unit_times};
use crate::model::period::Period;
use crate::model::text::{BilingualText, Lang};
use crate::plan::Amendment;
use crate::plan::{
    Annex, AnnexColumn, BlankMeaning, ColumnSheet, Dates, DeadlineDays, FormInfo, Headline, Indicator, IndicatorKind,
    PlanInfo, Series, Setting, UnitKind, Waiver,
};
use std::collections::BTreeMap;

/// Reads the whole document.
pub(super) fn read(root: &TableReader) -> PlanDraft {
    let (language, info, term, days) = plan(root);
    let kinds: Vec<UnitKind> =
        read_list(root, "kinds", Required, |n| UnitKind { code: n.text("code"), label: n.text("label") });
    let draft = PlanDraft {
        words: frame_words::words(root, language),
        language,
        info,
        calendar: calendar(root, days, term),
        term,
        year_start: root.walk.year_start.get(),
        days,
        form: root.table("form").map(form),
        settings: read_list(root, "settings", Optional, setting),
        annex: annex(root),
        units: read_list(root, "units", Required, unit_times::unit),
        indicators: read_list(root, "indicators", Required, |n| indicator(n, &kinds)),
        kinds,
        narratives: read_list(root, "narratives", Optional, rosters::narrative),
        rosters: read_list(root, "rosters", Optional, rosters::roster),
        rules: read_list(root, "rules", Required, formulas::rule),
        severity: root.optional_table("severity").map(formulas::severities).unwrap_or_default(),
        sheets: read_list(root, "sheets", Required, |n| ColumnSheet {
            name: n.text("name"),
            title: n.text("title"),
            signed: n.bool("signed"),
            notes: n.texts("notes", Optional),
            order: n.texts("order", Optional),
            ranked_by: n.optional_text("ranked_by"),
        }),
        columns: read_list(root, "columns", Required, formulas::column),
        series: read_list(root, "series", Optional, |n| Series {
            indicator: n.text("indicator"),
            heading: n.text("heading"),
            pace: n.optional_text("pace"),
            compare: n.bool("compare"),
        }),
        movements: tracking::movements(root),
        follow_ups: tracking::follow_ups(root),
        headlines: read_list(root, "headlines", Optional, |n| Headline {
            heading: n.text("heading"),
            column: n.text("column"),
            of: n.optional_text("of"),
            share: n.optional_text("share"),
            gap: n.optional_text("gap"),
            pace: n.optional_text("pace"),
            ahead: n.optional_text("ahead"),
        }),
        statements: read_list(root, "statements", Optional, formulas::statement),
        report: read_list(root, "report", Optional, report::part),
        amendments: amendments(root),
        waivers: waivers(root),
        documents: board::documents(root),
        remarks: board::remarks(root),
        feedback: feedback::feedback(root),
    };
    root.done();
    draft
}

/// Reads the first and the last period.
fn term(node: &TableReader) -> Option<(Period, Period)> {
    match (node.period("first"), node.period("last")) {
        (Some(first), Some(last)) if first.cycle() != last.cycle() => {
            node.walk.error_at(
                &node.at("last"),
                BilingualText::new(
                    format!("kỳ đầu {first} và kỳ cuối {last} phải cùng là tháng, quý, 6 tháng hoặc năm"),
                    format!("first, {first}, and last, {last}, must both be months, quarters, half-years or years"),
                ),
                BilingualText::new(
                    format!("ghi như {}", first.cycle().example()),
                    format!("write it like {}", first.cycle().example()),
                ),
            );
            None
        }
        (Some(first), Some(last)) if last < first || last.ordinal(first) > 120 => {
            node.walk.error_at(
                &node.at("last"),
                BilingualText::new(
                    format!("kỳ cuối {last} phải sau kỳ đầu {first}, và không quá 120 kỳ"),
                    format!("the last period {last} must follow the first, {first}, and at most 120 periods"),
                ),
                BilingualText::default(),
            );
            None
        }
        (Some(first), Some(last)) => Some((first, last)),
        _ => None,
    }
}

fn plan(root: &TableReader) -> (Lang, Option<PlanInfo>, Option<(Period, Period)>, DeadlineDays) {
    let none = DeadlineDays { cut_off: 0, deadline: 0 };
    let Some(node) = root.table("plan") else { return (Lang::Vi, None, None, none) };
    let language = frame_words::language(&node);
    let issuer = node.texts("issuer", Required);
    if issuer.len() > 2 {
        node.walk.error_at(
            &node.at("issuer"),
            BilingualText::new("cơ quan ban hành chỉ có hai dòng", "the issuing body has two lines at most"),
            BilingualText::new(
                "dòng trên là cấp trên, dòng dưới là cơ quan ban hành",
                "the superior body above, the issuing body below",
            ),
        );
    }
    let info = node.day("date").map(|date| PlanInfo {
        number: node.text("number"),
        date,
        title: node.text("title"),
        issuer,
        issuer_short: node.text("issuer_short"),
        place: node.text("place"),
        signer: node.texts("signer", Required),
        signed_by: node.optional_text("signed_by").unwrap_or_default(),
        recipients: node.texts("recipients", Optional),
    });
    let year_start = node.year_start();
    let term = term(&node);
    if let Some((first, _)) = term {
        node.check_year_start(year_start, first.cycle());
    }
    let days = node.table("days").map_or(none, |n| {
        let days = DeadlineDays { cut_off: n.days("cut_off"), deadline: n.days("deadline") };
        n.done();
        days
    });
    if info.is_none() {
        // Mark the keys as read even if the date is not valid.
        for key in ["number", "title", "issuer_short", "place"] {
            node.text(key);
        }
        node.texts("signer", Required);
        node.optional_text("signed_by");
        node.texts("recipients", Optional);
    }
    node.done();
    (language, info, term, days)
}

fn calendar(root: &TableReader, days: DeadlineDays, term: Option<(Period, Period)>) -> BTreeMap<Period, Dates> {
    let mut out = BTreeMap::new();
    for node in root.rows("calendar", Optional) {
        let period = node.period("period");
        let (cut_off, deadline) = (node.optional_day("cut_off"), node.optional_day("deadline"));
        node.done();
        let Some(period) = period else { continue };
        let end = period.last_day();
        let dates = Dates {
            cut_off: cut_off.unwrap_or(end.plus(days.cut_off)),
            deadline: deadline.unwrap_or(end.plus(days.deadline)),
        };
        let place = node.at("period");
        if out.insert(period, dates).is_some() {
            let message =
                BilingualText::new(format!("kỳ {period} đã có lịch ở trên"), format!("{period} has its dates above"));
            node.walk.error_at(&place, message, BilingualText::new("gộp vào một dòng", "join the two rows"));
        }
        outside_term(&node, &place, period, term);
    }
    out
}

fn outside_term(node: &TableReader, place: &str, period: Period, term: Option<(Period, Period)>) {
    if let Some((first, last)) = term.filter(|(first, last)| period < *first || period > *last) {
        node.walk.error_at(
            place,
            BilingualText::new(format!("kỳ {period} nằm ngoài kế hoạch"), format!("{period} lies outside the plan")),
            BilingualText::new(format!("từ {first} đến {last}"), format!("from {first} to {last}")),
        );
    }
}

fn form(node: TableReader) -> FormInfo {
    let form = FormInfo {
        code: node.text("code"),
        version: node.text("version"),
        versions: versions(&node),
        title: node.text("title"),
        sheet: node.text("sheet"),
        narrative_sheet: node.text("narrative_sheet"),
        receiver: node.optional_text("receiver").unwrap_or_default(),
        signer: node.texts("signer", Optional),
        nil: node.bool("nil"),
    };
    node.done();
    form
}

/// Reads the later versions of the form.
fn versions(node: &TableReader) -> Vec<(Period, String)> {
    let read = read_list(node, "versions", Optional, |n| (n.period("from"), n.text("version")));
    let mut out: Vec<(Period, String)> = Vec::new();
    for (index, (from, version)) in read.into_iter().enumerate() {
        let Some(from) = from else { continue };
        if out.iter().any(|(known, _)| *known == from) {
            let message = BilingualText::new(
                format!("kỳ {from} đã có phiên bản ở trên"),
                format!("{from} has its version above"),
            );
            let place = format!("{}[{index}].from", node.at("versions"));
            node.walk.error_at(&place, message, BilingualText::new("giữ một dòng", "keep one of the two"));
        }
        out.push((from, version));
    }
    out.sort_by_key(|(from, _)| *from);
    out
}

fn annex(root: &TableReader) -> Annex {
    let Some(node) = root.table("annex") else {
        return Annex::default();
    };
    let annex = Annex {
        title: node.text("title"),
        group: node.optional_text("group").unwrap_or_default(),
        columns: read_list(&node, "columns", Required, |n| AnnexColumn {
            name: n.text("name"),
            heading: n.text("heading"),
            group: n.optional_text("group").unwrap_or_default(),
            sheets: n.texts("sheets", Optional),
            short: n.optional_text("short").unwrap_or_default(),
            printed_total: 0.0,
        }),
        ..Annex::default()
    };
    node.done();
    annex
}

fn setting(node: &TableReader) -> Setting {
    Setting {
        name: node.text("name"),
        label: node.text("label"),
        value: node.number("value"),
        basis: node.optional_text("basis").unwrap_or_default(),
    }
}

const INDICATOR_KINDS: [(&str, IndicatorKind); 6] = [
    ("flow", IndicatorKind::Flow),
    ("stock", IndicatorKind::Stock),
    ("percent", IndicatorKind::Percent),
    ("choice", IndicatorKind::Choice),
    ("text", IndicatorKind::Text),
    ("date", IndicatorKind::Date),
];

const BLANKS: [(&str, BlankMeaning); 3] =
    [("missing", BlankMeaning::Missing), ("zero", BlankMeaning::Zero), ("not_applicable", BlankMeaning::NotApplicable)];

fn indicator(node: &TableReader, kinds: &[UnitKind]) -> Indicator {
    let kind = node.word("kind", &INDICATOR_KINDS, Required);
    let figure = figures::spec(node, kind);
    let choices = choices(node, kind.map(|k| k == IndicatorKind::Choice));
    Indicator {
        section: node.text("section"),
        ordinal: node.text("ordinal"),
        code: node.text("code"),
        label: node.text("label"),
        display: node.optional_text("display").filter(|text| !text.trim().is_empty()),
        name: node.text("name"),
        kind: kind.unwrap_or(IndicatorKind::Text),
        unit: node.optional_text("unit").unwrap_or_default(),
        blank: blanks(node, kinds),
        choices,
        opening: node.optional_text("opening"),
        opening_annex: node.optional_text("opening_annex"),
        note: node.optional_text("note").unwrap_or_default(),
        rolled_up_by: node.optional_text("rolled_up_by"),
        figure,
        validity: node.validity(),
    }
}

/// Reads `blank = "missing"`, or a word for each unit kind.
fn blanks(node: &TableReader, kinds: &[UnitKind]) -> Vec<BlankMeaning> {
    if !node.is_table("blank") {
        let one = node.word("blank", &BLANKS, Required).unwrap_or(BlankMeaning::Missing);
        return vec![one; kinds.len()];
    }
    let Some(table) = node.table("blank") else { return vec![BlankMeaning::Missing; kinds.len()] };
    let mut out: Vec<Option<BlankMeaning>> = vec![None; kinds.len()];
    let mut faulty = false;
    for (key, at, word, span) in table.entries() {
        let meaning = node.pick("blank", &word, &span, &BLANKS);
        faulty |= meaning.is_none();
        match kinds.iter().position(|k| k.code == key) {
            Some(i) => out[i] = meaning,
            None => {
                let list = kinds.iter().map(|k| k.code.as_str()).collect::<Vec<_>>().join(", ");
                node.walk.error(
                    &at,
                    BilingualText::new(
                        format!("không có loại đơn vị '{key}'"),
                        format!("there is no kind of unit '{key}'"),
                    ),
                    BilingualText::new(format!("các loại: {list}"), format!("kinds: {list}")),
                );
                faulty = true;
            }
        }
    }
    let missing: Vec<&str> =
        kinds.iter().zip(&out).filter(|(_, b)| b.is_none()).map(|(k, _)| k.code.as_str()).collect();
    if !faulty && !missing.is_empty() {
        let list = missing.join(", ");
        node.walk.error_at(
            &node.at("blank"),
            BilingualText::new(
                format!("thiếu ý nghĩa ô trống của loại {list}"),
                format!("the meaning for {list} is missing"),
            ),
            BilingualText::new(
                "ghi đủ mọi loại đơn vị, hoặc một từ chung",
                "give all kinds of unit, or one word for all",
            ),
        );
    }
    let zeros = out.iter().flatten().filter(|b| **b == BlankMeaning::Zero).count();
    if zeros > 0 && zeros < out.iter().flatten().count() {
        node.walk.error_at(
            &node.at("blank"),
            BilingualText::new(
                "blank = \"zero\" không đi cùng nghĩa khác trong một chỉ tiêu: quy tắc không biết khi nào ô trống là số 0",
                "blank = \"zero\" does not go with another meaning in one indicator: a rule could not tell when blank is 0",
            ),
            BilingualText::new(
                "ghi blank = \"zero\" cho mọi loại, hoặc dùng \"missing\", \"not_applicable\"",
                "blank = \"zero\" for all kinds, or \"missing\", \"not_applicable\"",
            ),
        );
    }
    out.into_iter().map(|b| b.unwrap_or(BlankMeaning::Missing)).collect()
}

fn amendments(root: &TableReader) -> Vec<(String, Amendment)> {
    let mut out = Vec::new();
    for node in root.rows("amendments", Optional) {
        let from = node.period("from");
        let (unit, column) = (node.text("unit"), node.text("column"));
        let (value, basis) = (node.number("value"), node.text("basis"));
        node.done();
        if let Some(from) = from {
            out.push((node.path.clone(), Amendment { unit, column, from, value, basis }));
        }
    }
    out
}

fn waivers(root: &TableReader) -> Vec<(String, Waiver)> {
    let mut out = Vec::new();
    for node in root.rows("waivers", Optional) {
        let (unit, period) = (node.text("unit"), node.period("period"));
        let (rule, file, nil) = (node.optional_text("rule"), node.optional_text("file"), node.bool("nil"));
        let (reason, by, date) = (node.text("reason"), node.text("by"), node.day("date"));
        node.done();
        if [rule.is_some(), file.is_some(), nil].iter().filter(|is_given| **is_given).count() != 1 {
            node.walk.error_at(
                &node.path,
                node.walk.either(
                    BilingualText::new(
                        "ghi một trong ba: rule (quy tắc), file (tệp bỏ ra) hoặc nil = true (không phát sinh)",
                        "give one of rule, file and nil = true",
                    ),
                    BilingualText::new(
                        "ghi một trong ba: 'Quy tắc', 'Tệp' hoặc 'Không phát sinh'",
                        "give one of 'Quy tắc', 'Tệp' and 'Không phát sinh'",
                    ),
                ),
                BilingualText::default(),
            );
        }
        if let (Some(period), Some(date)) = (period, date) {
            out.push((node.path.clone(), Waiver { unit, period, rule, file, nil, reason, by, date }));
        }
    }
    out
}
