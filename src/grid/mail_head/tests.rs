use super::*;
use crate::grid::{FileKind, OtherFileKind, sniff, web_archive};

use proptest::prelude::*;

const HEADERS: [&str; 12] = [
    "From: =?UTF-8?B?TMSQTMSQ?= <a@example.vn>",
    "To: b@example.vn",
    "Date: Sun, 3 Oct 2021 08:00:00 +0700",
    "Subject: BC quy III",
    "Received: from mx.example.vn (mx.example.vn [10.0.0.1])\n\tby mail.example.vn with ESMTP;\n Sun, 3 Oct 2021",
    "MIME-Version: 1.0",
    "Content-Type: multipart/mixed;\n boundary=\"b\"",
    "ARC-Seal: i=1; a=rsa-sha256; t=1633222800; cv=none;\n        d=google.com",
    "Status: RO",
    "User-Agent: Thunderbird",
    "In-Reply-To: <1@example.vn>",
    "List-Unsubscribe: <https://example.vn>",
];

fn mail(order: &[usize]) -> String {
    order.iter().map(|i| format!("{}\n", HEADERS[*i])).collect::<String>() + "\nKính gửi\n"
}

/// Any header may be the first one, in any order, with any line end, after anything that programs write in front.
#[test]
fn mail_is_known_whatever_comes_first() {
    let whole: Vec<usize> = (0..HEADERS.len()).collect();
    for first in 0..HEADERS.len() {
        let mut order = whole.clone();
        order.rotate_left(first);
        let text = mail(&order);
        for front in
            ["", "\n", "\n\n", "From a@example.vn Sun Oct  3 08:00:00 2021\n", "From - Sun Oct  3 2021\n", "4711\n"]
        {
            let text = format!("{front}{text}");
            let utf16 = |encode: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(encode).collect::<Vec<u8>>();
            for (form, bytes) in [
                ("LF", text.clone().into_bytes()),
                ("CRLF", text.replace('\n', "\r\n").into_bytes()),
                ("CR", text.replace('\n', "\r").into_bytes()),
                ("BOM", [b"\xEF\xBB\xBF", text.as_bytes()].concat()),
                ("UTF-16LE", [vec![0xFF, 0xFE], utf16(u16::to_le_bytes)].concat()),
                ("UTF-16BE", [vec![0xFE, 0xFF], utf16(u16::to_be_bytes)].concat()),
            ] {
                assert_eq!(sniff(&bytes), FileKind::Other(OtherFileKind::Mail), "{form}: {text}");
            }
        }
    }
}

/// The headers of persons may be missing: what a program saved is only the content.
#[test]
fn content_of_a_mail_alone_is_a_mail() {
    let text = "Content-Type: multipart/mixed;\n\tboundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nx\n--b--\n";
    assert_eq!(sniff(text.as_bytes()), FileKind::Other(OtherFileKind::Mail));
    let detached = "Content-Type: application/x; name=a.xlsx\nX-Mozilla-Altered: AttachmentDetached\n\nx";
    assert_eq!(sniff(detached.as_bytes()), FileKind::Other(OtherFileKind::Mail));
}

#[test]
fn web_page_in_one_file_is_no_mail() {
    for front in [
        "X-Document-Type: Workbook\n",
        "From: <Saved by Blink>\nSubject: x\n",
        "From: <Saved by Windows Internet Explorer 8>\n",
        "",
    ] {
        let text = format!("{front}MIME-Version: 1.0\nContent-Type: multipart/related;\n boundary=b\n\n--b\n");
        assert_eq!(sniff(text.as_bytes()), FileKind::Table(&web_archive::FORMAT), "{front}");
    }
    let mail = "From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n";
    assert_eq!(sniff(mail.as_bytes()), FileKind::Other(OtherFileKind::Mail));
}

#[test]
fn texts_with_colons_are_no_mails() {
    for text in [
        "Kinh gui: cac don vi\nFrom here on",
        "ma: ten\n01: Doan vien\n02: Ket nap\n",
        "From: LDLD Sin Ho\nDate: 04/10/2021\nma,so\n01,5\n",
        "From: LDLD Sin Ho\nDate: 04/10/2021\n\nma,so\n01,5\n",
        "Subject: Bao cao\nFrom: Tan Uyen\nDate: 3.10.2021\n\n",
        "Don vi: Tan Uyen\nQuy: 3\nNam: 2021\n",
        "From the office\nTo: all\n\nx",
        "From a@example.vn Sun Oct  3 08:00:00 2021\nKinh gui\n",
        "2021\n\nma;so\n",
        "url: http://a.vn\nContent-Type: khong co\n\n",
        "{\"from\": \"a@b\", \"date\": 1}",
        "",
        "\n\n\n",
    ] {
        assert_ne!(sniff(text.as_bytes()), FileKind::Other(OtherFileKind::Mail), "{text}");
    }
}

#[test]
fn mailbox_is_split_at_envelopes_only() {
    let one = mail(&[0, 1, 2]);
    let box_ = format!(
        "From - Sun Oct  3 2021\n{one}\nFrom here on it is text.\n>From a@b\n\nFrom x@y Mon Oct  4 2021\n{one}\nFrom z 2021\n{one}"
    );
    let ranges = mailbox(box_.as_bytes(), 0);
    assert_eq!(ranges.len(), 3);
    assert!(ranges.iter().all(|r| box_[r.clone()].starts_with("From ")));
    assert_eq!(ranges.iter().map(ExactSizeIterator::len).sum::<usize>(), box_.len());
}

proptest! {
    /// No text makes the grammar fail, and no table with a separator is an e-mail.
    #[test]
    fn table_is_never_a_mail(rows in prop::collection::vec("[A-Za-zđ :.0-9]{0,12}[;,\t][a-z: 0-9]{0,12}", 1..8)) {
        prop_assert_ne!(sniff(rows.join("\n").as_bytes()), FileKind::Other(OtherFileKind::Mail));
    }

    #[test]
    fn any_bytes_are_accepted(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let text = plain(&bytes);
        if let Some(head) = find(&text) {
            prop_assert!(head.start <= text.len());
            prop_assert!(mailbox(&text, head.start).iter().all(|r| r.end <= text.len()));
        }
    }

    #[test]
    fn any_order_of_headers_is_known(order in Just((0..HEADERS.len()).collect::<Vec<_>>()).prop_shuffle()) {
        prop_assert_eq!(sniff(mail(&order).as_bytes()), FileKind::Other(OtherFileKind::Mail));
    }
}
