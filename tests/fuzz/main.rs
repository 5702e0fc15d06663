//! Fuzz targets: valid files and texts with random changes for each seed (stable Rust, plain `cargo test`). See
//! README.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod balance;
mod mutate;
mod watch;
mod worker;

use mutate::{Dice, Edit, Seed, apply, mutated};
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use tonghop::formula::{Formula, NameResolver, lexer};
use tonghop::grid::{self, Grid, GridCell, RawValue, SheetGrid};
use tonghop::limits::Limits;
use tonghop::model::received_file::{ReadingOutcome, WITHIN};
use tonghop::model::text::Lang;
use tonghop::number::{self, NumberReading};
use tonghop::plan::diagnostic::{self, PlanDiagnostic};
use tonghop::plan::{Plan, load, template, workbook};
use tonghop::read::{self, NamedFile, ReadingContext};
use tonghop::{pipeline, unpack};

/// Time for each target; default 2 s.
fn time() -> Duration {
    let seconds = std::env::var("TONGHOP_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok());
    Duration::from_secs_f64(seconds.unwrap_or(2.0))
}

/// Runs the seeds unchanged, then inputs that failed before, then changed inputs until the time is over.
fn fuzz(target: &str, seeds: &[Seed], words: &[&[u8]], run: fn(&[u8])) {
    assert!(!seeds.is_empty());
    let found = files("found", &[target]);
    for bytes in seeds.iter().map(|s| &s.bytes).chain(&found) {
        if let Err(fault) = watch::judge(target, || run(bytes)) {
            panic!("{target}: {fault}\nkept in {}", watch::keep(target, bytes).display());
        }
    }
    choose(target, |pick, edits| {
        let input = mutated(seeds, pick, edits, words);
        watch::judge(target, || run(&input)).map_err(|fault| (fault, input))
    });
}

/// Generates changes until the time is over. After the first failure it reduces the changes while the target still
/// fails.
fn choose(target: &str, run: impl Fn(u16, &[Edit]) -> Result<(), (String, Vec<u8>)>) {
    // The default seed is fixed, so that a failing test points to a change of the code.
    let seed = std::env::var("TONGHOP_FUZZ_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(277);
    let mut dice = Dice::new(seed, target);
    let begun = Instant::now();
    while begun.elapsed() < time() {
        let (pick, mut edits) = (dice.next() as u16, dice.edits());
        let Err(mut fault) = run(pick, &edits) else { continue };
        let mut at = 0;
        while at < edits.len() {
            let mut fewer = edits.clone();
            fewer.remove(at);
            match run(pick, &fewer) {
                Err(same) => (edits, fault) = (fewer, same),
                Ok(()) => at += 1,
            }
        }
        let path = watch::keep(target, &fault.1);
        panic!("{target}, seed {seed}: {}\n{pick} {edits:?}\nkept in {}", fault.0, path.display());
    }
    watch::report(target, begun.elapsed().as_secs_f64());
}

/// Reads the files of some folders below tests/fuzz/`of`.
fn files(of: &str, folders: &[&str]) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz").join(of);
    let inside = |folder: &&str| fs::read_dir(root.join(folder)).into_iter().flatten();
    let mut paths: Vec<_> = folders.iter().flat_map(inside).map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|p| fs::read(p).unwrap()).collect()
}

fn corpus(folders: &[&str]) -> Vec<Seed> {
    files("corpus", folders).into_iter().map(Seed::new).collect()
}

fn texts<'t>(all: impl IntoIterator<Item = &'t str>) -> Vec<Seed> {
    all.into_iter().map(|t| Seed::new(t.as_bytes().to_vec())).collect()
}

static PLAN: LazyLock<Plan> = LazyLock::new(|| {
    let template = template::get("277-kh-ldld").unwrap();
    load::text(template.plan, template.annex.as_bytes(), ("ke-hoach.toml", "phu-luc.tsv")).unwrap()
});

