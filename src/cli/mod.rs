//! The command line: parses the arguments, runs the command and prints the result. It knows no form, rule or file
//! format.

mod audit;
mod check;
mod command;
mod completions;
mod explain;
mod export;
mod feedback;
mod forms;
mod help;
mod init;
mod json;
mod keyboard;
mod limit;
mod man;
mod menu;
mod merge;
mod output;
mod page;
mod parse;
mod plan;
mod progress;
mod publish;
mod report;
mod screen;
mod status;
mod up;
mod usage;
mod window;

use crate::error::Error;
use crate::model::text::Lang;
use crate::parallel;
use crate::pipeline::{self, GuardedSystem};
use crate::report::line::{ReportLine, ReportLines};
use crate::report::text;
use crate::system::process::{self, cap_memory};
use crate::system::{OsSystem, System};
use command::{CliCommand, CommandArguments};
use output::{CommandOutput, fit, lines_of};
use parse::ParsedCommand;
use progress::ProgressLine;
use screen::Terminal;
use std::ffi::OsString;
use std::panic;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Program name in its help.
const PROGRAM: &str = "tonghop";

/// The commands in the order of the help.
#[cfg(not(target_family = "wasm"))]
const COMMANDS: &[&CliCommand] = &[
    &init::COMMAND,
    &forms::COMMAND,
    &check::COMMAND,
    &merge::COMMAND,
    &status::COMMAND,
    &feedback::COMMAND,
    &publish::COMMAND,
    &audit::COMMAND,
    &explain::COMMAND,
    &export::COMMAND,
    &report::COMMAND,
    &page::COMMAND,
    &up::COMMAND,
    &plan::COMMAND,
    &menu::COMMAND,
    &help::COMMAND,
    &completions::COMMAND,
    &man::COMMAND,
];

/// The commands that the offline page runs. Each other one would make the page larger.
#[cfg(target_family = "wasm")]
const COMMANDS: &[&CliCommand] = &[&check::COMMAND, &merge::COMMAND, &status::COMMAND, &feedback::COMMAND];

/// Runs the program. Exit codes: 0 no errors, 1 returns have errors, 2 the command could not be completed.
pub fn main() -> ExitCode {
    let mut words: Vec<OsString> = std::env::args_os().skip(1).collect();
    if let [first, memory] = words.as_slice()
        && first == pipeline::WORKER
    {
        return worker(memory);
    }
    keep_faults();
    let environment = std::env::var("TONGHOP_LANG").ok();
    let lang = parse::language(&words, environment.as_deref());
    if process::from_desktop() {
        words = menu::desktop_words(words, &OsSystem::start());
    }
    let terminal = Terminal { lang, width: screen::width(), color: parse::color(&words) };
    let progress = Arc::new(ProgressLine::new(lang));
    let shown_progress = Arc::clone(&progress);
    let disk = OsSystem::of_program().with_progress(Box::new(move |done, all| shown_progress.show_progress(done, all)));
    let wants_json = parse::wants_json(&words);
    let job_words = words.clone();
    let job = move || run(&job_words, terminal, &disk);
    let done = match parallel::on_large_stack(job) {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(Error::Internal { stage: "main", said: panic_location().clone() }),
        Err(e) => Err(Error::Internal { stage: "main", said: e.to_string() }),
    };
    progress.end();
    let printed =
        done.and_then(|done| screen::print(terminal, &done.lines).map(|()| done.errors).map_err(Error::Print));
    let code = match printed {
        Ok(errors) => u8::from(errors),
        Err(error) => {
            if wants_json && let Ok(text) = json::failure(usage::named_command(&words).unwrap_or_default(), &error) {
                // The reason is on standard error as well.
                let _ = screen::print(terminal, &lines_of(&text));
            }
            screen::complain(terminal, &explained(lang, &error));
            2
        }
    };
    // Who leaves the menu has read everything.
    let has_left_menu = code == 0 && words.first().is_some_and(|word| word == menu::COMMAND.name);
    if !has_left_menu {
        window::keep_window_open(lang);
    }
    ExitCode::from(code)
}

/// Formats an error with the findings that give more detail.
fn explained(lang: Lang, error: &Error) -> ReportLines {
    let mut lines = fit(lang.text_in(&error.text()));
    // Shows the line of the plan unchanged, however long it is.
    if let Error::Plan(problems) = error {
        for problem in problems {
            lines.push("".into());
            lines.extend(problem.show(lang).lines().map(ReportLine::verbatim));
        }
    }
    for finding in error.findings() {
        let file = finding.file.as_deref().map_or_else(String::new, |f| format!(" · {f}"));
        text::finding(lang, finding, &file, &mut lines);
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

fn run(words: &[OsString], terminal: Terminal, world: &dyn System) -> Result<CommandOutput, Error> {
    // Started without arguments outside a campaign folder (a double click), the program prints its help.
    let campaign = pipeline::is_campaign(world, Path::new(""));
    if parse::is_bare(words) && !campaign {
        return Ok(lines_of(&parse::help(terminal)).into());
    }
    let default = |word: &OsString| Some(of_several(world, words, default_command(world, Path::new(word))?));
    match parse::parse(words, terminal, &default)? {
        ParsedCommand::Print(text) => Ok(lines_of(&text).into()),
        ParsedCommand::Run(given) => {
            let done = execute(&given, world)?;
            if given.flags.quiet {
                return Ok(CommandOutput { lines: ReportLines::new(), ..done });
            }
            match &done.json {
                Some(result) => {
                    let text = json::document(given.command.name, done.errors, result)?;
                    Ok(CommandOutput { lines: lines_of(&text), ..done })
                }
                None => Ok(done),
            }
        }
    }
}

/// Runs a command with a guard of its own, within its limits.
fn execute(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let world = GuardedSystem::new(world, given.command.replaces).with_limits(given.flags.limits.as_ref().clone());
    (given.command.run)(given, &world)
}

/// Returns the command for an argument that names none, as of something dropped on the program: a campaign is merged, a
/// consolidated workbook audited, another file or folder checked. `None` if it does not exist.
fn default_command(world: &dyn System, path: &Path) -> Option<&'static CliCommand> {
    if world.is_folder(path) {
        let is_part = !pipeline::is_campaign(world, path) && pipeline::is_among_returns(world, path);
        return Some(if is_part { &check::COMMAND } else { &merge::COMMAND });
    }
    if !world.is_file(path) {
        return None;
    }
    #[cfg(not(target_family = "wasm"))]
    if pipeline::is_consolidated(world, path) {
        return Some(&audit::COMMAND);
    }
    Some(&check::COMMAND)
}

/// Returns the command for what was dropped, of which the first has `command`: for several files and folders `check`, which
/// alone takes more than one.
fn of_several(world: &dyn System, words: &[OsString], command: &'static CliCommand) -> &'static CliCommand {
    let is_path = |word: &OsString| world.is_file(Path::new(word)) || world.is_folder(Path::new(word));
    if words.len() > 1 && words.iter().all(is_path) { &check::COMMAND } else { command }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
