"""The crates that the programs are made of: their licences as one text, and a CycloneDX bill of materials."""
import hashlib
import json
import re
import subprocess
import sys
import tomllib
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from programs import LINUX, ROOT, WINDOWS

# Files of a crate that hold its licence or what goes with it.
NAMES = re.compile(r"^(licen[cs]e|copying|copyright|notice|unlicense)", re.IGNORECASE)
# What is in the programs and is no crate, with its licence.
OTHERS = [
    ("Rust standard library", "MIT OR Apache-2.0", "https://github.com/rust-lang/rust"),
    ("mimalloc (Linux)", "MIT", "https://github.com/microsoft/mimalloc"),
    ("LLVM libunwind (Linux)", "Apache-2.0 WITH LLVM-exception", "https://github.com/llvm/llvm-project"),
    ("mingw-w64 runtime (Windows)", "ZPL-2.1 AND public domain", "https://www.mingw-w64.org"),
    ("libgcc (Windows)", "GPL-3.0-or-later WITH GCC-exception-3.1", "https://gcc.gnu.org"),
]


# Licences that a crate may have, also one that only tests or builds use.
ALLOWED = {"MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "Unicode-3.0",
           "Unlicense", "Zlib", "0BSD", "CC0-1.0"}


@dataclass
class Component:
    """A crate in the programs."""

    name: str
    version: str
    licence: str
    repository: str
    checksum: str
    folder: Path


def components():
    """Returns the crates that either program is linked from, sorted; build scripts and tests are left out."""
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))
    checksums = {(p["name"], p["version"]): p.get("checksum", "") for p in lock["package"]}
    found = {}
    for platform in (LINUX, WINDOWS):
        words = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", platform]
        data = json.loads(subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
        packages = {p["id"]: p for p in data["packages"]}
        nodes = {n["id"]: n for n in data["resolve"]["nodes"]}
        own = next(p["id"] for p in data["packages"] if p["name"] == "tonghop" and p["source"] is None)
        open_, seen = [own], set()
        while open_:
            node = open_.pop()
            if node in seen:
                continue
            seen.add(node)
            for dependency in nodes[node]["deps"]:
                if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                    open_.append(dependency["pkg"])
        for name in seen - {own}:
            p = packages[name]
            key = (p["name"], p["version"])
            folder = Path(p["manifest_path"]).parent
            found[key] = Component(*key, p["license"] or "", p["repository"] or "", checksums.get(key, ""), folder)
    return [found[key] for key in sorted(found)]


def texts(parts):
    """Returns all licences as one text; a text that several crates share is printed once."""
    lines = [
        "Giấy phép của các thành phần trong chương trình tonghop / Licences of the components of tonghop",
        "",
        "tonghop: MIT OR Apache-2.0 (LICENSE-MIT, LICENSE-APACHE)",
        *(f"{name}: {licence} ({place})" for name, licence, place in OTHERS),
        *(f"{p.name} {p.version}: {p.licence} ({p.repository})" for p in parts),
        "",
    ]
    shared, without = {}, []
    for part in parts:
        files = sorted(f for f in part.folder.iterdir() if f.is_file() and NAMES.match(f.name))
        if not files:
            without.append(f"{part.name} {part.version} ({part.licence})")
        for file in files:
            text = file.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").strip()
            shared.setdefault(text, []).append(f"{part.name} {part.version}, {file.name}")
    if any(not p.licence for p in parts):
        sys.exit("crates without a licence: " + ", ".join(p.name for p in parts if not p.licence))
    if without:
        lines += ["Không kèm văn bản giấy phép, theo giấy phép ghi ở trên / without a text of their own: " + ", ".join(without), ""]
    for text, users in shared.items():
        lines += ["=" * 100, *users, "-" * 100, text, ""]
    return "\n".join(lines) + "\n"


def sbom(parts, source):
    """Returns the bill of materials, the same for the same lock file and commit."""
    def component(part):
        place = f"pkg:cargo/{part.name}@{part.version}"
        out = {"type": "library", "bom-ref": place, "name": part.name, "version": part.version, "purl": place}
        out["licenses"] = [{"expression": part.licence.replace("/", " OR ")}]
        if part.checksum:
            out["hashes"] = [{"alg": "SHA-256", "content": part.checksum}]
        if part.repository:
            out["externalReferences"] = [{"type": "vcs", "url": part.repository}]
        return out

    own = f"pkg:cargo/tonghop@{source.version}"
    # The number follows from the content, so that two builds agree.
    seed = hashlib.sha256(f"{source.version} {source.commit} {source.lock}".encode()).hexdigest()
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.UUID(seed[:32])}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": own, "name": "tonghop", "version": source.version, "purl": own,
                "licenses": [{"expression": "MIT OR Apache-2.0"}],
                "properties": [{"name": "commit", "value": source.commit}, {"name": "Cargo.lock", "value": source.lock}],
            },
        },
        "components": [component(p) for p in parts],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def is_allowed(expression):
    """Returns true if an SPDX expression can be fulfilled with the licences that are allowed; "/" is an older OR."""
    words = re.findall(r"\(|\)|[^()\s]+", expression.replace("/", " OR "))
    position = 0

    def one():
        nonlocal position
        word = words[position]
        position += 1
        if word == "(":
            fulfilled = either()
            position += 1
            return fulfilled
        if words[position : position + 1] == ["WITH"]:
            word += f" WITH {words[position + 1]}"
            position += 2
        return word in ALLOWED

    def chain(part, word, join):
        nonlocal position
        fulfilled = part()
        while words[position : position + 1] == [word]:
            position += 1
            fulfilled = join((part(), fulfilled))
        return fulfilled

    def either():
        return chain(lambda: chain(one, "AND", all), "OR", any)

    return bool(words) and either()


def main():
    words = ["cargo", "metadata", "--locked", "--format-version", "1"]
    data = json.loads(subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    crates = [p for p in data["packages"] if p["source"] is not None]
    for expression, count in Counter(p["license"] or "(none)" for p in crates).most_common():
        print(f"{count:4}  {expression}")
    refused = [f"{p['name']} {p['version']}: {p['license']}" for p in crates if not is_allowed(p["license"] or "")]
    if refused:
        sys.exit("not allowed:\n" + "\n".join(refused))


if __name__ == "__main__":
    main()
