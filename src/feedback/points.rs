//! The findings that a unit can correct, in words for the unit: findings are written for the board.

use crate::check::format_value;
use crate::model::amount::{Amount, Figure};
use crate::model::finding::{Finding, Severity};
use crate::model::ledger::Ledger;
use crate::model::submission::{RosterRow, RosterRows, Submission};
use crate::model::text::{Lang, StaticText, text_in};
use crate::plan::Plan;
use crate::workbook::address;

/// Something that a unit has to correct, or to check again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionPoint {
    /// The code of the finding.
    pub code: String,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong.
    pub what: String,
    /// The content that was sent.
    pub found: String,
    /// What should be there.
    pub expected: String,
    /// How to correct it.
    pub fix: String,
    /// The sheet of the file that was sent.
    pub sheet: Option<String>,
    /// The cell of that sheet.
    pub cell: Option<String>,
    /// The base name of another file that the finding is about; `None` for the selected return.
    pub other_file: Option<String>,
}

impl CorrectionPoint {
    /// Returns true for an error: it keeps the return out of the totals.
    pub(crate) fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Findings about which a unit can do nothing: duplicates, a replaced submission, a missing return, a return outside the
/// plan, one that repeats replaced figures, one that is not due.
const FOR_BOARD: [&str; 6] = ["K01", "K02", "K04", "K09", "K11", "K15"];

/// The value is in a return of another unit, which this unit must not see.
const REPEATED: &str = "K05";

/// A word that is none of the choices: the reason why it is not taken names them.
const NO_CHOICE: &str = "D85";

/// A number that was typed as a text.
const NUMBER_AS_TEXT: &str = "D01";

/// The return was sent again as it was.
const UNCHANGED: &str = "K17";

/// What a unit does about findings whose own text tells the board what to do.
const FIXES: [(&str, StaticText); 11] = [
    (
        "K03",
        StaticText::new(
            "Giữ một bộ số liệu đúng trong tệp này rồi gửi lại với Lần gửi đã ghi sẵn.",
            "Keep the one set of figures that is right in this file and send it back with the submission number filled in.",
        ),
    ),
    (
        REPEATED,
        StaticText::new(
            "Kiểm tra lại dòng này: nếu ghi trùng thì xóa; nếu đúng thì trả lời nơi nhận báo cáo.",
            "Check this row: delete it if it is there twice; if it is right, reply to the office that receives the returns.",
        ),
    ),
    (
        "K12",
        StaticText::new(
            "Điền số liệu vào biểu mẫu kèm theo rồi gửi lại.",
            "Fill in the attached form and send it back.",
        ),
    ),
    (
        "K16",
        StaticText::new(
            "Bỏ dấu không phát sinh, hoặc bỏ các số đó.",
            "Remove the mark “nothing to report”, or remove these figures.",
        ),
    ),
    (
        UNCHANGED,
        StaticText::new(
            "Sửa các chỗ nêu ở trang này rồi gửi lại; nếu số liệu đã đúng thì trả lời nơi nhận báo cáo.",
            "Correct the places listed on this sheet and send it back; if the figures are right, reply to the office that receives the returns.",
        ),
    ),
    (
        "D60",
        StaticText::new(
            "Nếu là báo cáo của kỳ này thì sửa kỳ trong biểu và gửi lại; nếu không thì gửi báo cáo của kỳ này.",
            "If it is the return for this period, correct the period in the form and send it back; if not, send the return for this period.",
        ),
    ),
    (
        "D62",
        StaticText::new(
            "Dùng biểu mẫu kèm theo, là biểu hiện hành; xem lại các chỉ tiêu có đúng là của biểu này không.",
            "Use the attached form, which is the present one; check that the indicators are those of this form.",
        ),
    ),
    ("D31", StaticText::new("Gửi số liệu theo đúng biểu mẫu kèm theo.", "Send the figures in the attached form.")),
    (
        "D32",
        StaticText::new(
            "Xem lại số liệu của các dòng này có đúng là chỉ tiêu của biểu không.",
            "Check that the figures of these rows are those of the form's indicators.",
        ),
    ),
    (
        "D34",
        StaticText::new(
            "Nếu còn phải gửi biểu đó thì gửi bằng tệp riêng.",
            "If that form is still due, send it as a file of its own.",
        ),
    ),
    (
        "D63",
        StaticText::new(
            "Kiểm tra kỳ ghi trên báo cáo; dùng biểu mẫu kèm theo.",
            "Check the period on the return; use the attached form.",
        ),
    ),
];

/// Returns what a unit can correct in the report period, errors first, and the codes of the findings for the board.
pub(super) fn of_unit(
    plan: &Plan,
    ledger: &Ledger,
    unit: &str,
    selected: Option<&Submission>,
) -> (Vec<CorrectionPoint>, Vec<String>) {
    let is_own = |finding: &&Finding| {
        finding.unit.as_deref() == Some(unit)
            && finding.waived.is_none()
            && matches!(finding.severity, Severity::Error | Severity::Warning)
            && is_of_period(finding, ledger)
            && !is_of_other_submission(finding, ledger, selected)
    };
    let own: Vec<&Finding> = ledger.findings.iter().filter(is_own).collect();
    // A return that was sent again to say that its figures are right has nothing to correct.
    let is_confirmed = own.iter().all(|f| f.code == UNCHANGED || FOR_BOARD.contains(&f.code.as_str()));
    let is_for_board =
        |finding: &&Finding| FOR_BOARD.contains(&finding.code.as_str()) || (is_confirmed && finding.code == UNCHANGED);
    let (board, mut for_unit): (Vec<&Finding>, Vec<&Finding>) = own.into_iter().partition(is_for_board);
    for_unit.sort_by_cached_key(|finding| {
        let cell = finding.cell.as_deref().and_then(address::parse);
        // That nothing was corrected comes before what is to be corrected.
        (
            finding.severity,
            finding.code != UNCHANGED,
            finding.sheet.as_deref() != table(plan),
            finding.sheet.clone(),
            cell,
        )
    });
    let mut codes: Vec<String> =
        board.iter().map(|finding| finding.code.clone()).filter(|code| code != "K04").collect();
    codes.dedup();
    (for_unit.into_iter().map(|finding| point(plan.language, ledger, finding, selected)).collect(), codes)
}

/// Returns the sheet that comes first in a form.
fn table(plan: &Plan) -> Option<&str> {
    Some(&plan.form.sheet)
}

/// Returns true for a finding of the report period. The period of a file that is no return is that of its folder.
fn is_of_period(finding: &Finding, ledger: &Ledger) -> bool {
    let folder = || finding.file.as_deref()?.split_once('/')?.0.parse().ok();
    finding.period.or_else(folder).is_none_or(|period| period == ledger.report)
}

/// Returns true for a finding about a return that is not the selected one: the form goes back with the selected one.
fn is_of_other_submission(finding: &Finding, ledger: &Ledger, selected: Option<&Submission>) -> bool {
    let (Some(file), Some(selected)) = (&finding.file, selected) else { return false };
    *file != selected.file && ledger.submissions.iter().any(|submission| submission.file == *file)
}

fn point(t: Lang, ledger: &Ledger, finding: &Finding, selected: Option<&Submission>) -> CorrectionPoint {
    let fix = FIXES.iter().find(|(code, _)| *code == finding.code).map(|(_, fix)| fix.in_lang(t).to_string());
    let is_of_selected = selected.is_some_and(|selected| finding.file.as_ref() == Some(&selected.file));
    let mut found = t.text_in(&finding.found).to_string();
    if finding.code == REPEATED {
        found = t.pick("giá trị này đã có trong một báo cáo khác", "this value is in another return too").to_string();
    } else if selected.is_some_and(|selected| is_of_other_unit(ledger, finding, selected)) {
        // The sheet may hold the return of another unit in the same file.
        found = t.pick("xem tệp đã gửi", "see the file that was sent").to_string();
    }
    let mut expected = t.text_in(&finding.expected).to_string();
    match selected.and_then(|selected| amount_at(selected, finding)) {
        // Nothing is to be as the reason says; it begins with the content, or explains it.
        Some(Amount::Unreadable { why, .. }) if t.text_in(why) == expected && finding.code != NO_CHOICE => {
            let reason = std::mem::take(&mut expected);
            found = if reason.starts_with(&found) { reason } else { format!("{found}: {reason}") };
        }
        Some(Amount::Number(number)) if finding.code == NUMBER_AS_TEXT => {
            expected = text_in!(t, "số {}", "the number {}", format_value::number(*number, t));
        }
        _ => {}
    }
    let other_file = finding.file.as_deref().filter(|_| !is_of_selected).map(|file| base_name(file).to_string());
    let [what, found, expected, fix] = [
        capital(t.text_in(&finding.message)),
        found,
        expected,
        fix.unwrap_or_else(|| t.text_in(&finding.mend).to_string()),
    ]
    .map(|text| without_folders(ledger, finding, text));
    CorrectionPoint {
        code: finding.code.clone(),
        severity: finding.severity,
        what,
        found,
        expected,
        fix,
        sheet: finding.sheet.clone(),
        cell: finding.cell.clone(),
        other_file,
    }
}

/// Returns the amount of a return in the cell of a finding.
fn amount_at<'s>(selected: &'s Submission, finding: &Finding) -> Option<&'s Amount> {
    let (sheet, cell) = finding.sheet.as_deref().zip(finding.cell.as_deref())?;
    let is_there = |figure: &&Figure| figure.sheet.as_str() == sheet && figure.cell.as_str() == cell;
    let figure = selected.figures.values().find(is_there).map(|figure| &figure.amount);
    figure.or_else(|| selected.rosters.iter().find_map(|roster| roster_amount(roster, sheet, cell)))
}

