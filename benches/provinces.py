"""Makes 63 provinces, each a campaign of 23 units and 10 quarters (small returns as in workload B of make.py), for docs/duckdb.md.

usage: provinces.py FOLDER        (needs XlsxWriter; 14,490 returns; the same figures for the same arguments)
"""
import argparse
import multiprocessing
import random
from pathlib import Path

import make

PROVINCES, UNITS = 63, 23


def province(job):
    folder, number = job
    at = folder / f"tinh-{number:02}"
    units = make.make_units(UNITS)
    r = random.Random(number)
    for unit in units:
        unit["annex"] = tuple(max(1, round(figure * r.uniform(0.7, 1.3))) for figure in unit["annex"])
        # The code is the seed of a unit's returns.
        unit["code"] = f"P{number:02}{unit['number']:02}"
        unit["name"] = f"LĐLĐ huyện {unit['number']} tỉnh {number}"
    for index in range(10):
        year, q = make.quarter(index)
        (at / f"tra-loi/{year}-Q{q}").mkdir(parents=True, exist_ok=True)
    make.write_plan(at, units)
    plan = make.tomllib.loads((at / "ke-hoach.toml").read_text(encoding="utf-8"))
    for unit in units:
        make.write_unit((at, plan, unit, 10, 5))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    with multiprocessing.Pool() as pool:
        for _ in pool.imap_unordered(province, [(given.folder, n) for n in range(1, PROVINCES + 1)]):
            pass
