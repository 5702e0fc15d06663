//! Converts a cell of a plan's workbook to a TOML value, by the kind of its field. The loader checks the value. Only
//! numbers are checked here, because the text no longer shows the type of the cell.

use crate::grid::{CellPieces, GridCell, RawValue, SheetGrid};
use crate::model::day::Day;
use crate::model::fold::fold;
use crate::model::text;
use crate::number;
use crate::plan::schema::{self, ADDITIONS, BLANKS, FieldKind, MEAN};

/// A cell with the differently formatted pieces of its text.
#[derive(Copy, Clone)]
pub(super) struct PlanCell<'a> {
    /// The cell.
    pub cell: &'a GridCell,
    /// The pieces; `None` if the text is not in pieces.
    pub pieces: Option<&'a CellPieces>,
}

impl<'a> PlanCell<'a> {
    /// Returns the cell at a position; `None` if it is blank.
    pub(super) fn of(sheet: &'a SheetGrid, at: (u32, u32)) -> Option<Self> {
        let content = PlanCell { cell: sheet.cell(at.0, at.1)?, pieces: sheet.pieces.get(&at) };
        (!shown(content).is_empty() || content.pieces.is_some()).then_some(content)
    }
}

/// Returns true if a text in pieces can be read: a free text with raised or lowered characters, such as `m²`.
pub(super) fn is_clear(pieces: &CellPieces, kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Text | FieldKind::List) && !pieces.has_unread()
}

/// Returns the displayed text of a cell. If Excel has turned a text into a formula, it is the text of the formula.
pub(super) fn shown(content: PlanCell) -> String {
    let seen = || content.pieces.map_or_else(|| content.cell.value.display().into_owned(), CellPieces::visible);
    content.cell.formula.clone().unwrap_or_else(seen).trim().to_string()
}

/// Returns a TOML string on one line.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Returns the word of the text for a Vietnamese word. Anything else is returned unchanged, for the loader to report.
fn word(words: &[(&str, &str)], given: &str) -> String {
    let given_folded = fold(given);
    let is_earlier = |vi: &str| schema::earlier_word(vi).is_some_and(|earlier| fold(earlier) == given_folded);
    let found = words.iter().find(|(toml, vi)| fold(vi) == given_folded || *toml == given_folded || is_earlier(vi));
    escaped(found.map_or(given, |(toml, _)| toml))
}

/// Returns the texts of a cell, one for each line.
fn list(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_string).collect()
}

/// Formats a number as TOML.
fn literal(n: f64) -> String {
    // Beyond 9e15 a double cannot represent every whole number.
    if n.fract() == 0.0 && n.abs() < 9e15 { format!("{}", n as i64) } else { format!("{n:?}") }
}

/// Parses a number in a text by the grammar of returns.
fn typed(text: &str) -> Result<String, text::BilingualText> {
    let advice = |why: text::BilingualText| {
        text::BilingualText::new(
            format!("{}; gõ số như 1040 hoặc 40,5", why.vi),
            format!("{}; type a number such as 1040 or 40,5", why.en),
        )
    };
    let blank = || text::BilingualText::new(format!("“{text}” không phải số"), format!("'{text}' is no number"));
    number::planned(text, text::Lang::Vi).and_then(|n| n.ok_or_else(blank)).map(literal).map_err(advice)
}

/// Parses a number of a list. Workbooks of earlier versions write 0.85, which can only be a decimal: a zero never
/// precedes a thousands separator.
fn listed(text: &str) -> Result<String, text::BilingualText> {
    if text.starts_with("0.") { typed(&text.replacen('.', ",", 1)) } else { typed(text) }
}

/// Reads the number of a cell. A cell of type number gives its value, whatever its format displays.
fn number(content: PlanCell) -> Result<String, text::BilingualText> {
    match &content.cell.value {
        RawValue::Number(n) => Ok(literal(*n)),
        RawValue::Text(text) => typed(text),
        RawValue::Uncached => Err(text::BilingualText::new(
            "công thức chưa có giá trị; mở tệp bằng Excel, lưu lại, hoặc gõ số",
            "a formula without a stored value; open the file in Excel and save it, or type the number",
        )),
        RawValue::Date(_) => Err(text::BilingualText::new(
            "ô đang là ngày tháng; đổi định dạng ô sang số (General) rồi gõ lại",
            "the cell is a date; format it as General and type the number again",
        )),
        RawValue::Bool(_) | RawValue::Error(_) => Err(text::BilingualText::new("gõ số vào ô", "type the number")),
    }
}

