//! Grammar of the formulas that the program writes into workbooks: cells, conditional formats, data validations,
//! defined names, print areas. Every formula is parsed as Excel parses it, so that the program writes none that Excel
//! rejects. The grammar is smaller than Excel's: no arrays, whole columns, unions, intersections or omitted arguments.
//! It knows the names of sheets and defined names, never a value.

mod fill;

pub(crate) use fill::is_fill;

use super::function;
use crate::workbook::address::corner;
use crate::workbook::excel_limits::{FORMULA_DEPTH, FORMULA_LENGTH, FORMULA_SIZE, LITERAL_LENGTH};
use foldhash::HashSet;

/// Reason why Excel would reject a formula. Positions are in bytes from the start of the formula.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormulaFault {
    /// The formula is longer than Excel allows.
    #[error("the formula has {0} characters, 8,192 are allowed")]
    TooLong(usize),
    /// The formula has more text than Excel stores.
    #[error("the formula takes {0} bytes in Excel, 16,384 are allowed; its texts are too long")]
    TooLarge(usize),
    /// The formula is nested deeper than Excel allows.
    #[error("the formula is nested deeper than 64 levels")]
    TooDeep,
    /// A text literal or quoted sheet name has no closing quote.
    #[error("a quote at {0} is not closed")]
    Open(usize),
    /// A text literal has more than 255 characters.
    #[error("the text at {0} has more than 255 characters")]
    LongText(usize),
    /// The formula ends where an operand or bracket must follow.
    #[error("the formula ends too early")]
    End,
    /// Something is in a position where it is not allowed.
    #[error("unexpected '{found}' at {at}")]
    Unexpected {
        /// Position.
        at: usize,
        /// The first characters of it.
        found: String,
    },
    /// The function is not in the list of functions for workbooks.
    #[error("unknown function {0}")]
    Function(String),
    /// Too few or too many arguments, or an incomplete pair.
    #[error("{name} does not take {count} arguments")]
    Arguments {
        /// Name of the function.
        name: String,
        /// Number of arguments in the formula.
        count: usize,
    },
    /// The workbook does not have this sheet.
    #[error("no sheet {0}")]
    Sheet(String),
    /// The workbook does not define this name.
    #[error("no name {0}")]
    Name(String),
}

/// Names that the formulas of a workbook may refer to.
#[derive(Clone, Debug, Default)]
pub(crate) struct KnownNames {
    /// Sheet names as written between quotes before `!`.
    sheets: HashSet<String>,
    /// Defined names in lower case.
    names: HashSet<String>,
}

impl KnownNames {
    /// Collects the sheets and the defined names of a workbook.
    pub(crate) fn of<'b>(sheets: impl Iterator<Item = &'b str>, names: impl Iterator<Item = &'b str>) -> Self {
        KnownNames {
            sheets: sheets.map(|s| s.replace('\'', "''")).collect(),
            names: names.map(str::to_lowercase).collect(),
        }
    }

    fn has_name(&self, name: &str) -> bool {
        self.names.contains(name) || self.names.contains(&name.to_lowercase())
    }
}

/// Checks that Excel accepts a formula (without `=`) in a workbook with these sheets and names.
///
/// # Errors
///
/// The first reason why Excel would reject it.
pub(crate) fn check(formula: &str, known: &KnownNames) -> Result<(), FormulaFault> {
    // A UTF-16 unit takes at least one byte, so shorter texts need no count.
    let length = if formula.len() > FORMULA_SIZE / 2 { formula.encode_utf16().count() } else { 0 };
    if length > FORMULA_LENGTH {
        return Err(FormulaFault::TooLong(length));
    }
    let mut parser = WrittenParser { formula, bytes: formula.as_bytes(), at: 0, depth: 0, literals: 0, known };
    parser.expression()?;
    match parser.peek() {
        None if formula.len() > FORMULA_SIZE / 2 && length + parser.literals > FORMULA_SIZE => {
            Err(FormulaFault::TooLarge(length + parser.literals))
        }
        None => Ok(()),
        Some(_) => Err(parser.unexpected()),
    }
}

struct WrittenParser<'f> {
    formula: &'f str,
    bytes: &'f [u8],
    at: usize,
    depth: usize,
    /// UTF-16 units in text literals, counted in formulas that may be too large.
    literals: usize,
    known: &'f KnownNames,
}

/// Kind of an operand: only a reference can be the end of a range.
#[derive(PartialEq)]
enum OperandKind {
    Value,
    Reference,
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'_' | b'.') || !byte.is_ascii()
}

