//! Finds the code of a form on the sheet of a table: `Biểu BM01`, or the code alone. A form of another plan has the same
//! headings, often the same units and periods.

use super::figure_table::FigureTable;
use super::text::{RowKeys, clean, key, words};
use crate::plan::Plan;

/// The form code printed on the sheet of a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PrintedCode {
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
pub(super) fn printed(table: &FigureTable, keys: &RowKeys, plan: &Plan) -> PrintedCode {
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
    if found == PrintedCode::Missing { bare_code(table, keys, plan) } else { found }
}

/// Finds a code without "Biểu" before it, above the table.
fn bare_code(table: &FigureTable, keys: &RowKeys, plan: &Plan) -> PrintedCode {
    let mut found = PrintedCode::Missing;
    for text in keys.texts_of(table.sheet).iter().take_while(|text| text.at.0 < table.heading) {
        let shown = clean(text.text());
        if shown.len() > CODE || plan.names.find_exact(&shown, None).is_some() {
            continue;
        }
        match bare(&plan.form.code, &shown) {
            Some(PrintedKind::Own) => return PrintedCode::Own,
            Some(PrintedKind::Other) if !matches!(found, PrintedCode::Other(..)) => {
                found = PrintedCode::Other(shown, text.at);
            }
            Some(PrintedKind::Unclear) if found == PrintedCode::Missing => {
                found = PrintedCode::Unclear(shown, text.at);
            }
            _ => {}
        }
    }
    found
}

/// Maximum length of a code without a label before it, in bytes.
const CODE: usize = 24;

/// Classifies a text without a label: a code of the same build as the form's own is another form's; another code may
/// be a number of something else.
fn bare(own: &str, text: &str) -> Option<PrintedKind> {
    let text = text.trim_matches(['(', ')', '[', ']']).trim();
    let is_code = text.starts_with(char::is_alphabetic)
        && !text.contains(char::is_whitespace)
        && !text.contains(char::is_lowercase)
        && text.contains(|c: char| c.is_ascii_digit())
        && !is_period(&words(text));
    if !is_code {
        return None;
    }
    let glued = |text: &str| words(text).concat();
    Some(match () {
        () if glued(text) == glued(own) => PrintedKind::Own,
        () if is_extended(text, own) || words(own).starts_with(&words(text)) => PrintedKind::Unclear,
        () if build(text) == build(own) => PrintedKind::Other,
        () => PrintedKind::Unclear,
    })
}

/// Returns the build of a code: one letter for each run of them, a digit for each run of digits, and its signs.
fn build(code: &str) -> String {
    let mut out: Vec<char> = code
        .chars()
        .map(|c| match c {
            c if c.is_alphabetic() => 'A',
            c if c.is_ascii_digit() => '9',
            c => c,
        })
        .collect();
    out.dedup();
    out.into_iter().collect()
}

/// Returns true if the first alphanumeric character can start such a label.
fn may_lead(text: &str) -> bool {
    text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| "BbMmFf".contains(c))
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
            ("bieu" | "form", None) if word.chars().all(|c| !c.is_lowercase()) => lead = Some(CodeLead::Title),
            ("bieu" | "form", None) => lead = Some(CodeLead::Form),
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
    fn code_alone_is_recognised() {
        let said = |own: &str, text: &str| match bare(own, text) {
            None => "none",
            Some(PrintedKind::Own) => "own",
            Some(PrintedKind::Other) => "other",
            Some(PrintedKind::Unclear) => "unclear",
        };
        for (text, wanted) in [
            ("BM01-PTĐV/Q", "own"),
            ("(BM01-PTĐV/Q)", "own"),
            ("BM02-TCX/Q", "other"),
            ("BM03-PTDV/N", "other"),
            ("BM01-PTĐV/Q-2022", "unclear"),
            ("BM01", "unclear"),
            ("VS-77", "unclear"),
            ("Q3/2021", "none"),
            ("01", "none"),
            ("TANUYEN", "none"),
            ("Quý 3", "none"),
            ("12/BC-LĐLĐ", "none"),
        ] {
            assert_eq!(said("BM01-PTĐV/Q", text), wanted, "{text}");
        }
        assert_eq!(said("VS-77", "VS-78"), "other");
    }
}
