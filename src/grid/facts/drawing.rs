//! The facts of drawings, notes and the shapes of old forms.

use super::chart::chart;
use super::looks::Colours;
use super::parts::{PackageParts, PartLinks};
use super::tree::XmlElement;
use super::{FactPlace, FactTopic, PackageFacts};
use crate::workbook::address;
use std::collections::BTreeSet;

/// Returns the cells that an object covers.
fn area_of(anchor: &XmlElement) -> String {
    let corner = |name: &str| {
        let at = anchor.child(name)?;
        let of = |name: &str| at.child(name).and_then(|e| e.text.trim().parse::<u32>().ok());
        Some(address::cell(of("xdr:row")?, of("xdr:col")?))
    };
    let cell = corner("xdr:from").unwrap_or_default();
    match corner("xdr:to") {
        Some(to) => format!("{cell}:{to}"),
        None => cell,
    }
}

fn is_true(value: &str) -> bool {
    matches!(value.trim(), "1" | "true")
}

/// Adds the objects of a drawing.
pub(super) fn drawing(root: &XmlElement, sheet: &str, part: &str, parts: &PackageParts<'_>, facts: &mut PackageFacts) {
    let links = parts.links(part);
    let mut charts = 0;
    for (number, anchor) in
        (1..).zip(root.children.iter().filter(|c| c.name.starts_with("xdr:") && c.name.ends_with("Anchor")))
    {
        let area = area_of(anchor);
        let place = FactPlace { sheet, cell: &area, part };
        let mut chart_ids: Vec<String> = Vec::new();
        let mut actions: Vec<String> = Vec::new();
        anchor.walk(&mut |element| {
            if element.name == "c:chart" {
                chart_ids.extend(element.attribute("r:id").map(String::from));
            }
            if element.name.starts_with("a:hlink") && element.name.len() > 7 {
                let target = links.target(element.attribute("r:id").unwrap_or("")).unwrap_or("");
                actions.push(format!("{} {target}", element.attribute("action").unwrap_or("link")));
            }
            actions.extend(element.attribute("macro").filter(|m| !m.is_empty()).map(|m| format!("macro {m}")));
            let is_hidden = element.name == "xdr:cNvPr" && element.attribute("hidden").is_some_and(is_true);
            if is_hidden {
                facts.add(FactTopic::Drawing, place, format!("object {number}: hidden"), "1");
            }
        });
        let text = anchor.texts("a:t");
        let objects: Vec<&str> = anchor
            .children
            .iter()
            .map(|c| c.name.as_str())
            .filter(|n| {
                matches!(
                    *n,
                    "xdr:sp"
                        | "xdr:pic"
                        | "xdr:graphicFrame"
                        | "xdr:cxnSp"
                        | "xdr:grpSp"
                        | "xdr:contentPart"
                        | "mc:AlternateContent"
                )
            })
            .collect();
        for id in &chart_ids {
            charts += 1;
            let target = links.part(id).unwrap_or_default();
            let name = format!("chart {charts}");
            facts.add(FactTopic::Chart, FactPlace { sheet, cell: "", part }, format!("{name}: place"), area.as_str());
            match parts.tree(&target) {
                Some(tree) => chart(&tree, &name, FactPlace { sheet, cell: &area, part: &target }, facts),
                None => facts.add(FactTopic::Chart, place, format!("{name}: part"), "missing"),
            }
        }
        if chart_ids.is_empty() || !text.is_empty() {
            facts.add(FactTopic::Drawing, place, format!("object {number}"), format!("{} {text}", objects.join(" ")));
        }
        for action in actions {
            facts.add(FactTopic::Active, place, format!("object {number}"), action);
        }
    }
}

/// Least size of a font that can be read, in points.
const READABLE: f64 = 6.0;

