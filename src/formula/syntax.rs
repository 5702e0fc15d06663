//! Validates the grammar of a formula before the engine gets it (IronCalc evaluates `SUM(A1` to a value), and extracts
//! its names, its aggregates, the names it tests and its top-level comparison.

use super::engines::{self, FunctionArgument, is_range, misplaced_column};
use super::function::{aggregate, callable, instead};
use super::lexer::{FormulaToken, TokenKind};
use super::number_text::{LONGEST_ARGUMENT, MOST_DECIMALS, NUMBER_TEXT};
use super::{FormulaProblem, PeriodAggregate};
use crate::model::text::BilingualText;

/// The properties of a formula that the parser finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FormulaShape {
    /// Distinct names outside aggregates, in order of first use.
    pub names: Vec<String>,
    /// Distinct aggregate calls, in order of first use.
    pub aggregates: Vec<(PeriodAggregate, String)>,
    /// Names that are a direct argument of ISNUMBER, COUNTBLANK or LEN.
    pub tested: Vec<String>,
    /// Calls of MAX, MIN, COUNT or COUNTA with a single name that is no column: function, name.
    pub over_one_cell: Vec<(String, String)>,
    /// The index of the token of the top-level comparison.
    pub comparison: Option<usize>,
}

/// Parses the tokens of a formula. `length` is the position of an error at the end, `most` the maximum nesting.
pub(crate) fn shape(tokens: &[FormulaToken], length: usize, most: usize) -> Result<FormulaShape, FormulaProblem> {
    let (calls, columns) = (Vec::new(), Vec::new());
    let mut parser =
        FormulaParser { tokens, length, most, next: 0, depth: 0, calls, columns, shape: FormulaShape::default() };
    parser.skip();
    let top = parser.comparison()?;
    if let Some(token) = parser.peek() {
        return Err(parser.unexpected(token));
    }
    if let Some(column) = parser.columns.first() {
        return Err(misplaced_column(column));
    }
    engines::arithmetic(tokens)?;
    parser.shape.comparison = top;
    Ok(parser.shape)
}

struct FormulaParser<'a> {
    tokens: &'a [FormulaToken],
    length: usize,
    most: usize,
    next: usize,
    depth: usize,
    calls: Vec<String>,
    /// Whole columns outside SUMPRODUCT that are no argument for a range, as far as parsed.
    columns: Vec<&'a FormulaToken>,
    shape: FormulaShape,
}

fn problem(at: usize, vi: impl Into<String>, en: impl Into<String>) -> FormulaProblem {
    FormulaProblem { at, message: BilingualText::new(vi, en) }
}

/// Checks the arguments of `SO_VN`. `call` is the whole call without spaces. The expansion repeats the first argument, so
/// that this one is short and calls no aggregate; the number of decimals is fixed.
fn number_text(token: &FormulaToken, call: &[&FormulaToken]) -> Result<(), FormulaProblem> {
    let name = NUMBER_TEXT;
    let inner = call.iter().skip(1).find(|t| aggregate(&t.text).is_some() || t.text == name);
    if let Some(inner) = inner.filter(|t| t.kind == TokenKind::Function) {
        let called = &inner.text;
        return Err(problem(
            inner.at,
            format!("{name} không nhận {called}(…); viết {called}(…) thành một cột rồi gọi tên cột đó"),
            format!("{name} takes no {called}(…); make {called}(…) a column and name that"),
        ));
    }
    let decimals = match call {
        [.., comma, number, _] if comma.kind == TokenKind::Comma => Some(number),
        _ => None,
    };
    let has_two = call.iter().filter(|t| t.kind == TokenKind::Comma).count() > 0 && decimals.is_none();
    let is_good = |text: &str| text.parse::<u8>().is_ok_and(|decimals| decimals <= MOST_DECIMALS);
    if has_two || decimals.is_some_and(|t| t.kind != TokenKind::Number || !is_good(&t.text)) {
        return Err(problem(
            decimals.map_or(token.at, |t| t.at),
            format!("số chữ số thập phân của {name} là một số từ 0 đến {MOST_DECIMALS}"),
            format!("the decimals of {name} are a number from 0 to {MOST_DECIMALS}"),
        ));
    }
    if call.iter().map(|t| t.text.chars().count()).sum::<usize>() > LONGEST_ARGUMENT {
        return Err(problem(
            token.at,
            format!("số trong {name} dài quá {LONGEST_ARGUMENT} ký tự; viết thành một cột rồi gọi tên cột đó"),
            format!("the number in {name} has more than {LONGEST_ARGUMENT} characters; make it a column and name that"),
        ));
    }
    Ok(())
}

