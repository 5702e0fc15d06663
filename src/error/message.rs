//! The texts of the errors in both languages, in the order of the variants.

use crate::model::text::{BilingualText, StaticText, in_both_languages};
use crate::workbook::address::MAX_ROW;

pub(super) fn no_campaign(folder: &str) -> BilingualText {
    BilingualText::new(
        format!(
            "{folder} không phải thư mục kế hoạch: không có ke-hoach.xlsx hay ke-hoach.toml. Hãy vào đúng thư mục \
             (hoặc dùng -C THƯ-MỤC), hoặc tạo mới bằng: tonghop init THƯ-MỤC"
        ),
        format!(
            "{folder} is not a campaign folder: it has no ke-hoach.toml. Go to the right folder (or use -C DIR), or \
             make one: tonghop init DIR"
        ),
    )
}

pub(super) fn two_plans(folder: &str) -> BilingualText {
    BilingualText::new(
        format!(
            "{folder} có cả ke-hoach.toml và ke-hoach.xlsx, không biết theo tệp nào. Hãy chuyển một tệp đi nơi khác."
        ),
        format!("{folder} has both ke-hoach.toml and ke-hoach.xlsx; which one holds is unclear. Move one away."),
    )
}

pub(super) fn no_annex(folder: &str) -> BilingualText {
    BilingualText::new(
        format!(
            "{folder} không có phụ lục. Hãy đặt phu-luc.tsv, phu-luc.csv hoặc phu-luc.xlsx cạnh kế hoạch, hoặc thêm -C THƯ-MỤC \
             để dùng phụ lục của thư mục kế hoạch đó."
        ),
        format!(
            "{folder} has no annex. Put phu-luc.tsv, phu-luc.csv or phu-luc.xlsx beside the plan, or add -C DIR to use that of a \
             campaign folder."
        ),
    )
}

pub(super) fn two_annexes(one: &str, other: &str) -> BilingualText {
    BilingualText::new(
        format!("Có hai phụ lục, {one} và {other}, không biết theo tệp nào. Hãy chuyển một tệp đi nơi khác."),
        format!("There are two annexes, {one} and {other}; which one holds is unclear. Move one away."),
    )
}

pub(super) fn file_too_large(path: &str, most: u64) -> BilingualText {
    BilingualText::new(
        format!(
            "{path} lớn hơn giới hạn {most} byte (file_bytes). Nếu tệp đúng là như vậy, thêm: --limit file_bytes=128M"
        ),
        format!(
            "{path} is larger than the limit of {most} bytes (file_bytes). If it has to be, add: --limit \
             file_bytes=128M"
        ),
    )
}

pub(super) fn no_reader(megabytes: u64) -> BilingualText {
    BilingualText::new(
        format!(
            "Không khởi động được tiến trình đọc báo cáo trong {megabytes} MB bộ nhớ (worker_bytes). Hãy đóng bớt chương \
             trình hoặc nới giới hạn bằng --limit, rồi chạy lại."
        ),
        format!(
            "The process that reads returns does not start within {megabytes} MB of memory (worker_bytes). Close some \
             programs, or raise the limit with --limit, and run again."
        ),
    )
}

pub(super) fn not_text(path: &str) -> BilingualText {
    BilingualText::new(
        format!("{path} không phải văn bản UTF-8. Hãy lưu lại dưới dạng UTF-8."),
        format!("{path} is not UTF-8 text. Save it as UTF-8."),
    )
}

pub(super) fn faulty_plan(count: usize) -> BilingualText {
    BilingualText::new(
        format!("Kế hoạch hoặc phụ lục có {count} chỗ sai, cần sửa trước:"),
        format!("Faults in the plan or annex: {count}. Mend them first:"),
    )
}

pub(super) fn annex_workbook(file: &str, why: &BilingualText) -> BilingualText {
    BilingualText::new(
        format!(
            "Không đọc được {file}: {}. Hãy mở bằng Excel và lưu lại thành .xlsx, hoặc thay bằng tệp khác.",
            why.vi
        ),
        format!(
            "Cannot read {file}: {}. Open it in Excel and save it as .xlsx, or put another one in its place.",
            why.en
        ),
    )
}

pub(super) fn not_a_workbook(path: &str, why: &BilingualText) -> BilingualText {
    BilingualText::new(format!("Không đọc được {path}: {}", why.vi), format!("Cannot read {path}: {}", why.en))
}

