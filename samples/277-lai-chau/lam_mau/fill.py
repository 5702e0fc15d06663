"""Fills in a blank form with openpyxl, as an officer would: by its defined names, else by the printed codes and headings."""
import datetime
import io
import re
import unicodedata
import zipfile
from pathlib import Path

import openpyxl

TABLE = "BM01"
FORM_CODE = "BM01-PTĐV/Q"
CODES = {
    name: f"{i:02}"
    for i, name in enumerate(
        "ld_tong ld_nu ld_nn ld_nnn ld_chua_dv dv_dau_ky dv_ket_nap dv_kn_nu dv_kn_cdcs_moi dv_kn_nn dv_kn_nnn dv_chuyen_den dv_giam "
        "dv_g_chuyen_di dv_g_nghi_huu dv_g_thoi_viec dv_g_ra_khoi dv_g_giai_the dv_g_covid dv_cuoi_ky dv_ck_nu dv_ck_nn dv_ck_nnn "
        "dv_luy_ke dv_phan_mem cdcs_dau_ky cdcs_tl cdcs_tl_nnn cdcs_luy_ke cdcs_giam cdcs_cuoi_ky dn6_chua dn10_tong dn10_co dn25_tong "
        "dn25_co ct_2021 ct_2022 ct_2023 ban_chi_dao ctv tap_huan kp_du_toan kp_chi kiem_tra dv_the cdcs_tuldtt doi_thoai tu_van dn_ngung "
        "ld_covid".split(),
        start=1,
    )
}
# Header fields that the officer fills in; the others are printed in the form and only compared.
TYPED_HEADER = ["ngay_chot", "ngay_nop", "lan_nop", "nguoi_lap", "chu_tich"]
PRINTED_HEADER = ["ma_don_vi", "quy", "nam", "phien_ban"]
LABELS = {"ma_don_vi": "Mã đơn vị", "don_vi": "Đơn vị", "quy": "Quý", "nam": "Năm", "ngay_chot": "Ngày chốt số liệu", "ngay_nop": "Ngày nộp",
          "lan_nop": "Lần nộp", "phien_ban": "Phiên bản", "nguoi_lap": "Người lập", "chu_tich": "Chủ tịch"}
NARRATIVES = dict(zip(["tm_ket_qua", "tm_kho_khan", "tm_kien_nghi", "tm_mo_hinh", "tm_covid", "tm_quan_he_ld", "tm_phuong_huong",
                       "tm_khen_thuong"], [f"TM{i}" for i in range(1, 9)], strict=True))
# Roster column -> its heading.
HEADINGS = {
    "DS_1": {"ds1_ten": "Tên CĐCS", "ds1_mst": "MST", "ds1_khu_vuc": "Khu vực", "ds1_so_qd": "Số QĐ", "ds1_ngay": "Ngày QĐ",
             "ds1_so_ld": "Số LĐ", "ds1_so_dv": "Số đoàn viên", "ds1_chu_tich": "Chủ tịch", "ds1_tap_huan": "Đã tập huấn"},
    "DS_2": {"ds2_ho_ten": "Họ tên", "ds2_ngay_sinh": "Ngày sinh", "ds2_gioi_tinh": "Giới tính", "ds2_cdcs": "CĐCS", "ds2_so_qd": "Số QĐ",
             "ds2_ngay": "Ngày QĐ"},
    "DS_3": {"ds3_ten": "Tên DN", "ds3_mst": "MST", "ds3_dia_ban": "Địa bàn", "ds3_nganh": "Ngành nghề", "ds3_nam": "Năm hoạt động",
             "ds3_so_ld": "Số LĐ", "ds3_chua_dv": "Chưa là ĐV", "ds3_quy_du_kien": "Quý dự kiến"},
    "DS_4": {"ds4_ten": "Tên CĐCS", "ds4_ly_do": "Lý do", "ds4_so_qd": "Số QĐ", "ds4_ngay": "Ngày QĐ", "ds4_so_dv": "Số đoàn viên"},
}


