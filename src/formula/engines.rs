//! Rejects what Excel, LibreOffice and IronCalc answer differently, or what depends on the language of the machine: such
//! a rule would pass in the form and fail at intake. `tests/conformance/refused.tsv` has an example of each.

use super::FormulaProblem;
use super::lexer::{FormulaToken, TokenKind};
use crate::model::text::BilingualText;

/// Returns true if a name refers to a whole column (a range), judged by its form.
pub(super) fn is_range(name: &str) -> bool {
    name.ends_with("_cot") || name == "pl_ma"
}

fn problem(at: usize, vi: impl Into<String>, en: impl Into<String>) -> FormulaProblem {
    FormulaProblem { at, message: BilingualText::new(vi, en) }
}

/// An argument of a function.
pub(super) struct FunctionArgument<'a> {
    /// Name of the function.
    pub function: &'a str,
    /// Index of the argument.
    pub index: usize,
    /// Its tokens without spaces.
    pub tokens: &'a [&'a FormulaToken],
    /// True inside SUMPRODUCT, which evaluates its arguments as arrays.
    pub is_array: bool,
}

impl FunctionArgument<'_> {
    /// Returns the name if the argument is a single name.
    pub(super) fn name(&self) -> Option<&str> {
        self.single(TokenKind::Name).map(|token| token.text.as_str())
    }

    /// Returns the token if the argument is a single one, perhaps in brackets.
    fn single(&self, kind: TokenKind) -> Option<&FormulaToken> {
        let mut tokens = self.tokens;
        while let [open, inner @ .., close] = tokens
            && open.kind == TokenKind::Open
            && close.kind == TokenKind::Close
        {
            tokens = inner;
        }
        match tokens {
            [token] if token.kind == kind => Some(token),
            _ => None,
        }
    }

    /// Returns true if every engine takes the cells of a whole column here.
    pub(super) fn takes_range(&self) -> bool {
        match self.function {
            "SUM" | "MAX" | "MIN" | "COUNT" | "COUNTA" | "COUNTBLANK" => true,
            "COUNTIF" | "COUNTIFS" | "SUMIFS" => !self.is_criterion(),
            _ => false,
        }
    }

    fn is_criterion(&self) -> bool {
        match self.function {
            "COUNTIF" | "COUNTIFS" => self.index % 2 == 1,
            "SUMIFS" => self.index > 0 && self.index.is_multiple_of(2),
            _ => false,
        }
    }

    /// Checks the argument.
    ///
    /// # Errors
    /// The first construct that the engines answer differently.
    pub(super) fn check(&self) -> Result<(), FormulaProblem> {
        self.column()?;
        if matches!(self.function, "IF" | "IFERROR") && self.is_array {
            let (function, at) = (self.function, self.tokens.first().map_or(0, |t| t.at));
            return Err(problem(
                at,
                format!("{function} bên trong SUMPRODUCT cần công thức mảng; hãy nhân các điều kiện với nhau"),
                format!("{function} inside SUMPRODUCT needs array entry; multiply the conditions instead"),
            ));
        }
        if self.is_criterion() {
            self.criterion()?;
        }
        self.text()
    }

    /// Rejects a whole column where an engine takes only one cell of it, without an error.
    fn column(&self) -> Result<(), FormulaProblem> {
        let function = self.function;
        let Some(token) = self.tokens.iter().find(|t| t.kind == TokenKind::Name && is_range(&t.text)) else {
            return Ok(());
        };
        let name = &token.text;
        match function {
            "ISNUMBER" | "ISTEXT" | "ISBLANK" | "ISERROR" | "NOT" | "MOD" | "ROUND" | "ROUNDUP" | "ROUNDDOWN" | "N"
            | "VALUE" => Err(problem(
                token.at,
                format!("{function} không tính được cho cả cột {name}; hãy so sánh cột với \"\" trong SUMPRODUCT"),
                format!("{function} does not work over the whole column {name}; compare it with \"\" in SUMPRODUCT"),
            )),
            "YEAR" | "MONTH" | "DAY" | "DATE" => Err(problem(
                token.at,
                format!(
                    "{function} không tính được cho cả cột {name} (ô trống cho kết quả khác nhau); hãy so sánh cột với DATE(…), ví dụ ({name}>=DATE(2021,1,1))*({name}<DATE(2022,1,1))"
                ),
                format!(
                    "{function} does not work over the whole column {name} (blanks give different results); compare it with DATE(…), such as ({name}>=DATE(2021,1,1))*({name}<DATE(2022,1,1))"
                ),
            )),
            _ if self.is_criterion() => Err(problem(
                token.at,
                format!(
                    "{function} không nhận cả cột {name} làm điều kiện; viết SUMPRODUCT(--(cột&\"\"=giá trị&\"\"))"
                ),
                format!(
                    "{function} takes no whole column {name} as criterion; write SUMPRODUCT(--(column&\"\"=value&\"\"))"
                ),
            )),
            "COUNTBLANK" if !matches!(name.as_str(), "pl_cot" | "pl_ma") => Err(blanks(token.at)),
            _ => Ok(()),
        }
    }

    /// Rejects criteria that the engines read differently.
    fn criterion(&self) -> Result<(), FormulaProblem> {
        let Some(token) = self.tokens.first().filter(|t| t.kind == TokenKind::Text) else { return Ok(()) };
        let text = content(&token.text);
        let is_whole = self.tokens.len() == 1;
        if is_whole && matches!(text.as_str(), "" | "=") {
            return Err(blanks(token.at));
        }
        if text.starts_with("<>") && (!is_whole || text.len() > 2) {
            return Err(problem(
                token.at,
                format!(
                    "điều kiện {} cho kết quả khác nhau (ô trống, ô số có được đếm hay không); viết SUMPRODUCT((cột<>\"x\")*(cột<>\"\"))",
                    token.text
                ),
                format!(
                    "criterion {} gives different results (whether blanks and numbers count); write SUMPRODUCT((column<>\"x\")*(column<>\"\"))",
                    token.text
                ),
            ));
        }
        let operand = text.trim_start_matches(['<', '>', '=']);
        if is_local(operand) {
            return Err(problem(
                token.at,
                format!(
                    "số lẻ hoặc ngày trong điều kiện {} được đọc theo ngôn ngữ của máy; nối số bằng &, ví dụ \">\"&0.5 hoặc \">=\"&DATE(2021,2,1)",
                    token.text
                ),
                format!(
                    "the decimals or date in criterion {} are read by the machine's language; join the number with &, such as \">\"&0.5 or \">=\"&DATE(2021,2,1)",
                    token.text
                ),
            ));
        }
        Ok(())
    }

    /// Rejects a text literal where a function takes a number: it is read by the language of the machine.
    fn text(&self) -> Result<(), FormulaProblem> {
        let is_number = match self.function {
            "LEFT" | "RIGHT" => self.index == 1,
            "MID" => self.index > 0,
            "ABS" | "AND" | "COUNT" | "DATE" | "DAY" | "INT" | "MAX" | "MIN" | "MOD" | "MONTH" | "NOT" | "OR"
            | "ROUND" | "ROUNDDOWN" | "ROUNDUP" | "SUM" | "SUMPRODUCT" | "VALUE" | "YEAR" => true,
            _ => false,
        };
        self.single(TokenKind::Text).filter(|_| is_number).map_or(Ok(()), |token| Err(number_as_text(token)))
    }
}

