use super::*;
use std::io::Write;

/// Returns the smallest file that is detected as a workbook.
fn workbook() -> Vec<u8> {
    packed(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")])
}

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ::zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, ::zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for (i, chunk) in bytes.chunks(3).enumerate() {
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(n >> (18 - 6 * place)) as usize & 63] as char;
            out.push(if place <= chunk.len() { letter } else { '=' });
        }
        if i % 19 == 18 {
            out.push('\n');
        }
    }
    out
}

/// Returns an e-mail with these attachments: headers after the content type, and bytes.
fn mail(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = "From: =?UTF-8?B?TMSQTMSQIFPDrG4gSOG7kw==?= <sinho@example.vn>\nTo: a@example.vn\nSubject: BC =?UTF-8?Q?qu=C3=BD?= I/2022\n\
                   Date: Mon, 4 Apr 2022 09:12:00 +0700\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n\
                   --b\nContent-Type: text/plain; charset=utf-8\n\nKính gửi\n"
        .to_string();
    for (header, bytes) in parts {
        out.push_str(&format!("--b\nContent-Type: {header}\nContent-Transfer-Encoding: base64\n\n{}\n", base64(bytes)));
    }
    (out + "--b--\n").into_bytes()
}

fn files(bytes: &[u8], name: &str) -> Vec<UnpackedFile> {
    open(bytes, name, &Limits::default()).unwrap().files
}

fn left(bytes: &[u8]) -> Vec<(String, LeftReason)> {
    open(bytes, "x", &Limits::default()).unwrap().left.into_iter().map(|e| (e.name, e.reason)).collect()
}

fn names(bytes: &[u8]) -> Vec<(String, bool)> {
    let files = open(bytes, "2022-Q1/thư.eml", &Limits::default()).unwrap().files;
    files.into_iter().map(|p| (p.name, p.content.is_ok())).collect()
}

#[test]
fn attachments_have_their_names_and_the_mail_header() {
    let book = workbook();
    let bytes = mail(&[
        ("application/octet-stream; name=\"=?UTF-8?B?QuG6o24gMS54bHN4?=\"\nContent-Disposition: attachment", &book),
        ("application/octet-stream\nContent-Disposition: attachment; filename*=UTF-8''B%E1%BA%A3n%202.xlsx", &book),
        ("application/octet-stream\nContent-Disposition: attachment; filename=\"..\\..\\x/../BM01.xlsx\"", &book),
        ("image/png; name=chu-ky.png\nContent-Disposition: inline", b"\x89PNG\r\n\x1A\n123"),
    ]);
    let expected = ["Bản 1.xlsx", "Bản 2.xlsx", "BM01.xlsx"].map(|n| (format!("2022-Q1/thư.eml › {n}"), true));
    assert_eq!(names(&bytes), expected);
    let pieces = files(&bytes, "x");
    let letter = pieces[0].letter.as_ref().unwrap();
    assert_eq!((letter.sender.as_str(), letter.subject.as_str()), ("LĐLĐ Sìn Hồ <sinho@example.vn>", "BC quý I/2022"));
    assert_eq!(letter.date, "2022-04-04T09:12:00+07:00");
    assert_eq!(pieces[0].content.as_ref().unwrap(), &book);
}

