//! What becomes of each entry of a container.

use super::*;

/// Returns the path of each file with the first letters of its content.
fn contents(bytes: &[u8]) -> Vec<(String, bool)> {
    let book = workbook();
    files(bytes, "x").into_iter().map(|f| (f.name, f.content.is_ok_and(|content| content == book))).collect()
}

fn found(names: &[&str]) -> Vec<(String, bool)> {
    names.iter().map(|name| (name.to_string(), true)).collect()
}

const ATTACHED: &str = "application/octet-stream; name=BM01.xlsx\nContent-Disposition: attachment";

#[test]
fn attachment_is_known_by_its_bytes_not_by_its_declared_type() {
    let book = workbook();
    for declared in [
        "text/plain",
        "text/html",
        "text/csv; charset=utf-16",
        "image/png",
        "application/pdf",
        "message/rfc822",
        "x",
        "a/b/c",
    ] {
        for more in [
            "\nContent-Disposition: attachment; filename=BM01.xlsx",
            "; name=BM01.xlsx",
            "; name=\"BM01.xlsx\"\nContent-Disposition: inline",
        ] {
            let bytes = mail(&[(&format!("{declared}{more}"), &book)]);
            assert_eq!(contents(&bytes), found(&["x › BM01.xlsx"]), "{declared}{more}");
        }
    }
    // Without any name.
    assert_eq!(contents(&mail(&[("text/plain", &book)])), found(&["x › khong-ten"]));
}

#[test]
fn every_mail_of_a_mailbox_is_opened() {
    let book = workbook();
    let one = String::from_utf8(mail(&[(ATTACHED, &book)])).unwrap();
    let plain = "From: a@example.vn\nSubject: x\nDate: Mon, 4 Apr 2022 09:12:00 +0700\n\n>From here on\n";
    for ends in ["\n", "\r\n"] {
        let text = format!(
            "From - Mon Apr  4 2022\n{one}\nFrom x@y Mon Apr  4 09:12:00 2022\n{plain}\nFrom z Mon Apr  4 2022\n{one}"
        );
        let bytes = text.replace('\n', ends).into_bytes();
        assert_eq!(contents(&bytes), found(&["x › thư 1 › BM01.xlsx", "x › thư 3 › BM01.xlsx"]));
        assert!(left(&bytes).contains(&("x › thư 2 › lời thư".to_string(), LeftReason::MailText)));
    }
}

#[test]
fn mail_of_apple_mail_is_opened() {
    let one = mail(&[(ATTACHED, &workbook())]);
    let tail = b"<?xml version=\"1.0\"?>\n<plist><dict><key>flags</key><integer>1</integer></dict></plist>\n";
    let bytes = [format!("{}      \n", one.len()).as_bytes(), &one, tail].concat();
    assert_eq!(contents(&bytes), found(&["x › BM01.xlsx"]));
    // An attachment that Apple Mail keeps elsewhere, or has not loaded.
    let partial = "From: a@example.vn\nDate: Mon, 4 Apr 2022 09:12:00 +0700\nMIME-Version: 1.0\nContent-Type: application/octet-stream; name=BM01.xlsx\nX-Apple-Content-Length: 4000\n\n";
    let lost = files(format!("{}\n{partial}", partial.len()).as_bytes(), "x");
    assert!(lost[0].content.as_ref().unwrap_err().message.vi.contains("bị tách khỏi thư"), "{lost:?}");
}

#[test]
fn detached_attachment_is_named() {
    for header in [
        "application/octet-stream; name=BM01.xlsx\nX-Mozilla-Altered: AttachmentDetached; date=\"Mon Apr 4 2022\"",
        "text/x-moz-deleted; name=\"Deleted: BM01.xlsx\"",
        "message/external-body; access-type=URL; URL=\"https://example.vn/BM01.xlsx\"",
    ] {
        let lost = files(&mail(&[(header, b"x")]), "x");
        assert!(lost[0].content.as_ref().unwrap_err().message.vi.contains("bị tách khỏi thư"), "{header}: {lost:?}");
    }
}

