//! Loads a plan from its text and its annex. All problems are collected with their places before any is reported.

mod board;
pub(crate) mod alias;
mod contacts;
mod choices;
mod feedback;
mod figures;
mod frame_words;
pub(crate) mod draft;
pub(crate) mod formulas;
pub(crate) mod node;
mod lists;
mod periods;
mod report;
mod rosters;
mod tables;
mod tracking;
mod units;
mod unit_times;
pub(crate) mod walk;

use super::annex::{self, AnnexOrigins, AnnexReading};
use super::check::{self, CheckedFormulas};
use super::diagnostic::{PlanDiagnostic, PlanLocation, PlanSource};
use super::field_rules::RuleOrigin;
use super::hashes::{self, PlanHashes};
use super::unit_names::UnitNames;
use super::{Annex, Plan, Unit};
use crate::grid::SheetGrid;
use crate::model::text::{BilingualText, StaticText};
pub(crate) use contacts::without_contacts;
use draft::PlanDraft;
use node::TableReader;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, Error};
use walk::{KeyWording, PlanDocument};

/// The annex: bytes of a text file, or cells of a workbook.
#[derive(Copy, Clone, Debug)]
pub(crate) enum AnnexSource<'a> {
    /// Text, delimited by tabs, semicolons or commas.
    Text(&'a [u8]),
    /// A sheet of a workbook.
    Sheet(&'a SheetGrid),
}

/// Loads a plan from `plan.toml` and an annex in delimited text, with no sheet names reserved but those of the form.
/// `names` are the file names of both, for messages.
///
/// # Errors
/// All problems of both files, in the order of the text.
pub fn text(toml: &str, annex: &[u8], names: (&str, &str)) -> Result<Plan, Vec<PlanDiagnostic>> {
    load(toml, AnnexSource::Text(annex), names, &[])
}

/// The most errors of TOML syntax that are reported.
const SYNTAX_FAULTS: usize = 100;

/// Loads a plan from `plan.toml` and an annex of either kind. `names` are the file names of both, for messages. If the
/// plan's name ends in `.xlsx`, its text was made from a workbook and messages name the headings instead of the keys.
/// `reserved` are the names of the sheets that the program adds to the consolidated workbook.
///
/// # Errors
/// All problems of both files, in the order of the text.
pub(crate) fn load(
    toml: &str,
    source: AnnexSource,
    names: (&str, &str),
    reserved: &[StaticText],
) -> Result<Plan, Vec<PlanDiagnostic>> {
    let (mut root, errors) = DeTable::parse_recoverable(toml);
    let wording = if names.0.ends_with(".xlsx") { KeyWording::Headings } else { KeyWording::Keys };
    let mut walk = PlanDocument::new(PlanSource::new(names.0, toml), wording, alias::resolve(root.get_mut()));
    walk.broken = !errors.is_empty();
    // After one broken line the parser finds hundreds of errors.
    for error in errors.iter().take(SYNTAX_FAULTS) {
        syntax(error, &walk);
    }
    let walk = walk;
    let mut draft = tables::read(&TableReader::document(&walk, root.get_ref()));
    units::settle(&mut draft);
    let draft = draft;
    if walk.broken {
        // An unknown or missing key may be in the part that does not parse, so nothing else is checked.
        return Err(walk.into_problems());
    }
    let checked = check::check(&draft, &walk, reserved);
    let reading = match source {
        AnnexSource::Text(bytes) => annex::read(bytes, names.1, (&draft.annex.columns, &draft.units), draft.language),
        AnnexSource::Sheet(sheet) => {
            annex::from_sheet(sheet, names.1, (&draft.annex.columns, &draft.units), draft.language)
        }
    };
    absent(&reading, &draft, &walk, names.1);
    let mut problems = walk.into_problems();
    problems.extend(reading.problems.iter().cloned());
    if !problems.is_empty() {
        return Err(problems);
    }
    let hashes = hashes(root, &reading);
    finish(draft, checked, reading, hashes).ok_or_else(|| vec![unfinished(names.0)])
}

/// Returns the SHA-256 over the content of plan and annex, and that of each part. Comments, the order of keys and empty
/// values do not affect it, so that a plan saved again in Excel is the same plan.
fn hashes(root: Spanned<DeTable>, reading: &AnnexReading) -> (String, PlanHashes) {
    let mut table = table(root);
    bare(&mut table);
    hashes::strip_contacts(&mut table);
    let all = hashes::of_text(&(hashes::text(&table) + &hashes::annex_text(reading)));
    (all, PlanHashes::new(&table, reading))
}

/// Returns the document of a plan's text with aliases replaced by their keys; `None` if the text is not TOML.
pub(crate) fn document(toml: &str) -> Option<toml::Table> {
    let mut root = DeTable::parse(toml).ok()?;
    alias::resolve(root.get_mut());
    Some(table(root))
}

/// Returns the document of a plan's text without empty values; `None` if the text is not TOML.
pub(crate) fn plain_document(toml: &str) -> Option<toml::Table> {
    let mut document = document(toml)?;
    bare(&mut document);
    Some(document)
}

fn table(root: Spanned<DeTable>) -> toml::Table {
    toml::Table::deserialize(toml::de::Deserializer::from(root)).unwrap_or_default()
}

/// Removes values without content: empty texts, lists and tables, and `false`. Writes whole numbers as integers.
fn bare(table: &mut toml::Table) {
    let empty = |value: &toml::Value| match value {
        toml::Value::String(text) => text.is_empty(),
        toml::Value::Array(list) => list.is_empty(),
        toml::Value::Boolean(yes) => !yes,
        toml::Value::Table(inner) => inner.is_empty(),
        _ => false,
    };
    for (_, value) in table.iter_mut() {
        strip_formatting(value);
    }
    table.retain(|_, value| !empty(value));
}

fn strip_formatting(value: &mut toml::Value) {
    match value {
        toml::Value::Float(n) if n.fract() == 0.0 && n.abs() < 9e15 => *value = toml::Value::Integer(*n as i64),
        toml::Value::Array(list) => list.iter_mut().for_each(strip_formatting),
        toml::Value::Table(inner) => bare(inner),
        _ => {}
    }
}

/// Reports a syntax error of TOML as the parser found it.
fn syntax(error: &Error, walk: &PlanDocument) {
    let span = error.span().unwrap_or(0..0);
    let en = error.message().lines().collect::<Vec<_>>().join(", ");
    let (vi, hint) = if en.contains("duplicate key") {
        ("khóa này đã có ở trên", BilingualText::new("giữ một dòng", "keep one of the two"))
    } else {
        (
            "chỗ này không đúng cách viết TOML",
            BilingualText::new(
                "kiểm tra dấu nháy, dấu = và dấu ngoặc; chữ phải đặt trong \"…\"",
                "check quotes, = and brackets; text stands in \"…\"",
            ),
        )
    };
    walk.error(&span, BilingualText::new(format!("{vi} ({en})"), en.clone()), hint);
}

/// Reports the units of the plan that are not in the annex, unless the annex could not be read at all.
fn absent(reading: &AnnexReading, draft: &PlanDraft, walk: &PlanDocument, annex: &str) {
    if reading.order.is_empty() {
        return;
    }
    for index in reading.absent() {
        let Some(Unit { name, time, .. }) = draft.units.get(index) else { continue };
        if draft.term.is_some_and(|(first, _)| time.from.is_some_and(|from| from > first)) {
            // The annex was issued before the unit joined.
            continue;
        }
        walk.error_at(
            &format!("units[{index}].name"),
            BilingualText::new(
                format!("đơn vị '{name}' không có trong {annex}"),
                format!("unit '{name}' is not in {annex}"),
            ),
            BilingualText::new("chép tên đúng như phụ lục", "copy the name as the annex has it"),
        );
    }
}

/// Returns the problem for a plan that is incomplete although no problem was found. The cause is a defect of the
/// program.
fn unfinished(file: &str) -> PlanDiagnostic {
    PlanDiagnostic {
        file: file.to_string(),
        place: PlanLocation::File,
        message: BilingualText::new("kế hoạch thiếu phần bắt buộc", "the plan lacks a required part"),
        hint: BilingualText::default(),
    }
}

fn finish(
    draft: PlanDraft,
    CheckedFormulas { rules, columns, statements, report }: CheckedFormulas,
    reading: AnnexReading,
    (hash, hashes): (String, PlanHashes),
) -> Option<Plan> {
    let own = rules.iter().filter(|rule| rule.origin == RuleOrigin::Plan).count();
    let is_whole = own == draft.rules.len()
        && columns.len() == draft.columns.len()
        && statements.len() == draft.statements.len()
        && report.len() == draft.report.len();
    if !is_whole {
        return None;
    }
    let (annex, units) = units_of(draft.annex, &draft.units, reading);
    let (first, last) = draft.term?;
    Some(Plan {
        info: draft.info?,
        language: draft.language,
        words: draft.words,
        form: draft.form?,
        first,
        last,
        year_start: draft.year_start,
        days: draft.days,
        calendar: draft.calendar,
        settings: draft.settings,
        kinds: draft.kinds,
        annex,
        names: UnitNames::new(&units),
        units,
        indicators: draft.indicators,
        earlier: None,
        year_earlier: None,
        narratives: draft.narratives,
        rosters: draft.rosters,
        rules,
        sheets: draft.sheets,
        columns,
        series: draft.series,
        movements: draft.movements,
        follow_ups: draft.follow_ups,
        headlines: draft.headlines,
        statements,
        report,
        amendments: draft.amendments.into_iter().map(|(_, a)| a).collect(),
        waivers: draft.waivers.into_iter().map(|(_, w)| w).collect(),
        documents: draft.documents.into_iter().map(|(_, d)| d).collect(),
        remarks: draft.remarks.into_iter().map(|(_, r)| r).collect(),
        feedback: draft.feedback,
        hash,
        hashes,
    })
}

/// Returns the annex with its printed totals and the places of its figures, and the units in its order with their figures.
fn units_of(mut annex: Annex, units: &[Unit], reading: AnnexReading) -> (Annex, Vec<Unit>) {
    for (column, total) in annex.columns.iter_mut().zip(&reading.totals) {
        column.printed_total = *total;
    }
    let width = annex.columns.len();
    let order: Vec<usize> = reading.order.iter().copied().chain(reading.absent()).collect();
    let origins = order.iter().map(|unit| reading.origins.units.get(*unit).cloned().unwrap_or_default()).collect();
    let of_unit = |i: usize| {
        let figures = reading.figures.get(i).filter(|figures| !figures.is_empty());
        let figures = figures.cloned().unwrap_or_else(|| vec![None; width]);
        Some(Unit { figures, ..units.get(i)?.clone() })
    };
    let units = order.iter().copied().filter_map(of_unit).collect();
    annex.origins = AnnexOrigins { units: origins, ..reading.origins };
    (annex, units)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
