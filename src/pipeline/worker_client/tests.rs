//! Tests of damaged results, and of workers that crash or hang.

use super::*;
use crate::grid::{Grid, GridCell, GridError, RawValue, SheetGrid};
use crate::model::amount::{Amount, Figure};
use crate::model::balance::CellBalance;
use crate::model::received_file::ReadingOutcome;
use crate::model::submission::Submission;
use crate::model::text::BilingualText;
use crate::pipeline::inbox::ReturnInbox;
use crate::pipeline::load;
use crate::pipeline::sheets;
use crate::pipeline::worker_protocol::encoded;
use crate::plan::template;
use crate::system::{DirectoryEntry, InMemorySystem, SystemError};
use crate::unpack::{UnpackedContainer, UnpackedFile};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Returns a received file with numbers whose encoding is easily lossy.
fn arrival(numbers: &[f64]) -> ReceivedFile {
    let figure = |n: &f64| Figure {
        amount: Amount::Number(*n),
        sheet: "BM01".into(),
        cell: "E14".into(),
        raw: "“2 136”".into(),
    };
    let returned = Submission {
        file: "a.xlsx".to_string(),
        sheet: "BM01".to_string(),
        unit: "TP".to_string(),
        period: "2021-Q3".parse().unwrap(),
        number: 1,
        figures: numbers.iter().enumerate().map(|(i, n)| (i.to_string().into(), figure(n))).collect(),
        rosters: Vec::new(),
        traces: Vec::new(),
        findings: Vec::new(),
        sources: Vec::new(),
        notes: Vec::new(),
        balance: CellBalance::default(),
    };
    let lost = unavailable("b.xlsx", 7, BilingualText::new("hỏng", "damaged"), BilingualText::same("…"));
    ReceivedFile { outcome: ReadingOutcome::Returns(vec![returned]), ..lost }
}

#[test]
fn numbers_round_trip_bit_for_bit() {
    let numbers = [0.1 + 0.2, -0.0, 5e-324, f64::MAX, 1.0 / 3.0, f64::INFINITY, f64::from_bits(0x7FF8_0000_0000_0007)];
    let sent = encoded(&vec![arrival(&numbers)]).unwrap();
    let back: Vec<ReceivedFile> = decoded(&sent).unwrap();
    let submission = back.into_iter().flat_map(ReceivedFile::returns).next().unwrap();
    let bits = |n: &f64| Some(n.to_bits());
    let came = submission.figures.values().map(|f| f.amount.value().number().as_ref().and_then(bits));
    assert_eq!(came.collect::<Vec<_>>(), numbers.iter().map(bits).collect::<Vec<_>>());
}

/// Maps keyed by cell round-trip, including those of the fonts.
#[test]
fn cells_round_trip() {
    let cell = GridCell { value: RawValue::Date(44_562.5), formula: Some(String::new()), external: true };
    let mut sheet = SheetGrid { name: "Trang".to_string(), ..SheetGrid::default() };
    sheet.cells = [((3, 2), cell)].into_iter().collect();
    sheet.fonts.insert((3, 2), ".VnTime".to_string());
    let grid = Grid { sheets: vec![sheet], ..Grid::default() };
    let read: Result<sheets::GridWithHidden, GridError> =
        Ok((grid, Vec::new(), crate::grid::facts::PackageFacts::default()));
    let sent = encoded(&read).unwrap();
    assert!(decoded::<Result<sheets::GridWithHidden, GridError>>(&sent).unwrap() == read);
}

#[test]
fn damaged_result_is_an_error() {
    let arrivals = vec![arrival(&[1.5, 2136.0])];
    let sent = encoded(&arrivals).unwrap();
    let taken = |bytes: &[u8]| decoded::<Vec<ReceivedFile>>(bytes);
    assert_eq!(taken(&sent).unwrap(), arrivals);
    for end in 0..sent.len() {
        assert_eq!(taken(&sent[..end]), Err(WorkerError::Ended), "{end}");
    }
    assert_eq!(taken(&[sent.as_slice(), &[0]].concat()), Err(WorkerError::Ended));
    // With any changed byte, including endless lengths, decoding gives a result or an error.
    for at in 0..sent.len() {
        for byte in [0, 1, 0x7F, 0x80, 0xFF] {
            let mut bytes = sent.clone();
            bytes[at] = byte;
            let _ = taken(&bytes);
        }
    }
    assert_eq!(taken(&[0xFF; 64]), Err(WorkerError::Ended));
}

/// The reply of a worker.
type WorkerAnswer = Result<Vec<u8>, WorkerError>;

/// The messages to each worker, by its number, in order.
type RequestLog = Arc<Mutex<Vec<(usize, Vec<u8>)>>>;

