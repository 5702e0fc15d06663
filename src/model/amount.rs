//! The value of a cell, and the amount read from it.

use super::shared_str::SharedStr;
use super::text::BilingualText;
use serde::{Deserialize, Serialize};

/// The content of a cell as the formula engine sees or returns it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Empty.
    #[default]
    Blank,
    /// A finite number; a date is a serial number.
    Number(f64),
    /// A text; may be empty (a formula that gives `""`).
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
    /// Returns true for a number without decimals.
    pub(crate) fn is_whole(&self) -> bool {
        self.number().is_some_and(|number| number.fract() == 0.0)
    }

    /// Returns the number, or `None` for another kind of value.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// Returns the value as a whole number from 0 to `u32::MAX`, or `None` if it is not one.
    pub(crate) fn as_whole_number(&self) -> Option<u32> {
        self.number().filter(|n| n.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(n)).map(|n| n as u32)
    }

    /// Returns true for a blank and for a text of length 0.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Blank => true,
            Value::Text(t) => t.is_empty(),
            _ => false,
        }
    }
}

/// The meaning of a cell of a return: a number, a text, or the reason why there is none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Amount {
    /// The cell is empty. The plan decides whether that means missing, zero or not applicable.
    #[default]
    Blank,
    /// A finite number (a date as serial number), in the indicator's unit of measure.
    Number(f64),
    /// A text in a cell that expects a text.
    Text(SharedStr),
    /// Content that is not one unambiguous figure. It is never guessed.
    Unreadable {
        /// The text in the cell (an error cell as `#REF!`).
        raw: SharedStr,
        /// The reason why it cannot be read.
        why: Box<BilingualText>,
    },
}

impl Amount {
    /// Converts a stored value. An error becomes an unreadable amount.
    pub(crate) fn from_value(value: Value) -> Self {
        match value {
            Value::Blank => Amount::Blank,
            Value::Number(n) => Amount::Number(n),
            Value::Text(t) => Amount::Text(t.into()),
            Value::Bool(b) => Amount::Text(if b { "TRUE" } else { "FALSE" }.into()),
            Value::Error(raw) => Amount::Unreadable { raw: raw.into(), why: Box::default() },
        }
    }

    /// Converts to the value for the formula engine and "Số liệu". An unreadable figure becomes its raw text.
    pub fn value(&self) -> Value {
        match self {
            Amount::Blank => Value::Blank,
            Amount::Number(n) => Value::Number(*n),
            Amount::Text(t) => Value::Text(t.to_string()),
            Amount::Unreadable { raw, .. } => Value::Text(raw.to_string()),
        }
    }

    /// Returns true if the cell is empty.
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Amount::Blank)
    }
}

/// A figure or text of a return with its origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The amount.
    pub amount: Amount,
    /// The sheet of the return, as named in the file.
    pub sheet: SharedStr,
    /// The cell, such as `E14`.
    pub cell: SharedStr,
    /// The text as typed, if the amount was not taken as typed; else empty.
    pub raw: SharedStr,
}
