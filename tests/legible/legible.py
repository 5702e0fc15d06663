"""Lists what a person may not be able to read in a workbook: texts with too little contrast, texts that are printed
smaller than nine points, drawings without alternative text. Usage: legible.py WORKBOOK…; prints one line for each, and the number of texts that were measured."""
import re
import sys
import zipfile

import openpyxl

# WCAG 2.1, 1.4.3: 4.5 : 1, and 3 : 1 for large text (18 points, or 14 points in bold).
NORMAL, LARGE = 4.5, 3.0
# The least size of a printed text in points; scales are whole per cents.
PRINTED = 8.95
# Width and height of A4 in inches.
A4 = (8.27, 11.69)


def linear(part):
    value = part / 255
    return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4


def luminance(rgb):
    red, green, blue = (linear(int(rgb[i : i + 2], 16)) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def colour(of, default):
    """The six digits of an RGB colour; themes and indexes are not used by the program."""
    if of is None or of.type != "rgb" or not isinstance(of.rgb, str):
        return default
    return of.rgb[-6:]


def fill_of(fill, default):
    return colour(fill.fgColor, default) if fill is not None and fill.fill_type == "solid" else default


def widths(sheet):
    """The widths of the columns in pixels; 0 for a hidden one."""
    found = {}
    for column in sheet.column_dimensions.values():
        for index in range(column.min, column.max + 1):
            found[index] = 0 if column.hidden else int(column.width * 7 + 0.5)
    return found


def scale(sheet, first, last):
    """The scale at which the columns from first to last are printed."""
    page, margins = sheet.page_setup, sheet.page_margins
    if not (sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage):
        return (page.scale or 100) / 100
    paper = A4[1 if page.orientation == "landscape" else 0]
    known = widths(sheet)
    pixels = sum(known.get(column, 64) for column in range(first, last + 1))
    return min(1, (paper - margins.left - margins.right) * 96 / max(pixels, 1))


def of_print(sheet):
    areas = re.findall(r"\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+", str(sheet.print_area or sheet.dimensions))
    known = widths(sheet)
    for area in areas:
        left, top, right, bottom = openpyxl.utils.range_boundaries(area.replace("$", ""))
        by = scale(sheet, left, right)
        for row in sheet.iter_rows(top, bottom, left, right):
            for cell in row:
                # A drawn line is a row of dashes.
                if cell.value is None or known.get(cell.column) == 0 or not str(cell.value).strip("— "):
                    continue
                yield f"{sheet.title}!{cell.coordinate}", (cell.font.sz or 11) * by


def of_cells(sheet):
    hidden = {letter for letter, column in sheet.column_dimensions.items() if column.hidden}
    areas = sheet.print_area or []
    areas = areas.split(",") if isinstance(areas, str) else areas
    # An area that a formula computes has no bounds here.
    areas = [area for area in areas if re.fullmatch(r"(.*!)?\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+", area)]
    bounds = [openpyxl.utils.range_boundaries(area.split("!")[-1].replace("$", "")) for area in areas]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None or cell.column_letter in hidden:
                continue
            if bounds and not any(b[0] <= cell.column <= b[2] and b[1] <= cell.row <= b[3] for b in bounds):
                continue
            font = cell.font
            size, bold = font.sz or 11, bool(font.b)
            limit = LARGE if size >= 18 or (bold and size >= 14) else NORMAL
            ratio = contrast(colour(font.color, "000000"), fill_of(cell.fill, "FFFFFF"))
            yield f"{sheet.title}!{cell.coordinate}", ratio, limit


def of_rules(sheet):
    for formats in sheet.conditional_formatting:
        for rule in formats.rules:
            if rule.dxf is None or rule.dxf.font is None or rule.dxf.font.color is None:
                continue
            back = "FFFFFF"
            fill = rule.dxf.fill
            if fill is not None:
                # In a differential format a solid fill has its colour in bgColor.
                back = colour(fill.bgColor, colour(fill.fgColor, back))
            first = sheet[str(formats.sqref).split()[0].split(":")[0]]
            under = fill_of(first.fill, "FFFFFF") if fill is None else back
            yield f"{sheet.title}!{formats.sqref} (rule)", contrast(colour(rule.dxf.font.color, "000000"), under), NORMAL


measured = 0
for path in sys.argv[1:]:
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for where, ratio, limit in [*of_cells(sheet), *of_rules(sheet)]:
            measured += 1
            if ratio < limit:
                print(f"{where}: contrast {ratio:.2f} : 1, below {limit}")
        small = [(where, size) for where, size in of_print(sheet) if size < PRINTED]
        if small:
            where, size = min(small, key=lambda one: one[1])
            print(f"{path.split('/')[-1]} {where}: printed at {size:.1f} points, and {len(small) - 1} other cells too small")
    with zipfile.ZipFile(path) as package:
        for part in package.namelist():
            if not re.match(r"xl/drawings/drawing\d+\.xml", part):
                continue
            for name in re.findall(r"<xdr:cNvPr[^>]*>", package.read(part).decode()):
                measured += 1
                if not re.search(r'descr="[^"]{10,}"', name):
                    print(f"{part}: a drawing without alternative text: {name}")
print(f"measured {measured}")
