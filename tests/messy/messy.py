#!/usr/bin/env python3
"""messy.py RETURNS FOLDER: damages good returns of the sample, each in one way that happens in offices. Prints one line a
file: number of the row in the design's table (or a word), file, expected outcome."""
import io, os, re, sys, unicodedata, warnings, zipfile
from datetime import datetime
from html import escape

import openpyxl
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName

warnings.simplefilter("ignore")
returns, out = sys.argv[1:]
os.makedirs(out, exist_ok=True)
FULL = {
    "than": "2021-Q3/Bao cao quy III - Than Uyen.xlsx",
    "tan3": "2021-Q3/BM01_2021-Q3_TANUYEN.xlsx",
    "tan4": "2021-Q4/BM01_2021-Q4_TANUYEN.xlsx",
    "phong": "2022-Q1/BC PTDV quy 1 LDLD Phong Tho.xlsx",
    "yte": "2021-Q3/BC quy 3 nganh Y te.xlsx",
}
slim = {}


def base(name):
    """Returns the workbook without the sheets that only its own formulas refer to, so that it loads quickly."""
    if name not in slim:
        book = openpyxl.load_workbook(os.path.join(returns, FULL[name]))
        for sheet in ("Kiểm tra", "Đối chiếu"):
            del book[sheet]
        for sheet in book:
            if sheet.title.startswith("DS_"):
                sheet.delete_rows(40, sheet.max_row)
                sheet.data_validations.dataValidation = []
                sheet.conditional_formatting = type(sheet.conditional_formatting)()
        buffer = io.BytesIO()
        book.save(buffer)
        slim[name] = buffer.getvalue()
    return openpyxl.load_workbook(io.BytesIO(slim[name]))


def put(row, file, expected, content):
    path = os.path.join(out, file)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if isinstance(content, bytes):
        open(path, "wb").write(content)
    else:
        content.save(path)
    print(f"{row}\t{file}\t{expected}")


def cells(row, file, expected, changes, name="than", cached=None):
    """A return with some cells changed; `cached` are formulas' stored values, which openpyxl does not write."""
    book = base(name)
    for place, value in changes.items():
        sheet, cell = place.split("!") if "!" in place else ("BM01", place)
        book[sheet][cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    put(row, file, expected, stored(buffer.getvalue(), cached) if cached else buffer.getvalue())


def stored(data, cached):
    source = zipfile.ZipFile(io.BytesIO(data))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for cell, value in cached.items():
                    kind = b' t="e"' if value.startswith("#") else b""
                    find = rb'<c r="%s"([^>]*?)(?: t="\w+")?>(<f>[^<]*</f>)<v ?/?>(?:</v>)?</c>' % cell.encode()
                    make = rb'<c r="%s"\1%s>\2<v>%s</v></c>' % (cell.encode(), kind, value.encode())
                    part, count = re.subn(find, make, part)
                    assert count == 1, cell
            target.writestr(name, part)
    return buffer.getvalue()


def loose(book):
    """Unmerges all cells, so that rows and columns can be moved."""
    for sheet in book:
        for span in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(span))
    return book


# 1–8: a figure that is not typed as a number.
cells("1", "chu 2.111.xlsx", "C D01, 2111", {"E48": "2.111"})
cells("2", "so 2.111.xlsx", "L R09, suggest 2111", {"E48": 2.111})
cells("3", "chu 1,012.xlsx", "L R06, two readings", {"E69": "1,012"})
cells("4", "ty le chu.xlsx", "C D01, 0.855", {"E73": "85,5%", "D73": "%"})
cells("4", "ty le so.xlsx", "C D23, 0.855", {"E73": 85.5, "D73": "%"})
cells("4", "ty le 1,5.xlsx", "L R06: 1,5% or 150%", {"E73": 1.5, "D73": "%"})
cells("4", "ty le dung.xlsx", "0.855", {"E73": 0.855, "D73": "%"})
cells("5", "18 nguoi.xlsx", "C D01, 18", {"E69": "18 người"})
cells("5", "40 (nu 20).xlsx", "L R06", {"E69": "40 (nữ 20)"})
cells("6", "gach va khong.xlsx", "C D01 twice, 0", {"E75": "-", "E78": "không"})
cells("7", "cham.xlsx", "L R07 twice", {"E24": ".", "E48": "…"})
cells("8", "trong.xlsx", "L R07", {"E24": None})
# 9–12: the table itself.
book = base("than")
book["BM01"].merge_cells("E33:E34")
put("9", "gop o so.xlsx", "L D16", book)
book = base("than")
book["BM01"].merge_cells("B33:B34")
put("9", "gop nhan.xlsx", "fine", book)
book = loose(base("than"))
book["BM01"].insert_rows(20, 2)
book["BM01"].insert_rows(35)
book["BM01"]["B35"] = "Ghi chú của đơn vị"
book["BM01"].insert_cols(5)
put("10", "chen dong cot.xlsx", "fine", book)
book = loose(base("than"))
sheet = book["BM01"]
for column in "ABCDEF":
    sheet[f"{column}68"].value, sheet[f"{column}69"].value = sheet[f"{column}69"].value, sheet[f"{column}68"].value
