//! Determines which form a sheet is: from the printed code and the row labels. A form of another plan has the same
//! headings, often the same units and periods, and row codes that also count from 01.

use super::figure_table::FigureTable;
use super::finding_at;
use super::reading_findings::ReadingFinding;
use super::text::{RowKeys, clean, key, label_key, words};
use crate::model::finding::Finding;
use crate::model::text::BilingualText;
use crate::plan::{Indicator, Plan};
use crate::workbook::address;

/// The form code printed on the sheet of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum PrintedCode {
    /// There is no code.
    Missing,
    /// It is the code of the plan's form.
    Own,
    /// It is the code of another form, with its cell.
    Other(String, (u32, u32)),
    /// It may be a code, but not that of the plan's form.
    Unclear(String, (u32, u32)),
}

/// Finds the code of a form: `Biểu BM01`, `Biểu mẫu số: BM01`, or a label with the code in the next cell. Above the
/// table an unclear code also counts. The whole sheet is searched, because the header may have been moved.
fn printed(table: &FigureTable, keys: &RowKeys, plan: &Plan) -> PrintedCode {
    let mut found = PrintedCode::Missing;
    for text in keys.texts_of(table.sheet).iter().filter(|text| may_lead(text.text())) {
        let shown = clean(text.text());
        let Some((lead, mut rest)) = lead(&shown) else { continue };
        if rest.is_empty() {
            let right = table.sheet.merged(text.at.0, text.at.1).map_or(text.at.1, |m| m.right);
            let mut beside = table.sheet.row_from(text.at.0, right + 1).map(|(_, cell)| clean(&cell.value.display()));
            rest = beside.find(|t| !t.is_empty()).unwrap_or_default();
        }
        match kind(&plan.form.code, lead, &rest) {
            Some(PrintedKind::Own) => return PrintedCode::Own,
            Some(PrintedKind::Other) if !matches!(found, PrintedCode::Other(..)) => {
                found = PrintedCode::Other(rest, text.at)
            }
            Some(PrintedKind::Unclear) if found == PrintedCode::Missing && text.at.0 < table.heading => {
                found = PrintedCode::Unclear(rest, text.at);
            }
            _ => {}
        }
    }
    found
}

/// Returns true if the first alphanumeric character can start such a label.
fn may_lead(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| "BbMm".contains(c))
}

/// The label before a code.
#[derive(Copy, Clone, PartialEq, Eq)]
enum CodeLead {
    /// "Biểu", as the program prints it.
    Form,
    /// The same in capitals, as in a title.
    Title,
    /// "Mẫu": often the number of a model that the form is based on.
    Model,
}

/// Splits a text that starts like a form code into label and rest.
fn lead(text: &str) -> Option<(CodeLead, String)> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric()).replace(':', " ");
    let mut rest = text.as_str();
    let mut lead = None;
    loop {
        let (word, tail) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        match (&*key(word), lead) {
            ("bieu", None) if word.chars().all(|c| !c.is_lowercase()) => lead = Some(CodeLead::Title),
            ("bieu", None) => lead = Some(CodeLead::Form),
            ("mau", None) => lead = Some(CodeLead::Model),
            ("ma", None) if key(tail).starts_with("bieu") => {}
            ("bieu" | "mau" | "so", Some(_)) => {}
            _ => break,
        }
        rest = tail.trim_start();
        if rest.is_empty() {
            break;
        }
    }
    lead.map(|lead| (lead, rest.trim_end_matches([')', ']', '.', ',', ';']).to_string()))
}

enum PrintedKind {
    Own,
    Other,
    Unclear,
}

/// Classifies the words after the label. `None` if they are not a code.
fn kind(own: &str, lead: CodeLead, rest: &str) -> Option<PrintedKind> {
    let glued = |text: &str| words(text).concat();
    // The whole text, or the part before a space or bracket.
    let ends = rest.char_indices().filter(|(_, c)| c.is_whitespace() || "(,;".contains(*c)).map(|(at, _)| at);
    let wanted = glued(own);
    if ends.chain([rest.len()]).any(|end| glued(&rest[..end]) == wanted) {
        return Some(PrintedKind::Own);
    }
    let head = rest.split(['(', ',', ';']).next().unwrap_or_default().trim();
    let token = head.split_whitespace().next()?;
    let (all, mine) = (words(token), words(own));
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if all.is_empty() || is_period(&words(head)) {
        return None;
    }
    if is_number(token) {
        let both = is_number(own);
        return (head == token).then_some(if both && lead != CodeLead::Model {
            PrintedKind::Other
        } else {
            PrintedKind::Unclear
        });
    }
    if !is_code(lead, head, token) {
        return None;
    }
    // A truncated code, or one with a year, a period or a slip of the pen, may be that of the plan.
    let short = head == token && mine.starts_with(&all);
    Some(if short || is_extended(token, own) || lead == CodeLead::Model {
        PrintedKind::Unclear
    } else {
        PrintedKind::Other
    })
}

