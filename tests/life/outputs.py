"""What leaves a campaign while its units change: export, up, status, feedback, forms and the list of published figures.

usage: outputs.py BINARY        (KEEP_CAMPAIGN=FOLDER keeps the campaign)

Ten quarters of the plan tests/plans/noi-ky with ten units: a chain of two mergers into a new unit, a merger into an old one, a
split, a new name, a unit without heir, one that joins later; a missing return, two on hold of which the board waives one, a nil
return; corrections before a quarter is published, after it, and of units that are gone. Each quarter is published. After each
step every output is compared with figures that are added up here, and every published workbook is audited. Exits with 1 and
names what differs.
"""
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

ROOT = Path(__file__).resolve().parents[2]
QUARTERS = 10
# Code, name, first and last quarter, heir, origin, earlier names with the last quarter of each.
UNITS = [
    ("AN", "Xã An", 0, 9, None, None, []),
    ("BINH", "Xã Bình", 0, 4, "MOI", None, []),
    ("CHAU", "Xã Châu", 0, 2, "AN", None, []),
    ("DINH", "Xã Định", 0, 1, "BINH", None, []),
    ("MOI", "Xã Mới", 5, 9, None, None, []),
    ("GOC", "Xã Gốc", 0, 9, None, None, []),
    ("NHANH", "Xã Nhánh", 4, 9, None, "GOC", []),
    ("TEN", "Xã Tên", 0, 9, None, None, [(3, "Xã Tên Cũ")]),
    ("HET", "Xã Hết", 0, 5, None, None, []),
    ("VAO", "Xã Vào", 3, 9, None, None, []),
]
BY_CODE = {unit[0]: unit for unit in UNITS}
COLUMNS = {"t_vao": "TRONG_KY(vao)", "n_vao": "TU_DAU_NAM(vao)", "c_cuoi": "CUOI_KY(cuoi)", "kt_vao": "KY_TRUOC(vao)",
           "ck_vao": "CUNG_KY(vao)", "kt_cuoi": "KY_TRUOC(cuoi)"}
HEADINGS = {name: name for name in COLUMNS} | {"tong_vao": "Vào lũy kế"}
ROWS = ["dau", "vao", "ra", "cuoi", "vao_lk", "tu_dat"]
JOINED, LEFT = [5, 3, 4, 6, 2, 7, 1, 8, 3, 4], [1, 0, 2, 1, 0, 3, 0, 2, 1, 0]
WAIVER = '\n[[waivers]]\nunit = "TEN"\nperiod = "2022-Q3"\nrule = "R72"\nreason = "Đã gọi điện"\nby = "Ban"\ndate = 2022-10-20\n'
MISSING, NIL, WAIVED, HELD = ("GOC", 6), ("VAO", 5), ("TEN", 4), ("VAO", 7)


def period(quarter):
    return f"{2021 + (quarter + 2) // 4}-Q{(quarter + 2) % 4 + 1}"


def label(quarter):
    year, number = period(quarter).split("-Q")
    return f"Quý {['I', 'II', 'III', 'IV'][int(number) - 1]}/{year}"


def reports(code, quarter):
    return BY_CODE[code][2] <= quarter <= BY_CODE[code][3]


def name_in(code, quarter):
    return next((name for last, name in BY_CODE[code][6] if quarter <= last), BY_CODE[code][1])


def parts(code, quarter):
    """A unit and all that are one with it in a quarter."""
    gone = [unit[0] for unit in UNITS if unit[4] == code and unit[3] < quarter]
    return [code] + [part for other in gone for part in parts(other, quarter)]


def is_split(code, quarter):
    own = BY_CODE[code]
    return bool(own[5]) and own[2] == quarter or any(unit[5] == code and unit[2] == quarter for unit in UNITS)


def before(code, quarter):
    """The units whose last returns a return goes on from."""
    taken = [unit[0] for unit in UNITS if unit[4] == code and unit[3] + 1 == quarter]
    return ([code] if reports(code, quarter - 1) else []) + taken


