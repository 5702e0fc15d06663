"""The truth: return statuses, findings and every figure of the computed sheets, from the definitions of the design in words,
never from the formula text of the plan."""
import math
import tomllib
from fractions import Fraction

from . import annex, mail, rules

TOTAL = "TOTAL"
DASH = "-"
# Does not apply to the unit: the annex has no figure for it.
CROSS = "x"


class Book:
    """Which returns are selected and counted, and their findings."""

    def __init__(self, files, units):
        self.units = units
        self.standing = {(f.sent.unit, f.quarter): f for f in files if f.stands}
        self.counted = {}
        self.findings = []  # (quarter, unit, rule, severity, figure, file)
        for quarter in annex.QUARTERS:
            for unit in annex.CODES:
                self.settle(unit, quarter)

    def settle(self, unit, quarter):
        file = self.standing.get((unit, quarter))
        if file is None:
            return
        i = annex.QUARTERS.index(quarter)
        before = self.counted.get((unit, annex.QUARTERS[i - 1])) if i else None
        found = rules.check(file.sent, before, self.units[unit], quarter)
        self.findings += [(quarter, unit, code, severity, name, file) for code, severity, name in found]
        if not any(severity == rules.ERROR for _, severity, _ in found):
            self.counted[unit, quarter] = file.sent

    def state(self, unit, quarter):
        if (unit, quarter) in self.counted:
            return mail.COUNTED
        return mail.HELD if (unit, quarter) in self.standing else mail.MISSING


class Unit:
    """One unit seen from a report quarter."""

    def __init__(self, book, unit, report):
        self.plan = book.units[unit]
        self.report = report
        self.returns = {q: book.counted[unit, q] for q in annex.QUARTERS if q <= report and (unit, q) in book.counted}

    def in_quarter(self, name):
        """Returns the report quarter's figure; None when its return is not counted."""
        return self.returns[self.report].figures[name] or 0 if self.report in self.returns else ""

    def to_date(self, name):
        return sum(r.figures[name] or 0 for r in self.returns.values())

    def this_year(self, name):
        return sum(r.figures[name] or 0 for q, r in self.returns.items() if q[:4] == self.report[:4])

    def latest(self, name):
        """Returns the figure of the latest counted quarter; None when there is no such quarter or the cell is blank."""
        if not self.returns:
            return ""
        value = self.returns[max(self.returns)].figures[name]
        return "" if value is None else value


def is_number(value):
    return isinstance(value, (int, float, Fraction))


def half_away(value):
    return int(math.floor(abs(value) + Fraction(1, 2))) * (1 if value >= 0 else -1)


def share(part, whole):
    """A quotient: nothing where the divisor is zero; a dash where a figure is missing."""
    if not is_number(whole):
        return DASH
    return "" if whole == 0 else Fraction(part if is_number(part) else 0, whole)


