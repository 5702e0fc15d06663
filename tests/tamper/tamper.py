"""tamper.py WORKBOOK FOLDER: writes many copies of the workbook, each with one thing tampered with, and FOLDER/cases.tsv: file,
kind of difference, sheet, cell (empty: the sheet or name as a whole). Needs openpyxl."""
import copy
import os
import re
import sys
import traceback
import zipfile

import openpyxl
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName

source, folder = sys.argv[1:3]
os.makedirs(folder, exist_ok=True)
cases, children = [], {}
untouched = openpyxl.load_workbook(source)


def find(sheet, text, column=None):
    """Returns the first cell with this text."""
    for row in sheet.iter_rows():
        for cell in row:
            if (cell.value == text or is_heading(cell.value, text)) and column in (None, cell.column):
                return cell
    raise SystemExit(f"{sheet.title}: no cell '{text}'")


def is_heading(value, text):
    """A heading that speaks of the period has other words for a longer span."""
    return isinstance(value, str) and value.startswith("=IF(") and value.endswith(")") and value.count(",") == 2 \
        and f',"{text}",' in value


def figure(book, sheet, unit, heading):
    sheet = book[sheet]
    return sheet.cell(find(sheet, unit).row, find(sheet, heading).column)


def case(kind):
    """Makes one tampered workbook; the function returns the cell (or sheet name) where audit must find the difference.
    A child of this process, which has the workbook open already, makes it: opening takes longer than everything else."""

    def run(change):
        number = len(cases)
        cases.append(None)
        while len(children) >= os.cpu_count():
            finish()
        source_end, end = os.pipe()
        child = os.fork()
        if child:
            os.close(end)
            children[child] = (number, source_end)
            return change
        try:
            where = change(untouched)
            name = f"{number:02d}-{change.__name__}.xlsx"
            untouched.save(os.path.join(folder, name))
            sheet, cell = (where, "") if isinstance(where, str) else (where.parent.title, where.coordinate)
            os.write(end, "\t".join((name, kind, sheet, cell)).encode())
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)

    return run


def finish():
    """Waits for a child and takes its case."""
    child, status = os.wait()
    number, end = children.pop(child)
    with os.fdopen(end) as line:
        cases[number] = tuple(line.read().split("\t"))
    if status:
        sys.exit(f"case {number} failed")


def total(book):
    return figure(book, "Tổng hợp", "Tổng cộng", "Lũy kế kết nạp")


def put(cell, value):
    cell.value = value
    return cell


@case("formula_overwritten")
def a_total_typed_over(book):
    return put(total(book), 999)


@case("formula_overwritten")
def a_gap_typed_over(book):
    return put(figure(book, "Tổng hợp", "LĐLĐ Thành Phố", "Còn phải kết nạp"), 0)


@case("formula_overwritten")
def a_headline_typed_over(book):
    return put(book["Tổng quan"]["B6"], 540)


@case("formula_overwritten")
def a_rule_made_true(book):
    sheet = book["Kiểm tra"]
    row = find(sheet, "R10", 1).row
    columns = [c.column for c in sheet[4] if c.value == "LĐLĐ huyện Phong Thổ"]
    return put(sheet.cell(row, columns[1]), True)


@case("formula_overwritten")
def a_mark_made_good(book):
    sheet = book["Kiểm tra"]
    return put(sheet.cell(find(sheet, "R04", 1).row, 4), "✓")


@case("formula_changed")
def a_total_that_leaves_a_unit_out(book):
    cell = total(book)
    first, last = re.findall(r"\d+", cell.value)
    return put(cell, cell.value.replace(last, str(int(last) - 1)))


@case("formula_changed")
def a_total_with_something_added(book):
    cell = total(book)
    return put(cell, cell.value + "+5")


@case("formula_changed")
def a_share_of_another_unit(book):
    cell = figure(book, "Tổng hợp", "LĐLĐ Thành Phố", "% thực hiện")
    return put(cell, cell.value.replace("12", "13"))


@case("formula_changed")
def an_error_hushed_up(book):
    cell = figure(book, "Tiến độ", "CĐN Y tế", "Nhanh (+), chậm (−)")
    return put(cell, f"=IFERROR({cell.value[1:]},0)")


@case("formula_changed")
def a_figure_from_another_file(book):
    return put(figure(book, "Tổng hợp", "CĐN Y tế", "Đoàn viên cuối quý"), "='[khac.xlsx]Sheet1'!$A$1")


@case("formula_changed")
def a_threshold_in_a_formula(book):
    cell = figure(book, "CĐCS - DN", "LĐLĐ Thành Phố", "Còn thiếu để đạt mục tiêu")
    return put(cell, cell.value.replace("/100", "/200"))


@case("formula_changed")
def a_signed_difference(book):
    cell = figure(book, "Tiến độ", "LĐLĐ Thành Phố", "Nhanh (+), chậm (−)")
    return put(cell, "=-(" + cell.value[1:] + ")")


