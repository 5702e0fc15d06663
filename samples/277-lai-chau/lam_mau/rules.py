"""States the plan's fifty rules a second time, in Python, from design and plan: the findings that the program must have.

Each rule is (code, severity, figure that the finding names, figures that must be there, test). A rule does not apply where
a required figure is missing, as the plan says."""
from . import annex

ERROR, WARNING = "Lỗi", "Cảnh báo"
CAUSES = ["dv_g_chuyen_di", "dv_g_nghi_huu", "dv_g_thoi_viec", "dv_g_ra_khoi", "dv_g_giai_the"]
OPTIONAL = {"dv_g_covid", "dn25_tong", "dn25_co", "ctv", "tap_huan", "kp_du_toan", "kp_chi", "kiem_tra", "dv_the", "cdcs_tuldtt",
            "doi_thoai", "tu_van", "dn_ngung", "ld_covid"}
DISTRICTS_ONLY = {"ld_chua_dv", "dn6_chua", "dn10_tong", "dn10_co"}


def at_most(code, severity, left, right):
    return code, severity, left, [left, right], lambda x: x[left] <= x[right]


RULES = [
    ("R01", ERROR, "phien_ban", ["phien_ban"], lambda x: x["phien_ban"] == "1.0"),
    ("R02", ERROR, "ma_don_vi", ["ma_don_vi"], lambda x: annex.CODES.count(x["ma_don_vi"]) == 1),
    ("R03", ERROR, "quy", ["so_quy"], lambda x: 1 <= x["so_quy"] <= annex.TOTAL_QUARTERS),
    ("R04", WARNING, "ngay_nop", ["ngay_nop"], lambda x: x["ngay_nop"] <= x["han_nop"]),
    ("R05", WARNING, "ngay_chot", ["ngay_chot"], lambda x: x["ngay_chot"] == x["chot_th"]),
    ("R10", ERROR, "dv_cuoi_ky", ["dv_cuoi_ky", "dv_dau_ky", "dv_ket_nap", "dv_chuyen_den", "dv_giam"],
     lambda x: x["dv_cuoi_ky"] == x["dv_dau_ky"] + x["dv_ket_nap"] + x["dv_chuyen_den"] - x["dv_giam"]),
    ("R11", ERROR, "dv_giam", ["dv_giam", *CAUSES], lambda x: x["dv_giam"] == sum(x[c] for c in CAUSES)),
    ("R12", ERROR, "dv_ket_nap", ["dv_ket_nap", "dv_kn_nn", "dv_kn_nnn"], lambda x: x["dv_ket_nap"] == x["dv_kn_nn"] + x["dv_kn_nnn"]),
    at_most("R13", ERROR, "dv_kn_nu", "dv_ket_nap"),
    at_most("R14", ERROR, "dv_kn_cdcs_moi", "dv_ket_nap"),
    ("R15", ERROR, "dv_cuoi_ky", ["dv_cuoi_ky", "dv_ck_nn", "dv_ck_nnn"], lambda x: x["dv_cuoi_ky"] == x["dv_ck_nn"] + x["dv_ck_nnn"]),
    at_most("R16", ERROR, "dv_ck_nu", "dv_cuoi_ky"),
    ("R17", ERROR, "ld_tong", ["ld_tong", "ld_nn", "ld_nnn"], lambda x: x["ld_tong"] == x["ld_nn"] + x["ld_nnn"]),
    at_most("R18", ERROR, "ld_nu", "ld_tong"),
    at_most("R19", WARNING, "dv_cuoi_ky", "ld_tong"),
    ("R20", WARNING, "ld_chua_dv", ["ld_chua_dv", "ld_tong", "dv_cuoi_ky"], lambda x: x["ld_chua_dv"] == x["ld_tong"] - x["dv_cuoi_ky"]),
    ("R21", ERROR, "dv_dau_ky", ["dv_dau_ky", "dv_cuoi_ky_kt"], lambda x: x["dv_dau_ky"] == x["dv_cuoi_ky_kt"]),
    at_most("R22", WARNING, "dv_luy_ke", "pl_ld_chua_dv"),
    ("R23", WARNING, "dv_dau_ky", ["dv_dau_ky", "pl_dv_hien_co"], lambda x: x["so_quy"] > 1 or x["dv_dau_ky"] == x["pl_dv_hien_co"]),
    ("R24", ERROR, "dv_luy_ke", ["dv_luy_ke", "dv_ket_nap"], lambda x: to_date(x, "dv_luy_ke", "dv_ket_nap")),
    ("R25", WARNING, "dv_luy_ke", ["dv_luy_ke", "pl_ct_dv"], lambda x: 100 * x["dv_luy_ke"] <= 150 * x["pl_ct_dv"]),
    ("R26", WARNING, "dv_cuoi_ky", ["dv_cuoi_ky", "dv_dau_ky"], lambda x: 100 * abs(x["dv_cuoi_ky"] - x["dv_dau_ky"]) <= 20 * x["dv_dau_ky"]),
    ("R27", ERROR, "cdcs_cuoi_ky", ["cdcs_cuoi_ky", "cdcs_dau_ky", "cdcs_tl", "cdcs_giam"],
     lambda x: x["cdcs_cuoi_ky"] == x["cdcs_dau_ky"] + x["cdcs_tl"] - x["cdcs_giam"]),
    ("R28", ERROR, "cdcs_dau_ky", ["cdcs_dau_ky", "cdcs_cuoi_ky_kt"], lambda x: x["cdcs_dau_ky"] == x["cdcs_cuoi_ky_kt"]),
    ("R29", ERROR, "cdcs_luy_ke", ["cdcs_luy_ke", "cdcs_tl"], lambda x: to_date(x, "cdcs_luy_ke", "cdcs_tl")),
    at_most("R30", ERROR, "cdcs_tl_nnn", "cdcs_tl"),
    ("R31", ERROR, "cdcs_tl", ["cdcs_tl", "dv_kn_cdcs_moi"], lambda x: x["cdcs_tl"] > 0 or x["dv_kn_cdcs_moi"] == 0),
    ("R32", ERROR, "cdcs_tl", ["cdcs_tl"], lambda x: x["DS_1"] == x["cdcs_tl"]),
    ("R36", WARNING, "dv_ket_nap", ["dv_ket_nap"], lambda x: x["DS_2"] == x["dv_ket_nap"]),
    ("R37", WARNING, "dn6_chua", ["dn6_chua"], lambda x: x["DS_3"] == x["dn6_chua"]),
    at_most("R39", ERROR, "dn10_co", "dn10_tong"),
    ("R40", WARNING, "ct_2021", ["ct_2021", "ct_2022", "ct_2023", "pl_ct_dv"],
     lambda x: x["ct_2021"] + x["ct_2022"] + x["ct_2023"] == x["pl_ct_dv"]),
    ("R41", ERROR, "dn6_chua", ["dn6_chua", "dn10_tong", "dn10_co"], lambda x: x["dn6_chua"] >= x["dn10_tong"] - x["dn10_co"]),
    ("R42", ERROR, "dn25_tong", ["dn25_tong", "dn25_co", "dn10_tong", "dn10_co"],
     lambda x: x["dn25_tong"] <= x["dn10_tong"] and x["dn25_co"] <= min(x["dn25_tong"], x["dn10_co"])),
    ("R43", WARNING, "ban_chi_dao", ["ban_chi_dao"], lambda x: x["ban_chi_dao"] == "Có"),
    at_most("R44", WARNING, "kp_chi", "kp_du_toan"),
    ("R46", WARNING, "dv_luy_ke", ["dv_luy_ke", "pl_ct_dv"],
     lambda x: x["dv_luy_ke"] * annex.TOTAL_QUARTERS >= x["pl_ct_dv"] * x["so_quy"] or bool(x.get("tm_kho_khan"))),
    ("R47", WARNING, "cdcs_tl", ["cdcs_tl"], lambda x: x["pl_ct_cdcs"] is not None or x["cdcs_tl"] == 0),
    at_most("R48", ERROR, "dv_ket_nap", "dv_luy_ke"),
    at_most("R49", ERROR, "dv_g_covid", "dv_giam"),
    at_most("R50", ERROR, "dv_phan_mem", "dv_cuoi_ky"),
]
# R48 names the cumulative figure first.
STANDS_AT = {"R48": "dv_luy_ke"}


