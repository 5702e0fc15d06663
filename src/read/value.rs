//! Converts the value of a cell to an amount by what is expected there: a number, a day, a text or one of some words.
//! A value that is not clearly one of these is unreadable, never guessed.

use super::date::{self, DayReading};
use super::reading_findings::ReadingFinding;
use super::text;
use crate::grid::RawValue;
use crate::model::amount::Amount;
use crate::model::day::DayHours;
use crate::model::shared_str::SharedStr;
use crate::model::text::BilingualText;
use crate::number::{self, FigureUnit, NumberReading};

/// Expected type of a cell.
#[derive(Copy, Clone, Debug)]
pub(super) enum ExpectedType<'a> {
    /// A number in this unit of measure; true for a percentage.
    Number(FigureUnit<'a>, bool),
    /// A date.
    Date,
    /// Free text.
    Text,
    /// A code, a name or a number of the header: one word or nothing.
    Code,
    /// One of these words.
    Choice(&'a [String]),
}

/// Returns true for a number, a date or a text that is one.
pub(super) fn is_number(value: &RawValue) -> bool {
    match value {
        RawValue::Number(_) | RawValue::Date(_) => true,
        RawValue::Text(text) => matches!(number::read(text, "", false), NumberReading::Digits(_)),
        RawValue::Bool(_) | RawValue::Error(_) | RawValue::Uncached => false,
    }
}

/// An amount with its findings.
#[derive(Debug, Default)]
pub(super) struct ValueReading {
    /// The amount.
    pub amount: Amount,
    /// The reason if it differs from the content of the cell.
    pub why: Option<BilingualText>,
    /// Findings, each with what is expected.
    pub notes: Vec<(ReadingFinding, BilingualText)>,
}

impl ValueReading {
    fn exact(amount: Amount) -> Self {
        ValueReading { amount, ..ValueReading::default() }
    }

    fn converted(amount: Amount, why: BilingualText) -> Self {
        ValueReading { amount, why: Some(why), ..ValueReading::default() }
    }

    fn unreadable(raw: &str, why: BilingualText) -> Self {
        ValueReading::exact(Amount::Unreadable { raw: raw.into(), why: why.into() })
    }
}

/// Reads the value of a cell. `shows_percent` is true if the cell shows its number as a percentage.
pub(super) fn read(value: &RawValue, want: ExpectedType, shows_percent: bool) -> ValueReading {
    match (value, want) {
        (RawValue::Uncached, _) => ValueReading::default(),
        (RawValue::Error(e), _) => {
            ValueReading::unreadable(e, BilingualText::new("ô báo lỗi của Excel", "an Excel error"))
        }
        (_, ExpectedType::Number(unit, is_share)) => figure(value, unit, is_share, shows_percent),
        (_, ExpectedType::Date) => day(value),
        (_, ExpectedType::Choice(words)) => choice(value, words),
        // Nearly all texts are clean. They share memory with the cell.
        (RawValue::Text(t), _) if text::is_clean(t) && !t.is_empty() => ValueReading::exact(Amount::Text(t.clone())),
        (RawValue::Date(_), _) => {
            let notes = vec![(ReadingFinding::DateInText, BilingualText::default())];
            ValueReading { notes, ..worded(&value.display(), None) }
        }
        _ => worded(&value.display(), None),
    }
}

/// From here on a figure has more than 15 digits, which spreadsheet programs do not keep. A text is refused as well.
const DIGITS: f64 = 1e15;

fn figure(value: &RawValue, unit: FigureUnit, is_share: bool, shows_percent: bool) -> ValueReading {
    let shown = value.display();
    let bad = |vi: &str, en: &str| ValueReading::unreadable(&shown, BilingualText::new(vi, en));
    match value {
        RawValue::Number(n) if is_share && shows_percent => match number::shown_share(*n) {
            Ok(n) => ValueReading::exact(Amount::Number(n)),
            Err(why) => ValueReading::unreadable(&shown, why),
        },
        RawValue::Number(n) if is_share && n.abs() > 1.0 => match number::share(*n) {
            Ok((n, why)) => ValueReading::converted(Amount::Number(n), why),
            Err(why) => ValueReading::unreadable(&shown, why),
        },
        RawValue::Number(n) if n.abs() >= DIGITS => bad("quá nhiều chữ số", "too many digits"),
        RawValue::Number(n) => ValueReading::exact(Amount::Number(*n)),
        RawValue::Date(_) => bad("ô đang là ngày tháng, cần số", "a date where a number belongs"),
        RawValue::Text(t) => typed_figure(t, unit, is_share),
        _ => bad("không phải số", "not a number"),
    }
}

fn typed_figure(typed: &SharedStr, unit: FigureUnit, is_share: bool) -> ValueReading {
    match number::read(typed, unit, is_share) {
        NumberReading::Blank if typed.trim().is_empty() => ValueReading::default(),
        NumberReading::Blank => {
            ValueReading::converted(Amount::Blank, BilingualText::new("được coi là để trống", "taken as blank"))
        }
        NumberReading::Digits(n) => {
            ValueReading::converted(Amount::Number(n), BilingualText::new("số gõ thành chữ", "a number typed as text"))
        }
        NumberReading::Converted(n, why) => ValueReading::converted(Amount::Number(n), why),
        NumberReading::Unreadable(why) => {
            ValueReading::exact(Amount::Unreadable { raw: typed.clone(), why: why.into() })
        }
    }
}

fn day(value: &RawValue) -> ValueReading {
    let (reading, is_text) = match value {
        RawValue::Number(n) => (date::of_number(*n, false).map(Some), false),
        RawValue::Date(n) => (date::of_number(*n, true).map(Some), false),
        RawValue::Text(t) if t.trim().is_empty() => return ValueReading::default(),
        RawValue::Text(t) => (date::of_text(t), true),
        _ => (Err(BilingualText::new("không phải ngày", "not a date")), false),
    };
    let DayReading { day, hours, year } = match reading {
        Ok(Some(reading)) => reading,
        Ok(None) => {
            let why = BilingualText::new("được coi là để trống", "taken as blank");
            return ValueReading::converted(Amount::Blank, why);
        }
        Err(why) => return ValueReading::unreadable(&value.display(), why),
    };
    let taken = BilingualText::new(format!("lấy ngày {day}"), format!("taken as {day}"));
    let why = match hours {
        DayHours::None => is_text.then(|| BilingualText::new("ngày gõ thành chữ", "a date typed as text")),
        DayHours::Cut => Some(BilingualText::new("bỏ phần giờ của ngày", "the hours of the date are left out")),
        DayHours::Rounded => Some(BilingualText::new("giờ sát nửa đêm, làm tròn lên", "rounded up to midnight")),
    };
    let mut notes = Vec::new();
    if hours == DayHours::Rounded {
        notes.push((ReadingFinding::RoundedDay, taken));
    }
    if let Some(year) = year {
        let expected = BilingualText::new(
            format!("nếu là năm {year}: gõ đủ ngày"),
            format!("if it is the year {year}: the whole date"),
        );
        notes.push((ReadingFinding::YearAsDay, expected));
    }
    ValueReading { amount: Amount::Number(f64::from(day.serial())), why, notes }
}

/// Reads one of some words. Case and accents do not matter. A tick means yes where the words are Có and Không.
fn choice(value: &RawValue, words: &[String]) -> ValueReading {
    let shown = value.display();
    let clean = text::clean(&shown);
    if clean.is_empty() {
        return worded(&shown, None);
    }
    let of_key = |wanted: &str| words.iter().find(|w| &*text::key(w) == wanted);
    let exact = words.iter().find(|w| text::clean(w) == clean);
    if let Some(word) = exact.or_else(|| of_key(&text::key(&clean)).filter(|_| !text::key(&clean).is_empty())) {
        return worded(&shown, Some(word));
    }
    let ticked = match (value, clean.as_str()) {
        (RawValue::Bool(yes), _) => Some(*yes),
        (_, "x" | "X" | "✓" | "✔" | "☑" | "√") => Some(true),
        (_, "TRUE" | "True" | "true") => Some(true),
        (_, "FALSE" | "False" | "false") => Some(false),
        _ => None,
    };
    if let (Some(yes), Some(co), Some(khong), 2) = (ticked, of_key("co"), of_key("khong"), words.len()) {
        let word = if yes { co } else { khong };
        let why = BilingualText::new(format!("“{clean}” được lấy là {word}"), format!("'{clean}' taken as {word}"));
        return ValueReading::converted(Amount::Text(word.as_str().into()), why);
    }
    let list = words.join(", ");
    ValueReading::unreadable(&clean, BilingualText::new(format!("một trong: {list}"), format!("one of: {list}")))
}

fn worded(shown: &str, word: Option<&String>) -> ValueReading {
    let clean = word.cloned().unwrap_or_else(|| text::clean(shown));
    if clean.is_empty() {
        return ValueReading::default();
    }
    let why = (clean != shown).then(|| BilingualText::new("chữ được chuẩn hóa", "text normalised"));
    ValueReading { amount: Amount::Text(clean.into()), why, notes: Vec::new() }
}
