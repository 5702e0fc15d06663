"""forms.py RETURNS FOLDER: writes workbooks with the forms of two returns, one for each order of the sheets. tests/suite/several_forms.rs
holds what each must give. Only values and merged cells are copied."""
import os
import sys

import openpyxl

returns, folder = sys.argv[1:]
FIRST, OTHER, LATER = "2021-Q3/BM01_2021-Q3_TANUYEN.xlsx", "2021-Q3/BM01_2021-Q3_TP.xlsx", "2021-Q4/BM01_2021-Q4_TANUYEN.xlsx"


def sheets_of(path, suffix=""):
    """Returns name and sheet of each sheet of a return."""
    book = openpyxl.load_workbook(os.path.join(returns, path), data_only=True)
    return [(sheet.title + suffix, sheet) for sheet in book.worksheets]


def save(name, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, source in sheets:
        sheet = book.create_sheet(title)
        for row in source.iter_rows():
            for cell in row:
                if cell.value is not None:
                    sheet.cell(cell.row, cell.column).value = cell.value
        for area in source.merged_cells.ranges:
            sheet.merge_cells(str(area))
        sheet.sheet_state = source.sheet_state
    book.save(os.path.join(folder, name + ".xlsx"))


first, other, later = sheets_of(FIRST), sheets_of(OTHER, " (2)"), sheets_of(LATER, " (2)")
forms_first = lambda a, b: [a[0], b[0], *a[1:], *b[1:]]

save("in_order", first + other)
save("other_order", other + first)
save("forms_first", forms_first(first, other))
save("one_set_of_lists", [first[0], other[0], *first[1:]])
save("lists_first", first[1:] + first[:1] + other[1:] + other[:1])
save("second_without_lists", first + other[:1])
save("two_periods", first + later)
save("two_periods_forms_first", forms_first(first, later))
save("copy_of_one_form", first + sheets_of(FIRST, " (2)"))
for _, sheet in later:
    sheet.sheet_state = "hidden"
save("hidden_later", first + later)
for _, sheet in first:
    sheet.sheet_state = "hidden"
for _, sheet in later:
    sheet.sheet_state = "visible"
save("hidden_before", first + later)
