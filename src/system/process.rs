//! Worker processes. A worker handles one request after another over a pipe. A crash or a hang loses only the request
//! in progress.

use super::watchdog::{ExceededTime, TimeLimit, Watchdog};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// The reason why a worker gives no reply.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum WorkerError {
    /// The process ended: a crash, or more memory than allowed.
    Ended,
    /// It used more processor time than allowed and was killed.
    Slow,
    /// It gave no reply within the bound on the clock and was killed.
    Stalled,
}

/// A process that replies to requests in order.
pub trait Worker: Send {
    /// Sends a request of some frames; `limit` is the time for sending. Further requests may be sent before the reply.
    /// A failed transmission shows in the reply.
    fn send(&mut self, frames: &[&[u8]], limit: TimeLimit);
    /// Returns the reply, one frame, to the first request without a reply, which may take `limit` from now on. After
    /// [`Gone`], no more requests may be sent.
    fn receive(&mut self, limit: TimeLimit) -> Result<Vec<u8>, WorkerError>;
}

/// The capacity of a pipe on Linux. A request or reply of the usual size is transferred in one piece.
const PIPE: usize = 64 << 10;

/// Environment variables for a worker, whose address space is limited: by default the program's allocator reserves 1 GB
/// at once (the value is in KiB), and that of the C library 64 MB for a second thread.
pub const HEAPS: [(&str, &str); 2] = [("MIMALLOC_ARENA_RESERVE", "32768"), ("MALLOC_ARENA_MAX", "1")];

/// A child process. The caller's thread writes and reads; a watchdog thread kills the child beyond the time limit.
pub(crate) struct WorkerProcess {
    /// `None` after a request could not be sent.
    input: Option<BufWriter<ChildStdin>>,
    output: BufReader<ChildStdout>,
    watch: Arc<Watchdog>,
}

impl WorkerProcess {
    /// Starts a program.
    ///
    /// # Errors
    ///
    /// The system cannot start it.
    pub(crate) fn start(program: &Path, words: &[String]) -> io::Result<Self> {
        let mut child = Command::new(program)
            .args(words)
            .envs(HEAPS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("no pipe"));
        };
        let watch = Arc::new(Watchdog::new(child));
        let watching = Arc::clone(&watch);
        let (input, output) = (BufWriter::with_capacity(PIPE, input), BufReader::with_capacity(PIPE, output));
        let process = WorkerProcess { input: Some(input), output, watch };
        thread::Builder::new().spawn(move || watching.watch())?;
        Ok(process)
    }
}

impl Worker for WorkerProcess {
    fn send(&mut self, frames: &[&[u8]], limit: TimeLimit) {
        let Some(input) = &mut self.input else { return };
        self.watch.begin(limit);
        let sent = frames.iter().try_for_each(|frame| write_frame(input, frame)).and_then(|()| input.flush());
        self.watch.end();
        if sent.is_err() {
            // A running child then reads the end of its input.
            self.input = None;
        }
    }

    fn receive(&mut self, limit: TimeLimit) -> Result<Vec<u8>, WorkerError> {
        self.watch.begin(limit);
        let answer = read_frame(&mut self.output);
        match self.watch.end() {
            Some(ExceededTime::Processor) => return Err(WorkerError::Slow),
            Some(ExceededTime::Clock) => return Err(WorkerError::Stalled),
            None => {}
        }
        answer.ok().flatten().ok_or(WorkerError::Ended)
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        self.watch.leave();
    }
}

/// Writes a frame: the length (8 bytes, little-endian) and the bytes.
///
/// # Errors
///
/// The other side has closed the pipe.
pub fn write_frame(out: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)
}

/// Reads a frame from [`write_frame`]; `None` at the end of the input.
///
/// # Errors
///
/// The input ends within a frame.
pub fn read_frame(from: &mut dyn Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match from.read_exact(&mut length) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u64::from_le_bytes(length);
    // A false length must not allocate memory.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(PIPE).min(PIPE));
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(Some(bytes)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// The allocator on Windows, where safe code cannot limit the memory of a process: it counts bytes and refuses beyond
/// the limit.
#[cfg(windows)]
#[global_allocator]
static HEAP: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

/// The allocator elsewhere. Millions of texts and cells are allocated and freed; it takes an eighth less CPU in total
/// than the system's.
#[cfg(not(any(windows, target_family = "wasm")))]
#[global_allocator]
static HEAP: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Address space that the allocator reserves without using it: a block of 32 MB for each of two threads, and the
/// alignment of such a block.
#[cfg(unix)]
const ASIDE: u64 = 96 << 20;

/// Limits the memory of this process, so that a hostile file ends the process instead of exhausting the machine: its
/// address space, or its heap on Windows. The heap limit is two thirds of `bytes`, because growing a block may copy it,
/// and both copies then exist for a moment.
pub(crate) fn cap_memory(bytes: u64) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let bytes = bytes.saturating_add(ASIDE);
        // If the system refuses, the time limit still applies.
        let _ = setrlimit(Resource::As, Rlimit { current: Some(bytes), maximum: Some(bytes) });
    }
    #[cfg(windows)]
    {
        // A heap that is already larger stays unlimited; this is not the case in a worker that has just started.
        let _ = HEAP.set_limit(usize::try_from(bytes / 3 * 2).unwrap_or(usize::MAX));
    }
    #[cfg(not(any(unix, windows)))]
    let _ = bytes;
}