/// Limits that a small file can reach.
fn tight() -> Limits {
    Limits {
        entries: 14,
        inflated_bytes: 300_000,
        part_bytes: 100_000,
        ratio: 8,
        ratio_from: 50_000,
        shared_strings: 300,
        sheets: 3,
        cells: 400,
        cells_seen: 2_000,
        merges: 4,
        names: 3,
        text_bytes: 20_000,
        xml_depth: 8,
        ..Limits::default()
    }
}

#[test]
fn archive() {
    static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| corpus(&["xlsx", "ods", "xlsb", "zip"]));
    fuzz("archive", &SEEDS, XML, |bytes| {
        grid::sniff(bytes);
        let wide = grid::archive::preflight(bytes, &Limits::default());
        let narrow = grid::archive::preflight(bytes, &tight());
        assert!(wide.is_ok() || narrow.is_err(), "narrow bounds let through what wide ones do not: {wide:?}");
        let _ = grid::hidden::find_hidden(bytes, &Limits::default());
    });
}

/// Reads in this process with the parts that do not use calamine.
fn reader(bytes: &[u8]) {
    for limits in [Limits::default(), tight()] {
        if let Ok(grid) = grid::open(bytes, &limits) {
            sound(&grid, &limits);
        }
    }
    static LIMITS: LazyLock<Limits> = LazyLock::new(Limits::default);
    static CONTEXT: LazyLock<ReadingContext<'static>> = LazyLock::new(|| ReadingContext::new(&PLAN, &LIMITS, None));
    match read::read_file(&CONTEXT, NamedFile { kind: grid::sniff(bytes), bytes, name: "x", subject: "" }) {
        ReadingOutcome::Returns(all) => {
            assert!(!all.is_empty());
            balance::holds(bytes, &all);
        }
        ReadingOutcome::Accompanying(file) => assert!(!file.alone.message.vi.is_empty()),
        ReadingOutcome::Unreadable(finding) | ReadingOutcome::NotAReturn(finding) => {
            assert!(!finding.message.vi.is_empty())
        }
    }
}

fn sound(grid: &Grid, limits: &Limits) {
    assert!(grid.sheets.len() as u64 <= limits.sheets && grid.defined_names.len() as u64 <= limits.names);
    for sheet in &grid.sheets {
        assert!(sheet.cells.len() as u64 <= limits.cells && sheet.merges.len() as u64 <= limits.merges);
        assert!(sheet.cells.keys().all(|(row, column)| *row < 1_048_576 && *column < 16_384));
        assert!(sheet.merges.iter().all(|m| m.top <= m.bottom && m.left <= m.right), "{:?}", sheet.merges);
        for cell in sheet.cells.values() {
            let finite = match cell.value {
                RawValue::Number(n) | RawValue::Date(n) => n.is_finite(),
                _ => true,
            };
            assert!(finite, "{cell:?}");
            let _ = cell.value.display();
        }
    }
}

#[test]
fn ods() {
    static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| corpus(&["ods"]));
    fuzz("ods", &SEEDS, ODS, reader);
}

#[test]
fn spreadsheetml() {
    static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| corpus(&["spreadsheetml"]));
    fuzz("spreadsheetml", &SEEDS, SPREADSHEETML, reader);
}

#[test]
fn html() {
    static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| corpus(&["html"]));
    fuzz("html", &SEEDS, HTML, reader);
}

#[test]
fn xlsx() {
    static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| corpus(&["xlsx"]));
    fuzz("xlsx", &SEEDS, XML, |bytes| worker::read(bytes, "x.xlsx"));
    println!("fuzz xlsx: {} workers lost", worker::lost());
}

/// calamine reads every file that our own reader accepts with the same result, or rejects it. Our reader accepts only
/// supported packages.
#[test]
fn ordinary() {
    static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| corpus(&["xlsx"]));
    fuzz("ordinary", &SEEDS, XML, |bytes| {
        for limits in [Limits::default(), tight()] {
            if let Ok(Some(taken)) = grid::open_ordinary(bytes, &limits) {
                sound(&taken, &limits);
                if let Ok(known) = grid::open_by_crate(bytes, &limits) {
                    assert_eq!(taken, known);
                }
            }
        }
    });
}

