//! Splits a formula of the plan into tokens. It rejects sheets, cells, ranges, arrays and external references: a rule
//! names indicators, never cells.

use super::FormulaProblem;
use crate::model::text::BilingualText;
use crate::model::visible;
use crate::workbook::excel_limits::LITERAL_LENGTH;

/// The kind of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A text literal with its quotes.
    Text,
    /// A number literal.
    Number,
    /// TRUE or FALSE.
    Bool,
    /// A function's name; the next token is `(`.
    Function,
    /// A name of the plan.
    Name,
    /// `+ - * / ^ & % = <> < <= > >=`.
    Operator,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `,`.
    Comma,
    /// Spaces and line breaks, kept as written.
    Space,
}

/// A token of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaToken {
    /// The kind.
    pub kind: TokenKind,
    /// Text as in an Excel formula (functions in capitals).
    pub text: String,
    /// Offset from the start of the formula in characters.
    pub at: usize,
}

/// Splits a formula into tokens. Returns the first error.
pub fn tokens(source: &str) -> Result<Vec<FormulaToken>, FormulaProblem> {
    let chars: Vec<char> = source.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let (kind, end) = if c == '"' {
            (TokenKind::Text, text_end(&chars, at)?)
        } else if c.is_ascii_digit() || (c == '.' && chars.get(at + 1).is_some_and(char::is_ascii_digit)) {
            (TokenKind::Number, number_end(&chars, at)?)
        } else if c.is_alphabetic() || c == '_' {
            word_end(&chars, at)?
        } else if c == '(' {
            (TokenKind::Open, at + 1)
        } else if c == ')' {
            (TokenKind::Close, at + 1)
        } else if c == ',' {
            (TokenKind::Comma, at + 1)
        } else if is_space(c) {
            (TokenKind::Space, at + chars[at..].iter().take_while(|c| is_space(**c)).count())
        } else if let Some(len) = operator_length(&chars, at) {
            (TokenKind::Operator, at + len)
        } else {
            return Err(foreign(c, at));
        };
        let mut text: String = chars[at..end].iter().collect();
        match kind {
            TokenKind::Function | TokenKind::Bool => text = text.to_ascii_uppercase(),
            // Excel knows no other space in a formula than the ordinary one and line breaks.
            TokenKind::Space => {
                text = text.chars().map(|c| if c.is_ascii_whitespace() { c } else { ' ' }).collect();
            }
            TokenKind::Text => {
                if let Some((offset, c)) = text.chars().enumerate().find(|(_, c)| is_invisible(*c)) {
                    return Err(foreign(c, at + offset));
                }
            }
            _ => {}
        }
        out.push(FormulaToken { kind, text, at });
        at = end;
    }
    Ok(out)
}

