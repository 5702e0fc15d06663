#!/usr/bin/env python3
"""docs/pictures.py TONGHOP: makes the pictures of docs/img again from the sample, as LibreOffice prints it.

Needs LibreOffice Calc, pdftoppm and pdftotext (Debian: libreoffice-calc, poppler-utils), openpyxl and Pillow
(python3-openpyxl, python3-pil). A picture is the page of a workbook that has a text, without its empty margins.
"""
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
from PIL import Image, ImageChops

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs/img"
MARGIN = 16  # pixels kept around the content
FOOTER = 0.95  # part of a page above its footer

# What is typed into the return of Than Uyên, so that its reply has several points to correct.
MISTAKES = {"E37": None, "E54": -1, "E59": "3-4", "E60": "tám", "K5": 77, "E35": "5 người"}

# A profile as in Vietnam, without forced recalculation.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item>
</oor:items>
"""


def pdf(book, work):
    """Returns the PDF that LibreOffice prints of a workbook."""
    profile = work / "profile/user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(PROFILE)
    subprocess.run(["timeout", "180", "soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", "--norestore",
                    "--convert-to", "pdf", "--outdir", work, book], check=True, capture_output=True)
    return work / (book.stem + ".pdf")


def page_of(document, text):
    """Returns the number of the first page with a text."""
    pages = subprocess.run(["pdftotext", "-layout", document, "-"], check=True, capture_output=True).stdout.decode().split("\f")
    found = [number for number, page in enumerate(pages, 1) if text in page]
    if not found:
        sys.exit(f"no page of {document.name} has the text {text!r}")
    return found[0]


def save(document, text, name, dpi=80):
    """Saves the page with a text as a picture of docs/img."""
    page = str(page_of(document, text))
    target = document.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", "-f", page, "-l", page, "-singlefile", document, target], check=True)
    picture = Image.open(f"{target}.png").convert("RGB")
    picture = picture.crop((0, 0, picture.width, round(picture.height * FOOTER)))
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    left, top, right, bottom = box
    picture = picture.crop((max(0, left - MARGIN), max(0, top - MARGIN), min(picture.width, right + MARGIN), min(picture.height, bottom + MARGIN)))
    picture.quantize(128, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)
    print(f"docs/img/{name}.png: page {page} of {document.name}")


def mistype(campaign):
    """Types the mistakes into the return."""
    path = campaign / "tra-loi/2021-Q4/BM01_2021-Q4_THANUYEN.xlsx"
    book = openpyxl.load_workbook(path)
    for cell, value in MISTAKES.items():
        book["BM01"][cell] = value
    book.save(path)


def excerpt(source, name, area, target, orientation="landscape"):
    """Copies an area of a sheet, as the screen shows it, into a workbook of one page. `area` is a function of the sheet."""
    book = openpyxl.load_workbook(source)
    sheet = book[name]
    for other in book.worksheets:
        other.sheet_state = "visible" if other is sheet else "hidden"
    book.active = book.worksheets.index(sheet)
    sheet.print_area = area(sheet)
    sheet.print_title_rows = None
    sheet.page_setup.orientation = orientation
    sheet.page_setup.scale = None
    sheet.row_breaks.brk, sheet.col_breaks.brk = [], []
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    for part in (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right):
        part.text = None
    book.save(target)
    return target


def list_of_changes(sheet):
    """The area of the published figures that differ, on "Nguồn"."""
    first = next(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "SỐ ĐÃ CHỐT HOẶC ĐÃ LẬP, NAY KHÁC")
    return f"A{first}:K{first + 9}"


def correct(source, target):
    """Writes the return of the city again as its second submission, with one enterprise more (code 33)."""
    book = openpyxl.load_workbook(source)
    sheet = book["BM01"]
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, 2).value == "Lần nộp":
            sheet.cell(row, 3).value = 2
        if str(sheet.cell(row, 3).value) == "33":
            sheet.cell(row, 5).value += 1
    book.save(target)


def touch(source, target):
    """Writes a consolidated workbook again with a figure of a return and a formula overwritten by hand."""
    book = openpyxl.load_workbook(source)
    found = next(cell for row in book["Số liệu"].iter_rows() for cell in row if cell.value == 2136)
    found.value = 2236
    book["Tổng hợp"]["I12"] = 1
    book.save(target)


def main():
    program = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        campaign = work / "dot-1"
        shutil.copytree(ROOT / "samples/277-lai-chau", campaign, ignore=shutil.ignore_patterns("ket-qua", "bieu-mau", "phan-hoi"))

        def tonghop(*words):
            done = subprocess.run([program, "-C", campaign, *words], capture_output=True)
            if done.returncode > 1:
                sys.exit(done.stderr.decode())

        tonghop("merge")
        tonghop("forms", "--period", "2022-Q2")
        mistype(campaign)
        tonghop("feedback", "--period", "2021-Q4", "--today", "2022-01-12")
        merged = pdf(campaign / "ket-qua/Tong-hop-2022-Q1.xlsx", work)
        save(merged, "VIỆC CẦN LÀM NGAY", "tong-quan")
        save(merged, "TM. BAN THƯỜNG VỤ", "tong-hop")
        save(merged, "LỖI, CẢNH BÁO", "phat-hien")
        forms = campaign / "bieu-mau/2022-Q2"
        save(pdf(forms / "BM01_2022-Q2_PHONGTHO.xlsx", work), "BÁO CÁO", "bieu-mau")
        (campaign / "tra-loi/2022-Q1/BC PTDV quy 1 LDLD Phong Tho.xlsx").rename(work / "gui-sau.xlsx")
        tonghop("forms", "--period", "2022-Q2", "--unit", "PHONGTHO", "--force")
        copy = excerpt(forms / "BM01_2022-Q2_PHONGTHO.xlsx", "BM01", lambda sheet: "A1:H34", work / "dau-ky.xlsx", "portrait")
        save(pdf(copy, work), "BÁO CÁO", "bieu-mau-dau-ky")
        returned = next((campaign / "phan-hoi/2021-Q4").glob("BM01_2021-Q4_THANUYEN*.xlsx"))
        copy = excerpt(returned, "Cần sửa", lambda sheet: f"A1:I{sheet.max_row}", work / "can-sua.xlsx")
        save(pdf(copy, work), "CẦN SỬA", "can-sua", dpi=90)
        tonghop("publish", "--period", "2021-Q3")
        inbox = campaign / "tra-loi/2021-Q3"
        correct(inbox / "BM01_2021-Q3_TP.xlsx", inbox / "BM01_2021-Q3_TP lần 2.xlsx")
        tonghop("merge", "--period", "2021-Q4")
        later = campaign / "ket-qua/Tong-hop-2021-Q4.xlsx"
        copy = excerpt(later, "Nguồn", list_of_changes, work / "nguon.xlsx")
        save(pdf(copy, work), "SỐ ĐÃ CHỐT HOẶC ĐÃ LẬP, NAY KHÁC", "nguon", dpi=110)
        touch(later, campaign / "ket-qua/sua.xlsx")
        tonghop("audit", campaign / "ket-qua/sua.xlsx", "--format", "xlsx", "--output", work / "kiem-toan.xlsx")
        save(pdf(work / "kiem-toan.xlsx", work), "KIỂM TRA LẠI TỆP", "kiem-toan", dpi=110)


if __name__ == "__main__":
    main()
