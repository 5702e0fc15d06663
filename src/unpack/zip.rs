//! Extracts the entries of a .zip. A fault of one entry affects no other.

use super::{EntrySource, UnpackFault, UnpackedFiles, damaged, decode_text};
use crate::grid::{self, OtherFileKind};
use crate::model::litter;
use crate::model::received_file::{LeftReason, MailInfo};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};

/// Extracts the entries of an archive.
pub(super) fn open(
    bytes: &[u8],
    name: &str,
    letter: Option<&MailInfo>,
    out: &mut UnpackedFiles,
) -> Result<(), UnpackFault> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged(OtherFileKind::Zip))?;
    let all = archive.file_names_raw().take(usize::try_from(out.limits.entries).unwrap_or(usize::MAX));
    let pages: BTreeSet<String> = all.filter_map(|name| litter::page_stem(&decode_text(name))).collect();
    for index in 0..archive.len() {
        out.counted()?;
        let Ok((inner, is_folder, is_locked)) =
            archive.by_index_raw(index).map(|e| (decode_text(e.name_raw()), e.is_dir(), e.encrypted()))
        else {
            out.push(name, "", Err(damaged(OtherFileKind::Zip)), letter);
            continue;
        };
        let inner = inner.replace('\\', "/");
        if is_folder {
            continue;
        }
        if litter::is_web_part(&inner, &pages) && !grid::is_named_as_table(&inner) {
            out.leave(&super::full_name(name, &inner), LeftReason::WebPart);
        } else if is_locked {
            let fault = UnpackFault::new(
                "Tệp nén có mật khẩu",
                "The archive has a password",
                ("Đề nghị gửi lại không đặt mật khẩu", "Ask for it without a password"),
            );
            out.push(name, &inner, Err(fault), letter);
        } else {
            match content(&mut archive, index, out) {
                Ok(content) => out.add(content, name, &inner, letter, EntrySource::Archive)?,
                Err(fault) => out.push(name, &inner, Err(fault), letter),
            }
        }
    }
    Ok(())
}

/// Returns the bytes of an entry.
fn content(
    archive: &mut zip::ZipArchive<Cursor<&[u8]>>,
    index: usize,
    out: &UnpackedFiles,
) -> Result<Vec<u8>, UnpackFault> {
    let entry = archive.by_index(index).map_err(|error| match error {
        zip::result::ZipError::UnsupportedArchive(_) => UnpackFault::new(
            "Tệp nén theo cách không đọc được",
            "The archive is packed in a way that is not read",
            ("Giải nén rồi để tệp .xlsx bên trong vào thư mục", "Unpack it and put the .xlsx inside into the folder"),
        ),
        _ => damaged(OtherFileKind::Zip),
    })?;
    let most = out.limits.file_bytes;
    let room = most.min(out.left) + 1;
    let mut content = Vec::new();
    entry.take(room).read_to_end(&mut content).map_err(|_| damaged(OtherFileKind::Zip))?;
    if content.len() as u64 > most {
        return Err(UnpackFault::limit("cỡ một tệp bên trong (byte)", "bytes of a file within", most));
    }
    Ok(content)
}
