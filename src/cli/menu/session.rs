//! A session of the menu in a campaign: its keys, the commands that they run, and what the last command wrote and advises.

use super::conversation::{BACK, Conversation, KeyLine, heading};
use crate::cli::command::{CliCommand, CommandArguments, GlobalFlags};
use crate::cli::parse::{self, ParsedCommand};
use crate::cli::{execute, feedback, forms, init, merge, panic_location, publish, status};
use crate::error::Error;
use crate::model::span::SpanName;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::pipeline::{self, RESULTS, RETURNS};
use crate::report::line::ReportLine;
use crate::report::next_step::CommandHints;
use crate::report::summary::{CampaignSummary, SummaryContext};
use crate::system::System;
use serde::Serialize;
use serde_json::Value;
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// What a key of the menu does.
#[derive(Copy, Clone)]
enum MenuAction {
    /// Runs a command.
    Run(&'static CliCommand),
    /// Publishes a period, after a question.
    Publish,
    /// Opens what the last command wrote.
    OpenResult,
    /// Opens the folder of the returns.
    OpenReturns,
    /// Chooses the report period.
    ChoosePeriod,
    /// Ends the session.
    Leave,
}

const KEYS: [(char, StaticText, MenuAction); 9] = [
    ('1', StaticText::new("Tổng hợp báo cáo đã nhận", "Merge the returns"), MenuAction::Run(&merge::COMMAND)),
    (
        '2',
        StaticText::new("Lập biểu mẫu để gửi đơn vị", "Write the forms to send out"),
        MenuAction::Run(&forms::COMMAND),
    ),
    (
        '3',
        StaticText::new(
            "Lập phản hồi: biểu cần sửa, nhắc gửi, báo đã nhận",
            "Write the replies: forms to correct, reminders, receipts",
        ),
        MenuAction::Run(&feedback::COMMAND),
    ),
    (
        '4',
        StaticText::new("Xem tình hình: ai đã gửi, ai chưa", "See who has reported and who has not"),
        MenuAction::Run(&status::COMMAND),
    ),
    ('5', StaticText::new("Chốt kỳ báo cáo", "Publish the period"), MenuAction::Publish),
    ('6', StaticText::new("Mở kết quả", "Open the result"), MenuAction::OpenResult),
    (
        '7',
        StaticText::new("Mở thư mục chứa báo cáo đã nhận", "Open the folder of the returns"),
        MenuAction::OpenReturns,
    ),
    ('8', StaticText::new("Chọn kỳ báo cáo", "Choose the period"), MenuAction::ChoosePeriod),
    (BACK, StaticText::new("Thoát", "Leave"), MenuAction::Leave),
];

/// What the screens of commands say instead of a command to type.
const HINTS: CommandHints = &[
    ("merge", StaticText::new("phím 1", "key 1")),
    ("forms", StaticText::new("phím 2", "key 2")),
    ("feedback", StaticText::new("phím 3", "key 3")),
    ("status", StaticText::new("phím 4", "key 4")),
    ("publish", StaticText::new("phím 5", "key 5")),
    ("check", StaticText::new("phím 6, trang “Lỗi, cảnh báo”", "key 6, the sheet of findings")),
];

/// A command that was run, for programs.
#[derive(Serialize)]
pub(super) struct MenuRun {
    command: &'static str,
    /// False if the command could not do its job.
    is_done: bool,
}

/// A session of the menu.
pub(super) struct MenuSession<'a> {
    given: &'a CommandArguments,
    pub(super) world: &'a dyn System,
    pub(super) person: Conversation,
    folder: PathBuf,
    /// The period that the person chose.
    period: Option<SpanName>,
    /// What the last command wrote.
    result: Option<PathBuf>,
    /// Commands that the last output advises, with their arguments.
    advised: Vec<(String, Vec<OsString>)>,
    /// The commands that were run.
    pub(super) runs: Vec<MenuRun>,
}

impl<'a> MenuSession<'a> {
    /// Creates a session.
    pub(super) fn new(given: &'a CommandArguments, world: &'a dyn System) -> Self {
        let (person, folder) = (Conversation::new(given), PathBuf::new());
        MenuSession { given, world, person, folder, period: None, result: None, advised: Vec::new(), runs: Vec::new() }
    }

    /// Returns the campaign folder.
    pub(super) fn folder(&self) -> String {
        shown_folder(self.world, &self.folder)
    }

    /// Works in a campaign folder until the person leaves or the input ends.
    ///
    /// # Errors
    ///
    /// The terminal is closed.
    pub(super) fn work_in(&mut self, folder: PathBuf, is_merge_first: bool) -> Result<(), Error> {
        self.folder = folder;
        if is_merge_first {
            let is_empty = self.world.list(&self.folder.join(RETURNS)).is_ok_and(|files| files.is_empty());
            self.run_command(if is_empty { &status::COMMAND } else { &merge::COMMAND })?;
        }
        loop {
            let keys = KEYS.map(|(key, text, _)| KeyLine::new(key, text.in_lang(self.person.lang())));
            let Some(key) = self.person.choose(self.heading(), &keys)? else { return Ok(()) };
            match KEYS.iter().find(|(own, ..)| *own == key).map(|(.., action)| *action) {
                Some(MenuAction::Run(command)) => self.run_command(command)?,
                Some(MenuAction::Publish) => self.publish()?,
                Some(MenuAction::OpenResult) => self.open_result()?,
                Some(MenuAction::OpenReturns) => self.open(&self.folder.join(RETURNS))?,
                Some(MenuAction::ChoosePeriod) => self.choose_period()?,
                Some(MenuAction::Leave) | None => return Ok(()),
            }
        }
    }

