"""The life of a campaign: ten quarters of eleven units of plan 277, each published, with everything that happens in between.

usage: run.py BINARY [--figures-only] [--from QUARTER]        (KEEP_CAMPAIGN=FOLDER keeps the campaign of a failure)

After each step:
  - no byte of a published folder has changed, and each published workbook is audited without a difference;
  - the workbook of today has the figures of a truth that truth.py reckons from the returns alone, all columns and totals;
  - the list of published figures that differ now is the list that follows from that truth: no figure more or less, each with
    the published value, the value of today, and the kinds of the reasons.
Exits with 1 and says where the first step goes wrong.
"""
import argparse
import concurrent.futures
import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import openpyxl

from truth import ANNEX, Reckoning, State, is_number
from world import Book, QUARTERS, Return, Unit, period, write

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples/277-lai-chau"
TOTAL = "Tổng cộng"
LIST = "SỐ ĐÃ CHỐT HOẶC ĐÃ LẬP, NAY KHÁC"
# What a reason says, and the step of a reckoning that it belongs to.
REASONS = {"báo cáo gửi sau": "returns", "báo cáo không còn": "returns", "ngoại lệ (": "waivers", "điều chỉnh chỉ tiêu (": "amendments",
           "thời gian báo cáo, đơn vị nhận hoặc tên trước đây đã đổi": "units", "kế hoạch đã đổi": "plan"}
NEW_ROW = """
[[indicators]]
section = "F. NỘI DUNG KHÁC"
ordinal = "13"
code = "52"
label = "Lớp bồi dưỡng đã mở"
name = "lop_hoc"
kind = "flow"
unit = "lớp"
blank = "missing"
from = "2022-Q1"

[[columns]]
name = "hoc_luy_ke"
sheets = ["Tổng hợp"]
group = "Kết nạp đoàn viên"
heading = "Lớp bồi dưỡng"
formula = 'LUY_KE(lop_hoc)'
total = "sum"
number = "integer"
explain = "Cộng mã 52 từ quý I/2022."
"""


class Failure(Exception):
    pass


def need(truth, text):
    if not truth:
        raise Failure(text)


def same(a, b):
    if is_number(a) and is_number(b):
        return abs(a - b) <= 1e-9 * max(1, abs(a))
    return a == b or (a in ("", None) and b in ("", None))


