//! Reads a period as people write it: `2022-Q1`, `quý I/2022`, `tháng 3 năm 2022`, `6 tháng đầu năm 2022`, `2022`. The one
//! grammar of periods for plans, commands, header cells and names of files. A text with two meanings has none.

use super::period::{MONTHS, ParsePeriodError, Period, ReportingCycle};
use super::spelling::words;
use std::str::FromStr;

impl FromStr for Period {
    type Err = ParsePeriodError;

    /// Parses a period of any cycle in every spelling of this module, such as `2022-Q1`, `Q1/2022`, `quý I/2022`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let period = canonical(text).or_else(|| whole(text)).or_else(|| whole_year(text));
        period.ok_or_else(|| ParsePeriodError(text.to_string()))
    }
}

/// Parses `2022-Q1`, the notation of the program itself.
fn canonical(text: &str) -> Option<Period> {
    let (year, rest) = text.split_once('-')?;
    let (letter, index) = (rest.get(..1)?, rest.get(1..)?);
    let cycle = match letter {
        "T" => ReportingCycle::Month,
        "Q" => ReportingCycle::Quarter,
        "H" => ReportingCycle::Half,
        "N" => ReportingCycle::Year(index.parse().ok().filter(|month| (1..=12).contains(month))?),
        _ => return None,
    };
    let index = if letter == "N" { "1" } else { index };
    let is_plain = year.len() == 4 && index.len() <= 2 && !index.starts_with('+');
    let period = || Period::new(cycle, year.parse().ok()?, index.parse().ok()?);
    is_plain.then(period).flatten()
}

/// Reads a calendar year and nothing else: `2022`, `năm 2022`, `year 2022`.
fn whole_year(text: &str) -> Option<Period> {
    let words = words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [year] | ["nam" | "year", year] | ["ca" | "tron", "nam", year] => {
            Period::new(ReportingCycle::Year(1), year_of(year)?, 1)
        }
        _ => None,
    }
}

/// Returns the year that a text names for a plan by years: the only one, the first of two that follow each other if years
/// do not begin in January, else the only one after "năm".
fn year_in(month: u8, tokens: &[PeriodToken]) -> Option<i32> {
    let years: Vec<(usize, i32)> =
        tokens.iter().enumerate().filter_map(|(at, t)| Some((at, year_of(t.text)?))).collect();
    let named = || {
        let before = |at: usize| at.checked_sub(1).and_then(|at| tokens.get(at)).map(|t| t.text);
        let mut named =
            years.iter().filter(|(at, _)| matches!(before(*at), Some("nam" | "year"))).map(|(_, year)| *year);
        named.next().filter(|first| named.all(|year| year == *first))
    };
    let pair = years.windows(2).find(|pair| month != 1 && pair[1].1 == pair[0].1 + 1).map(|pair| pair[0].1);
    pair.or_else(|| only_year(tokens)).or_else(named)
}

/// The index and the year that a text gives; each may be absent.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PeriodParts {
    /// Index of the period in its year, from 1.
    pub index: Option<u8>,
    /// The year.
    pub year: Option<i32>,
}

/// A run of letters or of digits in a text.
struct PeriodToken<'t> {
    text: &'t str,
    /// True if nothing separates it from the run before.
    glued: bool,
}

/// An index with its noun, such as `quý I`.
#[derive(Copy, Clone)]
struct MarkedIndex {
    cycle: ReportingCycle,
    index: u8,
    /// Its first run, and the one after its last.
    from: usize,
    to: usize,
}

/// Reads a text that is a period and nothing else; the noun (`quý`, `Q`, `T`, `H`) names the cycle.
pub(crate) fn whole(text: &str) -> Option<Period> {
    let words = words(text);
    let tokens = tokens(&words);
    let marks = marks(&tokens);
    let (mark, year) = (marks.first()?, only_year(&tokens)?);
    let is_known = |(at, token): (usize, &PeriodToken)| {
        (mark.from..mark.to).contains(&at) || ["nam", "of"].contains(&token.text) || year_of(token.text) == Some(year)
    };
    let is_whole = marks.len() == 1 && tokens.iter().enumerate().all(is_known);
    is_whole.then(|| Period::new(mark.cycle, year, mark.index)).flatten()
}

