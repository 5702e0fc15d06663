"""Writes a binary workbook (.xlsb) from openpyxl's reading, because LibreOffice cannot. It keeps cached values, which cells
hold a formula, dates, merged ranges, hidden sheets, rows and columns, comments and defined names, number formats and colours."""
import datetime
import io
import re
import struct
import warnings
import zipfile

import openpyxl

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
# Number formats of the cell formats that every workbook has: 0 general, 1 a date.
STYLES = (0, 14)
# Number formats of the file that are not built in begin here.
OWN = 200


def looks(book):
    """The looks that cells have beyond those two, in order: number format, font colour, fill colour."""
    out = []
    for sheet in book:
        for row in sheet.iter_rows():
            out += [look for c in row if c.value is not None and (look := look_of(c)) and look not in out]
    return out


def look_of(cell):
    """The look of a cell; None for a usual one."""
    font = cell.font.color.rgb if cell.font and cell.font.color and isinstance(cell.font.color.rgb, str) else "FF000000"
    fill = cell.fill.fgColor.rgb if cell.fill.patternType == "solid" and isinstance(cell.fill.fgColor.rgb, str) else None
    is_date = isinstance(cell.value, (datetime.datetime, datetime.date))
    is_own = cell.number_format not in ("General", "@") and not is_date and not cell.number_format.startswith("#,##0_);-#")
    return (cell.number_format if is_own else "General", font[-6:], fill and fill[-6:]) if is_own or font[-6:] == "FFFFFF" else None


def colour(rgb):
    return bytes([5, 0, 0, 0]) + bytes.fromhex(rgb) + b"\xff"


def styles_part(all_looks):
    """Number formats, fonts, fills and cell formats."""
    fonts = [struct.pack("<HHHHBBBB", 220, 0, 400, 0, 0, 0, 0, 0) + colour(font) + b"\0" + wide("Calibri")
             for font in ["000000"] + [look[1] for look in all_looks]]
    fills = [struct.pack("<I", 0) + bytes(64)] + [
        struct.pack("<I", 1 if look[2] else 0) + colour(look[2] or "FFFFFF") + bytes(56) for look in all_looks]
    codes = ['"x"0'] + [look[0] for look in all_looks]
    cells = [struct.pack("<HH", 0, f) + bytes(12) for f in STYLES] + [
        struct.pack("<HHHH", 0, OWN + at, at, at) + bytes(8) for at in range(1, len(all_looks) + 1)]
    out = record(278)
    for begin, kind, end, all_of in ((615, 44, 616, [struct.pack("<H", OWN + at) + wide(code) for at, code in enumerate(codes)]),
                                     (611, 43, 612, fonts), (603, 45, 604, fills), (617, 47, 618, cells)):
        out += record(begin, struct.pack("<I", len(all_of))) + b"".join(record(kind, one) for one in all_of) + record(end)
    return out + record(279)


def record(kind, data=b"", length=None):
    """A record: kind and length in groups of seven bits; `length` may be wrong on purpose."""
    out = bytearray()
    for number in (kind, len(data) if length is None else length):
        while number > 0x7F:
            out.append(number & 0x7F | 0x80)
            number >>= 7
        out.append(number)
    return bytes(out) + data


