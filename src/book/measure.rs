//! How much room a text takes: heights are written into the file, for Excel does not fit rows with merged cells.

/// Lines that a text takes, at a size in points, in a column of this width (characters).
pub fn lines(text: &str, width: f64, size: u16) -> u32 {
    // Times New Roman: a letter is some 0.425 of its size wide; a column's unit is 5.25 points.
    let per_line = ((width * 5.25 - 6.0) / (f64::from(size) * 0.425)).max(1.0);
    let line = |l: &str| (l.chars().count() as f64 / per_line).ceil().max(1.0) as u32;
    text.lines().map(line).sum::<u32>().max(1)
}

/// Height in points of a row of at least `least` that holds so many lines at a size; Excel takes 409 at most.
pub fn height(lines: u32, size: u16, least: f64) -> f64 {
    (f64::from(lines) * f64::from(size) * 1.25 + 4.0).clamp(least, 409.0)
}

/// The same without air above and below, where a row seldom shows the longest text that it may.
pub fn tight(lines: u32, size: u16, least: f64) -> f64 {
    (f64::from(lines) * f64::from(size) * 1.25).clamp(least, 409.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_text_takes_more_lines() {
        assert_eq!(lines("", 20.0, 10), 1);
        assert_eq!(lines("ngắn", 20.0, 10), 1);
        assert_eq!(lines("một\nhai", 20.0, 10), 2);
        // 20 columns are 99 points, 23 letters of 4.25: 70 letters need four lines.
        assert_eq!(lines(&"a".repeat(70), 20.0, 10), 4);
        assert!(height(100, 10, 20.0) <= 409.0);
    }
}
