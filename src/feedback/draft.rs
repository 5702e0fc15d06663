//! A draft of an e-mail as a file: MIME (RFC 2045 to 2047, 2183, 2231), with `X-Unsent: 1`, which Outlook and Thunderbird
//! open for editing and sending. It has no date and no sender; the boundary is a hash of the content, so that equal content
//! gives equal bytes.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Characters of an encoded line.
const LINE: usize = 76;
/// Bytes in an encoded word: its line stays below 76 characters.
const WORD: usize = 36;

/// An attached file.
#[derive(Clone, Debug)]
pub(crate) struct Attachment<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its MIME type.
    pub kind: &'static str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// The MIME type of .xlsx.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A draft of an e-mail.
#[derive(Clone, Debug)]
pub(crate) struct MailDraft<'a> {
    /// The name of the recipient.
    pub name: &'a str,
    /// The addresses of the recipient; empty if they are not known: the user adds them.
    pub to: &'a [String],
    /// The subject.
    pub subject: &'a str,
    /// The text.
    pub body: &'a str,
    /// The attached files.
    pub attachments: Vec<Attachment<'a>>,
}

impl MailDraft<'_> {
    /// Returns the file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let parts: Vec<String> = std::iter::once(self.text_part()).chain(self.attachments.iter().map(part)).collect();
        let mut hash = Sha256::new();
        [self.name, self.subject].iter().for_each(|text| hash.update(text.as_bytes()));
        parts.iter().for_each(|part| hash.update(part.as_bytes()));
        let digest = hash.finalize();
        let boundary = digest.iter().take(16).fold("=_".to_string(), |text, byte| text + &format!("{byte:02x}"));
        let mut out = String::from("X-Unsent: 1\r\n");
        if let Some((first, others)) = self.to.split_first() {
            out += &format!("To: {}\r\n <{first}>", header_text(self.name, "To: ".len()));
            others.iter().for_each(|other| out += &format!(",\r\n <{other}>"));
            out += "\r\n";
        }
        out += &format!("Subject: {}\r\n", header_text(self.subject, "Subject: ".len()));
        out += "MIME-Version: 1.0\r\n";
        out += &format!("Content-Type: multipart/mixed;\r\n boundary=\"{boundary}\"\r\n\r\n");
        for part in parts {
            out += &format!("--{boundary}\r\n{part}\r\n");
        }
        out += &format!("--{boundary}--\r\n");
        out.into_bytes()
    }

    fn text_part(&self) -> String {
        let text = self.body.replace("\r\n", "\n").replace('\n', "\r\n");
        format!(
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
            lines(&base64(text.as_bytes()))
        )
    }
}

fn part(attachment: &Attachment) -> String {
    let (kind, name) = (attachment.kind, attachment.name);
    // Older programs read only the name of the type, and only as encoded words.
    format!(
        "Content-Type: {kind};\r\n {}\r\nContent-Disposition: attachment;\r\n {}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        if is_ordinary(name) { format!("name=\"{name}\"") } else { format!("name=\"{}\"", header_text(name, 7)) },
        parameter("filename", name),
        lines(&base64(attachment.bytes))
    )
}

/// Returns a parameter of a header field: quoted, or encoded in pieces as RFC 2231 has it.
fn parameter(key: &str, value: &str) -> String {
    if is_ordinary(value) {
        return format!("{key}=\"{value}\"");
    }
    let mut pieces = vec![String::new()];
    // Some programs decode each piece by itself, so that none may end within a character.
    for character in value.chars() {
        let letter = match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' => character.to_string(),
            _ => character.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
        };
        if pieces.last().is_some_and(|piece| piece.len() + letter.len() > 54) {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(&letter);
        }
    }
    if let [only] = pieces.as_slice() {
        return format!("{key}*=UTF-8''{only}");
    }
    let numbered = pieces.iter().enumerate().map(|(index, piece)| {
        let charset = if index == 0 { "UTF-8''" } else { "" };
        format!("{key}*{index}*={charset}{piece}")
    });
    numbered.collect::<Vec<_>>().join(";\r\n ")
}

