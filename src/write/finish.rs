//! The last touch to a finished file, where the writer leaves no choice: marks of cached texts go, and Excel is not
//! told to compute everything on opening; and a print area may be a formula. The cached values are right; computing would only make it ask on closing
//! whether to save a file that nobody changed.

use super::error::Fault;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// How the mark of `cached` stands in the XML of a sheet, as the first thing of a value. A text that spells this out
/// itself is escaped.
const MARKED: &str = "<v>_xFFFF_";
/// What the writer says of computing, and what stands there instead: the engine of Excel 2019 and later, so that none
/// of these takes the values for those of an older one.
const COMPUTE: (&str, &str) = ("<calcPr calcId=\"124519\" fullCalcOnLoad=\"1\"/>", "<calcPr calcId=\"191029\"/>");

/// The file with these touches; `marked` tells of each sheet whether a cached text on it bears the mark; `areas` the print areas that are formulas,
/// sheet by sheet.
pub fn finish(file: Vec<u8>, marked: &[bool], areas: &[Option<&str>]) -> Result<Vec<u8>, Fault> {
    let mut from = ZipArchive::new(Cursor::new(file))?;
    let marked = marked.iter().enumerate().filter(|(_, marked)| **marked);
    let marked: Vec<String> = marked.map(|(i, _)| format!("xl/worksheets/sheet{}.xml", i + 1)).collect();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(super::workbook::LEVEL.into()))
        .last_modified_time(DateTime::default());
    for index in 0..from.len() {
        let mut entry = from.by_index(index)?;
        let name = entry.name()?.into_owned();
        let sheet = marked.contains(&name);
        if !sheet && name != "xl/workbook.xml" {
            to.raw_copy_file(entry)?;
            continue;
        }
        let mut xml = String::new();
        entry.read_to_string(&mut xml)?;
        let xml = if sheet {
            without_marks(&xml)
        } else {
            with_areas(xml.replacen(COMPUTE.0, COMPUTE.1, 1), areas).ok_or(Fault::PrintArea)?
        };
        to.start_file(name, options)?;
        to.write_all(xml.as_bytes())?;
    }
    Ok(made_anywhere(to.finish()?.into_inner()))
}

/// The archive as if made on Unix, wherever it is made: its directory names the system beside each entry (the high byte of
/// "version made by"), and a form made on Linux must not differ from one made on Windows.
fn made_anywhere(mut archive: Vec<u8>) -> Vec<u8> {
    const UNIX: u8 = 3;
    let word = |from: &[u8], at: usize| Some(usize::from(u16::from_le_bytes(from.get(at..at + 2)?.try_into().ok()?)));
    // The last 22 bytes are the end of the directory, for there is no comment: where it begins stands 16 bytes into them.
    let start = archive.len().checked_sub(6).and_then(|at| Some(word(&archive, at)? | (word(&archive, at + 2)? << 16)));
    let mut at = start.unwrap_or(archive.len());
    while archive.get(at..at + 4) == Some(b"PK\x01\x02")
        && let (Some(name), Some(extra), Some(comment)) =
            (word(&archive, at + 28), word(&archive, at + 30), word(&archive, at + 32))
        && let Some(system) = archive.get_mut(at + 5)
    {
        *system = UNIX;
        at += 46 + name + extra + comment;
    }
    archive
}

/// The workbook's XML with the print areas that are formulas; `None` when one has no place.
fn with_areas(mut xml: String, areas: &[Option<&str>]) -> Option<String> {
    for (sheet, formula) in areas.iter().enumerate() {
        let Some(formula) = formula else { continue };
        let head = format!("<definedName name=\"_xlnm.Print_Area\" localSheetId=\"{sheet}\">");
        let start = xml.find(&head)? + head.len();
        let end = start + xml.get(start..)?.find('<')?;
        xml.replace_range(start..end, &formula.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
    }
    Some(xml)
}

/// The sheet's XML without marks; outer spaces are declared as meant.
fn without_marks(xml: &str) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut parts = xml.split(MARKED);
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let value = part.split("</v>").next().unwrap_or_default();
        let outer = value.starts_with(char::is_whitespace) || value.ends_with(char::is_whitespace);
        out.push_str(if outer { "<v xml:space=\"preserve\">" } else { "<v>" });
        out.push_str(part);
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use zip::System;

    #[test]
    fn the_same_bytes_on_every_system() {
        let made = |system: System| {
            let mut to = ZipWriter::new(Cursor::new(Vec::new()));
            for name in ["a.xml", "xl/dài.xml"] {
                to.start_file(name, SimpleFileOptions::default().system(system)).unwrap();
                to.write_all(b"<x/>").unwrap();
            }
            to.finish().unwrap().into_inner()
        };
        assert!(made(System::Dos) != made(System::Unix));
        assert!(made_anywhere(made(System::Dos)) == made(System::Unix));
        assert!(made_anywhere(made(System::Unix)) == made(System::Unix));
    }

    #[test]
    fn a_print_area_becomes_a_formula() {
        let name = |sheet: usize, area: &str| {
            format!("<definedName name=\"_xlnm.Print_Area\" localSheetId=\"{sheet}\">{area}</definedName>")
        };
        let xml = name(0, "A!$A$1:$B$2") + &name(1, "B!$A$1:$B$2");
        let formula = "'B'!$A$1:INDEX('B'!$B$1:$B$9,1+('B'!$A$1<>\"&\"))";
        let escaped = "'B'!$A$1:INDEX('B'!$B$1:$B$9,1+('B'!$A$1&lt;&gt;\"&amp;\"))";
        let expected = name(0, "A!$A$1:$B$2") + &name(1, escaped);
        assert_eq!(with_areas(xml.clone(), &[None, Some(formula)]), Some(expected));
        assert_eq!(with_areas(xml, &[None, None, Some(formula)]), None);
    }

    #[test]
    fn marks_go_and_outer_spaces_stay() {
        let xml = "<c><v>_xFFFF_012</v></c><c><v>_xFFFF_ a</v></c><c><v>_x005F_xFFFF_</v></c>";
        assert_eq!(
            without_marks(xml),
            "<c><v>012</v></c><c><v xml:space=\"preserve\"> a</v></c><c><v>_x005F_xFFFF_</v></c>"
        );
    }
}