/// Returns true if a code is the plan's own, or the own code with a quarter or year after it (`BM01/Q-2022`, `BM01/QUÝ`).
/// Zeros before a number, and the letter O for a zero, make no difference.
fn is_extended(token: &str, own: &str) -> bool {
    let normal = |text: &str| {
        let letters: Vec<char> = words(text).concat().chars().collect();
        let digit =
            |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| c.is_ascii_digit() || *c == 'o');
        let mut out = String::new();
        for (at, letter) in letters.iter().enumerate() {
            let beside = at.checked_sub(1).is_some_and(|at| letters[at].is_ascii_digit())
                || letters.get(at + 1).is_some_and(char::is_ascii_digit);
            let letter = if *letter == 'o' && beside { '0' } else { *letter };
            let begins = !out.ends_with(|c: char| c.is_ascii_digit());
            if !(letter == '0' && begins && digit(Some(at + 1))) {
                out.push(letter);
            }
        }
        out
    };
    let (token, own) = (normal(token), normal(own));
    let is_year = |rest: &str| rest.is_empty() || rest.len() == 4 && rest.starts_with("20");
    let goes_on = |rest: &str| {
        let is_longer_number =
            own.ends_with(|c: char| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit());
        let rest = rest.strip_prefix("uy").unwrap_or(rest);
        let quarters = ["", "iv", "iii", "ii", "i", "1", "2", "3", "4"];
        !is_longer_number && quarters.iter().filter_map(|quarter| rest.strip_prefix(quarter)).any(is_year)
    };
    !own.is_empty() && token.strip_prefix(own.as_str()).is_some_and(goes_on)
}

/// Returns true if a text is a code rather than words: letters with digits or signs between them, or capitals.
fn is_code(lead: CodeLead, head: &str, token: &str) -> bool {
    let has = |text: &str, test: fn(char) -> bool| text.chars().any(test);
    let inner = token.trim_matches(|c: char| !c.is_alphanumeric());
    if !has(inner, char::is_alphabetic) {
        // 02/2022 may be a date.
        return false;
    }
    if has(inner, |c| c.is_ascii_digit()) || has(inner, |c| "/_.".contains(c)) {
        return true;
    }
    let capitals = !has(head, char::is_lowercase) && lead == CodeLead::Form;
    let parts = head.split_whitespace().count();
    capitals && (parts == 1 || (parts <= 3 && has(head, |c| c.is_ascii_digit())))
}

/// Returns true for words of a period: "Q1/2022", "quý I", "6 tháng đầu năm 2022".
fn is_period(all: &[String]) -> bool {
    let of_period = |word: &String| {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let named = ["", "q", "t", "h", "quy", "thang", "nam", "ky", "dau", "cuoi", "i", "ii", "iii", "iv"];
        named.contains(&letters)
    };
    all.iter().any(|word| word.parse::<u32>().is_err()) && all.iter().all(of_period)
}

/// A row that was found by its code but has another label than in the plan.
pub struct PrintedRow<'a> {
    /// Indicator with this code.
    pub indicator: &'a Indicator,
    /// Label in the return.
    pub label: String,
    /// Row and column of the label.
    pub at: (u32, u32),
}

/// Statistics of how the rows of a table were found.
#[derive(Default)]
pub struct PrintedRows<'a> {
    /// Number of rows found, by code or label.
    pub found: usize,
    /// Number of rows found by code that also have a label.
    pub labelled: usize,
    /// Rows with a label that is neither the plan's nor that of another row.
    pub renamed: Vec<PrintedRow<'a>>,
}

impl<'a> PrintedRows<'a> {
    /// Counts a row that was found by its code, with its label.
    pub fn labelled(&mut self, indicator: &'a Indicator, label: &str, at: (u32, u32)) {
        // Most labels are those of the plan. Cleaning a text keeps its ASCII letters.
        if label == indicator.label && label.bytes().any(|b| b.is_ascii_alphabetic()) {
            self.labelled += 1;
            return;
        }
        let label = clean(label);
        if !label.chars().any(char::is_alphabetic) {
            return;
        }
        self.labelled += 1;
        if !is_same(&label, indicator) {
            self.renamed.push(PrintedRow { indicator, label, at });
        }
    }

    /// Returns true if most rows are of another form. On a form with the plan's code, one row may have any label.
    fn is_foreign(&self, printed: &PrintedCode) -> bool {
        let far = self.renamed.iter().filter(|row| !is_like(&row.label, &row.indicator.label)).count();
        self.found == 0 || (far * 2 > self.labelled && !(far == 1 && *printed == PrintedCode::Own))
    }
}

