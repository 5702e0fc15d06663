//! The command line: what was typed, done, and told. Knows no form, rule or file format.

pub mod args;
mod check;
mod forms;
mod init;

use crate::error::Error;
use crate::lang::Lang;
use crate::world::{Disk, World};
use args::{Asked, Flags, Job};
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;
use std::thread;

/// Stack of the thread that does the work: the engine's depth follows the formulas', and Windows gives the first
/// thread 1 MB only.
const STACK: usize = 64 * 1024 * 1024;

/// What is told to the person: lines for standard output.
type Lines = Vec<String>;

/// What came of a job.
struct Done {
    lines: Lines,
    /// Returns have errors.
    errors: bool,
}

impl From<Lines> for Done {
    fn from(lines: Lines) -> Self {
        Done { lines, errors: false }
    }
}

/// Runs the program: 0 all fine, 1 returns have errors, 2 the job could not be done.
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    let environment = std::env::var("TONGHOP_LANG").ok();
    let lang = Lang::find(&words, environment.as_deref());
    let job = move || run(&words, lang, &Disk::start());
    let done = match thread::Builder::new().stack_size(STACK).spawn(job).map(thread::JoinHandle::join) {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(Error::Internal { stage: "main", said: "panic".to_string() }),
        Err(e) => Err(Error::Internal { stage: "main", said: e.to_string() }),
    };
    match done.and_then(|done| print(&done.lines).map(|()| done.errors)) {
        Ok(errors) => ExitCode::from(u8::from(errors)),
        Err(error) => {
            let mut text = lang.of(&error.text()).to_string();
            if let Error::Plan(problems) = &error {
                for problem in problems {
                    text.push_str("\n\n");
                    text.push_str(&problem.show(lang == Lang::Vi));
                }
            }
            // Nothing is left to tell it to when standard error is closed too.
            let _ = writeln!(std::io::stderr(), "{text}");
            ExitCode::from(2)
        }
    }
}

fn print(lines: &Lines) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    lines.iter().try_for_each(|line| writeln!(out, "{line}")).and_then(|()| out.flush()).map_err(Error::Print)
}

fn run(words: &[OsString], lang: Lang, world: &dyn World) -> Result<Done, Error> {
    match args::parse(words, lang)? {
        Asked::Print(text) => Ok(vec![text.trim_end().to_string()].into()),
        Asked::Do(flags, job) => {
            let done = act(&flags, job, world)?;
            Ok(if flags.quiet { Done { lines: Lines::new(), ..done } } else { done })
        }
    }
}

fn act(flags: &Flags, job: Job, world: &dyn World) -> Result<Done, Error> {
    match job {
        Job::Init { folder, template, annex, force } => {
            init::run(flags, world, &folder, &template, annex, force).map(Done::from)
        }
        Job::Check { files } => check::run(flags, world, &files),
        Job::Forms { folder, quarter, unit, force } => {
            let folder = flags.folder.clone().or(folder).unwrap_or_default();
            forms::run(flags, world, &folder, quarter, unit, force).map(Done::from)
        }
    }
}
