//! `menu`: the commands of a campaign by single keys, for a person who starts the program from the desktop and types no
//! commands. It runs the commands of the command line, each with its own guard, and has no work of its own.

mod conversation;
mod session;
mod start;

use super::command::{CliCommand, CommandArguments, campaign_argument, flag};
use super::output::CommandOutput;
use crate::error::Error;
use crate::model::text::{Lang, StaticText};
use crate::pipeline::{self, ReplacePolicy};
use crate::report::line::ReportLines;
use crate::system::System;
use clap::Arg;
use serde_json::json;
use session::MenuSession;
use std::ffi::OsString;
use std::path::Path;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "menu",
    aliases: &["thuc-don"],
    about: StaticText::new(
        "Làm việc bằng phím số: tổng hợp, biểu mẫu, phản hồi, chốt, mở kết quả (tên khác: thuc-don)",
        "Work by single keys: merge, forms, feedback, publish, open the result (alias: thuc-don)",
    ),
    usage: StaticText::new("tonghop menu [THƯ-MỤC] [--merge]", "tonghop menu [DIR] [--merge]"),
    arguments,
    replaces: ReplacePolicy::OfEachCommand,
    run,
};

/// Flag of a session that begins with a merge.
const MERGE: &str = "merge";

fn arguments(lang: Lang) -> Vec<Arg> {
    vec![
        campaign_argument(lang),
        flag(MERGE).help(lang.pick("Tổng hợp ngay khi bắt đầu, nếu có báo cáo", "Merge first, if there are returns")),
    ]
}

/// Returns the arguments for a start from the desktop: with nothing, or with a campaign folder dropped on the program,
/// the menu follows the merge. Others stay as they are.
pub(super) fn desktop_words(words: Vec<OsString>, world: &dyn System) -> Vec<OsString> {
    let dropped = match words.as_slice() {
        [] => None,
        [folder] if pipeline::is_campaign(world, Path::new(folder)) => Some(folder.clone()),
        _ => return words,
    };
    let named = [COMMAND.name, "--merge"].map(OsString::from);
    named.into_iter().chain(dropped).collect()
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let mut session = MenuSession::new(given, world);
    if let Some(folder) = start::campaign(&mut session, given.campaign_folder())? {
        session.work_in(folder, given.is_set(MERGE))?;
    }
    given.output(ReportLines::new(), false, || json!({ "folder": session.folder(), "commands": session.runs }))
}
