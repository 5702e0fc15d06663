//! Letterhead, title and signature: two columns without borders above and below the text.

use super::{SIZE, WIDTH};
use crate::consolidate::WrittenReport;
use crate::workbook::letterhead::{drawn_line, is_one_name};
use docx_rs::{
    AlignmentType, Docx, LineSpacing, LineSpacingType, Paragraph, Run, Table, TableCell, TableLayoutType, TableRow,
    WidthType,
};

/// Width of the left column of the letterhead and of the signature, in twentieths of a point.
const LEFT: [usize; 2] = [3686, 4677];

/// Size in points of the dashes of a drawn line.
const THIN: u16 = 4;
/// The number of dashes of the line below the title: a hundred points.
const TITLE_LINE: usize = 25;

/// How a line is set.
#[derive(Copy, Clone, Default)]
struct LineLook {
    /// Size in half points.
    size: usize,
    bold: bool,
    italic: bool,
}

const fn look(size: usize) -> LineLook {
    LineLook { size, bold: false, italic: false }
}

impl LineLook {
    const fn bold(self) -> Self {
        LineLook { bold: true, ..self }
    }

    const fn italic(self) -> Self {
        LineLook { italic: true, ..self }
    }

    fn line(self, align: AlignmentType, text: &str) -> Paragraph {
        let mut run = Run::new().add_text(text).size(self.size);
        if self.bold {
            run = run.bold();
        }
        if self.italic {
            run = run.italic();
        }
        Paragraph::new().align(align).line_spacing(LineSpacing::new().before(0).after(0)).add_run(run)
    }
}

/// Returns a drawn line below a bold text: `share` of its width.
fn drawn(text: &str, share: f64, size: u16) -> Paragraph {
    thin(drawn_line(text, share, size, THIN))
}

/// Returns a drawn line from its dashes.
fn thin(dashes: String) -> Paragraph {
    let spacing = LineSpacing::new().before(0).after(0).line(100).line_rule(LineSpacingType::Exact);
    let run = Run::new().add_text(dashes).size(2 * usize::from(THIN)).bold();
    Paragraph::new().align(AlignmentType::Center).line_spacing(spacing).add_run(run)
}

/// Returns a table of two columns without borders.
fn two_columns(left: usize, rows: impl IntoIterator<Item = [Vec<Paragraph>; 2]>) -> Table {
    let cell = |lines: Vec<Paragraph>, width: usize| {
        let cell = TableCell::new().width(width, WidthType::Dxa);
        lines.into_iter().fold(cell, TableCell::add_paragraph)
    };
    let row = |[one, other]: [Vec<Paragraph>; 2]| {
        TableRow::new(vec![cell(one, left), cell(other, WIDTH - left)]).cant_split()
    };
    let table = Table::without_borders(rows.into_iter().map(row).collect()).layout(TableLayoutType::Fixed);
    table.set_grid(vec![left, WIDTH - left]).width(WIDTH, WidthType::Dxa)
}

/// Adds letterhead, number and date, and title.
pub(super) fn top(docx: Docx, report: &WrittenReport) -> Docx {
    let centre = AlignmentType::Center;
    let ([superior, issuer], [state, motto]) = (&report.issuer, &report.motto);
    let above = if is_one_name(issuer) { look(24).bold() } else { look(24) };
    let names = [
        vec![above.line(centre, superior), look(24).bold().line(centre, issuer), drawn(issuer, 0.4, 12)],
        vec![look(24).bold().line(centre, state), look(26).bold().line(centre, motto), drawn(motto, 1.0, 13)],
    ];
    let number = [vec![look(26).line(centre, &report.number)], vec![look(26).italic().line(centre, &report.dated)]];
    let title = look(SIZE).bold();
    let blank = || look(16).line(centre, "");
    docx.add_table(two_columns(LEFT[0], [names, number]))
        .add_paragraph(blank())
        .add_paragraph(title.line(centre, &report.word))
        .add_paragraph(title.line(centre, &report.title))
        .add_paragraph(thin("—".repeat(TITLE_LINE)))
        .add_paragraph(blank())
}

/// Adds recipients and signature.
pub(super) fn bottom(docx: Docx, report: &WrittenReport) -> Docx {
    let (centre, start) = (AlignmentType::Center, AlignmentType::Left);
    let mut left = Vec::new();
    if !report.recipients.is_empty() {
        left.push(look(24).bold().italic().line(start, &report.recipients_heading));
    }
    left.extend(report.recipients.iter().map(|who| look(22).line(start, &format!("- {who}"))));
    let signer = look(SIZE).bold();
    let mut right: Vec<Paragraph> = report.signer.iter().map(|words| signer.line(centre, words)).collect();
    // Room for the signature.
    right.extend((0..4).map(|_| signer.line(centre, "")));
    right.push(signer.line(centre, &report.signed_by));
    if left.is_empty() {
        left.push(look(22).line(start, ""));
    }
    docx.add_paragraph(look(16).line(start, "").keep_next(true)).add_table(two_columns(LEFT[1], [[left, right]]))
}
