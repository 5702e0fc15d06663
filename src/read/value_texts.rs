//! Texts of the findings about values and about files beside a return: code, severity, problem and fix in both languages.

use super::finding_kind::{FindingText, ReadingFinding, text};
use crate::model::finding::Severity::{Error, Info, Warning};

/// The texts.
pub(super) const TEXTS: [FindingText; 11] = [
    text(
        ReadingFinding::RoundedDay,
        "D80",
        Warning,
        ["Ngày có giờ sát nửa đêm; lấy ngày tiếp theo", "A date seconds before midnight; the next day is taken"],
        ["Xem lại ngày; gõ ngày không kèm giờ", "Check the day; type it without a time"],
    ),
    text(
        ReadingFinding::YearAsDay,
        "D81",
        Warning,
        ["Ngày này có thể là một năm gõ vào ô ngày", "This date may be a year typed into a cell for a day"],
        ["Gõ đủ ngày, tháng, năm theo dạng 31/12/2021", "Type day, month and year as 31/12/2021"],
    ),
    text(
        ReadingFinding::BornLater,
        "D82",
        Error,
        ["Ngày sinh sau kỳ báo cáo", "A day of birth after the period"],
        ["Gõ lại ngày sinh", "Type the day of birth again"],
    ),
    text(
        ReadingFinding::DateInText,
        "D83",
        Warning,
        [
            "Ô chữ đang là ngày tháng; phần mềm bảng tính có thể đã đổi nội dung, ví dụ 11/9 thành ngày 11 tháng 9",
            "A cell for text holds a date; the spreadsheet program may have changed it, such as 11/9 to 11 September",
        ],
        [
            "Xem lại nội dung; đổi ô sang kiểu Văn bản (Text) rồi gõ lại",
            "Check the content; format the cell as text and type it again",
        ],
    ),
    text(
        ReadingFinding::LostDigits,
        "D84",
        Error,
        ["Mã đã mất chữ số vì ô để kiểu số", "The code has lost digits because its cell was a number"],
        ["Đổi ô sang kiểu Văn bản (Text) rồi gõ lại đủ chữ số", "Format the cell as text and type all digits"],
    ),
    text(
        ReadingFinding::NoChoice,
        "D85",
        Error,
        ["Không phải một trong các từ để chọn", "None of the words to choose from"],
        ["Chọn một từ trong danh sách của ô", "Choose a word from the list of the cell"],
    ),
    text(
        ReadingFinding::OtherColumn,
        "D64",
        Error,
        [
            "Nội dung của hai cột trong danh sách bị đổi chỗ cho nhau",
            "The values of two columns of the list are in each other's place",
        ],
        ["Chuyển nội dung về đúng cột", "Move the values to their columns"],
    ),
    text(
        ReadingFinding::SeveralEntries,
        "D65",
        Warning,
        [
            "Một ô của danh sách có nhiều tên; được lấy là một dòng",
            "A cell of the list has several names; it counts as one row",
        ],
        ["Tách mỗi người, mỗi đơn vị thành một dòng", "Give each of them a row of its own"],
    ),
    text(
        ReadingFinding::RowNotInForce,
        "D63",
        Warning,
        [
            "Dòng có số liệu nhưng không thuộc biểu của kỳ này; số đó không tính",
            "A row with a figure is no row of the form in this period; the figure is not counted",
        ],
        [
            "Kiểm tra kỳ ghi trên báo cáo; nếu kỳ đúng thì lần sau dùng biểu mẫu của kỳ đó",
            "Check the period on the return; if it is right, use the form of that period next time",
        ],
    ),
    text(
        ReadingFinding::Accompanying,
        "D70",
        Info,
        ["Tệp kèm theo báo cáo; không đọc", "A file that accompanies a return; it is not read"],
        [
            "Không phải làm gì; số liệu chỉ lấy từ biểu mẫu Excel",
            "Nothing to do; figures are taken from the Excel form only",
        ],
    ),
    text(
        ReadingFinding::ByProduct,
        "D71",
        Info,
        ["Tệp phụ của máy Mac, không có số liệu; không đọc", "A by-product of a Mac, without figures; it is not read"],
        ["Không phải làm gì; có thể xóa tệp này", "Nothing to do; the file may be deleted"],
    ),
];
