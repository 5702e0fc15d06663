//! Access to files and clock through one trait: [`OsSystem`] for the program, [`InMemorySystem`] for tests. Nothing else
//! in the crate accesses them. This module does not interpret files.

#[cfg(test)]
mod in_memory;
mod os;
pub mod process;
mod processor_time;
pub mod watchdog;

#[cfg(test)]
pub(crate) use in_memory::InMemorySystem;
pub use os::{OsSystem, ProgressCallback};

use crate::limits::Limits;
use process::Worker;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// An entry of a folder, as listed by [`System::list`]. Folders are not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// Path relative to the listed folder, with `/`.
    pub name: String,
    /// Path for reading it.
    pub path: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// Kind of entry.
    pub kind: EntryKind,
}

/// Kind of a folder entry. Only regular files are opened.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A symbolic link; never followed.
    Link,
    /// A pipe, socket or device; never opened.
    Special,
    /// A file or folder that the system does not allow listing.
    Unlistable,
}

/// A file of a folder that is written as a whole; see [`System::save_folder`].
#[derive(Clone, Debug)]
pub struct FolderFile {
    /// Path relative to the folder, with `/`.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Failure of a file operation.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct SystemError {
    /// The file or folder.
    pub path: PathBuf,
    /// Error of the system.
    pub source: io::Error,
}

/// Error for writing to an input.
#[derive(Debug, thiserror::Error)]
#[error("this file is an input")]
struct RefusedWrite;

/// Error for a file whose content a synchroniser keeps elsewhere.
#[derive(Debug, thiserror::Error)]
#[error("the content of this file is not on this machine")]
struct NotDownloaded;

impl SystemError {
    fn error_at(path: &Path) -> impl FnOnce(io::Error) -> SystemError {
        let path = path.to_path_buf();
        move |source| SystemError { path, source }
    }

    /// Returns the error for a file that is an input and must not be overwritten.
    pub(crate) fn refused(path: &Path) -> SystemError {
        SystemError::error_at(path)(io::Error::other(RefusedWrite))
    }

    /// Returns true if the error is that of [`SystemError::refused`].
    pub(crate) fn is_refused(&self) -> bool {
        self.source.get_ref().is_some_and(|inner| inner.is::<RefusedWrite>())
    }

    /// Returns the error for a file whose content is not on this machine.
    pub(crate) fn not_downloaded(path: &Path) -> SystemError {
        SystemError::error_at(path)(io::Error::other(NotDownloaded))
    }

    /// Returns true if the content of the file is not on this machine: OneDrive shows the file, and has not downloaded it.
    pub(crate) fn is_not_downloaded(&self) -> bool {
        // ERROR_CLOUD_FILE_…: the synchroniser does not run or cannot deliver.
        let is_cloud = cfg!(windows) && self.source.raw_os_error().is_some_and(|n| (358..=404).contains(&n));
        is_cloud || self.source.get_ref().is_some_and(|inner| inner.is::<NotDownloaded>())
    }

    /// Returns true if a network drive or a device does not answer.
    pub(crate) fn is_unreachable(&self) -> bool {
        // Not ready, bad path of a network, name deleted, unexpected error, no provider, no logon, timeout, no connection;
        // elsewhere ESTALE, EHOSTDOWN, EHOSTUNREACH.
        const WINDOWS: [i32; 13] = [21, 51, 53, 54, 55, 59, 64, 65, 67, 121, 1203, 1231, 2250];
        use io::ErrorKind::{HostUnreachable, NetworkDown, NetworkUnreachable, StaleNetworkFileHandle, TimedOut};
        matches!(
            self.source.kind(),
            HostUnreachable | NetworkDown | NetworkUnreachable | StaleNetworkFileHandle | TimedOut
        ) || cfg!(windows) && self.source.raw_os_error().is_some_and(|n| WINDOWS.contains(&n))
    }

    /// Returns true if something with that name exists already.
    pub(crate) fn is_existing(&self) -> bool {
        self.source.kind() == io::ErrorKind::AlreadyExists
    }

    /// Returns true if another program (usually Excel) has the file open: Windows sharing and lock violations.
    pub(crate) fn is_in_use(&self) -> bool {
        cfg!(windows) && matches!(self.source.raw_os_error(), Some(32 | 33))
    }

