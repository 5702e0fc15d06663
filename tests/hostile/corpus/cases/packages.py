"""Parts of an .xlsx that are missing, misdirected, or hostile as XML."""
import base64

from archive import Entry, deflated_run, package
from cases import ANY, BAD, HELD, NOT, READ
from form import BM01, BOOK, HEAD, LINKS, MAIN, STRINGS, put, swap, workbook


def add(corpus):
    def parts(name, what, change, expect=(BAD, NOT), kind="package", **more):
        """A workbook whose parts a function changes, in place or by returning them."""
        made = workbook()
        made = change(made) or made
        corpus.add(name, kind, what, expect, package(made), **more)

    def edit(part, old, new, times=1):
        return lambda p: p.update({part: swap(p[part], old, new, times)})

    def without(*names):
        return lambda p: {n: t for n, t in p.items() if n not in names}

    parts("package-no-workbook.xlsx", "no xl/workbook.xml", without(BOOK))
    parts("package-no-links.xlsx", "no relations of the workbook", without(LINKS))
    parts("package-no-sheet.xlsx", "the table's part is missing", without(BM01))
    parts("package-no-strings.xlsx", "the shared texts are missing", without(STRINGS))
    parts("package-only-types.xlsx", "only [Content_Types].xml", lambda p: {k: p[k] for k in ["[Content_Types].xml"]})
    parts("package-workbook-empty.xlsx", "an empty xl/workbook.xml", lambda p: p.update({BOOK: ""}))
    parts("package-sheet-empty.xlsx", "an empty part for the table", lambda p: p.update({BM01: ""}))
    parts("package-strings-empty.xlsx", "an empty part for the shared texts", lambda p: p.update({STRINGS: ""}))
    parts("package-no-sheets.xlsx", "a workbook without sheets", lambda p: p.update({BOOK: f'{HEAD}<workbook xmlns="{MAIN}"><sheets/></workbook>'}))
    parts("package-sheet-external.xlsx", "the table lies on a server",
          edit(LINKS, 'Target="worksheets/sheet1.xml"', 'Target="http://127.0.0.1:9/sheet1.xml" TargetMode="External"'))
    parts("package-sheet-file-url.xlsx", "the table is file:///etc/passwd",
          edit(LINKS, 'Target="worksheets/sheet1.xml"', 'Target="file:///etc/passwd" TargetMode="External"'))
    parts("package-sheet-passwd.xlsx", "the table is ../../etc/passwd", edit(LINKS, "worksheets/sheet1.xml", "../../../../../etc/passwd"))
    parts("package-sheet-passwd-absolute.xlsx", "the table is /etc/passwd", edit(LINKS, "worksheets/sheet1.xml", "/etc/passwd"))
    parts("package-sheet-is-workbook.xlsx", "the table is the workbook itself", edit(LINKS, "worksheets/sheet1.xml", "workbook.xml"))
    parts("package-sheet-is-links.xlsx", "the table is the list of relations", edit(LINKS, "worksheets/sheet1.xml", "_rels/workbook.xml.rels"))
    parts("package-links-twice.xlsx", "two relations of one name",
          edit(LINKS, '<Relationship Id="rId1"', '<Relationship Id="rId1" Type="x" Target="worksheets/sheet2.xml"/><Relationship Id="rId1"'),
          ANY)
    parts("package-links-loop.xlsx", "parts that refer to one another", lambda p: p.update(
        {"xl/worksheets/_rels/sheet1.xml.rels": p[LINKS].replace("worksheets/", "../worksheets/")}), [BAD, READ])
    parts("package-100000-links.xlsx", "100,000 relations", edit(LINKS, "</Relationships>", "".join(
        f'<Relationship Id="x{i}" Type="x" Target="x{i}"/>' for i in range(100_000)) + "</Relationships>"), [BAD, READ])
    parts("package-bin-as-sheet.xlsx", "binary bytes for the table", lambda p: p.update({BM01: b"\x00\x01\x02" * 4000}))
    parts("package-workbook-bin.xlsx", "xl/workbook.bin beside xl/workbook.xml", lambda p: p.update({"xl/workbook.bin": b"\0"}), ANY)
    xml_parts(corpus, parts, edit)


