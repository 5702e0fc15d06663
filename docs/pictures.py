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


def corrections(form, work):
    """Copies the sheet "Cần sửa" of a returned form, which is not printed, into a workbook of one landscape page."""
    book = openpyxl.load_workbook(form)
    for sheet in book.worksheets:
        sheet.sheet_state = "visible" if sheet.title == "Cần sửa" else "hidden"
    sheet = book["Cần sửa"]
    book.active = book.worksheets.index(sheet)
    sheet.print_area = f"A1:I{sheet.max_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    for part in (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right):
        part.text = None
    copy = work / "can-sua.xlsx"
    book.save(copy)
    return copy


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
        returned = next((campaign / "phan-hoi/2021-Q4").glob("BM01_2021-Q4_THANUYEN*.xlsx"))
        save(pdf(corrections(returned, work), work), "CẦN SỬA", "can-sua", dpi=90)


if __name__ == "__main__":
    main()
