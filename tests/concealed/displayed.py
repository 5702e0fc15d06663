"""displayed.py RETURNS FOLDER: writes a return with cells that show something else than they hold, and one whose cells have
usual number formats only. tests/suite/displayed.rs holds what they must give. The base is a valid return of Tân Uyên for 2021-Q3."""
import os
import sys

import openpyxl
from openpyxl.styles import Font, PatternFill

returns, folder = sys.argv[1:]
BASE = os.path.join(returns, "2021-Q3/BM01_2021-Q3_TANUYEN.xlsx")

USUAL = [
    "General", "0", "0.0", "0.00", "#,##0", "#,##0.00", "#,##0_);(#,##0)", "#,##0_);[Red](#,##0)", "#,##0;[Red]-#,##0",
    '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', '_-* #,##0\\ _₫_-;\\-* #,##0\\ _₫_-;_-* "-"??\\ _₫_-;_-@_-',
    "#,##0\\ [$₫-42A]", "[$-42A]#,##0", '#,##0" đồng"', '0" người"', "@", "0;-0;;@", "#,###", "000", "0.00E+00", '"Số: "0', "# ##0",
    "[>=1000]#\\.##0;0", "[Blue]0;[Red]-0",
]


def rows(sheet):
    """Rows of the table by printed code."""
    return {str(sheet.cell(r, 3).value): r for r in range(22, sheet.max_row + 1) if sheet.cell(r, 3).value}


def other(book, sheet, row):
    sheet.cell(row["42"], 5).number_format = '0"000"'
    sheet.cell(row["43"], 5).number_format = "#,##0,,"
    white = sheet.cell(row["44"], 5)
    white.font, white.fill = Font(color="FFFFFF"), PatternFill("solid", fgColor="FEFEFE")
    sheet.cell(row["07"], 5).number_format = ";;;"
    sheet.cell(row["08"], 5).number_format = '0;-0;0;"x"'
    name = book["DS_2"].cell(6, 2)
    name.font, name.fill = Font(color="FFFFFF"), PatternFill()


def usual(book, sheet, row):
    formats = iter(USUAL * 4)
    for r in row.values():
        if isinstance(sheet.cell(r, 5).value, (int, float)):
            sheet.cell(r, 5).number_format = next(formats)
    # White on a dark fill can be read.
    head = sheet.cell(row["42"], 5)
    head.font, head.fill = Font(color="FFFFFF"), PatternFill("solid", fgColor="1F4E79")


for case in (other, usual):
    book = openpyxl.load_workbook(BASE)
    case(book, book["BM01"], rows(book["BM01"]))
    book.save(os.path.join(folder, case.__name__ + ".xlsx"))
