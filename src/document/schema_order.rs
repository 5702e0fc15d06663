//! Puts the children of an element in the order that the schema of WordprocessingML prescribes (ECMA-376, part 1). The
//! writer crate keeps another order: Word reads it, but the Open XML SDK finds each file invalid, and other programs may
//! refuse it.

use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::{Reader, Writer};

/// Elements whose children have a fixed order. Children that are not listed follow those that are.
const ORDERS: [(&str, &[&str]); 5] = [
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:widowControl",
            "w:numPr",
            "w:tabs",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:textAlignment",
            "w:outlineLvl",
            "w:rPr",
        ],
    ),
    (
        "w:rPr",
        &["w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:color", "w:spacing", "w:sz", "w:szCs", "w:u"],
    ),
    (
        "w:sectPr",
        &[
            "w:headerReference",
            "w:footerReference",
            "w:type",
            "w:pgSz",
            "w:pgMar",
            "w:pgNumType",
            "w:cols",
            "w:titlePg",
        ],
    ),
    ("w:style", &["w:name", "w:basedOn", "w:next", "w:link", "w:uiPriority", "w:qFormat", "w:pPr", "w:rPr"]),
    ("w:settings", &["w:zoom", "w:defaultTabStop", "w:evenAndOddHeaders", "w:footnotePr", "w:compat"]),
];
/// The properties of a row of a table. The writer crate cannot say that a row is repeated at the top of every page: a row
/// with a height is one (`table::heading_rows`).
const ROW: &str = "w:trPr";
const ROW_HEIGHT: &str = "w:trHeight";
const HEADING_ROW: &str = "w:tblHeader";
/// The width of a column of a table has no type.
const COLUMN: &str = "w:gridCol";

/// An element with its content.
struct OrderedElement {
    start: BytesStart<'static>,
    content: Vec<XmlPiece>,
}

enum XmlPiece {
    Element(OrderedElement),
    Other(Event<'static>),
}

/// Returns the XML of a part in the order of the schema; as it is, if it cannot be read.
pub(super) fn in_schema_order(xml: Vec<u8>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&xml) else { return xml };
    match ordered(text) {
        Some(ordered) => ordered,
        None => xml,
    }
}

fn ordered(text: &str) -> Option<Vec<u8>> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<OrderedElement> = Vec::new();
    let mut top: Vec<XmlPiece> = Vec::new();
    loop {
        let piece = match reader.read_event().ok()? {
            Event::Eof => break,
            Event::Start(start) => {
                open.push(OrderedElement { start: start.into_owned(), content: Vec::new() });
                continue;
            }
            Event::Empty(start) => XmlPiece::Element(OrderedElement { start: start.into_owned(), content: Vec::new() }),
            Event::End(_) => XmlPiece::Element(open.pop()?),
            other => XmlPiece::Other(other.into_owned()),
        };
        open.last_mut().map_or(&mut top, |element| &mut element.content).push(piece);
    }
    if !open.is_empty() {
        return None;
    }
    let mut writer = Writer::new(Vec::with_capacity(text.len()));
    for piece in top {
        write(piece, &mut writer)?;
    }
    Some(writer.into_inner())
}

fn write(piece: XmlPiece, writer: &mut Writer<Vec<u8>>) -> Option<()> {
    let OrderedElement { start, mut content } = match piece {
        XmlPiece::Other(event) => return writer.write_event(event).ok(),
        XmlPiece::Element(element) => element,
    };
    let name = start.name().as_ref().to_string();
    if let Some((_, order)) = ORDERS.iter().find(|(element, _)| *element == name) {
        content.sort_by_key(|piece| place(piece, order));
        content.retain(|piece| !is_empty_look(piece));
    }
    if name == ROW && content.iter().any(|piece| is_element(piece, ROW_HEIGHT)) {
        let start = BytesStart::new(HEADING_ROW);
        content.push(XmlPiece::Element(OrderedElement { start, content: Vec::new() }));
    }
    let start = if name == COLUMN { without_type(&start) } else { start };
    if content.is_empty() {
        return writer.write_event(Event::Empty(start)).ok();
    }
    writer.write_event(Event::Start(start)).ok()?;
    for piece in content {
        write(piece, writer)?;
    }
    writer.write_event(Event::End(BytesEnd::new(name))).ok()
}

fn is_element(piece: &XmlPiece, name: &str) -> bool {
    matches!(piece, XmlPiece::Element(element) if element.start.name().as_ref() == name)
}

/// Returns true for run properties without content. They say nothing, and a style may not have them there.
fn is_empty_look(piece: &XmlPiece) -> bool {
    matches!(piece, XmlPiece::Element(element) if element.content.is_empty() && element.start.name().as_ref() == "w:rPr")
}

/// Returns the place of a child in the order of its element.
fn place(piece: &XmlPiece, order: &[&str]) -> usize {
    match piece {
        XmlPiece::Element(element) => {
            let name = element.start.name();
            order.iter().position(|known| *known == name.as_ref()).unwrap_or(order.len())
        }
        XmlPiece::Other(_) => order.len(),
    }
}

fn without_type(start: &BytesStart<'static>) -> BytesStart<'static> {
    let mut out = BytesStart::new(COLUMN);
    out.extend_attributes(start.attributes().flatten().filter(|attribute| attribute.key.as_ref() != "w:type"));
    out.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_put_in_order_and_texts_stay() {
        let xml = "<?xml version=\"1.0\"?><w:p a=\"1\"><w:pPr><w:rPr/><w:jc w:val=\"both\"/><w:spacing w:line=\"2\"/></w:pPr>\
            <w:r><w:rPr><w:sz w:val=\"8\"/><w:b/></w:rPr><w:t xml:space=\"preserve\">a &amp; &lt;b </w:t></w:r></w:p>";
        let expected = "<?xml version=\"1.0\"?><w:p a=\"1\"><w:pPr><w:spacing w:line=\"2\"/><w:jc w:val=\"both\"/></w:pPr>\
            <w:r><w:rPr><w:b/><w:sz w:val=\"8\"/></w:rPr><w:t xml:space=\"preserve\">a &amp; &lt;b </w:t></w:r></w:p>";
        assert_eq!(String::from_utf8_lossy(&in_schema_order(xml.as_bytes().to_vec())), expected);
        let row = b"<w:trPr><w:trHeight w:val=\"300\"/></w:trPr>".to_vec();
        assert_eq!(in_schema_order(row), b"<w:trPr><w:trHeight w:val=\"300\"/><w:tblHeader/></w:trPr>");
        let grid = b"<w:gridCol w:w=\"5\" w:type=\"dxa\"/>".to_vec();
        assert_eq!(in_schema_order(grid), b"<w:gridCol w:w=\"5\"/>");
        assert_eq!(in_schema_order(b"<a><b></a>".to_vec()), b"<a><b></a>");
    }
}
