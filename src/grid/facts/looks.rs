//! The looks of cells: each cell format of the styles part resolved to what is shown, with theme and palette colours as
//! RGB.

use super::tree::XmlElement;
use serde::{Deserialize, Serialize};

/// How a cell looks, each aspect as one text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CellLook {
    /// Number format code.
    pub number: String,
    /// Font, size, weight, colour.
    pub font: String,
    /// Fill.
    pub fill: String,
    /// Borders.
    pub border: String,
    /// Alignment.
    pub alignment: String,
    /// Protection.
    pub protection: String,
}

/// Number formats that have an index and no code in the file.
const BUILT_IN: [(u32, &str); 28] = [
    (0, "General"),
    (1, "0"),
    (2, "0.00"),
    (3, "#,##0"),
    (4, "#,##0.00"),
    (9, "0%"),
    (10, "0.00%"),
    (11, "0.00E+00"),
    (12, "# ?/?"),
    (13, "# ??/??"),
    (14, "mm-dd-yy"),
    (15, "d-mmm-yy"),
    (16, "d-mmm"),
    (17, "mmm-yy"),
    (18, "h:mm AM/PM"),
    (19, "h:mm:ss AM/PM"),
    (20, "h:mm"),
    (21, "h:mm:ss"),
    (22, "m/d/yy h:mm"),
    (37, "#,##0 ;(#,##0)"),
    (38, "#,##0 ;[Red](#,##0)"),
    (39, "#,##0.00;(#,##0.00)"),
    (40, "#,##0.00;[Red](#,##0.00)"),
    (45, "mm:ss"),
    (46, "[h]:mm:ss"),
    (47, "mmss.0"),
    (48, "##0.0E+0"),
    (49, "@"),
];

/// The default palette of indexed colours, from 8; 0 to 7 are its first eight.
const PALETTE: [u32; 56] = [
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, 0x800000, 0x008000, 0x000080,
    0x808000, 0x800080, 0x008080, 0xC0C0C0, 0x808080, 0x9999FF, 0x993366, 0xFFFFCC, 0xCCFFFF, 0x660066, 0xFF8080,
    0x0066CC, 0xCCCCFF, 0x000080, 0xFF00FF, 0xFFFF00, 0x00FFFF, 0x800080, 0x800000, 0x008080, 0x0000FF, 0x00CCFF,
    0xCCFFFF, 0xCCFFCC, 0xFFFF99, 0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99, 0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00,
    0xFF9900, 0xFF6600, 0x666699, 0x969696, 0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366, 0x333399,
    0x333333,
];

/// Theme colours if a package has no theme: those of Office.
const THEME: [u32; 12] = [
    0xFFFFFF, 0x000000, 0xEEECE1, 0x1F497D, 0x4F81BD, 0xC0504D, 0x9BBB59, 0x8064A2, 0x4BACC6, 0xF79646, 0x0000FF,
    0x800080,
];

/// The colours of a package.
pub(super) struct Colours {
    theme: Vec<u32>,
    palette: Vec<u32>,
}

impl Colours {
    /// Reads theme and palette.
    pub(super) fn new(theme: Option<&XmlElement>, styles: Option<&XmlElement>) -> Self {
        let scheme = theme.and_then(|t| t.at(&["a:themeElements", "a:clrScheme"]));
        let hex = |text: &str| u32::from_str_radix(text, 16).ok();
        let own = |name: &str| {
            let colour = scheme?.child(name)?.children.first()?;
            hex(colour.attribute("lastClr").or_else(|| colour.attribute("val"))?)
        };
        const ORDER: [&str; 12] = [
            "a:lt1",
            "a:dk1",
            "a:lt2",
            "a:dk2",
            "a:accent1",
            "a:accent2",
            "a:accent3",
            "a:accent4",
            "a:accent5",
            "a:accent6",
            "a:hlink",
            "a:folHlink",
        ];
        let theme = ORDER.iter().zip(THEME).map(|(name, default)| own(name).unwrap_or(default)).collect();
        let indexed = styles.and_then(|s| s.at(&["colors", "indexedColors"]));
        let rgb = |e: &XmlElement| e.attribute("rgb").and_then(hex).map_or(0, |v| v & 0xFF_FFFF);
        let palette = match indexed {
            Some(own) => own.children.iter().map(rgb).collect(),
            None => PALETTE.iter().take(8).chain(&PALETTE).copied().collect(),
        };
        Colours { theme, palette }
    }