/// Returns true for a space, also one that pasted text brings along: no-break, thin, ideographic.
fn is_space(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

/// Returns true for a character without width that makes two texts differ although they look the same.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

fn problem(at: usize, vi: impl Into<String>, en: impl Into<String>) -> FormulaProblem {
    FormulaProblem { at, message: BilingualText::new(vi, en) }
}

fn text_end(chars: &[char], start: usize) -> Result<usize, FormulaProblem> {
    let mut at = start + 1;
    loop {
        match (chars.get(at), chars.get(at + 1)) {
            (Some('"'), Some('"')) => at += 2,
            (Some('"'), _) => break,
            (Some(_), _) => at += 1,
            (None, _) => {
                return Err(problem(
                    start,
                    "chuỗi chữ mở bằng \" nhưng không đóng",
                    "text opened with \" is not closed",
                ));
            }
        }
    }
    if chars[start + 1..at].iter().map(|c| c.len_utf16()).sum::<usize>() > LITERAL_LENGTH {
        let vi = "chuỗi chữ dài quá 255 ký tự (giới hạn của Excel); hãy tách ra và nối bằng &";
        return Err(problem(start, vi, "text longer than 255 characters (Excel's limit); split it and join with &"));
    }
    Ok(at + 1)
}

fn number_end(chars: &[char], start: usize) -> Result<usize, FormulaProblem> {
    let digits = |from: usize| from + chars[from.min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut at = digits(start);
    if chars.get(at) == Some(&'.') {
        at = digits(at + 1);
    }
    if matches!(chars.get(at), Some('e' | 'E')) {
        let sign = usize::from(matches!(chars.get(at + 1), Some('+' | '-')));
        let end = digits(at + 1 + sign);
        if end > at + 1 + sign {
            at = end;
        }
    }
    match chars.get(at) {
        Some(c) if c.is_alphanumeric() || *c == '_' || *c == '.' => Err(problem(
            start,
            "số dính liền với chữ; tên phải bắt đầu bằng chữ cái",
            "a number runs into a name; names begin with a letter",
        )),
        _ => Ok(at),
    }
}

fn word_end(chars: &[char], start: usize) -> Result<(TokenKind, usize), FormulaProblem> {
    let end = start + chars[start..].iter().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.')).count();
    let word: String = chars[start..end].iter().collect();
    let next = chars.get(end);
    if next == Some(&'(') {
        return Ok((TokenKind::Function, end));
    }
    if next == Some(&'!') {
        return Err(problem(
            start,
            format!("'{word}!' gọi đến một trang; công thức của kế hoạch chỉ dùng tên"),
            format!("'{word}!' names a sheet; a plan's formula uses names only"),
        ));
    }
    if word.eq_ignore_ascii_case("TRUE") || word.eq_ignore_ascii_case("FALSE") {
        return Ok((TokenKind::Bool, end));
    }
    if !word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        return Err(problem(
            start,
            format!(
                "'{word}' không phải là tên; tên viết thường, không dấu, nối bằng _ (hàm thì phải có ngoặc ngay sau)"
            ),
            format!(
                "'{word}' is no name; names are lower-case ASCII with _ (a function has its bracket right behind it)"
            ),
        ));
    }
    Ok((TokenKind::Name, end))
}

fn operator_length(chars: &[char], at: usize) -> Option<usize> {
    match (chars[at], chars.get(at + 1)) {
        ('<', Some('>' | '=')) | ('>', Some('=')) => Some(2),
        ('+' | '-' | '*' | '/' | '^' | '&' | '%' | '=' | '<' | '>', _) => Some(1),
        _ => None,
    }
}

fn foreign(c: char, at: usize) -> FormulaProblem {
    if visible::acts(c) {
        let code = format!("U+{:04X}", u32::from(c));
        return problem(
            at,
            format!("ở đây có một ký tự không nhìn thấy ({code}), thường do dán từ nơi khác; hãy xoá và gõ lại"),
            format!("an invisible character ({code}) is here, as pasted text has it; delete it and type again"),
        );
    }
    let (vi, en) = match c {
        ';' => (
            "dấu ; không dùng được; các đối số cách nhau bằng dấu phẩy",
            "';' is not used; separate arguments with commas",
        ),
        ':' | '$' => (
            "công thức của kế hoạch không gọi ô hay vùng; hãy dùng tên",
            "a plan's formula names no cells or ranges; use names",
        ),
        '{' | '}' => ("mảng { } không dùng được ở đây", "arrays { } are not used here"),
        '[' | ']' => (
            "tham chiếu [ ] đến tệp hay bảng khác không dùng được",
            "references [ ] to files or tables are not used here",
        ),
        '\'' => ("công thức của kế hoạch không gọi trang; hãy dùng tên", "a plan's formula names no sheets; use names"),
        '“' | '”' => ("dấu nháy cong; hãy dùng dấu \" thẳng", "curly quotes; use straight \" quotes"),
        '≤' => ("viết <= thay cho ≤", "write <= instead of ≤"),
        '≥' => ("viết >= thay cho ≥", "write >= instead of ≥"),
        '≠' => ("viết <> thay cho ≠", "write <> instead of ≠"),
        '−' | '–' => ("dấu trừ phải là - trên bàn phím", "the minus sign is the keyboard's -"),
        _ => ("ký tự này không dùng được trong công thức", "this character is not used in a formula"),
    };
    problem(at, format!("'{c}': {vi}"), format!("'{c}': {en}"))
}
