//! The report in words as a Word document (.docx), laid out as a document of the board: Decree 30/2020/NĐ-CP and the
//! unions' rule on documents. It sets texts that are read from the workbook, and computes nothing. The only module that
//! imports the .docx writer crate.

mod frame;
mod parts;
mod schema_order;
mod table;

use crate::consolidate::{ReportBlock, WrittenReport};
use crate::model::day::Day;
use crate::write::{self, WriteError};
use docx_rs::{
    AlignmentType, Docx, Header, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph, Run, RunFonts,
    SpecialIndentType,
};

/// The font of every text.
const FONT: &str = "Times New Roman";
/// Width of the text in twentieths of a point: A4 less the margins.
const WIDTH: usize = 9354;
/// Margins in twentieths of a point: top and bottom 20 mm, left 30 mm, right 15 mm.
const MARGINS: [i32; 4] = [1134, 1701, 1134, 851];
/// Indent of the first line of a paragraph: 1.27 cm.
const INDENT: i32 = 720;
/// Size of the text in half points.
const SIZE: usize = 28;

/// What a document says of itself.
#[derive(Clone, Debug)]
pub(crate) struct DocumentInfo<'a> {
    /// The author.
    pub author: &'a str,
    /// The day that it gives as its creation: the same input gives the same bytes.
    pub created: Day,
}

/// Returns the report as the bytes of a sealed .docx file.
///
/// # Errors
/// The package cannot be written, which is a fault of the program.
pub(crate) fn docx(report: &WrittenReport, info: &DocumentInfo) -> Result<Vec<u8>, WriteError> {
    let [top, left, bottom, right] = MARGINS;
    let margins = PageMargin::new().top(top).left(left).bottom(bottom).right(right).header(567).footer(567);
    let fonts = RunFonts::new().ascii(FONT).hi_ansi(FONT).east_asia(FONT).cs(FONT);
    let (year, month, day) = info.created.ymd();
    let date = format!("{year:04}-{month:02}-{day:02}T00:00:00Z");
    let (property, open) = write::SEAL;
    // The crate numbers paragraphs from the first one after this call.
    let docx = Docx::new();
    let number = Paragraph::new().align(AlignmentType::Center).add_page_num(PageNum::new());
    let mut docx = docx
        .page_size(11906, 16838)
        .page_margin(margins)
        .default_fonts(fonts)
        .default_size(SIZE)
        .created_at(&date)
        .updated_at(&date)
        .custom_property(property, open)
        // The first page has no number.
        .first_header(Header::new().add_paragraph(Paragraph::new()))
        .header(Header::new().add_paragraph(number));
    docx = frame::top(docx, report);
    for (index, block) in report.blocks.iter().enumerate() {
        // The last words are on the page of the signature.
        let is_last = index + 1 == report.blocks.len();
        let look = || body().keep_next(is_last);
        docx = match block {
            ReportBlock::Heading(text) | ReportBlock::Subheading(text) => docx.add_paragraph(heading(text)),
            ReportBlock::Caption(text) => docx.add_paragraph(caption(text)),
            ReportBlock::Paragraph(text) => paragraphs(docx, text, "", look),
            ReportBlock::Item(text) => paragraphs(docx, text, "- ", look),
            ReportBlock::Table(content) => docx.add_table(table::table(content)),
        };
    }
    docx = frame::bottom(docx, report);
    write::sealed_package(&parts::parts(docx.build(), info.author))
}

/// Returns a paragraph of body text: justified, with an indented first line.
fn body() -> Paragraph {
    let spacing = LineSpacing::new().before(60).after(60).line(264).line_rule(LineSpacingType::Auto);
    let indent = Some(SpecialIndentType::FirstLine(INDENT));
    Paragraph::new().align(AlignmentType::Both).indent(None, indent, None, None).line_spacing(spacing)
}

/// Adds a text as paragraphs, one for each of its lines; `bullet` is before the first.
fn paragraphs(mut docx: Docx, text: &str, bullet: &str, look: impl Fn() -> Paragraph) -> Docx {
    for (index, line) in text.lines().enumerate() {
        let line = if index == 0 { format!("{bullet}{line}") } else { line.to_string() };
        docx = docx.add_paragraph(look().add_run(Run::new().add_text(line)));
    }
    docx
}

fn heading(text: &str) -> Paragraph {
    body().align(AlignmentType::Left).keep_next(true).add_run(Run::new().add_text(text).bold())
}

fn caption(text: &str) -> Paragraph {
    let spacing = LineSpacing::new().before(120).after(60);
    let centred = Paragraph::new().align(AlignmentType::Center).line_spacing(spacing).keep_next(true);
    centred.add_run(Run::new().add_text(text).bold())
}

#[cfg(test)]
mod tests;
