//! What a command is: its names, its help in both languages, its arguments and how it runs; and the arguments as a
//! command reads them. The list of commands is in `cli/mod.rs`.

use super::output::CommandOutput;
use super::screen::Terminal;
use super::usage::usage_error;
use crate::error::Error;
use crate::limits::Limits;
use crate::model::day::Day;
use crate::model::period::Period;
use crate::model::span::SpanName;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::model::visible;
use crate::pipeline::ReplacePolicy;
use crate::report::line::ReportLines;
use crate::report::next_step::CommandHints;
use crate::report::text::Detail;
use crate::system::System;
use anstream::ColorChoice;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use serde::Serialize;
use std::path::PathBuf;

/// Heading of positional arguments in the help of a command.
const ARGUMENTS: StaticText = StaticText::new("Tham số", "Arguments");

/// A command of the program.
#[derive(Debug)]
pub(super) struct CliCommand {
    /// Name.
    pub(super) name: &'static str,
    /// Other names: the Vietnamese one without accents.
    pub(super) aliases: &'static [&'static str],
    /// What it does, in one line.
    pub(super) about: StaticText,
    /// The usage line.
    pub(super) usage: StaticText,
    /// Its arguments in the order of the help, besides the flags of all commands.
    pub(super) arguments: fn(Lang) -> Vec<Arg>,
    /// The inputs of a campaign that it may replace.
    pub(super) replaces: ReplacePolicy,
    /// Runs it.
    pub(super) run: fn(&CommandArguments, &dyn System) -> Result<CommandOutput, Error>,
}

/// Flags that every command takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct GlobalFlags {
    /// Language of the terminal.
    pub(super) lang: Lang,
    /// Width of the terminal in columns.
    pub(super) width: usize,
    /// Whether colours are wanted.
    pub(super) color: ColorChoice,
    /// What a person does instead of typing a command; empty on the command line.
    pub(super) hints: CommandHints,
    /// `-C`: the campaign folder.
    pub(super) folder: Option<PathBuf>,
    /// Print only errors that stop the command.
    pub(super) quiet: bool,
    /// Warnings count as errors.
    pub(super) strict: bool,
    /// Print everything, or only the first entries of long lists.
    pub(super) detail: Detail,
    /// Print the time of each stage.
    pub(super) timings: bool,
    /// Limits on what is read.
    pub(super) limits: Box<Limits>,
}

impl GlobalFlags {
    /// Returns true for a command that the menu runs.
    pub(super) fn is_in_menu(&self) -> bool {
        !self.hints.is_empty()
    }

    /// Returns the terminal that the user works at.
    pub(super) fn terminal(&self) -> Terminal {
        Terminal { lang: self.lang, width: self.width, color: self.color }
    }
}

/// The arguments of one run of a command.
#[derive(Clone, Debug)]
pub(super) struct CommandArguments {
    /// The command.
    pub(super) command: &'static CliCommand,
    /// Flags that every command takes.
    pub(super) flags: GlobalFlags,
    /// Values of the command's own arguments.
    pub(super) values: ArgMatches,
}

/// Output format of `check` and `audit`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum ReportFormat {
    /// Text for people.
    Text,
    /// JSON for programs.
    Json,
    /// A workbook.
    Xlsx,
}

impl CommandArguments {
    /// Returns the terminal that help is written for.
    pub(super) fn terminal(&self) -> Terminal {
        Terminal { width: self.flags.width, ..Terminal::from(self.flags.lang) }
    }

    /// Creates the output of the command; `result` makes the result for programs if it is requested.
    ///
    /// # Errors
    ///
    /// The result cannot be serialised; it does not fail for the types of this program.
    pub(super) fn output<R: Serialize>(
        &self,
        lines: ReportLines,
        errors: bool,
        result: impl FnOnce() -> R,
    ) -> Result<CommandOutput, Error> {
        let json = self.is_json().then(|| serde_json::to_value(result()));
        let json = json.transpose().map_err(|e| Error::internal("report")(e.to_string()))?;
        Ok(CommandOutput { lines, errors, json })
    }

    /// Returns true if the result for programs is requested.
    pub(super) fn is_json(&self) -> bool {
        self.text("format").as_deref() == Some("json")
    }

