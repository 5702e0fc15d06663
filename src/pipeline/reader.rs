//! Client of the worker processes that read files under memory and time limits. Without workers (tests, a system that
//! cannot start processes) it reads in this process.
//!
//! Protocol: send the limits and the part of the plan that reading needs, wait for *ready*; then for each file send
//! name and bytes, receive the result. Requests may be pipelined. For workbooks that are not returns, send only the
//! limits, then bytes, and receive cells. The setup is JSON, so that a test can write it; the results are postcard,
//! which preserves every number bit for bit.

use super::campaign::is_campaign;
use super::returns::{arrivals_of, unavailable};
use super::sheets;
use crate::error::Error;
use crate::lang::{Message, both};
use crate::limits::Limits;
use crate::model::arrival::Arrival;
use crate::model::text::Text;
use crate::plan::Plan;
use crate::world::World;
use crate::world::process::{Gone, Worker, write_frame};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// The argument that starts the program as a worker. The memory limit in bytes follows.
pub const WORKER: &str = "--worker";

/// The first message to a worker. The worker owns its plan, the client borrows it.
#[derive(Serialize, Deserialize)]
pub(super) enum Setup<P> {
    /// Read returns of a plan.
    Returns { plan: P, limits: Limits },
    /// Read cells of workbooks and, with `hidden`, their hidden content.
    Sheets { limits: Limits, hidden: bool },
}

/// Time limit for the start of a worker, on a slow and busy machine.
pub(super) const START: Duration = Duration::from_secs(60);

/// Starts a worker; `None` if the system starts none.
pub(super) fn start(world: &dyn World) -> Option<Box<dyn Worker>> {
    world.worker(&[WORKER.to_string(), world.limits().worker_bytes.to_string()])
}

/// Configures a worker and waits until it is ready.
///
/// # Errors
///
/// The worker does not start within the limits.
pub(super) fn set_up(worker: &mut dyn Worker, setup: &Setup<&Plan>) -> Result<(), Gone> {
    let setup = serde_json::to_vec(setup).map_err(|_| Gone::Ended)?;
    worker.tell(&[&setup], START);
    worker.answer(START).map(drop)
}

/// Returns the message for a file whose worker gave no result.
pub(super) fn refused(gone: Gone, limits: &Limits) -> Text {
    both(&match gone {
        Gone::Slow => Message::TooSlow { seconds: limits.file_seconds },
        Gone::Ended => Message::TooHeavy { megabytes: limits.worker_bytes >> 20 },
    })
}

/// Files up to this size, twenty times a large return, are sent while the previous file is being read. Queued bytes
/// count towards the memory limit of the worker.
const AHEAD: usize = 1 << 20;

/// Reads files one after another with one worker.
pub struct Reader<'a> {
    world: &'a dyn World,
    worker: Option<Box<dyn Worker>>,
    /// True if the worker has not received the plan yet.
    fresh: bool,
    /// Files without a result, in the order of their requests.
    asked: VecDeque<Asked>,
}

/// A file whose result is pending.
struct Asked {
    name: String,
    bytes: Vec<u8>,
    /// True if the file was sent to the worker.
    told: bool,
}

impl<'a> Reader<'a> {
    /// Creates a reader for the returns of a campaign folder. Its worker starts at once, while the caller loads the
    /// plan. A folder without a plan starts no worker.
    pub fn new(world: &'a dyn World, folder: &Path) -> Self {
        let mut reader = Reader { world, worker: None, fresh: false, asked: VecDeque::new() };
        if is_campaign(world, folder) {
            reader.start();
        }
        reader
    }

    /// Reads one file. If the worker crashes or hangs, only this file is lost.
    ///
    /// # Errors
    ///
    /// See [`Reader::answer`].
    pub fn read(&mut self, plan: &Plan, bytes: Vec<u8>, name: &str) -> Result<Vec<Arrival>, Error> {
        self.ask(bytes, name);
        self.answer(plan)
    }

    /// Adds a file to the queue. [`Reader::answer`] returns its result.
    pub fn ask(&mut self, bytes: Vec<u8>, name: &str) {
        self.asked.push_back(Asked { name: name.to_string(), bytes, told: false });
    }

