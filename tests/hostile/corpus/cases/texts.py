"""Contents of text cells: what a spreadsheet would take for a formula, invisible characters, far too much text."""
from archive import package
from cases import BAD, HELD, NOT, READ
from form import BM01, BOOK, DS_1, DS_2, DS_3, SHEETS, STRINGS, escape, inline, put, sheet_xml, strings_xml, swap, workbook


def add(corpus):
    def text(name, what, words, expect=READ, place="B5", part=DS_2, **more):
        """A text in the cell of a roster, by default the first name in DS_2."""
        corpus.add(f"text-{name}.xlsx", "text", what, expect, package(put(workbook(), place, inline(place, words), part)), **more)

    signs = {"equals": "=cmd|'/c calc'!A1", "plus": "+1+1", "minus": "-1+1", "at": "@SUM(1)", "tab": "\t=1+1", "return": "&#13;=1+1",
             "line": "&#10;=1+1", "semicolon": ";=1+1", "quote": "\"=1+1", "apostrophe": "'=1+1", "full-width": "＝1+1", "pipe": "|calc",
             "space": " =1+1"}
    for name, words in signs.items():
        words = words.replace('"', "&quot;")
        text(f"formula-{name}", f"the name of a person is {words}", words)
        text(f"formula-{name}-header", f"who filled it in is {words}", words, place="C15", part=BM01)
        text(f"formula-{name}-unit", f"the unit is {words}", words, [NOT, HELD, READ], place="C10", part=BM01)
    text("narrative-formula", "a narrative is a formula", "=HYPERLINK(&quot;http://127.0.0.1:9&quot;)", place="C5", part="xl/worksheets/sheet6.xml")
    text("dde-mst", "a tax code is DDE", "=cmd|' /C calc'!A0", [READ, HELD], place="C5", part=DS_1)
    odd = {"escape-0": "_x0000_a", "escape-return": "a_x000D_b", "escape-surrogate": "a_xD800_b", "escape-loop": "_x005F_x000D_",
           "rtl": "\u202Egnuht cáob", "zero-width": "\u200BPhạm\u200D \u2060Thị\uFEFF", "marks": "e" + "\u0301" * 100_000,
           "marks-mixed": "a" + "\u0323\u0302\u0301" * 30_000, "jamo": "\u1100\u1161" * 50_000, "nfd": "Pha\u0323m Thi\u0323 Mai",
           "emoji": "👩‍👩‍👧‍👦" * 5_000, "private": "\uE000\uF8FF", "noncharacter": "\uFFFE"[:0] + "\uFDD0", "spaces": "\u00A0\u2003\u3000",
           "newlines": "a&#10;" * 20_000, "tags": "&lt;script&gt;alert(1)&lt;/script&gt;", "null-word": "NULL", "true-word": "TRUE"}
    for name, words in odd.items():
        text(name, f"a name: {name}", words, [READ, HELD, BAD])
    text("32768", "a text one letter over what Excel holds", "ế" * 32_768, [READ, HELD, BAD])
    text("1M", "a text of a megabyte", "ế" * 350_000, [READ, HELD, BAD])
    text("1M-narrative", "a narrative of a megabyte", "ế" * 350_000, [READ, HELD, BAD], place="C5", part="xl/worksheets/sheet6.xml")
    text("1M-person", "who filled it in, a megabyte", "ế" * 350_000, [READ, HELD, BAD], place="C15", part=BM01)
    text("1M-unit", "the unit's name, a megabyte", "ế" * 350_000, [READ, HELD, BAD, NOT], place="C11", part=BM01)
    text("1M-heading", "a heading of a megabyte", "ế" * 350_000, [READ, HELD, BAD, NOT], place="G21", part=BM01)
    text("1M-label", "a label of a megabyte", "ế" * 350_000, [READ, HELD, BAD], place="B48", part=BM01)
    text("1M-figure", "a figure of a megabyte", "1.234 " * 170_000, HELD, place="E48", part=BM01, figures={"dv_phan_mem": [None]})
    text("figure-marks", "a figure with marks", "2010" + "\u0301" * 50_000, HELD, place="E48", part=BM01, figures={"dv_phan_mem": [None]})
    text("figure-invisible", "a figure with invisible letters", "20\u200B\u202E10", [HELD, READ], place="E48", part=BM01,
         figures={"dv_phan_mem": [2010, None]})
    headers(corpus, text)
    rosters(corpus)


