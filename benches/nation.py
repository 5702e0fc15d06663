"""Computes the national roll-up twice: from the provinces' tidy tables in DuckDB (and Polars, and Spark), and with `merge` over
the roll-up of each province. Compares every figure of the quarter that can be added up. See docs/duckdb.md.

usage: nation.py FOLDER PROGRAM [--period 2023-Q4] [--spark]
(FOLDER is made by provinces.py; needs duckdb and polars, with --spark also pyspark and Java)
"""
import argparse
import re
import shutil
import subprocess
import time
from pathlib import Path

import duckdb
import polars

ROSTER = re.compile(r"ds[1-4]_|roster_row")
SQL = """
SELECT name, sum(number) AS total
FROM read_csv('{folder}/tinh-*/ket-qua/du-lieu-{period}/so-lieu.csv')
WHERE state = 'Tính' AND period = '{period}' AND number IS NOT NULL
GROUP BY name
"""


def run(*words, ends=(0, 1)):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True)
    assert done.returncode in ends, (words, done.stdout, done.stderr)


def national_plan(folder, provinces):
    """Writes the plan of a province without rosters and the rules that name one, with provinces as units (docs/rollup.md)."""
    text = (provinces[0] / "ke-hoach.toml").read_text(encoding="utf-8")
    blocks = re.split(r"(?m)^(?=\[)", text)
    units = "".join(f'[[units]]\ncode = "{p.name.upper().replace("-", "")}"\nname = "{p.name}"\nkind = "dia_phuong"\n\n' for p in provinces)
    first = next(i for i, b in enumerate(blocks) if b.startswith("[[units]]"))
    kept = [b for b in blocks if not b.startswith(("[[units]]", "[[rosters", "[[follow_ups"))
            and not (b.startswith("[[rules]]") and ROSTER.search(b))]
    before = len([b for b in blocks[:first] if b in kept])
    kept.insert(before, units)
    (folder / "ke-hoach.toml").write_text("".join(kept), encoding="utf-8")
    head = (provinces[0] / "phu-luc.tsv").read_text(encoding="utf-8").split("\n")[:2]
    rows = [f"{i}\t{p.name}\t1\t1\t1\t1\t1\t" for i, p in enumerate(provinces, 1)]
    n = len(provinces)
    (folder / "phu-luc.tsv").write_text("\n".join([*head, *rows, f"\tTổng cộng:\t{n}\t{n}\t{n}\t{n}\t{n}\t"]) + "\n", encoding="utf-8")


def totals_in_spark(tables, period):
    from pyspark.sql import SparkSession, functions

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    frame = session.read.csv(tables, header=True, multiLine=True, escape='"')
    frame = frame.filter((frame.state == "Tính") & (frame.period == period) & frame.number.isNotNull())
    totals = frame.groupBy("name").agg(functions.sum(frame.number.cast("double")).alias("total")).collect()
    session.stop()
    return {row["name"]: row["total"] for row in totals}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("program", type=Path)
    parser.add_argument("--period", default="2023-Q4")
    parser.add_argument("--spark", action="store_true")
    given = parser.parse_args()
    provinces = sorted(p for p in given.folder.iterdir() if (p / "tra-loi").is_dir() and p.name != "toan-quoc")
    nation = given.folder / "toan-quoc"
    shutil.rmtree(nation, ignore_errors=True)
    (nation / "tra-loi" / given.period).mkdir(parents=True)
    lap = time.perf_counter()
    for province in provinces:
        # Each province gets its own name, which is the name of a unit of the nation.
        plan = province / "ke-hoach.toml"
        plan.write_text(re.sub(r'issuer_short = ".*"', f'issuer_short = "{province.name}"', plan.read_text(encoding="utf-8")), encoding="utf-8")
        run(given.program, "export", province, "--period", given.period)
    exported = time.perf_counter() - lap
    lap = time.perf_counter()
    for province in provinces:
        run(given.program, "up", province, "--period", given.period, "--output", nation / "tra-loi" / given.period / f"{province.name}.xlsx")
    upward = time.perf_counter() - lap
    national_plan(nation, provinces)
    lap = time.perf_counter()
    run(given.program, "merge", nation, "--period", given.period)
    merged = time.perf_counter() - lap
    run(given.program, "export", nation, "--period", given.period)

    lap = time.perf_counter()
    by_duckdb = dict(duckdb.sql(SQL.format(folder=given.folder, period=given.period)).fetchall())
    in_duckdb = time.perf_counter() - lap
    lap = time.perf_counter()
    tables = f"{given.folder}/tinh-*/ket-qua/du-lieu-{given.period}/so-lieu.csv"
    frame = polars.scan_csv(tables, schema_overrides={"number": polars.Float64, "code": polars.String})
    by_polars = frame.filter((polars.col("state") == "Tính") & (polars.col("period") == given.period) & polars.col("number").is_not_null())
    by_polars = dict(by_polars.group_by("name").agg(polars.col("number").sum()).collect().rows())
    in_polars = time.perf_counter() - lap
    rows, types = duckdb.sql(f"SELECT count(*), typeof(any_value(number)) || ' ' || typeof(any_value(code)) FROM read_csv('{tables}')").fetchall()[0]
    own = duckdb.sql(f"""SELECT name, sum(number) FROM read_csv('{nation}/ket-qua/du-lieu-{given.period}/so-lieu.csv')
                         WHERE sheet = 'BM01' AND number IS NOT NULL AND length(code) > 0 GROUP BY name""").fetchall()
    compared = [(name, total) for name, total in own if name in by_duckdb]
    different = [(name, total, by_duckdb[name]) for name, total in compared if total != by_duckdb[name]]
    polars_differs = {name for name in by_duckdb if by_duckdb[name] != by_polars.get(name)}
    print(f"{len(provinces)} provinces, {rows:,} rows of so-lieu (number, code: {types})")
    print(f"export {exported:.1f} s, up {upward:.1f} s, national merge {merged:.1f} s; DuckDB {in_duckdb:.2f} s, Polars {in_polars:.2f} s")
    print(f"figures compared {len(compared)}: {len(different)} differ from merge {different[:5]}; DuckDB and Polars differ in {len(polars_differs)}")
    assert compared and not different and not polars_differs
    if given.spark:
        lap = time.perf_counter()
        by_spark = totals_in_spark(tables, given.period)
        differs = {name for name in by_duckdb if by_duckdb[name] != by_spark.get(name)}
        print(f"Spark {time.perf_counter() - lap:.1f} s with its start; differs from DuckDB in {len(differs)}")
        assert not differs


if __name__ == "__main__":
    main()
