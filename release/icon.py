"""Draws the icon of the program: sheets that come together above a line, and the sum below it."""
import struct
import zlib

GREEN = (22, 101, 52)
PAPER = (255, 255, 255)
LINE = (187, 214, 197)
GOLD = (250, 204, 21)
# Samples of a pixel in each direction.
SAMPLES = 4


def inside(x, y, left, top, right, bottom, radius=0.0):
    """Returns True if a point is in a rectangle with round corners."""
    if not (left <= x <= right and top <= y <= bottom):
        return False
    dx = max(left + radius - x, 0.0, x - right + radius)
    dy = max(top + radius - y, 0.0, y - bottom + radius)
    return dx * dx + dy * dy <= radius * radius or radius == 0.0


def colour(x, y):
    """Returns the colour at a point of the unit square, None outside the icon."""
    if not inside(x, y, 0.02, 0.02, 0.98, 0.98, 0.2):
        return None
    for column in range(3):
        left = 0.17 + column * 0.24
        if inside(x, y, left, 0.17, left + 0.18, 0.5, 0.03):
            is_ruled = any(abs(y - (0.25 + row * 0.085)) < 0.014 for row in range(3)) and left + 0.03 < x < left + 0.15
            return LINE if is_ruled else PAPER
    if inside(x, y, 0.17, 0.56, 0.83, 0.61):
        return PAPER
    if inside(x, y, 0.17, 0.67, 0.83, 0.84, 0.04):
        return GOLD
    return GREEN


def pixels(size):
    """Returns rows of (red, green, blue, alpha)."""
    rows = []
    for row in range(size):
        line = []
        for column in range(size):
            total, hits = [0, 0, 0], 0
            for j in range(SAMPLES):
                for i in range(SAMPLES):
                    found = colour((column + (i + 0.5) / SAMPLES) / size, (row + (j + 0.5) / SAMPLES) / size)
                    if found:
                        hits += 1
                        total = [a + b for a, b in zip(total, found)]
            line.append((*(value // hits for value in total), hits * 255 // SAMPLES**2) if hits else (0, 0, 0, 0))
        rows.append(line)
    return rows


def bitmap(size):
    """Returns an image of an icon as older Windows reads it."""
    body = b"".join(struct.pack("<4B", b, g, r, a) for row in reversed(pixels(size)) for r, g, b, a in row)
    mask = b"\0" * (size * ((size + 31) // 32 * 4))
    return struct.pack("<3I2H6I", 40, size, size * 2, 1, 32, 0, len(body) + len(mask), 0, 0, 0, 0) + body + mask


def png(size):
    """Returns a PNG."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    body = b"".join(b"\0" + b"".join(bytes(pixel) for pixel in row) for row in pixels(size))
    head = struct.pack(">2I5B", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(body, 9)) + chunk(b"IEND", b"")


def ico():
    """Returns the icon in the sizes that Windows shows."""
    images = [(size, bitmap(size)) for size in (16, 24, 32, 48)] + [(256, png(256))]
    at = 6 + 16 * len(images)
    head, body = struct.pack("<3H", 0, 1, len(images)), b""
    for size, data in images:
        head += struct.pack("<4B2H2I", size % 256, size % 256, 0, 0, 1, 32, len(data), at + len(body))
        body += data
    return head + body


if __name__ == "__main__":
    import sys

    sys.stdout.buffer.write(png(256))
