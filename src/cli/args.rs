//! Command-line arguments: commands and flags, their help in the selected language, and usage errors in plain words.

use super::limit;
use crate::error::Error;
use crate::lang::{HelpText, Lang, UserMessage, message_in_both};
use crate::limits::Limits;
use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::model::visible;
use crate::plan::template;
use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::ffi::OsString;
use std::path::PathBuf;

/// Program name in its help.
const PROGRAM: &str = "tonghop";
/// Command that runs if none is named.
const DEFAULT: &str = "merge";
/// Template that `init` uses by default.
const TEMPLATE: &str = "277-kh-ldld";
/// All commands with their aliases, for the hint below a usage error.
const COMMANDS: [&str; 16] = [
    "init",
    "tao",
    "forms",
    "bieu-mau",
    "check",
    "kiem-tra",
    "merge",
    "gop",
    "audit",
    "kiem-toan",
    "explain",
    "giai-thich",
    "export",
    "xuat",
    "up",
    "gui-len",
];

/// Flags whose value is the next argument.
const VALUED: [&str; 10] =
    ["-C", "--lang", "--limit", "--period", "--quarter", "--ky", "--output", "--returns", "--format", "--unit"];

/// A parsed command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParsedCommand {
    /// Help or version: print this text and stop.
    Print(String),
    /// Run this command.
    Do(GlobalFlags, CliCommand),
}

/// Flags that every command takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GlobalFlags {
    /// Language of the terminal.
    pub lang: Lang,
    /// `-C`: the campaign folder.
    pub folder: Option<PathBuf>,
    /// Print only errors that stop the command.
    pub quiet: bool,
    /// Warnings count as errors.
    pub strict: bool,
    /// Print everything.
    pub verbose: bool,
    /// Print the time of each stage.
    pub timings: bool,
    /// Limits on what is read.
    pub limits: Box<Limits>,
}

/// A command with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CliCommand {
    /// Create a campaign folder.
    Init {
        /// Campaign folder to create.
        folder: PathBuf,
        /// Name of the plan template.
        template: String,
        /// Annex file to use instead of the template's.
        annex: Option<PathBuf>,
        /// Overwrite files that a person may have edited.
        force: bool,
        /// Write plan and annex as text files.
        as_text: bool,
    },
    /// Write blank forms.
    Forms {
        /// Campaign folder. `None`: the current folder.
        folder: Option<PathBuf>,
        /// Period of the forms.
        period: Option<Period>,
        /// Code of the only unit to write a form for. `None`: all units.
        unit: Option<String>,
        /// Overwrite forms that a person may have filled in.
        force: bool,
    },
    /// Check returns.
    Check {
        /// Files to check.
        files: Vec<PathBuf>,
        /// Period that the returns must be for.
        period: Option<Period>,
        /// Output format.
        format: ReportFormat,
        /// Output file. `None` or `-`: the screen.
        output: Option<PathBuf>,
    },
    /// Write tidy tables for other programs.
    Export {
        /// Campaign folder. `None`: the current folder.
        folder: Option<PathBuf>,
        /// Report period.
        period: Option<Period>,
        /// File format.
        tidy: ExportFormat,
        /// Folder for the files.
        output: Option<PathBuf>,
    },
    /// Write the consolidated workbook for the level above.
    Up {
        /// Campaign folder. `None`: the current folder.
        folder: Option<PathBuf>,
        /// Report period.
        period: Option<Period>,
        /// Output file.
        output: Option<PathBuf>,
    },
    /// Explain a name, a rule or a cell.
    Explain {
        /// Name, code or cell address.
        what: String,
        /// Unit code or name.
        unit: Option<String>,
        /// Report period.
        period: Option<Period>,
    },
    /// Audit a consolidated workbook.
    Audit {
        /// Workbook to audit.
        file: PathBuf,
        /// Folder with the returns.
        returns: Option<PathBuf>,
        /// Output format.
        format: ReportFormat,
        /// Output file. `None`: the screen.
        output: Option<PathBuf>,
    },
    /// Build the consolidated workbook.
    Merge {
        /// Campaign folder. `None`: the current folder.
        folder: Option<PathBuf>,
        /// Report period.
        period: Option<Period>,
    },
}

