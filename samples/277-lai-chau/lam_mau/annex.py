"""The annex as issued, read apart from the program, and the calendar of the plan."""
import csv
import datetime
from pathlib import Path

QUARTERS = ["2021-Q3", "2021-Q4", "2022-Q1"]
TOTAL_QUARTERS = 10
CODES = ["TP", "TAMDUONG", "TANUYEN", "THANUYEN", "PHONGTHO", "SINHO", "NAMNHUN", "MUONGTE", "CDVC", "CDGD", "CDYT"]
DISTRICTS = CODES[:8]
ANNEX = ["pl_dv_hien_co", "pl_ld_chua_dv", "pl_dn6_chua", "pl_ct_dv", "pl_ct_cdcs"]
PRINTED_TOTALS = [23320, 848, 58, 540, 23]


def read(path: Path) -> dict[str, dict]:
    """Returns unit code -> name as issued and annex figures (None where the annex is blank)."""
    rows = list(csv.reader(path.open(encoding="utf-8"), delimiter="\t"))
    number = lambda text: int(text.replace(".", "")) if text else None
    units = {}
    for code, row in zip(CODES, rows[2:13], strict=True):
        units[code] = {"name": row[1]} | {name: number(cell) for name, cell in zip(ANNEX, row[2:7], strict=True)}
    assert [number(cell) for cell in rows[13][2:7]] == PRINTED_TOTALS
    assert [sum(u[name] or 0 for u in units.values()) for name in ANNEX] == PRINTED_TOTALS
    return units


def ordinal(quarter: str) -> int:
    """2021-Q3 is 1."""
    return (int(quarter[:4]) - 2021) * 4 + int(quarter[-1]) - 2


def first_day(quarter: str) -> datetime.date:
    return datetime.date(int(quarter[:4]), int(quarter[-1]) * 3 - 2, 1)


def last_day(quarter: str) -> datetime.date:
    year, index = int(quarter[:4]), int(quarter[-1])
    return (datetime.date(year, index * 3 + 1, 1) if index < 4 else datetime.date(year + 1, 1, 1)) - datetime.timedelta(days=1)


def deadline(quarter: str) -> datetime.date:
    return last_day(quarter) + datetime.timedelta(days=10)