def headers(corpus, text):
    """Cells of the header: unit and period."""

    def head(name, what, words, place, expect=(NOT, HELD, READ), **more):
        text(f"head-{name}", what, words, expect, place=place, part=BM01, **more)

    head("unit-unknown", "a unit that is not in the annex", "HUYENLA", "C10")
    head("quarter-9", "the quarter 9", "9", "C12", (NOT, HELD))
    head("quarter-huge", "the quarter 99999999999999999999", "9" * 20, "C12", (NOT, HELD))
    head("quarter-text", "the quarter III", "Quý III", "C12", READ)
    head("year-huge", "the year 2147483648", "2147483648", "F12", (NOT, HELD))
    head("year-before", "the year 1021", "1021", "F12", (NOT, HELD))
    head("number-huge", "submission 4294967295", "4294967295", "C14", (READ, HELD))
    head("number-overflow", "submission 18446744073709551616", "18446744073709551616", "C14", HELD)
    head("number-negative", "submission -1", "-1", "C14", HELD)
    head("number-zero", "submission 0", "0", "C14", HELD)
    made = put(workbook(), "C14", '<c r="C14"><v>1e300</v></c>')
    corpus.add("text-head-number-1e300.xlsx", "text", "submission 1e300", HELD, package(made))
    made = put(workbook(), "C12", '<c r="C12"><v>3.5</v></c>')
    corpus.add("text-head-quarter-half.xlsx", "text", "the quarter 3.5", [NOT, HELD], package(made))
    made = put(workbook(), "C12", '<c r="C12" t="e"><v>#REF!</v></c>')
    corpus.add("text-head-quarter-error.xlsx", "text", "the quarter is an error", [NOT, HELD], package(made))
    made = put(workbook(), "F12", '<c r="F12"><f>YEAR(TODAY())</f></c>')
    corpus.add("text-head-year-uncached.xlsx", "text", "the year is a formula without a value", [NOT, HELD], package(made))


def rosters(corpus):
    def roster(name, what, rows, expect, which=2, columns=None, **more):
        """A roster of so many rows, each like the first one except for its number."""
        made = workbook(shared=False)
        cells = dict(SHEETS[which][1])
        first = {c: v for (r, c), v in cells.items() if r == 5}
        for at in range(rows):
            for column, value in first.items():
                numbered = isinstance(value, str) and column in (2, 3)
                cells[5 + at, column] = f"{value} {at}" if numbered else value
        part = f"xl/worksheets/sheet{which + 1}.xml"
        made[part] = sheet_xml(cells)
        corpus.add(name, "roster", what, expect, package(made), **more)

    roster("roster-800.xlsx", "a list of 800 people", 800, [READ, HELD])
    roster("roster-6000.xlsx", "a list of 6,000 people", 6_000, HELD, limit="roster_rows")
    roster("roster-6000-mst.xlsx", "a list of 6,000 new unions", 6_000, HELD, which=1, limit="roster_rows")
    roster("roster-60000.xlsx", "a list of 60,000 people", 60_000, [HELD, BAD], heavy=True)
    roster("roster-100000.xlsx", "a list of 100,000 people", 100_000, [HELD, BAD], heavy=True)
    # Headings of the table, and of a roster, repeated many times.
    cells = dict(SHEETS[0][1])
    for at in range(5_000):
        cells.update({(200 + at, c): cells[21, c] for c in range(1, 8)})
    made = workbook()
    made[BM01] = sheet_xml(cells)
    corpus.add("roster-headings.xlsx", "roster", "the table's headings 5,000 times", [READ, HELD, NOT, BAD], package(made))
    cells = dict(SHEETS[0][1])
    for at in range(2_000):
        cells.update({(200 + 60 * at + r - 22, c): v for (r, c), v in SHEETS[0][1].items() if 22 <= r < 79 and c != 5})
    made = workbook()
    made[BM01] = sheet_xml(cells)
    corpus.add("roster-labels.xlsx", "roster", "every row of the table 2,000 times", [HELD, BAD, NOT], package(made), heavy=True)
    sheets = SHEETS + [(f"BM01 ({i})", SHEETS[0][1]) for i in range(2, 150)]
    corpus.add("roster-150-tables.xlsx", "roster", "150 sheets with the table", [NOT, HELD, BAD], package(workbook(sheets)), heavy=True)
    sheets = SHEETS + [(f"DS_2 ({i})", SHEETS[2][1]) for i in range(2, 150)]
    corpus.add("roster-150-rosters.xlsx", "roster", "150 sheets with one roster", [READ, HELD, BAD], package(workbook(sheets)))