for row in range(21, 79):
    sheet.cell(row, 5).value, sheet.cell(row, 6).value = sheet.cell(row, 6).value, sheet.cell(row, 5).value
put("10", "doi cho.xlsx", "fine", book)
book = loose(base("than"))
book["BM01"].delete_rows(24)
put("11", "xoa dong.xlsx", "L D07", book)
cells("12", "ma trai nhan.xlsx", "L D05 twice", {"B25": "Ngoài nhà nước", "B26": "Khu vực nhà nước"})
# 13: the file's name is a hint.
for file in ("BC quy 2 nam 2021 LDLD Than Uyen.xlsx", "BC Q2 LDLD Than Uyen.xlsx", "2021-Q4/phieu.xlsx", "BC quy II.xlsx"):
    cells("13", file, "C D11", {})
cells("13", "2021-Q4/BC quy 3.xlsx", "C D11", {})
cells("13", "BM01_2021-Q3_TANUYEN.xlsx", "C D20", {})
for file in ("BC PTDV quy 3 LDLD Than Uyen.xlsx", "BM01_2021Q3_THANUYEN_L2.xlsx", "Copy of BC Q3 FINAL sua.xlsx", "Bieu mau (1) (2).xlsx"):
    cells("13", file, "fine", {})
cells("13", "LDLD huyen Than Uyen gui BC quy III-2021.xlsx", "header empty: by the name", {"C10": None, "C11": None, "C12": None, "F12": None})
# 14–16: the same return again; and one that arrives after its quarter was consolidated.
twice = open(os.path.join(returns, "2021-Q3/BM01_2021-Q3_CDVC.xlsx"), "rb").read()
put("14", "dot/CDVC (1).xlsx", "a note", twice)
cells("15", "dot/Than Uyen lan 2.xlsx", "C K02 with the changed cell", {"C14": 2, "E69": 19})
cells("16", "dot/Tan Uyen (1).xlsx", "L K03 on both", {"E69": 36}, "tan3")
late = {"C14": 2, "E27": 94, "E30": 4, "E33": 2, "E43": 1982, "E45": 1820, "E47": 4, "E50": 71, "E55": 71}
cells("again", "dot/Tan Uyen lan 2 muon.xlsx", "L R21 R24 R28 in the quarter after", late, "tan3")


# 17–20: characters and fonts.
def unit(row, file, expected, name, font=None):
    book = base("than")
    sheet = book["BM01"]
    sheet["C10"], sheet["C11"] = None, name
    if font:
        sheet["C11"].font = Font(name=font)
    put(row, file, expected, book)


unit("17", "tcvn3 ngan.xlsx", "C D19", "L§L§ huyÖn Than Uyªn", ".VnTime")
unit("17", "tcvn3 ngan hoa.xlsx", "C D19", "L§L§ huyÖn Than Uyªn", ".VnTimeH")
unit("17", "tcvn3 khong phong.xlsx", "L D09", "L§L§ huyÖn Than Uyªn")
unit("18", "vni ngan.xlsx", "C D19", "LÑLÑ huyeän Than Uyeân", "VNI-Times")
unit("18", "phong vn chu unicode.xlsx", "fine", "LĐLĐ huyện Than Uyên", ".VnTime")
book = base("than")
for sheet in book:
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell.value, str) and not cell.value.startswith("="):
                cell.value = unicodedata.normalize("NFD", cell.value).replace("Đ", "Ð")