/// Returns the amount of a roster in a cell of the file.
fn roster_amount<'s>(roster: &'s RosterRows, sheet: &str, cell: &str) -> Option<&'s Amount> {
    let number = address::parse(cell)?.0 + 1;
    let is_there = |(index, row): &(usize, &RosterRow)| row.row == number && roster.place(*index).0 == sheet;
    let (index, row) = roster.rows.iter().enumerate().find(is_there)?;
    let letters = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    let column = roster.place(index).1.iter().position(|own| own.as_str() == letters)?;
    row.cells.get(column)
}

/// Replaces the paths of the unit's files by their names: a folder, e-mail or archive around them may be somebody else's.
fn without_folders(ledger: &Ledger, finding: &Finding, text: String) -> String {
    let is_own = |submission: &&Submission| Some(&submission.unit) == finding.unit.as_ref();
    let files = ledger.submissions.iter().filter(is_own).map(|submission| &submission.file);
    files.fold(text, |text, file| text.replace(file.as_str(), base_name(file)))
}

/// Returns true for a finding about a sheet that is not of this return, in a file with returns of several units.
fn is_of_other_unit(ledger: &Ledger, finding: &Finding, own: &Submission) -> bool {
    let is_shared = || ledger.submissions.iter().any(|other| other.file == own.file && other.unit != own.unit);
    let is_own_sheet = |sheet: &String| *sheet == own.sheet || own.rosters.iter().any(|roster| roster.is_on(sheet));
    finding.sheet.as_ref().is_some_and(|sheet| !is_own_sheet(sheet)) && is_shared()
}

/// Returns the name of a file without its folders and the e-mail or archive that it came in.
pub(super) fn base_name(file: &str) -> &str {
    let inner = file.rsplit(crate::model::received_file::WITHIN).next().unwrap_or(file);
    inner.rsplit('/').next().unwrap_or(inner)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
