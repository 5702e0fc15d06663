//! The worker process of the program, `tonghop --worker`. As in the program, a crash or hang loses only the input. Only
//! panics of this crate are failures; they are in its standard error, caught or not.

use crate::watch::is_own;
use std::cell::RefCell;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;
use tonghop::form;
use tonghop::limits::Limits;
use tonghop::pipeline::{self, FileReply, WORKER};
use tonghop::system::OsSystem;
use tonghop::system::process::{HEAPS, read_frame, write_frame};
use tonghop::system::watchdog::TimeLimit;

struct Worker {
    child: Child,
    answers: Receiver<Vec<u8>>,
    errors: File,
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Worker {
    fn start(limits: &Limits) -> Self {
        let errors = tempfile::tempfile().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_tonghop"))
            .args([WORKER, &limits.worker_bytes.to_string()])
            .envs(HEAPS)
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors.try_clone().unwrap())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (send, answers) = channel();
        thread::spawn(move || {
            while let Ok(Some(answer)) = read_frame(&mut output) {
                if send.send(answer).is_err() {
                    return;
                }
            }
        });
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/277-lai-chau");
        let plan = pipeline::campaign(&OsSystem::start(), &folder).unwrap();
        let texts = form::printed_texts(&plan);
        let setup = serde_json::json!({ "Returns": { "plan": plan, "limits": limits, "texts": texts } });
        let mut worker = Worker { child, answers, errors };
        assert!(worker.ask(&[setup.to_string().as_bytes()], Duration::from_secs(60)).is_ok(), "no worker");
        worker
    }

    /// Returns the reply, or "ended" or "hung".
    fn ask(&mut self, frames: &[&[u8]], limit: Duration) -> Result<Vec<u8>, &'static str> {
        let input = self.child.stdin.as_mut().ok_or("ended")?;
        frames.iter().try_for_each(|frame| write_frame(input, frame)).map_err(|_| "ended")?;
        self.answers.recv_timeout(limit).map_err(|e| match e {
            RecvTimeoutError::Timeout => "hung",
            RecvTimeoutError::Disconnected => "ended",
        })
    }

    /// Returns its standard error since the last call.
    fn said(&mut self) -> String {
        let mut text = Vec::new();
        let _ = self.errors.rewind().and_then(|()| self.errors.read_to_end(&mut text));
        let _ = self.errors.set_len(0).and_then(|()| self.errors.rewind());
        String::from_utf8_lossy(&text).into_owned()
    }
}

thread_local! {
    static WORKERS: RefCell<(Option<Worker>, u32)> = const { RefCell::new((None, 0)) };
}

/// Reads a file in the worker, and those in it. Panics on a panic of this crate and on an invalid reply.
pub(crate) fn read(bytes: &[u8], name: &str) {
    read_as(bytes, name, None);
}

/// Reads a file of the inbox, or one with a subject out of a container.
fn read_as(bytes: &[u8], name: &str, subject: Option<&str>) {
    let limits = Limits::default();
    let (said, answer) = WORKERS.with_borrow_mut(|(worker, lost)| {
        let one = worker.get_or_insert_with(|| Worker::start(&limits));
        let head = serde_json::json!({ "name": name, "subject": subject }).to_string();
        let answer = one.ask(&[head.as_bytes(), bytes], TimeLimit::of_processor_seconds(limits.file_seconds).clock);
        let said = one.said();
        if let Err(why) = answer {
            *lost += 1;
            println!("worker {why} on {} bytes ({name}): {}", bytes.len(), said.lines().next().unwrap_or_default());
            *worker = None;
        }
        (said, answer)
    });
    let places = said.lines().filter_map(|l| l.split_once("panicked at ").map(|(_, place)| place));
    let own: Vec<&str> = places.filter(|p| is_own(p)).collect();
    assert!(own.is_empty(), "{own:?}: {said}");
    let Ok(answer) = answer else { return };
    match postcard::from_bytes(&answer).unwrap() {
        FileReply::Read(files) => assert!(!files.is_empty()),
        FileReply::Content(container) => {
            assert!(container.files.len() > 1 && subject.is_none());
            for file in container.files {
                if let Ok(bytes) = file.content {
                    read_as(&bytes, &file.name, Some(&file.letter.unwrap_or_default().subject));
                }
            }
        }
    }
}

/// Returns the number of workers of this thread that ended or hung.
pub(crate) fn lost() -> u32 {
    WORKERS.with_borrow(|(_, lost)| *lost)
}
