//! Reads the facts of a package: follows its relationships from the root, part by part.

use super::cells::{CellContext, CellReader, SheetFacts, columns, has_bounds};
use super::chunks::{ChunkBuilder, whole};
use super::looks::{Colours, Styles, font};
use super::parts::PackageParts;
use super::scan::scan;
use super::sheet::SheetFactsSource;
use super::tree::{TreeBuilder, XmlElement};
use super::workbook::ListedSheet;
use super::{
    FactPlace, FactTopic, PackageFacts, PartChunks, SheetLooks, drawing, entries, kinds, sheet, strict, workbook,
};
use crate::grid::error::GridError;
use crate::limits::Limits;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the facts of a package.
///
/// # Errors
///
/// The archive is damaged.
pub(crate) fn find_facts(bytes: &[u8], limits: &Limits) -> Result<PackageFacts, GridError> {
    let parts = PackageParts::new(bytes, limits)?;
    let mut facts = PackageFacts::default();
    for (name, what) in entries::strange_entries(bytes) {
        facts.add(FactTopic::Strange, FactPlace::part(&name), what, "");
    }
    let root = parts.links("");
    let book = root.of_kind("officeDocument").unwrap_or_else(|| "xl/workbook.xml".to_string());
    let links = parts.links(&book);
    let of_kind = |kind: &str| links.of_kind(kind).and_then(|part| parts.tree(&part));
    let styles_part = of_kind("styles");
    let colours = Colours::new(of_kind("theme").as_ref(), styles_part.as_ref());
    let styles = Styles::new(styles_part.as_ref(), &colours);
    let rich = links.of_kind("sharedStrings").map(|part| strings(&parts, &part, &colours)).unwrap_or_default();
    let tree = parts.tree(&book).unwrap_or_default();
    let sheets = workbook::workbook(&tree, &book, &mut facts);
    let build = tree.child("calcPr").and_then(|calc| calc.attribute("calcId")).map(|id| format!(", calcId {id}"));
    let mut done: BTreeSet<String> = BTreeSet::new();
    let context = CellContext { looks: styles.looks.len(), rich: &rich };
    for listed in &sheets {
        let Some(part) = links.part(&listed.relationship) else {
            facts.add(FactTopic::Strange, FactPlace::sheet(&listed.name), "sheet without a part", "");
            continue;
        };
        if !done.insert(part.to_lowercase()) {
            facts.add(FactTopic::Strange, FactPlace::sheet(&listed.name), "two sheets of one part", "");
        }
        one_sheet(&parts, listed, &part, (&context, &styles, &colours), &mut facts);
    }
    facts.default_size = styles.default_size;
    facts.looks = styles.looks;
    for kind in ["core-properties", "extended-properties", "extendedProperties", "custom-properties"] {
        let Some(part) = root.of_kind(kind) else { continue };
        let Some(tree) = parts.tree(&part) else { continue };
        drawing::properties(&tree, &part, &mut facts);
        if kind.starts_with("ext") {
            let of = |name: &str| tree.children.iter().find(|c| c.name.ends_with(name)).map_or("", |c| c.text.trim());
            let build = build.as_deref().unwrap_or_default();
            facts.program = format!("{} {}{build}", of(":Application"), of(":AppVersion"));
        }
    }
    let referred = other_parts(&parts, &done, &mut facts);
    kinds::content_types(&parts, &book, &referred, &mut facts);
    facts.facts.sort();
    facts.facts.dedup();
    Ok(facts)
}

/// Reads only the targets of links to other files that sheets have.
///
/// # Errors
///
/// The archive is damaged.
pub(crate) fn find_links(bytes: &[u8], limits: &Limits) -> Result<PackageFacts, GridError> {
    let parts = PackageParts::new(bytes, limits)?;
    let mut facts = PackageFacts::default();
    for part in parts.names.keys().filter(|name| name.starts_with("xl/worksheets/") && name.ends_with(".xml")) {
        let links = parts.links(part).links;
        for link in links.iter().filter(|link| link.is_external && link.kind == "hyperlink") {
            facts.add(FactTopic::Link, FactPlace::part(part), "", link.target.as_str());
        }
    }
    Ok(facts)
}

/// Returns the formatted texts among the shared strings, by index.
fn strings(parts: &PackageParts<'_>, part: &str, colours: &Colours) -> Vec<Option<String>> {
    let Some(bytes) = parts.bytes(part) else { return Vec::new() };
    let mut out = Vec::new();
    let (mut depth, mut builder) = (0, TreeBuilder::default());
    let _ = scan(&bytes, parts.limits, |event| {
        if let super::scan::PartEvent::Open(..) = event {
            depth += 1;
        }
        if depth > 1 {
            builder.add(&event);
        }
        if let super::scan::PartEvent::Close = event {
            depth -= 1;
        }
        if let Some(string) = builder.root.take()
            && string.name == "si"
        {
            out.push(runs(&string, colours));
        }
    });
    out
}