class Campaign:
    def __init__(self, binary, folder, with_audits, first_checked=0):
        self.binary, self.folder, self.with_audits, self.first_checked = binary, folder, with_audits, first_checked
        folder.mkdir(parents=True)
        self.text = (SAMPLE / "ke-hoach.toml").read_text(encoding="utf-8").replace('version = "1.0"\n', 'version = "1.0"\nnil = true\n', 1)
        shutil.copy(SAMPLE / "phu-luc.tsv", folder)
        self.save_plan()
        self.state = State(self.units())
        self.books = {unit.code: Book(unit, "277") for unit in self.state.units}
        # Published quarters: the state then, its figures, headings by column, and the hashes of the files.
        self.published = {}
        self.step = ""

    def units(self):
        lines = list(csv.reader((SAMPLE / "phu-luc.tsv").open(encoding="utf-8"), delimiter="\t"))[2:13]
        number = lambda text: int(text.replace(".", "")) if text else None
        return [Unit(entry, dict(zip(ANNEX, map(number, line[2:7])))) for entry, line in zip(self.plan["units"], lines)]

    def save_plan(self):
        self.plan = tomllib.loads(self.text)
        (self.folder / "ke-hoach.toml").write_text(self.text, encoding="utf-8")

    def edit(self, old, new):
        need(self.text.count(old) == 1, f"the plan has {old!r} {self.text.count(old)} times")
        self.text = self.text.replace(old, new)
        self.save_plan()

    def add(self, text):
        self.text += f"\n{text}\n"
        self.save_plan()

    def run(self, *words):
        done = subprocess.run([self.binary, *map(str, words)], capture_output=True, text=True)
        flat = " ".join((done.stdout + done.stderr).split())
        return done.returncode, flat

    def send(self, sent):
        unit = next(unit for unit in self.state.units if unit.code == sent.unit)
        write(self.folder, self.plan, sent, unit)
        self.state.returns.append(sent)

    def quarter(self, index, but=(), nil=()):
        """All units that report send their returns; `but` those of these units."""
        for unit in self.state.units:
            if not self.state.reports(unit.code, index) or unit.code in but:
                continue
            if unit.code in nil:
                self.send(Return(unit.code, index, 1, {}, is_nil=True))
                continue
            has_row = self.state.new_row_from is not None and index >= self.state.new_row_from
            figures = self.books[unit.code].report(index, has_row)
            if (unit.code, index) == ("THANUYEN", 1):
                # More in the software than there are members: on hold until the board waives R50.
                figures["dv_phan_mem"] = figures["dv_cuoi_ky"] + 4
            self.send(Return(unit.code, index, 1, figures))

    def publish(self, index, *options):
        self.step = f"publish {period(index)}"
        code, out = self.run("publish", self.folder, "--period", period(index), *options)
        need(code < 2, out)
        copy = self.folder / "ket-qua/da-chot" / period(index)
        book = openpyxl.load_workbook(copy / f"Tong-hop-{period(index)}.xlsx", data_only=True)
        self.published[index] = (self.state.copy(), hashes(copy), headings(book))
        self.check_figures(book, index)
        code, out = self.run("publish", self.folder, "--period", period(index))
        need(code == 2 and "không bao giờ bị ghi đè" in out, f"published twice: {out}")
        self.check(index)

    def check_figures(self, book, index):
        expected = Reckoning(self.state).columns(index)
        found = figures(book)
        names = {unit.name: unit.code for unit in self.state.units}
        for code, row in expected.items():
            for column, value in row.items():
                shown = found[column].get(next((n for n, c in names.items() if c == code), code))
                need(same(shown, value), f"{period(index)} {code} {column}: {shown!r}, not {value!r}")
        need(set(found) == set(expected[TOTAL]), f"columns: {sorted(set(found) ^ set(expected[TOTAL]))}")

    def check(self, index):
        """Everything that holds after a step; `index` is the quarter of the workbook of today."""
        if index < self.first_checked:
            return
        for at, (_, before, _) in self.published.items():
            now = hashes(self.folder / "ket-qua/da-chot" / period(at))
            need(now == before, f"the published folder of {period(at)} has changed")
        code, out = self.run("merge", self.folder, "--period", period(index))
        need(code < 2, out)
        result = self.folder / f"ket-qua/Tong-hop-{period(index)}.xlsx"
        book = openpyxl.load_workbook(result, data_only=True)
        self.check_figures(book, index)
        self.check_list(book, index)
        if self.with_audits:
            self.audit([self.folder / f"ket-qua/da-chot/{period(q)}/Tong-hop-{period(q)}.xlsx" for q in self.published] + [result])
        print(f"{self.step}: as it must be", flush=True)

    def check_list(self, book, index):
        expected, names = {}, {unit.code: unit.name for unit in self.state.units}
        for at, (then, _, heading) in self.published.items():
            if at > index:
                continue
            old = Reckoning(then).columns(at)
            for code, column, value, kinds in changes(then, self.state, at, old):
                key = (label(at), names.get(code, TOTAL), heading[column])
                expected[key] = (old[code].get(column, ""), value, kinds)
        # Indicators and annex columns are listed too; this truth has the computed columns only. No two of them share a title.
        titles = {title for _, _, heading in self.published.values() for title in heading.values()}
        need(all(len(set(heading.values())) == len(heading) for _, _, heading in self.published.values()), "two columns share a title")
        found = listed(book, titles)
        for key in sorted(set(found) | set(expected)):
            need(key in found, f"missing on the list: {key} {expected.get(key)}")
            need(key in expected, f"on the list without need: {key} {found.get(key)}")
            (old, new, why), (was, value, kinds) = found[key], expected[key]
            need(same(old, was) and same(new, value), f"{key}: {old!r} → {new!r}, not {was!r} → {value!r}")
            said = {kind for text, kind in REASONS.items() if text in why}
            need(said == kinds, f"{key}: reasons {sorted(said)}, not {sorted(kinds)}: {why}")

    def audit(self, workbooks):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for path, (code, out) in zip(workbooks, pool.map(lambda path: self.run("audit", path), workbooks)):
                need(code == 0 and "Không có chỗ nào khác" in out, f"audit of {path.name}: {out}")


def changes(then, now, quarter, old):
    """The figures of a quarter that differ, with the kinds of the steps from then to now in which they change."""
    steps = [("returns", {"returns": now.returns}), ("waivers", {"waived": now.waived, "nil": now.nil}),
             ("amendments", {"amended": now.amended}), ("units", {"ended": now.ended}),
             ("plan", {"share": now.share, "new_row_from": now.new_row_from})]
    tables, state = [("", old)], then.copy()
    for kind, change in steps:
        state = state.copy(**change)
        tables.append((kind, Reckoning(state).columns(quarter)))
    for code, row in old.items():
        for column, value in row.items():
            last = tables[-1][1][code].get(column, "")
            if not same(value, last):
                values = [(kind, table[code].get(column, "")) for kind, table in tables]
                kinds = {kind for (kind, after), (_, before) in zip(values[1:], values) if not same(before, after)}
                yield code, column, last, kinds


