//! Writes the links of a sheet: links inside the workbook by location, links to files by a relationship of the sheet.
//! The writer crate does not handle them: it needs half a kilobyte for each link, and lists of returns have tens of
//! thousands.

use super::prepare::PreparedSheet;
use super::{text, xml};
use crate::workbook::cells::StoredValue;
use crate::workbook::excel_limits::{LINK_LENGTH, LINKS};
use crate::workbook::{Workbook, address};
use std::io::{self, Write};

/// Start of every relationships part.
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
                    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
const END: &str = "</Relationships>";

/// Target of a link.
enum LinkTarget<'a> {
    /// A location in the workbook.
    Inside(&'a str),
    /// URI of a file, and the location in it after the first quote.
    File(String, Option<&'a str>),
}

impl<'a> LinkTarget<'a> {
    /// Parses a link of a cell. `None` if it exceeds Excel's length limit.
    fn from_sheet(link: &'a str) -> Option<Self> {
        let fits = |part: &str| part.len() <= LINK_LENGTH || text::length(part) <= LINK_LENGTH;
        if let Some(place) = link.strip_prefix("internal:") {
            return fits(place).then_some(LinkTarget::Inside(place));
        }
        // `#'` precedes sheet and cell in that file.
        let (path, place) = link.rsplit_once("#'").map_or((link, None), |(path, place)| (path, Some(place)));
        let path = path_as_uri(path);
        (fits(&path) && place.is_none_or(fits)).then_some(LinkTarget::File(path, place))
    }
}

/// Counts the cells of a workbook whose link is left out because it exceeds Excel's length limit.
pub(crate) fn unlinked(book: &Workbook) -> usize {
    let links = book.sheets.iter().flat_map(|sheet| sheet.cells.links());
    // Escaping makes a link at most three times as long, so most links fit without a check of their path.
    links.filter(|link| link.len() > LINK_LENGTH / 3 && LinkTarget::from_sheet(link).is_none()).count()
}

/// The links of a sheet.
#[derive(Default)]
pub(super) struct HyperlinkTable {
    /// XML element with the links; empty if there are none.
    pub element: Vec<u8>,
    /// Files in the order of their relationships, escaped for an attribute.
    files: Vec<Vec<u8>>,
}

impl HyperlinkTable {
    /// Collects the links of a prepared sheet.
    pub(super) fn of(taken: &PreparedSheet) -> Self {
        let mut links = HyperlinkTable::default();
        let linked = taken.extras.iter().filter_map(|(at, extra)| Some((at, extra.link.as_deref()?)));
        let linked = linked.filter_map(|(at, target)| Some((at, LinkTarget::from_sheet(target)?)));
        for ((row, column), target) in linked.take(LINKS) {
            let words = match taken.rows.get(*row, *column) {
                Some(StoredValue::Text(text)) => taken.texts.get(*text as usize).map_or("", |(words, _)| words),
                _ => "",
            };
            links.add(&address::cell(*row, *column), &target, words);
        }
        if !links.element.is_empty() {
            links.element.extend_from_slice(b"</hyperlinks>");
        }
        links
    }

    fn add(&mut self, cell: &str, target: &LinkTarget, words: &str) {
        let out = &mut self.element;
        out.extend_from_slice(if out.is_empty() { b"<hyperlinks><hyperlink ref=\"" } else { b"<hyperlink ref=\"" });
        out.extend_from_slice(cell.as_bytes());
        out.push(b'"');
        match target {
            LinkTarget::Inside(place) => {
                attribute(out, " location", place);
                attribute(out, " display", if words.is_empty() { " " } else { words });
            }
            LinkTarget::File(path, place) => {
                let mut file = Vec::with_capacity(path.len());
                xml::attribute(&mut file, path);
                self.files.push(file);
                out.extend_from_slice(b" r:id=\"rId");
                xml::write_whole_number(out, self.files.len() as u32);
                out.push(b'"');
                if let Some(place) = place {
                    attribute(out, " location", &format!("'{place}"));
                }
                // For a cell without text, show the path of its link.
                if words.is_empty() {
                    attribute(out, " display", path);
                }
            }
        }
        out.extend_from_slice(b"/>");
    }

    /// Returns the number of relationships.
    pub(super) fn relations(&self) -> u32 {
        self.files.len() as u32
    }

    /// Writes the relationships part of the sheet. `others` is the part of the writer crate, if there is one; its
    /// relationships follow.
    pub(super) fn write(&self, out: &mut impl Write, others: &str) -> io::Result<()> {
        let mut part = Vec::from(HEAD);
        for (id, file) in (1..).zip(&self.files) {
            part.extend_from_slice(b"<Relationship Id=\"rId");
            xml::write_whole_number(&mut part, id);
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

/// Increases the relationship numbers in the writer's XML by `by`. `before` lists the texts before such numbers.
pub(super) fn later(xml: &str, before: &[&str], by: u32) -> String {
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

/// Escapes characters with a meaning in a URI or path. A backslash is escaped too: in a file name it is an ordinary
/// character and must not lead to another folder. Letters of any language are kept, as in Excel.
fn path_as_uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        let special =
            matches!(c, ' ' | '"' | '#' | '%' | '<' | '>' | '?' | '[' | '\\' | ']' | '^' | '`' | '{' | '|' | '}');
        if special || c.is_control() {
            c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::prepare::prepare_sheet;
    use super::*;
    use crate::workbook::{Sheet, SheetCell, Style};

    fn links_of_cells(cells: &[(u32, SheetCell)]) -> HyperlinkTable {
        let mut sheet = Sheet::new("Một");
        for (row, cell) in cells {
            sheet.set(*row, 0, cell.clone());
        }
        HyperlinkTable::of(&prepare_sheet(&mut sheet, &Default::default()).unwrap())
    }

    #[test]
    fn links_and_relationships_match_excel() {
        let text = |words: &str| SheetCell::text(words, &Style::default());
        let links = links_of_cells(&[
            (0, text("a<b").with_link("internal:'Số & liệu'!A1")),
            (1, text("tệp").with_link("../a b&c.xlsx")),
            (2, SheetCell::number(1.0, &Style::default()).with_link("x\\y?.xlsx#'BM \"01\"'!$A$1")),
            (3, text("không")),
        ]);
        let expected = "<hyperlinks><hyperlink ref=\"A1\" location=\"'Số &amp; liệu'!A1\" display=\"a&lt;b\"/>\
            <hyperlink ref=\"A2\" r:id=\"rId1\"/>\
            <hyperlink ref=\"A3\" r:id=\"rId2\" location=\"'BM &quot;01&quot;'!$A$1\" display=\"x%5Cy%3F.xlsx\"/></hyperlinks>";
        assert_eq!(String::from_utf8(links.element.clone()).unwrap(), expected);
        let mut out = Vec::new();
        links.write(&mut out, &format!("{HEAD}<Relationship Id=\"rId1\" Target=\"b\"/>{END}")).unwrap();
        let out = String::from_utf8(out).unwrap();
        let others = "Target=\"../a%20b&amp;c.xlsx\" TargetMode=\"External\"/><Relationship Id=\"rId2\" ";
        assert!(out.contains(others), "{out}");
        assert!(out.ends_with("<Relationship Id=\"rId3\" Target=\"b\"/></Relationships>"), "{out}");
        assert!(links_of_cells(&[(0, text("không"))]).element.is_empty());
    }

    #[test]
    fn only_a_link_beyond_excels_limit_is_left_out() {
        let cell = |length: usize| SheetCell::text("x", &Style::default()).with_link("đ".repeat(length));
        let links = links_of_cells(&[(3, cell(2_079)), (4, cell(2_080)), (5, cell(1))]);
        let element = String::from_utf8(links.element.clone()).unwrap();
        assert!(element.contains("ref=\"A4\"") && !element.contains("ref=\"A5\"") && element.contains("ref=\"A6\""));
        assert_eq!(links.relations(), 2);
        let mut sheet = Sheet::new("Một");
        sheet.set(0, 0, cell(2_080));
        sheet.set(1, 0, cell(3));
        // Escaping makes it three times as long.
        sheet.set(2, 0, SheetCell::text("x", &Style::default()).with_link("%".repeat(694)));
        let mut book = Workbook::new("");
        book.add(sheet);
        assert_eq!(unlinked(&book), 2);
    }

    #[test]
    fn no_file_name_leads_out_of_its_folder() {
        let escaped = path_as_uri("../tra-loi/x\\..\\..\\evil.xlsx\u{9b}\u{1b}");
        assert_eq!(escaped, "../tra-loi/x%5C..%5C..%5Cevil.xlsx%C2%9B%1B");
    }
}
