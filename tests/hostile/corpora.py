#!/usr/bin/env python3
"""corpora.py --program TONGHOP [--fetch FOLDER] [--list FILE] [--mutants N] [--seed N] [--largest KB] [FOLDER...]: gives the
program every spreadsheet, e-mail and archive below the folders (checkouts or git directories of projects that keep such files
for their tests), and mutants of them, as returns beside a good one, a hundred at a time. The program must end by itself without
a panic, list every file, say why it does not read one, change none, and give the good return's figures as without them. Ends
with 1 on any failure. --fetch checks the projects of SOURCES out below a folder first, unless they are there; nothing of them
belongs into the repository. --list writes one line a file: what became of it and why."""
import argparse, collections, io, json, os, random, resource, shutil, struct, subprocess, sys, tempfile, time, zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GOOD = os.path.join(ROOT, "samples", "277-lai-chau", "tra-loi", "2021-Q3", "BM01_2021-Q3_CDVC.xlsx")
SPREADSHEETS = (".xls", ".xlsx", ".xlsm", ".xlsb", ".xlt", ".xltx", ".xltm", ".ods", ".ots", ".fods", ".xml", ".html", ".htm", ".mht")
ENDINGS = SPREADSHEETS + (".msg", ".eml", ".emlx", ".mbox", ".zip")
# Where projects keep spreadsheets and e-mails for their tests: repository, and the folders in it.
SOURCES = {
    "calamine": ("https://github.com/tafia/calamine", ["tests"]),
    "poi": ("https://github.com/apache/poi", ["test-data"]),
    "ExcelDataReader": ("https://github.com/ExcelDataReader/ExcelDataReader", ["src/TestData"]),
    "SheetJS": ("https://github.com/SheetJS/test_files", [""]),
    "openpyxl": ("https://github.com/theorchard/openpyxl", [""]),
    "openpyxl2": ("https://github.com/j5int/openpyxl2", [""]),
    "LibreOffice": ("https://github.com/LibreOffice/core", ["sc/qa", "chart2/qa"]),
    "mail": ("https://github.com/mikel/mail", ["spec/fixtures"]),
    "mail-parser": ("https://github.com/stalwartlabs/mail-parser", [""]),
    "mailparser": ("https://github.com/nodemailer/mailparser", [""]),
}
NUMBERS = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF]


def bent(data, rng):
    """Returns the data with some bytes changed, cut out, doubled or moved."""
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 4, 8, 32])):
        if not data:
            break
        at, kind = rng.randrange(len(data)), rng.randrange(8)
        if kind == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            data[at] = rng.randrange(256)
        elif kind == 2:
            width = rng.choice("HI")
            try:
                struct.pack_into("<" + width, data, at, rng.choice(NUMBERS) & (0xFFFF if width == "H" else 0xFFFFFFFF))
            except struct.error:
                pass
        elif kind == 3:
            del data[at:at + rng.choice([1, 2, 8, 64, 512])]
        elif kind == 4:
            data[at:at] = data[at:at + rng.choice([1, 4, 32, 256])]
        elif kind == 5:
            to = rng.randrange(len(data))
            data[to:to + 16] = data[at:at + 16]
        elif kind == 6 and rng.random() < 0.2:
            del data[at:]
        else:
            digits = [i for i in range(at, min(at + 400, len(data))) if 48 <= data[i] <= 57]
            if digits:
                data[digits[0]:digits[0] + 1] = rng.choice([b"-1", b"99999999999", b"1e309", b"0", b"", b"65536", b"4294967296"])
    return bytes(data)


def mutant(data, rng):
    """Damages bytes; in an archive mostly those of one part, which is packed again."""
    if data[:2] == b"PK" and rng.random() < 0.8:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as source:
                parts = [(n, source.read(n)) for n in source.namelist()]
        except Exception:
            return bent(data, rng)
        chosen = rng.randrange(len(parts)) if parts else 0
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
            for i, (name, part) in enumerate(parts):
                if i == chosen and rng.random() < 0.05:
                    continue
                target.writestr(name, bent(part, rng) if i == chosen else part)
        return out.getvalue()
    return bent(data, rng)


