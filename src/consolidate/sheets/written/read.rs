//! The report in words as values: read from the sheet "Báo cáo" of a workbook with computed values. Also fits the rows of
//! that sheet to their texts.

use super::super::super::context::SheetContext;
use super::super::super::layout::{WrittenLayout, WrittenLineKind, sheet};
use super::frame::{RECIPIENTS, WORD};
use super::{BULLET, SIZE, WIDTHS, table};
use crate::model::ledger::Ledger;
use crate::plan::report_part::ReportPartKind;
use crate::plan::{Plan, ReportPart};
use crate::workbook::style::NumberFormat;
use crate::workbook::{Sheet, Workbook, measure};

/// The report in words, with everything that the document has.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WrittenReport {
    /// The superior and the issuing body.
    pub issuer: [String; 2],
    /// The lines opposite of it; empty in a plan that has none.
    pub motto: [String; 2],
    /// The line of the number.
    pub number: String,
    /// Place and date.
    pub dated: String,
    /// The word above the title.
    pub word: String,
    /// The title.
    pub title: String,
    /// The parts that are shown, in order.
    pub blocks: Vec<ReportBlock>,
    /// The heading of the recipients.
    pub recipients_heading: String,
    /// The recipients, one for each line.
    pub recipients: Vec<String>,
    /// The lines above the signature.
    pub signer: Vec<String>,
    /// The name below the signature.
    pub signed_by: String,
}

/// A block of the report.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ReportBlock {
    /// A heading.
    Heading(String),
    /// A heading of the second level.
    Subheading(String),
    /// A paragraph.
    Paragraph(String),
    /// A list item, without its bullet.
    Item(String),
    /// The caption of the table below it.
    Caption(String),
    /// A table.
    Table(ReportTable),
}

/// A table of the report, as texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ReportTable {
    /// The headings of ordinal and unit.
    pub lead: [String; 2],
    /// The groups of the figures: name and number of columns.
    pub groups: Vec<(String, usize)>,
    /// The headings of the figures.
    pub headings: Vec<String>,
    /// The units: ordinal, name, figures.
    pub rows: Vec<Vec<String>>,
    /// The label of the totals, and the totals.
    pub totals: Vec<String>,
}

/// Reads the report from a workbook with computed values; `None` if the plan has none.
pub(crate) fn written_report(plan: &Plan, ledger: &Ledger, book: &Workbook) -> Option<WrittenReport> {
    let own = book.sheet(sheet::REPORT.in_lang(plan.language))?;
    let context = SheetContext::new(plan, ledger);
    let layout = WrittenLayout::new(plan);
    let mut blocks = Vec::new();
    let mut current = ReportTable::default();
    for line in &layout.lines {
        let shown = text(own, (line.row, 0));
        let part = |index: usize| plan.report.get(index);
        match line.kind {
            WrittenLineKind::Text(first, _) => blocks.extend(part(first).and_then(|part| block(part.kind, shown))),
            WrittenLineKind::Caption(_) => blocks.extend(filled(shown).map(ReportBlock::Caption)),
            WrittenLineKind::NoAnswer(_) => blocks.extend(filled(shown).map(ReportBlock::Paragraph)),
            WrittenLineKind::Answer(..) => blocks.extend(block(ReportPartKind::Answers, shown)),
            WrittenLineKind::Groups(index) => {
                let Some(part) = part(index) else { continue };
                let runs = table::group_runs(&context, part);
                current = ReportTable {
                    lead: table::LEAD.map(|text| text.in_lang(plan.language).to_string()),
                    groups: runs.into_iter().map(|(name, _, count)| (name.to_string(), count)).collect(),
                    ..ReportTable::default()
                };
            }
            WrittenLineKind::Headings(index) => current.headings = figures(plan, part(index), own, line.row),
            WrittenLineKind::UnitRow(index, _) => {
                let mut cells = vec![shown, text(own, (line.row, 1))];
                cells.extend(figures(plan, part(index), own, line.row));
                current.rows.push(cells);
            }
            WrittenLineKind::TotalRow(index) => {
                current.totals = vec![shown];
                current.totals.extend(figures(plan, part(index), own, line.row));
                blocks.push(ReportBlock::Table(std::mem::take(&mut current)));
            }
        }
    }
    let info = &plan.info;
    Some(WrittenReport {
        issuer: [0, 1].map(|i| info.issuer.get(i).cloned().unwrap_or_default()),
        motto: [0, 1].map(|line| plan.words.motto_line(line).to_string()),
        number: text(own, (3, 0)),
        dated: text(own, (3, WrittenLayout::RIGHT)),
        word: WORD.in_lang(plan.language).to_string(),
        title: text(own, (WrittenLayout::TITLE, 0)),
        blocks,
        recipients_heading: RECIPIENTS.in_lang(plan.language).to_string(),
        recipients: info.recipients.clone(),
        signer: info.signer.clone(),
        signed_by: info.signed_by.clone(),
    })
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.trim().is_empty())
}

