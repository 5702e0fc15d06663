//! The command line: parses the arguments, runs the command and prints the result. It knows no form, rule or file
//! format.

pub mod args;
mod audit;
mod check;
mod explain;
mod export;
mod forms;
mod init;
mod limit;
mod merge;
mod progress;
mod screen;
mod up;
mod window;

use crate::error::Error;
use crate::lang::{Lang, SkipReason, UserMessage};
use crate::model::received_file::ReceivedFile;
use crate::parallel;
use crate::pipeline::{self, GuardedSystem, ReplacePolicy};
use crate::report;
use crate::report::text::ReportLines;
use crate::system::process::{self, cap_memory};
use crate::system::{BoundedSystem, OsSystem, System};
use args::{CliCommand, GlobalFlags, ParsedCommand};
use progress::ProgressLine;
use std::ffi::OsString;
use std::panic;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Output of a command.
struct CommandOutput {
    lines: ReportLines,
    /// True if returns have errors.
    errors: bool,
}

impl From<ReportLines> for CommandOutput {
    fn from(lines: ReportLines) -> Self {
        CommandOutput { lines, errors: false }
    }
}

/// Runs the program. Exit codes: 0 no errors, 1 returns have errors, 2 the command could not be completed.
pub fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    if let [first, memory] = words.as_slice()
        && first == pipeline::WORKER
    {
        return worker(memory);
    }
    keep_faults();
    let environment = std::env::var("TONGHOP_LANG").ok();
    let lang = Lang::find(&words, environment.as_deref());
    let progress = Arc::new(ProgressLine::new(lang));
    let told = Arc::clone(&progress);
    let disk = OsSystem::of_program().telling(Box::new(move |done, all| told.show_progress(done, all)));
    let job = move || run(&words, lang, &disk);
    let done = match thread::Builder::new().stack_size(parallel::STACK).spawn(job).map(thread::JoinHandle::join) {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(Error::Internal { stage: "main", said: panic_location().clone() }),
        Err(e) => Err(Error::Internal { stage: "main", said: e.to_string() }),
    };
    progress.end();
    let code = match done.and_then(|done| screen::print(&done.lines).map(|()| done.errors).map_err(Error::Print)) {
        Ok(errors) => u8::from(errors),
        Err(error) => {
            let mut lines = fit(lang.text_in(&error.text()).lines().map(String::from).collect());
            // Shows the line of the plan unchanged, however long it is.
            if let Error::Plan(problems) = &error {
                for problem in problems {
                    lines.push(String::new());
                    lines.extend(problem.show(lang == Lang::Vi).lines().map(String::from));
                }
            }
            for finding in error.findings() {
                let file = finding.file.as_deref().map_or_else(String::new, |f| format!(" · {f}"));
                report::text::finding(lang, finding, &file, &mut lines);
            }
            screen::complain(&lines);
            2
        }
    };
    window::keep_window_open(lang);
    ExitCode::from(code)
}

/// Text of the last panic, in one line.
fn panic_location() -> MutexGuard<'static, String> {
    static FAULT: Mutex<String> = Mutex::new(String::new());
    FAULT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Installs a panic hook that stores the panic instead of printing it. `main` reports it in the user's language, with
/// its line for the developer; an expected one (a full temporary folder) is handled where it can happen. With
/// RUST_BACKTRACE set, the standard hook prints too.
fn keep_faults() {
    let usual = panic::take_hook();
    let shown = std::env::var_os("RUST_BACKTRACE").is_some_and(|set| set != "0");
    panic::set_hook(Box::new(move |panicked| {
        *panic_location() = panicked.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        if shown {
            usual(panicked);
        }
    }));
}

/// Runs as a worker that reads files. Users do not type this command.
fn worker(memory: &OsString) -> ExitCode {
    let Some(memory) = memory.to_str().and_then(|m| m.parse().ok()) else { return ExitCode::from(2) };
    // The limit must apply before the first byte is read.
    cap_memory(memory);
    let served = process::serve(|asked| pipeline::serve(asked, &mut screen::pipe()));
    ExitCode::from(if served { 0 } else { 2 })
}

