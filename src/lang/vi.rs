//! Vietnamese texts, in the words of the board and the units.

use super::{ChangedFigures as C, HelpText, PeriodChoice, SkipReason, Stage, Uncompared, UserMessage, grouped};
use crate::model::period::Period;
use crate::model::received_file::LeftReason;

pub(super) fn help(help: HelpText) -> &'static str {
    match help {
        HelpText::Template => {
            "{about}\n\nCách dùng: {usage}\n\nLệnh:\n{subcommands}\n\nTùy chọn chung:\n{options}\n\n{after-help}"
        }
        HelpText::SubTemplate => "{about}\n\nCách dùng: {usage}\n\n{all-args}",
        HelpText::Commands => "Lệnh",
        HelpText::Arguments => "Tham số",
        HelpText::Options => "Tùy chọn",
        HelpText::CommonOptions => "Tùy chọn chung",
        HelpText::About => "Tổng hợp phiếu báo cáo định kỳ của các đơn vị thành một tệp Excel của tỉnh",
        HelpText::After => {
            "Mã kết thúc: 0 tốt; 1 xong nhưng có lỗi trong phiếu; 2 không làm được việc.\n\
             Xem từng lệnh: tonghop LỆNH --help"
        }
        HelpText::Usage => "tonghop [LỆNH] [TÙY CHỌN]",
        HelpText::Init => "Tạo thư mục đợt báo cáo: kế hoạch, phụ lục, thư mục nhận phiếu (tên khác: tao)",
        HelpText::InitUsage => {
            "tonghop init THƯ-MỤC [--text] [--annex TỆP] [--template TÊN]\n                        [--force]"
        }
        HelpText::InitFolder => "Thư mục sẽ tạo",
        HelpText::InitTemplate => "Kế hoạch mẫu; không ghi thì lấy mẫu đầu (toi-thieu: để tự viết). Các mẫu",
        HelpText::InitAnnex => "Phụ lục khác thay cho phụ lục của mẫu: .tsv, .csv hoặc .xlsx",
        HelpText::InitText => "Kế hoạch và phụ lục bằng tệp chữ (ke-hoach.toml, phu-luc.tsv) thay cho Excel",
        HelpText::InitForce => "Ghi đè cả tệp đã có người sửa",
        HelpText::Forms => "Làm biểu mẫu của một kỳ, mỗi đơn vị một tệp, vào bieu-mau/ (tên khác: bieu-mau)",
        HelpText::FormsUsage => "tonghop forms [THƯ-MỤC] [--period KỲ] [--unit MÃ] [--force]",
        HelpText::FormsPeriod => "Kỳ, ví dụ 2022-Q1; mặc định: kỳ sau kỳ mới nhất có từ hai đơn vị gửi",
        HelpText::FormsUnit => "Chỉ làm cho đơn vị có mã này",
        HelpText::FormsForce => "Ghi đè cả biểu mẫu đã có người điền",
        HelpText::Check => "Kiểm tra phiếu và nêu từng lỗi: tệp, ô, cách sửa (tên khác: kiem-tra)",
        HelpText::CheckUsage => "tonghop check TỆP… [--period KỲ] [--format DẠNG] [--output TỆP]",
        HelpText::CheckFiles => "Phiếu cần kiểm tra",
        HelpText::CheckPeriod => "Kỳ mà phiếu phải báo cáo; mặc định là kỳ ghi trong phiếu",
        HelpText::CheckFormat => "Dạng kết quả: text (mặc định), json hoặc xlsx",
        HelpText::CheckOutput => "Ghi kết quả vào tệp này thay vì ra màn hình",
        HelpText::Export => {
            "Xuất số liệu, cột tính, phát hiện, nguồn thành bảng cho chương trình khác (tên khác: xuat)"
        }
        HelpText::ExportUsage => "tonghop export [THƯ-MỤC] [--period KỲ] [--format csv|json] [--output THƯ-MỤC]",
        HelpText::Up => "Làm tệp gửi cấp trên: tệp tổng hợp là một báo cáo, bỏ thông tin cá nhân (tên khác: gui-len)",
        HelpText::UpUsage => "tonghop up [THƯ-MỤC] [--period KỲ] [--output TỆP]",
        HelpText::UpOutput => "Tệp để ghi; mặc định ket-qua/Gui-cap-tren-KỲ.xlsx",
        HelpText::ExportFormat => "csv (mặc định, mỗi bảng một tệp) hoặc json (một tệp)",
        HelpText::ExportOutput => "Thư mục nhận tệp; mặc định là ket-qua/du-lieu-KỲ",
        HelpText::Explain => {
            "Giải thích một tên, một quy tắc hay một ô: công thức, và từng bước đến ô của phiếu (tên khác: giai-thich)"
        }
        HelpText::ExplainUsage => "tonghop explain TÊN|MÃ|Ô [--unit MÃ] [--period KỲ]",
        HelpText::ExplainWhat => {
            "Tên cột hay chỉ tiêu (kn_con_lai), mã quy tắc (R10), tiêu đề cột, hoặc ô (\"'Tổng hợp'!G12\")"
        }
        HelpText::ExplainUnit => "Đơn vị (mã hoặc tên); không ghi thì dòng tổng cộng",
        HelpText::ExplainPeriod => "Kỳ báo cáo; mặc định là kỳ mới nhất có từ hai đơn vị trở lên đã gửi",
        HelpText::Audit => {
            "Kiểm toán một tệp tổng hợp: dựng lại từ kế hoạch và phiếu, nêu từng ô khác (tên khác: kiem-toan)"
        }
        HelpText::AuditUsage => "tonghop audit TỆP [--returns THƯ-MỤC] [--format DẠNG] [--output TỆP]",
        HelpText::AuditFile => "Tệp tổng hợp cần kiểm toán",
        HelpText::AuditReturns => "Thư mục phiếu; mặc định là tra-loi/ của đợt báo cáo chứa tệp",
        HelpText::Merge => "Tổng hợp mọi phiếu trong tra-loi/ thành ket-qua/Tong-hop-KỲ.xlsx (tên khác: gop)",
        HelpText::MergeUsage => "tonghop merge [THƯ-MỤC] [--period KỲ]",
        HelpText::MergePeriod => "Kỳ báo cáo; mặc định là kỳ mới nhất có từ hai đơn vị trở lên đã gửi",
        HelpText::Campaign => "Thư mục đợt báo cáo; mặc định là thư mục đang đứng",
        HelpText::Folder => "Làm việc với thư mục đợt báo cáo này",
        HelpText::Lang => "Ngôn ngữ trên màn hình: vi (mặc định) hoặc en",
        HelpText::Quiet => "Không in gì ngoài lỗi làm hỏng việc",
        HelpText::Strict => "Coi cảnh báo như lỗi khi tính mã kết thúc",
        HelpText::Verbose => "In đầy đủ: mọi phát hiện, mọi tệp bỏ qua",
        HelpText::Limit => "Đổi một giới hạn an toàn, ví dụ file_bytes=128M (docs/limits.md)",
        HelpText::Timings => "In thời gian của từng bước",
        HelpText::HelpFlag => "In hướng dẫn này",
        HelpText::Version => "In phiên bản",
    }
}

