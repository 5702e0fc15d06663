//! Findings of reading: codes, severities and texts in one table.

use crate::model::finding::{Finding, Severity};
use crate::model::text::BilingualText;

/// A kind of finding. Codes are never reused.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ReadingFinding {
    /// Figure typed as text.
    NumberAsText,
    /// Formula in a cell for typing a figure.
    Formula,
    /// Formula without a cached value.
    Uncached,
    /// Formula that refers to another file.
    External,
    /// Printed code and label belong to different rows.
    Contradiction,
    /// Row that occurs twice.
    Repeated,
    /// Row of the form that is missing.
    RowGone,
    /// Date that could not be read.
    BadDate,
    /// The unit is not known.
    UnknownUnit,
    /// The period is not known.
    UnknownPeriod,
    /// File name and content have different periods.
    OtherHint,
    /// The submission number is not an integer from 1.
    BadNumber,
    /// The file has no table of the form.
    NoTable,
    /// Two tables for one period.
    TwoTables,
    /// The file could not be read.
    Unreadable,
    /// One cell contains the figure of several rows.
    Merged,
    /// A roster exceeds the limit on rows.
    TooManyRows,
    /// The file kind does not match the file name.
    OtherKind,
    /// Text in a legacy (pre-Unicode) font.
    OldFont,
    /// File name and content have different units.
    OtherUnit,
    /// The table is on a hidden sheet.
    Hidden,
    /// Tax code without its leading zero.
    LostZero,
    /// Percentage typed as a number above 1.
    Share,
    /// Cell of the form that the file stores damaged or ambiguously.
    BadCell,
    /// Table of another form.
    OtherForm,
    /// Row with another label than in the plan.
    OtherLabel,
    /// Code above the table that may be of another form.
    UnclearForm,
    /// Another form on a sheet next to a return.
    OtherTab,
    /// Raised, lowered, struck-out or hidden part of a cell that was left out.
    LeftOut,
    /// Figure or code in pieces that may not belong together.
    InPieces,
    /// Cell that is struck out or hidden as a whole.
    StruckOut,
    /// Date within the last minute before midnight.
    RoundedDay,
    /// Date that is probably a year.
    YearAsDay,
    /// Day of birth after the period.
    BornLater,
    /// Date in a cell for a text.
    DateInText,
    /// Code that has lost digits.
    LostDigits,
    /// Word that is none of the choices.
    NoChoice,
    /// Document or picture that accompanies a return.
    Accompanying,
    /// By-product of another computer's system.
    ByProduct,
}

