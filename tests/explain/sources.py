"""sources.py BINARY COUNT [SEED]: picks COUNT random numbers on all sheets of the consolidated workbooks of both templates, and follows each with
`explain` down to its sources. Each must lead to a cell of a return or of the annex, whose file has the SHA-256 that is shown and whose cell holds
the figure that is shown, or to a constant of the plan or a date; a sum must be the sum of its parts. Prints what does not hold; exit code 1 then."""
import datetime
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import warnings

import openpyxl

warnings.simplefilter("ignore")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PLANTED = {"DALAT": [90_000, 10_000, 40_000, 20_000], "DONDUONG": [200_000, 50_000, 5_000, 45_000], "CATTIEN": [0, 30_000, 2_000, 8_000]}
# A cell of the workbook in brackets, and a cell of a file.
CELL = re.compile(r"\[('(?:[^']|'')+'|[^\s\[\]'!]+)!\$?([A-Z]+)\$?(\d+)\]")
LEAF = re.compile(r" = (\S+)(?: \([^←]*\))? ← (.+) · (.+)!([A-Z]+\d+)(?: “(.*)”)?$")
ANNEX = re.compile(r" = (\S+) \([^()]*\) \[(\S+\.(?:tsv|xlsx)) · ")
# What says by itself where a number comes from: a return that is not there, a setting of the plan, a rule without a finding, an ordinal.
KNOWN = ("chưa gửi", "Chưa gửi", "Chưa đến kỳ", "không có lỗi, cảnh báo này", "cd_", "SHA-256", "cột “TT”", "Cột “TT”", "Kỳ thứ", "Từ kỳ thứ", "Dòng “A”", ": 0 ô có nội dung", "Dòng kỳ trước trong bảng")
# The sheet of the plan's own words and calendar.
PLAN_SHEET = "Công thức"
AREA = re.compile(r"('(?:[^']|'')+'|[^\s\[\]'!]+)!\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)")


def run(binary, *words):
    done = subprocess.run([binary, *words], capture_output=True, text=True, env={**os.environ, "TONGHOP_LANG": "vi"})
    if done.returncode > 1:
        sys.exit(f"{words}: {done.stderr}")
    return done.stdout


def number(text):
    """Returns a number as people write it in Vietnam; None for another text."""
    text = text.strip("“”").replace("\u00a0", "").replace("−", "-").removesuffix("%")
    if not re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?|-?\d+(,\d+)?", text):
        return None
    return float(text.replace(".", "").replace(",", "."))


