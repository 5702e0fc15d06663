//! Number formats: which text a format code shows for a value, and whether that text is another figure than the value. The
//! one place that knows format codes (ECMA-376 part 1, 18.8.31), for reading returns and for `audit`. It knows no cells.
//!
//! Not another figure: decimals that are rounded away, a percentage, an exponent, a fraction, units of measure, currency
//! signs, zero shown as a dash or as nothing, leading zeros, red negative numbers without a sign.

mod rendered;

use rendered::RenderedSection;

/// The text that a format shows for a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FormatOutcome {
    /// The value, as it is usually written.
    Same,
    /// No text.
    Nothing,
    /// A text that is another figure, in Vietnamese notation.
    Other(String),
}

/// A number format code. The default is General.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FormatCode {
    /// Sections for numbers, in order.
    numbers: Vec<FormatSection>,
    /// The section for texts, if the code has one.
    text: Option<FormatSection>,
}

/// One section of a code.
#[derive(Clone, Debug, Default, PartialEq)]
struct FormatSection {
    condition: Option<FormatCondition>,
    has_colour: bool,
    is_white: bool,
    tokens: Vec<FormatToken>,
}

/// A condition such as `[>=1000]`.
#[derive(Clone, Debug, PartialEq)]
struct FormatCondition {
    operator: String,
    bound: f64,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq)]
enum FormatToken {
    /// Place of a digit: `0`, `#` or `?`.
    Digit(char),
    /// The decimal separator.
    Point,
    /// A comma; before it is known whether it groups, scales or is itself shown.
    Comma,
    /// A percent sign that multiplies.
    Percent,
    /// An exponent or a fraction: the digits are the value.
    Special,
    /// A value in General format.
    General,
    /// The text of a cell with text.
    Text,
    /// A part of a date or time.
    Date,
    /// A text that is shown as it is. Repeated fill characters are one of these too.
    Literal(String),
}

impl FormatCondition {
    fn holds(&self, value: f64) -> bool {
        match self.operator.as_str() {
            "<" => value < self.bound,
            "<=" => value <= self.bound,
            ">" => value > self.bound,
            ">=" => value >= self.bound,
            "=" => value == self.bound,
            "<>" => value != self.bound,
            _ => false,
        }
    }
}

impl FormatCode {
    /// Parses a code. Every text is a code; what has no meaning is shown as it is.
    pub(crate) fn parse(code: &str) -> Self {
        if code.trim().is_empty() {
            return FormatCode::default();
        }
        let mut sections: Vec<FormatSection> = split_sections(code).into_iter().map(FormatSection::parse).collect();
        let is_for_text = |section: &FormatSection| section.tokens.contains(&FormatToken::Text);
        let has_text = sections.len() > 3 || (sections.len() > 1 && sections.last().is_some_and(is_for_text));
        let text = if sections.len() > 4 { None } else { has_text.then(|| sections.pop()).flatten() };
        let text = text.or_else(|| sections.first().filter(|s| sections.len() == 1 && is_for_text(s)).cloned());
        sections.truncate(3);
        FormatCode { numbers: sections, text }
    }

    /// Returns true if a positive number is shown as a percentage.
    pub(crate) fn is_percent(&self) -> bool {
        self.numbers.first().is_some_and(|section| section.tokens.contains(&FormatToken::Percent))
    }

    /// Returns true if no value is shown at all.
    pub(crate) fn is_empty(&self) -> bool {
        !self.numbers.is_empty() && self.numbers.iter().chain(&self.text).all(FormatSection::is_blank)
    }

    /// Returns true for a code that shows every value as itself. Most cells have one of these, and need no second look.
    pub(crate) fn is_usual(&self) -> bool {
        let is_harmless = |section: &FormatSection| {
            let is_date = section.tokens.contains(&FormatToken::Date);
            let is_between = |text: &str| is_date && !text.contains(|c: char| c.is_alphanumeric());
            section.condition.is_none()
                && !section.is_white
                && section.literals().all(|text| is_sign(text) || is_between(text))
                && !section.has_gap()
                && !section.has_scale()
        };
        let has_value = |section: &FormatSection| section.tokens.iter().any(FormatToken::is_value);
        let [first, others @ ..] = self.numbers.as_slice() else { return true };
        let mut rest = others.iter();
        let negative = rest.next().is_none_or(|s| is_harmless(s) && has_value(s) && s.has_sign());
        is_harmless(first)
            && has_value(first)
            && !first.has_sign()
            && negative
            && rest.all(is_harmless)
            && self.text.as_ref().is_none_or(|s| is_harmless(s) && s.tokens.contains(&FormatToken::Text))
    }

