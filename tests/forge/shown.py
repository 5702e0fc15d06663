"""shown.py BASE FILE…: lists the workbooks of which LibreOffice shows or computes something else than of BASE, by a fingerprint of the printed
pages and of the recomputed values."""
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile

# Recompute always on loading, whatever program wrote the file.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""
BATCH = 25


def convert(files, kind, folder):
    """Converts files in runs of some; a file that LibreOffice cannot read gives none."""
    profile = os.path.join(folder, "profile")
    os.makedirs(os.path.join(profile, "user"), exist_ok=True)
    with open(os.path.join(profile, "user/registrymodifications.xcu"), "w") as file:
        file.write(PROFILE)
    out = os.path.join(folder, kind.split(":")[0])
    for at in range(0, len(files), BATCH):
        subprocess.run(
            ["timeout", "-k", "5", "900", "soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nologo",
             "--nofirststartwizard", "--convert-to", kind, "--outdir", out, *files[at:at + BATCH]],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C.UTF-8"})
    return out


def pages(pdf, folder):
    """A fingerprint of the pages as pictures."""
    if not os.path.exists(pdf):
        return "none"
    prefix = os.path.join(folder, "page")
    subprocess.run(["pdftoppm", "-r", "40", pdf, prefix], check=True)
    digest = hashlib.sha256()
    for name in sorted(n for n in os.listdir(folder) if n.startswith("page")):
        with open(os.path.join(folder, name), "rb") as file:
            digest.update(file.read())
        os.remove(os.path.join(folder, name))
    return digest.hexdigest()


def values(workbook):
    """A fingerprint of the values of all cells, by sheet and address, without what a number's last digits round to."""
    if not os.path.exists(workbook):
        return "none"
    digest = hashlib.sha256()
    with zipfile.ZipFile(workbook) as archive:
        book = archive.read("xl/workbook.xml").decode()
        digest.update(repr(re.findall(r'<sheet [^>]*?name="([^"]*)"', book)).encode())
        strings = []
        if "xl/sharedStrings.xml" in archive.namelist():
            items = re.findall(r"<si>(.*?)</si>|<si/>", archive.read("xl/sharedStrings.xml").decode(), re.S)
            strings = ["".join(re.findall(r"<t[^>]*>(.*?)</t>", item, re.S)) for item in items]
        sheets = sorted(n for n in archive.namelist() if n.startswith("xl/worksheets/sheet"))
        for name in sheets:
            cells = re.findall(r'<c r="([A-Z]+\d+)"([^>]*)>(.*?)</c>', archive.read(name).decode(), re.S)
            for address, attributes, content in cells:
                value = re.search(r"<v>(.*?)</v>", content, re.S)
                if value:
                    text = value.group(1)
                    text = strings[int(text)] if 't="s"' in attributes else text
                    digest.update(f"{name} {address} {text}\n".encode())
    return digest.hexdigest()


def shown(files):
    """Returns for each file the fingerprints of its pages and of its values."""
    with tempfile.TemporaryDirectory() as folder:
        pdf, book = convert(files, "pdf", folder), convert(files, "xlsx:Calc MS Excel 2007 XML", folder)
        out = {}
        for file in files:
            stem = os.path.splitext(os.path.basename(file))[0]
            out[file] = (pages(os.path.join(pdf, stem + ".pdf"), folder), values(os.path.join(book, stem + ".xlsx")))
        return out


# LibreOffice breaks a line now and then a word earlier, from run to run of the same file. A file differs if none of its looks in
# some runs is one of the base's looks; two looks of one file meet in them but for one time in a thousand.
RUNS = 6


def differing(base, files):
    """Returns the files that are shown or computed otherwise than the base: file, what differs."""
    looks = {file: (set(), set()) for file in (base, *files)}
    rest = list(files)
    for _ in range(RUNS):
        if not rest:
            break
        for file, found in shown([base, *rest]).items():
            for seen, look in zip(looks[file], found):
                seen.add(look)
        rest = [file for file in rest if any(a.isdisjoint(b) for a, b in zip(looks[file], looks[base]))]
    names = ("pages", "values")
    both = [(file, [n for n, a, b in zip(names, looks[file], looks[base]) if a.isdisjoint(b)]) for file in rest]
    return [(file, " ".join(what)) for file, what in both if what]


if __name__ == "__main__":
    for file, what in differing(sys.argv[1], sys.argv[2:]):
        print(file, what, sep="\t")
