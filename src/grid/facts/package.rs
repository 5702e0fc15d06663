//! Reads the facts of a package: follows its relationships from the root, part by part.

use super::cells::{CellContext, CellReader, SheetFacts, columns};
use super::chunks::{ChunkBuilder, whole};
use super::looks::{Colours, Styles, font};
use super::scan::scan;
use super::sheet::SheetContext;
use super::tree::{TreeBuilder, XmlElement, tree};
use super::workbook::ListedSheet;
use super::{
    FactPlace, FactTopic, PackageFacts, PartChunks, SheetLooks, drawing, entries, kinds, sheet, strict, workbook,
};
use crate::grid::error::GridError;
use crate::limits::Limits;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// One relationship of a part.
#[derive(Clone, Debug)]
pub(super) struct PartLink {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) target: String,
    pub(super) is_external: bool,
}

/// The relationships of a part.
#[derive(Clone, Debug, Default)]
pub struct PartLinks {
    folder: String,
    pub(super) links: Vec<PartLink>,
}

impl PartLinks {
    fn new(part: &str, root: Option<&XmlElement>) -> Self {
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
        let one = |link: &XmlElement| PartLink {
            id: link.attribute("Id").unwrap_or("").to_string(),
            kind: link.attribute("Type").and_then(|t| t.rsplit('/').next()).unwrap_or("").to_string(),
            target: link.attribute("Target").unwrap_or("").to_string(),
            is_external: link.attribute("TargetMode") == Some("External"),
        };
        let links = root.map(|root| root.children.iter().map(one).collect()).unwrap_or_default();
        PartLinks { folder, links }
    }

    /// Returns the target of a relationship as written. Of two with one id, programs take the first.
    pub fn target(&self, id: &str) -> Option<&str> {
        self.links.iter().find(|l| l.id == id).map(|l| l.target.as_str())
    }

    /// Returns the part that a relationship refers to.
    pub fn part(&self, id: &str) -> Option<String> {
        self.links.iter().find(|l| l.id == id && !l.is_external).map(|l| self.resolve(&l.target))
    }

    /// Returns the first part of a kind.
    pub fn of_kind(&self, kind: &str) -> Option<String> {
        self.links.iter().find(|l| l.kind == kind && !l.is_external).map(|l| self.resolve(&l.target))
    }

    pub(super) fn resolve(&self, target: &str) -> String {
        let mut out: Vec<&str> = match target.strip_prefix('/') {
            Some(_) => Vec::new(),
            None => self.folder.split('/').filter(|s| !s.is_empty()).collect(),
        };
        for step in target.split('/') {
            match step {
                "" | "." => {}
                ".." => drop(out.pop()),
                step => out.push(step),
            }
        }
        out.join("/")
    }
}

/// The parts of a package, inflated when they are asked for.
pub struct PackageParts<'a> {
    archive: RefCell<ZipArchive<Cursor<&'a [u8]>>>,
    /// Names as stored, by lower-case name.
    pub(super) names: BTreeMap<String, String>,
    limits: &'a Limits,
}

impl<'a> PackageParts<'a> {
    fn new(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, GridError> {
        let damaged = |e: zip::result::ZipError| GridError::Damaged(e.to_string());
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        let mut names = BTreeMap::new();
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(damaged)?;
            if let Ok(name) = entry.name()
                && !name.ends_with('/')
            {
                names.insert(name.to_lowercase(), name.to_string());
            }
        }
        Ok(PackageParts { archive: RefCell::new(archive), names, limits })
    }

    /// Returns the bytes of a part.
    fn bytes(&self, part: &str) -> Option<Vec<u8>> {
        let name = self.names.get(&part.to_lowercase())?;
        let mut archive = self.archive.borrow_mut();
        let entry = archive.by_name(name).ok()?;
        let mut out = Vec::new();
        entry.take(self.limits.part_bytes).read_to_end(&mut out).ok()?;
        Some(out)
    }

    /// Returns a part as a tree; `None` if it is missing or not well-formed.
    pub fn tree(&self, part: &str) -> Option<XmlElement> {
        tree(&self.bytes(part)?, self.limits).ok()
    }

    /// Returns the relationships of a part.
    pub fn links(&self, part: &str) -> PartLinks {
        PartLinks::new(part, self.tree(&links_of(part)).as_ref())
    }
}

/// Returns the relationships part of a part.
fn links_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    format!("{folder}_rels/{name}.rels")
}

/// Reads the facts of a package.
///
/// # Errors
///
/// The archive is damaged.
pub fn find_facts(bytes: &[u8], limits: &Limits) -> Result<PackageFacts, GridError> {
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
    other_parts(&parts, &done, &mut facts);
    kinds::content_types(&parts, &book, &mut facts);
    facts.facts.sort();
    facts.facts.dedup();
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
    let default = root.child("sheetFormatPr");
    looks.width = default.and_then(|d| d.number("defaultColWidth"));
    looks.height = default.and_then(|d| d.number("defaultRowHeight"));
    facts.sheets.push(looks);
    let links = parts.links(part);
    strict::check(&root, FactPlace { sheet: name, cell: "", part }, facts);
    sheet::sheet(&root, name, &SheetContext { styles, colours, links: &links }, facts);
    if let Some(comments) = links.of_kind("comments").and_then(|part| parts.tree(&part)) {
        drawing::notes(&comments, name, facts);
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
fn other_parts(parts: &PackageParts<'_>, sheets: &BTreeSet<String>, facts: &mut PackageFacts) {
    let mut referred: BTreeSet<String> = BTreeSet::new();
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
        if !is_own && !referred.contains(lower) {
            facts.add(FactTopic::Part, FactPlace::part(name), "no relationship", "");
        }
    }
}
