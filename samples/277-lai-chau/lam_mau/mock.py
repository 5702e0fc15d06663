"""Makes a small blank form with the program's sheets, names and headings, to try the script without the program."""
import openpyxl
from openpyxl.workbook.defined_name import DefinedName

from . import annex, fill


def make(folder, quarter, units):
    folder.mkdir(parents=True, exist_ok=True)
    for unit in annex.CODES:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = fill.TABLE
        sheet["A1"] = fill.FORM_CODE
        printed = {"ma_don_vi": unit, "don_vi": units[unit]["name"], "quy": int(quarter[-1]), "nam": int(quarter[:4]), "phien_ban": "1.0"}

        def name(text, where, cell):
            book.defined_names[text] = DefinedName(text, attr_text=f"'{where.title}'!${cell.column_letter}${cell.row}")

        for row, (field, label) in enumerate(fill.LABELS.items(), start=3):
            sheet.cell(row, 1, label)
            cell = sheet.cell(row, 3, printed.get(field))
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
            if field.startswith("ngay"):
                cell.number_format = "dd/mm/yyyy"
            name(field, sheet, cell)
        for column, heading in enumerate(["TT", "Chỉ tiêu", "Mã số", "ĐVT", "Số lượng", "Ghi chú", "Kiểm tra"], start=1):
            sheet.cell(15, column, heading)
        for row, (indicator, code) in enumerate(fill.CODES.items(), start=16):
            sheet.cell(row, 2, f"Nhãn {indicator}")
            sheet.cell(row, 3, code)
            name(indicator, sheet, sheet.cell(row, 5))
            sheet.cell(row, 7, f'=IF({indicator}="","","✓")')
        sheet.protection.sheet = True
        for code, headings in fill.HEADINGS.items():
            roster = book.create_sheet(code)
            roster["A1"] = code
            for column, heading in enumerate(["TT", *headings.values()], start=1):
                roster.cell(3, column, heading)
        answers = book.create_sheet("TM")
        for row, (narrative, code) in enumerate(fill.NARRATIVES.items(), start=2):
            answers.cell(row, 1, code)
            answers.cell(row, 2, "Câu hỏi")
        book.save(folder / f"BM01_{quarter}_{unit}.xlsx")
