"""Consistent invented data: the correct return of every unit in every quarter, with its lists.

The table FLOWS holds the events figure by figure. Everything that follows from it (balances, sectors, cumulative
figures, lists) is derived here, and rules.py checks it against the plan's fifty rules."""
import datetime
import random
from dataclasses import dataclass, field

from . import annex, people


@dataclass
class Flow:
    """The events of one unit in one quarter."""

    admitted: int  # 07
    women: int  # 08
    non_state: int  # 11
    moved_in: int  # 12
    causes: tuple  # 14..18: moved away, retired, lost work, resigned, dissolved
    covid: int | None  # 19
    growth: int  # change of the number of workers who are no members, beside the admissions
    formed: list = field(default_factory=list)  # members of each new union; state sector when negative
    dissolved: int = 0  # 30
    new_enterprises: int = 0  # enterprises of 10 workers or more that opened


F = Flow
FLOWS = {
    "TP": [F(12, 7, 9, 5, (3, 6, 2, 1, 0), 2, 14, [6]), F(15, 8, 14, 4, (2, 8, 3, 0, 0), 1, 20, [7, 6], 0, 1),
           F(11, 6, 9, 3, (4, 5, 1, 0, 0), 0, 9, [8])],
    "TAMDUONG": [F(5, 3, 2, 2, (1, 4, 0, 0, 0), None, 6), F(4, 2, 1, 3, (2, 3, 1, 0, 0), 0, 3),
                 F(6, 4, 1, 1, (1, 5, 0, 0, 0), 0, 8, [-5])],
    "TANUYEN": [F(3, 1, 2, 4, (2, 5, 1, 0, 0), 1, 2), F(5, 3, 3, 2, (1, 4, 0, 1, 0), 0, 4), F(2, 1, 1, 1, (3, 2, 0, 0, 0), None, 5)],
    "THANUYEN": [F(7, 4, 6, 3, (2, 6, 1, 0, 0), 1, 8, [5]), F(6, 3, 5, 2, (1, 5, 0, 0, 0), 0, 7, [5]),
                 F(4, 2, 2, 5, (2, 4, 1, 0, 0), 0, 3)],
    "PHONGTHO": [F(4, 2, 1, 3, (2, 7, 0, 0, 0), None, 3), F(6, 4, 5, 2, (1, 6, 1, 0, 0), None, 4, [5]),
                 F(5, 3, 2, 4, (3, 4, 0, 0, 0), None, 4)],
    "SINHO": [F(8, 5, 3, 6, (4, 5, 1, 0, 0), 0, 5), F(5, 3, 2, 3, (2, 6, 0, 0, 4), 0, 6, [], 1), F(9, 5, 4, 2, (1, 4, 2, 0, 0), 1, 4)],
    "NAMNHUN": [F(2, 1, 0, 2, (1, 3, 0, 0, 0), None, 1), F(3, 2, 1, 4, (2, 4, 1, 0, 0), None, 2), F(4, 1, 2, 1, (2, 3, 0, 0, 0), 0, 3)],
    "MUONGTE": [F(6, 3, 5, 2, (3, 4, 0, 0, 0), 0, 4, [5]), F(4, 2, 2, 3, (1, 5, 1, 0, 0), 1, 6),
                F(5, 2, 3, 2, (2, 3, 0, 0, 0), 0, 5, [], 0, 1)],
    "CDVC": [F(8, 5, 1, 10, (6, 9, 0, 0, 0), 0, 8), F(9, 4, 2, 7, (5, 11, 0, 1, 0), 0, 9), F(6, 3, 0, 8, (4, 6, 0, 0, 0), 0, 6)],
    "CDGD": [F(3, 2, 0, 3, (1, 4, 0, 0, 0), 0, 2), F(4, 3, 1, 2, (2, 3, 0, 0, 0), 0, 4), F(3, 2, 0, 1, (1, 2, 0, 0, 0), 0, 3)],
    "CDYT": [F(5, 4, 0, 6, (4, 5, 1, 0, 0), 1, 5), F(3, 2, 0, 5, (7, 6, 0, 0, 0), 0, 3), F(1, 1, 0, 4, (3, 4, 0, 0, 0), 0, 2)],
}
# Unions at 6/2021; enterprises >= 10 and how many of them have a union; >= 25 alike (None: not reported);
# members outside the state sector; share of women; yearly targets 2021, 2022, 2023.
START = {
    "TP": (98, (40, 18), (14, 9), 640, 0.54, (25, 35, 40)),
    "TAMDUONG": (74, (9, 3), (3, 1), 130, 0.56, (10, 15, 15)),
    "TANUYEN": (70, (8, 4), (2, 2), 160, 0.57, (8, 16, 16)),
    "THANUYEN": (82, (11, 5), (4, 2), 210, 0.55, (12, 14, 14)),
    "PHONGTHO": (88, (4, 3), (2, 2), 95, 0.53, (20, 35, 35)),
    "SINHO": (91, (6, 4), None, 110, 0.52, (14, 28, 28)),
    "NAMNHUN": (52, (5, 3), None, 60, 0.51, (8, 16, 16)),
    "MUONGTE": (76, (12, 6), (5, 3), 120, 0.52, (10, 20, 20)),
    "CDVC": (64, None, None, 85, 0.49, (4, 8, 8)),
    "CDGD": (27, None, None, 40, 0.74, (6, 12, 12)),
    "CDYT": (21, None, None, 35, 0.66, (4, 8, 8)),
}
# Workers who are no members, where the annex gives none.
OUTSIDE = {"CDVC": 62, "CDGD": 31, "CDYT": 48}
# Members in the union's software, where it is not 93 % of the members.
SOFTWARE = {"THANUYEN": 2090}
DIFFICULTY = {
    "TANUYEN": "Doanh nghiệp trên địa bàn phần lớn dưới 10 lao động, việc làm theo mùa vụ nên vận động chậm.",
    "PHONGTHO": "Nguồn lao động chưa là đoàn viên tại thời điểm tháng 6/2021 chỉ có 13 người, thấp hơn nhiều so với chỉ tiêu giao.",
    "SINHO": "Địa bàn rộng, giãn cách do dịch Covid-19 nên chưa tổ chức tuyên truyền tại cơ sở đúng kế hoạch.",
    "NAMNHUN": "Số lao động chưa là đoàn viên ít hơn chỉ tiêu giao; doanh nghiệp mới thành lập chưa ổn định.",
}


