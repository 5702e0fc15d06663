//! Marks the cells to correct: fill, frame and bold text, and a note with what is wrong and how to correct it.

use super::placed_point::PlacedPoint;
use super::refill::ReturnedCell;
use crate::model::finding::Severity;
use crate::model::text::Lang;
use crate::workbook::style::{self, CellBorder};
use crate::workbook::{SheetCell, Style, Workbook};

/// The number of cells with a note. The reader of returns reads 200 notes of a file, so there is room for those of the
/// unit. The sheet "Cần sửa" has all points.
const NOTES: usize = 150;

/// Marks the cells of the points. A cell with several has the style of the most severe, and the texts of all.
pub(super) fn mark(book: &mut Workbook, points: &[PlacedPoint], lang: Lang) {
    let mut cells: Vec<(&ReturnedCell, Severity, Vec<String>)> = Vec::new();
    for point in points {
        let Some(target) = &point.target else { continue };
        match cells.iter_mut().find(|(cell, ..)| *cell == target) {
            Some((_, severity, notes)) => {
                *severity = point.severity.min(*severity);
                notes.push(point.texts.note(lang));
            }
            None => cells.push((target, point.severity, vec![point.texts.note(lang)])),
        }
    }
    for (index, (cell, severity, notes)) in cells.into_iter().enumerate() {
        let Some(sheet) = book.sheets.iter_mut().find(|sheet| sheet.name == cell.sheet) else { continue };
        let old = sheet.cells.cell_at(&cell.at);
        let mut marked = SheetCell { style: marked(&old.style, severity), ..old };
        if index < NOTES {
            marked.set_note(notes.join("\n\n"));
        }
        sheet.set(cell.at.0, cell.at.1, marked);
    }
}

/// Returns the style of a cell to correct. The black frame shows without colour.
fn marked(style: &Style, severity: Severity) -> Style {
    let (color, fill) = match severity {
        Severity::Error => (style::RED, style::RED_TINT),
        _ => (style::AMBER, style::AMBER_TINT),
    };
    Style { bold: true, border: CellBorder::Ink, color, fill: Some(fill), ..style.clone() }
}
