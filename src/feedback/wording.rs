//! The texts of e-mails and chat messages, as templates with `{names}`. A plan may have its own.

use crate::plan::{FeedbackMessage, Plan};

/// A template: the first line of an e-mail is its subject, the text follows below an empty line.
struct MessageTemplate {
    message: FeedbackMessage,
    mail: &'static str,
    chat: &'static str,
}

const TEMPLATES: [MessageTemplate; 6] = [
    MessageTemplate {
        message: FeedbackMessage::Held,
        mail: "Báo cáo {ky} của {don_vi}: đề nghị sửa {so_loi} lỗi rồi gửi lại\n\n\
            Kính gửi {nguoi_nhan},\n\n\
            {noi_nhan} đã nhận báo cáo {ky} của {don_vi} (lần gửi {lan_gui}). Báo cáo còn {so_loi} lỗi nên chưa được tổng hợp{va_canh_bao}.\n\n\
            Những điểm chính:\n{diem}\n\n\
            Tệp {tep} kèm theo có sẵn số liệu đơn vị đã gửi. Các ô cần sửa được tô màu, có ghi chú; trang “Cần sửa” nêu đủ các \
            điểm và cách sửa. Đề nghị đơn vị sửa ngay trong tệp này rồi gửi lại (đã ghi sẵn Lần gửi {lan_moi}).\n\
            {han_gui}\n\n\
            Trân trọng cảm ơn.\n{noi_nhan}",
        chat: "Báo cáo {ky} của {don_vi} còn {so_loi} lỗi, chưa tổng hợp được. {han_gui} Đề nghị sửa trong tệp {tep} \
            (trang “Cần sửa”) rồi gửi lại. Điểm đầu: {diem_dau}",
    },
    MessageTemplate {
        message: FeedbackMessage::Warned,
        mail: "Báo cáo {ky} của {don_vi}: đề nghị xem lại {so_canh_bao} điểm\n\n\
            Kính gửi {nguoi_nhan},\n\n\
            {noi_nhan} đã nhận và tổng hợp báo cáo {ky} của {don_vi} (lần gửi {lan_gui}). Có {so_canh_bao} cảnh báo đề nghị \
            đơn vị xem lại.\n\n\
            Những điểm chính:\n{diem}\n\n\
            Nếu số liệu đã đúng, đề nghị trả lời thư này. Nếu phải sửa, đề nghị sửa trong tệp {tep} kèm theo (các ô được tô \
            màu, trang “Cần sửa” nêu đủ các điểm) rồi gửi lại (đã ghi sẵn Lần gửi {lan_moi}).\n\
            {han_gui}\n\n\
            Trân trọng cảm ơn.\n{noi_nhan}",
        chat: "Báo cáo {ky} của {don_vi} đã tổng hợp, có {so_canh_bao} cảnh báo đề nghị xem lại trong tệp {tep} (trang “Cần \
            sửa”). Số đúng thì báo lại, sai thì sửa rồi gửi lại tệp. Điểm đầu: {diem_dau}",
    },
    MessageTemplate {
        message: FeedbackMessage::Before,
        mail: "Đề nghị gửi báo cáo {ky} trước ngày {han}\n\n\
            Kính gửi {nguoi_nhan},\n\n\
            {noi_nhan} đề nghị {don_vi} gửi báo cáo {ky}. Hạn gửi: {han}, còn {so_ngay} ngày.\n\n\
            {diem}\n\n\
            Biểu mẫu kèm theo ({tep}) có sẵn tên đơn vị, số đầu kỳ và chỉ tiêu được giao; đề nghị điền vào các ô nền vàng. Nếu đơn \
            vị đã gửi, đề nghị báo lại để kiểm tra.\n\n\
            Trân trọng cảm ơn.\n{noi_nhan}",
        chat: "{noi_nhan} đề nghị {don_vi} gửi báo cáo {ky}. Hạn gửi: {han}, còn {so_ngay} ngày. Biểu mẫu: {tep}. Nếu đã gửi, đề \
            nghị báo lại.",
    },
    MessageTemplate {
        message: FeedbackMessage::Due,
        mail: "Hôm nay là hạn gửi báo cáo {ky}\n\n\
            Kính gửi {nguoi_nhan},\n\n\
            Hôm nay, {han}, là hạn gửi báo cáo {ky}. {noi_nhan} chưa nhận được báo cáo của {don_vi}; đề nghị đơn vị gửi trong \
            ngày.\n\n\
            {diem}\n\n\
            Biểu mẫu kèm theo ({tep}) có sẵn tên đơn vị, số đầu kỳ và chỉ tiêu được giao; đề nghị điền vào các ô nền vàng. Nếu đơn \
            vị đã gửi, đề nghị báo lại để kiểm tra.\n\n\
            Trân trọng cảm ơn.\n{noi_nhan}",
        chat: "Hôm nay ({han}) là hạn gửi báo cáo {ky}. {noi_nhan} chưa nhận được báo cáo của {don_vi}, đề nghị gửi trong ngày. Biểu \
            mẫu: {tep}. Nếu đã gửi, đề nghị báo lại.",
    },
    MessageTemplate {
        message: FeedbackMessage::Late,
        mail: "Báo cáo {ky} của {don_vi} đã quá hạn {so_ngay} ngày\n\n\
            Kính gửi {nguoi_nhan},\n\n\
            Hạn gửi báo cáo {ky} là ngày {han}, đã qua {so_ngay} ngày. {noi_nhan} chưa nhận được báo cáo của {don_vi}; đề nghị đơn vị \
            gửi ngay, hoặc báo lại lý do chậm và ngày sẽ gửi.\n\n\
            {diem}\n\n\
            Biểu mẫu kèm theo ({tep}) có sẵn tên đơn vị, số đầu kỳ và chỉ tiêu được giao; đề nghị điền vào các ô nền vàng. Nếu đơn \
            vị đã gửi, đề nghị báo lại để kiểm tra.\n\n\
            Trân trọng cảm ơn.\n{noi_nhan}",
        chat: "Báo cáo {ky} của {don_vi} đã quá hạn {so_ngay} ngày (hạn gửi {han}). {noi_nhan} đề nghị gửi ngay hoặc báo lý do chậm. \
            Biểu mẫu: {tep}. Nếu đã gửi, đề nghị báo lại.",
    },
    MessageTemplate {
        message: FeedbackMessage::Receipt,
        mail: "Đã nhận và tổng hợp báo cáo {ky} của {don_vi}\n\n\
            Kính gửi {nguoi_nhan},\n\n\
            {noi_nhan} đã nhận và tổng hợp báo cáo {ky} của {don_vi} (lần gửi {lan_gui}): {noi_dung}. Báo cáo không có lỗi, cảnh báo \
            nào.\n\n\
            {ket_qua}\n\n\
            {tep_nhan}\n\n\
            Nếu số trên khác với số đơn vị đã gửi, đề nghị báo lại.\n\n\
            Trân trọng cảm ơn.\n{noi_nhan}",
        chat: "{noi_nhan} đã nhận và tổng hợp báo cáo {ky} của {don_vi} (lần gửi {lan_gui}), không có lỗi. {ket_qua_ngan}",
    },
];

