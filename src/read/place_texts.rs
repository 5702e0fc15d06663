//! Texts of the findings about whose form it is, and about figures that are at another place than theirs.

use super::finding_kind::{FindingText, ReadingFinding, text};
use crate::model::finding::Severity::{Error, Info, Warning};

/// The texts, by code.
pub(super) const TEXTS: [FindingText; 10] = [
    text(
        ReadingFinding::OtherTitle,
        "D25",
        Warning,
        [
            "Tiêu đề của báo cáo ghi kỳ khác với phần đầu biểu; theo phần đầu biểu",
            "The title of the return says another period than its header; the header counts",
        ],
        [
            "Kiểm tra lại kỳ; nếu là biểu của kỳ trước sửa lại thì dùng biểu mẫu của kỳ này",
            "Check the period; if it is the form of another period with its header changed, use the form of this period",
        ],
    ),
    text(
        ReadingFinding::TwoUnits,
        "D26",
        Error,
        [
            "Mã đơn vị và tên đơn vị là của hai đơn vị khác nhau",
            "The code and the name in the header are those of two units",
        ],
        ["Sửa lại mã hoặc tên đơn vị như trong phụ lục", "Correct the code or the name as in the annex"],
    ),
    text(
        ReadingFinding::OtherFigures,
        "D27",
        Error,
        [
            "Tiêu đề cột số liệu cho biết đây không phải số của kỳ báo cáo",
            "The heading of the figures says that they are not those of the period",
        ],
        [
            "Ghi số phát sinh trong kỳ vào cột Số lượng và ghi lại đúng tiêu đề của biểu mẫu",
            "Write the figures of the period below the heading, and restore the heading of the form",
        ],
    ),
    text(
        ReadingFinding::BesideBlank,
        "D28",
        Error,
        [
            "Ô số liệu để trống nhưng có số ở ô khác cùng dòng; không lấy",
            "The cell of the figure is blank and a number is beside it; it is not taken",
        ],
        ["Ghi số vào đúng ô của cột Số lượng", "Write the figure into the cell below the heading of the figures"],
    ),
    text(
        ReadingFinding::InNoCell,
        "D29",
        Info,
        [
            "Chú thích gắn vào ô (comment) hoặc hộp chữ; không lấy số từ đó",
            "Comments on cells or text boxes; no figure is taken from them",
        ],
        [
            "Nếu có số liệu báo cáo thì ghi vào đúng ô của biểu; ý kiến nên ghi ở cột Ghi chú",
            "Write figures of the report into the cells of the form; remarks belong in the column of notes",
        ],
    ),
    text(
        ReadingFinding::Ditto,
        "D86",
        Warning,
        [
            "Dấu lặp lại ô trên (nt, ″); được lấy nguyên như chữ",
            "A mark that repeats the cell above (nt, ″); it is taken as it is written",
        ],
        ["Ghi đủ nội dung vào từng ô", "Write the content into each cell"],
    ),
    text(
        ReadingFinding::SwappedDays,
        "D87",
        Warning,
        [
            "Ngày có thể đã bị đảo ngày với tháng: máy tính đang nhận ngày theo kiểu tháng/ngày/năm",
            "Day and month may be swapped: the computer reads dates as month/day/year",
        ],
        [
            "Xem lại từng ngày trong danh sách; đổi kiểu ngày của máy (Region) sang ngày/tháng/năm rồi gõ lại",
            "Check each date of the list; set the computer's region to day/month/year and type them again",
        ],
    ),
    text(
        ReadingFinding::OddCode,
        "D88",
        Warning,
        ["Mã không đúng số chữ số hoặc có ký tự lạ", "The code has a wrong number of digits or other signs"],
        ["Ghi lại đúng mã, mỗi ô một mã", "Write the code again, one in each cell"],
    ),
    text(
        ReadingFinding::HiddenLine,
        "D89",
        Warning,
        [
            "Dòng hoặc cột bị ẩn có số liệu; vẫn được lấy",
            "Hidden rows or columns have content of the form; it is taken",
        ],
        [
            "Bỏ ẩn (Unhide) rồi xem lại; nếu là số cũ hoặc thừa thì xóa và gửi lại",
            "Unhide them and check; delete what is old or too much, and send it again",
        ],
    ),
    text(
        ReadingFinding::OtherDisplay,
        "D38",
        Warning,
        [
            "Ô hiện khác với giá trị trong ô; giá trị trong ô được lấy",
            "A cell shows something else than it holds; what it holds is taken",
        ],
        [
            "Bấm vào ô, xem giá trị trên thanh công thức. Nếu đúng: chọn lại định dạng số (General) và màu chữ; nếu sai: gõ lại số rồi gửi lại",
            "Select the cell and look at the formula bar. If right: set the number format to General and the usual font colour; if not: type the figure again and send the return again",
        ],
    ),
];
