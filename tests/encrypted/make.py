"""make.py BASE.xlsx BASE.xls FOLDER: encrypts a workbook in the ways that Excel has, with its default password and with another
one. The files beside this script were made with it from a return of the sample; msoffcrypto-tool wrote the agile ones and
opened all of them. Needs: pip install msoffcrypto-tool (with cryptography and olefile)."""
import hashlib
import io
import os
import struct
import sys

import msoffcrypto
import olefile
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted

DEFAULT = "VelvetSweatshop"
SALT = bytes(range(16))


def sha1(*parts):
    return hashlib.sha1(b"".join(parts)).digest()


def agile(data, password):
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def ecb(key, data):
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def standard(data, password):
    """Excel 2007: AES-128, SHA-1."""
    hashed = sha1(SALT, password.encode("utf-16-le"))
    for i in range(50000):
        hashed = sha1(struct.pack("<I", i), hashed)
    hashed = sha1(hashed, struct.pack("<I", 0)) + bytes(44)
    key = sha1(bytes(b ^ 0x36 for b in hashed))[:16]
    verifier = bytes(range(100, 116))
    name = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<8I", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + name
    info = struct.pack("<HHII", 3, 2, 0x24, len(header)) + header + struct.pack("<I", 16) + SALT + ecb(key, verifier)
    info += struct.pack("<I", 20) + ecb(key, sha1(verifier) + bytes(12))
    package = struct.pack("<Q", len(data)) + ecb(key, data + bytes(-len(data) % 16))
    out = io.BytesIO()
    ECMA376Encrypted(package, info).write_to(out)
    return out.getvalue()


def rc4(key, data):
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def md5(data):
    return hashlib.md5(data).digest()


def key97(password):
    first = md5((md5(password.encode("utf-16-le"))[:5] + SALT) * 16)[:5]
    return lambda block: md5(first + struct.pack("<I", block))


def key_cryptoapi(password):
    hashed = sha1(SALT, password.encode("utf-16-le"))
    return lambda block: sha1(hashed, struct.pack("<I", block))[:16]


def settings(key, is_97):
    verifier = bytes(range(50, 66))
    both = rc4(key(0), verifier + (md5(verifier) if is_97 else sha1(verifier)))
    if is_97:
        return struct.pack("<3H", 1, 1, 1) + SALT + both
    name = "Microsoft Enhanced Cryptographic Provider v1.0\0".encode("utf-16-le")
    header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, 128, 1, 0, 0) + name
    return struct.pack("<3HII", 1, 4, 2, 4, len(header)) + header + struct.pack("<I", 16) + SALT + both[:16] + struct.pack("<I", 20) + both[16:]


def xls(stream, password, is_97):
    """The stream with a record of settings after the first one, and all others encrypted."""
    key = (key97 if is_97 else key_cryptoapi)(password)
    content = settings(key, is_97)
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    added = struct.pack("<HH", 0x2F, len(content)) + content
    stream = bytearray(stream[:first] + added + stream[first:])
    if len(stream) < 4096:
        # A record without meaning: shorter streams are stored in another way.
        stream += struct.pack("<HH", 0x0FFF, 4096 - len(stream)) + bytes(4096 - len(stream))
    at, places = 0, []
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == 0x85:
            struct.pack_into("<I", stream, at + 4, struct.unpack_from("<I", stream, at + 4)[0] + len(added))
        if kind not in (0x809, 0x2F, 0xE1, 0x194, 0x195, 0x138):
            places += range(at + 4 + (4 if kind == 0x85 else 0), at + 4 + size)
        at += 4 + size
    keys = [rc4(key(block), bytes(1024)) for block in range(len(stream) // 1024 + 1)]
    for place in places:
        stream[place] ^= keys[place // 1024][place % 1024]
    return compound(bytes(stream))


def compound(stream):
    """A compound file with the stream "Workbook" only, which is longer than 4096 bytes."""
    size = len(stream)
    stream += bytes(-len(stream) % 512)
    sectors = len(stream) // 512
    fats = (sectors + 2 + 127) // 128
    while fats * 128 < sectors + 1 + fats:
        fats += 1
    end, fat_sector, free = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    fat = [fat_sector] * fats + [end] + [fats + 2 + i for i in range(sectors - 1)] + [end]
    fat += [free] * (fats * 128 - len(fat))

    def entry(name, kind, child, start, size):
        wide = (name + "\0").encode("utf-16-le") if name else b""
        return (wide.ljust(64, b"\0") + struct.pack("<HBB3I", len(wide), kind, 1, free, free, child) + bytes(36)
                + struct.pack("<IQ", start, size))

    folder = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, fats + 1, size) + entry("", 0, free, 0, 0) * 2
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, fats, fats, 0, 4096, end, 0, end, 0) + struct.pack("<109I", *(list(range(fats)) + [free] * (109 - fats)))
    return head + struct.pack("<%dI" % len(fat), *fat) + folder + stream


def main():
    package = open(sys.argv[1], "rb").read()
    stream = olefile.OleFileIO(sys.argv[2]).openstream("Workbook").read()
    made = {
        "agile.xlsx": (agile(package, DEFAULT), DEFAULT), "standard.xlsx": (standard(package, DEFAULT), DEFAULT),
        "rc4.xls": (xls(stream, DEFAULT, True), DEFAULT), "cryptoapi.xls": (xls(stream, DEFAULT, False), DEFAULT),
        "other-password.xlsx": (agile(package, "cong-doan"), "cong-doan"),
        "other-password.xls": (xls(stream, "cong-doan", False), "cong-doan"),
    }
    for name, (data, password) in made.items():
        with open(os.path.join(sys.argv[3], name), "wb") as file:
            file.write(data)
        opened, out = msoffcrypto.OfficeFile(io.BytesIO(data)), io.BytesIO()
        opened.load_key(password=password)
        opened.decrypt(out)
        if name.endswith("xlsx"):
            assert out.getvalue() == package, name
        else:
            assert b"\xbd\x00" in olefile.OleFileIO(io.BytesIO(out.getvalue())).openstream("Workbook").read(), name
        print(name, len(data))


main()
