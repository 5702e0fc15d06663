"""Zip archives that are wrong around sound parts, or that grow."""
import struct

from archive import Entry, archive, deflate, deflated_run, package
from cases import ANY, BAD, HELD, NOT, READ
from form import BM01, HEAD, MAIN, workbook

BOMB_HEAD = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData><row r="1">'
BOMB_TAIL = "</row></sheetData></worksheet>"


def bomb(megabytes, block=b'<c r="A1"/>'):
    block = block * ((1 << 20) // len(block))
    packed, size, crc = deflated_run(BOMB_HEAD.encode(), block, megabytes, BOMB_TAIL.encode())
    return dict(packed=packed, size=min(size, 0xFFFFFFFF), crc=crc)


def add(corpus):
    parts = {name: text.encode() for name, text in workbook().items()}
    good = package(parts)

    def zipped(name, what, data, expect=BAD, kind="zip", **more):
        corpus.add(name, kind, what, expect, data, **more)

    def entries(change=(), **first):
        """The parts as entries; `change` goes to that of the table."""
        return [Entry(n, d, **(dict(change) if n == BM01 else {})) for n, d in parts.items()]

    for cut in (10, 30, 64, 1000, len(good) // 2, len(good) - 300, len(good) - 22, len(good) - 1):
        zipped(f"zip-cut-at-{cut}.xlsx", f"the first {cut} bytes of {len(good)}", good[:cut], says="end is missing")
    zipped("zip-head-lost.xlsx", "the first 1,000 bytes are missing", good[1000:], [BAD, NOT])
    zipped("zip-hole.xlsx", "2,000 bytes in the middle are zeros", good[:3000] + bytes(2000) + good[5000:])
    zipped("zip-crc.xlsx", "a checksum that does not fit", archive(entries(dict(crc=1))))
    zipped("zip-crc-unused.xlsx", "a checksum that does not fit, of a part that nobody reads",
           archive([Entry(n, d, **(dict(crc=1) if n == "docProps/app.xml" else {})) for n, d in parts.items()]), [BAD, READ])
    zipped("zip-deflate-noise.xlsx", "packed bytes that are noise", archive(entries(dict(packed=b"\xFE" * 500, size=9000, crc=0))))
    zipped("zip-deflate-cut.xlsx", "packed bytes that end early",
           archive([Entry(n, d, packed=deflate(d)[:-20] if n == BM01 else None) for n, d in parts.items()]))
    zipped("zip-size-low.xlsx", "declared smaller than it is", archive(entries(dict(size=10))), [BAD, READ])
    zipped("zip-size-high.xlsx", "declared as 4 GB", archive(entries(dict(size=0xFFFFFFFE))), [BAD, READ])
    zipped("zip-packed-low.xlsx", "packed size declared as 10", archive(entries(dict(packed_size=10))))
    zipped("zip-packed-high.xlsx", "packed size declared as 4 GB", archive(entries(dict(packed_size=0xFFFFFFFE))), [BAD, READ])
    zipped("zip-local-differs.xlsx", "another name in the local header", archive(entries(dict(local={"name": b"xl/a.xml"}))), [BAD, READ])
    zipped("zip-local-size-differs.xlsx", "other sizes in the local header",
           archive(entries(dict(local={"size": 5, "packed_size": 5, "crc": 5}))), [BAD, READ])
    zipped("zip-descriptor.xlsx", "a data descriptor with other sizes",
           archive(entries(dict(flags=0x808, descriptor=b"PK\7\x08" + struct.pack("<III", 1, 2, 3)))), [BAD, READ])
    zipped("zip-stored-size.xlsx", "stored, but of another size than declared", archive(
        [Entry(n, d, 0, size=len(d) + 100 if n == BM01 else None) for n, d in parts.items()]), [BAD, READ])
    zipped("zip-stored-overlong.xlsx", "stored, and longer than the file", archive(
        [Entry(n, d, 0, **(dict(packed_size=1 << 30, size=1 << 30) if n == BM01 else {})) for n, d in parts.items()]))
    for method in (1, 9, 12, 14, 93, 95, 99, 65535):
        zipped(f"zip-method-{method}.xlsx", f"packed by method {method}", archive(entries(dict(method=method))))
    zipped("zip-encrypted.xlsx", "entries with a password", archive([Entry(n, d, flags=1) for n, d in parts.items()]))
    zipped("zip-encrypted-strong.xlsx", "entries with AES", archive([Entry(n, d, method=99, flags=1,
           extra=struct.pack("<HHHHBH", 0x9901, 7, 2, 0x4541, 3, 8)) for n, d in parts.items()]))
    zipped("zip-encrypted-directory.xlsx", "an encrypted directory", archive([Entry(n, d, flags=0x2001) for n, d in parts.items()]))
    zipped("zip-extra-long.xlsx", "an extra field longer than it is there", archive(entries(dict(extra=b"\1\0\xFF\xFF"))), [BAD, READ])
    zip64 = struct.pack("<HHQQ", 1, 16, 1 << 62, 1 << 62)
    zipped("zip64-huge.xlsx", "zip64: 2^62 bytes", archive(entries(dict(central={"extra": zip64, "size": 0xFFFFFFFF,
           "packed_size": 0xFFFFFFFF}))), [BAD, READ])
    honest = len(parts[BM01])
    zip64 = struct.pack("<HHQQ", 1, 16, honest, len(deflate(parts[BM01])))
    zipped("zip64-honest.xlsx", "zip64 for a small part, as some libraries write it", archive(entries(dict(
        extra=zip64, size=honest, crc=None, local={"size": 0xFFFFFFFF, "packed_size": 0xFFFFFFFF},
        central={"size": 0xFFFFFFFF, "packed_size": 0xFFFFFFFF}))), READ, "odd")
    end = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 1 << 60, 1 << 60, 1 << 60, 1 << 60)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, len(good) - 22, 1)
    zipped("zip64-end.xlsx", "a zip64 end record with 2^60 entries", good[:-22] + end + locator + b"PK\5\6" + b"\xFF" * 16 + b"\0\0")
    zipped("zip-count-low.xlsx", "fewer entries declared than there are", archive(entries(), count=3), [BAD, NOT, READ])
    zipped("zip-count-high.xlsx", "more entries declared than there are", archive(entries(), count=500), [BAD, READ])
    zipped("zip-directory-beyond.xlsx", "a directory beyond the file", archive(entries(), directory=1 << 31))
    zipped("zip-directory-zero.xlsx", "a directory at the begin", archive(entries(), directory=0), [BAD, READ])
    zipped("zip-offset-beyond.xlsx", "an entry beyond the file", archive(entries(dict(offset=1 << 31))))
    zipped("zip-comment.xlsx", "a comment of 65,535 bytes", package(parts, comment=b"x" * 65535), READ, "odd")
    zipped("zip-comment-end.xlsx", "a comment that looks like an end record",
           package(parts, comment=b"PK\5\6" + bytes(18) + b"PK\5\6"), [BAD, NOT, READ])
    zipped("zip-comment-short.xlsx", "a comment shorter than declared", package(parts, comment=b"x" * 100)[:-50], [BAD, READ])
    zipped("zip-self-extracting.xlsx", "a program before the archive", b"MZ" + bytes(3000) + good, [BAD, READ], says="program")
    zipped("zip-leading-text.xlsx", "a line of text before the archive", b"From: mail\r\n\r\n" + good, [BAD, NOT, READ])
    zipped("zip-trailing.xlsx", "some bytes behind the archive", good + bytes(300), READ, "odd")
    zipped("zip-stored.xlsx", "nothing is packed", package(parts, method=0), READ, "odd")
    zipped("zip-two-archives.xlsx", "two archives one behind the other", package({"a.txt": b"a"}) + good, [BAD, NOT, READ])
    zipped("zip-in-zip.zip", "the return in a .zip", package({"BM01.xlsx": good}), [BAD, NOT, READ], says=".zip")
    names(corpus, parts, good)
    bombs(corpus, parts)


