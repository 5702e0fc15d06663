//! The sheet with the board's own wording of what goes back to the units.

use super::FieldKind::{Text, Word};
use super::FieldNeed::{Default, Required};
use super::{PlanTable, f};

/// The messages, as in [`crate::plan::MESSAGES`].
const MESSAGES: [(&str, &str); 7] = {
    let mut out = [("", ""); 7];
    let mut at = 0;
    while at < out.len() {
        out[at] = (crate::plan::MESSAGES[at].0, crate::plan::MESSAGES[at].1);
        at += 1;
    }
    out
};

/// `[[feedback]]`
pub(super) const FEEDBACK: PlanTable = PlanTable {
    sheet: "Thư phản hồi",
    path: "feedback",
    about: "Lời thư và tin nhắn gửi đơn vị, nếu không dùng lời có sẵn. {tên}: {don_vi}, {nguoi_nhan}, {noi_nhan}, {ky}, {han}, {so_ngay}, {han_gui}, {so_loi}, {so_canh_bao}, {va_canh_bao}, {lan_gui}, {lan_moi}, {tep}, {diem}, {diem_dau}, {noi_dung}, {ket_qua}, {ket_qua_ngan}, {tep_nhan}.",
    means: "The board's own wording of e-mails and chat messages that `feedback` writes, in any language. Names in braces are \
            replaced: `{don_vi}` unit, `{nguoi_nhan}` contact and unit, `{noi_nhan}` receiver of the returns, `{ky}` period, `{han}` \
            deadline, `{so_ngay}` days to or since it, `{han_gui}` a sentence about it, `{so_loi}` errors, `{so_canh_bao}` warnings, \
            `{va_canh_bao}` “and … warnings” or nothing, `{lan_gui}` and `{lan_moi}` submission number and the next one, `{tep}` \
            attached form, `{diem}` the first three points, `{diem_dau}` the first, `{noi_dung}` what was taken, `{ket_qua}` progress, \
            gap and rank by headline, `{ket_qua_ngan}` the same on one line, `{tep_nhan}` the file received with its SHA-256.",
    required: false,
    fields: &[
        f("message", "Loại thư", Word(&MESSAGES), 20.0, "Mỗi loại một dòng")
            .doc(
                Required,
                r#""held""#,
                "The message: `form` a blank form is sent, `held` errors, `warned` warnings only, `before`, `due`, `late` a reminder before, on and after the \
                 deadline, `receipt` a return without findings.",
            )
            .newer(),
        f("mail", "Lời thư", Text, 80.0, "Dòng đầu là tiêu đề thư; để trống: lời có sẵn")
            .doc(
                Default(r#""""#),
                r#""Báo cáo {ky}: {so_loi} lỗi\n\nKính gửi {nguoi_nhan},\n{diem}""#,
                "The e-mail: the first line is its subject. Left out, the program's.",
            )
            .newer(),
        f("chat", "Tin nhắn", Text, 60.0, "Tối đa 300 chữ cái khi đã điền; để trống: lời có sẵn")
            .doc(
                Default(r#""""#),
                r#""Báo cáo {ky} còn {so_loi} lỗi: {diem_dau}""#,
                "The chat message, cut at 300 characters. Left out, the program's.",
            )
            .newer(),
    ],
};
