//! Tests of the command line: defaults, aliases, languages, usage errors, help.

use super::*;
use crate::model::text::BilingualText;

fn line(words: &[&str], lang: Lang) -> Result<ParsedCommand, Error> {
    let words: Vec<OsString> = words.iter().map(OsString::from).collect();
    let default = |w: &OsString| (w == "đợt 1").then_some(DEFAULT);
    parse(&words, Terminal::from(lang), &default)
}

fn given(words: &[&str]) -> CommandArguments {
    match line(words, Lang::Vi).unwrap() {
        ParsedCommand::Run(given) => given,
        ParsedCommand::Print(text) => panic!("{text}"),
    }
}

/// The command, its campaign folder and its period.
fn parts(words: &[&str]) -> (&'static str, String, Option<String>) {
    let given = given(words);
    let folder = given.campaign_folder().display().to_string();
    (given.command.name, folder, given.period().unwrap().map(|p| p.to_string()))
}

fn refuse_words(words: &[&str]) -> BilingualText {
    match line(words, Lang::Vi) {
        Ok(ParsedCommand::Run(given)) if given.command.name == "check" => given.report_output().map(drop),
        Ok(ParsedCommand::Run(given)) => given.period().map(drop),
        Ok(ParsedCommand::Print(text)) => panic!("{text}"),
        Err(error) => Err(error),
    }
    .unwrap_err()
    .text()
}

#[test]
fn no_command_means_merge() {
    let merge = |folder: &str, period: Option<&str>| ("merge", folder.to_string(), period.map(String::from));
    assert_eq!(parts(&[]), merge("", None));
    assert_eq!(parts(&["đợt 1"]), merge("đợt 1", None));
    assert_eq!(parts(&["--period", "2022-Q1"]), merge("", Some("2022-Q1")));
    assert_eq!(parts(&["--ky", "2022-Q1"]), merge("", Some("2022-Q1")));
    assert_eq!(parts(&["--quarter", "T3/2024"]), merge("", Some("2024-T03")));
    assert_eq!(parts(&["đợt 1", "--period=2022Q1"]), merge("đợt 1", Some("2022-Q1")));
    assert_eq!(parts(&["-C", "x", "--strict", "-v"]), merge("x", None));
    let GlobalFlags { strict, detail, .. } = given(&["-C", "x", "--strict", "-v"]).flags;
    assert_eq!((strict, detail), (true, Detail::Full));
}

#[test]
fn aliases_parse_to_their_commands() {
    assert_eq!(parts(&["gop", "x"]), parts(&["merge", "x"]));
    assert_eq!(parts(&["-C", "x", "merge"]), parts(&["merge", "-C", "x"]));
    let files = |words: &[&str]| given(words).paths("files");
    assert_eq!(files(&["kiem-tra", "a.xlsx", "b.xlsx"]), files(&["check", "a.xlsx", "b.xlsx"]));
    let unit = |words: &[&str]| (given(words).command.name, given(words).text("unit"));
    assert_eq!(unit(&["bieu-mau", "--unit", "A"]), ("forms", Some("A".to_string())));
    assert_eq!(given(&["tao", "x"]).command.name, "init");
}

/// No two commands share a name, and every value that follows its flag is known before the command is.
#[test]
fn names_are_unique_and_valued_flags_are_found() {
    let mut names: Vec<&str> = COMMANDS.iter().flat_map(|c| c.aliases.iter().copied().chain([c.name])).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
    let found = valued_flags(&root(Lang::Vi.into()));
    for flag in
        ["-C", "--lang", "--limit", "--period", "--quarter", "--ky", "--output", "--format", "--annex", "--color"]
    {
        assert!(found.iter().any(|f| f == flag), "{flag}: {found:?}");
    }
    assert!(!found.iter().any(|f| f == "--force" || f == "-v" || f == "--help"), "{found:?}");
}

