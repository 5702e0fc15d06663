//! The worker's side: reads requests and answers them until the input ends. It knows no campaign folder.

use super::ingest::{FileReply, read_or_open, read_piece};
use super::sheets;
use super::worker_protocol::{FileRequest, WorkerSetup, encoded, encoded_in};
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
            while let (Some(request), Some(bytes)) = (requests.next(), requests.next()) {
                let FileRequest { name, subject } = serde_json::from_slice(&request)?;
                let reply = match subject {
                    None => read_or_open(&bytes, &name, &context, &limits),
                    Some(subject) => FileReply::Read(vec![read_piece(&bytes, &name, &subject, &context)]),
                };
                answer(&encoded_in(&reply, reply.size())?)?;
            }
        }
        WorkerSetup::Sheets { limits, detail } => {
            for bytes in requests {
                answer(&encoded(&sheets::read(&bytes, &limits, detail))?)?;
            }
        }
    }
    Ok(())
}
