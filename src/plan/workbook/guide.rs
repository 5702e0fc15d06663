//! The first sheet of a plan's workbook: how to edit it, what each sheet is for, and how to write a formula. No plan is
//! read from it.

use crate::model::text::{Lang, StaticText};
use crate::plan::schema::{SINGLE, TABLES, english};
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, address, measure, style};

/// Name of the sheet.
const GUIDE: StaticText = StaticText::new("Hướng dẫn", "Guide");

/// Widths of the two columns, in characters.
const WIDTHS: [f64; 2] = [24.0, 100.0];

/// Lines of the guide: what it is about, and what to do.
type GuideLines<const N: usize> = [(&'static str, &'static str); N];

/// How to edit a plan.
const STEPS: GuideLines<5> = [
    (
        "Sửa",
        "Mỗi dòng của một trang là một mục; thêm, sửa, xóa dòng như trong bảng Excel thường. Không đổi tên trang và hàng tiêu đề (nền xanh).",
    ),
    ("Chọn", "Ô có mũi tên: chọn một từ trong danh sách. Đưa chuột lên tiêu đề để xem chỉ dẫn và ví dụ."),
    (
        "Nhiều dòng trong một ô",
        "Alt+Enter để xuống dòng, mỗi dòng một giá trị (ví dụ các cách gọi khác của một đơn vị).",
    ),
    (
        "Lưu",
        "Lưu tệp ở dạng .xlsx rồi chạy: tonghop gop. Nếu có chỗ chưa đúng, chương trình nêu trang, ô và cách sửa; chưa ghi gì cả.",
    ),
    (
        "Đã gửi biểu đi rồi",
        "Tránh đổi mã, tên và thứ tự chỉ tiêu. Đổi mức của một quy tắc ở trang Mức khác, giao lại chỉ tiêu ở trang Điều chỉnh, ngoại lệ ở trang Ngoại lệ.",
    ),
];

/// The same in English.
const ENGLISH_STEPS: GuideLines<5> = [
    (
        "Edit",
        "Each row of a sheet is one entry; add, change and delete rows as in any Excel table. Do not change the names of the sheets and the row of headings (blue).",
    ),
    ("Choose", "A cell with an arrow: choose a word of the list. Point at a heading for help and an example."),
    ("Several lines in a cell", "Alt+Enter begins a line, one value a line (for example the other names of a unit)."),
    (
        "Save",
        "Save the file as .xlsx and run: tonghop merge. If something is not right, the program names sheet, cell and remedy, and writes nothing.",
    ),
    (
        "Forms are already sent",
        "Do not change code, name and order of the indicators. Change the severity of a rule on the sheet Severity, quotas on Amendments, exceptions on Waivers.",
    ),
];

/// How to write a formula.
const FORMULAS: GuideLines<6> = [
    (
        "Viết",
        "Như trong Excel, không có dấu = ở đầu; dấu phẩy giữa các phần của hàm, dấu chấm cho số lẻ; chữ trong ngoặc kép: \"Có\".",
    ),
    (
        "Tên",
        "Gọi chỉ tiêu, cột, mức quy định bằng tên (cột Tên của các trang), không gọi địa chỉ ô. Tên viết không dấu, có dấu gạch dưới: dv_ket_nap.",
    ),
    ("Kỳ trước", "Thêm _kt sau tên: số của kỳ trước. Thêm _cot: cả cột của một danh sách hay của phụ lục."),
    ("Quy tắc", "Công thức cho kết quả đúng (TRUE) là đạt. Trong câu thông báo, {tên} được thay bằng số của báo cáo."),
    (
        "Cột tính",
        "TRONG_KY(tên): số trong kỳ; LUY_KE(tên): từ đầu kế hoạch; TU_DAU_NAM(tên): từ đầu năm; CUOI_KY(tên): số mới nhất; KY_TRUOC(tên), CUNG_KY(tên): kỳ trước, cùng kỳ năm trước; HANG(tên): thứ hạng trong loại đơn vị.",
    ),
    ("Thử", "Quy tắc mới nên để mức Thử một kỳ: kết quả được nêu riêng, không làm báo cáo nào bị coi là còn lỗi."),
];