/// Adds the notes of a sheet.
pub(super) fn notes(root: &XmlElement, sheet: &str, colours: &Colours, facts: &mut PackageFacts) {
    let Some(list) = root.child("commentList") else { return };
    for note in list.all("comment") {
        let cell = note.attribute("ref").unwrap_or("").to_string();
        let text = note.child("text").map(|t| t.texts("t")).unwrap_or_default().replace("\r\n", "\n");
        facts.add(FactTopic::Note, FactPlace::cell(sheet, &cell), "text", text.trim());
        // Programs write black in several ways, and sizes of their own.
        note.walk(&mut |run| {
            let colour = run.child("color").filter(|_| run.name == "rPr").map(|colour| colours.rgb(colour));
            if let Some(colour) = colour.filter(|colour| colour != "#000000") {
                facts.add(FactTopic::Note, FactPlace::cell(sheet, &cell), "colour", colour);
            }
            let size = run.child("sz").filter(|_| run.name == "rPr").and_then(|size| size.number("val"));
            if let Some(size) = size.filter(|size| *size < READABLE) {
                facts.add(FactTopic::Note, FactPlace::cell(sheet, &cell), "size", size.to_string());
            }
        });
    }
}

/// Adds what the shapes of an old drawing show: notes that are always visible, and shapes that are no notes.
pub(super) fn shapes(root: &XmlElement, sheet: &str, links: &PartLinks, facts: &mut PackageFacts) {
    root.walk(&mut |shape| {
        if !matches!(
            shape.name.as_str(),
            "v:shape" | "v:rect" | "v:roundrect" | "v:oval" | "v:line" | "v:group" | "v:image"
        ) {
            return;
        }
        let data = shape.child("x:ClientData");
        let kind = data.and_then(|d| d.attribute("ObjectType")).unwrap_or("");
        if kind != "Note" {
            let mut actions: BTreeSet<String> = BTreeSet::new();
            shape.walk(&mut |e| {
                if matches!(e.name.as_str(), "x:FmlaMacro" | "x:FmlaLink" | "x:FmlaPict") {
                    actions.insert(e.text.trim().to_string());
                }
                actions.extend(e.attribute("href").map(String::from));
                actions.extend(e.attribute("o:relid").and_then(|id| links.target(id)).map(String::from));
            });
            let actions: Vec<String> = actions.into_iter().collect();
            let topic = if actions.is_empty() { FactTopic::Drawing } else { FactTopic::Active };
            let mut words: Vec<String> = Vec::new();
            shape.walk(&mut |e| words.push(e.text.trim().to_string()));
            let text = words.iter().filter(|w| !w.is_empty()).cloned().collect::<Vec<_>>().join(" ");
            facts.add(topic, FactPlace::sheet(sheet), format!("shape {kind}"), format!("{} {text}", actions.join(" ")));
            return;
        }
        let number = |name: &str| data.and_then(|d| d.child(name)).and_then(|e| e.text.trim().parse::<u32>().ok());
        let at = number("x:Row").zip(number("x:Column")).map(|(r, c)| address::cell(r, c)).unwrap_or_default();
        facts.add(FactTopic::Note, FactPlace::cell(sheet, &at), "shape", "");
        let is_hidden = shape.attribute("style").is_some_and(|s| s.replace(' ', "").contains("visibility:hidden"));
        if !is_hidden || data.is_some_and(|d| d.child("x:Visible").is_some_and(|v| v.text.trim() != "False")) {
            facts.add(FactTopic::Note, FactPlace::cell(sheet, &at), "always visible", "1");
        }
    });
}

/// Adds the document properties that a person sees.
pub(super) fn properties(root: &XmlElement, part: &str, facts: &mut PackageFacts) {
    let place = FactPlace::part(part);
    for element in &root.children {
        let text = element.text.trim();
        let name = element.name.rsplit(':').next().unwrap_or("");
        match name {
            "title" | "subject" | "creator" | "description" | "keywords" | "category" | "contentStatus" | "Company"
            | "Manager"
                if !text.is_empty() =>
            {
                facts.add(FactTopic::Property, place, name, text);
            }
            "property" => {
                let value: String = element.children.iter().map(|c| c.text.trim()).collect();
                facts.add(FactTopic::Property, place, element.attribute("name").unwrap_or(""), value);
            }
            _ => {}
        }
    }
}
