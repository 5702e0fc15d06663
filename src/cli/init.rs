//! `init`: creates a campaign folder from a template.

use super::command::{CliCommand, CommandArguments, FILE, FOLDER, NAME, flag, positional, valued};
use super::output::CommandOutput;
use crate::error::Error;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::pipeline::{self, ANNEXES, PLAN_FILE, PLAN_WORKBOOK, RETURNS, ReplacePolicy};
use crate::plan::Plan;
use crate::plan::template::{self, PlanTemplate};
use crate::report::campaign_screen;
use crate::report::line::ReportLine;
use crate::report::next_step::{NextCommand, NextStep};
use crate::system::System;
use clap::{Arg, value_parser};
use serde_json::json;
use std::path::{Path, PathBuf};

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "init",
    aliases: &["tao"],
    about: StaticText::new(
        "Tạo thư mục kế hoạch: kế hoạch, phụ lục, thư mục nhận báo cáo (tên khác: tao)",
        "Make a campaign folder: plan, annex, folders for the returns (alias: tao)",
    ),
    usage: StaticText::new(
        "tonghop init THƯ-MỤC [--text] [--annex TỆP] [--template TÊN]\n                        [--force]",
        "tonghop init DIR [OPTIONS]",
    ),
    arguments,
    replaces: ReplacePolicy::Plan,
    run,
};

/// Begins a text file, so that every Notepad reads it as UTF-8.
const BYTE_ORDER_MARK: char = '\u{FEFF}';
/// Template that is used by default.
const TEMPLATE: &str = "277-kh-ldld";

fn arguments(lang: Lang) -> Vec<Arg> {
    let template = lang.pick(
        "Kế hoạch mẫu; không ghi thì lấy mẫu đầu (toi-thieu: để tự viết). Các mẫu",
        "Plan template; default the first (toi-thieu: to write one's own). Templates",
    );
    let annex = lang.pick(
        "Phụ lục khác thay cho phụ lục của mẫu: .tsv, .csv hoặc .xlsx",
        "Another annex instead of the template's: .tsv, .csv or .xlsx",
    );
    vec![
        positional(lang, "dir", FOLDER)
            .value_parser(value_parser!(PathBuf))
            .help(lang.pick("Thư mục sẽ tạo", "Folder to make"))
            .required(true),
        valued(lang, "template", NAME).help(format!("{template}: {}", known_templates())),
        valued(lang, "annex", FILE).value_parser(value_parser!(PathBuf)).help(annex),
        flag("text").help(lang.pick(
            "Kế hoạch và phụ lục bằng tệp văn bản (ke-hoach.toml, phu-luc.tsv) thay cho Excel",
            "Plan and annex as text (ke-hoach.toml, phu-luc.tsv) instead of Excel",
        )),
        flag("force").help(lang.pick("Ghi đè cả tệp đã có người sửa", "Overwrite even files that a person changed")),
    ]
}

fn known_templates() -> String {
    template::names().collect::<Vec<_>>().join(", ")
}

/// A file of the new folder: name and content.
type NewFile = (String, Vec<u8>);

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let folder = given.path("dir").unwrap_or_default();
    if pipeline::is_among_returns(world, &folder) {
        return Err(Error::InsideReturns { folder });
    }
    let name = given.text("template").unwrap_or_else(|| TEMPLATE.to_string());
    let template = template::get(&name).ok_or_else(|| Error::UnknownTemplate { name, known: known_templates() })?;
    // A campaign starts with a plan and an annex that are consistent with each other.
    let (plan_file, annex_file) = plan_and_annex(given, world, template)?;
    // A plan of the other format, or another annex, must not end up beside the new one.
    let others = ANNEXES.into_iter().chain([PLAN_FILE, PLAN_WORKBOOK]);
    let mut others = others.filter(|name| *name != plan_file.0 && *name != annex_file.0);
    if let Some(name) = others.find(|name| world.is_file(&folder.join(name))) {
        return Err(Error::WouldOverwrite { path: folder.join(name) });
    }
    let plan = pipeline::load(world, template.plan, &annex_file.1, &annex_file.0)?;
    let instructions = instructions(&plan);
    let files = [plan_file, annex_file, ("HUONG-DAN.txt".to_string(), instructions.into_bytes())];
    // Without --force a file that is there must be the same as the new one.
    let is_known = !given.is_set("force") && files.iter().all(|(name, _)| world.is_file(&folder.join(name)));
    if !given.is_set("force") {
        ensure_unchanged(world, &folder, &files)?;
    }
    for period in plan.first.through(plan.last) {
        world.make_folder(&folder.join(RETURNS).join(period.to_string())).map_err(Error::Write)?;
    }
    for (name, bytes) in &files {
        world.save(&folder.join(name), bytes).map_err(Error::Write)?;
    }
    let shown = folder.display().to_string();
    let next = NextStep {
        text: BilingualText::new("Lập biểu mẫu để gửi đơn vị", "Write the forms to send out"),
        command: NextCommand::new("forms", "bieu-mau", vec![shown.clone()]),
    };
    let lang = given.flags.lang;
    let head = match (lang, is_known) {
        (Lang::Vi, false) => format!("Đã tạo thư mục kế hoạch: {shown}"),
        (Lang::Vi, true) => format!("Thư mục kế hoạch đã có sẵn, không thay đổi: {shown}"),
        (Lang::En, false) => format!("Campaign folder made: {shown}"),
        (Lang::En, true) => format!("The campaign folder is there already and stays as it is: {shown}"),
    };
    let mut lines = vec![ReportLine::from(head)];
    let next = [next];
    campaign_screen::next_steps(lang, &next, given.flags.hints, &mut lines);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    given.output(lines, false, || json!({ "folder": shown, "files": names, "next": next }))
}

