//! Queries on the consolidated workbook of a campaign: explanation, export of tables.

use crate::check;
use crate::consolidate::reader::ConsolidatedReader;
use crate::error::Error;
use crate::explain::{self, ExplanationLine, FigureExplainer};
use crate::export;
use crate::model::ledger::Ledger;
use crate::model::span::SpanName;
use crate::plan::Plan;
use crate::plan::diagnostic::nearest;
use crate::system::System;
use crate::workbook::{Workbook, address};
use std::path::Path;

use super::campaign::*;
use super::opened::{OpenCampaign, OpenOptions, computed_workbook};
use super::published;

/// File format of an export.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// One file for each table.
    Csv,
    /// One file with all tables.
    Json,
}

/// Exported tables as files.
pub struct ExportOutput {
    /// Span that is reported.
    pub report: SpanName,
    /// Names and contents of the files, in order.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Exports a campaign's figures, computed columns, findings and sources as tables: one CSV file for each table, or one
/// JSON file.
///
/// # Errors
///
/// See [`merge`].
pub fn export(
    system: &dyn System,
    folder: &Path,
    period: Option<SpanName>,
    format: ExportFormat,
) -> Result<ExportOutput, Error> {
    let opened = OpenCampaign::open(system, folder, OpenOptions { period, ..OpenOptions::default() })?;
    let (plan, mut ledger, book) = consolidated(opened)?;
    published::compare_with_earlier(system, folder, &plan, &mut ledger)?;
    let tables = export::tables(&plan, &ledger, &ConsolidatedReader::new(&plan, &ledger, &book));
    let internal = Error::internal("export");
    let files = match format {
        ExportFormat::Json => vec![("du-lieu.json".to_string(), export::json(&tables).map_err(internal)?.into_bytes())],
        ExportFormat::Csv => {
            let file = |t: &export::ExportTable| Ok((format!("{}.csv", t.name), export::csv(t).map_err(&internal)?));
            tables.iter().map(file).collect::<Result<_, Error>>()?
        }
    };
    Ok(ExportOutput { report: ledger.span.name, files })
}

/// Returns the plan and the ledger of a campaign, and its workbook with values.
fn consolidated(opened: OpenCampaign) -> Result<(Plan, Ledger, Workbook), Error> {
    let span = opened.span;
    let (plan, arrivals) = opened.read()?;
    let ledger = check::settle_span(&plan, arrivals, span)?;
    let book = computed_workbook(&plan, &ledger)?;
    Ok((plan, ledger, book))
}

/// Explains a name, a rule or a cell (`'Tổng hợp'!G12`) of a campaign in a period (default: the report period).
///
/// # Errors
///
/// Something that the plan or the workbook does not have; see [`merge`].
pub fn explain(
    system: &dyn System,
    folder: &Path,
    given: &str,
    unit: Option<&str>,
    period: Option<SpanName>,
) -> Result<Vec<ExplanationLine>, Error> {
    let opened = OpenCampaign::open(system, folder, OpenOptions { period, ..OpenOptions::default() })?;
    let unit = unit.map(|code| known_unit(&opened.plan, code)).transpose()?;
    let (plan, ledger, book) = consolidated(opened)?;
    let reader = ConsolidatedReader::new(&plan, &ledger, &book);
    let explainer = FigureExplainer { plan: &plan, ledger: &ledger, reader: &reader };
    if let Some((sheet, cell)) = given.rsplit_once('!') {
        let at =
            address::parse(cell).ok_or_else(|| Error::UnknownTarget { given: given.to_string(), like: Vec::new() })?;
        let sheet = sheet.trim_matches('\'');
        let meaning = reader.meaning(sheet, at);
        let meaning = meaning.ok_or_else(|| Error::EmptyCell { sheet: sheet.to_string(), cell: cell.to_string() })?;
        return Ok(explainer.meaning(&meaning));
    }
    let target = explain::target(&plan, given).ok_or_else(|| {
        let like = nearest(given, explain::known(&plan)).into_iter().map(str::to_string).collect();
        Error::UnknownTarget { given: given.to_string(), like }
    })?;
    Ok(explainer.target(&target, unit))
}