    /// Returns the path of an argument.
    pub(super) fn path(&self, id: &str) -> Option<PathBuf> {
        self.values.get_one::<PathBuf>(id).cloned()
    }

    /// Returns all paths of an argument.
    pub(super) fn paths(&self, id: &str) -> Vec<PathBuf> {
        self.values.get_many::<PathBuf>(id).unwrap_or_default().cloned().collect()
    }

    /// Returns the text of an argument.
    pub(super) fn text(&self, id: &str) -> Option<String> {
        self.values.get_one::<String>(id).cloned()
    }

    /// Returns true if a flag without a value is set.
    pub(super) fn is_set(&self, id: &str) -> bool {
        self.values.get_flag(id)
    }

    /// Returns the campaign folder: `-C`, else the argument of [`campaign_argument`], else the current folder.
    pub(super) fn campaign_folder(&self) -> PathBuf {
        self.flags.folder.clone().or_else(|| self.path("dir")).unwrap_or_default()
    }

    /// Returns the period of [`period_argument`].
    ///
    /// # Errors
    ///
    /// The text is not a period.
    pub(super) fn period(&self) -> Result<Option<Period>, Error> {
        let read = |given: String| {
            given.parse().map_err(|_| {
                let given = visible::line(&given);
                Error::Usage(BilingualText::new(
                    format!("\"{given}\" không phải là kỳ. Hãy ghi như 2022-Q1 (tháng: 2022-T03, 6 tháng: 2022-H1)."),
                    format!(
                        "\"{given}\" is not a period. Write it like 2022-Q1 (month: 2022-T03, half-year: 2022-H1)."
                    ),
                ))
            })
        };
        self.text("period").map(read).transpose()
    }

    /// Returns the span of [`report_period_argument`].
    ///
    /// # Errors
    ///
    /// The text is neither a period nor a longer span.
    pub(super) fn span(&self) -> Result<Option<SpanName>, Error> {
        let read = |given: String| {
            given.parse().map_err(|_| {
                let given = visible::line(&given);
                Error::Usage(BilingualText::new(
                    format!(
                        "\"{given}\" không phải là kỳ. Hãy ghi như 2022-Q1 (tháng: 2022-T03, 6 tháng: 2022-H1, năm: 2022, \
                         cả giai đoạn: all)."
                    ),
                    format!(
                        "\"{given}\" is not a period. Write it like 2022-Q1 (month: 2022-T03, half-year: 2022-H1, year: \
                         2022, the whole plan: all)."
                    ),
                ))
            })
        };
        self.text("period").map(read).transpose()
    }

    /// Returns the day of [`today_argument`], else that of the clock.
    ///
    /// # Errors
    ///
    /// The text is not a day.
    pub(super) fn today(&self, world: &dyn System) -> Result<Day, Error> {
        match self.text("today") {
            Some(text) => day(&text, self.command.name),
            None => Ok(Day::from_unix(world.today())),
        }
    }

    /// Returns format and file of [`report_arguments`]. No file, or `-`, means the screen.
    ///
    /// # Errors
    ///
    /// A workbook has no file.
    pub(super) fn report_output(&self) -> Result<(ReportFormat, Option<PathBuf>), Error> {
        let format = match self.text("format").as_deref() {
            Some("json") => ReportFormat::Json,
            Some("xlsx") => ReportFormat::Xlsx,
            _ => ReportFormat::Text,
        };
        match self.path("output").filter(|path| path.as_os_str() != "-") {
            None if format == ReportFormat::Xlsx => {
                let text = BilingualText::new(
                    "Dạng xlsx cần tên tệp. Hãy thêm --output TỆP.xlsx.",
                    "Format xlsx needs a file name. Add --output FILE.xlsx.",
                );
                Err(usage_error(text, Some(self.command.name)))
            }
            output => Ok((format, output)),
        }
    }
}

/// Builds a positional argument.
pub(super) fn positional(lang: Lang, id: &'static str, value: StaticText) -> Arg {
    Arg::new(id).value_name(value.in_lang(lang)).help_heading(ARGUMENTS.in_lang(lang))
}

/// Builds a flag with a value, `--id VALUE`.
pub(super) fn valued(lang: Lang, id: &'static str, value: StaticText) -> Arg {
    Arg::new(id).long(id).value_name(value.in_lang(lang))
}

