//! What may be typed: the commands and flags, their help in the chosen language, and usage errors in plain words.

use crate::error::Error;
use crate::lang::{Help, Lang, Message, both};
use crate::model::quarter::Quarter;
use crate::model::text::Text;
use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::ffi::OsString;
use std::path::PathBuf;

/// Name of the program in its own help.
const PROGRAM: &str = "tonghop";
/// The template that `init` takes unless told otherwise.
const TEMPLATE: &str = "277-kh-ldld";
/// A command line, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Help or version: print this and stop.
    Print(String),
    /// Do this.
    Do(Flags, Job),
}

/// Flags that every command takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// Language of the terminal.
    pub lang: Lang,
    /// `-C`: the campaign folder.
    pub folder: Option<PathBuf>,
    /// Print nothing but what stops the job.
    pub quiet: bool,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// Make a campaign folder.
    Init {
        /// The folder.
        folder: PathBuf,
        /// Name of the plan template.
        template: String,
        /// Another annex.
        annex: Option<PathBuf>,
        /// Overwrite what a person made.
        force: bool,
    },
    /// Write blank forms.
    Forms {
        /// The campaign folder.
        folder: Option<PathBuf>,
        /// Quarter.
        quarter: Option<Quarter>,
        /// Code of the only unit.
        unit: Option<String>,
        /// Overwrite what a person filled in.
        force: bool,
    },
    /// Check returns.
    Check {
        /// The files.
        files: Vec<PathBuf>,
    },
}

/// Understands the words after the program's name; none at all asks for the help.
///
/// # Errors
/// A usage error, in both languages.
pub fn parse(words: &[OsString], lang: Lang) -> Result<Asked, Error> {
    let mut root = command(lang);
    if words.is_empty() {
        return Ok(Asked::Print(root.render_help().to_string()));
    }
    let mut line = vec![OsString::from(PROGRAM)];
    line.extend(words.iter().cloned());
    match root.try_get_matches_from_mut(line) {
        Ok(matches) => asked(&matches, lang),
        Err(e) if matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            Ok(Asked::Print(e.render().to_string()))
        }
        Err(e) => Err(Error::Usage(explain(&e, words))),
    }
}

fn command(lang: Lang) -> Command {
    let h = |help| lang.help(help);
    let flag = |name: &'static str, help| {
        let head = h(Help::CommonOptions);
        Arg::new(name).long(name).help(h(help)).action(ArgAction::SetTrue).global(true).help_heading(head)
    };
    let head = h(Help::CommonOptions);
    Command::new(PROGRAM)
        .bin_name(PROGRAM)
        .version(env!("CARGO_PKG_VERSION"))
        .about(h(Help::About))
        .after_help(h(Help::After))
        .override_usage(h(Help::Usage))
        .help_template(h(Help::Template))
        .term_width(80)
        .subcommand_required(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .arg(
            Arg::new("folder")
                .short('C')
                .value_name(if lang == Lang::Vi { "THƯ-MỤC" } else { "DIR" })
                .help(h(Help::Folder))
                .value_parser(value_parser!(PathBuf))
                .global(true)
                .help_heading(head),
        )
        .arg(
            Arg::new("lang")
                .long("lang")
                .value_name("vi|en")
                .help(h(Help::Lang))
                .value_parser(PossibleValuesParser::new(["vi", "en"]))
                .hide_possible_values(true)
                .global(true)
                .help_heading(head),
        )
        .arg(flag("quiet", Help::Quiet))
        .arg(flag("help", Help::HelpFlag).short('h').action(ArgAction::Help))
        .arg(Arg::new("version").long("version").short('V').help(h(Help::Version)).action(ArgAction::Version))
        .subcommands([init(lang), forms(lang), check(lang)])
}

/// A command with its alias, its help headings and a usage line in the language.
fn sub(lang: Lang, name: &'static str, alias: &'static str, about: Help, usage: Help) -> Command {
    Command::new(name)
        .alias(alias)
        .about(lang.help(about))
        .override_usage(lang.help(usage))
        .help_template(lang.help(Help::SubTemplate))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .next_help_heading(lang.help(Help::Options))
}

fn path(id: &'static str, lang: Lang, vi: &'static str, en: &'static str, help: Help) -> Arg {
    let name = if lang == Lang::Vi { vi } else { en };
    Arg::new(id).value_name(name).help(lang.help(help)).value_parser(value_parser!(PathBuf))
}

