"""Makes campaign folders for measurements: the same bytes for the same arguments.

usage: make.py WORKLOAD FOLDER        (needs XlsxWriter, Python 3.11)

    A   11 units x 10 quarters,  25 enterprises each      110 files
    B  200 units x 10 quarters,   5 enterprises each    2,000 files
    C   20 units x  1 quarter, 15,000 enterprises each     20 files
    D  800 units x 10 quarters,   5 enterprises each    8,000 files

FOLDER becomes what `tonghop merge` takes: the plan of 277/KH-LĐLĐ with the workload's units, its annex, and returns in
tra-loi/<quarter>/ in the layout of `tonghop forms`, without the sheets that a form has for its own checks (like a return from
an office that retypes the form: 12-17 KB instead of 95). One return in 25 has one seeded fault.
"""
import argparse
import datetime as dt
import json
import multiprocessing
import random
import re
import tomllib
from pathlib import Path

import xlsxwriter

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "templates/277-kh-ldld"
# units, quarters, enterprises a return
WORKLOADS = {"A": (11, 10, 25), "B": (200, 10, 5), "C": (20, 1, 15_000), "D": (800, 10, 5)}
FAULTS = 0.04
FIRST = (2021, 3)

FAMILY = "Nguyễn Trần Lê Phạm Hoàng Lò Vàng Tao Giàng Sùng Lù Chẻo Pờ Mào Vũ Đặng Bùi Đỗ".split()
MIDDLE = "Văn Thị Đức Minh Thu Hồng Quang Ngọc Xuân Thanh".split()
GIVEN = "An Bình Chung Dũng Giang Hà Hạnh Hùng Hương Lan Long Mai Nam Ngân Phương Quân Sơn Tâm Thảo Trang Tuấn Yến".split()
TRADES = ["Xây dựng", "Chế biến chè", "Thủy điện", "Thương mại, dịch vụ", "Khai thác khoáng sản", "Nông lâm nghiệp",
          "Vận tải hành khách", "Du lịch, khách sạn", "Sản xuất vật liệu xây dựng", "May mặc"]
FORMS = ["Công ty TNHH", "Công ty cổ phần", "Công ty TNHH một thành viên", "Hợp tác xã", "Doanh nghiệp tư nhân"]
BRANDS = "Hưng Thịnh,Tây Bắc,Hoàng Liên,Phúc Lộc,Thành Đạt,Đại Phát,Trường Sơn,Minh Quang,An Phú,Hồng Hà,Sông Đà,Hoa Ban".split(",")
SAYINGS = ["Một số chủ doanh nghiệp chưa hợp tác, viện lý do sản xuất kinh doanh gặp khó khăn do dịch bệnh.",
           "Lao động trong doanh nghiệp phần lớn làm việc thời vụ, biến động thường xuyên nên khó tuyên truyền, vận động.",
           "Địa bàn rộng, giao thông đi lại khó khăn; cán bộ công đoàn cơ sở chủ yếu kiêm nhiệm.",
           "Đề nghị tỉnh hỗ trợ kinh phí tuyên truyền và tài liệu tập huấn cho cán bộ công đoàn cơ sở.",
           "Đã phối hợp với cơ quan thuế, bảo hiểm xã hội rà soát doanh nghiệp mới thành lập trên địa bàn.",
           "Duy trì đối thoại thường xuyên giữa người sử dụng lao động và ban chấp hành công đoàn."]


def person(r):
    return f"{r.choice(FAMILY)} {r.choice(MIDDLE)} {r.choice(GIVEN)}"


def enterprise(r):
    return f"{r.choice(FORMS)} {r.choice(TRADES).lower()} {r.choice(BRANDS)} {r.randint(1, 999)}"


def quarter(index):
    n = FIRST[1] - 1 + index
    return FIRST[0] + n // 4, n % 4 + 1


def last_day(year, q):
    return dt.date(year, 3 * q, {1: 31, 2: 30, 3: 30, 4: 31}[q])


def make_units(count):
    """Invented units: code, name, and the five figures of the annex."""
    r = random.Random(count)
    out = []
    for i in range(1, count + 1):
        quota = r.randint(40, 120)
        out.append({"code": f"DV{i:04}", "name": f"LĐLĐ huyện Đơn vị {i}", "number": i,
                    "annex": (r.randint(900, 3000), r.randint(150, 400), r.randint(1, 25), quota, r.randint(1, 10))})
    return out


def dotted(number):
    return f"{number:,}".replace(",", ".")