/// Stack size of the worker's thread: as the main thread has on Linux. On Windows that one has only 1 MB.
const STACK: usize = 8 << 20;
/// The time that a worker may continue after its client is gone.
const GRACE: Duration = Duration::from_secs(10);

/// Runs `work` on the frames from standard input. Returns true on success. When the client is gone, possibly killed,
/// the process exits after `GRACE`, even if a file keeps `work` busy forever. Without threads the page ends the instance.
pub(crate) fn serve(work: impl FnOnce(&mut dyn Iterator<Item = Vec<u8>>) -> io::Result<()> + Send + 'static) -> bool {
    if cfg!(target_family = "wasm") {
        let mut input = BufReader::with_capacity(PIPE, io::stdin().lock());
        return work(&mut std::iter::from_fn(|| read_frame(&mut input).ok().flatten())).is_ok();
    }
    let (send, asked) = channel();
    let listen = move || {
        let mut input = BufReader::with_capacity(PIPE, io::stdin().lock());
        while let Ok(Some(frame)) = read_frame(&mut input) {
            if send.send(frame).is_err() {
                return;
            }
        }
        drop(send);
        thread::sleep(GRACE);
        std::process::exit(2);
    };
    let listening = thread::Builder::new().spawn(listen).is_ok();
    let working = thread::Builder::new().stack_size(STACK).spawn(move || work(&mut asked.iter()));
    listening && working.is_ok_and(|working| matches!(working.join(), Ok(Ok(()))))
}

/// Returns true if the Windows desktop started this process, and so opened a console window for it.
pub(crate) fn from_desktop() -> bool {
    #[cfg(windows)]
    return parent().is_some_and(|name| name.eq_ignore_ascii_case("explorer.exe"));
    #[cfg(not(windows))]
    false
}

/// Starts the program that the desktop has for a file or folder, and does not wait for it.
pub(super) fn open_with_desktop(path: &Path) -> io::Result<()> {
    #[cfg(windows)]
    let mut command = {
        use std::os::windows::process::CommandExt;
        let mut command = Command::new("explorer.exe");
        // Quoted here: the desktop takes a comma for the end of a path, and the standard library quotes only spaces.
        command.raw_arg(format!("\"{}\"", path.display()));
        command
    };
    #[cfg(not(windows))]
    let mut command = {
        let mut command = Command::new(if cfg!(target_os = "macos") { "open" } else { "xdg-open" });
        command.arg(path);
        command
    };
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().map(drop)
}

