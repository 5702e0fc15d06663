"""openpyxl: read_only, then write_only."""
import job
import openpyxl


def read(path):
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    book.close()
    return rows


def write(path, sheets):
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


if __name__ == "__main__":
    job.run(read, write)