    /// Returns a colour as `#RRGGBB`; black for "automatic".
    pub(super) fn rgb(&self, element: &XmlElement) -> String {
        let base = if let Some(text) = element.attribute("rgb") {
            u32::from_str_radix(text, 16).ok().map(|v| v & 0xFF_FFFF)
        } else if let Some(theme) = element.index("theme") {
            self.theme.get(theme).copied()
        } else if let Some(index) = element.index("indexed") {
            if index == 65 { Some(0xFF_FFFF) } else { Some(self.palette.get(index).copied().unwrap_or(0)) }
        } else {
            Some(0)
        };
        let Some(base) = base else { return element.line() };
        let tint = element.number("tint").unwrap_or(0.0);
        format!("#{:06X}", if tint == 0.0 { base } else { tinted(base, tint) })
    }
}

/// Makes a colour lighter or darker, by the rule of the standard: its luminance.
fn tinted(colour: u32, tint: f64) -> u32 {
    let parts = [16, 8, 0].map(|shift| f64::from((colour >> shift) & 0xFF) / 255.0);
    let (most, least) = parts.iter().fold((0.0f64, 1.0f64), |(m, l), p| (m.max(*p), l.min(*p)));
    let light = (most + least) / 2.0;
    let wanted = if tint < 0.0 { light * (1.0 + tint) } else { light * (1.0 - tint) + tint };
    let chroma = most - least;
    let spread = |l: f64| 1.0 - (2.0 * l - 1.0).abs();
    let scale = if chroma == 0.0 || spread(light) == 0.0 { 0.0 } else { spread(wanted) / spread(light) };
    let part = |p: f64| (((p - light) * scale + wanted).clamp(0.0, 1.0) * 255.0).round() as u32;
    parts.iter().fold(0, |out, p| (out << 8) | part(*p))
}

/// Normalises a number format code: programs differ in how they escape signs.
pub(super) fn number_code(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut letters = code.chars().peekable();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            '\\' if !quoted => match letters.peek() {
                Some(next) if "-+() :/$%".contains(*next) => continue,
                _ => {}
            },
            _ => {}
        }
        out.push(letter);
        if letter == '\\' && !quoted {
            out.extend(letters.next());
        }
    }
    out
}

/// The cell formats of a package.
#[derive(Default)]
pub(super) struct Styles {
    /// Looks by index of the cell format.
    pub looks: Vec<CellLook>,
    /// Differential formats, each as one text.
    pub differential: Vec<String>,
    /// Size of the font of the default cell style, in points.
    pub default_size: Option<f64>,
}

impl Styles {
    /// Resolves the cell formats of a styles part.
    pub(super) fn new(styles: Option<&XmlElement>, colours: &Colours) -> Self {
        let Some(root) = styles else { return Styles::default() };
        let list = |name: &str| root.child(name).map(|l| l.children.as_slice()).unwrap_or_default();
        let code = |id: u32| {
            let own = list("numFmts").iter().find(|f| f.index("numFmtId") == usize::try_from(id).ok());
            let own = own.and_then(|f| f.attributes.iter().find(|(name, _)| name == "formatCode"));
            let built_in = || BUILT_IN.iter().find(|(known, _)| *known == id).map(|(_, code)| (*code).to_string());
            own.map(|(_, code)| number_code(code)).or_else(built_in).unwrap_or_else(|| format!("no. {id}"))
        };
        let fonts: Vec<String> = list("fonts").iter().map(|f| font(f, colours)).collect();
        let fills: Vec<String> = list("fills").iter().map(|f| fill(f, colours, false)).collect();
        let borders: Vec<String> = list("borders").iter().map(|b| border(b, colours)).collect();
        let of = |all: &[String], xf: &XmlElement, name: &str| {
            all.get(xf.index(name).unwrap_or(0)).cloned().unwrap_or_default()
        };
        let look = |xf: &XmlElement| CellLook {
            number: code(xf.attribute("numFmtId").and_then(|v| v.parse().ok()).unwrap_or(0)),
            font: of(&fonts, xf, "fontId"),
            fill: of(&fills, xf, "fillId"),
            border: of(&borders, xf, "borderId"),
            alignment: xf.child("alignment").map(alignment).unwrap_or_default(),
            protection: xf.child("protection").map(protection).unwrap_or_default(),
        };
        let differential = |dxf: &XmlElement| {
            let number = dxf.child("numFmt").and_then(|f| f.attribute("formatCode")).map(number_code);
            let parts = [
                dxf.child("font").map(|f| font(f, colours)),
                dxf.child("fill").map(|f| fill(f, colours, true)),
                dxf.child("border").map(|b| border(b, colours)),
                number,
                dxf.child("alignment").map(alignment),
                dxf.child("protection").map(protection),
            ];
            parts.into_iter().flatten().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("; ")
        };
        let default = list("cellStyleXfs").first().and_then(|xf| xf.index("fontId")).unwrap_or(0);
        let size = list("fonts").get(default).and_then(|font| font.child("sz")).and_then(|size| size.number("val"));
        Styles {
            default_size: size,
            looks: list("cellXfs").iter().map(look).collect(),
            differential: list("dxfs").iter().map(differential).collect(),
        }
    }
}

