"""What acts or leads out of the file, and what stands over and beside the cells: macros, connections, objects, links, notes,
drawings, charts, sparklines, document properties."""
import re

from forge import case
from package import MAIN, TYPES

BOOK = "xl/workbook.xml"
OFFICE = "application/vnd.openxmlformats-officedocument"


def book_part(name, kind, part, content_type, content, seen, place=BOOK):
    def change(package, at):
        package.put(part, content)
        package.declare(part, content_type)
        package.relate(BOOK, kind, "/" + part)

    change.__name__ = f"part_{name}"
    case("active parts", place, seen)(change)


book_part("macro", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "xl/vbaProject.bin", "application/vnd.ms-office.vbaProject", b"\xd0\xcf\x11\xe0", "a macro runs")
book_part("connection", "connections", "xl/connections.xml", f"{OFFICE}.spreadsheetml.connections+xml", f'<connections xmlns="{MAIN}"><connection id="1" name="a" type="5" refreshOnLoad="1"><dbPr connection="Provider=MSDASQL" command="x"/></connection></connections>', "data from elsewhere")
book_part("external_link", "externalLink", "xl/externalLinks/externalLink1.xml", f"{OFFICE}.spreadsheetml.externalLink+xml", f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>', "another program runs")
book_part("macro_sheet", "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet", "xl/macrosheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml", f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>', "a macro runs")
book_part("persons", "http://schemas.microsoft.com/office/2017/10/relationships/person", "xl/persons/person.xml", "application/vnd.ms-excel.person+xml", "<personList/>", "names of people")
book_part("custom_xml", "customXml", "customXml/item1.xml", "application/xml", "<a/>", "data that nobody sees")
book_part("metadata", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/xmlMaps", "xl/xmlMaps.xml", "application/xml", f'<MapInfo xmlns="{MAIN}"/>', "cells bound to another file")


@case("active parts", "", "a button in the ribbon that runs something")
def part_custom_ui(package, at):
    package.put("customUI/customUI.xml", '<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui" onLoad="a"/>')
    package.relate("", "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility", "customUI/customUI.xml")


@case("active parts", "", "an add-in")
def part_add_in(package, at):
    package.put("xl/webextensions/taskpanes.xml", '<wetp:taskpanes xmlns:wetp="http://schemas.microsoft.com/office/webextensions/taskpanes/2010/11"/>')
    package.relate("", "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes", "xl/webextensions/taskpanes.xml")


@case("active parts", lambda base, at: "[Content_Types].xml", "a workbook with macros")
def part_macro_type(package, at):
    package.edit("[Content_Types].xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")


@case("active parts", "Tổng hợp!", "an object that opens another program")
def part_ole(package, at):
    part = package.sheet(at.th)
    package.put("xl/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0")
    package.relate(part, "oleObject", "../embeddings/oleObject1.bin")
    package.before(part, "<extLst>|</worksheet>", '<oleObjects><oleObject progId="Package" shapeId="1" r:id="rIdForged"/></oleObjects>')


@case("active parts", "Tổng hợp!", "a button")
def part_control(package, at):
    package.before(package.sheet(at.th), "<extLst>|</worksheet>", '<controls><control shapeId="1" r:id="rId1" name="Button"/></controls>')


@case("active parts", "Tổng hợp!", "a picture behind the cells")
def part_background(package, at):
    part = package.sheet(at.th)
    package.put("xl/media/image1.png", b"\x89PNG")
    package.relate(part, "image", "../media/image1.png")
    package.before(part, "<extLst>|</worksheet>", '<picture r:id="rIdForged"/>')


@case("active parts", "Tổng hợp!", "a table with figures of its own")
def part_table(package, at):
    part = package.sheet(at.th)
    package.put("xl/tables/table1.xml", f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A9:B12"/>')
    package.relate(part, "table", "../tables/table1.xml")
    package.before(part, "<extLst>|</worksheet>", '<tableParts count="1"><tablePart r:id="rIdForged"/></tableParts>')


# Links


def linked(base):
    return re.search(r'<hyperlink ref="([A-Z]+\d+)" r:id="(\w+)"', base.text(base.sheet("Nguồn"))).groups()


def link_place(base, at):
    return "Nguồn!" + linked(base)[0]


def link(name, target, seen):
    def change(package, at):
        _, id = linked(package)
        rels = package.sheet("Nguồn").replace("worksheets/", "worksheets/_rels/") + ".rels"
        package.sub(rels, rf'(Id="{id}"[^>]*Target=")[^"]*', rf"\g<1>{target}")

    change.__name__ = f"link_{name}"
    case("links", link_place, seen)(change)


link("web", "http://a.vn/x", "a page of the web for a return")
link("program", "../tra-loi/setup.exe", "a program for a return")
link("shortcut", "../tra-loi/a.lnk", "a shortcut for a return")
link("other_return", "../tra-loi/2021-Q3/khac.xlsx", "another return")
link("share", "file://///may-la/chung/a.xlsx", "a file of another machine")


@case("links", link_place, "another cell")
def link_location(package, at):
    address, id = linked(package)
    package.sub(package.sheet("Nguồn"), rf'(<hyperlink ref="{address}" r:id="{id}")', r'\1 location="B9"')


@case("links", link_place, "a text on hovering")
def link_tooltip(package, at):
    address, id = linked(package)
    package.sub(package.sheet("Nguồn"), rf'(<hyperlink ref="{address}" r:id="{id}")', r'\1 tooltip="đã kiểm toán"')


@case("links", link_place, "no link")
def link_removed(package, at):
    package.sub(package.sheet("Nguồn"), r"<hyperlink [^>]*/>", "")


@case("links", lambda base, at: f"{at.th}!{at.total}", "a link at the total")
def link_added(package, at):
    package.before(package.sheet(at.th), "<printOptions", f'<hyperlinks><hyperlink ref="{at.total}" location="A1"/></hyperlinks>')


# Notes


def noted(base):
    for name in base.sheets():
        rels = base.sheet(name).replace("worksheets/", "worksheets/_rels/") + ".rels"
        found = rels in base.parts and re.search(r'Target="\.\./(comments\d*\.xml)"', base.text(rels))
        if found:
            part = "xl/" + found.group(1)
            vml = "xl/" + re.search(r'Target="\.\./(drawings/vmlDrawing\d*\.vml)"', base.text(rels)).group(1)
            return name, part, vml, re.search(r'<comment ref="([A-Z]+\d+)"', base.text(part)).group(1)


def note_place(base, at):
    name, _, _, cell = noted(base)
    return f"{name}!{cell}"


@case("notes", note_place, "another note")
def note_text(package, at):
    package.sub(noted(package)[1], r"(<t(?: [^>]*)?>)[^<]*", r"\1Số đã kiểm toán: 540")


@case("notes", note_place, "no note")
def note_removed(package, at):
    package.sub(noted(package)[1], r"<comment .*?</comment>", "")


@case("notes", note_place, "a note over the figures")
def note_shown(package, at):
    package.sub(noted(package)[2], r"visibility:hidden", "visibility:visible")


@case("notes", note_place, "a note in white")
def note_white(package, at):
    package.sub(noted(package)[1], r"<color [^>]*/>", '<color rgb="FFFFFFFF"/>')


@case("notes", lambda base, at: noted(base)[1], "another author")
def note_author(package, at):
    package.sub(noted(package)[1], r"<author>[^<]*", "<author>Kiểm toán Nhà nước")


@case("notes", lambda base, at: noted(base)[0] + "!", "a button that runs a macro")
def note_button(package, at):
    shape = '<v:shape id="b" type="#_x0000_t201" style="visibility:visible"><x:ClientData ObjectType="Button"><x:FmlaMacro>Module1.a</x:FmlaMacro></x:ClientData></v:shape>'
    package.before(noted(package)[2], "</xml>", shape)


# Drawings and charts


def drawing(base):
    return "xl/drawings/drawing1.xml"


def chart_sheet(base):
    for name in base.sheets():
        if "<drawing " in base.text(base.sheet(name)):
            return name


ANCHOR = '<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>5</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>{}<xdr:clientData/></xdr:twoCellAnchor>'
BOX = '<xdr:sp macro="{}" textlink=""><xdr:nvSpPr><xdr:cNvPr id="99" name="Box">{}</xdr:cNvPr><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"/></xdr:spPr><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>540</a:t></a:r></a:p></xdr:txBody></xdr:sp>'


def over(base, at):
    return chart_sheet(base) + "!B5"


@case("drawings", over, "540 over the figure")
def draw_text_box(package, at):
    package.before(drawing(package), "</xdr:wsDr>", ANCHOR.format(BOX.format("", "")))


@case("drawings", over, "a macro runs on a click")
def draw_macro(package, at):
    package.before(drawing(package), "</xdr:wsDr>", ANCHOR.format(BOX.format("[0]!a", "")))


@case("drawings", over, "a page of the web on a click")
def draw_link(package, at):
    package.relate(drawing(package), "hyperlink", "http://a.vn", "External")
    package.before(drawing(package), "</xdr:wsDr>", ANCHOR.format(BOX.format("", '<a:hlinkClick xmlns:r="' + TYPES + '" r:id="rIdForged"/>')))


@case("drawings", over, "a picture over the figure")
def draw_picture(package, at):
    package.put("xl/media/image1.png", b"\x89PNG")
    package.relate(drawing(package), "image", "../media/image1.png")
    package.before(drawing(package), "</xdr:wsDr>", ANCHOR.format('<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="98" name="P"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip/></xdr:blipFill><xdr:spPr/></xdr:pic>'))


@case("drawings", lambda base, at: chart_sheet(base) + "!", "a chart over the figures")
def draw_moved(package, at):
    package.sub(drawing(package), r"<xdr:row>\d+</xdr:row>", "<xdr:row>0</xdr:row>")


@case("drawings", lambda base, at: chart_sheet(base) + "!", "a chart less")
def draw_removed(package, at):
    package.sub(drawing(package), r"<xdr:twoCellAnchor.*?</xdr:twoCellAnchor>", "")


@case("drawings", lambda base, at: chart_sheet(base) + "!", "no charts")
def draw_all_removed(package, at):
    package.sub(package.sheet(chart_sheet(package)), r"<drawing [^>]*/>", "")


def chart(name, pattern, new, seen):
    def change(package, at):
        parts = [part for part in sorted(package.parts) if part.startswith("xl/charts/")]
        package.sub(next(part for part in parts if re.search(pattern, package.text(part), re.S)), pattern, new)

    change.__name__ = f"chart_{name}"
    case("charts", lambda base, at: chart_sheet(base) + "!", seen)(change)


chart("values", r"(<c:val><c:numRef><c:f>[^<]*\$)(\d+)(:)", lambda m: f"{m[1]}{int(m[2]) + 1}{m[3]}", "bars of other units")
chart("literal", r"<c:val><c:numRef>.*?</c:numRef></c:val>", '<c:val><c:numLit><c:ptCount val="1"/><c:pt idx="0"><c:v>540</c:v></c:pt></c:numLit></c:val>', "bars of invented figures")
chart("name", r"<c:tx><c:v>[^<]*", "<c:tx><c:v>Đã đạt", "another name in the legend")
chart("categories", r"(<c:cat><c:(?:str|num)Ref><c:f>[^<]*\$)(\d+)(?=:|<)(:|)", lambda m: f"{m[1]}{int(m[2]) + 1}{m[3]}", "other units")
chart("stored", r"(<c:cat>.*?<c:pt idx=\"0\"><c:v>)[^<]*", r"\1Đơn vị khác", "another unit in a preview")
chart("colour", r'<a:srgbClr val="[0-9A-F]*"', '<a:srgbClr val="FFFFFF"', "white bars")
chart("title", r'<c:autoTitleDeleted val="1"/>', "<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>Đã kiểm toán</a:t></a:r></a:p></c:rich></c:tx></c:title>", "a title")
chart("axis_min", r"<c:valAx>(.*?)<c:scaling>", r'<c:valAx>\1<c:scaling><c:min val="9"/>', "bars cut off")
chart("axis_log", r"<c:valAx>(.*?)<c:scaling>", r'<c:valAx>\1<c:scaling><c:logBase val="10"/>', "other lengths")
chart("axis_hidden", r"<c:valAx>(.*?)</c:scaling>", r'<c:valAx>\1</c:scaling><c:delete val="1"/>', "no scale")
chart("axis_reversed", r'(<c:valAx>.*?<c:orientation val=")minMax', r"\1maxMin", "bars from the right")
chart("kind", r'<c:grouping val="clustered"/>', '<c:grouping val="percentStacked"/>', "equal bars")
chart("series_removed", r"<c:ser>.*?</c:ser>", "", "a series less")
chart("label_format", r'(<c:numFmt formatCode=")[^"]*', r'\1"540"', "540 at each bar")
chart("label_text", r"(<c:dLbls>)", r'\1<c:dLbl><c:idx val="0"/><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>540</a:t></a:r></a:p></c:rich></c:tx></c:dLbl>', "540 at a bar")
chart("legend", r"<c:legend>.*?</c:legend>", "", "no legend")
chart("blanks", r'<c:dispBlanksAs val="gap"/>', '<c:dispBlanksAs val="zero"/>', "zeros for blanks")
chart("trend", r"(<c:cat>)", r'<c:trendline><c:trendlineType val="linear"/></c:trendline>\1', "a line upwards")


def sparkled(base):
    for name in base.sheets():
        if "<x14:sparkline>" in base.text(base.sheet(name)):
            return name


@case("charts", lambda base, at: sparkled(base) + "!", "other bars in a cell")
def sparkline_range(package, at):
    package.sub(package.sheet(sparkled(package)), r"(<x14:sparkline><xm:f>[^<]*\$?)(\d+)(</xm:f>)", lambda m: f"{m[1]}{int(m[2]) + 1}{m[3]}")


@case("charts", lambda base, at: sparkled(base) + "!", "no bars in the cells")
def sparkline_removed(package, at):
    package.sub(package.sheet(sparkled(package)), r"<x14:sparkline>.*?</x14:sparkline>", "")


# Document properties


@case("properties", "docProps/core.xml", "another title")
def property_title(package, at):
    package.sub("docProps/core.xml", r"<dc:title>[^<]*", "<dc:title>Báo cáo đã kiểm toán")


@case("properties", "docProps/core.xml", "another author")
def property_author(package, at):
    package.sub("docProps/core.xml", r"<dc:creator>[^<]*", "<dc:creator>Kiểm toán Nhà nước")


@case("properties", "docProps/core.xml", "another date")
def property_date(package, at):
    package.sub("docProps/core.xml", r"(<dcterms:created[^>]*>)[^<]*", r"\g<1>2019-01-01T00:00:00Z")


@case("properties", "docProps/app.xml", "a company")
def property_company(package, at):
    package.sub("docProps/app.xml", r"<Company></Company>", "<Company>Kiểm toán Nhà nước</Company>")


@case("properties", "docProps/custom.xml", "another seal")
def property_seal(package, at):
    package.sub("docProps/custom.xml", r"[0-9a-f]{64}", "0" * 64)
