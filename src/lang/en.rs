//! English texts.

use super::{ChangedFigures as C, HelpText, PeriodChoice, SkipReason, Stage, Uncompared, UserMessage, grouped};
use crate::model::received_file::LeftReason;

pub(super) fn help(help: HelpText) -> &'static str {
    match help {
        HelpText::Template => {
            "{about}\n\nUsage: {usage}\n\nCommands:\n{subcommands}\n\nCommon options:\n{options}\n\n{after-help}"
        }
        HelpText::SubTemplate => "{about}\n\nUsage: {usage}\n\n{all-args}",
        HelpText::Commands => "Commands",
        HelpText::Arguments => "Arguments",
        HelpText::Options => "Options",
        HelpText::CommonOptions => "Common options",
        HelpText::About => "Consolidates the units' periodic returns into one province workbook",
        HelpText::After => {
            "Exit codes: 0 fine; 1 done, but returns have errors; 2 could not do the job.\n\
             One command in detail: tonghop COMMAND --help"
        }
        HelpText::Usage => "tonghop [COMMAND] [OPTIONS]",
        HelpText::Init => "Make a campaign folder: plan, annex, folders for the returns (alias: tao)",
        HelpText::InitUsage => "tonghop init DIR [OPTIONS]",
        HelpText::InitFolder => "Folder to make",
        HelpText::InitTemplate => "Plan template; default the first (toi-thieu: to write one's own). Templates",
        HelpText::InitAnnex => "Another annex instead of the template's: .tsv, .csv or .xlsx",
        HelpText::InitText => "Plan and annex as text (ke-hoach.toml, phu-luc.tsv) instead of Excel",
        HelpText::InitForce => "Overwrite even files that a person changed",
        HelpText::Forms => "Write the forms of a period, one per unit, into bieu-mau/ (alias: bieu-mau)",
        HelpText::FormsUsage => "tonghop forms [DIR] [--period PERIOD] [--unit CODE] [--force]",
        HelpText::FormsPeriod => "Period such as 2022-Q1; default: the one after the latest of several units",
        HelpText::FormsUnit => "Only for the unit with this code",
        HelpText::FormsForce => "Overwrite even forms that a person filled in",
        HelpText::Check => "Check returns and list each fault: file, cell, how to mend it (alias: kiem-tra)",
        HelpText::CheckUsage => "tonghop check FILE… [--period PERIOD] [--format KIND] [--output FILE]",
        HelpText::CheckFiles => "Returns to check",
        HelpText::CheckPeriod => "Period that the returns must report; default: the one written in them",
        HelpText::CheckFormat => "Kind of output: text (default), json or xlsx",
        HelpText::CheckOutput => "Write the output to this file instead of the screen",
        HelpText::Export => {
            "Export figures, computed columns, findings, sources as tables for other programs (alias: xuat)"
        }
        HelpText::ExportUsage => "tonghop export [DIR] [--period PERIOD] [--format csv|json] [--output DIR]",
        HelpText::Up => {
            "Make the file for the level above: the consolidated workbook as a return, without personal data (also: gui-len)"
        }
        HelpText::UpUsage => "tonghop up [DIR] [--period PERIOD] [--output FILE]",
        HelpText::UpOutput => "The file; default ket-qua/Gui-cap-tren-PERIOD.xlsx",
        HelpText::ExportFormat => "csv (default, one file a table) or json (one file)",
        HelpText::ExportOutput => "Folder for the files; default ket-qua/du-lieu-PERIOD",
        HelpText::Explain => {
            "Explain a name, a rule or a cell: its formula, and step by step down to the returns (alias: giai-thich)"
        }
        HelpText::ExplainUsage => "tonghop explain NAME|RULE|CELL [--unit CODE] [--period PERIOD]",
        HelpText::ExplainWhat => {
            "Name of a column or indicator (kn_con_lai), code of a rule (R10), heading, or cell (\"'Tổng hợp'!G12\")"
        }
        HelpText::ExplainUnit => "Unit (code or name); the total without one",
        HelpText::ExplainPeriod => "Report period; default: the latest that more than one unit has reported",
        HelpText::Audit => {
            "Audit a consolidated workbook: build it anew, list every cell that differs (alias: kiem-toan)"
        }
        HelpText::AuditUsage => "tonghop audit FILE [--returns DIR] [--format KIND] [--output FILE]",
        HelpText::AuditFile => "Consolidated workbook to audit",
        HelpText::AuditReturns => "Folder of the returns; default: tra-loi/ of the campaign that holds the file",
        HelpText::Merge => "Consolidate all returns in tra-loi/ into ket-qua/Tong-hop-PERIOD.xlsx (alias: gop)",
        HelpText::MergeUsage => "tonghop merge [DIR] [--period PERIOD]",
        HelpText::MergePeriod => "Report period; default: the latest that more than one unit has reported",
        HelpText::Campaign => "Campaign folder; default: the current folder",
        HelpText::Folder => "Work on this campaign folder",
        HelpText::Lang => "Language of the screen: vi (default) or en",
        HelpText::Quiet => "Print nothing but what stops the job",
        HelpText::Strict => "Let warnings count as errors in the exit code",
        HelpText::Verbose => "Print everything: all findings, all skipped files",
        HelpText::Limit => "Set a safety limit, such as file_bytes=128M (docs/limits.md)",
        HelpText::Timings => "Print the time of each stage",
        HelpText::HelpFlag => "Print this help",
        HelpText::Version => "Print the version",
    }
}