/// Returns a value of BER with its length in definite form.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u32).to_be_bytes();
    [&[tag, 0x84], &length[..], content].concat()
}

/// Returns a value of BER with its length in indefinite form.
fn ber(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x80], content, &[0, 0]].concat()
}

fn signed(content: Option<Vec<u8>>, kind: u8, value: fn(u8, &[u8]) -> Vec<u8>) -> Vec<u8> {
    let id = |last: u8| [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, last].to_vec();
    let wrapped = content.map(|content| value(0xA0, &content)).unwrap_or_default();
    let info = value(0x30, &[id(1), wrapped].concat());
    let data = value(0x30, &[der(0x02, &[1]), der(0x31, &[]), info, der(0x31, &[])].concat());
    value(0x30, &[id(kind), value(0xA0, &data)].concat())
}

#[test]
fn content_of_a_signed_message_or_file_is_found() {
    let book = workbook();
    let entity = mail(&[(ATTACHED, &book)]);
    let entity = &entity[entity.windows(5).position(|w| w == b"MIME-").unwrap()..];
    let pieces = |bytes: &[u8]| bytes.chunks(100).flat_map(|chunk| der(0x04, chunk)).collect::<Vec<u8>>();
    for value in [der, ber] as [fn(u8, &[u8]) -> Vec<u8>; 2] {
        for octets in [der(0x04, entity), der(0x24, &pieces(entity)), ber(0x24, &pieces(entity))] {
            let message = signed(Some(octets), 2, value);
            assert_eq!(sniff(&message), FileKind::Other(OtherFileKind::Pkcs7));
            assert_eq!(contents(&message), found(&["x › BM01.xlsx"]));
            let outer = mail(&[("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", &message)]);
            let all = files(&outer, "thư.eml");
            assert_eq!(all[0].content.as_ref().unwrap(), &book);
            assert_eq!(all[0].letter.as_ref().unwrap().sender, "LĐLĐ Sìn Hồ <sinho@example.vn>");
            let text = format!("-----BEGIN PKCS7-----\n{}\n-----END PKCS7-----\n", base64(&message));
            assert_eq!(contents(text.as_bytes()), found(&["x › BM01.xlsx"]));
        }
        let file = signed(Some(der(0x04, &book)), 2, value);
        let all = files(&mail(&[("application/x; name=BM01.xlsx.p7m", &file)]), "x");
        assert_eq!((all[0].name.as_str(), all[0].content.as_ref().unwrap()), ("x › BM01.xlsx.p7m › BM01.xlsx", &book));
        let secret = files(&signed(None, 3, value), "x");
        assert!(secret[0].content.as_ref().unwrap_err().message.vi.contains("mã hóa"));
        // A signature beside the attachment.
        let bytes =
            mail(&[(ATTACHED, &book), ("application/pkcs7-signature; name=smime.p7s", &signed(None, 2, value))]);
        assert_eq!(contents(&bytes), found(&["x › BM01.xlsx"]));
        assert!(left(&bytes).iter().any(|(name, why)| name.ends_with("smime.p7s") && *why == LeftReason::Signature));
    }
}

#[test]
fn mails_in_archives_and_archives_in_them_are_opened() {
    let book = workbook();
    let inner = mail(&[("application/zip; name=b.zip", &packed(&[("BM02.xlsx", &book)])), (ATTACHED, &book)]);
    let bytes = packed(&[
        ("hộp thư/1.eml", &inner),
        ("2.msg", &outlook(&book)),
        ("BM03.xlsx", &book),
        ("rong.eml", &mail(&[])),
    ]);
    assert_eq!(
        contents(&bytes),
        found(&[
            "x › 1.eml › b.zip › BM02.xlsx",
            "x › 1.eml › BM01.xlsx",
            "x › 2.msg › Biểu 1.xlsx",
            "x › 2.msg › Biểu 2.xlsx",
            "x › 2.msg › TRONG.XLS",
            "x › BM03.xlsx"
        ])
    );
    assert!(left(&bytes).contains(&("x › rong.eml › lời thư".to_string(), LeftReason::MailText)));
}

