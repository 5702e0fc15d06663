//! The links of a sheet, as the file has them: within the book by their place, to files by a relation of the sheet. The writer
//! crate is told nothing of them: a link takes half a kilobyte there, and lists of returns have tens of thousands.

use super::error::Fault;
use super::take::Taken;
use super::{text, xml};
use crate::book::address;
use crate::book::cells::Held;
use rust_xlsxwriter::XlsxError;
use std::io::{self, Write};

/// Links that Excel takes on one sheet; the text of further ones is still written.
const LINKS: usize = 65_530;
/// UTF-16 units of a link's path, and of its place.
const LONGEST: usize = 2_079;
/// What all relations begin with.
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
                    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
const END: &str = "</Relationships>";

/// The links of a sheet.
#[derive(Default)]
pub struct Links {
    /// What stands among the elements of the sheet; empty without links.
    pub element: Vec<u8>,
    /// Files in the order of their relations, escaped for an attribute.
    files: Vec<Vec<u8>>,
}

impl Links {
    /// The links of cells that were taken.
    ///
    /// # Errors
    /// One longer than Excel takes, with its cell.
    pub fn of(taken: &Taken) -> Result<Self, (String, Fault)> {
        let mut links = Links::default();
        let linked = taken.extras.iter().filter_map(|(at, extra)| Some((at, extra.link.as_deref()?)));
        for ((row, column), target) in linked.take(LINKS) {
            let words = match taken.rows.get(*row, *column) {
                Some(Held::Text(text)) => taken.texts.get(*text as usize).map_or("", |(words, _)| words),
                _ => "",
            };
            let cell = address::cell(*row, *column);
            links.add(&cell, target, words).map_err(|fault| (cell, fault))?;
        }
        if !links.element.is_empty() {
            links.element.extend_from_slice(b"</hyperlinks>");
        }
        Ok(links)
    }

    fn add(&mut self, cell: &str, target: &str, words: &str) -> Result<(), Fault> {
        let fits = |part: &str| part.len() <= LONGEST || text::length(part) <= LONGEST;
        let out = &mut self.element;
        out.extend_from_slice(if out.is_empty() { b"<hyperlinks><hyperlink ref=\"" } else { b"<hyperlink ref=\"" });
        out.extend_from_slice(cell.as_bytes());
        out.push(b'"');
        if let Some(place) = target.strip_prefix("internal:") {
            if !fits(place) {
                return Err(Fault::Writer(XlsxError::MaxUrlLengthExceeded));
            }
            attribute(out, " location", place);
            attribute(out, " display", if words.is_empty() { " " } else { words });
        } else {
            // Behind `#'` a sheet and a cell of that file.
            let (path, place) = target.rsplit_once("#'").map_or((target, None), |(path, place)| (path, Some(place)));
            let path = path_as_uri(path);
            if !fits(&path) || !place.is_none_or(fits) {
                return Err(Fault::Writer(XlsxError::MaxUrlLengthExceeded));
            }
            let mut file = Vec::with_capacity(path.len());
            xml::attribute(&mut file, &path);
            self.files.push(file);
            out.extend_from_slice(b" r:id=\"rId");
            xml::whole(out, self.files.len() as u32);
            out.push(b'"');
            if let Some(place) = place {
                attribute(out, " location", &format!("'{place}"));
            }
            // Of a cell without a text it is said what its link shows.
            if words.is_empty() {
                attribute(out, " display", &path);
            }
        }
        out.extend_from_slice(b"/>");
        Ok(())
    }

    /// How many relations there are.
    pub fn relations(&self) -> u32 {
        self.files.len() as u32
    }