@dataclass
class Return:
    """One return: figures by the plan's names, lists, narratives, header."""

    unit: str
    quarter: str
    header: dict
    figures: dict
    rosters: dict
    narratives: dict


def make(units: dict) -> dict[tuple[str, str], Return]:
    """Returns (unit, quarter) -> the correct return."""
    returns = {}
    for unit in annex.CODES:
        rng = random.Random(f"277/{unit}")
        names = people.Names(rng, unit)
        state = opening(units[unit], unit, names)
        staff = (names.person(rng.random() < 0.6), names.person(rng.random() < 0.4))
        for index, quarter in enumerate(annex.QUARTERS):
            returns[unit, quarter] = one(units[unit], unit, quarter, FLOWS[unit][index], state, staff, names, rng)
    return returns


def opening(plan: dict, unit: str, names) -> dict:
    unions, ten, twenty_five, non_state, women, targets = START[unit]
    members = plan["pl_dv_hien_co"]
    state = {"members": members, "women": round(members * women), "non_state": non_state, "unions": unions, "targets": targets,
             "outside": plan["pl_ld_chua_dv"] if unit in annex.DISTRICTS else OUTSIDE[unit], "total": 0, "formed": 0,
             "ten": ten, "twenty_five": twenty_five, "software": SOFTWARE.get(unit, round(members * 0.93)), "cards": round(members * 0.9)}
    if ten:
        large = ten[0] - ten[1]
        state["uncovered"] = [names.enterprise(i < large) for i in range(plan["pl_dn6_chua"])]
    return state


