//! The formula language of the plan: a text is parsed to a [`Formula`], which is written for each context: form, check
//! at intake, column of the consolidated workbook, dictionary. It knows names and addresses, never values.

mod engines;
pub mod expand;
pub mod function;
pub mod guard;
pub mod lexer;
pub(crate) mod literal;
pub mod name;
pub mod number_text;
pub(crate) mod syntax;
pub(crate) mod written;

use crate::model::text::BilingualText;
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
    /// `TU_DAU_NAM(x)`: sum over counted periods since January.
    YearToDate,
    /// `CUOI_KY(x)`: x in the latest counted period; `""` if there is none.
    Latest,
    /// `HANG(x)`: rank of column x among units of the same kind.
    Rank,
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
        number_text::number_text(value, decimals)
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
pub const MAX_LENGTH: usize = 2_000;
/// The maximum nesting of brackets and functions in a plan's formula. Excel allows 64; expansions need some of them.
pub const MAX_DEPTH: usize = 40;
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
    pub fn generated(source: &str) -> Result<Self, FormulaProblem> {
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
    pub fn tokens(&self) -> &[FormulaToken] {
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
    pub fn tests(&self, name: &str) -> bool {
        self.shape.tested.iter().any(|t| t == name)
    }

    /// Returns true if the name occurs only as the argument of COUNTBLANK: of its value then only matters whether it is
    /// blank.
    pub fn only_counts_blank(&self, name: &str) -> bool {
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
    pub fn over_one_cell(&self) -> Option<(&str, &str)> {
        self.shape.over_one_cell.first().map(|(function, name)| (function.as_str(), name.as_str()))
    }

    /// Returns the parts of a formula that is an AND, and their parts; otherwise the formula itself.
    pub fn conjuncts(&self) -> Vec<Formula> {
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
mod tests {
    use super::*;

    struct UppercaseResolver;
    impl NameResolver for UppercaseResolver {
        fn name(&self, name: &str) -> Option<String> {
            (name != "la").then(|| format!("<{name}>"))
        }
        fn aggregate(&self, aggregate: PeriodAggregate, name: &str) -> Option<String> {
            Some(format!("{aggregate:?}[{name}]"))
        }
    }

    fn first_fault(source: &str) -> (usize, String) {
        let problem = Formula::parse(source).unwrap_err();
        (problem.at, problem.message.en)
    }

    #[test]
    fn only_names_are_replaced() {
        let formula = Formula::parse(r#"if(dv_x>=2.5E-3%, "dv_x ""q""" & dv_x_y, -LUY_KE( dv_x )^2)"#).unwrap();
        assert_eq!(
            formula.write(&UppercaseResolver).unwrap(),
            r#"IF(<dv_x>>=2.5E-3%, "dv_x ""q""" & <dv_x_y>, -ToDate[dv_x]^2)"#
        );
        assert_eq!(formula.names(), ["dv_x", "dv_x_y"]);
        assert_eq!(formula.aggregates(), [(PeriodAggregate::ToDate, "dv_x".to_string())]);
        let missing = Formula::parse("a+la").unwrap().write(&UppercaseResolver).unwrap_err();
        assert_eq!((missing.name.as_str(), missing.formula.as_str()), ("la", "a+la"));
    }

    #[test]
    fn comparison_has_two_operands() {
        let formula = Formula::parse("ABS(a-b) <= c/100*b").unwrap();
        let (left, right) = formula.sides().unwrap();
        assert_eq!((left.source(), formula.sign(), right.source()), ("ABS(a-b)", Some("<="), "c/100*b"));
        assert!(Formula::parse("OR(a>1,b=2)").unwrap().sides().is_none());
        assert!(Formula::parse("(a=b)").unwrap().sides().is_none());
    }

    #[test]
    fn parts_of_an_and_are_found() {
        let parts = |source: &str| {
            let parts = Formula::parse(source).unwrap().conjuncts();
            parts.iter().map(|part| part.source().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(parts(" AND(a>1, OR(b=2,c=3), AND(d, MAX(e,f)>1)) "), ["a>1", "OR(b=2,c=3)", "d", "MAX(e,f)>1"]);
        for whole in ["AND(a,b)=c", "OR(a,b)", "a>1", "NOT(AND(a,b))"] {
            assert_eq!(parts(whole), [whole]);
        }
    }

    #[test]
    fn tested_names_are_recognised() {
        let formula = Formula::parse("OR(COUNTBLANK(a)=1,ISNUMBER(b),LEN(c)>0,ISNUMBER(d+1),ISTEXT(e))").unwrap();
        assert_eq!(["a", "b", "c", "d", "e"].map(|n| formula.tests(n)), [true, true, true, false, false]);
    }

    #[test]
    fn names_that_are_only_tested_for_blank_are_recognised() {
        let formula = Formula::parse("AND(COUNTBLANK( a )=0,COUNTBLANK(b)=0,b>1,LEN(c)>0)").unwrap();
        assert_eq!(["a", "b", "c"].map(|n| formula.only_counts_blank(n)), [true, false, false]);
    }

    #[test]
    fn syntax_errors_have_a_position() {
        let cases = [
            ("", 0, "ends in the middle"),
            ("a+", 2, "ends in the middle"),
            ("a b", 2, "operator is missing before 'b'"),
            ("SUM(a", 3, "no closing"),
            ("SUM(a))", 6, "a ) too many"),
            ("(a", 0, "no closing"),
            ("a,b", 1, "comma too many"),
            ("a=1,5", 3, "decimal comma"),
            ("*a", 0, "missing before '*'"),
            ("a<b<c", 3, "not chained"),
            ("XLOOKUP(a)", 0, "XLOOKUP is not allowed"),
            ("a+TEXT(a,1)", 2, "join with &"),
            ("ROUND(a)", 0, "takes 2 arguments, not 1"),
            ("IF()", 0, "takes 2–3 arguments, not 0"),
            ("SUMIFS(a_cot,b_cot)", 0, "takes 3–253"),
            ("COUNTIFS(a_cot,1,b_cot)", 0, "pairs"),
            ("Sheet1!a", 0, "names a sheet"),
            ("A1", 0, "is no name"),
            ("'x'!a", 0, "names no sheets"),
            ("a:b", 1, "no cells or ranges"),
            ("{1}", 0, "arrays"),
            ("\"abc", 0, "not closed"),
            ("a;b", 1, "commas"),
            ("2dv", 0, "runs into a name"),
            ("a≤b", 1, "write <="),
            ("=a", 0, "leave out the ="),
            ("LUY_KE(a+b)", 8, "single name"),
            ("LUY_KE()", 7, "single name"),
            ("SO_VN(LUY_KE(a))", 6, "make LUY_KE(…) a column"),
            ("SO_VN(a,b)", 8, "a number from 0 to 6"),
            ("SO_VN(a,7)", 8, "a number from 0 to 6"),
            ("SO_VN(a,-1)", 0, "a number from 0 to 6"),
            ("SO_VN()", 0, "takes 1–2 arguments"),
            ("SUM", 0, "is no name"),
            ("COUNTIF(a_cot,b_cot)", 14, "no whole column b_cot"),
            ("SUMPRODUCT(COUNTIF(a_cot,b_cot))", 25, "no whole column"),
            ("SUMPRODUCT(ISNUMBER(a_cot))", 20, "does not work over the whole column"),
            ("SUMPRODUCT(IF(a=1,1,2))", 14, "array entry"),
        ];
        for (source, at, part) in cases {
            let (found, message) = first_fault(source);
            assert!(found == at && message.contains(part), "{source}: {found} {message}");
        }
        let deep = format!("{}1{}", "ABS(".repeat(41), ")".repeat(41));
        assert!(first_fault(&deep).1.contains("nested"));
        assert!(first_fault(&"1+".repeat(1_001)).1.contains("2002 characters"));
    }

    proptest::proptest! {
        #[test]
        fn parse_formula_never_panics(source in "\\PC{0,60}") {
            let _ = Formula::parse(&source);
        }

        #[test]
        fn parse_then_print_round_trips(source in "[a-z_0-9+*<>=(), \"]{0,30}") {
            struct IdentityResolver;
            impl NameResolver for IdentityResolver {
                fn name(&self, name: &str) -> Option<String> { Some(name.to_string()) }
            }
            if let Ok(formula) = Formula::parse(&source) {
                proptest::prop_assert_eq!(formula.write(&IdentityResolver).unwrap().to_lowercase(), source.to_lowercase());
            }
        }
    }
}
