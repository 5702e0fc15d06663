"""The files that the units send in three quarters, and the mistakes seeded in some of them."""
import copy
import datetime
from dataclasses import dataclass, field

from . import annex

COUNTED, HELD, MISSING = "Tính", "Giữ lại", "Chưa gửi"


@dataclass
class File:
    """One file that a unit sends."""

    quarter: str
    name: str
    sent: object  # world.Return with the correct values
    typed: dict = field(default_factory=dict)  # the text as typed, where it differs from the correct value
    by: str = "openpyxl"  # openpyxl; libreoffice (saved again there); moved (rows and columns moved there); retyped
    stands: bool = True  # False: superseded by a later submission, or the same bytes as another file
    copy_of: str | None = None
    note: str = ""

    @property
    def path(self):
        return f"{self.quarter}/{self.name}"


# (unit, quarter) -> (file name, saved by); every other file is BM01_<quarter>_<unit>.xlsx, saved by openpyxl.
NAMES = {
    ("TAMDUONG", "2021-Q3"): ("BC PTDV quy 3 LDLD Tam Duong.xlsx", "openpyxl"),
    ("THANUYEN", "2021-Q3"): ("Bao cao quy III - Than Uyen.xlsx", "openpyxl"),
    ("PHONGTHO", "2021-Q3"): ("BC PTDV quy 3 LDLD Phong Tho.xlsx", "libreoffice"),
    ("SINHO", "2021-Q3"): ("Bieu mau (1) (2).xlsx", "openpyxl"),
    ("MUONGTE", "2021-Q3"): ("LĐLĐ Mường Tè gửi BC quý III.xlsx", "libreoffice"),
    ("CDVC", "2021-Q3"): ("BM01_2021-Q3_CDVC.xlsx", "libreoffice"),
    ("CDYT", "2021-Q3"): ("BC quy 3 nganh Y te.xlsx", "openpyxl"),
    ("TP", "2021-Q4"): ("Copy of BC Q4 FINAL sua.xlsx", "openpyxl"),
    ("TAMDUONG", "2021-Q4"): ("BC quy 4 Tam Duong (them dong).xlsx", "moved"),
    ("PHONGTHO", "2021-Q4"): ("BC PTDV quy 4 LDLD Phong Tho.xlsx", "libreoffice"),
    ("SINHO", "2021-Q4"): ("Sin Ho - BC quy IV 2021.xlsx", "openpyxl"),
    ("NAMNHUN", "2021-Q4"): ("BM01_2021-Q4_NAMNHUN_L2.xlsx", "libreoffice"),
    ("MUONGTE", "2021-Q4"): ("LĐLĐ Mường Tè gửi BC quý IV.xlsx", "libreoffice"),
    ("CDVC", "2021-Q4"): ("BM01_2021-Q4_CDVC.xlsx", "libreoffice"),
    ("CDYT", "2021-Q4"): ("BC quy 4 nganh Y te (danh may lai).xlsx", "retyped"),
    ("TP", "2022-Q1"): ("BC Thanh pho quy 1.xlsx", "openpyxl"),
    ("PHONGTHO", "2022-Q1"): ("BC PTDV quy 1 LDLD Phong Tho.xlsx", "libreoffice"),
    ("SINHO", "2022-Q1"): ("LĐLĐ huyện Sìn Hồ gửi BC quý I-2022.xlsx", "openpyxl"),
    ("MUONGTE", "2022-Q1"): ("LĐLĐ Mường Tè gửi BC quý I.xlsx", "libreoffice"),
    ("CDVC", "2022-Q1"): ("BM01_2022-Q1_CDVC.xlsx", "libreoffice"),
    ("CDYT", "2022-Q1"): ("BC quy 1 nganh Y te.xlsx", "openpyxl"),
}


def make(returns) -> list[File]:
    """Returns every file, by quarter and unit, mistakes included."""
    files = []
    for quarter in annex.QUARTERS:
        for unit in annex.CODES:
            name, by = NAMES.get((unit, quarter), (f"BM01_{quarter}_{unit}.xlsx", "openpyxl"))
            files += mistakes(File(quarter, name, copy.deepcopy(returns[unit, quarter]), by=by))
    return files


def mistakes(file: File) -> list[File]:
    """Returns the file, or the files that are sent instead."""
    sent, f = file.sent, file.sent.figures
    match (sent.unit, sent.quarter):
        case ("TP", "2021-Q3"):
            assert f["dv_dau_ky"] == 2136
            file.typed["dv_dau_ky"] = "2.136"
            file.note = "mã 06 gõ thành chữ '2.136'; đọc là 2136"
        case ("CDGD", "2021-Q3"):
            return []
        case ("TAMDUONG", "2021-Q4"):
            file.note = "chèn dòng, chèn cột, đổi chỗ cột"
        case ("THANUYEN", "2021-Q4"):
            assert f["dv_phan_mem"] == 2136
            f["dv_phan_mem"] = 2.136
            file.note = "mã 25 là 2136, máy để kiểu Anh nên thành số 2,136"
        case ("SINHO", "2021-Q4"):
            right = f["dv_cuoi_ky"]
            f["dv_cuoi_ky"] = right + 9
            file.note = f"mã 20 gõ nhầm {right + 9}, đúng là {right}"
        case ("NAMNHUN", "2021-Q4"):
            first = File(file.quarter, "BM01_2021-Q4_NAMNHUN.xlsx", copy.deepcopy(sent), stands=False)
            first.sent.figures["dv_giam"] += 2
            first.note = "mã 13 sai (R10, R11 nếu là bản được tính); đã có lần 2"
            sent.header["lan_nop"] = 2
            sent.header["ngay_nop"] = first.sent.header["ngay_nop"] + datetime.timedelta(days=1)
            assert sent.header["ngay_nop"] <= annex.deadline(file.quarter)
            file.note = "lần 2, thay bản trước"
            return [first, file]
        case ("MUONGTE", "2021-Q4"):
            sent.header["ngay_nop"] = datetime.date(2022, 1, 14)
            file.note = "nộp muộn 4 ngày"
        case ("CDYT", "2021-Q4"):
            for name in ("ngay_chot", "phien_ban", "ma_don_vi"):
                sent.header[name] = None
            sent.rosters = {roster: [] for roster in sent.rosters}
            sent.narratives = {}
            file.note = "gõ lại bảng: chỉ có tên chỉ tiêu và số, không mã số, không danh sách"
        case ("TP", "2022-Q1"):
            again = File(file.quarter, "Copy of BC Thanh pho quy 1.xlsx", sent, stands=False, copy_of=file.name)
            again.note = "cùng một tệp gửi hai lần"
            return [file, again]
    return [file]