# name -> figure of a unit, from its returns (u) and the columns before it in this table (c).
SO = annex.ordinal
UNIT = {
    "kn_trong_ky": lambda u, c: u.in_quarter("dv_ket_nap"),
    "kn_luy_ke": lambda u, c: u.to_date("dv_ket_nap"),
    "kn_ty_le": lambda u, c: share(c["kn_luy_ke"], c["pl_ct_dv"]),
    "kn_con_lai": lambda u, c: max(0, c["pl_ct_dv"] - c["kn_luy_ke"]),
    "kn_vuot": lambda u, c: max(0, c["kn_luy_ke"] - c["pl_ct_dv"]),
    "dv_ck": lambda u, c: u.latest("dv_cuoi_ky"),
    "dv_tang_thuan": lambda u, c: c["dv_ck"] - c["pl_dv_hien_co"] if is_number(c["dv_ck"]) else DASH,
    "dv_thieu_nguon": lambda u, c: max(0, c["pl_ct_dv"] - c["pl_ld_chua_dv"]) if is_number(c["pl_ld_chua_dv"]) else CROSS,
    "kn_tien_do": lambda u, c: half_away(Fraction(c["pl_ct_dv"] * SO(u.report), annex.TOTAL_QUARTERS)),
    "kn_chenh_lech": lambda u, c: c["kn_luy_ke"] - c["kn_tien_do"],
    "kn_moi_quy": lambda u, c: per_quarter(c, u.report),
    "kn_du_bao": lambda u, c: half_away(Fraction(c["kn_luy_ke"] * annex.TOTAL_QUARTERS, SO(u.report))),
    "kn_nam": lambda u, c: u.this_year("dv_ket_nap"),
    "lk_bc": lambda u, c: u.latest("dv_luy_ke"),
    "kn_lech_bc": lambda u, c: c["lk_bc"] - c["kn_luy_ke"] if is_number(c["lk_bc"]) else DASH,
    # The plan counts admissions (cd_cach_tinh = 1); both ways of counting are shown side by side.
    "kn_tinh": lambda u, c: c["kn_luy_ke"],
    "kn_tl_gop": lambda u, c: share(c["kn_luy_ke"], c["pl_ct_dv"]),
    "kn_tl_thuan": lambda u, c: share(c["dv_tang_thuan"], c["pl_ct_dv"]) if is_number(c["dv_tang_thuan"]) else DASH,
    "tl_trong_ky": lambda u, c: u.in_quarter("cdcs_tl"),
    "tl_luy_ke": lambda u, c: u.to_date("cdcs_tl"),
    "tl_ty_le": lambda u, c: share(c["tl_luy_ke"], c["pl_ct_cdcs"]) if is_number(c["pl_ct_cdcs"]) else CROSS,
    "tl_con_lai": lambda u, c: max(0, c["pl_ct_cdcs"] - c["tl_luy_ke"]) if is_number(c["pl_ct_cdcs"]) else CROSS,
    "dn10_ck": lambda u, c: if_applies(u.latest("dn10_tong"), c),
    "dn10_co_ck": lambda u, c: if_applies(u.latest("dn10_co"), c),
    "dn6_ck": lambda u, c: if_applies(u.latest("dn6_chua"), c),
    "ld_ck": lambda u, c: u.latest("ld_tong"),
    "dn10_ty_le": lambda u, c: CROSS if c["dn10_ck"] == CROSS else share(c["dn10_co_ck"], c["dn10_ck"]),
    "dn10_can_them": lambda u, c: to_share(c),
    "mat_do": lambda u, c: density(c["dv_ck"], c["ld_ck"]),
    "mat_do_thay_doi": lambda u, c: density_change(c),
    "ld_nnn_ck": lambda u, c: u.latest("ld_nnn"),
    "dv_nnn_ck": lambda u, c: u.latest("dv_ck_nnn"),
    "mat_do_nnn": lambda u, c: density(c["dv_nnn_ck"], c["ld_nnn_ck"]),
    "kh_quy_thieu": lambda u, c: SO(u.report) - len(u.returns),
    "kn_cham": lambda u, c: int(c["kh_quy_thieu"] == 0 and c["kn_chenh_lech"] < 0),
    "trang_thai": lambda u, c: pace_state(c),
    "kn_ct_nam": lambda u, c: u.latest(f"ct_{u.report[:4]}"),
    "kn_nam_ty_le": lambda u, c: share(c["kn_nam"], c["kn_ct_nam"]),
    "cdcs_ck": lambda u, c: u.latest("cdcs_cuoi_ky"),
    "dn6_thay_doi": lambda u, c: CROSS if not is_number(c["pl_dn6_chua"]) else c["dn6_ck"] - c["pl_dn6_chua"] if is_number(c["dn6_ck"]) else DASH,
    "ct_so_dn6": lambda u, c: share(c["pl_ct_cdcs"], c["pl_dn6_chua"]) if is_number(c["pl_ct_cdcs"]) else CROSS,
}
# Rank among the units of the same kind, the largest first, ties share a rank -> text of the cell without a figure.
RANK = {"kn_hang": ("kn_ty_le", ""), "tl_hang": ("tl_ty_le", CROSS), "dn6_thu_tu": ("dn6_ck", CROSS)}
# Columns whose total is their formula on the totals; every other total is the sum of the units' numbers.
ON_TOTALS = {"kn_ty_le", "kn_tl_gop", "kn_tl_thuan", "kn_moi_quy", "tl_ty_le", "dn10_ty_le", "dn10_can_them", "mat_do", "mat_do_nnn", "trang_thai",
             "kn_nam_ty_le", "ct_so_dn6"}
# Figures that other figures need, of sheets that the truth leaves out.
LEFT_OUT = {"kh_quy_thieu"}
# Columns without a total.
NO_TOTAL = {"mat_do_thay_doi", *RANK}


