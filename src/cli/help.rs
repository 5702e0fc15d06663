//! `help`: prints the help of the program or of a command.

use super::command::{CliCommand, CommandArguments, positional};
use super::output::{CommandOutput, lines_of};
use super::parse;
use crate::error::Error;
use crate::model::text::{Lang, StaticText};
use crate::pipeline::ReplacePolicy;
use crate::system::System;
use clap::Arg;
use serde_json::json;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "help",
    aliases: &["giup"],
    about: StaticText::new(
        "Hướng dẫn chung, hoặc hướng dẫn một lệnh (tên khác: giup)",
        "Help of the program or of a command (alias: giup)",
    ),
    usage: StaticText::new("tonghop giup [LỆNH]", "tonghop help [COMMAND]"),
    arguments,
    replaces: ReplacePolicy::Nothing,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    vec![
        positional(lang, "command", StaticText::new("LỆNH", "COMMAND"))
            .help(lang.pick("Tên lệnh, ví dụ gop", "Name of a command, such as merge")),
    ]
}

fn run(given: &CommandArguments, _: &dyn System) -> Result<CommandOutput, Error> {
    let terminal = given.terminal();
    let text = match given.text("command") {
        None => parse::help(terminal),
        Some(name) => match parse::command_help(terminal, &name) {
            Some(text) => text,
            // The parser names the nearest command.
            None => return Err(parse::unknown_command(&name, terminal)),
        },
    };
    given.output(lines_of(&text), false, || json!({ "text": text }))
}