/// Returns the block of a line of text; `None` if it is empty.
fn block(kind: ReportPartKind, shown: String) -> Option<ReportBlock> {
    let shown = filled(shown)?;
    Some(match kind {
        ReportPartKind::Heading => ReportBlock::Heading(shown),
        ReportPartKind::Subheading => ReportBlock::Subheading(shown),
        ReportPartKind::Item | ReportPartKind::Answers => {
            ReportBlock::Item(shown.strip_prefix(BULLET).unwrap_or(&shown).to_string())
        }
        _ => ReportBlock::Paragraph(shown),
    })
}

/// Returns the cells of the figures in a row of a table as texts.
fn figures(plan: &Plan, part: Option<&ReportPart>, own: &Sheet, row: u32) -> Vec<String> {
    let names = part.map(|part| part.columns.as_slice()).unwrap_or_default();
    let cell = |(index, name): (usize, &String)| {
        let (left, _) = WrittenLayout::figure_columns(index, names.len());
        own.cells.cell_at(&(row, left)).shown(plan.column_format(name))
    };
    names.iter().enumerate().map(cell).collect()
}

fn text(own: &Sheet, at: (u32, u32)) -> String {
    own.cells.cell_at(&at).shown(NumberFormat::Integer)
}

/// Height of a line of text that is empty in the merged period, in points.
const EMPTY: f64 = 1.5;

/// Fits the rows of text of "Báo cáo" to their computed texts. A row without text nearly disappears.
pub(crate) fn fit_rows(plan: &Plan, book: &mut Workbook) {
    let Some(own) = book.sheets.iter_mut().find(|s| sheet::REPORT.is(&s.name)) else { return };
    let (ordinal, unit, figure) = WIDTHS;
    let columns = f64::from(WrittenLayout::LAST + 1 - WrittenLayout::FIGURES);
    // The edges of the columns are part of the merged cell.
    let width = ordinal + unit + figure * columns + (columns + 1.0) * 5.0 / 7.0;
    let mut heights = vec![(WrittenLayout::TITLE, text(own, (WrittenLayout::TITLE, 0)), 0.0)];
    for line in WrittenLayout::new(plan).lines {
        match line.kind {
            WrittenLineKind::Text(..) | WrittenLineKind::Caption(_) | WrittenLineKind::NoAnswer(_) => {
                heights.push((line.row, text(own, (line.row, 0)), 2.0));
            }
            WrittenLineKind::Answer(..) => heights.push((line.row, text(own, (line.row, 0)), 4.0)),
            _ => {}
        }
    }
    for (row, shown, indent) in heights {
        let height = match shown.trim() {
            "" => EMPTY,
            shown => measure::height(measure::lines(shown, width - indent, SIZE), SIZE, 18.0),
        };
        own.heights.insert(row, height);
    }
}
