//! `export`: writes tidy tables for other programs.

use super::command::{
    CliCommand, CommandArguments, FOLDER, campaign_argument, flag, format_argument, output_argument,
    report_period_argument,
};
use super::output::{CommandOutput, written};
use crate::error::Error;
use crate::model::text::{Lang, StaticText};
use crate::pipeline::{self, ExportAudience, ExportFormat, ReplacePolicy};
use crate::report::line::ReportLines;
use crate::report::since;
use crate::system::System;
use clap::Arg;
use serde_json::json;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "export",
    aliases: &["xuat"],
    about: StaticText::new(
        "Xuất số liệu, cột tính, lỗi và cảnh báo, nguồn thành bảng cho chương trình khác (tên khác: xuat)",
        "Export figures, computed columns, findings, sources as tables for other programs (alias: xuat)",
    ),
    usage: StaticText::new(
        "tonghop export [THƯ-MỤC] [--period KỲ] [--format csv|json] [--output THƯ-MỤC] [--internal]",
        "tonghop export [DIR] [--period PERIOD] [--format csv|json] [--output DIR] [--internal]",
    ),
    arguments,
    replaces: ReplacePolicy::Nothing,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    let format = format_argument(lang, ["csv", "json"]).help(lang.pick(
        "csv (mặc định, mỗi bảng một tệp) hoặc json (một tệp)",
        "csv (default, one file a table) or json (one file)",
    ));
    let output = output_argument(lang, FOLDER).help(lang.pick(
        "Thư mục nhận tệp; mặc định là ket-qua/du-lieu-KỲ",
        "Folder for the files; default ket-qua/du-lieu-PERIOD",
    ));
    let internal = flag("internal").alias("noi-bo").help(lang.pick(
        "Để dùng trong cơ quan: giữ tên tệp và nội dung mà lỗi, cảnh báo trích; không chuyển ra ngoài",
        "For use within the office: keep file names and what findings quote; not to be passed on",
    ));
    vec![campaign_argument(lang), report_period_argument(lang), format, output, internal]
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (folder, period) = (given.campaign_folder(), given.span()?);
    let format = if given.text("format").as_deref() == Some("json") { ExportFormat::Json } else { ExportFormat::Csv };
    let audience = if given.is_set("internal") { ExportAudience::Internal } else { ExportAudience::Anyone };
    let exported = pipeline::export(world, &folder, period, format, audience)?;
    let usual = || folder.join(pipeline::RESULTS).join(format!("du-lieu-{}", exported.report));
    let target = given.path("output").unwrap_or_else(usual);
    let (mut lines, mut files) = (ReportLines::new(), Vec::new());
    for (name, bytes) in &exported.files {
        let path = target.join(name);
        world.save(&path, bytes).map_err(Error::Write)?;
        written(given.flags.lang, &path, &mut lines);
        files.push(path.display().to_string());
    }
    since::uncompared(given.flags.lang, &exported.uncompared, &mut lines);
    let uncompared = &exported.uncompared;
    given.output(lines, false, || json!({ "period": exported.report, "files": files, "uncompared": uncompared }))
}
