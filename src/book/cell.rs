//! A cell of the sheet model.

use super::style::Style;
use crate::model::amount::Value;

/// A cell: content, style, note, link.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it holds.
    pub content: Content,
    /// How it looks.
    pub style: Style,
    /// A note shown on hovering.
    pub note: Option<String>,
    /// Where a click leads: `internal:'Công thức'!A5` or a relative path of a file.
    pub link: Option<String>,
}

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Content {
    /// Nothing.
    #[default]
    Blank,
    /// A finite number.
    Number(f64),
    /// Text, never read as a formula.
    Text(String),
    /// TRUE or FALSE.
    Bool(bool),
    /// A formula, without `=`.
    Formula {
        /// As it stands in the file (forms: with defined names).
        file: String,
        /// As the engine gets it (addresses only); `None` when the same.
        engine: Option<String>,
        /// The engine's value, cached in the file; `None` until `engine::fill`.
        value: Option<Value>,
    },
}

impl Content {
    /// A formula as the engine gets it.
    pub fn computed(&self) -> Option<&str> {
        match self {
            Content::Formula { file, engine, .. } => Some(engine.as_ref().unwrap_or(file)),
            _ => None,
        }
    }
}

impl Cell {
    /// A text cell.
    pub fn text(text: impl Into<String>, style: &Style) -> Self {
        Cell { content: Content::Text(text.into()), style: style.clone(), ..Cell::default() }
    }

    /// A number cell.
    pub fn number(number: f64, style: &Style) -> Self {
        Cell { content: Content::Number(number), style: style.clone(), ..Cell::default() }
    }

    /// A formula cell whose text is the same in the file and for the engine.
    pub fn formula(formula: impl Into<String>, style: &Style) -> Self {
        let content = Content::Formula { file: formula.into(), engine: None, value: None };
        Cell { content, style: style.clone(), ..Cell::default() }
    }

    /// A formula cell whose file text holds defined names, with the engine's text in addresses.
    pub fn named_formula(file: impl Into<String>, engine: impl Into<String>, style: &Style) -> Self {
        let content = Content::Formula { file: file.into(), engine: Some(engine.into()), value: None };
        Cell { content, style: style.clone(), ..Cell::default() }
    }

    /// A cell from a value that was read.
    pub fn value(value: &Value, style: &Style) -> Self {
        let content = match value {
            Value::Blank => Content::Blank,
            Value::Number(n) => Content::Number(*n),
            Value::Text(t) | Value::Error(t) => Content::Text(t.clone()),
            Value::Bool(b) => Content::Bool(*b),
        };
        Cell { content, style: style.clone(), ..Cell::default() }
    }

    /// With a note.
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// With a link.
    pub fn with_link(mut self, link: impl Into<String>) -> Self {
        self.link = Some(link.into());
        self
    }
}
