//! `completions`: writes the completions of a shell, from the list of commands.

use super::command::{CliCommand, CommandArguments, positional};
use super::output::{CommandOutput, lines_of};
use super::{PROGRAM, parse};
use crate::error::Error;
use crate::model::text::{Lang, StaticText};
use crate::pipeline::ReplacePolicy;
use crate::system::System;
use clap::Arg;
use clap::builder::PossibleValuesParser;
use clap_complete::Shell;
use serde_json::json;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "completions",
    aliases: &["goi-y"],
    about: StaticText::new(
        "Tập lệnh gợi ý của bash, zsh, fish, powershell, elvish (tên khác: goi-y)",
        "Completions for bash, zsh, fish, powershell or elvish (alias: goi-y)",
    ),
    usage: StaticText::new("tonghop completions SHELL", "tonghop completions SHELL"),
    arguments,
    replaces: ReplacePolicy::Nothing,
    run,
};

/// The shells that have completions.
const SHELLS: [(&str, Shell); 5] = [
    ("bash", Shell::Bash),
    ("zsh", Shell::Zsh),
    ("fish", Shell::Fish),
    ("powershell", Shell::PowerShell),
    ("elvish", Shell::Elvish),
];

fn arguments(lang: Lang) -> Vec<Arg> {
    vec![
        positional(lang, "shell", StaticText::new("SHELL", "SHELL"))
            .required(true)
            .value_parser(PossibleValuesParser::new(SHELLS.map(|(name, _)| name)))
            .hide_possible_values(true)
            .help("bash, zsh, fish, powershell, elvish"),
    ]
}

fn run(given: &CommandArguments, _: &dyn System) -> Result<CommandOutput, Error> {
    let name = given.text("shell").unwrap_or_default();
    let shell = SHELLS.iter().find(|(known, _)| *known == name).map_or(Shell::Bash, |(_, shell)| *shell);
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut parse::root(given.terminal()), PROGRAM, &mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    given.output(lines_of(&text), false, || json!({ "shell": name, "text": text }))
}
