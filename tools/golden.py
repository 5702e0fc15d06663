"""Hashes of everything that the program writes, to show that a change of the code changes no output.

usage: golden.py record FILE [--binary PATH] [--campaigns sample,second,A,B,C]
       golden.py compare OLD NEW

`record` makes the campaigns below target/golden (benches/make.py, the sample, blank forms of the second template), runs every
command on them and writes FILE: one line for each part of each workbook (docProps left out: it has the date) and for each text on
the screen in both languages, with its SHA-256. The texts themselves are kept beside FILE, in FILE.texts/.

`compare` prints the lines that differ, and of texts the difference. Exit code 1 where there is one.

Needs Python 3.11 and the release build; installs XlsxWriter into target/golden/venv.
"""
import argparse
import difflib
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "target/golden"
LANGUAGES = ("vi", "en")
# The rosters of C are beyond the default limit.
LIMITS = {"C": ["--limit", "roster_rows=20000"]}
SAMPLE = ROOT / "samples/277-lai-chau"


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Recorder:
    """Runs the program in a campaign folder and keeps the hash of all that it writes."""

    def __init__(self, binary, texts):
        self.binary, self.texts, self.lines = str(binary), texts, []

    def add(self, name, data):
        self.lines.append(f"{name}\t{digest(data)}")

    def run(self, campaign, folder, step, *arguments):
        """Runs one command in both languages; the campaign folder is the working directory, so that no path is shown."""
        for language in LANGUAGES:
            environment = {"PATH": os.environ["PATH"], "TONGHOP_LANG": language, "HOME": str(WORK)}
            done = subprocess.run(
                [self.binary, *arguments], cwd=folder, env=environment, capture_output=True, stdin=subprocess.DEVNULL
            )
            text = b"exit %d\n" % done.returncode + done.stdout + b"\n--- stderr\n" + done.stderr
            text = text.replace(str(WORK).encode(), b"WORK")
            name = f"{campaign}/{step}/{language}"
            self.add(name, text)
            path = self.texts / (name.replace("/", "__") + ".txt")
            path.write_bytes(text)

    def files(self, campaign, step, folder):
        """Hashes each file below a folder, and of workbooks each part."""
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = f"{campaign}/{step}/{path.relative_to(folder)}"
            if path.suffix != ".xlsx":
                self.add(name, path.read_bytes())
                continue
            with zipfile.ZipFile(path) as package:
                for part in package.namelist():
                    if not part.startswith("docProps/"):
                        self.add(f"{name}!{part}", package.read(part))


def plan_names(folder):
    """Names of the plan's columns and codes of its rules, where the plan is a text."""
    path = folder / "ke-hoach.toml"
    if not path.exists():
        return []
    plan = tomllib.loads(path.read_text(encoding="utf8"))
    return [c["name"] for c in plan.get("columns", [])] + [r["code"] for r in plan.get("rules", [])]


