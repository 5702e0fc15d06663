//! The sheets about the form: indicators, narratives and rosters.

use super::FieldKind::{Addition, Blank, Bound, Flag, List, Number, Text, Word};
use super::FieldNeed::{Default, Optional, Required};
use super::{AliasValue, FROM, KeyAlias, PlanTable, UNTIL, f};

const INDICATOR_KINDS: [(&str, &str); 6] = [
    ("flow", "phát sinh trong kỳ"),
    ("stock", "có đến cuối kỳ"),
    ("percent", "tỷ lệ"),
    ("choice", "chọn một từ"),
    ("text", "chữ"),
    ("date", "ngày"),
];
const ROSTER_KINDS: [(&str, &str); 4] =
    [("text", "chữ"), ("number", "số"), ("date", "ngày"), ("choice", "chọn một từ")];
const UNIQUE: [(&str, &str); 4] = [
    ("no", "được trùng"),
    ("file", "không trùng trong tệp"),
    ("period", "không trùng trong kỳ"),
    ("campaign", "không trùng cả đợt"),
];
const UNIQUE_OVER: [(&str, &str); 3] =
    [("file", "không trùng trong tệp"), ("period", "không trùng trong kỳ"), ("campaign", "không trùng cả đợt")];
/// Words for the meaning of a blank cell.
pub(crate) const BLANKS: [(&str, &str); 3] =
    [("missing", "bắt buộc"), ("zero", "là số 0"), ("not_applicable", "được để trống")];

/// Word for no bound.
pub(crate) const BOUNDS: [(&str, &str); 1] = [("none", "không giới hạn")];
/// Words for how figures add up.
pub(crate) const ADDITIONS: [(&str, &str); 5] =
    [("sum", "cộng"), ("none", "không cộng"), ("last", "kỳ cuối"), ("max", "lớn nhất"), MEAN];
/// The words before the name of the weight of a mean.
pub(crate) const MEAN: (&str, &str) = ("mean by", "trung bình theo");

