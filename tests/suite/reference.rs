//! docs/plan.md is what the schema says. With `TONGHOP_UPDATE_DOCS=1` it is written again.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use tonghop::plan::schema::{AliasValue, FieldKind, FieldNeed, PlanField, PlanTable, SINGLE, SINGLES, TABLES};

const INTRODUCTION: &str = "# What a plan may say

A plan is one file in the campaign folder: a workbook `ke-hoach.xlsx`, or the same as text, `ke-hoach.toml`. Beside it stands the annex
(`phu-luc.xlsx`, `.tsv` or `.csv`). Each table of the text is a sheet of the workbook, each key a column with the heading given
here; headings may stand in any order, and a workbook has them all, used or not, except those that came later (`decimals`, `min`, `max`, `add`, `from`, `until`, `display`, `title`, `form.receiver`, `form.signer`, the sheet “Phiên bản biểu”). `tonghop init DIR --template toi-thieu` makes a plan of
about 40 lines to begin with (`--text` for the text); the formula language is in [formulas.md](formulas.md).

**Needed**: `yes`, a plan without it is refused; `= …`, that value holds when it is left out; `no`, it may be left out. An empty cell of the
workbook is left out. The examples of all keys together are one plan. Other names of a key hold in the text alone; a key and its other
name at once are a fault.

In formulas and messages of every plan `so_ky`, `tong_ky`, `ky`, `ky_thieu` and `ky_thieu_nam` may stand for the names that a plan by quarters or
months has (`so_quy`, `tong_thang`, …).

This page is made from `src/plan/schema`: `TONGHOP_UPDATE_DOCS=1 cargo test --test suite reference` writes it anew.
";

/// A type as a reader of both kinds of plan needs it.
fn kind(field: &PlanField) -> String {
    let words = |words: &[(&str, &str)]| {
        words.iter().map(|(word, shown)| format!("`{word}` {shown}")).collect::<Vec<_>>().join("; ")
    };
    match field.kind {
        FieldKind::Text => "text".to_string(),
        FieldKind::Formula => "formula".to_string(),
        FieldKind::Number => "number".to_string(),
        FieldKind::Date => "date".to_string(),
        FieldKind::Flag => "`true` Có; `false` Không".to_string(),
        FieldKind::List => "list of texts; in a cell one a line".to_string(),
        FieldKind::Numbers => "list of numbers; in a cell one a line".to_string(),
        FieldKind::Word(list) => words(list),
        FieldKind::FormerNames => {
            "list of `{ until = …, name = … }`; in a cell one a line, `2024-Q4: name`".to_string()
        }
        FieldKind::Bound => format!("number; {}", words(field.kind.words())),
        FieldKind::Addition => format!("{}; `mean by NAME` trung bình theo NAME", words(field.kind.words())),
        FieldKind::Blank => format!("{}; in a cell `kind: word` a line for several kinds", words(field.kind.words())),
    }
}

fn other_names(field: &PlanField) -> String {
    let one = |alias: &tonghop::plan::schema::KeyAlias| match alias.takes {
        AliasValue::Value => format!("`{}`", alias.key),
        AliasValue::Flag { yes, no } => format!("`{} = true` for `\"{yes}\"`, `false` for `\"{no}\"`", alias.key),
        AliasValue::Names { annex: true } => {
            format!("`{}`, of whose names this key has the one that begins with `pl_`", alias.key)
        }
        AliasValue::Names { annex: false } => format!("`{}`, a name or a list of two", alias.key),
    };
    let all: Vec<String> = field.aliases.iter().map(one).collect();
    if all.is_empty() { String::new() } else { format!(" Other name: {}.", all.join(", ")) }
}

/// The rows of fields; keys without a prefix.
fn fields(out: &mut String, fields: &[&PlanField], prefix: &str) {
    let cell = |text: String| text.replace('|', "\\|");
    let _ = writeln!(out, "\n| key | heading | type | needed | example | meaning |\n|---|---|---|---|---|---|");
    for field in fields {
        let key = field.key.strip_prefix(prefix).unwrap_or(field.key);
        let needed = match field.need {
            FieldNeed::Required => "yes".to_string(),
            FieldNeed::Optional => "no".to_string(),
            FieldNeed::Default(value) => format!("`= {value}`"),
        };
        let example = if field.example.is_empty() { String::new() } else { format!("`{}`", field.example) };
        let note =
            if field.note.is_empty() { String::new() } else { format!(" *{}.*", field.note.trim_end_matches('.')) };
        let meaning = format!("{}{}{note}", field.means, other_names(field));
        let row = [format!("`{key}`"), field.heading.to_string(), kind(field), needed, example, meaning];
        let _ = writeln!(out, "| {} |", row.map(cell).join(" | "));
    }
}

fn table(out: &mut String, table: &PlanTable) {
    let written = if table.path == "severity" { "[severity]".to_string() } else { format!("[[{}]]", table.path) };
    let needed = match (table.required, table.path.contains('.')) {
        (true, true) => "Each list has at least one.",
        (true, false) => "A plan has at least one row.",
        (false, _) => "May be left out.",
    };
    let _ = writeln!(out, "\n## `{written}`, sheet “{}”\n\n{} {needed} *{}*", table.sheet, table.means, table.about);
    fields(out, &table.fields.iter().collect::<Vec<_>>(), "");
}

fn rendered() -> String {
    let mut out = INTRODUCTION.to_string();
    for (name, prefix) in [("[plan]", "plan."), ("[words]", "words."), ("[form]", "form."), ("[annex]", "annex.")] {
        let _ = writeln!(out, "\n## `{name}`, sheet “{SINGLE}”");
        fields(&mut out, &SINGLES.iter().filter(|f| f.key.starts_with(prefix)).collect::<Vec<_>>(), prefix);
    }
    TABLES.iter().for_each(|t| table(&mut out, t));
    out
}

#[test]
fn the_reference_of_a_plan_is_that_of_the_schema() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/plan.md");
    let rendered = rendered();
    // Every key of the list is in one of the tables.
    let count = SINGLES.len() + TABLES.iter().map(|t| t.fields.len()).sum::<usize>();
    assert_eq!(rendered.lines().filter(|l| l.starts_with("| `")).count(), count);
    if std::env::var_os("TONGHOP_UPDATE_DOCS").is_some() {
        fs::write(&path, &rendered).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let stale = written.lines().zip(rendered.lines()).find(|(a, b)| a != b);
    assert!(written == rendered, "docs/plan.md is stale: {stale:?}\nTONGHOP_UPDATE_DOCS=1 writes it anew");
}

/// What the schema says of a key is there, in English, and ends.
#[test]
fn every_key_is_described() {
    for field in SINGLES.iter().chain(TABLES.iter().flat_map(|t| t.fields)) {
        assert!(field.means.len() > 3 && field.means.ends_with(['.', '`']), "{}: {}", field.key, field.means);
        assert!(!field.means.contains("  "), "{}: {}", field.key, field.means);
    }
}
