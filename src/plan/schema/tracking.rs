//! The sheets about what the board follows: movements of stocks, and cases to work on next.

use super::FieldKind::{List, Text};
use super::FieldNeed::{Default, Optional, Required};
use super::{PlanTable, f};

/// `[[movements]]`
pub(super) const MOVEMENTS: PlanTable = PlanTable {
    sheet: "Biến động",
    path: "movements",
    about: "Số có đến cuối kỳ biến động vì đâu: đầu kỳ + tăng − giảm = cuối kỳ. Mỗi dòng một bảng của trang Biến động.",
    means: "Stocks that change by causes, on the sheet “Biến động”: opening balance + increases − decreases = closing \
            balance, by unit and in total, for the chosen period.",
    required: false,
    fields: &[
        f("heading", "Tiêu đề", Text, 40.0, "").doc(Required, r#""Cây sống (cây)""#, "Heading of its table.").newer(),
        f("opening", "Đầu kỳ", Text, 18.0, "Tên chỉ tiêu")
            .doc(Required, r#""cay_dau""#, "Indicator of the opening balance.")
            .newer(),
        f("increase", "Tăng", List, 24.0, "Tên chỉ tiêu, mỗi dòng một nguyên nhân tăng")
            .doc(Default("[]"), r#"["cay_moi"]"#, "Indicators of the causes of increase.")
            .newer(),
        f("decrease", "Giảm", List, 24.0, "Tên chỉ tiêu, mỗi dòng một nguyên nhân giảm")
            .doc(Default("[]"), r#"["cay_chet"]"#, "Indicators of the causes of decrease.")
            .newer(),
        f("closing", "Cuối kỳ", Text, 18.0, "Tên chỉ tiêu")
            .doc(Required, r#""cay_song""#, "Indicator of the closing balance.")
            .newer(),
    ],
};

/// `[[follow_ups]]`
pub(super) const FOLLOW_UPS: PlanTable = PlanTable {
    sheet: "Việc tiếp theo",
    path: "follow_ups",
    about: "Danh sách các trường hợp cần làm tiếp, lấy từ một danh sách kèm biểu, trường hợp lớn nhất đứng đầu.",
    means: "Cases to work on next, on the sheet “Việc tiếp theo”: the rows of a roster in the latest counted return of each \
            unit, the largest first.",
    required: false,
    fields: &[
        f("roster", "Danh sách", Text, 12.0, "Mã danh sách, không phải danh sách có thông tin cá nhân")
            .doc(Required, r#""VUON""#, "Code of the list; not one with personal data.")
            .newer(),
        f("title", "Tiêu đề", Text, 60.0, "").doc(Required, r#""VƯỜN CẦN CHĂM SÓC""#, "Title over the list.").newer(),
        f("largest", "Xếp từ số lớn nhất", Text, 18.0, "Tên cột số của danh sách")
            .doc(Required, r#""vuon_cay""#, "Column of numbers of the list, the largest first.")
            .newer(),
        f("earliest", "Bằng nhau thì từ số nhỏ nhất", Text, 18.0, "Tên cột số, ví dụ năm hoạt động")
            .doc(
                Optional,
                r#""vuon_nam""#,
                "Column of whole numbers up to 9999, such as years: among equal cases the smallest first.",
            )
            .newer(),
        f("columns", "Các cột", List, 24.0, "Tên các cột, mỗi dòng một tên; để trống: mọi cột")
            .doc(
                Default("[]"),
                r#"["vuon_ten", "vuon_cay", "vuon_nam"]"#,
                "Columns that the list shows; left out, all.",
            )
            .newer(),
    ],
};
