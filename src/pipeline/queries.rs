//! Queries on the consolidated workbook of a campaign: explanation, export of tables.

use crate::check;
use crate::consolidate::privacy;
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
use super::copies::published_copy;
use super::opened::{OpenCampaign, OpenOptions, computed_workbook};
use super::published;

/// File format of an export.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum ExportFormat {
    /// One file for each table.
    Csv,
    /// One file with all tables.
    Json,
}

/// Who exported tables are for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum ExportAudience {
    /// Anybody: without personal data.
    Anyone,
    /// The body itself: with file names and everything that findings quote. Rosters are left out all the same.
    Internal,
}

/// Exported tables as files.
pub(crate) struct ExportOutput {
    /// Span that is reported.
    pub report: SpanName,
    /// Names and contents of the files, in order.
    pub files: Vec<(String, Vec<u8>)>,
    /// Spans of the earlier workbooks that could not be compared.
    pub uncompared: Vec<SpanName>,
}

/// Exports a campaign's figures, computed columns, findings and sources as tables: one CSV file for each table, or one
/// JSON file.
///
/// # Errors
///
/// See [`merge`].
pub(crate) fn export(
    system: &dyn System,
    folder: &Path,
    period: Option<SpanName>,
    format: ExportFormat,
    audience: ExportAudience,
) -> Result<ExportOutput, Error> {
    let opened = OpenCampaign::open(system, folder, OpenOptions { period, ..OpenOptions::default() })?;
    let (plan, mut ledger, book) = consolidated(opened, |_, _| Ok(()))?;
    let uncompared = published::compare_with_earlier(system, folder, &plan, &mut ledger)?;
    let columns = export::computed_columns(&plan, &ledger, &ConsolidatedReader::new(&plan, &ledger, &book));
    drop(book);
    // The filter changes the ledger itself: it may hold a million roster rows, which no second copy has room for.
    let ledger = match audience {
        ExportAudience::Internal => ledger,
        ExportAudience::Anyone => privacy::without_persons(&plan, ledger),
    };
    let tables = export::tables(&plan, &ledger, columns);
    let internal = Error::internal("export");
    let files = match format {
        ExportFormat::Json => vec![("du-lieu.json".to_string(), export::json(&tables).map_err(internal)?.into_bytes())],
        ExportFormat::Csv => {
            let file = |t: &export::ExportTable| Ok((format!("{}.csv", t.name), export::csv(t).map_err(&internal)?));
            tables.iter().map(file).collect::<Result<_, Error>>()?
        }
    };
    Ok(ExportOutput { report: ledger.span.name, files, uncompared })
}

/// Returns the plan and the ledger of a campaign, and its workbook with values. `prepare` completes the ledger before.
fn consolidated(
    opened: OpenCampaign,
    prepare: impl FnOnce(&Plan, &mut Ledger) -> Result<(), Error>,
) -> Result<(Plan, Ledger, Workbook), Error> {
    let span = opened.span;
    let (plan, arrivals) = opened.read()?;
    let mut ledger = check::settle_span(&plan, arrivals, span)?;
    prepare(&plan, &mut ledger)?;
    let book = computed_workbook(&plan, &ledger)?;
    Ok((plan, ledger, book))
}

