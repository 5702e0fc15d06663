//! The built-in findings of selection and of the campaign, with their texts. Codes `K..` are never reused. K06 and K07
//! are rules that the loader generates, see `plan::field_rules`.

use super::format_value::{list, list_of};
use crate::model::day::Day;
use crate::model::finding::{Finding, Severity};
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::model::text::{BilingualText, Lang, in_both_languages, text_in};

/// The same return is in two files.
pub(crate) const DUPLICATE: &str = "K01";
/// A higher submission number replaces an earlier return.
pub(crate) const SUPERSEDES: &str = "K02";
/// Two returns with the same submission number have different figures.
pub(crate) const TIE: &str = "K03";
/// A unit has no return for a period.
pub(crate) const MISSING: &str = "K04";
/// A roster value also occurs in another return.
pub(crate) const REPEATED: &str = "K05";
/// A roster cell cannot be read.
pub(crate) const ROSTER_UNREADABLE: &str = "K08";
/// A return for a unit or period that is not in the plan.
pub(crate) const OUTSIDE: &str = "K09";
/// A return for another period than the requested one.
pub(crate) const OTHER_PERIOD: &str = "K10";
/// A return repeats figures of a submission for the previous period that has been replaced.
pub(crate) const REPLACED: &str = "K11";
/// A form that nobody has filled in.
pub(crate) const BLANK_FORM: &str = "K12";
/// A return of a unit for a period in which it does not report.
pub(crate) const NOT_DUE: &str = "K15";
/// A nil return.
pub(crate) const NIL: &str = "K16";
/// A return was sent again without any change.
pub(crate) const UNCHANGED: &str = "K17";

/// A return for a later period in the folder or under the name of an earlier one.
pub(crate) const LATER: &str = "D60";
/// A form of another version, where no rule of the plan compares it.
pub(crate) const OTHER_VERSION: &str = "D62";

/// Creates a finding with the unit, period, file and sheet of a submission.
pub(crate) fn on(submission: &Submission, code: &str, severity: Severity, message: BilingualText) -> Finding {
    let mut finding = Finding::new(code, severity, message);
    finding.unit = Some(submission.unit.clone());
    finding.period = Some(submission.period);
    finding.file = Some(submission.file.clone());
    finding.sheet = Some(submission.sheet.clone());
    finding
}

/// Creates the finding for a submission that equals the one in another file. One of the two counts.
pub(crate) fn duplicate(submission: &Submission, other: &Submission) -> Finding {
    let file = &other.file;
    let message = BilingualText::new(
        format!("Trùng với tệp {file}; chỉ tính một tệp"),
        format!("The same return as {file}; only one of the two counts"),
    );
    let mut finding = on(submission, DUPLICATE, Severity::Info, message);
    finding.found = in_both_languages(|t| {
        let what =
            t.pick("hai tệp cùng lần gửi, cùng số liệu", "two files with one submission number and the same figures");
        format!("{what}: {}; {file}", submission.file)
    });
    finding.expected = BilingualText::new("mỗi lần gửi một tệp", "one file for each submission");
    finding.mend = BilingualText::new("Không phải làm gì.", "Nothing to do.");
    finding
}

/// Creates the finding for a submission that replaces one with a lower number. `changes` lists the changed cells.
pub(crate) fn supersedes(new: &Submission, old: &Submission, changes: &[BilingualText]) -> Finding {
    let (n, m, file) = (new.number, old.number, &old.file);
    let message = BilingualText::new(
        format!("Lần {n} thay lần {m} (tệp {file})"),
        format!("Submission {n} replaces submission {m} (file {file})"),
    );
    let mut finding = on(new, SUPERSEDES, Severity::Warning, message);
    finding.found = if changes.is_empty() {
        BilingualText::new("số liệu không đổi", "no figure changed")
    } else {
        changed(changes, 60)
    };
    finding.expected =
        BilingualText::new("chỉ lần gửi cao nhất được tổng hợp", "only the highest submission number counts");
    finding.mend = BilingualText::new(
        "Xem các ô đã đổi; nếu bản sau không đúng, yêu cầu đơn vị gửi lần gửi tiếp theo.",
        "Look at the changed cells; if the later return is wrong, ask the unit for the next submission.",
    );
    finding
}

