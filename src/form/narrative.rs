//! The sheet with the questions that are answered in words.

use super::layout::NARRATIVE_HEADING;
use super::{FormBuilder, print};
use crate::model::text::text_in;
use crate::workbook::style::Align;
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style};

/// Builds the sheet.
pub(super) fn sheet(form: &FormBuilder) -> Sheet {
    let t = form.plan.language;
    let mut sheet = Sheet::new(&form.plan.form.narrative_sheet);
    sheet.set_widths(&[7.0, 34.0, 72.0]);
    sheet.protected = true;
    sheet.freeze = Some((NARRATIVE_HEADING + 1, 0));
    let title = text_in!(t, "THUYẾT MINH · {}", "NARRATIVES · {}", form.period.heading_in(form.plan.language));
    sheet.merge(CellRange::new(0, 0, 0, 2), SheetCell::text(title, &Style::title()));
    let note = t.pick(
        "Trả lời ngắn gọn vào ô nền vàng (Alt+Enter để xuống dòng); không có thì để trống.",
        "Answer briefly in the yellow cells (Alt+Enter for a new line); leave blank if there is nothing.",
    );
    sheet.merge(CellRange::new(1, 0, 1, 2), SheetCell::text(note, &Style::note().size(11)));
    for (row, height) in [(0, 30.0), (1, 20.0), (NARRATIVE_HEADING, 26.0)] {
        sheet.heights.insert(row, height);
    }
    for (column, heading) in
        (0..).zip([t.pick("Mã", "Code"), t.pick("Câu hỏi", "Question"), t.pick("Trả lời", "Answer")])
    {
        sheet.text(NARRATIVE_HEADING, column, heading, &Style::list_head().size(11));
    }
    for (row, narrative) in (NARRATIVE_HEADING + 1..).zip(&form.plan.narratives) {
        sheet.heights.insert(row, 90.0);
        sheet.text(row, 0, &narrative.code, &Style::cell().align(Align::Center));
        sheet.text(row, 1, &narrative.question, &Style { indent: 1, ..Style::cell() });
        sheet.blank(row, 2, &Style { top: true, indent: 1, ..Style::cell().input() });
    }
    sheet.page = PageSetup {
        repeat: Some((NARRATIVE_HEADING, NARRATIVE_HEADING)),
        footer: print::footer(form),
        ..PageSetup::default()
    };
    sheet
}
