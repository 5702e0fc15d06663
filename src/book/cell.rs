//! A cell of the sheet model.

use super::style::Style;
use crate::model::amount::{Amount, Value};
use crate::model::word::Word;

/// A cell: content, style, note, link.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it holds.
    pub content: Content,
    /// How it looks.
    pub style: Style,
    /// Note and link, which few cells have.
    pub extra: Option<Box<Extra>>,
}

/// What few cells have.
#[derive(Clone, Debug, Default)]
pub struct Extra {
    /// See [`Cell::note`].
    pub note: Option<String>,
    /// See [`Cell::link`].
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
    Text(Word),
    /// TRUE or FALSE.
    Bool(bool),
    /// A formula.
    Formula(Box<Formula>),
}

/// A formula, without `=`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Formula {
    /// As it stands in the file (forms: with defined names).
    pub file: Box<str>,
    /// As the engine gets it (addresses only); `None` when the same.
    pub engine: Option<Box<str>>,
    /// The engine's value, cached in the file; `None` until `engine::fill`.
    pub value: Option<Value>,
}

impl Formula {
    /// As the engine gets it.
    pub fn computed(&self) -> &str {
        self.engine.as_deref().unwrap_or(&self.file)
    }
}

impl Content {
    /// The formula.
    pub fn formula(&self) -> Option<&Formula> {
        if let Content::Formula(formula) = self { Some(formula) } else { None }
    }
}

impl Cell {
    /// A text cell.
    pub fn text(text: impl Into<Word>, style: &Style) -> Self {
        Cell { content: Content::Text(text.into()), style: style.clone(), ..Cell::default() }
    }

    /// A number cell.
    pub fn number(number: f64, style: &Style) -> Self {
        Cell { content: Content::Number(number), style: style.clone(), ..Cell::default() }
    }

    /// A formula cell whose text is the same in the file and for the engine.
    pub fn formula(formula: impl Into<String>, style: &Style) -> Self {
        let content = Content::Formula(Box::new(Formula { file: formula.into().into(), ..Formula::default() }));
        Cell { content, style: style.clone(), ..Cell::default() }
    }

    /// A formula cell whose file text holds defined names, with the engine's text in addresses.
    pub fn named_formula(file: impl Into<String>, engine: impl Into<String>, style: &Style) -> Self {
        let formula = Formula { file: file.into().into(), engine: Some(engine.into().into()), value: None };
        let content = Content::Formula(Box::new(formula));
        Cell { content, style: style.clone(), ..Cell::default() }
    }

    /// A cell from a value that was read.
    pub fn value(value: &Value, style: &Style) -> Self {
        let content = match value {
            Value::Blank => Content::Blank,
            Value::Number(n) => Content::Number(*n),
            Value::Text(t) | Value::Error(t) => Content::Text(t.into()),
            Value::Bool(b) => Content::Bool(*b),
        };
        Cell { content, style: style.clone(), ..Cell::default() }
    }

    /// A cell from what was taken from one: an unreadable figure is its raw text.
    pub fn amount(amount: &Amount, style: &Style) -> Self {
        let content = match amount {
            Amount::Blank => Content::Blank,
            Amount::Number(n) => Content::Number(*n),
            Amount::Text(text) | Amount::Unreadable { raw: text, .. } => Content::Text(text.clone()),
        };
        Cell { content, style: style.clone(), ..Cell::default() }
    }

    /// With a note.
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.set_note(note);
        self
    }

    /// With a link.
    pub fn with_link(mut self, link: impl Into<String>) -> Self {
        self.extra.get_or_insert_default().link = Some(link.into());
        self
    }

    /// A note shown on hovering.
    pub fn note(&self) -> Option<&str> {
        self.extra.as_ref()?.note.as_deref()
    }

    /// Puts a note.
    pub fn set_note(&mut self, note: impl Into<String>) {
        self.extra.get_or_insert_default().note = Some(note.into());
    }

    /// Where a click leads: `internal:'Công thức'!A5` or a relative path of a file.
    pub fn link(&self) -> Option<&str> {
        self.extra.as_ref()?.link.as_deref()
    }

    /// Takes content, note and link away; the look stays.
    pub fn clear(&mut self) {
        self.content = Content::Blank;
        self.extra = None;
    }
}
