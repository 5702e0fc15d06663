"""Legal but unusual files: what programs other than Excel write, and what Excel writes seldom. All of them must be read."""
import re

from archive import Entry, package
from cases import READ
from form import (BM01, BOOK, HEAD, LINKS, MAIN, MODEL, PACKAGE, RELS, SHEETS, STRICT_MAIN, STRICT_RELS, STRINGS, inline, put,
                  sheet_xml, swap, text_xml, workbook)


def add(corpus):
    def odd(name, what, change=None, expect=READ, **more):
        options = {k: more.pop(k) for k in ("shared", "references", "sheets") if k in more}
        made = workbook(**options)
        made = (change(made) if change else None) or made
        corpus.add(f"odd-{name}.xlsx", "odd", what, expect, package(made), **more)

    def edit(part, old, new, times=1):
        return lambda p: p.update({part: swap(p[part], old, new, times)})

    def every(change, only=lambda n: True):
        """Changes all XML parts in the same way."""
        return lambda p: {n: change(n, t) if only(n) else t for n, t in p.items()}

    def without(*names):
        return lambda p: {n: t for n, t in p.items() if n not in names}

    styles = "xl/styles.xml"
    odd("model", "the model itself, as Excel would write it")
    with open(MODEL, "rb") as file:
        corpus.add("odd-sample.xlsx", "odd", "the sample itself, as openpyxl wrote it", READ, file.read())
    odd("no-content-types", "no [Content_Types].xml", without("[Content_Types].xml"), [READ, "unreadable"])
    odd("no-properties", "no docProps", without("docProps/app.xml", "docProps/core.xml"))
    odd("no-root-links", "no relations of the package", without("_rels/.rels"), [READ, "unreadable"])
    odd("no-styles", "no styles", lambda p: {n: t.replace(f'<Relationship Id="rId99" Type="{RELS}/styles" Target="styles.xml"/>', "")
        for n, t in p.items() if n != styles})
    odd("no-styles-but-link", "no styles, though there is a relation to them", without(styles))
    odd("no-cell-styles", "styles without cellStyles", lambda p: p.update({styles: re.sub("<cellStyles.*</cellStyles>", "", p[styles])}))
    odd("no-cell-formats", "styles without cellXfs", lambda p: p.update({styles: re.sub("<cellXfs.*</cellXfs>", "", p[styles])}))
    odd("inline", "texts in their cells", shared=False)
    odd("no-references", "no addresses on rows and cells", references=False)
    odd("no-references-inline", "no addresses, texts in their cells", references=False, shared=False)
    odd("cells-without-references", "addresses on rows only", lambda p: p.update({BM01: re.sub(r'<row>', lambda m, n=iter(range(1, 999)): f'<row r="{next(n)}">', p[BM01])}), references=False)
    odd("rich-text", "texts in runs", lambda p: p.update({STRINGS: re.sub(
        r"<si><t>(.)([^<]*)</t></si>", r'<si><r><rPr><b/><sz val="11"/></rPr><t xml:space="preserve">\1</t></r><r><t xml:space="preserve">\2</t></r></si>', p[STRINGS])}))
    odd("phonetic", "phonetic help", lambda p: p.update({STRINGS: p[STRINGS].replace("</t></si>", '</t><rPh sb="0" eb="1"><t>x</t></rPh><phoneticPr fontId="1"/></si>')}))
    odd("sheet-order", "the sheets in another order", sheets=list(reversed(SHEETS)))
    odd("part-order", "the parts in another order", lambda p: dict(reversed(list(p.items()))))
    odd("empty-shared", "empty shared texts between the others", lambda p: p.update({STRINGS: p[STRINGS].replace("</sst>", "<si/><si><t/></si></sst>")}))
    odd("no-counts", "shared texts without counts", lambda p: p.update({STRINGS: re.sub(r' count="\d+" uniqueCount="\d+"', "", p[STRINGS])}))
    odd("bom", "a byte order mark before each part", every(lambda n, t: "\uFEFF" + t))
    odd("no-declaration", "no XML declaration", every(lambda n, t: t.replace(HEAD, "")))
    odd("single-quotes", "attributes in single quotes", every(lambda n, t: re.sub(r'"([^"<>\']*)"', r"'\1'", t)))
    odd("pretty", "white space between the tags", every(lambda n, t: re.sub(r">(<)(?!/t>|/v>)", ">\n    \\1", t), lambda n: n != STRINGS))
    odd("pretty-strings", "white space between the tags of the shared texts", lambda p: p.update({STRINGS: p[STRINGS].replace("<si>", "\n  <si>\n    ").replace("</si>", "\n  </si>")}))
    odd("long-tags", "tags closed in full", every(lambda n, t: re.sub(r"<([A-Za-z]+)([^<>]*[^<>/])?/>", r"<\1\2></\1>", t)))
    odd("attribute-lines", "attributes on lines of their own", every(lambda n, t: re.sub(r' (r|t|s|name|sheetId|r:id|Id|Type|Target)="', r'\n\t\1 = "', t)))
    odd("comments", "comments between the rows", lambda p: p.update({BM01: p[BM01].replace("<row ", "<!-- a row --><row ")}))
    odd("instructions", "processing instructions", every(lambda n, t: t.replace(HEAD, HEAD + "<?mso-contentType?>\n")))
    odd("absolute-targets", "absolute targets in the relations", lambda p: p.update({LINKS: p[LINKS].replace('Target="', 'Target="/xl/')}))
    odd("dot-targets", "targets with ./ and ../", lambda p: p.update({LINKS: p[LINKS].replace('Target="', 'Target="../xl/./')}))
    odd("backslash-targets", "targets with backslashes", lambda p: p.update({LINKS: p[LINKS].replace("worksheets/", "worksheets\\")}))
    odd("escaped-targets", "targets with %20", lambda p: {n.replace("sheet1", "trang 1"): t.replace("worksheets/sheet1", "worksheets/trang%201") for n, t in p.items()})
    upper = lambda n: n.replace("worksheets/sheet", "Worksheets/Sheet").replace("sharedStrings", "SharedStrings").replace("styles", "Styles")
    odd("case-parts", "part names in another case than the relations", lambda p: {upper(n): t for n, t in p.items()})
    odd("case-workbook", "xl/Workbook.xml", lambda p: {n.replace("workbook.xml", "Workbook.xml"): t.replace('"xl/workbook.xml"', '"xl/Workbook.xml"')
        .replace("/xl/workbook.xml", "/xl/Workbook.xml") for n, t in p.items()})
    odd("backslash-parts", "part names with backslashes", lambda p: {n.replace("/", "\\"): t for n, t in p.items()})
    odd("other-names", "parts of other names", lambda p: {n.replace("sheet1", "bieu").replace("sharedStrings", "chu"): t.replace("sheet1.xml", "bieu.xml")
        .replace("sharedStrings.xml", "chu.xml") for n, t in p.items()})
    odd("other-folder", "the workbook lies in another folder than xl", lambda p: {n.replace("xl/", "book/"): t.replace('"xl/', '"book/').replace("/xl/", "/book/")
        for n, t in p.items()})
    odd("prefix", "names with a prefix (x:worksheet)", every(prefixed, lambda n: n.startswith("xl/") and not n.endswith(".rels")))
    odd("strict", "strict Office Open XML", every(lambda n, t: t.replace(MAIN, STRICT_MAIN).replace(RELS, STRICT_RELS).replace(
        "<workbook ", '<workbook conformance="strict" ')))
    odd("relation-prefix", "another prefix for the relations", lambda p: p.update({BOOK: p[BOOK].replace("xmlns:r=", "xmlns:rel=").replace("r:id=", "rel:id=")}))
    odd("alternate-content", "markup compatibility", lambda p: p.update({
        BOOK: swap(p[BOOK], "<sheets>", '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
                   '<mc:Choice Requires="x15"><x15ac:absPath url="C:\\a\\" xmlns:x15ac="u"/></mc:Choice></mc:AlternateContent><sheets>'),
        BM01: swap(p[BM01], "<worksheet ", '<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" '
                   'xmlns:x14ac="u" xmlns:xr="v" ')}))
    odd("row-attributes", "spans, heights, outline on rows", lambda p: p.update({BM01: p[BM01].replace('<row r="', '<row spans="1:7" ht="18" customHeight="1" outlineLevel="1" r="')}))
    odd("everything-behind", "protection, validations, links, drawings behind the cells", edit(
        BM01, "</sheetData>", '</sheetData><sheetProtection sheet="1" objects="1"/><autoFilter ref="A21:G78"/><mergeCells count="1"><mergeCell ref="C10:F10"/></mergeCells>'
        '<conditionalFormatting sqref="E23"><cfRule type="expression" priority="1"><formula>TRUE</formula></cfRule></conditionalFormatting>'
        '<dataValidations count="1"><dataValidation type="whole" sqref="E23"><formula1>0</formula1></dataValidation></dataValidations>'
        '<hyperlinks><hyperlink ref="A1" location="TM!A1"/></hyperlinks><pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/>'
        '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><a/></ext></extLst>'))
    odd("value-types", "every number said to be one", lambda p: p.update({BM01: re.sub(r'<c r="([A-Z]+\d+)"><v>', r'<c r="\1" t="n"><v>', p[BM01])}))
    odd("formula-texts", "labels that are formulas with values", lambda p: put(p, "B48", '<c r="B48" t="str"><f>"Đoàn viên "&amp;"đã cập nhật phần mềm"</f>'
        "<v>Đoàn viên đã cập nhật phần mềm</v></c>"))
    odd("calc-chain-missing", "a relation to a calcChain that is not there", edit(LINKS, "</Relationships>",
        f'<Relationship Id="rId97" Type="{RELS}/calcChain" Target="calcChain.xml"/></Relationships>'))
    odd("calc-chain", "a calcChain of cells that have no formula", lambda p: p.update({"xl/calcChain.xml": f'{HEAD}<calcChain xmlns="{MAIN}"><c r="E48" i="1"/></calcChain>'}))
    odd("macros", "macros (.xlsm)", lambda p: p.update({"xl/vbaProject.bin": b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + bytes(600)}))
    odd("external-links", "links to other workbooks", lambda p: p.update({
        "xl/externalLinks/externalLink1.xml": f'{HEAD}<externalLink xmlns="{MAIN}" xmlns:r="{RELS}"><externalBook r:id="rId1"/></externalLink>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELS}/externalLinkPath" Target="file:///C:/a.xlsx" TargetMode="External"/></Relationships>',
        LINKS: swap(p[LINKS], "</Relationships>", f'<Relationship Id="rId96" Type="{RELS}/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>'),
        BOOK: swap(p[BOOK], "</sheets>", '</sheets><externalReferences><externalReference r:id="rId96"/></externalReferences>')}))
    odd("comments-part", "comments and drawings", lambda p: p.update({
        "xl/worksheets/_rels/sheet1.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELS}/comments" '
        f'Target="../comments1.xml"/><Relationship Id="rId2" Type="{RELS}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/></Relationships>',
        "xl/comments1.xml": f'{HEAD}<comments xmlns="{MAIN}"><authors><author>a</author></authors><commentList><comment ref="E48" authorId="0">'
        "<text><t>xem lại</t></text></comment></commentList></comments>", "xl/drawings/vmlDrawing1.vml": "<xml></xml>"}))
    odd("custom-xml", "custom XML, printer settings, thumbnails", lambda p: p.update({"customXml/item1.xml": "<a/>", "xl/printerSettings/printerSettings1.bin": bytes(800),
        "docProps/thumbnail.wmf": b"\xD7\xCD\xC6\x9A" + bytes(50), "docProps/custom.xml": "<Properties/>"}))
    odd("empty-folders", "entries for folders", lambda p: {"xl/": b"", "_rels/": b"", "xl/worksheets/": b"", **p})
    odd("print-names", "print areas and titles as names", edit(BOOK, "</sheets>", '</sheets><definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">'
        'BM01!$A$1:$G$84</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">BM01!$21:$21</definedName><definedName name="cu" hidden="1">'
        "#REF!</definedName></definedNames>"))
    odd("views", "views, protection and calculation of the workbook", edit(BOOK, "<sheets>", '<fileVersion appName="xl" lastEdited="7"/><workbookPr defaultThemeVersion="166925"/>'
        '<workbookProtection lockStructure="1"/><bookViews><workbookView activeTab="1" firstSheet="0"/></bookViews><sheets>'))
    odd("escapes", "texts with _x000D_ and no-break spaces", lambda p: put(p, "F48", inline("F48", "một_x000D_\nhai\u00A0ba")))
    odd("spaces-lost", "xml:space is missing", lambda p: p.update({STRINGS: p[STRINGS].replace(' xml:space="preserve"', "")}))
    odd("labels-spaced", "labels with spaces around", lambda p: p.update({STRINGS: p[STRINGS].replace("<t>Đoàn viên đã", '<t xml:space="preserve">  Đoàn viên đã')}))
    odd("extension-xlsm", "named .xlsx, said to hold macros", lambda p: p.update({"[Content_Types].xml": p["[Content_Types].xml"].replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")}))
    odd("template", "a template (.xltx)", lambda p: p.update({"[Content_Types].xml": p["[Content_Types].xml"].replace("sheet.main+xml", "template.main+xml")}))
    odd("rows-moved", "five empty rows on top", sheets=[(n, {(r + 5, c): v for (r, c), v in cells.items()}) for n, cells in SHEETS])
    odd("columns-moved", "two empty columns before", sheets=[(n, {(r, c + 2): v for (r, c), v in cells.items()}) for n, cells in SHEETS])
    odd("other-sheets", "sheets of the sender's own beside", sheets=[("Ghi chú", {(1, 1): "riêng"})] + SHEETS + [("Sheet1", {(1, 1): 1})])
    odd("numbers-as-text", "every figure as text", lambda p: p.update({BM01: re.sub(r'<c r="(E\d+)"><v>(\d+)</v></c>', r'<c r="\1" t="inlineStr"><is><t>\2</t></is></c>', p[BM01])}))
    odd("numbers-decimal", "every figure as 12.0", lambda p: p.update({BM01: re.sub(r'<c r="(E\d+)"><v>(\d+)</v></c>', r'<c r="\1"><v>\2.0</v></c>', p[BM01])}))
    odd("numbers-exponent", "every figure as 1.2E1", lambda p: p.update({BM01: re.sub(
        r'<c r="(E\d+)"><v>(\d+)</v></c>', lambda m: f'<c r="{m[1]}"><v>{int(m[2]):.9E}</v></c>', p[BM01])}))
    odd("numbers-shared", "every figure as shared text", sheets=[(n, {k: str(v) if n == "BM01" and k[1] == 5 else v for k, v in c.items()}) for n, c in SHEETS])


def prefixed(name, text):
    """The names of the main namespace with a prefix."""
    head, body = (text[:len(HEAD)], text[len(HEAD):])
    body = re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", body)
    return head + body.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
