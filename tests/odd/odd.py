"""odd.py GOOD.xlsx FOLDER: writes one good return as packages that are legal but that Excel never writes, the same bytes each
time. Every file holds the same cells. Prints the file names."""
import os
import re
import struct
import sys
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "formats"))
import xlsb

GOOD, OUT = sys.argv[1:]
BOOK, LINKS, ROOT, STYLES, STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/styles.xml", "xl/sharedStrings.xml"
TYPES = "[Content_Types].xml"
SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")


def swap(text, old, new):
    assert old in text, old
    return text.replace(old, new)


def targets(parts, change, links=LINKS):
    """Changes the targets of the workbook's relationships."""
    parts[links] = re.sub(r'(?<=Target=")([^"]+)(?=")', lambda m: change(m[1]), parts[links])


def renamed(parts, change, escaped=lambda n: n):
    """Renames parts, and the relationships with them."""
    for name in [n for n in parts if SHEETS.fullmatch(n) or n in (STYLES, STRINGS)]:
        old, new = name[3:], change(name[3:])
        parts["xl/" + new] = parts.pop(name)
        pattern = re.compile(r'Target="(?:/xl/)?%s"' % re.escape(old))
        assert pattern.search(parts[LINKS]), old
        parts[LINKS] = pattern.sub('Target="%s"' % escaped(new), parts[LINKS])
        parts[TYPES] = parts[TYPES].replace("/xl/" + old, "/xl/" + escaped(new))


def relative(parts):
    targets(parts, lambda t: t.replace("/xl/", "", 1) if t.startswith("/xl/") else t)


def moved(parts, folder, book):
    """Moves the workbook and its parts to another folder, and renames the workbook."""
    relative(parts)
    for name in [n for n in parts if n.startswith("xl/")]:
        new = folder + name[3:].replace("workbook.xml", book)
        parts[new] = parts.pop(name)
    parts[ROOT] = re.sub(r'Target="/?xl/workbook.xml"', f'Target="{folder}{book}"', parts[ROOT])
    parts[TYPES] = parts[TYPES].replace("/xl/workbook.xml", f"/{folder}{book}").replace("/xl/", "/" + folder)


def each_sheet(parts, change):
    for name in filter(SHEETS.fullmatch, list(parts)):
        parts[name] = change(parts[name])


def numbers(xml, change):
    """Changes values of more than one digit in the XML of the part."""
    out, count = re.subn(r"(<v>)(\d+)(\d)(</v>)", lambda m: m[1] + change(m[2], m[3]) + m[4], xml)
    return out


def coded(parts, encoding, names):
    for name in [n for n in parts if names(n)]:
        body = re.sub(r"^<\?xml[^>]*\?>", "", parts[name])
        parts[name] = ('\uFEFF<?xml version="1.0" encoding="UTF-16"?>' + body).encode(encoding)


def macro_sheet(parts, target="macrosheets/sheet1.xml"):
    kind = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    parts[LINKS] = swap(parts[LINKS], "</Relationships>", f'<Relationship Id="rIdM" Type="{kind}" Target="{target}"/></Relationships>')
    parts["xl/" + target] = '<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"/>'
    prefix = re.search(r"(\w+):id=", parts[BOOK])[1]
    parts[BOOK] = swap(parts[BOOK], "</sheets>", f'<sheet name="Macro1" sheetId="99" state="veryHidden" {prefix}:id="rIdM"/></sheets>')


def module(parts):
    prefix = re.search(r"(\w+):id=", parts[BOOK])[1]
    parts[BOOK] = swap(parts[BOOK], "</sheets>", f'<sheet name="Module1" sheetId="98" {prefix}:id=""/></sheets>')


def declared_in_vain(parts):
    """Writes a character of the targets as a character reference."""
    targets(parts, lambda t: t.replace("s", "&#115;"))


ODD = {
    "dots": lambda p: targets(p, lambda t: "../xl/./" + t.removeprefix("/xl/")),
    "above-the-root": lambda p: targets(p, lambda t: "../../../xl/" + t.removeprefix("/xl/")),
    "backslashes": lambda p: targets(p, lambda t: t.replace("/", "\\")),
    "references": declared_in_vain,
    "blanks": lambda p: renamed(p, lambda n: n.replace("sheet", "trang ").replace("shared", "chu "), lambda n: n.replace(" ", "%20")),
    "blanks-escaped-twice-over": lambda p: renamed(p, lambda n: n.replace("sheet", "trang%20"), lambda n: n),
    "other-names": lambda p: renamed(p, lambda n: n.replace("sheet", "bieu").replace("sharedStrings", "chu").replace("styles", "kieu")),
    "no-folder": lambda p: renamed(p, lambda n: n.replace("worksheets/", "")),
    "other-endings": lambda p: renamed(p, lambda n: n.replace(".xml", ".phan")),
    "other-folder": lambda p: moved(p, "so-lieu/", "workbook.xml"),
    "at-the-root": lambda p: moved(p, "", "so.xml"),
    "other-book": lambda p: moved(p, "xl/", "so.xml"),
    "utf-16": lambda p: coded(p, "utf-16-le", lambda n: n.endswith((".xml", ".rels")) and n != TYPES),
    "utf-16-sheets": lambda p: coded(p, "utf-16-be", lambda n: SHEETS.fullmatch(n) or n == STRINGS),
    "split-by-comments": lambda p: each_sheet(p, lambda x: numbers(x, lambda a, b: f"{a}<!-- 0 -->{b}")),
    "split-by-cdata": lambda p: each_sheet(p, lambda x: numbers(x, lambda a, b: f"<![CDATA[{a}]]>{b}")),
    "split-by-references": lambda p: each_sheet(p, lambda x: numbers(x, lambda a, b: f"{a}&#{ord(b)};")),
    "split-by-instructions": lambda p: each_sheet(p, lambda x: numbers(x, lambda a, b: f"<?a?>{a}{b}<?b?>")),
    "padded": lambda p: each_sheet(p, lambda x: numbers(x, lambda a, b: f"\n  {a}{b} ")),
    "macro-sheet": macro_sheet,
    "module": module,
    "no-root": lambda p: p.pop(ROOT),
    "everything": lambda p: (macro_sheet(p), module(p), each_sheet(p, lambda x: numbers(x, lambda a, b: f" {a}<!-- -->{b}")),
                             renamed(p, lambda n: n.replace("sheet", "trang ")), targets(p, lambda t: ".\\" + t.replace(" ", "%20"))),
}


