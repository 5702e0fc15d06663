//! Copies of the program that do one thing after another over a pipe, apart from this process: what kills or hangs one
//! costs what it was asked, and nothing else.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Why there is no answer.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Gone {
    /// It ended: a crash, or more memory than allowed.
    Ended,
    /// It took longer than allowed and was stopped.
    Slow,
}

/// Something that answers, one question after another.
pub trait Worker: Send {
    /// Asks with some frames, which may take so long to go out. More may be asked before there is an answer; that one did not
    /// go out shows in the answer.
    fn tell(&mut self, frames: &[&[u8]], limit: Duration);
    /// The answer to the first question that has none yet, one frame, waiting for it so long from now. After [`Gone`] nothing
    /// must be asked any more.
    fn answer(&mut self, limit: Duration) -> Result<Vec<u8>, Gone>;
}

/// What a pipe holds on Linux: a question or answer of usual size goes in one piece.
const PIPE: usize = 64 << 10;

/// What a copy has to find in its environment, for its address space is bounded: the program's heap would set 1 GB of it aside at
/// once (in KiB), and that of the C library 64 MB for a second thread.
pub const HEAPS: [(&str, &str); 2] = [("MIMALLOC_ARENA_RESERVE", "32768"), ("MALLOC_ARENA_MAX", "1")];

/// A child process. Whoever asks writes and reads by itself; a thread that sleeps meanwhile ends the child when it is slow.
pub struct Process {
    /// None when a question did not go out.
    input: Option<BufWriter<ChildStdin>>,
    output: BufReader<ChildStdout>,
    watch: Arc<Watch>,
}

impl Process {
    /// Starts a program.
    ///
    /// # Errors
    /// The system does not start it.
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
        let watched = Watched { child, until: None, wakes: None, slow: false, left: false };
        let watch = Arc::new(Watch { watched: Mutex::new(watched), changed: Condvar::new() });
        let watching = Arc::clone(&watch);
        let (input, output) = (BufWriter::with_capacity(PIPE, input), BufReader::with_capacity(PIPE, output));
        let process = Process { input: Some(input), output, watch };
        thread::Builder::new().spawn(move || watching.sleep())?;
        Ok(process)
    }
}

impl Worker for Process {
    fn tell(&mut self, frames: &[&[u8]], limit: Duration) {
        let Some(input) = &mut self.input else { return };
        self.watch.begin(limit);
        let sent = frames.iter().try_for_each(|frame| write_frame(input, frame)).and_then(|()| input.flush());
        self.watch.end();
        if sent.is_err() {
            // A child that still is there hears the end.
            self.input = None;
        }
    }

    fn answer(&mut self, limit: Duration) -> Result<Vec<u8>, Gone> {
        self.watch.begin(limit);
        let answer = read_frame(&mut self.output);
        if self.watch.end() {
            return Err(Gone::Slow);
        }
        answer.ok().flatten().ok_or(Gone::Ended)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let mut watched = self.watch.watched();
        watched.left = true;
        self.watch.changed.notify_one();
        // It holds nothing that could be lost.
        let _ = watched.child.kill();
        let _ = watched.child.wait();
    }
}

/// A child and how long it may take.
struct Watch {
    watched: Mutex<Watched>,
    changed: Condvar,
}

struct Watched {
    child: Child,
    /// When it is slow; none while nobody waits for it.
    until: Option<Instant>,
    /// When the thread that watches wakes by itself.
    wakes: Option<Instant>,
    /// It was ended, being slow.
    slow: bool,
    /// Nobody asks it any more.
    left: bool,
}

