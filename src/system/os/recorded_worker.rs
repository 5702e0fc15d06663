//! A worker whose replies come from elsewhere. The offline page cannot start processes; its program runs more than once
//! instead. A run writes each request without a reply into a folder and continues as if the worker had ended. The page gives
//! the requests to instances of the program that run as workers, stores their replies in the same folder, and runs the job
//! again on the files as they were. The last run has every reply.

use crate::system::process::{Worker, WorkerError, write_frame};
use crate::system::watchdog::TimeLimit;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the page's file system for setups, requests and replies, each a file:
///
/// - `setups/S`: the frame of a worker's setup;
/// - `requests/S-R`: the frames of a request to a worker with setup `S`;
/// - `replies/S-R`: one byte, `REPLIED`, `ENDED` or `SLOW`, and the reply.
#[cfg(target_family = "wasm")]
pub(super) const FOLDER: &str = "/worker";

/// First byte of a stored reply: the worker replied.
const REPLIED: u8 = 0;
/// First byte of a stored reply: the worker exceeded its time.
const SLOW: u8 = 2;

/// See the module.
pub(super) struct RecordedWorker {
    folder: PathBuf,
    /// Name of the setup; `None` before it is sent.
    setup: Option<String>,
    /// Names of the requests whose replies are due; `None` for the setup.
    due: VecDeque<Option<String>>,
}

impl RecordedWorker {
    /// Creates a worker with this folder.
    pub(super) fn new(folder: &Path) -> Self {
        RecordedWorker { folder: folder.to_path_buf(), setup: None, due: VecDeque::new() }
    }

    /// Stores a file that only this run needs; one that cannot be stored shows as a missing reply.
    fn store(&self, kind: &str, name: &str, bytes: &[u8]) {
        let folder = self.folder.join(kind);
        let _ = fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join(name), bytes));
    }

    fn reply_path(&self, name: &str) -> PathBuf {
        self.folder.join("replies").join(name)
    }
}

impl Worker for RecordedWorker {
    fn send(&mut self, frames: &[&[u8]], _: TimeLimit) {
        let mut bytes = Vec::new();
        for frame in frames {
            // Writing into memory does not fail.
            let _ = write_frame(&mut bytes, frame);
        }
        let name: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let Some(setup) = &self.setup else {
            self.store("setups", &name, &bytes);
            self.setup = Some(name);
            self.due.push_back(None);
            return;
        };
        let name = format!("{setup}-{name}");
        if !self.reply_path(&name).is_file() {
            self.store("requests", &name, &bytes);
        }
        self.due.push_back(Some(name));
    }

    fn receive(&mut self, _: TimeLimit) -> Result<Vec<u8>, WorkerError> {
        let Some(due) = self.due.pop_front() else { return Err(WorkerError::Ended) };
        let Some(name) = due else { return Ok(Vec::new()) };
        match fs::read(self.reply_path(&name)).unwrap_or_default().split_first() {
            Some((&REPLIED, reply)) => Ok(reply.to_vec()),
            Some((&SLOW, _)) => Err(WorkerError::Slow),
            _ => Err(WorkerError::Ended),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::system::process::read_frame;

    const LIMIT: TimeLimit = TimeLimit { processor: std::time::Duration::MAX, clock: std::time::Duration::MAX };

    /// Asks a new worker, as a run does: a setup, then two requests at once.
    fn ask(folder: &Path) -> [Result<Vec<u8>, WorkerError>; 3] {
        let mut worker = RecordedWorker::new(folder);
        worker.send(&[b"setup"], LIMIT);
        let ready = worker.receive(LIMIT);
        worker.send(&[b"a.xlsx", b"one"], LIMIT);
        worker.send(&[b"b.xlsx", b"two"], LIMIT);
        [ready, worker.receive(LIMIT), worker.receive(LIMIT)]
    }

    fn frames(path: &Path) -> Vec<Vec<u8>> {
        let bytes = fs::read(path).unwrap();
        let mut rest = bytes.as_slice();
        std::iter::from_fn(|| read_frame(&mut rest).unwrap()).collect()
    }

    #[test]
    fn second_run_has_the_replies_to_the_requests_of_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        assert_eq!(ask(folder), [Ok(Vec::new()), Err(WorkerError::Ended), Err(WorkerError::Ended)]);
        let requests: Vec<_> = fs::read_dir(folder.join("requests")).unwrap().map(|e| e.unwrap().path()).collect();
        assert_eq!(requests.len(), 2);
        fs::create_dir(folder.join("replies")).unwrap();
        for path in &requests {
            let name = path.file_name().unwrap().to_str().unwrap();
            let setup = folder.join("setups").join(name.split('-').next().unwrap());
            assert_eq!(frames(&setup), [b"setup"]);
            let request = frames(path);
            let reply = if request[0] == b"a.xlsx" { [vec![REPLIED], request[1].clone()].concat() } else { vec![SLOW] };
            fs::write(folder.join("replies").join(name), reply).unwrap();
            fs::remove_file(path).unwrap();
        }
        assert_eq!(ask(folder), [Ok(Vec::new()), Ok(b"one".to_vec()), Err(WorkerError::Slow)]);
        assert_eq!(fs::read_dir(folder.join("requests")).unwrap().count(), 0);
    }
}
