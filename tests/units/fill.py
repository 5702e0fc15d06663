"""Fills a form of the test plan by its printed codes: fill.py FORM RETURN CODE=VALUE …; X=… is the mark of a nil return,
QUY=… the period and
LAN=… the submission number in the header; CODE= empties the cell."""

import os
import sys

import openpyxl

LABELS = {"X": "Không phát sinh", "QUY": "Quý", "LAN": "Lần gửi"}


def main() -> None:
    source, target, *pairs = sys.argv[1:]
    book = openpyxl.load_workbook(source)
    sheet = book["BM"]
    rows = {sheet.cell(row, 3).value: row for row in range(1, sheet.max_row + 1)}
    labels = {sheet.cell(row, c).value: (row, c + 1) for row in range(1, 20) for c in range(1, 8)}
    for key, value in (pair.split("=") for pair in pairs):
        at = labels[LABELS[key]] if key in LABELS else (rows[key], 5)
        sheet.cell(*at).value = int(value) if value.isdigit() else value or None
    os.makedirs(os.path.dirname(target), exist_ok=True)
    book.save(target)


main()
