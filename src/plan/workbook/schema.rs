//! Which sheets and columns the plan's workbook has, and which key of the text each stands for.

/// What a cell holds.
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum Kind {
    /// Text.
    Text,
    /// A formula of the plan, as text.
    Formula,
    /// A number.
    Number,
    /// A date.
    Date,
    /// Yes or no.
    Flag,
    /// Texts, one a line.
    List,
    /// Numbers, one a line.
    Numbers,
    /// One of fixed words: the text's word and the Vietnamese one.
    Word(&'static [(&'static str, &'static str)]),
    /// What an empty cell means: a word, or `kind: word` a line.
    Blank,
}

/// A column, or a line of the sheet of single values.
#[derive(Copy, Clone, Debug)]
pub struct Field {
    /// Key in the text; a dot stands for a table within.
    pub key: &'static str,
    /// Heading.
    pub heading: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Width in characters.
    pub width: f64,
    /// What the heading's note says.
    pub note: &'static str,
}

/// A sheet with one row an entry.
#[derive(Copy, Clone, Debug)]
pub struct Table {
    /// Name of the sheet.
    pub sheet: &'static str,
    /// The list in the text; `rosters.columns` belongs to the roster named in its first column.
    pub path: &'static str,
    /// What the sheet is for.
    pub about: &'static str,
    /// Columns.
    pub fields: &'static [Field],
}

const fn f(key: &'static str, heading: &'static str, kind: Kind, width: f64, note: &'static str) -> Field {
    Field { key, heading, kind, width, note }
}

use Kind::{Blank, Date, Flag, Formula, List, Number, Numbers, Text, Word};

/// Words for severities.
pub const SEVERITIES: [(&str, &str); 4] =
    [("error", "Lỗi"), ("warning", "Cảnh báo"), ("info", "Thông tin"), ("trial", "Thử")];
const SCOPES: [(&str, &str); 7] = [
    ("numeric_cells", "mọi ô số"),
    ("required_cells", "mọi ô bắt buộc"),
    ("return", "phiếu"),
    ("roster_row", "dòng danh sách"),
    ("previous", "kỳ trước"),
    ("annex", "phụ lục"),
    ("campaign", "đợt"),
];
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
const UNIQUE: [(&str, &str); 3] =
    [("no", "được trùng"), ("file", "không trùng trong tệp"), ("campaign", "không trùng cả đợt")];
const TOTALS: [(&str, &str); 3] = [("sum", "cộng"), ("formula", "theo công thức"), ("blank", "để trống")];
const NUMBERS: [(&str, &str); 4] =
    [("integer", "số nguyên"), ("percent", "phần trăm"), ("decimal", "thập phân"), ("text", "chữ")];
const EMPHASES: [(&str, &str); 6] = [
    ("none", "không"),
    ("bar", "thanh dữ liệu"),
    ("shortfall", "đỏ khi thiếu"),
    ("surplus", "xanh khi vượt"),
    ("sign", "đỏ âm, xanh dương"),
    ("light", "đèn"),
];
/// Words for what an empty cell means.
pub const BLANKS: [(&str, &str); 3] =
    [("missing", "bắt buộc"), ("zero", "là số 0"), ("not_applicable", "được để trống")];

/// Sheet of single values.
pub const SINGLE: &str = "Kế hoạch";

/// Single values: one a line.
pub const SINGLES: [Field; 20] = [
    f("plan.number", "Số kế hoạch", Text, 0.0, "Ví dụ 277/KH-LĐLĐ"),
    f("plan.date", "Ngày kế hoạch", Date, 0.0, ""),
    f("plan.title", "Tên kế hoạch", Text, 0.0, ""),
    f("plan.issuer", "Cơ quan ban hành", List, 0.0, "Hai dòng: cấp trên, cơ quan ban hành"),
    f("plan.issuer_short", "Tên ngắn của cơ quan", Text, 0.0, ""),
    f("plan.place", "Nơi ban hành", Text, 0.0, ""),
    f("plan.signer", "Chức vụ người ký", List, 0.0, "Mỗi dòng một hàng chữ"),
    f("plan.signed_by", "Người ký", Text, 0.0, ""),
    f("plan.recipients", "Nơi nhận", List, 0.0, "Mỗi dòng một nơi"),
    f("plan.first", "Kỳ đầu", Text, 0.0, "Viết như 2021-Q3"),
    f("plan.last", "Kỳ cuối", Text, 0.0, "Viết như 2023-Q4"),
    f("plan.days.cut_off", "Ngày chốt số liệu", Number, 0.0, "Số ngày sau ngày cuối kỳ"),
    f("plan.days.deadline", "Hạn nộp", Number, 0.0, "Số ngày sau ngày cuối kỳ"),
    f("form.code", "Mã biểu mẫu", Text, 0.0, "In trên phiếu, để nhận ra phiếu"),
    f("form.version", "Phiên bản biểu mẫu", Text, 0.0, ""),
    f("form.title", "Tiêu đề biểu mẫu", Text, 0.0, ""),
    f("form.sheet", "Trang của biểu", Text, 0.0, ""),
    f("form.narrative_sheet", "Trang thuyết minh", Text, 0.0, ""),
    f("annex.title", "Tiêu đề phụ lục", Text, 0.0, ""),
    f("annex.group", "Tiêu đề nhóm của phụ lục", Text, 0.0, ""),
];

/// Sheets with rows, in the order of the text.
pub const TABLES: [Table; 17] = [
    Table {
        sheet: "Lịch riêng",
        path: "calendar",
        about: "Kỳ nào chốt hoặc nộp khác thường lệ thì ghi một dòng.",
        fields: &[
            f("period", "Kỳ", Text, 12.0, "2022-Q3"),
            f("cut_off", "Ngày chốt", Date, 14.0, ""),
            f("deadline", "Hạn nộp", Date, 14.0, ""),
        ],
    },
    Table {
        sheet: "Số đặt sẵn",
        path: "settings",
        about: "Các ngưỡng có thể đổi; công thức gọi bằng tên.",
        fields: &[
            f("name", "Tên", Text, 18.0, "Bắt đầu bằng cd_"),
            f("label", "Ý nghĩa", Text, 60.0, ""),
            f("value", "Giá trị", Number, 12.0, ""),
            f("basis", "Căn cứ", Text, 40.0, ""),
        ],
    },
    Table {
        sheet: "Loại đơn vị",
        path: "kinds",
        about: "Xếp hạng chỉ so trong cùng một loại.",
        fields: &[f("code", "Mã", Text, 16.0, ""), f("label", "Tên", Text, 30.0, "")],
    },
    Table {
        sheet: "Cột phụ lục",
        path: "annex.columns",
        about: "Mỗi dòng là một cột chỉ tiêu của phụ lục; tiêu đề chép đúng văn bản.",
        fields: &[
            f("name", "Tên", Text, 18.0, "Bắt đầu bằng pl_"),
            f("heading", "Tiêu đề trong phụ lục", Text, 60.0, ""),
            f("group", "Nhóm", Text, 24.0, "Tiêu đề nhóm trên trang tổng hợp"),
            f("sheets", "Trang", List, 24.0, "Mỗi dòng một trang tổng hợp"),
        ],
    },
    Table {
        sheet: "Đơn vị",
        path: "units",
        about: "Tên chép đúng phụ lục; các cách gọi khác để nhận ra phiếu.",
        fields: &[
            f("code", "Mã", Text, 14.0, "Chữ in không dấu"),
            f("name", "Tên trong phụ lục", Text, 32.0, ""),
            f("aliases", "Cách gọi khác", List, 40.0, "Mỗi dòng một tên"),
            f("kind", "Loại", Text, 16.0, "Mã ở trang Loại đơn vị"),
            f("email", "E-mail", Text, 28.0, ""),
        ],
    },
    Table {
        sheet: "Biểu mẫu",
        path: "indicators",
        about: "Các chỉ tiêu của biểu, theo thứ tự in.",
        fields: &[
            f("section", "Mục", Text, 24.0, ""),
            f("ordinal", "TT", Text, 8.0, "1, 1.1: dấu chấm là thụt vào"),
            f("code", "Mã số", Text, 8.0, "Mã in trên biểu"),
            f("label", "Chỉ tiêu", Text, 40.0, "Không trùng nhau"),
            f("name", "Tên", Text, 18.0, "Dùng trong công thức: chữ thường, không dấu"),
            f("kind", "Kiểu", Word(&INDICATOR_KINDS), 20.0, ""),
            f("unit", "ĐVT", Text, 12.0, ""),
            f(
                "blank",
                "Ô trống là",
                Blank,
                26.0,
                "bắt buộc, là số 0, được để trống; hoặc mỗi dòng một loại đơn vị, ví dụ nganh: được để trống",
            ),
            f("choices", "Các từ để chọn", List, 18.0, "Mỗi dòng một từ"),
            f("opening", "Điền sẵn từ kỳ trước", Text, 18.0, "Tên chỉ tiêu của kỳ trước"),
            f("opening_annex", "Điền sẵn từ phụ lục", Text, 18.0, "Tên cột phụ lục"),
            f("note", "Ghi chú cho đơn vị", Text, 40.0, ""),
        ],
    },
    Table {
        sheet: "Thuyết minh",
        path: "narratives",
        about: "Các câu hỏi trả lời bằng lời.",
        fields: &[
            f("code", "Mã", Text, 8.0, ""),
            f("name", "Tên", Text, 18.0, "Bắt đầu bằng tm_"),
            f("question", "Câu hỏi", Text, 80.0, ""),
        ],
    },
    Table {
        sheet: "Danh sách",
        path: "rosters",
        about: "Các danh sách kèm biểu; cột của chúng ở trang Cột danh sách.",
        fields: &[
            f("code", "Mã", Text, 10.0, "Tên trang trong biểu"),
            f("prefix", "Tiền tố", Text, 10.0, "Tên các cột bắt đầu bằng chữ này và _"),
            f("title", "Tiêu đề", Text, 60.0, ""),
            f("personal", "Thông tin cá nhân", Flag, 12.0, "Có: không chuyển lên cấp trên"),
        ],
    },
    Table {
        sheet: "Cột danh sách",
        path: "rosters.columns",
        about: "Mỗi dòng là một cột của một danh sách.",
        fields: &[
            f("roster", "Danh sách", Text, 12.0, "Mã ở trang Danh sách"),
            f("heading", "Tiêu đề", Text, 28.0, ""),
            f("name", "Tên", Text, 18.0, ""),
            f("kind", "Kiểu", Word(&ROSTER_KINDS), 14.0, ""),
            f("required", "Bắt buộc", Flag, 10.0, ""),
            f("unique", "Trùng nhau", Word(&UNIQUE), 22.0, ""),
            f("choices", "Các từ để chọn", List, 20.0, "Mỗi dòng một từ"),
        ],
    },
    Table {
        sheet: "Quy tắc",
        path: "rules",
        about: "Công thức đúng (TRUE) là đạt; viết như trong Excel, không có dấu = ở đầu, gọi chỉ tiêu bằng tên.",
        fields: &[
            f("code", "Mã", Text, 8.0, ""),
            f("severity", "Mức", Word(&SEVERITIES), 12.0, "Lỗi: phiếu bị giữ lại"),
            f("scope", "Phạm vi", Word(&SCOPES), 16.0, ""),
            f("when", "Chỉ xét khi", Formula, 32.0, "Để trống: luôn xét"),
            f("test", "Đạt khi", Formula, 50.0, ""),
            f("message.vi", "Thông báo", Text, 50.0, "{tên} được thay bằng số trong phiếu"),
            f("message.en", "Thông báo (tiếng Anh)", Text, 40.0, ""),
            f("mend.vi", "Cách sửa", Text, 50.0, ""),
            f("mend.en", "Cách sửa (tiếng Anh)", Text, 40.0, ""),
            f("basis", "Căn cứ", Text, 24.0, ""),
        ],
    },
    Table {
        sheet: "Mức khác",
        path: "severity",
        about: "Đổi mức của một quy tắc mà không sửa trang Quy tắc.",
        fields: &[f("rule", "Quy tắc", Text, 10.0, ""), f("severity", "Mức", Word(&SEVERITIES), 14.0, "")],
    },
    Table {
        sheet: "Trang tổng hợp",
        path: "sheets",
        about: "Các trang cột tính của tệp tổng hợp.",
        fields: &[
            f("name", "Tên trang", Text, 20.0, ""),
            f("title", "Tiêu đề", Text, 70.0, ""),
            f("signed", "Có phần ký", Flag, 10.0, ""),
            f("notes", "Chú thích", List, 80.0, "Mỗi dòng một chú thích"),
        ],
    },
    Table {
        sheet: "Cột tính",
        path: "columns",
        about: "Mỗi dòng là một cột của tệp tổng hợp; công thức gọi cột khác, pl_…, cd_…, so_quy và TRONG_KY, LUY_KE, TU_DAU_NAM, CUOI_KY, HANG.",
        fields: &[
            f("name", "Tên", Text, 18.0, ""),
            f("sheets", "Trang", List, 18.0, "Mỗi dòng một trang; công thức đứng ở trang đầu"),
            f("group", "Nhóm", Text, 24.0, ""),
            f("heading", "Tiêu đề", Text, 28.0, ""),
            f("formula", "Công thức", Formula, 60.0, "Như trong Excel, không có dấu = ở đầu"),
            f("total", "Dòng tổng", Word(&TOTALS), 16.0, ""),
            f("number", "Dạng số", Word(&NUMBERS), 14.0, ""),
            f("emphasis", "Nhấn mạnh", Word(&EMPHASES), 18.0, ""),
            f("thresholds", "Ngưỡng của đèn", Numbers, 14.0, "Hai dòng: xanh từ, vàng từ"),
            f("explain", "Giải thích", Text, 60.0, ""),
            f("basis", "Căn cứ", Text, 24.0, ""),
        ],
    },
    Table {
        sheet: "Xem theo kỳ",
        path: "series",
        about: "Chỉ tiêu được theo dõi từng kỳ.",
        fields: &[
            f("indicator", "Chỉ tiêu", Text, 18.0, "Tên chỉ tiêu"),
            f("heading", "Tiêu đề", Text, 40.0, ""),
            f("pace", "Cột tiến độ", Text, 18.0, "Tên cột tính"),
        ],
    },
    Table {
        sheet: "Số lớn",
        path: "headlines",
        about: "Các số ở đầu trang Tổng quan.",
        fields: &[
            f("heading", "Tiêu đề", Text, 30.0, ""),
            f("column", "Cột", Text, 18.0, ""),
            f("of", "So với", Text, 18.0, "Cột đứng sau dấu /"),
            f("share", "Tỷ lệ", Text, 18.0, ""),
            f("gap", "Còn thiếu", Text, 18.0, ""),
        ],
    },
    Table {
        sheet: "Điều chỉnh",
        path: "amendments",
        about: "Chỉ tiêu giao lại cho một đơn vị, có hiệu lực từ một kỳ; bảng giao ban đầu giữ nguyên như đã ban hành.",
        fields: &[
            f("from", "Từ kỳ", Text, 12.0, "2022-Q3"),
            f("unit", "Đơn vị", Text, 14.0, "Mã đơn vị"),
            f("column", "Cột phụ lục", Text, 20.0, "Tên bắt đầu bằng pl_"),
            f("value", "Số mới", Number, 12.0, ""),
            f("basis", "Căn cứ", Text, 60.0, "Văn bản điều chỉnh"),
        ],
    },
    Table {
        sheet: "Chấp nhận",
        path: "waivers",
        about: "Ngoại lệ đã được đồng ý: ghi quy tắc, hoặc tệp để bỏ hẳn một tệp.",
        fields: &[
            f("unit", "Đơn vị", Text, 14.0, "Mã đơn vị"),
            f("period", "Kỳ", Text, 12.0, "2022-Q1"),
            f("rule", "Quy tắc", Text, 10.0, ""),
            f("file", "Tệp", Text, 30.0, ""),
            f("reason", "Lý do", Text, 60.0, ""),
            f("by", "Người chấp nhận", Text, 24.0, ""),
            f("date", "Ngày", Date, 14.0, ""),
        ],
    },
];