pub(super) fn audited_kind(path: &str, kind: StaticText) -> BilingualText {
    BilingualText::new(
        format!(
            "{path} là {}; chỉ tệp .xlsx giữ đủ công thức, tên vùng và định dạng để kiểm tra lại. Hãy kiểm toán tệp .xlsx gốc, \
             hoặc mở tệp này, lưu lại dạng .xlsx (Excel Workbook) rồi kiểm tra lại tệp đó.",
            kind.vi
        ),
        format!(
            "{path} is {}; only .xlsx keeps all formulas, names and formats that an audit compares. Audit the original \
             .xlsx, or open this file, save it as .xlsx (Excel Workbook) and audit that one.",
            kind.en
        ),
    )
}

pub(super) fn not_consolidated(path: &str) -> BilingualText {
    BilingualText::new(
        format!(
            "{path} không phải tệp tổng hợp của chương trình: trang \"Công thức\" không có dòng \"Kỳ tổng hợp\" với \
             một kỳ của kế hoạch."
        ),
        format!(
            "{path} is no consolidated workbook of the program: its sheet \"Công thức\" has no line \"Kỳ tổng hợp\" \
             with a period of the plan."
        ),
    )
}

pub(super) fn inconsistent_annex(count: usize) -> BilingualText {
    BilingualText::new(
        format!("Phụ lục có {count} chỗ không khớp, cần sửa trước:"),
        format!("The annex does not add up in {count} places. Mend them first:"),
    )
}

pub(super) fn unknown_unit(code: &str, known: &str) -> BilingualText {
    BilingualText::new(
        format!("Phụ lục không có đơn vị mã \"{code}\". Các mã: {known}."),
        format!("The annex has no unit with code \"{code}\". Codes: {known}."),
    )
}

pub(super) fn empty_cell(sheet: &str, cell: &str) -> BilingualText {
    BilingualText::new(
        format!("Tệp tổng hợp không có ô {cell} ở trang \"{sheet}\", hoặc ô đó trống."),
        format!("The workbook has no cell {cell} on the sheet \"{sheet}\", or it is empty."),
    )
}

pub(super) fn unknown_template(name: &str, known: &str) -> BilingualText {
    BilingualText::new(
        format!("Không có kế hoạch mẫu \"{name}\". Các mẫu: {known}."),
        format!("No plan template \"{name}\". Templates: {known}."),
    )
}

pub(super) fn unknown_annex_kind(path: &str) -> BilingualText {
    BilingualText::new(
        format!("Không đọc phụ lục từ {path}. Hãy lưu thành .tsv, .csv hoặc .xlsx."),
        format!("Cannot take an annex from {path}. Save it as .tsv, .csv or .xlsx."),
    )
}

pub(super) fn no_returns(folder: &str) -> BilingualText {
    BilingualText::new(
        format!(
            "Chưa có báo cáo nào của kế hoạch này trong {folder}. Chép các tệp đơn vị gửi vào thư mục đó rồi chạy lại; \
             xem đơn vị nào chưa gửi bằng: tonghop tinh-hinh"
        ),
        format!(
            "No return of this plan in {folder} yet. Copy the units' files there and run again; who is missing: tonghop status"
        ),
    )
}

pub(super) fn changed_meanwhile(path: &str) -> BilingualText {
    BilingualText::new(
        format!("{path} vừa thay đổi trong lúc chạy; chưa chốt gì. Hãy chạy lại khi không ai sửa tệp."),
        format!("{path} changed during the run; nothing was published. Run again when nobody edits the file."),
    )
}

pub(super) fn would_overwrite(path: &str) -> BilingualText {
    BilingualText::new(
        format!(
            "{path} đã có và khác với tệp sẽ tạo; không ghi đè. Hãy chọn thư mục khác, hoặc thêm --force nếu bỏ tệp cũ."
        ),
        format!(
            "{path} is there and differs from what would be written; it is left alone. Choose another folder, or add \
             --force to give it up."
        ),
    )
}

pub(super) fn inside_returns(folder: &str) -> BilingualText {
    BilingualText::new(
        format!("{folder} nằm trong thư mục báo cáo (tra-loi) của một thư mục kế hoạch. Hãy chọn thư mục khác."),
        format!("{folder} lies in the returns folder (tra-loi) of a campaign. Choose another folder for the new one."),
    )
}

