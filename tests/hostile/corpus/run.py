"""run.py [--program TONGHOP] [--corpus FOLDER] [--merge] [--jobs N] [--only WORD]: gives each hostile file to `check` (or `merge`)
as the only one beside a good return in a campaign of its own, under limits of memory and time. Then it checks: no crash; the
good return has its figures; the file is reported by name and as the manifest says; its figures are those of the model or
missing; inputs are unchanged; nothing is left or written elsewhere. Ends with 1 on any failure."""
import argparse
import concurrent.futures
import hashlib
import json
import os
import re
import shutil
import stat
import sys
import tempfile
import threading
import xml.parsers.expat
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import form
from process import Ran, run

ROOT = form.ROOT
MEMORY, SECONDS = 2 << 30, 15
# Upper bounds: memory of all processes together, time.
MOST_MEMORY, MOST_SECONDS = 512 << 20, 10
# A limit and how its message names it, in English.
LIMITS = {"file_bytes": "file size", "entries": "entries of the archive", "part_bytes": "inflated part", "inflated_bytes": "inflated bytes",
          "ratio": "compression ratio", "shared_strings": "shared strings", "sheets": "sheets", "cells": "cells with content",
          "cells_seen": "cells of a sheet", "merges": "merged ranges", "names": "defined names", "text_bytes": "text of all cells",
          "roster_rows": "too many rows"}
# Messages for a file that cost a worker its life.
DIED, SLOW, CAUGHT = "had to stop", "s to read", "the reader gave up"
# Functions that no output may contain, even if a return does.
FORBIDDEN = re.compile(rb"<f>[^<]*(WEBSERVICE|HYPERLINK|DDE|CALL\(|cmd\||\[\d+\])|externalLink|vbaProject|oleObject")


def digest(path):
    """Returns a hash of a file's content; for a link its target, for a special file its kind."""
    mode = os.lstat(path).st_mode
    if stat.S_ISREG(mode):
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    return os.readlink(path) if stat.S_ISLNK(mode) else stat.S_IFMT(mode)


def tree(folder, without=()):
    """Returns every path below a folder with its digest."""
    out = {}
    for at, folders, files in os.walk(os.fsencode(folder)):
        for name in folders + files:
            path = os.path.join(at, name)
            inside = os.path.relpath(path, os.fsencode(folder))
            if inside.split(b"/")[0] not in without:
                out[inside] = digest(path)
    return out


def place(source, target):
    """Puts a file, link, pipe, device or folder of the corpus into a campaign."""
    mode = os.lstat(source).st_mode
    if stat.S_ISREG(mode):
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
    elif stat.S_ISLNK(mode):
        os.symlink(os.readlink(source), target)
    elif stat.S_ISDIR(mode):
        shutil.copytree(source, target, symlinks=True)
    elif stat.S_ISFIFO(mode):
        os.mkfifo(target)
    elif stat.S_ISSOCK(mode):
        # Serves like a socket, without an address.
        os.mkfifo(target)
    else:
        os.mknod(target, mode, os.lstat(source).st_rdev)


class Bench:
    """Shared by all runs: the program, a fresh campaign to copy, the figures of the two returns."""

    def __init__(self, program, merge):
        self.program, self.merge = os.path.abspath(program), merge
        self.keep = tempfile.TemporaryDirectory(prefix="hostile-")
        self.fresh = os.path.join(self.keep.name, "fresh")
        ran = run([self.program, "init", self.fresh], self.keep.name, MEMORY, 60)
        assert ran.code == 0, ran.err
        self.good = os.path.basename(form.GOOD)
        inbox = os.path.join(self.fresh, "tra-loi", form.PERIOD)
        shutil.copyfile(form.GOOD, os.path.join(inbox, self.good))
        # The model's figures, as the program reads them from the sample's own file.
        model = os.path.join(self.keep.name, "model")
        shutil.copytree(self.fresh, model)
        shutil.copyfile(form.MODEL, os.path.join(model, "tra-loi", form.PERIOD, "model.xlsx"))
        tables = self.tables(model, self.keep.name)[1]
        self.figures = {unit: figures(tables, unit) for unit in (form.GOOD_UNIT, form.UNIT)}
        assert len(self.figures[form.UNIT]) > 40, "the model is read"

    def tables(self, campaign, tmp):
        """Returns the tables of `export`: figures, findings, sources."""
        to = tempfile.mkdtemp(dir=self.keep.name)
        ran = run([self.program, "export", campaign, "--format", "json", "--output", to], tmp, MEMORY, SECONDS * 2)
        path = os.path.join(to, "du-lieu.json")
        tables = json.load(open(path)) if os.path.isfile(path) else None
        shutil.rmtree(to)
        return ran, tables


