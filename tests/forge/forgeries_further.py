"""Further kinds: values in unusual spellings, formulas that only look like those of the plan, sheets and parts that nobody notices, charts, encodings."""
import re

from forge import case
from package import MAIN



def total(base, at):
    return f"{at.th}!{at.total}"


def total_label(base, at):
    return f"{at.th}!A{at.total_row}"


def first(base, at):
    return f"{at.th}!{at.first}"


def put(package, at, value, address=None):
    package.change(at.th, address or at.total, lambda cell: re.sub(r"<v>[^<]*</v>", lambda _: f"<v>{value}</v>", cell, count=1))


def formula(package, at, new):
    package.change(at.th, at.total, lambda cell: re.sub(r"<f>([^<]*)</f>", lambda m: f"<f>{new(m[1])}</f>", cell, count=1))


def head(package, part, name, new):
    """Adds attributes to the first element of a name; an attribute that is there is replaced."""
    old = re.search(rf"<{name}(?: [^>]*?)?/?>", package.text(part)).group(0)
    names = re.findall(r"([\w:]+)=", new)
    bare = re.sub(rf' (?:{"|".join(names)})="[^"]*"', "", old)
    package.edit(part, old, bare.replace(f"<{name}", f"<{name} {new}", 1))


# Values in other spellings


@case("value", total, "540")
def m_exponent(package, at):
    put(package, at, "5.4E2")


@case("value", total, "a negative total")
def m_negative(package, at):
    package.change(at.th, at.total, lambda cell: cell.replace("<v>", "<v>-", 1))


@case("value", total, "an overflow")
def m_infinite(package, at):
    put(package, at, "1E999")


@case("value", total, "540, split by a comment")
def m_comment_in_value(package, at):
    put(package, at, "5<!-- -->40")


@case("value", total, "540, in CDATA")
def m_cdata(package, at):
    put(package, at, "<![CDATA[540]]>")


@case("value", total, "540, by number references")
def m_references(package, at):
    put(package, at, "&#53;&#52;&#48;")


@case("value", total, "a date")
def m_date(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r"<v>[^<]*</v>", "<v>2029-01-01</v>", cell).replace(f'r="{at.total}"', f'r="{at.total}" t="d"', 1))


@case("value", total, "540 as a text of the cell")
def m_inline(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r"<v>[^<]*</v>", "<is><t>540</t></is>", cell).replace(f'r="{at.total}"', f'r="{at.total}" t="inlineStr"', 1))


@case("value", total, "no total")
def m_no_cell(package, at):
    package.change(at.th, at.total, "")


@case("value", lambda base, at: f"Số liệu!{figure(base)}", "another figure of a return")
def m_figure(package, at):
    package.change("Số liệu", figure(package), lambda cell: re.sub(r"<v>(\d+)</v>", lambda m: f"<v>{int(m[1]) + 10}</v>", cell))


