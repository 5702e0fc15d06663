//! Colours of fonts and fills: whether a text can be read on its background.

/// A colour of a font or a fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CellColour {
    /// Red, green, blue.
    Rgb([u8; 3]),
    /// A colour of a theme or palette that is not read: equal only to itself.
    Named(String),
}

/// Contrast (WCAG 2) below which a text cannot be read on its background: white on white has 1, on F2F2F2 1.12.
const CONTRAST: f64 = 1.1;

impl CellColour {
    pub(super) const BLACK: CellColour = CellColour::Rgb([0; 3]);
    pub(super) const WHITE: CellColour = CellColour::Rgb([0xFF; 3]);

    /// Parses `FFFFFF`, `FFFFFFFF` or `#FFFFFF`. `None` for another text.
    pub(super) fn from_hex(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches('#');
        let digits = digits.get(digits.len().checked_sub(6)?..)?;
        let number = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(CellColour::Rgb([red, green, blue]))
    }

    /// Returns a colour of the theme with a tint from -1 (dark) to 1 (light). The background and the text of a theme are
    /// white and black.
    pub(super) fn of_theme(index: u32, tint: f64) -> Self {
        let grey = |level: f64| CellColour::Rgb([(level.clamp(0.0, 1.0) * 255.0) as u8; 3]);
        match index {
            0 => grey(1.0 + tint.min(0.0)),
            1 => grey(tint.max(0.0)),
            _ => CellColour::Named(format!("theme {index} {tint}")),
        }
    }

    /// Returns a colour of the default palette.
    pub(super) fn of_index(index: u32) -> Self {
        match index {
            0 | 8 | 64 | 0x7FFF => CellColour::BLACK,
            1 | 9 | 65 => CellColour::WHITE,
            2..8 => CellColour::Named(format!("index {}", index + 8)),
            _ => CellColour::Named(format!("index {index}")),
        }
    }

    /// Returns true if a text of this colour cannot be read on a background.
    pub(super) fn is_lost_on(&self, background: &CellColour) -> bool {
        match (self, background) {
            (CellColour::Rgb(text), CellColour::Rgb(background)) => {
                let (a, b) = (luminance(*text), luminance(*background));
                (a.max(b) + 0.05) / (a.min(b) + 0.05) < CONTRAST && is_near(*text, *background)
            }
            (text, background) => text == background,
        }
    }
}

/// Returns true if no part of two colours differs much: red and green of one luminance differ.
fn is_near(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter().zip(other).all(|(a, b)| a.abs_diff(b) <= 16)
}

/// Relative luminance, WCAG 2.
fn luminance(colour: [u8; 3]) -> f64 {
    let [red, green, blue] = colour.map(|part| (f64::from(part) / 255.0).powf(2.2));
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nearly_equal_colours_are_lost() {
        let of = |hex: &str| CellColour::from_hex(hex).unwrap_or(CellColour::Named(hex.to_string()));
        for (text, background) in
            [("FFFFFF", "#FFFFFF"), ("FFFEFEFE", "FFFFFF"), ("FFF8DC", "FFF8DC"), ("000000", "000000"), ("x", "x")]
        {
            assert!(of(text).is_lost_on(&of(background)), "{text} on {background}");
        }
        for (text, background) in
            [("FFFFFF", "1F4E79"), ("BFBFBF", "FFFFFF"), ("F2F2F2", "FFFFFF"), ("000000", "262626"), ("x", "FFFFFF")]
        {
            assert!(!of(text).is_lost_on(&of(background)), "{text} on {background}");
        }
        assert!(CellColour::of_theme(0, 0.0).is_lost_on(&CellColour::WHITE));
        assert!(!CellColour::of_theme(0, -0.15).is_lost_on(&CellColour::WHITE));
        assert!(CellColour::of_theme(4, 0.5).is_lost_on(&CellColour::of_theme(4, 0.5)));
    }
}
