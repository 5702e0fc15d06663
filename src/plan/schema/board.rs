//! The sheets on which the board records its reports: document numbers and dates, and remarks.

use super::FieldKind::{Date, Text};
use super::FieldNeed::{Optional, Required};
use super::{PlanTable, f};

/// `[[documents]]`
pub(super) const DOCUMENTS: PlanTable = PlanTable {
    sheet: "Văn bản",
    path: "documents",
    about: "Số và ngày báo cáo của Ban cho từng kỳ; in vào chỗ \"Số: …/BC\" và dòng ngày tháng của trang ký.",
    means: "Number and date of the board's report for a period; printed on the sheet that is signed.",
    required: false,
    fields: &[
        f("period", "Kỳ", Text, 12.0, "2022-Q1").doc(Required, r#""2024-Q1""#, "The period of the report.").newer(),
        f("number", "Số văn bản", Text, 20.0, "45 hoặc 45/BC-LĐLĐ")
            .doc(
                Required,
                r#""45/BC-UBND""#,
                "The number. Without a slash, the ending of the plan's number is added: `45` is printed `45/BC-…`.",
            )
            .newer(),
        f("date", "Ngày", Date, 14.0, "")
            .doc(Optional, "2024-04-18", "The date of the report. Left out, the day stays to be written by hand.")
            .newer(),
    ],
};

/// `[[remarks]]`
pub(super) const REMARKS: PlanTable = PlanTable {
    sheet: "Ghi chú",
    path: "remarks",
    about: "Ghi chú của Ban về một đơn vị trong một kỳ; in ở cột Ghi chú của các trang tổng hợp.",
    means: "Remarks of the board about a unit in a period; printed in the column “Ghi chú” of the sheets of computed columns.",
    required: false,
    fields: &[
        f("unit", "Đơn vị", Text, 14.0, "Mã hoặc tên đơn vị")
            .doc(Required, r#""AN""#, "Code or name of the unit.")
            .newer(),
        f("period", "Kỳ", Text, 12.0, "2022-Q1").doc(Required, r#""2024-Q1""#, "The period.").newer(),
        f("text", "Nội dung", Text, 60.0, "").doc(Required, r#""Đã nhắc bằng điện thoại""#, "The remark.").newer(),
    ],
};
