//! `page`: makes the offline page of a campaign, with which the units check their forms.

use super::command::{CliCommand, CommandArguments, FILE, campaign_argument, output_argument, valued};
use super::output::{CommandOutput, written};
use crate::error::Error;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::pipeline::{self, ReplacePolicy};
use crate::report::line::{ReportLines, wrap};
use crate::system::System;
use clap::{Arg, value_parser};
use serde_json::json;
use std::path::PathBuf;

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "page",
    aliases: &["trang"],
    about: StaticText::new(
        "Làm trang kiem-tra.html để đơn vị tự kiểm tra biểu, không cần cài đặt, không cần mạng (tên khác: trang)",
        "Make the page kiem-tra.html, with which units check their forms without installing anything (alias: trang)",
    ),
    usage: StaticText::new(
        "tonghop page [THƯ-MỤC] [--output TỆP] [--template TỆP]",
        "tonghop page [DIR] [--output FILE] [--template FILE]",
    ),
    arguments,
    replaces: ReplacePolicy::Nothing,
    run,
};

fn arguments(lang: Lang) -> Vec<Arg> {
    let output = output_argument(lang, FILE)
        .help(lang.pick("Tệp để ghi; mặc định kiem-tra.html", "The file; default kiem-tra.html"));
    let template = valued(lang, "template", FILE).value_parser(value_parser!(PathBuf)).help(lang.pick(
        "Trang trống; mặc định trang-kiem-tra.html cạnh chương trình",
        "The page without a plan; default trang-kiem-tra.html beside the program",
    ));
    vec![campaign_argument(lang), output, template]
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let lang = given.flags.lang;
    let made = pipeline::page(world, &given.campaign_folder(), given.path("template"), given.path("output"))?;
    let mut lines = ReportLines::new();
    let text = BilingualText::new(
        "Gửi trang này cho các đơn vị qua thư hoặc USB: mở bằng trình duyệt, kéo biểu vào là thấy chỗ cần sửa. Trang không gửi gì \
         đi. Trong trang có kế hoạch và phụ lục, không có báo cáo, không có người liên hệ. Kế hoạch đổi thì làm lại trang.",
        "Send this page to the units by e-mail or USB: opened in a browser, it shows what to correct in a form that is dropped on it. \
         It sends nothing. It has the plan and the annex, no returns and no contacts. Make it again when the plan changes.",
    );
    wrap(lang.text_in(&text), "  ", &mut lines);
    written(lang, &made.path, &mut lines);
    given.output(
        lines,
        false,
        || json!({ "file": made.path.display().to_string(), "bytes": made.size, "contains": made.files }),
    )
}
