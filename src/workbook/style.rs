//! Cell styles. Sheets start from a named style below and vary it; `write` converts it to a cell format of the file.

/// Accent colour of headings and lines. Colours are RGB.
pub(crate) const ACCENT: u32 = 0x1F_4E79;
/// Light tint of the accent.
pub(crate) const TINT: u32 = 0xE9_F0F6;
/// Text colour.
pub(crate) const INK: u32 = 0x1A_1A1A;
/// Colour of secondary text.
pub(crate) const GREY: u32 = 0x59_5959;
/// Colour of borders.
pub(crate) const LINE: u32 = 0xBF_BFBF;
/// Fill of headings.
pub(crate) const HEAD: u32 = 0xF2_F2F2;
/// Text colour of errors.
pub(crate) const RED: u32 = 0xB3_261E;
/// Fill of errors.
pub(crate) const RED_TINT: u32 = 0xFB_EAE8;
/// Text colour of warnings.
pub(crate) const AMBER: u32 = 0x8A_5A00;
/// Fill of warnings.
pub(crate) const AMBER_TINT: u32 = 0xFF_F4DA;
/// Text colour of results without problems.
pub(crate) const GREEN: u32 = 0x2E_6B34;
/// The marks that the text of a verdict starts with, each with its text colour and fill. The mark alone gives the
/// meaning, so that a print without colour is readable.
pub(crate) const MARK_COLOURS: [(&str, u32, Option<u32>); 4] =
    [("✗", RED, Some(RED_TINT)), ("?", RED, Some(RED_TINT)), ("▲", AMBER, Some(AMBER_TINT)), ("✓", GREEN, None)];
/// Fill of input cells. Nothing else is yellow.
pub(crate) const INPUT: u32 = 0xFF_F8DC;

/// Horizontal alignment.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Align {
    /// Left.
    #[default]
    Left,
    /// Centre.
    Center,
    /// Right.
    Right,
}

/// Number format.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NumberFormat {
    /// Excel's General format.
    #[default]
    General,
    /// `#,##0_)`: 2.136 under Vietnamese settings, with space on the right.
    Integer,
    /// `0.0%`.
    Percent,
    /// `#,##0.00`.
    Decimal,
    /// `+#,##0.0`: a difference with its sign, one decimal.
    Signed,
    /// `dd/mm/yyyy`.
    Date,
    /// `@`: text; for codes.
    Text,
    /// `"/ "#,##0`.
    Of,
    /// The same with this many decimals, at least 1.
    OfFixed(u8),
    /// `"/ "0.0%`.
    OfPercent,
    /// A number with this many decimals, at least 1.
    Fixed(u8),
    /// A percentage with this many decimals, other than 1.
    FixedPercent(u8),
}

impl NumberFormat {
    /// Returns the format of a number with this many decimals.
    pub(crate) fn decimals(decimals: u8) -> Self {
        match decimals {
            0 => NumberFormat::Integer,
            2 => NumberFormat::Decimal,
            decimals => NumberFormat::Fixed(decimals),
        }
    }

    /// Returns the format of the same number after a slash.
    pub(crate) fn after_slash(self) -> Self {
        match self {
            NumberFormat::Decimal => NumberFormat::OfFixed(2),
            NumberFormat::Fixed(decimals) => NumberFormat::OfFixed(decimals),
            NumberFormat::Percent | NumberFormat::FixedPercent(_) => NumberFormat::OfPercent,
            _ => NumberFormat::Of,
        }
    }

    /// Returns a number as a cell with this format shows it under Vietnamese settings, without spaces: `1.234`, `31,3%`.
    pub(crate) fn vietnamese(self, number: f64) -> String {
        let (scale, decimals, after) = match self {
            NumberFormat::Percent | NumberFormat::OfPercent => (100.0, 1, "%"),
            NumberFormat::FixedPercent(decimals) => (100.0, usize::from(decimals), "%"),
            NumberFormat::Decimal => (1.0, 2, ""),
            NumberFormat::Signed => (1.0, 1, ""),
            NumberFormat::Fixed(decimals) | NumberFormat::OfFixed(decimals) => (1.0, usize::from(decimals), ""),
            _ => (1.0, 0, ""),
        };
        let factor = 10_f64.powi(decimals as i32);
        // Halves are rounded away from zero, as Excel does.
        let rounded = (number.abs() * scale * factor).round() / factor;
        let text = format!("{rounded:.decimals$}");
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let mut out = String::with_capacity(text.len() * 2);
        out.push_str(match (self, number < 0.0 && rounded > 0.0) {
            (_, true) => "−",
            (NumberFormat::Signed, false) if rounded > 0.0 => "+",
            _ => "",
        });
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place) % 3 == 0 {
                out.push('.');
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(',');
            out.push_str(fraction);
        }
        out + after
    }

    /// Returns the format of a percentage with this many decimals.
    pub(crate) fn percent(decimals: u8) -> Self {
        if decimals == 1 { NumberFormat::Percent } else { NumberFormat::FixedPercent(decimals) }
    }
}

