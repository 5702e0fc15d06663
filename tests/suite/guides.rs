//! The guides: their generated pages are what the program says, their links lead somewhere, their commands exist. With
//! `TONGHOP_UPDATE_DOCS=1` the generated pages are written again.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tonghop::check::builtin_text;
use tonghop::formula::function::ALLOWED;
use tonghop::limits::Limits;
use tonghop::model::finding::Severity;
use tonghop::model::text::{BilingualText, Lang};
use tonghop::plan::{load, template};
use tonghop::read::reading_findings::finding_of_code;

const PROGRAM: &str = env!("CARGO_BIN_EXE_tonghop");

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// A code of the program: severity, meaning, what to do.
type CodeMeaning = (String, Severity, BilingualText, BilingualText);

/// Returns all codes of the program, those of reading first.
fn codes() -> Vec<CodeMeaning> {
    let all = ('D'..='K').filter(|letter| matches!(letter, 'D' | 'K'));
    let numbered = all.flat_map(|letter| (1..200).map(move |number| format!("{letter}{number:02}")));
    numbered
        .filter_map(|code| {
            let read = finding_of_code(&code).map(|f| (code.clone(), f.severity, f.message, f.mend));
            read.or_else(|| builtin_text(&code).map(|t| (code, t.severity, t.message.into(), t.mend.into())))
        })
        .collect()
}

/// Formats a limit in the unit that a person would use.
fn limit(name: &str, value: u64) -> String {
    match name {
        _ if name.ends_with("bytes") || name == "ratio_from" => format!("{} MB", value >> 20),
        "ratio" => format!("{value} : 1"),
        "file_seconds" => format!("{value} s"),
        _ => value.to_string().as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect::<Vec<_>>().join(" "),
    }
}

fn reference(lang: Lang) -> String {
    let t = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n", t("Bảng tra cứu", "Reference"));
    let _ = writeln!(
        out,
        "{}\n",
        t(
            "Trang này lấy từ chương trình: `TONGHOP_UPDATE_DOCS=1 cargo test --test suite guides` viết lại.",
            "This page is made from the program: `TONGHOP_UPDATE_DOCS=1 cargo test --test suite guides` writes it again.",
        )
    );
    let _ = writeln!(out, "## {}\n", t("Hàm", "Functions"));
    let _ = writeln!(
        out,
        "{}\n",
        t(
            "Các hàm Excel dùng được trong công thức của kế hoạch: hàm mà Excel 2010, LibreOffice 7 và chương trình tính ra như nhau.",
            "The Excel functions that a plan's formulas may use: those that Excel 2010, LibreOffice 7 and the program compute alike.",
        )
    );
    let _ = writeln!(out, "| {} | {} |\n|---|---|", t("hàm", "function"), t("số đối số", "arguments"));
    for function in ALLOWED {
        let count = match (function.least, function.most) {
            (least, most) if least == most => least.to_string(),
            (least, most) if most > 50 => t("từ X trở lên", "X or more").replace('X', &least.to_string()),
            (least, most) => format!("{least}–{most}"),
        };
        let _ = writeln!(out, "| `{}` | {count} |", function.name);
    }
    let _ = writeln!(out, "\n## {}\n", t("Giới hạn", "Limits"));
    let _ = writeln!(
        out,
        "{}\n",
        t(
            "Tệp vượt giới hạn được nêu tên kèm giới hạn, các tệp khác vẫn được đọc. Nâng cho một lần chạy: `--limit cells=1M`.",
            "A file beyond a limit is named with it, and the rest is read. For one run: `--limit cells=1M`.",
        )
    );
    let _ = writeln!(out, "| {} | {} |\n|---|--:|", t("tên", "name"), t("mức", "value"));
    let limits = serde_json::to_value(Limits::default()).unwrap();
    for (name, value) in limits.as_object().unwrap() {
        let _ = writeln!(out, "| `{name}` | {} |", limit(name, value.as_u64().unwrap()));
    }
    let _ = writeln!(out, "\n## {}\n", t("Mã lỗi và cảnh báo", "Codes"));
    let _ = writeln!(
        out,
        "{}\n",
        t(
            "Mã D do chương trình đặt khi đọc tệp, mã K khi đối chiếu các báo cáo. Mã R là quy tắc của kế hoạch: `tonghop giai-thich R10`. Mức là mức thường gặp.",
            "Codes with D come from reading a file, with K from comparing returns. R codes are rules of the plan: `tonghop explain R10`. The severity is the usual one.",
        )
    );
    let heads = [t("mã", "code"), t("mức", "severity"), t("nghĩa là", "means"), t("cách sửa", "what to do")];
    let _ = writeln!(out, "| {} |\n|---|---|---|---|", heads.join(" | "));
    for (code, severity, message, mend) in codes() {
        let name = lang.pick(severity.vi(), severity.en());
        let [message, mend] = [message, mend].map(|text| cell(lang.text_in(&text)));
        let _ = writeln!(out, "| {code} | {} {name} | {message} | {mend} |", severity.mark());
    }
    TEMPLATES.iter().for_each(|name| rules(&mut out, name, lang));
    out
}

