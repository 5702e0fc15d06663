//! The wording of what goes back to the units, as far as a plan has its own.

/// A message to a unit.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum FeedbackMessage {
    /// The blank form is sent.
    Form,
    /// The return has errors and is not counted.
    Held,
    /// The return is counted and has warnings.
    Warned,
    /// There is no return, before the deadline.
    Before,
    /// There is no return on the day of the deadline.
    Due,
    /// There is no return after the deadline.
    Late,
    /// The return is counted without findings.
    Receipt,
}

/// The messages with the words for them in a plan: in the text, and as workbooks show them.
pub(crate) const MESSAGES: [(&str, &str, FeedbackMessage); 7] = [
    ("form", "Gửi biểu mẫu", FeedbackMessage::Form),
    ("held", "Còn lỗi", FeedbackMessage::Held),
    ("warned", "Có cảnh báo", FeedbackMessage::Warned),
    ("before", "Nhắc trước hạn", FeedbackMessage::Before),
    ("due", "Nhắc đúng hạn", FeedbackMessage::Due),
    ("late", "Nhắc quá hạn", FeedbackMessage::Late),
    ("receipt", "Đã nhận, không lỗi", FeedbackMessage::Receipt),
];

/// The names that a text may have in braces.
pub(crate) const FEEDBACK_NAMES: [&str; 19] = [
    "don_vi",
    "nguoi_nhan",
    "noi_nhan",
    "ky",
    "han",
    "so_ngay",
    "han_gui",
    "so_loi",
    "so_canh_bao",
    "va_canh_bao",
    "lan_gui",
    "lan_moi",
    "tep",
    "diem",
    "diem_dau",
    "noi_dung",
    "ket_qua",
    "ket_qua_ngan",
    "tep_nhan",
];

/// The texts of one message. An empty text is the program's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackText {
    /// The message.
    pub message: FeedbackMessage,
    /// The e-mail: its subject on the first line, then the text.
    pub mail: String,
    /// The chat message.
    pub chat: String,
}