def figures(tables, unit):
    return {(r["name"]): r["number"] if r["number"] is not None else r["text"] for r in tables["so-lieu"] if r["unit_code"] == unit}


class Result:
    def __init__(self, case, ran):
        self.case, self.ran, self.faults, self.outcome, self.lost, self.gap = case, ran, [], "", "", False


def one(bench, corpus, case):
    """Runs one file of the corpus in a campaign of its own."""
    folder = tempfile.mkdtemp(prefix="case-", dir=bench.keep.name)
    campaign, tmp = os.path.join(folder, "dot"), os.path.join(folder, "tmp")
    shutil.copytree(bench.fresh, campaign)
    os.mkdir(tmp)
    inbox = os.path.join(campaign, "tra-loi", form.PERIOD)
    target = os.path.join(os.fsencode(inbox), os.fsencode(case["name"]))
    place(os.path.join(os.fsencode(corpus), os.fsencode(case["name"])), target)
    before = tree(folder)
    good = os.path.join(inbox, bench.good)
    regular = stat.S_ISREG(os.lstat(target).st_mode)
    if bench.merge:
        words = [bench.program, "merge", campaign, "-v", "--lang", "en"]
    else:
        # Files that are skipped in a folder are not named on the command line.
        given = [target] if regular and "skipped" not in case["expect"] else []
        words = [bench.program, "check", "-C", campaign, "--format", "json", "--lang", "en", "--", good, *given]
    result = Result(case, run(words, tmp, MEMORY, SECONDS))
    ran, faults = result.ran, result.faults
    if ran.late:
        faults.append(f"no end after {SECONDS} s")
    elif ran.signal:
        faults.append(f"signal {ran.signal}")
    if "panicked" in ran.err:
        faults.append("panicked: " + ran.err.strip()[:200])
    if not ran.late and not ran.signal and ran.code not in case.get("exit", [0, 1]):
        faults.append(f"exit code {ran.code}: {ran.err.strip()[:200]}")
    if ran.memory > MOST_MEMORY:
        faults.append(f"{ran.memory >> 20} MiB of memory")
    if ran.seconds > MOST_SECONDS:
        faults.append(f"{ran.seconds:.1f} s")
    if not faults:
        (after_merge if bench.merge else after_check)(bench, campaign, tmp, result)
    changed = sorted(tree(folder, [b"tmp"]).items() ^ {k: v for k, v in before.items() if not k.startswith(b"tmp")}.items())
    elsewhere = {p for p, _ in changed if not (bench.merge and (p == b"dot/ket-qua" or re.fullmatch(rb"dot/ket-qua/Tong-hop-[^/]+\.xlsx", p)))}
    if elsewhere:
        faults.append(f"written or changed: {sorted(elsewhere)[:3]}")
    if os.listdir(tmp):
        faults.append(f"left behind: {os.listdir(tmp)[:3]}")
    if os.path.lexists("/tmp/tonghop-hostile") or os.path.lexists("/tmp/tonghop-hostile.xlsx"):
        faults.append("written outside: /tmp/tonghop-hostile")
    shutil.rmtree(folder, ignore_errors=True)
    return result


def judge(result, name, outcome, findings, taken, model):
    """Compares the outcome of a file with the manifest."""
    case, faults = result.case, result.faults
    result.outcome = outcome
    if outcome not in case["expect"]:
        (faults if "gap" not in case else []).append(
            f"{outcome}, expected {' or '.join(case['expect'])}" + (f": {findings[0][1]} {findings[0][2]}"[:300] if findings else ""))
        result.gap = "gap" in case
    said = " ".join(" ".join(map(str, f)) for f in findings)
    for mark in (DIED, SLOW, CAUGHT):
        if mark in said:
            result.lost = mark
    if outcome in ("unreadable", "not a return", "held"):
        if not findings:
            faults.append("nothing is said of it")
        elif not all(name in f[0] for f in findings):
            faults.append(f"a finding does not name the file: {findings[0]}")
    for word in [case.get("says"), LIMITS.get(case.get("limit"))]:
        if word and outcome in ("unreadable", "not a return", "held") and word.lower() not in said.lower():
            faults.append(f"'{word}' is not said: {said[:200]}")
    if taken is not None:
        # The figures of a return on hold are in the tables as typed and count nowhere.
        for key in sorted(set(taken) | set(model)) if outcome != "held" else []:
            may = case.get("figures", {}).get(key, [model.get(key)])
            if taken.get(key) not in may and not (key not in case.get("figures", {}) and outcome == "held" and taken.get(key) is None):
                faults.append(f"figure {key}: {taken.get(key)!r}, in the model {model.get(key)!r}")


