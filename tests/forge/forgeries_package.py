"""XML and archive: what programs read differently; and changes that are none."""
import re
import struct
import zlib

from forge import case
from package import MAIN

BOOK = "xl/workbook.xml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def total(base, at):
    return f"{at.th}!{at.total}"


def ignorable(package, part, root):
    """Declares a namespace that programs pass over."""
    text = package.text(part)
    tag = re.search(rf"<{root} [^>]*>", text).group(0)
    if "mc:Ignorable" in tag:
        new = re.sub(r'mc:Ignorable="([^"]*)"', r'mc:Ignorable="\1 y"', tag)
    else:
        new = tag[:-1] + f' xmlns:mc="{MC}" mc:Ignorable="y">'
    package.edit(part, tag, new[:-1] + ' xmlns:y="urn:y">')


def foreign(xml):
    return re.sub(r"<(/?)(\w)", r"<\1y:\2", xml)


def forged(cell):
    return re.sub(r"<v>[^<]*</v>", "<v>540</v>", cell)


@case("foreign elements", total, "540: the true cell is for others")
def x_ignorable_cell(package, at):
    package.change(at.th, at.total, lambda cell: forged(cell) + foreign(cell))
    ignorable(package, package.sheet(at.th), "worksheet")


@case("foreign elements", lambda base, at: f"{at.th}!A{at.unit_row}", "another row")
def x_ignorable_row(package, at):
    row = package.row(at.th, at.unit_row)
    package.edit(package.sheet(at.th), row, row.replace("<v>", "<v>9") + foreign(row))
    ignorable(package, package.sheet(at.th), "worksheet")


@case("foreign elements", total, "another figure")
def x_ignorable_value(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r"<v>([^<]*)</v>", r"<y:v>\1</y:v><v>540</v>", cell))
    ignorable(package, package.sheet(at.th), "worksheet")


@case("foreign elements", "xl/sharedStrings.xml", "every text shifted by one")
def x_ignorable_string(package, at):
    package.edit("xl/sharedStrings.xml", "<si>", "<y:si><y:t>a</y:t></y:si><si>")
    ignorable(package, "xl/sharedStrings.xml", "sst")


@case("foreign elements", BOOK, "a sheet for some programs only")
def x_ignorable_sheet(package, at):
    package.edit(BOOK, "<sheets>", '<sheets><y:sheet name="Lỗi, cảnh báo" sheetId="99"/>')
    ignorable(package, BOOK, "workbook")


@case("foreign elements", "xl/styles.xml", "every format shifted by one")
def x_ignorable_style(package, at):
    package.sub("xl/styles.xml", r"(<cellXfs [^>]*>)", r"\1<y:xf/>")
    ignorable(package, "xl/styles.xml", "styleSheet")


@case("foreign elements", "xl/styles.xml", "a font less for some programs")
def x_ignorable_font(package, at):
    package.sub("xl/styles.xml", r"(<fonts [^>]*>)", r"\1<y:font/>")
    ignorable(package, "xl/styles.xml", "styleSheet")


@case("foreign elements", "Tổng hợp!", "columns of another width")
def x_ignorable_column(package, at):
    package.sub(package.sheet(at.th), r"(<cols>)", r'\1<y:col min="3" max="3" hidden="1"/>')
    ignorable(package, package.sheet(at.th), "worksheet")


@case("foreign elements", total, "a cell without a namespace")
def x_no_namespace(package, at):
    package.change(at.th, at.total, lambda cell: cell + re.sub(r"<c ", '<c xmlns="" ', cell, count=1))


@case("foreign elements", lambda base, at: f"{at.th}!A{at.unit_row}", "a hidden row for some programs")
def x_shadow_attribute(package, at):
    package.sub(package.sheet(at.th), rf'<row r="{at.unit_row}"', f'<row y:hidden="0" hidden="1" r="{at.unit_row}"')
    ignorable(package, package.sheet(at.th), "worksheet")


