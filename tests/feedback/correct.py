"""Corrects returned forms as an officer does who reads only the sheet "Cần sửa".

correct.py books FORM BOOKS OUT: where the sheet names no figure, the value is the one in her books: the cell of BOOKS, a
    return without faults, at the place that the sheet gives for the file that was sent.
correct.py figures FORM OUT: where the sheet names a figure ("= 1.893 …") and the mark in the column "Nay" is still ✗,
    that figure. The marks are those that the program that saved the file has computed.
"""

import re
import sys
import warnings

import openpyxl

warnings.simplefilter("ignore")


def points(path):
    sheet = openpyxl.load_workbook(path, data_only=True)["Cần sửa"]
    rows = sheet.iter_rows(values_only=True)
    head = next(row for row in rows if row[0] == "TT")
    return [dict(zip(head, row)) for row in rows if row[0] is not None]


def cell(book, place):
    sheet, at = place.split("!")
    return book[sheet][at]


mode, form, *rest = sys.argv[1:]
book = openpyxl.load_workbook(form)
count = 0
for point in points(form):
    if not point["Ô trong tệp này"]:
        continue
    figure = re.match(r"= ([\d.]+)", point["Phải là"] or "")
    if mode == "books" and not figure:
        value = cell(openpyxl.load_workbook(rest[0]), point["Ô trong tệp đã gửi"]).value
    elif mode == "figures" and figure and point["Nay"] == "✗":
        value = int(figure.group(1).replace(".", ""))
    else:
        continue
    cell(book, point["Ô trong tệp này"]).value = value
    count += 1
book.save(rest[-1])
print(count)
