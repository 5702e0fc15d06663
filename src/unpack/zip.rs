//! Extracts the entries of a .zip, one level deep.

use super::{UnpackFault, UnpackedFiles, damaged, decode_text};
use crate::grid::OtherFileKind;
use crate::model::received_file::MailInfo;
use std::io::{Cursor, Read};

/// Extracts the entries of an archive.
pub fn open(bytes: &[u8], name: &str, letter: Option<&MailInfo>, out: &mut UnpackedFiles) -> Result<(), UnpackFault> {
    let bad = |_| damaged(OtherFileKind::Zip);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(bad)?;
    for index in 0..archive.len() {
        out.counted()?;
        let (inner, locked) = {
            let entry = archive.by_index_raw(index).map_err(bad)?;
            if entry.is_dir() {
                continue;
            }
            (decode_text(entry.name_raw()), entry.encrypted())
        };
        if inner.starts_with("__MACOSX/") {
            continue;
        }
        if locked {
            return Err(UnpackFault::new(
                "Tệp nén có mật khẩu",
                "The archive has a password",
                ("Đề nghị gửi lại không đặt mật khẩu", "Ask for it without a password"),
            ));
        }
        let entry = archive.by_index(index).map_err(bad)?;
        let room = out.limits.file_bytes.min(out.left) + 1;
        let mut content = Vec::new();
        entry.take(room).read_to_end(&mut content).map_err(|_| damaged(OtherFileKind::Zip))?;
        if content.len() as u64 > out.limits.file_bytes {
            return Err(UnpackFault::limit(
                "cỡ một tệp bên trong (byte)",
                "bytes of a file within",
                out.limits.file_bytes,
            ));
        }
        out.add(content, name, &inner, letter, true)?;
    }
    Ok(())
}
