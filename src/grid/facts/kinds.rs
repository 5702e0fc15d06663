//! The kinds of relationships and content types: which are read elsewhere, which act, which only Excel adds.

use super::parts::{PackageParts, PartLinks};
use super::tree::XmlElement;
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

/// What the types of followed relationships begin with: transitional, strict, package, and the properties as LibreOffice
/// and the standard write them.
const NAMESPACES: [&str; 5] = [
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "http://schemas.openxmlformats.org/package/2006/relationships",
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata",
    "http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata",
];
/// The content types of the parts that are followed, by the kind of their relationship.
const TYPES: [(&str, &str); 12] = [
    ("worksheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"),
    ("styles", "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"),
    ("sharedStrings", "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"),
    ("comments", "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"),
    ("theme", "application/vnd.openxmlformats-officedocument.theme+xml"),
    ("drawing", "application/vnd.openxmlformats-officedocument.drawing+xml"),
    ("chart", "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"),
    ("vmlDrawing", "application/vnd.openxmlformats-officedocument.vmlDrawing"),
    ("core-properties", "application/vnd.openxmlformats-package.core-properties+xml"),
    ("extended-properties", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
    ("extendedProperties", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
    ("custom-properties", "application/vnd.openxmlformats-officedocument.custom-properties+xml"),
];

/// Adds what the relationships of a part say: what acts, what `merge` never writes, and what is strange.
/// Records the parts that they refer to, each with its kind.
pub(super) fn relationships(
    links: &PartLinks,
    source: &str,
    referred: &mut BTreeMap<String, String>,
    facts: &mut PackageFacts,
) {
    let place = FactPlace::part(source);
    let mut ids = BTreeSet::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for link in &links.links {
        let kind = link.kind.as_str();
        if !ids.insert(link.id.as_str()) {
            facts.add(FactTopic::Strange, place, format!("two relationships {}", link.id), "");
        }
        *kinds.entry(kind).or_default() += 1;
        // A type that is not known to the letter, an id or a mode that is missing: one program follows it, the next does
        // not.
        if link.id.is_empty() {
            facts.add(FactTopic::Strange, place, "relationship without an id", kind);
        }
        if KNOWN.contains(&kind) && !NAMESPACES.contains(&link.namespace.as_str()) {
            facts.add(FactTopic::Strange, place, format!("relationship of type {}/{kind}", link.namespace), "");
        }
        if !matches!(link.mode.as_str(), "" | "External" | "Internal") {
            facts.add(FactTopic::Strange, place, format!("target mode {}", link.mode), "");
        }
        if kind == "hyperlink" && !link.is_external && !link.target.starts_with('#') {
            facts.add(FactTopic::Strange, place, format!("link into the file: {}", link.target), "");
        }
        if !link.is_external {
            referred.insert(links.resolve(&link.target).to_lowercase(), kind.to_string());
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
/// `referred`: the parts that relationships refer to, each with its kind.
pub(super) fn content_types(
    parts: &PackageParts<'_>,
    book: &str,
    referred: &BTreeMap<String, String>,
    facts: &mut PackageFacts,
) {
    let name = "[Content_Types].xml";
    let Some(root) = parts.tree(name) else { return };
    undeclared(&root, referred, facts);
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

/// Adds the parts that have another content type than their relationship says: programs go by one or the other.
fn undeclared(root: &XmlElement, referred: &BTreeMap<String, String>, facts: &mut PackageFacts) {
    let mut declared: BTreeMap<String, &str> = BTreeMap::new();
    let mut defaults: BTreeMap<String, &str> = BTreeMap::new();
    for one in &root.children {
        let kind = one.attribute("ContentType").unwrap_or("");
        match (one.attribute("PartName"), one.attribute("Extension")) {
            (Some(name), _) => declared.insert(name.trim_start_matches('/').to_lowercase(), kind),
            (None, Some(extension)) => defaults.insert(extension.to_lowercase(), kind),
            (None, None) => None,
        };
    }
    let of = |part: &str| {
        let extension = part.rsplit('.').next().unwrap_or_default();
        declared.get(part).or_else(|| defaults.get(extension)).copied().unwrap_or("none")
    };
    for (part, kind) in referred {
        let known = TYPES.iter().find(|(known, _)| known == kind);
        if let Some((_, wanted)) = known.filter(|(_, wanted)| *wanted != of(part)) {
            let name = format!("content type {} of a part that is {wanted}", of(part));
            facts.add(FactTopic::Strange, FactPlace::part(part), name, "");
        }
    }
}