def after_check(bench, campaign, tmp, result):
    name, ran = shown(result.case["name"]), result.ran
    try:
        entries = (json.loads(ran.out)["result"] or {}).get("files", [])
    except ValueError:
        result.faults.append(f"no JSON: {ran.out[:100]!r}")
        return
    good = [e for e in entries if e["file"] == bench.good]
    others = [e for e in entries if e["file"] != bench.good]
    if len(good) != 1 or good[0]["unit"] != form.GOOD_UNIT or good[0]["findings"]:
        result.faults.append(f"the good return: {good}")
    if not others:
        result.outcome = "skipped"
        if "skipped" not in result.case["expect"]:
            result.faults.append("not listed")
        return
    findings = [(f["file"] or "", f["message"]["en"], f["found"]["en"], f["mend"]["en"], f["code"])
                for e in others for f in e["findings"] if f["severity"] == "error"]
    codes = {f[-1] for f in findings}
    read = [e for e in others if e["unit"] is not None]
    if not read:
        outcome = "unreadable" if codes == {"D15"} else "not a return"
    else:
        outcome = "held" if findings else "read"
    taken = None
    # The figures of a return on hold count nowhere.
    if outcome == "read":
        ran, tables = bench.tables(campaign, tmp)
        if tables is None:
            result.faults.append(f"export: {ran.code} {ran.err[:200]}")
        else:
            taken = figures(tables, form.UNIT)
            # It may now be of another unit or period: then none of its figures may appear under the model's unit.
            if not any(e["unit"] == form.UNIT and e["period"] == form.PERIOD for e in read):
                taken = None
    judge(result, name, outcome, findings, taken, bench.figures[form.UNIT])
    if any(e["file"] != name and not e["file"].startswith(name) for e in others):
        result.faults.append(f"named {others[0]['file']!r}")


def after_merge(bench, campaign, tmp, result):
    name = f"{form.PERIOD}/{shown(result.case['name'])}"
    ran, tables = bench.tables(campaign, tmp)
    if tables is None:
        result.faults.append(f"export: {ran.code} {ran.err[:200]}")
        return
    fates = {r["file"]: r["fate"] for r in tables["nguon"] if r["file"] != f"{form.PERIOD}/{bench.good}"}
    if figures(tables, form.GOOD_UNIT) != bench.figures[form.GOOD_UNIT]:
        result.faults.append("the good return has other figures")
    mine = {f: fate for f, fate in fates.items() if f.startswith(name)}
    if set(fates) - set(mine):
        result.faults.append(f"files that are none: {sorted(set(fates) - set(mine))[:3]}")
    findings = [(r["file"] or "", r["message"] or "", r["found"] or "", r["mend"] or "", r["code"]) for r in tables["phat-hien"]
                if (r["file"] or "").startswith(name) and r["severity"] in ("error", "warning")]
    words = {"unreadable": "unreadable", "not_a_return": "not a return", "held": "held"}
    outcome = "skipped" if not mine else words.get(sorted(mine.values())[0], "read")
    if outcome in ("read", "held"):
        findings = [f for f in findings if outcome == "held"]
    taken = figures(tables, form.UNIT) or None if mine else None
    if outcome in ("read", "held") and any(r["unit_code"] != form.UNIT for r in tables["nguon"] if r["file"] in mine):
        taken = None
    # The tables are Vietnamese; `check` looks for the words that a message must contain.
    case = {k: v for k, v in result.case.items() if k not in ("says", "limit")}
    whole, result.case = result.case, case
    judge(result, name, outcome, findings, taken, bench.figures[form.UNIT])
    result.case = whole
    book = os.path.join(campaign, "ket-qua", f"Tong-hop-{form.PERIOD}.xlsx")
    if not os.path.isfile(book):
        result.faults.append("no workbook")
        return
    with zipfile.ZipFile(book) as file:
        for part in file.namelist():
            data = file.read(part)
            if part.endswith((".xml", ".rels")):
                try:
                    xml.parsers.expat.ParserCreate().Parse(data, True)
                except xml.parsers.expat.ExpatError as error:
                    result.faults.append(f"the workbook's {part}: {error}")
            found = FORBIDDEN.search(data)
            if found:
                result.faults.append(f"in the workbook's {part}: {found.group()[:80]}")


