//! The seal of a workbook: a document property with the hash of everything before it in the file. It travels with the
//! file, and every program that saves the file again breaks it. It shows that nobody saved the file since; it is no
//! proof against forgery, because anybody can compute it.

use super::error::WriteFault;
use sha2::{Digest, Sha256};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Name of the property.
pub(super) const PROPERTY: &str = "tonghop-sha256";
/// The part with the property.
pub(super) const PART: &str = "docProps/custom.xml";
/// Takes the place of the hash while the file is written.
pub(super) const OPEN: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// Signature and length of the last record of an archive without a comment.
const END: (&[u8], usize) = (b"PK\x05\x06", 22);
/// Maximum size of the part in bytes.
const LONGEST: u64 = 1 << 16;

/// Appends the part with the property to an archive: `xml` with the hash of the archive's entries.
pub(super) fn close(archive: Vec<u8>, xml: &str, options: SimpleFileOptions) -> Result<Vec<u8>, WriteFault> {
    let end = usize::try_from(ZipArchive::new(Cursor::new(&archive))?.central_directory_start()).unwrap_or(0);
    let hash = hash(archive.get(..end).unwrap_or_default());
    let mut to = ZipWriter::new_append(Cursor::new(archive))?;
    to.start_file(PART, options)?;
    to.write_all(xml.replacen(OPEN, &hash, 1).as_bytes())?;
    Ok(to.finish()?.into_inner())
}

/// Returns true if a file is as this program wrote it, and no program has saved it since.
pub(crate) fn is_as_written(file: &[u8]) -> bool {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(file)) else { return false };
    let mut xml = String::new();
    let start = match archive.by_name(PART) {
        Ok(part) => {
            let start = part.header_start();
            if part.take(LONGEST).read_to_string(&mut xml).is_err() {
                return false;
            }
            start
        }
        Err(_) => return false,
    };
    let before = usize::try_from(start).ok().and_then(|start| file.get(..start)).unwrap_or_default();
    // The directory ends the file: nothing was appended.
    let ends = file.len().checked_sub(END.1).and_then(|at| file.get(at..)).is_some_and(|end| end.starts_with(END.0));
    ends && xml.contains(PROPERTY) && xml.contains(&hash(before))
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::workbook::{Sheet, Style, Workbook};

    fn written(sealed: bool) -> Vec<u8> {
        let mut sheet = Sheet::new("Một");
        sheet.number(0, 0, 12.0, &Style::default());
        let mut book = Workbook { sealed, created: (2021, 9, 30), ..Workbook::new("x") };
        book.add(sheet);
        super::super::workbook(&book).unwrap()
    }

    #[test]
    fn seal_breaks_with_any_byte_before_it_and_is_optional() {
        let file = written(true);
        assert!(is_as_written(&file) && file == written(true));
        assert!(!is_as_written(&written(false)) && !is_as_written(b"x"));
        let mut archive = ZipArchive::new(Cursor::new(&file)).unwrap();
        let end = archive.by_name(PART).unwrap().header_start() as usize;
        for at in (0..end).step_by(97) {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(!is_as_written(&changed), "{at}");
        }
        assert!(!is_as_written(&[file.as_slice(), b"x"].concat()));
    }

    /// A program that saves the file again copies the property and writes the other parts again.
    #[test]
    fn seal_breaks_when_the_archive_is_written_again() {
        let file = written(true);
        let mut from = ZipArchive::new(Cursor::new(&file)).unwrap();
        let mut to = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..from.len() {
            let mut entry = from.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            to.start_file(entry.name().unwrap(), SimpleFileOptions::default().compression_level(Some(9))).unwrap();
            to.write_all(&bytes).unwrap();
        }
        assert!(!is_as_written(&to.finish().unwrap().into_inner()));
    }
}