def names(corpus, parts, good):
    def named(name, what, extra, expect=(BAD, READ), **more):
        corpus.add(name, "zip-names", what, expect, archive([Entry(n, d) for n, d in parts.items()] + extra), **more)

    twice = parts[BM01].replace(b">2010<", b">2011<")
    named("zip-name-twice.xlsx", "two entries of one name", [Entry(BM01, twice)], BAD)
    named("zip-name-case.xlsx", "two entries whose names differ in case", [Entry("xl/Worksheets/Sheet1.xml", twice)],
          figures={"dv_phan_mem": [2010]})
    named("zip-name-slash.xlsx", "the same name with a slash before it", [Entry("/" + BM01, twice)], figures={"dv_phan_mem": [2010]})
    named("zip-name-backslash.xlsx", "the same name with backslashes", [Entry(BM01.replace("/", "\\"), twice)],
          figures={"dv_phan_mem": [2010]})
    named("zip-name-dots.xlsx", "the same name by a detour", [Entry("xl/../" + BM01, twice)], figures={"dv_phan_mem": [2010]})
    for name, entry in [("parent", "../../../../tmp/tonghop-hostile"), ("absolute", "/tmp/tonghop-hostile"),
                        ("windows", "C:\\Windows\\tonghop-hostile"), ("unc", "\\\\127.0.0.1\\share\\a"),
                        ("nul", "xl/a\0.xml"), ("empty", ""), ("long", "a" * 60_000), ("dot", "."), ("device", "CON"),
                        ("newline", "xl/a\n.xml"), ("bytes", b"xl/\xFF\xFE\x80.xml"), ("folder", "xl/folder/"),
                        ("rtl", "xl/\u202Elmx.exe")]:
        named(f"zip-name-{name}.xlsx", f"an entry named {entry[:40]!r}", [Entry(entry, b"<a/>")])
    named("zip-symlink.xlsx", "an entry that is a link to /etc/passwd", [Entry("xl/link.xml", b"/etc/passwd", 0, attributes=0o120777 << 16)])
    corpus.add("zip-sheet-symlink.xlsx", "zip-names", "the table is a link to /etc/passwd", BAD, archive(
        [Entry(n, b"/etc/passwd" if n == BM01 else d, attributes=0o120777 << 16 if n == BM01 else 0) for n, d in parts.items()]))
    corpus.add("zip-sheet-folder.xlsx", "zip-names", "the table is a folder", [BAD, NOT], archive(
        [Entry(n + "/" if n == BM01 else n, d) for n, d in parts.items()]))


