//! Extracts the attachments of an e-mail (.eml), and of e-mails attached to it.

use super::{UnpackFault, UnpackedFiles, damaged};
use crate::grid::FileKind;
use crate::model::received_file::MailInfo;
use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};

/// Extracts the attachments of an e-mail.
pub fn open(bytes: &[u8], name: &str, out: &mut UnpackedFiles) -> Result<(), UnpackFault> {
    let message = MessageParser::default().parse(bytes).ok_or_else(|| damaged(FileKind::Mail))?;
    out.deeper(|out| unpack(&message, name, out))
}

fn unpack(message: &Message, name: &str, out: &mut UnpackedFiles) -> Result<(), UnpackFault> {
    let letter = letter(message);
    for part in message.attachments() {
        out.counted()?;
        if let PartType::Message(inner) = &part.body {
            out.deeper(|out| unpack(inner, name, out))?;
            continue;
        }
        let inner = part.attachment_name().unwrap_or_default();
        let kind = crate::grid::sniff(part.contents());
        // For broken base64 the parser returns the raw text of the part.
        if part.is_encoding_problem
            && matches!(kind, FileKind::Text | FileKind::Unknown | FileKind::Empty | FileKind::BrokenZip)
        {
            let content = Err(UnpackFault::new(
                "Tệp gửi kèm bị hỏng trong thư, không đọc được",
                "The attachment is damaged in the mail",
                ("Đề nghị gửi lại", "Ask for it again"),
            ));
            let full = format!("{name}{}{}", super::WITHIN, super::base(inner));
            out.pieces.push(super::UnpackedFile::new(&full, content, Some(&letter)));
            continue;
        }
        out.add(part.contents().to_vec(), name, inner, Some(&letter), false)?;
    }
    Ok(())
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
