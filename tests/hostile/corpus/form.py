"""The return that the corpus is made from: the figures of one sample return as a small workbook like Excel's, without the
form's check sheets, so that each case is small and differs from a good return in one thing."""
import datetime
import os
import re
import warnings
from xml.sax.saxutils import escape

import openpyxl

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
SAMPLE = os.path.join(ROOT, "samples", "277-lai-chau")
# The return that is always good, and the one whose figures the corpus uses.
GOOD = os.path.join(SAMPLE, "tra-loi", "2021-Q3", "BM01_2021-Q3_TANUYEN.xlsx")
MODEL = os.path.join(SAMPLE, "tra-loi", "2021-Q3", "BM01_2021-Q3_TP.xlsx")
GOOD_UNIT, UNIT, PERIOD = "TANUYEN", "TP", "2021-Q3"

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def letters(column):
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def sheets():
    """Name and cells, (row, column) to text or number, of each sheet with figures."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(MODEL)
    out = []
    for name in ["BM01", "DS_1", "DS_2", "DS_3", "DS_4", "TM"]:
        cells = {}
        for row in book[name].iter_rows():
            for cell in row:
                value = cell.value
                if isinstance(value, datetime.datetime):
                    value = (value - datetime.datetime(1899, 12, 30)).days
                if value is not None and not str(value).startswith("="):
                    cells[cell.row, cell.column] = value
            # A prepared row of a roster that nobody filled in.
            if name.startswith("DS") and [c for r, c in cells if r == row[0].row] == [1] and row[0].row > 4:
                del cells[row[0].row, 1]
        out.append((name, cells))
    # The sample has one figure typed as text; the model is a return without any finding.
    assert out[0][1][29, 5] == "2.136"
    out[0][1][29, 5] = 2136
    return out


SHEETS = sheets()


def text_xml(text, tag="t"):
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<{tag}{space}>{escape(text)}</{tag}>"


def sheet_xml(cells, strings=None, references=True, more=""):
    """A sheet's part; texts go into `strings` when it is a list, else into the cell."""
    rows = {}
    for (row, column), value in sorted(cells.items()):
        place = f' r="{letters(column)}{row}"' if references else ""
        if isinstance(value, str) and strings is not None:
            if value not in strings:
                strings.append(value)
            xml = f'<c{place} t="s"><v>{strings.index(value)}</v></c>'
        elif isinstance(value, str):
            xml = f'<c{place} t="inlineStr"><is>{text_xml(value)}</is></c>'
        else:
            xml = f"<c{place}><v>{value}</v></c>"
        rows.setdefault(row, {})[column] = xml
    body = []
    for row in range(1, max(rows) + 1) if not references else sorted(rows):
        cells = rows.get(row, {})
        if references:
            body.append(f'<row r="{row}">' + "".join(cells.values()) + "</row>")
        else:
            # Without addresses the position of a cell follows from counting.
            body.append("<row>" + "".join(cells.get(c, "<c/>") for c in range(1, max(cells, default=0) + 1)) + "</row>")
    return f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{RELS}"><sheetData>{"".join(body)}</sheetData>{more}</worksheet>'


def strings_xml(strings):
    items = "".join(f"<si>{text_xml(s)}</si>" for s in strings)
    return f'{HEAD}<sst xmlns="{MAIN}" count="{len(strings)}" uniqueCount="{len(strings)}">{items}</sst>'


STYLES = (f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
          '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
          '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">'
          '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs><cellStyles count="1">'
          '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>')


def workbook(sheets=None, shared=True, references=True):
    """The parts of the workbook, by name, as text."""
    sheets = SHEETS if sheets is None else sheets
    strings = [] if shared else None
    parts = {"[Content_Types].xml": "", "_rels/.rels": "", "docProps/app.xml": "", "docProps/core.xml": "",
             "xl/workbook.xml": "", "xl/_rels/workbook.xml.rels": "", "xl/styles.xml": STYLES}
    kinds, links, listed = "", "", ""
    for at, (name, cells) in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{at}.xml"] = sheet_xml(cells, strings, references)
        kinds += (f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="application/vnd.openxmlformats-'
                  'officedocument.spreadsheetml.worksheet+xml"/>')
        links += f'<Relationship Id="rId{at}" Type="{RELS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        listed += f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"/>'
    if shared:
        parts["xl/sharedStrings.xml"] = strings_xml(strings)
        links += f'<Relationship Id="rId98" Type="{RELS}/sharedStrings" Target="sharedStrings.xml"/>'
        kinds += ('<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                  'spreadsheetml.sharedStrings+xml"/>')
    links += f'<Relationship Id="rId99" Type="{RELS}/styles" Target="styles.xml"/>'
    parts["[Content_Types].xml"] = (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override '
        'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main'
        '+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'spreadsheetml.styles+xml"/>{kinds}</Types>')
    parts["_rels/.rels"] = (f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
                            f'Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    parts["docProps/app.xml"] = (f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-'
                                 'properties"><Application>Microsoft Excel</Application></Properties>')
    parts["docProps/core.xml"] = f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"/>'
    parts["xl/workbook.xml"] = f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>{listed}</sheets></workbook>'
    parts["xl/_rels/workbook.xml.rels"] = f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'
    return parts


BM01 = "xl/worksheets/sheet1.xml"
DS_1, DS_2, DS_3 = (f"xl/worksheets/sheet{n}.xml" for n in (2, 3, 4))
BOOK, LINKS, STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"


def swap(text, old, new, times=1):
    """Replaces a text; fails if it is not there."""
    assert old in text, f"not there: {old!r}"
    return text.replace(old, new, times)


def put(parts, cell, xml, part=BM01):
    """Puts another `<c>` in the place of a cell; a cell that is not there goes to the end of its row."""
    one = re.compile(rf'<c r="{cell}"[^>]*>.*?</c>', re.S)
    if one.search(parts[part]):
        parts[part] = one.sub(lambda _: xml, parts[part], count=1)
        return parts
    row = re.search(r"\d+", cell).group()
    end = re.compile(rf'(<row r="{row}">.*?)(</row>)', re.S)
    assert end.search(parts[part]), f"no row {row}"
    parts[part] = end.sub(lambda m: m[1] + xml + m[2], parts[part], count=1)
    return parts


def inline(cell, text):
    return f'<c r="{cell}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
