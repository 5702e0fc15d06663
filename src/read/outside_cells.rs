//! Reports what is on the visible sheets but in no cell: comments and text boxes, pictures, charts, embedded documents.

use super::finding_at;
use super::listing::{list_within, shortened};
use super::reading_findings::ReadingFinding;
use super::reply::ReplyMarks;
use super::sources;
use crate::grid::{CellRemark, Grid, RemarkKind};
use crate::model::finding::{Finding, Severity};
use crate::model::text::{BilingualText, Lang};
use crate::plan::sheet_names::REFERENCE;
use crate::workbook::address;

/// Returns the findings of all sheets, at most two for each. The notes of a returned form are the program's.
pub(super) fn findings(grid: &Grid, marks: &ReplyMarks) -> Vec<Finding> {
    let others = reported(grid).filter(|remark| !marks.has_note(&remark.text));
    let (texts, objects): (Vec<&CellRemark>, Vec<&CellRemark>) =
        others.partition(|remark| remark.kind == RemarkKind::Text);
    let texts = texts.chunk_by(|a, b| a.sheet == b.sheet).filter_map(of_texts);
    let objects = objects.chunk_by(|a, b| a.sheet == b.sheet).filter_map(of_objects);
    texts.chain(objects).collect()
}

/// Returns the number of pictures and objects on the visible sheets; the program's own workbooks have none that are reported.
pub(super) fn objects(grid: &Grid) -> u32 {
    if sources::is_consolidated(grid) {
        return 0;
    }
    reported(grid).filter(|remark| remark.kind != RemarkKind::Text).count() as u32
}

/// Returns what is on the visible sheets, without the one chart that the form itself has on its sheet of reference figures.
fn reported(grid: &Grid) -> impl Iterator<Item = &CellRemark> {
    let is_hidden = |remark: &CellRemark| grid.sheets.iter().any(|s| s.hidden && s.name == remark.sheet);
    let is_reference = |remark: &CellRemark| Lang::ALL.iter().any(|lang| REFERENCE.in_lang(*lang) == remark.sheet);
    let own_chart = grid.remarks.iter().position(|r| r.kind == RemarkKind::Object && is_reference(r));
    let others = grid.remarks.iter().enumerate().filter(move |(at, _)| Some(*at) != own_chart);
    others.map(|(_, remark)| remark).filter(move |remark| !is_hidden(remark))
}

/// Creates the finding about comments and text boxes of a sheet: a warning if one has a figure in it.
fn of_texts(remarks: &[&CellRemark]) -> Option<Finding> {
    let first = remarks.first()?;
    let mut finding = finding_at(ReadingFinding::InNoCell, &first.sheet, first.at);
    if remarks.iter().any(|remark| remark.text.contains(|c: char| c.is_ascii_digit())) {
        finding.severity = Severity::Warning;
    }
    let one = |r: &&CellRemark| format!("{} “{}”", address::cell(r.at.0, r.at.1), shortened(&r.text));
    let texts: Vec<String> = remarks.iter().map(one).collect();
    finding.found = list_within(&texts, str::to_string);
    Some(finding)
}

/// Creates the finding about pictures and objects of a sheet, by their first cells.
fn of_objects(remarks: &[&CellRemark]) -> Option<Finding> {
    let first = remarks.first()?;
    let places = |kind: RemarkKind, vi: &str, en: &str| {
        let of_kind = remarks.iter().filter(|remark| remark.kind == kind);
        let cells: Vec<String> = of_kind.map(|remark| address::cell(remark.at.0, remark.at.1)).collect();
        let listed = list_within(&cells, str::to_string);
        (!cells.is_empty()).then(|| (format!("{vi} {}", listed.vi), format!("{en} {}", listed.en)))
    };
    let kinds = [
        places(RemarkKind::Picture, "hình ảnh ở", "pictures at"),
        places(RemarkKind::Object, "biểu đồ hoặc tài liệu nhúng ở", "charts or embedded documents at"),
    ];
    let (vi, en): (Vec<String>, Vec<String>) = kinds.into_iter().flatten().unzip();
    let found = BilingualText::new(vi.join("; "), en.join("; "));
    Some(Finding { found, ..finding_at(ReadingFinding::SheetObject, &first.sheet, first.at) })
}
