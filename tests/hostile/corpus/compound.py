"""Writes old Office files by hand: the compound format, an Excel 97-2003 workbook in it, and the binary sheets of .xlsb."""
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "formats"))
from xlsb import record as binary, wide

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def fields(data, *pairs):
    """Returns the bytes with 32-bit numbers set at these offsets."""
    data = bytearray(data)
    for at, number in pairs:
        data[at:at + 4] = struct.pack("<I", number)
    return bytes(data)


class Compound:
    """Streams as a compound file of 512-byte sectors: directory first, then the streams, small ones in the mini stream,
    then the tables. `fat_at`, `mini_at`, `directory_at` are the offsets of these, for cases that damage them."""

    def __init__(self, streams):
        sectors, fat = [], []

        def chain(data, size=512):
            """Appends data as a chain of sectors. Returns the first."""
            first = len(sectors)
            pieces = [data[i:i + size].ljust(size, b"\0") for i in range(0, len(data), size)] or [b"\0" * size]
            for at in range(len(pieces)):
                fat.append(first + at + 1 if at + 1 < len(pieces) else END)
            sectors.extend(pieces)
            return first

        mini, mini_fat, entries = b"", [], []
        for name, data in streams:
            if len(data) < 4096:
                first = len(mini) // 64
                count = max(1, -(-len(data) // 64))
                mini += data.ljust(count * 64, b"\0")
                mini_fat += [first + i + 1 for i in range(count - 1)] + [END]
            else:
                first = chain(data)
            entries.append((name, first, len(data)))
        mini_first = chain(mini) if mini else END
        self.mini_at = 512 * (len(sectors) + 1)
        table = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
        table = table.ljust(-(-len(table) // 512) * 512, b"\xFF")
        mini_table = chain(table) if mini else END
        directory = b""
        rows = [("Root Entry", 5, mini_first, len(mini), 1 if entries else FREE)]
        rows += [(name, 2, first, size, FREE) for name, first, size in entries]
        for at, (name, kind, first, size, child) in enumerate(rows):
            wide = name.encode("utf-16-le")
            # Every stream hangs to the right of the one before: a degenerate but valid tree.
            right = at + 1 if 0 < at < len(rows) - 1 else FREE
            directory += struct.pack("<64sHBBIII16sIQQIQ", wide, len(wide) + 2, kind, 1, FREE, right, child, b"", 0, 0, 0,
                                     first, size)
        directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
        self.directory_at = 512 * (len(sectors) + 1)
        directory_first = chain(directory)
        count = 1
        while count * 128 < len(fat) + count:
            count += 1
        fat_first = len(sectors)
        fat += [FAT] * count
        table = struct.pack(f"<{len(fat)}I", *fat).ljust(count * 512, b"\xFF")
        self.fat_at = 512 * (fat_first + 1)
        for at in range(count):
            sectors.append(table[at * 512:(at + 1) * 512])
        difat = [fat_first + i for i in range(count)] + [FREE] * (109 - count)
        head = struct.pack("<8s16sHHHHH6xIIIIIIIII", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0, count,
                           directory_first, 0, 4096, mini_table, 1 if mini else 0, END, 0)
        self.bytes = head + struct.pack("<109I", *difat) + b"".join(sectors)


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def biff(sheets, version=0x0600, extra=b"", cut=None):
    """The stream `Workbook` of an .xls: texts and numbers only, every text in its own cell record (LABEL)."""

    def begin(what):
        return record(0x0809, struct.pack("<HHHHII", version, what, 0x0DBB, 0x07CC, 0, 6))

    bodies = []
    for _, cells in sheets:
        body = begin(0x0010)
        for (row, column), value in sorted(cells.items()):
            place = struct.pack("<HHH", row - 1, column - 1, 0)
            if isinstance(value, str):
                wide = value.encode("utf-16-le")
                body += record(0x0204, place + struct.pack("<HB", len(wide) // 2, 1) + wide)
            else:
                body += record(0x0203, place + struct.pack("<d", value))
        bodies.append(body + record(0x000A))
    names = [name.encode("utf-16-le") for name, _ in sheets]
    head = begin(0x0005) + extra + record(0x0042, struct.pack("<H", 1200))
    bounds = [struct.pack("<IHBB", 0, 0, len(n) // 2, 1) + n for n in names]
    at = len(head) + sum(len(b) + 4 for b in bounds) + 4
    for bound, body in zip(bounds, bodies):
        head += record(0x0085, struct.pack("<I", at) + bound[4:])
        at += len(body)
    return (head + record(0x000A) + b"".join(bodies))[:cut]


def xls(sheets, **keywords):
    """A workbook of Excel 97-2003."""
    return Compound([("Workbook", biff(sheets, **keywords).ljust(4096, b"\0"))])


def binary_book(names):
    out = binary(131) + binary(143)
    for at, name in enumerate(names, 1):
        out += binary(156, struct.pack("<II", 0, at) + wide(f"rId{at}") + wide(name))
    return out + binary(144) + binary(132)


def binary_sheet(cells, length=None, dimension=None):
    """A sheet; `length` sets a wrong length of the first text cell, `dimension` a wrong used range."""
    rows, columns = max(r for r, _ in cells) - 1, max(c for _, c in cells) - 1
    out = binary(129) + binary(148, struct.pack("<4I", *(dimension or (0, rows, 0, columns)))) + binary(145)
    last = None
    for (row, column), value in sorted(cells.items()):
        if row != last:
            out += binary(0, struct.pack("<II", row - 1, 0).ljust(25, b"\0"))
            last = row
        place = struct.pack("<II", column - 1, 0)
        if isinstance(value, str):
            out += binary(6, place + wide(value), length)
            length = None
        else:
            out += binary(5, place + struct.pack("<d", value))
    return out + binary(146) + binary(130)
