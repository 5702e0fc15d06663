"""The world of the campaign of ten quarters: what eleven units report, written as workbooks.

A return holds all figures of the form; they keep every rule of the plan that would put it on hold, unless a step says otherwise.
Nothing here reads what the program writes.
"""
import datetime as dt
import random

import openpyxl

FIRST = (2021, 3)
QUARTERS = 10


def period(index):
    at = FIRST[1] - 1 + index
    return f"{FIRST[0] + at // 4}-Q{at % 4 + 1}"


def year_of(index):
    return FIRST[0] + (FIRST[1] - 1 + index) // 4


def last_day(index):
    year, quarter = (int(part) for part in period(index).split("-Q"))
    return dt.date(year, 3 * quarter, {1: 31, 2: 30, 3: 30, 4: 31}[quarter])


class Unit:
    """A unit of the plan with its figures of the annex; None where the annex sets none."""

    def __init__(self, entry, annex):
        self.code, self.name, self.kind = entry["code"], entry["name"], entry["kind"]
        self.annex = annex


class Return:
    """A return as sent: `figures` by name, or a mark of a nil return."""

    def __init__(self, unit, quarter, number, figures, is_nil=False, file=None):
        self.unit, self.quarter, self.number, self.figures, self.is_nil = unit, quarter, number, figures, is_nil
        self.file = file or f"{period(quarter)}/BM01_{period(quarter)}_{unit}{'' if number == 1 else f' lần {number}'}.xlsx"

    def but(self, number, **figures):
        """The same return with another number and other figures."""
        return Return(self.unit, self.quarter, number, {**self.figures, **figures})


class Book:
    """What a unit knows of itself, from quarter to quarter."""

    def __init__(self, unit, seed):
        self.unit, self.random = unit, random.Random(f"{unit.code}/{seed}")
        self.members, self.admitted, self.unions, self.formed = unit.annex["pl_dv_hien_co"], 0, self.random.randint(20, 60), 0
        self.enterprises = self.random.randint(8, 40)
        self.quota = unit.annex["pl_ct_dv"]

    def take_over(self, other):
        """The heir goes on with the sums of the other unit."""
        self.members += other.members
        self.admitted += other.admitted
        self.unions += other.unions
        self.formed += other.formed
        self.quota += other.quota

    def report(self, quarter, has_new_row):
        """The figures of the next quarter."""
        r, v = self.random, {}
        district = self.unit.kind == "dia_phuong"
        admitted = v["dv_ket_nap"] = r.randint(1, 9)
        formed = v["cdcs_tl"] = r.randint(0, 2)
        v["dv_dau_ky"], v["cdcs_dau_ky"] = self.members, self.unions
        v["dv_kn_nu"] = r.randint(0, admitted)
        v["dv_kn_cdcs_moi"] = r.randint(0, admitted) if formed else 0
        v["dv_kn_nn"] = r.randint(0, admitted)
        v["dv_kn_nnn"] = admitted - v["dv_kn_nn"]
        v["dv_chuyen_den"] = r.randint(0, 5)
        causes = ["dv_g_chuyen_di", "dv_g_nghi_huu", "dv_g_thoi_viec", "dv_g_ra_khoi", "dv_g_giai_the"]
        v.update({name: r.randint(0, 2) for name in causes})
        v["dv_giam"] = sum(v[name] for name in causes)
        v["dv_g_covid"] = r.randint(0, v["dv_giam"])
        closing = v["dv_cuoi_ky"] = self.members + admitted + v["dv_chuyen_den"] - v["dv_giam"]
        v["dv_ck_nu"], v["dv_ck_nn"] = closing // 2, closing * 7 // 10
        v["dv_ck_nnn"], v["dv_phan_mem"] = closing - v["dv_ck_nn"], closing * 9 // 10
        v["ld_tong"] = closing + r.randint(50, 90)
        v["ld_nu"], v["ld_nn"] = v["ld_tong"] // 2, v["ld_tong"] * 6 // 10
        v["ld_nnn"] = v["ld_tong"] - v["ld_nn"]
        v["ld_chua_dv"] = v["ld_tong"] - closing if district else None
        self.members, self.admitted, self.formed = closing, self.admitted + admitted, self.formed + formed
        v["dv_luy_ke"], v["cdcs_luy_ke"] = self.admitted, self.formed
        v["cdcs_tl_nnn"], v["cdcs_giam"] = r.randint(0, formed), r.randint(0, 1)
        v["cdcs_cuoi_ky"] = self.unions = self.unions + formed - v["cdcs_giam"]
        self.enterprises += r.randint(0, 2)
        v["dn10_tong"] = self.enterprises if district else None
        v["dn10_co"] = self.enterprises * r.randint(4, 7) // 10 if district else None
        v["dn6_chua"] = self.enterprises + 3 if district else None
        v["dn25_tong"] = v["dn25_co"] = None
        v["ct_2021"], v["ct_2022"] = self.quota // 5, self.quota * 2 // 5
        v["ct_2023"] = self.quota - v["ct_2021"] - v["ct_2022"]
        v["ban_chi_dao"] = "Có"
        v["kp_du_toan"], v["kp_chi"] = 50_000_000, r.randint(1, 40) * 1_000_000
        v["doi_thoai"] = r.randint(0, 9)
        if has_new_row:
            v["lop_hoc"] = r.randint(0, 4)
        return v