    /// The part with the relations of the sheet; `others` the writer's own part, if there is one, whose relations follow.
    pub fn write(&self, out: &mut impl Write, others: &str) -> io::Result<()> {
        let mut part = Vec::from(HEAD);
        for (id, file) in (1..).zip(&self.files) {
            part.extend_from_slice(b"<Relationship Id=\"rId");
            xml::whole(&mut part, id);
            part.extend_from_slice(
                b"\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink\" Target=\"",
            );
            part.extend_from_slice(file);
            part.extend_from_slice(b"\" TargetMode=\"External\"/>");
            xml::pass_on(out, &mut part)?;
        }
        let others = others.strip_prefix(HEAD).and_then(|others| others.strip_suffix(END)).unwrap_or_default();
        part.extend_from_slice(later(others, &["<Relationship Id=\"rId"], self.relations()).as_bytes());
        part.extend_from_slice(END.as_bytes());
        out.write_all(&part)
    }
}

/// The writer's XML with the numbers of relations, which stand behind these, greater by so many.
pub fn later(xml: &str, before: &[&str], by: u32) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some(end) = before.iter().filter_map(|b| Some(rest.find(b)? + b.len())).min() {
        let (head, tail) = rest.split_at(end);
        out.push_str(head);
        let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
        let (number, tail) = tail.split_at(digits);
        out.push_str(&number.parse::<u32>().map_or_else(|_| number.to_string(), |n| (n + by).to_string()));
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn attribute(out: &mut Vec<u8>, name: &str, value: &str) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"=\"");
    xml::attribute(out, value);
    out.push(b'"');
}

/// Signs that a URI gives a meaning are escaped; letters of any language stay as they are, as Excel itself has it.
fn path_as_uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            '\\' => out.push('/'),
            ' ' | '"' | '#' | '%' | '<' | '>' | '?' | '[' | ']' | '^' | '`' | '{' | '|' | '}' | '\0'..='\x1F' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::take::take;
    use super::*;
    use crate::book::{Cell, Sheet, Style};

    fn made(cells: &[(u32, Cell)]) -> Result<Links, (String, Fault)> {
        let mut sheet = Sheet::new("Một");
        for (row, cell) in cells {
            sheet.set(*row, 0, cell.clone());
        }
        Links::of(&take(&mut sheet, &Default::default()).unwrap())
    }

    #[test]
    fn links_and_relations_are_as_excel_has_them() {
        let text = |words: &str| Cell::text(words, &Style::default());
        let links = made(&[
            (0, text("a<b").with_link("internal:'Số & liệu'!A1")),
            (1, text("tệp").with_link("../a b&c.xlsx")),
            (2, Cell::number(1.0, &Style::default()).with_link("x\\y?.xlsx#'BM \"01\"'!$A$1")),
            (3, text("không")),
        ])
        .unwrap();
        let expected = "<hyperlinks><hyperlink ref=\"A1\" location=\"'Số &amp; liệu'!A1\" display=\"a&lt;b\"/>\
            <hyperlink ref=\"A2\" r:id=\"rId1\"/>\
            <hyperlink ref=\"A3\" r:id=\"rId2\" location=\"'BM &quot;01&quot;'!$A$1\" display=\"x/y%3F.xlsx\"/></hyperlinks>";
        assert_eq!(String::from_utf8(links.element.clone()).unwrap(), expected);
        let mut out = Vec::new();
        links.write(&mut out, &format!("{HEAD}<Relationship Id=\"rId1\" Target=\"b\"/>{END}")).unwrap();
        let out = String::from_utf8(out).unwrap();
        let others = "Target=\"../a%20b&amp;c.xlsx\" TargetMode=\"External\"/><Relationship Id=\"rId2\" ";
        assert!(out.contains(others), "{out}");
        assert!(out.ends_with("<Relationship Id=\"rId3\" Target=\"b\"/></Relationships>"), "{out}");
        assert!(made(&[(0, text("không"))]).unwrap().element.is_empty());
    }

    #[test]
    fn a_link_longer_than_excel_takes_is_told_with_its_cell() {
        let long = |length: usize| [(4, Cell::text("x", &Style::default()).with_link("đ".repeat(length)))];
        assert!(made(&long(2_079)).is_ok());
        assert!(matches!(made(&long(2_080)), Err((cell, Fault::Writer(_))) if cell == "A5"));
    }
}