def binary(change):
    """The return as .xlsb, changed."""
    parts = xlsb.parts(*xlsb.read(GOOD))
    links = "xl/_rels/workbook.bin.rels"
    parts[links] = parts[links].decode()
    change(parts, links)
    return {n: p.encode() if isinstance(p, str) else p for n, p in parts.items()}


def without_range(parts, _):
    for name in [n for n in parts if "worksheets/" in n]:
        parts[name] = parts[name].replace(xlsb.record(148, parts[name][6:22]), b"", 1)
        assert xlsb.record(148)[:2] not in parts[name][:8]


def names_of_formulas(parts, _):
    """Adds a name that refers to a formula with a function, and one that refers to a text."""
    book = parts["xl/workbook.bin"]
    names = b""
    for name, formula in (("ham", bytes([0x22, 0xFF, 0xFF, 0xFF])), ("chu", bytes([0x17, 2, 0]) + "ab".encode("utf-16-le")), ("sai", bytes([0x3A, 99, 0]) + bytes(6))):
        names += xlsb.record(39, struct.pack("<IBI", 0, 0, 0xFFFFFFFF) + xlsb.wide(name) + struct.pack("<I", len(formula)) + formula + bytes(4))
    parts["xl/workbook.bin"] = swap(book, xlsb.record(354), xlsb.record(354) + names)


def misleading_styles(parts, _):
    """Adds before the formats a font whose bytes contain the start of a format record."""
    parts["xl/styles.bin"] = swap(parts["xl/styles.bin"], xlsb.record(278), xlsb.record(278) + xlsb.record(611, struct.pack("<I", 1))
                                  + xlsb.record(43, bytes([0xE7, 4, 200, 0, 0, 0, 0xE9, 4, 200] * 3)) + xlsb.record(612))


def binary_macros(parts, links):
    parts[links] = swap(parts[links], "</Relationships>", '<Relationship Id="rIdM" Type="http://schemas.microsoft.com/office/2006/'
                        'relationships/xlMacrosheet" Target="macrosheets/sheet1.bin"/></Relationships>')
    parts["xl/macrosheets/sheet1.bin"] = xlsb.record(129) + xlsb.record(130)
    more = [xlsb.record(156, struct.pack("<II", 1, 90) + xlsb.wide("rIdM") + xlsb.wide("Macro1")),
            xlsb.record(156, struct.pack("<III", 0, 91, 0xFFFFFFFF) + xlsb.wide("Module1")),
            xlsb.record(156, struct.pack("<II", 0, 92) + xlsb.wide("") + xlsb.wide("Module2"))]
    parts["xl/workbook.bin"] = swap(parts["xl/workbook.bin"], xlsb.record(144), b"".join(more) + xlsb.record(144))


def binary_moved(parts, links):
    parts[links] = parts[links].replace("worksheets/sheet", "/so/trang%20").replace("sharedStrings.bin", "../xl/chu.bin").replace('Target="styles', 'Target=".\\kieu')
    for name in list(parts):
        new = name.replace("xl/worksheets/sheet", "so/trang 1"[:-1]).replace("sharedStrings", "chu").replace("xl/styles", "xl/kieu")
        parts[new] = parts.pop(name)


BINARY = {
    "absolute": lambda p, l: targets(p, lambda t: "/xl/" + t, l),
    "prefix": lambda p, l: p.update({l: p[l].replace("<Relationship", "<r:Relationship").replace("</Relationship", "</r:Relationship").replace("xmlns=", "xmlns:r=")}),
    "moved": binary_moved,
    "no-range": without_range,
    "names-of-formulas": names_of_formulas,
    "styles": misleading_styles,
    "macros": binary_macros,
}

for name, change in ODD.items():
    with zipfile.ZipFile(GOOD) as file:
        parts = {n: file.read(n).decode() if n.endswith((".xml", ".rels")) else file.read(n) for n in file.namelist()}
    before = dict(parts)
    change(parts)
    assert parts != before, name
    with open(os.path.join(OUT, name + ".xlsx"), "wb") as out:
        out.write(xlsb.packed(parts))
    print(name + ".xlsx")
for name, change in BINARY.items():
    with open(os.path.join(OUT, name + ".xlsb"), "wb") as out:
        out.write(xlsb.packed(binary(change)))
    print(name + ".xlsb")
