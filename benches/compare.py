"""`merge`, its peers and its floors side by side, in one run.

usage: compare.py A [B …] [--repeats 5] [--skip REGEX] [--limit NAME=VALUE]

Makes a virtual environment with the peers (peers/requirements.txt), the workloads (make.py) and the release builds of the
program and of the floors, all below target/compare, each once. Then every contestant runs in random order, round by round, each
time with a fresh output. The least of each figure counts, because the machine may be shared: CPU seconds (user and system,
workers included), wall seconds, and the largest memory of the process and its children together (proportional set size,
sampled; for a process that ends before a sample, the peak that the system reports). Contestants that do the same work must
print the same counts.

Prints a table in Markdown for each workload, and which goals are met. Needs Linux, Python 3.11, cargo.
"""
import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import threading
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = ROOT / "target/compare"
PYTHON = WORK / "venv/bin/python"
FLOOR = HERE / "floor/target/release/floor"
PROGRAM = ROOT / "target/release/tonghop"
BEST = "floor: read and write, best"
PEERS = {"openpyxl": "by_openpyxl", "pandas": "by_pandas", "python-calamine + XlsxWriter": "by_calamine"}


def prepare(workloads):
    if not PYTHON.exists():
        venv.create(WORK / "venv", with_pip=True)
        subprocess.run([PYTHON, "-m", "pip", "install", "-q", "-r", HERE / "peers/requirements.txt"], check=True)
    subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT, check=True)
    subprocess.run(["cargo", "build", "--release", "--locked"], cwd=HERE / "floor", check=True)
    for name in workloads:
        if not (WORK / name / "told.json").exists():
            (WORK / name).mkdir(parents=True, exist_ok=True)
            subprocess.run([PYTHON, HERE / "make.py", name, WORK / name], check=True)


def contestants(folder, out, limits):
    """Maps the name of each contestant to its command."""
    floor = [str(FLOOR)]
    peer = lambda file, *more: [str(PYTHON), str(HERE / f"peers/{file}.py"), str(folder), str(out), *more]
    limit = [word for value in limits for word in ("--limit", value)]
    return {
        "floor: inflate": [*floor, "inflate", str(folder)],
        "floor: inflate, XML tokens": [*floor, "tokens", str(folder)],
        "floor: read": [*floor, "read", str(folder)],
        BEST: [*floor, "copy", str(folder), str(out)],
        BEST + ", 2 threads": [*floor, "copy", str(folder), str(out), "2"],
        "**tonghop merge**": [str(PROGRAM), "merge", str(folder), *limit],
        **{name: peer(file) for name, file in PEERS.items()},
        "python-calamine + XlsxWriter, 2 processes": peer("by_calamine", "--processes", "2"),
    }


def memory(root):
    """Returns the KiB of a process and its descendants; shared pages count once."""
    children, total = {}, 0
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parent = int(Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()[1])
                children.setdefault(parent, []).append(int(entry))
            except (OSError, ValueError, IndexError):
                pass
    todo = [root]
    while todo:
        pid = todo.pop()
        todo += children.get(pid, [])
        try:
            total += int(re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)[1])
        except (OSError, TypeError):
            pass
    return total


def lap(command, ends):
    """Runs a command. Returns CPU and wall seconds, memory in MiB, and the last line of its output."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    most, over = [0], threading.Event()

    def watch():
        while not over.wait(0.05):
            most[0] = max(most[0], memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    # Both outputs are short: neither pipe fills while the other is read.
    said, wrong = process.stdout.read(), process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    over.set()
    watcher.join()
    if process.returncode not in ends:
        sys.exit(f"{command}: {process.returncode}\n{wrong}")
    last = said.strip().split("\n")[-1]
    return {"cpu": used.ru_utime + used.ru_stime, "wall": wall, "mib": max(most[0], used.ru_maxrss) / 1024}, last


def measure(folder, given):
    best, counted = {}, {}
    out = WORK / "out.xlsx"
    todo = {k: v for k, v in contestants(folder, out, given.limit).items() if not re.search(given.skip, k)}
    for _ in range(given.repeats):
        for name in random.sample(list(todo), len(todo)):
            shutil.rmtree(folder / "ket-qua", ignore_errors=True)
            out.unlink(missing_ok=True)
            # Exit code 1 is normal: the workload has returns with errors.
            figures, last = lap(todo[name], (0, 1) if "merge" in name else (0,))
            if last.startswith('{"answers"'):
                counted[name] = json.loads(last)
            written = list((folder / "ket-qua").glob("*.xlsx")) if "merge" in name else [out]
            figures["kib"] = sum(f.stat().st_size for f in written if f.exists()) / 1024
            kept = best.setdefault(name, figures)
            for key, value in figures.items():
                kept[key] = min(kept[key], value)
    different = {name: c for name, c in counted.items() if c != counted.get(BEST, c)}
    assert not different, (counted.get(BEST), different)
    return best


def table(best):
    reference = best[BEST]
    print("| | CPU s | × | wall s | × | peak MiB | KiB written |\n|---|--:|--:|--:|--:|--:|--:|")
    for name, b in best.items():
        print(f"| {name} | {b['cpu']:.2f} | {b['cpu'] / reference['cpu']:.2f} | {b['wall']:.2f} | "
              f"{b['wall'] / reference['wall']:.2f} | {b['mib']:.0f} | {b['kib']:.0f} |")


def goals(workload, best):
    own, floor = best["**tonghop merge**"], best[BEST]
    rows = [("CPU ÷ best floor", own["cpu"] / floor["cpu"], 1.6 if workload == "A" else 1.5, False),
            ("peak MiB − 1.5 × best floor", own["mib"] - 1.5 * floor["mib"], 24, False)]
    if workload in "ABD":
        rows.append(("wall ÷ best floor, 1 thread", own["wall"] / floor["wall"], 1.0, False))
    least = {"openpyxl": {"A": 18, "B": 25, "C": 8}, "pandas": {"A": 10, "B": 10, "C": 8},
             "python-calamine + XlsxWriter": {"A": 4.5, "B": 4.5, "C": 4.5}}
    for name, per in least.items():
        if name in best and workload in per:
            rows.append((f"wall of {name} ÷ own", best[name]["wall"] / own["wall"], per[workload], True))
    print("\n| goal | is | must | |\n|---|--:|--:|---|")
    for name, value, bound, over in rows:
        met = value >= bound if over else value <= bound
        print(f"| {name} | {value:.2f} | {'≥' if over else '≤'} {bound} | {'met' if met else '**not met**'} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="+", choices="ABCD")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--skip", default="^$", help="contestants left out, a regular expression")
    parser.add_argument("--limit", action="append", default=[], help="passed to merge")
    given = parser.parse_args()
    prepare(given.workloads)
    for name in given.workloads:
        best = measure(WORK / name, given)
        print(f"\n### {name}, least of {given.repeats}\n")
        table(best)
        goals(name, best)


if __name__ == "__main__":
    main()