def xml_parts(corpus, parts, edit):
    """XML that a parser must survive."""

    def xml(name, what, change, expect=(BAD, HELD), **more):
        parts(name, what, change, expect, kind="xml", **more)

    laughs = "<!DOCTYPE sst [" + "".join(
        f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "ha"}">' for i in range(12)) + "]>\n"

    def entity(part, kind, use="&e11;"):
        def change(p):
            p[part] = swap(p[part], HEAD, HEAD + kind)
            put(p, "E48", f'<c r="E48"><v>{use}</v></c>') if part == BM01 else p.update({part: swap(p[part], "<t>Mã đơn vị<", f"<t>{use}<")})
        return change

    none = {"dv_phan_mem": [None]}
    xml("xml-laughs-strings.xlsx", "ten milliard laughs in a shared text", entity(STRINGS, laughs), ANY)
    xml("xml-laughs-sheet.xlsx", "ten milliard laughs in a cell", entity(BM01, laughs), figures=none)
    passwd = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
    xml("xml-external-strings.xlsx", "a text from /etc/passwd", entity(STRINGS, passwd, "&x;"), ANY)
    xml("xml-external-sheet.xlsx", "a figure from /etc/passwd", entity(BM01, passwd, "&x;"), figures=none)
    xml("xml-external-dtd.xlsx", "a document type on a server", edit(BM01, HEAD, HEAD + '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">\n'),
        [BAD, READ])
    xml("xml-own-entity.xlsx", "a figure by an entity of its own", entity(BM01, '<!DOCTYPE a [<!ENTITY x "2010">]>\n', "&x;"),
        [BAD, HELD, READ], figures={"dv_phan_mem": [2010, None]})
    xml("xml-parameter-entity.xlsx", "parameter entities that grow", edit(BM01, HEAD, HEAD + "<!DOCTYPE a [<!ENTITY % a '&#37;b;&#37;b;'>"
        "<!ENTITY % b '&#37;a;&#37;a;'> %a;]>\n"), [BAD, READ])
    xml("xml-doctype-open.xlsx", "a document type that is never closed", edit(BM01, HEAD, HEAD + "<!DOCTYPE a [" + "<!ENTITY " * 9000), BAD)

    for megabytes in (15, 60):
        def grown(name, what, part, before, opening, closing, block=b"a", expect=(BAD, HELD, READ), **more):
            more.setdefault("heavy", megabytes > 15)
            made = workbook()
            head, tail = swap(made[part], before, f"{opening}\0{closing}").split("\0")
            packed, size, crc = deflated_run(head.encode(), block * ((1 << 20) // len(block)), megabytes, tail.encode())
            made[part] = Entry(part, packed=packed, size=size, crc=crc)
            corpus.add(f"xml-{name}-{megabytes}M.xlsx", "xml", f"{what} of {megabytes} MB", expect, package(made), **more)

        grown("attribute", "an attribute", BM01, "<sheetData>", '<sheetData a="', '">')
        grown("tag", "the name of a tag", BM01, "<sheetData>", "<a", "/><sheetData>")
        grown("text", "a text", BM01, "<sheetData>", "<a>", "</a><sheetData>")
        grown("comment", "a comment", BM01, "<sheetData>", "<!--", "--><sheetData>")
        grown("cdata", "CDATA", BM01, "<sheetData>", "<a><![CDATA[", "]]></a><sheetData>")
        grown("instruction", "a processing instruction", BM01, "<sheetData>", "<?a ", "?><sheetData>")
        grown("spaces", "white space", BM01, "<sheetData>", "<sheetData>", "", b" ")
        grown("entities", "entities", BM01, "<sheetData>", "<a>", "</a><sheetData>", b"&amp;")
        grown("shared-text", "a shared text", STRINGS, "<si>", "<si><t>", "</t></si><si>", expect=(BAD, HELD, READ, NOT))
        grown("cell-text", "a text in a cell", BM01, '<row r="48">', '<row r="48"><c r="A48" t="inlineStr"><is><t>', "</t></is></c>")
        grown("formula", "a formula", BM01, '<row r="48">', '<row r="48"><c r="H48"><f>', "</f><v>1</v></c>", b"1+1+")
        grown("number", "a number", BM01, '<row r="48">', '<row r="48"><c r="H48"><v>', "</v></c>", b"1")
        grown("reference", "a cell's address", BM01, '<row r="48">', '<row r="48"><c r="', '"><v>1</v></c>', b"A")
    for deep in (1_000, 100_000, 1_000_000):
        xml(f"xml-deep-{deep}.xlsx", f"{deep} elements deep", edit(BM01, "<sheetData>", "<a>" * deep + "</a>" * deep + "<sheetData>"),
            [BAD, READ])
    xml("xml-deep-open.xlsx", "100,000 elements that are never closed", edit(BM01, "</sheetData>", "<a>" * 100_000), BAD)
    xml("xml-deep-string.xlsx", "a shared text 100,000 elements deep", edit(STRINGS, "<si><t>", "<si>" + "<r>" * 100_000 + "<t>"), BAD)
    xml("xml-deep-workbook.xlsx", "100,000 elements deep in the workbook", edit(BOOK, "<sheets>", "<a>" * 100_000 + "</a>" * 100_000 + "<sheets>"),
        [BAD, READ])
    xml("xml-attributes-100000.xlsx", "100,000 attributes", edit(BM01, "<sheetData>", "<sheetData " + " ".join(f'a{i}="1"' for i in range(100_000)) + ">"),
        [BAD, READ])
    xml("xml-attribute-twice.xlsx", "an attribute twice", edit(BM01, '<c r="E48">', '<c r="E48" r="E47">'), [BAD, HELD, READ],
        figures={"dv_phan_mem": [2010, None]})
    xml("xml-namespaces-20000.xlsx", "20,000 namespaces", edit(BM01, "<worksheet ", "<worksheet " + " ".join(f'xmlns:a{i}="u{i}"' for i in range(20_000)) + " "),
        [BAD, READ])
    xml("xml-cut.xlsx", "the table ends in the middle", lambda p: p.update({BM01: p[BM01][:3000]}), BAD)
    xml("xml-cut-behind-the-cells.xlsx", "the table ends behind its last cell", lambda p: p.update({BM01: p[BM01].split("</sheetData>")[0]}), BAD)
    xml("xml-strings-cut.xlsx", "the shared texts end in the middle", lambda p: p.update({STRINGS: p[STRINGS][:1500]}), [BAD, NOT])
    xml("xml-workbook-cut.xlsx", "the workbook's part ends in the middle", lambda p: p.update({BOOK: p[BOOK][:400]}), BAD)
    xml("xml-two-roots.xlsx", "two tables one behind the other", lambda p: p.update({BM01: p[BM01] + p[BM01]}), [BAD, HELD, READ])
    xml("xml-crossed.xlsx", "tags that cross", edit(BM01, "<sheetData>", "<a><b></a></b><sheetData>"), BAD)
    xml("xml-wrong-end.xlsx", "a cell closed by another name", edit(BM01, "<v>2010</v></c>", "<v>2010</v></d>"), BAD)
    xml("xml-no-space.xlsx", "an undeclared prefix", edit(BM01, "<sheetData>", "<q:a/><sheetData>"), [BAD, READ])
    xml("xml-other-space.xlsx", "cells of another namespace", edit(BM01, '<c r="E48"><v>2010</v></c>',
        '<z:c xmlns:z="urn:z" r="E48"><z:v>7</z:v></z:c><c r="E48"><v>2010</v></c>'), [BAD, HELD, READ],
        figures={"dv_phan_mem": [2010, None]})
    xml("xml-nul.xlsx", "a zero byte in a text", lambda p: p.update({STRINGS: p[STRINGS].replace("Phạm", "Ph\0m")}), [BAD, READ, HELD])
    xml("xml-control.xlsx", "control characters in a text", lambda p: p.update({STRINGS: p[STRINGS].replace("Phạm", "Ph\x07\x1B[31m")}), [BAD, READ])
    xml("xml-control-reference.xlsx", "&#0; and &#31; in a text", lambda p: p.update({STRINGS: p[STRINGS].replace("Phạm", "Ph&#0;&#31;m")}), [BAD, READ, HELD])
    xml("xml-surrogate-reference.xlsx", "&#xD800; in a text", lambda p: p.update({STRINGS: p[STRINGS].replace("Phạm", "Ph&#xD800;m")}), [BAD, READ, HELD])
    xml("xml-huge-reference.xlsx", "&#99999999999; in a text", lambda p: p.update({STRINGS: p[STRINGS].replace("Phạm", "Ph&#99999999999;m")}), [BAD, READ, HELD])
    xml("xml-unknown-entity.xlsx", "&copy; in a text", lambda p: p.update({STRINGS: p[STRINGS].replace("Phạm", "Ph&copy;m")}), [BAD, READ, HELD])
    xml("xml-ampersand.xlsx", "a bare & in a text", lambda p: p.update({STRINGS: p[STRINGS].replace("Phạm", "Phạm & con")}), [BAD, READ, HELD])
    broken = lambda p: p.update({STRINGS: p[STRINGS].encode().replace("Phạm".encode(), b"Ph\xE1\xBAm\xFF")})
    xml("xml-not-utf8.xlsx", "bytes that are no UTF-8 in a text", broken, [BAD, READ, HELD])
    xml("xml-surrogate-bytes.xlsx", "a lone surrogate as UTF-8 bytes", lambda p: p.update(
        {STRINGS: p[STRINGS].encode().replace("Phạm".encode(), b"Ph\xED\xA0\x80m")}), [BAD, READ, HELD])
    xml("xml-utf7.xlsx", "said to be UTF-7", edit(BM01, 'encoding="UTF-8"', 'encoding="UTF-7"'), [BAD, READ])
    xml("xml-encoding-unknown.xlsx", "said to be of an unknown encoding", edit(BM01, 'encoding="UTF-8"', 'encoding="x-tcvn3"'), [BAD, READ])
    for name in ("utf-16-le", "utf-16-be", "utf-32-le"):
        def coded(p):
            for part in (BM01, STRINGS, BOOK):
                text = p[part].replace('encoding="UTF-8"', f'encoding="{name[:6].upper()}"')
                p[part] = ("\uFEFF" + text).encode(name)
        xml(f"xml-{name}.xlsx", f"parts in {name.upper()}", coded, [BAD, READ])
    # The reader must not confuse encodings: a wrong character would be a wrong unit.
    xml("xml-windows-1258.xlsx", "a part in windows-1258", lambda p: p.update(
        {STRINGS: p[STRINGS].replace('encoding="UTF-8"', 'encoding="windows-1258"').encode("cp1258", "xmlcharrefreplace")}), [BAD, READ])
    xml("xml-base64.xlsx", "a part that is base64", lambda p: p.update({BM01: base64.b64encode(p[BM01].encode())}), [BAD, NOT])