put("19", "nfd.xlsx", "fine", book)
cells("19", "thoa uoc.xlsx", "fine", {"C74": None, "B74": "CĐCS có thoả ước lao động tập thể", "E67": "co\u0301"})
unit("20", "khong dau.xlsx", "fine", "Than Uyen")
unit("20", "viet tat.xlsx", "L D09", "T.Uyên")
# 21–22: formulas.
cells("21", "cong thuc.xlsx", "C D02, 18", {"E69": "=9+9"}, cached={"E69": "18"})
cells("21", "tham chieu bang.xlsx", "C D02, 18", {"E69": "=SUM(Bang1[Số])"}, cached={"E69": "18"})
cells("21", "khong gia tri.xlsx", "C D03, L R07", {"E24": "=624*2"})
cells("21", "khong gia tri cuoi ky.xlsx", "C D03, L R07", {"E43": "=E29+E30+E35-E36"})
cells("21", "tep khac.xlsx", "L D04", {"E69": "='[1]Sheet1'!$A$1"}, cached={"E69": "18"})
cells("22", "loi ref.xlsx", "L R06", {"E48": "#REF!"})
cells("22", "cong thuc ref.xlsx", "C D02, L R06", {"E48": "=#REF!+1"}, cached={"E48": "#REF!"})


# 23–24: other kinds of file.
def values():
    book = base("than")
    return [(s.title, [[c.value for c in line] for line in s.iter_rows()]) for s in book]


def shown(value):
    if value is None or str(value).startswith("="):
        return ""
    return value.strftime("%d/%m/%Y") if isinstance(value, datetime) else str(value)


