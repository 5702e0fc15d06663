//! Splits a formula into a template and its operands. Formulas with the same template are parsed once; see `ironcalc`.

pub(super) use crate::workbook::address::CellRef;
use crate::workbook::address::corner;

/// An operand: the part in which formulas of one template may differ.
#[derive(Copy, Clone, Debug, PartialEq)]
pub(crate) enum Operand<'f> {
    /// A cell, with its sheet as written before `!`, if there is one.
    Cell(Option<&'f str>, CellRef),
    /// A range: sheet as written, first and last cell.
    Range(Option<&'f str>, CellRef, CellRef),
    /// A number. Only integers from 1 on are operands; others are part of the template.
    Number(f64),
}

/// Splits a formula (without `=`). `key` becomes its template; `pieces` gets its operands in the order of the text.
/// Returns false if the formula contains anything but texts, numbers, operators, functions, names and addresses with or
/// without a quoted sheet; then `key` and `pieces` are not valid.
pub(super) fn pattern<'f>(formula: &'f str, key: &mut String, pieces: &mut Vec<Operand<'f>>) -> bool {
    key.clear();
    extract_operands(formula, key, pieces).is_some()
}

fn extract_operands<'f>(formula: &'f str, key: &mut String, pieces: &mut Vec<Operand<'f>>) -> Option<()> {
    let bytes = formula.as_bytes();
    let (mut at, mut sheet) = (0, None);
    while let Some(&byte) = bytes.get(at) {
        let end = match byte {
            b'"' => quoted(bytes, at)?,
            b'\'' => {
                let end = quoted(bytes, at)?;
                (bytes.get(end) == Some(&b'!') && sheet.is_none()).then_some(())?;
                sheet = Some(formula.get(at + 1..end - 1)?);
                key.push_str(formula.get(at..=end)?);
                at = end + 1;
                continue;
            }
            b'0'..=b'9' | b'.' => {
                let end = run(bytes, at, |b| b.is_ascii_digit() || b == b'.');
                let text = formula.get(at..end)?;
                // `1E5` and `1:5` are not plain numbers.
                if bytes.get(end).is_some_and(|b| is_word(*b) || *b == b':') {
                    return None;
                }
                pieces.push(Operand::Number(text.parse().ok()?));
                // The parser truncates more than fifteen digits.
                let whole = byte != b'0' && !text.contains('.') && text.len() <= 15;
                key.push_str(if whole { "#" } else { text });
                at = end;
                continue;
            }
            _ if is_word(byte) => {
                let end = run(bytes, at, is_word);
                if let (Some(first), false) = (corner(bytes.get(at..end)?), bytes.get(end) == Some(&b'(')) {
                    let (piece, end) = place(bytes, sheet.take(), first, end)?;
                    piece.write(key);
                    pieces.push(piece);
                    at = end;
                    continue;
                }
                // `$A:$A`, `A:A` and unquoted sheet names are not supported.
                if byte == b'$' || matches!(bytes.get(end), Some(b':' | b'!')) {
                    return None;
                }
                end
            }
            b'{' | b'}' | b'[' | b']' | b'@' | b'#' | b'!' | b'\\' | b':' => return None,
            _ => at + 1,
        };
        if sheet.is_some() {
            return None;
        }
        key.push_str(formula.get(at..end)?);
        at = end;
    }
    sheet.is_none().then_some(())
}

/// Returns the cell, or the range that starts with it, and the index after it.
fn place<'f>(bytes: &[u8], sheet: Option<&'f str>, first: CellRef, end: usize) -> Option<(Operand<'f>, usize)> {
    if bytes.get(end) != Some(&b':') {
        return Some((Operand::Cell(sheet, first), end));
    }
    let last_end = run(bytes, end + 1, is_word);
    let last = corner(bytes.get(end + 1..last_end)?)?;
    // The parser reorders other ranges.
    let ordered = first.row <= last.row && first.column <= last.column;
    (ordered && !matches!(bytes.get(last_end), Some(b'(' | b':'))).then_some(())?;
    Some((Operand::Range(sheet, first, last), last_end))
}

impl<'f> Operand<'f> {
    /// Returns sheet, first and last cell of a cell or range. `None` for a number.
    pub(crate) fn corners(&self) -> Option<(Option<&'f str>, &CellRef, &CellRef)> {
        match self {
            Operand::Cell(sheet, at) => Some((*sheet, at, at)),
            Operand::Range(sheet, first, last) => Some((*sheet, first, last)),
            Operand::Number(_) => None,
        }
    }