def per_quarter(c, report):
    left = annex.TOTAL_QUARTERS - SO(report)
    return math.ceil(Fraction(c["kn_con_lai"], left)) if left else ""


def if_applies(figure, c):
    return CROSS if figure == "" and not is_number(c["pl_dn6_chua"]) else figure


def pace_state(c):
    """A unit that lacks a return is not judged; in the total row one unit behind is enough."""
    if c["kh_quy_thieu"] > 0:
        return "Chưa đủ báo cáo"
    if c["kn_cham"] > 0 or c["kn_chenh_lech"] < 0:
        return "Chậm"
    return "Vượt tiến độ" if c["kn_chenh_lech"] > 0 else "Đúng tiến độ"


def to_share(c):
    if c["dn10_ck"] == CROSS:
        return CROSS
    if not is_number(c["dn10_ck"]):
        return DASH
    return max(0, math.ceil(Fraction(85 * c["dn10_ck"], 100)) - (c["dn10_co_ck"] or 0))


def density(members, workers):
    return share(members, workers) if is_number(members) else DASH


def density_change(c):
    """The change since 6/2021 of the share of members among members and potential members."""
    if not is_number(c["pl_ld_chua_dv"]):
        return CROSS
    if not is_number(c["mat_do"]):
        return DASH
    before = Fraction(c["pl_dv_hien_co"], c["pl_dv_hien_co"] + c["pl_ld_chua_dv"])
    # Percentage points with one decimal.
    return Fraction(half_away(1000 * (c["mat_do"] - before)), 10)


def rank(table, unit, name, without):
    kind = annex.DISTRICTS if unit in annex.DISTRICTS else [u for u in annex.CODES if u not in annex.DISTRICTS]
    figure = table[unit][name]
    if not is_number(figure):
        return without
    return 1 + sum(is_number(table[u][name]) and table[u][name] > figure for u in kind)


def figures(book, report):
    """Returns unit or TOTAL -> name -> figure."""
    table = {}
    for unit in annex.CODES:
        seen = Unit(book, unit, report)
        row = {name: CROSS if seen.plan[name] is None else seen.plan[name] for name in annex.ANNEX}
        for name, define in UNIT.items():
            row[name] = define(seen, row)
        table[unit] = row
    for unit, row in table.items():
        row |= {name: rank(table, unit, by, without) for name, (by, without) in RANK.items()}
    total = {}
    nobody = Unit.__new__(Unit)
    nobody.report = report
    for name in [*annex.ANNEX, *UNIT, *RANK]:
        if name in NO_TOTAL:
            total[name] = ""
        elif name in ON_TOTALS:
            total[name] = UNIT[name](nobody, total)
        else:
            total[name] = sum(row[name] for row in table.values() if is_number(row[name]))
    table[TOTAL] = total
    return table


def text(value):
    return repr(float(value)) if isinstance(value, Fraction) and value.denominator != 1 else str(value)


def write(path, files, units, cells):
    """Writes the truth as a table. `cells`: (file path, figure) -> sheet!cell in the file as sent."""
    book = Book(files, units)
    lines = ["loai\tquy\tdon_vi\tten\tgia_tri\tghi_chu"]
    for quarter in annex.QUARTERS:
        for unit in annex.CODES:
            file = book.standing.get((unit, quarter))
            lines.append(f"trang_thai\t{quarter}\t{unit}\ttrang_thai\t{book.state(unit, quarter)}\t{file.path if file else ''}")
    for quarter, unit, code, severity, name, file in book.findings:
        place = cells.get((file.path, name), "")
        lines.append(f"phat_hien\t{quarter}\t{unit}\t{code}\t{severity}\t{file.path}; {name}; {place}")
    for file in files:
        if file.note:
            lines.append(f"cai_bay\t{file.quarter}\t{file.sent.unit}\ttep\t{file.name}\t{file.note}")
    for report in annex.QUARTERS:
        for unit, row in figures(book, report).items():
            lines += [f"so_lieu\t{report}\t{unit}\t{name}\t{text(value)}\t" for name, value in row.items() if name not in LEFT_OUT]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return book


def assert_complete(plan_path):
    """Asserts that every computed column of the plan has its truth here, and vice versa."""
    plan = {column["name"] for column in tomllib.loads(plan_path.read_text(encoding="utf-8"))["columns"]}
    assert plan == {*UNIT, *RANK}, plan ^ {*UNIT, *RANK}