/// Formats a font, or the properties of a run of text.
pub(super) fn font(font: &XmlElement, colours: &Colours) -> String {
    let mut out: Vec<String> = Vec::new();
    let value = |name: &str| font.child(name).and_then(|e| e.attribute("val"));
    out.extend(value("name").or_else(|| value("rFont")).map(String::from));
    out.extend(value("sz").and_then(|v| v.parse::<f64>().ok()).map(|size| format!("{size}")));
    for (name, word) in [
        ("b", "bold"),
        ("i", "italic"),
        ("strike", "strike"),
        ("outline", "outline"),
        ("shadow", "shadow"),
        ("condense", "condense"),
        ("extend", "extend"),
    ] {
        if font.child(name).is_some_and(|e| e.flag("val", true)) {
            out.push(word.to_string());
        }
    }
    if let Some(line) = font.child("u") {
        let kind = line.attribute("val").unwrap_or("single");
        if kind != "none" {
            out.push(format!("underline {kind}"));
        }
    }
    out.extend(value("vertAlign").filter(|v| *v != "baseline").map(String::from));
    out.extend(font.child("color").map(|colour| colours.rgb(colour)).filter(|c| c != "#000000"));
    out.join(" ")
}

/// Formats a fill. In a differential format a solid fill has its colour in the background.
fn fill(fill: &XmlElement, colours: &Colours, is_differential: bool) -> String {
    let Some(pattern) = fill.child("patternFill") else {
        return fill.children.first().map(XmlElement::line).unwrap_or_default();
    };
    let default = if is_differential { "solid" } else { "none" };
    let kind = pattern.attribute("patternType").unwrap_or(default);
    let colour = |name: &str| pattern.child(name).map(|c| colours.rgb(c)).unwrap_or_default();
    match kind {
        "none" => String::new(),
        "solid" if is_differential => {
            let back = colour("bgColor");
            format!("solid {}", if back.is_empty() { colour("fgColor") } else { back })
        }
        "solid" => format!("solid {}", colour("fgColor")),
        kind => format!("{kind} {} {}", colour("fgColor"), colour("bgColor")),
    }
}

fn border(border: &XmlElement, colours: &Colours) -> String {
    let mut out: Vec<String> = Vec::new();
    for side in &border.children {
        let style = side.attribute("style").unwrap_or("none");
        if style == "none" || style.is_empty() {
            continue;
        }
        let name = match side.name.as_str() {
            "start" => "left",
            "end" => "right",
            name => name,
        };
        let colour = side.child("color").map(|c| colours.rgb(c)).unwrap_or_else(|| "#000000".to_string());
        out.push(format!("{name} {style} {colour}"));
        if name == "diagonal" {
            out.push(format!("{} {}", border.flag("diagonalUp", false), border.flag("diagonalDown", false)));
        }
    }
    out.sort();
    out.join(", ")
}

fn alignment(alignment: &XmlElement) -> String {
    let mut out: Vec<String> = Vec::new();
    for (name, default) in [("horizontal", "general"), ("vertical", "bottom")] {
        out.extend(alignment.attribute(name).filter(|v| *v != default).map(String::from));
    }
    for (name, word) in [("wrapText", "wrap"), ("shrinkToFit", "shrink"), ("justifyLastLine", "justify last line")] {
        if alignment.flag(name, false) {
            out.push(word.to_string());
        }
    }
    for name in ["textRotation", "indent", "relativeIndent", "readingOrder"] {
        out.extend(alignment.attribute(name).filter(|v| *v != "0").map(|v| format!("{name} {v}")));
    }
    out.join(", ")
}

fn protection(protection: &XmlElement) -> String {
    let mut out = Vec::new();
    if !protection.flag("locked", true) {
        out.push("unlocked");
    }
    if protection.flag("hidden", false) {
        out.push("formula hidden");
    }
    out.join(", ")
}
