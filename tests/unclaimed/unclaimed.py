"""unclaimed.py RETURNS FOLDER: writes changed returns with content that no cell of the form asks for, one file for each kind.
tests/suite/unclaimed.rs holds what each must give. The base is a valid return of Tân Uyên for 2021-Q3."""
import copy
import io
import os
import struct
import sys
import zlib

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image

returns, folder = sys.argv[1:]
BASE = os.path.join(returns, "2021-Q3/BM01_2021-Q3_TANUYEN.xlsx")


def rows(sheet):
    """Rows of the table by printed code."""
    return {str(sheet.cell(r, 3).value): r for r in range(22, sheet.max_row + 1) if sheet.cell(r, 3).value}


def unmerge(sheet):
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))


def unknown_row(b, s, r):
    s.cell(r["44"], 3).value = None
    s.cell(r["44"], 2).value = "Kinh phí đã chi trong quý"


def figure_alone(b, s, r):
    s.cell(r["51"] + 12, 5).value = 29


def total_line(b, s, r):
    at = r["51"] + 12
    s.cell(at, 2).value, s.cell(at, 5).value = "Tổng cộng", 12345


def remark(b, s, r):
    s.cell(r["51"] + 12, 2).value = "Số liệu đã đối chiếu với kho bạc"
    s["I5"] = "đã nhận 05/10"


def sum_beside(b, s, r):
    s.cell(r["20"], 9).value = 777
    s.cell(r["21"], 9).value = 778


def second_column(b, s, r):
    s.cell(21, 9).value = "Số lượng lũy kế"
    for code in ("07", "08", "42"):
        s.cell(r[code], 9).value = 100 + int(code)


def second_table(b, s, r):
    for column, text in enumerate(["Chỉ tiêu", "Mã số", "Số lượng"], 10):
        s.cell(30, column).value = text
    for at, row in enumerate([("Giếng khoan", "101", 9), ("Giếng đào", "102", 8)], 31):
        for column, value in enumerate(row, 10):
            s.cell(at, column).value = value


def two_columns(b, s, r):
    s.cell(21, 6).value = "Số lượng"
    s.cell(r["42"], 6).value = 36


def unit_in_row(b, s, r):
    s.cell(r["43"], 4).value = s.cell(r["44"], 4).value = "tr.đ"


def unit_in_heading(b, s, r):
    s.cell(21, 5).value = "Số lượng (nghìn người)"


def unit_in_label(b, s, r):
    s.cell(r["44"], 2).value = "Kinh phí – đã chi (triệu đồng)"


def unit_above(b, s, r):
    s["B20"] = "Đơn vị tính: triệu đồng"


def unit_synonym(b, s, r):
    s.cell(r["43"], 4).value = s.cell(r["44"], 4).value = "VNĐ"


def heading_in_brackets(b, s, r):
    s.cell(21, 5).value = "Số lượng (người)"


def heading_other(b, s, r):
    s.cell(21, 5).value = "Kết quả"


def code_of_another(b, s, r):
    s.cell(r["42"], 2).value = s.cell(r["41"], 2).value


def code_of_repeated_label(b, s, r):
    # Another row's label with its unit in brackets.
    s.cell(r["45"], 2).value = "CỘNG TÁC VIÊN, TÌNH NGUYỆN VIÊN (người)"


def two_labels(b, s, r):
    s["I10"], s["J10"] = "Lần nộp", 2


def same_label_twice(b, s, r):
    s["I10"], s["J10"] = "Năm", 2021


def near_label(b, s, r):
    for row in s.iter_rows(min_row=9, max_row=18):
        for cell in row:
            if cell.value == "Lần nộp":
                cell.value = "Lần nộp thứ:"
    b.defined_names.delete("lan_nop")


def list_copied(b, s, r):
    t = b.copy_worksheet(b["DS_2"])
    t.title = "DS_2 (2)"
    for at in (5, 6):
        t.cell(at, 2).value = "Người %d" % at


def list_continued(b, s, r):
    t = b.copy_worksheet(b["DS_2"])
    t.title = "DS_2 (2)"
    for at in range(5, 205):
        for column in range(2, 8):
            t.cell(at, column).value = None
    for at in (5, 6):
        t.cell(at, 2).value = "Người tiếp %d" % at


def list_copy_blank(b, s, r):
    t = b.copy_worksheet(b["DS_2"])
    t.title = "DS_2 (2)"
    for row in t.iter_rows(min_row=5, max_row=204, min_col=2, max_col=7):
        for cell in row:
            cell.value = None