#[test]
fn binary() {
    static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| corpus(&["xls", "xlsb"]));
    fuzz("binary", &SEEDS, &[b"\xFF\xFF", b"\x00\x00\x00\x00"], |bytes| worker::read(bytes, "x.xls"));
    println!("fuzz binary: {} workers lost", worker::lost());
}

#[test]
fn mail() {
    static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| {
        let mut seeds = corpus(&["mail", "zip"]);
        let attached = files("corpus", &["zip"]).remove(0);
        assert_eq!(grid::sniff(&saved_mail(&attached)), grid::FileKind::Other(grid::OtherFileKind::Msg));
        seeds.push(Seed::new(saved_mail(&attached)));
        seeds
    });
    fuzz("mail", &SEEDS, MAIL, |bytes| {
        for limits in [Limits::default(), Limits { entries: 3, inflated_bytes: 7_000, file_bytes: 12_000, ..tight() }] {
            let Some(container) = unpack::open(bytes, "thư.eml", &limits) else { continue };
            assert!(!container.files.is_empty());
            assert!(container.left.iter().all(|entry| entry.name.starts_with("thư.eml")));
            let mut total = 0;
            for piece in container.files {
                let inner = piece.name.strip_prefix("thư.eml").expect("its own name first");
                assert!(inner.is_empty() || inner.starts_with(WITHIN), "{inner}");
                assert!(!inner.contains(['/', '\\', '\n', '\0']), "{inner:?}");
                match piece.content {
                    Ok(content) => total += content.len() as u64,
                    Err(fault) => assert!(!fault.message.vi.is_empty() && !fault.mend.vi.is_empty()),
                }
            }
            assert!(total <= limits.inflated_bytes, "{total}");
        }
    });
}

/// An e-mail as Outlook saves it, with an attachment and an attached e-mail that has one.
fn saved_mail(attached: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let (first, second) = ("/__attach_version1.0_#00000000/", "/__attach_version1.0_#00000001/");
    let within = format!("{second}__substg1.0_3701000D/");
    let inner = format!("{within}__attach_version1.0_#00000000/");
    for storage in ["/__nameid_version1.0", first, second, &within, &inner] {
        file.create_storage(storage).unwrap();
    }
    // The time sent, after the header: type, number, flags, ticks of 100 ns since 1601.
    let mut fixed = vec![0; 32];
    fixed.extend([0x40, 0x00, 0x39, 0x00, 6, 0, 0, 0]);
    fixed.extend(132_935_119_200_000_000_u64.to_le_bytes());
    let mut put = |at: &str, name: &str, bytes: &[u8]| {
        file.create_stream(format!("{at}{name}")).unwrap().write_all(bytes).unwrap();
    };
    put("/", "__properties_version1.0", &fixed);
    put("/", "__substg1.0_0037001F", &wide("BC quý I/2022"));
    put("/", "__substg1.0_0C1A001F", &wide("LĐLĐ Sìn Hồ"));
    put("/", "__substg1.0_5D01001F", &wide("sinho@example.vn"));
    put(first, "__substg1.0_3707001F", &wide("../Biểu 1.zip"));
    put(first, "__substg1.0_37010102", attached);
    put(&within, "__substg1.0_0C1A001E", b"Nguoi gui truoc");
    put(&inner, "__substg1.0_3704001E", b"TRONG.XLS");
    put(&inner, "__substg1.0_37010102", b"<html><table><tr><td>5</table></html>");
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn figures() {
    static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| {
        texts([
            "2.136",
            "2\u{A0}136,5",
            "85,5 %",
            "25 người",
            "-1.234.567",
            "không có",
            "…",
            "+5",
            "1,012",
            "12 đoàn viên",
        ])
    });
    fuzz("figures", &SEEDS, FIGURES, |bytes| {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]);
        for (unit, share) in [("người", false), ("%", true), ("", false)] {
            match number::read(&text, unit, share) {
                NumberReading::Digits(n) | NumberReading::Converted(n, _) => {
                    assert!(n.is_finite() && n.abs() < 1e15, "{text:?}: {n}");
                    let digit = |c: &char| c.is_ascii_digit();
                    let typed: String = text.chars().filter(digit).collect();
                    let taken: String = format!("{n}").chars().filter(digit).collect();
                    let bare = |s: &str| s.trim_matches('0').to_string();
                    // A percentage is divided by 100, which may round the last digit.
                    assert!(share || bare(&typed) == bare(&taken), "{text:?}: {n}");
                }
                NumberReading::Unreadable(why) => assert!(!why.vi.is_empty() && !why.en.is_empty()),
                NumberReading::Blank => {}
            }
        }
    });
}

