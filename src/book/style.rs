//! How a cell looks. Sheets take a style by its name below and vary it; `write` turns it into the crate's format.

/// Accent of headings and rules.
pub const ACCENT: u32 = 0x1F_4E79;
/// Tint of the accent.
pub const TINT: u32 = 0xE9_F0F6;
/// Ink.
pub const INK: u32 = 0x1A_1A1A;
/// Secondary text.
pub const GREY: u32 = 0x59_5959;
/// Borders.
pub const LINE: u32 = 0xBF_BFBF;
/// Heading fill.
pub const HEAD: u32 = 0xF2_F2F2;
/// Red on its tint: errors.
pub const RED: u32 = 0xB3_261E;
/// Tint of red.
pub const RED_TINT: u32 = 0xFB_EAE8;
/// Amber: warnings.
pub const AMBER: u32 = 0x8A_5A00;
/// Tint of amber.
pub const AMBER_TINT: u32 = 0xFF_F4DA;
/// Green: fine.
pub const GREEN: u32 = 0x2E_6B34;
/// Input cells; nothing else is yellow.
pub const INPUT: u32 = 0xFF_F8DC;

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

/// How numbers are shown.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Number {
    /// As Excel sees fit.
    #[default]
    General,
    /// `#,##0_)`: 2.136 under Vietnamese settings, with room to the right.
    Integer,
    /// `0.0%`.
    Percent,
    /// `0.00`.
    Decimal,
    /// `dd/mm/yyyy`.
    Date,
    /// `@`: text; for codes.
    Text,
    /// `"/ "#,##0`.
    Of,
}

/// Where borders stand.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Border {
    /// None.
    #[default]
    None,
    /// Thin, all round.
    All,
    /// Thin all round, a 2-weight accent line above: the total row.
    Total,
    /// Thin below.
    Below,
    /// 2-weight accent line below: under a section heading.
    Rule,
}

/// A cell's look.
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
    /// Font colour.
    pub color: u32,
    /// Fill colour.
    pub fill: Option<u32>,
    /// Borders.
    pub border: Border,
    /// Horizontal alignment.
    pub align: Align,
    /// Text at the top instead of the middle.
    pub top: bool,
    /// Wrapped.
    pub wrap: bool,
    /// What is too wide is shown smaller; not where it is wrapped.
    pub shrink: bool,
    /// Indent steps.
    pub indent: u8,
    /// Number format.
    pub number: Number,
    /// Open for input on a protected sheet.
    pub unlocked: bool,
}

impl Default for Style {
    fn default() -> Self {
        Style::PLAIN
    }
}

impl Style {
    /// 11 points, nothing else.
    pub const PLAIN: Style = Style {
        size: 11,
        bold: false,
        italic: false,
        underline: false,
        color: INK,
        fill: None,
        border: Border::None,
        align: Align::Left,
        top: false,
        wrap: false,
        shrink: false,
        indent: 0,
        number: Number::General,
        unlocked: false,
    };

    /// Title of a sheet: 16 points, bold, accent.
    pub fn title() -> Self {
        Style { size: 16, bold: true, color: ACCENT, ..Style::default() }
    }

    /// A secondary line.
    pub fn note() -> Self {
        Style { size: 10, italic: true, color: GREY, ..Style::default() }
    }

    /// White on accent: heading of a list.
    pub fn list_head() -> Self {
        Style { color: 0xFF_FFFF, fill: Some(ACCENT), ..Style::head() }
    }

    /// Heading of a table column.
    pub fn head() -> Self {
        Style {
            size: 10,
            bold: true,
            fill: Some(HEAD),
            border: Border::All,
            align: Align::Center,
            wrap: true,
            ..Style::default()
        }
    }

    /// A text cell of a table.
    pub fn cell() -> Self {
        Style { border: Border::All, wrap: true, ..Style::default() }
    }

    /// A figure of a table. Columns are as wide as the figures that are known; one that comes later, or is typed, shrinks
    /// before it turns into `####`.
    pub fn figure() -> Self {
        Style { border: Border::All, align: Align::Right, number: Number::Integer, shrink: true, ..Style::default() }
    }

    /// The total row's variant of a style.
    pub fn total(&self) -> Self {
        Style { bold: true, fill: Some(TINT), border: Border::Total, ..self.clone() }
    }

    /// An input cell: yellow and unlocked.
    pub fn input(&self) -> Self {
        Style { fill: Some(INPUT), unlocked: true, ..self.clone() }
    }

    /// With an alignment.
    pub fn align(&self, align: Align) -> Self {
        Style { align, ..self.clone() }
    }

    /// With a number format.
    pub fn number(&self, number: Number) -> Self {
        Style { number, ..self.clone() }
    }

    /// With a size in points.
    pub fn size(&self, size: u16) -> Self {
        Style { size, ..self.clone() }
    }

    /// Bold.
    pub fn bold(&self) -> Self {
        Style { bold: true, ..self.clone() }
    }

    /// With a font colour.
    pub fn color(&self, color: u32) -> Self {
        Style { color, ..self.clone() }
    }

    /// With a fill.
    pub fn fill(&self, fill: u32) -> Self {
        Style { fill: Some(fill), ..self.clone() }
    }
}
