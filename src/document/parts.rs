//! The parts of the package, with their names, in a fixed order.

use super::schema_order::in_schema_order;
use docx_rs::XMLDocx;

/// Returns the parts of a document with their names. The writer crate leaves the author open.
pub(super) fn parts(made: XMLDocx, author: &str) -> Vec<(String, Vec<u8>)> {
    let mut out: Vec<(String, Vec<u8>)> = Vec::new();
    let mut put = |name: &str, bytes: Vec<u8>| out.push((name.to_string(), bytes));
    put("[Content_Types].xml", made.content_type);
    put("_rels/.rels", made.rels);
    put("docProps/app.xml", made.doc_props.app);
    put("docProps/core.xml", with_author(made.doc_props.core, author));
    put("docProps/custom.xml", made.doc_props.custom);
    put("word/_rels/document.xml.rels", made.document_rels);
    put("word/document.xml", in_schema_order(made.document));
    put("word/styles.xml", in_schema_order(made.styles));
    put("word/settings.xml", in_schema_order(made.settings));
    put("word/fontTable.xml", made.font_table);
    put("word/comments.xml", made.comments);
    put("word/numbering.xml", made.numberings);
    put("word/commentsExtended.xml", made.comments_extended);
    put("word/footnotes.xml", made.footnotes);
    let mut rels = made.header_rels.into_iter();
    for (number, header) in (1..).zip(made.headers) {
        put(&format!("word/header{number}.xml"), in_schema_order(header));
        if let Some(rels) = rels.next() {
            put(&format!("word/_rels/header{number}.xml.rels"), rels);
        }
    }
    out
}

/// Replaces the placeholder of the writer crate by the author.
fn with_author(core: Vec<u8>, author: &str) -> Vec<u8> {
    let escaped = author.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    match String::from_utf8(core) {
        Ok(xml) => xml.replace(">unknown<", &format!(">{escaped}<")).into_bytes(),
        Err(error) => error.into_bytes(),
    }
}