#[test]
fn nested_mails_and_archives_are_opened_and_failures_reported() {
    let book = workbook();
    let zip = packed(&[
        ("bao cao/BM01.xlsx", &book),
        ("__MACOSX/._BM01.xlsx", b"x"),
        ("trong.zip", &packed(&[("a.txt", b"a")])),
    ]);
    let inner = mail(&[("application/octet-stream; name=trong.xlsx\nContent-Disposition: attachment", &book)]);
    let mut bytes = String::from_utf8(mail(&[
        ("application/zip; name=q1.zip\nContent-Disposition: attachment", &zip),
        ("application/octet-stream; name=x.rar\nContent-Disposition: attachment", b"Rar!\x1A\x07\x00123"),
        ("application/ms-tnef; name=winmail.dat\nContent-Disposition: attachment", b"\x78\x9F\x3E\x22abc"),
    ]))
    .unwrap();
    let nested = format!(
        "--b\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\n{}\n--b--\n",
        String::from_utf8(inner).unwrap().replace("\"b\"", "\"c\"").replace("--b", "--c")
    );
    bytes = bytes.replace("--b--\n", &nested);
    assert_eq!(
        names(bytes.as_bytes()),
        [
            ("2022-Q1/thư.eml › q1.zip › BM01.xlsx".to_string(), true),
            ("2022-Q1/thư.eml › q1.zip › trong.zip".to_string(), true),
            ("2022-Q1/thư.eml › x.rar".to_string(), true),
            ("2022-Q1/thư.eml › winmail.dat".to_string(), true),
            ("2022-Q1/thư.eml › trong.xlsx".to_string(), true),
        ]
    );
}

