//! Access to files and clock through one trait: [`Disk`] for the program, [`Memory`] for tests. Nothing else in the
//! crate accesses them. This module does not interpret files.

pub mod process;
pub mod watchdog;

use crate::limits::Limits;
use process::{Worker, WorkerProcess};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// An entry of a folder, as listed by [`World::list`]. Folders are not listed.
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

impl SystemError {
    fn error_at(path: &Path) -> impl FnOnce(io::Error) -> SystemError {
        let path = path.to_path_buf();
        move |source| SystemError { path, source }
    }

    /// Returns the error for a file that is an input and must not be overwritten.
    pub fn refused(path: &Path) -> SystemError {
        SystemError::error_at(path)(io::Error::other(RefusedWrite))
    }

    /// Returns true if the error is that of [`WorldError::refused`].
    pub fn is_refused(&self) -> bool {
        self.source.get_ref().is_some_and(|inner| inner.is::<RefusedWrite>())
    }

    /// Returns true if another program (usually Excel) has the file open: Windows sharing and lock violations.
    pub fn is_in_use(&self) -> bool {
        cfg!(windows) && matches!(self.source.raw_os_error(), Some(32 | 33))
    }

    /// Returns true if permission to read or write is missing.
    pub fn is_denied(&self) -> bool {
        matches!(self.source.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
    }

    /// Returns true if there is no space left, on the disk or in the user's quota.
    pub fn is_full(&self) -> bool {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        matches!(self.source.kind(), StorageFull | QuotaExceeded | FileTooLarge)
    }

    /// Returns true if the system has no more file handles or memory. The file itself is fine.
    pub fn is_exhausted(&self) -> bool {
        // EMFILE and ENFILE; ERROR_TOO_MANY_OPEN_FILES.
        let open_files: &[i32] = if cfg!(windows) { &[4] } else { &[23, 24] };
        self.source.kind() == io::ErrorKind::OutOfMemory
            || self.source.raw_os_error().is_some_and(|n| open_files.contains(&n))
    }

    /// Returns true if the file does not exist, or on Windows cannot exist with this name: `cmd` does not expand
    /// `*.xlsx`.
    pub fn is_missing(&self) -> bool {
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
    /// Returns true if the path is a file.
    fn is_file(&self, path: &Path) -> bool;
    /// Returns true if the path is a folder.
    fn is_folder(&self, path: &Path) -> bool;
    /// Creates a folder and its parents.
    fn make_folder(&self, path: &Path) -> Result<(), SystemError>;
    /// Writes a file completely or not at all: an existing file stays until the new one is complete.
    fn save(&self, path: &Path, bytes: &[u8]) -> Result<(), SystemError>;
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
    /// Reports the number of files read so far and of all files.
    fn report_progress(&self, _done: usize, _all: usize) {}
    /// Starts a worker process with these arguments. `None` if that is not possible.
    fn worker(&self, _words: &[String]) -> Option<Box<dyn Worker>> {
        None
    }
}

/// A [`World`] with other limits.
pub struct BoundedSystem<'a> {
    world: &'a dyn System,
    limits: Limits,
}

impl<'a> BoundedSystem<'a> {
    /// Wraps a [`World`] with other limits.
    pub fn new(world: &'a dyn System, limits: Limits) -> Self {
        BoundedSystem { world, limits }
    }
}

impl System for BoundedSystem<'_> {
    fn list(&self, folder: &Path) -> Result<Vec<DirectoryEntry>, SystemError> {
        self.world.list(folder)
    }
    fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>, SystemError> {
        self.world.read(path, most)
    }
    fn is_file(&self, path: &Path) -> bool {
        self.world.is_file(path)
    }
    fn is_folder(&self, path: &Path) -> bool {
        self.world.is_folder(path)
    }
    fn make_folder(&self, path: &Path) -> Result<(), SystemError> {
        self.world.make_folder(path)
    }
    fn save(&self, path: &Path, bytes: &[u8]) -> Result<(), SystemError> {
        self.world.save(path, bytes)
    }
    fn absolute(&self, path: &Path) -> PathBuf {
        self.world.absolute(path)
    }
    fn canonical(&self, path: &Path) -> PathBuf {
        self.world.canonical(path)
    }
    fn number(&self, path: &Path) -> Option<(u64, u64)> {
        self.world.number(path)
    }
    fn elapsed(&self) -> Duration {
        self.world.elapsed()
    }
    fn limits(&self) -> Limits {
        self.limits.clone()
    }
    fn report_progress(&self, done: usize, all: usize) {
        self.world.report_progress(done, all);
    }
    fn worker(&self, words: &[String]) -> Option<Box<dyn Worker>> {
        self.world.worker(words)
    }
}

