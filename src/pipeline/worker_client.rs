//! Client of the worker processes that read files under memory and time limits. Without workers (tests, a system that
//! cannot start processes) it reads in this process.
//!
//! Protocol: send the limits and the part of the plan that reading needs, wait for *ready*; then for each file send
//! name and bytes, receive the result. Requests may be pipelined. The result of an e-mail or archive of several files is
//! its content: each of them is sent again, so that one that ends the worker costs itself alone. For workbooks that are
//! not returns, send only the limits, then bytes, and receive cells. The setup and the heads of requests are JSON, so that
//! a test can write them; the results are postcard, which preserves every number bit for bit.

use super::campaign::is_campaign;
use super::ingest::{FileReply, hash, received_files, received_in, unavailable};
use super::worker_protocol::{FileRequest, WorkerSetup, configure_worker, decoded, failure_text, start};
use crate::error::Error;
use crate::form;
use crate::limits::Limits;
use crate::model::received_file::ReceivedFile;
use crate::model::text::BilingualText;
use crate::plan::Plan;
use crate::read::ReadingContext;
use crate::system::System;
use crate::system::process::{Worker, WorkerError};
use crate::system::watchdog::TimeLimit;
use std::cell::OnceCell;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

/// Files up to this size, twenty times a large return, are sent while the previous file is being read. Queued bytes
/// count towards the memory limit of the worker.
const AHEAD: usize = 1 << 20;

/// Reads files one after another with one worker.
pub(crate) struct WorkerClient<'a> {
    system: &'a dyn System,
    worker: Option<Box<dyn Worker>>,
    /// True if the worker has not received the plan yet.
    fresh: bool,
    /// Files without a result, in the order of their requests.
    asked: VecDeque<PendingFile>,
    /// The texts that the plan's form prints; computed once.
    texts: OnceCell<Arc<[String]>>,
}

/// A file whose result is pending.
struct PendingFile {
    name: String,
    bytes: Vec<u8>,
    /// Whether it was sent to the worker.
    state: PendingState,
}

/// How far a file is.
enum PendingState {
    /// It was not sent, or to a worker that ended.
    Waiting,
    /// It was sent.
    Sent,
    /// Its reply came before its turn.
    Replied(Result<FileReply, WorkerError>),
}

impl PendingFile {
    fn is_waiting(&self) -> bool {
        matches!(self.state, PendingState::Waiting)
    }
}

impl<'a> WorkerClient<'a> {
    /// Creates a reader for the returns of a campaign folder. Its worker starts at once, while the caller loads the
    /// plan. A folder without a plan starts no worker.
    pub(crate) fn new(system: &'a dyn System, folder: &Path) -> Self {
        let mut reader =
            WorkerClient { system, worker: None, fresh: false, asked: VecDeque::new(), texts: OnceCell::new() };
        if is_campaign(system, folder) {
            reader.start();
        }
        reader
    }

    /// Sets the texts of [`form::printed_texts`], so that several clients share them.
    pub(super) fn set_texts(&mut self, texts: Arc<[String]>) {
        self.texts = OnceCell::from(texts);
    }

    fn texts(&self, plan: &Plan) -> Arc<[String]> {
        self.texts.get_or_init(|| form::printed_texts(plan).into()).clone()
    }

    /// Reads one file. If the worker crashes or hangs, only this file is lost.
    ///
    /// # Errors
    ///
    /// See [`Reader::answer`].
    pub(crate) fn read(&mut self, plan: &Plan, bytes: Vec<u8>, name: &str) -> Result<Vec<ReceivedFile>, Error> {
        self.request(bytes, name);
        self.answer(plan)
    }

    /// Adds a file to the queue. [`Reader::answer`] returns its result.
    pub(crate) fn request(&mut self, bytes: Vec<u8>, name: &str) {
        self.asked.push_back(PendingFile { name: name.to_string(), bytes, state: PendingState::Waiting });
    }

    /// Returns the number of files without a result.
    pub(crate) fn waiting(&self) -> usize {
        self.asked.len()
    }

    /// Returns the result of the first file in the queue, and sends later files to the worker meanwhile. If the worker
    /// crashes or hangs, only this file is lost: the later files are sent again to a new worker.
    ///
    /// # Errors
    ///
    /// No worker starts within the limits, which is not a fault of the file.
    pub(crate) fn answer(&mut self, plan: &Plan) -> Result<Vec<ReceivedFile>, Error> {
        let limits = self.system.limits();
        if !self.asked.is_empty() {
            self.prepare(plan)?;
        }
        if self.worker.is_some() {
            self.send_ahead();
        }
        let Some(PendingFile { name, bytes, state }) = self.asked.pop_front() else { return Ok(Vec::new()) };
        let reply = match state {
            PendingState::Replied(reply) => reply,
            PendingState::Sent => self.receive(),
            // There are no workers.
            PendingState::Waiting => {
                let context = ReadingContext::new(plan, &limits, Some(self.texts(plan).to_vec()));
                return Ok(received_files(&bytes, &name, &context, &limits));
            }
        };
        match reply {
            Ok(FileReply::Read(files)) => Ok(files),
            Ok(FileReply::Content(container)) => {
                self.receive_ahead();
                received_in(container, &bytes, |name, bytes, subject| self.read_piece(plan, (name, subject), &bytes))
            }
            Err(gone) => Ok(vec![failed_file(gone, &limits, &bytes, &name)]),
        }
    }

