//! `plan`: checks a plan and shows what it defines, compares two plans, converts a plan between text and workbook.

use super::command::{CliCommand, CommandArguments, FILE, flag, output_argument, period_argument, positional};
use super::output::{CommandOutput, written};
use super::usage::usage_error;
use crate::check;
use crate::error::Error;
use crate::model::finding::Finding;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::pipeline::{self, LoadedPlan, ReplacePolicy};
use crate::plan::diagnostic::PlanDiagnostic;
use crate::plan::difference::PlanDifference;
use crate::plan::{difference, load};
use crate::report;
use crate::report::line::ReportLines;
use crate::system::System;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, value_parser};
use serde_json::json;
use std::path::{Path, PathBuf};

pub(super) const COMMAND: CliCommand = CliCommand {
    name: "plan",
    aliases: &["ke-hoach"],
    about: StaticText::new(
        "Kiểm tra kế hoạch, so hai kế hoạch, đổi giữa Excel và chữ (tên khác: ke-hoach)",
        "Check a plan, compare two plans, convert between Excel and text (alias: ke-hoach)",
    ),
    usage: StaticText::new(
        "tonghop plan check [THƯ-MỤC|TỆP]\n       tonghop plan diff [CŨ] MỚI [--period KỲ]\n       tonghop plan convert [THƯ-MỤC|TỆP] [--output TỆP] [--force]",
        "tonghop plan check [DIR|FILE]\n       tonghop plan diff [OLD] NEW [--period PERIOD]\n       tonghop plan convert [DIR|FILE] [--output FILE] [--force]",
    ),
    arguments,
    replaces: ReplacePolicy::Nothing,
    run,
};

/// The work of the command, with its Vietnamese name.
const WORKS: [(&str, &str); 3] = [("check", "kiem"), ("diff", "so"), ("convert", "doi")];

fn arguments(lang: Lang) -> Vec<Arg> {
    let works = WORKS.map(|(name, other)| PossibleValue::new(name).alias(other));
    vec![
        positional(lang, "work", StaticText::new("VIỆC", "WORK"))
            .required(true)
            .value_parser(PossibleValuesParser::new(works))
            .hide_possible_values(true)
            .help(lang.pick(
                "check (kiem): kiểm tra và nói gọn kế hoạch; diff (so): so hai kế hoạch và việc sẽ xảy ra với báo cáo đã nhận; \
                 convert (doi): đổi Excel ↔ chữ",
                "check: faults, rules never asked, what each table says; diff: what changed and what it does to the returns \
                 received; convert: Excel ↔ text",
            )),
        positional(lang, "paths", StaticText::new("KẾ-HOẠCH", "PLAN"))
            .action(ArgAction::Append)
            .num_args(0..=2)
            .value_parser(value_parser!(PathBuf))
            .help(lang.pick(
                "Thư mục kế hoạch hoặc tệp kế hoạch; mặc định là thư mục đang đứng",
                "Campaign folder or plan file; default: the current folder",
            )),
        period_argument(lang).help(lang.pick(
            "diff: kỳ báo cáo của đợt; mặc định như lệnh merge",
            "diff: report period of the campaign; default as for merge",
        )),
        output_argument(lang, FILE).help(lang.pick(
            "convert: tệp để ghi; mặc định doi/ke-hoach.toml hoặc doi/ke-hoach.xlsx cạnh kế hoạch",
            "convert: the file; default doi/ke-hoach.toml or doi/ke-hoach.xlsx beside the plan",
        )),
        flag("force").help(lang.pick("convert: ghi đè tệp đã có", "convert: overwrite an existing file")),
    ]
}

fn run(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let work = given.text("work").unwrap_or_default();
    let is = |names: &(&str, &str)| names.0 == work || names.1 == work;
    match WORKS.iter().find(|names| is(names)).map(|names| names.0) {
        Some("diff") => diff(given, world),
        Some("convert") => convert(given, world),
        _ => checked(given, world),
    }
}

/// Returns the plan of the first path, else that of the campaign folder.
fn only_plan(given: &CommandArguments, world: &dyn System) -> Result<LoadedPlan, Error> {
    let folder = given.flags.folder.clone();
    let paths = given.paths("paths");
    if paths.len() > 1 {
        let text = BilingualText::new("Việc này chỉ nhận một kế hoạch.", "This takes one plan only.");
        return Err(usage_error(text, Some(given.command.name)));
    }
    let path = paths.into_iter().next().or_else(|| folder.clone()).unwrap_or_default();
    pipeline::load_plan(world, &path, folder.as_deref())
}

fn checked(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (lang, detail) = (given.flags.lang, given.flags.detail);
    let loaded = match only_plan(given, world) {
        Ok(loaded) => loaded,
        // The faults of a plan are the result of this command.
        Err(error @ Error::Plan(_)) => {
            return faults(given, &error);
        }
        Err(error) => return Err(error),
    };
    let plan = &loaded.plan;
    let mut lines = report::plan::summary(lang, plan, detail);
    let never = check::never_asked(plan)?;
    report::plan::never_asked(lang, &never, &mut lines);
    let findings = check::annex(plan)?;
    for finding in &findings {
        lines.push("".into());
        report::text::finding(lang, finding, "", &mut lines);
    }
    let is_faulty = findings.iter().any(Finding::is_blocking);
    let errors = is_faulty || given.flags.strict && !(never.is_empty() && findings.is_empty());
    lines.push("".into());
    let end = if is_faulty {
        BilingualText::new(
            "Phụ lục có lỗi, cần sửa trước khi dùng.",
            "The annex has errors and must be corrected first.",
        )
    } else {
        BilingualText::new("Kế hoạch và phụ lục không có chỗ sai.", "Plan and annex have no faults.")
    };
    lines.push(lang.text_in(&end).into());
    given.output(lines, errors, || {
        let never: Vec<_> = never.iter().map(|one| json!({ "rule": one.rule, "why": one.why })).collect();
        json!({ "work": "check", "faults": [], "never_asked": never, "findings": findings })
    })
}