def fetched(folder):
    """Checks the sources out below a folder, the wanted files only. Returns their folders."""
    for name, (address, folders) in SOURCES.items():
        at = os.path.join(folder, name)
        if os.path.exists(at):
            continue
        clone = ["git", "clone", "-q", "--depth", "1", "--filter=blob:none", "--no-checkout", address, at]
        wanted = [f"/{f + '/' if f else ''}**/*{e}" for f in folders for e in ENDINGS]
        sparse = ["git", "-C", at, "sparse-checkout", "set", "--no-cone", *wanted]
        for command in clone, sparse, ["git", "-C", at, "checkout", "-q"]:
            if subprocess.run(command, env={**os.environ, "GIT_LFS_SKIP_SMUDGE": "1"}).returncode:
                print(f"not fetched: {name}", flush=True)
                shutil.rmtree(at, ignore_errors=True)
                break
    return [os.path.join(folder, name) for name in SOURCES if os.path.exists(os.path.join(folder, name))]


def files_of(folder):
    """Yields path and a function that gives the bytes, of a folder or of the newest commit of a git directory."""
    if os.path.isdir(os.path.join(folder, "objects")) and os.path.isfile(os.path.join(folder, "HEAD")):
        git = ["git", "--git-dir", folder]
        listed = subprocess.run(git + ["ls-tree", "-r", "-z", "HEAD"], check=True, capture_output=True).stdout
        for entry in filter(None, listed.split(b"\0")):
            (mode, _, blob), path = entry.split(b"\t", 1)[0].split(), entry.split(b"\t", 1)[1].decode("utf-8", "replace")
            if mode != b"120000":
                read = lambda b=blob: subprocess.run(git + ["cat-file", "blob", b], capture_output=True).stdout
                yield os.path.join(folder, path), read
        return
    for at, folders, files in os.walk(folder):
        folders[:] = [f for f in folders if f != ".git"]
        for path in (os.path.join(at, f) for f in files):
            if os.path.isfile(path):
                yield path, lambda p=path: open(p, "rb").read()


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--program", required=True)
    words.add_argument("--mutants", type=int, default=0)
    words.add_argument("--seed", type=int, default=277)
    words.add_argument("--largest", type=int, default=0, help="leave out originals of more KB when making mutants")
    words.add_argument("--batch", type=int, default=100)
    words.add_argument("--fetch", metavar="FOLDER", help="check the projects of SOURCES out below a folder, and run them")
    words.add_argument("--list", metavar="FILE", help="write one line a file: fate, code, reason, found, file")
    words.add_argument("folders", nargs="*")
    asked = words.parse_args()
    program = os.path.abspath(asked.program)
    sources = {}
    for folder in (fetched(asked.fetch) if asked.fetch else []) + asked.folders:
        all_files = sorted((f for f in files_of(folder) if f[0].lower().endswith(ENDINGS)), key=lambda f: f[0])
        # Pointers of Git LFS are no files of the project.
        read = [(path, content) for path, content in all_files if not content().startswith(b"version https://git-lfs")]
        sources[folder] = read
    keep = tempfile.mkdtemp(prefix="corpora-")
    campaign = os.path.join(keep, "dot")
    subprocess.run([program, "init", campaign], check=True, stdout=subprocess.DEVNULL)
    inbox = os.path.join(campaign, "tra-loi")
    shutil.copy(GOOD, os.path.join(inbox, "good.xlsx"))
    total, causes, faults, told, slowest = collections.Counter(), collections.Counter(), [], [], 0.0

    def run(files):
        """Runs the program on files, given as name and bytes."""
        nonlocal slowest
        os.mkdir(os.path.join(inbox, "x"))
        for name, data in files:
            with open(os.path.join(inbox, "x", name), "wb") as out:
                out.write(data)
        to = os.path.join(keep, "out")
        start = time.time()
        ran = subprocess.run([program, "export", campaign, "--internal", "--format", "json", "--output", to], capture_output=True)
        slowest = max(slowest, time.time() - start)
        said = ran.stderr.decode("utf-8", "replace")
        if ran.returncode not in (0, 1) or "panicked" in said:
            faults.append(f"exit {ran.returncode} with {files[0][0]} ... {files[-1][0]}: {said[:300]}")
        else:
            tables = json.load(open(os.path.join(to, "du-lieu.json")))
            fates = collections.defaultdict(list)
            for row in tables["nguon"]:
                fates[row["file"].split(" › ")[0]].append(row["fate"])
            why = {r["file"].split(" › ")[0]: (r["code"], r["message"], r["found"]) for r in tables["phat-hien"] if r["file"] and r["code"] in ("D13", "D15")}
            if "counted" not in fates.get("good.xlsx", []):
                faults.append(f"the good return is {fates.get('good.xlsx')} beside {files[0][0]} ... {files[-1][0]}")
            for name, data in files:
                mine = fates.get("x/" + name, [])
                total[mine[0] if mine else "not told"] += 1
                code, *reason = why.get("x/" + name, ("", "", ""))
                told.append("\t".join([mine[0] if mine else "", code, *(" ".join(str(r).split()) for r in reason), name]))
                if not mine:
                    faults.append(f"not told: {name}")
                elif mine[0] == "unreadable":
                    causes[reason[0] or ""] += 1
                    if not reason[0]:
                        faults.append(f"no reason: {name}")
                with open(os.path.join(inbox, "x", name), "rb") as back:
                    if back.read() != data:
                        faults.append(f"changed: {name}")
            shutil.rmtree(to)
        shutil.rmtree(os.path.join(inbox, "x"))

    whole = collections.Counter()
    for folder, originals in sources.items():
        total.clear(), causes.clear()
        for place in range(0, len(originals), asked.batch):
            part = originals[place:place + asked.batch]
            run([(f"{place + i:05} {os.path.basename(path)}", content()) for i, (path, content) in enumerate(part)])
        print(f"{os.path.basename(folder)}: {len(originals)} files; {dict(total)}", flush=True)
        for cause, count in causes.most_common():
            print(f"  {count:6} {cause}")
        whole.update(total)
    print(f"originals: {sum(map(len, sources.values()))}; {dict(whole)}; slowest batch {slowest:.1f} s", flush=True)
    if asked.list:
        with open(asked.list, "w", encoding="utf-8") as out:
            out.write("\n".join(told) + "\n")
    if asked.mutants:
        total.clear(), causes.clear()
        contents = [(path, content()) for files in sources.values() for path, content in files]
        small = [(p, c) for p, c in contents if not asked.largest or len(c) <= asked.largest << 10]
        rng, made, start = random.Random(asked.seed), 0, time.time()
        while made < asked.mutants and len(faults) < 50:
            batch = []
            for _ in range(min(asked.batch, asked.mutants - made)):
                path, content = rng.choice(small)
                batch.append((f"{made:06} {os.path.basename(path)}", mutant(content, rng)))
                made += 1
            run(batch)
            if made % 10_000 == 0:
                print(f"{made} mutants, {time.time() - start:.0f} s, {len(faults)} faults", flush=True)
        print(f"mutants: {made} of {len(small)} files; {dict(total)}; slowest batch {slowest:.1f} s")
        for cause, count in causes.most_common():
            print(f"  {count:6} {cause}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"largest process {peak} MiB")
    for fault in faults[:50]:
        print("FAULT", fault)
    print(f"faults: {len(faults)}")
    shutil.rmtree(keep)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