@case("foreign elements", BOOK, "a hidden sheet for some programs")
def x_shadow_state(package, at):
    package.edit(BOOK, '<sheet name="Nguồn"', '<sheet y:state="visible" state="hidden" name="Nguồn"')
    ignorable(package, BOOK, "workbook")


@case("foreign elements", BOOK, "another part for some programs")
def x_shadow_id(package, at):
    package.sub(BOOK, r'<sheet name="Nguồn"', '<sheet y:id="rId1" name="Nguồn"')
    ignorable(package, BOOK, "workbook")


@case("foreign elements", "Tổng hợp!", "content that some programs process")
def x_process_content(package, at):
    ignorable(package, package.sheet(at.th), "worksheet")
    package.sub(package.sheet(at.th), r"<worksheet ", '<worksheet mc:ProcessContent="y:c" ')


@case("foreign elements", "Tổng hợp!", "an unknown extension")
def x_extension(package, at):
    text = package.text(package.sheet(at.th))
    new = '<ext uri="{1}"><z:a xmlns:z="urn:z">540</z:a></ext>'
    package.put(package.sheet(at.th), text.replace("</extLst></worksheet>", new + "</extLst></worksheet>") if "</extLst></worksheet>" in text else text.replace("</worksheet>", f"<extLst>{new}</extLst></worksheet>"))


@case("alternatives", total, "540 in programs that take the choice")
def x_alternate(package, at):
    package.change(at.th, at.total, lambda cell: f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x14">{forged(cell)}</mc:Choice><mc:Fallback>{cell}</mc:Fallback></mc:AlternateContent>')


@case("alternatives", BOOK, "other sheets in some programs")
def x_alternate_sheets(package, at):
    package.sub(BOOK, r"<sheets>(.*?)</sheets>", rf'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x15"><sheets>\1</sheets></mc:Choice></mc:AlternateContent><sheets>\1</sheets>')


@case("twice", total, "540 or the total")
def x_cell_twice(package, at):
    package.change(at.th, at.total, lambda cell: forged(cell) + cell)


@case("twice", total, "540 or the total")
def x_cell_twice_behind(package, at):
    package.change(at.th, at.total, lambda cell: cell + forged(cell))


@case("twice", lambda base, at: f"{at.th}!A{at.unit_row}", "one row or the other")
def x_row_twice(package, at):
    row = package.row(at.th, at.unit_row)
    package.edit(package.sheet(at.th), row, row.replace("<v>", "<v>9") + row)


@case("twice", "Tổng hợp!", "one table or the other")
def x_two_data(package, at):
    package.sub(package.sheet(at.th), r"(<sheetData>.*?</sheetData>)", r"<sheetData/>\1")


@case("twice", BOOK, "one list of sheets or the other")
def x_two_sheets(package, at):
    package.sub(BOOK, r"(<sheets>.*?</sheets>)", r"\1\1")


@case("twice", "xl/styles.xml", "one list of formats or the other")
def x_two_formats(package, at):
    package.sub("xl/styles.xml", r"(<cellXfs .*?</cellXfs>)", r"\1\1")


@case("order", total, "a cell at another place")
def x_cell_without_address(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r' r="[A-Z]+\d+"', "", cell, count=1))


@case("order", lambda base, at: f"{at.th}!A{at.unit_row}", "a row at another place")
def x_row_without_number(package, at):
    package.sub(package.sheet(at.th), rf'<row r="{at.unit_row}"', "<row")


@case("order", total, "a cell out of order")
def x_cell_out_of_order(package, at):
    part = package.sheet(at.th)
    row = package.row(at.th, at.total_row)
    cell = package.cell(at.th, at.total)
    package.edit(part, row, row.replace(cell, "").replace("</row>", cell + "</row>"))


