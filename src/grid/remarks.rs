//! Finds what is in no cell of an .xlsx or .xlsb: comments, text boxes, pictures, charts, embedded documents. No figure is
//! read from them; they are only listed. Parts that cannot be read are ignored. The other formats give their remarks in their own pass.

use super::package::resolved;
use super::part_encoding::PartEncoding;
use super::record_stream::{self, BinaryRecords, word};
use super::records;
use super::relationships::{Relationship, links, sheets};
use super::xml::{XmlEvent, attribute, stream};
use crate::limits::Limits;
use crate::workbook::address;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// A comment, a text box, a picture or an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellRemark {
    /// Name of the sheet.
    pub sheet: String,
    /// The cell that it belongs to or begins at.
    pub at: (u32, u32),
    /// What it is.
    pub kind: RemarkKind,
    /// Its text; empty if it has none.
    pub text: String,
}

/// What is in no cell.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RemarkKind {
    /// A comment or text box.
    Text,
    /// A picture.
    Picture,
    /// A chart, or a document of another program.
    Object,
}

/// The number of remarks that are collected.
const MOST: usize = 200;

/// The address in the text by which Excel stores a comment of a conversation for earlier versions, before the comment.
const CONVERSATION: &str = "fwlink/?linkid=870924";

/// Adds a remark in one line, unless it is blank.
pub(super) fn add(remarks: &mut Vec<CellRemark>, sheet: &str, at: (u32, u32), text: &str) {
    let own = text.split_once(CONVERSATION).and_then(|(_, rest)| rest.split_once(':'));
    let text = own.map_or(text, |(_, comment)| comment);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.is_empty() && remarks.len() < MOST {
        remarks.push(CellRemark { sheet: sheet.to_string(), at, kind: RemarkKind::Text, text });
    }
}

/// Adds a picture or an object.
pub(super) fn add_object(remarks: &mut Vec<CellRemark>, sheet: &str, at: (u32, u32), kind: RemarkKind) {
    if remarks.len() < MOST {
        remarks.push(CellRemark { sheet: sheet.to_string(), at, kind, text: String::new() });
    }
}

/// Finds the remarks on the visible sheets of a package.
pub(super) fn find(bytes: &[u8], limits: &Limits) -> Vec<CellRemark> {
    let mut out = Vec::new();
    if let Some(parts) = Package::new(bytes, limits) {
        collect(parts, &mut out);
    }
    out
}

struct Package<'b> {
    archive: zip::ZipArchive<Cursor<&'b [u8]>>,
    names: Vec<String>,
    limits: &'b Limits,
}

impl<'b> Package<'b> {
    /// Opens a package that has a part with remarks.
    fn new(bytes: &'b [u8], limits: &'b Limits) -> Option<Self> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let names: Vec<String> =
            archive.file_names_raw().map(|n| String::from_utf8_lossy(n).to_ascii_lowercase()).collect();
        let has_remarks = |name: &String| {
            name.ends_with(".xml") && name.contains("drawing")
                || name.contains("comments")
                || name.contains("embeddings/")
        };
        names.iter().any(has_remarks).then_some(Package { archive, names, limits })
    }

    fn part(&mut self, name: &str) -> Option<Vec<u8>> {
        let place = self.names.iter().position(|n| n.eq_ignore_ascii_case(name))?;
        let mut out = Vec::new();
        self.archive.by_index(place).ok()?.take(self.limits.part_bytes).read_to_end(&mut out).ok()?;
        Some(out)
    }
}

