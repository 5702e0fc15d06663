"""Contents of a figure's cell. Whatever the content, the program must never read another figure than the one meant."""
from archive import package
from cases import BAD, HELD, READ
from form import BM01, BOOK, HEAD, LINKS, PACKAGE, RELS, put, swap, workbook

RIGHT, NONE = [2010], [None]


def add(corpus):
    def value(name, what, xml, expect=(BAD, HELD), figure=NONE, change=None, **more):
        """Changes the cell of "Đoàn viên đã cập nhật phần mềm", whose value is 2010."""
        made = put(workbook(), "E48", f'<c r="E48"{xml}</c>')
        if change:
            change(made)
        corpus.add(f"value-{name}.xlsx", "value", what, expect, package(made), figures={"dv_phan_mem": figure}, **more)

    def typed(name, text, expect=(BAD, HELD), figure=NONE, what=None):
        value(name, what or f"the number {text}", f"><v>{text}</v>", expect, figure)

    for text in ("NaN", "nan", "INF", "-INF", "inf", "Infinity", "1e309", "-1e309", "0x10", "１２", "١٢", "2 010", "2,010", "2_010",
                 "2010a", "--5", "1e", "e5", ".", "-", "", "٢٠١٠", "2010%", "=2010", "1/2", "1d3", "1f", "0b1"):
        # A text in a number's cell is read as text, with a warning where it looks like a number.
        as_text = {"2 010": 2010, "-": 0}.get(text)
        may = dict(expect=(BAD, HELD, READ), figure=(as_text, None)) if as_text is not None else {}
        typed({"": "empty", ".": "dot", "-": "minus", "1/2": "half"}.get(text, text), text, **may)
    typed("1e308", "1e308", HELD, [1e308])
    typed("1e-400", "1e-400", [BAD, HELD, READ], [0, None])
    typed("minus-zero", "-0", [BAD, HELD, READ], [0, None])
    typed("negative", "-5", HELD, [-5])
    typed("fraction", "2010.5", HELD, [2010.5])
    typed("nearly", "2010.0000000000002", [HELD, READ], [2010, 2010.0000000000002])
    typed("digits-1000", "2010." + "0" * 1000, [BAD, HELD, READ], [2010, None])
    typed("zeros-before", "0002010", [BAD, HELD, READ], [2010, None])
    typed("exponent", "2.01E3", READ, RIGHT)
    typed("exponent-plus", "2.01E+03", READ, RIGHT)
    typed("decimal", "2010.0", READ, RIGHT)
    typed("plus", "+2010", [BAD, HELD, READ], [2010, None])
    typed("spaces", " 2010 ", [BAD, HELD, READ], [2010, None])
    typed("lines", "\n    2010\n  ", [BAD, HELD, READ], [2010, None])
    parts = [BAD, HELD, READ]
    either = [2010, None]
    typed("comment", "20<!-- -->10", parts, either, "a number split by a comment")
    typed("comment-before", "<!-- 7 -->2010", parts, either, "a comment before the number")
    typed("cdata", "<![CDATA[2010]]>", parts, either, "a number in CDATA")
    typed("cdata-half", "20<![CDATA[10]]>", parts, either, "half of a number in CDATA")
    typed("entity", "20&#49;0", parts, either, "a digit as a character reference")
    typed("entity-hex", "&#x32;010", parts, either, "the first digit as a character reference")
    typed("instruction", "20<?a?>10", parts, either, "a number split by an instruction")
    typed("element", "20<a/>10", parts, either, "a number split by an element")
    typed("element-text", "20<a>3</a>10", parts, either, "an element with text within a number")
    typed("zero-width", "20\u200B10", expect=(BAD, HELD, READ), figure=(2010, None), what="a zero-width blank within a number")
    typed("no-break", "2\u00A0010", expect=(BAD, HELD, READ), figure=(2010, None), what="a no-break space within a number")
    value("twice", "two values", "><v>20</v><v>10</v>")
    value("twice-equal", "two equal values", "><v>2010</v><v>2010</v>", parts, either)
    value("twice-second-empty", "a value and an empty one", "><v>2010</v><v/>", parts, either)
    value("nested", "a value within a value", "><v>20<v>10</v></v>", (BAD, HELD), NONE)
    value("formula-behind", "the value stands before its formula", "><v>2010</v><f>1+1</f>", parts, either)
    value("is-and-v", "a text and a value", ' t="inlineStr"><is><t>7</t></is><v>2010</v>', parts, [2010, 7, None])
    value("is-in-number", "a text in a number cell", "><is><t>7</t></is><v>2010</v>", parts, either)
    value("other-element-v", "a value within an extension", '><extLst><ext><v>7</v></ext></extLst><v>2010</v>', parts, either)
    value("extension-behind", "a value within an extension behind the value", '><v>2010</v><extLst><ext><v>7</v></ext></extLst>', parts, either)
    for kind, text in (("b", "2"), ("b", "true"), ("b", "1"), ("e", "#SPILL!"), ("e", "#CALC!"), ("e", "#REF!"), ("e", "#DIV/0!"),
                       ("e", "#FIELD!"), ("e", "#BUSY!"), ("e", "#N/A"), ("e", "2010"), ("e", ""), ("n", "abc"), ("d", "2010-01-01"),
                       ("d", "abc"), ("d", "9999999-99-99T99:99:99"), ("s", ""), ("zzz", "2010"), ("", "2010")):
        label = f"{kind or 'empty'}-{text.strip('#!').replace('/', '-') or 'empty'}"
        value(f"type-{label}", f"type {kind!r}: {text}", f' t="{kind}"><v>{text}</v>', parts if text == "2010" else (BAD, HELD),
              either if text == "2010" else NONE)
    value("type-str", "a number as text of a formula", ' t="str"><v>2010</v>', READ, RIGHT)
    value("type-inline", "a number as text", ' t="inlineStr"><is><t>2010</t></is>', READ, RIGHT)
    value("type-inline-v", "a text cell with a plain value", ' t="inlineStr"><v>2010</v>', parts, either)
    value("type-inline-empty", "a text cell without text", ' t="inlineStr"><is/>')
    value("type-inline-none", "a text cell without anything", ' t="inlineStr">')
    value("type-str-comment", "a text split by a comment", ' t="str"><v>20<!-- -->10</v>', parts, either)
    value("type-str-cdata", "a text in CDATA", ' t="str"><v>20<![CDATA[10]]></v>', parts, either)
    value("type-str-entity", "a text with a character reference", ' t="str"><v>20&#49;0</v>', parts, either)
    value("type-inline-comment", "a text split by a comment", ' t="inlineStr"><is><t>20<!-- -->10</t></is>', parts, either)
    value("type-inline-cdata", "half of a text in CDATA", ' t="inlineStr"><is><t>20<![CDATA[10]]></t></is>', parts, either)
    value("type-inline-entity", "a text with a character reference", ' t="inlineStr"><is><t>20&#49;0</t></is>', parts, either)
    value("type-inline-runs", "a text of two runs", ' t="inlineStr"><is><r><t>20</t></r><r><t>10</t></r></is>', READ, RIGHT)
    value("type-inline-phonetic", "a text with phonetic help", ' t="inlineStr"><is><t>2010</t><rPh sb="0" eb="1"><t>7</t></rPh></is>', READ, RIGHT)
    for name, text in (("two-ways", "1.234,567.8"), ("comma", "1,012"), ("words", "hai nghìn"), ("cut", "2.01"), ("formula-text", "=2010")):
        value(f"text-{name}", f"the text {text}", f' t="inlineStr"><is><t>{text}</t></is>', HELD)
    shared_split(corpus)
    formulas(corpus, value)
    dates(corpus)


