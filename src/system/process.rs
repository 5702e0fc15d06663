//! Worker processes. A worker handles one request after another over a pipe. A crash or a hang loses only the request
//! in progress.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The reason why a worker gives no reply.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum WorkerError {
    /// The process ended: a crash, or more memory than allowed.
    Ended,
    /// The time limit was exceeded and the process was killed.
    Slow,
}

/// A process that replies to requests in order.
pub trait Worker: Send {
    /// Sends a request of some frames; `limit` is the time for sending. Further requests may be sent before the reply.
    /// A failed transmission shows in the reply.
    fn send(&mut self, frames: &[&[u8]], limit: Duration);
    /// Returns the reply, one frame, to the first request without a reply, waiting at most `limit` from now. After
    /// [`Gone`], no more requests may be sent.
    fn receive(&mut self, limit: Duration) -> Result<Vec<u8>, WorkerError>;
}

/// The capacity of a pipe on Linux. A request or reply of the usual size is transferred in one piece.
const PIPE: usize = 64 << 10;

/// Environment variables for a worker, whose address space is limited: by default the program's allocator reserves 1 GB
/// at once (the value is in KiB), and that of the C library 64 MB for a second thread.
pub const HEAPS: [(&str, &str); 2] = [("MIMALLOC_ARENA_RESERVE", "32768"), ("MALLOC_ARENA_MAX", "1")];

/// A child process. The caller's thread writes and reads; a watchdog thread kills the child at the deadline.
pub struct WorkerProcess {
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
    pub fn start(program: &Path, words: &[String]) -> io::Result<Self> {
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
        let watched = WatchdogEntry { child, until: None, wakes: None, slow: false, left: false };
        let watch = Arc::new(Watchdog { watched: Mutex::new(watched), changed: Condvar::new() });
        let watching = Arc::clone(&watch);
        let (input, output) = (BufWriter::with_capacity(PIPE, input), BufReader::with_capacity(PIPE, output));
        let process = WorkerProcess { input: Some(input), output, watch };
        thread::Builder::new().spawn(move || watching.sleep())?;
        Ok(process)
    }
}

impl Worker for WorkerProcess {
    fn send(&mut self, frames: &[&[u8]], limit: Duration) {
        let Some(input) = &mut self.input else { return };
        self.watch.begin(limit);
        let sent = frames.iter().try_for_each(|frame| write_frame(input, frame)).and_then(|()| input.flush());
        self.watch.end();
        if sent.is_err() {
            // A running child then reads the end of its input.
            self.input = None;
        }
    }

    fn receive(&mut self, limit: Duration) -> Result<Vec<u8>, WorkerError> {
        self.watch.begin(limit);
        let answer = read_frame(&mut self.output);
        if self.watch.end() {
            return Err(WorkerError::Slow);
        }
        answer.ok().flatten().ok_or(WorkerError::Ended)
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        let mut watched = self.watch.watched();
        watched.left = true;
        self.watch.changed.notify_one();
        // The child has no data that could be lost.
        let _ = watched.child.kill();
        let _ = watched.child.wait();
    }
}

/// A watchdog over a child and its deadline.
struct Watchdog {
    watched: Mutex<WatchdogEntry>,
    changed: Condvar,
}

struct WatchdogEntry {
    child: Child,
    /// The deadline; `None` while nobody waits for the child.
    until: Option<Instant>,
    /// The time when the watchdog thread wakes up by itself.
    wakes: Option<Instant>,
    /// True if the child was killed at its deadline.
    slow: bool,
    /// True if the child is no longer used.
    left: bool,
}

impl Watchdog {
    fn watched(&self) -> MutexGuard<'_, WatchdogEntry> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts waiting for the child. Wakes the watchdog thread only if it would wake too late, which is rare: it
    /// usually still sleeps until the deadline of an earlier request.
    fn begin(&self, limit: Duration) {
        let mut watched = self.watched();
        watched.until = Instant::now().checked_add(limit);
        if watched.until.is_some_and(|until| watched.wakes.is_none_or(|wakes| wakes > until)) {
            self.changed.notify_one();
        }
    }

    /// Stops waiting. Returns true if the child was killed at its deadline.
    fn end(&self) -> bool {
        let mut watched = self.watched();
        watched.until = None;
        watched.slow
    }

    /// Runs the watchdog thread: sleeps until the deadline and kills the child, or returns when the child is no longer
    /// used.
    fn sleep(&self) {
        let mut watched = self.watched();
        while !watched.left {
            let now = Instant::now();
            watched.wakes = watched.until;
            watched = match watched.until {
                Some(until) if until <= now => {
                    watched.slow = true;
                    let _ = watched.child.kill();
                    return;
                }
                Some(until) => {
                    let woken = self.changed.wait_timeout(watched, until - now);
                    woken.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(watched).unwrap_or_else(PoisonError::into_inner),
            };
        }
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
#[cfg(not(windows))]
#[global_allocator]
static HEAP: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Address space that the allocator reserves without using it: a block of 32 MB for each of two threads, and the
/// alignment of such a block.
#[cfg(unix)]
const ASIDE: u64 = 96 << 20;

/// Limits the memory of this process, so that a hostile file ends the process instead of exhausting the machine: its
/// address space, or its heap on Windows. The heap limit is two thirds of `bytes`, because growing a block may copy it,
/// and both copies then exist for a moment.
pub fn cap_memory(bytes: u64) {
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
/// the process exits after `GRACE`, even if a file keeps `work` busy forever.
pub fn serve(work: impl FnOnce(&Receiver<Vec<u8>>) -> io::Result<()> + Send + 'static) -> bool {
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
    let working = thread::Builder::new().stack_size(STACK).spawn(move || work(&asked));
    listening && working.is_ok_and(|working| matches!(working.join(), Ok(Ok(()))))
}

/// Returns true if the Windows desktop started this process, and so opened a console window for it.
pub fn from_desktop() -> bool {
    #[cfg(windows)]
    return parent().is_some_and(|name| name.eq_ignore_ascii_case("explorer.exe"));
    #[cfg(not(windows))]
    false
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

    const LIMIT: Duration = Duration::from_millis(500);

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
    fn crash_and_timeout_are_distinguished() {
        assert_eq!(ask(&mut shell("exit 3")).unwrap_err(), WorkerError::Ended);
        assert_eq!(ask(&mut shell("kill -9 $$")).unwrap_err(), WorkerError::Ended);
        assert_eq!(ask(&mut shell("exec sleep 100")).unwrap_err(), WorkerError::Slow);
        // An incomplete reply.
        assert_eq!(ask(&mut shell("printf 'abc'")).unwrap_err(), WorkerError::Ended);
        // An impossible length.
        assert_eq!(ask(&mut shell("yes | head -c 100")).unwrap_err(), WorkerError::Ended);
    }

    #[test]
    fn worker_that_does_not_read_times_out() {
        let mut deaf = shell("exec sleep 100");
        deaf.send(&[&vec![0; 4 * PIPE]], LIMIT);
        assert_eq!(deaf.receive(LIMIT).unwrap_err(), WorkerError::Slow);
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
        let mut process = shell("head -c 16; exec sleep 100");
        process.send(&[b"question"], Duration::MAX);
        assert_eq!(process.receive(Duration::from_secs(90)).unwrap(), b"question");
        assert_eq!(process.receive(LIMIT).unwrap_err(), WorkerError::Slow);
    }

    #[test]
    fn missing_program_is_an_error() {
        assert!(WorkerProcess::start(Path::new("/nowhere/x"), &[]).is_err());
    }
}
