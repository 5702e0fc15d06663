//! Saves results of the program without losing what a person wrote into the last one.

use crate::error::Error;
use crate::model::day::Day;
use crate::system::System;
use crate::write;
use std::path::{Path, PathBuf};

/// Saves a sealed result under the name that the user gives, or under its usual name. Returns the path, and that of the
/// kept file (see [`save_result`]).
///
/// # Errors
///
/// See [`save_result`].
pub(super) fn save_as(
    system: &dyn System,
    output: Option<&Path>,
    usual: PathBuf,
    bytes: &[u8],
) -> Result<(PathBuf, Option<PathBuf>), Error> {
    let path = output.map_or(usual, Path::to_path_buf);
    let kept = save_result(system, &path, bytes)?;
    Ok((path, kept))
}

/// Saves a sealed result. An existing file with that name that is not as the program wrote it is kept beside it, as
/// `Tong-hop-2021-Q3 (da sua 2026-11-29).xlsx`. Returns the path of the kept file.
///
/// # Errors
///
/// A file that cannot be read or written. The existing file is then unchanged.
pub(super) fn save_result(system: &dyn System, path: &Path, bytes: &[u8]) -> Result<Option<PathBuf>, Error> {
    let kept = keep_changed(system, path, bytes, write::is_as_written)?;
    system.save(path, bytes).map_err(Error::Write)?;
    Ok(kept)
}

/// Keeps an existing file beside the one that is to be written, unless it is as the program wrote it. Returns the path of
/// the kept file.
///
/// # Errors
///
/// A file that cannot be read or written.
pub(super) fn keep_changed(
    system: &dyn System,
    path: &Path,
    bytes: &[u8],
    is_as_written: impl Fn(&[u8]) -> bool,
) -> Result<Option<PathBuf>, Error> {
    if !system.is_file(path) {
        return Ok(None);
    }
    let old = match system.read_replaced(path, u64::MAX) {
        Ok(old) => old,
        // A link: only the link is replaced, the file that it leads to stays.
        Err(error) if error.source.kind() == std::io::ErrorKind::InvalidInput => return Ok(None),
        Err(error) => return Err(Error::Read(error)),
    };
    if old == bytes || old.is_empty() || is_as_written(&old) {
        return Ok(None);
    }
    let today = Day::from_unix(system.today()).iso();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    for number in 1.. {
        let mark = if number == 1 { today.clone() } else { format!("{today}, {number}") };
        let name = path.with_file_name(format!("{stem} (da sua {mark}).{extension}"));
        match system.keep_as(path, &name) {
            Ok(()) => return Ok(Some(name)),
            // Another run kept the same file, or this one did before it was interrupted.
            Err(error) if error.is_existing() && system.read(&name, u64::MAX).is_ok_and(|kept| kept == old) => {
                return Ok(Some(name));
            }
            Err(error) if error.is_existing() => {}
            Err(error) => return Err(Error::Write(error)),
        }
    }
    Ok(None)
}