impl ReadingFinding {
    /// Creates the finding, without location and figures.
    pub fn finding(self) -> Finding {
        use Severity::{Error, Info, Warning};
        let (code, severity, vi, en, mend_vi, mend_en) = match self {
            ReadingFinding::NumberAsText => (
                "D01",
                Warning,
                "Số gõ thành chữ",
                "A number typed as text",
                "Gõ lại thành số, không gõ dấu chấm hay chữ",
                "Type it as a plain number",
            ),
            ReadingFinding::Formula => (
                "D02",
                Warning,
                "Ô nhập có công thức; lấy giá trị đã lưu",
                "An input cell holds a formula; its stored value is taken",
                "Gõ số vào ô thay cho công thức",
                "Type the number instead of a formula",
            ),
            ReadingFinding::Uncached => (
                "D03",
                Warning,
                "Công thức chưa có giá trị",
                "A formula has no stored value",
                "Mở tệp bằng Excel, lưu lại rồi gửi, hoặc gõ số",
                "Open the file in Excel and save it, or type the number",
            ),
            ReadingFinding::External => (
                "D04",
                Error,
                "Ô lấy số từ tệp khác",
                "A cell takes its figure from another file",
                "Gõ số vào ô",
                "Type the number",
            ),
            ReadingFinding::Contradiction => (
                "D05",
                Error,
                "Mã số và tên chỉ tiêu không khớp nhau",
                "Printed code and label contradict each other",
                "Sửa lại mã số hoặc tên chỉ tiêu theo biểu mẫu",
                "Restore the code or the label of the form",
            ),
            ReadingFinding::Repeated => (
                "D06",
                Error,
                "Chỉ tiêu có hai dòng",
                "An indicator has two rows",
                "Xóa dòng thừa",
                "Delete the extra row",
            ),
            ReadingFinding::RowGone => (
                "D07",
                Error,
                "Thiếu dòng của biểu mẫu",
                "A row of the form is missing",
                "Dùng lại biểu mẫu đã gửi, không xóa dòng",
                "Use the form as sent; do not delete rows",
            ),
            ReadingFinding::BadDate => (
                "D08",
                Error,
                "Ngày không đọc được",
                "A date that cannot be read",
                "Gõ đủ ngày, tháng, năm theo dạng 31/12/2021",
                "Type day, month and year as 31/12/2021",
            ),
            ReadingFinding::UnknownUnit => (
                "D09",
                Error,
                "Không biết phiếu của đơn vị nào",
                "The unit cannot be told",
                "Ghi đúng mã hoặc tên đơn vị như trong phụ lục",
                "Write the unit's code or name as in the annex",
            ),
            ReadingFinding::UnknownPeriod => (
                "D10",
                Error,
                "Không biết phiếu của kỳ nào",
                "The period cannot be told",
                "Ghi kỳ (1 đến 4) và năm vào phần đầu biểu",
                "Write period (1 to 4) and year into the header",
            ),
            ReadingFinding::OtherHint => (
                "D11",
                Warning,
                "Tên tệp, thư mục hoặc thư ghi kỳ khác với trong biểu; theo trong biểu",
                "The name of the file, folder or mail says another period than the form; the form counts",
                "Kiểm tra lại kỳ trong biểu",
                "Check the period in the form",
            ),
            ReadingFinding::BadNumber => (
                "D12",
                Error,
                "Lần nộp phải là số nguyên từ 1",
                "The submission number must be a whole number from 1",
                "Ghi 1 cho lần đầu, 2 cho lần sửa",
                "Write 1 for the first, 2 for a correction",
            ),
            ReadingFinding::NoTable => (
                "D13",
                Error,
                "Tệp không có bảng của biểu mẫu",
                "The file has no table of the form",
                "Gửi đúng biểu mẫu",
                "Send the form",
            ),
            ReadingFinding::TwoTables => (
                "D14",
                Error,
                "Tệp có hai bảng cho cùng một kỳ",
                "The file has two tables for one period",
                "Chỉ để lại một bảng",
                "Leave one table only",
            ),
            ReadingFinding::Unreadable => (
                "D15",
                Error,
                "Không đọc được tệp",
                "The file cannot be read",
                "Lưu lại thành .xlsx rồi gửi",
                "Save it as .xlsx and send it again",
            ),
            ReadingFinding::Merged => (
                "D16",
                Error,
                "Ô số liệu của nhiều chỉ tiêu bị gộp làm một",
                "The figures of several rows are merged into one cell",
                "Bỏ gộp ô rồi ghi số cho từng chỉ tiêu",
                "Unmerge the cell and write a figure for each row",
            ),
            ReadingFinding::TooManyRows => (
                "D17",
                Error,
                "Danh sách quá nhiều dòng; từ dòng này trở đi không đọc",
                "The roster has too many rows; from this one on they are not read",
                "Chỉ để lại các trường hợp trong kỳ; nếu đúng là nhiều như vậy, hỏi nơi nhận báo cáo trước khi gửi",
                "Keep the cases of the period only; if they are that many, ask the receiver before sending",
            ),
            ReadingFinding::OtherKind => (
                "D18",
                Warning,
                "Tệp không phải loại mà tên tệp ghi; số liệu vẫn đọc được",
                "The file is of another kind than its name says; its figures could be read",
                "Không phải làm gì; lần sau lưu thành .xlsx (Lưu thành, Save As) rồi gửi",
                "Nothing to do; next time save it as .xlsx (Save As) and send that",
            ),
            ReadingFinding::OldFont => (
                "D19",
                Warning,
                "Chữ viết bằng phông cũ (không phải Unicode); đã đổi sang Unicode",
                "Text in an old font (not Unicode); it was turned into Unicode",
                "Không phải làm gì; lần sau gõ Unicode (phông Times New Roman) hoặc dùng biểu mẫu của tỉnh",
                "Nothing to do; next time type Unicode (Times New Roman) or use the province's form",
            ),
            ReadingFinding::OtherUnit => (
                "D20",
                Warning,
                "Tên tệp, thư mục hoặc thư ghi đơn vị khác với trong biểu; theo trong biểu",
                "The name of the file, folder or mail says another unit than the form; the form counts",
                "Kiểm tra lại đơn vị trong biểu",
                "Check the unit in the form",
            ),
            ReadingFinding::Hidden => (
                "D21",
                Error,
                "Bảng số liệu nằm ở trang tính bị ẩn; không đọc",
                "The table stands on a hidden sheet; it is not read",
                "Bỏ ẩn trang tính (Unhide), xóa trang không dùng, rồi gửi lại",
                "Unhide the sheet, delete those not in use, and send it again",
            ),
            ReadingFinding::LostZero => (
                "D22",
                Warning,
                "Mã thiếu số 0 ở đầu",
                "A code without the zero in front",
                "Đổi ô sang kiểu Văn bản (Text) rồi gõ lại đủ chữ số",
                "Format the cell as text and type all digits",
            ),
            ReadingFinding::Share => (
                "D23",
                Warning,
                "Tỷ lệ gõ không có dấu %",
                "A percentage typed without its sign",
                "Gõ kèm dấu %, ví dụ 85,5%",
                "Type it with the sign: 85,5%",
            ),
            ReadingFinding::BadCell => (
                "D24",
                Error,
                "Tệp ghi ô này sai hoặc hai lần, không biết số nào đúng",
                "The file holds this cell damaged or twice; which content is right cannot be told",
                "Mở tệp bằng Excel, kiểm tra số, lưu lại rồi gửi",
                "Open the file in Excel, check the figure, save it and send it again",
            ),
            ReadingFinding::OtherForm => (
                "D31",
                Error,
                "Đây là phiếu của biểu khác, không phải biểu của kế hoạch này; không tính",
                "This is another form, not that of this plan; it is not counted",
                "Chuyển tệp sang đợt báo cáo dùng biểu đó; nếu gửi nhầm, yêu cầu đơn vị gửi đúng biểu mẫu của kế hoạch này",
                "Move the file to the campaign of that form; if it was sent by mistake, ask for the form of this plan",
            ),
            ReadingFinding::OtherLabel => (
                "D32",
                Warning,
                "Tên chỉ tiêu khác với biểu mẫu; số liệu lấy theo mã số",
                "A row is called otherwise than on the form; its figure is taken by the code",
                "Xem đơn vị có hiểu đúng chỉ tiêu không; lần sau dùng biểu mẫu đã gửi, không sửa tên chỉ tiêu",
                "See whether the unit means the same figure; next time use the form as sent and keep its labels",
            ),
            ReadingFinding::UnclearForm => (
                "D33",
                Warning,
                "Đầu biểu ghi số hiệu khác với mã biểu; các chỉ tiêu là của biểu này nên vẫn đọc",
                "The head bears another number than the form's code; its rows are those of this form and are read",
                "Xem có đúng là phiếu của kế hoạch này không",
                "See whether it is a return of this plan",
            ),
            ReadingFinding::OtherTab => (
                "D34",
                Warning,
                "Trang này là phiếu của biểu khác; không đọc",
                "This sheet is another form; it is not read",
                "Nếu đơn vị còn phải nộp biểu đó, chép tệp sang đợt báo cáo dùng biểu đó",
                "If the unit owes that form too, copy the file to the campaign of that form",
            ),
            ReadingFinding::LeftOut => (
                "D35",
                Warning,
                "Ô có phần viết nâng lên, hạ xuống, bị gạch bỏ hoặc bị ẩn; phần đó không được lấy",
                "Part of the cell is raised, lowered, struck out or hidden; that part is not taken",
                "Xóa phần không thuộc về số liệu; ghi chú viết ở cột Ghi chú",
                "Delete what is no part of the figure; notes belong in the column of notes",
            ),
            ReadingFinding::InPieces => (
                "D36",
                Error,
                "Ô gồm nhiều phần (nâng lên, hạ xuống, gạch bỏ, ẩn); không biết phần nào là nội dung đúng",
                "The cell is in pieces (raised, lowered, struck out, hidden); which of them is meant cannot be told",
                "Xóa ô, bỏ định dạng (Clear All) rồi gõ lại nội dung đúng",
                "Clear the cell with its format (Clear All) and type it again",
            ),
            ReadingFinding::StruckOut => (
                "D37",
                Warning,
                "Cả ô bị gạch bỏ hoặc bị ẩn; nội dung vẫn được lấy",
                "The whole cell is struck out or hidden; its content is taken all the same",
                "Nếu số không còn đúng thì xóa và gõ số mới; nếu đúng thì bỏ gạch, bỏ ẩn",
                "If it is no longer right, delete it and type the new one; else remove the line through it",
            ),
            ReadingFinding::RoundedDay => (
                "D80",
                Warning,
                "Ngày có giờ sát nửa đêm; lấy ngày tiếp theo",
                "A date seconds before midnight; the next day is taken",
                "Xem lại ngày; gõ ngày không kèm giờ",
                "Check the day; type it without a time",
            ),
            ReadingFinding::YearAsDay => (
                "D81",
                Warning,
                "Ngày này có thể là một năm gõ vào ô ngày",
                "This date may be a year typed into a cell for a day",
                "Gõ đủ ngày, tháng, năm theo dạng 31/12/2021",
                "Type day, month and year as 31/12/2021",
            ),
            ReadingFinding::BornLater => (
                "D82",
                Error,
                "Ngày sinh sau kỳ báo cáo",
                "A day of birth after the period",
                "Gõ lại ngày sinh",
                "Type the day of birth again",
            ),
            ReadingFinding::DateInText => (
                "D83",
                Warning,
                "Ô chữ đang là ngày tháng; phần mềm bảng tính có thể đã đổi nội dung, ví dụ 11/9 thành ngày 11 tháng 9",
                "A cell for text holds a date; the spreadsheet program may have changed it, such as 11/9 to 11 September",
                "Xem lại nội dung; đổi ô sang kiểu Văn bản (Text) rồi gõ lại",
                "Check the content; format the cell as text and type it again",
            ),
            ReadingFinding::LostDigits => (
                "D84",
                Error,
                "Mã đã mất chữ số vì ô để kiểu số",
                "The code has lost digits because its cell was a number",
                "Đổi ô sang kiểu Văn bản (Text) rồi gõ lại đủ chữ số",
                "Format the cell as text and type all digits",
            ),
            ReadingFinding::NoChoice => (
                "D85",
                Error,
                "Không phải một trong các từ để chọn",
                "None of the words to choose from",
                "Chọn một từ trong danh sách của ô",
                "Choose a word from the list of the cell",
            ),
            ReadingFinding::Accompanying => (
                "D70",
                Info,
                "Tệp kèm theo phiếu; không đọc",
                "A file that accompanies a return; it is not read",
                "Không phải làm gì; số liệu chỉ lấy từ biểu mẫu Excel",
                "Nothing to do; figures are taken from the Excel form only",
            ),
            ReadingFinding::ByProduct => (
                "D71",
                Info,
                "Tệp phụ của máy Mac, không có số liệu; không đọc",
                "A by-product of a Mac, without figures; it is not read",
                "Không phải làm gì; có thể xóa tệp này",
                "Nothing to do; the file may be deleted",
            ),
        };
        Finding {
            mend: BilingualText::new(mend_vi, mend_en),
            ..Finding::new(code, severity, BilingualText::new(vi, en))
        }
    }
}
