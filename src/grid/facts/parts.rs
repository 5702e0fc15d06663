//! The parts of a package and their relationships, as they are written.

use super::tree::{XmlElement, tree};
use crate::grid::error::GridError;
use crate::grid::package::resolved;
use crate::limits::Limits;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// One relationship of a part.
#[derive(Clone, Debug)]
pub(super) struct PartLink {
    /// Its id.
    pub id: String,
    /// The last segment of its type.
    pub kind: String,
    /// The type before its last segment.
    pub namespace: String,
    /// The target mode as written; empty if there is none.
    pub mode: String,
    /// The target as written.
    pub target: String,
    /// True if the target is outside of the package.
    pub is_external: bool,
}

/// The relationships of a part.
#[derive(Clone, Debug, Default)]
pub(super) struct PartLinks {
    folder: String,
    /// All of them, in order.
    pub links: Vec<PartLink>,
}

impl PartLinks {
    fn new(part: &str, root: Option<&XmlElement>) -> Self {
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
        let one = |link: &XmlElement| {
            let of = |name: &str| link.attribute(name).unwrap_or("");
            let (namespace, kind) = of("Type").rsplit_once('/').unwrap_or(("", of("Type")));
            PartLink {
                id: of("Id").to_string(),
                kind: kind.to_string(),
                namespace: namespace.to_string(),
                mode: of("TargetMode").to_string(),
                target: of("Target").to_string(),
                is_external: of("TargetMode") == "External",
            }
        };
        let links = root.map(|root| root.children.iter().map(one).collect()).unwrap_or_default();
        PartLinks { folder, links }
    }

    /// Returns the target of a relationship as written. Of two with one id, programs take the first.
    pub(super) fn target(&self, id: &str) -> Option<&str> {
        self.links.iter().find(|l| l.id == id).map(|l| l.target.as_str())
    }

    /// Returns the part that a relationship refers to.
    pub(super) fn part(&self, id: &str) -> Option<String> {
        self.links.iter().find(|l| l.id == id && !l.is_external).map(|l| self.resolve(&l.target))
    }

    /// Returns the first part of a kind.
    pub(super) fn of_kind(&self, kind: &str) -> Option<String> {
        self.links.iter().find(|l| l.kind == kind && !l.is_external).map(|l| self.resolve(&l.target))
    }

    /// Returns the part that a target refers to.
    pub(super) fn resolve(&self, target: &str) -> String {
        resolved(&self.folder, target)
    }
}

/// The parts of a package, inflated on demand.
pub(super) struct PackageParts<'a> {
    archive: RefCell<ZipArchive<Cursor<&'a [u8]>>>,
    /// Names as stored, by lower-case name.
    pub names: BTreeMap<String, String>,
    /// The limits of the program.
    pub limits: &'a Limits,
}

impl<'a> PackageParts<'a> {
    /// Opens a package.
    ///
    /// # Errors
    ///
    /// The archive is damaged.
    pub(super) fn new(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, GridError> {
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
    pub(super) fn bytes(&self, part: &str) -> Option<Vec<u8>> {
        let name = self.names.get(&part.to_lowercase())?;
        let mut archive = self.archive.borrow_mut();
        let entry = archive.by_name(name).ok()?;
        let mut out = Vec::new();
        entry.take(self.limits.part_bytes).read_to_end(&mut out).ok()?;
        Some(out)
    }

    /// Returns a part as a tree; `None` if it is missing or not well-formed.
    pub(super) fn tree(&self, part: &str) -> Option<XmlElement> {
        tree(&self.bytes(part)?, self.limits).ok()
    }

    /// Returns the relationships of a part.
    pub(super) fn links(&self, part: &str) -> PartLinks {
        PartLinks::new(part, self.tree(&links_of(part)).as_ref())
    }
}

/// Returns the relationships part of a part.
fn links_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    format!("{folder}_rels/{name}.rels")
}
