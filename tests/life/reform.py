"""A national campaign through the reform of 2025: 63 provinces of which 34 remain (Nghị quyết 202/2025/QH15), as files.

usage: reform.py BINARY

On top of the mergers as they were: heirs with a code of their own that have the name of one of the old units, an heir that ends in
another one later, a province that a new unit is split from, one with an earlier name, quotas amended before and after, a last return that
comes after its unit has ended, a return under an old name after the merger, corrections of the last returns of several old units, and
a unit that reports nothing. The truth is added up here from the figures as sent. Exits with 1 at the first difference.
"""
import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

PERIODS = [f"{year}-Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4)]
FIRST_AFTER = PERIODS.index("2025-Q3")
# Heir: the others that it takes over.
MERGED = {
    "Tỉnh Tuyên Quang": ["Tỉnh Hà Giang"], "Tỉnh Lào Cai": ["Tỉnh Yên Bái"], "Tỉnh Thái Nguyên": ["Tỉnh Bắc Kạn"],
    "Tỉnh Phú Thọ": ["Tỉnh Hòa Bình", "Tỉnh Vĩnh Phúc"], "Tỉnh Bắc Ninh": ["Tỉnh Bắc Giang"], "Tỉnh Hưng Yên": ["Tỉnh Thái Bình"],
    "Thành phố Hải Phòng": ["Tỉnh Hải Dương"], "Tỉnh Ninh Bình": ["Tỉnh Hà Nam", "Tỉnh Nam Định"], "Tỉnh Quảng Trị": ["Tỉnh Quảng Bình"],
    "Thành phố Đà Nẵng": ["Tỉnh Quảng Nam"], "Tỉnh Quảng Ngãi": ["Tỉnh Kon Tum"], "Tỉnh Gia Lai": ["Tỉnh Bình Định"],
    "Tỉnh Khánh Hòa": ["Tỉnh Ninh Thuận"], "Tỉnh Lâm Đồng": ["Tỉnh Đắk Nông", "Tỉnh Bình Thuận"], "Tỉnh Đắk Lắk": ["Tỉnh Phú Yên"],
    "Thành phố Hồ Chí Minh": ["Tỉnh Bình Dương", "Tỉnh Bà Rịa - Vũng Tàu"], "Tỉnh Đồng Nai": ["Tỉnh Bình Phước"],
    "Tỉnh Tây Ninh": ["Tỉnh Long An"], "Thành phố Cần Thơ": ["Tỉnh Sóc Trăng", "Tỉnh Hậu Giang"],
    "Tỉnh Vĩnh Long": ["Tỉnh Bến Tre", "Tỉnh Trà Vinh"], "Tỉnh Đồng Tháp": ["Tỉnh Tiền Giang"], "Tỉnh Cà Mau": ["Tỉnh Bạc Liêu"],
    "Tỉnh An Giang": ["Tỉnh Kiên Giang"],
}
OTHERS = ["Thành phố Hà Nội", "Thành phố Huế", "Tỉnh Lai Châu", "Tỉnh Điện Biên", "Tỉnh Sơn La", "Tỉnh Lạng Sơn", "Tỉnh Quảng Ninh",
          "Tỉnh Thanh Hóa", "Tỉnh Nghệ An", "Tỉnh Hà Tĩnh", "Tỉnh Cao Bằng"]
# These heirs are new units with the name of an old one.
NEW_CODES = ["Thành phố Hồ Chí Minh", "Tỉnh Bắc Ninh", "Tỉnh Lâm Đồng"]
PLAN = """
kinds = [{ code = "tinh", label = "Tỉnh" }, { code = "tp", label = "Thành phố" }]
indicators = [
  { section = "A. ĐOÀN VIÊN", ordinal = "1", code = "01", label = "Đầu kỳ", name = "dau", kind = "stock", unit = "người", blank = "missing", opening = "cuoi" },
  { section = "A. ĐOÀN VIÊN", ordinal = "2", code = "02", label = "Kết nạp", name = "moi", kind = "flow", unit = "người", blank = "missing" },
  { section = "A. ĐOÀN VIÊN", ordinal = "3", code = "03", label = "Giảm", name = "giam", kind = "flow", unit = "người", blank = "missing" },
  { section = "A. ĐOÀN VIÊN", ordinal = "4", code = "04", label = "Cuối kỳ", name = "cuoi", kind = "stock", unit = "người", blank = "missing" },
  { section = "A. ĐOÀN VIÊN", ordinal = "5", code = "05", label = "Lũy kế kết nạp", name = "luy", kind = "stock", unit = "người", blank = "missing" },
]
sheets = [{ name = "Kết quả", title = "KẾT QUẢ" }]
headlines = [{ heading = "Kết nạp lũy kế", column = "lk", of = "pl_giao", share = "tyle", gap = "con" }]
columns = [
  { name = "tk", sheets = ["Kết quả"], heading = "Trong kỳ", formula = "TRONG_KY(moi)", total = "sum", number = "integer", explain = "x" },
  { name = "lk", sheets = ["Kết quả"], heading = "Lũy kế", formula = "LUY_KE(moi)", total = "sum", number = "integer", explain = "x" },
  { name = "dn", sheets = ["Kết quả"], heading = "Từ đầu năm", formula = "TU_DAU_NAM(moi)", total = "sum", number = "integer", explain = "x" },
  { name = "ton", sheets = ["Kết quả"], heading = "Cuối kỳ", formula = "CUOI_KY(cuoi)", total = "sum", number = "integer", explain = "x" },
  { name = "bao", sheets = ["Kết quả"], heading = "Lũy kế đơn vị báo", formula = "CUOI_KY(luy)", total = "sum", number = "integer", explain = "x" },
  { name = "tyle", sheets = ["Kết quả"], heading = "Tỷ lệ", formula = 'IF(ISNUMBER(pl_giao),lk/pl_giao,"")', total = "formula", number = "percent", explain = "x" },
  { name = "con", sheets = ["Kết quả"], heading = "Còn", formula = 'IF(ISNUMBER(pl_giao),MAX(0,pl_giao-lk),"")', total = "sum", number = "integer", explain = "x" },
  { name = "giao", sheets = ["Kết quả"], heading = "Giao", formula = 'IF(ISNUMBER(pl_giao),pl_giao,"")', total = "sum", number = "integer", explain = "x" },
  { name = "thieu", sheets = ["Kết quả"], heading = "Thiếu", formula = "quy_thieu", total = "sum", number = "integer", explain = "x" },
]
[plan]
number = "01/KH"
date = 2024-01-05
title = "Phát triển đoàn viên"
issuer = ["TỔNG LIÊN ĐOÀN", "BAN TỔ CHỨC"]
issuer_short = "Ban"
place = "Hà Nội"
signer = ["TRƯỞNG BAN"]
first = "2024-Q1"
last = "2026-Q4"
days = { cut_off = 0, deadline = 10 }
[form]
code = "BM-QG"
version = "1"
title = "BÁO CÁO ĐOÀN VIÊN"
sheet = "BM"
narrative_sheet = "TM"
nil = true
[annex]
title = "BẢNG GIAO"
columns = [{ name = "pl_giao", heading = "Số giao", sheets = ["Kết quả"] }]
[[rules]]
code = "R01"
severity = "error"
test = "cuoi=dau+moi-giam"
message = "Cuối kỳ {cuoi} sai."
fix = "Sửa."
[[rules]]
code = "R02"
severity = "error"
test = "dau=cuoi_kt"
message = "Đầu kỳ {dau} khác cuối kỳ trước {cuoi_kt}."
fix = "Sửa."
[[rules]]
code = "R03"
severity = "error"
when = "OR(so_quy=1,ISNUMBER(luy_kt))"
test = "luy=IF(so_quy=1,0,luy_kt)+moi"
message = "Lũy kế {luy} sai."
fix = "Sửa."
"""


class Unit:
    def __init__(self, code, name, quota):
        self.code, self.name, self.quota = code, name, quota
        self.kind = "tp" if name.startswith("Thành phố") else "tinh"
        self.first, self.last, self.into, self.out_of, self.before = 0, len(PERIODS) - 1, None, None, None
        self.amended = []

    def reports(self, q):
        return self.first <= q <= self.last

    def name_in(self, q):
        return self.before[1] if self.before and q <= self.before[0] else self.name


def units():
    out, by_name, r = [], {}, random.Random(2025)

    def add(name, quota=None, code=None):
        unit = Unit(code or f"T{len(out) + 1:02}", name, quota)
        out.append(unit)
        by_name.setdefault(name, unit)
        return unit

    for heir, others in MERGED.items():
        for name in [heir, *others]:
            add(name, None if name == "Tỉnh Kon Tum" else r.randint(300, 900))
    for name in OTHERS:
        add(name, r.randint(300, 900))
    assert len(out) == 63
    for name, others in MERGED.items():
        heir, ended = by_name[name], [by_name[other] for other in others]
        if name in NEW_CODES:
            ended.append(heir)
            heir = add(name, None, f"M{len(out) + 1:02}")
            heir.first = FIRST_AFTER
        for other in ended:
            other.last, other.into = FIRST_AFTER - 1, heir
    # Bắc Kạn ends earlier; its heir ends in a new unit later: a chain.
    by_name["Tỉnh Bắc Kạn"].last = PERIODS.index("2024-Q4")
    twice = add("Tỉnh Việt Bắc", None, "VB")
    twice.first = PERIODS.index("2026-Q1")
    for name in ("Tỉnh Thái Nguyên", "Tỉnh Cao Bằng"):
        by_name[name].last, by_name[name].into = twice.first - 1, twice
    new = add("Tỉnh Vinh", None, "VINH")
    new.first, new.out_of = PERIODS.index("2025-Q4"), by_name["Tỉnh Nghệ An"]
    new.amended = [(new.first, 120)]
    by_name["Thành phố Huế"].before = (PERIODS.index("2024-Q4"), "Tỉnh Thừa Thiên Huế")
    by_name["Tỉnh Kiên Giang"].amended = [(PERIODS.index("2024-Q3"), 777)]
    by_name["Tỉnh An Giang"].amended = [(PERIODS.index("2024-Q2"), 555)]
    by_name["Tỉnh Phú Thọ"].amended = [(FIRST_AFTER, 2500)]
    by_name["Tỉnh Cà Mau"].amended = [(PERIODS.index("2025-Q4"), 1234)]
    return out, by_name


class Campaign:
    def __init__(self, folder):
        self.folder = folder
        self.units, self.by_name = units()
        self.sent = {}
        self.figures()

    def figures(self):
        """What all units report: (unit, period): figures."""
        r = random.Random(34)
        stock = {unit.code: r.randint(1000, 9000) for unit in self.units if unit.first == 0}
        done = dict.fromkeys(stock, 0)
        for q in range(len(PERIODS) - 2):
            for unit in self.units:
                if not unit.reports(q):
                    continue
                others = [o for o in self.units if o.into is unit and o.last + 1 == q]
                opening = stock.get(unit.code, 0) + sum(stock[o.code] for o in others)
                to_date = done.get(unit.code, 0) + sum(done[o.code] for o in others)
                if any(o.out_of is unit and o.first == q for o in self.units):
                    opening -= 400
                if unit.out_of and unit.first == q:
                    opening = 400
                new, gone = r.randint(1, 60), r.randint(0, 30)
                stock[unit.code], done[unit.code] = opening + new - gone, to_date + new
                self.sent[unit.code, q] = {"dau": opening, "moi": new, "giam": gone, "cuoi": stock[unit.code], "luy": done[unit.code]}

    def plan(self):
        lines = [PLAN]
        for unit in self.units:
            lines.append(f'[[units]]\ncode = "{unit.code}"\nname = "{unit.name}"\nkind = "{unit.kind}"')
            if unit.first:
                lines.append(f'from = "{PERIODS[unit.first]}"')
            if unit.last < len(PERIODS) - 1:
                lines.append(f'until = "{PERIODS[unit.last]}"')
            if unit.into:
                lines.append(f'into = "{unit.into.code}"')
            if unit.out_of:
                lines.append(f'out_of = "{unit.out_of.code}"')
            if unit.before:
                lines.append(f'before = [{{ until = "{PERIODS[unit.before[0]]}", name = "{unit.before[1]}" }}]')
        for unit in self.units:
            for start, value in unit.amended:
                lines.append(f'[[amendments]]\nfrom = "{PERIODS[start]}"\nunit = "{unit.code}"\ncolumn = "pl_giao"\nvalue = {value}\n'
                             'basis = "Văn bản"')
        (self.folder / "ke-hoach.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        annex, total = ["TT\tĐơn vị\tSố giao"], 0
        for number, unit in enumerate((u for u in self.units if u.first == 0), 1):
            annex.append(f"{number}\t{unit.name}\t{unit.quota or ''}")
            total += unit.quota or 0
        (self.folder / "phu-luc.tsv").write_text("\n".join(annex + [f"\tTổng cộng\t{total}"]) + "\n", encoding="utf-8")

    def write(self, unit, q, figures, number=1, file=None, with_code=True, name=None, is_nil=False):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "BM"
        year, quarter = PERIODS[q].split("-Q")
        sheet.append([None] * 6 + ["Biểu BM-QG"])
        sheet.append(["BÁO CÁO ĐOÀN VIÊN"])
        for key, value, key2, value2 in [
                ("Mã đơn vị", unit.code if with_code else None, None, None), ("Đơn vị", name or unit.name_in(q), None, None),
                ("Quý", int(quarter), "Năm", int(year)), ("Lần gửi", number, "Phiên bản", "1"),
                ("Không phát sinh", "x" if is_nil else None, None, None)]:
            sheet.append([None, key, value, None, key2, value2])
        sheet.append(["TT", "Chỉ tiêu", "Mã số", "ĐVT", "Số lượng", "Ghi chú"])
        for row, (label, key) in enumerate([("Đầu kỳ", "dau"), ("Kết nạp", "moi"), ("Giảm", "giam"), ("Cuối kỳ", "cuoi"),
                                            ("Lũy kế kết nạp", "luy")], 1):
            sheet.append([str(row), label, f"{row:02}", "người", figures.get(key)])
        target = self.folder / "tra-loi" / PERIODS[q] / (file or f"{unit.code}.xlsx")
        target.parent.mkdir(parents=True, exist_ok=True)
        book.save(target)
        return target


class Truth:
    """The truth of a chosen period; `counted` are the figures of the returns that count."""

    def __init__(self, campaign, counted):
        self.units, self.counted = campaign.units, counted

    def owner(self, unit, q):
        while unit and q > unit.last:
            unit = unit.into
        return unit

    def quota(self, unit, q):
        amended = [(start, value) for start, value in unit.amended if start <= q]
        own = amended[-1][1] if amended else unit.quota
        others = [o for o in self.units if o.into is unit and o.last < q and not (amended and amended[-1][0] > o.last)]
        parts = [part for part in [own, *(self.quota(o, o.last) for o in others)] if part is not None]
        return sum(parts) if parts else None

    def columns(self, q):
        january = q // 4 * 4
        rows = {}
        for unit in self.units:
            if not unit.reports(q):
                rows[unit.code] = None
                continue
            now = self.counted.get((unit.code, q))
            reported = [self.counted[unit.code, p] for p in range(q + 1) if (unit.code, p) in self.counted]
            quota = self.quota(unit, q)
            mine = [o for o in self.units if self.owner(o, q) is unit]
            sums = lambda first: sum(self.counted[o.code, p]["moi"] for o in mine for p in range(first, q + 1) if (o.code, p) in self.counted)
            to_date = sums(0)
            rows[unit.code] = {
                "tk": now["moi"] if now else "", "lk": to_date, "dn": sums(january), "ton": reported[-1]["cuoi"] if reported else "",
                "bao": reported[-1]["luy"] if reported else "", "tyle": to_date / quota if quota else "",
                "con": max(0, quota - to_date) if quota else "", "giao": quota if quota else "",
                "thieu": sum((unit.code, p) not in self.counted for p in range(unit.first, q + 1)),
            }
        active = [row for row in rows.values() if row]
        total = {name: sum(row[name] or 0 for row in active) for name in active[0]}
        total["tyle"] = total["lk"] / total["giao"]
        # Nothing of the whole country is lost or counted twice.
        assert total["lk"] == sum(figures["moi"] for (_, p), figures in self.counted.items() if p <= q)
        rows["Tổng cộng"] = total
        return rows


def shown(path):
    """The columns of a workbook by the rows of the units, in the order of the plan, then the total."""
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = book["Kết quả"]
    words = {row[0].value: row[3].value for row in book["Công thức"].iter_rows() if row[0].value and "'!" in str(row[3].value)}
    out = []
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value in (1, "1") and row[1].value)
    letters = {name: place.split("!")[1].split(":")[0].rstrip("0123456789").replace("$", "") for name, place in words.items()
               if place.startswith("'Kết quả'!")}
    for row in range(top, sheet.max_row + 1):
        is_total = sheet.cell(row, 1).value == "Tổng cộng"
        out.append(("Tổng cộng" if is_total else sheet.cell(row, 2).value, {
            name: sheet[f"{letter}{row}"].value for name, letter in letters.items()}))
        if is_total:
            break
    return out


def check(campaign, binary, counted, q, what):
    begun = time.monotonic()
    done = subprocess.run([binary, "merge", str(campaign.folder), "--period", PERIODS[q], "-v"], capture_output=True, text=True)
    took = time.monotonic() - begun
    assert done.returncode < 2, done.stdout + done.stderr
    path = campaign.folder / f"ket-qua/Tong-hop-{PERIODS[q]}.xlsx"
    expected, rows = Truth(campaign, counted).columns(q), shown(path)
    # The rows are those of the units in the order of the plan.
    codes = [unit.code for unit in campaign.units]
    faults = []
    for (name, row), code in zip(rows, [*codes, "Tổng cộng"]):
        for column in expected["Tổng cộng"]:
            value, found = (expected[code] or {}).get(column, ""), row[column]
            is_same = abs(found - value) < 1e-9 * max(1, abs(value)) if isinstance(found, (int, float)) and isinstance(value, (int, float)) \
                else (found or "") == value
            if not is_same:
                faults.append(f"{code} {name} {column}: {found!r}, not {value!r}")
    audit = subprocess.run([binary, "audit", str(path)], capture_output=True, text=True)
    if audit.returncode:
        faults.append(audit.stdout + audit.stderr)
    print(f"{what}, {PERIODS[q]}: {'as it must be' if not faults else 'WRONG'} ({took:.1f} s)", flush=True)
    assert not faults, "\n".join(faults[:20]) + "\n" + done.stdout
    return " ".join(done.stdout.split())


def openings(campaign, binary, counted, q, what):
    """The forms of a period open with what the returns of the period before close with, joined for heirs."""
    done = subprocess.run([binary, "forms", str(campaign.folder), "--period", PERIODS[q], "--force"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    made = {path.stem.rsplit("_", 1)[1]: path for path in (campaign.folder / "bieu-mau" / PERIODS[q]).iterdir()}
    due = [unit for unit in campaign.units if unit.reports(q)]
    assert set(made) == {unit.code for unit in due}, sorted(made)
    for unit in due:
        parts = [o for o in campaign.units if o.into is unit and o.last + 1 == q] + ([unit] if unit.reports(q - 1) else [])
        is_split = unit.out_of and unit.first == q or any(o.out_of is unit and o.first == q for o in campaign.units)
        before = [counted.get((part.code, q - 1)) for part in parts]
        expected = sum(figures["cuoi"] for figures in before) if before and all(before) and not is_split else None
        sheet = openpyxl.load_workbook(made[unit.code])["BM"]
        found = next(row[4].value for row in sheet.iter_rows() if row[2].value == "01")
        assert found == expected, f"form of {unit.code} {unit.name}: {found!r}, not {expected!r}"
    print(f"{what}, forms of {PERIODS[q]}: as they must be", flush=True)


def life(campaign, binary):
    campaign.plan()
    counted = dict(campaign.sent)
    late = campaign.by_name["Tỉnh Sóc Trăng"]
    silent = (campaign.by_name["Tỉnh Lai Châu"], PERIODS.index("2025-Q1"))
    for (code, q), figures in campaign.sent.items():
        unit = next(unit for unit in campaign.units if unit.code == code)
        if (unit, q) == (late, FIRST_AFTER - 1):
            continue
        # New units with an old name are known by their name and period alone in their first return.
        with_code = not (unit.code.startswith("M") and q == FIRST_AFTER)
        campaign.write(unit, q, figures, with_code=with_code)
    del counted[late.code, FIRST_AFTER - 1]
    for q in (3, 4, 5, 6, 7, 9):
        check(campaign, binary, counted, q, "without a last return")
    for q in (FIRST_AFTER, PERIODS.index("2025-Q4"), PERIODS.index("2026-Q1")):
        openings(campaign, binary, counted, q, "without a last return")
    # The last return of a unit comes when its heir has reported twice.
    counted[late.code, FIRST_AFTER - 1] = campaign.sent[late.code, FIRST_AFTER - 1]
    campaign.write(late, FIRST_AFTER - 1, campaign.sent[late.code, FIRST_AFTER - 1], file="muộn.xlsx")
    for q in (5, 6, 9):
        check(campaign, binary, counted, q, "the late last return")
    # Two of three old units correct their last returns: the heir goes on from the old ones and counts.
    for name in ("Tỉnh Hòa Bình", "Tỉnh Vĩnh Phúc"):
        unit = campaign.by_name[name]
        figures = dict(campaign.sent[unit.code, FIRST_AFTER - 1])
        figures.update(moi=figures["moi"] + 3, cuoi=figures["cuoi"] + 3, luy=figures["luy"] + 3)
        campaign.write(unit, FIRST_AFTER - 1, figures, number=2, file=f"{unit.code} lần 2.xlsx")
        counted[unit.code, FIRST_AFTER - 1] = figures
    out = check(campaign, binary, counted, 6, "corrections of two old units")
    assert "K11 · Tỉnh Phú Thọ · quý III/2025" in out, out
    check(campaign, binary, counted, 9, "corrections of two old units")
    # Returns under an old name after the merger: of a unit that ended, and of the old code of an heir with a new one.
    for name in ("Tỉnh Hà Giang", "Tỉnh Bắc Ninh"):
        unit = campaign.by_name[name]
        campaign.write(unit, FIRST_AFTER, campaign.sent[unit.code, FIRST_AFTER - 1], file=f"cũ {unit.code}.xlsx")
    out = check(campaign, binary, counted, 6, "returns under an old name")
    assert out.count("Lỗi K15 ·") == 2, out
    unit, q = silent
    for later in range(q, len(PERIODS) - 2):
        counted.pop((unit.code, later))
        (campaign.folder / "tra-loi" / PERIODS[later] / f"{unit.code}.xlsx").unlink()
    campaign.write(unit, q, {}, is_nil=True)
    before = campaign.sent[unit.code, q - 1]
    counted[unit.code, q] = {"moi": 0, "cuoi": before["cuoi"], "luy": before["luy"]}
    check(campaign, binary, counted, 6, "a unit that has nothing to report, then is silent")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as keep:
        campaign = Campaign(Path(keep))
        begun = time.monotonic()
        try:
            life(campaign, given.binary.resolve())
        except AssertionError as fault:
            print(fault)
            return 1
        print(f"{len(campaign.sent)} returns, all as it must be, in {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
