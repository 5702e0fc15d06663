//! All user texts except those of the plan, in Vietnamese and English. [`HelpText`] and [`UserMessage`] list them. Each
//! language has an exhaustive `match`, so that a missing text fails the build.

mod en;
mod vi;

use crate::model::period::Period;
use crate::model::received_file::LeftReason;
use crate::model::text::BilingualText;
use std::ffi::OsString;

/// Language of the terminal. Forms and workbooks are always Vietnamese.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Returns the language with this code. `None` for other codes.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "vi" => Some(Lang::Vi),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// Finds the language before the arguments are parsed, so that help and usage errors use it: the last `--lang`,
    /// else the language of the environment, else Vietnamese.
    pub fn find(args: &[OsString], environment: Option<&str>) -> Self {
        let mut asked = environment.and_then(Lang::from_code);
        let mut words = args.iter().filter_map(|a| a.to_str());
        while let Some(word) = words.next() {
            if word == "--" {
                break;
            }
            let code = if word == "--lang" { words.next() } else { word.strip_prefix("--lang=") };
            asked = code.and_then(Lang::from_code).or(asked);
        }
        asked.unwrap_or_default()
    }

    /// Returns the text in this language.
    pub fn text_in(self, text: &BilingualText) -> &str {
        match self {
            Lang::Vi => &text.vi,
            Lang::En => &text.en,
        }
    }

    /// Returns a text of the help.
    pub fn help(self, help: HelpText) -> &'static str {
        match self {
            Lang::Vi => vi::help(help),
            Lang::En => en::help(help),
        }
    }

    /// Formats a message.
    pub fn message(self, message: &UserMessage) -> String {
        match self {
            Lang::Vi => vi::say(message),
            Lang::En => en::say(message),
        }
    }
}

/// Formats a number with its digits in groups of three.
fn grouped(number: usize, separator: char) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// Formats a message in both languages.
pub fn message_in_both(message: &UserMessage) -> BilingualText {
    BilingualText::new(vi::say(message), en::say(message))
}

/// Returns the instructions that `init` writes to a campaign folder. They are Vietnamese, as everything in that folder.
pub fn instructions(plan: &str, first: Period, last: Period) -> String {
    vi::instructions(plan, first, last)
}

/// A text of the help.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum HelpText {
    Template,
    SubTemplate,
    Commands,
    Arguments,
    Options,
    CommonOptions,
    About,
    After,
    Usage,
    Init,
    InitUsage,
    InitFolder,
    InitTemplate,
    InitAnnex,
    InitForce,
    InitText,
    Forms,
    FormsUsage,
    FormsPeriod,
    FormsUnit,
    FormsForce,
    Check,
    CheckUsage,
    CheckFiles,
    CheckPeriod,
    CheckFormat,
    CheckOutput,
    Export,
    ExportUsage,
    Up,
    UpUsage,
    UpOutput,
    ExportFormat,
    ExportOutput,
    Explain,
    ExplainUsage,
    ExplainWhat,
    ExplainUnit,
    ExplainPeriod,
    Audit,
    AuditUsage,
    AuditFile,
    AuditReturns,
    Merge,
    MergeUsage,
    MergePeriod,
    Campaign,
    Folder,
    Lang,
    Quiet,
    Strict,
    Verbose,
    Timings,
    Limit,
    HelpFlag,
    Version,
}