fn collect(mut parts: Package, out: &mut Vec<CellRemark>) -> Option<()> {
    let (form, listed) = match parts.part(&PartEncoding::Xml.book()) {
        Some(book) => (PartEncoding::Xml, sheets(&book)),
        None => (PartEncoding::Binary, records::sheets(&parts.part(&PartEncoding::Binary.book())?)),
    };
    let of_book = links(&parts.part(&form.links())?);
    for (sheet, id, is_hidden) in listed {
        let Some(link) = of_book.iter().find(|link| link.id == id && !is_hidden) else { continue };
        let path = link.path();
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let Some(of_sheet) = parts.part(&format!("{folder}/_rels/{file}.rels")) else { continue };
        let of_sheet = links(&of_sheet);
        let is_embedded = |link: &&Relationship| matches!(link.kind(), "oleObject" | "package");
        if of_sheet.iter().any(|link| is_embedded(&link)) {
            let places = match form {
                PartEncoding::Xml => embedded(&parts.part(&path).unwrap_or_default(), parts.limits),
                PartEncoding::Binary => of_sheet.iter().filter(is_embedded).map(|_| (0, 0)).collect(),
            };
            places.into_iter().for_each(|at| add_object(out, &sheet, at, RemarkKind::Object));
        }
        for link in of_sheet.iter().filter(|link| matches!(link.kind(), "comments" | "drawing")) {
            let target = resolved(folder, &link.target);
            let Some(part) = parts.part(&target) else { continue };
            if target.to_ascii_lowercase().ends_with(".bin") {
                of_records(&part, &sheet, out);
                continue;
            }
            let mut reader = RemarkReader::default();
            // What comes before an error is kept.
            let _ = stream(part.as_slice(), parts.limits, |event| {
                reader.event(event);
                Ok(())
            });
            for (at, kind, text) in reader.out {
                match kind {
                    RemarkKind::Text => add(out, &sheet, at, &text),
                    RemarkKind::Picture | RemarkKind::Object => add_object(out, &sheet, at, kind),
                }
            }
        }
    }
    Some(())
}

/// Returns the first cells of the documents that are embedded in a sheet. The part has each of them twice, once for programs that
/// do not know its place.
fn embedded(part: &[u8], limits: &Limits) -> Vec<(u32, u32)> {
    let mut reader = RemarkReader::default();
    let mut places: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut shape = None;
    // What comes before an error is kept.
    let _ = stream(part, limits, |event| {
        match &event {
            XmlEvent::Open(name, attributes) if name == "oleObject" => {
                let id = attribute(attributes, "shapeId").unwrap_or_default().to_string();
                reader.at = places.get(&id).copied().unwrap_or_default();
                shape = Some(id);
            }
            XmlEvent::Close(name) if name == "oleObject" => {
                places.extend(shape.take().map(|id| (id, reader.at)));
            }
            _ => {}
        }
        if shape.is_some() {
            reader.event(event);
        }
        Ok(())
    });
    places.into_values().collect()
}

/// Records of the comments of .xlsb, [MS-XLSB] 2.4.21 and 2.4.307.
const COMMENT: usize = 635;
const COMMENT_TEXT: usize = 637;

/// Reads the comments of a sheet of .xlsb.
fn of_records(part: &[u8], sheet: &str, out: &mut Vec<CellRemark>) {
    let mut at = (0, 0);
    for (kind, content) in BinaryRecords(part) {
        match kind {
            // After the author: first and last row, first and last column.
            COMMENT => at = (word(content, 4).unwrap_or(0), word(content, 12).unwrap_or(0)),
            COMMENT_TEXT => {
                if let Some((text, _)) = content.get(1..).and_then(record_stream::text) {
                    add(out, sheet, at, &text);
                }
            }
            _ => {}
        }
    }
}

/// State of reading a part with comments or with drawings.
#[derive(Default)]
struct RemarkReader {
    at: (u32, u32),
    /// The innermost element whose text matters: `t` of a remark, `row` or `col` of a drawing's first cell.
    element: String,
    is_first_cell: bool,
    is_fallback: bool,
    text: String,
    out: Vec<((u32, u32), RemarkKind, String)>,
}

