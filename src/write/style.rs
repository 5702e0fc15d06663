//! Converts styles to cell formats of the writer crate, each created once.

use crate::workbook::page;
use crate::workbook::style::{self, Align, CellBorder, NumberFormat, Style};
use foldhash::HashMap;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline, Workbook};
use std::borrow::Cow;

/// Font of every workbook, as Decree 30 requires.
pub(super) const FONT: &str = "Times New Roman";
/// Font family, for computers without this font: serif.
pub(super) const ROMAN: u8 = 1;

/// Requirement of a cell's content on its format.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum CellKind {
    /// None.
    #[default]
    Plain,
    /// A formula. With the text format Excel would turn it into text once a user edits the cell.
    Formula,
    /// TRUE or FALSE, typed or the value of a formula; see [`LOGICAL`].
    Logical,
    /// A text that Excel would read as a formula once a user edits the cell.
    Quoted,
}

/// Number of kinds.
pub(super) const KINDS: usize = 4;

/// Number format of logical values without another format. LibreOffice 7.4 assigns a format to such a cell while it
/// draws the sheet, and crashes if a conditional format covers the cell. Excel shows TRUE and FALSE for any format.
const LOGICAL: &str = "\"TRUE\";\"TRUE\";\"FALSE\";@";

/// Cell formats by their index in the file, in order of first use.
#[derive(Default)]
pub(super) struct FormatTable {
    styles: HashMap<(Style, CellKind), u32>,
    formats: HashMap<Format, u32>,
}

impl FormatTable {
    /// Returns the index of a style's cell format. Adds the format if it is new.
    pub(super) fn place(&mut self, style: &Style, kind: CellKind, file: &mut Workbook) -> u32 {
        if self.formats.is_empty() {
            self.formats.insert(default(), 0);
        }
        let look = (style.clone(), kind);
        if let Some(place) = self.styles.get(&look) {
            return *place;
        }
        let format = format(&look.0, look.1);
        // Two styles may give the same format.
        let next = self.formats.len() as u32;
        let place = *self.formats.entry(format).or_insert_with_key(|format| {
            file.register_format(format);
            next
        });
        self.styles.insert(look, place);
        place
    }
}

/// Returns the format of cells without a style.
pub(super) fn default() -> Format {
    Format::new().set_font_name(FONT).set_font_family(ROMAN).set_font_size(11)
}

fn format(style: &Style, kind: CellKind) -> Format {
    let mut format = default().set_font_size(f64::from(style.size)).set_font_color(Color::RGB(style.color));
    format = format.set_align(match style.align {
        Align::Left => FormatAlign::Left,
        Align::Center => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    });
    format = format.set_align(if style.top { FormatAlign::Top } else { FormatAlign::VerticalCenter });
    // With an indent, Excel shows centred text left-aligned.
    if style.indent > 0 && style.align != Align::Center {
        format = format.set_indent(style.indent);
    }
    if style.bold {
        format = format.set_bold();
    }
    if style.italic {
        format = format.set_italic();
    }
    if style.underline {
        format = format.set_underline(FormatUnderline::Single);
    }
    if style.wrap {
        format = format.set_text_wrap();
    } else if style.shrink {
        format = format.set_shrink();
    }
    if style.unlocked {
        format = format.set_unlocked();
    }
    if kind == CellKind::Quoted {
        format = format.set_quote_prefix();
    }
    if let Some(fill) = style.fill {
        format = format.set_background_color(Color::RGB(fill));
    }
    let computed = matches!(kind, CellKind::Formula | CellKind::Logical);
    let number = if computed && style.number == NumberFormat::Text { NumberFormat::General } else { style.number };
    if let Some(code) = code(number).or((kind == CellKind::Logical).then_some(LOGICAL.into())) {
        format = format.set_num_format(code);
    }
    borders(format, style.border)
}

/// Returns Excel's number format code. `None` for General. `_)` leaves space on the right, so that figures do not touch
/// the border.
fn code(number: NumberFormat) -> Option<Cow<'static, str>> {
    let signed = |code: &str| format!("{code}_);-{code}_);{code}_);@_)");
    let fixed = |whole: &str, decimals: u8| match decimals {
        0 => whole.to_string(),
        decimals => format!("{whole}.{}", "0".repeat(usize::from(decimals))),
    };
    let known = match number {
        NumberFormat::Fixed(decimals) => return Some(signed(&fixed("#,##0", decimals)).into()),
        NumberFormat::FixedPercent(decimals) => return Some(signed(&format!("{}%", fixed("0", decimals))).into()),
        NumberFormat::OfFixed(decimals) => return Some(format!("\"/ \"{}", fixed("#,##0", decimals)).into()),
        NumberFormat::General => None,
        NumberFormat::Integer => Some("#,##0_);-#,##0_);0_);@_)"),
        NumberFormat::Percent => Some("0.0%_);-0.0%_);0.0%_);@_)"),
        NumberFormat::Decimal => Some("#,##0.00_);-#,##0.00_);0.00_);@_)"),
        NumberFormat::Signed => Some("+#,##0.0_);-#,##0.0_);0.0_);@_)"),
        NumberFormat::Date => Some("dd/mm/yyyy"),
        NumberFormat::Text => Some("@"),
        NumberFormat::Of => Some("\"/ \"#,##0"),
        NumberFormat::OfPercent => Some("\"/ \"0.0%"),
    };
    known.map(Cow::Borrowed)
}

fn borders(format: Format, border: CellBorder) -> Format {
    let (line, accent) = (Color::RGB(style::LINE), Color::RGB(style::ACCENT));
    match border {
        CellBorder::None => format,
        CellBorder::All => format.set_border(FormatBorder::Thin).set_border_color(line),
        CellBorder::Total => format
            .set_border(FormatBorder::Thin)
            .set_border_color(line)
            .set_border_top(FormatBorder::Medium)
            .set_border_top_color(accent),
        CellBorder::Ink => format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(style::INK)),
        CellBorder::Below => format.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(line),
        CellBorder::Rule => format.set_border_bottom(FormatBorder::Medium).set_border_bottom_color(accent),
    }
}

/// Returns the format of a conditional format. It sets only what changes, so that font and size of the cell are kept.
pub(super) fn change(change: &page::DifferentialFormat) -> Format {
    let mut format = Format::new();
    if let Some(color) = change.color {
        format = format.set_font_color(Color::RGB(color));
    }
    if let Some(fill) = change.fill {
        format = format.set_background_color(Color::RGB(fill));
    }
    if change.bold {
        format = format.set_bold();
    }
    format
}