/// Returns true if a label is the indicator's except for case, accents, signs, spaces and the unit in brackets.
fn is_same(label: &str, indicator: &Indicator) -> bool {
    let (given, wanted) = (label_key(label), label_key(&indicator.label));
    let is_glued = |unit: &str| letters_of(&given).eq(letters_of(&wanted).chain(letters_of(unit)));
    let unit = || key(&indicator.unit);
    is_glued("") || (label.trim_end().ends_with(')') && !unit().is_empty() && is_glued(&unit()))
}

/// Returns the characters of a key without spaces.
fn letters_of(key: &str) -> impl Iterator<Item = char> {
    key.chars().filter(|c| *c != ' ')
}

/// Returns true if two labels share most of their words or, with typing errors, most pairs of letters.
fn is_like(one: &str, other: &str) -> bool {
    let meaning = |text: &str| {
        let mut all = words(&label_key(text));
        let common = ["tong", "so", "trong", "cac", "cua", "va"];
        if all.iter().any(|w| !common.contains(&w.as_str())) {
            all.retain(|w| !common.contains(&w.as_str()));
        }
        all
    };
    let (one, other) = (meaning(one), meaning(other));
    let pairs = |all: &[String]| -> Vec<(char, char)> {
        let text = all.concat();
        text.chars().zip(text.chars().skip(1)).collect()
    };
    let shared = |same: usize, all: usize, most: usize| same * 2 * 10 > all * most;
    let (a, b) = (pairs(&one), pairs(&other));
    let within = |few: &[String], many: &[String]| !few.is_empty() && few.iter().all(|w| many.contains(w));
    within(&one, &other)
        || within(&other, &one)
        || shared(one.iter().filter(|w| other.contains(w)).count(), one.len() + other.len(), 5)
        || shared(a.iter().filter(|p| b.contains(p)).count(), a.len() + b.len(), 7)
}

/// Evaluates the printed code and the rows of a table: findings for the return.
///
/// # Errors
///
/// The table is of another form and has no code of this one.
pub fn judge(
    table: &FigureTable,
    printed: &PrintedCode,
    rows: &PrintedRows,
    plan: &Plan,
) -> Result<Vec<Finding>, Box<Finding>> {
    let sheet = &table.sheet.name;
    let own = BilingualText::new(format!("biểu {}", plan.form.code), format!("form {}", plan.form.code));
    let mut out = Vec::new();
    if rows.is_foreign(printed) {
        let mut finding =
            finding_at(ReadingFinding::OtherForm, sheet, rows.renamed.first().map_or((table.heading, 0), |row| row.at));
        finding.message = BilingualText::new(
            "Phần lớn chỉ tiêu trong tệp là của biểu khác; không tính",
            "Most rows of the table are those of another form; it is not counted",
        );
        finding.found = listed(rows, |row| format!("{}: {}", row.indicator.code, row.label));
        let wanted = listed(rows, |row| format!("{}: {}", row.indicator.code, row.indicator.label));
        finding.expected = if rows.renamed.is_empty() { own } else { wanted };
        if *printed != PrintedCode::Own {
            return Err(Box::new(finding));
        }
        out.push(finding);
    } else if let Some(first) = rows.renamed.first() {
        let mut finding = finding_at(ReadingFinding::OtherLabel, sheet, first.at);
        finding.found =
            listed(rows, |row| format!("{} {}: {}", address::cell(row.at.0, row.at.1), row.indicator.code, row.label));
        finding.expected = listed(rows, |row| format!("{}: {}", row.indicator.code, row.indicator.label));
        out.push(finding);
    }
    if let PrintedCode::Unclear(code, place) = printed {
        out.push(coded(ReadingFinding::UnclearForm, sheet, *place, code, plan));
    }
    Ok(out)
}

/// Number of rows whose labels are listed; more are only counted.
const TOLD: usize = 6;

fn listed(rows: &PrintedRows, told: impl Fn(&PrintedRow) -> String) -> BilingualText {
    let texts: Vec<String> = rows.renamed.iter().take(TOLD).map(told).collect();
    let all = texts.join("; ");
    match rows.renamed.len().saturating_sub(TOLD) {
        0 => BilingualText::same(all),
        more => BilingualText::new(format!("{all} và {more} dòng nữa"), format!("{all} and {more} more rows")),
    }
}

/// Tables, each with what was found about it.
type TablesWith<'g, T> = Vec<(FigureTable<'g>, T)>;

