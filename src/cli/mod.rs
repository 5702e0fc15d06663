//! The command line: parses the arguments, runs the command and prints the result. It knows no form, rule or file
//! format.

mod audit;
mod check;
mod command;
mod explain;
mod export;
mod forms;
mod init;
mod limit;
mod merge;
mod output;
mod parse;
mod plan;
mod progress;
mod publish;
mod screen;
mod up;
mod usage;
mod window;

use crate::error::Error;
use crate::model::text::Lang;
use crate::parallel;
use crate::pipeline::{self, GuardedSystem};
use crate::report;
use crate::report::text::ReportLines;
use crate::system::process::{self, cap_memory};
use crate::system::{OsSystem, System};
use command::CliCommand;
use output::{CommandOutput, fit, lines_of};
use parse::ParsedCommand;
use progress::ProgressLine;
use std::ffi::OsString;
use std::panic;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Program name in its help.
const PROGRAM: &str = "tonghop";

/// The commands in the order of the help.
const COMMANDS: [&CliCommand; 10] = [
    &init::COMMAND,
    &forms::COMMAND,
    &check::COMMAND,
    &merge::COMMAND,
    &publish::COMMAND,
    &audit::COMMAND,
    &explain::COMMAND,
    &export::COMMAND,
    &up::COMMAND,
    &plan::COMMAND,
];

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
    let lang = parse::language(&words, environment.as_deref());
    let progress = Arc::new(ProgressLine::new(lang));
    let shown_progress = Arc::clone(&progress);
    let disk = OsSystem::of_program().with_progress(Box::new(move |done, all| shown_progress.show_progress(done, all)));
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
            screen::complain(&explained(lang, &error));
            2
        }
    };
    window::keep_window_open(lang);
    ExitCode::from(code)
}

/// Formats an error with the findings that give more detail.
fn explained(lang: Lang, error: &Error) -> ReportLines {
    let mut lines = fit(lines_of(lang.text_in(&error.text())));
    // Shows the line of the plan unchanged, however long it is.
    if let Error::Plan(problems) = error {
        for problem in problems {
            lines.push(String::new());
            lines.extend(problem.show(lang).lines().map(String::from));
        }
    }
    for finding in error.findings() {
        let file = finding.file.as_deref().map_or_else(String::new, |f| format!(" · {f}"));
        report::text::finding(lang, finding, &file, &mut lines);
    }
    lines
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

fn run(words: &[OsString], lang: Lang, world: &dyn System) -> Result<CommandOutput, Error> {
    // Started without arguments outside a campaign folder (a double click), the program prints its help.
    let campaign = pipeline::is_campaign(world, Path::new(""));
    if parse::is_bare(words) && !campaign {
        return Ok(lines_of(&parse::help(lang)).into());
    }
    let is_folder = |word: &OsString| world.is_folder(Path::new(word));
    match parse::parse(words, lang, &is_folder)? {
        ParsedCommand::Print(text) => Ok(lines_of(&text).into()),
        ParsedCommand::Run(given) => {
            let world =
                GuardedSystem::new(world, given.command.replaces).with_limits(given.flags.limits.as_ref().clone());
            let done = (given.command.run)(&given, &world)?;
            Ok(if given.flags.quiet { CommandOutput { lines: ReportLines::new(), ..done } } else { done })
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
