//! The facts of a chart: what it draws, from which cells, with which words and scales.

use super::looks::number_code;
use super::tree::XmlElement;
use super::{FactPlace, FactTopic, PackageFacts};

/// Adds the facts of a chart with this name.
pub(super) fn chart(root: &XmlElement, name: &str, place: FactPlace<'_>, facts: &mut PackageFacts) {
    let mut add = |what: &str, value: String| facts.add(FactTopic::Chart, place, format!("{name}: {what}"), value);
    let Some(chart) = root.child("c:chart") else {
        add("chart", "missing".to_string());
        return;
    };
    let title = chart.child("c:title").map(|t| t.texts("a:t") + &t.texts("c:f")).unwrap_or_default();
    let is_auto = chart.child("c:title").is_some() && title.is_empty();
    let deleted = chart.child("c:autoTitleDeleted").is_some_and(|d| d.flag("val", true));
    add("title", if is_auto && !deleted { "automatic".to_string() } else { title });
    let legend = chart.child("c:legend").map(|l| {
        let hidden: Vec<&str> = l.all("c:legendEntry").filter_map(|e| e.child("c:idx")?.attribute("val")).collect();
        format!("{} {}", value(l, "c:legendPos"), hidden.join(" "))
    });
    add("legend", legend.unwrap_or_default());
    let blanks = value(chart, "c:dispBlanksAs");
    add("blanks", if blanks.is_empty() { "zero".to_string() } else { blanks });
    if chart.child("c:view3D").is_some() {
        add("3-D", "1".to_string());
    }
    let Some(plot) = chart.child("c:plotArea") else { return };
    let mut number = 0;
    for group in plot.children.iter().filter(|c| c.name.ends_with("Chart")) {
        for series in group.all("c:ser") {
            number += 1;
            let bars = [value(group, "c:barDir"), value(group, "c:grouping")].join(" ");
            add(&format!("series {number} kind"), format!("{} {bars}", group.name.trim_start_matches("c:")));
            let is_line = matches!(group.name.as_str(), "c:lineChart" | "c:scatterChart" | "c:radarChart");
            one(series, &format!("series {number}"), is_line, &mut add);
            let room = ["c:gapWidth", "c:overlap"].map(|name| value(group, name)).join(" ");
            add(&format!("series {number} room"), room.trim().to_string());
        }
    }
    let axes = plot.children.iter().filter(|c| c.name.ends_with("Ax"));
    (1..).zip(axes).for_each(|(number, axis)| axis_facts(axis, &format!("axis {number}"), &mut add));
    let mut others: Vec<&str> = Vec::new();
    root.walk(&mut |e| {
        if matches!(
            e.name.as_str(),
            "c:trendline" | "c:errBars" | "c:userShapes" | "c:pivotSource" | "c:externalData" | "c:dTable"
        ) {
            others.push(&e.name);
        }
    });
    if !others.is_empty() {
        add("additions", others.join(" "));
    }
    let unreadable = unreadable_texts(root);
    if !unreadable.is_empty() {
        add("texts that cannot be read", unreadable.join(" "));
    }
}

/// Least size of a text in a chart that can be read, in hundredths of a point.
const READABLE: u32 = 600;
/// Every part of a colour above this makes a text pale on a white ground.
const PALE: u32 = 0xC8;

/// Lists sizes and colours of texts that cannot be read. Programs write other fonts and sizes of their own.
fn unreadable_texts(root: &XmlElement) -> Vec<String> {
    let mut out = Vec::new();
    root.walk(&mut |e| {
        if !matches!(e.name.as_str(), "a:defRPr" | "a:rPr") {
            return;
        }
        let size = e.attribute("sz").map(|size| size.parse::<u32>().unwrap_or(0));
        out.extend(size.filter(|size| *size < READABLE).map(|size| format!("size {size}")));
        let colour = e.at(&["a:solidFill", "a:srgbClr"]).and_then(|c| c.attribute("val"));
        let rgb = colour.and_then(|c| u32::from_str_radix(c, 16).ok());
        let is_pale = |rgb: &u32| [16, 8, 0].iter().all(|shift| (rgb >> shift) & 0xFF > PALE);
        out.extend(rgb.filter(is_pale).map(|rgb| format!("#{rgb:06X}")));
        out.extend(e.child("a:noFill").map(|_| "no colour".to_string()));
    });
    out
}