/// A system whose workers reply from a list, one list for each worker.
struct ScriptedWorker {
    files: InMemorySystem,
    workers: Mutex<VecDeque<Vec<WorkerAnswer>>>,
    log: RequestLog,
}

struct WorkerScript {
    number: usize,
    answers: VecDeque<WorkerAnswer>,
    log: RequestLog,
}

impl Worker for WorkerScript {
    fn send(&mut self, frames: &[&[u8]], _: TimeLimit) {
        // The setup is logged as it is, a request by the name of its file.
        let head: Option<FileRequest> = serde_json::from_slice(frames[0]).ok();
        let name = head.map_or_else(|| frames[0].to_vec(), |head| head.name.as_bytes().to_vec());
        self.log.lock().unwrap().push((self.number, name));
    }
    fn receive(&mut self, _: TimeLimit) -> WorkerAnswer {
        self.log.lock().unwrap().push((self.number, b"?".to_vec()));
        self.answers.pop_front().unwrap()
    }
}

impl System for ScriptedWorker {
    fn list(&self, folder: &Path) -> Result<Vec<DirectoryEntry>, SystemError> {
        self.files.list(folder)
    }
    fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>, SystemError> {
        self.files.read(path, most)
    }
    fn is_file(&self, path: &Path) -> bool {
        self.files.is_file(path)
    }
    fn is_folder(&self, path: &Path) -> bool {
        self.files.is_folder(path)
    }
    fn make_folder(&self, path: &Path) -> Result<(), SystemError> {
        self.files.make_folder(path)
    }
    fn save(&self, path: &Path, bytes: &[u8]) -> Result<(), SystemError> {
        self.files.save(path, bytes)
    }
    fn absolute(&self, path: &Path) -> PathBuf {
        self.files.absolute(path)
    }
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
    fn worker(&self, _: &[String]) -> Option<Box<dyn Worker>> {
        let mut workers = self.workers.lock().unwrap();
        let answers = workers.pop_front()?.into();
        Some(Box::new(WorkerScript { number: workers.len(), answers, log: Arc::clone(&self.log) }))
    }
}

fn scripted(workers: Vec<Vec<WorkerAnswer>>) -> ScriptedWorker {
    ScriptedWorker { files: InMemorySystem::new(), workers: Mutex::new(workers.into()), log: RequestLog::default() }
}

fn a_plan() -> Plan {
    let template = template::get("277-kh-ldld").unwrap();
    load(&InMemorySystem::new(), template.plan, template.annex.as_bytes(), "phu-luc.tsv").unwrap()
}

fn said(sent: &[ReceivedFile]) -> &str {
    match &sent[0].outcome {
        ReadingOutcome::Unreadable(finding) => &finding.message.vi,
        _ => "",
    }
}

/// If a worker crashes, hangs or replies nonsense, only the file in progress is lost. The next file is sent to a new
/// worker.
#[test]
fn crash_or_timeout_loses_only_the_file_in_progress() {
    let plan = a_plan();
    let ready = || Ok(Vec::new());
    let good = || encoded(&FileReply::Read(vec![arrival(&[1.5])]));
    for (fault, word) in [
        (Err(WorkerError::Ended), "bộ nhớ"),
        (Err(WorkerError::Slow), "giây"),
        (Err(WorkerError::Stalled), "phút"),
        (Ok(b"\xFF".to_vec()), "bộ nhớ"),
    ] {
        let system = scripted(vec![vec![ready(), fault], vec![ready(), Ok(good().unwrap()), Ok(good().unwrap())]]);
        let mut reader = WorkerClient::new(&system, Path::new(""));
        for name in ["a", "b"] {
            reader.request(vec![0], name);
        }
        let lost = reader.answer(&plan).unwrap();
        assert!(said(&lost).contains(word) && lost[0].file == "a" && lost[0].sha256.len() == 64, "{lost:?}");
        reader.request(vec![0], "c");
        for left in [1, 0] {
            assert_eq!(reader.answer(&plan).unwrap(), [arrival(&[1.5])]);
            assert_eq!(reader.waiting(), left);
        }
        let log = system.log.lock().unwrap();
        let sent =
            |number| log.iter().filter(move |(n, what)| *n == number && what.len() == 1).map(|(_, what)| what[0]);
        assert_eq!(sent(1).collect::<Vec<_>>(), b"?ab?");
        assert_eq!(sent(0).collect::<Vec<_>>(), b"?bc??");
    }
}

