//! The sheets about the plan itself: single values, dates, settings, units, annex.

use super::FieldKind::{Date, Flag, FormerNames, List, Number, Text, Word};
use super::FieldNeed::{Default, Optional, Required};
use super::{PlanField, PlanTable, f};

/// The languages of forms and workbooks.
const LANGUAGES: [(&str, &str); 2] = [("vi", "tiếng Việt"), ("en", "tiếng Anh")];

/// The single values, one for each line.
pub const SINGLES: [PlanField; 30] = [
    f("plan.number", "Số kế hoạch", Text, 0.0, "Ví dụ 277/KH-LĐLĐ").doc(
        Required,
        r#""05/KH-TC""#,
        "Number of the plan, printed on every form and sheet.",
    ),
    f("plan.date", "Ngày kế hoạch", Date, 0.0, "").doc(Required, "2024-01-02", "Date of the plan."),
    f("plan.title", "Tên kế hoạch", Text, 0.0, "").doc(Required, r#""Trồng cây xanh""#, "Title of the plan, one line."),
    f("plan.issuer", "Cơ quan ban hành", List, 0.0, "Hai dòng: cấp trên, cơ quan ban hành").doc(
        Required,
        r#"["ỦY BAN NHÂN DÂN TỈNH", "BAN TRỒNG CÂY"]"#,
        "Letterhead: superior body, issuing body; at most two lines.",
    ),
    f("plan.issuer_short", "Tên ngắn của cơ quan", Text, 0.0, "").doc(
        Required,
        r#""Ban Trồng cây""#,
        "Short name of the issuing body.",
    ),
    f("plan.place", "Nơi ban hành", Text, 0.0, "").doc(Required, r#""Đà Lạt""#, "Place of the date line."),
    f("plan.signer", "Chức vụ người ký", List, 0.0, "Mỗi dòng một hàng chữ").doc(
        Required,
        r#"["TM. BAN TRỒNG CÂY", "TRƯỞNG BAN"]"#,
        "Lines above the signature.",
    ),
    f("plan.signed_by", "Người ký", Text, 0.0, "").doc(
        Default(r#""""#),
        r#""Nguyễn Văn An""#,
        "Name below the signature.",
    ),
    f("plan.recipients", "Nơi nhận", List, 0.0, "Mỗi dòng một nơi").doc(
        Default("[]"),
        r#"["Các xã;", "Lưu: VT."]"#,
        "Recipients below the signature.",
    ),
    f("plan.language", "Ngôn ngữ", Word(&LANGUAGES), 0.0, "Của biểu mẫu và tệp tổng hợp")
        .doc(Default(r#""vi""#), r#""vi""#, "Language of forms and workbooks: `vi` or `en`.")
        .newer(),
    f("plan.first", "Kỳ đầu", Text, 0.0, "Viết như 2021-Q3").doc(
        Required,
        r#""2024-Q1""#,
        "First period: a quarter `2024-Q1`, a month `2024-T01`, a half-year `2024-H1` or a year `2024`; it \
                 sets how often units report.",
    ),
    f("plan.last", "Kỳ cuối", Text, 0.0, "Viết như 2023-Q4").doc(
        Required,
        r#""2024-Q4""#,
        "Last period, of the same kind; at most 120 periods.",
    ),
    f("plan.year_start", "Tháng đầu năm", Number, 0.0, "Từ 1 đến 12; để trống: tháng 1")
        .doc(
            Default("1"),
            "10",
            "Month with which the years of the plan begin, 1 to 12: of the sums since the beginning of the year \
                 (`TU_DAU_NAM`), of the years that are reported (`--period 2023-2024`), and of the periods of a plan by \
                 years. Quarters and half-years keep the names of the calendar.",
        )
        .newer(),
    f("plan.days.cut_off", "Ngày chốt số liệu", Number, 0.0, "Số ngày sau ngày cuối kỳ").doc(
        Required,
        "0",
        "Days from the last day of a period to the cut-off of its figures, -366 to 366.",
    ),
    f("plan.days.deadline", "Hạn gửi", Number, 0.0, "Số ngày sau ngày cuối kỳ").doc(
        Required,
        "5",
        "Days from the last day of a period to the deadline of its return, -366 to 366.",
    ),
    f("words.motto", "Quốc hiệu, tiêu ngữ", List, 0.0, "Hai dòng bên phải phần đầu; để trống: theo Nghị định 30")
        .doc(
            Optional,
            r#"["ĐẢNG CỘNG SẢN VIỆT NAM"]"#,
            "Up to two lines on the right of the letterhead; left out, state and motto of Decree 30/2020/NĐ-CP, in English \
             none.",
        )
        .newer(),
    f("words.chair", "Người chịu trách nhiệm báo cáo", Text, 0.0, "Chức danh ở phần đầu và chỗ ký của biểu")
        .doc(
            Default(r#""Thủ trưởng đơn vị""#),
            r#""Chủ tịch""#,
            "The person who answers for a return: a field of the form's header and the line over the signature.",
        )
        .newer(),
    f("words.total", "Chữ ở dòng tổng", Text, 0.0, "")
        .doc(Default(r#""Tổng cộng""#), r#""Toàn tỉnh""#, "The total row.")
        .newer(),
    f("words.basis", "Dòng căn cứ", Text, 0.0, "{number}, {date}: số và ngày của kế hoạch")
        .doc(
            Default(r#""Thực hiện Kế hoạch số {number} ngày {date}""#),
            r#""Thực hiện Công văn số {number} ngày {date}""#,
            "The line under the title of a form and a signed sheet; `{number}` and `{date}` are those of the plan.",
        )
        .newer(),
    f("words.personal", "Cảnh báo thông tin cá nhân", Text, 0.0, "Trên danh sách có thông tin cá nhân")
        .doc(
            Default(r#""Có thông tin cá nhân: không chuyển ra ngoài cơ quan.""#),
            r#""Có thông tin cá nhân: chỉ dùng trong tỉnh.""#,
            "The warning over a roster with personal data.",
        )
        .newer(),
    f("form.code", "Mã biểu mẫu", Text, 0.0, "In trên biểu, để nhận ra báo cáo").doc(
        Required,
        r#""TC-01""#,
        "Code printed on the form; a return is recognised by it.",
    ),
    f("form.version", "Phiên bản biểu mẫu", Text, 0.0, "").doc(
        Required,
        r#""1.0""#,
        "Version of the form; a rule may compare it (`phien_ban=\"1.0\"`).",
    ),
    f("form.title", "Tiêu đề biểu mẫu", Text, 0.0, "").doc(Required, r#""BÁO CÁO TRỒNG CÂY""#, "Title over the form."),
    f("form.sheet", "Trang của biểu", Text, 0.0, "").doc(Required, r#""TC""#, "Name of the sheet with the figures."),
    f("form.narrative_sheet", "Trang thuyết minh", Text, 0.0, "").doc(
        Required,
        r#""Thuyết minh""#,
        "Name of the sheet with the questions.",
    ),
    f("form.nil", "Biểu có ô Không phát sinh", Flag, 0.0, "Có: phần đầu của biểu có ô để báo cáo không phát sinh").doc(
        Default("false"),
        "true",
        "With the mark of a nil return in the header of the form. A plan with changing units or with `nil` under \
             `[[waivers]]` always has it.",
    ),
    f("form.receiver", "Nơi nhận báo cáo", Text, 0.0, "In trên biểu, sau chữ Gửi về")
        .doc(
            Default(r#""""#),
            r#""Phòng Kinh tế""#,
            "The office that receives the returns, printed on the form; left out, `plan.issuer_short`.",
        )
        .newer(),
    f("form.signer", "Phần ký của biểu", List, 0.0, "Mỗi dòng một dòng chữ in trên chỗ ký")
        .doc(
            Default("[]"),
            r#"["CHỦ TỊCH"]"#,
            "The lines over the signature of a unit's form; left out, the first of several lines of `plan.signer`, and `words.chair`.",
        )
        .newer(),
    f("annex.title", "Tiêu đề phụ lục", Text, 0.0, "").doc(
        Required,
        r#""BẢNG GIAO SỐ CÂY""#,
        "Title of the annex as issued.",
    ),
    f("annex.group", "Tiêu đề nhóm của phụ lục", Text, 0.0, "").doc(
        Default(r#""""#),
        r#""Số cây giao""#,
        "Heading over all figure columns of the annex.",
    ),
];

/// `[[calendar]]`
pub(super) const CALENDAR: PlanTable = PlanTable {
    sheet: "Lịch riêng",
    path: "calendar",
    about: "Kỳ nào chốt hoặc gửi khác thường lệ thì ghi một dòng.",
    means: "Periods whose cut-off or deadline differ from the usual days.",
    required: false,
    fields: &[
        f("period", "Kỳ", Text, 12.0, "2022-Q3").doc(Required, r#""2024-Q2""#, "The period that has days of its own."),
        f("cut_off", "Ngày chốt", Date, 14.0, "").doc(Optional, "2024-06-25", "Its cut-off; left out, the usual one."),
        f("deadline", "Hạn gửi", Date, 14.0, "").doc(Optional, "2024-06-28", "Its deadline; left out, the usual one."),
    ],
};

/// `[[settings]]`
pub(super) const SETTINGS: PlanTable = PlanTable {
    sheet: "Số đặt sẵn",
    path: "settings",
    about: "Các ngưỡng có thể đổi; công thức gọi bằng tên.",
    means: "Numbers that a board may change; formulas call them by name.",
    required: false,
    fields: &[
        f("name", "Tên", Text, 18.0, "Bắt đầu bằng cd_").doc(
            Required,
            r#""cd_tran""#,
            "Name in formulas and messages; begins with `cd_`.",
        ),
        f("label", "Ý nghĩa", Text, 60.0, "").doc(
            Required,
            r#""Trồng quá bao nhiêu % số giao thì cảnh báo""#,
            "What the number means.",
        ),
        f("value", "Giá trị", Number, 12.0, "").doc(Required, "200", "The number."),
        f("basis", "Căn cứ", Text, 40.0, "").doc(Default(r#""""#), r#""Công văn 12/CV-TC""#, "Document that sets it."),
    ],
};

/// `[[kinds]]`
pub(super) const KINDS: PlanTable = PlanTable {
    sheet: "Loại đơn vị",
    path: "kinds",
    about: "Xếp hạng chỉ so trong cùng một loại.",
    means: "Kinds of unit.",
    required: true,
    fields: &[
        f("code", "Mã", Text, 16.0, "").doc(Required, r#""xa""#, "Code that units and `blank` refer to."),
        f("label", "Tên", Text, 30.0, "").doc(
            Required,
            r#""Xã""#,
            "Word on the sheets; units are ranked within their kind.",
        ),
    ],
};

/// `[[annex.columns]]`
pub(super) const ANNEX_COLUMNS: PlanTable = PlanTable {
    sheet: "Cột phụ lục",
    path: "annex.columns",
    about: "Mỗi dòng là một cột chỉ tiêu của phụ lục; tiêu đề chép đúng văn bản.",
    means: "The figure columns of the annex (`phu-luc.tsv`, `.csv` or `.xlsx`); its figures stand in that file.",
    required: true,
    fields: &[
        f("name", "Tên", Text, 18.0, "Bắt đầu bằng pl_").doc(
            Required,
            r#""pl_cay""#,
            "Name in formulas; begins with `pl_`.",
        ),
        f("heading", "Tiêu đề trong phụ lục", Text, 60.0, "").doc(
            Required,
            r#""Số cây giao""#,
            "Heading exactly as the annex has it.",
        ),
        f("group", "Nhóm", Text, 24.0, "Tiêu đề nhóm trên trang tổng hợp").doc(
            Default(r#""""#),
            r#""Cây xanh""#,
            "Heading over the column on the consolidated sheets.",
        ),
        f("sheets", "Trang", List, 24.0, "Mỗi dòng một trang tổng hợp").doc(
            Default("[]"),
            r#"["Kết quả"]"#,
            "Consolidated sheets that show the column.",
        ),
        f("short", "Tiêu đề ngắn", Text, 24.0, "Trên trang tổng hợp")
            .doc(Optional, r#""Số giao""#, "Heading on the consolidated sheets; left out, the heading of the annex.")
            .newer(),
    ],
};

/// `[[units]]`
pub(super) const UNITS: PlanTable = PlanTable {
    sheet: "Đơn vị",
    path: "units",
    about: "Tên chép đúng phụ lục; các cách gọi khác để nhận ra báo cáo.",
    means: "The units that report. Their order is that of the annex.",
    required: true,
    fields: &[
        f("code", "Mã", Text, 14.0, "Chữ in không dấu").doc(
            Required,
            r#""AN""#,
            "Code, capital ASCII letters and digits; stands in file names.",
        ),
        f("name", "Tên trong phụ lục", Text, 32.0, "").doc(Required, r#""Xã An""#, "Name exactly as the annex has it."),
        f("aliases", "Cách gọi khác", List, 40.0, "Mỗi dòng một tên").doc(
            Default("[]"),
            r#"["UBND xã An"]"#,
            "Other names by which returns call the unit.",
        ),
        f("kind", "Loại", Text, 16.0, "Mã ở trang Loại đơn vị").doc(Required, r#""xa""#, "Code of its kind."),
        f("email", "E-mail", Text, 28.0, "").doc(
            Default(r#""""#),
            r#""xa.an@example.vn""#,
            "E-mail address, or several with commas; `feedback` addresses its drafts to it.",
        ),
        f("contact", "Người liên hệ", Text, 24.0, "Họ tên người phụ trách báo cáo của đơn vị")
            .doc(Default(r#""""#), r#""Bà Nguyễn Thị An""#, "The person who makes the return; `feedback` names them.")
            .newer(),
        f("phone", "Điện thoại", Text, 16.0, "Để gọi khi cần")
            .doc(Default(r#""""#), r#""0900 000 001""#, "Telephone number, for the list of whom to call.")
            .newer(),
        f("from", "Từ kỳ", Text, 12.0, "Kỳ đầu tiên đơn vị báo cáo; để trống: từ kỳ đầu của kế hoạch")
            .doc(
                Optional,
                r#""2024-Q1""#,
                "First period in which the unit reports; left out, the plan's first. A unit that joins later need not be in the annex.",
            )
            .newer(),
        f("until", "Đến kỳ", Text, 12.0, "Kỳ cuối cùng đơn vị báo cáo; để trống: đến hết kế hoạch")
            .doc(Optional, r#""2024-Q3""#, "Last period in which the unit reports; left out, the plan's last.")
            .newer(),
        f("into", "Nhập vào", Text, 14.0, "Mã đơn vị nhận, từ kỳ ngay sau Đến kỳ")
            .doc(
                Optional,
                r#""BINH""#,
                "Code of the unit that takes over from the period after `until` on: sums to date, openings, \
                 previous figures and quotas go on there. Without it the unit is dissolved: what it reported stays in the \
                 totals to date.",
            )
            .newer(),
        f("out_of", "Tách từ", Text, 14.0, "Mã đơn vị bị tách, cùng với Từ kỳ")
            .doc(
                Optional,
                r#""BINH""#,
                "Code of the unit that it is split from in `from`. Both then open with what they report.",
            )
            .newer(),
        f("before", "Tên trước đây", FormerNames, 36.0, "Mỗi dòng một tên: kỳ cuối còn mang tên đó, dấu hai chấm, tên")
            .doc(
                Default("[]"),
                r#"[{ until = "2024-Q1", name = "Xã An Cũ" }]"#,
                "Earlier names, each with the last period in which the unit had it. Returns are recognised by them, and the \
                 sheets show the name of the chosen period.",
            )
            .newer(),
    ],
};
