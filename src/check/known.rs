//! What the engine has said of values, remembered: the same values come again in every return.

use crate::model::amount::Value;
use foldhash::HashMap;
use std::hash::Hash;

/// Answers that are remembered.
pub const KEPT: usize = 4_096;
/// Longest text that is remembered, in bytes.
const LONGEST: usize = 256;

/// A value as it is told from others: 0 and -0 are two.
#[derive(PartialEq, Eq, Hash)]
pub enum Key {
    Blank,
    Number(u64),
    Text(String),
    Bool(bool),
    Error(String),
}

impl Key {
    /// Of a value.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Blank => Key::Blank,
            Value::Number(n) => Key::Number(n.to_bits()),
            Value::Text(t) => Key::Text(t.clone()),
            Value::Bool(b) => Key::Bool(*b),
            Value::Error(e) => Key::Error(e.clone()),
        }
    }

    /// Whether it is worth remembering.
    pub fn is_short(&self) -> bool {
        !matches!(self, Key::Text(t) | Key::Error(t) if t.len() > LONGEST)
    }
}

/// Answers by what was asked. When there are too many, all are forgotten.
pub struct Known<K, V>(HashMap<K, V>);

impl<K, V> Default for Known<K, V> {
    fn default() -> Self {
        Known(HashMap::default())
    }
}

impl<K: Eq + Hash, V> Known<K, V> {
    /// What was answered.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.get(key)
    }

    /// Remembers an answer.
    pub fn keep(&mut self, key: K, answer: V) {
        if self.0.len() >= KEPT {
            self.0.clear();
        }
        self.0.insert(key, answer);
    }

    /// How many are remembered.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}