def wide(text):
    units = text.encode("utf-16-le")
    return struct.pack("<I", len(units) // 2) + units


def listed(book):
    """Defined names; openpyxl 3.0 and 3.1 keep them differently."""
    names = book.defined_names
    return names.definedName if hasattr(names, "definedName") else names.values()


def serial(value):
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    return (value - datetime.datetime(1899, 12, 30)) / datetime.timedelta(days=1)


def cell(at, value, formula, strings, look=0):
    """A cell's record. The formula itself is a constant; its text is not used."""
    date = isinstance(value, (datetime.datetime, datetime.date))
    value = serial(value) if date else value
    head = struct.pack("<II", at - 1, look or int(date))
    tail = struct.pack("<HI", 0, 3) + bytes([0x1E, 4, 0]) + struct.pack("<I", 0)
    if isinstance(value, bool):
        return record(10, head + bytes([value]) + tail) if formula else record(4, head + bytes([value]))
    if isinstance(value, (int, float)):
        if formula:
            return record(9, head + struct.pack("<d", value) + tail)
        if value == int(value) and abs(value) < 1 << 28:
            return record(2, head + struct.pack("<i", int(value) << 2 | 2))
        return record(5, head + struct.pack("<d", value))
    if value in ERRORS:
        return record(11 if formula else 3, head + bytes([ERRORS[value]]) + (tail if formula else b""))
    if formula:
        return record(8, head + wide(value or "") + tail)
    # The two ways to store a text.
    if len(value) % 5 == 0:
        return record(6, head + wide(value))
    strings.append(value)
    return record(7, head + struct.pack("<I", len(strings) - 1))


def sheet_part(sheet, values, strings, all_looks=()):
    out = record(129) + record(148, struct.pack("<4I", 0, sheet.max_row - 1, 0, sheet.max_column - 1))
    hidden = [d for d in sheet.column_dimensions.values() if d.hidden]
    if hidden:
        out += record(390) + b"".join(record(60, struct.pack("<4IH", d.min - 1, d.max - 1, 2000, 0, 1)) for d in hidden) + record(391)
    out += record(145)
    for row in sheet.iter_rows():
        cells = [c for c in row if c.value is not None]
        if not cells:
            continue
        is_hidden = sheet.row_dimensions[row[0].row].hidden
        out += record(0, struct.pack("<IIHBB", row[0].row - 1, 0, 300, 0, 0x10 if is_hidden else 0) + bytes(5))
        for c in cells:
            formula = c.data_type == "f"
            look = look_of(c)
            index = len(STYLES) + all_looks.index(look) if look in all_looks else 0
            out += cell(c.column, values[c.coordinate].value if formula and values else c.value, formula, strings, index)
    out += record(146)
    ranges = sheet.merged_cells.ranges
    if ranges:
        out += record(177, struct.pack("<I", len(ranges)))
        for r in sorted(ranges, key=lambda r: r.coord):
            out += record(176, struct.pack("<4I", r.min_row - 1, r.max_row - 1, r.min_col - 1, r.max_col - 1))
        out += record(178)
    return out + record(130)


def comments_part(sheet):
    """The comments of a sheet, as BrtBeginComment and BrtCommentText; empty if it has none."""
    cells = [c for row in sheet.iter_rows() for c in row if getattr(c, "comment", None)]
    out = b"".join(record(635, struct.pack("<5I", 0, c.row - 1, c.row - 1, c.column - 1, c.column - 1) + bytes(16))
                   + record(637, b"\0" + wide(c.comment.text)) + record(636) for c in cells)
    return out and record(628) + record(630) + record(632, wide("")) + record(631) + record(633) + out + record(634) + record(629)


def names_part(book):
    """Names of cells and ranges, as BrtExternSheet and BrtName."""
    titles = book.sheetnames
    places = []
    for defined in listed(book):
        found = re.fullmatch(r"'?((?:[^']|'')+?)'?!\$([A-Z]+)\$(\d+)", defined.attr_text or "")
        if found and found[1].replace("''", "'") in titles:
            places.append((defined.name, titles.index(found[1].replace("''", "'")), int(found[3]) - 1,
                           openpyxl.utils.column_index_from_string(found[2]) - 1))
    out = record(357) + record(362, struct.pack("<I", len(titles)) + b"".join(struct.pack("<Iii", 0, i, i) for i in range(len(titles)))) + record(354)
    for name, sheet, row, column in places:
        formula = struct.pack("<BHIH", 0x3A, sheet, row, column)
        out += record(39, struct.pack("<IBI", 0, 0, 0xFFFFFFFF) + wide(name) + struct.pack("<I", len(formula)) + formula + struct.pack("<I", 0))
    return out


def parts(book, values=None):
    """The package's parts by name. `values`: the same workbook read with data_only."""
    strings, out, bundles, relations, all_looks = [], {}, b"", "", looks(book)
    for at, sheet in enumerate(book, 1):
        out[f"xl/worksheets/sheet{at}.bin"] = sheet_part(sheet, values and values[sheet.title], strings, all_looks)
        comments = comments_part(sheet)
        if comments:
            out[f"xl/comments{at}.bin"] = comments
            out[f"xl/worksheets/_rels/sheet{at}.bin.rels"] = (
                f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                f'Type="{RELATIONS}/comments" Target="../comments{at}.bin"/></Relationships>').encode()
        state = {"visible": 0, "hidden": 1}.get(sheet.sheet_state, 2)
        bundles += record(156, struct.pack("<II", state, at) + wide(f"rId{at}") + wide(sheet.title))
        relations += f'<Relationship Id="rId{at}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{at}.bin"/>'
    for kind in ("sharedStrings", "styles"):
        relations += f'<Relationship Id="{kind}" Type="{RELATIONS}/{kind}" Target="{kind}.bin"/>'
    out["xl/workbook.bin"] = (record(131) + record(153, struct.pack("<II", 0, 0) + wide("")) + record(143) + bundles + record(144)
                              + names_part(book) + record(157, bytes(25)) + record(132))
    out["xl/styles.bin"] = styles_part(all_looks)
    out["xl/sharedStrings.bin"] = record(159, struct.pack("<II", len(strings), len(strings))) + b"".join(
        record(19, b"\0" + wide(s)) for s in strings) + record(160)
    out["xl/_rels/workbook.bin.rels"] = f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'.encode()
    out["_rels/.rels"] = (f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                          f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.bin"/></Relationships>').encode()
    out["[Content_Types].xml"] = (f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
                                  '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.bin" '
                                  'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>').encode()
    return out


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in parts.items():
            file.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def book(book, values=None):
    return packed(parts(book, values))


def read(path):
    """A workbook's cells, and their values."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
