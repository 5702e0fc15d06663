//! The value that a name of a rule has for one return.

use crate::model::amount::{Amount, Value};
use std::hash::{Hash, Hasher};

/// The value of a name, borrowed from the return.
#[derive(Copy, Clone, Debug)]
pub(super) enum InputValue<'a> {
    /// No value.
    Blank,
    /// A number.
    Number(f64),
    /// A text.
    Text(&'a str),
}

impl<'a> InputValue<'a> {
    /// Returns an amount as the engine sees it: an unreadable amount is its raw text.
    pub(super) fn of(amount: &'a Amount) -> Self {
        match amount {
            Amount::Blank => InputValue::Blank,
            Amount::Number(n) => InputValue::Number(*n),
            Amount::Text(text) | Amount::Unreadable { raw: text, .. } => InputValue::Text(text.as_str()),
        }
    }

    pub(super) fn optional(number: Option<f64>) -> Self {
        number.map_or(InputValue::Blank, InputValue::Number)
    }

    /// Returns what COUNTBLANK sees of it: filled values are all the same.
    pub(super) fn presence(self) -> Self {
        let is_blank = matches!(self, InputValue::Blank | InputValue::Text(""));
        if is_blank { self } else { InputValue::Number(1.0) }
    }

    /// Converts it to an owned value.
    pub(super) fn to_value(self) -> Value {
        match self {
            InputValue::Blank => Value::Blank,
            InputValue::Number(n) => Value::Number(n),
            InputValue::Text(text) => Value::Text(text.to_string()),
        }
    }

    /// Returns true if it equals a stored value. 0 and -0 are different values.
    pub(super) fn is(self, value: &Value) -> bool {
        match (self, value) {
            (InputValue::Blank, Value::Blank) => true,
            (InputValue::Number(a), Value::Number(b)) => a.to_bits() == b.to_bits(),
            (InputValue::Text(a), Value::Text(b)) => a == b,
            _ => false,
        }
    }
}

impl Hash for InputValue<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            InputValue::Blank => state.write_u64(u64::MAX),
            InputValue::Number(n) => state.write_u64(n.to_bits()),
            InputValue::Text(text) => text.hash(state),
        }
    }
}
