//! Files, clock and worker processes of the operating system.

mod folder;
#[cfg(any(test, target_family = "wasm"))]
mod recorded_worker;

use super::process::{self, Worker, WorkerProcess};
use super::{DirectoryEntry, EntryKind, FolderFile, System, SystemError, below, normalise_path};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// Files and clock of the operating system.
pub struct OsSystem {
    start: Instant,
    program: Option<PathBuf>,
    progress: Option<Box<ProgressCallback>>,
}

/// Callback that reports the number of files read and of all files.
pub type ProgressCallback = dyn Fn(usize, usize) + Send + Sync;

impl OsSystem {
    /// Starts the clock.
    pub fn start() -> Self {
        OsSystem { start: Instant::now(), program: None, progress: None }
    }

    /// Starts the clock, with the ability to start worker processes.
    pub(crate) fn of_program() -> Self {
        OsSystem { program: std::env::current_exe().ok(), ..OsSystem::start() }
    }

    /// Sets the callback for progress.
    pub(crate) fn with_progress(self, progress: Box<ProgressCallback>) -> Self {
        OsSystem { progress: Some(progress), ..self }
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
        let metadata = fs::symlink_metadata(path).map_err(at())?;
        if !metadata.is_file() {
            return Err(at()(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
        }
        // Opening it would wait for the network, perhaps for minutes.
        if is_elsewhere(&metadata) {
            return Err(SystemError::not_downloaded(path));
        }
        // One byte more lets `read_to_end` detect the end without growing the buffer.
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(most)).unwrap_or(0).saturating_add(1));
        File::open(path).map_err(at())?.take(most).read_to_end(&mut bytes).map_err(at())?;
        Ok(bytes)
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_folder(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn folders(&self, folder: &Path) -> Vec<PathBuf> {
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let entries = fs::read_dir(here).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let mut paths: Vec<PathBuf> = folders.map(|entry| folder.join(entry.file_name())).collect();
        paths.sort();
        paths
    }

    fn open(&self, path: &Path) -> Result<(), SystemError> {
        process::open_with_desktop(&self.absolute(path)).map_err(SystemError::error_at(path))
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
        fs::rename(&temporary, path).map_err(|e| at()(refined_error(path, e)))?;
        temporary.disable_cleanup(true);
        Ok(())
    }

    fn save_folder(
        &self,
        folder: &Path,
        files: &mut dyn Iterator<Item = Result<FolderFile, SystemError>>,
    ) -> Result<(), SystemError> {
        folder::save_folder(folder, files)
    }

    fn keep_as(&self, path: &Path, name: &Path) -> Result<(), SystemError> {
        folder::keep_as(path, name)
    }

    fn today(&self) -> i32 {
        const VIETNAM: Duration = Duration::from_secs(7 * 3600);
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default() + VIETNAM;
        i32::try_from(since.as_secs() / 86_400).unwrap_or_default()
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
        if let Some(progress) = &self.progress {
            progress(done, all);
        }
    }

    fn beside_program(&self, name: &str) -> Option<PathBuf> {
        Some(self.program.as_ref()?.parent()?.join(name))
    }

    #[cfg(not(target_family = "wasm"))]
    fn worker(&self, words: &[String]) -> Option<Box<dyn Worker>> {
        let process = WorkerProcess::start(self.program.as_ref()?, words).ok()?;
        Some(Box::new(process))
    }

    #[cfg(target_family = "wasm")]
    fn worker(&self, _: &[String]) -> Option<Box<dyn Worker>> {
        use recorded_worker::{FOLDER, RecordedWorker};
        Some(Box::new(RecordedWorker::new(Path::new(FOLDER))))
    }
}

/// Returns true if a synchroniser shows a file whose content is not on this machine.
fn is_elsewhere(metadata: &fs::Metadata) -> bool {
    #[cfg(windows)]
    {
        use std::os::windows::fs::MetadataExt;
        // FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN, _RECALL_ON_DATA_ACCESS.
        const ELSEWHERE: u32 = 0x1000 | 0x4_0000 | 0x40_0000;
        metadata.file_attributes() & ELSEWHERE != 0
    }
    #[cfg(not(windows))]
    {
        let _ = metadata;
        false
    }
}

/// Prefix and suffix of temporary files.
const TEMPORARY: (&str, &str) = (".tonghop-", ".tmp");
/// A temporary file older than this was left by a killed run.
const LEFT: Duration = Duration::from_secs(24 * 3600);

/// Removes temporary files and folders of killed runs from a folder of results. Those that cannot be removed are
/// ignored.
fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(|n| n.starts_with(TEMPORARY.0) && n.ends_with(TEMPORARY.1));
        let Some(metadata) = entry.metadata().ok().filter(|m| ours && (m.is_file() || m.is_dir())) else { continue };
        let age = metadata.modified().ok().and_then(|time| time.elapsed().ok());
        if age.is_some_and(|age| age > LEFT) {
            let path = entry.path();
            let _ = if metadata.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
}

/// Refines an error. Windows reports "access denied" (5) for a target that a program has open, for a folder and for a
/// read-only file; the error of opening the target distinguishes them.
fn refined_error(path: &Path, error: io::Error) -> io::Error {
    if !cfg!(windows) || error.raw_os_error() != Some(5) {
        return error;
    }
    if path.is_dir() {
        return io::ErrorKind::IsADirectory.into();
    }
    fs::OpenOptions::new().append(true).open(path).err().unwrap_or(error)
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
    }
}
