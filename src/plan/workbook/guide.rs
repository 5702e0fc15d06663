//! The first sheet of a plan's workbook: how to edit it, what each sheet is for, and how to write a formula. No plan is
//! read from it.

use crate::plan::schema::{SINGLE, TABLES};
use crate::workbook::style::CellBorder;
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, address, measure, style};

/// Name of the sheet.
pub(super) const GUIDE: &str = "Hướng dẫn";

/// Widths of the two columns, in characters.
const WIDTHS: [f64; 2] = [24.0, 100.0];

/// How to edit a plan.
const STEPS: [(&str, &str); 5] = [
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

/// How to write a formula.
const FORMULAS: [(&str, &str); 6] = [
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

/// Builds the sheet.
pub(super) fn sheet() -> Sheet {
    let mut sheet = Sheet::new(GUIDE);
    sheet.set_widths(&WIDTHS);
    sheet.merge(CellRange::new(0, 0, 0, 1), SheetCell::text("HƯỚNG DẪN SỬA KẾ HOẠCH", &Style::title()));
    sheet.heights.insert(0, 28.0);
    let mut row = band(&mut sheet, 2, "CÁCH LÀM");
    for (name, words) in STEPS {
        row = line(&mut sheet, row, SheetCell::text(name, &label()), words);
    }
    row = band(&mut sheet, row + 1, "CÁC TRANG");
    let single = (SINGLE, "Tên, thời gian, hạn gửi, biểu mẫu và nơi ban hành của kế hoạch.");
    for (name, words) in [single].into_iter().chain(TABLES.iter().map(|table| (table.sheet, table.about))) {
        let look = Style { underline: true, ..label().color(style::ACCENT) };
        let link = format!("internal:{}A1", address::sheet(name));
        row = line(&mut sheet, row, SheetCell::text(name, &look).with_link(link), words);
    }
    row = band(&mut sheet, row + 1, "CÔNG THỨC");
    for (name, words) in FORMULAS {
        row = line(&mut sheet, row, SheetCell::text(name, &label()), words);
    }
    sheet.page = PageSetup { landscape: true, ..PageSetup::default() };
    sheet
}

fn label() -> Style {
    Style { indent: 1, top: true, ..Style::cell().size(10).bold() }
}

fn band(sheet: &mut Sheet, row: u32, title: &str) -> u32 {
    let look = Style { border: CellBorder::Rule, ..Style::default().size(12).bold().color(style::ACCENT) };
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
