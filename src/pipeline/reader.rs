//! Files read in copies of the program, under caps of memory and time; in this process where there are none (tests, a
//! system that starts no process). The protocol: the worker is told the limits and what of the plan reading needs, and answers
//! that it is ready; then for each file its name and its bytes, and the answer is what arrived in it. It may be told more before
//! it has answered. For workbooks that are no returns it is told the limits alone, and answers bytes with cells. What it is told
//! first is JSON, so that a test can say it; the answers are postcard, which gives every number back bit for bit.

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

/// The word that starts the program as a worker; the memory in bytes follows.
pub const WORKER: &str = "--worker";

/// What a worker is told first; it has a plan of its own, whoever tells one borrows it.
#[derive(Serialize, Deserialize)]
pub(super) enum Setup<P> {
    /// It reads returns of a plan.
    Returns { plan: P, limits: Limits },
    /// It reads cells of workbooks, and what they hide.
    Sheets { limits: Limits, hidden: bool },
}

/// Time in which a worker has to have started, on a slow machine that does much else.
pub(super) const START: Duration = Duration::from_secs(60);

/// A worker that waits to be told what to do; none where the system starts none.
pub(super) fn start(world: &dyn World) -> Option<Box<dyn Worker>> {
    world.worker(&[WORKER.to_string(), world.limits().worker_bytes.to_string()])
}

/// Tells a worker what to do; it is ready when this returns.
///
/// # Errors
/// It does not start within the bounds.
pub(super) fn set_up(worker: &mut dyn Worker, setup: &Setup<&Plan>) -> Result<(), Gone> {
    let setup = serde_json::to_vec(setup).map_err(|_| Gone::Ended)?;
    worker.tell(&[&setup], START);
    worker.answer(START).map(drop)
}

/// What is said of a file whose worker gave no answer.
pub(super) fn refused(gone: Gone, limits: &Limits) -> Text {
    both(&match gone {
        Gone::Slow => Message::TooSlow { seconds: limits.file_seconds },
        Gone::Ended => Message::TooHeavy { megabytes: limits.worker_bytes >> 20 },
    })
}

/// Up to this size, twenty times that of a large return, a file is sent while the one before it is read: what waits counts to
/// the memory of the worker.
const AHEAD: usize = 1 << 20;

/// Reads one file after another.
pub struct Reader<'a> {
    world: &'a dyn World,
    worker: Option<Box<dyn Worker>>,
    /// The worker has not been told the plan yet.
    fresh: bool,
    /// Files without an answer, in the order in which they were asked.
    asked: VecDeque<Asked>,
}

/// A file that was asked.
struct Asked {
    name: String,
    bytes: Vec<u8>,
    /// The worker has it.
    told: bool,
}

impl<'a> Reader<'a> {
    /// For the returns of a campaign in a folder, whose plan may be loaded while the worker starts. No process for a folder
    /// without a plan.
    pub fn new(world: &'a dyn World, folder: &Path) -> Self {
        let mut reader = Reader { world, worker: None, fresh: false, asked: VecDeque::new() };
        if is_campaign(world, folder) {
            reader.start();
        }
        reader
    }

    /// A file's bytes as arrivals. A worker that dies or hangs costs this file alone.
    ///
    /// # Errors
    /// See [`Reader::answer`].
    pub fn read(&mut self, plan: &Plan, bytes: Vec<u8>, name: &str) -> Result<Vec<Arrival>, Error> {
        self.ask(bytes, name);
        self.answer(plan)
    }

    /// Puts a file behind those that were asked; [`Reader::answer`] gives what is in it.
    pub fn ask(&mut self, bytes: Vec<u8>, name: &str) {
        self.asked.push_back(Asked { name: name.to_string(), bytes, told: false });
    }

    /// How many files have no answer yet.
    pub fn waiting(&self) -> usize {
        self.asked.len()
    }

    /// The first file without an answer as arrivals; those behind it go to the worker meanwhile. A worker that dies or hangs
    /// costs this file alone: those behind it are asked anew of another.
    ///
    /// # Errors
    /// No worker starts within the bounds: that is no fault of the file.
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

    /// Sees to a worker that has the plan; none where the system starts none.
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

/// A file whose worker gave no answer.
fn lost(gone: Gone, limits: &Limits, bytes: &[u8], name: &str) -> Arrival {
    let lost = unavailable(name, bytes.len() as u64, refused(gone, limits), both(&Message::TooHeavyMend));
    Arrival { sha256: hash(bytes), ..lost }
}

/// What a worker answers, as bytes; [`decoded`] takes them.
fn encoded(answer: &impl Serialize) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(answer).map_err(io::Error::other)
}

/// A worker's answer; one that is damaged, or goes on behind its end, is none.
pub(super) fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Gone> {
    match postcard::take_from_bytes(bytes) {
        Ok((answer, [])) => Ok(answer),
        _ => Err(Gone::Ended),
    }
}

/// SHA-256, lower-case hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// The worker's side: answers until nobody asks any more.
///
/// # Errors
/// The pipe broke.
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
