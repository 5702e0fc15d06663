//! The places where programs read a package differently: foreign elements among those that count, alternatives,
//! elements twice.

use super::tree::XmlElement;
use super::{FactPlace, FactTopic, PackageFacts};
use std::collections::BTreeSet;

/// Lists whose children all have one meaning, with the names that may be in them.
const LISTS: [(&str, &[&str]); 18] = [
    ("sheets", &["sheet"]),
    ("definedNames", &["definedName"]),
    ("bookViews", &["workbookView"]),
    ("cellXfs", &["xf"]),
    ("cellStyleXfs", &["xf"]),
    ("fonts", &["font"]),
    ("fills", &["fill"]),
    ("borders", &["border"]),
    ("numFmts", &["numFmt"]),
    ("dxfs", &["dxf"]),
    ("cols", &["col"]),
    ("mergeCells", &["mergeCell"]),
    ("dataValidations", &["dataValidation"]),
    ("hyperlinks", &["hyperlink"]),
    ("conditionalFormatting", &["cfRule", "extLst"]),
    ("sst", &["si", "extLst"]),
    ("si", &["t", "r", "rPh", "phoneticPr"]),
    ("r", &["t", "rPr"]),
];

/// Elements that may occur several times in a sheet or workbook.
const SEVERAL: [&str; 3] = ["conditionalFormatting", "cols", "fileRecoveryPr"];

/// Prefixes of attributes that no program shows.
const SILENT: [&str; 12] = ["r", "xml", "xr", "xr2", "xr3", "xr6", "xr10", "x14ac", "x15ac", "x16r2", "mc", "xsi"];

/// Adds what is strange in a part that is not a sheet's cells.
pub(super) fn check(root: &XmlElement, place: FactPlace<'_>, facts: &mut PackageFacts) {
    let is_alternative = |e: &XmlElement| e.name == "mc:AlternateContent";
    let mut strange: Vec<String> = Vec::new();
    element(root, false, &mut strange);
    let mut seen = BTreeSet::new();
    for child in root.children.iter().filter(|_| matches!(root.name.as_str(), "worksheet" | "workbook" | "styleSheet"))
    {
        if !is_alternative(child) && !SEVERAL.contains(&child.name.as_str()) && !seen.insert(child.name.as_str()) {
            strange.push(format!("<{}> twice", child.name));
        }
    }
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    strange.into_iter().for_each(|what| *counts.entry(what).or_default() += 1);
    for (what, count) in counts {
        let value = if count > 1 { format!("{count} times") } else { String::new() };
        facts.add(FactTopic::Strange, place, what, value);
    }
}

fn element(of: &XmlElement, is_extension: bool, out: &mut Vec<String>) {
    for (name, _) in &of.attributes {
        let prefix = name.split_once(':').map(|(prefix, _)| prefix);
        let is_markup = matches!(name.as_str(), "mc:ProcessContent" | "mc:MustUnderstand" | "mc:PreserveElements");
        let is_foreign = prefix.is_some_and(|p| p == "?" || (!of.name.contains(':') && !SILENT.contains(&p)));
        if is_markup || is_foreign {
            out.push(format!("attribute {name} of <{}>", of.name));
        }
    }
    let known = LISTS.iter().find(|(list, _)| *list == of.name).map(|(_, names)| *names);
    for child in &of.children {
        if child.name == "mc:AlternateContent" {
            alternative(child, out);
            continue;
        }
        let is_in_list = known.is_none_or(|names| names.contains(&child.name.as_str()));
        let is_foreign = child.name.starts_with("?:") || child.name.starts_with("-:");
        let is_revision =
            child.name.starts_with("xr:") || child.name.starts_with("xr2:") || child.name.starts_with("xr6:");
        let is_out_of_place = !of.name.contains(':') && child.name.contains(':') && of.name != "ext" && !is_revision;
        let is_html = of.name.starts_with("v:") || of.name == "-:xml" || of.name.starts_with("-:");
        if !is_extension && !is_html && (!is_in_list || is_foreign || is_out_of_place) {
            out.push(format!("<{}> in <{}>", child.name, of.name));
        }
        let within = is_extension || child.name == "ext" || child.name.ends_with(":ext");
        element(child, within, out);
    }
}

/// Excel writes alternatives for the path of the workbook, for the style of a chart and for newer shapes; LibreOffice, as "Office
/// Open XML", for the frame of a note.
fn alternative(of: &XmlElement, out: &mut Vec<String>) {
    let mut names = Vec::new();
    for branch in &of.children {
        names.extend(branch.children.iter().map(|child| child.name.as_str()));
    }
    let is_known = |name: &&str| matches!(*name, "x15ac:absPath" | "c14:style" | "c:style" | "commentPr");
    if !names.iter().all(is_known) {
        out.push(format!("alternatives for <{}>", names.first().copied().unwrap_or("")));
    }
}