/// File format of `export`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// One file for each table.
    Csv,
    /// One file with all tables.
    Json,
}

/// Output format of `check` and `audit`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    /// Text for people.
    Text,
    /// JSON for programs.
    Json,
    /// A workbook.
    Xlsx,
}

/// Parses the arguments after the program name. `is_folder` returns true for an argument that is an existing folder.
///
/// # Errors
///
/// A usage error, in both languages.
pub fn parse(words: &[OsString], lang: Lang, is_folder: &dyn Fn(&OsString) -> bool) -> Result<ParsedCommand, Error> {
    let mut root = command(lang);
    let mut line = vec![OsString::from(PROGRAM)];
    line.extend(with_default(words, &root, is_folder));
    match root.try_get_matches_from_mut(line) {
        Ok(matches) => parse_options(&matches, lang),
        Err(e) if matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Ok(ParsedCommand::Print(e.render().to_string()))
        }
        Err(e) => Err(Error::Usage(in_plain_words(&e, words))),
    }
}

/// Inserts the default command if none is named: there are only flags, or the first argument is a folder.
fn with_default(words: &[OsString], root: &Command, is_folder: &dyn Fn(&OsString) -> bool) -> Vec<OsString> {
    let mut first = None;
    let mut skip = false;
    for word in words {
        let text = word.to_str().unwrap_or_default();
        if skip {
            skip = false;
        } else if VALUED.contains(&text) {
            skip = true;
        } else if ["-h", "--help", "-V", "--version"].contains(&text) {
            return words.to_vec();
        } else if !text.starts_with('-') {
            first = Some(word);
            break;
        }
    }
    let named = |word: &OsString| word.to_str().is_some_and(|w| root.find_subcommand(w).is_some());
    let merge = first.is_none_or(|word| !named(word) && is_folder(word));
    let default = merge.then(|| OsString::from(DEFAULT));
    default.into_iter().chain(words.iter().cloned()).collect()
}

