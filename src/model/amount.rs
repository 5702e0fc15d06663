//! What a cell holds, and what was taken from it.

use super::text::Text;
use super::word::Word;
use serde::{Deserialize, Serialize};

/// The content of a cell, as the formula engine sees it or returns it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing.
    #[default]
    Blank,
    /// A finite number; dates are serial numbers.
    Number(f64),
    /// Text; may be empty (a formula's `""`).
    Text(String),
    /// TRUE or FALSE.
    Bool(bool),
    /// An Excel error such as `#VALUE!`.
    Error(String),
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Value::Number(number)
    }
}

impl Value {
    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// The whole number from 0, if it is one.
    pub fn whole(&self) -> Option<u32> {
        self.number().filter(|n| n.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(n)).map(|n| n as u32)
    }

    /// Blank or a text of length 0.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Blank => true,
            Value::Text(t) => t.is_empty(),
            _ => false,
        }
    }
}

/// What one cell of a return means: a figure, a text, or why there is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Amount {
    /// The cell is empty. Whether that is missing, zero or not applicable is for the plan to say.
    #[default]
    Blank,
    /// A finite number (a date as serial number), in the unit the indicator has.
    Number(f64),
    /// A text where text is expected.
    Text(Word),
    /// Something stands there that is not one clear figure; it is never guessed.
    Unreadable {
        /// The text as it stands in the cell (an error cell as `#REF!`).
        raw: Word,
        /// Why it could not be taken.
        why: Box<Text>,
    },
}

impl Amount {
    /// The amount that a stored value is: an error as what could not be read.
    pub fn of(value: Value) -> Self {
        match value {
            Value::Blank => Amount::Blank,
            Value::Number(n) => Amount::Number(n),
            Value::Text(t) => Amount::Text(t.into()),
            Value::Bool(b) => Amount::Text(if b { "TRUE" } else { "FALSE" }.into()),
            Value::Error(raw) => Amount::Unreadable { raw: raw.into(), why: Box::default() },
        }
    }

    /// What the formula engine and "Số liệu" get: an unreadable figure is its raw text.
    pub fn value(&self) -> Value {
        match self {
            Amount::Blank => Value::Blank,
            Amount::Number(n) => Value::Number(*n),
            Amount::Text(t) => Value::Text(t.to_string()),
            Amount::Unreadable { raw, .. } => Value::Text(raw.to_string()),
        }
    }

    /// Nothing stands in the cell.
    pub fn is_blank(&self) -> bool {
        matches!(self, Amount::Blank)
    }
}

/// A figure or text of a return, born with its origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What was taken.
    pub amount: Amount,
    /// Sheet of the return, as named there.
    pub sheet: Word,
    /// Cell, such as `E14`.
    pub cell: Word,
    /// The text as typed, where it was not taken as typed; empty otherwise.
    pub raw: Word,
}
