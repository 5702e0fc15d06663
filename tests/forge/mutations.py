"""mutations.py BINARY COUNT [SEED]: makes random edits of single attributes and texts of consolidated workbooks of the template "toi-thieu" (as `merge`
wrote it, and as LibreOffice and openpyxl saved it again), audits each, and asks LibreOffice about those with no difference: what it shows
or computes otherwise must be told. In the workbook as `merge` wrote it every edit must be told. Prints the edits that were passed over
and shown; exit code 1 if there are any."""
import datetime
import json
import os
import subprocess
import sys
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor

import openpyxl

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import mutate  # noqa: E402
import shown  # noqa: E402

PERIOD = "2026-Q1"


def fill(form, target, planted, living):
    """Fills a form of the template by its printed codes."""
    book = openpyxl.load_workbook(form)
    sheet = book["BM-01"]
    rows = {sheet.cell(row, 3).value: row for row in range(1, sheet.max_row + 1)}
    sheet.cell(rows["01"], 5).value, sheet.cell(rows["02"], 5).value = planted, living
    label = next(cell for row in sheet.iter_rows(max_row=20) for cell in row if cell.value == "Ngày gửi")
    beside = (sheet.cell(label.row, column) for column in range(label.column + 1, 9))
    next(cell for cell in beside if type(cell).__name__ != "MergedCell").value = datetime.date(2026, 4, 5)
    book.save(target)


def campaign(binary, folder):
    """Makes a campaign with two returns; returns its workbook."""
    for words in (["init", folder, "--template", "toi-thieu", "--text"], ["forms", folder]):
        subprocess.run([binary, *words], check=True, stdout=subprocess.DEVNULL)
    for unit, planted, living in (("XAA", 250, 240), ("XAB", -5, 0)):
        fill(f"{folder}/bieu-mau/{PERIOD}/BM-01_{PERIOD}_{unit}.xlsx", f"{folder}/tra-loi/{PERIOD}/{unit}.xlsx", planted, living)
    subprocess.run([binary, "merge", folder], stdout=subprocess.DEVNULL)
    return f"{folder}/ket-qua/Tong-hop-{PERIOD}.xlsx"


def told(binary, folder, file):
    """Returns true if audit finds a difference or refuses the file."""
    done = subprocess.run([binary, "-C", folder, "audit", file, "--format", "json"], capture_output=True)
    return done.returncode == 2 or bool(json.loads(done.stdout)["result"]["differences"])


def run(binary, folder, base, count, seed):
    """Returns the number of edits that were told, passed over, and passed over though they are shown."""
    mutants = f"{base}.mutants"
    mutate.main(base, mutants, count, seed)
    with open(f"{mutants}/cases.tsv") as table:
        cases = [line.rstrip("\n").split("\t") for line in table]
    with ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(lambda case: told(binary, folder, f"{mutants}/{case[0]}"), cases))
    passed = {f"{mutants}/{case[0]}": case for case, verdict in zip(cases, verdicts) if not verdict}
    seen = shown.differing(base, list(passed)) if passed else []
    for file, what in seen:
        print("passed over and shown:", what, *passed[file][1:6], sep=" | ")
    return len(cases) - len(passed), len(passed), len(seen)


def main(binary, count, seed="1"):
    warnings.simplefilter("ignore")
    failed = False
    with tempfile.TemporaryDirectory() as keep:
        folder = os.path.join(keep, "campaign")
        merged = campaign(binary, folder)
        by_libreoffice = os.path.join(shown.convert([merged], "xlsx:Calc MS Excel 2007 XML", keep), os.path.basename(merged))
        by_openpyxl = os.path.join(keep, "openpyxl.xlsx")
        openpyxl.load_workbook(merged).save(by_openpyxl)
        for name, base in (("merge", merged), ("LibreOffice", by_libreoffice), ("openpyxl", by_openpyxl)):
            counts = run(binary, folder, base, int(count), seed)
            print("{}: {} told, {} passed over, {} of them shown".format(name, *counts))
            failed |= counts[2] > 0 or (name == "merge" and counts[1] > 0)
    sys.exit(int(failed))


if __name__ == "__main__":
    main(*sys.argv[1:4])