    /// Returns the head of the menu: plan, period, folder.
    fn heading(&self) -> Vec<ReportLine> {
        let lang = self.person.lang();
        // A plan with faults is reported by the commands.
        let plan = pipeline::campaign(self.world, &self.folder).map(|plan| plan.info.number).unwrap_or_default();
        let period = match self.period {
            Some(period) => period.label(lang),
            None => lang.pick("kỳ mới nhất có báo cáo", "the latest period with returns").to_string(),
        };
        let head = format!("{} {plan} · {period}", lang.pick("Kế hoạch", "Plan"));
        vec![heading(head), ReportLine::new(self.folder(), 2)]
    }

    /// Runs a command as the last output advises it, else for the chosen period.
    fn run_command(&mut self, command: &'static CliCommand) -> Result<(), Error> {
        let advised =
            self.advised.iter().find(|(name, _)| name == command.name).map(|(_, arguments)| arguments.clone());
        let arguments = advised.unwrap_or_else(|| self.usual_arguments(command));
        self.run(command, arguments)
    }

    /// Returns the argument for the campaign folder; none for the current folder, which has no name of its own.
    fn folder_argument(&self) -> Vec<OsString> {
        Some(&self.folder)
            .filter(|folder| !folder.as_os_str().is_empty())
            .map(|folder| folder.into())
            .into_iter()
            .collect()
    }

    fn usual_arguments(&self, command: &CliCommand) -> Vec<OsString> {
        let mut arguments = self.folder_argument();
        // Forms and replies are of one period, not of a longer span.
        let is_of_spans = ![forms::COMMAND.name, feedback::COMMAND.name].contains(&command.name);
        let period = self.period.filter(|period| is_of_spans || matches!(period, SpanName::Period(_)));
        arguments.extend(period.into_iter().flat_map(|period| ["--period".into(), period.to_string().into()]));
        arguments
    }

    /// Runs a command and shows its output; a command that fails costs only itself.
    ///
    /// # Errors
    ///
    /// The terminal is closed.
    pub(super) fn run(&mut self, command: &'static CliCommand, arguments: Vec<OsString>) -> Result<(), Error> {
        let done = self.outcome(command, arguments);
        // The progress line gives way to the output.
        self.world.report_progress(0, 0);
        self.runs.push(MenuRun { command: command.name, is_done: done.is_ok() });
        self.person.show(&vec!["".into()])?;
        match done {
            Ok((lines, result)) => {
                // A command that says nothing about it leaves the advice of the last one; what is published is done.
                if result["next"].is_array() || command.name == publish::COMMAND.name {
                    self.advised = advice(&result);
                }
                self.result = written(command, &result).or(self.result.take());
                self.person.show(&lines)?;
            }
            Err(error) => self.person.complain(&error),
        }
        Ok(())
    }

    fn outcome(
        &self,
        command: &'static CliCommand,
        arguments: Vec<OsString>,
    ) -> Result<(Vec<ReportLine>, Value), Error> {
        let json = ["--format", "json"].map(OsString::from);
        let words: Vec<OsString> = [command.name.into()].into_iter().chain(arguments).chain(json).collect();
        let parsed = parse::parse(&words, self.given.flags.terminal(), &|_| None)?;
        let ParsedCommand::Run(mut job) = parsed else { return Err(Error::internal("menu")(command.name.to_string())) };
        job.flags = GlobalFlags { folder: None, hints: HINTS, ..self.given.flags.clone() };
        let done = catch_unwind(AssertUnwindSafe(|| execute(&job, self.world)));
        let done =
            done.unwrap_or_else(|_| Err(Error::Internal { stage: command.name, said: panic_location().clone() }))?;
        Ok((done.lines, done.json.unwrap_or_default()))
    }