/// Creates the finding for a submission that repeats the one that it replaces.
pub(crate) fn unchanged(new: &Submission, old: &Submission) -> Finding {
    let (n, m, file) = (new.number, old.number, &old.file);
    let message = BilingualText::new(
        format!("Lần {n} gửi lại y nguyên lần {m} (tệp {file}), chưa sửa gì"),
        format!("Submission {n} repeats submission {m} (file {file}); nothing was corrected"),
    );
    let mut finding = on(new, UNCHANGED, Severity::Warning, message);
    finding.found = BilingualText::new(
        format!("số liệu, danh sách, thuyết minh, ghi chú như lần {m}"),
        format!("figures, rosters, narratives and notes as in submission {m}"),
    );
    finding.expected = BilingualText::new("các chỗ cần sửa đã được sửa", "what had to be corrected is corrected");
    let next = n.saturating_add(1);
    finding.mend = BilingualText::new(
        format!("Hỏi đơn vị: nếu gửi nhầm tệp chưa sửa thì gửi lại tệp đã sửa với Lần gửi {next}."),
        format!(
            "Ask the unit: if it sent the uncorrected file by mistake, it sends the corrected one as submission {next}."
        ),
    );
    finding
}

/// Creates the finding for submissions that share a number but differ. All of them are put on hold.
pub(crate) fn tie(submission: &Submission, others: &[&Submission], changes: &[BilingualText]) -> Finding {
    let number = submission.number;
    let files: Vec<String> = others.iter().map(|s| s.file.clone()).collect();
    let message = in_both_languages(|t| {
        let files = list(&files, 5, t);
        match t {
            Lang::Vi => {
                format!("Cùng lần gửi {number} nhưng số liệu khác tệp {files}; chưa tệp nào được tổng hợp")
            }
            Lang::En => {
                format!("Submission {number} came with other figures in {files}; none of them counts")
            }
        }
    });
    let mut finding = on(submission, TIE, Severity::Error, message);
    finding.found = changed(changes, 5);
    finding.expected =
        BilingualText::new("mỗi lần gửi chỉ có một bộ số liệu", "one set of figures for each submission number");
    let next = number.saturating_add(1);
    finding.mend = BilingualText::new(
        format!("Yêu cầu đơn vị gửi lại một tệp với Lần gửi {next}, hoặc loại một tệp ở bảng Ngoại lệ, ghi rõ lý do."),
        format!(
            "Ask the unit for one file with submission number {next}, or leave one file out in the table of waivers, with the reason."
        ),
    );
    finding
}

fn changed(changes: &[BilingualText], most: usize) -> BilingualText {
    in_both_languages(|t| list(&changes.iter().map(|c| t.text_in(c).to_string()).collect::<Vec<_>>(), most, t))
}

/// A file of a unit that has no return for a period.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct PresentFile<'a> {
    /// The path of the file.
    pub file: &'a str,
    /// The other period that the form gives; `None` for a form of this period that nobody has filled in.
    pub says: Option<Period>,
}