/// Formats the runs of a text; `None` for a plain one.
fn runs(string: &XmlElement, colours: &Colours) -> Option<String> {
    let all: Vec<&XmlElement> = string.children.iter().filter(|c| matches!(c.name.as_str(), "r" | "rPh")).collect();
    let one = |run: &&XmlElement| {
        let look = run.child("rPr").map(|r| font(r, colours)).unwrap_or_default();
        format!("[{look}] {}", run.texts("t"))
    };
    (!all.is_empty()).then(|| all.iter().map(one).collect::<Vec<_>>().join(" "))
}

/// Reads one sheet with its notes and drawings.
fn one_sheet(
    parts: &PackageParts<'_>,
    listed: &ListedSheet,
    part: &str,
    (context, styles, colours): (&CellContext<'_>, &Styles, &Colours),
    facts: &mut PackageFacts,
) {
    let name = listed.name.as_str();
    let Some(bytes) = parts.bytes(part) else { return };
    let looks = SheetLooks { name: name.to_string(), part: part.to_string(), ..SheetLooks::default() };
    let mut sheet_facts = SheetFacts { package: facts, looks };
    let (mut chunks, mut builder, mut reader) =
        (ChunkBuilder::default(), TreeBuilder::default(), CellReader::new(context));
    let result = scan(&bytes, parts.limits, |event| {
        chunks.add(&event);
        if !reader.add(&event, &mut sheet_facts) {
            builder.add(&event);
        }
    });
    drop(bytes);
    let mut looks = std::mem::take(&mut sheet_facts.looks);
    if result.is_err() {
        facts.add(FactTopic::Strange, FactPlace { sheet: name, cell: "", part }, "not well-formed", "");
    }
    facts.parts.insert(part.to_string(), PartChunks { sheet: name.to_string(), chunks: chunks.finish() });
    let Some(root) = builder.root else { return };
    looks.columns = root.all("cols").flat_map(columns).collect();
    for column in root.all("cols").flat_map(|cols| cols.all("col")).filter(|column| !has_bounds(column)) {
        let place = FactPlace { sheet: name, cell: "", part };
        facts.add(FactTopic::Strange, place, "columns without valid bounds", column.line());
    }
    let default = root.child("sheetFormatPr");
    looks.width = default.and_then(|d| d.number("defaultColWidth"));
    looks.height = default.and_then(|d| d.number("defaultRowHeight"));
    facts.sheets.push(looks);
    let links = parts.links(part);
    strict::check(&root, FactPlace { sheet: name, cell: "", part }, facts);
    sheet::sheet(&root, name, &SheetFactsSource { styles, colours, links: &links }, facts);
    if let Some(comments) = links.of_kind("comments").and_then(|part| parts.tree(&part)) {
        drawing::notes(&comments, name, colours, facts);
    }
    for link in links.links.iter().filter(|l| l.kind == "vmlDrawing") {
        let target = links.resolve(&link.target);
        if let Some(tree) = parts.tree(&target) {
            drawing::shapes(&tree, name, &parts.links(&target), facts);
        }
    }
    let used = root.child("drawing").and_then(|d| d.attribute("r:id")).and_then(|id| links.part(id));
    if let Some((target, tree)) = used.and_then(|target| Some((target.clone(), parts.tree(&target)?))) {
        drawing::drawing(&tree, name, &target, parts, facts);
    }
}

/// Adds the pieces of all parts but the sheets, their relationships, and what is strange in them.
/// Returns the parts that relationships refer to, each with its kind.
fn other_parts(
    parts: &PackageParts<'_>,
    sheets: &BTreeSet<String>,
    facts: &mut PackageFacts,
) -> BTreeMap<String, String> {
    let mut referred: BTreeMap<String, String> = BTreeMap::new();
    for (lower, name) in &parts.names {
        if let Some(part) = lower.strip_suffix(".rels").and_then(|n| n.rsplit_once("_rels/")) {
            let source = format!("{}{}", part.0, part.1);
            kinds::relationships(&parts.links(&source), &source, &mut referred, facts);
        }
        if sheets.contains(lower) {
            continue;
        }
        let Some(bytes) = parts.bytes(name) else { continue };
        let is_xml = [".xml", ".rels", ".vml"].iter().any(|end| lower.ends_with(end));
        let mut chunks = ChunkBuilder::default();
        let mut builder = TreeBuilder::default();
        let read = is_xml.then(|| {
            scan(&bytes, parts.limits, |event| {
                chunks.add(&event);
                builder.add(&event);
            })
        });
        let chunks = match read {
            Some(Ok(())) => chunks.finish(),
            Some(Err(_)) => {
                facts.add(FactTopic::Strange, FactPlace::part(name), "not well-formed", "");
                whole(&bytes)
            }
            None => whole(&bytes),
        };
        facts.parts.insert(name.clone(), PartChunks { sheet: String::new(), chunks });
        if let Some(root) = builder.root {
            strict::check(&root, FactPlace::part(name), facts);
        }
    }
    for (lower, name) in &parts.names {
        let is_own = lower.ends_with(".rels") || lower == "[content_types].xml";
        if !is_own && !referred.contains_key(lower) {
            facts.add(FactTopic::Part, FactPlace::part(name), "no relationship", "");
        }
    }
    referred
}
