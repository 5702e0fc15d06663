"""count.py BINARY CAMPAIGN FOLDER: audits every forged copy in FOLDER and lists what is not told at its place."""
import csv
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor


def numbers(cell):
    letters = "".join(c for c in cell if c.isalpha())
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(cell[len(letters):] or 0), column


def is_within(cell, ranges):
    row, column = numbers(cell)
    for one in ranges.split():
        first, _, last = one.replace("…", "").partition(":")
        if first:
            (top, left), (bottom, right) = numbers(first), numbers(last or first)
            if top <= row <= bottom and left <= column <= right:
                return True
    return False


def is_here(difference, sheet, cell, part):
    if part:
        return difference.get("package_part", "") == part
    if sheet and difference["sheet"] != sheet:
        return False
    return not cell or difference["cell"] == cell or is_within(cell, difference.get("cells", ""))


def judge(case, binary, campaign, folder):
    file, group, expected, sheet, cell, part, seen = case
    done = subprocess.run([binary, "-C", campaign, "audit", os.path.join(folder, file), "--format", "json"], capture_output=True)
    if done.returncode == 2:
        return case, ["refused"], "refused" if expected == "must" else "false alarm"
    differences = json.loads(done.stdout)["result"]["differences"]
    texts = [f"{d['kind']} {d['sheet']}!{d['cell']} {d.get('package_part', '')}: {d['found'][:60]}" for d in differences]
    if expected == "no":
        return case, texts, "false alarm" if differences else "silent"
    if not differences:
        return case, texts, "not told"
    return case, texts, "told" if any(is_here(d, sheet, cell, part) for d in differences) else "elsewhere"


def main(binary, campaign, folder):
    with open(os.path.join(folder, "cases.tsv")) as table:
        cases = list(csv.reader(table, delimiter="\t"))
    counts = {}
    with ThreadPoolExecutor(2) as pool:
        for case, texts, verdict in pool.map(lambda c: judge(c, binary, campaign, folder), cases):
            counts[verdict] = counts.get(verdict, 0) + 1
            if verdict not in ("told", "silent"):
                print(f"{verdict}: {case[0]} ({case[6]}) at {case[3]}!{case[4]} {case[5]}; {len(texts)}: {texts[:3]}")
    print(", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
    sys.exit(int(any(verdict not in ("told", "silent", "refused") for verdict in counts)))


main(*sys.argv[1:4])
