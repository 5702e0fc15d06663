//! Texts of the findings about files, tables and single cells: code, severity, problem and fix in both languages.

use super::finding_kind::{FindingText, ReadingFinding, text};
use crate::model::finding::Severity::{Error, Warning};

/// The texts, by code.
pub(super) const TEXTS: [FindingText; 31] = [
    text(
        ReadingFinding::NumberAsText,
        "D01",
        Warning,
        ["Số gõ thành chữ", "A number typed as text"],
        ["Gõ lại thành số, không gõ dấu chấm hay chữ", "Type it as a plain number"],
    ),
    text(
        ReadingFinding::Formula,
        "D02",
        Warning,
        ["Ô nhập có công thức; lấy giá trị đã lưu", "An input cell holds a formula; its stored value is taken"],
        ["Gõ số vào ô thay cho công thức", "Type the number instead of a formula"],
    ),
    text(
        ReadingFinding::Uncached,
        "D03",
        Warning,
        ["Công thức chưa có giá trị", "A formula has no stored value"],
        ["Mở tệp bằng Excel, lưu lại rồi gửi, hoặc gõ số", "Open the file in Excel and save it, or type the number"],
    ),
    text(
        ReadingFinding::External,
        "D04",
        Error,
        ["Ô lấy số từ tệp khác", "A cell takes its figure from another file"],
        ["Gõ số vào ô", "Type the number"],
    ),
    text(
        ReadingFinding::Contradiction,
        "D05",
        Error,
        ["Mã số và tên chỉ tiêu không khớp nhau", "Printed code and label contradict each other"],
        ["Sửa lại mã số hoặc tên chỉ tiêu theo biểu mẫu", "Restore the code or the label of the form"],
    ),
    text(
        ReadingFinding::Repeated,
        "D06",
        Error,
        ["Chỉ tiêu có hai dòng", "An indicator has two rows"],
        ["Xóa dòng thừa", "Delete the extra row"],
    ),
    text(
        ReadingFinding::RowGone,
        "D07",
        Error,
        ["Thiếu dòng của biểu mẫu", "A row of the form is missing"],
        ["Dùng lại biểu mẫu đã gửi, không xóa dòng", "Use the form as sent; do not delete rows"],
    ),
    text(
        ReadingFinding::BadDate,
        "D08",
        Error,
        ["Ngày không đọc được", "A date that cannot be read"],
        ["Gõ đủ ngày, tháng, năm theo dạng 31/12/2021", "Type day, month and year as 31/12/2021"],
    ),
    text(
        ReadingFinding::UnknownUnit,
        "D09",
        Error,
        ["Không biết báo cáo của đơn vị nào", "The unit cannot be told"],
        ["Ghi đúng mã hoặc tên đơn vị như trong phụ lục", "Write the unit's code or name as in the annex"],
    ),
    text(
        ReadingFinding::UnknownPeriod,
        "D10",
        Error,
        ["Không biết báo cáo của kỳ nào", "The period cannot be told"],
        ["Ghi kỳ (1 đến 4) và năm vào phần đầu biểu", "Write period (1 to 4) and year into the header"],
    ),
    text(
        ReadingFinding::OtherHint,
        "D11",
        Warning,
        [
            "Tên tệp, thư mục hoặc thư ghi kỳ khác với trong biểu; theo trong biểu",
            "The name of the file, folder or mail says another period than the form; the form counts",
        ],
        ["Kiểm tra lại kỳ trong biểu", "Check the period in the form"],
    ),
    text(
        ReadingFinding::BadNumber,
        "D12",
        Error,
        ["Lần gửi phải là số nguyên từ 1", "The submission number must be a whole number from 1"],
        ["Ghi 1 cho lần đầu, 2 cho lần sửa", "Write 1 for the first, 2 for a correction"],
    ),
    text(
        ReadingFinding::NoTable,
        "D13",
        Error,
        ["Tệp không có bảng của biểu mẫu", "The file has no table of the form"],
        ["Gửi đúng biểu mẫu", "Send the form"],
    ),
    text(
        ReadingFinding::TwoTables,
        "D14",
        Error,
        ["Tệp có hai bảng cho cùng một kỳ", "The file has two tables for one period"],
        ["Chỉ để lại một bảng", "Leave one table only"],
    ),
    text(
        ReadingFinding::Unreadable,
        "D15",
        Error,
        ["Không đọc được tệp", "The file cannot be read"],
        ["Lưu lại thành .xlsx rồi gửi", "Save it as .xlsx and send it again"],
    ),
    text(
        ReadingFinding::Merged,
        "D16",
        Error,
        ["Ô số liệu của nhiều chỉ tiêu bị gộp làm một", "The figures of several rows are merged into one cell"],
        ["Bỏ gộp ô rồi ghi số cho từng chỉ tiêu", "Unmerge the cell and write a figure for each row"],
    ),
    text(
        ReadingFinding::TooManyRows,
        "D17",
        Error,
        [
            "Danh sách quá nhiều dòng; từ dòng này trở đi không đọc",
            "The roster has too many rows; from this one on they are not read",
        ],
        [
            "Chỉ để lại các trường hợp trong kỳ; nếu đúng là nhiều như vậy, hỏi nơi nhận báo cáo trước khi gửi",
            "Keep the cases of the period only; if they are that many, ask the receiver before sending",
        ],
    ),
    text(
        ReadingFinding::OtherKind,
        "D18",
        Warning,
        [
            "Tệp không phải loại mà tên tệp ghi; số liệu vẫn đọc được",
            "The file is of another kind than its name says; its figures could be read",
        ],
        [
            "Không phải làm gì; lần sau lưu thành .xlsx (Lưu thành, Save As) rồi gửi",
            "Nothing to do; next time save it as .xlsx (Save As) and send that",
        ],
    ),
    text(
        ReadingFinding::OldFont,
        "D19",
        Warning,
        [
            "Chữ viết bằng phông cũ (không phải Unicode); đã đổi sang Unicode",
            "Text in an old font (not Unicode); it was turned into Unicode",
        ],
        [
            "Không phải làm gì; lần sau gõ Unicode (phông Times New Roman) hoặc dùng biểu mẫu của tỉnh",
            "Nothing to do; next time type Unicode (Times New Roman) or use the province's form",
        ],
    ),
    text(
        ReadingFinding::OtherUnit,
        "D20",
        Warning,
        [
            "Tên tệp, thư mục hoặc thư ghi đơn vị khác với trong biểu; theo trong biểu",
            "The name of the file, folder or mail says another unit than the form; the form counts",
        ],
        ["Kiểm tra lại đơn vị trong biểu", "Check the unit in the form"],
    ),
    text(
        ReadingFinding::Hidden,
        "D21",
        Error,
        ["Bảng số liệu nằm ở trang tính bị ẩn; không đọc", "The table stands on a hidden sheet; it is not read"],
        [
            "Bỏ ẩn trang tính (Unhide), xóa trang không dùng, rồi gửi lại",
            "Unhide the sheet, delete those not in use, and send it again",
        ],
    ),
    text(
        ReadingFinding::LostZero,
        "D22",
        Warning,
        ["Mã có thể thiếu số 0 ở đầu", "A code that may lack the zero in front"],
        ["Đổi ô sang kiểu Văn bản (Text) rồi gõ lại đủ chữ số", "Format the cell as text and type all digits"],
    ),
    text(
        ReadingFinding::Share,
        "D23",
        Warning,
        ["Tỷ lệ gõ không có dấu %", "A percentage typed without its sign"],
        ["Gõ kèm dấu %, ví dụ 85,5%", "Type it with the sign: 85,5%"],
    ),
    text(
        ReadingFinding::BadCell,
        "D24",
        Error,
        [
            "Tệp ghi ô này sai hoặc hai lần, không biết số nào đúng",
            "The file holds this cell damaged or twice; which content is right cannot be told",
        ],
        [
            "Mở tệp bằng Excel, kiểm tra số, lưu lại rồi gửi",
            "Open the file in Excel, check the figure, save it and send it again",
        ],
    ),
    text(
        ReadingFinding::OtherForm,
        "D31",
        Error,
        [
            "Đây là báo cáo của biểu khác, không phải biểu của kế hoạch này; không tính",
            "This is another form, not that of this plan; it is not counted",
        ],
        [
            "Chuyển tệp sang thư mục kế hoạch dùng biểu đó; nếu gửi nhầm, yêu cầu đơn vị gửi đúng biểu mẫu của kế hoạch này",
            "Move the file to the campaign of that form; if it was sent by mistake, ask for the form of this plan",
        ],
    ),
    text(
        ReadingFinding::OtherLabel,
        "D32",
        Warning,
        [
            "Tên chỉ tiêu khác với biểu mẫu; số liệu lấy theo mã số",
            "A row is called otherwise than on the form; its figure is taken by the code",
        ],
        [
            "Xem đơn vị có hiểu đúng chỉ tiêu không; lần sau dùng biểu mẫu đã gửi, không sửa tên chỉ tiêu",
            "See whether the unit means the same figure; next time use the form as sent and keep its labels",
        ],
    ),
    text(
        ReadingFinding::UnclearForm,
        "D33",
        Warning,
        [
            "Đầu biểu ghi số hiệu khác với mã biểu; các chỉ tiêu là của biểu này nên vẫn đọc",
            "The head bears another number than the form's code; its rows are those of this form and are read",
        ],
        ["Xem có đúng là báo cáo của kế hoạch này không", "See whether it is a return of this plan"],
    ),
    text(
        ReadingFinding::OtherTab,
        "D34",
        Warning,
        ["Trang này là báo cáo của biểu khác; không đọc", "This sheet is another form; it is not read"],
        [
            "Nếu đơn vị còn phải gửi biểu đó, chép tệp sang thư mục kế hoạch dùng biểu đó",
            "If the unit owes that form too, copy the file to the campaign of that form",
        ],
    ),
    text(
        ReadingFinding::LeftOut,
        "D35",
        Warning,
        [
            "Ô có phần viết nâng lên, hạ xuống, bị gạch bỏ hoặc bị ẩn; phần đó không được lấy",
            "Part of the cell is raised, lowered, struck out or hidden; that part is not taken",
        ],
        [
            "Xóa phần không thuộc về số liệu; ghi chú viết ở cột Ghi chú",
            "Delete what is no part of the figure; notes belong in the column of notes",
        ],
    ),
    text(
        ReadingFinding::InPieces,
        "D36",
        Error,
        [
            "Ô gồm nhiều phần (nâng lên, hạ xuống, gạch bỏ, ẩn); không biết phần nào là nội dung đúng",
            "The cell is in pieces (raised, lowered, struck out, hidden); which of them is meant cannot be told",
        ],
        [
            "Xóa ô, bỏ định dạng (Clear All) rồi gõ lại nội dung đúng",
            "Clear the cell with its format (Clear All) and type it again",
        ],
    ),
    text(
        ReadingFinding::StruckOut,
        "D37",
        Warning,
        [
            "Cả ô bị gạch bỏ hoặc bị ẩn; nội dung vẫn được lấy",
            "The whole cell is struck out or hidden; its content is taken all the same",
        ],
        [
            "Nếu số không còn đúng thì xóa và gõ số mới; nếu đúng thì bỏ gạch, bỏ ẩn",
            "If it is no longer right, delete it and type the new one; else remove the line through it",
        ],
    ),
];