pub(super) fn say(message: &UserMessage) -> String {
    use UserMessage as M;
    match *message {
        M::UnknownCommand { given, like } => {
            format!("Không có lệnh hoặc thư mục \"{given}\".{}", like_clause(like))
        }
        M::UnknownArgument { given, like } => format!("Không có tùy chọn \"{given}\".{}", like_clause(like)),
        M::InvalidValue { argument, value, allowed: "" } => {
            format!("Giá trị \"{value}\" của {argument} không hợp lệ.")
        }
        M::InvalidValue { argument, value, allowed } => {
            format!("Giá trị \"{value}\" của {argument} không hợp lệ; chỉ được dùng: {allowed}.")
        }
        M::MissingValue { argument } => format!("Thiếu giá trị sau {argument}."),
        M::MissingArgument { names } => format!("Thiếu tham số: {names}."),
        M::Repeated { argument } => format!("{argument} được ghi thừa hoặc ghi hai lần."),
        M::NotUnicode => "Tham số có ký tự không đọc được.".into(),
        M::BadUsage => "Dòng lệnh không đúng.".into(),
        M::SeeHelp { command } => format!("Xem cách dùng: {command} --help"),
        M::BadLimit { given, known } => format!("\"{given}\" không đặt được giới hạn. Hãy ghi TÊN=SỐ (K, M, G được dùng), với tên: {known}."),
        M::BadPeriod { given } => format!("\"{given}\" không phải là kỳ. Hãy ghi như 2022-Q1 (tháng: 2022-T03, 6 tháng: 2022-H1)."),
        M::OutputNeeded => "Dạng xlsx cần tên tệp. Hãy thêm --output TỆP.xlsx.".into(),
        M::OutputIsInput { path } => format!(
            "Không ghi kết quả vào {path}: đó là phiếu, kế hoạch hoặc nằm trong thư mục phiếu. Hãy chọn tên khác."
        ),
        M::InsideReturns { folder } => format!(
            "{folder} nằm trong thư mục phiếu (tra-loi) của một đợt báo cáo. Hãy chọn thư mục khác cho đợt mới."
        ),
        M::NoCampaign { folder } => format!(
            "{folder} không phải thư mục đợt báo cáo: không có ke-hoach.xlsx hay ke-hoach.toml. Hãy vào đúng thư mục (hoặc dùng -C \
             THƯ-MỤC), hoặc tạo mới bằng: tonghop init THƯ-MỤC"
        ),
        M::TwoPlans { folder } => format!(
            "{folder} có cả ke-hoach.toml và ke-hoach.xlsx, không biết theo tệp nào. Hãy chuyển một tệp đi nơi khác."
        ),
        M::NoAnnex { folder } => {
            format!("{folder} không có phụ lục. Hãy đặt phu-luc.tsv, phu-luc.csv hoặc phu-luc.xlsx cạnh kế hoạch.")
        }
        M::TwoAnnexes { one, other } => {
            format!("Có hai phụ lục, {one} và {other}, không biết theo tệp nào. Hãy chuyển một tệp đi nơi khác.")
        }
        M::FileTooLarge { path, most } => {
            format!("{path} lớn hơn giới hạn {most} byte (file_bytes). Nếu tệp đúng là như vậy, thêm: --limit file_bytes=128M")
        }
        M::NotText { path } => format!("{path} không phải văn bản UTF-8. Hãy lưu lại dưới dạng UTF-8."),
        M::PlanFaults { count } => format!("Kế hoạch hoặc phụ lục có {count} chỗ sai, cần sửa trước:"),
        M::AnnexFaults { count } => format!("Phụ lục có {count} chỗ không khớp, cần sửa trước:"),
        M::NotAWorkbook { path, why } => format!("Không đọc được {path}: {why}"),
        M::NotConsolidated { path } => format!(
            "{path} không phải tệp tổng hợp của chương trình: trang \"Công thức\" không có dòng \"Kỳ tổng hợp\" với một kỳ của kế hoạch."
        ),
        M::AuditOf { path, merged, chosen } if merged == chosen => format!("Kiểm toán {path}: tổng hợp kỳ {merged}"),
        M::AuditOf { path, merged, chosen } => {
            format!("Kiểm toán {path}: tổng hợp kỳ {merged}, đang chọn xem kỳ {chosen}")
        }
        M::AuditFromReturns { folder } => format!("Đối chiếu với phiếu trong {folder}"),
        M::AuditFromItself => "Không có phiếu để đối chiếu: chỉ tính lại từ trang \"Số liệu\" của chính tệp này; số liệu gốc chưa được kiểm tra.".into(),
        M::AuditCounts { formulas, figures } => format!("Đã so {formulas} ô công thức, {figures} ô số liệu và chữ"),
        M::AuditUncached { count } => {
            format!("{count} ô công thức không lưu kết quả (tệp được lưu bằng chương trình khác); công thức vẫn được so")
        }
        M::AuditDifferences { count } => format!("Có {count} chỗ khác:"),
        M::AuditClean => "Không có chỗ nào khác.".into(),
        M::AuditSince { what, files, count } => {
            let what = match what {
                C::Later => "tệp của kỳ sau đã đến sau khi lập: không xét",
                C::LaterGone => "tệp của kỳ sau ghi ở trang Nguồn nay không còn hoặc đã đổi: không ảnh hưởng số liệu",
                C::New => "tệp trong thư mục phiếu mà trang Nguồn không ghi (đến hoặc bị sửa sau khi lập)",
                C::Gone => "tệp ghi ở trang Nguồn nay không còn hoặc đã bị sửa",
                C::Moved => "tệp ghi ở trang Nguồn đã đổi tên hoặc chuyển chỗ",
            };
            format!("{count} {what}{}{files}", if files.is_empty() { "" } else { ": " })
        }
        M::AuditMore { count } => format!("… và {count} chỗ khác nữa; thêm -v để xem hết"),
        M::AnnexWorkbook { file, why } => {
            format!("Không đọc được {file}: {why}. Hãy mở bằng Excel và lưu lại thành .xlsx, hoặc thay bằng tệp khác.")
        }
        M::UnknownPeriod { period, first, last } => {
            format!("Kỳ {period} nằm ngoài kế hoạch ({first} đến {last}).")
        }
        M::UnknownUnit { code, known } => format!("Phụ lục không có đơn vị mã \"{code}\". Các mã: {known}."),
        M::UnknownTarget { given, like: "" } => format!(
            "Kế hoạch không có tên, mã quy tắc hay cột \"{given}\". Ô ghi như: \"'Tổng hợp'!G12\". Xem trang \"Công thức\" của tệp tổng hợp."
        ),
        M::UnknownTarget { given, like } => {
            format!("Kế hoạch không có tên, mã quy tắc hay cột \"{given}\". Có phải: {like}?")
        }
        M::EmptyCell { sheet, cell } => format!("Tệp tổng hợp không có ô {cell} ở trang \"{sheet}\", hoặc ô đó trống."),
        M::UnknownTemplate { name, known } => format!("Không có kế hoạch mẫu \"{name}\". Các mẫu: {known}."),
        M::UnknownAnnexKind { path } => {
            format!("Không đọc phụ lục từ {path}. Hãy lưu thành .tsv, .csv hoặc .xlsx.")
        }
        M::NoReturns { folder } => format!(
            "Chưa có phiếu nào của kế hoạch này trong {folder}. Hãy chép các tệp phiếu đơn vị gửi vào thư mục đó rồi \
             chạy lại."
        ),
        M::NoPeriodLeft { last } => {
            format!("Kế hoạch hết ở kỳ {last} và kỳ đó đã có phiếu. Hãy chọn kỳ bằng --period.")
        }
        M::WouldOverwrite { path } => format!(
            "{path} đã có và khác với tệp sẽ tạo; không ghi đè. Hãy chọn thư mục khác, hoặc thêm --force nếu bỏ tệp cũ."
        ),
        M::NoSuchFile { path } => format!("Không có tệp {path}."),
        M::CannotRead { path, cause } => format!("Không đọc được {path}: {cause}"),
        M::CannotWrite { path, cause } => format!("Không ghi được {path}: {cause} Tệp cũ (nếu có) vẫn nguyên."),
        M::Reading { done, all } => format!("Đang đọc phiếu: {}/{}", grouped(done, '.'), grouped(all, '.')),
        M::ReadAll { all } => format!("Đã đọc {} tệp; đang kiểm tra, tính và ghi kết quả…", grouped(all, '.')),
        M::Upward { heading, all, counted } => {
            format!("Báo cáo tổng hợp gửi cấp trên, {heading}: {counted}/{all} đơn vị được tính.")
        }
        M::LeftOut { rows } => format!("Thông tin cá nhân ở lại: {rows} dòng danh sách, người lập, người ký, người gửi thư."),
        M::UpwardOpen => "Ghi nốt ô vàng ở trang đầu (ngày nộp, người lập, chỉ tiêu không cộng được) rồi gửi.".into(),
        M::NotOpened => "Hệ điều hành không cho mở tệp".into(),
        M::TooLarge { size, most } => format!("Tệp quá lớn: {size} MB, giới hạn {most} MB"),
        M::TooSlow { seconds } => format!("Tệp vượt giới hạn an toàn: đọc quá {seconds} giây của bộ xử lý (file_seconds)"),
        M::TooLong { minutes } => {
            format!("Đọc tệp quá {minutes} phút mà không xong, dù bộ xử lý không bận vì tệp này (file_seconds)")
        }
        M::TooHeavy { megabytes } => {
            format!("Tệp làm chương trình đọc phải dừng: hỏng nặng, hoặc cần quá {megabytes} MB bộ nhớ (worker_bytes)")
        }
        M::TooHeavyMend => "Đề nghị chép số liệu sang biểu mẫu trống rồi gửi lại".into(),
        M::TooLargeMend => {
            "Đề nghị chép số liệu sang biểu mẫu trống rồi gửi lại; biểu mẫu đã điền chỉ nặng vài trăm KB.".into()
        }
        M::InTheWay => "ở đó đã có tệp hoặc thư mục cùng tên. Hãy đổi tên hoặc chuyển nó đi nơi khác rồi chạy lại.".into(),
        M::NotAFile => "đó không phải là tệp. Nếu là thư mục, hãy ghi tên các tệp trong đó; nếu là đường liên kết đến tệp khác, hãy chép tệp ấy vào chỗ này.".into(),
        M::InUse => "tệp đang mở ở chương trình khác. Hãy đóng tệp đang mở trong Excel rồi chạy lại.".into(),
        M::Denied => "không có quyền. Hãy kiểm tra quyền của thư mục, bỏ thuộc tính chỉ đọc, rồi chạy lại.".into(),
        M::Full => "ổ đĩa đã đầy. Hãy xóa bớt tệp rồi chạy lại.".into(),
        M::Missing => "không tìm thấy.".into(),
        M::Exhausted => "máy đã hết bộ nhớ hoặc hết số tệp được mở. Hãy đóng bớt chương trình rồi chạy lại.".into(),
        M::NoReader { megabytes } => format!(
            "Không khởi động được tiến trình đọc phiếu trong {megabytes} MB bộ nhớ (worker_bytes). Hãy đóng bớt chương trình hoặc nới giới hạn bằng --limit, rồi chạy lại."
        ),
        M::TooManyRows { sheet, rows, most } => format!(
            "Trang “{sheet}” sẽ có {} dòng, Excel chỉ nhận tối đa {} dòng. Chưa ghi tệp nào. Hãy gộp ít kỳ hoặc ít đơn vị hơn trong một thư mục đợt báo cáo, hoặc yêu cầu danh sách ngắn hơn; lệnh 'tonghop xuat' ghi được danh sách dài bất kỳ.",
            grouped(rows, '.'),
            grouped(most, '.')
        ),
        M::SystemError { code, .. } => format!("hệ điều hành báo lỗi số {code}."),
        M::PressEnter => "Nhấn phím Enter để đóng cửa sổ này. ".into(),
        M::CannotPrint => "Không in được kết quả ra màn hình hoặc ra ống dẫn.".into(),
        M::Internal { stage, said } => {
            format!("Lỗi của chương trình ở bước {stage}; hãy báo cho người phát triển, kèm dòng này: {said}")
        }
        M::Timing { stage, milliseconds } => format!("{:<20}{milliseconds:>8} ms", stage_name(stage)),
        M::Fault => "Lỗi".into(),
        M::ReportPeriod { heading, period, chosen } => {
            format!("Kỳ báo cáo: {heading} ({period}), {}", why_chosen(chosen))
        }
        M::Files { folder, files, unreadable, no_return } => {
            format!("Tệp trong {folder}: {files}; không đọc được: {unreadable}; không phải phiếu: {no_return}")
        }
        M::Returns { counted, held, superseded, duplicate, left_out, later } => {
            let mut text = format!(
                "Phiếu từ đầu kế hoạch: {counted} được tính, {held} giữ lại, {superseded} đã có lần nộp sau thay"
            );
            for (count, what) in
                [(duplicate, "trùng tệp khác"), (left_out, "bỏ ra theo Chấp nhận"), (later, "của kỳ sau")]
            {
                if count > 0 {
                    text.push_str(&format!(", {count} {what}"));
                }
            }
            text
        }
        M::Reported { reported, units, counted } => {
            format!("Kỳ này: {reported}/{units} đơn vị đã gửi, {counted} được tính")
        }
        M::NotReported { names } => format!("Chưa gửi: {names}"),
        M::HeldUnits { names } => format!("Giữ lại (chưa tính vào tổng): {names}"),
        M::HeldElsewhere { count } => format!("Phiếu của các kỳ trước còn giữ lại: {count}"),
        M::Skipped { count } => format!("Bỏ qua {count} tệp không phải phiếu gửi (thêm -v để xem)"),
        M::SkippedFile { file, why } => format!("Bỏ qua {file}: {}", skip_reason(why)),
        M::FindingsHead { errors, warnings, infos } => {
            format!("Phát hiện: {errors} lỗi, {warnings} cảnh báo, {infos} thông tin")
        }
        M::MoreFindings { count } => {
            format!("… và {count} phát hiện nữa: xem trang \"Phát hiện\", hoặc thêm -v")
        }
        M::WaivedFindings { count } => format!("Được chấp nhận: {count} (thêm -v để xem, kèm lý do)"),
        M::PublishedChanges { count } => format!(
            "Phiếu gửi thêm làm đổi {count} số ở các tệp tổng hợp kỳ trước (tệp cũ giữ nguyên; muốn cập nhật thì tổng hợp lại kỳ đó):"
        ),
        M::MoreChanges { count } => format!("  … và {count} số nữa; thêm -v để xem hết"),
        M::ReturnsGone { count } => {
            format!("{count} phiếu đã dùng ở tệp tổng hợp kỳ trước nay không còn trong thư mục phiếu; nếu xóa nhầm, chép lại:")
        }
        M::NotCompared { why, files } => {
            let why = match why {
                Uncompared::Plan => "kế hoạch hoặc phụ lục đã đổi sau khi lập",
                Uncompared::Chosen => "ô vàng ở trang Tổng quan đang chọn kỳ khác",
                Uncompared::Unread => "không đọc được, hoặc không phải tệp tổng hợp của kỳ đó",
            };
            format!("Chưa so được số đã lập với số nay ở {files}: {why}")
        }
        M::NothingFound => "Không có lỗi, không có cảnh báo.".into(),
        M::LinksLeftOut { count } => format!(
            "{count} ô không có liên kết: đường dẫn đến tệp dài quá mức Excel nhận. Chữ trong ô vẫn đủ; hãy đặt tên tệp, thư mục ngắn hơn."
        ),
        M::Written { path } => format!("Đã ghi: {path}"),
        M::FormsFor { heading, period, written } => format!("{heading} ({period}): đã làm {written} biểu mẫu"),
        M::FormKept { path } => format!("Giữ nguyên, đã có người điền: {path} (thêm --force để ghi đè)"),
        M::FormKeptUnread { path } => {
            format!("Giữ nguyên, tệp đã có không đọc được như biểu mẫu: {path} (thêm --force để ghi đè)")
        }
        M::FormsWithoutBefore { period } => format!(
            "Lưu ý: chưa có phiếu nào được tính đến hết kỳ {period}; số đầu kỳ chỉ điền sẵn được theo phụ lục."
        ),
        M::Ready { folder } => format!("Đã tạo thư mục đợt báo cáo: {folder}"),
        M::NextSteps { folder } => format!("Việc tiếp theo: tonghop forms {folder} để làm biểu mẫu gửi đơn vị."),
        M::Already { path } => format!("Đã có sẵn, giống hệt: {path}"),
        M::CheckedReturn { file, unit, heading, number } => {
            format!("{file}: phiếu của {unit}, {heading}, lần nộp {number}")
        }
        M::CheckedOther { file } => format!("{file}: không dùng được"),
        M::MayBeSent => "Không có lỗi: được gửi.".into(),
        M::OtherPeriod { found, asked } => format!("Phiếu báo cáo kỳ {found}, không phải kỳ {asked}"),
        M::OtherPeriodMend { asked } => format!("Kiểm tra lại kỳ ghi ở đầu phiếu, hoặc gửi đúng phiếu của kỳ {asked}."),
        M::Found { text } => format!("Hiện có: {text}"),
        M::Expected { text } => format!("Cần có: {text}"),
        M::Mend { text } => format!("Cách sửa: {text}"),
        M::Waived { text } => format!("Chấp nhận: {text}"),
        M::Place { sheet, cell: "" } => format!("trang {sheet}"),
        M::Place { sheet: "", cell } => format!("ô {cell}"),
        M::Place { sheet, cell } => format!("trang {sheet}, ô {cell}"),
    }
}

