"""concealed.py RETURNS FOLDER: writes a return with content that a reader of the sheet does not see or that is in another
place than its own, and further files with one such place each. tests/suite/concealed.rs holds what they must give. The base is a
valid return of Tân Uyên for 2021-Q3."""
import os
import sys

import openpyxl
from openpyxl.comments import Comment

returns, folder = sys.argv[1:]
BASE = os.path.join(returns, "2021-Q3/BM01_2021-Q3_TANUYEN.xlsx")


def rows(sheet):
    """Rows of the table by printed code."""
    return {str(sheet.cell(r, 3).value): r for r in range(22, sheet.max_row + 1) if sheet.cell(r, 3).value}


def swap(sheet, row, first, second):
    a, b = sheet.cell(row, first), sheet.cell(row, second)
    a.value, b.value = b.value, a.value


def every_kind(b, s, r):
    s.row_dimensions[r["42"]].hidden = True
    s.cell(r["42"], 5).comment = Comment("Số đúng là 53", "Lò Văn Páo")
    s.cell(r["45"], 5).value, s.cell(r["45"], 6).value = None, f"12 {s.cell(r['45'], 4).value}"
    b["DS_2"].row_dimensions[6].hidden = True
    # E and F, whose widths are stored together.
    b["DS_2"].column_dimensions["E"].hidden = True
    b["DS_2"].cell(7, 2).value = "Lò Văn Páo, Vàng Thị Mỷ"
    for row in (5, 6, 7):
        swap(b["DS_3"], row, 2, 3)


def hidden_without_content(b, s, r):
    for row in (210, 211):
        b["DS_2"].row_dimensions[row].hidden = True
    s.column_dimensions["M"].hidden = True
    s.row_dimensions[3].hidden = True


def list_of_other_headings(b, s, r):
    # Its other headings are those of another list as well.
    b["DS_2"].title = "Danh sách đoàn viên"
    for column, text in enumerate(["Họ và tên", "Năm sinh", "Nam/nữ", "Đơn vị"], 2):
        b["Danh sách đoàn viên"].cell(4, column).value = text


def name_in_the_column_of_years(b, s, r):
    for row in (5, 6):
        swap(b["DS_3"], row, 2, 6)


def one_slip(b, s, r):
    # Only one of the two values is in a wrong column.
    b["DS_3"].cell(5, 6).value = "Công ty Hoa Ban"
    b["DS_2"].cell(5, 2).value = "Nguyễn Thị\nHạnh"


CASES = [every_kind, hidden_without_content, list_of_other_headings, name_in_the_column_of_years, one_slip]

for case in CASES:
    book = openpyxl.load_workbook(BASE)
    sheet = book["BM01"]
    case(book, sheet, rows(sheet))
    book.save(os.path.join(folder, case.__name__ + ".xlsx"))