#[test]
fn formula() {
    static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| {
        let mut found = Vec::new();
        for name in template::names() {
            formulas(&toml::Value::Table(template::get(name).unwrap().plan.parse().unwrap()), &mut found);
        }
        assert!(found.len() > 80);
        texts(found.iter().map(String::as_str))
    });
    fuzz("formula", &SEEDS, FORMULA, |bytes| {
        struct Same;
        impl NameResolver for Same {
            fn name(&self, name: &str) -> Option<String> {
                Some(name.to_string())
            }
        }
        let pasted = String::from_utf8_lossy(bytes);
        drop((lexer::tokens(&pasted), Formula::parse(&pasted)));
        // Spaces of pasted text become ordinary ones, so that only these are written as they were read.
        let text = pasted.replace(|c: char| c.is_whitespace() && !c.is_ascii_whitespace(), " ");
        if let Ok(tokens) = lexer::tokens(&text) {
            let joined: String = tokens.iter().map(|t| t.text.as_str()).collect();
            assert_eq!(joined.to_uppercase(), text.to_uppercase());
            let starts: Vec<usize> = tokens.iter().map(|t| t.at).collect();
            assert!(starts.is_sorted_by(|a, b| a < b), "{starts:?}");
        }
        match Formula::parse(&text) {
            Ok(formula) => {
                if formula.aggregates().is_empty() && !formula.has_number_text() {
                    let written = formula.write(&Same).unwrap();
                    assert_eq!(written.to_lowercase(), text.to_lowercase());
                    assert_eq!(Formula::parse(&written).map(|f| f.names().to_vec()), Ok(formula.names().to_vec()));
                }
                assert_eq!(formula.sides().is_some(), formula.sign().is_some(), "{text}");
            }
            Err(problem) => assert!(problem.at <= text.chars().count() && !problem.message.vi.is_empty()),
        }
    });
}

/// Collects all texts of a plan that are formulas.
fn formulas(value: &toml::Value, out: &mut Vec<String>) {
    match value {
        toml::Value::String(text) if text.contains(['(', '+', '-', '<', '=']) && Formula::parse(text).is_ok() => {
            out.push(text.clone());
        }
        toml::Value::Array(list) => list.iter().for_each(|v| formulas(v, out)),
        toml::Value::Table(table) => table.values().for_each(|v| formulas(v, out)),
        _ => {}
    }
}

/// Checks the diagnostics of a plan: at least one, each with a valid position and text.
fn told(problems: &[PlanDiagnostic], lines: usize) {
    assert!(!problems.is_empty(), "refused without a reason");
    for problem in problems {
        if let diagnostic::PlanLocation::Line { line, column, width, .. } = &problem.place {
            assert!((1..=lines).contains(line) && *column >= 1 && *width >= 1, "{problem:?}");
        }
        assert!(!problem.message.vi.is_empty() && !problem.message.en.is_empty(), "{problem:?}");
        let _ = (problem.show(Lang::Vi), problem.show(Lang::En), problem.found());
    }
}

#[test]
fn plan() {
    static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| {
        texts(["2209-kh-ubnd", "277-kh-ldld", "2209-kh-ubnd"].map(|n| template::get(n).unwrap().plan))
    });
    fuzz("plan", &SEEDS, PLANS, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let name = if text.contains("277/KH") { "277-kh-ldld" } else { "2209-kh-ubnd" };
        let annex = template::get(name).unwrap().annex;
        if let Err(problems) = load::text(&text, annex.as_bytes(), ("ke-hoach.toml", "phu-luc.tsv")) {
            told(&problems, text.matches('\n').count() + 1 + annex.lines().count());
        }
    });
}

