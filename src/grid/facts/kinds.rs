//! The kinds of relationships and content types: which are read elsewhere, which act, which only Excel adds.

use super::parts::{PackageParts, PartLinks};
use super::{FactPlace, FactTopic, PackageFacts};
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of relationships that are followed, or whose parts change nothing that is shown.
const KNOWN: [&str; 15] = [
    "officeDocument",
    "core-properties",
    "metadata/core-properties",
    "extended-properties",
    "extendedProperties",
    "custom-properties",
    "worksheet",
    "styles",
    "theme",
    "sharedStrings",
    "hyperlink",
    "drawing",
    "comments",
    "vmlDrawing",
    "chart",
];
/// Kinds that Excel adds when it saves, without effect on what is shown.
const ADDED: [&str; 5] = ["calcChain", "printerSettings", "sheetMetadata", "chartStyle", "chartColorStyle"];
/// Kinds of parts that act or bring in data.
const ACTIVE: [&str; 18] = [
    "vbaProject",
    "oleObject",
    "package",
    "control",
    "ctrlProp",
    "activeXControlBinary",
    "connections",
    "externalLink",
    "externalLinkPath",
    "queryTable",
    "extensibility",
    "xlMacrosheet",
    "xlIntlMacrosheet",
    "dialogsheet",
    "attachedToolbars",
    "webextension",
    "webextensiontaskpanes",
    "volatileDependencies",
];
/// Kinds of which a part has one.
const SINGLE: [&str; 7] = ["officeDocument", "styles", "theme", "sharedStrings", "drawing", "comments", "vmlDrawing"];

/// Adds what the relationships of a part say: what acts, what `merge` never writes, and what is strange.
pub fn relationships(links: &PartLinks, source: &str, referred: &mut BTreeSet<String>, facts: &mut PackageFacts) {
    let place = FactPlace::part(source);
    let mut ids = BTreeSet::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for link in &links.links {
        let kind = link.kind.as_str();
        if !ids.insert(link.id.as_str()) {
            facts.add(FactTopic::Strange, place, format!("two relationships {}", link.id), "");
        }
        *kinds.entry(kind).or_default() += 1;
        if !link.is_external {
            referred.insert(links.resolve(&link.target).to_lowercase());
            if link.target.contains(['\\', '%']) {
                facts.add(FactTopic::Strange, place, format!("target {}", link.target), "");
            }
        }
        let target = link.target.as_str();
        if (kind != "hyperlink" && link.is_external) || ACTIVE.contains(&kind) {
            facts.add(FactTopic::Active, place, kind, target);
        } else if kind == "image" {
            facts.add(FactTopic::Drawing, place, kind, target);
        } else if !KNOWN.contains(&kind) && !ADDED.contains(&kind) {
            facts.add(FactTopic::Part, place, kind, target);
        }
    }
    for (kind, count) in kinds {
        if count > 1 && SINGLE.contains(&kind) {
            facts.add(FactTopic::Strange, place, format!("{count} relationships of kind {kind}"), "");
        }
    }
}

/// Adds what the content types say of macros, and parts that are declared twice.
pub fn content_types(parts: &PackageParts<'_>, book: &str, facts: &mut PackageFacts) {
    let name = "[Content_Types].xml";
    let Some(root) = parts.tree(name) else { return };
    let mut seen = BTreeSet::new();
    for one in &root.children {
        let of = one.attribute("PartName").or_else(|| one.attribute("Extension")).unwrap_or("").to_lowercase();
        let kind = one.attribute("ContentType").unwrap_or("");
        let is_book = of.trim_start_matches('/') == book.to_lowercase();
        // A default for an extension that no part has declares nothing.
        let is_unused = one.name.ends_with("Default") && !parts.names.keys().any(|n| n.ends_with(&format!(".{of}")));
        if is_unused {
            continue;
        }
        let is_active = ["macro", "vba", "activeX", "oleObject", "addin"].iter().any(|word| kind.contains(word));
        if is_active || (is_book && !kind.ends_with("spreadsheetml.sheet.main+xml")) {
            facts.add(FactTopic::Active, FactPlace::part(name), of.as_str(), kind);
        }
        if !seen.insert((one.name.clone(), of.clone())) {
            facts.add(FactTopic::Strange, FactPlace::part(name), format!("{of} twice"), "");
        }
    }
}