impl Watch {
    fn watched(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody waits for the child from now on. The thread is woken only when it would wake too late: hardly ever, for it
    /// went to sleep for a question of before.
    fn begin(&self, limit: Duration) {
        let mut watched = self.watched();
        watched.until = Instant::now().checked_add(limit);
        if watched.until.is_some_and(|until| watched.wakes.is_none_or(|wakes| wakes > until)) {
            self.changed.notify_one();
        }
    }

    /// Nobody waits any more; whether the child was slow.
    fn end(&self) -> bool {
        let mut watched = self.watched();
        watched.until = None;
        watched.slow
    }

    /// Sleeps until the child is slow, and ends it, or until nobody asks it any more.
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

/// Writes a length (8 bytes, low first) and the bytes.
///
/// # Errors
/// The other side is gone.
pub fn write_frame(out: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)
}

/// Reads what [`write_frame`] wrote; `None` at the end.
///
/// # Errors
/// The other side is gone in the middle of a frame.
pub fn read_frame(from: &mut dyn Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match from.read_exact(&mut length) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u64::from_le_bytes(length);
    // A length that is a lie takes no memory.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(PIPE).min(PIPE));
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(Some(bytes)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// The heap on Windows, where no bound on a process can be set without unsafe code: it is counted, and refuses.
#[cfg(windows)]
#[global_allocator]
static HEAP: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

/// The heap elsewhere: texts and cells come and go by the million, which takes an eighth of all CPU less than with the system's.
#[cfg(not(windows))]
#[global_allocator]
static HEAP: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Address space that the heap sets aside without using it: a block of 32 MB for each of two threads, and what it takes to have
/// one at a round address.
#[cfg(unix)]
const ASIDE: u64 = 96 << 20;

/// Bounds the memory of this process, so that a file that asks for more ends the process and not the machine: its address
/// space, or on Windows its heap. There two thirds of the bound are given, for a block that grows may be moved, and while it
/// is, the old one is there as well.
pub fn cap_memory(bytes: u64) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let bytes = bytes.saturating_add(ASIDE);
        // A system that refuses leaves the time limit.
        let _ = setrlimit(Resource::As, Rlimit { current: Some(bytes), maximum: Some(bytes) });
    }
    #[cfg(windows)]
    {
        // A heap that is larger already stays without a bound: a copy that has just started is not.
        let _ = HEAP.set_limit(usize::try_from(bytes / 3 * 2).unwrap_or(usize::MAX));
    }
    #[cfg(not(any(unix, windows)))]
    let _ = bytes;
}

/// Stack of the thread in which a copy works: what the first thread has on Linux; on Windows that one has 1 MB.
const STACK: usize = 8 << 20;
/// How long a copy may be at work when nobody is there any more to hear of it.
const GRACE: Duration = Duration::from_secs(10);

/// Works on the frames that come over standard input; whether it went well. A file that keeps `work` busy for ever does not
/// keep the process alive: when whoever asked is gone, killed perhaps, it ends.
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

/// Whether the desktop of Windows started this process, and so opened a window for it alone.
pub fn from_desktop() -> bool {
    #[cfg(windows)]
    return parent().is_some_and(|name| name.eq_ignore_ascii_case("explorer.exe"));
    #[cfg(not(windows))]
    false
}

/// File name of the program that started this one.
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

    fn shell(script: &str) -> Process {
        Process::start(Path::new("/bin/sh"), &["-c".to_string(), script.to_string()]).unwrap()
    }

    const LIMIT: Duration = Duration::from_millis(500);

    fn ask(process: &mut Process) -> Result<Vec<u8>, Gone> {
        process.tell(&[b"question"], LIMIT);
        process.answer(LIMIT)
    }

    #[test]
    fn it_answers_frame_by_frame() {
        // `cat` gives each frame back as it came.
        let mut cat = shell("exec cat");
        assert_eq!(ask(&mut cat).unwrap(), b"question");
        assert_eq!(ask(&mut cat).unwrap(), b"question");
        cat.tell(&[b"one"], LIMIT);
        cat.tell(&[b"", b"three"], LIMIT);
        for told in [&b"one"[..], b"", b"three"] {
            assert_eq!(cat.answer(LIMIT).unwrap(), told);
        }
    }

    #[test]
    fn one_that_ends_or_hangs_is_told_apart() {
        assert_eq!(ask(&mut shell("exit 3")).unwrap_err(), Gone::Ended);
        assert_eq!(ask(&mut shell("kill -9 $$")).unwrap_err(), Gone::Ended);
        assert_eq!(ask(&mut shell("exec sleep 100")).unwrap_err(), Gone::Slow);
        // Half an answer.
        assert_eq!(ask(&mut shell("printf 'abc'")).unwrap_err(), Gone::Ended);
        // A length that no answer has.
        assert_eq!(ask(&mut shell("yes | head -c 100")).unwrap_err(), Gone::Ended);
    }

    #[test]
    fn one_that_does_not_listen_is_slow() {
        let mut deaf = shell("exec sleep 100");
        deaf.tell(&[&vec![0; 4 * PIPE]], LIMIT);
        assert_eq!(deaf.answer(LIMIT).unwrap_err(), Gone::Slow);
    }

    /// What it answered before its end counts, whatever it was asked since.
    #[test]
    fn the_answers_of_one_that_ended_are_kept() {
        let mut process = shell("exec head -c 16");
        for _ in 0..3 {
            process.tell(&[b"question"], LIMIT);
        }
        assert_eq!(process.answer(LIMIT).unwrap(), b"question");
        process.tell(&[&vec![0; 4 * PIPE]], LIMIT);
        assert_eq!(process.answer(LIMIT).unwrap_err(), Gone::Ended);
    }

    /// A short limit after a long one: the thread that watches sleeps for the long one by then.
    #[test]
    fn a_shorter_limit_holds_at_once() {
        let mut process = shell("head -c 16; exec sleep 100");
        process.tell(&[b"question"], Duration::MAX);
        assert_eq!(process.answer(Duration::from_secs(90)).unwrap(), b"question");
        assert_eq!(process.answer(LIMIT).unwrap_err(), Gone::Slow);
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        assert!(Process::start(Path::new("/nowhere/x"), &[]).is_err());
    }
}