def bombs(corpus, parts):
    def grown(name, what, extra, limit=None, expect=BAD, **more):
        changed = [extra[n] if n in extra else Entry(n, d) for n, d in parts.items()]
        changed += [e for n, e in extra.items() if n not in parts]
        corpus.add(name, "bomb", what, expect, archive(changed), **({"limit": limit} if limit else {}), **more)

    grown("bomb-300M.xlsx", "a sheet of 300 MB", {BM01: Entry(BM01, **bomb(300))})
    grown("bomb-5G.xlsx", "a sheet of 5 GB", {BM01: Entry(BM01, **bomb(5000))})
    grown("bomb-5G-declared-small.xlsx", "a sheet of 5 GB that says 10,000 bytes", {BM01: Entry(BM01, **{**bomb(5000), "size": 10_000})})
    half = bomb(60)
    ten = lambda name: {name % i: Entry(name % i, **half) for i in range(10)}
    grown("bomb-10-sheets.xlsx", "ten sheets of 60 MB", ten("xl/worksheets/more%d.xml"))
    # Parts that no return is read from are not unpacked.
    grown("bomb-10-parts.xlsx", "ten other parts of 60 MB", ten("xl/media/%d.xml"), expect=READ)
    grown("bomb-60M-empty-cells.xlsx", "a sheet of 60 MB of empty cells", {BM01: Entry(BM01, **half)})
    noisy = b"".join(b'<c r="A%d"><v>%d</v></c>' % (i % 50, i * 2654435761 % 2 ** 32) for i in range(30_000))
    grown("bomb-30M-cells.xlsx", "a sheet of 30 MB of cells, honestly packed", {BM01: Entry(BM01, **bomb(30, noisy))})
    grown("bomb-image-300M.xlsx", "a picture of 300 MB", {"xl/media/image1.bmp": Entry("xl/media/image1.bmp", **bomb(300, bytes(1024)))},
          expect=READ)
    many = {f"xl/media/{i}.bin": Entry(f"xl/media/{i}.bin", b"") for i in range(60_000)}
    grown("bomb-60000-entries.xlsx", "60,000 empty entries", many, "entries")
    body = deflate(bytes(50 << 20), 9)
    first = Entry("xl/media/0.bin", packed=body, size=50 << 20, crc=0)
    same = [Entry(f"xl/media/{i}.bin", packed=body, size=50 << 20, crc=0, offset=0) for i in range(1, 1500)]
    corpus.add("bomb-overlap.xlsx", "bomb", "1,500 entries that share one packed body", READ,
               archive([first] + [Entry(n, d) for n, d in parts.items()] + same))
    inner = package({"0.bin": bytes(10 << 20)})
    for level in range(4):
        inner = package({f"lib {i}.zip": inner for i in range(16)}) if level else inner
    corpus.add("bomb-nested.zip", "bomb", "archives in archives, 16 a level (42.zip)", [BAD, NOT], inner)
    parts42 = dict(parts)
    parts42.update({f"xl/embeddings/{i}.xlsx": inner for i in range(5)})
    corpus.add("bomb-nested.xlsx", "bomb", "archives in archives within a good return", [BAD, READ], package(parts42))
    quine = b"PK\3\4" + bytes(26)
    corpus.add("bomb-local-only.xlsx", "bomb", "100,000 local headers without a directory", BAD, quine * 60_000)
