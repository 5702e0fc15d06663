//! The sheet list and the relationships of a package, read by the tokeniser.

use super::tags::{TagKind, UnsupportedXml, XmlTag, XmlTags, text};
use crate::grid::relationships::Relationship;
use crate::limits::Limits;

/// Returns the sheets of the workbook: name, relationship id, hidden; `None` if a full XML parser is needed.
pub(crate) fn sheets(part: &[u8]) -> Option<Vec<(String, String, bool)>> {
    let mut out = Vec::new();
    let one = |tag: &XmlTag| {
        if tag.local() == "sheet" {
            let [name, id, state] = tag.attributes(["name", "r:id", "state"])?;
            let told = |raw: Option<&str>| Ok(text(raw.unwrap_or_default())?.into_owned());
            let hidden = match state {
                None | Some("visible") => false,
                Some("hidden" | "veryHidden") => true,
                Some(_) => return Err(UnsupportedXml),
            };
            out.push((told(name)?, told(id)?, hidden));
        }
        Ok(())
    };
    each(part, one).ok().map(|()| out)
}

/// Returns the internal relationships of a relationships part; `None` if a full XML parser is needed.
pub(crate) fn links(part: &[u8]) -> Option<Vec<Relationship>> {
    let mut out = Vec::new();
    let one = |tag: &XmlTag| {
        if tag.local() == "Relationship" {
            let [id, kind, target, mode] = tag.attributes(["Id", "Type", "Target", "TargetMode"])?;
            if let (Some(id), Some(kind), Some(target)) = (id, kind, target)
                && text(mode.unwrap_or_default())? != "External"
            {
                out.push(Relationship::new(text(id)?.into_owned(), &text(kind)?, text(target)?.into_owned()));
            }
        }
        Ok(())
    };
    each(part, one).ok().map(|()| out)
}

/// Calls `one` for every tag of a part that begins an element.
pub(crate) fn each(
    part: &[u8],
    mut one: impl FnMut(&XmlTag) -> Result<(), UnsupportedXml>,
) -> Result<(), UnsupportedXml> {
    let mut tags = XmlTags::new(part, &Limits::default())?;
    while let Some(tag) = tags.next()? {
        if tag.kind != TagKind::Close {
            one(&tag)?;
        }
    }
    Ok(())
}
