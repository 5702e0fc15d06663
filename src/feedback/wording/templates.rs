//! The program's own templates of e-mails and chat messages, in the language of the plan.

use crate::model::text::Lang;
use crate::plan::FeedbackMessage;

/// A template: the first line of an e-mail is its subject, the text follows below an empty line.
pub(super) struct MessageTemplate {
    /// The message.
    pub message: FeedbackMessage,
    /// The e-mail.
    pub mail: &'static str,
    /// The chat message.
    pub chat: &'static str,
}

const VIETNAMESE: [MessageTemplate; 7] = [
    MessageTemplate {
        message: FeedbackMessage::Form,
        mail: "Biểu báo cáo {ky} của {don_vi}\n\n\
            Kính gửi {nguoi_nhan},\n\n\
            {noi_nhan} gửi biểu báo cáo {ky} của {don_vi} (tệp {tep} kèm theo), có sẵn tên đơn vị, số đầu kỳ và chỉ tiêu được giao. \
            {han_gui}\n\n\
            Đề nghị điền vào các ô nền vàng cho đến khi cột Kiểm tra không còn dấu ✗, rồi gửi lại chính tệp này bằng thư trả lời; \
            không đổi tên trang, không chép sang tệp khác.\n\n\
            Trân trọng cảm ơn.\n{noi_nhan}",
        chat: "{noi_nhan} gửi {don_vi} biểu báo cáo {ky}: {tep}. {han_gui} Đề nghị điền các ô nền vàng đến khi hết dấu ✗ rồi gửi lại \
            chính tệp này.",
    },
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

const ENGLISH: [MessageTemplate; 7] = [
    MessageTemplate {
        message: FeedbackMessage::Form,
        mail: "Form for {ky}: {don_vi}\n\n\
            Dear {nguoi_nhan},\n\n\
            {noi_nhan} sends the form of {don_vi} for {ky} (attached: {tep}). Name, openings and quotas are filled in. \
            {han_gui}\n\n\
            Please fill in the yellow cells until no ✗ is left in the check column, then send this same file back as a reply; \
            keep the names of the sheets, and do not copy it into another file.\n\n\
            Kind regards,\n{noi_nhan}",
        chat: "{noi_nhan} sends {don_vi} the form for {ky}: {tep}. {han_gui} Please fill in the yellow cells until no ✗ is left and send \
            this same file back.",
    },
    MessageTemplate {
        message: FeedbackMessage::Held,
        mail: "Return of {don_vi} for {ky}: please correct {so_loi} error(s) and send it again\n\n\
            Dear {nguoi_nhan},\n\n\
            {noi_nhan} has received the return of {don_vi} for {ky} (submission {lan_gui}). It has {so_loi} error(s) and is \
            therefore not counted yet{va_canh_bao}.\n\n\
            The main points:\n{diem}\n\n\
            The attached file {tep} holds the figures that you sent. The cells to correct are coloured and have a note; the \
            sheet “Corrections” lists all points and how to correct them. Please correct this file and send it back \
            (submission {lan_moi} is already filled in).\n\
            {han_gui}\n\n\
            Thank you.\n{noi_nhan}",
        chat: "The return of {don_vi} for {ky} has {so_loi} error(s) and is not counted. {han_gui} Please correct the file {tep} \
            (sheet “Corrections”) and send it back. First point: {diem_dau}",
    },
    MessageTemplate {
        message: FeedbackMessage::Warned,
        mail: "Return of {don_vi} for {ky}: please check {so_canh_bao} warning(s)\n\n\
            Dear {nguoi_nhan},\n\n\
            {noi_nhan} has received and counted the return of {don_vi} for {ky} (submission {lan_gui}). It has \
            {so_canh_bao} warning(s) to check.\n\n\
            The main points:\n{diem}\n\n\
            If the figures are right, please reply to this e-mail. If not, please correct the attached file {tep} (the cells \
            are coloured, and the sheet “Corrections” lists all points) and send it back (submission {lan_moi} is already \
            filled in).\n\
            {han_gui}\n\n\
            Thank you.\n{noi_nhan}",
        chat: "The return of {don_vi} for {ky} is counted, with {so_canh_bao} warning(s) to check in the file {tep} (sheet \
            “Corrections”). If the figures are right, please say so; if not, correct and send the file back. First point: \
            {diem_dau}",
    },
    MessageTemplate {
        message: FeedbackMessage::Before,
        mail: "Please send the return for {ky} by {han}\n\n\
            Dear {nguoi_nhan},\n\n\
            {noi_nhan} asks {don_vi} to send the return for {ky}. It is due on {han}, in {so_ngay} day(s).\n\n\
            {diem}\n\n\
            The attached form ({tep}) holds the name of the unit, the opening figures and the quotas; please fill in the \
            yellow cells. If you have sent the return already, please tell us so that we can look for it.\n\n\
            Thank you.\n{noi_nhan}",
        chat: "{noi_nhan} asks {don_vi} to send the return for {ky}. It is due on {han}, in {so_ngay} day(s). Form: {tep}. If you \
            have sent it already, please tell us.",
    },
    MessageTemplate {
        message: FeedbackMessage::Due,
        mail: "The return for {ky} is due today\n\n\
            Dear {nguoi_nhan},\n\n\
            The return for {ky} is due today, {han}. {noi_nhan} has not received that of {don_vi}; please send it today.\n\n\
            {diem}\n\n\
            The attached form ({tep}) holds the name of the unit, the opening figures and the quotas; please fill in the \
            yellow cells. If you have sent the return already, please tell us so that we can look for it.\n\n\
            Thank you.\n{noi_nhan}",
        chat: "The return for {ky} is due today ({han}). {noi_nhan} has not received that of {don_vi}; please send it today. \
            Form: {tep}. If you have sent it already, please tell us.",
    },
    MessageTemplate {
        message: FeedbackMessage::Late,
        mail: "The return of {don_vi} for {ky} is {so_ngay} day(s) overdue\n\n\
            Dear {nguoi_nhan},\n\n\
            The return for {ky} was due on {han}, {so_ngay} day(s) ago. {noi_nhan} has not received that of {don_vi}; please send it \
            now, or tell us the reason for the delay and the day on which you will send it.\n\n\
            {diem}\n\n\
            The attached form ({tep}) holds the name of the unit, the opening figures and the quotas; please fill in the \
            yellow cells. If you have sent the return already, please tell us so that we can look for it.\n\n\
            Thank you.\n{noi_nhan}",
        chat: "The return of {don_vi} for {ky} is {so_ngay} day(s) overdue (due on {han}). {noi_nhan} asks you to send it now, or to \
            tell us the reason. Form: {tep}. If you have sent it already, please tell us.",
    },
    MessageTemplate {
        message: FeedbackMessage::Receipt,
        mail: "Return of {don_vi} for {ky} received and counted\n\n\
            Dear {nguoi_nhan},\n\n\
            {noi_nhan} has received and counted the return of {don_vi} for {ky} (submission {lan_gui}): {noi_dung}. It has no \
            errors and no warnings.\n\n\
            {ket_qua}\n\n\
            {tep_nhan}\n\n\
            If a figure above differs from what you sent, please tell us.\n\n\
            Thank you.\n{noi_nhan}",
        chat: "{noi_nhan} has received and counted the return of {don_vi} for {ky} (submission {lan_gui}); it has no errors. \
            {ket_qua_ngan}",
    },
];

/// Returns the program's templates in a language.
pub(super) fn all(lang: Lang) -> &'static [MessageTemplate] {
    lang.pick(&VIETNAMESE, &ENGLISH)
}
