"""Sheets: values and formulas, rows and columns, views, conditional formats, rules for input, filters, print set-up, names,
calculation, protection."""
import re

from forge import case


def total(base, at):
    return f"{at.th}!{at.total}"


def total_row(base, at):
    return f"{at.th}!A{at.total_row}"


def unit_row(base, at):
    return f"{at.th}!A{at.unit_row}"


def column(base, at):
    return f"{at.th}!{re.sub(r'[0-9]', '', at.total)}1"


# Values and formulas


def cached(new):
    return lambda cell: re.sub(r"<v>[^<]*</v>", new, cell, count=1)


@case("value", total, "540")
def v_cached(package, at):
    package.change(at.th, at.total, cached("<v>540</v>"))


@case("value", total, "nothing")
def v_no_value(package, at):
    package.change(at.th, at.total, cached(""))


@case("value", total, "a total of one more")
def v_one_more(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r"<v>(\d+)</v>", lambda m: f"<v>{int(m[1]) + 1}</v>", cell))


@case("value", total, "a total of a ten-millionth more")
def v_digit(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r"<v>(\d+)</v>", r"<v>\1.0000001</v>", cell))


@case("value", total, "a text that looks like the number")
def v_text(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r' r="([A-Z]+\d+)"', r' r="\1" t="str"', cell, count=1))


@case("value", total, "an error")
def v_error(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r' r="([A-Z]+\d+)"', r' r="\1" t="e"', cached("<v>#REF!</v>")(cell), count=1))


@case("value", lambda base, at: f"Kiểm tra!{truth(base)}", "TRUE as a text")
def v_bool_text(package, at):
    address = truth(package)
    package.change("Kiểm tra", address, lambda cell: cell.replace(' t="b"', ' t="str"').replace("<v>1</v>", "<v>TRUE</v>").replace("<v>0</v>", "<v>FALSE</v>"))


def truth(package):
    return re.search(r'<c r="([A-Z]+\d+)"[^>]* t="b"', package.text(package.sheet("Kiểm tra"))).group(1)


@case("value", "!", "0 everywhere in programs that do not compute")
def v_no_values(package, at):
    for name in package.sheets():
        part = package.sheet(name)
        package.put(part, re.sub(r"(</f>)<v[^>]*>[^<]*</v>", r"\1", package.text(part)))


@case("formula", total, "540 after the next calculation")
def f_added(package, at):
    package.change(at.th, at.total, lambda cell: cell.replace("</f>", "+371</f>"))


@case("formula", total, "a total without its first unit")
def f_range(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r"SUM\(([A-Z]+)(\d+):", lambda m: f"SUM({m[1]}{int(m[2]) + 1}:", cell))


@case("formula", total, "#NAME?")
def f_letter(package, at):
    package.change(at.th, at.total, lambda cell: cell.replace("SUM", "ſUM"))


@case("formula", total, "#NAME?")
def f_cyrillic(package, at):
    package.change(at.th, at.total, lambda cell: cell.replace("SUM", "ЅUM"))


@case("formula", total, "#NAME?: a no-break space")
def f_space(package, at):
    package.change(at.th, at.total, lambda cell: cell.replace("SUM(", "SUM(\u00a0"))


@case("formula", total, "the total in its neighbours as well")
def f_array(package, at):
    right = re.sub(r"\d", "", at.total)
    last = f"{chr(ord(right) + 2)}{at.total_row}"
    package.change(at.th, at.total, lambda cell: cell.replace("<f>", f'<f t="array" ref="{at.total}:{last}">'))


@case("formula", total, "a data table instead of a sum")
def f_table(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r"<f>[^<]*</f>", f'<f t="dataTable" ref="{at.total}" dt2D="0" dtr="0" r1="A1"/>', cell))


@case("formula", total, "a figure of another file")
def f_external(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r"<f>[^<]*</f>", "<f>[1]Sheet1!A1</f>", cell))


@case("formula", total, "a figure from the web")
def f_web(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r"<f>[^<]*</f>", '<f>_xlfn.WEBSERVICE("http://a.vn")</f>', cell))


@case("formula", total, "a figure of another program")
def f_dde(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r"<f>[^<]*</f>", "<f>cmd|'/c calc'!A0</f>", cell))


@case("formula", total, "a number that stays")
def f_constant(package, at):
    package.change(at.th, at.total, lambda cell: re.sub(r"<f>[^<]*</f>", "", cell))


# Rows and columns


