"""Packs a program with what goes with it. Names are sorted and times are those of the commit, so that the same content
gives the same bytes."""
import gzip
import io
import subprocess
import tarfile
import time
import zipfile
from pathlib import Path

import guides
from programs import ROOT

SAMPLE = "samples/277-lai-chau"
# Name of the sample beside the program; the program offers it when it is started there.
SAMPLE_NAME = "vi-du-277"
# The offline page without a plan: `tonghop page` finds it beside the program.
PAGE = "trang-kiem-tra.html"
START = (ROOT / "release/HUONG-DAN.txt")


def common(source, texts, page):
    """Returns the files of every archive by name."""
    files = {
        "LICENSE-MIT": (ROOT / "LICENSE-MIT").read_bytes(),
        "LICENSE-APACHE": (ROOT / "LICENSE-APACHE").read_bytes(),
        "GIAY-PHEP-THANH-PHAN.txt": with_mark(texts),
        "HUONG-DAN.txt": with_mark(START.read_text(encoding="utf-8").replace("@VERSION@", source.version)),
    }
    if page is not None:
        files[PAGE] = page
    files.update(guides.pages())
    sample = ROOT / SAMPLE
    for name in ("ke-hoach.toml", "phu-luc.tsv"):
        files[f"{SAMPLE_NAME}/{name}"] = (sample / name).read_bytes()
    for path in tracked(f"{SAMPLE}/tra-loi"):
        files[f"{SAMPLE_NAME}/{path.relative_to(sample).as_posix()}"] = path.read_bytes()
    return files


def tracked(folder):
    """Returns the files of the commit below a folder."""
    words = ["git", "ls-files", "-z", "--", folder]
    out = subprocess.run(words, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    return [ROOT / name for name in sorted(filter(None, out.split("\0")))]


def with_mark(text):
    """Returns a text as the Notepad of every Windows reads it."""
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


def windows(folder, source, program, texts, page):
    """Writes the .zip for Windows."""
    name = f"tonghop-{source.version}-windows-x64"
    files = {**common(source, texts, page), "tonghop.exe": program.read_bytes()}
    when = time.gmtime(max(source.time, 315532800))[:6]
    with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{name}/{path}", when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, files[path])


def linux(folder, source, program, texts, page):
    """Writes the .tar.gz for Linux, with the manual page and completions that the program prints."""
    name = f"tonghop-{source.version}-linux-x64"
    files = {**common(source, texts, page), "tonghop": program.read_bytes()}
    printed = {"tonghop.1": ["man", "--lang", "en"], "completions/tonghop.bash": ["completions", "bash"]}
    printed |= {"completions/_tonghop": ["completions", "zsh"], "completions/tonghop.fish": ["completions", "fish"]}
    for path, words in printed.items():
        files[path] = subprocess.run([program, *words], check=True, capture_output=True).stdout
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(files):
            entry = tarfile.TarInfo(f"{name}/{path}")
            entry.size, entry.mtime, entry.mode = len(files[path]), source.time, 0o755 if path == "tonghop" else 0o644
            archive.addfile(entry, io.BytesIO(files[path]))
    with open(folder / f"{name}.tar.gz", "wb") as out, gzip.GzipFile("", "wb", 9, out, mtime=source.time) as packer:
        packer.write(packed.getvalue())
