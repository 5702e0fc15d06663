//! The letterhead of Decree 30/2020/NĐ-CP, and the footer of printed pages.

use super::style::Align;
use super::{CellRange, Sheet, SheetCell, Style};

/// The name of the state.
pub(crate) const STATE: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
/// The motto of the state.
pub(crate) const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";

/// Words that begin the name of a place.
const PLACES: [&str; 8] = ["TỈNH", "THÀNH PHỐ", "HUYỆN", "QUẬN", "THỊ XÃ", "THỊ TRẤN", "PHƯỜNG", "XÃ"];
/// Words that after such a word make it the name of a body: "TỈNH ỦY", "HUYỆN ĐOÀN".
const BODIES: [&str; 2] = ["ỦY", "ĐOÀN"];

/// Returns true if the two lines of a letterhead are the name of one body: the second one is a place, as in "ỦY BAN NHÂN DÂN"
/// over "TỈNH LÂM ĐỒNG". Then there is no superior body, and both are bold (Decree 30/2020/NĐ-CP).
pub(crate) fn is_one_name(second: &str) -> bool {
    let second = second.trim().to_uppercase();
    let rest = PLACES.iter().find_map(|place| second.strip_prefix(place)?.strip_prefix(' '));
    rest.and_then(|rest| rest.split_whitespace().next()).is_some_and(|word| !BODIES.contains(&word))
}

/// Two lines: the issuing body on the left, state and motto on the right.
pub(crate) struct Letterhead<'a> {
    /// The superior body and the issuing body.
    pub issuer: [&'a str; 2],
    /// The lines on the right: the state and its motto, or what the plan has there.
    pub motto: [&'a str; 2],
    /// Whether the issuing body is underlined, as in a document that it signs.
    pub underline: bool,
    /// The first row.
    pub row: u32,
    /// First and last column of the left side.
    pub left: (u32, u32),
    /// First and last column of the right side.
    pub right: (u32, u32),
    /// Heights of the rows in points.
    pub heights: [f64; 2],
}

/// Style of the lines of a letterhead.
pub(crate) fn line() -> Style {
    Style { size: 12, align: Align::Center, ..Style::default() }
}

impl Letterhead<'_> {
    /// Writes the letterhead.
    pub(crate) fn draw(&self, sheet: &mut Sheet) {
        let strong = line().bold();
        let below = Style { underline: self.underline, ..strong.clone() };
        let motto_style = Style { underline: true, ..strong.size(13) };
        let ([superior, issuer], [state, motto]) = (self.issuer, self.motto);
        let sides = [(superior, line(), state, strong), (issuer, below, motto, motto_style)];
        for ((row, (one, one_style, other, other_style)), height) in (self.row..).zip(sides).zip(self.heights) {
            sheet.merge(CellRange::new(row, self.left.0, row, self.left.1), SheetCell::text(one, &one_style));
            sheet.merge(CellRange::new(row, self.right.0, row, self.right.1), SheetCell::text(other, &other_style));
            sheet.heights.insert(row, height);
        }
    }
}

/// Returns a line to draw below a bold text of `size` points: em dashes of `thin` points, together `share` of its width.
pub(crate) fn drawn_line(text: &str, share: f64, size: u16, thin: u16) -> String {
    let em = |c: char| {
        if c.is_uppercase() {
            0.72
        } else if c == ' ' {
            0.25
        } else {
            0.5
        }
    };
    let width = text.chars().map(em).sum::<f64>() * f64::from(size) * share;
    "—".repeat((width / f64::from(thin.max(1))).round() as usize)
}

/// Returns the footer of a page from its parts; empty parts are left out.
pub(crate) fn footer(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_below_a_body_is_the_rest_of_its_name() {
        for second in ["TỈNH LÂM ĐỒNG", "Huyện Sìn Hồ", " THÀNH PHỐ ĐÀ LẠT", "XÃ MƯỜNG THAN"] {
            assert!(is_one_name(second), "{second}");
        }
        for second in ["LĐLĐ TỈNH LAI CHÂU", "TỈNH ỦY LAI CHÂU", "HUYỆN ĐOÀN SÌN HỒ", "BAN TRỒNG CÂY", "TỈNH", ""]
        {
            assert!(!is_one_name(second), "{second}");
        }
    }
}
