//! The worker's side: reads requests and answers them until the input ends. It knows no campaign folder.

use super::ingest::received_files;
use super::sheets;
use super::worker_protocol::{WorkerSetup, encoded};
use crate::plan::Plan;
use crate::read::ReadingContext;
use crate::system::process::write_frame;
use std::io::{self, Write};

/// Runs the worker: answers requests until the input ends.
///
/// # Errors
///
/// The pipe is broken.
pub(crate) fn serve(requests: &mut dyn Iterator<Item = Vec<u8>>, output: &mut dyn Write) -> io::Result<()> {
    let Some(setup) = requests.next() else { return Ok(()) };
    let setup: WorkerSetup<Box<Plan>> = serde_json::from_slice(&setup)?;
    let mut answer = |bytes: &[u8]| write_frame(output, bytes).and_then(|()| output.flush());
    answer(&[])?;
    match setup {
        WorkerSetup::Returns { plan, limits, texts } => {
            let context = ReadingContext::new(&plan, &limits, Some(texts.into_owned()));
            while let (Some(name), Some(bytes)) = (requests.next(), requests.next()) {
                let name = String::from_utf8_lossy(&name);
                answer(&encoded(&received_files(&bytes, &name, &context, &limits))?)?;
            }
        }
        WorkerSetup::Sheets { limits, hidden } => {
            for bytes in requests {
                answer(&encoded(&sheets::read(&bytes, &limits, hidden))?)?;
            }
        }
    }
    Ok(())
}