#[test]
fn annex() {
    static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| texts([template::get("2209-kh-ubnd").unwrap().annex]));
    fuzz("annex", &SEEDS, &[b"\t", b"\n", b"\"", b";", b"1.234", b"\xEF\xBB\xBF", b"\xFF\xFE", b"85,5"], |bytes| {
        let plan = template::get("2209-kh-ubnd").unwrap().plan;
        if let Err(problems) = load::text(plan, bytes, ("ke-hoach.toml", "phu-luc.tsv")) {
            told(&problems, plan.lines().count() + bytes.len() + 1);
        }
    });
}

#[test]
fn plan_workbook() {
    static GRID: LazyLock<(Grid, &str)> = LazyLock::new(|| {
        let template = template::get("2209-kh-ubnd").unwrap();
        let [plan, _] = pipeline::workbooks(template.plan, template.annex).unwrap();
        (grid::open(&plan, &Limits::default()).unwrap(), template.annex)
    });
    choose("plan_workbook", |_, edits| {
        let mut grid = GRID.0.clone();
        edits.iter().for_each(|e| change(&mut grid, e));
        let shown = format!("{edits:?}");
        let judged = watch::judge("plan_workbook", || {
            let text = workbook::read(&grid, "ke-hoach.xlsx");
            if !text.problems.is_empty() {
                return told(&text.problems, 0);
            }
            if let Err(problems) = load::text(&text.toml, GRID.1.as_bytes(), ("ke-hoach.xlsx", "phu-luc.tsv")) {
                let lines = text.toml.lines().count() + 1;
                told(&problems, lines);
                for problem in problems.into_iter().filter(|p| p.file == "ke-hoach.xlsx") {
                    let placed = text.placed(problem);
                    assert!(!matches!(placed.place, diagnostic::PlanLocation::Line { .. }), "{placed:?}");
                    let _ = placed.show(Lang::Vi);
                }
            }
        });
        judged.map_err(|fault| (fault, shown.into_bytes()))
    });
}

/// Removes a cell of the plan's workbook, moves it, or changes its content.
fn change(grid: &mut Grid, edit: &Edit) {
    let (kind, at, len, value) = *edit;
    let sheets = grid.sheets.len();
    if sheets == 0 {
        return;
    }
    let sheet = &mut grid.sheets[len as usize % sheets];
    let mut cells: Vec<_> = sheet.cells.iter().map(|(place, cell)| (*place, cell.clone())).collect();
    let index = at as usize % cells.len().max(1);
    let Some((place, cell)) = cells.get_mut(index) else { return };
    match kind >> 4 {
        0 => {
            cells.remove(index);
        }
        1 => {
            *place = (value as u32 % 400, (value >> 32) as u32 % 20);
            // The cell at the target is removed.
            let moved = cells.remove(index);
            cells.push(moved);
        }
        2 => cell.value = RawValue::Number(f64::from_bits(value)),
        3 => cell.value = RawValue::Date((value % 4_000_000) as f64),
        4 => cell.value = RawValue::Bool(value.is_multiple_of(2)),
        5 => cell.value = RawValue::Error("#REF!".into()),
        6 if value.is_multiple_of(20) => {
            grid.sheets.remove(len as usize % sheets);
            return;
        }
        _ => {
            let mut text = cell.value.display().into_owned().into_bytes();
            apply(&mut text, &(kind, at >> 8, len & 0x1F, value), b"SUM(x_y)\n[[a]]=\"", PLANS);
            cell.value = RawValue::Text((&*String::from_utf8_lossy(&text)).into());
        }
    }
    // The readers return only finite numbers.
    for (_, cell) in &mut cells {
        if matches!(cell.value, RawValue::Number(n) if !n.is_finite()) {
            cell.value = RawValue::Number(1e300);
        }
    }
    grid.sheets[len as usize % sheets].cells = cells.into_iter().collect();
}