/// Wraps the lines that are wider than the terminal.
fn fit(lines: ReportLines) -> ReportLines {
    let mut out = ReportLines::new();
    for line in lines {
        if line.chars().count() > report::text::WIDTH {
            report::text::wrap(&line, "  ", &mut out);
        } else {
            out.push(line);
        }
    }
    out
}

/// Splits a text into lines.
fn lines_of(text: &str) -> ReportLines {
    text.trim_end().lines().map(String::from).collect()
}

fn run(words: &[OsString], lang: Lang, world: &dyn System) -> Result<CommandOutput, Error> {
    // Started without arguments outside a campaign folder (a double click), the program prints its help.
    let campaign = pipeline::is_campaign(world, Path::new(""));
    if args::is_bare(words) && !campaign {
        return Ok(lines_of(&args::help(lang)).into());
    }
    let is_folder = |word: &OsString| world.is_folder(Path::new(word));
    match args::parse(words, lang, &is_folder)? {
        ParsedCommand::Print(text) => Ok(lines_of(&text).into()),
        ParsedCommand::Do(flags, job) => {
            let world = BoundedSystem::new(world, flags.limits.as_ref().clone());
            let replaces = match &job {
                CliCommand::Init { .. } => ReplacePolicy::Plan,
                CliCommand::Merge { .. } => ReplacePolicy::Results,
                _ => ReplacePolicy::Nothing,
            };
            let world = GuardedSystem::new(&world, replaces);
            let done = act(&flags, job, &world)?;
            Ok(if flags.quiet { CommandOutput { lines: ReportLines::new(), ..done } } else { done })
        }
    }
}

/// Reports the files in the returns folder that were not opened: their number, or with `-v` each one with the reason.
/// With `-v` also the entries of e-mails and archives that were not read.
fn skipped(
    flags: &GlobalFlags,
    world: &dyn System,
    folder: &Path,
    arrivals: &[ReceivedFile],
    lines: &mut ReportLines,
) -> Result<(), Error> {
    let skipped = pipeline::skipped(world, folder)?;
    if !flags.verbose {
        if !skipped.is_empty() {
            lines.push(flags.lang.message(&UserMessage::Skipped { count: skipped.len() }));
        }
        return Ok(());
    }
    let inside = arrivals.iter().flat_map(|a| &a.left).map(|e| (e.name.clone(), SkipReason::Entry(e.reason)));
    for (file, why) in skipped.into_iter().chain(inside) {
        report::text::wrap(&flags.lang.message(&UserMessage::SkippedFile { file: &file, why }), "  ", lines);
    }
    Ok(())
}

fn act(flags: &GlobalFlags, job: CliCommand, world: &dyn System) -> Result<CommandOutput, Error> {
    match job {
        CliCommand::Init { folder, template, annex, force, as_text } => {
            init::run(flags, world, &folder, &template, annex, force, as_text).map(|lines| fit(lines).into())
        }
        CliCommand::Check { files, period, format, output } => {
            check::run(flags, world, &check::CheckOptions { files: &files, period, format, output: output.as_deref() })
        }
        CliCommand::Audit { file, returns, format, output } => {
            let (returns, output) = (returns.as_deref(), output.as_deref());
            audit::run(flags, world, &audit::AuditOptions { file: &file, returns, format, output })
        }
        CliCommand::Explain { what, unit, period } => explain::run(flags, world, &what, unit.as_deref(), period),
        CliCommand::Export { folder, period, tidy, output } => {
            let folder = flags.folder.clone().or(folder).unwrap_or_default();
            export::run(flags, world, &folder, period, tidy, output.as_deref())
        }
        CliCommand::Up { folder, period, output } => {
            let folder = flags.folder.clone().or(folder).unwrap_or_default();
            up::run(flags, world, &folder, period, output.as_deref())
        }
        CliCommand::Merge { folder, period } => {
            let folder = flags.folder.clone().or(folder).unwrap_or_default();
            merge::run(flags, world, &folder, period)
        }
        CliCommand::Forms { folder, period, unit, force } => {
            let folder = flags.folder.clone().or(folder).unwrap_or_default();
            forms::run(flags, world, &folder, period, unit, force).map(|lines| fit(lines).into())
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