    /// Sends the files that are waiting, in order, up to the first large one that is not due.
    fn send_ahead(&mut self) {
        let limit = self.time_limit();
        let Some(worker) = self.worker.as_mut() else { return };
        for (place, file) in self.asked.iter_mut().enumerate().filter(|(_, file)| file.is_waiting()) {
            if place > 0 && file.bytes.len() > AHEAD {
                break;
            }
            let request = FileRequest { name: file.name.as_str().into(), subject: None };
            worker.send(&[&request.head(), &file.bytes], limit);
            file.state = PendingState::Sent;
        }
    }

    /// Receives the replies to all files that were sent ahead: the worker replies in the order of the requests.
    fn receive_ahead(&mut self) {
        for place in 0..self.asked.len() {
            if self.asked.get(place).is_some_and(|file| matches!(file.state, PendingState::Sent)) {
                let reply = self.receive();
                if let Some(file) = self.asked.get_mut(place) {
                    file.state = PendingState::Replied(reply);
                }
            }
        }
    }

    /// Reads a file that came in a container, of this name and this subject of an e-mail.
    ///
    /// # Errors
    ///
    /// No worker starts within the limits.
    fn read_piece(&mut self, plan: &Plan, (name, subject): (&str, &str), bytes: &[u8]) -> Result<ReceivedFile, Error> {
        self.prepare(plan)?;
        let limit = self.time_limit();
        let request = FileRequest { name: name.into(), subject: Some(subject.into()) };
        if let Some(worker) = self.worker.as_mut() {
            worker.send(&[&request.head(), bytes], limit);
        }
        let lost = |gone| failed_file(gone, &self.system.limits(), bytes, name);
        Ok(match self.receive() {
            Ok(FileReply::Read(mut files)) if files.len() == 1 => files.remove(0),
            Ok(_) => lost(WorkerError::Ended),
            Err(gone) => lost(gone),
        })
    }

    /// Receives the next reply. A worker that gives none is gone, with the files that were sent to it.
    fn receive(&mut self) -> Result<FileReply, WorkerError> {
        let limit = self.time_limit();
        let worker = self.worker.as_mut().ok_or(WorkerError::Ended);
        let reply = worker.and_then(|worker| worker.receive(limit)).and_then(|reply| decoded(&reply));
        if reply.is_err() {
            self.worker = None;
            let sent = self.asked.iter_mut().filter(|file| matches!(file.state, PendingState::Sent));
            sent.for_each(|file| file.state = PendingState::Waiting);
        }
        reply
    }

    fn time_limit(&self) -> TimeLimit {
        TimeLimit::of_processor_seconds(self.system.limits().file_seconds)
    }

    fn start(&mut self) {
        self.worker = start(self.system, &self.system.limits());
        self.fresh = self.worker.is_some();
    }

    /// Ensures that there is a worker that has the plan; no worker is needed if the system starts none.
    ///
    /// # Errors
    ///
    /// No worker starts within the limits.
    fn prepare(&mut self, plan: &Plan) -> Result<(), Error> {
        if self.worker.is_none() {
            self.start();
        }
        if !self.fresh {
            return Ok(());
        }
        let texts = self.texts(plan);
        if let Some(worker) = self.worker.as_mut() {
            let (limits, texts) = (self.system.limits(), (&*texts).into());
            let megabytes = limits.worker_bytes >> 20;
            configure_worker(worker.as_mut(), &WorkerSetup::Returns { plan, limits, texts })
                .map_err(|_| Error::NoReader { megabytes })?;
            self.fresh = false;
        }
        Ok(())
    }
}

/// Returns the received file for a file whose worker gave no result.
fn failed_file(gone: WorkerError, limits: &Limits, bytes: &[u8], name: &str) -> ReceivedFile {
    let remedy = BilingualText::new(
        "Đề nghị chép số liệu sang biểu mẫu trống rồi gửi lại",
        "Copy the figures into a blank form and send that",
    );
    let lost = unavailable(name, bytes.len() as u64, failure_text(gone, limits), remedy);
    ReceivedFile { sha256: hash(bytes), ..lost }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
