//! Writes the shared strings of a workbook. Cells refer to them by index.

use super::cached;
use super::xml;
use crate::model::shared_str::SharedStr;
use std::io::{self, Write};

/// Writes the shared strings part. `count` is the number of cells with a text.
pub(super) fn write(out: &mut impl Write, texts: &[SharedStr], count: u32) -> io::Result<()> {
    let mut part = Vec::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"",
    );
    xml::write_whole_number(&mut part, count);
    part.extend_from_slice(b"\" uniqueCount=\"");
    xml::write_whole_number(&mut part, texts.len() as u32);
    part.extend_from_slice(b"\">");
    for text in texts {
        let outer = text.starts_with(['\t', '\n', ' ']) || text.ends_with(['\t', '\n', ' ']);
        part.extend_from_slice(if outer { b"<si><t xml:space=\"preserve\">" } else { b"<si><t>" });
        xml::text(&mut part, &cached::escape(text));
        part.extend_from_slice(b"</t></si>");
        xml::pass_on(out, &mut part)?;
    }
    part.extend_from_slice(b"</sst>");
    out.write_all(&part)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::workbook::texts::StringTable;

    #[test]
    fn shared_strings_are_distinct_escaped_and_keep_spaces() {
        let (mut texts, mut out) = (StringTable::default(), Vec::new());
        let places = ["a<b", " x", "a<b", "_x0041_", "<r>y</r>", " x"].map(|text| texts.place(&text.into()));
        assert_eq!(places, [0, 1, 0, 2, 3, 1]);
        write(&mut out, texts.list(), 7).unwrap();
        let out = String::from_utf8(out).unwrap();
        let list = "count=\"7\" uniqueCount=\"4\"><si><t>a&lt;b</t></si><si><t xml:space=\"preserve\"> x</t></si>\
                    <si><t>_x005F_x0041_</t></si><si><t>&lt;r&gt;y&lt;/r&gt;</t></si></sst>";
        assert!(out.ends_with(list), "{out}");
    }
}