def shown(name):
    """Returns a name as the program shows it: invalid UTF-8 is replaced."""
    return os.fsencode(name).decode("utf-8", "replace")


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--program", default=os.path.join(ROOT, "target", "debug", "tonghop"))
    words.add_argument("--corpus", help="made before; else it is made anew")
    words.add_argument("--merge", action="store_true")
    words.add_argument("--jobs", type=int, default=os.cpu_count())
    words.add_argument("--only", default="", help="files with this in their name")
    words.add_argument("--every", type=int, default=1, help="every so many-th file, and none that takes seconds")
    words.add_argument("--all", action="store_true", help="print every file, not the failures alone")
    asked = words.parse_args()
    bench = Bench(asked.program, asked.merge)
    corpus = asked.corpus
    if not corpus:
        corpus = os.path.join(bench.keep.name, "corpus")
        ran = run([sys.executable, os.path.join(ROOT, "tests", "hostile", "corpus", "hostile.py"), corpus, "--program", bench.program], ROOT, 0, 600)
        assert ran.code == 0, ran.err
    with open(os.path.join(corpus, "manifest.jsonl")) as file:
        cases = [c for c in map(json.loads, file) if asked.only in c["name"]]
    if asked.every > 1:
        cases = [c for c in cases if not c["heavy"]][::asked.every]
    with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
        results = list(pool.map(lambda c: one(bench, corpus, c), cases))
    report(results, asked)
    bench.keep.cleanup()
    sys.exit(any(r.faults or r.gap for r in results))


def report(results, asked):
    def safe(name):
        return name.encode("unicode_escape").decode()[:70]

    kinds = sorted({r.case["kind"] for r in results})
    print(f"{'kind':12}{'files':>7}{'failed':>8}{'worst s':>9}{'worst MiB':>11}  outcomes")
    for kind in kinds + ["all"]:
        mine = [r for r in results if kind in (r.case["kind"], "all")]
        outcomes = {o: sum(r.outcome == o for r in mine) for o in sorted({r.outcome for r in mine})}
        print(f"{kind:12}{len(mine):7}{sum(bool(r.faults) for r in mine):8}{max(r.ran.seconds for r in mine):9.2f}"
              f"{max(r.ran.memory for r in mine) >> 20:11}  " + ", ".join(f"{o or '?'} {n}" for o, n in outcomes.items()))
    times = sorted(r.ran.seconds for r in results)
    slow = max(results, key=lambda r: r.ran.seconds)
    large = max(results, key=lambda r: r.ran.memory)
    print(f"\ntime: worst {slow.ran.seconds:.2f} s ({safe(slow.case['name'])}), 95th percentile {times[len(times) * 95 // 100]:.2f} s, "
          f"median {times[len(times) // 2]:.2f} s")
    print(f"memory of all processes: worst {large.ran.memory >> 20} MiB ({safe(large.case['name'])})")
    for mark, what in ((DIED, "cost a worker"), (SLOW, "ran into the time limit"), (CAUGHT, "the reader crate panicked")):
        lost = [safe(r.case["name"]) for r in results if r.lost == mark]
        print(f"{what}: {len(lost)}" + (f" ({', '.join(lost)})" if lost else ""))
    gaps = [r for r in results if r.gap]
    print(f"known gaps: {len(gaps)}")
    for r in gaps:
        print(f"  {safe(r.case['name'])}: {r.outcome}; {r.case['gap']}")
    if asked.all:
        for r in results:
            print(f"  {r.ran.seconds:6.2f} s {r.ran.memory >> 20:5} MiB  {r.outcome:13} {safe(r.case['name'])}")
    failed = [r for r in results if r.faults]
    print(f"failures: {len(failed)} of {len(results)}")
    for r in failed:
        print(f"  {safe(r.case['name'])} ({r.case['what'][:60]!r}): " + "; ".join(r.faults))


if __name__ == "__main__":
    main()
