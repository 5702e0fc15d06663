"""hostile.py FOLDER [--program TONGHOP]: makes files that are hostile, broken, or legal but unusual, the same bytes each
time, and FOLDER/manifest.jsonl: for each file its name, kind, description, and expected outcome in a folder of returns.
Needs openpyxl. With --program also files that the program itself writes."""
import argparse
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from cases import archives, folders, mails, odd, others, packages, sheets, texts, values

GROUPS = [others, archives, packages, sheets, values, texts, odd, mails, folders]
# Larger files are left out of the selection that runs with every test.
QUICK = 2_000_000


class Corpus:
    """The folder that the files go to."""

    def __init__(self, folder, program):
        self.folder, self.program, self.names = folder, program, set()
        self.manifest = []

    def add(self, name, kind, what, expect, data, **more):
        """Adds one file. `data` is bytes, a text, or a function that makes the file at a path. Further: `figures`, values that
        a figure may have besides the model's; `limit`, the limit that the message must name; `says`, words of the message;
        `heavy`, it takes seconds; `gap`, why the program does not do yet what is expected."""
        assert name not in self.names, f"twice: {name!r}"
        self.names.add(name)
        path = os.path.join(os.fsencode(self.folder), os.fsencode(name))
        try:
            if callable(data):
                data(path)
            else:
                with open(path, "wb") as out:
                    out.write(data.encode() if isinstance(data, str) else data)
        except PermissionError:
            # For example a device, which only root may make.
            self.names.discard(name)
            return
        expect = [expect] if isinstance(expect, str) else list(expect)
        size = os.lstat(path).st_size
        more["heavy"] = more.get("heavy", False) or size >= QUICK
        self.manifest.append(dict(name=name, kind=kind, what=what, expect=expect, bytes=size, **more))


def main():
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder")
    words.add_argument("--program")
    asked = words.parse_args()
    os.makedirs(asked.folder, exist_ok=True)
    if os.listdir(asked.folder):
        raise SystemExit(f"{asked.folder}: not empty")
    corpus = Corpus(asked.folder, asked.program)
    for group in GROUPS:
        group.add(corpus)
    with open(os.path.join(asked.folder, "manifest.jsonl"), "w") as out:
        for line in corpus.manifest:
            out.write(json.dumps(line) + "\n")
    print(f"{len(corpus.manifest)} files")


if __name__ == "__main__":
    main()