pub(super) fn no_such_file(path: &str) -> BilingualText {
    BilingualText::new(format!("Không có tệp {path}."), format!("There is no file {path}."))
}

pub(super) fn cannot_read(path: &str, cause: &BilingualText) -> BilingualText {
    BilingualText::new(format!("Không đọc được {path}: {}", cause.vi), format!("Cannot read {path}: {}", cause.en))
}

pub(super) fn output_is_input(path: &str) -> BilingualText {
    BilingualText::new(
        format!(
            "Không ghi kết quả vào {path}: đó là báo cáo, kế hoạch, hoặc nằm trong thư mục báo cáo hay bản đã chốt. Hãy chọn tên khác."
        ),
        format!(
            "Not writing to {path}: it is a return or the plan, or lies among the returns or in a published copy. Choose another name."
        ),
    )
}

pub(super) fn cannot_write(path: &str, cause: &BilingualText) -> BilingualText {
    BilingualText::new(
        format!("Không ghi được {path}: {} Tệp cũ (nếu có) vẫn nguyên.", cause.vi),
        format!("Cannot write {path}: {} The old file (if any) is untouched.", cause.en),
    )
}

pub(super) fn no_report_in_plan() -> BilingualText {
    BilingualText::new(
        "Kế hoạch chưa có bảng Báo cáo nên chưa viết được báo cáo bằng lời. Hãy thêm các dòng vào trang “Báo cáo” của \
         ke-hoach.xlsx (hoặc [[report]] trong ke-hoach.toml); mẫu có trong kế hoạch của lệnh 'tonghop tao'.",
        "the plan has no table “Báo cáo”, so no report can be written. Add rows to the sheet “Báo cáo” of ke-hoach.xlsx \
         (or [[report]] in ke-hoach.toml); the plans of 'tonghop init' have an example.",
    )
}

pub(super) fn no_page(name: &str) -> BilingualText {
    BilingualText::new(
        format!(
            "Không tìm thấy {name} cạnh chương trình. Hãy để tệp này cùng thư mục với tonghop, hoặc chỉ ra bằng --template."
        ),
        format!("{name} is not beside the program. Put it into the folder of tonghop, or name it with --template."),
    )
}

pub(super) fn not_a_page(path: &str) -> BilingualText {
    BilingualText::new(
        format!(
            "Tệp không phải trang kiểm tra trống của chương trình: {path}. Hãy dùng trang-kiem-tra.html đi kèm chương trình."
        ),
        format!(
            "The file is not the program's page without a plan: {path}. Use the trang-kiem-tra.html that comes with the program."
        ),
    )
}

pub(super) fn too_many_rows(sheet: &str, rows: usize) -> BilingualText {
    let count = |number: usize| in_both_languages(|lang| lang.group(&number.to_string()));
    let (rows, most) = (count(rows), count(MAX_ROW as usize + 1));
    BilingualText::new(
        format!(
            "Trang “{sheet}” sẽ có {} dòng, Excel chỉ nhận tối đa {} dòng. Chưa ghi tệp nào. Hãy gộp ít kỳ hoặc ít \
             đơn vị hơn trong một thư mục kế hoạch, hoặc yêu cầu danh sách ngắn hơn; lệnh 'tonghop xuat' ghi được \
             danh sách dài bất kỳ.",
            rows.vi, most.vi
        ),
        format!(
            "The sheet '{sheet}' would have {} rows, and Excel takes {} at most. Nothing was written. Merge fewer \
             periods or units in one campaign folder, or ask for shorter lists; 'tonghop export' writes lists of any \
             length.",
            rows.en, most.en
        ),
    )
}

pub(super) fn cannot_print() -> BilingualText {
    BilingualText::new(
        "Không in được kết quả ra màn hình hoặc ra ống dẫn.",
        "The output could not be printed to the screen or pipe.",
    )
}

pub(super) fn internal(stage: &str, said: &str) -> BilingualText {
    BilingualText::new(
        format!("Lỗi của chương trình ở bước {stage}; hãy báo cho người phát triển, kèm dòng này: {said}"),
        format!("A fault of the program in stage {stage}; please report it with this line: {said}"),
    )
}