pub(super) fn say(message: &UserMessage) -> String {
    use UserMessage as M;
    match *message {
        M::UnknownCommand { given, like } => format!("No command or folder \"{given}\".{}", like_clause(like)),
        M::UnknownArgument { given, like } => format!("No option \"{given}\".{}", like_clause(like)),
        M::InvalidValue { argument, value, allowed: "" } => format!("Value \"{value}\" of {argument} is not valid."),
        M::InvalidValue { argument, value, allowed } => {
            format!("Value \"{value}\" of {argument} is not valid; use one of: {allowed}.")
        }
        M::MissingValue { argument } => format!("A value is missing after {argument}."),
        M::MissingArgument { names } => format!("Missing argument: {names}."),
        M::Repeated { argument } => format!("{argument} is given too often."),
        M::NotUnicode => "An argument holds characters that cannot be read.".into(),
        M::BadUsage => "The command line is not right.".into(),
        M::SeeHelp { command } => format!("See: {command} --help"),
        M::BadLimit { given, known } => format!("\"{given}\" sets no limit. Write NAME=NUMBER (K, M, G are known) with a name of: {known}."),
        M::BadPeriod { given } => format!("\"{given}\" is not a period. Write it like 2022-Q1 (month: 2022-T03, half-year: 2022-H1)."),
        M::OutputNeeded => "Format xlsx needs a file name. Add --output FILE.xlsx.".into(),
        M::OutputIsInput { path } => {
            format!(
                "Not writing to {path}: it is a return or the plan, or lies among the returns. Choose another name."
            )
        }
        M::InsideReturns { folder } => format!(
            "{folder} lies in the returns folder (tra-loi) of a campaign. Choose another folder for the new one."
        ),
        M::NoCampaign { folder } => format!(
            "{folder} is not a campaign folder: it has no ke-hoach.toml. Go to the right folder (or use -C DIR), or \
             make one: tonghop init DIR"
        ),
        M::TwoPlans { folder } => {
            format!("{folder} has both ke-hoach.toml and ke-hoach.xlsx; which one holds is unclear. Move one away.")
        }
        M::NoAnnex { folder } => {
            format!("{folder} has no annex. Put phu-luc.tsv, phu-luc.csv or phu-luc.xlsx beside ke-hoach.toml.")
        }
        M::TwoAnnexes { one, other } => {
            format!("There are two annexes, {one} and {other}; which one holds is unclear. Move one away.")
        }
        M::FileTooLarge { path, most } => {
            format!("{path} is larger than the limit of {most} bytes (file_bytes). If it has to be, add: --limit file_bytes=128M")
        }
        M::NotText { path } => format!("{path} is not UTF-8 text. Save it as UTF-8."),
        M::PlanFaults { count } => format!("Faults in the plan or annex: {count}. Mend them first:"),
        M::AnnexFaults { count } => format!("The annex does not add up in {count} places. Mend them first:"),
        M::NotAWorkbook { path, why } => format!("Cannot read {path}: {why}"),
        M::NotConsolidated { path } => format!(
            "{path} is no consolidated workbook of the program: its sheet \"Công thức\" has no line \"Kỳ tổng hợp\" with a period of the plan."
        ),
        M::AuditOf { path, merged, chosen } if merged == chosen => format!("Audit of {path}: merged for {merged}"),
        M::AuditOf { path, merged, chosen } => format!("Audit of {path}: merged for {merged}, {chosen} is chosen"),
        M::AuditFromReturns { folder } => format!("Held against the returns in {folder}"),
        M::AuditFromItself => "No returns to hold it against: recomputed from its own sheet \"Số liệu\" only; the figures themselves are not checked.".into(),
        M::AuditCounts { formulas, figures } => format!("Compared {formulas} formula cells and {figures} others"),
        M::AuditUncached { count } => {
            format!("{count} formula cells store no value (another program saved the file); their formulas were compared")
        }
        M::AuditDifferences { count } => format!("{count} differences:"),
        M::AuditClean => "No difference.".into(),
        M::AuditSince { what, files, count } => {
            let what = match what {
                C::Later => "of later periods came after this workbook was made: not considered",
                C::LaterGone => "of later periods listed on \"Nguồn\" gone since, or changed: no figure depends on it",
                C::New => "not listed on \"Nguồn\" (came or changed after the workbook was made)",
                C::Gone => "listed on \"Nguồn\" gone since, or changed",
                C::Moved => "listed on \"Nguồn\" moved or renamed since",
            };
            let noun = if count == 1 { "file" } else { "files" };
            format!("{count} {noun} {what}{}{files}", if files.is_empty() { "" } else { ": " })
        }
        M::AuditMore { count } => format!("… and {count} more; -v shows all"),
        M::AnnexWorkbook { file, why } => {
            format!("Cannot read {file}: {why}. Open it in Excel and save it as .xlsx, or put another one in its place.")
        }
        M::UnknownPeriod { period, first, last } => {
            format!("Period {period} lies outside the plan ({first} to {last}).")
        }
        M::UnknownUnit { code, known } => format!("The annex has no unit with code \"{code}\". Codes: {known}."),
        M::UnknownTarget { given, like: "" } => format!(
            "The plan has no name, rule or column \"{given}\". A cell is written like \"'Tổng hợp'!G12\". See the sheet \"Công thức\" of the workbook."
        ),
        M::UnknownTarget { given, like } => {
            format!("The plan has no name, rule or column \"{given}\". Did you mean: {like}?")
        }
        M::EmptyCell { sheet, cell } => format!("The workbook has no cell {cell} on the sheet \"{sheet}\", or it is empty."),
        M::UnknownTemplate { name, known } => format!("No plan template \"{name}\". Templates: {known}."),
        M::UnknownAnnexKind { path } => format!("Cannot take an annex from {path}. Save it as .tsv, .csv or .xlsx."),
        M::NoReturns { folder } => {
            format!("No return of this plan in {folder} yet. Copy the units' files there and run again.")
        }
        M::NoPeriodLeft { last } => {
            format!("The plan ends with {last}, and that period has returns. Choose a period with --period.")
        }
        M::WouldOverwrite { path } => format!(
            "{path} is there and differs from what would be written; it is left alone. Choose another folder, or add \
             --force to give it up."
        ),
        M::NoSuchFile { path } => format!("There is no file {path}."),
        M::CannotRead { path, cause } => format!("Cannot read {path}: {cause}"),
        M::CannotWrite { path, cause } => format!("Cannot write {path}: {cause} The old file (if any) is untouched."),
        M::Reading { done, all } => format!("Reading returns: {}/{}", grouped(done, ','), grouped(all, ',')),
        M::ReadAll { all } => format!("{} files read; checking, computing and writing…", grouped(all, ',')),
        M::Upward { heading, all, counted } => {
            format!("Consolidated return for the level above, {heading}: {counted} of {all} units counted.")
        }
        M::LeftOut { rows } => format!("Personal data stays behind: {rows} roster rows, who filled in, signed and sent the returns."),
        M::UpwardOpen => "Fill in the yellow cells of the first sheet (date, names, what cannot be added up), then send it.".into(),
        M::NotOpened => "The system does not let the file be opened".into(),
        M::TooLarge { size, most } => format!("The file is too large: {size} MB, the limit is {most} MB"),
        M::TooSlow { seconds } => format!("The file exceeds a safety limit: more than {seconds} s of the processor to read (file_seconds)"),
        M::TooLong { minutes } => {
            format!("The file was not read within {minutes} minutes, though the processor was not busy with it (file_seconds)")
        }
        M::TooHeavy { megabytes } => {
            format!("The file ended the process that read it: badly damaged, or above {megabytes} MB of memory (worker_bytes)")
        }
        M::TooHeavyMend => "Copy the figures into a blank form and send that".into(),
        M::TooLargeMend => "Copy the figures into a blank form and send that; a filled form has some 100 KB.".into(),
        M::InTheWay => "a file or folder of that name is in the way. Rename or move it and run again.".into(),
        M::NotAFile => "it is not a file. If it is a folder, name the files in it; if it is a link to another file, copy that file here.".into(),
        M::InUse => "another program has it open. Close the file in Excel and run again.".into(),
        M::Denied => "permission denied. Check the folder's permissions or its read-only mark, then run again.".into(),
        M::Full => "the disk is full. Delete something and run again.".into(),
        M::Missing => "it is not there.".into(),
        M::Exhausted => "the machine is out of memory or open files. Close some programs and run again.".into(),
        M::NoReader { megabytes } => format!(
            "The process that reads returns does not start within {megabytes} MB of memory (worker_bytes). Close some programs, or raise the limit with --limit, and run again."
        ),
        M::TooManyRows { sheet, rows, most } => format!(
            "The sheet '{sheet}' would have {} rows, and Excel takes {} at most. Nothing was written. Merge fewer periods or units in one campaign folder, or ask for shorter lists; 'tonghop export' writes lists of any length.",
            grouped(rows, ','),
            grouped(most, ',')
        ),
        M::SystemError { code, said } => format!("the system reports error {code}: {said}."),
        M::PressEnter => "Press Enter to close this window. ".into(),
        M::CannotPrint => "The output could not be printed to the screen or pipe.".into(),
        M::Internal { stage, said } => {
            format!("A fault of the program in stage {stage}; please report it with this line: {said}")
        }
        M::Timing { stage, milliseconds } => format!("{:<20}{milliseconds:>8} ms", stage_name(stage)),
        M::Fault => "Error".into(),
        M::ReportPeriod { heading, period, chosen } => {
            format!("Report period: {period} ({heading}), {}", why_chosen(chosen))
        }
        M::Files { folder, files, unreadable, no_return } => {
            format!("Files in {folder}: {files}; unreadable: {unreadable}; not a return: {no_return}")
        }
        M::Returns { counted, held, superseded, duplicate, left_out, later } => {
            let mut text =
                format!("Returns since the plan began: {counted} counted, {held} held, {superseded} superseded");
            for (count, what) in [
                (duplicate, "the same as another file"),
                (left_out, "left out by a waiver"),
                (later, "of later periods"),
            ] {
                if count > 0 {
                    text.push_str(&format!(", {count} {what}"));
                }
            }
            text
        }
        M::Reported { reported, units, counted } => {
            format!("This period: {reported}/{units} units have reported, {counted} counted")
        }
        M::NotReported { names } => format!("Not reported: {names}"),
        M::HeldUnits { names } => format!("Held (not in the totals): {names}"),
        M::HeldElsewhere { count } => format!("Returns of earlier periods still held: {count}"),
        M::Skipped { count } => format!("Skipped {count} files that are not returns sent (-v lists them)"),
        M::SkippedFile { file, why } => format!("Skipped {file}: {}", skip_reason(why)),
        M::FindingsHead { errors, warnings, infos } => {
            let many = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
            format!("Findings: {}, {}, {}", many(errors, "error"), many(warnings, "warning"), many(infos, "note"))
        }
        M::MoreFindings { count } => format!("… and {count} more: see sheet \"Phát hiện\", or add -v"),
        M::WaivedFindings { count } => format!("Accepted: {count} (-v shows them with their reasons)"),
        M::PublishedChanges { count } => format!(
            "Returns that came since change {count} figures of workbooks of earlier periods (those files stay as they are; merge that period again to bring it up to date):"
        ),
        M::MoreChanges { count } => format!("  … and {count} more; -v shows all"),
        M::ReturnsGone { count } => format!(
            "{count} returns that workbooks of earlier periods were made from are gone from the returns folder (copy them back if they were deleted by mistake):"
        ),
        M::NotCompared { why, files } => {
            let why = match why {
                Uncompared::Plan => "the plan or annex has changed since",
                Uncompared::Chosen => "the yellow cell on \"Tổng quan\" shows another period",
                Uncompared::Unread => "it cannot be read, or is not the workbook of that period",
            };
            format!("Published figures were not compared with those of today in {files}: {why}")
        }
        M::NothingFound => "No errors, no warnings.".into(),
        M::LinksLeftOut { count } => format!(
            "{count} cells have no link: the path to the file is longer than Excel takes. Their text is whole; give files and folders shorter names."
        ),
        M::Written { path } => format!("Written: {path}"),
        M::FormsFor { heading, period, written } => format!("{period} ({heading}): {written} forms written"),
        M::FormKept { path } => format!("Kept, someone has filled it in: {path} (--force overwrites)"),
        M::FormKeptUnread { path } => {
            format!("Kept, the file there does not read as a form: {path} (--force overwrites)")
        }
        M::FormsWithoutBefore { period } => {
            format!("Note: no return up to {period} counts yet; openings are prefilled from the annex only.")
        }
        M::Ready { folder } => format!("Campaign folder made: {folder}"),
        M::NextSteps { folder } => {
            format!("Next: tonghop forms {folder} for the forms to send out.")
        }
        M::Already { path } => format!("There already, identical: {path}"),
        M::CheckedReturn { file, unit, heading, number } => {
            format!("{file}: return of {unit}, {heading}, submission {number}")
        }
        M::CheckedOther { file } => format!("{file}: cannot be used"),
        M::MayBeSent => "No errors: may be sent.".into(),
        M::OtherPeriod { found, asked } => format!("The return reports {found}, not {asked}"),
        M::OtherPeriodMend { asked } => format!("Check the period at the top of the return, or send the return of {asked}."),
        M::Found { text } => format!("Found: {text}"),
        M::Expected { text } => format!("Expected: {text}"),
        M::Mend { text } => format!("Mend: {text}"),
        M::Waived { text } => format!("Waived: {text}"),
        M::Place { sheet, cell: "" } => format!("sheet {sheet}"),
        M::Place { sheet: "", cell } => format!("cell {cell}"),
        M::Place { sheet, cell } => format!("sheet {sheet}, cell {cell}"),
    }
}

