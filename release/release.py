#!/usr/bin/env python3
"""Makes the release from the lock file: ./dev release [FOLDER] [--fast] [--only linux|windows] [--twice]

FOLDER (target/release-files) gets
  tonghop-VERSION-windows-x64.zip   the program, the guides, the sample, the licences
  tonghop-VERSION-linux-x64.tar.gz  the same for Linux with glibc 2.28 or later
  tonghop-VERSION.cdx.json          what the programs are made of (CycloneDX)
  SHA256SUMS
and the offline page without a plan, which is in both archives as well. The same commit gives the same bytes, in whichever folder it is built:
--twice builds a second time, in a copy of the checkout below /tmp, and compares. --fast optimises less, for trials.
For Debian 12; missing packages are installed. docs/release.md says how a release is made and checked.
"""
import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import bundle
import licences
import programs

ROOT = programs.ROOT


def page(folder, fast):
    """Makes the offline page without a plan, and returns its content."""
    out = folder / bundle.PAGE
    environment = {**os.environ, "TONGHOP_PAGE_FAST": "1" if fast else ""}
    subprocess.run(["bash", str(ROOT / "page/build.sh"), str(out)], cwd=ROOT, check=True, env=environment)
    return out.read_bytes()


def sums(folder):
    """Writes SHA256SUMS of the files in a folder."""
    files = sorted(p for p in folder.iterdir() if p.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in files]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")
    return lines


def make(folder, only, fast):
    """Builds everything and fills the folder with it."""
    source = programs.Source.of_checkout()
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    parts = licences.components()
    texts = licences.texts(parts)
    html = page(folder, fast) if only is None else None
    if only in (None, "linux"):
        program = programs.linux(source, fast)
        bundle.linux(folder, source, program, texts, html)
    if only in (None, "windows"):
        program = programs.windows(source, fast)
        bundle.windows(folder, source, program, texts, html)
    bom = folder / f"tonghop-{source.version}.cdx.json"
    bom.write_text(licences.sbom(parts, source), encoding="utf-8", newline="\n")
    return sums(folder)


def again(only, fast):
    """Makes the release in a copy of the checkout, and returns the lines of its SHA256SUMS."""
    with tempfile.TemporaryDirectory(prefix="tonghop-again-") as place:
        copy = Path(place) / "another folder"
        subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(copy)], check=True)
        words = [sys.executable, "release/release.py", str(copy / "out")]
        words += ["--fast"] if fast else []
        words += ["--only", only] if only else []
        # The tools are no part of the bytes: they are not fetched again.
        environment = {**os.environ, "TONGHOP_TOOLS": str(programs.TOOLS)}
        subprocess.run(words, cwd=copy, check=True, env=environment)
        return (copy / "out/SHA256SUMS").read_text(encoding="utf-8").splitlines(keepends=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=str(ROOT / "target/release-files"))
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--only", choices=["linux", "windows"])
    parser.add_argument("--twice", action="store_true")
    given = parser.parse_args()
    programs.ensure_tools(given.only)
    lines = make(Path(given.folder).resolve(), given.only, given.fast)
    print("".join(lines), end="")
    if given.twice:
        other = again(given.only, given.fast)
        if other != lines:
            print("NOT the same bytes in another folder:\n" + "".join(other), end="")
            sys.exit(1)
        print("the same bytes in another folder")


if __name__ == "__main__":
    main()
