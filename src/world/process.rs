//! Copies of the program that do one thing after another over a pipe, apart from this process: what kills or hangs one
//! costs what it was asked, and nothing else.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

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
    /// Asks with some frames; the answer is one frame. After [`Gone`] it must not be asked again.
    fn ask(&mut self, frames: &[Arc<Vec<u8>>], limit: Duration) -> Result<Vec<u8>, Gone>;
}

/// A child process.
pub struct Process {
    child: Child,
    questions: Sender<Vec<Arc<Vec<u8>>>>,
    answers: Receiver<io::Result<Vec<u8>>>,
}

impl Process {
    /// Starts a program.
    ///
    /// # Errors
    /// The system does not start it.
    pub fn start(program: &Path, words: &[String]) -> io::Result<Self> {
        let mut child = Command::new(program)
            .args(words)
            // One heap for all threads of a copy: glibc would set 64 MB of the bounded address space aside for a second one.
            .env("MALLOC_ARENA_MAX", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("no pipe"));
        };
        let (questions, asked) = channel();
        let (answer, answers) = channel();
        // In its own thread, so that a child that never answers can be left.
        thread::Builder::new().spawn(move || talk(input, output, &asked, &answer))?;
        Ok(Process { child, questions, answers })
    }
}

fn talk(
    input: ChildStdin,
    output: ChildStdout,
    asked: &Receiver<Vec<Arc<Vec<u8>>>>,
    answer: &Sender<io::Result<Vec<u8>>>,
) {
    let (mut input, mut output) = (BufWriter::new(input), BufReader::new(output));
    for frames in asked {
        let sent = frames.iter().try_for_each(|frame| write_frame(&mut input, frame)).and_then(|()| input.flush());
        let got =
            sent.and_then(|()| read_frame(&mut output)?.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof)));
        let over = got.is_err();
        if answer.send(got).is_err() || over {
            return;
        }
    }
}

impl Worker for Process {
    fn ask(&mut self, frames: &[Arc<Vec<u8>>], limit: Duration) -> Result<Vec<u8>, Gone> {
        self.questions.send(frames.to_vec()).map_err(|_| Gone::Ended)?;
        match self.answers.recv_timeout(limit) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(Gone::Ended),
            Err(RecvTimeoutError::Timeout) => Err(Gone::Slow),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It holds nothing that could be lost.
        let _ = self.child.kill();
        let _ = self.child.wait();
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
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(Some(bytes)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// The heap on Windows, where no bound on a process can be set without unsafe code: it is counted, and refuses.
#[cfg(windows)]
#[global_allocator]
static HEAP: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

/// Bounds the memory of this process, so that a file that asks for more ends the process and not the machine: its address
/// space, or on Windows its heap. There two thirds of the bound are given, for a block that grows may be moved, and while it
/// is, the old one is there as well.
pub fn cap_memory(bytes: u64) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
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
        let mut input = io::stdin().lock();
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

    fn ask(process: &mut Process) -> Result<Vec<u8>, Gone> {
        process.ask(&[Arc::new(b"question".to_vec())], Duration::from_millis(500))
    }

    #[test]
    fn it_answers_frame_by_frame() {
        // `cat` gives each frame back as it came.
        let mut cat = shell("exec cat");
        assert_eq!(ask(&mut cat).unwrap(), b"question");
        assert_eq!(ask(&mut cat).unwrap(), b"question");
    }

    #[test]
    fn one_that_ends_or_hangs_is_told_apart() {
        assert_eq!(ask(&mut shell("exit 3")).unwrap_err(), Gone::Ended);
        assert_eq!(ask(&mut shell("kill -9 $$")).unwrap_err(), Gone::Ended);
        assert_eq!(ask(&mut shell("exec sleep 100")).unwrap_err(), Gone::Slow);
        // Half an answer.
        assert_eq!(ask(&mut shell("printf 'abc'")).unwrap_err(), Gone::Ended);
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        assert!(Process::start(Path::new("/nowhere/x"), &[]).is_err());
    }
}
