//! What another plan would do to a campaign, as text.

use super::line::{ReportLines, wrap};
use super::plan::{by_unit, more};
use super::text::Detail;
use crate::check::format_value;
use crate::model::finding::Finding;
use crate::model::ledger::PublishedChange;
use crate::model::period::Period;
use crate::model::text::{BilingualText, Lang, in_both_languages};
use crate::pipeline::{PeriodChange, PlanEffects, StatusChange};

/// Number of figures and units that are shown in brief.
const SHOWN: usize = 6;

/// Formats the effects of a plan on the returns and figures of its campaign.
pub(crate) fn effects(lang: Lang, effects: &PlanEffects, detail: Detail, lines: &mut ReportLines) {
    let (report, returns) = (effects.report.words(), effects.returns);
    let head = BilingualText::new(
        format!("Với {returns} báo cáo đã nhận đến {}, kế hoạch mới:", report.vi),
        format!("With the {returns} returns received up to {}, the new plan:", report.en),
    );
    lines.push(lang.text_in(&head).into());
    periods(lang, effects, lines);
    statuses(lang, &effects.held, StatusKind::Held, detail, lines);
    statuses(lang, &effects.counted, StatusKind::Counted, detail, lines);
    let [before, after] = effects.others;
    if before != after {
        let text = BilingualText::new(
            format!("  Cảnh báo và thông tin: {before} → {after}"),
            format!("  Warnings and notes: {before} → {after}"),
        );
        lines.push(lang.text_in(&text).into());
    }
    statuses(lang, &effects.noted, StatusKind::Noted, detail, lines);
    lost(lang, effects, lines);
    figures(lang, effects, detail, lines);
}

/// Names the periods that only one of the plans has, each with its returns.
fn periods(lang: Lang, effects: &PlanEffects, lines: &mut ReportLines) {
    let one = |change: &PeriodChange, lang: Lang| {
        let (period, count) = (change.period.in_sentence(lang), change.returns);
        let published = if change.is_published { lang.pick(", đã chốt", ", published") } else { "" };
        match (count, lang) {
            (0, Lang::Vi) => format!("{period} (chưa có báo cáo{published})"),
            (0, Lang::En) => format!("{period} (no return{published})"),
            (_, Lang::Vi) => format!("{period} ({count} báo cáo đã nhận{published})"),
            (_, Lang::En) => format!("{period} ({count} returns received{published})"),
        }
    };
    let all = |changes: &[PeriodChange], lang| changes.iter().map(|c| one(c, lang)).collect::<Vec<_>>().join(", ");
    let (dropped, added) = (&effects.dropped, &effects.added);
    if !dropped.is_empty() {
        let count = dropped.len();
        let text = BilingualText::new(
            format!("  không còn {count} kỳ, báo cáo của kỳ đó không được tổng hợp nữa: {}", all(dropped, Lang::Vi)),
            format!("  no longer has {count} periods, whose returns would not count: {}", all(dropped, Lang::En)),
        );
        wrap(lang.text_in(&text), "    ", lines);
    }
    if !added.is_empty() {
        let count = added.len();
        let text = BilingualText::new(
            format!("  thêm {count} kỳ mà mọi đơn vị phải báo cáo: {}", all(added, Lang::Vi)),
            format!("  adds {count} periods for which every unit reports: {}", all(added, Lang::En)),
        );
        wrap(lang.text_in(&text), "    ", lines);
    }
}

/// Names the units, columns and rows that the new plan does not have: nothing of them is compared.
fn lost(lang: Lang, effects: &PlanEffects, lines: &mut ReportLines) {
    let all = |names: &[String]| names.join(", ");
    let (units, columns) = (&effects.lost_units, &effects.lost_columns);
    let rows = &effects.lost_indicators;
    if !rows.is_empty() {
        let text = BilingualText::new(
            format!("  bỏ hẳn {} dòng của biểu, kể cả số đã báo cáo: {}", rows.len(), all(rows)),
            format!("  drops {} rows of the form with the figures reported: {}", rows.len(), all(rows)),
        );
        wrap(lang.text_in(&text), "    ", lines);
    }
    if !units.is_empty() {
        let text = BilingualText::new(
            format!("  bỏ hẳn {} đơn vị cùng mọi báo cáo đã nhận của đơn vị đó: {}", units.len(), all(units)),
            format!("  drops {} units with all returns received from them: {}", units.len(), all(units)),
        );
        wrap(lang.text_in(&text), "    ", lines);
    }
    if !columns.is_empty() {
        let text = BilingualText::new(
            format!("  bỏ hẳn {} cột tính, kể cả ở các kỳ đã lập: {}", columns.len(), all(columns)),
            format!("  drops {} computed columns, in periods already merged as well: {}", columns.len(), all(columns)),
        );
        wrap(lang.text_in(&text), "    ", lines);
    }
}

