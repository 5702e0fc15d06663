//! What was taken from cells that show something else: another figure by their number format, or nothing.

use super::RestCell;
use crate::grid::{CellDisplay, SheetGrid};
use crate::model::finding::Finding;
use crate::model::text::BilingualText;
use crate::read::finding_at;
use crate::read::listing::{LISTED, ListedKind, shortened, with_further};
use crate::read::reading_findings::ReadingFinding;

/// Creates the finding about taken cells of a sheet that show something else; `None` if there are none.
pub(super) fn finding(sheet: &SheetGrid, cells: &[(RestCell, &CellDisplay)]) -> Option<Finding> {
    let (first, _) = cells.first()?;
    let lines: Vec<BilingualText> = cells.iter().take(LISTED).map(|(cell, display)| line(cell, display)).collect();
    let [vi, en] = [|text: &BilingualText| text.vi.clone(), |text: &BilingualText| text.en.clone()]
        .map(|text| lines.iter().map(text).collect::<Vec<_>>().join("; "));
    let further = cells.len().saturating_sub(LISTED);
    let found = with_further(BilingualText::new(vi, en), further, ListedKind::Cells);
    Some(Finding { found, ..finding_at(ReadingFinding::OtherDisplay, &sheet.name, first.at) })
}

/// Describes a cell: what it holds, and what is seen.
fn line(cell: &RestCell, display: &CellDisplay) -> BilingualText {
    let (at, taken) = (cell.address(), cell.text());
    let (vi, en) = match display {
        CellDisplay::Other(text) => {
            let text = shortened(text);
            (format!("hiện “{text}” (do định dạng số)"), format!("shows “{text}” (number format)"))
        }
        CellDisplay::Nothing => {
            ("không hiện gì (do định dạng số)".to_string(), "shows nothing (number format)".to_string())
        }
        CellDisplay::Faint => {
            ("không thấy được: chữ cùng màu nền".to_string(), "text in the colour of its background".to_string())
        }
        CellDisplay::Tiny => ("không thấy được: cỡ chữ quá nhỏ".to_string(), "font too small to read".to_string()),
    };
    BilingualText::new(format!("{at} có “{taken}”, {vi}"), format!("{at} holds “{taken}”, {en}"))
}
