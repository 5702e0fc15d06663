"""What every computed column of the plan must be, reckoned here from the returns alone, in plain loops.

The columns are those of the plan, but nothing of it is read: this file is the second reckoning that the program is compared with.
A value is a number, a text, or "" for nothing.
"""
import math

from world import QUARTERS, year_of

FLOWS = ("dv_ket_nap", "cdcs_tl", "lop_hoc")
CHAINS = (("dv_dau_ky", "dv_cuoi_ky"), ("cdcs_dau_ky", "cdcs_cuoi_ky"))
SUMS = (("dv_luy_ke", "dv_ket_nap"), ("cdcs_luy_ke", "cdcs_tl"))
ANNEX = ("pl_dv_hien_co", "pl_ld_chua_dv", "pl_dn6_chua", "pl_ct_dv", "pl_ct_cdcs")


def is_number(value):
    return isinstance(value, (int, float))


class State:
    """A campaign at a moment: units, returns, plan and events."""

    def __init__(self, units):
        self.units = units
        self.returns = []
        # Events: (unit, quarter) with a waived error or a recorded nil return; amendments (unit, column, from, value).
        self.waived, self.nil, self.amended = set(), set(), []
        # Units in time: code: (last quarter, heir).
        self.ended = {}
        # The plan: settings and rows.
        self.share, self.new_row_from = 85, None

    def copy(self, **changes):
        other = State(self.units)
        other.__dict__.update(self.__dict__)
        for name in ("returns", "amended"):
            setattr(other, name, list(getattr(self, name)))
        for name in ("waived", "nil"):
            setattr(other, name, set(getattr(self, name)))
        other.ended = dict(self.ended)
        other.__dict__.update(changes)
        return other

    def reports(self, code, quarter):
        return code not in self.ended or quarter <= self.ended[code][0]

    def taken_over(self, code, quarter):
        """The units whose heir a unit is by a quarter, at any remove."""
        own = [other for other, (last, heir) in self.ended.items() if heir == code and last < quarter]
        return own + [more for other in own for more in self.taken_over(other, quarter)]

    def versions(self, code, quarter):
        return sorted((r for r in self.returns if (r.unit, r.quarter) == (code, quarter)), key=lambda r: -r.number)