/// Separates the tables with the code of another form. Returns the other tables with the printed code, and these with
/// the finding.
pub fn set_apart<'g>(
    tables: Vec<FigureTable<'g>>,
    keys: &RowKeys,
    plan: &Plan,
) -> (TablesWith<'g, PrintedCode>, TablesWith<'g, Finding>) {
    let (mut own, mut foreign) = (Vec::new(), Vec::new());
    for table in tables {
        match printed(&table, keys, plan) {
            PrintedCode::Other(code, place) => {
                let finding = coded(ReadingFinding::OtherForm, &table.sheet.name, place, &code, plan);
                foreign.push((table, finding));
            }
            code => own.push((table, code)),
        }
    }
    (own, foreign)
}

/// Converts the finding for a return in the same file as such a table.
pub fn beside(finding: &Finding) -> Finding {
    let Finding { sheet, cell, found, .. } = finding.clone();
    Finding { sheet, cell, found, ..ReadingFinding::OtherTab.finding() }
}

/// Creates a finding about the code printed at a place.
fn coded(what: ReadingFinding, sheet: &str, place: (u32, u32), code: &str, plan: &Plan) -> Finding {
    let form = |code: &str| BilingualText::new(format!("biểu {code}"), format!("form {code}"));
    Finding { found: form(code), expected: form(&plan.form.code), ..finding_at(what, sheet, place) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(own: &str, text: &str) -> &'static str {
        match lead(text).and_then(|(lead, rest)| kind(own, lead, &rest)) {
            None => "none",
            Some(PrintedKind::Own) => "own",
            Some(PrintedKind::Other) => "other",
            Some(PrintedKind::Unclear) => "unclear",
        }
    }

    #[test]
    fn form_codes_are_distinguished_from_titles() {
        for (text, wanted) in [
            ("Biểu BM-X1/Q", "own"),
            ("BIỂU: bm x1-q", "own"),
            ("Biểu mẫu số BM-X1/Q (kèm theo công văn)", "own"),
            ("Mẫu BM-X1/Q", "own"),
            ("(Biểu BM-X1/Q)", "own"),
            ("Biểu VS-77", "other"),
            ("Biểu số: VS-77", "other"),
            ("Biểu VSMT", "other"),
            ("Biểu VS 77", "other"),
            ("BIỂU VS-77", "other"),
            ("Mã biểu: VS-77", "other"),
            ("Biểu BM-X1/6T", "other"),
            ("Biểu BM-X1/QN", "other"),
            // A truncated code, a year or period after it, a slip of the pen, the number of a model, a number.
            ("Biểu BM-X1", "unclear"),
            ("Biểu BM-X1/Q-2022", "unclear"),
            ("Biểu BM-X1/Q/2022", "unclear"),
            ("Biểu BM-X1/QI", "unclear"),
            ("Biểu BM-X1/Q1", "unclear"),
            ("Biểu BM-X1/QUÝ", "unclear"),
            ("Biểu BM-X01/Q", "unclear"),
            ("Biểu BM-X12/Q", "other"),
            ("Mẫu số 02-KH/LĐ", "unclear"),
            ("Biểu số 01", "unclear"),
            // Words.
            ("Biểu tổng hợp", "none"),
            ("BIỂU BÁO CÁO", "none"),
            ("BIỂU MẪU", "none"),
            ("Biểu quý I/2022", "none"),
            ("Biểu Q1/2022", "none"),
            ("Biểu 6 tháng đầu năm 2022", "none"),
            ("Biểu mẫu ban hành kèm theo Kế hoạch số 12/KH", "none"),
            ("Báo cáo VS-77", "none"),
        ] {
            assert_eq!(said("BM-X1/Q", text), wanted, "{text}");
        }
        assert_eq!(said("01", "Biểu 02"), "other");
        assert_eq!(said("01", "Biểu số 01"), "own");
        assert_eq!(said("BM-X1", "Biểu BM-X1/6T"), "other");
    }

    #[test]
    fn reworded_labels_are_distinguished_from_other_rows() {
        for (one, other) in [
            ("Tổng số cây đã trồng trong kỳ", "Tổng số cây trồng trong kỳ"),
            ("Trồng rừng tập chung", "Trồng rừng tập trung"),
            ("Kết nạp mới trong quý", "Kết nạp mới"),
            ("Diện tich rung trồng tập trunng", "Diện tích rừng trồng tập trung trong kỳ"),
        ] {
            assert!(is_like(one, other), "{one} / {other}");
        }
        for (one, other) in [
            ("Tổng số giếng khoan trong kỳ", "Tổng số cây trồng trong kỳ"),
            ("Giếng khoan", "Cây trồng"),
            ("Số hộ có nước sạch", "Trồng rừng tập trung"),
            ("Hố xí hợp vệ sinh", "Lượt người tham gia"),
        ] {
            assert!(!is_like(one, other), "{one} / {other}");
        }
    }
}
