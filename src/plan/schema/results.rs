//! The sheets about rules, computed columns, amendments and waivers.

use super::FieldKind::{Date, Flag, Formula, List, Number, Numbers, Text, Word};
use super::FieldNeed::{Default, Optional, Required};
use super::{FROM, KeyAlias, PlanTable, UNTIL, f};

/// Words for the severities.
pub(crate) const SEVERITIES: [(&str, &str); 4] =
    [("error", "Lỗi"), ("warning", "Cảnh báo"), ("info", "Thông tin"), ("trial", "Thử")];
const SCOPES: [(&str, &str); 7] = [
    ("numeric_cells", "mọi ô số"),
    ("required_cells", "mọi ô bắt buộc"),
    ("return", "báo cáo"),
    ("roster_row", "dòng danh sách"),
    ("previous", "kỳ trước"),
    ("annex", "phụ lục"),
    ("campaign", "đợt"),
];
const TOTALS: [(&str, &str); 6] = [
    ("sum", "cộng"),
    ("formula", "theo công thức"),
    ("min", "nhỏ nhất"),
    ("max", "lớn nhất"),
    ("mean", "bình quân"),
    ("blank", "để trống"),
];
const NUMBERS: [(&str, &str); 5] = [
    ("integer", "số nguyên"),
    ("percent", "phần trăm"),
    ("decimal", "thập phân"),
    ("signed", "thập phân, có dấu"),
    ("text", "chữ"),
];
const EMPHASES: [(&str, &str); 6] = [
    ("none", "không"),
    ("bar", "thanh dữ liệu"),
    ("shortfall", "đỏ khi thiếu"),
    ("surplus", "xanh khi vượt"),
    ("sign", "đỏ âm, xanh dương"),
    ("light", "đèn"),
];

