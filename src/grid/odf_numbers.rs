//! The number formats of OpenDocument, converted to format codes: one style for each section, joined by conditions.

use super::xml::{XmlEvent, attribute};
use std::collections::HashMap;

/// Number formats by name.
#[derive(Debug, Default)]
pub(super) struct OdfNumbers {
    all: HashMap<String, OdfNumberStyle>,
    /// The format being read: its name and content.
    open: Option<(String, OdfNumberStyle)>,
    /// The digits with texts in them that are being read.
    digits: Option<OdfDigits>,
    /// The text of an open element.
    text: Option<String>,
}

/// One number format.
#[derive(Clone, Debug, Default)]
struct OdfNumberStyle {
    /// The code of the format itself.
    code: String,
    /// Conditions, each with the name of the format that applies then.
    maps: Vec<(String, String)>,
    is_for_text: bool,
}

/// The places of digits of a number.
#[derive(Clone, Debug, Default)]
struct OdfDigits {
    least: usize,
    decimals: usize,
    least_decimals: usize,
    is_grouped: bool,
    /// Divisions by a thousand.
    scales: usize,
    /// Texts between the digits, with the number of digits after each.
    gaps: Vec<(usize, String)>,
}

/// Limit on the places of digits. Real formats have fewer.
const PLACES: usize = 30;

/// Elements that are a number format.
const STYLES: [&str; 7] =
    ["number-style", "currency-style", "percentage-style", "date-style", "time-style", "boolean-style", "text-style"];

impl OdfNumbers {
    /// Returns true within a number format: its text properties are not those of a cell style.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Handles an event of a document. Elements that are not part of a number format are ignored.
    pub(super) fn piece(&mut self, piece: &XmlEvent) {
        match piece {
            XmlEvent::Open(name, attributes) if STYLES.contains(&name.as_str()) => {
                let style = OdfNumberStyle { is_for_text: name == "text-style", ..OdfNumberStyle::default() };
                self.open = Some((attribute(attributes, "name").unwrap_or_default().to_string(), style));
            }
            XmlEvent::Open(name, attributes) => {
                if let Some((_, style)) = &mut self.open {
                    match name.as_str() {
                        "number" => self.digits = OdfDigits::of(attributes),
                        "text" | "currency-symbol" | "embedded-text" | "fill-character" => {
                            self.text = Some(String::new());
                            if let (Some(digits), "embedded-text") = (&mut self.digits, name.as_str()) {
                                let position = attribute(attributes, "position").and_then(|p| p.parse().ok());
                                digits.gaps.push((position.unwrap_or(0), String::new()));
                            }
                        }
                        name => style.open(name, attributes),
                    }
                    if name == "number" && self.digits.is_none() {
                        style.code.push_str("General");
                    }
                }
            }
            XmlEvent::Text(text) => {
                if let Some(open) = &mut self.text {
                    open.push_str(text);
                }
            }
            XmlEvent::Close(name) => self.close(name),
        }
    }

    fn close(&mut self, name: &str) {
        if STYLES.contains(&name) {
            if let Some((name, style)) = self.open.take() {
                self.all.insert(name, style);
            }
            return;
        }
        let Some((_, style)) = &mut self.open else { return };
        match name {
            "number" => style.code.push_str(&self.digits.take().map(|digits| digits.code()).unwrap_or_default()),
            "embedded-text" => {
                let text = self.text.take().unwrap_or_default();
                if let Some((_, gap)) = self.digits.as_mut().and_then(|digits| digits.gaps.last_mut()) {
                    *gap = text;
                }
            }
            "text" | "currency-symbol" | "fill-character" => {
                // A percent sign is written as text, and multiplies.
                for letter in self.text.take().unwrap_or_default().chars() {
                    if letter != '%' {
                        style.code.push('\\');
                    }
                    style.code.push(letter);
                }
            }
            _ => {}
        }
    }

    /// Returns the code of a format with all its sections. `None` for an unknown one.
    pub(super) fn code(&self, name: &str) -> Option<String> {
        let style = self.all.get(name)?;
        let of = |name: &String| self.all.get(name).map(|style| style.code.clone()).unwrap_or_default();
        let conditions: Vec<&str> = style.maps.iter().map(|(condition, _)| condition.as_str()).collect();
        let is_in_order = matches!(conditions.as_slice(), [">=0"] | [">0"] | [">0", "<0"] | [">0", "<0", "=0"]);
        let section = |(condition, name): &(String, String)| match is_in_order {
            true => of(name),
            false => format!("[{condition}]{}", of(name)),
        };
        let mut sections: Vec<String> = style.maps.iter().map(section).collect();
        if !style.is_for_text || !style.code.is_empty() || sections.is_empty() {
            sections.push(style.code.clone());
        }
        if style.is_for_text && style.code.is_empty() && sections.len() == 3 {
            sections.push(String::new());
        }
        Some(sections.join(";"))
    }
}