/// Returns how figures add up in the words of the text.
fn addition(text: &str) -> String {
    let clean = crate::model::spelling::clean(text);
    if let Some(name) = clean.strip_prefix(MEAN.0).and_then(|rest| rest.strip_prefix(' ')) {
        return escaped(&format!("{} {}", MEAN.0, name.trim()));
    }
    let mut words = clean.splitn(4, char::is_whitespace);
    let head: Vec<&str> = words.by_ref().take(3).collect();
    match words.next().filter(|_| fold(&head.join(" ")) == fold(MEAN.1)) {
        Some(name) => escaped(&format!("{} {}", MEAN.0, name.trim())),
        // People write "không" for "không cộng".
        None if fold(&clean) == "khong" => escaped("none"),
        None => word(&ADDITIONS, &clean),
    }
}

/// Formats the day of a date as TOML, without its hours.
fn day(serial: f64) -> Option<String> {
    Some(iso(Day::from_date(serial)?.0))
}

fn iso(day: Day) -> String {
    let (year, month, day) = day.ymd();
    format!("{year:04}-{month:02}-{day:02}")
}

/// Returns a cell's value as TOML, or the reason why it is not of its kind. Most kinds are left to the loader.
pub(super) fn value(content: PlanCell, kind: FieldKind) -> Result<String, text::BilingualText> {
    let text = shown(content);
    Ok(match kind {
        FieldKind::Text | FieldKind::Formula => escaped(&text),
        FieldKind::Number => number(content)?,
        FieldKind::Flag => match fold(&text).as_str() {
            "co" | "yes" | "x" | "true" | "1" => "true".to_string(),
            "khong" | "no" | "false" | "0" => "false".to_string(),
            _ => escaped(&text),
        },
        FieldKind::List => format!("[{}]", list(&text).iter().map(|t| escaped(t)).collect::<Vec<_>>().join(", ")),
        FieldKind::Numbers => match &content.cell.value {
            RawValue::Text(_) => {
                let parts = text.split(['\n', ';']).map(str::trim).filter(|t| !t.is_empty());
                format!("[{}]", parts.map(listed).collect::<Result<Vec<_>, _>>()?.join(", "))
            }
            _ => format!("[{}]", number(content)?),
        },
        FieldKind::Word(words) => word(words, &text),
        FieldKind::Blank if text.contains(':') => {
            let pairs = list(&text).into_iter().map(|line| match line.split_once(':') {
                Some((kind, meaning)) => format!("{} = {}", kind.trim(), word(&BLANKS, meaning.trim())),
                None => format!("{} = \"\"", escaped(&line)),
            });
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
        FieldKind::Blank => word(&BLANKS, &text),
        FieldKind::Bound => match &content.cell.value {
            RawValue::Text(_) if matches!(fold(&text).as_str(), "khong" | "khong gioi han" | "none") => escaped("none"),
            _ => number(content)?,
        },
        FieldKind::Addition => addition(&text),
        FieldKind::FormerNames => {
            let former = |line: &String| {
                let (until, name) = line.split_once(':').unwrap_or(("", line));
                format!("{{ until = {}, name = {} }}", escaped(until.trim()), escaped(name.trim()))
            };
            format!("[{}]", list(&text).iter().map(former).collect::<Vec<_>>().join(", "))
        }
        FieldKind::Date => match &content.cell.value {
            RawValue::Date(n) => day(*n).unwrap_or_else(|| escaped(&text)),
            // Without a date format only a number of our time is a day; 2021 is a year.
            RawValue::Number(n) if (10_000.0..=109_574.0).contains(n) => day(*n).unwrap_or_else(|| escaped(&text)),
            // Excel keeps a day as text where its setting has the month first.
            _ => Day::from_text(&text).map_or_else(|| escaped(&text), iso),
        },
    })
}