@case("formula_added")
def a_figure_made_a_formula(book):
    cell = figure(book, "Số liệu", "Quý III/2021", "07 (+) Kết nạp mới")
    return put(cell, f"={cell.value}+3")


@case("formula_added")
def a_formula_where_nothing_was(book):
    return put(book["Tổng hợp"]["Z5"], "=1+1")


@case("figure")
def a_figure_of_a_return(book):
    cell = figure(book, "Số liệu", "Quý III/2021", "07 (+) Kết nạp mới")
    return put(cell, cell.value + 10)


@case("figure")
def a_state(book):
    sheet = book["Số liệu"]
    return put(sheet.cell(find(sheet, "Chưa gửi").row, find(sheet, "Trạng thái").column), "Đã tổng hợp")


@case("figure")
def a_quota_of_the_annex(book):
    sheet = book["Phụ lục"]
    heading = "Số đoàn viên giao tăng thêm giai đoạn 2021-2023"
    return put(sheet.cell(find(sheet, "LĐLĐ huyện Phong Thổ").row, find(sheet, heading).column), 60)


@case("figure")
def a_printed_total(book):
    sheet = book["Phụ lục"]
    return put(sheet.cell(find(sheet, "Tổng cộng theo phụ lục").row, 5), 23000)


@case("figure")
def a_setting(book):
    sheet = book["Công thức"]
    return put(sheet.cell(find(sheet, "cd_muc_dn", 1).row, 4), 50)


@case("figure")
def a_plan_hash(book):
    sheet = book["Công thức"]
    return put(sheet.cell(find(sheet, "Mã kế hoạch").row, 2), "SHA-256 " + "0" * 64)


@case("figure")
def a_severity(book):
    return put(find(book["Lỗi, cảnh báo"], "▲ Cảnh báo"), "• Thông tin")


@case("figure")
def a_file_hash(book):
    sheet = book["Nguồn"]
    return put(sheet.cell(5, 4), "f" * 64)


@case("figure")
def a_submission_state(book):
    sheet = book["Nguồn"]
    return put(sheet.cell(6, 11), "✗ Còn lỗi: R10")


@case("figure")
def a_trace(book):
    return put(find(book["Dấu vết"], 2136), 21360)


@case("figure")
def a_tax_code(book):
    sheet = book["DS_3"]
    return put(sheet.cell(5, find(sheet, "MST").column), "0000000001")


@case("figure")
def a_date_of_a_roster(book):
    sheet = book["DS_2"]
    return put(sheet.cell(5, find(sheet, "Ngày QĐ").column), 44000)


@case("figure")
def a_unit_renamed(book):
    return put(find(book["Tổng hợp"], "LĐLĐ huyện Sìn Hồ"), "LĐLĐ huyện Sìn Hồ (mới)")


@case("figure")
def a_heading(book):
    return put(find(book["Tổng hợp"], "Lũy kế kết nạp"), "Kết nạp trong năm")


@case("figure")
def an_unknown_report_period(book):
    return put(book["Tổng quan"]["O1"], "2029-Q1")


@case("figure")
def a_rule_in_the_dictionary(book):
    sheet = book["Công thức"]
    return put(sheet.cell(find(sheet, "R10", 1).row, 3), "TRUE")


@case("removed")
def a_figure_cleared(book):
    return put(figure(book, "Số liệu", "Quý III/2021", "20 (=) Đoàn viên cuối kỳ"), None)


@case("removed")
def a_note_cleared(book):
    return put(figure(book, "Tổng hợp", "CĐN Giáo dục", "Ghi chú"), None)


@case("added")
def a_figure_for_a_missing_return(book):
    sheet = book["Số liệu"]
    row = find(sheet, "Chưa gửi").row
    return put(sheet.cell(row, find(sheet, "07 (+) Kết nạp mới").column), 12)


@case("added")
def a_remark_beside_the_table(book):
    return put(book["Tổng hợp"]["Y12"], "đã duyệt")


@case("rows_inserted")
def a_row_in_the_summary(book):
    sheet = book["Tổng hợp"]
    row = find(sheet, "LĐLĐ huyện Tân Uyên").row
    sheet.insert_rows(row)
    return put(sheet.cell(row, 2), "LĐLĐ huyện Mới").parent.cell(row, 1)


@case("rows_inserted")
def a_row_in_a_roster(book):
    sheet = book["DS_2"]
    sheet.insert_rows(8)
    for column in range(1, 8):
        sheet.cell(8, column).value = f"thêm {column}"
    return sheet.cell(8, 1)


@case("rows_deleted")
def a_finding_taken_out(book):
    sheet = book["Lỗi, cảnh báo"]
    row = find(sheet, "▲ Cảnh báo").row
    sheet.delete_rows(row)
    return sheet.cell(row, 1)


