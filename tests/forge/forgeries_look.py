"""How cells look: number formats, fonts, fills, borders, alignment, formatted text, theme, palette."""
import re

from forge import case


def total(base, at):
    return f"{at.th}!{at.total}"


FORMATS = [
    ("text", '"540"', "540 for the total"),
    ("second_digit", '0"0"', "the total ten times as large"),
    ("thousands", "#,##0,", "the total a thousandth"),
    ("millions", "#,##0,,", "0"),
    ("condition", '[<1000]"0";General', "0"),
    ("condition_text", '[>0]"đạt";0', "đạt"),
    ("sign", "0;0", "a loss as a gain"),
    ("sign_added", "-0;-0", "a gain as a loss"),
    ("colour", "[White]0", "nothing: white on white"),
    ("section_text", "0;0;0;", "no text"),
    ("fraction", "# ?/?", "a fraction"),
    ("scientific", "0E+0", "one digit"),
    ("date", "dd/mm/yyyy", "a date"),
    ("percent", "0%", "a hundred times as large"),
    ("nothing_positive", ";-0;0", "nothing"),
    ("blanks", "_W_W0", "blanks before it"),
    ("fill_letter", "*-", "a row of dashes"),
    ("general", "General", "no thousands sign"),
    ("literal_letters", "\\5\\4\\0", "540"),
    ("hidden", ";;;", "nothing"),
    ("decimals", "0.000000", "six decimals"),
    ("text_of_number", "@", "a text"),
    ("currency", '"-"0', "a minus before it"),
    ("half_hidden", '0;"";""', "zero and losses as blanks"),
]


def add_format(name, code, seen):
    def change(package, at):
        package.number_format(at.th, at.total, code)

    change.__name__ = f"fmt_{name}"
    case("number format", total, seen)(change)


for one in FORMATS:
    add_format(*one)


def font(name, seen, edit):
    def change(package, at):
        package.other(at.th, at.total, "fonts", edit)

    change.__name__ = f"font_{name}"
    case("font", total, seen)(change)


def colour(new):
    return lambda old: re.sub(r"<color [^>]*/>", f"<color {new}/>", old)


font("white", "nothing", colour('rgb="FFFFFFFF"'))
font("near_white", "nothing", colour('rgb="FFFEFEFE"'))
font("pale", "hardly anything", colour('rgb="FFF0F0F0"'))
font("theme_white", "nothing", colour('theme="0"'))
font("theme_tint", "nothing", colour('theme="1" tint="0.99"'))
font("indexed_white", "nothing", colour('indexed="9"'))
font("transparent", "nothing in programs with transparency", colour('rgb="00FFFFFF"'))
font("red", "an alarm that is none", colour('rgb="FFFF0000"'))
font("size_1", "a dot", lambda old: re.sub(r'<sz val="[^"]*"/>', '<sz val="1"/>', old))
font("size_3", "a dot", lambda old: re.sub(r'<sz val="[^"]*"/>', '<sz val="3"/>', old))
font("size_4", "hardly anything", lambda old: re.sub(r'<sz val="[^"]*"/>', '<sz val="4"/>', old))
font("strike", "a figure struck out", lambda old: old.replace("<font>", "<font><strike/>"))
font("wingdings", "signs for digits", lambda old: re.sub(r'<name val="[^"]*"/>', '<name val="Wingdings"/>', old))
font("not_bold", "a total like a unit", lambda old: old.replace("<b/>", ""))
font("italic", "slanted", lambda old: old.replace("<font>", "<font><i/>"))
font("underline", "underlined", lambda old: old.replace("<font>", "<font><u val=\"double\"/>"))
font("superscript", "a footnote", lambda old: re.sub(r"(<sz )", r'<vertAlign val="superscript"/>\1', old))
font("outline", "hollow digits", lambda old: old.replace("<font>", "<font><outline/>"))


def fill(name, seen, new):
    def change(package, at):
        package.other(at.th, at.total, "fills", lambda old: f"<fill>{new}</fill>")

    change.__name__ = f"fill_{name}"
    case("fill", total, seen)(change)


fill("ink", "black on black", '<patternFill patternType="solid"><fgColor rgb="FF1A1A1A"/></patternFill>')
fill("near_ink", "almost black on black", '<patternFill patternType="solid"><fgColor rgb="FF1B1B1B"/></patternFill>')
fill("pattern", "a dark pattern over it", '<patternFill patternType="darkTrellis"><fgColor rgb="FF000000"/></patternFill>')
fill("gradient", "a dark gradient", '<gradientFill degree="90"><stop position="0"><color rgb="FF000000"/></stop><stop position="1"><color rgb="FF1A1A1A"/></stop></gradientFill>')
fill("yellow", "a cell for input", '<patternFill patternType="solid"><fgColor rgb="FFFFF8DC"/></patternFill>')
fill("none", "no ground", '<patternFill patternType="none"/>')
fill("theme", "dark ground", '<patternFill patternType="solid"><fgColor theme="1"/></patternFill>')


@case("border", total, "a digit crossed out by a line")
def border_diagonal(package, at):
    package.other(at.th, at.total, "borders", lambda old: '<border diagonalUp="1" diagonalDown="1"><left/><right/><top/><bottom/><diagonal style="thick"><color rgb="FF000000"/></diagonal></border>')


