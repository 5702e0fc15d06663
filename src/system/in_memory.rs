//! Files in memory, for tests.

use super::{DirectoryEntry, EntryKind, System, SystemError, below, normalise_path};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Files in memory with a clock that does not advance, for tests.
#[derive(Debug, Default)]
pub(crate) struct InMemorySystem {
    files: Mutex<BTreeMap<PathBuf, Vec<u8>>>,
    folders: Mutex<BTreeSet<PathBuf>>,
}

/// Locks a mutex. A thread that panicked while holding it left the content valid.
fn lock<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl InMemorySystem {
    /// Creates an empty one.
    pub(crate) fn new() -> Self {
        InMemorySystem::default()
    }

    /// Adds a file.
    pub(crate) fn put(&self, path: impl AsRef<Path>, bytes: impl Into<Vec<u8>>) {
        lock(&self.files).insert(self.absolute(path.as_ref()), bytes.into());
    }

    /// Returns the paths of all files.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
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

    fn names(memory: &dyn System, folder: &Path) -> Vec<(String, EntryKind)> {
        memory.list(folder).unwrap().into_iter().map(|e| (e.name, e.kind)).collect()
    }

    #[test]
    fn memory_behaves_like_disk() {
        let memory = InMemorySystem::new();
        memory.save(Path::new("campaign/tra-loi/../tra-loi/x.xlsx"), b"x").unwrap();
        memory.make_folder(Path::new("campaign/ket-qua")).unwrap();
        assert!(memory.is_folder(Path::new("campaign")) && memory.is_folder(Path::new("campaign/ket-qua")));
        assert!(memory.is_file(Path::new("campaign/tra-loi/x.xlsx")) && !memory.is_file(Path::new("campaign")));
        assert_eq!(names(&memory, Path::new("campaign")), [("tra-loi/x.xlsx".to_string(), EntryKind::File)]);
        assert!(memory.read(Path::new("y"), 1).unwrap_err().is_missing());
        assert_eq!(names(&memory, Path::new("none")), []);
    }
}