/// Returns true if the arguments request nothing, that is, contain at most the language.
pub fn is_bare(words: &[OsString]) -> bool {
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
pub fn help(lang: Lang) -> String {
    command(lang).render_help().to_string().trim_end().to_string()
}

fn command(lang: Lang) -> Command {
    let h = |help| lang.help(help);
    let flag = |name: &'static str, help| {
        let head = h(HelpText::CommonOptions);
        Arg::new(name).long(name).help(h(help)).action(ArgAction::SetTrue).global(true).help_heading(head)
    };
    let head = h(HelpText::CommonOptions);
    Command::new(PROGRAM)
        .bin_name(PROGRAM)
        .version(env!("CARGO_PKG_VERSION"))
        .about(h(HelpText::About))
        .after_help(h(HelpText::After))
        .override_usage(h(HelpText::Usage))
        .help_template(h(HelpText::Template))
        .term_width(80)
        .subcommand_required(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .arg(
            Arg::new("folder")
                .short('C')
                .value_name(if lang == Lang::Vi { "THƯ-MỤC" } else { "DIR" })
                .help(h(HelpText::Folder))
                .value_parser(value_parser!(PathBuf))
                .global(true)
                .help_heading(head),
        )
        .arg(
            Arg::new("lang")
                .long("lang")
                .value_name("vi|en")
                .help(h(HelpText::Lang))
                .value_parser(PossibleValuesParser::new(["vi", "en"]))
                .hide_possible_values(true)
                .global(true)
                .help_heading(head),
        )
        .arg(
            Arg::new("limit")
                .long("limit")
                .value_name(if lang == Lang::Vi { "TÊN=SỐ" } else { "NAME=N" })
                .help(h(HelpText::Limit))
                .action(ArgAction::Append)
                .global(true)
                .help_heading(head),
        )
        .arg(flag("quiet", HelpText::Quiet))
        .arg(flag("strict", HelpText::Strict))
        .arg(flag("verbose", HelpText::Verbose).short('v'))
        .arg(flag("timings", HelpText::Timings))
        .arg(flag("help", HelpText::HelpFlag).short('h').action(ArgAction::Help))
        .arg(Arg::new("version").long("version").short('V').help(h(HelpText::Version)).action(ArgAction::Version))
        .subcommands([
            init(lang),
            forms(lang),
            check(lang),
            merge(lang),
            audit(lang),
            explain(lang),
            export(lang),
            up(lang),
        ])
}

/// Builds a command with alias, headings and usage line in the language.
fn sub(lang: Lang, name: &'static str, alias: &'static str, about: HelpText, usage: HelpText) -> Command {
    Command::new(name)
        .alias(alias)
        .about(lang.help(about))
        .override_usage(lang.help(usage))
        .help_template(lang.help(HelpText::SubTemplate))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .next_help_heading(lang.help(HelpText::Options))
}

fn path(id: &'static str, lang: Lang, vi: &'static str, en: &'static str, help: HelpText) -> Arg {
    let name = if lang == Lang::Vi { vi } else { en };
    Arg::new(id).value_name(name).help(lang.help(help)).value_parser(value_parser!(PathBuf))
}

fn value(id: &'static str, lang: Lang, vi: &'static str, en: &'static str, help: HelpText) -> Arg {
    let name = if lang == Lang::Vi { vi } else { en };
    Arg::new(id).long(id).value_name(name).help(lang.help(help))
}

fn force(lang: Lang, help: HelpText) -> Arg {
    Arg::new("force").long("force").help(lang.help(help)).action(ArgAction::SetTrue)
}

fn init(lang: Lang) -> Command {
    let arguments = lang.help(HelpText::Arguments);
    let templates = template::names().collect::<Vec<_>>().join(", ");
    let template_help = format!("{}: {templates}", lang.help(HelpText::InitTemplate));
    sub(lang, "init", "tao", HelpText::Init, HelpText::InitUsage)
        .arg(path("dir", lang, "THƯ-MỤC", "DIR", HelpText::InitFolder).required(true).help_heading(arguments))
        .arg(value("template", lang, "TÊN", "NAME", HelpText::InitTemplate).help(template_help))
        .arg(path("annex", lang, "TỆP", "FILE", HelpText::InitAnnex).long("annex"))
        .arg(Arg::new("text").long("text").help(lang.help(HelpText::InitText)).action(ArgAction::SetTrue))
        .arg(force(lang, HelpText::InitForce))
}

/// `--period`, with the aliases `--ky` and, for boards that report by quarter, `--quarter`.
fn period(lang: Lang, help: HelpText) -> Arg {
    value("period", lang, "KỲ", "PERIOD", help).aliases(["ky", "quarter"])
}

fn forms(lang: Lang) -> Command {
    let arguments = lang.help(HelpText::Arguments);
    sub(lang, "forms", "bieu-mau", HelpText::Forms, HelpText::FormsUsage)
        .arg(path("dir", lang, "THƯ-MỤC", "DIR", HelpText::Campaign).help_heading(arguments))
        .arg(period(lang, HelpText::FormsPeriod))
        .arg(value("unit", lang, "MÃ", "CODE", HelpText::FormsUnit))
        .arg(force(lang, HelpText::FormsForce))
}

fn check(lang: Lang) -> Command {
    let arguments = lang.help(HelpText::Arguments);
    let files = path("files", lang, "TỆP", "FILE", HelpText::CheckFiles).help_heading(arguments);
    sub(lang, "check", "kiem-tra", HelpText::Check, HelpText::CheckUsage)
        .arg(files.required(true).num_args(1..).action(ArgAction::Append))
        .arg(period(lang, HelpText::CheckPeriod))
        .args(output(lang))
}

/// Builds the flags `--format` and `--output`.
fn output(lang: Lang) -> [Arg; 2] {
    let kinds = PossibleValuesParser::new(["text", "json", "xlsx"]);
    let format = value("format", lang, "DẠNG", "KIND", HelpText::CheckFormat).value_parser(kinds);
    let output = path("output", lang, "TỆP", "FILE", HelpText::CheckOutput).long("output");
    [format.hide_possible_values(true), output]
}

fn export(lang: Lang) -> Command {
    let arguments = lang.help(HelpText::Arguments);
    let kinds = PossibleValuesParser::new(["csv", "json"]);
    let format = value("format", lang, "DẠNG", "KIND", HelpText::ExportFormat).value_parser(kinds);
    sub(lang, "export", "xuat", HelpText::Export, HelpText::ExportUsage)
        .arg(path("dir", lang, "THƯ-MỤC", "DIR", HelpText::Campaign).help_heading(arguments))
        .arg(period(lang, HelpText::MergePeriod))
        .arg(format.hide_possible_values(true))
        .arg(path("output", lang, "THƯ-MỤC", "DIR", HelpText::ExportOutput).long("output"))
}

fn up(lang: Lang) -> Command {
    let arguments = lang.help(HelpText::Arguments);
    sub(lang, "up", "gui-len", HelpText::Up, HelpText::UpUsage)
        .arg(path("dir", lang, "THƯ-MỤC", "DIR", HelpText::Campaign).help_heading(arguments))
        .arg(period(lang, HelpText::MergePeriod))
        .arg(path("output", lang, "TỆP", "FILE", HelpText::UpOutput).long("output"))
}

fn explain(lang: Lang) -> Command {
    let arguments = lang.help(HelpText::Arguments);
    let name = if lang == Lang::Vi { "TÊN|MÃ|Ô" } else { "NAME|RULE|CELL" };
    let what = Arg::new("what").value_name(name).help(lang.help(HelpText::ExplainWhat));
    sub(lang, "explain", "giai-thich", HelpText::Explain, HelpText::ExplainUsage)
        .arg(what.required(true).help_heading(arguments))
        .arg(value("unit", lang, "MÃ", "CODE", HelpText::ExplainUnit))
        .arg(period(lang, HelpText::ExplainPeriod))
}

fn audit(lang: Lang) -> Command {
    let arguments = lang.help(HelpText::Arguments);
    sub(lang, "audit", "kiem-toan", HelpText::Audit, HelpText::AuditUsage)
        .arg(path("file", lang, "TỆP", "FILE", HelpText::AuditFile).required(true).help_heading(arguments))
        .arg(path("returns", lang, "THƯ-MỤC", "DIR", HelpText::AuditReturns).long("returns"))
        .args(output(lang))
}

fn merge(lang: Lang) -> Command {
    let arguments = lang.help(HelpText::Arguments);
    sub(lang, "merge", "gop", HelpText::Merge, HelpText::MergeUsage)
        .arg(path("dir", lang, "THƯ-MỤC", "DIR", HelpText::Campaign).help_heading(arguments))
        .arg(period(lang, HelpText::MergePeriod))
}

fn parse_options(matches: &ArgMatches, lang: Lang) -> Result<ParsedCommand, Error> {
    let (name, given) = matches.subcommand().unwrap_or((DEFAULT, matches));
    let flags = GlobalFlags {
        lang,
        folder: given.get_one::<PathBuf>("folder").cloned(),
        quiet: given.get_flag("quiet"),
        strict: given.get_flag("strict"),
        verbose: given.get_flag("verbose"),
        timings: given.get_flag("timings"),
        limits: limit::limits(&given.get_many("limit").unwrap_or_default().cloned().collect::<Vec<String>>())
            .map(Box::new)?,
    };
    let path = |id: &str| given.get_one::<PathBuf>(id).cloned();
    let text = |id: &str| given.get_one::<String>(id).cloned();
    let period = || text("period").map(|q| read_period(&q)).transpose();
    let output_asked = |command: &str| {
        let format = match text("format").as_deref() {
            Some("json") => ReportFormat::Json,
            Some("xlsx") => ReportFormat::Xlsx,
            _ => ReportFormat::Text,
        };
        match path("output").filter(|p| p.as_os_str() != "-") {
            None if format == ReportFormat::Xlsx => {
                Err(Error::Usage(with_hint(message_in_both(&UserMessage::OutputNeeded), Some(command))))
            }
            output => Ok((format, output)),
        }
    };
    let job = match name {
        "init" => CliCommand::Init {
            folder: path("dir").unwrap_or_default(),
            template: text("template").unwrap_or_else(|| TEMPLATE.to_string()),
            annex: path("annex"),
            force: given.get_flag("force"),
            as_text: given.get_flag("text"),
        },
        "forms" => CliCommand::Forms {
            folder: path("dir"),
            period: period()?,
            unit: text("unit"),
            force: given.get_flag("force"),
        },
        "check" => {
            let (format, output) = output_asked("check")?;
            let files = given.get_many::<PathBuf>("files").unwrap_or_default().cloned().collect();
            CliCommand::Check { files, period: period()?, format, output }
        }
        "export" => CliCommand::Export {
            folder: path("dir"),
            period: period()?,
            tidy: if text("format").as_deref() == Some("json") { ExportFormat::Json } else { ExportFormat::Csv },
            output: path("output"),
        },
        "up" => CliCommand::Up { folder: path("dir"), period: period()?, output: path("output") },
        "explain" => {
            CliCommand::Explain { what: text("what").unwrap_or_default(), unit: text("unit"), period: period()? }
        }
        "audit" => {
            let (format, output) = output_asked("audit")?;
            CliCommand::Audit { file: path("file").unwrap_or_default(), returns: path("returns"), format, output }
        }
        _ => CliCommand::Merge { folder: path("dir"), period: period()? },
    };
    Ok(ParsedCommand::Do(flags, job))
}

fn read_period(given: &str) -> Result<Period, Error> {
    given.parse().map_err(|_| Error::Usage(message_in_both(&UserMessage::BadPeriod { given: &visible::line(given) })))
}

/// Translates a usage error of the parser to plain words.
fn in_plain_words(error: &clap::Error, words: &[OsString]) -> BilingualText {
    let context = |kind| error.get(kind).map(in_words).unwrap_or_default();
    let argument = bare(&context(ContextKind::InvalidArg));
    let value = context(ContextKind::InvalidValue);
    let like = |kind| error.get(kind).map(in_words).filter(|s| !s.is_empty());
    let like_argument = like(ContextKind::SuggestedArg);
    let like_command = like(ContextKind::SuggestedSubcommand);
    let allowed = context(ContextKind::ValidValue);
    let text = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let given = context(ContextKind::InvalidSubcommand);
            message_in_both(&UserMessage::UnknownCommand { given: &given, like: like_command.as_deref() })
        }
        ErrorKind::UnknownArgument => {
            message_in_both(&UserMessage::UnknownArgument { given: &argument, like: like_argument.as_deref() })
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            message_in_both(&UserMessage::MissingValue { argument: &argument })
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            message_in_both(&UserMessage::InvalidValue { argument: &argument, value: &value, allowed: &allowed })
        }
        ErrorKind::MissingRequiredArgument => message_in_both(&UserMessage::MissingArgument { names: &argument }),
        ErrorKind::ArgumentConflict | ErrorKind::TooManyValues => {
            message_in_both(&UserMessage::Repeated { argument: &argument })
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            message_in_both(&UserMessage::MissingValue { argument: &argument })
        }
        ErrorKind::InvalidUtf8 => message_in_both(&UserMessage::NotUnicode),
        _ => message_in_both(&UserMessage::BadUsage),
    };
    with_hint(text, words.iter().filter_map(|w| w.to_str()).find(|w| COMMANDS.contains(w)))
}

