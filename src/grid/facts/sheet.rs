//! The facts of a sheet besides its rows: views, print set-up, filter, protection, merged ranges, links.

use super::conditions::{self, ranges};
use super::looks::{Colours, Styles};
use super::parts::PartLinks;
use super::tree::XmlElement;
use super::{FactPlace, FactTopic, PackageFacts};

/// What the facts of a sheet are resolved with.
pub(super) struct SheetFactsSource<'a> {
    /// Cell formats.
    pub styles: &'a Styles,
    /// Colours.
    pub colours: &'a Colours,
    /// Relationships of the sheet.
    pub links: &'a PartLinks,
}

/// Adds the facts of a sheet. `root` has no rows.
pub(super) fn sheet(root: &XmlElement, name: &str, context: &SheetFactsSource<'_>, facts: &mut PackageFacts) {
    let place = FactPlace::sheet(name);
    for child in &root.children {
        match child.name.as_str() {
            "sheetPr" => properties(child, place, context.colours, facts),
            "sheetViews" => views(child, place, facts),
            "sheetFormatPr" if child.flag("zeroHeight", false) => {
                facts.add(FactTopic::Sizes, place, "zeroHeight", "1");
            }
            "sheetProtection" => protection(child, place, facts),
            "autoFilter" | "sortState" => {
                let area = ranges(child.attribute("ref").unwrap_or(""));
                let active: String = child.children.iter().map(XmlElement::line).collect();
                facts.add(FactTopic::Filter, FactPlace::cell(name, &area), child.name.as_str(), active);
            }
            "mergeCells" => child.all("mergeCell").for_each(|merge| {
                facts.add(
                    FactTopic::Merge,
                    FactPlace::cell(name, &ranges(merge.attribute("ref").unwrap_or(""))),
                    "merge",
                    "",
                );
            }),
            "hyperlinks" => child.all("hyperlink").for_each(|link| hyperlink(link, name, context.links, facts)),
            "printOptions" | "pageMargins" | "pageSetup" => page(child, root, place, facts),
            "headerFooter" => header(child, place, facts),
            "rowBreaks" | "colBreaks" => {
                let at: Vec<&str> =
                    child.all("brk").filter(|b| b.flag("man", false)).filter_map(|b| b.attribute("id")).collect();
                facts.add(FactTopic::Page, place, child.name.as_str(), at.join(" "));
            }
            "oleObjects" | "controls" => facts.add(FactTopic::Active, place, child.name.as_str(), child.line()),
            // Read elsewhere, or without effect on what is shown.
            "conditionalFormatting"
            | "dataValidations"
            | "extLst"
            | "cols"
            | "sheetData"
            | "dimension"
            | "drawing"
            | "legacyDrawing"
            | "sheetFormatPr"
            | "ignoredErrors"
            | "phoneticPr"
            | "mc:AlternateContent" => {}
            other => facts.add(FactTopic::Element, place, other, child.line()),
        }
    }
    conditions::conditions(root, name, context.styles, facts);
    conditions::validations(root, name, facts);
    conditions::extensions(root, name, facts);
}

fn properties(of: &XmlElement, place: FactPlace<'_>, colours: &Colours, facts: &mut PackageFacts) {
    if let Some(tab) = of.child("tabColor") {
        facts.add(FactTopic::Tab, place, "tabColor", colours.rgb(tab));
    }
    if of.child("pageSetUpPr").is_some_and(|p| p.flag("fitToPage", false)) {
        facts.add(FactTopic::Page, place, "fitToPage", "1");
    }
    if of.flag("transitionEvaluation", false) || of.flag("transitionEntry", false) {
        facts.add(FactTopic::Calculation, place, "transitionEvaluation", "1");
    }
}

fn views(of: &XmlElement, place: FactPlace<'_>, facts: &mut PackageFacts) {
    let Some(view) = of.child("sheetView") else { return };
    let flags = [
        ("showGridLines", true),
        ("showRowColHeaders", true),
        ("showZeros", true),
        ("showFormulas", false),
        ("rightToLeft", false),
    ];
    for (name, default) in flags {
        if view.flag(name, default) != default {
            facts.add(FactTopic::View, place, name, if default { "0" } else { "1" });
        }
    }
    if let Some(pane) = view.child("pane") {
        let of = |name: &str| pane.attribute(name).unwrap_or("0");
        facts.add(FactTopic::View, place, "pane", format!("{} {} {}", of("state"), of("xSplit"), of("ySplit")));
    }
    if let Some(kind) = view.attribute("view").filter(|v| *v != "normal") {
        facts.add(FactTopic::Window, place, "view", kind);
    }
    if let Some(zoom) = view.attribute("zoomScale").filter(|v| *v != "100" && *v != "0") {
        facts.add(FactTopic::Window, place, "zoomScale", zoom);
    }
}

