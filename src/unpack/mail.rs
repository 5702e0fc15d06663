//! Extracts the attachments of an e-mail (.eml, .emlx), of e-mails attached to it, and of the e-mails of a mailbox.
//! Every part is added as a file, or left with a reason.

use super::{EntrySource, UnpackFault, UnpackedFiles, damaged, uuencode};
use crate::grid::mail_head::{self, MailHead};
use crate::grid::mime::{self, MimeBody};
use crate::grid::{FileKind, OtherFileKind, sniff};
use crate::model::received_file::{LeftReason, MailInfo};
use mail_parser::{Address, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::borrow::Cow;

/// Extracts the attachments of an e-mail, or of all e-mails of a mailbox.
pub(super) fn open(bytes: &[u8], name: &str, out: &mut UnpackedFiles) -> Result<(), UnpackFault> {
    let text = mail_head::plain(bytes);
    let first = text.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
    let head = mail_head::find(&text).ok_or_else(|| damaged(OtherFileKind::Mail))?;
    let mails = if head.has_envelope { mail_head::mailbox(&text, first) } else { Vec::new() };
    if mails.len() < 2 {
        return open_entity(content(&text, &head), name, None, out);
    }
    for (range, number) in mails.into_iter().zip(1..) {
        let full = format!("{name}{}thư {number}", super::WITHIN);
        out.counted()?;
        let one = unquoted(text.get(range).unwrap_or_default());
        out.nest(&full, None, |out| {
            let head = mail_head::find(&one).ok_or_else(|| damaged(OtherFileKind::Mail))?;
            open_entity(content(&one, &head), &full, None, out)
        });
    }
    Ok(())
}

/// Extracts the parts of a message that begins with its headers. `outer` is the e-mail around it, whose sender holds if
/// the message has none.
pub(super) fn open_entity(
    text: &[u8],
    name: &str,
    outer: Option<&MailInfo>,
    out: &mut UnpackedFiles,
) -> Result<(), UnpackFault> {
    let message = MessageParser::default().parse(text).ok_or_else(|| damaged(OtherFileKind::Mail))?;
    unpack(&message, name, outer, out)
}

/// Returns the bytes from the headers on, without what a program added after the message.
fn content<'t>(text: &'t [u8], head: &MailHead) -> &'t [u8] {
    let rest = text.get(head.start..).unwrap_or_default();
    match head.length {
        Some(length) if length > 0 => rest.get(..length).unwrap_or(rest),
        _ => rest,
    }
}

/// Removes the quote from the lines that a mailbox quotes: `>From`.
fn unquoted(text: &[u8]) -> Cow<'_, [u8]> {
    let is_quoted = |line: &[u8]| {
        let rest = line.trim_ascii_start();
        let letters = rest.iter().position(|b| *b != b'>').unwrap_or(0);
        letters > 0 && rest.len() == line.len() && rest.get(letters..).is_some_and(|words| words.starts_with(b"From "))
    };
    if !text.split(|b| *b == b'\n').any(is_quoted) {
        return text.into();
    }
    let lines: Vec<&[u8]> =
        text.split(|b| *b == b'\n').map(|l| if is_quoted(l) { l.get(1..).unwrap_or(l) } else { l }).collect();
    lines.join(&b'\n').into()
}

fn unpack(message: &Message, name: &str, outer: Option<&MailInfo>, out: &mut UnpackedFiles) -> Result<(), UnpackFault> {
    let letter = match (message.from(), outer) {
        (None, Some(outer)) => outer.clone(),
        _ => letter(message),
    };
    for part in &message.parts {
        match &part.body {
            // The parts of a group are in the list as well.
            PartType::Multipart(_) => {}
            // An encoded one is known by its bytes: any file may be declared as a message.
            PartType::Message(_) if part.encoding != mail_parser::Encoding::None => {
                out.counted()?;
                leaf(message, part, name, &letter, out)?;
            }
            PartType::Message(inner) => {
                out.counted()?;
                out.nest(name, Some(&letter), |out| unpack(inner, name, Some(&letter), out));
            }
            PartType::Text(_) | PartType::Html(_) | PartType::Binary(_) | PartType::InlineBinary(_) => {
                out.counted()?;
                leaf(message, part, name, &letter, out)?;
            }
        }
    }
    Ok(())
}