/// What would happen to some returns.
#[derive(Copy, Clone, PartialEq, Eq)]
enum StatusKind {
    Held,
    Counted,
    Noted,
}

fn statuses(lang: Lang, changes: &[StatusChange], kind: StatusKind, detail: Detail, lines: &mut ReportLines) {
    let count = changes.len();
    let text = match (count, kind) {
        (0, StatusKind::Held) => BilingualText::new("không báo cáo nào thêm lỗi", "puts no further return on hold"),
        (0, _) => return,
        (_, StatusKind::Noted) => BilingualText::new(
            format!("{count} báo cáo có thêm cảnh báo hoặc thông tin"),
            format!("{count} returns have further warnings or notes"),
        ),
        (_, StatusKind::Held) => BilingualText::new(
            format!("{count} báo cáo sẽ có lỗi, không được tổng hợp"),
            format!("{count} returns would be held"),
        ),
        (_, StatusKind::Counted) => BilingualText::new(
            format!("{count} báo cáo đang có lỗi sẽ được tổng hợp"),
            format!("{count} returns on hold would count"),
        ),
    };
    lines.push(format!("  {}{}", lang.text_in(&text), if count == 0 { "" } else { ":" }).into());
    for HeldReturns { words: cause, returns, .. } in by_cause(changes) {
        let shown = detail.shown(returns.len(), 2 * SHOWN);
        let list = by_unit(lang, returns.get(..shown).unwrap_or_default());
        let rest = if shown < returns.len() { "; …" } else { "" };
        let number = returns.len();
        let text = match lang {
            Lang::Vi => format!("    {}: {number} báo cáo ({list}{rest})", cause.vi),
            Lang::En => format!("    {}: {number} returns ({list}{rest})", cause.en),
        };
        wrap(&text, "      ", lines);
    }
}

/// The returns that one cause holds.
struct HeldReturns<'c> {
    key: BilingualText,
    words: BilingualText,
    returns: Vec<(&'c str, Period)>,
}

/// Groups the returns by what holds them: a code, for a missing row with the row, and the first message.
fn by_cause(changes: &[StatusChange]) -> Vec<HeldReturns<'_>> {
    let mut out: Vec<HeldReturns> = Vec::new();
    for change in changes {
        let mut own: Vec<BilingualText> = Vec::new();
        for finding in &change.causes {
            let key = key(finding);
            if own.contains(&key) {
                continue;
            }
            own.push(key.clone());
            let entry = (change.unit.as_str(), change.period);
            match out.iter_mut().find(|known| known.key == key) {
                Some(known) => known.returns.push(entry),
                None => out.push(HeldReturns { key, words: words(finding), returns: vec![entry] }),
            }
        }
    }
    out
}

/// The finding about a row of the form that a return lacks.
const ROW_GONE: &str = "D07";

fn key(finding: &Finding) -> BilingualText {
    match finding.code.as_str() {
        ROW_GONE => finding.expected.clone(),
        code => BilingualText::same(code),
    }
}

fn words(finding: &Finding) -> BilingualText {
    let what = if finding.code == ROW_GONE { &finding.expected } else { &finding.message };
    in_both_languages(|t| format!("{} {}", finding.code, format_value::clip(t.text_in(what).trim_end_matches('.'), 90)))
}

fn figures(lang: Lang, effects: &PlanEffects, detail: Detail, lines: &mut ReportLines) {
    let periods = effects.periods.iter().map(|period| period.in_sentence(lang)).collect::<Vec<_>>().join(", ");
    let count = effects.figures.len();
    let text = match count {
        0 => {
            BilingualText::new(format!("không đổi số nào đã lập ({periods})"), format!("changes no figure ({periods})"))
        }
        _ => BilingualText::new(
            format!("{count} số đã lập sẽ khác ({periods}):"),
            format!("{count} figures would differ ({periods}):"),
        ),
    };
    wrap(&format!("  {}", lang.text_in(&text)), "    ", lines);
    let shown = detail.shown(count, 2 * SHOWN);
    for change in effects.figures.iter().take(shown) {
        wrap(&format!("    {}", lang.text_in(&figure(change))), "      ", lines);
    }
    more(lang, count - shown, lines);
}

fn figure(change: &PublishedChange) -> BilingualText {
    in_both_languages(|t| {
        let unit = change.unit.as_deref().unwrap_or(t.pick("Tổng cộng", "Total"));
        let value = |value| match format_value::shown(value, change.is_percent, t) {
            text if text.is_empty() => t.pick("(trống)", "(empty)").to_string(),
            text => text,
        };
        format!(
            "{}, {unit}, {}: {} → {} [{}]",
            change.period.label(t),
            change.heading,
            value(&change.old),
            value(&change.new),
            change.cell
        )
    })
}
