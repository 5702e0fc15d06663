//! A small part, or a piece of a large one, as a tree of elements.

use super::super::error::GridError;
use super::scan::{PartEvent, scan};
use crate::limits::Limits;
use std::fmt::Write;

/// An element with its attributes, its text and its children.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct XmlElement {
    /// Name with the prefix of its namespace.
    pub name: String,
    /// Attributes, as written.
    pub attributes: Vec<(String, String)>,
    /// The text directly in it.
    pub text: String,
    /// Child elements.
    pub children: Vec<XmlElement>,
}

impl XmlElement {
    /// Returns an attribute, without white space around it.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim())
    }

    /// Returns an attribute as a number.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.attribute(name)?.parse().ok()
    }

    /// Returns an attribute as an index.
    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.attribute(name)?.parse().ok()
    }

    /// Returns a flag; `default` if it is missing.
    pub(super) fn flag(&self, name: &str, default: bool) -> bool {
        self.attribute(name).map_or(default, is_true)
    }

    /// Returns the first child with this name.
    pub(super) fn child(&self, name: &str) -> Option<&XmlElement> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Returns the first element at a path of child names.
    pub(super) fn at(&self, path: &[&str]) -> Option<&XmlElement> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// Returns the children with this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a XmlElement> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Calls `each` for the element and everything in it, outermost first.
    pub(super) fn walk<'a>(&'a self, each: &mut dyn FnMut(&'a XmlElement)) {
        each(self);
        self.children.iter().for_each(|child| child.walk(each));
    }

    /// Returns the text of all elements with this name, joined.
    pub(super) fn texts(&self, name: &str) -> String {
        let mut out = String::new();
        self.walk(&mut |element| {
            if element.name == name {
                out.push_str(&element.text);
            }
        });
        out
    }

    /// Formats the element in one line, with its attributes sorted.
    pub(super) fn line(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        let mut attributes: Vec<&(String, String)> = self.attributes.iter().collect();
        attributes.sort();
        let _ = write!(out, "<{}", self.name);
        for (name, value) in attributes {
            let _ = write!(out, " {name}=\"{value}\"");
        }
        out.push('>');
        out.push_str(self.text.trim());
        self.children.iter().for_each(|child| child.write(out));
        out.push_str("</>");
    }
}

/// Returns true for `1`, `true` and `on`.
pub(super) fn is_true(value: &str) -> bool {
    matches!(value.trim(), "1" | "true" | "on" | "t")
}

/// Builds trees from events.
#[derive(Default)]
pub(super) struct TreeBuilder {
    open: Vec<XmlElement>,
    /// The finished root, if the events ended it.
    pub root: Option<XmlElement>,
}

impl TreeBuilder {
    /// Takes an event.
    pub(super) fn add(&mut self, event: &PartEvent<'_>) {
        match event {
            PartEvent::Open(name, attributes) => self.open.push(XmlElement {
                name: (*name).to_string(),
                attributes: attributes.to_vec(),
                ..XmlElement::default()
            }),
            PartEvent::Text(text) => {
                if let Some(top) = self.open.last_mut() {
                    top.text.push_str(text);
                }
            }
            PartEvent::Close => {
                let Some(done) = self.open.pop() else { return };
                match self.open.last_mut() {
                    Some(top) => top.children.push(done),
                    None => self.root = Some(done),
                }
            }
            PartEvent::Strange(_) => {}
        }
    }
}

/// Reads a whole part.
///
/// # Errors
///
/// The part is not well-formed.
pub(super) fn tree(part: &[u8], limits: &Limits) -> Result<XmlElement, GridError> {
    let mut builder = TreeBuilder::default();
    scan(part, limits, |event| builder.add(&event))?;
    builder.root.ok_or_else(|| GridError::Damaged("a part is empty".into()))
}