/// Returns the file name of the program that started this process.
#[cfg(windows)]
fn parent() -> Option<String> {
    use winsafe::{HPROCESSLIST, co::TH32CS};
    let mut snapshot = HPROCESSLIST::CreateToolhelp32Snapshot(TH32CS::SNAPPROCESS, None).ok()?;
    let all = snapshot.iter_processes().map_while(Result::ok);
    let all: Vec<_> = all.map(|p| (p.th32ProcessID, p.th32ParentProcessID, p.szExeFile())).collect();
    let (_, parent, _) = all.iter().find(|(id, ..)| *id == std::process::id())?;
    all.iter().find(|(id, ..)| id == parent).map(|(_, _, name)| name.clone())
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn shell(script: &str) -> WorkerProcess {
        WorkerProcess::start(Path::new("/bin/sh"), &["-c".to_string(), script.to_string()]).unwrap()
    }

    /// No reply of these tests takes a fraction of it, on however busy a machine.
    const LIMIT: TimeLimit = TimeLimit { processor: Duration::from_secs(60), clock: Duration::from_secs(3_600) };
    const SHORT: Duration = Duration::from_millis(300);
    /// Ends a process that sleeps.
    const SHORT_CLOCK: TimeLimit = TimeLimit { processor: LIMIT.processor, clock: SHORT };
    /// Ends a process that works.
    const SHORT_PROCESSOR: TimeLimit = TimeLimit { processor: SHORT, clock: LIMIT.clock };

    fn ask(process: &mut WorkerProcess) -> Result<Vec<u8>, WorkerError> {
        process.send(&[b"question"], LIMIT);
        process.receive(LIMIT)
    }

    #[test]
    fn worker_replies_once_per_frame() {
        // `cat` returns each frame unchanged.
        let mut cat = shell("exec cat");
        assert_eq!(ask(&mut cat).unwrap(), b"question");
        assert_eq!(ask(&mut cat).unwrap(), b"question");
        cat.send(&[b"one"], LIMIT);
        cat.send(&[b"", b"three"], LIMIT);
        for answer in [&b"one"[..], b"", b"three"] {
            assert_eq!(cat.receive(LIMIT).unwrap(), answer);
        }
    }

    #[test]
    fn crash_and_sleep_are_distinguished() {
        assert_eq!(ask(&mut shell("exit 3")).unwrap_err(), WorkerError::Ended);
        assert_eq!(ask(&mut shell("kill -9 $$")).unwrap_err(), WorkerError::Ended);
        let mut sleeping = shell("exec sleep 1000");
        sleeping.send(&[b"question"], LIMIT);
        assert_eq!(sleeping.receive(SHORT_CLOCK).unwrap_err(), WorkerError::Stalled);
        // An incomplete reply.
        assert_eq!(ask(&mut shell("printf 'abc'")).unwrap_err(), WorkerError::Ended);
        // An impossible length.
        assert_eq!(ask(&mut shell("yes | head -c 100")).unwrap_err(), WorkerError::Ended);
    }

    #[test]
    fn worker_that_does_not_read_times_out() {
        let mut deaf = shell("exec sleep 1000");
        deaf.send(&[&vec![0; 4 * PIPE]], SHORT_CLOCK);
        assert_eq!(deaf.receive(LIMIT).unwrap_err(), WorkerError::Stalled);
    }

    /// Replies sent before the crash are returned, whatever was requested afterwards.
    #[test]
    fn replies_before_a_crash_are_returned() {
        let mut process = shell("exec head -c 16");
        for _ in 0..3 {
            process.send(&[b"question"], LIMIT);
        }
        assert_eq!(process.receive(LIMIT).unwrap(), b"question");
        process.send(&[&vec![0; 4 * PIPE]], LIMIT);
        assert_eq!(process.receive(LIMIT).unwrap_err(), WorkerError::Ended);
    }

    /// A short limit after a long one: the watchdog thread then sleeps until the long one.
    #[test]
    fn shorter_limit_applies_at_once() {
        let mut process = shell("head -c 16; exec sleep 1000");
        process.send(&[b"question"], TimeLimit { processor: Duration::MAX, clock: Duration::MAX });
        assert_eq!(process.receive(LIMIT).unwrap(), b"question");
        assert_eq!(process.receive(SHORT_CLOCK).unwrap_err(), WorkerError::Stalled);
    }

    /// Children that keep the processors busy until they are dropped.
    struct BusyMachine(Vec<std::process::Child>);

    impl BusyMachine {
        fn of(count: usize) -> Self {
            let one = |_| Command::new("/bin/sh").args(["-c", "while :; do :; done"]).spawn().unwrap();
            BusyMachine((0..count).map(one).collect())
        }
    }

    impl Drop for BusyMachine {
        fn drop(&mut self) {
            self.0.iter_mut().for_each(|child| {
                let _ = child.kill();
                let _ = child.wait();
            });
        }
    }

    /// A worker that spins is killed for its processor time, long before the clock would end it.
    #[cfg(target_os = "linux")]
    #[test]
    fn spinning_worker_is_stopped_by_processor_time() {
        let mut spinning = shell("while :; do :; done");
        spinning.send(&[b"question"], LIMIT);
        assert_eq!(spinning.receive(SHORT_PROCESSOR).unwrap_err(), WorkerError::Slow);
    }

    /// The time that other processes take, and that a worker sleeps, is not its own: it replies although the clock runs
    /// far beyond the processor limit.
    #[cfg(target_os = "linux")]
    #[test]
    fn honest_worker_replies_beside_eight_busy_processes() {
        let _busy = BusyMachine::of(8);
        let mut honest = shell("sleep 2; exec cat");
        honest.send(&[b"question"], SHORT_PROCESSOR);
        assert_eq!(honest.receive(SHORT_PROCESSOR).unwrap(), b"question");
    }

    /// No request pays for the processor time of an earlier one.
    #[cfg(target_os = "linux")]
    #[test]
    fn processor_time_is_counted_for_each_request() {
        // Each reply costs a part of the limit; together they exceed it.
        let work = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; head -c 16";
        let mut process = shell(&format!("for n in 1 2 3 4 5 6 7 8 9 10 11 12; do {work}; done"));
        let limit = TimeLimit { processor: Duration::from_secs(2), clock: LIMIT.clock };
        for _ in 0..12 {
            process.send(&[b"question"], limit);
            assert_eq!(process.receive(limit).unwrap(), b"question");
        }
    }

    #[test]
    fn missing_program_is_an_error() {
        assert!(WorkerProcess::start(Path::new("/nowhere/x"), &[]).is_err());
    }
}