def shared_split(corpus):
    """The figure as a shared text in pieces."""
    for name, xml in (("comment", "<t>20<!-- -->10</t>"), ("cdata", "<t>20<![CDATA[10]]></t>"), ("entity", "<t>20&#49;0</t>"),
                      ("runs", "<r><t>20</t></r><r><rPr><b/></rPr><t>10</t></r>"), ("phonetic", "<t>2010</t><rPh sb='0' eb='1'><t>7</t></rPh>")):
        made = workbook()
        number = made["xl/sharedStrings.xml"].count("<si>")
        made["xl/sharedStrings.xml"] = swap(made["xl/sharedStrings.xml"], "</sst>", f"<si>{xml}</si></sst>")
        put(made, "E48", f'<c r="E48" t="s"><v>{number}</v></c>')
        corpus.add(f"value-shared-{name}.xlsx", "value", f"a shared text, {name}", [BAD, HELD, READ], package(made),
                   figures={"dv_phan_mem": [2010, None]})


def formulas(corpus, value):
    def formula(name, what, text, expect=(READ, HELD, BAD), figure=(2010, None), cached="<v>2010</v>", attributes="", **more):
        value(f"formula-{name}", what, f"><f{attributes}>{text}</f>{cached}", expect, list(figure), **more)

    formula("plain", "a formula with its value", "2000+10", READ, [2010])
    formula("uncached", "a formula without its value", "2000+10", [HELD, BAD], [None], "")
    formula("uncached-empty", "a formula with an empty value", "2000+10", [HELD, BAD], [None], "<v/>")
    formula("dde", "DDE", "cmd|'/c calc'!A0", [READ, HELD])
    formula("webservice", "WEBSERVICE", 'WEBSERVICE("http://127.0.0.1:9/"&amp;A1)', [READ, HELD])
    formula("hyperlink", "HYPERLINK", 'HYPERLINK("http://127.0.0.1:9/","2010")', [READ, HELD])
    formula("call", "CALL", 'CALL("Kernel32","WinExec","JCJ","calc",0)', [READ, HELD])
    formula("external", "a figure from another file", "[1]BM01!$E$48", HELD, [2010])
    formula("external-path", "a figure from another path", "'C:\\a\\[b.xlsx]BM01'!$E$48", HELD, [2010])
    formula("shared-huge", "a shared formula for the whole sheet", "E47+1", READ, [2010], attributes=' t="shared" ref="A1:XFD1048576" si="0"')
    formula("shared-index", "a shared formula numbered 4294967295", "", [READ, HELD, BAD], attributes=' t="shared" si="4294967295"')
    formula("shared-negative", "a shared formula numbered -1", "", [READ, HELD, BAD], attributes=' t="shared" si="-1"')
    formula("shared-no-index", "a shared formula without a number", "1", [READ, HELD, BAD], attributes=' t="shared" ref="A1"')
    formula("shared-wrong-way", "a shared formula whose range ends before it begins", "1", [READ, HELD, BAD], attributes=' t="shared" ref="Z9:A1" si="0"')
    formula("shared-bad-range", "a shared formula whose range is none", "1", [READ, HELD, BAD], attributes=' t="shared" ref="??" si="0"')
    formula("array", "an array formula for the whole sheet", "E1:E47", READ, [2010], attributes=' t="array" ref="A1:XFD1048576"')
    formula("table", "a data table", "", READ, [2010], attributes=' t="dataTable" ref="E48:F49" dt2D="1" r1="A1" r2="A2"')
    formula("unknown", "a formula of an unknown type", "1", [READ, HELD, BAD], attributes=' t="x"')
    formula("1M", "a formula of a megabyte", "1+" * 500_000 + "1")
    formula("deep", "a formula 100,000 brackets deep", "(" * 100_000 + "1" + ")" * 100_000)
    formula("quote", "a formula with a quote that is never closed", '"' * 9_999 + "'" * 9_999)
    value("formula-spill", "a formula whose value is #SPILL!", ' t="e" cm="1"><f>SEQUENCE(9)</f><v>#SPILL!</v>', [HELD, BAD])
    derived = "".join(f'<row r="{r}"><c r="H{r}"><f t="shared" si="0"/><v>1</v></c></row>' for r in range(200, 100_200))
    long = "SUM(" + "A1+" * 2_000 + "A1)"

    def many(made):
        made[BM01] = swap(made[BM01], "</sheetData>", derived + "</sheetData>")

    formula("shared-100000", "a shared formula of 6,000 letters in 100,000 cells", long, [READ, HELD, BAD], change=many, heavy=True,
            attributes=' t="shared" ref="E48:H100200" si="0"')