def row(name, place, attributes, seen, total_row=False):
    def change(package, at):
        number = at.total_row if total_row else at.unit_row
        old = re.search(rf'<row r="{number}"[^>]*>', package.text(package.sheet(at.th))).group(0)
        names = re.findall(r"(\w+)=", attributes)
        bare = re.sub(rf' ({"|".join(names)})="[^"]*"', "", old)
        package.edit(package.sheet(at.th), old, bare.replace("<row", f"<row {attributes}", 1))

    change.__name__ = f"row_{name}"
    case("rows", place, seen)(change)


for name, attributes, seen in [
    ("hidden", 'hidden="1"', "no such unit"),
    ("hidden_true", 'hidden="true"', "no such unit"),
    ("hidden_space", 'hidden=" 1 "', "no such unit"),
    ("0pt", 'ht="0" customHeight="1"', "no such unit"),
    ("1pt", 'ht="1" customHeight="1"', "no such unit"),
    ("2pt", 'ht="2" customHeight="1"', "a line"),
    ("3pt", 'ht="3" customHeight="1"', "a line"),
    ("6pt", 'ht="6" customHeight="1"', "half the digits"),
    ("high", 'ht="400" customHeight="1"', "the total on another page"),
    ("outline", 'hidden="1" outlineLevel="1"', "a folded group"),
    ("level", 'outlineLevel="2"', "a group"),
    ("flat_not_custom", 'ht="2" customHeight="0"', "a line"),
]:
    row(name, unit_row, attributes, seen)
row("total_hidden", total_row, 'hidden="1"', "no total", total_row=True)