/// `[[rules]]`
pub(super) const RULES: PlanTable = PlanTable {
    sheet: "Quy tắc",
    path: "rules",
    about: "Công thức đúng (TRUE) là đạt; viết như trong Excel, không có dấu = ở đầu, gọi chỉ tiêu bằng tên.",
    means: "The checks, each written once.",
    required: true,
    fields: &[
        f("code", "Mã", Text, 8.0, "").doc(Required, r#""R01""#, "`R` and digits; a code is never used again."),
        f("severity", "Mức", Word(&SEVERITIES), 12.0, "Lỗi: báo cáo chưa được tổng hợp").doc(
            Required,
            r#""warning""#,
            "`error` holds the return back; `warning` and `info` do not; `trial` is only \
                 counted.",
        ),
        f("scope", "Phạm vi", Word(&SCOPES), 16.0, "").doc(
            Optional,
            r#""annex""#,
            "What the rule judges. Left out, it follows from the names in `test` and `when`: \
                 `return`, `annex` (names `pl_…`), `previous` (names `…_kt`), `roster_row` (names of \
                 a list), `campaign` (`pl_cot`). Rules over `gia_tri` say `numeric_cells` or \
                 `required_cells`.",
        ),
        f("when", "Chỉ xét khi", Formula, 32.0, "Để trống: luôn xét").doc(
            Optional,
            "'pl_cay>0'",
            "The rule applies only where this formula is TRUE.",
        ),
        f("test", "Đạt khi", Formula, 50.0, "").doc(
            Required,
            "'cay_moi<=cd_tran/100*pl_cay'",
            "Formula that is TRUE when all is well (see formulas.md), without `=`.",
        ),
        f("message.vi", "Thông báo", Text, 50.0, "{tên} được thay bằng số trong báo cáo").doc(
            Required,
            r#""Trồng {cay_moi} cây, quá {cd_tran}% số giao.""#,
            "What is wrong; `{name}` shows a figure of the formula. `message = \"…\"` is the \
                 same as `message.vi`.",
        ),
        f("message.en", "Thông báo (tiếng Anh)", Text, 40.0, "").doc(
            Optional,
            r#""Planted {cay_moi}, over {cd_tran}% of the quota.""#,
            "The same in English; left out, the Vietnamese text stands.",
        ),
        f("mend.vi", "Cách sửa", Text, 50.0, "")
            .doc(Required, r#""Kiểm tra lại số cây.""#, "What to do. `mend = \"…\"` is the same as `mend.vi`.")
            .or(&[KeyAlias::key("fix.vi")]),
        f("mend.en", "Cách sửa (tiếng Anh)", Text, 40.0, "")
            .doc(Optional, r#""Check the figure.""#, "The same in English; left out, the Vietnamese text stands.")
            .or(&[KeyAlias::key("fix.en")]),
        f("basis", "Căn cứ", Text, 24.0, "").doc(
            Default(r#""""#),
            r#""Mục 3 của kế hoạch""#,
            "Where the plan asks for it.",
        ),
        FROM,
        UNTIL,
        f("title.vi", "Tên quy tắc", Text, 40.0, "Điều đúng khi đạt, ví dụ: Số cây không quá mức giao; để trống: câu đầu của thông báo").doc(
            Optional,
            r#""Số cây không quá {cd_tran}% số giao""#,
            "What holds when the rule passes, without a figure of the return; shown beside ✓ and ✗. Left out, the first \
                 sentence of the message. `title = \"…\"` is the same as `title.vi`.",
        )
        .newer(),
        f("title.en", "Tên quy tắc (tiếng Anh)", Text, 40.0, "").doc(
            Optional,
            r#""Not more trees than {cd_tran}% of the quota""#,
            "The same in English; left out, the Vietnamese text stands.",
        )
        .newer(),
    ],
};

/// `[severity]`
pub(super) const SEVERITY: PlanTable = PlanTable {
    sheet: "Mức khác",
    path: "severity",
    about: "Đổi mức của một quy tắc mà không sửa trang Quy tắc.",
    means: "Another severity for a rule, without a change of the rule. In the text one line a rule.",
    required: false,
    fields: &[
        f("rule", "Quy tắc", Text, 10.0, "").doc(
            Optional,
            "",
            "In the text the key itself: `R01 = \"info\"`. K06 and K07 are all rules made of `unique` and \
                 `required`.",
        ),
        f("severity", "Mức", Word(&SEVERITIES), 14.0, "").doc(
            Optional,
            r#""info""#,
            "The severity that applies instead of the one in the rule.",
        ),
    ],
};

/// `[[sheets]]`
pub(super) const SHEETS: PlanTable = PlanTable {
    sheet: "Trang tổng hợp",
    path: "sheets",
    about: "Các trang cột tính của tệp tổng hợp.",
    means: "Sheets of computed columns in the consolidated workbook.",
    required: true,
    fields: &[
        f("name", "Tên trang", Text, 20.0, "").doc(
            Required,
            r#""Kết quả""#,
            "Name of the sheet; at most 31 characters.",
        ),
        f("title", "Tiêu đề", Text, 70.0, "").doc(Required, r#""KẾT QUẢ TRỒNG CÂY""#, "Title over the table."),
        f("signed", "Có phần ký", Flag, 10.0, "").doc(
            Default("false"),
            "true",
            "With letterhead and signature: the sheet that the board signs.",
        ),
        f("notes", "Chú thích", List, 80.0, "Mỗi dòng một chú thích").doc(
            Default("[]"),
            r#"["“-”: không có số liệu."]"#,
            "Notes below the table; `{name}` shows the total of a column, a setting or the ordinal of the period.",
        ),
        f("order", "Thứ tự cột", List, 24.0, "Mỗi dòng một tên cột")
            .doc(
                Default("[]"),
                r#"["pl_cay", "ty_le"]"#,
                "Columns and annex columns in the order of the sheet; those left out follow.",
            )
            .newer(),
        f("ranked_by", "Xếp theo", Text, 18.0, "Tên cột: trang xếp từ số lớn nhất, theo từng loại đơn vị")
            .doc(
                Optional,
                r#""con_lai""#,
                "Column of the sheet by whose figures the units of each kind are listed, the largest first; those without a \
                 figure come last. Not on the sheet that is signed.",
            )
            .newer(),
    ],
};

/// `[[columns]]`
pub(super) const COLUMNS: PlanTable = PlanTable {
    sheet: "Cột tính",
    path: "columns",
    about: "Mỗi dòng là một cột của tệp tổng hợp; công thức gọi cột khác, pl_…, cd_…, so_quy và TRONG_KY, LUY_KE, TU_DAU_NAM, CUOI_KY, KY_TRUOC, CUNG_KY, HANG.",
    means: "The computed columns, each written once.",
    required: true,
    fields: &[
        f("name", "Tên", Text, 18.0, "").doc(Required, r#""ty_le""#, "Name in formulas."),
        f("sheets", "Trang", List, 18.0, "Mỗi dòng một trang; công thức đứng ở trang đầu").doc(
            Required,
            r#"["Kết quả"]"#,
            "Sheets that show the column; the first holds its formula.",
        ),
        f("group", "Nhóm", Text, 24.0, "").doc(
            Default(r#""""#),
            r#""Trồng mới""#,
            "Heading over neighbouring columns.",
        ),
        f("heading", "Tiêu đề", Text, 28.0, "").doc(Required, r#""Đạt so với giao""#, "Heading."),
        f("formula", "Công thức", Formula, 60.0, "Như trong Excel, không có dấu = ở đầu").doc(
            Required,
            r#"'IF(pl_cay=0,"",lk_cay/pl_cay)'"#,
            "Formula over other columns, `pl_…`, `cd_…` and the functions of the plan (see \
                 formulas.md), without `=`.",
        ),
        f("total", "Dòng tổng", Word(&TOTALS), 16.0, "").doc(
            Required,
            r#""formula""#,
            "The row of totals: the sum of the units, the formula on the totals, the smallest, the largest or the mean \
                 figure of the units that have one, or nothing.",
        ),
        f("number", "Dạng số", Word(&NUMBERS), 14.0, "").doc(Required, r#""percent""#, "How the figure is shown."),
        f("emphasis", "Nhấn mạnh", Word(&EMPHASES), 18.0, "").doc(
            Default(r#""none""#),
            r#""light""#,
            "How cells are marked: a data bar, red above 0, green above 0, red below and green \
                 above 0, a traffic light.",
        ),
        f("thresholds", "Ngưỡng của đèn", Numbers, 14.0, "Hai dòng: xanh từ, vàng từ").doc(
            Optional,
            "[0.85, 0.7]",
            "For `emphasis = \"light\"` alone: green from the first number, amber from the \
                 second.",
        ),
        f("explain", "Giải thích", Text, 60.0, "").doc(
            Required,
            r#""Lũy kế chia số giao.""#,
            "How it is computed, in words; stands on the sheet “Công thức”.",
        ),
        f("basis", "Căn cứ", Text, 24.0, "").doc(
            Default(r#""""#),
            r#""Mục 2 của kế hoạch""#,
            "Where the plan asks for it.",
        ),
        FROM,
        UNTIL,
    ],
};

/// `[[series]]`
pub(super) const SERIES: PlanTable = PlanTable {
    sheet: "Xem theo kỳ",
    path: "series",
    about: "Chỉ tiêu được theo dõi từng kỳ.",
    means: "Indicators that are followed period by period.",
    required: false,
    fields: &[
        f("indicator", "Chỉ tiêu", Text, 18.0, "Tên chỉ tiêu").doc(
            Required,
            r#""cay_moi""#,
            "Name of a flow, or of a stock that adds up over units.",
        ),
        f("heading", "Tiêu đề", Text, 40.0, "").doc(Required, r#""Cây trồng""#, "Heading of its block."),
        f("pace", "Cột tiến độ", Text, 18.0, "Tên cột tính")
            .doc(
                Optional,
                r#""phai_dat""#,
                "Column that says what ought to be reached by each period; computed from annex \
                 figures, settings and the ordinal of the period alone.",
            )
            .or(&[KeyAlias::key("expected")]),
        f("compare", "So cùng kỳ", Flag, 12.0, "Có: thêm bảng so với cùng kỳ năm trước")
            .doc(
                Default("false"),
                "true",
                "A table of the changes from the same period, half-year and year a year before.",
            )
            .newer(),
    ],
};

/// `[[headlines]]`
pub(super) const HEADLINES: PlanTable = PlanTable {
    sheet: "Số lớn",
    path: "headlines",
    about: "Các số ở đầu trang Tổng quan.",
    means: "The figures on top of the overview.",
    required: false,
    fields: &[
        f("heading", "Tiêu đề", Text, 30.0, "").doc(Required, r#""Cây trồng lũy kế""#, "Heading of the card."),
        f("column", "Cột", Text, 18.0, "").doc(Required, r#""lk_cay""#, "Column whose total is shown."),
        f("of", "So với", Text, 18.0, "Cột đứng sau dấu /")
            .doc(
                Optional,
                r#""pl_cay""#,
                "Column or annex column whose total stands after the slash; for a share also a setting in %.",
            )
            .or(&[KeyAlias::key("target")]),
        f("share", "Tỷ lệ", Text, 18.0, "")
            .doc(Optional, r#""ty_le""#, "Column whose total is shown below as a share.")
            .or(&[KeyAlias::key("ratio")]),
        f("gap", "Còn thiếu", Text, 18.0, "")
            .doc(Optional, r#""con_lai""#, "Column whose largest figures are listed as what is still to do.")
            .or(&[KeyAlias::key("shortfall")]),
        f("pace", "Phải đạt", Text, 18.0, "Cột số phải đạt đến kỳ báo cáo")
            .doc(Optional, r#""phai_dat""#, "Column of what ought to be reached by the report period.")
            .newer(),
        f("ahead", "Nhanh, chậm", Text, 18.0, "Cột chênh lệch so với số phải đạt; số âm là chậm")
            .doc(
                Optional,
                r#""chenh""#,
                "Column of the lead over that pace. Units with a negative figure and all their returns are listed as \
                 late; those that lack a return are not.",
            )
            .newer(),
    ],
};

/// `[[statements]]`
pub(super) const STATEMENTS: PlanTable = PlanTable {
    sheet: "Câu mở đầu",
    path: "statements",
    about: "Các câu ở đầu trang Tổng quan, mỗi dòng một câu; {tên} được thay bằng số của dòng tổng cộng.",
    means: "The sentences on top of the overview, joined in order.",
    required: false,
    fields: &[
        f("when", "Chỉ hiện khi", Formula, 32.0, "Để trống: luôn hiện")
            .doc(Optional, "'lk_cay<phai_dat'", "The sentence is shown only where this formula over totals is TRUE.")
            .newer(),
        f("text", "Câu", Text, 90.0, "{tên cột}, {pl_…}, {cd_…} được thay bằng số của dòng tổng cộng")
            .doc(
                Required,
                r#""Đã trồng {lk_cay}/{pl_cay} cây.""#,
                "`{name}` shows the total of a column or annex column, a setting, or a counter such as `so_ky` or \
                 `ky_thieu`.",
            )
            .newer(),
    ],
};

/// `[[amendments]]`
pub(super) const AMENDMENTS: PlanTable = PlanTable {
    sheet: "Điều chỉnh",
    path: "amendments",
    about: "Chỉ tiêu giao lại cho một đơn vị, có hiệu lực từ một kỳ; bảng giao ban đầu giữ nguyên như đã ban hành.",
    means: "Quotas issued anew for a unit from a period on; the annex stays as issued.",
    required: false,
    fields: &[
        f("from", "Từ kỳ", Text, 12.0, "2022-Q3").doc(
            Required,
            r#""2024-Q3""#,
            "First period in which the new figure is in force.",
        ),
        f("unit", "Đơn vị", Text, 14.0, "Mã đơn vị").doc(Required, r#""AN""#, "Code of the unit."),
        f("column", "Cột phụ lục", Text, 20.0, "Tên bắt đầu bằng pl_").doc(
            Required,
            r#""pl_cay""#,
            "Name of the annex column.",
        ),
        f("value", "Số mới", Number, 12.0, "").doc(Required, "1500", "The new figure, not negative."),
        f("basis", "Căn cứ", Text, 60.0, "Văn bản điều chỉnh").doc(
            Required,
            r#""Công văn 45/CV-TC""#,
            "The document that amends.",
        ),
    ],
};

/// `[[waivers]]`
pub(super) const WAIVERS: PlanTable = PlanTable {
    sheet: "Ngoại lệ",
    path: "waivers",
    about: "Ngoại lệ đã được đồng ý: ghi quy tắc, hoặc tệp để bỏ hẳn một tệp.",
    means: "Exceptions that were accepted.",
    required: false,
    fields: &[
        f("unit", "Đơn vị", Text, 14.0, "Mã đơn vị").doc(Required, r#""AN""#, "Code of the unit."),
        f("period", "Kỳ", Text, 12.0, "2022-Q1").doc(Required, r#""2024-Q1""#, "The period."),
        f("rule", "Quy tắc", Text, 10.0, "").doc(
            Optional,
            r#""R01""#,
            "Code of the rule or finding that is accepted; or else `file` or `nil`, never two of them.",
        ),
        f("file", "Tệp", Text, 30.0, "").doc(
            Optional,
            r#""2024-Q1/xa-an-cu.xlsx""#,
            "File within the returns folder that is left out; or else `rule` or `nil`.",
        ),
        f("nil", "Không phát sinh", Flag, 12.0, "Có: ghi nhận đơn vị không phát sinh trong kỳ, không có báo cáo")
            .doc(
                Default("false"),
                "true",
                "Records a nil return of a unit that sent none: flows are 0, stocks stay as in the period before.",
            )
            .newer(),
        f("reason", "Lý do", Text, 60.0, "").doc(Required, r#""Trồng bù năm trước""#, "Why."),
        f("by", "Người duyệt", Text, 24.0, "").doc(Required, r#""Trưởng ban""#, "Who accepted it."),
        f("date", "Ngày", Date, 14.0, "").doc(Required, "2024-04-18", "When."),
    ],
};
