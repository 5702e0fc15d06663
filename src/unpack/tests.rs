mod entries;

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
            ("2022-Q1/thư.eml › winmail.dat".to_string(), false),
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
    assert_eq!(sniff(&bytes), FileKind::Other(OtherFileKind::Msg));
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
