//! Texts of the findings about content outside the cells of the form.

use super::finding_kind::{FindingText, ReadingFinding, text};
use crate::model::finding::Severity::{Error, Info, Warning};

/// The texts, by code.
pub(super) const TEXTS: [FindingText; 16] = [
    text(
        ReadingFinding::UnknownRow,
        "D50",
        Error,
        [
            "Ô số liệu có nội dung ở dòng không phải chỉ tiêu của biểu; không lấy",
            "A figure in a row that is no row of the form; it is not taken",
        ],
        [
            "Ghi lại đúng mã số và tên chỉ tiêu của dòng theo biểu mẫu, hoặc chuyển nội dung sang cột Ghi chú",
            "Restore the code and label of the row, or move the content to the column of notes",
        ],
    ),
    text(
        ReadingFinding::TwoMatches,
        "D51",
        Error,
        [
            "Có hai chỗ cùng tên, không biết lấy chỗ nào",
            "Two places have the same heading; which of them is meant cannot be told",
        ],
        ["Chỉ để lại một chỗ", "Leave one of them only"],
    ),
    text(
        ReadingFinding::OtherMeasure,
        "D52",
        Error,
        ["Đơn vị tính trong tệp khác với biểu mẫu", "The unit of measure in the file is not that of the form"],
        [
            "Ghi lại số theo đơn vị tính của biểu mẫu và sửa lại đơn vị tính",
            "Write the figures in the form's unit of measure and restore it",
        ],
    ),
    text(
        ReadingFinding::UnreadList,
        "D53",
        Error,
        [
            "Có dữ liệu giống danh sách của biểu nhưng không đọc được",
            "Rows that look like a list of the form could not be read",
        ],
        [
            "Chép các dòng vào danh sách của biểu mẫu, mỗi cột đúng tên, không để ở trang hay chỗ khác",
            "Copy the rows into the list of the form under its headings, not to another sheet or place",
        ],
    ),
    text(
        ReadingFinding::GoesOn,
        "D61",
        Warning,
        [
            "Danh sách ghi tiếp ở trang khác; các dòng của cả hai trang đều được đọc",
            "The list goes on in another sheet; the rows of both sheets are read",
        ],
        ["Nếu trang sau không phải phần tiếp thì xóa trang đó", "If the other sheet is no part of the list, delete it"],
    ),
    text(
        ReadingFinding::NilRow,
        "D66",
        Info,
        [
            "Danh sách ghi là không có trường hợp nào; không tính là một dòng",
            "The list says that there is no case; this is not counted as a row",
        ],
        ["Không phải làm gì; lần sau để trống danh sách", "Nothing to do; next time leave the list blank"],
    ),
    text(
        ReadingFinding::UnclearLists,
        "D67",
        Error,
        [
            "Tệp có nhiều biểu, không biết danh sách và thuyết minh này của biểu nào; không lấy",
            "The file has several forms; to which of them these lists and answers belong cannot be told; they are not taken",
        ],
        [
            "Gửi mỗi báo cáo một tệp, hoặc để trang danh sách, thuyết minh ngay sau trang biểu của nó",
            "Send each return in a file of its own, or keep the sheets of its lists and answers right after its form",
        ],
    ),
    text(
        ReadingFinding::SheetObject,
        "D68",
        Info,
        [
            "Có hình ảnh, biểu đồ hoặc tài liệu nhúng trên trang; số trong đó không được đọc",
            "The sheet has pictures, charts or embedded documents; figures in them are not read",
        ],
        [
            "Mở tệp xem; nếu hình là bảng số liệu thì đề nghị đơn vị ghi số vào ô của biểu",
            "Open the file and look; if a picture shows figures, ask the unit to write them into the cells of the form",
        ],
    ),
    text(
        ReadingFinding::FiguresInMail,
        "D69",
        Info,
        [
            "Lời thư gửi kèm báo cáo có ghi số liệu; không được đọc",
            "The text of the e-mail that the return came in has figures; they are not read",
        ],
        [
            "Đọc lời thư; nếu có số liệu chưa có trong biểu thì đề nghị đơn vị ghi vào biểu và gửi lại",
            "Read the e-mail; if it has figures that are not in the form, ask the unit to write them there and send it again",
        ],
    ),
    text(
        ReadingFinding::UnknownAnswer,
        "D39",
        Warning,
        [
            "Nội dung ở cột Trả lời không biết là của câu hỏi nào; không lấy",
            "A text in the column of answers has no question of the form; it is not taken",
        ],
        [
            "Ghi lại mã câu hỏi (TM…) ở đầu dòng như biểu mẫu",
            "Restore the code of the question (TM…) at the beginning of the row",
        ],
    ),
    text(
        ReadingFinding::UnknownColumn,
        "D54",
        Error,
        [
            "Cột của danh sách có tên khác với biểu mẫu; không đọc",
            "A column of the list has another heading than on the form; it is not read",
        ],
        ["Ghi lại đúng tên cột của biểu mẫu", "Restore the heading of the form"],
    ),
    text(
        ReadingFinding::SecondTable,
        "D55",
        Error,
        [
            "Có bảng số liệu hoặc cột số lượng thứ hai; không đọc",
            "There is a second table or a second column of figures; it is not read",
        ],
        ["Chỉ để lại một bảng và một cột Số lượng", "Leave one table and one column of figures only"],
    ),
    text(
        ReadingFinding::OtherNumbers,
        "D56",
        Warning,
        ["Số ở ngoài các ô của biểu; không lấy", "Numbers outside the cells of the form; they are not taken"],
        [
            "Nếu là số liệu báo cáo thì ghi vào đúng ô của biểu; nếu không thì không phải làm gì",
            "If they are figures of the report, write them into the cells of the form; otherwise nothing to do",
        ],
    ),
    text(
        ReadingFinding::OtherTexts,
        "D57",
        Info,
        ["Nội dung ngoài biểu mẫu; không lấy", "Content that is no part of the form; it is not taken"],
        [
            "Xem có điều gì cần biết không; ý kiến của đơn vị nên ghi ở cột Ghi chú hoặc phần thuyết minh",
            "See whether it matters; remarks belong in the column of notes or in the narratives",
        ],
    ),
    text(
        ReadingFinding::NearHeader,
        "D58",
        Error,
        [
            "Phần đầu biểu có ô gần giống tên mục của biểu; không lấy",
            "A label of the header is close to one of the form; its value is not taken",
        ],
        [
            "Ghi lại đúng tên mục của biểu mẫu, giá trị ở ô ngay bên phải",
            "Restore the label of the form, with its value in the next cell",
        ],
    ),
    text(
        ReadingFinding::LaterSheet,
        "D59",
        Warning,
        ["Trang này là báo cáo của kỳ khác; không đọc", "This sheet is a return for another period; it is not read"],
        [
            "Nếu đơn vị còn phải gửi báo cáo đó thì gửi riêng, không để trang ẩn và ghi đủ số phát sinh",
            "If that return is due too, send it by itself, unhidden and with the figures of its period",
        ],
    ),
];