fn protection(of: &XmlElement, place: FactPlace<'_>, facts: &mut PackageFacts) {
    if !of.flag("sheet", false) {
        return;
    }
    const LOCKED: [(&str, bool); 15] = [
        ("objects", false),
        ("scenarios", false),
        ("formatCells", true),
        ("formatColumns", true),
        ("formatRows", true),
        ("insertColumns", true),
        ("insertRows", true),
        ("insertHyperlinks", true),
        ("deleteColumns", true),
        ("deleteRows", true),
        ("selectLockedCells", false),
        ("selectUnlockedCells", false),
        ("sort", true),
        ("autoFilter", true),
        ("pivotTables", true),
    ];
    let mut out: Vec<String> = Vec::new();
    for (name, default) in LOCKED {
        let is_locked = of.flag(name, default);
        if is_locked != default {
            out.push(format!("{name}={}", u8::from(is_locked)));
        }
    }
    for name in ["password", "hashValue"] {
        out.extend(of.attribute(name).filter(|v| !v.is_empty()).map(|_| "password".to_string()));
    }
    facts.add(FactTopic::Protection, place, "sheetProtection", out.join(" "));
}

fn hyperlink(link: &XmlElement, sheet: &str, links: &PartLinks, facts: &mut PackageFacts) {
    let area = ranges(link.attribute("ref").unwrap_or(""));
    let id = link.attribute("r:id").unwrap_or("");
    let target = links.target(id).unwrap_or("");
    let location = link.attribute("location").unwrap_or("");
    let whole = match (target, location) {
        (target, "") => target.to_string(),
        (target, location) => format!("{target}#{}", location.trim_start_matches('#')),
    };
    // Programs differ in how they quote sheet names and in the base of relative paths.
    let whole = whole.replace(['\'', '$'], "");
    facts.add(FactTopic::Link, FactPlace::cell(sheet, &area), "target", whole);
    if let Some(tip) = link.attribute("tooltip").filter(|t| !t.is_empty()) {
        facts.add(FactTopic::Link, FactPlace::cell(sheet, &area), "tooltip", tip);
    }
}

fn page(of: &XmlElement, root: &XmlElement, place: FactPlace<'_>, facts: &mut PackageFacts) {
    const DEFAULTS: [(&str, &str); 15] = [
        ("paperSize", "1"),
        ("scale", "100"),
        ("fitToWidth", "1"),
        ("fitToHeight", "1"),
        ("pageOrder", "downThenOver"),
        ("orientation", "default"),
        ("blackAndWhite", "0"),
        ("draft", "0"),
        ("cellComments", "none"),
        ("errors", "displayed"),
        ("horizontalCentered", "0"),
        ("verticalCentered", "0"),
        ("headings", "0"),
        ("gridLines", "0"),
        ("copies", "1"),
    ];
    let is_margins = of.name == "pageMargins";
    for (name, value) in &of.attributes {
        let value = match value.trim() {
            "true" => "1",
            "false" => "0",
            other => other,
        };
        if is_margins {
            let text = |part: &str| root.child("headerFooter").map(|h| h.texts(part)).unwrap_or_default();
            // The margin of a header or footer that is empty shows nothing.
            let is_unused = (name == "header" && text("oddHeader").is_empty())
                || (name == "footer" && text("oddFooter").is_empty());
            if let Some(margin) = value.parse::<f64>().ok().filter(|_| !is_unused) {
                facts.add(FactTopic::Page, place, format!("margin {name}"), format!("{margin:.2}"));
            }
        } else if name == "useFirstPageNumber" && value == "1" {
            // Programs write the number without using it. If it is used, pages do not go on from the sheet before.
            let number = of.attribute("firstPageNumber").unwrap_or("1");
            facts.add(FactTopic::Page, place, "firstPageNumber", number.trim());
        } else if DEFAULTS.iter().any(|(known, default)| known == name && *default != value) {
            facts.add(FactTopic::Page, place, name.as_str(), value);
        }
    }
}

/// Adds headers and footers. The order of their codes and the names of their fonts differ between programs.
fn header(of: &XmlElement, place: FactPlace<'_>, facts: &mut PackageFacts) {
    for name in ["differentFirst", "differentOddEven"] {
        if of.flag(name, false) {
            facts.add(FactTopic::Header, place, name, "1");
        }
    }
    for part in &of.children {
        let text = sections(&part.text);
        if !text.is_empty() {
            facts.add(FactTopic::Header, place, part.name.as_str(), text);
        }
    }
}

/// Returns the sections of a header as text: codes of a section before its text, without fonts.
fn sections(text: &str) -> String {
    let mut out: Vec<(char, Vec<String>, String)> = vec![('C', Vec::new(), String::new())];
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some((_, codes, shown)) = out.last_mut() else { break };
        if letter != '&' {
            shown.push(letter);
            continue;
        }
        match letters.next() {
            Some(side @ ('L' | 'C' | 'R')) => out.push((side, Vec::new(), String::new())),
            Some('"') => while letters.next().is_some_and(|c| c != '"') {},
            Some(digit) if digit.is_ascii_digit() => {
                let mut size = digit.to_string();
                while let Some(more) = letters.next_if(char::is_ascii_digit) {
                    size.push(more);
                }
                codes.push(size);
            }
            Some('K') => codes.push(format!("K{}", letters.by_ref().take(6).collect::<String>())),
            Some(code @ ('B' | 'I' | 'U' | 'E' | 'S' | 'X' | 'Y' | 'O' | 'H')) => codes.push(code.to_string()),
            Some(field) => {
                shown.push('&');
                shown.push(field);
            }
            None => shown.push('&'),
        }
    }
    let one = |(side, mut codes, shown): (char, Vec<String>, String)| {
        codes.sort();
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        (!shown.is_empty()).then(|| format!("{side}[{}] {shown}", codes.join(" ")))
    };
    out.into_iter().filter_map(one).collect::<Vec<_>>().join(" / ")
}