    /// Returns true if the section for a value is written in white.
    pub(crate) fn is_white(&self, value: f64) -> bool {
        self.section(value).is_some_and(|(section, _)| section.is_white)
    }

    /// Returns the text for a number.
    pub(crate) fn of_number(&self, value: f64) -> FormatOutcome {
        match self.section(value) {
            None if self.numbers.is_empty() => FormatOutcome::Same,
            None => FormatOutcome::Other("####".to_string()),
            Some((section, is_negative_section)) => RenderedSection::new(section, value).judge(is_negative_section),
        }
    }

    /// Returns the text for a text.
    pub(crate) fn of_text(&self, value: &str) -> FormatOutcome {
        let Some(section) = &self.text else { return FormatOutcome::Same };
        let is_shown = section.tokens.contains(&FormatToken::Text);
        let has_digit = section.literals().any(|text| text.contains(|c: char| c.is_ascii_digit()));
        if value.trim().is_empty() || (is_shown && !has_digit) {
            return FormatOutcome::Same;
        }
        if section.is_blank() {
            return FormatOutcome::Nothing;
        }
        let text = section.tokens.iter().map(|token| match token {
            FormatToken::Text => value,
            FormatToken::Literal(text) => text,
            _ => "",
        });
        FormatOutcome::Other(text.collect())
    }

    /// Returns the section for a number, and true if it is the one for negative numbers, which writes its own sign.
    fn section(&self, value: f64) -> Option<(&FormatSection, bool)> {
        let has_conditions = self.numbers.iter().any(|section| section.condition.is_some());
        if !has_conditions {
            return match self.numbers.as_slice() {
                [_, negative, ..] if value < 0.0 => Some((negative, true)),
                [_, _, zero] if value == 0.0 => Some((zero, false)),
                [first, ..] => Some((first, false)),
                [] => None,
            };
        }
        let last = self.numbers.len().saturating_sub(1);
        let fits = |(index, section): &(usize, &FormatSection)| match &section.condition {
            Some(condition) => condition.holds(value),
            None => *index == last || (*index == 0 && value > 0.0) || (*index == 1 && value < 0.0),
        };
        self.numbers.iter().enumerate().find(fits).map(|(_, section)| (section, false))
    }
}

impl FormatToken {
    /// Returns true for a place where the value itself is shown.
    fn is_value(&self) -> bool {
        matches!(self, FormatToken::Digit(_) | FormatToken::General | FormatToken::Date | FormatToken::Text)
    }
}

