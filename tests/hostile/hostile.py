#!/usr/bin/env python3
"""hostile.py GOOD.xlsx FOLDER: makes more than a hundred hostile or broken files from one good return, the same bytes each
time. Prints one line a file: name and expected outcome (read, lost, or any)."""
import io, os, random, struct, sys, zipfile, zlib

good, out = sys.argv[1:]
os.makedirs(out, exist_ok=True)
data = open(good, "rb").read()
parts = {n: zipfile.ZipFile(good).read(n) for n in zipfile.ZipFile(good).namelist()}
sheet = "xl/worksheets/sheet1.xml"
rng = random.Random(277)


def save(name, content, fate):
    open(os.path.join(out, name), "wb").write(content)
    print(f"{name}\t{fate}")


def packed(changed=(), drop=(), method=zipfile.ZIP_DEFLATED, comment=b""):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as z:
        for name, content in {**parts, **dict(changed)}.items():
            if name not in drop:
                z.writestr(zipfile.ZipInfo(name, (2021, 10, 1, 0, 0, 0)), content, compress_type=method)
        z.comment = comment
    return buffer.getvalue()


def in_sheet(extra):
    return packed({sheet: parts[sheet].replace(b"</sheetData>", extra + b"</sheetData>")})


# Named like a workbook, but not one.
for name, content in {
    "rong.xlsx": b"", "mot-byte.xlsx": b"P", "pdf.xlsx": b"%PDF-1.4\n%%EOF", "anh.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(99),
    "chuong-trinh.xlsx": b"MZ" + bytes(300), "rar.xlsx": b"Rar!\x1a\x07\x00" + bytes(40), "7z.xlsx": b"7z\xbc\xaf\x27\x1c" + bytes(40),
    "van-ban.xlsx": "Kính gửi".encode(), "rtf.xls": b"{\\rtf1 x}", "so-khong.xlsx": bytes(100_000), "ngau-nhien.xlsx": rng.randbytes(50_000),
    "json.xlsx": b'{"a": 1}', "xml.xlsx": b"<?xml version='1.0'?><a/>", "gzip.xlsx": b"\x1f\x8b\x08" + bytes(50),
}.items():
    save(name, content, "lost")
