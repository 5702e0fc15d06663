//! The formula language of the plan: a text is parsed to a [`Formula`], which is written for each context: form, check
//! at intake, column of the consolidated workbook, dictionary. It knows names and addresses, never values.

pub(crate) mod blanks;
mod earlier;
mod engines;
pub mod expand;
pub mod function;
pub mod guard;
pub mod lexer;
pub mod over_units;
pub(crate) mod literal;
pub(crate) mod name;
pub(crate) mod number_text;
pub(crate) mod syntax;
pub(crate) mod unit_block;
pub(crate) mod written;

use crate::model::text::{BilingualText, Lang};
use lexer::{FormulaToken, TokenKind};
use syntax::FormulaShape;

/// An error in a formula, with its position.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", message.en)]
pub struct FormulaProblem {
    /// Offset in characters from the formula's start.
    pub at: usize,
    /// The problem and how to fix it.
    pub message: BilingualText,
}

/// A name that cannot be resolved in a context. The loader has checked all names, so this is a fault of the program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name '{name}' of formula '{formula}' has no place here")]
pub struct UnknownName {
    /// The name (or aggregate call).
    pub name: String,
    /// Source text of the formula.
    pub formula: String,
}

/// Functions of the plan language that are not Excel functions. They expand to formulas over a unit's block of rows.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeriodAggregate {
    /// `TRONG_KY(x)`: x in the report period; `""` if the return is not counted. Of a flow, the sum over the counted
    /// periods of the span; of anything else, x in the last period of the span.
    InPeriod,
    /// `KY_TRUOC(x)`: like `TRONG_KY(x)`, for the span of the same length just before; `""` if a period of it is before
    /// the plan or not counted.
    Before,
    /// `CUNG_KY(x)`: like `KY_TRUOC(x)`, for the same span a year before.
    YearBefore,
    /// `LUY_KE(x)`: sum over counted periods since the first.
    ToDate,
    /// `TU_DAU_NAM(x)`: sum over counted periods since the beginning of the year.
    YearToDate,
    /// `CUOI_KY(x)`: x in the latest counted period; `""` if there is none.
    Latest,
    /// `HANG(x)`: rank of column x among units of the same kind.
    Rank,
    /// `HANG_CHUNG(x)`: rank of column x among all units.
    OverallRank,
    /// `TONG(x)`: sum of column or indicator x over all units.
    WholeSum,
    /// `TONG_NHOM(x)`: sum of column or indicator x over the units of the same kind.
    KindSum,
}

impl PeriodAggregate {
    /// Returns true if it reads the figures of several units and no earlier period.
    pub fn is_over_units(self) -> bool {
        self.is_rank() || matches!(self, PeriodAggregate::WholeSum | PeriodAggregate::KindSum)
    }

    /// Returns true if it compares units with each other.
    pub fn is_rank(self) -> bool {
        matches!(self, PeriodAggregate::Rank | PeriodAggregate::OverallRank)
    }
}

/// A context that a formula is written for: it resolves the plan's names to addresses or defined names.
pub trait NameResolver {
    /// Returns the expression for a name. `None` if the context does not have it.
    fn name(&self, name: &str) -> Option<String>;

    /// Returns the expression for `LUY_KE(x)` and similar calls. `None` except in contexts for columns.
    fn aggregate(&self, _aggregate: PeriodAggregate, _name: &str) -> Option<String> {
        None
    }

    /// Returns the expression for `SO_VN(value,decimals)`.
    fn number_text(&self, value: &str, decimals: u8) -> String {
        number_text::number_text(value, decimals, self.language())
    }

    /// Returns the language in which numbers are written as text.
    fn language(&self) -> Lang {
        Lang::Vi
    }
}

/// A parsed and valid formula of the plan: only allowed functions, balanced brackets, nesting within Excel's limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    source: String,
    tokens: Vec<FormulaToken>,
    shape: FormulaShape,
}