class Reckoning:
    """The counted returns of a state, and the columns of a chosen quarter."""

    def __init__(self, state):
        self.state, self.counted, self.corrected = state, {}, set()
        for quarter in range(QUARTERS):
            for unit in state.units:
                self.judge(unit.code, quarter)

    def judge(self, code, quarter):
        """Counts the return with the highest number, unless it is on hold."""
        state = self.state
        if not state.reports(code, quarter):
            return
        sent = state.versions(code, quarter)
        if not sent:
            if (code, quarter) in state.nil:
                self.counted[code, quarter] = self.nil(code, quarter)
            return
        figures = sent[0].figures
        if sent[0].is_nil:
            self.counted[code, quarter] = self.nil(code, quarter)
            return
        if figures["dv_phan_mem"] > figures["dv_cuoi_ky"] and (code, quarter) not in state.waived:
            return
        if quarter > 0:
            parts = [code] + [o for o in state.taken_over(code, quarter) if state.ended[o][0] == quarter - 1]
            before = [self.counted.get((part, quarter - 1)) for part in parts]
            if all(before) and not self.continues(figures, before):
                # One of the returns before was corrected since.
                others = [[before[i]] + [r.figures for r in state.versions(part, quarter - 1)] for i, part in enumerate(parts)]
                if not any(self.continues(figures, choice) for choice in combinations(others)):
                    return
                self.corrected.add((code, quarter))
        self.counted[code, quarter] = figures

    @staticmethod
    def continues(figures, before):
        total = lambda name: sum(part[name] for part in before)
        return (all(figures[opening] == total(closing) for opening, closing in CHAINS)
                and all(figures[name] == total(name) + figures[flow] for name, flow in SUMS))

    def nil(self, code, quarter):
        """Nothing happened: flows are 0, stocks as they were."""
        before = self.latest(code, quarter - 1)
        figures = {**before, **dict.fromkeys(FLOWS, 0)}
        figures.update({opening: before[closing] for opening, closing in CHAINS})
        return figures

    def latest(self, code, quarter):
        for q in range(quarter, -1, -1):
            if (code, q) in self.counted:
                return self.counted[code, q]
        return {}

    def quota(self, code, column, quarter):
        state = self.state
        amended = [(start, value) for unit, name, start, value in state.amended if (unit, name) == (code, column) and start <= quarter]
        start, own = amended[-1] if amended else (None, next(u for u in state.units if u.code == code).annex[column])
        parts = [own]
        for other, (last, heir) in state.ended.items():
            if heir == code and last < quarter and not (amended and start > last):
                parts.append(self.quota(other, column, last))
        parts = [part for part in parts if part not in (None, "")]
        return sum(parts) if parts else ""

    def flow(self, code, name, first, last):
        units = [code] + self.state.taken_over(code, last)
        return sum(self.counted[u, q].get(name) or 0 for u in units for q in range(first, last + 1) if (u, q) in self.counted)

    def year_before(self, code, name, quarter):
        """The flow of the same quarter a year before, of the unit and those that it took over; "-" without one of them."""
        units = [code] + self.state.taken_over(code, quarter)
        figures = [self.counted.get((u, quarter - 4), {}).get(name) for u in units]
        return "-" if None in figures else sum(figures)

    def columns(self, quarter):
        """The columns of all units and, for "Tổng cộng", of the total."""
        state, rows = self.state, {}
        for unit in state.units:
            rows[unit.code] = self.unit(unit.code, quarter) if state.reports(unit.code, quarter) else None
        active = {code: row for code, row in rows.items() if row}
        kinds = {unit.code: unit.kind for unit in state.units}
        for target, source in RANKS.items():
            for code, row in active.items():
                better = [o for c, o in active.items() if kinds[c] == kinds[code] and is_number(o[source]) and is_number(row[source])
                          and o[source] > row[source]]
                row[target] = 1 + len(better) if is_number(row[source]) else unranked(row, target)
        for target, source in (("kn_ty_trong", "kn_luy_ke"), ("tl_ty_trong", "tl_luy_ke")):
            whole = sum(row[source] for row in active.values())
            for row in active.values():
                row[target] = row[source] / whole if whole else "-"
        total = {name: sum(row[name] for row in active.values() if is_number(row[name]))
                 for name in next(iter(active.values())) if is_number_column(name)}
        total.update(so=quarter + 1)
        ratios(total, state.share, is_total=True)
        for name in ("kn", "tl"):
            total[f"{name}_ty_trong"] = 1 if total[f"{name}_luy_ke"] else "-"
            for column in (f"{name}_cung_ky", f"{name}_so_ck"):
                # A sum of no figures is blank.
                if not any(is_number(row[column]) for row in active.values()):
                    total[column] = ""
        for name in BLANK_TOTALS:
            total[name] = ""
        rows["Tổng cộng"] = total
        blank = dict.fromkeys(total, "")
        rows = {code: row or dict(blank) for code, row in rows.items()}
        for row in rows.values():
            for name in (*ANNEX, "so"):
                row.pop(name, None)
        return rows

    def unit(self, code, quarter):
        year = year_of(quarter)
        january = max(0, next(q for q in range(QUARTERS) if year_of(q) == year))
        own, last = self.counted.get((code, quarter), {}), self.latest(code, quarter)
        row = {name: self.quota(code, name, quarter) for name in ANNEX}
        value = lambda of, name: "" if of.get(name) is None else of[name]
        row["kn_trong_ky"], row["tl_trong_ky"] = value(own, "dv_ket_nap"), value(own, "cdcs_tl")
        row["kn_luy_ke"], row["tl_luy_ke"] = (self.flow(code, name, 0, quarter) for name in ("dv_ket_nap", "cdcs_tl"))
        for name, source in (("kn", "dv_ket_nap"), ("tl", "cdcs_tl")):
            row[f"{name}_cung_ky"] = self.year_before(code, source, quarter)
            both = is_number(row[f"{name}_cung_ky"]) and is_number(row[f"{name}_trong_ky"])
            row[f"{name}_so_ck"] = row[f"{name}_trong_ky"] - row[f"{name}_cung_ky"] if both else "-"
        # No return of this campaign is late.
        row["kh_muon"] = 0
        row["kn_nam"] = self.flow(code, "dv_ket_nap", january, quarter)
        for name, source in (("dv_ck", "dv_cuoi_ky"), ("kn_ct_nam", f"ct_{year}"), ("lk_bc", "dv_luy_ke"), ("cdcs_ck", "cdcs_cuoi_ky"),
                             ("dn10_ck", "dn10_tong"), ("dn10_co_ck", "dn10_co"), ("dn6_ck", "dn6_chua"), ("ld_ck", "ld_tong"),
                             ("ld_nnn_ck", "ld_nnn"), ("dv_nnn_ck", "dv_ck_nnn")):
            stocks = [self.counted[code, q][source] for q in range(quarter + 1)
                      if (code, q) in self.counted and self.counted[code, q].get(source) is not None]
            row[name] = stocks[-1] if stocks else ""
            # "x": the annex has no enterprises for the unit, so it reports none.
            if name in ("dn10_ck", "dn10_co_ck", "dn6_ck") and not stocks and not is_number(row["pl_dn6_chua"]):
                row[name] = "x"
        if self.state.new_row_from is not None:
            row["hoc_luy_ke"] = self.flow(code, "lop_hoc", 0, quarter)
        row["kh_quy_thieu"] = sum((code, q) not in self.counted for q in range(quarter + 1))
        row["so"] = quarter + 1
        ratios(row, self.state.share, is_total=False)
        row["kh_ky"] = row["kn_ty_le"] if row["kh_quy_thieu"] == 0 else "-"
        of_year = sum((code, q) not in self.counted for q in range(january, quarter + 1))
        row["kh_nam"] = row["kn_nam_ty_le"] if of_year == 0 else "-"
        unions = row["pl_ct_cdcs"]
        row["kh_cdcs"] = "x"
        if is_number(unions) and unions:
            row["kh_cdcs"] = row["tl_luy_ke"] * QUARTERS / (unions * (quarter + 1)) if row["kh_quy_thieu"] == 0 else "-"
        row["kh_de_nghi"] = "Thiếu báo cáo"
        if is_number(row["kh_ky"]):
            # Enterprises do not count (cd_khen_dn is 0).
            is_fit = row["kh_ky"] >= (quarter + 1) / QUARTERS and not (is_number(row["kh_cdcs"]) and row["kh_cdcs"] < 1)
            row["kh_de_nghi"] = "Đủ tiêu chuẩn" if is_fit else "Chưa đủ"
        return row


