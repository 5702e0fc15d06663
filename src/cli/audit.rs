//! `audit`: compares a consolidated workbook with one built again.

use super::command::{CliCommand, CommandArguments, FILE, FOLDER, ReportFormat, positional, report_arguments, valued};
use super::json;
use super::output::{CommandOutput, written};
use crate::error::Error;
use crate::model::text::{Lang, StaticText};
use crate::pipeline::{self, ReplacePolicy};
use crate::report::audit as report;
use crate::report::audit_sheet;
use crate::report::line::{ReportLines, joined, wrap};
use crate::system::System;
use crate::write;
use clap::{Arg, value_parser};
use std::path::PathBuf;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "audit",
    aliases: &["kiem-toan"],
    about: StaticText::new(
        "Kiểm tra lại một tệp tổng hợp: dựng lại từ kế hoạch và báo cáo, nêu từng ô khác (tên khác: kiem-toan)",
        "Audit a consolidated workbook: build it anew, list every cell that differs (alias: kiem-toan)",
    ),
    usage: StaticText::new(
        "tonghop audit TỆP [--returns THƯ-MỤC] [--format DẠNG] [--output TỆP]",
        "tonghop audit FILE [--returns DIR] [--format KIND] [--output FILE]",
    ),
    arguments,
    replaces: ReplacePolicy::Nothing,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    let file = positional(lang, "file", FILE)
        .value_parser(value_parser!(PathBuf))
        .help(lang.pick("Tệp tổng hợp cần kiểm tra lại", "Consolidated workbook to audit"));
    let returns = valued(lang, "returns", FOLDER).value_parser(value_parser!(PathBuf)).help(lang.pick(
        "Thư mục báo cáo; mặc định là tra-loi/ của thư mục kế hoạch chứa tệp",
        "Folder of the returns; default: tra-loi/ of the campaign that holds the file",
    ));
    [file.required(true), returns].into_iter().chain(report_arguments(lang)).collect()
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (format, output) = given.report_output()?;
    let (flags, file) = (&given.flags, given.path("file").unwrap_or_default());
    let audited = pipeline::audit(world, &file, flags.folder.as_deref(), given.path("returns").as_deref())?;
    let errors = audited.has_faults();
    let path = file.display().to_string();
    let internal = Error::internal("report");
    let lines = report::text(flags.lang, &path, &audited, flags.detail);
    let done = given.output(lines, errors, || report::json(&path, &audited))?;
    let Some(output) = output else { return Ok(done) };
    let bytes = match (format, &done.json) {
        (ReportFormat::Xlsx, _) => {
            let book = audit_sheet::book(&path, &audited, audited.created);
            write::workbook(&book).map_err(|e| internal(e.to_string()))?
        }
        (_, Some(result)) => json::document(given.command.name, errors, result)?.into_bytes(),
        (_, None) => joined(&done.lines).into_bytes(),
    };
    world.save(&output, &bytes).map_err(Error::Write)?;
    let mut lines = ReportLines::new();
    wrap(&report::summary(flags.lang, &audited), "  ", &mut lines);
    written(flags.lang, &output, &mut lines);
    Ok(CommandOutput { lines, errors, json: None })
}
