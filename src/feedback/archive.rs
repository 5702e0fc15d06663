//! All files of a period as one .zip, for handing them on together.

use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

/// Packs files, each with its name. The entries have no date of the machine.
///
/// # Errors
///
/// The archive would be larger than the format allows.
pub(crate) fn archive<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Result<Vec<u8>, ZipError> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = SimpleFileOptions::default().large_file(bytes.len() as u64 > u64::from(u32::MAX / 2));
        out.start_file(name, options)?;
        out.write_all(bytes)?;
    }
    Ok(out.finish()?.into_inner())
}
