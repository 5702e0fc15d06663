//! Files read in copies of the program, under caps of memory and time; in this process where there are none (tests, a
//! system that starts no process). The protocol: the worker is told the campaign folder and the limits and answers with
//! the plan's hash; then for each file its name and its bytes, and the answer is what arrived in it. For workbooks that are
//! no returns it is told the limits alone, and answers bytes with cells. What it is told first is JSON, so that a test can say
//! it; the answers are postcard, which gives every number back bit for bit.

use super::campaign::campaign;
use super::returns::{arrivals_of, unavailable};
use super::sheets;
use crate::error::Error;
use crate::lang::{Message, both};
use crate::limits::Limits;
use crate::model::arrival::Arrival;
use crate::model::text::Text;
use crate::plan::Plan;
use crate::world::process::{Gone, Worker, write_frame};
use crate::world::{Bounded, World};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// The word that starts the program as a worker; the memory in bytes follows.
pub const WORKER: &str = "--worker";

/// What a worker is told first.
#[derive(Serialize, Deserialize)]
pub(super) enum Setup {
    /// It reads returns of the campaign in a folder.
    Returns { folder: PathBuf, limits: Limits },
    /// It reads cells of workbooks, and what they hide.
    Sheets { limits: Limits, hidden: bool },
}

/// Time in which a worker has to have started, on a slow machine that does much else.
const START: Duration = Duration::from_secs(60);

/// A worker, and its first answer.
type Started = (Box<dyn Worker>, Vec<u8>);

/// A worker that was told what to do; none where the system starts none.
pub(super) fn start(world: &dyn World, setup: &Setup, limits: &Limits) -> Result<Option<Started>, Gone> {
    let words = [WORKER.to_string(), limits.worker_bytes.to_string()];
    let Some(mut worker) = world.worker(&words) else { return Ok(None) };
    let Ok(setup) = serde_json::to_vec(setup) else { return Ok(None) };
    let answer = worker.ask(&[Arc::new(setup)], START)?;
    Ok(Some((worker, answer)))
}

/// What is said of a file whose worker gave no answer.
pub(super) fn refused(gone: Gone, limits: &Limits) -> Text {
    both(&match gone {
        Gone::Slow => Message::TooSlow { seconds: limits.file_seconds },
        Gone::Ended => Message::TooHeavy { megabytes: limits.worker_bytes >> 20 },
    })
}

/// Reads one file after another.
pub struct Reader<'a> {
    world: &'a dyn World,
    folder: PathBuf,
    worker: Option<Box<dyn Worker>>,
    /// No worker can be had.
    alone: bool,
}

impl<'a> Reader<'a> {
    /// For the returns of a campaign.
    pub fn new(world: &'a dyn World, folder: &Path) -> Self {
        Reader { world, folder: folder.to_path_buf(), worker: None, alone: false }
    }

    /// A file's bytes as arrivals. A worker that dies or hangs costs this file alone.
    ///
    /// # Errors
    /// No worker starts within the bounds: that is no fault of the file.
    pub fn read(&mut self, plan: &Plan, bytes: Vec<u8>, name: &str) -> Result<Vec<Arrival>, Error> {
        let limits = self.world.limits();
        if self.worker.is_none() && !self.alone {
            let unable = |_| Error::NoReader { megabytes: limits.worker_bytes >> 20 };
            self.worker = self.start(plan, &limits).map_err(unable)?;
            self.alone = self.worker.is_none();
        }
        let Some(worker) = &mut self.worker else { return Ok(arrivals_of(&bytes, name, plan, &limits)) };
        let bytes = Arc::new(bytes);
        let frames = [Arc::new(name.as_bytes().to_vec()), Arc::clone(&bytes)];
        let answer = worker.ask(&frames, Duration::from_secs(limits.file_seconds));
        answer.and_then(|answer| decoded(&answer)).or_else(|gone| {
            self.worker = None;
            Ok(vec![lost(gone, &limits, &bytes, name)])
        })
    }

