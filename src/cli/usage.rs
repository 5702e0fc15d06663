//! Usage errors in plain words, in both languages.

use super::{COMMANDS, PROGRAM};
use crate::error::Error;
use crate::model::period::Period;
use crate::model::span::SpanName;
use crate::model::text::BilingualText;
use crate::model::visible;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// Creates a usage error that points to the help, of a command if one is known.
pub(super) fn usage_error(text: BilingualText, command: Option<&str>) -> Error {
    let command = command.map_or_else(|| PROGRAM.to_string(), |name| format!("{PROGRAM} {name}"));
    Error::Usage(BilingualText::new(
        format!("{}\nXem cách dùng: {command} --help", text.vi),
        format!("{}\nSee: {command} --help", text.en),
    ))
}

/// Translates an error of the parser for these arguments.
pub(super) fn in_plain_words(error: &clap::Error, words: &[OsString]) -> Error {
    usage_error(problem(error), named_command(words))
}

/// Returns the name of the first command among the arguments, whether or not they can be parsed.
pub(super) fn named_command(words: &[OsString]) -> Option<&'static str> {
    let mut words = words.iter().filter_map(|word| word.to_str());
    let known = |word| COMMANDS.iter().find(|command| command.name == word || command.aliases.contains(&word));
    words.find_map(known).map(|command| command.name)
}

fn problem(error: &clap::Error) -> BilingualText {
    let context = |kind| error.get(kind).map(in_words).unwrap_or_default();
    let whole = context(ContextKind::InvalidArg);
    let argument = bare(&whole);
    let value = context(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let given = context(ContextKind::InvalidSubcommand);
            let text = BilingualText::new(
                format!("Không có lệnh hoặc thư mục \"{given}\"."),
                format!("No command or folder \"{given}\"."),
            );
            with_suggestion(text, &context(ContextKind::SuggestedSubcommand))
        }
        ErrorKind::UnknownArgument if !argument.starts_with('-') => surplus(&whole),
        ErrorKind::UnknownArgument => {
            let text =
                BilingualText::new(format!("Không có tùy chọn \"{argument}\"."), format!("No option \"{argument}\"."));
            with_suggestion(text, &context(ContextKind::SuggestedArg))
        }
        ErrorKind::InvalidValue if value.is_empty() => missing_value(&argument),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            invalid_value(&argument, &value, &context(ContextKind::ValidValue))
        }
        ErrorKind::MissingRequiredArgument => {
            BilingualText::new(format!("Thiếu tham số: {argument}."), format!("Missing argument: {argument}."))
        }
        ErrorKind::ArgumentConflict | ErrorKind::TooManyValues => BilingualText::new(
            format!("{argument} được ghi thừa hoặc ghi hai lần."),
            format!("{argument} is given too often."),
        ),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => missing_value(&argument),
        ErrorKind::InvalidUtf8 => {
            BilingualText::new("Tham số có ký tự không đọc được.", "An argument holds characters that cannot be read.")
        }
        _ => BilingualText::new("Dòng lệnh không đúng.", "The command line is not right."),
    }
}

/// Describes an argument that no part of the command takes: a period without its option, or a piece of a path with blanks.
fn surplus(argument: &str) -> BilingualText {
    if is_period(argument) {
        return BilingualText::new(
            format!("Thừa \"{argument}\". Kỳ báo cáo ghi sau --period: --period \"{argument}\"."),
            format!("\"{argument}\" is too much. A period follows --period: --period \"{argument}\"."),
        );
    }
    BilingualText::new(
        format!("Thừa \"{argument}\". Tên thư mục hoặc tệp có dấu cách thì đặt cả đường dẫn trong dấu ngoặc kép."),
        format!("\"{argument}\" is too much. Put a path with blanks in quotation marks."),
    )
}

/// Returns true if a text is the code or the name of a period, or the code of a half-year or a year.
fn is_period(text: &str) -> bool {
    text.parse::<Period>().is_ok() || text.parse::<SpanName>().is_ok()
}

fn missing_value(argument: &str) -> BilingualText {
    BilingualText::new(format!("Thiếu giá trị sau {argument}."), format!("A value is missing after {argument}."))
}

fn invalid_value(argument: &str, value: &str, allowed: &str) -> BilingualText {
    let mut text = BilingualText::new(
        format!("Giá trị \"{value}\" của {argument} không hợp lệ"),
        format!("Value \"{value}\" of {argument} is not valid"),
    );
    if !allowed.is_empty() {
        text.vi.push_str(&format!("; chỉ được dùng: {allowed}"));
        text.en.push_str(&format!("; use one of: {allowed}"));
    }
    BilingualText::new(text.vi + ".", text.en + ".")
}

/// Appends a question with a similar word, if there is one.
fn with_suggestion(text: BilingualText, similar: &str) -> BilingualText {
    if similar.is_empty() {
        return text;
    }
    BilingualText::new(
        format!("{} Có phải \"{similar}\" không?", text.vi),
        format!("{} Did you mean \"{similar}\"?", text.en),
    )
}

/// Joins the values of an error context into one line. Arguments are shown as typed.
fn in_words(value: &ContextValue) -> String {
    let text = match value {
        ContextValue::String(s) => s.clone(),
        ContextValue::Strings(s) => s.join(", "),
        ContextValue::Number(n) => n.to_string(),
        ContextValue::StyledStr(s) => s.to_string(),
        _ => String::new(),
    };
    visible::line(&text).into_owned()
}

/// Reduces `--period <KỲ>` to `--period`; a lone `<TỆP>...` keeps its name.
fn bare(argument: &str) -> String {
    let flag = argument.split(' ').next().unwrap_or(argument);
    flag.trim_matches(|c| matches!(c, '<' | '>' | '[' | ']' | '.')).to_string()
}