def list_headings(b, s, r):
    for column, text in enumerate(["Họ và tên", "Năm sinh", "Nam/Nữ"], 2):
        b["DS_2"].cell(4, column).value = text


def list_other_name(b, s, r):
    list_headings(b, s, r)
    b["DS_2"].title = "Danh sach ket nap"
    b["Danh sach ket nap"].cell(4, 4).value = "Giới tính"


def list_column(b, s, r):
    b["DS_2"].cell(4, 2).value = "Họ và tên"


def list_heading_twice(b, s, r):
    t = b["DS_2"]
    t.cell(4, 10).value = "CĐCS"
    t.cell(5, 10).value = "CĐCS khác"


def list_beside(b, s, r):
    t = b["DS_2"]
    for at in (5, 6):
        for column, text in enumerate(["Người thứ %d" % at, "01/02/1990", "Nam"], 10):
            t.cell(at, column).value = text


def list_remark(b, s, r):
    b["DS_2"].cell(5, 10).value = "chuyển từ huyện khác"


def list_extra_column(b, s, r):
    t = b["DS_2"]
    t.cell(4, 10).value, t.cell(5, 10).value, t.cell(6, 10).value = "Điện thoại", "0912 000 111", "0912 000 222"


def two_answers(b, s, r):
    t = b["TM"]
    code = t["A4"].value
    t["A20"], t["B20"], t["C20"] = code, t["B4"].value, "Câu trả lời khác"
    t["C4"] = "Câu trả lời"


def answer_without_code(b, s, r):
    t = b["TM"]
    t["A4"], t["C4"] = None, "Câu trả lời thứ nhất"


def answer_without_question(b, s, r):
    t = b["TM"]
    t["A4"], t["B4"], t["C4"] = None, None, "Câu trả lời thứ nhất"


def pictures(b, s, r):
    def picture():
        pixels = b"\0\xff\0\0"
        chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")

    s.add_image(Image(io.BytesIO(picture())), "I30")
    s.add_image(Image(io.BytesIO(picture())), "B95")
    b["DS_2"].add_image(Image(io.BytesIO(picture())), "H9")
    chart = BarChart()
    chart.add_data(Reference(s, min_col=5, min_row=23, max_row=30))
    s.add_chart(chart, "J40")


def notes(b, s, r):
    s.cell(r["42"], 6).value = "Gồm 5 người của huyện bên"
    s.cell(r["43"], 6).value = 2021
    s.cell(r["45"], 5).value = None
    s.cell(r["45"], 6).value = "chưa có số"


def hidden_sheet(b, s, r):
    t = b.create_sheet("Nháp")
    t.sheet_state = "hidden"
    t["A1"], t["B2"] = "Nháp", 42


def bare_code(b, s, r):
    s["G1"] = "BM02-TCX/Q"


def number_over_ordinal(b, s, r):
    s.cell(r["42"], 1).value = 35


def section_unit(b, s, r):
    s["A66"] = "F. NỘI DUNG KHÁC (Đơn vị tính: triệu đồng)"


def section_unit_line(b, s, r):
    # A line of its own, as an office writes it at the right above a table.
    s["E66"] = "ĐVT: nghìn đồng"


def section_unit_same(b, s, r):
    s["A66"] = "F. NỘI DUNG KHÁC (ĐVT: đồng)"


def list_heading_unit(b, s, r):
    b["DS_3"]["G4"] = "Số LĐ (nghìn người)"


def list_heading_unit_same(b, s, r):
    b["DS_3"]["G4"] = "Số LĐ (người)"


def results_beside(b, s, r):
    s["I21"] = "Thực hiện"
    s.cell(r["07"], 9).value, s.cell(r["42"], 9).value = 4, 36


def plan_beside(b, s, r):
    s["I21"] = "Chỉ tiêu năm"
    s.cell(r["42"], 9).value = 36


def list_twice(b, s, r):
    t = b["DS_2"]
    for column, (heading, value) in enumerate(
        [("Họ tên", "Lò Văn A"), ("Ngày sinh", "01/02/1990"), ("Giới tính", "Nam"), ("CĐCS", "CĐCS khác")], 10
    ):
        t.cell(4, column).value, t.cell(5, column).value = heading, value


def inserted(s, row, cells):
    s.insert_rows(row)
    for column, value in cells.items():
        s["%s%d" % (column, row)] = value


def figure_in_label(b, s, r):
    s.cell(r["42"], 2).value, s.cell(r["42"], 5).value = "Người được tập huấn: 35 người", None