    /// Says what is going to be published, and publishes it if the person agrees.
    fn publish(&mut self) -> Result<(), Error> {
        let status = match pipeline::status(self.world, &self.folder, self.period) {
            Ok(status) => status,
            Err(error) => {
                self.person.complain(&error);
                return Ok(());
            }
        };
        self.world.report_progress(0, 0);
        let context = SummaryContext { selected: self.period, today: None, published: status.published.clone() };
        let summary = CampaignSummary::new(&status.plan, &status.ledger, context);
        let (lang, period) = (self.person.lang(), summary.period);
        let (due, counted) = (summary.units.due, summary.units.counted);
        let question = heading(match lang {
            Lang::Vi => format!("Chốt {}? Đã tổng hợp {counted}/{due} báo cáo.", period.label(lang)),
            Lang::En => format!("Publish {}? {counted} of {due} returns are counted.", period.label(lang)),
        });
        let text = lang.pick(
            "Tệp tổng hợp, kế hoạch và báo cáo của kỳ được chép vào ket-qua/da-chot và giữ nguyên từ đó.",
            "Workbook, plan and returns of the period are copied into ket-qua/da-chot and stay as they are from then on.",
        );
        let keys =
            [KeyLine::new('1', lang.pick("Chốt", "Publish")), KeyLine::new(BACK, lang.pick("Chưa chốt", "Not yet"))];
        if self.person.choose(vec![question, ReportLine::new(text, 0)], &keys)? != Some('1') {
            return Ok(());
        }
        let mut arguments = self.folder_argument();
        arguments.extend(["--period".into(), period.to_string().into()]);
        self.run(&publish::COMMAND, arguments)
    }

    fn choose_period(&mut self) -> Result<(), Error> {
        let plan = match pipeline::campaign(self.world, &self.folder) {
            Ok(plan) => plan,
            Err(error) => {
                self.person.complain(&error);
                return Ok(());
            }
        };
        let lang = self.person.lang();
        let (first, last) = (plan.first.text_in(lang), plan.last.text_in(lang));
        let question = match lang {
            Lang::Vi => format!("Kỳ báo cáo, từ {first} đến {last} (để trống: kỳ mới nhất có báo cáo): "),
            Lang::En => format!("Period, {first} to {last} (empty: the latest with returns): "),
        };
        let Some(typed) = self.person.ask(&question) else { return Ok(()) };
        let chosen = if typed.is_empty() { None } else { typed.parse().ok().filter(|name| plan.span(*name).is_some()) };
        if !typed.is_empty() && chosen.is_none() {
            let text = BilingualText::new(
                format!("Kế hoạch không có kỳ \"{typed}\". Hãy ghi như {first}, hoặc năm 2022, cả giai đoạn."),
                format!("The plan has no period \"{typed}\". Write it like {first}, or 2022, all."),
            );
            self.person.complain(&Error::Usage(text));
            return Ok(());
        }
        self.period = chosen;
        self.advised.clear();
        Ok(())
    }

    fn open_result(&mut self) -> Result<(), Error> {
        match self.result.clone().or_else(|| newest_result(self.world, &self.folder)) {
            Some(path) => self.open(&path),
            None => self.person.tell(StaticText::new(
                "Chưa có kết quả. Bấm 1 để tổng hợp.",
                "There is no result yet. Press 1 to merge.",
            )),
        }
    }

    fn open(&self, path: &Path) -> Result<(), Error> {
        let (lang, shown) = (self.person.lang(), path.display());
        let text = match (self.world.open(path), lang) {
            (Ok(()), Lang::Vi) => format!("Đang mở {shown}"),
            (Ok(()), Lang::En) => format!("Opening {shown}"),
            (Err(_), Lang::Vi) => format!("Máy này không mở được từ đây. Hãy tự mở {shown}"),
            (Err(_), Lang::En) => format!("It cannot be opened from here. Open it yourself: {shown}"),
        };
        self.person.show(&vec![ReportLine::new(text, 2)])
    }
}

/// Returns a folder as it is shown.
pub(super) fn shown_folder(world: &dyn System, folder: &Path) -> String {
    // The current folder has no name of its own.
    world.absolute(&folder.join(".")).display().to_string()
}

/// Returns the commands that an output advises.
fn advice(result: &Value) -> Vec<(String, Vec<OsString>)> {
    let steps = result["next"].as_array().into_iter().flatten().map(|step| &step["command"]);
    let words = |value: &Value| -> Vec<OsString> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(OsString::from).collect()
    };
    steps.filter_map(|command| Some((command["name"].as_str()?.to_string(), words(&command["arguments"])))).collect()
}

/// Returns what a command wrote, as a person opens it.
fn written(command: &CliCommand, result: &Value) -> Option<PathBuf> {
    let path = |name: &str| result[name].as_str().map(PathBuf::from);
    match command.name {
        name if name == merge::COMMAND.name => path("workbook"),
        name if name == feedback::COMMAND.name => path("folder").map(|folder| folder.join("Tom-tat.xlsx")),
        name if name == init::COMMAND.name => None,
        _ => path("folder"),
    }
}

/// Returns the consolidated workbook of the latest period; one of a longer span only if there is no other.
fn newest_result(world: &dyn System, folder: &Path) -> Option<PathBuf> {
    let files = world.list(&folder.join(RESULTS)).ok()?.into_iter();
    let named = files.filter_map(|file| {
        let name = file.name.strip_prefix("Tong-hop-")?.strip_suffix(".xlsx")?.parse::<SpanName>().ok()?;
        Some((matches!(name, SpanName::Period(_)), name, file.path))
    });
    named.max_by_key(|(is_period, name, _)| (*is_period, *name)).map(|(.., path)| path)
}