#[test]
fn legacy() {
    static SEEDS: LazyLock<Vec<Seed>> = LazyLock::new(|| {
        texts([
            "L§L§ huyÖn Phong Thæ\nTæng sè lao ®éng ch\u{AD}a lµ ®oµn viªn\nplain\n§oµn viªn",
            "Coäng ñoaøn tænh, thaønh phoá\nngöôøi lao ñoäng\nNguyeãn Thò Myõ, Laêng Vaên\nñaëc bieät",
            "LĐLĐ huyện Phong Thổ\nTổng số lao động\nKết nạp mới",
        ])
    });
    fuzz("legacy", &SEEDS, &["ù".as_bytes(), "§".as_bytes(), "ö".as_bytes(), "ạ".as_bytes(), b"\n"], |bytes| {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(5_000)]);
        let lines = (0..).zip(text.split('\n'));
        let cells = lines.map(|(row, t)| {
            ((row, 0), GridCell { value: RawValue::Text((*t).into()), formula: None, external: false })
        });
        let sheet = SheetGrid { name: "S".into(), cells: cells.collect(), ..SheetGrid::default() };
        let mut grid = Grid { sheets: vec![sheet], ..Grid::default() };
        let before = grid.clone();
        let traces = read::legacy_fonts::decode_legacy_fonts(&mut grid);
        let differ = grid.sheets[0].cells.iter().filter(|(at, cell)| before.sheets[0].cells.get(at) != Some(cell));
        assert!(differ.count() <= traces.len());
        for (at, cell) in &before.sheets[0].cells {
            if cell.value.display().is_ascii() {
                assert_eq!(grid.sheets[0].cells.get(at), Some(cell));
            }
        }
    });
}

