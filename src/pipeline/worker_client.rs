//! Client of the worker processes that read files under memory and time limits. Without workers (tests, a system that
//! cannot start processes) it reads in this process.
//!
//! Protocol: send the limits and the part of the plan that reading needs, wait for *ready*; then for each file send
//! name and bytes, receive the result. Requests may be pipelined. For workbooks that are not returns, send only the
//! limits, then bytes, and receive cells. The setup is JSON, so that a test can write it; the results are postcard,
//! which preserves every number bit for bit.

use super::campaign::is_campaign;
use super::ingest::{hash, received_files, unavailable};
use super::worker_protocol::{WorkerSetup, configure_worker, decoded, failure_text, start};
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
    /// True if the file was sent to the worker.
    is_sent: bool,
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
        self.asked.push_back(PendingFile { name: name.to_string(), bytes, is_sent: false });
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
            self.prepare(plan).map_err(|_| Error::NoReader { megabytes: limits.worker_bytes >> 20 })?;
        }
        let limit = TimeLimit::of_processor_seconds(limits.file_seconds);
        let answer = self.worker.as_mut().map(|worker| {
            for (place, file) in self.asked.iter_mut().enumerate().filter(|(_, file)| !file.is_sent) {
                if place > 0 && file.bytes.len() > AHEAD {
                    break;
                }
                worker.send(&[file.name.as_bytes(), &file.bytes], limit);
                file.is_sent = true;
            }
            worker.receive(limit).and_then(|answer| decoded(&answer))
        });
        let Some(PendingFile { name, bytes, .. }) = self.asked.pop_front() else { return Ok(Vec::new()) };
        match answer {
            None => {
                let context = ReadingContext::new(plan, &limits, Some(self.texts(plan).to_vec()));
                Ok(received_files(&bytes, &name, &context, &limits))
            }
            Some(Ok(arrivals)) => Ok(arrivals),
            Some(Err(gone)) => {
                self.worker = None;
                self.asked.iter_mut().for_each(|file| file.is_sent = false);
                Ok(vec![failed_file(gone, &limits, &bytes, &name)])
            }
        }
    }

    fn start(&mut self) {
        self.worker = start(self.system, &self.system.limits());
        self.fresh = self.worker.is_some();
    }

    /// Ensures that there is a worker that has the plan; no worker is needed if the system starts none.
    fn prepare(&mut self, plan: &Plan) -> Result<(), WorkerError> {
        if self.worker.is_none() {
            self.start();
        }
        if !self.fresh {
            return Ok(());
        }
        let texts = self.texts(plan);
        if let Some(worker) = self.worker.as_mut() {
            let (limits, texts) = (self.system.limits(), (&*texts).into());
            configure_worker(worker.as_mut(), &WorkerSetup::Returns { plan, limits, texts })?;
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
