//! Reads from OpenDocument styles which text is raised, lowered, struck out or hidden, and from the list of parts whether the
//! cells are encrypted.

use super::pieces::{Elevation, StyleChange};
use super::relationships;
use super::xml::attribute;
use std::collections::HashMap;

/// Styles by family and name.
#[derive(Debug, Default)]
pub(super) struct OdfStyles {
    all: HashMap<(String, String), (String, StyleChange)>,
    /// Key of the style being read.
    open: (String, String),
}

/// Limit on the ancestors of a style. Real styles have fewer.
const ANCESTORS: usize = 20;

impl OdfStyles {
    /// Handles the start of an element. Elements that are not part of a style are ignored.
    pub(super) fn begin(&mut self, name: &str, attributes: &[(String, String)]) {
        let of = |name: &str| attribute(attributes, name).unwrap_or_default().to_string();
        match name {
            "style" => {
                self.open = (of("family"), of("name"));
                self.all.insert(self.open.clone(), (of("parent-style-name"), StyleChange::default()));
            }
            "text-properties" => {
                if let Some((_, style)) = self.all.get_mut(&self.open) {
                    *style = restyle(attributes).or(*style);
                }
            }
            _ => {}
        }
    }

    /// Returns the formatting of a style with its ancestors.
    pub(super) fn of(&self, family: &str, name: Option<&str>) -> StyleChange {
        let mut out = StyleChange::default();
        let mut name = name.unwrap_or_default().to_string();
        for _ in 0..ANCESTORS {
            let Some((parent, style)) = self.all.get(&(family.to_string(), name)) else { break };
            out = out.or(*style);
            name = parent.clone();
        }
        out
    }
}

fn restyle(attributes: &[(String, String)]) -> StyleChange {
    let of = |name: &str| attribute(attributes, name);
    let lines = [of("text-line-through-style"), of("text-line-through-type")];
    let mut known = lines.into_iter().flatten().peekable();
    let position = of("text-position").and_then(|p| p.split_whitespace().next());
    StyleChange {
        elevation: position.map(|p| match (p, p.trim_end_matches('%').parse::<f64>()) {
            ("super", _) => Elevation::Raised,
            ("sub", _) => Elevation::Lowered,
            (_, Ok(percent)) if percent > 0.0 => Elevation::Raised,
            (_, Ok(percent)) if percent < 0.0 => Elevation::Lowered,
            _ => Elevation::Level,
        }),
        struck: known.peek().is_some().then(|| known.all(|line| line != "none")),
        hidden: of("display").map(|display| display == "none"),
    }
}

/// Returns true if the list of parts marks the cells as encrypted. A library of macros may have a password of its own.
pub(super) fn is_encrypted(manifest: &[u8]) -> bool {
    let (mut part, mut found) = (String::new(), false);
    relationships::tags(manifest, |name, tag| match name {
        "file-entry" => part = relationships::attribute(tag, "full-path").unwrap_or_default(),
        "encryption-data" => found |= part == "content.xml",
        _ => {}
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_cells_lock_a_file() {
        let list = |path: &str| {
            format!(
                r#"<m:manifest><m:file-entry m:full-path="/"/><m:file-entry m:full-path="content.xml"/>
<m:file-entry m:full-path="{path}"><m:encryption-data><m:algorithm/></m:encryption-data></m:file-entry></m:manifest>"#
            )
        };
        assert!(!is_encrypted(list("Basic/Standard/Module1.xml").as_bytes()));
        assert!(is_encrypted(list("content.xml").as_bytes()));
    }
}
