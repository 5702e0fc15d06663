//! The texts of a book, each once: cells name them by their place.

use super::cached;
use super::xml;
use std::collections::HashMap;
use std::io::{self, Write};

/// Texts by their place, in the order of coming.
#[derive(Default)]
pub struct Texts {
    places: HashMap<String, u32>,
    /// How many cells hold one.
    count: u32,
}

impl Texts {
    /// The place of a text that a cell holds.
    pub fn place(&mut self, text: String) -> u32 {
        self.count += 1;
        let next = self.places.len() as u32;
        *self.places.entry(text).or_insert(next)
    }

    /// Takes all texts of a sheet; gives the place here of each place there.
    pub fn take(&mut self, other: Texts) -> Vec<u32> {
        let count = self.count + other.count;
        let places = other.list().into_iter().map(|text| self.place(text)).collect();
        self.count = count;
        places
    }

    /// How many cells hold one.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// All in their order.
    pub fn list(self) -> Vec<String> {
        let mut list = vec![String::new(); self.places.len()];
        for (text, place) in self.places {
            if let Some(slot) = list.get_mut(place as usize) {
                *slot = text;
            }
        }
        list
    }
}

/// The part of the file that holds them; `count` cells do.
pub fn write(out: &mut impl Write, texts: &[String], count: u32) -> io::Result<()> {
    let mut part = Vec::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"",
    );
    xml::whole(&mut part, count);
    part.extend_from_slice(b"\" uniqueCount=\"");
    xml::whole(&mut part, texts.len() as u32);
    part.extend_from_slice(b"\">");
    for text in texts {
        let outer = text.starts_with(['\t', '\n', ' ']) || text.ends_with(['\t', '\n', ' ']);
        part.extend_from_slice(if outer { b"<si><t xml:space=\"preserve\">" } else { b"<si><t>" });
        xml::text(&mut part, &cached::escape(text));
        part.extend_from_slice(b"</t></si>");
        super::rows::pass_on(out, &mut part)?;
    }
    part.extend_from_slice(b"</sst>");
    out.write_all(&part)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn each_text_stands_once_in_the_order_of_coming() {
        let (mut one, mut other, mut all) = (Texts::default(), Texts::default(), Texts::default());
        assert_eq!(["b", "a", "b"].map(|t| one.place(t.into())), [0, 1, 0]);
        assert_eq!(["c", "a"].map(|t| other.place(t.into())), [0, 1]);
        assert_eq!(all.take(one), [0, 1]);
        assert_eq!(all.take(other), [2, 1]);
        assert_eq!((all.count(), all.list()), (5, vec!["b".to_string(), "a".into(), "c".into()]));
    }

    #[test]
    fn texts_are_escaped_and_keep_their_spaces() {
        let mut out = Vec::new();
        let texts = ["a<b", " x", "_x0041_", "<r>y</r>"].map(String::from);
        write(&mut out, &texts, 7).unwrap();
        let out = String::from_utf8(out).unwrap();
        let list = "count=\"7\" uniqueCount=\"4\"><si><t>a&lt;b</t></si><si><t xml:space=\"preserve\"> x</t></si>\
                    <si><t>_x005F_x0041_</t></si><si><t>&lt;r&gt;y&lt;/r&gt;</t></si></sst>";
        assert!(out.ends_with(list), "{out}");
    }
}