/// The templates whose rules are listed.
const TEMPLATES: [&str; 2] = ["277-kh-ldld", "2209-kh-ubnd"];

/// Writes the rules of a template: what holds in a correct return, and how to correct another one.
fn rules(out: &mut String, name: &str, lang: Lang) {
    let t = |vi: &'static str, en: &'static str| lang.pick(vi, en);
    let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
    let template = template::get(name).unwrap();
    let plan = load::text(template.plan, template.annex.as_bytes(), ("ke-hoach.toml", "phu-luc.tsv")).unwrap();
    let _ = writeln!(out, "\n## {} {}\n", t("Quy tắc của Kế hoạch", "Rules of plan"), plan.info.number);
    let _ = writeln!(
        out,
        "{}\n",
        t(
            "Mỗi quy tắc viết một lần trong kế hoạch; công thức của nó: `tonghop giai-thich` và mã.",
            "Each rule is written once, in the plan; its formula: `tonghop explain` and the code.",
        )
    );
    let heads = [t("mã", "code"), t("mức", "severity"), t("điều phải đúng", "what holds"), t("cách sửa", "what to do")];
    let _ = writeln!(out, "| {} |\n|---|---|---|---|", heads.join(" | "));
    let mut seen = BTreeSet::new();
    for rule in plan.rules.iter().filter(|rule| seen.insert(rule.code.clone())) {
        let severity = lang.pick(rule.severity.vi(), rule.severity.en());
        let title = lang.text_in(&rule.title);
        let holds = cell(if title.is_empty() { lang.text_in(&rule.message) } else { title });
        let mend = cell(lang.text_in(&rule.mend));
        let _ = writeln!(out, "| {} | {} {severity} | {holds} | {mend} |", rule.code, rule.severity.mark());
    }
}

#[test]
fn the_references_say_what_the_program_says() {
    assert!(codes().len() > 80, "{}", codes().len());
    for (path, lang) in [("huong-dan/tra-cuu.md", Lang::Vi), ("guides/reference.md", Lang::En)] {
        let (path, rendered) = (docs().join(path), reference(lang));
        if std::env::var_os("TONGHOP_UPDATE_DOCS").is_some() {
            fs::write(&path, &rendered).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        let stale = written.lines().zip(rendered.lines()).find(|(a, b)| a != b);
        assert!(written == rendered, "{path:?} is stale: {stale:?}\nTONGHOP_UPDATE_DOCS=1 writes it anew");
    }
}

fn guides() -> Vec<PathBuf> {
    let folders = ["huong-dan", "guides"].map(|folder| docs().join(folder));
    folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path()).collect()
}

/// Returns the anchors of a page's headings, as the usual hosts of Markdown make them.
fn anchors(page: &str) -> BTreeSet<String> {
    let of = |heading: &str| {
        let kept = heading.trim().to_lowercase().replace(' ', "-");
        kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
    };
    page.lines()
        .filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')))
        .map(of)
        .collect()
}

#[test]
fn links_of_the_guides_lead_to_files_and_headings() {
    let mut count = 0;
    for guide in guides() {
        let text = fs::read_to_string(&guide).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target) {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            let path = guide.parent().unwrap().join(file);
            assert!(path.is_file(), "{guide:?}: {target}");
            if !anchor.is_empty() {
                let page = fs::read_to_string(&path).unwrap();
                assert!(anchors(&page).contains(anchor), "{guide:?}: {target}: {:?}", anchors(&page));
            }
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
}

/// Every command that a guide tells to type is one of the program, with options that it has.
#[test]
fn commands_of_the_guides_exist() {
    let mut seen = BTreeSet::new();
    for guide in guides() {
        let text = fs::read_to_string(&guide).unwrap();
        let indented = text.lines().filter_map(|line| line.strip_prefix("    tonghop "));
        let inline = text.split('`').skip(1).step_by(2).filter_map(|code| code.strip_prefix("tonghop "));
        for line in indented.chain(inline) {
            let words: Vec<&str> = line.split('#').next().unwrap().split_whitespace().collect();
            let words = if words[0] == "-C" { &words[2..] } else { &words[..] };
            let name =
                if matches!(words[0], "plan" | "ke-hoach") { words[..2].join(" ") } else { words[0].to_string() };
            let help = Command::new(PROGRAM).args(name.split(' ')).args(["--help", "--lang", "en"]).output().unwrap();
            let shown = String::from_utf8(help.stdout).unwrap();
            assert!(help.status.success(), "{guide:?}: {line}");
            for option in words.iter().filter(|word| word.starts_with("--")) {
                assert!(shown.contains(option), "{guide:?}: {line}: {option}");
            }
            seen.insert(name);
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
}