def dates(corpus):
    def date(name, what, xml, expect=READ, change=None, **more):
        made = put(workbook(), "C13", f'<c r="C13"{xml}</c>')
        if change:
            change(made)
        corpus.add(f"date-{name}.xlsx", "date", what, expect, package(made), **more)

    def epoch(made):
        made[BOOK] = swap(made[BOOK], "<sheets>", '<workbookPr date1904="1"/><sheets>')
        put(made, "F13", '<c r="F13" s="1"><v>43010</v></c>')

    parts = [READ, HELD, BAD]
    date("1904", "days counted from 1904", ' s="1"><v>43007</v>', READ, epoch)
    for text in ("-5", "0", "60", "1e300", "-1e300", "2958466", "44469.99999999", "2147483648", "-2147483649", "NaN", "9e99"):
        date(f"{text}", f"the day {text}", f' s="1"><v>{text}</v>', parts)
    date("iso", "a day in ISO form", ' t="d"><v>2021-09-30T00:00:00</v>', parts)
    date("iso-far", "a day in ISO form that is none", ' t="d"><v>2021-02-30T25:61:61</v>', parts)
    date("iso-year", "a year of nine digits", ' t="d"><v>+999999999-01-01</v>', parts)
    date("text", "a day as text", ' t="inlineStr"><is><t>30/9/2021</t></is>', parts)
    date("text-none", "a day as text that is none", ' t="inlineStr"><is><t>31/02/99999999999999</t></is>', parts)