/// Appends the line that points to the help.
fn with_hint(text: BilingualText, command: Option<&str>) -> BilingualText {
    let command = command.map_or_else(|| PROGRAM.to_string(), |c| format!("{PROGRAM} {c}"));
    let hint = message_in_both(&UserMessage::SeeHelp { command: &command });
    BilingualText::new(format!("{}\n{}", text.vi, hint.vi), format!("{}\n{}", text.en, hint.en))
}

/// Joins the values of an error context into one line. Arguments are shown as typed.
fn in_words(value: &ContextValue) -> String {
    let said = match value {
        ContextValue::String(s) => s.clone(),
        ContextValue::Strings(s) => s.join(", "),
        ContextValue::Number(n) => n.to_string(),
        ContextValue::StyledStr(s) => s.to_string(),
        _ => String::new(),
    };
    visible::line(&said).into_owned()
}

/// Reduces `--period <KỲ>` to `--period`; a lone `<TỆP>...` keeps its name.
fn bare(argument: &str) -> String {
    let flag = argument.split(' ').next().unwrap_or(argument);
    flag.trim_matches(|c| matches!(c, '<' | '>' | '[' | ']' | '.')).to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn line(words: &[&str], lang: Lang) -> Result<ParsedCommand, Error> {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        parse(&words, lang, &|w| w == "đợt 1")
    }

    fn job(words: &[&str]) -> (GlobalFlags, CliCommand) {
        match line(words, Lang::Vi).unwrap() {
            ParsedCommand::Do(flags, job) => (flags, job),
            ParsedCommand::Print(text) => panic!("{text}"),
        }
    }

    fn refuse_words(words: &[&str]) -> BilingualText {
        line(words, Lang::Vi).unwrap_err().text()
    }

    #[test]
    fn no_command_means_merge() {
        let merge = |folder: Option<&str>, period: Option<&str>| CliCommand::Merge {
            folder: folder.map(PathBuf::from),
            period: period.map(|q| q.parse().unwrap()),
        };
        assert_eq!(job(&[]).1, merge(None, None));
        assert_eq!(job(&["đợt 1"]).1, merge(Some("đợt 1"), None));
        assert_eq!(job(&["--period", "2022-Q1"]).1, merge(None, Some("2022-Q1")));
        assert_eq!(job(&["--ky", "2022-Q1"]).1, merge(None, Some("2022-Q1")));
        assert_eq!(job(&["--quarter", "T3/2024"]).1, merge(None, Some("2024-T03")));
        assert_eq!(job(&["đợt 1", "--period=2022Q1"]).1, merge(Some("đợt 1"), Some("2022-Q1")));
        let (flags, asked) = job(&["-C", "x", "--strict", "-v"]);
        assert_eq!((flags.folder, flags.strict, flags.verbose), (Some(PathBuf::from("x")), true, true));
        assert_eq!(asked, merge(None, None));
    }

    #[test]
    fn aliases_parse_to_their_commands() {
        assert_eq!(job(&["gop", "x"]), job(&["merge", "x"]));
        assert_eq!(job(&["kiem-tra", "a.xlsx", "b.xlsx"]), job(&["check", "a.xlsx", "b.xlsx"]));
        assert_eq!(job(&["bieu-mau", "--unit", "A"]), job(&["forms", "--unit", "A"]));
        assert_eq!(job(&["tao", "x"]), job(&["init", "x"]));
        assert_eq!(job(&["-C", "x", "merge"]).0, job(&["merge", "-C", "x"]).0);
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
        for words in [&["--help"][..], &["init", "-h"], &["forms", "--help"], &["check", "--help"], &["gop", "--help"]]
        {
            let Ok(ParsedCommand::Print(vi)) = line(words, Lang::Vi) else { panic!("{words:?}") };
            for english in ["Usage", "Options", "Commands", "Arguments", "possible", "default", "Print", "alias"] {
                assert!(!vi.contains(english), "{english} in\n{vi}");
            }
            assert!(vi.contains("Cách dùng: tonghop"), "{vi}");
            let Ok(ParsedCommand::Print(en)) = line(words, Lang::En) else { panic!("{words:?}") };
            assert!(en.contains("Usage: tonghop") && !en.contains("Tùy chọn"), "{en}");
            for text in [&vi, &en] {
                assert!(text.lines().all(|l| l.chars().count() <= 80), "{text}");
            }
        }
    }

    #[test]
    fn version_is_that_of_the_crate() {
        let expected = format!("tonghop {}\n", env!("CARGO_PKG_VERSION"));
        assert_eq!(line(&["--version"], Lang::Vi).unwrap(), ParsedCommand::Print(expected));
    }
}
