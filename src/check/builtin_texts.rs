//! What each built-in finding of selection and of the campaign means, for `explain`. The finding itself, with its
//! figures, is made where it is found.

use super::builtin_findings::*;
use crate::model::finding::Severity;
use crate::model::text::StaticText;

/// The meaning of a built-in finding.
#[derive(Copy, Clone, Debug)]
pub struct BuiltinText {
    /// Code.
    pub code: &'static str,
    /// Usual severity.
    pub severity: Severity,
    /// What it means.
    pub message: StaticText,
    /// What to do.
    pub mend: StaticText,
    /// What makes it.
    pub origin: StaticText,
}

const BY_PROGRAM: StaticText = StaticText::new(
    "chương trình đặt khi đọc và đối chiếu các báo cáo; không phải quy tắc của kế hoạch",
    "made by the program while it reads and compares returns; no rule of the plan",
);
const BY_FORM: StaticText = StaticText::new(
    "quy tắc chương trình lập từ biểu và danh sách của kế hoạch; kế hoạch này không có, hoặc đã có quy tắc riêng thay cho nó",
    "a rule that the program makes of form and lists; this plan has none, or a rule of its own in its place",
);

const fn text(
    code: &'static str,
    severity: Severity,
    message: [&'static str; 2],
    mend: [&'static str; 2],
) -> BuiltinText {
    let [vi, en] = message;
    let [mend_vi, mend_en] = mend;
    let (message, mend) = (StaticText::new(vi, en), StaticText::new(mend_vi, mend_en));
    BuiltinText { code, severity, message, mend, origin: BY_PROGRAM }
}

/// Creates the text of a rule that the loader generates, for plans that do not have it.
const fn generated(
    code: &'static str,
    severity: Severity,
    message: [&'static str; 2],
    mend: [&'static str; 2],
) -> BuiltinText {
    BuiltinText { origin: BY_FORM, ..text(code, severity, message, mend) }
}

const NOTHING: [&str; 2] = ["Không cần xử lý.", "Nothing to do."];

/// All of them, by code.
const BUILTIN_TEXTS: [BuiltinText; 28] = [
    text(
        DUPLICATE,
        Severity::Info,
        [
            "Một báo cáo nằm ở hai tệp, số liệu như nhau; chỉ tính một tệp",
            "One return is in two files; one of them counts",
        ],
        NOTHING,
    ),
    text(
        SUPERSEDES,
        Severity::Warning,
        [
            "Đơn vị gửi lại với lần gửi cao hơn; lần cao nhất được tổng hợp, các ô đã đổi được nêu",
            "The unit sent the return again with a higher number, which counts; the changed cells are listed",
        ],
        [
            "Xem các ô đã đổi; nếu bản sau không đúng, đề nghị đơn vị gửi lần tiếp theo.",
            "Look at the changed cells; if the later return is wrong, ask for the next submission.",
        ],
    ),
    text(
        TIE,
        Severity::Error,
        [
            "Hai tệp cùng đơn vị, cùng kỳ, cùng lần gửi nhưng số liệu khác nhau; chưa tệp nào được tổng hợp",
            "Two files of one unit, period and submission number have different figures; neither counts",
        ],
        [
            "Đề nghị đơn vị gửi một tệp với Lần gửi cao hơn, hoặc bỏ một tệp ra ở trang tính “Ngoại lệ” của kế hoạch, ghi rõ lý do.",
            "Ask the unit for one file with a higher number, or leave one file out on the sheet “Ngoại lệ” of the plan, with the reason.",
        ],
    ),
    text(
        MISSING,
        Severity::Warning,
        [
            "Đơn vị chưa có báo cáo của kỳ; nếu có tệp mà biểu chưa điền hoặc ghi kỳ khác thì tệp ấy được nêu tên",
            "The unit has no return for the period; a file that is empty or says another period is named",
        ],
        [
            "Nhắc đơn vị gửi; nếu đã gửi, kiểm tra mã đơn vị và kỳ trong tệp.",
            "Remind the unit; if it has sent one, check unit and period in its file.",
        ],
    ),
    text(
        REPEATED,
        Severity::Warning,
        [
            "Một giá trị phải khác nhau (như mã số thuế, tên và ngày sinh) đã có trong báo cáo khác",
            "A value that must be unique (such as a tax code, a name with its day of birth) is in another return too",
        ],
        [
            "Đối chiếu hai dòng; xóa dòng ghi trùng hoặc sửa lại cho đúng.",
            "Compare the two rows; delete the repeated one or put it right.",
        ],
    ),
    text(
        ROSTER_UNREADABLE,
        Severity::Warning,
        ["Một ô của danh sách không đọc được", "A cell of a list cannot be read"],
        ["Ghi lại ô ấy cho rõ.", "Write the cell clearly."],
    ),
    text(
        OUTSIDE,
        Severity::Error,
        [
            "Đơn vị hoặc kỳ trong báo cáo không thuộc kế hoạch; báo cáo không được tổng hợp",
            "Unit or period of the return is not in the plan; the return does not count",
        ],
        ["Sửa mã đơn vị, kỳ, năm ở đầu biểu rồi gửi lại.", "Correct unit, period and year in the form's header."],
    ),
    text(
        OTHER_PERIOD,
        Severity::Error,
        [
            "Khi kiểm tra với --period: báo cáo ghi kỳ khác kỳ yêu cầu",
            "With check --period: the return reports another period than the requested one",
        ],
        [
            "Kiểm tra lại kỳ ghi ở đầu biểu, hoặc gửi đúng báo cáo của kỳ yêu cầu.",
            "Check the period at the top of the return, or send the return of that period.",
        ],
    ),
    text(
        REPLACED,
        Severity::Warning,
        [
            "Báo cáo lấy số của kỳ trước theo lần gửi cũ, nay đã được thay; riêng việc này không tính là lỗi",
            "The return repeats figures of a submission for the period before that was replaced since; this alone is no error",
        ],
        [
            "Không phải gửi lại các kỳ sau. Hỏi đơn vị xem số cuối kỳ có đúng không.",
            "No later return has to be sent again. Ask the unit whether its closing figures are right.",
        ],
    ),
    text(
        BLANK_FORM,
        Severity::Warning,
        ["Biểu gửi về chưa điền; không tính là đã gửi", "The form is not filled in; it does not count as a return"],
        ["Đề nghị đơn vị gửi biểu đã điền.", "Ask the unit for the filled form."],
    ),
    text(
        NOT_DUE,
        Severity::Warning,
        [
            "Đơn vị không phải báo cáo kỳ này (chưa thành lập, hoặc đã nhập vào đơn vị khác); báo cáo không được tổng hợp",
            "The unit does not report in this period (not founded yet, or joined to another); the return does not count",
        ],
        [
            "Kiểm tra kỳ trong biểu, và Từ kỳ, Đến kỳ của đơn vị trong kế hoạch.",
            "Check the period in the form, and the unit's first and last period in the plan.",
        ],
    ),
    text(
        NIL,
        Severity::Info,
        [
            "Báo cáo không phát sinh: ô số phát sinh để trống tính là 0, số cuối kỳ để trống bằng số đầu kỳ hoặc giữ như kỳ trước",
            "A nil return: blank flows count as 0, blank closing balances are the opening ones, other blank stocks stay as in the period before",
        ],
        NOTHING,
    ),
    text(
        UNCHANGED,
        Severity::Warning,
        [
            "Lần gửi lại y nguyên lần trước, chưa sửa gì",
            "The return was sent again with a higher number and nothing was corrected",
        ],
        [
            "Hỏi đơn vị: nếu gửi nhầm tệp chưa sửa thì gửi lại tệp đã sửa với lần gửi cao hơn.",
            "Ask the unit: if it sent the uncorrected file by mistake, it sends the corrected one with a higher number.",
        ],
    ),
    text(
        LATER,
        Severity::Warning,
        [
            "Tệp để ở kỳ này nhưng trong biểu ghi kỳ sau; chưa xét",
            "The file is among the returns of this period, but its form says a later one; it is not considered yet",
        ],
        [
            "Nếu là báo cáo của kỳ này thì đề nghị đơn vị sửa kỳ trong biểu và gửi lại; nếu không thì chuyển tệp sang thư mục của kỳ sau.",
            "If it is the return of this period, ask the unit to correct the period; otherwise move the file.",
        ],
    ),
    text(
        OTHER_VERSION,
        Severity::Warning,
        [
            "Phiên bản của biểu khác với kế hoạch; số liệu vẫn được tổng hợp",
            "The form is of another version than the plan's; its figures are counted",
        ],
        ["Lần sau dùng biểu mẫu mới nhất.", "Use the latest form next time."],
    ),
    text(
        "D90",
        Severity::Warning,
        [
            "Dòng của danh sách có vẻ là dòng cộng; không tính là một dòng",
            "A line of a list looks like a total; it is not counted as a row",
        ],
        ["Nếu là một dòng thật thì ghi rõ tên.", "If it is a row, write its name clearly."],
    ),
    text(
        "D91",
        Severity::Warning,
        [
            "Dòng của danh sách có vẻ là chữ ký hoặc ghi chú; không tính là một dòng",
            "A line of a list looks like a signature or a note; it is not counted as a row",
        ],
        ["Nếu là một dòng thật thì ghi rõ tên.", "If it is a row, write its name clearly."],
    ),
    text(
        "D92",
        Severity::Warning,
        [
            "Ô gộp theo chiều dọc trong danh sách; giá trị được lấy cho mọi dòng mà ô trùm lên",
            "A cell of a list is merged downward; its value holds for every row that it covers",
        ],
        ["Nên ghi mỗi dòng một ô.", "Better write one cell for each row."],
    ),
    text(
        "D93",
        Severity::Warning,
        [
            "Dòng của danh sách có vẻ là đề mục hoặc tiêu đề lặp lại; không tính là một dòng",
            "A line of a list looks like a title or a repeated heading; it is not counted as a row",
        ],
        ["Nếu là một dòng thật thì ghi đủ các cột bắt buộc.", "If it is a row, fill in its required columns."],
    ),
    generated(
        "K06",
        Severity::Error,
        [
            "Một giá trị phải khác nhau lặp lại trong danh sách của cùng một báo cáo",
            "A value that must be unique is repeated in the lists of one return",
        ],
        ["Xóa dòng ghi trùng hoặc sửa lại cho đúng.", "Delete the repeated row or put it right."],
    ),
    generated(
        "K07",
        Severity::Warning,
        ["Ô bắt buộc của danh sách để trống", "A required cell of a list is empty"],
        ["Ghi đủ ô ấy.", "Fill in the cell."],
    ),
    generated(
        "K20",
        Severity::Error,
        ["Ô số không phải là số", "A cell for a number holds none"],
        ["Gõ lại bằng chữ số, không kèm chữ.", "Type digits without words."],
    ),
    generated(
        "K21",
        Severity::Error,
        ["Chỉ tiêu bắt buộc để trống", "A required figure is missing"],
        ["Nhập số liệu; nếu không phát sinh thì ghi 0.", "Enter the figure; write 0 if there was none."],
    ),
    generated(
        "K22",
        Severity::Error,
        ["Số lẻ nhiều hơn mức cho phép", "A figure has more decimals than allowed"],
        ["Ghi số theo số lẻ quy định.", "Write the figure with the decimals of the form."],
    ),
    generated(
        "K23",
        Severity::Error,
        ["Số nhỏ hơn mức nhỏ nhất", "A figure is below its least value"],
        ["Kiểm tra lại số đã ghi.", "Check the figure."],
    ),
    generated(
        "K24",
        Severity::Error,
        ["Số lớn hơn mức lớn nhất", "A figure is above its greatest value"],
        ["Kiểm tra lại số đã ghi.", "Check the figure."],
    ),
    generated(
        "K25",
        Severity::Error,
        ["Chữ không có trong danh mục lựa chọn", "A word is none of the choices"],
        ["Chọn một từ trong danh mục.", "Choose a word of the list."],
    ),
    generated(
        "K26",
        Severity::Error,
        ["Ô ngày không phải là ngày", "A cell for a date holds none"],
        ["Ghi ngày theo mẫu 31/12/2021.", "Write the date like 31/12/2021."],
    ),
];

/// Returns the text of a code, in upper or lower case.
pub fn builtin_text(code: &str) -> Option<&'static BuiltinText> {
    BUILTIN_TEXTS.iter().find(|text| text.code.eq_ignore_ascii_case(code))
}