impl<'a> FormulaParser<'a> {
    fn skip(&mut self) {
        while self.tokens.get(self.next).is_some_and(|t| t.kind == TokenKind::Space) {
            self.next += 1;
        }
    }

    fn peek(&self) -> Option<&'a FormulaToken> {
        self.tokens.get(self.next)
    }

    fn advance(&mut self) {
        self.next += 1;
        self.skip();
    }

    fn operator(&self, any: &[&str]) -> bool {
        self.peek().is_some_and(|t| t.kind == TokenKind::Operator && any.contains(&t.text.as_str()))
    }

    fn unexpected(&self, token: &FormulaToken) -> FormulaProblem {
        let what = &token.text;
        match token.kind {
            TokenKind::Close => problem(token.at, "thừa dấu )", "a ) too many"),
            TokenKind::Comma => problem(
                token.at,
                "dấu phẩy thừa, hoặc dùng dấu phẩy làm dấu thập phân (hãy viết dấu chấm)",
                "a comma too many, or a decimal comma (write a point)",
            ),
            _ => problem(
                token.at,
                format!("thiếu phép tính trước '{what}'"),
                format!("an operator is missing before '{what}'"),
            ),
        }
    }

    /// Parses a comparison. It has the lowest precedence and cannot be chained.
    fn comparison(&mut self) -> Result<Option<usize>, FormulaProblem> {
        const SIGNS: [&str; 6] = ["=", "<>", "<", "<=", ">", ">="];
        self.joined()?;
        if !self.operator(&SIGNS) {
            return Ok(None);
        }
        let at = self.next;
        self.advance();
        self.joined()?;
        match self.peek() {
            Some(token) if self.operator(&SIGNS) => Err(problem(
                token.at,
                "không so sánh nối tiếp; viết AND(a<b,b<c)",
                "comparisons are not chained; write AND(a<b,b<c)",
            )),
            _ => Ok(Some(at)),
        }
    }

    /// Parses `&`, `+ -`, `* /` and `^` at one level: only the order of operands matters here, not precedence.
    fn joined(&mut self) -> Result<(), FormulaProblem> {
        self.operand()?;
        while self.operator(&["&", "+", "-", "*", "/", "^"]) {
            self.advance();
            self.operand()?;
        }
        Ok(())
    }

    fn operand(&mut self) -> Result<(), FormulaProblem> {
        while self.operator(&["+", "-"]) {
            self.advance();
        }
        let Some(token) = self.peek() else {
            return Err(problem(self.length, "công thức dừng giữa chừng", "the formula ends in the middle"));
        };
        match token.kind {
            TokenKind::Text | TokenKind::Number | TokenKind::Bool => self.advance(),
            TokenKind::Name => {
                self.name(token);
                self.advance();
            }
            TokenKind::Function => self.call(token)?,
            TokenKind::Open => {
                self.enter(token)?;
                self.advance();
                self.comparison()?;
                self.close(token)?;
            }
            TokenKind::Close | TokenKind::Comma | TokenKind::Operator | TokenKind::Space => {
                let what = &token.text;
                return Err(problem(
                    token.at,
                    format!("thiếu tên, số hoặc chữ trước '{what}'"),
                    format!("a name, number or text is missing before '{what}'"),
                ));
            }
        }
        while self.operator(&["%"]) {
            self.advance();
        }
        Ok(())
    }

    fn enter(&mut self, token: &FormulaToken) -> Result<(), FormulaProblem> {
        self.depth += 1;
        let most = self.most;
        if self.depth > most {
            return Err(problem(
                token.at,
                format!("lồng nhau quá {most} lớp; hãy tách thành hai cột"),
                format!("nested more than {most} levels; split it into two columns"),
            ));
        }
        Ok(())
    }

    fn close(&mut self, open: &FormulaToken) -> Result<(), FormulaProblem> {
        match self.peek() {
            Some(token) if token.kind == TokenKind::Close => {
                self.depth -= 1;
                self.advance();
                Ok(())
            }
            Some(token) if token.kind != TokenKind::Comma => Err(self.unexpected(token)),
            _ => Err(problem(open.at, "dấu ( này không có dấu ) đóng", "this ( has no closing )")),
        }
    }

    fn call(&mut self, token: &'a FormulaToken) -> Result<(), FormulaProblem> {
        self.enter(token)?;
        let name = token.text.as_str();
        if let Some(kind) = aggregate(name) {
            return self.aggregate(kind, token);
        }
        let Some(function) = callable(name) else {
            let (vi, en) = instead(name);
            return Err(problem(
                token.at,
                format!("hàm {name} không dùng được: {vi}"),
                format!("function {name} is not allowed: {en}"),
            ));
        };
        self.calls.push(name.to_string());
        let start = self.next;
        self.advance(); // the name
        let open = self.peek().unwrap_or(token);
        self.advance(); // (
        let mut count = 0;
        if self.peek().is_some_and(|t| t.kind != TokenKind::Close) {
            loop {
                let first = self.next;
                self.comparison()?;
                self.argument(name, count, &self.tokens[first..self.next])?;
                count += 1;
                match self.peek() {
                    Some(t) if t.kind == TokenKind::Comma => self.advance(),
                    _ => break,
                }
            }
        }
        self.close(open)?;
        self.calls.pop();
        let inside: Vec<&FormulaToken> =
            self.tokens[start..self.next].iter().filter(|t| t.kind != TokenKind::Space).collect();
        if let ([_, _, argument, _], "MAX" | "MIN" | "COUNT" | "COUNTA") = (inside.as_slice(), name)
            && argument.kind == TokenKind::Name
            && !is_range(&argument.text)
        {
            self.shape.over_one_cell.push((name.to_string(), argument.text.clone()));
        }
        arity(token, (function.least, function.most), count)?;
        if name == NUMBER_TEXT {
            number_text(token, &inside)?;
        }
        Ok(())
    }

    /// Checks an argument of a function, and records what it means for names.
    fn argument(&mut self, function: &str, index: usize, tokens: &[FormulaToken]) -> Result<(), FormulaProblem> {
        let filled: Vec<&FormulaToken> = tokens.iter().filter(|t| t.kind != TokenKind::Space).collect();
        let is_array = self.is_array();
        let argument = FunctionArgument { function, index, tokens: &filled, is_array };
        argument.check()?;
        if let ("ISNUMBER", [call, open, name, _]) = (function, filled.as_slice())
            && (&call.kind, &open.kind, &name.kind) == (&TokenKind::Function, &TokenKind::Open, &TokenKind::Name)
        {
            self.shape.tested.push(format!("{}({})", call.text, name.text));
        }
        let Some(name) = argument.name() else { return Ok(()) };
        if is_range(name) && !is_array && argument.takes_range() {
            // The column is the last one found.
            self.columns.pop();
        }
        if matches!(function, "ISNUMBER" | "COUNTBLANK" | "LEN") && !self.shape.tested.iter().any(|t| t == name) {
            self.shape.tested.push(name.to_string());
        }
        Ok(())
    }

    fn is_array(&self) -> bool {
        self.calls.iter().any(|c| c == "SUMPRODUCT")
    }

    fn aggregate(&mut self, kind: PeriodAggregate, token: &'a FormulaToken) -> Result<(), FormulaProblem> {
        self.advance(); // the name
        let open = self.peek().unwrap_or(token);
        self.advance(); // (
        let wrong = |at: usize| {
            let name = &token.text;
            problem(
                at,
                format!("{name} chỉ nhận một tên, ví dụ {name}(dv_moi)"),
                format!("{name} takes a single name, such as {name}(dv_moi)"),
            )
        };
        let argument = match self.peek() {
            Some(t) if t.kind == TokenKind::Name => t.text.clone(),
            other => return Err(wrong(other.map_or(self.length, |t| t.at))),
        };
        self.advance();
        if let Some(t) = self.peek().filter(|t| t.kind != TokenKind::Close) {
            return Err(wrong(t.at));
        }
        self.close(open)?;
        let call = (kind, argument);
        if !self.shape.aggregates.contains(&call) {
            self.shape.aggregates.push(call);
        }
        Ok(())
    }

    fn name(&mut self, token: &'a FormulaToken) {
        if !self.shape.names.contains(&token.text) {
            self.shape.names.push(token.text.clone());
        }
        if is_range(&token.text) && !self.is_array() {
            self.columns.push(token);
        }
    }
}

/// Checks the number of arguments of a function.
fn arity(token: &FormulaToken, (least, most): (usize, usize), count: usize) -> Result<(), FormulaProblem> {
    let name = token.text.as_str();
    if count < least || count > most {
        let range = if least == most { least.to_string() } else { format!("{least}–{most}") };
        return Err(problem(
            token.at,
            format!("{name} cần {range} đối số, đang có {count}"),
            format!("{name} takes {range} arguments, not {count}"),
        ));
    }
    if matches!(name, "SUMIFS" | "COUNTIFS") && count % 2 != usize::from(name == "SUMIFS") {
        return Err(problem(
            token.at,
            format!("{name} cần từng cặp vùng và điều kiện"),
            format!("{name} takes pairs of range and criterion"),
        ));
    }
    Ok(())
}
