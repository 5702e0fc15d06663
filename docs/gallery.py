#!/usr/bin/env python3
"""docs/gallery.py TONGHOP: makes docs/gallery.md and its pictures again: each sheet of the workbooks of both templates, and the
form blank, filled in and with mistakes, as on a screen of 1366 x 768 and as printed.

Needs LibreOffice Calc, pdftoppm, openpyxl, Pillow and LibreOffice's Python (Debian: libreoffice-calc, poppler-utils,
python3-openpyxl, python3-pil, python3-uno). The view of a screen is the upper left part of a sheet at 100 %, without the
window around it: LibreOffice prints it on a page of that size.
"""
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl
import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.table import CellRangeAddress
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/explain"))
from pictures import PROFILE, ROOT  # noqa: E402
from sources import second_campaign  # noqa: E402

TARGET = ROOT / "docs/img/trang"
# Pixels of the window of Excel for cells on a screen of 1366 x 768, and the pixels of an inch.
SCREEN, INCH = (1342, 540), 96
DPI = 62  # of the pictures


def value(name, content):
    return PropertyValue(Name=name, Value=content)


class Calc:
    """LibreOffice with a fresh profile as in Vietnam, driven through a pipe."""

    def __init__(self, work):
        profile = work / "profile/user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(PROFILE)
        pipe = f"gallery{time.time_ns()}"
        self.process = subprocess.Popen(["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", "--norestore",
                                         f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        for _ in range(600):
            try:
                context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except Exception:
                time.sleep(0.5)
        else:
            sys.exit("LibreOffice does not answer")
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)

    def open(self, book):
        return self.desktop.loadComponentFromURL(book.as_uri(), "_blank", 0, (value("Hidden", True),))

    def close(self):
        try:
            self.desktop.terminate()
        except Exception:
            pass
        self.process.wait(timeout=60)


def picture(document, work):
    """Prints the first page that a document would print, as a picture."""
    pdf = work / "page.pdf"
    data = uno.Any("[]com.sun.star.beans.PropertyValue", (value("PageRange", "1"), value("ExportNotes", False)))
    document.storeToURL(pdf.as_uri(), (value("FilterName", "calc_pdf_Export"), value("FilterData", data)))
    subprocess.run(["pdftoppm", "-r", str(DPI), "-png", "-f", "1", "-l", "1", "-singlefile", pdf, work / "page"], check=True)
    return Image.open(work / "page.png").convert("RGB")


def only(document, sheet, areas):
    """Leaves one sheet to be printed: these areas of it."""
    for other in document.Sheets:
        other.setPrintAreas(())
    sheet.setPrintAreas(areas)


def used_area(sheet, index):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    return CellRangeAddress(index, 0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)


def views(document, index, work):
    """Returns the pictures of a sheet as printed and as on the screen."""
    sheet = document.Sheets[index]
    whole = used_area(sheet, index)
    only(document, sheet, sheet.getPrintAreas() or (whole,))
    printed = picture(document, work)
    style = document.StyleFamilies["PageStyles"][sheet.PageStyle]
    style.HeaderIsOn = style.FooterIsOn = False
    for side in ("Left", "Right", "Top", "Bottom"):
        setattr(style, side + "Margin", 0)
    style.ScaleToPagesX = style.ScaleToPagesY = style.ScaleToPages = 0
    style.PageScale = 100
    style.CenterHorizontally = style.CenterVertically = False
    style.Width, style.Height = (round(pixels / INCH * 2540) for pixels in SCREEN)
    sheet.setPrintTitleRows(False)
    sheet.setPrintTitleColumns(False)
    only(document, sheet, (whole,))
    return printed, picture(document, work)


def saved(image, name):
    TARGET.mkdir(parents=True, exist_ok=True)
    image.quantize(32, dither=Image.Dither.NONE).save(TARGET / name, optimize=True)
    return f"img/trang/{name}"


def gallery_of(calc, book, key, work, sheets=None):
    """Makes the pictures of a workbook; returns lines of Markdown."""
    lines = []
    probe = calc.open(book)
    names = [name for name in probe.Sheets.ElementNames if probe.Sheets[name].IsVisible and (not sheets or name in sheets)]
    probe.close(True)
    for name in names:
        document = calc.open(book)
        index = list(document.Sheets.ElementNames).index(name)
        printed, screen = views(document, index, work)
        document.close(True)
        number = f"{key}-{index + 1:02}"
        shown, paper = saved(screen, f"{number}-man-hinh.png"), saved(printed, f"{number}-in.png")
        lines += [f"### {name}", "", f"![{name}, on the screen]({shown})", "", f"![{name}, printed]({paper})", ""]
        print(key, name, flush=True)
    return lines


# What is typed into the form with mistakes: codes of indicators and their figures.
MISTAKES = {"07": -3, "13": "5 người", "20": 9, "40": "Khong"}


def typed(blank, target, mistakes):
    """Fills in a form with the figures of the quarter before, some of them wrong."""
    book = openpyxl.load_workbook(blank)
    sheet = book["BM01"]
    last = openpyxl.load_workbook(blank, data_only=True)["BM01"]
    for row in range(20, sheet.max_row + 1):
        code = sheet.cell(row, 3).value
        before = last.cell(row, 6).value
        cell = sheet.cell(row, 5)
        if isinstance(code, str) and code.isdigit() and not isinstance(cell.value, str):
            cell.value = mistakes.get(code, cell.value if cell.value is not None else before)
    book.save(target)
    return target


def main():
    program = Path(sys.argv[1]).resolve()
    lines = ["# Every sheet in pictures", "",
             "Made by `docs/gallery.py` with LibreOffice, as in Vietnam and without forced recalculation: first as on a screen of",
             "1366 × 768 at 100 %, then the first page as printed. The sample has three quarters of plan 277 with mistakes made on",
             "purpose; three units of the second template report its first half-year.", ""]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        calc = Calc(work)
        try:
            sample = work / "277"
            shutil.copytree(ROOT / "samples/277-lai-chau", sample)
            for words in (["merge"], ["up"], ["forms", "--period", "2022-Q2"]):
                subprocess.run([program, "-C", sample, *words], capture_output=True)
            blank = sample / "bieu-mau/2022-Q2/BM01_2022-Q2_PHONGTHO.xlsx"
            for title, key, book, sheets in (
                ("A form, blank", "bieu-trong", blank, None),
                ("A form, filled in", "bieu-dung", typed(blank, work / "dung.xlsx", {}), ["BM01"]),
                ("A form with mistakes", "bieu-sai", typed(blank, work / "sai.xlsx", MISTAKES), ["BM01", "Kiểm tra"]),
                ("The consolidated workbook of plan 277", "277", sample / "ket-qua/Tong-hop-2022-Q1.xlsx", None),
                ("The return for the level above", "gui", sample / "ket-qua/Gui-cap-tren-2022-Q1.xlsx", ["BM01", "TM"]),
                ("The consolidated workbook of the second template", "2209", Path(second_campaign(str(program), str(work / "2209"))), None),
            ):
                lines += [f"## {title}", ""] + gallery_of(calc, book, key, work, sheets)
        finally:
            calc.close()
    (ROOT / "docs/gallery.md").write_text("\n".join(lines).rstrip() + "\n")


if __name__ == "__main__":
    main()