/// Of an archive of several files one ends the worker: it alone is lost, also where a later file was sent ahead.
#[test]
fn file_in_an_archive_that_ends_the_worker_costs_itself_alone() {
    let plan = a_plan();
    let good = || Ok(encoded(&FileReply::Read(vec![arrival(&[1.5])])).unwrap());
    let file = |name: &str| UnpackedFile { name: format!("z › {name}"), content: Ok(vec![0]), letter: None };
    let content = UnpackedContainer { files: ["1", "2", "3"].map(file).into(), left: Vec::new() };
    let opened = Ok(encoded(&FileReply::Content(content)).unwrap());
    let first = vec![Ok(Vec::new()), opened, good(), good(), Err(WorkerError::Slow)];
    let system = scripted(vec![first, vec![Ok(Vec::new()), good()]]);
    let mut reader = WorkerClient::new(&system, Path::new(""));
    for name in ["z", "b"] {
        reader.request(vec![0], name);
    }
    let files = reader.answer(&plan).unwrap();
    assert_eq!((&files[0], &files[2]), (&arrival(&[1.5]), &arrival(&[1.5])));
    assert!(said(&files[1..]).contains("giây") && files[1].file == "z › 2", "{files:?}");
    assert_eq!((reader.answer(&plan).unwrap(), reader.waiting()), (vec![arrival(&[1.5])], 0));
}

#[test]
fn large_file_is_sent_after_the_previous_result() {
    let plan = a_plan();
    let good = || Ok(encoded(&FileReply::Read(vec![arrival(&[1.5])])).unwrap());
    let system = scripted(vec![vec![Ok(Vec::new()), good(), good(), good()]]);
    let mut reader = WorkerClient::new(&system, Path::new(""));
    for (name, size) in [("a", AHEAD + 1), ("b", AHEAD + 1), ("c", AHEAD)] {
        reader.request(vec![0; size], name);
    }
    while reader.waiting() > 0 {
        assert_eq!(reader.answer(&plan).unwrap(), [arrival(&[1.5])]);
    }
    let log = system.log.lock().unwrap();
    let sent: Vec<u8> = log.iter().filter(|(_, what)| what.len() == 1).map(|(_, what)| what[0]).collect();
    assert_eq!(sent, b"?a?bc??");
}

/// A worker that does not become ready is not a fault of the file.
#[test]
fn worker_that_does_not_start_is_an_error() {
    let system = scripted(vec![vec![Err(WorkerError::Ended)]]);
    let error = WorkerClient::new(&system, Path::new("")).read(&a_plan(), vec![0], "a").unwrap_err();
    assert!(matches!(error, Error::NoReader { megabytes: 384 }), "{error:?}");
}

/// The worker receives what reading needs: the form, the units with their names, the periods; but neither rules nor
/// columns.
#[test]
fn worker_receives_only_what_reading_needs() {
    let plan = a_plan();
    let texts = ["Biểu mẫu".to_string()];
    let setup = WorkerSetup::Returns { plan: &plan, limits: Limits::default(), texts: texts.as_slice().into() };
    let sent = serde_json::to_vec(&setup).unwrap();
    let WorkerSetup::Returns::<Box<Plan>> { plan: back, limits, texts: known } = serde_json::from_slice(&sent).unwrap()
    else {
        panic!()
    };
    assert_eq!((limits, &*known), (Limits::default(), texts.as_slice()));
    let form = |plan: &Plan| {
        let Plan { form, first, last, indicators, narratives, rosters, names, .. } = plan;
        format!("{form:?} {first} {last} {indicators:?} {narratives:?} {rosters:?} {names:?}")
    };
    assert_eq!(form(&back), form(&plan));
    let units =
        |plan: &Plan| plan.units.iter().map(|u| format!("{} {} {}", u.code, u.name, u.kind)).collect::<Vec<_>>();
    assert_eq!(units(&back), units(&plan));
    assert!(back.rules.is_empty() && back.columns.is_empty() && back.waivers.is_empty());
}

/// The worker starts before the plan is loaded, but only in a folder with a plan.
#[test]
fn folder_without_a_plan_starts_no_worker() {
    let system = scripted(vec![vec![]]);
    let left = || system.workers.lock().unwrap().len();
    drop(WorkerClient::new(&system, Path::new("none")));
    assert_eq!(left(), 1);
    system.files.put(Path::new("there").join(crate::pipeline::PLAN_FILE), "");
    drop(WorkerClient::new(&system, Path::new("there")));
    assert_eq!(left(), 0);
}

/// One worker for each processor, but no more than files. Temporary files of Excel do not count.
#[test]
fn no_more_workers_than_files_are_started() {
    let folder = Path::new("there");
    for files in [0, 1, 100] {
        let system = scripted(vec![vec![]; 200]);
        system.files.put(folder.join(crate::pipeline::PLAN_FILE), "");
        for file in 0..files {
            system.files.put(folder.join(format!("tra-loi/{file}.xlsx")), "");
            system.files.put(folder.join(format!("tra-loi/~${file}.xlsx")), "");
        }
        drop(ReturnInbox::of(&system, folder));
        assert_eq!(200 - system.workers.lock().unwrap().len(), files.min(crate::parallel::threads()));
    }
}