/// Borders of a cell.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CellBorder {
    /// None.
    #[default]
    None,
    /// Thin, on all sides.
    All,
    /// Thin on all sides, with a medium accent line above: the total row.
    Total,
    /// Thin and black, on all sides: a table that is signed.
    Ink,
    /// Thin, below.
    Below,
    /// Medium accent line below: under a section heading.
    Rule,
}

/// The style of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Style {
    /// Font size in points.
    pub size: u16,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Font colour, RGB.
    pub color: u32,
    /// Fill colour, RGB. `None` for no fill.
    pub fill: Option<u32>,
    /// Borders.
    pub border: CellBorder,
    /// Horizontal alignment.
    pub align: Align,
    /// True if text is aligned to the top instead of the middle.
    pub top: bool,
    /// True if text wraps.
    pub wrap: bool,
    /// True if content that is too wide is shown smaller. Has no effect with `wrap`.
    pub shrink: bool,
    /// Number of indent steps.
    pub indent: u8,
    /// Number format.
    pub number: NumberFormat,
    /// True if the cell is open for input on a protected sheet.
    pub unlocked: bool,
}

impl Default for Style {
    fn default() -> Self {
        Style::PLAIN
    }
}

impl Style {
    /// Default style: 11 points, no fill, no border.
    pub(crate) const PLAIN: Style = Style {
        size: 11,
        bold: false,
        italic: false,
        underline: false,
        color: INK,
        fill: None,
        border: CellBorder::None,
        align: Align::Left,
        top: false,
        wrap: false,
        shrink: false,
        indent: 0,
        number: NumberFormat::General,
        unlocked: false,
    };

    /// Title of a sheet: 16 points, bold, accent.
    pub(crate) fn title() -> Self {
        Style { size: 16, bold: true, color: ACCENT, ..Style::default() }
    }

    /// Title of a table, or of a part of a sheet, with a line below it.
    pub(crate) fn table_title() -> Self {
        Style { border: CellBorder::Rule, ..Style::default().size(12).bold().color(ACCENT) }
    }

    /// Secondary text.
    pub(crate) fn note() -> Self {
        Style { size: 10, italic: true, color: GREY, ..Style::default() }
    }

    /// Heading of a list: white on accent.
    pub(crate) fn list_head() -> Self {
        Style { color: 0xFF_FFFF, fill: Some(ACCENT), ..Style::head() }
    }

    /// Heading of a table column.
    pub(crate) fn head() -> Self {
        Style {
            size: 10,
            bold: true,
            fill: Some(HEAD),
            border: CellBorder::All,
            align: Align::Center,
            wrap: true,
            ..Style::default()
        }
    }

    /// A text cell of a table.
    pub(crate) fn cell() -> Self {
        Style { border: CellBorder::All, wrap: true, ..Style::default() }
    }

    /// A figure of a table. Columns are as wide as the known figures need. A figure that is typed or computed later is
    /// shrunk before Excel shows `####`.
    pub(crate) fn figure() -> Self {
        Style {
            border: CellBorder::All,
            align: Align::Right,
            number: NumberFormat::Integer,
            shrink: true,
            ..Style::default()
        }
    }

    /// Returns the variant of a style for the total row.
    pub(crate) fn total(&self) -> Self {
        Style { bold: true, fill: Some(TINT), border: CellBorder::Total, ..self.clone() }
    }

    /// An input cell: yellow and unlocked.
    pub(crate) fn input(&self) -> Self {
        Style { fill: Some(INPUT), unlocked: true, ..self.clone() }
    }

    /// Returns the style with an alignment.
    pub(crate) fn align(&self, align: Align) -> Self {
        Style { align, ..self.clone() }
    }

    /// Returns the style with a number format.
    pub(crate) fn number(&self, number: NumberFormat) -> Self {
        Style { number, ..self.clone() }
    }

    /// Returns the style with a font size in points.
    pub(crate) fn size(&self, size: u16) -> Self {
        Style { size, ..self.clone() }
    }

    /// Returns the style in bold.
    pub(crate) fn bold(&self) -> Self {
        Style { bold: true, ..self.clone() }
    }

    /// Returns the style with a font colour.
    pub(crate) fn color(&self, color: u32) -> Self {
        Style { color, ..self.clone() }
    }

    /// Returns the style with a fill colour.
    pub(crate) fn fill(&self, fill: u32) -> Self {
        Style { fill: Some(fill), ..self.clone() }
    }
}
