"""Makes the corpus from a return of the sample: python3 tests/fuzz/corpus.py (needs openpyxl and LibreOffice).

A `full` return keeps what the program reads, without styles; a `tiny` workbook has one cell of every kind.
"""
import datetime, email.message, email.policy, io, pathlib, shutil, subprocess, sys, tempfile, zipfile
import openpyxl
from openpyxl.workbook.defined_name import DefinedName

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "formats"))
import spreadsheetml
import xlsb
from xlsb import listed

OUT = HERE / "corpus"
SAMPLE = HERE.parent.parent / "samples/277-lai-chau/tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx"


def name(book, word, target):
    one = DefinedName(word, attr_text=target)
    if hasattr(book.defined_names, "definedName"):
        book.defined_names.append(one)
    else:
        book.defined_names[word] = one


def winmail(files):
    """A winmail.dat with these attachments: short name, long name, content."""
    def attribute(level, number, content):
        sizes = number.to_bytes(4, "little") + len(content).to_bytes(4, "little")
        return bytes([level]) + sizes + content + (sum(content) & 0xFFFF).to_bytes(2, "little")
    out = bytes.fromhex("789f3e220100") + attribute(1, 0x00089006, b"\0\0\1\0") + attribute(1, 0x00018004, b"BC quy III\0")
    for short, long, content in files:
        wide = long.encode("utf-16-le") + b"\0\0"
        own = b"\1\0\0\0\x1f\0\x07\x37\1\0\0\0" + len(wide).to_bytes(4, "little") + wide + b"\0" * (-len(wide) % 4)
        for number, part in [(0x00069002, bytes(14)), (0x00018010, short.encode() + b"\0"), (0x0006800F, content), (0x00069005, own)]:
            out += attribute(2, number, part)
    return out


def full():
    old, new = openpyxl.load_workbook(SAMPLE, data_only=True), openpyxl.Workbook()
    new.remove(new.active)
    for sheet in old:
        copy = new.create_sheet(sheet.title)
        copy.sheet_state = sheet.sheet_state
        for row in sheet.iter_rows(max_row=90 if sheet.title.startswith("BM") else 14):
            for cell in row:
                if cell.value is not None:
                    copy[cell.coordinate] = cell.value
        for area in sheet.merged_cells.ranges:
            if area.max_row <= copy.max_row:
                copy.merge_cells(area.coord)
    for defined in listed(old):
        name(new, defined.name, defined.attr_text)
    return new


def tiny():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Một & hai"
    for row in [["Chữ", 1, 2.5, -3], [True, datetime.date(2022, 1, 5), datetime.datetime(2022, 3, 1, 12), "2.136"],
                ["=B1+C1", '=A1&"x"', "=1/0", "=A4=1"], ["  dòng\nhai", "<&>\"'", 1e300, 85.5]]:
        sheet.append(row)
    sheet["B2"].number_format = "dd/mm/yyyy"
    sheet.merge_cells("A6:C8")
    sheet["A6"] = "gộp"
    book.create_sheet("Ẩn").sheet_state = "hidden"
    book["Ẩn"]["XFD1"] = 7
    name(book, "ten", "'Một & hai'!$B$1")
    return book


def odd(packed):
    """Makes a package as Excel never writes it: relationships not literal, parts elsewhere, a sheet in UTF-16, a value in pieces."""
    with zipfile.ZipFile(io.BytesIO(packed)) as z:
        parts = {n: z.read(n) for n in z.namelist()}
    links = "xl/_rels/workbook.xml.rels"
    parts[links] = parts[links].replace(b'Target="worksheets/sheet', b'Target="../xl/./trang%20').replace(b"sharedStrings.xml", b"chu.xml")
    sheet = parts.pop("xl/worksheets/sheet1.xml").decode().split("?>", 1)[1]
    parts["xl/trang 1.xml"] = ("\uFEFF" + sheet).encode("utf-16-le")
    parts["xl/trang 2.xml"] = parts.pop("xl/worksheets/sheet2.xml").replace(b"<v>", b"<v> <!-- -->")
    parts["xl/chu.xml"] = parts.pop("xl/sharedStrings.xml")
    return xlsb.packed(parts)


def mail(attached, text="Kính gửi LĐLĐ tỉnh,\n\nGửi báo cáo quý III.\n"):
    m = email.message.EmailMessage(policy=email.policy.SMTP)
    m["From"], m["To"] = "Nguyễn Thị Mỹ <my@example.vn>", "a@example.vn"
    m["Subject"], m["Date"] = "Báo cáo quý III/2021", "Mon, 4 Oct 2021 09:12:00 +0700"
    m.set_content(text)
    for name, body in attached:
        if isinstance(body, email.message.EmailMessage):
            m.add_attachment(body)
        else:
            m.add_attachment(body, maintype="application", subtype="octet-stream", filename=name)
    m.set_boundary("=====%d=====" % len(attached))
    for at, part in enumerate(m.walk()):
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            part.set_boundary("=====%d=====" % at)
    return m


def put(name, body):
    path = OUT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


shutil.rmtree(OUT, ignore_errors=True)
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    for stem, book in [("full", full()), ("tiny", tiny())]:
        put("xlsb/%s.xlsb" % stem, xlsb.book(book))
        put("spreadsheetml/%s.xml" % stem, spreadsheetml.book(book).encode())
        file = folder / (stem + ".xlsx")
        book.save(file)
        for ending in ["xlsx", "xls", "ods", "html"]:
            subprocess.run(["soffice", "-env:UserInstallation=file://%s/profile" % folder, "--headless", "--norestore",
                            "--convert-to", ending, "--outdir", folder / "out", file], check=True, stdout=subprocess.DEVNULL)
            put("%s/%s.%s" % (ending, stem, ending), (folder / "out" / (stem + "." + ending)).read_bytes())
small = (OUT / "xlsx/tiny.xlsx").read_bytes()
put("xlsx/odd.xlsx", odd(small))
page = "<html><table><tr><td>Chỉ tiêu<td>5</table></html>".encode()
packed = io.BytesIO()
with zipfile.ZipFile(packed, "w") as z:
    for entry, body in [("thư mục/BM01.xlsx", small), ("__MACOSX/x", b""), ("..\\..\\trang.xls", page), ("~$x.xlsx", b"1")]:
        z.writestr(zipfile.ZipInfo(entry), body, zipfile.ZIP_DEFLATED)
put("mail/one.eml", bytes(mail([("BM01 quý III.xlsx", small), ("chữ ký.png", b"\x89PNG\r\n\x1a\n")])))
put("mail/nested.eml", bytes(mail([("", mail([("nén.zip", packed.getvalue())])), ("trang.xls", page), ("winmail.dat", b"x\x9f>\"")])))
put("mail/text.eml", bytes(mail([])))
put("mail/winmail.dat", winmail([("BIEU~1.XLS", "Biểu 1.xlsx", small), ("nen.zip", "nén.zip", packed.getvalue())]))
put("zip/packed.zip", packed.getvalue())