/// Maximum length of a plan's formula in characters. Excel allows 8,192; expansions multiply the length.
pub(crate) const MAX_LENGTH: usize = 2_000;
/// The maximum nesting of brackets and functions in a plan's formula. Excel allows 64; expansions need some of them.
pub(crate) const MAX_DEPTH: usize = 40;
/// Maximum length of a formula that the program builds from formulas of the plan.
const GENERATED_LENGTH: usize = 8_000;
/// Maximum nesting of such a formula.
const GENERATED_DEPTH: usize = 56;

impl Formula {
    /// Parses a formula as the plan writes it, without `=`.
    ///
    /// # Errors
    /// The first error with its position: a function that is not allowed, brackets, a missing operand or operator,
    /// references to sheets or cells, constructs that the engines evaluate differently.
    pub fn parse(source: &str) -> Result<Self, FormulaProblem> {
        Formula::bounded(source, MAX_LENGTH, MAX_DEPTH)
    }

    /// Parses a formula that the program builds from formulas of the plan. It may be longer and deeper than they.
    ///
    /// # Errors
    /// See [`Formula::parse`].
    pub(crate) fn generated(source: &str) -> Result<Self, FormulaProblem> {
        Formula::bounded(source, GENERATED_LENGTH, GENERATED_DEPTH)
    }

    fn bounded(source: &str, most: usize, depth: usize) -> Result<Self, FormulaProblem> {
        let length = source.chars().count();
        if length > most {
            let vi = format!("công thức dài {length} ký tự, quá {most}; hãy tách thành hai cột");
            let en = format!("the formula has {length} characters, more than {most}; split it into two columns");
            return Err(FormulaProblem { at: most, message: BilingualText { vi, en } });
        }
        if source.trim_start().starts_with('=') {
            let message = BilingualText::new("bỏ dấu = ở đầu công thức", "leave out the = at the start");
            return Err(FormulaProblem { at: 0, message });
        }
        let tokens = lexer::tokens(source)?;
        let shape = syntax::shape(&tokens, length, depth)?;
        let mut chars: Vec<char> = source.chars().collect();
        for token in tokens.iter().filter(|t| t.kind == TokenKind::Space) {
            chars.splice(token.at..token.at + token.text.chars().count(), token.text.chars());
        }
        Ok(Formula { source: chars.into_iter().collect(), tokens, shape })
    }

    /// Returns the source text; every space is an ordinary one.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Returns the tokens.
    pub(crate) fn tokens(&self) -> &[FormulaToken] {
        &self.tokens
    }

    /// Returns the names outside the aggregates, in order of first appearance, without repetition.
    pub fn names(&self) -> &[String] {
        &self.shape.names
    }

    /// Returns the aggregate calls, in order of appearance, without repetition.
    pub fn aggregates(&self) -> &[(PeriodAggregate, String)] {
        &self.shape.aggregates
    }

    /// Returns true if the formula tests the name with ISNUMBER, COUNTBLANK or LEN, or a call such as `TRONG_KY(x)` with
    /// ISNUMBER.
    pub(crate) fn tests(&self, name: &str) -> bool {
        self.shape.tested.iter().any(|t| t == name)
    }

    /// Returns true if the name occurs only as the argument of COUNTBLANK: of its value then only matters whether it is
    /// blank.
    pub(crate) fn only_counts_blank(&self, name: &str) -> bool {
        let tokens: Vec<&FormulaToken> = self.tokens.iter().filter(|t| t.kind != TokenKind::Space).collect();
        let is_name = |t: &FormulaToken| t.kind == TokenKind::Name && t.text == name;
        let all = tokens.iter().filter(|t| is_name(t)).count();
        let counted = tokens.windows(4).filter(|window| {
            let [function, open, argument, close] = window else { return false };
            function.kind == TokenKind::Function
                && function.text == "COUNTBLANK"
                && (&open.kind, &close.kind) == (&TokenKind::Open, &TokenKind::Close)
                && is_name(argument)
        });
        all == counted.count()
    }

    /// Returns the first call of MAX, MIN, COUNT or COUNTA over a single cell: function, name.
    pub(crate) fn over_one_cell(&self) -> Option<(&str, &str)> {
        self.shape.over_one_cell.first().map(|(function, name)| (function.as_str(), name.as_str()))
    }