def figure(package):
    cells = re.findall(r'<c r="([A-Z]{1,2}\d+)"(?: s="\d+")?><v>\d+</v></c>', package.text(package.sheet("Số liệu")))
    return cells[len(cells) // 2]


@case("value", lambda base, at: f"{at.th}!{names(base, at)[0]}", "the figures of one unit beside the name of another")
def m_names_swapped(package, at):
    one, other = names(package, at)
    index = [re.search(r"<v>(\d+)</v>", package.cell(at.th, cell)).group(1) for cell in (one, other)]
    for cell, new in ((one, index[1]), (other, index[0])):
        package.change(at.th, cell, lambda old, new=new: re.sub(r"<v>\d+</v>", f"<v>{new}</v>", old))


def names(package, at):
    column = next(c for c in "ABC" if f't="s"' in package.cell(at.th, f"{c}{at.unit_row}"))
    return f"{column}{at.unit_row}", f"{column}{at.unit_row + 1}"


@case("value", total_label, "another word for the total")
def m_total_renamed(package, at):
    other = package.strings().index("Lũy kế kết nạp")
    package.change(at.th, f"A{at.total_row}", lambda cell: re.sub(r"<v>\d+</v>", f"<v>{other}</v>", cell))


@case("value", total_label, "another word for the total, wherever it stands")
def m_shared_text(package, at):
    package.edit("xl/sharedStrings.xml", "<t>Tổng cộng</t>", "<t>Tổng cộng (đã kiểm toán)</t>")


# Formulas


@case("formula", total, "540 when it is computed")
def m_if(package, at):
    formula(package, at, lambda old: f"IF(1=1,540,{old})")


@case("formula", total, "a figure of a place that is computed")
def m_indirect(package, at):
    formula(package, at, lambda old: 'INDIRECT("A"&amp;1)')


@case("formula", total, "a plus as a number reference")
def m_entity(package, at):
    formula(package, at, lambda old: old + "&#43;371")


@case("formula", total, "an average")
def m_average(package, at):
    formula(package, at, lambda old: old.replace("SUM", "AVERAGE"))


@case("formula", total, "a sum that a filter changes")
def m_subtotal(package, at):
    formula(package, at, lambda old: old.replace("SUM(", "SUBTOTAL(9,"))


@case("formula", total, "a sum of absolute references")
def m_absolute(package, at):
    formula(package, at, lambda old: re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", old))


@case("formula", total, "a copy of a formula that is not there")
def m_shared_without_master(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r"<f>[^<]*</f>", '<f t="shared" si="99"/>', cell))


@case("formula", total, "a sum with a function of names")
def m_let(package, at):
    formula(package, at, lambda old: f"_xlfn.LET(_xlpm.x,{old},_xlpm.x+371)")


# Sheets


@case("sheets", "Tổng hợp !", "a name with a blank")
def m_sheet_renamed(package, at):
    package.sub("xl/workbook.xml", r'<sheet name="Tổng hợp"', '<sheet name="Tổng hợp "')


@case("sheets", "Nguồn!", "no list of files")
def m_sheet_very_hidden(package, at):
    package.sub("xl/workbook.xml", r'<sheet name="Nguồn"', '<sheet state="veryHidden" name="Nguồn"')


@case("sheets", "Bổ sung!", "a further sheet with figures")
def m_sheet_added(package, at):
    part = "xl/worksheets/sheet99.xml"
    package.put(part, f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>540</v></c></row></sheetData></worksheet>')
    package.declare(part, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml")
    package.relate("xl/workbook.xml", "worksheet", "worksheets/sheet99.xml")
    package.edit("xl/workbook.xml", "</sheets>", '<sheet name="Bổ sung" sheetId="99" r:id="rIdForged"/></sheets>')


def inserted(name, place, seen, before, xml):
    def change(package, at):
        package.before(package.sheet(at.th), before, xml(at) if callable(xml) else xml)

    change.__name__ = f"m_{name}"
    case("sheets", place, seen)(change)


SHEET = "Tổng hợp!"
inserted("scenario", SHEET, "540 at one click", "<mergeCells|<conditionalFormatting", lambda at: f'<scenarios><scenario name="x" count="1"><inputCells r="{at.total}" val="540"/></scenario></scenarios>')
inserted("protected_range", SHEET, "cells that may be changed", "<mergeCells|<conditionalFormatting", lambda at: f'<protectedRanges><protectedRange sqref="{at.total}" name="x"/></protectedRanges>')
inserted("ignored_error", SHEET, "no green corner", "<drawing |<legacyDrawing |<extLst>|</worksheet>", lambda at: f'<ignoredErrors><ignoredError sqref="{at.total}" formula="1"/></ignoredErrors>')
inserted("column_break", SHEET, "columns on another page", "<drawing |<legacyDrawing |<extLst>|</worksheet>", '<colBreaks count="1" manualBreakCount="1"><brk id="3" max="1048575" man="1"/></colBreaks>')
inserted("custom_view", SHEET, "a view without rows", "<mergeCells|<conditionalFormatting", '<customSheetViews><customSheetView guid="{00000000-0000-0000-0000-000000000001}" hiddenRows="1"/></customSheetViews>')
inserted("sorted", SHEET, "a note that the rows were sorted", "<mergeCells|<conditionalFormatting", lambda at: f'<sortState ref="A12:{at.first}"><sortCondition ref="A12:A20"/></sortState>')


def lists(name, element, new, place, seen, part="xl/workbook.xml"):
    def change(package, at):
        head(package, part, element, new)

    change.__name__ = f"m_{name}"
    case("workbook", place, seen)(change)


lists("window_hidden", "workbookView", 'visibility="hidden"', "xl/workbook.xml", "no window")
lists("no_tabs", "workbookView", 'showSheetTabs="0"', "xl/workbook.xml", "no names of sheets")
lists("no_objects", "workbookPr", 'showObjects="none"', "xl/workbook.xml", "no charts")


@case("workbook", "xl/workbook.xml", "a question whether to open it for reading only")
def m_read_only(package, at):
    package.before("xl/workbook.xml", "<workbookPr", '<fileSharing readOnlyRecommended="1" userName="Kiểm toán"/>')


@case("workbook", "xl/customXml/item1.xml", "a part that no program shows")
def m_custom_xml(package, at):
    package.put("xl/customXml/item1.xml", "<x>540</x>")
    package.relate("xl/workbook.xml", "customXml", "customXml/item1.xml")


@case("workbook", "xl/persons/person.xml", "names of persons")
def m_persons(package, at):
    package.put("xl/persons/person.xml", '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"/>')
    package.relate("xl/workbook.xml", "http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml")


@case("workbook", "!", "a program beside the sheet")
def m_task_pane(package, at):
    package.put("xl/webextensions/taskpanes.xml", '<wetp:taskpanes xmlns:wetp="http://schemas.microsoft.com/office/webextensions/taskpanes/2010/11"/>')
    package.relate("", "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes", "xl/webextensions/taskpanes.xml")


@case("workbook", "xl/pivotCache/pivotCacheDefinition1.xml", "figures of a pivot table")
def m_pivot_cache(package, at):
    package.put("xl/pivotCache/pivotCacheDefinition1.xml", f'<pivotCacheDefinition xmlns="{MAIN}"/>')
    package.relate("xl/workbook.xml", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")


# Charts


def charted(package):
    return sorted(name for name in package.parts if re.search(r"xl/charts/chart\d+\.xml", name))[0]


def chart(name, seen, before, xml):
    def change(package, at):
        package.before(charted(package), before, xml)

    change.__name__ = f"m_chart_{name}"
    case("charts", "Tổng quan!", seen)(change)


chart("log", "columns of another length", '<c:orientation val="minMax"/>', '<c:logBase val="10"/>')
chart("least", "columns of another length", "</c:scaling>", '<c:min val="100"/>')
chart("title", "a title", "<c:plotArea>", '<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>Đã kiểm toán</a:t></a:r></a:p></c:rich></c:tx></c:title>')
chart("own_text", "a text over the chart", "</c:chartSpace>", '<c:userShapes xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId9"/>')


@case("charts", "xl/drawings/drawing1.xml", "no chart")
def m_chart_frame_hidden(package, at):
    part = next(name for name in package.parts if re.search(r"xl/drawings/drawing\d+\.xml", name) and "graphicFrame" in package.text(name))
    head(package, part, "xdr:cNvPr", 'hidden="1"')


# Encodings and the archive


@case("package", total, "540, through an entity")
def m_doctype(package, at):
    part = package.sheet(at.th)
    package.put(part, re.sub(r"(<worksheet)", r'<!DOCTYPE worksheet [<!ENTITY e "540">]>\1', package.text(part), count=1))
    put(package, at, "&e;")


@case("archive", "!", "bytes in front of the archive")
def m_in_front(package, at):
    package.raw = lambda content: b"MZ" + b"\0" * 62 + content


@case("package", "xl/theme/theme1.xml", "other fonts where the theme names them")
def m_theme_name(package, at):
    head(package, "xl/theme/theme1.xml", "a:theme", 'name="Khác"')
