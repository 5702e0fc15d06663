//! The protocol of worker processes: how one is started and configured, and how its results are encoded. The client
//! sends a setup and waits for an empty answer; then each request has one answer, in order.

use crate::lang::{UserMessage, message_in_both};
use crate::limits::Limits;
use crate::model::text::BilingualText;
use crate::plan::Plan;
use crate::system::System;
use crate::system::process::{Worker, WorkerError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io;
use std::time::Duration;

/// The argument that starts the program as a worker. The memory limit in bytes follows.
pub const WORKER: &str = "--worker";

/// The first message to a worker. The worker owns its plan, the client borrows it.
#[derive(Serialize, Deserialize)]
pub enum WorkerSetup<'t, P> {
    /// Read returns of a plan. `texts` are those that its form prints.
    Returns { plan: P, limits: Limits, texts: Cow<'t, [String]> },
    /// Read cells of workbooks and, with `hidden`, their hidden content.
    Sheets { limits: Limits, hidden: bool },
}

/// Time limit for the start of a worker, on a slow and busy machine.
pub const START: Duration = Duration::from_secs(60);

/// Starts a worker; `None` if the system starts none.
pub fn start(world: &dyn System) -> Option<Box<dyn Worker>> {
    world.worker(&[WORKER.to_string(), world.limits().worker_bytes.to_string()])
}

/// Configures a worker and waits until it is ready.
///
/// # Errors
///
/// The worker does not start within the limits.
pub fn configure_worker(worker: &mut dyn Worker, setup: &WorkerSetup<'_, &Plan>) -> Result<(), WorkerError> {
    let setup = serde_json::to_vec(setup).map_err(|_| WorkerError::Ended)?;
    worker.send(&[&setup], START);
    worker.receive(START).map(drop)
}

/// Returns the message for a file whose worker gave no result.
pub fn failure_text(gone: WorkerError, limits: &Limits) -> BilingualText {
    message_in_both(&match gone {
        WorkerError::Slow => UserMessage::TooSlow { seconds: limits.file_seconds },
        WorkerError::Ended => UserMessage::TooHeavy { megabytes: limits.worker_bytes >> 20 },
    })
}

/// Encodes a result of the worker for [`decoded`].
///
/// # Errors
///
/// The value cannot be encoded.
pub fn encoded(answer: &impl Serialize) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(answer).map_err(io::Error::other)
}

/// Decodes a result of the worker. A damaged result, or one followed by other bytes, is an error.
pub fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WorkerError> {
    match postcard::take_from_bytes(bytes) {
        Ok((answer, [])) => Ok(answer),
        _ => Err(WorkerError::Ended),
    }
}
