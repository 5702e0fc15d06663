//! Styles as the writer's formats, each made once.

use crate::book::page;
use crate::book::style::{self, Align, Border, Number, Style};
use foldhash::HashMap;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline, Workbook};

/// The font of every workbook, as Decree 30 has it.
pub const FONT: &str = "Times New Roman";
/// Its family, for machines that lack it: with serifs.
pub const ROMAN: u8 = 1;

/// What the content of a cell asks of its format.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Nothing.
    #[default]
    Plain,
    /// A formula: the text format would turn it into text as soon as it is edited.
    Formula,
    /// A formula whose value is TRUE or FALSE: see [`LOGICAL`].
    Logical,
    /// A text that Excel would take for a formula as soon as it is edited.
    Quoted,
}

/// How many kinds there are.
pub const KINDS: usize = 4;

/// The format of logical formulas that have no other. LibreOffice 7.4 gives such a cell its own format while it draws the
/// sheet, and ends there where a conditional format covers the cell. Excel shows TRUE and FALSE whatever the format.
const LOGICAL: &str = "\"TRUE\";\"TRUE\";\"FALSE\";@";

/// Formats by their place in the file, in the order of coming.
#[derive(Default)]
pub struct Formats {
    looks: HashMap<(Style, Kind), u32>,
    formats: HashMap<Format, u32>,
}

impl Formats {
    /// The place of a look's format in the file; a new one is put there.
    pub fn place(&mut self, style: &Style, kind: Kind, file: &mut Workbook) -> u32 {
        if self.formats.is_empty() {
            self.formats.insert(default(), 0);
        }
        let look = (style.clone(), kind);
        if let Some(place) = self.looks.get(&look) {
            return *place;
        }
        let format = format(&look.0, look.1);
        // Two looks may come to the same.
        let next = self.formats.len() as u32;
        let place = *self.formats.entry(format).or_insert_with_key(|format| {
            file.register_format(format);
            next
        });
        self.looks.insert(look, place);
        place
    }
}

/// The format of cells without a style.
pub fn default() -> Format {
    Format::new().set_font_name(FONT).set_font_family(ROMAN).set_font_size(11)
}

fn format(style: &Style, kind: Kind) -> Format {
    let mut format = default().set_font_size(f64::from(style.size)).set_font_color(Color::RGB(style.color));
    format = format.set_align(match style.align {
        Align::Left => FormatAlign::Left,
        Align::Center => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    });
    format = format.set_align(if style.top { FormatAlign::Top } else { FormatAlign::VerticalCenter });
    // An indent turns centred text into left-aligned text.
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
    if kind == Kind::Quoted {
        format = format.set_quote_prefix();
    }
    if let Some(fill) = style.fill {
        format = format.set_background_color(Color::RGB(fill));
    }
    let computed = matches!(kind, Kind::Formula | Kind::Logical);
    let number = if computed && style.number == Number::Text { Number::General } else { style.number };
    if let Some(code) = code(number).or((kind == Kind::Logical).then_some(LOGICAL)) {
        format = format.set_num_format(code);
    }
    borders(format, style.border)
}

/// Excel's number format; `None` for General. The `_)` leaves room to the right, so that figures keep off the border.
fn code(number: Number) -> Option<&'static str> {
    match number {
        Number::General => None,
        Number::Integer => Some("#,##0_);-#,##0_);0_);@_)"),
        Number::Percent => Some("0.0%_);-0.0%_);0.0%_);@_)"),
        Number::Decimal => Some("0.00_);-0.00_);0.00_);@_)"),
        Number::Date => Some("dd/mm/yyyy"),
        Number::Text => Some("@"),
        Number::Of => Some("\"/ \"#,##0"),
    }
}

fn borders(format: Format, border: Border) -> Format {
    let (line, accent) = (Color::RGB(style::LINE), Color::RGB(style::ACCENT));
    match border {
        Border::None => format,
        Border::All => format.set_border(FormatBorder::Thin).set_border_color(line),
        Border::Total => format
            .set_border(FormatBorder::Thin)
            .set_border_color(line)
            .set_border_top(FormatBorder::Medium)
            .set_border_top_color(accent),
        Border::Below => format.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(line),
        Border::Rule => format.set_border_bottom(FormatBorder::Medium).set_border_bottom_color(accent),
    }
}

/// What a conditional format changes: only what is named, so that font and size of the cell stay.
pub fn change(change: &page::Format) -> Format {
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