fn like_clause(like: Option<&str>) -> String {
    like.map_or_else(String::new, |l| format!(" Có phải \"{l}\" không?"))
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Plan => "đọc kế hoạch",
        Stage::Read => "đọc phiếu",
        Stage::Check => "kiểm tra",
        Stage::Fill => "lập các trang",
        Stage::Evaluate => "tính công thức",
        Stage::Write => "tạo tệp Excel",
        Stage::Save => "ghi đĩa",
    }
}

fn why_chosen(chosen: PeriodChoice) -> &'static str {
    match chosen {
        PeriodChoice::Asked => "theo --period",
        PeriodChoice::Several => "kỳ mới nhất có từ hai đơn vị gửi",
        PeriodChoice::One => "kỳ mới nhất có phiếu",
        PeriodChoice::First => "kỳ đầu của kế hoạch: chưa có phiếu của kỳ nào trong kế hoạch",
    }
}

fn skip_reason(why: SkipReason) -> &'static str {
    match why {
        SkipReason::Link => "liên kết, không đi theo",
        SkipReason::Special => "không phải tệp thường",
        SkipReason::Unlistable => "hệ điều hành không cho xem",
        SkipReason::Litter | SkipReason::Entry(LeftReason::Litter) => "tệp phụ của Excel hoặc của hệ điều hành",
        SkipReason::LitterFolder => "thư mục của thùng rác, của chương trình đồng bộ hoặc của hệ điều hành; không mở",
        SkipReason::WebPart | SkipReason::Entry(LeftReason::WebPart) => {
            "tệp con của trang web bên cạnh; số liệu phải gửi bằng tệp .xlsx"
        }
        SkipReason::Entry(LeftReason::MailText) => "lời thư; số liệu viết trong thư không được đọc",
        SkipReason::Entry(LeftReason::Picture) => "hình trong lời thư",
        SkipReason::Entry(LeftReason::Signature) => "chữ ký số",
        SkipReason::Entry(LeftReason::NoContent) => "không có nội dung",
    }
}