def hashes(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def places(book):
    """Where the workbook's own dictionary says that its columns are: name, heading, sheet, first cell."""
    rows = [[cell.value for cell in row] for row in book["Công thức"].iter_rows()]
    first = next(i for i, row in enumerate(rows) if row[0] == "CỘT TÍNH") + 2
    for row in rows[first:]:
        found = re.match(r"'?(.+?)'?!\$?([A-Z]+)\$?(\d+): =", str(row[3] or ""))
        if not row[0] or not found:
            return
        yield row[0], row[1].rsplit(" (", 1)[0], found[1], found[2], int(found[3])


def headings(book):
    return {name: heading for name, heading, *_ in places(book)}


def figures(book):
    """All columns of a workbook: by name, by the shown unit."""
    out = {}
    for name, _, sheet, column, first in places(book):
        out[name] = {}
        for row in range(first, first + 40):
            unit = TOTAL if book[sheet].cell(row, 1).value == TOTAL else book[sheet].cell(row, 2).value
            if not unit:
                break
            value = book[sheet][f"{column}{row}"].value
            out[name][unit] = "" if value is None else value
            if unit == TOTAL:
                break
    return out


def label(quarter):
    """A quarter as the workbook shows it."""
    year, number = period(quarter).split("-Q")
    return f"Quý {['I', 'II', 'III', 'IV'][int(number) - 1]}/{year}"


def listed(book, headings):
    """The list of published figures under some headings that differ: (period, unit, heading): (old, new, reason)."""
    rows = [[cell.value for cell in row] for row in book["Nguồn"].iter_rows()]
    first = next((i for i, row in enumerate(rows) if LIST in row), None)
    out = {}
    for row in rows[first + 2:] if first is not None else []:
        if not row[1]:
            break
        key = (row[8], row[1], row[2])
        if row[2] not in headings:
            continue
        need(key not in out, f"twice on the list: {key}")
        out[key] = tuple("" if value is None else value for value in (row[5], row[6], row[10]))
    return out


def life(campaign):
    """The steps. Each is checked in full."""
    state, books = campaign.state, campaign.books
    last = 0

    def step(text):
        campaign.step = text
        campaign.check(last)

    for index in range(QUARTERS):
        last = index
        if index == 2:
            # The plan of 2022: a row that is asked from 2022-Q1 on, with a column; another heading.
            before, after = campaign.text.split("\n# THUYẾT MINH", 1)
            row, column = NEW_ROW.split("\n[[columns]]")
            columns = after.index("[[columns]]\nname = \"tl_trong_ky\"")
            campaign.text = before + row + "\n# THUYẾT MINH" + after[:columns] + "[[columns]]" + column + "\n" + after[columns:]
            campaign.edit('heading = "Vượt chỉ tiêu"', 'heading = "Vượt mức giao"')
            state.new_row_from = 2
            last = 1
            step("plan of 2022: a new row from 2022-Q1, another heading")
            last = 2
        but, nil = set(), set()
        if index == 0:
            but = {"CDGD"}
        if index == 3:
            nil = {"MUONGTE"}
        if index == 4:
            but = {"CDVC"}
        if index == 7:
            books["CDGD"].take_over(books["CDYT"])
        if index == 8:
            but = {"SINHO"}
        campaign.quarter(index, but, nil)
        campaign.publish(index, *(["--no-returns"] if index == 4 else []))
        last = index
        between(campaign, index, step)


def resubmit(campaign, code, quarter, **figures):
    """Sends the latest return of a unit for a quarter again, with other figures."""
    latest = campaign.state.versions(code, quarter)[0]
    changed = {name: latest.figures[name] + by for name, by in figures.items()}
    campaign.send(latest.but(latest.number + 1, **changed))


def between(campaign, index, step):
    """What happens after a quarter was published."""
    state = campaign.state
    if index == 1:
        campaign.add('[[waivers]]\nunit = "THANUYEN"\nperiod = "2021-Q4"\nrule = "R50"\nreason = "Số trên phần mềm đang rà"\n'
                     'by = "Trưởng ban"\ndate = 2022-01-20')
        state.waived.add(("THANUYEN", 1))
        step("a waiver for a return on hold")
        campaign.edit('explain = "Mã 01 của báo cáo gần nhất đã tổng hợp."', 'explain = "Mã 01, báo cáo gần nhất."')
        step("plan of 2021: another explanation, no figure differs")
    if index == 2:
        # Two fewer admitted in the first quarter; the returns after it go on from the old one.
        resubmit(campaign, "TP", 0, dv_ket_nap=-1, dv_kn_nn=-1 if state.versions("TP", 0)[0].figures["dv_kn_nn"] else 0,
                 dv_kn_nnn=0 if state.versions("TP", 0)[0].figures["dv_kn_nn"] else -1, dv_cuoi_ky=-1, dv_ck_nn=-1, dv_luy_ke=-1,
                 dv_kn_nu=-state.versions("TP", 0)[0].figures["dv_kn_nu"],
                 dv_kn_cdcs_moi=-state.versions("TP", 0)[0].figures["dv_kn_cdcs_moi"])
        need(("TP", 1) in Reckoning(state).corrected, "the second return of TP continues the replaced one")
        step("a correction of the first quarter")
        campaign.send(Return("CDGD", 0, 1, Book(next(u for u in state.units if u.code == "CDGD"), "late").report(0, False)))
        step("a return of the first quarter that comes late")
    if index == 4:
        campaign.add('[[waivers]]\nunit = "CDVC"\nperiod = "2022-Q3"\nnil = true\nreason = "Báo qua điện thoại"\nby = "Ban"\n'
                     'date = 2022-10-20')
        state.nil.add(("CDVC", 4))
        step("a nil return recorded by the board")
        resubmit(campaign, "PHONGTHO", 3, dn10_tong=1, dn6_chua=1)
        resubmit(campaign, "PHONGTHO", 4, dn10_co=1)
        step("two corrections of another unit")
    if index == 5:
        campaign.add('[[amendments]]\nfrom = "2022-Q3"\nunit = "PHONGTHO"\ncolumn = "pl_ct_dv"\nvalue = 60\nbasis = "Công văn số 5"')
        state.amended.append(("PHONGTHO", "pl_ct_dv", 4, 60))
        step("an amended quota from 2022-Q3 on")
        campaign.edit("value = 85\n", "value = 80\n")
        state.share = 80
        step("plan of 2023: 80 % instead of 85 %")
        campaign.add('[[documents]]\nperiod = "2022-Q4"\nnumber = "12"\ndate = 2023-01-09\n\n'
                     '[[remarks]]\nunit = "SINHO"\nperiod = "2022-Q4"\ntext = "Đã làm việc trực tiếp"')
        step("number and date of a report, a remark")
    if index == 6:
        campaign.edit('code = "CDYT"\n', 'code = "CDYT"\nuntil = "2023-Q1"\ninto = "CDGD"\n')
        state.ended["CDYT"] = (6, "CDGD")
        step("a unit ends in another")
    if index == 7:
        resubmit(campaign, "CDYT", 6, dv_chuyen_den=1, dv_cuoi_ky=1, dv_ck_nn=1, ld_tong=1, ld_nn=1)
        resubmit(campaign, "CDGD", 6, dv_chuyen_den=2, dv_cuoi_ky=2, dv_ck_nn=2, ld_tong=2, ld_nn=2)
        need(("CDGD", 7) in Reckoning(state).corrected, "the heir continues the replaced returns of both units")
        step("corrections of the last returns of the unit that ended and of its heir")
    if index == 8:
        sent = state.versions("NAMNHUN", 2)[0]
        path = campaign.folder / "tra-loi" / sent.file
        content = path.read_bytes()
        path.unlink()
        state.returns.remove(sent)
        step("a return of a published quarter is gone")
        path.write_bytes(content)
        state.returns.append(sent)
        step("and is there again")
        # The board learns that a unit ended a year ago; it has reported since.
        campaign.edit('code = "MUONGTE"\n', 'code = "MUONGTE"\nuntil = "2023-Q2"\ninto = "SINHO"\n')
        state.ended["MUONGTE"] = (7, "SINHO")
        campaign.books["SINHO"].take_over(last_of(campaign, "MUONGTE", 7))
        step("a unit ended before the last published quarter")


def last_of(campaign, code, quarter):
    """A book with the sums of a unit at the end of a quarter."""
    figures = campaign.state.versions(code, quarter)[0].figures
    book = Book(next(unit for unit in campaign.state.units if unit.code == code), "last")
    book.members, book.admitted = figures["dv_cuoi_ky"], figures["dv_luy_ke"]
    book.unions, book.formed = figures["cdcs_cuoi_ky"], figures["cdcs_luy_ke"]
    return book


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    parser.add_argument("--figures-only", action="store_true", help="no audits")
    parser.add_argument("--from", dest="first", default=period(0), help="checks the steps of this quarter and later ones only")
    given = parser.parse_args()
    first = [period(index) for index in range(QUARTERS)].index(given.first)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as keep:
        campaign = Campaign(given.binary.resolve(), Path(keep) / "đợt", not given.figures_only, first)
        try:
            life(campaign)
        except Failure as failure:
            print(f"{campaign.step}: {failure}")
            if os.environ.get("KEEP_CAMPAIGN"):
                shutil.copytree(campaign.folder, os.environ["KEEP_CAMPAIGN"], dirs_exist_ok=True)
            return 1
        published = len(campaign.published)
    print(f"{published} quarters published, all as it must be, in {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
