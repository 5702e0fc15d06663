"""Folder entries that are no files, and unusual file names."""
import os
import shutil
import subprocess
import tempfile

from archive import package
from cases import BAD, HELD, NOT, READ, SKIPPED
from form import GOOD, MODEL, workbook


def add(corpus):
    good = package(workbook())

    def file(name, what, data=good, expect=READ, **more):
        corpus.add(name, "name", what, expect, data, **more)

    file("a" * 245 + ".xlsx", "a name of 250 bytes")
    file("name\nline.xlsx", "a name with a line end")
    file("name\x1b[31m\x07.xlsx", "a name with terminal codes")
    file(os.fsdecode(b"name-\xFF\xFE.xlsx"), "a name that is no UTF-8")
    file("name-\u202Excslx.xlsx", "a name that runs backward")
    file("=cmd|' calc'!A1.xlsx", "a name that is a formula")
    file("-rf.xlsx", "a name that begins like an option")
    file("--worker.xlsx", "a name that begins like an option of the program")
    file("name \\.. C:.xlsx", "a name with signs that Windows forbids")
    file("name-<b>&amp;\"'.xlsx", "a name with signs of XML")
    file("na\u0303me-nfd.xlsx", "a name in NFD")
    file("name", "a name without an ending")
    file("name.XLSX", "an ending in capitals")
    file("name.pdf", "a return named .pdf")
    file("name.xlsx.", "a name that ends in a dot")
    file("name%s%n%d.xlsx", "a name with format signs")
    for name in ("~$lock.xlsx", "Thumbs.db", ".DS_Store", "desktop.ini", ".~lock.BM01.xlsx#"):
        file(name, "what Excel or a system leaves", b"\x05lock", SKIPPED)

    def special(name, what, make, expect=SKIPPED, **more):
        corpus.add(name, "folder", what, expect, make, **more)

    outside = os.path.join(corpus.folder, ".outside")
    os.makedirs(outside)
    shutil.copyfile(GOOD.replace("TANUYEN", "NAMNHUN"), os.path.join(outside, "other.xlsx"))
    outside = os.path.abspath(outside)
    special("fifo.xlsx", "a pipe", os.mkfifo)
    special("link-passwd.xlsx", "a link to /etc/passwd", lambda p: os.symlink("/etc/passwd", p))
    special("link-outside.xlsx", "a link to a return outside", lambda p: os.symlink(os.path.join(outside, "other.xlsx"), p))
    special("link-folder", "a link to a folder outside", lambda p: os.symlink(outside, p))
    special("link-loop.xlsx", "a link to itself", lambda p: os.symlink("link-loop.xlsx", p))
    special("link-up", "a link to the folder above", lambda p: os.symlink("..", p))
    special("link-dead.xlsx", "a link to nothing", lambda p: os.symlink("/nowhere/x", p))
    special("folder.xlsx", "a folder named like a workbook", os.mkdir, [SKIPPED])
    special("device.xlsx", "a device", lambda p: os.mknod(p, 0o600 | 0o020000, os.makedev(1, 5)))

    def socket(path):
        import socket as sockets
        one = sockets.socket(sockets.AF_UNIX)
        # A socket address is short: bind it with a relative name.
        here = os.getcwd()
        os.chdir(os.path.dirname(path))
        try:
            one.bind(os.path.basename(path))
        finally:
            os.chdir(here)

    special("socket.xlsx", "a socket", socket)

    def deep(path):
        for _ in range(200):
            os.mkdir(path)
            path = os.path.join(path, b"d" * 15)

    special("folder-deep", "folders 200 deep", deep)

    def locked(path):
        with open(path, "wb") as out:
            out.write(good)
        os.chmod(path, 0)

    special("mode-000.xlsx", "a file that its owner may not read; root may", locked, [BAD, READ])
    if corpus.program:
        own(corpus)


def own(corpus):
    """Files that the program itself writes, put among the returns."""
    with tempfile.TemporaryDirectory() as folder:
        run = lambda *words: subprocess.run([corpus.program, *words], cwd=folder, check=True, capture_output=True)
        run("init", "dot")
        inbox = os.path.join(folder, "dot", "tra-loi", "2021-Q3")
        shutil.copyfile(MODEL, os.path.join(inbox, "model.xlsx"))
        shutil.copyfile(GOOD, os.path.join(inbox, "good.xlsx"))
        run("merge", "dot")
        run("forms", "dot", "--period", "2021-Q3", "--unit", "TP")
        forms = os.path.join(folder, "dot", "bieu-mau", "2021-Q3")
        for name, what, path, expect in [
            ("own-merged.xlsx", "the consolidated workbook", "ket-qua/Tong-hop-2021-Q3.xlsx", [NOT, SKIPPED]),
            ("own-plan.xlsx", "the plan", "ke-hoach.xlsx", [NOT, SKIPPED]),
            ("own-annex.xlsx", "the annex", "phu-luc.xlsx", [NOT, SKIPPED]),
            ("own-form.xlsx", "a form that nobody filled in", os.path.join(forms, os.listdir(forms)[0]), HELD),
        ]:
            with open(os.path.join(folder, "dot", path), "rb") as file:
                corpus.add(name, "own", what, expect, file.read())