class Form:
    """A form opened by openpyxl, with the places of its figures."""

    def __init__(self, path: Path):
        self.book = openpyxl.load_workbook(path)
        self.sheet = self.book[TABLE]
        head = next(row for row in self.sheet.iter_rows() if {"Mã số", "Số lượng", "Chỉ tiêu"} <= {text(c.value) for c in row})
        column = {text(c.value): c.column for c in head}
        self.rows = {text(self.sheet.cell(r, column["Mã số"]).value): r for r in range(head[0].row + 1, self.sheet.max_row + 1)}
        self.label_column, self.figure_column = column["Chỉ tiêu"], column["Số lượng"]

    def named(self, name):
        """Returns the cell of a defined name, if there is one."""
        if name not in self.book.defined_names:
            return None
        (sheet, address), = self.book.defined_names[name].destinations
        return self.book[sheet][address.replace("$", "")]

    def figure(self, name):
        by_code = self.sheet.cell(self.rows[CODES[name]], self.figure_column)
        by_name = self.named(name)
        assert by_name is None or by_name.coordinate == by_code.coordinate, (name, by_name, by_code)
        return by_code

    def header(self, name):
        return self.named(name) or self.right_of(self.sheet, LABELS[name])

    def label(self, name) -> str:
        return text(self.sheet.cell(self.rows[CODES[name]], self.label_column).value)

    def right_of(self, sheet, label, steps=1):
        """Returns the cell after a label's cell; merged cells count as one."""
        at = next(c for row in sheet.iter_rows() for c in row if text(c.value).rstrip(":") == label)
        for _ in range(steps):
            merged = next((m for m in sheet.merged_cells.ranges if at.coordinate in m), None)
            at = sheet.cell(at.row, (merged.max_col if merged else at.column) + 1)
        return at

    def narrative(self, name):
        return self.named(name) or self.right_of(self.book["TM"], NARRATIVES[name], 2)

    def roster(self, code):
        """Returns the first data row, and roster column -> column number."""
        sheet = self.book[code]
        wanted = HEADINGS[code]
        for row in sheet.iter_rows():
            found = {text(c.value): c.column for c in row if c.value is not None}
            if set(wanted.values()) <= set(found):
                return sheet, row[0].row + 1, {name: found[heading] for name, heading in wanted.items()}
        raise LookupError(f"{code}: no row with the headings {sorted(wanted.values())}")


def text(value) -> str:
    return "" if value is None else unicodedata.normalize("NFC", " ".join(str(value).split()))


def fill(blank: Path, file, out: Path):
    """Writes the filled form. Returns figure -> sheet!cell for every figure of the table and the header."""
    form, sent, cells = Form(blank), file.sent, {}
    for name in PRINTED_HEADER:
        assert str(form.header(name).value) == str(sent.header[name]), (blank, name, form.header(name).value)
    for name in TYPED_HEADER:
        form.header(name).value = sent.header[name]
    for name in [*TYPED_HEADER, *PRINTED_HEADER]:
        cells[name] = f"{TABLE}!{form.header(name).coordinate}"
    for name, value in sent.figures.items():
        cell = form.figure(name)
        cell.value = file.typed.get(name, value)
        cells[name] = f"{TABLE}!{cell.coordinate}"
    for name, answer in sent.narratives.items():
        form.narrative(name).value = answer
    for code, rows in sent.rosters.items():
        sheet, first, columns = form.roster(code)
        # The rows of a stock are prefilled.
        for row in range(first, sheet.max_row + 1):
            for column in columns.values():
                sheet.cell(row, column).value = None
        for i, row in enumerate(rows):
            for name, value in row.items():
                sheet.cell(first + i, columns[name]).value = value
    save(form.book, out, sent.header["ngay_nop"])
    return cells


def retype(blank: Path, file, out: Path):
    """Writes a bare table typed again: labels and figures only, no codes, no names, no lists."""
    form, sent, cells = Form(blank), file.sent, {}
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    sheet["A1"] = "BÁO CÁO PHÁT TRIỂN ĐOÀN VIÊN"
    for row, name in enumerate(["don_vi", "quy", "nam", "ngay_nop", "nguoi_lap", "chu_tich"], start=2):
        sheet.cell(row, 1, LABELS[name])
        cell = sheet.cell(row, 2, sent.header[name])
        if isinstance(sent.header[name], datetime.date):
            cell.number_format = "dd/mm/yyyy"
        cells[name] = f"Sheet1!{cell.coordinate}"
    sheet.cell(9, 1, "Chỉ tiêu")
    sheet.cell(9, 2, "Số lượng")
    for row, (name, value) in enumerate(sent.figures.items(), start=10):
        sheet.cell(row, 1, form.label(name))
        cells[name] = f"Sheet1!{sheet.cell(row, 2, value).coordinate}"
    sheet.column_dimensions["A"].width = 44
    save(book, out, sent.header["ngay_nop"])
    return cells


def save(book, out: Path, day: datetime.date):
    book.save(out)
    settle(out, day)


def settle(path: Path, day: datetime.date):
    """Sets the dates in the package to the day of the return, so that the same run gives the same bytes."""
    stamp = f"{day.isoformat()}T08:00:00Z".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            info = zipfile.ZipInfo(entry.filename, (day.year, day.month, day.day, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
    path.write_bytes(out.getvalue())
