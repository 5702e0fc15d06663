//! The grammar of the formulas that the program writes into workbooks: cells, conditional formats, input rules, names, print areas.
//! A formula is parsed to its end as Excel parses it, so that none leaves the program that Excel would refuse. Smaller than Excel's: no
//! arrays, whole columns, unions, intersections, omitted arguments. Knows sheets and names by their names, never a value.

use super::function;
use super::literal::LIMIT;
use crate::book::address::corner;
use foldhash::HashSet;

/// Characters of a formula without `=`, in UTF-16 units.
pub const LENGTH: usize = 8_192;
/// Deepest nesting of brackets and functions.
pub const DEPTH: usize = 64;

/// Why Excel would refuse a formula. Places count bytes from the formula's start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// More characters than Excel stores.
    #[error("the formula has {0} characters, 8,192 are allowed")]
    TooLong(usize),
    /// More levels than Excel takes.
    #[error("the formula is nested deeper than 64 levels")]
    TooDeep,
    /// A text or the name of a sheet that has no closing quote.
    #[error("a quote at {0} is not closed")]
    Open(usize),
    /// A text literal of more than 255 characters.
    #[error("the text at {0} has more than 255 characters")]
    LongText(usize),
    /// The formula ends where more must follow.
    #[error("the formula ends too early")]
    End,
    /// Something that cannot stand where it stands.
    #[error("unexpected '{found}' at {at}")]
    Unexpected {
        /// Where.
        at: usize,
        /// What, a few characters of it.
        found: String,
    },
    /// A function that no formula of a workbook uses.
    #[error("unknown function {0}")]
    Function(String),
    /// Too few or too many arguments, or no pairs.
    #[error("{name} does not take {count} arguments")]
    Arguments {
        /// The function.
        name: String,
        /// Arguments that it was given.
        count: usize,
    },
    /// A sheet that the book has not.
    #[error("no sheet {0}")]
    Sheet(String),
    /// A name that the book does not define.
    #[error("no name {0}")]
    Name(String),
}

/// What the formulas of a book may name.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Sheets as they stand between quotes before `!`.
    sheets: HashSet<String>,
    /// Defined names in small letters.
    names: HashSet<String>,
}

impl Known {
    /// The sheets and the defined names of a book.
    pub fn of<'b>(sheets: impl Iterator<Item = &'b str>, names: impl Iterator<Item = &'b str>) -> Self {
        Known { sheets: sheets.map(|s| s.replace('\'', "''")).collect(), names: names.map(str::to_lowercase).collect() }
    }

    fn has_name(&self, name: &str) -> bool {
        self.names.contains(name) || self.names.contains(&name.to_lowercase())
    }
}

/// Whether Excel takes a formula, which stands without `=`, in a book with these sheets and names.
///
/// # Errors
/// The first thing that Excel would not take.
pub fn check(formula: &str, known: &Known) -> Result<(), Broken> {
    // A unit takes a byte at least.
    let length = if formula.len() > LENGTH { formula.encode_utf16().count() } else { 0 };
    if length > LENGTH {
        return Err(Broken::TooLong(length));
    }
    let mut parser = Parser { formula, bytes: formula.as_bytes(), at: 0, depth: 0, known };
    parser.expression()?;
    match parser.peek() {
        None => Ok(()),
        Some(_) => Err(parser.unexpected()),
    }
}

struct Parser<'f> {
    formula: &'f str,
    bytes: &'f [u8],
    at: usize,
    depth: usize,
    known: &'f Known,
}

/// Whether an operand may be the end of a range.
#[derive(PartialEq)]
enum Operand {
    Value,
    Reference,
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'_' | b'.') || !byte.is_ascii()
}