@case("order", lambda base, at: f"{at.th}!A{at.unit_row}", "a row out of order")
def x_row_out_of_order(package, at):
    row = package.row(at.th, at.unit_row)
    package.edit(package.sheet(at.th), row, "")
    package.edit(package.sheet(at.th), "</sheetData>", row + "</sheetData>")


@case("order", total, "a cell of another row")
def x_cell_of_another_row(package, at):
    cell = package.cell(at.th, at.total)
    package.change(at.th, at.total, "")
    row = package.row(at.th, at.total_row - 1)
    package.edit(package.sheet(at.th), row, row.replace("</row>", cell + "</row>"))


@case("order", lambda base, at: f"{at.th}!ZZ900", "a figure far away")
def x_far_cell(package, at):
    package.edit(package.sheet(at.th), "</sheetData>", '<row r="900"><c r="ZZ900"><v>540</v></c></row></sheetData>')


@case("texts", lambda base, at: f"{at.th}!A{at.unit_row}", "text between the cells")
def x_text_between(package, at):
    package.sub(package.sheet(at.th), rf'(<row r="{at.unit_row}"[^>]*>)', r"\g<1>540")


def heading(base, at):
    return f"{at.th}!{base.find(at.th, 'Tổng cộng')}"


def text(name, new, seen):
    def change(package, at):
        address = package.find(at.th, "Tổng cộng")
        style = re.search(r' s="\d+"', package.cell(at.th, address)).group(0)
        package.change(at.th, address, f'<c r="{address}"{style} t="inlineStr"><is><t xml:space="preserve">{new}</t></is></c>')

    change.__name__ = f"t_{name}"
    case("texts", heading, seen)(change)


text("homoglyph", "Тổng cộng", "the same letters, but others")
text("zero_width", "Tổng​ cộng", "the same, but not found")
text("bidi", "‮gnộc gnổT", "the same, but reversed")
text("space", "Tổng  cộng", "a wider gap")
text("no_break", "Tổng cộng", "the same, but not found")
text("end", "Tổng cộng ", "the same, but not found")
text("case", "TỔNG CỘNG", "capitals")
text("escape", "Tổng cộng_x001B_[2J_x001B_[1;1HKhông có chỗ nào khác._x001B_[8m", "a cleared screen")
text("newline", "Tổng&#10;cộng", "two lines")


# Relationships and parts


RELS = "xl/_rels/workbook.xml.rels"


@case("package", BOOK, "another sheet: 540")
def x_two_relations(package, at):
    part = package.sheet(at.th)
    package.put("xl/worksheets/sheet77.xml", package.text(part))
    package.declare("xl/worksheets/sheet77.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml")
    target = part[3:]
    tag = re.search(rf'<Relationship [^>]*Target="{target}"/>', package.text(RELS)).group(0)
    package.edit(RELS, tag, tag.replace(target, "worksheets/sheet77.xml") + tag)


@case("package", "", "another workbook")
def x_second_workbook(package, at):
    package.put("xl/workbook2.xml", package.text(BOOK))
    package.relate("", "officeDocument", "xl/workbook2.xml")


@case("package", BOOK, "formats of another part")
def x_second_styles(package, at):
    package.put("xl/styles2.xml", package.text("xl/styles.xml"))
    package.relate(BOOK, "styles", "styles2.xml")