/// The same in English.
const ENGLISH_FORMULAS: GuideLines<6> = [
    (
        "Write",
        "As in Excel, without = in front; a comma between the arguments of a function, a point before decimals; texts in quotes: \"Yes\".",
    ),
    (
        "Names",
        "Call indicators, columns and settings by name (column Name of the sheets), never by the address of a cell. Names have lower-case letters and underscores: dv_ket_nap.",
    ),
    (
        "The period before",
        "Add _kt to a name: the figure of the period before. Add _cot: a whole column of a list or of the annex.",
    ),
    ("Rules", "A formula that gives TRUE is passed. In a message {name} is replaced by the figure of the return."),
    (
        "Computed columns",
        "TRONG_KY(name): in the period; LUY_KE(name): since the beginning of the plan; TU_DAU_NAM(name): since the beginning of the year; CUOI_KY(name): the latest figure; KY_TRUOC(name), CUNG_KY(name): the period before, the same period a year before; HANG(name): the rank within the kind of unit.",
    ),
    (
        "Try",
        "Leave a new rule at the severity trial for one period: its results are shown apart and put no return on hold.",
    ),
];

/// Builds the sheet.
pub(super) fn sheet(t: Lang) -> Sheet {
    let mut sheet = Sheet::new(GUIDE.in_lang(t));
    sheet.set_widths(&WIDTHS);
    let title = t.pick("HƯỚNG DẪN SỬA KẾ HOẠCH", "HOW TO EDIT THE PLAN");
    sheet.merge(CellRange::new(0, 0, 0, 1), SheetCell::text(title, &Style::title()));
    sheet.heights.insert(0, 28.0);
    let mut row = band(&mut sheet, 2, t.pick("CÁCH LÀM", "WHAT TO DO"));
    for (name, words) in t.pick(STEPS, ENGLISH_STEPS) {
        row = line(&mut sheet, row, SheetCell::text(name, &label()), words);
    }
    row = band(&mut sheet, row + 1, t.pick("CÁC TRANG", "THE SHEETS"));
    let single = t.pick(
        (SINGLE, "Tên, thời gian, hạn gửi, biểu mẫu và nơi ban hành của kế hoạch."),
        (english::SINGLE, "Title, periods, deadlines, form and issuing body of the plan."),
    );
    let tables = TABLES.iter().map(|table| (table.sheet_in(t), t.pick(table.about, table.means)));
    for (name, words) in [(single.0.to_string(), single.1)].into_iter().chain(tables) {
        let look = Style { underline: true, ..label().color(style::ACCENT) };
        let link = format!("internal:{}A1", address::sheet(&name));
        row = line(&mut sheet, row, SheetCell::text(name, &look).with_link(link), words);
    }
    row = band(&mut sheet, row + 1, t.pick("CÔNG THỨC", "FORMULAS"));
    for (name, words) in t.pick(FORMULAS, ENGLISH_FORMULAS) {
        row = line(&mut sheet, row, SheetCell::text(name, &label()), words);
    }
    sheet.page = PageSetup { landscape: true, ..PageSetup::default() };
    sheet
}

fn label() -> Style {
    Style { indent: 1, top: true, ..Style::cell().size(10).bold() }
}

fn band(sheet: &mut Sheet, row: u32, title: &str) -> u32 {
    let look = Style::table_title();
    sheet.merge(CellRange::new(row, 0, row, 1), SheetCell::text(title, &look));
    sheet.heights.insert(row, 24.0);
    row + 1
}

/// Writes a line and returns the row below it.
fn line(sheet: &mut Sheet, row: u32, name: SheetCell, words: &str) -> u32 {
    sheet.set(row, 0, name);
    sheet.text(row, 1, words, &Style { indent: 1, top: true, ..Style::cell().size(10) });
    sheet.heights.insert(row, measure::height(measure::lines(words, WIDTHS[1] - 3.0, 10), 10, 18.0));
    row + 1
}