impl<'f> Parser<'f> {
    /// The next byte that is no blank.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    /// The text from a place to the present one.
    fn since(&self, start: usize) -> &'f str {
        self.formula.get(start..self.at).unwrap_or_default()
    }

    fn unexpected(&self) -> Broken {
        let found: String = self.formula.get(self.at..).unwrap_or_default().chars().take(12).collect();
        if found.is_empty() { Broken::End } else { Broken::Unexpected { at: self.at, found } }
    }

    /// Operands with operators between them: which binds first does not matter for whether Excel takes it.
    fn expression(&mut self) -> Result<(), Broken> {
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

    fn operand(&mut self) -> Result<(), Broken> {
        while let Some(b'+' | b'-') = self.peek() {
            self.at += 1;
        }
        if self.single()? == Operand::Reference && self.bytes.get(self.at) == Some(&b':') {
            self.at += 1;
            if self.peek() == Some(b'\'') || self.single()? != Operand::Reference {
                return Err(self.unexpected());
            }
        }
        while self.peek() == Some(b'%') {
            self.at += 1;
        }
        Ok(())
    }

    fn single(&mut self) -> Result<Operand, Broken> {
        let start = self.at;
        match self.peek() {
            Some(b'"') => {
                self.text()?;
                Ok(Operand::Value)
            }
            Some(b'0'..=b'9' | b'.') => self.number(),
            Some(b'(') => {
                self.enter()?;
                self.expression()?;
                self.leave()?;
                Ok(Operand::Value)
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

    /// What stands in quotes; a quote within is doubled.
    fn quoted(&mut self) -> Result<(), Broken> {
        let start = self.at;
        let quote = self.bytes.get(start).copied().unwrap_or(b'"');
        loop {
            let rest = self.bytes.get(self.at + 1..).unwrap_or_default();
            let Some(end) = memchr::memchr(quote, rest) else { return Err(Broken::Open(start)) };
            self.at += end + 2;
            if self.bytes.get(self.at) != Some(&quote) {
                return Ok(());
            }
        }
    }

    fn text(&mut self) -> Result<(), Broken> {
        let start = self.at;
        self.quoted()?;
        let inner = self.formula.get(start + 1..self.at - 1).unwrap_or_default();
        if inner.len() > LIMIT && inner.encode_utf16().count() > LIMIT {
            return Err(Broken::LongText(start));
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

    fn number(&mut self) -> Result<Operand, Broken> {
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
        Ok(Operand::Value)
    }

    fn word(&mut self) -> Result<Operand, Broken> {
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
            _ if is_cell => return Ok(Operand::Reference),
            _ if matches!(word, "TRUE" | "FALSE") => return Ok(Operand::Value),
            _ => {}
        }
        if word.contains('$') || corner(word.to_ascii_uppercase().as_bytes()).is_some() {
            self.at = start;
            return Err(self.unexpected());
        }
        if !self.known.has_name(word) {
            return Err(Broken::Name(word.to_string()));
        }
        Ok(Operand::Reference)
    }

    /// A cell of a sheet.
    fn on_sheet(&mut self, name: &str) -> Result<Operand, Broken> {
        if self.bytes.get(self.at) != Some(&b'!') {
            return Err(self.unexpected());
        }
        if !self.known.sheets.contains(name) {
            return Err(Broken::Sheet(name.to_string()));
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
        Ok(Operand::Reference)
    }

    fn enter(&mut self) -> Result<(), Broken> {
        self.at += 1;
        self.depth += 1;
        if self.depth > DEPTH { Err(Broken::TooDeep) } else { Ok(()) }
    }

    fn leave(&mut self) -> Result<(), Broken> {
        if self.peek() != Some(b')') {
            return Err(self.unexpected());
        }
        self.at += 1;
        self.depth -= 1;
        Ok(())
    }

    fn call(&mut self, name: &str) -> Result<Operand, Broken> {
        let Some(function) = function::written(name) else { return Err(Broken::Function(name.to_string())) };
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
            return Err(Broken::Arguments { name: name.to_string(), count });
        }
        Ok(if name == "INDEX" { Operand::Reference } else { Operand::Value })
    }
}

#[cfg(test)]
mod tests;