def second_campaign(binary, folder):
    """Makes a campaign of the template of half-years with three returns."""
    run(binary, "init", folder, "--template", "2209-kh-ubnd")
    run(binary, "forms", folder)
    for unit, planted in PLANTED.items():
        book = openpyxl.load_workbook(f"{folder}/bieu-mau/2021-H1/TCX_2021-H1_{unit}.xlsx")
        sheet = book["TCX"]
        rows = {sheet.cell(row, 3).value: row for row in range(1, sheet.max_row + 1)}
        total = sum(planted)
        for code, value in zip(["01", "02", "03", "04", "05", "06", "07", "08", "13"], [total, *planted, total, total * 9 // 10, planted[0] // 2000, "Có"]):
            sheet.cell(rows[code], 5).value = value
        label = next(cell for row in sheet.iter_rows(max_row=20) for cell in row if cell.value == "Ngày gửi")
        beside = (sheet.cell(label.row, column) for column in range(label.column + 1, 9))
        next(cell for cell in beside if type(cell).__name__ != "MergedCell").value = datetime.date(2021, 7, 5)
        if planted[0]:
            places = book["KHU"]
            head = next(r for r in range(1, 30) if "Khu vực" in [places.cell(r, c).value for c in range(1, 5)])
            for column, value in enumerate(["Tiểu khu 12", "Ban QLRPH", "Thông ba lá", datetime.date(2021, 5, 19), planted[0] // 2000, planted[0]], 2):
                places.cell(head + 1, column).value = value
        os.makedirs(f"{folder}/tra-loi/2021-H1", exist_ok=True)
        book.save(f"{folder}/tra-loi/2021-H1/{unit}.xlsx")
    run(binary, "merge", folder)
    return f"{folder}/ket-qua/Tong-hop-2021-H1.xlsx"


def first_campaign(binary, folder):
    """Merges the sample."""
    sample = f"{ROOT}/samples/277-lai-chau"
    for name in ("ke-hoach.toml", "phu-luc.tsv"):
        shutil.copy(f"{sample}/{name}", folder)
    shutil.copytree(f"{sample}/tra-loi", f"{folder}/tra-loi")
    run(binary, "merge", folder)
    return f"{folder}/ket-qua/Tong-hop-2022-Q1.xlsx"


class Follower:
    """Follows cells of one workbook; each cell once."""

    def __init__(self, binary, folder, path):
        self.binary, self.folder = binary, folder
        self.book = openpyxl.load_workbook(path, data_only=True)
        self.formulas = openpyxl.load_workbook(path)
        self.files, self.done, self.faults = {}, {}, []

    def lines(self, sheet, cell):
        quoted = sheet.replace("'", "''")
        out = json.loads(run(self.binary, "-C", self.folder, "explain", f"'{quoted}'!{cell}", "--format", "json"))
        return [(line["depth"], line["text"]["vi"]) for line in out["result"]["lines"]] if out["result"] else []

    def fault(self, place, what):
        self.faults.append(f"{place[0]}!{place[1]}: {what}")

    def source(self, place, match, rest):
        """Checks a line that names a cell of a return; the hash is in the next line."""
        shown, file, sheet, cell, raw = match.groups()
        path = f"{self.folder}/tra-loi/{file}"
        if file not in self.files:
            with open(path, "rb") as data:
                self.files[file] = (hashlib.sha256(data.read()).hexdigest(), openpyxl.load_workbook(path, data_only=True))
        digest, book = self.files[file]
        if not any(digest in text for _, text in rest[:2]):
            self.fault(place, f"{file}: SHA-256 of the file is not shown")
        value = book[sheet][cell].value
        if isinstance(value, (int, float)) and number(shown) is not None and abs(value - number(shown)) > 1e-6:
            self.fault(place, f"{file} {sheet}!{cell} holds {value}, shown {shown}")
        return number(shown)

    def is_ordinal(self, place):
        """Returns true for a constant in a row or column of ordinals: the next or the last cell is one more or one less."""
        sheet = self.formulas[place[0]]
        cell = sheet[place[1]]
        around = [(0, 1), (0, -1), (1, 0), (-1, 0)]
        beside = [sheet.cell(cell.row + r, cell.column + c).value for r, c in around if cell.row + r > 0 and cell.column + c > 0]
        return isinstance(cell.value, int) and any(isinstance(other, int) and abs(other - cell.value) == 1 for other in beside) and cell.value < 1000

    def follow(self, place, depth=0):
        """Returns true if a cell leads to a source."""
        if place in self.done:
            return self.done[place]
        if place[0] == PLAN_SHEET or self.is_ordinal(place):
            return True
        self.done[place] = True  # a circle leads where its other parts lead
        lines = self.lines(*place)
        leads = False
        for index, (_, text) in enumerate(lines):
            if (match := LEAF.search(text)) is not None:
                self.source(place, match, lines[index + 1 :])
                leads = True
            elif ANNEX.search(text) or "phu-luc" in text or "ke-hoach" in text:
                leads = True
            elif any(word in text for word in KNOWN):
                leads = True
        value = self.book[place[0]][place[1]].value
        formula = self.formulas[place[0]][place[1]].value
        if isinstance(formula, str) and (match := re.fullmatch(r"=SUM\(\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)\)", formula)):
            parts = [c.value for row in self.book[place[0]][f"{match[1]}{match[2]}:{match[3]}{match[4]}"] for c in row]
            total = sum(part for part in parts if isinstance(part, (int, float)))
            if abs(total - (value or 0)) > 1e-6:
                self.fault(place, f"{value} is not the sum {total}")
        if not leads and depth < 12:
            plain = lambda name: name.strip("'").replace("''", "'")
            cells = [(plain(m[1]), m[2] + m[3]) for _, text in lines for m in CELL.finditer(text)]
            cells += [(plain(m[1]), c.coordinate) for _, text in lines for m in AREA.finditer(text) if plain(m[1]) in self.book.sheetnames
                      for row in self.book[plain(m[1])][f"{m[2]}{m[3]}:{m[4]}{m[5]}"] for c in row if c.value is not None][:20]
            for sheet, cell in cells:
                if (sheet, cell) != place and sheet in self.book.sheetnames and self.follow((sheet, cell), depth + 1):
                    leads = True
                    break
        self.done[place] = leads
        return leads


def main(binary, count, seed):
    generator, faults, followed = random.Random(seed), [], 0
    for make in (first_campaign, second_campaign):
        with tempfile.TemporaryDirectory() as folder:
            follower = Follower(binary, folder, make(binary, folder))
            numbers = [
                (sheet.title, cell.coordinate)
                for sheet in follower.book.worksheets
                for row in sheet.iter_rows()
                for cell in row
                if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
            ]
            by_sheet = {}
            for place in numbers:
                by_sheet.setdefault(place[0], []).append(place)
            # Each sheet has its share, so that large ones do not hide the others.
            picked = []
            while len(picked) < count // 2 and any(by_sheet.values()):
                for places in by_sheet.values():
                    if places and len(picked) < count // 2:
                        picked.append(places.pop(generator.randrange(len(places))))
            for place in picked:
                followed += 1
                if not follower.follow(place):
                    text = " | ".join(text for _, text in follower.lines(*place)[:4])
                    follower.fault(place, f"leads to no source: {text}")
            faults += [f"{make.__name__}: {fault}" for fault in follower.faults]
    print("\n".join(faults))
    print(f"{followed} numbers, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1))