impl<'f> WrittenParser<'f> {
    /// Skips spaces and returns the next byte.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    /// Returns the text from `start` to the current position.
    fn since(&self, start: usize) -> &'f str {
        self.formula.get(start..self.at).unwrap_or_default()
    }

    fn unexpected(&self) -> FormulaFault {
        let found: String = self.formula.get(self.at..).unwrap_or_default().chars().take(12).collect();
        if found.is_empty() { FormulaFault::End } else { FormulaFault::Unexpected { at: self.at, found } }
    }

    /// Parses operands with operators between them. Precedence does not affect whether Excel accepts the formula.
    fn expression(&mut self) -> Result<(), FormulaFault> {
        loop {
            self.operand()?;
            match self.peek() {
                Some(b'=' | b'&' | b'+' | b'-' | b'*' | b'/' | b'^') => self.at += 1,
                Some(b'<') => {
                    let long = matches!(self.bytes.get(self.at + 1), Some(b'=' | b'>'));
                    self.at += 1 + usize::from(long);
                }
                Some(b'>') => self.at += 1 + usize::from(self.bytes.get(self.at + 1) == Some(&b'=')),
                _ => return Ok(()),
            }
        }
    }

    fn operand(&mut self) -> Result<(), FormulaFault> {
        while let Some(b'+' | b'-') = self.peek() {
            self.at += 1;
        }
        if self.single()? == OperandKind::Reference && self.bytes.get(self.at) == Some(&b':') {
            self.at += 1;
            if self.peek() == Some(b'\'') || self.single()? != OperandKind::Reference {
                return Err(self.unexpected());
            }
        }
        while self.peek() == Some(b'%') {
            self.at += 1;
        }
        Ok(())
    }

    fn single(&mut self) -> Result<OperandKind, FormulaFault> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => {
                self.text()?;
                Ok(OperandKind::Value)
            }
            Some(b'0'..=b'9' | b'.') => self.number(),
            Some(b'(') => {
                self.enter()?;
                self.expression()?;
                self.leave()?;
                Ok(OperandKind::Value)
            }
            Some(b'\'') => {
                let start = self.at;
                self.quoted()?;
                let name = self.formula.get(start + 1..self.at - 1).unwrap_or_default();
                self.on_sheet(name)
            }
            Some(byte) if is_word(byte) => self.word(),
            _ => {
                self.at = self.at.max(start);
                Err(self.unexpected())
            }
        }
    }

    /// Skips a quoted text; a quote inside it is doubled.
    fn quoted(&mut self) -> Result<(), FormulaFault> {
        let start = self.at;
        let quote = self.bytes.get(start).copied().unwrap_or(b'"');
        loop {
            let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
            let Some(end) = memchr::memchr(quote, rest) else { return Err(FormulaFault::Open(start)) };
            self.at += end + 2;
            if self.bytes.get(self.at) != Some(&quote) {
                return Ok(());
            }
        }
    }

    fn text(&mut self) -> Result<(), FormulaFault> {
        let start = self.at;
        self.quoted()?;
        let inner = self.formula.get(start + 1..self.at - 1).unwrap_or_default();
        if inner.len() > LITERAL_LENGTH && inner.encode_utf16().count() > LITERAL_LENGTH {
            return Err(FormulaFault::LongText(start));
        }
        if self.formula.len() > FORMULA_SIZE / 2 {
            self.literals += inner.encode_utf16().count();
        }
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Result<OperandKind, FormulaFault> {
        let mut count = self.digits();
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            count += self.digits();
        }
        if matches!(self.bytes.get(self.at), Some(b'E' | b'e')) {
            self.at += 1;
            self.at += usize::from(matches!(self.bytes.get(self.at), Some(b'+' | b'-')));
            count = count.min(self.digits());
        }
        if count == 0 || self.bytes.get(self.at).is_some_and(|b| is_word(*b)) {
            return Err(self.unexpected());
        }
        Ok(OperandKind::Value)
    }

    fn word(&mut self) -> Result<OperandKind, FormulaFault> {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(|b| is_word(*b)) {
            self.at += 1;
        }
        let word = self.since(start);
        let is_cell = corner(word.as_bytes()).is_some();
        match self.bytes.get(self.at) {
            Some(b'(') => return self.call(word),
            Some(b'!') if !is_cell && word.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                return self.on_sheet(word);
            }
            _ if is_cell => return Ok(OperandKind::Reference),
            _ if matches!(word, "TRUE" | "FALSE") => return Ok(OperandKind::Value),
            _ => {}
        }
        if word.contains('$') || corner(word.to_ascii_uppercase().as_bytes()).is_some() {
            self.at = start;
            return Err(self.unexpected());
        }
        if !self.known.has_name(word) {
            return Err(FormulaFault::Name(word.to_string()));
        }
        Ok(OperandKind::Reference)
    }

    /// Parses a cell or range after a sheet name.
    fn on_sheet(&mut self, name: &str) -> Result<OperandKind, FormulaFault> {
        if self.bytes.get(self.at) != Some(&b'!') {
            return Err(self.unexpected());
        }
        if !self.known.sheets.contains(name) {
            return Err(FormulaFault::Sheet(name.to_string()));
        }
        self.at += 1;
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(|b| is_word(*b)) {
            self.at += 1;
        }
        if corner(self.since(start).as_bytes()).is_none() {
            self.at = start;
            return Err(self.unexpected());
        }
        Ok(OperandKind::Reference)
    }

    fn enter(&mut self) -> Result<(), FormulaFault> {
        self.at += 1;
        self.depth += 1;
        if self.depth > FORMULA_DEPTH { Err(FormulaFault::TooDeep) } else { Ok(()) }
    }

    fn leave(&mut self) -> Result<(), FormulaFault> {
        if self.peek() != Some(b')') {
            return Err(self.unexpected());
        }
        self.at += 1;
        self.depth -= 1;
        Ok(())
    }

    fn call(&mut self, name: &str) -> Result<OperandKind, FormulaFault> {
        let Some(function) = function::written(name) else { return Err(FormulaFault::Function(name.to_string())) };
        self.enter()?;
        let mut count = 0;
        if self.peek() != Some(b')') {
            loop {
                self.expression()?;
                count += 1;
                if self.peek() != Some(b',') {
                    break;
                }
                self.at += 1;
            }
        }
        self.leave()?;
        if !function.takes(count) {
            return Err(FormulaFault::Arguments { name: name.to_string(), count });
        }
        Ok(if name == "INDEX" { OperandKind::Reference } else { OperandKind::Value })
    }
}

#[cfg(test)]
mod tests;
