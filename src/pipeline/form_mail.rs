//! The files of messages to units: drafts of e-mails and chat messages, also those that the blank forms of a period are sent with, and
//! files as one archive.

use crate::error::Error;
use crate::feedback::{self, Attachment, MailDraft, UnitMessage};
use crate::model::day::Day;
use crate::model::period::Period;
use crate::plan::{Plan, Unit};

/// Makes the draft of the e-mail for a unit's form, and the chat message: names and contents of the files.
pub(crate) fn form_mail(
    plan: &Plan,
    unit: &Unit,
    period: Period,
    today: Day,
    (name, bytes): (&str, &[u8]),
) -> [(String, Vec<u8>); 2] {
    let of = Unit { name: unit.name_in(period).to_string(), ..unit.clone() };
    let message = feedback::form_message(plan, &of, period, name, today);
    let (to, _) = feedback::addresses(&unit.email);
    message_files(&of, &to, message, Some((name, bytes)))
}

/// Makes the draft of an e-mail to a unit, with a form if there is one, and the file of the chat message.
pub(super) fn message_files(
    unit: &Unit,
    to: &[String],
    message: UnitMessage,
    attached: Option<(&str, &[u8])>,
) -> [(String, Vec<u8>); 2] {
    let attachments = attached.into_iter().map(|(name, bytes)| Attachment { name, kind: feedback::XLSX, bytes });
    let draft = MailDraft {
        name: if unit.contact.trim().is_empty() { &unit.name } else { &unit.contact },
        to,
        subject: &message.subject,
        body: &message.body,
        attachments: attachments.collect(),
    };
    let chat = format!("{}\n", message.chat).into_bytes();
    [(format!("thu_{}.eml", unit.code), draft.to_bytes()), (format!("tin-nhan_{}.txt", unit.code), chat)]
}

/// Packs files into an archive, in the order of their names.
///
/// # Errors
///
/// The archive would be larger than the format allows.
pub(crate) fn packed(mut files: Vec<(String, Vec<u8>)>) -> Result<Vec<u8>, Error> {
    files.sort();
    let entries = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    feedback::archive::archive(entries).map_err(|e| Error::internal("archive")(e.to_string()))
}