/// Returns the files of plan and annex: workbooks, or text with `--text`; the annex of `--annex` as it is.
fn plan_and_annex(
    given: &CommandArguments,
    world: &dyn System,
    template: &PlanTemplate,
) -> Result<(NewFile, NewFile), Error> {
    let file = |name: &str, bytes: &[u8]| (name.to_string(), bytes.to_vec());
    let [plan, annex] = pipeline::workbooks(template.plan, template.annex)?;
    let (plan, annex) = if given.is_set("text") {
        (file(PLAN_FILE, template.plan.as_bytes()), file(ANNEXES[0], template.annex.as_bytes()))
    } else {
        (file(PLAN_WORKBOOK, &plan), file(ANNEXES[2], &annex))
    };
    let Some(path) = given.path("annex") else { return Ok((plan, annex)) };
    let kind = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).unwrap_or_default();
    let name = format!("phu-luc.{kind}");
    if !ANNEXES.contains(&name.as_str()) {
        return Err(Error::UnknownAnnexKind { path });
    }
    Ok((plan, (name, pipeline::read(world, &path)?)))
}

/// Checks that no file with other content would be overwritten.
fn ensure_unchanged(world: &dyn System, folder: &Path, files: &[NewFile]) -> Result<(), Error> {
    for (name, bytes) in files {
        let path = folder.join(name);
        if world.is_file(&path) && pipeline::read(world, &path)? != *bytes {
            return Err(Error::WouldOverwrite { path });
        }
    }
    Ok(())
}

/// Returns the instructions in a campaign folder. They are Vietnamese, as everything in that folder, with the byte order
/// mark and the line ends that the Notepad of every Windows needs.
fn instructions(plan: &Plan) -> String {
    let cycle = plan.cycle().noun().vi;
    let (first, last, issuer) = (plan.first, plan.last, &plan.info.issuer_short);
    let text = format!(
        "HƯỚNG DẪN - tổng hợp báo cáo theo kế hoạch {number}\n\
         \n\
         Trong thư mục này:\n\
         \x20 ke-hoach         kế hoạch: chỉ tiêu, quy tắc kiểm tra, cột tính (sửa bằng Excel;\n\
         \x20                  cách sửa ở trang đầu của tệp)\n\
         \x20 phu-luc          phụ lục giao chỉ tiêu\n\
         \x20 bieu-mau/        biểu mẫu gửi đơn vị (do chương trình lập)\n\
         \x20 tra-loi/         tệp đơn vị gửi, mỗi {cycle} một thư mục (ví dụ tra-loi/{first}):\n\
         \x20                  chép nguyên tệp, không sửa, không đổi tên\n\
         \x20 ket-qua/         tệp tổng hợp của từng {cycle} (do chương trình lập)\n\
         \n\
         Mỗi {cycle}, từ {from} đến {to}:\n\
         \x20 1. tonghop bieu-mau            lập biểu mẫu, gửi cho từng đơn vị.\n\
         \x20 2. Chép tệp nhận được vào thư mục của {cycle} trong tra-loi. Tệp gửi lại (lần 2)\n\
         \x20    để cạnh tệp cũ, đừng xóa: chương trình tự lấy lần gửi cao nhất.\n\
         \x20 3. tonghop tinh-hinh           ai đã gửi, ai chưa, còn mấy ngày.\n\
         \x20    tonghop kiem-tra            kiểm tra từng tệp: sai ở trang nào, ô nào, sửa thế nào.\n\
         \x20 4. tonghop phan-hoi            tệp gửi lại đơn vị (ô cần sửa được tô màu), thư nhắc, tin nhắn;\n\
         \x20                                mở phan-hoi/…/Tom-tat.xlsx trước.\n\
         \x20 5. tonghop gop                 tổng hợp vào ket-qua; chạy lại sau mỗi tệp mới.\n\
         \x20    Kéo thư mục này thả vào tonghop.exe cũng được: tổng hợp, rồi chọn việc bằng phím số.\n\
         \x20 6. Mở tệp trong ket-qua: trang Tổng quan nêu việc cần làm, trang Lỗi, cảnh báo nêu từng\n\
         \x20    lỗi, cảnh báo. Báo cáo còn lỗi thì chưa được tổng hợp; đề nghị đơn vị gửi lại.\n\
         \x20 7. tonghop bao-cao, tonghop gui-len    báo cáo bằng lời (Word); báo cáo gửi cấp trên.\n\
         \x20 8. tonghop chot                chốt {cycle}: ket-qua/da-chot giữ nguyên, không bao giờ bị ghi đè.\n\
         \n\
         Số đúng nhưng chương trình báo lỗi: ghi một dòng ở trang Ngoại lệ của ke-hoach\n\
         (đơn vị, kỳ, quy tắc, lý do, người đồng ý), rồi chạy lại tonghop gop.\n\
         \n\
         Chương trình không sửa, không chuyển, không xóa tệp nào của đơn vị. Chạy lại lúc nào cũng được.\n\
         Cần hỏi: bộ phận phụ trách kế hoạch của {issuer}. Các lệnh khác: tonghop --help\n\
         Hướng dẫn có hình cho cán bộ đơn vị, Ban, người kiểm tra, người soạn kế hoạch: docs/huong-dan\n\
         của chương trình.\n",
        number = plan.info.number,
        from = first.in_text(),
        to = last.in_text(),
    );
    format!("{BYTE_ORDER_MARK}{}", text.replace('\n', "\r\n"))
}