/// Shows the faults of a plan that cannot be loaded.
fn faults(given: &CommandArguments, error: &Error) -> Result<CommandOutput, Error> {
    let lines = super::explained(given.flags.lang, error);
    given.output(lines, true, || {
        let problems = if let Error::Plan(problems) = error { problems.as_slice() } else { &[] };
        let fault = |problem: &PlanDiagnostic| {
            let place = BilingualText::new(problem.show(Lang::Vi), problem.show(Lang::En));
            json!({ "file": problem.file, "text": place })
        };
        let faults: Vec<_> = problems.iter().map(fault).collect();
        json!({ "work": "check", "faults": faults, "never_asked": [], "findings": [] })
    })
}

fn diff(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let (lang, detail) = (given.flags.lang, given.flags.detail);
    let mut paths = given.paths("paths");
    if let [only] = paths.as_slice() {
        // A single plan is compared with that of the campaign: the one named by -C, the one around the file, or the current.
        let around = only.parent().map(Path::to_path_buf).filter(|folder| pipeline::is_campaign(world, folder));
        paths.insert(0, given.flags.folder.clone().or(around).unwrap_or_default());
    }
    let [old, new] = paths.as_slice() else {
        let text = BilingualText::new(
            "Hãy ghi hai kế hoạch, cũ rồi mới; hoặc một kế hoạch mới để so với kế hoạch của thư mục đang đứng (thư mục khác: \
             -C THƯ-MỤC).",
            "Name two plans, the old one, then the new one; or a new one to compare with that of the current folder (another \
             folder: -C DIR).",
        );
        return Err(usage_error(text, Some(given.command.name)));
    };
    let above = |path: &Path| {
        if world.is_file(path) { path.parent().unwrap_or(Path::new("")).to_path_buf() } else { path.to_path_buf() }
    };
    // The returns are those of the campaign that one of the plans lies in.
    let around = || [new, old].into_iter().map(|path| above(path)).find(|folder| pipeline::is_campaign(world, folder));
    let campaign = given.flags.folder.clone().or_else(around).unwrap_or_else(|| above(new));
    let old = pipeline::load_plan(world, old, Some(&campaign))?;
    let new = pipeline::load_plan(world, new, Some(&campaign))?;
    let documents = [&old, &new].map(|loaded| load::plain_document(&loaded.text).unwrap_or_default());
    let mut differences = difference::documents(&documents[0], &documents[1]);
    differences.extend(difference::annexes(&old.plan, &new.plan));
    let mut lines = ReportLines::new();
    report::plan::differences(lang, &differences, detail, &mut lines);
    lines.push("".into());
    let effects = pipeline::plan_effects(world, &campaign, [&old.plan, &new.plan], given.period()?)?;
    match &effects {
        Some(effects) => report::plan_effects::effects(lang, effects, detail, &mut lines),
        None => {
            let folder = campaign.join(pipeline::RETURNS).display().to_string();
            let text = match lang {
                Lang::Vi => format!(
                    "Chưa có báo cáo trong {folder}: chỉ so hai kế hoạch. Báo cáo ở thư mục khác thì thêm -C THƯ-MỤC."
                ),
                Lang::En => format!(
                    "No returns in {folder}: only the plans were compared. If the returns are elsewhere, add -C DIR."
                ),
            };
            lines.push(text.into());
        }
    }
    given.output(lines, false, || {
        let one = |one: &PlanDifference| json!({ "table": one.table, "text": one.text });
        let differences: Vec<_> = differences.iter().map(one).collect();
        json!({ "work": "diff", "differences": differences, "effects": effects.as_ref().map(report::json::effects) })
    })
}

fn convert(given: &CommandArguments, world: &dyn System) -> Result<CommandOutput, Error> {
    let lang = given.flags.lang;
    let loaded = only_plan(given, world)?;
    let (name, bytes) = pipeline::convert_plan(&loaded)?;
    let beside = loaded.path.parent().unwrap_or(Path::new("")).join("doi").join(name);
    let path = given.path("output").unwrap_or(beside);
    let wants_workbook = pipeline::is_plan_workbook(Path::new(name));
    if pipeline::is_plan_workbook(&path) != wants_workbook {
        let kind = if wants_workbook { ".xlsx" } else { ".toml" };
        let text = BilingualText::new(
            format!("Kế hoạch này đổi sang dạng {kind}: hãy ghi --output TỆP{kind}."),
            format!("This plan converts to {kind}: write --output FILE{kind}."),
        );
        return Err(usage_error(text, Some(given.command.name)));
    }
    if world.is_file(&path) && !given.is_set("force") && pipeline::read(world, &path)? != bytes {
        return Err(Error::WouldOverwrite { path });
    }
    world.save(&path, &bytes).map_err(Error::Write)?;
    let mut lines = ReportLines::new();
    let text = BilingualText::new(
        format!(
            "Nội dung như nhau. Muốn dùng bản này thì đưa nó vào thư mục đợt thay cho {}; phụ lục giữ nguyên.",
            loaded.path.display()
        ),
        format!(
            "The content is the same. To use it, put it into the campaign folder in place of {}; the annex stays.",
            loaded.path.display()
        ),
    );
    lines.push(lang.text_in(&text).into());
    written(lang, &path, &mut lines);
    given.output(lines, false, || json!({ "work": "convert", "file": path.display().to_string() }))
}