class Truth:
    """The returns that were sent: of each the number, the figures, and whether an error holds it."""

    def __init__(self):
        self.sent, self.waived = {}, set()

    def counted(self, code, quarter):
        versions = self.sent.get((code, quarter))
        if not versions or versions[-1][2] and (code, quarter) not in self.waived:
            return None
        return versions[-1][1]

    def figure(self, code, quarter, name):
        counted = self.counted(code, quarter)
        return None if counted is None else counted[name]

    def known(self, units, first, last):
        figures = [self.figure(unit, quarter, "vao") for unit in units for quarter in range(first, last + 1)]
        return sum(figure for figure in figures if figure is not None)

    def earlier(self, code, quarter, at, name):
        """A figure of an earlier quarter of all that are one now; None if one of them is not known or was split since."""
        units = parts(code, quarter)
        split = any(unit[5] and at < unit[2] <= quarter and (unit[0] in units or unit[5] in units) for unit in UNITS)
        figures = [self.figure(unit, at, name) for unit in units if reports(unit, at)]
        return None if at < 0 or split or not figures or None in figures else sum(figures)

    def columns(self, code, quarter):
        if not reports(code, quarter):
            return dict.fromkeys(HEADINGS)
        units = parts(code, quarter)
        latest = [self.figure(code, at, "cuoi") for at in range(quarter + 1)]
        return {"t_vao": self.figure(code, quarter, "vao"), "n_vao": self.known(units, year_start(quarter), quarter),
                "tong_vao": self.known(units, 0, quarter), "c_cuoi": next((f for f in reversed(latest) if f is not None), None),
                "kt_vao": self.earlier(code, quarter, quarter - 1, "vao"), "ck_vao": self.earlier(code, quarter, quarter - 4, "vao"),
                "kt_cuoi": self.earlier(code, quarter, quarter - 1, "cuoi")}

    def all_columns(self, quarter):
        return {unit[0]: self.columns(unit[0], quarter) for unit in UNITS}

    def totals(self, quarter):
        rows, codes = self.all_columns(quarter), list(BY_CODE)
        sums = {name: sum(row[name] for row in rows.values() if row[name] is not None) for name in HEADINGS}
        # What units that are gone reported stays in sums over periods.
        return sums | {"tong_vao": self.known(codes, 0, quarter), "n_vao": self.known(codes, year_start(quarter), quarter)}

    def next_figures(self, code, quarter):
        """The figures of an honest return: it goes on from the last versions of those before it."""
        index = list(BY_CODE).index(code)
        last = [self.sent[(unit, quarter - 1)][-1][1] for unit in before(code, quarter) if (unit, quarter - 1) in self.sent]
        opening, to_date = (100, 0) if quarter == 0 else (sum(f["cuoi"] for f in last), sum(f["vao_lk"] for f in last))
        if code == "VAO" and quarter == 3:
            opening = 25
        if is_split(code, quarter):
            opening = 60 if code == "GOC" else 40
        if (code, quarter - 1) == MISSING:
            opening, to_date = (self.sent[(code, quarter - 2)][-1][1][name] for name in ("cuoi", "vao_lk"))
        joined, left = JOINED[(quarter + index) % 10], LEFT[(quarter + 2 * index) % 10]
        if (code, quarter) == NIL:
            joined = left = 0
        return {"dau": opening, "vao": joined, "ra": left, "cuoi": opening + joined - left, "vao_lk": to_date + joined, "tu_dat": 7}


def year_start(quarter):
    return 0 if quarter < 2 else (quarter - 2) // 4 * 4 + 2


def number(text):
    return None if text in ("", None) else float(text)