fn value(id: &'static str, lang: Lang, vi: &'static str, en: &'static str, help: Help) -> Arg {
    let name = if lang == Lang::Vi { vi } else { en };
    Arg::new(id).long(id).value_name(name).help(lang.help(help))
}

fn force(lang: Lang, help: Help) -> Arg {
    Arg::new("force").long("force").help(lang.help(help)).action(ArgAction::SetTrue)
}

fn init(lang: Lang) -> Command {
    let arguments = lang.help(Help::Arguments);
    sub(lang, "init", "tao", Help::Init, Help::InitUsage)
        .arg(path("dir", lang, "THƯ-MỤC", "DIR", Help::InitFolder).required(true).help_heading(arguments))
        .arg(value("template", lang, "TÊN", "NAME", Help::InitTemplate))
        .arg(path("annex", lang, "TỆP", "FILE", Help::InitAnnex).long("annex"))
        .arg(force(lang, Help::InitForce))
}

fn forms(lang: Lang) -> Command {
    let arguments = lang.help(Help::Arguments);
    sub(lang, "forms", "bieu-mau", Help::Forms, Help::FormsUsage)
        .arg(path("dir", lang, "THƯ-MỤC", "DIR", Help::Campaign).help_heading(arguments))
        .arg(value("quarter", lang, "QUÝ", "QUARTER", Help::FormsQuarter))
        .arg(value("unit", lang, "MÃ", "CODE", Help::FormsUnit))
        .arg(force(lang, Help::FormsForce))
}

fn check(lang: Lang) -> Command {
    let arguments = lang.help(Help::Arguments);
    let files = path("files", lang, "TỆP", "FILE", Help::CheckFiles).help_heading(arguments);
    sub(lang, "check", "kiem-tra", Help::Check, Help::CheckUsage)
        .arg(files.required(true).num_args(1..).action(ArgAction::Append))
}

fn asked(matches: &ArgMatches, lang: Lang) -> Result<Asked, Error> {
    let (name, given) = matches.subcommand().unwrap_or(("", matches));
    let flags = Flags { lang, folder: given.get_one::<PathBuf>("folder").cloned(), quiet: given.get_flag("quiet") };
    let path = |id: &str| given.get_one::<PathBuf>(id).cloned();
    let text = |id: &str| given.get_one::<String>(id).cloned();
    let quarter = || text("quarter").map(|q| read_quarter(&q)).transpose();
    let job = match name {
        "init" => Job::Init {
            folder: path("dir").unwrap_or_default(),
            template: text("template").unwrap_or_else(|| TEMPLATE.to_string()),
            annex: path("annex"),
            force: given.get_flag("force"),
        },
        "check" => Job::Check { files: given.get_many::<PathBuf>("files").unwrap_or_default().cloned().collect() },
        _ => {
            Job::Forms { folder: path("dir"), quarter: quarter()?, unit: text("unit"), force: given.get_flag("force") }
        }
    };
    Ok(Asked::Do(flags, job))
}

fn read_quarter(given: &str) -> Result<Quarter, Error> {
    given.parse().map_err(|_| Error::Usage(both(&Message::BadQuarter { given })))
}

/// A usage error of the parser in plain words.
fn explain(error: &clap::Error, words: &[OsString]) -> Text {
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
            both(&Message::UnknownCommand { given: &given, like: like_command.as_deref() })
        }
        ErrorKind::UnknownArgument => {
            both(&Message::UnknownArgument { given: &argument, like: like_argument.as_deref() })
        }
        ErrorKind::InvalidValue if value.is_empty() => both(&Message::MissingValue { argument: &argument }),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            both(&Message::InvalidValue { argument: &argument, value: &value, allowed: &allowed })
        }
        ErrorKind::MissingRequiredArgument => both(&Message::MissingArgument { names: &argument }),
        ErrorKind::ArgumentConflict | ErrorKind::TooManyValues => both(&Message::Repeated { argument: &argument }),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            both(&Message::MissingValue { argument: &argument })
        }
        ErrorKind::InvalidUtf8 => both(&Message::NotUnicode),
        _ => both(&Message::BadUsage),
    };
    let names = ["init", "tao", "forms", "bieu-mau", "check", "kiem-tra"];
    with_hint(text, words.iter().filter_map(|w| w.to_str()).find(|w| names.contains(w)))
}