    /// Returns the parts of a formula that is an AND, and their parts; otherwise the formula itself.
    pub(crate) fn conjuncts(&self) -> Vec<Formula> {
        let whole = || vec![self.clone()];
        let Some(start) = self.tokens.iter().position(|t| t.kind != TokenKind::Space) else { return whole() };
        let is_and = self.tokens.get(start).is_some_and(|t| t.kind == TokenKind::Function && t.text == "AND");
        let (parts, end) = guard::arguments(&self.tokens, start + 1);
        if !is_and || self.tokens.iter().skip(end).any(|t| t.kind != TokenKind::Space) {
            return whole();
        }
        let text = |part: &[FormulaToken]| part.iter().map(|t| t.text.as_str()).collect::<String>();
        let parsed: Option<Vec<Formula>> = parts.iter().map(|part| Formula::parse(text(part).trim()).ok()).collect();
        parsed.map_or_else(whole, |parts| parts.iter().flat_map(Formula::conjuncts).collect())
    }

    /// Returns the two operands of the top-level comparison. `None` if the formula is not a comparison.
    pub fn sides(&self) -> Option<(Formula, Formula)> {
        let at = self.shape.comparison?;
        let side = |tokens: &[FormulaToken]| {
            let text: String = tokens.iter().map(|t| t.text.as_str()).collect();
            Formula::parse(text.trim()).ok()
        };
        Some((side(&self.tokens[..at])?, side(&self.tokens[at + 1..])?))
    }

    /// Returns the operator of the top-level comparison: `=`, `<>`, `<`, `<=`, `>` or `>=`.
    pub fn sign(&self) -> Option<&str> {
        self.shape.comparison.map(|at| self.tokens[at].text.as_str())
    }

    /// Returns true if the formula writes a number as text with `SO_VN`.
    pub fn has_number_text(&self) -> bool {
        self.tokens.iter().any(is_number_text)
    }

    /// Returns the Excel formula (without `=`) for a context, with names replaced. Everything else is as written.
    ///
    /// # Errors
    ///
    /// The context cannot resolve a name.
    pub fn write(&self, place: &dyn NameResolver) -> Result<String, UnknownName> {
        let unknown = |name: String| UnknownName { name, formula: self.source.clone() };
        let mut out = String::with_capacity(self.source.len() * 4);
        write_tokens(&self.tokens, place, &unknown, &mut out)?;
        Ok(out)
    }
}

/// Returns true for the name of `SO_VN` in a call.
fn is_number_text(token: &FormulaToken) -> bool {
    token.kind == TokenKind::Function && token.text == number_text::NUMBER_TEXT
}

/// Writes tokens for a context; see [`Formula::write`].
fn write_tokens(
    tokens: &[FormulaToken],
    place: &dyn NameResolver,
    unknown: &dyn Fn(String) -> UnknownName,
    out: &mut String,
) -> Result<(), UnknownName> {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.kind {
            TokenKind::Name => *out += &place.name(&token.text).ok_or_else(|| unknown(token.text.clone()))?,
            TokenKind::Function if is_number_text(token) => {
                let (arguments, end) = guard::arguments(tokens, at);
                let mut value = String::new();
                write_tokens(arguments.first().copied().unwrap_or_default(), place, unknown, &mut value)?;
                let decimals = arguments.get(1).into_iter().flat_map(|part| part.iter());
                let decimals = decimals.filter_map(|t| t.text.parse().ok()).next().unwrap_or(0);
                *out += &place.number_text(value.trim(), decimals);
                at = end;
            }
            TokenKind::Function => match function::aggregate(&token.text) {
                None => *out += &token.text,
                Some(aggregate) => {
                    // The parser has checked that one name is in the brackets.
                    let (arguments, end) = guard::arguments(tokens, at);
                    let inside = arguments.first().copied().unwrap_or_default();
                    let name = inside.iter().find(|t| t.kind == TokenKind::Name).map_or("", |t| t.text.as_str());
                    let call = || unknown(format!("{}({name})", token.text));
                    *out += &place.aggregate(aggregate, name).ok_or_else(call)?;
                    at = end;
                }
            },
            _ => *out += &token.text,
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
