//! Writes a folder as a whole, and gives a file a second name. Neither ever replaces anything.

use super::super::{FolderFile, SystemError};
use super::{TEMPORARY, remove_leftovers};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a folder under a hidden name beside its place, with read-only files, flushes it and renames it.
pub(super) fn save_folder(
    folder: &Path,
    files: &mut dyn Iterator<Item = Result<FolderFile, SystemError>>,
) -> Result<(), SystemError> {
    let at = || SystemError::error_at(folder);
    let above = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(above).map_err(at())?;
    remove_leftovers(above);
    // An empty folder is nothing that could be lost. `remove_dir` refuses any other.
    let is_free = |found: fs::Metadata| found.is_dir() && fs::remove_dir(folder).is_ok();
    if fs::symlink_metadata(folder).is_ok_and(|found| !is_free(found)) {
        return Err(at()(io::ErrorKind::AlreadyExists.into()));
    }
    let mut named = tempfile::Builder::new();
    let made = named.prefix(TEMPORARY.0).suffix(TEMPORARY.1).make_in(above, |name| fs::create_dir(name));
    let (_, mut name) = made.map_err(at())?.into_parts();
    name.disable_cleanup(true);
    let mut temporary = TemporaryFolder { path: name.to_path_buf(), is_done: false };
    let mut folders = vec![temporary.path.clone()];
    for file in files {
        let FolderFile { name, bytes } = file?;
        let path = temporary.path.join(name);
        write_file(&path, &bytes, &mut folders).map_err(SystemError::error_at(&path))?;
    }
    folders.iter().rev().try_for_each(|folder| sync_folder(folder)).map_err(at())?;
    fs::rename(&temporary.path, folder).map_err(|error| at()(existing(folder, error)))?;
    temporary.is_done = true;
    sync_folder(above).map_err(at())
}

/// Gives a file a second name; the first one stays. A name in use is an error.
pub(super) fn keep_as(path: &Path, name: &Path) -> Result<(), SystemError> {
    let at = || SystemError::error_at(name);
    match fs::hard_link(path, name) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(at()(error)),
        // A file system without hard links.
        Err(_) => {}
    }
    let bytes = fs::read(path).map_err(SystemError::error_at(path))?;
    let mut file = File::create_new(name).map_err(at())?;
    let written = file.write_all(&bytes).and_then(|()| file.sync_all());
    written.map_err(|error| {
        drop(file);
        let _ = fs::remove_file(name);
        at()(error)
    })
}

/// A folder that is removed unless it is renamed.
struct TemporaryFolder {
    path: PathBuf,
    is_done: bool,
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        if !self.is_done {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Writes a read-only file and the folders above it, which are added to `folders`.
fn write_file(path: &Path, bytes: &[u8], folders: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().skip(1).take_while(|p| !folders.iter().any(|f| f == p)).collect();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder)?;
        folders.push(folder.to_path_buf());
    }
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    let mut permissions = file.metadata()?.permissions();
    permissions.set_readonly(true);
    file.set_permissions(permissions)?;
    file.sync_all()
}

/// Flushes the entries of a folder. Only Unix opens folders.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Refines the error of renaming onto an existing folder.
fn existing(folder: &Path, error: io::Error) -> io::Error {
    if folder.is_dir() { io::ErrorKind::AlreadyExists.into() } else { error }
}