/// Returns the template of an e-mail: that of the plan, or the program's.
pub(super) fn mail(plan: &Plan, message: FeedbackMessage) -> &str {
    let own = plan.feedback.iter().find(|text| text.message == message).map(|text| text.mail.as_str());
    own.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| usual(message).map_or("", |t| t.mail))
}

/// Returns the template of a chat message: that of the plan, or the program's.
pub(super) fn chat(plan: &Plan, message: FeedbackMessage) -> &str {
    let own = plan.feedback.iter().find(|text| text.message == message).map(|text| text.chat.as_str());
    own.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| usual(message).map_or("", |t| t.chat))
}

fn usual(message: FeedbackMessage) -> Option<&'static MessageTemplate> {
    TEMPLATES.iter().find(|template| template.message == message)
}

/// Replaces each `{name}` by its value. Lines that become empty in a row are one.
pub(super) fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let found = after.split_once('}').and_then(|(name, tail)| {
            Some((values.iter().find(|(key, _)| *key == name).map(|(_, value)| value)?, tail))
        });
        match found {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out.trim().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::FEEDBACK_NAMES;

    #[test]
    fn templates_use_only_the_names_that_a_plan_may_use() {
        for template in TEMPLATES {
            for text in [template.mail, template.chat] {
                for part in text.split('{').skip(1) {
                    let name = part.split('}').next().unwrap_or_default();
                    assert!(FEEDBACK_NAMES.contains(&name), "{name}");
                }
            }
            assert!(template.mail.split_once("\n\n").is_some_and(|(subject, _)| !subject.contains('\n')));
        }
    }

    #[test]
    fn values_are_not_filled_in_again() {
        let values = [("a", "{b}".to_string()), ("b", "x".to_string()), ("none", String::new())];
        assert_eq!(fill("{a} {b} {c}\n\n{none}\n\n{", &values), "{b} x {c}\n\n{");
    }
}
