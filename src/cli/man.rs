//! `man`: writes the manual page in the format of `man`, from the list of commands.

use super::command::{CliCommand, CommandArguments};
use super::output::{CommandOutput, lines_of};
use super::{COMMANDS, parse};
use crate::error::Error;
use crate::model::text::{Lang, StaticText};
use crate::pipeline::ReplacePolicy;
use crate::system::System;
use clap::Arg;
use clap_mangen::Man;
use serde_json::json;
use std::io;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "man",
    aliases: &["so-tay"],
    about: StaticText::new(
        "Trang hướng dẫn cho lệnh man của Linux (tên khác: so-tay)",
        "The manual page for man (alias: so-tay)",
    ),
    usage: StaticText::new("tonghop man > tonghop.1", "tonghop man > tonghop.1"),
    arguments,
    replaces: ReplacePolicy::Nothing,
    run,
};

fn arguments(_: Lang) -> Vec<Arg> {
    Vec::new()
}

fn run(given: &CommandArguments, _: &dyn System) -> Result<CommandOutput, Error> {
    let page = page(given).map_err(|e| Error::internal("man")(e.to_string()))?;
    let text = String::from_utf8_lossy(&page).into_owned();
    given.output(lines_of(&text), false, || json!({ "text": text }))
}

/// Writes one page: the program, then each command with its options.
fn page(given: &CommandArguments) -> io::Result<Vec<u8>> {
    let mut root = parse::root(given.terminal());
    root.build();
    let mut out = Vec::new();
    let whole = Man::new(root.clone());
    whole.render_title(&mut out)?;
    whole.render_name_section(&mut out)?;
    whole.render_synopsis_section(&mut out)?;
    whole.render_description_section(&mut out)?;
    whole.render_options_section(&mut out)?;
    for command in COMMANDS {
        let Some(parser) = root.find_subcommand(command.name) else { continue };
        let (page, mut part) = (Man::new(parser.clone()), Vec::new());
        page.render_description_section(&mut part)?;
        page.render_options_section(&mut part)?;
        // Its sections are parts of the section of the command.
        let part = String::from_utf8_lossy(&part).replace("\n.SH ", "\n.SS ");
        out.extend_from_slice(format!(".SH \"{}\"\n{part}", command.name.to_uppercase()).as_bytes());
    }
    Ok(out)
}