def write(folder, plan, sent, unit):
    """Writes a return as an office that retypes the form would: the same rows, no looks."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = plan["form"]["sheet"]
    year, quarter = (int(part) for part in period(sent.quarter).split("-Q"))
    sheet.append([None] * 6 + [f"Biểu {plan['form']['code']}"])
    sheet.append([unit.name.upper()])
    sheet.append([plan["form"]["title"]])
    day = last_day(sent.quarter)
    for key, value, key2, value2 in [
            ("Mã đơn vị", unit.code, None, None), ("Đơn vị", unit.name, None, None), ("Quý", quarter, "Năm", year),
            ("Ngày chốt số liệu", day, "Ngày gửi", day + dt.timedelta(5)),
            ("Lần gửi", sent.number, "Phiên bản", plan["form"]["version"]), ("Người lập", "Nguyễn Văn An", None, None),
            ("Chủ tịch", "Lò Thị Bình", None, None)] + ([("Không phát sinh", "x", None, None)] if sent.is_nil else []):
        sheet.append([None, key, value, None, key2, value2])
    sheet.append(["TT", "Chỉ tiêu", "Mã số", "ĐVT", "Số lượng", "Ghi chú", "Kiểm tra"])
    section = None
    for row in plan["indicators"]:
        if row.get("from", "") > period(sent.quarter):
            continue
        if row["section"] != section:
            section = row["section"]
            sheet.append([section])
        sheet.append([row["ordinal"], row["label"], row["code"], row["unit"], sent.figures.get(row["name"])])
    r = random.Random(f"{unit.code}/{sent.quarter}")
    rows = {"DS_1": [[f"CĐCS {unit.code} {sent.quarter} {i}", f"61{abs(hash_of(unit.code)) % 10000:04}{sent.quarter:02}{i:02}",
                      "Nhà nước", f"{i + 1}/QĐ", day - dt.timedelta(3), 20, 9, "Tao Văn Minh", "Có"]
                     for i in range(sent.figures.get("cdcs_tl") or 0)],
            "DS_4": [[f"CĐCS cũ {unit.code} {sent.quarter}", "Sáp nhập", f"{r.randint(1, 9)}/QĐ", day, 4]
                     for _ in range(sent.figures.get("cdcs_giam") or 0)]}
    for roster in plan["rosters"]:
        sheet = book.create_sheet(roster["code"])
        sheet.append([roster["title"]])
        sheet.append(["TT", *(column["heading"] for column in roster["columns"])])
        for number, cells in enumerate(rows.get(roster["code"], []), 1):
            sheet.append([number, *cells])
    sheet = book.create_sheet(plan["form"]["narrative_sheet"])
    sheet.append(["THUYẾT MINH"])
    sheet.append(["Mã", "Câu hỏi", "Trả lời"])
    for question in plan["narratives"]:
        sheet.append([question["code"], question["question"], None if sent.is_nil else "Địa bàn rộng, đi lại khó khăn."])
    target = folder / "tra-loi" / sent.file
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def hash_of(text):
    """A number of a text that is the same in each run."""
    return sum(ord(letter) * 31 ** i for i, letter in enumerate(text))
