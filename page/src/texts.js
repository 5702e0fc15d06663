// What the page says, Vietnamese first, English beside it. A function takes what varies.

export const TEXTS = {
  title: ["Kiểm tra biểu báo cáo", "Check a return"],
  skip: ["Đến kết quả", "To the results"],
  language: ["English", "Tiếng Việt"],
  dropTitle: ["Biểu cần kiểm tra", "Returns to check"],
  dropHint: [
    "Kéo biểu đã điền (.xlsx, thư .eml/.msg, tệp .zip) hoặc cả thư mục vào đây",
    "Drop filled forms (.xlsx, mails .eml/.msg, .zip) or a whole folder here",
  ],
  chooseFiles: ["Chọn tệp…", "Choose files…"],
  chooseFolder: ["Chọn thư mục…", "Choose a folder…"],
  nothingLeaves: [
    "Mọi việc làm ngay trên máy này, không cần mạng; không có gì được gửi đi.",
    "Everything happens on this machine, without a network; nothing is sent.",
  ],
  progress: ["Tiến độ đọc tệp", "Progress of reading"],
  starting: ["Đang chuẩn bị…", "Starting…"],
  ready: ["Sẵn sàng.", "Ready."],
  working: ["Đang kiểm tra…", "Checking…"],
  merging: ["Đang tổng hợp…", "Merging…"],
  replying: ["Đang lập phản hồi…", "Preparing the replies…"],
  reading: (done, all) => [`Đang đọc tệp: ${done}/${all}`, `Reading files: ${done}/${all}`],
  noPlan: [
    "Trang này chưa có kế hoạch. Hãy kéo cả thư mục đợt báo cáo (có tệp ke-hoach.xlsx) vào đây, hoặc dùng trang mà Ban đã gửi.",
    "This page has no plan. Drop the whole campaign folder (with ke-hoach.xlsx) here, or use the page that your board sent.",
  ],
  noFiles: ["Không có tệp nào để kiểm tra.", "There is no file to check."],
  busy: [
    "Chương trình đang làm việc trước. Đợi xong rồi kéo lại, hoặc bấm lại.",
    "The program is still at work. Wait until it is done, then drop or press again.",
  ],
  severalCampaigns: [
    "Có nhiều thư mục đợt báo cáo. Hãy kéo từng đợt một.",
    "There are several campaign folders. Drop one at a time.",
  ],
  replaced: (names) => [
    `Đã thay tệp cũ cùng tên: ${names}. Nếu là biểu của đơn vị khác, hãy đổi tên tệp rồi kéo lại.`,
    `Replaced the file of the same name: ${names}. If it is of another unit, rename it and drop it again.`,
  ],
  double: (names) => [
    `Các tệp này cùng đơn vị, cùng kỳ, cùng lần gửi: ${names}. Chỉ giữ một tệp: mở tệp thừa và bấm “Bỏ tệp này”.`,
    `These files are of one unit, period and submission: ${names}. Keep one: open the other and press “Leave this file out”.`,
  ],
  remove: ["Bỏ tệp này", "Leave this file out"],
  comparing: (all) => [`Đã đọc ${all} tệp, đang đối chiếu…`, `${all} files read, comparing…`],
  nothingRecognised: [
    "Không thấy biểu nào của kế hoạch này. Hãy kéo tệp biểu mẫu (.xlsx) đã điền.",
    "No return of this plan was found. Drop the filled form (.xlsx).",
  ],
  noProgram: [
    "Trình duyệt này không chạy được chương trình kiểm tra: quá cũ, hoặc cơ quan đã tắt WebAssembly. Hãy mở trang bằng Firefox, Chrome hoặc Edge mới, hay gửi biểu cho Ban kiểm tra.",
    "This browser cannot run the program: it is too old, or WebAssembly is switched off. Open the page with a current Firefox, Chrome or Edge, or let your board check the form.",
  ],
  emptyFolder: [
    "Thư mục chỉ có kế hoạch, chưa có báo cáo trong tra-loi.",
    "The folder has a plan but no returns in tra-loi.",
  ],
  cannotOpen: (names) => [
    `Không mở được: ${names}. Hãy đóng tệp đang mở trong Excel, hoặc tải tệp trên OneDrive về máy, rồi kéo lại. Các tệp khác vẫn được kiểm tra.`,
    `Cannot be opened: ${names}. Close it in Excel, or download it from OneDrive, and drop it again. The other files are checked.`,
  ],
  fault: [
    "Chương trình dừng giữa chừng vì một lỗi của chính nó. Các tệp của anh/chị không bị thay đổi. Hãy tải lại trang và thử lại; nếu vẫn lỗi, báo cho Ban nội dung dưới đây.",
    "The program stopped because of a fault of its own. Your files are unchanged. Reload the page and try again; if it fails again, send the text below to your board.",
  ],
  resultsTitle: ["Kết quả kiểm tra", "Results"],
  merge: ["Tổng hợp các báo cáo này", "Merge these returns"],
  clear: ["Bỏ tất cả, làm lại", "Clear all, start again"],
  verdict: (files, errors, warnings) => [
    `${files} báo cáo: ${errors} lỗi phải sửa, ${warnings} điều cần xem lại.`,
    `${files} returns: ${errors} errors to correct, ${warnings} warnings.`,
  ],
  listCaption: ["Các báo cáo đã kiểm tra", "Returns that were checked"],
  file: ["Tệp", "File"],
  unit: ["Đơn vị", "Unit"],
  period: ["Kỳ", "Period"],
  result: ["Kết quả", "Result"],
  noReturn: ["không phải biểu của kế hoạch này", "no return of this plan"],
  mayBeSent: ["✓ Gửi được", "✓ May be sent"],
  hasErrors: (n) => [`✗ ${n} lỗi phải sửa`, `✗ ${n} errors to correct`],
  hasWarnings: (n) => [`▲ ${n} điều cần xem lại`, `▲ ${n} warnings`],
  hasNotes: (n) => [`${n} thông tin`, `${n} notes`],
  details: (file) => [`Chi tiết: ${file}`, `Details: ${file}`],
  findingsTitle: ["Cần sửa, cần xem lại", "To correct or look at"],
  nothingFound: ["Không có gì phải sửa.", "Nothing to correct."],
  error: ["✗ Lỗi", "✗ Error"],
  warning: ["▲ Cần xem lại", "▲ Warning"],
  info: ["ⓘ Thông tin", "ⓘ Note"],
  trial: ["○ Quy tắc đang thử", "○ Rule on trial"],
  waived: ["được miễn", "waived"],
  place: (sheet, cell) => [`trang ${sheet}, ô ${cell}`, `sheet ${sheet}, cell ${cell}`],
  placeSheet: (sheet) => [`trang ${sheet}`, `sheet ${sheet}`],
  found: ["Đang ghi", "Found"],
  expected: ["Phải là", "Expected"],
  mend: ["Cách sửa", "How to fix"],
  figuresTitle: ["Số liệu đọc được", "Figures as read"],
  figuresCaption: ["Từng dòng của biểu, với số đọc được và dấu kiểm tra", "Each row of the form, the figure as read, and its mark"],
  code: ["Mã", "Code"],
  row: ["Chỉ tiêu", "Row"],
  measure: ["ĐVT", "Unit of measure"],
  figure: ["Số liệu", "Figure"],
  cell: ["Ô", "Cell"],
  mark: ["Kiểm tra", "Check"],
  markGood: ["✓", "✓"],
  markEmpty: ["○ trống", "○ empty"],
  markError: ["✗ sai", "✗ wrong"],
  markWarning: ["▲ xem lại", "▲ look again"],
  markUnread: ["✗ không đọc được", "✗ not readable"],
  notInFile: ["– không có trong tệp", "– not in the file"],
  saveMarked: (name) => [`Lưu bản có đánh dấu chỗ cần sửa (${name})`, `Save the copy with marks (${name})`],
  oneVerdict: (errors, warnings) => [
    `${errors} lỗi phải sửa, ${warnings} điều cần xem lại.`,
    `${errors} errors to correct, ${warnings} warnings.`,
  ],
  markedMade: ["Bản có đánh dấu đã sẵn sàng.", "The copy with marks is ready."],
  makeMarked: ["Lập bản có đánh dấu chỗ cần sửa", "Make the copy with marks"],
  noMarked: [
    "Không lập được bản có đánh dấu cho tệp này: biểu chưa điền, hoặc trong cùng một gói có nhiều biểu của đơn vị. Hãy sửa theo các điểm nêu dưới đây.",
    "No copy with marks can be made of this file: it is blank, or its archive has several returns of the unit. Correct it by the points below.",
  ],
  print: ["In trang này", "Print"],
  checked: (n) => [`Đã kiểm tra ${n} tệp.`, `${n} files checked.`],
  mergedTitle: (heading) => [`Đã tổng hợp ${heading}`, `Merged: ${heading}`],
  mergedDone: ["Đã tổng hợp xong.", "The merge is done."],
  saveWorkbook: (name) => [`Lưu bảng tổng hợp (${name})`, `Save the consolidated workbook (${name})`],
  saveReplies: (name) => [`Lưu phản hồi cho các đơn vị (${name})`, `Save the replies to the units (${name})`],
  unitsCaption: ["Tình hình từng đơn vị trong kỳ", "Each unit in the period"],
  state: ["Tình hình", "State"],
  counted: ["✓ Đã tổng hợp", "✓ Counted"],
  held: ["✗ Chưa tổng hợp, còn lỗi", "✗ On hold: errors"],
  missing: ["○ Chưa có báo cáo", "○ No return"],
  standing: (period, { due, reported, counted, late, missing, held }) => [
    `${period}: ${reported}/${due} đơn vị đã gửi, ${counted} đã tổng hợp; muộn ${late}, chưa gửi ${missing}, còn lỗi ${held}.`,
    `${period}: ${reported} of ${due} units reported, ${counted} counted; ${late} late, ${missing} missing, ${held} on hold.`,
  ],
  earlierHeld: (names) => [`Các kỳ trước còn lỗi, chưa tính: ${names}.`, `Earlier periods, on hold and not counted: ${names}.`],
  earlierMissing: (names) => [`Các kỳ trước chưa gửi: ${names}.`, `Earlier periods without a return: ${names}.`],
  groupsTitle: ["Lỗi, cảnh báo của kỳ này", "Findings of this period"],
  nextTitle: ["Việc tiếp theo", "What to do next"],
  about: (version) => [
    `Trang kiểm tra của chương trình tonghop ${version}. Không kết nối mạng.`,
    `Page of the program tonghop ${version}. Uses no network.`,
  ],
};

let place = 0;

/** Chooses the language, "vi" or "en". */
export function setLanguage(language) {
  place = language === "en" ? 1 : 0;
}

/** The language. */
export function language() {
  return place === 1 ? "en" : "vi";
}

/** Returns a text, given what varies. */
export function t(name, ...values) {
  const text = TEXTS[name];
  return (typeof text === "function" ? text(...values) : text)[place];
}

/** Returns the text of an object {vi, en} of the program. */
export function own(text) {
  return text?.[language()] ?? "";
}
