"""The job of the peers, in one place: every return's figures by code, roster rows and narratives, as one workbook with the gap
columns as formulas. It writes the same tables as `floor copy`: no rules, no cached values, no selection of submissions.

A peer provides two functions: read(path) -> {sheet: rows}, and write(path, sheets), where sheets is a list of (name, rows); a
text that starts with "=" is a formula. It prints counts, which are equal for all contestants that do the same work.
"""
import argparse
import datetime as dt
import json
import math
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

COLUMNS = ['=IF(F{r}=0,"",I{r}/F{r})', "=MAX(0,F{r}-I{r})", "=MAX(0,I{r}-F{r})", "=ROUND(F{r}*{n}/10,0)", "=I{r}-P{r}",
           '=IF({n}=10,"",ROUNDUP(N{r}/(10-{n}),0))', "=ROUND(I{r}/{n}*10,0)", "=J{r}-C{r}", "=MAX(0,F{r}-D{r})",
           "=MAX(0,ROUNDUP(85*K{r}/100,0)-L{r})"]


def blank(cell):
    return cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell))


def number(cell):
    """Returns 2136 also for "2.136"; None for a text or a date."""
    if isinstance(cell, (int, float)) and not blank(cell):
        return cell
    if isinstance(cell, str) and cell.replace(".", "").isdigit():
        return int(cell.replace(".", ""))
    return None


def text(row, column):
    return row[column] if len(row) > column and isinstance(row[column], str) else ""


def take(told, read, path):
    """Reads one return."""
    sheets = read(path)
    out = {"file": path.name, "figures": [], "lists": [], "answers": []}
    codes = {code for code, _ in told["indicators"]}
    table = False
    for at, row in enumerate(sheets["BM01"], 1):
        code = text(row, 2)
        if table:
            if code in codes:
                out["figures"].append((code, row[4] if len(row) > 4 else None, at))
        elif code == "Mã số":
            table = True
        elif text(row, 1) == "Mã đơn vị":
            out["unit"] = code
        elif text(row, 1) == "Quý":
            out["period"] = f"{int(row[5])}-Q{int(row[2])}"
    for name, _ in told["rosters"]:
        out["lists"].append([row for row in sheets[name][4:] if text(row, 1)])
    out["answers"] = [(str(row[0]), row[2]) for row in sheets["TM"][3:] if text(row, 2)]
    return out


def day(cell):
    return cell.isoformat()[:10] if isinstance(cell, (dt.date, dt.datetime)) else None if blank(cell) else cell


def tables(told, taken):
    names = dict(told["indicators"])
    yield "Tổng hợp", ([code, name, *annex, *[1] * 5, *(c.format(r=row, n=10) for c in COLUMNS)]
                       for row, (code, (name, *annex)) in enumerate(told["units"].items(), 2))
    yield "Số liệu", ([t["unit"], t["period"], code, names[code], day(value), t["file"], f"E{row}"]
                      for t in taken for code, value, row in t["figures"])
    for index, (name, _) in enumerate(told["rosters"]):
        yield name, ([t["unit"], t["period"], t["file"], *map(day, row)] for t in taken for row in t["lists"][index])
    yield "Khó khăn", ([t["unit"], t["period"], t["file"], code, words] for t in taken for code, words in t["answers"])


def run(read, write):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    told = json.loads((given.folder / "told.json").read_text(encoding="utf-8"))
    files = sorted((given.folder / "tra-loi").glob("*/*.xlsx"))
    one = partial(take, told, read)
    if given.processes > 1:
        with ProcessPoolExecutor(given.processes) as pool:
            taken = list(pool.map(one, files, chunksize=8))
    else:
        taken = list(map(one, files))
    taken.sort(key=lambda t: (t["unit"], t["period"]))
    write(given.out, tables(told, taken))
    figures = (number(value) for t in taken for _, value, _ in t["figures"])
    print(json.dumps({"answers": sum(len(t["answers"]) for t in taken), "files": len(taken),
                      "rows": [sum(len(t["lists"][i]) for t in taken) for i in range(len(told["rosters"]))],
                      "sum": float(sum(f for f in figures if f is not None))}))
