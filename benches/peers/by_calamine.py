"""python-calamine, then XlsxWriter in constant memory: the fastest pair in Python."""
import job
import xlsxwriter
from python_calamine import CalamineWorkbook


def read(path):
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def write(path, sheets):
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()


if __name__ == "__main__":
    job.run(read, write)