page = "<html><meta charset='utf-8'>" + "".join(
    "<table>" + "".join("<tr>" + "".join(f"<td>{escape(shown(v))}</td>" for v in line) + "</tr>" for line in lines) + "</table>"
    for _, lines in values()[:1]
) + "</html>"
put("23", "trang.xls", "C D18", page.encode())
put("23", "trang.xlsx", "C D18", page.encode())
ss = "urn:schemas-microsoft-com:office:spreadsheet"
link = "='[khac.xlsx]Sheet1'!R1C1"
xml = [f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{ss}" xmlns:ss="{ss}">']
for title, lines in values():
    xml.append(f'<Worksheet ss:Name="{title}"><Table>')
    for number, line in enumerate(lines, 1):
        xml.append(f'<Row ss:Index="{number}">')
        for column, value in enumerate(line, 1):
            if shown(value):
                kind = "DateTime" if isinstance(value, datetime) else "Number" if isinstance(value, (int, float)) else "String"
                text = value.isoformat() if kind == "DateTime" else escape(shown(value))
                xml.append(f'<Cell ss:Index="{column}"><Data ss:Type="{kind}">{text}</Data></Cell>')
        xml.append("</Row>")
    xml.append("</Table></Worksheet>")
xml = "".join(xml + ["</Workbook>"])
put("23", "spreadsheetml.xls", "C D18", xml.encode())
row = xml.index('<Row ss:Index="69">')
linked = xml[:row] + xml[row:].replace('<Cell ss:Index="5">', f'<Cell ss:Index="5" ss:Formula="{link}">', 1)
put("21", "tep khac 2003.xml", "L D04", linked.encode())


def packed(entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in entries.items():
            z.writestr(name, content)
    return buffer.getvalue()


good = open(os.path.join(returns, FULL["than"]), "rb").read()
put("23", "van ban.docx", "L D15 Word", packed({"[Content_Types].xml": "<a/>", "word/document.xml": "<a/>"}))
put("23", "bang.csv", "L D15", "Mã số;Số lượng\n01;2281\n".encode())
ole = bytes.fromhex("d0cf11e0a1b11ae1")
put("24", "mat khau.xlsx", "L D15 password", ole + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000))
put("24", "quet.pdf", "L D15 PDF", b"%PDF-1.4\n%%EOF")
put("24", "anh.jpg", "L D15 picture", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(300))
put("24", "nen.rar", "L D15 rar", b"Rar!\x1a\x07\x00" + bytes(40))
inner = open(os.path.join(returns, "2021-Q3/BM01_2021-Q3_NAMNHUN.xlsx"), "rb").read()
put("24", "dot/nen.zip", "one level is read", packed({"bao cao/Nam Nhun.xlsx": inner}))
put("24", "dot/hai tang.zip", "L D15", packed({"trong.zip": packed({"Nam Nhun.xlsx": inner})}))
put("24", "dot/~$Nam Nhun.xlsx", "skipped", b"lock")
# 25: figures that only look wrong.
cells("25", "Phong Tho luy ke 20.xlsx", "C R22", {"E47": 20}, "phong")
cells("25", "Y te.xlsx", "blank 32-34 accepted", {}, "yte")


# Also: several tabs, the cumulative figure, the tax code.
def tabs(file, expected, periods, filled, hidden=()):
    book = base("than")
    first = book["BM01"]
    for number, (title, quarter, year) in enumerate(periods):
        sheet = first if number == 0 else book.copy_worksheet(first)
        sheet.title = title
        sheet["C12"], sheet["F12"] = quarter, year
        if number not in filled:
            for row in range(22, 79):
                sheet.cell(row, 5).value = None
        if number in hidden:
            sheet.sheet_state = "hidden"
    book.defined_names.definedName = []
    book.active = next(i for i in range(len(book.sheetnames)) if book.worksheets[i].sheet_state == "visible")
    put("tabs", file, expected, book)


FOUR = [("Quý III", 3, 2021), ("Quý IV", 4, 2021), ("Quý I", 1, 2022), ("Quý II", 2, 2022)]
tabs("bon trang quy 3 nam 2021.xlsx", "the filled one", FOUR, {0})
tabs("bon trang.xlsx", "the filled one", FOUR, {0})
tabs("bon trang an quy 3 nam 2021.xlsx", "L D21", FOUR, {0, 1}, {0})
tabs("hai trang mot quy.xlsx", "L D14", [FOUR[0], ("Quý III (2)", 3, 2021)], {0, 1})
tabs("hai trang mot an.xlsx", "L D14", [FOUR[0], ("Quý III (2)", 3, 2021)], {0, 1}, {1})
tabs("hai trang hai quy.xlsx", "both", FOUR[:2], {0, 1})
tabs("an ca.xlsx", "L D21", FOUR[:1], {0}, {0})
cells("cumulative", "luy ke o ma 07.xlsx", "L R10 R12 R24, C R36", {"E30": 8}, "tan4")
cells("cumulative", "ky truoc.xlsx", "the quarter before", {}, "tan3")
cells("mst", "mst so.xlsx", "C D22, 0301234567", {"DS_1!C5": 301234567})
cells("mst", "mst chu.xlsx", "C D22, as typed", {"DS_3!C5": "301234568"})
# Sheets, names, marks.
book = base("than")
for column, value in enumerate(["", "Công ty TNHH Ví Dụ 99", "6299040099", "Nà Thử", "Dịch vụ", 2020, 9, 9, "Quý I/2022"], 1):
    book["DS_3"].cell(205, column).value = value or None
book["BM01"]["E57"] = 7
put("rosters", "dong duoi danh sach.xlsx", "fine", book)
book = base("than")
for old, new in {"BM01": "Sheet1", "DS_1": "CĐCS mới", "DS_2": "Kết nạp", "DS_3": "Doanh nghiệp", "TM": "Thuyết minh"}.items():
    book[old].title = new
put("sheets", "doi ten trang.xlsx", "fine", book)
book = base("than")
book["DS_3"].sheet_state = "hidden"
put("sheets", "an danh sach.xlsx", "fine", book)
book = openpyxl.load_workbook(io.BytesIO(good))
book["BM01"]["E43"], book["BM01"]["G43"], book["BM01"]["A1"] = 2216, "✓", "✓ ĐƯỢC GỬI"
put("marks", "dau gia.xlsx", "L R10 R15, C R20", book)
book = openpyxl.load_workbook(io.BytesIO(good))
for line in book["Đối chiếu"].iter_rows():
    for cell in line:
        if isinstance(cell.value, (int, float)):
            cell.value = 1
book["Kiểm tra"]["D3"], book["BM01"]["G43"] = 7, "✗ sai"
put("marks", "de so len cong thuc.xlsx", "fine", book)
for file, target in {"mat ten.xlsx": None, "ten hong.xlsx": "#REF!", "ten sai cho.xlsx": "'BM01'!$E$23"}.items():
    book = base("than")
    names = [n.name for n in book.defined_names.definedName]
    assert len(names) > 100
    book.defined_names.definedName = []
    for name in names if target else []:
        book.defined_names.append(DefinedName(name, attr_text=target))
    put("names", file, "fine", book)
