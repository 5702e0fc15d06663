"""Makes a period of returns as offices send them, each with a mark in everything personal.

send.py CAMPAIGN BLANK: changes CAMPAIGN/tra-loi/2022-Q1 (the returns of the sample) and the contacts in ke-hoach.toml.
BLANK is a blank form. What each unit gets back is in tests/suite/feedback.rs.
"""

import datetime
import os
import re
import shutil
import sys
import warnings
from email.message import EmailMessage

import openpyxl

warnings.simplefilter("ignore")
CAMPAIGN, BLANK = sys.argv[1:]
FOLDER = os.path.join(CAMPAIGN, "tra-loi", "2022-Q1")


def row(sheet, code):
    return next(r for r in range(1, sheet.max_row + 1) if str(sheet.cell(r, 3).value) == code)


def figure(book, code, value, column=5):
    sheet = book["BM01"]
    sheet.cell(row(sheet, code), column).value = value


def note(book, code, text):
    sheet = book["BM01"]
    column = next(cell.column for cells in sheet.iter_rows(max_row=30) for cell in cells if cell.value == "Ghi chú")
    figure(book, code, text, column)


def add(book, code, more):
    sheet = book["BM01"]
    cell = sheet.cell(row(sheet, code), 5)
    cell.value = (cell.value or 0) + more


def header(book, labels, value):
    for cells in book["BM01"].iter_rows(max_row=25, max_col=7):
        for cell in cells:
            if cell.value in labels:
                book["BM01"].cell(cell.row, cell.column + 1).value = value
                return
    raise SystemExit(labels)


def planted(book, mark):
    """Puts a mark into names of persons, a narrative, a note and a roster."""
    header(book, ["Người lập"], "Người lập " + mark)
    header(book, ["Chủ tịch"], "Chủ tịch " + mark)
    book["TM"]["C4"] = "Thuyết minh " + mark
    note(book, "27", "ghi chú " + mark)
    book["DS_2"]["B5"] = "Người " + mark


def edit(name, change, to=None):
    path = os.path.join(FOLDER, name)
    book = openpyxl.load_workbook(path)
    change(book)
    os.remove(path)
    book.save(os.path.join(FOLDER, to or name))


def tam_duong(book):
    """One figure is five too many; the person of another unit is in the roster as well."""
    planted(book, "DAUTAMDUONG")
    add(book, "20", 5)
    shared(book)


def shared(book):
    """The same person in two returns."""
    book["DS_2"]["B6"] = "Người CHUNG"
    book["DS_2"]["C6"] = datetime.date(1990, 1, 2)


def than_uyen(book):
    """A missing figure, a negative one, texts for numbers, content outside the form."""
    planted(book, "DAUTHANUYEN")
    figure(book, "12", f'{book["BM01"].cell(row(book["BM01"], "12"), 5).value} người')
    figure(book, "14", None)
    figure(book, "30", -1)
    figure(book, "34", "3-4")
    figure(book, "35", "tám")
    note(book, "35", "chưa rõ")
    book["BM01"]["K5"] = 77
    book.create_sheet("Khác")["A1"] = "Ghi thêm DAUTHANUYEN"


def tan_uyen(book):
    """A day that is none, a word that is no choice, a day of birth in words."""
    planted(book, "DAUTANUYEN")
    header(book, ["Ngày gửi", "Ngày nộp"], "hôm qua")
    book["DS_2"]["C5"] = "năm ngoái"
    book["DS_2"]["D5"] = "X"
    shared(book)


def mailed(name, mark):
    """Puts a return into an e-mail."""
    path = os.path.join(FOLDER, name)
    with open(path, "rb") as file:
        content = file.read()
    os.remove(path)
    mail = EmailMessage()
    mail["From"] = f"{mark} <{mark.lower()}@example.vn>"
    mail["Subject"] = "Báo cáo " + mark
    mail.set_content("Lời thư " + mark)
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=f"Bao cao {mark}.xlsx")
    with open(os.path.join(FOLDER, f"thu {mark}.eml"), "wb") as file:
        file.write(mail.as_bytes())


edit("BM01_2022-Q1_TAMDUONG.xlsx", tam_duong, "Bao cao DAUTAMDUONG.xlsx")
edit("BM01_2022-Q1_THANUYEN.xlsx", than_uyen, "Bao cao DAUTHANUYEN.xlsx")
edit("BM01_2022-Q1_TANUYEN.xlsx", tan_uyen, "Bao cao DAUTANUYEN.xlsx")
mailed("LĐLĐ Mường Tè gửi BC quý I.xlsx", "DAUMUONGTE")
# Two returns with one submission number.
path = os.path.join(FOLDER, "BM01_2022-Q1_CDVC.xlsx")
second = openpyxl.load_workbook(path)
planted(second, "DAUCDVC")
add(second, "45", 1)
second.save(os.path.join(FOLDER, "BM01_2022-Q1_CDVC DAUCDVC.xlsx"))
# No return, a form that nobody filled in, and a file that cannot be read.
os.remove(os.path.join(FOLDER, "BM01_2022-Q1_NAMNHUN.xlsx"))
os.remove(os.path.join(FOLDER, "BM01_2022-Q1_CDGD.xlsx"))
shutil.copy(BLANK, os.path.join(FOLDER, "BM01_2022-Q1_CDGD.xlsx"))
with open(os.path.join(FOLDER, "hong.xlsx"), "wb") as file:
    file.write(b"PK\x03\x04khong doc duoc")

plan = os.path.join(CAMPAIGN, "ke-hoach.toml")
with open(plan, encoding="utf-8") as file:
    text = file.read()
for number, unit in enumerate(["TP", "TAMDUONG", "TANUYEN", "THANUYEN", "NAMNHUN"]):
    contact = f'email = "{unit.lower()}@laichau.example.vn"\ncontact = "Bà Lò Thị Ún {number}"\nphone = "0900 000 00{number}"\n'
    text, count = re.subn(rf'code = "{unit}"\n', lambda found: found.group() + contact, text, count=1)
    assert count == 1, unit
text = text.replace('code = "SINHO"\n', 'code = "SINHO"\nemail = "chưa có"\n', 1)
with open(plan, "w", encoding="utf-8") as file:
    file.write(text)
