"""Lists of a workbook and its sheets that are wrong: too many, duplicate, out of order, beyond the sheet."""
from archive import Entry, package
from cases import ANY, BAD, HELD, NOT, READ
from form import (BM01, BOOK, DS_2, HEAD, LINKS, MAIN, RELS, SHEETS, STRINGS, letters, put, sheet_xml, strings_xml, swap,
                  workbook)

MEM = {"dv_phan_mem": [2010, None]}


def add(corpus):
    def book(name, what, change, expect=READ, kind="sheet", **more):
        made = workbook()
        made = change(made) or made
        corpus.add(name, kind, what, expect, package(made), **more)

    def edit(part, old, new, times=1):
        return lambda p: p.update({part: swap(p[part], old, new, times)})

    def cell(xml, place="E48"):
        return lambda p: put(p, place, xml)

    def more_cells(text):
        """Adds cells after the last row."""
        return edit(BM01, "</sheetData>", text + "</sheetData>")

    def rows(count, columns, first=200, xml='<c r="{}{}"><v>1</v></c>'):
        return "".join(f'<row r="{r}">' + "".join(xml.format(letters(c), r) for c in range(1, columns + 1)) + "</row>"
                       for r in range(first, first + count))

    book("cell-XFD1048576.xlsx", "a stray blank in the last cell of the sheet", more_cells('<row r="1048576">'
         '<c r="XFD1048576" t="inlineStr"><is><t xml:space="preserve"> </t></is></c></row>'))
    for place in ("A99999999999", "ZZZZZZ1", "A0", "XFE1", "A1048577", "A4294967344", "A18446744073709551664", "AAAAAAAAAAAAAAAAAAE48",
                  "E-48", "E", "48", "", "E48:E49", "É48", "E４８"):
        safe = place[:24].replace(":", "-") or "empty"
        book(f"ref-{safe}.xlsx", f"a cell at {place!r}", edit(BM01, '<c r="E48">', f'<c r="{place}">'), [BAD, HELD], figures=MEM)
    for place in ("e48", "$E$48", " E48", "E048"):
        book(f"ref-{place.replace('$', 'S').replace(' ', '_')}.xlsx", f"a cell at {place!r}", edit(BM01, '<c r="E48">', f'<c r="{place}">'),
             [BAD, HELD, READ], figures=MEM)
    book("ref-twice.xlsx", "one cell twice, with other figures", cell('<c r="E48"><v>2010</v></c><c r="E48"><v>7</v></c>'), [BAD, HELD], figures=MEM)
    book("ref-twice-equal.xlsx", "one cell twice, with one figure", cell('<c r="E48"><v>2010</v></c><c r="E48"><v>2010</v></c>'), [BAD, HELD, READ])
    book("ref-twice-blank.xlsx", "one cell twice, the second empty", cell('<c r="E48"><v>2010</v></c><c r="E48"/>'), [BAD, HELD, READ], figures=MEM)
    book("ref-twice-later.xlsx", "one cell again in a later row", more_cells('<row r="90"><c r="E48"><v>7</v></c></row>'), [BAD, HELD], figures=MEM)
    book("row-twice.xlsx", "one row twice", more_cells('<row r="48"><c r="E48"><v>7</v></c></row>'), [BAD, HELD], figures=MEM)
    book("row-of-another.xlsx", "a cell whose row is another", edit(BM01, '<row r="48">', '<row r="7">'), [BAD, HELD, READ], figures=MEM)
    book("row-order.xlsx", "rows in backward order", lambda p: p.update({BM01: backward(p[BM01])}), [READ, HELD, BAD])
    book("row-without-r.xlsx", "rows without numbers, cells with addresses", lambda p: p.update({BM01: no_row_numbers(p[BM01])}), READ)
    book("row-r-huge.xlsx", "a row numbered 4294967297", edit(BM01, '<row r="48">', '<row r="4294967297">'), [BAD, HELD, READ], figures=MEM)
    book("row-r-nan.xlsx", "a row numbered NaN", edit(BM01, '<row r="48">', '<row r="NaN">'), [BAD, HELD, READ], figures=MEM)
    book("cell-in-no-row.xlsx", "a cell outside any row", edit(BM01, "<sheetData>", '<sheetData><c r="E48"><v>7</v></c>'), [BAD, HELD, READ], figures=MEM)
    book("cell-in-cell.xlsx", "a cell within a cell", cell('<c r="E48"><c r="E47"><v>7</v></c><v>2010</v></c>'), [BAD, HELD, READ],
         figures={"dv_phan_mem": [2010, None], "dv_luy_ke": [12, None]})
    book("sheetdata-twice.xlsx", "two lists of rows", edit(BM01, "</sheetData>", '</sheetData><sheetData><row r="48"><c r="E48"><v>7</v></c></row></sheetData>'),
         [BAD, HELD, READ], figures=MEM)
    book("sheetdata-none.xlsx", "no list of rows", lambda p: p.update({BM01: f'{HEAD}<worksheet xmlns="{MAIN}"/>'}), [BAD, NOT])
    book("columns-million.xlsx", "a row of a million cells", more_cells(rows(1, 1_000_000)), [BAD, HELD, READ])
    book("cells-600000.xlsx", "600,000 cells with content", more_cells(rows(6000, 100)), [BAD, HELD, READ], heavy=True)
    book("cells-same-text.xlsx", "400,000 cells with one shared text of 2,000 letters", lambda p: (
        p.update({STRINGS: swap(p[STRINGS], "</sst>", f"<si><t>{'đ' * 2000}</t></si></sst>")}),
        more_cells(rows(4000, 100, xml=f'<c r="{{}}{{}}" t="s"><v>{p[STRINGS].count("<si>") - 1}</v></c>'))(p))[0], [BAD, HELD, READ], heavy=True)
    book("cells-empty-3M.xlsx", "three million formatted but empty cells", more_cells(rows(30_000, 100, xml='<c r="{}{}" s="1"/>')),
         [BAD, HELD, READ], heavy=True)
    book("rows-empty-1M.xlsx", "a million empty rows", more_cells("".join(f'<row r="{r}"/>' for r in range(200, 1_000_000))), [BAD, READ])
    book("dimension-lie.xlsx", "a used range of the whole sheet declared", edit(BM01, "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'))
    book("dimension-wrong-way.xlsx", "a used range that ends before it begins", edit(BM01, "<sheetData>", '<dimension ref="Z99:A1"/><sheetData>'), [BAD, READ])
    book("dimension-garbage.xlsx", "a used range that is none", edit(BM01, "<sheetData>", '<dimension ref="A1:B2:C3"/><sheetData>'), [BAD, READ])
    book("columns-format.xlsx", "a million column formats", edit(BM01, "<sheetData>", "<cols>" + '<col min="1" max="16384" width="9"/>' * 100_000 + "</cols><sheetData>"),
         [BAD, READ])
    merges(corpus, book, edit)
    strings(corpus, book, edit, cell)
    lists(corpus, book, edit)


def merges(corpus, book, edit):
    def merged(name, what, ranges, expect=READ, **more):
        xml = f'</sheetData><mergeCells count="{len(ranges)}">' + "".join(f'<mergeCell ref="{r}"/>' for r in ranges) + "</mergeCells>"
        book(name, what, edit(BM01, "</sheetData>", xml), expect, "merge", **more)

    merged("merge-300000.xlsx", "300,000 merged ranges", [f"H{r}:I{r}" for r in range(100, 300_100)], BAD, limit="merges")
    merged("merge-90000.xlsx", "90,000 merged ranges", [f"H{r}:I{r}" for r in range(100, 90_100)], [READ, BAD])
    merged("merge-overlap.xlsx", "merged ranges that overlap", ["A80:C90", "B85:D95", "A80:C90"], [READ, BAD, HELD])
    merged("merge-sheet.xlsx", "the whole sheet merged", ["A1:XFD1048576"], [BAD, HELD, NOT])
    merged("merge-figures.xlsx", "two figures merged", ["E47:E48"], HELD, figures={"dv_phan_mem": [2010, None], "dv_luy_ke": [12, None]})
    merged("merge-wrong-way.xlsx", "a range that ends before it begins", ["E90:A85"], [READ, BAD])
    merged("merge-one-cell.xlsx", "a range of one cell", ["H90"], [READ, BAD])
    merged("merge-beyond.xlsx", "a range outside the sheet", ["A1048577:XFE99999999"], [READ, BAD])
    merged("merge-garbage.xlsx", "a range that is none", ["#REF!"], [READ, BAD])
    merged("merge-columns.xlsx", "a range of whole columns", ["H:I"], [READ, BAD])
    book("merge-count.xlsx", "four milliard merged ranges declared", edit(BM01, "</sheetData>", '</sheetData><mergeCells count="4294967295"/>'), READ, "merge")


def strings(corpus, book, edit, cell):
    def shared(name, what, change, expect=READ, **more):
        book(name, what, change, expect, "strings", **more)

    def more_texts(count):
        return lambda p: p.update({STRINGS: swap(p[STRINGS], "</sst>", "".join(f"<si><t>{i:07d}</t></si>" for i in range(count)) + "</sst>")})

    shared("strings-million.xlsx", "a million shared texts that nobody uses", more_texts(1_000_100), BAD, limit="shared_strings")
    shared("strings-900000.xlsx", "900,000 shared texts that nobody uses", more_texts(900_000), [READ, BAD], heavy=True)
    for claim in ("0", "4294967295", "18446744073709551615", "99999999999999999999999", "-1", "NaN", ""):
        shared(f"strings-count-{claim or 'empty'}.xlsx", f"{claim or 'no'} shared texts declared",
               lambda p: p.update({STRINGS: resized(p[STRINGS], claim)}), [READ, BAD])
    for index in ("999999", "-1", "NaN", "1e1", "4294967296", "18446744073709551616", "１", "", "1.0", "0x1"):
        shared(f"strings-index-{index or 'empty'}.xlsx", f"shared text number {index!r}", cell(f'<c r="E48" t="s"><v>{index}</v></c>'),
               [BAD, HELD], figures={"dv_phan_mem": [None]})
    shared("strings-index-heading.xlsx", "a heading that is shared text 999999", lambda p: put(p, "C21", '<c r="C21" t="s"><v>999999</v></c>'), [BAD, HELD, READ])
    shared("strings-runs-100000.xlsx", "a text of 100,000 runs", edit(STRINGS, "</sst>", "<si>" + "<r><rPr/><t>a</t></r>" * 100_000 + "</si></sst>"), [READ, BAD])
    shared("strings-empty-items.xlsx", "empty shared texts", edit(STRINGS, "</sst>", "<si/><si></si><si><t/></si></sst>"))


def resized(xml, claim):
    import re
    return re.sub(r' count="\d+" uniqueCount="\d+"', f' count="{claim}" uniqueCount="{claim}"', xml)


def lists(corpus, book, edit):
    def listed(name, what, change, expect=READ, **more):
        book(name, what, change, expect, "lists", **more)

    extra = "".join(f'<sheet name="S{i}" sheetId="{i + 50}" r:id="rId1"/>' for i in range(10_000))
    listed("sheets-10000.xlsx", "10,000 sheets, all of one part", edit(BOOK, "</sheets>", extra + "</sheets>"), BAD, limit="sheets")
    extra = "".join(f'<sheet name="S{i}" sheetId="{i + 50}" r:id="rId1"/>' for i in range(190))
    listed("sheets-190-of-one-part.xlsx", "190 sheets, all of one part", edit(BOOK, "</sheets>", extra + "</sheets>"), [BAD, HELD, NOT], heavy=True)
    listed("sheets-one-name.xlsx", "two sheets of one name", edit(BOOK, 'name="TM"', 'name="BM01"'), [BAD, HELD, NOT])
    listed("sheets-one-name-case.xlsx", "two sheets whose names differ in case", edit(BOOK, 'name="TM"', 'name="bm01"'), [BAD, HELD, READ])
    listed("sheets-long-name.xlsx", "a sheet name of 10,000 letters", edit(BOOK, 'name="TM"', f'name="{"ế" * 10_000}"'), [BAD, READ])
    listed("sheets-no-name.xlsx", "a sheet without a name", edit(BOOK, 'name="TM"', 'name=""'), [BAD, READ])
    listed("sheets-name-missing.xlsx", "a sheet without the attribute name", edit(BOOK, 'name="TM" ', ""), [BAD, READ])
    listed("sheets-odd-name.xlsx", "a sheet name with signs that Excel forbids", edit(BOOK, 'name="TM"', 'name="=[a]\'!:\\/?*&#10;&#7;"'), [BAD, READ])
    listed("sheets-table-odd-name.xlsx", "the table's sheet has a name that Excel forbids", edit(BOOK, 'name="BM01"', 'name="=cmd|\'/c calc\'!A1"'), [BAD, READ])
    listed("sheets-table-long-name.xlsx", "the table's sheet has a name of 10,000 letters", edit(BOOK, 'name="BM01"', f'name="{"ế" * 10_000}"'), [BAD, READ])
    listed("sheets-no-id.xlsx", "a sheet without a relation", edit(BOOK, ' r:id="rId1"', ""), [BAD, NOT])
    listed("sheets-wrong-id.xlsx", "a sheet whose relation is not there", edit(BOOK, 'r:id="rId1"', 'r:id="rId77"'), [BAD, NOT])
    listed("sheets-hidden.xlsx", "the table's sheet is hidden", edit(BOOK, '<sheet name="BM01"', '<sheet state="hidden" name="BM01"'), [NOT, HELD])
    listed("sheets-very-hidden.xlsx", "the table's sheet is very hidden", edit(BOOK, '<sheet name="BM01"', '<sheet state="veryHidden" name="BM01"'), [NOT, HELD])
    listed("sheets-state-unknown.xlsx", "a sheet of an unknown state", edit(BOOK, '<sheet name="BM01"', '<sheet state="x" name="BM01"'), [BAD, READ])
    listed("sheets-table-twice.xlsx", "the table twice, with other figures", lambda p: (
        p.update({"xl/worksheets/sheet6.xml": p[BM01].replace(">2010<", ">7<")})), [NOT, HELD, BAD])
    listed("sheets-chart.xlsx", "a chart for a sheet", edit(LINKS, f'Type="{RELS}/worksheet" Target="worksheets/sheet6.xml"',
           f'Type="{RELS}/chartsheet" Target="worksheets/sheet6.xml"'), [READ, BAD])
    listed("sheets-macro.xlsx", "a sheet of old macros", edit(LINKS, f'Type="{RELS}/worksheet" Target="worksheets/sheet6.xml"',
           'Type="http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet" Target="macrosheets/sheet6.xml"'), [READ, BAD])
    name = '<definedName name="n{}">BM01!$A$1</definedName>'
    listed("names-100000.xlsx", "100,000 defined names", edit(BOOK, "</sheets>", "</sheets><definedNames>" + "".join(
        name.format(i) for i in range(100_000)) + "</definedNames>"), BAD, limit="names")
    for kind, text in [("recursive", '<definedName name="a">b</definedName><definedName name="b">a</definedName>'),
                       ("dde", '<definedName name="dv_phan_mem">cmd|\'/c calc\'!A1</definedName>'),
                       ("external", '<definedName name="ma_don_vi">[1]BM01!$E$48</definedName>'),
                       ("broken", '<definedName name="ma_don_vi">#REF!</definedName><definedName/><definedName name="">x</definedName>'),
                       ("far", '<definedName name="ma_don_vi">BM01!$XFD$99999999999</definedName>'),
                       ("twice", '<definedName name="ma_don_vi">BM01!$C$10</definedName><definedName name="ma_don_vi">TM!$A$1</definedName>'),
                       ("long", f'<definedName name="{"a" * 100_000}">{"1+" * 100_000}1</definedName>')]:
        listed(f"names-{kind}.xlsx", f"defined names: {kind}", edit(BOOK, "</sheets>", f"</sheets><definedNames>{text}</definedNames>"), [READ, BAD])
    xf = '<xf numFmtId="14"/>'
    listed("styles-100000.xlsx", "100,000 cell formats", lambda p: p.update({"xl/styles.xml": swap(p["xl/styles.xml"], "</cellXfs>", xf * 100_000 + "</cellXfs>")}), [READ, BAD])
    listed("styles-formats-100000.xlsx", "100,000 number formats", lambda p: p.update({"xl/styles.xml": swap(p["xl/styles.xml"], "<fonts", "<numFmts>" + "".join(
        f'<numFmt numFmtId="{i}" formatCode="{"y" * 20}{i}"/>' for i in range(200, 100_200)) + "</numFmts><fonts")}), [READ, BAD])
    listed("styles-out-of-range.xlsx", "a cell format that is not there", edit(BM01, '<c r="E48">', '<c r="E48" s="4294967295">'), [READ, HELD, BAD], figures=MEM)
    listed("styles-negative.xlsx", "a cell format of minus one", edit(BM01, '<c r="E48">', '<c r="E48" s="-1">'), [READ, HELD, BAD], figures=MEM)
    listed("styles-date.xlsx", "a figure shown as a date", edit(BM01, '<c r="E48">', '<c r="E48" s="1">'), [HELD, READ], figures=MEM)
    listed("styles-empty.xlsx", "an empty part for the styles", lambda p: p.update({"xl/styles.xml": ""}), [READ, BAD])
    listed("styles-noise.xlsx", "styles that are no XML", lambda p: p.update({"xl/styles.xml": "<<<<"}), [READ, BAD])
    listed("styles-format-1M.xlsx", "a number format of a megabyte", lambda p: p.update({"xl/styles.xml": swap(p["xl/styles.xml"], "<fonts",
           f'<numFmts><numFmt numFmtId="200" formatCode="{"[$-409]d" * 120_000}"/></numFmts><fonts')}), [READ, BAD])


def backward(xml):
    import re
    rows = re.findall(r"<row .*?</row>", xml, re.S)
    return swap(xml, "".join(rows), "".join(reversed(rows)))


def no_row_numbers(xml):
    import re
    return re.sub(r'<row r="\d+">', "<row>", xml)
