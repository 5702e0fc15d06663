//! Reads from the style sheets of a page which text is raised, lowered, struck out or hidden. Supports only element and
//! class selectors.

use super::pieces::{Elevation, StyleChange};
use super::xml::attribute;
use std::collections::HashMap;

/// The rules of a page by the last element, class or id of their selector: `td`, `.no`, `td.no`, `#k`.
#[derive(Debug, Default)]
pub(super) struct CssStyleSheet(HashMap<String, StyleChange>);

/// Limit on the number of rules. Real pages have fewer.
const RULES: usize = 20_000;

impl CssStyleSheet {
    /// Adds the rules of a `<style>` element, without those inside at-rules, which apply to other media.
    pub(super) fn add(&mut self, text: &str) {
        let mut rest = text;
        while let Some((selectors, body)) = rest.split_once('{') {
            let selectors = selectors.rsplit([';', '}']).next().unwrap_or_default().trim_start_matches("<!--");
            if selectors.trim().starts_with('@') && !selectors.contains("@font-face") && !selectors.contains("@page") {
                rest = after_block(body);
                continue;
            }
            let (declarations, after) = body.split_once('}').unwrap_or((body, ""));
            rest = after;
            let restyle = of_declarations(declarations);
            if restyle == StyleChange::default() {
                continue;
            }
            for selector in selectors.split(',') {
                let last = selector.split_whitespace().next_back().unwrap_or_default().to_ascii_lowercase();
                if !last.is_empty() && !last.contains([':', '[']) && self.0.len() < RULES {
                    let known = self.0.entry(last).or_default();
                    *known = restyle.or(*known);
                }
            }
        }
    }

    /// Returns the formatting of an element.
    pub(super) fn of(&self, name: &str, attributes: &[(String, String)]) -> StyleChange {
        let own = match name {
            "sup" => StyleChange { elevation: Some(Elevation::Raised), ..StyleChange::default() },
            "sub" => StyleChange { elevation: Some(Elevation::Lowered), ..StyleChange::default() },
            "s" | "strike" | "del" => StyleChange { struck: Some(true), ..StyleChange::default() },
            _ => StyleChange::default(),
        };
        let rule = |selector: String| self.0.get(&selector).copied().unwrap_or_default();
        let mut out = StyleChange::default();
        if let Some(style) = attribute(attributes, "style") {
            out = out.or(of_declarations(style));
        }
        if attribute(attributes, "hidden").is_some() {
            out = out.or(StyleChange { hidden: Some(true), ..StyleChange::default() });
        }
        let classes = attribute(attributes, "class").unwrap_or_default().to_ascii_lowercase();
        for class in classes.split_whitespace() {
            out = out.or(rule(format!("{name}.{class}"))).or(rule(format!(".{class}")));
        }
        if let Some(id) = attribute(attributes, "id") {
            let id = id.to_ascii_lowercase();
            out = out.or(rule(format!("{name}#{id}"))).or(rule(format!("#{id}")));
        }
        out.or(rule(name.to_string())).or(own)
    }
}

/// Returns the value of a declaration of an element's own style.
pub(super) fn value<'s>(style: &'s str, name: &str) -> Option<&'s str> {
    let mut all = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    all.find(|(known, _)| known.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// Returns true for a length of zero.
pub(super) fn is_zero(value: &str) -> bool {
    value.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<f64>() == Ok(0.0)
}

/// Returns the text after a block with nested blocks.
fn after_block(body: &str) -> &str {
    let mut depth = 1;
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return body.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

fn of_declarations(text: &str) -> StyleChange {
    let mut out = StyleChange::default();
    for (name, value) in text.split(';').filter_map(|d| d.split_once(':')) {
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase());
        let value = value.trim_end_matches("!important").trim();
        let is_nothing = || is_zero(value);
        match (name.as_str(), value) {
            ("display", "none") | ("visibility", "hidden" | "collapse") | ("mso-hide", "all") => {
                out.hidden = Some(true)
            }
            ("font-size" | "opacity", _) if is_nothing() => out.hidden = Some(true),
            ("visibility", "visible") => out.hidden = Some(false),
            ("text-decoration" | "text-decoration-line", lines) if lines.contains("line-through") => {
                out.struck = Some(true)
            }
            ("vertical-align", "super") => out.elevation = Some(Elevation::Raised),
            ("vertical-align", "sub") => out.elevation = Some(Elevation::Lowered),
            ("vertical-align", "baseline") => out.elevation = Some(Elevation::Level),
            // A length or percentage raises the text, a negative one lowers it.
            ("vertical-align" | "mso-text-raise", _) => out.elevation = elevation(value).or(out.elevation),
            _ => {}
        }
    }
    out
}

/// Returns the elevation that a length or percentage gives; `None` for a word.
fn elevation(value: &str) -> Option<Elevation> {
    let number = value.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<f64>().ok()?;
    Some(match number {
        n if n > 0.0 => Elevation::Raised,
        n if n < 0.0 => Elevation::Lowered,
        _ => Elevation::Level,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_match_element_and_class() {
        let mut sheet = CssStyleSheet::default();
        sheet.add("<!-- @page {margin:1in} td {color:black} @media print { .a {display:none} } .x7, td.b\n{TEXT-DECORATION: line-through; x:y} span.h{display:none!important} #k{display:none} -->");
        let of = |name: &str, class: &str| sheet.of(name, &[("class".to_string(), class.to_string())]);
        assert_eq!(of("font", "x7").struck, Some(true));
        assert_eq!(of("td", "c b").struck, Some(true));
        assert_eq!(of("font", "b").struck, None);
        assert_eq!(of("span", "h").hidden, Some(true));
        assert_eq!(of("td", "a"), StyleChange::default(), "another medium");
        assert_eq!(of("sup", "").elevation, Some(Elevation::Raised));
        let style = |text: &str| sheet.of("span", &[("style".to_string(), text.to_string())]);
        assert_eq!(style("font-size:0").hidden, Some(true));
        assert_eq!(style("vertical-align:40%").elevation, Some(Elevation::Raised));
        assert_eq!(style("mso-text-raise:-2.0pt").elevation, Some(Elevation::Lowered));
        assert_eq!(style("vertical-align:middle").elevation, None);
        assert_eq!(sheet.of("b", &[("id".to_string(), "K".to_string())]).hidden, Some(true));
        assert_eq!(style("font-size:10.0pt;vertical-align:sub").hidden, None);
        assert_eq!(sheet.of("i", &[("hidden".to_string(), String::new())]).hidden, Some(true));
    }
}