    /// Appends the operand's part of the template: which coordinates are absolute, and whether a range is one row or
    /// one column, because implicit intersection depends on this.
    fn write(&self, key: &mut String) {
        let fixed = |c: &CellRef| match (c.fixed_column, c.fixed_row) {
            (true, true) => '\u{1}',
            (true, false) => '\u{2}',
            (false, true) => '\u{3}',
            (false, false) => '\u{4}',
        };
        match self {
            Operand::Cell(_, at) => key.push(fixed(at)),
            Operand::Range(_, first, last) => {
                key.push(fixed(first));
                key.push(if first.row == last.row { '\u{5}' } else { '\u{6}' });
                key.push(if first.column == last.column { '\u{5}' } else { '\u{6}' });
                key.push(fixed(last));
            }
            Operand::Number(_) => {}
        }
    }
}

/// Returns the index after a quoted text that starts at `at`. A quote inside it is doubled.
fn quoted(bytes: &[u8], at: usize) -> Option<usize> {
    let quote = bytes.get(at)?;
    let mut end = at + 1;
    loop {
        if bytes.get(end)? == quote {
            if bytes.get(end + 1) != Some(quote) {
                return Some(end + 1);
            }
            end += 1;
        }
        end += 1;
    }
}

fn run(bytes: &[u8], at: usize, of: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| !of(*b)).unwrap_or(rest.len())
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'_' | b'.') || !byte.is_ascii()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn split_formula(formula: &str) -> Option<(String, Vec<Operand<'_>>)> {
        let (mut key, mut pieces) = ("what was before".to_string(), Vec::new());
        pattern(formula, &mut key, &mut pieces).then_some((key, pieces))
    }

    fn key(formula: &str) -> String {
        split_formula(formula).unwrap().0
    }

    #[test]
    fn formulas_with_other_references_and_numbers_share_a_template() {
        let one = r#"IF(INDEX('Số liệu'!$M$6:$M$15,'Công thức'!$B$3)="Đã tổng hợp",E7*150,"R10 a1")"#;
        let other = r#"IF(INDEX('Số liệu'!$N$16:$N$25,'Công thức'!$B$3)="Đã tổng hợp",AA9*2,"R10 a1")"#;
        assert_eq!(key(one), key(other));
        let found = split_formula(one).unwrap().1;
        let fixed = |row, column| CellRef { row, column, fixed_row: true, fixed_column: true };
        assert_eq!(found[0], Operand::Range(Some("Số liệu"), fixed(6, 13), fixed(15, 13)));
        assert_eq!(found[1], Operand::Cell(Some("Công thức"), fixed(3, 2)));
        assert_eq!(found[2], Operand::Cell(None, CellRef { row: 7, column: 5, fixed_row: false, fixed_column: false }));
        assert_eq!(found[3..], [Operand::Number(150.0)]);
    }

    #[test]
    fn ambiguous_tokens_are_not_merged_into_one_template() {
        for (one, other) in [
            ("A1+1", "$A1+1"),
            ("SUM(A1:A2)", "SUM(A1:A1)"),
            ("SUM(A1:A2)", "SUM(A1:B2)"),
            ("SUM('a'!A1)", "SUM('b'!A1)"),
            (r#"A1&"x""#, r#"A1&"y""#),
            ("A1+0", "A1+1"),
            ("LOG10(A1)", "LOG(A1)"),
            ("INDEX(A1:A9,0)", "INDEX(A1:A9,1)"),
        ] {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn unsupported_syntax_has_no_template() {
        for formula in [
            "{1,2}",
            "A:A",
            "$A:$A",
            "1:2",
            "BM01!A1",
            "#N/A",
            "SUM(A2:A1)",
            "1E5",
            "[1]A!B1",
            "'a'",
            "'a'!x",
            "\"x",
            "A1:B",
        ] {
            assert_eq!(split_formula(formula), None, "{formula}");
        }
    }

    proptest::proptest! {
        #[test]
        fn split_formula_never_panics(text in "[A-C$0-9:!'\"(),+#đ. ]{0,30}") {
            let _ = split_formula(&text);
        }
    }
}