const XML: &[&[u8]] = &[
    b"<c r=\"A1\"><v>1</v></c>",
    b" t=\"s\"",
    b" t=\"e\"",
    b" t=\"inlineStr\"",
    b"<!-- -->",
    b"<![CDATA[",
    b"]]>",
    b"&#0;",
    b"&amp;",
    b"<f t=\"shared\" si=\"0\">A1</f>",
    b"<f t=\"shared\" si=\"0\"/>",
    b" r=\"XFD1048576\"",
    b" r=\"A0\"",
    b"<mergeCell ref=\"B2:A1\"/>",
    b"<si><t>x</t></si>",
    b" uniqueCount=\"9\"",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b" date1904=\"1\"",
    b"<is><t>1</t></is>",
    b"</row>",
    b" s=\"99999\"",
    b"<row r=\"0\">",
    b"\xFF",
    b"Sheet1!R1C1",
];
const ODS: &[&[u8]] = &[
    b" table:number-columns-repeated=\"9\"",
    b" table:number-rows-repeated=\"9\"",
    b"<table:table-cell/>",
    b" table:number-rows-spanned=\"2\"",
    b"<table:covered-table-cell/>",
    b"<table:table table:name=\"x\">",
    b"<text:p>",
    b"</text:p>",
    b"<text:s text:c=\"9\"/>",
    b" office:value=\"1\"",
    b" office:value-type=\"date\"",
    b"<office:annotation>",
    b" office:date-value=\"0000-00-00\"",
    b"</table:table-row>",
    b"&#x10FFFF;",
    b"<![CDATA[",
    b"<!DOCTYPE a>",
    b"\xC2",
];
const SPREADSHEETML: &[&[u8]] = &[
    b" ss:Index=\"0\"",
    b" ss:Index=\"4294967295\"",
    b" ss:MergeAcross=\"4294967295\"",
    b" ss:MergeDown=\"4294967295\"",
    b"<Cell/>",
    b"<Row/>",
    b"<Data ss:Type=\"DateTime\">",
    "<Data ss:Type=\"DateTime\">202ế-01-05".as_bytes(),
    b"</Cell>",
    b"<Worksheet ss:Name=\"x\">",
    b"<Visible>SheetHidden</Visible>",
    b" ss:RefersTo=\"=A!R0C0\"",
    b"encoding=\"utf-16\"",
    b" ss:RefersTo=\"=A!R4294967295C4294967295\"",
    b"&#0;",
    b"<Data>",
    b"<?x",
    b"\xFF\xFE",
];
const HTML: &[&[u8]] = &[
    b"<td rowspan=1000 colspan=1000>",
    b"<tr>",
    b"<td>",
    b"</table>",
    b"<table>",
    b" colspan=\"0\"",
    b" rowspan=\"65534\"",
    b"<script",
    b"</script",
    b"<!--",
    b"-->",
    b"<h1>",
    b"<em>",
    b" x:num=\"1e999\"",
    b" sdval=\"x\"",
    b"charset=utf-16",
    b"charset=x-user-defined",
    b"&#x",
    b"'",
    b"\"",
    b"<br",
    b"=",
    b"<style>",
    b"\xFF\xFE",
    b"&nbsp;",
    "ế".as_bytes(),
];
const MAIL: &[&[u8]] = &[
    b"\r\n\r\n",
    b"Content-Type: message/rfc822\r\n\r\nFrom: a\r\nDate: b\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"--=====0=====",
    b"--=====0=====--",
    b"boundary=\"\"",
    b"filename=\"../../x.xlsx\"",
    b"filename*=utf-8''%E1%BA%BF.xlsx",
    b"=?utf-8?B?4bq/?=",
    b"=?utf-8?Q?=FF?=",
    b"PK\x03\x04",
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
    b"Content-Type: application/ms-tnef\r\n",
    b"Date: Mon, 99 Oct 99999 99:99:99 +9999",
    b"charset=utf-7",
    b"\xFF",
    b"()<>",
];
const FIGURES: &[&[u8]] = &[
    b"%",
    b".",
    b",",
    b" ",
    b"000",
    b"-",
    "−".as_bytes(),
    "–".as_bytes(),
    "\u{A0}".as_bytes(),
    "\u{200B}".as_bytes(),
    "người".as_bytes(),
    "٣".as_bytes(),
    "５".as_bytes(),
    b"1e5",
    b"\n",
    "ß".as_bytes(),
    "İ".as_bytes(),
    b"+",
    "½".as_bytes(),
];
const FORMULA: &[&[u8]] = &[
    b"(",
    b")",
    b",",
    b"\"",
    b"\"\"",
    b"SUMPRODUCT(",
    b"IF(",
    b"LUY_KE(",
    b"HANG(x)",
    b"ISNUMBER(",
    b"x_cot",
    b"pl_ma",
    b"<>",
    b"<=",
    b"%",
    b"1E",
    b"1.5E+3",
    b".5",
    b"--",
    b"TRUE",
    b"\xEF\xBB\xBF",
    "ß(".as_bytes(),
    "İ".as_bytes(),
    "ế".as_bytes(),
    b"\t",
    b"&",
    b"COUNTIFS(",
    b"ROUND(x,1)",
    b"=",
    b"\r\n",
    b"\xC2\xA0",
    "ŉ(".as_bytes(),
    b"_",
];
const PLANS: &[&[u8]] = &[
    b"[[rules]]\n",
    b"[[columns]]\n",
    b"[plan]\n",
    b"[",
    b"]",
    b"\"",
    b"'",
    b"\"\"\"",
    b"=",
    b"\n",
    b"{",
    b"}",
    b" = 1979-05-27",
    b" = inf",
    b" = nan",
    b" = 1e308",
    b" = -9223372036854775808",
    b" = true",
    b" = []",
    b" = {}",
    b"formula = \"SUM(\"\n",
    b"\\u0000",
    b"\\",
    b"#",
    b"dv_moi",
    b"2021-Q5",
    b"2021-H1",
    b"2024-T13",
    b"0000-Q0",
    b"99999-Q1",
    b"\"\"",
    "ế".as_bytes(),
    b".",
    b"LUY_KE(",
];