def figure_in_units(b, s, r):
    s.cell(r["42"], 4).value, s.cell(r["42"], 5).value = 35, None


def figures_in_notes(b, s, r):
    for code in ("06", "07", "42"):
        s.cell(r[code], 6).value, s.cell(r[code], 5).value = s.cell(r[code], 5).value, None


def heading_of_other_quarter(b, s, r):
    s["E21"] = "Số lượng (quý II)"


def heading_of_other_year(b, s, r):
    s["E21"] = "Số lượng (năm 2020)"


def heading_of_half_year(b, s, r):
    s["E21"] = "Số lượng (6 tháng đầu năm)"


def heading_of_own_quarter(b, s, r):
    s["E21"] = "Số lượng (quý III/2021)"


def numbers_of_columns(b, s, r):
    inserted(s, 22, {"A": "(1)", "B": "(2)", "C": "(3)", "D": "(4)", "E": "(5)", "F": "(6)"})


def plain_numbers_of_columns(b, s, r):
    inserted(s, 22, {"A": 1, "B": 2, "C": 3, "D": 4, "E": 5, "F": 6})


def letters_of_columns(b, s, r):
    inserted(s, 22, {"A": "A", "B": "B", "C": "C", "D": "D", "E": 1, "F": 2})


def table_again(b, s, r):
    for row in [21] + list(r.values()):
        for column in range(1, 6):
            s.cell(row + 70, column).value = s.cell(row, column).value


def table_beside(b, s, r):
    for row in [21] + list(r.values()):
        for column in range(1, 6):
            s.cell(row, column + 9).value = s.cell(row, column).value


def numbers_like_codes(b, s, r):
    # A list of unions with a number in the column of codes.
    s["B86"], s["C86"], s["B87"], s["C87"] = "CĐCS A", 19, "CĐCS B", 18


def sum_of_section(b, s, r):
    inserted(s, 49, {"B": "Cộng mục B", "E": 4321})


def list_below_table(b, s, r):
    for column, (heading, value) in enumerate(
        [("TT", 1), ("Họ tên", "Lò Văn A"), ("Ngày sinh", "01/01/1990"), ("Giới tính", "Nam")], 1
    ):
        s.cell(86, column).value, s.cell(87, column).value = heading, value


def list_says_none(b, s, r):
    b["DS_1"]["B5"], b["DS_4"]["B5"], b["DS_4"]["B6"] = "Không có", "Không phát sinh", 0


def list_dots(b, s, r):
    b["DS_2"]["B8"] = "..."


def list_reference(b, s, r):
    b["DS_2"]["B8"] = "(Có danh sách kèm theo)"


def list_group(b, s, r):
    b["DS_3"]["A10"], b["DS_3"]["B10"] = "II", "Xã Nà Thử"


def list_subtotal(b, s, r):
    b["DS_3"]["B10"], b["DS_3"]["G10"] = "Cộng xã Nà Thử", 69


def list_entry_moved(b, s, r):
    t = b["DS_2"]
    for c in range(1, 8):
        t.cell(60, c).value, t.cell(7, c).value = t.cell(7, c).value, None


def list_numbered_again(b, s, r):
    b["DS_3"]["A7"], b["DS_3"]["A8"] = 1, 2


def sex_for_birth(b, s, r):
    b["DS_2"]["C5"] = "Nam"


def span_for_quarter(b, s, r):
    s["C12"] = "3 tháng"


def header_in_labels(b, s, r):
    s["A10"], s["B10"], s["C10"] = "Mã đơn vị: TANUYEN", None, None
    s["C11"] = None
    s["B12"], s["C12"] = "Quý: III", None


def several_periods(b, s, r):
    s["C12"] = "Quý III, IV"


def two_units(b, s, r):
    s["C11"] = "LĐLĐ huyện Tân Uyên và Than Uyên"


def hidden_copy(b, s, r):
    t = b.copy_worksheet(s)
    t.title, t.sheet_state = "BM01 cũ", "hidden"


CASES = [f for name, f in list(globals().items()) if callable(f) and name not in ("rows", "unmerge", "inserted", "BarChart", "Reference", "Image")]

for case in CASES:
    book = openpyxl.load_workbook(BASE)
    sheet = book["BM01"]
    table = rows(sheet)
    unmerge(sheet)
    case(book, sheet, table)
    book.save(os.path.join(folder, case.__name__ + ".xlsx"))
    print(case.__name__)
