//! The facts of the workbook part: sheets, names, calculation, windows, protection.

use super::tree::{XmlElement, is_true};
use super::{FactPlace, FactTopic, PackageFacts};
use std::collections::BTreeSet;

/// A sheet in the order of the workbook.
pub(super) struct ListedSheet {
    /// Name.
    pub name: String,
    /// Id of its relationship.
    pub relationship: String,
}

/// Adds the facts of the workbook part and returns its sheets.
pub(super) fn workbook(root: &XmlElement, part: &str, facts: &mut PackageFacts) -> Vec<ListedSheet> {
    let place = FactPlace::part(part);
    let sheets: Vec<ListedSheet> =
        root.child("sheets").map(|list| list.all("sheet").map(listed).collect()).unwrap_or_default();
    let names: Vec<&str> = sheets.iter().map(|s| s.name.as_str()).collect();
    facts.add(FactTopic::Sheets, place, "order", names.join(" | "));
    for child in &root.children {
        match child.name.as_str() {
            "workbookPr" => {
                if child.flag("date1904", false) {
                    facts.add(FactTopic::Calculation, place, "date1904", "1");
                }
                if let Some(shown) = child.attribute("showObjects").filter(|v| *v != "all") {
                    facts.add(FactTopic::View, place, "showObjects", shown);
                }
            }
            "calcPr" => calculation(child, place, facts),
            "bookViews" => views(child, place, facts),
            "workbookProtection" | "fileSharing" => {
                let set: Vec<String> = child
                    .attributes
                    .iter()
                    .filter(|(_, v)| !matches!(v.trim(), "0" | "false" | ""))
                    .map(|(n, v)| format!("{n}={}", if is_true(v) { "1" } else { v }))
                    .collect();
                if !set.is_empty() {
                    facts.add(FactTopic::Protection, place, child.name.as_str(), set.join(" "));
                }
            }
            "definedNames" => child.all("definedName").for_each(|name| defined_name(name, &names, facts)),
            "externalReferences" => {
                facts.add(FactTopic::Active, place, "external references", child.children.len().to_string())
            }
            "sheets" | "fileVersion" | "fileRecoveryPr" | "extLst" | "mc:AlternateContent" => {}
            name if name.contains(':') => {}
            name => facts.add(FactTopic::Element, place, name, child.line()),
        }
    }
    sheets
}

fn listed(sheet: &XmlElement) -> ListedSheet {
    let exact = |name: &str| sheet.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
    ListedSheet { name: exact("name").unwrap_or_default(), relationship: exact("r:id").unwrap_or_default() }
}

fn calculation(calc: &XmlElement, place: FactPlace<'_>, facts: &mut PackageFacts) {
    if let Some(mode) = calc.attribute("calcMode").filter(|v| *v != "auto") {
        facts.add(FactTopic::Calculation, place, "calcMode", mode);
    }
    if let Some(mode) = calc.attribute("refMode").filter(|v| *v != "A1") {
        facts.add(FactTopic::View, place, "refMode", mode);
    }
    if !calc.flag("fullPrecision", true) {
        facts.add(FactTopic::Calculation, place, "fullPrecision", "0");
    }
    if calc.flag("iterate", false) {
        let rest = ["iterateCount", "iterateDelta"].map(|n| calc.attribute(n).unwrap_or("")).join(" ");
        facts.add(FactTopic::Calculation, place, "iterate", format!("1 {rest}"));
    }
}

fn views(views: &XmlElement, place: FactPlace<'_>, facts: &mut PackageFacts) {
    let Some(view) = views.child("workbookView") else { return };
    let number = |name: &str| view.attribute(name).unwrap_or("0").to_string();
    facts.add(FactTopic::Window, place, "activeTab", number("activeTab"));
    facts.add(FactTopic::Window, place, "firstSheet", number("firstSheet"));
    for (name, default) in [("showSheetTabs", true), ("showHorizontalScroll", true), ("showVerticalScroll", true)] {
        if view.flag(name, default) != default {
            facts.add(FactTopic::View, place, name, "0");
        }
    }
    if view.flag("minimized", false) {
        facts.add(FactTopic::View, place, "minimized", "1");
    }
    if let Some(state) = view.attribute("visibility").filter(|v| *v != "visible") {
        facts.add(FactTopic::View, place, "visibility", state);
    }
}

/// Adds a name of a sheet, or one of Excel's own. Other names are compared with the formulas.
fn defined_name(name: &XmlElement, sheets: &[&str], facts: &mut PackageFacts) {
    let own = name.attribute("name").unwrap_or("");
    let scope = name.index("localSheetId").map(|at| sheets.get(at).copied().unwrap_or("?"));
    let kind = own.strip_prefix("_xlnm.").unwrap_or(own);
    let value = if kind == "Print_Titles" { repeated_lines(name.text.trim()) } else { name.text.trim().to_string() };
    let topic = match kind {
        "_FilterDatabase" => return,
        "Print_Area" | "Print_Titles" => FactTopic::PrintArea,
        _ if name.flag("function", false) || name.flag("xlm", false) || name.flag("vbProcedure", false) => {
            FactTopic::Active
        }
        _ if kind.to_ascii_lowercase().starts_with("auto_") => FactTopic::Active,
        _ if scope.is_none() && !own.starts_with("_xlnm.") => {
            if name.flag("hidden", false) {
                facts.add(FactTopic::Name, FactPlace::default(), format!("{own} (hidden)"), value);
            }
            return;
        }
        _ => FactTopic::Name,
    };
    let place = FactPlace::sheet(scope.unwrap_or(""));
    // LibreOffice writes the repeated rows and columns twice, in both orders.
    if kind == "Print_Titles" && facts.has(topic, place, kind, &value) {
        return;
    }
    facts.add(topic, place, kind, value);
}

/// Returns the rows and columns that each printed page repeats in one order, with sheet names in one spelling: programs
/// differ in both, and the meaning is the same.
fn repeated_lines(value: &str) -> String {
    let mut is_quoted = false;
    let areas = value.split(|c| {
        is_quoted ^= c == '\'';
        c == ',' && !is_quoted
    });
    let plain = |area: &str| match area.trim().rsplit_once('!') {
        Some((sheet, lines)) => {
            let bare = sheet.strip_prefix('\'').and_then(|sheet| sheet.strip_suffix('\''));
            format!("{}!{lines}", bare.map_or_else(|| sheet.to_string(), |bare| bare.replace("''", "'")))
        }
        None => area.trim().to_string(),
    };
    let areas: BTreeSet<String> = areas.map(plain).collect();
    areas.into_iter().collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_rows_and_columns_have_one_spelling() {
        let expected = "It's, new!$4:$4,It's, new!$A:$B";
        for value in ["'It''s, new'!$4:$4,'It''s, new'!$A:$B", "'It''s, new'!$A:$B, 'It''s, new'!$4:$4"] {
            assert_eq!(repeated_lines(value), expected, "{value}");
        }
        assert_eq!(repeated_lines("DS_1!$4:$4,DS_1!$A:$B"), repeated_lines("'DS_1'!$A:$B,'DS_1'!$4:$4"));
        assert_ne!(repeated_lines("DS_1!$4:$4"), repeated_lines("DS_2!$4:$4"));
        assert_ne!(repeated_lines("DS_1!$4:$4"), repeated_lines("DS_1!$5:$5"));
    }
}
