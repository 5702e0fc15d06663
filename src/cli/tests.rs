//! Runs every command that writes files on a disk whose n-th write fails. Existing files stay intact, and the message
//! states how to continue.

use super::*;
use crate::limits::Limits;
use crate::system::process::Worker;
use crate::system::{DirectoryEntry, InMemorySystem, SystemError};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A file system in memory whose n-th write (file or folder) fails.
struct FailingWriter {
    memory: InMemorySystem,
    left: AtomicUsize,
    fault: io::ErrorKind,
}

impl FailingWriter {
    fn write(&self, path: &Path) -> Result<(), SystemError> {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            return Err(SystemError { path: path.to_path_buf(), source: self.fault.into() });
        }
        Ok(())
    }
}

impl System for FailingWriter {
    fn list(&self, folder: &Path) -> Result<Vec<DirectoryEntry>, SystemError> {
        self.memory.list(folder)
    }
    fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>, SystemError> {
        self.memory.read(path, most)
    }
    fn is_file(&self, path: &Path) -> bool {
        self.memory.is_file(path)
    }
    fn is_folder(&self, path: &Path) -> bool {
        self.memory.is_folder(path)
    }
    fn make_folder(&self, path: &Path) -> Result<(), SystemError> {
        self.write(path).and_then(|()| self.memory.make_folder(path))
    }
    fn save(&self, path: &Path, bytes: &[u8]) -> Result<(), SystemError> {
        self.write(path).and_then(|()| self.memory.save(path, bytes))
    }
    fn absolute(&self, path: &Path) -> PathBuf {
        self.memory.absolute(path)
    }
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
    fn limits(&self) -> Limits {
        Limits::default()
    }
    fn worker(&self, _: &[String]) -> Option<Box<dyn Worker>> {
        None
    }
}

type FileContents = BTreeMap<PathBuf, Vec<u8>>;

fn files(world: &InMemorySystem) -> FileContents {
    world.paths().into_iter().map(|path| (path.clone(), world.read(&path, u64::MAX).unwrap())).collect()
}

/// Runs a command on these files with a failing n-th write; 0 for no failure.
fn with_fault(
    before: &FileContents,
    words: &[&str],
    nth: usize,
    fault: io::ErrorKind,
) -> (Result<CommandOutput, Error>, FileContents) {
    let memory = InMemorySystem::new();
    before.iter().for_each(|(path, bytes)| memory.put(path, bytes.clone()));
    let world = FailingWriter { memory, left: AtomicUsize::new(nth), fault };
    let words: Vec<OsString> = words.iter().map(OsString::from).collect();
    let done = run(&words, Lang::Vi.into(), &world);
    (done, files(&world.memory))
}

/// Returns a campaign with one return, its result, and older files at every path that a command writes.
fn campaign() -> FileContents {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/277-lai-chau");
    let mut all = FileContents::new();
    for name in ["ke-hoach.toml", "phu-luc.tsv", "tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx"] {
        all.insert(Path::new("/đợt").join(name), std::fs::read(sample.join(name)).unwrap());
    }
    let (done, mut all) = with_fault(&all, &["merge", "/đợt"], 0, io::ErrorKind::Other);
    assert!(done.is_ok());
    let results = [
        "phát hiện.xlsx",
        "ket-qua/Gui-cap-tren-2021-Q3.xlsx",
        "ket-qua/du-lieu-2021-Q3/so-lieu.csv",
        "ket-qua/du-lieu-2021-Q3/cot-tinh.csv",
        "ket-qua/du-lieu-2021-Q3/phat-hien.csv",
        "ket-qua/du-lieu-2021-Q3/nguon.csv",
        "ket-qua/du-lieu-2021-Q3/du-lieu.json",
        "bieu-mau/2021-Q4/BM01_2021-Q4_TP.xlsx",
        "bieu-mau/2021-Q4/BM01_2021-Q4_SINHO.xlsx",
        "mới/ke-hoach.xlsx",
        "mới/phu-luc.xlsx",
    ];
    for name in results {
        all.insert(Path::new("/đợt").join(name), b"of before".to_vec());
    }
    all.insert(PathBuf::from("/đợt/ket-qua/Tong-hop-2021-Q4.xlsx"), b"of before".to_vec());
    all
}

#[test]
fn failed_write_leaves_every_file_intact() {
    let before = campaign();
    let check = ["check", "/đợt/tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx", "--output", "/đợt/phát hiện.xlsx"];
    let audit = ["audit", "/đợt/ket-qua/Tong-hop-2021-Q3.xlsx", "--output", "/đợt/phát hiện.xlsx"];
    let commands: [(&[&str], usize); 13] = [
        (&["init", "/đợt/mới", "--force"], 3),
        (&["forms", "/đợt", "--period", "2021-Q4", "--force"], 11),
        // The result that is there is not the program's own: it is kept under another name.
        (&["merge", "/đợt", "--period", "2021-Q4"], 2),
        (&[&check[..], &["--format", "text"]].concat(), 1),
        (&[&check[..], &["--format", "json"]].concat(), 1),
        (&[&check[..], &["--format", "xlsx"]].concat(), 1),
        (&[&audit[..], &["--format", "text"]].concat(), 1),
        (&[&audit[..], &["--format", "json"]].concat(), 1),
        (&[&audit[..], &["--format", "xlsx"]].concat(), 1),
        (&["export", "/đợt"], 5),
        (&["export", "/đợt", "--format", "json"], 1),
        (&["up", "/đợt"], 2),
        (&["up", "/đợt", "--output", "/đợt/phát hiện.xlsx"], 2),
    ];
    use io::ErrorKind::{OutOfMemory, PermissionDenied, StorageFull};
    for (words, saves) in commands {
        let (done, after) = with_fault(&before, words, 0, StorageFull);
        assert!(done.is_ok(), "{words:?}: {:?}", done.err());
        let made: Vec<&PathBuf> = after.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
        assert_eq!(made.len(), saves, "{words:?}: {made:?}");
        // Test every position for few writes; the first, second and last for many. `init` creates folders first.
        let folders = if words[0] == "init" { 10 } else { 0 };
        let mut places: Vec<usize> = vec![1, 2, folders + 1, folders + 2, folders + saves];
        places.retain(|n| *n <= folders + saves);
        places.sort_unstable();
        places.dedup();
        for (n, fault) in places.into_iter().zip([StorageFull, PermissionDenied, OutOfMemory].into_iter().cycle()) {
            let (done, left) = with_fault(&before, words, n, fault);
            let error = done.err().unwrap_or_else(|| panic!("{words:?}: write {n} failed and nobody said so"));
            assert!(matches!(error, Error::Write(_)), "{words:?}: {error:?}");
            let said = error.text();
            assert!(said.vi.contains("chạy lại") && said.vi.contains("Không ghi được /đợt"), "{words:?}: {}", said.vi);
            assert!(said.en.contains("run again"), "{}", said.en);
            // Each file has its old or its new content: files before the failure are new, and no other files exist.
            let fresh = left.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes));
            assert!(fresh.clone().all(|(path, bytes)| after.get(path) == Some(bytes)), "{words:?}, {n}");
            assert_eq!(fresh.count(), n.saturating_sub(folders + 1), "{words:?}, {n}");
            assert!(before.keys().all(|path| left.contains_key(path)), "{words:?}, {n}: a file is gone");
        }
    }
}