/// A message to the user. Paths and names are passed unchanged.
#[derive(Copy, Clone, Debug)]
#[allow(missing_docs)]
pub enum UserMessage<'a> {
    // Usage.
    UnknownCommand { given: &'a str, like: Option<&'a str> },
    UnknownArgument { given: &'a str, like: Option<&'a str> },
    InvalidValue { argument: &'a str, value: &'a str, allowed: &'a str },
    MissingValue { argument: &'a str },
    MissingArgument { names: &'a str },
    Repeated { argument: &'a str },
    NotUnicode,
    BadUsage,
    SeeHelp { command: &'a str },
    BadPeriod { given: &'a str },
    BadLimit { given: &'a str, known: &'a str },
    OutputNeeded,
    OutputIsInput { path: &'a str },
    InsideReturns { folder: &'a str },
    // The campaign folder.
    NoCampaign { folder: &'a str },
    TwoPlans { folder: &'a str },
    NoAnnex { folder: &'a str },
    TwoAnnexes { one: &'a str, other: &'a str },
    FileTooLarge { path: &'a str, most: u64 },
    NotText { path: &'a str },
    PlanFaults { count: usize },
    AnnexFaults { count: usize },
    NotAWorkbook { path: &'a str, why: &'a str },
    NotConsolidated { path: &'a str },
    AuditOf { path: &'a str, merged: Period, chosen: Period },
    AuditFromReturns { folder: &'a str },
    AuditFromItself,
    AuditCounts { formulas: usize, figures: usize },
    AuditUncached { count: usize },
    AuditDifferences { count: usize },
    AuditClean,
    AuditMore { count: usize },
    AuditSince { what: ChangedFigures, files: &'a str, count: usize },
    AnnexWorkbook { file: &'a str, why: &'a str },
    UnknownPeriod { period: Period, first: Period, last: Period },
    UnknownUnit { code: &'a str, known: &'a str },
    UnknownTarget { given: &'a str, like: &'a str },
    EmptyCell { sheet: &'a str, cell: &'a str },
    UnknownTemplate { name: &'a str, known: &'a str },
    UnknownAnnexKind { path: &'a str },
    NoReturns { folder: &'a str },
    NoPeriodLeft { last: Period },
    WouldOverwrite { path: &'a str },
    NoSuchFile { path: &'a str },
    // Files.
    CannotRead { path: &'a str, cause: &'a str },
    CannotWrite { path: &'a str, cause: &'a str },
    InUse,
    InTheWay,
    NotAFile,
    NotOpened,
    Reading { done: usize, all: usize },
    ReadAll { all: usize },
    Upward { heading: &'a str, all: usize, counted: usize },
    LeftOut { rows: usize },
    UpwardOpen,
    TooLarge { size: u64, most: u64 },
    TooLargeMend,
    TooSlow { seconds: u64 },
    TooLong { minutes: u64 },
    TooHeavy { megabytes: u64 },
    TooHeavyMend,
    NoReader { megabytes: u64 },
    TooManyRows { sheet: &'a str, rows: usize, most: usize },
    Exhausted,
    Denied,
    Full,
    Missing,
    SystemError { code: i32, said: &'a str },
    CannotPrint,
    PressEnter,
    // Faults of the program.
    Internal { stage: &'a str, said: &'a str },
    // Progress and results.
    Timing { stage: Stage, milliseconds: u128 },
    Fault,
    ReportPeriod { heading: &'a str, period: Period, chosen: PeriodChoice },
    Files { folder: &'a str, files: usize, unreadable: usize, no_return: usize },
    Returns { counted: usize, held: usize, superseded: usize, duplicate: usize, left_out: usize, later: usize },
    Reported { reported: usize, units: usize, counted: usize },
    NotReported { names: &'a str },
    HeldUnits { names: &'a str },
    HeldElsewhere { count: usize },
    Skipped { count: usize },
    SkippedFile { file: &'a str, why: SkipReason },
    FindingsHead { errors: usize, warnings: usize, infos: usize },
    MoreFindings { count: usize },
    WaivedFindings { count: usize },
    PublishedChanges { count: usize },
    MoreChanges { count: usize },
    ReturnsGone { count: usize },
    NotCompared { why: Uncompared, files: &'a str },
    NothingFound,
    Written { path: &'a str },
    LinksLeftOut { count: usize },
    FormsFor { heading: &'a str, period: Period, written: usize },
    FormKept { path: &'a str },
    FormKeptUnread { path: &'a str },
    FormsWithoutBefore { period: Period },
    Ready { folder: &'a str },
    NextSteps { folder: &'a str },
    Already { path: &'a str },
    CheckedReturn { file: &'a str, unit: &'a str, heading: &'a str, number: u32 },
    CheckedOther { file: &'a str },
    MayBeSent,
    OtherPeriod { found: Period, asked: Period },
    OtherPeriodMend { asked: Period },
    // Parts of a finding.
    Found { text: &'a str },
    Expected { text: &'a str },
    Mend { text: &'a str },
    Waived { text: &'a str },
    Place { sheet: &'a str, cell: &'a str },
}

/// A stage of `merge`, for `--timings`.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Stage {
    Plan,
    Read,
    Check,
    Fill,
    Evaluate,
    Write,
    Save,
}

/// Reason why a period is the report period.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum PeriodChoice {
    /// The user selected it.
    Asked,
    /// It is the latest period that several units have reported.
    Several,
    /// It is the latest period that any unit has reported; no period has several.
    One,
    /// It is the plan's first period: no return is for a period of the plan.
    First,
}

/// Reason why a file in the returns folder was not opened.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// A symbolic link.
    Link,
    /// A pipe, socket or device.
    Special,
    /// The system does not allow listing it.
    Unlistable,
    /// A lock file of an office program, or a file of the desktop environment.
    Litter,
    /// A folder of a recycle bin, a synchroniser or a system, which is not entered.
    LitterFolder,
    /// A file in the folder beside a web page.
    WebPart,
    /// An entry of an e-mail or archive.
    Entry(LeftReason),
}

/// Change among the files since a workbook was built.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ChangedFigures {
    /// New files of later periods.
    Later,
    /// Listed files of later periods that are missing or changed.
    LaterGone,
    /// Other files that are new or changed.
    New,
    /// Other files that are missing or changed.
    Gone,
    /// Files that were moved or renamed.
    Moved,
}

/// Reason why the figures of a published workbook were not compared with those of today.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Uncompared {
    /// The plan has changed since then.
    Plan,
    /// Another period is selected in it.
    Chosen,
    /// It cannot be read, or is not the workbook of its period.
    Unread,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(args: &[&str], environment: Option<&str>) -> Lang {
        let args: Vec<OsString> = args.iter().map(OsString::from).collect();
        Lang::find(&args, environment)
    }

    #[test]
    fn flag_overrides_environment_and_default_is_vietnamese() {
        assert_eq!(find(&["merge"], None), Lang::Vi);
        assert_eq!(find(&["merge"], Some("en")), Lang::En);
        assert_eq!(find(&["--lang", "vi"], Some("en")), Lang::Vi);
        assert_eq!(find(&["merge", "--lang=en"], None), Lang::En);
        assert_eq!(find(&["--lang", "fr"], None), Lang::Vi);
        assert_eq!(find(&["check", "--", "--lang=en"], None), Lang::Vi);
        assert_eq!(find(&["--lang"], Some("xx")), Lang::Vi);
    }
}
