//! Finds the texts of an .xlsx that are in no cell: comments and text boxes. No figure is read from them; they are only
//! listed. Parts that cannot be read are ignored.

use super::package::resolved;
use super::relationships::{links, sheets};
use super::xml::{XmlEvent, attribute, stream};
use crate::limits::Limits;
use crate::workbook::address;
use std::io::{Cursor, Read};

/// A comment or text box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellRemark {
    /// Name of the sheet.
    pub sheet: String,
    /// The cell that it belongs to or begins at.
    pub at: (u32, u32),
    /// Its text.
    pub text: String,
}

/// The number of remarks that are collected.
const MOST: usize = 200;

/// Finds the remarks on the visible sheets of a package.
pub fn find(bytes: &[u8], limits: &Limits) -> Vec<CellRemark> {
    let mut out = Vec::new();
    if let Some(parts) = bytes.starts_with(b"PK").then(|| Package::new(bytes, limits)).flatten() {
        collect(parts, &mut out);
    }
    out.truncate(MOST);
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
        let has_remarks =
            |name: &String| name.ends_with(".xml") && (name.contains("comments") || name.contains("drawing"));
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
    let book = parts.part("xl/workbook.xml")?;
    let of_book = links(&parts.part("xl/_rels/workbook.xml.rels")?);
    for (sheet, id, is_hidden) in sheets(&book) {
        let Some(link) = of_book.iter().find(|link| link.id == id && !is_hidden) else { continue };
        let path = link.path();
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let Some(of_sheet) = parts.part(&format!("{folder}/_rels/{file}.rels")) else { continue };
        for link in links(&of_sheet).iter().filter(|link| matches!(link.kind(), "comments" | "drawing")) {
            let Some(part) = parts.part(&resolved(folder, &link.target)) else { continue };
            let mut reader = RemarkReader { sheet: sheet.clone(), ..RemarkReader::default() };
            // What comes before an error is kept.
            let _ = stream(part.as_slice(), parts.limits, |event| {
                reader.event(event);
                Ok(())
            });
            out.extend(reader.out);
        }
    }
    Some(())
}

/// State of reading a part with comments or with drawings.
#[derive(Default)]
struct RemarkReader {
    sheet: String,
    at: (u32, u32),
    /// The innermost element whose text matters: `t` of a remark, `row` or `col` of a drawing's first cell.
    element: String,
    is_first_cell: bool,
    text: String,
    out: Vec<CellRemark>,
}

impl RemarkReader {
    fn event(&mut self, event: XmlEvent) {
        match event {
            XmlEvent::Open(name, attributes) => {
                match name.as_str() {
                    "comment" => self.at = attribute(&attributes, "ref").and_then(address::parse).unwrap_or_default(),
                    "from" => self.is_first_cell = true,
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
        let text = std::mem::take(&mut self.text).split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            self.out.push(CellRemark { sheet: self.sheet.clone(), at: self.at, text });
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
}