/// Creates the finding for a unit without a return for a period. `present` are files of the unit that may be meant.
pub(crate) fn missing(unit: &str, period: Period, deadline: Day, present: &[PresentFile]) -> Finding {
    let message = match present {
        [] => BilingualText::new("Chưa có báo cáo", "No return yet"),
        [PresentFile { says: None, .. }, ..] => BilingualText::new(
            "Chưa có báo cáo: đã có tệp nhưng biểu chưa điền",
            "No return yet: the file is there, but the form is not filled in",
        ),
        _ => BilingualText::new(
            "Chưa có báo cáo: đã có tệp nhưng trong biểu ghi kỳ khác",
            "No return yet: the file is there, but its form says another period",
        ),
    };
    let mut finding = Finding::new(MISSING, Severity::Warning, message);
    finding.unit = Some(unit.to_string());
    finding.period = Some(period);
    finding.found = match present {
        [] => {
            BilingualText::new("không có báo cáo nào của đơn vị ghi kỳ này", "no return of the unit says this period")
        }
        _ => in_both_languages(|t| list(&present.iter().map(|file| present_text(file, t)).collect::<Vec<_>>(), 5, t)),
    };
    finding.expected = BilingualText::new(
        format!("báo cáo {}, hạn gửi {deadline}", period.in_sentence(Lang::Vi)),
        format!("the return of {}, due on {deadline}", period.in_sentence(Lang::En)),
    );
    finding.mend = match present {
        [] => BilingualText::new(
            "Nhắc đơn vị gửi báo cáo; nếu đã gửi, kiểm tra mã đơn vị và kỳ trong tệp.",
            "Remind the unit; if it has sent one, check the unit code and the period in its file.",
        ),
        [PresentFile { says: None, .. }, ..] => BilingualText::new(
            "Báo đơn vị: tệp đã nhận là biểu trống; yêu cầu gửi biểu đã điền.",
            "Tell the unit that the file it sent is an empty form, and ask for the filled one.",
        ),
        _ => BilingualText::new(
            "Xem tệp đó: nếu là báo cáo của kỳ này thì yêu cầu đơn vị sửa kỳ trong biểu và gửi lại; nếu không thì chuyển tệp sang thư mục đúng kỳ và nhắc đơn vị gửi báo cáo kỳ này.",
            "Look at that file: if it is the return of this period, ask the unit to correct the period in the form and send it again; otherwise move it to the folder of its period and remind the unit.",
        ),
    };
    finding
}

fn present_text(present: &PresentFile, lang: Lang) -> String {
    let file = present.file;
    match (present.says, lang) {
        (None, Lang::Vi) => format!("tệp {file}: biểu chưa điền"),
        (None, Lang::En) => format!("file {file}: the form is not filled in"),
        (Some(says), Lang::Vi) => format!("tệp {file}: trong biểu ghi {}", says.in_sentence(lang)),
        (Some(says), Lang::En) => format!("file {file}: its form says {}", says.in_sentence(lang)),
    }
}

/// Creates the finding for a return of a period after the report period whose file is among the returns of `named`.
pub(crate) fn later(submission: &Submission, named: Period) -> Finding {
    let period = submission.period;
    let message = in_both_languages(|t| {
        let (named, says) = (named.in_sentence(t), period.in_sentence(t));
        text_in!(
            t,
            "Báo cáo để ở thư mục {named} nhưng trong biểu ghi {says}, là kỳ sau; chưa xét",
            "The file is among the returns of {named}, but its form says {says}, a later period; it is not considered yet"
        )
    });
    let mut finding = on(submission, LATER, Severity::Warning, message);
    finding.period = Some(named);
    let place = submission.figures.get(period.cycle().period_field());
    finding.cell = place.map(|figure| figure.cell.to_string());
    finding.found = period.words();
    finding.expected = named.words();
    finding.mend = BilingualText::new(
        "Nếu là báo cáo của kỳ này thì yêu cầu đơn vị sửa kỳ trong biểu và gửi lại; nếu không thì chuyển tệp sang thư mục của kỳ sau.",
        "If it is the return of this period, ask the unit to correct the period in the form; otherwise move the file to the folder of the later period.",
    );
    finding
}

/// Creates the finding for a form of another version.
pub(crate) fn other_version(submission: &Submission, cell: String, found: &str, expected: &str) -> Finding {
    let message = BilingualText::new(
        "Phiên bản của biểu khác với kế hoạch; số liệu vẫn được tổng hợp",
        "The form is of another version than the plan's; its figures are counted",
    );
    let mut finding = on(submission, OTHER_VERSION, Severity::Warning, message);
    finding.cell = Some(cell);
    finding.found = BilingualText::same(found.to_string());
    finding.expected = BilingualText::same(expected.to_string());
    finding.mend = BilingualText::new(
        "Xem các chỉ tiêu có đúng là của biểu hiện hành không; lần sau dùng biểu mẫu mới nhất.",
        "See whether its rows are those of the current form; next time use the latest form.",
    );
    finding
}