    /// Returns true if permission to read or write is missing.
    pub(crate) fn is_denied(&self) -> bool {
        matches!(self.source.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
    }

    /// Returns true if there is no space left, on the disk or in the user's quota.
    pub(crate) fn is_full(&self) -> bool {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        matches!(self.source.kind(), StorageFull | QuotaExceeded | FileTooLarge)
    }

    /// Returns true if the system has no more file handles or memory. The file itself is fine.
    pub(crate) fn is_exhausted(&self) -> bool {
        // EMFILE and ENFILE; ERROR_TOO_MANY_OPEN_FILES.
        let open_files: &[i32] = if cfg!(windows) { &[4] } else { &[23, 24] };
        self.source.kind() == io::ErrorKind::OutOfMemory
            || self.source.raw_os_error().is_some_and(|n| open_files.contains(&n))
    }

    /// Returns true if the file does not exist, or on Windows cannot exist with this name: `cmd` does not expand
    /// `*.xlsx`.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self.source.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidFilename)
    }
}

/// Files, clock and workers.
pub trait System: Sync {
    /// Lists everything below a folder at any depth, sorted by name. Links are neither followed nor opened. A folder
    /// that does not exist is empty.
    fn list(&self, folder: &Path) -> Result<Vec<DirectoryEntry>, SystemError>;
    /// Reads a regular file, at most `most` bytes. A symbolic link is an error.
    fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>, SystemError>;
    /// Like [`System::read`], for a file that this run is about to replace: it is no input of the run.
    ///
    /// # Errors
    ///
    /// As [`System::read`].
    fn read_replaced(&self, path: &Path, most: u64) -> Result<Vec<u8>, SystemError> {
        self.read(path, most)
    }
    /// Returns true if the path is a file.
    fn is_file(&self, path: &Path) -> bool;
    /// Returns true if the path is a folder.
    fn is_folder(&self, path: &Path) -> bool;
    /// Returns the folders directly in a folder, sorted by name; links are left out. Empty if it cannot be listed.
    fn folders(&self, _folder: &Path) -> Vec<PathBuf> {
        Vec::new()
    }
    /// Opens a file or folder with the program that the desktop has for it.
    fn open(&self, path: &Path) -> Result<(), SystemError> {
        Err(SystemError::error_at(path)(io::ErrorKind::Unsupported.into()))
    }
    /// Creates a folder and its parents.
    fn make_folder(&self, path: &Path) -> Result<(), SystemError>;
    /// Writes a file completely or not at all: an existing file stays until the new one is complete.
    fn save(&self, path: &Path, bytes: &[u8]) -> Result<(), SystemError>;
    /// Writes a folder with read-only files completely or not at all. An existing folder is an error
    /// ([`SystemError::is_existing`]). Files are requested one after another, so that few are in memory.
    fn save_folder(
        &self,
        folder: &Path,
        files: &mut dyn Iterator<Item = Result<FolderFile, SystemError>>,
    ) -> Result<(), SystemError> {
        for file in files {
            let file = file?;
            self.save(&folder.join(file.name), &file.bytes)?;
        }
        Ok(())
    }
    /// Keeps a file under a second name. A name in use is an error ([`SystemError::is_existing`]).
    fn keep_as(&self, path: &Path, name: &Path) -> Result<(), SystemError> {
        self.save(name, &self.read(path, u64::MAX)?)
    }
    /// Returns today's date in Vietnam, as the number of days since 1 January 1970.
    fn today(&self) -> i32 {
        0
    }
    /// Returns the absolute path with `.` and `..` resolved by name, for comparison and for searching parents.
    fn absolute(&self, path: &Path) -> PathBuf;
    /// Returns the canonical path for comparison. Links are followed as far as the path exists.
    fn canonical(&self, path: &Path) -> PathBuf {
        self.absolute(path)
    }
    /// Returns the number that identifies a file under each of its names. `None` if the system provides none, or there
    /// is no file.
    fn number(&self, _path: &Path) -> Option<(u64, u64)> {
        None
    }
    /// Returns the time since the program started.
    fn elapsed(&self) -> Duration;
    /// Returns the limits on what is read.
    fn limits(&self) -> Limits {
        Limits::default()
    }
    /// Reports the number of files read so far and of all files; two zeros when the work is over.
    fn report_progress(&self, _done: usize, _all: usize) {}
    /// Returns the path of a file in the program's own folder. `None` if that is unknown.
    fn beside_program(&self, _name: &str) -> Option<PathBuf> {
        None
    }
    /// Starts a worker process with these arguments. `None` if that is not possible.
    fn worker(&self, _words: &[String]) -> Option<Box<dyn Worker>> {
        None
    }
}

/// Returns the path relative to a folder, with `/`; the last component if the path is the folder itself.
fn below(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let names: Vec<_> = inside.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    if names.is_empty() {
        return path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    }
    names.join("/")
}

/// Resolves `.` and `..` in a path by name.
fn normalise_path(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
