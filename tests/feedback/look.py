"""Looks at a folder of feedback with programs of others: look.py FOLDER.

Prints one JSON object: for each draft what Python's parser reads, for each file the texts in it (parts of .xlsx and .zip
unpacked, attachments decoded).
"""

import email
import hashlib
import io
import json
import os
import sys
import zipfile
from email import policy

FOLDER = sys.argv[1]


def texts(name, data):
    """Returns all content of a file as one text, unpacked at any depth."""
    out = [data.decode("utf-8", "replace")]
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.namelist():
                out += [entry, texts(entry, archive.read(entry))]
    if name.endswith(".eml"):
        mail = email.message_from_bytes(data, policy=policy.default)
        out += [str(value) for value in mail.values()]
        for part in mail.walk():
            if not part.is_multipart():
                out.append(texts(part.get_filename() or "", part.get_payload(decode=True)))
    return "\n".join(out)


drafts, contents = {}, {}
for name in sorted(os.listdir(FOLDER)):
    with open(os.path.join(FOLDER, name), "rb") as file:
        data = file.read()
    contents[name] = texts(name, data)
    if name.endswith(".eml"):
        mail = email.message_from_bytes(data, policy=policy.default)
        drafts[name] = {
            "to": mail["To"],
            "subject": mail["Subject"],
            "unsent": mail["X-Unsent"],
            "date": mail["Date"],
            "body": mail.get_body().get_content(),
            "defects": [str(part.defects) for part in mail.walk() if part.defects],
            "attachments": {
                part.get_filename(): hashlib.sha256(part.get_payload(decode=True)).hexdigest()
                for part in mail.iter_attachments()
            },
        }
json.dump({"drafts": drafts, "contents": contents}, sys.stdout, ensure_ascii=False)