/// Reads a header cell of a form of a cycle, where the noun may be absent: `1`, `I`, `3/2022`, `Quý I`, `2021`. `None`
/// for a text with two meanings, such as `2021-2022`, or of another cycle.
pub(crate) fn in_field(cycle: ReportingCycle, text: &str) -> Option<PeriodParts> {
    let words = words(text);
    let tokens = tokens(&words);
    let marks = marks(&tokens);
    if let ReportingCycle::Year(month) = cycle {
        let year = year_in(month, &tokens).filter(|_| marks.is_empty());
        return year.map(|year| PeriodParts { index: Some(1), year: Some(year) });
    }
    if marks.iter().any(|m| m.cycle != cycle) || marks.iter().any(|m| m.index != marks[0].index) {
        return None;
    }
    let year = match only_year(&tokens) {
        None if tokens.iter().any(|t| year_of(t.text).is_some()) => return None,
        year => year,
    };
    if let Some(mark) = marks.first() {
        let is_alone = marks.iter().all(|mark| !goes_on(text, &tokens, mark));
        return is_alone.then_some(PeriodParts { index: Some(mark.index), year });
    }
    // "3 tháng" is a span of months, which may be the first quarter or any.
    if cycle != ReportingCycle::Month && tokens.iter().any(|t| ["thang", "months", "month"].contains(&t.text)) {
        return None;
    }
    let numbers: Vec<&str> = tokens
        .iter()
        .map(|t| t.text)
        .filter(|t| year_of(t).is_none() && (is_digits(t) || cycle != ReportingCycle::Month && roman(t).is_some()))
        .collect();
    let part = tokens.iter().find_map(|t| half_part(t.text)).filter(|_| cycle == ReportingCycle::Half);
    let index = match (numbers.as_slice(), part) {
        ([], part) => part,
        ([number], None) => Some(index_of(cycle, number)?),
        _ => return None,
    };
    Some(PeriodParts { index, year })
}

/// Returns true if another index follows an index: `quý II, III`. A day such as `1/7` is none.
fn goes_on(text: &str, tokens: &[PeriodToken], mark: &MarkedIndex) -> bool {
    let after = tokens.get(mark.to..).unwrap_or_default();
    let mut after = after.iter().map(|token| token.text).skip_while(|t| ["va", "and", "den", "to"].contains(t));
    let Some(next) = after.next() else { return false };
    let is_day = after.next().is_some_and(|month| {
        is_digits(next) && is_digits(month) && ['/', '.'].iter().any(|c| text.contains(&format!("{next}{c}{month}")))
    });
    !is_day && index_of(mark.cycle, next).is_some_and(|index| index != mark.index)
}

/// Reads the name of a file or folder, or a subject, which may say other things too: an index needs its noun. Of
/// several years the one beside the index counts.
pub(crate) fn in_name(cycle: ReportingCycle, text: &str) -> PeriodParts {
    let words = words(text);
    let tokens = tokens(&words);
    if let ReportingCycle::Year(month) = cycle {
        let year = year_in(month, &tokens);
        return PeriodParts { index: year.map(|_| 1), year };
    }
    let marks: Vec<MarkedIndex> = marks(&tokens).into_iter().filter(|m| m.cycle == cycle).collect();
    let beside = |mark: &MarkedIndex| {
        let after =
            tokens.get(mark.to..)?.iter().find(|t| !["nam", "of"].contains(&t.text)).and_then(|t| year_of(t.text));
        after.or_else(|| year_of(tokens.get(mark.from.checked_sub(1)?)?.text))
    };
    let dated = marks.iter().find_map(|mark| Some((mark, beside(mark)?)));
    match dated {
        Some((mark, year)) => PeriodParts { index: Some(mark.index), year: Some(year) },
        None => PeriodParts { index: marks.first().map(|m| m.index), year: only_year(&tokens) },
    }
}

fn tokens(words: &[String]) -> Vec<PeriodToken<'_>> {
    let mut out = Vec::new();
    for word in words {
        let (mut from, mut last) = (0, None);
        for (at, letter) in word.char_indices() {
            let is_digit = letter.is_ascii_digit();
            if last.is_some_and(|last| last != is_digit) {
                out.push(PeriodToken { text: &word[from..at], glued: from > 0 });
                from = at;
            }
            last = Some(is_digit);
        }
        out.push(PeriodToken { text: &word[from..], glued: from > 0 });
    }
    out
}

/// Returns every index with a noun, in the order of the text.
fn marks(tokens: &[PeriodToken]) -> Vec<MarkedIndex> {
    let mut out: Vec<MarkedIndex> = Vec::new();
    for at in 0..tokens.len() {
        if out.last().is_none_or(|last| last.to <= at)
            && let Some(mark) = half_year(tokens, at).or_else(|| english(tokens, at)).or_else(|| numbered(tokens, at))
        {
            out.push(mark);
        }
    }
    out
}

