"""A zip writer that can write wrong headers: every field can be set independently of the data. Nothing depends on the clock,
so that the same call gives the same bytes."""
import struct
import zlib

DEFLATED, STORED = 8, 0
# 1 January 2022, midnight, as DOS writes it.
DATE = (2022 - 1980) << 9 | 1 << 5 | 1


def deflate(data, level=6):
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def deflated_run(head, block, times, tail):
    """Deflated `head + block * times + tail` with its length and checksum, without holding it in memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    out = [packer.compress(head), packer.flush(zlib.Z_FULL_FLUSH)]
    # After a full flush nothing refers back, so the packed block can be repeated as it is.
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    out += [packed] * times
    out += [packer.compress(tail), packer.flush()]
    crc = zlib.crc32(head)
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    return b"".join(out), len(head) + len(block) * times + len(tail), zlib.crc32(tail, crc)


class Entry:
    """One entry. A keyword replaces the correct value of a field; `local` only in the local header, `central` only
    in the directory."""

    def __init__(self, name, data=b"", method=DEFLATED, packed=None, size=None, crc=None, local=(), central=(), **both):
        self.name = name.encode() if isinstance(name, str) else name
        data = data.encode() if isinstance(data, str) else data
        if packed is None:
            packed = deflate(data) if method == DEFLATED else data
        self.packed = packed
        true = dict(name=self.name, method=method, crc=zlib.crc32(data) if crc is None else crc, packed_size=len(packed),
                    size=len(data) if size is None else size, flags=0x800, extra=b"", attributes=0, version=20)
        self.local = {**true, **both, **dict(local)}
        self.central = {**true, **both, **dict(central)}
        self.tail = both.pop("descriptor", b"")
        self.at = both.get("offset")


def archive(entries, comment=b"", before=b"", after=b"", count=None, directory=None):
    """The archive's bytes. `directory` shifts the directory's offset in the end record."""
    out = bytearray(before)
    places = []
    for entry in entries:
        f = entry.local
        places.append(len(out) - len(before) if entry.at is None else entry.at)
        if entry.at is None:
            out += struct.pack("<4sHHHHHIIIHH", b"PK\3\4", f["version"], f["flags"], f["method"], 0, DATE, f["crc"],
                               f["packed_size"], f["size"], len(f["name"]), len(f["extra"]))
            out += f["name"] + f["extra"] + entry.packed + entry.tail
    start = len(out)
    for entry, place in zip(entries, places):
        f = entry.central
        out += struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, f["version"], f["flags"], f["method"], 0, DATE, f["crc"],
                           f["packed_size"], f["size"], len(f["name"]), len(f["extra"]), 0, 0, 0, f["attributes"], place)
        out += f["name"] + f["extra"]
    size = len(out) - start
    number = len(entries) if count is None else count
    where = start - len(before) if directory is None else directory
    out += struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, number & 0xFFFF, number & 0xFFFF, size, where, len(comment))
    return bytes(out + comment + after)


def package(parts, method=DEFLATED, **keywords):
    """Parts by name as an archive; a part may be an Entry already."""
    entries = [p if isinstance(p, Entry) else Entry(n, p, method) for n, p in parts.items()]
    return archive(entries, **keywords)