fn blanks(at: usize) -> FormulaProblem {
    problem(
        at,
        "không đếm ô trống của cả cột: biểu mẫu có cả những dòng chưa dùng; hãy đếm ô có chữ, ví dụ COUNTA(cột)",
        "blanks of a whole column are not counted: the form has unused rows; count the filled cells, such as COUNTA(column)",
    )
}

fn number_as_text(token: &FormulaToken) -> FormulaProblem {
    problem(
        token.at,
        format!("{} là chữ, ở đây cần số: máy đọc nó theo ngôn ngữ của mình; bỏ dấu nháy", token.text),
        format!(
            "{} is a text where a number is needed: each machine reads it by its language; leave out the quotes",
            token.text
        ),
    )
}

/// Returns the text of a literal.
fn content(literal: &str) -> String {
    literal.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(literal).replace("\"\"", "\"")
}

/// Returns true for a text that a program may read as a number with decimals, a percentage, a date or a time.
fn is_local(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_part =
        |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '/' | '-' | ':' | '%' | 'e' | 'E' | '+' | ' ');
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(is_part)
        && !text.chars().all(|c| c.is_ascii_digit())
}

/// Checks the tokens of a whole formula.
///
/// # Errors
/// A text literal is an operand of an arithmetic operator.
pub(super) fn arithmetic(tokens: &[FormulaToken]) -> Result<(), FormulaProblem> {
    let tokens: Vec<&FormulaToken> = tokens.iter().filter(|t| t.kind != TokenKind::Space).collect();
    let get = |at: Option<usize>| at.and_then(|at| tokens.get(at)).copied();
    let kind = |at: Option<usize>| get(at).map(|t| &t.kind);
    let is = |at: Option<usize>, signs: &[&str]| {
        get(at).is_some_and(|t| t.kind == TokenKind::Operator && signs.contains(&t.text.as_str()))
    };
    for (index, token) in tokens.iter().enumerate().filter(|(_, t)| t.kind == TokenKind::Text) {
        let (mut left, mut right) = (index.checked_sub(1), Some(index + 1));
        while kind(left) == Some(&TokenKind::Open)
            && kind(right) == Some(&TokenKind::Close)
            && kind(left.and_then(|at| at.checked_sub(1))) != Some(&TokenKind::Function)
        {
            (left, right) = (left.and_then(|at| at.checked_sub(1)), right.map(|at| at + 1));
        }
        if is(left, &["+", "-", "*", "/", "^"]) || is(right, &["+", "-", "*", "/", "^", "%"]) {
            return Err(number_as_text(token));
        }
    }
    Ok(())
}

/// Returns the problem of a whole column in a place where an engine takes one cell of it.
pub(super) fn misplaced_column(token: &FormulaToken) -> FormulaProblem {
    let name = &token.text;
    problem(
        token.at,
        format!(
            "cột {name} ở đây mỗi máy hiểu một cách; để nó đứng riêng trong SUM, MAX, MIN, COUNT, COUNTA, COUNTIF, COUNTIFS, SUMIFS, hoặc viết cả biểu thức trong SUMPRODUCT"
        ),
        format!(
            "column {name} means different things here; let it stand alone in SUM, MAX, MIN, COUNT, COUNTA, COUNTIF, COUNTIFS, SUMIFS, or write the expression inside SUMPRODUCT"
        ),
    )
}