/// Reads `quý I`, `Q1`, `tháng 3`, `T3`, `kỳ 2`, `H2`. A letter that is not for quarters must touch its number.
fn numbered(tokens: &[PeriodToken], at: usize) -> Option<MarkedIndex> {
    let noun = tokens.get(at)?.text;
    let next = tokens.get(at + 1);
    let (cycle, is_letter) = match noun {
        "q" | "quy" | "quarter" => (ReportingCycle::Quarter, false),
        "thang" | "month" => (ReportingCycle::Month, false),
        "ky" | "half" => (ReportingCycle::Half, false),
        "t" | "m" => (ReportingCycle::Month, true),
        "h" => (ReportingCycle::Half, true),
        // A Roman number is written with letters too: QI, quýIV.
        joined => {
            let index = roman(joined.strip_prefix("quy").or_else(|| joined.strip_prefix('q'))?)?;
            return Some(MarkedIndex { cycle: ReportingCycle::Quarter, index, from: at, to: at + 1 });
        }
    };
    let number = next.filter(|t| t.glued || !is_letter)?.text;
    let spelled = || match number {
        "mot" => Some(1),
        "hai" => Some(2),
        "ba" => Some(3),
        "bon" | "tu" => Some(4),
        _ => None,
    };
    let index = index_of(cycle, number).or_else(|| spelled().filter(|n| *n <= cycle.per_year() && !is_letter))?;
    Some(MarkedIndex { cycle, index, from: at, to: at + 2 })
}

/// Reads `6 tháng đầu năm`, `6T cuối năm`, `nửa đầu năm`.
fn half_year(tokens: &[PeriodToken], at: usize) -> Option<MarkedIndex> {
    let text = |at: usize| tokens.get(at).map(|t| t.text);
    let (months, part) = match text(at)? {
        "thang" | "t" => (true, at + 1),
        "nua" if text(at + 1) == Some("nam") => (false, at + 2),
        "nua" => (false, at + 1),
        _ => return None,
    };
    let index = half_part(text(part)?)?;
    let before = at.checked_sub(1).and_then(text).filter(|_| months);
    match before {
        Some("6" | "06" | "sau") => {
            Some(MarkedIndex { cycle: ReportingCycle::Half, index, from: at - 1, to: part + 1 })
        }
        // The first nine months are no half-year.
        Some(number) if is_digits(number) && year_of(number).is_none() => None,
        _ => Some(MarkedIndex { cycle: ReportingCycle::Half, index, from: at, to: part + 1 }),
    }
}

/// Reads `March`, `first half`. `May` is a Vietnamese word without its accents, so that it needs a year and nothing else.
fn english(tokens: &[PeriodToken], at: usize) -> Option<MarkedIndex> {
    let text = tokens.get(at)?.text;
    let half = ["first", "second"].iter().position(|part| *part == text);
    if let Some(part) = half.filter(|_| tokens.get(at + 1).is_some_and(|next| next.text == "half")) {
        return Some(MarkedIndex { cycle: ReportingCycle::Half, index: part as u8 + 1, from: at, to: at + 2 });
    }
    let month = MONTHS
        .iter()
        .position(|name| name.eq_ignore_ascii_case(text))
        .filter(|_| text != "may" || tokens.len() == 2)?;
    Some(MarkedIndex { cycle: ReportingCycle::Month, index: month as u8 + 1, from: at, to: at + 1 })
}

fn half_part(text: &str) -> Option<u8> {
    match text {
        "dau" => Some(1),
        "cuoi" => Some(2),
        _ => None,
    }
}

/// Returns the index that a number of at most two digits, or a Roman number, is.
fn index_of(cycle: ReportingCycle, number: &str) -> Option<u8> {
    let digits = || (number.len() <= 2 && is_digits(number)).then(|| number.parse().ok()).flatten();
    let roman = roman(number).filter(|_| cycle != ReportingCycle::Month);
    roman.or_else(digits).filter(|index| (1..=cycle.per_year()).contains(index))
}

fn roman(text: &str) -> Option<u8> {
    ["i", "ii", "iii", "iv"].iter().position(|known| *known == text).map(|at| at as u8 + 1)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn year_of(text: &str) -> Option<i32> {
    (text.len() == 4 && is_digits(text)).then(|| text.parse().ok()).flatten().filter(|y| (1990..2200).contains(y))
}

/// Returns the only year of a text; `None` if there is none, or more than one.
fn only_year(tokens: &[PeriodToken]) -> Option<i32> {
    let mut years = tokens.iter().filter_map(|t| year_of(t.text));
    let first = years.next()?;
    years.all(|year| year == first).then_some(first)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