fn like_clause(like: Option<&str>) -> String {
    like.map_or_else(String::new, |l| format!(" Did you mean \"{l}\"?"))
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Plan => "plan",
        Stage::Read => "returns",
        Stage::Check => "checks",
        Stage::Fill => "sheets",
        Stage::Evaluate => "formulas",
        Stage::Write => "workbook",
        Stage::Save => "disk",
    }
}

fn why_chosen(chosen: PeriodChoice) -> &'static str {
    match chosen {
        PeriodChoice::Asked => "as asked with --period",
        PeriodChoice::Several => "the latest that several units have reported",
        PeriodChoice::One => "the latest that any unit has reported",
        PeriodChoice::First => "the plan's first: no return reports a period of the plan",
    }
}

fn skip_reason(why: SkipReason) -> &'static str {
    match why {
        SkipReason::Link => "a link, not followed",
        SkipReason::Special => "not a regular file",
        SkipReason::Unlistable => "the system would not show it",
        SkipReason::Litter | SkipReason::Entry(LeftReason::Litter) => "a by-product of Excel or the system",
        SkipReason::LitterFolder => "a folder of a recycle bin, a synchroniser or the system; not entered",
        SkipReason::WebPart | SkipReason::Entry(LeftReason::WebPart) => {
            "part of the web page beside it; figures are needed as an .xlsx"
        }
        SkipReason::Entry(LeftReason::MailText) => "the text of a mail; figures in it are not read",
        SkipReason::Entry(LeftReason::Picture) => "a picture in the text of a mail",
        SkipReason::Entry(LeftReason::Signature) => "a digital signature",
        SkipReason::Entry(LeftReason::NoContent) => "without content",
    }
}
