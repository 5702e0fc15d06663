//! A package of parts that another crate has made, as the bytes of a sealed file: the same parts give the same bytes on
//! every system.

use super::assemble::{clear_host_os, options};
use super::error::{WriteError, WriteFault};
use super::seal;
use std::io::{Cursor, Write};
use zip::ZipWriter;

/// The document property of the seal, and the text in place of its hash until the file is complete.
pub(crate) const SEAL: (&str, &str) = (seal::PROPERTY, seal::OPEN);

/// Writes a package from its parts, in order, each with its name. The part with the seal is written last.
///
/// # Errors
/// The archive cannot be written, which is a fault of the program.
pub(crate) fn sealed_package(parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>, WriteError> {
    write(parts).map_err(WriteError::book)
}

fn write(parts: &[(String, Vec<u8>)]) -> Result<Vec<u8>, WriteFault> {
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let mut properties = "";
    for (name, bytes) in parts {
        if name == seal::PART {
            properties = std::str::from_utf8(bytes).unwrap_or_default();
            continue;
        }
        to.start_file(name.as_str(), options())?;
        to.write_all(bytes)?;
    }
    let archive = to.finish()?.into_inner();
    Ok(clear_host_os(seal::close(archive, properties, options())?))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn seal_of_a_package_breaks_with_any_change() {
        let properties = format!("<p name=\"{}\">{}</p>", SEAL.0, SEAL.1);
        let parts = [(seal::PART.to_string(), properties.into_bytes()), ("a.xml".to_string(), b"<a/>".to_vec())];
        let file = sealed_package(&parts).unwrap();
        assert!(seal::is_as_written(&file) && file == sealed_package(&parts).unwrap());
        let mut changed = file.clone();
        let at = file.windows(4).position(|w| w == b"<a/>").unwrap_or(40);
        changed[at] ^= 1;
        assert!(!seal::is_as_written(&changed));
    }
}
