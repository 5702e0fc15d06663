"""pandas over calamine, then over XlsxWriter."""
import job
import pandas


def read(path):
    frames = pandas.read_excel(path, sheet_name=None, header=None, engine="calamine", dtype=object)
    return {name: frame.to_numpy().tolist() for name, frame in frames.items()}


def write(path, sheets):
    with pandas.ExcelWriter(path, engine="xlsxwriter") as book:
        for name, rows in sheets:
            pandas.DataFrame(list(rows)).to_excel(book, sheet_name=name, index=False, header=False)


if __name__ == "__main__":
    job.run(read, write)