class Campaign:
    def __init__(self, binary, folder):
        self.binary, self.folder, self.truth, self.published, self.faults = binary, folder, Truth(), {}, 0
        (folder / "tra-loi").mkdir(parents=True)
        text = (ROOT / "tests/plans/noi-ky/ke-hoach.toml").read_text(encoding="utf-8")
        start, end = text.index("units = ["), text.index("\nindicators")
        text = text[:start] + "units = [\n" + "".join(map(self.unit, UNITS)) + "]" + text[end:]
        columns = [f'  {{ name = "{name}", sheets = ["Kết quả"], heading = "{name}", formula = "{formula}", total = "sum", '
                   f'number = "integer", explain = "Thử." }},\n' for name, formula in COLUMNS.items()]
        self.text = text.replace('explain = "Cộng các kỳ." },\n', 'explain = "Cộng các kỳ." },\n' + "".join(columns))
        self.text = self.text.replace('version = "1.0"\n', 'version = "1.0"\nnil = true\n', 1)
        self.save(self.text)
        quotas = "".join(f"{unit[1]},100\n" for unit in UNITS)
        (folder / "phu-luc.csv").write_text(f"Đơn vị,Hội viên\n{quotas}Tổng cộng,{100 * len(UNITS)}\n", encoding="utf-8")

    def save(self, text):
        (self.folder / "ke-hoach.toml").write_text(text, encoding="utf-8")

    @staticmethod
    def unit(unit):
        code, name, first, last, into, out_of, former = unit
        more = [f'from = "{period(first)}"'] * (first > 0) + [f'until = "{period(last)}"'] * (last < 9)
        more += [f'{key} = "{value}"' for key, value in (("into", into), ("out_of", out_of)) if value]
        more += ["before = [" + ", ".join(f'{{ until = "{period(at)}", name = "{old}" }}' for at, old in former) + "]"] * bool(former)
        return f'  {{ code = "{code}", name = "{name}", kind = "xa"' + "".join(f", {part}" for part in more) + " },\n"

    def need(self, truth, *what):
        if not truth:
            self.faults += 1
            print("✗", *what, flush=True)

    def run(self, *words):
        done = subprocess.run([self.binary, "-C", self.folder, *map(str, words)], capture_output=True, text=True)
        self.need(done.returncode < 2, *words, done.stdout, done.stderr)
        return done.returncode, done.stdout + done.stderr

    def send(self, code, quarter, figures, number=1, is_held=False):
        """Fills in the form that the program wrote."""
        book = openpyxl.load_workbook(next((self.folder / "bieu-mau" / period(quarter)).glob(f"*_{code}.xlsx")))
        is_nil = (code, quarter) == NIL
        for name, value in ({} if is_nil else figures).items() | {("lan_nop", number)} | ({("khong_phat_sinh", "X")} if is_nil else set()):
            sheet, cell = book.defined_names[name].attr_text.rsplit("!", 1)
            book[sheet.strip("'")][cell.replace("$", "")].value = value
        target = self.folder / "tra-loi" / period(quarter) / f"{code}{'' if number == 1 else f' lần {number}'}.xlsx"
        target.parent.mkdir(exist_ok=True)
        book.save(target)
        self.truth.sent.setdefault((code, quarter), []).append((number, figures, is_held))

    def correct(self, code, quarter, **changes):
        number, figures, _ = self.truth.sent[(code, quarter)][-1]
        self.send(code, quarter, figures | {name: figures[name] + by for name, by in changes.items()}, number + 1)

    def forms(self, quarter):
        self.run("forms", "--period", period(quarter))
        forms = {form.stem.split("_")[-1]: form for form in (self.folder / "bieu-mau" / period(quarter)).glob("*.xlsx")}
        due = {unit[0] for unit in UNITS if reports(unit[0], quarter)}
        self.need(set(forms) == due, "forms", period(quarter), sorted(forms), sorted(due))
        for code in due if quarter else ():
            # A return on hold offers its figures, marked.
            last = [self.truth.sent.get((unit, quarter - 1)) for unit in before(code, quarter)]
            last = [versions and versions[-1][1]["cuoi"] for versions in last]
            expected = None if is_split(code, quarter) or not last or None in last else sum(last)
            book = openpyxl.load_workbook(forms[code])
            sheet, cell = book.defined_names["dau"].attr_text.rsplit("!", 1)
            opening = book[sheet.strip("'")][cell.replace("$", "")].value
            self.need(opening == expected, "opening in the form", period(quarter), code, opening, expected)

    def check(self, quarter):
        self.check_export(quarter)
        self.check_up(quarter)
        self.check_feedback(quarter)
        self.check_list(quarter)
        for file in sorted((self.folder / "ket-qua/da-chot").glob("*/Tong-hop-*.xlsx")):
            code, out = self.run("audit", file)
            self.need(code == 0 and "Không có chỗ nào khác" in out, "audit", file.name, out)

    def check_export(self, quarter):
        self.run("export", "--period", period(quarter), "--internal", "--output", self.folder / "xuat")
        rows = lambda table: csv.DictReader((self.folder / f"xuat/{table}.csv").open(encoding="utf-8-sig"))
        shown = {(row["unit_code"], row["column"]): number(row["number"]) for row in rows("cot-tinh")}
        for code, row in (self.truth.all_columns(quarter) | {"": self.truth.totals(quarter)}).items():
            for name, value in row.items():
                is_same = shown.get((code, name)) == value or not code and not value and shown.get((code, name)) is None
                self.need(is_same, "cot-tinh", period(quarter), code, name, shown.get((code, name)), value)
        expected = {}
        for (code, at), versions in self.truth.sent.items():
            if at <= quarter:
                state = "Đã tổng hợp" if self.truth.counted(code, at) else "Còn lỗi"
                expected |= {(code, period(at), name): (value, state) for name, value in versions[-1][1].items()}
        found = {(row["unit_code"], row["period"], row["name"]): (number(row["number"]), row["state"]) for row in rows("so-lieu")}
        found = {key: value for key, value in found.items() if key[2] in ROWS}
        for key in set(found) ^ set(expected) | {key for key in found if key in expected and found[key] != expected[key]}:
            self.need(False, "so-lieu", key, found.get(key), expected.get(key))

    def check_up(self, quarter):
        self.run("up", "--period", period(quarter), "--output", self.folder / "len.xlsx")
        sheet = openpyxl.load_workbook(self.folder / "len.xlsx", data_only=True).worksheets[0]
        shown = {row[2].value: row[4].value for row in sheet.iter_rows(max_col=5)}
        for index, name in enumerate(ROWS, 1):
            figures = [self.truth.figure(unit[0], quarter, name) for unit in UNITS]
            expected = sum(figure for figure in figures if figure is not None)
            self.need(shown[f"{index:02}"] == expected, "up", period(quarter), name, shown[f"{index:02}"], expected)

    def check_feedback(self, quarter):
        due = [unit[0] for unit in UNITS if reports(unit[0], quarter)]
        sent = [code for code in due if (code, quarter) in self.truth.sent]
        counted = [code for code in due if self.truth.counted(code, quarter)]
        out = " ".join(self.run("status", "--period", period(quarter))[1].split())
        self.need(f"{len(sent)}/{len(due)} đơn vị đã gửi, {len(counted)} đã tổng hợp" in out, "status", period(quarter), out[:200])
        shutil.rmtree(self.folder / "phan-hoi", ignore_errors=True)
        code, out = self.run("feedback", "--period", period(quarter), "--today", "2024-06-01", "--format", "json")
        kinds = {unit["unit"]: unit["kind"] for unit in json.loads(out)["result"]["units"]}
        self.need(set(kinds) == set(due), "feedback", period(quarter), sorted(kinds), due)
        for code in due:
            expected = {"reminder"} if code not in sent else {"receipt", "correction"} if code in counted else {"correction"}
            self.need(kinds.get(code) in expected, "feedback", period(quarter), code, kinds.get(code), expected)

    def check_list(self, quarter):
        self.run("merge", "--period", period(quarter))
        sheet = openpyxl.load_workbook(self.folder / f"ket-qua/Tong-hop-{period(quarter)}.xlsx", data_only=True)["Nguồn"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        first = next((index for index, row in enumerate(rows) if "SỐ ĐÃ CHỐT HOẶC ĐÃ LẬP, NAY KHÁC" in row), len(rows))
        found = {}
        for row in rows[first + 2:]:
            if not row[1]:
                break
            if row[2] in HEADINGS.values() and row[1] != "Tổng cộng":
                found[(row[8], row[1], row[2])] = (number(row[5]), number(row[6]))
        expected = {}
        for at, then in self.published.items():
            now = self.truth.all_columns(at)
            for code, row in then.items() if at <= quarter else ():
                changed = {name: (value, now[code][name]) for name, value in row.items() if now[code][name] != value}
                expected |= {(label(at), name_in(code, at), HEADINGS[name]): pair for name, pair in changed.items()}
        for key in set(found) | set(expected):
            self.need(found.get(key) == expected.get(key), "list", key, found.get(key), expected.get(key))


def life(campaign):
    truth = campaign.truth
    for quarter in range(QUARTERS):
        campaign.forms(quarter)
        for code in [unit[0] for unit in UNITS if reports(unit[0], quarter) and (unit[0], quarter) != MISSING]:
            figures = truth.next_figures(code, quarter)
            is_held = (code, quarter) in (WAIVED, HELD)
            campaign.send(code, quarter, figures | {"cuoi": figures["cuoi"] + is_held}, 1, is_held)
        if quarter == 1:
            campaign.correct("AN", 1, vao=1, cuoi=1, vao_lk=1)
        campaign.check(quarter)
        campaign.run("publish", "--period", period(quarter))
        campaign.published[quarter] = truth.all_columns(quarter)
        if quarter == 3:
            campaign.correct("CHAU", 2, vao=2, cuoi=2, vao_lk=2)
        if quarter == 4:
            campaign.save(campaign.text + WAIVER)
            truth.waived.add(WAIVED)
        if quarter == 5:
            campaign.correct("BINH", 4, vao=3, cuoi=3, vao_lk=3)
            campaign.correct("DINH", 1, ra=1, cuoi=-1)
        campaign.check(quarter)
        print(f"{period(quarter)}: {campaign.faults} faults", flush=True)


def main():
    binary = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as keep:
        campaign = Campaign(binary, Path(keep) / "đợt")
        life(campaign)
        if os.environ.get("KEEP_CAMPAIGN"):
            shutil.copytree(campaign.folder, os.environ["KEEP_CAMPAIGN"], dirs_exist_ok=True)
    return 1 if campaign.faults else 0


if __name__ == "__main__":
    sys.exit(main())