#[test]
fn two_attachments_of_one_name_are_two_files() {
    let book = workbook();
    let bytes = mail(&[(ATTACHED, &book), (ATTACHED, &book), (ATTACHED, &book)]);
    assert_eq!(contents(&bytes), found(&["x › BM01.xlsx", "x › BM01 (2).xlsx", "x › BM01 (3).xlsx"]));
}

#[test]
fn by_products_are_left_by_bytes_and_by_name() {
    let book = workbook();
    let double = b"\0\x05\x16\x07\0\x02\0\0Mac OS X        \0\x01";
    let bytes = mail(&[("application/applefile; name=BM01.xlsx", double), (ATTACHED, &book)]);
    assert_eq!(contents(&bytes), found(&["x › BM01.xlsx"]));
    let zip = packed(&[
        ("__MACOSX/._BM01.xlsx", double),
        ("$RECYCLE.BIN/BM01.xlsx", &book),
        (".stversions/BM01.xlsx", &book),
        ("Thumbs.db", b"x"),
        ("~$BM01.xlsx", b"x"),
        ("BM01.xlsx", &book),
        ("trang.htm", b"<html>"),
        ("trang_files/sheet001.htm", b"<html><table>"),
    ]);
    assert_eq!(contents(&zip)[..1], found(&["x › BM01.xlsx"]));
    let all = left(&zip);
    assert_eq!(all.iter().filter(|(_, why)| *why == LeftReason::Litter).count(), 5, "{all:?}");
    assert_eq!(all.iter().filter(|(_, why)| *why == LeftReason::WebPart).count(), 1, "{all:?}");
}

#[test]
fn file_in_the_text_of_a_mail_is_found() {
    let book = workbook();
    let line = |chunk: &[u8]| {
        let sextet = |value: u32| char::from(0x20 + (value as u8 & 0x3F));
        let groups = chunk.chunks(3).flat_map(|c| {
            let n = c.iter().fold(0, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - c.len()));
            [n >> 18, n >> 12, n >> 6, n].map(sextet)
        });
        format!("{}{}\n", sextet(chunk.len() as u32), groups.collect::<String>())
    };
    let body: String = book.chunks(45).map(line).collect();
    let text = format!(
        "From: a@example.vn\nDate: Mon, 4 Apr 2022 09:12:00 +0700\n\nKính gửi\n\nbegin 644 BM01.xlsx\n{body} \nend\n"
    );
    assert_eq!(contents(text.as_bytes()), found(&["x › BM01.xlsx"]));
    let none = "From: a@example.vn\nDate: Mon, 4 Apr 2022 09:12:00 +0700\n\nbegin 644 là một từ\nđây không phải tệp\n";
    assert!(files(none.as_bytes(), "x")[0].content.is_err());
}

/// A fault of one entry loses no other: each of the parts is a file, a fault or left.
#[test]
fn every_entry_is_a_file_a_fault_or_left() {
    let book = workbook();
    let parts: [(&str, &[u8]); 7] = [
        ("application/zip; name=hong.zip", b"PK\x03\x04x"),
        ("application/octet-stream; name=thu.msg", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        ("image/png; name=a.png\nContent-Disposition: inline", b"\x89PNG\r\n\x1A\n1"),
        ("application/octet-stream; name=la.bin", b"\x01\x02"),
        ("application/pdf; name=quet.pdf", b"%PDF-1.4"),
        ("application/octet-stream; name=rong.xlsx", b""),
        (ATTACHED, &book),
    ];
    let bytes = mail(&parts);
    let container = open(&bytes, "x", &Limits::default()).unwrap();
    let told: Vec<&str> =
        container.files.iter().map(|f| f.name.as_str()).chain(container.left.iter().map(|e| e.name.as_str())).collect();
    for name in ["hong.zip", "thu.msg", "a.png", "la.bin", "quet.pdf", "rong.xlsx", "BM01.xlsx", "lời thư"] {
        assert!(told.iter().any(|t| t.ends_with(name)), "{name}: {told:?}");
    }
}
