//! Parses the command line: the flags of all commands, the command that runs by default, and the language.

use super::command::{CliCommand, CommandArguments, FOLDER, GlobalFlags, flag, format_argument};
use super::screen::Terminal;
use super::{COMMANDS, PROGRAM, limit, merge, usage};
use crate::error::Error;
use crate::model::text::{Lang, StaticText};
use crate::report::text::Detail;
use anstream::ColorChoice;
use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::ffi::OsString;
use std::path::PathBuf;

/// The command that runs if none is named.
const DEFAULT: &CliCommand = &merge::COMMAND;

const ABOUT: StaticText = StaticText::new(
    "Tổng hợp báo cáo định kỳ của các đơn vị thành một tệp Excel cấp tỉnh",
    "Consolidates the units' periodic returns into one province workbook",
);
const USAGE: StaticText = StaticText::new("tonghop [LỆNH] [TÙY CHỌN]", "tonghop [COMMAND] [OPTIONS]");
const AFTER: StaticText = StaticText::new(
    "Mã trả về (cho người lập trình): 0 hoàn thành; 1 hoàn thành, có báo cáo còn lỗi;\n\
     2 không thực hiện được.\n\
     Xem từng lệnh: tonghop giup LỆNH",
    "Exit codes: 0 fine; 1 done, but returns have errors; 2 could not do the job.\n\
     One command in detail: tonghop help COMMAND",
);
const TEMPLATE: StaticText = StaticText::new(
    "{about}\n\nCách dùng: {usage}\n\nLệnh:\n{subcommands}\n\nTùy chọn chung:\n{options}\n\n{after-help}",
    "{about}\n\nUsage: {usage}\n\nCommands:\n{subcommands}\n\nCommon options:\n{options}\n\n{after-help}",
);
const COMMAND_TEMPLATE: StaticText =
    StaticText::new("{about}\n\nCách dùng: {usage}\n\n{all-args}", "{about}\n\nUsage: {usage}\n\n{all-args}");
const OPTIONS: StaticText = StaticText::new("Tùy chọn", "Options");
const COMMON_OPTIONS: StaticText = StaticText::new("Tùy chọn chung", "Common options");

/// A parsed command line.
#[derive(Clone, Debug)]
pub(super) enum ParsedCommand {
    /// Help or version: print this text and stop.
    Print(String),
    /// Run this command.
    Run(CommandArguments),
}

/// Returns the command for an argument that names none, if it exists as a file or folder.
pub(super) type DefaultCommand<'a> = &'a dyn Fn(&OsString) -> Option<&'static CliCommand>;

/// Parses the arguments after the program name.
///
/// # Errors
///
/// A usage error, in both languages.
pub(super) fn parse(words: &[OsString], terminal: Terminal, default: DefaultCommand) -> Result<ParsedCommand, Error> {
    let mut root = root(terminal);
    let mut line = vec![OsString::from(PROGRAM)];
    line.extend(with_default(words, &root, default));
    match root.try_get_matches_from_mut(line) {
        Ok(matches) => arguments(&matches, terminal).map(ParsedCommand::Run),
        Err(e) if matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Ok(ParsedCommand::Print(e.render().to_string()))
        }
        Err(e) => Err(usage::in_plain_words(&e, words)),
    }
}

/// Inserts a command if none is named: there are only flags, or the first argument is a file or folder.
fn with_default(words: &[OsString], root: &Command, default: DefaultCommand) -> Vec<OsString> {
    let valued = valued_flags(root);
    let mut first = None;
    let mut skip = false;
    for word in words {
        let text = word.to_str().unwrap_or_default();
        if skip {
            skip = false;
        } else if valued.iter().any(|flag| flag == text) {
            skip = true;
        } else if ["-h", "--help", "-V", "--version"].contains(&text) {
            return words.to_vec();
        } else if !text.starts_with('-') {
            first = Some(word);
            break;
        }
    }
    let named = |word: &OsString| word.to_str().is_some_and(|w| root.find_subcommand(w).is_some());
    let default = match first {
        None => Some(DEFAULT),
        Some(word) if named(word) => None,
        Some(word) => default(word),
    };
    let default = default.map(|command| OsString::from(command.name));
    default.into_iter().chain(words.iter().cloned()).collect()
}