pub(super) fn instructions(plan: &str, first: Period, last: Period) -> String {
    format!(
        "HƯỚNG DẪN - đợt báo cáo theo kế hoạch {plan}\n\
         \n\
         Trong thư mục này:\n\
         \x20 ke-hoach         kế hoạch: chỉ tiêu, quy tắc kiểm tra, cột tính\n\
         \x20 phu-luc          phụ lục giao chỉ tiêu\n\
         \x20 bieu-mau/        biểu mẫu gửi đơn vị (do chương trình làm)\n\
         \x20 ket-qua/         bảng tổng hợp của từng kỳ (do chương trình làm)\n\
         \x20 tra-loi/KỲ/     phiếu đơn vị gửi về (chép vào đây, không đổi gì)\n\
         \n\
         Mỗi kỳ, từ {first} đến {last}:\n\
         \x20 1. tonghop forms               làm biểu mẫu, gửi cho từng đơn vị\n\
         \x20 2. Chép phiếu nhận được vào tra-loi/KỲ/. Phiếu gửi lại (lần 2) để cạnh phiếu\n\
         \x20    cũ, đừng xóa: chương trình tự lấy lần nộp cao nhất.\n\
         \x20 3. tonghop merge               tổng hợp vào ket-qua/Tong-hop-KỲ.xlsx; chạy lại sau\n\
         \x20    mỗi phiếu mới. Kéo thư mục này thả vào tonghop.exe cũng được.\n\
         \n\
         Chương trình không sửa, không chuyển, không xóa phiếu nào. Chạy lại lúc nào cũng được.\n"
    )
}