def record_campaign(recorder, name, folder):
    limits = LIMITS.get(name, [])
    results = folder / "ket-qua"
    large = name in ("B", "C")
    recorder.run(name, folder, "merge", "merge", *limits)
    recorder.files(name, "merge-files", results)
    workbooks = sorted(results.glob("*.xlsx"))
    if workbooks:
        recorder.run(name, folder, "audit", "audit", str(workbooks[-1].relative_to(folder)), *limits)
    for kind in ("csv", "json"):
        out = folder / f"out-{kind}"
        recorder.run(name, folder, f"export-{kind}", "export", "--format", kind, "--output", str(out.name), *limits)
        if out.is_dir():
            recorder.files(name, f"export-{kind}-files", out)
        elif out.exists():
            recorder.add(f"{name}/export-{kind}-file", out.read_bytes())
    recorder.run(name, folder, "up", "up", "--output", "up.xlsx", *limits)
    (folder / "up").mkdir(exist_ok=True)
    if (folder / "up.xlsx").exists():
        shutil.move(folder / "up.xlsx", folder / "up/up.xlsx")
        recorder.files(name, "up-files", folder / "up")
    recorder.run(name, folder, "forms", "forms")
    if not large:
        recorder.files(name, "forms-files", folder / "bieu-mau")
    returns = sorted(p for p in (folder / "tra-loi").rglob("*") if p.is_file())
    for path in returns[:: max(1, len(returns) // 40)]:
        relative = str(path.relative_to(folder))
        recorder.run(name, folder, f"check/{relative}", "check", relative, *limits)
        recorder.run(name, folder, f"check-json/{relative}", "check", "--format", "json", relative, *limits)
    if large:
        return
    for target in plan_names(folder) + ["'Tổng hợp'!E23", "'Tổng quan'!B5"]:
        recorder.run(name, folder, f"explain/{target}", "explain", target)


def make_campaign(name, binary):
    folder = WORK / "work" / name
    shutil.rmtree(folder, ignore_errors=True)
    if name == "sample":
        shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("ket-qua", "bieu-mau"))
    elif name == "second":
        folder.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([binary, "init", str(folder), "--text", "--template", "2209-kh-ubnd"], check=True, capture_output=True)
        subprocess.run([binary, "forms", str(folder)], check=True, capture_output=True)
        (period,) = sorted((folder / "bieu-mau").iterdir())[:1]
        shutil.copytree(period, folder / "tra-loi" / period.name, dirs_exist_ok=True)
        shutil.rmtree(folder / "bieu-mau")
    else:
        kept = WORK / "campaigns" / name
        if not kept.exists():
            python = WORK / "venv/bin/python"
            if not python.exists():
                venv.create(WORK / "venv", with_pip=True)
                subprocess.run([python, "-m", "pip", "install", "-q", "XlsxWriter"], check=True)
            kept.mkdir(parents=True)
            subprocess.run([python, ROOT / "benches/make.py", name, kept], check=True)
        shutil.copytree(kept, folder)
    return folder


def record(arguments):
    binary = Path(arguments.binary).resolve()
    out = Path(arguments.file)
    texts = Path(f"{out}.texts")
    shutil.rmtree(texts, ignore_errors=True)
    texts.mkdir(parents=True)
    recorder = Recorder(binary, texts)
    for name in arguments.campaigns.split(","):
        record_campaign(recorder, name, make_campaign(name, binary))
    out.write_text("\n".join(recorder.lines) + "\n", encoding="utf8")
    print(f"{len(recorder.lines)} hashes in {out}")
    return 0


def compare(arguments):
    def load(path):
        return dict(line.rsplit("\t", 1) for line in Path(path).read_text(encoding="utf8").splitlines())

    old, new = load(arguments.old), load(arguments.new)
    differing = [n for n in {**old, **new} if old.get(n) != new.get(n)]
    for name in differing:
        state = "only in the old" if name not in new else "only in the new" if name not in old else "differs"
        print(f"{state}: {name}")
        pair = [Path(f"{p}.texts") / (name.replace("/", "__") + ".txt") for p in (arguments.old, arguments.new)]
        if all(p.exists() for p in pair):
            before, after = (p.read_text(encoding="utf8", errors="replace").splitlines() for p in pair)
            for line in list(difflib.unified_diff(before, after, lineterm="", n=0))[2:12]:
                print(f"    {line}")
    print(f"{len(differing)} of {len(new)} differ")
    return 1 if differing else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("record")
    one.add_argument("file")
    one.add_argument("--binary", default=ROOT / "target/release/tonghop")
    one.add_argument("--campaigns", default="sample,second,A,B,C")
    two = commands.add_parser("compare")
    two.add_argument("old")
    two.add_argument("new")
    arguments = parser.parse_args()
    return record(arguments) if arguments.command == "record" else compare(arguments)


if __name__ == "__main__":
    sys.exit(main())