/// The position of a roster cell, for messages.
pub(crate) struct RosterLocation<'a> {
    /// The submission.
    pub submission: &'a Submission,
    /// The sheet.
    pub sheet: &'a str,
    /// The cell in A1 notation.
    pub cell: String,
    /// The row in the file, from 1.
    pub row: u32,
}

/// Places of a roster value in other returns.
pub(crate) struct OtherPlaces<'a> {
    /// The first [`OtherPlaces::SHOWN`] of them.
    pub first: Vec<&'a RosterLocation<'a>>,
    /// The number of places.
    pub count: usize,
}

impl OtherPlaces<'_> {
    /// The number of places that a finding names.
    pub(crate) const SHOWN: usize = 5;
}

/// Creates the finding for a roster value that must be unique but is also in other returns.
pub(crate) fn repeated(place: &RosterLocation, heading: &str, value: &str, others: &OtherPlaces) -> Finding {
    let message = BilingualText::new(
        format!("{heading} {value} đã có trong báo cáo khác"),
        format!("{heading} {value} stands in another return too"),
    );
    let mut finding = on(place.submission, REPEATED, Severity::Warning, message);
    finding.sheet = Some(place.sheet.to_string());
    finding.cell = Some(place.cell.clone());
    finding.found = in_both_languages(|t| {
        let rows = others.first.iter().map(|o| {
            let (row, sheet, file) = (o.row, o.sheet, &o.submission.file);
            format!("{} {row}, {sheet}, {} {file}", t.pick("cũng ở dòng", "also in row"), t.pick("tệp", "file"))
        });
        list_of(&rows.collect::<Vec<_>>(), others.count, OtherPlaces::SHOWN, t)
    });
    finding.expected =
        BilingualText::new(format!("mỗi {heading} chỉ ghi một lần"), format!("each {heading} stands once only"));
    finding.mend = BilingualText::new(
        "Đối chiếu hai dòng; xóa dòng ghi trùng hoặc sửa lại cho đúng.",
        "Compare the two rows; delete the repeated one or put it right.",
    );
    finding
}

/// Creates the finding for a roster cell that cannot be read.
pub(crate) fn roster_unreadable(
    submission: &Submission,
    sheet: &str,
    cell: String,
    heading: &str,
    raw: &str,
    why: &BilingualText,
) -> Finding {
    let message = BilingualText::new(
        format!("Không đọc được {heading} trong {sheet}"),
        format!("{heading} in {sheet} cannot be read"),
    );
    let mut finding = on(submission, ROSTER_UNREADABLE, Severity::Warning, message);
    finding.sheet = Some(sheet.to_string());
    finding.cell = Some(cell);
    finding.found = BilingualText::same(format!("“{}”", super::format_value::clip(raw, 200)));
    finding.expected = why.clone();
    finding.mend = BilingualText::new(format!("Ghi lại {heading} cho rõ."), format!("Write {heading} clearly."));
    finding
}

/// Creates the finding for a submission whose unit or period is not in the plan, if no rule of the plan reports it.
pub(crate) fn outside(submission: &Submission, first: Period, last: Period) -> Finding {
    let message = BilingualText::new(
        "Đơn vị hoặc kỳ không thuộc kế hoạch; báo cáo không được tổng hợp",
        "The unit or the period is not in the plan; the return does not count",
    );
    let mut finding = on(submission, OUTSIDE, Severity::Error, message);
    finding.found = in_both_languages(|t| format!("{}, {}", submission.unit, submission.period.in_sentence(t)));
    finding.expected = in_both_languages(|t| {
        let (first, last) = (first.in_sentence(t), last.in_sentence(t));
        text_in!(
            t,
            "một đơn vị của phụ lục, kỳ từ {first} đến {last}",
            "a unit of the annex, a period from {first} to {last}"
        )
    });
    finding.mend = BilingualText::new(
        "Sửa mã đơn vị, kỳ, năm ở đầu biểu rồi gửi lại.",
        "Correct unit, period and year in the form's header.",
    );
    finding
}