/// Explains a name, a rule or a cell (`'Tổng hợp'!G12`) of a campaign in a period (default: the report period).
///
/// # Errors
///
/// Something that the plan or the workbook does not have; see [`merge`].
pub(crate) fn explain(
    system: &dyn System,
    folder: &Path,
    given: &str,
    unit: Option<&str>,
    period: Option<SpanName>,
) -> Result<Vec<ExplanationLine>, Error> {
    let opened = OpenCampaign::open(system, folder, OpenOptions { period, ..OpenOptions::default() })?;
    let unit = unit.map(|code| known_unit(&opened.plan, code)).transpose()?;
    let has_cell = given.contains('!');
    let (plan, ledger, book) = consolidated(opened, |plan, ledger| {
        // Figures that differ from earlier workbooks have rows on "Tổng quan" and "Nguồn": `merge` compares first, too.
        if has_cell {
            let root = published_copy(system, folder).map(|(root, _)| root);
            published::compare_with_earlier(system, root.as_deref().unwrap_or(folder), plan, ledger)?;
        }
        Ok(())
    })?;
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
        let called: Vec<String> = explain::called(&plan, given).into_iter().map(|(_, title)| title).collect();
        if called.len() > 1 {
            return Error::SharedHeading { given: given.to_string(), called };
        }
        let like = nearest(given, explain::known(&plan)).into_iter().map(str::to_string).collect();
        Error::UnknownTarget { given: given.to_string(), like }
    })?;
    Ok(explainer.target(&target, unit))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{ConsolidatedReader, FigureExplainer, OpenCampaign, OpenOptions, consolidated};
    use crate::consolidate::reader::CellMeaning;
    use crate::grid;
    use crate::limits::Limits;
    use crate::model::amount::Value;
    use crate::model::text::BilingualText;
    use crate::system::OsSystem;
    use crate::workbook::{CellContent, address};
    use std::collections::BTreeMap;
    use std::path::Path;

    /// Returns value, file, sheet and cell of a line such as `Q1/2022, mã 07 = 8 (…) ← a.xlsx · BM01!E30`.
    fn source(text: &BilingualText) -> Option<(String, String, String, (u32, u32))> {
        let (what, place) = text.vi.split_once(" ← ")?;
        let value = what.rsplit_once(" = ")?.1.split(" (").next()?;
        let (file, place) = place.split_once(" · ")?;
        let (sheet, cell) = place.split(" “").next()?.rsplit_once('!')?;
        Some((value.to_string(), file.to_string(), sheet.to_string(), address::parse(cell)?))
    }

    /// Every number of every sheet is explained, and each source that an explanation names has that number: the cell of
    /// the return is read again from the file, and compared.
    #[test]
    fn every_number_leads_to_cells_with_that_number() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/277-lai-chau");
        let system = OsSystem::start();
        let opened = OpenCampaign::open(&system, &folder, OpenOptions::default()).unwrap();
        let (plan, ledger, book) = consolidated(opened, |_, _| Ok(())).unwrap();
        let reader = ConsolidatedReader::new(&plan, &ledger, &book);
        let explainer = FigureExplainer { plan: &plan, ledger: &ledger, reader: &reader };
        let mut grids = BTreeMap::new();
        let (mut numbers, mut compared) = (0, 0);
        for sheet in &book.sheets {
            for (at, cell) in sheet.cells.iter() {
                let is_number = match &cell.content {
                    CellContent::Number(_) => true,
                    CellContent::Formula(formula) => matches!(formula.value, Some(Value::Number(_))),
                    _ => false,
                };
                let place = format!("{}!{}", sheet.name, address::cell(at.0, at.1));
                // A sample of the cells, the same in every run.
                if !is_number || (at.0 * 31 + at.1 * 17) % 7 != 0 {
                    continue;
                }
                let meaning = reader.meaning(&sheet.name, at).unwrap();
                let lines = explainer.meaning(&meaning);
                assert!(!lines.is_empty(), "{place}");
                numbers += 1;
                if let CellMeaning::Other(other) = &meaning
                    && let Some(formula) = &other.formula
                    && formula.contains('!')
                {
                    assert!(lines.iter().any(|line| line.depth > 0), "{place} has no source: {formula}");
                }
                for (value, file, sheet, cell) in lines.iter().filter_map(|line| source(&line.text)) {
                    let grid = grids.entry(file.clone()).or_insert_with(|| {
                        let bytes = std::fs::read(folder.join("tra-loi").join(&file)).unwrap();
                        grid::open(&bytes, &Limits::default()).unwrap()
                    });
                    let Some(found) = grid.sheets.iter().find(|s| s.name == sheet).and_then(|s| s.cell(cell.0, cell.1))
                    else {
                        assert_eq!(value, "để trống", "{place}: {file} {sheet} {cell:?}");
                        continue;
                    };
                    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                    let shown = found.value.display();
                    assert!(
                        digits(&value) == digits(&shown) || value.contains('/'),
                        "{place}: {value}, {file} has {shown}"
                    );
                    compared += 1;
                }
            }
        }
        assert!(numbers > 800 && compared > 1_000, "{numbers} {compared}");
    }
}
