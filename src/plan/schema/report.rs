//! The sheet of the report in words.

use super::FieldKind::{Formula, List, Text, Word};
use super::FieldNeed::{Default, Optional, Required};
use super::{PlanTable, f};

const KINDS: [(&str, &str); 8] = [
    ("title", "tên báo cáo"),
    ("heading", "mục lớn"),
    ("subheading", "mục nhỏ"),
    ("paragraph", "đoạn"),
    ("sentence", "câu nối tiếp"),
    ("item", "gạch đầu dòng"),
    ("table", "bảng"),
    ("answers", "thuyết minh"),
];

/// `[[report]]`
pub(super) const REPORT: PlanTable = PlanTable {
    sheet: "Báo cáo",
    path: "report",
    about: "Báo cáo bằng lời của Ban, mỗi dòng một phần theo thứ tự; {tên} được thay bằng số của dòng tổng cộng. Trang “Báo cáo” của tệp tổng hợp và tệp Word của lệnh bao-cao theo bảng này.",
    means: "The report in words, part by part: the sheet “Báo cáo” of the consolidated workbook and the Word file of `report`.",
    required: false,
    fields: &[
        f("kind", "Loại", Word(&KINDS), 16.0, "")
            .doc(
                Required,
                r#""paragraph""#,
                "`title` of the report, `heading` (I.), `subheading` (1.), `paragraph`; `sentence` joins the paragraph or \
                 item above it; list `item`; `table` of columns by unit; `answers` of the units to questions, one item an \
                 answer.",
            )
            .newer(),
        f("when", "Chỉ hiện khi", Formula, 32.0, "Để trống: luôn hiện")
            .doc(Optional, "'lk_cay<phai_dat'", "The part is shown only where this formula over totals is TRUE.")
            .newer(),
        f("text", "Lời", Text, 90.0, "{tên cột}, {pl_…}, {cd_…} được thay bằng số của dòng tổng cộng; {ten_ky}: kỳ báo cáo; {don_vi}: các đơn vị kể tên")
            .doc(
                Optional,
                r#""Trong {ten_ky} trồng {lk_cay}/{pl_cay} cây, còn {pl_cay-lk_cay}. Chậm: {don_vi}.""#,
                "`{name}` shows the total of a column, an annex column or, in the chosen period, an indicator, a setting or a \
                 counter, in its number format; `{formula}` a formula over them (a number as a whole number; write others with `SO_VN`). `{ten_ky}` is the \
                 chosen period, `{bc_phai_gui}`, `{bc_da_tong_hop}`, `{bc_con_loi}`, `{bc_chua_gui}` and `{bc_gui_muon}` \
                 the returns that are due, counted, on hold, missing and late in it, `{don_vi}` the list of `units`. Of a \
                 table it is the caption; of answers it is shown if there are none.",
            )
            .newer(),
        f("units", "Kể tên đơn vị khi", Formula, 32.0, "Công thức trên cột của đơn vị; {don_vi} trong lời kể các đơn vị đúng điều kiện")
            .doc(
                Optional,
                "'lk_cay<phai_dat'",
                "A formula over the columns and indicators of a unit; `{don_vi}` in the text lists the units for which it is TRUE. If there \
                 are none, the part is not shown. `trang_thai_bc` is the status of the unit's return.",
            )
            .newer(),
        f("each", "Viết mỗi đơn vị", Text, 32.0, "Để trống: chỉ tên đơn vị; ví dụ {don_vi} ({ty_le})")
            .doc(
                Default(r#""{don_vi}""#),
                r#""{don_vi} ({ty_le})""#,
                "How each unit of the list is written; `{name}` shows a figure of the unit.",
            )
            .newer(),
        f("columns", "Cột của bảng", List, 20.0, "Mỗi dòng một tên cột, nhiều nhất 6")
            .doc(Default("[]"), r#"["pl_cay", "lk_cay"]"#, "The columns of a table, at most six.")
            .newer(),
        f("questions", "Câu hỏi", List, 20.0, "Mỗi dòng tên một câu thuyết minh")
            .doc(Default("[]"), r#"["tm_vuong_mac"]"#, "The narratives whose answers are shown, by name.")
            .newer(),
    ],
};
