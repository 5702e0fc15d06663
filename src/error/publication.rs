//! The texts of the errors about published periods, in both languages.

use crate::model::period::Period;
use crate::model::span::SpanName;
use crate::model::text::{BilingualText, Lang};

pub(super) fn already_published(period: SpanName, folder: &str) -> BilingualText {
    BilingualText::new(
        format!(
            "{} đã chốt ở {folder}; bản đã chốt không bao giờ bị ghi đè. Số nay khác bản đã chốt thì chạy \
             tonghop merge: màn hình và trang \"Nguồn\" nêu từng số và lý do. Nếu chốt nhầm, hãy tự chuyển thư mục đó \
             đi nơi khác rồi chốt lại.",
            period.label(Lang::Vi)
        ),
        format!(
            "{} is published in {folder}; a published copy is never overwritten. For figures that differ \
             now, run tonghop merge: the screen and the sheet \"Nguồn\" list each with its reason. If it was published \
             by mistake, move that folder away yourself and publish again.",
            period.label(Lang::En)
        ),
    )
}

pub(super) fn nothing_to_publish(period: Period) -> BilingualText {
    BilingualText::new(
        format!(
            "{} chưa có đơn vị nào báo cáo nên chưa chốt. Hãy kiểm tra --period, hoặc đợi có báo cáo rồi chốt.",
            period.text_in(Lang::Vi)
        ),
        format!(
            "No unit has reported for {} yet, so it was not published. Check --period, or publish when there are \
             returns.",
            period.in_sentence(Lang::En)
        ),
    )
}

pub(super) fn partial_copy(folder: &str) -> BilingualText {
    BilingualText::new(
        format!(
            "{folder} chưa phải một bản đã chốt đầy đủ: thiếu SHA256SUMS hoặc tệp ghi trong đó. Hãy chép lại cho đủ, \
             hoặc chuyển thư mục đó đi nơi khác rồi chốt lại."
        ),
        format!(
            "{folder} is not a whole published copy: SHA256SUMS or a file listed in it is missing. Copy it again as a whole, \
             or move the folder away and publish again."
        ),
    )
}

pub(super) fn inside_copy(folder: &str) -> BilingualText {
    BilingualText::new(
        format!(
            "{folder} là bản đã chốt của một kỳ, chỉ để xem và kiểm toán; không ghi thêm gì vào đó. Hãy chạy lệnh này trong \
             thư mục kế hoạch. Để kiểm bản đã chốt: tonghop audit TỆP"
        ),
        format!(
            "{folder} is the published copy of a period, to be read and audited only; nothing is written into it. Run this \
             in the campaign folder. To check the copy: tonghop audit FILE"
        ),
    )
}
