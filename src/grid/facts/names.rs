//! The XML namespaces of workbooks, each with a short prefix. An element is known by its namespace, never by the prefix
//! that a file happens to use.

/// Prefix of a namespace that is not known.
pub(super) const UNKNOWN: &str = "?";
/// Prefix of a name without a namespace.
pub(super) const NO_NAMESPACE: &str = "-";

/// Namespaces of the standard: transitional, then strict. The main namespace has no prefix.
const STANDARD: [(&str, &str); 28] = [
    ("", "http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    ("", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("r", "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    ("rel", "http://schemas.openxmlformats.org/package/2006/relationships"),
    ("ct", "http://schemas.openxmlformats.org/package/2006/content-types"),
    ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("a", "http://purl.oclc.org/ooxml/drawingml/main"),
    ("c", "http://schemas.openxmlformats.org/drawingml/2006/chart"),
    ("c", "http://purl.oclc.org/ooxml/drawingml/chart"),
    ("xdr", "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"),
    ("xdr", "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing"),
    ("ep", "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"),
    ("ep", "http://purl.oclc.org/ooxml/officeDocument/extendedProperties"),
    ("cup", "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"),
    ("cup", "http://purl.oclc.org/ooxml/officeDocument/customProperties"),
    ("vt", "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"),
    ("vt", "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes"),
    ("cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("dcmitype", "http://purl.org/dc/dcmitype/"),
    ("xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
    ("xml", "http://www.w3.org/XML/1998/namespace"),
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
];

/// Namespaces of extensions that Excel and LibreOffice write.
const EXTENSIONS: [(&str, &str); 20] = [
    ("x14ac", "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"),
    ("x14", "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"),
    ("xm", "http://schemas.microsoft.com/office/excel/2006/main"),
    ("x15", "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"),
    ("x15ac", "http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"),
    ("xr", "http://schemas.microsoft.com/office/spreadsheetml/2014/revision"),
    ("xr2", "http://schemas.microsoft.com/office/spreadsheetml/2015/revision2"),
    ("xr3", "http://schemas.microsoft.com/office/spreadsheetml/2016/revision3"),
    ("xr6", "http://schemas.microsoft.com/office/spreadsheetml/2016/revision6"),
    ("xr10", "http://schemas.microsoft.com/office/spreadsheetml/2016/revision10"),
    ("x16r2", "http://schemas.microsoft.com/office/spreadsheetml/2015/02/main"),
    ("xcalcf", "http://schemas.microsoft.com/office/spreadsheetml/2018/calcfeatures"),
    ("c14", "http://schemas.microsoft.com/office/drawing/2007/8/2/chart"),
    ("c15", "http://schemas.microsoft.com/office/drawing/2012/chart"),
    ("c16", "http://schemas.microsoft.com/office/drawing/2014/chart"),
    ("c16r2", "http://schemas.microsoft.com/office/drawing/2015/06/chart"),
    ("c16r3", "http://schemas.microsoft.com/office/drawing/2017/03/chart"),
    ("a14", "http://schemas.microsoft.com/office/drawing/2010/main"),
    ("a16", "http://schemas.microsoft.com/office/drawing/2014/main"),
    ("loext", "http://schemas.libreoffice.org/"),
];

/// Returns the prefix of a namespace.
pub(super) fn prefix(namespace: &str) -> &'static str {
    let all = STANDARD.iter().chain(&EXTENSIONS);
    all.into_iter().find(|(_, uri)| *uri == namespace).map_or(UNKNOWN, |(prefix, _)| prefix)
}

/// Returns true if an attribute with this prefix may be on a row or a cell: Excel writes it, and no program shows it.
pub(super) fn is_silent(prefix: &str) -> bool {
    matches!(prefix, "x14ac" | "xr" | "xr2" | "xr3" | "xr6" | "xr10" | "xml" | "mc")
}