/// Writes a property as Outlook does: its number and type, and its bytes.
fn put(file: &mut cfb::CompoundFile<std::io::Cursor<Vec<u8>>>, at: &str, name: &str, bytes: &[u8]) {
    file.create_stream(format!("{at}__substg1.0_{name}")).unwrap().write_all(bytes).unwrap();
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Returns a saved e-mail as in [MS-OXMSG], section 2.4: two attachments, and an e-mail with a third one.
fn outlook(book: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    file.create_storage("/__nameid_version1.0").unwrap();
    // 2022-04-04 02:12:00 UTC is 1649038320 seconds since 1970, here in ticks of 100 ns since 1601.
    let ticks: u64 = (1_649_038_320 + 11_644_473_600) * 10_000_000;
    let mut fixed = vec![0; 32];
    fixed.extend([0x40, 0x00, 0x39, 0x00, 6, 0, 0, 0]);
    fixed.extend(ticks.to_le_bytes());
    file.create_stream("/__properties_version1.0").unwrap().write_all(&fixed).unwrap();
    put(&mut file, "/", "0037001F", &wide("BC quý I/2022"));
    put(&mut file, "/", "0C1A001F", &wide("LĐLĐ Sìn Hồ"));
    put(&mut file, "/", "0C1F001F", &wide("/O=LDLD/CN=SINHO"));
    put(&mut file, "/", "5D01001F", &wide("sinho@example.vn"));
    for (i, name) in ["Biểu 1.xlsx", "../../Biểu 2.xlsx"].iter().enumerate() {
        let at = format!("/__attach_version1.0_#{i:08X}/");
        file.create_storage(&at).unwrap();
        put(&mut file, &at, "3704001F", &wide("BIEU~1.XLS"));
        put(&mut file, &at, "3707001F", &wide(name));
        put(&mut file, &at, "37010102", book);
    }
    let at = "/__attach_version1.0_#00000002/";
    file.create_storage(at).unwrap();
    let within = format!("{at}__substg1.0_3701000D/");
    file.create_storage(&within).unwrap();
    put(&mut file, &within, "0C1A001E", b"Nguoi gui truoc");
    let inner = format!("{within}__attach_version1.0_#00000000/");
    file.create_storage(&inner).unwrap();
    put(&mut file, &inner, "3704001E", b"TRONG.XLS");
    put(&mut file, &inner, "37010102", book);
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn mail_saved_by_outlook_is_opened() {
    let book = workbook();
    let bytes = outlook(&book);
    assert_eq!(sniff(&bytes), FileKind::Msg);
    let pieces = files(&bytes, "thư.msg");
    let names: Vec<&str> = pieces.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["thư.msg › Biểu 1.xlsx", "thư.msg › Biểu 2.xlsx", "thư.msg › TRONG.XLS"]);
    assert!(pieces.iter().all(|p| p.content.as_ref().unwrap() == &book));
    let letters: Vec<&MailInfo> = pieces.iter().map(|p| p.letter.as_ref().unwrap()).collect();
    let letter = |l: &MailInfo| (l.sender.clone(), l.subject.clone(), l.date.clone());
    let expected = ("LĐLĐ Sìn Hồ <sinho@example.vn>", "BC quý I/2022", "2022-04-04T02:12:00Z");
    assert_eq!(letter(letters[0]), (expected.0.to_string(), expected.1.to_string(), expected.2.to_string()));
    assert_eq!(letters[2].sender, "Nguoi gui truoc");
    // The same e-mail attached to another one as a file.
    let outer = mail(&[("application/octet-stream; name=thu.msg\nContent-Disposition: attachment", &bytes)]);
    let pieces = files(&outer, "ngoài.eml");
    assert_eq!(pieces.len(), 3);
    assert_eq!(pieces[0].letter.as_ref().unwrap().sender, "LĐLĐ Sìn Hồ <sinho@example.vn>");
    let cut = &bytes[..bytes.len() / 2];
    assert!(open(cut, "cụt.msg", &Limits::default()).is_none_or(|p| p.files.iter().any(|p| p.content.is_err())));
}

#[test]
fn nesting_of_mails_is_bounded() {
    let mut bytes = outlook(&workbook());
    for _ in 0..8 {
        bytes = mail(&[("application/octet-stream; name=thu.eml\nContent-Disposition: attachment", &bytes)]);
    }
    let pieces = files(&bytes, "x.eml");
    assert_eq!(pieces.len(), 1);
    assert!(pieces[0].content.as_ref().unwrap_err().message.vi.contains("số lớp thư, tệp nén lồng nhau quá 5"));
}

#[test]
fn mail_without_a_workbook_gives_an_error() {
    let pieces = files(&mail(&[]), "thư.eml");
    assert_eq!(pieces.len(), 1);
    assert!(pieces[0].content.as_ref().unwrap_err().message.vi.starts_with("Thư không có tệp Excel nào"));
    // A workbook or a text is not an e-mail.
    assert!(open(&workbook(), "a.xlsx", &Limits::default()).is_none());
    assert!(open(b"Kinh gui: cac don vi\nFrom here on", "a.txt", &Limits::default()).is_none());
}

#[test]
fn limits_apply_to_extracted_files() {
    let book = workbook();
    let many = packed(
        &(0..20).map(|i| (["a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx"][i % 4], &b"1"[..])).take(4).collect::<Vec<_>>(),
    );
    let said = |bytes: &[u8], limits: &Limits| {
        let pieces = open(bytes, "x", limits).unwrap().files;
        pieces.into_iter().find_map(|p| p.content.err()).map(|f| f.message.vi).unwrap_or_default()
    };
    assert!(said(&many, &Limits { entries: 3, ..Limits::default() }).contains("số tệp bên trong quá 3"));
    assert!(
        said(&packed(&[("a.xlsx", &book)]), &Limits { inflated_bytes: 10, ..Limits::default() }).contains("quá 10")
    );
    let zeros = packed(&[("a.xlsx", &vec![0; 300_000])]);
    assert!(said(&zeros, &Limits { file_bytes: 100_000, ..Limits::default() }).contains("quá 100000"));
}

#[test]
fn changed_bytes_never_panic() {
    let book = workbook();
    let bytes =
        mail(&[("application/zip; name=q1.zip\nContent-Disposition: attachment", &packed(&[("a.xlsx", &book)]))]);
    let zip = packed(&[("a.xlsx", &book), ("b.xlsx", &book)]);
    let mut seed = 88172645463325252u64;
    for original in [bytes, zip, outlook(&book)] {
        for _ in 0..300 {
            let mut mutant = original.clone();
            for _ in 0..4 {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                let at = seed as usize % mutant.len();
                mutant[at] = (seed >> 32) as u8;
            }
            let _ = open(&mutant, "x", &Limits::default());
        }
    }
}

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
            assert_eq!(sniff(&message), FileKind::Pkcs7);
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
