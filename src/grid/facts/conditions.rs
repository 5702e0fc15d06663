//! Conditional formats and rules for input of a sheet, also those that Excel keeps in extensions.

use super::looks::Styles;
use super::tree::XmlElement;
use super::{FactPlace, FactTopic, PackageFacts};

/// Returns the ranges of a list in order: programs write them in different orders.
pub(super) fn ranges(list: &str) -> String {
    let mut all: Vec<String> = list.split_whitespace().map(|range| range.replace('$', "")).collect();
    all.sort();
    all.join(" ")
}

/// Normalises a formula outside of cells: programs write FALSE as 0 there.
fn formula(text: &str) -> String {
    let text: String = text.trim().trim_start_matches('=').chars().filter(|c| *c != ' ').collect();
    let bare = text.replace("TRUE()", "TRUE").replace("FALSE()", "FALSE");
    let mut out = String::new();
    let mut quoted = false;
    let mut word = String::new();
    let end = |word: &mut String, out: &mut String| {
        match word.as_str() {
            "TRUE" => out.push('1'),
            "FALSE" => out.push('0'),
            other => out.push_str(other),
        }
        word.clear();
    };
    for letter in bare.chars() {
        if !quoted && (letter.is_alphanumeric() || letter == '_' || letter == '.') {
            word.push(letter);
            continue;
        }
        end(&mut word, &mut out);
        if letter == '"' {
            quoted = !quoted;
        }
        out.push(letter);
    }
    end(&mut word, &mut out);
    out
}

/// Adds the conditional formats of a sheet, in the order of their priority.
pub(super) fn conditions(root: &XmlElement, sheet: &str, styles: &Styles, facts: &mut PackageFacts) {
    let mut rules: Vec<(i64, String, String)> = Vec::new();
    for group in root.all("conditionalFormatting") {
        let area = ranges(group.attribute("sqref").unwrap_or(""));
        for rule in group.all("cfRule") {
            let priority = rule.attribute("priority").and_then(|v| v.parse().ok()).unwrap_or(0);
            rules.push((priority, area.clone(), condition(rule, styles)));
        }
    }
    rules.sort_by_key(|(priority, _, _)| *priority);
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for (_, area, rule) in rules {
        let count = counts.entry(area.clone()).or_default();
        *count += 1;
        facts.add(FactTopic::Condition, FactPlace::cell(sheet, &area), format!("rule {count}"), rule);
    }
}

fn condition(rule: &XmlElement, styles: &Styles) -> String {
    let kind = rule.attribute("type").unwrap_or("");
    let mut out = vec![kind.to_string()];
    let of = |name: &str| rule.attribute(name).map(|v| format!("{name} {v}"));
    match kind {
        "cellIs" => out.extend(of("operator")),
        "expression" => {}
        "dataBar" | "colorScale" | "iconSet" => {
            if let Some(bar) = rule.child(kind) {
                out.extend(bar.children.iter().map(|c| match c.name.as_str() {
                    "cfvo" => format!("{} {}", c.attribute("type").unwrap_or(""), c.attribute("val").unwrap_or("")),
                    _ => c.attribute("rgb").map_or_else(|| c.line(), |v| format!("#{v}")),
                }));
                if !bar.flag("showValue", true) {
                    out.push("value hidden".to_string());
                }
                out.extend(bar.attribute("iconSet").map(String::from));
            }
        }
        _ => out.extend(
            ["operator", "text", "rank", "percent", "bottom", "timePeriod", "aboveAverage", "stdDev"]
                .into_iter()
                .filter_map(of),
        ),
    }
    out.extend(rule.all("formula").map(|f| formula(&f.text)));
    if rule.flag("stopIfTrue", false) {
        out.push("stop".to_string());
    }
    if let Some(look) = rule.index("dxfId").and_then(|id| styles.differential.get(id)) {
        out.push(format!("→ {look}"));
    }
    out.join(" · ")
}

/// Adds the rules for input of a sheet.
pub(super) fn validations(root: &XmlElement, sheet: &str, facts: &mut PackageFacts) {
    let Some(list) = root.child("dataValidations") else { return };
    if list.flag("disablePrompts", false) {
        facts.add(FactTopic::Validation, FactPlace::sheet(sheet), "disablePrompts", "1");
    }
    for rule in list.all("dataValidation") {
        let area = ranges(rule.attribute("sqref").unwrap_or(""));
        let kind = rule.attribute("type").unwrap_or("none");
        let operator = rule.attribute("operator").unwrap_or("between");
        let mut out = vec![kind.to_string()];
        let has_second = !matches!(kind, "list" | "custom" | "none") && operator.contains("etween");
        if !matches!(kind, "list" | "custom" | "none") {
            out.push(operator.to_string());
        }
        out.extend(rule.child("formula1").map(|f| formula(&f.text)));
        out.extend(rule.child("formula2").filter(|_| has_second).map(|f| formula(&f.text)));
        let style = rule.attribute("errorStyle").unwrap_or("stop");
        out.push(format!("error {} {style}", rule.flag("showErrorMessage", false)));
        for name in ["errorTitle", "error", "promptTitle", "prompt"] {
            let text = rule.attribute(name).filter(|t| !t.is_empty());
            out.extend(text.map(|t| format!("{name} \"{}\"", t.split_whitespace().collect::<Vec<_>>().join(" "))));
        }
        if !rule.flag("allowBlank", false) && kind != "none" {
            out.push("no blanks".to_string());
        }
        if rule.flag("showDropDown", false) {
            out.push("no list shown".to_string());
        }
        if !rule.flag("showInputMessage", false) {
            out.push("no prompt".to_string());
        }
        facts.add(FactTopic::Validation, FactPlace::cell(sheet, &area), "rule", out.join(" · "));
    }
}

/// Adds what a sheet keeps in extensions: sparklines, and rules of newer kinds.
pub(super) fn extensions(root: &XmlElement, sheet: &str, facts: &mut PackageFacts) {
    let Some(list) = root.child("extLst") else { return };
    for extension in list.all("ext").flat_map(|ext| &ext.children) {
        match extension.name.as_str() {
            "x14:sparklineGroups" => {
                for group in extension.all("x14:sparklineGroup") {
                    for line in group.all("x14:sparklines").flat_map(|l| l.all("x14:sparkline")) {
                        let of = |name: &str| line.child(name).map(|f| f.text.trim().to_string()).unwrap_or_default();
                        let kind = group.attribute("type").unwrap_or("line");
                        let value = format!("{kind} {}", of("xm:f").replace('\'', ""));
                        facts.add(FactTopic::Sparkline, FactPlace::cell(sheet, &of("xm:sqref")), "sparkline", value);
                    }
                }
            }
            "x14:conditionalFormattings" => {
                for group in extension.all("x14:conditionalFormatting") {
                    let area = ranges(&group.child("xm:sqref").map(|s| s.text.clone()).unwrap_or_default());
                    // A data bar is described by its ordinary rule as well.
                    for rule in group.all("x14:cfRule").filter(|r| r.attribute("type") != Some("dataBar")) {
                        let place = FactPlace::cell(sheet, &area);
                        facts.add(FactTopic::Condition, place, "rule of an extension", rule.line());
                    }
                }
            }
            "loext:conditionalFormattings" => {}
            name => facts.add(FactTopic::Element, FactPlace::sheet(sheet), name, extension.line()),
        }
    }
}