@case("border", total, "no frame")
def border_none(package, at):
    package.other(at.th, at.total, "borders", lambda old: "<border><left/><right/><top/><bottom/><diagonal/></border>")


ALIGNMENTS = [
    ("fill", 'horizontal="fill"', "the digits again and again"),
    ("indent", 'horizontal="right" indent="200"', "nothing in the cell"),
    ("rotated", 'textRotation="180"', "upside down"),
    ("stacked", 'textRotation="255"', "digits below each other"),
    ("right_to_left", 'readingOrder="2"', "signs in another order"),
    ("left", 'horizontal="left"', "a number like a text"),
    ("top", 'vertical="top"', "another place in the cell"),
    ("across", 'horizontal="centerContinuous"', "over its neighbours"),
]


def add_alignment(name, attributes, seen):
    def change(package, at):
        package.align(at.th, at.total, attributes)

    change.__name__ = f"align_{name}"
    case("alignment", total, seen)(change)


for one in ALIGNMENTS:
    add_alignment(*one)


@case("protection", total, "the total can be typed over")
def cell_unlocked(package, at):
    package.restyle(at.th, at.total, lambda xf: xf[:-2] + '><protection locked="0"/></xf>' if xf.endswith("/>") else xf.replace("</xf>", '<protection locked="0"/></xf>'))


@case("protection", total, "no formula in the bar")
def formula_hidden(package, at):
    package.restyle(at.th, at.total, lambda xf: xf[:-2] + '><protection hidden="1"/></xf>' if xf.endswith("/>") else xf.replace("</xf>", '<protection hidden="1"/></xf>'))


def rich(runs):
    def change(package, at):
        address = package.find(at.th, "Tổng cộng")
        style = re.search(r' s="\d+"', package.cell(at.th, address)).group(0)
        package.change(at.th, address, f'<c r="{address}"{style} t="inlineStr"><is>{runs}</is></c>')

    return change


def heading(base, at):
    return f"{at.th}!{base.find(at.th, 'Tổng cộng')}"


WHITE = '<rPr><color rgb="FFFFFFFF"/><sz val="11"/></rPr>'


@case("formatted text", heading, "Tổng")
def rich_half(package, at):
    rich(f'<r><t xml:space="preserve">Tổng </t></r><r>{WHITE}<t>cộng</t></r>')(package, at)


@case("formatted text", heading, "nothing")
def rich_white(package, at):
    rich(f"<r>{WHITE}<t>Tổng cộng</t></r>")(package, at)


@case("formatted text", heading, "Tổng struck out")
def rich_strike(package, at):
    rich('<r><rPr><strike/></rPr><t xml:space="preserve">Tổng </t></r><r><t>cộng</t></r>')(package, at)


@case("formatted text", heading, "another text above it")
def rich_phonetic(package, at):
    rich('<t>Tổng cộng</t><rPh sb="0" eb="4"><t>540</t></rPh>')(package, at)


@case("formatted text", heading, "nothing: in the shared strings")
def rich_shared(package, at):
    index = package.strings().index("Tổng cộng")
    items = re.findall(r"<si>.*?</si>", package.text("xl/sharedStrings.xml"), re.S)
    package.edit("xl/sharedStrings.xml", items[index], f"<si><r>{WHITE}<t>Tổng cộng</t></r></si>")


@case("theme", "xl/theme/theme1.xml", "texts in the colour of the ground")
def theme_white(package, at):
    package.sub("xl/theme/theme1.xml", r"<a:dk1>.*?</a:dk1>", '<a:dk1><a:srgbClr val="FFFFFF"/></a:dk1>')


@case("theme", "xl/theme/theme1.xml", "other letters")
def theme_font(package, at):
    package.sub("xl/theme/theme1.xml", r'<a:latin typeface="[^"]*"', '<a:latin typeface="Wingdings"')


@case("palette", "xl/styles.xml", "notes in white")
def palette_white(package, at):
    colours = "".join('<rgbColor rgb="FFFFFFFF"/>' for _ in range(64))
    package.before("xl/styles.xml", "</styleSheet>", f"<colors><indexedColors>{colours}</indexedColors></colors>")


@case("style", total, "the total as in a style of another cell")
def style_swapped(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r' s="\d+"', ' s="0"', cell))


@case("style", total, "every cell of this format white")
def style_shared_font(package, at):
    index = int(re.search(r' s="(\d+)"', package.cell(at.th, at.total)).group(1))
    xf = package.part_of_style("cellXfs", index)
    number = int(re.search(r'fontId="(\d+)"', xf).group(1))
    old = package.part_of_style("fonts", number)
    package.edit("xl/styles.xml", old, colour('rgb="FFFFFFFF"')(old))


@case("style", "xl/styles.xml", "every number of the default format with a zero more")
def style_default_format(package, at):
    package.edit("xl/styles.xml", "<numFmts", '<numFmts', 1)
    package.sub("xl/styles.xml", r"(<cellStyleXfs.*?<xf )numFmtId=\"0\"", r'\1numFmtId="9"')


@case("style", "", "what a conditional format marks, in white")
def style_differential(package, at):
    old = package.part_of_style("dxfs", 0)
    package.edit("xl/styles.xml", old, '<dxf><font><color rgb="FFFFFFFF"/></font></dxf>')