def to_date(x, total, flow):
    """Tests that a cumulative figure is the previous one plus this quarter's; applies where the previous one is known."""
    before = 0 if x["so_quy"] == 1 else x.get(total + "_kt")
    return before is None or x[total] == before + x[flow]


def check(sent, before, plan, quarter) -> list[tuple[str, str, str]]:
    """Returns (rule, severity, figure) of every finding on a return; `before` is the counted return of the previous quarter."""
    found = []
    for name, value in sent.figures.items():
        if name == "ban_chi_dao":
            continue
        optional = name in OPTIONAL or (name in DISTRICTS_ONLY and sent.unit not in annex.DISTRICTS)
        if value is None:
            if not optional:
                found.append(("R07", ERROR, name))
        else:
            assert isinstance(value, (int, float)), name
            if value < 0:
                found.append(("R08", ERROR, name))
            if value != int(value):
                found.append(("R09", ERROR, name))
    if sent.figures["ban_chi_dao"] is None:
        found.append(("R07", ERROR, "ban_chi_dao"))
    x = dict(sent.header) | sent.figures | sent.narratives | {k: plan[k] for k in annex.ANNEX}
    x |= {"so_quy": annex.ordinal(quarter), "han_nop": annex.deadline(quarter), "chot_th": annex.last_day(quarter)}
    x |= {roster: len(rows) for roster, rows in sent.rosters.items()}
    if before is not None:
        x |= {name + "_kt": value for name, value in before.figures.items()}
    for code, severity, name, needs, test in RULES:
        if all(x.get(n) is not None for n in needs) and not test(x):
            found.append((code, severity, STANDS_AT.get(code, name)))
    return found + rows(sent, quarter)