@case("rows", "Tổng hợp!", "no rows but those with a height")
def rows_zero_height(package, at):
    package.edit(package.sheet(at.th), "<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" ')


@case("rows", "Tổng hợp!", "flat rows")
def rows_default_flat(package, at):
    package.sub(package.sheet(at.th), r'defaultRowHeight="[^"]*"', 'defaultRowHeight="0.75" customHeight="1"')


@case("rows", "Tổng hợp!", "the foot of the sheet missing")
def rows_break(package, at):
    package.before(package.sheet(at.th), "<drawing |<legacyDrawing |<extLst>|</worksheet>", '<rowBreaks count="1" manualBreakCount="1"><brk id="12" max="16383" man="1"/></rowBreaks>')


def col(name, attributes, seen, remove=()):
    def change(package, at):
        part = package.sheet(at.th)
        number = 0
        for letter in re.sub(r"\d", "", at.total):
            number = number * 26 + ord(letter) - 64
        old = next(t for t in re.findall(r"<col [^>]*/>", package.text(part)) if int(re.search(r'min="(\d+)"', t)[1]) <= number <= int(re.search(r'max="(\d+)"', t)[1]))
        low, high = (int(re.search(rf'{k}="(\d+)"', old)[1]) for k in ("min", "max"))
        out = ""
        for first, last in ((low, number - 1), (number, number), (number + 1, high)):
            if first > last:
                continue
            new = re.sub(r'min="\d+" max="\d+"', f'min="{first}" max="{last}"', old)
            if first == number == last:
                names = re.findall(r"(\w+)=", attributes)
                new = re.sub(rf' ({"|".join(names)})="[^"]*"', "", new).replace("<col", f"<col {attributes}", 1)
            out += new
        package.edit(part, old, out)

    change.__name__ = f"column_{name}"
    case("columns", column, seen)(change)


for name, attributes, seen in [
    ("hidden", 'hidden="1"', "no such column"),
    ("0_2", 'width="0.2" customWidth="1"', "no such column"),
    ("0_31", 'width="0.31" customWidth="1"', "a line"),
    ("0_6", 'width="0.6" customWidth="1"', "a line"),
    ("hashes", 'width="1.5" customWidth="1"', "###"),
    ("wide", 'width="200" customWidth="1"', "the rest on another page"),
    ("level", 'outlineLevel="1" hidden="1"', "a folded group"),
]:
    col(name, attributes, seen)


@case("columns", "Tổng hợp!", "narrow columns")
def columns_default(package, at):
    package.edit(package.sheet(at.th), "<sheetFormatPr ", '<sheetFormatPr defaultColWidth="0.5" ')


# Views


def view(name, attributes, seen):
    def change(package, at):
        names = re.findall(r"(\w+)=", attributes)
        part = package.sheet(at.th)
        old = re.search(r"<sheetView [^>]*>", package.text(part)).group(0)
        bare = re.sub(rf' ({"|".join(names)})="[^"]*"', "", old)
        package.edit(part, old, bare.replace("<sheetView", f"<sheetView {attributes}", 1))

    change.__name__ = f"view_{name}"
    case("view", "Tổng hợp!", seen)(change)


for name, attributes, seen in [
    ("zeros", 'showZeros="0"', "blanks for zeros"),
    ("formulas", 'showFormulas="1"', "formulas"),
    ("right_to_left", 'rightToLeft="1"', "the sheet mirrored"),
    ("headings", 'showRowColHeaders="0"', "no row numbers"),
    ("page_break", 'view="pageBreakPreview"', "another view"),
    ("zoom", 'zoomScale="10" zoomScaleNormal="10"', "dots"),
]:
    view(name, attributes, seen)


@case("view", "Nguồn!", "rows that cannot be scrolled to")
def view_frozen(package, at):
    package.sub(package.sheet("Nguồn"), r'ySplit="\d+" topLeftCell="[A-Z]+\d+"', 'ySplit="3" topLeftCell="A30"')


@case("view", "Nguồn!", "a part of the sheet")
def view_scrolled(package, at):
    package.sub(package.sheet("Nguồn"), r'topLeftCell="[A-Z]+\d+"', 'topLeftCell="A25"')


# Conditional formats, rules for input, filters


def condition(name, rule, style, seen):
    def change(package, at):
        number = package.append_style("dxfs", f"<dxf>{style}</dxf>") if style else 0
        rule_xml = rule.replace("dxfId", f'dxfId="{number}"')
        package.before(package.sheet(at.th), "<conditionalFormatting|<dataValidations|<hyperlinks|<printOptions", f'<conditionalFormatting sqref="{at.total}">{rule_xml}</conditionalFormatting>')

    change.__name__ = f"cf_{name}"
    case("conditional formats", total, seen)(change)


ALWAYS = '<cfRule type="expression" priority="99" dxfId><formula>TRUE</formula></cfRule>'
condition("white", ALWAYS, '<font><color rgb="FFFFFFFF"/></font>', "nothing")
condition("black", ALWAYS, '<fill><patternFill><bgColor rgb="FF000000"/></patternFill></fill>', "black")
condition("nothing", ALWAYS, '<numFmt numFmtId="398" formatCode=";;;"/>', "nothing")
condition("figure", ALWAYS, '<numFmt numFmtId="398" formatCode="&quot;540&quot;"/>', "540")
condition("bar", '<cfRule type="dataBar" priority="99"><dataBar showValue="0"><cfvo type="min"/><cfvo type="max"/><color rgb="FF000000"/></dataBar></cfRule>', "", "a bar for a figure")
condition("icons", '<cfRule type="iconSet" priority="99"><iconSet showValue="0"><cfvo type="percent" val="0"/><cfvo type="percent" val="33"/><cfvo type="percent" val="67"/></iconSet></cfRule>', "", "a mark for a figure")
condition("scale", '<cfRule type="colorScale" priority="99"><colorScale><cfvo type="min"/><cfvo type="max"/><color rgb="FF000000"/><color rgb="FF000000"/></colorScale></cfRule>', "", "black")


def first_condition(base):
    for name in base.sheets():
        found = re.search(r'<conditionalFormatting sqref="([A-Z]+\d+)[^"]*"><cfRule type="expression"', base.text(base.sheet(name)))
        if found:
            return name, found.group(1)


def conditions(base, at):
    return first_condition(base)[0] + "!"


@case("conditional formats", conditions, "no red where something is wrong")
def cf_removed(package, at):
    name, _ = first_condition(package)
    package.sub(package.sheet(name), r"<conditionalFormatting.*?</conditionalFormatting>", "")


@case("conditional formats", conditions, "no red where something is wrong")
def cf_formula(package, at):
    name, _ = first_condition(package)
    package.sub(package.sheet(name), r"(<cfRule type=\"expression\".*?<formula>)[^<]*", r"\1FALSE")


@case("conditional formats", conditions, "no other colour after this one")
def cf_stop(package, at):
    name, _ = first_condition(package)
    package.sub(package.sheet(name), r'<cfRule type="expression"', '<cfRule type="expression" stopIfTrue="1"')


def validated(base):
    for name in base.sheets():
        if "<dataValidation " in base.text(base.sheet(name)):
            return name


def validations(base, at):
    name = validated(base)
    return f"{name}!" + re.search(r'<dataValidation [^>]*sqref="([A-Z]+\d+)', base.text(base.sheet(name))).group(1)


@case("rules for input", validations, "another list to choose from")
def dv_list(package, at):
    package.sub(package.sheet(validated(package)), r"<formula1>[^<]*", '<formula1>"2029-Q1"')


@case("rules for input", validations, "no rule")
def dv_removed(package, at):
    package.sub(package.sheet(validated(package)), r"<dataValidations.*?</dataValidations>", "")


@case("rules for input", validations, "another advice")
def dv_prompt(package, at):
    package.sub(package.sheet(validated(package)), r' prompt="[^"]*"', ' prompt="Số đã kiểm toán"')


@case("rules for input", validations, "anything may be typed")
def dv_silent(package, at):
    package.sub(package.sheet(validated(package)), r' showErrorMessage="1"', "")


@case("rules for input", total, "an advice at the total")
def dv_added(package, at):
    rule = f'<dataValidation type="none" showInputMessage="1" promptTitle="Đã kiểm toán" prompt="540" sqref="{at.total}"/>'
    package.before(package.sheet(at.th), "<hyperlinks|<printOptions", f'<dataValidations count="1">{rule}</dataValidations>')


def filtered(base, at):
    return "Lỗi, cảnh báo!" + re.search(r'<autoFilter ref="([A-Z]+\d+)', base.text(base.sheet("Lỗi, cảnh báo"))).group(1)


@case("filter", filtered, "errors filtered out")
def filter_values(package, at):
    package.sub(package.sheet("Lỗi, cảnh báo"), r'<autoFilter ref="([^"]*)"/>', r'<autoFilter ref="\1"><filterColumn colId="0"><filters><filter val="x"/></filters></filterColumn></autoFilter>')


@case("filter", lambda base, at: f"{at.th}!A9", "arrows in the head")
def filter_added(package, at):
    package.before(package.sheet(at.th), "<mergeCells", '<autoFilter ref="A9:B12"/>')


@case("merged cells", lambda base, at: f"{at.th}!A{at.total_row}", "two cells for one")
def merge_removed(package, at):
    package.sub(package.sheet(at.th), rf'<mergeCell ref="A{at.total_row}:[A-Z]+\d+"/>', "")


@case("merged cells", total, "the next figure covered")
def merge_added(package, at):
    letter = re.sub(r"\d", "", at.total)
    package.edit(package.sheet(at.th), "</mergeCells>", f'<mergeCell ref="{at.total}:{chr(ord(letter) + 1)}{at.total_row}"/></mergeCells>')


# Print set-up


def page(name, pattern, new, seen, sheet="Lỗi, cảnh báo"):
    def change(package, at):
        package.sub(package.sheet(sheet), pattern, new)

    change.__name__ = f"page_{name}"
    case("print", f"{sheet}!", seen)(change)


page("footer", r"<oddFooter>[^<]*", "<oddFooter>&amp;LQuý IV năm 2029", "a footer of another quarter")
page("footer_removed", r"<oddFooter>[^<]*</oddFooter>", "", "no footer")
page("header", r"<headerFooter>", "<headerFooter><oddHeader>&amp;C&amp;20ĐÃ KIỂM TOÁN</oddHeader>", "ĐÃ KIỂM TOÁN on each page")
page("first_header", r"<headerFooter>(.*?)</headerFooter>", r'<headerFooter differentFirst="1">\1<firstHeader>&amp;CĐÃ KIỂM TOÁN</firstHeader></headerFooter>', "ĐÃ KIỂM TOÁN on the first page")
page("scale", r'<pageSetup paperSize="9" scale="90"', '<pageSetup paperSize="9" scale="10"', "dots on paper", sheet="Nguồn")
page("paper", r'paperSize="9"', 'paperSize="11"', "another paper")
page("orientation", r'orientation="landscape"', 'orientation="portrait"', "another page")
page("black_and_white", r"<pageSetup ", '<pageSetup blackAndWhite="1" ', "no red on paper")
page("draft", r"<pageSetup ", '<pageSetup draft="1" ', "no charts on paper")
page("errors", r"<pageSetup ", '<pageSetup errors="blank" ', "blanks for errors on paper")
page("margins", r'<pageMargins left="[^"]*"', '<pageMargins left="7"', "half a page")
page("fit", r'<pageSetUpPr fitToPage="1"/>', "", "columns on other pages", sheet="Khó khăn")
page("grid", r"<printOptions ", '<printOptions gridLines="1" ', "lines on paper")


def name_edit(name, pattern, new, place, seen):
    def change(package, at):
        package.sub("xl/workbook.xml", pattern, new)

    change.__name__ = f"name_{name}"
    case("names", place, seen)(change)


name_edit("print_area", r"('Tổng hợp'!\$A\$1:\$[A-Z]+\$)\d+", r"\g<1>15", "Tổng hợp!", "a print without its total")
name_edit("print_titles", r"('Tổng hợp'!)\$\d+:\$\d+(?=<)", r"\g<1>$1:$3", "Tổng hợp!", "another head on page 2")
name_edit("print_area_removed", r'<definedName name="_xlnm.Print_Area" localSheetId="1">[^<]*</definedName>', "", "Tổng hợp!", "cells on paper that are not meant to be")
name_edit("moved", r'(<definedName name="so_quy">)[^<]*', r"\1'Công thức'!$D$99", "so_quy!", "other figures")
name_edit("removed", r'<definedName name="cd_muc_dn">[^<]*</definedName>', "", "cd_muc_dn!", "#NAME?")
name_edit("added", r"</definedNames>", "<definedName name=\"bi_mat\">'Tổng hợp'!$A$1</definedName></definedNames>", "bi_mat!", "another name")
name_edit("shadow_before", r'(<definedName name="so_quy">)', r'<definedName name="so_quy" localSheetId="1">99</definedName>\1', "", "other figures on one sheet")
name_edit("shadow_behind", r"</definedNames>", '<definedName name="so_quy" localSheetId="1">99</definedName></definedNames>', "", "other figures on one sheet")
name_edit("auto_open", r"</definedNames>", '<definedName name="_xlnm.Auto_Open" hidden="1">Macro1!$A$1</definedName></definedNames>', "", "a macro runs")
name_edit("function", r"</definedNames>", '<definedName name="SUMX" function="1" vbProcedure="1">#REF!</definedName></definedNames>', "", "a macro as a function")


# Calculation, windows, protection


def book(name, pattern, new, place, seen):
    def change(package, at):
        package.sub("xl/workbook.xml", pattern, new)

    change.__name__ = f"book_{name}"
    case("workbook", place, seen)(change)


BOOK = "xl/workbook.xml"
book("1904", r"<workbookPr ", '<workbookPr date1904="1" ', BOOK, "dates four years later")
book("manual", r"<calcPr ", '<calcPr calcMode="manual" ', BOOK, "old figures after a change")
book("precision", r"<calcPr ", '<calcPr fullPrecision="0" ', BOOK, "rounded figures")
book("iterate", r"<calcPr ", '<calcPr iterate="1" iterateCount="1" ', BOOK, "circles without a message")
book("r1c1", r"<calcPr ", '<calcPr refMode="R1C1" ', BOOK, "columns as numbers")
book("objects", r"<workbookPr ", '<workbookPr showObjects="none" ', BOOK, "no charts")
book("tabs", r"<workbookView ", '<workbookView showSheetTabs="0" ', BOOK, "no tabs")
book("hidden_window", r"<workbookView ", '<workbookView visibility="hidden" ', BOOK, "nothing")
book("minimized", r"<workbookView ", '<workbookView minimized="1" ', BOOK, "nothing")
book("active", r"<workbookView ", '<workbookView activeTab="3" ', BOOK, "another sheet first")
book("first_tab", r"<workbookView ", '<workbookView firstSheet="9" ', BOOK, "the first tabs scrolled away")
book("structure", r"<bookViews>", '<workbookProtection lockStructure="1"/><bookViews>', BOOK, "sheets that cannot be shown")
book("read_only", r"<bookViews>", '<fileSharing readOnlyRecommended="1"/><bookViews>', BOOK, "a question on opening")
book("sheet_hidden", r'(<sheet name="Lỗi, cảnh báo")', r'\1 state="hidden"', "Lỗi, cảnh báo!", "no findings")
book("sheet_very_hidden", r'(<sheet name="Nguồn")', r'\1 state="veryHidden"', "Nguồn!", "no sources")
book("sheet_renamed", r'<sheet name="Dấu vết"', '<sheet name="Dấu vêt"', "Dấu vết!", "another sheet")
book("sheet_order", r'(<sheet name="Lỗi, cảnh báo"[^>]*/>)(<sheet name="Nguồn"[^>]*/>)', r"\2\1", "", "another order")


@case("protection", "Tổng hợp!", "formulas that can be typed over")
def sheet_unprotected(package, at):
    package.sub(package.sheet(at.th), r"<sheetProtection [^>]*/>", "")


@case("protection", "Tổng hợp!", "a password")
def sheet_password(package, at):
    package.edit(package.sheet(at.th), "<sheetProtection ", '<sheetProtection password="CC1A" ')


@case("tabs", "Tổng hợp!", "another colour of the tab")
def tab_colour(package, at):
    package.sub(package.sheet(at.th), r'<tabColor rgb="[^"]*"', '<tabColor rgb="FFFF0000"')