/// Builds a flag without a value.
pub(super) fn flag(id: &'static str) -> Arg {
    Arg::new(id).long(id).action(ArgAction::SetTrue)
}

/// Names of values in the help.
pub(super) const FOLDER: StaticText = StaticText::new("THƯ-MỤC", "DIR");
pub(super) const FILE: StaticText = StaticText::new("TỆP", "FILE");
pub(super) const NAME: StaticText = StaticText::new("TÊN", "NAME");
pub(super) const CODE: StaticText = StaticText::new("MÃ", "CODE");
pub(super) const KIND: StaticText = StaticText::new("DẠNG", "KIND");

/// Builds the argument for the campaign folder.
pub(super) fn campaign_argument(lang: Lang) -> Arg {
    let help =
        lang.pick("Thư mục kế hoạch; mặc định là thư mục đang đứng", "Campaign folder; default: the current folder");
    positional(lang, "dir", FOLDER).value_parser(value_parser!(PathBuf)).help(help)
}

/// Builds `--period`, with the aliases `--ky` and, for boards that report by quarter, `--quarter`.
pub(super) fn period_argument(lang: Lang) -> Arg {
    valued(lang, "period", StaticText::new("KỲ", "PERIOD")).aliases(["ky", "quarter"])
}

/// Builds `--period` for a command that selects the report period.
pub(super) fn report_period_argument(lang: Lang) -> Arg {
    period_argument(lang).help(lang.pick(
        "Kỳ báo cáo: 2022-Q1, 6 tháng 2022-H1, năm 2022, cả giai đoạn all; mặc định là kỳ mới nhất có từ hai đơn vị trở \
         lên đã gửi",
        "Report period: 2022-Q1, half-year 2022-H1, year 2022, whole plan all; default: the latest that more than one \
         unit has reported",
    ))
}

/// Builds `--today`, with the alias `--date`, for a command that depends on the days to the deadline.
pub(super) fn today_argument(lang: Lang) -> Arg {
    valued(lang, "today", StaticText::new("NGÀY", "DAY")).alias("date").help(lang.pick(
        "Coi ngày này là hôm nay, ví dụ 2022-04-05 hoặc 05/04/2022; mặc định theo đồng hồ của máy",
        "Take this day for today, such as 2022-04-05 or 05/04/2022; default: the clock",
    ))
}

/// Builds `--format` with these values.
pub(super) fn format_argument<const N: usize>(lang: Lang, formats: [&'static str; N]) -> Arg {
    valued(lang, "format", KIND).value_parser(PossibleValuesParser::new(formats)).hide_possible_values(true)
}

/// Builds `--output` for a file or folder.
pub(super) fn output_argument(lang: Lang, value: StaticText) -> Arg {
    valued(lang, "output", value).value_parser(value_parser!(PathBuf))
}

/// Builds `--format` and `--output` of a report.
pub(super) fn report_arguments(lang: Lang) -> [Arg; 2] {
    [
        format_argument(lang, ["text", "json", "xlsx"]).help(
            lang.pick("Dạng kết quả: text (mặc định), json hoặc xlsx", "Kind of output: text (default), json or xlsx"),
        ),
        output_argument(lang, FILE).help(lang.pick(
            "Ghi kết quả vào tệp này thay vì ra màn hình",
            "Write the output to this file instead of the screen",
        )),
    ]
}

/// Reads a day, `2022-04-05` or `05/04/2022`.
fn day(text: &str, command: &str) -> Result<Day, Error> {
    let numbers = |separator| -> Option<[u32; 3]> {
        let parts: Option<Vec<u32>> = text.trim().split(separator).map(|part| part.parse().ok()).collect();
        parts?.try_into().ok()
    };
    let found = match (numbers('-'), numbers('/')) {
        (Some([year, month, day]), _) | (_, Some([day, month, year])) => Some((year, month, day)),
        _ => None,
    };
    let day = found.and_then(|(year, month, day)| Day::from_ymd(i32::try_from(year).ok()?, month, day));
    day.ok_or_else(|| {
        let text = visible::line(text);
        let text = BilingualText::new(
            format!("Không hiểu \"{text}\" là ngày nào. Ghi theo mẫu 2022-04-05 hoặc 05/04/2022."),
            format!("\"{text}\" is not a day. Write it like 2022-04-05 or 05/04/2022."),
        );
        usage_error(text, Some(command))
    })
}