def rows(sent, quarter) -> list[tuple[str, str, str]]:
    """R33, R34, R35, R38: every row of the list of new unions."""
    found = []
    codes = [row["ds1_mst"] for row in sent.rosters["DS_1"]]
    uncovered = [row["ds3_mst"] for row in sent.rosters["DS_3"]]
    for row in sent.rosters["DS_1"]:
        if not annex.first_day(quarter) <= row["ds1_ngay"] <= annex.last_day(quarter):
            found.append(("R33", ERROR, "ds1_ngay"))
        if row["ds1_so_dv"] < 5:
            found.append(("R34", ERROR, "ds1_so_dv"))
        if codes.count(row["ds1_mst"]) != 1:
            found.append(("R35", ERROR, "ds1_mst"))
        if row["ds1_mst"] in uncovered:
            found.append(("R38", ERROR, "ds1_mst"))
    return found


def assert_sound(returns, units):
    """Asserts that the data breaks no rule but R22 at Phong Thổ, where the quota exceeds the pool, and that no tax code repeats."""
    found = []
    for (unit, quarter), sent in returns.items():
        i = annex.QUARTERS.index(quarter)
        before = returns[unit, annex.QUARTERS[i - 1]] if i else None
        found += [(code, unit, quarter, name) for code, _, name in check(sent, before, units[unit], quarter)]
        f = sent.figures
        assert f["dv_ck_nnn"] <= f["ld_nnn"] and f["dv_ck_nn"] <= f["ld_nn"] and min(f["dv_ck_nnn"], f["ld_nn"]) >= 0, (unit, quarter)
        assert len(sent.rosters["DS_4"]) == f["cdcs_giam"]
        assert sum(row["ds2_gioi_tinh"] == "Nữ" for row in sent.rosters["DS_2"]) == f["dv_kn_nu"]
        for roster, key in (("DS_3", "ds3_mst"), ("DS_1", "ds1_mst")):
            codes = [row[key] for row in sent.rosters[roster]]
            assert len(set(codes)) == len(codes), (unit, quarter)
    assert found == [("R22", "PHONGTHO", "2022-Q1", "dv_luy_ke")], found
    codes = [row["ds1_mst"] for sent in returns.values() for row in sent.rosters["DS_1"]]
    assert len(set(codes)) == len(codes)