/// `[[form.versions]]`
pub(super) const VERSIONS: PlanTable = PlanTable {
    sheet: "Phiên bản biểu",
    path: "form.versions",
    about: "Phiên bản của biểu từ một kỳ; trước dòng đầu là phiên bản ở trang Kế hoạch.",
    means: "Versions of the form from a period on; before the first of them `form.version` is in force.",
    required: false,
    fields: &[
        f("from", "Từ kỳ", Text, 11.0, "2022-Q1")
            .doc(Required, r#""2024-Q2""#, "First period with this version.")
            .newer(),
        f("version", "Phiên bản", Text, 14.0, "")
            .doc(
                Required,
                r#""2.0""#,
                "The version, printed on the forms of these periods; in a rule `phien_ban=phien_ban_ky`.",
            )
            .newer(),
    ],
};

/// `[[indicators]]`
pub(super) const INDICATORS: PlanTable = PlanTable {
    sheet: "Biểu mẫu",
    path: "indicators",
    about: "Các chỉ tiêu của biểu, theo thứ tự in.",
    means: "The rows of the form, in their order.",
    required: true,
    fields: &[
        f("section", "Mục", Text, 24.0, "").doc(
            Required,
            r#""A. CÂY""#,
            "Heading of the section; a new one begins where it changes.",
        ),
        f("ordinal", "TT", Text, 8.0, "1, 1.1: dấu chấm là thụt vào").doc(
            Required,
            r#""1""#,
            "Number in column TT; each dot is a level of indent.",
        ),
        f("code", "Mã số", Text, 8.0, "Mã in trên biểu").doc(
            Required,
            r#""01""#,
            "Code printed on the form; figures are found by it.",
        ),
        f("label", "Chỉ tiêu", Text, 40.0, "Không trùng nhau").doc(
            Required,
            r#""Cây trồng mới""#,
            "Text of the row; no two alike.",
        ),
        f("name", "Tên", Text, 18.0, "Dùng trong công thức: chữ thường, không dấu").doc(
            Required,
            r#""cay_moi""#,
            "Name in formulas: lower-case ASCII and `_`.",
        ),
        f("kind", "Kiểu", Word(&INDICATOR_KINDS), 20.0, "").doc(
            Required,
            r#""flow""#,
            "What the figure is: counted over the period (`flow`), at its end (`stock`), a \
                 share, a word, a text, a day. Only flows are summed over periods.",
        ),
        f("unit", "ĐVT", Text, 12.0, "").doc(Default(r#""""#), r#""cây""#, "Unit of measure on the form."),
        f(
            "blank",
            "Ô trống là",
            Blank,
            26.0,
            "bắt buộc, là số 0, được để trống; hoặc mỗi dòng một loại đơn vị, ví dụ nganh: được để trống",
        )
        .doc(
            Required,
            r#""missing""#,
            "What an empty cell means: `missing` (the cell is required), `zero`, \
                 `not_applicable`; or a word for each kind of unit: `{ xa = \"missing\", phuong = \
                 \"not_applicable\" }`.",
        )
        .or(&[
            KeyAlias::key("when_blank"),
            KeyAlias { key: "required", takes: AliasValue::Flag { yes: "missing", no: "not_applicable" } },
        ]),
        f("choices", "Các từ để chọn", List, 18.0, "Mỗi dòng một từ").doc(
            Optional,
            r#"["Có", "Không"]"#,
            "The words of `kind = \"choice\"`, at least two; for no other kind. No word has a comma, and all together have at \
                 most 255 characters (Excel's limit).",
        ),
        f("opening", "Điền sẵn từ kỳ trước", Text, 18.0, "Tên chỉ tiêu của kỳ trước")
            .doc(
                Optional,
                r#""cay_song""#,
                "Indicator whose figure in the return for the previous period is filled in beforehand.",
            )
            .or(&[KeyAlias { key: "prefill", takes: AliasValue::Names { annex: false } }]),
        f("opening_annex", "Điền sẵn từ phụ lục", Text, 18.0, "Tên cột phụ lục")
            .doc(Optional, r#""pl_cay""#, "Annex column that is filled in beforehand in the plan's first period; without `opening` in every period.")
            .or(&[KeyAlias { key: "prefill", takes: AliasValue::Names { annex: true } }]),
        f("note", "Ghi chú cho đơn vị", Text, 40.0, "").doc(
            Default(r#""""#),
            r#""Chỉ tính cây còn sống""#,
            "Note for the officer who fills in the form.",
        ),
        f("rolled_up_by", "Gửi cấp trên lấy cột", Text, 18.0, "Tên cột tính; để trống: tổng số các đơn vị ghi")
            .doc(
                Optional,
                r#""lk_cay""#,
                "Computed column whose total goes to the level above (`up`), for a figure such as a sum to date that the units \
                 state and the program computes as well. A note beside it says how much the units' own total differs. Left \
                 out: the total of what the units state.",
            )
            .newer(),
        f("decimals", "Số lẻ", Number, 8.0, "Số chữ số sau dấu phẩy, từ 0 đến 6; để trống: 0")
            .doc(
                Optional,
                "0",
                "Most decimals of the figure, 0 to 6; of a share, of its percentage. Left out: 0 for `flow` and `stock`, any \
                 number for a share.",
            )
            .newer(),
        f("min", "Nhỏ nhất", Bound, 12.0, "Để trống: 0; có số âm thì ghi số nhỏ nhất, hoặc: không giới hạn")
            .doc(
                Optional,
                "0",
                "Smallest figure, or `\"none\"`; of a share as a fraction. Left out: 0. A figure below it is an error (K23).",
            )
            .newer(),
        f("max", "Lớn nhất", Bound, 12.0, "Để trống: không giới hạn; tỷ lệ 120% ghi 1,2")
            .doc(
                Optional,
                "100000",
                "Largest figure, or `\"none\"`; of a share as a fraction, 1.2 for 120 %. Left out: none. A figure above it is \
                 an error (K24).",
            )
            .newer(),
        f(
            "add",
            "Cộng thế nào",
            Addition,
            24.0,
            "cộng, không cộng, kỳ cuối, lớn nhất; hoặc: trung bình theo, rồi tên chỉ tiêu làm quyền số",
        )
        .doc(
            Optional,
            r#""sum""#,
            "How the figures of the units add up on “Chỉ tiêu”, in the total of a column that is only `TRONG_KY` of the \
                 indicator, and in the file for the level above: `sum`; `none`; `last`, the sum of the latest figure of each \
                 unit, also from an earlier period; `max`; `mean by NAME`, the mean weighted by another indicator. Left out: \
                 `sum`, for a share `none`.",
        )
        .newer(),
        FROM,
        UNTIL,
        f("display", "In trên biểu", Text, 40.0, "Để trống: như cột Chỉ tiêu; các dòng được trùng nhau, ví dụ: – Nữ")
            .doc(
                Optional,
                r#""Số cây trồng mới trong kỳ""#,
                "Text of the row on the form in place of `label`; rows may have the same. A return with either text is read.",
            )
            .newer(),
    ],
};

/// `[[narratives]]`
pub(super) const NARRATIVES: PlanTable = PlanTable {
    sheet: "Thuyết minh",
    path: "narratives",
    about: "Các câu hỏi trả lời bằng lời.",
    means: "Questions that are answered in words.",
    required: false,
    fields: &[
        f("code", "Mã", Text, 8.0, "").doc(Required, r#""TM1""#, "Code printed on the form."),
        f("name", "Tên", Text, 18.0, "Bắt đầu bằng tm_").doc(
            Required,
            r#""tm_vuong_mac""#,
            "Name in formulas, such as `LEN(tm_vuong_mac)>0`.",
        ),
        f("question", "Câu hỏi", Text, 80.0, "").doc(Required, r#""Khó khăn, vướng mắc""#, "The question."),
        f("personal", "Thông tin cá nhân", Flag, 12.0, "Có: không chuyển lên cấp trên")
            .doc(
                Default("false"),
                "true",
                "The answers may be about persons: they are not passed on to the level above.",
            )
            .newer(),
        FROM,
        UNTIL,
    ],
};

/// `[[rosters]]`
pub(super) const ROSTERS: PlanTable = PlanTable {
    sheet: "Danh sách",
    path: "rosters",
    about: "Các danh sách kèm biểu; cột của chúng ở trang Cột danh sách.",
    means: "Lists of people, places or firms that go with the form.",
    required: false,
    fields: &[
        f("code", "Mã", Text, 10.0, "Tên trang trong biểu").doc(
            Required,
            r#""KHU""#,
            "Code and name of its sheet in the form.",
        ),
        f("prefix", "Tiền tố", Text, 10.0, "Tên các cột bắt đầu bằng chữ này và _").doc(
            Required,
            r#""khu""#,
            "The names of its columns begin with this and `_`; `khu_so_dong` is the number of \
                 filled rows.",
        ),
        f("title", "Tiêu đề", Text, 60.0, "").doc(Required, r#""DANH SÁCH KHU TRỒNG""#, "Title over the list."),
        f("personal", "Thông tin cá nhân", Flag, 12.0, "Có: không chuyển lên cấp trên").doc(
            Default("false"),
            "true",
            "All its columns hold personal data: they are not passed on to the level above. For single columns, write \
                 `personal` at the column.",
        ),
        f("unique", "Các cột không trùng", List, 18.0, "Tên các cột, mỗi dòng một tên; xét chung các cột")
            .doc(
                Optional,
                r#"["khu_ten", "khu_loai"]"#,
                "At least two columns whose values together may not come twice: for people, name and date of birth. A row \
                 in which one of them is empty is not compared. For one file the loader makes a rule of it (K06, a \
                 warning), unless a rule of the plan counts the rows with the same values, such as \
                 `COUNTIFS(a_cot,a,b_cot,b)=1`. For one column, write `unique` at the column.",
            )
            .newer(),
        f("unique_over", "Không trùng trong", Word(&UNIQUE_OVER), 22.0, "Để trống: không trùng trong tệp")
            .doc(
                Optional,
                r#""campaign""#,
                "Where they may not come twice: in one file (`file`), in all returns of a period (`period`), or in all \
                 returns of the campaign (`campaign`). Values in two returns are a warning (K05). Left out: `file`.",
            )
            .newer(),
        f("carry", "Chuyển kỳ sau", Flag, 12.0, "Có: biểu kỳ sau điền sẵn các dòng của kỳ trước")
            .doc(
                Default("false"),
                "true",
                "The list is a stock: the next form is prefilled with the rows of the unit's last counted return, as far \
                 as the form has rows. They can be changed and deleted.",
            )
            .newer(),
        FROM,
        UNTIL,
    ],
};

/// `[[rosters.columns]]`
pub(super) const ROSTERS_COLUMNS: PlanTable = PlanTable {
    sheet: "Cột danh sách",
    path: "rosters.columns",
    about: "Mỗi dòng là một cột của một danh sách.",
    means: "The columns of a list; at least one.",
    required: true,
    fields: &[
        f("roster", "Danh sách", Text, 12.0, "Mã ở trang Danh sách").doc(
            Optional,
            "",
            "Workbook only: code of the list that the column belongs to. In the text the columns \
                 stand within their list.",
        ),
        f("heading", "Tiêu đề", Text, 28.0, "").doc(Required, r#""Tên khu""#, "Heading; no two alike in a list."),
        f("name", "Tên", Text, 18.0, "").doc(
            Required,
            r#""khu_ten""#,
            "Name in formulas: `khu_ten` in the row, `khu_ten_cot` for the whole column.",
        ),
        f("kind", "Kiểu", Word(&ROSTER_KINDS), 14.0, "").doc(Required, r#""text""#, "What a cell holds."),
        f("required", "Bắt buộc", Flag, 10.0, "").doc(
            Default("false"),
            "true",
            "A filled row must have it. The loader makes a rule of it (K07, a warning), unless a rule of the \
                 plan has the test `COUNTBLANK(name)=0`.",
        ),
        f("unique", "Trùng nhau", Word(&UNIQUE), 22.0, "").doc(
            Default(r#""no""#),
            r#""file""#,
            "Where a value may not come twice: in one file (`file`), in all returns of a period (`period`), or in all \
                 returns of the campaign (`campaign`); values in two returns are a warning (K05). For one \
                 file the loader makes a rule of it (K06, a warning), unless a rule of the plan counts the \
                 rows with the same value, such as `COUNTIF(name_cot,name)=1`.",
        ),
        f("choices", "Các từ để chọn", List, 20.0, "Mỗi dòng một từ").doc(
            Optional,
            r#"["Keo", "Thông"]"#,
            "The words of `kind = \"choice\"`, at least two; for no other kind. No word has a comma, and all together have at \
                 most 255 characters (Excel's limit).",
        ),
        f("personal", "Thông tin cá nhân", Flag, 12.0, "Có: không chuyển lên cấp trên")
            .doc(
                Default("false"),
                "true",
                "Holds personal data, in a list whose other columns are passed on to the level above.",
            )
            .newer(),
        FROM,
        UNTIL,
    ],
};