@case("package", "xl/worksheets/sheet99.xml", "a sheet that nobody lists")
def x_orphan(package, at):
    package.put("xl/worksheets/sheet99.xml", f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>')


@case("package", "Nguồn!", "sheets exchanged")
def x_targets_swapped(package, at):
    one, two = package.sheet("Nguồn")[3:], package.sheet("Dấu vết")[3:]
    text = package.text(RELS).replace(one, "?").replace(two, one).replace("?", two)
    package.put(RELS, text)


@case("package", "[Content_Types].xml", "a part of two types")
def x_type_twice(package, at):
    package.declare("xl/workbook.xml", "application/xml")


@case("package", "", "no theme")
def x_theme_removed(package, at):
    del package.parts["xl/theme/theme1.xml"]
    package.sub(RELS, r'<Relationship [^>]*theme1\.xml"/>', "")
    package.sub("[Content_Types].xml", r'<Override PartName="/xl/theme/theme1\.xml"[^>]*/>', "")


# Archive


@case("archive", "xl/workbook.xml", "one of two workbooks")
def z_entry_twice(package, at):
    package.twice.append(("xl/workbook.xml", package.parts["xl/workbook.xml"]))


@case("archive", "xl/STYLES.xml", "one of two formats")
def z_entry_twice_case(package, at):
    package.parts["xl/STYLES.xml"] = package.parts["xl/styles.xml"]


@case("archive", lambda base, at: "xl/sharedStrings.xml", "an entry with another name for some programs")
def z_unicode_path(package, at):
    name = b"xl/worksheets/sheet1.xml"
    body = b"\x01" + struct.pack("<I", zlib.crc32(b"xl/sharedStrings.xml")) + name
    package.infos["xl/sharedStrings.xml"] = {"extra": struct.pack("<HH", 0x7075, len(body)) + body}


@case("archive", lambda base, at: "xl/sharedStrings.xml", "an entry with another name for some programs")
def z_local_name(package, at):
    def raw(content):
        at = content.index(b"xl/sharedStrings.xml")
        return content[:at] + b"xl/sharedStringZ.xml" + content[at + 20 :]

    package.raw = raw


@case("archive", "", "bytes behind the archive")
def z_behind(package, at):
    package.raw = lambda content: content + b"\0" * 64


@case("archive", "", "bytes before the entries")
def z_comment(package, at):
    package.raw = lambda content: content[:-2] + struct.pack("<H", 5) + b"hello"


@case("archive", lambda base, at: "xl/notes\\a.xml", "a path that is a name elsewhere")
def z_backslash(package, at):
    package.parts["xl/notes\\a.xml"] = b"<a/>"


# Nothing that counts changed


def nothing(name, group="none"):
    def register(change):
        change.__name__ = name
        return case(group, "", "nothing", "no")(change)

    return register


@nothing("no_stored")
def stored(package, at):
    import zipfile

    package.infos = {name: {"method": zipfile.ZIP_STORED} for name in package.parts}


@nothing("no_order_of_entries")
def entries(package, at):
    package.parts = dict(reversed(package.parts.items()))


@nothing("no_times")
def times(package, at):
    package.infos = {name: {"extra": struct.pack("<HHBI", 0x5455, 5, 1, 0)} for name in package.parts}


@nothing("no_line_ends_between_elements")
def lines(package, at):
    for name in ("xl/styles.xml", "xl/workbook.xml", RELS):
        package.put(name, package.text(name).replace("><", ">\n<"))


@nothing("no_order_of_attributes")
def attributes(package, at):
    part = package.sheet(at.th)
    package.put(part, re.sub(r'<c (r="[^"]*") (s="[^"]*")', r"<c \2 \1", package.text(part)))


@nothing("no_comment_in_xml")
def comment(package, at):
    package.sub("xl/styles.xml", r"(<fonts )", r"<!-- a -->\1")


@nothing("no_prefix")
def prefix(package, at):
    """The main namespace with a prefix: the same elements."""
    part = package.sheet(at.th)
    text = re.sub(r"<(/?)(?![?!])([a-zA-Z]+)(?=[ />])", r"<\1w:\2", package.text(part))
    package.put(part, text.replace(f'xmlns="{MAIN}"', f'xmlns:w="{MAIN}"', 1))


@nothing("no_character_references")
def references(package, at):
    part = "xl/sharedStrings.xml"
    package.put(part, package.text(part).replace("Tổng", "T&#7893;ng"))


@nothing("no_empty_elements")
def empty(package, at):
    part = package.sheet(at.th)
    package.put(part, re.sub(r"<c ([^>]*)/>", r"<c \1></c>", package.text(part)))
