"""E-mails: a return may be an attachment."""
import base64

from archive import package
from cases import ANY
from form import workbook

HEAD = "From: a@b.vn\r\nTo: c@d.vn\r\nDate: Sun, 3 Oct 2021 08:00:00 +0700\r\nSubject: BC quy III\r\nMIME-Version: 1.0\r\n"


def add(corpus):
    good = base64.encodebytes(package({n: t for n, t in workbook().items()})).decode().replace("\n", "\r\n")

    def mail(name, what, text, expect=ANY, **more):
        corpus.add(f"mail-{name}.eml", "mail", what, expect, text, **more)

    def attached(body, name='filename="BM01.xlsx"', coding="base64", kind="application/octet-stream", boundary="b", end="\r\n--b--\r\n"):
        return (f'{HEAD}Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nGui bao cao.\r\n'
                f"--b\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\nContent-Disposition: attachment; {name}\r\n\r\n{body}{end}")

    mail("good", "the return as an attachment", attached(good))
    mail("no-attachment", "no attachment", f"{HEAD}\r\nKinh gui.\r\n")
    for name, file in [("parent", "../../../../tmp/tonghop-hostile.xlsx"), ("absolute", "/tmp/tonghop-hostile.xlsx"),
                       ("windows", "C:\\\\Windows\\\\tonghop-hostile.xlsx"), ("nul", "a\0.xlsx"), ("long", "a" * 5000 + ".xlsx"),
                       ("empty", ""), ("dots", ".."), ("rtl", "a\u202Excslx.exe"), ("newline", "a\r\n b.xlsx"), ("device", "CON.xlsx")]:
        mail(f"name-{name}", f"an attachment named {file[:40]!r}", attached(good, f'filename="{file}"'))
    mail("name-rfc2231-loop", "an attachment name in 5,000 pieces", attached(good, "; ".join(f"filename*{i}*=UTF-8''%41" for i in range(5000))))
    mail("base64-garbage", "base64 that is none", attached("!!!! này không phải base64 ????\r\n" * 200))
    mail("base64-cut", "base64 that ends in the middle", attached(good[:3001], end=""))
    mail("coding-unknown", "an unknown coding", attached(good, coding="x-rot13"))
    mail("quoted-printable", "a workbook as quoted-printable", attached("=FF=FE=\r\n" * 5000, coding="quoted-printable"))
    mail("uuencode", "uuencode", f"{HEAD}\r\nbegin 644 a.xlsx\r\nM{'9' * 60}\r\nend\r\n")
    mail("boundary-missing", "no boundary", f"{HEAD}Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\na\r\n--b--\r\n")
    mail("boundary-empty", "an empty boundary", attached(good, boundary=""))
    mail("boundary-long", "a boundary of 100,000 letters", attached(good, boundary="b" * 100_000))
    mail("boundary-never-closed", "a boundary that is never closed", attached(good, end=""))
    deep = "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\r\n\r\n--b{i}\r\n' for i in range(1000))
    mail("deep-1000", "multiparts 1,000 deep", HEAD + deep + "\r\na\r\n")
    deep = "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\r\n\r\n--b{i}\r\n' for i in range(20_000))
    mail("deep-20000", "multiparts 20,000 deep", HEAD + deep + "\r\na\r\n")
    mail("messages-1000", "messages in messages, 1,000 deep", HEAD + "Content-Type: message/rfc822\r\n\r\n" * 1000 + "\r\na\r\n")
    part = "--b\r\nContent-Type: text/plain\r\n\r\na\r\n"
    mail("parts-100000", "100,000 parts", f'{HEAD}Content-Type: multipart/mixed; boundary="b"\r\n\r\n{part * 100_000}--b--\r\n')
    small = "--b\r\nContent-Disposition: attachment; filename=a.xlsx\r\n\r\nPK\r\n"
    mail("attachments-5000", "5,000 attachments", f'{HEAD}Content-Type: multipart/mixed; boundary="b"\r\n\r\n{small * 5000}--b--\r\n')
    mail("header-10M", "a header of 10 MB", f"{HEAD}X-A: {'a' * (10 << 20)}\r\n\r\na\r\n")
    mail("headers-100000", "100,000 headers", HEAD + "X-A: a\r\n" * 100_000 + "\r\na\r\n")
    mail("folded-100000", "a header of 100,000 folds", f"{HEAD}X-A: a{chr(13)}{chr(10)} " + "b\r\n " * 100_000 + "\r\n\r\na\r\n")
    mail("encoded-word", "20,000 encoded words", f"{HEAD}X-A: " + "=?utf-8?B?4bq/?= " * 20_000 + "\r\n\r\na\r\n")
    mail("comments", "nested comments in the address", HEAD.replace("a@b.vn", "(" * 50_000) + "\r\na\r\n")
    mail("winmail", "winmail.dat", attached(base64.b64encode(b"\x78\x9F\x3E\x22" + bytes(500)).decode(), 'filename="winmail.dat"', kind="application/ms-tnef"))
    mail("html", "a body with a remote picture", f'{HEAD}Content-Type: text/html\r\n\r\n<img src="http://127.0.0.1:9/a.png">\r\n')
    mail("mbox", "a folder of mails", ("From a@b.vn Sun Oct  3 08:00:00 2021\r\n" + HEAD + "\r\na\r\n\r\n") * 50)