/// Lists the flags of all commands whose value is the next argument: `-C`, `--period`, `--ky`, …
fn valued_flags(root: &Command) -> Vec<String> {
    let arguments = root.get_subcommands().chain([root]).flat_map(Command::get_arguments);
    let valued = arguments.filter(|a| !a.is_positional() && a.get_action().takes_values());
    let names = |arg: &Arg| {
        let long = arg.get_long().into_iter().chain(arg.get_all_aliases().unwrap_or_default());
        let long: Vec<String> = long.map(|name| format!("--{name}")).collect();
        long.into_iter().chain(arg.get_short().map(|letter| format!("-{letter}")))
    };
    valued.flat_map(names).collect()
}

/// Finds the language before the arguments are parsed, so that help and usage errors use it: the last `--lang`, else
/// the language of the environment, else Vietnamese.
pub(super) fn language(words: &[OsString], environment: Option<&str>) -> Lang {
    let found = values(words, "--lang").filter_map(Lang::from_code).last();
    found.or_else(|| environment.and_then(Lang::from_code)).unwrap_or_default()
}

/// Finds whether colours are wanted before the arguments are parsed, so that errors have them too.
pub(super) fn color(words: &[OsString]) -> ColorChoice {
    match values(words, "--color").last() {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

/// Returns true if the arguments request JSON, whether or not they can be parsed.
pub(super) fn wants_json(words: &[OsString]) -> bool {
    values(words, "--format").last() == Some("json")
}

/// Returns the values of a flag, `--flag VALUE` or `--flag=VALUE`, up to `--`.
fn values<'a>(words: &'a [OsString], flag: &'a str) -> impl Iterator<Item = &'a str> {
    let words = words.iter().map(|word| word.to_str().unwrap_or_default()).take_while(|word| *word != "--");
    let mut before = "";
    words.filter_map(move |word| {
        let is_next = std::mem::replace(&mut before, word) == flag;
        if is_next { Some(word) } else { word.strip_prefix(flag)?.strip_prefix('=') }
    })
}

/// Returns true if the arguments request nothing, that is, contain at most the language.
pub(super) fn is_bare(words: &[OsString]) -> bool {
    let mut words = words.iter().map(|w| w.to_str().unwrap_or_default());
    while let Some(word) = words.next() {
        let code = if word == "--lang" { words.next() } else { word.strip_prefix("--lang=") };
        if code.and_then(Lang::from_code).is_none() {
            return false;
        }
    }
    true
}

/// Returns the help of the whole program.
pub(super) fn help(terminal: Terminal) -> String {
    root(terminal).render_help().to_string().trim_end().to_string()
}

/// Returns the help of a command, by any of its names; `None` if there is no such command.
pub(super) fn command_help(terminal: Terminal, name: &str) -> Option<String> {
    let mut root = root(terminal);
    root.build();
    let command = root.find_subcommand_mut(name)?;
    Some(command.render_help().to_string().trim_end().to_string())
}

/// Returns the error for a name that is no command.
pub(super) fn unknown_command(name: &str, terminal: Terminal) -> Error {
    let words = [OsString::from(PROGRAM), OsString::from(name)];
    match root(terminal).try_get_matches_from_mut(&words) {
        Err(error) => usage::in_plain_words(&error, &[]),
        Ok(_) => Error::internal("help")(name.to_string()),
    }
}

/// Builds the parser of the program.
pub(super) fn root(terminal: Terminal) -> Command {
    let lang = terminal.lang;
    let heading = COMMON_OPTIONS.in_lang(lang);
    let version = flag("version").short('V').help(lang.pick("Hiện phiên bản", "Print the version"));
    Command::new(PROGRAM)
        .bin_name(PROGRAM)
        .version(version_text())
        .about(ABOUT.in_lang(lang))
        .after_help(AFTER.in_lang(lang))
        .override_usage(USAGE.in_lang(lang))
        .help_template(TEMPLATE.in_lang(lang))
        .term_width(terminal.width)
        .subcommand_required(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .args(common_arguments(lang).map(|arg| arg.global(true).help_heading(heading)))
        .arg(version.action(ArgAction::Version))
        .subcommands(COMMANDS.iter().map(|command| subcommand(command, lang)))
}

/// Returns the version; of a release with what it was built from, which the release script passes to the compiler.
fn version_text() -> String {
    let version = env!("CARGO_PKG_VERSION");
    match (option_env!("TONGHOP_COMMIT"), option_env!("TONGHOP_LOCK")) {
        (Some(commit), Some(lock)) => format!("{version} (commit {commit}, Cargo.lock {lock})"),
        _ => version.to_string(),
    }
}

/// Builds the flags that every command takes.
fn common_arguments(lang: Lang) -> [Arg; 9] {
    [
        Arg::new("folder")
            .short('C')
            .value_name(FOLDER.in_lang(lang))
            .help(lang.pick("Làm việc với thư mục kế hoạch này", "Work on this campaign folder"))
            .value_parser(value_parser!(PathBuf)),
        Arg::new("lang")
            .long("lang")
            .value_name("vi|en")
            .help(
                lang.pick(
                    "Ngôn ngữ trên màn hình: vi (mặc định) hoặc en",
                    "Language of the screen: vi (default) or en",
                ),
            )
            .value_parser(PossibleValuesParser::new(Lang::CODES))
            .hide_possible_values(true),
        Arg::new("limit")
            .long("limit")
            .value_name(lang.pick("TÊN=SỐ", "NAME=N"))
            .help(lang.pick(
                "Đổi một giới hạn an toàn, ví dụ file_bytes=128M (docs/limits.md)",
                "Set a safety limit, such as file_bytes=128M (docs/limits.md)",
            ))
            .action(ArgAction::Append),
        Arg::new("color")
            .long("color")
            .value_name("auto|always|never")
            .help(lang.pick(
                "Màu trên màn hình: auto (mặc định), always (luôn có) hoặc never (không)",
                "Colours on the screen: auto (default), always or never",
            ))
            .value_parser(PossibleValuesParser::new(["auto", "always", "never"]))
            .hide_possible_values(true),
        flag("quiet")
            .short('q')
            .help(lang.pick("Không hiện gì, trừ khi không thực hiện được", "Print nothing but what stops the job")),
        flag("strict").help(lang.pick("Coi cảnh báo như lỗi", "Let warnings count as errors in the exit code")),
        flag("verbose").short('v').help(lang.pick(
            "Hiện đầy đủ: mọi lỗi, cảnh báo, mọi tệp bỏ qua",
            "Print everything: all findings, all skipped files",
        )),
        flag("timings").help(lang.pick("Hiện thời gian của từng bước", "Print the time of each stage")),
        flag("help").short('h').help(lang.pick("Hiện hướng dẫn này", "Print this help")).action(ArgAction::Help),
    ]
}

/// Builds the parser of a command, with its help in a language.
fn subcommand(command: &'static CliCommand, lang: Lang) -> Command {
    let mut arguments = (command.arguments)(lang);
    // Every command has a result for programs.
    if arguments.iter().all(|argument| argument.get_id() != "format") {
        arguments.push(format_argument(lang, ["text", "json"]).help(lang.pick(
            "Dạng kết quả trên màn hình: text (mặc định) hoặc json (docs/json.md)",
            "Kind of output on the screen: text (default) or json (docs/json.md)",
        )));
    }
    Command::new(command.name)
        .aliases(command.aliases)
        .about(command.about.in_lang(lang))
        .override_usage(command.usage.in_lang(lang))
        .help_template(COMMAND_TEMPLATE.in_lang(lang))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .next_help_heading(OPTIONS.in_lang(lang))
        .args(arguments)
}

fn arguments(matches: &ArgMatches, terminal: Terminal) -> Result<CommandArguments, Error> {
    let (name, values) = matches.subcommand().unwrap_or((DEFAULT.name, matches));
    let command = COMMANDS.iter().copied().find(|command| command.name == name).unwrap_or(DEFAULT);
    let limits: Vec<String> = values.get_many("limit").unwrap_or_default().cloned().collect();
    let flags = GlobalFlags {
        lang: terminal.lang,
        width: terminal.width,
        color: terminal.color,
        hints: &[],
        folder: values.get_one::<PathBuf>("folder").cloned(),
        quiet: values.get_flag("quiet"),
        strict: values.get_flag("strict"),
        detail: if values.get_flag("verbose") { Detail::Full } else { Detail::Brief },
        timings: values.get_flag("timings"),
        limits: Box::new(limit::limits(&limits)?),
    };
    Ok(CommandArguments { command, flags, values: values.clone() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