impl FormatSection {
    fn parse(code: &str) -> Self {
        let mut out = FormatSection::default();
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            let rest = letters.as_str();
            let starts = |word: &str| rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
            match letter {
                '"' => {
                    let (inside, after) = rest.split_once('"').unwrap_or((rest, ""));
                    out.push_literal(inside);
                    letters = after.chars();
                }
                '\\' | '*' => out.push_literal(letters.next().map(String::from).unwrap_or_default().as_str()),
                '_' => {
                    letters.next();
                    out.push_literal(" ");
                }
                '[' => {
                    let (inside, after) = rest.split_once(']').unwrap_or((rest, ""));
                    out.push_bracket(inside);
                    letters = after.chars();
                }
                '0' | '#' | '?' => out.tokens.push(FormatToken::Digit(letter)),
                '.' if !out.tokens.contains(&FormatToken::Point) && !out.tokens.contains(&FormatToken::Date) => {
                    out.tokens.push(FormatToken::Point);
                }
                ',' => out.tokens.push(FormatToken::Comma),
                '%' => out.tokens.push(FormatToken::Percent),
                '@' => out.tokens.push(FormatToken::Text),
                'G' | 'g' if starts("eneral") => {
                    out.tokens.push(FormatToken::General);
                    letters = rest.get(6..).unwrap_or_default().chars();
                }
                'E' | 'e' if rest.starts_with(['+', '-']) => {
                    out.tokens.push(FormatToken::Special);
                    letters.next();
                }
                '/' if out.tokens.iter().any(|t| matches!(t, FormatToken::Digit(_))) && is_denominator(rest) => {
                    out.tokens.push(FormatToken::Special);
                }
                'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' => out.tokens.push(FormatToken::Date),
                other => out.push_literal(other.encode_utf8(&mut [0; 4])),
            }
        }
        out
    }

    /// Adds the content of brackets: a colour, a condition, a currency or a time.
    fn push_bracket(&mut self, inside: &str) {
        let lower = inside.trim().to_ascii_lowercase();
        if let Some(currency) = inside.strip_prefix('$') {
            self.push_literal(currency.split('-').next().unwrap_or_default());
        } else if lower.starts_with(['<', '>', '=']) {
            let bound = lower.trim_start_matches(['<', '>', '=']);
            let operator = lower.get(..lower.len() - bound.len()).unwrap_or_default().to_string();
            self.condition = bound.trim().parse().ok().map(|bound| FormatCondition { operator, bound });
        } else if !lower.is_empty() && ["h", "m", "s"].iter().any(|unit| lower.replace(unit, "").is_empty()) {
            self.tokens.push(FormatToken::Date);
        } else if COLOURS.iter().any(|colour| lower.starts_with(colour)) {
            self.has_colour = true;
            self.is_white = lower == "white" || lower == "color2" || lower == "color 2";
        }
    }

    /// Adds a text, joined to the one before it.
    fn push_literal(&mut self, text: &str) {
        match self.tokens.last_mut() {
            Some(FormatToken::Literal(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => self.tokens.push(FormatToken::Literal(text.to_string())),
        }
    }

    fn literals(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().filter_map(|token| match token {
            FormatToken::Literal(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// Returns true if nothing of it can be seen.
    fn is_blank(&self) -> bool {
        self.tokens.iter().all(|token| match token {
            FormatToken::Literal(text) => text.trim().is_empty(),
            FormatToken::Comma => true,
            _ => false,
        })
    }

    /// Returns true if a sign or a bracket before the digits makes the figure negative.
    fn has_sign(&self) -> bool {
        let digit = self.tokens.iter().position(FormatToken::is_value).unwrap_or(self.tokens.len());
        let mut before = self.tokens.iter().take(digit).filter_map(|token| match token {
            FormatToken::Literal(text) => Some(text.as_str()),
            _ => None,
        });
        before.next_back().is_some_and(|text| text.trim_end().ends_with(MINUS))
    }

    /// Returns true if a text other than spaces is between digits.
    fn has_gap(&self) -> bool {
        let is_digit = |token: &FormatToken| matches!(token, FormatToken::Digit(_));
        let (Some(first), Some(last)) = (self.tokens.iter().position(is_digit), self.tokens.iter().rposition(is_digit))
        else {
            return false;
        };
        let inside = self.tokens.get(first..last).unwrap_or_default();
        inside.iter().any(|token| matches!(token, FormatToken::Literal(text) if !text.trim().is_empty()))
    }

    /// Returns true if a comma may divide by a thousand.
    fn has_scale(&self) -> bool {
        let ends = |at: usize| {
            let next = self.tokens.iter().skip(at).find(|token| !matches!(token, FormatToken::Comma));
            !matches!(next, Some(FormatToken::Digit(_)))
        };
        self.tokens.iter().enumerate().any(|(at, token)| *token == FormatToken::Comma && ends(at))
    }
}

/// Signs that make a figure negative.
const MINUS: [char; 4] = ['-', '−', '–', '('];

/// Colours that a section may have.
const COLOURS: [&str; 9] = ["black", "blue", "cyan", "green", "magenta", "red", "white", "yellow", "color"];

/// Returns true if a text in a format is only signs that belong to a usual number.
fn is_sign(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || MINUS.contains(&c) || matches!(c, ')' | '+' | '$' | '₫' | '€' | '£' | '¥'))
}

/// Returns true if digits or their places follow, as after the slash of a fraction.
fn is_denominator(rest: &str) -> bool {
    rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || matches!(c, '#' | '?'))
}

/// Splits a code at the semicolons that are not quoted.
fn split_sections(code: &str) -> Vec<&str> {
    let (mut out, mut start, mut quoted, mut escaped, mut bracket) = (Vec::new(), 0, false, false, false);
    for (at, letter) in code.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => escaped = true,
            '[' => bracket = true,
            ']' => bracket = false,
            ';' if !bracket => {
                out.push(code.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(code.get(start..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests;