@case("rows_deleted")
def a_roster_row_taken_out(book):
    sheet = book["DS_2"]
    sheet.delete_rows(7)
    return sheet.cell(7, 1)


@case("sheet_missing")
def a_sheet_taken_out(book):
    del book["Dấu vết"]
    return "Dấu vết"


@case("sheet_added")
def a_sheet_put_in(book):
    book.create_sheet("Nháp")["A1"] = 1
    return "Nháp"


@case("sheet_hidden")
def a_sheet_hidden(book):
    book["Lỗi, cảnh báo"].sheet_state = "hidden"
    return "Lỗi, cảnh báo"


@case("sheet_hidden")
def a_sheet_very_hidden(book):
    book["Nguồn"].sheet_state = "veryHidden"
    return "Nguồn"


@case("sheet_missing")
def a_sheet_renamed(book):
    book["Kiểm tra"].title = "Kiểm tra cũ"
    return "Kiểm tra"


def defined(book):
    return {d.name: d for d in book.defined_names.definedName}


@case("name_moved")
def a_name_moved(book):
    defined(book)["so_quy"].attr_text = "'Công thức'!$D$20"
    return "so_quy"


@case("name_missing")
def a_name_taken_out(book):
    book.defined_names.delete("cd_muc_dn")
    return "cd_muc_dn"


@case("name_added")
def a_name_put_in(book):
    book.defined_names.append(DefinedName("bi_mat", attr_text="'Tổng hợp'!$A$1"))
    return "bi_mat"


@case("cell_hidden")
def white_on_white(book):
    cell = total(book)
    cell.font = Font(color="FFFFFFFF")
    cell.fill = PatternFill()
    return cell


@case("cell_hidden")
def the_colour_of_its_ground(book):
    cell = figure(book, "Tổng hợp", "LĐLĐ Thành Phố", "Còn phải kết nạp")
    cell.font = Font(color="FF1F4E79")
    cell.fill = PatternFill("solid", fgColor="FF1F4E79")
    return cell


@case("cell_hidden")
def a_format_that_shows_nothing(book):
    cell = figure(book, "Tổng hợp", "LĐLĐ huyện Phong Thổ", "Còn phải kết nạp")
    cell.number_format = ";;;"
    return cell


@case("cell_hidden")
def a_font_too_small(book):
    cell = find(book["Lỗi, cảnh báo"], "▲ Cảnh báo")
    font = copy.copy(cell.font)
    font.size = 1
    cell.font = font
    return cell


@case("row_hidden")
def a_row_hidden(book):
    sheet = book["Tổng hợp"]
    row = find(sheet, "LĐLĐ huyện Phong Thổ").row
    sheet.row_dimensions[row].hidden = True
    return sheet.cell(row, 1)


@case("row_hidden")
def a_row_without_height(book):
    sheet = book["Lỗi, cảnh báo"]
    sheet.row_dimensions[5].height = 0.5
    return sheet.cell(5, 1)


@case("column_hidden")
def a_column_hidden(book):
    sheet = book["Tổng hợp"]
    column = find(sheet, "Còn phải kết nạp").column_letter
    sheet.column_dimensions[column].hidden = True
    return sheet[f"{column}1"]


@case("merged")
def a_figure_covered_by_a_merge(book):
    sheet = book["Phụ lục"]
    cell = sheet.cell(find(sheet, "LĐLĐ Thành Phố").row, 5)
    sheet.merge_cells(start_row=cell.row, start_column=5, end_row=cell.row + 1, end_column=5)
    return cell


def forged_value():
    """Stores a value that is not the result of the formula; a viewer or a script would read it."""
    cell = total(untouched)
    index = untouched.sheetnames.index("Tổng hợp") + 1
    name = f"{len(cases):02d}-forged_value.xlsx"
    archive = zipfile.ZipFile(source)
    with zipfile.ZipFile(os.path.join(folder, name), "w", zipfile.ZIP_DEFLATED) as out:
        for entry in archive.namelist():
            data = archive.read(entry)
            if entry == f"xl/worksheets/sheet{index}.xml":
                text = data.decode()
                pattern = rf'(<c r="{cell.coordinate}"[^>]*>.*?<v>)[^<]*(</v>)'
                text, changed = re.subn(pattern, r"\g<1>540\g<2>", text, count=1)
                assert changed == 1
                data = text.encode()
            out.writestr(entry, data)
    cases.append((name, "value", "Tổng hợp", cell.coordinate))


while children:
    finish()
forged_value()
untouched.save(os.path.join(folder, "untouched.xlsx"))
untouched.move_sheet("Phụ lục", -8)
untouched.save(os.path.join(folder, "other-order.xlsx"))
with open(os.path.join(folder, "cases.tsv"), "w", encoding="utf-8") as out:
    for line in cases:
        out.write("\t".join(line) + "\n")
