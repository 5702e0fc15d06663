//! A cell of the sheet model.

use super::style::{NumberFormat, Style};
use crate::model::amount::{Amount, Value};
use crate::model::shared_str::SharedStr;

/// A cell: content, style, note and link.
#[derive(Clone, Debug, Default)]
pub struct SheetCell {
    /// The content.
    pub content: CellContent,
    /// The style.
    pub style: Style,
    /// The note and link. Boxed because few cells have them.
    pub extra: Option<Box<CellExtras>>,
}

/// The note and link of a cell.
#[derive(Clone, Debug, Default)]
pub struct CellExtras {
    /// See [`Cell::note`].
    pub note: Option<String>,
    /// See [`Cell::link`].
    pub link: Option<String>,
}

/// The content of a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum CellContent {
    /// Empty.
    #[default]
    Blank,
    /// A finite number.
    Number(f64),
    /// A text. It is never interpreted as a formula.
    Text(SharedStr),
    /// TRUE or FALSE.
    Bool(bool),
    /// A formula.
    Formula(Box<CellFormula>),
}

/// A formula, without the leading `=`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellFormula {
    /// The formula as written in the file. In forms it contains defined names.
    pub file: Box<str>,
    /// The formula as passed to the engine, with addresses only; `None` if it equals `file`.
    pub engine: Option<Box<str>>,
    /// The cached value; `None` until `engine::fill` computes it.
    pub value: Option<Value>,
}

impl CellFormula {
    /// Returns the formula text for the engine.
    pub(crate) fn computed(&self) -> &str {
        self.engine.as_deref().unwrap_or(&self.file)
    }
}

impl CellContent {
    /// Returns the formula, or `None` if the content is not a formula.
    pub fn formula(&self) -> Option<&CellFormula> {
        if let CellContent::Formula(formula) = self { Some(formula) } else { None }
    }
}

impl SheetCell {
    /// Creates a text cell.
    pub(crate) fn text(text: impl Into<SharedStr>, style: &Style) -> Self {
        SheetCell { content: CellContent::Text(text.into()), style: style.clone(), ..SheetCell::default() }
    }

    /// Creates a number cell.
    pub(crate) fn number(number: f64, style: &Style) -> Self {
        SheetCell { content: CellContent::Number(number), style: style.clone(), ..SheetCell::default() }
    }

    /// Creates a formula cell with the same text in the file and for the engine.
    pub fn formula(formula: impl Into<String>, style: &Style) -> Self {
        let content =
            CellContent::Formula(Box::new(CellFormula { file: formula.into().into(), ..CellFormula::default() }));
        SheetCell { content, style: style.clone(), ..SheetCell::default() }
    }

    /// Creates a formula cell. `file` contains defined names, `engine` the same formula with addresses.
    pub(crate) fn named_formula(file: impl Into<String>, engine: impl Into<String>, style: &Style) -> Self {
        let formula = CellFormula { file: file.into().into(), engine: Some(engine.into().into()), value: None };
        let content = CellContent::Formula(Box::new(formula));
        SheetCell { content, style: style.clone(), ..SheetCell::default() }
    }

    /// Returns what the cell shows under Vietnamese settings, a number in a number format; a formula shows its value.
    pub(crate) fn shown(&self, number: NumberFormat) -> String {
        let of_value = |value: &Value| match value {
            Value::Number(value) => number.vietnamese(*value),
            Value::Text(text) | Value::Error(text) => text.clone(),
            Value::Bool(is_true) => if *is_true { "ĐÚNG" } else { "SAI" }.to_string(),
            Value::Blank => String::new(),
        };
        match &self.content {
            CellContent::Formula(formula) => formula.value.as_ref().map(of_value).unwrap_or_default(),
            CellContent::Text(text) => text.to_string(),
            CellContent::Number(value) => number.vietnamese(*value),
            CellContent::Bool(is_true) => of_value(&Value::Bool(*is_true)),
            CellContent::Blank => String::new(),
        }
    }

    /// Creates a cell from a value of the engine. An error becomes a text.
    pub fn value(value: &Value, style: &Style) -> Self {
        let content = match value {
            Value::Blank => CellContent::Blank,
            Value::Number(n) => CellContent::Number(*n),
            Value::Text(t) | Value::Error(t) => CellContent::Text(t.into()),
            Value::Bool(b) => CellContent::Bool(*b),
        };
        SheetCell { content, style: style.clone(), ..SheetCell::default() }
    }

    /// Creates a cell from the amount of a figure. An unreadable figure keeps its raw text.
    pub(crate) fn amount(amount: &Amount, style: &Style) -> Self {
        let content = match amount {
            Amount::Blank => CellContent::Blank,
            Amount::Number(n) => CellContent::Number(*n),
            Amount::Text(text) | Amount::Unreadable { raw: text, .. } => CellContent::Text(text.clone()),
        };
        SheetCell { content, style: style.clone(), ..SheetCell::default() }
    }

    /// Returns the cell with a note.
    pub(crate) fn with_note(mut self, note: impl Into<String>) -> Self {
        self.set_note(note);
        self
    }

    /// Returns the cell with a link.
    pub(crate) fn with_link(mut self, link: impl Into<String>) -> Self {
        self.extra.get_or_insert_default().link = Some(link.into());
        self
    }

    /// Returns the note that is shown on hovering.
    #[cfg(test)]
    pub(crate) fn note(&self) -> Option<&str> {
        self.extra.as_ref()?.note.as_deref()
    }

    /// Sets the note.
    pub(crate) fn set_note(&mut self, note: impl Into<String>) {
        self.extra.get_or_insert_default().note = Some(note.into());
    }

    /// Removes content, note and link. The style stays.
    pub(crate) fn clear(&mut self) {
        self.content = CellContent::Blank;
        self.extra = None;
    }
}