#[test]
fn flag_overrides_environment_and_default_is_vietnamese() {
    let find = |words: &[&str], environment| {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        language(&words, environment)
    };
    assert_eq!(find(&["merge"], None), Lang::Vi);
    assert_eq!(find(&["merge"], Some("en")), Lang::En);
    assert_eq!(find(&["--lang", "vi"], Some("en")), Lang::Vi);
    assert_eq!(find(&["merge", "--lang=en"], None), Lang::En);
    assert_eq!(find(&["--lang", "fr"], None), Lang::Vi);
    assert_eq!(find(&["check", "--", "--lang=en"], None), Lang::Vi);
    assert_eq!(find(&["--lang"], Some("xx")), Lang::Vi);
}

#[test]
fn usage_errors_are_in_both_languages() {
    let text = refuse_words(&["megre"]);
    assert!(text.vi.contains("Không có lệnh hoặc thư mục \"megre\". Có phải \"merge\" không?"), "{}", text.vi);
    assert!(text.en.contains("Did you mean \"merge\"?"), "{}", text.en);
    let text = refuse_words(&["merge", "--peroid", "2022-Q1"]);
    assert!(text.vi.contains("Không có tùy chọn \"--peroid\". Có phải \"--period\" không?"), "{}", text.vi);
    assert!(text.vi.ends_with("Xem cách dùng: tonghop merge --help"), "{}", text.vi);
    let text = refuse_words(&["merge", "Đợt", "1"]);
    assert!(text.vi.contains("Thừa \"1\". Tên thư mục hoặc tệp có dấu cách thì"), "{}", text.vi);
    for period in ["2022-Q1", "Quý I/2022", "2022-H1", "2022"] {
        let text = refuse_words(&["publish", "dot-1", period]);
        assert!(text.vi.contains(&format!("Kỳ báo cáo ghi sau --period: --period \"{period}\".")), "{}", text.vi);
    }
    let text = refuse_words(&["check", "a.xlsx", "--format", "pdf"]);
    assert!(text.vi.contains("\"pdf\" của --format không hợp lệ; chỉ được dùng: text, json, xlsx"), "{}", text.vi);
    assert!(refuse_words(&["merge", "--period"]).vi.contains("Thiếu giá trị sau --period"));
    assert!(refuse_words(&["merge", "--period", "kỳ 1"]).vi.contains("2022-Q1"));
    assert!(refuse_words(&["check"]).vi.contains("Thiếu tham số: TỆP"));
    assert!(refuse_words(&["init"]).vi.contains("Thiếu tham số: THƯ-MỤC"));
    assert!(refuse_words(&["check", "a.xlsx", "--format", "xlsx"]).vi.contains("--output"));
    assert!(refuse_words(&["merge", "--lang", "fr"]).vi.contains("chỉ được dùng: vi, en"));
    assert!(refuse_words(&["merge", "-C", "a", "-C", "b"]).vi.contains("hai lần"));
}

#[test]
fn help_is_entirely_in_the_selected_language() {
    let commands = COMMANDS.iter().map(|command| vec![command.name, "--help"]);
    for words in commands.chain([vec!["--help"], vec!["init", "-h"], vec!["gop", "--help"]]) {
        let words = words.as_slice();
        let Ok(ParsedCommand::Print(vi)) = line(words, Lang::Vi) else { panic!("{words:?}") };
        for english in ["Usage", "Options", "Commands", "Arguments", "possible", "default", "Print", "alias"] {
            assert!(!vi.contains(english), "{english} in\n{vi}");
        }
        assert!(vi.contains("Cách dùng: tonghop"), "{vi}");
        let Ok(ParsedCommand::Print(en)) = line(words, Lang::En) else { panic!("{words:?}") };
        assert!(en.contains("Usage: tonghop") && !en.contains("Tùy chọn"), "{en}");
        for text in [&vi, &en] {
            // A usage line is shown as written.
            let lines = text.lines().filter(|l| !l.starts_with("Cách dùng: ") && !l.starts_with("Usage: "));
            assert!(lines.clone().all(|l| l.chars().count() <= 80), "{text}");
        }
    }
}

#[test]
fn version_is_that_of_the_crate() {
    let expected = format!("tonghop {}\n", env!("CARGO_PKG_VERSION"));
    let Ok(ParsedCommand::Print(text)) = line(&["--version"], Lang::Vi) else { panic!() };
    assert_eq!(text, expected);
}