impl OdfNumberStyle {
    /// Adds an element without digits of its own.
    fn open(&mut self, name: &str, attributes: &[(String, String)]) {
        let of = |name: &str| attribute(attributes, name);
        match name {
            "scientific-number" => self.code.push_str("0E+0"),
            "fraction" => self.code.push_str("# ?/?"),
            "boolean" => self.code.push_str("General"),
            "text-content" => self.code.push('@'),
            "day" | "month" | "year" | "era" | "day-of-week" | "week-of-year" | "quarter" | "hours" | "minutes"
            | "seconds" | "am-pm" => self.code.push('d'),
            "text-properties" => {
                let colour = of("color").map(str::to_ascii_lowercase);
                self.code.push_str(match colour.as_deref() {
                    Some("#ffffff") => "[White]",
                    Some(_) => "[Red]",
                    None => "",
                });
            }
            "map" => {
                let condition = of("condition").unwrap_or_default().replace("value()", "").replace("!=", "<>");
                self.maps.push((condition, of("apply-style-name").unwrap_or_default().to_string()));
            }
            _ => {}
        }
    }
}

impl OdfDigits {
    /// Reads the places of digits. `None` for General.
    fn of(attributes: &[(String, String)]) -> Option<Self> {
        let count = |name: &str| attribute(attributes, name)?.parse::<usize>().ok().map(|n| n.min(PLACES));
        let decimals = count("decimal-places")?;
        let factor = attribute(attributes, "display-factor").and_then(|f| f.parse::<f64>().ok()).unwrap_or(1.0);
        Some(OdfDigits {
            least: count("min-integer-digits").unwrap_or(0),
            decimals,
            least_decimals: count("min-decimal-places").unwrap_or(decimals).min(decimals),
            is_grouped: attribute(attributes, "grouping") == Some("true"),
            scales: (0..).zip([1e3, 1e6, 1e9, 1e12]).filter(|(_, step)| factor >= *step).count(),
            gaps: Vec::new(),
        })
    }

    fn code(&self) -> String {
        let gap = self.gaps.iter().map(|(position, _)| position + 1).max().unwrap_or(0).min(PLACES);
        let places = self.least.max(gap).max(if self.is_grouped { 4 } else { 1 });
        let mut out = String::new();
        // From the left: `left` digits follow.
        for left in (0..places).rev() {
            out.push(if left < self.least { '0' } else { '#' });
            if self.is_grouped && left == 3 {
                out.push(',');
            }
            for (_, text) in self.gaps.iter().filter(|(position, _)| *position == left) {
                text.chars().for_each(|letter| out.extend(['\\', letter]));
            }
        }
        if self.decimals > 0 {
            out.push('.');
            out.push_str(&"0".repeat(self.least_decimals));
            out.push_str(&"#".repeat(self.decimals - self.least_decimals));
        }
        out.push_str(&",".repeat(self.scales));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    #[test]
    fn number_formats_become_codes() {
        let styles = r##"<s xmlns:number="n" xmlns:style="t" xmlns:fo="f"><number:number-style style:name="A"><number:number number:decimal-places="0" number:min-integer-digits="1"/><number:text>000</number:text></number:number-style>
<number:number-style style:name="B"><number:number number:decimal-places="1" number:min-decimal-places="0" number:min-integer-digits="1" number:grouping="true" number:display-factor="1000"/></number:number-style>
<number:number-style style:name="CP0"><number:number number:decimal-places="0" number:min-integer-digits="1"/></number:number-style>
<number:number-style style:name="C"><style:text-properties fo:color="#ff0000"/><number:text>-</number:text><number:number number:decimal-places="0" number:min-integer-digits="1"/><style:map style:condition="value()&gt;=0" style:apply-style-name="CP0"/></number:number-style>
<number:percentage-style style:name="D"><number:number number:decimal-places="1" number:min-integer-digits="1"/><number:text> %</number:text></number:percentage-style>
<number:number-style style:name="E"><number:number number:decimal-places="0" number:min-integer-digits="1"><number:embedded-text number:position="1">,</number:embedded-text></number:number></number:number-style>
<number:number-style style:name="F"><number:number number:min-integer-digits="1"/></number:number-style>
<number:text-style style:name="G"><number:text-content/></number:text-style>
<number:date-style style:name="H"><number:day/><number:text>/</number:text><number:month/></number:date-style></s>"##;
        let mut numbers = OdfNumbers::default();
        let read = super::super::xml::stream(styles.as_bytes(), &Limits::default(), |piece| {
            numbers.piece(&piece);
            Ok(())
        });
        assert_eq!(read, Ok(()));
        for (name, code) in [
            ("A", "0\\0\\0\\0"),
            ("B", "#,##0.#,"),
            ("C", "0;[Red]\\-0"),
            ("D", "0.0\\ %"),
            ("E", "#\\,0"),
            ("F", "General"),
            ("G", "@"),
            ("H", "d\\/d"),
        ] {
            assert_eq!(numbers.code(name).as_deref(), Some(code), "{name}");
        }
        assert_eq!(numbers.code("x"), None);
    }
}