def write_plan(folder, units):
    """The template's plan with other units, and an annex that adds up."""
    text = (TEMPLATE / "plan.toml").read_text(encoding="utf-8")
    blocks = "".join(f'[[units]]\ncode = "{u["code"]}"\nname = "{u["name"]}"\nkind = "dia_phuong"\n\n' for u in units)
    first, last = text.index("[[units]]"), text.rindex("[[units]]")
    after = last + re.search(r"\n\n", text[last:]).end()
    (folder / "ke-hoach.toml").write_text(text[:first] + blocks + text[after:], encoding="utf-8")
    lines = (TEMPLATE / "phu-luc.tsv").read_text(encoding="utf-8").split("\n")[:2]
    for i, u in enumerate(units, 1):
        lines.append("\t".join([str(i), u["name"], *map(dotted, u["annex"]), ""]))
    sums = [dotted(sum(u["annex"][i] for u in units)) for i in range(5)]
    lines.append("\t".join(["", "Tổng cộng:", *sums, ""]))
    (folder / "phu-luc.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def figures(unit, state, index, rows, r):
    """Figures that keep every rule of severity "error"; `state` goes from quarter to quarter."""
    v = {}
    quota = unit["annex"][3]
    admitted = r.randint(0, min(14, quota // 8))
    formed = r.choice([0, 0, 0, 1, 1, 2, 3])
    v["dv_dau_ky"] = state["members"]
    v["dv_ket_nap"] = admitted
    v["dv_kn_nu"] = r.randint(0, admitted)
    v["dv_kn_cdcs_moi"] = r.randint(0, admitted) if formed else 0
    v["dv_kn_nn"] = r.randint(0, admitted)
    v["dv_kn_nnn"] = admitted - v["dv_kn_nn"]
    v["dv_chuyen_den"] = r.randint(0, 9)
    left = [r.randint(0, 4) for _ in range(4)] + [0]
    v["dv_giam"] = sum(left)
    v.update(zip(("dv_g_chuyen_di", "dv_g_nghi_huu", "dv_g_thoi_viec", "dv_g_ra_khoi", "dv_g_giai_the"), left))
    v["dv_g_covid"] = r.randint(0, v["dv_giam"])
    closing = v["dv_cuoi_ky"] = state["members"] + admitted + v["dv_chuyen_den"] - v["dv_giam"]
    v["dv_ck_nu"] = closing // 2
    v["dv_ck_nn"] = closing * 7 // 10
    v["dv_ck_nnn"] = closing - v["dv_ck_nn"]
    v["dv_phan_mem"] = closing * 93 // 100
    v["ld_tong"] = closing + unit["annex"][1] + r.randint(0, 12)
    v["ld_nu"] = v["ld_tong"] * 52 // 100
    v["ld_nn"] = v["ld_tong"] * 61 // 100
    v["ld_nnn"] = v["ld_tong"] - v["ld_nn"]
    v["ld_chua_dv"] = v["ld_tong"] - closing
    state["admitted"] += admitted
    state["formed"] += formed
    v["dv_luy_ke"] = state["admitted"]
    v["cdcs_dau_ky"] = state["unions"]
    v["cdcs_tl"] = formed
    v["cdcs_tl_nnn"] = r.randint(0, formed)
    v["cdcs_luy_ke"] = state["formed"]
    v["cdcs_giam"] = r.choice([0, 0, 0, 1])
    v["cdcs_cuoi_ky"] = state["unions"] + formed - v["cdcs_giam"]
    state["members"], state["unions"] = closing, v["cdcs_cuoi_ky"]
    v["dn6_chua"] = rows
    v["dn10_tong"] = state["enterprises"]
    v["dn10_co"] = max(0, state["enterprises"] - min(rows, 8))
    v["dn25_tong"] = state["enterprises"] // 3
    v["dn25_co"] = min(v["dn25_tong"], v["dn10_co"])
    v["ct_2021"], v["ct_2022"] = quota // 5, quota * 2 // 5
    v["ct_2023"] = quota - v["ct_2021"] - v["ct_2022"]
    v["ban_chi_dao"] = "Có"
    v["kp_du_toan"] = r.randint(10, 90) * 1_000_000
    v["kp_chi"] = v["kp_du_toan"] * r.randint(40, 99) // 100
    for name, most in (("ctv", 30), ("tap_huan", 120), ("kiem_tra", 6), ("dv_the", 60), ("cdcs_tuldtt", 20),
                       ("doi_thoai", 9), ("tu_van", 40), ("dn_ngung", 3), ("ld_covid", 50)):
        v[name] = None if r.random() < 0.15 else r.randint(0, most)
    return v


FAULTY = [("dv_cuoi_ky", 7), ("dv_kn_nu", 40), ("ld_nn", -5), ("dv_luy_ke", 3), ("cdcs_cuoi_ky", 1), ("dn10_co", 999),
          ("dv_g_covid", 90), ("dv_phan_mem", 9000)]


def rosters(unit, v, end, rows, index, r):
    """Rows of DS_1 to DS_4, without their ordinal. A tax code occurs once in a campaign's DS_1 and once in a DS_3."""
    day = lambda: end - dt.timedelta(r.randint(0, 80))
    u = unit["number"]
    one = [[f"CĐCS {enterprise(r)}", f"61{u:04}{index:02}{i:02}", r.choice(["Nhà nước", "Ngoài nhà nước"]),
            f"{r.randint(1, 300)}/QĐ-LĐLĐ", day(), r.randint(60, 90), r.randint(5, 60), person(r), "Có"] for i in range(v["cdcs_tl"])]
    two = [[person(r), dt.date(r.randint(1965, 2003), r.randint(1, 12), r.randint(1, 28)), r.choice(["Nam", "Nữ"]),
            f"CĐCS {enterprise(r)}", f"{r.randint(1, 300)}/QĐ", day()] for _ in range(v["dv_ket_nap"])]
    three = [[enterprise(r), f"62{u % 100:02}{i:06}", f"xã {r.choice(['Bản', 'Nậm', 'Mường', 'Pa', 'Tà'])} {r.choice(GIVEN)}",
              r.choice(TRADES), r.randint(1998, 2021), r.randint(6, 120), r.randint(0, 60), f"Quý {r.randint(1, 4)}/2023"]
             for i in range(rows)]
    four = [[f"CĐCS {enterprise(r)}", "Sáp nhập", f"{r.randint(1, 300)}/QĐ", day(), r.randint(3, 9)] for _ in range(v["cdcs_giam"])]
    return one, two, three, four


def write_return(path, plan, unit, index, v, lists, r):
    year, q = quarter(index)
    end = last_day(year, q)
    # A workbook as large as those of C is written to disk row by row.
    book = xlsxwriter.Workbook(path, {"constant_memory": len(lists[2]) > 1000, "in_memory": False})
    book.set_properties({"title": plan["form"]["code"], "author": unit["name"], "created": dt.datetime(year, 3 * q, 25)})
    base = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
    style = lambda **more: book.add_format({**base, **more})
    plain, title = style(), style(bold=True, font_size=14, align="center")
    head = style(bold=True, align="center", border=1, bg_color="#DDEBF7", text_wrap=True)
    section = style(bold=True, border=1, bg_color="#F2F2F2")
    text, mid = style(border=1, text_wrap=True), style(border=1, align="center")
    figure = style(border=1, num_format="#,##0", bg_color="#FFFFCC", locked=False)
    date = style(border=1, num_format="dd/mm/yyyy", align="center")

    name = plan["form"]["sheet"]
    s = book.add_worksheet(name)
    for column, width in zip("ABCDEFG", (6, 46, 12, 10, 16, 16, 40)):
        s.set_column(f"{column}:{column}", width)
    s.write_string(0, 6, f"Biểu {plan['form']['code']}", plain)
    s.write_string(2, 0, plan["plan"]["issuer"][-1], plain)
    s.write_string(2, 2, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", title)
    s.write_string(3, 0, unit["name"].upper(), title)
    s.write_string(3, 2, "Độc lập - Tự do - Hạnh phúc", title)
    s.write_string(5, 0, plan["form"]["title"], title)
    s.write_string(6, 0, f"Quý {'I II III IV'.split()[q - 1]} năm {year}", title)
    sent = end + dt.timedelta(r.randint(1, 9))
    for row, (key, value, key2, value2) in enumerate([
            ("Mã đơn vị", unit["code"], None, None), ("Đơn vị", unit["name"], None, None), ("Quý", q, "Năm", year),
            ("Ngày chốt số liệu", end, "Ngày nộp", sent), ("Lần nộp", 1, "Phiên bản", plan["form"]["version"]),
            ("Người lập", person(r), None, None), ("Chủ tịch", person(r), None, None)], 9):
        s.write_string(row, 1, key, plain)
        put(s, row, 2, value, text, date)
        if key2:
            s.write_string(row, 4, key2, plain)
            put(s, row, 5, value2, text, date)
    for j, heading in enumerate(["TT", "Chỉ tiêu", "Mã số", "ĐVT", "Số lượng", "Ghi chú", "Kiểm tra"]):
        s.write_string(20, j, heading, head)
    row, current = 21, None
    for i in plan["indicators"]:
        if i["section"] != current:
            current = i["section"]
            s.write_string(row, 0, current, section)
            for j in range(1, 7):
                s.write_blank(row, j, None, section)
            row += 1
        s.write_string(row, 0, i["ordinal"], mid)
        s.write_string(row, 1, i["label"], text)
        s.write_string(row, 2, i["code"], mid)
        s.write_string(row, 3, i["unit"], mid)
        put(s, row, 4, v[i["name"]], figure, date)
        if r.random() < 0.06:
            s.write_string(row, 5, r.choice(["Số liệu đã đối chiếu", "Theo báo cáo của CĐCS", "Tăng so với quý trước"]), text)
        else:
            s.write_blank(row, 5, None, text)
        s.write_formula(row, 6, f'=IF(COUNTBLANK(E{row + 1})=1,"","✓")', text, "" if v[i["name"]] is None else "✓")
        if "choices" in i:
            s.data_validation(row, 4, row, 4, {"validate": "list", "source": i["choices"]})
        else:
            s.data_validation(row, 4, row, 4, {"validate": "integer", "criteria": ">=", "value": 0})
        book.define_name(i["name"], f"='{name}'!$E${row + 1}")
        row += 1
    s.write_string(row + 2, 0, "NGƯỜI LẬP BIỂU", title)
    s.write_string(row + 2, 3, "CHỦ TỊCH", title)
    s.freeze_panes(21, 0)
    s.set_paper(9)
    s.repeat_rows(20)

    for roster, rows in zip(plan["rosters"], lists):
        s = book.add_worksheet(roster["code"])
        headings = ["TT", *(c["heading"] for c in roster["columns"])]
        s.set_column(0, 0, 6)
        s.set_column(1, 1, 44)
        s.set_column(2, len(headings), 15)
        s.write_string(0, 0, roster["title"], title)
        s.write_string(1, 0, "Mỗi dòng một trường hợp, nhập liền từ dòng đầu.", plain)
        for j, heading in enumerate(headings):
            s.write_string(3, j, heading, head)
        for i in range(max(len(rows), 8)):
            s.write_number(4 + i, 0, i + 1, mid)
            cells = rows[i] if i < len(rows) else [None] * len(roster["columns"])
            for j, value in enumerate(cells, 1):
                put(s, 4 + i, j, value, text, date)
        s.freeze_panes(4, 0)

    s = book.add_worksheet(plan["form"]["narrative_sheet"])
    s.set_column("B:C", 60)
    s.write_string(0, 0, "THUYẾT MINH", title)
    for j, heading in enumerate(["Mã", "Câu hỏi", "Trả lời"]):
        s.write_string(2, j, heading, head)
    for i, question in enumerate(plan["narratives"]):
        s.write_string(3 + i, 0, question["code"], mid)
        s.write_string(3 + i, 1, question["question"], text)
        if i == 1 or r.random() < 0.75:
            s.write_string(3 + i, 2, " ".join(r.sample(SAYINGS, r.randint(1, 3))), text)
        else:
            s.write_blank(3 + i, 2, None, text)
    book.close()


def put(sheet, row, column, value, format, date):
    if value is None:
        sheet.write_blank(row, column, None, format)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), date)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, format)
    else:
        sheet.write_number(row, column, value, format)


def write_unit(job):
    folder, plan, unit, quarters, usual = job
    r = random.Random(f"277/{unit['code']}/{usual}")
    state = {"members": unit["annex"][0], "unions": r.randint(20, 80), "enterprises": r.randint(10, 60), "admitted": 0, "formed": 0}
    for index in range(quarters):
        rows = usual if usual > 1000 else max(0, usual + r.randint(-usual // 5, usual // 5))
        v = figures(unit, state, index, rows, r)
        year, q = quarter(index)
        lists = rosters(unit, v, last_day(year, q), rows, index, r)
        if r.random() < FAULTS:
            name, by = r.choice(FAULTY)
            v[name] += by
        if r.random() < 0.05:
            v["ld_tong"] = dotted(v["ld_tong"])
        period = f"{year}-Q{q}"
        write_return(folder / f"tra-loi/{period}/BM01_{period}_{unit['code']}.xlsx", plan, unit, index, v, lists, r)


def make(workload, folder):
    count, quarters, rows = WORKLOADS[workload]
    units = make_units(count)
    for index in range(quarters):
        year, q = quarter(index)
        (folder / f"tra-loi/{year}-Q{q}").mkdir(parents=True, exist_ok=True)
    write_plan(folder, units)
    plan = tomllib.loads((folder / "ke-hoach.toml").read_text(encoding="utf-8"))
    # Input of peers and floor, so that none of them pays for reading TOML.
    told = {"indicators": [[i["code"], i["name"]] for i in plan["indicators"]],
            "rosters": [[s["code"], len(s["columns"])] for s in plan["rosters"]],
            "units": {u["code"]: [u["name"], *u["annex"]] for u in units}}
    (folder / "told.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    with multiprocessing.Pool(2) as pool:
        for _ in pool.imap_unordered(write_unit, [(folder, plan, u, quarters, rows) for u in units]):
            pass


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workload", choices=WORKLOADS)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    make(given.workload, given.folder)