/// Files and clock of the operating system.
pub struct OsSystem {
    start: Instant,
    program: Option<PathBuf>,
    tell: Option<Box<ProgressCallback>>,
}

/// Callback that reports the number of files read and of all files.
pub type ProgressCallback = dyn Fn(usize, usize) + Send + Sync;

impl OsSystem {
    /// Starts the clock.
    pub fn start() -> Self {
        OsSystem { start: Instant::now(), program: None, tell: None }
    }

    /// Starts the clock, with the ability to start worker processes.
    pub fn of_program() -> Self {
        OsSystem { program: std::env::current_exe().ok(), ..OsSystem::start() }
    }

    /// Sets the callback for progress.
    pub fn telling(self, tell: Box<ProgressCallback>) -> Self {
        OsSystem { tell: Some(tell), ..self }
    }
}

impl System for OsSystem {
    fn list(&self, folder: &Path) -> Result<Vec<DirectoryEntry>, SystemError> {
        let mut entries = Vec::new();
        match fs::symlink_metadata(folder) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(entries),
            Err(e) => return Err(SystemError::error_at(folder)(e)),
            Ok(_) => {}
        }
        for found in walkdir::WalkDir::new(folder).follow_links(false).follow_root_links(false) {
            match found {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => {
                    let kind = match entry.file_type() {
                        t if t.is_file() => EntryKind::File,
                        t if t.is_symlink() => EntryKind::Link,
                        _ => EntryKind::Special,
                    };
                    let size = entry.metadata().map_or(0, |m| m.len());
                    let name = below(folder, entry.path());
                    entries.push(DirectoryEntry { name, path: entry.into_path(), size, kind });
                }
                Err(e) if e.depth() == 0 => return Err(SystemError::error_at(folder)(e.into())),
                Err(e) => {
                    let path = e.path().unwrap_or(folder).to_path_buf();
                    entries.push(DirectoryEntry {
                        name: below(folder, &path),
                        path,
                        size: 0,
                        kind: EntryKind::Unlistable,
                    });
                }
            }
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.path.cmp(&b.path)));
        Ok(entries)
    }

    fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>, SystemError> {
        let at = || SystemError::error_at(path);
        // Check before opening, because opening a pipe waits for its writer. Check the name itself, so that no link
        // leads out of the campaign.
        let told = fs::symlink_metadata(path).map_err(at())?;
        if !told.is_file() {
            return Err(at()(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
        }
        // One byte more lets `read_to_end` detect the end without growing the buffer.
        let mut bytes = Vec::with_capacity(usize::try_from(told.len().min(most)).unwrap_or(0).saturating_add(1));
        File::open(path).map_err(at())?.take(most).read_to_end(&mut bytes).map_err(at())?;
        Ok(bytes)
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_folder(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn make_folder(&self, path: &Path) -> Result<(), SystemError> {
        fs::create_dir_all(path).map_err(SystemError::error_at(path))
    }

    fn save(&self, path: &Path, bytes: &[u8]) -> Result<(), SystemError> {
        let at = || SystemError::error_at(path);
        let folder = match path.parent() {
            Some(p) if !p.as_os_str().is_empty() => p,
            _ => Path::new("."),
        };
        self.make_folder(folder)?;
        remove_leftovers(folder);
        // Only the standard library: the functions of the crate do not support paths beyond 260 characters on Windows,
        // and mark the file there so that OneDrive ignores it.
        let mut named = tempfile::Builder::new();
        let named = named.prefix(TEMPORARY.0).suffix(TEMPORARY.1).make_in(folder, |name| File::create_new(name));
        let (mut file, mut temporary) = named.map_err(at())?.into_parts();
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(at())?;
        drop(file);
        fs::rename(&temporary, path).map_err(|e| at()(told_by_target(path, e)))?;
        temporary.disable_cleanup(true);
        Ok(())
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        normalise_path(&std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()))
    }

    fn canonical(&self, path: &Path) -> PathBuf {
        if let Ok(real) = fs::canonicalize(path) {
            return real;
        }
        // Component by component, so that `..` leaves the folder that a link leads to.
        let mut real = PathBuf::new();
        for component in std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).components() {
            match component {
                Component::CurDir => {}
                Component::ParentDir => {
                    real.pop();
                }
                Component::Normal(name) => {
                    real.push(name);
                    real = fs::canonicalize(&real).unwrap_or(real);
                }
                other => real.push(other),
            }
        }
        real
    }

    #[cfg(unix)]
    fn number(&self, path: &Path) -> Option<(u64, u64)> {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn report_progress(&self, done: usize, all: usize) {
        if let Some(tell) = &self.tell {
            tell(done, all);
        }
    }

    fn worker(&self, words: &[String]) -> Option<Box<dyn Worker>> {
        let process = WorkerProcess::start(self.program.as_ref()?, words).ok()?;
        Some(Box::new(process))
    }
}

/// Returns what Linux tells of a process, on one line.
#[cfg(target_os = "linux")]
fn process_status(process: u32) -> Option<String> {
    fs::read_to_string(format!("/proc/{process}/stat")).ok()
}

/// Prefix and suffix of temporary files.
const TEMPORARY: (&str, &str) = (".tonghop-", ".tmp");
/// A temporary file older than this was left by a killed run.
const LEFT: Duration = Duration::from_secs(24 * 3600);

/// Removes temporary files of killed runs from a folder of results. Files that cannot be removed are ignored.
fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(|n| n.starts_with(TEMPORARY.0) && n.ends_with(TEMPORARY.1));
        let age = || entry.metadata().ok().filter(fs::Metadata::is_file)?.modified().ok()?.elapsed().ok();
        if ours && age().is_some_and(|age| age > LEFT) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Refines an error. Windows reports "access denied" (5) for a target that a program has open, for a folder and for a
/// read-only file; the error of opening the target distinguishes them.
fn told_by_target(path: &Path, error: io::Error) -> io::Error {
    if !cfg!(windows) || error.raw_os_error() != Some(5) {
        return error;
    }
    if path.is_dir() {
        return io::ErrorKind::IsADirectory.into();
    }
    fs::OpenOptions::new().append(true).open(path).err().unwrap_or(error)
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

/// Files in memory with a clock that does not advance, for tests.
#[derive(Debug, Default)]
pub struct InMemorySystem {
    files: Mutex<BTreeMap<PathBuf, Vec<u8>>>,
    folders: Mutex<BTreeSet<PathBuf>>,
}

/// Locks a mutex. A thread that panicked while holding it left the content valid.
fn lock<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl InMemorySystem {
    /// Creates an empty one.
    pub fn new() -> Self {
        InMemorySystem::default()
    }

    /// Adds a file.
    pub fn put(&self, path: impl AsRef<Path>, bytes: impl Into<Vec<u8>>) {
        lock(&self.files).insert(self.absolute(path.as_ref()), bytes.into());
    }

    /// Returns the paths of all files.
    pub fn paths(&self) -> Vec<PathBuf> {
        lock(&self.files).keys().cloned().collect()
    }
}

impl System for InMemorySystem {
    fn list(&self, folder: &Path) -> Result<Vec<DirectoryEntry>, SystemError> {
        let folder = self.absolute(folder);
        let files = lock(&self.files);
        let mut entries: Vec<DirectoryEntry> = files
            .iter()
            .filter(|(path, _)| path.starts_with(&folder))
            .map(|(path, bytes)| DirectoryEntry {
                name: below(&folder, path),
                path: path.clone(),
                size: bytes.len() as u64,
                kind: EntryKind::File,
            })
            .collect();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>, SystemError> {
        let files = lock(&self.files);
        let bytes = files
            .get(&self.absolute(path))
            .ok_or_else(|| SystemError::error_at(path)(io::Error::from(io::ErrorKind::NotFound)))?;
        let most = usize::try_from(most).unwrap_or(usize::MAX).min(bytes.len());
        Ok(bytes.get(..most).unwrap_or(bytes).to_vec())
    }

    fn is_file(&self, path: &Path) -> bool {
        lock(&self.files).contains_key(&self.absolute(path))
    }

    fn is_folder(&self, path: &Path) -> bool {
        let path = self.absolute(path);
        lock(&self.folders).iter().any(|f| f.starts_with(&path))
            || lock(&self.files).keys().any(|f| f != &path && f.starts_with(&path))
    }

    fn make_folder(&self, path: &Path) -> Result<(), SystemError> {
        lock(&self.folders).insert(self.absolute(path));
        Ok(())
    }

    fn save(&self, path: &Path, bytes: &[u8]) -> Result<(), SystemError> {
        self.put(path, bytes);
        Ok(())
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        normalise_path(&Path::new("/").join(path))
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn names(world: &dyn System, folder: &Path) -> Vec<(String, EntryKind)> {
        world.list(folder).unwrap().into_iter().map(|e| (e.name, e.kind)).collect()
    }

    #[test]
    fn save_replaces_the_file_without_leftovers() {
        let folder = tempfile::tempdir().unwrap();
        let disk = OsSystem::start();
        let path = folder.path().join("a/b/kết quả.xlsx");
        disk.save(&path, b"one").unwrap();
        disk.save(&path, b"two").unwrap();
        assert_eq!(disk.read(&path, u64::MAX).unwrap(), b"two");
        assert_eq!(disk.read(&path, 2).unwrap(), b"tw");
        assert_eq!(names(&disk, folder.path()), [("a/b/kết quả.xlsx".to_string(), EntryKind::File)]);
    }

    #[test]
    fn failed_save_leaves_no_temporary_file() {
        let folder = tempfile::tempdir().unwrap();
        let disk = OsSystem::start();
        // A folder has the name of the file to write.
        let path = folder.path().join("x");
        disk.save(&path.join("inside"), b"kept").unwrap();
        let error = disk.save(&path, b"new").unwrap_err();
        assert_eq!(error.path, path);
        assert_eq!(names(&disk, folder.path()), [("x/inside".to_string(), EntryKind::File)]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_listed_but_not_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let disk = OsSystem::start();
        disk.save(&elsewhere.path().join("secret.xlsx"), b"secret").unwrap();
        disk.save(&folder.path().join("a.xlsx"), b"a").unwrap();
        symlink(elsewhere.path(), folder.path().join("b")).unwrap();
        symlink(elsewhere.path().join("secret.xlsx"), folder.path().join("c.xlsx")).unwrap();
        let expected = [("a.xlsx", EntryKind::File), ("b", EntryKind::Link), ("c.xlsx", EntryKind::Link)];
        assert_eq!(names(&disk, folder.path()), expected.map(|(n, k)| (n.to_string(), k)));
        // A returns folder that is itself a link is one link, not its content.
        assert_eq!(names(&disk, &folder.path().join("b")), [("b".to_string(), EntryKind::Link)]);
        let mode = fs::metadata(folder.path().join("a.xlsx")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o644);
    }

    #[test]
    fn missing_folder_lists_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(names(&OsSystem::start(), &folder.path().join("none")), []);
        assert_eq!(names(&InMemorySystem::new(), Path::new("none")), []);
    }

    #[test]
    fn memory_behaves_like_disk() {
        let world = InMemorySystem::new();
        world.save(Path::new("campaign/tra-loi/../tra-loi/x.xlsx"), b"x").unwrap();
        world.make_folder(Path::new("campaign/ket-qua")).unwrap();
        assert!(world.is_folder(Path::new("campaign")) && world.is_folder(Path::new("campaign/ket-qua")));
        assert!(world.is_file(Path::new("campaign/tra-loi/x.xlsx")) && !world.is_file(Path::new("campaign")));
        assert_eq!(names(&world, Path::new("campaign")), [("tra-loi/x.xlsx".to_string(), EntryKind::File)]);
        assert!(world.read(Path::new("y"), 1).unwrap_err().is_missing());
    }
}