/// Adds the line that says where the help is.
fn with_hint(text: Text, command: Option<&str>) -> Text {
    let command = command.map_or_else(|| PROGRAM.to_string(), |c| format!("{PROGRAM} {c}"));
    let hint = both(&Message::SeeHelp { command: &command });
    Text::new(format!("{}\n{}", text.vi, hint.vi), format!("{}\n{}", text.en, hint.en))
}

fn in_words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(s) => s.clone(),
        ContextValue::Strings(s) => s.join(", "),
        ContextValue::Number(n) => n.to_string(),
        ContextValue::StyledStr(s) => s.to_string(),
        _ => String::new(),
    }
}

/// `--quarter <QUÝ>` as it is typed: `--quarter`; a lone `<TỆP>...` keeps its name.
fn bare(argument: &str) -> String {
    let flag = argument.split(' ').next().unwrap_or(argument);
    flag.trim_matches(|c| matches!(c, '<' | '>' | '[' | ']' | '.')).to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn line(words: &[&str], lang: Lang) -> Result<Asked, Error> {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        parse(&words, lang)
    }

    fn job(words: &[&str]) -> (Flags, Job) {
        match line(words, Lang::Vi).unwrap() {
            Asked::Do(flags, job) => (flags, job),
            Asked::Print(text) => panic!("{text}"),
        }
    }

    fn refused(words: &[&str]) -> Text {
        line(words, Lang::Vi).unwrap_err().text()
    }

    #[test]
    fn aliases_are_the_commands() {
        assert_eq!(job(&["bieu-mau", "--unit", "A"]), job(&["forms", "--unit", "A"]));
        assert_eq!(job(&["tao", "x"]), job(&["init", "x"]));
        assert_eq!(job(&["kiem-tra", "a.xlsx", "b.xlsx"]), job(&["check", "a.xlsx", "b.xlsx"]));
        assert_eq!(job(&["-C", "x", "forms"]).0, job(&["forms", "-C", "x"]).0);
    }

    #[test]
    fn usage_errors_say_it_in_both_languages() {
        let text = refused(&["fomrs"]);
        assert!(text.vi.contains("Không có lệnh hoặc thư mục \"fomrs\". Có phải \"forms\" không?"), "{}", text.vi);
        assert!(text.en.contains("Did you mean \"forms\"?"), "{}", text.en);
        let text = refused(&["forms", "--quater", "2022-Q1"]);
        assert!(text.vi.contains("Không có tùy chọn \"--quater\". Có phải \"--quarter\" không?"), "{}", text.vi);
        assert!(text.vi.ends_with("Xem cách dùng: tonghop forms --help"), "{}", text.vi);
        assert!(refused(&["forms", "--quarter"]).vi.contains("Thiếu giá trị sau --quarter"));
        assert!(refused(&["forms", "--quarter", "quý 1"]).vi.contains("2022-Q1"));
        assert!(refused(&["check"]).vi.contains("Thiếu tham số: TỆP"));
        assert!(refused(&["init"]).vi.contains("Thiếu tham số: THƯ-MỤC"));
        assert!(refused(&["forms", "--lang", "fr"]).vi.contains("chỉ được dùng: vi, en"));
        assert!(refused(&["forms", "-C", "a", "-C", "b"]).vi.contains("hai lần"));
    }

    #[test]
    fn help_is_in_the_language_throughout() {
        for words in [&["--help"][..], &["init", "-h"], &["forms", "--help"], &["kiem-tra", "--help"], &[]] {
            let Ok(Asked::Print(vi)) = line(words, Lang::Vi) else { panic!("{words:?}") };
            for english in ["Usage", "Options", "Commands", "Arguments", "possible", "default", "Print", "alias"] {
                assert!(!vi.contains(english), "{english} in\n{vi}");
            }
            assert!(vi.contains("Cách dùng: tonghop"), "{vi}");
            let Ok(Asked::Print(en)) = line(words, Lang::En) else { panic!("{words:?}") };
            assert!(en.contains("Usage: tonghop") && !en.contains("Tùy chọn"), "{en}");
            for text in [&vi, &en] {
                assert!(text.lines().all(|l| l.chars().count() <= 80), "{text}");
            }
        }
    }

    #[test]
    fn the_version_is_the_crates() {
        let expected = format!("tonghop {}\n", env!("CARGO_PKG_VERSION"));
        assert_eq!(line(&["--version"], Lang::Vi).unwrap(), Asked::Print(expected));
    }
}
