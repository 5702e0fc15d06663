//! Parses the command line: the flags of all commands, the command that runs by default, and the language.

use super::command::{CliCommand, CommandArguments, FOLDER, GlobalFlags, flag};
use super::{COMMANDS, PROGRAM, limit, merge, usage};
use crate::error::Error;
use crate::model::text::{Lang, StaticText};
use crate::report::text::Detail;
use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::ffi::OsString;
use std::path::PathBuf;

/// The command that runs if none is named.
const DEFAULT: &CliCommand = &merge::COMMAND;

const ABOUT: StaticText = StaticText::new(
    "Tổng hợp báo cáo định kỳ của các đơn vị thành một tệp Excel của tỉnh",
    "Consolidates the units' periodic returns into one province workbook",
);
const USAGE: StaticText = StaticText::new("tonghop [LỆNH] [TÙY CHỌN]", "tonghop [COMMAND] [OPTIONS]");
const AFTER: StaticText = StaticText::new(
    "Mã kết thúc: 0 tốt; 1 xong nhưng có lỗi trong báo cáo; 2 không làm được việc.\n\
     Xem từng lệnh: tonghop LỆNH --help",
    "Exit codes: 0 fine; 1 done, but returns have errors; 2 could not do the job.\n\
     One command in detail: tonghop COMMAND --help",
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

/// Parses the arguments after the program name. `is_folder` returns true for an argument that is an existing folder.
///
/// # Errors
///
/// A usage error, in both languages.
pub(super) fn parse(
    words: &[OsString],
    lang: Lang,
    is_folder: &dyn Fn(&OsString) -> bool,
) -> Result<ParsedCommand, Error> {
    let mut root = root(lang);
    let mut line = vec![OsString::from(PROGRAM)];
    line.extend(with_default(words, &root, is_folder));
    match root.try_get_matches_from_mut(line) {
        Ok(matches) => arguments(&matches, lang).map(ParsedCommand::Run),
        Err(e) if matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Ok(ParsedCommand::Print(e.render().to_string()))
        }
        Err(e) => Err(usage::in_plain_words(&e, words)),
    }
}

/// Inserts the default command if none is named: there are only flags, or the first argument is a folder.
fn with_default(words: &[OsString], root: &Command, is_folder: &dyn Fn(&OsString) -> bool) -> Vec<OsString> {
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
    let needs_default = first.is_none_or(|word| !named(word) && is_folder(word));
    let default = needs_default.then(|| OsString::from(DEFAULT.name));
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
    let mut found = environment.and_then(Lang::from_code);
    let mut words = words.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        if word == "--" {
            break;
        }
        let code = if word == "--lang" { words.next() } else { word.strip_prefix("--lang=") };
        found = code.and_then(Lang::from_code).or(found);
    }
    found.unwrap_or_default()
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
pub(super) fn help(lang: Lang) -> String {
    root(lang).render_help().to_string().trim_end().to_string()
}

fn root(lang: Lang) -> Command {
    let heading = COMMON_OPTIONS.in_lang(lang);
    let version = flag("version").short('V').help(lang.pick("In phiên bản", "Print the version"));
    Command::new(PROGRAM)
        .bin_name(PROGRAM)
        .version(env!("CARGO_PKG_VERSION"))
        .about(ABOUT.in_lang(lang))
        .after_help(AFTER.in_lang(lang))
        .override_usage(USAGE.in_lang(lang))
        .help_template(TEMPLATE.in_lang(lang))
        .term_width(80)
        .subcommand_required(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .args(common_arguments(lang).map(|arg| arg.global(true).help_heading(heading)))
        .arg(version.action(ArgAction::Version))
        .subcommands(COMMANDS.iter().map(|command| subcommand(command, lang)))
}

/// Builds the flags that every command takes.
fn common_arguments(lang: Lang) -> [Arg; 8] {
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
        flag("quiet").help(lang.pick("Không in gì ngoài lỗi làm hỏng việc", "Print nothing but what stops the job")),
        flag("strict").help(
            lang.pick("Coi cảnh báo như lỗi khi tính mã kết thúc", "Let warnings count as errors in the exit code"),
        ),
        flag("verbose").short('v').help(
            lang.pick(
                "In đầy đủ: mọi lỗi, cảnh báo, mọi tệp bỏ qua",
                "Print everything: all findings, all skipped files",
            ),
        ),
        flag("timings").help(lang.pick("In thời gian của từng bước", "Print the time of each stage")),
        flag("help").short('h').help(lang.pick("In hướng dẫn này", "Print this help")).action(ArgAction::Help),
    ]
}