impl RemarkReader {
    fn event(&mut self, event: XmlEvent) {
        match event {
            // The same once more, for programs that do not know it.
            XmlEvent::Open(name, _) if name == "Fallback" => self.is_fallback = true,
            XmlEvent::Close(name) if name == "Fallback" => self.is_fallback = false,
            _ if self.is_fallback => {}
            XmlEvent::Open(name, attributes) => {
                match name.as_str() {
                    "comment" => self.at = attribute(&attributes, "ref").and_then(address::parse).unwrap_or_default(),
                    "from" => self.is_first_cell = true,
                    // A shape may be filled with a picture.
                    "pic" | "blipFill" => self.picture(),
                    "graphicFrame" => self.out.push((self.at, RemarkKind::Object, String::new())),
                    _ => {}
                }
                self.element = name;
            }
            XmlEvent::Text(text) => match self.element.as_str() {
                "t" => self.text.push_str(&text),
                "row" if self.is_first_cell => self.at.0 = text.trim().parse().unwrap_or(self.at.0),
                "col" if self.is_first_cell => self.at.1 = text.trim().parse().unwrap_or(self.at.1),
                _ => {}
            },
            XmlEvent::Close(name) => {
                match name.as_str() {
                    "from" => self.is_first_cell = false,
                    "p" => self.text.push(' '),
                    "comment" | "sp" | "twoCellAnchor" | "oneCellAnchor" => self.finish(),
                    _ => {}
                }
                self.element.clear();
            }
        }
    }

    fn finish(&mut self) {
        self.out.push((self.at, RemarkKind::Text, std::mem::take(&mut self.text)));
    }

    /// Adds a picture, unless it is that of the element around this one.
    fn picture(&mut self) {
        let picture = (self.at, RemarkKind::Picture, String::new());
        if self.out.last() != Some(&picture) {
            self.out.push(picture);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn comments_and_text_boxes_are_found_with_their_cells() {
        const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let links = |kinds: &[(&str, &str)]| {
            let one = |(kind, target): &(&str, &str)| {
                format!(r#"<Relationship Id="{kind}" Type="{R}/{kind}" Target="{target}"/>"#)
            };
            format!("<Relationships>{}</Relationships>", kinds.iter().map(one).collect::<String>())
        };
        let parts = [
            ("xl/workbook.xml", format!(r#"<workbook xmlns:r="{R}"><sheets><sheet name="BM01" r:id="worksheet"/></sheets></workbook>"#)),
            ("xl/_rels/workbook.xml.rels", links(&[("worksheet", "worksheets/sheet1.xml")])),
            ("xl/worksheets/_rels/sheet1.xml.rels", links(&[("comments", "../comments1.xml"), ("drawing", "../drawings/drawing1.xml")])),
            ("xl/comments1.xml", r#"<comments><commentList><comment ref="E69"><text><r><t>Số đúng </t></r><r><t>là 53</t></r></text></comment></commentList></comments>"#.into()),
            ("xl/drawings/drawing1.xml", r#"<x:wsDr xmlns:x="x" xmlns:a="a"><x:twoCellAnchor><x:from><x:col>7</x:col><x:row>9</x:row></x:from><x:to><x:col>8</x:col><x:row>12</x:row></x:to><x:sp><x:txBody><a:p><a:r><a:t>Đã nhận</a:t></a:r></a:p><a:p><a:r><a:t>12 thẻ</a:t></a:r></a:p></x:txBody></x:sp></x:twoCellAnchor></x:wsDr>"#.into()),
        ];
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, part) in &parts {
            out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            out.write_all(part.as_bytes()).unwrap();
        }
        let bytes = out.finish().unwrap().into_inner();
        let found: Vec<_> = find(&bytes, &Limits::default()).into_iter().map(|r| (r.sheet, r.at, r.text)).collect();
        let sheet = "BM01".to_string();
        assert_eq!(found, [(sheet.clone(), (68, 4), "Số đúng là 53".into()), (sheet, (9, 7), "Đã nhận 12 thẻ".into())]);
        assert_eq!(find(b"PK\x03\x04", &Limits::default()), []);
    }

    #[test]
    fn comment_of_a_conversation_is_shown_without_the_words_of_excel() {
        let mut remarks = Vec::new();
        let head =
            "[Threaded comment]\n\nYour version of Excel … Learn more: https://go.microsoft.com/fwlink/?linkid=870924";
        add(&mut remarks, "BM01", (68, 4), &format!("{head}\n\nComment:\n    Số đúng là 53"));
        assert_eq!(remarks[0].text, "Số đúng là 53");
    }
}