# Cut and damaged archives.
for part in (1, 2, 5, 10, 50, 90, 99):
    save(f"cut-{part:02}.xlsx", data[: len(data) * part // 100], "lost")
save("thieu-1-byte.xlsx", data[:-1], "any")
for i in range(20):
    mutant = bytearray(data)
    for _ in range(1 + i):
        mutant[rng.randrange(len(mutant))] = rng.randrange(256)
    save(f"byte-{i:02}.xlsx", bytes(mutant), "any")
for i in range(10):
    at, size = rng.randrange(len(data)), rng.randrange(1, 4000)
    save(f"khuyet-{i:02}.xlsx", data[:at] + data[at + size :], "any")
# Missing or wrong parts.
for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", sheet):
    save(f"khong-{name.replace('/', '_').strip('[]')}.xlsx", packed(drop=[name]), "any")
for i in range(12):
    content = bytearray(parts[sheet])
    for _ in range(3):
        content[rng.randrange(len(content))] = rng.randrange(256)
    save(f"xml-{i:02}.xlsx", packed({sheet: bytes(content)}), "any")
# Bombs.
save("bom-nen.xlsx", packed({sheet: parts[sheet].replace(b"</sheetData>", b" " * 300_000_000 + b"</sheetData>")}), "lost")
save("bom-muc.xlsx", packed({f"x/{i}": b"" for i in range(5000)}), "lost")
save("bom-do-sau.xlsx", packed({sheet: b"<worksheet><sheetData>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</sheetData></worksheet>"}), "any")
lol = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)) + b"]>"
save("bom-thuc-the.xlsx", packed({sheet: parts[sheet].replace(b"<worksheet", lol + b"<worksheet", 1).replace(b"</sheetData>", b'<row r="999"><c r="A999" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData>')}), "any")
save("thuc-the-ngoai.xlsx", packed({sheet: parts[sheet].replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet', 1)}), "any")
# Cells at unusual places.
for name, cell in {
    "goc-xa": b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "dia-chi-tran": b'<row r="99999999999"><c r="ZZZZZZZ99999999999"><v>1</v></c></row>',
    "dia-chi-0": b'<row r="0"><c r="A0"><v>1</v></c></row>', "nhan-doi": b'<row r="1"><c r="A1"><v>1</v></c></row>',
    "so-nan": b'<row r="900"><c r="A900"><v>NaN</v></c></row>', "so-vo-cung": b'<row r="900"><c r="A900"><v>1e309</v></c></row>',
    "chuoi-ngoai": b'<row r="900"><c r="A900" t="s"><v>99999999</v></c></row>', "chuoi-am": b'<row r="900"><c r="A900" t="s"><v>-1</v></c></row>',
    "kieu-la": b'<row r="900"><c r="A900" t="zz"><v>1</v></c></row>', "loi-tran": b'<row r="900"><c r="A900" t="e"><v>#SPILL!</v></c></row>',
    "so-bi-chia": b'<row r="900"><c r="A900"><v>12<!-- -->34</v></c></row>', "cdata": b'<row r="900"><c r="A900"><v><![CDATA[12]]></v></c></row>',
    "dde": b"<row r=\"900\"><c r=\"A900\"><f>cmd|' /C calc'!A0</f><v>0</v></c></row>", "web": b'<row r="900"><c r="A900"><f>WEBSERVICE("http://example.vn")</f><v>0</v></c></row>',
    "ngoai": b'<row r="900"><c r="A900"><f>[1]Sheet1!A1</f><v>5</v></c></row>', "chia-se": b'<row r="900"><c r="A900"><f t="shared" si="0" ref="A900:XFD1048576">A1</f><v>1</v></c></row>',
    "mang": b'<row r="900"><c r="A900"><f t="array" ref="A1:XFD1048576">1</f><v>1</v></c></row>', "dai": b'<row r="900"><c r="A900" t="inlineStr"><is><t>' + b"x" * 2_000_000 + b"</t></is></c></row>",
    "cong-thuc-chu": b'<row r="900"><c r="A900" t="inlineStr"><is><t>=1+1</t></is></c></row>', "dieu-khien": b'<row r="900"><c r="A900" t="inlineStr"><is><t>&#1;&#xFFFF;</t></is></c></row>',
}.items():
    save(f"o-{name}.xlsx", in_sheet(cell), "any")
save("o-hang-trieu.xlsx", in_sheet(b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (i, i) for i in range(1000, 900_000))), "any")
save("gop-nhieu.xlsx", packed({sheet: parts[sheet].replace(b"</sheetData>", b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:B2"/>' * 150_000 + b"</mergeCells>", 1)}), "any")
# Legal but unusual: read like the return they are made from.
save("le-khong-nen.xlsx", packed(method=zipfile.ZIP_STORED), "read")
save("le-ghi-chu.xlsx", packed(comment=b"gui lai"), "read")
save("le-khong-docprops.xlsx", packed(drop=["docProps/core.xml", "docProps/app.xml"]), "any")
save("le-xuong-dong.xlsx", packed({sheet: parts[sheet].replace(b"><row", b">\n  <row")}), "read")
save("le-bom.xlsx", packed({sheet: b"\xef\xbb\xbf" + parts[sheet]}), "read")
# Old formats, broken.
ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
wide = "Workbook".encode("utf-16-le")
save("ole-ngan.xls", ole + bytes(20), "lost")
save("ole-rong.xls", ole + bytes(504) + wide + bytes(3000), "lost")
for i in range(8):
    save(f"ole-{i}.xls", ole + rng.randbytes(504) + wide + rng.randbytes(4000), "lost")
save("ole-vong.xls", ole + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10) + struct.pack("<IIIIIIII", 1, 1, 0, 4096, 0, 0, 0, 1) + struct.pack("<I", 0) * 109 + struct.pack("<128I", *([1] * 128)) + wide + bytes(1000), "lost")
save("mat-khau.xlsx", ole + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000), "lost")
table = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>%s</Table></Worksheet></Workbook>'
save("sml-xa.xls", (table % '<Row ss:Index="2147483647"><Cell ss:Index="2147483647"><Data ss:Type="Number">1</Data></Cell></Row>').encode(), "lost")
save("sml-dtd.xls", (table % "").replace('?>', '?><!DOCTYPE a>', 1).encode(), "lost")
save("sml-sau.xls", (table % ("<a>" * 5000)).encode(), "lost")
save("html-cao.xls", b"<html><table><tr>" + b'<td colspan="99999" rowspan="99999">1</td>' * 50 + b"</table>", "lost")
save("html-sau.xls", b"<html>" + b"<table><tr><td>" * 100_000, "lost")
save("html-cut.xls", b"<html><table><tr><td x:num=", "lost")
ods = io.BytesIO()
with zipfile.ZipFile(ods, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    z.writestr("content.xml", '<o xmlns:table="t" xmlns:office="o"><table:table table:name="A"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row></table:table></o>')
save("ods-lap.ods", ods.getvalue(), "lost")
xlsb = io.BytesIO()
with zipfile.ZipFile(xlsb, "w") as z:
    z.writestr("xl/workbook.bin", b"\x83\x01\xff\xff\xff\xff\x0f" + bytes(100))
save("xlsb-dai.xlsb", xlsb.getvalue(), "lost")
# E-mails and archives.
head = b"From: a@example.vn\nSubject: x\nDate: Mon, 4 Oct 2021 09:12:00 +0700\nMIME-Version: 1.0\n"
save("thu-hong-base64.eml", head + b'Content-Type: application/octet-stream; name="a.xlsx"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n!!!!####\n', "any")
save("thu-long.eml", b"".join(head + b"Content-Type: message/rfc822\n\n" for _ in range(300)) + b"x", "lost")
save("thu-nhieu.eml", head + b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\nContent-Type: application/octet-stream; name=a.bin\nContent-Disposition: attachment\n\nx\n" * 20_000 + b"--b--\n", "lost")
save("thu-khong-bien.eml", head + b"Content-Type: multipart/mixed\n\nx", "lost")
save("thu-dau-dai.eml", head + b"X-A: " + b"a" * 5_000_000 + b"\n\nx", "any")
nest = zlib.compress(b"")
inner = b""
for i in range(6):
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(f"{i}.zip", inner or b"x")
        z.writestr("../../../../tmp/tonghop-ra-ngoai.xlsx", b"x")
    inner = b.getvalue()
save("long-nhau.zip", inner, "lost")
b = io.BytesIO()
with zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("a.xlsx", bytes(300_000_000))
save("bom.zip", b.getvalue(), "lost")
save("~$khoa.xlsx", b"x", "skipped")
save("Thumbs.db", b"x", "skipped")
