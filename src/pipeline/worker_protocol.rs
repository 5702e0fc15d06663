//! The protocol of worker processes: how one is started and configured, and how its results are encoded. The client
//! sends a setup and waits for an empty answer; then each request has one answer, in order.

use crate::limits::Limits;
use crate::model::text::BilingualText;
use crate::plan::Plan;
use crate::system::System;
use crate::system::process::{Worker, WorkerError};
use crate::system::watchdog::TimeLimit;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io;

/// The argument that starts the program as a worker. The memory limit in bytes follows.
pub const WORKER: &str = "--worker";

/// How much of a workbook is read.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum WorkbookDetail {
    /// The cells.
    Cells,
    /// The cells of the sheets that list what it was made from and of all small ones, and the targets of links.
    Lists,
    /// The cells, hidden content, and the facts of the package.
    All,
}

/// The first message to a worker. The worker owns its plan, the client borrows it.
#[derive(Serialize, Deserialize)]
pub(super) enum WorkerSetup<'t, P> {
    /// Read returns of a plan. `texts` are those that its form prints.
    Returns { plan: P, limits: Limits, texts: Cow<'t, [String]> },
    /// Read workbooks that are not returns.
    Sheets { limits: Limits, detail: WorkbookDetail },
}

/// A request to read a file; its bytes are the next frame.
#[derive(Serialize, Deserialize)]
pub(super) struct FileRequest<'t> {
    /// The name, with that of its container if it came in one.
    pub name: Cow<'t, str>,
    /// The subject of the e-mail that it came in, for a file out of a container; `None` for a file of the inbox.
    pub subject: Option<Cow<'t, str>>,
}

impl FileRequest<'_> {
    /// Returns the first frame of the request.
    pub(super) fn head(&self) -> Vec<u8> {
        // Two texts have no value that JSON cannot express.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// Processor seconds for the start of a worker.
const START_SECONDS: u64 = 20;

/// Starts a worker; `None` if the system starts none.
pub(super) fn start(system: &dyn System, limits: &Limits) -> Option<Box<dyn Worker>> {
    system.worker(&[WORKER.to_string(), limits.worker_bytes.to_string()])
}

/// Configures a worker and waits until it is ready.
///
/// # Errors
///
/// The worker does not start within the limits.
pub(super) fn configure_worker(worker: &mut dyn Worker, setup: &WorkerSetup<'_, &Plan>) -> Result<(), WorkerError> {
    let setup = serde_json::to_vec(setup).map_err(|_| WorkerError::Ended)?;
    let limit = TimeLimit::of_processor_seconds(START_SECONDS);
    worker.send(&[&setup], limit);
    worker.receive(limit).map(drop)
}

/// Returns the message for a file whose worker gave no result.
pub(super) fn failure_text(gone: WorkerError, limits: &Limits) -> BilingualText {
    match gone {
        WorkerError::Slow => {
            let seconds = limits.file_seconds;
            BilingualText::new(
                format!("Tệp vượt giới hạn an toàn: đọc quá {seconds} giây của bộ xử lý (file_seconds)"),
                format!(
                    "The file exceeds a safety limit: more than {seconds} s of the processor to read (file_seconds)"
                ),
            )
        }
        WorkerError::Stalled => {
            let minutes = TimeLimit::of_processor_seconds(limits.file_seconds).clock.as_secs() / 60;
            BilingualText::new(
                format!("Đọc tệp quá {minutes} phút mà không xong, dù bộ xử lý không bận vì tệp này (file_seconds)"),
                format!(
                    "The file was not read within {minutes} minutes, though the processor was not busy with it \
                     (file_seconds)"
                ),
            )
        }
        WorkerError::Ended => {
            let megabytes = limits.worker_bytes >> 20;
            BilingualText::new(
                format!(
                    "Tệp làm chương trình đọc phải dừng: hỏng nặng, hoặc cần quá {megabytes} MB bộ nhớ (worker_bytes)"
                ),
                format!(
                    "The file ended the process that read it: badly damaged, or above {megabytes} MB of memory \
                     (worker_bytes)"
                ),
            )
        }
    }
}

/// Encodes a result of the worker for [`decoded`].
///
/// # Errors
///
/// The value cannot be encoded.
pub(super) fn encoded(answer: &impl Serialize) -> io::Result<Vec<u8>> {
    encoded_in(answer, 0)
}

/// As [`encoded`], with room for a number of bytes: a vector that grows to a large size takes three times as much memory.
///
/// # Errors
///
/// The value cannot be encoded.
pub(super) fn encoded_in(answer: &impl Serialize, bytes: usize) -> io::Result<Vec<u8>> {
    postcard::to_extend(answer, Vec::with_capacity(bytes)).map_err(io::Error::other)
}

/// Decodes a result of the worker. A damaged result, or one followed by other bytes, is an error.
pub(super) fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WorkerError> {
    match postcard::take_from_bytes(bytes) {
        Ok((answer, [])) => Ok(answer),
        _ => Err(WorkerError::Ended),
    }
}
