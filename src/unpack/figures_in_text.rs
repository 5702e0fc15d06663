//! Finds figures in the text of an e-mail: lines or rows of a table with a text and a number. They are only quoted, so that a
//! person reads the text.

use super::decode_text;
use crate::grid::{self, FileKind};
use crate::limits::Limits;
use crate::model::spelling::key;

/// Number of lines with a figure from which on a text has figures.
const LEAST: usize = 2;
/// Number of lines that are quoted.
const QUOTED: usize = 3;
/// Length of a quoted text or figure, in characters.
const LONGEST: usize = 60;
/// Digits of the longest figure that may begin with a zero: longer ones are telephone numbers.
const PHONE: usize = 8;
/// First words of lines that mail programs and signatures have.
const FRAME: [&str; 20] = [
    "from",
    "sent",
    "to",
    "cc",
    "subject",
    "date",
    "tu",
    "den",
    "ngay",
    "da gui",
    "tieu de",
    "dien thoai",
    "dt",
    "sdt",
    "tel",
    "fax",
    "mobile",
    "phone",
    "zalo",
    "hotline",
];

/// Returns the first figures in a text, each with the words before it, and the number of the others. `None` if there are too few to be
/// a table.
pub(super) fn quote(kind: FileKind, bytes: &[u8], limits: &Limits) -> Option<String> {
    let rows = match kind {
        FileKind::Table(_) => rows(bytes, limits),
        FileKind::Other(_) => decode_text(bytes).lines().map(parts).collect(),
    };
    let lines: Vec<String> = rows.iter().filter_map(|row| figure_line(row)).collect();
    if lines.len() < LEAST {
        return None;
    }
    let further = lines.len().saturating_sub(QUOTED);
    let shown = lines.get(..QUOTED.min(lines.len())).unwrap_or_default().join("; ");
    Some(if further > 0 { format!("{shown} (+{further})") } else { shown })
}

/// Returns the rows of a page: those of its tables, else its lines.
fn rows(bytes: &[u8], limits: &Limits) -> Vec<Vec<String>> {
    let Ok(grid) = grid::open(bytes, limits) else { return Vec::new() };
    let mut out: Vec<Vec<String>> = Vec::new();
    for sheet in &grid.sheets {
        let mut last = None;
        for ((row, _), cell) in &sheet.cells {
            if last != Some(*row) {
                out.push(Vec::new());
            }
            last = Some(*row);
            let text = cell.value.display().trim().to_string();
            out.last_mut().into_iter().filter(|_| !text.is_empty()).for_each(|parts| parts.push(text.clone()));
        }
    }
    // A cell of a page may hold a whole text: each of its lines is a line of its own.
    let whole = out.iter().filter(|parts| parts.len() == 1).flatten();
    let lines: Vec<Vec<String>> = whole.flat_map(|text| text.lines()).map(parts).collect();
    out.extend(lines);
    out
}

/// Splits a line at tabs, bars, colons, equal signs and wide gaps.
fn parts(line: &str) -> Vec<String> {
    // What an answer quotes is not the sender's.
    let line = if line.trim_start().starts_with('>') { "" } else { line };
    let line = line.replace("  ", "\t");
    line.split(['\t', '|', ':', '=', ';']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_string).collect()
}

/// Returns text and figure of a line that has one of each.
fn figure_line(parts: &[String]) -> Option<String> {
    let label = parts.iter().find(|part| is_words(part))?;
    let first = key(label);
    let is_frame = |word: &str| first.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    if FRAME.into_iter().any(is_frame) {
        return None;
    }
    let figure = parts.iter().skip_while(|part| *part != label).skip(1).find(|part| is_figure(part))?;
    let short = |text: &str| text.chars().take(LONGEST).collect::<String>();
    Some(format!("{} {}", short(label), short(figure)))
}

/// Returns true for words: most of the characters are letters, unlike those of an encoded file.
fn is_words(text: &str) -> bool {
    let is_letter = |c: &char| c.is_alphabetic() || *c == ' ';
    let letters = text.chars().filter(is_letter).count();
    text.chars().filter(|c| c.is_alphabetic()).count() > 1 && letters * 5 >= text.chars().count() * 4
}

/// Returns true for a number, with up to three words after it: `58.000.000 đồng`.
fn is_figure(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ',', ';']);
    let mut words = text.split_whitespace();
    let Some(number) = words.next().map(|word| word.trim_start_matches(['-', '−', '+'])) else { return false };
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let is_number = digits > 0 && number.chars().all(|c| c.is_ascii_digit() || ".,%".contains(c));
    let rest: Vec<&str> = words.collect();
    let is_unit = |word: &&str| word.chars().all(|c| c.is_alphabetic() || "()/%.".contains(c));
    is_number && !(number.starts_with('0') && digits > PHONE) && rest.len() <= 3 && rest.iter().all(is_unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::sniff;

    fn quoted(text: &str) -> Option<String> {
        quote(sniff(text.as_bytes()), text.as_bytes(), &Limits::default())
    }

    #[test]
    fn lines_with_figures_are_quoted() {
        let text = "Kính gửi Ban, số liệu quý 3:\r\nĐoàn viên kết nạp mới: 35 người\r\nKinh phí đã chi = 58.000.000 đồng\r\n\
                    Nữ\t12\r\nCĐCS mới | 2\r\nTrân trọng";
        let wanted = "Đoàn viên kết nạp mới 35 người; Kinh phí đã chi 58.000.000 đồng; Nữ 12 (+1)";
        assert_eq!(quoted(text).as_deref(), Some(wanted));
    }

    #[test]
    fn rows_of_a_table_in_a_page_are_quoted() {
        let page = "<html><body><p>Kính gửi Ban</p><table><tr><td>TT</td><td>Chỉ tiêu</td><td>Số lượng</td></tr>\
                    <tr><td>1</td><td>Kết nạp mới</td><td>35</td></tr><tr><td>2</td><td>Trong đó nữ</td><td>1.204</td></tr>\
                    </table></body></html>";
        assert_eq!(quoted(page).as_deref(), Some("Kết nạp mới 35; Trong đó nữ 1.204"));
    }

    #[test]
    fn ordinary_texts_have_no_figures() {
        for text in [
            "Kính gửi Ban báo cáo Quý III/2021 của đơn vị.\r\nTrân trọng\r\n--\r\nLò Văn A\r\nĐT: 0912345678\r\nFax: 02313876543",
            "From: a@b.vn\r\nSent: 3\r\nTo: 5\r\nĐiện thoại: 38 76 54\r\nNgày: 10",
            "> Kết nạp: 35\r\n> Nữ: 12\r\nĐã nhận",
            "Kết nạp mới: 35 người\r\nXem tệp kèm theo",
            "begin 644 a.xlsx\r\nM4$L#!!0  0\r\nM4\\L54Y[FRF_\\9  6_!\r\nM0JZVT  1\r\nend",
            "Họp lúc 10:30 ngày 5/10/2021\r\nPhòng họp: tầng 2, nhà A",
            "<html><body><p>Báo cáo</p><table><tr><td>LĐLĐ huyện</td><td>Số 12, đường 30/4</td></tr></table></body></html>",
        ] {
            assert_eq!(quoted(text), None, "{text}");
        }
    }
}