    /// Returns the number of files without a result.
    pub fn waiting(&self) -> usize {
        self.asked.len()
    }

    /// Returns the result of the first file in the queue, and sends later files to the worker meanwhile. If the worker
    /// crashes or hangs, only this file is lost: the later files are sent again to a new worker.
    ///
    /// # Errors
    ///
    /// No worker starts within the limits, which is not a fault of the file.
    pub fn answer(&mut self, plan: &Plan) -> Result<Vec<Arrival>, Error> {
        let limits = self.world.limits();
        if !self.asked.is_empty() {
            self.prepare(plan).map_err(|_| Error::NoReader { megabytes: limits.worker_bytes >> 20 })?;
        }
        let limit = Duration::from_secs(limits.file_seconds);
        let answer = self.worker.as_mut().map(|worker| {
            for (place, file) in self.asked.iter_mut().enumerate().filter(|(_, file)| !file.told) {
                if place > 0 && file.bytes.len() > AHEAD {
                    break;
                }
                worker.tell(&[file.name.as_bytes(), &file.bytes], limit);
                file.told = true;
            }
            worker.answer(limit).and_then(|answer| decoded(&answer))
        });
        let Some(Asked { name, bytes, .. }) = self.asked.pop_front() else { return Ok(Vec::new()) };
        match answer {
            None => Ok(arrivals_of(&bytes, &name, plan, &limits)),
            Some(Ok(arrivals)) => Ok(arrivals),
            Some(Err(gone)) => {
                self.worker = None;
                self.asked.iter_mut().for_each(|file| file.told = false);
                Ok(vec![lost(gone, &limits, &bytes, &name)])
            }
        }
    }

    fn start(&mut self) {
        self.worker = start(self.world);
        self.fresh = self.worker.is_some();
    }

    /// Ensures that there is a worker that has the plan; no worker is needed if the system starts none.
    fn prepare(&mut self, plan: &Plan) -> Result<(), Gone> {
        if self.worker.is_none() {
            self.start();
        }
        if let Some(worker) = self.worker.as_mut().filter(|_| self.fresh) {
            set_up(worker.as_mut(), &Setup::Returns { plan, limits: self.world.limits() })?;
            self.fresh = false;
        }
        Ok(())
    }
}

/// Returns the received file for a file whose worker gave no result.
fn lost(gone: Gone, limits: &Limits, bytes: &[u8], name: &str) -> Arrival {
    let lost = unavailable(name, bytes.len() as u64, refused(gone, limits), both(&Message::TooHeavyMend));
    Arrival { sha256: hash(bytes), ..lost }
}

/// Encodes a result of the worker for [`decoded`].
fn encoded(answer: &impl Serialize) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(answer).map_err(io::Error::other)
}

/// Decodes a result of the worker. A damaged result, or one followed by other bytes, is an error.
pub(super) fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Gone> {
    match postcard::take_from_bytes(bytes) {
        Ok((answer, [])) => Ok(answer),
        _ => Err(Gone::Ended),
    }
}

/// Returns the SHA-256 in lower-case hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Runs the worker: answers requests until the input ends.
///
/// # Errors
///
/// The pipe is broken.
pub fn serve(asked: &Receiver<Vec<u8>>, output: &mut dyn Write) -> io::Result<()> {
    let Ok(setup) = asked.recv() else { return Ok(()) };
    let setup: Setup<Box<Plan>> = serde_json::from_slice(&setup)?;
    let mut answer = |bytes: &[u8]| write_frame(output, bytes).and_then(|()| output.flush());
    answer(&[])?;
    match setup {
        Setup::Returns { plan, limits } => {
            while let (Ok(name), Ok(bytes)) = (asked.recv(), asked.recv()) {
                let name = String::from_utf8_lossy(&name);
                answer(&encoded(&arrivals_of(&bytes, &name, &plan, &limits))?)?;
            }
        }
        Setup::Sheets { limits, hidden } => {
            for bytes in asked {
                answer(&encoded(&sheets::read(&bytes, &limits, hidden))?)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