/// Adds a part that holds no others.
fn leaf(
    message: &Message,
    part: &MessagePart,
    name: &str,
    letter: &MailInfo,
    out: &mut UnpackedFiles,
) -> Result<(), UnpackFault> {
    let MimeBody { bytes, is_damaged } = mime::body(message, part);
    let disposition = part.content_disposition();
    let attachment = disposition.is_some_and(|d| d.is_attachment());
    let inner = part.attachment_name().map(str::to_string);
    if let Some(fault) = elsewhere(part, &bytes) {
        out.push(name, inner.as_deref().unwrap_or_default(), Err(fault), Some(letter));
        return Ok(());
    }
    let kind = sniff(&bytes);
    let is_named = inner.is_some() || attachment || part.is_content_type("message", "rfc822");
    if !is_named && kind.is_mail_text() {
        for (inner, bytes) in uuencode::files(&bytes) {
            out.counted()?;
            out.add(bytes, name, &inner, Some(letter), EntrySource::Mail)?;
        }
        if !bytes.trim_ascii().is_empty() {
            out.leave_text(name, &bytes);
        }
        return Ok(());
    }
    let inner = inner.or_else(|| part.content_location().map(str::to_string)).unwrap_or_default();
    if kind == FileKind::Other(OtherFileKind::Image)
        && !attachment
        && (disposition.is_some() || part.content_id().is_some())
    {
        out.leave(&super::full_name(name, &inner), LeftReason::Picture);
        return Ok(());
    }
    let is_broken = matches!(
        kind,
        FileKind::Other(OtherFileKind::Text | OtherFileKind::Unknown | OtherFileKind::Empty | OtherFileKind::BrokenZip)
    );
    if is_damaged && is_broken {
        let fault = UnpackFault::new(
            "Tệp gửi kèm bị hỏng trong thư, không đọc được",
            "The attachment is damaged in the mail",
            ("Đề nghị gửi lại", "Ask for it again"),
        );
        out.push(name, &inner, Err(fault), Some(letter));
        return Ok(());
    }
    out.add(bytes, name, &inner, Some(letter), EntrySource::Mail)
}

/// Returns the reason if the content of a part is not in the e-mail: removed by the mail program, only linked, or left on
/// the server.
fn elsewhere(part: &MessagePart, bytes: &[u8]) -> Option<UnpackFault> {
    let has = |name: &str| {
        let is_it = |h: &&mail_parser::Header| matches!(&h.name, HeaderName::Other(n) if n.eq_ignore_ascii_case(name));
        part.headers.iter().any(|h| is_it(&h))
    };
    let is_removed = has("X-Mozilla-Altered")
        || has("X-Mozilla-External-Attachment-URL")
        || has("X-Apple-Content-Length") && bytes.trim_ascii().is_empty()
        || part.is_content_type("text", "x-moz-deleted")
        || part.is_content_type("message", "external-body");
    if is_removed {
        return Some(UnpackFault::new(
            "Tệp gửi kèm đã bị tách khỏi thư, thư chỉ còn tên tệp",
            "The attachment was detached from the mail, which holds only its name",
            (
                "Chép chính tệp vào thư mục, hoặc đề nghị gửi lại thư kèm tệp",
                "Copy the file itself into the folder, or ask for the mail with its attachment",
            ),
        ));
    }
    part.is_content_type("message", "partial").then(|| {
        UnpackFault::new(
            "Thư bị chia thành nhiều thư, đây chỉ là một phần",
            "The mail was split into several; this is one part of it",
            ("Đề nghị gửi lại trong một thư", "Ask for it again in one mail"),
        )
    })
}

fn letter(message: &Message) -> MailInfo {
    let from = message.from().and_then(Address::first);
    let sender = from.map(|a| match (a.name(), a.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_string(),
    });
    MailInfo {
        sender: sender.unwrap_or_default(),
        date: message.date().map(|d| d.to_rfc3339()).unwrap_or_default(),
        subject: message.subject().unwrap_or_default().to_string(),
    }
}
