"""Files that are not .xlsx: other kinds, empty files, and workbooks of other formats, sound and damaged."""
import hashlib
import struct
import zlib

from archive import Entry, archive, package
from cases import ANY, BAD, HELD, NOT, READ, TOLD
from compound import Compound, FREE, binary_book, binary_sheet, fields, record, xls
from form import HEAD, PACKAGE, RELS, SHEETS, escape

SUMMARY = ("\5SummaryInformation", b"\xFE\xFF\0\0" + bytes(2000))


def noise(size, seed="noise"):
    """Returns pseudo-random bytes, always the same."""
    return b"".join(hashlib.sha256(f"{seed}{i}".encode()).digest() for i in range(size // 32 + 1))[:size]


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (b"\x89PNG\r\n\x1A\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0\xFF\0\0")) + chunk(b"IEND", b""))


def add(corpus):
    def other(name, what, data, says=None, expect=(BAD, NOT), **more):
        corpus.add(name, "other", what, expect, data, **({"says": says} if says else {}), **more)

    other("other-empty.xlsx", "no byte at all", b"", "empty file")
    other("other-one-byte.xlsx", "one byte", b"P")
    other("other-zero-byte.xlsx", "one byte, zero", b"\0")
    other("other-pk.xlsx", "the first four bytes of a zip archive", b"PK\3\4", "end is missing")
    other("other-newlines.xlsx", "only line ends", b"\r\n" * 5000)
    other("other-noise.xlsx", "random bytes", noise(100_000))
    other("other-zeros-1M.xlsx", "a megabyte of zeros", bytes(1 << 20))
    other("other-zeros-70M.xlsx", "70 MB of zeros", bytes(70 << 20), "67108864", limit="file_bytes")
    other("other.csv", "comma-separated", "Chỉ tiêu,Mã số,Số lượng\nKết nạp mới,07,12\n", "CSV")
    other("other-utf16.csv", "comma-separated, UTF-16", b"\xFF\xFE" + "Mã số\tSố lượng\r\n07\t12\r\n".encode("utf-16-le"), "CSV")
    other("other-csv.xlsx", "comma-separated, named .xlsx", "a;b;c\n1;2;3\n", "CSV")
    other("other-csv-long-line.xlsx", "one line of 4 MB", b"1," * (2 << 20), "CSV")
    other("other-pdf.xlsx", "PDF", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<<>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF", "PDF")
    other("other.rtf", "rich text", b"{\\rtf1\\ansi B\\'e1o c\\'e1o\\par}", "rich text")
    other("other-rtf-deep.rtf", "rich text, 100,000 groups deep", b"{\\rtf1" + b"{" * 100_000, "rich text")
    other("other-png.xlsx", "picture", png(), "picture")
    other("other-jpg.xlsx", "picture", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0" + noise(500), "picture")
    other("other-gif.xlsx", "picture", b"GIF89a\1\0\1\0\0\0\0;", "picture")
    other("other-exe.xlsx", "program", b"MZ\x90\0\3\0\0\0\4\0\0\0\xFF\xFF" + noise(4000), "program")
    other("other-elf.xlsx", "program", b"\x7FELF\2\1\1" + noise(4000), "program")
    other("other-rar.xlsx", "RAR", b"Rar!\x1A\7\1\0" + noise(500), ".rar")
    other("other-7z.xlsx", "7-Zip", b"7z\xBC\xAF\x27\x1C\0\4" + noise(500), ".7z")
    other("other-gzip.xlsx", "gzip", b"\x1F\x8B\x08\0" + noise(500))
    other("other-sqlite.xlsx", "a database", b"SQLite format 3\0" + bytes(4080))
    other("other-ics.xlsx", "a calendar", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n")
    other("other-xml.xlsx", "some XML", f"{HEAD}<note/>")
    other("other-svg.xlsx", "a drawing with a script", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    other("other-json.xlsx", "JSON", '{"a": [1, 2, 3]}')
    other("other-lnk.xlsx", "a shortcut", b"L\0\0\0\1\x14\2\0\0\0\0\0\xC0\0\0\0\0\0\0F" + noise(300))
    types = f'{HEAD}<Types xmlns="{PACKAGE}/content-types"/>'
    other("other.docx", "a Word document", package({"[Content_Types].xml": types, "word/document.xml": "<w/>"}), "Word")
    other("other.pptx", "a presentation", package({"[Content_Types].xml": types, "ppt/presentation.xml": "<p/>"}), "presentation")
    other("other-doc.xlsx", "a Word 97 document", Compound([("WordDocument", bytes(5000))]).bytes, "Word")
    other("other-zip-of-nothing.xlsx", "an empty archive", archive([]), "archive")
    other("other-zip-of-text.xlsx", "an archive with a text", package({"a.txt": "a"}), "a.txt")
    old_books(corpus)
    binary_books(corpus)
    open_documents(corpus)
    web_pages(corpus)


def old_books(corpus):
    """Excel 97-2003, and other files in the same container."""

    def old(name, what, data, expect=ANY, **more):
        corpus.add(name, "xls", what, expect, data, **more)

    whole = xls(SHEETS)
    good = whole.bytes
    old("xls-good.xls", "the return as Excel 97-2003", good)
    old("xls-good-as.xlsx", "the return as Excel 97-2003, named .xlsx", good)
    old("xls-last-byte-lost.xls", "its last byte is missing", good[:-1])
    old("xls-half.xls", "its second half is missing", good[:len(good) // 2])
    old("xls-header-only.xls", "its header alone", good[:512])
    old("xls-eight-bytes.xls", "its first eight bytes", good[:8])
    old("xls-headless-cells.xls", "cell records without a sheet's beginning", xls([("BM01", SHEETS[0][1])], cut=2000).bytes)
    old("xls-fat-loop.xls", "a chain of sectors that leads back", fields(good, (whole.fat_at + 4 * 5, 5)))
    old("xls-fat-loop-long.xls", "a chain that leads back to its begin", fields(good, (whole.fat_at + 4 * 20, 0)))
    old("xls-fat-beyond.xls", "a chain that leads beyond the file", fields(good, (whole.fat_at + 4 * 5, 0x00FFFFFF)))
    old("xls-fat-all-free.xls", "every sector is free", good[:whole.fat_at] + b"\xFF" * 512 + good[whole.fat_at + 512:])
    old("xls-fat-loop-as.xlsx", "a chain of sectors that leads back, named .xlsx", fields(good, (whole.fat_at + 4 * 5, 5)))
    old("xls-fat-count.xls", "four milliard sectors of tables", fields(good, (44, 0xFFFFFFFF)))
    old("xls-directory-loop.xls", "the directory's chain leads back to itself",
        fields(good, (whole.fat_at + 4 * (whole.directory_at // 512 - 1), whole.directory_at // 512 - 1)))
    old("xls-sibling-loop.xls", "a directory entry is its own neighbour", fields(good, (whole.directory_at + 128 + 72, 1)))
    old("xls-child-loop.xls", "the root is its own child", fields(good, (whole.directory_at + 76, 0)))
    old("xls-difat-loop.xls", "the table of tables leads back to itself", fields(good, (68, 2), (72, 0x7FFFFFFF)))
    old("xls-difat-beyond.xls", "the table of tables lies beyond the file", fields(good, (68, 0x00FFFFFF), (72, 1)))
    old("xls-huge-stream.xls", "a stream said to have 2^63 bytes", fields(good, (whole.directory_at + 128 + 124, 0x7FFFFFFF)))
    old("xls-4G-stream.xls", "a stream said to have 4 GB", fields(good, (whole.directory_at + 128 + 120, 0xFFFFFFFF)))
    old("xls-stream-start.xls", "a stream that begins beyond the file", fields(good, (whole.directory_at + 128 + 116, 0xFFFFFFF0)))
    for shift in (0, 1, 8, 12, 31, 63, 255, 65535):
        data = good[:30] + struct.pack("<H", shift) + good[32:]
        old(f"xls-sector-shift-{shift}.xls", f"sectors of 2^{shift} bytes", data)
    data = good[:32] + struct.pack("<H", 31) + good[34:]
    old("xls-mini-shift-31.xls", "mini sectors of 2^31 bytes", data)
    old("xls-version-4.xls", "said to be of version 4", good[:26] + b"\4\0" + good[28:])
    small = Compound([("Workbook", xls_stream()), SUMMARY])
    old("xls-mini-loop.xls", "a chain of mini sectors that leads back", mini_loop(small))
    old("xls-no-streams.xls", "no stream at all", Compound([]).bytes)
    old("xls-empty-book.xls", "an empty stream for the workbook", Compound([("Workbook", b"")]).bytes)
    old("xls-many-streams.xls", "5,000 streams", Compound([(f"S{i}", b"x") for i in range(5000)]).bytes)
    old("xls-biff5.xls", "Excel 5.0/95", Compound([("Book", xls_stream(version=0x0500).ljust(4096, b"\0"))]).bytes)
    old("xls-biff2.xls", "Excel 2.0: no compound file", record(0x0009, struct.pack("<HH", 2, 0x10)) + record(0x000A))
    old("xls-password.xls", "a password (FILEPASS)", xls(SHEETS, extra=record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48))).bytes)
    old("xls-record-overrun.xls", "a record longer than the file", overrun(good, 0x0085, 0xFFFF))
    old("xls-label-overrun.xls", "a text longer than its record", label_overrun(good))
    old("xls-cell-at-the-end.xls", "a stray blank in the last cell", xls([(n, {**c, (65536, 256): " "}) for n, c in SHEETS]).bytes)
    old("xls-sst-count.xls", "four milliard shared texts declared",
        xls(SHEETS, extra=record(0x00FC, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF) + b"\1\0\0a")).bytes)
    old("xls-continue-run.xls", "50,000 continuation records", xls(SHEETS, extra=record(0x003C, b"") * 50_000).bytes)
    old("xls-bound-beyond.xls", "a sheet that begins beyond the stream", fields(good, (good.index(b"B\0M\x000\x001\0") - 8, 0x7FFFFFF0)))
    old("xls-nan.xls", "NaN for a figure", figure(float("nan")), figures={"dv_phan_mem": [None]})
    old("xls-inf.xls", "infinity for a figure", figure(float("inf")), figures={"dv_phan_mem": [None]})
    secret = Compound([("EncryptionInfo", b"\4\0\4\0" + noise(900)), ("EncryptedPackage", noise(9000))])
    old("xls-encrypted.xlsx", "an .xlsx with a password", secret.bytes, BAD, says="password")
    old("xls-encrypted-cut.xlsx", "an .xlsx with a password, its end missing", secret.bytes[:3000], BAD)
    mail = Compound([("__properties_version1.0", bytes(64)), ("__substg1.0_0037001F", "BC quý".encode("utf-16-le"))])
    old("msg.msg", "an Outlook mail", mail.bytes)
    old("msg-cut.msg", "an Outlook mail, its end missing", mail.bytes[:1200])


def xls_stream(version=0x0600):
    from compound import biff
    return biff([("BM01", {(1, 1): "a", (2, 1): 1})], version=version)


def figure(number):
    """The return as .xls with another number in one cell."""
    return xls([(SHEETS[0][0], {**SHEETS[0][1], (48, 5): number})] + SHEETS[1:]).bytes


def mini_loop(file):
    table = file.bytes.index(struct.pack("<I", 1), file.mini_at)
    return fields(file.bytes, (table, 0))


def overrun(data, kind, length):
    """Sets the declared length of the first record of a kind."""
    at = data.index(struct.pack("<H", kind), 512)
    return data[:at + 2] + struct.pack("<H", length) + data[at + 4:]


def label_overrun(data):
    wide = "Mã đơn vị".encode("utf-16-le")
    at = data.index(wide) - 3
    return data[:at] + struct.pack("<H", 0xFFFF) + data[at + 2:]


def binary_books(corpus):
    """Binary workbooks (.xlsb)."""

    def one(name, what, first=None, expect=ANY, book=None, cut=None, **more):
        data = [first or binary_sheet(SHEETS[0][1])] + [binary_sheet(c) for _, c in SHEETS[1:]]
        links = "".join(f'<Relationship Id="rId{i}" Type="{RELS}/worksheet" Target="worksheets/sheet{i}.bin"/>'
                        for i in range(1, len(data) + 1))
        parts = {"[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="bin" ContentType='
                 '"application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
                 "xl/workbook.bin": book or binary_book([n for n, _ in SHEETS]),
                 "xl/_rels/workbook.bin.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'}
        parts.update({f"xl/worksheets/sheet{i}.bin": d for i, d in enumerate(data, 1)})
        corpus.add(name, "xlsb", what, expect, package(parts)[:cut], **more)

    cells = SHEETS[0][1]
    one("xlsb-good.xlsb", "the return as a binary workbook")
    one("xlsb-record-2^28.xlsb", "a record of 2^28 bytes declared", binary_sheet(cells, length=(1 << 28) - 1))
    one("xlsb-record-short.xlsb", "a text cell of two bytes", binary_sheet(cells, length=2))
    one("xlsb-sheet-cut.xlsb", "a sheet that ends in the middle", binary_sheet(cells)[:700])
    one("xlsb-sheet-empty.xlsb", "a sheet without any byte", b"\0" * 0 or b"\x81")
    one("xlsb-cut.xlsb", "the archive is cut off", cut=3000)
    one("xlsb-dimension.xlsb", "a used range of the whole sheet declared", binary_sheet(cells, dimension=(0, 1048575, 0, 16383)))
    one("xlsb-dimension-wrong-way.xlsb", "a used range that ends before it begins",
        binary_sheet(cells, dimension=(0xFFFFFFFF, 0, 0xFFFFFFFF, 0)))
    one("xlsb-far-cell.xlsb", "a stray blank in the last cell", binary_sheet({**cells, (1048576, 16384): " "}))
    one("xlsb-beyond.xlsb", "a cell outside the sheet", binary_sheet({**cells, (0x7FFFFFFF, 0x7FFFFFFF): 1}))
    one("xlsb-nan.xlsb", "NaN for a figure", binary_sheet({**cells, (48, 5): float("nan")}), figures={"dv_phan_mem": [None]})
    one("xlsb-noise.xlsb", "a sheet of random bytes", noise(20_000))
    one("xlsb-book-noise.xlsb", "a workbook part of random bytes", book=noise(5000))


def open_documents(corpus):
    """OpenDocument spreadsheets."""
    spaces = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
              'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
              'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"')

    def table(name, cells, extra=""):
        rows = ""
        for row in range(1, max(r for r, _ in cells) + 1):
            line = ""
            for column in range(1, max((c for r, c in cells if r == row), default=0) + 1):
                value = cells.get((row, column))
                if value is None:
                    line += "<table:table-cell/>"
                elif isinstance(value, str):
                    line += f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
                else:
                    line += f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
            rows += f"<table:table-row>{line or '<table:table-cell/>'}</table:table-row>"
        return f'<table:table table:name="{name}">{rows}{extra}</table:table>'

    def one(name, what, extra="", expect=ANY, manifest="", content=None, cut=None, head=HEAD, **more):
        tables = "".join(table(n, c, extra if n == "BM01" else "") for n, c in SHEETS)
        content = content or (f'{head}<office:document-content {spaces} office:version="1.2"><office:body><office:spreadsheet>'
                              f"{tables}</office:spreadsheet></office:body></office:document-content>")
        listed = ('<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                  f'<manifest:file-entry manifest:full-path="content.xml">{manifest}</manifest:file-entry></manifest:manifest>')
        data = archive([Entry("mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0), Entry("content.xml", content),
                        Entry("META-INF/manifest.xml", HEAD + listed)])
        corpus.add(name, "ods", what, expect, data[:cut], **more)

    cell = '<table:table-cell table:number-columns-repeated="{}" office:value-type="float" office:value="1"/>'
    one("ods-good.ods", "the return as an OpenDocument spreadsheet")
    one("ods-cut.ods", "its end is missing", cut=2000)
    one("ods-repeated.ods", "1,048,576 rows of 16,384 equal cells",
        f'<table:table-row table:number-rows-repeated="1048576">{cell.format(16384)}</table:table-row>')
    one("ods-repeated-empty.ods", "1,048,576 empty rows of 16,384 cells, as LibreOffice writes them",
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>")
    one("ods-repeated-4G.ods", "four milliard rows",
        f'<table:table-row table:number-rows-repeated="4294967295">{cell.format(4294967295)}</table:table-row>')
    one("ods-repeated-negative.ods", "minus one row",
        f'<table:table-row table:number-rows-repeated="-1">{cell.format(-1)}</table:table-row>')
    one("ods-encrypted.ods", "a password", manifest='<manifest:encryption-data manifest:checksum-type="SHA1/1K"/>',
        content=noise(5000))
    one("ods-nested.ods", "tables in tables, 5,000 deep",
        "<table:table-row><table:table-cell><table:table>" * 5000 + "</table:table></table:table-cell></table:table-row>" * 5000)
    one("ods-dtd.ods", "entities that grow", head=HEAD + "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>")
    one("ods-unclosed.ods", "XML that ends in the middle", content=f"{HEAD}<office:document-content {spaces}><office:body>")
    one("ods-formula-without-value.ods", "a formula without a value",
        '<table:table-row><table:table-cell table:formula="of:=WEBSERVICE(&quot;http://a&quot;)"/></table:table-row>')


def web_pages(corpus):
    """HTML and Excel 2003 XML, as some systems export them under the name .xls."""

    def table(cells, attributes=""):
        out = ""
        for row in range(1, max(r for r, _ in cells) + 1):
            line = "".join(f"<td{attributes}>{escape(str(cells.get((row, c), '')))}</td>"
                           for c in range(1, max((c for r, c in cells if r == row), default=0) + 1))
            out += f"<tr>{line}</tr>"
        return f"<table>{out}</table>"

    def page(name, what, body, expect=ANY, **more):
        corpus.add(name, "html", what, expect, f"<html><head><meta charset=utf-8></head><body>{body}</body></html>", **more)

    cells = SHEETS[0][1]
    page("html-good.xls", "the return as a web page", table(cells))
    page("html-spans.xls", "cells over 100,000 rows and columns", table(cells, ' colspan="100000" rowspan="100000"'))
    page("html-span-overflow.xls", "a cell over 2^64 columns", table(cells, ' colspan="18446744073709551616" rowspan="-1"'))
    page("html-unclosed.xls", "100,000 tags that are never closed", "<table><tr><td>" * 100_000)
    page("html-divs.xls", "100,000 nested divisions", "<div>" * 100_000 + table(cells) + "</div>" * 100_000)
    page("html-script.xls", "a script", "<script>document.write('<table>')</script>" + table(cells))
    page("html-remote.xls", "pictures and frames from elsewhere",
         '<img src="http://127.0.0.1:9/a.png"><iframe src="file:///etc/passwd"></iframe>' + table(cells))
    page("html-entities.xls", "numbers written as character references", table(cells).replace("2010", "2&#48;10"))
    page("html-quote.xls", "an attribute that is never closed", '<table border="' + table(cells))
    page("html-attribute.xls", "an attribute of 4 MB", f'<table title="{"a" * (4 << 20)}">' + table(cells))
    page("html-comment.xls", "a comment that is never closed", "<!-- " + table(cells))
    page("html-nul.xls", "zero bytes between the letters", table(cells).replace("table", "ta\0ble"))

    def rows(cells, index=None):
        out = ""
        for row in sorted({r for r, _ in cells}):
            line = "".join(f'<Cell ss:Index="{c}"><Data ss:Type="{"String" if isinstance(v, str) else "Number"}">'
                           f"{escape(str(v))}</Data></Cell>" for (r, c), v in sorted(cells.items()) if r == row)
            out += f'<Row ss:Index="{row}">{line}</Row>'
        return out + (f'<Row ss:Index="{index}"><Cell ss:Index="{index}"><Data ss:Type="Number">1</Data></Cell></Row>' if index else "")

    def book(name, what, index=None, dtd="", expect=ANY, change=lambda x: x, **more):
        sheets = "".join(f'<Worksheet ss:Name="{n}"><Table>{rows(c, index)}</Table></Worksheet>' for n, c in SHEETS)
        corpus.add(name, "sml", what, expect, change(
            f'<?xml version="1.0"?>\n{dtd}<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns='
            '"urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
            f"{sheets}</Workbook>"), **more)

    book("sml-good.xls", "the return as Excel 2003 XML")
    book("sml-index-2^31.xls", "a row and a cell numbered 2^31", index=1 << 31)
    book("sml-index-2^64.xls", "a row and a cell numbered 2^64", index=1 << 64)
    book("sml-index-0.xls", "a row and a cell numbered 0", change=lambda x: x.replace('ss:Index="48"', 'ss:Index="0"'),
         figures={"dv_phan_mem": [2010, None]})
    book("sml-index-backwards.xls", "a row whose number was there before", change=lambda x: x.replace('ss:Index="48"', 'ss:Index="7"'),
         figures={"dv_phan_mem": [2010, None]})
    book("sml-dtd.xls", "entities that grow", dtd="<!DOCTYPE a [" + "".join(
        f"<!ENTITY e{i} '{f'&e{i - 1};' * 10 if i else 'ha'}'>" for i in range(12)) + "]>")
    book("sml-external.xls", "an entity from another file", dtd='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
         change=lambda x: x.replace(">2010<", ">&x;<"), figures={"dv_phan_mem": [None]})
    book("sml-cut.xls", "its end is missing", change=lambda x: x[:5000])
    book("sml-deep.xls", "100,000 elements deep", change=lambda x: x.replace("</Workbook>", "<a>" * 100_000))
    book("sml-nan.xls", "NaN for a figure", change=lambda x: x.replace(">2010<", ">NaN<"), figures={"dv_phan_mem": [None]})
    book("sml-merge-across.xls", "a cell merged over two milliard", change=lambda x: x.replace(
        '<Cell ss:Index="1">', '<Cell ss:Index="1" ss:MergeAcross="2147483647" ss:MergeDown="2147483647">', 1))