    /// A worker that has the plan; none where the system starts none, or the plan on disk is another by now.
    fn start(&self, plan: &Plan, limits: &Limits) -> Result<Option<Box<dyn Worker>>, Gone> {
        let setup = Setup::Returns { folder: self.world.absolute(&self.folder), limits: limits.clone() };
        let started = start(self.world, &setup, limits)?;
        Ok(started.and_then(|(worker, hash)| (hash == plan.hash.as_bytes()).then_some(worker)))
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
/// The pipe broke, or the campaign has no plan any more.
pub fn serve(world: &dyn World, asked: &Receiver<Vec<u8>>, output: &mut dyn Write) -> io::Result<()> {
    let Ok(setup) = asked.recv() else { return Ok(()) };
    let mut answer = |bytes: &[u8]| write_frame(output, bytes).and_then(|()| output.flush());
    let (folder, limits) = match serde_json::from_slice(&setup)? {
        Setup::Returns { folder, limits } => (folder, limits),
        Setup::Sheets { limits, hidden } => {
            answer(&[])?;
            for bytes in asked {
                answer(&encoded(&sheets::read(&bytes, &limits, hidden))?)?;
            }
            return Ok(());
        }
    };
    let world = Bounded::new(world, limits.clone());
    let plan = campaign(&world, &folder).map_err(io::Error::other)?;
    answer(plan.hash.as_bytes())?;
    while let (Ok(name), Ok(bytes)) = (asked.recv(), asked.recv()) {
        let name = String::from_utf8_lossy(&name);
        answer(&encoded(&arrivals_of(&bytes, &name, &plan, &limits))?)?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::grid::{Cell, Grid, GridError, RawValue, SheetGrid};
    use crate::model::amount::{Amount, Figure};
    use crate::model::arrival::Outcome;
    use crate::model::submission::Submission;

    /// An arrival with every number that is easily lost.
    fn arrival(numbers: &[f64]) -> Arrival {
        let figure = |n: &f64| Figure {
            amount: Amount::Number(*n),
            sheet: "BM01".to_string(),
            cell: "E14".to_string(),
            raw: "“2 136”".to_string(),
        };
        let returned = Submission {
            file: "a.xlsx".to_string(),
            sheet: "BM01".to_string(),
            unit: "TP".to_string(),
            period: "2021-Q3".parse().unwrap(),
            number: 1,
            figures: numbers.iter().enumerate().map(|(i, n)| (i.to_string(), figure(n))).collect(),
            rosters: Vec::new(),
            traces: Vec::new(),
            findings: Vec::new(),
            sources: Vec::new(),
        };
        let lost = unavailable("b.xlsx", 7, Text::new("hỏng", "damaged"), Text::same("…"));
        Arrival { outcome: Outcome::Returns(vec![returned]), ..lost }
    }

    #[test]
    fn numbers_come_back_bit_for_bit() {
        let numbers =
            [0.1 + 0.2, -0.0, 5e-324, f64::MAX, 1.0 / 3.0, f64::INFINITY, f64::from_bits(0x7FF8_0000_0000_0007)];
        let told = encoded(&vec![arrival(&numbers)]).unwrap();
        let back: Vec<Arrival> = decoded(&told).unwrap();
        let submission = back.into_iter().flat_map(Arrival::returns).next().unwrap();
        let bits = |n: &f64| Some(n.to_bits());
        let came = submission.figures.values().map(|f| f.amount.value().number().as_ref().and_then(bits));
        assert_eq!(came.collect::<Vec<_>>(), numbers.iter().map(bits).collect::<Vec<_>>());
    }

    /// Maps by place come back, those of the fonts too.
    #[test]
    fn cells_come_back() {
        let cell = Cell { value: RawValue::Date(44_562.5), formula: Some(String::new()), external: true };
        let mut sheet = SheetGrid { name: "Trang".to_string(), ..SheetGrid::default() };
        sheet.cells.insert((3, 2), cell);
        sheet.fonts.insert((3, 2), ".VnTime".to_string());
        let grid = Grid { sheets: vec![sheet], ..Grid::default() };
        let read: Result<sheets::Sheets, GridError> = Ok((grid, Vec::new()));
        let told = encoded(&read).unwrap();
        assert!(decoded::<Result<sheets::Sheets, GridError>>(&told).unwrap() == read);
    }

    #[test]
    fn a_damaged_answer_is_none() {
        let arrivals = vec![arrival(&[1.5, 2136.0])];
        let told = encoded(&arrivals).unwrap();
        let taken = |bytes: &[u8]| decoded::<Vec<Arrival>>(bytes);
        assert_eq!(taken(&told).unwrap(), arrivals);
        for end in 0..told.len() {
            assert_eq!(taken(&told[..end]), Err(Gone::Ended), "{end}");
        }
        assert_eq!(taken(&[told.as_slice(), &[0]].concat()), Err(Gone::Ended));
        // Whatever stands there, lengths without end too: an arrival or none.
        for at in 0..told.len() {
            for byte in [0, 1, 0x7F, 0x80, 0xFF] {
                let mut bytes = told.clone();
                bytes[at] = byte;
                let _ = taken(&bytes);
            }
        }
        assert_eq!(taken(&[0xFF; 64]), Err(Gone::Ended));
    }
}