/// Returns true for a name that needs neither encoding nor escapes.
fn is_ordinary(name: &str) -> bool {
    name.len() <= 60 && name.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\\'))
}

/// Returns a text for a header field, as encoded words (RFC 2047) unless it is short ASCII. `before` characters are on its
/// first line already.
fn header_text(text: &str, before: usize) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let is_atoms = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-' | b'.' | b'/'));
    if is_atoms && text.len() + before <= LINE {
        return text;
    }
    let mut words = vec![String::new()];
    for letter in text.chars() {
        if words.last().is_some_and(|word| word.len() + letter.len_utf8() > WORD) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    let encoded = words.iter().map(|word| format!("=?UTF-8?B?{}?=", base64(word.as_bytes())));
    encoded.collect::<Vec<_>>().join("\r\n ")
}

/// Breaks encoded text into lines.
fn lines(encoded: &str) -> String {
    let mut out = String::with_capacity(encoded.len() + encoded.len() / 38);
    let mut rest = encoded;
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        out.push_str(line);
        out.push_str("\r\n");
        rest = after;
    }
    out.truncate(out.len().saturating_sub(2));
    out
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Encodes bytes as base64 (RFC 4648), with padding.
fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..4 {
            let letter = LETTERS.get((bits >> (18 - 6 * index)) as usize & 63).copied().unwrap_or(b'=');
            let _ = out.write_char(if index > group.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use mail_parser::{MessageParser, MimeHeaders};

    #[test]
    fn base64_is_that_of_the_standard() {
        // RFC 4648, section 10.
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn draft_is_parsed_as_it_was_made() {
        let body = "Kính gửi đơn vị,\n\nBáo cáo còn 3 lỗi.\n.\nFrom đây";
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let long = "Biểu mẫu của Công đoàn ngành Giáo dục và Đào tạo – quý I năm 2022 (lần 2).xlsx";
        let to = ["a@example.vn".to_string(), "b@example.vn".to_string()];
        let attachments =
            ["BM01_2022-Q1_TP_lan-2.xlsx", long].map(|name| Attachment { name, kind: XLSX, bytes: &bytes });
        let draft = MailDraft {
            name: "Bà \"Ánh\", <LĐLĐ thành phố>\r\nBcc: x@y.vn",
            to: &to,
            subject: "Báo cáo quý I năm 2022 của Liên đoàn Lao động thành phố: đề nghị sửa 3 điểm rồi gửi lại",
            body,
            attachments: attachments.to_vec(),
        };
        let made = draft.to_bytes();
        assert_eq!(made, draft.to_bytes());
        let text = String::from_utf8(made.clone()).unwrap();
        // The longest line is that of the type of .xlsx.
        assert!(text.split("\r\n").all(|line| line.len() <= 80 && !line.contains('\n')), "{text}");
        let mail = MessageParser::new().parse(&made).unwrap();
        assert_eq!(mail.subject().unwrap(), draft.subject);
        assert_eq!(mail.body_text(0).unwrap().trim_end().replace("\r\n", "\n"), body);
        let addresses: Vec<&str> = mail.to().unwrap().iter().filter_map(|a| a.address()).collect();
        assert_eq!(addresses, ["a@example.vn", "b@example.vn"]);
        assert!(mail.bcc().is_none() && mail.date().is_none() && mail.from().is_none());
        let files: Vec<_> = mail.attachments().map(|a| (a.attachment_name().unwrap(), a.contents() == bytes)).collect();
        assert_eq!(files, [("BM01_2022-Q1_TP_lan-2.xlsx", true), (long, true)]);
        assert_eq!(mail.header_raw("X-Unsent").unwrap().trim(), "1");
    }

    #[test]
    fn draft_without_address_has_no_recipient() {
        let draft = MailDraft { name: "TP", to: &[], subject: "x", body: "y", attachments: Vec::new() };
        let text = String::from_utf8(draft.to_bytes()).unwrap();
        assert!(text.starts_with("X-Unsent: 1\r\nSubject: x\r\n") && !text.contains("To:"), "{text}");
    }
}
