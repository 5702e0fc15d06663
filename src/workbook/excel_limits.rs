//! The limits of Excel. What exceeds one is refused, cut or left out before a file is written.

/// The last row, from 0.
pub(crate) const MAX_ROW: u32 = 1_048_575;
/// The last column (XFD), from 0.
pub(crate) const MAX_COLUMN: u32 = 16_383;
/// The longest formula without `=`, in characters.
pub(crate) const FORMULA_LENGTH: usize = 8_192;
/// The size of a formula: two bytes for each UTF-16 unit of a text literal, one for everything else. Excel allows 16,384
/// bytes for a parsed formula, with a few more for each literal.
pub(crate) const FORMULA_SIZE: usize = 16_000;
/// The deepest nesting of brackets and functions in a formula.
pub(crate) const FORMULA_DEPTH: usize = 64;
/// The most arguments of a function.
pub(crate) const ARGUMENTS: usize = 255;
/// The longest text literal in a formula, in UTF-16 units.
pub(crate) const LITERAL_LENGTH: usize = 255;
/// The longest text of a cell, in UTF-16 units.
pub(crate) const CELL_LENGTH: usize = 32_767;
/// The longest header or footer of a page, in characters.
pub(crate) const FOOTER_LENGTH: usize = 255;
/// The longest list of words of a data validation, with its commas, in UTF-16 units.
pub(crate) const WORD_LIST_LENGTH: usize = 255;
/// The longest title of the prompt or the error of a data validation.
pub(crate) const VALIDATION_TITLE_LENGTH: usize = 32;
/// The longest prompt of a data validation.
pub(crate) const PROMPT_LENGTH: usize = 255;
/// The longest error text of a data validation.
pub(crate) const VALIDATION_ERROR_LENGTH: usize = 225;
/// The widest column, in characters.
pub(crate) const COLUMN_WIDTH: f64 = 255.0;
/// The most links of a sheet.
pub(crate) const LINKS: usize = 65_530;
/// The longest path of a link, and the longest location in it, in UTF-16 units.
pub(crate) const LINK_LENGTH: usize = 2_079;

/// Returns the nesting depth of the brackets of a formula, outside text literals and quoted sheet names.
pub(crate) fn nesting(formula: &str) -> usize {
    let (mut depth, mut deepest, mut quote) = (0usize, 0, None);
    for c in formula.chars() {
        match (quote, c) {
            (Some(q), _) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_brackets_do_not_count() {
        assert_eq!(nesting("IF(A1=\"((\",SUM(B1),\"\"\"(\")"), 2);
        assert_eq!(nesting("'Bảng ((('!A1+(1)"), 1);
        assert_eq!(nesting(")(()"), 2);
    }
}