def one(plan, unit, quarter, flow, state, staff, names, rng) -> Return:
    lost = sum(flow.causes)
    before, unions_before = state["members"], state["unions"]
    state["members"] += flow.admitted + flow.moved_in - lost
    state["women"] += flow.women + flow.moved_in // 2 - lost // 2
    state["non_state"] += flow.non_state + flow.moved_in // 3 - flow.causes[2] - flow.causes[4]
    state["outside"] += flow.growth - flow.admitted
    state["total"] += flow.admitted
    state["unions"] += len(flow.formed) - flow.dissolved
    state["formed"] += len(flow.formed)
    state["software"] = min(state["members"], state["software"] + rng.randint(10, 25))
    state["cards"] = min(state["members"], state["cards"] + rng.randint(4, 18))
    members, outside = state["members"], state["outside"]
    outside_non_state = round(outside * 0.85)
    new_unions = [union(quarter, size, state, names, rng) for size in flow.formed]
    for _ in range(flow.new_enterprises):
        state["uncovered"].append(names.enterprise(True))
        state["ten"] = (state["ten"][0] + 1, state["ten"][1])
    district = unit in annex.DISTRICTS
    first_size = sum(abs(size) for size in flow.formed)
    budget = rng.randrange(20, 60) * 1_000_000
    f = {
        "ld_tong": members + outside, "ld_nu": state["women"] + round(outside * 0.45),
        "ld_nn": members + outside - state["non_state"] - outside_non_state, "ld_nnn": state["non_state"] + outside_non_state,
        "ld_chua_dv": outside if district else None, "dv_dau_ky": before, "dv_ket_nap": flow.admitted, "dv_kn_nu": flow.women,
        "dv_kn_cdcs_moi": first_size, "dv_kn_nn": flow.admitted - flow.non_state, "dv_kn_nnn": flow.non_state,
        "dv_chuyen_den": flow.moved_in, "dv_giam": lost, "dv_g_chuyen_di": flow.causes[0], "dv_g_nghi_huu": flow.causes[1],
        "dv_g_thoi_viec": flow.causes[2], "dv_g_ra_khoi": flow.causes[3], "dv_g_giai_the": flow.causes[4], "dv_g_covid": flow.covid,
        "dv_cuoi_ky": members, "dv_ck_nu": state["women"], "dv_ck_nn": members - state["non_state"], "dv_ck_nnn": state["non_state"],
        "dv_luy_ke": state["total"], "dv_phan_mem": state["software"], "cdcs_dau_ky": unions_before, "cdcs_tl": len(flow.formed),
        "cdcs_tl_nnn": sum(size > 0 for size in flow.formed), "cdcs_luy_ke": state["formed"], "cdcs_giam": flow.dissolved,
        "cdcs_cuoi_ky": state["unions"], "dn6_chua": len(state["uncovered"]) if district else None,
        "dn10_tong": state["ten"][0] if district else None, "dn10_co": state["ten"][1] if district else None,
        "dn25_tong": state["twenty_five"][0] if state["twenty_five"] else None,
        "dn25_co": state["twenty_five"][1] if state["twenty_five"] else None,
        "ct_2021": state["targets"][0], "ct_2022": state["targets"][1], "ct_2023": state["targets"][2], "ban_chi_dao": "Có",
        "ctv": rng.randint(2, 9), "tap_huan": rng.choice([None, 0, 18, 24, 35]), "kp_du_toan": budget,
        "kp_chi": budget * rng.randint(15, 80) // 100 // 1000 * 1000, "kiem_tra": rng.randint(0, 4), "dv_the": state["cards"],
        "cdcs_tuldtt": rng.randint(3, 12), "doi_thoai": rng.choice([None, 0, 1, 3]), "tu_van": rng.choice([None, 0, 2, 5]),
        "dn_ngung": rng.choice([0, 0, 1, 2]) if district else None, "ld_covid": rng.randint(0, 6),
    }
    women = [True] * flow.women + [False] * (flow.admitted - flow.women)
    rng.shuffle(women)
    rosters = {
        "DS_1": new_unions,
        "DS_2": [names.admission(quarter, woman, i, first_size, new_unions) for i, woman in enumerate(women)],
        "DS_3": [names.listed(e, quarter) for e in state["uncovered"]] if district else [],
        "DS_4": [{"ds4_ten": f"CĐCS Trạm khuyến nông {names.place()}", "ds4_ly_do": "Sáp nhập", "ds4_so_qd": names.decision(quarter),
                  "ds4_ngay": names.day(quarter), "ds4_so_dv": flow.causes[4]} for _ in range(flow.dissolved)],
    }
    behind = state["total"] < plan["pl_ct_dv"] * annex.ordinal(quarter) / annex.TOTAL_QUARTERS
    narratives = {"tm_ket_qua": f"Kết nạp {flow.admitted} đoàn viên, thành lập {len(flow.formed)} CĐCS trong quý."}
    if behind:
        narratives["tm_kho_khan"] = DIFFICULTY[unit]
        narratives["tm_kien_nghi"] = "Đề nghị LĐLĐ tỉnh hỗ trợ tài liệu tuyên truyền và phối hợp cung cấp danh sách doanh nghiệp."
    narratives["tm_phuong_huong"] = "Tiếp tục rà soát doanh nghiệp chưa có tổ chức công đoàn, vận động người lao động gia nhập."
    header = {"ma_don_vi": unit, "don_vi": plan["name"], "quy": int(quarter[-1]), "nam": int(quarter[:4]), "ngay_chot": annex.last_day(quarter),
              "ngay_nop": annex.last_day(quarter) + datetime.timedelta(days=rng.randint(2, 9)), "lan_nop": 1, "phien_ban": "1.0",
              "nguoi_lap": staff[0], "chu_tich": staff[1]}
    return Return(unit, quarter, header, f, rosters, narratives)


def union(quarter, size, state, names, rng) -> dict:
    """A new grassroots union; one outside the state sector takes its enterprise off the list of uncovered ones."""
    row = {"ds1_so_qd": names.decision(quarter), "ds1_ngay": names.day(quarter), "ds1_so_dv": abs(size),
           "ds1_chu_tich": names.person(rng.random() < 0.5), "ds1_tap_huan": "Có"}
    if size < 0:
        return {"ds1_ten": f"CĐCS Trường Mầm non {names.place()}", "ds1_mst": names.tax_code(), "ds1_khu_vuc": "Nhà nước",
                "ds1_so_ld": abs(size) + 4} | row
    enterprise = next(e for e in state["uncovered"] if e["workers"] >= 10)
    state["uncovered"].remove(enterprise)
    state["ten"] = (state["ten"][0], state["ten"][1] + 1)
    return {"ds1_ten": "CĐCS " + enterprise["name"], "ds1_mst": enterprise["mst"], "ds1_khu_vuc": "Ngoài nhà nước",
            "ds1_so_ld": enterprise["workers"]} | row