/// Adds the facts of an axis with this name.
fn axis_facts(axis: &XmlElement, own: &str, add: &mut impl FnMut(&str, String)) {
    let scaling = axis.child("c:scaling");
    let of = |name: &str| scaling.map(|s| value(s, name)).unwrap_or_default();
    let bounds = ["c:min", "c:max", "c:logBase"].map(of).join(" ");
    let kind = axis.name.trim_start_matches("c:");
    let direction = of("c:orientation");
    add(own, format!("{kind} {} {bounds}", if direction.is_empty() { "minMax" } else { &direction }));
    if axis.child("c:delete").is_some_and(|d| d.flag("val", true)) {
        add(&format!("{own} hidden"), "1".to_string());
    }
    let labels = value(axis, "c:tickLblPos");
    let labels = if labels.is_empty() { "nextTo" } else { &labels };
    let grid = if axis.child("c:majorGridlines").is_some() { "grid" } else { "" };
    add(&format!("{own} place"), format!("{} {labels} {grid}", value(axis, "c:crosses")).trim().to_string());
    let title = axis.child("c:title").map(|t| t.texts("a:t")).unwrap_or_default();
    if !title.is_empty() {
        add(&format!("{own} title"), title);
    }
    let code =
        axis.child("c:numFmt").filter(|f| !f.flag("sourceLinked", false)).and_then(|f| f.attribute("formatCode"));
    if let Some(code) = code.filter(|c| *c != "General") {
        add(&format!("{own} format"), shown_code(code));
    }
}

fn one(series: &XmlElement, own: &str, is_line: bool, add: &mut impl FnMut(&str, String)) {
    let text = series.child("c:tx").map(|tx| {
        let reference = tx.at(&["c:strRef", "c:f"]).map(|f| f.text.trim().to_string()).unwrap_or_default();
        // LibreOffice stores a literal name as a reference to a quoted text.
        match reference.strip_prefix('"').and_then(|r| r.strip_suffix('"')) {
            Some(literal) => literal.replace("\"\"", "\""),
            None if reference.is_empty() => tx.texts("c:v"),
            None => reference.replace('\'', ""),
        }
    });
    add(&format!("{own} name"), text.unwrap_or_default());
    for (name, what) in
        [("c:cat", "categories"), ("c:val", "values"), ("c:xVal", "x"), ("c:yVal", "y"), ("c:bubbleSize", "sizes")]
    {
        let Some(data) = series.child(name) else { continue };
        let reference = data.texts("c:f").replace('\'', "");
        let is_literal = data.children.iter().any(|c| c.name.ends_with("Lit"));
        add(&format!("{own} {what}"), if is_literal { format!("literal {}", data.texts("c:v")) } else { reference });
        let cache: Vec<String> = points(data);
        if !cache.is_empty() {
            add(&format!("{own} {what} stored"), cache.join(" | "));
        }
    }
    // A line has the colour of its stroke, a bar that of its ground.
    let ground = series.child("c:spPr").and_then(|look| if is_line { look.child("a:ln") } else { Some(look) });
    if let Some(colour) = ground.and_then(|g| g.at(&["a:solidFill", "a:srgbClr"])).and_then(|c| c.attribute("val")) {
        add(&format!("{own} colour"), colour.to_uppercase());
    } else if ground.is_some_and(|g| g.child("a:noFill").is_some()) {
        add(&format!("{own} colour"), "none".to_string());
    }
    let symbol = series.child("c:marker").map(|marker| value(marker, "c:symbol")).unwrap_or_default();
    if !symbol.is_empty() {
        add(&format!("{own} marker"), symbol);
    }
    if series.child("c:smooth").is_some_and(|smooth| smooth.flag("val", true)) {
        add(&format!("{own} smooth"), "1".to_string());
    }
    let mut points: Vec<String> = series.all("c:dPt").map(XmlElement::line).collect();
    let labels = series.child("c:dLbls");
    points.extend(labels.iter().flat_map(|l| l.all("c:dLbl")).map(XmlElement::line));
    if !points.is_empty() {
        add(&format!("{own} single points"), points.join(" "));
    }
    let shows = |name: &str| labels.and_then(|l| l.child(name)).is_some_and(|s| s.flag("val", true));
    let shown: Vec<&str> =
        ["c:showVal", "c:showCatName", "c:showSerName", "c:showPercent"].into_iter().filter(|n| shows(n)).collect();
    if !shown.is_empty() {
        let code = labels.and_then(|l| l.child("c:numFmt")).and_then(|f| f.attribute("formatCode")).unwrap_or("");
        add(&format!("{own} labels"), format!("{} {}", shown.join(" "), shown_code(code)));
    }
}

fn points(data: &XmlElement) -> Vec<String> {
    let mut out = Vec::new();
    data.walk(&mut |e| {
        if e.name == "c:pt" {
            let text = e.texts("c:v");
            let number = text.trim().parse::<f64>().map(|n| format!("{n:.9e}"));
            out.push(format!("{} {}", e.attribute("idx").unwrap_or(""), number.unwrap_or(text)));
        }
    });
    out
}

fn value(of: &XmlElement, name: &str) -> String {
    of.child(name).and_then(|e| e.attribute("val")).unwrap_or("").to_string()
}

/// Normalises the number format of an axis or a label: it has no section for text.
fn shown_code(code: &str) -> String {
    let code = number_code(code);
    if code.matches(';').count() >= 3 { code.trim_end_matches(';').to_string() + ";" } else { code }
}