/// Builds the parser of a command, with its help in a language.
fn subcommand(command: &'static CliCommand, lang: Lang) -> Command {
    Command::new(command.name)
        .aliases(command.aliases)
        .about(command.about.in_lang(lang))
        .override_usage(command.usage.in_lang(lang))
        .help_template(COMMAND_TEMPLATE.in_lang(lang))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .next_help_heading(OPTIONS.in_lang(lang))
        .args((command.arguments)(lang))
}

fn arguments(matches: &ArgMatches, lang: Lang) -> Result<CommandArguments, Error> {
    let (name, values) = matches.subcommand().unwrap_or((DEFAULT.name, matches));
    let command = COMMANDS.iter().copied().find(|command| command.name == name).unwrap_or(DEFAULT);
    let limits: Vec<String> = values.get_many("limit").unwrap_or_default().cloned().collect();
    let flags = GlobalFlags {
        lang,
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
mod tests {
    use super::*;
    use crate::model::text::BilingualText;

    fn line(words: &[&str], lang: Lang) -> Result<ParsedCommand, Error> {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        parse(&words, lang, &|w| w == "đợt 1")
    }

    fn given(words: &[&str]) -> CommandArguments {
        match line(words, Lang::Vi).unwrap() {
            ParsedCommand::Run(given) => given,
            ParsedCommand::Print(text) => panic!("{text}"),
        }
    }

    /// The command, its campaign folder and its period.
    fn parts(words: &[&str]) -> (&'static str, String, Option<String>) {
        let given = given(words);
        let folder = given.campaign_folder().display().to_string();
        (given.command.name, folder, given.period().unwrap().map(|p| p.to_string()))
    }

    fn refuse_words(words: &[&str]) -> BilingualText {
        match line(words, Lang::Vi) {
            Ok(ParsedCommand::Run(given)) if given.command.name == "check" => given.report_output().map(drop),
            Ok(ParsedCommand::Run(given)) => given.period().map(drop),
            Ok(ParsedCommand::Print(text)) => panic!("{text}"),
            Err(error) => Err(error),
        }
        .unwrap_err()
        .text()
    }

    #[test]
    fn no_command_means_merge() {
        let merge = |folder: &str, period: Option<&str>| ("merge", folder.to_string(), period.map(String::from));
        assert_eq!(parts(&[]), merge("", None));
        assert_eq!(parts(&["đợt 1"]), merge("đợt 1", None));
        assert_eq!(parts(&["--period", "2022-Q1"]), merge("", Some("2022-Q1")));
        assert_eq!(parts(&["--ky", "2022-Q1"]), merge("", Some("2022-Q1")));
        assert_eq!(parts(&["--quarter", "T3/2024"]), merge("", Some("2024-T03")));
        assert_eq!(parts(&["đợt 1", "--period=2022Q1"]), merge("đợt 1", Some("2022-Q1")));
        assert_eq!(parts(&["-C", "x", "--strict", "-v"]), merge("x", None));
        let GlobalFlags { strict, detail, .. } = given(&["-C", "x", "--strict", "-v"]).flags;
        assert_eq!((strict, detail), (true, Detail::Full));
    }

    #[test]
    fn aliases_parse_to_their_commands() {
        assert_eq!(parts(&["gop", "x"]), parts(&["merge", "x"]));
        assert_eq!(parts(&["-C", "x", "merge"]), parts(&["merge", "-C", "x"]));
        let files = |words: &[&str]| given(words).paths("files");
        assert_eq!(files(&["kiem-tra", "a.xlsx", "b.xlsx"]), files(&["check", "a.xlsx", "b.xlsx"]));
        let unit = |words: &[&str]| (given(words).command.name, given(words).text("unit"));
        assert_eq!(unit(&["bieu-mau", "--unit", "A"]), ("forms", Some("A".to_string())));
        assert_eq!(given(&["tao", "x"]).command.name, "init");
    }

    /// No two commands share a name, and every value that follows its flag is known before the command is.
    #[test]
    fn names_are_unique_and_valued_flags_are_found() {
        let mut names: Vec<&str> = COMMANDS.iter().flat_map(|c| c.aliases.iter().copied().chain([c.name])).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        let found = valued_flags(&root(Lang::Vi));
        for flag in ["-C", "--lang", "--limit", "--period", "--quarter", "--ky", "--output", "--format", "--annex"] {
            assert!(found.iter().any(|f| f == flag), "{flag}: {found:?}");
        }
        assert!(!found.iter().any(|f| f == "--force" || f == "-v" || f == "--help"), "{found:?}");
    }

    #[test]
    fn flag_overrides_environment_and_default_is_vietnamese() {
        let find = |words: &[&str], environment| {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            language(&words, environment)
        };
        assert_eq!(find(&["merge"], None), Lang::Vi);
        assert_eq!(find(&["merge"], Some("en")), Lang::En);
        assert_eq!(find(&["--lang", "vi"], Some("en")), Lang::Vi);
        assert_eq!(find(&["merge", "--lang=en"], None), Lang::En);
        assert_eq!(find(&["--lang", "fr"], None), Lang::Vi);
        assert_eq!(find(&["check", "--", "--lang=en"], None), Lang::Vi);
        assert_eq!(find(&["--lang"], Some("xx")), Lang::Vi);
    }

    #[test]
    fn usage_errors_are_in_both_languages() {
        let text = refuse_words(&["megre"]);
        assert!(text.vi.contains("Không có lệnh hoặc thư mục \"megre\". Có phải \"merge\" không?"), "{}", text.vi);
        assert!(text.en.contains("Did you mean \"merge\"?"), "{}", text.en);
        let text = refuse_words(&["merge", "--peroid", "2022-Q1"]);
        assert!(text.vi.contains("Không có tùy chọn \"--peroid\". Có phải \"--period\" không?"), "{}", text.vi);
        assert!(text.vi.ends_with("Xem cách dùng: tonghop merge --help"), "{}", text.vi);
        let text = refuse_words(&["check", "a.xlsx", "--format", "pdf"]);
        assert!(text.vi.contains("\"pdf\" của --format không hợp lệ; chỉ được dùng: text, json, xlsx"), "{}", text.vi);
        assert!(refuse_words(&["merge", "--period"]).vi.contains("Thiếu giá trị sau --period"));
        assert!(refuse_words(&["merge", "--period", "kỳ 1"]).vi.contains("2022-Q1"));
        assert!(refuse_words(&["check"]).vi.contains("Thiếu tham số: TỆP"));
        assert!(refuse_words(&["init"]).vi.contains("Thiếu tham số: THƯ-MỤC"));
        assert!(refuse_words(&["check", "a.xlsx", "--format", "xlsx"]).vi.contains("--output"));
        assert!(refuse_words(&["merge", "--lang", "fr"]).vi.contains("chỉ được dùng: vi, en"));
        assert!(refuse_words(&["merge", "-C", "a", "-C", "b"]).vi.contains("hai lần"));
    }

    #[test]
    fn help_is_entirely_in_the_selected_language() {
        let commands = COMMANDS.iter().map(|command| vec![command.name, "--help"]);
        for words in commands.chain([vec!["--help"], vec!["init", "-h"], vec!["gop", "--help"]]) {
            let words = words.as_slice();
            let Ok(ParsedCommand::Print(vi)) = line(words, Lang::Vi) else { panic!("{words:?}") };
            for english in ["Usage", "Options", "Commands", "Arguments", "possible", "default", "Print", "alias"] {
                assert!(!vi.contains(english), "{english} in\n{vi}");
            }
            assert!(vi.contains("Cách dùng: tonghop"), "{vi}");
            let Ok(ParsedCommand::Print(en)) = line(words, Lang::En) else { panic!("{words:?}") };
            assert!(en.contains("Usage: tonghop") && !en.contains("Tùy chọn"), "{en}");
            for text in [&vi, &en] {
                // A usage line is shown as written.
                let lines = text.lines().filter(|l| !l.starts_with("Cách dùng: ") && !l.starts_with("Usage: "));
                assert!(lines.clone().all(|l| l.chars().count() <= 80), "{text}");
            }
        }
    }

    #[test]
    fn version_is_that_of_the_crate() {
        let expected = format!("tonghop {}\n", env!("CARGO_PKG_VERSION"));
        let Ok(ParsedCommand::Print(text)) = line(&["--version"], Lang::Vi) else { panic!() };
        assert_eq!(text, expected);
    }
}
