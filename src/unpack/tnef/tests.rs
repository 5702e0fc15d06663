//! Files as in [MS-OXTNEF], made byte by byte.

use super::*;
use crate::limits::Limits;
use crate::unpack::{UnpackedContainer, open as open_container};
use proptest::prelude::*;

/// Returns an attribute: level, number, size, content, checksum.
fn attribute(level: u8, number: u32, content: &[u8]) -> Vec<u8> {
    let sum = content.iter().fold(0u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    [&[level][..], &number.to_le_bytes(), &(content.len() as u32).to_le_bytes(), content, &sum.to_le_bytes()].concat()
}

/// Returns a property of one value of variable size.
fn value(kind: u16, number: u16, content: &[u8]) -> Vec<u8> {
    let mut out = [&kind.to_le_bytes()[..], &number.to_le_bytes(), &1u32.to_le_bytes()].concat();
    out.extend((content.len() as u32).to_le_bytes());
    out.extend(content);
    out.resize(out.len().next_multiple_of(4), 0);
    out
}

fn list(properties: &[Vec<u8>]) -> Vec<u8> {
    [&(properties.len() as u32).to_le_bytes()[..], &properties.concat()].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

fn stream(attributes: &[Vec<u8>]) -> Vec<u8> {
    [SIGNATURE, &[1, 0], &attributes.concat()].concat()
}

/// A property with a name, one of two numbers, and a picture that the text shows.
fn letter() -> Vec<u8> {
    let named = [
        &[0x1F, 0x00, 0x01, 0x80][..],
        &[7; 16],
        &1u32.to_le_bytes(),
        &6u32.to_le_bytes(),
        &[b'a', 0, b'b', 0, 0, 0, 0, 0],
        &1u32.to_le_bytes(),
        &4u32.to_le_bytes(),
        &[b'x', 0, 0, 0],
    ];
    let numbers = [&[0x03, 0x10, 0x01, 0x66][..], &2u32.to_le_bytes(), &[1, 0, 0, 0, 2, 0, 0, 0]];
    let ticks: i64 = (1_649_038_320 + 11_644_473_600) * 10_000_000;
    let sent = [&[0x40, 0x00, 0x39, 0x00][..], &ticks.to_le_bytes()];
    let message = list(&[
        named.concat(),
        numbers.concat(),
        sent.concat(),
        value(WIDE_TEXT, SENDER_NAME, &wide("LĐLĐ Sìn Hồ")),
        value(WIDE_TEXT, SENDER_SMTP, &wide("sinho@example.vn")),
        value(BYTES, 0x1009, b"rich text"),
    ]);
    let picture = list(&[value(WIDE_TEXT, CONTENT_ID, &wide("anh1"))]);
    let inner = stream(&[
        attribute(2, BEGIN, &[1, 0]),
        attribute(2, TITLE, b"TRONG.XLS\0"),
        attribute(2, DATA, b"\xD0\xCF\x11\xE0 trong"),
    ]);
    let object = [MESSAGE_OBJECT, &inner].concat();
    stream(&[
        attribute(1, 0x0008_9006, &[0, 0, 1, 0]),
        attribute(1, TITLE_OF_MESSAGE, b"BC quy I/2022\0"),
        attribute(1, MESSAGE, &message),
        attribute(2, BEGIN, &[1, 0]),
        attribute(2, DATA, b"PK\x03\x04 mot"),
        attribute(2, TITLE, b"BIEU~1.XLS\0"),
        attribute(2, ATTACHMENT, &list(&[value(WIDE_TEXT, LONG_NAME, &wide("../Biểu 1.xlsx"))])),
        attribute(2, BEGIN, &[1, 0]),
        attribute(2, TITLE, b"anh.png\0"),
        attribute(2, DATA, b"\x89PNG\r\n\x1A\n..."),
        attribute(2, ATTACHMENT, &picture),
        attribute(2, BEGIN, &[1, 0]),
        attribute(2, TITLE, b"xa.xlsx\0"),
        attribute(2, BEGIN, &[1, 0]),
        attribute(2, ATTACHMENT, &list(&[value(OBJECT, CONTENT, &object), value(TEXT, DISPLAY_NAME, b"Thu\0")])),
    ])
}

fn opened(bytes: &[u8]) -> UnpackedContainer {
    open_container(bytes, "winmail.dat", &Limits::default()).unwrap()
}

#[test]
fn attachments_of_rich_text_mail_are_extracted() {
    let out = opened(&letter());
    let files: Vec<_> = out.files.iter().map(|f| (f.name.as_str(), f.content.as_deref().ok())).collect();
    assert_eq!(
        files,
        [
            ("winmail.dat › Biểu 1.xlsx", Some(&b"PK\x03\x04 mot"[..])),
            ("winmail.dat › xa.xlsx", None),
            ("winmail.dat › Thu › TRONG.XLS", Some(b"\xD0\xCF\x11\xE0 trong")),
        ]
    );
    assert!(out.files[1].content.as_ref().unwrap_err().message.en.contains("holds a link to xa.xlsx"));
    let left: Vec<_> = out.left.iter().map(|l| (l.name.as_str(), l.reason)).collect();
    assert_eq!(left, [("winmail.dat › anh.png", LeftReason::Picture), ("winmail.dat › lời thư", LeftReason::MailText)]);
    let own = out.files[0].letter.as_ref().unwrap();
    assert_eq!((own.sender.as_str(), own.subject.as_str()), ("LĐLĐ Sìn Hồ <sinho@example.vn>", "BC quy I/2022"));
    assert_eq!(own.date, "2022-04-04T02:12:00Z");
}

#[test]
fn file_that_is_cut_off_keeps_what_is_whole_and_is_reported() {
    let whole = letter();
    let first = whole.windows(4).position(|w| w == b".png").unwrap();
    // Wherever it is cut after the first attachment, within an attribute.
    for cut in [first, first + 4, first + 8, first + 12, first + 20] {
        let out = opened(&whole[..cut]);
        assert_eq!(out.files[0].content.as_deref().unwrap(), b"PK\x03\x04 mot");
        let last = out.files.last().unwrap().content.as_ref().unwrap_err();
        assert!(last.message.en.contains("it is damaged"), "{cut}: {last:?}");
    }
    // Some programs add bytes to a whole file.
    let out = opened(&[&whole[..], b"\0\0\0\0\0\0"].concat());
    assert_eq!(out.files.iter().filter(|f| f.content.is_ok()).count(), 2);
    assert_eq!(out.files.len(), 3);
    let empty = opened(&[SIGNATURE, b"abc"].concat());
    assert!(empty.files[0].content.is_err());
}

proptest! {
    /// Any changed bytes end in files or a fault, and no attachment is larger than the file.
    #[test]
    fn changed_bytes_never_panic(edits in proptest::collection::vec((0usize..2_000, any::<u8>()), 1..12), cut in 0usize..2_000) {
        let mut bytes = letter();
        for (at, byte) in edits {
            let at = at % (bytes.len() - 4) + 4;
            bytes[at] = byte;
        }
        let whole = bytes.len();
        bytes.truncate(whole - (cut % (whole / 2)).saturating_sub(whole / 4));
        for file in opened(&bytes).files {
            prop_assert!(file.content.is_err() || file.content.unwrap().len() <= bytes.len());
        }
    }
}