def combinations(lists):
    if not lists:
        yield []
        return
    for first in lists[0]:
        for rest in combinations(lists[1:]):
            yield [first, *rest]


def ratio(a, b):
    return "" if b == 0 else a / b


def half_up(number):
    return math.floor(number + 0.5)


def unranked(row, target):
    """What a unit shows in the place of a rank."""
    if target == "kn_hang":
        return ""
    return "x" if target == "tl_hang" or (target == "dn6_thu_tu" and not is_number(row["pl_dn6_chua"])) else "-"


def share_since(share, members, others):
    """The change of the share of members since the annex, in percentage points with one decimal."""
    if not is_number(others):
        return "x"
    if not (is_number(share) and is_number(members)):
        return "-"
    points = 100 * (share - members / (members + others))
    return math.copysign(half_up(abs(points) * 10) / 10, points)


def ratios(row, share, is_total):
    """The columns that follow from others of the same row. Those that are sums are not reckoned again for the total."""
    quota, unions, so = row["pl_ct_dv"], row["pl_ct_cdcs"], row["so"]
    out = {}
    done = row["kn_luy_ke"]
    out["kn_tinh"] = done
    out["kn_ty_le"], out["kn_tl_gop"] = ratio(done, quota), ratio(done, quota)
    out["kn_con_lai"], out["kn_vuot"] = max(0, quota - done), max(0, done - quota)
    out["dv_tang_thuan"] = row["dv_ck"] - row["pl_dv_hien_co"] if is_number(row["dv_ck"]) else "-"
    out["kn_tl_thuan"] = ratio(out["dv_tang_thuan"], quota) if is_number(out["dv_tang_thuan"]) else "-"
    out["dv_thieu_nguon"] = max(0, quota - row["pl_ld_chua_dv"]) if is_number(row["pl_ld_chua_dv"]) else "x"
    out["tl_ty_le"] = ratio(row["tl_luy_ke"], unions) if is_number(unions) else "x"
    out["tl_con_lai"] = max(0, unions - row["tl_luy_ke"]) if is_number(unions) else "x"
    out["kn_tien_do"] = half_up(quota * so / QUARTERS)
    out["kn_chenh_lech"] = done - out["kn_tien_do"]
    out["kn_du_bao"] = half_up(done / so * QUARTERS)
    out["kn_lech_bc"] = row["lk_bc"] - done if is_number(row["lk_bc"]) else "-"
    change = row["dn6_ck"] - row["pl_dn6_chua"] if is_number(row["dn6_ck"]) and is_number(row["pl_dn6_chua"]) else "-"
    out["dn6_thay_doi"] = change if is_number(row["pl_dn6_chua"]) else "x"
    if is_total:
        sums = ("kn_tinh", "kn_con_lai", "kn_vuot", "dv_tang_thuan", "dv_thieu_nguon", "tl_con_lai", "kn_tien_do", "kn_chenh_lech",
                "kn_du_bao", "kn_lech_bc", "dn6_thay_doi")
        out.update({name: row[name] for name in sums})
        out["kn_tl_thuan"] = ratio(out["dv_tang_thuan"], quota)
    late = out["kn_chenh_lech"]
    out["kn_cham"] = row["kn_cham"] if is_total else int(row["kh_quy_thieu"] == 0 and late < 0)
    is_late = out["kn_cham"] > 0 or late < 0
    pace = "Chậm" if is_late else "Vượt tiến độ" if late > 0 else "Đúng tiến độ"
    out["trang_thai"] = "Chưa đủ báo cáo" if row["kh_quy_thieu"] > 0 else pace
    out["kn_moi_quy"] = "" if so == QUARTERS else math.ceil(out["kn_con_lai"] / (QUARTERS - so))
    out["kn_nam_ty_le"] = ratio(row["kn_nam"], row["kn_ct_nam"]) if is_number(row["kn_ct_nam"]) else "-"
    enterprises = row["dn10_ck"]
    out["dn10_ty_le"] = ratio(row["dn10_co_ck"], enterprises) if is_number(enterprises) else enterprises or "-"
    out["dn10_can_them"] = max(0, math.ceil(share * enterprises / 100) - row["dn10_co_ck"]) if is_number(enterprises) else enterprises or "-"
    both = is_number(unions) and is_number(row["pl_dn6_chua"])
    out["ct_so_dn6"] = ratio(unions, row["pl_dn6_chua"]) if both else "x"
    both = is_number(row["dv_ck"]) and is_number(row["ld_ck"])
    out["mat_do"] = ratio(row["dv_ck"], row["ld_ck"]) if both else "-"
    out["mat_do_thay_doi"] = share_since(out["mat_do"], row["pl_dv_hien_co"], row["pl_ld_chua_dv"])
    both = is_number(row["dv_nnn_ck"]) and is_number(row["ld_nnn_ck"])
    out["mat_do_nnn"] = ratio(row["dv_nnn_ck"], row["ld_nnn_ck"]) if both else "-"
    row.update(out)


RANKS = {"kn_hang": "kn_ty_le", "tl_hang": "tl_ty_le", "dn6_thu_tu": "dn6_ck", "kh_ky_hang": "kh_ky", "kh_nam_hang": "kh_nam"}
BLANK_TOTALS = ("kn_hang", "tl_hang", "dn6_thu_tu", "mat_do_thay_doi", "kh_ky", "kh_ky_hang", "kh_nam", "kh_nam_hang", "kh_cdcs", "kh_de_nghi")
TEXTS = ("trang_thai", "kh_de_nghi")


def is_number_column(name):
    return name not in TEXTS and name not in BLANK_TOTALS
